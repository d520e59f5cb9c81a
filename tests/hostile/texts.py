"""Hostile texts in every field through every output: ``python tests/hostile/texts.py`` (``make test-hostile``) prints the counts.

A text comes to every gate (each column of the form, tables by hand, settings, names of files): refused with a clear
message, or let in. Whatever the gates say, it is then put into every place of a chart, a page and a briefing, and every
output is read back: it has to be there and to be only text. With Chromium the pages of a book that says them all are
opened, and nothing may have run.
"""

import argparse
import re
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "intake"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cards"))

from gates import Gate, gates
from outputs import OUTPUTS, Made
from strings import ALL, LONGEST

from planbook.data.errors import PlanbookError
from planbook.data.text import UNSEEN, is_formula, spelt

REFUSED, INERT, LOST, CRASHED = "refused", "inert", "lost or active", "traceback"
_UNSEEN = re.compile(f"[{UNSEEN}]")


@dataclass(frozen=True)
class Outcome:
    """What came of one text in one place.

    Attributes
    ----------
    kind : str
        Class of text.
    place : str
        Gate or output.
    result : str
        Refused, inert, lost or active, traceback.
    wrong : str
        What did not hold.
    """

    kind: str
    place: str
    result: str
    text: str = ""
    wrong: str = ""


def at_gate(kind: str, text: str, gate: Gate) -> Outcome:
    """Offer a text at a gate."""
    try:
        message = gate.offer(text)
    except Exception:  # noqa: BLE001 - whatever it is, an analyst would have seen it
        return Outcome(kind, gate.name, CRASHED, text[:60], traceback.format_exc()[-600:])
    if not message:
        wrong = _let_in(text) if gate.name.startswith(("import: ", "table: ")) and "name of the file" not in gate.name else ""
        return Outcome(kind, gate.name, LOST if wrong else INERT, text[:60], wrong)
    told = spelt(message, "\n\t")
    clear = re.search("[一-鿿]", told) and "处理" in told and not _UNSEEN.search(re.sub(r"[\n\t]", "", told)) and len(told) < 100_000
    return Outcome(kind, gate.name, REFUSED if clear else LOST, text[:60], "" if clear else f"no clear message: {told[:200]}")


def _let_in(text: str) -> str:
    """Return what should have been refused in a text that was let into the tables; spaces around it are taken off."""
    inner = text.strip()
    if _UNSEEN.search(inner):
        return "unseen characters were let in"
    return "a formula was let in" if is_formula(inner) else ""


def in_outputs(kind: str, text: str, outputs: Iterable[str]) -> Iterator[Outcome]:
    """Put a text into everything and read every output back."""
    made: Made | None = None
    try:
        made = Made(text)
    except PlanbookError as error:
        yield from (Outcome(kind, name, REFUSED, text[:60], str(error)) for name in outputs)
        return
    for name in outputs:
        yield _in_output(kind, made, name)


def _in_output(kind: str, made: Made, name: str) -> Outcome:
    try:
        wrong = OUTPUTS[name](made)
    except PlanbookError as error:
        return Outcome(kind, name, REFUSED if "处理" in str(error) else LOST, made.text[:60], str(error))
    except Exception:  # noqa: BLE001 - whatever it is, the build would have ended with it
        return Outcome(kind, name, CRASHED, made.text[:60], traceback.format_exc()[-600:])
    return Outcome(kind, name, LOST if wrong else INERT, made.text[:60], wrong)


# --- all of them

_GATES: list[Gate] = []


def _settle(folder: str) -> None:
    _GATES[:] = gates(Path(tempfile.mkdtemp(dir=folder)))


def _work(task: tuple[str, str, bool]) -> list[Outcome]:
    kind, text, drawn = task
    found = [at_gate(kind, text, gate) for gate in _GATES]
    return found + (list(in_outputs(kind, text, OUTPUTS)) if drawn else [])


def run(jobs: int) -> Iterator[list[Outcome]]:
    """Yield what came of each text in every place."""
    tasks = [(*one, True) for one in ALL] + [(kind, text, False) for kind, texts in LONGEST.items() for text in texts]
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, ProcessPoolExecutor(jobs, initializer=_settle, initargs=(folder,)) as pool:
        yield from pool.map(_work, tasks)


def table(found: list[Outcome]) -> str:
    """Return the counts by class of text, then by field and output."""
    lines = []
    for title, key in (("class of text", lambda o: o.kind), ("field or output", lambda o: o.place), ("", lambda _: "all")):
        if title:
            lines += ["", f"| {title} | tried | refused | inert | lost or active | tracebacks |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
        for name in dict.fromkeys(map(key, found)):
            counts = Counter(o.result for o in found if key(o) == name)
            lines.append(f"| {name} | {counts.total()} | {counts[REFUSED]} | {counts[INERT]} | {counts[LOST]} | {counts[CRASHED]} |")
    wrong = [o for o in found if o.result in (LOST, CRASHED)]
    return "\n".join([*lines[1:], *(f"WRONG {o.place} {o.kind} {o.text!a}: {o.wrong!a}" for o in wrong)])


def pairs(found: list[Outcome]) -> str:
    """Return how many field × output combinations the counts stand for: what every gate lets in reaches every output."""
    inside = sum(o.result == INERT and ": " in o.place for o in found)
    refused = sum(o.result == REFUSED and ": " in o.place for o in found)
    return (f"{len(ALL)} texts; {inside} times let in by a field, {refused} times refused by one; × {len(OUTPUTS)} outputs = "
            f"{(inside + refused) * len(OUTPUTS)} combinations")


def main() -> int:
    """Try them all, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    found: list[Outcome] = []
    for outcomes in run(chosen.jobs):
        found += outcomes
        sys.stderr.write(f"{len(found):6d} {outcomes[0].kind} {outcomes[0].text!a}\n")
    sys.stdout.write(f"{table(found)}\n\n{pairs(found)}\n")
    return int(any(o.result in (LOST, CRASHED) for o in found))


if __name__ == "__main__":
    sys.exit(main())
