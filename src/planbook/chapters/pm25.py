"""PM2.5 in one city: official and unaudited figures, the year's course, season, classes, rank and map."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import altair as alt
import pandas as pd

from planbook.assess.air import DAYS_NEEDED, FEBRUARY_DAYS, MONTH_DAYS, attainment, season_share
from planbook.assess.result import Assessment
from planbook.assess.rounding import round_half_even
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, facts, table
from planbook.chapters.report import Report, frame_of
from planbook.chapters.views import verdict_cards
from planbook.charts.bars import ranked, stacked
from planbook.charts.maps import choropleth
from planbook.charts.matrix import heatmap
from planbook.charts.theme import AQI_CLASSES, AQI_COLOURS
from planbook.charts.timeline import Limit, evidence_legend, timeline
from planbook.data.model import NO_KEY, Observation
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Verdict
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.words import date_phrase, day_phrase

INDICATOR = "pm25"
COMPARABLE_FROM = 2019
"""First whole year at actual conditions (amendment of GB 3095-2012, in force from September 2018)."""
FEBRUARY = 2
CLASS_INDICATORS = ("excellent", "good", "light", "moderate", "heavy", "severe")
UNIT = Text("PM2.5 年均浓度（微克/立方米）", "PM2.5 annual mean (µg/m³)")
LIMIT_LABEL = Text("二级年均限值", "class II annual limit")
SEASONS = {"heating-season": Text("供暖季", "heating season"), "non-heating-season": Text("非供暖季", "rest of year")}
ARCHIVE_NOTE = Text(
    "监测数据来自实时发布的第三方归档，未经审核，未扣除沙尘，不同归档不相连。",
    "Monitoring data come from third-party archives of real-time releases: unaudited, dust included; archives are not joined.")

ONE_ARCHIVE = Text("各市（地）取同一归档的数，以便相互比较；同一年其他归档的数可能略有不同，见年均浓度图。",
                   "All prefectures come from one archive so that they compare; other archives may differ slightly, see the annual means.")


@dataclass(frozen=True)
class Pm25:
    """The PM2.5 chapter of one city.

    Attributes
    ----------
    report : Report
        The edition.
    city : str
        Place id of a prefecture.
    """

    report: Report
    city: str

    @classmethod
    def open(cls, edition: int, city: str) -> "Pm25":
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If ``city`` is not a prefecture of the plan's region with daily figures behind its months.
        """
        report = Report.open(edition)
        daily = set(report.data.select(indicator=f"{INDICATOR}-median", topic="air_month_classes")["place"])
        return cls(report, report.checked_place(city, "city", tuple(p for p in report.prefectures() if p in daily)))

    @property
    def name(self) -> Text:
        """The city's name."""
        return self.report.place(self.city)

    @property
    def year(self) -> int:
        """Data year of the edition."""
        return self.report.data.edition.year

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """The plan's PM2.5 targets for this city."""
        return self.report.of_targets(lambda t: t.indicator == INDICATOR and self.city in t.places)

    @cached_property
    def limit(self) -> float:
        """The annual class II limit in force at the end of the plan, ug/m3 (GB 3095-2012 as amended)."""
        limits = self._annual_limits()
        day = f"{self.report.data.plan.target_year}-12-31"
        in_force = (limits["in_force_from"] <= day) & ((limits["in_force_to"] == "") | (limits["in_force_to"] >= day))
        return float(limits[in_force]["limit"].iloc[0])

    def _annual_limits(self) -> pd.DataFrame:
        """Return the class II annual limits ever in force, ug/m3."""
        limits = self.report.data.standard("air_limits")
        return limits[(limits["item"] == INDICATOR) & (limits["averaging"] == "annual") & (limits["limit_class"] == "II")]

    @cached_property
    def annual(self) -> tuple[Observation, ...]:
        """Annual means of any evidence but references, oldest first."""
        rows = self.report.data.rows(indicator=INDICATOR, place=self.city, topic="air_annual")
        rows += self.report.data.rows(indicator=INDICATOR, place=self.city, topic="results")
        kept = [r for r in rows if r.period.is_year and r.evidence is not Evidence.REFERENCE and r.value is not None]
        return tuple(sorted(kept, key=lambda r: (r.period.year, r.evidence.value, r.series)))

    def verdicts(self) -> Block:
        """Return the verdict cards of the city's targets."""
        return verdict_cards(self.report, self.assessments)

    def key_facts(self) -> Block:
        """Return the chapter's key facts."""
        items = [verdict_sentence(a, self.report.data) for a in self.assessments]
        items += [f for f in (self._official(), self._change(), self._monitored(), self._season(), self._coming()) if f]
        return facts(Text(f"{self.name.zh}：要点", f"{self.name.in_('en')}: key facts"), items)

    def _official(self) -> Text | None:
        published = [r for r in self.annual if r.evidence is Evidence.ACTUAL]
        if any(a.verdict in {Verdict.MET, Verdict.NOT_MET} for a in self.assessments):
            return None
        if not published:
            return Text(
                f"没有找到官方公布的{self.name.zh}年均浓度；下列数值只作指示，不作判定。",
                f"No officially published annual mean for {self.name.in_('en')} was found; the values below only indicate.")
        last = published[-1]
        source = self.report.data.sources[last.source]
        return Text(
            f"官方最近公布的年均浓度是{last.period.year}年的{last.value:g}微克/立方米（{source.publisher}，{date_phrase(source.date).zh}）。",
            f"The latest official annual mean is {last.value:g} µg/m³ for {last.period.year} ({source.publisher}, {date_phrase(source.date).en}).")

    def _change(self) -> Text | None:
        """Say how the latest official figure compares with the one published before it."""
        published = {r.period.year: r for r in self.annual if r.evidence is Evidence.ACTUAL and r.basis == NO_KEY}
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

    def _coming(self) -> Text | None:
        """Say how the year's figure stands against the limits that come into force after the plan."""
        rows = [r for r in self.annual if r.period.year == self.year and r.evidence in {Evidence.ACTUAL, Evidence.MONITORED}]
        limits = self._annual_limits()
        later = limits[limits["in_force_from"] > f"{self.report.data.plan.target_year}-12-31"].sort_values("in_force_from")
        later = later[[self._is_out(str(s)) for s in later["source"]]]
        if not rows or later.empty:
            return None
        value = min(rows, key=lambda r: r.evidence is not Evidence.ACTUAL).value or 0
        days = [day_phrase(date.fromisoformat(d)) for d in later["in_force_from"]]
        pairs = list(zip(days, later["limit"], strict=True))
        zh = "，".join(f"{day.zh}起为{limit}（{_beyond(value, float(limit)).zh}）" for day, limit in pairs)
        en = ", ".join(f"{limit} from {day.en} ({_beyond(value, float(limit)).en})" for day, limit in pairs)
        return Text(
            f"二级年均限值以后还要收紧：{zh}；以{self.year}年的{value:g}作比，仅供参考，本目标按当时执行的{self.limit:g}判定。",
            f"The class II annual limit tightens: {en}, compared with {value:g} in {self.year}; for orientation only, the target is "
            f"judged by the {self.limit:g} then in force.")

    def _is_out(self, source: str) -> bool:
        """Tell whether a source was published by the edition's cut-off; one without a date is taken as out."""
        known = self.report.data.sources.get(source)
        return known is None or known.date <= self.report.data.edition.cut_off.isoformat()

    def _monitored(self) -> Text | None:
        rows = [r for r in self.annual if r.evidence is Evidence.MONITORED and r.period.year == self.year]
        said = any(a.verdict in {Verdict.INDICATED_MET, Verdict.INDICATED_NOT_MET} for a in self.assessments)
        if said or not rows:
            return None
        low, high = min(r.value or 0 for r in rows), max(r.value or 0 for r in rows)
        span = f"{low:g}" if low == high else f"{low:g}至{high:g}"
        attained = attainment(high, self.limit)
        side = Text("不高于", "at or below") if attained.attained else Text("高于", "above")
        return Text(
            f"{self.year}年未审核监测数据的年均浓度为{span}微克/立方米，{side.zh}限值{self.limit:g}。",
            f"Unaudited monitoring gives {span.replace('至', ' to ')} µg/m³ for {self.year}, {side.en} the limit of {self.limit:g}.")

    def _season(self) -> Text | None:
        season, rest = (self._season_rows(b) for b in SEASONS)
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

    def _season_rows(self, basis: str) -> list[Observation]:
        rows = self.report.data.rows(indicator=INDICATOR, place=self.city, topic="air_year_stats")
        return sorted((r for r in rows if r.basis.startswith(basis)), key=lambda r: r.period.year)

    def annual_card(self) -> ChartCard:
        """Return all annual means side by side with the limit."""
        frame = frame_of(self.annual, self.report)
        order = {Evidence.ACTUAL.value: 0, Evidence.DERIVED.value: 1, Evidence.INTERIM.value: 2, Evidence.MONITORED.value: 3}
        rank = frame["evidence"].map(order)
        best = frame.assign(rank=rank).dropna(subset=["rank"]).sort_values(["year", "rank"]).drop_duplicates("year").index
        frame["label"] = frame["shown"].where(frame.index.isin(best), "")
        present = tuple(e for e in Evidence if e.value in set(frame["evidence"]))
        limits = (Limit(self.limit, Text(f"{LIMIT_LABEL.zh} {self.limit:g}", f"{LIMIT_LABEL.en} {self.limit:g}")),)
        drawn = frame[["year", "value", "evidence", "label", "group"]]
        legend = evidence_legend(present)
        return ChartCard(
            id=f"pm25-{self.city}-annual", kind="line", headline=self._annual_headline(),
            subtitle=Text(f"{self.name.zh}，{UNIT.zh}，按依据区分", f"{self.name.in_('en')}, {UNIT.en}, by evidence"),
            description=self._annual_description(frame, legend),
            draw=lambda lang: timeline(drawn, title=UNIT, lang=lang, limits=limits), data=frame, columns=_ANNUAL_COLUMNS,
            marks=int(frame["value"].notna().sum()), sources=self.report.sources_of(self.annual), evidence=present,
            edition=self.report.data.edition, notes=(ARCHIVE_NOTE, _CONDITION_NOTE),
        )

    def _annual_headline(self) -> Text:
        rows = [r for r in self.annual if r.period.year == self.year and r.value is not None]
        official = [r for r in rows if r.evidence is Evidence.ACTUAL]
        basis = official or [r for r in rows if r.evidence is Evidence.MONITORED]
        if not basis:
            return Text(f"{self.name.zh}没有{self.year}年的数值", f"No {self.year} value for {self.name.in_('en')}")
        result = attainment(basis[0].value or 0, self.limit)
        who = Text("官方公布的", "officially ") if official else Text("未审核监测的", "in unaudited monitoring ")
        zh_side = "未超过" if result.attained else "高于"
        en_side = "at or below" if result.attained else "above"
        return Text(
            f"{self.name.zh}{self.year}年{who.zh}年均浓度为{result.value:g}，{zh_side}限值{self.limit:g}",
            f"{self.name.in_('en')} in {self.year}: {result.value:g} µg/m³ {who.en}, {en_side} the limit of {self.limit:g}")

    def _annual_description(self, frame: pd.DataFrame, legend: Text) -> Text:
        frame = frame[frame["evidence"] != Evidence.PLANNED.value]
        first, last = frame["year"].min(), frame["year"].max()
        low, high = frame["value"].min(), frame["value"].max()
        return Text(
            f"{first}至{last}年共{len(frame)}个年均值（不含规划目标），最低{low:g}，最高{high:g}。{legend.zh}。缺测年份不连线。",
            f"{len(frame)} annual means from {first} to {last}, lowest {low:g}, highest {high:g}. {legend.en}. No line crosses a "
            "missing year.")

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Monthly means of unaudited daily values, one archive per year: ``year``, ``month``, ``value``, ``archive``, ``n``."""
        data = self.report.data
        chosen = data.rows(indicator=f"{INDICATOR}-median", place=self.city, topic="air_month_classes")
        archive = {r.period.code: r.series for r in chosen}
        rows = data.rows(indicator=INDICATOR, place=self.city, topic=("air_month_classes", "air_monthly"))
        frame = pd.DataFrame([
            {"year": r.period.year, "month": r.period.first.month, "value": r.value, "n": r.n,
             "archive": data.sources[r.source].title, "source": r.source} for r in rows
            if archive.get(r.period.code) == r.series and "backfilled" not in r.basis])
        return frame.sort_values(["year", "month"]).drop_duplicates(["year", "month"])

    def months_card(self) -> ChartCard:
        """Return the year by month picture."""
        frame = self._month_grid()
        rows = list(dict.fromkeys(frame["row"]))
        months = [str(m) for m in range(1, 13)]
        known = frame.dropna(subset=["value"])
        since = known[known["row"].astype(int) >= COMPARABLE_FROM]
        top = since.sort_values("value").iloc[-1]
        title = Text("PM2.5 月均浓度（微克/立方米）", "PM2.5 monthly mean (µg/m³)")
        return ChartCard(
            id=f"pm25-{self.city}-months", kind="heatmap",
            headline=Text(f"{COMPARABLE_FROM}年以来最高的月份是{top['row']}年{top['column']}月，月均{top['value']:g}",
                          f"The highest month since {COMPARABLE_FROM} is {top['row']}-{int(top['column']):02d} at {top['value']:g}"),
            subtitle=Text(f"{self.name.zh}，{title.zh}，未审核日均值的算术平均", f"{self.name.in_('en')}, {title.en}, unaudited"),
            description=Text(
                f"{len(rows)}个年份逐月的平均浓度，颜色越深浓度越高；{int(frame['value'].isna().sum())}个月没有数据，格内为短横。",
                f"Monthly means of {len(rows)} years; darker is higher; {int(frame['value'].isna().sum())} months have no data."),
            draw=lambda lang: heatmap(frame[["row", "column", "value"]], rows=rows, columns=months, title=title, lang=lang),
            data=frame, columns=(Column("row", Text("年", "Year")), Column("column", Text("月", "Month")),
                                 Column("value", title, 1), Column("n", Text("有效天数", "Valid days"), 0),
                                 Column("archive", Text("归档", "Archive"))),
            marks=len(known), sources=self.report.sources_of(self.monthly), evidence=(Evidence.MONITORED,),
            edition=self.report.data.edition, notes=(ARCHIVE_NOTE, _CONDITION_NOTE, *self._month_gaps(frame)),
        )

    def _month_gaps(self, frame: pd.DataFrame) -> list[Text]:
        """Name the years without any month and the months with too few valid days."""
        shown_years = {int(y) for y in frame["row"]}
        silent = [str(y) for y in range(min(shown_years), max(shown_years)) if y not in shown_years]
        few = frame[frame["n"] < frame["column"].map(_days_needed)]
        months = [f"{row}-{int(column):02d}（{n:.0f}）" for row, column, n in zip(few["row"], few["column"], few["n"], strict=True)]
        said = []
        if silent:
            said.append(Text(f"没有可用日均值的年份：{'、'.join(silent)}。", f"Years without usable daily means: {', '.join(silent)}."))
        if months:
            said.append(Text(f"有效天数不足的月份（括号内为天数）：{'、'.join(months)}。",
                             f"Months with too few valid days (in brackets): {', '.join(months)}."))
        return said

    def _month_grid(self) -> pd.DataFrame:
        frame = self.monthly.assign(row=self.monthly["year"].astype(str), column=self.monthly["month"].astype(str))
        full = pd.MultiIndex.from_product([sorted(set(frame["row"])), [str(m) for m in range(1, 13)]],
                                          names=["row", "column"])
        grid = frame.set_index(["row", "column"])[["value", "n", "archive"]].reindex(full).reset_index()
        return grid.assign(archive=grid["archive"].fillna("–"))

    def classes_card(self) -> ChartCard:
        """Return the days by PM2.5 class and year."""
        frame, years = self._class_days()
        latest = frame[frame["name"] == years[-1]].set_index("part")["value"]
        heavy = int(latest[list(AQI_CLASSES[4:])].sum())
        return ChartCard(
            id=f"pm25-{self.city}-classes", kind="bar",
            headline=Text(f"{years[-1]}：按 PM2.5 评为重度及以上污染的有{heavy}天",
                          f"{years[-1]}: {heavy} days of heavy pollution or worse by PM2.5"),
            subtitle=Text(f"{self.name.zh}，按 PM2.5 日均浓度分级的天数，未审核监测数据",
                          f"{self.name.in_('en')}, days by class of the daily PM2.5 mean, unaudited"),
            description=Text(
                f"{len(years)}个年份，每年有效监测天数按 PM2.5 日均浓度分为六级（只看 PM2.5 一项，不等于 AQI 级别）。",
                f"{len(years)} years; valid days by class of the daily PM2.5 mean alone, which is not the AQI class."),
            draw=lambda lang: stacked(frame, title=Text("天数", "Days"), lang=lang, order=AQI_CLASSES, colours=AQI_COLOURS),
            data=frame, columns=(Column("name", Text("年（有效天数）", "Year (valid days)")),
                                 Column("part", Text("级别", "Class")), Column("value", Text("天数", "Days"), 0)),
            marks=int((frame["value"] > 0).sum()), sources=self.report.sources_of(self.monthly),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(ARCHIVE_NOTE, _CLASS_NOTE),
        )

    def _class_days(self) -> tuple[pd.DataFrame, list[str]]:
        names = tuple(f"{INDICATOR}-days-{c}" for c in CLASS_INDICATORS)
        rows = self.report.data.select(indicator=names, place=self.city, topic="air_month_classes")
        days = rows.pivot_table(index="year", columns="indicator", values="number", aggfunc="sum", fill_value=0)[list(names)]
        years = [f"{year}（{int(total)}天）" for year, total in days.sum(axis=1).items()]
        frame = pd.DataFrame([
            {"name": year, "part": part, "value": int(value)}
            for year, values in zip(years, days.to_numpy(), strict=True)
            for part, value in zip(AQI_CLASSES, values, strict=True)])
        return frame, years

    def season_card(self) -> ChartCard:
        """Return heating season against the rest of the year."""
        rows = [r for b in SEASONS for r in self._season_rows(b)]
        frame = frame_of(rows, self.report)
        frame["season"] = frame["basis"].map(_season_of)
        ends = frame.groupby("season")["year"].transform("max")
        frame["label"] = [f"{SEASONS[b].zh} {v}" if y == e else v
                          for b, v, y, e in zip(frame["season"], frame["shown"], frame["year"], ends, strict=True)]
        drawn = frame[["year", "value", "evidence", "label", "group"]]
        last = {b: self._season_rows(b)[-1] for b in SEASONS}
        heat, cool = last["heating-season"], last["non-heating-season"]
        title = Text("PM2.5 平均浓度（微克/立方米）", "PM2.5 mean (µg/m³)")
        return ChartCard(
            id=f"pm25-{self.city}-season", kind="line",
            headline=Text(f"{heat.period.year}年供暖季平均{heat.value:g}，其余时间平均{cool.value:g}",
                          f"{heat.period.year}: heating season {heat.value:g}, rest of the year {cool.value:g}"),
            subtitle=Text(f"{self.name.zh}，{title.zh}，供暖季与其余时间，未审核监测数据",
                          f"{self.name.in_('en')}, {title.en}, heating season and rest of the year, unaudited"),
            description=Text("每年两个点：上方为供暖季平均，下方为其余时间平均；缺测年份和不同归档之间不连线。",
                             "Two points a year: the heating season above, the rest below; no line crosses gaps or archives."),
            draw=lambda lang: timeline(drawn, title=title, lang=lang), data=frame, columns=_SEASON_COLUMNS,
            marks=int(frame["value"].notna().sum()), sources=self.report.sources_of(rows),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(ARCHIVE_NOTE, self._season_note()),
        )

    def _season_note(self) -> Text:
        season = self.report.data.parameters["heating-season"]
        first, last = (date.fromisoformat(f"{self.year}-{day}") for day in season.text.split("/"))
        return Text(
            f"{season.name.zh}：{first.month}月{first.day}日至次年{last.month}月{last.day}日。",
            f"{season.name.in_('en')}: {first:%d %B} to {last:%d %B} of the next year.")

    def _ranking(self) -> pd.DataFrame:
        """Return the prefectures by monitored annual mean of the edition's year, highest first."""
        names = {p: self.report.place(p) for p in self.report.prefectures()}
        rows = self.report.data.select(indicator=INDICATOR, topic="air_annual", evidence=Evidence.MONITORED.value)
        rows = rows[(rows["period"] == str(self.year)) & rows["place"].isin(list(names))]
        rows = rows.sort_values(["place", "basis", "series"]).drop_duplicates("place", keep="first")
        rows = rows.sort_values("number", ascending=False)
        return pd.DataFrame({
            "place": rows["place"], "name_zh": [names[p].zh for p in rows["place"]],
            "name_en": [names[p].in_("en") for p in rows["place"]], "value": rows["number"],
            "label": rows["number"].map("{:g}".format), "n": pd.to_numeric(rows["n"]), "source": rows["source"],
        }).reset_index(drop=True)

    def rank_card(self) -> ChartCard:
        """Return all prefectures ranked on the same unaudited figures."""
        frame = self._ranking()
        place = int(frame.index[frame["place"] == self.city][0]) + 1
        above = int((frame["value"] > self.limit).sum())
        return ChartCard(
            id=f"pm25-{self.city}-rank", kind="bar",
            headline=Text(f"{self.year}年{self.name.zh}在{len(frame)}个市（地）中按浓度从高到低排第{place}，{above}个市（地）高于限值",
                          f"{self.year}: {self.name.in_('en')} is number {place} of {len(frame)}; {above} are above the limit"),
            subtitle=Text(f"{UNIT.zh}，{self.year}年，未审核监测数据", f"{UNIT.en}, {self.year}, unaudited monitoring"),
            description=Text(f"从高到低列出{len(frame)}个市（地）的年均浓度，虚线为限值{self.limit:g}。",
                             f"{len(frame)} prefectures from high to low; the dashed line is the limit of {self.limit:g}."),
            draw=lambda lang: ranked(
                frame.assign(name=frame[f"name_{lang}"])[["name", "value", "label"]], title=UNIT, lang=lang,
                limit=self.limit, limit_label=LIMIT_LABEL, highlight=[self.name.in_(lang)]),
            data=frame, columns=_RANK_COLUMNS, marks=len(frame), sources=self.report.sources_of(frame),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(ARCHIVE_NOTE, ONE_ARCHIVE),
        )

    def map_card(self) -> ChartCard:
        """Return the prefectures on the map."""
        frame = self._ranking()
        settings = load_settings(self.report.data.root)
        highest = frame.iloc[0]
        return ChartCard(
            id=f"pm25-{self.city}-map", kind="map",
            headline=Text(f"{self.year}年浓度最高的是{highest['name_zh']}（{highest['label']}）",
                          f"{self.year}: highest in {highest['name_en']} ({highest['label']})"),
            subtitle=Text(f"{UNIT.zh}，{self.year}年，未审核监测数据", f"{UNIT.en}, {self.year}, unaudited monitoring"),
            description=Text(f"{len(frame)}个市（地）的年均浓度分布，数值写在图上，与排名图相同。",
                             f"Annual means of {len(frame)} prefectures; the figures equal those of the ranking."),
            draw=lambda lang: self._map(frame, lang, settings.maps, settings.map_approval_number),
            data=frame, columns=_RANK_COLUMNS, marks=len(frame), sources=self.report.sources_of(frame),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(ARCHIVE_NOTE, ONE_ARCHIVE),
        )

    def _map(self, frame: pd.DataFrame, lang: str, style: str, approval: str) -> alt.TopLevelMixin:
        values = frame[["place", "value", "label"]].assign(evidence=Evidence.MONITORED.value)
        steps = [self.limit * part for part in (0.6, 0.8, 1)]
        return choropleth(values, title=UNIT, lang=lang, style=style, approval_number=approval, steps=steps)

    def worst_days(self) -> Block:
        """Return the twenty highest days of the edition's year as a table."""
        rows = self.report.data.rows(indicator=INDICATOR, place=self.city, topic="air_worst_days")
        chosen = sorted((r for r in rows if r.period.year == self.year), key=lambda r: -(r.value or 0))
        caption = Text(f"{self.name.zh}{self.year}年 PM2.5 日均浓度最高的{len(chosen)}天（微克/立方米，未审核；选取的极值，不是序列）",
                       f"{self.name.in_('en')}: the {len(chosen)} highest daily PM2.5 means of {self.year} (µg/m³, unaudited)")
        head = (Text("名次", "Rank"), Text("日期", "Day"), Text("日均浓度", "Daily mean"), Text("归档", "Archive"))
        body = [cells(Cell(Text(str(i)), numeric=True), r.period.code, Cell(Text(f"{r.value:g}"), numeric=True),
                      self.report.data.sources[r.source].title)
                for i, r in enumerate(chosen, 1)]
        return table(caption, head, body)

    def statistics(self) -> Block:
        """Return the annual statistics with the valid days behind them, the fewest where two figures differ."""
        data = self.report.data
        own = data.rows(place=self.city, topic="air_year_stats")
        archive = {r.period.year: r.series for r in own if r.basis.startswith(tuple(SEASONS))}
        rows = data.rows(place=self.city, topic="air_annual", evidence=Evidence.MONITORED.value) + own
        mine = [r for r in rows if not r.basis.startswith(tuple(SEASONS)) and r.period.is_year
                and r.series.startswith(archive.get(r.period.year, "?")) and "backfilled" not in r.basis
                and r.indicator in _STATISTICS]
        stats = pd.DataFrame([{"year": r.period.year, "indicator": r.indicator, "value": r.value, "n": r.n} for r in mine])
        body = [self._statistic(int(str(year)), dict(zip(part["indicator"], part["value"], strict=True)), int(part["n"].min()))
                for year, part in stats.groupby("year")]
        head = (Text("年", "Year"), Text("有效天数", "Valid days"), Text("年均", "Mean"), Text("第95百分位", "95th percentile"),
                Text("日均超过二级的天数", "Days above class II"), Text("重度及以上天数", "Heavily polluted days"),
                Text("天数是否足够年评价", "Enough days for an annual evaluation"))
        return table(Text(f"{self.name.zh}：未审核日均值的年度统计（浓度单位微克/立方米）",
                          f"{self.name.in_('en')}: annual statistics of unaudited daily means (µg/m³)"), head, body)

    def _statistic(self, year: int, values: dict[str, float | None], days: int) -> Row:
        numbers = [values.get(name) for name in _STATISTICS]
        texts = ["–" if v is None or pd.isna(v) else f"{v:g}" for v in numbers]
        enough = Text("是", "yes") if days >= DAYS_NEEDED else Text(f"否，需{DAYS_NEEDED}天", f"no, {DAYS_NEEDED} needed")
        return cells(str(year), Cell(Text(str(days)), numeric=True), *(Cell(Text(t), numeric=True) for t in texts), enough)


def _beyond(value: float, limit: float) -> Text:
    """Say how far a value lies above a limit, or that it does not."""
    gap = round_half_even(value - limit, 1)
    return Text(f"高出{gap}", f"exceeded by {gap}") if gap > 0 else Text("未超过", "not exceeded")


def _days_needed(month: str) -> int:
    """Return the valid days a monthly mean needs (HJ 663-2013; from knowledge, see the method page)."""
    return FEBRUARY_DAYS if int(month) == FEBRUARY else MONTH_DAYS


def _season_of(basis: str) -> str:
    """Return which season a basis belongs to, whatever its measurement condition."""
    return next(s for s in SEASONS if basis.startswith(s))


_STATISTICS = (INDICATOR, f"{INDICATOR}-p95", f"{INDICATOR}-days-gt75", f"{INDICATOR}-days-gt150")
_CONDITION_NOTE = Text(
    "颗粒物在 GB 3095-2012 修改单实施前按标准状态、之后按实际状态计，两段不相连。",
    "Particulates were given at standard conditions before the amendment of GB 3095-2012 and at actual conditions after it; "
    "the two are never joined.")
_CLASS_NOTE = Text("分级依据 HJ 633-2012 的 PM2.5 日均分段。", "Classes follow the daily PM2.5 break points of HJ 633-2012.")
_ANNUAL_COLUMNS = (
    Column("year", Text("年", "Year")), Column("shown", Text("年均浓度", "Annual mean")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"),
    Column("source", Text("来源", "Source")),
)
_SEASON_COLUMNS = (
    Column("year", Text("年", "Year")), Column("basis_zh", Text("时段", "Season"), field_en="basis_en"),
    Column("shown", Text("平均浓度", "Mean")), Column("source", Text("来源", "Source")),
)
_RANK_COLUMNS = (
    Column("name_zh", Text("市（地）", "Prefecture"), field_en="name_en"), Column("value", UNIT, 1),
    Column("n", Text("有效天数", "Valid days"), 0),
)
