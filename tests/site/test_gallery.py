"""The gallery and the bar under a figure: everything listed without a script, filtered and copied with one."""

import json
from pathlib import Path

import pytest
from browser import PHONE, Audit, opened
from pages import read, tags
from playwright.sync_api import Browser
from test_embed import AT, IDS, embeds, snippets

from planbook.build.sphinxext.offers import size_text

__all__ = ["embeds"]
pytestmark = pytest.mark.browser

GALLERY, FIGURES = "methods", "pm25"
OFFERED = ("data.csv", "data.xlsx", "chart.png", "chart-16x9.png", "chart.svg", "chart.pdf", "plain.svg", "plain.png", "embed.html")


def address(site: Path, page: str) -> str:
    return (site / AT / f"{page}.html").as_uri()


def test_without_scripts_every_chart_is_listed_with_its_code(browser: Browser, embeds: Path) -> None:
    with opened(browser, address(embeds, GALLERY), embeds.as_uri(), java_script_enabled=False) as (page, _):
        assert page.locator(".pb-gallery-item:visible").count() == len(IDS)
        assert not page.locator(".pb-gallery-filter").is_visible()
        assert page.locator(".pb-copy:visible").count() == 0
        page.locator(".pb-gallery-take summary").first.click()
        assert page.locator(".pb-gallery-take[open] a[download]").first.is_visible()


def test_filter_shows_what_was_chosen(browser: Browser, embeds: Path) -> None:
    with opened(browser, address(embeds, GALLERY), embeds.as_uri()) as (page, seen):
        assert page.locator(".pb-gallery-filter output").inner_text() == f"显示 {len(IDS)} 幅"
        page.evaluate(f"document.getElementById('take-{IDS[1]}').dataset.place = '另一镇'")
        page.select_option("select[name=place]", "试验镇")
        assert page.locator(".pb-gallery-item:visible").count() == len(IDS) - 1
        assert page.locator(".pb-gallery-filter output").inner_text() == f"显示 {len(IDS) - 1} 幅"
        page.select_option("select[name=place]", "")
        assert page.locator(".pb-gallery-item:visible").count() == len(IDS)
    assert seen == Audit()


def test_filters_offer_what_there_is(embeds: Path) -> None:
    html = read(embeds / AT, GALLERY)
    assert html.count("<option>试验镇</option>") == html.count("<option>细颗粒物</option>") == html.count("<option>折线图</option>") == 1


def test_pictures_of_the_gallery_wait_until_they_are_seen(embeds: Path) -> None:
    pictures = [t for t in tags(read(embeds / AT, GALLERY)) if t.name == "img"]
    assert [t.attributes["loading"] for t in pictures] == ["lazy"] * 2 * len(IDS)
    assert all(int(t.attributes["width"]) and int(t.attributes["height"]) for t in pictures)


def test_each_chart_leads_to_its_figure(embeds: Path) -> None:
    links = {t.attributes["href"] for t in tags(read(embeds / AT, GALLERY)) if t.name == "a" and "#chart-" in t.attributes.get("href", "")}
    assert links == {f"pm25.html#chart-{name}" for name in IDS}
    assert all(f'id="{link.split("#")[1]}"' in read(embeds / AT, FIGURES) for link in links)


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "selected by hand"])
def test_copying_works_from_a_folder(browser: Browser, embeds: Path, allowed: bool) -> None:
    with opened(browser, address(embeds, FIGURES), embeds.as_uri()) as (page, _):
        if not allowed:
            page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false")
        bar = page.locator(".pb-offers").first
        bar.locator("summary").first.click()
        bar.locator(".pb-copy").first.click()
        page.wait_for_function("document.querySelector('.pb-copy-told').textContent")
        told = bar.locator(".pb-copy-told").first.inner_text()
        selected = page.evaluate("getSelection().toString()")
    assert told in ({"已复制", "已选中，请按 Ctrl+C 复制"} if allowed else {"已选中，请按 Ctrl+C 复制"})
    assert selected.strip() == snippets(embeds, IDS[0])[0].strip()


def test_bar_names_files_with_their_sizes_and_they_are_there(embeds: Path) -> None:
    links = [t.attributes["href"] for t in tags(read(embeds / AT, FIGURES)) if t.name == "a" and "download" in t.attributes]
    assert len(links) == len(IDS) * len(OFFERED)
    html = read(embeds / AT, FIGURES)
    for link in links:
        file = embeds / AT / link
        assert f"（{size_text(file.stat().st_size)}）" in html[html.index(f'href="{link}"'):][:200]


def test_bar_is_reached_by_keyboard(browser: Browser, embeds: Path) -> None:
    with opened(browser, address(embeds, FIGURES), embeds.as_uri()) as (page, _):
        page.locator(".pb-offers a").first.focus()
        for _ in OFFERED[:-1]:  # from the first over the others to what unfolds, which has the last of them inside
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "嵌入"
        page.keyboard.press("Enter")
        assert page.locator(".pb-offers").first.locator("pre").first.is_visible()


def test_bar_is_not_printed_but_the_number_is(browser: Browser, embeds: Path) -> None:
    with opened(browser, address(embeds, FIGURES), embeds.as_uri()) as (page, _):
        page.emulate_media(media="print")
        assert not page.locator(".pb-offers").first.is_visible()
        assert page.locator(".pb-card-bar").first.is_visible()


@pytest.mark.parametrize("name", [GALLERY, FIGURES])
def test_open_bars_fit_a_phone(browser: Browser, embeds: Path, name: str) -> None:
    with opened(browser, address(embeds, name), embeds.as_uri(), viewport=PHONE) as (page, _):
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_card_tells_where_it_is_published(embeds: Path) -> None:
    card = json.loads((embeds / AT / "charts" / IDS[0] / "card.json").read_text(encoding="utf-8"))
    assert card["published"]["chapter"]["slug"] == "pm25"


@pytest.mark.parametrize(("size", "told"), [(0, "1 kB"), (1499, "1 kB"), (1501, "2 kB"), (999_999, "1000 kB"), (1_000_000, "1.0 MB")])
def test_sizes_as_readers_know_them(size: int, told: str) -> None:
    assert size_text(size) == told
