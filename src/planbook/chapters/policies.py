"""Sections on control systems, policy and implementation: the state of each commitment."""

from collections import Counter
from dataclasses import dataclass

import altair as alt
import pandas as pd

from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import facts
from planbook.chapters.evidence import matrix_card
from planbook.chapters.report import Report
from planbook.chapters.views import verdict_cards
from planbook.charts.bars import stacked
from planbook.data.model import Project
from planbook.data.text import Text
from planbook.data.vocab import Criterion, Evidence

CRITERION_COLOURS = {
    Criterion.NUMBER: "#17558c", Criterion.DELIVERABLE: "#2f7f6f", Criterion.NO_NUMBER: "#c9a14a", Criterion.NONE: "#b4bac2",
}


@dataclass(frozen=True)
class Policies:
    """The chapter on the sections that are not key projects."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Policies":
        """Open the chapter."""
        return cls(Report.open(edition))

    @property
    def sections(self) -> tuple[Project, ...]:
        """The plan's sections beside its key projects."""
        return tuple(p for p in self.report.data.projects.values() if p.kind == "section")

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """Their commitments, assessed."""
        return tuple(a for p in self.sections for a in self.report.of_project(p.id))

    def key_facts(self) -> Block:
        """Return what kind of commitments these are."""
        found = Counter(a.target.criterion for a in self.assessments)
        items = [Text(f"{len(self.assessments)}项承诺：" + "，".join(f"{c.text.zh}{found[c]}项" for c in Criterion if found[c]) + "。",
                      f"{len(self.assessments)} commitments: " + ", ".join(f"{found[c]} {c.text.en}" for c in Criterion if found[c]) + ".")]
        items += [Text(f"{p.name.zh}：{len(self.report.of_project(p.id))}项。", f"{p.name.in_('en')}: {len(self.report.of_project(p.id))}.")
                  for p in self.sections]
        return facts(Text("要点", "Key facts"), items)

    def verdicts(self) -> Block:
        """Return the state of each commitment."""
        return verdict_cards(self.report, self.assessments)

    def evidence_card(self) -> ChartCard:
        """Return what was published about each commitment by year."""
        settled = sum(not a.reasons for a in self.assessments)
        headline = Text(f"{len(self.assessments)}项承诺中，{settled}项能凭公开资料判定",
                        f"{settled} of {len(self.assessments)} commitments can be judged from public sources")
        return matrix_card("evidence-policies", self.assessments, self.report, headline=headline,
                           subject=Text("控制制度、政策机制和落实", "Control systems, policy mechanisms and implementation"))

    def criteria_card(self) -> ChartCard:
        """Return by what the plan's targets can be judged at all."""
        frame = self._by_criterion()
        order = [c.value for c in Criterion if c.value in set(frame["part"])]
        colours = {c.value: v for c, v in CRITERION_COLOURS.items()}
        loose = frame[frame["part"].isin([Criterion.NO_NUMBER.value, Criterion.NONE.value])]["value"].sum()
        total = frame["value"].sum()
        return ChartCard(
            id="policies-criteria", kind="bar",
            headline=Text(f"全部{total}个目标里，{loose}个没有写数值或判定标准", f"{loose} of {total} targets have neither number nor criterion"),
            subtitle=Text("各工程和章节的目标数，按能用什么判定", "Targets of each group, by what they can be judged by"),
            description=Text("每条为一个工程或章节，分段为判定依据，段内数字为目标个数。",
                             "One bar per group; segments are what targets can be judged by."),
            draw=lambda lang: self._draw(frame, order, colours, lang), data=frame, columns=_COLUMNS, marks=len(frame),
            sources=(self.report.data.sources[self.report.data.plan.source],), evidence=(Evidence.PLANNED,),
            edition=self.report.data.edition,
        )

    def _draw(self, frame: pd.DataFrame, order: list[str], colours: dict[str, str], lang: str) -> alt.TopLevelMixin:
        names = {c.value: c.text.in_(lang) for c in Criterion}
        data = frame.assign(name=frame[f"name_{lang}"])[["name", "part", "value"]]
        return stacked(data, title=Text("目标数", "Targets"), lang=lang, order=order, colours=colours, names=names)

    def _by_criterion(self) -> pd.DataFrame:
        rows = []
        for project in self.report.data.projects.values():
            found = Counter(t.criterion for t in self.report.data.targets.values() if t.project == project.id)
            rows += [{"name_zh": project.name.zh, "name_en": project.name.in_("en"), "part": c.value,
                      "criterion_zh": c.text.zh, "criterion_en": c.text.en, "value": found[c]} for c in Criterion if found[c]]
        return pd.DataFrame(rows)


_COLUMNS = (
    Column("name_zh", Text("工程或章节", "Group"), field_en="name_en"),
    Column("criterion_zh", Text("判定依据", "Judged by"), field_en="criterion_en"),
    Column("value", Text("目标数", "Targets"), 0),
)
