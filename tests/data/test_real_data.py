"""The book's own data: checked, counted, and clean of what must not be published."""

import re
import time
from pathlib import Path

import pandas as pd
import pytest

from planbook.data.checks import check
from planbook.data.checks.core import FILE, LINE, Data
from planbook.data.load import Dataset, load_dataset
from planbook.data.vocab import Criterion, Kind, SourceKind

ROOT = Path(__file__).parents[2]
SECONDS = 20
"""Far above the one or two seconds a check takes, so that a busy machine does not fail it."""
BANNED = ("\u68c0\u7d22", "\u5b58\u6863")
"""How a page was come by is no provenance; the words are written as code points so that this file is clean too."""


@pytest.fixture(scope="module")
def data() -> Data:
    return Data(ROOT)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(root=ROOT)


def test_no_problem_and_quickly() -> None:
    start = time.perf_counter()
    found = check(ROOT)
    assert not found, "\n".join(str(p) for p in found[:20])
    assert time.perf_counter() - start < SECONDS


def test_counts_of_the_plan(dataset: Dataset) -> None:
    assert list(dataset.targets) == [f"t{i:02d}" for i in range(1, 84)]
    assert [p.kind for p in dataset.projects.values()] == ["overall", *["key_project"] * 10, *["section"] * 3]
    assert len(dataset.agencies) == 35
    assert list(dataset.measures) == [f"m{i:02d}" for i in range(1, 57)]


def test_counts_are_declared_with_the_plan(data: Data, dataset: Dataset) -> None:
    assert data.plans[dataset.plan.id]["expect"] == {"targets": 83, "projects": 14, "agencies": 35, "measures": 56}


def test_numbers_of_the_plan(dataset: Dataset) -> None:
    """Thirty-nine targets carry a number, three of them derived; one more carries a rating."""
    by_number = [t for t in dataset.targets.values() if t.value is not None]
    assert len(by_number) == 39
    assert {t.id for t in by_number if t.value_origin == "derived"} == {"t15", "t48", "t49"}
    ratings = [t for t in dataset.targets.values() if t.kind is Kind.RATING]
    assert [(t.id, t.rating) for t in ratings] == [("t51", "良好")]
    judged = {t.id for t in dataset.targets.values() if t.criterion is Criterion.NUMBER}
    assert judged == {t.id for t in [*by_number, *ratings]}


def test_comparison_plans_do_not_repeat_the_plans_own_region(dataset: Dataset) -> None:
    """Where another document states a target of the same region, it must be the same target."""
    own = {(t.indicator, t.places): (t.value, t.unit) for t in dataset.targets.values()}
    for plan, targets in dataset.other_plans.values():
        assert plan.region != dataset.plan.region
        for target in targets:
            same = own.get((target.indicator, target.places))
            assert same in (None, (target.value, target.unit)), target.id


@pytest.mark.parametrize("edition", [2022, 2023, 2024, 2025])
def test_each_edition_loads_every_row_it_sees(edition: int) -> None:
    dataset = load_dataset(edition, ROOT)
    rows = dataset.rows()
    assert rows
    assert max(r.known_from for r in rows) <= dataset.edition.cut_off
    assert max(r.period.year for r in rows) <= edition


def test_only_original_pages_carry_a_link(dataset: Dataset) -> None:
    linked = [s for s in dataset.sources.values() if s.url]
    assert linked
    assert all(s.kind is SourceKind.ORIGINAL for s in linked)


def _cells(data: Data) -> pd.Series:
    """Return every distinct cell outside ``url`` with the place it first stands in."""
    found: dict[str, str] = {}
    for frame in data.frames.values():
        for column in set(frame.columns) - {FILE, LINE, "url"}:
            for cell, file, line in zip(frame[column], frame[FILE], frame[LINE], strict=True):
                found.setdefault(cell, f"{file}:{line}:{column}")
    return pd.Series(found)


def test_no_link_host_or_search_wording_in_any_cell(data: Data) -> None:
    """Provenance names publishers, never the carrier's host or how a page was come by."""
    cells = _cells(data)
    hosts = r"https?:|www\.|(?i:(?<![A-Za-z0-9-])[a-z0-9-]+\.(?:com|cn|net|org|gov|edu|io|info|html?|aspx)(?![A-Za-z0-9]))"
    wrong = cells[cells.index.str.contains("|".join([hosts, *BANNED]), regex=True)]
    assert wrong.empty, wrong.head(10).to_dict()


def test_no_search_wording_in_plan_files_and_package() -> None:
    for path in [*(ROOT / "data").rglob("*.yml"), *(ROOT / "data").rglob("*.json")]:
        assert not re.search("|".join(BANNED), path.read_text(encoding="utf-8")), path
