"""Means and percentiles of air-quality values by HJ 663, each saying which rule refused it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor

from planbook.assess.air.rules import Completeness
from planbook.assess.rounding import Number, exact
from planbook.data.vocab import Word

WINDOW, DAY = 8, 24
"""Hours of an ozone mean and of a day."""
MONTHS = 12


class Rule(Word):
    """What can refuse a mean or a percentile."""

    DAY_HOURS = "day_hours", "日均值的有效小时数不足", "too few valid hours for a daily mean"
    O3_WINDOWS = "o3_windows", "臭氧有效8小时均值数不足", "too few valid 8-hour means of ozone"
    MONTH_DAYS = "month_days", "月内有效日均值数不足", "too few valid days in a month"
    YEAR_DAYS = "year_days", "年内有效日均值数不足", "too few valid days in the year"
    DAYS_UNKNOWN = "days_unknown", "月均值没有给出有效天数，无法核对完整性", "monthly means without their days: completeness unknown"
    NEEDS_DAYS = "needs_days", "百分位数只能由日均值算出", "a percentile needs daily means"
    YEAR_MISSING = "year_missing", "没有这一年的年均值", "no annual mean of the year"
    BACK_CALCULATED = "back_calculated", "含由指数反算的日均值", "holds days calculated back from an index"


@dataclass(frozen=True)
class Refusal:
    """One rule that refused a value.

    Attributes
    ----------
    rule : Rule
        Which one.
    period : str
        The ISO day, month or year that falls short.
    found : int
        Valid values there were.
    needed : int or None
        Valid values the rule asks for; ``None`` where it is not a matter of numbers.
    """

    rule: Rule
    period: str
    found: int
    needed: int | None


@dataclass(frozen=True)
class Statistic:
    """One mean, maximum or percentile.

    Attributes
    ----------
    name : str
        ``mean``, ``max-8h`` or ``percentile``.
    period : str
        ISO day, month or year.
    of_available : Decimal or None
        The figure from the values there were, valid or not (a ``mean_of_available`` where it is a mean), not rounded, in the
        unit of the input; ``None`` where there were none.
    n : int
        Valid values behind it.
    refused : tuple of Refusal
        The rules it fails; empty for a valid figure.
    """

    name: str
    period: str
    of_available: Decimal | None
    n: int
    refused: tuple[Refusal, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether no rule refused it."""
        return self.of_available is not None and not self.refused

    @property
    def value(self) -> Decimal | None:
        """The figure if it is valid; an invalid one is only to be had as ``of_available``."""
        return self.of_available if self.valid else None


@dataclass(frozen=True)
class MonthMean:
    """A monthly mean as input: its value and, where known, the valid days behind it."""

    value: Number | None
    days: int | None = None


def mean(values: Iterable[Number]) -> Decimal | None:
    """Return the arithmetic mean of values as written, ``None`` of none."""
    given = [exact(v) for v in values]
    return sum(given, Decimal(0)) / len(given) if given else None


def percentile(values: Iterable[Number], per_cent: Number) -> Decimal | None:
    """Return a percentile (HJ 663-2013, appendix A; the formula from knowledge).

    Parameters
    ----------
    values : iterable of number
        In any order and unit.
    per_cent : number
        Between 0 and 100.

    Returns
    -------
    Decimal or None
        With the sorted values X(1) … X(n) and k = 1 + (n - 1) p, s the whole part of k:
        X(s) + (X(s+1) - X(s)) (k - s). ``None`` of no values.

    Raises
    ------
    ValueError
        If ``per_cent`` is not between 0 and 100.

    Examples
    --------
    >>> percentile([3, 4, 8, 2, 5, 4], 90)
    Decimal('6.5')
    """
    share = exact(per_cent) / 100
    if not 0 <= share <= 1:
        raise ValueError(f"per_cent must lie between 0 and 100, not {per_cent}")
    ordered = sorted(exact(v) for v in values)
    if not ordered:
        return None
    k = (len(ordered) - 1) * share
    below = floor(k)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (k - below)


def daily_mean(hours: Sequence[Number | None], day: date, rules: Completeness) -> Statistic:
    """Return a daily mean of hourly values.

    Parameters
    ----------
    hours : sequence of number or None
        Up to 24 hourly means; a missing one is ``None`` or left out.
    day : date
        The day.
    rules : Completeness
        Valid hours needed.

    Raises
    ------
    ValueError
        If there are more values than hours in a day.
    """
    given = _hours(hours)
    return Statistic("mean", day.isoformat(), mean(given), len(given),
                     _short(Rule.DAY_HOURS, day.isoformat(), len(given), rules.day_hours))


def _hours(hours: Sequence[Number | None]) -> list[Number]:
    if len(hours) > DAY:
        raise ValueError(f"a day has {DAY} hours, not {len(hours)}")
    return [v for v in hours if v is not None]


def daily_max_8h(hours: Sequence[Number | None], day: date, rules: Completeness) -> Statistic:
    """Return the daily maximum 8-hour mean of ozone.

    Parameters
    ----------
    hours : sequence of number or None
        All 24 hourly means of the day, missing ones ``None``; the windows are those that end within the day from its
        eighth hour on (from knowledge).
    day : date
        The day.
    rules : Completeness
        Valid hours of a window and valid windows of a day.

    Returns
    -------
    Statistic
        ``n`` counts valid windows. A day short of windows is refused; whether a maximum above the limit counts all the
        same is not among the clauses obtained, so it does not.

    Raises
    ------
    ValueError
        If there are not 24 places.
    """
    if len(hours) != DAY:
        raise ValueError(f"a day has {DAY} hours, not {len(hours)}")
    windows = [[v for v in hours[i:i + WINDOW] if v is not None] for i in range(DAY - WINDOW + 1)]
    means = [m for w in windows if len(w) >= rules.o3_window_hours and (m := mean(w)) is not None]
    return Statistic("max-8h", day.isoformat(), max(means, default=None), len(means),
                     _short(Rule.O3_WINDOWS, day.isoformat(), len(means), rules.o3_day_windows))


def monthly_mean(days: Mapping[date, Number | None], year: int, month: int, rules: Completeness) -> Statistic:
    """Return a monthly mean of daily values; days outside the month are ignored."""
    given = [v for d, v in days.items() if (d.year, d.month) == (year, month) and v is not None]
    code = f"{year}-{month:02d}"
    return Statistic("mean", code, mean(given), len(given), _short(Rule.MONTH_DAYS, code, len(given), rules.days_of(month)))


def annual_mean(days: Mapping[date, Number | None], year: int, rules: Completeness) -> Statistic:
    """Return an annual mean of daily values; it needs enough days in the year and in each month.

    Parameters
    ----------
    days : mapping of date to number or None
        Daily means; other years' days are ignored.
    year : int
        Calendar year.
    rules : Completeness
        Valid days needed.
    """
    given = _of_year(days, year)
    return Statistic("mean", str(year), mean(given.values()), len(given), _gaps(given, year, rules))


def annual_percentile(
    days: Mapping[date, Number | None], year: int, per_cent: Number, rules: Completeness,
) -> Statistic:
    """Return the year's percentile of daily values, held to the same completeness as the annual mean."""
    given = _of_year(days, year)
    return Statistic("percentile", str(year), percentile(given.values(), per_cent), len(given), _gaps(given, year, rules))


def annual_mean_of_months(months: Mapping[int, MonthMean], year: int, rules: Completeness) -> Statistic:
    """Return an annual mean of monthly means.

    Parameters
    ----------
    months : mapping of int to MonthMean
        Month number to its mean and valid days.
    year : int
        Calendar year.
    rules : Completeness
        Valid days needed.

    Returns
    -------
    Statistic
        Weighted by valid days where every month gives them, ``n`` being their number; otherwise the plain mean of months, ``n``
        the number of months, refused by ``days_unknown`` because completeness cannot be checked.
    """
    values = {m: exact(v.value) for m, v in months.items() if v.value is not None}
    counts = {m: v.days for m, v in months.items() if m in values and v.days is not None}
    if len(counts) < len(values):
        unknown = Refusal(Rule.DAYS_UNKNOWN, str(year), len(values), None)
        return Statistic("mean", str(year), mean(values.values()), len(values), (unknown,))
    total = sum(counts.values())
    load = sum((values[m] * n for m, n in counts.items()), Decimal(0))
    return Statistic("mean", str(year), load / total if total else None, total, _gaps_of(counts, year, rules))


def percentile_of_months(year: int, months: int) -> Statistic:
    """Return the refusal of a percentile asked for from ``months`` monthly means: it needs daily ones."""
    return Statistic("percentile", str(year), None, months, (Refusal(Rule.NEEDS_DAYS, str(year), months, None),))


def published_mean(
    value: Number, year: int, days: int | None, rules: Completeness, *, back_calculated: int = 0,
) -> Statistic:
    """Take over an annual mean that somebody else calculated.

    Parameters
    ----------
    value : number
        The figure.
    year : int
        Calendar year.
    days : int or None
        Valid days behind it; ``None`` for an official figure, published without them and taken as complete.
    rules : Completeness
        Valid days needed; months cannot be checked.
    back_calculated : int
        Days of ``days`` that are no measurements but calculated back from an index.
    """
    code, n = str(year), 0 if days is None else days
    refused = () if days is None else _short(Rule.YEAR_DAYS, code, days, rules.year_days)
    filled = (Refusal(Rule.BACK_CALCULATED, code, back_calculated, None),) if back_calculated else ()
    return Statistic("mean", code, exact(value), n, (*refused, *filled))


def _of_year(days: Mapping[date, Number | None], year: int) -> dict[date, Number]:
    return {d: v for d, v in days.items() if d.year == year and v is not None}


def _short(rule: Rule, period: str, found: int, needed: int) -> tuple[Refusal, ...]:
    return () if found >= needed else (Refusal(rule, period, found, needed),)


def _gaps(given: Mapping[date, Number], year: int, rules: Completeness) -> tuple[Refusal, ...]:
    counts = {m: sum(d.month == m for d in given) for m in range(1, MONTHS + 1)}
    return _gaps_of(counts, year, rules)


def _gaps_of(counts: Mapping[int, int], year: int, rules: Completeness) -> tuple[Refusal, ...]:
    """Return what a year lacks: days in all, then month by month."""
    whole = _short(Rule.YEAR_DAYS, str(year), sum(counts.values()), rules.year_days)
    short = (_short(Rule.MONTH_DAYS, f"{year}-{m:02d}", counts.get(m, 0), rules.days_of(m)) for m in range(1, MONTHS + 1))
    return (*whole, *(r for refusals in short for r in refusals))


def mean_of_years(years: Mapping[int, Statistic], last: int, count: int) -> Statistic:
    """Return the plain mean of consecutive annual means.

    Parameters
    ----------
    years : mapping of int to Statistic
        Annual means of one kind by year.
    last : int
        Last year of the window.
    count : int
        Years in it (three: HJ 663-2026 adds such a mean, whose clauses were not obtained).

    Returns
    -------
    Statistic
        ``n`` counts years. A year that is missing or refused refuses the whole, with its own refusals.
    """
    window = range(last - count + 1, last + 1)
    found = [(year, years.get(year)) for year in window]
    valid = [s.value for _, s in found if s is not None and s.value is not None]
    refused = [r for year, s in found for r in (s.refused if s is not None else (Refusal(Rule.YEAR_MISSING, str(year), 0, 1),))]
    return Statistic("mean", f"{window[0]}/{last}", mean(valid), len(valid), tuple(refused))
