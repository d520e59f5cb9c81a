"""Run a planbook command that dies at its n-th rename or flush: ``python dying.py N before|after COUNT COMMAND…``.

``COUNT`` is a file into which each operation is noted; with N = 0 the command lives and they are only counted.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPERATIONS = ("rename", "replace", "fsync", "sync")


class Death:
    """Counts operations and kills the process at the one chosen, before or after it is done."""

    def __init__(self, number: int, *, after: bool, count: Path) -> None:
        self.number, self.after, self.count, self.owner = number, after, count, os.getpid()
        self.done = 0

    def watching(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``real`` under watch; a forked process works undisturbed."""
        def operation(*arguments: Any, **named: Any) -> Any:
            if os.getpid() != self.owner:
                return real(*arguments, **named)
            self.done += 1
            with self.count.open("a", encoding="utf-8") as file:
                file.write(f"{name}\n")
            if self.done == self.number and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*arguments, **named)
            if self.done == self.number:
                os.kill(os.getpid(), signal.SIGKILL)
            return result
        return operation


def main() -> int:
    """Put every operation under watch and run the command."""
    number, when, count, *command = sys.argv[1:]
    death = Death(int(number), after=when == "after", count=Path(count))
    for name in OPERATIONS:
        setattr(os, name, death.watching(name, getattr(os, name)))
    from planbook.build import site
    from planbook.cli import main as planbook

    site.exchange = death.watching("exchange", site.exchange)
    return planbook(command)


if __name__ == "__main__":
    sys.exit(main())
