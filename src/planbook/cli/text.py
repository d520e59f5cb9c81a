"""``planbook text``: the catalogue of the English edition, checked and renewed."""

import argparse
import sys
from pathlib import Path

from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the commands."""
    parser = commands.add_parser("text", help="英文版译文")
    actions = parser.add_subparsers(required=True, metavar="命令")
    for name, command, told in (("check", _check, "检查译文：缺的、待核对的、多余的"),
                                ("update", _update, "按现在的页面和笔记本更新译文表，再逐条补上译文")):
        action = actions.add_parser(name, help=told)
        action.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
        action.set_defaults(command=command)


def _root(arguments: argparse.Namespace) -> Path:
    return arguments.root.resolve() if arguments.root else project_root()


def _check(arguments: argparse.Namespace) -> None:
    from planbook.build.catalogue import faults
    from planbook.build.tree import load_tree

    root = _root(arguments)
    found = faults(load_tree(root), root)
    if found:
        raise PlanbookError("\n".join([*found, "处理：运行 planbook text update，再在译文表里逐条补上或改正。"]))
    sys.stdout.write("检查通过：页面和笔记本的每一段都有英文。\n")


def _update(arguments: argparse.Namespace) -> None:
    from planbook.build.catalogue import FILE, updated
    from planbook.build.tree import load_tree
    from planbook.data.disk import write_whole

    root = _root(arguments)
    content = updated(load_tree(root), root).encode()
    (root / FILE).parent.mkdir(parents=True, exist_ok=True)
    write_whole(root / FILE, content)
    sys.stdout.write(f"已更新 {FILE}。\n")
