"""What officials type, and where the whole book sends them: among the first three answers, with the place on the page."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import opened
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.book, pytest.mark.browser]
FIRST = 3
ASKED = [tuple(row) for row in csv.reader(Path(__file__).with_name("search_zh.csv").open(encoding="utf-8"))][1:]


@pytest.fixture(scope="module")
def asked(browser: Browser, built_site: Path) -> Iterator[Page]:
    """The search page of the newest edition in Chinese."""
    with opened(browser, (built_site / "latest" / "zh" / "search.html").as_uri(), built_site.as_uri()) as (page, _):
        yield page


@pytest.mark.parametrize(("query", "name", "anchor"), ASKED)
def test_query_leads_to_its_page(asked: Page, query: str, name: str, anchor: str) -> None:
    found = asked.evaluate("(query) => window.planbookFind(query).map((r) => [r.url, r.anchor])", query)[:FIRST]
    assert f"{name}.html" in [url for url, _ in found], found
    assert not anchor or [f"{name}.html", anchor] in found, found
