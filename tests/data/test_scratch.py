"""Folders for the time of a task."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planbook.data.scratch import scratch, scratch_folder, sweep


def test_a_folder_is_gone_after_its_block() -> None:
    with scratch_folder() as folder:
        (folder / "x").write_text("x", encoding="utf-8")
    assert not folder.exists()


def test_a_folder_is_gone_after_a_failure() -> None:
    with pytest.raises(ValueError, match="no"), scratch_folder() as folder:
        raise ValueError("no")
    assert not folder.exists()


def test_only_what_a_dead_process_left_is_swept(tmp_path: Path) -> None:
    made = "import sys; from pathlib import Path; from planbook.data.scratch import scratch; print(scratch(Path(sys.argv[1])).name)"
    left = subprocess.run([sys.executable, "-c", made, str(tmp_path)], capture_output=True, text=True, check=True).stdout.strip()
    mine, others = scratch(tmp_path), tmp_path / "planbook-notes-2025"
    others.mkdir()
    assert f"-{os.getpid()}-" in mine.name
    assert sweep(tmp_path) == [tmp_path / left]
    assert sorted(tmp_path.iterdir()) == sorted([mine, others])
