"""Pictures that stand alone: headline, subtitle, legend, source and edition set around the chart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from planbook.cards.exports import words
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.letters import FONT, flow, width, wrap, writable
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_GLYPHS, INK, PAPER, QUIET

MARGIN, NARROWEST = 20, 600
SLIDE, SLIDE_MARGIN, COLUMN, GUTTER = (960, 540), 32, 290, 24
"""Size of the picture for slides, and of its text column where the chart is upright, in pixels."""
LARGEST = 1.5
"""How much a small chart may be enlarged on a slide."""
SOURCE_LINES = 3
"""Lines the sources may take in a picture; the files beside it name every one."""
LEGEND_GAP = 16
_ROOT = re.compile(r'<svg\b[^>]*?\bviewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')


@dataclass(frozen=True)
class Style:
    """How a text is set: size and line height in pixels, colour."""

    size: float
    leading: float
    colour: str


HEADLINE, SUBTITLE = Style(20, 28, INK), Style(13, 20, QUIET)
SLIDE_HEADLINE, SLIDE_SUBTITLE = Style(24, 33, INK), Style(14, 21, QUIET)
LEGEND, SMALL = Style(12, 19, INK), Style(11, 16.5, QUIET)


@dataclass(frozen=True)
class Drawn:
    """A piece of a picture: markup from its own origin, and its height in pixels."""

    markup: str
    height: float


def titled_svg(chart: Chart, plain: str) -> str:
    """Return a chart with everything said around it, as tall as that takes.

    Parameters
    ----------
    chart : Chart
        For the texts.
    plain : str
        The chart alone, as SVG.
    """
    wide, high = size_of(plain)
    room = max(wide, NARROWEST)
    head = (_text(chart.headline, HEADLINE, room), _text(chart.subtitle, SUBTITLE, room))
    foot = (_legend(chart, room), *_notes(chart, room), _sources(chart, room), _colophon(chart, room))
    gap = Drawn("", 8)
    body = _stack((*head, gap, Drawn(_nested(plain, 0, 0, 1), high), gap, *foot))
    return _picture(chart, room + 2 * MARGIN, body.height + 2 * MARGIN, _moved(body.markup, MARGIN, MARGIN))


def slide_svg(chart: Chart, plain: str) -> str:
    """Return a chart with everything said around it in the shape of a slide.

    Texts stand above and below, or beside it where the chart is upright and would become too small.
    """
    above, beside = _around(chart, plain), _beside(chart, plain)
    best = above if above[0] >= beside[0] else beside
    return _picture(chart, *SLIDE, best[1])


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of a picture of the converter in pixels.

    Raises
    ------
    ValueError
        If it does not state them.
    """
    found = _ROOT.search(svg)
    if not found:
        raise ValueError("the picture states no size")
    return float(found[1]), float(found[2])


def _around(chart: Chart, plain: str) -> tuple[float, str]:
    room = SLIDE[0] - 2 * SLIDE_MARGIN
    head = _stack((_text(chart.headline, SLIDE_HEADLINE, room), _text(chart.subtitle, SLIDE_SUBTITLE, room)))
    foot = _stack((_legend(chart, room), _notes_together(chart, room), _sources(chart, room, 2), _colophon(chart, room)))
    top, bottom = SLIDE_MARGIN + head.height + 10, SLIDE[1] - SLIDE_MARGIN + 10 - foot.height
    scale, markup = _fitted(plain, SLIDE_MARGIN, top, room, bottom - 10 - top)
    texts = _moved(head.markup, SLIDE_MARGIN, SLIDE_MARGIN) + _moved(foot.markup, SLIDE_MARGIN, bottom)
    return scale, texts + markup


def _beside(chart: Chart, plain: str) -> tuple[float, str]:
    gap = Drawn("", 8)
    head = _stack((_text(chart.headline, SLIDE_HEADLINE, COLUMN), gap, _text(chart.subtitle, SLIDE_SUBTITLE, COLUMN)))
    notes = _notes_together(chart, COLUMN)
    foot = _stack((_legend(chart, COLUMN), notes, _sources(chart, COLUMN, 4), _colophon(chart, COLUMN)))
    left = SLIDE_MARGIN + COLUMN + GUTTER
    scale, markup = _fitted(plain, left, SLIDE_MARGIN, SLIDE[0] - SLIDE_MARGIN - left, SLIDE[1] - 2 * SLIDE_MARGIN)
    bottom = SLIDE[1] - SLIDE_MARGIN - foot.height
    fits = SLIDE_MARGIN + head.height <= bottom
    texts = _moved(head.markup, SLIDE_MARGIN, SLIDE_MARGIN) + _moved(foot.markup, SLIDE_MARGIN, bottom)
    return scale if fits else 0, texts + markup


def _fitted(plain: str, left: float, top: float, wide: float, high: float) -> tuple[float, str]:
    """Return how much the chart is enlarged to fill a box, and the chart centred in it."""
    own_wide, own_high = size_of(plain)
    scale = min(LARGEST, wide / own_wide, high / own_high)
    w, h = own_wide * scale, own_high * scale
    return scale, _nested(plain, left + (wide - w) / 2, top + (high - h) / 2, scale)


def _text(text: str, style: Style, room: float) -> Drawn:
    return _lines(wrap(writable(text), style.size, room), style)


def _lines(lines: Sequence[str], style: Style) -> Drawn:
    marks = (_line(0, _baseline(i, style), line, style.size, style.colour) for i, line in enumerate(lines))
    return Drawn("".join(marks), style.leading * len(lines))


def _baseline(line: int, style: Style) -> float:
    return style.leading * line + (style.leading + style.size * 0.72) / 2


def _line(x: float, y: float, text: str, size: float, colour: str) -> str:
    return f'<text x="{x:.6g}" y="{y:.6g}" font-size="{size:.6g}" fill="{colour}">{escape(text)}</text>'


def _legend(chart: Chart, room: float) -> Drawn:
    """Return the kinds of evidence in the chart, each after its mark in its colour."""
    marks = {f"{EVIDENCE_GLYPHS[kind]} {writable(text)}": EVIDENCE_COLOURS[kind] for kind, text in chart.evidence}
    label = chart.say(words.EVIDENCE).strip()
    rows = flow((label, *marks), LEGEND.size, room, LEGEND_GAP)
    drawn = "".join(_chunk(x, _baseline(i, LEGEND), chunk, marks.get(chunk, "")) for i, row in enumerate(rows) for x, chunk in row)
    return Drawn(drawn, LEGEND.leading * len(rows) + 4)


def _chunk(x: float, y: float, chunk: str, colour: str) -> str:
    if not colour:
        return _line(x, y, chunk, LEGEND.size, QUIET)
    after = x + width(chunk[:2], LEGEND.size)
    return _line(x, y, chunk[0], LEGEND.size, colour) + _line(after, y, chunk[2:], LEGEND.size, LEGEND.colour)


def _notes(chart: Chart, room: float) -> list[Drawn]:
    return [_text(f"{chart.say(words.NOTES)}{note}", SMALL, room) for note in chart.notes]


def _notes_together(chart: Chart, room: float) -> Drawn:
    """Return the notes one after another, for pictures with little height."""
    return _text(f"{chart.say(words.NOTES)}{' '.join(chart.notes)}" if chart.notes else "", SMALL, room)


def _sources(chart: Chart, room: float, most: int = SOURCE_LINES) -> Drawn:
    """Return as many sources as fit into ``most`` lines, and how many there are if that is not all."""
    for count in range(len(chart.sources), 0, -1):
        lines = wrap(writable(_listed(chart, count)), SMALL.size, room)
        if len(lines) <= most:
            return _lines(lines, SMALL)
    return _lines([*lines[:most - 1], f"{lines[most - 1][:-2]}…"], SMALL)


def _listed(chart: Chart, count: int) -> str:
    between = "；" if chart.lang == "zh" else "; "
    more = chart.say(words.AND_MORE, len(chart.sources)) if count < len(chart.sources) else ""
    return f"{chart.say(words.SOURCES)}{between.join(chart.sources[:count])}{more}"


def _colophon(chart: Chart, room: float) -> Drawn:
    parts = (chart.place.title, chart.edition, chart.say(words.FIGURE, chart.id))
    return _text(" · ".join(p for p in parts if p), SMALL, room)


def _stack(pieces: Sequence[Drawn]) -> Drawn:
    markup, y = "", 0.0
    for piece in pieces:
        markup += _moved(piece.markup, 0, y) if piece.markup else ""
        y += piece.height
    return Drawn(markup, y)


def _moved(markup: str, x: float, y: float) -> str:
    return f'<g transform="translate({x:.6g},{y:.6g})">{markup}</g>'


def _nested(plain: str, x: float, y: float, scale: float) -> str:
    """Return the chart as a group: a picture within the picture would be clipped, which takes twice as long to draw."""
    inner = _ROOT.sub("", plain, count=1).removesuffix("</svg>")
    return f'<g transform="translate({x:.6g},{y:.6g}) scale({scale:.6g})">{inner}</g>'


def _picture(chart: Chart, wide: float, high: float, markup: str) -> str:
    w, h = f"{wide:.6g}", f"{high:.6g}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{w}" height="{h}" '
            f'viewBox="0 0 {w} {h}" role="img" font-family="{FONT}, sans-serif">'
            f"<title>{escape(chart.headline)}</title><desc>{escape(chart.description)}</desc>"
            f'<rect width="{w}" height="{h}" fill="{PAPER}"/>{markup}</svg>')
