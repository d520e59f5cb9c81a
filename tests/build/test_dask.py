"""A scheduler and two workers started by hand on loopback give the same bytes as this machine alone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bookkit import Inline, copy_minibook
from planbook.build.clean import clean
from planbook.build.cluster import _same, cluster, installed, pack, perform, unpacked
from planbook.build.errors import BuildError
from planbook.build.execute import Executed, execute_all
from planbook.build.runs import Run, plan_runs
from planbook.build.tree import load_tree

SECONDS = 120
WORKERS = 2
Hands = tuple[str, list[subprocess.Popen[bytes]]]


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Hands]:
    """Address of a scheduler with two workers, and the workers' processes; nobody starts a lost one again."""
    told = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    log = (tmp_path / "dask.log").open("wb")

    def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--scheduler-file", str(told), *arguments]
        return subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)

    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    workers = [start("dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", str(n)) for n in range(WORKERS)]
    try:
        yield _address(told), workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
        log.close()


def _address(told: Path) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            return str(json.loads(told.read_text())["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise TimeoutError(told)


def _pages(done: dict[str, Executed], root: Path) -> dict[str, bytes]:
    return {name: clean(result.notebook, "zh", "题", root) for name, result in done.items()}


def _far(address: str, root: Path, report: Callable[[Executed], None]) -> dict[str, bytes]:
    with cluster(address, root) as executor:
        return _pages(execute_all(_runs(root), root, executor, root / "failed", report), root)


def _near(root: Path) -> dict[str, bytes]:
    return _pages(execute_all(_runs(root), root, Inline(), root / "failed", lambda _: None), root)


def _runs(root: Path) -> tuple[Run, ...]:
    return plan_runs(load_tree(root), (2022, 2021))


@pytest.mark.cluster
def test_a_cluster_gives_the_same_bytes_and_tells_its_progress(hands: Hands, minibook: Path) -> None:
    told: list[str] = []
    far = _far(hands[0], minibook, lambda done: told.append(done.run.name))
    assert far == _near(minibook)
    assert sorted(told) == sorted(far)


@pytest.mark.cluster
def test_with_one_worker_killed_in_the_middle_the_rest_finish_the_same(hands: Hands, minibook: Path) -> None:
    address, workers = hands

    def kill_one(_: Executed) -> None:
        if workers[0].poll() is None:
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()

    far = _far(address, minibook, kill_one)
    assert workers[0].returncode == -signal.SIGKILL
    assert workers[1].poll() is None
    assert far == _near(minibook)


def test_a_scheduler_that_does_not_answer_is_told(minibook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planbook.build.cluster.CONNECT_SECONDS", 0.5)
    with pytest.raises(BuildError, match=r"连不上集群的调度器.*处理："), cluster("tcp://127.0.0.1:9", minibook):
        pass


def test_a_worker_with_other_software_is_refused(minibook: Path) -> None:
    wanted = {**installed(), "pandas": "0.1"}
    with pytest.raises(BuildError, match=r"pandas（本机 0.1.*重启 dask worker"):
        _same(wanted, installed())
    with pytest.raises(BuildError):
        perform(wanted, pack(minibook), str(minibook), (), str)


def test_the_project_travels_whole_and_the_same(minibook: Path, tmp_path: Path) -> None:
    packed = pack(minibook)
    assert packed == pack(copy_minibook(tmp_path / "again"))
    here = unpacked(packed)
    assert here == unpacked(packed)
    for name in ("_config.yml", "book/book.yml", "data/editions.csv"):
        assert (here / name).read_bytes() == (minibook / name).read_bytes()
    (minibook / "data" / "editions.csv").write_text("changed")
    assert pack(minibook) != packed


def test_the_workers_folder_does_not_show(minibook: Path) -> None:
    run = _runs(minibook)[0]
    made = Executed(run, b'{"a": "/far/away/data/x.csv"}', 1.0, None, b'"/far/away"')
    moved = made.moved(Path("/far/away"), minibook)
    assert moved.notebook == f'{{"a": "{minibook}/data/x.csv"}}'.encode()
    assert moved.trace == f'"{minibook}"'.encode()


def test_the_root_of_a_task_becomes_the_workers_own(minibook: Path) -> None:
    seen = perform(installed(), pack(minibook), str(minibook), (0,), Path.exists, None)
    assert seen
