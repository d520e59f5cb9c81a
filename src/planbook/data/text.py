"""A piece of text in the book's two languages, and what must not stand in any text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("zh", "en")
UNSEEN = "\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffd-\uffff\ud800-\udfff"
"""Characters of no text, for a class of a pattern: controls, invisible ones, those that turn the direction of writing, halves of pairs."""
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters taken out of texts on their way to readers: those XML forbids, invisible ones, those that turn the direction of writing."""
LONGEST_SHOWN = 60
"""Characters of a cell that a message repeats."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What names a page, a chart or a plan, and with it a file or a folder."""
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
"""Names Windows keeps for devices: no file can be called so, whatever its ending."""
_MARKUP = re.compile(rf"[\\`*_{{}}\[\]<>$&#|~^{UNSEEN}]")
_UNSEEN = re.compile(f"[{UNSEEN}]")
_LINE_ENDS = re.compile("[\u2028\u2029]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SPREADSHEET = re.compile(
    r"[=+@＝＋－＠].+|-(?!;)(?!\d[^-+*/^&=<>|!()@\"'\[\]{}\\]*$).+", re.DOTALL)


def stripped(value: Any) -> Any:
    """Return JSON without unsafe characters; a control character would end the charts' converter and its whole process."""
    if isinstance(value, str):
        return _LINE_ENDS.sub(" ", UNSAFE.sub("", value))
    if isinstance(value, Mapping):
        return {name: stripped(inner) for name, inner in value.items()}
    return [stripped(inner) for inner in value] if isinstance(value, list | tuple) else value


def spelt(text: str, kept: str = "") -> str:
    r"""Return a text in which characters nobody sees, or a terminal obeys, are written out; ``kept`` stay.

    Examples
    --------
    >>> spelt("a\x1b[2Jb")
    'a<U+001B>[2Jb'
    """
    return _UNSEEN.sub(lambda m: m[0] if m[0] in kept else f"<U+{ord(m[0]):04X}>", text)


def shown(value: object, longest: int = LONGEST_SHOWN) -> str:
    """Return a cell's or setting's content fit for a message: unseen characters written out, long texts cut."""
    text = spelt(str(value)).replace("\xa0", "<U+00A0>")
    return text if len(text) <= longest else f"{text[:longest]}…"


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet program could take a text for a formula; a negative number with its unit is none.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula("-2+3|cmd"), is_formula("-5 ℃"), is_formula("-")
    (True, True, False, False)
    """
    return bool(_SPREADSHEET.match(text.lstrip()))


def is_name(text: str) -> bool:
    """Tell whether a text can name a file on every system.

    Examples
    --------
    >>> is_name("pm25-suihua"), is_name("../pm25"), is_name("con")
    (True, False, False)
    """
    return bool(SLUG.fullmatch(text)) and text not in DEVICES


def is_plain(text: str) -> bool:
    """Tell whether a text is one line that no markup language reads as anything but words.

    Examples
    --------
    >>> is_plain("PM2.5：绥化"), is_plain("<b>PM2.5</b>"), is_plain("{eval}`1`")
    (True, False, False)
    """
    return not _MARKUP.search(text)


def escaped(text: str) -> str:
    r"""Return a text for a workbook, where ``_x000A_`` is read as the character of that number.

    Examples
    --------
    >>> escaped("_x202E_"), unescaped("_x202E_") == "\u202e", unescaped(escaped("_x202E_"))
    ('_x005F_x202E_', True, '_x202E_')
    """
    return _ESCAPE.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """Return a workbook's text as spreadsheet programs show it."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


@dataclass(frozen=True)
class Text:
    """One text, Chinese first; the English may still be missing.

    Examples
    --------
    >>> Text("已达成", "Met").in_("en")
    'Met'
    >>> Text("已达成").in_("en")
    '已达成'
    """

    zh: str
    en: str = ""

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, the Chinese where the other is missing."""
        return (self.en or self.zh) if lang == "en" else self.zh

    def to_dict(self) -> dict[str, str]:
        """Return ``{"zh": …, "en": …}``; a missing language is left out."""
        return {k: v for k, v in (("zh", self.zh), ("en", self.en)) if v}
