"""What machines read at a page's head: what it is, in which words to show it elsewhere, where it lives."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from planbook.build.sphinxext.config import Options
from planbook.build.sphinxext.messages import Messages, messages
from planbook.cards.exports.metadata import LICENCE_URL, data_block

DATA_PAGES = frozenset({"index", "licence", "sources", "dictionary"})
"""Pages that speak of the data package as a whole."""
PACKAGE, ARCHIVE = "data/datapackage.json", "data/planbook-data.zip"
"""Addresses in the site."""
LONGEST = 200
_FIRST = re.compile(r'<p class="pb-hero-answer">(.*?)</p>|<ul class="pb-facts">\s*<li>(.*?)</li>|<p>(.*?)</p>', re.DOTALL)
_CARD = re.compile(r'<figure class="pb-card[^>]*?\bid="chart-([^"]+)"')
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Book:
    """The book a page stands in.

    Attributes
    ----------
    baseurl : str
        Public address, ending in ``/``; empty while there is none.
    source : Path
        The staged book, for its charts.
    """

    title: str
    author: str
    baseurl: str
    lang: str
    options: Options
    source: Path

    @property
    def t(self) -> Messages:
        """The theme's words."""
        return messages(self.lang)

    def address(self, page: str, lang: str = "") -> str:
        """Return a page's public address, nothing while the site has none."""
        return f"{self.baseurl}{self.options.edition}/{lang or self.lang}/{page}.html" if self.baseurl else ""


def head(book: Book, page: str, title: str, body: str, root: str) -> str:
    """Return the markup for a page's head.

    Parameters
    ----------
    book : Book
        Where the page stands.
    page, title, body : str
        Its name, title and markup.
    root : str
        Address of the book's folder, relative to the page.
    """
    said, charts = first_words(body), _CARD.findall(body)
    return "\n  ".join([*_links(book, page), *_tags(book, page, title, said, charts), *_data(book, page, title, said, charts, root)])


def first_words(body: str) -> str:
    """Return what a page says first, at most two hundred characters of it.

    Examples
    --------
    >>> first_words("<h1>A</h1><p>One &amp; <b>two</b>.</p>")
    'One & two.'
    """
    found = _FIRST.search(body)
    text = " ".join(plain("".join(g for g in found.groups() if g)).split()) if found else ""
    return text if len(text) <= LONGEST else f"{text[:LONGEST - 1]}…"


def plain(markup: str) -> str:
    """Return markup as text."""
    return unescape(_TAG.sub("", markup))


def _links(book: Book, page: str) -> Iterator[str]:
    if not book.baseurl:
        return
    languages = book.options.languages if len(book.options.languages) > 1 else ()
    yield from (f'<link rel="alternate" hreflang="{messages(one).lang_tag}" href="{escape(book.address(page, one))}">' for one in languages)
    if languages:
        yield f'<link rel="alternate" hreflang="x-default" href="{escape(book.address(page, languages[0]))}">'
    yield f'<link rel="alternate" type="application/atom+xml" href="{escape(book.baseurl)}feed.xml">'


def _tags(book: Book, page: str, title: str, said: str, charts: Sequence[str]) -> Iterator[str]:
    if said:
        yield f'<meta name="description" content="{escape(said)}">'
    yield from (f'<meta property="{name}" content="{escape(value)}">' for name, value in _graph(book, page, title, said, charts) if value)


def _graph(book: Book, page: str, title: str, said: str, charts: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from (("og:type", "article"), ("og:site_name", book.title), ("og:title", title), ("og:description", said),
                ("og:locale", book.t.lang_tag.replace("-", "_") if "-" in book.t.lang_tag else "en_GB"), ("og:url", book.address(page)))
    if book.baseurl and charts:
        yield "og:image", f"{book.baseurl}{book.options.edition}/{book.lang}/charts/{charts[0]}/chart-16x9.png"
        yield "og:image:alt", str(_card(book, charts[0]).get("description") or "")


def _data(book: Book, page: str, title: str, said: str, charts: Sequence[str], root: str) -> Iterator[str]:
    yield data_block(report(book, page, title, said, [chart(book, name, root) for name in charts]))
    if page in DATA_PAGES:
        yield data_block(package(book, root))


def _common(book: Book) -> dict[str, Any]:
    said: dict[str, Any] = {"inLanguage": book.t.lang_tag, "license": LICENCE_URL, "isAccessibleForFree": True}
    if book.author:
        said["creator"] = {"@type": "Organization", "name": book.author}
    if book.options.cut_off:
        said["dateModified"] = book.options.cut_off
    if book.options.edition:
        said["version"] = str(book.options.edition)
    return said


def report(book: Book, page: str, title: str, said: str, parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a page as a schema.org ``Report``, with the charts on it."""
    whole = {"@type": "Book", "name": book.title, **({"bookEdition": str(book.options.edition)} if book.options.edition else {})}
    found: dict[str, Any] = {"@context": "https://schema.org", "@type": "Report", "name": title, "headline": title, "isPartOf": whole, **_common(book)}
    if book.author:
        found["author"] = found["publisher"] = found["creator"]
    if said:
        found["description"] = said
    if book.options.cut_off:
        found["datePublished"] = book.options.cut_off
    if book.baseurl:
        found["url"] = found["mainEntityOfPage"] = book.address(page)
    return {**found, "hasPart": list(parts)} if parts else found


def _card(book: Book, name: str) -> Mapping[str, Any]:
    path = book.source / "charts" / name / "card.json"
    if not path.is_file():
        return {}
    texts: Mapping[str, Any] = next(iter(json.loads(path.read_text(encoding="utf-8"))["lang"].values()))
    return texts


def chart(book: Book, name: str, root: str) -> dict[str, Any]:
    """Return the data of a chart on the page as a schema.org ``Dataset``."""
    texts, at = _card(book, name), _at(book, root)
    return {
        "@type": "Dataset", "identifier": name, "name": str(texts.get("headline") or name),
        "description": " ".join(str(texts.get(k) or "") for k in ("subtitle", "description")).strip(),
        "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{at}charts/{name}/data.csv"}],
        **_common(book)}


def _at(book: Book, root: str) -> str:
    return f"{book.baseurl}{book.options.edition}/{book.lang}/" if book.baseurl else root


def package(book: Book, root: str) -> dict[str, Any]:
    """Return all data of the book as a schema.org ``Dataset``."""
    at = book.baseurl or f"{root}../../"
    files = ((ARCHIVE, "application/zip"), (PACKAGE, "application/json"))
    return {
        "@context": "https://schema.org", "@type": "Dataset", "name": book.t.dataset_name.format(book.title),
        "description": book.t.dataset_about, **_common(book),
        "distribution": [{"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{at}{name}"} for name, kind in files]}
