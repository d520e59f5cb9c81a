"""Runs of the notebook zoo: results, failures, and a kernel that does not start at once."""

import json
import signal
from pathlib import Path

import pytest
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from bookkit import ZOO, Inline
from planbook.build import execute
from planbook.build.clean import clean
from planbook.build.errors import BuildError
from planbook.build.execute import Executed, execute_all
from planbook.build.pool import local_processes
from planbook.build.runs import Run, plan_runs
from planbook.build.tree import load_tree
from planbook.build.warm.nurse import can_fork


def _run(name: str, **parameters: str) -> Run:
    return Run(2021, name, f"{name}.ipynb", {"edition": 2021, "town": "b", **parameters})


def _all(*names: str, failed: Path, told: list[Executed] | None = None) -> dict[str, Executed]:
    seen = [] if told is None else told
    return execute_all([_run(n) for n in names], ZOO, Inline(), failed, seen.append)


def _failure(name: str, failed: Path) -> str:
    with pytest.raises(BuildError) as caught:
        _all(name, failed=failed)
    return str(caught.value)


def test_every_chapter_runs_once_per_edition(minibook: Path) -> None:
    runs = plan_runs(load_tree(minibook), (2022, 2021))
    assert [r.name for r in runs] == [f"{y}-{c}" for y in (2022, 2021) for c in ("index", "testville", "otherton")]
    assert runs[1].parameters == {"edition": 2022, "place": "testville"}


def test_runs_with_its_parameters_in_the_project_root(tmp_path: Path) -> None:
    told: list[Executed] = []
    done = _all("good", failed=tmp_path, told=told)
    text = done["2021-good"].notebook.decode()
    for value in ("(2021,", "'b'", f"'{ZOO}'", "'0'"):
        assert value in text
    assert [d.run.name for d in told] == ["2021-good"]
    assert done["2021-good"].seconds > 0


def test_what_a_notebook_says_on_the_side_is_not_published(tmp_path: Path) -> None:
    executed = _all("stderr", failed=tmp_path)["2021-stderr"].notebook
    said = {"name": "stderr", "output_type": "stream", "text": ["told on the side\n"]}
    assert said in _outputs(executed)
    assert [o["output_type"] for o in _outputs(clean(executed, "zh", "题", ZOO))] == ["display_data"]


def test_the_projects_path_is_not_published(tmp_path: Path) -> None:
    executed = _all("path", failed=tmp_path)["2021-path"].notebook
    assert str(ZOO) in executed.decode()
    assert str(ZOO) not in clean(executed, "zh", "题", ZOO).decode()


def _outputs(notebook: bytes) -> list[dict[str, object]]:
    return [output for cell in json.loads(notebook)["cells"] for output in cell.get("outputs", [])]


def test_one_that_raises_is_told_with_its_cell_and_kept(tmp_path: Path) -> None:
    message = _failure("failing", tmp_path)
    for words in ("failing.ipynb 第 4 格", "ValueError: no such town: b", "town = 'b'", "2021 年版", "处理："):
        assert words in message
    kept = tmp_path / "2021-failing.ipynb"
    assert str(kept) in message
    assert "error" in [o["output_type"] for o in _outputs(kept.read_bytes())]


@pytest.mark.skipif(not can_fork(), reason="kernels are not forked here")
def test_a_kernel_ends_when_it_is_asked_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None has to be told a second time, which comes after seconds of waiting."""
    told: list[int] = []
    send = LocalProvisioner.send_signal

    async def noted(self: LocalProvisioner, number: int) -> None:
        told.append(number)
        await send(self, number)

    monkeypatch.setattr(LocalProvisioner, "send_signal", noted)
    _all(*["good"] * 8, failed=tmp_path)
    assert set(told) <= {signal.SIGINT}, "an interrupt belongs to every end"


def test_a_kernel_that_dies_on_the_way_is_told(tmp_path: Path) -> None:
    message = _failure("dying", tmp_path)
    assert "dying.ipynb 第 3 格" in message
    assert "DeadKernelError" in message


def test_a_kernel_that_does_not_start_is_started_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def first_fails(run: Run, root: Path, output: Path, nursery: str, taken: list[object]) -> None:
        del nursery, taken
        tries.append(run.name)
        if len(tries) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        output.write_bytes((root / run.source).read_bytes())

    monkeypatch.setattr(execute, "_papermill", first_fails)
    assert _all("good", failed=tmp_path)["2021-good"].failure is None
    assert len(tries) == 2


def test_a_kernel_that_never_starts_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(run: Run, root: Path, output: Path, nursery: str, taken: list[object]) -> None:
        del run, root, output, nursery, taken
        raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(execute, "_papermill", fails)
    assert "good.ipynb 启动时出错" in _failure("good", tmp_path)


def test_the_environment_is_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOOK_ROOT", "mine")
    monkeypatch.setattr(execute, "_papermill", lambda *places: places[2].write_bytes(b"{}"))
    _all("good", failed=tmp_path)
    assert execute.os.environ["PLANBOOK_ROOT"] == "mine"


def _exit(code: int) -> None:
    execute.os._exit(code)


def test_a_killed_worker_is_told() -> None:
    from planbook.build.pool import in_parallel

    with local_processes(1) as executor, pytest.raises(BuildError, match="意外终止"):
        list(in_parallel(executor, _exit, [(1,)]))
