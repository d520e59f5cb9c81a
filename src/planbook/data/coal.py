"""Two small tables on scattered coal: what the word means in the sources, and which factors a scenario may use."""

from dataclasses import dataclass
from pathlib import Path

from planbook.data.load import records
from planbook.data.model import Observation
from planbook.data.schema import Field, FieldType, Table
from planbook.data.text import Text
from planbook.data.vocab import Word


class FactorUse(Word):
    """What a scenario does with one published factor."""

    MAIN = "main", "主值", "main value"
    RANGE = "range", "定区间", "sets the range"
    LEFT_OUT = "left_out", "不用", "not used"


COAL_MEANINGS = Table(
    "coal_meanings", "coal_meanings.csv", "“散煤”的几种含义",
    {
        "id": Field("编号", "含义编号", required=True),
        "seq": Field("序号", "列出的次序", FieldType.INTEGER, required=True),
        "name_zh": Field("中文名", "含义的中文名", required=True),
        "name_en": Field("英文名", "含义的英文名"),
        "bases": Field("口径", "属于这一含义的口径", FieldType.LIST, refers="bases.id"),
        "indicators": Field("指标", "没有另写口径时，属于这一含义的指标", FieldType.LIST, refers="indicators.id"),
        "counts_zh": Field("数的是什么", "计数的对象、范围和时间", required=True),
        "counts_en": Field("数的是什么（英）", "同上，英文"),
        "apart_zh": Field("为什么不能相减", "与其他含义的数为什么不能相减或相除", required=True),
        "apart_en": Field("为什么不能相减（英）", "同上，英文"),
    },
    ("id",),
)
COAL_FACTORS = Table(
    "coal_factors", "coal_factors.csv", "减排情景所用的因子",
    {
        "pollutant": Field("污染物", "情景中的污染物编号", required=True),
        "input": Field("输入", "factor 排放因子，heating_value 热值", choices=("factor", "heating_value"), required=True),
        "factor": Field("因子", "因子编号", required=True, refers="emission_factors.id"),
        "use": Field("用法", "主值、定区间或不用", words=FactorUse, required=True),
        "reason_zh": Field("理由", "为什么这样用", required=True),
        "reason_en": Field("理由（英）", "同上，英文"),
    },
    ("pollutant", "input", "factor"),
)
COAL_TABLES: tuple[Table, ...] = (COAL_MEANINGS, COAL_FACTORS)
"""Tables that sort facts on coal; they hold no figures."""


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
    fuel: str
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
    return EmissionFactor(row["id"], row["fuel"], row["stove"], row["pollutant"], value, low, high, row["unit"], row["type"],
                          row["source"], row["note"])
