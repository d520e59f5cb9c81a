"""The whole book as one PDF: what the pages say, set as text, with contents, links and the same bytes each time."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from pypdf import PdfReader

from bookkit import Inline
from planbook.build.cache import Cache
from planbook.build.pdfbook.blocks import blocks
from planbook.build.pdfbook.book import Volume, pdf, picture_names
from planbook.build.pdfbook.inline import Page, line, place_of, words
from planbook.build.pdfbook.make import key_of, make_books, write_books
from planbook.build.pdfbook.tables import WIDE, shares
from planbook.build.stage import Stage
from planbook.cli import main
from planbook.data.model import Edition

HOSTILE = '#panic("x") $ \\ ] } <end> @ref *b* _i_ `c` // /* "q" ~'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><rect width="200" height="80" fill="#123456"/></svg>'
ROWS = "".join(f"<tr><td>行 {n}</td><td class='pb-num'>{n}</td></tr>" for n in range(120))
INDEX = """<h1>封面<a class="headerlink" href="#a">#</a></h1><p class="pb-hero-answer">一句话的回答。</p>
<p>见<a href="two.html#t1">第一个目标</a>、<a href="https://example.org/a">原文</a>、<a href="search.html">搜索</a>、<a href="javascript:alert(1)">坏</a>。</p><p></p>"""
TWO = f"""<h1>第二章</h1><section id="s"><h2>结论</h2>
<article class="pb-verdict pb-v-met" id="t1"><p class="pb-verdict-head"><strong>目标</strong> <span class="pb-badge pb-v-met">已达成</span></p></article>
<figure class="pb-card" id="chart-c"><figcaption><p class="pb-headline">图的标题</p></figcaption><div class="pb-chart"><img src="charts/c/plain.svg" alt="图"></div>
<p class="pb-card-bar"><span>图号 c</span><span>2025 年版</span></p></figure>
<div class="pb-offers"><p>下载</p></div>
<table class="pb-table"><caption>长表</caption><thead><tr><th>表头甲</th><th>表头乙</th></tr></thead><tbody>{ROWS}</tbody></table></section>"""


def _write(folder: Path, name: str, body: str) -> None:
    (folder / f"{name}.html").write_text(
        f'<!DOCTYPE html><html><body><main><article class="pb-article">{body}</article></main></body></html>', encoding="utf-8")


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Volume:
    folder = tmp_path_factory.mktemp("书")
    hostile = html.Element("p")
    hostile.text = HOSTILE
    _write(folder, "index", INDEX + html.tostring(hostile, encoding="unicode"))
    _write(folder, "two", TWO)
    (folder / "charts" / "c").mkdir(parents=True)
    (folder / "charts" / "c" / "plain.svg").write_text(SVG, encoding="utf-8")
    parts = (("总览", (("index", "封面"),)), ("正文", (("two", "第二章 #x"),)))
    return Volume("书 *名*", "编者", "zh", 2025, date(2026, 11, 22), parts, folder, folder / "charts")


@pytest.fixture(scope="module")
def made(volume: Volume) -> bytes:
    return pdf(volume)


@pytest.fixture(scope="module")
def reader(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def _text(reader: PdfReader) -> str:
    return "\n".join(p.extract_text() for p in reader.pages)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


def test_the_same_pages_give_the_same_bytes(volume: Volume, made: bytes) -> None:
    assert pdf(volume) == made


def test_what_a_page_says_is_never_read_as_markup(reader: PdfReader) -> None:
    assert _bare(HOSTILE) in _bare(_text(reader))
    assert "书*名*" in _bare(_text(reader))


def test_the_document_says_what_it_is(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("书 *名*", "编者")
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2026, 11, 22)
    assert str(reader.root_object["/Lang"]).startswith("zh")


def _titles(outline: list[Any]) -> list[Any]:
    return [_titles(o) if isinstance(o, list) else o.title for o in outline]


def test_bookmarks_are_parts_chapters_and_sections(reader: PdfReader) -> None:
    assert _titles(reader.outline) == ["总览", ["封面"], "正文", ["第二章 #x", ["结论"]]]


def test_links_lead_into_the_book_or_to_their_source(reader: PdfReader) -> None:
    notes = [a.get_object() for page in reader.pages for a in page.get("/Annots", ())]
    assert [n["/A"]["/URI"] for n in notes if "/URI" in n.get("/A", {})] == ["https://example.org/a"]
    assert sum("/Dest" in n or n.get("/A", {}).get("/S") == "/GoTo" for n in notes) >= 5


def test_a_tables_head_stands_on_each_of_its_pages(reader: PdfReader) -> None:
    texts = [p.extract_text() for p in reader.pages]
    with_rows = [t for t in texts if re.search(r"行 \d", t)]
    assert len(with_rows) >= 2
    assert all("表头甲" in t for t in with_rows)
    assert all(f"行 {n}" in "\n".join(texts) for n in range(120))


def test_running_heads_and_page_numbers(reader: PdfReader) -> None:
    last = reader.pages[-1].extract_text()
    assert "2025 年版" in last
    assert "第二章" in last
    assert str(len(reader.pages)) in last
    assert "2025 年版" in reader.pages[0].extract_text()


def test_an_english_book_says_so_in_english(volume: Volume) -> None:
    english = PdfReader(io.BytesIO(pdf(replace(volume, lang="en"))))
    assert english.root_object["/Lang"] == "en"
    assert "Contents" in english.pages[1].extract_text()
    assert "2025 edition" in english.pages[-1].extract_text()


def test_the_command_wants_a_built_edition(minibook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "a.pdf")
    assert main(["pdf", "--root", str(minibook), "--out", out]) == 2
    assert "planbook build --edition 2022" in capsys.readouterr().err
    assert main(["pdf", "--root", str(minibook), "--edition", "1999"]) == 2
    assert "没有 1999 年版" in capsys.readouterr().err
    for page in ("index", "testville", "otherton", "about"):
        (minibook / "_build/site/2022/zh").mkdir(parents=True, exist_ok=True)
        _write(minibook / "_build/site/2022/zh", page, f"<h1>{page}</h1><p>正文 {page}</p>")
    assert main(["pdf", "--root", str(minibook), "--out", out]) == 0
    assert "正文 otherton" in _text(PdfReader(out))


def test_every_font_is_ours_and_embedded(reader: PdfReader) -> None:
    fonts = {f.get_object()["/BaseFont"] for p in reader.pages for f in p["/Resources"].get("/Font", {}).values()}
    assert fonts
    assert all("NotoSansSC" in f for f in fonts)


def test_what_only_a_screen_uses_is_left_out(reader: PdfReader) -> None:
    assert "下载" not in _text(reader)
    page = Page("two", frozenset(), frozenset())
    found = blocks(html.fromstring(f"<div>{TWO}</div>"), page)
    assert picture_names(found) == {"c"}
    assert [words(b["c"]) for b in found if b.get("s") == "small"] == ["图号 c"]


def test_a_notice_is_one_box() -> None:
    notice = '<div><div class="pb-block pb-notice"><aside class="pb-notice"><p class="pb-notice-title">题</p><p>文</p></aside></div></div>'
    box, = blocks(html.fromstring(notice), Page("p", frozenset(), frozenset()))
    assert (box["k"], box["s"], [b["k"] for b in box["c"]]) == ("box", "notice", ["p", "p"])


@pytest.mark.parametrize(("href", "place"), [
    ("#t1", "p#t1"), ("./q.html#t1", "q#t1"), ("q.html", "q"), ("", ""), ("https://e.org/q.html", ""), ("../../LICENSE.txt", "")])
def test_places_in_the_book(href: str, place: str) -> None:
    assert place_of(href, "p") == place


def test_unknown_letters_and_long_names() -> None:
    found = line(html.fromstring("<p>《여러 지표》 data/observations/air_month_classes.csv</p>"), Page("p", frozenset(), frozenset()))
    assert words(found).replace("\u200b", "") == "《…》 data/observations/air_month_classes.csv"
    assert "\u200b" in words(found)


def test_short_columns_are_not_broken_for_long_ones() -> None:
    short, long = shares([[["t01"], ["t02"]], [["很长的一句话" * 40], ["短"]]], 8.0)
    assert short + long == pytest.approx(WIDE)
    assert 20 < short < 60
    assert sum(shares([[["长" * 90]]] * 9, 6.5)) == pytest.approx(WIDE)


def test_a_book_is_made_once(volume: Volume, tmp_path: Path, made: bytes) -> None:
    cache, stage = Cache(tmp_path / "cache", True), Stage(tmp_path, Edition(2025, date(2026, 11, 22)), "zh")
    first = make_books({stage.name: volume}, "code", Inline(), cache)
    assert first == ({"2025/zh": made}, 1)
    assert make_books({stage.name: volume}, "code", Inline(), cache) == (first[0], 0)
    assert key_of(volume, "code") != key_of(volume, "other")
    for name in ("2025", "latest"):
        (tmp_path / "site" / name / "zh").mkdir(parents=True)
    write_books(tmp_path / "site", first[0], [stage])
    assert (tmp_path / "site/latest/zh/book.pdf").read_bytes() == made
