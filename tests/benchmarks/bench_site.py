"""Benchmark b: the whole site cold, again unchanged, after one changed observation; on a copy of the project.

``python tests/benchmarks/bench_site.py [--out FILE] [--editions all]``
"""

import argparse
import csv
import sys
import tempfile
from pathlib import Path

from measuring import build, copy_project, report, same_files

BENCH = "b-site"


def change(root: Path, topic: str) -> None:
    """Change the last digit of the last number of a topic, as a correction would."""
    path = root / "data" / "observations" / f"{topic}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    value = header.index("value")
    row = next(r for r in reversed(rows) if r[value])
    row[value] = row[value][:-1] + ("1" if row[value][-1] != "1" else "2")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    """Measure, check that the incremental site is the cold one, print, and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--editions", choices=("newest", "all"), default="newest")
    parser.add_argument("--no-check", action="store_true", help="leave out the second cold build that proves the bytes are the same")
    chosen = parser.parse_args()
    flags = ["--all-editions"] if chosen.editions == "all" else []
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder) / "book")
        rows = [build(root, BENCH, "cold", chosen.editions, *flags), build(root, BENCH, "unchanged", chosen.editions, *flags)]
        for topic in ("air_monthly", "results"):
            change(root, topic)
            rows.append(build(root, BENCH, f"one observation changed ({topic})", chosen.editions, *flags))
        if not chosen.no_check:
            rows.append(build(root, BENCH, "cold again", chosen.editions, *flags, "--no-cache", "--out", f"{folder}/cold"))
            differing = same_files(root / "_build" / "site", Path(folder) / "cold" / "site")
            if differing:
                sys.exit(f"incremental and cold sites differ: {differing[:20]}")
    report(rows, chosen.out)


if __name__ == "__main__":
    main()
