"""What officials type, in both languages, and where the whole book sends them: among the first three answers, with the place on the page."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser import opened
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.book, pytest.mark.browser]
FIRST = 3
LANGS = ("zh", "en")
ASKED = [(lang, *row) for lang in LANGS
         for row in list(csv.reader(Path(__file__).with_name(f"search_{lang}.csv").open(encoding="utf-8")))[1:]]


@pytest.fixture(scope="module")
def asked(browser: Browser, built_site: Path) -> Iterator[dict[str, Page]]:
    """The search pages of the newest edition."""
    with ExitStack() as stack:
        yield {lang: stack.enter_context(opened(browser, (built_site / "latest" / lang / "search.html").as_uri(), built_site.as_uri()))[0]
               for lang in LANGS}


@pytest.mark.parametrize(("lang", "query", "name", "anchor"), ASKED)
def test_query_leads_to_its_page(asked: dict[str, Page], lang: str, query: str, name: str, anchor: str) -> None:
    found = asked[lang].evaluate("(query) => window.planbookFind(query).map((r) => [r.url, r.anchor])", query)[:FIRST]
    assert f"{name}.html" in [url for url, _ in found], found
    assert not anchor or [f"{name}.html", anchor] in found, found
