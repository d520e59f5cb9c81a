"""Tables of the pages for the typesetter: every cell, how wide its column is, how small it has to be set."""

from collections.abc import Sequence
from typing import Any

from planbook.build.pdfbook.inline import Element, Page, classes, line, words
from planbook.cards.briefings.setting import row_height
from planbook.cards.exports.letters import width

WIDE = 487.0
"""Width of the page's text in points."""
SIZES = ((6, 60, 8.0), (9, 150, 7.0))
"""Most columns and most rows up to which a table is set in a size, largest first."""
SMALLEST = 6.5
NARROW = 4.7
"""Width in font sizes that every column gets at least, if it wants it."""
TALLEST = 420.0
"""A row higher than this may be cut; any other stays whole."""


def table(element: Element, page: Page, small: bool) -> dict[str, Any]:
    """Return a table as data.

    Parameters
    ----------
    element : Element
        The table.
    page : Page
        Where it stands.
    small : bool
        Whether it stands in something set small already.
    """
    head = [_row(r, page) for r in element.iterfind("./thead/tr")]
    body = [_row(r, page) for r in element.iterfind("./tbody/tr")] + [_row(r, page) for r in element.iterfind("./tr")]
    count = max((sum(c["x"] for c in row["cells"]) for row in (*head, *body)), default=1)
    size = _size(count, len(body), small)
    plain = [[_lines(c) for c in row["cells"]] for row in (*head, *body) if all(c["x"] == 1 for c in row["cells"])]
    widths = shares([[row[n] for row in plain if n < len(row)] for n in range(count)], size)
    caption = next((line(c, page) for c in element.iterfind("./caption") if "pb-hidden" not in classes(c)), [])
    return {"k": "table", "ids": page.taken(), "caption": caption, "size": size, "widths": [round(w, 2) for w in widths],
            "head": head, "rows": body, "whole": _fits(head + body, widths, size)}


def _size(count: int, rows: int, small: bool) -> float:
    found = next((size for most, long, size in SIZES if count <= most and rows <= long), SMALLEST)
    return min(found, 7.0) if small else found


def _row(row: Element, page: Page) -> dict[str, Any]:
    page.passes(row)
    ids = page.taken()
    cells = [_cell(c, page) for c in row if c.tag in {"td", "th"}]
    if cells and ids:
        cells[0]["c"] = [*({"k": "id", "id": i} for i in ids), *cells[0]["c"]]
    return {"cells": cells, "s": next((s for s in ("group", "row-note") if f"pb-{s}" in classes(row)), "")}


def _cell(cell: Element, page: Page) -> dict[str, Any]:
    return {"c": line(cell, page), "x": _span(cell, "colspan"), "y": _span(cell, "rowspan"), "r": "pb-num" in classes(cell)}


def _span(cell: Element, name: str) -> int:
    told = cell.get(name) or "1"
    return max(1, int(told)) if told.isdigit() else 1


def _lines(cell: dict[str, Any]) -> list[str]:
    return words(cell["c"]).split("\n")


def shares(texts: Sequence[Sequence[Sequence[str]]], size: float) -> list[float]:
    """Share a table's width among its columns: what is short is not broken, what is long gets room by how much it says.

    Parameters
    ----------
    texts : sequence of sequence of sequence of str
        For each column the lines of each of its cells.
    size : float
        Of the text, in points.
    """
    wants = [max((width(one, size) for cell in column for one in cell), default=size) + size * 1.6 for column in texts]
    loads = [sum(width(one, size) for cell in column for one in cell) ** 0.75 + 1 for column in texts]
    given = [min(want, size * NARROW) for want in wants]
    left = WIDE - sum(given)
    while left > 1 and (open_ := [n for n, want in enumerate(wants) if given[n] < want]):
        share = left / sum(loads[n] for n in open_)
        for n in open_:
            given[n] = min(wants[n], given[n] + share * loads[n])
        left = WIDE - sum(given)
    return [one + max(0.0, left) / len(given) for one in given]


def _fits(rows: list[dict[str, Any]], widths: list[float], size: float) -> bool:
    """Tell whether every row is low enough to be kept whole."""
    return all(row_height([words(c["c"]) for c in row["cells"]], widths, size, size) < TALLEST
               for row in rows if all(c["x"] == 1 for c in row["cells"]))
