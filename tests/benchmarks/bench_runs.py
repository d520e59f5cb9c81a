"""Benchmark a: every notebook of an edition, cold, with the parameters of the book.

Compared in one run on one machine: the ``papermill`` command one notebook after another; the same command in two processes at a
time; ours, in as many processes as fit. What each leaves is compared cell by cell (sources, counts, outputs). Prints wall time,
processor time of all processes together (which says more where others use the machine) and peak memory.

``python tests/benchmarks/bench_runs.py [--edition 2025] [--jobs 2] [--every 1] [--out _build/bench/runs.json]``
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measuring import ROOT, Row, measured

from planbook.build.execute import FIXED, execute_all
from planbook.build.pool import local_processes
from planbook.build.runs import Run, plan_runs
from planbook.build.tree import load_tree

BENCH = "a-runs"


def chosen(edition: int, every: int) -> tuple[Run, ...]:
    """Return every n-th run of an edition."""
    return plan_runs(load_tree(ROOT), (edition,))[::every]


def plain(run: Run, out: Path) -> None:
    """Run one notebook as an analyst would, with the ``papermill`` command."""
    given = [word for name, value in run.parameters.items() for word in ("-p", name, str(value))]
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", run.source, str(out / f"{run.name}.ipynb"), *given]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **FIXED}, check=True, capture_output=True)


def papermills(runs: Sequence[Run], out: Path, jobs: int) -> None:
    """Run all with the ``papermill`` command, so many at a time."""
    with ThreadPoolExecutor(jobs) as executor:
        for _ in executor.map(plain, runs, [out] * len(runs)):
            pass


def ours(runs: Sequence[Run], out: Path, jobs: int) -> None:
    """Run all as a build does."""
    with local_processes(jobs) as executor:
        done = execute_all(runs, ROOT, executor, out / "failed", lambda _: None)
    for name, result in done.items():
        (out / f"{name}.ipynb").write_bytes(result.notebook)


VARIANTS = {"papermill": papermills, "ours": ours}


def cells(path: Path) -> list[Any]:
    """Return what a reader sees of a notebook: sources, counts and outputs."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return [(c["cell_type"], "".join(c["source"]), c.get("execution_count"), c.get("outputs")) for c in content["cells"]]


def different(one: Path, other: Path) -> list[str]:
    """Return the notebooks that came out differently."""
    return [p.name for p in sorted(one.glob("*.ipynb")) if cells(p) != cells(other / p.name)]


def row(variant: str, name: str, out: Path, given: argparse.Namespace, jobs: int) -> tuple[Row, float]:
    """Measure one variant; return its row and its processor seconds."""
    out.mkdir(parents=True)
    before = cpu()
    command = [sys.executable, __file__, "--child", variant, "--folder", str(out), "--jobs", str(jobs),
               "--edition", str(given.edition), "--every", str(given.every)]
    size = f"{len(chosen(given.edition, given.every))} runs"
    measure = measured(command, ROOT, BENCH, name, size)
    return measure, round(cpu() - before, 2)


def cpu() -> float:
    """Return processor seconds of all ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def told(rows: Sequence[tuple[Row, float]]) -> str:
    """Return the table; ratios are to ours, the last row."""
    last, last_cpu = rows[-1]
    return "".join(
        f"{r.variant:32} {r.size:10} {r.seconds:8.1f} s {r.seconds / last.seconds:6.1f}x  cpu {c:8.1f} s {c / last_cpu:6.1f}x"
        f"  {r.peak_mb:7.0f} MB\n" for r, c in rows)


def main() -> None:
    """Measure, compare, print, and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", type=int, default=2025)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="only every n-th run")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "bench" / "runs.json")
    parser.add_argument("--child", choices=VARIANTS)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.child:
        VARIANTS[given.child](chosen(given.edition, given.every), given.folder, given.jobs)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        rows = [
            row("papermill", "papermill, one after another", made / "one", given, 1),
            row("papermill", "papermill, two at a time", made / "two", given, 2),
            row("ours", f"ours, {given.jobs} processes", made / "ours", given, given.jobs),
        ]
        wrong = different(made / "one", made / "ours")
    sys.stdout.write(told(rows) + (f"DIFFERENT: {', '.join(wrong)}\n" if wrong else "outputs identical\n"))
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(
        json.dumps([{**asdict(r), "cpu_seconds": c} for r, c in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
