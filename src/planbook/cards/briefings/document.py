"""A briefing as a Word document: real headings, native tables with repeated heads, pictures as PNG with a vector twin."""
# ruff: noqa: SLF001 - languages, descriptions, numbers and gaps are in the files' own XML; the library has no words for them

import io
from collections.abc import Sequence
from typing import Any

from planbook.cards.briefings import words
from planbook.cards.briefings.content import Briefing, Figure
from planbook.cards.briefings.master import TemplateError
from planbook.cards.briefings.ooxml import CHINESE_FONT, LATIN_FONT, add_svg, describe, fixed
from planbook.cards.briefings.setting import columns
from planbook.cards.exports import words as export_words
from planbook.charts.theme import ACCENT, EVIDENCE_COLOURS, EVIDENCE_GLYPHS, INK, QUIET

EMU = 12700
"""Units of a point in Word's own measures and in drawings."""
PAGE = (595.3, 841.9, 62.0)
"""The book's own page: A4, its margin, in points."""
TALLEST = 0.5
"""Most of a page's height a picture takes."""
SMALL, CELL = 9.0, 8.5
_SIZES = {"Title": 26.0, "Heading 1": 16.0, "Heading 2": 13.0, "Subtitle": 10.5, "Normal": 10.5, "List Bullet": 10.5}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document(briefing: Briefing, template: bytes | None = None, name: str = "") -> bytes:
    """Return a briefing as a ``.docx`` file.

    Parameters
    ----------
    briefing : Briefing
        What it says.
    template : bytes, optional
        A user's own document; its page, styles, headers and footers are kept, its text is not.
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
    paper = _Paper(briefing, _own(briefing.tag) if template is None else _theirs(template, name), own=template is None)
    paper.cover()
    paper.findings()
    paper.verdicts()
    for figure in briefing.figures:
        paper.figure(figure)
    paper.appendices()
    paper.sources()
    describe(paper.file, briefing)
    raw = io.BytesIO()
    paper.file.save(raw)
    return fixed(raw.getvalue())


def _own(tag: str) -> Any:
    """Return an empty document with the book's page and styles, the fonts named for both scripts."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    file = Document()
    section = file.sections[0]
    section.page_width, section.page_height = Pt(PAGE[0]), Pt(PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(PAGE[2])
    for style in file.styles:
        if style._element.find(f"{W}rPr") is not None or style.name in _SIZES:
            _fonts(style._element.get_or_add_rPr())
    for name, size in _SIZES.items():
        font = file.styles[name].font
        font.size = Pt(size)
        font.color.rgb = RGBColor.from_string((ACCENT if name.startswith("Heading") else INK).lstrip("#").upper())
    file.styles["Subtitle"].font.italic = False
    normal = file.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(4), 1.15
    defaults = file.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    _fonts(defaults)
    for name in ("val", "eastAsia"):
        defaults.find(f"{W}lang").set(f"{W}{name}", tag)
    return file


def _fonts(properties: Any) -> None:
    from docx.oxml import OxmlElement

    fonts = properties.find(f"{W}rFonts")
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(f"{W}{script}", None)
    for script, face in (("ascii", LATIN_FONT), ("hAnsi", LATIN_FONT), ("eastAsia", CHINESE_FONT)):
        fonts.set(f"{W}{script}", face)


def _theirs(template: bytes, name: str) -> Any:
    from docx import Document

    try:
        file = Document(io.BytesIO(template))
    except Exception as error:
        raise TemplateError(f"模板 {name} 不能作为 Word 文档（.docx）打开：{type(error).__name__}。"
                            "处理：在 Word 或 WPS 中另存为 .docx（不是 .dotx、.doc 或加密文件）后再试。") from error
    known = {style.name for style in file.styles}
    missing = [n for n in ("Heading 1", "Heading 2") if n not in known]
    if missing:
        raise TemplateError(f"模板 {name} 缺少样式：{'、'.join(missing)}（标题 1、标题 2）。"
                            "处理：在 Word 中各用一次这两个样式，保存后再试。")
    body = file.element.body
    for child in [c for c in body if c.tag != f"{W}sectPr"]:
        body.remove(child)
    return file


class _Paper:
    """The document as it grows."""

    def __init__(self, briefing: Briefing, file: Any, *, own: bool) -> None:
        self.briefing, self.file, self.own = briefing, file, own
        self.quiet = QUIET if own else ""
        section = file.sections[-1]
        self.wide = float(section.page_width - section.left_margin - section.right_margin) / EMU
        self.high = float(section.page_height - section.top_margin - section.bottom_margin) / EMU
        self.pictures = 0

    # ---- parts ----

    def cover(self) -> None:
        """Write title, book, edition, cut-off date and publisher, and the page number below every page."""
        self._paragraph(self.briefing.title, "Title")
        told = [t for t in (self.briefing.book, self.briefing.edition, self.briefing.author) if t]
        self._paragraph(" · ".join(told), "Subtitle", SMALL + 1.5)
        if self.own:
            self._number_pages()

    def findings(self) -> None:
        """Write the key findings as a list."""
        if self.briefing.findings:
            self._heading(self.briefing.say(words.FINDINGS))
        for text in self.briefing.findings:
            self._paragraph(text, "List Bullet")

    def verdicts(self) -> None:
        """Write what was asked and decided, target by target."""
        if self.briefing.verdicts:
            self._heading(self.briefing.say(words.VERDICTS))
            self._table([tuple(self.briefing.say(t) for t in words.VERDICT_HEAD), *self.briefing.verdicts], SMALL)

    def figure(self, figure: Figure) -> None:
        """Write one chart: its headline as a heading, everything said around it."""
        chart, say = figure.chart, self.briefing.say
        self._heading(chart.headline, 2)
        self._keep(self._paragraph(chart.subtitle, size=SMALL + 1, colour=self.quiet))
        for part in figure.divided(self.high * TALLEST / min(1.0, self.wide / figure.size[0])):
            self._picture(part)
        self._legend(figure)
        for note in chart.notes:
            self._paragraph(f"{say(export_words.NOTES)}{note}", size=SMALL, colour=self.quiet, tight=True)
        between = "；" if self.briefing.lang == "zh" else "; "
        named = between.join(f"[{n}] {s}" for n, s in zip(figure.numbers, chart.sources, strict=True))
        self._paragraph(f"{say(export_words.SOURCES)}{named}", size=SMALL, colour=self.quiet, tight=True)
        self._paragraph(say(words.CHART, chart.id), size=SMALL, colour=self.quiet)

    def appendices(self) -> None:
        """Write the data of every chart."""
        if not self.briefing.figures:
            return
        self._heading(self.briefing.say(words.APPENDICES), new_page=True)
        self._paragraph(self.briefing.say(words.NUMBERED), size=SMALL, colour=self.quiet)
        for figure in self.briefing.figures:
            self._heading(figure.chart.headline, 2)
            self._table(self.briefing.table(figure), CELL)

    def sources(self) -> None:
        """Write every source once, with its number, and how to cite the briefing."""
        if self.briefing.sources:
            self._heading(self.briefing.say(words.SOURCES))
        for n, source in enumerate(self.briefing.sources, 1):
            self._paragraph(f"[{n}] {source}", size=SMALL, tight=True)
        if self.briefing.book:
            self._paragraph(self.briefing.say(words.CITE, self.briefing.book, self.briefing.edition), size=SMALL)
        self._paragraph(self.briefing.say(words.LICENCE), size=SMALL)

    # ---- pieces ----

    def _heading(self, text: str, level: int = 1, *, new_page: bool = False) -> None:
        paragraph = self._paragraph(text, f"Heading {level}")
        if new_page:
            paragraph.paragraph_format.page_break_before = True

    def _paragraph(self, text: str, style: str = "", size: float = 0.0, colour: str = "", *, tight: bool = False) -> Any:
        from docx.shared import Pt

        known = style and any(s.name == style for s in self.file.styles)
        paragraph = self.file.add_paragraph(style=style if known else None)
        self._run(paragraph, text, size, colour)
        if tight:
            paragraph.paragraph_format.space_after = Pt(2)
        return paragraph

    def _run(self, paragraph: Any, text: str, size: float = 0.0, colour: str = "") -> Any:
        from docx.oxml import OxmlElement
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
        language = OxmlElement("w:lang")
        language.set(f"{W}eastAsia" if self.briefing.lang == "zh" else f"{W}val", self.briefing.tag)
        run._r.get_or_add_rPr().append(language)
        return run

    def _keep(self, paragraph: Any) -> None:
        paragraph.paragraph_format.keep_with_next = True

    def _picture(self, figure: Figure) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml.parser import parse_xml
        from docx.shared import Pt

        wide, high = figure.size
        scale = min(self.wide / wide, self.high * TALLEST / high)
        paragraph = self.file.add_paragraph()
        self._keep(paragraph)
        drawing = paragraph.add_run().add_picture(io.BytesIO(figure.png), Pt(wide * scale), Pt(high * scale))._inline
        self.pictures += 1
        svg = Part(PackURI(f"/word/media/chart{self.pictures}.svg"), "image/svg+xml", figure.office_svg, self.file.part.package)
        add_svg(parse_xml, self.file.part, drawing, svg)
        for named in (drawing.docPr, drawing.graphic.graphicData.pic.nvPicPr.cNvPr):
            named.set("descr", figure.alternative)
            named.set("name", self.briefing.say(words.CHART, figure.chart.id))

    def _legend(self, figure: Figure) -> None:
        paragraph = self._paragraph(self.briefing.say(export_words.EVIDENCE), size=SMALL, colour=self.quiet, tight=True)
        for evidence, text in figure.chart.evidence:
            self._run(paragraph, f" {EVIDENCE_GLYPHS[evidence]} ", SMALL, EVIDENCE_COLOURS[evidence])
            self._run(paragraph, f"{text}　", SMALL)

    def _table(self, rows: Sequence[Sequence[str]], size: float) -> None:
        from docx.shared import Pt

        widths = columns(rows, size, self.wide)
        table = self.file.add_table(len(rows), len(widths))
        _ruled(table)
        table.autofit = False
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Pt(wide)
        cells = [cell for row in table.rows for cell in _cells(table, row)]
        for n, (cell, text) in enumerate(zip(cells, (t for row in rows for t in row), strict=True)):
            cell.width = Pt(widths[n % len(widths)])
            self._cell(cell, text, size, head=n < len(widths))
        _repeat(table.rows[0])
        for row in table.rows:
            _whole(row)
        self._paragraph("", size=SMALL / 2, tight=True)

    def _cell(self, cell: Any, text: str, size: float, *, head: bool) -> None:
        from docx.shared import Pt

        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1)
        paragraph.paragraph_format.line_spacing = 1.0
        self._run(paragraph, text, size).bold = head or None
        if head:
            _shade(cell)

    def _number_pages(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement

        paragraph = self.file.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(paragraph, f"{self.briefing.title} · {self.briefing.edition} · ", SMALL, QUIET)
        field = OxmlElement("w:fldSimple")
        field.set(f"{W}instr", "PAGE")
        field.append(self._run(paragraph, "1", SMALL, QUIET)._r)
        paragraph._p.append(field)


def _cells(table: Any, row: Any) -> list[Any]:
    from docx.table import _Cell

    return [_Cell(cell, table) for cell in row._tr.tc_lst]


def _ruled(table: Any) -> None:
    """Draw thin lines, whatever table styles the document has."""
    from docx.oxml import OxmlElement

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "AAB2BC")):
            line.set(f"{W}{name}", value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _shade(cell: Any) -> None:
    from docx.oxml import OxmlElement

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF1F4")):
        shade.set(f"{W}{name}", value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """Repeat a row at the top of every page its table reaches."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
