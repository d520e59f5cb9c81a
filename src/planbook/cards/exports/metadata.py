"""What machines read about a chart: schema.org, oEmbed, and the specification as a file of its own."""

import json
from collections.abc import Mapping
from typing import Any

from planbook.cards.exports.chart import LANG_TAGS, Chart
from planbook.cards.exports.cite import gb7714
from planbook.cards.exports.snippets import FRAME_WIDTH, iframe

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
FORMATS = {
    "data.csv": "text/csv", "data.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "spec.json": "application/json", "chart.svg": "image/svg+xml", "chart.png": "image/png",
    "chart-16x9.png": "image/png", "chart.pdf": "application/pdf",
}


def json_bytes(content: Any) -> bytes:
    """Return JSON for files: readable, sorted, the same bytes for the same content."""
    return f"{json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)}\n".encode()


def compact_bytes(content: Any) -> bytes:
    """Return JSON without spaces, for specifications, which are long and read by programs."""
    return f"{json.dumps(content, ensure_ascii=False, separators=(',', ':'), sort_keys=True, allow_nan=False)}\n".encode()


def dataset(chart: Chart) -> dict[str, Any]:
    """Return the chart's data as a schema.org ``Dataset``."""
    described = {
        "@context": "https://schema.org", "@type": "Dataset", "identifier": chart.id, "name": chart.headline,
        "alternateName": chart.subtitle, "description": chart.description, "inLanguage": LANG_TAGS[chart.lang],
        "version": str(chart.year), "dateModified": chart.cut_off.isoformat(), "license": LICENCE_URL,
        "creditText": gb7714(chart), "citation": list(chart.sources), "isAccessibleForFree": True,
        "variableMeasured": list(chart.table[0]), "distribution": [_download(chart, name) for name in FORMATS],
    }
    if chart.place.author:
        described["creator"] = {"@type": "Organization", "name": chart.place.author}
    if chart.place.title:
        described["isPartOf"] = {"@type": "Book", "name": chart.place.title, "bookEdition": str(chart.year)}
    if chart.place.baseurl:
        described["url"] = chart.address("index.html")
    return described


def _download(chart: Chart, name: str) -> dict[str, str]:
    where = chart.address(name) if chart.place.baseurl else name
    return {"@type": "DataDownload", "encodingFormat": FORMATS[name], "contentUrl": where}


def data_block(content: Mapping[str, Any]) -> str:
    """Return a block of JSON-LD for a page's head, which no browser runs; nothing in it can end the block."""
    text = compact_bytes(content).decode().rstrip().replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def specification(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite specification with the chart's texts in it, for any Vega editor."""
    title = {"text": chart.headline, "subtitle": chart.subtitle, "anchor": "start"}
    told = {"id": chart.id, "edition": chart.year, "cutOff": chart.cut_off.isoformat(), "license": LICENCE_URL,
            "sources": list(chart.sources), "notes": list(chart.notes)}
    own: Mapping[str, Any] = chart.spec.get("usermeta") or {}
    return {**chart.spec, "title": title, "description": chart.description, "usermeta": {**own, "planbook": told}}


def oembed(chart: Chart, height: int) -> dict[str, Any]:
    """Return the oEmbed answer (version 1.0, type ``rich``) for the chart's page; only with a public address."""
    return {
        "version": "1.0", "type": "rich", "title": chart.headline, "author_name": chart.place.author,
        "provider_name": chart.place.title, "provider_url": chart.place.baseurl, "html": iframe(chart, height),
        "width": FRAME_WIDTH, "height": height, "thumbnail_url": chart.address("chart-16x9.png"),
        "thumbnail_width": 1920, "thumbnail_height": 1080,
    }
