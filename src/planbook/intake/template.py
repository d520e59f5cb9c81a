"""The workbook an analyst fills in, and its CSV twin: same rows, same columns, same bytes for the same data."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from planbook.cards.workbook import with_fixed_times
from planbook.data.load import Record
from planbook.data.text import escaped
from planbook.data.vocab import BOUNDS, Evidence, SourceKind
from planbook.intake.archives.report import width
from planbook.intake.catalogue import Catalogue, by_name
from planbook.intake.due import FormRow
from planbook.intake.form import (
    COLUMNS,
    CONTENT,
    CUT_OFF,
    EDITION,
    EDITION_YEAR,
    ENTRIES,
    HELP,
    LISTS,
    NEW_SOURCE_CODES,
    NEW_SOURCES,
    PRINTED_TO,
    SHOWN_ALWAYS,
    SOURCE_COLUMNS,
    Column,
)

SPARE = 60
"""Empty rows below the due ones, in which everything may be typed."""
FONT, _SIZE = "Microsoft YaHei", 10
_HEAD = PatternFill("solid", fgColor="1F4E5F")
_INPUT = PatternFill("solid", fgColor="FFF8DC")
_TOLD = PatternFill("solid", fgColor="EEF1F3")
_WANTED = PatternFill(bgColor="F4C7C3")
_TAB = "E0A93B"
"""Colour of the tabs of sheets to fill in."""
_A3, _A4 = 8, 9
"""Paper sizes by their numbers in the file format."""
_LINE_HEIGHT = 15.75
"""Points of a line of text; not every program fits the height of a row to wrapped text by itself."""
_LINE = Side(style="thin", color="C8CDD2")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_AS_TEXT = frozenset({"period", "known_from", "date", "period_label", "series", "row_code"})
"""Columns kept as text, so that Excel makes no dates of years."""


def lists(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the drop-down lists by heading, as the form shows them."""
    named = by_name(catalogue.bases)
    ids = {i: n for n, i in named.items()}
    return {
        "依据": [w.text.zh for w in Evidence],
        "口径": [ids.get(i, i) for i in catalogue.bases],
        "单位": list(catalogue.units),
        "界限": list(BOUNDS),
        "指标": [r["name_zh"] for r in catalogue.indicators.values()],
        "地方": [r["name_zh"] for r in catalogue.places.values()],
        "来源类别": [w.text.zh for w in SourceKind],
        "来源编号": [*NEW_SOURCE_CODES, *reversed(catalogue.sources)],
    }


def labelled(row: Mapping[str, str], catalogue: Catalogue) -> FormRow:
    """Return a row with ids written as the drop-downs show them."""
    bases = {i: n for n, i in by_name(catalogue.bases).items()}
    shown = dict(row)
    if shown.get("basis"):
        shown["basis"] = bases.get(shown["basis"], shown["basis"])
    if shown.get("evidence"):
        shown["evidence"] = Evidence.of(shown["evidence"]).text.zh
    return shown


def csv_twin(rows: Iterable[Mapping[str, str]], catalogue: Catalogue) -> bytes:
    """Return the form as a CSV that Excel opens: UTF-8 with BOM, lines ended as on Windows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([c.title for c in COLUMNS])
    for row in rows:
        shown = labelled(row, catalogue)
        writer.writerow([shown.get(c.id, "") for c in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def template(rows: Sequence[Mapping[str, str]], catalogue: Catalogue, title: str, edition: tuple[int, str], day: date) -> bytes:
    """Return the form as a workbook.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of the form, by column.
    catalogue : Catalogue
        What the drop-downs offer.
    title : str
        Whom or what it is for.
    edition : tuple of (int, str)
        Data year and its cut-off, empty where it is still to be declared.
    day : date
        Date written into the file's properties.

    Returns
    -------
    bytes
        Equal for equal arguments.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    choices = lists(catalogue)
    _help(book.create_sheet(HELP), title, edition[0])
    entries = _table(book.create_sheet(ENTRIES), COLUMNS, [labelled(r, catalogue) for r in rows], SPARE)
    _offer(entries, COLUMNS, choices, (len(rows), SPARE))
    _remind(entries, len(rows) + SPARE)
    sources = _table(book.create_sheet(NEW_SOURCES), SOURCE_COLUMNS, [{"id": c} for c in NEW_SOURCE_CODES], 0)
    _offer(sources, SOURCE_COLUMNS, choices, (len(NEW_SOURCE_CODES), 0))
    _edition(book.create_sheet(EDITION), *edition)
    _lists(book.create_sheet(LISTS), choices, catalogue)
    _lay_out(book, len(rows))
    return _saved(book, day)


def _saved(book: Any, day: date) -> bytes:
    moment = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.creator = "planbook"
    raw = io.BytesIO()
    book.save(raw)
    return with_fixed_times(raw.getvalue(), moment)


def _put(sheet: Any, y: int, x: int, text: str, *, number: bool = False) -> Any:
    """Write a cell that never becomes a formula; a number where the form holds numbers."""
    cell = sheet.cell(y, x)
    cell.value = float(text) if number and text else escaped(text) or None
    if isinstance(cell.value, str):
        cell.data_type = "s"
    cell.font = Font(name=FONT, size=_SIZE)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = _BORDER
    return cell


def _table(sheet: Any, columns: tuple[Column, ...], rows: Sequence[Mapping[str, str]], spare: int) -> Any:
    """Write a protected table: heading, rows with their keys locked, and spare rows that are open throughout."""
    for x, column in enumerate(columns, 1):
        _heading(_put(sheet, 1, x, column.title))
        sheet.column_dimensions[get_column_letter(x)].width = column.width
    for y in range(2, len(rows) + spare + 2):
        row = rows[y - 2] if y < len(rows) + 2 else None
        for x, column in enumerate(columns, 1):
            _field(_put(sheet, y, x, (row or {}).get(column.id, ""), number=column.id in ("value", "low", "high", "n")), column,
                   spare=row is None)
    sheet.freeze_panes = f"{get_column_letter((SHOWN_ALWAYS if columns is COLUMNS else 1) + 1)}2"
    _protect(sheet)
    return sheet


def _protect(sheet: Any) -> None:
    """Lock what is not open, without a password, leaving widths and heights to the analyst."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False


def _heading(cell: Any) -> None:
    cell.font = Font(name=FONT, size=_SIZE, bold=True, color="FFFFFF")
    cell.fill = _HEAD
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _field(cell: Any, column: Column, *, spare: bool) -> None:
    """Show whether a cell is to be filled, and lock it if not; a spare row's code stays empty."""
    opened = column.open or (spare and column.reads and column.id != "row_code")
    cell.fill = _INPUT if opened else _TOLD
    cell.protection = Protection(locked=not opened)
    if column.id in _AS_TEXT:
        cell.number_format = "@"


def _offer(sheet: Any, columns: tuple[Column, ...], choices: Mapping[str, Sequence[str]], rows: tuple[int, int]) -> None:
    """Attach drop-down lists and prompts to the open cells; what a list does not hold the import judges, Excel need not forbid it."""
    order, (given, spare) = list(choices), rows
    for x, column in enumerate(columns, 1):
        first = 2 if column.open else given + 2
        if not (column.choices or column.prompt) or first > given + spare + 1:
            continue
        offer = DataValidation(allow_blank=True, showErrorMessage=False, showInputMessage=bool(column.prompt), prompt=column.prompt or None)
        if column.choices:
            letter = get_column_letter(order.index(column.choices) + 1)
            offer.type, offer.formula1 = "list", f"'{LISTS}'!${letter}$2:${letter}${len(choices[column.choices]) + 1}"
        sheet.add_data_validation(offer)
        offer.add(f"{get_column_letter(x)}{first}:{get_column_letter(x)}{given + spare + 1}")


def _remind(sheet: Any, rows: int) -> None:
    """Colour what a row with a value still lacks."""
    letters = {c.id: get_column_letter(x) for x, c in enumerate(COLUMNS, 1)}
    filled = ",".join(f"${letters[name]}2" for name in CONTENT)
    for name in ("evidence", "source"):
        rule = FormulaRule(formula=[f"AND(COUNTA({filled})>0,ISBLANK({letters[name]}2))"], fill=_WANTED)
        sheet.conditional_formatting.add(f"{letters[name]}2:{letters[name]}{rows + 1}", rule)


def _lay_out(book: Any, rows: int) -> None:
    """Open the book where one types, and print each sheet as wide as its paper, of the form what is filled in."""
    for sheet in book.worksheets:
        _fit_heights(sheet)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A3 if sheet.title == ENTRIES else _A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToHeight = 0
        sheet.oddFooter.center.text = "&A　&P / &N"
        if sheet.title in (ENTRIES, NEW_SOURCES, LISTS):
            sheet.print_title_rows = "1:1"
        if sheet.title in (ENTRIES, NEW_SOURCES, EDITION):
            sheet.sheet_properties.tabColor = _TAB
    entries = book[ENTRIES]
    entries.print_area = f"A1:{get_column_letter(1 + next(x for x, c in enumerate(COLUMNS) if c is PRINTED_TO))}{rows + 1}"
    first = f"{get_column_letter(1 + next(x for x, c in enumerate(COLUMNS) if c.open))}2"
    for selection in entries.sheet_view.selection[-1:]:
        selection.activeCell = selection.sqref = first
    book.active = book.worksheets.index(entries)


def _fit_heights(sheet: Any) -> None:
    """Make each row as high as the longest of its texts needs."""
    for row in sheet.iter_rows():
        lines = [_lines(str(c.value), sheet.column_dimensions[c.column_letter].width, c.font.size) for c in row if c.value is not None]
        sheet.row_dimensions[row[0].row].height = _LINE_HEIGHT * max(lines, default=1)


def _lines(text: str, room: float, size: float) -> float:
    """Return the height of a wrapped text in lines of the table's letters."""
    return math.ceil(width(text) * size / _SIZE / (room - 1)) * max(1, size / _SIZE)


def _edition(sheet: Any, year: int, cut_off: str) -> None:
    told = ("由模板写定。", f"在 {year} 年结束以后的一天，写成 {year + 1}-12-31 的样子：这一天以前公开的数据进入 {year} 年版。已有的截止日期只能推后。")
    for y, (name, text) in enumerate(((EDITION_YEAR, str(year)), (CUT_OFF, cut_off)), 1):
        _heading(_put(sheet, y, 1, name))
        cell = _put(sheet, y, 2, text)
        cell.number_format = "@"
        cell.fill = _TOLD if name == EDITION_YEAR else _INPUT
        cell.protection = Protection(locked=name == EDITION_YEAR)
        _put(sheet, y, 3, told[y - 1]).border = Border()
    for letter, wide in (("A", 14), ("B", 18), ("C", 70)):
        sheet.column_dimensions[letter].width = wide
    _protect(sheet)


def _lists(sheet: Any, choices: Mapping[str, Sequence[str]], catalogue: Catalogue) -> None:
    """Write the lists side by side, and beside the sources what each id stands for."""
    for x, (name, words) in enumerate(choices.items(), 1):
        _heading(_put(sheet, 1, x, name))
        for y, word in enumerate(words, 2):
            _put(sheet, y, x, word)
        sheet.column_dimensions[get_column_letter(x)].width = 2 + max(width(w) for w in (name, *words))
    told = len(choices) + 1
    _heading(_put(sheet, 1, told, "来源"))
    for y, code in enumerate(choices["来源编号"], 2):
        _put(sheet, y, told, _citation(catalogue.sources.get(code)))
    sheet.column_dimensions[get_column_letter(told)].width = 80
    sheet.freeze_panes = "A2"
    _protect(sheet)


def _citation(source: Record | None) -> str:
    return f"{source['publisher']}《{source['title']}》{source['date']}" if source else "在“来源”表登记"


def _help(sheet: Any, title: str, year: int) -> None:
    sheet.column_dimensions["A"].width = 140
    for y, text in enumerate((f"{title}：{year} 年数据填报", *HOW), 1):
        cell = _put(sheet, y, 1, text)
        cell.border = Border()
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.font = Font(name=FONT, size=14 if y == 1 else 11, bold=y == 1)
    _protect(sheet)


HOW = (
    "一、在“填报”表的浅黄色单元格里填。没有公布的留空，不填 0、不填“无”；空行导入时跳过。",
    "二、数值只写数字：不写单位、千位逗号、百分号和公式。百分比写 14.5，不写 0.145。区间写在下限、上限；“以上”“约”写在界限。",
    "三、单位照表中所列。公布的单位不同，先换算，并在备注写明原文。",
    "四、依据按公布的性质选：全年公布的结果、阶段数或预计数、只有表述没有数值（写在文字值）、由公布数推算（算式写在备注）等。",
    "五、每个数都要有来源。“选项”表列有已登记的来源；新来源在“来源”表登记，填报表写那里的编号（新1、新2……）。",
    "六、公开日期不写时，取来源的发布日期；监测数据取期间末日。",
    "七、口径不是“指标本身的口径”的，从下拉列表中选。两个来源不一致，各写一行，不取平均。",
    "八、灰色单元格是锁定的。要报别的指标、地方或期间，在下面的空行里选指标和地方、写期间；指标编号、地方编号和行码留空。",
    "九、改动以前的值，要在“修订理由”写明为什么；数值超出常见范围或与上次相差悬殊而又属实的，备注以“已核实：”开头写明依据。",
    "十、新的数据年要在“版本”表写截止日期：这一天以前公开的数据进入这一版。",
    "十一、填好后保存，运行 planbook import 文件名；先列出全部改动，确认后才写入。planbook undo 撤销最近一次导入。",
    "不要合并单元格，不要隐藏行列和工作表，不要改工作表和列的名字；列的次序可以变。",
)
