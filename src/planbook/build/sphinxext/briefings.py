"""Quiet lines about a chapter: its ready-made briefings below the title, its notebook at the end."""

from html import escape
from pathlib import Path

from planbook.build.sphinxext.messages import Messages
from planbook.build.sphinxext.offers import size_text

FOLDER = "files/briefings"
"""Where the briefings lie, in the staged book and in the site alike."""
NOTEBOOKS = "files/notebooks"
KINDS = (("pptx", "PowerPoint"), ("docx", "Word"), ("pdf", "PDF"))
TITLE_END = "</h1>"


def with_briefings(body: str, page: str, source: Path, root: str, t: Messages) -> str:
    """Return a page's markup with links to its briefings below the title, as it is where there are none.

    Parameters
    ----------
    body : str
        Markup of the page.
    page : str
        Its name.
    source : Path
        The staged book.
    root : str
        Address of the book's folder, relative to the page.
    """
    links = "".join(_link(source / FOLDER / f"{page}.{kind}", root, name, t) for kind, name in KINDS)
    if not links:
        return body
    line = f'<div class="pb-offers" role="group" aria-label="{t.briefing}"><p class="pb-offer"><span>{t.briefing}</span>{links}</p></div>'
    return body.replace(TITLE_END, f"{TITLE_END}\n{line}", 1)


def with_notebook(body: str, page: str, source: Path, root: str, t: Messages) -> str:
    """Return a page's markup with a link to its executed notebook at the end, as it is where there is none."""
    path = source / NOTEBOOKS / f"{page}.ipynb"
    if not path.is_file():
        return body
    link = f'<a href="{escape(f"{root}{NOTEBOOKS}/{path.name}")}" download="{escape(path.name)}">{t.notebook_file}</a>'
    return f'{body}\n<div class="pb-offers" role="group" aria-label="{t.notebook}"><p class="pb-offer"><span>{t.notebook}</span>{link}</p></div>'


def _link(path: Path, root: str, name: str, t: Messages) -> str:
    if not path.is_file():
        return ""
    brackets = "（{}）" if t.lang_tag.startswith("zh") else " ({})"
    told = f"{name}{brackets.format(size_text(path.stat().st_size))}"
    return f'<a href="{escape(f"{root}{FOLDER}/{path.name}")}" download="{escape(path.name)}">{told}</a>'
