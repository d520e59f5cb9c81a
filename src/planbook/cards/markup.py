"""Blocks from templates; every value is escaped, every text comes in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2

from planbook.cards.block import Block
from planbook.data.text import LANGUAGES, UNSAFE, Text


@dataclass(frozen=True)
class Cell:
    """One cell of a table block.

    Attributes
    ----------
    text : Text
        What it says.
    numeric : bool
        Whether it is set right-aligned in tabular figures.
    badge : str
        CSS class of a badge, empty for plain text.
    href : str
        Address it links to, within the edition.
    span : int
        How many columns it takes.
    """

    text: Text
    numeric: bool = False
    badge: str = ""
    href: str = ""
    span: int = 1


@dataclass(frozen=True)
class Row:
    """One row of a table block; ``id`` is its address on the page."""

    cells: tuple[Cell, ...]
    id: str = ""


def _safe(value: Any) -> Any:
    """Return what a template is about to write without unsafe characters; markup made by a template is as it was."""
    return UNSAFE.sub("", value) if type(value) is str else value


@lru_cache
def _environment(lang: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("planbook.cards"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, finalize=_safe)

    def text_in(value: Text | str) -> str:
        return value.in_(lang) if isinstance(value, Text) else str(value)

    environment.filters["t"] = text_in
    return environment


def load_templates() -> None:
    """Compile every template; each is compiled once in a process and in those forked from it."""
    for environment in map(_environment, LANGUAGES):
        for name in environment.list_templates():
            environment.get_template(name)


def block(kind: str, template: str = "", /, files: Mapping[str, bytes] | None = None, **values: Any) -> Block:
    """Render a template in every language into one block.

    Parameters
    ----------
    kind : str
        CSS hook of the block.
    template : str
        Template name without ending; ``kind`` when omitted.
    files : mapping of str to bytes, optional
        Files the block offers for download, by name.
    **values
        What the template needs; a missing one is an error.
    """
    name = f"{template or kind}.html"
    html = {lang: _environment(lang).get_template(name).render(**values) for lang in LANGUAGES}
    return Block(kind, Text(html["zh"], html["en"]), tuple((files or {}).items()))


def cells(*texts: Text | str | Cell) -> Row:
    """Return a row of plain cells; strings are the same in both languages."""
    return Row(tuple(t if isinstance(t, Cell) else Cell(t if isinstance(t, Text) else Text(t, t)) for t in texts))


def table(caption: Text, head: Sequence[Text], rows: Sequence[Row], *, folded: bool = False) -> Block:
    """Return a table block with a caption and one heading per column; ``folded`` shows it only when opened."""
    summary = Text(f"{caption.zh}（{len(rows)} 行）", f"{caption.in_('en')} ({len(rows)} rows)") if folded else None
    return block("table", caption=caption, head=head, rows=rows, summary=summary)


def merged(texts: Sequence[Text]) -> tuple[Cell, ...]:
    """Return the cells of a row side by side, or a single one over all columns where they say the same."""
    if len(set(texts)) == 1:
        return (Cell(texts[0], span=len(texts)),)
    return tuple(Cell(t) for t in texts)


def facts(title: Text, items: Sequence[Text]) -> Block:
    """Return the key-facts panel at the head of a chapter."""
    return block("facts", title=title, items=items)


def prose(*items: Text) -> Block:
    """Return generated paragraphs."""
    return block("prose", items=items)


def notice(title: Text, *items: Text) -> Block:
    """Return a notice set apart from the text."""
    return block("notice", title=title, items=items)
