"""Emissions avoided, as a scenario: for the whole province only, gross, with its interval, and never as an official figure."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import floor, log10

import pandas as pd

from planbook.assess.coal import PERCENTILES, Estimate, Input, Scenario, Setting, Shape, simulate
from planbook.assess.coal_inputs import activity_input, factor_inputs
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, notice, table
from planbook.chapters.scattered_coal_scope import CUT, CoalScope
from planbook.charts.bars import stacked
from planbook.charts.intervals import scenario_intervals
from planbook.data.coal import EmissionFactor, FactorChoice, emission_factors, factor_choices
from planbook.data.coal_tables import FactorUse
from planbook.data.model import Source
from planbook.data.text import Text
from planbook.narrative.words import amount, joined, number

POLLUTANTS = {
    "so2": Text("二氧化硫（SO2）", "SO2"), "nox": Text("氮氧化物（NOx）", "NOx"), "co": Text("一氧化碳（CO）", "CO"),
    "vocs": Text("挥发性有机物", "VOCs"), "pm": Text("颗粒物（粒径未注明）", "PM, size not stated"),
    "pm25": Text("细颗粒物（PM2.5）", "PM2.5"), "bc": Text("黑碳", "black carbon"), "oc": Text("有机碳", "organic carbon"),
    "co2": Text("二氧化碳（CO2）", "CO2"),
}
"""Pollutants of the scenario, in order; black and organic carbon are parts of particulates and are not added to them."""
INPUTS = {"activity": Text("削减替代的煤量", "coal cut"), "factor": Text("排放因子", "emission factor"), "heating_value": Text("煤的热值", "heating value")}
COLOURS = {"activity": "#d9dde2", "factor": "#d79bb8", "heating_value": "#f3e3c4"}
SEED, DRAWS = "coal-scenario-seed", "coal-scenario-draws"
SIGNIFICANT = 2
HEADLINED = ("so2", "pm25", "co2")
SHAPED = {
    Shape.FIXED: Text("只有一个数", "a single figure"),
    Shape.TRIANGULAR: Text("有主值，在最低与最高之间取三角分布", "with a main value: triangular between lowest and highest"),
    Shape.UNIFORM: Text("没有可作主值的，在最低与最高之间取均匀分布", "no main value: uniform between lowest and highest"),
    Shape.LOG_UNIFORM: Text("没有主值且相差一个量级以上，取对数均匀分布", "no main value and ends an order of magnitude apart: log-uniform"),
}
UNIT = "万吨"
NOT_OFFICIAL = Text("情景估算，非官方数据。", "A scenario, not official data.")
GROSS = Text(
    "毛量：没有扣除替代燃料（生物质、燃气、发电）的排放，没有扣返煤；台账的每一吨只算一次，不按年累加。",
    "Gross: emissions of what is burnt instead (biomass, gas, power generation) and relapses are not deducted; each ledger tonne counts once.")
UNKNOWN = Text(
    "区间只包括公布数之间的差别。台账吨数中有多少真正不再烧，没有公布，结果与这一比例成正比。",
    "The interval covers only the spread of published figures. What share of the ledger's tonnes is truly no longer burnt is not published; "
    "results are proportional to it.")
WHOLE_ONLY = Text("只对全省作估算，不按人口、户数或任务分到各市。", "For the whole province only; never shared out to cities by people, households or tasks.")


@dataclass(frozen=True)
class CoalScenario:
    """The scenario of one edition with its texts.

    Attributes
    ----------
    scope : CoalScope
        The region's chapter.
    """

    scope: CoalScope

    @cached_property
    def factors(self) -> dict[str, EmissionFactor]:
        """Published factors by id."""
        return emission_factors(self.scope.report.data.data)

    @cached_property
    def choices(self) -> tuple[FactorChoice, ...]:
        """What the scenario does with each factor."""
        return factor_choices(self.scope.report.data.data)

    @cached_property
    def result(self) -> Scenario | None:
        """The scenario; ``None`` where no ledger total for the plan period was published."""
        data = self.scope.report.data
        activity = activity_input(data.rows(indicator=CUT, place=self.scope.region))
        if activity is None:
            return None
        setting = Setting(*(int(data.parameters[p].value or 0) for p in (DRAWS, SEED)))
        return simulate(self.scope.region, activity, factor_inputs(self.choices, self.factors, tuple(POLLUTANTS)), setting)

    def shown(self) -> list[ChartCard | Block]:
        """Return everything the scenario shows, or a notice that there is none."""
        if not self.scope.is_region:
            return [_none_here(self.scope)]
        if self.result is None:
            return [_no_total(self.scope)]
        return [intervals_card(self, self.result), shares_card(self, self.result), inputs_table(self, self.result), left_out_table(self)]

    def sources(self, result: Scenario) -> tuple[Source, ...]:
        """Return the sources of activity and factors."""
        ids = {i for e in result.estimates for part in e.inputs for i in part.sources}
        found = (self.scope.report.data.sources[i] for i in ids)
        return tuple(sorted(found, key=lambda s: (s.date, s.id)))


def _none_here(scope: CoalScope) -> Block:
    name = scope.name
    return notice(Text("不作分市估算", "No estimate by city"), WHOLE_ONLY, Text(
        f"{name.zh}没有可以用来估算的全市公布数；全省的情景估算见全省一章。",
        f"For {name.in_('en')} there are no city-wide figures an estimate could start from; the scenario for the province is in its own chapter."))


def _no_total(scope: CoalScope) -> Block:
    return notice(Text("没有情景估算", "No scenario"), Text(
        f"到本版截止日，{scope.name.zh}还没有公布规划期累计削减替代量，无从估算。",
        f"By this edition's cut-off no total for the plan period was published for {scope.name.in_('en')}, so there is nothing to start from."))


def rounded(value: float) -> str:
    """Write an estimate with two significant digits: more would pretend.

    Examples
    --------
    >>> rounded(1353.2), rounded(0.886), rounded(5.97), rounded(9.97)
    ('1400', '0.89', '6.0', '10')
    """
    near = round(value, SIGNIFICANT - 1 - floor(log10(abs(value))))
    return f"{near:.{max(0, SIGNIFICANT - 1 - floor(log10(abs(near))))}f}"


def _interval(e: Estimate) -> str:
    return f"{rounded(e.low)}–{rounded(e.high)}"


def intervals_card(made: CoalScenario, result: Scenario) -> ChartCard:
    """Return gross emissions avoided by pollutant, each with its interval, on a logarithmic scale."""
    frame, scope = _interval_frame(result), made.scope
    tonnes = _amount(scope, result.activity.main or 0)
    first, last = PERCENTILES[0], PERCENTILES[-1]
    return ChartCard(
        id=f"scattered-coal-{scope.place}-avoided", kind="interval", headline=_headline(result),
        subtitle=Text(f"{scope.name.zh}，台账{tonnes.zh}散煤若全部停烧而少排的量，{UNIT}，对数刻度；情景估算",
                      f"{scope.name.in_('en')}, emissions avoided if all {tonnes.en} of the ledger were no longer burnt, 10,000 t, log scale; a scenario"),
        description=Text(
            f"{len(frame)}种污染物各一个虚线框，为{number(last - first)}%的抽样所在（第{number(first)}至第{number(last)}百分位），"
            f"框内竖线为中位数，虚线两端为全部输入取最低和最高，圆圈为主值。{'；'.join(frame['name_zh'] + frame['label_zh'])}。",
            f"A dashed box for each of {len(frame)} pollutants holds {number(last - first)}% of the draws, the tick is the median, the dashed "
            f"line runs from all inputs at their lowest to all at their highest, the circle is the main case. "
            f"{'; '.join(frame['name_en'] + ' ' + frame['label_en'])}."),
        draw=lambda lang: scenario_intervals(
            frame.assign(name=frame[f"name_{lang}"], label=frame[f"label_{lang}"]), title=_AXIS, mark=NOT_OFFICIAL, lang=lang),
        data=frame, columns=_INTERVAL_COLUMNS, marks=len(frame), sources=made.sources(result), evidence=(result.evidence,),
        edition=scope.report.data.edition, notes=(NOT_OFFICIAL, GROSS, UNKNOWN, WHOLE_ONLY, _main_note(result), _drawn_note(result)),
    )


def _amount(scope: CoalScope, value: float) -> Text:
    return amount(number(value), UNIT, scope.report.data)


def _headline(result: Scenario) -> Text:
    """Say the two classic pollutants and carbon dioxide with their intervals."""
    said = [(POLLUTANTS[e.pollutant], _interval(e)) for e in result.estimates if e.pollutant in HEADLINED]
    listed = joined((Text(f"{n.zh}{v}{UNIT}", f"{n.en} {v}") for n, v in said), "、", ", ")
    return Text(f"情景估算，非官方：少排{listed.zh}，区间很宽",
                f"A scenario, not official: {listed.en} (10,000 t) avoided, with wide intervals")


def _interval_frame(result: Scenario) -> pd.DataFrame:
    rows = []
    for e in result.estimates:
        name = POLLUTANTS[e.pollutant]
        rows.append({
            "pollutant": e.pollutant, "name_zh": name.zh, "name_en": name.en, "floor": e.floor, "low": e.low, "median": e.median,
            "high": e.high, "ceiling": e.ceiling, "main": e.main, "label_zh": f"{_interval(e)}{UNIT}", "label_en": _interval(e),
            **{f"{part}_text": rounded(getattr(e, part)) for part in ("floor", "low", "median", "high", "ceiling")},
            "main_text": "–" if e.main is None else rounded(e.main)})
    frame = pd.DataFrame(rows)
    return frame.assign(main=frame["main"].astype(float))


def _main_note(result: Scenario) -> Text:
    """Say for which pollutants the main case lies outside the interval, and why."""
    outside = [POLLUTANTS[e.pollutant] for e in result.estimates if e.main is not None and not e.low <= e.main <= e.high]
    if not outside:
        return Text("主值都在区间之内。", "Every main case lies within its interval.")
    names = joined(outside, "、", ", ")
    return Text(f"{names.zh}的主值在框外：主因子就是所用公布因子中最低或最高的一个，其他因子都在它的一侧。",
                f"The main case lies outside the box for {names.en}: the main factor is itself the lowest or highest published, all others lie on one side.")


def _drawn_note(result: Scenario) -> Text:
    s = result.setting
    return Text(f"抽样{s.draws}次，随机数种子{s.seed}；输入相互独立。", f"{s.draws} draws, seed {s.seed}; inputs independent.")


def shares_card(made: CoalScenario, result: Scenario) -> ChartCard:
    """Return what moves each interval most."""
    frame, scope = _share_frame(result), made.scope
    weakest = max(round(e.shares["activity"] * 100) for e in result.estimates)
    by = Counter(e.strongest for e in result.estimates)
    most, count = by.most_common(1)[0]
    return ChartCard(
        id=f"scattered-coal-{scope.place}-sensitivity", kind="bar",
        headline=Text(f"{len(result.estimates)}种污染物中有{count}种，区间主要取决于{INPUTS[most].zh}；煤量公布数之间的差别最多占{weakest}%",
                      f"For {count} of {len(result.estimates)} pollutants the {INPUTS[most].en} moves the interval most; the spread of published tonnages "
                      f"explains at most {weakest}%"),
        subtitle=Text("情景估算的区间有多大一部分来自各项输入（对数方差的份额，%）", "How much of each interval comes from each input (share of log variance, %)"),
        description=Text("每条为一种污染物，各段为一项输入的份额。" + "；".join(_share_said(e).zh for e in result.estimates) + "。",
                         "One bar per pollutant, one part per input. " + "; ".join(_share_said(e).en for e in result.estimates) + "."),
        draw=lambda lang: stacked(
            frame.assign(name=frame[f"name_{lang}"]), title=Text("份额（%）", "share (%)"), lang=lang, order=tuple(INPUTS), colours=COLOURS,
            names={k: v.in_(lang) for k, v in INPUTS.items()}),
        data=frame, columns=_SHARE_COLUMNS, marks=int((frame["value"] > 0).sum()), sources=made.sources(result),
        evidence=(result.evidence,), edition=scope.report.data.edition, notes=(NOT_OFFICIAL, UNKNOWN),
    )


def _share_said(e: Estimate) -> Text:
    said = joined((Text(f"{INPUTS[i].zh}{round(v * 100)}%", f"{INPUTS[i].en} {round(v * 100)}%") for i, v in e.shares.items()), "、", ", ")
    return Text(f"{POLLUTANTS[e.pollutant].zh}：{said.zh}", f"{POLLUTANTS[e.pollutant].en}: {said.en}")


def _share_frame(result: Scenario) -> pd.DataFrame:
    return pd.DataFrame([
        {"name_zh": POLLUTANTS[e.pollutant].zh, "name_en": POLLUTANTS[e.pollutant].en, "part": part, "part_zh": INPUTS[part].zh,
         "part_en": INPUTS[part].en, "value": round(share * 100)}
        for e in result.estimates for part, share in e.shares.items()])


def inputs_table(made: CoalScenario, result: Scenario) -> Block:
    """Return every input with its range, its distribution and why, and its sources."""
    rows = [("", result.activity)] + [(e.pollutant, part) for e in result.estimates for part in e.inputs[1:]]
    head = (("污染物", "Pollutant"), ("输入", "Input"), ("最低", "Lowest"), ("主值", "Main"), ("最高", "Highest"), ("单位", "Unit"),
            ("分布", "Distribution"), ("为什么", "Why"), ("来源", "Sources"))
    return table(Text("情景估算用了什么", "What the scenario rests on"), [Text(*h) for h in head],
                 [_input_row(made, pollutant, part) for pollutant, part in rows], folded=True)


def _input_row(made: CoalScenario, pollutant: str, part: Input) -> Row:
    sources = made.scope.report.data.sources
    name = POLLUTANTS.get(pollutant, Text("全部", "all"))
    values = (Cell(Text(v, v), numeric=True) for v in ("–" if n is None else number(n, 3).rstrip("0").rstrip(".") for n in (part.low, part.main, part.high)))
    return cells(name, INPUTS[part.id], *values, amount("", part.unit, made.scope.report.data), part.shape.text, _why(made, pollutant, part),
                 joined((_short(sources[s]) for s in part.sources), "；", "; "))


def _short(source: Source) -> Text:
    """Name a source by publisher and year; the card's list of sources has the whole."""
    by, year = source.said_by, source.date[:4]
    return Text(f"{by.zh}，{year}", f"{by.en}, {year}") if year else by


def _why(made: CoalScenario, pollutant: str, part: Input) -> Text:
    """Say why a range and a distribution were taken."""
    if part.id == "activity":
        return Text(f"主值为写明属于规划期的累计数，最高为起点未写明的累计数，最低为逐年公布数之和；{SHAPED[part.shape].zh}",
                    f"main: the total said to cover the plan; highest: the total of unstated start; lowest: the years published one by one; {SHAPED[part.shape].en}")
    used = [c for c in made.choices if (c.pollutant, c.input) == (pollutant, part.id) and c.use is not FactorUse.LEFT_OUT]
    said = joined((Text(f"{name.zh}（{c.use.text.zh}）：{c.reason.zh}", f"{name.en} ({c.use.text.en}): {c.reason.in_('en')}")
                   for c, name in ((c, _factor_name(made, c.factor)) for c in used)), "；", "; ")
    return Text(f"{said.zh}；{SHAPED[part.shape].zh}", f"{said.en}; {SHAPED[part.shape].en}")


def _factor_name(made: CoalScenario, factor: str) -> Text:
    f = made.factors[factor]
    bound = f"≤{number(f.high)}" if f.value is None and f.high is not None else ""
    said = amount(number(f.value) if f.value is not None else bound, f.unit, made.scope.report.data)
    return Text(f"{f.fuel.zh}{said.zh}", f"{f.fuel.en}, {said.en}")


def left_out_table(made: CoalScenario) -> Block:
    """Return the published factors the scenario does not use, and why."""
    body = [cells(POLLUTANTS.get(c.pollutant, Text("污染物合计", "pollutants in total")), _factor_name(made, c.factor), c.reason,
                  made.scope.report.data.sources[made.factors[c.factor].source].cited())
            for c in sorted(made.choices, key=lambda c: [*POLLUTANTS, c.pollutant].index(c.pollutant)) if c.use is FactorUse.LEFT_OUT]
    head = (("污染物", "Pollutant"), ("因子", "Factor"), ("为什么不用", "Why not used"), ("来源", "Source"))
    return table(Text("公布过而没有用的因子", "Published factors not used"), [Text(*h) for h in head], body, folded=True)


_AXIS = Text("少排的量（万吨，对数刻度）", "emissions avoided (10,000 t, log scale)")
_INTERVAL_COLUMNS = (
    Column("name_zh", Text("污染物（万吨）", "Pollutant (10,000 t)"), field_en="name_en"), Column("floor_text", Text("全取最低", "All lowest")),
    *(Column(f"{part}_text", Text(f"第{number(p)}百分位", f"Percentile {number(p)}"))
      for part, p in zip(("low", "median", "high"), PERCENTILES, strict=True)),
    Column("ceiling_text", Text("全取最高", "All highest")), Column("main_text", Text("主值", "Main case")),
)
_SHARE_COLUMNS = (
    Column("name_zh", Text("污染物", "Pollutant"), field_en="name_en"), Column("part_zh", Text("输入", "Input"), field_en="part_en"),
    Column("value", Text("份额（%）", "Share (%)"), 0),
)
