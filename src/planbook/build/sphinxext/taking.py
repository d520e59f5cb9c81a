"""The directive ``planbook-take``: the whole book and all data to take away, and how to cite them."""

from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.util.docutils import SphinxDirective

from planbook.build.sphinxext.config import Options, language_of, options
from planbook.build.sphinxext.head import ARCHIVE, PACKAGE
from planbook.build.sphinxext.messages import Messages, day_in, messages
from planbook.cards.exports.cite import escaped_for_tex

NAME = "planbook-take"


class Take(SphinxDirective):
    """List the downloads of the whole book, and its citation in two forms."""

    has_content = False

    def run(self) -> list[Any]:
        """Return the list as markup."""
        chosen, t = options(self.config), messages(language_of(self.config))
        up = "../" * self.env.docname.count("/")
        base = str(self.config.html_baseurl or "")
        return [nodes.raw("", take(self.config.html_title, self.config.author, base, chosen, t, up), format="html")]


def take(title: str, author: str, baseurl: str, chosen: Options, t: Messages, up: str) -> str:
    """Return the markup.

    Parameters
    ----------
    title, author : str
        Of the book.
    baseurl : str
        Public address; empty while there is none.
    chosen : Options
        Edition, cut-off date and the book's PDF.
    t : Messages
        The theme's words.
    up : str
        Address of the book's folder, relative to the page.
    """
    links = "".join(f'<li><a href="{escape(at)}">{escape(text)}</a></li>' for at, text in _files(chosen, t, up))
    codes = _code("GB/T 7714", gb7714(title, author, baseurl, chosen, t), t) + _code("BibTeX", bibtex(title, author, baseurl, chosen, t), t)
    return f'<div class="pb-block pb-downloads"><ul class="pb-downloads">{links}</ul></div><div class="pb-cite-book">{codes}</div>'


def _files(chosen: Options, t: Messages, up: str) -> Iterator[tuple[str, str]]:
    if chosen.pdf:
        yield f"{up}{chosen.pdf}", t.whole_book
    yield f"{up}../../{ARCHIVE}", t.all_data
    yield f"{up}../../{PACKAGE}", t.data_package


def _code(label: str, text: str, t: Messages) -> str:
    """Return a piece of text to copy; without a script it is selected by hand."""
    return (f'<div class="pb-code"><p><span>{label}</span><button type="button" class="pb-copy" hidden data-done="{t.copied}" '
            f'data-by-hand="{t.copy_by_hand}">{t.copy}</button><span class="pb-copy-told" role="status"></span></p>'
            f'<pre tabindex="0" role="group" aria-label="{label}">{escape(text)}</pre></div>')


def gb7714(title: str, author: str, baseurl: str, chosen: Options, t: Messages) -> str:
    """Return the book's citation by GB/T 7714-2015; the reader adds the day of access."""
    edition = t.edition.format(chosen.edition) if chosen.edition else ""
    parts = [author, f"{title}{'[R/OL]' if baseurl else '[R]'}", edition, f"({chosen.cut_off})" if chosen.cut_off else "", baseurl]
    return f"{'. '.join(p for p in parts if p)}."


def bibtex(title: str, author: str, baseurl: str, chosen: Options, t: Messages) -> str:
    """Return the book's BibTeX entry."""
    told = t.cut_off.format(day_in("zh" if t.lang_tag.startswith("zh") else "en", chosen.cut_off)) if chosen.cut_off else ""
    fields = {
        "author": f"{{{escaped_for_tex(author)}}}" if author else "", "title": f"{{{escaped_for_tex(title)}}}", "type": "Report",
        "edition": t.edition.format(chosen.edition) if chosen.edition else "", "year": chosen.cut_off[:4], "note": told, "url": baseurl,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{planbook-{chosen.edition or 'book'},\n{lines}}}\n"
