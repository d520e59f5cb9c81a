"""Workbook or CSV to grids of cells, each knowing where it stands; what a grid cannot hold is refused."""

import csv
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from planbook.data.text import unescaped
from planbook.intake.container import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_CSV_CELLS,
    MOST_LINES,
    MOST_ROWS,
    is_workbook,
    unpack,
)
from planbook.intake.faults import Log, Rule
from planbook.intake.form import EDITION, ENTRIES, NEW_SOURCES, SHEETS

FIELD_LIMIT = 131_072
"""Letters of a CSV's cell that are read at all; Python's own limit, which libraries raise for the whole process."""
MOST_LETTERS = 2_000
"""Characters of a cell; the longest note in the tables has a tenth."""
READ_SHEETS = (ENTRIES, NEW_SOURCES, EDITION)
BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_FIELD_LIMIT = "field larger than field limit"
_SEPARATORS = re.compile(r"[;\t|]")
Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its place, content, and whether Excel shows it as a percentage."""

    sheet: str
    name: str
    value: Value
    percent: bool = False

    @property
    def where(self) -> tuple[str, str]:
        """Sheet and cell, as a message names them."""
        return self.sheet, self.name

    @property
    def blank(self) -> bool:
        """Whether nothing but spaces stands in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip("\u3000\xa0 \t\r\n\ufeff"))


@dataclass(frozen=True)
class Grid:
    """One sheet's rows that hold anything, the heading first."""

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]


def read_file(content: bytes, name: str, log: Log) -> dict[str, Grid]:
    """Read a file into grids by sheet; a CSV is the sheet of entries.

    Raises
    ------
    ImportRefusedError
        If the file is no workbook or CSV that can be trusted, or not the form.
    """
    grids = _read_workbook(content, log) if is_workbook(content, name, log) else _read_csv(content, log)
    log.stop_if_refused()
    return grids


# --- CSV

def _read_csv(content: bytes, log: Log) -> dict[str, Grid]:
    text = _decode(content, log)
    rows = list(_csv_rows(text, log))
    log.stop_if_refused()
    if len(rows) > MOST_LINES:
        log.add(Rule.ROWS_MANY, ("", ""), f"超过 {MOST_LINES} 行", f"不超过 {MOST_LINES} 行")
    _judge_shape(rows, log)
    log.stop_if_refused()
    cells = tuple(_csv_cells(line, row, log) for line, row in rows if any(row))
    return {ENTRIES: Grid("", cells)}


def _decode(content: bytes, log: Log) -> str:
    coding = next((c for mark, c in BOMS.items() if content.startswith(mark)), "")
    if coding or b"\x00" in content:
        log.add(Rule.CSV_ENCODING, ("", ""), coding or "含空字节", "UTF-8")
        log.stop_if_refused()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_chinese(content, log)


def _decode_chinese(content: bytes, log: Log) -> str:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        log.add(Rule.CSV_ENCODING, ("", ""), "不能识别的编码", "UTF-8")
        log.stop_if_refused()
        raise
    log.add(Rule.CSV_GBK, ("", ""), "GB 18030 编码", "UTF-8")
    return text


def _csv_rows(text: str, log: Log) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on, one more than there may be at most."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line, before = 1, csv.field_size_limit(FIELD_LIMIT)
    try:
        for row in islice(reader, MOST_LINES + 1):
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        if str(error).startswith(_FIELD_LIMIT):
            log.add(Rule.CELL_LONG, ("", f"第 {line} 行"), f"超过 {FIELD_LIMIT} 个字的单元格", f"不超过 {MOST_LETTERS} 个字")
        else:
            log.add(Rule.CSV_QUOTE, ("", f"第 {line} 行"), "引号没有配对，或引号外另有文字", "成对的引号")
    finally:
        csv.field_size_limit(before)


def _judge_shape(rows: list[tuple[int, list[str]]], log: Log) -> None:
    width = len(rows[0][1])
    if width == 1 and _SEPARATORS.search(rows[0][1][0]):
        log.add(Rule.CSV_SEPARATOR, ("", "第 1 行"), rows[0][1][0], "逗号分隔的表头")
    if width > MOST_COLUMNS:
        log.add(Rule.COLUMNS_MANY, ("", ""), f"{width} 列", f"不超过 {MOST_COLUMNS} 列")
    if len(rows) * width > MOST_CSV_CELLS:
        log.add(Rule.CELLS_MANY, ("", ""), f"{len(rows)} 行 {width} 列", f"不超过 {MOST_CSV_CELLS} 个单元格")
    log.stop_if_refused()
    for line, row in rows[1:]:
        if any(row) and len(row) != width:
            log.add(Rule.CSV_SHAPE, ("", f"第 {line} 行"), f"{len(row)} 个单元格", f"{width} 个单元格")


def _csv_cells(line: int, row: Iterable[str], log: Log) -> tuple[Cell, ...]:
    return tuple(_checked(Cell("", f"{get_column_letter(x)}{line}", text or None), log) for x, text in enumerate(row, 1))


# --- workbooks

def _read_workbook(content: bytes, log: Log) -> dict[str, Grid]:
    unpack(content, log)
    shown, kept = (_open(content, log, values=values) for values in (True, False))
    names = [sheet.title for sheet in kept.worksheets]
    if ENTRIES not in names:
        log.add(Rule.SHEET_MISSING, ("", ""), "、".join(names) or "没有工作表", f"名为“{ENTRIES}”的工作表")
        log.stop_if_refused()
    for sheet in kept.worksheets:
        _judge_visibility(sheet, log)
    log.stop_if_refused()
    return {n: _grid(shown[n], kept[n], log) for n in READ_SHEETS if n in names}


def _open(content: bytes, log: Log, *, values: bool) -> Any:
    """Open a workbook; whatever the library trips over, the analyst gets a message and not a traceback."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out, in English; what is read is judged here
            return load_workbook(BytesIO(content), data_only=values, keep_links=False)
    except Exception as error:
        log.add(Rule.BROKEN, ("", ""), f"打不开（{type(error).__name__}）", "Excel 能打开的 xlsx")
        log.stop_if_refused()
        raise


def _judge_visibility(sheet: Any, log: Log) -> None:
    if sheet.sheet_state != "visible":
        log.add(Rule.SHEET_HIDDEN, (sheet.title, ""), "隐藏的工作表", "可见的工作表")
    elif sheet.title not in SHEETS:
        log.add(Rule.SHEET_EXTRA, (sheet.title, ""), "模板没有的工作表", "、".join(SHEETS))
    if sheet.max_column > MOST_COLUMNS and sheet.title in READ_SHEETS:
        log.add(Rule.COLUMNS_MANY, (sheet.title, ""), f"{sheet.max_column} 列", f"不超过 {MOST_COLUMNS} 列")
    if sheet.max_row > MOST_ROWS and sheet.title in READ_SHEETS:
        log.add(Rule.ROWS_MANY, (sheet.title, ""), f"{sheet.max_row} 行", f"不超过 {MOST_ROWS} 行")
    if sheet.max_row * sheet.max_column > MOST_CELLS and sheet.title in READ_SHEETS:
        log.add(Rule.CELLS_MANY, (sheet.title, ""), f"{sheet.max_row} 行 {sheet.max_column} 列", f"不超过 {MOST_CELLS} 个单元格")


def _grid(shown: Any, kept: Any, log: Log) -> Grid:
    rows = []
    for values, cells in zip(shown.iter_rows(), kept.iter_rows(), strict=True):
        row = tuple(_cell(v, c, kept.title, log) for v, c in zip(values, cells, strict=True))
        if not all(c.blank for c in row):
            rows.append(row)
    _judge_hidden(kept, rows, log)
    return Grid(kept.title, tuple(rows))


def _cell(shown: Any, kept: Any, sheet: str, log: Log) -> Cell:
    cell = Cell(sheet, kept.coordinate, _told(shown.value), "%" in (kept.number_format or ""))
    if kept.data_type == "f":
        empty = shown.value is None
        found = "公式，没有存结果" if empty else f"公式，结果为 {shown.value}"
        log.add(Rule.FORMULA_EMPTY if empty else Rule.FORMULA, cell.where, found, "填好的数或文字")
    elif kept.data_type == "e":
        log.add(Rule.ERROR_VALUE, cell.where, shown.value, "数或文字")
        return Cell(sheet, cell.name, None)
    return _checked(cell, log)


def _told(value: Any) -> Value:
    """Return a cell's value as a form may hold it: texts with their escapes undone, times of day as text."""
    if isinstance(value, str):
        return unescaped(value)
    return value if value is None or isinstance(value, (int, float, date)) else str(value)


def _checked(cell: Cell, log: Log) -> Cell:
    """Refuse a cell too long to be an honest one, and keep it from being gone through again."""
    if isinstance(cell.value, str) and len(cell.value) > MOST_LETTERS:
        log.add(Rule.CELL_LONG, cell.where, f"{len(cell.value)} 个字", f"不超过 {MOST_LETTERS} 个字")
        return Cell(cell.sheet, cell.name, None)
    return cell


def _judge_hidden(sheet: Any, rows: list[tuple[Cell, ...]], log: Log) -> None:
    held = {int(re.sub(r"\D", "", row[0].name)) for row in rows}
    for number in sorted(n for n, d in sheet.row_dimensions.items() if d.hidden and n in held):
        log.add(Rule.ROW_HIDDEN, (sheet.title, f"第 {number} 行"), "隐藏的行", "可见的行")
    for letter, dimension in sorted(sheet.column_dimensions.items()):
        if dimension.hidden:
            log.add(Rule.COLUMN_HIDDEN, (sheet.title, f"{letter} 列"), "隐藏的列", "可见的列")
