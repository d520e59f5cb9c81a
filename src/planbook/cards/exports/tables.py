"""A chart's data as files: CSV that Excel opens by double-click, and a workbook with field notes and sources."""

import csv
import io
import re

from planbook.cards.exports import words
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.cite import gb7714
from planbook.cards.workbook import workbook

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Starts of a cell that a spreadsheet program may run as a formula."""
MISSING = ("–", "")
EXACT = 15
"""Digits a spreadsheet program keeps of a number; longer ones stay texts."""
_NUMBER = re.compile(r"[-−+]?\d+(?:\.(\d+))?")

Cell = str | int | float | None


def csv_bytes(chart: Chart) -> bytes:
    """Return the table twin as CSV (RFC 4180, UTF-8 with BOM), nothing in it run as a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([inert(cell) for cell in row] for row in chart.table)
    return f"{BOM}{out.getvalue()}".encode()


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet program runs: a number as it is, else an apostrophe before a formula's start.

    Examples
    --------
    >>> inert("-3.5"), inert("=1+1"), inert("–")
    ('-3.5', "'=1+1", '–')
    """
    started = cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA)
    return f"'{cell}" if started and not _NUMBER.fullmatch(cell) else cell


def xlsx_bytes(chart: Chart) -> bytes:
    """Return a workbook of three sheets: data, notes on the fields, sources."""
    return workbook({
        chart.say(words.SHEET_DATA): _data(chart), chart.say(words.SHEET_FIELDS): _fields(chart),
        chart.say(words.SHEET_SOURCES): _sources(chart),
    }, chart.cut_off)


def _columns(chart: Chart) -> list[tuple[str, ...]]:
    return list(zip(*chart.table[1:], strict=True))


def _numeric(column: tuple[str, ...]) -> bool:
    given = [cell for cell in column if cell not in MISSING]
    return bool(given) and all(_NUMBER.fullmatch(cell) and sum(map(str.isdigit, cell)) <= EXACT for cell in given)


def _data(chart: Chart) -> list[list[Cell]]:
    numeric = [_numeric(column) for column in _columns(chart)]
    body = [[_value(cell, is_number) for cell, is_number in zip(row, numeric, strict=True)] for row in chart.table[1:]]
    return [list(chart.table[0]), *body]


def _value(cell: str, numeric: bool) -> Cell:
    if not numeric:
        return cell
    if cell in MISSING:
        return None
    plain = cell.replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def _fields(chart: Chart) -> list[list[Cell]]:
    head: list[Cell] = [chart.say(t) for t in words.FIELD_HEAD]
    rows = [_field(chart, name, column) for name, column in zip(chart.table[0], _columns(chart), strict=True)]
    told = (chart.headline, chart.subtitle, chart.description)
    about: list[list[Cell]] = [[chart.say(label), text] for label, text in zip(words.ABOUT[:3], told, strict=True)]
    notes: list[list[Cell]] = [[chart.say(words.ABOUT[3]), note] for note in chart.notes]
    return [head, *rows, [], *about, *notes]


def _field(chart: Chart, name: str, column: tuple[str, ...]) -> list[Cell]:
    numeric = _numeric(column)
    places = [len((_NUMBER.fullmatch(c) or [""] * 2)[1] or "") for c in column if c not in MISSING]
    kind = chart.say(words.NUMBER if numeric else words.WORDS)
    return [name, kind, max(places) if numeric else None, sum(c in MISSING for c in column)]


def _sources(chart: Chart) -> list[list[Cell]]:
    source, edition, licence, cite = (chart.say(t) for t in words.SOURCE_ROWS)
    named: list[list[Cell]] = [[source, s] for s in chart.sources]
    return [
        [chart.say(t) for t in words.SOURCE_HEAD], *named,
        [edition, f"{chart.edition}{'，' if chart.lang == 'zh' else ', '}{chart.say(words.FIGURE, chart.id)}"],
        [licence, chart.say(words.LICENCE)], [cite, gb7714(chart)],
    ]
