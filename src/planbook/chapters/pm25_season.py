"""The heating season and the worst days: what they owe to the year's exceedance, and what would have had to go."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from planbook.assess.air import (
    AirLimit,
    DaysAbove,
    SeasonExcess,
    WithoutWorst,
    days_above,
    season_excess,
    season_share,
    without_worst,
)
from planbook.assess.rounding import round_half_even
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, table
from planbook.chapters.pm25_base import (
    ARCHIVE_NOTE,
    BACKFILLED,
    CONDITION_NOTE,
    INDICATOR,
    SEASONS,
    Pm25Base,
)
from planbook.chapters.report import frame_of
from planbook.charts.bars import stacked
from planbook.charts.timeline import timeline
from planbook.data.model import Observation
from planbook.data.periods import Period
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.words import number

ABOVE = tuple(f"{INDICATOR}-days-{c}" for c in ("light", "moderate", "heavy", "severe"))
"""Classes of days above the 24-hour limit, whose value is the break point between good and light pollution."""
_PARTS = {
    "inside": Text("整月在供暖季", "months wholly in the season"), "split": Text("跨季的月份", "months partly in it"),
    "outside": Text("整月不在供暖季", "months wholly out of it"),
}
_PART_COLOURS = {"inside": "#a33a13", "split": "#e0a385", "outside": "#c9d3de"}
_SEASON_COLUMNS = (
    Column("year", Text("年", "Year")), Column("basis_zh", Text("时段", "Season"), field_en="basis_en"),
    Column("shown", Text("平均浓度", "Mean")), Column("source", Text("来源", "Source"), field_en="source_en"),
)


def season_card(city: Pm25Base) -> ChartCard:
    """Return heating season against the rest of the year."""
    rows = [r for b in SEASONS for r in city.season_rows(b)]
    frame = frame_of(rows, city.report)
    frame["season"] = frame["basis"].map(season_of)
    ends = frame.groupby("season")["year"].transform("max")
    frame["label"] = [f"{SEASONS[b].zh} {v}" if y == e else v
                      for b, v, y, e in zip(frame["season"], frame["shown"], frame["year"], ends, strict=True)]
    frame["label_en"] = [f"{SEASONS[b].en} {v}" if y == e else v
                         for b, v, y, e in zip(frame["season"], frame["shown"], frame["year"], ends, strict=True)]
    heat, cool = (city.season_rows(b)[-1] for b in SEASONS)
    title = Text("PM2.5 平均浓度（微克/立方米）", "PM2.5 mean (µg/m³)")
    return ChartCard(
        id=f"pm25-{city.city}-season", kind="line",
        headline=Text(f"{heat.period.year}年供暖季平均{heat.value:g}，其余时间平均{cool.value:g}",
                      f"{heat.period.year}: heating season {heat.value:g}, rest of the year {cool.value:g}"),
        subtitle=Text(f"{city.name.zh}，{title.zh}，供暖季与其余时间，未审核监测数据",
                      f"{city.name.in_('en')}, {title.en}, heating season and rest of the year, unaudited"),
        description=Text("每年两个点：上方为供暖季平均，下方为其余时间平均；缺测年份和不同归档之间不连线。",
                         "Two points a year: the heating season above, the rest below; no line crosses gaps or archives."),
        draw=lambda lang: timeline(
            frame.assign(label=frame["label_en" if lang == "en" else "label"])[["year", "value", "evidence", "label", "group"]],
            title=title, lang=lang),
        data=frame, columns=_SEASON_COLUMNS, marks=int(frame["value"].notna().sum()), sources=city.report.sources_of(rows),
        evidence=(Evidence.MONITORED,), edition=city.report.data.edition,
        notes=(ARCHIVE_NOTE, CONDITION_NOTE, city.season_note()),
    )


def season_of(basis: str) -> str:
    """Return which season a basis belongs to, whatever its measurement condition."""
    return next(s for s in SEASONS if basis.startswith(s))


def season_phrase(city: Pm25Base) -> Text | None:
    """Say what season and rest of the latest year averaged, and the season's share of the sum of daily means."""
    season, rest = (city.season_rows(b) for b in SEASONS)
    if not season or not rest:
        return None
    heat, cool = season[-1], rest[-1]
    if not (heat.value and cool.value and heat.n and cool.n):
        return None
    share = season_share(heat.value, heat.n, cool.value, cool.n)
    return Text(
        f"{heat.period.year}年供暖季平均{heat.value:g}、其余时间平均{cool.value:g}微克/立方米，"
        f"供暖季贡献了全年日均值总和的{share:.0%}（未审核监测数据）。",
        f"In {heat.period.year} the heating season averaged {heat.value:g} and the rest {cool.value:g} µg/m³; the season "
        f"accounts for {share:.0%} of the year's sum of daily means (unaudited).")


def excess(city: Pm25Base, year: int) -> SeasonExcess | None:
    """Return how season and rest share a year's exceedance of the annual limit; ``None`` without both or with too few days."""
    rows = [r for b in SEASONS for r in city.season_rows(b) if r.period.year == year and r.period.is_year]
    limit = city.limits(year).of(INDICATOR, "annual")
    if len(rows) != len(SEASONS) or limit is None or any("incomplete" in r.basis for r in rows):
        return None
    season, rest = ((r.value, r.n) for r in rows)
    if season[0] is None or rest[0] is None or not season[1] or not rest[1]:
        return None
    return season_excess((season[0], season[1]), (rest[0], rest[1]), limit)


def excess_phrase(city: Pm25Base) -> Text | None:
    """Say what share of the exceedance is the season's, and to what its mean would have had to fall."""
    found = excess(city, city.year)
    if found is None or found.share is None:
        return None
    needed, cut = round_half_even(found.season_mean_needed, 1), round_half_even(found.cut_needed * 100, 0)
    rest, limit = found.rest.mean, found.limit.value
    if not cut > 0:
        return None
    part = float(found.share)
    owed = Text("全部", "all") if part == 1 else Text(f"有{part:.0%}", f"{part:.0%}")
    return Text(
        f"以分季平均计，{city.year}年年均值超出限值{limit}的部分{owed.zh}来自供暖季（其余时间平均{rest}）；其余时间不变时，"
        f"供暖季平均须由{found.season.mean}降到{needed}，即降{cut}%，全年才等于限值（未审核监测数据）。",
        f"By the means of the two seasons, {owed.en} of the exceedance of {limit} in {city.year} is owed to the heating "
        f"season (the rest averaged {rest}); with the rest unchanged its mean would have to fall from {found.season.mean} to "
        f"{needed}, by {cut} %, for the year to equal the limit (unaudited).")


@dataclass(frozen=True)
class YearAbove:
    """Days above the 24-hour limit in one year."""

    year: int
    days: DaysAbove
    complete: bool


def years_above(city: Pm25Base) -> tuple[YearAbove, ...]:
    """Return the days above the 24-hour limit of every year with daily figures, sorted by season."""
    rows = city.report.data.select(indicator=ABOVE, place=city.city, topic="air_month_classes")
    found: dict[int, Counter[int]] = {}
    for code, days in zip(rows["period"], rows["number"], strict=True):
        month = Period.parse(code).first
        found.setdefault(month.year, Counter())[month.month] += int(days)
    return tuple(YearAbove(y, days_above(months, y, city.season), _complete(city, y)) for y, months in sorted(found.items()))


def _complete(city: Pm25Base, year: int) -> bool:
    """Tell whether a year's daily figures are enough for an annual evaluation."""
    days = city.monthly[city.monthly["year"] == year].set_index("month")["n"]
    rules = city.rules(year).completeness
    return int(days.sum()) >= rules.year_days and all(days.get(m, 0) >= rules.days_of(m) for m in range(1, 13))


def exceedance_card(city: Pm25Base) -> ChartCard:
    """Return the days above the 24-hour limit by what their month has to do with the heating season."""
    frame = exceedance_frame(city)
    limit = _daily_limit(city)
    return ChartCard(
        id=f"pm25-{city.city}-exceedance", kind="bar", headline=exceedance_headline(city),
        subtitle=Text(f"{city.name.zh}，PM2.5 日均值超过{limit.value}微克/立方米（二级日均限值）的天数，未审核监测数据",
                      f"{city.name.in_('en')}, days with a PM2.5 daily mean above {limit.value} µg/m³ (class II), unaudited"),
        description=Text(
            "每年一条，分三段：整月在供暖季的月份、只有一部分在供暖季的月份、整月不在供暖季的月份；跨季月份的日子归哪边，现有数据分不开。",
            "One bar a year in three parts: months wholly in the heating season, months partly in it, months wholly out of it; "
            "the data at hand do not tell on which side the days of a split month lie."),
        draw=lambda lang: stacked(
            frame.assign(name=frame[f"name_{lang}"], part=frame["part_id"]), title=Text("天数", "Days"), lang=lang,
            order=list(_PARTS), colours=_PART_COLOURS, names={k: t.in_(lang) for k, t in _PARTS.items()}),
        data=frame, columns=_EXCEEDANCE_COLUMNS, marks=int((frame["value"] > 0).sum()),
        sources=city.report.sources_of(city.report.data.select(indicator=ABOVE, place=city.city, topic="air_month_classes")),
        evidence=(Evidence.MONITORED,), edition=city.report.data.edition,
        notes=(_STAR_NOTE, city.season_note(), ARCHIVE_NOTE, CONDITION_NOTE),
    )


_STAR_NOTE = Text("带星号的年份有效日不足，天数偏少。", "Years with an asterisk have too few valid days, so days are missing.")
_EXCEEDANCE_COLUMNS = (
    Column("name_zh", Text("年（合计天数）", "Year (days in all)"), field_en="name_en"),
    Column("part", Text("月份", "Months"), field_en="part_en"), Column("value", Text("天数", "Days"), 0),
)


def _daily_limit(city: Pm25Base) -> AirLimit:
    limit = city.limits(city.year).of(INDICATOR, "24h")
    return city.plan_limit if limit is None else limit


def exceedance_frame(city: Pm25Base) -> pd.DataFrame:
    """Lay out days by year and part: ``name_*``, ``part``, ``part_en``, ``part_id``, ``value``."""
    rows = []
    for found in years_above(city):
        star = "" if found.complete else "*"
        total = found.days.total
        days = (found.days.inside, found.days.split, found.days.outside)
        rows += [{"name_zh": f"{found.year}{star}（{total}天）", "name_en": f"{found.year}{star} ({total})", "part_id": part,
                  "part": text.zh, "part_en": text.in_("en"), "value": value}
                 for (part, text), value in zip(_PARTS.items(), days, strict=True)]
    return pd.DataFrame(rows)


def exceedance_headline(city: Pm25Base) -> Text:
    """Say between which shares of the latest year's days above the limit fall into the heating season."""
    last = years_above(city)[-1]
    few = Text("", "") if last.complete else Text("（有效日不足）", " (too few valid days)")
    if last.days.share is None:
        return Text(f"{last.year}年没有一天超过日均限值", f"{last.year}: no day above the daily limit")
    low, high = (f"{share:.0%}" for share in last.days.share)
    span = Text(low, low) if low == high else Text(f"{low}至{high}", f"{low} to {high}")
    return Text(f"{last.year}年{few.zh}超过日均限值的{last.days.total}天中，{span.zh}在供暖季",
                f"{last.year}{few.en}: {span.en} of the {last.days.total} days above the daily limit fall into the heating season")


def worst_rows(city: Pm25Base, year: int) -> list[Observation]:
    """Return the highest daily means kept of a year, highest first."""
    rows = city.report.data.rows(indicator=INDICATOR, place=city.city, topic="air_worst_days")
    return sorted((r for r in rows if r.period.year == year), key=lambda r: -(r.value or 0))


def worst_days(city: Pm25Base) -> Block:
    """Return the highest days of the edition's year as a table, each with its season."""
    chosen = worst_rows(city, city.year)
    inside = sum(city.season.holds(r.period.first) for r in chosen)
    caption = Text(
        f"{city.name.zh}{city.year}年 PM2.5 日均浓度最高的{len(chosen)}天（微克/立方米，未审核；选取的极值，不是序列），其中{inside}天在供暖季",
        f"{city.name.in_('en')}: the {len(chosen)} highest daily PM2.5 means of {city.year} (µg/m³, unaudited), {inside} of them in "
        "the heating season")
    head = (Text("名次", "Rank"), Text("日期", "Day"), Text("日均浓度", "Daily mean"), Text("季节", "Season"), Text("归档", "Archive"))
    names = {True: SEASONS["heating-season"], False: SEASONS["non-heating-season"]}
    body = [cells(Cell(Text(str(i)), numeric=True), r.period.code, Cell(Text(f"{r.value:g}"), numeric=True),
                  names[city.season.holds(r.period.first)], city.report.data.sources[r.source].title)
            for i, r in enumerate(chosen, 1)]
    return table(caption, head, body)


def without_days(city: Pm25Base, year: int, limit: AirLimit) -> WithoutWorst | None:
    """Return how many of a year's worst days would have to go; ``None`` without a complete mean of the same archive."""
    worst = worst_rows(city, year)
    means = [r for r in city.annual if worst and r.period.year == year and r.evidence is Evidence.MONITORED
             and r.series == worst[0].series and BACKFILLED not in r.basis and city.statistic(r).valid and r.n]
    if not means or not _complete(city, year):
        return None
    return without_worst(means[0].value or 0, means[0].n or 0, [r.value or 0 for r in worst], limit, city.rules(year))


def _limits_asked(city: Pm25Base) -> list[AirLimit]:
    return [city.plan_limit, *(x for x in city.coming if x.averaging == "annual")]


def without_block(city: Pm25Base) -> Block:
    """Return how many of the worst days would have to go for each year to attain each limit."""
    limits = _limits_asked(city)
    years = [y for y in range(city.comparable_from, city.year + 1) if worst_rows(city, y)]
    caption = Text(
        f"{city.name.zh}：最差的几天若不计，年均值才达标（未审核监测；去掉的日子不补，其余日子的平均，修约后比较）",
        f"{city.name.in_('en')}: worst days that would have to go for the annual mean to attain (unaudited; days taken out are not "
        "replaced, the mean of the others is rounded before comparing)")
    head = (Text("年", "Year"), Text("年均（有效天数）", "Mean (valid days)"),
            *(Text(f"达到{x.value}须去掉", f"To reach {x.value}") for x in limits),
            Text(f"去掉后的年均（对{limits[0].value}）", f"Mean without them (for {limits[0].value})"))
    return table(caption, head, [_without_row(city, y, limits) for y in years])


def _without_row(city: Pm25Base, year: int, limits: list[AirLimit]) -> Row:
    found = [without_days(city, year, limit) for limit in limits]
    first = found[0]
    if first is None:
        blank = Text("有效日不足，不计算", "too few valid days")
        return cells(str(year), blank, *(Text("–") for _ in limits), Text("–"))
    counts = [_count(w) for w in found if w is not None]
    mean = f"{number(first.before.value)}"
    after = f"{round_half_even(first.after.value, 1)}"
    return cells(str(year), Text(f"{mean}（{first.days}）", f"{mean} ({first.days})"),
                 *(Cell(c, numeric=True) for c in counts), Cell(Text(after), numeric=True))


def _count(found: WithoutWorst) -> Text:
    """Write how many days would have to go, or that those listed do not suffice."""
    if found.needed is None:
        return Text(f">{found.listed}天", f">{found.listed} days")
    return Text(f"{found.needed}天", f"{found.needed} days")


def without_phrase(city: Pm25Base) -> Text | None:
    """Say how many of the worst days of the edition's year would have had to go."""
    found = without_days(city, city.year, city.plan_limit)
    if found is None or found.needed == 0:
        return None
    if found.needed is None:
        return Text(
            f"{city.year}年即使不计最差的{found.listed}天，年均值仍为{round_half_even(found.after.value, 1)}，达不到限值{city.limit_text}"
            "（未审核监测数据）。",
            f"Even without the {found.listed} worst days of {city.year} the mean would be {round_half_even(found.after.value, 1)}, above "
            f"the limit of {city.limit_text} (unaudited).")
    return Text(
        f"{city.year}年若不计最差的{found.needed}天，其余{found.days - found.needed}天的平均修约后才不高于限值{city.limit_text}（未审核监测数据）。",
        f"Without the {found.needed} worst days of {city.year}, the mean of the other {found.days - found.needed} would just round to the "
        f"limit of {city.limit_text} (unaudited).")
