"""Everything that is checked before the book is built from ``data/``.

:func:`check` reads all tables, runs every check of :data:`CHECKS` and returns all problems at once. A conflict that the
sources themselves contain is declared in ``data/known_conflicts.csv`` and then not reported; one that no longer exists
is reported as stale.
"""

from collections.abc import Iterator
from pathlib import Path

from planbook.data.checks import cells, corrections, files, observations, plans, registers, standards, sums
from planbook.data.checks.core import FILE, LINE, Check, Data, row_keys
from planbook.data.errors import Problem

CHECKS: tuple[Check, ...] = (
    *files.CHECKS, *cells.CHECKS, *observations.CHECKS, *sums.CHECKS, *registers.CHECKS, *plans.CHECKS,
    *standards.CHECKS, *corrections.CHECKS,
)
"""Every check, in the order of the book's data chapter; one that is steered by declared conflicts comes last."""
STALE = "CHK-CONFLICT-STALE"
"""Id of the problem that a declared conflict no longer exists."""


def check(root: Path) -> list[Problem]:
    """Check everything under ``root / "data"``.

    Parameters
    ----------
    root : Path
        Project root.

    Returns
    -------
    list of Problem
        All problems, by file, row, column and check; empty if the data are sound.
    """
    data = Data(root)
    found = [p for one in CHECKS for p in one.run(data)]
    return sorted(_undeclared(data, found), key=lambda p: (p.file, p.row, p.column, p.check, p.found))


def _undeclared(data: Data, found: list[Problem]) -> Iterator[Problem]:
    """Yield the problems no declared conflict explains, then the declarations that explain none."""
    keys = row_keys(data)
    conflicts = data["known_conflicts"].to_dict("records")
    used: set[str] = set()
    for problem in found:
        key = keys.get((problem.file, problem.row), "")
        match = [
            c["id"] for c in conflicts
            if (c["check"], c["file"], c["key"]) == (problem.check, problem.file, key)
            and c["column"] in ("", problem.column)
        ]
        used.update(match)
        if not match:
            yield problem
    for c in conflicts:
        if c["id"] not in used:
            yield Problem(STALE, c[FILE], int(c[LINE]), "key", c["key"], f"仍被 {c['check']} 报告的矛盾",
                          "矛盾已消除：删去该行；或改正 check、file、key")


__all__ = ["CHECKS", "STALE", "Check", "check"]
