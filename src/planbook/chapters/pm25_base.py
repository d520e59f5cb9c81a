"""What every part of the PM2.5 chapter starts from: one city's rows, limits and rules."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

import pandas as pd

from planbook.assess.air import (
    AirLimit,
    AirRules,
    Limits,
    Season,
    Statistic,
    air_rules,
    coming_limits,
    limits_on,
    published_mean,
)
from planbook.assess.result import Assessment
from planbook.assess.trend import Condition
from planbook.chapters.report import Report
from planbook.data.model import Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence

INDICATOR = "pm25"
UNIT = Text("PM2.5 年均浓度（微克/立方米）", "PM2.5 annual mean (µg/m³)")
LIMIT_LABEL = Text("二级年均限值", "class II annual limit")
SEASONS = {"heating-season": Text("供暖季", "heating season"), "non-heating-season": Text("非供暖季", "rest of year")}
ARCHIVE_NOTE = Text(
    "监测数据来自实时发布的第三方归档，未经审核，未扣除沙尘，不同归档不相连。",
    "Monitoring data come from third-party archives of real-time releases: unaudited, dust included; archives are not joined.")
CONDITION_NOTE = Text(
    "颗粒物在 GB 3095-2012 修改单实施前按标准状态、之后按实际状态计，两段不相连。",
    "Particulates were given at standard conditions before the amendment of GB 3095-2012 and at actual conditions after it; "
    "the two are never joined.")
BACKFILLED = "backfilled"
"""What a basis says of years with days calculated back from an index."""
_ORDER = (Evidence.ACTUAL, Evidence.DERIVED, Evidence.INTERIM, Evidence.MONITORED)
"""Whose annual mean stands for a year, first the strongest."""


@dataclass(frozen=True)
class Figure:
    """The annual mean that stands for a year, with what the rules make of it."""

    row: Observation
    mean: Statistic
    condition: Condition


@dataclass(frozen=True)
class Pm25Base:
    """One city's PM2.5 as an edition sees it.

    Attributes
    ----------
    report : Report
        The edition.
    city : str
        Place id of a prefecture.
    """

    report: Report
    city: str

    @classmethod
    def open(cls, edition: int, city: str) -> Self:
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If ``city`` is not a prefecture of the plan's region with daily figures behind its months.
        """
        report = Report.open(edition)
        daily = set(report.data.select(indicator=f"{INDICATOR}-median", topic="air_month_classes")["place"])
        return cls(report, report.checked_place(city, "city", tuple(p for p in report.prefectures() if p in daily)))

    @property
    def name(self) -> Text:
        """The city's name."""
        return self.report.place(self.city)

    @property
    def year(self) -> int:
        """Data year of the edition."""
        return self.report.data.edition.year

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """The plan's PM2.5 targets for this city."""
        return self.report.of_targets(lambda t: t.indicator == INDICATOR and self.city in t.places)

    @cached_property
    def _limit_table(self) -> pd.DataFrame:
        return self._published("air_limits")

    @cached_property
    def _rule_table(self) -> pd.DataFrame:
        return self._published("hj663")

    def _published(self, name: str) -> pd.DataFrame:
        """Return the clauses of a standards' table that were public by the edition's cut-off."""
        table = self.report.data.standard(name)
        return table[[self.is_out(str(s)) for s in table["source"]]]

    def limits(self, year: int) -> Limits:
        """Return the limits in force on the last day of a year."""
        return limits_on(self._limit_table, date(year, 12, 31))

    def rules(self, year: int) -> AirRules:
        """Return the evaluation rules in force on the last day of a year."""
        if year not in self._rules:
            self._rules[year] = air_rules(self._rule_table, date(year, 12, 31))
        return self._rules[year]

    @cached_property
    def _rules(self) -> dict[int, AirRules]:
        """Rules already built, by year: every figure of a city asks for its year's."""
        return {}

    @cached_property
    def plan_limit(self) -> AirLimit:
        """The annual class II limit in force at the end of the plan (GB 3095-2012 as amended).

        Raises
        ------
        LookupError
            If the standards' table has none.
        """
        limit = self.limits(self.report.data.plan.target_year).of(INDICATOR, "annual")
        if limit is None:
            raise LookupError("no annual limit of PM2.5 at the end of the plan")
        return limit

    @property
    def limit(self) -> float:
        """The same as a plain number, ug/m3."""
        return float(self.plan_limit.value)

    @property
    def limit_text(self) -> str:
        """The same as it is written."""
        return f"{self.plan_limit.value}"

    @cached_property
    def coming(self) -> tuple[AirLimit, ...]:
        """Class II limits of PM2.5 that come into force after the edition's year, as far as published by its cut-off."""
        later = coming_limits(self._limit_table, date(self.year, 12, 31))
        return tuple(x for x in later if x.item == INDICATOR and x.limit_class == "II")

    def is_out(self, source: str) -> bool:
        """Tell whether a source was published by the edition's cut-off; one without a date is taken as out."""
        known = self.report.data.sources.get(source)
        return known is None or known.date <= self.report.data.edition.cut_off.isoformat()

    @cached_property
    def season(self) -> Season:
        """The heating season (Harbin's legal dates, applied to every city)."""
        return Season.parse(self.report.data.parameters["heating-season"].text)

    @cached_property
    def with_reference(self) -> tuple[Observation, ...]:
        """Annual means of any evidence, oldest first."""
        rows = self.report.data.rows(indicator=INDICATOR, place=self.city, topic="air_annual")
        rows += self.report.data.rows(indicator=INDICATOR, place=self.city, topic="results")
        kept = [r for r in rows if r.period.is_year and r.value is not None]
        return tuple(sorted(kept, key=lambda r: (r.period.year, r.evidence.value, r.series)))

    @cached_property
    def annual(self) -> tuple[Observation, ...]:
        """Annual means of any evidence but references, oldest first."""
        return tuple(r for r in self.with_reference if r.evidence is not Evidence.REFERENCE)

    @cached_property
    def comparable_from(self) -> int:
        """First whole year under the measurement conditions in force at the end of the plan."""
        return self.plan_limit.first.year + (self.plan_limit.first > date(self.plan_limit.first.year, 1, 1))

    def condition(self, row: Observation) -> Condition:
        """Return the state a row was measured in: as its basis says, else as the standard asked for in its year."""
        said = {"stp": Condition.STANDARD_STATE, "mixed": Condition.MIXED}
        for part, condition in said.items():
            if part in row.basis.split("-"):
                return condition
        if row.period.first >= self.plan_limit.first:
            return Condition.ACTUAL
        return Condition.MIXED if row.period.last >= self.plan_limit.first else Condition.STANDARD_STATE

    def statistic(self, row: Observation) -> Statistic:
        """Return an annual mean with the rules that refuse it; back-calculated days are found in the year's other rows."""
        rules, year, days = self.rules(row.period.year).completeness, row.period.year, row.n
        measured = min((r.n for r in self.annual if r.period.year == year and r.n is not None), default=0)
        filled = (days or 0) - measured if BACKFILLED in row.basis else 0
        official = row.evidence is not Evidence.MONITORED
        return published_mean(row.value or 0, year, None if official else days, rules, back_calculated=filled)

    @cached_property
    def main_archive(self) -> str:
        """The archive of unaudited annual means that covers most years."""
        years = Counter(r.series for r in self.annual if r.evidence is Evidence.MONITORED)
        return years.most_common(1)[0][0] if years else ""

    @cached_property
    def figures(self) -> dict[int, Figure]:
        """The annual mean that stands for each year: official before derived before unaudited, complete before not."""
        def strength(figure: Figure) -> tuple[int, bool, bool]:
            row = figure.row
            return (_ORDER.index(row.evidence), not figure.mean.valid, row.series != self.main_archive)

        made = [Figure(r, self.statistic(r), self.condition(r)) for r in self.annual if r.evidence in _ORDER]
        years = sorted({f.row.period.year for f in made})
        return {y: min((f for f in made if f.row.period.year == y), key=strength) for y in years}

    @cached_property
    def monitored(self) -> dict[int, Figure]:
        """Unaudited annual means of the archive that covers most years, complete ones before others."""
        rows = [r for r in self.annual if r.evidence is Evidence.MONITORED and r.series == self.main_archive]
        made = sorted((Figure(r, self.statistic(r), self.condition(r)) for r in rows), key=lambda f: f.mean.valid)
        return {f.row.period.year: f for f in made}

    def official(self, year: int) -> Observation | None:
        """Return the published annual mean of a year, if any."""
        figure = self.figures.get(year)
        return figure.row if figure and figure.row.evidence is Evidence.ACTUAL else None

    def season_rows(self, basis: str) -> list[Observation]:
        """Return the means of one season of every year, oldest first."""
        rows = self.report.data.rows(indicator=INDICATOR, place=self.city, topic="air_year_stats")
        return sorted((r for r in rows if r.basis.startswith(basis)), key=lambda r: r.period.year)

    def season_note(self) -> Text:
        """Say from when to when the season lasts, and whose dates these are."""
        season = self.report.data.parameters["heating-season"]
        first, last = (date(self.year, *end) for end in (self.season.first, self.season.last))
        return Text(
            f"{season.name.zh}：{first.month}月{first.day}日至次年{last.month}月{last.day}日。",
            f"{season.name.in_('en')}: {first:%d %B} to {last:%d %B} of the next year.")

    @cached_property
    def monthly(self) -> pd.DataFrame:
        """Monthly means of unaudited daily values, one archive a year.

        Returns
        -------
        DataFrame
            ``year``, ``month``, ``value`` (ug/m3), ``n`` (valid days), ``archive``, ``source``, ``condition``.
        """
        data = self.report.data
        chosen = data.rows(indicator=f"{INDICATOR}-median", place=self.city, topic="air_month_classes")
        archive = {r.period.code: r.series for r in chosen}
        rows = data.rows(indicator=INDICATOR, place=self.city, topic=("air_month_classes", "air_monthly"))
        frame = pd.DataFrame([
            {"year": r.period.year, "month": r.period.first.month, "value": r.value, "n": r.n,
             "archive": data.sources[r.source].title, "source": r.source, "condition": self.condition(r)} for r in rows
            if archive.get(r.period.code) == r.series and BACKFILLED not in r.basis])
        return frame.sort_values(["year", "month"]).drop_duplicates(["year", "month"])
