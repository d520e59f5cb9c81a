"""The plan beside the national plan and those of other provinces, only where the measure is the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, cells, facts, notice, table
from planbook.chapters.report import Report
from planbook.charts.dots import compared
from planbook.data.model import Plan, Target
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Kind, PlaceKind
from planbook.narrative.words import amount, unit_name

ENOUGH = 2
"""Other plans an indicator needs to be drawn."""


@dataclass(frozen=True)
class Comparison:
    """The chapter that puts plans side by side."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Comparison":
        """Open the chapter."""
        return cls(Report.open(edition))

    @cached_property
    def plans(self) -> tuple[tuple[Plan, tuple[Target, ...]], ...]:
        """The book's own plan first, then the others by id."""
        own = (self.report.data.plan, tuple(self.report.data.targets.values()))
        return (own, *self.report.data.other_plans.values())

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """Indicators of the own plan that at least two others set as well, in text order."""
        others = [{t.indicator for t in targets if t.value is not None} for _, targets in self.plans[1:]]
        own = [t for t in self.plans[0][1] if t.value is not None]
        return tuple(dict.fromkeys(t.indicator for t in own if sum(t.indicator in o for o in others) >= ENOUGH))

    def _place(self, plan: Plan) -> Text:
        return self.report.place(plan.region)

    def _values(self, indicator: str) -> pd.DataFrame:
        rows = []
        for plan, targets in self.plans:
            found = [t for t in targets if t.indicator == indicator and t.value is not None]
            name, note = self._place(plan), found[0].note if found else Text("")
            rows.append({
                "name_zh": name.zh, "name_en": name.in_("en"), "value": found[0].value if found else None,
                **labels(f"{found[0].value:g}" if found else "", found[0].unit if found else "", self.report), "note_zh": note.zh, "note_en": note.in_("en"),
                **cited(plan.source, self.report),
            })
        frame = pd.DataFrame(rows)
        rest = frame.iloc[1:].sort_values("value", ascending=False, kind="stable", na_position="last")
        return pd.concat([frame.iloc[:1], rest], ignore_index=True)

    def cards(self) -> Sequence[ChartCard]:
        """Return one dot plot per shared indicator."""
        return [self.card(i) for i in self.shared]

    def card(self, indicator: str) -> ChartCard:
        """Return the dot plot of one shared indicator."""
        frame = self._values(indicator)
        name, unit = self.report.data.indicators[indicator].name, self.report.data.indicators[indicator].unit
        own = frame.iloc[0]
        known = frame.dropna(subset=["value"])
        higher = int((known["value"] > own["value"]).sum())
        title = Text(f"{name.zh}（{unit}）", f"{name.in_('en')} ({unit_name(unit, self.report.data).in_('en')})")
        return ChartCard(
            id=f"compare-{indicator}", kind="dots",
            headline=Text(f"{own['name_zh']}定为{own['label']}，另有{len(known) - 1}个方案用同一指标，其中{higher}个定得更高",
                          f"{own['name_en']} set {own['label_en']}; of {len(known) - 1} other plans with the same indicator {higher} set more"),
            subtitle=Text(f"{title.zh}，各地“十四五”方案的目标值", f"{title.en}, targets of other plans"),
            description=Text("；".join(frame["name_zh"] + "：" + frame["label"]) + "。",
                             "; ".join(frame["name_en"] + ": " + frame["label_en"]) + "."),
            draw=lambda lang: compared(frame.assign(name=frame[f"name_{lang}"], label=frame["label" if lang == "zh" else "label_en"])[["name", "value", "label"]], title=title,
                                       lang=lang, own=str(own[f"name_{lang}"])),
            data=frame, columns=_COLUMNS, marks=len(known),
            sources=tuple(self.report.data.sources[p.source] for p, targets in self.plans
                          if p.source and any(t.indicator == indicator for t in targets)),
            evidence=(Evidence.PLANNED,), edition=self.report.data.edition, notes=self._notes(indicator),
        )

    def _notes(self, indicator: str) -> tuple[Text, ...]:
        """Say what keeps the figures from being ranked as efforts."""
        said = [Text("绝对量，没有按地方规模折算，不能直接比较力度。", "Absolute amounts, not scaled by size: no ranking of effort.")
                for t in self.plans[0][1] if t.indicator == indicator and t.kind is Kind.CUMULATIVE_AMOUNT]
        cities = [self._place(p) for p, targets in self.plans[1:] if any(t.indicator == indicator for t in targets)
                  and self.report.data.places[p.region].kind is PlaceKind.PREFECTURE]
        said += [Text(f"{c.zh}是市级方案，不代表所在省。", f"{c.in_('en')} is a city's plan, not its province's.") for c in cities]
        return tuple(said)

    def key_facts(self) -> Block:
        """Return what can be compared."""
        items = [
            Text(f"与{len(self.plans) - 1}份方案比较；至少两份方案用同一指标的有{len(self.shared)}个。",
                 f"Compared with {len(self.plans) - 1} plans; {len(self.shared)} indicators are shared by two or more."),
            Text("减排量（吨）与排放总量降幅（%）不是同一种目标，不放在一起比。",
                 "Tonnes from projects and percentage cuts of total emissions are different targets and are not compared."),
        ]
        return facts(Text("要点", "Key facts"), items)

    def all_targets(self) -> Block:
        """Return every target of the other plans as found."""
        rows = [
            cells(self._place(plan), t.name, Cell(Text("–") if t.value is None else amount(f"{t.value:g}", t.unit, self.report.data), numeric=True),
                  Text(t.qualifier or "–"), t.note if t.note.zh else "–")
            for plan, targets in self.plans[1:] for t in targets]
        head = (Text("地方", "Place"), Text("目标", "Target"), Text("数值", "Value"), Text("修饰语", "Qualifier"), Text("说明", "Note"))
        return table(Text("其他方案中读到的全部目标", "Every target read in the other plans"), head, rows)

    def not_comparable(self) -> Block:
        """Return what looks alike and is not."""
        own = {t.indicator for t in self.plans[0][1]}
        others = [(p, t) for p, targets in self.plans[1:] for t in targets if t.indicator not in own]
        items = [Text(f"{self._place(p).zh}：{t.name.zh}（{t.value:g} {t.unit}）。" if t.value is not None else f"{self._place(p).zh}：{t.name.zh}。",
                      f"{self._place(p).in_('en')}: {t.name.in_('en')}.") for p, t in others]
        return notice(Text("看似相近、其实不可比的目标", "Targets that look alike but are not comparable"), *items)


_COLUMNS = (
    Column("name_zh", Text("地方", "Place"), field_en="name_en"), Column("label", Text("目标值", "Target"), field_en="label_en"),
    Column("note_zh", Text("说明", "Note"), field_en="note_en"), Column("source", Text("来源", "Source"), field_en="source_en"),
)


def labels(figure: str, unit: str, report: Report) -> dict[str, str]:
    """Return a target value as the chart writes it in both languages."""
    said = amount(figure, unit, report.data) if figure else Text("未取得或不可比", "not read, or not comparable")
    return {"label": said.zh, "label_en": said.in_("en")}


def cited(source: str, report: Report) -> dict[str, str]:
    """Return the citation of a plan in both languages."""
    said = report.data.sources[source].cited() if source else Text("", "")
    return {"source": said.zh, "source_en": said.en}
