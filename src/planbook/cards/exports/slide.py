"""The pictures for slides: a chart with everything said around it at 16:9, its letters large enough for a projector."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planbook.cards.exports import drawing, words
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.images import (
    SMALL,
    Drawn,
    Style,
    colophon,
    legend,
    lettered,
    moved,
    nested,
    picture,
    set_lines,
    size_of,
    sources,
    stack,
    written,
)
from planbook.cards.exports.letters import width, wrap, writable
from planbook.cards.exports.mapwords import enlarged, without_note
from planbook.charts.matrix import divided
from planbook.charts.theme import INK, QUIET

SIZE, EDGE, COLUMN, GUTTER = (960, 540), 24, 290, 20
"""Size of the picture, its margin, and its text column where the chart is upright, in pixels."""
LARGEST = 1.5
"""How much a small chart may be enlarged."""
LEGIBLE, GOOD = 0.8, 0.9
"""Scale under which a grid is shared among several pictures, and the one its parts are to have."""
NOTE_LINES, COLUMN_NOTE_LINES = 2, (9, 6, 4, 2)
"""Lines the notes may take below a chart, and beside one: as many as leave room for the rest."""
HEADLINE, SUBTITLE, COLUMN_HEADLINE = Style(24, 33, INK), Style(14, 21, QUIET), Style(21, 29, INK)
UNFINISHED = " ，；、,;:："
_GAP = Drawn("", 8)


def slides(chart: Chart, plain: str) -> tuple[str, ...]:
    """Return a chart's pictures for slides: one, or several where a long grid would be too small on one.

    Parameters
    ----------
    chart : Chart
        For the texts, and the specification of a grid that is to be divided.
    plain : str
        The chart alone, as SVG.
    """
    chart = lettered(chart)
    whole = _Slide.of(chart, plain)
    if whole.scale >= LEGIBLE:
        return (whole.svg,)
    besides = size_of(plain)[1] - (chart.spec.get("height") or 0)
    specs = divided(chart.spec, _room(chart) / GOOD - besides)
    if len(specs) == 1:
        return (whole.svg,)
    drawn = [drawing.plain_svg(spec, f"{chart.id}-{n}") for n, spec in enumerate(specs, 1)]
    return tuple(_Slide.of(_numbered(chart, n, len(specs)), svg).svg for n, svg in enumerate(drawn, 1))


def _numbered(chart: Chart, number: int, count: int) -> Chart:
    return replace(chart, headline=chart.say(words.PART, chart.headline, number, count))


@dataclass(frozen=True)
class _Slide:
    """One arrangement of a chart and its texts, and how large the chart is in it."""

    scale: float
    svg: str

    @classmethod
    def of(cls, chart: Chart, plain: str) -> "_Slide":
        """Return the arrangement that shows the chart largest.

        Texts stand above and below, or beside it where the chart is upright and would become too small.
        """
        bare, note = without_note(plain, " " if chart.lang == "en" else "")
        lettered = enlarged(bare) if note else bare
        above, beside = _around(chart, lettered, note), _beside(chart, lettered, note)
        scale, markup = above if above[0] >= beside[0] else beside
        return cls(scale, picture(chart, *SIZE, markup))


def _above_and_below(chart: Chart, note: str) -> tuple[Drawn, Drawn]:
    wide = SIZE[0] - 2 * EDGE
    head = stack((written(chart.headline, HEADLINE, wide), written(chart.subtitle, SUBTITLE, wide)))
    foot = (legend(chart, wide), _notes(chart, wide, NOTE_LINES), written(note, SMALL, wide), sources(chart, wide, 2), colophon(chart, wide))
    return head, stack(foot)


def _room(chart: Chart) -> float:
    """Return the height there is for a chart between its texts."""
    head, foot = _above_and_below(chart, "")
    return SIZE[1] - 2 * EDGE - head.height - foot.height - 10


def _around(chart: Chart, plain: str, note: str) -> tuple[float, str]:
    head, foot = _above_and_below(chart, note)
    top, bottom = EDGE + head.height + 6, SIZE[1] - EDGE + 6 - foot.height
    scale, markup = _fitted(plain, EDGE, top, SIZE[0] - 2 * EDGE, bottom - 6 - top)
    return scale, moved(head.markup, EDGE, EDGE) + moved(foot.markup, EDGE, bottom) + markup


def _beside(chart: Chart, plain: str, note: str) -> tuple[float, str]:
    head = stack((written(chart.headline, COLUMN_HEADLINE, COLUMN), _GAP, written(chart.subtitle, SUBTITLE, COLUMN)))
    room = SIZE[1] - 2 * EDGE - head.height
    feet = [_column_foot(chart, note, most) for most in COLUMN_NOTE_LINES]
    foot = next((f for f in feet if f.height <= room), feet[-1])
    left = EDGE + COLUMN + GUTTER
    scale, markup = _fitted(plain, left, EDGE, SIZE[0] - EDGE - left, SIZE[1] - 2 * EDGE)
    texts = moved(head.markup, EDGE, EDGE) + moved(foot.markup, EDGE, SIZE[1] - EDGE - foot.height)
    return scale if foot.height <= room else 0, texts + markup


def _column_foot(chart: Chart, note: str, most: int) -> Drawn:
    return stack((legend(chart, COLUMN), _notes(chart, COLUMN, most), written(note, SMALL, COLUMN), sources(chart, COLUMN, min(4, most)),
                  colophon(chart, COLUMN)))


def _notes(chart: Chart, room: float, most: int) -> Drawn:
    """Return the notes one after another, cut where they would leave the chart no height; its page has them in full."""
    if not chart.notes:
        return Drawn("", 0)
    lines = wrap(writable(f"{chart.say(words.NOTES)}{' '.join(chart.notes)}"), SMALL.size, room)
    return set_lines(lines if len(lines) <= most else _shortened(lines, most, chart.say(words.MORE_NOTES), room), SMALL)


def _shortened(lines: Sequence[str], most: int, end: str, room: float) -> list[str]:
    last = wrap(lines[most - 1], SMALL.size, room - width(end, SMALL.size))[0]
    return [*lines[:most - 1], f"{last.rstrip(UNFINISHED)}{end}"]


def _fitted(plain: str, left: float, top: float, wide: float, high: float) -> tuple[float, str]:
    """Return how much the chart is enlarged to fill a box, and the chart centred in it."""
    own_wide, own_high = size_of(plain)
    scale = min(LARGEST, wide / own_wide, high / own_high)
    w, h = own_wide * scale, own_high * scale
    return scale, nested(plain, left + (wide - w) / 2, top + (high - h) / 2, scale)
