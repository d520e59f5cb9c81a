"""What a briefing says, read from what a chapter's notebook shows: findings, verdicts, charts, sources."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from planbook.cards.block import BLOCK_MIME
from planbook.cards.briefings import words
from planbook.cards.briefings.reading import texts_of, verdicts_of
from planbook.cards.card import CARD_MIME
from planbook.cards.exports import drawing
from planbook.cards.exports import words as export_words
from planbook.cards.exports.chart import LANG_TAGS, Chart
from planbook.cards.exports.images import size_of
from planbook.charts.matrix import divided
from planbook.data.text import UNSAFE, Text
from planbook.narrative.words import day_phrase

_BLANK = re.compile(r"\s+")
_FONT = re.compile(r"Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei")


def safe(text: str) -> str:
    """Return a text as one line that every format takes and none acts on.

    Characters XML forbids, invisible ones and those that turn the direction of writing go: a text must read as it is.
    """
    return _BLANK.sub(" ", UNSAFE.sub("", text)).strip()


@dataclass(frozen=True)
class Figure:
    """One chart of a briefing.

    Attributes
    ----------
    chart : Chart
        Its texts and data, every text :func:`safe`.
    svg : str
        The chart alone.
    numbers : tuple of int
        Its sources' numbers in the briefing's list, from 1.
    still : bytes
        The chart alone as PNG, as a bundle has it; drawn when needed if it is empty.
    """

    chart: Chart
    svg: str
    numbers: tuple[int, ...]
    still: bytes = b""

    @cached_property
    def png(self) -> bytes:
        """The picture for programs that do not draw SVG."""
        return self.still or drawing.png(self.svg, drawing.SHARP)

    @property
    def office_svg(self) -> bytes:
        """The picture for office programs, which take the first font of a list and no other: one their users have."""
        return _FONT.sub("Microsoft YaHei, Noto Sans SC", self.svg).encode()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        return size_of(self.svg)

    def divided(self, most: float) -> tuple["Figure", ...]:
        """Return a long grid in parts of at most ``most`` pixels, each saying which it is; another figure as it is.

        On one slide or page its letters would be too small to read.
        """
        beyond = self.size[1] - (self.chart.spec.get("height") or 0)
        specs = divided(self.chart.spec, most - beyond)
        return tuple(self._part(spec, n, len(specs)) for n, spec in enumerate(specs, 1)) if len(specs) > 1 else (self,)

    def _part(self, spec: Mapping[str, Any], number: int, count: int) -> "Figure":
        headline = self.chart.say(export_words.PART, self.chart.headline, number, count)
        return replace(self, chart=replace(self.chart, headline=headline), still=b"",
                       svg=drawing.plain_svg(spec, f"{self.chart.id}-{number}"))

    @property
    def alternative(self) -> str:
        """The text for those who cannot see the picture."""
        return f"{self.chart.headline}{self.chart.stop}{self.chart.description}"


@dataclass(frozen=True)
class Briefing:
    """One chapter in one language, ready to set in any format.

    Attributes
    ----------
    title : str
        Of the chapter.
    lang : str
        ``zh`` or ``en``.
    book, author : str
        Title and publisher of the book; may be empty.
    year : int
        Data year of the edition.
    cut_off : date
        Last day of what it knows.
    findings : tuple of str
        Key sentences, in order.
    verdicts : tuple of tuple of str
        Number, target, what was asked, verdict.
    figures : tuple of Figure
        One per chart.
    sources : tuple of str
        Every source of the charts, once, in order.
    """

    title: str
    lang: str
    book: str
    author: str
    year: int
    cut_off: date
    findings: tuple[str, ...]
    verdicts: tuple[tuple[str, ...], ...]
    figures: tuple[Figure, ...]
    sources: tuple[str, ...]

    @property
    def tag(self) -> str:
        """Language tag of the document."""
        return LANG_TAGS[self.lang]

    @property
    def edition(self) -> str:
        """Edition and cut-off date as readers say them."""
        comma = "，" if self.lang == "zh" else ", "
        year = self.say(export_words.EDITION, self.year)
        return f"{year}{comma}{self.say(words.CUT_OFF, day_phrase(self.cut_off).in_(self.lang))}"

    @property
    def empty(self) -> bool:
        """Whether the chapter says nothing a briefing could show."""
        return not (self.findings or self.verdicts or self.figures)

    def say(self, text: Text, *values: object) -> str:
        """Return a text in the briefing's language, filled in."""
        return text.in_(self.lang).format(*values)

    def table(self, figure: Figure) -> list[tuple[str, ...]]:
        """Return a chart's data, a source named in a cell by its number in square brackets."""
        known = {source: f"[{n}]" for n, source in enumerate(self.sources, 1)}
        return [tuple(known.get(cell, cell) for cell in row) for row in figure.chart.table]


def briefing(
    shown: Iterable[Mapping[str, Any]], *, title: Text, lang: str, year: int, cut_off: date, book: str = "", author: str = "",
    pictures: Mapping[str, tuple[str, bytes]] | None = None,
) -> Briefing:
    """Read a briefing from what a chapter shows.

    Parameters
    ----------
    shown : iterable of mapping
        MIME bundles of the notebook's outputs, in order: cards and blocks; anything else is passed over.
    title : Text
        Of the chapter.
    lang : str
        Language; a text that has none in it stays Chinese.
    year, cut_off : int, date
        Of the edition.
    book, author : str
        Of the book.
    pictures : mapping of str to (str, bytes)
        Charts drawn already, as SVG and PNG by id (a bundle's ``plain.svg`` and ``plain.png``); the others are drawn.
    """
    bundles = tuple(shown)
    charts = [_safe_chart(Chart.of(b[CARD_MIME], lang)) for b in bundles if CARD_MIME in b]
    sources = tuple(dict.fromkeys(s for c in charts for s in c.sources))
    blocks = [(b[BLOCK_MIME]["kind"], b[BLOCK_MIME]["html"].get(lang) or b[BLOCK_MIME]["html"].get("zh", ""))
              for b in bundles if BLOCK_MIME in b]
    drawn = pictures or {}
    return Briefing(
        safe(title.in_(lang)), lang, safe(book), safe(author), year, cut_off,
        _findings(blocks, lang), tuple(tuple(map(safe, row)) for kind, html in blocks if kind == "verdicts" for row in verdicts_of(html)),
        tuple(_figure(c, sources, drawn.get(c.id)) for c in charts), sources)


def _figure(chart: Chart, sources: Sequence[str], drawn: tuple[str, bytes] | None) -> Figure:
    svg, still = drawn or (drawing.plain_svg(chart.spec, chart.id), b"")
    return Figure(chart, svg, tuple(sources.index(s) + 1 for s in chart.sources), still)


def _findings(blocks: Sequence[tuple[str, str]], lang: str) -> tuple[str, ...]:
    found = (safe(text) for kind, html in blocks for text in texts_of(kind, html, export_words.STOP.in_(lang)))
    return tuple(dict.fromkeys(text for text in found if text))


def _safe_chart(chart: Chart) -> Chart:
    return replace(
        chart, headline=safe(chart.headline), subtitle=safe(chart.subtitle), description=safe(chart.description),
        notes=tuple(map(safe, chart.notes)), sources=tuple(map(safe, chart.sources)),
        evidence=tuple((kind, safe(text)) for kind, text in chart.evidence),
        table=tuple(tuple(map(safe, row)) for row in chart.table))
