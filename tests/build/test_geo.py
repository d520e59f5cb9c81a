"""Making the layers: a tiny province with two cities, three counties and one river in two banks."""

import hashlib
import importlib.metadata
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from planbook.build.geo import GeoSourceError, SourceFile, SourceSet, build_layers
from planbook.build.geo.rivers import RiverTraceError, network, segments, shortest_way, traced
from planbook.build.geo.sections import COLUMNS, section_rows
from planbook.build.geo.sources import INSTALL, PINNED, read_sources
from planbook.build.geo.writing import csv_text
from planbook.data.errors import PlanbookError
from planbook.data.layers import load_layer, load_sections
from planbook.data.load import records

ROOT = Path(__file__).resolve().parents[2]

PLACES = """id,kind,name_zh,name_en,code,parent,same_as,lon,lat,coord_note,note
province,province,某省,Province,230000,,,,,,
west,prefecture,西市,West,230100,province,,,,,
east,prefecture,东市,East,230200,province,,,,,
river,river,大河,River,,province,,,,,
"""
SECTIONS = """place,river,reach,main_stem,city,order_downstream,lon,lat,coord_precision,coord_source,note
sec-b,river,,true,east,2,127.5,46.03,approx,,
sec-a,river,,true,west,1,126.5,46.02,approx,,
sec-c,brook,,false,west,,126.2,46.4,approx,,
sec-d,river,,false,west,,,,none,,
"""
TRACES = """name_zh,name_en,place,source_lon,source_lat,mouth_lon,mouth_lat,double_lon,double_lat,label_at,note
大河,River,river,125.0,46.0,128.5,46.0,127.0,46.0,0.5,
"""
PLAN = {"id": "p", "title_zh": "某方案", "start_year": 2021, "target_year": 2025, "region": "province"}


def square(west, south, east, north, *meets):
    """Return a rectangle with vertices on its western side where others meet."""
    side = [[west, lat] for lat in meets]
    return [[[[west, south], [east, south], [east, north], [west, north], *side, [west, south]]]]


def collection(areas):
    features = [
        {"type": "Feature", "properties": {"name": name, "gb": f"156{code}"},
         "geometry": {"type": "MultiPolygon", "coordinates": square(*box)}}
        for code, name, box in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


CITIES = collection([("230200", "东市", (127, 45, 128, 47)), ("230100", "西市", (126, 45, 127, 47)),
                     ("220100", "外市", (126, 43, 127, 45))])
COUNTIES = collection([("230202", "丙县", (127, 45, 128, 47, 46)), ("230101", "甲县", (126, 45, 127, 46)),
                       ("230102", "乙县", (126, 46, 127, 47))])


def lines():
    """Return a single line to 127°E and from there a ring: two banks, joined far beyond the mouth."""
    single = [(lon, 46.0) for lon in np.arange(125.0, 126.96, 0.05)]
    south = [(lon, 45.98) for lon in np.arange(127.05, 129.0, 0.05)]
    north = [(lon, 46.02) for lon in np.arange(129.0, 127.0, -0.05)]
    ring = [(127.0, 46.0), *south, (129.0, 44.5), (130.0, 44.5), (130.0, 47.5), (129.0, 47.5), *north, (127.0, 46.0)]
    return [np.array(single), np.array(ring), np.array([(10.0, 50.0), (11.0, 50.0)])]


def wdb2(arrays):
    data, index = b"", []
    for number, line in enumerate(arrays):
        raw = line.astype("<f4").tobytes()
        low, high = line[:, 1].min(), line[:, 1].max()
        index.append(f"-1 -1 {len(line)} {low:.5f} {high:.5f} {len(data)} {len(raw)} {number}")
        data += raw
    return data, "\n".join(index).encode()


@pytest.fixture
def project(tmp_path):
    """A project, a folder of wheels and the pins that fit them."""
    root, wheels = tmp_path / "项目 一", tmp_path / "wheels"
    for folder in (root / "data" / "plans" / "p", root / "geo", wheels):
        folder.mkdir(parents=True)
    (root / "_config.yml").write_text("sphinx: {config: {planbook_plan: p}}\n", encoding="utf-8")
    (root / "data/plans/p/plan.yml").write_text(
        json.dumps({**PLAN, "issuer_zh": "某"}, ensure_ascii=False), encoding="utf-8")
    for path, text in (("data/places.csv", PLACES), ("data/sections.csv", SECTIONS), ("geo/river_traces.csv", TRACES)):
        (root / path).write_text(text, encoding="utf-8")
    rivers, index = wdb2(lines())
    contents = {"city.geojson": CITIES, "county.geojson": COUNTIES, "rivers.dat": rivers, "index.dat": index}
    with zipfile.ZipFile(wheels / "tiny_geo-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in contents.items():
            wheel.writestr(f"tiny/{name}", content)
    pins = SourceSet(*(SourceFile("tiny-geo", "1.0", f"tiny/{name}", hashlib.sha256(content).hexdigest())
                       for name, content in contents.items()))
    return root, wheels, pins


def built(project):
    root, wheels, pins = project
    build_layers(root / "geo", wheels, root=root, pins=pins)
    return root


def test_writes_every_layer(project):
    root, wheels, pins = project
    paths = build_layers(root / "geo", wheels, root=root, pins=pins)
    assert [p.name for p in paths] == ["prefecture.geojson", "county.geojson", "province.geojson", "rivers.geojson",
                                       "sections.csv"]


def test_same_sources_same_bytes(project, tmp_path):
    root, wheels, pins = project
    first, second = (build_layers(tmp_path / name, wheels, root=root, pins=pins) for name in ("one", "two"))
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_only_the_plans_province_is_taken(project):
    prefectures = load_layer("prefecture", built(project))
    assert list(prefectures["place"]) == ["west", "east"]
    assert list(load_layer("county", project[0])["parent"]) == ["230100", "230100", "230200"]


def test_areas_stay_a_clockwise_coverage(project):
    shapes = load_layer("county", built(project)).geometry
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert not any(shape.exterior.is_ccw for shape in shapes)
    assert load_layer("province", project[0]).geometry.iloc[0].bounds == (126, 45, 128, 47)


def test_two_banks_become_their_middle(project):
    line = load_layer("rivers", built(project)).geometry.iloc[0]
    beyond = [lat for lon, lat in line.coords if lon > 127.2]
    assert beyond
    assert np.allclose(beyond, 46.0, atol=0.005)


def test_river_ends_are_cut_near_the_province(project):
    west, _, east, _ = load_layer("rivers", built(project)).total_bounds
    assert west == pytest.approx(126 - 8 / 77.5, abs=0.02)
    assert east == pytest.approx(128 + 8 / 77.5, abs=0.02)


def test_sections_are_snapped_sorted_and_measured(project):
    sections = load_sections(built(project)).set_index("place")
    assert list(sections.index) == ["sec-a", "sec-b", "sec-c", "sec-d"]
    assert sections.loc["sec-a", "snap_lat"] == pytest.approx(46.0, abs=0.002)
    assert sections.loc["sec-b", "chain_km"] - sections.loc["sec-a", "chain_km"] == pytest.approx(77.4, abs=0.5)
    assert sections.loc[["sec-c", "sec-d"], "snap_lon"].isna().all()


def test_digest_table_of_the_page_is_refreshed(project):
    page = project[0] / "geo" / "SOURCES.md"
    page.write_text("前\n<!-- digests -->\n旧\n<!-- /digests -->\n后\n", encoding="utf-8")
    built(project)
    text = page.read_text(encoding="utf-8")
    digest = hashlib.sha256((project[0] / "geo" / "rivers.geojson").read_bytes()).hexdigest()
    assert digest in text
    assert "旧" not in text
    assert text.startswith("前\n")
    assert text.endswith("<!-- /digests -->\n后\n")


def test_other_digest_is_refused_and_nothing_written(project, tmp_path):
    root, wheels, pins = project
    wrong = SourceSet(pins.prefectures, pins.counties, pins.rivers,
                      SourceFile("tiny-geo", "1.0", "tiny/index.dat", "0" * 64))
    found = pins.rivers_index.sha256
    with pytest.raises(GeoSourceError, match=rf"tiny/index\.dat 的 SHA-256 现为 {found}；应为 {'0' * 64}.*{INSTALL}"):
        build_layers(tmp_path / "out", wheels, root=root, pins=wrong)
    assert not (tmp_path / "out").exists()


def test_missing_wheel_says_what_to_install(project, tmp_path):
    root, _, pins = project
    with pytest.raises(GeoSourceError, match=rf"找不到 tiny-geo 1\.0 的 tiny/city\.geojson.*{INSTALL}"):
        build_layers(tmp_path / "out", tmp_path, root=root, pins=pins)


def test_package_not_installed_says_what_to_install():
    pin = SourceFile("planbook-no-such-package", "1.0", "a.dat", "0" * 64)
    with pytest.raises(GeoSourceError, match="在已安装的包中找不到"):
        read_sources([pin])


def test_installed_file_is_read_without_import():
    found = next(f for f in importlib.metadata.files("altair") if f.name == "METADATA")
    content = Path(found.locate()).read_bytes()
    pin = SourceFile("altair", "0", str(found), hashlib.sha256(content).hexdigest())
    assert read_sources([pin])[pin] == content


@pytest.mark.parametrize(("old", "new"), [("230200", "230300"), ("province,province", "other,province"),
                                          ("river,river", "stream,river")])
def test_missing_place_is_named(project, old, new):
    places = project[0] / "data" / "places.csv"
    places.write_text(PLACES.replace(old, new), encoding="utf-8")
    with pytest.raises(PlanbookError, match=r"data/places\.csv 中没有"):
        built(project)


def test_unconnected_river_is_an_error():
    graph = network(lines())
    with pytest.raises(RiverTraceError, match="没有相连的河线"):
        shortest_way(graph, graph.nearest(graph.flat[0]), len(graph.degrees) - 1)


def test_trace_without_source_is_an_error():
    trace = {"name_zh": "大河", **dict.fromkeys(("source_lon", "source_lat", "double_lon", "double_lat"), ""),
             "mouth_lon": "128", "mouth_lat": "46"}
    with pytest.raises(RiverTraceError, match="大河 没有写起点或终点"):
        traced(network(lines()), trace)


def test_only_lines_in_the_box_are_read():
    data, index = wdb2(lines())
    assert len(segments(index, data)) == 2


def test_committed_sections_follow_from_the_register_and_the_rivers():
    rivers = load_layer("rivers", ROOT)
    lines = dict(zip(rivers["place"], rivers.geometry, strict=True))
    text = csv_text(COLUMNS, section_rows(records(ROOT / "data" / "sections.csv"), lines))
    assert text == (ROOT / "geo" / "sections.csv").read_text(encoding="utf-8"), "run planbook geo build"


def installed():
    try:
        return [importlib.metadata.version(pin.distribution) for pin in PINNED.files()]
    except importlib.metadata.PackageNotFoundError:
        return []


@pytest.mark.skipif(not installed(), reason="the source packages (97 MB) are installed for `planbook geo build` only")
def test_committed_layers_are_those_of_the_pinned_sources(tmp_path):
    for path in build_layers(tmp_path, root=ROOT):
        assert path.read_bytes() == (ROOT / "geo" / path.name).read_bytes(), path.name


def test_pins_match_the_requirements_file():
    text = (ROOT / "geo" / "requirements.txt").read_text(encoding="utf-8")
    for pin in PINNED.files():
        assert f"{pin.distribution}=={pin.version} " in text
