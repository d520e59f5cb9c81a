"""Monthly and annual statistics of daily values by HJ 663, for all items and places at once.

The plain functions of :mod:`planbook.assess.air.statistics` say what is right; a test holds these to them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planbook.assess.air import AirRules
from planbook.intake.archives.archive import DailyValues
from planbook.intake.archives.days import ITEMS, Floats, Ints

MONTHS = 12
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Period:
    """One month's or year's statistics of every item and place.

    Attributes
    ----------
    code : str
        ISO month or year.
    mean : array, shape (items, places)
        Mean of valid days, whether they are enough or not; NaN of none.
    percentile : array, shape (items, places)
        The percentile the rules name for each item; only for years.
    days : array, shape (items, places)
        Valid days.
    complete : array of bool, shape (items, places)
        Whether the valid days are enough: of the month, or of the year and each of its months.
    values : array, shape (days, items, places)
        The daily values themselves.
    """

    code: str
    mean: Floats
    percentile: Floats
    days: Ints
    complete: Flags
    values: Floats


def months(daily: DailyValues, rules: AirRules) -> list[Period]:
    """Return the statistics of each month with a day, in order."""
    return [_month(code, values, rules) for code, values in _groups(daily, lambda d: d[:7])]


def years(daily: DailyValues, rules: AirRules) -> list[Period]:
    """Return the statistics of each year with a day, in order.

    Parameters
    ----------
    daily : DailyValues
        Daily values.
    rules : AirRules
        Completeness and percentiles (HJ 663; percentile by appendix A, linear between ranks).
    """
    of_month = months(daily, rules)
    return [_year(code, values, rules, [m for m in of_month if m.code[:4] == code]) for code, values in _groups(daily, lambda d: d[:4])]


def _groups(daily: DailyValues, part: Callable[[str], str]) -> Iterator[tuple[str, Floats]]:
    """Yield each period and its days' values; days are sorted, so a period is one slice."""
    codes = np.array([part(day.isoformat()) for day in daily.days])
    for code in dict.fromkeys(codes.tolist()):
        within = np.flatnonzero(codes == code)
        yield code, daily.values[within[0]:within[-1] + 1]


def _month(code: str, values: Floats, rules: AirRules) -> Period:
    mean, days = _mean(values)
    nothing = np.full(mean.shape, np.nan)
    return Period(code, mean, nothing, days, days >= rules.completeness.days_of(int(code[5:])), values)


def _year(code: str, values: Floats, rules: AirRules, of_month: list[Period]) -> Period:
    mean, days = _mean(values)
    whole = len(of_month) == MONTHS
    complete = (days >= rules.completeness.year_days) & whole
    for month in of_month:
        complete &= month.complete
    shares = np.array([rules.percentiles.get(item, np.nan) for item in ITEMS]) / 100
    return Period(code, mean, percentiles(values, shares), days, complete, values)


def _mean(values: Floats) -> tuple[Floats, Ints]:
    valid = ~np.isnan(values)
    days = valid.sum(axis=0)
    sums: Floats = values.sum(axis=0, where=valid)
    return np.divide(sums, days, out=np.full(sums.shape, np.nan), where=days > 0), days


def percentiles(values: Floats, shares: Floats) -> Floats:
    """Return each item's percentile of its valid days (HJ 663-2013, appendix A).

    Parameters
    ----------
    values : array, shape (days, items, places)
        NaN where there is no valid day.
    shares : array, shape (items,)
        Between 0 and 1; NaN for an item without one.

    Returns
    -------
    array, shape (items, places)
        NaN where there is no valid day or no share.
    """
    return np.stack([_percentile(values[:, n], share) for n, share in enumerate(shares.tolist())])


def _percentile(values: Floats, share: float) -> Floats:
    """Return one item's percentile, shape (places,), of its daily values, shape (days, places)."""
    if np.isnan(share):
        return np.full(values.shape[1], np.nan)
    ordered = np.sort(values, axis=0)  # NaN go last
    last = np.maximum((~np.isnan(values)).sum(axis=0) - 1, 0)
    rank = last * share
    below = np.floor(rank).astype(np.int64)
    low, high = (np.take_along_axis(ordered, k[None], axis=0)[0] for k in (below, np.minimum(below + 1, last)))
    found: Floats = low + (high - low) * (rank - below)
    return found
