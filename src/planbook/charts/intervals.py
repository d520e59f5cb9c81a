"""Scenario intervals: dashed throughout and in the colour of estimates, so that no one takes them for published figures."""

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.theme import EVIDENCE_COLOURS, PAPER, WIDTH, styled
from planbook.data.text import Text
from planbook.data.vocab import Evidence

COLOUR = EVIDENCE_COLOURS[Evidence.ESTIMATE]
DASH = (4, 3)
LABEL_ROOM = 150
"""Pixels left of the plot for names."""


def scenario_intervals(
    frame: pd.DataFrame, *, title: Text, mark: Text, lang: str, row_height: int = 40,
) -> alt.TopLevelMixin:
    """Draw one dashed interval per name on a logarithmic scale.

    Parameters
    ----------
    frame : DataFrame
        ``name``, ``floor``, ``low``, ``median``, ``high``, ``ceiling`` (all above zero), ``main`` (null where there is no
        main case), ``label``.
    title : Text
        Title of the value axis, with unit.
    mark : Text
        What these figures are, written inside the plot so that no image loses it.
    lang : str
        ``zh`` or ``en``.
    row_height : int
        Pixels per name.

    Returns
    -------
    TopLevelMixin
        One dashed box per row, from ``low`` to ``high``, in the layer ``drawn_intervals``; a dashed line from ``floor`` to
        ``ceiling`` through it, a tick at the median, a hollow circle at the main case, the label above.
    """
    names = list(frame["name"])
    y = alt.Y("name:N", sort=names, title=None, scale=alt.Scale(domain=names), axis=alt.Axis(ticks=False, domain=False))
    scale = alt.Scale(type="log", nice=True)
    x = alt.X("low:Q", title=title.in_(lang), scale=scale, axis=alt.Axis(format="~r", tickCount=6))
    base = Chart(frame)
    whole = base.mark_rule(color=COLOUR, strokeDash=list(DASH), strokeWidth=1.2).encode(
        alt.X("floor:Q", title=title.in_(lang), scale=scale), alt.X2("ceiling:Q"), y)
    boxes = base.mark_bar(height=14, fill="#f6dfea", stroke=COLOUR, strokeDash=list(DASH), strokeWidth=1.4)
    middle = base.mark_tick(color=COLOUR, thickness=2, size=18).encode(alt.X("median:Q", scale=scale), y)
    mains = Chart(frame.dropna(subset=["main"])).mark_point(
        size=60, fill=PAPER, stroke=COLOUR, strokeWidth=1.6, opacity=1).encode(alt.X("main:Q", scale=scale), y)
    text = base.mark_text(fontSize=11, dy=-14, color=COLOUR).encode(alt.X("median:Q", scale=scale), y, text="label:N")
    width, height = WIDTH - LABEL_ROOM, row_height * len(names)
    said = Chart(pd.DataFrame([{"said": mark.in_(lang)}])).mark_text(
        align="right", baseline="top", fontSize=12, color=COLOUR).encode(x=alt.value(width - 4), y=alt.value(4), text="said:N")
    layers = [said, whole, boxes.encode(x, alt.X2("high:Q"), y).properties(name="drawn_intervals"), middle, mains, text]
    return styled(alt.layer(*layers).properties(width=width, height=height))
