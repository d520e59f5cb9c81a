"""Taking the last import back: every table as it was; the raw file stays, and the register says so."""

import shutil
from pathlib import Path

from planbook.data.errors import PlanbookError
from planbook.data.intake_tables import IMPORTS
from planbook.data.load import Record, records
from planbook.intake.compose import registered
from planbook.intake.journal import Change, Contents, Disk, digest, last_done, project_lock, recover, write_all

REGISTER = f"data/{IMPORTS.glob}"
RAW = "data/raw/"


def undo(root: Path, disk: Disk | None = None) -> Record:
    """Take the last import back.

    Returns
    -------
    dict of str to str
        The import's row in the register, now marked as undone.

    Raises
    ------
    PlanbookError
        If there is none, or one of its files has changed since.
    """
    recover(root)
    with project_lock(root):
        _forget_undone(root)
        found = last_done(root)
        if found is None:
            raise PlanbookError("没有可撤销的导入（只记得在本机所做的）。处理：别处所做的导入，用版本管理恢复 data/。")
        change, folder = found
        _judge(root, change)
        row = _row(root, change.number)
        write_all(root, _before(root, change, folder, row), change.number, "undo", disk)
    return row


def _forget_undone(root: Path) -> None:
    """Drop what is kept of imports already taken back, should the last step of an undo not have come to it."""
    while (found := last_done(root)) and _row(root, found[0].number, as_is=True)["status"] == "undone":
        shutil.rmtree(found[1])


def _judge(root: Path, change: Change) -> None:
    moved = [n for n, (_, after) in change.files.items() if n != REGISTER and digest(root / n) != after]
    if moved:
        listed = "、".join(moved)
        raise PlanbookError(f"第 {change.number} 次导入之后又改过：{listed}，不能撤销。处理：先恢复这些文件，或用新的导入改正，写明修订理由。")


def _row(root: Path, number: int, *, as_is: bool = False) -> Record:
    row = next((r for r in records(root / REGISTER) if r["number"] == str(number)), None)
    if row is None:
        raise PlanbookError(f"{REGISTER} 中没有第 {number} 次导入。处理：恢复该表后再撤销。")
    return row if as_is else row | {"status": "undone"}


def _before(root: Path, change: Change, folder: Path, row: Record) -> Contents:
    """Return what each file held before; raw files are only ever added, and the register goes on."""
    names = [n for n in change.files if n != REGISTER and not n.startswith(RAW)]
    old = {n: (folder / "old" / n).read_bytes() if change.files[n][0] else None for n in names}
    return old | {REGISTER: registered(root / "data", row)}
