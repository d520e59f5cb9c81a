"""An invented country with a form to fill in, and workbooks as people send them."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from factory import small_world
from openpyxl import load_workbook

from planbook.data.tables import ALL_TABLES
from planbook.intake.catalogue import Catalogue
from planbook.intake.faults import Fault, ImportRefusedError
from planbook.intake.form import EDITION, ENTRIES, NEW_SOURCES, row_code
from planbook.intake.importing import Proposal, propose
from planbook.intake.template import csv_twin, template

TODAY = "2026-12-01"
Change = Callable[[Any], object]
FIRST = 2
"""Row of the form's first entry."""
GOOD = {"value": 38.5, "evidence": "公布的结果", "source": "s-report"}


def country(root: Path) -> Path:
    """Write the invented country's data, every table with a file."""
    small_world().write(root)
    for table in ALL_TABLES:
        path = root / "data" / table.glob
        if "*" not in table.glob and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(",".join(table.fields) + "\n", encoding="utf-8")
    return root


def form_row(indicator: str = "smoke", place: str = "testville", period: str = "2025", unit: str = "ug/m3", **cells: str) -> dict[str, str]:
    """Return an empty row of the form."""
    return {"row_code": row_code(indicator, place, period), "indicator": indicator, "place": place, "period": period, "unit": unit,
            "basis": "-", "period_label": "-", "series": "-", **cells}


def blank(root: Path, *rows: Mapping[str, str], edition: tuple[int, str] = (2025, "2026-11-22")) -> bytes:
    """Return an unfilled workbook, made once for the same rows."""
    return _blank(root, tuple(tuple(r.items()) for r in rows or [form_row()]), edition)


@lru_cache(maxsize=32)
def _blank(root: Path, rows: tuple[tuple[tuple[str, str], ...], ...], edition: tuple[int, str]) -> bytes:
    return template([dict(r) for r in rows], Catalogue(root / "data"), "试验工程", edition, date(2026, 11, 22))


def filled(root: Path, *changes: Change, rows: tuple[Mapping[str, str], ...] = (), edition: tuple[int, str] = (2025, "2026-11-22")) -> bytes:
    """Return a workbook whose first row is filled in well, then changed."""
    book = load_workbook(io.BytesIO(blank(root, *rows, edition=edition)))
    fill(**GOOD)(book)
    for change in changes:
        change(book)
    return saved(book)


def saved(book: Any) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def column(sheet: Any, name: str) -> int:
    """Return the number of a column, named by its field."""
    from planbook.intake.form import COLUMNS

    title = next(c.title for c in COLUMNS if c.id == name)
    return next(c.column for c in sheet[1] if c.value == title)


def fill(row: int = FIRST, **cells: object) -> Change:
    """Return a change that fills cells of the form, named by their fields."""
    def change(book: Any) -> None:
        sheet = book[ENTRIES]
        for name, value in cells.items():
            sheet.cell(row, column(sheet, name)).value = value
    return change


def new_source(title: object = "虚构公报", publisher: object = "虚构发布单位", day: object = "2026-10-09", kind: object = "来源页不明",
               url: object = None) -> Change:
    """Return a change that announces a source as 新1 and cites it."""
    def change(book: Any) -> None:
        for letter, value in zip("BCDEF", (title, publisher, day, kind, url), strict=True):
            book[NEW_SOURCES][f"{letter}2"].value = value
        fill(source="新1")(book)
    return change


def cut_off(day: object) -> Change:
    """Return a change that declares the cut-off of the workbook's year."""
    def change(book: Any) -> None:
        book[EDITION]["B2"].value = day
    return change


def twin(root: Path, *rows: Mapping[str, str]) -> bytes:
    """Return filled rows as a CSV."""
    return csv_twin(rows or [form_row(value="38.5", evidence="actual", source="s-report")], Catalogue(root / "data"))


def offer(root: Path, content: bytes, name: str = "form.xlsx", day: str = "") -> Proposal:
    """Propose an import of a file with this content."""
    path = root / name
    path.write_bytes(content)
    return propose(root, path, TODAY, day)


def judged(root: Path, content: bytes, name: str = "form.xlsx") -> tuple[Fault, ...]:
    """Return everything found in a file, refused or not."""
    try:
        return tuple(offer(root, content, name).log.found)
    except ImportRefusedError as error:
        return error.faults


def contents(root: Path) -> dict[str, bytes]:
    """Return every file of the data."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted((root / "data").rglob("*")) if p.is_file()}


