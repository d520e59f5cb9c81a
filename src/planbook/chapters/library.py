"""The book's charts as objects, for notebooks of one's own.

>>> from planbook.chapters.library import card              # doctest: +SKIP
>>> annual = card("pm25-harbin-annual", edition=2025)       # doctest: +SKIP
>>> annual.data, annual.draw("zh"), annual.sources          # doctest: +SKIP

A card is what its chapter's notebook shows: the notebook's own cells are run with the parameters of ``book/book.yml``, in
this process, so a chapter added there is found here without another word.
"""

import ast
import csv
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.chapters.pages import chapters
from planbook.data.errors import PlanbookError
from planbook.data.load import load_editions
from planbook.data.model import Edition
from planbook.data.paths import project_root

REGISTRY = "book/charts.csv"
PARAMETERS = "parameters"


def registered(root: Path | None = None) -> dict[str, str]:
    """Return every chart's id with the slug of its chapter, in the registry's order; former ids are left out."""
    with ((root or project_root()) / REGISTRY).open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["chapter"] for row in csv.DictReader(file) if not row.get("redirect")}


def card(card_id: str, edition: int | None = None, root: Path | None = None) -> ChartCard:
    """Return one chart.

    Parameters
    ----------
    card_id : str
        Its id, as under the figure in the book.
    edition : int, optional
        Data year; the newest when omitted.
    root : Path, optional
        Project root; found from the working directory when omitted.

    Raises
    ------
    PlanbookError
        If there is no such chart, or the edition has no data to draw it.
    """
    slug = registered(root).get(card_id)
    if slug is None:
        raise PlanbookError(f"没有编号为“{card_id}”的图表。处理：用 planbook charts list 查看全部编号。")
    found = {c.id: c for c in cards(slug, edition, root)}
    if card_id not in found:
        raise PlanbookError(f"章 {slug} 在该版次没有图表 {card_id}（数据不足）。处理：换一个版次。")
    return found[card_id]


def cards(slug: str, edition: int | None = None, root: Path | None = None) -> tuple[ChartCard, ...]:
    """Return the charts of one chapter, in the order it shows them.

    Raises
    ------
    PlanbookError
        If the book has no such chapter, or it is not made by a notebook.
    """
    base = root or project_root()
    shown = _chapter(slug, edition_of(edition, base).year, base)
    return tuple(one for one in shown if isinstance(one, ChartCard))


def outputs(slug: str, edition: int | None = None, root: Path | None = None) -> tuple[dict[str, Any], ...]:
    """Return everything one chapter shows, charts and blocks, as the MIME bundles its page is made from.

    Raises
    ------
    PlanbookError
        If the book has no such chapter, or it is not made by a notebook.
    """
    base = root or project_root()
    shown = _chapter(slug, edition_of(edition, base).year, base)
    return tuple(one._repr_mimebundle_() for one in shown if isinstance(one, ChartCard | Block))


def edition_of(year: int | None, root: Path) -> Edition:
    """Return an edition, the newest where no year is given.

    Raises
    ------
    PlanbookError
        If there is no such edition.
    """
    editions = load_editions(root / "data")
    wanted = year or max(editions)
    if wanted not in editions:
        raise PlanbookError(f"没有 {wanted} 年版。data/editions.csv 中有：{'、'.join(map(str, editions))}。处理：改正版次。")
    return editions[wanted]


@lru_cache(maxsize=8)
def _chapter(slug: str, edition: int, root: Path) -> tuple[Any, ...]:
    chapter = next((c for c in chapters(root) if c["slug"] == slug and c.get("notebook")), None)
    if chapter is None:
        raise PlanbookError(f"没有由笔记本生成的章“{slug}”。处理：在 book/book.yml 中查看各章的 slug。")
    notebook = root / "notebooks" / f"{chapter['notebook']}.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    parameters = {"edition": edition, **(chapter.get("parameters") or {})}
    return tuple(_shown(cells, parameters))


def _shown(cells: Iterable[dict[str, Any]], parameters: dict[str, Any]) -> list[Any]:
    """Run a notebook's code cells and return what they show, by ``display`` or as a cell's last value."""
    import IPython.display

    shown: list[Any] = []
    names: dict[str, Any] = {}
    display = IPython.display.display
    IPython.display.display = lambda *objects, **_: shown.extend(objects)
    try:
        for cell in cells:
            if cell["cell_type"] == "code":
                shown += _run("".join(cell["source"]), names)
            if PARAMETERS in cell["metadata"].get("tags", []):
                names.update(parameters)
    finally:
        IPython.display.display = display
    return shown


def _run(source: str, names: dict[str, Any]) -> Iterator[Any]:
    """Run one cell and yield its last value, if it ends with an expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "<cell>", "exec"), names)  # noqa: S102 - the book's own notebooks
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - as above
        yield from value if isinstance(value, list | tuple) else (value,)
