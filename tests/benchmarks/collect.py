"""Run every benchmark and keep the results in ``data/benchmarks.csv``: ``python tests/benchmarks/collect.py``.

``--arrow PYTHON`` names a Python with ``tests/benchmarks/requirements.txt``; ``--only NAME`` runs one of them again.
"""

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from measuring import ROOT

from planbook.data.benchmarks import BENCHMARKS

TABLE = ROOT / "data" / BENCHMARKS.glob
HERE = Path(__file__).parent
KIB_PER_GIB = 1 << 20


def machine() -> str:
    """Return processor, cores and memory in words."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
        memory = int(Path("/proc/meminfo").read_text().split()[1]) / KIB_PER_GIB
    except OSError:
        return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def results(script: Path, flags: list[str]) -> Iterator[dict[str, str]]:
    """Run one benchmark and yield its rows as the table has them."""
    command = f"python tests/benchmarks/{script.name}"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows.json"
        subprocess.run([sys.executable, str(script), "--out", str(out), *flags], cwd=ROOT, check=True)
        found = read_rows(out.read_text(encoding="utf-8"))
    base: dict[str, float] = {}
    for row in found:
        first = base.setdefault(str(row["size"]), float(row["seconds"]))
        ratio = row.get("ratio", float(row["seconds"]) / first if first else "")
        own = {"ratio": ratio, "machine": machine(), "measured_on": f"{datetime.now(ZoneInfo('UTC')):%Y-%m-%d}", "command": command}
        yield {name: _cell({**row, **own}.get(name)) for name in BENCHMARKS.fields}


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if value < 1000 else f"{value:.0f}"
    return "" if value is None else str(value)


def read_rows(text: str) -> list[dict[str, Any]]:
    """Return the rows a benchmark wrote: one JSON list, or one object a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines()]
    return whole if isinstance(whole, list) else [whole]


def main() -> None:
    """Run, and replace the rows of the benches that were run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arrow", default="")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    with TABLE.open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    for script in sorted(HERE.glob(f"bench_{chosen.only or '*'}.py")):
        flags = ["--arrow", chosen.arrow] if chosen.arrow and script.stem == "bench_archive" else []
        fresh = list(results(script, flags))
        benches = {row["bench"] for row in fresh}
        kept = sorted([r for r in kept if r["bench"] not in benches] + fresh, key=lambda r: r["bench"])
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(BENCHMARKS.fields), lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)


if __name__ == "__main__":
    main()
