"""How much room texts take: sizes in points, lengths in points, by the widths of the book's own font.

The fonts of office programs are as wide for Chinese and at most little wider for Latin letters; lines are counted with
some room to spare, so that nothing runs over.
"""

from collections.abc import Sequence
from functools import lru_cache

from planbook.cards.exports.letters import wrap

LEADING = 1.4
"""Height of a line in font sizes; Microsoft YaHei takes 1.32."""
BOLD = 1.08
"""How much wider a table's head is for being bold."""
SPARE = 0.96
"""Share of a line's length that is counted on."""


@lru_cache(maxsize=1 << 14)
def lines(text: str, size: float, room: float) -> int:
    """Return how many lines a text takes."""
    return max(1, len(wrap(text, size, room * SPARE)))


def height(text: str, size: float, room: float) -> float:
    """Return the height of a text in points."""
    return lines(text, size, room) * size * LEADING


def fitting(text: str, sizes: Sequence[float], room: float, high: float) -> float:
    """Return the first of the sizes, largest first, at which a text fits into a box; the last if none does."""
    return next((s for s in sizes if height(text, s, room) <= high), sizes[-1])


def cut(text: str, size: float, room: float, most: int, end: str = "…") -> str:
    """Return a text that takes at most so many lines; of a longer one the beginning and ``end``."""
    if lines(text, size, room) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if lines(text[:middle] + end, size, room) <= most else (low, middle - 1)
    return text[:low].rstrip("，；、,; ") + end


def listed(items: Sequence[str], between: str, more: str, size: float, room: float, most: int) -> str:
    """Return as many items as fit into so many lines, then ``more``; the first one at least, cut if it must be."""
    for count in range(len(items), 0, -1):
        text = between.join(items[:count]) + (more if count < len(items) else "")
        if lines(text, size, room) <= most:
            return text
    return cut(items[0] if items else "", size, room, most, f"…{more if len(items) > 1 else ''}")


def columns(rows: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Share a table's width among its columns by what stands in them; a short column is never broken for a long one."""
    count = max(map(len, rows))
    wants = [max(_want(row[i], size) * (1.0 if n else BOLD) for n, row in enumerate(rows) if i < len(row)) for i in range(count)]
    left, open_ = room, dict(enumerate(wants))
    given: dict[int, float] = {}
    while open_:
        fair = left / len(open_)
        small = {i: w for i, w in open_.items() if w <= fair}
        for i, w in (small or dict.fromkeys(open_, fair)).items():
            given[i] = w
            left -= w
            del open_[i]
    spare = max(0.0, room - sum(given.values())) / count
    return [given[i] + spare for i in range(count)]


def _want(text: str, size: float) -> float:
    from planbook.cards.exports.letters import width

    return width(text, size) / SPARE + size * 1.6


def pages(rows: Sequence[Sequence[str]], widths: Sequence[float], size: float, pad: float, high: float) -> list[list[Sequence[str]]]:
    """Split a table's body into pages, the first row repeated as the head of each.

    Parameters
    ----------
    pad : float
        Height of a row above that of its text; its text's room is narrower by ``size``.
    high : float
        Height of a page.
    """
    head, *body = rows
    first = row_height(head, widths, size, pad)
    found: list[list[Sequence[str]]] = [[]]
    used = first
    for row in body:
        tall = row_height(row, widths, size, pad)
        if found[-1] and used + tall > high:
            found.append([])
            used = first
        found[-1].append(row)
        used += tall
    return [[head, *page] for page in found]


def row_height(row: Sequence[str], widths: Sequence[float], size: float, pad: float) -> float:
    """Return the height of a table's row."""
    return pad + max(height(cell, size, wide - size * 1.2) for cell, wide in zip(row, widths, strict=False))
