"""Dot plots: several values per name on one scale, such as plans side by side."""

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.theme import ACCENT, LIMIT, QUIET, WIDTH, styled
from planbook.data.text import Text


def compared(
    frame: pd.DataFrame, *, title: Text, lang: str, own: str, row_height: int = 26,
) -> alt.TopLevelMixin:
    """Draw one dot per name on a common scale, the book's own one filled.

    Parameters
    ----------
    frame : DataFrame
        ``name``, ``value`` (null where not obtained), ``label``.
    title : Text
        Title of the value axis, with unit.
    lang : str
        ``zh`` or ``en``.
    own : str
        Name drawn as the book's own.
    row_height : int
        Pixels per name.

    Returns
    -------
    TopLevelMixin
        One dot per value in the layer ``drawn_dots``.
    """
    names = list(frame["name"])
    known = frame.dropna(subset=["value"])
    y = alt.Y("name:N", sort=names, title=None, scale=alt.Scale(domain=names),
              axis=alt.Axis(ticks=False, domain=False, grid=True))
    x = alt.X("value:Q", title=title.in_(lang), scale=alt.Scale(zero=True, nice=True))
    mine = alt.FieldEqualPredicate(field="name", equal=own)
    dots = Chart(known).mark_point(size=90, strokeWidth=2, opacity=1).encode(
        x, y, fill=alt.condition(mine, alt.value(LIMIT), alt.value("#ffffff")),
        stroke=alt.condition(mine, alt.value(LIMIT), alt.value(ACCENT)))
    text = Chart(known).mark_text(align="left", dx=9, fontSize=11).encode(x, y, text="label:N")
    absent = frame[frame["value"].isna()]
    layers = [dots.properties(name="drawn_dots"), text]
    if len(absent):
        layers.append(Chart(absent).mark_text(align="left", fontSize=11, color=QUIET).encode(
            x=alt.value(4), y=y, text="label:N"))
    return styled(alt.layer(*layers).properties(width=WIDTH - 110, height=row_height * len(names)))
