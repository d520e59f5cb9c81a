"""One cell to one stored text: numbers, dates, periods and words, with what was made right on the way."""

import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from planbook.data.periods import Period
from planbook.data.text import is_formula
from planbook.data.vocab import BOUNDS
from planbook.intake.faults import Log, Rule
from planbook.intake.reading import Cell

_FULL = re.compile(r"[\uff01-\uff5e]")
_WIDE_WORDS = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\xad\u180e\u200b-\u200d\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufffd-\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_PAD = " \t\r\n\u3000\xa0"
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", re.ASCII)
_SPAN = re.compile(r"[+-]?[\d.]+\s*[-~～—至到]\s*[\d.]+.*", re.ASCII)
_WITH_UNIT = re.compile(r"[+-]?\d[\d,.]*\s*[^\d\s.,].*", re.ASCII)
_PLACEHOLDERS = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "无数据", "n/a", "na", "null", "none", "…", "未公布"})
_NOT_NUMBERS = frozenset({"nan", "inf", "-inf", "+inf", "infinity", "-infinity", "1.#inf", "1.#qnan"})
_YEAR_WORD = re.compile(r"(\d{4})\s*年(?:(\d{1,2})月)?(?:(\d{1,2})日)?", re.ASCII)
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
EXACT = 15
"""Significant digits Excel keeps; further ones are noise of the binary form."""


def text_of(cell: Cell, log: Log, *, free: bool = True) -> str:
    """Return a cell as text; in a ``free`` one a leading formula sign is refused."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        log.add(Rule.BOOLEAN, cell.where, "TRUE" if value else "FALSE", "文字")
        return ""
    if isinstance(value, (datetime, date)):
        return value.isoformat()[: len("2026-01-01")]
    if isinstance(value, (int, float)):
        return _figure_as_text(cell, value, log)
    return _clean(cell, value, log, free=free)


def _figure_as_text(cell: Cell, value: float, log: Log) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        log.add(Rule.NAN, cell.where, value, "文字")
        return ""
    return plain(value)


def _clean(cell: Cell, value: str, log: Log, *, free: bool) -> str:
    text = value.strip(_PAD)
    if text != value and text:
        log.add(Rule.SPACE, cell.where, value, "前后没有空白")
    for rule, pattern in ((Rule.SURROGATE, _SURROGATE), (Rule.BIDI, _BIDI), (Rule.INVISIBLE, _INVISIBLE), (Rule.CONTROL, _CONTROL)):
        if pattern.search(text):
            log.add(rule, cell.where, text, "看得见的文字")
            return ""
    if free and is_formula(text):
        log.add(Rule.INJECTION, cell.where, text, "不以 = + - @ 开头的文字")
        return ""
    return _narrow(cell, text, log)


def _narrow(cell: Cell, text: str, log: Log) -> str:
    if not _WIDE_WORDS.search(text):
        return text.replace("\xa0", " ").replace("\u3000", " ")
    log.add(Rule.FULL_WIDTH, cell.where, text, "半角数字和字母")
    return _WIDE_WORDS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)


def plain(value: float | Decimal) -> str:
    """Return a number as the tables write it: no exponent, no needless zeros, none of the noise of binary fractions.

    Examples
    --------
    >>> plain(0.1 + 0.2), plain(35.0), plain(-0.0), plain(1e-7)
    ('0.3', '35', '0', '0.0000001')
    """
    number = Decimal(format(value, f".{EXACT}g")) if isinstance(value, float) else Decimal(value)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number_of(cell: Cell, log: Log) -> str:
    """Return a cell as a plain decimal, ``""`` where it is empty or was refused."""
    value = cell.value
    if cell.blank:
        return ""
    if isinstance(value, bool):
        log.add(Rule.BOOLEAN, cell.where, "TRUE" if value else "FALSE", "数")
    elif isinstance(value, (datetime, date)):
        log.add(Rule.DATE_NUMBER, cell.where, value, "数，不是日期")
    elif isinstance(value, (int, float)):
        return _numeric(cell, value, log)
    else:
        return _number_text(cell, str(value), log)
    return ""


def _numeric(cell: Cell, value: float, log: Log) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        log.add(Rule.NAN, cell.where, value, "有限的数")
        return ""
    if cell.percent:
        log.add(Rule.PERCENT, cell.where, f"显示为 {plain(value * 100)}%，实存 {plain(value)}", "常规格式的数")
        return ""
    return _sized(cell, plain(value), log)


def _sized(cell: Cell, text: str, log: Log) -> str:
    """Return a number no program takes for zero or infinity."""
    if abs(Decimal(text).adjusted()) >= EXACT:
        log.add(Rule.NUMBER, cell.where, text, f"{EXACT} 位以内的数")
        return ""
    return text


def _number_text(cell: Cell, value: str, log: Log) -> str:
    text = value.strip(_PAD)
    narrow = _FULL.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    if narrow != text:
        log.add(Rule.FULL_WIDTH, cell.where, text, "半角数字")
    if _GROUPED.fullmatch(narrow):
        log.add(Rule.COMMA, cell.where, narrow, narrow.replace(",", ""))
        narrow = narrow.replace(",", "")
    if _PLAIN.fullmatch(narrow):
        return _sized(cell, plain(Decimal(narrow)), log)
    rule, expected = _why_no_number(narrow)
    log.add(rule, cell.where, text, expected)
    return ""


def _why_no_number(text: str) -> tuple[Rule, str]:
    """Return the rule a text breaks that should have been a number."""
    low = text.lower()
    kinds = (
        (low in _NOT_NUMBERS, Rule.NAN, "有限的数"),
        (low in _PLACEHOLDERS, Rule.PLACEHOLDER, "数，或空"),
        (text.startswith("#"), Rule.ERROR_VALUE, "数"),
        (text.startswith((*BOUNDS, "约")), Rule.NUMBER_BOUND, "不带符号的数"),
        (bool(_EXPONENT.fullmatch(text)), Rule.NUMBER_EXPONENT, _expanded(text)),
        (text.endswith(("%", "‰")), Rule.PERCENT, "不带百分号的数"),
        (bool(_SPAN.fullmatch(text)), Rule.NUMBER_RANGE, "一个数"),
        (bool(re.fullmatch(r"[+-]?[\d,]*,[\d,.]*", text, re.ASCII)), Rule.COMMA_UNCLEAR, "没有逗号的数"),
        (bool(_WITH_UNIT.fullmatch(text)), Rule.NUMBER_UNIT, "只有数字"),
    )
    return next(((rule, expected) for holds, rule, expected in kinds if holds), (Rule.NUMBER, "数，如 40.4"))


def _expanded(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "普通小数"
    return plain(number) if abs(number.adjusted()) < EXACT else "普通小数"


def whole_of(cell: Cell, log: Log) -> str:
    """Return a cell as a whole number."""
    text = number_of(cell, log)
    if text and not text.lstrip("-").isdigit():
        log.add(Rule.INTEGER, cell.where, text, "整数")
        return ""
    return text


def period_of(cell: Cell, log: Log) -> str:
    """Return a cell as an ISO 8601 period."""
    if isinstance(cell.value, (datetime, date)):
        log.add(Rule.DATE_YEAR, cell.where, text_of(cell, log), f"期间，如 {cell.value.year}")
        return ""
    text = _iso(text_of(cell, log))
    if text and not _is_period(text):
        log.add(Rule.PERIOD, cell.where, cell.value, "年、月、日或起止")
        return ""
    return text


def _iso(text: str) -> str:
    """Return a date in Chinese or slashed writing as ISO 8601, anything else as it is."""
    match = _YEAR_WORD.fullmatch(text) or _SLASHED.fullmatch(text)
    return "-".join([match[1], *(p.zfill(2) for p in match.groups()[1:] if p)]) if match else text


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def day_of(cell: Cell, log: Log) -> str:
    """Return a cell as an ISO day; a month or year becomes its last day, with a notice."""
    text = _iso(text_of(cell, log))
    if not text:
        return ""
    if "/" in text or not _is_period(text):
        log.add(Rule.DATE, cell.where, cell.value, "日期")
        return ""
    last = Period.parse(text).last.isoformat()
    if last != text:
        log.add(Rule.DATE_LOOSE, cell.where, text, f"日期（{last}）")
    return last


def loose_date_of(cell: Cell, log: Log) -> str:
    """Return a cell as an ISO day, month or year."""
    text = _iso(text_of(cell, log))
    if text and ("/" in text or not _is_period(text)):
        log.add(Rule.SOURCE_DATE, cell.where, cell.value, "年、月或日，如 2027-03-01")
        return ""
    return text
