"""House rules no tool checks: rooms, sizes, numbers in prose, words that do not belong."""

import ast
import csv
import re
import statistics
import subprocess
import tokenize
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from bookkit import ROOT

SOURCE = ROOT / "src" / "planbook"
LEVELS = (("cli",), ("build",), ("intake",), ("chapters",), ("cards",), ("charts", "narrative"), ("assess",), ("data",))
"""Rooms from the top floor down; a room may import only from the floors below it."""
LONGEST, MOST, MEDIAN = 60, 30, 10
BANNED = ("检索库", "检索结果", "检索片段", "存档", "pypi.org", "pythonhosted", "npmjs", "/wor" + "k/", "/roo" + "t/", "/tm" + "p/")

NAMES_WITH_DIGITS = re.compile(
    r"""
    GB(?:/T)?\s?\d+(?:\.\d+)?(?:-\d{4})?      # national standards
    | HJ\s?\d+(?:-\d{4})?                     # environmental standards
    | ISO\s?\d+ | RFC\s?\d+ | EPSG:\d+        # international ones
    | [\u4e00-\u9fff]+〔\d{4}〕\d+号           # official documents
    | PM2\.5 | PM10 | O3 | SO2 | NO2 | NH3-N | CO2 | COD | BOD5    # substances
    | CGCS2000 | WGS\s?84 | UTF-8 | CC\s?BY\s?4\.0 | Python\s3\.\d+ | Jupyter\sBook\s1 | SHA-256 | A4
    """, re.VERBOSE)
CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|\{[^{}]*\}", re.DOTALL)
LIST_NUMBER = re.compile(r"^\s*\d+\.\s", re.MULTILINE)


def room_of(path: Path) -> str:
    """Return the room a module lies in."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor(room: str) -> int:
    """Return a room's level, counted from the top."""
    return next(n for n, rooms in enumerate(LEVELS) if room in rooms)


def modules() -> list[Path]:
    """Return every module of the library."""
    return sorted(SOURCE.rglob("*.py"))


def imported_rooms(path: Path) -> Iterator[str]:
    """Yield the rooms a module imports from, wherever in the module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (n.split(".")[1] for n in names if n.startswith("planbook."))


def test_imports_point_down() -> None:
    wrong = [f"{path.relative_to(ROOT)} imports {room}"
             for path in modules() if path.parent != SOURCE for room in imported_rooms(path)
             if room != room_of(path) and floor(room) <= floor(room_of(path))]
    assert not wrong, "\n".join(wrong)


def test_imports_are_absolute() -> None:
    relative = [str(path) for path in modules() for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom) and node.level]
    assert not relative


def lengths() -> dict[str, int]:
    """Return the lines of each function's body, without its docstring."""
    found = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                found[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    return found


def test_functions_are_small() -> None:
    sizes = lengths()
    values = sorted(sizes.values())
    assert statistics.median(values) <= MEDIAN
    assert values[int(len(values) * 0.9)] <= MOST
    assert not [name for name, size in sizes.items() if size > LONGEST]


def typed_digits(text: str) -> list[str]:
    """Return the lines of prose in which a digit stands outside names, standards' numbers and code."""
    bare = NAMES_WITH_DIGITS.sub("", LIST_NUMBER.sub("", CODE.sub("", text)))
    return [line.strip() for line in bare.splitlines() if re.search(r"\d", line)]


@pytest.mark.parametrize("text", ["年均浓度 39.8", "共83个目标", "GB 3095-2012 的 35", "到2025年"])
def test_a_typed_number_is_found(text: str) -> None:
    assert typed_digits(text)


@pytest.mark.parametrize("text", [
    "GB 3838-2002 与环办〔2011〕22号", "PM2.5 和 PM10", "代码 GB/T 2260", "`planbook build --edition 2025`", "1. 打开文件"])
def test_names_and_code_may_have_digits(text: str) -> None:
    assert not typed_digits(text)


@pytest.mark.parametrize("page", sorted((ROOT / "book" / "pages").rglob("*.md")), ids=lambda p: p.name)
def test_no_number_is_typed_on_a_page(page: Path) -> None:
    assert typed_digits(page.read_text(encoding="utf-8")) == []


def prose_strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the literal text of every string in a module, docstrings and placeholders of f-strings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    docs = {id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, documented) and ast.get_docstring(n)}
    formats = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FormattedValue) and f.format_spec
               for n in ast.walk(f.format_spec)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docs | formats):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted((SOURCE / "narrative").glob("*.py")), ids=lambda p: p.name)
def test_no_number_is_typed_in_a_sentence(path: Path) -> None:
    found = [f"{line}: {text}" for line, text in prose_strings(path) if typed_digits(text)]
    assert not found, "\n".join(found)


def tracked() -> list[Path]:
    """Return the text files git knows, this one left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [p for p in paths if p.is_file() and p != Path(__file__)]


def test_no_word_that_does_not_belong_here() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in BANNED if word in text]
    assert not found, "\n".join(found)


def test_no_committed_file_is_large() -> None:
    assert [str(p) for p in tracked() if p.stat().st_size > 1_000_000] == []


def test_comments_hold_no_dead_code() -> None:
    dead = re.compile(r"#\s*(?:import |from \w+ import|def |return |print\()")
    found = [f"{path.name}:{token.start[0]}" for path in modules()
             for token in tokenize.generate_tokens(StringIO(path.read_text(encoding="utf-8")).readline)
             if token.type == tokenize.COMMENT and dead.match(token.string)]
    assert not found


PLACES_IN_CODE = {
    ("build/geo/rivers.py", "West, south, east, north of the lines read, degrees: the basin of the Songhua."):
        "says what the box is from which the tool that makes the layers reads rivers; no book is built with it",
    ("chapters/songhua.py", "Songhua"): "the chapter's class names itself in a return annotation",
}
"""String literals of the library that may name a place of the book's data, and why."""


def place_names() -> re.Pattern[str]:
    """Return what matches an id or name of any plan or place below the nation in the data; ids and English names as whole words."""
    with (ROOT / "data" / "places.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] != "nation"]
    words = {p.name for p in (ROOT / "data" / "plans").iterdir()} | {r[k] for r in rows for k in ("id", "name_en")}
    signs = {name for r in rows for name in (r["name_zh"], re.sub("(?:省|市|县|区|地区|自治区)$", "", r["name_zh"])) if len(name) > 1}
    whole = "|".join(re.escape(w) for w in words if w)
    return re.compile(f"{'|'.join(map(re.escape, signs))}|(?<![A-Za-z-])(?:{whole})(?![A-Za-z-])", re.IGNORECASE)


def test_the_library_names_no_place_of_the_data() -> None:
    named = place_names()
    found = {(path.relative_to(SOURCE).as_posix(), text): line
             for path in modules() for line, text in prose_strings(path) if named.search(text)}
    assert found.keys() == PLACES_IN_CODE.keys(), found
