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
    prompt : str
        What to write, shown beside the cell while it is being filled in.
    """

    id: str
    title: str
    width: int
    open: bool = True
    choices: str = ""
    reads: bool = True
    prompt: str = ""


def _told(name: str, title: str, width: int) -> Column:
    return Column(name, title, width, open=False, reads=False)


ROW_CODE = Column("row_code", "行码", 10, open=False)
"""Tells a template's row whose key was changed from one the analyst added, which has none."""
NAMES = {"indicator": "indicator_name", "place": "place_name"}
"""Columns that name what another column has the id of; in an added row the name is enough."""
COLUMNS: tuple[Column, ...] = (
    _told("target", "目标", 7),
    Column("indicator_name", "指标", 30, open=False, choices="指标", prompt="从列表选已登记的指标。"),
    Column("place_name", "地方", 13, open=False, choices="地方", prompt="从列表选已登记的地方。"),
    Column("period", "期间", 10, open=False, prompt="年 2026、月 2026-03、日 2026-03-05，或起止 2021/2026。"),
    _told("last_value", "上次数值", 13),
    _told("last_period", "上次期间", 16),
    Column("value", "数值", 11, prompt="只写数字。百分比写 14.5，不写 0.145。没有公布的留空。"),
    Column("unit", "单位", 13, choices="单位", prompt="照表中所列。公布的单位不同，先换算，备注写明原文。"),
    Column("evidence", "依据", 17, choices="依据", prompt="按公布的性质选。"),
    Column("source", "来源编号", 21, choices="来源编号", prompt="从列表选；新来源在“来源”表登记后写那里的编号，如 新1。"),
    Column("text", "文字值", 16, prompt="只有表述、没有数值的，原话写在这里。"),
    Column("bound", "界限", 7, choices="界限", prompt="“以上”“约”等写在这里，数值只写数字。"),
    Column("low", "下限", 9, prompt="公布的是区间时写。"),
    Column("high", "上限", 9, prompt="公布的是区间时写。"),
    Column("note", "备注", 30, prompt="原文单位、算式写在这里。不确定的以“存疑：”开头，数值异常而属实的以“已核实：”开头。"),
    Column("reason", "修订理由", 24, prompt="只在改动以前的值时写：为什么改。"),
    Column("known_from", "公开日期", 12, prompt="不写时取来源的发布日期。"),
    Column("basis", "口径", 20, choices="口径", prompt="不是“指标本身的口径”的，从列表选。"),
    Column("period_label", "期间原文", 12, prompt="期间不能写成年、月、日的，原文写在这里；没有写 -。"),
    Column("series", "序列", 10, prompt="同一来源有几个子来源时区分；没有写 -。"),
    Column("n", "样本数", 8, prompt="有效天数、断面数等。"),
    _told("last_source", "上次来源", 40),
    _told("definition", "定义", 46),
    Column("indicator", "指标编号", 22, open=False),
    Column("place", "地方编号", 14, open=False),
    ROW_CODE,
)
PRINTED_TO = next(c for c in COLUMNS if c.id == "reason")
"""Last column on paper; those to its right only inform, or are seldom written."""
SHOWN_ALWAYS = 4
"""Columns on the left that stay in view while the others move."""
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
