"""Excel files with the same bytes for the same content."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planbook.data.text import escaped

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""Time of every entry in a written archive; the zip format knows none earlier."""
WIDEST = 60
"""Characters of the widest column; longer texts wrap."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def workbook(sheets: dict[str, Sequence[Sequence[str | int | float | None]]], day: date) -> bytes:
    """Return an Excel workbook.

    Parameters
    ----------
    sheets : dict of str to rows
        Sheet name to rows of cells; the first row is the heading. Texts never become formulas.
    day : date
        Date written into the file's properties, usually the edition's cut-off.

    Returns
    -------
    bytes
        Equal for equal arguments.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        _fill(book.create_sheet(name), rows)
    moment = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.creator = "planbook"
    raw = io.BytesIO()
    book.save(raw)
    return with_fixed_times(raw.getvalue(), moment)


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str | int | float | None]]) -> None:
    looks: dict[bool, StyleArray] = {}
    for y, row in enumerate(rows, 1):
        for x, value in enumerate(row, 1):
            cell = sheet.cell(y, x)
            cell.value = escaped(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # the library would read "=1+1" as a formula and "#N/A" as an error
            cell._style = looks.get(y == 1) or looks.setdefault(y == 1, _look(cell, bold=y == 1))  # noqa: SLF001
    sheet.freeze_panes = "A2"
    for x in range(1, max((len(r) for r in rows), default=0) + 1):
        longest = max((_width(r[x - 1]) for r in rows if len(r) >= x), default=0)
        sheet.column_dimensions[get_column_letter(x)].width = min(WIDEST, longest + 3)


def _look(cell: Cell, *, bold: bool) -> StyleArray:
    """Return a cell's look, to be shared: the library looks each part of it up again whenever it is set."""
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name="Microsoft YaHei", bold=bold)
    return cell._style  # noqa: SLF001


def _width(value: object) -> int:
    """Return the width of a cell in Latin characters; a Chinese one counts two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in str(value or ""))  # noqa: PLR2004


def with_fixed_times(raw: bytes, moment: datetime) -> bytes:
    """Return an Office archive with one time for all entries; the library stamps the properties on saving."""
    out = io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()
