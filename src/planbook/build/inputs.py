"""What a book is made from, as digests: the project's files, the library, the packages it runs on.

Only the standard library is imported here: a build that has nothing to do finds out before anything heavy is loaded.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDERS = ("data", "geo", "book", "notebooks")
FILES = ("_config.yml", "requirements.txt", "LICENSE", "LICENSE-DATA", "CITATION.cff")
NOT_READ = frozenset({"__pycache__", ".ipynb_checkpoints"})
NOT_BUILDING = frozenset({"cli", "intake"})
"""Rooms of the library that no page is made by."""


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of parts, each with its length, so that no two lists of parts run together."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        found.update(f"{len(content)}:".encode())
        found.update(content)
    return found.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file that counts, sorted by path."""
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in NOT_READ)
        yield from (Path(base, name) for name in sorted(names) if not name.endswith(".pyc"))


def library_digest(package: Path | None = None) -> str:
    """Return the digest of the library's source, the rooms left out that no page is made by."""
    home = package or Path(__file__).resolve().parents[1]
    files = [p for p in files_below(home) if p.relative_to(home).parts[0] not in NOT_BUILDING]
    return digest(*(part for p in files for part in (p.relative_to(home).as_posix(), p.read_bytes())))


def packages_digest() -> str:
    """Return the digest of the interpreter and of every installed package's name and version."""
    found = {name for folder in map(Path, sys.path) if folder.is_dir()
             for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))}  # noqa: PTH208 - names only
    return digest(sys.version, sys.platform, *sorted(found))


@dataclass(frozen=True)
class Inputs:
    """Digests of everything a build reads.

    Attributes
    ----------
    root : Path
        Project root.
    files : dict of str to str
        SHA-256 of each file, by path relative to ``root``.
    library, packages : str
        See :func:`library_digest` and :func:`packages_digest`.
    """

    root: Path
    files: dict[str, str]
    library: str
    packages: str

    @classmethod
    def of(cls, root: Path) -> "Inputs":
        """Read the project at ``root`` as it is now."""
        paths = [p for folder in FOLDERS for p in files_below(root / folder)]
        paths += [root / name for name in FILES if (root / name).is_file()]
        files = {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}
        return cls(root, files, library_digest(), packages_digest())

    @cached_property
    def code(self) -> str:
        """Digest of the library and the packages."""
        return digest(self.library, self.packages)

    @cached_property
    def fingerprint(self) -> str:
        """Digest of all of it."""
        return digest(self.code, *(part for item in sorted(self.files.items()) for part in item))
