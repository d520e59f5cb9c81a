"""A native, editable PowerPoint chart: the card's own numbers in its data sheet, a gap left a gap."""
# ruff: noqa: SLF001 - languages, descriptions, numbers and gaps are in the files' own XML; the library has no words for them

import copy
import re
from datetime import date
from typing import Any

from planbook.cards.briefings.master import Box, rgb
from planbook.cards.briefings.native import BAR, LINE, STACK, Native, Series, is_hollow
from planbook.cards.briefings.ooxml import A
from planbook.cards.exports.letters import width
from planbook.cards.workbook import workbook
from planbook.charts.theme import EVIDENCE_SHAPES, INK, LIMIT, PAPER
from planbook.data.vocab import Evidence

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
GREY, PALE = "9FB2C6", "DFE3E8"
SMALL = 11.0
"""Size of a chart's letters, in points."""
SMALLEST, PLOT = 7.0, 0.72
"""The smallest letters; the share of a chart's width its plot has at least."""
ROW = 15.0
"""Points a category of horizontal bars needs at its usual size of letters."""
_MARKERS = {"circle": "CIRCLE", "cross": "PLUS", "square": "SQUARE", "diamond": "DIAMOND", "stroke": "DASH"}
"""The office programs' own marks; every triangle is one of theirs."""
_PLACES = {"above": "ABOVE", "below": "BELOW", "left": "LEFT", "right": "RIGHT"}


def add_chart(slide: Any, found: Native, box: Box, day: date) -> Any:
    """Add a native chart to a slide.

    Parameters
    ----------
    found : Native
        What to draw.
    box : Box
        Where.
    day : date
        Date of the data sheet's properties.

    Returns
    -------
    GraphicFrame
        The shape.
    """
    from pptx.chart import data as chart_data
    from pptx.enum.chart import XL_CHART_TYPE

    untyped: Any = chart_data
    data = untyped.CategoryChartData()
    data.categories = found.categories
    for series in found.series:
        data.add_series(series.name, series.values)
    upright = found.kind == BAR and any(s.limit for s in found.series)
    kinds = {BAR: "COLUMN_CLUSTERED" if upright else "BAR_CLUSTERED", STACK: "BAR_STACKED", LINE: "LINE_MARKERS"}
    frame = slide.shapes.add_chart(XL_CHART_TYPE[kinds[found.kind]], *box.emu, data)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(found, day))
    _look(chart, found, box, upright=upright)
    if upright:
        _limits_as_lines(chart)
    if any(s.limit for s in found.series):
        _room_at_the_right(chart, max(len(s.name) for s in found.series if s.limit) * SMALL / box.wide)
    _on_paper(chart)
    _gaps(chart)
    return frame


def _sheet(found: Native, day: date) -> bytes:
    """Return the data sheet, in the cells the chart's formulas name; the library's own would take texts for formulas."""
    head: list[str | float | None] = ["", *(s.name for s in found.series)]
    rows = [[name, *(s.values[i] for s in found.series)] for i, name in enumerate(found.categories)]
    return workbook({"Sheet1": [head, *rows]}, day)


def _look(chart: Any, found: Native, box: Box, *, upright: bool) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.util import Pt

    small = _letters(found, box, upright=upright)
    chart.has_title = False
    chart.font.size = Pt(SMALL if upright else small)
    chart.has_legend = found.kind == STACK
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.legend.font.size = Pt(SMALL)
    _axes(chart, found, small, upright=upright)
    for series, drawn in zip(found.series, list(chart.plots[0].series), strict=True):
        _STYLES[found.kind](drawn, series, found)
    if found.kind != LINE:
        chart.plots[0].gap_width = 45


def _letters(found: Native, box: Box, *, upright: bool) -> float:
    """Return the size at which the names of the categories stand side by side, or below each other, without touching."""
    if found.kind == LINE:
        return SMALL
    room = PLOT * box.wide / max(width(name, 1) for name in found.categories) if upright else box.high * SMALL / ROW
    return max(SMALLEST, min(SMALL, room / len(found.categories)))


def _axes(chart: Any, found: Native, small: float, *, upright: bool) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    values, names = chart.value_axis, chart.category_axis
    values.has_major_gridlines = True
    _line(values.major_gridlines.format.line, PALE, 0.75)
    values.format.line.fill.background()
    values.tick_labels.font.size = Pt(min(small, 10))
    values.has_title = True
    values.axis_title.text_frame.text = found.axis
    values.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    values.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    names.tick_labels.font.size = Pt(small)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _line(names.format.line, "AAB2BC", 0.75)
    names.reverse_order = found.kind != LINE and not upright
    if found.ends:
        values.minimum_scale, values.maximum_scale = found.ends
    elif all(v >= 0 for s in found.series for v in s.values if v is not None):
        values.minimum_scale = 0
    if names.reverse_order:  # the first bar stands on top; the values stay below
        crosses = names._element.getparent().find(f"{C}valAx/{C}crosses")
        crosses.set("val", "max")


def _line(line: Any, colour: str, wide: float) -> None:
    from pptx.util import Pt

    line.color.rgb = rgb(colour)
    line.width = Pt(wide)


def _fill(fill: Any, colour: str) -> None:
    """Fill with a colour; none named is the theme's first accent, a template's own."""
    from pptx.enum.dml import MSO_THEME_COLOR

    fill.solid()
    if colour:
        fill.fore_color.rgb = rgb(colour)
    else:
        fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1


def _bar_style(drawn: Any, series: Series, found: Native) -> None:
    if series.limit:
        _limit_style(drawn, series)
        return
    drawn.invert_if_negative = False
    _fill(drawn.format.fill, PAPER if found.hollow else "")
    if found.hollow:
        _accent_line(drawn.format.line)
    for i, name in enumerate(found.categories):
        if found.highlight and name not in found.highlight and series.values[i] is not None:
            _bar_point(drawn.points[i], hollow=found.hollow)
    _labels(drawn, series, "OUTSIDE_END")


def _bar_point(point: Any, *, hollow: bool) -> None:
    _fill(point.format.fill, PAPER if hollow else GREY)
    if hollow:
        _line(point.format.line, GREY, 1.5)


def _accent_line(line: Any) -> None:
    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.util import Pt

    line.color.theme_color, line.width = MSO_THEME_COLOR.ACCENT_1, Pt(1.5)


def _limit_style(drawn: Any, series: Series) -> None:
    from pptx.enum.dml import MSO_LINE

    _line(drawn.format.line, series.colour, 1.5)
    drawn.format.line.dash_style = MSO_LINE.DASH


def _stack_style(drawn: Any, series: Series, found: Native) -> None:
    drawn.invert_if_negative = False
    _fill(drawn.format.fill, series.colour)
    _line(drawn.format.line, "6B7480", 0.5)
    totals = [sum(s.values[i] or 0 for s in found.series) for i in range(len(found.categories))]
    wide = [bool(v) and (v or 0) >= max(totals) * 0.04 for v in series.values]
    shown = tuple(label if w else "" for label, w in zip(series.labels, wide, strict=True))
    _labels(drawn, Series(series.name, series.values, shown), "CENTER", colour=PAPER if _dark(series.colour) else INK)


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour.lstrip("#")[i:i + 2], 16) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110  # noqa: PLR2004 - as in the book's own charts


def _line_style(drawn: Any, series: Series, found: Native) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    del found
    drawn.smooth = False
    if series.limit:
        _limit_style(drawn, series)
        drawn.marker.style = XL_MARKER_STYLE.NONE
        _last_name(drawn, series)
        return
    if series.joined:
        _line(drawn.format.line, series.colour, 1.5)
    else:
        drawn.format.line.fill.background()
    shape = EVIDENCE_SHAPES[series.evidence or Evidence.ACTUAL]
    drawn.marker.style = XL_MARKER_STYLE[_MARKERS.get(shape, "TRIANGLE")]
    drawn.marker.size = 8
    _fill(drawn.marker.format.fill, PAPER if is_hollow(series.evidence) else series.colour)
    _line(drawn.marker.format.line, series.colour, 1.75)
    _labels(drawn, series, "ABOVE")


def _labels(drawn: Any, series: Series, place: str, colour: str = "") -> None:
    """Label the marks the card labels: a value as a value, so that it follows the data sheet, other words as they are."""
    from pptx.enum.chart import XL_LABEL_POSITION

    positions: Any = XL_LABEL_POSITION
    for i, text in enumerate(series.labels):
        if not text or series.values[i] is None:
            continue
        label = drawn.points[i].data_label
        if text == f"{series.values[i]:g}":
            _show_value(label)
        else:
            label.text_frame.text = text
        label.position = positions[_PLACES[series.places[i]] if series.places else place]
        if colour:
            label.font.color.rgb = rgb(colour)


def _show_value(label: Any) -> None:
    shown = label._get_or_add_dLbl()
    for name in ("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        shown.find(f"{C}{name}").set("val", "0")
    shown.find(f"{C}showVal").set("val", "1")


def _last_name(drawn: Any, series: Series) -> None:
    """Write a reference line's name beside its last point."""
    from pptx.enum.chart import XL_LABEL_POSITION

    label = drawn.points[len(series.values) - 1].data_label
    label.text_frame.text = series.name
    label.text_frame.paragraphs[0].runs[0].font.color.rgb = rgb(series.colour)
    label.position = XL_LABEL_POSITION.RIGHT


_STYLES = {BAR: _bar_style, STACK: _stack_style, LINE: _line_style}
_NOT_IN_LINES = re.compile(r"\}(invertIfNegative|dLbls|dPt)$")


def _limits_as_lines(chart: Any) -> None:
    """Draw every series after the first as a line across the columns; the library has no such mixed chart."""
    from pptx.oxml import parse_xml

    area = chart._chartSpace.find(f".//{C}plotArea")
    bars = area.find(f"{C}barChart")
    axes = [copy.deepcopy(a) for a in bars.findall(f"{C}axId")]
    lines = parse_xml(f'<c:lineChart xmlns:c="{C[1:-1]}"><c:grouping val="standard"/><c:varyColors val="0"/></c:lineChart>')
    for series in bars.findall(f"{C}ser")[1:]:
        for child in [c for c in series if _NOT_IN_LINES.search(str(c.tag))]:
            series.remove(child)
        look = series.find(f"{C}spPr")
        look.addnext(parse_xml(f'<c:marker xmlns:c="{C[1:-1]}"><c:symbol val="none"/></c:marker>'))
        lines.append(series)
    lines.append(parse_xml(f'<c:marker xmlns:c="{C[1:-1]}" val="1"/>'))
    lines.extend(axes)
    bars.addnext(lines)
    for drawn in chart.plots[1].series:
        _last_name(drawn, Series(drawn.name, tuple(drawn.values), (), LIMIT))


def _on_paper(chart: Any) -> None:
    """Set the chart on white with dark letters: the colours of evidence are made for it, whatever a template's ground."""
    from pptx.oxml import parse_xml

    chart.font.color.rgb = rgb(INK)
    letters = chart._chartSpace.find(f"{C}txPr")
    letters.addprevious(parse_xml(
        f'<c:spPr xmlns:c="{C[1:-1]}" xmlns:a="{A[1:-1]}"><a:solidFill><a:srgbClr val="{PAPER.lstrip("#").upper()}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></c:spPr>"))


def _room_at_the_right(chart: Any, share: float) -> None:
    """Leave room beside the plot for the names of reference lines, as a share of the chart's width."""
    from pptx.oxml import parse_xml

    area = chart._chartSpace.find(f".//{C}plotArea")
    for old in area.findall(f"{C}layout"):
        area.remove(old)
    ends = {"x": 0.07, "y": 0.08, "w": 0.91 - share, "h": 0.78}
    places = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in ends.items())
    area.insert(0, parse_xml(f'<c:layout xmlns:c="{C[1:-1]}"><c:manualLayout><c:layoutTarget val="inner"/>'
                             f'<c:xMode val="edge"/><c:yMode val="edge"/>{places}</c:manualLayout></c:layout>'))


def _gaps(chart: Any) -> None:
    """Leave gaps as gaps, and let texts take the slide's own fonts."""
    from pptx.oxml import parse_xml

    body = chart._chartSpace.find(f"{C}chart")
    for old in body.findall(f"{C}dispBlanksAs"):
        body.remove(old)
    body.append(parse_xml(f'<c:dispBlanksAs xmlns:c="{C[1:-1]}" val="gap"/>'))
    properties = chart._chartSpace.find(f"{C}txPr//{A}defRPr")
    for tag, face in (("latin", "+mn-lt"), ("ea", "+mn-ea")):
        properties.append(parse_xml(f'<a:{tag} xmlns:a="{A[1:-1]}" typeface="{face}"/>'))
