"""The map layers in ``geo/``, ready to draw.

Boundaries are in CGCS2000 (EPSG:4490), rivers and sections in WGS 84 (EPSG:4326); the two differ by less than a metre,
so a map may lay one over the other as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root
from planbook.data.text import Text
from planbook.data.trace import note_file

BOUNDARY_CRS = "EPSG:4490"
RIVER_CRS = "EPSG:4326"
AREA_CRS = "+proj=aea +lat_1=45 +lat_2=51 +lat_0=48 +lon_0=128 +ellps=GRS80 +units=m +no_defs"
"""Equal-area projection for areas, distances and simplification inside the province, metres."""

LAYERS = {"prefecture": BOUNDARY_CRS, "county": BOUNDARY_CRS, "province": BOUNDARY_CRS, "rivers": RIVER_CRS}
"""Geometry layers and their reference systems."""
COMMAND = "planbook geo build"
SECTION_NUMBERS = ("lon", "lat", "snap_lon", "snap_lat", "snap_dist_km", "chain_km")
SECTION_COLUMNS = ("place", "lon", "lat", "coord_precision", "snap_lon", "snap_lat", "snap_dist_km", "chain_km")
TILE_COLUMNS = ("adcode", "place", "name_zh", "col", "row")


class LayerError(PlanbookError):
    """A layer is missing or broken."""


def load_layer(name: str, root: Path | None = None) -> gpd.GeoDataFrame:
    """Read one geometry layer.

    Parameters
    ----------
    name : str
        A key of :data:`LAYERS`.
    root : Path, optional
        Project root.

    Returns
    -------
    GeoDataFrame
        Properties as columns (``adcode`` is text, ``area_km2`` in km2, ``label_lon``/``label_lat`` in degrees).
        EPSG:4490 for ``prefecture``, ``county`` and ``province``; EPSG:4326 for ``rivers``. Outer rings run clockwise.

    Raises
    ------
    LayerError
        If the file is missing or not a readable layer.
    """
    if name not in LAYERS:
        raise LayerError(f"没有名为“{name}”的图层；应为 {'、'.join(LAYERS)} 之一。处理：改正图层名。")
    path = _layer_path(f"{name}.geojson", root)
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        frame = gpd.GeoDataFrame([_row(f) for f in features], geometry="geometry", crs=LAYERS[name])
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise _broken(path, str(error)) from error
    if frame.empty:
        raise _broken(path, "没有要素")
    return frame


def _row(feature: dict[str, Any]) -> dict[str, Any]:
    return {**feature["properties"], "geometry": shapely.geometry.shape(feature["geometry"])}


@dataclass(frozen=True)
class MapLayers:
    """What every map of the book is drawn from.

    Attributes
    ----------
    prefectures, province : GeoDataFrame
        Areas, EPSG:4490.
    rivers : GeoDataFrame
        Named lines drawn downstream, EPSG:4326.
    tiles : DataFrame
        The tile grid, see :func:`load_tilegrid`.
    remarks : mapping of str to Text
        What a reader of the maps must know about their area, see :func:`load_remarks`.
    """

    prefectures: gpd.GeoDataFrame
    province: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    tiles: pd.DataFrame
    remarks: Mapping[str, Text]


REMARKS = "remarks.csv"
MAP_FILES = ("prefecture.geojson", "province.geojson", "rivers.geojson", "tilegrid.csv", REMARKS)


def load_map_layers(root: Path | None = None) -> MapLayers:
    """Read the layers maps are drawn from; the result is shared, so it must not be changed.

    Raises
    ------
    LayerError
        If a layer is missing or broken.
    """
    home = root or project_root()
    files = tuple(home / "geo" / file for file in MAP_FILES)
    for path in files:
        note_file(path)
    return _map_layers(home, tuple(path.read_bytes() if path.is_file() else b"" for path in files))


@lru_cache(maxsize=2)
def _map_layers(root: Path, contents: tuple[bytes, ...]) -> MapLayers:
    """Read the layers; ``contents`` are here so that a changed file is read again."""
    del contents
    return MapLayers(load_layer("prefecture", root), load_layer("province", root), load_layer("rivers", root),
                     load_tilegrid(root), load_remarks(root))


def load_sections(root: Path | None = None) -> pd.DataFrame:
    """Read the monitoring sections.

    Returns
    -------
    DataFrame
        Columns :data:`SECTION_COLUMNS`: own and snapped coordinates in degrees (EPSG:4326), ``snap_dist_km`` to the
        river line and ``chain_km`` down the main stem in kilometres; missing numbers are NaN.

    Raises
    ------
    LayerError
        If the file is missing or broken.
    """
    return _load_csv("sections.csv", SECTION_COLUMNS, SECTION_NUMBERS, root)


def load_tilegrid(root: Path | None = None) -> pd.DataFrame:
    """Read the tile grid: one square per prefecture, no borders.

    Returns
    -------
    DataFrame
        Columns :data:`TILE_COLUMNS`; ``adcode`` is text, ``col`` and ``row`` count from 0 at the top left.

    Raises
    ------
    LayerError
        If the file is missing or broken.
    """
    return _load_csv("tilegrid.csv", TILE_COLUMNS, ("col", "row"), root)


def load_remarks(root: Path | None = None) -> dict[str, Text]:
    """Read what stands in every map about the area itself, by id; nothing where there is no such file.

    ``not_drawn`` is a remark on maps of places, ``statistics`` one on maps of figures.
    """
    path = (root or project_root()) / "geo" / REMARKS
    if not path.is_file():
        return {}
    frame = _load_csv(REMARKS, ("id", "zh", "en"), (), root)
    return {str(r["id"]): Text(str(r["zh"]), str(r["en"])) for r in frame.to_dict("records")}


def _load_csv(file: str, columns: tuple[str, ...], numbers: tuple[str, ...], root: Path | None) -> pd.DataFrame:
    path = _layer_path(file, root)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        missing = [c for c in columns if c not in frame.columns]
        if missing:
            raise _broken(path, f"缺少列 {'、'.join(missing)}")
        return frame[list(columns)].assign(**{c: pd.to_numeric(frame[c].replace("", None)) for c in numbers})
    except ValueError as error:
        raise _broken(path, str(error)) from error


def _layer_path(file: str, root: Path | None) -> Path:
    path = (root or project_root()) / "geo" / file
    if not path.is_file():
        raise LayerError(f"缺少图层文件 geo/{file}。处理：运行 {COMMAND} 重新生成。")
    return path


def _broken(path: Path, why: str) -> LayerError:
    return LayerError(f"图层文件 geo/{path.name} 不能用：{why}。处理：运行 {COMMAND} 重新生成。")


def line_km(line: BaseGeometry) -> float:
    """Return the length on the ellipsoid, in kilometres, of a line in degrees."""
    return float(Geod(ellps="GRS80").geometry_length(line)) / 1000
