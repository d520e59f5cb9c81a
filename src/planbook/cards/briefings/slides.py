"""A briefing as a PowerPoint presentation: native tables and charts, texts in the theme's own fonts."""
# ruff: noqa: SLF001 - languages, descriptions, numbers and gaps are in the files' own XML; the library has no words for them

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from planbook.cards.briefings import words
from planbook.cards.briefings.content import Briefing, Figure
from planbook.cards.briefings.master import (
    EMU,
    Box,
    Master,
    kind,
    master_of,
    number_slide,
    own_master,
    rgb,
    title_of,
    title_size,
)
from planbook.cards.briefings.native import native
from planbook.cards.briefings.officechart import add_chart
from planbook.cards.briefings.ooxml import add_svg, describe, fixed
from planbook.cards.briefings.setting import (
    LEADING,
    columns,
    cut,
    fitting,
    height,
    lines,
    listed,
    pages,
    row_height,
)
from planbook.cards.exports import words as export_words
from planbook.cards.exports.slide import GOOD, LEGIBLE
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_GLYPHS, QUIET

FINDING_SIZES, GAP = (20.0, 18.0, 16.0, 15.0), 8.0
VERDICT_SIZES, DATA = (18.0, 16.0, 14.0, 12.0), 9.5
"""Sizes of letters in the table of verdicts, as large as it can be, and in the appendix, in points."""
PAD = 6.0
SUBTITLE, LEGEND, SMALL, SOURCE = 14.0, 11.0, 9.5, 10.5
BESIDE = 0.34
"""Share of the width that texts take beside an upright chart."""
BOLD = 0.93
"""Share of a title's line that is counted on: titles are usually bold, and wider for it."""
SHRINKING = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)

Run = tuple[str, float, str]
"""A stretch of text: what it says, its size in points, its colour (empty: the theme's)."""


def presentation(briefing: Briefing, template: bytes | None = None, name: str = "") -> bytes:
    """Return a briefing as a ``.pptx`` file.

    Parameters
    ----------
    briefing : Briefing
        What it says.
    template : bytes, optional
        A user's own presentation; its masters, layouts, fonts and colours are kept, its slides are not.
    name : str
        The template's name, for messages.

    Returns
    -------
    bytes
        The same for the same briefing and template.

    Raises
    ------
    TemplateError
        If the template cannot be used.
    """
    deck = _Deck(briefing, master_of(template, name) if template is not None else own_master())
    deck.cover()
    deck.findings()
    deck.verdicts()
    for figure in briefing.figures:
        for part in deck.parts(figure):
            deck.figure(part)
    deck.appendices()
    deck.sources()
    describe(deck.master.file, briefing)
    raw = io.BytesIO()
    deck.master.file.save(raw)
    return fixed(raw.getvalue())


@dataclass(frozen=True)
class _Placed:
    """Text on a slide: where it begins, how wide it is, what it says."""

    top: float
    wide: float
    paragraphs: Sequence[Sequence[Run]]


@dataclass(frozen=True)
class _Plan:
    """Where a chart and its texts go."""

    area: Box
    texts: Sequence[_Placed]


def _scale(figure: Figure, area: Box) -> float:
    wide, high = figure.size
    return min(area.wide / wide, area.high / high)


class _Deck:
    """The slides as they come."""

    def __init__(self, briefing: Briefing, master: Master) -> None:
        self.briefing, self.master, self.room = briefing, master, master.room
        self.quiet = QUIET if master.own else ""
        self.pictures = 0

    # ---- slides ----

    def cover(self) -> None:
        """Add title, edition, cut-off date and publisher."""
        slide = self._slide(self.master.cover, self.briefing.title)
        under = next((p for p in slide.placeholders if kind(p) in {"SUBTITLE", "BODY", "OBJECT"}), None)
        told = [t for t in (self.briefing.book, self.briefing.edition, self.briefing.author) if t]
        if under is not None:
            self._fill(under.text_frame, [[(t, 18.0, "")] for t in told])

    def findings(self) -> None:
        """Add the key findings, as many slides as they take."""
        size = next((s for s in FINDING_SIZES if self._tall(self.briefing.findings, s) <= self.room.high), FINDING_SIZES[-1])
        split = self._split(self.briefing.findings, size)
        for slide, texts in self._slides(self.briefing.say(words.FINDINGS), split):
            self._body(slide, texts, size)

    def verdicts(self) -> None:
        """Add what was asked and decided, target by target; one alone stands among the findings."""
        if len(self.briefing.verdicts) > (1 if self.briefing.findings else 0):
            head = tuple(self.briefing.say(t) for t in words.VERDICT_HEAD)
            rows = [head, *self.briefing.verdicts]
            self._tables(self.briefing.say(words.VERDICTS), rows, self._table_size(rows))

    def parts(self, figure: Figure) -> tuple[Figure, ...]:
        """Return a figure as what takes one slide each: a long grid in parts that can be read."""
        area = self._plan(figure, beside=False).area
        small = native(figure.chart) is None and _scale(figure, self._best(figure, office=False).area) < LEGIBLE
        return figure.divided(area.high / GOOD) if small else (figure,)

    def figure(self, figure: Figure) -> None:
        """Add one chart: its headline as the title, everything said around it."""
        slide = self._slide(self.master.content, figure.chart.headline)
        self._drop_contents(slide)
        office = native(figure.chart)
        plan = self._best(figure, office=office is not None)
        for text in plan.texts:
            self._text(slide, self.room.left, text.top, text.wide, text.paragraphs)
        if office is not None:
            shape = add_chart(slide, office, plan.area, self.briefing.cut_off)
        else:
            shape = self._picture(slide, figure, plan.area)
        properties = shape._element.xpath(".//p:cNvPr")[0]
        properties.set("descr", figure.alternative)
        properties.set("name", self.briefing.say(words.CHART, figure.chart.id))
        slide.notes_slide.notes_text_frame.text = "\n".join(self._spoken(figure))
        _speak(slide.notes_slide, self.briefing.tag)

    def appendices(self) -> None:
        """Add the data of every chart."""
        for figure in self.briefing.figures:
            title = self.briefing.say(words.APPENDIX, figure.chart.headline)
            self._tables(title, self.briefing.table(figure), DATA)

    def sources(self) -> None:
        """Add every source once, with its number."""
        told = [f"[{n}] {source}" for n, source in enumerate(self.briefing.sources, 1)]
        ends = [self.briefing.say(words.CITE, self.briefing.book, self.briefing.edition)] if self.briefing.book else []
        for slide, texts in self._slides(self.briefing.say(words.SOURCES),
                                         self._split([*told, *ends, self.briefing.say(words.LICENCE)], SOURCE, 3.0)):
            self._body(slide, texts, SOURCE, bullets=False)

    # ---- parts ----

    def _slide(self, layout: Any, title: str, *, short: bool = False) -> Any:
        """Add a slide; its title is made smaller until it fits, a short one until it fits into one line."""
        slide = self.master.file.slides.add_slide(layout)
        shape = title_of(slide)
        self._fill(shape.text_frame, [[(title, 0.0, "")]])
        own, width = title_size(slide), (shape.width / EMU - 14.4) * BOLD
        sizes = (own, *(s for s in SHRINKING if s < own))
        room = shape.height / EMU - 7.2
        size = fitting(title, sizes, width, room)
        if short and lines(title, size, width) > 1:
            size = next((s for s in sizes if lines(title, s, width) == 1), size)
        if size != own:
            _resize(shape, size)
        number_slide(slide, self.briefing.tag)
        return slide

    def _slides(self, title: str, split: Sequence[Any]) -> list[tuple[Any, Any]]:
        """Return a slide for each piece, numbered where there are several."""
        found = []
        for n, piece in enumerate(split, 1):
            said = self.briefing.say(words.PAGE_OF, title, n, len(split)) if len(split) > 1 else title
            found.append((self._slide(self.master.content, said, short=len(split) > 1), piece))
        return found

    def _tall(self, texts: Sequence[str], size: float, gap: float = GAP) -> float:
        return sum(height(t, size, self.room.wide - 44) + gap for t in texts)

    def _split(self, texts: Sequence[str], size: float, gap: float = GAP) -> list[list[str]]:
        """Share paragraphs among as few slides as they take, about equally."""
        if not texts:
            return []
        most = self.room.high - 8
        fewest = len(self._greedy(texts, size, gap, most))
        even = self._tall(texts, size, gap) / fewest
        steps = (even + (most - even) * n / 10 for n in range(11))
        return next(found for high in steps if len(found := self._greedy(texts, size, gap, high)) <= fewest)

    def _greedy(self, texts: Sequence[str], size: float, gap: float, most: float) -> list[list[str]]:
        found: list[list[str]] = []
        for text in texts:
            if found and self._tall([*found[-1], text], size, gap) <= most:
                found[-1].append(text)
            else:
                found.append([text])
        return found

    def _body(self, slide: Any, texts: Sequence[str], size: float, *, bullets: bool = True) -> None:
        """Write paragraphs into the slide's content placeholder, or into a box where its layout has none."""
        holder = self._content(slide)
        self._drop_contents(slide, but=holder)
        shape = slide.shapes.add_textbox(*self.room.emu) if holder is None else holder
        self._fill(shape.text_frame, [[(t, size, "")] for t in texts], space=GAP if bullets else 3.0)
        if not bullets or holder is None:
            for paragraph in shape.text_frame.paragraphs:
                _plain(paragraph)

    def _content(self, slide: Any) -> Any:
        held = [p for p in slide.placeholders if kind(p) in {"OBJECT", "BODY"}]
        return held[0] if len(held) == 1 else None

    def _drop_contents(self, slide: Any, but: Any = None) -> None:
        """Remove empty placeholders, which would show their prompt."""
        for shape in list(slide.placeholders):
            if kind(shape) not in {"TITLE", "CENTER_TITLE", "SLIDE_NUMBER"} and (but is None or shape._element is not but._element):
                shape._element.getparent().remove(shape._element)

    def _plan(self, figure: Figure, *, beside: bool) -> _Plan:
        """Place a chart's texts above and below it, or to its left."""
        room, chart = self.room, figure.chart
        wide = room.wide * BESIDE if beside else room.wide
        top = [[(chart.subtitle if beside else cut(chart.subtitle, SUBTITLE, wide, 2), SUBTITLE, self.quiet)]]
        foot = self._foot(figure, wide, 6 if beside else 2)
        above, below = _height(top, wide) + 4, _height(foot, wide)
        texts = (_Placed(room.top, wide, top), _Placed(room.bottom - below, wide, foot))
        if beside:
            fits = above + below <= room.high
            return _Plan(Box(room.left + wide + 18, room.top, (room.wide - wide - 18) * fits, room.high * fits), texts)
        return _Plan(Box(room.left, room.top + above, room.wide, room.high - above - below - 6), texts)

    def _best(self, figure: Figure, *, office: bool) -> _Plan:
        """Return the plan that shows a picture largest; an office chart takes whatever shape there is."""
        around = self._plan(figure, beside=False)
        if office:
            return around
        return max(around, self._plan(figure, beside=True), key=lambda plan: _scale(figure, plan.area))

    def _foot(self, figure: Figure, wide: float, most: int) -> list[list[Run]]:
        chart, say = figure.chart, self.briefing.say
        legend: list[Run] = [(say(export_words.EVIDENCE), LEGEND, self.quiet)]
        for evidence, text in chart.evidence:
            legend += [(f"{EVIDENCE_GLYPHS[evidence]} ", LEGEND, EVIDENCE_COLOURS[evidence] if self.master.own else ""), (f"{text}　", LEGEND, "")]
        found = [legend]
        if chart.notes:
            notes = cut(f"{say(export_words.NOTES)}{' '.join(chart.notes)}", SMALL, wide, most, f"…{say(words.MORE_NOTES)}")
            found.append([(notes, SMALL, self.quiet)])
        items = [f"[{n}] {source}" for n, source in zip(figure.numbers, chart.sources, strict=True)]
        between = "；" if self.briefing.lang == "zh" else "; "
        told = listed([f"{say(export_words.SOURCES)}{items[0]}", *items[1:]], between, say(words.MORE_SOURCES, len(items)), SMALL, wide, most)
        return [*found, [(told, SMALL, self.quiet)]]

    def _spoken(self, figure: Figure) -> list[str]:
        """Return what stands in the speaker's notes: description, notes and sources in full."""
        chart, say = figure.chart, self.briefing.say
        notes = [f"{say(export_words.NOTES)}{note}" for note in chart.notes]
        sources = [f"[{n}] {source}" for n, source in zip(figure.numbers, chart.sources, strict=True)]
        return [chart.description, *notes, *sources, say(words.CHART, chart.id)]

    def _picture(self, slide: Any, figure: Figure, area: Box) -> Any:
        from pptx.opc.package import Part
        from pptx.opc.packuri import PackURI
        from pptx.oxml import parse_xml

        w, h = (length * _scale(figure, area) for length in figure.size)
        place = Box(area.left + (area.wide - w) / 2, area.top + (area.high - h) / 2, w, h)
        picture = slide.shapes.add_picture(io.BytesIO(figure.png), *place.emu)
        self.pictures += 1
        svg = Part(PackURI(f"/ppt/media/chart{self.pictures}.svg"), "image/svg+xml", slide.part.package, figure.office_svg)
        add_svg(parse_xml, slide.part, picture._element, svg)
        return picture

    def _tables(self, title: str, rows: Sequence[Sequence[str]], size: float) -> None:
        widths = columns(rows, size, self.room.wide)
        for slide, page in self._slides(title, pages(rows, widths, size, PAD, self.room.high)):
            self._drop_contents(slide)
            self._table(slide, page, widths, size)

    def _table_size(self, rows: Sequence[Sequence[str]]) -> float:
        """Return the largest size at which a table takes one slide, the smallest if it takes several."""
        def fits(size: float) -> bool:
            return len(pages(rows, columns(rows, size, self.room.wide), size, PAD, self.room.high)) == 1
        return next((s for s in VERDICT_SIZES if fits(s)), VERDICT_SIZES[-1])

    def _table(self, slide: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> None:
        heights = [row_height(row, widths, size, PAD) for row in rows]
        box = Box(self.room.left, self.room.top, sum(widths), sum(heights))
        frame = slide.shapes.add_table(len(rows), len(widths), *box.emu)
        table = frame.table
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = round(wide * EMU)
        for row, high, texts in zip(table.rows, heights, rows, strict=True):
            row.height = round(high * EMU)
            for cell, text in zip(row.cells, texts, strict=True):
                self._cell(cell, text, size)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", " / ".join(rows[0]))

    def _cell(self, cell: Any, text: str, size: float) -> None:
        cell.margin_left = cell.margin_right = round(size * 0.4 * EMU)
        cell.margin_top = cell.margin_bottom = round(PAD / 3 * EMU)
        self._fill(cell.text_frame, [[(text, size, "")]])

    def _text(self, slide: Any, left: float, top: float, wide: float, paragraphs: Sequence[Sequence[Run]]) -> float:
        """Add a box of text without inner margins; return its height in points."""
        high = _height(paragraphs, wide)
        frame = slide.shapes.add_textbox(*Box(left, top, wide, high).emu).text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self._fill(frame, paragraphs)
        return high

    def _fill(self, frame: Any, paragraphs: Sequence[Sequence[Run]], space: float = 0.0) -> None:
        from pptx.util import Pt

        frame.word_wrap = True
        for n, runs in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            if space:
                paragraph.space_before, paragraph.space_after = Pt(0), Pt(space)
            for text, size, colour in (r for r in runs if r[0]):
                run = paragraph.add_run()
                run.text = text
                run._r.get_or_add_rPr().set("lang", self.briefing.tag)
                if size:
                    run.font.size = Pt(size)
                if colour:
                    run.font.color.rgb = rgb(colour)
            if not any(text for text, _, _ in runs) and runs[0][1]:  # an empty line is as high as its end says
                paragraph._p.get_or_add_endParaRPr().set("sz", str(round(runs[0][1] * 100)))


def _height(paragraphs: Sequence[Sequence[Run]], wide: float) -> float:
    found = 0.0
    for runs in paragraphs:
        size = max(s for _, s, _ in runs)
        found += lines("".join(t for t, _, _ in runs), size, wide) * size * LEADING
    return found


def _resize(shape: Any, size: float) -> None:
    from pptx.util import Pt

    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size = Pt(size)


def _plain(paragraph: Any) -> None:
    """Take the bullet off a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", "0")
    properties.set("indent", "0")
    for old in properties.findall("{*}buNone"):
        properties.remove(old)
    properties.append(properties.makeelement("{http://schemas.openxmlformats.org/drawingml/2006/main}buNone"))


def _speak(notes: Any, tag: str) -> None:
    for paragraph in notes.notes_text_frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", tag)
