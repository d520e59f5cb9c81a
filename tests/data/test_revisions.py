"""A value revised after an edition's cut-off is seen there as it was."""

import json
from pathlib import Path

import pytest
from factory import RESULTS, World, small_world

from planbook.data.errors import PlanbookError
from planbook.data.load import Dataset, load_dataset
from planbook.data.schema import OBSERVATION_KEY

ASKED = {"indicator": ["smoke"]}


def _world(*revisions: dict[str, str], **now: str) -> World:
    """Return a country whose first figure, 50 of 2020, was revised."""
    world = small_world()
    world.tables[RESULTS][0].update(now)
    world.tables["editions.csv"] = []
    world.add("editions.csv", year="2024", cut_off="2025-12-31").add("editions.csv", year="2025", cut_off="2026-12-31")
    key = {k: world.tables[RESULTS][0][k] for k in OBSERVATION_KEY}
    world.tables["revisions.csv"] = []
    for cells in revisions:
        world.add("revisions.csv", **(key | {"revised_on": "2026-03-01", "reason": "公报更正（虚构）", "new": "50"} | cells))
    return world


def _seen(root: Path) -> list[float | None]:
    return [load_dataset(e, root).rows(indicator="smoke", period="2020")[0].value for e in (2024, 2025)]


def test_an_earlier_edition_sees_the_old_value_and_the_newest_the_new(tmp_path: Path) -> None:
    root = _world({"old": "48"}).write(tmp_path)
    assert _seen(root) == [48, 50]
    table = load_dataset(2024, root).select(indicator="smoke", period="2020")
    assert (table.loc[0, "value"], table.loc[0, "number"]) == ("48", 48)


def test_a_revision_of_the_cut_off_day_is_known(tmp_path: Path) -> None:
    assert _seen(_world({"old": "48", "revised_on": "2025-12-31"}).write(tmp_path)) == [50, 50]


def test_of_two_revisions_since_the_first_old_value_counts(tmp_path: Path) -> None:
    late = {"old": "49", "revised_on": "2026-06-01"}
    assert _seen(_world(late, {"old": "48", "new": "49"}).write(tmp_path)) == [48, 50]
    between = {"old": "48", "new": "49", "revised_on": "2025-06-01"}
    assert _seen(_world(between, late).write(tmp_path)) == [49, 50]


def test_every_recorded_column_is_put_back_even_the_day_it_was_published(tmp_path: Path) -> None:
    was = {"value": "", "low": "45", "high": "47", "known_from": "2021-06-01"}
    entry = {"old": "45–47", "before": json.dumps(was)}
    row = load_dataset(2024, _world(entry, known_from="2026-03-01").write(tmp_path)).rows(indicator="smoke", period="2020")[0]
    assert (row.value, row.low, row.high, row.known_from.isoformat()) == (None, 45, 47, "2021-06-01")


def test_a_wording_noted_by_hand_is_put_back(tmp_path: Path) -> None:
    root = _world({"old": "不详", "new": "良好"}, value="", text="良好").write(tmp_path)
    row = load_dataset(2024, root).rows(indicator="smoke", period="2020")[0]
    assert (row.value, row.text) == (None, "不详")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    root = _world({"old": "48", "before": "value=48"}).write(tmp_path)
    with pytest.raises(PlanbookError, match="before"):
        load_dataset(2024, root).rows(indicator="smoke")


def _digest(root: Path, edition: int) -> bytes:
    data: Dataset = load_dataset(edition, root)
    return data.digest_where(ASKED)


def test_the_trace_follows_a_revision_in_the_editions_it_touches_only(tmp_path: Path) -> None:
    first, second = (_world({"old": old}).write(tmp_path / old) for old in ("48", "47"))
    assert _digest(first, 2024) != _digest(second, 2024)
    assert _digest(first, 2025) == _digest(second, 2025)
