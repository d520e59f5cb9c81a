"""Every file of one chart in one language, by name; the chart itself is drawn once."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from planbook.cards.exports import drawing
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.embed import alone_page, embed_page
from planbook.cards.exports.images import titled_svg
from planbook.cards.exports.metadata import compact_bytes, dataset, json_bytes, oembed, specification
from planbook.cards.exports.slide import slides
from planbook.cards.exports.snippets import frame_height
from planbook.cards.exports.tables import csv_bytes, xlsx_bytes
from planbook.cards.exports.thumbnail import thumbnail
from planbook.charts.dark import darkened


class Bundle:
    """The files of one chart, each made when it is asked for.

    Parameters
    ----------
    card : mapping
        A card's JSON with its specifications (:meth:`planbook.cards.card.ChartCard.to_json`).
    lang : str
        Language; Chinese where the card has no other.

    Examples
    --------
    ``Bundle(card.to_json(), "zh").file("chart.png")`` are the bytes of the picture a slide takes.
    """

    def __init__(self, card: Mapping[str, Any], lang: str) -> None:
        self.chart = Chart.of(card, lang)

    @cached_property
    def plain(self) -> str:
        """The chart alone as SVG; every picture is made from it."""
        return drawing.plain_svg(self.chart.spec, self.chart.id)

    @cached_property
    def titled(self) -> str:
        """The chart with title, legend, source and edition as SVG."""
        return titled_svg(self.chart, self.plain)

    @cached_property
    def slides(self) -> tuple[str, ...]:
        """The chart in the shape of a slide as SVG: one picture, several of a long grid."""
        return slides(self.chart, self.plain)

    @cached_property
    def height(self) -> int:
        """Height in pixels of a frame that shows the embed page."""
        return frame_height(self.plain)

    def file(self, name: str) -> bytes:
        """Return one file's bytes.

        Raises
        ------
        KeyError
            If there is no file of that name; :data:`NAMES` has them all.
        """
        return _MAKERS[name](self)

    def files(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return several files' bytes by name; with the picture for slides come those that continue it."""
        wanted = {name: self.file(name) for name in names}
        more = enumerate(self.slides[1:], 2) if SLIDE in wanted else ()
        return {**wanted, **{continued(n): drawing.png(svg) for n, svg in more}}

    def published(self) -> dict[str, bytes]:
        """Return every file the site has of the chart."""
        place = self.chart.place
        more = (("embed.html",) if place.newest else ()) + (("oembed.json",) if place.baseurl else ())
        return self.files((*PUBLISHED, *more))


def spec_script(card_id: str, spec: Mapping[str, Any]) -> str:
    """Return the script that registers a specification under its card's id."""
    name = json.dumps(card_id)
    body = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return f"window.planbookCards=window.planbookCards||{{}};planbookCards[{name}]={body};\n"


SLIDE = "chart-16x9.png"


def continued(number: int) -> str:
    """Return the name of the picture for slides that continues a long grid, the second one being the first of its kind."""
    return SLIDE.replace(".png", f"-{number}.png")


_MAKERS: dict[str, Callable[[Bundle], bytes]] = {
    "plain.svg": lambda b: b.plain.encode(),
    "plain-dark.svg": lambda b: darkened(b.plain).encode(),
    "thumb.svg": lambda b: thumbnail(b.plain).encode(),
    "thumb-dark.svg": lambda b: darkened(thumbnail(b.plain)).encode(),
    "plain.png": lambda b: drawing.png(b.plain, drawing.SHARP),
    "plain.pdf": lambda b: drawing.pdf(b.plain),
    "chart.svg": lambda b: b.titled.encode(),
    "chart.png": lambda b: drawing.png(b.titled),
    "chart-16x9.png": lambda b: drawing.png(b.slides[0]),
    "chart-16x9.svg": lambda b: b.slides[0].encode(),
    "chart.pdf": lambda b: drawing.pdf(b.titled),
    "data.csv": lambda b: csv_bytes(b.chart),
    "data.xlsx": lambda b: xlsx_bytes(b.chart),
    "spec.json": lambda b: compact_bytes(specification(b.chart)),
    "spec.js": lambda b: spec_script(b.chart.id, b.chart.spec).encode(),
    "metadata.json": lambda b: json_bytes(dataset(b.chart)),
    "oembed.json": lambda b: json_bytes(oembed(b.chart, b.height)),
    "index.html": lambda b: embed_page(b.chart, b.plain),
    "embed.html": lambda b: alone_page(b.chart, b.plain, b.files(("data.csv",))),
}
NAMES = tuple(_MAKERS)
"""Every file there is of a chart."""
PUBLISHED = (
    "plain.svg", "plain-dark.svg", "plain.png", "chart.svg", "chart.png", "chart-16x9.png", "chart.pdf", "data.csv", "data.xlsx", "spec.json",
    "spec.js", "metadata.json", "thumb.svg", "thumb-dark.svg", "index.html",
)
"""Files every chart has in the site; the newest edition also has ``embed.html``, a public site ``oembed.json``.

``plain.pdf`` is made on demand only: ``plain.svg`` is as sharp, and what takes no SVG takes ``plain.png``.
"""
