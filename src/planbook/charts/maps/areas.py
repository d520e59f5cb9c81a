"""Prefectures coloured by a value or a category, as areas or as tiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from planbook.charts.maps.canvas import BORDER, MARGIN, WIDTH, Row, feature_rows, fit, river_layer, shapes
from planbook.charts.maps.marks import (
    LINE_HEIGHT,
    NO_DATA,
    NO_DATA_FILL,
    LegendItem,
    legend,
    points,
    river_item,
    silent,
    telling,
    texts,
    tiles,
)
from planbook.charts.maps.note import map_note, note_layer, remark
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_SHAPES, INK, ON_LIGHT, QUIET, SOLID, styled
from planbook.data.layers import MapLayers, load_map_layers
from planbook.data.text import Text
from planbook.data.vocab import Evidence

RAMP = ("#f3efe4", "#e8d6b0", "#dcae74", "#c77b46", "#9c4a2c", "#6b2a1e")
"""Low to high."""
TILE = (106.0, 78.0)
TILE_GAP = 6.0
BASED_ON = Text("依据：", "Based on: ")
LABEL_SIZE = 12
_LEGEND_AT = (0.615, 0.02)
"""Top left corner of a map's legend as shares of its width and height: the empty corner in the north-east."""

_TILE_LEGENDS_AT = (2 * (TILE[0] + TILE_GAP) + 10.0, 2 * (TILE[0] + TILE_GAP) + 190.0)
"""Left sides of the two legend columns beside the northern tiles."""


@dataclass(frozen=True)
class Category:
    """One class of a categorical map."""

    text: Text
    fill: str


def choropleth(
    values: pd.DataFrame, *, title: Text, lang: str, style: str = "boundaries", approval_number: str = "",
    steps: Sequence[float] = (), categories: Mapping[str, Category] | None = None, absent: Text = NO_DATA,
    layers: MapLayers | None = None,
) -> alt.TopLevelMixin:
    """Colour the prefectures by a value or a category.

    Parameters
    ----------
    values : DataFrame
        ``place`` (id of a prefecture), ``value`` (number or category id, null where nothing was published); optional
        ``label`` (text written on the area) and ``evidence`` (evidence word).
    title : Text
        Legend title: measure, period, unit.
    lang : str
        ``zh`` or ``en``.
    style : str
        ``boundaries`` or ``tilegrid``.
    approval_number : str
        Approval number of this map, where there is one.
    steps : sequence of float
        Class limits, rising, at most five; quartiles of the values when empty.
    categories : mapping of str to Category, optional
        Categories in legend order; then ``value`` holds their ids.
    absent : Text
        What a prefecture without a value says; to be given where it is not that nothing was published.
    layers : MapLayers, optional
        Layers to draw; those of the project when omitted.

    Returns
    -------
    TopLevelMixin
        One mark per value in the layer ``drawn_areas`` or ``drawn_tiles``; other prefectures are grey and say so.

    Raises
    ------
    ValueError
        If a place is no prefecture or occurs twice, or if there are too many class limits.
    """
    drawn = layers or load_map_layers()
    classes = _classes(values, steps, categories, lang)
    rows = _rows(values, drawn, classes, absent, lang)
    items = [LegendItem("text", line) for line in title.in_(lang).split("\n")] + classes.items
    if any(not row["known"] for row in rows):
        items.append(LegendItem("swatch", absent.in_(lang), fill=NO_DATA_FILL))
    based = _evidence_items(rows, lang)
    bordered = style != "tilegrid"
    note = map_note(lang, approval_number=approval_number, borders=bordered, rivers=bordered,
                    remarks=remark(drawn, "statistics"))
    if bordered:
        return _area_map(rows, drawn, [*items, *based, river_item(lang)], note)
    return _tile_map(rows, drawn.tiles, (items, based), note)


@dataclass(frozen=True)
class _Classes:
    """How values become colours, with the legend that says so."""

    limits: tuple[float, ...]
    categories: Mapping[str, Category]
    items: list[LegendItem]

    def fill(self, value: float | str) -> str:
        if isinstance(value, str):
            return self.categories[value].fill
        return RAMP[sum(value >= limit for limit in self.limits)]


def _classes(
    values: pd.DataFrame, steps: Sequence[float], categories: Mapping[str, Category] | None, lang: str,
) -> _Classes:
    if categories:
        items = [LegendItem("swatch", c.text.in_(lang), fill=c.fill) for c in categories.values()]
        return _Classes((), categories, items)
    limits = tuple(steps) or _quartiles(values["value"])
    if len(limits) >= len(RAMP):
        raise ValueError(f"choropleth takes at most {len(RAMP) - 1} class limits, found {len(limits)}")
    spans = [f"< {limits[0]:g}", *(f"{a:g} – {b:g}" for a, b in pairwise(limits)),
             f"≥ {limits[-1]:g}"] if limits else []
    return _Classes(limits, {}, [LegendItem("swatch", s, fill=RAMP[i]) for i, s in enumerate(spans)])


def _quartiles(values: pd.Series) -> tuple[float, ...]:
    known = values.dropna().astype(float)
    return tuple(dict.fromkeys(float(f"{q:.3g}") for q in known.quantile([0.25, 0.5, 0.75]))) if len(known) else ()


def _rows(values: pd.DataFrame, layers: MapLayers, classes: _Classes, absent: Text, lang: str) -> list[Row]:
    """Return one row per prefecture, known or not.

    Raises
    ------
    ValueError
        If a place is no prefecture or occurs twice.
    """
    areas = layers.prefectures
    wrong = sorted(set(values["place"]) - set(areas["place"])) + list(values["place"][values["place"].duplicated()])
    if wrong:
        raise ValueError(f"choropleth takes each prefecture once, found {wrong}")
    given = {row["place"]: row for row in values.to_dict("records")}
    return [
        _row(place, zh if lang == "zh" else en, given.get(place, {}), classes, absent, lang)
        for place, zh, en in zip(areas["place"], areas["name_zh"], areas["name_en"], strict=True)
    ]


def _row(place: str, name: str, given: Mapping[Any, Any], classes: _Classes, absent: Text, lang: str) -> Row:
    value = given.get("value")
    known = isinstance(value, str) or (value is not None and not pd.isna(value))
    label = _label(given.get("label"), value, classes, lang) if known else absent.in_(lang)
    return {
        "place": place, "name": short_name(name), "known": known, "label": label,
        "tell": f"{short_name(name)} {label}".strip(),
        "fill": classes.fill(value if isinstance(value, str) else float(str(value))) if known else NO_DATA_FILL,
        "evidence": str(given["evidence"]) if known and isinstance(given.get("evidence"), str) else "",
    }


def _label(label: Any, value: Any, classes: _Classes, lang: str) -> str:
    if isinstance(label, str) and label:
        return label
    return classes.categories[value].text.in_(lang) if isinstance(value, str) else f"{float(value):g}"


def short_name(name: str) -> str:
    """Return a prefecture's Chinese name without its kind, for the map."""
    return name.removesuffix("市").removesuffix("地区")


def _evidence_items(rows: Sequence[Row], lang: str) -> list[LegendItem]:
    found = {row["evidence"] for row in rows if row["evidence"]}
    kinds = [e for e in Evidence if e.value in found]
    head = [LegendItem("text", BASED_ON.in_(lang))] if kinds else []
    return head + [
        LegendItem("dot", e.text.in_(lang), fill=_evidence_fill(e), stroke=EVIDENCE_COLOURS[e],
                   shape=EVIDENCE_SHAPES[e]) for e in kinds
    ]


def _evidence_fill(evidence: Evidence) -> str:
    return EVIDENCE_COLOURS[evidence] if evidence in SOLID else "#ffffff"


def _evidence_marks(rows: Sequence[Row]) -> list[alt.Chart]:
    """Return a small evidence mark above each label."""
    marks = []
    for row in rows:
        if row["evidence"]:
            kind = next(e for e in Evidence if e.value == row["evidence"])
            marks.append({"x": row["x"], "y": row["y"] - LINE_HEIGHT - 5, "shape": EVIDENCE_SHAPES[kind], "dash": False,
                          "fill": _evidence_fill(kind), "stroke": EVIDENCE_COLOURS[kind]})
    return [silent(points(marks, "evidence", size=34))] if marks else []


def _labels(rows: Sequence[Row]) -> list[alt.Chart]:
    """Return two-line labels, names above values, centred at ``x``, ``y``; a blank value is no mark, as nobody can read it out."""
    names = [{"x": r["x"], "y": r["y"] - LINE_HEIGHT / 2, "text": r["name"], "ink": ON_LIGHT if r["known"] else INK} for r in rows]
    known = [{"x": r["x"], "y": r["y"] + LINE_HEIGHT / 2, "text": r["label"], "ink": ON_LIGHT}
             for r in rows if r["known"] and r["label"].strip()]
    unknown = [{"x": r["x"], "y": r["y"] + LINE_HEIGHT / 2, "text": r["label"], "ink": QUIET}
               for r in rows if not r["known"]]
    layers = [t for ink in (INK, ON_LIGHT) if (of := [n for n in names if n["ink"] == ink])
              for t in texts(of, align="center", size=LABEL_SIZE)]
    layers += texts(known, align="center", size=LABEL_SIZE, weight="bold") if known else []
    return layers + (texts(unknown, align="center", size=10) if unknown else [])


def _area_map(rows: list[Row], layers: MapLayers, items: list[LegendItem], note: str) -> alt.TopLevelMixin:
    areas, frame = layers.prefectures, fit(layers.province.geometry.iloc[0])
    at = frame.pixels(areas["label_lon"], areas["label_lat"]).round(1)
    placed = [{**row, "x": float(x), "y": float(y)} for row, (x, y) in zip(rows, at, strict=True)]
    features = feature_rows(areas.geometry, rows)
    known = [f for f in features if f["properties"]["known"]]
    unknown = [f for f in features if not f["properties"]["known"]]
    parts: list[alt.Chart] = []
    if unknown:
        parts.append(shapes("no_data_areas", unknown, frame, stroke=BORDER, strokeWidth=0.6, aria=False))
    if known:
        parts.append(telling(shapes("drawn_areas", known, frame, stroke=BORDER, strokeWidth=0.6), "properties.tell"))
    parts.append(river_layer(layers.rivers, frame))
    parts += [*_labels(placed), *_evidence_marks(placed)]
    parts += legend(items, frame.width * _LEGEND_AT[0], frame.height * _LEGEND_AT[1])
    words, height = note_layer(note, frame.height, frame.width)
    return styled(alt.layer(*parts, *words).properties(width=frame.width, height=height))


def tile_rows(tilegrid: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the top left corner of every place's tile in pixels."""
    return {
        place: (MARGIN + col * (TILE[0] + TILE_GAP), MARGIN + row * (TILE[1] + TILE_GAP))
        for place, col, row in zip(tilegrid["place"], tilegrid["col"], tilegrid["row"], strict=True)
    }


def _tile_map(rows: list[Row], tilegrid: pd.DataFrame, items: tuple[list[LegendItem], list[LegendItem]],
              note: str) -> alt.TopLevelMixin:
    corners = tile_rows(tilegrid)
    boxes = [{**row, "x": corners[row["place"]][0], "y": corners[row["place"]][1]} for row in rows]
    centres = [{**b, "x": b["x"] + TILE[0] / 2, "y": b["y"] + TILE[1] / 2 + 5} for b in boxes]
    known, unknown = [b for b in boxes if b["known"]], [b for b in boxes if not b["known"]]
    parts: list[alt.Chart] = []
    if unknown:
        parts.append(silent(tiles(unknown, "no_data_tiles", side=TILE)))
    if known:
        parts.append(telling(tiles(known, "drawn_tiles", side=TILE)))
    bottom = max(y for _, y in corners.values()) + TILE[1]
    parts += [*_labels(centres), *_evidence_marks(centres)]
    for column, x in zip(items, _TILE_LEGENDS_AT, strict=True):
        parts += legend(column, x, 2, step=17) if column else []
    words, height = note_layer(note, bottom, WIDTH)
    return styled(alt.layer(*parts, *words).properties(width=WIDTH, height=height))
