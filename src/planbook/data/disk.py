"""Files written whole or not at all, whenever the process ends or the power fails."""

import ctypes
import os
import sys
from pathlib import Path

PART = ".part"
"""Ending of a file not finished; one whose writer is gone is a leftover."""
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
"""Linux: paths as the process sees them; the two names change places in one step (renameat2(2))."""


def write_whole(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file beside its place and move it there: whoever holds the old one keeps it, nobody sees half.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes
        All of it.
    lasting : bool
        Whether it has to be on the disk before it takes its place; not for what can be made again.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}{PART}")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in a single step, so that nobody finds either missing.

    Returns
    -------
    bool
        ``False``, and nothing done, where the system or the disk cannot.
    """
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0


def flush_all() -> None:
    """Bring everything written so far to the disk, where the system can be asked to."""
    if hasattr(os, "sync"):
        os.sync()
