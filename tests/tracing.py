"""Run a notebook in this process, as the tests of what a run reads need it: fast, with its outputs and its trace."""

import ast
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planbook.build.params import TAG
from planbook.data import trace
from planbook.data.paths import ENV_ROOT


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a while."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def outputs(root: Path, notebook: str, parameters: dict[str, Any]) -> str:
    """Return everything a notebook shows, as text; code and data stand still for a plain ``exec``."""
    cells = json.loads((root / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    shown: list[Any] = []
    names = {**parameters, "display": lambda value: shown.append(_bundle(value))}
    with environment(**{ENV_ROOT: str(root)}):
        try:
            for source in ("".join(c["source"]) for c in cells if c["cell_type"] == "code" and TAG not in c["metadata"].get("tags", [])):
                shown.append(_bundle(_cell(source, names)))  # noqa: PERF401 - a cell that fails keeps those before it
        except Exception as error:  # noqa: BLE001 - that it fails is what it shows
            shown.append(repr(error))
    return json.dumps(shown, sort_keys=True, ensure_ascii=False, default=str)


def _cell(source: str, names: dict[str, Any]) -> Any:
    body = ast.parse(source.replace("from IPython.display import display", "")).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - a notebook of the project
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # noqa: S307 - as above


def _bundle(value: Any) -> Any:
    return value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else repr(value)


def traced(root: Path, file: Path, notebook: str, parameters: dict[str, Any]) -> tuple[str, tuple[trace.Note, ...]]:
    """Return what a notebook shows and what it noted."""
    with environment(**{trace.ENV_TRACE: str(file), ENV_ROOT: str(root)}):
        shown = outputs(root, notebook, parameters)
    return shown, trace.read(file.read_bytes())
