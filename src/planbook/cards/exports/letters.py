"""Texts set in the pictures' one font: how wide they are, where they break, what the font cannot write."""

import re
import shutil
import struct
from collections.abc import Iterable, Iterator
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from planbook.data.scratch import scratch

FONT_FILE = "NotoSansSC-Regular.otf"
FONT = "Noto Sans SC"
"""Family of every text in a picture; one font only, so that a PDF of the same picture has the same bytes."""
_QUOTES = re.compile("(?<=[A-Za-z0-9.,)])[’”]|[‘“](?=[A-Za-z0-9(])")
LEFT_OUT = "…"
"""Stands for words in a script the font does not have."""
NOT_FIRST = "，。、；：！？）》〉”’〕】%…,.;:!?)]}"
NOT_LAST = "（《〈“‘〔【([{"
_PIECE = re.compile(r"[A-Za-z0-9À-ɏ.,%+\-–'/&#_@]+|\s+|.", re.DOTALL)
_GLUED = re.compile(f"(?:[{re.escape(NOT_LAST)}])*(?:{_PIECE.pattern})(?:[{re.escape(NOT_FIRST)}])*", re.DOTALL)


def font_folder() -> Path:
    """Return the folder of the pinned fonts."""
    import pylopdf_fonts_zh_cn

    return Path(pylopdf_fonts_zh_cn.__file__).parent


@cache
def quick_font_folder() -> Path:
    """Return a folder of this process's own with a copy of the font that is quick to open; it goes with the process.

    The renderer opens the font anew for every letter, and each time walks the thirteen thousand entries of its table of
    CJK character ids (CFF ``charset``), which only PDF readers need and get from the renderer's own subset. One entry that
    numbers the glyphs in their order says enough: pictures stay the same to the pixel and take half the time.
    """
    folder = scratch()
    Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=1)
    (folder / FONT_FILE).write_bytes(_numbered(font_folder() / FONT_FILE))
    return folder


def _numbered(path: Path) -> bytes:
    """Return a font whose table of character ids is one range (Adobe Technical Note 5176, charset format 2)."""
    from fontTools.ttLib import TTFont

    content = bytearray(path.read_bytes())
    with TTFont(path, lazy=True) as font:
        top = font["CFF "].cff.topDictIndex[0]
        start = font.reader.tables["CFF "].offset + top.rawDict["charset"]
        content[start:start + 5] = struct.pack(">BHH", 2, 1, font["maxp"].numGlyphs - 2)
    return bytes(content)


@cache
def _advances() -> dict[str, float]:
    """Return the advance width of every character the font has, in ems; read once per process."""
    from fontTools.ttLib import TTFont

    with TTFont(font_folder() / FONT_FILE, lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def can_write(text: str) -> bool:
    """Return whether the font has every character of a text."""
    return set(text) <= _advances().keys()


def writable(text: str) -> str:
    """Return a text without what the font cannot write; each such stretch becomes an ellipsis.

    A title in Korean would otherwise be drawn as empty boxes, or in whatever font the machine has.
    """
    known = _advances()
    kept = "".join(c if c in known else "\0" for c in text)
    return re.sub(r"\0(?:[\0\s!?.,]*\0)?", LEFT_OUT, kept)


def narrow(text: str) -> str:
    r"""Return an English text with narrow quotation marks beside its letters; the font draws the curly ones as wide as a character.

    Examples
    --------
    >>> narrow("Heilongjiang’s “good”, ‘方案’")
    'Heilongjiang\'s "good", ‘方案’'
    """
    return _QUOTES.sub(lambda m: "'" if m[0] in "‘’" else '"', text)


def width(text: str, size: float) -> float:
    """Return the width of a text at a font size, both in pixels."""
    known = _advances()
    return size * sum(known.get(c, 1.0) for c in text)


def wrap(text: str, size: float, room: float) -> list[str]:
    """Break a text into lines.

    Chinese breaks anywhere but before closing and after opening punctuation; words and numbers stay whole unless a
    single one is wider than the line.

    Parameters
    ----------
    size, room : float
        Font size and width of a line in pixels.
    """
    lines, line, wide = [], "", 0.0
    for piece in _pieces(text, size, room):
        added = piece
        if line and wide + width(piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line, wide, added = "", 0.0, piece.lstrip()
        line, wide = line + added, wide + width(added, size)
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, size: float, room: float) -> Iterator[str]:
    for piece in _GLUED.findall(text):
        yield from piece if width(piece, size) > room else (piece,)


def flow(chunks: Iterable[str], size: float, room: float, gap: float) -> list[list[tuple[float, str]]]:
    """Set chunks that do not break side by side, in as many lines as they need.

    Returns
    -------
    list of list of (float, str)
        For each line the chunks with their distance from its start in pixels.
    """
    lines: list[list[tuple[float, str]]] = [[]]
    x = 0.0
    for chunk in chunks:
        wide = width(chunk, size)
        if lines[-1] and x + wide > room:
            lines.append([])
            x = 0.0
        lines[-1].append((x, chunk))
        x += wide + gap
    return lines
