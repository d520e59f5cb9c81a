"""One folder of Sphinx sources per edition and language.

Nothing in it is written by hand: notebooks, contents and configuration come from the run tree and ``_config.yml``, so a
change of either cannot be missed. A file that would be the same again is left as it is, so that Sphinx need not read it.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from planbook.build.catalogue import Translation, load_translation, said
from planbook.build.clean import clean, with_title
from planbook.build.execute import Executed
from planbook.build.inputs import files_below
from planbook.build.tree import Chapter, Part, Tree
from planbook.data.disk import write_whole
from planbook.data.model import Edition

CONFIG = "_config.yml"
TOC = "_toc.yml"
STATIC = "_static"
CHARTS = "charts"
BOOK_PDF = "book.pdf"
"""Name of the whole book's PDF beside the pages of the newest edition."""
CACHE = "cache"
"""Folder beside the stages for what every edition and language shares, such as the Vega bundle."""
SPHINX_LANGUAGES = {"zh": "zh_CN", "en": "en"}


@dataclass(frozen=True)
class Stage:
    """Where the sources of one edition in one language lie.

    Attributes
    ----------
    folder : Path
        Sphinx source folder.
    edition : Edition
        Data year and cut-off date.
    lang : str
        ``zh`` or ``en``.
    """

    folder: Path
    edition: Edition
    lang: str

    @property
    def name(self) -> str:
        """Edition and language, as in the site's addresses."""
        return f"{self.edition.year}/{self.lang}"

    def chart(self, card_id: str) -> Path:
        """Return the folder of one chart's files."""
        return self.folder / CHARTS / card_id


def stage_files(
    stage: Stage, tree: Tree, executed: Mapping[str, Executed], root: Path, years: tuple[int, ...],
) -> dict[str, bytes]:
    """Return every source of ``stage`` by its path in it, except the charts' files and the downloads.

    Parameters
    ----------
    stage : Stage
        Edition and language.
    tree : Tree
        Chapters in reading order.
    executed : mapping of str to Executed
        Finished runs by name.
    root : Path
        Project root.
    years : tuple of int
        Editions on this site, newest first.
    """
    translation = load_translation(root, stage.lang)
    pages = dict(_page(stage, chapter, executed, root, translation) for chapter in tree.chapters)
    static = root / "book" / "static"
    return {
        **pages, TOC: _yaml(toc(tree, stage.lang)), CONFIG: _yaml(config(root, stage, years)),
        **{f"{STATIC}/{p.relative_to(static).as_posix()}": p.read_bytes() for p in files_below(static)},
    }


def _page(
    stage: Stage, chapter: Chapter, executed: Mapping[str, Executed], root: Path, translation: Translation,
) -> tuple[str, bytes]:
    title = chapter.title.in_(stage.lang)
    if chapter.page:
        text = (root / chapter.source).read_text(encoding="utf-8")
        return f"{chapter.slug}.md", translation.markdown(with_title(text, title)).encode()
    run = executed[f"{stage.edition.year}-{chapter.slug}"]
    return f"{chapter.slug}.ipynb", clean(run.notebook, stage.lang, title, root, translation.markdown)


def toc(tree: Tree, lang: str) -> dict[str, Any]:
    """Return the table of contents in Jupyter Book's form; the cover is its root."""
    first, *rest = tree.parts
    opening = Part(first.title, first.chapters[1:])
    parts = [_toc_part(p, lang) for p in (opening, *rest) if p.chapters]
    return {"format": "jb-book", "root": tree.chapters[0].slug, "parts": parts}


def _toc_part(part: Part, lang: str) -> dict[str, Any]:
    chapters = [{"file": c.slug, "title": c.title.in_(lang)} for c in part.chapters]
    return {"caption": part.title.in_(lang), "chapters": chapters}


def config(root: Path, stage: Stage, years: tuple[int, ...]) -> dict[str, Any]:
    """Return the project's ``_config.yml`` with edition, cut-off date and language filled in."""
    content: dict[str, Any] = said(yaml.safe_load((root / CONFIG).read_text(encoding="utf-8")), load_translation(root, stage.lang))
    sphinx = dict(content.get("sphinx") or {})
    sphinx["config"] = {
        **(sphinx.get("config") or {}),
        "language": SPHINX_LANGUAGES[stage.lang],
        "planbook_edition": stage.edition.year,
        "planbook_editions": list(years),
        "planbook_pdf": BOOK_PDF if stage.edition.year == max(years) else "",
        "planbook_cut_off": stage.edition.cut_off.isoformat(),
        "planbook_cache": str(stage.folder.parents[1] / CACHE),
    }
    return {**content, "sphinx": sphinx}


def _yaml(content: dict[str, Any]) -> bytes:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


def sync(folder: Path, files: Mapping[str, bytes], apart: tuple[str, ...] = ()) -> None:
    """Make a folder hold exactly ``files``; those it has already are not touched.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    files : mapping of str to bytes
        Content by path relative to the folder.
    apart : tuple of str
        Names in the folder that are somebody else's.
    """
    for path in list(_leftovers(folder, files, apart)):
        path.unlink()
    for name, content in files.items():
        path = folder / name
        if not (path.is_file() and path.read_bytes() == content):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content, lasting=False)


def _leftovers(folder: Path, files: Mapping[str, bytes], apart: tuple[str, ...]) -> Iterator[Path]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] not in apart and name not in files and not path.is_dir():
            yield path


def keep_only(folder: Path, names: set[str]) -> None:
    """Remove every folder in ``folder`` that is not named."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in names:
            shutil.rmtree(path)
