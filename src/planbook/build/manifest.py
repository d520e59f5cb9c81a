"""What lies in a folder, cheaply: each file's size and time of change; and files that lie in two places at once."""

import os
import shutil
from pathlib import Path

Manifest = dict[str, list[int]]
"""Size in bytes and time of change in nanoseconds, by path relative to the folder."""


def manifest_of(folder: Path) -> Manifest:
    """Return the manifest of a folder, empty if there is none."""
    return {relative: [state.st_size, state.st_mtime_ns] for relative, state in _states(str(folder), "")}


def _states(folder: str, start: str) -> list[tuple[str, os.stat_result]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return []
    found = []
    for entry in sorted(entries, key=lambda e: e.name):
        if entry.is_dir(follow_symlinks=False):
            found += _states(entry.path, f"{start}{entry.name}/")
        else:
            found.append((f"{start}{entry.name}", entry.stat()))
    return found


def link_or_copy(source: str, target: str) -> str:
    """Give a file a second place, for :func:`shutil.copytree`: a link where the disk has them, a copy where not.

    Only for files that are replaced and never written into, or both places would change.
    """
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
