"""Layers placed by pixel: texts with a halo, points, tiles, the legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import altair as alt

from planbook.charts.chart import Chart
from planbook.charts.maps.canvas import RIVER, Row, inline
from planbook.charts.maps.labels import Placed, text_width
from planbook.charts.theme import INK, ON_DARK, ON_LIGHT, PAPER, QUIET
from planbook.data.text import Text

LINE_HEIGHT = 14
RIVERS = Text("河流", "river")
NO_DATA = Text("无公开数据", "nothing published")
NO_DATA_FILL = "#e6e9ed"


def _at(axis: type[alt.X] | type[alt.Y], field: str) -> Any:
    return axis(f"{field}:Q", scale=None, axis=None)


def chart(rows: Sequence[Row], name: str = "") -> alt.Chart:
    """Return an empty chart over inline rows, so that no column is guessed at."""
    data = inline(rows)
    return Chart(data, name=name) if name else Chart(data)


def telling(layer: alt.Chart, field: str = "tell") -> alt.Chart:
    """Return the layer with a field as its marks' tooltip and as what a screen reader says."""
    told: alt.Chart = layer.encode(tooltip=alt.Tooltip(f"{field}:N"), description=alt.Description(f"{field}:N"))
    return told


def silent(layer: alt.Chart) -> alt.Chart:
    """Return the layer hidden from screen readers: what it shows is said elsewhere."""
    layer.mark.aria = False
    return layer


def texts(rows: Sequence[Row], *, align: str = "left", size: float = 12, weight: str = "normal",
          halo: bool = True) -> list[alt.Chart]:
    r"""Return a text layer with its halo below, in the colour of the paper its ink is made for.

    Parameters
    ----------
    rows : sequence of dict
        ``x``, ``y`` in pixels, ``text`` (lines separated by ``\n``) and ``ink``, a colour.
    align : str
        Side of ``x`` the text stands on.
    size : float
        Font size in pixels.
    weight : str
        Font weight.
    halo : bool
        Whether to draw the halo.
    """
    style: Row = {"align": align, "baseline": "middle", "fontSize": size, "fontWeight": weight, "lineBreak": "\n",
                  "lineHeight": LINE_HEIGHT}
    base = chart(rows).encode(_at(alt.X, "x"), _at(alt.Y, "y"), text="text:N")
    paper = ON_DARK if rows and rows[0]["ink"] == ON_LIGHT else PAPER
    below = base.mark_text(**style, stroke=paper, strokeWidth=3, strokeJoin="round", color=paper, aria=False)
    above = base.mark_text(**style).encode(
        color=alt.Color("ink:N", scale=None), description=alt.Description("text:N"))
    return [below, above] if halo else [above]


def placed_texts(labels: Sequence[Placed], inks: Sequence[str], *, size: float) -> list[alt.Chart]:
    """Return placed labels with thin leaders where they stand far from their point."""
    rows = [{"x": p.x, "y": p.y, "text": p.text, "align": p.align, "ink": ink}
            for p, ink in zip(labels, inks, strict=True)]
    leaders = [{"x": p.leader[0], "y": p.leader[1], "x2": p.leader[2], "y2": p.leader[3]} for p in labels if p.leader]
    layers = [rules(leaders)] if leaders else []
    for align, group in groupby(sorted(rows, key=itemgetter("align")), key=itemgetter("align")):
        layers += texts([{k: v for k, v in row.items() if k != "align"} for row in group], align=align, size=size)
    return layers


def rules(rows: Sequence[Row], *, stroke: str = QUIET, width: float = 0.8) -> alt.Chart:
    """Return straight lines from ``x``, ``y`` to ``x2``, ``y2``, in pixels."""
    layer: alt.Chart = chart(rows).mark_rule(stroke=stroke, strokeWidth=width, aria=False).encode(
        _at(alt.X, "x"), _at(alt.Y, "y"), x2="x2:Q", y2="y2:Q")
    return layer


def points(rows: Sequence[Row], name: str = "", *, size: float = 70) -> alt.Chart:
    """Return points: ``x``, ``y``, ``shape``, ``fill``, ``stroke`` and ``dash`` (whether the outline is broken)."""
    layer: alt.Chart = chart(rows, name).mark_point(size=size, strokeWidth=1.6, opacity=1).encode(
        _at(alt.X, "x"), _at(alt.Y, "y"), shape=alt.Shape("shape:N", scale=None),
        fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("stroke:N", scale=None),
        strokeDash=alt.condition("datum.dash", alt.value([2.5, 2]), alt.value([1, 0])))
    return layer


def tiles(rows: Sequence[Row], name: str = "", *, side: tuple[float, float]) -> alt.Chart:
    """Return rectangles of ``side`` (width, height) with their top left corner at ``x``, ``y``."""
    boxes = [{**row, "x2": row["x"] + side[0], "y2": row["y"] + side[1]} for row in rows]
    layer: alt.Chart = chart(boxes, name).mark_rect(cornerRadius=3, strokeWidth=1, stroke="#aab2bc").encode(
        _at(alt.X, "x"), _at(alt.Y, "y"), x2="x2:Q", y2="y2:Q", fill=alt.Fill("fill:N", scale=None))
    return layer


@dataclass(frozen=True)
class LegendItem:
    """One line of a legend.

    Attributes
    ----------
    kind : str
        ``swatch``, ``line``, ``dot`` or ``text``.
    text : str
        What it stands for.
    fill, stroke, shape : str
        Look of the mark.
    dash : bool
        Whether the outline is broken.
    """

    kind: str
    text: str
    fill: str = "#ffffff"
    stroke: str = QUIET
    shape: str = "circle"
    dash: bool = False


def river_item(lang: str) -> LegendItem:
    """Return the legend line of the rivers."""
    return LegendItem("line", RIVERS.in_(lang), stroke=RIVER)


def legend(items: Sequence[LegendItem], x: float, y: float, *, step: float = 18) -> list[alt.Chart]:
    """Return a legend as layers, one item below the other, its top left corner at ``x``, ``y`` in pixels."""
    return _legend_at(items, [(x, y + step * (i + 0.5)) for i in range(len(items))])


def flowing_legend(items: Sequence[LegendItem], x: float, y: float, width: float) -> list[alt.Chart]:
    """Return a legend in rows of at most ``width`` pixels, its top left corner at ``x``, ``y``."""
    spots = []
    left, middle = x, y + 9
    for item in items:
        needs = 42 + text_width(item.text, 12)
        if left > x and left + needs > x + width:
            left, middle = x, middle + 18
        spots.append((left, middle))
        left += needs
    return _legend_at(items, spots)


def _legend_at(items: Sequence[LegendItem], spots: Sequence[tuple[float, float]]) -> list[alt.Chart]:
    placed = list(zip(items, spots, strict=True))
    swatches = [{"x": x, "y": y - 6, "fill": item.fill} for item, (x, y) in placed if item.kind == "swatch"]
    lines = [{"x": x, "x2": x + 18, "y": y, "y2": y} for item, (x, y) in placed if item.kind == "line"]
    dots = [{"x": x + 9, "y": y, "fill": item.fill, "stroke": item.stroke, "shape": item.shape, "dash": item.dash}
            for item, (x, y) in placed if item.kind == "dot"]
    words = [{"x": x if item.kind == "text" else x + 24, "y": y, "text": item.text,
              "ink": QUIET if item.kind == "text" else INK} for item, (x, y) in placed]
    layers = [silent(tiles(swatches, side=(18, 12)))] if swatches else []
    layers += [rules(lines, stroke=RIVER, width=1.6)] if lines else []
    layers += [silent(points(dots))] if dots else []
    return [*layers, *texts(words, size=12, halo=False)]
