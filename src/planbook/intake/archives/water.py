"""Section readings to classes and main pollutants, per reading, month and year (GB 3838-2002; 环办〔2011〕22号)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path

from planbook.assess.rounding import round_half_even
from planbook.assess.water.rules import Body, WaterRules
from planbook.assess.water.section import SectionClass, classify
from planbook.assess.water.values import Mean, Reading, Span, mean_of
from planbook.data.load import Dataset, records
from planbook.data.periods import Period
from planbook.data.schema import OBSERVATIONS
from planbook.data.vocab import Evidence, PlaceKind
from planbook.intake.archives.archive import FileRecord
from planbook.intake.archives.daily import judge
from planbook.intake.archives.days import NOWHERE
from planbook.intake.archives.files import RawFile, archive_files, read_raw
from planbook.intake.archives.findings import Findings, Reason, Unit
from planbook.intake.archives.report import table
from planbook.intake.archives.rows import Row, provenance
from planbook.intake.archives.setup import stations_table

FOUR = ("do", "cod-mn", "nh3-n", "tp")
"""Items of the reference class from automatic stations; see the indicator's own definition."""
SECTION_NAMES = frozenset({"section", "section_name", "断面", "断面名称", "站点", "站点名称"})
TIME_NAMES = frozenset({"time", "date", "monitor_time", "datetime", "监测时间", "采样时间", "时间", "日期", "监测日期", "采样日期"})
STATUS_NAMES = frozenset({"status", "qc", "状态", "站点状态"})
NORMAL = frozenset({"", "正常", "ok", "normal"})
"""What a status column says of a reading that counts."""
ALIASES = {"codmn": "cod-mn", "nh3n": "nh3-n", "temp": "water-temp", "ph值": "ph", "ph": "ph", "高锰酸盐": "cod-mn"}
_HEAD = re.compile(r"(?P<name>[^（(]+)(?:[（(](?P<unit>[^）)]*)[）)])?")
_TIME = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?")
_BELOW = re.compile(r"(?:<|＜)\s*(\d.*)|(\d[\d.]*)\s*[LlＬ]")


@dataclass(frozen=True)
class Sample:
    """One section's readings at one time."""

    section: str
    time: datetime
    clock: bool
    readings: Mapping[str, Reading]


@dataclass(frozen=True)
class Evaluated:
    """One section's evaluation of a reading, month or year.

    Attributes
    ----------
    section : str
        Place id.
    period, label : str
        ISO day, month or year, and for a reading its clock time.
    result : SectionClass
        By all items there were.
    four : SectionClass or None
        By the four items of automatic stations alone, where all four are there.
    means : mapping of str to Mean
        Of a month or year, by item.
    n : int
        Readings behind it.
    """

    section: str
    period: str
    label: str
    result: SectionClass
    four: SectionClass | None
    means: Mapping[str, Mean]
    n: int


@dataclass(frozen=True)
class WaterArchive:
    """What was read, and its evaluation: readings, then months, then years."""

    samples: tuple[Sample, ...]
    evaluated: tuple[Evaluated, ...]
    findings: Findings
    files: tuple[FileRecord, ...]


@dataclass(frozen=True)
class _Names:
    """How files may write sections and items, and the plausible limits of items."""

    sections: Mapping[str, str]
    items: Mapping[str, str]
    units: Mapping[str, frozenset[str]]
    highest: Mapping[str, float]
    evaluated: frozenset[str]


@dataclass
class _Samples:
    """Samples gathered so far, over all files."""

    findings: Findings = field(default_factory=Findings)
    cells: dict[tuple[str, datetime], dict[str, str]] = field(default_factory=dict)
    clock: dict[tuple[str, datetime], bool] = field(default_factory=dict)
    readings: dict[tuple[str, datetime], dict[str, Reading]] = field(default_factory=dict)


def read_water(path: Path, dataset: Dataset, sections: Path | None = None) -> WaterArchive:
    """Read an archive of section readings and evaluate it.

    Parameters
    ----------
    path : Path
        A file or folder of CSV files with columns section, time and items, Chinese or English.
    dataset : Dataset
        Places, units, plausible ranges and the standards.
    sections : Path, optional
        Table of sections and place ids; ``-`` leaves a section out.
    """
    rules = WaterRules.read(dataset.standard)
    names = _names(dataset, rules, sections)
    base = path if path.is_dir() else path.parent
    gathered, records = _Samples(), list[FileRecord]()
    hashes: dict[str, str] = {}
    for file in archive_files(path):
        raw = read_raw(file, base)
        records.append(FileRecord(raw.name, raw.sha256, raw.encoding))
        if raw.sha256 in hashes:
            gathered.findings.take(Unit.FILE, Reason.SAME_FILE, raw.name, 0, "", hashes[raw.sha256])
            continue
        hashes[raw.sha256] = raw.name
        _read(raw, names, gathered)
    gathered.findings.add(Unit.CELL, Reason.USED, sum(len(r) for r in gathered.readings.values()))
    samples = tuple(Sample(*key, gathered.clock[key], gathered.readings[key]) for key in sorted(gathered.readings))
    return WaterArchive(samples, tuple(evaluate(samples, rules, lake_sections(dataset))), gathered.findings, tuple(records))


def lake_sections(dataset: Dataset) -> frozenset[str]:
    """Return the sections that lie on a lake or reservoir, where total phosphorus has limits of its own."""
    places = dataset.places
    return frozenset(p.id for p in places.values() if p.parent in places and places[p.parent].kind is PlaceKind.LAKE)


def _names(dataset: Dataset, rules: WaterRules, sections: Path | None) -> _Names:
    known = [p for p in dataset.places.values() if p.kind is PlaceKind.SECTION]
    named = {p.name.zh.removesuffix("断面"): p.id for p in known} | {n: p.id for p in known for n in (p.id, p.name.zh)}
    items = {_plain(limits.name): item for item, limits in rules.limits.items() if not item.endswith("-lake")}
    items |= {_plain(item): item for item in rules.limits} | ALIASES
    units = {item: frozenset({_plain(u) for u in (limits.unit, *dataset.units[limits.unit].equals)})
             for item, limits in rules.limits.items() if limits.unit in dataset.units}
    highest = {item: _highest(dataset, item, limits.unit) for item, limits in rules.limits.items()}
    table_of = stations_table(sections, dataset.places) if sections else {}
    return _Names({_bracketed(n): p for n, p in (named | table_of).items()}, items, units, highest, frozenset(rules.evaluated))


def _highest(dataset: Dataset, item: str, unit: str) -> float:
    """Return the largest plausible value of an item (``data/ranges.csv``), infinite where none is set."""
    found = [float(r["high"]) for r in records(dataset.data / "ranges.csv")
             if r["high"] and r["unit"] in ("", unit) and any(fnmatch(item, p) for p in r["indicator"].split(";"))]
    return min(found, default=float("inf"))


def _plain(text: str) -> str:
    """Return a name or unit without brackets, case, spaces and the several kinds of dash."""
    head = _HEAD.match(text.strip())
    name = head["name"] if head else text
    return name.strip().lower().replace("_", "-").replace("μ", "u").replace("µ", "u")


def _bracketed(name: str) -> str:
    """Return a section's name with full-width brackets."""
    return name.replace("(", "（").replace(")", "）")


def _read(raw: RawFile, names: _Names, gathered: _Samples) -> None:
    lines = raw.body.decode(errors="replace").split("\n")
    header = [c.strip() for c in lines[0].split(",")]
    found = gathered.findings
    section = next((n for n, c in enumerate(header) if c.lower() in SECTION_NAMES), None)
    time = next((n for n, c in enumerate(header) if c.lower() in TIME_NAMES), None)
    items = _columns(header, names, raw.name, found) if section is not None and time is not None else {}
    if not any(line.strip() for line in lines[1:]):
        found.take(Unit.FILE, Reason.EMPTY_FILE, raw.name, 1)
    elif section is None or time is None or not items:
        found.take(Unit.FILE, Reason.WRONG_HEADER, raw.name, 1, "", ",".join(header[:6]))
    else:
        found.add(Unit.FILE, Reason.USED)
        _read_rows(raw.name, lines, _Layout(header, section, time, items), names, gathered)


@dataclass(frozen=True)
class _Layout:
    """Where things stand in one file's rows."""

    header: list[str]
    section: int
    time: int
    items: Mapping[int, str]

    @property
    def status(self) -> tuple[int, ...]:
        """Columns that say whether the station worked normally."""
        return tuple(n for n, c in enumerate(self.header) if c.lower() in STATUS_NAMES)


def _columns(header: Sequence[str], names: _Names, file: str, findings: Findings) -> dict[int, str]:
    """Return which column holds which item; a column in another unit is set aside, never converted."""
    found: dict[int, str] = {}
    for position, cell in enumerate(header):
        item = names.items.get(_plain(cell))
        if item is None:
            if cell.lower() not in SECTION_NAMES | TIME_NAMES | STATUS_NAMES:
                findings.take(Unit.GAP, Reason.UNKNOWN_COLUMN, file, 1, cell, cell)
        elif item in found.values():
            findings.take(Unit.GAP, Reason.DUPLICATE_COLUMN, file, 1, cell, cell)
        elif _other_unit(cell, item, names):
            findings.take(Unit.GAP, Reason.WRONG_UNIT, file, 1, cell, cell)
        else:
            found[position] = item
    return found


def _other_unit(cell: str, item: str, names: _Names) -> bool:
    head = _HEAD.match(cell)
    unit = _plain(head["unit"] or "") if head else ""
    looks_like_unit = "/" in unit or unit in {"℃", "%", "°c"}
    return looks_like_unit and item in names.units and unit not in names.units[item]


def _read_rows(file: str, lines: list[str], layout: _Layout, names: _Names, gathered: _Samples) -> None:
    whole = lines[-1] == ""
    found = gathered.findings
    for number, line in enumerate(lines[1 : len(lines) - whole], start=2):
        cells = [c.strip() for c in line.split(",")]
        if cells == [""]:
            found.take(Unit.ROW, Reason.BLANK, file, number)
        elif len(cells) != len(layout.header):
            cut = number == len(lines) and not whole
            found.take(Unit.ROW, Reason.TRUNCATED if cut else Reason.WIDTH, file, number, "",
                       f"{len(cells)} 列，表头 {len(layout.header)} 列")
        else:
            _read_row(file, number, cells, layout, names, gathered)


def _read_row(file: str, number: int, cells: list[str], layout: _Layout, names: _Names, gathered: _Samples) -> None:
    found, name = gathered.findings, cells[layout.section]
    section, time = names.sections.get(_bracketed(name)), time_of(cells[layout.time])
    if section == NOWHERE:
        found.add(Unit.ROW, Reason.LEFT_OUT)
    elif any(cells[n].lower() not in NORMAL for n in layout.status):
        found.add(Unit.ROW, Reason.NOT_NORMAL)
    elif section is None:
        found.places[name] += 1
        found.take(Unit.ROW, Reason.UNKNOWN_PLACE, file, number, layout.header[layout.section], name)
    elif time is None:
        found.take(Unit.ROW, Reason.BAD_DATE, file, number, layout.header[layout.time], cells[layout.time])
    else:
        own = {item: cells[position] for position, item in layout.items.items()}
        _keep((section, time[0]), own, (file, number), names, gathered)
        gathered.clock.setdefault((section, time[0]), time[1])


def _keep(key: tuple[str, datetime], own: dict[str, str], where: tuple[str, int], names: _Names, gathered: _Samples) -> None:
    before, found = gathered.cells.get(key), gathered.findings
    if before is None:
        found.add(Unit.ROW, Reason.USED)
        gathered.cells[key] = own
        gathered.readings[key] = dict(_readings(own, where, names, found))
        return
    reason = Reason.DUPLICATE_EQUAL if before == own else Reason.DUPLICATE_DIFFERENT
    found.take(Unit.ROW, reason, *where, "", f"{key[0]} {key[1]:%Y-%m-%d %H:%M}")
    for item, cell in own.items():
        if cell not in ("", before.get(item, "")) and gathered.readings[key].pop(item, None) is not None:
            found.take(Unit.CELL, Reason.CONFLICT, *where, item, f"{before[item]} 与 {cell}")


def _readings(
    own: Mapping[str, str], where: tuple[str, int], names: _Names, findings: Findings,
) -> Iterator[tuple[str, Reading]]:
    for item, cell in own.items():
        below = _BELOW.fullmatch(cell)
        text = (below[1] or below[2]) if below else cell
        reason = judge(text, names.highest[item])[0]
        if reason is not Reason.EMPTY and item not in names.evaluated:
            reason = Reason.NOT_EVALUATED
        if reason is Reason.USED:
            yield item, Reading(Decimal(text), below is not None)
        elif reason in (Reason.EMPTY, Reason.NOT_EVALUATED):
            findings.add(Unit.CELL, reason)
        else:
            findings.take(Unit.CELL, reason, *where, item, cell)


def time_of(text: str) -> tuple[datetime, bool] | None:
    """Return the time a cell names and whether it tells the clock time; ``None`` if it is none.

    Examples
    --------
    >>> time_of("2021-04-01 08:00"), time_of("2021/4/1"), time_of("2021-02-30")
    ((datetime.datetime(2021, 4, 1, 8, 0), True), (datetime.datetime(2021, 4, 1, 0, 0), False), None)
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    parts = [int(p) for p in found.groups() if p is not None]
    try:
        return datetime(*parts), found[4] is not None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def evaluate(samples: Sequence[Sample], rules: WaterRules, lakes: Collection[str] = ()) -> Iterator[Evaluated]:
    """Yield the evaluation of every reading, then of every month, then of every year.

    A month averages its readings, a year its monthly means, each under the rule of how many it needs; one with too few
    has no class (环办〔2011〕22号, data statistics). Sections in ``lakes`` are evaluated by the limits of lakes.
    """
    for sample in samples:
        label = f"{sample.time:%H:%M}" if sample.clock else "-"
        yield _evaluated(sample.section, f"{sample.time:%Y-%m-%d}", label, sample.readings, {}, 1, (rules, _body(sample.section, lakes)))
    months = dict(_months(samples, rules))
    for (section, code), (means, n) in months.items():
        yield _evaluated(section, code, "-", _as_readings(means), means, n, (rules, _body(section, lakes)))
    for (section, year), group in groupby(months, key=lambda k: (k[0], k[1][:4])):
        of_year = [months[k] for k in group]
        means = _means([_as_readings(m) for m, _ in of_year], Span.YEAR, rules)
        yield _evaluated(section, year, "-", _as_readings(means), means, sum(n for _, n in of_year), (rules, _body(section, lakes)))


def _body(section: str, lakes: Collection[str]) -> Body:
    return Body.LAKE if section in lakes else Body.RIVER


def _months(samples: Sequence[Sample], rules: WaterRules) -> Iterator[tuple[tuple[str, str], tuple[dict[str, Mean], int]]]:
    for key, group in groupby(samples, key=lambda s: (s.section, f"{s.time:%Y-%m}")):
        readings = [s.readings for s in group]
        yield key, (_means(readings, Span.MONTH, rules), len(readings))


def _means(readings: Sequence[Mapping[str, Reading]], span: Span, rules: WaterRules) -> dict[str, Mean]:
    items = dict.fromkeys(item for r in readings for item in r)
    found = {i: mean_of(i, [r[i] for r in readings if i in r], span, rules) for i in items}
    return {item: mean for item, mean in found.items() if isinstance(mean, Mean)}


def _as_readings(means: Mapping[str, Mean]) -> dict[str, Reading]:
    return {item: Reading(mean.value) for item, mean in means.items()}


def _evaluated(
    section: str, period: str, label: str, readings: Mapping[str, Reading], means: Mapping[str, Mean], n: int,
    by: tuple[WaterRules, Body],
) -> Evaluated:
    four = {i: readings[i] for i in FOUR if i in readings}
    return Evaluated(section, period, label, classify(readings, *by),
                     classify(four, *by) if len(four) == len(FOUR) else None, means, n)


def pollutants(result: SectionClass, rules: WaterRules) -> str:
    """Return main pollutants with their times over the limit, empty if there are none."""
    told = (rules.limits[i.item].name + (f"（{_rounded(i.times, 2)}）" if i.times is not None else "") for i in result.main)
    return "、".join(told)


def _rounded(value: Decimal, decimals: int) -> str:
    return f"{round_half_even(value, decimals).normalize():f}"


def water_rows(archive: WaterArchive, dataset: Dataset, label: tuple[str, str]) -> Iterator[Row]:
    """Yield the observations: classes of readings, months and years; means of months and years.

    A class on all items of the evaluation is ``water-class``; from automatic stations' four items it is the reference
    class. Other classes are printed only: on fewer items they would pass for what they are not.
    """
    rules, note = WaterRules.read(dataset.standard), provenance(archive.files)
    for one in archive.evaluated:
        for indicator, value, text in _values(one, dataset, rules):
            span = Period.parse(one.period)
            made = dict.fromkeys(OBSERVATIONS.fields, "") | {
                "indicator": indicator, "place": one.section, "period": one.period, "period_label": one.label,
                "evidence": Evidence.MONITORED.value, "basis": "-", "source": label[0], "series": label[1], "value": value,
                "text": text, "unit": dataset.indicators[indicator].unit, "n": str(one.n), "known_from": span.last.isoformat(),
                "note": note,
            }
            yield {name: made[name] for name in OBSERVATIONS.fields}


def _values(one: Evaluated, dataset: Dataset, rules: WaterRules) -> Iterator[tuple[str, str, str]]:
    """Yield indicator, value and text of each observation."""
    if one.result.full and one.result.water_class:
        yield "water-class", "", one.result.water_class
        if one.result.main:
            yield "water-main-pollutants", "", pollutants(one.result, rules)
    elif one.four and one.four.water_class:
        yield "water-class-4item", "", one.four.water_class
        if one.four.main:
            yield "water-class-4item-driver", "", ";".join(i.item for i in one.four.deciding)
    for item, mean in one.means.items():
        if item in dataset.indicators:
            yield item, _rounded(mean.value, dataset.indicators[item].decimals or 0), ""


def water_table(archive: WaterArchive, dataset: Dataset) -> str:
    """Return the years and months of each section as a table; single readings are written, not printed."""
    rules = WaterRules.read(dataset.standard)
    periods = [e for e in archive.evaluated if len(e.period) < len("2025-01-01")]
    rows = [_line(e, dataset, rules) for e in sorted(periods, key=lambda e: (e.section, e.period))]
    readings = len(archive.samples)
    head = f"按 GB 3838-2002 和环办〔2011〕22号评价 {readings} 次读数；均为未审核的监测数据。项目不全的类别只作参考。"
    return f"{head}\n{table(['期间', '断面', '类别', '依据', '定性', '主要污染指标', '读数', '四项参考类别'], rows)}"


def _line(one: Evaluated, dataset: Dataset, rules: WaterRules) -> list[str]:
    result, items = one.result, len(one.result.items)
    based = "全部项目" if result.full else f"{items} 项" if items else "无"
    name = dataset.places[one.section].name.zh if one.section in dataset.places else one.section
    return [one.period, name, result.water_class or "次数不足", based, result.rating or "", pollutants(result, rules), str(one.n),
            (one.four.water_class or "") if one.four else ""]

