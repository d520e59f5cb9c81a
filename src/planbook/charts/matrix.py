"""Grids: the evidence matrix (place by year), class grids and heat maps."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.maps.labels import balanced, text_width
from planbook.charts.theme import (
    EVIDENCE_COLOURS,
    EVIDENCE_GLYPHS,
    INK,
    ON_DARK,
    ON_LIGHT,
    QUIET,
    WATER_CLASS_COLOURS,
    WIDTH,
    styled,
)
from planbook.data.text import Text
from planbook.data.vocab import Evidence

NOTHING = "none"
"""State of a cell for which nothing was published."""
OTHER = "other"
"""State of a cell for which only another scope than the row's own was published."""
OPEN = (NOTHING, OTHER, Evidence.PLANNED.value, Evidence.TASK.value)
"""States drawn with a broken outline."""
NOTHING_TEXT = Text("无公开数据", "nothing published")
OTHER_TEXT = Text("只有其他口径", "other scope only")
TEXT_SIZE, LINE_HEIGHT = 10.5, 13
LEAST_HEIGHT = 44
"""Pixels of a row whose cells hold little text."""
MARGIN = 8
"""Pixels a cell keeps free beside and above its text, both sides together."""
GAP = 0.08
"""Share of a row's height left free between cells."""
EMPTY_CELL = {
    "state": NOTHING, "label_zh": NOTHING_TEXT.zh, "label_en": NOTHING_TEXT.en, "state_zh": NOTHING_TEXT.zh,
    "state_en": NOTHING_TEXT.en, "source": "", "source_en": "",
}
"""What a chapter's cell holds for which nothing was published."""

_STATE_FILL = {
    Evidence.ACTUAL: "#cfe0f3", Evidence.INTERIM: "#e4eef8", Evidence.STATEMENT: "#dde6ef", Evidence.TASK: "#f6e7cb",
    Evidence.PLANNED: "#fdf4e0", Evidence.BASELINE: "#dcdfe3", Evidence.DERIVED: "#e4dff5",
    Evidence.ESTIMATE: "#f6dfea", Evidence.MONITORED: "#d3ece8", Evidence.REFERENCE: "#eef0f2",
}
_DARK_FILLS = {"#ff0000", "#99004c", "#7e0023"}


def evidence_matrix(
    frame: pd.DataFrame, *, lang: str, rows: Sequence[str], columns: Sequence[str], cell_height: int = LEAST_HEIGHT,
) -> alt.TopLevelMixin:
    r"""Draw what is known for each place and year, and where nothing is.

    Parameters
    ----------
    frame : DataFrame
        One row per cell: ``row``, ``column``, ``state`` (an evidence word, ``none`` or ``other``), ``label`` (text in
        the cell, lines separated by ``\n``; the mark of its evidence is put before it, long lines are broken).
    lang : str
        ``zh`` or ``en``.
    rows, columns : sequence of str
        Order of the places (top down) and of the years (left to right).
    cell_height : int
        Least height, pixels; cells grow with their text.

    Returns
    -------
    TopLevelMixin
        One rectangle per row of ``frame`` in the layers ``drawn_cells`` and ``drawn_open`` (broken outline: targets, tasks
        and cells with nothing published, which say so in words).
    """
    states = [e.value for e in Evidence] + [NOTHING, OTHER]
    fills = [_STATE_FILL[e] for e in Evidence] + ["#ffffff", "#f7f8f9"]
    strokes = [EVIDENCE_COLOURS[e] for e in Evidence] + ["#c4cad1", "#8a919b"]
    x, y = _axes(rows, columns)
    fill = alt.Fill("state:N", legend=None, scale=alt.Scale(domain=states, range=fills))
    stroke = alt.Stroke("state:N", legend=None, scale=alt.Scale(domain=states, range=strokes))
    data = _lettered(frame, WIDTH / len(columns) - MARGIN)
    layers = []
    for name, part, dash in (("drawn_cells", data[~data["state"].isin(OPEN)], [1, 0]),
                             ("drawn_open", data[data["state"].isin(OPEN)], [4, 3])):
        if len(part):
            cells = Chart(part).mark_rect(strokeWidth=1.2, strokeDash=dash)
            layers.append(cells.encode(x, y, fill=fill, stroke=stroke).properties(name=name))
    del lang  # the labels already are in the language asked for
    height = max(cell_height, _row_height(data["lines"].max()))
    return styled(alt.layer(*layers, _writing(data, x, y)).properties(width=WIDTH, height=height * len(rows)))


def _row_height(lines: int) -> int:
    """Return the height of rows whose cells hold so many lines."""
    return int((lines * LINE_HEIGHT + MARGIN) / (1 - GAP)) + 1


def divided(spec: Mapping[str, Any], most: float) -> tuple[Mapping[str, Any], ...]:
    """Return a grid in as few parts as are no higher than ``most`` pixels, the highest as low as it can be.

    Parameters
    ----------
    spec : mapping
        Specification of one of this module's charts.
    most : float
        Height of a part's cells; one row stays one whatever its height.

    Returns
    -------
    tuple of mapping
        The rows in their order, none of them twice; another chart comes back whole.
    """
    rows: list[str] = next((layer["encoding"]["y"]["scale"]["domain"] for layer in spec.get("layer", ()) if _is_gridded(layer)), [])
    if len(rows) <= 1 or spec["height"] <= most:
        return (spec,)
    lines = [_lines(spec, (row,)) for row in rows]
    bounds = _bounds(len(rows), lambda first, end: _high(spec, max(lines[first:end]), len(rows)) * (end - first), most)
    return tuple(_part(spec, rows[first:end]) for first, end in pairwise(bounds))


def _bounds(count: int, high: Callable[[int, int], float], most: float) -> tuple[int, ...]:
    """Return where to cut ``count`` rows, ends included, so that no stretch is higher than ``most`` unless it is one row."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    for _ in range(count):
        best = {end: min((max(highest, high(first, end)), (*bounds, end)) for first, (highest, bounds) in best.items() if first < end)
                for end in range(min(best) + 1, count + 1)}
        if count in best and best[count][0] <= most:
            break
    return best[count][1]


def _lines(spec: Mapping[str, Any], rows: Sequence[str]) -> int:
    return max((r["lines"] for values in spec.get("datasets", {}).values() for r in values if r.get("row") in rows and "lines" in r), default=0)


def _high(spec: Mapping[str, Any], lines: int, count: int) -> float:
    """Return the height of a row whose longest text has so many lines, in a grid of ``count`` rows."""
    usual: float = spec["height"] / count
    return min(usual, max(LEAST_HEIGHT, _row_height(lines))) if lines else usual


def _is_gridded(layer: Mapping[str, Any]) -> bool:
    y = layer.get("encoding", {}).get("y", {})
    return y.get("field") == "row" and bool((y.get("scale") or {}).get("domain"))


def _part(spec: Mapping[str, Any], rows: Sequence[str]) -> dict[str, Any]:
    """Return the grid with these rows only, as high as their own text asks."""
    whole = next(layer["encoding"]["y"]["scale"]["domain"] for layer in spec["layer"] if _is_gridded(layer))
    data = {name: [r for r in values if r.get("row") in rows] for name, values in spec.get("datasets", {}).items()}
    high = _high(spec, _lines(spec, rows), len(whole))
    return {**spec, "datasets": data, "height": round(high * len(rows)), "layer": [_with_rows(layer, rows) for layer in spec["layer"]]}


def _with_rows(layer: Mapping[str, Any], rows: Sequence[str]) -> Mapping[str, Any]:
    if not _is_gridded(layer):
        return layer
    encoding = layer["encoding"]
    y = {**encoding["y"], "sort": list(rows), "scale": {**encoding["y"]["scale"], "domain": list(rows)}}
    return {**layer, "encoding": {**encoding, "y": y}}


def _lettered(frame: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Put the mark of its evidence before each label, break lines longer than ``limit`` pixels and count them."""
    glyphs = {e.value: f"{EVIDENCE_GLYPHS[e]}\N{NO-BREAK SPACE}" for e in Evidence}
    labels = [_broken(label, glyphs.get(s, ""), limit) for s, label in zip(frame["state"], frame["label"], strict=True)]
    return frame.assign(label=labels, lines=[label.count("\n") + 1 for label in labels])


def _broken(label: str, glyph: str, limit: float) -> str:
    """Break a label into as few lines as it needs with its glyph, even ones if it can; none starts with * or …."""
    first, *more = label.split("\n")
    ways = [glyph + balanced(first, limit, TEXT_SIZE), glyph + balanced(first, limit - LINE_HEIGHT, TEXT_SIZE),
            balanced(glyph + first, limit, TEXT_SIZE)]
    fitting = [way for way in ways if text_width(way, TEXT_SIZE) <= limit] or ways[-1:]
    lines = [min(fitting, key=lambda way: way.count("\n")), *(balanced(line, limit, TEXT_SIZE) for line in more)]
    return re.sub(r"\n([*…]+)(?=\n|$)", r"\1", "\n".join(lines))


def _writing(data: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    silent = alt.FieldOneOfPredicate(field="state", oneOf=[NOTHING, OTHER])
    middle = alt.expr(f"(1 - datum.lines) * {LINE_HEIGHT / 2}")
    text = Chart(data).mark_text(fontSize=TEXT_SIZE, lineBreak="\n", lineHeight=LINE_HEIGHT, dy=middle)
    written: alt.Chart = text.encode(
        x, y, text="label:N", color=alt.condition(silent, alt.value(QUIET), alt.value(INK)))
    return written


def _axes(rows: Sequence[str], columns: Sequence[str], angle: int = 0) -> tuple[alt.X, alt.Y]:
    x = alt.X("column:O", title=None, sort=list(columns), scale=alt.Scale(domain=list(columns), paddingInner=0.04),
              axis=alt.Axis(orient="top", labelAngle=angle, domain=False, ticks=False))
    y = alt.Y("row:O", title=None, sort=list(rows), scale=alt.Scale(domain=list(rows), paddingInner=GAP),
              axis=alt.Axis(domain=False, ticks=False, labelFontSize=12))
    return x, y


def class_grid(
    frame: pd.DataFrame, *, rows: Sequence[str], columns: Sequence[str], colours: Mapping[str, str] | None = None,
    cell_height: int = 26, width: int = WIDTH, label_angle: int = 0,
) -> alt.TopLevelMixin:
    """Draw classes by row and column in their official colours, each cell with its letter.

    Parameters
    ----------
    frame : DataFrame
        ``row``, ``column``, ``state`` (a class, null where there is none), ``label``.
    rows, columns : sequence of str
        Order of both axes.
    colours : mapping of str to str, optional
        Class to colour; the water classes when omitted.
    cell_height, width : int
        Pixels.
    label_angle : int
        Angle of the column labels, degrees.

    Returns
    -------
    TopLevelMixin
        One rectangle per classified row in the layer ``drawn_cells``.
    """
    palette = dict(colours or WATER_CLASS_COLOURS)
    known = frame.dropna(subset=["state"])
    x, y = _axes(rows, columns, label_angle)
    fill = alt.Fill("state:N", legend=None, scale=alt.Scale(domain=list(palette), range=list(palette.values())))
    cells = Chart(known).mark_rect(stroke="#8a919b", strokeWidth=0.6).encode(x, y, fill=fill)
    dark = [k for k, v in palette.items() if v in _DARK_FILLS]
    text = Chart(known).mark_text(fontSize=11).encode(
        x, y, text="label:N",
        color=alt.condition(alt.FieldOneOfPredicate(field="state", oneOf=dark), alt.value(ON_DARK), alt.value(ON_LIGHT)))
    return styled(alt.layer(cells.properties(name="drawn_cells"), text).properties(
        width=width, height=cell_height * len(rows)))


def heatmap(
    frame: pd.DataFrame, *, rows: Sequence[str], columns: Sequence[str], title: Text, lang: str, decimals: int = 0,
    steps: Sequence[float] = (), cell_height: int = 30,
) -> alt.TopLevelMixin:
    """Draw numbers by row and column, shaded and written; a cell without a value stays white with a dash.

    Parameters
    ----------
    frame : DataFrame
        ``row``, ``column``, ``value`` (null where missing).
    rows, columns : sequence of str
        Order of both axes.
    title : Text
        Legend title, with unit.
    lang : str
        ``zh`` or ``en``.
    decimals : int
        Digits written.
    steps : sequence of float
        Class limits of the shading; five equal steps when empty.
    cell_height : int
        Pixels.

    Returns
    -------
    TopLevelMixin
        One rectangle per value in the layer ``drawn_cells``.
    """
    known = frame.dropna(subset=["value"])
    x, y = _axes(rows, columns)
    breaks = list(steps) or [round(float(q), 6) for q in known["value"].quantile([0.2, 0.4, 0.6, 0.8])]
    scale = alt.Scale(type="threshold", domain=breaks, range=_ramp(len(breaks) + 1))
    cells = Chart(known).mark_rect().encode(
        x, y, fill=alt.Fill("value:Q", scale=scale, title=title.in_(lang), legend=alt.Legend(format=f".{decimals}f")))
    text = Chart(known).mark_text(fontSize=11).encode(
        x, y, text=alt.Text("value:Q", format=f".{decimals}f"),
        color=alt.condition(_is_dark(breaks), alt.value(ON_DARK), alt.value(ON_LIGHT)))
    missing = frame[frame["value"].isna()].assign(mark="–")
    empty = Chart(missing).mark_text(fontSize=11, color=QUIET).encode(x, y, text="mark:N")
    layers = [cells.properties(name="drawn_cells"), text, *([empty] if len(missing) else [])]
    return styled(alt.layer(*layers).properties(width=WIDTH, height=cell_height * len(rows)))


_RAMP = ("#f3efe4", "#e8d6b0", "#dcae74", "#c77b46", "#9c4a2c", "#6b2a1e")
_LIGHT = 4
"""Shades of the ramp on which dark figures stand out more than white ones."""


def _ramp(count: int) -> list[str]:
    return [*_RAMP[:count], *[_RAMP[-1]] * (count - len(_RAMP))]


def _is_dark(breaks: Sequence[float]) -> str:
    """Return the test of a cell whose shade asks for white figures."""
    return f"datum.value >= {breaks[_LIGHT - 1]}" if len(breaks) >= _LIGHT else "false"
