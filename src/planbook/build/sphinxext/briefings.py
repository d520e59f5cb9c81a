"""The quiet line below a chapter's title: its ready-made briefings."""

from html import escape
from pathlib import Path

from planbook.build.sphinxext.messages import Messages
from planbook.build.sphinxext.offers import size_text

FOLDER = "files/briefings"
"""Where the briefings lie, in the staged book and in the site alike."""
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


def _link(path: Path, root: str, name: str, t: Messages) -> str:
    if not path.is_file():
        return ""
    brackets = "（{}）" if t.lang_tag.startswith("zh") else " ({})"
    told = f"{name}{brackets.format(size_text(path.stat().st_size))}"
    return f'<a href="{escape(f"{root}{FOLDER}/{path.name}")}" download="{escape(path.name)}">{told}</a>'
