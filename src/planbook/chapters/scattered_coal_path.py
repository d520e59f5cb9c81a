"""From published levels to the verdict: the path of each city, and what has to be published where there is none."""

import pandas as pd

from planbook.assess.coal_path import Path
from planbook.assess.gaps import Gap, Need, gap
from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, merged, notice, table
from planbook.chapters.report import frame_of
from planbook.chapters.scattered_coal_scope import CoalScope
from planbook.chapters.scattered_coal_words import figures
from planbook.charts.goal_path import goal_path
from planbook.charts.timeline import evidence_legend
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.reasons import reason_sentence, would_decide
from planbook.narrative.words import amount, joined, number, telling

NOTHING_LACKING = Text("已公布，可以判定", "published, can be judged")
NO_PATH = Text("画不出路径", "No path can be drawn")
GOAL = Text("目标", "target")


def path_cards(scope: CoalScope) -> list[ChartCard | Block]:
    """Return the path of each city that published figures on the target's own footing, or a notice that none did.

    A curve stands in its city's chapter only: the region's shows the tables.
    """
    paths = [p for p in scope.paths if p.points]
    if not paths:
        return [_no_path(scope)]
    cards = [] if scope.is_region else [path_card(scope, p) for p in paths]
    return [*cards, *(_distance(scope, p) for p in paths)]


def _no_path(scope: CoalScope) -> Block:
    what = Text("各市", "its cities") if scope.is_region else scope.name
    return notice(NO_PATH, Text(
        f"未见{what.zh}全市散煤用量的公布数，所以只有上面的证据表，没有曲线。有关部门的数一经录入，本节就画出逐年路径、与目标的距离和结论。",
        f"No total use was published for {what.in_('en')}, so there is only the evidence table above and no curve. Once figures held by "
        "departments are imported, this section draws the path year by year, the distance to the target and the verdict."))


def path_card(scope: CoalScope, path: Path) -> ChartCard:
    """Return a city's path towards its target: published levels, or published reductions where no level is."""
    data, name = scope.report.data, scope.report.place(path.place)
    frame, line, title = _drawn(scope, path)
    present = tuple(e for e in Evidence if e.value in set(frame["evidence"]))
    last, legend, rows = path.last, evidence_legend(present), _rows(path)
    said = figures(scope, path, last) if last else Text("", "")
    where = scope.report.place(path.place)
    return ChartCard(
        id=f"scattered-coal-{path.place}-path", kind="line",
        headline=Text(f"{where.zh}{said.zh}；{_short_of(path).zh}", f"{where.in_('en')}: {said.en}; {_short_of(path).en}"),
        subtitle=Text(f"{name.zh}，{title.zh}，{path.first_year}—{path.last_year}年",
                      f"{name.in_('en')}, {title.en}, {path.first_year}–{path.last_year}"),
        description=Text(f"{len(frame)}个公布数；虚线为从基期到目标的直线，只作参照。{legend.zh}。{_gaps(path).zh}",
                         f"{len(frame)} published figures; the dashed line leads straight from base to target, for reference only. "
                         f"{legend.en}. {_gaps(path).en}".strip()),
        draw=lambda lang: goal_path(frame, line, title=title, goal=_goal_label(path), lang=lang, absent=path.missing),
        data=frame, columns=_COLUMNS, marks=len(frame), sources=scope.report.sources_of(rows), evidence=present,
        edition=data.edition,
    )


def _rows(path: Path) -> list[Observation]:
    return [*([path.base] if path.base else []), *(p.row for p in path.points)]


def _drawn(scope: CoalScope, path: Path) -> tuple[pd.DataFrame, pd.DataFrame, Text]:
    """Return what is drawn, the ends of the straight line, and the axis title: levels where there are any."""
    levels = [p for p in path.points if p.level is not None]
    ends = [path.first_year, path.last_year]
    line: list[float | None] = [0.0, path.goal]
    if levels or path.base:
        rows = [*([path.base] if path.base else []), *(p.row for p in levels)]
        frame, unit = frame_of(rows, scope.report), rows[0].unit
        line = [path.base.value, path.goal_level] if path.base else [None, None]
        change = {p.row.key: p.change for p in levels}
        frame["change"] = [_percent(change.get(r.key), path.goal) for r in rows]
        title = Text("散煤用量", "scattered-coal use")
    else:
        rows = [p.row for p in path.points]
        frame, unit = frame_of(rows, scope.report), rows[0].unit
        frame["change"], title = frame["shown"] + "%", Text("散煤用量降幅", "reduction of scattered-coal use")
    named = amount("", unit, scope.report.data)
    frame["label"] = frame["shown"]
    frame["group"] = [f"{r.indicator}|{r.place}|{r.basis}|{r.series}|{r.evidence is Evidence.INTERIM}" for r in rows]
    return frame, pd.DataFrame({"year": ends, "value": line}), Text(f"{title.zh}（{named.zh}）", f"{title.en} ({named.en.strip()})")


def _percent(change: float | None, goal: float) -> str:
    return "–" if change is None else f"{telling(change, goal)}%"


def _goal_label(path: Path) -> Text:
    fall = f"−{number(path.goal)}%"
    level = "" if path.goal_level is None else f" = {number(path.goal_level)}"
    return Text(f"{GOAL.zh}{fall}{level}", f"{GOAL.en} {fall}{level}")


def _short_of(path: Path) -> Text:
    """Say how far the last published reduction lies from the goal."""
    if path.distance is None:
        return Text("没有基期数，算不出降幅", "without a base there is no reduction to work out")
    points = number(abs(path.distance), 1)
    if path.distance >= 0:
        return Text(f"比目标多减{points}个百分点", f"{points} percentage points beyond the target")
    return Text(f"离目标还差{points}个百分点", f"{points} percentage points short of the target")


def _gaps(path: Path) -> Text:
    if not path.missing:
        return Text("", "")
    years = "、".join(str(y) for y in path.missing)
    return Text(f"没有公布数的年份：{years}。", f"Years without a figure: {', '.join(str(y) for y in path.missing)}.")


def _distance(scope: CoalScope, path: Path) -> Block:
    """Return the path as a table: level, reduction, what the straight line asks for, distance."""
    unit = path.base.unit if path.base else ""
    body = []
    for point in path.points:
        span = path.last_year - path.first_year
        needed = path.goal * (point.year - path.first_year) / span
        level = Text("–", "–") if point.level is None else amount(number(point.level), unit or point.row.unit, scope.report.data)
        away = "–" if point.change is None else f"{number(point.change - path.goal, 1)}"
        body.append(cells(str(point.year), level, _percent(point.change, path.goal), f"{number(needed, 1)}%", away, point.row.evidence.text,
                          scope.report.data.sources[point.row.source].cited()))
    name = scope.report.place(path.place)
    head = (("年", "Year"), ("用量", "Use"), ("比基期减少", "Cut from base"), ("直线应减", "Straight line"),
            ("距目标（百分点）", "From target (points)"), ("依据", "Evidence"), ("来源", "Source"))
    return table(Text(f"{name.zh}：逐年与目标的距离", f"{name.in_('en')}: distance to the target, by year"), [Text(*h) for h in head], body)


_ASKED = (
    Text("现在为什么不能判定", "Why it cannot be judged"), Text("公布什么", "What to publish"), Text("范围", "Place"), Text("口径", "Basis"),
    Text("年份", "Years"), Text("单位", "Unit"), Text("方案列的责任单位", "Responsible in the plan"), Text("录入为", "Enter as"))


def to_publish(scope: CoalScope) -> Block:
    """Return, city by city, the figure whose publication would make its target assessable."""
    cities = [joined((scope.report.place(p) for p in a.target.places), "、", ", ") for a in scope.assessments]
    answers = [_wanted(scope, a, city) for a, city in zip(scope.assessments, cities, strict=True)]
    body = [Row((Cell(asked), *merged(given))) for asked, given in zip(_ASKED, zip(*answers, strict=True), strict=True)]
    return table(Text("哪一个数一公布就能判定", "The figure that would settle it"), [Text("问题", "Question"), *cities], body)


def _wanted(scope: CoalScope, a: Assessment, where: Text) -> tuple[Text, ...]:
    """Answer each of :data:`_ASKED` for one city."""
    missing, names = gap(a), scope.report.data
    if missing is None:
        return (NOTHING_LACKING, a.verdict.text, *([Text("–", "–")] * 6))
    level = names.indicators[missing.level_indicator] if missing.level_indicator else None
    unit = amount("", level.unit, names) if level else Text("", "")
    return (
        reason_sentence(a), would_decide(a, names), _whole(where), _basis(scope, missing), _years(scope, missing),
        Text(f"{unit.zh.strip()}，或降幅（{missing.unit}）", f"{unit.in_('en').strip()}, or the reduction ({missing.unit})"),
        scope.report.agency_names(missing.agencies), _entry(scope, missing, a))


def _whole(where: Text) -> Text:
    return Text(f"{where.zh}全市，含各县（市、区）", f"all of {where.en}, counties and districts included")


def _basis(scope: CoalScope, missing: Gap) -> Text:
    """Say on which basis, and which of the published meanings would not do."""
    others = [m.name for m in scope.kinds_of_coal if not set(m.bases) & set(missing.basis)]
    named = joined((scope.report.data.bases[b].name for b in missing.basis if b != NO_KEY), "、", ", ")
    own = named if named.zh else Text("全年全部散煤用量，期初期末同一口径并写明", "all scattered coal of the whole year, both years on one stated basis")
    listed = joined(others, "、", ", ")
    return Text(f"{own.zh}；不能用{listed.zh}代替", f"{own.en}; not: {listed.en}")


def _years(scope: CoalScope, missing: Gap) -> Text:
    """Say the base year, or that it has to be named first, and the year of the goal."""
    plan = scope.report.data.plan
    end = missing.year or plan.target_year
    if missing.base_year:
        return Text(f"{missing.base_year}年和{end}年", f"{missing.base_year} and {end}")
    first = Text("基准年（方案没有写，须先写明", "the base year (not named in the plan; to be named first") if missing.need is Need.BASE_AND_CHANGE else Text(
        "基准年（", "the base year (")
    hint = Text(f"；规划期前一年为{plan.base_year}年）", f"; the year before the plan is {plan.base_year})") if plan.base_year else Text("）", ")")
    return Text(f"{first.zh}{hint.zh}和{end}年", f"{first.en}{hint.en} and {end}")


def _entry(scope: CoalScope, missing: Gap, a: Assessment) -> Text:
    """Say how the figures are entered, so that whoever holds them need not guess."""
    plan = scope.report.data.plan
    start, end, places = missing.base_year or plan.base_year, missing.year or plan.target_year, "、".join(a.target.places)
    level = f"{missing.level_indicator}，{places}，{start}（{Evidence.BASELINE}）、{end}（{Evidence.ACTUAL}）"
    change = f"{missing.indicator}，{places}，{end}（{Evidence.ACTUAL}）"
    basis = "、".join(missing.basis)
    return Text(f"{level}，口径 {basis}；或 {change}", _latin(f"{level}, basis {basis}; or {change}"))


def _latin(ids: str) -> str:
    """Return ids with the punctuation of English."""
    for zh, en in (("，", ", "), ("、", ", "), ("（", " ("), ("）", ")")):
        ids = ids.replace(zh, en)
    return ids


_COLUMNS = (
    Column("period", Text("期间", "Period")), Column("shown", Text("公布数", "Published")),
    Column("change", Text("比基期减少", "Cut from base")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"), Column("source", Text("来源", "Source"), field_en="source_en"),
)
