"""The named sites of a project on the province."""

from collections.abc import Sequence

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely

from planbook.charts.maps.areas import TILE, TILE_GAP, short_name, tile_rows
from planbook.charts.maps.canvas import BORDER, MARGIN, WIDTH, Frame, Row, feature_rows, fit, river_layer, shapes
from planbook.charts.maps.labels import Box, balanced, place, spread, text_box, wrapped
from planbook.charts.maps.marks import (
    LINE_HEIGHT,
    LegendItem,
    legend,
    placed_texts,
    points,
    river_item,
    silent,
    telling,
    texts,
    tiles,
)
from planbook.charts.maps.note import SITES, map_note, note_layer, remark
from planbook.charts.theme import ACCENT, INK, QUIET, styled
from planbook.data.layers import MapLayers, load_map_layers
from planbook.data.text import Text

HIGHLIGHT, LAND = "#f6e7cb", "#f4f6f8"
KNOWN = Text("地点", "site")
APPROXIMATE = Text("地点（位置近似）", "site (approximate)")
COVERED = Text("方案点名的市（地）", "prefecture named in the plan")
LABEL_SIZE, LABEL_LIMIT, CITY_SIZE = 11.5, 150.0, 10.5
APART = 12.0
"""Least distance between sites, pixels; those at the same place are pushed apart."""


def site_map(
    sites: pd.DataFrame, *, lang: str, highlight: Sequence[str] = (), style: str = "boundaries",
    approval_number: str = "", layers: MapLayers | None = None,
) -> alt.TopLevelMixin:
    """Draw named sites.

    Parameters
    ----------
    sites : DataFrame
        ``lon``, ``lat`` (degrees, EPSG:4326; rows without them are not drawn), ``name_zh``, ``name_en`` and ``approx``
        (whether the position is approximate; such points are hollow).
    lang : str
        ``zh`` or ``en``.
    highlight : sequence of str
        Place ids of the prefectures the plan names.
    style : str
        ``boundaries`` or ``tilegrid``; the latter numbers the sites in the tile of their prefecture and lists them.
    approval_number : str
        Approval number of this map, where there is one.
    layers : MapLayers, optional
        Layers to draw; those of the project when omitted.

    Returns
    -------
    TopLevelMixin
        One mark per site with coordinates in the layer ``drawn_sites``.
    """
    drawn = layers or load_map_layers()
    known = sites.dropna(subset=["lon", "lat"]).reset_index(drop=True)
    remarks = (SITES, *remark(drawn, "not_drawn"))
    if style == "tilegrid":
        note = map_note(lang, approval_number=approval_number, borders=False, rivers=False, remarks=remarks)
        return _tile_map(known, drawn, lang, highlight, note)
    note = map_note(lang, approval_number=approval_number, remarks=remarks)
    return _area_map(known, drawn, lang, highlight, note)


def names(frame: pd.DataFrame, lang: str) -> list[str]:
    """Return the names in ``lang``, the Chinese where the other is missing."""
    return [Text(zh, en if isinstance(en, str) else "").in_(lang) for zh, en in zip(frame["name_zh"], frame["name_en"], strict=True)]


def _site_rows(sites: pd.DataFrame, at: Sequence[tuple[float, float]], lang: str) -> list[Row]:
    return [
        {"x": x, "y": y, "name": name, "shape": "circle", "fill": "#ffffff" if approx else ACCENT, "stroke": ACCENT,
         "dash": False}
        for (x, y), name, approx in zip(at, names(sites, lang), sites["approx"].astype(bool), strict=True)
    ]


def _items(sites: pd.DataFrame, lang: str, highlight: Sequence[str]) -> list[LegendItem]:
    approx = sites["approx"].astype(bool)
    items = [LegendItem("dot", KNOWN.in_(lang), fill=ACCENT, stroke=ACCENT)] if (~approx).any() else []
    items += [LegendItem("dot", APPROXIMATE.in_(lang), stroke=ACCENT)] if approx.any() else []
    return items + ([LegendItem("swatch", COVERED.in_(lang), fill=HIGHLIGHT)] if highlight else [])


def city_names(areas: gpd.GeoDataFrame, frame: Frame, lang: str) -> list[Row]:
    """Return the names of the prefectures as quiet text rows at their label points."""
    at = frame.pixels(areas["label_lon"], areas["label_lat"]).round(1).tolist()
    found = [short_name(n) for n in areas["name_zh" if lang == "zh" else "name_en"]]
    return [{"x": x, "y": y, "text": n, "ink": QUIET} for (x, y), n in zip(at, found, strict=True)]


def _area_map(sites: pd.DataFrame, layers: MapLayers, lang: str, highlight: Sequence[str],
              note: str) -> alt.TopLevelMixin:
    areas, frame = layers.prefectures, fit(layers.province.geometry.iloc[0])
    fills = [{"name": n, "fill": HIGHLIGHT if p in highlight else LAND}
             for p, n in zip(areas["place"], areas["name_zh"], strict=True)]
    at = spread([(x, y) for x, y in frame.pixels(sites["lon"], sites["lat"]).tolist()], APART)
    cities = [c for c in city_names(areas, frame, lang) if not any(n.startswith(c["text"]) for n in names(sites, lang))]
    taken = [text_box(c["text"], c["x"], c["y"], CITY_SIZE, LINE_HEIGHT) for c in cities]
    shown = [balanced(n, LABEL_LIMIT, LABEL_SIZE) for n in names(sites, lang)]
    labels = place(at, shown, Box(2, 2, frame.width - 2, frame.height - 2), size=LABEL_SIZE, line_height=LINE_HEIGHT,
                   taken=taken)
    land = shapes("land", feature_rows(areas.geometry, fills), frame, stroke=BORDER, strokeWidth=0.7, aria=False)
    parts = [land, river_layer(layers.rivers, frame), *texts(cities, align="center", size=CITY_SIZE)]
    parts += placed_texts(labels, [INK] * len(labels), size=LABEL_SIZE)
    if at:
        parts.append(telling(points(_site_rows(sites, at, lang), "drawn_sites"), "name"))
    items = [*_items(sites, lang, highlight), river_item(lang)]
    parts += legend(items, frame.width * 0.615, frame.height * 0.02)
    words, height = note_layer(note, frame.height, frame.width)
    return styled(alt.layer(*parts, *words).properties(width=frame.width, height=height))


def prefecture_of(sites: pd.DataFrame, areas: gpd.GeoDataFrame) -> list[str]:
    """Return the place id of the prefecture each site lies in, or else is nearest to."""
    where = shapely.points(sites[["lon", "lat"]].to_numpy(dtype=float))
    outlines = areas.geometry.to_numpy()
    return [str(areas["place"].iloc[int(shapely.distance(outlines, p).argmin())]) for p in where]


def _tile_map(sites: pd.DataFrame, layers: MapLayers, lang: str, highlight: Sequence[str],
              note: str) -> alt.TopLevelMixin:
    areas, corners = layers.prefectures, tile_rows(layers.tiles)
    boxes = [{"x": corners[p][0], "y": corners[p][1], "place": p, "fill": HIGHLIGHT if p in highlight else LAND}
             for p in areas["place"]]
    cities = [{"x": corners[p][0] + TILE[0] / 2, "y": corners[p][1] + 14, "text": short_name(n), "ink": INK}
              for p, n in zip(areas["place"], areas["name_zh" if lang == "zh" else "name_en"], strict=True)]
    at = _tile_positions(prefecture_of(sites, areas), corners)
    bottom = max(y for _, y in corners.values()) + TILE[1]
    listed, end = _numbered_list(names(sites, lang), bottom + MARGIN)
    numbers = [{"x": x, "y": y, "text": str(i + 1), "ink": INK} for i, (x, y) in enumerate(at)]
    parts = [silent(tiles(boxes, "land", side=TILE)), *texts(cities, align="center", size=12, halo=False)]
    if at:
        marks = _site_rows(sites.assign(approx=True), at, lang)
        parts.append(telling(points(marks, "drawn_sites", size=260), "name"))
        parts += [*texts(numbers, align="center", size=10, halo=False), *texts(listed, size=LABEL_SIZE, halo=False)]
    items = [LegendItem("swatch", COVERED.in_(lang), fill=HIGHLIGHT)] if highlight else []
    parts += legend(items, MARGIN + 2 * (TILE[0] + TILE_GAP) + 10, MARGIN) if items else []
    words, height = note_layer(note, end, WIDTH)
    return styled(alt.layer(*parts, *words).properties(width=WIDTH, height=height))


def _tile_positions(homes: Sequence[str], corners: dict[str, tuple[float, float]]) -> list[tuple[float, float]]:
    """Return where the numbers stand: up to five in a row, below the name of their tile."""
    count: dict[str, int] = {}
    at = []
    for home in homes:
        n = count[home] = count.get(home, -1) + 1
        x, y = corners[home]
        at.append((x + 13 + 20 * (n % 5), y + 36 + 21 * (n // 5)))
    return at


def _numbered_list(shown: Sequence[str], top: float) -> tuple[list[Row], float]:
    """Return the list below the tiles, in two columns, and where it ends."""
    half = (len(shown) + 1) // 2
    columns = [wrapped(f"{i + 1}  {name}", WIDTH / 2 - 24, LABEL_SIZE) for i, name in enumerate(shown)]
    rows, ends = [], [top]
    for x, column in ((float(MARGIN), columns[:half]), (WIDTH / 2, columns[half:])):
        y = top
        for text in column:
            rows.append({"x": x, "y": y + LINE_HEIGHT, "text": text, "ink": INK})
            y += LINE_HEIGHT * (text.count("\n") + 1) + 3
        ends.append(y)
    return rows, max(ends) + MARGIN
