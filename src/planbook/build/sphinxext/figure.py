"""A card as the page's figure: still picture, words, table twin and sources."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from planbook.build.sphinxext.messages import Messages

SVG_HEAD = 2000
"""Characters at the start of a picture that hold its ``<svg>`` tag."""
_TAG = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_LENGTH = re.compile(r'\s(width|height)="([0-9.]+)(?:px)?"')
_VIEW_BOX = re.compile(r'\sviewBox="[-0-9.]+[ ,]+[-0-9.]+[ ,]+([0-9.]+)[ ,]+([0-9.]+)"')
_NUMBER = re.compile(r"[<>≤≥≈]?\s?[-−–+]?[0-9][0-9,.  ]*%?|[–—-]?")


@dataclass(frozen=True)
class Picture:
    """A card's still picture; width and height in CSS pixels, 0 where unknown."""

    src: str
    width: int
    height: int


def stills(src: str, alt: str, size: str) -> str:
    """Return a picture for light pages and its twin for dark ones; the stylesheet shows one, and each is loaded when it comes into view."""
    said = f'alt="{escape(alt)}"{size} loading="lazy" decoding="async"'
    return (f'<img src="{escape(src)}" {said} class="pb-day">'
            f'<img src="{escape(src.removesuffix(".svg"))}-dark.svg" {said} class="pb-night">')


def svg_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels as the file at ``path`` states them.

    Raises
    ------
    ValueError
        If the file has no ``<svg>`` tag with a size.
    OSError
        If it cannot be read.
    """
    tag = _TAG.search(path.read_text(encoding="utf-8")[:SVG_HEAD])
    lengths = dict(_LENGTH.findall(tag.group())) if tag else {}
    if len(lengths) == 2:  # noqa: PLR2004 - width and height
        return round(float(lengths["width"])), round(float(lengths["height"]))
    box = _VIEW_BOX.search(tag.group()) if tag else None
    if not box:
        raise ValueError(f"{path.name} states no size")
    return round(float(box[1])), round(float(box[2]))


def figure(
    card: Mapping[str, Any], words: Mapping[str, Any], picture: Picture, t: Messages, lang: str, offered: str = "",
) -> str:
    """Return the markup of ``card``.

    Parameters
    ----------
    card : mapping
        :meth:`planbook.cards.card.ChartCard.to_json`.
    words : mapping
        The entry of its ``lang`` that is shown.
    lang : str
        Language tag of ``words`` where it differs from the page's, else empty.
    offered : str
        Markup of what can be taken away (:func:`planbook.build.sphinxext.offers.offers`).
    """
    parts = (
        _caption(card["id"], words), _chart(card["id"], words, picture, t), _description(card["id"], words),
        _evidence(card, words, t), _notes(words, t), _table(words, t), _sources(words, t), offered,
        _bar(card, t),
    )
    name, kind = escape(card["id"]), escape(str(card.get("kind", "")))
    tag = f' lang="{escape(lang)}"' if lang else ""
    return (f'<figure class="pb-card pb-kind-{kind}" id="chart-{name}" data-card="{name}"{tag}>\n'
            + "\n".join(p for p in parts if p) + "\n</figure>")


def _caption(name: str, words: Mapping[str, Any]) -> str:
    return (f'<figcaption id="chart-{escape(name)}-title"><p class="pb-headline">{escape(words["headline"])}</p>'
            f'<p class="pb-subtitle">{escape(words["subtitle"])}</p></figcaption>')


def _chart(name: str, words: Mapping[str, Any], picture: Picture, t: Messages) -> str:
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    width = f' style="--w: {picture.width}px"' if picture.width else ""
    label = escape(t.chart.format(words["headline"]))
    return (f'<div class="pb-chart"{width} tabindex="0" role="region" aria-label="{label}" '
            f'aria-describedby="chart-{escape(name)}-description">'
            f'{stills(picture.src, words["headline"], size)}</div>')


def _description(name: str, words: Mapping[str, Any]) -> str:
    return f'<p class="pb-description" id="chart-{escape(name)}-description">{escape(words["description"])}</p>'


def _evidence(card: Mapping[str, Any], words: Mapping[str, Any], t: Messages) -> str:
    chips = "".join(f'<li class="pb-e pb-e-{escape(kind)}">{escape(text)}</li>'
                    for kind, text in zip(card["evidence"], words["evidence"], strict=True))
    return f'<div class="pb-legend"><span>{t.evidence}</span><ul class="pb-evidence">{chips}</ul></div>' if chips else ""


def _notes(words: Mapping[str, Any], t: Messages) -> str:
    notes = "".join(f"<li>{escape(note)}</li>" for note in words.get("notes", ()))
    return f'<div class="pb-notes"><span>{t.notes}</span><ul>{notes}</ul></div>' if notes else ""


def _table(words: Mapping[str, Any], t: Messages) -> str:
    head, *body = words["table"]
    return (f'<details class="pb-data"><summary>{t.data.format(len(body))}</summary>'
            f'{table(head, body, words["headline"], t)}</details>')


def table(head: Sequence[str], body: Sequence[Sequence[str]], caption: str, t: Messages) -> str:
    """Return a table in a container of its own that scrolls sideways and takes the keyboard's focus."""
    numeric = [all(_NUMBER.fullmatch(row[i].strip()) for row in body) for i in range(len(head))]
    heads = "".join(f'<th scope="col"{_numeric(n)}>{escape(text)}</th>' for text, n in zip(head, numeric, strict=True))
    rows = "".join(f"<tr>{_cells(row, numeric)}</tr>" for row in body)
    return (f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{escape(caption)} · {t.table}"><table class="pb-table">'
            f'<caption class="pb-hidden">{escape(caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>")


def _cells(row: Sequence[str], numeric: Sequence[bool]) -> str:
    first = f'<th scope="row"{_numeric(numeric[0])}>{escape(row[0])}</th>'
    return first + "".join(f"<td{_numeric(n)}>{escape(c)}</td>" for c, n in zip(row[1:], numeric[1:], strict=True))


def _numeric(numeric: bool) -> str:
    return ' class="pb-num"' if numeric else ""


def _sources(words: Mapping[str, Any], t: Messages) -> str:
    items = "".join(f"<li>{escape(source)}</li>" for source in words["sources"])
    count = len(words["sources"])
    return f'<details class="pb-sources"><summary>{t.sources.format(count)}</summary><ol>{items}</ol></details>'


def _bar(card: Mapping[str, Any], t: Messages) -> str:
    """Return the quiet line under a figure: its number, its edition, how to read its values."""
    edition = escape(t.edition.format(card["edition"]["year"]))
    return (f'<p class="pb-card-bar"><span>{t.figure_id.format(escape(card["id"]))}</span><span>{edition}</span>'
            f'<span class="pb-scroll-hint">{t.chart_scroll}</span><span class="pb-live-hint">{t.chart_hint}</span></p>')
