"""Builds that somebody disturbs: another build, a change of the data, the death of their owner."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bookkit import Inline, digests
from planbook.build import run as build_run
from planbook.build.pool import local_processes
from planbook.build.run import ATTEMPTS, InputsChangedError, Progress, Wish, build_settled, open_book
from planbook.data.errors import PlanbookError
from planbook.data.lock import locked

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")


def _change(root: Path) -> None:
    with (root / "book" / "pages" / "about.md").open("a", encoding="utf-8") as file:
        file.write("\n后来\n")


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let the steps of a build do nothing; publishing only looks at the inputs and is noted."""
    done: list[Path] = []

    def publish(book: build_run.Book, *_: object) -> None:
        build_run.refuse_changed(book.inputs)
        done.append(book.root)

    for step in ("_execute", "_stage", "_typeset"):
        monkeypatch.setattr(build_run, step, lambda *_: {})
    monkeypatch.setattr(build_run, "_publish", publish)
    return done


def _settle(root: Path) -> build_run.Book:
    return build_settled(root, root / "_build", Wish((2022,), only=True), Inline(), Progress())


def test_a_build_whose_inputs_change_begins_anew(
    minibook: Path, published: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    times = iter(range(9))
    monkeypatch.setattr(build_run, "_execute", lambda *_: {} if next(times) else _change(minibook))
    book = _settle(minibook)
    assert published == [minibook]
    assert book.inputs.fingerprint == open_book(minibook, minibook / "_build", Wish()).inputs.fingerprint
    assert "构建期间有改动：book/pages/about.md。按现在的内容重做。" in capsys.readouterr().err


def test_inputs_that_do_not_come_to_rest_are_refused(
    minibook: Path, published: list[Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build_run, "_execute", lambda *_: _change(minibook))
    with pytest.raises(InputsChangedError, match=r"book/pages/about\.md"):
        _settle(minibook)
    assert published == []
    assert (minibook / "book" / "pages" / "about.md").read_text(encoding="utf-8").count("后来") == ATTEMPTS


def test_two_builds_of_one_folder_are_not_at_work_at_once(minibook: Path, published: list[Path]) -> None:
    with locked(minibook / "_build" / "lock", "构建网站"), pytest.raises(PlanbookError, match=f"进程 {os.getpid()}.*正在构建网站"):
        _settle(minibook)
    assert published == []


def _children(pid: int) -> set[int]:
    import psutil

    return {child.pid for child in psutil.Process(pid).children(recursive=True)}


def _ended(pids: set[int], seconds: float = 30) -> bool:
    import psutil

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(psutil.pid_exists(p) and psutil.Process(p).status() != psutil.STATUS_ZOMBIE for p in pids):
            return True
        time.sleep(0.1)
    return False


SLEEPER = """
import os, sys, time
from planbook.build.pool import local_processes

def work():
    print("at work", flush=True)
    time.sleep(600)

if __name__ == "__main__":
    with local_processes(1) as executor:
        executor.submit(work).result()
"""


@LINUX
def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER, encoding="utf-8")
    owner = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "at work\n"
    workers = _children(owner.pid)
    assert workers
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert _ended(workers)


@LINUX
def test_a_worker_whose_owner_is_gone_before_it_starts_ends() -> None:
    from planbook.build.pool import end_with_parent

    child = os.fork()
    if not child:
        end_with_parent(1 << 30)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1


def test_what_a_dead_build_left_is_cleared_by_the_next(minibook: Path, published: list[Path]) -> None:
    out = minibook / "_build"
    left = [out / "site.new" / "index.html", out / "cache" / "runs" / "ab" / "abc.99999999.part"]
    for path in left:
        path.parent.mkdir(parents=True)
        path.write_text("half", encoding="utf-8")
    _settle(minibook)
    assert published
    assert not any(path.exists() for path in left)


def test_local_processes_do_their_work_and_end() -> None:
    with local_processes(1) as executor:
        worker = executor.submit(os.getpid).result()
    assert worker != os.getpid()
    assert _ended({worker})


def test_the_site_of_another_folder_may_be_built_at_the_same_time(minibook: Path, published: list[Path]) -> None:
    with locked(minibook / "other" / "lock", "构建网站"):
        _settle(minibook)
    assert digests(minibook / "_build") is not None
    assert published == [minibook]
