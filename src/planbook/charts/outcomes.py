"""Grids of outcomes: a figure against a limit in every cell, with the mark of how it is known."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.theme import EVIDENCE_GLYPHS, INK, QUIET, WIDTH, styled
from planbook.data.text import Text
from planbook.data.vocab import Evidence

ATTAINED, EXCEEDED, REFUSED, NOTHING = "attained", "exceeded", "refused", "none"
"""What a cell can say: at or below the limit, above it, not to be judged, no figure."""
OUTCOMES = {
    ATTAINED: Text("达标", "attained"), EXCEEDED: Text("超标", "exceeded"), REFUSED: Text("不判定", "open"),
    NOTHING: Text("无数值", "no figure"),
}
_FILLS = {ATTAINED: "#cfe0f3", EXCEEDED: "#f3d3c5", REFUSED: "#ffffff", NOTHING: "#ffffff"}
_STROKES = {ATTAINED: "#17558c", EXCEEDED: "#a33a13", REFUSED: "#8a919b", NOTHING: "#c4cad1"}
_OPEN = (REFUSED, NOTHING)
TEXT_SIZE, LINE_HEIGHT = 10.5, 13


def outcome_grid(
    frame: pd.DataFrame, *, lang: str, rows: Sequence[str], columns: Sequence[str], cell_height: int = 46,
) -> alt.TopLevelMixin:
    """Draw one cell per row and column: the figure with its evidence mark, and the outcome in words.

    Parameters
    ----------
    frame : DataFrame
        ``row``, ``column``, ``outcome`` (``attained``, ``exceeded``, ``refused`` or ``none``), ``shown`` (text of the figure,
        empty where there is none), ``evidence`` (word of the closed list, empty where there is none).
    lang : str
        ``zh`` or ``en``.
    rows, columns : sequence of str
        Order of both axes.
    cell_height : int
        Pixels.

    Returns
    -------
    TopLevelMixin
        One rectangle per row of ``frame``, in the layers ``drawn_cells`` and, with a broken outline, ``drawn_open``.
    """
    data = frame.assign(text=[_written(*cell, lang) for cell in zip(frame["outcome"], frame["shown"], frame["evidence"], strict=True)])
    x = alt.X("column:O", title=None, sort=list(columns), scale=alt.Scale(domain=list(columns), paddingInner=0.05),
              axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False))
    y = alt.Y("row:O", title=None, sort=list(rows), scale=alt.Scale(domain=list(rows), paddingInner=0.08),
              axis=alt.Axis(domain=False, ticks=False))
    fill = alt.Fill("outcome:N", legend=None, scale=alt.Scale(domain=list(_FILLS), range=list(_FILLS.values())))
    stroke = alt.Stroke("outcome:N", legend=None, scale=alt.Scale(domain=list(_STROKES), range=list(_STROKES.values())))
    layers = []
    silent = data["outcome"].isin(_OPEN)
    for name, part, dash in (("drawn_cells", data[~silent], [1, 0]), ("drawn_open", data[silent], [4, 3])):
        if len(part):
            cells = Chart(part).mark_rect(strokeWidth=1.2, strokeDash=dash)
            layers.append(cells.encode(x, y, fill=fill, stroke=stroke).properties(name=name))
    quiet = alt.FieldOneOfPredicate(field="outcome", oneOf=list(_OPEN))
    words = Chart(data).mark_text(fontSize=TEXT_SIZE, lineBreak="\n", lineHeight=LINE_HEIGHT, dy=-LINE_HEIGHT / 2)
    layers.append(words.encode(x, y, text="text:N", color=alt.condition(quiet, alt.value(QUIET), alt.value(INK))))
    return styled(alt.layer(*layers).properties(width=WIDTH, height=cell_height * len(rows)))


def _written(outcome: str, shown: str, evidence: str, lang: str) -> str:
    """Return two lines: the figure with its mark, and the outcome."""
    glyph = EVIDENCE_GLYPHS[Evidence.of(evidence)] if evidence else ""
    return f"{glyph}\N{NO-BREAK SPACE}{shown or '–'}".strip() + f"\n{OUTCOMES[outcome].in_(lang)}"
