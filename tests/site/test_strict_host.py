"""The whole site under the strictest policy it promises to live with, and the same from a folder.

In the suite a sample of the book is walked; ``make test-site`` (``PLANBOOK_EVERY=1``) walks every page and every chart's page.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from strict import faults, hosted, pages_of
from test_embed import embeds

__all__ = ["embeds"]
pytestmark = pytest.mark.browser

STEP = 1 if os.environ.get("PLANBOOK_EVERY") else 12
"""One page in so many; the first and the last are always among them."""


def chosen(names: list[str]) -> list[str]:
    """Return the pages to walk."""
    return sorted({*names[::STEP], *names[-1:], *(n for n in names if n.endswith(("/search.html", "/charts-gallery.html")))})


def walked(browser: Browser, site: Path, names: list[str]) -> Iterator[str]:
    """Walk pages under the policy, then from the folder; yield what went wrong."""
    with hosted(site) as root:
        for name in names:
            yield from faults(browser, root, name, offline=False)
    for name in names:
        yield from faults(browser, f"{site.as_uri()}/", name, offline=True)


@pytest.mark.parametrize("kind", ["pages", "charts"])
def test_little_book(browser: Browser, embeds: Path, kind: str) -> None:
    names = pages_of(embeds)[kind == "charts"]
    assert names
    assert list(walked(browser, embeds, names)) == []


@pytest.mark.book
@pytest.mark.parametrize("kind", ["pages", "charts"])
def test_book(browser: Browser, built_site: Path, kind: str) -> None:
    names = chosen(pages_of(built_site)[kind == "charts"])
    assert list(walked(browser, built_site, names)) == []


def test_a_script_of_the_pages_own_would_be_found(browser: Browser, tmp_path: Path) -> None:
    """The walk itself is checked: what the policy forbids is told."""
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><title>x</title><link rel=icon href='data:,'><script>document.title = 'ran'</script>",
                                       encoding="utf-8")
    with hosted(tmp_path) as root:
        found = faults(browser, root, "bad.html", offline=False)
    assert any("Content Security Policy" in told for told in found)
