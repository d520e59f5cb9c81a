"""Files that blocks offer for download, from the notebooks' outputs into the stages."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from planbook.build.errors import BuildError
from planbook.build.execute import Executed
from planbook.build.stage import sync
from planbook.cards.block import BLOCK_MIME

FILES = "files"
"""Folder of the downloads, in a stage and in the site alike."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9]+)+")


def collect_files(executed: Iterable[Executed]) -> dict[int, dict[str, bytes]]:
    """Return every file offered, by edition and name.

    Raises
    ------
    BuildError
        If a name is not a plain file name, or one name stands for two different files of an edition.
    """
    found: dict[int, dict[str, bytes]] = {}
    for run in executed:
        files = found.setdefault(run.run.edition, {})
        for name, content in _offered(run):
            _check(name, run)
            if files.setdefault(name, content) != content:
                raise BuildError(f"章 {run.run.slug} 提供的文件 {name} 与另一章同名而内容不同。处理：另取文件名。")
    return found


def _offered(run: Executed) -> Iterator[tuple[str, bytes]]:
    for cell in json.loads(run.notebook)["cells"]:
        for output in cell.get("outputs", []):
            block = output.get("data", {}).get(BLOCK_MIME, {})
            yield from ((name, base64.b64decode(text)) for name, text in block.get("files", {}).items())


def _check(name: str, run: Executed) -> None:
    if not NAME.fullmatch(name):
        raise BuildError(f"章 {run.run.slug} 提供的文件名“{name}”不可用。处理：只用字母、数字、连字符和扩展名。")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the stage at ``folder`` hold the downloads of one edition and no others."""
    (folder / FILES).mkdir(parents=True, exist_ok=True)
    sync(folder / FILES, files)
