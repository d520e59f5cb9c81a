"""Raw tables with line numbers, and what a check is."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from planbook.data.errors import Problem
from planbook.data.periods import Period
from planbook.data.schema import Table
from planbook.data.tables import ALL_TABLES

FILE, LINE, PLAN = "_file", "_line", "plan"
"""Columns added to each table when read: where a row stands, and the plan it belongs to."""
PACKAGE = "datapackage.json"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Raw:
    """One CSV as it lies on disk.

    Attributes
    ----------
    file : str
        Path relative to the project root, with forward slashes.
    table : Table
        Its declaration.
    plan : str
        Plan folder, empty outside ``data/plans``.
    content : bytes
        The bytes read.
    header : tuple of str
        First row; empty if the file cannot be read.
    rows : tuple of (int, tuple of str)
        Line number and cells of each further row.
    error : str
        Why it cannot be read, in Chinese; empty if it can.
    """

    file: str
    table: Table
    plan: str
    content: bytes
    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    error: str = ""

    @property
    def usable(self) -> bool:
        """Whether its cells can be checked: readable, columns as declared, no ragged row."""
        return (
            not self.error
            and sorted(self.header) == sorted(self.table.fields)
            and all(len(cells) == len(self.header) for _, cells in self.rows)
        )

    def frame(self) -> pd.DataFrame:
        """Return the cells as text with the columns :data:`FILE`, :data:`LINE` and :data:`PLAN`."""
        frame = pd.DataFrame([cells for _, cells in self.rows], columns=list(self.header), dtype=str)
        frame[FILE] = self.file
        frame[LINE] = [line for line, _ in self.rows]
        return frame.assign(plan=self.plan) if self.plan else frame


def read_raw(path: Path, root: Path, table: Table) -> Raw:
    """Read one CSV without judging it."""
    relative = path.relative_to(root).as_posix()
    plan = path.parent.name if path.parent.parent.name == "plans" else ""
    content = path.read_bytes()
    try:
        text = content.removeprefix(BOM).decode("utf-8")
        lines = list(_numbered(text))
    except UnicodeDecodeError:
        return Raw(relative, table, plan, content, error="不是 UTF-8 编码")
    except csv.Error as error:
        return Raw(relative, table, plan, content, error=f"引号或换行不成对（{error}）")
    if not lines:
        return Raw(relative, table, plan, content, error="空文件")
    return Raw(relative, table, plan, content, lines[0][1], tuple(lines[1:]))


def _numbered(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        yield line, tuple(cells)
        line = reader.line_num + 1


@dataclass(frozen=True)
class Data:
    """All tables of a project, read tolerantly; unusable files are left out of the frames."""

    root: Path

    @cached_property
    def raws(self) -> tuple[Raw, ...]:
        """Every file of every declared table."""
        data = self.root / "data"
        return tuple(read_raw(path, self.root, t) for t in ALL_TABLES for path in sorted(data.glob(t.glob)))

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Each table's rows over all its usable files, by table name."""
        return {t.name: _concat(t, [r for r in self.raws if r.table is t and r.usable]) for t in ALL_TABLES}

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.frames[table]

    def whole(self, table: str) -> bool:
        """Tell whether the table has files and all of them are usable, so that a reference into it can be judged."""
        own = [r for r in self.raws if r.table.name == table]
        return bool(own) and all(r.usable for r in own)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Observations with ``first``, ``last`` (ISO days), ``days`` and the figures ``value_``, ``low_``, ``high_``.

        A period or figure that cannot be read is NaN there.
        """
        frame = self["observations"]
        spans = {code: _span(code) for code in frame["period"].unique()}
        columns = {name: frame["period"].map({c: s[i] for c, s in spans.items()})
                   for i, name in enumerate(("first", "last", "days"))}
        figures = {f"{c}_": pd.to_numeric(frame[c], errors="coerce") for c in ("value", "low", "high")}
        return frame.assign(**columns, **figures)

    @cached_property
    def plans(self) -> dict[str, Any]:
        """Content of each ``plan.yml`` by folder name; the YAML error's text where it cannot be read."""
        return {p.parent.name: _yaml(p) for p in sorted((self.root / "data").glob("plans/*/plan.yml"))}

    @cached_property
    def packaged(self) -> tuple[str, ...]:
        """Paths, relative to ``data/``, that the data package lists; none where there is no readable package."""
        try:
            package = json.loads((self.root / "data" / PACKAGE).read_text(encoding="utf-8"))
            return tuple(r["path"] for r in package["resources"])
        except (OSError, ValueError, KeyError, TypeError):
            return ()


def _concat(table: Table, raws: list[Raw]) -> pd.DataFrame:
    if raws:
        return pd.concat([r.frame() for r in raws], ignore_index=True)
    extra = [PLAN] if table.key[0] == PLAN else []
    return pd.DataFrame({c: pd.Series(dtype=str) for c in [*table.fields, FILE, LINE, *extra]})


def _span(code: str) -> tuple[Any, Any, Any]:
    try:
        period = Period.parse(code)
    except ValueError:
        return (float("nan"),) * 3
    return period.first.isoformat(), period.last.isoformat(), (period.last - period.first).days + 1


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return str(error).splitlines()[0]


Finder = Callable[[Data], Iterable[Problem]]


@dataclass(frozen=True)
class Check:
    """One check: a stable id, a Chinese title and the function that finds what is wrong."""

    id: str
    title: str
    find: Finder

    def run(self, data: Data) -> Iterator[Problem]:
        """Yield what is wrong, stamped with this check's id."""
        return (replace(p, check=self.id) for p in self.find(data))


def checks(name: str, title: str) -> Callable[[Finder], Check]:
    """Turn a function into a :class:`Check` named ``name``."""
    return lambda find: Check(name, title, find)


def at(
    frame: pd.DataFrame, wrong: "pd.Series[bool]", column: str, expected: "str | pd.Series[Any]", todo: str,
    found: "pd.Series[Any] | None" = None,
) -> Iterator[Problem]:
    """Yield a problem for each row of ``frame`` where ``wrong`` holds.

    Parameters
    ----------
    frame : DataFrame
        A table as :class:`Data` reads it.
    wrong : Series of bool
        Rows at fault, on the index of ``frame``.
    column : str
        Column named in the message.
    expected : str or Series
        What should stand there, for all rows or for each.
    todo : str
        The next step.
    found : Series, optional
        What stands there; the cell itself when omitted.
    """
    if not wrong.any():
        return
    rows = frame[wrong]
    cells = (rows[column] if found is None else found[wrong]).astype(str)
    wanted = [expected] * len(rows) if isinstance(expected, str) else expected[wrong].astype(str)
    for file, line, cell, want in zip(rows[FILE], rows[LINE], cells, wanted, strict=True):
        yield Problem("", file, line, column, cell, want, todo)


def fault(row: Mapping[Any, Any], column: str, expected: str, todo: str, found: str | None = None) -> Problem:
    """Return a problem at one row given as a mapping with :data:`FILE` and :data:`LINE`."""
    return Problem("", row[FILE], int(row[LINE]), column, str(row[column]) if found is None else found, expected, todo)


def parts(cell: str) -> tuple[str, ...]:
    """Return the non-empty parts of a list cell."""
    return tuple(p for p in cell.split(";") if p)


def row_keys(data: Data) -> dict[tuple[str, int], str]:
    """Return the key of each row, its parts joined by ``|``, by file and line."""
    found: dict[tuple[str, int], str] = {}
    for table in ALL_TABLES:
        columns = [c for c in table.key if c != PLAN]
        for row in data[table.name][[FILE, LINE, *columns]].itertuples(index=False, name=None):
            found[row[0], row[1]] = "|".join(row[2:])
    return found
