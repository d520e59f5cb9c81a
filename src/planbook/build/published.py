"""The manifest a site carries: what it consists of, what it was made from, and whether that is still so.

Only the standard library is imported here, see :mod:`planbook.build.inputs`.
"""

import hashlib
import json
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from planbook.build.inputs import Inputs
from planbook.build.manifest import manifest_of
from planbook.data.errors import PlanbookError
from planbook.data.text import Text

FILE = "manifest.json"
"""In the site's top folder; it lists every file but itself."""
FORMAT = 1
PINS = "requirements.txt"
LIBRARY = "src/planbook"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
MOST_NAMED = 20
"""Names shown of each kind of difference."""
NOTHING = "—"
UNREADABLE = Text("{file} 不是可以读的清单（{why}）。处理：确认路径是网站的最上层文件夹（有 index.html 和 {name}）；缺清单的网站重新构建即有。",
                  "{file} is no manifest that can be read ({why}). Name the site's top folder (the one with index.html and {name}); "
                  "a site without a manifest gets one when it is built again.")


@dataclass(frozen=True)
class Differences:
    """What is not as the manifest says, each a list of names.

    Attributes
    ----------
    missing, extra, changed : tuple of str
        Files of the site.
    inputs : tuple of str
        Files the site was made from that are others in the project now.
    versions : tuple of str
        Interpreter and pinned packages that are others now, each with both versions.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.missing, self.extra, self.changed, self.inputs, self.versions))


KINDS = {
    "missing": Text("缺少", "Missing"), "extra": Text("多出", "Not listed"), "changed": Text("内容不同", "Changed"),
    "inputs": Text("输入不同（现在的项目与构建时）", "Inputs that differ (the project now, and as it was)"),
    "versions": Text("版本不同（构建时 → 现在）", "Versions that differ (then → now)"),
}
MORE = Text("……另有 {n} 项", "… and {n} more")


def write_manifest(site: Path, inputs: Inputs, years: Sequence[int]) -> None:
    """Write the manifest of a site that is otherwise finished: sorted, without times or places, the same for the same site."""
    content = {"format": FORMAT, "editions": sorted(years), **made_from(inputs), "files": file_digests(site)}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    (site / FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def made_from(inputs: Inputs) -> dict[str, Any]:
    """Return what a site is made from: interpreter, pinned packages, and the digest of each file and of the library."""
    files = {**inputs.files, LIBRARY: inputs.library}
    return {"python": platform.python_version(), "packages": pinned(inputs.root), "inputs": files}


def pinned(root: Path) -> dict[str, str]:
    """Return the installed version of each pinned package; those pinned for other systems are not there."""
    names = {_plain(name) for name in _PIN.findall((root / PINS).read_text(encoding="utf-8"))} if (root / PINS).is_file() else set()
    found = {_plain(d.name): d.version for d in distributions() if d.name}
    return {name: found[name] for name in sorted(names & found.keys())}


def _plain(name: str) -> str:
    """Return a package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def file_digests(site: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a site but the manifest itself, sorted by path; a link's is empty."""
    names = sorted(name for name in manifest_of(site) if name != FILE)
    return {name: file_digest(site / name) for name in names}


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file; nothing for a link, which a site has none of."""
    if path.is_symlink():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(site: Path, lang: str = "zh") -> dict[str, Any]:
    """Read a site's manifest.

    Raises
    ------
    PlanbookError
        If there is none, or it is none.
    """
    try:
        content = json.loads((site / FILE).read_text(encoding="utf-8"))
        _check_form(content)
    except (OSError, ValueError, RecursionError) as error:
        why = type(error).__name__ if not isinstance(error, FileNotFoundError) else Text("没有这个文件", "no such file").in_(lang)
        raise PlanbookError(UNREADABLE.in_(lang).format(file=site / FILE, why=why, name=FILE)) from error
    found: dict[str, Any] = content
    return found


def _check_form(content: Any) -> None:
    parts = [content.get(key) for key in ("files", "inputs", "packages")] if isinstance(content, dict) else []
    texts = [t for part in parts if isinstance(part, dict) for t in part.values()]
    if not all(isinstance(part, dict) for part in (*parts, content)) or not all(isinstance(t, str) for t in texts):
        raise ValueError(FILE)


def differences(site: Path, root: Path | None, lang: str = "zh") -> Differences:
    """Compare a site with its manifest, and the manifest with a project.

    Parameters
    ----------
    site : Path
        Top folder of the site.
    root : Path, optional
        Project root; when omitted only the site's own files are compared.
    lang : {"zh", "en"}
        Language of errors.
    """
    manifest = read_manifest(site, lang)
    wanted, there = manifest["files"], file_digests(site)
    both = sorted(wanted.keys() & there.keys())
    now = made_from(Inputs.of(root)) if root else {**manifest}
    return Differences(
        missing=tuple(sorted(wanted.keys() - there.keys())), extra=tuple(sorted(there.keys() - wanted.keys())),
        changed=tuple(n for n in both if wanted[n] != there[n]), inputs=tuple(_unlike(manifest["inputs"], now["inputs"])),
        versions=tuple(_versions(manifest, now)))


def _unlike(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    yield from (name for name in sorted({*old, *new}) if old.get(name) != new.get(name))


def _versions(manifest: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = ({"Python": str(m.get("python", "")), **m["packages"]} for m in (manifest, now))
    yield from (f"{name} {old.get(name, NOTHING)} → {new.get(name, NOTHING)}" for name in _unlike(old, new))


def told(found: Differences, lang: str) -> str:
    """Return the differences in words, of each kind the first ones and how many more."""
    lines = []
    for kind, title in KINDS.items():
        names = getattr(found, kind)
        if names:
            more = [MORE.in_(lang).format(n=len(names) - MOST_NAMED)] if len(names) > MOST_NAMED else []
            lines.append("\n  ".join([f"{title.in_(lang)} ({len(names)}):", *names[:MOST_NAMED], *more]))
    return "\n".join(lines)
