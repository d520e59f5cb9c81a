"""What else a workbook may declare: new sources, and the edition its year belongs to."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planbook.data.load import Record
from planbook.data.vocab import Evidence, Grade, SourceKind
from planbook.intake.catalogue import near, words
from planbook.intake.entries import heading
from planbook.intake.faults import Log, Rule
from planbook.intake.form import CUT_OFF, EDITION_YEAR, SOURCE_COLUMNS
from planbook.intake.reading import Cell, Grid
from planbook.intake.values import day_of, loose_date_of, text_of

_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+", re.ASCII)
_NEEDED = ("id", "title", "publisher", "date", "kind")
GRADES = {SourceKind.ORIGINAL: Grade.A, SourceKind.REPOST: Grade.C, SourceKind.ARCHIVE: Grade.C, SourceKind.UNKNOWN: Grade.C}
"""Grade of a source by what was read; a press report is read in the original but reports another's release."""
AHEAD = (Evidence.PLANNED, Evidence.TASK)
"""Evidence that speaks of years to come and asks for no edition of them."""
LATEST = "2100"
"""First year no source can be of."""


def source_id(title: str, publisher: str, day: str) -> str:
    """Return the id of a source: its date and a short digest, the same for the same publication."""
    digest = hashlib.sha256(f"{title}|{publisher}|{day}".encode()).hexdigest()[:8]
    return f"{day or 'undated'}-{digest}"


def read_sources(grid: Grid | None, known: Mapping[str, Record], log: Log) -> dict[str, Record]:
    """Return the sources a workbook announces, by the code its rows cite.

    A publication already registered under the same title, publisher and date is that one.
    """
    if grid is None:
        return {}
    columns = heading(grid, SOURCE_COLUMNS, _NEEDED, log)
    found: dict[str, Record] = {}
    for row in grid.rows[1:]:
        cells = {c.id: row[i] for i, c in columns.items() if i < len(row)}
        if any(not cell.blank for name, cell in cells.items() if name != "id"):
            _add_source(cells, found, known, log)
    return found


def _add_source(cells: Mapping[str, Cell], found: dict[str, Record], known: Mapping[str, Record], log: Log) -> None:
    code = text_of(cells["id"], log)
    if not code or code in found or code in known:
        log.add(Rule.SOURCE_TWICE, cells["id"].where, code or "空", "另一个编号，如“新1”")
        return
    row = {name: text_of(cells[name], log) if name in cells else "" for name in ("title", "publisher", "kind", "url", "note")}
    row["date"] = loose_date_of(cells["date"], log)
    _judge_source(row, cells, log)
    row["kind"] = words(SourceKind).get(row["kind"], "")
    row["grade"] = GRADES[SourceKind.of(row["kind"])].value if row["kind"] else ""
    row["id"] = source_id(row["title"], row["publisher"], row["date"])
    found[code] = known.get(row["id"], row)


def _judge_source(row: Record, cells: Mapping[str, Cell], log: Log) -> None:
    for name, told in (("title", "题名"), ("publisher", "原发布单位")):
        if not row[name]:
            log.add(Rule.SOURCE_INCOMPLETE, cells[name].where, "空", told)
    kinds = words(SourceKind)
    if row["kind"] not in kinds:
        log.add(Rule.SOURCE_KIND, cells["kind"].where, row["kind"] or "空", "来源类别" + near(row["kind"], kinds))
    if row["url"] and (kinds.get(row["kind"]) != SourceKind.ORIGINAL or not _URL.fullmatch(row["url"])):
        log.add(Rule.SOURCE_URL, cells["url"].where, row["url"], "原发布页的网址，或空")
    if row["date"] and row["date"][:4] >= LATEST:
        log.add(Rule.SOURCE_DATE, cells["date"].where, row["date"], "已经到来的日期")


@dataclass(frozen=True)
class Declared:
    """An edition a file declares: data year, cut-off as ISO day (empty if left open) and where it stands."""

    year: int
    cut_off: str
    where: tuple[str, str]


def read_edition(grid: Grid | None, log: Log) -> Declared | None:
    """Return the edition the sheet of editions declares, none where the file has no such sheet."""
    cells = {str(row[0].value).strip(): row[1] for row in grid.rows if len(row) > 1} if grid else {}
    if EDITION_YEAR not in cells:
        return None
    year = text_of(cells[EDITION_YEAR], log)
    cut_off = day_of(cells[CUT_OFF], log) if CUT_OFF in cells else ""
    where = cells.get(CUT_OFF, cells[EDITION_YEAR]).where
    if not re.fullmatch(r"\d{4}", year, re.ASCII):
        log.add(Rule.PERIOD, cells[EDITION_YEAR].where, year, "四位数的年份")
        return None
    return Declared(int(year), cut_off, where)


def judge_edition(
    told: Declared | None, cut_off: str, known: Mapping[int, str], rows: list[Record], log: Log,
) -> tuple[int, str] | None:
    """Return the edition to register or to extend, none where the known ones see every row.

    Parameters
    ----------
    told : Declared, optional
        What the workbook says.
    cut_off : str
        What the command line says; it prevails.
    known : Mapping of int to str
        Cut-off dates by data year.
    rows : list of dict
        Observations that are new or changed.
    log : Log
        Where refusals go.
    """
    newest = max(known)
    year = max([newest, *(_last_year(r["period"]) for r in rows if r["evidence"] not in AHEAD)])
    day = max((r["known_from"] for r in rows), default="")
    beyond = year > newest or day > known[newest]
    year = max(year, told.year) if told and rows else year
    wanted = cut_off or (told.cut_off if told else "")
    where = told.where if told else ("", "")
    if wanted and known.get(told.year if told else year) != wanted:
        return _judged(told.year if told else year, wanted, known, (year, day), lambda rule, *a: log.add(rule, where, *a))
    if beyond:
        log.add(Rule.EDITION_MISSING, where, f"最新的 {newest} 年版，截止 {known[newest]}",
                f"{year} 年版的截止日期：在 {year} 年结束以后，不早于所填数据的公开日期 {day}")
    return None


def _judged(
    year: int, wanted: str, known: Mapping[int, str], needed: tuple[int, str], refuse: Callable[..., None],
) -> tuple[int, str] | None:
    """Return the edition if its cut-off can stand: after its year, after the edition before, and late enough."""
    newest = max(known)
    before = max((c for y, c in known.items() if y != year), default="")
    if year < newest:
        refuse(Rule.EDITION_OLD, f"{year} 年版改为 {wanted}", f"不早于最新的 {newest} 年版")
    elif not (str(year) < wanted[:4] and wanted > max(before, known.get(year, "")) and wanted >= needed[1] and year >= needed[0]):
        refuse(Rule.EDITION_DATE, f"{year} 年版截止 {wanted}",
               f"{needed[0]} 年结束以后、晚于 {known[newest]}、不早于所填数据的公开日期 {needed[1] or '（无）'}")
    else:
        return year, wanted
    return None


def _last_year(period: str) -> int:
    return int(period.rpartition("/")[2][:4])
