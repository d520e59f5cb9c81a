"""Search in Chinese: what is indexed, and what a reader finds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Audit, opened
from mini import Mini
from playwright.sync_api import Browser, Page

from planbook.build.sphinxext.search import index_script, sections

ARTICLE = """<nav><p>目录外的字</p></nav><main><article class="pb-article">
<section id="id1"><h1>松花江<a class="headerlink" href="#id1">#</a></h1>
<div class="pb-block pb-facts"><ul class="pb-facts"><li>干流为<b>优</b>。</li><li>支流三条。</li></ul></div>
<p>前言。</p>
<section id="id2"><h2>水质</h2><p>Ⅲ类断面<br>四个。</p>
<figure class="pb-card" id="chart-x"><figcaption><p class="pb-headline">断面变好</p></figcaption>
<div class="pb-legend">依据</div><table><tr><td>肇源</td><td>2025</td></tr></table><p class="pb-card-bar">图号 x</p></figure>
<p>图后的话。</p></section>
<form class="pb-filter"><label>责任<select><option>筛选的词</option></select></label></form>
<table><tr id="t51"><th>t51</th><td>达到良好</td></tr></table>
<script type="application/json">{"不":"要"}</script></section></article></main><footer>页脚</footer>"""


def test_sections_of_a_page() -> None:
    assert [s.to_json() for s in sections(ARTICLE)] == [
        ["", "松花江", "", 0],
        ["", "", "干流为优。 支流三条。", 1],
        ["", "", "前言。", 0],
        ["id2", "水质", "Ⅲ类断面 四个。", 0],
        ["chart-x", "断面变好", "肇源 2025", 0],
        ["id2", "", "图后的话。", 0],
        ["t51", "", "t51 达到良好", 0],
    ]


@pytest.mark.parametrize("left_out", ["目录外的字", "筛选的词", "页脚", "图号", "依据", "不", "#"])
def test_what_is_not_the_article_is_left_out(left_out: str) -> None:
    assert left_out not in json.dumps([s.to_json() for s in sections(ARTICLE)], ensure_ascii=False)


def test_text_after_a_figure_goes_on_under_the_same_heading() -> None:
    assert [s.anchor for s in sections(ARTICLE) if "图后的话" in s.text] == ["id2"]


def test_index_is_a_script_that_no_text_can_end(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"{ARTICLE.replace('前言', '&lt;/script&gt;')}", encoding="utf-8")
    script = index_script(tmp_path, ["a", "gone"])
    assert script.startswith("window.planbookSearch=[")
    assert "</" not in script
    assert json.loads(script[len("window.planbookSearch="):-2].replace("<\\/", "</"))[0]["u"] == "a.html"


# ---- in the browser ----

PAGES = {
    "index": ("测试书", ["松花江干流水质为优。", "哈尔滨市 PM2.5 未达标。"], "本书有八十三个目标，2025 年到期。"),
    "songhua": ("松花江", ["2024 年干流为优。"], "依据 GB 3838-2002 判定水质，Ⅲ类断面占 95.2%。"),
    "pm25-harbin": ("哈尔滨市细颗粒物", ["2025 年 PM2.5 年均 39.8，未达标，目标 35。"], "单位 ug/m3。散煤有影响。"),
    "coal": ("散煤替代", ["城区散煤替代 50% 的任务。"], "兰炭与洁净煤。供暖季 10 月 20 日起。"),
    "methods": ("方法与标准", ["判定规则。"], "GB3095—2012 的二级限值为 35，PM₂.₅ 即细颗粒物。年份 2020。"),
    "agencies": ("责任单位", ["省生态环境厅。"], "Ecology and Environment；省发改委。1.35 与 350。"),
}
FOUND = [
    ("松花江", "songhua"), ("松花江水质", "songhua"), ("水质 松花江", "songhua"), ("干流", "songhua"), ("PM2.5达标", "pm25-harbin"),
    ("pm2.5", "pm25-harbin"), ("ＰＭ２．５", "pm25-harbin"), ("细颗粒物", "pm25-harbin"), ("39.8", "pm25-harbin"),
    ("哈尔滨 PM2.5", "pm25-harbin"), ("散煤 50%", "coal"), ("散煤", "coal"), ("煤", "coal"), ("兰炭", "coal"),
    ("GB 3838", "songhua"), ("GB3838", "songhua"), ("gb 3095", "methods"), ("GB3095", "methods"), ("2020", "methods"),
    ("95.2", "songhua"), ("生态环境厅", "agencies"), ("ecology", "agencies"), ("eco", "agencies"), ("ecologies", "agencies"), ("供暖季", "coal"),
    ("方法", "methods"), ("标准", "methods"), ("责任单位", "agencies"), ("八十三", "index"), ("ug/m3", "pm25-harbin"),
    ("fine particulate matter", "pm25-harbin"), ("Fine particulates 39.8", "pm25-harbin"),
]
NOT_FOUND = ["黄河", "松花江 兰炭", "202", "3838-2003", "9.8", "cology", "散煤 2024", "水松花", "。", " "]


@pytest.fixture(scope="module")
def search_site(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The search page of the little book over an index with more to find."""
    root = tmp_path_factory.mktemp("搜 索")
    (root / "_static").mkdir()
    (root / "search.html").write_bytes((site / "search.html").read_bytes())
    for name in ("search.js", "planbook.js", "planbook.css", "palette.css"):
        (root / "_static" / name).write_bytes((site / "_static" / name).read_bytes())
    for name, (title, facts, text) in PAGES.items():
        items = "".join(f"<li>{fact}</li>" for fact in facts)
        (root / f"{name}.html").write_text(
            f'<article class="pb-article"><section id="id1"><h1>{title}</h1><ul class="pb-facts">{items}</ul>'
            f'<section id="id2"><h2>正文</h2><p>{text}</p></section></section></article>', encoding="utf-8")
    (root / "_static" / "search-index.js").write_text(index_script(root, PAGES), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def search_page(browser: Browser, search_site: Path) -> Iterator[Page]:
    with opened(browser, (search_site / "search.html").as_uri(), search_site.as_uri()) as (page, _):
        yield page


def _urls(page: Page, query: str) -> list[str]:
    found: list[str] = page.evaluate("(query) => window.planbookFind(query).map((r) => r.url)", query)
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("query", "first"), FOUND)
def test_finds(search_page: Page, query: str, first: str) -> None:
    assert _urls(search_page, query)[:1] == [f"{first}.html"]


@pytest.mark.browser
@pytest.mark.parametrize("query", NOT_FOUND)
def test_finds_nothing(search_page: Page, query: str) -> None:
    assert _urls(search_page, query) == []


@pytest.mark.browser
def test_all_terms_are_required(search_page: Page) -> None:
    assert set(_urls(search_page, "散煤")) == {"coal.html", "pm25-harbin.html"}
    assert _urls(search_page, "散煤 兰炭") == ["coal.html"]


def _asked(browser: Browser, site: Path, query: str) -> tuple[dict[str, object], Audit]:
    with opened(browser, (site / "search.html").as_uri() + "?q=" + query, site.as_uri()) as (page, seen):
        shown = {
            "count": page.inner_text(".pb-result-count"), "items": page.locator(".pb-results li").count(),
            "first": page.locator(".pb-results a").first.get_attribute("href") if "无" not in query else None,
            "marks": page.locator(".pb-results mark").all_inner_texts(),
            "boxes": page.eval_on_selector_all('input[name="q"]', "(all) => all.map((i) => i.value)"),
        }
    return shown, seen


@pytest.mark.browser
def test_result_page_from_its_address(browser: Browser, search_site: Path) -> None:
    shown, seen = _asked(browser, search_site, "松花江水质")
    assert seen.clean
    assert shown["count"] == "找到 2 页：松花江水质"
    assert shown["items"] == len(("index", "songhua"))
    assert shown["first"] == "songhua.html"
    assert {"松花江", "水质"} <= set(shown["marks"])  # type: ignore[arg-type]
    assert shown["boxes"] == ["松花江水质", "松花江水质"]


@pytest.mark.browser
def test_query_is_shown_as_text(browser: Browser, search_site: Path) -> None:
    with opened(browser, (search_site / "search.html").as_uri() + "?q=<img src=x>煤无", search_site.as_uri()) as (page, seen):
        assert page.inner_text(".pb-result-count") == "没有同时包含这些词的页面：<img src=x>煤无"
        assert page.locator("#pb-results img").count() == 0
    assert seen.clean


@pytest.mark.browser
def test_header_box_leads_to_the_search_page(browser: Browser, mini: Mini, site: Path) -> None:
    del mini
    with opened(browser, (site / "methods.html").as_uri(), site.as_uri()) as (page, seen):
        page.fill("#pb-q", "散煤 50%")
        page.press("#pb-q", "Enter")
        page.wait_for_selector(".pb-results a")
        assert page.locator(".pb-results a").first.get_attribute("href") == "methods.html#id4"
    assert seen.clean
