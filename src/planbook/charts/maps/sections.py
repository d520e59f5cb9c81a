"""Rivers by name, monitoring sections in the official colours of their class."""

from collections.abc import Sequence

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely

from planbook.charts.maps.canvas import BORDER, Frame, Row, feature_rows, fit, river_layer, shapes
from planbook.charts.maps.labels import Box, place, spread, text_box
from planbook.charts.maps.marks import (
    LINE_HEIGHT,
    NO_DATA,
    LegendItem,
    flowing_legend,
    legend,
    placed_texts,
    points,
    river_item,
    rules,
    telling,
    texts,
)
from planbook.charts.maps.note import SECTIONS, map_note, note_layer, remark
from planbook.charts.maps.sites import LAND, names
from planbook.charts.theme import INK, ON_DARK, ON_LIGHT, QUIET, WATER_CLASS_COLOURS, styled
from planbook.data.layers import MapLayers, load_map_layers
from planbook.data.text import Text
from planbook.data.vocab import WATER_CLASSES, WATER_RATINGS

RATING_CLASS = dict(zip(WATER_RATINGS, ("II", "III", "IV", "V", "劣V"), strict=True))
"""Class whose colour a rating takes (环办〔2011〕22号 gives both the same colour; 优 covers I and II, blue)."""
RATING_LETTERS = {
    "优": Text("优", "E"), "良好": Text("良", "G"), "轻度污染": Text("轻", "L"), "中度污染": Text("中", "M"),
    "重度污染": Text("重", "H"),
}
RATING_NAMES = {
    "优": Text("优", "E excellent"), "良好": Text("良好", "G good"), "轻度污染": Text("轻度污染", "L light pollution"),
    "中度污染": Text("中度污染", "M moderate pollution"), "重度污染": Text("重度污染", "H heavy pollution"),
}
CLASS_NAMES = {c: Text(f"{c}类" if c != "劣V" else "劣V类", f"Class {c}" if c != "劣V" else "Worse than V")
               for c in WATER_CLASSES}
WORSE = Text("劣V", ">V")
APPROXIMATE = Text("虚线圈：位置近似", "Broken outline: approximate position")
LABEL_SIZE, RIVER_SIZE, RIVER_INK = 11.0, 10.5, "#2f6fa8"
NAME_AT = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
"""Where along its line a river's name is tried, as shares of its length."""
SECTION_SIZE, SECTION_RADIUS = 240, 9.0
"""Area of the marks in square pixels, and their radius."""


def river_map(
    sections: pd.DataFrame, *, lang: str, style: str = "boundaries", approval_number: str = "",
    layers: MapLayers | None = None,
) -> alt.TopLevelMixin:
    """Draw monitoring sections on their rivers.

    Parameters
    ----------
    sections : DataFrame
        ``lon``, ``lat`` (degrees, EPSG:4326; rows without them are not drawn), ``name_zh``, ``name_en``, ``state`` (water
        class ``I`` to ``劣V`` or rating ``优`` to ``重度污染``, null where nothing was published) and ``approx``
        (whether the position is approximate).
    lang : str
        ``zh`` or ``en``.
    style : str
        ``boundaries``, or ``tilegrid`` for rivers and sections without any border.
    approval_number : str
        Approval number of this map, where there is one.
    layers : MapLayers, optional
        Layers to draw; those of the project when omitted.

    Returns
    -------
    TopLevelMixin
        One mark per section with coordinates: ``drawn_sections`` with a class, ``drawn_unknown`` without.
    """
    drawn = layers or load_map_layers()
    known = sections.dropna(subset=["lon", "lat"]).reset_index(drop=True)
    bordered = style != "tilegrid"
    frame = _close_frame(known) if len(known) and not bordered else fit(drawn.province.geometry.iloc[0])
    note = map_note(lang, approval_number=approval_number, borders=bordered,
                    remarks=(SECTIONS, *remark(drawn, "not_drawn")))
    parts = [_land(drawn, frame)] if bordered else []
    parts += [river_layer(drawn.rivers, frame, stroke_width=1.6), *_content(known, drawn.rivers, frame, lang)]
    items = _items(known, lang)
    parts += legend(items, frame.width * 0.63, 12) if bordered else flowing_legend(items, 4, 2, frame.width - 8)
    words, height = note_layer(note, frame.height, frame.width)
    return styled(alt.layer(*parts, *words).properties(width=frame.width, height=height))


def _land(layers: MapLayers, frame: Frame) -> alt.Chart:
    areas = layers.prefectures
    features = feature_rows(areas.geometry, [{"name": n, "fill": LAND} for n in areas["name_zh"]])
    return shapes("land", features, frame, stroke=BORDER, strokeWidth=0.5, aria=False)


def _close_frame(sections: pd.DataFrame) -> Frame:
    """Fit to the sections alone: without borders nothing has to be shown whole."""
    box = shapely.box(sections["lon"].min() - 0.6, sections["lat"].min() - 0.9, sections["lon"].max() + 0.6,
                      sections["lat"].max() + 0.9)
    return fit(shapely.segmentize(box, 0.5), top=40, clip=True)


def _content(sections: pd.DataFrame, rivers: gpd.GeoDataFrame, frame: Frame, lang: str) -> list[alt.Chart]:
    """Return river names, section marks and their labels."""
    true = [(x, y) for x, y in frame.pixels(sections["lon"], sections["lat"]).tolist()]
    at = spread(true, 2 * SECTION_RADIUS)
    rows = _section_rows(sections, at, lang)
    field = Box(2, frame.top + 2, frame.width - 2, frame.height - 2)
    streams = _river_names(rivers, frame, field, at, lang)
    taken = [text_box(r["text"], r["x"], r["y"], RIVER_SIZE, LINE_HEIGHT) for r in streams]
    labels = place(at, [r["name"] for r in rows], field, size=LABEL_SIZE, line_height=LINE_HEIGHT, taken=taken,
                   radius=SECTION_RADIUS)
    known, unknown = [r for r in rows if r["letter"]], [r for r in rows if not r["letter"]]
    letters = [{"x": r["x"], "y": r["y"], "text": r["letter"], "ink": r["ink"]} for r in known]
    parts = [rules(_moved(true, at)), *texts(streams, align="center", size=RIVER_SIZE)]
    parts += placed_texts(labels, [INK if r["letter"] else QUIET for r in rows], size=LABEL_SIZE)
    if unknown:
        parts.append(telling(points(unknown, "drawn_unknown", size=70)))
    if known:
        parts.append(telling(points(known, "drawn_sections", size=SECTION_SIZE)))
        parts += texts(letters, align="center", size=9.5, halo=False)
    return parts


def _section_rows(sections: pd.DataFrame, at: Sequence[tuple[float, float]], lang: str) -> list[Row]:
    states = [s if isinstance(s, str) else "" for s in sections["state"]]
    rows = zip(at, names(sections, lang), states, sections["approx"].astype(bool), strict=True)
    return [
        {"x": x, "y": y, "name": name, "letter": letter(state, lang), "tell": _tell(name, state, lang), "shape": "circle", "fill": colour(state),
         "stroke": INK if state else QUIET, "dash": approx, "ink": ON_DARK if _class(state) == "劣V" else ON_LIGHT}
        for (x, y), name, state, approx in rows
    ]


def _tell(name: str, state: str, lang: str) -> str:
    named = {**CLASS_NAMES, **RATING_NAMES}
    return f"{name} {named[state].in_(lang) if state else NO_DATA.in_(lang)}"


def _class(state: str) -> str:
    return RATING_CLASS.get(state, state)


def colour(state: str) -> str:
    """Return the official colour of a class or rating, white for none."""
    return WATER_CLASS_COLOURS[_class(state)] if state else "#ffffff"


def letter(state: str, lang: str) -> str:
    """Return what is written into the mark: the class, or one letter of the rating."""
    if state in RATING_LETTERS:
        return RATING_LETTERS[state].in_(lang)
    return WORSE.in_(lang) if state == WATER_CLASSES[-1] else state


def _moved(true: Sequence[tuple[float, float]], at: Sequence[tuple[float, float]]) -> list[Row]:
    """Return short lines from where marks stand to where they belong."""
    return [{"x": x, "y": y, "x2": round(x2, 1), "y2": round(y2, 1)}
            for (x2, y2), (x, y) in zip(true, at, strict=True) if abs(x - x2) + abs(y - y2) > 1]


def _river_names(
    rivers: gpd.GeoDataFrame, frame: Frame, field: Box, marks: Sequence[tuple[float, float]], lang: str,
) -> list[Row]:
    """Return river names on their lines where they cover no mark and no other name; no free place, no name."""
    taken = [Box.around(x, y, 2 * SECTION_RADIUS, 2 * SECTION_RADIUS) for x, y in marks]
    found = []
    for name, line in zip(rivers["name_zh" if lang == "zh" else "name_en"], rivers.geometry, strict=True):
        course = shapely.LineString(frame.line(line))
        for share in NAME_AT:
            at = shapely.line_interpolate_point(course, share, normalized=True)
            box = text_box(name, at.x, at.y, RIVER_SIZE, LINE_HEIGHT)
            if course.length > box.right - box.left and not box.outside(field) and not any(map(box.overlap, taken)):
                found.append({"x": round(at.x, 1), "y": round(at.y, 1), "text": name, "ink": RIVER_INK})
                taken.append(box)
                break
    return found


def _items(sections: pd.DataFrame, lang: str) -> list[LegendItem]:
    states = {s for s in sections["state"] if isinstance(s, str)}
    named = {**CLASS_NAMES, **RATING_NAMES}
    items = [LegendItem("dot", named[s].in_(lang), fill=colour(s), stroke=INK)
             for s in (*WATER_CLASSES, *WATER_RATINGS) if s in states]
    if sections["state"].isna().any():
        items.append(LegendItem("dot", NO_DATA.in_(lang)))
    items += [LegendItem("text", APPROXIMATE.in_(lang))] if sections["approx"].astype(bool).any() else []
    return [*items, river_item(lang)]
