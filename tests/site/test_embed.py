"""The page of one chart in other people's pages: it sizes itself, and shows without scripts, from a folder and from a server."""

import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from browser import PHONE, Audit, enliven, live_marks, opened
from mini import CARD_ID, OWN_LIST, Mini, card, config
from pages import read
from playwright.sync_api import Browser, Page

from planbook.build.render import render, write

pytestmark = pytest.mark.browser

AT = "2025/zh"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
IDS = (CARD_ID, "pm25-long", "pm25-short")
VALUES = ((45.0, 41.0, None, 39.8), tuple(float(v) for v in range(30, 50)), (1.0, 2.0))
PUBLISHED = {"title": "测试书", "author": "测试编写组", "languages": ["zh", "en"], "newest": True, "aliases": ["pm25-former"],
             "chapter": {"slug": "pm25", "title": {"zh": "细颗粒物"}}, "place": {"zh": "试验镇"}}
GALLERY = "# 图表库\n\n```{planbook-gallery}\n```\n"


@pytest.fixture(scope="session")
def embeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one edition in one language, with three charts and a gallery, in a folder with spaces and Chinese."""
    root = tmp_path_factory.mktemp("embeds")
    shown = [card(values, name) for values, name in zip(VALUES, IDS, strict=True)]
    book = Mini(root / "book").write(config(OWN_LIST), *shown)
    for number, one in enumerate(shown):
        told = {**one.to_json(), "published": {**PUBLISHED, "aliases": PUBLISHED["aliases"] if number == 0 else []}}
        write(render(told, "zh", book.folder / "charts" / one.id))
    (book.folder / "methods.md").write_text(GALLERY, encoding="utf-8")
    site = root / "报告 site"
    shutil.copytree(book.plain(), site / AT)
    return site


def snippets(site: Path, name: str, page: str = "methods") -> list[str]:
    """Return the code the gallery offers for a chart: frame, image, Markdown, two citations."""
    html = read(site / AT, page)
    own = html[html.index(f'id="take-{name}"'):]
    return [unescape(text) for text in re.findall(r"<pre[^>]*>(.*?)</pre>", own, re.DOTALL)[:5]]


def outside(site: Path, *pieces: str) -> Path:
    """Write somebody else's page beside the site, with pieces of code pasted into it and completed as the book says."""
    page = site.parent / f"outside-{len(list(site.parent.iterdir()))}.html"
    body = "\n".join(pieces).replace(f"{AT}/", f"{site.name}/{AT}/")
    page.write_text(f'<!DOCTYPE html><meta charset="utf-8"><title>外</title><body style="max-width:700px">{body}', encoding="utf-8")
    return page


def heights(page: Page) -> list[tuple[int, int]]:
    """Return for each frame its own height and that of the page in it."""
    found = []
    for frame in page.frames[1:]:
        inner = frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
        found.append((round(frame.frame_element().bounding_box()["height"]), inner))
    return found


def test_frames_size_themselves(browser: Browser, embeds: Path) -> None:
    page_file = outside(embeds, *(snippets(embeds, name)[0].replace(' loading="lazy"', "") for name in IDS))
    with opened(browser, page_file.as_uri(), embeds.parent.as_uri()) as (page, seen):
        page.wait_for_function("Array.from(document.querySelectorAll('iframe')).every((f) => f.style.height)")
        page.wait_for_timeout(300)
        assert [own - inner for own, inner in heights(page)] == [0, 0, 0]
    assert seen == Audit()


def test_frames_follow_their_pages(browser: Browser, embeds: Path) -> None:
    page_file = outside(embeds, snippets(embeds, CARD_ID)[0])
    with opened(browser, page_file.as_uri(), embeds.parent.as_uri()) as (page, _):
        page.wait_for_function("document.querySelector('iframe').style.height")
        before = heights(page)
        page.set_viewport_size(PHONE)
        page.wait_for_timeout(500)
        after = heights(page)
    assert before != after
    assert [own - inner for own, inner in after] == [0]


def test_without_scripts_frames_keep_a_height_that_shows_everything(browser: Browser, embeds: Path) -> None:
    page_file = outside(embeds, *(snippets(embeds, name)[0].replace(' loading="lazy"', "") for name in IDS))
    with opened(browser, page_file.as_uri(), embeds.parent.as_uri(), java_script_enabled=False) as (page, seen):
        assert len(page.frames) == 1 + len(IDS)
        for frame in page.frames[1:]:
            assert frame.locator(".pb-chart img.pb-day").is_visible()
            assert frame.locator(".pb-headline").is_visible()
            own = frame.frame_element().bounding_box()["height"]
            last = frame.locator(".pb-embed-line").last.bounding_box()
            top = frame.frame_element().bounding_box()["y"]
            assert last["y"] + last["height"] - top <= own
    assert seen.foreign == []


def test_pictures_pasted_as_html_show(browser: Browser, embeds: Path) -> None:
    page_file = outside(embeds, *(snippets(embeds, name)[1] for name in IDS))
    with opened(browser, page_file.as_uri(), embeds.parent.as_uri()) as (page, seen):
        page.wait_for_load_state("load")
        assert all(w > 0 for w in page.eval_on_selector_all("img", "(found) => found.map((i) => i.naturalWidth)"))
        assert all(page.eval_on_selector_all("img", "(found) => found.map((i) => i.alt.length > 20)"))
    assert seen == Audit()


def test_markdown_names_files_that_are_there(embeds: Path) -> None:
    for name in IDS:
        picture, target = re.fullmatch(r"\[!\[.*\]\((\S+)\)\]\((\S+)\)", snippets(embeds, name)[2]).groups()
        assert (embeds / picture).is_file()
        assert (embeds / target).is_file()


class _Strict(http.server.SimpleHTTPRequestHandler):
    """A server as strict as an office's, that keeps quiet."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(embeds: Path) -> Iterator[str]:
    handler = lambda *a, **k: _Strict(*a, directory=str(embeds), **k)  # noqa: E731
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{one.server_port}/"
        one.shutdown()


def _alive(page: Page) -> tuple[str, int]:
    return enliven(page, CARD_ID), live_marks(page, CARD_ID)


def test_chart_comes_alive_under_a_strict_policy(browser: Browser, server: str) -> None:
    with opened(browser, f"{server}{AT}/charts/{CARD_ID}/index.html", server, offline=False) as (page, seen):
        assert _alive(page) == ("live", 3)
    assert seen == Audit()


def test_chart_comes_alive_from_a_folder(browser: Browser, embeds: Path) -> None:
    address = (embeds / AT / "charts" / CARD_ID / "index.html").as_uri()
    with opened(browser, address, embeds.as_uri()) as (page, seen):
        assert _alive(page) == ("live", 3)
    assert seen == Audit()


def test_one_file_page_works_alone(browser: Browser, embeds: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copyfile(embeds / AT / "charts" / CARD_ID / "embed.html", tmp_path / "一图.html"))
    with opened(browser, alone.as_uri(), tmp_path.as_uri()) as (page, seen):
        assert page.locator(".chart svg").bounding_box()["width"] > 300
        assert page.locator("table tbody tr").count() == 4
    assert seen == Audit()


@pytest.mark.parametrize(("wish", "scheme"), [("?theme=dark", "dark"), ("?theme=light", "light"), ("?theme=nonsense", "light")])
def test_theme_is_chosen_in_the_address(browser: Browser, embeds: Path, wish: str, scheme: str) -> None:
    address = (embeds / AT / "charts" / CARD_ID / "index.html").as_uri() + wish
    with opened(browser, address, embeds.as_uri()) as (page, _):
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme


def test_language_is_chosen_in_the_address(browser: Browser, embeds: Path) -> None:
    there = embeds / "2025" / "en" / "charts" / CARD_ID / "index.html"
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_text("<title>English</title>", encoding="utf-8")
    address = (embeds / AT / "charts" / CARD_ID / "index.html").as_uri()
    with opened(browser, f"{address}?lang=en", embeds.as_uri()) as (page, _):
        page.wait_for_url("**/2025/en/charts/**")
        assert page.title() == "English"
    with opened(browser, f"{address}?lang=fr", embeds.as_uri()) as (page, _):
        page.wait_for_timeout(200)
        assert "/2025/zh/" in page.url


def test_former_id_leads_to_todays(browser: Browser, embeds: Path) -> None:
    address = (embeds / AT / "charts" / "pm25-former" / "index.html").as_uri()
    with opened(browser, address, embeds.as_uri()) as (page, seen):
        page.wait_for_url(f"**/charts/{CARD_ID}/index.html")
    assert seen == Audit()


@pytest.mark.parametrize("name", ["chart.svg", "chart.png", "chart-16x9.png", "data.csv"])
def test_former_addresses_of_pictures_and_data_give_todays(embeds: Path, name: str) -> None:
    charts = embeds / AT / "charts"
    assert (charts / "pm25-former" / name).read_bytes() == (charts / CARD_ID / name).read_bytes()


def test_embed_page_fits_a_phone(browser: Browser, embeds: Path) -> None:
    address = (embeds / AT / "charts" / CARD_ID / "index.html").as_uri()
    with opened(browser, address, embeds.as_uri(), viewport=PHONE) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
