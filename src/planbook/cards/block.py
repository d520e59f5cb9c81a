"""Blocks: tables, verdict panels and generated prose a notebook shows beside its charts."""

from dataclasses import dataclass
from typing import Any

from planbook.data.text import Text

BLOCK_MIME = "application/vnd.planbook.block+json"


@dataclass(frozen=True)
class Block:
    """A piece of HTML in the book's languages.

    Attributes
    ----------
    kind : str
        ``prose``, ``table``, ``verdicts``, ``facts`` …, a CSS hook.
    html : Text
        Markup per language, made by :mod:`planbook.cards.markup`, so every value in it is escaped.
    """

    kind: str
    html: Text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show as a block in the book and as HTML in JupyterLab."""
        del include, exclude
        return {
            BLOCK_MIME: {"kind": self.kind, "html": self.html.to_dict()},
            "text/html": self.html.zh, "text/plain": f"[{self.kind}]",
        }
