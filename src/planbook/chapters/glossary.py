"""The glossary: what the words of this book mean, from the vocabularies and the data tables."""

from dataclasses import dataclass
from functools import cached_property

from planbook.cards.block import Block
from planbook.cards.markup import Cell, Row, cells, facts, table
from planbook.chapters.reference import HOW_READ, READ
from planbook.chapters.report import Report
from planbook.data.glossary import TERM, Term, glossary
from planbook.data.model import NO_KEY, Indicator
from planbook.data.text import Text

WORD, MEANING, SOURCE = Text("术语", "Term"), Text("含义", "Meaning"), Text("出处", "From")
THIS_BOOK = "本书"
FROM_KNOWLEDGE = "from_knowledge"


@dataclass(frozen=True)
class Glossary:
    """The glossary of an edition."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Glossary":
        """Open the chapter of an edition."""
        return cls(Report.open(edition))

    @cached_property
    def known(self) -> tuple[Term, ...]:
        """Every term of the glossary table."""
        return glossary(self.report.data.data)

    @cached_property
    def measured(self) -> tuple[Indicator, ...]:
        """Indicators that say what they are, by Chinese name."""
        found = (i for i in self.report.data.indicators.values() if i.definition.zh)
        return tuple(sorted(found, key=lambda i: i.name.zh))

    def key_facts(self) -> Block:
        """Return how much is explained here."""
        unread = sum(t.read == FROM_KNOWLEDGE for t in self.known)
        return facts(Text("要点", "Key facts"), [
            Text(f"解释{len(self.known)}个用语、{len(self.report.data.bases)}种口径和{len(self.measured)}个指标。",
                 f"{len(self.known)} terms, {len(self.report.data.bases)} bases and {len(self.measured)} indicators are explained."),
            Text("结论、原因、依据和等级的用词是封闭的：全书只用这些词，各有一个意思。",
                 "The words for verdicts, reasons, evidence and grades are closed lists: the book uses these and no others, each in one meaning."),
            Text(f"标准用语中有{unread}个的含义是凭知识写的，没有取得标准原文；表中逐个注明。",
                 f"{unread} terms of standards are explained from knowledge, their standard's text was not obtained; the table says which."),
        ])

    def verdicts(self) -> Block:
        """Return the verdict words."""
        rows = [Row((Cell(t.name, badge=f"pb-v-{t.id}"), Cell(t.definition)), f"verdict-{t.id}") for t in self._of("verdict")]
        return table(Text("结论用词", "Verdicts"), (WORD, MEANING), rows)

    def reasons(self) -> Block:
        """Return the reasons why a target cannot be assessed."""
        return self._words(Text("不能判定的原因", "Why a target cannot be assessed"), "reason")

    def evidence(self) -> Block:
        """Return the evidence words and the grades of sources."""
        return self._words(Text("依据和来源等级", "Evidence and source grades"), "evidence", "grade")

    def _of(self, *groups: str) -> list[Term]:
        return [t for t in self.known if t.group in groups]

    def _words(self, caption: Text, *groups: str) -> Block:
        rows = [Row(cells(_word(t), t.definition).cells, f"{t.group}-{t.id}") for t in self._of(*groups)]
        return table(caption, (WORD, MEANING), rows)

    def terms(self) -> Block:
        """Return the terms of standards and methods with where they come from and how that is known."""
        rows = [Row(cells(_both(t.name), t.definition, _source(t), READ.get(t.read, Text("–", "–"))).cells, f"term-{t.id}")
                for t in self._of(TERM)]
        return table(Text("标准和方法的用语", "Terms of standards and methods"), (WORD, MEANING, SOURCE, HOW_READ), rows)

    def bases(self) -> Block:
        """Return the bases on which figures are given."""
        rows = [Row(cells(b.name, b.definition).cells, "" if b.id == NO_KEY else f"basis-{b.id}") for b in self.report.data.bases.values()]
        return table(Text("口径", "Bases"), (WORD, MEANING), rows)

    def indicators(self) -> Block:
        """Return the indicators with their definitions and units."""
        rows = [Row(cells(i.name, i.definition, self._unit(i)).cells, f"indicator-{i.id}") for i in self.measured]
        return table(Text("指标", "Indicators"), (WORD, MEANING, Text("单位", "Unit")), rows, folded=True)

    def _unit(self, indicator: Indicator) -> Text:
        return self.report.data.units[indicator.unit].name if indicator.unit else Text("–", "–")


def _word(term: Term) -> Text:
    """Return a word as the book shows it; a grade by its letter too."""
    return Text(f"{term.id} {term.name.zh}", f"{term.id}, {term.name.in_('en')}") if term.group == "grade" else term.name


def _both(name: Text) -> Text:
    """Return a term in the page's language; the Chinese page adds the English name."""
    return Text(f"{name.zh}（{name.in_('en')}）" if name.in_("en") not in name.zh else name.zh, name.in_("en"))


def _source(term: Term) -> Text:
    return Text(term.source, "this book" if term.source == THIS_BOOK else term.source.replace("环办〔2011〕22号", "Huanban [2011] No. 22"))
