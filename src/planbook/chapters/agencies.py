"""The plan by agency: each body's targets, what is known of them, and what it would have to publish."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from planbook.assess.gaps import gap
from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.markup import Cell, Row, block, cells, facts, table
from planbook.chapters.pages import project_pages
from planbook.chapters.report import Report
from planbook.chapters.views import agency_anchor, basis_text
from planbook.data.model import Agency
from planbook.data.text import Text
from planbook.data.vocab import Verdict
from planbook.narrative.verdicts import would_decide

WORDS = {
    "formal": Text("全称：", "Called in the plan: "), "sections": Text("方案列名的章节：", "Sections of the plan that name it: "),
    "note": Text("说明：", "Note: "), "none": Text("没有目标点名这个单位。", "No target names this body."),
    "lead": Text("牵头", "leads"), "link": Text("链接到", "Link to"),
    "head": (Text("目标", "Target"), Text("结论", "Verdict"), Text("判定所依据或最接近的数据", "Deciding or nearest figure"),
             Text("要公布什么", "What it would have to publish")),
}
DIGITS = "〇一二三四五六七八九"
_NUMERAL = re.compile("[一二三四五六七八九十]+")
NOTHING = Text("不缺", "nothing is missing")
CONTENTS = Text("各单位的目标、结论和缺口", "Targets, verdicts and gaps by agency")


@dataclass(frozen=True)
class TargetRow:
    """One target of an agency."""

    id: str
    name: Text
    href: str
    leads: bool
    verdict: str
    badge: Text
    basis: Text
    missing: Text


@dataclass(frozen=True)
class AgencyView:
    """One agency with its targets; ``tally`` counts them by verdict."""

    anchor: str
    name: Text
    formal: Text
    sections: Text
    note: Text
    tally: Text
    summary: Text
    rows: tuple[TargetRow, ...]


@dataclass(frozen=True)
class Agencies:
    """The chapter by agency."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Agencies":
        """Open the chapter of an edition."""
        return cls(Report.open(edition))

    @cached_property
    def named(self) -> dict[str, tuple[Assessment, ...]]:
        """Agency id to the targets that name it, in text order; the most named first."""
        found = {b: tuple(a for a in self.report.assessments.values() if b in a.target.agencies or b in a.target.lead_agencies)
                 for b in self.report.data.agencies}
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))

    @cached_property
    def asked(self) -> dict[str, set[str]]:
        """Target id to the agencies that would have to publish something about it."""
        gaps = (gap(a) for a in self.report.assessments.values())
        return {g.target: set(g.agencies) for g in gaps if g}

    @cached_property
    def _pages(self) -> dict[str, str]:
        return project_pages(self.report.data.root, tuple(self.report.data.projects))

    def key_facts(self) -> Block:
        """Return how the targets spread over the agencies."""
        silent = sum(not found for found in self.named.values())
        nobody = sum(not a.target.agencies and not a.target.lead_agencies for a in self.report.assessments.values())
        most, found = next(iter(self.named.items()))
        name = _name(self.report.data.agencies[most])
        return facts(Text("要点", "Key facts"), [
            Text(f"方案列出{len(self.named)}个单位，其中{len(self.named) - silent}个有目标点名；另有{nobody}个目标正文没有列责任单位。",
                 f"The plan names {len(self.named)} bodies, {len(self.named) - silent} of them for a target; {nobody} targets name none."),
            Text(f"列名最多的是{name.zh}：{len(found)}个目标，{_tally(found).zh}。",
                 f"Named most often: {name.in_('en')}, {len(found)} targets ({_tally(found).in_('en')})."),
            Text("一个目标可以列多个单位，各单位的目标数相加大于目标总数。结论说的是目标，不是单位的工作好坏。",
                 "A target may name several bodies, so their numbers add up to more than all targets. A verdict is about a target, not about how well a body works."),
        ])

    def contents(self) -> Block:
        """Return the agencies, each leading to its own part of the page."""
        rows = [self._line(b, found) for b, found in self.named.items()]
        return table(CONTENTS, (Text("单位", "Agency"), Text("目标数", "Targets"), Text("牵头", "Leads"), Text("已有结论", "With a verdict"),
                               Text("等它公布的", "Waiting for it to publish")), rows)

    def _line(self, body: str, found: tuple[Assessment, ...]) -> Row:
        settled = sum(a.verdict is not Verdict.NOT_ASSESSABLE for a in found)
        leads = sum(body in a.target.lead_agencies for a in found)
        waiting = sum(body in self.asked.get(a.target.id, ()) for a in found)
        counted = (Cell(Text(str(n), str(n)), numeric=True) for n in (len(found), leads, settled, waiting))
        return cells(Cell(_name(self.report.data.agencies[body]), href=f"#{agency_anchor(body)}"), *counted)

    def listing(self) -> Block:
        """Return every agency with its targets."""
        return block("agencies", views=[self._view(self.report.data.agencies[b], found) for b, found in self.named.items()], words=WORDS)

    def _view(self, body: Agency, found: tuple[Assessment, ...]) -> AgencyView:
        return AgencyView(
            anchor=agency_anchor(body.id), name=_name(body), formal=Text(body.name.zh, body.name_in_plan),
            sections=Text("、".join(body.sections), ", ".join(map(section_number, body.sections))), note=body.note, tally=_tally(found),
            summary=Text(f"{len(found)}个目标", f"{len(found)} targets"), rows=tuple(self._row(a, body.id) for a in found))

    def _row(self, a: Assessment, body: str) -> TargetRow:
        asked = body in self.asked.get(a.target.id, ())
        return TargetRow(
            id=a.target.id, name=a.target.name, href=f"{self._pages[a.target.project]}#{a.target.id}",
            leads=body in a.target.lead_agencies, verdict=a.verdict.value, badge=a.verdict.text, basis=basis_text(a, self.report),
            missing=would_decide(a, self.report.data) if asked else self._elsewhere(a))

    def _elsewhere(self, a: Assessment) -> Text:
        """Say who else is to publish: the leading bodies; or that nothing is missing."""
        others = self.asked.get(a.target.id)
        if others is None:
            return NOTHING
        names = self.report.agency_names(sorted(others))
        return Text(f"由牵头单位公布：{names.zh}", f"for the leading bodies to publish: {names.in_('en')}")


def section_number(written: str) -> str:
    """Return a section of the plan by the number it has, in digits.

    Examples
    --------
    >>> section_number("二（一）"), section_number("二（十）"), section_number("四（十二）")
    ('2 (1)', '2 (10)', '4 (12)')
    """
    return _NUMERAL.sub(lambda m: str(_value(m[0])), written).replace("（", " (").replace("）", ")")


def _value(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (DIGITS.index(tens or "一") * 10 if ten else 0) + DIGITS.index(ones or "〇")


def _name(body: Agency) -> Text:
    return Text(body.name_in_plan, body.name.in_("en"))


def _tally(found: tuple[Assessment, ...]) -> Text:
    """Count targets by verdict, in the order of the vocabulary."""
    counts = Counter(a.verdict for a in found)
    said = [v for v in Verdict if counts[v]]
    return Text("，".join(f"{v.text.zh}{counts[v]}个" for v in said), ", ".join(f"{v.text.in_('en')}: {counts[v]}" for v in said))
