"""What stands within a line of a finished page, as plain data for the typesetter.

Everything is text or a small dictionary; nothing a page says is ever read as markup by the typesetter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from planbook.cards.exports.letters import writable
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_GLYPHS
from planbook.data.vocab import Evidence

Inline = str | dict[str, Any]
Element = Any
"""An element of lxml, which carries no types."""

SKIPPED = frozenset({
    "headerlink", "pb-offers", "pb-scroll-hint", "pb-live-hint", "pb-gallery-take", "pb-gallery-filter", "pb-thumb", "pb-hidden",
    "toctree-wrapper", "pb-root-hint", "pb-copy", "pb-copy-told"})
"""What only a screen can use."""
SKIPPED_TAGS = frozenset({"script", "style", "template", "form", "button", "img", "input", "noscript"})
BOLD = frozenset({"b", "strong", "th"})
SPACES = re.compile(r"[ \t\r\n\f]+")
LONG_WORD = re.compile(r"[!-~]{16,}")
BREAK_AFTER = re.compile(r"([/_.,;=?&-])(?=[!-~])")
ZERO_WIDTH = "\u200b"
WEB = frozenset({"http", "https"})
SHADES = {
    "met": "good", "met_as_stated": "good", "ahead": "good", "reached_in_period": "part", "indicated_met": "part", "on_pace": "part",
    "not_met": "bad", "indicated_not_met": "bad", "behind": "bad", "not_assessable": "none"}
"""Colour of each verdict, by its name in the pages' palette."""


@dataclass
class Page:
    """A page being read.

    Attributes
    ----------
    slug : str
        Its name.
    known : frozenset of str
        Every place in the book a link can lead to: ``page`` or ``page#id``.
    wanted : frozenset of str
        Those some link does lead to.
    pending : list of str
        Places passed since the last thing that could carry them.
    """

    slug: str
    known: frozenset[str]
    wanted: frozenset[str]
    pending: list[str] = field(default_factory=list)

    def passes(self, element: Element) -> None:
        """Note an element's id where a link leads to it."""
        place = f"{self.slug}#{element.get('id')}"
        if element.get("id") and place in self.wanted:
            self.pending.append(place)

    def taken(self) -> list[str]:
        """Return the places passed and forget them."""
        places, self.pending = self.pending, []
        return places


def classes(element: Element) -> set[str]:
    """Return an element's classes."""
    return set((element.get("class") or "").split())


def is_skipped(element: Element) -> bool:
    """Tell whether an element is no part of the printed page."""
    return not isinstance(element.tag, str) or element.tag in SKIPPED_TAGS or bool(classes(element) & SKIPPED)


def place_of(href: str, slug: str) -> str:
    """Return the place in the book a link leads to, nothing for one that leads elsewhere.

    Examples
    --------
    >>> place_of("#t48", "p07"), place_of("./p07.html#t48", "x"), place_of("p07.html", "x"), place_of("https://e.org/a.html", "x")
    ('p07#t48', 'p07#t48', 'p07', '')
    """
    found = re.fullmatch(r"(?:\./)?(?:([\w-]+)\.html)?(?:#([^#]+))?", href)
    if not found or not href:
        return ""
    page = found[1] or slug
    return f"{page}#{found[2]}" if found[2] else page


def link(element: Element, page: Page) -> dict[str, str]:
    """Return where a link leads: a place in the book, a web address, or nowhere."""
    href = element.get("href") or ""
    place = place_of(href, page.slug)
    if place in page.known:
        return {"to": place}
    return {"url": href} if urlsplit(href).scheme in WEB else {}


def said(text: str) -> str:
    """Return a text as the font can write it; long names may break after their punctuation."""
    plain = writable(SPACES.sub(" ", text.replace("\u00a0", " ")))
    return LONG_WORD.sub(lambda m: BREAK_AFTER.sub(rf"\1{ZERO_WIDTH}", m[0]), plain)


def line(element: Element, page: Page) -> list[Inline]:
    """Return what an element says, as one flow of text."""
    return trimmed(list(flow(element, page)))


def flow(element: Element, page: Page) -> Iterator[Inline]:
    """Yield what stands in an element, in order."""
    if element.text:
        yield said(element.text)
    for child in element:
        if not is_skipped(child):
            page.passes(child)
            yield from _child(child, page)
        if child.tail:
            yield said(child.tail)


def _child(child: Element, page: Page) -> Iterator[Inline]:
    if child.tag == "br":
        yield {"k": "br"}
    elif child.tag in {"p", "li", "div", "ul", "ol"}:
        yield from flow(child, page)
        yield {"k": "br"}
    else:
        yield from _styled(child, page)


def _styled(child: Element, page: Page) -> Iterator[Inline]:
    inner = list(flow(child, page))
    kind = _kind(child, page)
    if kind:
        yield {"c": inner, **kind}
    else:
        yield from inner
    if child.tag == "b" and not (child.tail or "").strip() and child.getnext() is not None and child.getnext().tag == "span":
        yield " "


def _kind(child: Element, page: Page) -> Mapping[str, Any]:
    """Return how an element within a line is set, nothing where it is plain text."""
    if child.tag == "a":
        found = link(child, page)
        return {"k": "a", **found} if found else {}
    if child.tag in BOLD:
        return {"k": "b"}
    if child.tag in {"small", "sub", "sup", "code"}:
        return {"k": child.tag}
    return badge(child)


def badge(child: Element) -> Mapping[str, Any]:
    """Return how a verdict's badge or a chip of evidence is set, nothing for anything else."""
    names = classes(child)
    if "pb-badge" in names:
        return {"k": "badge", "s": shade(names)}
    kind = next((e for e in Evidence if f"pb-e-{e.value}" in names), None)
    return {"k": "chip", "g": EVIDENCE_GLYPHS[kind], "s": EVIDENCE_COLOURS[kind]} if kind else {}


def shade(names: set[str]) -> str:
    """Return the palette's name for the colour of a verdict, by its class."""
    found = (SHADES.get(n.removeprefix("pb-v-")) for n in sorted(names) if n.startswith("pb-v-"))
    return next((s for s in found if s), "none")


def trimmed(items: list[Inline]) -> list[Inline]:
    """Return a flow without spaces and line breaks at its ends, neighbouring texts joined."""
    found: list[Inline] = []
    for item in items:
        if isinstance(item, str) and found and isinstance(found[-1], str):
            found[-1] += item
        elif item:
            found.append(item)
    while found and (_is_break(found[-1]) or not str(found[-1]).strip()):
        found.pop()
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip()
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip()
    return [i for i in found if i]


def _is_break(item: Inline) -> bool:
    return isinstance(item, dict) and item.get("k") == "br"


def words(items: list[Inline]) -> str:
    """Return a flow as plain text, line breaks as such."""
    return "".join(i if isinstance(i, str) else "\n" if _is_break(i) else words(i.get("c", [])) for i in items)
