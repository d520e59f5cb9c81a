"""Declared corrections are applied on loading, and refused once what they correct has changed."""

from pathlib import Path

import pytest
from factory import RESULTS, World, small_world

from planbook.data.errors import DataError
from planbook.data.load import all_observations, load_dataset
from planbook.data.schema import OBSERVATION_KEY


def _corrected(tmp_path: Path, **cells: str) -> Path:
    world: World = small_world()
    key = {k: world.tables[RESULTS][0][k] for k in OBSERVATION_KEY}
    usual = {"id": "c1", "action": "override", "column": "value", "expect": "50", "new": "51", "reason": "虚构的错误",
             "provider": "测试日报", "status": "open"}
    return world.add("corrections.csv", **(key | usual | cells)).write(tmp_path)


def test_an_override_replaces_one_cell(tmp_path: Path) -> None:
    frame = all_observations(_corrected(tmp_path) / "data")
    assert (frame.loc[0, "value"], frame.loc[0, "number"]) == ("51", 51)


def test_a_drop_leaves_the_row_out(tmp_path: Path) -> None:
    plain = len(small_world().tables[RESULTS])
    frame = all_observations(_corrected(tmp_path, action="drop", new="") / "data")
    assert len(frame) == plain - 1
    assert not ((frame["indicator"] == "smoke") & (frame["period"] == "2020")).any()


def test_a_flag_marks_the_row_as_doubtful(tmp_path: Path) -> None:
    dataset = load_dataset(2025, _corrected(tmp_path, action="flag", new=""))
    row = dataset.rows(indicator="smoke", period="2020")[0]
    assert row.doubtful
    assert row.value == 50
    assert "虚构的错误" in row.note


def test_a_value_put_right_upstream_is_told(tmp_path: Path) -> None:
    root = _corrected(tmp_path, expect="49")
    with pytest.raises(DataError, match="删去本条更正"):
        all_observations(root / "data")


def test_a_correction_of_nothing_is_refused(tmp_path: Path) -> None:
    root = _corrected(tmp_path, place="sampleton")
    with pytest.raises(DataError, match="CHK-CORRECTION-MATCH"):
        all_observations(root / "data")


def test_a_changed_correction_is_seen_at_once(tmp_path: Path) -> None:
    data = _corrected(tmp_path) / "data"
    all_observations(data)
    path = data / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",51,", ",52,"), encoding="utf-8")
    assert all_observations(data).loc[0, "value"] == "52"
