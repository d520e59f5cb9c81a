"""A trend: the values it was taken of, those left out, the line and the fan of its interval."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.theme import ACCENT, EVIDENCE_COLOURS, GRID, LIMIT, PAPER, QUIET, WIDTH, styled
from planbook.data.text import Text
from planbook.data.vocab import Evidence

HEIGHT = 260


@dataclass(frozen=True)
class Fan:
    """A line through years with the lines of its interval, all in the value's unit.

    Attributes
    ----------
    years : tuple of int
        First, middle (where the fan is narrowest) and last year.
    line, low, high : tuple of float
        Values in those years.
    """

    years: tuple[float, float, float]
    line: tuple[float, float, float]
    low: tuple[float, float, float]
    high: tuple[float, float, float]


def trendline(
    frame: pd.DataFrame, *, title: Text, lang: str, fan: Fan | None, limit: float, limit_label: Text,
) -> alt.TopLevelMixin:
    """Draw values by year with the fan of a trend.

    Parameters
    ----------
    frame : DataFrame
        ``year`` (int), ``value``, ``used`` (bool: takes part in the trend), ``label``, ``below`` (bool: lies below the
        line, so that its label stands beside the mark, not on the line).
    title : Text
        Title of the value axis, with unit.
    lang : str
        ``zh`` or ``en``.
    fan : Fan or None
        The trend; ``None`` where there is none.
    limit : float
        Reference line.
    limit_label : Text
        Its direct label.

    Returns
    -------
    TopLevelMixin
        Diamonds for values used in the layer ``drawn_used``, crosses for those left out in ``drawn_left_out``.
    """
    first, last = int(frame["year"].min()), int(frame["year"].max())
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[first - 0.5, last + 0.5], nice=False),
              axis=alt.Axis(values=list(range(first, last + 1)), format="d", grid=False))
    y = alt.Y("value:Q", title=title.in_(lang), scale=alt.Scale(zero=True))
    layers: list[alt.Chart] = [*_fan(fan, x, title, lang), *_reference(limit, limit_label, lang)]
    colour = EVIDENCE_COLOURS[Evidence.MONITORED]
    for name, part, shape, ink in (("drawn_used", frame[frame["used"]], "diamond", colour),
                                   ("drawn_left_out", frame[~frame["used"]], "cross", QUIET)):
        if len(part):
            points = Chart(part).mark_point(shape=shape, size=80, strokeWidth=2, stroke=ink, fill=PAPER, opacity=1)
            layers.append(points.encode(x, y).properties(name=name))
    above, beside = frame[~frame["below"]], frame[frame["below"]]
    if len(above):
        layers.append(Chart(above).mark_text(dy=-13, fontSize=11).encode(x, y, text="label:N"))
    if len(beside):
        layers.append(Chart(beside).mark_text(dx=9, align="left", fontSize=11).encode(x, y, text="label:N"))
    return styled(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT))


def _fan(fan: Fan | None, x: alt.X, title: Text, lang: str) -> list[alt.Chart]:
    if fan is None:
        return []
    data = pd.DataFrame({"year": fan.years, "value": fan.line, "low": [min(p) for p in zip(fan.low, fan.high, strict=True)],
                         "high": [max(p) for p in zip(fan.low, fan.high, strict=True)]})
    band = Chart(data).mark_area(color=GRID, opacity=0.8).encode(
        x, alt.Y("low:Q", title=title.in_(lang)), alt.Y2("high:Q"))
    line = Chart(data).mark_line(color=ACCENT, strokeWidth=2, strokeDash=[7, 4]).encode(
        x, alt.Y("value:Q", title=title.in_(lang)))
    return [band, line]


def _reference(limit: float, label: Text, lang: str) -> list[alt.Chart]:
    one = pd.DataFrame([{"value": limit, "name": label.in_(lang)}])
    rule = Chart(one).mark_rule(color=LIMIT, strokeDash=[6, 4], strokeWidth=1.5).encode(y="value:Q")
    text = Chart(one).mark_text(align="left", dx=5, color=LIMIT, fontSize=11).encode(
        y="value:Q", x=alt.value(WIDTH), text="name:N")
    return [rule, text]
