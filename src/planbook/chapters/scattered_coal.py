"""Scattered coal: what was asked, assigned and reported for the province and each city, and what never was."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, cells, facts, notice, table
from planbook.chapters.report import STRONGEST_FIRST, Report, frame_of, period_name, shown
from planbook.chapters.views import verdict_cards
from planbook.charts.maps import choropleth
from planbook.charts.maps.areas import Category
from planbook.charts.matrix import EMPTY_CELL, NOTHING, evidence_matrix
from planbook.charts.timeline import evidence_legend, timeline
from planbook.data.model import Observation, Place
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Verdict
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.words import amount

NO_TARGET = Text("没有散煤目标", "no such target")
REDUCTION, USE, CUT = "scattered-coal-reduction", "scattered-coal-use", "scattered-coal-cut"
COAL_TOPICS = ("coal",)
MEASURES = {USE: Text("散煤用量", "use"), CUT: Text("削减替代量", "cut or replaced")}
NEAR_TONNAGES = ("coal-substituted", "coal-replaced-by-briquette", "boiler-closure-coal-cut", "shantytown-renewal-coal-cut")
"""Tonnages of coal that are not scattered-coal use."""
ROWS_SHOWN = 12
NOT_A_DECLINE = Text(
    "台账的削减替代量是毛量，不等于期初用量减期末用量，也不能除以供暖期基数当作降幅。",
    "The ledger's cut is a gross figure; it is not opening use minus closing use and gives no percentage decline.")
NOT_JOINED = Text(
    "当年量、累计量和起点未写明的累计量口径不同，不相连，也不相减。",
    "In-year, cumulative and cumulative-from-an-unstated-start figures are on different bases: neither joined nor subtracted.")


@dataclass(frozen=True)
class ScatteredCoal:
    """The chapter on scattered coal in the province or one city.

    Attributes
    ----------
    report : Report
        The edition.
    place : str
        Place id: the plan's region or a city it sets a target for.
    """

    report: Report
    place: str

    @classmethod
    def open(cls, edition: int, place: str) -> "ScatteredCoal":
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If the plan sets no scattered-coal target for the place.
        """
        report = Report.open(edition)
        known = (report.data.plan.region, *_cities(report))
        return cls(report, report.checked_place(place, "place", known))

    @property
    def name(self) -> Text:
        """The place's name."""
        return self.report.place(self.place)

    @property
    def is_region(self) -> bool:
        """Whether this is the chapter on the whole region."""
        return self.place == self.report.data.plan.region

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Cities with a target, in text order."""
        return _cities(self.report)

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """The scattered-coal targets of this chapter."""
        wanted = set(self.cities) if self.is_region else {self.place}
        return self.report.of_targets(lambda t: t.indicator == REDUCTION and bool(wanted & set(t.places)))

    def key_facts(self) -> Block:
        """Return the chapter's key facts."""
        items = [self._verdict_of(a) for a in self.assessments]
        items += [self._tonnages(USE), self._tonnages(CUT), *self._other_coal(), *self._contradiction()]
        return facts(Text(f"{self.name.zh}：要点", f"{self.name.in_('en')}: key facts"), items)

    def _verdict_of(self, a: Assessment) -> Text:
        """Return the verdict's sentence, led by the city where the chapter covers several."""
        sentence = verdict_sentence(a, self.report.data)
        name = self.report.place(a.target.places[0])
        return Text(f"{name.zh}：{sentence.zh}", f"{name.in_('en')}: {sentence.in_('en')}") if self.is_region else sentence

    def _tonnages(self, indicator: str) -> Text:
        """Say every tonnage of one kind that was published or assigned, or that there is none."""
        rows = [r for r in self._rows_of(self.place) if r.indicator == indicator]
        what = self.report.data.indicators[indicator].name
        if not rows:
            return Text(f"{what.zh}：没有公布过任何年份的吨数。", f"{what.in_('en')}: no tonnage was published for any year.")
        return Text(f"{what.zh}：{'；'.join(self._said(r).zh for r in rows)}。",
                    f"{what.in_('en')}: {'; '.join(self._said(r).en for r in rows)}.")

    def _said(self, row: Observation) -> Text:
        place, value = self.report.place(row.place), amount(shown(row), row.unit, self.report.data)
        when, how, basis = period_name(row), row.evidence.text, self.report.basis(row.basis)
        where = Text("", "") if row.place == self.place else Text(place.zh.removeprefix(self.name.zh), f"{place.in_('en')} ")
        return Text(f"{when.zh}，{where.zh}{value.zh}（{how.zh}，{basis.zh}）",
                    f"{when.in_('en')} {where.en}{value.in_('en')} ({how.en}, {basis.in_('en')})")

    def _other_coal(self) -> list[Text]:
        """Say the tonnages that look alike and are something else, such as all coal or a theoretical equivalent."""
        rows = [r for r in self._rows_of(self.place) if r.indicator in NEAR_TONNAGES]
        if not rows:
            return []
        names = self.report.data.indicators
        zh = "；".join(dict.fromkeys(f"{names[r.indicator].name.zh}：{self._said(r).zh}" for r in rows))
        en = "; ".join(dict.fromkeys(f"{names[r.indicator].name.in_('en')}: {self._said(r).en}" for r in rows))
        return [Text(f"相近但不是散煤用量的数：{zh}。", f"Alike but not scattered-coal use: {en}.")]

    def _contradiction(self) -> list[Text]:
        """Say where a cumulative figure published earlier is larger than one published later."""
        rows = {r.basis: r for r in self._rows_of(self.place) if r.indicator == CUT and r.value is not None}
        open_start, plan = (rows.get(f"ledger-cumulative-{b}") for b in ("unstated-start", "plan-period"))
        if open_start is None or plan is None or (open_start.value or 0) <= (plan.value or 0):
            return []
        first, last = amount(shown(open_start), open_start.unit, self.report.data), amount(shown(plan), plan.unit, self.report.data)
        return [Text(
            f"先公布的累计数{first.zh}大于后公布的规划期累计数{last.zh}：累计数不会变小，两者起点或口径不同，不能相减。",
            f"The cumulative {first.in_('en')} published first exceeds the plan-period {last.in_('en')} published later: a cumulative "
            "figure cannot shrink, so starts or bases differ.")]

    def verdicts(self) -> Block:
        """Return the verdict cards."""
        return verdict_cards(self.report, self.assessments)

    def _family(self, place: str) -> dict[str, Place]:
        """Return a place and its parts."""
        places = self.report.data.places
        parts = {p.id: p for p in places.values() if p.parent == place and p.id not in self.report.prefectures()}
        return {place: places[place], **parts}

    def _rows_of(self, place: str) -> tuple[Observation, ...]:
        """Return the coal rows of a place and its parts, oldest first."""
        rows = self.report.data.rows(place=tuple(self._family(place)), topic=COAL_TOPICS)
        return tuple(sorted(rows, key=lambda r: (r.period.last, r.indicator, r.source)))

    def matrix_card(self) -> ChartCard:
        """Return the evidence matrix: for the region by place, for a city by measured thing."""
        frame, rows = self._region_cells() if self.is_region else self._city_cells()
        names = {lang: list(dict.fromkeys(frame[f"row_{lang}"])) for lang in ("zh", "en")}
        columns = list(dict.fromkeys(frame["column"]))
        return ChartCard(
            id=f"scattered-coal-{self.place}-matrix", kind="matrix", headline=self._matrix_headline(frame),
            subtitle=Text(f"{self.name.zh}，散煤及有关治理，逐年公开了什么", f"{self.name.in_('en')}, scattered coal: what was published"),
            description=Text(
                f"{len(names['zh'])}行、{len(columns)}列；格内为数值，底色和边框区分基期、任务、结果，虚线白格为无公开数据。",
                f"{len(names['zh'])} rows, {len(columns)} columns; cells tell baseline, task and result apart, dashed white cells "
                "have nothing published."),
            draw=lambda lang: evidence_matrix(
                frame.assign(row=frame[f"row_{lang}"], label=frame[f"label_{lang}"])[["row", "column", "state", "label"]],
                lang=lang, rows=names[lang], columns=columns),
            data=frame, columns=_MATRIX_COLUMNS, marks=len(frame),
            sources=self.report.sources_of(rows) or (self.report.data.sources[self.report.data.plan.source],),
            evidence=tuple(e for e in Evidence if e.value in set(frame["state"])) or (Evidence.PLANNED,),
            edition=self.report.data.edition, notes=(NOT_A_DECLINE,),
        )

    def _matrix_headline(self, frame: pd.DataFrame) -> Text:
        empty, total = int((frame["state"] == NOTHING).sum()), len(frame)
        return Text(f"{total}个格子里有{empty}个没有任何公开数据", f"{empty} of {total} cells have nothing published")

    def _columns(self) -> list[int]:
        return self.report.year_columns()

    def _region_cells(self) -> tuple[pd.DataFrame, list[Observation]]:
        cells_, used = [], []
        for place in (self.report.data.plan.region, *self.cities):
            rows = self._rows_of(place)
            for indicator, measure in MEASURES.items():
                name = self.report.place(place)
                row = Text(f"{name.zh} {measure.zh}", f"{name.in_('en')}: {measure.en}")
                mine = [r for r in rows if r.indicator == indicator]
                used += mine
                cells_ += [self._cell(row, year, mine, place) for year in self._columns()]
        return pd.DataFrame(cells_), used

    def _city_cells(self) -> tuple[pd.DataFrame, list[Observation]]:
        rows = [r for r in self._rows_of(self.place) if r.period.year >= self._columns()[0]]
        counts = pd.Series([r.indicator for r in rows], dtype=str).value_counts()
        topics = self.report.data.indicators
        others = [i for i in counts.index if i not in MEASURES and topics[i].topic == "coal"][: ROWS_SHOWN - len(MEASURES)]
        cells_ = []
        for indicator in (*MEASURES, *others):
            name = MEASURES.get(indicator) or self.report.data.indicators[indicator].name
            mine = [r for r in rows if r.indicator == indicator]
            cells_ += [self._cell(name, year, mine, self.place) for year in self._columns()]
        return pd.DataFrame(cells_), rows

    def _cell(self, row: Text, year: int, rows: list[Observation], place: str) -> dict[str, str]:
        found = [r for r in rows if r.period.year == year]
        cell = {"row_zh": _cut(row.zh), "row_en": row.in_("en"), "column": str(year)}
        if not found:
            return {**cell, **EMPTY_CELL, "basis_zh": "", "note": ""}
        best = min(found, key=lambda r: (r.place != place, STRONGEST_FIRST.index(r.evidence), r.source))
        label = amount(shown(best), best.unit, self.report.data).zh
        part = "" if best.place == place else "\n" + self.report.place(best.place).zh.removeprefix(self.report.place(place).zh)
        span = f"\n{best.period.first.year}–{best.period.last.year}" if best.period.spans_years else _tag(best)
        return {
            **cell, "state": best.evidence.value, "label_zh": label + (part or span), "label_en": label,
            "source": self.report.data.sources[best.source].citation(), "state_zh": best.evidence.text.zh,
            "state_en": best.evidence.text.en, "basis_zh": self.report.basis(best.basis).zh, "note": best.note,
        }

    def ledger(self) -> ChartCard | Block:
        """Return the published ledger figures, or that there are none."""
        rows = [r for r in self._rows_of(self.place) if r.indicator == CUT and r.value is not None]
        if rows:
            return self.ledger_card(rows)
        return notice(Text("无公开数据", "Nothing published"),
                      Text(f"没有找到{self.name.zh}任何年份的散煤削减替代吨数，所以这里没有图。",
                           f"No tonnage of scattered coal cut was found for {self.name.in_('en')} in any year, so there is no chart."))

    def ledger_card(self, rows: list[Observation]) -> ChartCard:
        """Return the published ledger figures, each for itself, never joined."""
        frame = frame_of(rows, self.report)
        frame["label"] = frame["shown"]
        frame["group"] = [f"{g}#{i}" for i, g in enumerate(frame["group"])]
        present = tuple(e for e in Evidence if e.value in set(frame["evidence"]))
        legend = evidence_legend(present)
        results = int((~frame["evidence"].isin([Evidence.PLANNED.value, Evidence.TASK.value])).sum())
        title = Text("散煤削减替代量（万吨）", "Scattered coal cut or replaced (10,000 t)")
        return ChartCard(
            id=f"scattered-coal-{self.place}-ledger", kind="points",
            headline=Text(f"公布的结果{results}个，目标或任务{len(frame) - results}个；口径、期间或范围各不相同，不相连",
                          f"{results} published results, {len(frame) - results} targets or tasks; bases, periods or scopes differ, so no line"),
            subtitle=Text(f"{self.name.zh}，{title.zh}，按公布年份", f"{self.name.in_('en')}, {title.en}, by year"),
            description=Text(f"{len(frame)}个数各自独立：{'；'.join(frame['period'] + ' ' + frame['shown'])}。{legend.zh}。",
                             f"{len(frame)} separate figures. {legend.en}."),
            draw=lambda lang: timeline(frame[["year", "value", "evidence", "label", "group"]], title=title, lang=lang),
            data=frame, columns=_LEDGER_COLUMNS, marks=len(frame), sources=self.report.sources_of(rows), evidence=present,
            edition=self.report.data.edition, notes=(NOT_JOINED, NOT_A_DECLINE),
        )

    def map_card(self) -> ChartCard:
        """Return where the targets apply and how they came out."""
        frame = self._map_frame()
        settings = load_settings(self.report.data.root)
        verdicts = {v.value: v for v in Verdict}
        present = list(dict.fromkeys(frame["value"]))
        fills = {v.value: Category(v.text, _FILLS.get(v, "#d9dde2")) for k, v in verdicts.items() if k in present}
        here = frame if self.is_region else frame[frame["place"] == self.place]
        return ChartCard(
            id=f"scattered-coal-{self.place}-map", kind="map",
            headline=Text(f"{len(here)}个市有散煤目标：{'、'.join(here['name_zh'])}" if self.is_region
                          else f"{self.name.zh}的散煤目标：{here['verdict_zh'].iloc[0]}",
                          f"{len(here)} cities have a scattered-coal target" if self.is_region
                          else f"{self.name.in_('en')}: {here['verdict_en'].iloc[0]}"),
            subtitle=Text("方案写明散煤目标的市及其结论", "Cities the plan sets a target for, and verdicts"),
            description=Text("；".join(frame["name_zh"] + "：" + frame["verdict_zh"]) + "。其他市（地）没有散煤目标。",
                             "; ".join(frame["name_en"] + ": " + frame["verdict_en"]) + ". Other prefectures have no such target."),
            draw=lambda lang: choropleth(
                frame.assign(label=frame[f"label_{lang}"])[["place", "value", "label"]],
                title=Text("散煤目标的结论", "Verdict on the scattered-coal target"), lang=lang, style=settings.maps,
                approval_number=settings.map_approval_number, categories=fills, absent=NO_TARGET),
            data=frame, columns=_MAP_COLUMNS, marks=len(frame),
            sources=(self.report.data.sources[self.report.data.plan.source],), evidence=(Evidence.PLANNED,),
            edition=self.report.data.edition,
        )

    def _map_frame(self) -> pd.DataFrame:
        found = self.report.of_targets(lambda t: t.indicator == REDUCTION)
        return pd.DataFrame([
            {"place": p, "name_zh": self.report.place(p).zh, "name_en": self.report.place(p).in_("en"),
             "value": a.verdict.value, "verdict_zh": a.verdict.text.zh, "verdict_en": a.verdict.text.en,
             "label_zh": _SHORT.get(a.verdict, a.verdict.text).zh, "label_en": _SHORT.get(a.verdict, a.verdict.text).en,
             "reason": "；".join(r.text.zh for r in a.reasons)}
            for a in found for p in a.target.places])

    def all_rows(self) -> Block:
        """Return every published row on coal for the place and its parts."""
        rows = self._rows_of(self.place)
        if not rows:
            return notice(Text("无公开数据", "Nothing published"),
                          Text(f"没有找到{self.name.zh}的任何散煤数据。", f"No figure was found for {self.name.in_('en')}."))
        body = []
        for row in rows:
            what = self.report.data.indicators[row.indicator].name
            place = self.report.place(row.place)
            body.append(cells(
                Text(f"{what.zh}（{place.zh}）", f"{what.in_('en')} ({place.in_('en')})"), period_name(row),
                Cell(amount(shown(row), row.unit, self.report.data), numeric=True), row.evidence.text, self.report.basis(row.basis),
                self.report.data.sources[row.source].citation(), row.note))
        head = (*(Text(a, b) for a, b in _ROW_HEAD),)
        return table(Text(f"{self.name.zh}：公开过的全部有关数据", f"{self.name.in_('en')}: every related published figure"), head, body)

    def definitions(self) -> Block:
        """Return the meanings of scattered coal met in the sources."""
        used = set(self.report.data.select(indicator=tuple(MEASURES))["basis"])
        used |= set(self.report.data.select(indicator="coal-substituted")["basis"])
        rows = [cells(b.name, b.definition) for b in self.report.data.bases.values() if b.id in used and b.id != "-"]
        return table(Text("来源中“散煤”的几种含义，互不相同", "What the sources mean by scattered coal; they differ"),
                     (Text("口径", "Basis"), Text("含义", "Meaning")), rows)


def _cities(report: Report) -> tuple[str, ...]:
    targets = [t for t in report.data.targets.values() if t.indicator == REDUCTION]
    return tuple(dict.fromkeys(p for t in targets for p in t.places))


def _tag(row: Observation) -> str:
    """Return a cell's second line where the period is not plainly the year: the start of the source's own wording."""
    limit = 7
    word = row.period_label.split("（")[0].split("，")[-1]
    return "" if row.period_label == "-" else f"\n{word if len(word) <= limit else word[: limit - 1] + '…'}"


def _cut(name: str) -> str:
    limit = 16
    return name if len(name) <= limit else name[: limit - 1] + "…"


_FILLS = {
    Verdict.MET: "#a9d1b5", Verdict.NOT_MET: "#e6b5a6", Verdict.NOT_ASSESSABLE: "#b9c4d0",
    Verdict.INDICATED_MET: "#cfe3ea", Verdict.INDICATED_NOT_MET: "#efd2c4",
}
_SHORT = {Verdict.NOT_ASSESSABLE: Text("不能判定", "not assessable")}
_ROW_HEAD = (("指标与地方", "Indicator and place"), ("期间", "Period"), ("数值", "Value"), ("依据", "Evidence"),
             ("口径", "Basis"), ("来源", "Source"), ("说明", "Note"))
_MATRIX_COLUMNS = (
    Column("row_zh", Text("项目", "Item"), field_en="row_en"), Column("column", Text("年", "Year")),
    Column("label_zh", Text("公布的内容", "Published"), field_en="label_en"),
    Column("state_zh", Text("依据", "Evidence"), field_en="state_en"), Column("basis_zh", Text("口径", "Basis")),
    Column("source", Text("来源", "Source")),
)
_LEDGER_COLUMNS = (
    Column("period", Text("期间", "Period")), Column("shown", Text("万吨", "10,000 t")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"), Column("source", Text("来源", "Source")),
    Column("note", Text("说明", "Note")),
)
_MAP_COLUMNS = (
    Column("name_zh", Text("市", "City"), field_en="name_en"),
    Column("verdict_zh", Text("结论", "Verdict"), field_en="verdict_en"), Column("reason", Text("原因", "Reason")),
)
