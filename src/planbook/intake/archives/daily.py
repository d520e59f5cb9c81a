"""Daily files: one row a day and place, either with a column per item or in long form with item and value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planbook.intake.archives.days import COUNT, ITEMS, NOWHERE, Day, FileDays, FileTask
from planbook.intake.archives.files import RawFile, day_of
from planbook.intake.archives.findings import Findings, Reason, Unit

NAMES: Mapping[str, str] = {
    "date": "date", "日期": "date", "时间": "date",
    "place": "place", "region": "place", "city": "place", "station": "place", "region_code": "code", "code": "code",
    "城市": "place", "地区": "place", "站点": "place", "代码": "code", "行政区划代码": "code",
    "type": "type", "item": "type", "indicator": "type", "项目": "type", "类型": "type", "value": "value", "数值": "value", "浓度": "value",
    "pm25": "pm25", "pm2.5": "pm25", "pm10": "pm10", "so2": "so2", "no2": "no2", "co": "co",
    "o3-8h": "o3-8h", "o3_8h": "o3-8h", "o3_8h_max": "o3-8h",
}
"""Column names and long-form types understood, in lower case. A bare ``o3`` is not: it does not say which mean it is."""


@dataclass(frozen=True)
class Layout:
    """Where things stand in a daily file's rows.

    Attributes
    ----------
    day : int
        Column of the date.
    who : tuple of int
        Columns that may name the place, code first.
    items : tuple of (int, int)
        Column and item position; empty in long form.
    long : tuple of (int, int) or None
        Columns of type and value in long form.
    """

    day: int
    who: tuple[int, ...]
    items: tuple[tuple[int, int], ...]
    long: tuple[int, int] | None


def daily_layout(header: Sequence[str]) -> Layout | None:
    """Return the layout of a daily file, ``None`` if the header is not one."""
    roles = [NAMES.get(c.strip().lower(), "") for c in header]
    who = tuple(n for role in ("code", "place") for n, r in enumerate(roles) if r == role)
    if "date" not in roles or not who:
        return None
    long = (roles.index("type"), roles.index("value")) if {"type", "value"} <= set(roles) else None
    items = () if long else tuple((roles.index(i), n) for n, i in enumerate(ITEMS) if i in roles)
    return Layout(roles.index("date"), who, items, long) if long or items else None


def read_daily(raw: RawFile, header: Sequence[str], layout: Layout, task: FileTask) -> FileDays:
    """Read a daily file.

    Parameters
    ----------
    raw : RawFile
        The file.
    header : sequence of str
        Its first line's cells.
    layout : Layout
        Where things stand.
    task : FileTask
        Targets and plausible limits; hours do not matter here.
    """
    reader = _Reader(raw.name, [c.strip() for c in header], layout, task)
    _unknown_columns(reader)
    lines = raw.body.decode(errors="replace").split("\n")
    whole = lines[-1] == ""
    for number, line in enumerate(lines[1 : len(lines) - whole], start=2):
        reader.read(number, line.split(","), last=number == len(lines) and not whole)
    reader.findings.add(Unit.CELL, Reason.USED, len(reader.values))
    return FileDays(raw.name, raw.sha256, raw.encoding, reader.findings, _days(reader.values))


def _unknown_columns(reader: "_Reader") -> None:
    for name in reader.header:
        if name.lower() not in NAMES:
            reader.findings.take(Unit.GAP, Reason.UNKNOWN_COLUMN, reader.file, 1, name, name)


class _Reader:
    """Reads a daily file's rows one by one."""

    def __init__(self, file: str, header: list[str], layout: Layout, task: FileTask) -> None:
        self.file, self.header, self.layout, self.task = file, header, layout, task
        self.findings = Findings()
        self.values: dict[tuple[date, str, int], float] = {}
        self._seen: dict[tuple[date, str, str], list[str]] = {}

    def read(self, number: int, cells: list[str], *, last: bool) -> None:
        """Read one row; every one is either used or set aside."""
        if cells == [""]:
            self.findings.take(Unit.ROW, Reason.BLANK, self.file, number)
        elif len(cells) != len(self.header):
            reason = Reason.TRUNCATED if last else Reason.WIDTH
            self.findings.take(Unit.ROW, reason, self.file, number, "", f"{len(cells)} 列，表头 {len(self.header)} 列")
        else:
            self._read_keyed(number, cells)

    def _read_keyed(self, number: int, cells: list[str]) -> None:
        day, place = day_of(cells[self.layout.day]), self._place(cells)
        kind = cells[self.layout.long[0]].strip() if self.layout.long else ""
        if day is None:
            self.findings.take(Unit.ROW, Reason.BAD_DATE, self.file, number, "", cells[self.layout.day])
        elif place is None:
            name = cells[self.layout.who[-1]].strip()
            self.findings.places[name] += 1
            self.findings.take(Unit.ROW, Reason.UNKNOWN_PLACE, self.file, number, "", name)
        elif place == NOWHERE:
            self.findings.add(Unit.ROW, Reason.LEFT_OUT)
        elif self.layout.long and NAMES.get(kind.lower()) not in ITEMS:
            self.findings.take(Unit.ROW, Reason.UNKNOWN_TYPE, self.file, number, "", kind)
        else:
            self._read_new((day, place, kind.lower()), number, cells)

    def _place(self, cells: list[str]) -> str | None:
        named = (self.task.targets.get(cells[n].strip()) for n in self.layout.who)
        return next((place for place in named if place is not None), None)

    def _read_new(self, key: tuple[date, str, str], number: int, cells: list[str]) -> None:
        before = self._seen.setdefault(key, cells)
        if before is not cells:
            reason = Reason.DUPLICATE_EQUAL if before == cells else Reason.DUPLICATE_DIFFERENT
            self.findings.take(Unit.ROW, reason, self.file, number, "", f"{key[0]} {cells[self.layout.who[-1]]}")
            if reason is Reason.DUPLICATE_DIFFERENT:
                self._withdraw(key, number, before, cells)
            return
        self.findings.add(Unit.ROW, Reason.USED)
        for column, item in self._cells(cells):
            self._take_cell((key[0], key[1], item), number, column, cells[column].strip())

    def _cells(self, cells: list[str]) -> tuple[tuple[int, int], ...]:
        if self.layout.long is None:
            return self.layout.items
        kind, value = self.layout.long
        return ((value, ITEMS.index(NAMES[cells[kind].strip().lower()])),)

    def _withdraw(self, key: tuple[date, str, str], number: int, before: list[str], cells: list[str]) -> None:
        """Take back the values that a second row of the same day and place contradicts."""
        for column, item in self._cells(cells):
            contradicted = cells[column].strip() not in ("", before[column].strip())
            if contradicted and self.values.pop((key[0], key[1], item), None) is not None:
                self.findings.take(Unit.CELL, Reason.CONFLICT, self.file, number, self.header[column], cells[column])

    def _take_cell(self, key: tuple[date, str, int], number: int, column: int, cell: str) -> None:
        reason, value = judge(cell, self.task.rules.limits[key[2]])
        if reason is Reason.USED:
            self.values[key] = value
        elif reason is Reason.EMPTY:
            self.findings.add(Unit.CELL, reason)
        else:
            self.findings.take(Unit.CELL, reason, self.file, number, self.header[column], cell)


def judge(cell: str, highest: float) -> tuple[Reason, float]:
    """Return whether a cell can be used, and its number.

    Examples
    --------
    >>> judge("35", 1000), judge("0", 1000)[0].value, judge("NA", 1000)[0].value
    ((<Reason.USED: 'used'>, 35.0), 'zero', 'text')
    """
    if not cell:
        return Reason.EMPTY, np.nan
    try:
        value = float(cell)
    except ValueError:
        return Reason.TEXT, np.nan
    if not np.isfinite(value):
        return Reason.TEXT, np.nan
    if value <= 0:
        return (Reason.NEGATIVE if value < 0 else Reason.ZERO), value
    return (Reason.IMPLAUSIBLE if value > highest else Reason.USED), value


def _days(values: Mapping[tuple[date, str, int], float]) -> tuple[Day, ...]:
    """Return values by day as arrays over items and places."""
    by_day: dict[date, dict[tuple[str, int], float]] = {}
    for (day, place, item), value in values.items():
        by_day.setdefault(day, {})[place, item] = value
    return tuple(_day(day, by_day[day]) for day in sorted(by_day))


def _day(day: date, values: Mapping[tuple[str, int], float]) -> Day:
    places = tuple(sorted({place for place, _ in values}))
    table = np.full((len(ITEMS), len(places)), np.nan)
    for (place, item), value in values.items():
        table[item, places.index(place)] = value
    return Day(day, places, table, (~np.isnan(table)).astype(COUNT))
