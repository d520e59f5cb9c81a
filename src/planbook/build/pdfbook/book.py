"""The pages of one edition in one language, together with their contents, as one PDF."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from planbook.build.pdfbook.blocks import blocks
from planbook.build.pdfbook.inline import Element, Page, place_of
from planbook.build.sphinxext.figure import svg_size
from planbook.build.sphinxext.messages import day_in, messages
from planbook.build.sphinxext.palette import LIGHT
from planbook.cards.exports.drawing import fonts
from planbook.cards.exports.letters import FONT, font_folder, writable

TEMPLATE = "book.typ"
STILL = "plain.svg"
ARTICLE = '<article class="pb-article">'
LEFT_OUT = frozenset({"search"})
ANSWER = "pb-hero-answer"


@dataclass(frozen=True)
class Volume:
    """What the PDF is made from.

    Attributes
    ----------
    title, author : str
        Of the book.
    lang : str
        ``zh`` or ``en``.
    year : int
        Data year.
    cut_off : date
        Last day of what the edition knows; also the document's date.
    parts : tuple of (str, tuple of (str, str))
        Title of each part, slug and title of each of its chapters.
    html, charts : Path
        Folders of the finished pages and of the charts.
    """

    title: str
    author: str
    lang: str
    year: int
    cut_off: date
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    html: Path
    charts: Path

    @property
    def slugs(self) -> tuple[str, ...]:
        """Pages in reading order."""
        return tuple(slug for _, chapters in self.parts for slug, _ in chapters)


def pdf(volume: Volume) -> bytes:
    """Return the book; the same bytes for the same pages, whatever machine it is made on."""
    from datetime import UTC, datetime, time

    import typst

    source = files("planbook.build.pdfbook").joinpath(TEMPLATE).read_bytes()
    made: bytes = typst.compile(
        source, font_paths=fonts(font_folder()), ignore_system_fonts=True, timestamp=datetime.combine(volume.cut_off, time(), UTC),
        sys_inputs={"data": json.dumps(told(volume), ensure_ascii=False)})
    return made


def told(volume: Volume) -> dict[str, Any]:
    """Return everything the template sets, as plain data."""
    articles = {slug: article(volume.html / f"{slug}.html") for slug in volume.slugs}
    known, wanted = _known(articles), _wanted(articles)
    pages = {slug: blocks(found, Page(slug, known, wanted)) for slug, found in articles.items()}
    t, day = messages(volume.lang), volume.cut_off
    return {
        "title": writable(volume.title), "author": writable(volume.author), "font": FONT, "colours": LIGHT,
        "lang": t.lang_tag[:2], "region": t.lang_tag[3:] or None, "day": [day.year, day.month, day.day],
        "edition": t.edition.format(volume.year), "cutoff": t.cut_off.format(day_in(volume.lang, day.isoformat())),
        "contents": t.contents, "answer": _answer(articles), "parts": _parts(volume, pages), "pictures": _pictures(volume, pages)}


def _parts(volume: Volume, pages: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"title": writable(part), "chapters": [{"id": slug, "title": writable(title), "blocks": pages[slug]} for slug, title in chapters]}
            for part, chapters in volume.parts]


def article(path: Path) -> Element:
    """Return the article of a finished page."""
    from lxml import html  # type: ignore[import-untyped]

    page = html.fromstring(path.read_text(encoding="utf-8"))
    return next(page.iterfind(".//main//article"), page)


def _known(articles: Mapping[str, Element]) -> frozenset[str]:
    """Return every place a link can lead to."""
    ids = {f"{slug}#{e.get('id')}" for slug, found in articles.items() for e in found.iter() if isinstance(e.tag, str) and e.get("id")}
    return frozenset({*articles, *ids})


def _wanted(articles: Mapping[str, Element]) -> frozenset[str]:
    """Return every place a link leads to."""
    return frozenset(place_of(a.get("href") or "", slug) for slug, found in articles.items() for a in found.iter("a"))


def _answer(articles: Mapping[str, Element]) -> str:
    """Return the book's answer in one sentence, from its cover."""
    found = (e for page in articles.values() for e in page.iter("p") if e.get("class") == ANSWER)
    return next((writable("".join(e.itertext())) for e in found), "")


def _pictures(volume: Volume, pages: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Return every picture the pages show: the drawing, width and height."""
    paths = {name: volume.charts / name / STILL for page in pages.values() for name in picture_names(page)}
    return {name: {"svg": path.read_text(encoding="utf-8"), "size": list(svg_size(path))} for name, path in paths.items()}


def picture_names(content: Any) -> set[str]:
    """Return the ids of the charts in blocks, however deep."""
    if isinstance(content, dict):
        own = {content["id"]} if content.get("k") == "picture" else set()
        return own | picture_names(list(content.values()))
    return {name for item in content for name in picture_names(item)} if isinstance(content, list) else set()
