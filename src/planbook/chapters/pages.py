"""Which page of the book shows what, read from the run tree's declaration."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from planbook.data.yamls import read_yaml


def chapters(root: Path) -> tuple[dict[str, Any], ...]:
    """Return the declared chapters of ``book/book.yml`` in order."""
    return _chapters((root / "book" / "book.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _chapters(text: str) -> tuple[dict[str, Any], ...]:
    """Parse once what a chapter asks for at every link; the file itself is read each time, so that a change is seen."""
    return tuple(c for part in read_yaml(text)["parts"] for c in part["chapters"])


def page_of(root: Path, notebook: str, **parameters: str) -> str:
    """Return the address of the chapter made by a notebook with the given parameters, empty if there is none."""
    for chapter in chapters(root):
        given = chapter.get("parameters") or {}
        if chapter.get("notebook") == notebook and all(given.get(k) == v for k, v in parameters.items()):
            return f"{chapter['slug']}.html"
    return ""


def written_page(root: Path, page: str) -> str:
    """Return the address of a written page of the book, such as ``pages/method-verdicts.md``; empty if there is none."""
    return next((f"{c['slug']}.html" for c in chapters(root) if c.get("page") == page), "")


def project_pages(root: Path, projects: tuple[str, ...]) -> dict[str, str]:
    """Return project id to page address; groups without a chapter of their own stand in the policies chapter."""
    policies = page_of(root, "policies")
    return {p: page_of(root, "project", project=p) or policies for p in projects}
