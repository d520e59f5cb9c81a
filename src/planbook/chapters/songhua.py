"""The Songhua River: ratings by year, the stem's long profile, section by month, tributaries, map."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import facts
from planbook.chapters.report import STRONGEST_FIRST, Report, frame_of, shown
from planbook.chapters.views import verdict_cards
from planbook.charts.maps import river_map
from planbook.charts.matrix import EMPTY_CELL, NOTHING, class_grid, evidence_matrix
from planbook.charts.profile import long_profile
from planbook.charts.timeline import evidence_legend, timeline
from planbook.data.layers import load_sections
from planbook.data.model import Observation
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import WATER_CLASSES, Evidence, PlaceKind
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.words import date_phrase

RATING, CLASS_4, SHARE = "water-rating", "water-class-4item", "share-good-sections"
FEW = 10
"""Monthly means from fewer readings are for reference only."""
FOUR_ITEMS = Text(
    "自动站只测溶解氧、高锰酸盐指数、氨氮和总磷等项目，所定类别只是四项参考类别，不能替代全项评价；每月记录数少的只作参考。",
    "Automatic stations measure dissolved oxygen, permanganate index, ammonia nitrogen and total phosphorus only; their class "
    "is a four-item reference and no full evaluation. Months with few readings are for reference only.")
BASES_NOTE = Text(
    "断面范围或口径不同的数不相连：国考断面、全部断面、扣除自然本底的数各成一组。",
    "Figures on different sets of sections or bases are never joined.")


@dataclass(frozen=True)
class Songhua:
    """The chapter on the river.

    Attributes
    ----------
    report : Report
        The edition.
    river : str
        Place id of the stem.
    """

    report: Report
    river: str

    @classmethod
    def open(cls, edition: int, river: str) -> "Songhua":
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If ``river`` is no river of the data.
        """
        report = Report.open(edition)
        rivers = tuple(sorted({r.place for r in report.data.rows(indicator=RATING)}))
        return cls(report, report.checked_place(river, "river", rivers))

    @property
    def name(self) -> Text:
        """The stem's name."""
        return self.report.place(self.river)

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """Targets on the river and its tributaries."""
        below = {p.id for p in self.report.data.places.values() if p.parent == self.river} | {self.river}
        return self.report.of_targets(lambda t: bool(below & set(t.places)))

    def verdicts(self) -> Block:
        """Return the verdict cards of the river's targets."""
        return verdict_cards(self.report, self.assessments)

    def key_facts(self) -> Block:
        """Return the chapter's key facts."""
        items = [verdict_sentence(a, self.report.data) for a in self.assessments if a.target.indicator == RATING]
        items.append(self._share_fact())
        items.append(self._coverage_fact())
        return facts(Text(f"{self.name.zh}：要点", f"{self.name.in_('en')}: key facts"), items)

    def _share_fact(self) -> Text:
        rows = [r for r in self._share_rows() if r.evidence is Evidence.ACTUAL and r.period.is_year]
        last = max(rows, key=lambda r: r.period.year)
        source = self.report.data.sources[last.source]
        return Text(
            f"全省国考断面优良（I～III类）比例，最近公布的全年数是{last.period.year}年的{last.value:g}%（{source.publisher}，{date_phrase(source.date).zh}）；"
            "这是全省背景，不能代替干流。",
            f"Province-wide share of sections in classes I-III: {last.value:g}% in {last.period.year} ({source.publisher}, "
            f"{date_phrase(source.date).en}); background, no substitute for the stem.")

    def _coverage_fact(self) -> Text:
        frame = self.readings
        stem = frame[frame["stem"]]
        months = stem.groupby(["section", stem["period"].str[:4]])["period"].nunique()
        needed = self._months_needed()
        enough = int((months >= needed).sum())
        said = Text(f"够全年评价（至少{needed}个月）的断面年有{enough}个", f"{enough} section-years have the {needed} months an annual evaluation needs")
        return Text(
            f"干流有{stem['section'].nunique()}个断面、{stem['period'].nunique()}个月份有自动站数据；{said.zh}。",
            f"Automatic readings exist for {stem['section'].nunique()} stem sections in {stem['period'].nunique()} months; {said.en}.")

    def _months_needed(self) -> int:
        """Return how many monthly samples an annual evaluation needs at least (环办〔2011〕22号)."""
        rules = self.report.data.standard("water_rules").set_index("rule")["value"]
        return int(rules["annual-min-samples"])

    def ratings_card(self) -> ChartCard:
        """Return the published ratings of the stem and the basin by year."""
        rows = tuple(r for r in self.report.data.rows(indicator=RATING) if r.place in self._rated_places())
        frame = self._rating_cells(rows)
        names = {lang: [self.report.place(p).in_(lang) for p in self._rated_places()] for lang in ("zh", "en")}
        years = list(dict.fromkeys(frame["column"]))
        best = [r for r in rows if r.place == self.river and r.period.is_year and r.evidence is Evidence.ACTUAL]
        last = max(best, key=lambda r: r.period.year)
        return ChartCard(
            id="songhua-ratings", kind="matrix",
            headline=Text(f"{self.name.zh}最近公布的全年评价是{last.period.year}年的“{last.text}”",
                          f"{self.name.in_('en')}: latest published annual rating “{last.text}” ({last.period.year})"),
            subtitle=Text("干流与流域的水质状况等级，逐年，官方公布", "Ratings of the stem and the basin by year, officially published"),
            description=Text(
                f"{len(names['zh'])}行、{len(years)}个年份；只有部分月份的评价以虚色格标出期间；没有公开数据的年份写明。",
                f"{len(names['zh'])} rows, {len(years)} years; ratings of part of a year name their months; empty years say so."),
            draw=lambda lang: evidence_matrix(
                frame.assign(row=frame[f"row_{lang}"], label=frame[f"label_{lang}"])[["row", "column", "state", "label"]],
                lang=lang, rows=names[lang], columns=years),
            data=frame, columns=_RATING_COLUMNS, marks=len(frame), sources=self.report.sources_of(rows),
            evidence=tuple(e for e in Evidence if e.value in set(frame["state"])), edition=self.report.data.edition,
            notes=self._remarks(rows),
        )

    def _remarks(self, rows: tuple[Observation, ...]) -> tuple[Text, ...]:
        """Return what rows of the stem say of contradictions or doubts."""
        said = [r for r in rows if r.place == self.river and ("矛盾" in r.note or r.doubtful)]
        return tuple(Text(f"{r.period.year}年：{r.note}。", f"{r.period.year}: {r.note}") for r in said)

    def _rated_places(self) -> list[str]:
        rated = self.report.data.select(indicator=RATING)["place"].value_counts()
        others = [str(p) for p in rated.index if p != self.river and rated[p] > 1]
        return [self.river, *[p for p in others if self.report.data.places[p].kind is PlaceKind.SECTION_GROUP]]

    def _rating_cells(self, rows: tuple[Observation, ...]) -> pd.DataFrame:
        last = self.report.data.edition.year
        first = min(r.period.year for r in rows if r.place == self.river)
        cells = [self._rating_cell(place, year, rows) for place in self._rated_places() for year in range(first, last + 1)]
        return pd.DataFrame(cells)

    def _rating_cell(self, place: str, year: int, rows: tuple[Observation, ...]) -> dict[str, str]:
        found = [r for r in rows if r.place == place and r.period.year == year]
        name = self.report.place(place)
        cell = {"row_zh": name.zh, "row_en": name.in_("en"), "column": str(year)}
        if not found:
            return {**cell, **EMPTY_CELL}
        best = min(found, key=lambda r: (not r.period.is_year, r.period.first - r.period.last, STRONGEST_FIRST.index(r.evidence)))
        months = "" if best.period.is_year else f"\n{_months(best)}"
        state = best.evidence if best.period.is_year else Evidence.INTERIM
        return {
            **cell, "state": state.value, "label_zh": best.text + months, "label_en": best.text + months,
            "source": self.report.data.sources[best.source].citation(), "state_zh": state.text.zh, "state_en": state.text.en,
        }

    @cached_property
    def readings(self) -> pd.DataFrame:
        """Four-item classes by section and month: ``section``, ``period``, ``state``, ``n``, ``km``, ``stem``, names, ``source``."""
        rows = self.report.data.rows(indicator=CLASS_4)
        km = load_sections(self.report.data.root).set_index("place")["chain_km"]
        stem = self._stem_sections()
        return pd.DataFrame([
            {"section": r.place, "period": r.period.code, "state": r.text, "n": r.n, "km": km.get(r.place),
             "stem": r.place in stem, "name_zh": self.report.place(r.place).zh,
             "name_en": self.report.place(r.place).in_("en"), "source": r.source} for r in rows])

    def _stem_sections(self) -> list[str]:
        """Return the stem's sections, downstream, each once."""
        table = pd.DataFrame(self.report.data.sections)
        stem = table[table["main_stem"] == "true"].assign(order=lambda t: t["order_downstream"].astype(float))
        same = {p.id for p in self.report.data.places.values() if p.same_as}
        return [str(p) for p in stem.sort_values("order")["place"] if p not in same]

    def profile_card(self) -> ChartCard:
        """Return the long profile: sections by distance downstream, one level per month with readings."""
        frame = self._profile_frame()
        known = frame.dropna(subset=["state"])
        worst = max(known["state"], key=WATER_CLASSES.index)
        ever = self._worst_ever()
        periods = list(dict.fromkeys(frame["row"]))
        title = Text("自干流起点沿河向下的距离（公里，沿示意河线）", "Distance downstream along the stem (km, along the drawn line)")
        return ChartCard(
            id="songhua-profile", kind="profile",
            headline=Text(f"所示{len(periods)}个月中，干流断面最差为{worst}类（四项参考类别）",
                          f"In the {len(periods)} months shown, the worst stem section was class {worst} (four items)"),
            subtitle=Text("干流断面自上而下的类别，按月，未审核自动监测", "Classes of stem sections downstream, by month, unaudited"),
            description=Text(
                f"横轴为沿河距离，{len(periods)}个月份各一行；方块内为类别，空心圆为没有数据的断面。",
                f"Distance along the river, one row for each of {len(periods)} months; squares carry the class, hollow dots have "
                "no reading."),
            draw=lambda lang: long_profile(
                frame.assign(name=frame[f"name_{lang}"], label=frame["state"])[["km", "name", "state", "label", "row"]],
                title=title, lang=lang, height=44 * len(periods) + 60),
            data=frame, columns=_READING_COLUMNS, marks=len(frame), sources=self.report.sources_of(self.readings),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(ever, FOUR_ITEMS),
        )

    def _worst_ever(self) -> Text:
        """Say the worst class of any stem section in any month, shown in the profile or not."""
        stem = self.readings[self.readings["stem"]]
        rank = stem["state"].map({c: i for i, c in enumerate(WATER_CLASSES)})
        row = stem.assign(rank=rank).sort_values(["rank", "period"]).iloc[-1]
        return Text(
            f"全部有数据的月份里，干流断面最差为{row['state']}类（{row['name_zh']}，{row['period']}，{row['n']}次记录）；"
            "剖面只画至少两个断面有数据的月份。",
            f"In all months with readings the worst was class {row['state']} ({row['name_en']}, {row['period']}, {row['n']} readings); "
            "the profile shows months in which at least two sections have readings.")

    def _profile_frame(self) -> pd.DataFrame:
        """Return every stem section in every month in which at least two sections have readings."""
        stem = self.readings[self.readings["stem"]]
        counts = stem.groupby("period")["section"].nunique()
        periods = sorted(counts[counts > 1].index)
        km = load_sections(self.report.data.root).set_index("place")["chain_km"]
        sections = [s for s in self._stem_sections() if pd.notna(km.get(s))]
        given = stem.set_index(["section", "period"])
        rows = []
        for period in periods:
            for section in sections:
                has = (section, period) in given.index
                name = self.report.place(section)
                rows.append({
                    "row": period, "section": section, "name_zh": name.zh, "name_en": name.in_("en"),
                    "km": float(km[section]), "state": given.loc[(section, period), "state"] if has else None,
                    "n": given.loc[(section, period), "n"] if has else None,
                })
        return pd.DataFrame(rows)

    def months_card(self) -> ChartCard:
        """Return section by month, stem and tributaries."""
        frame = self.readings.assign(column=self.readings["period"])
        mine = self._river_sections()
        frame = frame[frame["section"].isin(mine)]
        columns = sorted(set(frame["column"]))
        order = [s for s in mine if s in set(frame["section"])]
        names = {lang: [self.report.place(s).in_(lang) for s in order] for lang in ("zh", "en")}
        bad = int((~frame["state"].isin(WATER_CLASSES[:3])).sum())
        return ChartCard(
            id="songhua-months", kind="grid",
            headline=Text(f"{len(frame)}个断面月中，四项参考类别劣于III类的有{bad}个",
                          f"Of {len(frame)} section-months {bad} were worse than class III on four items"),
            subtitle=Text("干流与支流断面逐月的四项参考类别，未审核自动监测", "Four-item class by section and month, unaudited"),
            description=Text(f"{len(order)}个断面、{len(columns)}个月份；格内为类别，空白为没有数据。",
                             f"{len(order)} sections and {len(columns)} months; letters are classes, blanks have no reading."),
            draw=lambda lang: class_grid(
                frame.assign(row=frame[f"name_{lang}"], label=frame["state"])[["row", "column", "state", "label"]],
                rows=names[lang], columns=columns, label_angle=-50),
            data=frame, columns=_GRID_COLUMNS, marks=len(frame), sources=self.report.sources_of(frame),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(FOUR_ITEMS,),
        )

    def _river_sections(self) -> list[str]:
        """Return the registered sections in downstream order, stem and tributaries."""
        table = pd.DataFrame(self.report.data.sections)
        order = pd.to_numeric(table["order_downstream"], errors="coerce")
        same = {p.id for p in self.report.data.places.values() if p.same_as}
        return [str(p) for p in table.assign(order=order).sort_values("order")["place"] if p not in same]

    def _share_rows(self) -> tuple[Observation, ...]:
        region = self.report.data.plan.region
        rows = self.report.data.rows(indicator=SHARE, place=region)
        return tuple(r for r in rows if r.period.is_year and r.value is not None)

    def share_card(self) -> ChartCard:
        """Return the province-wide share of good sections, bases kept apart."""
        rows = self._share_rows()
        frame = frame_of(rows, self.report)
        order = {e.value: i for i, e in enumerate(STRONGEST_FIRST)}
        ranked = frame.assign(rank=frame["evidence"].map(order)).sort_values(["year", "basis", "value", "rank"])
        frame["label"] = frame["shown"].where(~frame.index.isin(ranked[ranked.duplicated(["year", "value"])].index), "")
        last_of = frame[frame["label"] != ""].groupby("basis_zh")["year"].idxmax()
        frame.loc[last_of, "label"] = frame.loc[last_of, "label"] + " " + frame.loc[last_of, "basis_zh"]
        present = tuple(e for e in Evidence if e.value in set(frame["evidence"]))
        legend = evidence_legend(present)
        region = self.report.place(self.report.data.plan.region)
        title = Text("I～III类断面比例（%）", "Share of sections in classes I-III (%)")
        actual = [r for r in rows if r.evidence is Evidence.ACTUAL]
        last = max(actual, key=lambda r: r.period.year)
        return ChartCard(
            id="songhua-share", kind="line",
            headline=Text(f"全省优良断面比例{last.period.year}年公布为{last.value:g}%",
                          f"Province-wide share of good sections published for {last.period.year}: {last.value:g}%"),
            subtitle=Text(f"{region.zh}，{title.zh}，全年，按断面范围和口径区分", f"{region.in_('en')}, {title.en}, annual, by basis"),
            description=Text(f"{len(frame)}个全年数；同一口径相邻年份才连线。{legend.zh}。",
                             f"{len(frame)} annual figures; only neighbouring years on one basis are joined. {legend.en}."),
            draw=lambda lang: timeline(frame[["year", "value", "evidence", "label", "group"]], title=title, lang=lang,
                                       height=380, zero=False),
            data=frame, columns=_SHARE_COLUMNS, marks=len(frame), sources=self.report.sources_of(rows), evidence=present,
            edition=self.report.data.edition, notes=(BASES_NOTE,),
        )

    def tributaries_card(self) -> ChartCard:
        """Return what was published about each tributary the plan names."""
        places = [p for a in self.assessments for p in a.target.places if p != self.river]
        rows = [w.row for a in self.assessments for w in a.rows if w.row.place in places]
        extra = self.report.data.rows(place=tuple(places), topic="water_annual")
        rows += [r for r in extra if r not in rows]
        frame = self._tributary_cells(list(dict.fromkeys(places)), rows)
        said = int((frame["state"] != NOTHING).sum())
        names = {lang: [self.report.place(p).in_(lang) for p in dict.fromkeys(places)] for lang in ("zh", "en")}
        columns = list(dict.fromkeys(frame["column"]))
        return ChartCard(
            id="songhua-tributaries", kind="matrix",
            headline=Text(f"方案点名的支流，{len(frame)}个年度格子里{said}个有公开的类别或表述",
                          f"Tributaries the plan names: {said} of {len(frame)} yearly cells have a public class or statement"),
            subtitle=Text("方案点名的劣V类支流，逐年的公开表述", "Tributaries named in the plan, public statements by year"),
            description=Text(f"{len(names['zh'])}条河流、{len(columns)}个年份，写明类别或官方用词；没有的写明无公开数据。",
                             f"{len(names['zh'])} rivers, {len(columns)} years; class or official wording, or nothing published."),
            draw=lambda lang: evidence_matrix(
                frame.assign(row=frame[f"row_{lang}"], label=frame[f"label_{lang}"])[["row", "column", "state", "label"]],
                lang=lang, rows=names[lang], columns=columns, cell_height=52),
            data=frame, columns=_RATING_COLUMNS, marks=len(frame), sources=self.report.sources_of(rows),
            evidence=tuple(e for e in Evidence if e.value in set(frame["state"])), edition=self.report.data.edition,
        )

    def _tributary_cells(self, places: list[str], rows: list[Observation]) -> pd.DataFrame:
        worded = [r for r in rows if r.text]
        cells = []
        for place in places:
            for year in self.report.year_columns():
                found = [r for r in worded if r.place == place and r.period.year == year]
                cells.append(self._statement_cell(place, year, found))
        return pd.DataFrame(cells)

    def _statement_cell(self, place: str, year: int, found: list[Observation]) -> dict[str, str]:
        name = self.report.place(place)
        cell = {"row_zh": name.zh, "row_en": name.in_("en"), "column": str(year)}
        if not found:
            return {**cell, **EMPTY_CELL}
        best = min(found, key=lambda r: (STRONGEST_FIRST.index(r.evidence), r.period.code))
        words = "\n".join(dict.fromkeys(_wrapped(r) for r in found[:2]))
        return {**cell, "state": best.evidence.value, "label_zh": words, "label_en": words,
                "source": self.report.data.sources[best.source].citation(), "state_zh": best.evidence.text.zh,
                "state_en": best.evidence.text.en}

    def map_card(self) -> ChartCard:
        """Return the river map with the latest class of each section."""
        frame = self._map_frame()
        settings = load_settings(self.report.data.root)
        classified = int(frame["state"].notna().sum())
        return ChartCard(
            id="songhua-map", kind="map",
            headline=Text(f"{len(frame)}个断面中，{classified}个有自动站的四项参考类别",
                          f"{classified} of {len(frame)} sections have a four-item class from automatic stations"),
            subtitle=Text("断面最近一个有数据月份的四项参考类别，未审核", "Four-item class in the latest month with readings, unaudited"),
            description=Text("断面沿河标出，颜色和字母为类别，空心为没有数据；多数位置为近似，与剖面图和月份图数据相同。",
                             "Sections along the rivers; colour and letter give the class, hollow ones have none; most positions "
                             "are approximate. The same data stand in the profile and the grid."),
            draw=lambda lang: river_map(frame, lang=lang, style=settings.maps,
                                        approval_number=settings.map_approval_number),
            data=frame, columns=_MAP_COLUMNS, marks=len(frame), sources=self.report.sources_of(self.readings),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(FOUR_ITEMS,),
        )

    def _map_frame(self) -> pd.DataFrame:
        latest = self.readings.sort_values("period").drop_duplicates("section", keep="last").set_index("section")
        same = {p.id for p in self.report.data.places.values() if p.same_as}
        sections = load_sections(self.report.data.root)
        sections = sections[~sections["place"].isin(same)].dropna(subset=["lon", "lat"])
        lon = sections["snap_lon"].fillna(sections["lon"])
        lat = sections["snap_lat"].fillna(sections["lat"])
        return pd.DataFrame({
            "place": sections["place"], "lon": lon, "lat": lat,
            "name_zh": [self.report.place(p).zh for p in sections["place"]],
            "name_en": [self.report.place(p).in_("en") for p in sections["place"]],
            "state": [latest["state"].get(p) for p in sections["place"]],
            "period": [latest["period"].get(p, "–") for p in sections["place"]],
            "approx": sections["coord_precision"].str.contains("approx"),
            "precision": [_precision(p) for p in sections["coord_precision"]],
        }).reset_index(drop=True)


def _precision(code: str) -> str:
    """Say in Chinese how a section's position is known."""
    if code.startswith("place approx"):
        return f"按地名推定，{code.removeprefix('place approx').strip().replace('km', '公里')}"
    return _PRECISION.get(code, code)


_PRECISION = {"sourced": "有出处", "sourced (listed)": "有出处（转录的坐标表）", "sourced gauge nearby": "以附近水文站代替", "none": "未取得"}


def _months(row: Observation) -> str:
    if row.period.first.month == row.period.last.month:
        return f"{row.period.last.month}月"
    return f"{row.period.first.month}–{row.period.last.month}月"


def _wrapped(row: Observation) -> str:
    half = 6
    text = shown(row)
    return text if len(text) <= half else f"{text[:half]}\n{text[half:]}"


_RATING_COLUMNS = (
    Column("row_zh", Text("河流", "Water body"), field_en="row_en"), Column("column", Text("年", "Year")),
    Column("label_zh", Text("公布的内容", "Published"), field_en="label_en"),
    Column("state_zh", Text("依据", "Evidence"), field_en="state_en"), Column("source", Text("来源", "Source")),
)
_READING_COLUMNS = (
    Column("row", Text("月份", "Month")), Column("name_zh", Text("断面", "Section"), field_en="name_en"),
    Column("km", Text("沿河距离（千米）", "Distance (km)"), 1), Column("state", Text("四项参考类别", "Four-item class")),
    Column("n", Text("记录数", "Readings"), 0),
)
_GRID_COLUMNS = (
    Column("name_zh", Text("断面", "Section"), field_en="name_en"), Column("column", Text("月份", "Month")),
    Column("state", Text("四项参考类别", "Four-item class")), Column("n", Text("记录数", "Readings"), 0),
)
_SHARE_COLUMNS = (
    Column("year", Text("年", "Year")), Column("shown", Text("比例（%）", "Share (%)")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"), Column("source", Text("来源", "Source")),
)
_MAP_COLUMNS = (
    Column("name_zh", Text("断面", "Section"), field_en="name_en"), Column("state", Text("四项参考类别", "Four-item class")),
    Column("period", Text("月份", "Month")), Column("precision", Text("坐标精度", "Precision of position")),
)
