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

from planbook.intake.archives.days import NOWHERE, Day, DayRules, FileDays, FileTask, Floats, Ints
from planbook.intake.archives.files import RawFile, day_in_name, day_of
from planbook.intake.archives.findings import Findings, Reason, Unit

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
    """Lines kept: their keys, line numbers and cells as bytes; ``doubles`` contradict a line kept before."""

    keys: list[Key] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    cells: list[bytes] = field(default_factory=list)
    doubles: list[tuple[int, bytes]] = field(default_factory=list)


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
    findings.add(Unit.ROW, Reason.USED, len(rows.keys))
    for reason, number in columns.aside.items():
        findings.add(Unit.CELL, reason, number * len(rows.keys))
    days: tuple[Day, ...] = ()
    if rows.keys and columns.used.size:
        values = cleaned(rows, columns, task.rules, raw.name, findings)
        days = tuple(days_of(values, rows.keys, columns, task.rules))
    count_missing_hours(rows.keys, raw.name, findings)
    return FileDays(raw.name, raw.sha256, raw.encoding, findings, days)


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
    rows, seen = Rows(), dict[Key, int]()
    named = day_in_name(raw.name)
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split(b",", KEYS)
        reason, key = _judge(cells, width)
        if key is None:
            cut = reason is Reason.WIDTH and number == len(lines) and not whole
            _set_aside(Reason.TRUNCATED if cut else reason, raw.name, number, line, findings)
        elif key in seen:
            _repeat(rows, seen[key], cells[KEYS], (raw.name, number, line), findings)
        else:
            seen[key] = len(rows.keys)
            rows.keys.append(key)
            rows.lines.append(number)
            rows.cells.append(cells[KEYS])
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


def _repeat(rows: Rows, first: int, cells: bytes, where: tuple[str, int, bytes], findings: Findings) -> None:
    equal = cells == rows.cells[first]
    if not equal:
        rows.doubles.append((first, cells))
    reason = Reason.DUPLICATE_EQUAL if equal else Reason.DUPLICATE_DIFFERENT
    file, number, line = where
    findings.take(Unit.ROW, reason, file, number, "", f"{_start(line)}（首见第 {rows.lines[first]} 行）")


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


def cleaned(rows: Rows, columns: Columns, rules: DayRules, file: str, findings: Findings) -> Floats:
    """Return the used columns' values, shape (rows, columns), with NaN for all that is set aside; count each cell."""
    everything, text = numbers(rows.cells, len(columns.names))
    values, text = everything[:, columns.used], text[:, columns.used]
    limits = np.array(rules.limits)[[item for _, _, item in rows.keys]][:, None]
    clash = _clashes(rows, columns, values)
    masks = {
        Reason.TEXT: text, Reason.CONFLICT: clash, Reason.EMPTY: np.isnan(values) & ~text & ~clash, Reason.ZERO: (values == 0) & ~clash,
        Reason.NEGATIVE: (values < 0) & ~clash, Reason.IMPLAUSIBLE: (values > limits) & ~clash,
    }
    bad = np.zeros(values.shape, bool)
    for reason, mask in masks.items():
        _count_cells(reason, mask, rows, columns, (file, everything), findings)
        bad |= mask
    findings.add(Unit.CELL, Reason.USED, int(values.size - bad.sum()))
    return np.where(bad, np.nan, values)


def _clashes(rows: Rows, columns: Columns, values: Floats) -> Mask:
    """Return the cells that a second line of the same hour and type contradicts."""
    clash = np.zeros(values.shape, bool)
    if rows.doubles:
        seconds = numbers([cells for _, cells in rows.doubles], len(columns.names))[0][:, columns.used]
        for (first, _), second in zip(rows.doubles, seconds, strict=True):
            clash[first] |= (values[first] != second) & ~np.isnan(values[first]) & ~np.isnan(second)
    return clash


def _count_cells(
    reason: Reason, mask: Mask, rows: Rows, columns: Columns, where: tuple[str, Floats], findings: Findings,
) -> None:
    number = int(mask.sum())
    findings.add(Unit.CELL, reason, number)
    if not number or reason is Reason.EMPTY:
        return
    file, everything = where
    for row, column in np.argwhere(mask)[:3].tolist():
        position = int(columns.used[column])
        found = rows.cells[row].split(b",")[position].decode(errors="replace") or f"{everything[row, position]:g}"
        findings.note(reason, file, rows.lines[row], columns.names[position], found)


def days_of(values: Floats, keys: Sequence[Key], columns: Columns, rules: DayRules) -> Iterable[Day]:
    """Yield the daily values of each day in a file, in order."""
    when = np.array([day.toordinal() for day, _, _ in keys])
    hours, items = (np.array([k[n] for k in keys]) for n in (1, 2))
    for ordinal in np.unique(when):
        of_day = when == ordinal
        cube = np.full((HOURS, len(TYPES), values.shape[1]), np.nan)
        cube[hours[of_day], items[of_day]] = values[of_day]
        means, stations = place_means(station_days(cube, rules), columns)
        yield Day(date.fromordinal(int(ordinal)), columns.places, means, stations)


def station_days(cube: Floats, rules: DayRules) -> Floats:
    """Return daily values, shape (items, stations), from hours, shape (24, items, stations); NaN where not valid.

    Rules: HJ 663, requirements on data statistics (valid hours of a day, of an 8-hour mean, 8-hour means of a day).
    """
    valid = ~np.isnan(cube)
    sums, counts = np.where(valid, cube, 0).sum(axis=0), valid.sum(axis=0)
    daily: Floats = _ratio(sums, counts, counts >= rules.hours)
    daily[OZONE] = ozone_day(cube[:, OZONE], rules)
    return daily


def ozone_day(hours: Floats, rules: DayRules) -> Floats:
    """Return the daily maximum 8-hour mean of ozone, shape (stations,), from hours, shape (24, stations)."""
    windows = np.lib.stride_tricks.sliding_window_view(hours, WINDOW, axis=0)
    valid = ~np.isnan(windows)
    sums, counts = np.where(valid, windows, 0).sum(axis=-1), valid.sum(axis=-1)
    means = _ratio(sums, counts, counts >= rules.window_hours)
    enough = (~np.isnan(means)).sum(axis=0) >= rules.windows
    highest: Floats = np.where(np.isnan(means), -np.inf, means).max(axis=0)
    return np.where(enough, highest, np.nan)


def place_means(daily: Floats, columns: Columns) -> tuple[Floats, Ints]:
    """Return the mean of each place's stations and how many had a valid day, both of shape (items, places)."""
    size, valid = len(columns.places), ~np.isnan(daily)
    rows = zip(daily, valid, strict=True)
    sums: Floats = np.stack([np.bincount(columns.place_of, np.where(ok, row, 0), size).astype(np.float64) for row, ok in rows])
    counts: Ints = np.stack([np.bincount(columns.place_of[ok], minlength=size) for ok in valid])
    return _ratio(sums, counts, counts > 0), counts


def _ratio(sums: Floats, counts: Ints, where: Mask) -> Floats:
    means: Floats = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=where)
    return means


def count_missing_hours(keys: Sequence[Key], file: str, findings: Findings) -> None:
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
