"""The evaluation rules for ambient air as a typed object, built from ``data/standards/hj663.csv``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import pandas as pd

from planbook.data.errors import PlanbookError

FAMILY = "HJ 663"
"""Standard numbers of the evaluation rules begin so."""
FEBRUARY = 2
_PERCENTILE, _DECIMALS = "percentile-", "decimals-"
_FAR = "9999-12-31"
_RULES = {
    "day_hours": "day-min-valid-hours", "o3_window_hours": "o3-8h-min-valid-hours",
    "o3_day_windows": "o3-day-min-valid-8h", "month_days": "month-min-valid-days",
    "february_days": "february-min-valid-days", "year_days": "annual-min-valid-days",
}


@dataclass(frozen=True)
class Completeness:
    """How many valid values a mean needs (HJ 663-2013, requirements on data statistics).

    Attributes
    ----------
    day_hours : int
        Valid hourly means of a daily mean.
    o3_window_hours : int
        Valid hourly means of an 8-hour ozone mean.
    o3_day_windows : int
        Valid 8-hour means of a daily maximum of ozone.
    month_days, february_days : int
        Valid daily means of a month, and of February.
    year_days : int
        Valid daily means of a year, each of whose months must be valid too.
    """

    day_hours: int
    o3_window_hours: int
    o3_day_windows: int
    month_days: int
    february_days: int
    year_days: int

    def days_of(self, month: int) -> int:
        """Return the valid days month number ``month`` (1 to 12) needs."""
        return self.february_days if month == FEBRUARY else self.month_days


@dataclass(frozen=True)
class AirRules:
    """The evaluation rules in force on a day.

    Attributes
    ----------
    standard : str
        Standard number, such as ``HJ 663-2013``.
    on : date
        The day asked for.
    completeness : Completeness
        Valid values needed.
    percentiles : mapping of str to float
        Item (``pm25``, ``o3-8h`` …) to the percentile of its daily values that is evaluated, per cent.
    decimals : mapping of str to int
        Unit (``ug/m3``, ``mg/m3``) to the digits after the point kept before comparing with a limit (GB/T 8170).
    unread : tuple of str
        Rules written from knowledge: their clause was not obtained.
    later : tuple of str
        Standards of the family already in the table whose clauses, or first day in force, are not known.
    """

    standard: str
    on: date
    completeness: Completeness
    percentiles: Mapping[str, float]
    decimals: Mapping[str, int]
    unread: tuple[str, ...]
    later: tuple[str, ...]


def air_rules(table: pd.DataFrame, on: date) -> AirRules:
    """Build the evaluation rules in force on a day.

    Parameters
    ----------
    table : DataFrame
        ``data/standards/hj663.csv`` as text cells (:meth:`planbook.data.load.Dataset.standard`).
    on : date
        Day of the data to evaluate; for a year, its last day.

    Raises
    ------
    PlanbookError
        If no standard of the family was in force, or a rule of it is missing.
    """
    family = table[table["standard"].str.startswith(FAMILY)]
    current = family[_in_force(family, on)]
    if current.empty:
        raise PlanbookError(
            f"data/standards/hj663.csv 中没有 {on} 在施行的 {FAMILY} 规则。处理：核对 in_force_from、in_force_to，或换一个日期。")
    values = dict(zip(current["rule"], current["value"], strict=True))
    unread = current[current["read"] == "from_knowledge"]["rule"]
    return AirRules(
        standard=str(current["standard"].iloc[-1]), on=on, completeness=_completeness(values),
        percentiles=MappingProxyType({r.removeprefix(_PERCENTILE): float(v) for r, v in values.items() if r.startswith(_PERCENTILE)}),
        decimals=MappingProxyType({r.removeprefix(_DECIMALS): int(v) for r, v in values.items() if r.startswith(_DECIMALS)}),
        unread=tuple(unread), later=tuple(sorted(set(family["standard"]) - set(current["standard"]))),
    )


def _in_force(table: pd.DataFrame, on: date) -> pd.Series:
    """Return which clauses are in force on a day; one without a first day is not known to be."""
    day, ends = on.isoformat(), table["in_force_to"].where(table["in_force_to"] != "", _FAR)
    return (table["in_force_from"] != "") & (table["in_force_from"] <= day) & (day <= ends)


def _completeness(values: Mapping[str, str]) -> Completeness:
    missing = [rule for rule in _RULES.values() if not values.get(rule)]
    if missing:
        raise PlanbookError(
            f"data/standards/hj663.csv 缺少规则 {'、'.join(missing)} 的数值。处理：补上该规则的行，注明条款和读取情况。")
    return Completeness(**{name: int(values[rule]) for name, rule in _RULES.items()})
