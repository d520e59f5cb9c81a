"""Write layers so that the same layers are the same bytes."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from planbook.data.disk import write_whole

DECIMALS = 4
"""Decimals of a degree in every layer, about 10 m."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Feature:
    """A geometry in degrees with its properties, in the order they are written."""

    properties: dict[str, Any]
    geometry: BaseGeometry


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Round coordinates to :data:`DECIMALS` and drop the repeated points that leaves.

    Shared vertices round alike, so a valid coverage stays one.
    """
    return shapely.remove_repeated_points(shapely.transform(geometry, lambda xy: xy.round(DECIMALS)))


def geojson_text(name: str, metadata: dict[str, str], features: Iterable[Feature]) -> str:
    """Return a FeatureCollection with one feature per line and no time in it."""
    head = f'{{"type":"FeatureCollection","name":{_json(name)},"metadata":{_json(metadata)},"features":[\n'
    return head + ",\n".join(_feature_line(f) for f in features) + "\n]}\n"


def _feature_line(feature: Feature) -> str:
    geometry = json.loads(shapely.to_geojson(feature.geometry))
    geometry["coordinates"] = _plain(geometry["coordinates"])
    return _json({"type": "Feature", "properties": feature.properties, "geometry": geometry})


def _plain(coordinates: Any) -> Any:
    if isinstance(coordinates, list):
        return [_plain(part) for part in coordinates]
    return round(float(coordinates), DECIMALS)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    r"""Return rows as CSV with ``\n`` line ends; ``None`` becomes an empty cell."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
    return buffer.getvalue()


def write_all(out: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write every text into ``out``; called only once all of them exist.

    Returns
    -------
    list of Path
        The written files, in the order of ``texts``.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / name for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        write_whole(path, text.encode())
    return paths
