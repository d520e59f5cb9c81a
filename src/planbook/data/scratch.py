"""Folders for the time of a task, known by their owner: those of a dead process are found and removed."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "planbook-"
_OWNED = re.compile(rf"{PREFIX}(\d+)-.*")


def scratch(parent: Path | None = None) -> Path:
    """Make a folder in the system's own place for such; whoever asks for it removes it.

    Parameters
    ----------
    parent : Path, optional
        Another place.
    """
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder that is gone after the block."""
    folder = scratch()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path | None = None) -> list[Path]:
    """Remove the folders of processes that are no more, and return them; other people's are left alone."""
    import psutil

    place = parent or Path(tempfile.gettempdir())
    found = [(path, _OWNED.fullmatch(path.name)) for path in sorted(place.glob(f"{PREFIX}*-*"))]
    dead = [path for path, match in found if match and not psutil.pid_exists(int(match[1]))]
    for path in dead:
        shutil.rmtree(path, ignore_errors=True)
    return [path for path in dead if not path.exists()]
