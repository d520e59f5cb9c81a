"""Prefecture, county and province areas from the 天地图 edition of 2024.

The areas form a coverage, so they are simplified together: polygon by polygon would tear them apart.
"""

import json
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from planbook.build.geo.writing import Feature, rounded
from planbook.data.layers import AREA_CRS, BOUNDARY_CRS
from planbook.data.load import Record

PREFECTURE_TOLERANCE_M = 1500
COUNTY_TOLERANCE_M = 500
COUNTRY = "156"
"""ISO 3166 prefix before the GB/T 2260 code in the source."""


def province_frame(content: bytes, prefix: str) -> gpd.GeoDataFrame:
    """Cut one province out of a source file.

    Parameters
    ----------
    content : bytes
        GeoJSON of all China.
    prefix : str
        First two digits of the province's GB/T 2260 code.

    Returns
    -------
    GeoDataFrame
        Columns ``adcode``, ``name``, ``geometry`` sorted by ``adcode``; EPSG:4490.
    """
    features = json.loads(content)["features"]
    rows = [_source_row(f) for f in features if f["properties"]["gb"].startswith(COUNTRY + prefix)]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=BOUNDARY_CRS)
    return frame.sort_values("adcode", ignore_index=True)


def _source_row(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
    parts = shapely.get_parts(geometry)
    return {
        "adcode": feature["properties"]["gb"].removeprefix(COUNTRY),
        "name": feature["properties"]["name"],
        "geometry": parts[0] if len(parts) == 1 else geometry,
    }


def simplified(frame: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """Simplify all areas together, keeping shared borders shared.

    Parameters
    ----------
    frame : GeoDataFrame
        Areas in EPSG:4490.
    tolerance : float
        Tolerance of ``shapely.coverage_simplify`` in metres.

    Returns
    -------
    GeoDataFrame
        Same rows, coordinates rounded, outer rings clockwise (Vega reads rings on the sphere), EPSG:4490.
    """
    flat = frame.to_crs(AREA_CRS)
    simple = flat.set_geometry(shapely.coverage_simplify(flat.geometry.to_numpy(), tolerance), crs=AREA_CRS)
    degrees = simple.to_crs(BOUNDARY_CRS).geometry
    return frame.set_geometry([clockwise(rounded(g)) for g in degrees], crs=BOUNDARY_CRS)


def clockwise(geometry: BaseGeometry) -> BaseGeometry:
    """Orient outer rings clockwise, as d3 and Vega need (RFC 7946 wants the opposite)."""
    return shapely.orient_polygons(geometry, exterior_cw=True)


def prefecture_features(full: gpd.GeoDataFrame, simple: gpd.GeoDataFrame, places: Sequence[Record]) -> list[Feature]:
    """Join prefectures with the place table.

    Parameters
    ----------
    full, simple : GeoDataFrame
        Source and simplified areas with the same rows; area and label point come from the former.
    places : sequence of dict
        Rows of ``data/places.csv``.
    """
    known = {p["code"]: p for p in places if p["kind"] == "prefecture"}
    features = []
    for adcode, facts, geometry in zip(full["adcode"], measured(full), simple.geometry, strict=True):
        place = known[adcode]
        names = {"adcode": adcode, "place": place["id"], "name_zh": place["name_zh"], "name_en": place["name_en"]}
        features.append(Feature({**names, **facts}, geometry))
    return features


def county_features(full: gpd.GeoDataFrame, simple: gpd.GeoDataFrame) -> list[Feature]:
    """Return counties with ``parent``, the code of their prefecture."""
    rows = zip(full["adcode"], full["name"], measured(full), simple.geometry, strict=True)
    return [
        Feature({"adcode": adcode, "name_zh": name, "parent": f"{adcode[:4]}00", **facts}, geometry)
        for adcode, name, facts, geometry in rows
    ]


def province_feature(full: gpd.GeoDataFrame, simple: gpd.GeoDataFrame, place: Record) -> Feature:
    """Return the union of the simplified prefectures; the source's own province polygon crosses itself."""
    whole = shapely.coverage_union_all(full.geometry.to_numpy())
    facts = measured(gpd.GeoDataFrame(geometry=[whole], crs=BOUNDARY_CRS))[0]
    names = {"adcode": place["code"], "place": place["id"], "name_zh": place["name_zh"], "name_en": place["name_en"]}
    return Feature({**names, **facts}, clockwise(shapely.coverage_union_all(simple.geometry.to_numpy())))


def measured(frame: gpd.GeoDataFrame) -> list[dict[str, float]]:
    """Return label points (degrees) and areas (km2, equal-area) of areas in EPSG:4490.

    The label point is the centre of the largest circle inside: a centroid may fall outside.
    """
    flat = frame.to_crs(AREA_CRS).geometry
    circles = shapely.maximum_inscribed_circle(flat.to_numpy(), tolerance=100)
    centres = gpd.GeoSeries(shapely.get_point(circles, 0), crs=AREA_CRS).to_crs(BOUNDARY_CRS)
    return [
        {"label_lon": round(c.x, 4), "label_lat": round(c.y, 4), "area_km2": round(area / 1e6, 1)}
        for c, area in zip(centres, flat.area, strict=True)
    ]
