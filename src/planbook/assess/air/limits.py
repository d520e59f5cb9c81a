"""Which concentration limits are in force on a day, which come later, and which are not known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

Purpose = tuple[str, str, str]
"""Item, averaging time and class a limit is for, such as ``("pm25", "annual", "II")``."""


@dataclass(frozen=True)
class AirLimit:
    """One concentration limit.

    Attributes
    ----------
    item, averaging, limit_class : str
        ``pm25``; ``annual``, ``24h``, ``8h-max`` or ``1h``; ``I`` or ``II``.
    value : Decimal
        In ``unit``, as the standard prints it.
    unit : str
        ``ug/m3`` or ``mg/m3``.
    standard, clause : str
        Standard number, and the clause or stage it stands in.
    conditions : str
        State the concentration refers to: ``stp``, ``reference-state`` or ``actual-conditions``.
    first : date
        First day in force.
    last : date or None
        Last day; ``None`` while no end is set.
    source : str
        Where it was read, empty when written from knowledge.
    """

    item: str
    averaging: str
    limit_class: str
    value: Decimal
    unit: str
    standard: str
    clause: str
    conditions: str
    first: date
    last: date | None
    source: str

    @property
    def purpose(self) -> Purpose:
        """Item, averaging time and class."""
        return (self.item, self.averaging, self.limit_class)

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on a day, its first and last day included."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True)
class Limits:
    """The limits in force on a day.

    Attributes
    ----------
    on : date
        The day asked for.
    found : tuple of AirLimit
        In table order.
    missing : tuple of (str, str, str)
        What some edition of the standard limits but no row gives a limit for on that day; never filled from another edition.
    """

    on: date
    found: tuple[AirLimit, ...]
    missing: tuple[Purpose, ...]

    def of(self, item: str, averaging: str, limit_class: str = "II") -> AirLimit | None:
        """Return the limit for one purpose, ``None`` where it is not known."""
        wanted = (item, averaging, limit_class)
        return next((limit for limit in self.found if limit.purpose == wanted), None)


def all_limits(table: pd.DataFrame) -> tuple[AirLimit, ...]:
    """Read every limit, whenever in force.

    Parameters
    ----------
    table : DataFrame
        ``data/standards/air_limits.csv`` as text cells (:meth:`planbook.data.load.Dataset.standard`).
    """
    return tuple(_limit({str(k): str(v) for k, v in row.items()}) for row in table.to_dict("records"))


def _limit(row: dict[str, str]) -> AirLimit:
    last = date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None
    return AirLimit(
        row["item"], row["averaging"], row["limit_class"], Decimal(row["limit"]), row["unit"], row["standard"], row["clause"],
        row["conditions"], date.fromisoformat(row["in_force_from"]), last, row["source"])


def limits_on(table: pd.DataFrame, on: date) -> Limits:
    """Return the limits in force on a day and what has none.

    Parameters
    ----------
    table : DataFrame
        As for :func:`all_limits`.
    on : date
        The day; an annual mean is judged by the limits of its year's last day.
    """
    every = all_limits(table)
    found = tuple(limit for limit in every if limit.in_force(on))
    known = {limit.purpose for limit in found}
    return Limits(on, found, tuple(sorted({limit.purpose for limit in every} - known)))


def coming_limits(table: pd.DataFrame, after: date) -> tuple[AirLimit, ...]:
    """Return the limits that come into force after a day, earliest first."""
    return tuple(sorted((limit for limit in all_limits(table) if limit.first > after), key=lambda x: (x.first, x.purpose)))
