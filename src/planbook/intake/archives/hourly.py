"""Hourly wide files of the national real-time release: ``date,hour,type`` and one column per station or city.

Lines of types that are not needed (AQI, running means) are dropped before anything is parsed. What is left goes through
one columnar parser as a single long column, which is far cheaper than a table of some thousand columns, and
all statistics are array arithmetic over (hour, item, station). Nothing is melted, and one file is in memory at a time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from planbook.intake.archives.days import COUNT, NOWHERE, Counts, Day, DayRules, FileDays, FileTask, Floats, Ints
from planbook.intake.archives.files import RawFile, day_in_name, day_of
from planbook.intake.archives.findings import EXAMPLES, Findings, Reason, Unit

TYPES = (b"PM2.5", b"PM10", b"SO2", b"NO2", b"CO", b"O3")
"""Types read, in the order of :data:`planbook.intake.archives.days.ITEMS`; ozone's 8-hour means are made from its hours."""
OTHER_TYPES = frozenset({
    b"AQI", b"PM2.5_24h", b"PM10_24h", b"SO2_24h", b"NO2_24h", b"CO_24h", b"O3_24h", b"O3_8h", b"O3_8h_24h",
})
"""Types of the release that are not needed: running means of the platform itself."""
HEADERS = (("date", "hour", "type"), ("日期", "小时", "类型"), ("日期", "时间", "类型"))
KEYS = 3
HOURS, WINDOW = 24, 8
OZONE = TYPES.index(b"O3")
_ITEM = {name: n for n, name in enumerate(TYPES)}
_HOUR = {b"%d" % n: n for n in range(HOURS)} | {b"%02d" % n: n for n in range(HOURS)}
Mask = NDArray[np.bool_]
Key = tuple[date, int, int]
Line = tuple[int, bytes]
"""A line's number and its station cells."""
SLOTS = tuple((hour, item) for hour in range(HOURS) for item in range(len(TYPES)))
"""Every hour and item of a day, in the order in which a day's lines are parsed."""


@dataclass(frozen=True)
class Columns:
    """Which columns of a file are used, and for which place.

    Attributes
    ----------
    names : tuple of str
        All station or city columns as written.
    used : array of int
        Positions of the columns used.
    places : tuple of str
        Place ids, sorted.
    place_of : array of int
        For each used column the position of its place in ``places``.
    aside : dict of Reason to int
        Columns set aside, by reason.
    """

    names: tuple[str, ...]
    used: Ints
    places: tuple[str, ...]
    place_of: Ints
    aside: dict[Reason, int]


@dataclass
class Rows:
    """Lines kept by day, hour and item; ``doubles`` contradict one of them."""

    kept: dict[Key, Line] = field(default_factory=dict)
    doubles: list[tuple[Key, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class DayLines:
    """One day's lines in the order of :data:`SLOTS`, ``None`` where there is none, and what contradicts them."""

    lines: list[Line | None]
    doubles: list[tuple[int, bytes]]


def is_hourly(header: Sequence[str]) -> bool:
    """Return whether a header is that of the hourly wide format."""
    return tuple(c.strip().lower() for c in header[:KEYS]) in HEADERS and len(header) > KEYS


def read_hourly(raw: RawFile, header: Sequence[str], task: FileTask) -> FileDays:
    """Read one hourly wide file to daily values.

    Parameters
    ----------
    raw : RawFile
        The file.
    header : sequence of str
        Its first line's cells.
    task : FileTask
        Targets and rules.

    Returns
    -------
    FileDays
        Daily values by place. Ozone is the daily maximum 8-hour mean over the windows that lie within the day's own
        24 hours. A place's value is the mean of its stations' daily values (HJ 663: a city is the mean of its stations).
    """
    findings = Findings()
    columns = choose_columns(tuple(c.strip() for c in header[KEYS:]), task, raw.name, findings)
    rows = scan(raw, len(columns.names), findings)
    findings.add(Unit.ROW, Reason.USED, len(rows.kept))
    for reason, number in columns.aside.items():
        findings.add(Unit.CELL, reason, number * len(rows.kept))
    count_missing_hours(rows.kept, raw.name, findings)
    days = tuple(_day(day, rows, columns, task.rules, (raw.name, findings)) for day in days_in(rows)) if columns.used.size else ()
    return FileDays(raw.name, raw.sha256, raw.encoding, findings, days)


def days_in(rows: Rows) -> list[date]:
    """Return the days of a file's rows, in order."""
    return sorted({day for day, _, _ in rows.kept})


def _day(day: date, rows: Rows, columns: Columns, rules: DayRules, told: tuple[str, Findings]) -> Day:
    lines = DayLines([rows.kept.get((day, *slot)) for slot in SLOTS],
                     [(SLOTS.index((hour, item)), cells) for (d, hour, item), cells in rows.doubles if d == day])
    cube = cleaned(lines, columns, rules, *told).reshape(HOURS, len(TYPES), columns.used.size)
    means, stations = place_means(station_days(cube, rules), columns)
    return Day(day, columns.places, means, stations)


def choose_columns(names: tuple[str, ...], task: FileTask, file: str, findings: Findings) -> Columns:
    """Match a file's columns with places; columns that match none are listed."""
    used: dict[int, str] = {}
    aside: dict[Reason, int] = {}
    seen: set[str] = set()
    for position, name in enumerate(names):
        reason = _column_reason(name, task, seen)
        seen.add(name)
        if reason is Reason.USED:
            used[position] = task.targets[name]
            continue
        aside[reason] = aside.get(reason, 0) + 1
        if reason is Reason.UNKNOWN_PLACE:
            findings.places[name] += 1
        if reason is not Reason.LEFT_OUT:
            findings.note(reason, file, 1, name, name)
    places = tuple(sorted(set(used.values())))
    index = {place: n for n, place in enumerate(places)}
    return Columns(names, np.fromiter(used, np.int64), places, np.array([index[p] for p in used.values()], np.int64), aside)


def _column_reason(name: str, task: FileTask, seen: set[str]) -> Reason:
    if name in seen:
        return Reason.DUPLICATE_COLUMN
    if name not in task.targets:
        return Reason.UNKNOWN_PLACE
    return Reason.LEFT_OUT if task.targets[name] == NOWHERE else Reason.USED


def scan(raw: RawFile, width: int, findings: Findings) -> Rows:
    """Sort a file's lines into those to parse and those set aside, without parsing their numbers.

    A line that repeats an hour and type is never used: an equal one is only counted; one that differs is kept in
    ``doubles``, so that the cells in which the two contradict each other are not used either.
    """
    lines = raw.body.split(b"\n")
    whole = not lines[-1]
    if whole:
        lines.pop()
    rows = Rows()
    named = day_in_name(raw.name)
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split(b",", KEYS)
        reason, key = _judge(cells, width)
        if key is None:
            cut = reason is Reason.WIDTH and number == len(lines) and not whole
            _set_aside(Reason.TRUNCATED if cut else reason, raw.name, number, line, findings)
        elif key in rows.kept:
            _repeat(rows, key, cells[KEYS], (raw.name, number, line), findings)
        else:
            rows.kept[key] = (number, cells[KEYS])
            if named is not None and key[0] != named:
                findings.take(Unit.GAP, Reason.DATE_DIFFERS, raw.name, number, "date", key[0].isoformat())
    return rows


def _judge(cells: list[bytes], width: int) -> tuple[Reason, Key | None]:
    """Return a line's key if it can be used, or the reason why not."""
    if len(cells) <= KEYS:
        return (Reason.BLANK if cells == [b""] else Reason.WIDTH), None
    name = cells[2].strip()
    item = _ITEM.get(name)
    if item is None:
        return (Reason.OTHER_TYPE if name in OTHER_TYPES else Reason.UNKNOWN_TYPE), None
    if cells[KEYS].count(b",") != width - 1:
        return Reason.WIDTH, None
    day, hour = day_of(cells[0].decode(errors="replace")), _HOUR.get(cells[1].strip())
    if day is None or hour is None:
        return (Reason.BAD_DATE if day is None else Reason.BAD_HOUR), None
    return Reason.USED, (day, hour, item)


def _set_aside(reason: Reason, file: str, number: int, line: bytes, findings: Findings) -> None:
    if reason is Reason.OTHER_TYPE:
        findings.add(Unit.ROW, reason)
    else:
        findings.take(Unit.ROW, reason, file, number, "", _start(line))


def _start(line: bytes) -> str:
    """Return the beginning of a line, enough to recognise it."""
    shown = line[:40].decode(errors="ignore")
    return f"{shown}…" if len(line) > len(shown.encode()) else shown


def _repeat(rows: Rows, key: Key, cells: bytes, where: tuple[str, int, bytes], findings: Findings) -> None:
    first, before = rows.kept[key]
    equal = cells == before
    if not equal:
        rows.doubles.append((key, cells))
    reason = Reason.DUPLICATE_EQUAL if equal else Reason.DUPLICATE_DIFFERENT
    file, number, line = where
    findings.take(Unit.ROW, reason, file, number, "", f"{_start(line)}（首见第 {first} 行）")


def numbers(lines: Sequence[bytes], width: int) -> tuple[Floats, Mask]:
    """Parse comma-separated lines of ``width`` cells.

    Returns
    -------
    values : array, shape (lines, width)
        NaN where a cell is empty or not a number.
    text : array of bool, same shape
        Cells that hold something that is no finite number.
    """
    body = b"\n".join(lines).replace(b",", b"\n") + b"\n"
    shape = (len(lines), width)
    try:
        column = pl.read_csv(body, schema={"v": pl.Float64}, has_header=False, quote_char=None)["v"]
    except pl.exceptions.ComputeError:
        return _slow_numbers(body, shape)
    if (~column.is_finite()).any():
        return _slow_numbers(body, shape)
    return column.to_numpy().reshape(shape), np.zeros(shape, bool)


def _slow_numbers(body: bytes, shape: tuple[int, int]) -> tuple[Floats, Mask]:
    """Parse cell by cell where some are no numbers."""
    cells = pl.Series(body.decode(errors="replace").split("\n")[:-1]).str.strip_chars()
    parsed = cells.cast(pl.Float64, strict=False)
    finite = parsed.is_finite().fill_null(value=False)
    text = ((cells != "") & ~finite).to_numpy()
    values = np.where(finite.to_numpy(), parsed.fill_null(0).to_numpy(), np.nan)
    return values.reshape(shape), text.reshape(shape)


def cleaned(day: DayLines, columns: Columns, rules: DayRules, file: str, findings: Findings) -> Floats:
    """Return the used columns' values, shape (144, columns), with NaN for all that is set aside; count each cell.

    Rows are those of :data:`SLOTS`; a line that is not there is a row of NaN and counts as nothing.
    """
    width = len(columns.names)
    blank = b"," * (width - 1)
    values, text = numbers([blank if line is None else line[1] for line in day.lines], width)
    if columns.used.size < width:
        values, text = values[:, columns.used], text[:, columns.used]
    absent = sum(line is None for line in day.lines) * columns.used.size
    limits = np.tile(np.array(rules.limits), HOURS)[:, None]
    sound, gaps = (values > 0) & (values <= limits), np.isnan(values)
    good, empty = int(np.count_nonzero(sound)), int(np.count_nonzero(gaps))
    if day.doubles or good + empty < values.size or text.any():
        sound = _sort_out(day, columns, (values, text, limits), file, findings)
        good, empty = int(np.count_nonzero(sound)), int(np.count_nonzero(gaps & ~text))
        values = np.where(sound, values, np.nan)
    findings.add(Unit.CELL, Reason.USED, good)
    findings.add(Unit.CELL, Reason.EMPTY, empty - absent)
    return values


def _sort_out(
    day: DayLines, columns: Columns, cells: tuple[Floats, Mask, Floats], file: str, findings: Findings,
) -> Mask:
    """Count and tell the cells that are no measurements; return which are."""
    values, text, limits = cells
    clash = _clashes(day, columns, values)
    masks = {
        Reason.TEXT: text, Reason.CONFLICT: clash, Reason.ZERO: (values == 0) & ~clash, Reason.NEGATIVE: (values < 0) & ~clash,
        Reason.IMPLAUSIBLE: (values > limits) & ~clash,
    }
    sound = ~np.isnan(values)
    for reason, mask in masks.items():
        _tell_cells(reason, mask, day, columns, file, findings)
        sound &= ~mask
    return sound


def _clashes(day: DayLines, columns: Columns, values: Floats) -> Mask:
    """Return the cells that a second line of the same hour and type contradicts."""
    clash = np.zeros(values.shape, bool)
    if day.doubles:
        seconds = numbers([cells for _, cells in day.doubles], len(columns.names))[0][:, columns.used]
        for (slot, _), second in zip(day.doubles, seconds, strict=True):
            clash[slot] |= (values[slot] != second) & ~np.isnan(values[slot]) & ~np.isnan(second)
    return clash


def _tell_cells(reason: Reason, mask: Mask, day: DayLines, columns: Columns, file: str, findings: Findings) -> None:
    findings.add(Unit.CELL, reason, int(np.count_nonzero(mask)))
    for slot, column in np.argwhere(mask)[:EXAMPLES].tolist():
        position, line = int(columns.used[column]), day.lines[slot]
        if line is not None:
            cell = line[1].split(b",")[position].decode(errors="replace")
            findings.note(reason, file, line[0], columns.names[position], cell)


def station_days(cube: Floats, rules: DayRules) -> Floats:
    """Return daily values, shape (items, stations), from hours, shape (24, items, stations); NaN where not valid.

    Rules: HJ 663, requirements on data statistics (valid hours of a day, of an 8-hour mean, 8-hour means of a day).
    """
    valid = ~np.isnan(cube)
    filled = np.where(valid, cube, 0)
    sums, counts = filled.sum(axis=0), valid.sum(axis=0, dtype=np.int64)
    daily: Floats = _ratio(sums, counts, counts >= rules.hours)
    daily[OZONE] = ozone_day(filled[:, OZONE], valid[:, OZONE], rules)
    return daily


def ozone_day(filled: Floats, valid: Mask, rules: DayRules) -> Floats:
    """Return the daily maximum 8-hour mean of ozone.

    Parameters
    ----------
    filled : array, shape (24, stations)
        Hourly values, zero where there is none.
    valid : array of bool, shape (24, stations)
        Where there is one.
    rules : DayRules
        Completeness.

    Returns
    -------
    array, shape (stations,)
        NaN where too few 8-hour means are valid.
    """
    ends = HOURS - WINDOW + 1
    sums = sum((filled[k:k + ends] for k in range(1, WINDOW)), filled[:ends])
    counts = sum((valid[k:k + ends].astype(np.int64) for k in range(1, WINDOW)), valid[:ends].astype(np.int64))
    means = _ratio(sums, counts, counts >= rules.window_hours)
    known = ~np.isnan(means)
    highest: Floats = np.where(known, means, -np.inf).max(axis=0)
    return np.where(known.sum(axis=0) >= rules.windows, highest, np.nan)


def place_means(daily: Floats, columns: Columns) -> tuple[Floats, Counts]:
    """Return the mean of each place's stations and how many had a valid day, both of shape (items, places)."""
    size, valid = len(columns.places), ~np.isnan(daily)
    rows = zip(daily, valid, strict=True)
    sums: Floats = np.stack([np.bincount(columns.place_of, np.where(ok, row, 0), size).astype(np.float64) for row, ok in rows])
    counts: Ints = np.stack([np.bincount(columns.place_of[ok], minlength=size) for ok in valid])
    return _ratio(sums, counts, counts > 0), counts.astype(COUNT)


def _ratio(sums: Floats, counts: Ints, where: Mask) -> Floats:
    means: Floats = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=where)
    return means


def count_missing_hours(keys: Iterable[Key], file: str, findings: Findings) -> None:
    """Count the hours that a file's days lack, item by item."""
    present: dict[tuple[date, int], int] = {}
    for day, _, item in keys:
        present[day, item] = present.get((day, item), 0) + 1
    for day in sorted({day for day, _ in present}):
        for item, name in enumerate(TYPES):
            missing = HOURS - present.get((day, item), 0)
            findings.add(Unit.GAP, Reason.MISSING_HOURS, missing)
            if missing:
                findings.note(Reason.MISSING_HOURS, file, 0, name.decode(), f"{day} 缺 {missing} 小时")
