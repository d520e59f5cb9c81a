"""Addresses of charts last: an id once published stays, or leads to the one that took its place.

``tests/chart_ids.txt`` lists every id ever published and only grows. A chart that is renamed keeps its old row in
``book/charts.csv``, with the new id in the column ``redirect``; one that is dropped redirects to the chart that says most of
what it said.
"""

import csv

from bookkit import ROOT
from planbook.build.registry import REGISTRY, load_registry
from planbook.build.tree import load_tree

EVER = ROOT / "tests" / "chart_ids.txt"


def ever_published() -> list[str]:
    """Return every id ever published."""
    return EVER.read_text(encoding="utf-8").split()


def test_no_published_id_is_lost() -> None:
    registry = load_registry(ROOT)
    lost = [i for i in ever_published() if i not in registry.ids and i not in registry.redirects]
    assert not lost, f"declare a redirect in {REGISTRY} for each of: {', '.join(lost)}"


def test_every_id_of_today_is_remembered() -> None:
    registry = load_registry(ROOT)
    new = sorted({*registry.ids, *registry.redirects} - set(ever_published()))
    assert not new, f"add to {EVER.relative_to(ROOT)}: {', '.join(new)}"


def test_the_list_is_sorted_and_names_each_id_once() -> None:
    assert ever_published() == sorted(set(ever_published()))


def test_the_registry_is_sorted_names_each_id_once_and_only_chapters_there_are() -> None:
    with (ROOT / REGISTRY).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids))
    assert {row["chapter"] for row in rows if not row.get("redirect")} <= {c.slug for c in load_tree(ROOT).chapters}
