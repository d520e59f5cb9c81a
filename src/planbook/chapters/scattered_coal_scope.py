"""What the parts of the chapter on scattered coal share: the place, its parts, their rows and targets."""

import re
from dataclasses import dataclass
from functools import cached_property

from planbook.assess.coal_path import Path, paths_of
from planbook.assess.result import Assessment
from planbook.chapters.report import Report, shown
from planbook.data.coal import CoalMeaning, coal_meanings
from planbook.data.model import Observation, Place
from planbook.data.text import Text
from planbook.narrative.words import amount, period_phrase, when_phrase

REDUCTION, USE, CUT, ALL_COAL = "scattered-coal-reduction", "scattered-coal-use", "scattered-coal-cut", "coal-substituted"
COAL_TOPICS = ("coal",)
MEASURES = {USE: Text("散煤用量", "use"), CUT: Text("削减替代量", "cut or replaced")}
ALL_COAL_NAME = Text("替代燃煤（不限散煤）", "all coal replaced")
NEAR_TONNAGES = (ALL_COAL, "coal-replaced-by-briquette", "boiler-closure-coal-cut", "shantytown-renewal-coal-cut")
"""Tonnages of coal that are not scattered-coal use."""
NOT_A_DECLINE = Text(
    "台账的削减替代量是毛量，不等于期初用量减期末用量，也不能除以供暖期基数当作降幅。",
    "The ledger's cut is a gross figure; it is not opening use minus closing use and gives no percentage decline.")


@dataclass(frozen=True)
class CoalScope:
    """The province or one city, with everything published on its scattered coal.

    Attributes
    ----------
    report : Report
        The edition.
    place : str
        Place id: the plan's region or a city it sets a target for.
    """

    report: Report
    place: str

    @property
    def name(self) -> Text:
        """The place's name."""
        return self.report.place(self.place)

    @property
    def region(self) -> str:
        """Id of the whole region."""
        return self.report.data.plan.region

    @property
    def is_region(self) -> bool:
        """Whether this is the chapter on the whole region."""
        return self.place == self.region

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Cities with a target, in text order."""
        return target_cities(self.report)

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """The scattered-coal targets of this chapter."""
        wanted = set(self.cities) if self.is_region else {self.place}
        return self.report.of_targets(lambda t: t.indicator == REDUCTION and bool(wanted & set(t.places)))

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Paths of the places of this chapter that published figures on the target's own footing."""
        return tuple(p for p in paths_of(self.assessments, self.report.data.plan) if self.is_region or p.place == self.place)

    @cached_property
    def kinds_of_coal(self) -> tuple[CoalMeaning, ...]:
        """What the sources mean by scattered coal."""
        return coal_meanings(self.report.data.data)

    def family_of(self, place: str) -> dict[str, Place]:
        """Return a place and its parts; the region without its prefectures."""
        places = self.report.data.places
        parts = {p.id: p for p in places.values() if p.parent == place and p.id not in self.report.prefectures()}
        return {place: places[place], **parts}

    def rows_of(self, place: str) -> tuple[Observation, ...]:
        """Return the coal rows of a place and its parts, in whatever file they stand, oldest first."""
        data, family = self.report.data, tuple(self.family_of(place))
        rows = (*data.rows(place=family, topic=COAL_TOPICS), *data.rows(place=family, indicator=(USE, CUT, ALL_COAL, REDUCTION)))
        return tuple(sorted({r.key: r for r in rows}.values(), key=lambda r: (r.period.last, r.indicator, r.source)))

    def tonnages_of(self, place: str) -> tuple[Observation, ...]:
        """Return the published or assigned tonnages of a place and its parts, of all meanings."""
        wanted = (USE, CUT, *NEAR_TONNAGES)
        return tuple(r for r in self.rows_of(place) if r.indicator in wanted and r.value is not None)

    def value(self, row: Observation) -> Text:
        """Return a row's value with its unit."""
        return amount(shown(row), row.unit, self.report.data)

    def when(self, row: Observation) -> Text:
        """Say a row's period: in the source's own wording where that names a year, else with the years."""
        own = row.period_label if re.search(r"\d{4}年", row.period_label) else when_phrase(row).zh
        return Text(own, period_phrase(row.period).en)

    def part(self, row: Observation, place: str) -> Text:
        """Name the part of ``place`` a row is about, nothing where it is about all of it."""
        name = self.report.place(row.place)
        return Text("", "") if row.place == place else Text(name.zh.removeprefix(self.report.place(place).zh), name.in_("en"))


def target_cities(report: Report) -> tuple[str, ...]:
    """Return the cities the plan sets a scattered-coal target for, in text order."""
    targets = [t for t in report.data.targets.values() if t.indicator == REDUCTION]
    return tuple(dict.fromkeys(p for t in targets for p in t.places))
