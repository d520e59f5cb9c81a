"""The theme in a real browser: colours, sizes, keys, paper, and life without scripts."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import COUNT_DRAWN, PHONE, audit, cards, enliven, live_marks, opened, still_marks
from mini import CARD_ID
from playwright.sync_api import Browser

from planbook.build.sphinxext.palette import PALETTES, stylesheet

PAGES = ("index", "pm25", "methods", "search")
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
          "form-action 'self'; base-uri 'none'")
PLACE = """() => {
  const card = document.querySelector(".pb-card").getBoundingClientRect();
  return [card.top + window.scrollY, card.height, document.documentElement.scrollHeight];
}"""
READABLE, VISIBLE = 4.5, 3.0
TEXT_PAIRS = [
    *((ink, paper) for ink in ("ink", "ink-2", "link", "good", "bad", "part", "none") for paper in ("bg", "soft")),
    ("ink", "sunk"), ("accent", "soft"), ("hero-ink", "hero"), ("hero-ink-2", "hero"), ("ink", "mark"),
    *((verdict, f"{verdict}-soft") for verdict in ("good", "bad", "part", "none")),
]
MARK_PAIRS = [("edge", "bg"), ("focus", "bg"), ("focus", "soft"), ("accent", "bg"),
              *((f"e-{kind}", "bg") for kind in ("actual", "statement", "task", "baseline", "derived", "estimate", "monitored", "reference"))]


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
def test_contrast(theme: str) -> None:
    colours = PALETTES[theme]
    poor = [(a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in TEXT_PAIRS if contrast(colours[a], colours[b]) < READABLE]
    faint = [(a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in MARK_PAIRS if contrast(colours[a], colours[b]) < VISIBLE]
    assert poor == []
    assert faint == []


def test_every_theme_sets_every_colour() -> None:
    assert len({frozenset(p) for p in PALETTES.values()}) == 1
    used = {part.split(")")[0] for part in _css().split("var(--")[1:]}
    known = set(PALETTES["light"]) | {"sans", "mono", "measure", "gap", "radius", "v", "v-soft", "shape", "e", "mark", "w", "day", "night"}
    assert {name.split(",")[0] for name in used} <= known


def _css() -> str:
    from planbook.build import sphinxext

    return (Path(sphinxext.__file__).parent / "theme" / "static" / "planbook.css").read_text(encoding="utf-8")


def test_nothing_in_the_styles_comes_from_elsewhere() -> None:
    text = _css() + stylesheet()
    assert "@import" not in text
    assert all(part.startswith('"data:') for part in text.split("url(")[1:])
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace('href^="http"', "")


# ---- in the browser ----


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_page_from_a_folder(browser: Browser, site: Path, page: str) -> None:
    seen = audit(browser, site / f"{page}.html", site)
    assert seen.clean, seen


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_its_width(browser: Browser, site: Path, name: str, width: int) -> None:
    with opened(browser, (site / f"{name}.html").as_uri(), site.as_uri(), viewport={"width": width, "height": 800}) as (page, _):
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_chart_comes_alive_in_place_with_the_same_marks(browser: Browser, site: Path) -> None:
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri()) as (page, seen):
        assert cards(page) == [CARD_ID]
        assert page.locator(".pb-live").count() == 0
        before = page.evaluate(PLACE)
        assert enliven(page, CARD_ID) == "live"
        assert page.evaluate(PLACE) == before
        assert live_marks(page, CARD_ID) == still_marks(page, site / "charts" / CARD_ID / "plain.svg") == 3
        assert not page.locator(".pb-chart img.pb-day").is_visible()
    assert seen.clean, seen


@pytest.mark.browser
@pytest.mark.parametrize("how", ["tap", "key"])
def test_chart_comes_alive_by(browser: Browser, site: Path, how: str) -> None:
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri(), viewport=PHONE, has_touch=True) as (page, _):
        if how == "tap":
            page.tap(".pb-chart")
        else:
            page.evaluate("document.querySelector('.pb-nav-home a') && document.body.focus()")
            for _step in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.className") == "pb-chart":
                    break
        page.wait_for_selector('[data-state="live"]')


@pytest.mark.browser
def test_without_the_bundle_the_picture_stays(browser: Browser, site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    (copy / "_static" / "vega-bundle.js").unlink()
    with opened(browser, (copy / "pm25.html").as_uri(), copy.as_uri()) as (page, _):
        assert enliven(page, CARD_ID) == "still"
        assert page.locator(".pb-chart img.pb-day").is_visible()
        assert page.locator(".pb-live").count() == 0


@pytest.mark.browser
def test_theme_is_kept_from_page_to_page(browser: Browser, site: Path) -> None:
    with opened(browser, (site / "index.html").as_uri(), site.as_uri()) as (page, seen):
        assert page.get_attribute("html", "data-theme") is None
        page.select_option("#pb-theme", "dark")
        page.goto((site / "pm25.html").as_uri())
        assert page.get_attribute("html", "data-theme") == "dark"
        assert page.input_value("#pb-theme") == "dark"
        page.select_option("#pb-theme", "")
        assert page.get_attribute("html", "data-theme") is None
    assert seen.clean


def _background(browser: Browser, site: Path, *, picked: str = "", **wishes: object) -> str:
    with opened(browser, (site / "index.html").as_uri(), site.as_uri(), **wishes) as (page, _):
        if picked:
            page.select_option("#pb-theme", picked)
        colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def _rgb(theme: str) -> str:
    colour = PALETTES[theme]["bg"]
    return "rgb({}, {}, {})".format(*(int(colour[i:i + 2], 16) for i in (1, 3, 5)))


@pytest.mark.browser
def test_colours_follow_the_system_and_the_reader(browser: Browser, site: Path) -> None:
    assert _background(browser, site) == _rgb("light")
    assert _background(browser, site, color_scheme="dark") == _rgb("dark")
    assert _background(browser, site, color_scheme="dark", contrast="more") == _rgb("contrast-dark")
    assert _background(browser, site, color_scheme="dark", picked="light") == _rgb("light")
    assert _background(browser, site, picked="dark") == _rgb("dark")
    assert _background(browser, site, picked="contrast", color_scheme="dark") == _rgb("contrast-dark")


@pytest.mark.browser
def test_charts_are_dark_on_a_dark_page_still_and_live(browser: Browser, site: Path) -> None:
    inks = "[...document.querySelectorAll('.pb-live svg text')].map((e) => getComputedStyle(e).fill)"
    frame = "getComputedStyle(document.querySelector('.pb-chart')).backgroundColor"
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri(), color_scheme="dark") as (page, _):
        assert page.locator(".pb-chart img.pb-night").is_visible()
        assert not page.locator(".pb-chart img.pb-day").is_visible()
        enliven(page, CARD_ID)
        assert not page.locator(".pb-chart img.pb-night").is_visible()
        assert set(page.evaluate(inks)) == {"rgb(231, 235, 233)"}
        assert page.evaluate(frame) == _rgb("dark")
        assert page.evaluate("getComputedStyle(document.querySelector('.pb-live svg')).backgroundColor") == "rgba(0, 0, 0, 0)"
        page.select_option("#pb-theme", "light")
        assert set(page.evaluate(inks)) == {"rgb(0, 0, 0)"}
        assert page.evaluate(frame) == _rgb("light")
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri()) as (page, _):
        assert page.locator(".pb-chart img.pb-night").evaluate("(picture) => picture.naturalWidth") == 0


@pytest.mark.browser
def test_everything_is_there_without_scripts(browser: Browser, site: Path) -> None:
    for viewport in (PHONE, {"width": 1440, "height": 900}):
        with opened(browser, (site / "pm25.html").as_uri(), site.as_uri(), viewport=viewport, java_script_enabled=False) as (page, _):
            assert page.locator(".pb-nav a[aria-current]").is_visible()
            assert page.locator(".pb-chart img.pb-day").is_visible()
            assert not page.locator("#pb-theme").is_visible()
            assert not page.locator(".pb-live-hint").is_visible()
            assert page.locator("details.pb-data").count() == 1


@pytest.mark.browser
def test_contents_on_a_phone(browser: Browser, site: Path) -> None:
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri(), viewport=PHONE) as (page, seen):
        button, nav = page.locator(".pb-menu-button"), page.locator("#pb-nav")
        assert not nav.is_visible()
        button.click()
        assert nav.is_visible()
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        assert not nav.is_visible()
        assert page.evaluate("document.activeElement.className") == "pb-menu-button"
    assert seen.clean


@pytest.mark.browser
def test_skip_link_comes_first(browser: Browser, site: Path) -> None:
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri()) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "pb-skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "pb-main"


@pytest.mark.browser
def test_on_paper(browser: Browser, site: Path) -> None:
    with opened(browser, (site / "pm25.html").as_uri(), site.as_uri(), color_scheme="dark") as (page, _):
        page.emulate_media(media="print", color_scheme="dark")
        hidden = [s for s in (".pb-nav", ".pb-tools", ".pb-local", ".pb-prevnext") if page.locator(s).is_visible()]
        assert hidden == []
        assert page.locator(".pb-chart img.pb-day").is_visible()
        assert page.locator(".pb-edition").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == _rgb("light")
        assert page.eval_on_selector(".pb-card", "(f) => getComputedStyle(f).breakInside") == "avoid"


class _Guarded(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under the strictest policy the book promises to live with."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Guarded, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.browser
def test_strict_content_policy(browser: Browser, site: Path) -> None:
    with _served(site) as root:
        for name in PAGES:
            with opened(browser, f"{root}{name}.html?q=煤", root, offline=False) as (page, seen):
                for card in cards(page):
                    assert enliven(page, card) == "live"
                    assert page.eval_on_selector(".pb-live", COUNT_DRAWN) == 3
            assert seen.clean, (name, seen)


SCOREBOARD = """() => {
  const cell = document.querySelector("table.pb-scoreboard td[data-label]");
  return [getComputedStyle(cell).display, getComputedStyle(cell, "::before").content, cell.getBoundingClientRect().right <= innerWidth];
}"""


@pytest.mark.parametrize(("width", "display", "labelled"), [(360, "block", True), (1280, "table-cell", False)])
def test_a_scoreboard_is_cards_on_a_phone_and_a_table_on_a_desk(browser: Browser, tmp_path: Path, width: int, display: str, labelled: bool) -> None:
    page_file = tmp_path / "score.html"
    page_file.write_text(f'<meta name="viewport" content="width=device-width"><style>{stylesheet()}{_css()}</style><article class="pb-article">'
                         '<table class="pb-table pb-scoreboard"><thead><tr><th>列</th></tr></thead><tbody><tr class="pb-v-met"><th>t01</th>'
                         '<td>甲</td><td>乙</td><td data-label="依据">丙</td><td data-label="怎样">丁</td></tr></tbody></table></article>', encoding="utf-8")
    with opened(browser, page_file.as_uri(), tmp_path.as_uri(), viewport={"width": width, "height": 800}) as (page, _):
        shown, said, fits = page.evaluate(SCOREBOARD)
    assert (shown, "依据" in said, fits) == (display, labelled, True)
