"""Another province's plan as data alone: the library builds a book of it, and nothing of the first province is in it.

Targets of the fixture are real, its results, map squares and grouping are invented and say so; notebooks and pages are the
book's own.
"""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from bookkit import ROOT, copy_otherplan, run_planbook
from planbook.build.tree import load_tree
from planbook.data.load import load_dataset
from planbook.data.vocab import Verdict

OWN = ("黑龙江", "哈尔滨", "松花江", "大兴安岭", "Heilongjiang", "Harbin", "Songhua", "heilongjiang", "hlj-")
"""Names of the first province that must not turn up in the other's book."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The other plan's project with its newest edition built."""
    project = copy_otherplan(tmp_path_factory.mktemp("other") / "book")
    done = run_planbook("build", cwd=project)
    if done.returncode:
        pytest.fail(f"the other plan does not build:\n{done.stderr}", pytrace=False)
    return project


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    """What a reader reads on each page, by slug."""
    site = root / "_build" / "site" / "latest" / "zh"
    return {c.slug: _text((site / f"{c.slug}.html").read_text(encoding="utf-8")) for c in load_tree(root).chapters}


def _text(page: str) -> str:
    return unescape(re.sub(r"\s+|<[^>]*>", "", page))


def test_nothing_but_data_is_its_own() -> None:
    ends = {p.suffix for p in (ROOT / "tests" / "fixtures" / "otherplan").rglob("*") if p.is_file()}
    assert ends <= {".csv", ".yml", ".geojson", ".md"}


def test_no_name_of_the_first_province_is_in_the_other_book(root: Path) -> None:
    site = root / "_build" / "site" / "latest"
    found = [f"{p.relative_to(site)}: {name}" for p in sorted(site.rglob("*")) if p.suffix in (".html", ".json", ".svg", ".csv")
             for name in OWN if name in p.read_text(encoding="utf-8")]
    assert not found, "\n".join(found)


def test_each_target_has_its_place_and_its_verdict(root: Path, pages: dict[str, str]) -> None:
    for target in load_dataset(2025, root).targets.values():
        assert target.id in pages["overview"]
        assert target.name.zh in pages[target.project]
    assert Verdict.MET.text.zh in pages["energy"]
    assert all(v.text.zh in pages["emissions"] for v in (Verdict.NOT_MET, Verdict.MET_AS_STATED, Verdict.REACHED_IN_PERIOD))


def test_its_change_page_compares_its_own_editions(root: Path, pages: dict[str, str]) -> None:
    before, after = (len(load_dataset(year, root).rows()) for year in (2024, 2025))
    assert f"新增{after - before}个值" in pages["changes"]
    assert Verdict.NOT_MET.text.zh in pages["changes"]


def test_its_maps_say_nothing_of_another_area(root: Path) -> None:
    charts = root / "_build" / "site" / "latest" / "zh" / "charts"
    card = json.loads((charts / "map-energy" / "card.json").read_text(encoding="utf-8"))
    assert card["marks"] == len([p for p in load_dataset(2025, root).places.values() if p.parent == "shanxi"])
