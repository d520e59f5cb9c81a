"""The form an analyst fills in: its sheets, columns and drop-down lists, declared once for template and import."""

import hashlib
from dataclasses import dataclass

ENTRIES, NEW_SOURCES, EDITION, LISTS, HELP = "填报", "来源", "版本", "选项", "说明"
"""Sheets of the workbook."""
SHEETS = (HELP, ENTRIES, NEW_SOURCES, EDITION, LISTS)


@dataclass(frozen=True)
class Column:
    """One column of the form.

    Attributes
    ----------
    id : str
        Field of the observation (or source) it fills; the heading of an export in the tables' own shape.
    title : str
        Chinese heading.
    width : int
        Width in Excel's characters.
    open : bool
        Whether the analyst may type into it where the sheet is protected.
    choices : str
        Heading on the sheet of lists that its drop-down comes from.
    reads : bool
        Whether the import reads it; the others inform the analyst.
    """

    id: str
    title: str
    width: int
    open: bool = True
    choices: str = ""
    reads: bool = True


def _told(name: str, title: str, width: int) -> Column:
    return Column(name, title, width, open=False, reads=False)


ROW_CODE = Column("row_code", "行码", 10, open=False)
"""Tells a template's row whose key was changed from one the analyst added, which has none."""
COLUMNS: tuple[Column, ...] = (
    ROW_CODE,
    _told("target", "目标", 9),
    Column("indicator", "指标编号", 24, open=False),
    _told("indicator_name", "指标", 30),
    Column("place", "地方编号", 14, open=False),
    _told("place_name", "地方", 12),
    Column("period", "期间", 11, open=False),
    Column("value", "数值", 11),
    Column("unit", "单位", 11, choices="单位"),
    Column("evidence", "依据", 18, choices="依据"),
    Column("source", "来源编号", 22, choices="来源编号"),
    Column("basis", "口径", 20, choices="口径"),
    Column("text", "文字值", 16),
    Column("bound", "界限", 6, choices="界限"),
    Column("low", "下限", 9),
    Column("high", "上限", 9),
    Column("n", "样本数", 8),
    Column("period_label", "期间原文", 12),
    Column("series", "序列", 10),
    Column("known_from", "公开日期", 12),
    Column("note", "备注", 30),
    Column("reason", "修订理由", 24),
    _told("last_value", "上次数值", 12),
    _told("last_period", "上次期间", 12),
    _told("last_source", "上次来源", 40),
    _told("definition", "定义", 50),
)
SOURCE_COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", 8, open=False),
    Column("title", "题名", 50),
    Column("publisher", "发布单位", 24),
    Column("date", "发布日期", 12),
    Column("kind", "类别", 14, choices="来源类别"),
    Column("url", "网址", 40),
    Column("note", "备注", 30),
)
EDITION_YEAR, CUT_OFF = "数据年", "截止日期"
NEW_SOURCE_CODES = tuple(f"新{n}" for n in range(1, 21))
"""Codes under which the sheet of sources announces new ones; the rows of the form cite them."""
CONTENT = ("value", "low", "high", "text")
"""Fields of which a filled row has at least one."""
READ = tuple(c for c in COLUMNS if c.reads)
NEEDED = ("indicator", "place", "period", "value", "unit", "evidence", "source")
"""Columns no form can do without; an absent other one is taken as empty."""


def by_heading(columns: tuple[Column, ...]) -> dict[str, Column]:
    """Return the columns by every heading that names them: the form's title and the tables' own column name."""
    return {heading: c for c in columns for heading in (c.title, c.id)}


def row_code(indicator: str, place: str, period: str) -> str:
    """Return the code of a template's row, made from its locked cells."""
    return hashlib.blake2b(f"{indicator}|{place}|{period}".encode(), digest_size=4).hexdigest()
