"""Comparison of two periods: by rating steps, by shares of classes, and what holds where the two differ."""

from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.rounding import Number, exact
from planbook.assess.water.rules import WaterRules
from planbook.data.vocab import WATER_RATINGS, Word


class Size(Word):
    """How large a change is."""

    NONE = "none", "无明显变化", "no marked change"
    SOME = "some", "有所", "some"
    CLEAR = "clear", "明显", "marked"


class Side(Word):
    """Which way a change goes."""

    SAME = "same", "不变", "unchanged"
    BETTER = "better", "好转", "improvement"
    WORSE = "worse", "变差", "deterioration"


class WhyNot(Word):
    """Why two periods get no common conclusion."""

    OTHER_BASIS = "other_basis", "断面范围或口径不同", "other sections or basis"
    NOTHING_TO_COMPARE = "nothing_to_compare", "两期没有共同的等级或比例", "neither ratings nor shares for both periods"
    CONTRADICTION = "contradiction", "两种方法结论相反且程度相同", "the two methods contradict each other equally"


SIZES = tuple(Size)
"""Sizes of change, smallest first."""


@dataclass(frozen=True)
class PeriodState:
    """What is known of one period.

    Attributes
    ----------
    label : str
        The period, for messages.
    basis : str
        Sections and basis; only equal ones are compared.
    rating : str or None
        River rating.
    good, worse : number or None
        Shares of sections in classes I to III and worse than V, percent.
    """

    label: str
    basis: str
    rating: str | None = None
    good: Number | None = None
    worse: Number | None = None


@dataclass(frozen=True)
class Change:
    """What one method finds.

    Attributes
    ----------
    amount : Decimal
        Rating steps upwards, or ΔG-ΔD in percentage points; positive is better.
    """

    size: Size
    side: Side
    amount: Decimal


@dataclass(frozen=True)
class Comparison:
    """Two periods compared.

    Attributes
    ----------
    by_rating, by_shares : Change or None
        What each method finds; ``None`` where it has not what it needs in both periods.
    result : Change or None
        The larger change of the two; ``None`` with the reason in ``why_not``.
    """

    before: PeriodState
    after: PeriodState
    by_rating: Change | None
    by_shares: Change | None
    result: Change | None
    why_not: WhyNot | None


def compare(before: PeriodState, after: PeriodState, rules: WaterRules) -> Comparison:
    """Compare two periods (环办〔2011〕22号, change between periods).

    Parameters
    ----------
    before, after : PeriodState
        The earlier and the later period, on the same sections.
    rules : WaterRules
        The standard.
    """
    if before.basis != after.basis:
        return Comparison(before, after, None, None, None, WhyNot.OTHER_BASIS)
    by_rating, by_shares = _steps(before, after, rules), _points(before, after, rules)
    found = [c for c in (by_rating, by_shares) if c]
    if not found:
        return Comparison(before, after, None, None, None, WhyNot.NOTHING_TO_COMPARE)
    most = max(SIZES.index(c.size) for c in found)
    largest = [c for c in found if SIZES.index(c.size) == most]
    if len({c.side for c in largest}) > 1:
        return Comparison(before, after, by_rating, by_shares, None, WhyNot.CONTRADICTION)
    return Comparison(before, after, by_rating, by_shares, largest[-1], None)


def _steps(before: PeriodState, after: PeriodState, rules: WaterRules) -> Change | None:
    """Compare ratings: one step is some change, two or more a marked one."""
    if before.rating is None or after.rating is None:
        return None
    steps = WATER_RATINGS.index(before.rating) - WATER_RATINGS.index(after.rating)
    size = Size.CLEAR if abs(steps) >= rules.steps_clear else Size.SOME if abs(steps) >= rules.steps_some else Size.NONE
    return Change(size, _side(Decimal(steps), size), Decimal(steps))


def _points(before: PeriodState, after: PeriodState, rules: WaterRules) -> Change | None:
    """Compare shares: ΔG-ΔD in percentage points, 10 and 20 themselves belonging to the smaller change."""
    if before.good is None or after.good is None or before.worse is None or after.worse is None:
        return None
    amount = (exact(after.good) - exact(before.good)) - (exact(after.worse) - exact(before.worse))
    size = Size.NONE if abs(amount) <= rules.points_none else Size.SOME if abs(amount) <= rules.points_some else Size.CLEAR
    return Change(size, _side(amount, size), amount)


def _side(amount: Decimal, size: Size) -> Side:
    if size is Size.NONE:
        return Side.SAME
    return Side.BETTER if amount > 0 else Side.WORSE
