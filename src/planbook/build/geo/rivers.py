"""Named river lines traced out of the unnamed segments of WDB II.

WDB II cuts its lines at every degree and names none of them. Each river is found as the shortest way along the lines
from its source to its mouth. Where a river is drawn with two banks (one closed ring), the middle of them is taken.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planbook.build.geo.writing import Feature, rounded
from planbook.data.layers import AREA_CRS, RIVER_CRS, line_km
from planbook.data.load import Record

Array = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

BOX: Box = (119.0, 42.0, 136.5, 54.5)
"""West, south, east, north of the lines read, degrees: the basin of the Songhua."""
JOIN_KM = 1.0
"""Loose ends are joined to the next line within this distance."""
BANK_STEP_M = 500
MOUTH_M = 5000
"""A bank runs on into the larger river; it ends at its nearest approach to the mouth within this distance."""
SIMPLIFY_M = 100
CLIP_M = 8000


class RiverTraceError(RuntimeError):
    """A river's source and mouth are not connected by lines."""


@dataclass
class Network:
    """Lines as a graph of their vertices.

    Attributes
    ----------
    degrees : ndarray, shape (n, 2)
        Longitude and latitude of the vertices.
    flat : ndarray, shape (n, 2)
        The same in metres (:data:`planbook.data.layers.AREA_CRS`).
    links : dict
        Neighbours of a vertex with their distance in metres.
    rings : list of ndarray
        Closed lines as vertex numbers.
    """

    degrees: Array
    flat: Array
    links: dict[int, dict[int, float]] = field(default_factory=dict)
    rings: list[npt.NDArray[np.int64]] = field(default_factory=list)

    def connect(self, a: int, b: int) -> None:
        """Link two vertices both ways."""
        metres = float(np.hypot(*(self.flat[a] - self.flat[b])))
        self.links.setdefault(a, {})[b] = metres
        self.links.setdefault(b, {})[a] = metres

    def nearest(self, point: Array) -> int:
        """Return the vertex nearest to a point in metres."""
        return int(np.argmin(np.hypot(*(self.flat - point).T)))


def segments(index: bytes, lines: bytes, box: Box = BOX) -> list[Array]:
    """Return the WDB II lines that touch ``box``, as longitudes and latitudes in EPSG:4326."""
    west, south, east, north = box
    found = []
    for row in index.decode("ascii").splitlines():
        _, _, _, low, high, offset, size, _ = row.split()
        if float(high) < south or float(low) > north:
            continue
        line = np.frombuffer(lines, "<f4", count=int(size) // 4, offset=int(offset)).reshape(-1, 2).astype(np.float64)
        if line[:, 0].max() > west and line[:, 0].min() < east:
            found.append(line.round(6))
    return found


def flat_coordinates(degrees: Array) -> Array:
    """Project longitudes and latitudes to metres."""
    points = gpd.GeoSeries(shapely.points(degrees), crs=RIVER_CRS).to_crs(AREA_CRS)
    return np.asarray(shapely.get_coordinates(points.to_numpy()), dtype=np.float64)


def network(lines: Sequence[Array]) -> Network:
    """Make one graph of all lines, joining loose ends to the next line within :data:`JOIN_KM`."""
    degrees, numbers = np.unique(np.concatenate(lines), axis=0, return_inverse=True)
    graph = Network(degrees, flat_coordinates(degrees))
    chains = np.split(numbers.ravel(), np.cumsum([len(line) for line in lines])[:-1])
    for chain in chains:
        for a, b in pairwise(chain.tolist()):
            if a != b:
                graph.connect(a, b)
        if chain[0] == chain[-1]:
            graph.rings.append(chain)
    for chain in chains:
        _join_loose_ends(graph, chain)
    return graph


def _join_loose_ends(graph: Network, chain: npt.NDArray[np.int64]) -> None:
    for end in (int(chain[0]), int(chain[-1])):
        if len(graph.links[end]) > 1:
            continue
        metres = np.hypot(*(graph.flat - graph.flat[end]).T)
        metres[chain] = np.inf
        other = int(np.argmin(metres))
        if metres[other] <= JOIN_KM * 1000:
            graph.connect(end, other)


def shortest_way(graph: Network, start: int, goal: int) -> list[int]:
    """Return the vertices of the shortest way (Dijkstra).

    Raises
    ------
    RiverTraceError
        If no line connects the two.
    """
    best: dict[int, float] = {start: 0.0}
    came: dict[int, int] = {}
    queue = [(0.0, start)]
    while queue:
        metres, here = heapq.heappop(queue)
        if here == goal:
            return _way_back(came, start, goal)
        if metres > best[here]:
            continue
        for there, step in graph.links[here].items():
            if metres + step < best.get(there, np.inf):
                best[there] = metres + step
                came[there] = here
                heapq.heappush(queue, (metres + step, there))
    raise RiverTraceError(f"从 {graph.degrees[start]} 到 {graph.degrees[goal]} 没有相连的河线")


def _way_back(came: dict[int, int], start: int, goal: int) -> list[int]:
    way = [goal]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _point(trace: Record, stem: str) -> Array | None:
    lon, lat = trace[f"{stem}_lon"], trace[f"{stem}_lat"]
    return flat_coordinates(np.array([[float(lon), float(lat)]]))[0] if lon and lat else None


def traced(graph: Network, trace: Record) -> Array:
    """Return one river's line, downstream, in metres.

    Parameters
    ----------
    graph : Network
        All lines.
    trace : dict
        Row of ``geo/river_traces.csv``: source, mouth and, where two banks begin, that point; in degrees.
    """
    source, mouth, double = (_point(trace, stem) for stem in ("source", "mouth", "double"))
    if source is None or mouth is None:
        raise RiverTraceError(f"{trace['name_zh']} 没有写起点或终点")
    start = graph.nearest(source)
    if double is None:
        return graph.flat[shortest_way(graph, start, graph.nearest(mouth))]
    single = graph.flat[shortest_way(graph, start, _single_end(graph, double))]
    return np.concatenate([single, _middle(graph, double, mouth)])


def _ring_at(graph: Network, point: Array) -> npt.NDArray[np.int64]:
    return min(graph.rings, key=lambda ring: float(np.hypot(*(graph.flat[ring] - point).T).min()))


def _single_end(graph: Network, double: Array) -> int:
    """Return the last vertex of the single line: the nearest one that is no part of the ring."""
    metres = np.hypot(*(graph.flat - double).T)
    metres[_ring_at(graph, double)] = np.inf
    return int(np.argmin(metres))


def _middle(graph: Network, double: Array, mouth: Array) -> Array:
    """Return the line between the two banks from where they begin to the mouth, in metres."""
    ring = graph.flat[_ring_at(graph, double)[:-1]]
    ring = np.roll(ring, -int(np.argmin(np.hypot(*(ring - double).T))), axis=0)
    banks = [_bank(side, mouth) for side in (ring, ring[::-1])]
    first, second = (shapely.LineString(bank) for bank in banks)
    steps = np.arange(0, first.length, BANK_STEP_M)
    points = shapely.get_coordinates(shapely.line_interpolate_point(first, steps))
    along = shapely.line_locate_point(second, shapely.points(points))
    onward = along >= np.maximum.accumulate(along)
    facing = shapely.get_coordinates(shapely.line_interpolate_point(second, along[onward]))
    return np.asarray((points[onward] + facing) / 2, dtype=np.float64)


def _bank(side: Array, mouth: Array) -> Array:
    """Return a bank from the first vertex of ``side`` to the first time it passes the mouth."""
    metres = np.hypot(*(side - mouth).T)
    near = metres < MOUTH_M
    first = int(np.argmax(near))
    leaves = first + int(np.argmin(near[first:]))
    return side[: first + int(np.argmin(metres[first:leaves])) + 1]


def clipped(line: BaseGeometry, province: BaseGeometry) -> BaseGeometry:
    """Cut both ends where the river is further than :data:`CLIP_M` from the province; both in metres.

    Line layers count for the extent of a map, so they must not reach far out. A stretch between two near ones stays:
    a river with a hole in it would be read as two.
    """
    parts = shapely.get_parts(line.intersection(province.buffer(CLIP_M)))
    ends = [line.project(shapely.Point(xy)) for xy in shapely.get_coordinates(parts)]
    return substring(line, min(ends), max(ends))


def river_features(lines: Sequence[Array], traces: Sequence[Record], province: BaseGeometry) -> list[Feature]:
    """Trace, clip and simplify the named rivers.

    Parameters
    ----------
    lines : sequence of ndarray
        WDB II lines in EPSG:4326, see :func:`segments`.
    traces : sequence of dict
        Rows of ``geo/river_traces.csv``.
    province : BaseGeometry
        The province in EPSG:4490, taken as EPSG:4326 (less than 1 m apart).

    Returns
    -------
    list of Feature
        Lines drawn downstream, EPSG:4326.
    """
    graph = network(lines)
    area = gpd.GeoSeries([province], crs=RIVER_CRS).to_crs(AREA_CRS).iloc[0]
    features = []
    for trace in traces:
        flat = clipped(shapely.simplify(shapely.LineString(traced(graph, trace)), SIMPLIFY_M), area)
        line = rounded(gpd.GeoSeries([flat], crs=AREA_CRS).to_crs(RIVER_CRS).iloc[0])
        features.append(Feature(_river_properties(trace, line), line))
    return features


def _river_properties(trace: Record, line: BaseGeometry) -> dict[str, object]:
    label = shapely.line_interpolate_point(line, float(trace["label_at"]), normalized=True)
    return {
        "place": trace["place"], "name_zh": trace["name_zh"], "name_en": trace["name_en"],
        "km_line": round(line_km(line), 1), "label_lon": round(label.x, 4), "label_lat": round(label.y, 4),
    }
