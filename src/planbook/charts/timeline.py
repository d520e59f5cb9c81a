"""Values over years: marks by evidence, lines only where years follow each other on one basis."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_SHAPES, LIMIT, PAPER, SOLID, WIDTH, styled
from planbook.data.text import Text
from planbook.data.vocab import Evidence


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
        Marks in the layers ``drawn_solid`` and ``drawn_hollow``.
    """
    data = frame.dropna(subset=["value"]).copy()
    data["run"] = runs(data, group)
    years = list(range(int(frame["year"].min()), int(frame["year"].max()) + 1))
    x = alt.X("year:O", title=None, scale=alt.Scale(domain=years), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=title.in_(lang), scale=alt.Scale(zero=zero, nice=True))
    layers = [*_limits(limits, lang), *_lines(data, x, y), *_points(data, x, y), *_labels(data, x, y)]
    return styled(alt.layer(*layers).properties(width=WIDTH, height=height))


def _lines(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    longer = data[data.groupby("run")["run"].transform("size") > 1]
    if longer.empty:
        return []
    line = alt.Chart(longer).mark_line(strokeWidth=1.5, opacity=0.75)
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
    solid = data["evidence"].isin([e.value for e in SOLID])
    layers = []
    for name, part, filled in (("drawn_solid", data[solid], True), ("drawn_hollow", data[~solid], False)):
        if part.empty:
            continue
        points = alt.Chart(part).mark_point(size=75, filled=filled, strokeWidth=2, opacity=1)
        if not filled:
            points = alt.Chart(part).mark_point(size=75, fill=PAPER, strokeWidth=2, opacity=1)
        layers.append(points.encode(x, y, color=_colour(), shape=_shape()).properties(name=name))
    return layers


def _labels(data: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Write labels above the marks, beside them where several of one year lie close."""
    said = data[data["label"] != ""]
    beside = _crowded(said, data["value"].max() - min(0.0, data["value"].min()))
    styles = ((said[~beside], {"dy": -13}), (said[beside], {"dx": 9, "align": "left"}))
    return [alt.Chart(part).mark_text(fontSize=11, **style).encode(x, y, text="label:N") for part, style in styles if len(part)]


def _crowded(said: pd.DataFrame, span: float) -> pd.Series:
    """Tell which labels have a neighbour of the same year within a line's height."""
    line_height = 0.06 * span
    near = [
        bool(((said["year"] == year) & ((said["value"] - value).abs() < line_height)).sum() > 1)
        for year, value in zip(said["year"], said["value"], strict=True)]
    return pd.Series(near, index=said.index, dtype=bool)


def _limits(limits: Sequence[Limit], lang: str) -> list[alt.Chart]:
    layers = []
    for limit in limits:
        one = pd.DataFrame([{"value": limit.value, "name": limit.label.in_(lang)}])
        rule = alt.Chart(one).mark_rule(color=LIMIT, strokeDash=list(limit.dash), strokeWidth=1.5).encode(y="value:Q")
        text = alt.Chart(one).mark_text(
            align="left", dx=5, color=LIMIT, fontSize=11).encode(y="value:Q", x=alt.value(WIDTH), text="name:N")
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
    "triangle-right": ("右三角", "right triangle"),
}


def _mark_name(evidence: Evidence) -> Text:
    zh, en = _MARKS[EVIDENCE_SHAPES[evidence]]
    solid = evidence in SOLID
    return Text(f"{'实心' if solid else '空心'}{zh}", f"{'solid' if solid else 'hollow'} {en}")


