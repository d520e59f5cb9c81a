"""All data of the book to take away: the Frictionless package as files, and everything that may be passed on in one archive."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from planbook.build.inputs import files_below
from planbook.cards.workbook import ZIP_TIME

FOLDER = "data"
"""Where the package lies in the site."""
ARCHIVE = "planbook-data.zip"
README = "README.txt"
LICENCES = ("LICENSE-DATA", "CITATION.cff")
OPEN_LAYERS = ("rivers.geojson", "sections.csv", "tilegrid.csv", "remarks.csv", "river_traces.csv", "SOURCES.md")
"""Files of ``geo/`` that may be passed on; the boundaries' terms (``geo/SOURCES.md``) say nothing of it."""
ABOUT = """数据包 / Data package
====================

data/              全部数据表；data/datapackage.json 是 Frictionless 数据包的描述（每表每列的含义、类型、约束）。
geo/               可以转发的图层，来源和条件见 geo/SOURCES.md。行政区划图层权利属原提供者，不在本包内。
LICENSE-DATA       整理后的数据：CC BY 4.0。公布的数值属于各发布单位，见 data/sources.csv。
CITATION.cff       怎样引用。

表都是 UTF-8 的 CSV（带或不带 BOM），空单元格表示没有。用 Python 读：
    from frictionless import Package
    Package("data/datapackage.json")

data/              every table; data/datapackage.json describes the Frictionless package.
geo/               the layers that may be passed on, see geo/SOURCES.md. Boundaries belong to their provider and are left out.
LICENSE-DATA       compiled data: CC BY 4.0. Published figures belong to their publishers, see data/sources.csv.
CITATION.cff       how to cite.
"""


def write_data(site: Path, root: Path) -> None:
    """Write the data package and its archive into a site.

    Parameters
    ----------
    site : Path
        Folder of the site.
    root : Path
        Project root.
    """
    files = dict(archive_files(root))
    for name, content in files.items():
        if name.startswith(f"{FOLDER}/"):
            path = site / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    (site / FOLDER).mkdir(exist_ok=True)
    (site / FOLDER / ARCHIVE).write_bytes(zipped(files))


def archive_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what the archive holds, by path: the tables, the layers that may be passed on, licences and how to cite."""
    yield README, ABOUT.encode()
    layers = [root / "geo" / name for name in OPEN_LAYERS]
    paths = [*(root / name for name in LICENCES), *files_below(root / FOLDER), *layers, *files_below(root / "geo" / "LICENSES")]
    yield from ((p.relative_to(root).as_posix(), p.read_bytes()) for p in paths if p.is_file())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files: one time for all, sorted, the same bytes for the same content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()
