"""What a row says about a quantity, and on which side of a goal it lies.

A row may give a figure, a bound ("95 or more") or a band. It lies on a side of a goal only if all of it does.
"""

from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.rounding import decimals_of, exact, round_half_even
from planbook.data.model import Observation, Target
from planbook.data.vocab import BOUNDS, WATER_RATINGS, Direction, Kind

ALL = Decimal(100)
"""The whole, in per cent."""


@dataclass(frozen=True)
class Span:
    """The values a row allows.

    Attributes
    ----------
    low, high : Decimal or None
        Ends; ``None`` where the row sets no limit.
    low_open, high_open : bool
        Whether the end itself is excluded.
    vague : bool
        Published as "about": never decides where it equals the goal.
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    vague: bool = False

    @property
    def point(self) -> Decimal | None:
        """The single value, where there is one."""
        return self.low if self.low == self.high else None

    def mirrored(self) -> "Span":
        """Return the span of the negated values."""
        return Span(
            None if self.high is None else -self.high, None if self.low is None else -self.low,
            self.high_open, self.low_open, self.vague)


def span_of(row: Observation) -> Span | None:
    """Return the values a row allows, ``None`` if it gives no number.

    Raises
    ------
    ValueError
        If its bound is none of :data:`planbook.data.vocab.BOUNDS`: an unread bound must not pass for a figure.
    """
    if row.bound and row.bound not in BOUNDS:
        raise ValueError(f"unknown bound {row.bound!r} in {row.key}")
    if row.low is not None or row.high is not None:
        return Span(None if row.low is None else exact(row.low), None if row.high is None else exact(row.high))
    if row.value is None:
        return None
    value = exact(row.value)
    if row.bound in ("≥", ">"):
        return Span(value, None, low_open=row.bound == ">")
    if row.bound in ("≤", "<"):
        return Span(None, value, high_open=row.bound == "<")
    return Span(value, value, vague=row.bound == "≈")


def change_span(base: Decimal, level: Span) -> Span | None:
    """Return the reduction in per cent from ``base`` to ``level``; refused (``None``) for a base that is not positive."""
    if base <= 0:
        return None
    low = None if level.high is None else (base - level.high) / base * ALL
    high = None if level.low is None else (base - level.low) / base * ALL
    return Span(low, high, level.high_open, level.low_open, level.vague)


def side(span: Span, direction: Direction, goal: Decimal) -> bool | None:
    """Return whether all of ``span`` meets the goal, none of it does, or neither (``None``)."""
    if direction is Direction.AT_MOST:
        return _at_least(span.mirrored(), -goal)
    if direction is Direction.EQUAL:
        return _equals(span, goal)
    return _at_least(span, goal)


def _at_least(span: Span, goal: Decimal) -> bool | None:
    if span.vague and span.point == goal:
        return None
    if span.low is not None and span.low >= goal:
        return True
    if span.high is not None and (span.high < goal or (span.high == goal and span.high_open)):
        return False
    return None


def _equals(span: Span, goal: Decimal) -> bool | None:
    """Compare after rounding to the goal's written digits (GB/T 8170-2008, 4.3.3)."""
    if span.point is not None:
        if span.vague and span.point == goal:
            return None
        return round_half_even(span.point, decimals_of(goal)) == goal
    outside = (span.low is not None and span.low > goal) or (span.high is not None and span.high < goal)
    return False if outside else None


def asked_side(target: Target) -> Direction:
    """Return the side a target asks for; all of a share ("100 %") cannot be rounded up to, so it is a floor."""
    whole = target.kind is Kind.SHARE and target.direction is Direction.EQUAL and target.value == ALL
    return Direction.AT_LEAST if whole else target.direction


def facing_edge(span: Span, direction: Direction, *, met: bool | None) -> Decimal | None:
    """Return the end of ``span`` that lies nearest the goal, so that a margin never claims more than is published."""
    first, second = span.low, span.high
    if (direction is Direction.AT_MOST) == bool(met):
        first, second = second, first
    return second if first is None else first


def margin(value: Decimal, direction: Direction, goal: Decimal) -> Decimal:
    """Return how far ``value`` lies beyond the goal, positive being better and exactly met nought."""
    if direction is Direction.AT_MOST:
        return goal - value
    if direction is Direction.EQUAL:
        return -abs(round_half_even(value, decimals_of(goal)) - goal)
    return value - goal


def rating_side(text: str, target: Target) -> bool | None:
    """Return whether a rating word reaches the target's, ``None`` if it is not a word of the list."""
    if text not in WATER_RATINGS:
        return None
    steps = WATER_RATINGS.index(target.rating) - WATER_RATINGS.index(text)
    if target.direction is Direction.EQUAL:
        return steps == 0
    return steps <= 0 if target.direction is Direction.AT_MOST else steps >= 0
