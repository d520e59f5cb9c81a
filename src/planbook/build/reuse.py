"""Which runs must be executed again, and why; the results of the others are taken from the cache.

A result may stand for a run if notebook, parameters, library and packages are the same and every query the run noted
(:mod:`planbook.data.trace`) would be answered the same today.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from planbook.build.cache import Cache, pack, unpack
from planbook.build.execute import Executed
from planbook.build.inputs import Inputs, digest
from planbook.build.runs import Run
from planbook.data.load import EDITION, SELECT, load_dataset
from planbook.data.schema import EDITIONS, OBSERVATIONS
from planbook.data.tables import ALL_TABLES
from planbook.data.trace import BEGIN, FILE, FOLDER, RAW, Answers, Note, read

RUNS, ROWS, LAST = "runs", "tables", "last"
MOST_RESULTS = 4
"""Results kept of one run: of the data as they are, and as they were before the last changes."""
MOST_NAMED = 3
"""Queries and rows named in the reason of a run."""


@dataclass(frozen=True)
class Planned:
    """A run with what the cache has for it.

    Attributes
    ----------
    run : Run
        What is asked for.
    kept : Executed or None
        Its result, if one may stand for it.
    reason : str
        Why it must be executed, where none may.
    """

    run: Run
    kept: Executed | None
    reason: str


class Reuse:
    """The cache's results for the runs of one build.

    Parameters
    ----------
    cache : Cache
        Where they are kept.
    inputs : Inputs
        The project as it is now.
    """

    def __init__(self, cache: Cache, inputs: Inputs) -> None:
        self.cache, self.inputs = cache, inputs
        self._answers = Answers(inputs.root, lambda edition: load_dataset(edition, inputs.root))

    def plan(self, run: Run) -> Planned:
        """Return a run's kept result, or why there is none."""
        found = [unpack(c) for k in self.cache.keys(RUNS, self._key(run)) if (c := self.cache.get(RUNS, k))]
        states = [(entry, self._answers.differing(read(entry["trace"]))) for entry in found]
        for entry, differing in states:
            if not differing:
                return Planned(run, Executed(run, entry["notebook"], 0.0, None, entry["trace"]), "")
        if states:
            return Planned(run, None, self._changed(*states[0]))
        return Planned(run, None, self._unlike_last(run))

    def keep(self, executed: Executed) -> None:
        """Keep a finished run that noted what it read."""
        key = self._key(executed.run)
        self.cache.put(LAST, digest(executed.run.name), json.dumps(self._parts(executed.run)).encode())
        if not read(executed.trace):
            return
        self.cache.put(RUNS, f"{key}-{digest(executed.trace)}", pack({
            "trace": executed.trace, "notebook": executed.notebook,
            "tables": json.dumps(self._tables()).encode(),
        }))
        for old in self.cache.keys(RUNS, key)[MOST_RESULTS:]:
            self.cache.drop(RUNS, old)

    def keep_tables(self) -> None:
        """Keep the tables as they are, so that a later build can name the rows that changed."""
        for name, key in self._tables().items():
            if not self.cache.has(ROWS, key):
                self.cache.put(ROWS, key, (self.inputs.root / name).read_bytes())

    def _parts(self, run: Run) -> dict[str, str]:
        """Return what a result depends on besides the data, by the name of the reason."""
        return {
            "笔记本有改动": self.inputs.files.get(run.source, ""),
            "参数有改动": json.dumps(dict(run.parameters), sort_keys=True, ensure_ascii=False),
            "程序库有改动": self.inputs.library,
            "Python 或所装的包有改动": self.inputs.packages + self.inputs.files.get("requirements.txt", ""),
        }

    def _key(self, run: Run) -> str:
        return digest(run.name, *self._parts(run).values())

    def _unlike_last(self, run: Run) -> str:
        last = self.cache.get(LAST, digest(run.name))
        if last is None:
            return "首次运行"
        before = json.loads(last)
        return "，".join(name for name, part in self._parts(run).items() if before.get(name) != part) or "没有留下可用的结果"

    def _tables(self) -> dict[str, str]:
        return {n: d for n, d in self.inputs.files.items() if fnmatch(n, "data/*.csv") and not n.startswith(f"data/{RAW}/")}

    def _changed(self, entry: Mapping[str, bytes], differing: Sequence[Note]) -> str:
        rows = changed_rows(json.loads(entry["tables"]), self._tables(), self._content)
        named = list(dict.fromkeys(told for note in differing for told in _told(note, rows)))
        more = f"等 {len(named)} 处" if len(named) > MOST_NAMED else ""
        return f"数据有改动：{'；'.join(named[:MOST_NAMED])}{more}"

    def _content(self, name: str, key: str) -> bytes:
        path = self.inputs.root / name
        return path.read_bytes() if self.inputs.files.get(name) == key else self.cache.get(ROWS, key) or b""


@dataclass(frozen=True)
class ChangedRow:
    """A row that is new, gone, or has other cells.

    Attributes
    ----------
    file : str
        Table's path.
    key : str
        The parts of its key, joined by ``|``.
    versions : tuple of dict
        The row before and after, as far as there is one.
    """

    file: str
    key: str
    versions: tuple[dict[str, str], ...]


def changed_rows(before: Mapping[str, str], now: Mapping[str, str], content: Any) -> tuple[ChangedRow, ...]:
    """Return the rows in which two states of the tables differ.

    Parameters
    ----------
    before, now : mapping of str to str
        Digest of each table by path.
    content : callable
        Takes path and digest, returns the table's bytes.
    """
    names = [n for n in sorted({*before, *now}) if before.get(n) != now.get(n)]
    return tuple(row for name in names for row in _rows_of(
        name, *(content(name, state[name]) if name in state else b"" for state in (before, now))))


def _rows_of(name: str, before: bytes, now: bytes) -> Iterator[ChangedRow]:
    old, new = _by_key(name, before), _by_key(name, now)
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            yield ChangedRow(name, key, tuple(r for r in (old.get(key), new.get(key)) if r))


def _by_key(name: str, content: bytes) -> dict[str, dict[str, str]]:
    table = next((t for t in ALL_TABLES if fnmatch(name, f"data/{t.glob}")), None)
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    columns = [c for c in table.key if c != "plan"] if table else []
    return {"|".join(row.get(c) or "" for c in columns or row): row for row in rows}


def _told(note: Note, rows: Sequence[ChangedRow]) -> Iterator[str]:
    """Yield in words what a query found changed: the rows, or the table or file."""
    if note.query in {FILE, FOLDER}:
        yield str(note.arguments[0])
        return
    if note.query == BEGIN:
        yield "增减了数据表"
        return
    mine = [row for row in rows if _concerns(row, note)]
    yield from (f"{row.file} {row.key}" for row in mine)
    if not mine:
        yield f"{note.query} {json.dumps(note.arguments, ensure_ascii=False)}"


def _concerns(row: ChangedRow, note: Note) -> bool:
    stem = Path(row.file).stem
    if note.query == EDITION:
        return (stem, row.key) == (EDITIONS.name, str(note.edition))
    if note.query == SELECT:
        where = note.arguments[0]
        known = [{**version, "topic": stem} for version in row.versions]
        return fnmatch(row.file, f"data/{OBSERVATIONS.glob}") and any(
            all(r.get(c) in values for c, values in where.items()) for r in known)
    if note.query == stem:
        return not note.arguments or row.key == note.arguments[0]
    return note.query not in {t.name for t in ALL_TABLES} and fnmatch(row.file, f"data/{OBSERVATIONS.glob}")
