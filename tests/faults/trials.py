"""Faults on purpose: ``python tests/faults/trials.py --kills 200`` (``make test-faults``) prints a table and exits 1 if anything was lost.

Every trial does harm to an invented book and then asks: are data and site whole, old or new, nothing between; was the user
told without a traceback; does the next command put everything right?
"""

import argparse
import ctypes
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from land import HERE, NEW, OLD, TABLE, Land, Trial, one_of, polite, table

from bookkit import digests

YEAR = 365 * 86400
BUILD = ("build", "--edition", "2022", "--jobs", "1")
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24
FULL = (0, 2_000, 20_000)
"""Sizes in bytes no file may exceed: a disk that takes nothing, little, not quite enough."""


# --- the import of a form

def import_states(land: Land) -> tuple[Land, tuple[dict[str, str], dict[str, str]]]:
    """Return a land and its data before and after the import."""
    done = land.copy("imported")
    assert done.run(*land.importing).code == 0
    return land, (dict(land.data()), dict(done.data()))


def check_import(kind: str, at: str, land: Land, states: tuple[dict[str, str], ...]) -> Trial:
    """Ask what the next command finds, and whether the import can still be made."""
    next_one = land.run("check")
    wrong = polite(next_one, 0) or one_of(land.data(), *states)
    if not wrong and land.data() == states[0]:
        wrong = polite(land.run(*land.importing), 0) or one_of(land.data(), states[1])
    return Trial(kind, at, wrong)


def import_at_operations(start: Land) -> Iterator[Trial]:
    """Kill the import before and after each rename and flush."""
    land, states = import_states(start)
    operations = land.copy("counted").dying(0, "before", *land.importing)[1]
    for number, name in enumerate(operations, start=1):
        for when in ("before", "after"):
            one = land.copy("trial")
            one.dying(number, when, *one.importing)
            yield check_import("import killed at a rename or flush", f"{when} {name}", one, states)


def import_at_moments(start: Land, kills: int) -> Iterator[Trial]:
    """Kill the import at random moments."""
    land, states = import_states(start)
    began = time.monotonic()
    land.copy("timed").run(*land.importing)
    long = time.monotonic() - began
    for _ in range(kills):
        one = land.copy("trial")
        moment = land.dice.uniform(0.3, 1.05) * long
        one.start(*one.importing).killed_after(moment)
        yield check_import("import killed at a random moment", _tenth(moment / long), one, states)


def undo_at_moments(start: Land, kills: int) -> Iterator[Trial]:
    """Kill the undoing of an import at random moments."""
    done = start.copy("undoing")
    done.run(*done.importing)
    before, after = dict(done.data()), done.copy("undone")
    after.run("undo")
    states = (before, dict(after.data()))
    began = time.monotonic()
    done.copy("timed").run("undo")
    long = time.monotonic() - began
    for _ in range(kills):
        one = done.copy("trial")
        moment = start.dice.uniform(0.3, 1.05) * long
        one.start("undo").killed_after(moment)
        wrong = polite(one.run("check"), 0) or one_of(one.data(), *states)
        yield Trial("undo killed at a random moment", _tenth(moment / long), wrong)


def _tenth(share: float) -> str:
    return f"{min(int(share * 10), 10) * 10:3d} % of its time"


# --- builds

def build_states(start: Land) -> tuple[Land, dict[str, dict[str, str]]]:
    """Return a land with a site, and the site each value of the data makes when built from nothing."""
    states = {}
    for value in (NEW, OLD):
        land = start.copy(f"built-{value}")
        land.set_value(value)
        made = land.run(*BUILD)
        assert made.code == 0, made.said
        states[value] = dict(land.pages())
    return start.copy("built-" + OLD) if not land.site.is_dir() else land, states


def check_build(kind: str, at: str, land: Land, states: dict[str, dict[str, str]], value: str, *, again: bool) -> Trial:
    """Ask whether readers have a whole site, and whether the next build makes the one that is due."""
    wrong = one_of(land.pages(), *states.values()) if land.site.is_dir() else "the site is missing"
    if not wrong and again:
        wrong = polite(land.run(*BUILD), 0) or one_of(land.pages(), states[value])
        left = [p.name for p in (land.root / "_build").iterdir() if p.name.endswith((".new", ".old", ".part"))]
        wrong = wrong or (f"left behind: {left}" if left else "")
    return Trial(kind, at, wrong)


def build_at_moments(start: Land, kills: int) -> Iterator[Trial]:
    """Kill the build at random moments, with and without the results of earlier ones."""
    land, states = build_states(start)
    times: dict[tuple[str, ...], float] = {}
    for number in range(kills):
        value = NEW if number % 2 == 0 else OLD
        land.set_value(value)
        extra = ("--no-cache",) if number % 4 > 1 else ()
        long = times.get(extra, 12.0)
        moment, began = land.dice.uniform(0.05, 1.0) * long, time.monotonic()
        done = land.start(*BUILD, *extra).killed_after(moment)
        if done.code == 0:
            times[extra] = time.monotonic() - began
        at = done.last if done.code else "已完成"
        yield check_build("build killed at a random moment", at, land, states, value, again=number % 3 == 2)


def build_at_operations(start: Land, most: int) -> Iterator[Trial]:
    """Kill the build before and after its renames and flushes: spread over all of them, and each of the last."""
    land, states = build_states(start)
    land.set_value(NEW)
    operations = land.copy("counted").dying(0, "before", *BUILD)[1]
    last = range(max(1, len(operations) - 9), len(operations) + 1)
    spread = range(1, len(operations) + 1, max(1, len(operations) // max(1, most - len(last))))
    for number in sorted({*spread, *last}):
        one = land.copy("trial")
        when = land.dice.choice(("before", "after"))
        one.dying(number, when, *BUILD)
        yield check_build("build killed at a rename or flush", f"{when} {operations[number - 1]}", one, states, NEW, again=True)


def exports_at_moments(start: Land, kills: int) -> Iterator[Trial]:
    """Kill an export over an earlier one: each file is whole."""
    command = ("charts", "export", "--all", "--out", "given")
    land = start.copy("exporting")
    assert (done := land.run(*command)).code == 0, done.said
    whole, began = dict(digests(land.root / "given")), time.monotonic()
    land.run(*command)
    long = time.monotonic() - began
    for _ in range(kills):
        moment = land.dice.uniform(0.3, 1.0) * long
        land.start(*command).killed_after(moment)
        found = {n: d for n, d in digests(land.root / "given").items() if not n.endswith(".part")}
        wrong = one_of(found, whole)
        yield Trial("export killed at a random moment", _tenth(moment / long), wrong)


# --- disks, clocks, neighbours

def no_larger_than(size: int) -> Callable[[], None]:
    """Return what lets a process and its children write no file beyond ``size`` bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def no_override() -> None:
    """Give up root's right to write where the permissions say no."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def full_disk(start: Land, sizes: tuple[int, ...] = FULL) -> Iterator[Trial]:
    """Let writing fail, for imports and builds."""
    land, states = import_states(start)
    for size in sizes:
        one = land.copy("trial")
        done = one.run(*one.importing, before=no_larger_than(size))
        yield Trial("disk full during an import", f"{size} bytes", polite(done, 2) or check_import("", "", one, states[:1] + states).wrong)
    built, pages = build_states(start)
    for size in sizes:
        built.set_value(NEW)
        done = built.run(*BUILD, before=no_larger_than(size))
        wrong = polite(done, 2) or check_build("", "", built, pages, NEW, again=True).wrong
        yield Trial("disk full during a build", f"{size} bytes", wrong)
        built.set_value(OLD)
        built.run(*BUILD)


def small_disk(start: Land) -> Iterator[Trial]:
    """Build on a disk with room for part of it, where this process may mount one."""
    land, _ = build_states(start)
    for size in ("64k", "1m", "3m"):
        with tempfile.TemporaryDirectory() as folder:
            if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False, capture_output=True).returncode:
                return
            try:
                done = land.run(*BUILD, "--no-cache", "--out", folder)
                yield Trial("build on a disk too small", size, polite(done, 2))
            finally:
                subprocess.run(["umount", "-l", folder], check=True)


def read_only(start: Land) -> Iterator[Trial]:
    """Build and import where nothing may be written."""
    for command in (BUILD, start.importing):
        one = start.copy("trial")
        before = dict(one.data())
        for folder in (one.root, one.root / "data", one.root / "data" / "observations"):
            folder.chmod(0o555)
        done = one.run(*command, before=no_override)
        for folder in (one.root, one.root / "data", one.root / "data" / "observations"):
            folder.chmod(0o755)
        yield Trial("target read-only", command[0], polite(done, 2) or one_of(one.data(), before))


def wrong_clock(start: Land, wrong_by: tuple[int, ...] = (-40, -3, 3, 10)) -> Iterator[Trial]:
    """Build and check with the clock years off, forwards and back: the same pages."""
    land, states = build_states(start)
    for years in wrong_by:
        one = land.copy("trial")
        off = {"PYTHONPATH": str(HERE / "clock"), "PLANBOOK_TEST_CLOCK": str(years * YEAR)}
        one.set_value(NEW)
        wrong = polite(one.run(*BUILD, **off), 0) or one_of(one.pages(), states[NEW])
        wrong = wrong or polite(one.run(*BUILD), 0) or one_of(one.pages(), states[NEW])
        yield Trial("clock wrong", f"{years:+d} years", wrong)


def at_once(start: Land, times: int) -> Iterator[Trial]:
    """Two builds and an import at the same time."""
    land, states = build_states(start)
    _, (before, after) = import_states(start)
    del before
    for _ in range(times):
        one = land.copy("trial")
        one.root.joinpath(TABLE).touch()
        running = [one.start(*BUILD, "--no-cache"), one.start(*BUILD)]
        time.sleep(land.dice.uniform(0, 8))
        imported = one.run(*one.importing)
        builds = [r.ended() for r in running]
        wrong = polite(imported, 0) or one_of(one.data(), after) or next(filter(None, (polite(b, 0, 2) for b in builds)), "")
        wrong = wrong or one_of(one.pages(), *states.values())
        built = one.run(*BUILD)
        at = f"builds ended {sorted(b.code for b in builds)}"
        yield Trial("two builds and an import at once", at, wrong or polite(built, 0) or one_of(one.pages(), states[NEW]))


# --- notebooks and workers

NOTEBOOKS = {
    "raises": ("raise ValueError('虚构')", "ValueError"),
    "eats memory": ("x = bytearray(1 << 50)", "MemoryError"),
    "is killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "DeadKernelError"),
    "ends itself": ("import os; os._exit(3)", "DeadKernelError"),
    "writes to the data": (
        "import os, pathlib; p = pathlib.Path(os.environ['PLANBOOK_ROOT']) / 'book/pages/about.md'; p.write_text(p.read_text() + '\\n字\\n')",
        "构建期间有改动"),
}
"""A first line of a cell, and what the user must be told."""


def bad_notebooks(start: Land, names: tuple[str, ...] = tuple(NOTEBOOKS)) -> Iterator[Trial]:
    """Notebooks that do what they should not."""
    land, states = build_states(start)
    for name, (line, told) in ((n, NOTEBOOKS[n]) for n in names):
        one = land.copy("trial")
        path = one.root / "notebooks" / "place.ipynb"
        text = path.read_text(encoding="utf-8")
        escaped = line.replace("\\", "\\\\").replace('"', '\\"')
        assert "import altair as alt" in text
        path.write_text(text.replace("import altair as alt", f"{escaped}\\nimport altair as alt", 1), encoding="utf-8")
        done = one.run(*BUILD)
        wrong = polite(done, 2) or ("" if told in done.said else f"not told: {done.said[-300:]}")
        yield Trial("notebook that harms", name, wrong or one_of(one.pages(), states[OLD]))


def lost_workers(start: Land, times: int) -> Iterator[Trial]:
    """Kill one of a build's processes at random."""
    import psutil

    land, states = build_states(start)
    for _ in range(times):
        land.set_value(NEW)
        running = land.start(*BUILD, "--no-cache")
        time.sleep(land.dice.uniform(2, 10))
        try:
            children = psutil.Process(running.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            children = []
        victim = land.dice.choice(children) if children else None
        at = Path(victim.cmdline()[-1][:30]).name if victim and victim.cmdline() else "none at work"
        if victim:
            victim.send_signal(signal.SIGKILL)
        done = running.ended()
        wrong = polite(done, 0, 2) or one_of(land.pages(), *states.values())
        yield Trial("a process of the build lost", f"ended {done.code}, lost {at[:24]}", wrong)
        land.set_value(OLD)
        land.run(*BUILD)


# --- all of them

PARTS: dict[str, Callable[[Land, int], Iterator[Trial]]] = {
    "import": lambda start, kills: chain(import_at_operations(start), import_at_moments(start, kills * 3 // 10)),
    "undo": lambda start, kills: undo_at_moments(start, kills // 10),
    "build": lambda start, kills: build_at_moments(start, kills * 3 // 10),
    "swap": lambda start, kills: build_at_operations(start, max(12, kills // 8)),
    "export": lambda start, kills: exports_at_moments(start, max(2, kills // 20)),
    "disk": lambda start, _: chain(full_disk(start), small_disk(start), read_only(start)),
    "clock": lambda start, _: wrong_clock(start),
    "neighbours": lambda start, kills: at_once(start, max(1, kills // 50)),
    "notebooks": lambda start, kills: chain(bad_notebooks(start), lost_workers(start, max(2, kills // 20))),
}
"""Every part by name; each takes the number of kills in all, about, and makes its share."""


def trials(folder: Path, kills: int, seed: int, parts: Iterable[str] = PARTS) -> Iterator[Trial]:
    """Yield every trial of the parts chosen."""
    start = Land.founded(folder / "start")
    start.dice = random.Random(seed)
    for part in parts:
        yield from PARTS[part](start, kills)


def main() -> int:
    """Run them, say each as it ends, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=145)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="all unless named")
    chosen = parser.parse_args()
    done: list[Trial] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for trial in trials(Path(folder), chosen.kills, chosen.seed, chosen.parts):
            done.append(trial)
            sys.stderr.write(f"{len(done):4d} {'LOST' if trial.wrong else 'ok  '} {trial.kind}: {trial.at} {trial.wrong}\n")
    sys.stdout.write(f"{table(done)}\n")
    return int(any(t.wrong for t in done))


if __name__ == "__main__":
    sys.exit(main())
