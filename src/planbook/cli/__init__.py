"""The command line: ``planbook build``, ``check``, ``geo build``, ``data package`` and ``sphinx``."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import TextIO

from planbook.cli.console import plain_console
from planbook.data.errors import DataError, PlanbookError
from planbook.data.paths import is_root, project_root

FAILED = 2
INTERRUPTED = 130
UNREAD = 141
MOST_PROBLEMS = 50
MODULES: dict[str, tuple[str, ...]] = {
    "build": (), "check": (), "briefing": ("briefing",), "charts": ("charts",), "ingest": ("ingest",), "template": ("template",),
    "import": ("importing",), "undo": ("undo",), "verify": ("verify",), "pdf": ("pdf",), "text": ("text",),
}
"""Modules whose commands the command line needs to know; whatever else is typed knows all. None is to wait for another's imports."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process when omitted.

    Returns
    -------
    int
        0 if all went well, 2 with a message on standard error if not, 130 if interrupted, 141 if nobody read on.
    """
    with plain_console():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    arguments = _parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
    command: Callable[[argparse.Namespace], None] = arguments.command
    try:
        command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _unread()
    except PlanbookError as error:
        _say(f"planbook：{_told(error)}", sys.stderr)
        return FAILED
    except OSError as error:
        _say(f"planbook：读写文件失败：{error}。处理：检查磁盘空间和权限，关闭占用该文件的程序后重试。", sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        _say("planbook：已中断，旧站点没有改动。", sys.stderr)
        return INTERRUPTED
    return 0


def _unread() -> int:
    """Leave quietly when nobody reads on (``| head``); what is still unwritten goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNREAD


def _told(error: PlanbookError) -> str:
    """Return an error's message, of very many problems the first ones and how many more."""
    problems = error.problems if isinstance(error, DataError) else ()
    if len(problems) <= MOST_PROBLEMS:
        return str(error)
    return "\n".join([*map(str, problems[:MOST_PROBLEMS]), f"……另有 {len(problems) - MOST_PROBLEMS} 处，改正以上各处后再运行。"])


def _say(text: str, stream: TextIO | None = None) -> None:
    (stream or sys.stdout).write(f"{text}\n")


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="planbook", description="把数据、笔记本和图层做成一本可离线阅读的报告书。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    _add_build(commands.add_parser("build", help="构建全书，写到 _build/site"))
    _add_check(commands.add_parser("check", help="检查全部数据、运行树和参数"))
    _add_geo(commands.add_parser("geo", help="地图图层"))
    _add_data(commands.add_parser("data", help="数据包"))
    _add_sphinx(commands.add_parser("sphinx", help="不用 Jupyter Book，改用 Sphinx 排版一个已备好的文件夹"))
    for module in MODULES.get(argv[0] if argv else "", sorted({m for modules in MODULES.values() for m in modules})):
        import_module(f"planbook.cli.{module}").add(commands)
    return parser


def _add_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")


def _add_build(parser: argparse.ArgumentParser) -> None:
    _add_root(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--edition", type=int, action="append", default=[], metavar="N",
                       help="构建这一数据年份的版本，可重复；默认只构建最新的一版")
    which.add_argument("--all-editions", action="store_true", help="构建 data/editions.csv 中的全部版本")
    parser.add_argument("--only", action="store_true", help="站点只留所选的版本；默认把站点上已有的其他版本一并更新")
    parser.add_argument("--no-cache", action="store_true", help="不用以前构建留下的结果，全部重做")
    parser.add_argument("--verify", action="store_true", help="输入没有变化时，逐个文件核对站点内容，而不只核对大小和时间")
    parser.add_argument("--jobs", type=_positive, metavar="N", help="同时运行的进程数；默认由可用的处理器核数和内存决定")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="在 Dask 集群上运行笔记本，如 tcp://127.0.0.1:8786；其余工作仍在本机")
    parser.add_argument("--out", type=Path, metavar="DIR", help="输出目录；默认为项目根目录下的 _build")
    parser.set_defaults(command=_build)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_root(parser)
    parser.set_defaults(command=_check)


def _add_geo(parser: argparse.ArgumentParser) -> None:
    build = parser.add_subparsers(required=True, metavar="命令").add_parser("build", help="由固定版本的来源重新生成 geo/")
    _add_root(build)
    build.add_argument("--out", type=Path, metavar="DIR", help="输出目录；默认为 geo")
    build.set_defaults(command=_geo_build)


def _add_data(parser: argparse.ArgumentParser) -> None:
    package = parser.add_subparsers(required=True, metavar="命令").add_parser("package", help="重写数据包的描述文件")
    _add_root(package)
    package.set_defaults(command=_data_package)


def _add_sphinx(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stage", type=Path, metavar="STAGE", help="_build/stage/ 下的一个文件夹")
    parser.add_argument("out", type=Path, metavar="OUT", help="网页写到哪里")
    parser.set_defaults(command=_sphinx)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("应为 1 或更大的整数")
    return number


def _root(arguments: argparse.Namespace) -> Path:
    given: Path | None = arguments.root
    if given is not None and not is_root(given):
        raise PlanbookError(f"--root 指向 {given}，那里不是项目根目录（没有 _config.yml 和 data/）。处理：改正该路径。")
    return _settled(given.resolve() if given else project_root())


def _settled(root: Path) -> Path:
    """Return ``root`` once no stopped import is left in it, so that nothing reads half of one."""
    if (root / ".planbook" / "import").exists():
        from planbook.intake.journal import recover

        if recover(root):
            _say("planbook：上次导入中断，数据已复原到导入以前。", sys.stderr)
    return root


def _build(arguments: argparse.Namespace) -> None:
    from planbook.build.record import SITE, is_current

    root = _root(arguments)
    out = (arguments.out or root / "_build").resolve()
    if not arguments.no_cache and is_current(
            root, out, arguments.edition, every=arguments.all_editions, only=arguments.only, verify=arguments.verify):
        _say(f"输入没有变化，站点完好，无需重建。打开：{out / SITE / 'index.html'}")
        return
    _build_anew(arguments, root, out)


def _build_anew(arguments: argparse.Namespace, root: Path, out: Path) -> None:
    from planbook.build.cluster import cluster
    from planbook.build.pool import local_processes
    from planbook.build.run import Progress, Wish, build_settled

    progress = Progress()
    progress.say("检查数据、运行树和参数")
    wish = Wish(tuple(arguments.edition), arguments.all_editions, arguments.only, not arguments.no_cache)
    far = cluster(arguments.scheduler, root) if arguments.scheduler else nullcontext()
    with local_processes(arguments.jobs) as executor, far as runs:
        book = build_settled(root, out, wish, executor, progress, runs)
    index = book.places.site / "index.html"
    editions = "、".join(str(y) for y in book.years)
    progress.say(f"已构建 {editions} 年版，每版 {len(book.tree.chapters)} 章，共用 {progress.elapsed:.0f} 秒。")
    _say(f"打开：{index}\n　　（双击即可离线阅读；{index.parent} 整个文件夹可以复制到别处）")


def _check(arguments: argparse.Namespace) -> None:
    from planbook.build.run import check_inputs
    from planbook.intake.importing import unseen_revisions

    root = _root(arguments)
    tree = check_inputs(root)
    _say(f"检查通过：数据，以及 {len(tree.chapters)} 章的运行树和参数。")
    if late := unseen_revisions(root):
        _say(f"提示：{late} 条修订晚于最新一版的截止日期，现有各版仍用旧值；登记截止日期更晚的版本后才用新值。")


def _geo_build(arguments: argparse.Namespace) -> None:
    from planbook.build.geo import build_layers

    build_layers(arguments.out or _root(arguments) / "geo")


def _data_package(arguments: argparse.Namespace) -> None:
    from planbook.data.package import write_package

    write_package(_root(arguments))


def _sphinx(arguments: argparse.Namespace) -> None:
    from planbook.build.typeset import plain_sphinx

    made = plain_sphinx(arguments.stage.resolve(), arguments.out.resolve())
    _say(f"打开：{made.folder / 'index.html'}")
