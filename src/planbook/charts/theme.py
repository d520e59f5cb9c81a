"""One look for every chart: fonts, colours, sizes, and the marks that stand for each kind of evidence."""

from typing import Any

import altair as alt

from planbook.data.vocab import WATER_CLASSES, Evidence, Verdict

FONT = "Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
"""Font families, first the one the images are made with (a pinned package)."""
WIDTH = 560
"""Inner width of a chart in CSS pixels; wide enough to print, narrow enough to scroll on a phone."""

INK, QUIET, GRID, PAPER = "#1b1f24", "#5b6470", "#dfe3e8", "#ffffff"
ON_LIGHT, ON_DARK = "#1b1f25", "#fefefe"
"""Inks upon a mark whose colour is the same on a light and on a dark page (see :mod:`planbook.charts.dark`)."""
ACCENT, LIMIT, EMPTY = "#1f5fa8", "#a8321f", "#eceff2"

EVIDENCE_COLOURS = {
    Evidence.ACTUAL: "#1f5fa8", Evidence.INTERIM: "#1f5fa8", Evidence.STATEMENT: "#46688f", Evidence.TASK: "#8a5a00",
    Evidence.PLANNED: "#8a5a00", Evidence.BASELINE: "#4d5560", Evidence.DERIVED: "#5a4a9c",
    Evidence.ESTIMATE: "#9c3d6e", Evidence.MONITORED: "#0d7568", Evidence.REFERENCE: "#6b7480",
}
EVIDENCE_SHAPES = {
    Evidence.ACTUAL: "circle", Evidence.INTERIM: "circle", Evidence.STATEMENT: "cross", Evidence.TASK: "triangle-left",
    Evidence.PLANNED: "square", Evidence.BASELINE: "triangle-down", Evidence.DERIVED: "triangle-up",
    Evidence.ESTIMATE: "stroke", Evidence.MONITORED: "diamond", Evidence.REFERENCE: "triangle-right",
}
EVIDENCE_GLYPHS = {
    Evidence.ACTUAL: "●", Evidence.INTERIM: "○", Evidence.STATEMENT: "＋", Evidence.TASK: "◁", Evidence.PLANNED: "□",
    Evidence.BASELINE: "▼", Evidence.DERIVED: "▲", Evidence.ESTIMATE: "━", Evidence.MONITORED: "◇",
    Evidence.REFERENCE: "▷",
}
"""The same marks as characters, for texts; the pinned font has every one of them."""
SOLID = (Evidence.ACTUAL, Evidence.BASELINE, Evidence.DERIVED)
"""Evidence drawn with filled marks; the rest is hollow."""

WATER_CLASS_COLOURS = dict(
    zip(WATER_CLASSES, ("#ccffff", "#00ccff", "#00ff00", "#ffff00", "#ff9b00", "#ff0000"), strict=True))
"""Official colours of the section classes (环办〔2011〕22号), always with the class letter beside them."""
AQI_CLASSES = ("优", "良", "轻度污染", "中度污染", "重度污染", "严重污染")
AQI_COLOURS = dict(
    zip(AQI_CLASSES, ("#00e400", "#ffff00", "#ff7e00", "#ff0000", "#99004c", "#7e0023"), strict=True))
"""Official colours of the air-quality classes (HJ 633-2012)."""

VERDICT_COLOURS = {
    Verdict.MET: "#17558c", Verdict.MET_AS_STATED: "#7fa8cf", Verdict.REACHED_IN_PERIOD: "#0d665c",
    Verdict.INDICATED_MET: "#78b0a8", Verdict.NOT_MET: "#a33a13", Verdict.INDICATED_NOT_MET: "#e0a385",
    Verdict.NOT_ASSESSABLE: "#b4bbc2", Verdict.AHEAD: "#17558c", Verdict.ON_PACE: "#0d665c", Verdict.BEHIND: "#a33a13",
}
"""The pages' own verdict colours (blue, green, red-brown, grey), lighter where a verdict rests on less."""

_AXIS: dict[str, Any] = {
    "labelColor": INK, "titleColor": QUIET, "gridColor": GRID, "domainColor": "#aab2bc", "tickColor": "#aab2bc",
    "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 260,
}


def styled(chart: Any) -> alt.TopLevelMixin:
    """Return ``chart`` (any Altair chart) with the book's theme set on it."""
    # Every configure_… copies the whole chart, data included; one call copies it once.
    result: alt.TopLevelMixin = chart.properties(background=PAPER, padding=8).configure(
        font=FONT, axis=alt.AxisConfig(**_AXIS), view=alt.ViewConfig(stroke=None),
        legend=alt.LegendConfig(labelColor=INK, titleColor=QUIET, labelFontSize=12, titleFontSize=12, labelLimit=320,
                                orient="top", titleFontWeight="normal"),
        text=alt.MarkConfig(color=INK, fontSize=12), header=alt.HeaderConfig(labelFontSize=12, titleFontSize=12),
    )
    return result
