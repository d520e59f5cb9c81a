"""Checks steered by tables: parts agree with totals, values lie in plausible ranges."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pandas as pd

from planbook.data.checks.core import Data, at, checks, fault, parts
from planbook.data.errors import Problem

_SAME = ["place", "period", "period_label", "evidence", "basis", "source", "series"]
"""Columns that parts and total of one place share."""
_SAME_PLACES = ["indicator", "period", "period_label", "basis"]
"""Columns that the parts of a region share with it; sources may differ from place to place."""
_EPSILON = 1e-9
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


def _rules(data: Data, kind: str) -> list[dict[Any, Any]]:
    """Return the readable rules of one kind; what is wrong with the others, the checks of cells say."""
    rules = data["sums"][data["sums"]["kind"] == kind].to_dict("records")
    return [r for r in rules if _is_number(r["tolerance"]) and (r["count"] == "" or _is_number(r["count"]))]


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def indicator_sums(data: Data, rule: dict[Any, Any]) -> pd.DataFrame:
    """Return, for each group in which every part is given, the sum and the total.

    Returns
    -------
    DataFrame
        Columns ``sum``, ``total`` and ``row`` (index of the row to name in a message); one row per group.
    """
    items, constant = list(parts(rule["parts"])), _is_number(rule["total"])
    names = items if constant else [*items, rule["total"]]
    frame = data.observations
    frame = frame[frame["indicator"].isin(names) & frame["value_"].notna()].drop_duplicates([*_SAME, "indicator"])
    wide = frame.pivot_table(index=_SAME, columns="indicator", values="value_", aggfunc="first")
    wide = wide.reindex(columns=names).dropna()
    named = frame[frame["indicator"] == names[-1]].reset_index().set_index(_SAME)["index"]
    total = float(rule["total"]) if constant else wide[rule["total"]]
    result = pd.DataFrame({"sum": wide[items].sum(axis=1), "total": total, "row": named.reindex(wide.index)})
    return result.reset_index(drop=True)


def place_sums(data: Data, rule: dict[Any, Any]) -> pd.DataFrame:
    """Return, for each region all of whose parts have a value, the sum over them and its own value; as above."""
    places = data["places"]
    frame = data.observations
    frame = frame[(frame["indicator"] == rule["total"]) & frame["value_"].notna()].reset_index()
    children = places[places["kind"] == rule["place_kind"]]
    below = frame.merge(children[["id", "parent"]], left_on="place", right_on="id").drop_duplicates([*_SAME_PLACES, "place"])
    added = below.groupby([*_SAME_PLACES, "parent"])["value_"].agg(["sum", "size"]).reset_index()
    added = added[added["size"] == float(rule["count"] or 0)].rename(columns={"parent": "place"})
    both = added.merge(frame, on=[*_SAME_PLACES, "place"])
    return pd.DataFrame({"sum": both["sum"], "total": both["value_"], "row": both["index"]})


def _disagreeing(found: pd.DataFrame, rule: dict[Any, Any]) -> pd.DataFrame:
    gap = found["sum"] - found["total"]
    off = gap if rule["relation"] == "≤" else gap.abs()
    return found[off > float(rule["tolerance"]) + _EPSILON]


def _sum_problems(data: Data, kind: str) -> Iterator[Problem]:
    rows = data.observations
    for rule in _rules(data, kind):
        found = indicator_sums(data, rule) if kind == "indicators" else place_sums(data, rule)
        for one in _disagreeing(found, rule).to_dict("records"):
            wanted = f"分项之和 {one['sum']:.10g} {rule['relation']} 合计 {one['total']:.10g}（容差 {rule['tolerance']}，关系 {rule['id']}）"
            todo = "核对分项与合计；来源自身矛盾的，在 known_conflicts 表说明"
            yield fault(rows.loc[one["row"]].to_dict(), "value", wanted, todo)


@checks("CHK-SUM-PARTS", "同地同期的分项与合计相符")
def indicators_add_up(data: Data) -> Iterator[Problem]:
    """Find groups of one place and period whose parts do not agree with their total (``data/sums.csv``)."""
    yield from _sum_problems(data, "indicators")


@checks("CHK-SUM-PLACES", "下级地方之和与上级相符")
def places_add_up(data: Data) -> Iterator[Problem]:
    """Find regions whose parts do not add up to their own value (``data/sums.csv``)."""
    yield from _sum_problems(data, "places")


@checks("CHK-SUM-IDLE", "每条合计关系都有数据可核")
def idle(data: Data) -> Iterator[Problem]:
    """Find sum rules that match nothing: a check that never runs looks like one that passes."""
    if not (data.whole("observations") and data.whole("places")):
        return
    for kind, find in (("indicators", indicator_sums), ("places", place_sums)):
        for rule in _rules(data, kind):
            if find(data, rule).empty:
                yield fault(rule, "id", "至少有一组数据的关系", "改正指标编号、个数，或删去该关系")


@checks("CHK-SUM-TOTAL", "合计是登记的指标或固定数")
def totals(data: Data) -> Iterator[Problem]:
    """Find totals that are neither an indicator nor a number, and place rules without kind and count."""
    frame = data["sums"]
    known = frame["total"].isin(data["indicators"]["id"]) | frame["total"].map(_is_number).astype(bool)
    if data.whole("indicators"):
        yield from at(frame, ~known, "total", "indicators 表中的编号，或一个数", "改正合计")
    places = frame["kind"] == "places"
    lacking = (frame["place_kind"] == "") | (frame["count"] == "")
    yield from at(frame, places & lacking, "place_kind", "下级类别和分项个数都有", "补上 place_kind 和 count")


def _covered(data: Data, frame: pd.DataFrame, rule: dict[Any, Any]) -> "pd.Series[bool]":
    quantity = dict(zip(data["units"]["id"], data["units"]["quantity"], strict=True))
    chosen = pd.Series(data=True, index=frame.index)
    if rule["unit"]:
        chosen &= frame["unit"] == rule["unit"]
    if rule["quantity"]:
        chosen &= frame["unit"].map(quantity) == rule["quantity"]
    if rule["indicator"]:
        chosen &= frame["indicator"].isin([i for i in frame["indicator"].unique() if _fits(i, parts(rule["indicator"]))])
    return chosen


def _fits(indicator: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether an id fits one of the patterns and none of those that begin with ``!``."""
    wanted = [p for p in patterns if not p.startswith("!")]
    barred = [p[1:] for p in patterns if p.startswith("!")]
    return (not wanted or any(fnmatchcase(indicator, p) for p in wanted)) and not any(fnmatchcase(indicator, p) for p in barred)


@checks("CHK-RANGE", "数值在合理范围内")
def ranges(data: Data) -> Iterator[Problem]:
    """Find figures outside the plausible range of their quantity, unit or indicator (``data/ranges.csv``)."""
    frame = data.observations
    for rule in data["ranges"].to_dict("records"):
        chosen = _covered(data, frame, rule)
        span = f"{rule['low'] or '不限'} 至 {rule['high'] or '不限'}（规则 {rule['id']}）"
        for column in ("value", "low", "high"):
            numbers = frame[f"{column}_"]
            least, most = (pd.to_numeric(rule[side], errors="coerce") for side in ("low", "high"))
            yield from at(frame, chosen & ((numbers < least) | (numbers > most)), column, span, "核对数值和单位（小数点、换算）")


@checks("CHK-RANGE-IDLE", "每条合理范围都有数据可核")
def idle_ranges(data: Data) -> Iterator[Problem]:
    """Find ranges that cover no figure, or set no limit."""
    if not (data.whole("observations") and data.whole("units")):
        return
    frame = data.observations
    for rule in data["ranges"].to_dict("records"):
        if not _covered(data, frame, rule).any() or not (rule["low"] or rule["high"]):
            yield fault(rule, "id", "有上限或下限、且至少覆盖一个观测值的规则", "改正物理量、单位或指标，或删去该规则")


CHECKS = (indicators_add_up, places_add_up, idle, totals, ranges, idle_ranges)
