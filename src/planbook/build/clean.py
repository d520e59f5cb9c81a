"""Turn an executed notebook into a page of the book: one language, no code shown, nothing that names a machine or a time."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from planbook.cards.block import BLOCK_MIME
from planbook.cards.card import CARD_MIME

T = TypeVar("T")
Cell = dict[str, Any]
Bundle = dict[str, Any]

INJECTED = "injected-parameters"
PARAMETERS = "parameters"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
H1 = re.compile(r"\A#[ \t]+[^\n]*")


def as_it_is(markdown: str) -> str:
    """Return Markdown untranslated."""
    return markdown


def clean(notebook: bytes, lang: str, title: str, root: Path, say: Callable[[str], str] = as_it_is) -> bytes:
    """Return the published copy of an executed notebook.

    The injected parameters take the place of the defaults; papermill's metadata, times, counters, random cell ids,
    standard error and the project's path go; code is hidden from the page; outputs keep one language.

    Parameters
    ----------
    notebook : bytes
        As papermill left it.
    lang : str
        Language of the outputs kept.
    title : str
        Heading of the page, from the run tree: one template serves many chapters.
    root : Path
        Project root, whose path must not be published.
    say : callable
        Translates the Markdown of a cell.

    Returns
    -------
    bytes
        A notebook (nbformat 4.5, UTF-8); the same input gives the same bytes.
    """
    content = json.loads(notebook)
    return notebook_bytes(spoken_by(say, titled([_cell(c, lang) for c in without_defaults(content["cells"])], title)), root)


def notebook_bytes(cells: list[Cell], root: Path) -> bytes:
    """Return a notebook file of cells: ids by their order, no times, nothing of the project's path.

    It is not indented: every number of a map's borders would stand on a line of its own.
    """
    published = {
        "cells": [{"id": f"cell-{n:02}", **c} for n, c in enumerate(cells, start=1)],
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    }
    text = json.dumps(published, ensure_ascii=False, sort_keys=True)
    return (_without_path(text, root) + "\n").encode()


def titled(cells: list[Cell], title: str) -> list[Cell]:
    """Return the cells with ``title`` as the page's first heading."""
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "markdown" and H1.match(cell["source"]):
            return [*cells[:number], {**cell, "source": with_title(cell["source"], title)}, *cells[number + 1:]]
    return [{"cell_type": "markdown", "metadata": {}, "source": f"# {title}"}, *cells]


def spoken_by(say: Callable[[str], str], cells: list[Cell]) -> list[Cell]:
    """Return the cells with their Markdown translated."""
    return [{**c, "source": say(c["source"])} if c["cell_type"] == "markdown" else c for c in cells]


def with_title(markdown: str, title: str) -> str:
    """Return Markdown whose first-level heading at the top is ``title``."""
    if H1.match(markdown):
        return H1.sub(lambda _: f"# {title}", markdown, count=1)
    return f"# {title}\n\n{markdown}"


def tags_of(cell: Cell) -> list[str]:
    """Return a cell's tags."""
    return list(cell["metadata"].get("tags", []))


def without_defaults(cells: list[Cell]) -> list[Cell]:
    """Drop the default parameters where papermill has injected the real ones."""
    injected = any(INJECTED in tags_of(c) for c in cells)
    return [c for c in cells if not (injected and PARAMETERS in tags_of(c))]


def _cell(cell: Cell, lang: str) -> Cell:
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        return {"cell_type": cell["cell_type"], "metadata": metadata_of(tags_of(cell)), "source": source}
    outputs = [_output(o, lang) for o in cell["outputs"] if o.get("name") != "stderr"]
    tags = [PARAMETERS if t == INJECTED else t for t in tags_of(cell)]
    hidden = "remove-input" if outputs else "remove-cell"
    return {
        "cell_type": "code", "execution_count": None, "metadata": metadata_of([*tags, hidden]),
        "outputs": outputs, "source": source,
    }


def metadata_of(tags: list[str]) -> dict[str, Any]:
    """Return the metadata of a cell with these tags."""
    return {"tags": tags} if tags else {}


def _output(output: dict[str, Any], lang: str) -> dict[str, Any]:
    if "data" not in output:
        return output
    plain = {"output_type": "display_data", "metadata": {}}
    return {**plain, "data": _bundle(output["data"], lang)}


def _bundle(data: Bundle, lang: str) -> Bundle:
    """Keep of a card or block what the page shows in ``lang``; anything else passes as it is."""
    if CARD_MIME in data:
        return {CARD_MIME: card_in(data[CARD_MIME], lang), "text/plain": data.get("text/plain", "")}
    if BLOCK_MIME in data:
        block = data[BLOCK_MIME]
        html = in_language(block["html"], lang)
        return {BLOCK_MIME: {"kind": block["kind"], "html": html}, "text/html": next(iter(html.values()))}
    return data


def card_in(card: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return a card's JSON in one language (Chinese where it has no other), without its specification."""
    (shown, texts), = in_language(card["lang"], lang).items()
    return {**card, "lang": {shown: {k: v for k, v in texts.items() if k != "spec"}}}


def in_language(texts: Mapping[str, T], lang: str) -> dict[str, T]:
    """Return the one entry of ``texts`` shown in ``lang``: that language's, or the Chinese under its own name."""
    shown = lang if lang in texts else "zh"
    return {shown: texts[shown]}


def _without_path(text: str, root: Path) -> str:
    """Take the project's path out of JSON text, in which a backslash is written twice."""
    path = json.dumps(str(root), ensure_ascii=False)[1:-1]
    for separator in ("/", "\\\\"):
        text = text.replace(path + separator, "")
    return text.replace(path, ".")
