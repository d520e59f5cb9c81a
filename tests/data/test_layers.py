"""The committed layers: what geometry, tables and page about sources must hold."""

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planbook.data.layers import (
    AREA_CRS,
    LAYERS,
    LayerError,
    line_km,
    load_layer,
    load_map_layers,
    load_sections,
    load_tilegrid,
)
from planbook.data.load import records

ROOT = Path(__file__).resolve().parents[2]
GEO = ROOT / "geo"

# 水利部水情站坐标（全国水雨情信息）；同江断面坐标见 data/sections.csv。
GAUGES = {
    "哈尔滨": ("松花江", 126.5925, 45.769139, 1.5),
    "通河": ("松花江", 128.7515, 45.970083, 1.0),
    "依兰": ("松花江", 129.553694, 46.335667, 1.0),
    "佳木斯": ("松花江", 130.333417, 46.828028, 1.0),
    "同江断面": ("松花江", 132.468056, 47.634722, 1.0),
    "兰西": ("呼兰河", 126.342333, 46.253917, 1.0),
    "晨明": ("汤旺河", 129.477972, 46.9725, 1.5),
    "牡丹江": ("牡丹江", 129.572889, 44.544667, 1.0),
}
AREAS_KM2 = {"哈尔滨市": 53163, "齐齐哈尔市": 42291, "大庆市": 21227, "绥化市": 34897}
RIVERS = ["松花江", "嫩江", "第二松花江", "呼兰河", "汤旺河", "牡丹江", "拉林河", "讷谟尔河", "穆棱河"]


def flat_km2(layer):
    return layer.to_crs(AREA_CRS).area / 1e6


@pytest.mark.parametrize(("name", "count"), [("prefecture", 13), ("county", 121), ("province", 1), ("rivers", 9)])
def test_layer_has_all_features_in_its_reference_system(name, count):
    layer = load_layer(name, ROOT)
    assert len(layer) == count
    assert layer.crs.to_string() == LAYERS[name]


@pytest.mark.parametrize("name", ["prefecture", "county", "province"])
def test_areas_are_valid_and_clockwise(name):
    shapes = load_layer(name, ROOT).geometry
    assert shapes.is_valid.all()
    rings = [part.exterior for shape in shapes for part in shapely.get_parts(shape)]
    assert not any(ring.is_ccw for ring in rings)


@pytest.mark.parametrize("name", ["prefecture", "county"])
def test_areas_share_their_borders(name):
    assert shapely.coverage_is_valid(load_layer(name, ROOT).geometry.to_numpy())


@pytest.mark.parametrize("name", ["prefecture", "county"])
def test_codes_are_text_unique_and_sorted(name):
    codes = list(load_layer(name, ROOT)["adcode"])
    assert all(isinstance(code, str) and len(code) == 6 for code in codes)
    assert codes == sorted(set(codes))


def test_areas_agree_with_the_source():
    prefectures = load_layer("prefecture", ROOT)
    assert 452_800 < flat_km2(prefectures).sum() < 452_950
    drawn = dict(zip(prefectures["name_zh"], flat_km2(prefectures), strict=True))
    for name, km2 in AREAS_KM2.items():
        assert drawn[name] == pytest.approx(km2, rel=0.003)


def test_written_areas_are_those_of_the_geometry():
    prefectures = load_layer("prefecture", ROOT)
    np.testing.assert_allclose(prefectures["area_km2"], flat_km2(prefectures), rtol=0.003)


def test_province_is_the_union_of_its_prefectures():
    province, prefectures = (load_layer(n, ROOT) for n in ("province", "prefecture"))
    union = shapely.coverage_union_all(prefectures.geometry.to_numpy())
    assert shapely.equals_exact(shapely.normalize(union), shapely.normalize(province.geometry.iloc[0]), 1e-9)


def test_counties_belong_to_a_prefecture():
    assert set(load_layer("county", ROOT)["parent"]) == set(load_layer("prefecture", ROOT)["adcode"])


def test_label_points_lie_inside():
    for name in ("prefecture", "county"):
        layer = load_layer(name, ROOT)
        points = shapely.points(layer["label_lon"], layer["label_lat"])
        assert shapely.contains(layer.geometry.to_numpy(), points).all()


def test_jiagedaqi_is_outside():
    assert not load_layer("prefecture", ROOT).contains(shapely.Point(124.12, 50.42)).any()


def test_heixiazi_is_inside():
    # 中国画法：黑瞎子岛全岛在境内，图上最东到 135.08°E 以东。
    assert load_layer("province", ROOT).total_bounds[2] > 135.08


def test_prefectures_are_those_of_the_place_table():
    rows = {r["id"]: r for r in records(ROOT / "data" / "places.csv")}
    for _, area in load_layer("prefecture", ROOT).iterrows():
        place = rows[area["place"]]
        assert (place["code"], place["name_zh"], place["name_en"]) == (area["adcode"], area["name_zh"], area["name_en"])


@pytest.mark.parametrize("gauge", GAUGES)
def test_rivers_pass_their_gauges(gauge):
    river, lon, lat, limit = GAUGES[gauge]
    rivers = load_layer("rivers", ROOT).to_crs(AREA_CRS)
    point = gpd.GeoSeries([shapely.Point(lon, lat)], crs="EPSG:4326").to_crs(AREA_CRS).iloc[0]
    assert rivers[rivers["name_zh"] == river].distance(point).min() / 1000 < limit


def test_rivers_are_named_whole_and_near():
    rivers = load_layer("rivers", ROOT)
    assert list(rivers["name_zh"]) == RIVERS
    assert set(rivers.geometry.geom_type) == {"LineString"}
    province = load_layer("province", ROOT).to_crs(AREA_CRS).geometry.iloc[0]
    ends = [shapely.Point(line.coords[i]) for line in rivers.to_crs(AREA_CRS).geometry for i in (0, -1)]
    assert max(shapely.distance(end, province) for end in ends) < 8100


def test_rivers_run_downstream():
    rivers = load_layer("rivers", ROOT).set_index("name_zh").geometry
    sanchahe = shapely.Point(rivers["松花江"].coords[0])
    for upper in ("嫩江", "第二松花江"):
        assert shapely.Point(rivers[upper].coords[-1]).distance(sanchahe) < 0.01
    for tributary in ("呼兰河", "汤旺河", "牡丹江", "拉林河"):
        assert shapely.Point(rivers[tributary].coords[-1]).distance(rivers["松花江"]) < 0.01


def test_main_stem_is_as_long_as_its_source_line():
    songhua = load_layer("rivers", ROOT).iloc[0]
    assert line_km(songhua.geometry) == pytest.approx(857, abs=3)


def test_sections_follow_the_register():
    register = {r["place"]: r for r in records(ROOT / "data" / "sections.csv")}
    sections = load_sections(ROOT)
    assert list(sections["place"]) == sorted(register)
    assert sections["snap_dist_km"].max() < 10


def test_main_stem_sections_go_downstream():
    register = [r for r in records(ROOT / "data" / "sections.csv") if r["main_stem"] == "true"]
    order = [r["place"] for r in sorted(register, key=lambda r: float(r["order_downstream"]))]
    km = load_sections(ROOT).set_index("place")["chain_km"].loc[order]
    assert len(km) >= 15
    assert km.notna().all()
    assert km.is_monotonic_increasing


def test_tilegrid_has_one_place_per_tile():
    tiles, prefectures = load_tilegrid(ROOT), load_layer("prefecture", ROOT)
    assert list(tiles["adcode"]) == list(prefectures["adcode"])
    assert list(tiles["place"]) == list(prefectures["place"])
    assert not tiles.duplicated(["col", "row"]).any()


def test_page_about_sources_names_every_file_and_its_digest():
    page = (GEO / "SOURCES.md").read_text(encoding="utf-8")
    for path in [*GEO.glob("*.geojson"), *GEO.glob("*.csv")]:
        assert f"| {path.name} | {path.stat().st_size} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |" in page


def test_files_are_one_feature_per_line():
    lines = (GEO / "prefecture.geojson").read_text(encoding="utf-8").splitlines()
    assert [line.startswith('{"type":"Feature"') for line in lines] == [False] + [True] * 13 + [False]


def test_map_layers_are_read_once():
    assert load_map_layers(ROOT) is load_map_layers(ROOT)


def test_unknown_layer_is_refused():
    with pytest.raises(LayerError, match="没有名为“lakes”的图层"):
        load_layer("lakes", ROOT)


@pytest.mark.parametrize("load", [lambda r: load_layer("rivers", r), load_sections, load_tilegrid])
def test_missing_layer_names_file_and_command(load, tmp_path):
    with pytest.raises(LayerError, match=r"geo/\w+\.\w+.*planbook geo build"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["{", '{"type":"FeatureCollection"}', '{"features":[]}', '{"features":[{"a":1}]}'])
def test_broken_layer_names_file_and_command(text, tmp_path):
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "county.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(LayerError, match=r"geo/county\.geojson 不能用.*planbook geo build"):
        load_layer("county", tmp_path)


@pytest.mark.parametrize("text", ["", "place,lon\na,1\n", "adcode,place,name_zh,col,row\n1,a,b,left,0\n"])
def test_broken_table_names_file_and_command(text, tmp_path):
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "tilegrid.csv").write_text(text, encoding="utf-8")
    with pytest.raises(LayerError, match=r"geo/tilegrid\.csv 不能用.*planbook geo build"):
        load_tilegrid(tmp_path)
