"""Locks: one owner, told by name and age, and none left behind by a process that died."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planbook.data.errors import PlanbookError
from planbook.data.lock import locked

HOLD = """
import sys, time
from pathlib import Path
from planbook.data.lock import locked
with locked(Path(sys.argv[1]), "导入"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_owner_is_told_who_is_at_work_at_what_and_since_when(tmp_path: Path) -> None:
    told = f"进程 {os.getpid()}，0 秒前开始.*正在构建网站.*处理："
    with locked(tmp_path / "lock", "构建网站"), pytest.raises(PlanbookError, match=told), locked(tmp_path / "lock", "导入", 0.1):
        pass


def test_the_owner_is_forgotten_with_the_lock(tmp_path: Path) -> None:
    with locked(tmp_path / "deep" / "lock", "导入"):
        assert json.loads((tmp_path / "deep" / "lock.owner").read_text(encoding="utf-8"))["pid"] == os.getpid()
    assert not (tmp_path / "deep" / "lock.owner").exists()


def test_a_clock_set_back_is_said_and_nothing_is_computed_from_it(tmp_path: Path) -> None:
    with locked(tmp_path / "lock", "导入"):
        (tmp_path / "lock.owner").write_text(json.dumps({"pid": 1, "doing": "导入", "since": time.time() + 9999}), encoding="utf-8")
        with pytest.raises(PlanbookError, match="当前时钟之后"), locked(tmp_path / "lock", "导入", 0.1):
            pass


@pytest.mark.parametrize("note", ["", "no json", "[]", '{"since": null}'])
def test_an_owner_nobody_can_read_still_holds(tmp_path: Path, note: str) -> None:
    with locked(tmp_path / "lock", "导入"):
        (tmp_path / "lock.owner").write_text(note, encoding="utf-8")
        with pytest.raises(PlanbookError, match="进程 不明"), locked(tmp_path / "lock", "导入", 0.1):
            pass


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(PlanbookError, match=f"进程 {child.pid}"), locked(tmp_path / "lock", "导入", 0.1):
        pass
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with locked(tmp_path / "lock", "导入", 0.5):
        assert json.loads((tmp_path / "lock.owner").read_text(encoding="utf-8"))["pid"] == os.getpid()
