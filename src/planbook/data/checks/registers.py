"""Checks of the registers: sources, places, sections, units, editions, revisions."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from planbook.data.checks.core import Data, at, checks, fault, parts
from planbook.data.errors import Problem
from planbook.data.revisions import before as cells_before
from planbook.data.revisions import told
from planbook.data.schema import OBSERVATION_KEY
from planbook.data.tables import ALL_TABLES
from planbook.data.vocab import Grade, PlaceKind, SourceKind

_MAX_LON, _MAX_LAT = 180, 90


@checks("CHK-SOURCE-URL", "只有原发布页带网址")
def source_url(data: Data) -> Iterator[Problem]:
    """Find links to anything but the original page, and links that are none."""
    frame = data["sources"]
    given = frame["url"] != ""
    original = frame["kind"] == SourceKind.ORIGINAL.value
    yield from at(frame, given & ~original, "url", "空（转载、归档和不明的页面不给网址）", "清空 url，写原发布单位和日期")
    address = frame["url"].str.fullmatch(r"https?://\S+").astype(bool)
    yield from at(frame, given & original & ~address, "url", "http:// 或 https:// 开头的网址", "改正网址")


@checks("CHK-SOURCE-GRADE", "来源等级与读到的页面相符")
def source_grade(data: Data) -> Iterator[Problem]:
    """Find grades the page read cannot carry: an original is A or B, everything else C."""
    frame = data["sources"]
    original = frame["kind"] == SourceKind.ORIGINAL.value
    weakest = frame["grade"] == Grade.C.value
    yield from at(frame, original & weakest, "grade", "A 或 B（kind=original）", "改正等级或类别")
    yield from at(frame, ~original & ~weakest & (frame["grade"] != ""), "grade", "C（不是原发布页）", "改正等级或类别")


@checks("CHK-SOURCE-UNUSED", "每个来源都有表引用")
def source_unused(data: Data) -> Iterator[Problem]:
    """Find sources nothing rests on."""
    if not all(r.usable for r in data.raws):
        return
    used: set[str] = {str(p.get("source")) for p in data.plans.values() if isinstance(p, dict)}
    for table in ALL_TABLES:
        for name, field in table.fields.items():
            if field.refers == "sources.id":
                used.update(data[table.name][name])
    frame = data["sources"]
    yield from at(frame, ~frame["id"].isin(list(used)), "id", "至少有一行引用它", "删去该来源，或改正引用它的编号")


@checks("CHK-COORDINATE", "经纬度成对且在范围内")
def coordinates(data: Data) -> Iterator[Problem]:
    """Find half coordinates and ones off the globe (degrees)."""
    for table in ALL_TABLES:
        if {"lon", "lat"} <= set(table.fields):
            frame = data[table.name]
            yield from at(frame, (frame["lon"] == "") != (frame["lat"] == ""), "lon", "经度和纬度都有或都空", "补上另一个坐标")
            for name, limit in (("lon", _MAX_LON), ("lat", _MAX_LAT)):
                off = pd.to_numeric(frame[name], errors="coerce").abs() > limit
                yield from at(frame, off, name, f"-{limit} 至 {limit} 度", "核对坐标，勿颠倒经纬度")


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


@checks("CHK-PLACE-TREE", "地方的上级不成环")
def place_tree(data: Data) -> Iterator[Problem]:
    """Find places that are their own ancestor."""
    rows = _rows(data["places"])
    parent = {r["id"]: r["parent"] for r in rows}
    for row in rows:
        seen, here = {row["id"]}, row["parent"]
        while here and here not in seen:
            seen.add(here)
            here = parent.get(here, "")
        if here == row["id"]:
            yield fault(row, "parent", "上溯到顶、不回到自身的上级", "改正 parent")


@checks("CHK-PLACE-CODE", "区划代码六位，且与上级代码相合")
def place_code(data: Data) -> Iterator[Problem]:
    """Find codes that are not GB/T 2260, or do not begin as their parent's code does."""
    rows = _rows(data["places"])
    digits = {PlaceKind.PROVINCE.value: 2, PlaceKind.PREFECTURE.value: 4}
    by_id = {r["id"]: r for r in rows}
    for row in rows:
        code, above = row["code"], by_id.get(row["parent"])
        if code and not (len(code) == len("000000") and code.isdigit()):
            yield fault(row, "code", "六位数字（GB/T 2260）", "改正代码，没有代码的留空")
        elif code and above and above["kind"] in digits and above["code"]:
            start = above["code"][: digits[above["kind"]]]
            if not code.startswith(start):
                yield fault(row, "code", f"以上级 {above['id']} 的 {start} 开头", "改正代码或上级")


@checks("CHK-PLACE-SAME", "同一对象指向同类的主编号")
def place_same(data: Data) -> Iterator[Problem]:
    """Find ``same_as`` to another kind of place, or to a place that itself points on."""
    rows = _rows(data["places"])
    by_id = {r["id"]: r for r in rows}
    for row in rows:
        main = by_id.get(row["same_as"])
        if main and (main["kind"] != row["kind"] or main["same_as"] or main is row):
            yield fault(row, "same_as", "同类、且自身没有 same_as 的另一编号", "改指主编号")


@checks("CHK-SECTION-PLACE", "断面、河流、所在市的地方类别正确")
def section_places(data: Data) -> Iterator[Problem]:
    """Find sections whose place, river or city is another kind of place."""
    if not data.whole("places"):
        return
    kinds = dict(zip(data["places"]["id"], data["places"]["kind"], strict=True))
    wanted = {"place": PlaceKind.SECTION, "river": PlaceKind.RIVER, "city": PlaceKind.PREFECTURE}
    for row in _rows(data["sections"]):
        for column, kind in wanted.items():
            if any(kinds.get(p, kind.value) != kind.value for p in parts(row[column])):
                yield fault(row, column, f"类别为 {kind.value} 的地方", "改正编号，或改正 places 表的 kind")


@checks("CHK-SECTION-ORDER", "干流断面的下行次序不重复")
def section_order(data: Data) -> Iterator[Problem]:
    """Find two main-stem sections of one river with the same place in the order downstream, one object counted once."""
    same = dict(zip(data["places"]["id"], data["places"]["same_as"], strict=True))
    frame = data["sections"]
    stem = frame[(frame["main_stem"] == "true") & (frame["order_downstream"] != "")]
    stem = stem[stem["place"].map(lambda p: same.get(p, "")) == ""]
    yield from at(stem, stem.duplicated(["river", "order_downstream"]), "order_downstream", "同一河流内不重复的次序", "改正次序")


@checks("CHK-UNIT-NAME", "一个单位写法只属于一个单位")
def unit_names(data: Data) -> Iterator[Problem]:
    """Find spellings that two units claim."""
    frame = data["units"]
    rows = _rows(frame)
    times = Counter(n for r in rows for n in {r["id"], *parts(r["equals"])})
    for row in rows:
        for name in parts(row["equals"]):
            if times[name] > 1:
                yield fault(row, "equals", "只归一个单位的写法", "从其中一行删去该写法", name)


@checks("CHK-EDITION", "版本的截止日期在数据年之后，且逐版推后")
def editions(data: Data) -> Iterator[Problem]:
    """Find editions cut off before their data year ends, or not later than the edition before."""
    before = ""
    for row in sorted(_rows(data["editions"]), key=lambda r: r["year"]):
        if row["cut_off"][:4] <= row["year"] and row["cut_off"]:
            yield fault(row, "cut_off", f"{row['year']} 年 12 月 31 日之后", "改正截止日期")
        if row["cut_off"] <= before:
            yield fault(row, "cut_off", f"晚于上一版的 {before}", "改正截止日期")
        before = row["cut_off"]


@checks("CHK-REVISION", "修订指向现有观测值，新值与之相同")
def revisions(data: Data) -> Iterator[Problem]:
    """Find revisions of rows that do not exist, and newest revisions whose new value is not what stands there."""
    frame = data["revisions"]
    if frame.empty or not data.whole("observations"):
        return
    key = list(OBSERVATION_KEY)
    now = {tuple(r[k] for k in key): r for r in _rows(data["observations"])}
    newest = frame.sort_values("revised_on").drop_duplicates(key, keep="last").index
    for index, row in zip(frame.index, _rows(frame), strict=True):
        there = now.get(tuple(row[k] for k in key))
        if there is None and row["new"]:
            yield fault(row, "indicator", "observations 表中有同键的行", "改正键，或补上该观测值", "|".join(row[k] for k in key))
        elif there and index in newest and row["new"] not in (there["value"], there["text"], told(there)):
            yield fault(row, "new", f"现有值 {told(there)}", "改正新值，或补记最近一次修订")
        if row["before"] and cells_before(row) is None:
            yield fault(row, "before", '{"列名":"原来的内容"}，列名取自 observations 表', "改正 JSON，或留空只用原值")


CHECKS = (
    source_url, source_grade, source_unused, coordinates, place_tree, place_code, place_same, section_places,
    section_order, unit_names, editions, revisions,
)
