"""``planbook charts``: list the book's charts, show one, write their files to a folder."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planbook.data.disk import write_whole
from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root
from planbook.data.text import LANGUAGES

DEFAULT_FORMATS = "chart.png,chart.svg,chart.pdf,data.csv,data.xlsx"


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("charts", help="图表：列出、查看、导出")
    actions = parser.add_subparsers(required=True, metavar="命令")
    listing = actions.add_parser("list", help="列出全部图表编号及所在的章")
    listing.set_defaults(command=_list)
    show = actions.add_parser("show", help="查看一幅图的文字和数据表")
    show.add_argument("ids", nargs=1, metavar="ID", help="图表编号")
    show.set_defaults(command=_show)
    export = actions.add_parser("export", help="把图表写成文件")
    export.add_argument("ids", nargs="*", metavar="ID", help="图表编号，可以有多个")
    export.add_argument("--all", action="store_true", help="全部图表")
    export.add_argument("--format", default=DEFAULT_FORMATS, metavar="NAMES", help=f"文件名，用逗号隔开；默认 {DEFAULT_FORMATS}")
    export.add_argument("--out", type=Path, default=Path("charts"), metavar="DIR", help="写到哪里；默认为 charts")
    export.set_defaults(command=_export)
    for action in (listing, show, export):
        action.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    for action in (show, export):
        action.add_argument("--edition", type=int, metavar="YEAR", help="版次（数据年）；默认为最新")
        action.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言；默认 zh")


def _root(arguments: argparse.Namespace) -> Path:
    return arguments.root.resolve() if arguments.root else project_root()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _list(arguments: argparse.Namespace) -> None:
    from planbook.chapters.library import registered

    known = registered(_root(arguments))
    width = max(map(len, known), default=0)
    for card_id, slug in known.items():
        _say(f"{card_id:<{width}}  {slug}")


def _show(arguments: argparse.Namespace) -> None:
    from planbook.chapters.library import card

    found = card(arguments.ids[0], arguments.edition, _root(arguments))
    texts = (found.headline, found.subtitle, found.description, *found.notes)
    for text in texts:
        _say(text.in_(arguments.lang))
    _say("")
    for row in found.table(arguments.lang):
        _say("\t".join(row))
    _say("")
    for source in found.sources:
        _say(source.citation())


def _export(arguments: argparse.Namespace) -> None:
    names = _names(arguments.format)
    root = _root(arguments)
    ids = _wanted(arguments, root)
    count = 0
    for card_id, files in _made(ids, names, arguments, root):
        folder = arguments.out / card_id
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_whole(folder / name, content)
        count += len(files)
    _say(f"已写出 {len(ids)} 幅图，共 {count} 个文件：{arguments.out}")


def _names(text: str) -> tuple[str, ...]:
    """Return the file names asked for.

    Raises
    ------
    PlanbookError
        If there is none of one of the names.
    """
    from planbook.cards.exports.bundle import NAMES

    names = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [name for name in names if name not in NAMES]
    if unknown or not names:
        raise PlanbookError(f"--format 中没有这样的文件：{'、'.join(unknown) or '（空）'}。可用：{'、'.join(NAMES)}。处理：改正后再运行。")
    return names


def _wanted(arguments: argparse.Namespace, root: Path) -> list[str]:
    """Return the ids to export, each once.

    Raises
    ------
    PlanbookError
        If none is named, or one does not exist; nothing has been written then.
    """
    from planbook.chapters.library import registered

    known = registered(root)
    ids = list(known) if arguments.all else list(dict.fromkeys(arguments.ids))
    unknown = [i for i in ids if i not in known]
    if unknown or not ids:
        raise PlanbookError(f"没有这样的图表：{'、'.join(unknown) or '（未指定）'}。处理：写上图表编号（planbook charts list），或用 --all。")
    return ids


def _made(
    ids: list[str], names: tuple[str, ...], arguments: argparse.Namespace, root: Path,
) -> Iterator[tuple[str, dict[str, bytes]]]:
    from planbook.cards.exports.bundle import Bundle
    from planbook.chapters.library import card

    for card_id in ids:
        found = card(card_id, arguments.edition, root).to_json()
        yield card_id, Bundle({**found, "published": _published(root, arguments.lang)}, arguments.lang).files(names)


def _published(root: Path, lang: str) -> dict[str, Any]:
    """Return what the files say of the book."""
    from planbook.build.catalogue import book_of
    from planbook.data.settings import load_settings

    title, author = book_of(root, lang)
    return {"title": title, "author": author, "baseurl": load_settings(root).baseurl}
