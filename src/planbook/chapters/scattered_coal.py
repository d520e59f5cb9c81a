"""Scattered coal: what was asked, assigned and reported for the province and each city, and what never was."""

from dataclasses import dataclass

import pandas as pd

from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, cells, facts, notice, table
from planbook.chapters.report import Report, frame_of, shown
from planbook.chapters.scattered_coal_matrix import matrix_card
from planbook.chapters.scattered_coal_meanings import clashes_table, figures_table, meanings_table
from planbook.chapters.scattered_coal_path import path_cards, to_publish
from planbook.chapters.scattered_coal_scenario import CoalScenario
from planbook.chapters.scattered_coal_scope import (
    CUT,
    NEAR_TONNAGES,
    NOT_A_DECLINE,
    REDUCTION,
    USE,
    CoalScope,
    target_cities,
)
from planbook.chapters.scattered_coal_words import spoken
from planbook.chapters.views import verdict_cards
from planbook.charts.maps import choropleth
from planbook.charts.maps.areas import Category
from planbook.charts.timeline import evidence_legend, timeline
from planbook.data.english import said_note
from planbook.data.model import Observation
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Verdict
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.words import amount

NO_TARGET = Text("没有散煤目标", "no such target")
NOT_JOINED = Text(
    "当年量、累计量和起点未写明的累计量口径不同，不相连，也不相减。",
    "In-year, cumulative and cumulative-from-an-unstated-start figures are on different bases: neither joined nor subtracted.")


@dataclass(frozen=True)
class ScatteredCoal(CoalScope):
    """The chapter on scattered coal in the province or one city."""

    @classmethod
    def open(cls, edition: int, place: str) -> "ScatteredCoal":
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If the plan sets no scattered-coal target for the place.
        """
        report = Report.open(edition)
        known = (report.data.plan.region, *target_cities(report))
        return cls(report, report.checked_place(place, "place", known))

    def key_facts(self) -> Block:
        """Return the chapter's key facts, first the sentence that can be read aloud."""
        items = [spoken(self), *(self._verdict_of(a) for a in self.assessments)]
        items += [self._tonnages(USE), self._tonnages(CUT), *self._other_coal()]
        return facts(Text(f"{self.name.zh}：要点", f"{self.name.in_('en')}: key facts"), items)

    def _verdict_of(self, a: Assessment) -> Text:
        """Return the verdict's sentence, led by the city where the chapter covers several."""
        sentence = verdict_sentence(a, self.report.data)
        name = self.report.place(a.target.places[0])
        return Text(f"{name.zh}：{sentence.zh}", f"{name.in_('en')}: {sentence.in_('en')}") if self.is_region else sentence

    def _tonnages(self, indicator: str) -> Text:
        """Say every tonnage of one kind that was published or assigned, or that there is none."""
        rows = [r for r in self.rows_of(self.place) if r.indicator == indicator]
        what = self.report.data.indicators[indicator].name
        if not rows:
            return Text(f"{what.zh}：未见公布过任何年份的吨数。", f"{what.in_('en')}: no tonnage was found for any year.")
        return Text(f"{what.zh}：{'；'.join(self._said(r).zh for r in rows)}。",
                    f"{what.in_('en')}: {'; '.join(self._said(r).en for r in rows)}.")

    def _said(self, row: Observation) -> Text:
        place, value = self.report.place(row.place), amount(shown(row), row.unit, self.report.data)
        when, how, basis = self.when(row), row.evidence.text, self.report.basis(row.basis)
        where = Text("", "") if row.place == self.place else Text(place.zh.removeprefix(self.name.zh), f"{place.in_('en')} ")
        return Text(f"{when.zh}，{where.zh}{value.zh}（{how.zh}，{basis.zh}）",
                    f"{when.in_('en')} {where.en}{value.in_('en')} ({how.en}, {basis.in_('en')})")

    def _other_coal(self) -> list[Text]:
        """Say the tonnages that look alike and are something else, such as all coal or a theoretical equivalent."""
        rows = [r for r in self.rows_of(self.place) if r.indicator in NEAR_TONNAGES]
        if not rows:
            return []
        names = self.report.data.indicators
        zh = "；".join(dict.fromkeys(f"{names[r.indicator].name.zh}：{self._said(r).zh}" for r in rows))
        en = "; ".join(dict.fromkeys(f"{names[r.indicator].name.in_('en')}: {self._said(r).en}" for r in rows))
        return [Text(f"相近但不是散煤用量的数：{zh}。", f"Alike but not scattered-coal use: {en}.")]

    def verdicts(self) -> Block:
        """Return the verdict cards."""
        return verdict_cards(self.report, self.assessments)

    def matrix_card(self) -> ChartCard:
        """Return the evidence matrix: for the region by place, for a city by measured thing."""
        return matrix_card(self)

    def path(self) -> list[ChartCard | Block]:
        """Return the path year by year of each city that published figures on the target's own footing, else a notice."""
        return path_cards(self)

    def to_publish(self) -> Block:
        """Return which figure each city would have to publish for its target to be assessable."""
        return to_publish(self)

    def meanings(self) -> list[Block]:
        """Return what the sources mean by scattered coal, each figure under its meaning, and where figures clash."""
        return [meanings_table(self), figures_table(self), clashes_table(self)]

    def scenario(self) -> list[ChartCard | Block]:
        """Return the emissions avoided as a scenario, for the whole province only."""
        return CoalScenario(self).shown()

    def ledger(self) -> ChartCard | Block:
        """Return the published ledger figures, or that there are none."""
        rows = [r for r in self.rows_of(self.place) if r.indicator == CUT and r.value is not None]
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
             "reason_zh": "；".join(r.text.zh for r in a.reasons), "reason_en": "; ".join(r.text.en for r in a.reasons)}
            for a in found for p in a.target.places])

    def all_rows(self) -> Block:
        """Return every published row on coal for the place and its parts."""
        rows = self.rows_of(self.place)
        if not rows:
            return notice(Text("无公开数据", "Nothing published"),
                          Text(f"没有找到{self.name.zh}的任何散煤数据。", f"No figure was found for {self.name.in_('en')}."))
        body = []
        for row in rows:
            what = self.report.data.indicators[row.indicator].name
            place = self.report.place(row.place)
            body.append(cells(
                Text(f"{what.zh}（{place.zh}）", f"{what.in_('en')} ({place.in_('en')})"), self.when(row),
                Cell(amount(shown(row), row.unit, self.report.data), numeric=True), row.evidence.text, self.report.basis(row.basis),
                self.report.data.sources[row.source].cited(), said_note(row.note)))
        head = (*(Text(a, b) for a, b in _ROW_HEAD),)
        return table(Text(f"{self.name.zh}：公开过的全部有关数据", f"{self.name.in_('en')}: every related published figure"), head, body)


_FILLS = {
    Verdict.MET: "#a9d1b5", Verdict.NOT_MET: "#e6b5a6", Verdict.NOT_ASSESSABLE: "#b9c4d0",
    Verdict.INDICATED_MET: "#cfe3ea", Verdict.INDICATED_NOT_MET: "#efd2c4",
}
_SHORT = {Verdict.NOT_ASSESSABLE: Text("不能判定", "not assessable")}
_ROW_HEAD = (("指标与地方", "Indicator and place"), ("期间", "Period"), ("数值", "Value"), ("依据", "Evidence"),
             ("口径", "Basis"), ("来源", "Source"), ("说明", "Note"))
_LEDGER_COLUMNS = (
    Column("period", Text("期间", "Period"), field_en="period_en"), Column("shown", Text("万吨", "10,000 t")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"), Column("source", Text("来源", "Source"), field_en="source_en"),
    Column("note", Text("说明", "Note"), field_en="note_en"),
)
_MAP_COLUMNS = (
    Column("name_zh", Text("市", "City"), field_en="name_en"),
    Column("verdict_zh", Text("结论", "Verdict"), field_en="verdict_en"), Column("reason_zh", Text("原因", "Reason"), field_en="reason_en"),
)
