"""What changed from the edition before to this one: verdicts, values, and the rows reconstructed from archives."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import altair as alt
import pandas as pd

from planbook.assess.editions import Difference, Move, Revision, View, compare
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, block, cells, facts, notice, prose, table
from planbook.cards.workbook import workbook
from planbook.chapters.pages import project_pages
from planbook.chapters.report import Report, period_name
from planbook.charts.bars import stacked
from planbook.charts.maps.labels import balanced
from planbook.charts.theme import VERDICT_COLOURS
from planbook.data.load import Dataset, load_dataset, load_editions, records
from planbook.data.model import Edition, Observation, Source
from planbook.data.schema import OBSERVATION_KEY
from planbook.data.text import Text
from planbook.data.trace import accounted, recorded
from planbook.data.vocab import Evidence, Verdict
from planbook.narrative.editions import (
    difference_sentence,
    edition_name,
    first_sentence,
    move_sentence,
    reconstructed,
    revision_reason,
    visible_phrase,
)
from planbook.narrative.verdicts import goal_phrase
from planbook.narrative.words import day_phrase, quoted, wording

FILE = "edition-changes.xlsx"
KIB = 1024
NAME_WIDTH, NAME_SIZE = 200, 12
"""Pixels of a bar's name, above which it is broken, and of its letters."""
Sheet = list[list[str | int | float | None]]
FIRST = Text("这是第一版，没有上一版可比。", "This is the first edition; there is none before it.")
BACKGROUND = Text("背景资料，不直接用于任何目标", "Background, used for no target")
TODAY = Text("上一版也按现在的程序和判定规则重新生成，因此这里列出的只是资料和数据年带来的变化，不含规则的变化。",
             "The earlier edition, too, is made anew with today's code and rules: what is listed here comes from data and data "
             "year alone, never from a change of rules.")
_VALUE_HEAD = (Text("指标与地方", "Indicator and place"), Text("期间", "Period"), Text("数值", "Value"), Text("依据", "Evidence"),
               Text("何时公开", "Public from"), Text("来源", "Source"))
_REVISION_HEAD = (Text("指标与地方", "Indicator and place"), Text("期间", "Period"), Text("原值", "Before"), Text("新值", "After"),
                  Text("修订日期", "Revised on"), Text("理由与依据", "Reason and source"))
_ARCHIVE_HEAD = (Text("指标", "Indicator"), Text("行数", "Rows"), Text("地方数", "Places"), Text("期间", "Periods"),
                 Text("归档", "Archive"))


@recorded
def edition_before(data: Dataset) -> Edition | None:
    """Return the edition before the one ``data`` is of; ``None`` for the first."""
    with accounted():
        earlier = [e for year, e in load_editions(data.root / "data").items() if year < data.edition.year]
    return earlier[-1] if earlier else None


@recorded
def revisions_seen(data: Dataset) -> tuple[Revision, ...]:
    """Return the revisions made up to an edition's cut-off, oldest first."""
    with accounted():
        rows = records(data.root / "data" / "revisions.csv")
    found = [Revision(date.fromisoformat(r["revised_on"]), tuple(r[k] for k in OBSERVATION_KEY), r["old"], r["new"], r["reason"],
                      r["reason_source"]) for r in rows if r["revised_on"] <= data.edition.cut_off.isoformat()]
    return tuple(sorted(found, key=lambda r: (r.revised_on, r.key)))


@dataclass(frozen=True)
class MoveView:
    """One target whose answer moved, laid out."""

    id: str
    name: Text
    href: str
    before_id: str
    before: Text
    after_id: str
    after: Text
    why: Text


@dataclass(frozen=True)
class Group:
    """Moves under the name of their project."""

    title: Text
    moves: tuple[MoveView, ...]


@dataclass(frozen=True)
class Fold:
    """A table that opens on demand."""

    title: Text
    head: tuple[Text, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Changes:
    """The chapter on what changed since the edition before.

    Attributes
    ----------
    report : Report
        This edition.
    earlier : Report or None
        The edition before; none for the first.
    """

    report: Report
    earlier: Report | None

    @classmethod
    def open(cls, edition: int) -> "Changes":
        """Open the chapter: this edition and the one before it."""
        return cls.of(Report.open(edition))

    @classmethod
    def of(cls, report: Report) -> "Changes":
        """Return the chapter of an edition that is open already."""
        before = edition_before(report.data)
        return cls(report, None if before is None else Report(load_dataset(before.year, report.data.root)))

    @cached_property
    def found(self) -> Difference | None:
        """The difference; ``None`` for the first edition."""
        if self.earlier is None:
            return None
        return compare(_view(self.earlier), _view(self.report), revisions_seen(self.report.data), self.report.data.plan)

    @cached_property
    def archived(self) -> tuple[Observation, ...]:
        """New rows of unaudited monitoring that were reconstructed from archives."""
        return tuple(r for r in self.found.new if reconstructed(r, self.report.data)) if self.found else ()

    def key_facts(self) -> Block:
        """Return the whole difference in one sentence."""
        said = difference_sentence(self.found, len(self.archived)) if self.found else first_sentence(self.report.data.edition)
        return facts(Text("要点", "Key facts"), [said])

    def counts(self) -> Block:
        """Return the counts."""
        if self.found is None:
            return prose(FIRST)
        f = self.found
        numbers = [
            (Text("结论改变的目标", "Targets with another verdict"), len(f.turned)),
            (Text("结论相同、依据或原因不同的目标", "Targets with the same verdict on other grounds"), len(f.shifted)),
            (Text("新增的值", "Values new"), len(f.new)),
            (Text("其中由监测归档补得", "of them reconstructed from monitoring archives"), len(self.archived)),
            (Text("修订的值", "Values revised"), len(f.revised)), (Text("撤回的值", "Values withdrawn"), len(f.withdrawn)),
        ]
        before, after = edition_name(f.before), edition_name(f.after)
        caption = Text(f"{after.zh}与{before.zh}相比", f"{after.en} compared with {before.en}")
        rows = [cells(name, _number(count)) for name, count in numbers]
        return table(caption, (Text("变化", "What changed"), Text("个数", "Number")), rows)

    def remade(self) -> Block:
        """Return the note that earlier editions are made anew with today's code."""
        return notice(Text("怎样比较", "How they are compared"), TODAY)

    def verdicts_card(self) -> ChartCard | Block:
        """Return the verdicts that moved, counted by from and to."""
        if self.found is None or not self.found.turned:
            return prose(FIRST if self.found is None else Text("没有结论改变。", "No verdict changed."))
        frame, title, before = _turns(self.found.turned), Text("目标数", "Targets"), edition_name(self.found.before)
        rows = [row for m in self.found.turned for row in m.after.deciding]
        return ChartCard(
            id="edition-verdicts", kind="bar", headline=_headline(frame, len(self.found.turned)),
            subtitle=Text(f"结论改变的目标：左边是{before.zh}的结论，色块是这一版的结论，数字为目标个数",
                          f"Targets with another verdict: verdict of {before.en} at the left, verdict now by segment, with the number"),
            description=_listed(frame), draw=lambda lang: _draw_turns(frame, title, lang), data=frame, columns=_TURN_COLUMNS,
            marks=len(frame), sources=self.report.sources_of(rows) or self._plan_source(), evidence=_evidence(rows),
            edition=self.report.data.edition,
        )

    def _plan_source(self) -> tuple[Source, ...]:
        return (self.report.data.sources[self.report.data.plan.source],)

    def moved(self) -> Block:
        """Return every target with another verdict, from, to, and why, by project."""
        if self.found and self.found.turned:
            return self._moves(self.found.turned)
        count = len(self.report.assessments)
        same = Text(f"{count}个目标的结论都与上一版相同。", f"The verdicts on all {count} targets are those of the edition before.")
        return prose(same if self.found else FIRST)

    def shifted(self) -> Block:
        """Return the targets whose verdict stayed while its grounds changed, by project."""
        if self.found and self.found.shifted:
            return self._moves(self.found.shifted)
        return prose(Text("没有这样的目标。", "There is no such target.") if self.found else FIRST)

    def _moves(self, moves: Sequence[Move]) -> Block:
        pages = project_pages(self.report.data.root, tuple(self.report.data.projects))
        groups = []
        for project in self.report.data.projects.values():
            mine = tuple(self._move_view(m, pages[project.id]) for m in moves if m.after.target.project == project.id)
            if mine:
                groups.append(Group(_counted(project.name, len(mine)), mine))
        return block("moves", groups=groups)

    def _move_view(self, move: Move, page: str) -> MoveView:
        t, before, after = move.after.target, move.before.verdict, move.after.verdict
        return MoveView(t.id, t.name, f"{page}#{t.id}" if page else "", before.value, before.text, after.value, after.text,
                        move_sentence(move, self.report.data))

    def new_values(self) -> Block:
        """Return the new values but for those from archives: by project, collapsed."""
        if self.found is None:
            return prose(FIRST)
        archived = {r.key for r in self.archived}
        rest = [r for r in self.found.new if r.key not in archived]
        if not rest:
            return prose(Text("没有新增的值。", "No value is new."))
        home = self._projects_of(rest)
        names = {p.id: p.name for p in self.report.data.projects.values()} | {"": BACKGROUND}
        groups = {p: [r for r in rest if home.get(r.key, "") == p] for p in names}
        return block("folds", folds=[self._values(names[p], rows) for p, rows in groups.items() if rows])

    def _projects_of(self, rows: Iterable[Observation]) -> dict[tuple[str, ...], str]:
        """Return the project a row belongs to: that of a target it measures, else of one that looks at it."""
        wanted, home = {r.key for r in rows}, dict[tuple[str, ...], str]()
        looked = [(w.row, a.target) for a in self.report.assessments.values() for w in a.rows if w.row.key in wanted]
        own = [(row, t) for row, t in looked if row.indicator in (t.indicator, t.level_indicator)]
        for row, target in (*own, *looked):
            home.setdefault(row.key, target.project)
        return home

    def _values(self, title: Text, rows: Sequence[Observation]) -> Fold:
        return Fold(_counted(title, len(rows)), _VALUE_HEAD, tuple(self._value(r) for r in rows))

    def _value(self, row: Observation) -> Row:
        data = self.report.data
        return cells(self._what(row.indicator, row.place), period_name(row), Cell(wording(row, data), numeric=row.value is not None),
                     row.evidence.text, visible_phrase(row, data), data.sources[row.source].cited())

    def _what(self, indicator: str, place: str) -> Text:
        name, where = self.report.data.indicators[indicator].name, self.report.place(place)
        return Text(f"{name.zh}（{where.zh}）", f"{name.in_('en')} ({where.in_('en')})")

    def archives(self) -> Block:
        """Return the rows reconstructed from archives, summed up by indicator and archive."""
        if not self.archived:
            return prose(Text("没有由归档补得的行。", "No row was reconstructed from an archive.") if self.found else FIRST)
        groups: dict[tuple[str, str], list[Observation]] = {}
        for row in self.archived:
            groups.setdefault((row.indicator, row.source), []).append(row)
        title = Text("由监测归档补得的行：期末即公开，归档只是载体；未经审核",
                     "Rows reconstructed from monitoring archives: public at the end of their period, the archive only carried "
                     "them; not audited")
        rows = tuple(self._archive(indicator, source, found) for (indicator, source), found in groups.items())
        return block("folds", folds=[Fold(_counted(title, len(self.archived)), _ARCHIVE_HEAD, rows)])

    def _archive(self, indicator: str, source: str, rows: Sequence[Observation]) -> Row:
        first, last = (period_name(r) for r in (min(rows, key=_begins), max(rows, key=_ends)))
        span = first if first == last else Text(f"{first.zh}至{last.zh}", f"{first.in_('en')} to {last.in_('en')}")
        data = self.report.data
        return cells(data.indicators[indicator].name, _number(len(rows)), _number(len({r.place for r in rows})), span,
                     data.sources[source].cited())

    def revised(self) -> Block:
        """Return the revised values: old, new, reason and source."""
        made = self.found.revised if self.found else ()
        return self._revisions(Text("修订的值", "Values revised"), made, Text("没有修订的值。", "No value was revised."))

    def withdrawn(self) -> Block:
        """Return the values taken back."""
        made = self.found.withdrawn if self.found else ()
        return self._revisions(Text("撤回的值", "Values withdrawn"), made, Text("没有撤回的值。", "No value was withdrawn."))

    def _revisions(self, caption: Text, made: Sequence[Revision], none: Text) -> Block:
        if not made:
            return prose(none if self.found else FIRST)
        return table(_counted(caption, len(made)), _REVISION_HEAD, [self._revision(r) for r in made])

    def _revision(self, r: Revision) -> Row:
        indicator, place, period = r.key[:3]
        source = self.report.data.sources[r.source].cited() if r.source else None
        return cells(self._what(indicator, place), period, Cell(Text(r.old or "–"), numeric=True), Cell(Text(r.new or "–"), numeric=True),
                     day_phrase(r.revised_on), revision_reason(r.reason, source))

    def download(self) -> Block:
        """Return the complete lists as an Excel file."""
        if self.found is None:
            return prose(FIRST)
        sheets: dict[str, Sequence[Sequence[str | int | float | None]]] = {
            "结论": self._verdict_sheet(self.found), "新增的值": self._value_sheet(self.found),
            "修订与撤回": _revision_sheet((*self.found.revised, *self.found.withdrawn))}
        content = workbook(sheets, self.report.data.edition.cut_off)
        item = {"name": FILE, "label": Text("全部变化的清单（Excel）", "Complete list of changes (Excel)"),
                "size": f"{len(content) / KIB:.0f} kB"}
        return block("downloads", files={FILE: content}, items=[item], words={"size": Text("，", ", ")})

    def _verdict_sheet(self, found: Difference) -> Sheet:
        return [["目标", "名称", "目标要求", "原结论", "现结论", "为什么"], *(self._verdict_row(m) for m in found.moves)]

    def _verdict_row(self, m: Move) -> list[str | int | float | None]:
        data, target = self.report.data, m.after.target
        return [target.id, target.name.zh, goal_phrase(target, data).zh, m.before.verdict.text.zh, m.after.verdict.text.zh,
                move_sentence(m, data).zh]

    def _value_sheet(self, found: Difference) -> Sheet:
        archived = {r.key for r in self.archived}
        head: Sheet = [["指标", "地方", "期间", "数值", "依据", "口径", "何时公开", "由归档补得", "来源", "备注"]]
        return head + [self._value_row(r, archived=r.key in archived) for r in found.new]

    def _value_row(self, r: Observation, *, archived: bool) -> list[str | int | float | None]:
        data = self.report.data
        return [
            data.indicators[r.indicator].name.zh, self.report.place(r.place).zh, period_name(r).zh, wording(r, data).zh,
            r.evidence.text.zh, self.report.basis(r.basis).zh, r.known_from.isoformat(), "是" if archived else "",
            data.sources[r.source].citation(), r.note]


def _view(report: Report) -> View:
    return View(report.data.edition, {r.key: r for r in report.data.rows()}, report.assessments)


def _number(count: int) -> Cell:
    return Cell(Text(str(count), str(count)), numeric=True)


def _counted(name: Text, count: int) -> Text:
    return Text(f"{name.zh}（{count}）", f"{name.in_('en')} ({count})")


def _begins(row: Observation) -> tuple[date, str]:
    return row.period.first, row.period.code


def _ends(row: Observation) -> tuple[date, int]:
    return row.period.last, -len(row.period.code)


def _turns(moves: Sequence[Move]) -> pd.DataFrame:
    """Count moves by from and to, the most frequent first."""
    counts = Counter((m.before.verdict, m.after.verdict) for m in moves)
    return pd.DataFrame([_turn(before, after, [m for m in moves if (m.before.verdict, m.after.verdict) == (before, after)])
                         for (before, after), _ in counts.most_common()])


def _turn(before: Verdict, after: Verdict, moves: Sequence[Move]) -> dict[str, object]:
    return {"before_zh": before.text.zh, "before_en": before.text.en, "after_zh": after.text.zh, "after_en": after.text.en,
            "part": after.value, "value": len(moves), "targets": ", ".join(m.after.target.id for m in moves)}


def _draw_turns(frame: pd.DataFrame, title: Text, lang: str) -> alt.TopLevelMixin:
    data = frame.assign(name=[balanced(name, NAME_WIDTH, NAME_SIZE) for name in frame[f"before_{lang}"]])
    order = [v.value for v in Verdict if v.value in set(frame["part"])]
    colours, names = {v.value: VERDICT_COLOURS[v] for v in Verdict}, {v.value: v.text.in_(lang) for v in Verdict}
    return stacked(data[["name", "part", "value"]], title=title, lang=lang, order=order, colours=colours, names=names, bar_height=40)


def _listed(frame: pd.DataFrame) -> Text:
    zh, en = (stop.join(frame[f"before_{lang}"] + " → " + frame[f"after_{lang}"] + colon + frame["value"].astype(str))
              for lang, stop, colon in (("zh", "；", "："), ("en", "; ", ": ")))
    return Text(f"{zh}。结论没有改变的目标不在图上。", f"{en}. Targets whose verdict did not change are not shown.")


def _headline(frame: pd.DataFrame, total: int) -> Text:
    top = frame.iloc[0]
    if int(top["value"]) == 1:
        return Text(f"{total}个目标的结论改变", f"Targets with another verdict: {total}")
    zh, en = (quoted(top[f"before_{lang}"]).zh + link + quoted(top[f"after_{lang}"]).zh for lang, link in (("zh", "改为"), ("en", " to ")))
    return Text(f"{total}个目标的结论改变，最多的是由{zh}（{int(top['value'])}个）", f"Targets with another verdict: {total}; most often from {en} ({int(top['value'])})")


def _evidence(rows: Iterable[Observation]) -> tuple[Evidence, ...]:
    kinds = {r.evidence for r in rows}
    return tuple(e for e in Evidence if e in kinds) or (Evidence.PLANNED,)


def _revision_sheet(made: Sequence[Revision]) -> Sheet:
    head: Sheet = [["修订日期", *OBSERVATION_KEY, "原值", "新值", "理由", "依据来源"]]
    return head + [[r.revised_on.isoformat(), *r.key, r.old, r.new, r.reason, r.source] for r in made]


_TURN_COLUMNS = (
    Column("before_zh", Text("上一版的结论", "Verdict before"), field_en="before_en"),
    Column("after_zh", Text("这一版的结论", "Verdict now"), field_en="after_en"),
    Column("value", Text("目标数", "Targets"), 0), Column("targets", Text("目标", "Which")),
)
