"""A path towards a goal: published levels by year, the goal, and the straight line that leads to it."""

from collections.abc import Sequence
from math import inf
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.matrix import NOTHING_TEXT
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_SHAPES, LIMIT, PAPER, QUIET, SOLID, WIDTH, styled
from planbook.charts.timeline import runs
from planbook.data.text import Text
from planbook.data.vocab import Evidence

LABEL_ABOVE, LABEL_BELOW = -14, 17
"""Pixels from a mark to its label."""


def goal_path(
    frame: pd.DataFrame, line: pd.DataFrame, *, title: Text, goal: Text, lang: str, absent: Sequence[int] = (), height: int = 280,
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
    absent : sequence of int
        Years for which nothing was published; the chart says so.
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
    way = line.dropna(subset=["value"])
    data["dy"] = [LABEL_ABOVE if v >= _on(way, int(year)) else LABEL_BELOW for year, v in zip(data["year"], data["value"], strict=True)]
    layers = [*_absent(absent, x, height, lang), *_way(way, goal.in_(lang), x, y), *_joined(data, x, y), *_points(data, x, y),
              *_labels(data, x, y)]
    return styled(alt.layer(*layers).properties(width=WIDTH, height=height))


def _way(line: pd.DataFrame, goal: str, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw the straight line and the goal; nothing where no base was published."""
    if line.empty:
        return []
    end = line[line["year"] == line["year"].max()].assign(name=goal)
    return [
        Chart(line).mark_line(color=QUIET, strokeDash=[2, 4], strokeWidth=1.4).encode(x, y),
        Chart(end).mark_rule(color=LIMIT, strokeDash=[6, 4], strokeWidth=1.5).encode(y="value:Q"),
        Chart(end).mark_text(align="left", dx=4, dy=-8, color=LIMIT, fontSize=11).encode(
            x=alt.value(0), y="value:Q", text="name:N")]


def _joined(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    longer = data[data.groupby("run")["run"].transform("size") > 1]
    if longer.empty:
        return []
    return [Chart(longer).mark_line(strokeWidth=1.5, color=EVIDENCE_COLOURS[Evidence.ACTUAL]).encode(x, y, detail="run:N")]


def _points(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    words = [e.value for e in Evidence]
    colour = alt.Color("evidence:N", legend=None, scale=alt.Scale(domain=words, range=[EVIDENCE_COLOURS[e] for e in Evidence]))
    shape = alt.Shape("evidence:N", legend=None, scale=alt.Scale(domain=words, range=[EVIDENCE_SHAPES[e] for e in Evidence]))
    solid = data["evidence"].isin([e.value for e in SOLID])
    layers = []
    for layer, part, look in (("drawn_hollow", data[~solid], {"fill": PAPER}), ("drawn_solid", data[solid], {"filled": True})):
        if len(part):
            points = Chart(part).mark_point(size=80, strokeWidth=2, opacity=1, **look)
            layers.append(points.encode(x, y, color=colour, shape=shape).properties(name=layer))
    return layers


def _labels(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Write each value on the side of its mark that is away from the straight line, over a rim that keeps it legible."""
    rims: tuple[dict[str, Any], ...] = ({"stroke": PAPER, "strokeWidth": 4}, {})
    texts = (Chart(data).mark_text(fontSize=11, dy=alt.expr("datum.dy"), **rim) for rim in rims)
    return [text.encode(x, y, text="label:N") for text in texts]


def _on(way: pd.DataFrame, year: int) -> float:
    """Return the straight line's value in a year; without a line, below everything."""
    return float(np.interp(year, way["year"], way["value"])) if len(way) else -inf


def _absent(years: Sequence[int], x: alt.X, height: int, lang: str) -> list[alt.Chart]:
    """Say above the axis for which years nothing was published."""
    if not years:
        return []
    said = pd.DataFrame([{"year": y, "said": NOTHING_TEXT.in_(lang)} for y in years])
    return [Chart(said).mark_text(fontSize=10.5, color=QUIET, dy=-8).encode(x, y=alt.value(height), text="said:N")]
