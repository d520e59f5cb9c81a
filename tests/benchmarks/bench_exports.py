"""Benchmark c: every chart of the book as SVG, PNG, wide PNG and PDF.

Compared in one run on one machine: ``chart.save`` one by one, as an analyst would do it; ours on one process and on several, the
same four files; and ours with every file the site has of a chart, tables, pages and metadata too. The cards are made beforehand
and are not part of the time; starting our processes is.

``python tests/benchmarks/bench_exports.py [--edition 2025] [--jobs 2] [--charts 20] [--out FILE]``
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from measuring import ROOT, Row, measured, report

from planbook.build.pool import in_parallel, local_processes
from planbook.build.render import render
from planbook.cards.exports.bundle import Bundle

BENCH = "c-exports"
PICTURES = ("chart.svg", "chart.png", "chart-16x9.png", "chart.pdf")
SAVED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("chart.svg", {}), ("chart.png", {"scale_factor": 2}), ("wide.png", {"scale_factor": 2}), ("chart.pdf", {}))
BASE = "chart.save one by one"

Card = dict[str, Any]


def all_cards(edition: int) -> list[Card]:
    """Return every chart of an edition, of one place after another."""
    from planbook.chapters.library import cards, registered

    slugs = dict.fromkeys(registered(ROOT).values())
    return [card.to_json(("zh",)) for slug in slugs for card in cards(slug, edition, ROOT)]


def save_one_by_one(cards: list[Card], out: Path, jobs: int) -> float:
    """Save each chart in each format with Altair's own method; the chart objects are there already."""
    import altair as alt
    import vl_convert

    from planbook.cards.exports.letters import font_folder

    del jobs
    vl_convert.register_font_directory(str(font_folder()))  # the book's font, which Altair's method would not find
    charts = [(card["id"], alt.Chart.from_dict(card["lang"]["zh"]["spec"])) for card in cards]
    started = time.monotonic()
    for name, chart in charts:
        for file, options in SAVED:
            chart.save(out / f"{name}-{file}", **options)
    return time.monotonic() - started


def pictures(card: Card, folder: Path) -> None:
    """Write the four pictures of a chart."""
    for name, content in Bundle(card, "zh").files(PICTURES).items():
        (folder / f"{card['id']}-{name}").write_bytes(content)


def everything(card: Card, folder: Path) -> None:
    """Write every file the site has of a chart."""
    for name, content in render(card, "zh", folder).files.items():
        (folder / f"{card['id']}-{name}").write_bytes(content)


def ours(task: Callable[[Card, Path], None]) -> Callable[[list[Card], Path, int], float]:
    """Return the variant that gives each chart to one of the processes."""
    def run(cards: list[Card], out: Path, jobs: int) -> float:
        started = time.monotonic()
        with local_processes(jobs) as executor:
            for _ in in_parallel(executor, task, [(card, out) for card in cards]):
                pass
        return time.monotonic() - started
    return run


VARIANTS = {"save": save_one_by_one, "pictures": ours(pictures), "everything": ours(everything)}


def child(variant: str, cards: Path, out: Path, jobs: int) -> None:
    """Do one variant's work in this process and its own children, and write down how long it took."""
    seconds = VARIANTS[variant](json.loads(cards.read_text(encoding="utf-8")), out, jobs)
    (out / "seconds").write_text(str(seconds), encoding="utf-8")


def variant_row(name: str, variant: str, size: str, cards: Path, jobs: int) -> Row:
    """Measure one variant in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--child", variant, "--cards", str(cards), "--folder", folder, "--jobs", str(jobs)]
        row = measured(command, ROOT, BENCH, name, size)
        return replace(row, seconds=round(float(Path(folder, "seconds").read_text(encoding="utf-8")), 3))


def main() -> None:
    """Measure, print, and write the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edition", type=int, default=2025)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--charts", type=int, default=0, help="how many, spread over the book; 0 is all")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--child", choices=VARIANTS)
    parser.add_argument("--cards", type=Path)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.cards, given.folder, given.jobs)
        return
    cards = all_cards(given.edition)
    cards = cards[::max(1, len(cards) // given.charts)] if given.charts else cards
    size = f"{len(cards)} charts"
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder, "cards.json")
        kept.write_text(json.dumps(cards), encoding="utf-8")
        rows = [
            variant_row(BASE, "save", size, kept, 1), variant_row("ours, 4 pictures, 1 process", "pictures", size, kept, 1),
            variant_row(f"ours, 4 pictures, {given.jobs} processes", "pictures", size, kept, given.jobs),
            variant_row(f"ours, all files, {given.jobs} processes", "everything", size, kept, given.jobs),
        ]
    report(rows, given.out)


if __name__ == "__main__":
    main()
