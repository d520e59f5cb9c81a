"""The chapter's sentences: first the one that says what is official and what is not."""

from planbook.assess.air import compare
from planbook.assess.rounding import exact, round_half_even
from planbook.chapters.pm25_attainment import coming_phrase, refusals
from planbook.chapters.pm25_base import Figure, Pm25Base
from planbook.chapters.pm25_season import excess_phrase, season_phrase, without_phrase
from planbook.chapters.pm25_trend import trend_phrase
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.words import date_phrase, flat, number


def key_facts(city: Pm25Base) -> list[Text]:
    """Return the chapter's key facts in order."""
    verdicts = [verdict_sentence(a, city.report.data) for a in city.assessments]
    others = (_latest(city), _change(city), season_phrase(city), excess_phrase(city), without_phrase(city),
              trend_phrase(city), _coming(city))
    return [read_aloud(city), *verdicts, *(f for f in others if f)]


def read_aloud(city: Pm25Base) -> Text:
    """Return the one sentence that says what is official, what is not, and what follows."""
    official = city.official(city.year)
    if official is not None:
        return _official_sentence(city, official)
    figure = city.monitored.get(city.year)
    if figure is None:
        return Text(
            f"{city.name.zh}{city.year}年 PM2.5 年均浓度没有官方公布的数，也没有可用的监测数据，是否达标无从判断。",
            f"For {city.year} neither an official PM2.5 mean nor usable monitoring data exist for {city.name.in_('en')}; whether the "
            "standard was met cannot be told.")
    return _unaudited_sentence(city, figure)


def _official_sentence(city: Pm25Base, row: Observation) -> Text:
    value, source = row.value or 0, city.report.data.sources[row.source]
    side = _side(city, value)
    when = date_phrase(source.date)
    beside = _unaudited(city)
    aside = Text("本章的月值、百分位数和分级天数出自未审核的实时监测",
                 "months, percentiles and days by class of this chapter come from unaudited real-time monitoring")
    if beside:
        aside = Text(f"同年未审核的实时监测数据为{beside.zh}，只作参照，本章的月值、百分位数和分级天数也都未经审核",
                     f"unaudited real-time monitoring gives {beside.en} and is for orientation only, as are the months, percentiles and "
                     "days by class of this chapter")
    return Text(
        f"官方公布的{city.name.zh}{city.year}年 PM2.5 年均浓度为{number(value)}微克/立方米（据{source.publisher}，{when.zh}），{side.zh}；{aside.zh}。",
        f"The official PM2.5 annual mean of {city.name.in_('en')} for {city.year} is {number(value)} µg/m³ ({source.said_by.en}, {when.en}), "
        f"{side.en}; {aside.en}.")


def _unaudited_sentence(city: Pm25Base, figure: Figure) -> Text:
    value = figure.row.value or 0
    head = Text(f"{city.name.zh}{city.year}年 PM2.5 年均浓度没有查到官方公布的数",
                f"No official PM2.5 annual mean of {city.name.in_('en')} for {city.year} was found")
    if not figure.mean.valid:
        why = refusals(figure.mean.refused)
        return Text(
            f"{head.zh}；未审核的实时监测数据也不足以作年评价（{flat(why.zh)}），是否达标无法判断。",
            f"{head.en}, and unaudited monitoring does not suffice for an annual evaluation: {why.en}; whether the standard was met "
            "cannot be told.")
    side = _side(city, value, Text("显示", "which indicates that the limit was "))
    return Text(
        f"{head.zh}；未审核的实时监测数据为{number(value)}微克/立方米，{side.zh}，但这不是官方结论。",
        f"{head.en}; unaudited real-time monitoring gives {number(value)} µg/m³, {side.en}, but this is no official conclusion.")


def _side(city: Pm25Base, value: float, lead: Text | None = None) -> Text:
    """Say on which side of the limit a figure lies, by the annual mean alone; ``lead`` goes before the conclusion."""
    result = compare(value, city.plan_limit, city.rules(city.year))
    limit, gap = city.limit_text, number(abs(exact(value) - city.plan_limit.value))
    standard = Text(f"当年执行的二级年均限值{limit}", f"the class II annual limit of {limit} then in force")
    where = Text(f"比{standard.zh}高{gap}", f"{gap} above {standard.en}")
    if result.by_rounding:
        where = Text(f"修约后等于{standard.zh}", f"equal to {standard.en} after rounding")
    elif result.attained:
        where = Text(f"不高于{standard.zh}", f"not above {standard.en}")
    end = Text("达标", "attained") if result.attained else Text("未达标", "not attained")
    before = lead or Text("", "")
    return Text(f"{where.zh}，{before.zh}按年均值{end.zh}", f"{where.en}, {before.en}{end.en} by the annual mean")


def _unaudited(city: Pm25Base) -> Text | None:
    """Return the year's unaudited means, one or a span."""
    values = sorted({r.value for r in city.annual if r.period.year == city.year and r.evidence is Evidence.MONITORED
                     and r.value is not None and city.statistic(r).valid})
    if not values:
        return None
    low, high = number(values[0]), number(values[-1])
    return Text(low, low) if low == high else Text(f"{low}至{high}", f"{low} to {high}")


def _latest(city: Pm25Base) -> Text | None:
    """Name the latest official figure where it is not the year's own."""
    published = [r for r in city.annual if r.evidence is Evidence.ACTUAL]
    if not published or city.official(city.year) is not None:
        return None
    last = published[-1]
    source = city.report.data.sources[last.source]
    return Text(
        f"官方最近公布的年均浓度是{last.period.year}年的{last.value:g}微克/立方米（{source.publisher}，{date_phrase(source.date).zh}）。",
        f"The latest official annual mean is {last.value:g} µg/m³ for {last.period.year} ({source.publisher}, {date_phrase(source.date).en}).")


def _change(city: Pm25Base) -> Text | None:
    """Say how the latest official figure compares with the one published before it."""
    published = {r.period.year: r for r in city.annual if r.evidence is Evidence.ACTUAL and r.basis == NO_KEY}
    if len(published) < len(("before", "now")):
        return None
    before, now = (published[y] for y in sorted(published)[-2:])
    gap = round_half_even((now.value or 0) - (before.value or 0), 1)
    side = Text(f"比它{'高' if gap > 0 else '低'}{abs(gap)}", f"{abs(gap)} {'above' if gap > 0 else 'below'} it")
    if not gap:
        side = Text("与它相同", "equal to it")
    return Text(
        f"官方前一次公布的是{before.period.year}年的{before.value:g}微克/立方米；{now.period.year}年{side.zh}。",
        f"The official figure published before was {before.value:g} µg/m³ for {before.period.year}; {now.period.year} is "
        f"{side.en}.")


def _coming(city: Pm25Base) -> Text | None:
    """Say how the year's figure stands against the limits that come into force after the plan."""
    figure = city.figures.get(city.year)
    said = coming_phrase(city, exact(figure.row.value or 0)) if figure else None
    if figure is None or said is None:
        return None
    return Text(
        f"二级年均限值以后还要收紧：{said.zh}；以{city.year}年的{figure.row.value:g}作比，仅供参考，本目标按当时执行的{city.limit_text}判定。",
        f"The class II annual limit tightens: {said.en}, compared with {figure.row.value:g} in {city.year}; for orientation only, the "
        f"target is judged by the {city.limit_text} then in force.")
