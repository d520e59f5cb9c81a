"""Every source, how directly it was read, and what rests on it."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, cells, facts, table
from planbook.chapters.report import Report
from planbook.charts.bars import ranked
from planbook.data.model import Source
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Grade, SourceKind


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
            rows.append(cells(s.grade.value, title, s.publisher, s.date or "–", s.kind.text,
                              Cell(Text(str(int(self.used.get(s.id, 0)))), numeric=True), targets))
        head = (Text("等级", "Grade"), Text("题名", "Title"), Text("发布单位", "Publisher"), Text("日期", "Date"),
                Text("读到的是", "Read as"), Text("数据行", "Rows"), Text("支撑的结论", "Verdicts"))
        return table(Text("全部来源，按支撑的结论和数据行数排列", "All sources, by verdicts and rows"), head, rows)
