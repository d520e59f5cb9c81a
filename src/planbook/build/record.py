"""What the site on disk was made from, and whether it still is what was made.

Only the standard library is imported here, see :mod:`planbook.build.inputs`.
"""

import csv
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from planbook.build.inputs import Inputs
from planbook.build.manifest import Manifest, manifest_of
from planbook.data.disk import write_whole

SITE, RECORD = "site", "site.json"
YEAR = re.compile(r"[1-9]\d{3}")


def years_on(site: Path) -> set[int]:
    """Return the editions a site holds."""
    folders = site.iterdir() if site.is_dir() else ()
    return {int(p.name) for p in folders if p.is_dir() and YEAR.fullmatch(p.name)}


def write_record(out: Path, inputs: Inputs, years: Sequence[int]) -> None:
    """Note what the site in ``out`` was made from, and each of its files."""
    files = manifest_of(out / SITE)
    content = {"inputs": inputs.fingerprint, "editions": list(years), "files": files, "digests": _digests(out / SITE, files)}
    write_whole(out / RECORD, json.dumps(content).encode())


def is_current(root: Path, out: Path, years: Sequence[int], *, every: bool, only: bool, verify: bool) -> bool:
    """Tell whether a build would make the site that is there.

    Parameters
    ----------
    root, out : Path
        Project root and output folder.
    years : sequence of int
        Editions asked for; the newest when empty.
    every, only : bool
        All editions; no others.
    verify : bool
        Read every file of the site again, and not only its size and time of change.
    """
    record = _read(out / RECORD)
    known = _editions(root / "data" / "editions.csv")
    if not record or not known or not set(years) <= known:
        return False
    wanted = known if every else set(years) or {max(known)}
    there = set(record["editions"])
    if not (there == wanted if only else wanted <= there):
        return False
    return bool(record["inputs"] == Inputs.of(root).fingerprint) and _intact(out / SITE, record, verify=verify)


def _intact(site: Path, record: dict[str, Any], *, verify: bool) -> bool:
    files: Manifest = record["files"]
    return manifest_of(site) == files and (not verify or _digests(site, files) == record["digests"])


def _digests(site: Path, files: Manifest) -> dict[str, str]:
    return {name: hashlib.sha256((site / name).read_bytes()).hexdigest() for name in files}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _editions(path: Path) -> set[int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {int(row["year"]) for row in csv.DictReader(file)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
