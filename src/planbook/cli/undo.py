"""``planbook undo``: the last import taken back."""

import argparse
import sys
from pathlib import Path

from planbook.data.paths import project_root


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = commands.add_parser("undo", help="撤销最近一次导入")
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    parser.set_defaults(command=_undo)


def _undo(arguments: argparse.Namespace) -> None:
    from planbook.intake.undoing import undo

    row = undo(arguments.root.resolve() if arguments.root else project_root())
    sys.stdout.write(f"已撤销第 {row['number']} 次导入（{row['file']}）：各表恢复到导入以前；原件仍在 data/{row['raw']}，登记表记作已撤销。\n")
