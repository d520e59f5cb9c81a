"""Blocks: tables, verdict panels and generated prose a notebook shows beside its charts."""

import base64
from dataclasses import dataclass, field
from typing import Any

from planbook.data.text import Text

BLOCK_MIME = "application/vnd.planbook.block+json"


@dataclass(frozen=True)
class Block:
    """A piece of HTML in the book's languages, with files it offers.

    Attributes
    ----------
    kind : str
        ``prose``, ``table``, ``verdicts``, ``facts`` …, a CSS hook.
    html : Text
        Markup per language, made by :mod:`planbook.cards.markup`, so every value in it is escaped.
    files : tuple of (str, bytes)
        Files offered for download, published under ``files/`` of the edition.
    """

    kind: str
    html: Text
    files: tuple[tuple[str, bytes], ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse a block without Chinese text: a page could not show it.

        Raises
        ------
        ValueError
            If there is none.
        """
        if not self.html.zh:
            raise ValueError(f"block {self.kind} has no Chinese text")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show as a block in the book and as HTML in JupyterLab."""
        del include, exclude
        encoded = {name: base64.b64encode(content).decode("ascii") for name, content in self.files}
        return {
            BLOCK_MIME: {"kind": self.kind, "html": self.html.to_dict(), "files": encoded},
            "text/html": self.html.zh, "text/plain": f"[{self.kind}]",
        }
