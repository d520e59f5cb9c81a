"""The directive ``planbook-gallery``: every chart of the edition with its files and the code to take it elsewhere."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.util.docutils import SphinxDirective

from planbook.build.sphinxext.config import language_of
from planbook.build.sphinxext.figure import stills, svg_size
from planbook.build.sphinxext.messages import Messages, messages
from planbook.build.sphinxext.mime import CHARTS, STILL
from planbook.build.sphinxext.offers import offers
from planbook.cards.exports.words import kind_name
from planbook.data.text import Text

NAME = "planbook-gallery"
THUMB = "thumb.svg"


@dataclass(frozen=True)
class Entry:
    """A chart in the gallery.

    Attributes
    ----------
    chapter, place, kind : str
        What it can be filtered by, as readers call it.
    slug : str
        Page it stands on.
    """

    id: str
    headline: str
    subtitle: str
    chapter: str
    place: str
    kind: str
    slug: str


class Gallery(SphinxDirective):
    """List every chart that lies in the staged book."""

    has_content = False

    def run(self) -> list[Any]:
        """Return the gallery as markup; the page is read anew in every build, as charts may have come or gone."""
        self.env.note_reread()
        lang = language_of(self.config)
        return [nodes.raw("", gallery(Path(self.env.srcdir), lang), format="html")]


def gallery(source: Path, lang: str) -> str:
    """Return the markup of the gallery of the staged book at ``source``."""
    t = messages(lang)
    entries = _in_book_order([_entry(card, lang) for card in _cards(source)], source)
    items = "".join(_item(entry, source / CHARTS / entry.id, lang, t) for entry in entries)
    return (f'<p>{t.gallery_count.format(len(entries))}</p>{_filters(entries, t)}'
            f'<ul class="pb-gallery">{items}</ul>')


def _cards(source: Path) -> list[dict[str, Any]]:
    return [json.loads(p.read_text(encoding="utf-8")) for p in sorted((source / CHARTS).glob("*/card.json"))]


def _in_book_order(entries: Sequence[Entry], source: Path) -> list[Entry]:
    """Return the entries in the order of their chapters in the contents, then by id."""
    contents = (source / "_toc.yml").read_text(encoding="utf-8") if (source / "_toc.yml").is_file() else ""
    places = {e.slug: contents.find(f"file: {e.slug}\n") for e in entries}
    return sorted(entries, key=lambda e: (places[e.slug], e.id))


def _entry(card: Mapping[str, Any], lang: str) -> Entry:
    texts = next(iter(card["lang"].values()))
    published = card.get("published") or {}
    chapter = published.get("chapter") or {}
    return Entry(
        card["id"], texts["headline"], texts["subtitle"], _text(chapter.get("title"), lang),
        _text(published.get("place"), lang), kind_name(card["kind"]).in_(lang), chapter.get("slug", ""))


def _text(texts: Mapping[str, str] | None, lang: str) -> str:
    return Text(**texts).in_(lang) if texts else ""


def _filters(entries: Sequence[Entry], t: Messages) -> str:
    """Return the three choices; the stylesheet shows them only where scripts run."""
    choices = "".join(
        _choice(name, label, [getattr(e, name) for e in entries], t)
        for name, label in (("chapter", t.gallery_chapter), ("place", t.gallery_place), ("kind", t.gallery_kind)))
    return (f'<form class="pb-gallery-filter" role="search" aria-label="{t.gallery_filter}">{choices}'
            f'<output data-shown="{t.gallery_shown}"></output></form>')


def _choice(name: str, label: str, values: Iterable[str], t: Messages) -> str:
    options = "".join(f"<option>{escape(v)}</option>" for v in dict.fromkeys(v for v in values if v))
    return f'<label>{label}<select name="{name}"><option value="">{t.gallery_all}</option>{options}</select></label>'


def _item(entry: Entry, folder: Path, lang: str, t: Messages) -> str:
    wide, high = svg_size(folder / STILL)
    here, page = f"{CHARTS}/{entry.id}/", f"{entry.slug}.html#chart-{entry.id}" if entry.slug else f"{CHARTS}/{entry.id}/index.html"
    title = escape(entry.headline)
    picture = stills(here + THUMB, "", f' width="{wide}" height="{high}"')
    keys = "".join(f' data-{name}="{escape(getattr(entry, name))}"' for name in ("chapter", "place", "kind"))
    about = " · ".join(escape(text) for text in (entry.chapter, entry.place, entry.kind) if text)
    return (f'<li class="pb-gallery-item" id="take-{escape(entry.id)}"{keys}>'
            f'<a class="pb-thumb" href="{escape(page)}" tabindex="-1" aria-hidden="true">{picture}</a>'
            f'<p class="pb-gallery-title"><a href="{escape(page)}">{title}</a></p>'
            f'<p class="pb-gallery-about">{escape(entry.subtitle)}</p><p class="pb-gallery-about">{about}</p>'
            f'<details class="pb-gallery-take"><summary>{t.gallery_codes}</summary>{offers(folder, here, "", lang)}</details></li>')
