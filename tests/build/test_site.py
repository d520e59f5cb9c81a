"""The swap: a whole new site, or the old one untouched."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planbook.build.errors import BuildError
from planbook.build.site import Site, assemble, check
from planbook.build.stage import Stage
from planbook.build.tree import load_tree
from planbook.build.typeset import Html
from planbook.data.disk import exchange
from planbook.data.model import Edition

EDITIONS = (Edition(2022, date(2023, 12, 31)), Edition(2021, date(2022, 12, 31)))
PAGES = ("index", "testville", "otherton", "about")


def _made(tmp_path: Path, edition: Edition) -> tuple[Stage, Html]:
    folder = tmp_path / "html" / str(edition.year)
    folder.mkdir(parents=True)
    for page in PAGES:
        (folder / f"{page}.html").write_text(f"{page} {edition.year}", encoding="utf-8")
    (folder / ".buildinfo").write_text("times and versions", encoding="utf-8")
    return Stage(tmp_path / "stage", edition, "zh"), Html(folder, 0.1)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A newly assembled site."""
    (tmp_path / "LICENSE").write_text("MIT", encoding="utf-8")
    (tmp_path / "geo" / "LICENSES").mkdir(parents=True)
    for name in ("SOURCES.md", "LICENSES/LGPL.txt"):
        (tmp_path / "geo" / name).write_text(name, encoding="utf-8")
    assemble(tmp_path / "site.new", [_made(tmp_path, e) for e in EDITIONS], tmp_path, "书 & 名")
    return tmp_path / "site.new"


def _stages(tmp_path: Path) -> list[Stage]:
    return [Stage(tmp_path, e, "zh") for e in EDITIONS]


def test_editions_latest_entrance_and_licence(new: Path) -> None:
    assert (new / "2021" / "zh" / "about.html").read_text() == "about 2021"
    assert (new / "latest" / "zh" / "about.html").read_text() == "about 2022"
    entrance = (new / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=latest/zh/index.html"' in entrance
    assert '<a href="latest/zh/index.html">书 &amp; 名</a>' in entrance
    assert "<script" not in entrance
    assert (new / "LICENSE.txt").read_text() == "MIT"
    assert (new / "geo" / "SOURCES.txt").is_file()
    assert (new / "geo" / "LICENSES" / "LGPL.txt").is_file()
    assert not list(new.rglob(".buildinfo"))


def test_a_whole_site_passes(new: Path, minibook: Path) -> None:
    check(new, _stages(new), load_tree(minibook))


@pytest.mark.parametrize("page", ["index.html", "2021/zh/otherton.html"])
def test_a_missing_page_is_named(new: Path, minibook: Path, page: str) -> None:
    (new / page).unlink()
    with pytest.raises(BuildError, match=page):
        check(new, _stages(new), load_tree(minibook))


def test_a_long_path_is_named(new: Path, minibook: Path) -> None:
    (new / ("a" * 117 + ".txt")).write_text("x")
    with pytest.raises(BuildError, match="超过 120 个字符"):
        check(new, _stages(new), load_tree(minibook))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A published site with a new one beside it."""
    site = Site(tmp_path / "site")
    for folder, word in ((site.folder, "old"), (site.new, "new")):
        folder.mkdir()
        (folder / "index.html").write_text(word)
    return site


def _word(site: Site) -> str:
    return (site.folder / "index.html").read_text()


def test_the_new_takes_the_place_of_the_old(site: Site) -> None:
    site.swap()
    assert _word(site) == "new"
    assert not site.new.exists()
    assert not site.old.exists()


def test_where_names_cannot_be_exchanged_the_old_site_makes_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planbook.build.site.exchange", lambda *_: False)
    site.swap()
    assert _word(site) == "new"
    assert not site.new.exists()
    assert not site.old.exists()


def test_the_first_site_needs_no_old_one(site: Site) -> None:
    shutil.rmtree(site.folder)
    site.swap()
    assert _word(site) == "new"


@pytest.mark.parametrize("failing", ["site", "site.new"])
def test_a_rename_that_fails_leaves_the_old(site: Site, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == failing:
            raise PermissionError("in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    monkeypatch.setattr("planbook.build.site.exchange", lambda *_: False)
    with pytest.raises(PermissionError):
        site.swap()
    assert _word(site) == "old"


def _between_renames(site: Site) -> None:
    site.folder.rename(site.old)


def _after_exchange(site: Site) -> None:
    exchange(site.new, site.folder) or _after_renames(site)


def _after_renames(site: Site) -> None:
    site.folder.rename(site.old)
    site.new.rename(site.folder)


@pytest.mark.parametrize(("died", "left"), [
    (lambda _: None, "old"), (_between_renames, "old"), (_after_renames, "new"), (_after_exchange, "new"),
])
def test_leftovers_of_a_dead_build_are_cleared(site: Site, died: Callable[[Site], None], left: str) -> None:
    died(site)
    site.recover()
    assert _word(site) == left
    assert not site.new.exists()
    assert not site.old.exists()
