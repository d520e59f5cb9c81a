"""A briefing as a PDF: set by Typst, charts as vectors, every text selectable."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from planbook.cards.briefings import words
from planbook.cards.briefings.content import Briefing, Figure
from planbook.cards.briefings.setting import columns
from planbook.cards.exports import words as export_words
from planbook.cards.exports.drawing import fonts
from planbook.cards.exports.letters import FONT, font_folder, writable
from planbook.charts.theme import ACCENT, EVIDENCE_COLOURS, EVIDENCE_GLYPHS, INK, QUIET
from planbook.data.text import Text

TEMPLATE = "templates/briefing.typ"
TALLEST = 480.0
"""Height of a chart on a page in points."""
WIDE = 470.0
"""Width of the page's text in points, for the shares of a table's columns."""


def pdf(briefing: Briefing) -> bytes:
    """Return a briefing as a PDF; the same bytes for the same briefing, whatever machine it is made on.

    Its texts are set in the pinned font alone; what that cannot write becomes an ellipsis, never an empty box.
    """
    from datetime import UTC, datetime, time

    import typst

    source = files("planbook.cards.briefings").joinpath(TEMPLATE).read_bytes()
    made: bytes = typst.compile(
        source, font_paths=fonts(font_folder()), ignore_system_fonts=True, timestamp=datetime.combine(briefing.cut_off, time(), UTC),
        sys_inputs={"data": json.dumps(_data(briefing), ensure_ascii=False)})
    return made


def _data(briefing: Briefing) -> dict[str, Any]:
    told = [t for t in (briefing.book, briefing.edition, briefing.author) if t]
    ends = [briefing.say(words.CITE, briefing.book, briefing.edition)] if briefing.book else []
    head = tuple(briefing.say(t) for t in words.VERDICT_HEAD)
    day = briefing.cut_off
    return {
        "title": writable(briefing.title), "author": writable(briefing.author), "edition": briefing.edition, "font": FONT,
        "lang": briefing.tag[:2], "region": briefing.tag[3:] or None, "day": [day.year, day.month, day.day],
        "colours": {"ink": INK, "quiet": QUIET, "accent": ACCENT}, "words": _words(briefing),
        "told": list(map(writable, told)), "findings": list(map(writable, briefing.findings)),
        "verdicts": _table([head, *briefing.verdicts]) if briefing.verdicts else [],
        "figures": [_figure(briefing, figure) for figure in briefing.figures],
        "sources": [writable(f"[{n}] {s}") for n, s in enumerate(briefing.sources, 1)],
        "ends": [*map(writable, ends), briefing.say(words.LICENCE)],
    }


def _words(briefing: Briefing) -> dict[str, str]:
    said: dict[str, Text] = {
        "findings": words.FINDINGS, "verdicts": words.VERDICTS, "sources": words.SOURCES, "appendices": words.APPENDICES,
        "numbered": words.NUMBERED, "evidence": export_words.EVIDENCE}
    return {name: briefing.say(text) for name, text in said.items()}


def _figure(briefing: Briefing, figure: Figure) -> dict[str, Any]:
    chart, say = figure.chart, briefing.say
    between = "；" if briefing.lang == "zh" else "; "
    named = between.join(f"[{n}] {s}" for n, s in zip(figure.numbers, chart.sources, strict=True))
    return {
        "headline": writable(chart.headline), "subtitle": writable(chart.subtitle),
        "pictures": [{"svg": part.svg, "size": list(part.size), "alternative": writable(part.alternative)}
                     for part in figure.divided(TALLEST / min(1.0, WIDE / figure.size[0]))],
        "table": _table(briefing.table(figure)), "tallest": TALLEST,
        "evidence": [{"glyph": EVIDENCE_GLYPHS[kind], "colour": EVIDENCE_COLOURS[kind], "text": writable(text)}
                     for kind, text in chart.evidence],
        "notes": [writable(f"{say(export_words.NOTES)}{note}") for note in chart.notes],
        "sources": writable(f"{say(export_words.SOURCES)}{named}"), "id": say(words.CHART, chart.id),
    }


def _table(rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return a table's rows, the first with the shares of the columns."""
    widths = columns(rows, 7.5, WIDE)
    return [{"cells": list(map(writable, row)), "widths": [round(w, 2) for w in widths]} for row in rows]
