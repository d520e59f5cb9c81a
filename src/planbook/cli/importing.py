"""``planbook import``: a filled workbook or CSV into the data, shown first and written whole."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root
from planbook.data.text import shown

YES = ("y", "yes", "是", "好")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = commands.add_parser("import", help="导入填好的模板：先列出全部改动，确认后才写入")
    parser.add_argument("file", type=Path, metavar="FILE", help="填好的 xlsx 或 csv")
    parser.add_argument("--dry-run", action="store_true", help="只列出改动，不写入")
    parser.add_argument("--yes", action="store_true", help="不再询问，直接写入")
    parser.add_argument("--edition-cut-off", type=_day, metavar="DATE", help="新版本的截止日期，如 2027-12-31；默认取“版本”表")
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    parser.set_defaults(command=_import)


def _day(text: str) -> str:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError("应为日期，如 2027-12-31") from error


def _import(arguments: argparse.Namespace) -> None:
    from planbook.intake.catalogue import Catalogue
    from planbook.intake.difference import lines
    from planbook.intake.faults import ImportRefusedError
    from planbook.intake.importing import commit, propose

    root = arguments.root.resolve() if arguments.root else project_root()
    try:
        proposal = propose(root, arguments.file, today(), arguments.edition_cut_off or "")
    except ImportRefusedError as error:
        wrong = sum(f.refuses for f in error.faults)
        raise PlanbookError(f"不能导入 {shown(arguments.file.name)}，拒绝 {wrong} 处，什么也没有写入：\n{error}") from error
    for notice in proposal.log.notices:
        _say(f"提示：{notice}")
    for line in lines(proposal.difference, Catalogue(root / "data")):
        _say(line)
    if proposal.difference.empty:
        _say("没有改动，什么也没有写入。")
    elif arguments.dry_run:
        _say("只看不写（--dry-run），什么也没有写入。")
    elif arguments.yes or _agreed():
        number = commit(proposal)
        _say(f"已写入，是第 {number} 次导入。撤销：planbook undo。下一步：make book（或 planbook build）。")
    else:
        _say("没有确认，什么也没有写入。")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise PlanbookError("不在交互的终端里，无法询问，什么也没有写入。处理：核对以上改动后加 --yes 再运行。")
    return input("写入以上改动？输入 y 确认：").strip().lower() in YES


def today() -> str:
    """Return this machine's day, which the register and the revisions carry."""
    return datetime.now().astimezone().date().isoformat()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
