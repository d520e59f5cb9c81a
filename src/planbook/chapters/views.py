"""Assessments laid out for readers: verdict cards, scoreboard rows, counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from planbook.assess.ambiguity import ambiguities
from planbook.assess.result import Assessment, Caveat, Role, Weighed
from planbook.assess.rules import Rule
from planbook.cards.block import Block
from planbook.cards.markup import block
from planbook.chapters.pages import page_of, written_page
from planbook.chapters.report import Report, period_name, shown
from planbook.data.english import said_note
from planbook.data.text import Text
from planbook.data.vocab import AmbiguityKind, Evidence, Grade, Reason, Verdict
from planbook.narrative.ambiguity import ambiguity_sentence
from planbook.narrative.changes import change_sentence
from planbook.narrative.targets import asked
from planbook.narrative.verdicts import caveat_sentence, margin_phrase, verdict_sentence, would_decide
from planbook.narrative.words import amount, status_word

WORDS = {
    "would": Text("怎样才能判定：", "What would decide it: "),
    "why": Text("查看依据、规则和全部相关数据", "Show evidence, rule and every related figure"),
    "rule": Text("规则：", "Rule: "), "grade": Text("来源等级：", "Source grade: "), "stop": Text("；", "; "),
    "explained": Text("（见方法页）", " (method page)"), "margin": Text("差额：", "Margin: "),
    "change": Text("什么会改变这个判定：", "What would change this verdict: "),
    "open": Text("方案文字没有说清的", "What the plan's text leaves open"),
    "note": Text("说明：", "Note: "), "rows": Text("相关数据", "Related figures"),
    "no_rows": Text("没有找到任何公开数据。", "No published figure was found."),
    "agencies": Text("责任单位：", "Responsible: "), "comma": Text("、", "; "), "link": Text("链接到目标", "Link to target"),
    "row_head": (
        Text("作用", "Role"), Text("指标与地方", "Indicator and place"), Text("期间", "Period"), Text("数值", "Value"),
        Text("依据", "Evidence"), Text("口径", "Basis"), Text("来源", "Source"), Text("等级", "Grade"),
    ),
}
ROLES = {
    Role.DECIDES: Text("据此判定", "decides"), Role.STATES: Text("官方表述", "states"),
    Role.INDICATES: Text("仅作指示", "indicates"), Role.EARLIER: Text("较早年份", "earlier year"),
    Role.PART: Text("只是一部分", "a part"), Role.OTHER_SCOPE: Text("其他口径", "other scope"),
    Role.BASELINE: Text("基期或期前", "baseline"), Role.PLANNED: Text("目标或任务", "planned"),
    Role.CONTEXT: Text("背景", "context"),
}


METHOD = "pages/method-verdicts.md"
"""The written page that explains every rule."""
_SPEAKING = (Role.DECIDES, Role.STATES, Role.INDICATES, Role.EARLIER)
STATED_NOTE = Text("均相对其他标尺，没有数值，也未说明与本方案目标是否同一数",
                   "all measured against another yardstick, without a figure")


@dataclass(frozen=True)
class RowView:
    """One weighed row as a table row."""

    role: Text
    what: Text
    period: Text
    value: Text
    evidence: str
    evidence_name: Text
    basis: Text
    source: Text
    grade: Text
    note: Text


@dataclass(frozen=True)
class VerdictView:
    """One verdict card."""

    id: str
    name: Text
    verdict: str
    badge: Text
    asked: Text
    sentence: Text
    caveats: tuple[Text, ...]
    open: tuple[Text, ...]
    would_decide: Text
    rule_id: str
    rule: Text
    rule_href: str
    margin: Text
    grade: Text
    change: Text
    note: Text
    rows: tuple[RowView, ...]
    agencies: tuple[tuple[Text, str], ...]


def agency_anchor(body: str) -> str:
    """Return the address of an agency on the page by agency."""
    return f"agency-{body}"


def _agency_links(bodies: Sequence[str], report: Report) -> tuple[tuple[Text, str], ...]:
    """Return agencies by name, each with its address; where there are none, that the text names none."""
    page = page_of(report.data.root, "agencies")
    found = [(report.agency_names([b]), f"{page}#{agency_anchor(b)}" if page else "") for b in bodies]
    return tuple(found) or ((report.agency_names([]), ""),)


def verdict_view(a: Assessment, report: Report) -> VerdictView:
    """Lay one assessment out as a card."""
    rule = Rule.of(a.rule)
    page = written_page(report.data.root, METHOD)
    return VerdictView(
        id=a.target.id, name=a.target.name, verdict=a.verdict.value, badge=a.verdict.text,
        asked=asked(a.target, report.data.plan, report.data), sentence=verdict_sentence(a, report.data),
        caveats=(*(caveat_sentence(c, a, report.data) for c in a.caveats), *remarks(a, report)),
        open=left_open(a, report), would_decide=would_decide(a, report.data), rule_id=rule.value, rule=rule.text,
        rule_href=f"{page}#{rule.anchor}" if page else "", margin=margin_phrase(a, report.data), grade=_graded(a.grade),
        change=change_sentence(a, report.data), note=a.target.note,
        rows=tuple(row_view(w, report) for w in listed(a, report)),
        agencies=_agency_links(a.target.agencies, report),
    )


def _graded(grade: Grade | None) -> Text:
    if grade is None:
        return Text("无（没有据以判定的行）", "none (no row decides)")
    return Text(f"{grade.value} {grade.text.zh}", f"{grade.value}, {grade.text.en}")


_SAID_ALREADY = {Caveat.QUALIFIER: AmbiguityKind.SOFT_WORDING, Caveat.DERIVED_TARGET: AmbiguityKind.INFERRED_NUMBER}
"""Caveats that say an ambiguity by themselves."""


def left_open(a: Assessment, report: Report) -> tuple[Text, ...]:
    """Return what the plan's text leaves open about the target, but for what a caveat beside the verdict says."""
    said = {_SAID_ALREADY.get(c) for c in a.caveats}
    found = (x for x in ambiguities(a.target, report.data.ambiguities) if x.kind not in said)
    return tuple(ambiguity_sentence(x, a.target, report.data.plan, report.data) for x in found)


def remarks(a: Assessment, report: Report) -> tuple[Text, ...]:
    """Return what the deciding row and its source say about themselves."""
    if not a.deciding:
        return ()
    row = a.deciding[0]
    source = report.data.sources[row.source]
    said = (("数据说明：", "On the figure: ", said_note(row.note)),
            ("来源说明：", "On the source: ", said_note(source.note)))
    return tuple(Text(f"{zh}{note.zh}。".replace("。。", "。"), f"{en}{note.in_('en').rstrip('。')}.") for zh, en, note in said if note.zh)


def listed(a: Assessment, report: Report) -> tuple[Weighed, ...]:
    """Return the rows in reading order: the deciding or nearest first, then the plan's years, latest first, then older."""
    first = a.rows[:1]
    start = report.data.plan.start_year
    rest = sorted(a.rows[1:], key=lambda w: (w.role not in _SPEAKING, w.row.period.year < start, -w.row.period.year))
    return (*first, *rest)


def row_view(weighed: Weighed, report: Report) -> RowView:
    """Lay one weighed row out as a table row."""
    row, data = weighed.row, report.data
    what, place = data.indicators[row.indicator].name, report.place(row.place)
    value = amount(shown(row), row.unit, data) if row.value is not None or row.low is not None else status_word(row.text or "–")
    return RowView(
        role=ROLES[weighed.role], what=Text(f"{what.zh}（{place.zh}）", f"{what.in_('en')} ({place.in_('en')})"),
        period=period_name(row), value=value, evidence=row.evidence.value, evidence_name=row.evidence.text,
        basis=report.basis(row.basis), source=data.sources[row.source].cited(),
        grade=Text(row.grade.value, row.grade.value), note=said_note(row.note),
    )


def verdict_cards(report: Report, assessments: Sequence[Assessment]) -> Block:
    """Return the verdict cards of some targets."""
    return block("verdicts", views=[verdict_view(a, report) for a in assessments], words=WORDS)


@dataclass(frozen=True)
class Count:
    """How many targets have a verdict, and for which reasons."""

    verdict: str
    name: Text
    count: int
    parts: tuple["Count", ...] = ()
    note: Text | None = None


def counts(report: Report) -> tuple[Count, ...]:
    """Count targets by verdict, those that cannot be assessed by their first reason too."""
    assessments = report.assessments.values()
    by_verdict = Counter(a.verdict for a in assessments)
    by_reason = Counter(a.reasons[0] for a in assessments if a.reasons)
    parts = tuple(Count(r.value, r.text, by_reason[r]) for r in Reason if by_reason[r])
    words = [v for v in Verdict if by_verdict[v]]
    return tuple(
        Count(v.value, v.text, by_verdict[v], parts if v is Verdict.NOT_ASSESSABLE else (), _note_on(v, report)) for v in words)


def _note_on(verdict: Verdict, report: Report) -> Text | None:
    """Say beside a count what all its targets have in common and a reader must know."""
    stated = report.with_verdict(verdict) if verdict is Verdict.MET_AS_STATED else ()
    other = [a for a in stated if Caveat.OTHER_YARDSTICK in a.caveats]
    return STATED_NOTE if stated and len(other) == len(stated) else None


def counts_block(report: Report) -> Block:
    """Return the counts per verdict and reason as a block."""
    return block("counts", title=Text("按结论统计的目标数", "Targets by verdict"), items=counts(report))


@dataclass(frozen=True)
class ScoreRow:
    """One row of the scoreboard; ``group`` opens a new project."""

    id: str
    name: Text
    asked: Text
    verdict: str
    badge: Text
    reason_id: str
    reason: Text | None
    basis: Text
    would_decide: Text
    project: str
    href: str
    group: Text | None
    reasons: str
    evidence: str
    agencies: str


@dataclass(frozen=True)
class Choice:
    """One thing the scoreboard can be filtered by: its name in addresses, its label, and what can be chosen."""

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]


FILTER_WORDS = {
    "filter": Text("筛选目标", "Filter targets"), "all": Text("全部", "All"), "text": Text("文字", "Text"),
    "reset": Text("全部恢复", "Reset"), "shown": Text("显示 {} / {} 个目标", "{} of {} targets shown"),
    "none": Text("没有符合全部条件的目标。放宽一个条件，或按“全部恢复”。", "No target fits every condition. Widen one of them, or press Reset."),
}
NO_EVIDENCE = Text("没有找到公开数据", "no published figure found")


def choices(report: Report) -> tuple[Choice, ...]:
    """Return what the scoreboard can be filtered by: only what at least one of its rows has."""
    found = tuple(report.assessments.values())
    said, reasons, shown_by = {a.verdict for a in found}, {r for a in found for r in a.reasons}, {evidence_of(a) for a in found}
    bodies = {b for a in found for b in a.target.agencies}
    projects = {a.target.project for a in found}
    evidence = tuple((e.value, e.text) for e in Evidence if e in shown_by)
    silent = (("none", NO_EVIDENCE),) if None in shown_by else ()
    return (
        Choice("verdict", Text("结论", "Verdict"), tuple((v.value, v.text) for v in Verdict if v in said)),
        Choice("reason", Text("不能判定的原因", "Why not assessable"), tuple((r.value, r.text) for r in Reason if r in reasons)),
        Choice("project", Text("工程或章节", "Project or section"), tuple((p.id, p.name) for p in report.data.projects.values() if p.id in projects)),
        Choice("agency", Text("责任单位", "Agency"), tuple((b.id, Text(b.name_in_plan, b.name.in_("en"))) for b in report.data.agencies.values() if b.id in bodies)),
        Choice("evidence", Text("数据的依据", "Evidence"), (*evidence, *silent)),
    )


def evidence_of(a: Assessment) -> Evidence | None:
    """Return how the deciding row of a target is known, or its nearest row; ``None`` where there is none."""
    row = a.deciding[0] if a.deciding else a.nearest
    return row.evidence if row else None


def scoreboard(report: Report, pages: dict[str, str]) -> Block:
    """Return all targets in text order, grouped by project.

    Parameters
    ----------
    report : Report
        The edition.
    pages : dict of str to str
        Project id to page address.
    """
    rows, last = [], ""
    for a in report.assessments.values():
        group = report.data.projects[a.target.project].name if a.target.project != last else None
        last = a.target.project
        rows.append(_score_row(a, report, pages.get(last, ""), group))
    head = (Text("编号", "No."), Text("目标", "Target"), Text("结论", "Verdict"), Text("判定所依据的数据", "Rests on"),
            Text("怎样才能判定", "What would decide it"))
    return block("scoreboard", caption=Text("全部目标与结论", "All targets and verdicts"), head=head, rows=rows,
                 choices=choices(report), words=FILTER_WORDS)


def _score_row(a: Assessment, report: Report, page: str, group: Text | None) -> ScoreRow:
    evidence = evidence_of(a)
    reasons = Text("；".join(r.text.zh for r in a.reasons), "; ".join(r.text.en for r in a.reasons))
    return ScoreRow(
        id=a.target.id, name=a.target.name, asked=asked(a.target, report.data.plan, report.data), verdict=a.verdict.value,
        badge=a.verdict.text, reason_id=a.reasons[0].value if a.reasons else "",
        reason=reasons if a.reasons else None, basis=basis_text(a, report), would_decide=would_decide(a, report.data),
        project=a.target.project, href=page, group=group, reasons=" ".join(r.value for r in a.reasons),
        evidence=evidence.value if evidence else "none", agencies=" ".join(a.target.agencies),
    )


def basis_text(a: Assessment, report: Report) -> Text:
    """Name the rows that decide, or the nearest row."""
    rows = a.deciding[:2] or ((a.nearest,) if a.nearest else ())
    if not rows:
        return NO_EVIDENCE
    prefix = Text("", "") if a.deciding else Text("最接近：", "nearest: ")
    parts = [row_view(Weighed(r, Role.CONTEXT), report) for r in rows]
    zh = "；".join(f"{p.what.zh}，{p.period.zh}，{p.value.zh}（{p.evidence_name.zh}；{p.source.zh}）" for p in parts)
    en = "; ".join(f"{p.what.en}, {p.period.in_('en')}, {p.value.in_('en')} ({p.evidence_name.en}; {p.source.en})" for p in parts)
    return Text(prefix.zh + zh, prefix.en + en)


