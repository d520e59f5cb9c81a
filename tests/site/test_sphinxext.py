"""The theme, the figures and what the site may load."""

import gzip
import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mini as book
import pytest
from mini import CARD_ID, OWN_LIST, Mini, block, card, config
from pages import article, read, tags
from sphinx.errors import ConfigError

from planbook.build.errors import BuildError
from planbook.build.sphinxext import assets
from planbook.build.sphinxext.assets import vega_bundle
from planbook.build.sphinxext.config import Options
from planbook.build.sphinxext.figure import svg_size
from planbook.build.sphinxext.messages import Messages, day_in, messages
from planbook.build.sphinxext.mime import Page, block_html, card_html
from planbook.build.sphinxext.warn import PlanbookWarning
from planbook.cards.exports.bundle import PUBLISHED

PAGES = ("index", "pm25", "methods", "search")
CHAPTERS = ("index", "pm25", "methods")
PLANNED = {
    "embed.js", "palette.css", "planbook.css", "planbook.js", "pygments.css", "resize.js", "search-index.js", "search.js",
    "vega-bundle.js"}


# ---- what the site holds and loads ----


def test_static_files_are_the_planned_ones(site: Path, plain_site: Path, stock_site: Path) -> None:
    for one in (site, plain_site, stock_site):
        assert {p.name for p in (one / "_static").rglob("*")} == PLANNED


@pytest.mark.parametrize("leftover", ["genindex.html", "searchindex.js", "objects.inv", "_sources"])
def test_stock_pages_are_gone(site: Path, stock_site: Path, leftover: str) -> None:
    assert not (site / leftover).exists()
    assert not (stock_site / leftover).exists()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("which", ["site", "plain_site", "stock_site"])
def test_no_script_or_handler_of_a_pages_own(which: str, page: str, request: pytest.FixtureRequest) -> None:
    found = tags(read(request.getfixturevalue(which), page))
    assert [t for t in found if t.inline_script or t.handlers] == []
    assert [t for t in found if t.attributes.get("href", "").startswith("javascript:")] == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("which", ["site", "stock_site"])
def test_everything_loaded_lies_in_the_site(which: str, page: str, request: pytest.FixtureRequest) -> None:
    root = request.getfixturevalue(which)
    loaded = [t.loads.split("?")[0] for t in tags(read(root, page)) if t.loads and not t.loads.startswith("data:")]
    assert loaded
    assert [name for name in loaded if not (root / name).is_file()] == []


def test_only_pages_with_code_load_its_colours(site: Path) -> None:
    assert [p for p in PAGES if "pygments.css" in read(site, p)] == ["methods"]


def test_what_every_page_loads_is_small(site: Path) -> None:
    loaded = [t.loads.split("?")[0] for t in tags(read(site, "pm25")) if t.name in {"script", "link"} and "_static" in t.loads]
    weight = sum(len(gzip.compress((site / name).read_bytes())) for name in loaded)
    assert weight < 20_000
    assert len(gzip.compress((site / "_static" / "vega-bundle.js").read_bytes())) < 400_000


def test_search_scripts_only_on_the_search_page(site: Path) -> None:
    assert [p for p in PAGES if "search.js" in read(site, p)] == ["search"]


def test_rendered_charts_are_in_the_site(site: Path) -> None:
    assert {p.name for p in (site / "charts" / CARD_ID).iterdir()} == {*PUBLISHED, "card.json"}


def test_bundle_is_one_function_that_shares_only_its_entrance() -> None:
    bundle = vega_bundle()
    assert bundle.splitlines()[1].startswith("(function () {")
    assert bundle.endswith("})();\n")
    assert re.findall(r"window\.(\w+)\s*=(?!=)", bundle) == ["planbookEmbed"]


def test_bundle_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, cache, made = tmp_path / "site", tmp_path / "cache", []
    (site / "_static").mkdir(parents=True)
    (site / "a.html").write_text('<figure class="pb-card">', encoding="utf-8")
    monkeypatch.setattr(assets, "vega_bundle", lambda: made.append(1) or "bundle")
    for _ in range(2):
        assets.write_bundle(site, cache)
    assert (site / "_static" / "vega-bundle.js").read_text(encoding="utf-8") == "bundle"
    assert len(made) == len(list(cache.iterdir())) == 1


def test_no_chart_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "a.html").write_text("<p>字</p>", encoding="utf-8")
    assets.write_bundle(tmp_path, tmp_path / "cache")
    assert list((tmp_path / "_static").iterdir()) == []


# ---- the exit from Jupyter Book ----


@pytest.mark.parametrize("page", CHAPTERS)
def test_plain_sphinx_makes_the_same_article(site: Path, plain_site: Path, stock_site: Path, page: str) -> None:
    assert article(plain_site, page) == article(site, page)
    assert _bare(article(stock_site, page)) == _bare(article(site, page))


def _bare(html: str) -> str:
    """Drop the class that one of Jupyter Book's extensions takes off containers."""
    return html.replace(" container", "")


# ---- the page around the article ----


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_edition_and_cut_off(site: Path, page: str) -> None:
    html = read(site, page)
    for place in ("pb-edition", "pb-footer-edition"):
        shown = html[html.index(place):]
        assert "2025 年版" in shown[:300]
        assert "数据截至 2026年11月22日" in shown[:300]


@pytest.mark.parametrize("page", PAGES)
def test_landmarks_language_and_one_title(site: Path, page: str) -> None:
    html = read(site, page)
    names = [t.name for t in tags(html)]
    assert '<html lang="zh-CN"' in html
    assert [names.count(n) for n in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert 'href="#pb-main">跳到正文' in html
    assert html.count('name="viewport"') == 1


@pytest.mark.parametrize("page", CHAPTERS)
def test_headings_come_in_order(site: Path, page: str) -> None:
    levels = [int(t.name[1]) for t in tags(article(site, page)) if re.fullmatch(r"h[1-6]", t.name)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_ids_are_unique(site: Path) -> None:
    for page in PAGES:
        ids = [t.attributes["id"] for t in tags(read(site, page)) if "id" in t.attributes]
        assert len(ids) == len(set(ids)), page


def test_contents_mark_the_page_and_open_its_part(site: Path) -> None:
    html = read(site, "methods")
    nav = html[html.index('id="pb-nav"'):html.index("</nav>", html.index('id="pb-nav"'))]
    assert re.findall(r"<details class=\"pb-part\"( open)?>\s*<summary>(.*?)</summary>", nav) == [("", "各地"), (" open", "附录")]
    assert re.search(r'aria-current="page">\s*方法与标准', nav)


def test_page_contents_and_neighbours(site: Path) -> None:
    html = read(site, "methods")
    local = html[html.index('class="pb-local"'):html.index("</aside>")]
    assert re.findall(r">([^<\n]+)</a>", local) == ["标准", "程序", "煤"]
    assert 'rel="prev" href="pm25.html"' in html
    assert "pb-next" not in html


def test_no_english_of_sphinx_is_left(site: Path) -> None:
    code = r"<(script|style|textarea|pre|code)\b.*?</\1>|<[^>]+>"
    text = " ".join(re.sub(code, " ", read(site, p), flags=re.DOTALL) for p in PAGES)
    formats = {"CSV", "Excel", "PNG", "SVG", "PDF", "HTML", "Markdown", "BibTeX"}
    assert set(re.findall(r"[A-Za-z]{3,}", text)) <= {"print", "pm25", "test"} | formats
    assert 'title="本节链接"' in read(site, "methods")


def test_address_only_where_there_is_one(site: Path, stock_site: Path) -> None:
    assert "canonical" not in read(site, "pm25")
    assert '<link rel="canonical" href="https://example.org/book/2025/zh/pm25.html">' in read(stock_site, "pm25")
    assert "opensearch" not in read(stock_site, "pm25")


def test_formula_stays_as_typed(site: Path) -> None:
    assert '<code class="pb-math">a/b</code>' in article(site, "methods")


def test_tables_scroll_in_a_box_of_their_own(site: Path) -> None:
    assert re.search(r'<div class="pb-scroll" role="region" tabindex="0" aria-label="[^"]+">\s*<table', article(site, "methods"))


def test_code_takes_the_focus_that_scrolls_it(site: Path) -> None:
    html = article(site, "methods")
    assert html.count("<pre") == html.count('<pre tabindex="0"') > 0


# ---- figures and blocks ----


def _page(tmp_path: Path, lang: str = "zh_CN", docname: str = "pm25") -> tuple[Page, list[str]]:
    noted: list[str] = []
    env = SimpleNamespace(srcdir=str(tmp_path), docname=docname, config=SimpleNamespace(language=lang),
                          note_dependency=noted.append)
    return Page(env, 1), noted  # type: ignore[arg-type]


def _with_svg(tmp_path: Path, text: str = '<svg xmlns="x" width="669" height="345" viewBox="0 0 669 345">') -> Path:
    svg = tmp_path / "charts" / CARD_ID / "plain.svg"
    svg.parent.mkdir(parents=True)
    svg.write_text(text, encoding="utf-8")
    return svg


def test_figure_has_every_part(tmp_path: Path) -> None:
    svg = _with_svg(tmp_path)
    page, noted = _page(tmp_path)
    html = card_html(card().to_json(), page)
    assert f'<figure class="pb-card pb-kind-line" id="chart-{CARD_ID}" data-card="{CARD_ID}">' in html
    assert f'<img src="charts/{CARD_ID}/plain.svg" alt="试验镇 2025 年为 39.8，高于目标 35 &lt;微克&gt;" width="669" height="345"' in html
    twin = f'<img src="charts/{CARD_ID}/plain-dark.svg"'
    assert (html.count(' loading="lazy"'), html.count(twin)) == (2, 1)
    assert 'tabindex="0" role="region" aria-label="图：' in html
    assert book.LONG_TEXT in html
    assert [f"pb-e-{e}" in html for e in ("actual", "planned", "task")] == [True, True, False]
    assert "2024 年没有公布。" in html
    assert "试验镇生态环境局：《环境质量公报》，2026-06-05" in html
    assert html.count("<tr>") == 1 + 4
    assert noted == [str(svg)]


def test_figure_has_no_link(tmp_path: Path) -> None:
    _with_svg(tmp_path)
    assert "<a " not in card_html(card().to_json(), _page(tmp_path)[0])


def test_figure_on_a_page_in_a_folder_points_up(tmp_path: Path) -> None:
    _with_svg(tmp_path)
    assert f'src="../charts/{CARD_ID}/plain.svg"' in card_html(card().to_json(), _page(tmp_path, docname="part/pm25")[0])


def test_english_page_shows_english_and_marks_chinese(tmp_path: Path) -> None:
    _with_svg(tmp_path)
    page, _ = _page(tmp_path, "en")
    both = card_html(card().to_json(), page)
    assert "Testville misses its target" in both
    assert "Data table (4 rows)" in both
    assert " lang=" not in both
    only_chinese = card_html(card().to_json(("zh",)), page)
    assert 'data-card="pm25-test" lang="zh-CN">' in only_chinese
    assert block_html({"kind": "prose", "html": {"zh": "<p>字</p>"}}, page).startswith('<div class="pb-block pb-prose" lang="zh-CN">')


@pytest.mark.parametrize(("tag", "size"), [
    ('<svg width="10" height="20">', (10, 20)), ('<svg height="20.4px" width="10px">', (10, 20)),
    ('<svg viewBox="0 0 30 40">', (30, 40)), ('<?xml version="1.0"?>\n<svg\n width="10"\n height="20">', (10, 20)),
])
def test_size_of_a_picture(tmp_path: Path, tag: str, size: tuple[int, int]) -> None:
    assert svg_size(_with_svg(tmp_path, tag)) == size


def test_picture_without_a_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"plain\.svg"):
        svg_size(_with_svg(tmp_path, "<html></html>"))


def test_numbers_are_set_to_the_right(site: Path) -> None:
    assert '<td class="pb-num">39.8</td>' in article(site, "pm25")
    assert '<td class="pb-num">–</td>' in article(site, "pm25")


# ---- what stops a build ----


@pytest.mark.parametrize(("change", "told"), [
    ("no description", f"图卡 {CARD_ID} 缺少 'description'"), ("no picture", f"图卡 {CARD_ID} 没有可用的静态图"), ("empty block", "内容块缺少 kind"), ("script", "页面含有脚本或事件处理"),
    ("option", "planbook_maps 为“satellite”，应为boundaries 或 tilegrid"),
])
def test_build_stops(tmp_path: Path, change: str, told: str) -> None:
    shown: tuple[Any, ...] = (block(kind=""),) if change == "empty block" else (block(), card())
    options = {"planbook_maps": "satellite"} if change == "option" else {}
    made = Mini(tmp_path / "book").write(config(OWN_LIST, **options), *shown)
    if change == "no description":
        file = made.folder / "pm25.ipynb"
        file.write_text(file.read_text(encoding="utf-8").replace('"description"', '"lost"'), encoding="utf-8")
    if change == "no picture":
        (made.folder / "charts" / CARD_ID / "plain.svg").unlink()
    if change == "script":
        (made.folder / "index.md").write_text('# 题\n\n<p onclick="alert(1)">点</p>\n', encoding="utf-8")
    with pytest.raises(BuildError, match=re.escape(told)):
        made.plain()


# ---- options and words ----


@pytest.mark.parametrize(("name", "value"), [
    ("plan", "HLJ 145"), ("maps", "satellite"), ("map_approval_number", 3), ("languages", ()), ("languages", ("fr",)),
    ("edition", 25), ("edition", "2025"), ("editions", (25,)), ("cut_off", "22.11.2026"), ("cache", 1),
])
def test_bad_option_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=rf"planbook_{name} 为.*应为.*处理："):
        Options(**{name: value})


def test_every_option_has_help_and_a_good_default() -> None:
    Options()
    assert all(o.metadata["help"] and callable(o.metadata["check"]) for o in fields(Options))


def test_every_message_stands_in_both_languages() -> None:
    zh, en = messages("zh"), messages("en")
    for f in fields(Messages):
        mine, theirs = getattr(zh, f.name), getattr(en, f.name)
        assert mine, f.name
        assert theirs, f.name
        assert mine.count("{") == theirs.count("{"), f.name


def test_days_are_written_as_each_language_does() -> None:
    assert day_in("zh", "2026-11-02") == "2026年11月2日"
    assert day_in("en", "2026-11-02") == "2 November 2026"


def test_every_kind_of_warning_is_described() -> None:
    text = Path(__import__(PlanbookWarning.__module__, fromlist=["x"]).__file__ or "").read_text(encoding="utf-8")
    for kind in PlanbookWarning:
        assert re.search(rf'{kind.name} = "{kind.value}"\n    """.+"""', text), kind
