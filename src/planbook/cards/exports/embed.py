"""The page of one chart for other pages to frame, and the same as one file that works alone."""

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2

from planbook.cards.exports import words
from planbook.cards.exports.chart import LANG_TAGS, Chart
from planbook.cards.exports.images import size_of
from planbook.cards.exports.metadata import data_block, dataset
from planbook.cards.foreign import marked
from planbook.charts.dark import DARK_PAPER, IN_DARK, dark_rules
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_GLYPHS
from planbook.data.text import Text

POLICY = ("default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
          "img-src 'self' file: data:; base-uri 'none'; form-action 'none'")
"""Content security policy of an embed page; a page opened from a folder has no ``self``, so its scheme is named."""
ALONE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("planbook.cards.exports"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)


def _page(template: str, chart: Chart, **values: Any) -> bytes:
    def say(name: str, *filled: object) -> str:
        text: Text = getattr(words, name)
        return chart.say(text, *filled)

    evidence = [(kind, EVIDENCE_GLYPHS[kind], EVIDENCE_COLOURS[kind], text) for kind, text in chart.evidence]
    page = _templates().get_template(template).render(
        chart=chart, say=say, tag=LANG_TAGS[chart.lang], evidence=evidence, **values)
    return f"{marked(page) if chart.lang == 'en' else page}\n".encode()


def embed_page(chart: Chart, plain: str) -> bytes:
    """Return ``index.html``: the chart as a page without chrome, for frames; the live chart comes when it is touched."""
    wide, high = map(round, size_of(plain))
    return _page("embed.html", chart, policy=POLICY, width=wide, height=high, told=data_block(dataset(chart)))


def alone_page(chart: Chart, plain: str, files: Mapping[str, bytes]) -> bytes:
    """Return ``embed.html``: one file that needs nothing beside it, the data inside; dark where the reader's system is.

    Parameters
    ----------
    files : mapping of str to bytes
        With ``data.csv``, which the page offers for download.
    """
    data = base64.b64encode(files["data.csv"]).decode("ascii")
    return _page("alone.html", chart, policy=ALONE_POLICY, svg=plain, data=f"data:text/csv;base64,{data}",
                 dark=dark_rules(".chart"), night=IN_DARK, paper=DARK_PAPER)
