"""Scattered coal: what the sources mean by it, and which published factors a scenario may use."""

from dataclasses import dataclass
from pathlib import Path

from planbook.data.coal_tables import COAL_FACTORS, COAL_MEANINGS, FactorUse
from planbook.data.load import records
from planbook.data.model import Observation
from planbook.data.text import Text


@dataclass(frozen=True)
class CoalMeaning:
    """One thing the sources call scattered coal.

    Attributes
    ----------
    bases, indicators : tuple of str
        Rows on one of the bases have this meaning; so have rows without a basis on one of the indicators.
    counts, apart : Text
        What is counted, and why it is not subtracted from, or divided by, figures of another meaning.
    """

    id: str
    name: Text
    bases: tuple[str, ...]
    indicators: tuple[str, ...]
    counts: Text
    apart: Text

    def covers(self, row: Observation) -> bool:
        """Return whether a row has this meaning."""
        return row.basis in self.bases or (row.basis == "-" and row.indicator in self.indicators)


@dataclass(frozen=True)
class FactorChoice:
    """What a scenario does with one published factor, and why."""

    pollutant: str
    input: str
    factor: str
    use: FactorUse
    reason: Text


@dataclass(frozen=True)
class EmissionFactor:
    """One published emission factor or heating value; see ``data/standards/emission_factors.csv``.

    Attributes
    ----------
    value, low, high : float or None
        In ``unit``; only ``high`` where just an upper limit was published.
    kind : str
        How it came about: measured, default, implied by an inventory …
    """

    id: str
    fuel: Text
    stove: str
    pollutant: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    kind: str
    source: str
    note: str


def _list(cell: str) -> tuple[str, ...]:
    return tuple(p for p in cell.split(";") if p)


def coal_meanings(data: Path) -> tuple[CoalMeaning, ...]:
    """Return the meanings in the folder ``data``, in order."""
    rows = sorted(records(data / COAL_MEANINGS.glob), key=lambda r: int(r["seq"]))
    return tuple(CoalMeaning(
        r["id"], Text(r["name_zh"], r["name_en"]), _list(r["bases"]), _list(r["indicators"]),
        Text(r["counts_zh"], r["counts_en"]), Text(r["apart_zh"], r["apart_en"])) for r in rows)


def factor_choices(data: Path) -> tuple[FactorChoice, ...]:
    """Return what the scenario does with each factor, in file order."""
    return tuple(FactorChoice(r["pollutant"], r["input"], r["factor"], FactorUse.of(r["use"]), Text(r["reason_zh"], r["reason_en"]))
                 for r in records(data / COAL_FACTORS.glob))


def emission_factors(data: Path) -> dict[str, EmissionFactor]:
    """Return the published factors by id."""
    return {r["id"]: _factor(r) for r in records(data / "standards" / "emission_factors.csv")}


def _factor(row: dict[str, str]) -> EmissionFactor:
    value, low, high = (float(row[c]) if row[c] else None for c in ("value", "low", "high"))
    return EmissionFactor(row["id"], Text(row["fuel"], row["fuel_en"]), row["stove"], row["pollutant"], value, low, high, row["unit"], row["type"],
                          row["source"], row["note"])
