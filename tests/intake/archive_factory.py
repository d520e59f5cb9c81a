"""Invented monitoring archives, small enough to read at a glance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from planbook.intake.archives.archive import read_file
from planbook.intake.archives.days import DayRules, FileDays, FileTask

TYPES = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
RULES = DayRules(hours=20, window_hours=6, windows=14, limits=(1000.0,) * 4 + (50.0, 1000.0))
DAY = date(2031, 1, 1)
TARGETS = {"甲": "jia", "乙": "yi", "A1": "jia", "A2": "jia", "A9": "-"}

Cells = Mapping[tuple[int, str], Sequence[object]]


def hourly_text(columns: Sequence[str], cells: Cells, day: date = DAY, extra: Iterable[str] = ()) -> str:
    """Return an hourly wide file; ``cells`` maps hour and type to one cell per column."""
    rows = [f"{day:%Y%m%d},{hour},{kind}," + ",".join("" if v is None else str(v) for v in values)
            for (hour, kind), values in cells.items()]
    return "\n".join([",".join(("date", "hour", "type", *columns)), *rows, *extra]) + "\n"


def full_day(columns: Sequence[str], value: float = 30.0) -> dict[tuple[int, str], list[object]]:
    """Return a day without gaps: every hour and type has ``value`` in every column."""
    return {(hour, kind): [value] * len(columns) for hour in range(24) for kind in TYPES}


def write(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, targets: Mapping[str, str] = TARGETS, rules: DayRules = RULES) -> FileDays:
    return read_file(FileTask(str(path), str(path.parent), targets, rules))


def days_from(first: date, number: int) -> list[date]:
    return [first + timedelta(n) for n in range(number)]
