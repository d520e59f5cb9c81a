"""An invented book to do harm to: its states, its commands, and what must hold after each fault."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bookkit import copy_minibook, digests

HERE = Path(__file__).parent
PLANBOOK = (sys.executable, "-m", "planbook.cli")
OLD, NEW = "11.5", "11.6"
TABLE = "data/observations/results.csv"
SECONDS = 600
Digests = Mapping[str, str]


@dataclass(frozen=True)
class Trial:
    """One fault and what came of it.

    Attributes
    ----------
    kind : str
        Class of fault.
    at : str
        Where it struck: the last line told, or the operation.
    wrong : str
        What did not hold; empty if all did.
    """

    kind: str
    at: str
    wrong: str = ""


@dataclass
class Done:
    """A command that ended: its code and what it said."""

    code: int
    said: str

    @property
    def last(self) -> str:
        """The step it was at, from the last line it told."""
        lines = [line for line in self.said.splitlines() if line.strip()]
        return lines[-1].split(" … ")[0].split("（")[0][:40] if lines else "（尚未输出）"


@dataclass
class Land:
    """A mini book of its own, with a form that revises one value.

    Attributes
    ----------
    root : Path
        Project root.
    dice : Random
        Where the moments come from, seeded.
    """

    root: Path
    dice: random.Random = field(default_factory=lambda: random.Random(145))

    @classmethod
    def founded(cls, folder: Path) -> "Land":
        """Make one in a folder, with its form filled in."""
        land = cls(copy_minibook(folder / "book"))
        land.run("template", "2021", "--filled", "--out", str(folder / "forms"))
        form = next((folder / "forms").glob("*.csv")).read_text(encoding="utf-8-sig")
        header, row = form.splitlines()[:2]
        cells = dict(zip(header.split(","), row.split(","), strict=True)) | {"数值": NEW, "修订理由": "虚构修订"}
        (folder / "form.csv").write_text(f"{header}\n{','.join(cells.values())}\n", encoding="utf-8-sig")
        return land

    @property
    def form(self) -> Path:
        """The filled form."""
        return self.root.parent / "form.csv"

    @property
    def importing(self) -> tuple[str, ...]:
        """The command that imports the form."""
        return ("import", str(self.form), "--yes")

    @property
    def site(self) -> Path:
        """The published site."""
        return self.root / "_build" / "site"

    def copy(self, name: str) -> "Land":
        """Return a second one just like this."""
        folder = self.root.parent.parent / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.root.parent, folder)
        return Land(folder / "book", self.dice)

    def data(self) -> Digests:
        """Return the digest of every file of the data."""
        return digests(self.root / "data")

    def pages(self) -> Digests:
        """Return the digest of every file of the site."""
        return digests(self.site)

    def set_value(self, value: str) -> None:
        """Give the revised value, or the old one, by hand."""
        path = self.root / TABLE
        path.write_text(path.read_text(encoding="utf-8").replace(f",{OLD},", f",{value},").replace(f",{NEW},", f",{value},"),
                        encoding="utf-8")

    # --- commands

    def start(self, *command: str, before: Callable[[], None] | None = None, **environment: str) -> "Running":
        """Start a command; ``before`` is called in its process first."""
        said = self.root.parent / f"said-{time.monotonic_ns()}.txt"
        whole = command if command[0] == sys.executable else (*PLANBOOK, *command)
        with said.open("wb") as file:
            process = subprocess.Popen(
                whole, cwd=self.root, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=before, env={**os.environ, "PYTHONUTF8": "1", **environment})  # noqa: PLW1509 - no threads here
        return Running(process, said)

    def run(self, *command: str, before: Callable[[], None] | None = None, **environment: str) -> Done:
        """Run a command to its end."""
        return self.start(*command, before=before, **environment).ended()

    def dying(self, number: int, when: str, *command: str) -> tuple[Done, list[str]]:
        """Run a command that dies at its n-th operation; return the operations it came to."""
        count = self.root.parent / "operations.txt"
        count.unlink(missing_ok=True)
        done = self.run(sys.executable, str(HERE / "dying.py"), str(number), when, str(count), *command)
        return done, count.read_text(encoding="utf-8").split() if count.exists() else []


@dataclass
class Running:
    """A command at work."""

    process: "subprocess.Popen[bytes]"
    said: Path

    def ended(self) -> Done:
        """Wait for its end."""
        code = self.process.wait(SECONDS)
        text = self.said.read_text(encoding="utf-8", errors="replace")
        self.said.unlink()
        return Done(code, text)

    def killed_after(self, seconds: float) -> Done:
        """Kill it after some time, without a chance to tidy up; its children are left to notice."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
        return self.ended()


# --- what must hold

def one_of(found: Digests, *states: Digests) -> str:
    """Return what is wrong with a state that is none of those it may be, empty if nothing is."""
    if any(found == state for state in states):
        return ""
    near = min((sorted(n for n in {*found, *s} if found.get(n) != s.get(n)) for s in states), key=len)
    return f"neither old nor new: {', '.join(near[:5])}"


def polite(done: Done, *codes: int) -> str:
    """Return what is wrong with how a command ended: a traceback, or another code than those."""
    if "Traceback" in done.said:
        return f"traceback: {done.said[-400:]}"
    return "" if done.code in codes else f"code {done.code}: {done.said[-300:]}"


def table(trials: list[Trial]) -> str:
    """Return kinds of fault with how many were tried, survived, lost, and where they struck."""
    lines = ["| fault | tried | survived | lost |", "| --- | ---: | ---: | ---: |"]
    kinds = list(dict.fromkeys(t.kind for t in trials))
    for kind in kinds:
        mine = [t for t in trials if t.kind == kind]
        lost = sum(bool(t.wrong) for t in mine)
        lines.append(f"| {kind} | {len(mine)} | {len(mine) - lost} | {lost} |")
    for kind in kinds:
        where = [t.at for t in trials if t.kind == kind]
        lines += ["", f"{kind}:", *(f"  {where.count(at):4d}  {at}" for at in dict.fromkeys(sorted(where)))]
    lines += [f"LOST {json.dumps([t.kind, t.at, t.wrong], ensure_ascii=False)}" for t in trials if t.wrong]
    return "\n".join(lines)
