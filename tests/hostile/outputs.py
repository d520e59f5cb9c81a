"""What becomes of a text in each output: is it there, and is it only text? Each judge returns what is wrong."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
from briefing_factory import bundles
from openpyxl import load_workbook
from test_card import CARD, SOURCE
from test_markup import PLAIN, VOID, templates

from planbook.build.sphinxext.config import Options
from planbook.build.sphinxext.figure import Picture, figure
from planbook.build.sphinxext.head import Book, head
from planbook.build.sphinxext.messages import messages
from planbook.cards.briefings.content import briefing
from planbook.cards.briefings.document import document
from planbook.cards.briefings.pdf import pdf
from planbook.cards.briefings.slides import presentation
from planbook.cards.exports import snippets
from planbook.cards.exports.bundle import Bundle
from planbook.cards.exports.cite import bibtex, gb7714
from planbook.cards.exports.letters import LEFT_OUT, writable
from planbook.charts.bars import ranked
from planbook.cli.console import Plain
from planbook.data.text import UNSAFE, UNSEEN, Text, is_formula
from planbook.intake.template import csv_twin, template

ACTIVE_TAGS = frozenset({"script", "iframe", "object", "embed", "base", "form", "foreignobject", "animate", "set", "handler"})
ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/SubmitForm", b"/ImportData", b"/GoToR")
ACTIVE_OFFICE = ("instrText", "fldSimple", "fldChar", "hlinkClick", "hyperlink", "oleObj", "control", "altChunk", "f")
_UNSEEN = re.compile(f"[{UNSEEN}]")
DAY = date(2026, 11, 22)


@dataclass
class Page(HTMLParser):
    """The elements of a page with their attributes, and its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.blocks: list[str] = []
        self._in: list[str] = []

    def handle_starttag(self, tag, attrs):
        kept = sorted(name for name, _ in attrs if not (tag in ("td", "th") and name == "class"))  # a number is set to the right
        self.tags.append((tag, tuple(kept)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href", "formaction")]
        self.words += [value or "" for name, value in attrs if name in ("alt", "content", "aria-label", "title")]
        if tag not in VOID and tag not in ("meta", "link", "hr"):
            self._in.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in self._in:
            while self._in.pop() != tag:
                pass

    def handle_data(self, data):
        (self.blocks if "script" in self._in else self.words).append(data)


def read(html: str) -> Page:
    """Return a page as a browser would read it."""
    page = Page()
    page.feed(html)
    page.close()
    return page


def squeezed(text: str) -> str:
    """Return a text without what formats may change: spaces and the characters every output leaves out."""
    return re.sub(r"\s", "", UNSAFE.sub("", text))


def visible(text: str) -> str:
    """Return what a picture or PDF shows of a text: the letters its one font has."""
    return squeezed(writable(UNSAFE.sub("", text)))


# --- one card with the text in every place

def card_of(text: str) -> Any:
    """Return a card that says the text wherever a card says anything."""
    said = Text(text, text)
    data = CARD.data.assign(name_zh=[text, "乙城"], name_en=[text, "Othertown"], note=[text, None])
    return replace(
        CARD, headline=Text(f"甲{text}", f"A{text}"), subtitle=Text(f"甲{text}", f"A{text}"), description=Text(f"甲{text}", f"A{text}"), notes=(said,), data=data,
        sources=(replace(SOURCE, title=text, publisher=text),), draw=lambda lang: ranked(data.assign(name=data["name_zh"]), title=said, lang=lang))


def json_of(text: str) -> dict[str, Any]:
    """Return its JSON, published in a book whose title, author, chapter and place say the text too."""
    both = {"zh": text, "en": text}
    published = {"title": both, "author": both, "languages": ["zh", "en"], "newest": True, "baseurl": "https://example.org/book/",
                 "chapter": {"slug": "testville", "title": both}, "place": both}
    return {**card_of(text).to_json(), "published": published}


@dataclass(frozen=True)
class Made:
    """Everything made of one text; each output once."""

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "card", json_of(self.text))
        object.__setattr__(self, "bundle", Bundle(self.card, "zh"))

    def said(self) -> Any:
        """Return a briefing that says it in title, findings and card."""
        shown = bundles(findings=(f"甲{self.text}",), verdicts=False)
        from planbook.cards.card import CARD_MIME

        return briefing([*shown, {CARD_MIME: self.card}], title=Text(f"甲{self.text}"), lang="zh", year=2025, cut_off=DAY, book=f"甲{self.text}", author=self.text,
                        pictures={CARD.id: (self.bundle.plain, self.bundle.file("plain.png"))})


@cache
def plainly() -> Made:
    """Return the same of a word that means nothing."""
    return Made(PLAIN)


# --- judges

def _new(found: Iterable[Any], usual: Iterable[Any]) -> str:
    more = set(found) - set(usual)
    return f"new: {sorted(map(str, more))[:4]}" if more else ""


def _there(text: str, where: str, times: int = 1) -> str:
    count = where.count(text)
    return "" if not text or count >= times else f"lost: {count} of {times}"


def page_fault(html: str, usual: str, text: str, times: int = 1, *, counted: bool = True) -> str:
    """Return what is wrong with a page: an element, attribute or address the same page of a plain word has not."""
    found, plain = read(html), read(usual)
    links = {link.split(":")[0].strip().lower() for link in found.links if re.match(r"\s*[A-Za-z]+\s*:", link)} - {"https", "http", "data"}
    words = squeezed("".join(found.words))
    if counted and Counter(found.tags) != Counter(plain.tags):
        return f"other elements: {list((Counter(found.tags) - Counter(plain.tags)).items())[:4]}"
    if not counted and (wrong := _new(found.tags, [*plain.tags, ("text", ())])):
        return wrong
    if links:
        return f"addresses: {links}"
    if UNSAFE.search(html):
        return f"unsafe characters: {UNSAFE.search(html)!r}"
    for block in found.blocks:
        json.loads(block)
    return _there(squeezed(text), words, times)


def blocks_fault(made: Made) -> str:
    """Every template of the pages, the text in every place meant for text."""
    usual = _plain_blocks()
    for name, block in templates(made.text).items():
        wrong = page_fault(block.html.zh, usual[name], made.text)
        if wrong:
            return f"{name}: {wrong}"
    return ""


@cache
def _plain_blocks() -> dict[str, str]:
    return {name: block.html.zh for name, block in templates(PLAIN).items()}


def figure_fault(made: Made) -> str:
    """The figure of a page with its table, sources and the texts to copy, and the page's head."""
    def whole(one: Made) -> str:
        card = one.card
        said = UNSAFE.sub("", one.text)  # the settings are refused with such a character: see the gates
        book = Book(said, said, "https://example.org/book/", "zh", Options(edition=2025, cut_off="2026-11-22"), _nowhere())
        shown = figure(card, card["lang"]["zh"], Picture("a.svg", 1, 1), messages("zh"), "", "")
        return f"{head(book, 'p', said, shown, './')}<h1>{_escaped(one.text)}</h1>{shown}"
    return page_fault(whole(made), whole(plainly()), made.text, 4)


def _nowhere() -> Any:
    from pathlib import Path

    return Path("none")


def _escaped(text: str) -> str:
    from html import escape

    return escape(UNSAFE.sub("", text))


def embed_fault(made: Made) -> str:
    """The page of one chart for frames."""
    return page_fault(*(m.bundle.file("index.html").decode() for m in (made, plainly())), made.text, 5)


def alone_fault(made: Made) -> str:
    """The chart as one file; its picture is set in more or fewer lines."""
    return page_fault(*(m.bundle.file("embed.html").decode() for m in (made, plainly())), made.text, 4, counted=False)


def snippet_fault(made: Made) -> str:
    """What is offered to paste elsewhere: HTML, Markdown, citations."""
    chart, usual = made.bundle.chart, plainly().bundle.chart
    for maker in (lambda c: snippets.iframe(c, 9), snippets.image):
        if Counter(read(maker(chart)).tags) != Counter(read(maker(usual)).tags):
            return f"other elements: {maker(chart)[:200]}"
    rendered = _rendered(snippets.markdown(chart))
    if Counter(read(rendered).tags) != Counter(read(_rendered(snippets.markdown(usual))).tags):
        return f"Markdown that is more: {rendered[:200]}"
    told = gb7714(chart) + bibtex(chart)
    if re.search(r"(?<!\\)\\(?:input|write)", bibtex(chart)):
        return "a command to TeX"
    return "a control character" if UNSAFE.search(told) else _there(squeezed(made.text), squeezed(told))


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").render(markdown))


def svg_fault(made: Made) -> str:
    """Pictures: well-formed, no element or attribute a chart has not, no address."""
    for name in ("plain.svg", "plain-dark.svg", "chart.svg", "chart-16x9.svg"):
        root, usual = (ET.fromstring(m.bundle.file(name).decode()) for m in (made, plainly()))  # noqa: S314 - our own picture, the point of the test
        tags = {e.tag for e in root.iter()} - {e.tag for e in usual.iter()} - {"{http://www.w3.org/2000/svg}tspan"}
        names = {a.lower() for e in root.iter() for a in e.attrib}
        links = [v for e in root.iter() for a, v in e.attrib.items() if a.endswith("href") and not v.startswith(("#", "data:image/"))]
        if tags or links or any(n.startswith("on") for n in names) or any(e.tag.rpartition("}")[2].lower() in ACTIVE_TAGS for e in root.iter()):
            return f"{name}: {tags or links or names}"
        if name == "chart.svg" and made.text.strip() != "" and (wrong := _there(visible(made.text)[:40], squeezed("".join(root.itertext())))):
            return f"{name}: {wrong}"
    return ""


def csv_fault(made: Made) -> str:
    """The chart's data: opened by a spreadsheet program nothing is run, read by a program everything is there."""
    text = made.bundle.file("data.csv").decode("utf-8-sig")
    cells = [c for row in csv.reader(io.StringIO(text, newline="")) for c in row]
    if bad := [c for c in cells if is_formula(c)]:
        return f"formula: {bad[0][:60]}"
    if UNSAFE.search(text.replace("\r\n", "\n")):
        return "control characters"
    return _there(squeezed(made.text), squeezed("".join(cells)), 2)


def xlsx_fault(made: Made) -> str:
    """The workbook: texts in text cells, no formula, no link, nothing a program reads as another character."""
    return _sheet_fault(made.bundle.file("data.xlsx"), made.text, 3)


def _sheet_fault(content: bytes, text: str, times: int) -> str:
    from planbook.data.text import unescaped

    cells = [c for sheet in load_workbook(io.BytesIO(content)).worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    if odd := {c.data_type for c in cells} - {"s", "n", "inlineStr"}:
        return f"cells of type {odd}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and re.search(rb"<(?:\w+:)?(?:f|hyperlink)[\s>]|TargetMode=\"External\"", archive.read(name)):
                return f"formula or link in {name}"
    shown = "".join(unescaped(str(c.value)) for c in cells)
    return "control characters" if UNSAFE.search(shown) else _there(squeezed(text), squeezed(shown), times)


def office_fault(content: bytes, usual: bytes, text: str) -> str:
    """Slides and documents: every part well-formed, no field, link or object that the same of a plain word has not."""
    found, plain = _office(content), _office(usual)
    for tag in ACTIVE_OFFICE:
        if found[0][tag] > plain[0][tag]:
            return f"{found[0][tag] - plain[0][tag]} more <{tag}>"
    if _new(found[1], plain[1]):
        return _new(found[1], plain[1])
    return "control characters" if UNSAFE.search(found[2]) else _there(squeezed(text)[:1000], squeezed(found[2]), 2)


def _office(content: bytes) -> tuple[Counter[str], set[str], str]:
    tags: Counter[str] = Counter()
    outside, words = set(), []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                root = ET.fromstring(archive.read(name))  # noqa: S314 - our own file, the point of the test
                tags.update(e.tag.rpartition("}")[2] for e in root.iter() if not ("chart" in name and e.tag.endswith("}f")))
                outside |= {e.get("Target", "") for e in root.iter() if e.get("TargetMode") == "External"}
                words += [t for e in root.iter() if (t := e.text)] if "slides/" in name or name == "word/document.xml" or "charts/" in name else []
    return tags, outside, "".join(words)


def slides_fault(made: Made) -> str:
    """PowerPoint."""
    return office_fault(presentation(made.said()), _plain_slides(), made.text)


@cache
def _plain_slides() -> bytes:
    return presentation(plainly().said())


def paper_fault(made: Made) -> str:
    """Word."""
    return office_fault(document(made.said()), _plain_paper(), made.text)


@cache
def _plain_paper() -> bytes:
    return document(plainly().said())


def pdf_fault(made: Made) -> str:
    """PDF by Typst, and that of the picture: no action in any object, the text is there."""
    for content, times in ((pdf(made.said()), 2), (made.bundle.file("chart.pdf"), 1)):
        if bad := [name for name in ACTIVE_PDF if re.search(re.escape(name) + rb"\b", content)]:
            return f"actions: {bad}"
        reader = pypdf.PdfReader(io.BytesIO(content))
        words = _pdf_squeezed("".join(page.extract_text() for page in reader.pages))
        addresses = {a.get_object().get("/A", {}).get("/URI") for page in reader.pages for a in page.get("/Annots", [])} - {None}
        if addresses:
            return f"addresses: {addresses}"
        if wrong := _there(_pdf_squeezed(visible(made.text))[:25], words, times):
            return wrong
    return ""


def _pdf_squeezed(text: str) -> str:
    """Return a text without what a PDF's reader may not give back: spaces, hyphens at breaks, ellipses, ligatures' parts."""
    return re.sub(rf"[\s\-‐{LEFT_OUT}…]", "", text)


def json_fault(made: Made) -> str:
    """Specification, metadata and the script that registers a chart: values only, whatever they say."""
    spec = json.loads(made.bundle.file("spec.json"))
    script = made.bundle.file("spec.js").decode()
    body = script.partition("planbookCards[")[2].partition("]=")[2].rstrip(";\n")
    if json.loads(body) != json.loads(json.dumps(made.bundle.chart.spec)):
        return "the script is not the specification"
    told = json.loads(made.bundle.file("metadata.json")), json.loads(made.bundle.file("oembed.json"))
    if _keys(spec) - _keys(json.loads(plainly().bundle.file("spec.json"))):
        return "new keys in the specification"
    return _there(squeezed(made.text), squeezed("".join(_strings([spec, *told]))), 3)


def _keys(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return {k for k in value if not k.startswith("data-")} | {k for v in value.values() for k in _keys(v)}
    return {k for v in value for k in _keys(v)} if isinstance(value, list) else set()


def _strings(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in _strings(v)]
    return [s for v in value for s in _strings(v)] if isinstance(value, list) else [value] if isinstance(value, str) else []


def console_fault(made: Made) -> str:
    """The console: nothing a terminal obeys, nothing it cannot write."""
    out = io.StringIO()
    Plain(out).write(f"planbook：{made.text}")
    said = out.getvalue()
    said.encode("utf-8")
    return "control characters" if _UNSEEN.search(re.sub(r"[\n\t]", "", said)) else ""


def form_fault(made: Made) -> str:
    """The form an analyst is given: the workbook holds texts, whatever a table says."""
    said = UNSAFE.sub("", made.text).strip()
    row = {"row_code": "a", "indicator": "smoke", "place": "testville", "place_name": said, "last_source": said, "note": said}
    return _sheet_fault(template([row], _catalogue(), said[:100], (2025, ""), DAY), said, 2) if said else ""


def twin_fault(made: Made) -> str:
    """Its CSV twin holds what the checks let into the tables, letter by letter."""
    said = _UNSEEN.sub("", made.text).strip()
    if is_formula(said):
        return ""  # no table may hold it: see the gates
    rows = list(csv.reader(io.StringIO(csv_twin([{"note": said, "indicator": "smoke"}], _catalogue()).decode("utf-8-sig"), newline="")))
    return "" if said in rows[1] and not any(map(is_formula, rows[1])) else "lost"


@cache
def _catalogue() -> Any:
    import tempfile
    from pathlib import Path

    from import_factory import country

    from planbook.intake.catalogue import Catalogue

    return Catalogue(country(Path(tempfile.mkdtemp(prefix="hostile-")) / "land") / "data")


OUTPUTS: dict[str, Callable[[Made], str]] = {
    "blocks of pages": blocks_fault, "figure and head of a page": figure_fault, "chart page": embed_fault, "embed.html": alone_fault, "snippets": snippet_fault,
    "SVG": svg_fault, "CSV": csv_fault, "XLSX": xlsx_fault, "PPTX": slides_fault, "DOCX": paper_fault, "PDF": pdf_fault, "JSON and scripts": json_fault,
    "form": form_fault, "form's CSV": twin_fault, "console": console_fault}
