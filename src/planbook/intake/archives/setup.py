"""What reading an archive needs from the project's data: places, stations, rules, plausible limits."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planbook.assess.air import AirRules, air_rules
from planbook.data.errors import DataError, PlanbookError, Problem
from planbook.data.load import Dataset, load_editions
from planbook.data.model import Place
from planbook.data.vocab import PlaceKind
from planbook.intake.archives.days import ITEMS, NOWHERE, DayRules
from planbook.intake.archives.files import archive_files, day_in_name, read_raw

CITIES = (PlaceKind.PREFECTURE, PlaceKind.PROVINCE, PlaceKind.COUNTY)
SUFFIXES = ("市", "地区", "省", "自治州", "盟", "县", "区")
HEADERS = (["station", "place"], ["站点", "地方"], ["section", "place"], ["断面", "地方"])
HOURLY_MAX = {"ug/m3": "air-hourly-max", "mg/m3": "air-hourly-max-co"}
"""Parameters that hold the largest plausible hourly concentration, by unit."""


@dataclass(frozen=True)
class AirSetup:
    """Everything :func:`planbook.intake.archives.archive.read_archive` and the statistics need."""

    targets: Mapping[str, str]
    days: DayRules
    rules: AirRules


def air_setup(dataset: Dataset, path: Path, stations: Path | None = None) -> AirSetup:
    """Gather names, completeness and plausible limits for an archive of air monitoring.

    Parameters
    ----------
    dataset : Dataset
        The project's data.
    path : Path
        The archive; the rules are those in force on the last day its file names tell, or at the end of the newest edition's
        year where they tell none.
    stations : Path, optional
        CSV with columns station and place; ``-`` as place leaves a station out.

    Raises
    ------
    DataError
        If the stations table names an unknown place or a station twice.
    PlanbookError
        If rules or parameters are missing.
    """
    named = [d for f in archive_files(path) if (d := day_in_name(f.name)) is not None]
    newest = date(max(load_editions(dataset.data)), 12, 31)
    rules = air_rules(dataset.standard("hj663"), max(named, default=newest))
    targets = city_names(dataset.places.values()) | (stations_table(stations, dataset.places) if stations else {})
    return AirSetup(targets, day_rules(rules, dataset), rules)


def day_rules(rules: AirRules, dataset: Dataset) -> DayRules:
    """Return the part of the rules a single file needs, as plain numbers."""
    need = rules.completeness
    limits = tuple(_highest(dataset, dataset.indicators[item].unit) for item in ITEMS)
    return DayRules(need.day_hours, need.o3_window_hours, need.o3_day_windows, limits)


def _highest(dataset: Dataset, unit: str) -> float:
    name = HOURLY_MAX[unit]
    found = dataset.parameters.get(name)
    if found is None or found.value is None:
        raise PlanbookError(f"data/parameters.csv 缺少参数 {name} 的数值。处理：补上该行。")
    return found.value


def city_names(places: Iterable[Place]) -> dict[str, str]:
    """Return every way a file may name a city: id, code, full name, and the short name where it is unambiguous."""
    known = [p for p in places if p.kind in CITIES]
    short = {p.id: _short(p.name.zh) for p in known}
    count = Counter(short.values())
    names = {short[p.id]: p.id for p in known if count[short[p.id]] == 1}
    for place in known:
        names |= {name: place.id for name in (place.id, place.code, place.name.zh) if name}
    return names


def _short(name: str) -> str:
    suffix = next((s for s in SUFFIXES if name.endswith(s) and len(name) > len(s) + 1), "")
    return name.removesuffix(suffix)


def stations_table(path: Path, places: Mapping[str, Place]) -> dict[str, str]:
    """Read a table of stations (or sections) and the places they belong to.

    Raises
    ------
    DataError
        With every wrong row: unknown place, a station twice, no station.
    """
    rows = list(csv.reader(io.StringIO(read_raw(path, path.parent).body.decode())))
    if not rows or [c.strip().lower() for c in rows[0][:2]] not in HEADERS:
        raise DataError([Problem("ARC-STATIONS-HEADER", path.name, 1, "", ",".join(rows[0][:4]) if rows else "空文件",
                                 "表头 station,place（站点,地方）", "补上表头")])
    found: dict[str, str] = {}
    problems = []
    for number, row in enumerate(rows[1:], start=2):
        station, place = ([c.strip() for c in row] + ["", ""])[:2]
        problem = _station_problem(station, place, found, places)
        if problem:
            problems.append(Problem("ARC-STATIONS", path.name, number, *problem))
        found[station] = place
    if problems:
        raise DataError(problems)
    return found


def _station_problem(
    station: str, place: str, found: Mapping[str, str], places: Mapping[str, Place],
) -> tuple[str, str, str, str] | None:
    """Return column, found, expected and remedy of a wrong row."""
    if not station:
        return "station", "空", "站点编号或名称", "补上站点，或删去该行"
    if station in found:
        return "station", station, "每个站点一行", "删去多余的行"
    if place != NOWHERE and place not in places:
        return "place", place or "空", f"data/places.csv 中的编号，或 {NOWHERE}（不参评）", "改正地方编号，或先在 data/places.csv 登记"
    return None
