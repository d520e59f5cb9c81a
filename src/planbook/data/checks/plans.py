"""Checks of the plans: what each target says must be enough to judge it, and counts must agree."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from planbook.data.checks.core import PLAN, Data, at, checks, fault, parts
from planbook.data.checks.observations import UNIT_REMEDY, unit_faults, unit_wanted
from planbook.data.errors import Problem
from planbook.data.schema import AGENCIES, MEASURES, PROJECTS, TARGETS
from planbook.data.vocab import WATER_RATINGS, AmbiguityKind, Criterion, Direction, Kind

_YEARS = ("base_year", "start_year", "target_year")
_PLAN_REQUIRED = ("id", "title_zh", "issuer_zh", "start_year", "target_year", "region")
_PLAN_KEYS = (
    *_PLAN_REQUIRED, "title_en", "issuer_en", "number", "issued", "base_year", "citation_zh", "citation_en", "source",
    "note", "expect",
)
_SIDES = (Direction.AT_MOST, Direction.AT_LEAST, Direction.EQUAL)
_PLAN_TABLES = {t.name: t for t in (TARGETS, PROJECTS, AGENCIES, MEASURES)}


def _in(cells: "pd.Series[str]", *words: str) -> "pd.Series[bool]":
    return cells.isin([str(w) for w in words])


def _plan_problem(plan: str, key: str, found: object, expected: str, todo: str) -> Problem:
    return Problem("", f"data/plans/{plan}/plan.yml", 0, key, str(found), expected, todo)


@checks("CHK-PLAN-FILE", "方案说明的各项齐全、认得、引用存在")
def plan_file(data: Data) -> Iterator[Problem]:
    """Find unreadable ``plan.yml``, missing or unknown keys, values of another type, and references to nothing."""
    for plan, content in data.plans.items():
        if isinstance(content, dict):
            yield from _plan_keys(plan, content)
            yield from _plan_types(plan, content)
            yield from _plan_references(plan, content, data)
        else:
            yield _plan_problem(plan, "", content, "键值对形式的 YAML", "改正 YAML 写法")


def _plan_keys(plan: str, content: dict[str, Any]) -> Iterator[Problem]:
    for key in _PLAN_REQUIRED:
        if not content.get(key):
            yield _plan_problem(plan, key, "缺少或为空", "必填项", "补上该项")
    for key in content:
        if key not in _PLAN_KEYS:
            yield _plan_problem(plan, key, "不认得的项", f"{'、'.join(_PLAN_KEYS)} 之一", "改正或删去该项")
    if content.get("id", plan) != plan:
        yield _plan_problem(plan, "id", content["id"], f"与文件夹同名的 {plan}", "改正编号或文件夹名")


def _plan_types(plan: str, content: dict[str, Any]) -> Iterator[Problem]:
    wanted = {
        **dict.fromkeys(_YEARS, (int, "年份（整数）")),
        "issued": (date, "日期 YYYY-MM-DD（不加引号）；不知道日期时留空"),
        "expect": (dict, "表名与行数的对照"),
    }
    for key, (kind_, words) in wanted.items():
        if content.get(key) not in (None, "") and not isinstance(content[key], kind_):
            yield _plan_problem(plan, key, content[key], words, "改正写法")


def _plan_references(plan: str, content: dict[str, Any], data: Data) -> Iterator[Problem]:
    for key, table in (("region", "places"), ("source", "sources")):
        if content.get(key) and data.whole(table) and str(content[key]) not in set(data[table]["id"]):
            yield _plan_problem(plan, key, content[key], f"{table} 表中的编号", "改正编号，或先登记")


def _span(content: object) -> tuple[int, int]:
    """Return first and last year of a plan; an endless span where they are not given."""
    start, end = (content.get(k) for k in ("start_year", "target_year")) if isinstance(content, dict) else (None, None)
    return (start, end) if isinstance(start, int) and isinstance(end, int) else (0, 9999)


@checks("CHK-PLAN-YEARS", "方案的起止年先后有序")
def plan_years(data: Data) -> Iterator[Problem]:
    """Find plans that end before they start, or whose base year lies within the period."""
    for plan, content in data.plans.items():
        start, end = _span(content)
        base = content.get("base_year") if isinstance(content, dict) else None
        if start > end:
            yield _plan_problem(plan, "start_year", start, f"不晚于目标年 {end}", "改正年份")
        if isinstance(base, int) and start <= base:
            yield _plan_problem(plan, "base_year", base, f"早于起始年 {start}", "改正年份")


@checks("CHK-TARGET-YEARS", "目标年在方案期内、晚于基准年")
def target_years(data: Data) -> Iterator[Problem]:
    """Find targets for a year outside their plan, or not after their base year."""
    for row in data["targets"].to_dict("records"):
        base, goal = row["base_year"], row["target_year"]
        start, end = _span(data.plans.get(row[PLAN]))
        if goal.isdecimal() and not start <= int(goal) <= end:
            yield fault(row, "target_year", f"{start} 至 {end} 年", "改正目标年；期外的目标在备注说明后留空")
        if base.isdecimal() and goal.isdecimal() and int(base) >= int(goal):
            yield fault(row, "base_year", f"早于目标年 {goal}", "改正基准年")


@checks("CHK-PLAN-EXPECT", "目标、工程、单位、措施的个数与方案说明一致")
def expect(data: Data) -> Iterator[Problem]:
    """Find tables whose number of rows is not what ``plan.yml`` says under ``expect``."""
    for plan, content in data.plans.items():
        told = content.get("expect") if isinstance(content, dict) else None
        wanted: dict[str, Any] = told if isinstance(told, dict) else {}
        for name, count in wanted.items():
            if name not in _PLAN_TABLES:
                yield _plan_problem(plan, f"expect.{name}", name, f"{'、'.join(_PLAN_TABLES)} 之一", "改正 expect")
            elif data.whole(name) and (have := int((data[name][PLAN] == plan).sum())) != count:
                yield Problem("", f"data/plans/{plan}/{name}.csv", 0, "", f"{have} 行", f"{count} 行（plan.yml 的 expect）",
                              "补上缺少的行或删去多余的行；方案确有变化时改 expect")


@checks("CHK-TARGET-CRITERION", "判定依据与数值、成果相符")
def criterion(data: Data) -> Iterator[Problem]:
    """Find targets judged by a number without one, numbers that nothing judges by, and unnamed deliverables."""
    frame = data["targets"]
    number = frame["criterion"] == Criterion.NUMBER.value
    has_value = frame["value"] != ""
    yield from at(frame, number & ~has_value, "value", "criterion=number 的目标有目标值", "补上目标值，或改正 criterion")
    yield from at(frame, ~number & has_value, "criterion", "有目标值的目标为 number", "改正 criterion，或清空目标值")
    deliverable = frame["criterion"] == Criterion.DELIVERABLE.value
    named = frame["deliverable_zh"] != ""
    yield from at(frame, deliverable & ~named, "deliverable_zh", "criterion=deliverable 的目标写明成果", "写明可核查的成果")
    yield from at(frame, ~deliverable & named, "criterion", "写明成果的目标为 deliverable", "改正 criterion，或清空成果")


@checks("CHK-TARGET-KIND", "类型与判定依据、数值写法相符")
def kind(data: Data) -> Iterator[Problem]:
    """Find qualitative targets with a number, ratings without a rating word, and others without a plain number."""
    frame = data["targets"]
    qualitative = frame["kind"] == Kind.QUALITATIVE.value
    by_number = _in(frame["criterion"], Criterion.NUMBER)
    yield from at(frame, qualitative & by_number, "kind", "有数值的目标用数值类型", "改正 kind 或 criterion")
    given = frame["value"] != ""
    rating = frame["kind"] == Kind.RATING.value
    word = frame["value"].isin(WATER_RATINGS)
    yield from at(frame, given & rating & ~word, "value", f"{'、'.join(WATER_RATINGS)} 之一", "改为等级词")
    number = pd.to_numeric(frame["value"], errors="coerce").notna()
    yield from at(frame, given & ~rating & ~number, "value", "数", "改为数；等级类目标的 kind 用 rating")


@checks("CHK-TARGET-DIRECTION", "方向与类型相符")
def direction(data: Data) -> Iterator[Problem]:
    """Find numeric targets without a side, qualitative ones with one, and reductions that are not ``at_least``."""
    frame = data["targets"]
    qualitative = frame["kind"] == Kind.QUALITATIVE.value
    sided = _in(frame["direction"], *_SIDES)
    yield from at(frame, ~qualitative & ~sided, "direction", f"{'、'.join(_SIDES)} 之一", "改正 direction")
    yield from at(frame, qualitative & sided, "direction", "up、down 或 none（定性目标）", "改正 direction")
    change = frame["kind"] == Kind.RELATIVE_CHANGE.value
    yield from at(frame, change & sided & (frame["direction"] != Direction.AT_LEAST.value), "direction",
                  "at_least（降幅不低于目标值）", "改正 direction")


@checks("CHK-TARGET-LEVEL", "水平指标只用于相对变化目标")
def level(data: Data) -> Iterator[Problem]:
    """Find level indicators on other kinds of target, or the same as the indicator."""
    frame = data["targets"]
    given = frame["level_indicator"] != ""
    wrong = given & (frame["kind"] != Kind.RELATIVE_CHANGE.value)
    yield from at(frame, wrong, "level_indicator", "空（kind 不是 relative_change）", "清空，或改正 kind")
    yield from at(frame, given & (frame["level_indicator"] == frame["indicator"]), "level_indicator",
                  "与 indicator 不同的指标", "改为基期、期末水平所用的指标")


@checks("CHK-TARGET-RELATED", "相关指标不包括能判定的指标")
def related(data: Data) -> Iterator[Problem]:
    """Find targets whose deciding indicator also stands among those that never decide."""
    for row in data["targets"].to_dict("records"):
        both = {row["indicator"], row["level_indicator"]} & set(parts(row["related"]))
        if both:
            yield fault(row, "related", "不含 indicator、level_indicator", "从 related 删去", ";".join(sorted(both)))


@checks("CHK-TARGET-ORIGIN", "目标值写明来历")
def origin(data: Data) -> Iterator[Problem]:
    """Find values without an origin, and origins without a value."""
    frame = data["targets"]
    told = _in(frame["value_origin"], "written", "derived")
    given = frame["value"] != ""
    yield from at(frame, given & ~told, "value_origin", "written 或 derived", "写明数值是正文写的还是推出的")
    yield from at(frame, ~given & told, "value_origin", "-（没有目标值）", "改为 -")


@checks("CHK-TARGET-UNIT", "目标单位与指标一致")
def target_unit(data: Data) -> Iterator[Problem]:
    """Find targets in another unit than their indicator's."""
    frame = data["targets"]
    numeric = pd.to_numeric(frame["value"], errors="coerce").notna()
    yield from at(frame, unit_faults(data, frame, numeric), "unit", unit_wanted(data, frame), UNIT_REMEDY)


@checks("CHK-TARGET-BASIS", "判定口径包括指标本身的口径")
def basis(data: Data) -> Iterator[Problem]:
    """Find targets judged by a number or a rating that accept no basis at all."""
    frame = data["targets"]
    yield from at(frame, _in(frame["criterion"], Criterion.NUMBER) & (frame["accepted_basis"] == ""), "accepted_basis",
                  "至少一个口径（一般含 -）", "写上能判定的口径")


@checks("CHK-LEAD", "牵头单位也在责任单位之列")
def lead(data: Data) -> Iterator[Problem]:
    """Find bodies that lead without being responsible, for targets, projects and in the register of agencies."""
    columns = {"targets": ("lead_agencies", "agencies"), "projects": ("lead_agencies", "agencies"),
               "agencies": ("lead_sections", "sections")}
    for table, (leading, all_) in columns.items():
        for row in data[table].to_dict("records"):
            extra = set(parts(row[leading])) - set(parts(row[all_]))
            if extra:
                yield fault(row, leading, f"{all_} 中已有的各项", f"补到 {all_}，或从 {leading} 删去", ";".join(sorted(extra)))


@checks("CHK-AGENCY-SECTION", "单位出现的章节与工程表一致")
def agency_sections(data: Data) -> Iterator[Problem]:
    """Find projects whose agencies do not list the project's section."""
    agencies = {(r[PLAN], r["id"]): set(parts(r["sections"])) for r in data["agencies"].to_dict("records")}
    for row in data["projects"].to_dict("records"):
        lost = [a for a in parts(row["agencies"])
                if row["section"] and not any(s.startswith(row["section"]) for s in agencies.get((row[PLAN], a), {row["section"]}))]
        if lost:
            yield fault(row, "agencies", f"agencies 表 sections 列含 {row['section']} 的单位", "改正两表之一", ";".join(lost))


@checks("CHK-PROJECT-SEQ", "工程序号从 1 连续")
def sequence(data: Data) -> Iterator[Problem]:
    """Find plans whose projects are not numbered without gaps."""
    for _, group in data["projects"].groupby(PLAN):
        wanted = [str(i) for i in range(1, len(group) + 1)]
        ordered = group.sort_values("seq", key=lambda s: pd.to_numeric(s, errors="coerce"))
        off = pd.Series([a != b for a, b in zip(ordered["seq"], wanted, strict=True)], index=ordered.index, dtype=bool)
        if off.any():
            row = ordered[off].iloc[0]
            yield fault(row.to_dict(), "seq", f"1 至 {len(group)} 连续不重复", "改正序号")


@checks("CHK-COMPARE", "同一指标在各方案中类型、方向、单位相同")
def compare(data: Data) -> Iterator[Problem]:
    """Find targets that share an indicator across plans but not kind, direction or unit: they could not be compared."""
    frame = data["targets"]
    frame = frame[frame["criterion"] == Criterion.NUMBER.value]
    for column in ("kind", "direction", "unit"):
        first = frame.groupby("indicator")[column].transform("first")
        yield from at(frame, frame[column] != first, column, "与同指标的其他目标相同：" + first, "改正，或给不可比的目标另立指标")


_SHOWN = (AmbiguityKind.SOFT_WORDING, AmbiguityKind.NO_DEADLINE, AmbiguityKind.INFERRED_NUMBER)
"""Ambiguities that a target's own columns show."""


@checks("CHK-AMBIGUITY", "歧义表不重复目标各列已能看出的")
def ambiguity(data: Data) -> Iterator[Problem]:
    """Find ambiguities that already show in the target's qualifier, base year, target year or origin of value."""
    frame = data["ambiguities"]
    yield from at(frame, _in(frame["kind"], *_SHOWN), "kind", "目标各列看不出的类别", "删去该行；它由 targets 表自动列出")
    targets = data["targets"]
    change = targets[(targets["kind"] == Kind.RELATIVE_CHANGE.value) & (targets["base_year"] == "")]
    baseless = pd.Series(list(zip(frame[PLAN], frame["target"], strict=True)), index=frame.index, dtype=object).isin(
        list(zip(change[PLAN], change["id"], strict=True)))
    yield from at(frame, _in(frame["kind"], AmbiguityKind.NO_BASE) & baseless, "kind", "目标各列看不出的类别",
                  "删去该行；相对变化没有基准年，由 targets 表自动列出")


CHECKS = (
    plan_file, plan_years, target_years, expect, criterion, kind, direction, level, related, origin, target_unit, basis, lead,
    agency_sections, sequence, compare, ambiguity,
)
