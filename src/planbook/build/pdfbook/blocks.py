"""A finished page as a list of blocks for the typesetter."""

from collections.abc import Callable, Iterator
from typing import Any

from planbook.build.pdfbook.inline import Element, Inline, Page, badge, classes, is_skipped, line, said, shade, trimmed
from planbook.build.pdfbook.tables import table
from planbook.cards.exports.letters import writable

Block = dict[str, Any]
HEADINGS = {"h1": 1, "h2": 3, "h3": 4, "h4": 5}
"""Level in the book, where parts are the first and chapters the second; a page's own title is left to the book."""
CONTAINERS = frozenset({"div", "section", "article", "aside", "figure", "figcaption", "details", "li", "dd", "blockquote", "header", "body"})
STYLES = {
    "pb-headline": "headline", "pb-subtitle": "small", "pb-description": "small", "pb-caveat": "small", "pb-verdict-asked": "small",
    "pb-verdict-head": "headline", "pb-facts-title": "headline", "pb-notice-title": "headline", "pb-hero-kicker": "small",
    "pb-hero-answer": "lead", "pb-hero-sub": "small", "pb-card-bar": "small", "pb-gallery-title": "item", "pb-gallery-about": "small",
    "pb-check-name": "headline", "pb-search-help": "small"}
BOXES = {"pb-verdict": "verdict", "pb-facts-panel": "facts", "pb-notice": "notice", "pb-check": "plain"}
DARK_TWIN = "pb-night"
"""Class of a picture that repeats another for dark pages."""
SMALL = frozenset({"pb-data", "pb-sources", "pb-why", "pb-notes", "pb-legend", "pb-cite-book"})


def blocks(element: Element, page: Page, small: bool = False) -> list[Block]:
    """Return the blocks of an element; text between them becomes paragraphs."""
    found: list[Block] = []
    loose: list[Inline] = [said(element.text)] if element.text else []
    for child in element:
        if not is_skipped(child):
            if child.tag in MAKERS or child.tag in CONTAINERS:
                found += [*_paragraph(loose, page), *block(child, page, small)]
                loose = []
            else:
                loose += line(_alone(child), page) if child.tag != "br" else [{"k": "br"}]
        loose += [said(child.tail)] if child.tail else []
    return [*found, *_paragraph(loose, page)]


def _alone(child: Element) -> Element:
    """Return an element wrapped, so that how it is set is not lost."""
    from lxml import etree  # type: ignore[import-untyped]

    copy = etree.fromstring(etree.tostring(child, with_tail=False))
    wrapped = etree.Element("span")
    wrapped.append(copy)
    return wrapped


def _paragraph(loose: list[Inline], page: Page) -> list[Block]:
    content = trimmed(loose)
    return [{"k": "p", "s": "", "c": content, "ids": page.taken()}] if content else []


def block(element: Element, page: Page, small: bool) -> list[Block]:
    """Return the blocks of one element that stands by itself."""
    page.passes(element)
    maker = MAKERS.get(element.tag)
    return maker(element, page, small) if maker else _container(element, page, small)


def _container(element: Element, page: Page, small: bool) -> list[Block]:
    names = classes(element)
    if "pb-chart" in names:
        return _picture(element, page)
    if "pb-legend" in names:
        return _legend(element, page)
    smaller = small or bool(names & SMALL)
    inner = blocks(element, page, smaller)
    box = next((style for name, style in BOXES.items() if name in names and "pb-block" not in names), "")
    if box:
        return _boxed(inner, box, shade(names))
    return [{"k": "small", "c": inner}] if smaller and not small and inner else inner


def _boxed(inner: list[Block], box: str, colour: str) -> list[Block]:
    """Return a box of an element's opening blocks; what is set small or as a table follows it, where pages may break."""
    cut = next((n for n, b in enumerate(inner) if b["k"] in {"small", "table", "h"}), len(inner))
    opening = [{"k": "box", "s": box, "colour": colour, "c": inner[:cut]}] if cut else []
    return [*opening, *inner[cut:]]


def _picture(element: Element, page: Page) -> list[Block]:
    return [{"k": "picture", "id": image.get("src").split("/")[-2], "alt": said(image.get("alt") or ""), "ids": page.taken()}
            for image in element.iter("img") if "/" in (image.get("src") or "") and image.get("class") != DARK_TWIN]


def _legend(element: Element, page: Page) -> list[Block]:
    """Return the kinds of evidence of a chart on one line."""
    label = [said(s.text or "") for s in element.iterfind("./span")]
    marks: list[Inline] = []
    for item in element.iter("li"):
        marks += [" ", {**badge(item), "c": line(item, page)}]
    return [{"k": "p", "s": "small", "c": [*label, *marks], "ids": page.taken()}]


def _heading(element: Element, page: Page, small: bool) -> list[Block]:
    del small
    level = HEADINGS.get(element.tag, 5)
    return [{"k": "h", "level": level, "c": line(element, page), "ids": page.taken()}] if level > 1 else []


def _text(element: Element, page: Page, small: bool) -> list[Block]:
    del small
    style = next((s for name, s in STYLES.items() if name in classes(element)), "")
    content = line(element[0] if "pb-card-bar" in classes(element) else element, page)
    return [{"k": "p", "s": style, "c": content, "ids": page.taken()}] if content else []


def _summary(element: Element, page: Page, small: bool) -> list[Block]:
    del small
    return [{"k": "p", "s": "summary", "c": line(element, page), "ids": page.taken()}]


def _list(element: Element, page: Page, small: bool) -> list[Block]:
    ids = page.taken()
    items = [blocks(item, page, small) for item in _items(element, page)]
    return [{"k": "list", "ids": ids, "ordered": element.tag == "ol" and "pb-counts" not in classes(element), "items": [i for i in items if i]}]


def _items(element: Element, page: Page) -> Iterator[Element]:
    for item in element.iterfind("./li"):
        if not is_skipped(item):
            page.passes(item)
            yield item


def _terms(element: Element, page: Page, small: bool) -> list[Block]:
    found: list[Block] = []
    for child in element:
        if child.tag == "dt":
            page.passes(child)
            found.append({"k": "p", "s": "term", "c": line(child, page), "ids": page.taken()})
        elif child.tag == "dd":
            found.append({"k": "indent", "c": blocks(child, page, small)})
    return found


def _code(element: Element, page: Page, small: bool) -> list[Block]:
    del small
    lines = [writable(one) for one in "".join(element.itertext()).rstrip().split("\n")]
    return [{"k": "code", "lines": lines, "ids": page.taken()}]


def _table(element: Element, page: Page, small: bool) -> list[Block]:
    return [table(element, page, small)]


MAKERS: dict[str, Callable[[Element, Page, bool], list[Block]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5"), _heading), "p": _text, "summary": _summary, "ul": _list, "ol": _list, "dl": _terms,
    "pre": _code, "table": _table}
