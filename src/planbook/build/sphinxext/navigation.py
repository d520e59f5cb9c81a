"""The book's contents as the theme shows them: parts, chapters, and where the reader is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sphinx import addnodes
from sphinx.environment import BuildEnvironment


@dataclass(frozen=True)
class Chapter:
    """A page in the contents.

    Attributes
    ----------
    number : str
        As numbered in the table of contents, empty where it is not.
    """

    page: str
    title: str
    number: str
    chapters: tuple["Chapter", ...] = ()

    def has(self, page: str) -> bool:
        """Return whether ``page`` is this chapter or stands below it."""
        return page == self.page or any(c.has(page) for c in self.chapters)


@dataclass(frozen=True)
class Part:
    """Chapters under one caption; the caption is empty for loose ones."""

    caption: str
    chapters: tuple[Chapter, ...]

    def has(self, page: str) -> bool:
        """Return whether ``page`` stands in this part."""
        return any(c.has(page) for c in self.chapters)


def parts(env: BuildEnvironment) -> tuple[Part, ...]:
    """Return the book's parts in order, read from the toctrees of the first page."""
    trees = _toctrees(env, env.config.root_doc)
    return tuple(Part(tree.get("caption") or "", tuple(_chapters(env, tree))) for tree in trees)


def _toctrees(env: BuildEnvironment, page: str) -> list[Any]:
    return list(env.get_doctree(page).findall(addnodes.toctree))


def _chapters(env: BuildEnvironment, tree: Any) -> Iterator[Chapter]:
    for title, page in tree["entries"]:
        if page in env.titles:  # the others are addresses of other sites
            yield Chapter(page, title or env.titles[page].astext(), _number(env, page), tuple(_below(env, page)))


def _below(env: BuildEnvironment, page: str) -> Iterator[Chapter]:
    for tree in _toctrees(env, page):
        yield from _chapters(env, tree)


def _number(env: BuildEnvironment, page: str) -> str:
    numbers = env.toc_secnumbers.get(page, {}).get("") or ()
    return ".".join(str(n) for n in numbers)
