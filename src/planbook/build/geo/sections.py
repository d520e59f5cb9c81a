"""Monitoring sections: where they are drawn, and how far downstream they lie."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planbook.data.layers import AREA_CRS, RIVER_CRS, line_km
from planbook.data.load import Record

COLUMNS = ("place", "lon", "lat", "coord_precision", "snap_lon", "snap_lat", "snap_dist_km", "chain_km")
SNAP_KM = 10.0
"""A section further than this from its river's line stays where it is."""


def section_rows(sections: Sequence[Record], rivers: Mapping[str, BaseGeometry]) -> list[dict[str, Any]]:
    """Snap sections to the line of their river.

    Parameters
    ----------
    sections : sequence of dict
        Rows of ``data/sections.csv``.
    rivers : mapping of str to BaseGeometry
        Lines by the place id of the river, EPSG:4326, drawn downstream.

    Returns
    -------
    list of dict
        Columns :data:`COLUMNS`, sorted by ``place``. ``snap_*`` are empty where there are no coordinates or the river
        is not drawn; ``chain_km``, kilometres down the main stem's line, is empty off the main stem.
    """
    return [_row(s, rivers) for s in sorted(sections, key=lambda s: s["place"])]


def _row(section: Record, rivers: Mapping[str, BaseGeometry]) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row.update({k: section[k] for k in ("place", "lon", "lat", "coord_precision")})
    line = rivers.get(section["river"])
    if line is None or not section["lon"]:
        return row
    point = shapely.Point(float(section["lon"]), float(section["lat"]))
    snapped, metres, before = snap(point, line)
    if metres > SNAP_KM * 1000:
        return row
    row |= {"snap_lon": f"{snapped.x:.4f}", "snap_lat": f"{snapped.y:.4f}", "snap_dist_km": f"{metres / 1000:.2f}"}
    if section["main_stem"] == "true":
        row["chain_km"] = f"{line_km(before):.1f}"
    return row


def snap(point: shapely.Point, line: BaseGeometry) -> tuple[shapely.Point, float, BaseGeometry]:
    """Return the nearest point on a line, its distance in metres and the line above it.

    Parameters
    ----------
    point, line : BaseGeometry
        In EPSG:4326.
    """
    flat_point, flat_line = gpd.GeoSeries([point, line], crs=RIVER_CRS).to_crs(AREA_CRS)
    along = flat_line.project(flat_point)
    found = flat_line.interpolate(along)
    snapped, before = gpd.GeoSeries([found, substring(flat_line, 0, along)], crs=AREA_CRS).to_crs(RIVER_CRS)
    return snapped, float(found.distance(flat_point)), before
