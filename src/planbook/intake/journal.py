"""Writing several files as one: all of them, or none, whenever the power fails.

New and old contents lie in ``.planbook/import/`` first, flushed; the journal written last makes the change begin. Whoever
comes next and finds a journal puts the old contents back; without one, nothing had begun. A finished change moves to
``.planbook/done/``, from where it can be taken back.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planbook.data.errors import PlanbookError
from planbook.data.lock import PATIENCE, locked

HOME, OPEN, DONE, LOCK, JOURNAL = ".planbook", "import", "done", "lock", "journal.json"
Contents = Mapping[str, bytes | None]
"""File contents by path relative to the project root; none for a file that is not to be."""


class Disk:
    """The four things done to a disk, in one place so that a test can fail at each."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file and flush it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())

    def replace(self, source: Path, target: Path) -> None:
        """Put a file in another's place and flush the folder."""
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
        self.flush(target.parent)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)
        self.flush(path.parent)

    def flush(self, folder: Path) -> None:
        """Flush a folder's entries, where the system can."""
        if os.name == "posix" and folder.is_dir():
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def digest(path: Path) -> str:
    """Return a file's SHA-256, ``""`` where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@dataclass(frozen=True)
class Change:
    """A recorded change: for each file the digests before and after.

    Attributes
    ----------
    number : int
        Of the import it belongs to.
    kind : str
        ``import`` or ``undo``.
    files : dict of str to tuple
        Digest before and after by path; ``""`` for no file.
    """

    number: int
    kind: str
    files: dict[str, tuple[str, str]]

    def text(self) -> bytes:
        """Return the journal's content."""
        told = {"number": self.number, "kind": self.kind, "files": self.files}
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, folder: Path) -> "Change | None":
        """Read a folder's journal; none where there is none or it was not finished."""
        try:
            told: dict[str, Any] = json.loads((folder / JOURNAL).read_bytes())
            return cls(int(told["number"]), str(told["kind"]), {k: (v[0], v[1]) for k, v in told["files"].items()})
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None


# --- the lock

def project_lock(root: Path, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Hold the project's only right to write its data.

    Raises
    ------
    PlanbookError
        If another writer keeps it longer than ``patience`` seconds.
    """
    return locked(root / HOME / LOCK, "写数据", patience)


# --- writing

def write_all(root: Path, contents: Contents, number: int, kind: str = "import", disk: Disk | None = None) -> None:
    """Write every file or none; the caller holds the lock.

    Parameters
    ----------
    root : Path
        Project root.
    contents : Mapping of str to bytes or None
        What each file is to hold; none removes it.
    number : int
        Of the import.
    kind : str
        ``import`` or ``undo``.
    disk : Disk, optional
        How to write; another one in tests.

    Raises
    ------
    Exception
        Whatever stopped it, after the old contents were put back.
    """
    to = disk or Disk()
    folder = root / HOME / OPEN
    try:
        _prepare(root, folder, contents, Change(number, kind, _digests(root, contents)), to)
        for name, content in contents.items():
            if content is None:
                to.remove(root / name)
            else:
                to.replace(folder / "new" / name, root / name)
        _finish(root, folder, number, kind, to)
    except BaseException:
        if folder.exists():
            _put_back(root, Disk())
        raise


def _digests(root: Path, contents: Contents) -> dict[str, tuple[str, str]]:
    return {n: (digest(root / n), "" if c is None else hashlib.sha256(c).hexdigest()) for n, c in contents.items()}


def _prepare(root: Path, folder: Path, contents: Contents, change: Change, disk: Disk) -> None:
    """Lay new and old contents ready; the journal, written last, is the sign that they are whole."""
    for name, content in contents.items():
        if content is not None:
            disk.write(folder / "new" / name, content)
        if (root / name).is_file():
            disk.write(folder / "old" / name, (root / name).read_bytes())
    disk.write(folder / "journal.part", change.text())
    disk.replace(folder / "journal.part", folder / JOURNAL)


def _finish(root: Path, folder: Path, number: int, kind: str, disk: Disk) -> None:
    """Keep an import where undo finds it; an undo is over, and so is the import it took back."""
    kept = root / HOME / DONE / f"{number:06d}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    if kind == "import":
        shutil.rmtree(kept, ignore_errors=True)
        _move(folder, kept, disk)
        shutil.rmtree(kept / "new", ignore_errors=True)
    else:
        disk.remove(folder / JOURNAL)
        shutil.rmtree(kept, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _move(folder: Path, kept: Path, disk: Disk) -> None:
    """Move a whole folder: from then on the change stands, even if the flush after it fails."""
    try:
        disk.replace(folder, kept)
    except OSError:
        if folder.exists():
            raise


def _put_back(root: Path, disk: Disk) -> None:
    """Undo what a stopped change had begun.

    Raises
    ------
    PlanbookError
        If a file is neither as it was before nor as it was to be: someone else wrote to it since.
    """
    folder = root / HOME / OPEN
    change = Change.read(folder)
    for name, (before, after) in (change.files if change else {}).items():
        now = digest(root / name)
        if now not in (before, after, ""):
            raise PlanbookError(f"上次导入中断，{name} 此后又被改动，不能自动复原。处理：把 {HOME}/{OPEN}/old/ 中的文件与之核对，"
                                f"改好后删去 {HOME}/{OPEN}。")
    for name, (before, _) in (change.files if change else {}).items():
        if digest(root / name) != before:
            _restore(root / name, folder / "old" / name, before, disk)
    if change:
        disk.remove(folder / JOURNAL)
    shutil.rmtree(folder, ignore_errors=True)


def _restore(path: Path, old: Path, before: str, disk: Disk) -> None:
    if before:
        part = old.with_name(f"{old.name}.part")
        disk.write(part, old.read_bytes())
        disk.replace(part, path)
    else:
        disk.remove(path)


def unfinished(root: Path) -> bool:
    """Tell whether a change was stopped, or is being made, at this moment."""
    return (root / HOME / OPEN).exists()


def recover(root: Path) -> bool:
    """Clean up after a change that was stopped; tell whether there was one.

    Raises
    ------
    PlanbookError
        If another writer is at work and does not finish.
    """
    if not unfinished(root):
        return False
    with project_lock(root):
        if not unfinished(root):
            return False
        _put_back(root, Disk())
    return True


def last_done(root: Path) -> tuple[Change, Path] | None:
    """Return the latest import that can be taken back, with its folder."""
    folders = sorted((root / HOME / DONE).glob("[0-9]*"), reverse=True)
    found = ((Change.read(f), f) for f in folders)
    return next(((c, f) for c, f in found if c is not None), None)


