"""Checks every table gets from its declaration: required cells, types, vocabularies, references, keys, tidy text."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from planbook.data.checks.core import FILE, LINE, PLAN, Data, at, checks, parts
from planbook.data.errors import Problem
from planbook.data.periods import Period
from planbook.data.schema import Field, FieldType, Table
from planbook.data.standards import STANDARDS
from planbook.data.tables import ALL_TABLES
from planbook.data.text import UNSEEN, is_formula

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_UNTIDY = re.compile(r"-?(0\d.*|\d+\.(\d*0|\d{7,}))|-0")
_LOOSE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_PERIOD = re.compile(rf"{_LOOSE.pattern}(/{_LOOSE.pattern})?", re.ASCII)
_CONTROL = f"[{UNSEEN}\xa0\u3000]"
_FULL_WIDTH = r"[０-９Ａ-Ｚａ-ｚ]"
_ADDRESS = (
    r"(?i)https?:|www\.|(?:^|[^A-Za-z0-9-])[a-z0-9][a-z0-9-]*"
    r"\.(?:com|cn|net|org|gov|edu|io|info|ai|html?|aspx|php)(?![A-Za-z0-9])"
)


def _is_period(cell: str) -> bool:
    try:
        return bool(_PERIOD.fullmatch(cell) and Period.parse(cell))
    except ValueError:
        return False


def _is_day(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


VALID: dict[FieldType, tuple[Callable[[str], object], str]] = {
    FieldType.NUMBER: (_NUMBER.fullmatch, "数（如 40.4，不带单位、千位逗号）"),
    FieldType.INTEGER: (_INTEGER.fullmatch, "整数"),
    FieldType.DATE: (_is_day, "日期 YYYY-MM-DD"),
    FieldType.LOOSE_DATE: (lambda c: _LOOSE.fullmatch(c) and _is_period(c), "日期 YYYY、YYYY-MM 或 YYYY-MM-DD"),
    FieldType.PERIOD: (_is_period, "期间 YYYY、YYYY-MM、YYYY-MM-DD 或 起/止"),
    FieldType.BOOLEAN: (lambda c: c in ("true", "false"), "true 或 false"),
}
"""Which cell a type accepts, and how to say so."""


def _columns(data: Data) -> Iterator[tuple[Table, str, Field, pd.DataFrame]]:
    for table in ALL_TABLES:
        for name, field in table.fields.items():
            yield table, name, field, data[table.name]


def _judged(cells: "pd.Series[str]", valid: Callable[[str], object]) -> "pd.Series[bool]":
    """Return which non-empty cells fail ``valid``, judging each distinct text once."""
    wrong = [cell for cell in cells.unique() if cell and not valid(cell)]
    return cells.isin(wrong) if wrong else pd.Series(data=False, index=cells.index)


@checks("CHK-REQUIRED", "必填的单元格不空")
def required(data: Data) -> Iterator[Problem]:
    """Find empty cells in required columns."""
    for _, name, field, frame in _columns(data):
        if field.required:
            yield from at(frame, frame[name] == "", name, f"必填：{field.meaning}", "补上该单元格")


@checks("CHK-TYPE", "数、整数、日期、期间、真假写法正确")
def types(data: Data) -> Iterator[Problem]:
    """Find cells that cannot be read as their column's type."""
    for _, name, field, frame in _columns(data):
        if field.type in VALID:
            valid, form = VALID[field.type]
            yield from at(frame, _judged(frame[name], valid), name, form, "改正写法；没有数值时留空")


@checks("CHK-NUMBER-FORM", "数按公布的样子写，没有多余的零和浮点尾数")
def number_form(data: Data) -> Iterator[Problem]:
    """Find figures with padding zeros or the noise of binary fractions; standards keep the digits they print."""
    for table, name, field, frame in _columns(data):
        if field.type is FieldType.NUMBER and table not in STANDARDS:
            wrong = _judged(frame[name], lambda c: not _UNTIDY.fullmatch(c))
            yield from at(frame, wrong, name, "不补零、小数不超过六位的数", "按公布的位数改写")


@checks("CHK-VOCABULARY", "封闭词表中的词")
def vocabulary(data: Data) -> Iterator[Problem]:
    """Find words outside a closed vocabulary."""
    for _, name, field, frame in _columns(data):
        words = tuple(w.value for w in field.words) if field.words else field.choices
        if words:
            yield from at(frame, (frame[name] != "") & ~frame[name].isin(words), name,
                          f"{'、'.join(words)} 之一", "改为词表中的词")


@checks("CHK-LIST", "列表以分号分隔，没有空项、重复和多余空格")
def lists(data: Data) -> Iterator[Problem]:
    """Find list cells with empty, repeated or padded parts."""

    def tidy(cell: str) -> bool:
        items = cell.split(";")
        return all(i and i == i.strip() for i in items) and len(set(items)) == len(items)

    for _, name, field, frame in _columns(data):
        if field.type is FieldType.LIST:
            yield from at(frame, _judged(frame[name], tidy), name, "各项不空、不重复、前后无空格", "改正列表")


@checks("CHK-REFERENCE", "引用的编号存在")
def references(data: Data) -> Iterator[Problem]:
    """Find ids, single or in lists, that the table referred to does not have; plan tables refer within their plan."""
    for _, name, field, frame in _columns(data):
        target, _, column = field.refers.partition(".")
        if not target or not data.whole(target):
            continue
        known = data[target]
        within = PLAN in known.columns and PLAN in frame.columns
        pairs = set(zip(known[PLAN] if within else [""] * len(known), known[column], strict=True))
        asked = frame[PLAN] if within else pd.Series("", index=frame.index)
        cells = frame[name].map(parts if field.type is FieldType.LIST else (lambda c: (c,) if c else ()))
        lost = pd.Series([[i for i in c if (p, i) not in pairs] for p, c in zip(asked, cells, strict=True)],
                         index=frame.index, dtype=object)
        yield from at(frame, lost.map(bool).astype(bool), name, f"“{target}”表 {column} 列已有的编号",
                      f"改正编号，或先在 {target} 表登记", lost.map(";".join))


@checks("CHK-KEY", "键在全表（所有文件）中唯一")
def keys(data: Data) -> Iterator[Problem]:
    """Find rows whose key stands in an earlier row of the table, in whichever file."""
    for table in ALL_TABLES:
        frame = data[table.name]
        key = list(table.key)
        again = frame.duplicated(key)
        if not again.any():
            continue
        first = frame[frame.duplicated(key, keep=False)].groupby(key, sort=False)[[FILE, LINE]].transform("first")
        place = first[FILE] + " 第 " + first[LINE].astype(str) + " 行"
        text = frame[key].agg("|".join, axis=1)
        yield from at(frame, again, key[-1], "唯一的键（" + "、".join(key) + "），已见于" + place,
                      "合并两行，或补上区分它们的键列", text)


def _matching(
    data: Data, pattern: str, skip: tuple[str, ...] = (),
) -> Iterator[tuple[pd.DataFrame, str, "pd.Series[bool]"]]:
    """Yield each table and column with a cell in which ``pattern`` is found, and which rows those are."""
    search = re.compile(pattern).search
    for frame in data.frames.values():
        for name in frame.columns.difference([FILE, LINE, PLAN, *skip]):
            wrong = _judged(frame[name], lambda c: not search(c))
            if wrong.any():
                yield frame, str(name), wrong


@checks("CHK-SPACE", "单元格前后没有空白，没有控制字符")
def spaces(data: Data) -> Iterator[Problem]:
    """Find padding, line breaks inside cells, no-break and zero-width characters."""
    for frame, name, wrong in _matching(data, rf"^\s|\s$|{_CONTROL}"):
        shown = frame[name].map(ascii_controls)
        yield from at(frame, wrong, name, "前后无空白、无控制字符的文字", "删去多余的空白或不可见字符", shown)


def ascii_controls(cell: str) -> str:
    """Return ``cell`` with invisible characters written out."""
    return re.sub(_CONTROL, lambda m: f"<U+{ord(m[0]):04X}>", cell)


@checks("CHK-FULL-WIDTH", "数字和字母用半角")
def full_width(data: Data) -> Iterator[Problem]:
    """Find full-width digits and letters, which searching and sorting take for other characters."""
    for frame, name, wrong in _matching(data, _FULL_WIDTH):
        yield from at(frame, wrong, name, "半角数字和字母", "改为半角")


@checks("CHK-FORMULA", "文字不会被表格软件当作公式")
def formulas(data: Data) -> Iterator[Problem]:
    """Find texts that a spreadsheet program could run where a table, or the CSV form made of it, is opened as it is."""
    for _, name, field, frame in _columns(data):
        if field.type not in VALID:
            wrong = _judged(frame[name], lambda c: not is_formula(c))
            yield from at(frame, wrong, name, "不以 = + - @ 开头的文字", "改写文字，不以这些符号开头")


@checks("CHK-LINK", "网址和域名只出现在来源表的 url 列")
def links(data: Data) -> Iterator[Problem]:
    """Find addresses and host names outside ``url``: a repost is cited by its original publisher, without a link."""
    for frame, name, wrong in _matching(data, _ADDRESS, skip=("url",)):
        yield from at(frame, wrong, name, "不含网址、域名的文字", "写原发布单位和题名，网址移到来源表 url 列")


CHECKS = (required, types, number_form, vocabulary, lists, references, keys, spaces, full_width, formulas, links)
