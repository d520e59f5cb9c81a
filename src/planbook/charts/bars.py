"""Bars: ranks, counts and shares, each with its value written beside it."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from planbook.charts.chart import Chart
from planbook.charts.maps.labels import text_width
from planbook.charts.theme import ACCENT, LIMIT, ON_DARK, ON_LIGHT, WIDTH, styled
from planbook.data.text import Text


def ranked(
    frame: pd.DataFrame, *, title: Text, lang: str, limit: float | None = None, limit_label: Text | None = None,
    highlight: Sequence[str] = (), bar_height: int = 24, hollow: bool = False,
) -> alt.TopLevelMixin:
    """Draw one horizontal bar per row, in the order given.

    Parameters
    ----------
    frame : DataFrame
        ``name``, ``value`` (null where nothing was published: no bar), ``label`` (text at the bar's end).
    title : Text
        Title of the value axis, with unit.
    lang : str
        ``zh`` or ``en``.
    limit : float, optional
        Reference line in the value's unit.
    limit_label : Text, optional
        Its direct label.
    highlight : sequence of str
        Names drawn in the accent colour; all when empty.
    bar_height : int
        Pixels per bar.
    hollow : bool
        Draw outlines only (unaudited or provisional values).

    Returns
    -------
    TopLevelMixin
        One bar per value in the layer ``drawn_bars``.
    """
    names = list(frame["name"])
    known = frame.dropna(subset=["value"])
    y = alt.Y("name:N", sort=names, title=None, scale=alt.Scale(domain=names), axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("value:Q", title=title.in_(lang))
    colour = (alt.condition(alt.FieldOneOfPredicate(field="name", oneOf=list(highlight)), alt.value(ACCENT),
                            alt.value("#9fb2c6")) if highlight else alt.value(ACCENT))
    bars = Chart(known).mark_bar(height=bar_height - 8, filled=not hollow, strokeWidth=2).encode(x, y, color=colour)
    ends = Chart(frame.fillna({"value": 0})).mark_text(align="left", dx=5, fontSize=11).encode(
        alt.X("value:Q"), y, text="label:N")
    layers = [bars.properties(name="drawn_bars"), ends, *_limit(limit, limit_label, lang)]
    return styled(alt.layer(*layers).properties(width=WIDTH - 120, height=bar_height * len(names)))


def _limit(limit: float | None, label: Text | None, lang: str) -> list[alt.Chart]:
    if limit is None:
        return []
    one = pd.DataFrame([{"value": limit, "name": label.in_(lang) if label else ""}])
    rule = Chart(one).mark_rule(color=LIMIT, strokeDash=[6, 4], strokeWidth=1.5).encode(x="value:Q")
    text = Chart(one).mark_text(color=LIMIT, dy=-6, baseline="bottom", fontSize=11).encode(
        x="value:Q", y=alt.value(0), text="name:N")
    return [rule, text]


def stacked(
    frame: pd.DataFrame, *, title: Text, lang: str, order: Sequence[str], colours: Mapping[str, str],
    names: Mapping[str, str] | None = None, bar_height: int = 28,
) -> alt.TopLevelMixin:
    r"""Draw one stacked horizontal bar per name, segments in a fixed order with their value inside.

    Parameters
    ----------
    frame : DataFrame
        ``name`` (lines separated by ``\n``), ``part`` and ``value`` (zero or null draws nothing).
    title : Text
        Title of the value axis, with unit.
    lang : str
        ``zh`` or ``en``.
    order : sequence of str
        Parts from left to right.
    colours : mapping of str to str
        Part to colour.
    names : mapping of str to str, optional
        Part to legend name.
    bar_height : int
        Pixels per bar.

    Returns
    -------
    TopLevelMixin
        One rectangle per positive value in the layer ``drawn_parts``.
    """
    known = frame[frame["value"] > 0].copy()
    known["rank"] = known["part"].map({p: i for i, p in enumerate(order)})
    known = known.sort_values(["name", "rank"])
    known["end"] = known.groupby("name")["value"].cumsum()
    known["start"] = known["end"] - known["value"]
    known["middle"] = (known["start"] + known["end"]) / 2
    labels = [names[p] if names else p for p in order]
    known["legend"] = known["part"].map(dict(zip(order, labels, strict=True)))
    rows = list(dict.fromkeys(frame["name"]))
    y = alt.Y("name:N", sort=rows, title=None, scale=alt.Scale(domain=rows),
              axis=alt.Axis(ticks=False, domain=False, labelExpr=r"split(datum.label, '\n')"))
    colour = alt.Color("legend:N", title=None, sort=labels,
                       scale=alt.Scale(domain=labels, range=[colours[p] for p in order]),
                       legend=alt.Legend(columns=_columns(labels), symbolType="square"))
    parts = Chart(known).mark_bar(height=bar_height - 8, stroke="#6b7480", strokeWidth=0.5).encode(
        alt.X("start:Q", title=title.in_(lang), axis=_counting(known["end"])), alt.X2("end:Q"), y, color=colour)
    wide = known[known["value"] >= known["end"].max() * 0.05]
    dark = [v for v in colours.values() if _is_dark(v)]
    wide = wide.assign(dark=[colours[p] in dark for p in wide["part"]])
    inside = Chart(wide).mark_text(fontSize=10).encode(
        alt.X("middle:Q"), y, text="value:Q",
        color=alt.condition("datum.dark", alt.value(ON_DARK), alt.value(ON_LIGHT)))
    return styled(alt.layer(parts.properties(name="drawn_parts"), inside).properties(
        width=WIDTH - 60, height=bar_height * len(rows)))


LEGEND_COLUMNS, LEGEND_SIZE, LEGEND_MARK = 3, 12, 30
"""Most columns of a legend, size of its letters, room a symbol takes; pixels."""


def _columns(labels: Sequence[str]) -> int:
    """Return how many columns of a legend fit above the bars: a wider one would shrink the whole picture."""
    widest = max(text_width(label, LEGEND_SIZE) for label in labels) + LEGEND_MARK
    return max(1, min(LEGEND_COLUMNS, int(WIDTH / widest)))


FEW = 10
"""Whole numbers of which an axis names each."""


def _counting(ends: "pd.Series[float]") -> alt.Axis:
    """Return an axis without marks between whole numbers, where all bars end at one and are short."""
    few = (ends % 1 == 0).all() and ends.max() <= FEW
    return alt.Axis(values=list(range(int(ends.max()) + 1)), format="d") if few else alt.Axis()


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[i:i + 2], 16) for i in (1, 3, 5))
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) < 110  # noqa: PLR2004
