"""Statistics as observations: unaudited monitoring, with basis, number of days, archive and provenance."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from planbook.assess.air import BreakPoints, all_limits, break_points
from planbook.assess.rounding import round_half_even
from planbook.data.disk import write_whole
from planbook.data.load import Dataset
from planbook.data.periods import Period as Span
from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS
from planbook.data.vocab import Evidence
from planbook.intake.archives.archive import DailyValues, FileRecord
from planbook.intake.archives.days import ITEMS, Floats
from planbook.intake.archives.statistics import Period

BASIS, STP, MIXED, INCOMPLETE = "realtime-unaudited", "-stp", "-mixed", "-incomplete"
MEANS_OF_YEAR = ("pm25", "pm10", "so2", "no2")
"""Items whose annual mean is evaluated; carbon monoxide and ozone are evaluated by their percentile alone (HJ 663)."""
PERCENTILE = {"pm25": "pm25-p95", "pm10": "pm10-p95", "so2": "so2-p98", "no2": "no2-p98", "co": "co-p95", "o3-8h": "o3-8h-p90"}
CLASSES = ("excellent", "good", "light", "moderate", "heavy", "severe")
"""Endings of the indicators that count days by class, best first, in the order of the break points."""
PM25 = ITEMS.index("pm25")
Row = dict[str, str]


@dataclass(frozen=True)
class Label:
    """What every row of one archive says about where it comes from."""

    source: str
    series: str
    note: str


@dataclass(frozen=True)
class Writer:
    """Makes observations of statistics.

    Attributes
    ----------
    dataset : Dataset
        Units, decimals, conditions and break points.
    label : Label
        Source, series and note.
    changed : Mapping of str to date
        Item to the first day of the conditions now in force.
    """

    dataset: Dataset
    label: Label
    changed: Mapping[str, date]

    def row(self, indicator: str, item: str, place: str, period: str, value: float, n: int, *, complete: bool = True) -> Row:
        """Return one observation."""
        known = self.dataset.indicators[indicator]
        span = Span.parse(period)
        basis, short = self._basis(item, span, complete=complete)
        made = dict.fromkeys(OBSERVATIONS.fields, "") | {
            "indicator": indicator, "place": place, "period": period, "period_label": "-", "evidence": Evidence.MONITORED.value,
            "basis": basis, "source": self.label.source, "series": self.label.series, "unit": known.unit, "n": str(n),
            "value": plain(value, known.decimals), "known_from": span.last.isoformat(),
            "note": "；".join(filter(None, ("有效日不足，不能作评价" if short else "", self.label.note))),
        }
        return {name: made[name] for name in OBSERVATIONS.fields}

    def _basis(self, item: str, span: Span, *, complete: bool) -> tuple[str, bool]:
        change = self.changed[item]
        if span.first < change <= span.last:
            return BASIS + MIXED, not complete
        state = STP if span.last < change else ""
        return BASIS + state + ("" if complete else INCOMPLETE), not complete


def plain(value: float, decimals: int | None) -> str:
    """Return a number as the tables write it: rounded (GB/T 8170), no trailing zeros.

    Examples
    --------
    >>> plain(35.04, 1), plain(0.8449999999999999, 2), plain(120.0, 0)
    ('35', '0.84', '120')
    """
    number = round_half_even(str(round(float(value), 9)), decimals or 0)
    return f"{number.normalize():f}"


def conditions_changed(dataset: Dataset) -> dict[str, date]:
    """Return for each item the first day of the measurement conditions that followed standard state (GB 3095-2012, 2018)."""
    limits = all_limits(dataset.standard("air_limits"))
    of_item = {item: item.removesuffix("-8h") for item in ITEMS}
    return {item: min(x.first for x in limits if x.item == name and x.conditions != "stp") for item, name in of_item.items()}


def provenance(files: Sequence[FileRecord]) -> str:
    """Return one sentence: how many files, and a fingerprint of the list of their names and hashes."""
    listed = "".join(f"{f.sha256}  {f.name}\n" for f in files)
    return f"由{len(files)}个文件算出，文件清单SHA-256 {hashlib.sha256(listed.encode()).hexdigest()[:16]}"


def day_rows(daily: DailyValues, writer: Writer) -> Iterator[Row]:
    """Yield the daily values; ``n`` is the number of stations."""
    for number, item, place in np.argwhere(~np.isnan(daily.values)).tolist():
        name = ITEMS[item]
        yield writer.row(name, name, daily.places[place], daily.days[number].isoformat(), daily.values[number, item, place],
                         int(daily.stations[number, item, place]))


def month_rows(months: Iterable[Period], places: Sequence[str], writer: Writer) -> Iterator[Row]:
    """Yield the monthly means; ``n`` is the number of valid days."""
    for month in months:
        for item, place in np.argwhere(month.days > 0).tolist():
            name = ITEMS[item]
            yield writer.row(name, name, places[place], month.code, month.mean[item, place], int(month.days[item, place]),
                             complete=bool(month.complete[item, place]))


def year_rows(years: Iterable[Period], places: Sequence[str], writer: Writer) -> Iterator[Row]:
    """Yield annual means, percentiles, valid days and days by class; ``n`` is the number of valid days."""
    for year in years:
        scale = pm25_scale(writer.dataset, year.code)
        for item, place in np.argwhere(year.days > 0).tolist():
            for indicator, value in _of_year(year, item, place, scale):
                yield writer.row(indicator, ITEMS[item], places[place], year.code, value, int(year.days[item, place]),
                                 complete=bool(year.complete[item, place]))


def pm25_scale(dataset: Dataset, year: str) -> BreakPoints | None:
    """Return the break points of PM2.5 in force at a year's end, ``None`` where they are not known."""
    return break_points(dataset.standard("iaqi"), "pm25", "24h", date(int(year), 12, 31))


def _of_year(year: Period, item: int, place: int, scale: BreakPoints | None) -> Iterator[tuple[str, float]]:
    name = ITEMS[item]
    if name in MEANS_OF_YEAR:
        yield name, year.mean[item, place]
    if not np.isnan(year.percentile[item, place]):
        yield PERCENTILE[name], year.percentile[item, place]
    if item == PM25:
        given = year.values[:, item, place]
        valid = given[~np.isnan(given)]
        yield "valid-days", valid.size
        yield "pm25-max", valid.max()
        yield "pm25-median", float(np.median(valid))
        yield from zip((f"pm25-days-{c}" for c in CLASSES), class_days(valid, scale), strict=False) if scale else ()


def class_days(valid: Floats, scale: BreakPoints) -> list[int]:
    """Return the days in each class of the sub-index, best first; days beyond the last break point are in the worst.

    Parameters
    ----------
    valid : array
        Daily means, in the scale's unit.
    scale : BreakPoints
        Break points (HJ 633); a class may span several.
    """
    tops: dict[str, float] = {p.category: float(p.concentration) for p in scale.points if p.category}
    edges = np.array(list(tops.values())[:-1])
    return np.bincount(np.searchsorted(edges, valid, side="left"), minlength=len(tops)).tolist()  # type: ignore[no-any-return]


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write observations sorted by key, in the shape of ``data/observations``; UTF-8 with BOM, so that Excel reads it.

    Returns
    -------
    int
        Number of rows. The file is there whole or not at all.
    """
    ordered = sorted(rows, key=lambda r: tuple(r[k] for k in OBSERVATION_KEY))
    _write(path, list(OBSERVATIONS.fields), ([r[f] for f in OBSERVATIONS.fields] for r in ordered))
    return len(ordered)


def write_files(path: Path, files: Iterable[FileRecord]) -> None:
    """Write the list of files with their fingerprints beside the results."""
    _write(path, ["file", "sha256", "encoding"], ([f.name, f.sha256, f.encoding] for f in files))


def _write(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.getvalue().encode("utf-8-sig"))
