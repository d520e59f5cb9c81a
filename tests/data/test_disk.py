"""Files written whole or not at all."""

import os
import sys
from pathlib import Path

import pytest

from planbook.data.disk import exchange, write_whole


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "table.csv"
    write_whole(path, b"old")
    monkeypatch.setattr(os, step, _full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_replaces_and_whoever_holds_the_old_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    write_whole(path, b"old")
    with path.open("rb") as held:
        write_whole(path, b"new", lasting=False)
        assert (held.read(), path.read_bytes()) == (b"old", b"new")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two names in one step")
def test_two_folders_change_places(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "was").write_text(name, encoding="utf-8")
    assert exchange(tmp_path / "one", tmp_path / "other")
    assert [(tmp_path / n / "was").read_text(encoding="utf-8") for n in ("one", "other")] == ["other", "one"]


def test_what_cannot_be_exchanged_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    assert not exchange(tmp_path / "one", tmp_path / "none")
    assert [p.name for p in tmp_path.iterdir()] == ["one"]
