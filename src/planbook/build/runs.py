"""What is to be run: one notebook, one set of parameters, one edition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planbook.build.tree import EDITION, Scalar, Tree


@dataclass(frozen=True)
class Run:
    """One execution of a notebook.

    Attributes
    ----------
    edition : int
        Data year.
    slug : str
        Chapter it becomes.
    source : str
        Notebook, relative to the project root.
    parameters : mapping of str to str, int, float or bool
        Complete, with ``edition``.
    """

    edition: int
    slug: str
    source: str
    parameters: Mapping[str, Scalar]

    @property
    def name(self) -> str:
        """Edition and chapter, for file names and progress."""
        return f"{self.edition}-{self.slug}"


def plan_runs(tree: Tree, editions: tuple[int, ...]) -> tuple[Run, ...]:
    """Return every run of the book, edition by edition in reading order."""
    return tuple(_runs(tree, editions))


def _runs(tree: Tree, editions: tuple[int, ...]) -> Iterator[Run]:
    for edition in editions:
        for chapter in tree.notebooks:
            yield Run(edition, chapter.slug, chapter.source, {EDITION: edition, **chapter.parameters})
