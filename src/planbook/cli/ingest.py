"""``planbook ingest air`` and ``planbook ingest water``: raw monitoring archives to classes and statistics."""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from planbook.data.errors import PlanbookError
from planbook.data.load import Dataset, load_dataset
from planbook.data.paths import project_root
from planbook.intake.archives.findings import Findings

MANY_FILES = 400
"""An archive of so many files is read by processes, a smaller one by threads of this process.

Measured: most of the 11 ms a file takes is spent outside Python's lock, while starting a process costs 0.7 s and 110 MB.
"""
LEVELS = ("day", "month", "year")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    kinds = commands.add_parser("ingest", help="把原始监测档案算成统计值和类别").add_subparsers(required=True, metavar="种类")
    air = kinds.add_parser("air", help="空气监测文件（小时或日），按 HJ 663 统计")
    _add_common(air)
    air.add_argument("--level", nargs="+", choices=LEVELS, default=list(LEVELS), help="写出哪几级：日、月、年；默认全部")
    air.add_argument("--jobs", type=int, metavar="N", help="同时读几个文件；默认等于处理器核数")
    air.add_argument("--scheduler", metavar="ADDRESS", help="Dask 调度器地址，如 tcp://主机:8786；各机须能读到同一路径")
    air.set_defaults(command=_air)
    water = kinds.add_parser("water", help="断面水质监测文件，按 GB 3838 和环办〔2011〕22号评价")
    _add_common(water)
    water.set_defaults(command=_water)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="文件或文件夹")
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    parser.add_argument("--stations", type=Path, metavar="FILE", help="对照表 CSV：站点（断面）、地方编号；地方写 - 为不参评")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写出观测值 CSV，列与 data/observations 相同，可直接导入")
    parser.add_argument("--source", default="", metavar="ID", help="来源编号（data/sources.csv）；写出时必填")
    parser.add_argument("--series", default="", metavar="NAME", help="档案名；默认为文件夹名")
    parser.add_argument("--strict", action="store_true", help="有任何问题即失败，不写结果")


def _root(arguments: argparse.Namespace) -> Path:
    given: Path | None = arguments.root
    return given.resolve() if given else project_root()


def _dataset(arguments: argparse.Namespace) -> Dataset:
    dataset = load_dataset(root=_root(arguments))
    if arguments.out and arguments.source not in dataset.sources:
        raise PlanbookError(
            f"--source 为“{arguments.source}”，data/sources.csv 中没有。写出的每个值都要有来源。处理：先在该表登记来源，再用 --source 写它的编号。")
    return dataset


@contextmanager
def _executor(arguments: argparse.Namespace, root: Path, files: int) -> Iterator[Executor]:
    """Yield where files are read: a cluster, local processes or threads."""
    from planbook.build.cluster import cluster
    from planbook.build.pool import local_processes, usable_cores
    from planbook.intake.archives.archive import warm_up

    if arguments.scheduler:
        with cluster(arguments.scheduler, root) as executor:
            yield executor
        return
    jobs = min(arguments.jobs or usable_cores(), files)
    with local_processes(jobs) if files >= MANY_FILES else ThreadPoolExecutor(jobs) as pool:
        warm_up(pool, jobs)
        yield pool


def _air(arguments: argparse.Namespace) -> None:
    # The engine gets one thread of its own: files are read side by side, and more threads on one file only cost time.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from planbook.intake.archives.air import air_rows, air_table
    from planbook.intake.archives.archive import read_archive
    from planbook.intake.archives.files import archive_files
    from planbook.intake.archives.rows import write_files, write_rows
    from planbook.intake.archives.setup import air_setup

    try:
        with _executor(arguments, _root(arguments), len(archive_files(arguments.path))) as executor:
            dataset = _dataset(arguments)
            setup = air_setup(dataset, arguments.path, arguments.stations)
            archive = read_archive(arguments.path, setup.targets, setup.days, executor)
    except BrokenProcessPool as error:
        raise PlanbookError("一个工作进程意外终止（可能内存不足）。处理：用 --jobs 1 重试，或关闭其他程序。") from error
    _print(air_table(archive, setup.rules, dataset), archive.findings, strict=arguments.strict)
    _refuse_nothing(len(archive.daily.days))
    if arguments.out:
        written = write_rows(arguments.out, air_rows(archive, setup.rules, dataset, _label(arguments), arguments.level))
        write_files(_beside(arguments.out), archive.files)
        _tell(arguments.out, written)


def _water(arguments: argparse.Namespace) -> None:
    from planbook.intake.archives.rows import write_files, write_rows
    from planbook.intake.archives.water import read_water, water_rows, water_table

    dataset = _dataset(arguments)
    archive = read_water(arguments.path, dataset, arguments.stations)
    _print(water_table(archive, dataset), archive.findings, strict=arguments.strict)
    _refuse_nothing(len(archive.samples))
    if arguments.out:
        written = write_rows(arguments.out, water_rows(archive, dataset, _label(arguments)))
        write_files(_beside(arguments.out), archive.files)
        _tell(arguments.out, written)


def _label(arguments: argparse.Namespace) -> tuple[str, str]:
    return arguments.source, arguments.series or arguments.path.resolve().stem


def _beside(out: Path) -> Path:
    """Return where the list of files goes."""
    return out.with_name(f"{out.stem}.files.csv")


def _print(shown: str, findings: Findings, *, strict: bool) -> None:
    from planbook.intake.archives.report import report, verdict

    _say(f"{shown}\n\n{report(findings)}")
    wrong = verdict(findings)
    if strict and wrong:
        raise PlanbookError(wrong)


def _refuse_nothing(number: int) -> None:
    if not number:
        raise PlanbookError("没有一个可用的值，没有写结果。处理：看上面各类原因；多为站点或城市没有登记，用 --stations 给出对照表。")


def _tell(out: Path, written: int) -> None:
    _say(f"已写 {written} 行到 {out}；文件清单见 {_beside(out).name}。数值均为未审核的监测数据。")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
