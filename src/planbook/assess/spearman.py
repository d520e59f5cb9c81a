"""Spearman's rank test of a trend over several periods (环办〔2011〕22号, annex)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

import pandas as pd
from scipy.stats import rankdata, spearmanr

from planbook.assess.rounding import round_half_even
from planbook.data.vocab import Word

LEVELS = (Decimal("0.05"), Decimal("0.01"))
"""One-sided levels of significance of the rule's table: significant, highly significant."""


class Course(Word):
    """What the test says of a series."""

    RISES = "rises", "显著上升", "significant rise"
    FALLS = "falls", "显著下降", "significant fall"
    STEADY = "steady", "无显著变化", "no significant change"


class NoTest(Word):
    """Why a series is not tested."""

    TOO_SHORT = "too_short", "时段不足", "too few periods"
    NOT_FINITE = "not_finite", "有缺失或非有限的数", "missing or not finite values"
    NO_ORDER = "no_order", "时段没有先后或重复", "periods out of order or repeated"
    CONSTANT = "constant", "各期数值相同", "all values equal"


@dataclass(frozen=True)
class CriticalValues:
    """The rule's critical values Wp by number of periods and level; missing where no arrangement is that rare.

    Attributes
    ----------
    table : tuple of (int, Decimal, Decimal or None)
        Periods, level, critical value.
    least : int
        Fewest periods the rule tests.
    """

    table: tuple[tuple[int, Decimal, Decimal | None], ...]
    least: int

    @classmethod
    def read(cls, frame: pd.DataFrame, least: int) -> "CriticalValues":
        """Read ``data/standards/spearman.csv`` (text cells) with the least number of periods."""
        rows = zip(frame["n"], frame["alpha"], frame["wp"], strict=True)
        return cls(tuple((int(n), Decimal(a), Decimal(w) if w else None) for n, a, w in rows), least)

    def of(self, n: int, alpha: Decimal) -> tuple[int, Decimal | None]:
        """Return the critical value and the number of periods it is tabulated for.

        Between two tabulated numbers the smaller one's value holds: it is the larger value, so that nothing is called
        significant that is not.
        """
        given = {k: w for k, a, w in self.table if a == alpha and k <= n}
        nearest = max(given)
        return nearest, given[nearest]


@dataclass(frozen=True)
class RankTest:
    """A series tested.

    Attributes
    ----------
    n : int
        Periods.
    rs : Decimal or None
        Rank correlation, rounded to the decimals of the table; ties share the mean of their ranks.
    critical : tuple of (Decimal, int, Decimal or None)
        Level, the number of periods the critical value is tabulated for, and the value.
    course : Course or None
        ``None`` where the series is not tested, with the reason in ``no_test``.
    level : Decimal or None
        The strictest level at which the course is significant.
    ties : bool
        Whether values are equal; the critical values are exact only without ties.
    possible : bool
        Whether any series of this length could be significant: with four periods none can, since only more than the
        critical value 1.000 counts.
    """

    n: int
    rs: Decimal | None
    critical: tuple[tuple[Decimal, int, Decimal | None], ...]
    course: Course | None
    level: Decimal | None
    ties: bool
    possible: bool
    no_test: NoTest | None = None


def rank_test(values: Sequence[float], times: Sequence[int], critical: CriticalValues) -> RankTest:
    """Test whether a series rises or falls.

    Parameters
    ----------
    values : sequence of float
        One per period, in the indicator's unit; all on one basis.
    times : sequence of int
        The periods as increasing numbers; gaps are allowed, only the order counts.
    critical : CriticalValues
        The rule's table.

    Returns
    -------
    RankTest
        Significant only where ``|rs|`` is greater than the critical value. For shares of good sections a rise is an
        improvement, for concentrations a deterioration: that is for the caller to say.
    """
    n = len(values)
    refused = _refused(values, times, critical)
    if refused:
        return RankTest(n, None, (), None, None, len(set(values)) < n, possible=False, no_test=refused)
    found = tuple((a, *critical.of(n, a)) for a in LEVELS)
    rs = round_half_even(float(spearmanr(rankdata(values), rankdata(times)).statistic), _decimals(critical))
    level = max((a for a, _, wp in found if wp is not None and abs(rs) > wp), default=None, key=lambda a: -a)
    course = Course.STEADY if level is None else Course.RISES if rs > 0 else Course.FALLS
    return RankTest(n, rs, found, course, level, len(set(values)) < n, possible=any(wp is not None and wp < 1 for _, _, wp in found))


def _refused(values: Sequence[float], times: Sequence[int], critical: CriticalValues) -> NoTest | None:
    if len(values) < critical.least:
        return NoTest.TOO_SHORT
    if not all(isfinite(v) for v in values):
        return NoTest.NOT_FINITE
    if len(values) != len(times) or list(times) != sorted(set(times)):
        return NoTest.NO_ORDER
    return NoTest.CONSTANT if len(set(values)) == 1 else None


def _decimals(critical: CriticalValues) -> int:
    """Return the decimals the table is written with."""
    exponents = [w.as_tuple().exponent for _, _, w in critical.table if w is not None]
    return max(-e for e in exponents if isinstance(e, int))
