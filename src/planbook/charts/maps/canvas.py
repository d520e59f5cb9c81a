"""The map frame: a fixed projection, so that the pixel of every point is known before Vega draws it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from typing import Any

import altair as alt
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planbook.charts.chart import Chart

Array = npt.NDArray[np.float64]
Row = dict[str, Any]

WIDTH = 640
"""Width of a map in CSS pixels."""
MARGIN = 8
CENTRAL_MERIDIAN, PARALLELS = 128.0, (45.0, 52.0)
"""Equal-area cone whose scale is right within a quarter of a percent all over the province."""
_CENTRE_LAT = 48.5
_DECIMALS = 3
"""Decimals of a degree inside a chart: a tenth of a pixel."""
BORDER, RIVER = "#8a919b", "#5b93c7"


def _cone(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Project as d3's ``conicEqualArea`` does, before scale and translation."""
    south, north = (radians(p) for p in PARALLELS)
    n = (sin(south) + sin(north)) / 2
    c = 1 + sin(south) * (2 * n - sin(south))
    r = np.sqrt(c - 2 * n * np.sin(np.radians(lat))) / n
    turn = n * np.radians(lon - CENTRAL_MERIDIAN)
    return r * np.sin(turn), sqrt(c) / n - r * np.cos(turn)


@dataclass(frozen=True)
class Frame:
    """A projection fitted to a rectangle of pixels.

    Attributes
    ----------
    width, height : float
        Pixels of the frame.
    scale : float
        d3 scale of the projection.
    translate : tuple of float
        Pixel of the projection's centre.
    clip : bool
        Whether lines are cut at the frame.
    top : float
        Pixels above the frame, for a legend.
    """

    width: float
    height: float
    scale: float
    translate: tuple[float, float]
    clip: bool = False
    top: float = 0.0

    def pixels(self, lon: Iterable[float], lat: Iterable[float]) -> Array:
        """Return pixels, shape (n, 2), of longitudes and latitudes in degrees."""
        x, y = _cone(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
        _, centre = _cone(np.array([CENTRAL_MERIDIAN]), np.array([_CENTRE_LAT]))
        return np.column_stack([self.translate[0] + self.scale * x, self.translate[1] - self.scale * (y - centre[0])])

    def line(self, geometry: BaseGeometry) -> Array:
        """Return pixels of all vertices of a geometry in degrees."""
        return self.pixels(*shapely.get_coordinates(geometry).T)

    def projection(self) -> alt.Projection:
        """Return the same projection for Vega."""
        return alt.Projection(
            type="conicEqualArea", rotate=[-CENTRAL_MERIDIAN, 0, 0], parallels=list(PARALLELS), center=[0, _CENTRE_LAT],
            scale=self.scale, translate=list(self.translate),
            clipExtent=[[0, self.top], [self.width, self.height]] if self.clip else alt.Undefined)


def fit(geometry: BaseGeometry, *, top: float = 0.0, margin: float = MARGIN, clip: bool = False) -> Frame:
    """Fit the projection to a geometry in degrees: full width, height as the shape asks, ``top`` pixels left free."""
    unit = Frame(0, 0, 1, (0, 0)).line(geometry)
    (left, upper), (right, lower) = unit.min(axis=0), unit.max(axis=0)
    scale = round((WIDTH - 2 * margin) / (right - left), 3)
    height = top + scale * (lower - upper) + 2 * margin
    move = (round(margin - scale * left, 3), round(top + margin - scale * upper, 3))
    return Frame(WIDTH, float(np.ceil(height)), scale, move, clip, top)


def feature_rows(geometries: Iterable[BaseGeometry], rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return GeoJSON features with coordinates just fine enough for the screen; rings keep their direction."""
    return [
        {"type": "Feature", "properties": dict(row), "geometry": _mapping(geometry)}
        for geometry, row in zip(geometries, rows, strict=True)
    ]


def _mapping(geometry: BaseGeometry) -> Row:
    fine = shapely.transform(geometry, lambda xy: xy.round(_DECIMALS))
    mapping: Row = shapely.geometry.mapping(shapely.remove_repeated_points(fine))
    return mapping


def inline(rows: Sequence[Row]) -> alt.InlineData:
    """Return rows as a chart's own data; Altair copies lists with every layer they are in, a tuple it leaves alone."""
    return alt.InlineData(values=tuple(rows))


def shapes(name: str, features: Sequence[Row], frame: Frame, **mark: Any) -> alt.Chart:
    """Return one geoshape layer; ``properties.fill`` colours the areas that have one.

    Nothing lies outside the frame, so that no mark needs cutting at its edge: a clip doubles the time to draw the map.
    """
    layer = Chart(inline(features), name=name).mark_geoshape(clip=False, **mark)
    if features and "fill" in features[0]["properties"]:
        layer = layer.encode(fill=alt.Fill("properties.fill:N", scale=None))
    placed: alt.Chart = layer.properties(projection=frame.projection())
    return placed


def river_layer(rivers: gpd.GeoDataFrame, frame: Frame, *, stroke_width: float = 1.1) -> alt.Chart:
    """Return the named rivers as thin lines, thinned to what a screen shows."""
    tolerance = 0.5 * 180 / (pi * frame.scale * cos(radians(_CENTRE_LAT)))
    lines = rivers.geometry.simplify(tolerance)
    features = feature_rows(lines, [{"name": n} for n in rivers["name_zh"]])
    return shapes("rivers", features, frame, filled=False, stroke=RIVER, strokeWidth=stroke_width, aria=False)
