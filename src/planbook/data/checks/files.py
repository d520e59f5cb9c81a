"""Checks of whole files: presence, encoding, header, shape."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from planbook.data.checks.core import BOM, PACKAGE, Data, Raw, checks
from planbook.data.errors import Problem
from planbook.data.schema import (
    AGENCIES,
    BASES,
    EDITIONS,
    INDICATORS,
    OBSERVATIONS,
    PLACES,
    PROJECTS,
    SOURCES,
    TARGETS,
    UNITS,
)

_NEEDED = (TARGETS, PROJECTS, AGENCIES, INDICATORS, PLACES, BASES, UNITS, SOURCES, OBSERVATIONS, EDITIONS)
"""Tables no book can do without; the others may be absent in a small one."""

RAW = "data/raw/"
"""Imported files as they came; no table."""


def _problem(raw: Raw, row: int, column: str, words: tuple[str, str, str]) -> Problem:
    return Problem("", raw.file, row, column, *words)


@checks("CHK-FILE-MISSING", "必备的表、方案说明和数据包所列的文件都在")
def missing(data: Data) -> Iterator[Problem]:
    """Find needed tables without a file, incomplete plan folders, and files the data package lists but nobody has."""
    folder = data.root / "data"
    wanted = dict.fromkeys(data.packaged, f"{PACKAGE} 所列的文件")
    for plan in folder.glob("plans/*/"):
        wanted |= dict.fromkeys((f"plans/{plan.name}/plan.yml", f"plans/{plan.name}/targets.csv"), "每个方案都有的文件")
    wanted |= {t.glob: f"“{t.title}”表" for t in _NEEDED}
    todo = "恢复该文件；确已不用的，运行 planbook data package 更新清单"
    for name, expected in wanted.items():
        if not any(folder.glob(name)):
            yield Problem("", f"data/{name}", 0, "", "没有文件", expected, todo)


@checks("CHK-FILE-STRAY", "数据目录里没有未声明的表")
def stray(data: Data) -> Iterator[Problem]:
    """Find CSV files that no table declares: nothing would read them."""
    known = {r.file for r in data.raws}
    for path in sorted((data.root / "data").rglob("*.csv")):
        name = path.relative_to(data.root).as_posix()
        if name not in known and not name.startswith(RAW):
            yield Problem("", name, 0, "", Path(name).name, "已声明的表（见数据字典）", "移到所属目录，或删除")


@checks("CHK-FILE-ENCODING", "UTF-8、无 BOM、换行为 LF、末行有换行")
def encoding(data: Data) -> Iterator[Problem]:
    """Find files that cannot be read, or would change on every save."""
    for raw in data.raws:
        if raw.error:
            yield _problem(raw, 0, "", (raw.error, "可读的 UTF-8 CSV", "另存为“CSV UTF-8”，核对引号成对"))
        elif raw.content.startswith(BOM):
            yield _problem(raw, 1, "", ("文件开头有 BOM", "不带 BOM 的 UTF-8", "另存为不带 BOM 的 UTF-8"))
        elif b"\r" in raw.content:
            yield _problem(raw, 0, "", ("回车符（CR）", "换行为 LF", "把换行改为 LF"))
        elif not raw.content.endswith(b"\n"):
            yield _problem(raw, 0, "", ("末行没有换行", "每行以换行结束", "在文件末尾补一个换行"))


@checks("CHK-HEADER", "表头与声明完全一致")
def header(data: Data) -> Iterator[Problem]:
    """Find missing, unknown, repeated and reordered columns."""
    for raw in data.raws:
        if not raw.error:
            yield from _header_problems(raw, tuple(raw.table.fields))


def _header_problems(raw: Raw, wanted: tuple[str, ...]) -> Iterator[Problem]:
    listing = "、".join(wanted)
    for name in wanted:
        if name not in raw.header:
            yield _problem(raw, 1, name, ("缺少该列", f"列：{listing}", "补上该列，没有内容的单元格留空"))
    for name in dict.fromkeys(raw.header):
        if name not in wanted:
            yield _problem(raw, 1, name, (name or "空列名", f"列：{listing}", "删去该列或改正列名"))
    for name, times in Counter(raw.header).items():
        if times > 1:
            yield _problem(raw, 1, name, (f"出现 {times} 次", "每列只出现一次", "删去重复的列"))
    if sorted(raw.header) == sorted(wanted) and raw.header != wanted:
        yield _problem(raw, 1, "", ("、".join(raw.header), f"列序：{listing}", "按声明的次序排列"))


@checks("CHK-ROW-SHAPE", "每行单元格个数与表头相同，没有空行")
def shape(data: Data) -> Iterator[Problem]:
    """Find ragged and blank rows."""
    for raw in data.raws:
        for line, cells in raw.rows:
            if len(cells) != len(raw.header):
                found = f"{len(cells)} 个单元格" if cells else "空行"
                yield _problem(raw, line, "", (found, f"{len(raw.header)} 个单元格", "删去空行；含逗号的内容加双引号"))


CHECKS = (missing, stray, encoding, header, shape)
