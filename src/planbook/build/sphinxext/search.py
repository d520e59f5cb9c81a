"""The search index: what each page says, read back from the finished pages.

Reading the pages, and not the sources, finds the words that notebooks computed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

INDEX = "search-index.js"
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
HEADING_CLASSES = frozenset({"pb-headline", "pb-verdict-head"})
"""What heads a figure or a verdict, which have no headings of their own."""
OWN_CLASSES = frozenset({"pb-card", "pb-verdict"})
"""Things with an address of their own, found under it."""
FACTS = "pb-facts"
INLINE = frozenset({"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup"})
VOID = frozenset({"br", "img", "input", "hr", "wbr", "col"})
SKIPPED_CLASSES = frozenset({"headerlink", "pb-card-bar", "pb-legend", "pb-offers", "pb-hidden", "highlight", "pb-filter"})
SKIPPED_TAGS = frozenset({"script", "style", "template"})


@dataclass
class Section:
    """A heading, where it stands, and the text below it."""

    anchor: str
    facts: bool = False
    heading: str = ""
    text: str = ""

    def to_json(self) -> list[Any]:
        """Return anchor, heading, text and whether these are key facts, as the client reads them."""
        return [self.anchor, " ".join(self.heading.split()), " ".join(self.text.split()), int(self.facts)]


@dataclass(frozen=True)
class _Open:
    """An open tag of the article."""

    tag: str
    hidden: bool
    heads: bool
    back: Section | None
    """The section that goes on once this tag closes, where it opened one of its own."""


class _Reader(HTMLParser):
    """Collects the sections of the page's main article."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[Section] = []
        self._open: list[_Open] = []
        self._anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        classes = set(have.get("class", "").split())
        if not self._open and not (tag == "article" and "pb-article" in classes):
            return
        if tag not in INLINE:
            self._add(" ")
        if tag == "section":
            self._anchors.append(have.get("id", ""))
        if tag not in VOID:
            back = self._begin(tag, have.get("id", ""), classes)
            heads = tag in HEADINGS or bool(classes & HEADING_CLASSES)
            hidden = tag in SKIPPED_TAGS or bool(classes & SKIPPED_CLASSES)
            self._open.append(_Open(tag, hidden, heads, back))

    def _begin(self, tag: str, name: str, classes: set[str]) -> Section | None:
        """Begin a section where this tag does; return the one to come back to."""
        current = self.sections[-1] if self.sections else Section("")
        if tag in HEADINGS:
            self.sections.append(Section(name or self._anchor(tag)))
        elif FACTS in classes:
            self.sections.append(Section(current.anchor, facts=True))
            return current
        elif name and (tag == "tr" or classes & OWN_CLASSES):
            self.sections.append(Section(name))
            return current
        return None

    def _anchor(self, tag: str) -> str:
        return self._anchors[-1] if self._anchors and tag != "h1" else ""

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            closed = self._open.pop()
            if closed.tag == "section" and self._anchors:
                self._anchors.pop()
            if closed.back:
                self.sections.append(Section(closed.back.anchor, facts=closed.back.facts))
            if closed.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and not any(tag.hidden for tag in self._open):
            self._add(data)

    def _add(self, text: str) -> None:
        if not self.sections:
            return
        if any(tag.heads for tag in self._open):
            self.sections[-1].heading += text
        else:
            self.sections[-1].text += text


def sections(html: str) -> list[Section]:
    """Return the sections of a finished page's main article, the page's title first."""
    reader = _Reader()
    reader.feed(html)
    return [s for s in reader.sections if s.heading.strip() or s.text.strip()]


def entries(site: Path, pages: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield one entry per page: its address and its sections."""
    for page in sorted(pages):
        file = site / f"{page}.html"
        if file.is_file():
            found = [s.to_json() for s in sections(file.read_text(encoding="utf-8"))]
            yield {"u": f"{page}.html", "s": found}


def index_script(site: Path, pages: Iterable[str]) -> str:
    """Return the index as a script: pages opened from a folder may load scripts but not fetch data."""
    data = json.dumps(list(entries(site, pages)), ensure_ascii=False, separators=(",", ":"))
    return f"window.planbookSearch={data};\n".replace("</", "<\\/")
