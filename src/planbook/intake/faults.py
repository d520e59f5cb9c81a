"""What can be wrong with a workbook or CSV that is to be imported: a closed list of rules, each with its remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from planbook.data.errors import PlanbookError
from planbook.data.text import shown

MOST_SHOWN = 50
"""Findings a message lists; who has more has made one mistake many times."""


class Rule(StrEnum):
    """A rule with its remedy; the names are stable and are what a message ends with."""

    remedy: str

    def __new__(cls, value: str, remedy: str) -> Self:
        """Create a member that equals its id and carries its remedy."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.remedy = remedy
        return word

    # the file
    FILE_MISSING = "IMP-FILE-MISSING", "核对路径和文件名"
    FILE_EMPTY = "IMP-FILE-EMPTY", "重新保存文件；用 planbook template 可另取一份模板"
    FILE_LARGE = "IMP-FILE-LARGE", "删去图片和无关的工作表，或分几个文件导入"
    FILE_TYPE = "IMP-FILE-TYPE", "在 Excel 或 WPS 中另存为“Excel 工作簿（*.xlsx）”或“CSV UTF-8”"
    FILE_XLS = "IMP-FILE-XLS", "打开后另存为“Excel 工作簿（*.xlsx）”"
    FILE_ENCRYPTED = "IMP-FILE-ENCRYPTED", "打开文件，取消打开密码后再保存"
    NOT_WORKBOOK = "IMP-NOT-WORKBOOK", "核对是否选错文件；压缩包先解压"
    BROKEN = "IMP-BROKEN", "在 Excel 中打开并修复，另存为新的 xlsx"
    ZIP_BOMB = "IMP-ZIP-BOMB", "不要使用来历不明的文件；把数据粘贴到新的模板"
    ZIP_PATH = "IMP-ZIP-PATH", "不要使用来历不明的文件；把数据粘贴到新的模板"
    XML_ENTITY = "IMP-XML-ENTITY", "不要使用来历不明的文件；把数据粘贴到新的模板"
    MACRO = "IMP-MACRO", "另存为不带宏的 xlsx"
    EXTERNAL = "IMP-EXTERNAL-LINK", "在“数据 > 编辑链接”中断开链接，只留数值"
    EMBEDDED = "IMP-EMBEDDED", "删去嵌入的对象和控件"
    CONNECTION = "IMP-CONNECTION", "删去数据连接和查询，只留数值"
    XML_ENCODING = "IMP-XML-ENCODING", "在 Excel 中打开，另存为新的 xlsx"
    ROWS_MANY = "IMP-ROWS-MANY", "删去多余的行（包括下方带格式的空行），或分几个文件导入"
    COLUMNS_MANY = "IMP-COLUMNS-MANY", "删去多余的列（包括右侧带格式的空列）"
    CELLS_MANY = "IMP-CELLS-MANY", "删去多余的行和列（包括带格式的空行空列），或分几个文件导入"
    CELL_LONG = "IMP-CELL-LONG", "缩短文字"
    # CSV
    CSV_ENCODING = "IMP-CSV-ENCODING", "另存为“CSV UTF-8（逗号分隔）”"
    CSV_GBK = "IMP-CSV-GBK", "已按 GB 18030 读取；以后请另存为“CSV UTF-8”"
    CSV_QUOTE = "IMP-CSV-QUOTE", "核对引号成对；在 Excel 中打开另存可以修复"
    CSV_SHAPE = "IMP-CSV-SHAPE", "补齐或删去多余的逗号；含逗号的内容加双引号"
    CSV_SEPARATOR = "IMP-CSV-SEPARATOR", "改用逗号分隔"
    # sheets and header
    SHEET_MISSING = "IMP-SHEET-MISSING", "不要改工作表的名字；用 planbook template 可另取一份模板"
    SHEET_EXTRA = "IMP-SHEET-EXTRA", "这个工作表没有读；要导入的内容移到模板的工作表"
    SHEET_HIDDEN = "IMP-SHEET-HIDDEN", "取消隐藏，核对内容，不要的删去"
    ROW_HIDDEN = "IMP-ROW-HIDDEN", "取消筛选和隐藏，核对内容，不要的删去"
    COLUMN_HIDDEN = "IMP-COLUMN-HIDDEN", "取消隐藏，核对内容"
    MERGED = "IMP-MERGED", "取消合并，每个单元格各填各的"
    COLUMN_MISSING = "IMP-COLUMN-MISSING", "恢复该列；用 planbook template 可另取一份模板"
    COLUMN_EXTRA = "IMP-COLUMN-EXTRA", "删去该列；要说明的内容写进备注"
    COLUMN_TWICE = "IMP-COLUMN-TWICE", "删去重复的列"
    # cells
    FORMULA = "IMP-FORMULA", "复制后“选择性粘贴 > 数值”"
    FORMULA_EMPTY = "IMP-FORMULA-EMPTY", "在 Excel 中打开重算，再“选择性粘贴 > 数值”"
    ERROR_VALUE = "IMP-ERROR-VALUE", "改正算错的单元格，填公布的数"
    BOOLEAN = "IMP-BOOLEAN", "填数或文字"
    NUMBER = "IMP-NUMBER", "只写数字，单位写在单位列，说明写在备注列"
    NUMBER_UNIT = "IMP-NUMBER-UNIT", "数值列只写数字，单位写在单位列"
    NUMBER_RANGE = "IMP-NUMBER-RANGE", "区间写在下限、上限两列"
    NUMBER_BOUND = "IMP-NUMBER-BOUND", "符号写在界限列，数值列只写数字"
    NUMBER_EXPONENT = "IMP-NUMBER-EXPONENT", "写成普通小数"
    PLACEHOLDER = "IMP-PLACEHOLDER", "没有数据的留空"
    NAN = "IMP-NAN", "没有数据的留空"
    FULL_WIDTH = "IMP-FULL-WIDTH", "已换成半角，请核对"
    COMMA = "IMP-COMMA", "已去掉千位逗号，请核对"
    COMMA_UNCLEAR = "IMP-COMMA-UNCLEAR", "去掉逗号；小数点用“.”"
    PERCENT = "IMP-PERCENT", "把单元格设为“常规”，按单位列写数（百分比写 14.5，不写 0.145 或 14.5%）"
    FRACTION = "IMP-FRACTION", "按百分数写；确实如此的，备注以“已核实：”开头说明理由"
    DATE_YEAR = "IMP-DATE-YEAR", "单元格设为“文本”，写年份，如 2026"
    DATE_NUMBER = "IMP-DATE-NUMBER", "单元格设为“常规”，重新写数"
    DATE = "IMP-DATE", "写成 2027-03-01 的样子，或用 Excel 的日期"
    DATE_LOOSE = "IMP-DATE-LOOSE", "已按月末或年末理解，请核对"
    PERIOD = "IMP-PERIOD", "写年（2026）、月（2026-03）、日（2026-03-05）或起止（2021/2026）"
    INTEGER = "IMP-INTEGER", "写整数"
    SPACE = "IMP-SPACE", "已去掉，请核对"
    CONTROL = "IMP-CONTROL", "删去该字符；一个单元格写一行"
    BIDI = "IMP-BIDI", "删去该字符，重新输入文字"
    INVISIBLE = "IMP-INVISIBLE", "删去该字符，重新输入文字"
    SURROGATE = "IMP-SURROGATE", "删去该字符，重新输入文字"
    INJECTION = "IMP-INJECTION", "改写文字，不以这些符号开头"
    # meaning
    LOCKED = "IMP-LOCKED", "恢复模板原来的内容；新的指标、地方或期间另起一行，行码留空"
    NAME_DIFFERS = "IMP-NAME-DIFFERS", "编号和名称要指同一指标、同一地方；要报别的，另起一行，只选名称"
    INDICATOR = "IMP-INDICATOR", "写已登记的编号或名称；新指标先登记在 data/indicators.csv"
    PLACE = "IMP-PLACE", "写已登记的编号或名称；新地方先登记在 data/places.csv"
    EVIDENCE = "IMP-EVIDENCE", "从下拉列表中选"
    BASIS = "IMP-BASIS", "从下拉列表中选；按指标本身的口径的写 -"
    SOURCE = "IMP-SOURCE", "写已登记的来源编号，或在“来源”表登记后写那里的编号"
    BOUND = "IMP-BOUND", "从下拉列表中选，或留空"
    UNIT_MISSING = "IMP-UNIT-MISSING", "补上单位"
    UNIT_UNKNOWN = "IMP-UNIT-UNKNOWN", "从下拉列表中选"
    UNIT_SPELLING = "IMP-UNIT-SPELLING", "已换成登记的写法，请核对"
    UNIT_SCALE = "IMP-UNIT-SCALE", "换算后改写数值和单位，核对无误再导入"
    UNIT_OTHER = "IMP-UNIT-OTHER", "量不同，不能换算；核对指标和单位"
    MAGNITUDE = "IMP-MAGNITUDE", "核对单位和小数点；确实如此的，备注以“已核实：”开头说明理由"
    OUT_OF_RANGE = "IMP-RANGE", "核对数值和单位；确实如此的，备注以“已核实：”开头说明理由"
    DUPLICATE = "IMP-DUPLICATE", "删去其中一行；来源不同的写各自的来源，子来源不同的写序列"
    REASON_MISSING = "IMP-REASON-MISSING", "在“修订理由”列写明为什么改；不该改的，恢复原值"
    REVISION_LATE = "IMP-REVISION-LATE", "要用新值，在“版本”表写更晚的截止日期，或加 --edition-cut-off 日期；不急的，以后登记新的一版时生效"
    REASON_IDLE = "IMP-REASON-IDLE", "这一行与已有的值相同，理由没有用上"
    CHECK = "IMP-CHECK", "按提示改正"
    # sources and edition
    SOURCE_INCOMPLETE = "IMP-SOURCE-INCOMPLETE", "补上题名、发布单位和类别"
    SOURCE_DATE = "IMP-SOURCE-DATE", "写发布的年、月或日；不知道的留空"
    SOURCE_KIND = "IMP-SOURCE-KIND", "从下拉列表中选"
    SOURCE_URL = "IMP-SOURCE-URL", "只有原发布页才写网址，以 http:// 或 https:// 开头；其余留空"
    SOURCE_TWICE = "IMP-SOURCE-TWICE", "编号不要重复"
    SOURCE_UNUSED = "IMP-SOURCE-UNUSED", "没有一行用到它，不登记；用得着的在填报表写它的编号"
    EDITION_MISSING = "IMP-EDITION-MISSING", "在“版本”表写截止日期，或加 --edition-cut-off 日期"
    EDITION_DATE = "IMP-EDITION-DATE", "写在数据年结束以后、晚于上一版截止日期的一天"
    EDITION_OLD = "IMP-EDITION-OLD", "旧版本的截止日期不能改；要收入新公开的数，登记新一年的版本"
    NOTHING = "IMP-NOTHING", "在“填报”表的数值、区间或文字值列填写后再导入"


NOTICES = frozenset({
    Rule.CSV_GBK, Rule.SHEET_EXTRA, Rule.FULL_WIDTH, Rule.COMMA, Rule.DATE_LOOSE, Rule.SPACE, Rule.UNIT_SPELLING,
    Rule.REASON_IDLE, Rule.REVISION_LATE, Rule.SOURCE_UNUSED,
})
"""Rules that only tell what was done; every other one refuses the file."""
CHECKED = "已核实："
"""How a note begins that vouches for an unusual value."""


@dataclass(frozen=True)
class Fault:
    """One finding, with where it is.

    Attributes
    ----------
    rule : Rule
        Which rule.
    file, sheet, cell : str
        File name, sheet (empty for CSV) and cell such as ``I7``; empty where none applies.
    found, expected : str
        What stands there and what should, in Chinese.
    remedy : str
        What to do, where the rule's own words do not fit.
    """

    rule: Rule
    file: str
    sheet: str
    cell: str
    found: str
    expected: str
    remedy: str = ""

    @property
    def refuses(self) -> bool:
        """Whether the file cannot be imported as it is."""
        return self.rule not in NOTICES

    def __str__(self) -> str:
        cell = f" 单元格 {self.cell}" if self.cell.isascii() and self.cell else f" {self.cell}" if self.cell else ""
        where = self.file + (f" 工作表“{self.sheet}”" if self.sheet else "") + cell
        gap = " " if self.expected[:1].isascii() else ""
        return f"{where}：现为「{self.found}」；应为{gap}{self.expected}。处理：{self.remedy or self.rule.remedy}（规则 {self.rule.value}）"


@dataclass
class Log:
    """Collects the findings of one file, in the order found."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, rule: Rule, where: tuple[str, str], found: object, expected: str, remedy: str = "") -> None:
        """Note a finding at ``where``, a sheet and a cell."""
        sheet, cell = map(shown, where)
        self.found.append(Fault(rule, shown(self.file), sheet, cell, shown(found), expected, remedy))

    @property
    def refusals(self) -> tuple[Fault, ...]:
        """What stands in the way of the import."""
        return tuple(f for f in self.found if f.refuses)

    @property
    def notices(self) -> tuple[Fault, ...]:
        """What the analyst should know and look at."""
        return tuple(f for f in self.found if not f.refuses)

    def stop_if_refused(self) -> None:
        """Raise :class:`ImportRefusedError` if anything stands in the way."""
        if self.refusals:
            raise ImportRefusedError(self.found)


class ImportRefusedError(PlanbookError):
    """The file cannot be imported; nothing has been written.

    Parameters
    ----------
    faults : iterable of Fault
        Everything found, notices included.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        wrong = [str(f) for f in self.faults if f.refuses]
        more = [f"…… 另有 {len(wrong) - MOST_SHOWN} 处，改正以上各处后再导入。"] if len(wrong) > MOST_SHOWN else []
        super().__init__("\n".join([*wrong[:MOST_SHOWN], *more]))
