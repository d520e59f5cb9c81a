"""One folder of Sphinx sources per edition and language, made anew for each build.

Nothing in it is written by hand: notebooks, contents and configuration come from the run tree and ``_config.yml``, so a
change of either cannot be missed.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from planbook.build.clean import clean, with_title
from planbook.build.execute import Executed
from planbook.build.tree import Chapter, Part, Tree
from planbook.data.model import Edition

CONFIG = "_config.yml"
TOC = "_toc.yml"
STATIC = "_static"
CHARTS = "charts"
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


def write_stage(stage: Stage, tree: Tree, executed: Mapping[str, Executed], root: Path, years: tuple[int, ...]) -> None:
    """Write every source of ``stage``, except the charts' files.

    Parameters
    ----------
    stage : Stage
        Where to; an older folder is replaced.
    tree : Tree
        Chapters in reading order.
    executed : mapping of str to Executed
        Finished runs by name.
    root : Path
        Project root.
    years : tuple of int
        Editions on this site, newest first.
    """
    shutil.rmtree(stage.folder, ignore_errors=True)
    stage.folder.mkdir(parents=True)
    for chapter in tree.chapters:
        _write_chapter(stage, chapter, executed, root)
    _write_yaml(stage.folder / TOC, toc(tree, stage.lang))
    _write_yaml(stage.folder / CONFIG, config(root, stage, years))
    if (root / "book" / "static").is_dir():
        shutil.copytree(root / "book" / "static", stage.folder / STATIC)


def _write_chapter(stage: Stage, chapter: Chapter, executed: Mapping[str, Executed], root: Path) -> None:
    title = chapter.title.in_(stage.lang)
    if chapter.page:
        text = (root / chapter.source).read_text(encoding="utf-8")
        _write(stage.folder / f"{chapter.slug}.md", with_title(text, title).encode())
        return
    run = executed[f"{stage.edition.year}-{chapter.slug}"]
    _write(stage.folder / f"{chapter.slug}.ipynb", clean(run.notebook, stage.lang, title, root))


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
    content: dict[str, Any] = yaml.safe_load((root / CONFIG).read_text(encoding="utf-8"))
    sphinx = dict(content.get("sphinx") or {})
    sphinx["config"] = {
        **(sphinx.get("config") or {}),
        "language": SPHINX_LANGUAGES[stage.lang],
        "planbook_edition": stage.edition.year,
        "planbook_editions": list(years),
        "planbook_cut_off": stage.edition.cut_off.isoformat(),
        "planbook_cache": str(stage.folder.parents[1] / CACHE),
    }
    return {**content, "sphinx": sphinx}


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    _write(path, yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode())


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
