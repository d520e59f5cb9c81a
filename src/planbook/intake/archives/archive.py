"""A whole archive: files read one by one, here or in other processes, their daily values merged."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from planbook.intake.archives.daily import daily_layout, read_daily
from planbook.intake.archives.days import COUNT, ITEMS, Counts, Day, DayRules, FileDays, FileTask, Floats
from planbook.intake.archives.files import archive_files, read_raw
from planbook.intake.archives.findings import Findings, Reason, Unit
from planbook.intake.archives.hourly import is_hourly, read_hourly


@dataclass(frozen=True)
class FileRecord:
    """Provenance of one file: its name, the SHA-256 of its bytes and their encoding."""

    name: str
    sha256: str
    encoding: str


@dataclass(frozen=True)
class DailyValues:
    """The daily values of all places.

    Attributes
    ----------
    days : tuple of date
        Sorted; only days with a row.
    places : tuple of str
        Place ids, sorted.
    values : array, shape (days, items, places)
        NaN where there is no valid day.
    stations : array, shape (days, items, places)
        Stations behind each value.
    """

    days: tuple[date, ...]
    places: tuple[str, ...]
    values: Floats
    stations: Counts


@dataclass(frozen=True)
class Archive:
    """What was read from an archive."""

    daily: DailyValues
    findings: Findings
    files: tuple[FileRecord, ...]


def read_archive(path: Path, targets: Mapping[str, str], rules: DayRules, executor: Executor | None = None) -> Archive:
    """Read every file of an archive.

    Parameters
    ----------
    path : Path
        A file, or a folder with CSV files at any depth.
    targets : mapping of str to str
        Station or city as written, to place id (see :class:`planbook.intake.archives.days.FileTask`).
    rules : DayRules
        Completeness and plausible limits.
    executor : Executor, optional
        Where files are read; in this process when omitted.

    Raises
    ------
    PlanbookError
        If there is nothing to read, or a file's encoding is unknown.
    """
    base = path if path.is_dir() else path.parent
    tasks = [FileTask(str(p), str(base), targets, rules) for p in archive_files(path)]
    results = executor.map(read_file, tasks) if executor else map(read_file, tasks)
    return merge(results)


def warm_up(executor: Executor, workers: int) -> None:
    """Let workers start and import what reading needs, while this process still gathers rules and names."""
    for _ in range(workers):
        executor.submit(ready)


def ready() -> bool:
    """Do nothing; to be called, a worker must have imported this module and the columnar engine."""
    return True


def read_file(task: FileTask) -> FileDays:
    """Read one file of whatever known format; one that cannot be used is found so, not skipped."""
    raw = read_raw(Path(task.path), Path(task.base))
    first, _, rest = raw.body.partition(b"\n")
    header = first.decode(errors="replace").split(",")
    if not rest.strip():
        return _refused(FileDays(raw.name, raw.sha256, raw.encoding), Reason.EMPTY_FILE, "")
    if is_hourly(header):
        return read_hourly(raw, header, task)
    layout = daily_layout(header)
    if layout is None:
        return _refused(FileDays(raw.name, raw.sha256, raw.encoding), Reason.WRONG_HEADER, ",".join(header[:6]))
    return read_daily(raw, header, layout, task)


def _refused(file: FileDays, reason: Reason, found: str) -> FileDays:
    file.findings.take(Unit.FILE, reason, file.name, 1, "", found)
    return file


def merge(files: Iterable[FileDays]) -> Archive:
    """Merge what files gave, in their order; of two different values for a day and place the first file's stays."""
    findings, records = Findings(), list[FileRecord]()
    kept: dict[date, Day] = {}
    first: dict[str, str] = {}
    for file in files:
        records.append(FileRecord(file.name, file.sha256, file.encoding))
        if file.sha256 in first and not file.findings.total(Unit.FILE):
            findings.take(Unit.FILE, Reason.SAME_FILE, file.name, 0, "", first[file.sha256])
            continue
        first[file.sha256] = file.name
        findings.add(Unit.FILE, Reason.USED, int(not file.findings.total(Unit.FILE)))
        findings.merge(file.findings)
        for day in file.days:
            kept[day.day] = _joined(kept.get(day.day), day, file.name, findings)
    _missing_days(sorted(kept), findings)
    return Archive(stack(kept), findings, tuple(records))


def _joined(old: Day | None, new: Day, file: str, findings: Findings) -> Day:
    """Join two parts of a day; count the daily values used and those another file had already given."""
    given = int((~np.isnan(new.values)).sum())
    if old is None:
        findings.add(Unit.DAY, Reason.USED, given)
        return new
    places = tuple(sorted({*old.places, *new.places}))
    (before, stations), (after, more) = _spread(old, places), _spread(new, places)
    both = ~np.isnan(before) & ~np.isnan(after)
    differs = both & ~np.isclose(before, after, rtol=1e-9, atol=0)
    findings.add(Unit.DAY, Reason.USED, given - int(both.sum()))
    findings.add(Unit.DAY, Reason.DUPLICATE_EQUAL, int((both & ~differs).sum()))
    findings.add(Unit.DAY, Reason.DUPLICATE_DIFFERENT, int(differs.sum()))
    for item, place in np.argwhere(differs).tolist():
        findings.note(Reason.DUPLICATE_DIFFERENT, file, 0, ITEMS[item],
                      f"{new.day} {places[place]} {after[item, place]:g}，另一文件为 {before[item, place]:g}")
    fresh = np.isnan(before)
    return Day(new.day, places, np.where(fresh, after, before), np.where(fresh, more, stations))


def _spread(day: Day, places: Sequence[str]) -> tuple[Floats, Counts]:
    """Return a day's values and stations laid out for more places."""
    position = np.searchsorted(np.array(places), np.array(day.places)) if day.places else np.array([], np.int64)
    values, stations = np.full((len(ITEMS), len(places)), np.nan), np.zeros((len(ITEMS), len(places)), COUNT)
    values[:, position], stations[:, position] = day.values, day.stations
    return values, stations


def _missing_days(days: Sequence[date], findings: Findings) -> None:
    """Note the days missing between the first and the last."""
    for before, after in pairwise(days):
        gap = (after - before).days - 1
        findings.add(Unit.GAP, Reason.MISSING_DAYS, gap)
        if gap:
            first, last = before + timedelta(1), after - timedelta(1)
            findings.note(Reason.MISSING_DAYS, "全部文件", 0, "", f"{first}" if gap == 1 else f"{first} 至 {last}")


def stack(days: Mapping[date, Day]) -> DailyValues:
    """Stack single days into one array over all places."""
    order = sorted(days)
    places = tuple(sorted({place for day in days.values() for place in day.places}))
    shape = (len(order), len(ITEMS), len(places))
    values, stations = np.empty(shape), np.empty(shape, COUNT)
    for number, day in enumerate(order):
        values[number], stations[number] = _spread(days[day], places)
    return DailyValues(tuple(order), places, values, stations)
