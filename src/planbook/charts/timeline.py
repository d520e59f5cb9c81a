"""Values over years: marks by evidence, lines only where years follow each other on one basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10, sqrt
from typing import Any

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.maps.labels import Box, text_width
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_SHAPES, LIMIT, PAPER, SOLID, WIDTH, styled
from planbook.data.text import Text
from planbook.data.vocab import Evidence

APART = 11.0
"""Pixels between marks of one year that would hide each other; about the size of a mark."""
HIDING = 12.0
"""Marks of one year nearer than this in height, in pixels, are moved apart sideways."""
TEXT_SIZE, LINE_HEIGHT = 11, 13
TICK_EVERY = 40
"""Pixels between ticks of the value axis, about."""
SPOTS = (
    (0, -13, "center"), (-5, -13, "left"), (5, -13, "right"), (9, 0, "left"), (-9, 0, "right"), (0, 14, "center"),
    (-5, 14, "left"), (5, 14, "right"), (9, -9, "left"), (9, 9, "left"), (-9, -9, "right"), (-9, 9, "right"),
    (0, -25, "center"), (0, 26, "center"))
"""Where a label may stand, best first: pixels to the right of and below its mark, and the side aligned."""


@dataclass(frozen=True)
class Limit:
    """A horizontal reference line with its direct label."""

    value: float
    label: Text
    dash: tuple[int, int] = (6, 4)


def runs(frame: pd.DataFrame, by: str, year: str = "year") -> pd.Series:
    """Name the stretches of consecutive years within each group.

    Parameters
    ----------
    frame : DataFrame
        Rows with a year and a grouping column.
    by : str
        Column of the group (place, basis and series together); a line never leaves its group.
    year : str
        Column of the year.

    Returns
    -------
    Series of str
        One name per row; a missing year starts a new stretch, so no line crosses it.
    """
    ordered = frame.sort_values([by, year])
    breaks = (ordered[year].diff() != 1) | (ordered[by] != ordered[by].shift())
    return (ordered[by].astype(str) + "#" + breaks.cumsum().astype(str)).reindex(frame.index)


def timeline(
    frame: pd.DataFrame,
    *,
    title: Text,
    lang: str,
    limits: Sequence[Limit] = (),
    zero: bool = True,
    height: int = 280,
    group: str = "group",
) -> alt.TopLevelMixin:
    """Draw values by year.

    Parameters
    ----------
    frame : DataFrame
        Columns ``year`` (int), ``value`` (float, null where nothing was published), ``evidence``,
        ``label`` (text beside the mark, may be empty), ``group`` (what one line may join).
    title : Text
        Title of the value axis, with unit.
    lang : str
        ``zh`` or ``en``.
    limits : sequence of Limit
        Reference lines.
    zero : bool
        Whether the axis starts at zero.
    height : int
        Pixels.
    group : str
        Column whose equal values one line may join.

    Returns
    -------
    TopLevelMixin
        Marks in the layers ``drawn_hollow`` and, on top, ``drawn_solid``; those that would hide each other stand beside each
        other, and lines follow them there.
    """
    data = frame.dropna(subset=["value"]).copy()
    data["run"] = runs(data, group)
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    x = alt.X("year:O", title=None, scale=alt.Scale(domain=years), axis=alt.Axis(labelAngle=0))
    ticks = ceil(height / TICK_EVERY)
    bottom, top = _domain([*data["value"], *(line.value for line in limits)], ticks, zero=zero)
    y = alt.Y("value:Q", title=title.in_(lang), axis=alt.Axis(tickCount=ticks),
              scale=alt.Scale(domain=[bottom, top], nice=False, zero=False))
    data = _placed(data, _Canvas(years, bottom, top, height), limits, lang)
    layers = [*_limits(limits, lang), *_lines(data, x, y), *_points(data, x, y), *_labels(data, x, y)]
    return styled(alt.layer(*layers).properties(width=WIDTH, height=height))


def _domain(values: Sequence[float], ticks: int, *, zero: bool) -> tuple[float, float]:
    """Return the ends of the value axis: whole multiples of the step the axis takes for about so many ticks."""
    shown = [*values, *([0.0] if zero or not values else [])]
    low, high = min(shown), max(shown)
    step = _step(((high - low) or abs(high) or 1.0) / ticks)
    bottom, top = floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step
    return (bottom, top) if top > bottom else (bottom, bottom + step)


def _step(wanted: float) -> float:
    """Return the round number nearest on a logarithmic scale, as Vega's axes choose it."""
    unit = 10.0 ** floor(log10(wanted))
    return unit * next(n for n, up_to in ((1, sqrt(2)), (2, sqrt(10)), (5, sqrt(50)), (10, 10)) if wanted / unit <= up_to)


@dataclass(frozen=True)
class _Canvas:
    """Where years and values lie, in pixels."""

    years: Sequence[int]
    bottom: float
    top: float
    height: int

    @property
    def step(self) -> float:
        """Pixels from one year to the next."""
        return WIDTH / len(self.years)

    def x(self, year: int) -> float:
        """Return the pixel of a year."""
        return (year - self.years[0] + 0.5) * self.step

    def y(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.height * (self.top - value) / (self.top - self.bottom)


def _placed(data: pd.DataFrame, canvas: _Canvas, limits: Sequence[Limit], lang: str) -> pd.DataFrame:
    """Add where marks (``px``, ``py``) and labels stand: ``shift``, ``dx``, ``dy`` in pixels and ``align``."""
    data = data.reset_index(drop=True)
    data["py"] = [canvas.y(v) for v in data["value"]]
    data["shift"] = _shifts(data, canvas.step)
    data["px"] = [canvas.x(y) + s for y, s in zip(data["year"], data["shift"], strict=True)]
    boxes = [Box.around(WIDTH + 5 + text_width(line.label.in_(lang), TEXT_SIZE) / 2, canvas.y(line.value),
                        text_width(line.label.in_(lang), TEXT_SIZE), LINE_HEIGHT) for line in limits]
    boxes += [Box.around(x, y, APART, APART) for x, y in zip(data["px"], data["py"], strict=True)]
    ways = _ways(data) + [(x, canvas.y(line.value)) for line in limits for x in range(0, WIDTH, 8)]
    frame, spots = Box(2, -2 * LINE_HEIGHT, WIDTH + 8, canvas.height - 2), {}
    for i in data.index[data["label"] != ""]:
        spots[i], box = _spot(data.loc[i], boxes, ways, frame)
        boxes.append(box)
    for n, column in enumerate(("dx", "dy", "align")):
        data[column] = [spots[i][n] if i in spots else SPOTS[0][n] for i in data.index]
    return data


def _shifts(data: pd.DataFrame, step: float) -> pd.Series:
    """Return how far each mark moves sideways so that none of its year hides another, pixels."""
    shifts: dict[Any, float] = {}
    order = {e.value: n for n, e in enumerate(Evidence)}
    for _, part in data.sort_values("py").groupby("year"):
        heap = (part["py"].diff() > HIDING).cumsum()
        for _, near in part.groupby(heap):
            beside = near.assign(kind=near["evidence"].map(order)).sort_values(["kind", "run", "value"]).index
            apart = min(APART, step / len(beside))
            shifts |= {i: (n - (len(beside) - 1) / 2) * apart for n, i in enumerate(beside)}
    return pd.Series(shifts, index=data.index, dtype=float)


def _ways(data: pd.DataFrame) -> list[tuple[float, float]]:
    """Return points along the lines, pixels."""
    found = []
    for _, part in data.sort_values("year").groupby("run"):
        ends = list(zip(part["px"], part["py"], strict=True))
        for (x1, y1), (x2, y2) in pairwise(ends):
            found += [(x1 + (x2 - x1) * t / 8, y1 + (y2 - y1) * t / 8) for t in range(9)]
    return found


def _spot(
    row: Any, boxes: Sequence[Box], ways: Sequence[tuple[float, float]], frame: Box,
) -> tuple[tuple[int, int, str], Box]:
    """Return the first place of a label that covers least of marks, other labels, lines and the axes."""
    width = text_width(row["label"], TEXT_SIZE)
    tried = []
    for n, (dx, dy, align) in enumerate(SPOTS):
        middle = row["px"] + dx + {"left": width / 2, "center": 0, "right": -width / 2}[align]
        box = Box.around(middle, row["py"] + dy, width, LINE_HEIGHT)
        covered = box.outside(frame) * 2 + sum(box.overlap(other) for other in boxes)
        crossed = sum(box.left - 2 <= x <= box.right + 2 and box.top - 2 <= y <= box.bottom + 2 for x, y in ways)
        tried.append((covered * 4 + crossed * 5 + n, n, box))
    _, best, box = min(tried, key=lambda t: t[:2])
    return SPOTS[best], box


_SHIFT = alt.expr("datum.shift")
"""Moves marks and lines alike, so that lines meet their marks."""


def _lines(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    longer = data[data.groupby("run")["run"].transform("size") > 1]
    if longer.empty:
        return []
    line = Chart(longer).mark_line(strokeWidth=1.5, opacity=0.75, xOffset=_SHIFT)
    return [line.encode(x, y, detail="run:N", color=_colour())]


def _colour() -> alt.Color:
    domain = [e.value for e in Evidence]
    return alt.Color("evidence:N", legend=None,
                     scale=alt.Scale(domain=domain, range=[EVIDENCE_COLOURS[e] for e in Evidence]))


def _shape() -> alt.Shape:
    domain = [e.value for e in Evidence]
    return alt.Shape("evidence:N", legend=None,
                     scale=alt.Scale(domain=domain, range=[EVIDENCE_SHAPES[e] for e in Evidence]))


def _points(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Draw the marks, solid ones on top of hollow ones."""
    solid = data["evidence"].isin([e.value for e in SOLID])
    layers = []
    for name, part, look in (("drawn_hollow", data[~solid], {"fill": PAPER}), ("drawn_solid", data[solid], {"filled": True})):
        if len(part):
            points = Chart(part).mark_point(size=75, strokeWidth=2, opacity=1, xOffset=_SHIFT, **look)
            layers.append(points.encode(x, y, color=_colour(), shape=_shape()).properties(name=name))
    return layers


def _labels(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Write each label where it was placed."""
    said = data[data["label"] != ""]
    if said.empty:
        return []
    text = Chart(said).mark_text(
        fontSize=TEXT_SIZE, xOffset=_SHIFT, dx=alt.expr("datum.dx"), dy=alt.expr("datum.dy"), align=alt.expr("datum.align"))
    return [text.encode(x, y, text="label:N")]


def _limits(limits: Sequence[Limit], lang: str) -> list[alt.Chart]:
    layers = []
    for limit in limits:
        one = pd.DataFrame([{"value": limit.value, "name": limit.label.in_(lang)}])
        rule = Chart(one).mark_rule(color=LIMIT, strokeDash=list(limit.dash), strokeWidth=1.5).encode(y="value:Q")
        text = Chart(one).mark_text(
            align="left", dx=5, color=LIMIT, fontSize=TEXT_SIZE).encode(y="value:Q", x=alt.value(WIDTH), text="name:N")
        layers += [rule, text]
    return layers


def evidence_legend(present: Sequence[Evidence]) -> Text:
    """Say in words which mark stands for which evidence."""
    zh = "；".join(f"{_mark_name(e).zh}＝{e.text.zh}" for e in present)
    en = "; ".join(f"{_mark_name(e).en} = {e.text.en}" for e in present)
    return Text(zh, en)


_MARKS = {
    "circle": ("圆点", "circle"), "cross": ("十字", "cross"), "square": ("方形", "square"), "diamond": ("菱形", "diamond"),
    "triangle-down": ("倒三角", "down triangle"), "triangle-up": ("三角", "triangle"), "stroke": ("短线", "dash"),
    "triangle-right": ("右三角", "right triangle"), "triangle-left": ("左三角", "left triangle"),
}


def _mark_name(evidence: Evidence) -> Text:
    zh, en = _MARKS[EVIDENCE_SHAPES[evidence]]
    solid = evidence in SOLID
    return Text(f"{'实心' if solid else '空心'}{zh}", f"{'solid' if solid else 'hollow'} {en}")
