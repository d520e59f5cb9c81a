"""What the cross-checks find in the figures themselves, check by check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from planbook.assess.air import air_rules
from planbook.assess.audit import CHECKS, Check
from planbook.assess.audit_core import Finding, Material, Severity
from planbook.assess.audit_coverage import Share, completeness
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, block, cells, facts, table
from planbook.chapters.pages import chapters
from planbook.chapters.report import Report
from planbook.charts.bars import ranked
from planbook.charts.matrix import heatmap
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.words import POINTS, amount, date_phrase, number, period_phrase, value_phrase

STEPS = (1.0, 20.0, 40.0, 60.0, 80.0)
"""Limits of the shading, per cent; the first parts nothing from something."""
_DASH = Text("–", "–")
LAST_DAY = (12, 31)
"""Month and day on which the rules for a year's data are read."""


@dataclass(frozen=True)
class Audit:
    """The chapter that checks the figures against each other."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Audit":
        """Open the chapter."""
        return cls(Report.open(edition))

    @cached_property
    def material(self) -> Material:
        """Everything the checks look at."""
        data = self.report.data
        years = range(data.plan.start_year, min(data.edition.year, data.plan.target_year) + 1)
        rules = air_rules(data.standard("hj663"), date(data.edition.year, *LAST_DAY))
        return Material(data.rows_of(data.table), data.sources, data.places, tuple(data.targets.values()), tuple(years),
                        rules.completeness.year_days)

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """Findings by check id, in the order of the checks."""
        return {check.id: check.find(self.material) for check in CHECKS}

    @cached_property
    def _rows(self) -> dict[tuple[str, ...], Observation]:
        return {row.key: row for row in self.material.rows}

    def _of(self, finding: Finding) -> list[Observation]:
        return [self._rows[key] for key in finding.keys]

    def _all(self) -> list[Finding]:
        return [f for found in self.findings.values() for f in found]

    def key_facts(self) -> Block:
        """Return how much was checked and what came of it."""
        by_severity = {s: sum(f.severity is s for f in self._all()) for s in Severity}
        quiet = [c for c in CHECKS if not self.findings[c.id]]
        items = [
            Text(f"{len(CHECKS)}项核查对照了{len(self.material.rows)}行数据，共查出{len(self._all())}处。",
                 f"{len(CHECKS)} checks over {len(self.material.rows)} rows made {len(self._all())} findings."),
            Text("其中" + "，".join(f"{s.text.zh}{n}处" for s, n in by_severity.items()) + "。",
                 "Of these: " + ", ".join(f"{s.text.en} {n}" for s, n in by_severity.items()) + "."),
            Text("；".join(f"{c.name.zh}{len(self.findings[c.id])}处" for c in CHECKS if self.findings[c.id]) + "。",
                 "; ".join(f"{c.name.en}: {len(self.findings[c.id])}" for c in CHECKS if self.findings[c.id]) + "."),
            *([Text(f"没有查出问题的：{'、'.join(c.name.zh for c in quiet)}。",
                    f"Nothing found by: {'; '.join(c.name.en for c in quiet)}.")] if quiet else []),
            Text("核查只列出疑点，不改数、不删行；查出的不一定是错误，须由发布单位解释。",
                 "Checks list doubts and change nothing; a finding is not always an error, and only the publisher can tell."),
        ]
        return facts(Text("要点", "Key facts"), items)

    def all_checks(self) -> Block:
        """Return every check with what it does and how much it found."""
        rows = [cells(Cell(Text(c.id), href=f"#{c.id.lower()}"), c.name, c.rule, c.threshold(self.material),
                      Cell(Text(str(len(self.findings[c.id]))), numeric=True)) for c in CHECKS]
        head = (Text("编号", "Id"), Text("核查", "Check"), Text("什么情况列出", "Reports when"), Text("界限", "Threshold"),
                Text("查出", "Findings"))
        return table(Text("全部核查项", "All checks"), head, rows)

    def sections(self) -> list[Block]:
        """Return one section per check: what it tests, its threshold and where that comes from, and what it found."""
        return [self._section(c) for c in CHECKS]

    def _section(self, check: Check) -> Block:
        found = self.findings[check.id]
        count = Text(f"{len(found)}处", f"{len(found)}") if found else Text("没有查出", "nothing")
        told = ((Text("什么情况列出", "Reports when"), check.rule), (Text("界限", "Threshold"), check.threshold(self.material)),
                (Text("界限来自", "Threshold from"), check.origin), (Text("查出", "Found"), count))
        head = (Text("对象", "About"), Text("时期", "Period"), Text("数值", "Figures"), check.amount,
                Text("性质", "Kind"), Text("来源", "Sources"))
        caption = Text(f"{check.name.zh}：查出的情况", f"{check.name.en}: findings")
        return block("check", id=check.id.lower(), code=check.id, name=check.name, facts=told, caption=caption, head=head,
                     rows=[self._row(f) for f in found])

    def _row(self, finding: Finding) -> Row:
        rows = self._of(finding)
        sources = _joined(s.cited() for s in self.report.sources_of(rows)) if rows else _DASH
        return cells(self._about(finding), _joined(_periods(finding, rows)), self._figures(rows),
                     Cell(self._amount(finding), numeric=True), finding.severity.text, sources)

    def _about(self, finding: Finding) -> Text:
        if finding.project:
            return self.report.data.projects[finding.project].name
        rows, place = self._of(finding), self.report.place(finding.place)
        if _differ(rows, "indicator"):
            basis = self.report.basis(rows[0].basis)
            return Text(f"{place.zh}（{basis.zh}）", f"{place.in_('en')} ({basis.in_('en')})")
        what = self.report.data.indicators[finding.indicator].name
        return Text(f"{place.zh}{what.zh}", f"{place.in_('en')}: {what.in_('en')}")

    def _figures(self, rows: Sequence[Observation]) -> Text:
        """Return every row's figure with its unit and, in brackets, what sets the rows apart."""
        names = self.report.data
        said = []
        for row in rows:
            figure, apart = value_phrase(row, names), _joined(self._apart(row, rows), "，", ", ")
            said.append(Text(f"{figure.zh}（{apart.zh}）", f"{figure.in_('en')} ({apart.in_('en')})") if apart.zh else figure)
        return _joined(said) if said else _DASH

    def _apart(self, row: Observation, rows: Sequence[Observation]) -> list[Text]:
        """Return the parts of a row's key in which the rows differ, as readers say them."""
        data = self.report.data
        parts = (
            ("indicator", data.indicators[row.indicator].name), ("place", self.report.place(row.place)),
            ("period", period_phrase(row.period)), ("basis", self._basis(row)), ("evidence", row.evidence.text),
        )
        found = [text for name, text in parts if _differ(rows, name)]
        return [t for t in found if t.zh != NO_KEY] if found or not _differ(rows, "series") else [Text(row.series)]

    def _basis(self, row: Observation) -> Text:
        return Text(NO_KEY) if row.basis == NO_KEY else self.report.data.bases[row.basis].name

    def _amount(self, finding: Finding) -> Text:
        if finding.amount is None:
            return _DASH
        figure = number(float(f"{finding.amount:.2f}")).replace("-", "−")
        if finding.unit == "%":
            return Text(figure + POINTS.zh, figure + POINTS.en)
        return amount(figure, finding.unit, self.report.data)

    def findings_card(self) -> ChartCard:
        """Return the number of findings by check."""
        ordered = sorted(CHECKS, key=lambda c: -len(self.findings[c.id]))
        frame = pd.DataFrame([
            {"id": c.id, "name_zh": c.name.zh, "name_en": c.name.en, "value": len(self.findings[c.id]),
             "label": f"{len(self.findings[c.id])}", "rule_zh": c.rule.zh, "rule_en": c.rule.en} for c in ordered])
        top, title = frame.iloc[0], Text("查出处数", "Findings")
        found = [r for f in self._all() for r in self._of(f)]
        return ChartCard(
            id="audit-findings", kind="bar",
            headline=Text(f"{len(CHECKS)}项核查共查出{len(self._all())}处，最多的是“{top['name_zh']}”，{top['label']}处",
                          f"{len(CHECKS)} checks made {len(self._all())} findings, most by “{top['name_en']}”: {top['label']}"),
            subtitle=Text("全部可见数据行，按核查项", "All visible rows, by check"),
            description=Text("；".join(frame["name_zh"] + " " + frame["label"]) + "。",
                             "; ".join(frame["name_en"] + " " + frame["label"]) + "."),
            draw=lambda lang: ranked(frame.assign(name=frame[f"name_{lang}"])[["name", "value", "label"]], title=title, lang=lang),
            data=frame, columns=(
                Column("id", Text("编号", "Id")), Column("name_zh", Text("核查", "Check"), field_en="name_en"),
                Column("value", title, 0), Column("rule_zh", Text("什么情况列出", "Reports when"), field_en="rule_en")),
            marks=len(frame), sources=self.report.sources_of(found), evidence=_evidence(found),
            edition=self.report.data.edition,
            notes=(Text("查出的处数按对象和时期计，不是数据行数；也不是错误数。",
                        "Findings are counted by subject and period, not by rows; they are not errors counted."),),
        )

    @cached_property
    def shares(self) -> list[Share]:
        """How many numeric targets have a published result, by project and year."""
        return completeness(self.material)

    def _share_frame(self) -> pd.DataFrame:
        names = self._group_names()
        return pd.DataFrame([
            {"row_zh": names[s.project].zh, "row_en": names[s.project].in_("en"), "column": str(s.year),
             "value": s.per_cent, "answered": len(s.answered), "numeric": len(s.numeric),
             "targets": "、".join(s.answered) or "–"} for s in self.shares])

    def _group_names(self) -> dict[str, Text]:
        """Return the groups' names as short as their chapters' titles."""
        full = {p.id: p.name for p in self.report.data.projects.values()}
        titled = {c["parameters"]["project"]: Text(**c["title"]) for c in chapters(self.report.data.root)
                  if "project" in (c.get("parameters") or {})}
        return {**full, **titled}

    def completeness_card(self) -> ChartCard:
        """Return the share of numeric targets with a published result, by project and year."""
        frame, title = self._share_frame(), Text("占比（%）", "Share (%)")
        columns, last = list(dict.fromkeys(frame["column"])), self.shares[-1].year
        latest = frame[frame["column"] == str(last)]
        rows = [self._rows[key] for s in self.shares for key in s.keys]
        region = self.report.place(self.report.data.plan.region)
        return ChartCard(
            id="audit-completeness", kind="heatmap",
            headline=Text(f"{last}年{latest['numeric'].sum()}个有数值的目标中，{latest['answered'].sum()}个公布过可直接对照的结果",
                          f"For {last}, {latest['answered'].sum()} of {latest['numeric'].sum()} numeric targets have a published "
                          "result that compares directly"),
            subtitle=Text(f"{region.zh}，各组有数值的目标中当年有公布结果的占比，%",
                          f"{region.in_('en')}, share of numeric targets with a published result for the year, by group, %"),
            description=self._completeness_words(frame),
            draw=lambda lang: heatmap(
                frame.assign(row=frame[f"row_{lang}"])[["row", "column", "value"]], rows=list(dict.fromkeys(frame[f"row_{lang}"])),
                columns=columns, title=title, lang=lang, steps=STEPS),
            data=frame, columns=(
                Column("row_zh", Text("工程或章节", "Group"), field_en="row_en"), Column("column", Text("年", "Year")),
                Column("value", title, 0), Column("answered", Text("有结果的目标", "With a result"), 0),
                Column("numeric", Text("有数值的目标", "Numeric targets"), 0), Column("targets", Text("目标编号", "Targets"))),
            marks=len(frame), sources=self.report.sources_of(rows) or (self.report.data.sources[self.report.data.plan.source],),
            evidence=_evidence(rows) or (Evidence.PLANNED,), edition=self.report.data.edition, notes=_COMPLETENESS_NOTES,
        )

    def _completeness_words(self, frame: pd.DataFrame) -> Text:
        empty = int((frame["value"] == 0).sum())
        groups = frame["row_zh"].nunique()
        return Text(f"{groups}组、{len(frame)}格中有{empty}格为零，即该组当年没有一个有数值的目标公布过可直接对照的结果。",
                    f"{empty} of {len(frame)} cells of {groups} groups are nought: no numeric target of the group had a comparable "
                    "result published for the year.")


_COMPLETENESS_NOTES = (
    Text("只数有数字的公布结果，指标、地方和口径须与目标一致；“超额完成”一类没有数字的表述、未审核监测数据不计。",
         "Only published figures on the target's own indicator, place and basis count; statements without a figure and unaudited "
         "monitoring do not."),
    Text("没有数值目标的组不在图中。累计数计入其末年。", "Groups without numeric targets are not shown. Cumulative figures count "
         "for their last year."),
)


def _differ(rows: Sequence[Observation], part: str) -> bool:
    """Return whether rows differ in a part of their key."""
    return len({str(getattr(r, part)) for r in rows}) > 1


def _periods(finding: Finding, rows: Sequence[Observation]) -> list[Text]:
    return [period_phrase(r.period) for r in rows] or [date_phrase(finding.period)]


def _joined(texts: Iterable[Text], zh: str = "；", en: str = "; ") -> Text:
    """Join texts, each said once."""
    once = list(dict.fromkeys(texts))
    return Text(zh.join(t.zh for t in once), en.join(t.in_("en") for t in once))


def _evidence(rows: Iterable[Observation]) -> tuple[Evidence, ...]:
    """Return the kinds of evidence in rows, in the book's order."""
    seen = {r.evidence for r in rows}
    return tuple(e for e in Evidence if e in seen)
