"""Every file of a site, opened: archives and office files unzipped (and what lies zipped in them), streams of PDF inflated."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

ZIPPED = (".xlsx", ".pptx", ".docx", ".zip")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def contents(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every file and of every part in one; hard links once."""
    seen = set[tuple[int, int]]()
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        state = path.stat()
        if (state.st_dev, state.st_ino) not in seen:
            seen.add((state.st_dev, state.st_ino))
            yield from _opened(path.relative_to(site).as_posix(), path.read_bytes())


def _opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if name.endswith(ZIPPED):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from _opened(f"{name} > {part}", archive.read(part))
    elif name.endswith(".pdf"):
        yield from ((f"{name} > stream {n}", s) for n, s in enumerate(map(_inflated, _STREAM.findall(content))) if s)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""
