"""A chart as files: nothing lost, nothing run, the same bytes everywhere."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pypdf
import pytest
from PIL import Image, ImageChops
from test_card import CARD

from drawing import font_characters, texts_in
from planbook.cards.exports import images, letters, slide
from planbook.cards.exports.bundle import NAMES, PUBLISHED, Bundle
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.cite import bibtex, gb7714
from planbook.cards.exports.drawing import pdf, plain_svg, raster
from planbook.cards.exports.embed import POLICY
from planbook.cards.exports.letters import font_folder, quick_font_folder
from planbook.cards.exports.mapwords import enlarged, without_note
from planbook.cards.exports.tables import inert
from planbook.cards.exports.words import KINDS
from planbook.charts.matrix import evidence_matrix
from planbook.data.text import Text
from planbook.data.vocab import Evidence

BASE = "https://example.org/book/"
BOOK = {"title": "试验书", "author": "试验组", "languages": ["zh", "en"], "newest": True,
        "chapter": {"slug": "testville", "title": {"zh": "甲城"}}}
KOREAN = "여러 지표 상승"
SHADE = 6
"""Largest difference in a channel of 255 that a palette may make."""
HASHES = """
import hashlib, json, sys
from planbook.cards.exports.bundle import NAMES, Bundle
card = json.load(sys.stdin)
print(json.dumps({n: hashlib.sha256(Bundle(card, "zh").file(n)).hexdigest() for n in reversed(NAMES)}))
"""


def as_json(card=CARD, **published):
    return {**card.to_json(), "published": {**BOOK, **published}}


@pytest.fixture(scope="module")
def bundle():
    return Bundle(as_json(), "zh")


def squeezed(text):
    return re.sub(r"\s", "", text)


# ---- pictures ----


def test_pictures_say_title_legend_source_and_edition(bundle):
    said = squeezed("".join(texts_in(bundle.titled)))
    for text in (CARD.headline.zh, CARD.subtitle.zh, "公布的结果", "只有一个数。", CARD.sources[0].citation(), "数据截至2026年11月22日",
                 "2025年版", "图号testville-use", "试验书"):
        assert squeezed(text) in said, text


def test_plain_picture_says_none_of_it(bundle):
    said = squeezed("".join(texts_in(bundle.plain)))
    assert squeezed(CARD.headline.zh) not in said
    assert "来源" not in said


def test_slide_has_the_shape_of_a_slide_and_says_the_same(bundle):
    with Image.open(io.BytesIO(bundle.file("chart-16x9.png"))) as picture:
        assert picture.width * 9 == picture.height * 16
        assert picture.size == (1920, 1080)
    said = squeezed("".join(texts_in(bundle.file("chart-16x9.svg").decode())))
    assert squeezed(CARD.headline.zh) in said
    assert squeezed(CARD.sources[0].citation()) in said


def long_grid(rows=12, notes=()):
    frame = pd.DataFrame([{"row": f"第{n}行", "column": "2020", "state": "actual", "label": "字\n" * 4} for n in range(rows)])
    draw = lambda lang: evidence_matrix(frame, lang=lang, rows=list(frame["row"]), columns=["2020"])  # noqa: E731
    return replace(CARD, kind="matrix", draw=draw, notes=notes)


def test_a_long_grid_goes_over_several_slides_each_saying_everything():
    long = Bundle(as_json(long_grid()), "zh")
    more = [f"chart-16x9-{n}.png" for n in range(2, len(long.slides) + 1)]
    assert len(long.slides) > 1
    assert [name for name in long.published() if name not in (*PUBLISHED, "embed.html")] == more
    said = ["".join(texts_in(svg)) for svg in long.slides]
    assert re.findall(r"第\d+行", "".join(said)) == [f"第{n}行" for n in range(12)]
    for number, text in enumerate(said, 1):
        assert squeezed(f"{CARD.headline.zh}（{number}/{len(said)}）") in squeezed(text)
        assert squeezed(CARD.sources[0].citation()) in squeezed(text)


def test_long_notes_leave_a_slide_room_for_its_chart():
    few, many = (Bundle(as_json(long_grid(2, notes=(Text("说明。" * n),) * 5)), "zh") for n in (2, 90))
    scales = [float(re.search(r"scale\(([\d.]+)\)", b.slides[0])[1]) for b in (few, many)]
    assert scales[1] > scales[0] / 2
    assert "…（其余见图页）" in "".join(texts_in(many.slides[0]))
    assert "…（其余见图页）" not in "".join(texts_in(few.slides[0]))


def test_a_map_on_a_slide_says_its_note_beside_it_in_larger_letters():
    note = '<g class="mark-text role-mark map_note_marks"><text transform="translate(8,60)" font-size="10.5px">注一<tspan>注二</tspan></text></g>'
    label = '<text text-anchor="middle" transform="translate({},{})" font-size="12px">{}</text>'
    sheet = '<svg width="200" height="90" viewBox="0 0 200 90">'
    near = label.format(50, 30, "甲城") + label.format(50, 46, "值")
    assert without_note(f"{sheet}{note}</svg>", "") == ('<svg width="200" height="54" viewBox="0 0 200 54"></svg>', "注一注二")
    assert without_note(f"{sheet}{near}</svg>", "") == (f"{sheet}{near}</svg>", "")
    grown = enlarged(f"{sheet}{near}</svg>")
    assert 'font-size="15.6"' not in grown
    assert float(re.search(r'font-size="([\d.]+)"?', grown)[1]) > 12
    assert 'font-size="15.6px"' in enlarged(f"{sheet}{label.format(50, 30, '甲城')}</svg>")
    assert enlarged(f"{sheet}{label.format(10, 30, '甲城')}</svg>").count("12px") == 1


def test_english_pictures_have_narrow_quotation_marks():
    assert letters.narrow("Heilongjiang’s “good” ‘方案’ (“十四五”)") == "Heilongjiang's \"good\" ‘方案’ (“十四五”)"


@pytest.mark.parametrize(("png", "svg", "scale"), [
    ("chart.png", "chart.svg", 2), ("plain.png", "plain.svg", 3), ("chart-16x9.png", "chart-16x9.svg", 2)])
def test_png_is_fine_opaque_and_not_blank(bundle, png, svg, scale):
    wide, high = images.size_of(bundle.file(svg).decode())
    with Image.open(io.BytesIO(bundle.file(png))) as picture:
        assert picture.size == (round(wide * scale), round(high * scale))
        assert picture.mode == "P"
        assert "transparency" not in picture.info
        assert picture.info["dpi"] == pytest.approx((96 * scale, 96 * scale), abs=0.1)
        dark = sum(picture.convert("L").histogram()[:128])
        assert 0.001 < dark / (picture.width * picture.height) < 0.5


def test_a_palette_changes_no_colour_by_more_than_a_shade(bundle):
    with Image.open(io.BytesIO(raster(bundle.titled, font_folder()))) as drawn:
        whole = drawn.convert("RGB")
    with Image.open(io.BytesIO(bundle.file("chart.png"))) as kept:
        differences = ImageChops.difference(whole, kept.convert("RGB"))
    assert max(high for _, high in differences.getextrema()) <= SHADE


def test_the_quick_font_draws_the_same_pixels_as_the_pinned_one(bundle):
    pinned, quick = raster(bundle.titled, font_folder()), raster(bundle.titled, quick_font_folder())
    with Image.open(io.BytesIO(pinned)) as one, Image.open(io.BytesIO(quick)) as other:
        assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


def test_the_quick_font_goes_with_its_process():
    done = subprocess.run([sys.executable, "-c", "from planbook.cards.exports.letters import *; print(quick_font_folder())"],
                          capture_output=True, text=True, check=True)
    assert not Path(done.stdout.strip()).exists()


def test_pdf_is_one_vector_page_whose_text_can_be_selected(bundle):
    reader = pypdf.PdfReader(io.BytesIO(bundle.file("chart.pdf")))
    (page,) = reader.pages
    assert squeezed(CARD.headline.zh) in squeezed(page.extract_text())
    assert len(page.images) == 0
    fonts = {f.get_object()["/BaseFont"].split("+")[-1] for f in page["/Resources"]["/Font"].values()}
    assert {f.removesuffix("-Identity-H") for f in fonts} == {"NotoSansSC-Regular"}


@pytest.mark.parametrize("svg", ["chart.svg", "plain.svg", "chart-16x9.svg"])
def test_pictures_are_whole_xml_in_one_font(bundle, svg):
    root = ET.fromstring(bundle.file(svg).decode())  # noqa: S314 - our own picture
    families = {e.get("font-family").split(",")[0].strip(' "') for e in root.iter() if e.get("font-family")}
    assert families == {letters.FONT}
    assert len([e for e in root.iter() if "id" in e.attrib]) == len({e.get("id") for e in root.iter() if "id" in e.attrib})


def test_what_the_font_cannot_write_becomes_an_ellipsis():
    source = replace(CARD.sources[0], title=f"{KOREAN}（多项指标上升）")
    svg = Bundle(as_json(replace(CARD, sources=(source,))), "zh").titled
    said = "".join(texts_in(svg))
    assert "…（多项指标上升）" in said
    assert set(said) <= font_characters() | {"\n"}
    assert letters.can_write(CARD.headline.zh)
    assert not letters.can_write(KOREAN)


def test_very_many_sources_are_counted_and_stay_in_their_lines():
    many = tuple(replace(CARD.sources[0], id=f"s{i}", title=f"甲城第{i}号公报") for i in range(40))
    card = as_json(replace(CARD, sources=many))
    said = squeezed("".join(texts_in(Bundle(card, "zh").titled)))
    assert "等，共40项" in said
    assert "甲城第0号公报" in said
    assert "甲城第39号公报" not in said


def test_an_upright_chart_stands_beside_its_texts_on_a_slide(bundle):
    upright = '<svg width="300" height="900" viewBox="0 0 300 900"></svg>'
    chart = Chart.of(as_json(), "zh")
    beside, around = (slide.slides(chart, svg)[0] for svg in (upright, bundle.plain))
    lefts = [float(re.search(r"translate\(([\d.]+),[\d.]+\) scale", svg)[1]) for svg in (beside, around)]
    assert lefts[0] > slide.EDGE + slide.COLUMN


@pytest.mark.parametrize("text", ["甲城2025年官方公布的年均浓度为39.8微克/立方米，高于限值35（见《公报》）。" * 3, "a long English sentence about dust " * 6, "x" * 400])
@pytest.mark.parametrize("room", [120, 300])
def test_lines_fit_and_lose_nothing(text, room):
    lines = letters.wrap(text, 13, room)
    assert squeezed("".join(lines)) == squeezed(text)
    assert max(letters.width(line, 13) for line in lines) <= room + 13
    assert not [line for line in lines[1:] if line[0] in letters.NOT_FIRST and "x" not in line]


def test_widths_are_those_of_the_font():
    assert letters.width("中文", 20) == 40
    assert letters.width("il", 20) < letters.width("WM", 20)


# ---- tables ----


def test_csv_is_the_table_twin_as_excel_opens_it(bundle):
    raw = bundle.file("data.csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows == CARD.table("zh")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("x")', "＝1"])
def test_formulas_are_made_inert(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3.5", "−3.5", "+2", "39.8", "–", "", "≥35", "2021-2025", "甲城"])
def test_numbers_and_words_stay(cell):
    assert inert(cell) == cell


def test_csv_runs_no_formula():
    data = CARD.data.assign(name_zh=["=1+1", "@乙城"])
    rows = Bundle(as_json(replace(CARD, data=data)), "zh").file("data.csv").decode("utf-8-sig")
    assert [line[:2] for line in rows.splitlines()[1:]] == ["'=", "'@"]


def test_workbook_has_data_fields_and_sources(bundle):
    book = openpyxl.load_workbook(io.BytesIO(bundle.file("data.xlsx")))
    assert book.sheetnames == ["数据", "字段说明", "来源与引用"]
    assert [[c.value for c in row] for row in book["数据"].iter_rows(min_row=2)] == [["甲城", 12.3, 365, None], ["乙城", None, 12, "–"]]
    fields = [[c.value for c in row][:4] for row in book["字段说明"].iter_rows(min_row=2, max_row=5)]
    assert fields[:2] == [["地方", "文字", None, 0], ["用量", "数值", 1, 1]]
    cells = [c.value for row in book["来源与引用"].iter_rows() for c in row]
    assert CARD.sources[0].citation() in cells
    assert gb7714(bundle.chart) in cells


# ---- specification, metadata, citation ----


def test_specification_opens_in_any_editor(bundle):
    spec = json.loads(bundle.file("spec.json"))
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
    assert '"url"' not in json.dumps(spec)
    assert spec["title"]["text"] == CARD.headline.zh
    assert spec["usermeta"]["planbook"]["sources"] == [CARD.sources[0].citation()]
    assert spec["datasets"] == CARD.spec("zh")["datasets"]


def test_metadata_describes_every_file_a_reader_may_load(bundle):
    found = json.loads(bundle.file("metadata.json"))
    assert (found["@type"], found["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
    assert found["citation"] == [CARD.sources[0].citation()]
    assert {d["contentUrl"] for d in found["distribution"]} <= set(PUBLISHED)
    assert "url" not in found
    public = json.loads(Bundle(as_json(baseurl=BASE), "zh").file("metadata.json"))
    assert {d["contentUrl"].rsplit("/", 1)[0] for d in public["distribution"]} == {f"{BASE}2025/zh/charts/testville-use"}


def test_citations():
    near, public = Chart.of(as_json(), "zh"), Chart.of(as_json(baseurl=BASE), "zh")
    assert gb7714(near) == "试验组. 甲城用量为12.34[DS]//试验书：2025 年版. (2026-11-22). 图号 testville-use."
    assert gb7714(public).endswith(f"图号 testville-use. {BASE}2025/zh/charts/testville-use/index.html.")
    assert "[DS/OL]" in gb7714(public)
    entry = bibtex(public)
    assert entry.startswith("@misc{planbook-testville-use-2025,\n  author = {{试验组}},")
    assert f"url = {{{BASE}2025/zh/charts/testville-use/index.html}}" in entry
    assert entry.count("{") == entry.count("}")
    assert r"100\% \& more\_" in bibtex(Chart.of(as_json(replace(CARD, headline=replace(CARD.headline, zh="100% & more_"))), "zh"))


# ---- pages ----


def test_embed_page_has_no_script_of_its_own_and_a_strict_policy(bundle):
    page = bundle.file("index.html").decode()
    assert re.findall(r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))', page) == []
    told, = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(told) == json.loads(bundle.file("metadata.json"))
    assert re.search(r"\son\w+=", page) is None
    assert "default-src &#39;none&#39;" in page
    assert "unsafe-eval" not in POLICY
    assert "script-src 'self' file:;" in POLICY
    for text in (CARD.headline.zh, CARD.subtitle.zh, "公布的结果", CARD.sources[0].citation(), "数据截至2026年11月22日"):
        assert text in page


def test_one_file_page_needs_nothing_beside_it(bundle):
    page = bundle.file("embed.html").decode()
    assert re.findall(r"<script|<link rel=\"stylesheet|<iframe", page) == []
    assert [src for src in re.findall(r"(?:src|href)=\"([^\"]*)\"", page) if not src.startswith("data:")] == []
    assert "乙城" in page
    assert "<svg" in page


def test_an_english_one_file_page_keeps_its_drawing_whole():
    """An element that marks Chinese would end the drawing it stands in, and the rest of it would be text."""
    english = replace(CARD, headline=Text("题", "A headline"), draw=lambda _: evidence_matrix(
        pd.DataFrame([{"row": "甲", "column": "2020", "state": "actual", "label": "值"}]), lang="en", rows=["甲"], columns=["2020"]))
    page = Bundle(as_json(english), "en").file("embed.html").decode()
    [drawing] = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert ">甲<" in drawing
    assert "<span" not in drawing
    assert '<span lang="zh">' in page.replace(drawing, "")
    assert "prefers-color-scheme: dark" in page


def test_only_a_public_site_tells_others_how_to_embed():
    near, public = (Bundle(as_json(baseurl=base), "zh") for base in ("", BASE))
    assert "og:image" not in near.file("index.html").decode()
    page = public.file("index.html").decode()
    assert f'property="og:image" content="{BASE}2025/zh/charts/testville-use/chart-16x9.png"' in page
    assert 'type="application/json+oembed"' in page
    answer = json.loads(public.file("oembed.json"))
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert f'src="{BASE}2025/zh/charts/testville-use/index.html"' in answer["html"]
    assert set(public.published()) - set(near.published()) == {"oembed.json"}


def test_markup_in_texts_is_only_text():
    card = as_json(replace(CARD, headline=replace(CARD.headline, zh='<b>"甲" & 乙</b>')))
    for name in ("index.html", "embed.html", "chart.svg"):
        assert b"<b>" not in Bundle(card, "zh").file(name)


def test_english_files_are_english():
    bundle = Bundle(as_json(), "en")
    said = "".join(texts_in(bundle.titled))
    assert "Testville used 12.34" in said
    assert "data as known on 22 November 2026" in said
    page = bundle.file("index.html").decode()
    assert '<html lang="en"' in page
    assert "来源（" not in page
    assert openpyxl.load_workbook(io.BytesIO(bundle.file("data.xlsx"))).sheetnames == ["Data", "Fields", "Sources"]


def test_without_english_the_chinese_stands_under_its_own_name():
    card = {**CARD.to_json(("zh",)), "published": BOOK}
    page = Bundle(card, "en").file("index.html").decode()
    assert '<html lang="zh-CN" class="pb-embedded" data-chart="testville-use" data-lang="en"' in page


# ---- the same bytes ----


def test_same_bytes_in_another_process_and_another_order():
    done = subprocess.run([sys.executable, "-c", HASHES], input=json.dumps(as_json(baseurl=BASE)), capture_output=True, text=True,
                          encoding="utf-8", check=True)
    public = Bundle(as_json(baseurl=BASE), "zh")
    assert json.loads(done.stdout) == {n: hashlib.sha256(public.file(n)).hexdigest() for n in NAMES}


def test_every_kind_of_evidence_has_its_mark_in_the_legend():
    svg = Bundle(as_json(replace(CARD, evidence=tuple(Evidence))), "zh").titled
    said = texts_in(svg)
    for kind in Evidence:
        assert kind.text.zh in said, kind


def test_kinds_have_names_in_both_languages():
    assert all(name.zh and name.en for name in KINDS.values())


def test_characters_that_would_end_the_converter_are_gone():
    card = json.loads(json.dumps(as_json()))
    texts = card["lang"]["zh"]
    texts["headline"] += "\x01\u202e"
    texts["spec"]["title"] = "a\x00b"
    chart = Bundle(card, "zh")
    assert "\x01" not in chart.chart.headline
    assert "\u202e" not in chart.chart.headline
    assert "ab" in chart.file("plain.svg").decode()


def test_a_chart_that_names_no_font_is_drawn_in_the_books():
    spec = {"data": {"values": [{"x": "试验镇", "y": 1}]}, "mark": "bar", "title": "虚构",
            "encoding": {"x": {"field": "x", "type": "nominal"}, "y": {"field": "y", "type": "quantitative"}}}
    svg = plain_svg(spec, "raw")
    assert set(re.findall(r'font-family="([^"]+)"', svg)) == {letters.FONT}
    named = {str(font["/BaseFont"]) for page in pypdf.PdfReader(io.BytesIO(pdf(svg))).pages
             for font in (f.get_object() for f in page["/Resources"]["/Font"].values())}
    assert len(named) == 1
