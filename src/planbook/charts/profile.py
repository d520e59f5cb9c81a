"""The long profile: sections along a river, by distance downstream, with their classes or concentrations."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.theme import (
    EVIDENCE_COLOURS,
    EVIDENCE_SHAPES,
    INK,
    LIMIT,
    ON_LIGHT,
    PAPER,
    WATER_CLASS_COLOURS,
    WIDTH,
    styled,
)
from planbook.data.text import Text
from planbook.data.vocab import Evidence

LABEL_GAP = 26.0
"""Least distance between two names, in kilometres of river."""
LEADER = 16
"""Length of the leaders, in pixels."""


def long_profile(frame: pd.DataFrame, *, title: Text, lang: str, height: int = 300) -> alt.TopLevelMixin:
    """Draw sections on a line by their distance downstream, each with its class colour and letter.

    Parameters
    ----------
    frame : DataFrame
        ``km`` (distance downstream, km), ``name``, ``state`` (water class, null where none is known), ``label``,
        ``row`` (what the mark belongs to, e.g. a date; marks of one row stand on one level).
    title : Text
        Title of the distance axis.
    lang : str
        ``zh`` or ``en``.
    height : int
        Pixels.

    Returns
    -------
    TopLevelMixin
        One mark per row in ``drawn_known`` (with a class) and ``drawn_unknown`` (without).
    """
    levels = list(dict.fromkeys(frame["row"]))
    x = alt.X("km:Q", title=title.in_(lang), scale=alt.Scale(nice=True))
    y = alt.Y("row:N", title=None, sort=levels, scale=alt.Scale(domain=levels),
              axis=alt.Axis(ticks=False, domain=False, grid=True))
    known, unknown = frame.dropna(subset=["state"]), frame[frame["state"].isna()]
    fill = alt.Fill("state:N", legend=None, scale=alt.Scale(
        domain=list(WATER_CLASS_COLOURS), range=list(WATER_CLASS_COLOURS.values())))
    dots = Chart(known).mark_point(size=420, shape="square", strokeWidth=1, stroke=INK, opacity=1).encode(
        x, y, fill=fill)
    letters = Chart(known).mark_text(fontSize=11, color=ON_LIGHT).encode(x, y, text="label:N")
    layers = [dots.properties(name="drawn_known"), letters]
    if len(unknown):
        hollow = Chart(unknown).mark_point(size=60, stroke="#8a919b", fill="#ffffff", opacity=1)
        layers.insert(0, hollow.encode(x, y).properties(name="drawn_unknown"))
    return styled(alt.layer(*layers, *_names(frame)).properties(width=WIDTH - 40, height=height))


def _names(frame: pd.DataFrame) -> list[alt.Chart]:
    """Write each section's name once above the profile, spread apart, with a leader to its place."""
    first = frame.drop_duplicates("name").sort_values("km")
    placed = first.assign(at=spread(list(first["km"]), LABEL_GAP))
    leaders = Chart(placed).mark_rule(stroke="#aab2bc").encode(
        alt.X("km:Q"), alt.X2("at:Q"), y=alt.value(0), y2=alt.value(-LEADER))
    names = Chart(placed).mark_text(angle=315, align="left", dx=2, fontSize=11).encode(
        alt.X("at:Q"), y=alt.value(-LEADER - 6), text="name:N")
    return [leaders, names]


def spread(positions: list[float], gap: float) -> list[float]:
    """Move sorted positions apart as little as needed.

    Parameters
    ----------
    positions : list of float
        Ascending.
    gap : float
        Least distance between neighbours, in the same unit.

    Returns
    -------
    list of float
        New positions in the same order; clusters stay centred on their old mean.

    Examples
    --------
    >>> spread([0, 1, 10], 4)
    [-1.5, 2.5, 10]
    """
    clusters: list[list[float]] = []
    for position in positions:
        clusters.append([position])
        while len(clusters) > 1 and _end(clusters[-2], gap) + gap > _start(clusters[-1], gap):
            last = clusters.pop()
            clusters[-1].extend(last)
    return [p for c in clusters for p in (c if len(c) == 1 else [_start(c, gap) + i * gap for i in range(len(c))])]


def _start(cluster: list[float], gap: float) -> float:
    return sum(cluster) / len(cluster) - gap * (len(cluster) - 1) / 2


def _end(cluster: list[float], gap: float) -> float:
    return _start(cluster, gap) + gap * (len(cluster) - 1)


@dataclass(frozen=True)
class Strip:
    """One row of panels: an item with the limit it is held against.

    Attributes
    ----------
    item : str
        Id of the item in the frame.
    name : Text
        Title of the value axis, with unit.
    limit : float
        The limit, in the item's unit.
    label : Text
        Its direct label.
    """

    item: str
    name: Text
    limit: float
    label: Text


PANEL_HEIGHT, PANEL_GAP = 92, 14
AXIS_ROOM = 40
"""Pixels the value axis takes beside the first panel."""
ROOM_ABOVE = 1.18
"""Share of the highest value the axis reaches up to, so that labels above a mark stay inside."""


def concentration_profile(
    frame: pd.DataFrame, *, strips: Sequence[Strip], columns: Sequence[str], title: Text, lang: str, evidence: Evidence,
) -> alt.TopLevelMixin:
    """Draw concentrations along the river: a row of panels per item, a column per month, all of a row on one scale.

    Parameters
    ----------
    frame : DataFrame
        ``km`` (distance downstream, km), ``item``, ``column``, ``value`` (in the item's unit), ``label`` (text beside the
        mark, may be empty).
    strips : sequence of Strip
        Items, top down.
    columns : sequence of str
        Months, left to right.
    title : Text
        Title of the distance axis.
    lang : str
        ``zh`` or ``en``.
    evidence : Evidence
        How all values are known: it gives the mark.

    Returns
    -------
    TopLevelMixin
        One mark per row, in layers ``drawn_<row>_<column>``.
    """
    width = (WIDTH - AXIS_ROOM - PANEL_GAP * (len(columns) - 1)) / len(columns)
    rows = [alt.hconcat(*(
        _panel(frame, strip, column, f"drawn_{i}_{j}", lang, evidence).properties(
            width=width, height=PANEL_HEIGHT, **({"title": column} if i == 0 else {}))
        for j, column in enumerate(columns)), spacing=PANEL_GAP) for i, strip in enumerate(strips)]
    below = Chart(pd.DataFrame([{"text": title.in_(lang)}])).mark_text(fontSize=12).encode(text="text:N").properties(
        width=WIDTH, height=14)
    return styled(alt.vconcat(*rows, below, spacing=PANEL_GAP))


def _panel(frame: pd.DataFrame, strip: Strip, column: str, name: str, lang: str, evidence: Evidence) -> alt.LayerChart | alt.FacetChart:
    """Draw one item in one month, with the limit."""
    mine = frame[frame["item"] == strip.item]
    top = max(strip.limit, float(mine["value"].max())) * ROOM_ABOVE
    ends = [float(frame["km"].min()), float(frame["km"].max())]
    x = alt.X("km:Q", title=None, scale=alt.Scale(domain=ends, nice=True), axis=alt.Axis(tickCount=4))
    first = name.endswith("_0")
    y = alt.Y("value:Q", title=strip.name.in_(lang) if first else None, scale=alt.Scale(domain=[0, top], nice=False),
              axis=alt.Axis(tickCount=4, labels=first, minExtent=AXIS_ROOM if first else 0))
    part = mine[mine["column"] == column]
    points = Chart(part).mark_point(
        size=60, strokeWidth=2, fill=PAPER, opacity=1, shape=EVIDENCE_SHAPES[evidence], stroke=EVIDENCE_COLOURS[evidence])
    said = Chart(part[part["label"] != ""]).mark_text(dy=-11, fontSize=10).encode(x, y, text="label:N")
    line = pd.DataFrame([{"value": strip.limit, "km": ends[1], "text": strip.label.in_(lang)}])
    rule = Chart(line).mark_rule(color=LIMIT, strokeDash=[6, 4], strokeWidth=1.5).encode(y=y)
    word = Chart(line).mark_text(color=LIMIT, fontSize=10, align="right", dy=-6).encode(x, y, text="text:N")
    return alt.layer(rule, points.encode(x, y).properties(name=name), said, *([word] if first else []))
