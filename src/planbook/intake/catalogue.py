"""What is registered in ``data/``: ids, names, units and the observations as they stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from planbook.data.load import Record, records
from planbook.data.model import NO_KEY
from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS
from planbook.data.vocab import Evidence, Word

Key = tuple[str, ...]
_SCALES = {"亿": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3}
"""Words that multiply the unit they stand before."""
_METRIC = {"ng": -9, "ug": -6, "μg": -6, "mg": -3, "g": 0, "kg": 3, "t": 6, "吨": 6, "Mt": 12, "公斤": 3, "克": 0, "毫克": -3, "微克": -6,
           "m": 0, "km": 3, "米": 0, "公里": 3, "千米": 3, "kWh": 3, "千瓦时": 3, "平方米": 0, "平方千米": 6, "平方公里": 6, "公顷": 4}
"""Powers of ten of units of one quantity, each relative to the plain unit of its kind."""
_KINDS = {**dict.fromkeys(("ng", "ug", "μg", "mg", "g", "kg", "t", "吨", "Mt", "公斤", "克", "毫克", "微克"), "mass"),
          **dict.fromkeys(("m", "km", "米", "公里", "千米"), "length"), **dict.fromkeys(("kWh", "千瓦时"), "energy"),
          **dict.fromkeys(("平方米", "平方千米", "平方公里", "公顷"), "area")}


def key_of(row: Mapping[str, str]) -> Key:
    """Return the eight parts that identify an observation."""
    return tuple(row[k] for k in OBSERVATION_KEY)


def scale_of(unit: str) -> tuple[float, str]:
    """Return how many of its plain unit a unit is, and that plain unit's name.

    Examples
    --------
    >>> scale_of("万吨")[1] == scale_of("t")[1], scale_of("万吨")[0] / scale_of("吨")[0]
    (True, 10000.0)
    >>> scale_of("mg/m3") == scale_of("毫克/m3")
    True
    """
    head, slash, rest = unit.replace("立方米", "m3").replace("升", "L").partition("/")
    factor = 1.0
    for word, times in _SCALES.items():
        if head.startswith(word) and len(head) > len(word) and head not in _KINDS:
            factor, head = factor * times, head.removeprefix(word)
    if head in _METRIC:
        factor, head = factor * 10.0 ** _METRIC[head], _KINDS[head]
    return factor, head + slash + rest


@dataclass(frozen=True)
class Catalogue:
    """The registered tables of a project, read once."""

    data: Path

    @cached_property
    def indicators(self) -> dict[str, Record]:
        """Indicators by id."""
        return {r["id"]: r for r in records(self.data / "indicators.csv")}

    @cached_property
    def places(self) -> dict[str, Record]:
        """Places by id."""
        return {r["id"]: r for r in records(self.data / "places.csv")}

    @cached_property
    def bases(self) -> dict[str, Record]:
        """Bases by id."""
        return {r["id"]: r for r in records(self.data / "bases.csv")}

    @cached_property
    def units(self) -> dict[str, Record]:
        """Units by id."""
        return {r["id"]: r for r in records(self.data / "units.csv")}

    @cached_property
    def sources(self) -> dict[str, Record]:
        """Sources by id."""
        return {r["id"]: r for r in records(self.data / "sources.csv")}

    @cached_property
    def editions(self) -> dict[int, str]:
        """Cut-off dates by data year."""
        return {int(r["year"]): r["cut_off"] for r in records(self.data / "editions.csv")}

    @cached_property
    def observations(self) -> dict[Key, tuple[str, Record]]:
        """Every stored observation with the file it stands in, by key."""
        files = sorted(self.data.glob(OBSERVATIONS.glob))
        return {key_of(r): (p.stem, r) for p in files for r in records(p)}

    @cached_property
    def unit_words(self) -> dict[str, str]:
        """Unit ids by every registered way of writing them."""
        return {w: r["id"] for r in self.units.values() for w in (r["id"], *r["equals"].split(";")) if w}

    @cached_property
    def topics(self) -> dict[str, Counter[tuple[int, str, str]]]:
        """How many rows of an indicator stand in which file, by the length of their period's code and their evidence."""
        found: dict[str, Counter[tuple[int, str, str]]] = defaultdict(Counter)
        for topic, row in self.observations.values():
            found[row["indicator"]][_width(row["period"]), row["evidence"], topic] += 1
        return found

    def last(self, indicator: str, place: str, basis: str, before: str) -> Record | None:
        """Return the latest figure of an earlier period on the same basis, published ones before monitored."""
        return max((r for r in self._figures.get((indicator, place, basis), ()) if r["period"] < before and _width(r["period"]) == _width(before)),
                   key=lambda r: (r["period"], r["evidence"] != Evidence.MONITORED, r["known_from"]), default=None)

    @cached_property
    def _figures(self) -> dict[Key, list[Record]]:
        found: dict[Key, list[Record]] = {}
        for _, row in self.observations.values():
            if row["value"] and row["evidence"] not in (Evidence.PLANNED, Evidence.TASK):
                found.setdefault((row["indicator"], row["place"], row["basis"]), []).append(row)
        return found


def _width(period: str) -> int:
    """Return a number that tells years, months, days and spans apart."""
    return len(period)


def by_name(rows: Mapping[str, Record]) -> dict[str, str]:
    """Return ids by Chinese name, names that two rows share left out."""
    times = Counter(r["name_zh"] for r in rows.values())
    return {r["name_zh"]: i for i, r in rows.items() if times[r["name_zh"]] == 1}


def words(vocabulary: type[Word]) -> dict[str, str]:
    """Return a vocabulary's words by id and by Chinese name."""
    return {name: w.value for w in vocabulary for name in (w.value, w.text.zh)}


def near(text: str, known: Iterable[str]) -> str:
    """Return what was perhaps meant, as the end of an expectation."""
    match = get_close_matches(text, list(known), n=1, cutoff=0.6)
    return f"（是否“{match[0]}”）" if match else ""


def or_none(text: str) -> str:
    """Return an empty part of a key as it is written."""
    return text or NO_KEY


