"""Tools of the tests that build: the mini book, the command line, small notebooks."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from planbook.data.tables import ALL_TABLES

ROOT = Path(__file__).resolve().parents[1]
MINIBOOK = ROOT / "tests" / "fixtures" / "minibook"
OTHERPLAN = ROOT / "tests" / "fixtures" / "otherplan"
ZOO = ROOT / "tests" / "build" / "notebooks"
MINIPLAN = "test-plan"


def run_planbook(*arguments: str, cwd: Path, umask: int = -1, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as an analyst would; ``settings`` are added to its environment."""
    environment = {k: v for k, v in os.environ.items() if k != "PLANBOOK_ROOT"} | settings
    command = [sys.executable, "-m", "planbook.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, umask=umask)


def copy_minibook(target: Path) -> Path:
    """Copy the mini book and add an empty table for each it has no rows for."""
    shutil.copytree(MINIBOOK, target)
    return with_every_table(target, MINIPLAN)


def copy_otherplan(target: Path) -> Path:
    """Copy the other province's data and give it the book's own notebooks and pages."""
    shutil.copytree(OTHERPLAN, target)
    for part in ("notebooks", "book/pages"):
        shutil.copytree(ROOT / part, target / part)
    return with_every_table(target, "shanxi-145")


def with_every_table(root: Path, plan: str) -> Path:
    """Add an empty table for each the project at ``root`` has no rows for."""
    for table in ALL_TABLES:
        path = root / "data" / table.glob.replace("*", plan)
        if not list((root / "data").glob(table.glob)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(",".join(table.fields) + "\n", encoding="utf-8")
    return root


class Inline(Executor):
    """An executor that does the work at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed on to whoever asks for the result
            future.set_exception(error)
        return future


def code(source: str, *tags: str, outputs: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Return a code cell."""
    return {"cell_type": "code", "id": "x", "metadata": {"tags": list(tags)}, "source": source,
            "execution_count": 3, "outputs": list(outputs)}


def markdown(source: str) -> dict[str, Any]:
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "id": "x", "metadata": {}, "source": source}


def shown(data: dict[str, Any]) -> dict[str, Any]:
    """Return a displayed output."""
    return {"output_type": "execute_result", "execution_count": 3, "metadata": {}, "data": data}


def notebook(*cells: dict[str, Any]) -> bytes:
    """Return a notebook as papermill leaves it."""
    content = {"cells": list(cells), "metadata": {"papermill": {"duration": 1.5, "input_path": "/home/me/a.ipynb"}},
               "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def write_notebook(path: Path, *cells: dict[str, Any]) -> None:
    """Write a notebook without outputs."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
    path.write_text(json.dumps({"cells": list(cells), "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below ``folder``."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
