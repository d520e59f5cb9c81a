"""Checks of ``data/standards``: where each clause was read, when it is in force, and that limits are in order."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from planbook.data.checks.core import Data, at, checks, fault
from planbook.data.errors import Problem
from planbook.data.standards import STANDARDS
from planbook.data.vocab import WATER_CLASSES, WATER_RATINGS

INDEX_STEPS = ("0", "50", "100", "150", "200", "300", "400", "500")
"""Breakpoints of the individual air quality index (HJ 633-2012, table 1)."""
_LIMIT_KEY = ["item", "averaging"]
_ORDERED = (("low", "value"), ("value", "high"), ("low", "high"))
_FAR = "9999-12-31"


@checks("CHK-STD-READ", "读到的标准条文有来源")
def read(data: Data) -> Iterator[Problem]:
    """Find clauses that claim to be read without a source."""
    for table in STANDARDS:
        if "read" in table.fields:
            frame = data[table.name]
            unsourced = (frame["read"] == "read") & (frame["source"] == "")
            yield from at(frame, unsourced, "source", "读到的条文有来源", "补上来源编号，或改 read 为 from_knowledge")


@checks("CHK-STD-FORCE", "施行日期先后有序")
def force(data: Data) -> Iterator[Problem]:
    """Find clauses whose force ends before it starts."""
    for table in STANDARDS:
        if "in_force_to" in table.fields:
            frame = data[table.name]
            ends = frame["in_force_to"].where(frame["in_force_to"] != "", _FAR)
            yield from at(frame, ends < frame["in_force_from"], "in_force_to", "不早于 " + frame["in_force_from"], "改正日期")


@checks("CHK-STD-INTERVAL", "标准和因子的下限 ≤ 数值 ≤ 上限")
def interval(data: Data) -> Iterator[Problem]:
    """Find ranges the wrong way round, and factors outside their own range."""
    for table in STANDARDS:
        frame = data[table.name]
        number = {c: pd.to_numeric(frame[c], errors="coerce") for c in ("low", "value", "high") if c in frame.columns}
        for a, b in _ORDERED:
            if a in number and b in number:
                yield from at(frame, number[a] > number[b], a, f"不大于 {b} " + frame[b], "核对来源，改正上下限")


def _groups(data: Data, name: str, by: list[str]) -> Iterator[list[dict[Any, Any]]]:
    for _, group in data[name].groupby(by, sort=False):
        yield group.to_dict("records")


def _number(cell: str) -> float:
    return float(pd.to_numeric(cell, errors="coerce"))


@checks("CHK-STD-IAQI", "分指数各段齐全，浓度逐段升高")
def iaqi(data: Data) -> Iterator[Problem]:
    """Find gaps and steps back in the breakpoints of an item."""
    for rows in _groups(data, "iaqi", ["standard", *_LIMIT_KEY]):
        ordered = sorted(rows, key=lambda r: _number(r["iaqi"]))
        steps = tuple(r["iaqi"] for r in ordered)
        if steps != INDEX_STEPS:
            yield fault(ordered[0], "iaqi", f"分段 {'、'.join(INDEX_STEPS)}", "补上缺少的分段或删去多余的", "、".join(steps))
        for low, high in pairwise(ordered):
            if not _number(low["concentration"]) < _number(high["concentration"]):
                yield fault(high, "concentration", f"大于上一段的 {low['concentration']}", "核对标准，改正断点")


@checks("CHK-STD-WATER-CLASS", "水质类别齐全，限值逐类放宽")
def water_class(data: Data) -> Iterator[Problem]:
    """Find items that lack a class, and limits stricter in a worse class."""
    for rows in _groups(data, "gb3838", ["standard", "item"]):
        classes = tuple(r["class"] for r in rows)
        if classes != WATER_CLASSES[:-1]:
            yield fault(rows[0], "class", f"依次为 {'、'.join(WATER_CLASSES[:-1])}", "补上缺少的类别", "、".join(classes))
        for good, bad in pairwise(rows):
            a, b = _number(good["limit"]), _number(bad["limit"])
            if (a > b) if bad["direction"] == "le" else (a < b) if bad["direction"] == "ge" else False:
                yield fault(bad, "limit", f"不严于 {good['class']} 类的 {good['limit']}", "核对标准，改正限值")


@checks("CHK-STD-AIR-CLASS", "一级限值不松于二级，同一限值施行期不重叠")
def air_class(data: Data) -> Iterator[Problem]:
    """Find class I limits above class II, and two limits for one purpose in force on the same day."""
    for rows in _groups(data, "air_limits", [*_LIMIT_KEY, "in_force_from"]):
        limit = {r["limit_class"]: r for r in rows}
        if {"I", "II"} <= set(limit) and _number(limit["I"]["limit"]) > _number(limit["II"]["limit"]):
            yield fault(limit["I"], "limit", f"不大于二级的 {limit['II']['limit']}", "核对标准，改正限值")
    for rows in _groups(data, "air_limits", [*_LIMIT_KEY, "limit_class"]):
        for old, new in pairwise(sorted(rows, key=lambda r: r["in_force_from"])):
            if (old["in_force_to"] or _FAR) >= new["in_force_from"]:
                yield fault(new, "in_force_from", f"晚于上一限值的 {old['in_force_to'] or '（未写终止）'}", "核对施行日期")


@checks("CHK-STD-RATING", "河流评级各级齐全，比例区间相接")
def river_rating(data: Data) -> Iterator[Problem]:
    """Find missing ratings, and shares of good sections that no rating covers."""
    for rows in _groups(data, "river_rating", ["standard"]):
        ordered = sorted(rows, key=lambda r: _number(r["order"]))
        names = tuple(r["rating"] for r in ordered)
        if names != WATER_RATINGS:
            yield fault(ordered[0], "rating", f"依次为 {'、'.join(WATER_RATINGS)}", "补上缺少的等级", "、".join(names))
        for better, worse in pairwise(ordered):
            if better["good_low"] and worse["good_high"] != better["good_low"]:
                yield fault(worse, "good_high", f"与上一级下限相接的 {better['good_low']}", "核对标准，补上空档")
            if better["worse_high"] and worse["worse_low"] != better["worse_high"]:
                yield fault(worse, "worse_low", f"与上一级上限相接的 {better['worse_high']}", "核对标准，补上空档")


@checks("CHK-STD-SECTION", "断面类别与定性一一对应、由好到差")
def section_rating(data: Data) -> Iterator[Problem]:
    """Find classes out of order or missing, and ratings better in a worse class."""
    for rows in _groups(data, "section_rating", ["standard"]):
        classes = tuple(r["class"] for r in rows)
        if classes != WATER_CLASSES:
            yield fault(rows[0], "class", f"依次为 {'、'.join(WATER_CLASSES)}", "补上缺少的类别", "、".join(classes))
        for row in rows:
            if row["rating"] not in WATER_RATINGS:
                yield fault(row, "rating", f"{'、'.join(WATER_RATINGS)} 之一", "改为等级词")
        order = [WATER_RATINGS.index(r["rating"]) for r in rows if r["rating"] in WATER_RATINGS]
        if order != sorted(order):
            yield fault(rows[0], "rating", "由好到差", "核对标准，改正定性", "、".join(r["rating"] for r in rows))


@checks("CHK-STD-SPEARMAN", "秩相关临界值随时段数减小")
def spearman(data: Data) -> Iterator[Problem]:
    """Find critical values outside (0, 1], or not falling with the number of periods."""
    for rows in _groups(data, "spearman", ["alpha"]):
        given = sorted((r for r in rows if r["wp"]), key=lambda r: _number(r["n"]))
        for row in given:
            if not 0 < _number(row["wp"]) <= 1:
                yield fault(row, "wp", "大于 0、不大于 1 的数", "核对临界值")
        for few, many in pairwise(given):
            if not _number(many["wp"]) < _number(few["wp"]):
                yield fault(many, "wp", f"小于时段数 {few['n']} 的 {few['wp']}", "核对临界值")


CHECKS = (
    read, force, interval, iaqi, water_class, air_class, river_rating, section_rating, spearman,
)
