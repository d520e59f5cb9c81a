"""Pictures that stand alone: headline, subtitle, legend, source and edition set around the chart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from planbook.cards.exports import words
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.letters import FONT, flow, narrow, width, wrap, writable
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_GLYPHS, INK, PAPER, QUIET

MARGIN, NARROWEST = 20, 600
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
    chart = lettered(chart)
    wide, high = size_of(plain)
    room = max(wide, NARROWEST)
    head = (written(chart.headline, HEADLINE, room), written(chart.subtitle, SUBTITLE, room))
    foot = (legend(chart, room), *_notes(chart, room), sources(chart, room), colophon(chart, room))
    gap = Drawn("", 8)
    body = stack((*head, gap, Drawn(nested(plain, 0, 0, 1), high), gap, *foot))
    return picture(chart, room + 2 * MARGIN, body.height + 2 * MARGIN, moved(body.markup, MARGIN, MARGIN))


def lettered(chart: Chart) -> Chart:
    """Return a chart whose texts are as a picture writes them: English ones with narrow quotation marks."""
    if chart.lang != "en":
        return chart
    return replace(
        chart, headline=narrow(chart.headline), subtitle=narrow(chart.subtitle), notes=tuple(map(narrow, chart.notes)),
        sources=tuple(map(narrow, chart.sources)), place=replace(chart.place, title=narrow(chart.place.title)))


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


def resized(svg: str, wide: float, high: float) -> str:
    """Return a picture of the converter whose sheet has another size; what lies beyond it is not seen."""
    return _ROOT.sub(lambda m: re.sub(r'width="[^"]*" height="[^"]*" viewBox="[^"]*"',
                                      f'width="{wide:.6g}" height="{high:.6g}" viewBox="0 0 {wide:.6g} {high:.6g}"', m[0]), svg, count=1)


def written(text: str, style: Style, room: float) -> Drawn:
    """Return a text broken into lines of a width."""
    return set_lines(wrap(writable(text), style.size, room), style)


def set_lines(lines: Sequence[str], style: Style) -> Drawn:
    """Return lines one below the other."""
    marks = (_line(0, _baseline(i, style), line, style.size, style.colour) for i, line in enumerate(lines))
    return Drawn("".join(marks), style.leading * len(lines))


def _baseline(line: int, style: Style) -> float:
    return style.leading * line + (style.leading + style.size * 0.72) / 2


def _line(x: float, y: float, text: str, size: float, colour: str) -> str:
    return f'<text x="{x:.6g}" y="{y:.6g}" font-size="{size:.6g}" fill="{colour}">{escape(text)}</text>'


def legend(chart: Chart, room: float) -> Drawn:
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
    return [written(f"{chart.say(words.NOTES)}{note}", SMALL, room) for note in chart.notes]


def sources(chart: Chart, room: float, most: int = SOURCE_LINES) -> Drawn:
    """Return as many sources as fit into ``most`` lines, and how many there are if that is not all."""
    for count in range(len(chart.sources), 0, -1):
        lines = wrap(writable(_listed(chart, count)), SMALL.size, room)
        if len(lines) <= most:
            return set_lines(lines, SMALL)
    return set_lines([*lines[:most - 1], f"{lines[most - 1][:-2]}…"], SMALL)


def _listed(chart: Chart, count: int) -> str:
    between = "；" if chart.lang == "zh" else "; "
    more = chart.say(words.AND_MORE, len(chart.sources)) if count < len(chart.sources) else ""
    return f"{chart.say(words.SOURCES)}{between.join(chart.sources[:count])}{more}"


def colophon(chart: Chart, room: float) -> Drawn:
    """Return book, edition, cut-off date and the chart's number."""
    parts = (chart.place.title, chart.edition, chart.say(words.FIGURE, chart.id))
    return written((" · " if chart.lang == "zh" else " | ").join(p for p in parts if p), SMALL, room)


def stack(pieces: Sequence[Drawn]) -> Drawn:
    """Return pieces one below the other as one."""
    markup, y = "", 0.0
    for piece in pieces:
        markup += moved(piece.markup, 0, y) if piece.markup else ""
        y += piece.height
    return Drawn(markup, y)


def moved(markup: str, x: float, y: float) -> str:
    """Return markup from another origin."""
    return f'<g transform="translate({x:.6g},{y:.6g})">{markup}</g>'


def nested(plain: str, x: float, y: float, scale: float) -> str:
    """Return the chart as a group: a picture within the picture would be clipped, which takes twice as long to draw."""
    inner = _ROOT.sub("", plain, count=1).removesuffix("</svg>")
    return f'<g transform="translate({x:.6g},{y:.6g}) scale({scale:.6g})">{inner}</g>'


def picture(chart: Chart, wide: float, high: float, markup: str) -> str:
    """Return a whole picture: its sheet, what it says to those who cannot see it, and its markup."""
    w, h = f"{wide:.6g}", f"{high:.6g}"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{w}" height="{h}" '
            f'viewBox="0 0 {w} {h}" role="img" font-family="{FONT}, sans-serif">'
            f"<title>{escape(chart.headline)}</title><desc>{escape(chart.description)}</desc>"
            f'<rect width="{w}" height="{h}" fill="{PAPER}"/>{markup}</svg>')
