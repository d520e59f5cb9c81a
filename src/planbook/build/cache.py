"""What earlier builds made, kept under the digest of what it was made from.

An entry is written whole or not at all, and begins with the digest of its content: one that was damaged is dropped and
made again. Removing the folder costs time and nothing else.
"""

import contextlib
import hashlib
import io
import os
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planbook.data.disk import PART, write_whole

MOST_BYTES = 4 << 30
"""Size the cache is cut down to after a build, oldest use first."""
MOST_DAYS = 180
"""Days after which an entry nobody used is dropped."""
DAY = 86400
_HEAD = 65  # hexadecimal SHA-256 and a line break


@dataclass(frozen=True)
class Cache:
    """A folder of entries by kind and key.

    Attributes
    ----------
    folder : Path
        Where they lie.
    used : bool
        If not, nothing is found and nothing kept.
    """

    folder: Path
    used: bool = True

    def get(self, kind: str, key: str) -> bytes | None:
        """Return an entry, ``None`` if there is none or it was damaged."""
        path = self._path(kind, key)
        try:
            content = path.read_bytes() if self.used else b""
        except OSError:
            return None
        if not content:
            return None
        if hashlib.sha256(content[_HEAD:]).hexdigest().encode() + b"\n" != content[:_HEAD]:
            path.unlink(missing_ok=True)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content[_HEAD:]

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Keep an entry, replacing one of the same key."""
        if not self.used:
            return
        path = self._path(kind, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, hashlib.sha256(content).hexdigest().encode() + b"\n" + content, lasting=False)

    def has(self, kind: str, key: str) -> bool:
        """Tell whether there is an entry, damaged or not."""
        return self.used and self._path(kind, key).is_file()

    def keys(self, kind: str, start: str) -> list[str]:
        """Return the keys of a kind that begin with ``start``, the last used first."""
        if not self.used:
            return []
        found = [p for p in (self.folder / kind / start[:2]).glob(f"{start}*") if not p.name.endswith(PART)]
        return [p.name for p in sorted(found, key=lambda p: (-p.stat().st_mtime_ns, p.name))]

    def drop(self, kind: str, key: str) -> None:
        """Remove an entry."""
        self._path(kind, key).unlink(missing_ok=True)

    def prune(self, most_bytes: int = MOST_BYTES, most_days: int = MOST_DAYS) -> int:
        """Drop what nobody used for long, then the longest unused until the rest is small enough.

        What a writer that died left unfinished goes too: the caller is the only one at work on the cache.

        Returns
        -------
        int
            Number of entries dropped.
        """
        kept, dropped, now = 0, 0, time.time()
        entries = [(p, p.stat()) for p in self.folder.rglob("*") if p.is_file()]
        for path, state in sorted(entries, key=lambda e: -e[1].st_mtime_ns):
            kept += state.st_size
            if kept > most_bytes or now - state.st_mtime > most_days * DAY or path.name.endswith(PART):
                path.unlink(missing_ok=True)
                dropped += 1
        return dropped

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return several files as one entry."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return whole.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of an entry, in the order they were packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
