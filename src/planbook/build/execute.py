"""Run notebooks with papermill, one process each at a time, and bring the results back as bytes."""

import json
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planbook.build.cluster import Cluster
from planbook.build.errors import BuildError
from planbook.build.pool import in_parallel
from planbook.build.runs import Run
from planbook.build.warm.nurse import nursery_for
from planbook.data.paths import ENV_ROOT
from planbook.data.scratch import scratch_folder
from planbook.data.trace import ENV_TRACE

CELL_SECONDS = 600
"""Longest time one cell may take before its run counts as hung."""
QUIET = ("--log-level=50", "--HistoryManager.enabled=False")
"""The kernel keeps no history, and says nothing on the terminal; errors come back in the notebook."""
LONGEST_SOCKET = 90
"""Characters of a socket's path that are safe; Linux ends at 107, and Jupyter adds a number."""
ATTEMPTS = 2
"""A kernel that dies while it starts (two racing for one port) is started once more."""
FIXED = {"PYTHONHASHSEED": "0"}
"""Settings every interpreter that runs a notebook starts with: sets have the same order in every run."""
ONE_AT_A_TIME = threading.Lock()
"""Papermill changes environment and working directory of its whole process; a cluster's worker may have threads."""
NOT_OURS = frozenset({"injected-parameters", "papermill-error-cell-tag"})
"""Tags of cells papermill adds, which do not count when a cell's number is told."""
TRACE = "trace.jsonl"


@dataclass(frozen=True)
class Failure:
    """Why a run failed.

    Attributes
    ----------
    cell : int
        Number of the cell in the notebook as written, from 1; 0 where no cell is to blame.
    error : str
        Name of the error.
    message : str
        What it said.
    """

    cell: int
    error: str
    message: str


@dataclass(frozen=True)
class Executed:
    """One finished run.

    Attributes
    ----------
    run : Run
        What was run.
    notebook : bytes
        The notebook with its outputs, as papermill left it.
    seconds : float
        How long it took.
    failure : Failure or None
        Set if it raised; ``notebook`` then stops at the failing cell.
    trace : bytes
        What the run noted about the data it read (JSON lines); empty if it noted nothing.
    """

    run: Run
    notebook: bytes
    seconds: float
    failure: Failure | None = None
    trace: bytes = b""

    def moved(self, old: Path, new: Path) -> "Executed":
        """Return the same run as if the project had lain in another folder."""
        was, now = (json.dumps(str(path), ensure_ascii=False)[1:-1].encode() for path in (old, new))
        return replace(self, notebook=self.notebook.replace(was, now), trace=self.trace.replace(was, now))


def execute(run: Run, root: Path, nursery: str = "") -> Executed:
    """Run one notebook in the project root and return it with its outputs.

    Parameters
    ----------
    run : Run
        Notebook and complete parameters, already checked.
    root : Path
        Project root; working directory of the kernel and its ``PLANBOOK_ROOT``.
    nursery : str
        Address of the nursery its kernel is forked from; this process's own when empty.

    Returns
    -------
    Executed
        A notebook that raises is a result too, with ``failure`` set.
    """
    started = time.monotonic()
    with ONE_AT_A_TIME, scratch_folder() as folder, _environment(root, folder):
        output = folder / "executed.ipynb"
        taken: list[Any] = []
        failure = _attempt(run, root, output, nursery, taken)
        notebook = _written(taken, output if output.is_file() else root / run.source)
        trace = folder / TRACE
        noted = trace.read_bytes() if trace.is_file() else b""
    return Executed(run, notebook, time.monotonic() - started, failure, noted)


def _written(taken: Sequence[Any], path: Path) -> bytes:
    """Return a run's notebook: the one that came through, else what papermill wrote of one that did not."""
    if not taken:
        return path.read_bytes()
    from nbformat.v4.rwbase import split_lines

    lines = split_lines(taken[-1])  # type: ignore[no-untyped-call]
    return json.dumps(lines, ensure_ascii=False, sort_keys=True).encode()


@contextmanager
def _environment(root: Path, folder: Path) -> Iterator[None]:
    """Give the kernel the project root and nobody's personal Jupyter and IPython settings."""
    before = dict(os.environ)
    os.environ.update({
        ENV_ROOT: str(root), **FIXED, "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": f"{folder}/ipython", "JUPYTER_RUNTIME_DIR": f"{folder}/jupyter", ENV_TRACE: f"{folder}/{TRACE}",
    })
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _attempt(run: Run, root: Path, output: Path, nursery: str, taken: list[Any]) -> Failure | None:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from zmq.error import ZMQError

    for attempt in range(1, ATTEMPTS + 1):
        try:
            _papermill(run, root, output, nursery, taken)
        except PapermillExecutionError as error:
            return Failure(_failing_cell(output), error.ename, error.evalue)
        except CellTimeoutError:
            return Failure(_failing_cell(output), "CellTimeoutError", f"一格运行超过 {CELL_SECONDS} 秒")
        except DeadKernelError:
            return Failure(_failing_cell(output), "DeadKernelError", "内核在运行中被终止（可能内存不足）")
        except (RuntimeError, ValueError, OSError, ZMQError) as error:
            if attempt == ATTEMPTS:
                return Failure(0, type(error).__name__, f"内核无法启动：{error}")
        else:
            return None
    return None


def _papermill(run: Run, root: Path, output: Path, nursery: str, taken: list[Any]) -> None:
    from papermill import execute_notebook
    from papermill.engines import papermill_engines

    from planbook.build.warm.engine import ENGINE, WarmEngine

    papermill_engines.register(ENGINE, WarmEngine)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what fails is told once, by us
    # Papermill formats the paths it is given: a brace in the project's path would break it, so it gets a copy.
    copy = output.with_name("source.ipynb")
    shutil.copyfile(root / run.source, copy)
    execute_notebook(
        str(copy), str(output), parameters=dict(run.parameters), cwd=str(root), kernel_name="python3",
        progress_bar=False, execution_timeout=CELL_SECONDS, config=_kernel_config(output.parent), extra_arguments=list(QUIET),
        engine_name=ENGINE, nursery=nursery, taken=taken,
        # Not written twice a cell: a page of maps is megabytes. One that is broken off is written where it stopped.
        request_save_on_cell_execute=False, broken_off=str(output),
    )


def _kernel_config(folder: Path) -> Any:
    """Talk to the kernel through sockets in the run's own folder where the system has them.

    No port to race for, and nobody else can listen.
    """
    from traitlets.config import Config

    sockets = str(folder / "kernel")
    local = sys.platform == "linux" and len(sockets) <= LONGEST_SOCKET
    return Config({"KernelManager": {"transport": "ipc", "ip": sockets} if local else {}})


def _failing_cell(output: Path) -> int:
    """Return the number of the cell that failed, counting the cells of the notebook as it was written."""
    cells = json.loads(output.read_text(encoding="utf-8"))["cells"]
    own = [c for c in cells if not NOT_OURS & set(c["metadata"].get("tags", []))]
    failed = [n for n, c in enumerate(own, start=1) if _failed(c)]
    return failed[0] if failed else 0


def _failed(cell: dict[str, Any]) -> bool:
    execution = cell["metadata"].get("execution")  # empty where the kernel died before it said that it had begun
    unanswered = execution is not None and "shell.execute_reply" not in execution
    return unanswered or any(o["output_type"] == "error" for o in cell.get("outputs", []))


Report = Callable[[Executed], None]


def execute_all(
    runs: Sequence[Run], root: Path, executor: Executor, failed: Path, report: Report,
) -> dict[str, Executed]:
    """Execute every run; stop at the first that fails.

    Parameters
    ----------
    runs : sequence of Run
        What to run.
    root : Path
        Project root.
    executor : Executor
        Where to run it.
    failed : Path
        Folder in which the notebook of a failed run is kept.
    report : callable
        Called with each finished run, in the order they finish.

    Returns
    -------
    dict of str to Executed
        By name of the run.

    Raises
    ------
    BuildError
        If a notebook raises, naming notebook, cell, error and where the failed copy lies.
    """
    done = {}
    with (
        _shared_nursery(runs, root, executor) as address,
        closing(in_parallel(executor, execute, [(run, root, address) for run in runs])) as results,
    ):
        for result in results:
            if result.failure:
                raise BuildError(_message(result, result.failure, _keep(result, failed), root))
            done[result.run.name] = result
            report(result)
    return done


def _shared_nursery(runs: Sequence[Run], root: Path, executor: Executor) -> AbstractContextManager[str]:
    """Return one nursery for all local processes; a cluster's workers each have their own."""
    wanted = runs and not isinstance(executor, Cluster)
    years = sorted({run.edition for run in runs})
    return nursery_for({**os.environ, **FIXED}, root, years) if wanted else nullcontext("")


def _keep(result: Executed, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.run.name}.ipynb"
    path.write_bytes(result.notebook)
    return path


def _message(result: Executed, failure: Failure, kept: Path, root: Path) -> str:
    run = result.run
    cell = f"第 {failure.cell} 格" if failure.cell else "启动时"
    copy = kept.relative_to(root) if kept.is_relative_to(root) else kept
    return (
        f"笔记本 {run.source} {cell}出错（章 {run.slug}，{run.edition} 年版）：{failure.error}: {failure.message}\n"
        f"参数：{_listed(run)}。出错时的副本：{copy}\n"
        "处理：在 JupyterLab 中打开该副本查看出错的一格，改正数据或笔记本后重新运行 planbook build。"
    )


def _listed(run: Run) -> str:
    return "，".join(f"{name} = {value!r}" for name, value in run.parameters.items())
