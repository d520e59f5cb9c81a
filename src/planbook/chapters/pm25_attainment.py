"""Attainment by year against the limits, who says what side by side, and three-year means."""

from decimal import Decimal

import pandas as pd

from planbook.assess.air import (
    MEAN_ONLY,
    AirLimit,
    Comparison,
    Refusal,
    Rule,
    Statistic,
    compare,
    mean_of_years,
    published_mean,
)
from planbook.assess.rounding import exact, round_half_even
from planbook.assess.trend import Condition
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, table
from planbook.chapters.pm25_base import ARCHIVE_NOTE, BACKFILLED, CONDITION_NOTE, INDICATOR, UNIT, Figure, Pm25Base
from planbook.charts.matrix import EMPTY_CELL, evidence_matrix
from planbook.charts.outcomes import ATTAINED, EXCEEDED, NOTHING, OUTCOMES, REFUSED, outcome_grid
from planbook.data.model import Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.words import date_phrase, day_phrase, joined, number

WINDOW = 3
"""Years of the rolling mean that HJ 663-2026 adds."""
AVERAGINGS = {"annual": Text("年均", "mean"), "24h": Text("日均第{p}百分位", "{p}th percentile")}
_OTHER_CONDITION = Text("监测条件不同", "other measurement condition")


def attainment_card(city: Pm25Base) -> ChartCard:
    """Return every year's mean and percentile against the limit in force and the coming ones."""
    frame = attainment_frame(city)
    years = list(dict.fromkeys(frame["column"]))
    counts = frame[frame["in_force"] & (frame["averaging"] == "annual")]["outcome"].value_counts()
    attained, exceeded, open_ = (int(counts.get(o, 0)) for o in (ATTAINED, EXCEEDED, REFUSED))
    rows = [frame["row_zh"].drop_duplicates().tolist(), frame["row_en"].drop_duplicates().tolist()]
    shown = [e for e in Evidence if e.value in set(frame["evidence"])]
    return ChartCard(
        id=f"pm25-{city.city}-attainment", kind="grid",
        headline=Text(
            f"{years[0]}至{years[-1]}年按当年限值：年均{attained}年达标、{exceeded}年超标、{open_}年不判定",
            f"{years[0]} to {years[-1]} by the limit then in force: {attained} attained, {exceeded} exceeded, {open_} not judged"),
        subtitle=Text(f"{city.name.zh}，PM2.5 年均和日均百分位（微克/立方米）与二级限值，修约后比较",
                      f"{city.name.in_('en')}, PM2.5 mean and percentile (µg/m³) against class II limits, rounded first"),
        description=_attainment_description(frame),
        draw=lambda lang: outcome_grid(
            frame.assign(row=frame[f"row_{lang}"]), lang=lang, rows=rows[lang == "en"], columns=years),
        data=frame, columns=_ATTAINMENT_COLUMNS, marks=len(frame), sources=city.report.sources_of(_used(city, frame)),
        evidence=tuple(shown), edition=city.report.data.edition, notes=_attainment_notes(city),
    )


def _attainment_description(frame: pd.DataFrame) -> Text:
    first = frame[frame["in_force"] & (frame["averaging"] == "annual")]
    zh = "；".join(f"{y}年{OUTCOMES[o].zh}" for y, o in zip(first["column"], first["outcome"], strict=True))
    en = "; ".join(f"{y} {OUTCOMES[o].en}" for y, o in zip(first["column"], first["outcome"], strict=True))
    return Text(f"按当年执行的年均限值：{zh}。其余各行是百分位数和以后执行的限值，见表。",
                f"By the annual limit then in force: {en}. The other rows hold the percentile and later limits, see the table.")


def _attainment_notes(city: Pm25Base) -> tuple[Text, ...]:
    rules = city.rules(city.year)
    unread = Text(
        f"修约、百分位和有效天数的规则依据 {rules.standard}，条文未取得原文，凭专业知识写出；标准外的限值不猜测。",
        f"Rounding, percentile and valid days follow {rules.standard}, written from knowledge; unknown limits are not guessed.")
    derived = Text(
        "同一年取一个数：先官方公布，再由公布数推算，最后未审核监测；官方数不带有效天数，视为完整。"
        "以后执行的限值只作参照，不用于判定过去。",
        "One figure a year: official before derived before unaudited; official figures come without valid days and are taken as "
        "complete. Later limits are for orientation and judge no earlier year.")
    return (MEAN_ONLY, derived, unread, ARCHIVE_NOTE, CONDITION_NOTE)


def _used(city: Pm25Base, frame: pd.DataFrame) -> list[Observation]:
    years = {int(y) for y in frame["column"]}
    rows = [f.row for y, f in city.figures.items() if y in years]
    return rows + [r for y, r in percentiles(city).items() if y in years]


_ATTAINMENT_COLUMNS = (
    Column("column", Text("年", "Year")), Column("row_zh", Text("与哪个限值比", "Limit"), field_en="row_en"),
    Column("shown", Text("数值", "Figure")), Column("rounded", Text("修约后", "Rounded")),
    Column("excess", Text("超出限值", "Above the limit")),
    Column("outcome_zh", Text("结果", "Outcome"), field_en="outcome_en"),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("why_zh", Text("不判定的原因", "Why not judged"), field_en="why_en"),
)


def attainment_frame(city: Pm25Base) -> pd.DataFrame:
    """Lay out one cell per limit and year.

    Returns
    -------
    DataFrame
        ``row_*`` (the limit), ``column`` (year), ``outcome``, ``shown``, ``rounded``, ``excess``, ``evidence`` and its names,
        ``why_*``, ``averaging``, ``in_force``.
    """
    years = [y for y in range(min(city.figures), city.year + 1) if city.limits(y).of(INDICATOR, "annual") is not None]
    found = percentiles(city)
    rows = []
    for averaging in AVERAGINGS:
        own = [limit for y in years if (limit := city.limits(y).of(INDICATOR, averaging)) is not None]
        head = _row_name(city, averaging, own, in_force=True)
        rows += [_cell(city, y, averaging, limit, found) | head for y, limit in zip(years, own, strict=True)]
    for limit in sorted(city.coming, key=lambda x: (x.first, x.averaging != "annual")):
        head = _row_name(city, limit.averaging, [limit], in_force=False)
        rows += [_cell(city, y, limit.averaging, limit, found) | head for y in years]
    return pd.DataFrame(rows)


def _row_name(city: Pm25Base, averaging: str, limits: list[AirLimit], *, in_force: bool) -> dict[str, object]:
    values = "、".join(dict.fromkeys(f"{limit.value}" for limit in limits))
    what = AVERAGINGS[averaging]
    p = number(city.rules(city.year).percentiles[INDICATOR])
    start = Text(f"{limits[0].first.year}年起", f"from {limits[0].first.year}") if not in_force else Text("当年限值", "then in force")
    return {"row_zh": f"{what.zh.format(p=p)} ≤{values}（{start.zh}）", "row_en": f"{what.en.format(p=p)} ≤{values} ({start.en})",
            "averaging": averaging, "in_force": in_force}


def percentiles(city: Pm25Base) -> dict[int, Observation]:
    """Return each year's percentile of daily means, the one rounded by GB/T 8170 where two roundings of it are stored."""
    rows = city.report.data.rows(indicator=f"{INDICATOR}-p95", place=city.city, topic=("air_annual", "air_year_stats"))
    kept = [r for r in rows if r.period.is_year and r.value is not None]
    return {r.period.year: r for r in sorted(kept, key=lambda r: ("gbt8170" not in r.series, r.series))[::-1]}


def _cell(
    city: Pm25Base, year: int, averaging: str, limit: AirLimit, found: dict[int, Observation],
) -> dict[str, object]:
    """Return one cell: the year's figure against one limit."""
    figure = city.figures.get(year) if averaging == "annual" else _percentile(city, found.get(year))
    if figure is None:
        return _written(str(year), NOTHING, None, None, Text(""))
    other = figure.condition.value != limit.conditions
    if other or figure.mean.value is None:
        why = _OTHER_CONDITION if other else refusals(figure.mean.refused)
        return _written(str(year), REFUSED, figure.row, None, why)
    result = compare(figure.mean.value, limit, city.rules(year))
    return _written(str(year), ATTAINED if result.attained else EXCEEDED, figure.row, result, Text(""))


def _percentile(city: Pm25Base, row: Observation | None) -> Figure | None:
    if row is None:
        return None
    rules = city.rules(row.period.year).completeness
    return Figure(row, published_mean(row.value or 0, row.period.year, row.n, rules), city.condition(row))


def _written(year: str, outcome: str, row: Observation | None, result: Comparison | None, why: Text) -> dict[str, object]:
    evidence = row.evidence if row else None
    return {
        "column": year, "outcome": outcome, "outcome_zh": OUTCOMES[outcome].zh, "outcome_en": OUTCOMES[outcome].en,
        "shown": number(row.value) if row and row.value is not None else "",
        "rounded": f"{result.rounded}" if result else "", "excess": f"{result.excess}" if result else "",
        "evidence": evidence.value if evidence else "", "evidence_zh": evidence.text.zh if evidence else "",
        "evidence_en": evidence.text.in_("en") if evidence else "", "why_zh": why.zh, "why_en": why.in_("en"),
    }


def refusals(refused: tuple[Refusal, ...]) -> Text:
    """Say which rules refused a figure, months by their number."""
    parts = [Text(f"{r.rule.text.zh}（{_counted(r).zh}）", f"{r.rule.text.in_('en')} ({_counted(r).en})") for r in refused]
    return Text("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))


def _counted(refusal: Refusal) -> Text:
    when = date_phrase(refusal.period)
    if refusal.needed is None or refusal.rule is Rule.YEAR_MISSING:
        counted = refusal.found or ""
        return Text(f"{when.zh}{f'，{counted}天' if counted else ''}", f"{when.en}{f', {counted} days' if counted else ''}")
    return Text(f"{when.zh}{refusal.found}天，需{refusal.needed}天", f"{refusal.found} in {when.en}, {refusal.needed} needed")


def side_by_side_card(city: Pm25Base) -> ChartCard:
    """Return official, derived, unaudited and reference annual means of every year beside each other."""
    frame = side_by_side_frame(city)
    years = list(dict.fromkeys(frame["column"]))
    rows = [frame["row_zh"].drop_duplicates().tolist(), frame["row_en"].drop_duplicates().tolist()]
    shown = [r for r in city.with_reference if r.evidence is not Evidence.PLANNED]
    return ChartCard(
        id=f"pm25-{city.city}-sources", kind="grid", headline=side_by_side_headline(city),
        subtitle=Text(f"{city.name.zh}，{UNIT.zh}，按谁公布分行", f"{city.name.in_('en')}, {UNIT.en}, by who says so"),
        description=Text(
            f"{len(rows[0])}类来源、{len(years)}个年份；同一格内有几个数的，是几个归档或几次公布各自的数，不取平均。",
            f"{len(rows[0])} kinds of source, {len(years)} years; several figures in a cell come from several archives or "
            "publications and are not averaged."),
        draw=lambda lang: evidence_matrix(
            frame.assign(row=frame[f"row_{lang}"], label=frame[f"label_{lang}"]), lang=lang, rows=rows[lang == "en"],
            columns=years),
        data=frame, columns=_SIDE_COLUMNS, marks=len(frame), sources=city.report.sources_of(shown),
        evidence=tuple(e for e in Evidence if e.value in set(frame["state"])), edition=city.report.data.edition,
        notes=(_ASTERISK_NOTE, _WHO_NOTE, ARCHIVE_NOTE, CONDITION_NOTE),
    )


_ASTERISK_NOTE = Text("带星号的数：有效日不足，或含由指数反算的日子，或来源自身注明存疑。",
                      "An asterisk marks too few valid days, back-calculated days, or doubts named by the source itself.")
_WHO_NOTE = Text("世界卫生组织数据库是汇编，底层也来自监测站或其他汇编，只作参考，不作判定。",
                 "The WHO database is a compilation resting on the same stations or on other compilations: reference only.")
_SIDE_COLUMNS = (
    Column("column", Text("年", "Year")), Column("row_zh", Text("来源", "Source"), field_en="row_en"),
    Column("label_zh", Text("年均浓度", "Annual mean"), field_en="label_en"),
    Column("state_zh", Text("依据", "Evidence"), field_en="state_en"), Column("source", Text("出处", "Cited from"), field_en="source_en"),
)


def _publisher(city: Pm25Base, row: Observation) -> Text:
    """Name the row of the side-by-side picture an observation belongs to."""
    source = city.report.data.sources[row.source]
    short = source.publisher.split("（")[0].rstrip("-")
    if row.evidence is Evidence.MONITORED:
        return Text(f"未审核：{short}", f"Unaudited: {short}")
    if row.evidence is Evidence.REFERENCE:
        return Text(f"参考：{short}（{row.series}）", f"Reference: WHO database ({row.series})")
    return Text(f"官方：{row.evidence.text.zh}", f"Official: {row.evidence.text.in_('en')}")


def side_by_side_frame(city: Pm25Base) -> pd.DataFrame:
    """Lay out one cell per source and year; see :func:`planbook.charts.matrix.evidence_matrix` for the columns."""
    rows = [r for r in city.with_reference if r.evidence is not Evidence.PLANNED]
    order = list(Evidence)
    names = {_publisher(city, r): r.evidence for r in sorted(rows, key=lambda r: order.index(r.evidence))}
    if not any(e is Evidence.ACTUAL for e in names.values()):
        actual = Evidence.ACTUAL.text
        names = {Text(f"官方：{actual.zh}", f"Official: {actual.in_('en')}"): Evidence.ACTUAL, **names}
    years = range(min(r.period.year for r in rows), city.year + 1)
    return pd.DataFrame([
        {"row_zh": name.zh, "row_en": name.in_("en"), "column": str(year)}
        | _beside(city, [r for r in rows if r.period.year == year and _publisher(city, r) == name])
        for name in names for year in years])


def _beside(city: Pm25Base, rows: list[Observation]) -> dict[str, str]:
    if not rows:
        return {**EMPTY_CELL, "label_zh": "–", "label_en": "–"}
    evidence = rows[0].evidence
    values = dict.fromkeys(f"{number(r.value or 0)}{'*' if weak(city, r) else ''}" for r in rows)
    label = "\n".join(values)
    cited = joined((city.report.data.sources[s].cited() for s in dict.fromkeys(r.source for r in rows)), "；", "; ")
    return {"state": evidence.value, "label_zh": label, "label_en": label, "state_zh": evidence.text.zh,
            "state_en": evidence.text.in_("en"), "source": cited.zh, "source_en": cited.en}


def weak(city: Pm25Base, row: Observation) -> bool:
    """Tell whether a figure must not stand for its year: doubtful, back-filled or short of days."""
    return row.doubtful or BACKFILLED in row.basis or not city.statistic(row).valid


def official_gaps(city: Pm25Base) -> dict[int, Decimal]:
    """Return unaudited less official annual mean, ug/m3, for every year that has both; archives by their farthest."""
    found: dict[int, Decimal] = {}
    for year, figure in city.figures.items():
        beside = [r for r in city.annual if r.period.year == year and r.evidence is Evidence.MONITORED and not weak(city, r)]
        if figure.row.evidence in {Evidence.ACTUAL, Evidence.DERIVED} and beside:
            gaps = [exact(r.value or 0) - exact(figure.row.value or 0) for r in beside]
            found[year] = max(gaps, key=abs)
    return found


def side_by_side_headline(city: Pm25Base) -> Text:
    """Say how far unaudited and official figures lie apart, or that there is no official one."""
    gaps = official_gaps(city)
    who = city.name
    if not any(r.evidence is Evidence.ACTUAL for r in city.annual):
        unaudited = {r.period.year for r in city.annual if r.evidence is Evidence.MONITORED}
        return Text(f"{who.zh}没有一年有官方公布的年均值，{len(unaudited)}年只有未审核监测",
                    f"{who.in_('en')} has no official annual mean for any year; {len(unaudited)} years rest on unaudited monitoring")
    if not gaps:
        return Text(f"{who.zh}没有同时有官方数和完整监测数的年份", f"{who.in_('en')}: no year has both an official and a complete unaudited mean")
    widest = max(gaps.values(), key=abs)
    return Text(f"{who.zh}官方（含推算）与未审核年均值都有的{len(gaps)}年，相差不超过{abs(widest)}",
                f"{who.in_('en')}: in the {len(gaps)} year{'s' * (len(gaps) > 1)} with both, official (or derived) and unaudited means differ by at most {abs(widest)}")


def three_year_block(city: Pm25Base) -> Block:
    """Return the means of three years running, official and unaudited apart."""
    first = max(min(city.figures), city.comparable_from)
    rows = [_window_row(city, last) for last in range(first + WINDOW - 1, city.year + 1)]
    later = city.rules(city.year).later
    extra = Text(f"；{'、'.join(later)}新增三年滑动平均评价，条文未取得，本表是三个年均值的算术平均",
                 f"; {', '.join(later)} adds such an evaluation, its clauses were not obtained, so these are plain means of three "
                 "annual means") if later else Text("")
    caption = Text(f"{city.name.zh}：三年平均的 PM2.5 年均浓度（微克/立方米）{extra.zh}",
                   f"{city.name.in_('en')}: three-year means of PM2.5 (µg/m³){extra.en}")
    head = (Text("三年", "Years"), Text("官方公布或由其推算", "Official or derived"), Text("未审核监测", "Unaudited"),
            Text("不作平均的原因", "Why none"))
    return table(caption, head, rows)


def _window_row(city: Pm25Base, last: int) -> Row:
    official, unaudited = three_year_means(city, last)
    gaps = unaudited.refused
    shown = [Text("–") if s.value is None else Text(f"{round_half_even(s.value, 1)}") for s in (official, unaudited)]
    why = refusals(gaps) if gaps else Text("–")
    return cells(f"{last - WINDOW + 1}–{last}", *(Cell(t, numeric=True) for t in shown),
                 Text(f"未审核：{why.zh}", f"Unaudited: {why.en}") if gaps else why)


def three_year_means(city: Pm25Base, last: int) -> tuple[Statistic, Statistic]:
    """Return the three-year means that end with a year: of official or derived figures, and of unaudited ones."""
    stated = {y: f.mean for y, f in city.figures.items()
              if f.row.evidence in {Evidence.ACTUAL, Evidence.DERIVED} and f.condition is Condition.ACTUAL}
    measured = {y: f.mean for y, f in city.monitored.items() if f.condition is Condition.ACTUAL}
    return mean_of_years(stated, last, WINDOW), mean_of_years(measured, last, WINDOW)


def coming_phrase(city: Pm25Base, value: Decimal) -> Text | None:
    """Say how a figure stands against the annual limits still to come."""
    later = [x for x in city.coming if x.averaging == "annual"]
    if not later:
        return None
    pairs = [(day_phrase(x.first), x, compare(value, x, city.rules(city.year))) for x in later]
    zh = "，".join(f"{day.zh}起为{x.value}（{_beyond(value, c).zh}）" for day, x, c in pairs)
    en = ", ".join(f"{x.value} from {day.en} ({_beyond(value, c).en})" for day, x, c in pairs)
    return Text(zh, en)


def _beyond(value: Decimal, comparison: Comparison) -> Text:
    if comparison.attained:
        return Text("未超过", "not exceeded")
    gap = value - comparison.limit.value
    return Text(f"高出{gap}", f"exceeded by {gap}")
