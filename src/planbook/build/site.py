"""Assemble the site beside the old one, check it, and swap it in whole or not at all."""

import html
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from planbook.build.errors import BuildError
from planbook.build.manifest import link_or_copy
from planbook.build.stage import Stage
from planbook.build.tree import Tree
from planbook.build.typeset import Html
from planbook.data.disk import exchange, flush_all

LONGEST_PATH = 120
"""Characters; longer ones break on Windows once the folder is copied somewhere deep."""
LATEST = "latest"
LEFT_OUT = shutil.ignore_patterns(".buildinfo", ".doctrees", "_sources", "objects.inv")
WRITTEN_INTO = re.compile(r"\.html$|[\\/]_static[\\/]|[\\/]_images[\\/]")
LICENCES = {
    "LICENSE": "LICENSE.txt", "LICENSE-DATA": "LICENSE-DATA.txt", "geo/SOURCES.md": "geo/SOURCES.txt",
    "geo/LICENSES": "geo/LICENSES", "book/licences": "licences",
}
"""Files and folders of the project whose terms hold for the site, and where in it they stand."""
REDIRECT = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="icon" href="data:,">
<title>{title}</title>
</head>
<body><p><a href="{target}">{title}</a></p></body>
</html>
"""


class Site:
    """The published folder and its neighbours during a build.

    Parameters
    ----------
    folder : Path
        The site; ``<folder>.new`` is the one being made, ``<folder>.old`` the one being replaced.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.new = folder.with_name(f"{folder.name}.new")
        self.old = folder.with_name(f"{folder.name}.old")

    def recover(self) -> None:
        """Clear what a build that died left behind; a site it had moved away comes back."""
        shutil.rmtree(self.new, ignore_errors=True)
        if self.old.is_dir() and not self.folder.is_dir():
            self.old.rename(self.folder)
        shutil.rmtree(self.old, ignore_errors=True)

    def discard(self) -> None:
        """Remove the unfinished site."""
        shutil.rmtree(self.new, ignore_errors=True)

    def swap(self) -> None:
        """Put the new site in the place of the old; on any failure the old one stays.

        It is on the disk before it takes its place. Where the two can change places in one step they do, and a reader
        never finds the site missing.
        """
        flush_all()
        if self.folder.is_dir() and exchange(self.new, self.folder):
            self.discard()
            return
        if self.folder.is_dir():
            self.folder.rename(self.old)
        try:
            self.new.rename(self.folder)
        except BaseException:
            if self.old.is_dir():
                self.old.rename(self.folder)
            raise
        shutil.rmtree(self.old, ignore_errors=True)


def assemble(new: Path, pages: Sequence[tuple[Stage, Html]], root: Path, title: str) -> None:
    """Write the whole site into ``new``.

    Parameters
    ----------
    new : Path
        Folder to make.
    pages : sequence of (Stage, Html)
        What Sphinx made of each stage, newest edition first.
    root : Path
        Project root, for the licences.
    title : str
        Name of the book, for the page that leads to it.
    """
    for stage, made in pages:
        shutil.copytree(made.folder, new / stage.name, ignore=LEFT_OUT, copy_function=_placed)
    newest = pages[0][0].edition.year
    shutil.copytree(new / str(newest), new / LATEST, copy_function=link_or_copy)
    _copy_licences(root, new)
    target = f"{LATEST}/{pages[0][0].lang}/index.html"
    (new / "index.html").write_text(REDIRECT.format(target=target, title=html.escape(title)), encoding="utf-8")


def _placed(source: str, target: str) -> str:
    """Link the charts' files and the downloads, which only ever get replaced; Sphinx writes into its own pages."""
    return (shutil.copy2 if WRITTEN_INTO.search(source) else link_or_copy)(source, target)


def _copy_licences(root: Path, new: Path) -> None:
    for source, target in LICENCES.items():
        if (root / source).is_dir():
            shutil.copytree(root / source, new / target)
        elif (root / source).is_file():
            (new / target).parent.mkdir(exist_ok=True)
            shutil.copyfile(root / source, new / target)


def check(new: Path, stages: Iterable[Stage], tree: Tree) -> None:
    """Refuse a site that lacks a page or has a path too long.

    Raises
    ------
    BuildError
        Naming every page missing and every path too long.
    """
    wanted = [f"{stage.name}/{chapter.slug}.html" for stage in stages for chapter in tree.chapters]
    missing = [page for page in ("index.html", *wanted) if not (new / page).is_file()]
    if missing:
        raise BuildError(f"站点不完整，缺少页面：{'、'.join(missing)}。处理：查看排版记录；旧站点没有改动。")
    paths = [p.relative_to(new).as_posix() for p in new.rglob("*")]
    long = [p for p in paths if len(p) > LONGEST_PATH]
    if long:
        raise BuildError(f"路径超过 {LONGEST_PATH} 个字符：{'、'.join(long)}。处理：改用较短的 slug 或图表编号。")
