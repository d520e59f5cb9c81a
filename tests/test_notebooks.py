"""The contract every notebook keeps: it arranges and explains, the library computes."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bookkit import MINIBOOK, ROOT
from planbook.build.params import declared_parameters
from planbook.build.tree import load_tree
from test_house import typed_digits

MOST_CELLS, MOST_LINES = 12, 10
NOTEBOOKS = sorted([*(ROOT / "notebooks").glob("*.ipynb"), *(MINIBOOK / "notebooks").glob("*.ipynb")])
URL = re.compile(r"https?://|www\.|file:")
PATH = re.compile(r"""["'][^"'\s<]*[/\\][^"'\s<]*["']|\.csv|\.geojson|\bPath\(|(?<![.\w])open\(""")
RAW_HEADING = re.compile(r"<h[1-6]|Markdown\(|HTML\(")

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)


def _cells(path: Path, kind: str) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**c, "source": "".join(c["source"])} for c in cells if c["cell_type"] == kind]


def _own_code(path: Path) -> list[str]:
    return [c["source"] for c in _cells(path, "code") if "parameters" not in c["metadata"].get("tags", [])]


def test_has_plain_parameters_with_the_edition(path: Path) -> None:
    assert type(declared_parameters(path)["edition"]) is int


def test_every_parameter_is_explained(path: Path) -> None:
    cell = next(c for c in _cells(path, "code") if "parameters" in c["metadata"].get("tags", []))
    assert all("#" in line for line in cell["source"].splitlines() if line.strip())


def test_is_committed_without_outputs(path: Path) -> None:
    for cell in _cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_defines_nothing(path: Path) -> None:
    made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [n for source in _own_code(path) for n in ast.walk(ast.parse(source)) if isinstance(n, made)]


def test_names_no_path_and_no_address(path: Path) -> None:
    for source in _own_code(path):
        assert not PATH.search(source), source
    for cell in _cells(path, "markdown"):
        assert not URL.search(cell["source"]), cell["source"]


def test_is_short(path: Path) -> None:
    cells = _cells(path, "code")
    assert len(cells) <= MOST_CELLS
    assert all(len(c["source"].splitlines()) <= MOST_LINES for c in cells)


def test_headings_stand_in_markdown(path: Path) -> None:
    assert _cells(path, "markdown")[0]["source"].startswith("# ")
    assert not [s for s in _own_code(path) if RAW_HEADING.search(s)]


def test_types_no_number(path: Path) -> None:
    for cell in _cells(path, "markdown"):
        assert typed_digits(cell["source"]) == []
    numbers = [n.value for source in _own_code(path) for n in ast.walk(ast.parse(source))
               if isinstance(n, ast.Constant) and type(n.value) in (int, float)]
    assert numbers == []


def test_is_a_chapter_of_its_book(path: Path) -> None:
    root = path.parents[1]
    assert path.stem in {c.notebook for c in load_tree(root).notebooks}
