"""The individual air quality index and its class (HJ 633)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

import pandas as pd

from planbook.assess.air.limits import Limits
from planbook.assess.rounding import Number, exact

_FAR = "9999-12-31"


@dataclass(frozen=True)
class BreakPoint:
    """A concentration, the sub-index it has and the class that ends there."""

    concentration: Decimal
    iaqi: int
    category: str


@dataclass(frozen=True)
class BreakPoints:
    """The break points of one item.

    Attributes
    ----------
    standard : str
        ``HJ 633-2012``.
    item, averaging, unit : str
        ``pm25``, ``24h``, ``ug/m3``.
    points : tuple of BreakPoint
        Rising, the first at zero.
    unread : tuple of int
        Sub-indices whose break point is written from knowledge.
    """

    standard: str
    item: str
    averaging: str
    unit: str
    points: tuple[BreakPoint, ...]
    unread: tuple[int, ...]


@dataclass(frozen=True)
class SubIndex:
    """The sub-index of one concentration.

    Attributes
    ----------
    concentration : Decimal
        As given.
    iaqi : int
        Rounded up to a whole number.
    category : str
        Class by this item alone, such as ``良``; not the class of the air, which takes the worst of all items.
    beyond : bool
        Whether the concentration lies above the last break point; the sub-index is then the last one.
    """

    concentration: Decimal
    iaqi: int
    category: str
    beyond: bool


def break_points(table: pd.DataFrame, item: str, averaging: str, on: date) -> BreakPoints | None:
    """Return the break points of an item on a day, ``None`` where they are not known.

    Parameters
    ----------
    table : DataFrame
        ``data/standards/iaqi.csv`` as text cells.
    item, averaging : str
        Such as ``pm25`` and ``24h``.
    on : date
        The day.
    """
    ends = table["in_force_to"].where(table["in_force_to"] != "", _FAR)
    day = on.isoformat()
    own = table[(table["item"] == item) & (table["averaging"] == averaging) & (table["in_force_from"] <= day) & (day <= ends)]
    if own.empty:
        return None
    rows = sorted(own.to_dict("records"), key=lambda r: int(r["iaqi"]))
    points = tuple(BreakPoint(Decimal(r["concentration"]), int(r["iaqi"]), str(r["category_up_to"])) for r in rows)
    unread = tuple(int(r["iaqi"]) for r in rows if r["read"] == "from_knowledge")
    return BreakPoints(str(rows[0]["standard"]), item, averaging, str(rows[0]["unit"]), points, unread)


def sub_index(concentration: Number, scale: BreakPoints) -> SubIndex:
    """Return the sub-index of a concentration: linear between break points, rounded up (HJ 633-2012; from knowledge).

    Parameters
    ----------
    concentration : number
        In ``scale.unit``, not rounded.
    scale : BreakPoints
        The item's break points.

    Raises
    ------
    ValueError
        If the concentration is below zero.
    """
    value = exact(concentration)
    if value < scale.points[0].concentration:
        raise ValueError(f"a concentration is not below {scale.points[0].concentration}: {value}")
    for low, high in pairwise(scale.points):
        if value <= high.concentration:
            share = (value - low.concentration) / (high.concentration - low.concentration)
            index = low.iaqi + share * (high.iaqi - low.iaqi)
            return SubIndex(value, int(index.to_integral_value(ROUND_CEILING)), high.category, beyond=False)
    last = scale.points[-1]
    return SubIndex(value, last.iaqi, last.category, beyond=True)


def without_break_points(table: pd.DataFrame, limits: Limits) -> tuple[tuple[str, str], ...]:
    """Return the limited items and averaging times for which no break points are known on the limits' day."""
    limited = {(x.item, x.averaging) for x in limits.found if x.averaging != "annual"}
    return tuple(sorted(p for p in limited if break_points(table, *p, limits.on) is None))
