"""The search index: what each page says, read back from the finished pages.

Reading the pages, and not the sources, finds the words that notebooks computed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

INDEX = "search-index.js"
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
BREAKS = frozenset({"p", "li", "td", "th", "tr", "div", "figcaption", "summary", "caption", "dt", "dd", "br", "span"})
VOID = frozenset({"br", "img", "input", "hr", "wbr", "col"})
SKIPPED_CLASSES = frozenset({"headerlink", "pb-card-bar", "highlight"})
SKIPPED_TAGS = frozenset({"script", "style", "template"})


@dataclass
class Section:
    """A heading, where it stands, and the text below it."""

    anchor: str
    heading: str = ""
    facts: bool = False
    text: list[str] = field(default_factory=list)

    def to_json(self) -> list[Any]:
        """Return anchor, heading, text and whether these are key facts, as the client reads them."""
        return [self.anchor, " ".join(self.heading.split()), " ".join("".join(self.text).split()), int(self.facts)]


class _Reader(HTMLParser):
    """Collects the sections of the page's main article."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections: list[Section] = []
        self._stack: list[tuple[str, bool]] = []  # open tags of the article, and whether each hides its text
        self._anchors: list[str] = []
        self._facts = 0
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {k: v or "" for k, v in attrs}
        classes = set(have.get("class", "").split())
        if not self._stack and not (tag == "article" and "pb-article" in classes):
            return
        self._open(tag, have, classes)
        if tag not in VOID:
            hidden = tag in SKIPPED_TAGS or bool(classes & SKIPPED_CLASSES) or "hidden" in have
            self._stack.append((tag, hidden))

    def _open(self, tag: str, have: dict[str, str], classes: set[str]) -> None:
        if tag == "section":
            self._anchors.append(have.get("id", ""))
        elif tag in HEADINGS:
            anchor = have.get("id") or (self._anchors[-1] if self._anchors and tag != "h1" else "")
            self.sections.append(Section(anchor))
            self._heading = True
        elif "pb-facts" in classes:
            self.sections.append(Section(self.sections[-1].anchor if self.sections else "", facts=True))
        if tag in BREAKS:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        while self._stack:
            name, _ = self._stack.pop()
            if name == "section" and self._anchors:
                self._anchors.pop()
            if name == tag:
                break
        if tag in HEADINGS:
            self._heading = False

    def handle_data(self, data: str) -> None:
        if self._stack and not any(hidden for _, hidden in self._stack):
            self._add(data)

    def _add(self, text: str) -> None:
        if not self.sections:
            return
        if self._heading:
            self.sections[-1].heading += text
        else:
            self.sections[-1].text.append(text)


def sections(html: str) -> list[Section]:
    """Return the sections of a finished page's main article, the page's title first."""
    reader = _Reader()
    reader.feed(html)
    return [s for s in reader.sections if s.heading.strip() or "".join(s.text).strip()]


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
