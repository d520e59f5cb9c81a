"""Chinese and Korean words in English markup, marked as what they are: for screen readers, fonts and translators."""

import re

_HAN, _HANGUL = "\u3001-\u303f\u3400-\u9fff\uff01-\uffef", "\u1100-\u11ff\uac00-\ud7af"
_BETWEEN = r"[\s\d.,:;·—–\-“”‘’()/+%～~]"
_RUN = re.compile(f"(?P<zh>[{_HAN}](?:(?:[{_HAN}]|{_BETWEEN})*[{_HAN}])?)|(?P<ko>[{_HANGUL}](?:(?:[{_HANGUL}]|[\\s\\d.,!?])*[{_HANGUL}])?)")
_PIECES = re.compile(r"(<(?:script|style|textarea|title|svg)\b.*?</(?:script|style|textarea|title|svg)>|<[^>]*>)", re.DOTALL)
_MARKED = re.compile(r'<[^>]* lang="(?:zh|ko)')


def marked(html: str) -> str:
    """Return English markup with every run of Chinese or Korean in an element that names its language.

    A drawing is left alone: such an element within would end it.

    Examples
    --------
    >>> marked("<td>Daily: 省环境厅，2024-05</td>")
    '<td>Daily: <span lang="zh">省环境厅</span>，2024-05</td>'
    """
    pieces = _PIECES.split(html)
    return "".join(piece if piece.startswith("<") or _is_marked(pieces, n) else _RUN.sub(_span, piece) for n, piece in enumerate(pieces))


def _is_marked(pieces: list[str], number: int) -> bool:
    """Tell whether the tag before a text names its language already."""
    return number > 0 and bool(_MARKED.match(pieces[number - 1]))


def _span(found: re.Match[str]) -> str:
    return f'<span lang="{found.lastgroup}">{found.group()}</span>'
