"""An import from file to difference to data: judged whole, shown, and then written whole."""

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from planbook.data.checks import check
from planbook.data.checks.core import read_raw
from planbook.data.errors import PlanbookError, Problem
from planbook.data.load import Record, records
from planbook.data.package import FILE as PACKAGE
from planbook.data.package import package_text
from planbook.data.schema import EDITIONS, OBSERVATION_KEY, OBSERVATIONS, REVISIONS
from planbook.data.scratch import scratch_folder
from planbook.data.trace import RAW
from planbook.intake.catalogue import Catalogue, Key
from planbook.intake.compose import Files, compose, next_number, registered
from planbook.intake.declared import judge_edition, read_edition, read_sources
from planbook.intake.difference import Difference, compare
from planbook.intake.entries import Entry, Reader, judge_duplicates
from planbook.intake.faults import CHECKED, Log, Rule
from planbook.intake.form import EDITION, ENTRIES, NEW_SOURCES
from planbook.intake.journal import Disk, project_lock, recover, write_all
from planbook.intake.reading import read_file

RANGE = "CHK-RANGE"
_UNSAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff()_-]+")


@dataclass(frozen=True)
class Proposal:
    """An import ready to be written.

    Attributes
    ----------
    root : Path
        Project root.
    name : str
        File name as the register keeps it.
    content : bytes
        The file as it came.
    difference : Difference
        What it would change.
    log : Log
        Notices.
    files : dict of str to bytes
        New tables by path relative to ``data/``.
    basis : str
        Digest of the tables the difference was made from.
    today : str
        ISO day of the import.
    """

    root: Path
    name: str
    content: bytes
    difference: Difference
    log: Log
    files: Files
    basis: str
    today: str


def propose(root: Path, path: Path, today: str, cut_off: str = "") -> Proposal:
    """Read and judge a file; nothing is written.

    Parameters
    ----------
    root : Path
        Project root.
    path : Path
        Workbook or CSV.
    today : str
        ISO day: of undated sources, and for the register.
    cut_off : str
        Cut-off date of a new edition, where the file does not say it.

    Raises
    ------
    ImportRefusedError
        With everything that stands in the way.
    """
    recover(root)
    log = Log(path.name)
    content = _content(path, log)
    basis = fingerprint(root)
    difference = _difference(root / "data", content, path.name, (today, cut_off), log)
    log.stop_if_refused()
    difference, files = _checked(root, difference, today, log)
    log.stop_if_refused()
    return Proposal(root, safe_name(path.name), content, difference, log, files, basis, today)


def _content(path: Path, log: Log) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        log.add(Rule.FILE_MISSING, ("", ""), path.name, "能打开的文件")
        log.stop_if_refused()
        raise


def _difference(data: Path, content: bytes, name: str, when: tuple[str, str], log: Log) -> Difference:
    """Return what the file would change, its own faults noted."""
    catalogue, (today, cut_off) = Catalogue(data), when
    grids = read_file(content, name, log)
    announced = read_sources(grids.get(NEW_SOURCES), catalogue.sources, log)
    told = read_edition(grids.get(EDITION), log)
    entries = list(Reader(catalogue, catalogue.sources | announced, log, today).entries(grids[ENTRIES]))
    if not entries:
        log.add(Rule.NOTHING, (grids[ENTRIES].sheet, ""), "没有填写的行", "至少一行有数值、区间或文字值")
    log.stop_if_refused()
    judge_duplicates(entries, log)
    log.stop_if_refused()
    plain = compare(entries, catalogue, log)
    rows = [c.entry.row for c in (*plain.new, *plain.changed)]
    edition = judge_edition(told, cut_off, catalogue.editions, rows, log)
    _tell_of_late_revisions(plain, catalogue.editions | dict([edition] if edition else []), today, log)
    return replace(plain, sources=_new_sources(announced, entries, catalogue, log), edition=edition)


def _tell_of_late_revisions(difference: Difference, editions: Mapping[int, str], today: str, log: Log) -> None:
    """Say of each revision that no edition shows it yet, so that it is not taken for lost."""
    newest = max(editions)
    for change in difference.changed:
        if change.revises and today > editions[newest]:
            log.add(Rule.REVISION_LATE, change.entry.where(change.columns[0]), f"修订于 {today}，现有各版仍用旧值",
                    f"不晚于最新的 {newest} 年版的截止日期 {editions[newest]}")


def unseen_revisions(root: Path) -> int:
    """Return how many revisions were made after the newest cut-off, so that no edition shows them yet."""
    newest = max(r["cut_off"] for r in records(root / "data" / EDITIONS.glob))
    return sum(r["revised_on"] > newest for r in records(root / "data" / REVISIONS.glob))


def _new_sources(announced: dict[str, Record], entries: list[Entry], catalogue: Catalogue, log: Log) -> tuple[Record, ...]:
    """Return the announced sources some row cites; one nobody cites is told of and left out."""
    cited = {e.row["source"] for e in entries}
    found: dict[str, Record] = {}
    for code, row in announced.items():
        if row["id"] not in cited:
            log.add(Rule.SOURCE_UNUSED, (NEW_SOURCES, ""), f"{code} {row['title']}", "填报表引用的来源")
        elif row["id"] not in catalogue.sources:
            found[row["id"]] = row
    return tuple(found.values())


# --- the checks of the data, on the data as they would be

def _checked(root: Path, difference: Difference, today: str, log: Log) -> tuple[Difference, Files]:
    """Run every check of the data on the tables as they would be; an unusual value vouched for is declared and passes."""
    files = compose(root / "data", difference, today)
    problems = check_with(root, files) if files else []
    explained = {e.key: e.row["note"] for p in problems if p.check == RANGE and (e := _entry_at(p, difference, files))
                 and e.row["note"].startswith(CHECKED)}
    if explained:
        difference = replace(difference, explained=explained)
        files = compose(root / "data", difference, today)
        problems = check_with(root, files)
    before = {_sense(p) for p in check(root)} if problems else set()
    for problem in problems:
        if _sense(problem) not in before:
            _note(problem, difference, files, log)
    return difference, files


def _sense(problem: Problem) -> Problem:
    """Return a problem without its line, which an import moves."""
    return replace(problem, row=0)


def check_with(root: Path, files: Files) -> list[Problem]:
    """Return what the checks find with some tables replaced.

    Parameters
    ----------
    root : Path
        Project root.
    files : dict of str to bytes
        New tables by path relative to ``data/``.
    """
    with scratch_folder() as folder:
        return check(_beside(root, folder / "book", files))


def _beside(root: Path, copy: Path, files: Files) -> Path:
    """Copy a project's data with some tables replaced."""
    shutil.copytree(root / "data", copy / "data", ignore=shutil.ignore_patterns(RAW))
    shutil.copyfile(root / "_config.yml", copy / "_config.yml")
    for name, content in files.items():
        (copy / "data" / name).write_bytes(content)
    return copy


def _entry_at(problem: Problem, difference: Difference, files: Files) -> Entry | None:
    """Return the filled row that a problem of the new tables speaks of."""
    name = problem.file.removeprefix("data/")
    if not (name.startswith("observations/") and name in files and problem.row):
        return None
    entries = {c.entry.key: c.entry for c in (*difference.new, *difference.changed)}
    return entries.get(_keys(files[name]).get(problem.row, ()))


@lru_cache(maxsize=4)
def _keys(content: bytes) -> dict[int, Key]:
    """Return the key of each row of a file of observations, by line."""
    with scratch_folder() as folder:
        path = folder / "table.csv"
        path.write_bytes(content)
        raw = read_raw(path, folder, OBSERVATIONS)
    return {line: cells[: len(OBSERVATION_KEY)] for line, cells in raw.rows}


def _note(problem: Problem, difference: Difference, files: Files, log: Log) -> None:
    entry = _entry_at(problem, difference, files)
    rule = Rule.OUT_OF_RANGE if problem.check == RANGE else Rule.CHECK
    where = entry.where(problem.column) if entry else ("", f"{problem.file} [{problem.column}]")
    remedy = "" if rule is Rule.OUT_OF_RANGE else f"{problem.todo}；检查项 {problem.check}"
    log.add(rule, where, problem.found, problem.expected, remedy)


# --- writing

def fingerprint(root: Path) -> str:
    """Return a digest of every table, by which a change since is seen."""
    found = hashlib.sha256()
    for path in sorted((root / "data").rglob("*.csv")):
        if RAW not in path.relative_to(root / "data").parts:
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def safe_name(name: str) -> str:
    """Return a file name fit for a table: letters, digits, Chinese, and what else could mislead as ``_``.

    Examples
    --------
    >>> safe_name("../填报 2026<b>.xlsx")
    '_填报_2026_b_.xlsx'
    """
    stem, dot, ending = name.rpartition(".")
    return _UNSAFE.sub("_", stem or name).replace("-", "_", name.startswith("-")) + (f".{_UNSAFE.sub('', ending).lower()}" if dot and stem else "")


def commit(proposal: Proposal, disk: Disk | None = None) -> int:
    """Write an import: tables, raw file, register and package as one change.

    Returns
    -------
    int
        The import's number.

    Raises
    ------
    PlanbookError
        If the data changed since the difference was shown.
    """
    root = proposal.root
    with project_lock(root):
        if fingerprint(root) != proposal.basis:
            raise PlanbookError("显示改动以后，data/ 又被别处改过，没有写入。处理：重新运行 planbook import，核对后再确认。")
        number = next_number(root / "data")
        write_all(root, _contents(proposal, number), number, disk=disk)
    return number


def _contents(proposal: Proposal, number: int) -> dict[str, bytes]:
    """Return every file of the change by path relative to the project root."""
    root, d = proposal.root, proposal.difference
    sha = hashlib.sha256(proposal.content).hexdigest()
    raw = f"{RAW}/{sha[:16]}{Path(proposal.name).suffix}"
    row = {"number": str(number), "imported_on": proposal.today, "file": proposal.name, "sha256": sha, "raw": raw,
           "new": str(len(d.new)), "changed": str(len(d.changed)), "unchanged": str(d.unchanged), "sources": str(len(d.sources)),
           "edition": str(d.edition[0]) if d.edition else "", "status": "imported"}
    files = dict(proposal.files) | {"imports.csv": registered(root / "data", row)}
    package = _package(root, files)
    files |= {PACKAGE: package} if package else {}
    if not (root / "data" / raw).exists():
        files[raw] = proposal.content
    return {f"data/{name}": content for name, content in files.items()}


def _package(root: Path, files: Files) -> bytes:
    """Return the package's new description, nothing where there is none or it stays the same."""
    path = root / "data" / PACKAGE
    if not path.is_file():
        return b""
    with scratch_folder() as folder:
        text = package_text(_beside(root, folder / "book", files)).encode()
    return b"" if text == path.read_bytes() else text


