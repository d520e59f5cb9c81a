"""Every source, how directly it was read, and what rests on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, facts, prose, table
from planbook.chapters.report import Report
from planbook.charts.bars import ranked
from planbook.data.intake_tables import CORRECTIONS
from planbook.data.load import Dataset, records
from planbook.data.model import Source
from planbook.data.periods import Period
from planbook.data.text import Text
from planbook.data.trace import accounted, recorded
from planbook.data.vocab import Evidence, Grade, SourceKind
from planbook.narrative.words import period_phrase

_STATUS = {"open": Text("未告知", "not yet reported"), "reported": Text("已告知", "reported"),
           "confirmed": Text("数据方已承认", "acknowledged by the provider")}
_CELLS = {
    "value": Text("数值", "Figure"), "low": Text("下限", "Lower end"), "high": Text("上限", "Upper end"), "bound": Text("界限", "Bound"),
    "text": Text("文字值", "Wording"), "unit": Text("单位", "Unit"), "n": Text("样本数", "Number of records"),
    "known_from": Text("公开日期", "Published on"), "note": Text("备注", "Note"),
}
_CORRECTION_HEAD = (
    Text("指标", "Indicator"), Text("地方", "Place"), Text("时期", "Period"), Text("哪一项", "Which entry"), Text("来源所写", "As printed"),
    Text("本书所用", "As used here"), Text("理由", "Reason"), Text("谁的数据", "Whose figure"), Text("状态", "Status"),
)
NOTHING_CORRECTED = Text("现在没有更正：各来源的数都按原样使用。", "Nothing is corrected at present: every source's figures are used as printed.")


@recorded
def corrections_seen(data: Dataset) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the declared corrections of periods an edition looks at, cell by cell."""
    path = data.root / "data" / CORRECTIONS.glob
    with accounted():
        rows = records(path) if path.is_file() else []
    return tuple(tuple(r.items()) for r in rows if Period.parse(r["period"]).year <= data.edition.year)


def _used(entry: Mapping[str, str]) -> Text:
    """Return what the book uses in place of what a source printed."""
    if entry["action"] == "drop":
        return Text("不用", "left out")
    if entry["action"] == "flag":
        return Text("照用，标为存疑", "used as printed, marked as doubtful")
    return Text(entry["new"]) if entry["new"] else Text("空", "nothing")


@dataclass(frozen=True)
class Sources:
    """The chapter on sources."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Sources":
        """Open the chapter."""
        return cls(Report.open(edition))

    @cached_property
    def used(self) -> pd.Series:
        """Number of visible rows by source id."""
        return self.report.data.counts("source")

    @cached_property
    def decided(self) -> dict[str, list[str]]:
        """Target ids by the source their verdict rests on."""
        found: dict[str, list[str]] = {}
        for a in self.report.assessments.values():
            for row in a.deciding:
                found.setdefault(row.source, []).append(a.target.id)
        return found

    def _all(self) -> list[Source]:
        seen = [s for s in self.report.data.sources.values() if s.id in self.used.index or s.id in self.decided]
        return sorted(seen, key=lambda s: (-len(self.decided.get(s.id, [])), -int(self.used.get(s.id, 0)), s.id))

    def key_facts(self) -> Block:
        """Return how the sources were read."""
        sources = self._all()
        reposts = sum(s.kind is SourceKind.REPOST for s in sources)
        originals = sum(s.kind is SourceKind.ORIGINAL for s in sources)
        items = [
            Text(f"数据来自{len(sources)}个来源，其中原发布页{originals}个，转载{reposts}个。",
                 f"{len(sources)} sources; {originals} were read as original pages, {reposts} as reposts."),
            Text(f"有{len(self.decided)}个来源直接支撑目标的结论。", f"Verdicts rest on {len(self.decided)} of them."),
            Text("转载只写原发布单位和日期，不给链接。", "Reposts are cited by original publisher and date, without a link."),
        ]
        return facts(Text("要点", "Key facts"), items)

    def corrections(self) -> Block:
        """Return every figure the book does not use as its source printed it, or the words that there is none."""
        rows = [self._correction(dict(entry)) for entry in corrections_seen(self.report.data)]
        caption = Text("更正：来源所写与本书所用", "Corrections: what the source printed and what is used here")
        return table(caption, _CORRECTION_HEAD, rows) if rows else prose(NOTHING_CORRECTED)

    def _correction(self, entry: Mapping[str, str]) -> Row:
        indicator, place = self.report.data.indicators[entry["indicator"]].name, self.report.place(entry["place"])
        printed = Text(entry["expect"]) if entry["expect"] else Text("空", "nothing")
        return cells(indicator, place, period_phrase(Period.parse(entry["period"])), _CELLS[entry["column"]], printed, _used(entry),
                     Text(entry["reason"]), Text(entry["provider"]), _STATUS[entry["status"]])

    def grades_card(self) -> ChartCard:
        """Return how many rows rest on each grade of source."""
        sources = {s.id: s for s in self.report.data.sources.values()}
        counts = self.used.groupby(lambda i: sources[str(i)].grade.value).sum()
        frame = pd.DataFrame([
            {"name_zh": f"{g.value} {g.text.zh}", "name_en": f"{g.value} {g.text.en}", "value": int(counts.get(g.value, 0)),
             "label": f"{int(counts.get(g.value, 0))}", "sources": sum(s.grade is g for s in self._all())} for g in Grade])
        title = Text("数据行数", "Rows")
        lowest = frame.iloc[-1]
        share = lowest["value"] / frame["value"].sum()
        return ChartCard(
            id="sources-grades", kind="bar",
            headline=Text(f"{share:.0%}的数据行来自转载或第三方归档", f"{share:.0%} of the rows come from reposts or archives"),
            subtitle=Text("全部可见数据行，按来源等级", "All visible rows by grade of source"),
            description=Text("；".join(frame["name_zh"] + "：" + frame["label"]) + "。",
                             "; ".join(frame["name_en"] + ": " + frame["label"]) + "."),
            draw=lambda lang: ranked(frame.assign(name=frame[f"name_{lang}"])[["name", "value", "label"]], title=title,
                                     lang=lang, bar_height=34),
            data=frame, columns=(Column("name_zh", Text("等级", "Grade"), field_en="name_en"), Column("value", title, 0),
                                 Column("sources", Text("来源数", "Sources"), 0)),
            marks=len(frame), sources=tuple(self._all()[:1]), evidence=(Evidence.REFERENCE,),
            edition=self.report.data.edition,
        )

    def all_sources(self) -> Block:
        """Return every source with what rests on it."""
        rows = []
        for s in self._all():
            ids = list(dict.fromkeys(self.decided.get(s.id, [])))
            targets = Text("、".join(ids) or "–", ", ".join(ids) or "–")
            title = Cell(Text(s.title), href=s.url) if s.url else Cell(Text(s.title))
            rows.append(cells(s.grade.value, title, s.said_by, s.date or "–", s.kind.text,
                              Cell(Text(str(int(self.used.get(s.id, 0)))), numeric=True), targets))
        head = (Text("等级", "Grade"), Text("题名", "Title"), Text("发布单位", "Publisher"), Text("日期", "Date"),
                Text("读到的是", "Read as"), Text("数据行", "Rows"), Text("支撑的结论", "Verdicts"))
        return table(Text("全部来源，按支撑的结论和数据行数排列", "All sources, by verdicts and rows"), head, rows)
