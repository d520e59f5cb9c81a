"""The trend card: Theil–Sen on comparable years, seasonal Mann–Kendall on comparable months."""

from statistics import median

import pandas as pd

from planbook.assess.trend import (
    Comparable,
    Condition,
    Reading,
    SeasonalTest,
    Slope,
    seasonal_mann_kendall,
    theil_sen,
)
from planbook.cards.card import ChartCard, Column
from planbook.chapters.pm25_attainment import refusals
from planbook.chapters.pm25_base import ARCHIVE_NOTE, LIMIT_LABEL, UNIT, Pm25Base
from planbook.charts.trendline import Fan, trendline
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.words import number

_WORDS = {1: Text("上升", "rise"), -1: Text("下降", "fall"), 0: Text("没有显著趋势", "no significant trend")}
_COLUMNS = (
    Column("year", Text("年", "Year")), Column("value", UNIT, 1), Column("n", Text("有效天数", "Valid days"), 0),
    Column("used_zh", Text("是否参与趋势", "Used"), field_en="used_en"), Column("line", Text("趋势线", "Trend line"), 1),
    Column("why_zh", Text("不参与的原因", "Why not"), field_en="why_en"),
)


def annual_series(city: Pm25Base) -> Comparable:
    """Return the complete unaudited annual means of one archive under the present measurement condition."""
    rows = [(y, f) for y, f in city.monitored.items() if f.condition is Condition.ACTUAL]
    return Comparable.of(Reading(y, None if f.mean.value is None else float(f.mean.value), f.condition) for y, f in rows)


def monthly_series(city: Pm25Base) -> Comparable:
    """Return the monthly means under the present measurement condition; months short of days have no value."""
    frame = city.monthly[city.monthly["condition"] == Condition.ACTUAL]
    return Comparable.of(
        Reading(int(y), float(v) if n >= city.rules(int(y)).completeness.days_of(int(m)) else None, Condition.ACTUAL, int(m))
        for y, m, v, n in zip(frame["year"], frame["month"], frame["value"], frame["n"], strict=True))


def trend_card(city: Pm25Base) -> ChartCard:
    """Return annual values of comparable years with their trend."""
    slope, test = theil_sen(annual_series(city)), seasonal_mann_kendall(monthly_series(city))
    frame = trend_frame(city, slope)
    rows = [f.row for y, f in city.monitored.items() if y in set(frame["year"])]
    return ChartCard(
        id=f"pm25-{city.city}-trend", kind="line", headline=trend_headline(slope),
        subtitle=Text(f"{city.name.zh}，{UNIT.zh}，监测条件相同的年份，未审核监测数据",
                      f"{city.name.in_('en')}, {UNIT.en}, years of one measurement condition, unaudited"),
        description=Text(
            f"{len(frame)}个年份，{slope.n}个参与趋势；菱形为参与的年份，十字为不参与的年份，虚线为趋势线，灰色为斜率区间的扇形。",
            f"{len(frame)} years, {slope.n} used; diamonds are used, crosses left out, the dashed line is the trend and the grey fan "
            "its interval."),
        draw=lambda lang: trendline(
            frame, title=UNIT, lang=lang, fan=_fan(slope), limit=city.limit,
            limit_label=Text(f"{LIMIT_LABEL.zh} {city.limit_text}", f"{LIMIT_LABEL.en} {city.limit_text}")),
        data=frame, columns=_COLUMNS, marks=len(frame), sources=city.report.sources_of(rows), evidence=(Evidence.MONITORED,),
        edition=city.report.data.edition, notes=(slope_note(slope), seasonal_note(city, test), *_left_out(city, frame), ARCHIVE_NOTE),
    )


def trend_frame(city: Pm25Base, slope: Slope) -> pd.DataFrame:
    """Lay out the years of the present condition, one row each, with ``used``, ``line``, ``below`` and ``why_*``."""
    rows = []
    for year, figure in city.monitored.items():
        if figure.condition is Condition.ACTUAL and figure.row.value is not None:
            used, why = figure.mean.valid, refusals(figure.mean.refused)
            mark = Text("是", "yes") if used else Text("否", "no")
            rows.append({
                "year": year, "value": figure.row.value, "n": figure.row.n, "used": used, "label": number(figure.row.value),
                "line": slope.at(year), "used_zh": mark.zh, "used_en": mark.in_("en"), "why_zh": why.zh, "why_en": why.in_("en")})
    frame = pd.DataFrame(rows)
    line = pd.to_numeric(frame["line"])
    return frame.assign(line=line, below=frame["value"] < line.fillna(city.limit))


def _fan(slope: Slope) -> Fan | None:
    """Return the line between the first and last year used, and the interval's slopes through the middle."""
    if slope.slope is None or slope.low is None or slope.high is None:
        return None
    years = [r.year for r, _ in slope.series.given]
    ends = (float(years[0]), float(median(years)), float(years[-1]))
    middle = slope.at(0) or 0.0
    pivot = middle + slope.slope * ends[1]

    def through(rate: float) -> tuple[float, float, float]:
        first, centre, last = (pivot + rate * (y - ends[1]) for y in ends)
        return first, centre, last

    return Fan(ends, through(slope.slope), through(slope.low), through(slope.high))


def trend_headline(slope: Slope) -> Text:
    """Say whether the interval of the slope excludes zero."""
    years = [r.year for r, _ in slope.series.given]
    if slope.slope is None:
        return Text(f"监测条件相同且完整的年份只有{slope.n}个，不足{slope.needed}个，不算趋势",
                    f"Only {slope.n} complete years of one measurement condition, {slope.needed} needed: no trend is taken")
    word = _WORDS[slope.direction]
    return Text(f"{years[0]}至{years[-1]}年可比的{slope.n}年：{word.zh}", f"{years[0]} to {years[-1]}, {slope.n} comparable years: {word.en}")


def slope_note(slope: Slope) -> Text:
    """State slope and interval, or why there is none."""
    if slope.slope is None or slope.low is None or slope.high is None:
        return Text(f"Theil–Sen 斜率需要{slope.needed}个年份，现有{slope.n}个。", f"The Theil–Sen slope needs {slope.needed} years, there are {slope.n}.")
    value, low, high = (f"{v:+.1f}".replace("-", "−") for v in (slope.slope, slope.low, slope.high))
    return Text(
        f"Theil–Sen 斜率每年{value}微克/立方米，{slope.level:.0%}区间{low}至{high}（Sen 法，正态近似，{slope.n}个年份，未审核）。",
        f"Theil–Sen slope {value} µg/m³ a year, {slope.level:.0%} interval {low} to {high} (Sen, normal approximation, {slope.n} years, "
        "unaudited).")


def seasonal_note(city: Pm25Base, test: SeasonalTest) -> Text:
    """State the seasonal test of the months, its archives and its limits, or why there is none."""
    months = [(r.year, r.month) for r, _ in test.series.given]
    if test.p is None or test.slope is None:
        return Text(f"季节 Mann–Kendall 检验需要{test.needed}年的月均值，现有{test.years}年，不作检验。",
                    f"The seasonal Mann–Kendall test needs {test.needed} years of months, there are {test.years}: none is made.")
    frame = city.monthly[(city.monthly["condition"] == Condition.ACTUAL)]
    archives = len(set(frame["source"]))
    copies = Text(f"，取自同一实时发布的{archives}个归档" if archives > 1 else "",
                  f", from {archives} archives of the same releases" if archives > 1 else "")
    word = _WORDS[test.direction]
    both = Text(f"p 值{test.p:.2f}" + (f"，计入月间相关为{test.p_dependent:.2f}" if test.p_dependent is not None else ""),
                f"p = {test.p:.2f}" + (f", {test.p_dependent:.2f} allowing for dependence between months"
                                       if test.p_dependent is not None else ""))
    return Text(
        f"季节 Mann–Kendall 检验（{months[0][0]}至{months[-1][0]}年{test.n}个月均值{copies.zh}，未审核）：{word.zh}，{both.zh}；"
        f"同月相比的斜率中位数每年{test.slope:+.1f}。",
        f"Seasonal Mann–Kendall test ({test.n} monthly means, {months[0][0]} to {months[-1][0]}{copies.en}, unaudited): {word.en}, "
        f"{both.en}; median slope between like months {test.slope:+.1f} a year.")


def _left_out(city: Pm25Base, frame: pd.DataFrame) -> list[Text]:
    """Name the years that take no part and why."""
    said = [f"{y}年{why}" for y, why in zip(frame["year"], frame["why_zh"], strict=True) if why]
    en = [f"{y} ({why})" for y, why in zip(frame["year"], frame["why_en"], strict=True) if why]
    earlier = [y for y, f in city.monitored.items() if f.condition is not Condition.ACTUAL]
    notes = [Text(f"不参与：{'；'.join(said)}。", f"Left out: {'; '.join(en)}.")] if said else []
    if earlier:
        notes.append(Text(f"{min(earlier)}至{max(earlier)}年监测条件不同或混合，不在图内。",
                          f"{min(earlier)} to {max(earlier)} were measured under other or mixed conditions and are not shown."))
    return notes


def trend_phrase(city: Pm25Base) -> Text | None:
    """Say the trend in one sentence."""
    slope = theil_sen(annual_series(city))
    if slope.slope is None:
        return None
    headline, note = trend_headline(slope), slope_note(slope)
    return Text(f"{headline.zh}；{note.zh}", f"{headline.in_('en')}; {note.en}")
