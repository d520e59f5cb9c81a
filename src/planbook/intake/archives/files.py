"""One raw file as UTF-8 bytes, whatever it was written in, with its fingerprint."""

import codecs
import csv
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from planbook.data.errors import PlanbookError

SUFFIXES = (".csv", ".txt")
_DATE = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})")
_NAME_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class RawFile:
    """A file's content.

    Attributes
    ----------
    name : str
        Path below the archive's folder, with ``/``.
    sha256 : str
        Of the bytes as they lie on disk.
    encoding : str
        What they were written in: ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``gb18030``.
    body : bytes
        UTF-8 without BOM, lines ended by a single newline, cells without quotes.
    """

    name: str
    sha256: str
    encoding: str
    body: bytes


def archive_files(path: Path) -> list[Path]:
    """Return an archive's files by name: the file itself, or every CSV below the folder.

    Raises
    ------
    PlanbookError
        If there is no such file or folder, or nothing to read in it.
    """
    if not path.exists():
        raise PlanbookError(f"找不到 {path}。处理：核对路径。")
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not files:
        raise PlanbookError(f"{path} 中没有 {'、'.join(SUFFIXES)} 文件。处理：核对路径，或把文件解压到该文件夹。")
    return files


def read_raw(path: Path, base: Path) -> RawFile:
    """Read a file and bring it to plain UTF-8.

    Parameters
    ----------
    path, base : Path
        The file and the folder its name is told from.

    Raises
    ------
    PlanbookError
        If its bytes are in none of the encodings known.
    """
    data = path.read_bytes()
    name = path.relative_to(base).as_posix()
    encoding, body = _plain(data, name)
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b'"' in body:
        body = _unquoted(body)
    return RawFile(name, hashlib.sha256(data).hexdigest(), encoding, body)


def _plain(data: bytes, name: str) -> tuple[str, bytes]:
    """Return the encoding found and the same text in UTF-8."""
    if data.startswith(_UTF16):
        return "utf-16", _decoded(data, "utf-16", name).encode()
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _decoded(data, "utf-8-sig", name).encode()
    if data.isascii():
        return "utf-8", data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_cut(error):
            return "utf-8", data[: error.start]
        return "gb18030", _decoded(data, "gb18030", name).encode()
    return "utf-8", data


def _is_cut(error: UnicodeDecodeError) -> bool:
    """Return whether only the file's last character is broken: it was cut off there, and its last line is short."""
    return error.start >= len(error.object) - 3


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if _is_cut(error):
            return data[: error.start].decode(encoding)
        raise PlanbookError(f"{name} 的编码不是 UTF-8、UTF-16 或 GB 18030。处理：另存为“CSV UTF-8”后重试。") from error


def _unquoted(body: bytes) -> bytes:
    """Return the same cells without quotes; one that holds a comma makes its line too wide, and so is reported."""
    rows = csv.reader(io.StringIO(body.decode(), newline=""))
    ended = body.endswith(b"\n")
    text = "\n".join(",".join(cell.replace("\n", " ") for cell in row) for row in rows)
    return (text + "\n" * ended).encode()


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """Return the day a cell names, ``None`` if none.

    Examples
    --------
    >>> day_of("20250131"), day_of("2025/1/31"), day_of("20250231")
    (datetime.date(2025, 1, 31), datetime.date(2025, 1, 31), None)
    """
    found = _DATE.fullmatch(text.strip())
    return _day(*found.groups()) if found else None


def day_in_name(name: str) -> date | None:
    """Return the day a file's name tells, ``None`` if none.

    Examples
    --------
    >>> day_in_name("2025/china_sites_20250131.csv")
    datetime.date(2025, 1, 31)
    """
    found = _NAME_DATE.findall(name.rsplit("/", 1)[-1])
    return _day(*found[-1]) if found else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
