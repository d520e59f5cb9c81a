"""What each agency would have to publish so that each target can be judged; a page and an Excel file."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.assess.gaps import Gap, gap
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, block, cells, facts, notice, table
from planbook.cards.workbook import workbook
from planbook.chapters.pages import project_pages
from planbook.chapters.report import Report
from planbook.charts.bars import ranked
from planbook.data.model import NO_KEY
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Reason, Verdict
from planbook.narrative.verdicts import would_decide

FILE = "data-gaps.xlsx"
NOBODY = Text("正文未列责任单位", "no agency named")
KIB = 1024
_LIST_HEAD = (Text("目标", "Target"), Text("现在的结论", "Verdict now"), Text("原因", "Reason"),
              Text("公布什么就能判定", "What to publish"), Text("单位", "Agencies"))


@dataclass(frozen=True)
class Gaps:
    """The chapter on what was never published."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Gaps":
        """Open the chapter."""
        return cls(Report.open(edition))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Missing publications, in text order of their targets."""
        found = (gap(a) for a in self.report.assessments.values())
        return tuple(g for g in found if g is not None)

    def _agencies(self, g: Gap) -> list[Text]:
        found = [self.report.data.agencies[a] for a in g.agencies]
        return [Text(a.name_in_plan, a.name.in_("en")) for a in found] or [NOBODY]

    def key_facts(self) -> Block:
        """Return how large the gap is."""
        by_agency = Counter(name.zh for g in self.gaps for name in self._agencies(g) if name is not NOBODY)
        nobody = sum(not g.agencies for g in self.gaps)
        by_reason = Counter(g.reason for g in self.gaps if g.reason)
        most, count = by_agency.most_common(1)[0]
        items = [
            Text(f"{len(self.gaps)}个目标还缺公开资料才能最后判定，涉及{len(by_agency)}个单位；"
                 f"另有{nobody}个目标正文未列责任单位。",
                 f"{len(self.gaps)} targets still lack a publication for a final verdict; {len(by_agency)} bodies are concerned, "
                 f"{nobody} targets name none."),
            Text(f"列名最多的是{most}，{count}个。", f"Named most often: {count} targets by one body."),
            Text("原因：" + "，".join(f"{r.text.zh}{by_reason[r]}个" for r in Reason if by_reason[r]) + "。",
                 "Reasons: " + ", ".join(f"{r.text.en} {by_reason[r]}" for r in Reason if by_reason[r]) + "."),
        ]
        return facts(Text("要点", "Key facts"), items)

    def agencies_card(self) -> ChartCard:
        """Return the number of open targets by agency."""
        names = {n.zh: n for g in self.gaps for n in self._agencies(g)}
        counts = Counter(n.zh for g in self.gaps for n in self._agencies(g))
        frame = pd.DataFrame([{"name_zh": zh, "name_en": names[zh].in_("en"), "value": n, "label": f"{n}"}
                              for zh, n in counts.most_common()])
        title = Text("缺公开资料的目标数", "Targets lacking a publication")
        top = frame.iloc[0]
        return ChartCard(
            id="gaps-agencies", kind="bar",
            headline=Text(f"{top['name_zh']}列名的目标里有{top['label']}个还不能最后判定",
                          f"{top['label']} targets naming {top['name_en']} cannot be finally judged"),
            subtitle=Text("各单位被列为牵头（没有牵头时为责任）单位、但缺公开资料的目标数", "Open targets by agency (lead agencies where named)"),
            description=Text("；".join(frame["name_zh"] + " " + frame["label"]) + "。一个目标可列多个单位，合计大于目标数。",
                             "; ".join(frame["name_en"] + " " + frame["label"]) + ". A target may name several bodies."),
            draw=lambda lang: ranked(frame.assign(name=frame[f"name_{lang}"])[["name", "value", "label"]], title=title, lang=lang),
            data=frame, columns=(Column("name_zh", Text("单位", "Agency"), field_en="name_en"), Column("value", title, 0)),
            marks=len(frame), sources=(self.report.data.sources[self.report.data.plan.source],),
            evidence=(Evidence.PLANNED,), edition=self.report.data.edition,
        )

    def first(self) -> Block:
        """Return the few publications that would settle most: targets that lack one final figure only."""
        near = (Verdict.MET_AS_STATED, Verdict.REACHED_IN_PERIOD, Verdict.INDICATED_MET, Verdict.INDICATED_NOT_MET)
        rows = [g for g in self.gaps if g.verdict in near]
        pages = project_pages(self.report.data.root, tuple(self.report.data.projects))
        return table(Text("只差一个终值的目标，先公布这些最管用", "Targets that lack one final figure: publish these first"),
                     _LIST_HEAD, [self._row(g, pages) for g in rows])

    def renamed(self) -> Block:
        """Return what is to be known about the names of the agencies asked."""
        asked = {a for g in self.gaps for a in g.agencies}
        noted = [a for a in self.report.data.agencies.values() if a.id in asked and "核实" in a.note.zh]
        items = [Text(f"{a.name_in_plan}：{a.note.zh}。", f"{a.name.in_('en')}: {a.note.in_('en')}") for a in noted]
        return notice(Text("单位名称按方案印发时所写", "Agencies are named as in the plan"), *items)

    def listing(self) -> Block:
        """Return the list: per target what to publish, by whom."""
        pages = project_pages(self.report.data.root, tuple(self.report.data.projects))
        return table(Text("数据缺口清单，按目标", "Data gaps by target"), _LIST_HEAD, [self._row(g, pages) for g in self.gaps])

    def _row(self, g: Gap, pages: dict[str, str]) -> Row:
        a = self.report.assessments[g.target]
        names = self._agencies(g)
        return cells(
            Cell(Text(f"{g.target} {a.target.name.zh}", f"{g.target} {a.target.name.in_('en')}"),
                 href=f"{pages[a.target.project]}#{g.target}"),
            Cell(a.verdict.text, badge=f"pb-v-{a.verdict.value}"), g.reason.text if g.reason else Text("–", "–"),
            would_decide(a, self.report.data),
            Text("、".join(n.zh for n in names), "; ".join(n.in_("en") for n in names)))

    def by_agency(self) -> Block:
        """Return the list by agency: the targets each would make judgeable."""
        found: dict[str, list[str]] = {}
        names: dict[str, Text] = {}
        for g in self.gaps:
            for name in self._agencies(g):
                names[name.zh] = name
                found.setdefault(name.zh, []).append(g.target)
        rows = [cells(names[zh], Cell(Text(str(len(ids))), numeric=True), Text("、".join(ids), ", ".join(ids)))
                for zh, ids in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))]
        return table(Text("数据缺口清单，按单位", "Data gaps by agency"),
                     (Text("单位", "Agency"), Text("目标数", "Targets"), Text("目标", "Targets")), rows)

    def download(self) -> Block:
        """Return the Excel file of the list."""
        content = workbook({"数据缺口": self._sheet(), "按单位": self._agency_sheet()}, self.report.data.edition.cut_off)
        item = {"name": FILE, "label": Text("数据缺口清单（Excel）", "Data gaps (Excel)"), "size": f"{len(content) / KIB:.0f} kB"}
        return block("downloads", files={FILE: content}, items=[item], words={"size": Text("，", ", ")})

    def _sheet(self) -> list[list[str | int | float | None]]:
        head: list[str | int | float | None] = [
            "目标", "名称", "工程或章节", "现在的结论", "原因", "公布什么就能判定", "指标", "地方", "年份", "基准年", "口径", "单位", "责任单位"]
        return [head, *(self._sheet_row(g) for g in self.gaps)]

    def _sheet_row(self, g: Gap) -> list[str | int | float | None]:
        a, data = self.report.assessments[g.target], self.report.data
        bases = "；".join("未注明" if b == NO_KEY else data.bases[b].name.zh for b in g.basis)
        return [
            g.target, a.target.name.zh, data.projects[a.target.project].name.zh, a.verdict.text.zh,
            g.reason.text.zh if g.reason else "", would_decide(a, data).zh, data.indicators[g.indicator].name.zh,
            "、".join(self.report.place(p).zh for p in g.places), g.year or data.plan.target_year, g.base_year, bases, g.unit,
            "、".join(n.zh for n in self._agencies(g)),
        ]

    def _agency_sheet(self) -> list[list[str | int | float | None]]:
        rows: list[list[str | int | float | None]] = [["单位", "目标", "名称", "公布什么就能判定"]]
        pairs = [(n.zh, g) for g in self.gaps for n in self._agencies(g)]
        for name, g in sorted(pairs, key=lambda pair: pair[0]):
            a = self.report.assessments[g.target]
            rows.append([name, g.target, a.target.name.zh, would_decide(a, self.report.data).zh])
        return rows
