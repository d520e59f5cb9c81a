"""How many processes fit: a container's quota and memory, not the machine's."""

from pathlib import Path

import pytest

from planbook.build.pool import PROCESS_BYTES, fitting_processes, usable_cores, usable_memory


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_without_a_limit_every_core_counts(tmp_path: Path) -> None:
    assert usable_cores(tmp_path) == usable_cores(_write(tmp_path, {"cpu.max": "max 100000\n"})) >= 1


@pytest.mark.parametrize("files", [
    {"cpu.max": "100000 100000\n"}, {"cpu.max": "40000 100000\n"}, {"cpu/cpu.cfs_quota_us": "100000\n"},
])
def test_a_quota_of_one_core_or_less_gives_one(tmp_path: Path, files: dict[str, str]) -> None:
    assert usable_cores(_write(tmp_path, files)) == 1


def test_a_quota_above_the_machine_changes_nothing(tmp_path: Path) -> None:
    free = usable_cores(tmp_path)
    assert usable_cores(_write(tmp_path, {"cpu.max": f"{(free + 8) * 100000} 100000\n"})) == free


def test_memory_is_the_smaller_of_limit_and_what_is_free(tmp_path: Path) -> None:
    free = tmp_path / "meminfo"
    free.write_text("MemTotal: 8000 kB\nMemAvailable: 4000 kB\n")
    assert usable_memory(tmp_path, free) == 4000 << 10
    assert usable_memory(_write(tmp_path, {"memory.max": "1000\n"}), free) == 1000
    assert usable_memory(_write(tmp_path, {"memory.max": "max\n"}), free) == 4000 << 10
    assert usable_memory(tmp_path / "none", tmp_path / "none") is None


def test_processes_fit_cores_and_memory_and_are_never_none() -> None:
    assert fitting_processes(8, None) == 8
    assert fitting_processes(8, 3 * PROCESS_BYTES) == 3
    assert fitting_processes(2, 64 * PROCESS_BYTES) == 2
    assert fitting_processes(8, 1) == 1
