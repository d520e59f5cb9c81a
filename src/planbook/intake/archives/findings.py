"""What was found in an archive: everything that was read is either used or set aside for a reason, and counted.

Rows, cells and daily values are counted apart. In each of the three the reasons add up to what was read.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from planbook.data.errors import Problem
from planbook.data.vocab import Word

EXAMPLES = 3
"""Examples kept of one reason in one file: enough to find the fault, and few enough to keep memory flat."""
EXAMPLES_IN_ALL = 20
"""Examples kept of one reason over all files."""
CHECK = "ARC"


class Unit(Word):
    """What is counted."""

    FILE = "file", "文件", "files"
    ROW = "row", "行", "rows"
    CELL = "cell", "单元格", "cells"
    DAY = "day", "日值", "daily values"
    GAP = "gap", "缺口", "gaps"


class Reason(Word):
    """Why something was set aside, or merely noted; ``USED`` where it was not."""

    USED = "used", "采用", "used"
    OTHER_TYPE = "other_type", "本项统计不用的类型", "type not needed"
    UNKNOWN_TYPE = "unknown_type", "不认识的类型", "unknown type"
    DUPLICATE_EQUAL = "duplicate_equal", "重复，内容相同", "duplicate, equal"
    DUPLICATE_DIFFERENT = "duplicate_different", "重复，内容不同", "duplicate, different"
    TRUNCATED = "truncated", "末行残缺", "last line cut off"
    WIDTH = "width", "列数与表头不符", "number of columns differs from the header"
    BAD_DATE = "bad_date", "日期或时间无法识别", "unreadable date or time"
    BAD_HOUR = "bad_hour", "小时不在一天之内", "hour outside the day"
    BLANK = "blank", "空行", "blank line"
    EMPTY = "empty", "空白", "empty"
    ZERO = "zero", "零值（按缺测处理）", "zero, taken as missing"
    NEGATIVE = "negative", "负值", "negative"
    IMPLAUSIBLE = "implausible", "超出可信范围", "implausible"
    TEXT = "text", "不是数字", "not a number"
    CONFLICT = "conflict", "同一小时两个数", "two values for one hour"
    UNKNOWN_PLACE = "unknown_place", "未登记的站点、城市或断面", "unknown station, city or section"
    LEFT_OUT = "left_out", "对照表写明不参评", "left out by the stations table"
    DUPLICATE_COLUMN = "duplicate_column", "重复的列", "duplicate column"
    NOT_EVALUATED = "not_evaluated", "不参加评价的项目", "takes no part in the evaluation"
    NOT_NORMAL = "not_normal", "站点状态非正常", "station not in normal operation"
    WRONG_UNIT = "wrong_unit", "列名写的单位与标准不同", "another unit than the standard's"
    UNKNOWN_COLUMN = "unknown_column", "不认识的列", "unknown column"
    EMPTY_FILE = "empty_file", "空文件或只有表头", "empty file"
    SAME_FILE = "same_file", "与另一文件内容相同", "same content as another file"
    WRONG_HEADER = "wrong_header", "表头不认识", "unknown header"
    DATE_DIFFERS = "date_differs", "行内日期与文件名不同（按行内日期）", "date differs from the file name"
    MISSING_HOURS = "missing_hours", "缺少的小时（按项目计）", "missing hours"
    MISSING_DAYS = "missing_days", "缺少的日期", "missing days"


EXPECTED = frozenset({Reason.USED, Reason.OTHER_TYPE, Reason.EMPTY, Reason.LEFT_OUT, Reason.NOT_EVALUATED, Reason.NOT_NORMAL, Reason.UNKNOWN_COLUMN})
"""Reasons a sound archive has too; every other one fails a strict run."""
REMEDY: dict[Reason, tuple[str, str]] = {
    Reason.UNKNOWN_TYPE: ("全国实时发布的类型名", "核对该行的类型；新增的类型暂不统计"),
    Reason.DUPLICATE_EQUAL: ("同一时间、同一类型只有一行", "不必处理，只保留一行"),
    Reason.DUPLICATE_DIFFERENT: ("同一时间、同一类型只有一行", "向数据提供方核实哪一行正确，删去另一行后重算"),
    Reason.TRUNCATED: ("与表头同样多的列，且以换行结束", "重新取得该文件"),
    Reason.WIDTH: ("与表头同样多的列", "重新取得该文件，或补齐该行"),
    Reason.BAD_DATE: ("形如 YYYYMMDD 或 YYYY-MM-DD 的日期", "改正日期"),
    Reason.BAD_HOUR: ("一天之内的小时数", "改正小时"),
    Reason.BLANK: ("没有空行", "不必处理"),
    Reason.ZERO: ("正数；零值多为设备缺测", "确为零时请提供方说明，本工具按缺测处理"),
    Reason.NEGATIVE: ("正数", "按缺测处理；请核对设备零点"),
    Reason.IMPLAUSIBLE: ("可信范围内的数", "核对单位和设备；确有其值时改 data/parameters.csv 或 data/ranges.csv 的上限"),
    Reason.TEXT: ("数字或空白", "缺测请留空"),
    Reason.CONFLICT: ("同一小时只有一个数", "两个数都不用；核实后删去错的一行"),
    Reason.UNKNOWN_PLACE: ("对照表或 data/places.csv 中有的站点、城市或断面", "用 --stations 给出对照表，或在 data/places.csv 登记；不参评的在对照表写 -"),
    Reason.DUPLICATE_COLUMN: ("每个站点或城市只有一列", "删去多余的列；只用了第一列"),
    Reason.WRONG_UNIT: ("标准所用的单位", "换算后改列名；没有自动换算，该列没有用"),
    Reason.UNKNOWN_COLUMN: ("认识的列名", "不统计的列可以不管；写法不同的请改列名"),
    Reason.EMPTY_FILE: ("有数据的文件", "重新取得该文件"),
    Reason.SAME_FILE: ("每个文件只有一份", "删去多余的一份；只用了文件名靠前的"),
    Reason.WRONG_HEADER: ("说明中列出的表头之一", "核对文件是否放错，或补上表头"),
    Reason.DATE_DIFFERS: ("与文件名相同的日期", "核对文件名；统计按行内日期"),
    Reason.MISSING_HOURS: ("从零点到二十三点", "补齐后重算；不足最少小时数的日子没有日均值"),
    Reason.MISSING_DAYS: ("首尾之间没有缺日", "补齐后重算"),
}
"""What was expected and what to do, by reason."""


@dataclass
class Findings:
    """Counts by unit and reason, with the first examples of each reason in each file.

    Attributes
    ----------
    counts : Counter
        ``(unit, reason)`` to how many.
    examples : list of Problem
        At most :data:`EXAMPLES` of one reason in one file.
    places : Counter
        Name of each station, city or section that is not registered, to the cells or rows set aside with it.
    """

    counts: Counter[tuple[Unit, Reason]] = field(default_factory=Counter)
    examples: list[Problem] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    _shown: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, unit: Unit, reason: Reason, number: int = 1) -> None:
        """Count ``number`` things."""
        if number:
            self.counts[unit, reason] += number

    def note(self, reason: Reason, file: str, row: int, column: str, found: str) -> None:
        """Keep an example, unless there are enough of its reason in its file."""
        check = f"{CHECK}-{reason.value.upper().replace('_', '-')}"
        self._shown[check, file] += 1
        if self._shown[check, file] <= EXAMPLES:
            expected, todo = REMEDY[reason]
            self.examples.append(Problem(check, file, row, column, found, expected, todo))

    def take(self, unit: Unit, reason: Reason, file: str, row: int = 0, column: str = "", found: str = "") -> None:
        """Count one thing and keep it as an example."""
        self.add(unit, reason)
        self.note(reason, file, row, column, found or reason.text.zh)

    def merge(self, other: "Findings") -> None:
        """Add what was found elsewhere."""
        self.counts.update(other.counts)
        self.places.update(other.places)
        for problem in other.examples:
            self._shown[problem.check, ""] += 1
            if self._shown[problem.check, ""] <= EXAMPLES_IN_ALL:
                self.examples.append(problem)

    def total(self, unit: Unit) -> int:
        """Return how many of a unit were read, whether used or set aside."""
        return sum(n for (u, _), n in self.counts.items() if u is unit)

    def of(self, unit: Unit, reason: Reason) -> int:
        """Return how many of a unit have a reason."""
        return self.counts[unit, reason]

    @property
    def faults(self) -> dict[tuple[Unit, Reason], int]:
        """What a sound archive does not have."""
        return {key: n for key, n in sorted(self.counts.items()) if key[1] not in EXPECTED}


def merged(parts: Iterable[Findings]) -> Findings:
    """Return the sum of several findings, in their order."""
    total = Findings()
    for part in parts:
        total.merge(part)
    return total
