"""Editions on the site: every page leads to itself in each edition, an earlier one to the latest, and says what it is."""

import re
from pathlib import Path

import pytest

from planbook.build.sphinxext.messages import messages

YEARS = ("2021", "2022")


def pages(folder: Path) -> list[Path]:
    """Return the pages of an edition, the charts' own left out."""
    return sorted(folder.glob("*.html"))


@pytest.fixture(scope="module")
def site(built_minibook: Path) -> Path:
    """The mini book's site with its two editions."""
    return built_minibook / "_build" / "site"


@pytest.mark.parametrize("folder", ["2021/zh", "2022/zh", "latest/zh"])
def test_each_page_leads_to_itself_in_every_edition(site: Path, folder: str) -> None:
    found = pages(site / folder)
    assert found
    for page in found:
        switch = re.search(rf'<nav class="pb-switch" aria-label="{messages("zh").editions}">.*?</nav>', page.read_text(encoding="utf-8"), re.DOTALL)
        assert switch
        targets = [(page.parent / href).resolve() for href in re.findall(r'href="([^"]+)"', switch.group())]
        assert sorted(targets) == [(site / year / "zh" / page.name).resolve() for year in YEARS]
        assert all(t.is_file() for t in targets)


def test_an_earlier_edition_says_so_and_leads_to_the_latest(site: Path) -> None:
    for page in pages(site / "2021" / "zh"):
        text = page.read_text(encoding="utf-8")
        assert messages("zh").older in text
        [href] = re.findall(r'<p class="pb-older">.*?<a href="([^"]+)"', text)
        assert (page.parent / href).resolve() == (site / "latest" / "zh" / page.name).resolve()
        assert (page.parent / href).is_file()


def test_the_newest_edition_is_not_called_earlier(site: Path) -> None:
    for folder in ("2022/zh", "latest/zh"):
        assert not [p.name for p in pages(site / folder) if "pb-older" in p.read_text(encoding="utf-8")]
