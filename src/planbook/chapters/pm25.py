"""PM2.5 in one city: official and unaudited figures, attainment, the year's course, season, trend, classes, rank and map."""

from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd

from planbook.assess.air import compare
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, facts, table
from planbook.chapters.pm25_attainment import attainment_card, side_by_side_card, three_year_block
from planbook.chapters.pm25_base import (
    ARCHIVE_NOTE,
    BACKFILLED,
    CONDITION_NOTE,
    INDICATOR,
    LIMIT_LABEL,
    SEASONS,
    UNIT,
    Pm25Base,
)
from planbook.chapters.pm25_facts import key_facts
from planbook.chapters.pm25_season import exceedance_card, season_card, without_block, worst_days
from planbook.chapters.pm25_trend import trend_card
from planbook.chapters.report import frame_of
from planbook.chapters.views import verdict_cards
from planbook.charts.bars import ranked, stacked
from planbook.charts.maps import choropleth
from planbook.charts.matrix import heatmap
from planbook.charts.theme import AQI_CLASSES, AQI_COLOURS
from planbook.charts.timeline import Limit, evidence_legend, timeline
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import Evidence

CLASS_INDICATORS = ("excellent", "good", "light", "moderate", "heavy", "severe")
CLASS_NAMES = {c: Text(c, en) for c, en in zip(AQI_CLASSES, (
    "excellent", "good", "lightly polluted", "moderately polluted", "heavily polluted", "severely polluted"), strict=True)}
ONE_ARCHIVE = Text("各市（地）取同一归档的数，以便相互比较；同一年其他归档的数可能略有不同，见年均浓度图。",
                   "All prefectures come from one archive so that they compare; other archives may differ slightly, see the annual means.")


@dataclass(frozen=True)
class Pm25(Pm25Base):
    """The PM2.5 chapter of one city."""

    def verdicts(self) -> Block:
        """Return the verdict cards of the city's targets."""
        return verdict_cards(self.report, self.assessments)

    def key_facts(self) -> Block:
        """Return the chapter's key facts, first the sentence that says what is official and what is not."""
        return facts(Text(f"{self.name.zh}：要点", f"{self.name.in_('en')}: key facts"), key_facts(self))

    def attainment_card(self) -> ChartCard:
        """Return every year against the limit in force and the coming ones."""
        return attainment_card(self)

    def side_by_side_card(self) -> ChartCard:
        """Return official, unaudited and reference figures beside each other."""
        return side_by_side_card(self)

    def three_years(self) -> Block:
        """Return the three-year means."""
        return three_year_block(self)

    def trend_card(self) -> ChartCard:
        """Return the trend of comparable years."""
        return trend_card(self)

    def season_card(self) -> ChartCard:
        """Return heating season against the rest of the year."""
        return season_card(self)

    def exceedance_card(self) -> ChartCard:
        """Return the days above the daily limit, in and out of the heating season."""
        return exceedance_card(self)

    def worst_days(self) -> Block:
        """Return the twenty highest days of the edition's year as a table."""
        return worst_days(self)

    def without_worst(self) -> Block:
        """Return how many of the worst days would have to go for each year to attain."""
        return without_block(self)

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
            edition=self.report.data.edition, notes=(ARCHIVE_NOTE, CONDITION_NOTE),
        )

    def _annual_headline(self) -> Text:
        rows = [r for r in self.annual if r.period.year == self.year and r.value is not None]
        official = [r for r in rows if r.evidence is Evidence.ACTUAL]
        basis = official or [r for r in rows if r.evidence is Evidence.MONITORED]
        if not basis:
            return Text(f"{self.name.zh}没有{self.year}年的数值", f"No {self.year} value for {self.name.in_('en')}")
        result = compare(basis[0].value or 0, self.plan_limit, self.rules(self.year))
        who = Text("官方公布的", "officially published") if official else Text("未审核监测的", "by unaudited monitoring")
        zh_side = "未超过" if result.attained else "高于"
        en_side = "at or below" if result.attained else "above"
        return Text(
            f"{self.name.zh}{self.year}年{who.zh}年均浓度为{result.value:g}，{zh_side}限值{self.limit:g}",
            f"{self.name.in_('en')} in {self.year}: {result.value:g} µg/m³, {who.en}, {en_side} the limit of {self.limit:g}")

    def _annual_description(self, frame: pd.DataFrame, legend: Text) -> Text:
        frame = frame[frame["evidence"] != Evidence.PLANNED.value]
        first, last = frame["year"].min(), frame["year"].max()
        low, high = frame["value"].min(), frame["value"].max()
        return Text(
            f"{first}至{last}年共{len(frame)}个年均值（不含规划目标），最低{low:g}，最高{high:g}。{legend.zh}。缺测年份不连线。",
            f"{len(frame)} annual means from {first} to {last}, lowest {low:g}, highest {high:g}. {legend.en}. No line crosses a "
            "missing year.")

    def months_card(self) -> ChartCard:
        """Return the year by month picture."""
        frame = self._month_grid()
        rows = list(dict.fromkeys(frame["row"]))
        months = [str(m) for m in range(1, 13)]
        known = frame.dropna(subset=["value"])
        since = known[known["row"].astype(int) >= self.comparable_from]
        top = since.sort_values("value").iloc[-1]
        title = Text("PM2.5 月均浓度（微克/立方米）", "PM2.5 monthly mean (µg/m³)")
        return ChartCard(
            id=f"pm25-{self.city}-months", kind="heatmap",
            headline=Text(f"{self.comparable_from}年以来最高的月份是{top['row']}年{top['column']}月，月均{top['value']:g}",
                          f"The highest month since {self.comparable_from} is {top['row']}-{int(top['column']):02d} at {top['value']:g}"),
            subtitle=Text(f"{self.name.zh}，{title.zh}，未审核日均值的算术平均", f"{self.name.in_('en')}, {title.en}, unaudited"),
            description=Text(
                f"{len(rows)}个年份逐月的平均浓度，颜色越深浓度越高；{int(frame['value'].isna().sum())}个月没有数据，格内为短横。",
                f"Monthly means of {len(rows)} years; darker is higher; {int(frame['value'].isna().sum())} months have no data."),
            draw=lambda lang: heatmap(frame[["row", "column", "value"]], rows=rows, columns=months, title=title, lang=lang),
            data=frame, columns=(Column("row", Text("年", "Year")), Column("column", Text("月", "Month")),
                                 Column("value", title, 1), Column("n", Text("有效天数", "Valid days"), 0),
                                 Column("archive", Text("归档", "Archive"))),
            marks=len(known), sources=self.report.sources_of(self.monthly), evidence=(Evidence.MONITORED,),
            edition=self.report.data.edition, notes=(ARCHIVE_NOTE, CONDITION_NOTE, *self._month_gaps(frame)),
        )

    def _month_gaps(self, frame: pd.DataFrame) -> list[Text]:
        """Name the years without any month and the months with too few valid days."""
        shown_years = {int(y) for y in frame["row"]}
        silent = [str(y) for y in range(min(shown_years), max(shown_years)) if y not in shown_years]
        needed = [self.rules(int(y)).completeness.days_of(int(m)) for y, m in zip(frame["row"], frame["column"], strict=True)]
        few = frame[frame["n"] < needed]
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
        year_en = frame["name_en"].iloc[-1]
        return ChartCard(
            id=f"pm25-{self.city}-classes", kind="bar",
            headline=Text(f"{years[-1]}：按 PM2.5 评为重度及以上污染的有{heavy}天",
                          f"{year_en}: {heavy} days of heavy pollution or worse by PM2.5"),
            subtitle=Text(f"{self.name.zh}，按 PM2.5 日均浓度分级的天数，未审核监测数据",
                          f"{self.name.in_('en')}, days by class of the daily PM2.5 mean, unaudited"),
            description=Text(
                f"{len(years)}个年份，每年有效监测天数按 PM2.5 日均浓度分为六级（只看 PM2.5 一项，不等于 AQI 级别）。",
                f"{len(years)} years; valid days by class of the daily PM2.5 mean alone, which is not the AQI class."),
            draw=lambda lang: stacked(
                frame.assign(name=frame["name_en" if lang == "en" else "name"]), title=Text("天数", "Days"), lang=lang,
                order=AQI_CLASSES, colours=AQI_COLOURS, names={c: CLASS_NAMES[c].in_(lang) for c in AQI_CLASSES}),
            data=frame, columns=_CLASS_COLUMNS,
            marks=int((frame["value"] > 0).sum()), sources=self.report.sources_of(self.monthly),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(ARCHIVE_NOTE, _CLASS_NOTE),
        )

    def _class_days(self) -> tuple[pd.DataFrame, list[str]]:
        names = tuple(f"{INDICATOR}-days-{c}" for c in CLASS_INDICATORS)
        rows = self.report.data.select(indicator=names, place=self.city, topic="air_month_classes")
        days = rows.pivot_table(index="year", columns="indicator", values="number", aggfunc="sum", fill_value=0)[list(names)]
        years = [f"{year}（{int(total)}天）" for year, total in days.sum(axis=1).items()]
        frame = pd.DataFrame([
            {"name": year, "name_en": year.replace("（", " (").replace("天）", ")"), "part": part,
             "part_en": CLASS_NAMES[part].in_("en"), "value": int(value)}
            for year, values in zip(years, days.to_numpy(), strict=True)
            for part, value in zip(AQI_CLASSES, values, strict=True)])
        return frame, years

    @cached_property
    def ranked_year(self) -> int:
        """Latest year up to the edition's for which this city has a monitored annual mean; the edition's own if none."""
        rows = self.report.data.select(
            indicator=INDICATOR, topic="air_annual", evidence=Evidence.MONITORED.value, place=self.city)
        return max((int(p) for p in rows["period"] if p.isdecimal()), default=self.year)

    def _ranking(self) -> pd.DataFrame:
        """Return the prefectures by monitored annual mean of :attr:`ranked_year`, highest first."""
        names = {p: self.report.place(p) for p in self.report.prefectures()}
        rows = self.report.data.select(indicator=INDICATOR, topic="air_annual", evidence=Evidence.MONITORED.value)
        rows = rows[(rows["period"] == str(self.ranked_year)) & rows["place"].isin(list(names))]
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
        above = sum(not compare(v, self.plan_limit, self.rules(self.ranked_year)).attained for v in frame["value"])
        return ChartCard(
            id=f"pm25-{self.city}-rank", kind="bar",
            headline=Text(f"{self.ranked_year}年{self.name.zh}在{len(frame)}个市（地）中按浓度从高到低排第{place}，{above}个市（地）高于限值",
                          f"{self.ranked_year}: {self.name.in_('en')} is number {place} of {len(frame)}; {above} are above the limit"),
            subtitle=Text(f"{UNIT.zh}，{self.ranked_year}年，未审核监测数据", f"{UNIT.en}, {self.ranked_year}, unaudited monitoring"),
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
            headline=Text(f"{self.ranked_year}年浓度最高的是{highest['name_zh']}（{highest['label']}）",
                          f"{self.ranked_year}: highest in {highest['name_en']} ({highest['label']})"),
            subtitle=Text(f"{UNIT.zh}，{self.ranked_year}年，未审核监测数据", f"{UNIT.en}, {self.ranked_year}, unaudited monitoring"),
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

    def statistics(self) -> Block:
        """Return the annual statistics with the valid days behind them, the fewest where two figures differ."""
        data = self.report.data
        own = data.rows(place=self.city, topic="air_year_stats")
        archive = {r.period.year: r.series for r in own if r.basis.startswith(tuple(SEASONS))}
        rows = data.rows(place=self.city, topic="air_annual", evidence=Evidence.MONITORED.value) + own
        mine = [r for r in rows if not r.basis.startswith(tuple(SEASONS)) and r.period.is_year
                and r.series.startswith(archive.get(r.period.year, "?")) and BACKFILLED not in r.basis
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
        needed = self.rules(year).completeness.year_days
        enough = Text("是", "yes") if days >= needed else Text(f"否，需{needed}天", f"no, {needed} needed")
        return cells(str(year), Cell(Text(str(days)), numeric=True), *(Cell(Text(t), numeric=True) for t in texts), enough)


_STATISTICS = (INDICATOR, f"{INDICATOR}-p95", f"{INDICATOR}-days-gt75", f"{INDICATOR}-days-gt150")
_CLASS_NOTE = Text("分级依据 HJ 633-2012 的 PM2.5 日均分段。", "Classes follow the daily PM2.5 break points of HJ 633-2012.")
_ANNUAL_COLUMNS = (
    Column("year", Text("年", "Year")), Column("shown", Text("年均浓度", "Annual mean")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"),
    Column("source", Text("来源", "Source"), field_en="source_en"),
)
_CLASS_COLUMNS = (
    Column("name", Text("年（有效天数）", "Year (valid days)"), field_en="name_en"),
    Column("part", Text("级别", "Class"), field_en="part_en"), Column("value", Text("天数", "Days"), 0),
)
_RANK_COLUMNS = (
    Column("name_zh", Text("市（地）", "Prefecture"), field_en="name_en"), Column("value", UNIT, 1),
    Column("n", Text("有效天数", "Valid days"), 0),
)
