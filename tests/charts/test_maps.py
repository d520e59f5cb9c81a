"""Maps: marks counted in the drawing, notes inside, nothing on top of anything else."""

import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pylopdf_fonts_zh_cn
import pytest
import shapely
import vl_convert

from planbook.charts.maps import Category, choropleth, map_note, river_map, site_map
from planbook.charts.maps.areas import LABEL_SIZE, short_name
from planbook.charts.maps.canvas import fit
from planbook.charts.maps.labels import Box, balanced, place, spread, text_box, text_width, wrapped
from planbook.charts.maps.marks import LINE_HEIGHT
from planbook.charts.theme import WATER_CLASS_COLOURS
from planbook.data.layers import load_map_layers
from planbook.data.text import Text

ROOT = Path(__file__).resolve().parents[2]
LAYERS = load_map_layers(ROOT)
STYLES, LANGS = ("boundaries", "tilegrid"), ("zh", "en")
TITLE = Text("年均浓度\n（μg/m3）", "Annual mean\n(ug/m3)")

vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))


def values(**columns):
    ids = list(LAYERS.prefectures["place"])
    numbers = [38.2, 29, 31, 25, 27, 28.5, 19, 30, 36, 24, None, 41, None]
    return pd.DataFrame({"place": ids, "value": numbers, **columns})


def sites():
    return pd.DataFrame({
        "lon": [126.53, 126.53, 125.1, 126.28, 128.8, None], "lat": [45.8, 45.8, 46.59, 45.63, 46.0, None],
        "name_zh": ["哈尔滨", "国际物流枢纽", "大庆", "哈尔滨临空经济示范区建设", "松花江干流入河排污口", "未点名"],
        "name_en": ["Harbin", "Logistics hub", None, "Airport economic zone", "Outfalls", "Not named"],
        "approx": [True, True, False, True, True, True]})


def sections():
    return pd.DataFrame({
        "lon": [124.99, 126.52, 126.74, 126.84, 127.15, 129.56, 132.46, None],
        "lat": [45.49, 45.76, 45.89, 45.96, 45.98, 46.33, 47.63, None],
        "name_zh": ["肇源", "朱顺屯", "阿什河口下", "呼兰河口下", "大顶子山", "依兰", "同江", "苗家"],
        "name_en": ["Zhaoyuan", "Zhushuntun", "", "", "Dadingzishan", "Yilan", "Tongjiang", "Miaojia"],
        "state": ["II", "III", "IV", "劣V", None, "V", "I", "III"],
        "approx": [False, True, True, True, True, False, False, True]})


def drawings(style="boundaries", lang="zh", **options):
    common = {"lang": lang, "style": style, "layers": LAYERS, **options}
    return {
        "choropleth": choropleth(values(), title=TITLE, **common),
        "sites": site_map(sites(), highlight=["harbin", "daqing"], **common),
        "rivers": river_map(sections(), **common),
    }


def spec_of(chart):
    return chart.to_dict()


def text_of(chart):
    return json.dumps(spec_of(chart), ensure_ascii=False, allow_nan=False).replace("\\n", "")


def svg_of(chart):
    return vl_convert.vegalite_to_svg(spec_of(chart))


def marks_in(svg):
    """Count the marks of every layer named ``drawn…``."""
    groups = re.findall(r'<g class="mark-\w+ role-mark (drawn_\w+)_marks"[^>]*>(.*?)</g>', svg, re.DOTALL)
    return {name: body.count("<path") for name, body in groups}


@pytest.mark.parametrize("style", STYLES)
def test_choropleth_draws_one_mark_per_value(style):
    layer = "drawn_areas" if style == "boundaries" else "drawn_tiles"
    svg = svg_of(choropleth(values(), title=TITLE, lang="zh", style=style, layers=LAYERS))
    assert marks_in(svg) == {layer: 11}
    assert svg.count(">无公开数据<") == 2 * 2 + 1  # two prefectures with their halos, and the legend


@pytest.mark.parametrize("style", STYLES)
def test_site_map_draws_one_mark_per_site(style):
    assert marks_in(svg_of(site_map(sites(), lang="zh", style=style, layers=LAYERS))) == {"drawn_sites": 5}


@pytest.mark.parametrize("style", STYLES)
def test_river_map_draws_one_mark_per_section(style):
    svg = svg_of(river_map(sections(), lang="zh", style=style, layers=LAYERS))
    assert marks_in(svg) == {"drawn_sections": 6, "drawn_unknown": 1}


@pytest.mark.parametrize("kind", ["choropleth", "sites", "rivers"])
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("style", STYLES)
def test_note_stands_inside_every_map(style, lang, kind):
    text = text_of(drawings(style, lang)[kind]).replace(" ", "")
    wanted = ["未经地图审核", "加格达奇区、松岭区"] if lang == "zh" else ["notreviewed", "JiagedaqiandSongling"]
    assert all(words in text for words in wanted)
    assert ("GS(2024)0650号" in text) == (style == "boundaries")
    assert ("WDBII/GSHHG" in text) == (style == "boundaries" or kind == "rivers")


@pytest.mark.parametrize("style", STYLES)
def test_approval_number_replaces_the_warning(style):
    for chart in drawings(style, approval_number="黑S(2026)001号").values():
        text = text_of(chart)
        assert "审图号：黑S(2026)001号" in text
        assert "未经地图审核" not in text


def test_source_approval_number_is_never_shown_alone():
    assert "行政区划数据：国家地理信息公共服务平台（天地图）2024 版，审图号 GS(2024)0650号" in map_note("zh")


@pytest.mark.parametrize("kind", ["choropleth", "sites", "rivers"])
def test_tilegrid_style_holds_no_boundary(kind):
    text = text_of(drawings("tilegrid")[kind])
    assert "Polygon" not in text
    assert ("LineString" in text) == (kind == "rivers")


@pytest.mark.parametrize("style", STYLES)
def test_maps_stay_small(style):
    limit = 120_000 if style == "boundaries" else 60_000
    assert all(len(text_of(chart).encode()) < limit for chart in drawings(style).values())


def test_same_data_same_specification():
    assert [text_of(c) for c in drawings().values()] == [text_of(c) for c in drawings().values()]


def test_outer_rings_stay_clockwise_in_the_chart():
    data = spec_of(drawings()["choropleth"])["datasets"]
    shapes = [shapely.geometry.shape(f["geometry"]) for rows in data.values() for f in rows if f.get("type") == "Feature"]
    areas = [shape for shape in shapes if shape.geom_type == "Polygon"]
    assert len(areas) == 13
    assert not any(shape.exterior.is_ccw for shape in areas)


def test_pixels_are_those_of_vega():
    frame = fit(LAYERS.province.geometry.iloc[0])
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [126.53, 45.8]}}]
    spec = {"width": frame.width, "height": frame.height, "projection": frame.projection().to_dict(),
            "data": {"values": features}, "mark": {"type": "geoshape", "filled": True}, "padding": 0}
    svg = vl_convert.vegalite_to_svg(spec)
    drawn = re.search(r'd="M([\d.]+),([\d.]+)m0', svg)
    assert drawn
    np.testing.assert_allclose([float(v) for v in drawn.groups()], frame.pixels([126.53], [45.8])[0], atol=0.2)


def test_map_fills_its_width_and_stays_inside():
    frame = fit(LAYERS.province.geometry.iloc[0])
    at = frame.line(LAYERS.province.geometry.iloc[0])
    np.testing.assert_allclose([at[:, 0].min(), at[:, 0].max()], [8, 632], atol=0.1)
    assert at[:, 1].min() >= 7
    assert at[:, 1].max() <= frame.height - 7


@pytest.mark.parametrize("lang", LANGS)
def test_prefecture_labels_do_not_collide(lang):
    areas, frame = LAYERS.prefectures, fit(LAYERS.province.geometry.iloc[0])
    at = frame.pixels(areas["label_lon"], areas["label_lat"])
    shown = [f"{short_name(n)}\n无公开数据" for n in areas["name_zh" if lang == "zh" else "name_en"]]
    boxes = [text_box(t, x, y, LABEL_SIZE, LINE_HEIGHT) for t, (x, y) in zip(shown, at, strict=True)]
    assert not any(a.overlap(b) for a, b in combinations(boxes, 2))


def test_legend_says_what_values_are_based_on():
    evidence = ["actual", "interim"] * 6 + ["actual"]
    for style in STYLES:
        svg = svg_of(choropleth(values(evidence=evidence), title=TITLE, lang="zh", style=style, layers=LAYERS))
        assert "依据：" in svg
        assert "公布的阶段数或预计数" in svg
        assert "规划目标" not in svg


def test_categories_colour_and_name():
    frame = pd.DataFrame({"place": ["harbin", "daqing"], "value": ["yes", "no"]})
    chart = choropleth(frame, title=TITLE, lang="en", layers=LAYERS, categories={
        "yes": Category(Text("是", "Yes"), "#112233"), "no": Category(Text("否", "No"), "#445566")})
    text = text_of(chart)
    assert all(part in text for part in ("Harbin Yes", "Daqing No", "#112233", "#445566"))
    assert marks_in(svg_of(chart)) == {"drawn_areas": 2}


@pytest.mark.parametrize("style", STYLES)
def test_a_blank_label_is_no_mark(style):
    svg = svg_of(choropleth(values(label=" "), title=TITLE, lang="zh", style=style, layers=LAYERS))
    assert 'aria-label=" "' not in svg
    assert 'aria-label="哈尔滨"' in svg


@pytest.mark.parametrize("place", ["heilongjiang", "harbin"])
def test_unknown_or_repeated_place_is_refused(place):
    frame = pd.DataFrame({"place": ["harbin", place], "value": [1.0, 2.0]})
    with pytest.raises(ValueError, match=place):
        choropleth(frame, title=TITLE, lang="zh", layers=LAYERS)


def test_too_many_class_limits_are_refused():
    with pytest.raises(ValueError, match="at most 5"):
        choropleth(values(), title=TITLE, lang="zh", steps=range(6), layers=LAYERS)


def test_map_without_any_value_says_so_everywhere():
    chart = choropleth(values().assign(value=None), title=TITLE, lang="zh", layers=LAYERS)
    assert marks_in(svg_of(chart)) == {}
    assert svg_of(chart).count(">无公开数据<") == 13 * 2 + 1


def test_prefectures_without_value_may_say_why():
    frame = pd.DataFrame({"place": ["harbin"], "value": [1.0]})
    text = text_of(choropleth(frame, title=TITLE, lang="zh", absent=Text("未点名", "Not named"), layers=LAYERS))
    assert "未点名" in text
    assert "无公开数据" not in text


def test_classes_have_their_official_colour_and_letter():
    svg = svg_of(river_map(sections(), lang="zh", layers=LAYERS))
    for state in ("I", "II", "III", "IV", "V", "劣V"):
        assert f'fill="{WATER_CLASS_COLOURS[state]}"' in svg
        assert f">{state}<" in svg


def test_ratings_take_the_colour_of_their_class():
    frame = sections().head(2).assign(state=["优", "轻度污染"])
    text = text_of(river_map(frame, lang="en", layers=LAYERS))
    assert WATER_CLASS_COLOURS["II"] in text
    assert WATER_CLASS_COLOURS["IV"] in text
    assert "E excellent" in text


def test_approximate_sites_are_hollow():
    rows = [r for rows in spec_of(drawings()["sites"])["datasets"].values() for r in rows if r.get("shape") and "name" in r]
    assert [r["fill"] == "#ffffff" for r in rows] == [True, True, False, True, True]


def test_missing_english_name_falls_back_to_chinese():
    assert "大庆" in text_of(site_map(sites(), lang="en", style="tilegrid", layers=LAYERS))


def test_maps_without_coordinates_still_draw():
    for style in STYLES:
        assert svg_of(site_map(sites().tail(1), lang="zh", style=style, layers=LAYERS))
        assert svg_of(river_map(sections().tail(1), lang="zh", style=style, layers=LAYERS))


def test_placed_labels_keep_clear_of_each_other():
    points = spread([(300.0, 300.0)] * 6, 14)
    labels = place(points, ["一个很长的地点名称"] * 6, Box(0, 0, 640, 640), size=11, line_height=14)
    assert not any(a.box.overlap(b.box) for a, b in combinations(labels, 2))
    assert not any(label.box.outside(Box(0, 0, 640, 640)) for label in labels)


def test_spread_moves_only_what_hides():
    assert spread([(0.0, 0.0), (50.0, 0.0)], 10) == [(0.0, 0.0), (50.0, 0.0)]
    close = spread([(0.0, 0.0), (0.0, 0.0)], 10)
    assert np.hypot(*(np.array(close[0]) - np.array(close[1]))) == pytest.approx(10, abs=0.5)


def test_wrapping_breaks_chinese_anywhere_and_words_at_spaces():
    assert wrapped("哈大绥重污染天气", 50, 10) == "哈大绥重污\n染天气"
    assert balanced("哈大绥重污染天气", 50, 10) == "哈大绥重\n污染天气"
    assert wrapped("one two", 4 * 10 * 0.52, 10) == "one\ntwo"
    assert wrapped("一二三四（五）", 40, 10).split("\n")[0] == "一二三四"
    assert text_width("中文\nab", 10) == 20
