"""The whole build: check, plan, execute, render, stage, typeset, swap."""

import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import yaml

from planbook.build.errors import BuildError
from planbook.build.execute import Executed, execute_all
from planbook.build.files import collect_files, write_files
from planbook.build.params import check_parameters
from planbook.build.pool import in_parallel
from planbook.build.render import Found, collect_cards, render, write
from planbook.build.runs import plan_runs
from planbook.build.site import Site, assemble, check
from planbook.build.stage import CONFIG, Stage, write_stage
from planbook.build.tree import Tree, load_tree
from planbook.build.typeset import Html, jupyter_book
from planbook.data.errors import DataError
from planbook.data.load import load_editions
from planbook.data.model import Edition
from planbook.data.settings import load_settings


@dataclass(frozen=True)
class Places:
    """Folders of a build, all under one output folder.

    Attributes
    ----------
    out : Path
        Output folder, ``_build`` by default.
    """

    out: Path

    @property
    def site(self) -> Path:
        """The published site."""
        return self.out / "site"

    @property
    def stages(self) -> Path:
        """Sphinx sources, one folder per edition and language."""
        return self.out / "stage"

    @property
    def work(self) -> Path:
        """Doctrees, raw HTML and logs of Sphinx."""
        return self.out / "sphinx"

    @property
    def failed(self) -> Path:
        """Copies of notebooks that raised."""
        return self.out / "failed"


@dataclass(frozen=True)
class Book:
    """Everything a build needs to know, checked before the first notebook runs."""

    root: Path
    places: Places
    tree: Tree
    editions: tuple[Edition, ...]
    languages: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Data years, newest first."""
        return tuple(e.year for e in self.editions)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """One stage per edition and language, newest first."""
        folder = self.places.stages
        return tuple(Stage(folder / f"{e.year}-{lang}", e, lang) for e in self.editions for lang in self.languages)


@dataclass
class Progress:
    """Tells on standard error which step is done, how many of how many, and how long it took."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    started: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        """Write one line at once."""
        self.stream.write(f"{text}\n")
        self.stream.flush()

    def step(self, number: int, total: int, name: str, seconds: float) -> None:
        """Write one finished step of a series."""
        self.say(f"[{number}/{total}] {name} … {seconds:.1f} s")

    @property
    def elapsed(self) -> float:
        """Seconds since the build began."""
        return time.monotonic() - self.started


def open_book(root: Path, out: Path, years: Sequence[int] = (), *, every: bool = False) -> Book:
    """Read the run tree, the settings and the editions, and check all that can be checked before running.

    Parameters
    ----------
    root : Path
        Project root.
    out : Path
        Output folder.
    years : sequence of int
        Editions to build; the newest in ``data/editions.csv`` when empty.
    every : bool
        Build every edition instead.

    Raises
    ------
    PlanbookError
        If data, run tree, parameters or settings are wrong.
    """
    tree = check_inputs(root)
    editions = _chosen(load_editions(root / "data"), years, every)
    return Book(root, Places(out), tree, editions, load_settings(root).languages)


def _chosen(known: dict[int, Edition], years: Sequence[int], every: bool) -> tuple[Edition, ...]:
    """Return the editions to build, newest first."""
    unknown = [y for y in years if y not in known]
    if unknown or not known:
        listed = "、".join(map(str, known)) or "（空）"
        raise BuildError(f"没有 {'、'.join(map(str, unknown)) or '任何'} 年版。data/editions.csv 中有：{listed}。"
                         "处理：改正 --edition，或先在该表登记。")
    wanted = set(known) if every else set(years) or {max(known)}
    return tuple(known[y] for y in sorted(wanted, reverse=True))


def check_inputs(root: Path) -> Tree:
    """Check data, run tree and parameters, and return the tree.

    Raises
    ------
    PlanbookError
        Naming everything wrong with the first of the three that is.
    """
    from planbook.data.checks import check as check_data

    problems = check_data(root)
    if problems:
        raise DataError(problems)
    tree = load_tree(root)
    check_parameters(tree, root)
    return tree


def build(book: Book, executor: Executor, progress: Progress) -> Path:
    """Build the book and swap it in.

    Parameters
    ----------
    book : Book
        What to build.
    executor : Executor
        Where the parallel work goes.
    progress : Progress
        Where it is told.

    Returns
    -------
    Path
        The page that opens the site.

    Raises
    ------
    PlanbookError
        If anything fails; the site of the last good build is then untouched.
    """
    site = Site(book.places.site)
    site.recover()
    try:
        executed = _execute(book, executor, progress)
        _stage(book, executed, executor, progress)
        _publish(book, site, _typeset(book, executor, progress))
    finally:
        site.discard()
    return book.places.site / "index.html"


def _execute(book: Book, executor: Executor, progress: Progress) -> dict[str, Executed]:
    runs = plan_runs(book.tree, book.years)
    progress.say(f"运行笔记本：{len(runs)} 次")
    shutil.rmtree(book.places.failed, ignore_errors=True)
    count = iter(range(1, len(runs) + 1))
    return execute_all(
        runs, book.root, executor, book.places.failed,
        lambda done: progress.step(next(count), len(runs), done.run.name, done.seconds))


def _stage(book: Book, executed: dict[str, Executed], executor: Executor, progress: Progress) -> None:
    cards, files = collect_cards(executed.values(), book.root), collect_files(executed.values())
    shutil.rmtree(book.places.stages, ignore_errors=True)
    for stage in book.stages:
        write_stage(stage, book.tree, executed, book.root, book.years)
        write_files(stage.folder, files[stage.edition.year])
    started = time.monotonic()
    work = [item for stage in book.stages for item in _charts(stage, cards)]
    for rendered in in_parallel(executor, render, work):
        write(rendered)
    progress.say(f"绘制图表：{len(work)} 幅 … {time.monotonic() - started:.1f} s")


def _charts(stage: Stage, cards: Sequence[Found]) -> list[tuple[Any, ...]]:
    own = [found.card for found in cards if found.edition == stage.edition.year]
    return [(card, stage.lang, stage.chart(card["id"])) for card in own]


def _typeset(book: Book, executor: Executor, progress: Progress) -> list[tuple[Stage, Html]]:
    shutil.rmtree(book.places.work, ignore_errors=True)
    work = [(stage.folder, book.places.work / stage.folder.name) for stage in book.stages]
    made: dict[Path, Html] = {}
    for number, page in enumerate(in_parallel(executor, _html, work), start=1):
        made[page[0]] = page[1]
        progress.step(number, len(work), f"排版 {page[0].name}", page[1].seconds)
    return [(stage, made[stage.folder]) for stage in book.stages]


def _html(folder: Path, work: Path) -> tuple[Path, Html]:
    return folder, jupyter_book(folder, work)


def _publish(book: Book, site: Site, pages: list[tuple[Stage, Html]]) -> None:
    title = yaml.safe_load((book.root / CONFIG).read_text(encoding="utf-8"))["title"]
    assemble(site.new, pages, book.root, title)
    check(site.new, book.stages, book.tree)
    site.swap()
