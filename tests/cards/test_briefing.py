"""Briefings: what they say is what the chapter says, in files every office program opens, byte for byte the same."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pptx
import pypdf
import pytest
from briefing_factory import AREA, BARS, GRID, HOSTILE, INERT, LINES, RANK, STACK, bundles, hostile, said
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.util import Pt

from drawing import tofu
from planbook.cards.briefings.content import safe
from planbook.cards.briefings.document import document
from planbook.cards.briefings.master import TemplateError
from planbook.cards.briefings.pdf import pdf
from planbook.cards.briefings.slides import presentation

MAKERS = {"pptx": presentation, "docx": document, "pdf": pdf}
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SVG_BLIP = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
HERE = Path(__file__).parent
HASHES = """
import hashlib
from briefing_factory import BARS, LINES, AREA, said
from test_briefing import MAKERS
print({n: hashlib.sha256(make(said(BARS, LINES, AREA))).hexdigest() for n, make in reversed(MAKERS.items())})
"""


@pytest.fixture(scope="module")
def whole():
    """A briefing with a chart of each kind."""
    return said(BARS, RANK, LINES, STACK, AREA)


@pytest.fixture(scope="module")
def slides(whole):
    """Its presentation, opened again."""
    return pptx.Presentation(io.BytesIO(presentation(whole)))


@pytest.fixture(scope="module")
def paper(whole):
    """Its Word document, opened again."""
    return docx.Document(io.BytesIO(document(whole)))


@pytest.fixture(scope="module")
def pages(whole):
    """Its PDF, opened again."""
    return pypdf.PdfReader(io.BytesIO(pdf(whole)))


def squeezed(text):
    return "".join(text.split())


def texts_on(slide):
    found = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
    found += [c.text for s in slide.shapes if s.has_table for r in s.table.rows for c in r.cells]
    return found


def words_of(kind, content):
    """Return everything a file says."""
    if kind == "pptx":
        return "".join(t for s in pptx.Presentation(io.BytesIO(content)).slides for t in texts_on(s))
    if kind == "docx":
        return "".join(e.text or "" for e in docx.Document(io.BytesIO(content)).element.body.iter(f"{W}t"))
    return "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages)


# ---- what is said ----


def test_findings_and_verdicts_come_from_the_blocks(whole):
    assert whole.findings == ("甲城用量下降 5 < 6。", "乙城没有数据。")
    assert whole.verdicts == (("t01", "用量下降", "下降一成", "已达成"), ("t02", "名单公布", "公布", "公开资料不足"))
    assert whole.sources == (BARS.sources[0].citation(),)


@pytest.mark.parametrize("kind", MAKERS)
def test_every_format_says_all_of_it(kind, whole):
    found = squeezed(words_of(kind, MAKERS[kind](whole)))
    told = [whole.title, whole.book, whole.author, whole.edition, *whole.findings, *(c for row in whole.verdicts for c in row),
            *(f.chart.headline for f in whole.figures), *(f.chart.subtitle for f in whole.figures), *whole.sources,
            "只是试验。", "公布的结果", "未审核监测数据"]
    assert [t for t in told if squeezed(t) not in found] == []


@pytest.mark.parametrize("kind", MAKERS)
def test_the_appendix_has_every_cell_of_every_table(kind, whole):
    found = squeezed(words_of(kind, MAKERS[kind](whole)))
    for figure in whole.figures:
        for row in whole.table(figure):
            assert squeezed("".join(row)) in found, row


def test_a_source_in_a_table_is_named_by_its_number(whole):
    (source,) = whole.sources
    card = {**bundles(BARS)[-1]["application/vnd.planbook.card+json"]}
    card["lang"] = {"zh": {**card["lang"]["zh"], "table": [["来源"], [source]]}}
    from planbook.cards.briefings.content import briefing
    from planbook.data.text import Text

    one = briefing([{"application/vnd.planbook.card+json": card}], title=Text("甲"), lang="zh", year=2025, cut_off=whole.cut_off)
    assert one.table(one.figures[0]) == [("来源",), ("[1]",)]


def test_a_long_grid_goes_over_several_slides_and_pictures():
    """Each part says which it is and shows its own rows; on paper they follow each other under one heading."""
    long = said(GRID)
    [figure] = long.figures
    titles = [t for slide in pptx.Presentation(io.BytesIO(presentation(long))).slides for t in texts_on(slide)[:1]
              if t.startswith(figure.chart.headline)]
    assert titles == [f"{figure.chart.headline}（{n}/{len(titles)}）" for n in range(1, len(titles) + 1)]
    assert len(titles) > 1
    parts = figure.divided(400)
    assert [row for p in parts for row in re.findall(r">(第\d+行)<", p.svg)] == [f"第{n}行" for n in range(12)]
    assert len(docx.Document(io.BytesIO(document(long))).inline_shapes) > 1
    assert pdf(long).startswith(b"%PDF")


def test_english_speaks_english():
    one = said(LINES, lang="en")
    found = words_of("pptx", presentation(one))
    assert (one.title, one.tag) == ("Testville", "en")
    for text in ("Key findings", "A headline", "Sources", "published result"):
        assert text in found
    assert "来源：" not in found
    assert one.figures[0].alternative == "A headline. Described."


# ---- the same bytes ----


def test_same_briefing_same_bytes_whatever_came_before(tmp_path):
    here = {n: hashlib.sha256(make(said(BARS, LINES, AREA))).hexdigest() for n, make in MAKERS.items()}
    paths = [str(HERE), str(HERE.parent)]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths!r}\n{HASHES}"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.replace("'", '"')) == here


@pytest.mark.parametrize("kind", ["pptx", "docx"])
def test_no_entry_has_a_time_of_its_own(kind, whole):
    with zipfile.ZipFile(io.BytesIO(MAKERS[kind](whole))) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in (n for n in archive.namelist() if n.endswith(".xlsx")):
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as sheet:
                assert {i.date_time for i in sheet.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_are_the_editions(slides, paper, pages):
    for file in (slides, paper):
        properties = file.core_properties
        assert (properties.title, properties.author, properties.language) == ("甲城", "试验组", "zh-CN")
        assert properties.created == properties.modified
        assert properties.created.date().isoformat() == "2026-11-22"
    assert pages.metadata.title == "甲城"
    assert pages.metadata.creation_date.date().isoformat() == "2026-11-22"
    assert pages.trailer["/Root"]["/Lang"].startswith("zh")


# ---- hostile texts ----


def test_safe_takes_out_what_turns_or_hides():
    assert safe(HOSTILE) == INERT
    assert safe(" a\n\tb\u2028c\ud800 ") == "a b c"


@pytest.mark.parametrize("kind", MAKERS)
def test_hostile_texts_are_only_texts(kind):
    found = squeezed(words_of(kind, MAKERS[kind](hostile())))
    assert found.count(squeezed(INERT)) > len(MAKERS)
    assert not set(found) & set("\u202e\u200b\x07")


def test_no_data_sheet_runs_a_formula():
    for shape in charts_in(pptx.Presentation(io.BytesIO(presentation(hostile())))):
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        cells = [c for row in book["Sheet1"].iter_rows() for c in row]
        assert "=cmd()" in {c.value for c in cells}
        assert {c.data_type for c in cells} <= {"s", "n", "inlineStr"}


# ---- PowerPoint ----


def charts_in(file):
    return [s for slide in file.slides for s in slide.shapes if s.has_chart]


def test_bars_and_lines_are_native_and_the_rest_pictures(slides):
    titles = {s.shapes.title.text: s for s in slides.slides}
    native = {t for t, s in titles.items() if any(x.has_chart for x in s.shapes)}
    pictures = {t for t, s in titles.items() if any(x.shape_type == MSO_SHAPE_TYPE.PICTURE for x in s.shapes)}
    assert native == {c.headline.zh for c in (BARS, RANK, LINES, STACK)}
    assert pictures == {AREA.headline.zh}


def test_gaps_stay_gaps_and_nothing_is_joined_across_them(slides):
    lines = next(s.chart for s in charts_in(slides) if "限值 45" in [x.name for x in s.chart.plots[0].series])
    assert [str(c) for c in lines.plots[0].categories] == ["2019", "2020", "2021", "2022", "2023", "2024"]
    values = {s.name: tuple(s.values) for s in lines.plots[0].series}
    assert values["公布的结果 · 全口径"] == (50.5, 48.0, None, None, None, None)
    assert values["未审核监测数据 · 实时"] == (None, None, None, None, 40.0, 38.25)
    for shape in charts_in(slides):
        assert [e.get("val") for e in shape.chart._chartSpace.iter(f"{C}dispBlanksAs")] == ["gap"]


def test_a_zero_is_a_zero_and_a_missing_value_is_none(slides):
    stack = next(s.chart for s in charts_in(slides) if [x.name for x in s.chart.plots[0].series] == ["大", "小"])
    assert [tuple(s.values) for s in stack.plots[0].series] == [(3.0, 4.0), (2.0, 0.0)]
    bars = next(s.chart for s in charts_in(slides) if len(s.chart.plots) == 1 and len(s.chart.plots[0].series) == 1)
    assert [tuple(s.values) for s in bars.plots[0].series] == [(12.34, None)]


def test_a_limit_is_a_line_across_columns(slides):
    rank = next(s.chart for s in charts_in(slides) if len(s.chart.plots) > 1)
    columns, lines = rank.plots
    assert [s.name for s in columns.series] == ["用量"]
    assert [(s.name, tuple(s.values)) for s in lines.series] == [("限值", (10.0, 10.0))]


def test_the_data_sheet_holds_what_is_drawn(slides):
    for shape in charts_in(slides):
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        rows = list(book["Sheet1"].iter_rows(values_only=True))
        drawn = [s for plot in shape.chart.plots for s in plot.series]
        assert list(rows[0][1:]) == [s.name for s in drawn]
        for n, series in enumerate(drawn, 1):
            assert [row[n] for row in rows[1:]] == list(series.values)


def test_every_figure_and_table_is_described(slides, paper):
    for slide in slides.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr"), shape.name
    described = [e.get("descr") for e in paper.element.body.iter() if str(e.tag).endswith("}docPr")]
    assert len(described) == 5
    assert f"{AREA.headline.zh}。{AREA.description.zh}" in described


@pytest.mark.parametrize("kind", ["pptx", "docx"])
def test_pictures_have_a_vector_twin(kind, whole):
    with zipfile.ZipFile(io.BytesIO(MAKERS[kind](whole))) as archive:
        named = archive.read("[Content_Types].xml").decode()
        twins = [n for n in archive.namelist() if n.endswith(".svg")]
        parts = [n for n in archive.namelist() if n.endswith(".xml") and b"svgBlip" in archive.read(n)]
        count = sum(len(list(ET.fromstring(archive.read(n)).iter(SVG_BLIP))) for n in parts)  # noqa: S314 - our own file
        assert count == len(twins) == {"pptx": 1, "docx": 5}[kind]
        assert named.count("image/svg+xml") >= 1
        for name in twins:
            assert archive.read(name).startswith(b"<svg")


def test_fonts_are_named_for_chinese(slides, paper):
    theme = next(r.target_part for r in slides.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    faces = [e.get("typeface") for e in ET.fromstring(theme.blob).iter(f"{A}ea")]  # noqa: S314 - our own file
    assert faces == ["微软雅黑", "微软雅黑"]
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet"):
        fonts = paper.styles[name]._element.find(f"{W}rPr/{W}rFonts")
        assert fonts.get(f"{W}eastAsia") == "微软雅黑"
    langs = {r.get("lang") for s in slides.slides for r in s._element.iter(f"{A}rPr")}
    assert langs <= {"zh-CN", None}
    assert "zh-CN" in langs


def test_nothing_runs_off_a_slide_and_no_placeholder_is_empty(slides):
    for slide in slides.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= slides.slide_width, (slide.shapes.title.text, shape.name)
            assert 0 <= shape.top <= shape.top + shape.height <= slides.slide_height, (slide.shapes.title.text, shape.name)
            if shape.is_placeholder and shape.placeholder_format.type != PP_PLACEHOLDER.SLIDE_NUMBER:
                assert shape.text_frame.text


def long_table():
    card = {**bundles(BARS)[-1]["application/vnd.planbook.card+json"]}
    rows = [["地方", "用量"], *([f"第{n}地", str(n)] for n in range(100))]
    card["lang"] = {"zh": {**card["lang"]["zh"], "table": rows}}
    return card, rows


def test_a_long_table_goes_over_slides_and_pages_its_head_repeated(whole):
    from planbook.cards.briefings.content import briefing
    from planbook.data.text import Text

    card, rows = long_table()
    one = briefing([{"application/vnd.planbook.card+json": card}], title=Text("甲"), lang="zh", year=2025, cut_off=whole.cut_off)
    tables = [s.table for slide in pptx.Presentation(io.BytesIO(presentation(one))).slides for s in slide.shapes if s.has_table]
    assert len(tables) > 2
    assert {tuple(c.text for c in t.rows[0].cells) for t in tables} == {("地方", "用量")}
    assert [[c.text for c in r.cells] for t in tables for r in list(t.rows)[1:]] == rows[1:]
    (table,) = docx.Document(io.BytesIO(document(one))).tables
    assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows] == [True, *[False] * 100]
    found = [squeezed(p.extract_text()) for p in pypdf.PdfReader(io.BytesIO(pdf(one))).pages]
    rowed = [p for p in found if re.search("第[0-9]+地", p)]
    assert len(rowed) > 1
    assert all("地方用量" in p for p in rowed)


# ---- PDF ----


def test_the_pdf_is_vectors_with_one_font(pages):
    fonts = {str(f.get_object()["/BaseFont"]).split("+")[-1] for p in pages.pages for f in p["/Resources"]["/Font"].values()}
    assert all(f.startswith("NotoSansSC-Regular") for f in fonts)
    assert not any(len(p.images) for p in pages.pages)


def test_what_the_font_lacks_becomes_an_ellipsis():
    content = pdf(said(BARS, findings=("여러 지표 상승 abc",)))
    found = words_of("pdf", content)
    assert "…" in found
    assert tofu(found.replace("\n", "")) == tofu("")


# ---- templates ----


def corporate(change=None):
    """A template of the user's own: 4 to 3, a slide of its own, a font of its own."""
    file = pptx.Presentation()
    file.slides.add_slide(file.slide_layouts[1]).shapes.title.text = "旧内容"
    if change:
        change(file)
    raw = io.BytesIO()
    file.save(raw)
    return raw.getvalue()


def rename(file):
    for n, layout in enumerate(file.slide_layouts):
        layout.name = f"自定义{n}"


def test_a_template_keeps_its_size_and_fonts_and_loses_its_slides(whole):
    made = pptx.Presentation(io.BytesIO(presentation(whole, corporate(rename), "corp.pptx")))
    assert (made.slide_width, made.slide_height) == (pptx.Presentation().slide_width, pptx.Presentation().slide_height)
    assert made.slides[0].slide_layout.name == "自定义0"
    assert {s.slide_layout.name for s in list(made.slides)[1:]} == {"自定义1"}
    assert "旧内容" not in "".join(t for s in made.slides for t in texts_on(s))
    theme = next(r.target_part for r in made.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    assert "Calibri" in theme.blob.decode()
    coloured = {r.get("val") for s in list(made.slides)[:2] for r in s._element.iter(f"{A}srgbClr")}
    assert coloured == set()
    test_nothing_runs_off_a_slide_and_no_placeholder_is_empty(made)


def test_a_template_with_a_title_alone_will_do(whole):
    def only_titles(file):
        for layout in list(file.slide_layouts):
            if layout.name not in {"Title Only", file.slides[0].slide_layout.name}:
                file.slide_layouts.remove(layout)
        for shape in list(file.slides[0].slide_layout.placeholders):
            if shape.placeholder_format.type == PP_PLACEHOLDER.OBJECT:
                shape._element.getparent().remove(shape._element)

    made = pptx.Presentation(io.BytesIO(presentation(whole, corporate(only_titles), "corp.pptx")))
    found = squeezed("".join(t for s in made.slides for t in texts_on(s)))
    assert squeezed(whole.findings[0]) in found


def test_a_template_without_a_usable_layout_is_refused(whole):
    def no_titles(file):
        for layout in file.slide_layouts:
            for shape in list(layout.placeholders):
                shape._element.getparent().remove(shape._element)

    with pytest.raises(TemplateError, match=r"模板没有可用的版式.*Title Slide.*处理："):
        presentation(whole, corporate(no_titles), "corp.pptx")


def test_what_is_no_template_is_refused_by_name(whole):
    with pytest.raises(TemplateError, match=r"corp\.pptx 不能作为 PowerPoint"):
        presentation(whole, b"no zip", "corp.pptx")
    with pytest.raises(TemplateError, match=r"corp\.docx 不能作为 Word"):
        document(whole, b"no zip", "corp.docx")


def test_a_word_template_keeps_its_styles_and_loses_its_text(whole):
    file = docx.Document()
    file.add_paragraph("旧内容")
    file.styles["Heading 1"].font.size = Pt(33)
    raw = io.BytesIO()
    file.save(raw)
    made = docx.Document(io.BytesIO(document(whole, raw.getvalue(), "corp.docx")))
    assert made.styles["Heading 1"].font.size == Pt(33)
    assert "旧内容" not in "".join(p.text for p in made.paragraphs)
    assert next(p.text for p in made.paragraphs if p.style.name == "Heading 1") == "要点"


def test_a_word_template_without_headings_is_refused(whole):
    file = docx.Document()
    file.styles["Heading 2"].delete()
    raw = io.BytesIO()
    file.save(raw)
    with pytest.raises(TemplateError, match=r"缺少样式：Heading 2"):
        document(whole, raw.getvalue(), "corp.docx")
