"""Benchmark e: does a run get slower as the book grows? 1, 2, 4, 8 editions; data of 1, 2, 4 plans. Invented data.

``python tests/benchmarks/bench_growth.py [--out FILE]``
"""

import argparse
import csv
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import Row, build, report

from bookkit import MINIPLAN, copy_minibook

BENCH = "e-growth"
FIRST = 2022
TOWNS = 6
MONTHS = 12
CONFIGURATION = "_config.yml"


def _rewrite(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def generate(root: Path, editions: int, plans: int) -> Path:
    """Make a book of ``editions`` editions in which ``plans`` plans have towns with monthly values; the first is built."""
    copy_minibook(root)
    years = range(FIRST, FIRST + editions)
    data = root / "data"
    _rewrite(data / "editions.csv", [{"year": str(y), "cut_off": f"{y + 1}-12-31", "note": ""} for y in years])
    place, town, value = _read(data / "places.csv")[0], [], []
    sample = _read(data / "observations" / "results.csv")[0]
    for plan in range(plans):
        if plan:
            _plan(data, f"plan-{plan}")
        for number in range(TOWNS):
            name = f"town-{plan}-{number}"
            town.append({**place, "id": name, "name_zh": f"虚构镇{plan}-{number}", "name_en": f"Town {plan}-{number}"})
            value += [{**sample, "place": name, "period": f"{y}-{m:02}", "value": f"{10 + (m * 7 + y) % 13}", "known_from": f"{y}-12-31",
                       "evidence": "monitored"} for y in years for m in range(1, MONTHS + 1)]
    _rewrite(data / "places.csv", [*_read(data / "places.csv"), *town])
    _rewrite(data / "observations" / "results.csv", [*_read(data / "observations" / "results.csv"), *value])
    _chapters(root)
    return root


def _plan(data: Path, name: str) -> None:
    folder = shutil.copytree(data / "plans" / MINIPLAN, data / "plans" / name)
    text = (folder / "plan.yml").read_text(encoding="utf-8")
    (folder / "plan.yml").write_text(text.replace(MINIPLAN, name), encoding="utf-8")


def _chapters(root: Path) -> None:
    book = (root / "book" / "book.yml").read_text(encoding="utf-8")
    mark = next(line for line in book.splitlines(keepends=True) if "slug: otherton" in line)
    entries = "".join(f"      - slug: {name}\n        title: {{zh: 虚构镇, en: Town}}\n        notebook: place\n"
                      f"        parameters: {{place: {name}}}\n" for name in (f"town-0-{n}" for n in range(TOWNS)))
    (root / "book" / "book.yml").write_text(book.replace(mark, entries + mark), encoding="utf-8")
    with (root / "book" / "charts.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"dust-town-0-{n},town-0-{n}\n" for n in range(TOWNS))


def per_run(row: Row, runs: int, variant: str) -> Row:
    """Return a measurement divided by the number of runs."""
    return replace(row, variant=variant, seconds=round(row.seconds / runs, 3))


def main() -> None:
    """Measure both kinds of growth, print, and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--editions", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--plans", type=int, nargs="+", default=[1, 2, 4])
    chosen = parser.parse_args()
    rows = []
    runs = TOWNS + 3
    for editions in chosen.editions:
        with tempfile.TemporaryDirectory() as folder:
            root = generate(Path(folder) / "book", editions, 1)
            made = build(root, BENCH, "cold build", f"{editions} editions", "--all-editions")
            rows.append(per_run(made, runs * editions, "per run, editions"))
    for plans in chosen.plans:
        with tempfile.TemporaryDirectory() as folder:
            root = generate(Path(folder) / "book", 1, plans)
            made = build(root, BENCH, "cold build", f"{plans} plans")
            rows.append(per_run(made, runs, "per run, plans"))
    report(rows, chosen.out)


if __name__ == "__main__":
    main()
