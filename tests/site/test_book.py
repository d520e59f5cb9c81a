"""The whole book as a reader gets it: a folder copied somewhere, opened without a network."""

import filecmp
import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from browser import PHONE, Audit, cards, enliven, live_marks, opened, still_marks
from pages import read, tags
from playwright.sync_api import Browser, Page

from bookkit import ROOT
from planbook.build.tree import load_tree

LATEST = Path("latest", "zh")
PAGES = (*(chapter.slug for chapter in load_tree(ROOT).chapters), "search")
OPENED = (*(f"zh/{name}" for name in PAGES), *(f"en/{name}" for name in PAGES[::4]))
"""Pages a browser opens: every Chinese one, one English one in four; ``make test-site`` walks all."""

pytestmark = [pytest.mark.book, pytest.mark.browser]


@pytest.fixture(scope="session")
def book(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, copied as a reader would copy it."""
    copy = tmp_path_factory.mktemp("reader") / "报告 书 copy"
    shutil.copytree(built_site, copy)
    return copy


@pytest.fixture(scope="session")
def latest(book: Path) -> Path:
    """The edition a reader lands in."""
    return book / LATEST


def test_first_page_leads_to_the_newest_edition(browser: Browser, book: Path) -> None:
    with opened(browser, (book / "index.html").as_uri(), book.as_uri()) as (page, seen):
        page.wait_for_url("**/latest/zh/index.html")
        assert page.locator("h1").count() == 1
    assert seen == Audit()


def test_every_page_is_known(latest: Path) -> None:
    found = {p.relative_to(latest).with_suffix("").as_posix() for p in latest.rglob("*.html")}
    assert {page for page in found if not page.startswith("charts/")} == set(PAGES)


@pytest.mark.parametrize("name", OPENED)
def test_page(browser: Browser, book: Path, latest: Path, name: str) -> None:
    file = latest.parent / f"{name}.html"
    with opened(browser, file.as_uri(), book.as_uri()) as (page, seen):
        wrong = [told for card in cards(page) for told in _chart_faults(page, file.parent, card)]
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth")
    assert wrong == []
    assert wide <= PHONE["width"]
    assert seen == Audit(), seen


def _chart_faults(page: Page, folder: Path, card: str) -> list[str]:
    """Return what is wrong with a chart: it must come alive, and draw what its card says it draws, like its picture."""
    chart = folder / "charts" / card
    wanted = json.loads((chart / "card.json").read_text(encoding="utf-8"))["marks"]
    if enliven(page, card) != "live":
        return [f"{card}: did not come alive"]
    drawn = {"live": live_marks(page, card), "still": still_marks(page, chart / "plain.svg")}
    return [f"{card}: {where} draws {count} marks of {wanted}" for where, count in drawn.items() if count != wanted]


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_no_script_of_its_own_and_loads_only_what_is_there(latest: Path, name: str) -> None:
    found = tags(read(latest, name))
    loaded = [t.loads.split("?")[0] for t in found if t.loads and not t.loads.startswith("data:")]
    assert [t for t in found if t.inline_script or t.handlers] == []
    assert [address for address in loaded if not (latest / address).is_file()] == []


@pytest.mark.parametrize("name", PAGES)
def test_links_within_the_book_lead_somewhere(latest: Path, name: str) -> None:
    assert list(_dead(latest, name)) == []


def _dead(folder: Path, name: str) -> Iterator[str]:
    """Yield the links to pages or places in the book that are not there."""
    for tag in tags(read(folder, name)):
        href = tag.attributes.get("href", "") if tag.name == "a" else ""
        if not href or "://" in href or href.startswith(("mailto:", "data:")):
            continue
        target, _, anchor = href.partition("#")
        file = folder / (target.partition("?")[0] or f"{name}.html")
        if not file.is_file() or (anchor and file.suffix == ".html" and anchor not in _anchors(file)):
            yield href


@cache
def _anchors(file: Path) -> frozenset[str]:
    return frozenset(t.attributes["id"] for t in tags(file.read_text(encoding="utf-8")) if "id" in t.attributes)


def test_latest_is_the_newest_edition(book: Path) -> None:
    newest = max((p for p in book.iterdir() if p.name.isdigit()), key=lambda p: p.name)
    assert _differences(filecmp.dircmp(newest, book / "latest")) == []


def _differences(compared: "filecmp.dircmp[str]") -> list[str]:
    here = [*compared.left_only, *compared.right_only, *compared.diff_files]
    return here + [name for below in compared.subdirs.values() for name in _differences(below)]
