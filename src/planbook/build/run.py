"""The whole build: check, plan, execute, render, stage, typeset, swap; of each only what is not as it was."""

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from planbook.build.addresses import write_addresses
from planbook.build.bill import write_bill
from planbook.build.briefings import keys_with, make_briefings, wanted_briefings
from planbook.build.cache import Cache
from planbook.build.catalogue import book_of
from planbook.build.datazip import write_data
from planbook.build.drawing import draw, figures, keys_by_page
from planbook.build.errors import BuildError
from planbook.build.execute import Executed, execute_all
from planbook.build.files import FILES, collect_files, write_files
from planbook.build.inputs import Inputs, digest
from planbook.build.notebooks import offered_notebooks
from planbook.build.params import check_parameters
from planbook.build.pdfbook.make import make_books, volume_of, write_books
from planbook.build.pool import in_parallel
from planbook.build.published import write_manifest
from planbook.build.record import write_record, years_on
from planbook.build.render import collect_cards
from planbook.build.reuse import Planned, Reuse
from planbook.build.runs import plan_runs
from planbook.build.site import Site, assemble, check
from planbook.build.stage import CHARTS, Stage, keep_only, stage_files, sync
from planbook.build.tree import Tree, load_tree
from planbook.build.typeset import Html, Sources, sources_of, typeset
from planbook.data.errors import DataError
from planbook.data.load import load_editions
from planbook.data.lock import locked
from planbook.data.model import Edition
from planbook.data.scratch import sweep
from planbook.data.settings import load_settings

ATTEMPTS = 3
"""Times a build begins anew because its inputs change under it."""
MOST_NAMED = 3
"""Changed files named in a message."""
PASSED = "passed"
"""Kind of the cache: inputs that passed every check."""


class InputsChangedError(BuildError):
    """Somebody changed what the book is made from while it was being built."""


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
    def cache(self) -> Path:
        """What earlier builds made."""
        return self.out / "cache"

    @property
    def lock(self) -> Path:
        """Held while a build is at work in the folder."""
        return self.out / "lock"

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
    inputs: Inputs
    cache: Cache

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


@dataclass(frozen=True)
class Wish:
    """Which editions are to be built, and how.

    Attributes
    ----------
    years : tuple of int
        Editions asked for; the newest in ``data/editions.csv`` when empty.
    every : bool
        Every edition instead.
    only : bool
        Take those off the site that were not asked for; otherwise they are brought up to date with the others, so that
        a site never holds an edition made from other data, and never loses one by the way.
    cached : bool
        Whether results of earlier builds may be used, and this one's kept.
    """

    years: tuple[int, ...] = ()
    every: bool = False
    only: bool = False
    cached: bool = True


def open_book(root: Path, out: Path, wish: Wish) -> Book:
    """Read the run tree, the settings and the editions, and check all that can be checked before running.

    Parameters
    ----------
    root : Path
        Project root.
    out : Path
        Output folder.
    wish : Wish
        Which editions.

    Raises
    ------
    PlanbookError
        If data, run tree, parameters or settings are wrong.
    """
    places, inputs = Places(out), Inputs.of(root)
    cache = Cache(places.cache, wish.cached)
    tree = _checked(root, inputs, cache)
    editions = _chosen(load_editions(root / "data"), wish, places.site)
    return Book(root, places, tree, editions, load_settings(root).languages, inputs, cache)


def _chosen(known: dict[int, Edition], wish: Wish, site: Path) -> tuple[Edition, ...]:
    """Return the editions to build, newest first."""
    unknown = [y for y in wish.years if y not in known]
    if unknown or not known:
        listed = "、".join(map(str, known)) or "（空）"
        raise BuildError(f"没有 {'、'.join(map(str, unknown)) or '任何'} 年版。data/editions.csv 中有：{listed}。"
                         "处理：改正 --edition，或先在该表登记。")
    wanted = set(known) if wish.every else set(wish.years) or {max(known)}
    there = set() if wish.only else years_on(site) & set(known)
    return tuple(known[y] for y in sorted(wanted | there, reverse=True))


def _checked(root: Path, inputs: Inputs, cache: Cache) -> Tree:
    """Check the inputs unless these very ones have passed before."""
    key = digest(inputs.fingerprint)
    if cache.get(PASSED, key) is not None:
        return load_tree(root)
    tree = check_inputs(root)
    cache.put(PASSED, key, b"passed")
    return tree


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


def build(book: Book, executor: Executor, progress: Progress, runs: Executor | None = None) -> Path:
    """Build the book and swap it in.

    Parameters
    ----------
    book : Book
        What to build.
    executor : Executor
        Where the parallel work goes.
    progress : Progress
        Where it is told.
    runs : Executor, optional
        Where notebooks are run, a cluster for instance; ``executor`` when omitted.

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
    with locked(book.places.lock, "构建网站"):
        sweep()
        site.recover()
        try:
            executed = _execute(book, runs or executor, progress)
            sources = _stage(book, executed, executor, progress)
            _publish(book, site, _typeset(book, sources, executor, progress), executor, progress)
        finally:
            site.discard()
        book.cache.prune()
    return book.places.site / "index.html"


def build_settled(
    root: Path, out: Path, wish: Wish, executor: Executor, progress: Progress, runs: Executor | None = None,
) -> Book:
    """Open the book and build it; again where somebody changed its inputs meanwhile, from what is still right.

    Raises
    ------
    PlanbookError
        As :func:`build`; also if the inputs do not come to rest.
    """
    for left in reversed(range(ATTEMPTS)):
        book = open_book(root, out, wish)
        _tell_others(book, wish, progress)
        try:
            build(book, executor, progress, runs)
        except InputsChangedError as error:
            if not left:
                raise
            progress.say(f"{error}按现在的内容重做。")
        else:
            break
    return book


def _tell_others(book: Book, wish: Wish, progress: Progress) -> None:
    also = [str(y) for y in book.years if wish.years and y not in wish.years]
    if also and not wish.every:
        progress.say(f"站点上已有的 {'、'.join(also)} 年版一并更新（只要所选的版本：加 --only）")


def refuse_changed(before: Inputs) -> None:
    """Refuse to publish pages of which some were made before a change and some after it.

    Raises
    ------
    InputsChangedError
        Naming the files.
    """
    now = Inputs.of(before.root)
    if now.fingerprint != before.fingerprint:
        names = {*now.files, *before.files}
        changed = sorted(n for n in names if now.files.get(n) != before.files.get(n)) or ["程序库"]
        raise InputsChangedError(f"构建期间有改动：{'、'.join(changed[:MOST_NAMED])}{' 等' if len(changed) > MOST_NAMED else ''}。")


def _execute(book: Book, executor: Executor, progress: Progress) -> dict[str, Executed]:
    """Run the notebooks whose results are not at hand."""
    reuse = Reuse(book.cache, book.inputs)
    planned = [reuse.plan(run) for run in plan_runs(book.tree, book.years)]
    kept = {p.run.name: p.kept for p in planned if p.kept}
    todo = {p.run.name: p for p in planned if not p.kept}
    progress.say(f"运行笔记本：{len(todo)} 次" + (f"；{len(kept)} 次的结果仍然有效，不再运行" if kept else ""))
    shutil.rmtree(book.places.failed, ignore_errors=True)
    count = iter(range(1, len(todo) + 1))

    def report(done: Executed) -> None:
        reuse.keep(done)
        progress.step(next(count), len(todo), f"{done.run.name}（{todo[done.run.name].reason}）", done.seconds)

    fresh = _run(book, list(todo.values()), executor, report) if todo else {}
    reuse.keep_tables()
    return {**kept, **fresh}


def _run(
    book: Book, planned: Sequence[Planned], executor: Executor, report: Callable[[Executed], None],
) -> dict[str, Executed]:
    return execute_all([p.run for p in planned], book.root, executor, book.places.failed, report)


def _stage(
    book: Book, executed: dict[str, Executed], executor: Executor, progress: Progress,
) -> dict[Path, Sources]:
    """Make each stage's folder what it has to be, and return what Sphinx is to know of it."""
    cards, files = collect_cards(executed.values(), book.root), collect_files(executed.values())
    keep_only(book.places.stages, {stage.folder.name for stage in book.stages})
    wanted = figures(book.stages, cards, book.inputs.code)
    briefings = wanted_briefings(book.stages, book.tree, executed, book.root, book.inputs.code)
    sources = {}
    for stage in book.stages:
        staged = stage_files(stage, book.tree, executed, book.root, book.years)
        sync(stage.folder, staged, apart=(CHARTS, FILES))
        keys = keys_with(briefings, stage, keys_by_page(wanted, stage))
        sources[stage.folder] = sources_of(staged, keys, book.inputs.code)
    started = time.monotonic()
    drawn = draw(wanted, executor, book.cache)
    progress.say(f"绘制图表：{drawn} 幅（共 {len(wanted)} 幅） … {time.monotonic() - started:.1f} s")
    started = time.monotonic()
    made = make_briefings(briefings, executor, book.cache)
    for stage in book.stages:
        notebooks = offered_notebooks(stage, book.tree, executed, book.root)
        write_files(stage.folder, {**files.get(stage.edition.year, {}), **made.of(stage), **notebooks})
    progress.say(f"制作简报：{made.fresh} 份（共 {len(briefings)} 份） … {time.monotonic() - started:.1f} s")
    return sources


def _typeset(
    book: Book, sources: dict[Path, Sources], executor: Executor, progress: Progress,
) -> list[tuple[Stage, Html]]:
    keep_only(book.places.work, {stage.folder.name for stage in book.stages})
    work = [(stage.folder, book.places.work / stage.folder.name, sources[stage.folder]) for stage in book.stages]
    made: dict[Path, Html] = {}
    for number, page in enumerate(in_parallel(executor, _html, work), start=1):
        made[page[0]] = page[1]
        progress.step(number, len(work), f"排版 {page[0].name}（{page[1].pages} 页）", page[1].seconds)
    return [(stage, made[stage.folder]) for stage in book.stages]


def _html(folder: Path, work: Path, sources: Sources) -> tuple[Path, Html]:
    return folder, typeset(folder, work, sources)


def _books(
    book: Book, pages: list[tuple[Stage, Html]], executor: Executor, progress: Progress,
) -> dict[str, bytes]:
    """Make the whole book of the newest edition as PDF."""
    started, newest = time.monotonic(), max(book.years)
    volumes = {s.name: volume_of(s, made.folder, book.tree, book.root) for s, made in pages if s.edition.year == newest}
    made, fresh = make_books(volumes, book.inputs.code, executor, book.cache)
    progress.say(f"全书 PDF：{fresh} 本（共 {len(made)} 本） … {time.monotonic() - started:.1f} s")
    return made


def _publish(book: Book, site: Site, pages: list[tuple[Stage, Html]], executor: Executor, progress: Progress) -> None:
    named = {lang: book_of(book.root, lang) for lang in book.languages}
    books = _books(book, pages, executor, progress)
    assemble(site.new, pages, book.root, named[book.languages[0]][0])
    write_books(site.new, books, [s for s, _ in pages])
    write_data(site.new, book.root)
    slugs = [c.slug for c in book.tree.chapters]
    write_addresses(site.new, [s for s, _ in pages], slugs, named, load_settings(book.root).baseurl)
    write_bill(site.new, book.root)
    write_manifest(site.new, book.inputs, book.years)
    check(site.new, book.stages, book.tree)
    refuse_changed(book.inputs)
    site.swap()
    write_record(book.places.out, book.inputs, book.years)
