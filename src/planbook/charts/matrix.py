"""Grids: the evidence matrix (place by year), class grids and heat maps."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from planbook.charts.theme import EVIDENCE_COLOURS, INK, QUIET, WATER_CLASS_COLOURS, WIDTH, styled
from planbook.data.text import Text
from planbook.data.vocab import Evidence

NOTHING = "none"
"""State of a cell for which nothing was published."""
OPEN = (NOTHING, Evidence.PLANNED.value, Evidence.TASK.value)
"""States drawn with a broken outline."""
NOTHING_TEXT = Text("无公开数据", "nothing published")

_STATE_FILL = {
    Evidence.ACTUAL: "#cfe0f3", Evidence.INTERIM: "#e4eef8", Evidence.STATEMENT: "#dde6ef", Evidence.TASK: "#f6e7cb",
    Evidence.PLANNED: "#fdf4e0", Evidence.BASELINE: "#dcdfe3", Evidence.DERIVED: "#e4dff5",
    Evidence.ESTIMATE: "#f6dfea", Evidence.MONITORED: "#d3ece8", Evidence.REFERENCE: "#eef0f2",
}
_DARK_FILLS = {"#ff0000", "#99004c", "#7e0023"}


def evidence_matrix(
    frame: pd.DataFrame, *, lang: str, rows: Sequence[str], columns: Sequence[str], cell_height: int = 44,
) -> alt.TopLevelMixin:
    r"""Draw what is known for each place and year, and where nothing is.

    Parameters
    ----------
    frame : DataFrame
        One row per cell: ``row``, ``column``, ``state`` (an evidence word or ``none``), ``label`` (text in the cell,
        lines separated by ``\n``).
    lang : str
        ``zh`` or ``en``.
    rows, columns : sequence of str
        Order of the places (top down) and of the years (left to right).
    cell_height : int
        Pixels.

    Returns
    -------
    TopLevelMixin
        One rectangle per row of ``frame`` in the layers ``drawn_cells`` and ``drawn_open`` (broken outline: targets, tasks
        and cells with nothing published, which say so in words).
    """
    states = [e.value for e in Evidence] + [NOTHING]
    fills = [_STATE_FILL[e] for e in Evidence] + ["#ffffff"]
    strokes = [EVIDENCE_COLOURS[e] for e in Evidence] + ["#c4cad1"]
    x, y = _axes(rows, columns)
    fill = alt.Fill("state:N", legend=None, scale=alt.Scale(domain=states, range=fills))
    stroke = alt.Stroke("state:N", legend=None, scale=alt.Scale(domain=states, range=strokes))
    layers = []
    for name, part, dash in (("drawn_cells", frame[~frame["state"].isin(OPEN)], [1, 0]),
                             ("drawn_open", frame[frame["state"].isin(OPEN)], [4, 3])):
        if len(part):
            cells = alt.Chart(part).mark_rect(strokeWidth=1.2, strokeDash=dash)
            layers.append(cells.encode(x, y, fill=fill, stroke=stroke).properties(name=name))
    silent = alt.FieldEqualPredicate(field="state", equal=NOTHING)
    text = alt.Chart(frame).mark_text(fontSize=10.5, lineBreak="\n", lineHeight=13).encode(
        x, y, text="label:N", color=alt.condition(silent, alt.value(QUIET), alt.value(INK)))
    del lang  # the labels already are in the language asked for
    return styled(alt.layer(*layers, text).properties(width=WIDTH, height=cell_height * len(rows)))


def _axes(rows: Sequence[str], columns: Sequence[str], angle: int = 0) -> tuple[alt.X, alt.Y]:
    x = alt.X("column:O", title=None, sort=list(columns), scale=alt.Scale(domain=list(columns), paddingInner=0.04),
              axis=alt.Axis(orient="top", labelAngle=angle, domain=False, ticks=False))
    y = alt.Y("row:O", title=None, sort=list(rows), scale=alt.Scale(domain=list(rows), paddingInner=0.08),
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
    cells = alt.Chart(known).mark_rect(stroke="#8a919b", strokeWidth=0.6).encode(x, y, fill=fill)
    dark = [k for k, v in palette.items() if v in _DARK_FILLS]
    text = alt.Chart(known).mark_text(fontSize=11).encode(
        x, y, text="label:N",
        color=alt.condition(alt.FieldOneOfPredicate(field="state", oneOf=dark), alt.value("#ffffff"), alt.value(INK)))
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
    cells = alt.Chart(known).mark_rect().encode(
        x, y, fill=alt.Fill("value:Q", scale=scale, title=title.in_(lang), legend=alt.Legend(format=f".{decimals}f")))
    text = alt.Chart(known).mark_text(fontSize=11).encode(
        x, y, text=alt.Text("value:Q", format=f".{decimals}f"),
        color=alt.condition(_is_dark(breaks), alt.value("#ffffff"), alt.value(INK)))
    missing = frame[frame["value"].isna()].assign(mark="–")
    empty = alt.Chart(missing).mark_text(fontSize=11, color=QUIET).encode(x, y, text="mark:N")
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
