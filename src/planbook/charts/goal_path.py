"""A path towards a goal: published levels by year, the goal, and the straight line that leads to it."""

import altair as alt
import pandas as pd

from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_SHAPES, LIMIT, PAPER, QUIET, SOLID, WIDTH, styled
from planbook.charts.timeline import runs
from planbook.data.text import Text
from planbook.data.vocab import Evidence


def goal_path(
    frame: pd.DataFrame, line: pd.DataFrame, *, title: Text, goal: Text, lang: str, height: int = 280,
) -> alt.TopLevelMixin:
    """Draw what was published by year against the way to the goal.

    Parameters
    ----------
    frame : DataFrame
        ``year`` (int), ``value``, ``evidence``, ``label``, ``group`` (what one line may join).
    line : DataFrame
        ``year`` and ``value`` of the straight line's two ends; the last one is the goal. Null values where no base was
        published: then neither line nor goal is drawn.
    title : Text
        Title of the value axis, with unit.
    goal : Text
        Direct label of the goal.
    lang : str
        ``zh`` or ``en``.
    height : int
        Pixels.

    Returns
    -------
    TopLevelMixin
        Marks in the layers ``drawn_hollow`` and ``drawn_solid``; published figures are joined only over consecutive years.
    """
    data = frame.dropna(subset=["value"]).copy()
    data["run"] = runs(data, "group")
    years = list(range(int(line["year"].min()), int(line["year"].max()) + 1))
    x = alt.X("year:O", title=None, scale=alt.Scale(domain=years), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=title.in_(lang), scale=alt.Scale(zero=True, nice=True))
    layers = [*_way(line.dropna(subset=["value"]), goal.in_(lang), x, y), *_joined(data, x, y), *_points(data, x, y)]
    return styled(alt.layer(*layers).properties(width=WIDTH, height=height))


def _way(line: pd.DataFrame, goal: str, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw the straight line and the goal; nothing where no base was published."""
    if line.empty:
        return []
    end = line[line["year"] == line["year"].max()].assign(name=goal)
    return [
        alt.Chart(line).mark_line(color=QUIET, strokeDash=[2, 4], strokeWidth=1.4).encode(x, y),
        alt.Chart(end).mark_rule(color=LIMIT, strokeDash=[6, 4], strokeWidth=1.5).encode(y="value:Q"),
        alt.Chart(end).mark_text(align="left", dx=4, dy=-8, color=LIMIT, fontSize=11).encode(
            x=alt.value(0), y="value:Q", text="name:N")]


def _joined(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    longer = data[data.groupby("run")["run"].transform("size") > 1]
    if longer.empty:
        return []
    return [alt.Chart(longer).mark_line(strokeWidth=1.5, color=EVIDENCE_COLOURS[Evidence.ACTUAL]).encode(x, y, detail="run:N")]


def _points(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    words = [e.value for e in Evidence]
    colour = alt.Color("evidence:N", legend=None, scale=alt.Scale(domain=words, range=[EVIDENCE_COLOURS[e] for e in Evidence]))
    shape = alt.Shape("evidence:N", legend=None, scale=alt.Scale(domain=words, range=[EVIDENCE_SHAPES[e] for e in Evidence]))
    solid = data["evidence"].isin([e.value for e in SOLID])
    layers = []
    for layer, part, look in (("drawn_hollow", data[~solid], {"fill": PAPER}), ("drawn_solid", data[solid], {"filled": True})):
        if len(part):
            points = alt.Chart(part).mark_point(size=80, strokeWidth=2, opacity=1, **look)
            layers.append(points.encode(x, y, color=colour, shape=shape).properties(name=layer))
    text = alt.Chart(data).mark_text(fontSize=11, dy=-14)
    return [*layers, text.encode(x, y, text="label:N")]
