"""Trends with their uncertainty, within one measurement condition only."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from statistics import median
from typing import Any

import numpy as np
from scipy import stats

from planbook.data.errors import PlanbookError
from planbook.data.vocab import Word

LEVEL = 0.95
"""Confidence level of every interval and test."""


class Condition(Word):
    """State in which particulates were measured (amendment of GB 3095-2012, in force from September 2018)."""

    STANDARD_STATE = "stp", "标准状态", "standard state"
    ACTUAL = "actual-conditions", "实际状态", "actual conditions"
    MIXED = "mixed", "两种状态混合", "both conditions"
    UNSTATED = "unstated", "未说明", "not stated"


class ConditionsError(PlanbookError):
    """Values of different, mixed or unstated measurement conditions were to be joined."""


@dataclass(frozen=True)
class Reading:
    """One value in time.

    Attributes
    ----------
    year : int
        Calendar year.
    value : float or None
        ``None`` where it is missing or not fit for a trend; it takes no part.
    condition : Condition
        State it was measured in.
    month : int
        1 to 12; 0 for an annual value.
    """

    year: int
    value: float | None
    condition: Condition
    month: int = 0


@dataclass(frozen=True)
class Comparable:
    """Readings of one measurement condition, the only thing a trend is taken of.

    Attributes
    ----------
    readings : tuple of Reading
        By time; at most one per year and month.
    """

    readings: tuple[Reading, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be compared.

        Raises
        ------
        ConditionsError
            If conditions differ, or are mixed or unstated.
        ValueError
            If two readings are about the same time.
        """
        found = sorted({r.condition for r in self.readings if r.value is not None})
        if len(found) > 1 or {Condition.MIXED, Condition.UNSTATED} & set(found):
            raise ConditionsError(
                f"趋势只能在同一监测条件内计算，现有：{'、'.join(c.text.zh for c in found)}。处理：只取同一条件的年份或月份。")
        times = [(r.year, r.month) for r in self.readings]
        if len(set(times)) < len(times):
            raise ValueError("two readings for one time")

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> "Comparable":
        """Order readings by time and check them."""
        return cls(tuple(sorted(readings, key=lambda r: (r.year, r.month))))

    @property
    def given(self) -> tuple[tuple[Reading, float], ...]:
        """Readings that have a value, each with it."""
        return tuple((r, r.value) for r in self.readings if r.value is not None)


@dataclass(frozen=True)
class Slope:
    """A Theil–Sen line.

    Attributes
    ----------
    series : Comparable
        What it was taken of.
    level : float
        Confidence level of the interval.
    n, needed : int
        Values there were, and the least number asked for.
    slope, low, high : float or None
        Median of the slopes between all pairs and its interval, units per year; ``None`` with too few values.
    intercept : float or None
        Value of the line in year 0: median of the values less slope times median of the years.
    """

    series: Comparable
    level: float
    n: int
    needed: int
    slope: float | None
    low: float | None
    high: float | None
    intercept: float | None

    @property
    def direction(self) -> int:
        """1 where the whole interval rises, -1 where it falls, 0 where it holds zero or there is no line."""
        if self.low is None or self.high is None:
            return 0
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    def at(self, year: int) -> float | None:
        """Return the line's value in a year."""
        return None if self.slope is None or self.intercept is None else self.intercept + self.slope * year


@dataclass(frozen=True)
class SeasonalTest:
    """A seasonal Mann–Kendall test (Hirsch, Slack and Smith 1982): each month against the same month of other years.

    Attributes
    ----------
    series : Comparable
        What it was taken of.
    level : float
        Confidence level; significant where ``p`` is at most ``1 - level``.
    n : int
        Values there were.
    years, needed : int
        Years of the fullest month, and the least number asked for.
    statistic : int
        Sum over months of rises less falls between all pairs of years.
    p, p_dependent : float or None
        Two-sided, with continuity correction and ties allowed for: months of one year taken as independent, and taken as going
        together (Hirsch and Slack 1984; rough below ten years). ``None`` with too few years or nothing but ties.
    slope : float or None
        Seasonal Kendall slope: median of the slopes between all pairs of the same month, units per year.
    """

    series: Comparable
    level: float
    n: int
    years: int
    needed: int
    statistic: int
    p: float | None
    p_dependent: float | None
    slope: float | None

    @property
    def direction(self) -> int:
        """1 for a significant rise, -1 for a fall, 0 for neither."""
        if self.p is None or self.p > 1 - self.level:
            return 0
        return 1 if self.statistic > 0 else -1


def least_years(level: float = LEVEL) -> int:
    """Return the fewest values of which even a steady rise could be significant: two of n! orders are monotone.

    Examples
    --------
    >>> least_years(0.95)
    5
    """
    alpha, n = 1 - level, 2
    while 2 / factorial(n) > alpha:
        n += 1
    return n


def theil_sen(series: Comparable, level: float = LEVEL) -> Slope:
    """Return the Theil–Sen slope of annual values with Sen's interval (Sen 1968, by normal approximation, ties allowed for).

    Parameters
    ----------
    series : Comparable
        Annual values of one measurement condition; missing years are no obstacle.
    level : float
        Confidence level of the interval.
    """
    years = [float(r.year) for r, _ in series.given]
    values = [v for _, v in series.given]
    needed = least_years(level)
    if len(values) < needed:
        return Slope(series, level, len(values), needed, None, None, None, None)
    fit = stats.theilslopes(values, years, alpha=level)
    return Slope(series, level, len(values), needed, *(float(v) for v in (fit.slope, fit.low_slope, fit.high_slope, fit.intercept)))


def seasonal_mann_kendall(series: Comparable, level: float = LEVEL, needed: int = 4) -> SeasonalTest:
    """Test monthly values for a trend common to the months.

    Parameters
    ----------
    series : Comparable
        Monthly values of one measurement condition; missing months take no part, nor do months with one value only.
    level : float
        Confidence level.
    needed : int
        Least years of the fullest month; with fewer the normal approximation is poor.
    """
    every = [[(r.year, v) for r, v in series.given if r.month == m] for m in sorted({r.month for r, _ in series.given})]
    months = [m for m in every if len(m) > 1]
    pairs = [pair for m in months for pair in combinations(m, 2)]
    years = max((len(m) for m in months), default=0)
    score = sum(int(b > a) - int(b < a) for (_, a), (_, b) in pairs)
    if years < needed or all(a == b for (_, a), (_, b) in pairs):
        return SeasonalTest(series, level, len(series.given), years, needed, score, None, None, None)
    with np.errstate(invalid="ignore", divide="ignore"):
        test = stats.mstats.kendalltau_seasonal(_grid(months))
    alone, together = (_probability(test[f"global p-value ({kind})"]) for kind in ("indep", "dep"))
    slope = median((b - a) / (later - first) for (first, a), (later, b) in pairs)
    return SeasonalTest(series, level, len(series.given), years, needed, score, alone, together, slope)


def _probability(value: Any) -> float | None:
    """Return a probability, ``None`` where sparse data leave it undefined."""
    return None if np.ma.is_masked(value) or not np.isfinite(value) else float(value)


def _grid(months: list[list[tuple[int, float]]]) -> np.ma.MaskedArray[Any, Any]:
    """Return the values with one row per year and one column per month, missing ones masked."""
    years = sorted({year for month in months for year, _ in month})
    grid = np.full((len(years), len(months)), np.nan)
    for column, month in enumerate(months):
        for year, value in month:
            grid[years.index(year), column] = value
    return np.ma.masked_invalid(grid)
