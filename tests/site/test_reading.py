"""Structure that every page owes a reader who does not see it, and a reader on a slow line."""

import gzip
import itertools
import re
from pathlib import Path

import pytest
from pages import read, tags

from bookkit import ROOT
from planbook.build.tree import load_tree

STATIC = ROOT / "src/planbook/build/sphinxext/theme/static"
PAGES = (*(chapter.slug for chapter in load_tree(ROOT).chapters), "search")
HEADING = re.compile(r"<h([1-6])\b")
LANDMARK = re.compile(r'<(?:div|section|form|nav|aside)\b[^>]*\b(?:role="(?:region|search)"|class="pb-(?:nav|local|prevnext|facts-panel)")[^>]*>')
PAGE_BUDGET, SHARED_BUDGET = 300_000, 600_000

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def latest(built_site: Path) -> Path:
    """The edition a reader lands in."""
    return built_site / "latest" / "zh"


def _weight(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), mtime=0))


@pytest.mark.parametrize("name", PAGES)
def test_headings_go_down_one_step_at_a_time(latest: Path, name: str) -> None:
    levels = [int(level) for level in HEADING.findall(read(latest, name))]
    assert levels.count(1) == 1
    assert [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1] == []


@pytest.mark.parametrize("name", PAGES)
def test_landmarks_have_names_of_their_own(latest: Path, name: str) -> None:
    html = read(latest, name)
    names = [(tag.split()[0], label) for tag in LANDMARK.findall(html) for label in re.findall(r'aria-label="([^"]*)"', tag)]
    assert [n for n in names if names.count(n) > 1] == []
    assert [t.name for t in tags(html)].count("main") == 1


@pytest.mark.parametrize("name", PAGES)
def test_pictures_have_words_and_a_place(latest: Path, name: str) -> None:
    pictures = [t.attributes for t in tags(read(latest, name)) if t.name == "img"]
    assert [p for p in pictures if "alt" not in p or "width" not in p or "height" not in p] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_reached_by_keyboard_and_told_in_words_and_in_a_table(latest: Path, name: str) -> None:
    html = read(latest, name)
    for figure in html.split('<figure class="pb-card')[1:]:
        chart = re.search(r'<div class="pb-chart"[^>]* tabindex="0" role="region" aria-label="[^"]+" aria-describedby="([^"]+)"', figure)
        assert chart, figure[:200]
        assert re.search(rf'<p class="pb-description" id="{chart[1]}">[^<]', figure)
        assert '<details class="pb-data"' in figure


def test_nothing_on_a_page_moves() -> None:
    """What moves by itself or slides into place would have to heed a reader's wish for less motion; nothing does."""
    for file in STATIC.glob("*.*s"):
        for line in file.read_text(encoding="utf-8").splitlines():
            moves = re.search(r"\b(?:transition|animation|scroll-behavior)\s*:(?!\s*(?:none|auto))|@keyframes|\.animate\(|behavior: .smooth", line)
            assert not moves, (file.name, line)


@pytest.mark.parametrize("name", PAGES)
def test_table_heads_say_what_they_head(latest: Path, name: str) -> None:
    assert [t for t in tags(read(latest, name)) if t.name == "th" and "scope" not in t.attributes and "class" not in t.attributes] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(latest: Path, name: str) -> None:
    found = tags(read(latest, name))
    pictures = {t.loads for t in found if t.name == "img" and t.attributes.get("class") != "pb-night"}  # a reader sees one of the two
    assert _weight(latest / f"{name}.html") + sum(_weight(latest / p) for p in pictures) <= PAGE_BUDGET


def test_what_pages_share_is_light(latest: Path) -> None:
    assert sum(map(_weight, (latest / "_static").iterdir())) <= SHARED_BUDGET
