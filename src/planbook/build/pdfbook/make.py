"""The PDF of the newest edition in each language, made only where the cache has none."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

from planbook.build.cache import Cache
from planbook.build.catalogue import book_of
from planbook.build.inputs import digest
from planbook.build.manifest import link_or_copy
from planbook.build.pdfbook.book import STILL, Volume, pdf
from planbook.build.pool import in_parallel
from planbook.build.site import LATEST
from planbook.build.stage import BOOK_PDF, Stage
from planbook.build.tree import Tree
from planbook.data.disk import write_whole

KIND = "books"
"""Kind of the cache."""


def volume_of(stage: Stage, html: Path, tree: Tree, root: Path) -> Volume:
    """Return what the PDF of a stage is made from.

    Parameters
    ----------
    stage : Stage
        Edition and language.
    html : Path
        Folder of its finished pages.
    tree : Tree
        Parts and chapters.
    root : Path
        Project root, for the book's title and publisher.
    """
    title, author = book_of(root, stage.lang)
    parts = tuple((part.title.in_(stage.lang), tuple((c.slug, c.title.in_(stage.lang)) for c in part.chapters)) for part in tree.parts)
    return Volume(title, author, stage.lang, stage.edition.year, stage.edition.cut_off, parts, html, html / "charts")


def key_of(volume: Volume, code: str) -> str:
    """Return a digest of everything the PDF is made from."""
    pages = [(volume.html / f"{slug}.html").read_bytes() for slug in volume.slugs]
    drawings = [p.read_bytes() for p in sorted(volume.charts.glob(f"*/{STILL}"))]
    told = (volume.title, volume.author, volume.lang, str(volume.year), volume.cut_off.isoformat(), repr(volume.parts))
    return digest(KIND, code, *told, *pages, *drawings)


def make_books(volumes: Mapping[str, Volume], code: str, executor: Executor, cache: Cache) -> tuple[dict[str, bytes], int]:
    """Return each PDF by its stage's name, and how many had to be made."""
    keys = {name: key_of(volume, code) for name, volume in volumes.items()}
    found = {name: content for name, key in keys.items() if (content := cache.get(KIND, key)) is not None}
    work = [(name, volume) for name, volume in volumes.items() if name not in found]
    for name, content in in_parallel(executor, _made, work):
        found[name] = content
        cache.put(KIND, keys[name], content)
    return found, len(work)


def _made(name: str, volume: Volume) -> tuple[str, bytes]:
    return name, pdf(volume)


def write_books(site: Path, books: Mapping[str, bytes], stages: Sequence[Stage]) -> None:
    """Write the PDFs beside their pages, and beside those of the latest edition."""
    for stage in stages:
        if stage.name in books:
            path = site / stage.name / BOOK_PDF
            write_whole(path, books[stage.name], lasting=False)
            link_or_copy(str(path), str(site / LATEST / stage.lang / BOOK_PDF))
