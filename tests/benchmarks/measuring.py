"""What the benchmarks share: a copy of the project, a measured command, rows to print and to keep."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("_config.yml", "requirements.txt", "LICENSE", "LICENSE-DATA", "CITATION.cff", "book", "data", "geo", "notebooks")
POLL_SECONDS = 0.1
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Row:
    """One measurement: bench and variant, size in words, wall seconds, peak memory of all its processes together."""

    bench: str
    variant: str
    size: str
    seconds: float
    peak_mb: float


def copy_project(target: Path) -> Path:
    """Copy what a build reads."""
    target.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        elif source.is_file():
            shutil.copyfile(source, target / name)
    return target


def build(root: Path, bench: str, variant: str, size: str, *flags: str) -> Row:
    """Run ``planbook build`` and measure it."""
    return measured([sys.executable, "-m", "planbook.cli", "build", *flags], root, bench, variant, size)


def measured(command: Sequence[str], folder: Path, bench: str, variant: str, size: str) -> Row:
    """Run a command to its end and measure it."""
    environment = {k: v for k, v in os.environ.items() if k != "PLANBOOK_ROOT"}
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    peak = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    told = process.communicate()[1].decode("utf-8", errors="replace")
    seconds = time.monotonic() - started
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{told}")
    return Row(bench, variant, size, round(seconds, 3), round(peak[0], 1))


def _watch(process: "subprocess.Popen[bytes]", peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], tree_mb(process.pid))
        time.sleep(POLL_SECONDS)


def tree_mb(pid: int) -> float:
    """Return the memory of a process and its descendants, in MB: shared pages counted once (Linux only, else 0)."""
    found, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        found += _own_mb(one)
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
            waiting += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _own_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def same_files(one: Path, other: Path) -> list[str]:
    """Return the files in which two folders differ."""
    names = {p.relative_to(f).as_posix() for f in (one, other) for p in f.rglob("*") if p.is_file()}
    return sorted(n for n in names if not (one / n).is_file() or not (other / n).is_file()
                  or (one / n).read_bytes() != (other / n).read_bytes())


def report(rows: Sequence[Row], out: Path | None) -> None:
    """Print the rows with their ratio to the first, and keep them as lines of JSON."""
    shares = [row.seconds / rows[0].seconds for row in rows]
    for row, share in zip(rows, shares, strict=True):
        sys.stdout.write(f"{row.bench:10} {row.variant:42} {row.size:12} {row.seconds:9.2f} s {share:8.1%} {row.peak_mb:8.0f} MB\n")
    if out:
        lines = (json.dumps({**asdict(row), "ratio": round(share, 4)}) for row, share in zip(rows, shares, strict=True))
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
