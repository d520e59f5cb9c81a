"""Sphinx's own HTML, with tables and code a reader can scroll and links named in the reader's language."""

from typing import Any

from sphinx.writers.html5 import HTML5Translator

from planbook.build.sphinxext.config import language_of
from planbook.build.sphinxext.messages import messages


class PlanbookTranslator(HTML5Translator):
    """Puts each table into a container of its own that scrolls sideways and takes the keyboard's focus."""

    def visit_table(self, node: Any) -> None:
        """Open the container and the table."""
        self.tables = getattr(self, "tables", 0) + 1  # landmarks are told apart by their names
        label = f"{messages(language_of(self.config)).table} {self.tables}"
        self.body.append(f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{label}">\n')
        super().visit_table(node)

    def visit_literal_block(self, node: Any) -> None:
        """Write the code; what is wider than the page scrolls, so it takes the keyboard's focus."""
        start = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:  # Sphinx leaves by raising ``SkipNode``
            self.body[start:] = [part.replace("<pre>", '<pre tabindex="0">', 1) for part in self.body[start:]]

    def add_permalink_ref(self, node: Any, title: str) -> None:
        """Add a heading's link to itself, named in the book's language."""
        del title
        super().add_permalink_ref(node, messages(language_of(self.config)).permalink)

    def depart_table(self, node: Any) -> None:
        """Close the table and the container."""
        super().depart_table(node)
        self.body.append("</div>\n")
