"""Spoilt workbooks and CSV files through the real import: ``python tests/hostile/fuzz.py --files 5000`` (``make test-fuzz``).

Each is refused with a message or accepted with a result that holds. Asked after each: was there any other exception; are
the data the same bytes; did every filled row arrive, and is every stored row still there. A sample of the accepted goes
through the command, is written, checked and taken back.
"""

import argparse
import csv
import io
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "intake"))

from harm import CSV_WAYS, OTHER_NAMES, RARE, WORKBOOK_WAYS, as_excel, other_name
from import_factory import TODAY, contents, country, fill, filled, form_row, new_source, twin
from openpyxl import load_workbook

from bookkit import run_planbook
from planbook.data.load import records
from planbook.data.schema import OBSERVATION_KEY
from planbook.data.text import UNSEEN
from planbook.intake.faults import ImportRefusedError, Rule
from planbook.intake.form import COLUMNS, CONTENT, ENTRIES
from planbook.intake.importing import Proposal, propose

NAMES = "content that is not what its name says"
REFUSED, ACCEPTED, CRASHED = "refused", "accepted", "crashed"
SECONDS = 120
"""After which a file counts as one that hangs."""
_BAD = re.compile(f"[{UNSEEN}]")
_TITLES = {c.title: c.id for c in COLUMNS} | {c.id: c.id for c in COLUMNS}


@dataclass(frozen=True)
class Told:
    """What came of one file.

    Attributes
    ----------
    kind : str
        How it was spoilt.
    seed : int
        Makes the same file again.
    outcome : str
        ``refused``, ``accepted`` or ``crashed``.
    wrong : str
        What did not hold; empty if all did.
    rules : tuple of str
        Rules that refused it.
    """

    kind: str
    seed: int
    outcome: str
    wrong: str = ""
    rules: tuple[str, ...] = ()


@cache
def _good(land: Path) -> dict[str, bytes]:
    """Return a good workbook and a good CSV, four rows each, of which every one is filled."""
    rows = [form_row(period="2024"), form_row("trees", "testville", "2021/2024", "个"), form_row("smoke", "sampleton", "2022"),
            form_row("smoke", "testville", "2019")]
    said = [{"value": v, "evidence": e, "source": s} for v, e, s in
            ((38.5, "公布的结果", "新1"), (31, "公布的结果", "s-report"), (44.25, "公布的结果", "s-report"), (51, "公布的结果", "新1"))]
    more = [fill(row=i, **cells) for i, cells in enumerate(said, 2)]
    texts = [{**r, "value": str(s["value"]), "evidence": "actual", "source": "s-report"} for r, s in zip(rows, said, strict=True)]
    book = filled(land, new_source(), *more, rows=tuple(rows))
    return {"form.xlsx": book, "as Excel keeps it": as_excel(book), "form.csv": twin(land, *texts)}


@cache
def kinds() -> tuple[str, ...]:
    """Return every way to spoil a file, the slow ones once for eight of the others."""
    usual = [k for k in (*WORKBOOK_WAYS, *CSV_WAYS, NAMES) if k not in RARE]
    return (*usual * 8, *sorted(RARE))


def spoilt_file(land: Path, seed: int) -> tuple[str, str, bytes]:
    """Return the way, the name and the bytes of a file."""
    dice, kind = random.Random(seed), kinds()[seed % len(kinds())]
    good = _good(land)
    if kind == NAMES:
        return kind, dice.choice(OTHER_NAMES), other_name(good[dice.choice(list(good))], dice)
    if kind in CSV_WAYS:
        return kind, "form.csv", CSV_WAYS[kind](good["form.csv"], dice)
    return kind, "form.xlsx", WORKBOOK_WAYS[kind](good[dice.choice(("form.xlsx", "as Excel keeps it"))], dice)


# --- one file

def _late(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {SECONDS} s")


def tried(land: Path, seed: int) -> Told:
    """Offer one spoilt file to the import and ask what must hold."""
    kind, name, content = spoilt_file(land, seed)
    folder = land.parent / f"files-{seed}"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    before = contents(land)
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(SECONDS)
    try:
        told = _offered(land, folder / name, content, kind, seed)
    except BaseException:  # noqa: BLE001 - whatever it is, an analyst would have seen it
        told = Told(kind, seed, CRASHED, traceback.format_exc()[-1500:])
    finally:
        signal.alarm(0)
        shutil.rmtree(folder)
    return told if contents(land) == before else Told(kind, seed, told.outcome, "the data are other bytes")


def _offered(land: Path, path: Path, content: bytes, kind: str, seed: int) -> Told:
    try:
        proposal = propose(land, path, TODAY)
    except ImportRefusedError as error:
        rules = tuple(sorted({f.rule.value for f in error.faults if f.refuses}))
        return Told(kind, seed, REFUSED, _message_fault(str(error)), rules)
    return Told(kind, seed, ACCEPTED, _result_fault(land, proposal, path.name, content))


def _message_fault(message: str) -> str:
    """Return what is wrong with a refusal: it must be Chinese, name a rule and what to do, and obey nobody."""
    message.encode("utf-8")
    if not re.search(r"[一-鿿]", message) or "处理：" not in message or not any(r.value in message for r in Rule):
        return f"no clear message: {message[:200]}"
    return f"a message with control characters: {message[:200]!a}" if _BAD.search(message.replace("\n", "")) else ""


def _result_fault(land: Path, proposal: Proposal, name: str, content: bytes) -> str:
    """Return what is wrong with an accepted file: rows of it or of the tables lost, cells no table may hold."""
    d, filled_rows = proposal.difference, filled_in(name, content)
    if filled_rows != len(d.new) + len(d.changed) + d.unchanged:
        return f"{filled_rows} rows filled in, {len(d.new)} + {len(d.changed)} + {d.unchanged} arrived"
    for topic in {c.topic for c in (*d.new, *d.changed)}:
        old = _keys((land / "data" / "observations" / f"{topic}.csv").read_text(encoding="utf-8"))
        new = _keys(proposal.files[f"observations/{topic}.csv"].decode())
        if lost := old - new:
            return f"rows lost: {sorted(lost)[:3]}"
    cells = [c for change in (*d.new, *d.changed) for c in change.entry.row.values()]
    return next((f"a cell no table may hold: {c!a}" for c in cells if _BAD.search(c)), "")


def _keys(text: str) -> set[tuple[str, ...]]:
    return {tuple(row[k] for k in OBSERVATION_KEY) for row in csv.DictReader(io.StringIO(text))}


def filled_in(name: str, content: bytes) -> int:
    """Count the rows of a file that have a value or text, read by nothing of ours."""
    rows = _csv_rows(content) if name.endswith(".csv") else _sheet_rows(content)
    head = [_TITLES.get(str(c or "").strip(), "") for c in rows[0]]
    wanted = [i for i, c in enumerate(head) if c in CONTENT]
    return sum(any(i < len(row) and str(row[i] if row[i] is not None else "").strip("\u3000\xa0 \t\r\n\ufeff") for i in wanted) for row in rows[1:])


def _csv_rows(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]


def _sheet_rows(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)[ENTRIES]
    return [row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row)]


# --- the command

def through_the_command(land: Path, seed: int) -> str:
    """Return what went wrong where a file is imported, checked and taken back by the command."""
    _, name, content = spoilt_file(land, seed)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        root = Path(shutil.copytree(land, Path(folder) / "land"))
        path = Path(folder) / name
        path.write_bytes(content)
        before = _tables(root)
        done = [run_planbook("import", str(path), "--yes", cwd=root)]
        if done[0].returncode == 0:
            done += [run_planbook("undo", cwd=root)]
        said = "".join(d.stdout + d.stderr for d in done)
        if "Traceback" in said or any(d.returncode not in (0, 2) for d in done) or "Warning" in said:
            return said[-1500:]
        if _BAD.search(said.replace("\n", "")):
            return f"control characters on the console: {said!a}"
        return "" if _tables(root) == before else "not as before"


def _tables(root: Path) -> dict[str, list[dict[str, str]]]:
    return {p.name: records(p) for p in sorted((root / "data").rglob("*.csv")) if p.name != "imports.csv" and "raw" not in p.parts}


# --- all of them

_LAND: list[Path] = []


def _settle(folder: str) -> None:
    """Give a process a country of its own."""
    _LAND.append(country(Path(tempfile.mkdtemp(dir=folder)) / "land"))


def _work(seed: int) -> tuple[Told, int]:
    return tried(_LAND[0], seed), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(seeds: Iterable[int], jobs: int) -> Iterator[tuple[Told, int]]:
    """Yield what came of each file, with the most memory its process has ever had, in kB."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, ProcessPoolExecutor(jobs, initializer=_settle, initargs=(folder,)) as pool:
        yield from pool.map(_work, seeds, chunksize=8)


def table(told: list[Told]) -> str:
    """Return ways with how many were tried, refused, accepted, crashed, and how many lost something."""
    lines = ["| how it was spoilt | tried | refused | accepted | crashed | lost | most frequent refusals |", "| --- | ---: | ---: | ---: | ---: | ---: | --- |"]
    for kind in dict.fromkeys((*(t.kind for t in told), "all")):
        mine = [t for t in told if kind in (t.kind, "all")]
        counts = Counter(t.outcome for t in mine)
        lost = sum(bool(t.wrong) and t.outcome != CRASHED for t in mine)
        often = Counter(r.removeprefix("IMP-") for t in mine for r in t.rules).most_common(3)
        named = ", ".join(f"{r} {n}" for r, n in often)
        lines.append(f"| {kind} | {len(mine)} | {counts[REFUSED]} | {counts[ACCEPTED]} | {counts[CRASHED]} | {lost} | {named} |")
    return "\n".join([*lines, *(f"WRONG seed {t.seed} {t.kind}: {t.wrong}" for t in told if t.wrong)])


def sample(told: list[Told], most: int) -> list[Told]:
    """Return some of the accepted and some of the refused files, to go through the command."""
    accepted, refused = ([t for t in told if t.outcome == o] for o in (ACCEPTED, REFUSED))
    return [*accepted[:: max(1, len(accepted) // most) or 1][:most], *refused[:: max(1, len(refused) // most) or 1][:most]]


def main() -> int:
    """Try them all, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first file")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--commands", type=int, default=20, help="accepted and refused files, of each, that go through the command")
    chosen = parser.parse_args()
    told, memory = [], 0
    for one, most in run(range(chosen.first, chosen.first + chosen.files), chosen.jobs):
        told.append(one)
        memory = max(memory, most)
        if one.wrong or len(told) % 500 == 0:
            sys.stderr.write(f"{len(told):5d} {one.kind} seed {one.seed}: {one.outcome} {one.wrong}\n")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        land = country(Path(folder) / "land")
        commands = [(t, through_the_command(land, t.seed)) for t in sample(told, chosen.commands)]
    wrong = [f"WRONG seed {t.seed} {t.kind}, through the command: {said}" for t, said in commands if said]
    sys.stdout.write("\n".join([table(told), *wrong, f"through the command: {len(commands)}, wrong {len(wrong)}",
                                f"most memory of a process: {memory / 1024:.0f} MB"]) + "\n")
    return int(bool(wrong) or any(t.wrong for t in told))


if __name__ == "__main__":
    sys.exit(main())
