"""What every chapter starts from: the data of an edition and the assessment of each target."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.assess.result import Assessment
from planbook.assess.verdicts import assess, wanted_indicators
from planbook.data.english import PERIODS, said, said_note
from planbook.data.errors import PlanbookError
from planbook.data.load import Dataset, Record, load_dataset
from planbook.data.model import NO_KEY, Observation, Source, Target
from planbook.data.text import Text
from planbook.data.trace import recorded
from planbook.data.vocab import Evidence, PlaceKind, Verdict
from planbook.narrative.words import number, period_phrase

SHORT = (len("2025-01"), len("2025-01-01"))
"""Lengths of the codes of single months and days."""


@dataclass(frozen=True)
class Report:
    """One edition's data with the plan's assessments.

    Attributes
    ----------
    data : Dataset
        Everything the edition sees.
    """

    data: Dataset

    @classmethod
    def open(cls, edition: int) -> "Report":
        """Open the project found from the working directory as ``edition`` (a data year) sees it."""
        return cls(load_dataset(edition))

    @cached_property
    def assessments(self) -> dict[str, Assessment]:
        """The plan's targets assessed, by id, in text order."""
        return {t.id: self._assess(t) for t in self.data.targets.values()}

    def rehearse(self) -> None:
        """Read what most chapters read, see :mod:`planbook.build.warm.rehearsal`."""
        self.data.read_registers()
        for assessment in self.assessments.values():
            self.sources_of(w.row for w in assessment.rows)

    def _assess(self, target: Target) -> Assessment:
        return assess(target, relevant_rows(target, self.data), self.data.plan, self.data.edition.year)

    def of_project(self, project: str) -> tuple[Assessment, ...]:
        """Return the assessments of one project's targets."""
        return self.of_targets(lambda t: t.project == project)

    def of_targets(self, wanted: Callable[[Target], bool]) -> tuple[Assessment, ...]:
        """Return the assessments of the targets wanted, in text order; the others' data are not read."""
        return tuple(self._assess(t) for t in self.data.targets.values() if wanted(t))

    def with_verdict(self, verdict: Verdict) -> tuple[Assessment, ...]:
        """Return the assessments with one verdict."""
        return tuple(a for a in self.assessments.values() if a.verdict is verdict)

    def sources_of(self, rows: Iterable[Observation] | pd.DataFrame) -> tuple[Source, ...]:
        """Return the distinct sources of rows, sorted by date and id."""
        ids = set(rows["source"]) if isinstance(rows, pd.DataFrame) else {r.source for r in rows}
        return tuple(sorted((self.data.sources[i] for i in ids), key=lambda s: (s.date, s.id)))

    def place(self, place: str) -> Text:
        """Return a place's name."""
        return self.data.places[place].name

    def basis(self, basis: str) -> Text:
        """Return a basis' name; nothing for the unstated one."""
        return Text("未注明", "not stated") if basis == NO_KEY else self.data.bases[basis].name

    def prefectures(self) -> tuple[str, ...]:
        """Return the ids of the region's prefectures."""
        region = self.data.plan.region
        return tuple(p.id for p in self.data.places.values() if p.kind is PlaceKind.PREFECTURE and p.parent == region)

    def checked_place(self, place: str, parameter: str, known: Sequence[str]) -> str:
        """Return ``place`` if it is one of ``known``.

        Raises
        ------
        PlanbookError
            Naming the parameter, what it is and what it may be.
        """
        if place in known:
            return place
        raise PlanbookError(
            f"参数 {parameter} 为“{place}”，应为下列之一：{'、'.join(known)}。处理：在 book/book.yml 或 papermill 的 -p 参数中改正。")

    def agency_names(self, agencies: Sequence[str]) -> Text:
        """Return agencies' names joined, or that the text names none."""
        if not agencies:
            return Text("正文未列责任单位", "none named in the text")
        found = [self.data.agencies[a] for a in agencies]
        return Text("、".join(a.name_in_plan for a in found), "; ".join(a.name.in_("en") for a in found))

    def year_columns(self) -> list[int]:
        """Return the years a matrix shows: from the base year, if any, to the edition's; a year to come is no gap."""
        plan = self.data.plan
        return list(range(plan.base_year or plan.start_year, self.data.edition.year + 1))


def relevant_rows(target: Target, data: Dataset) -> tuple[Observation, ...]:
    """Return every visible row that may bear on a target.

    Rows on its indicators for its places, what they lie in and what lies in them. Single months and days with a
    number are left out: they never speak to a target for a year.
    """
    return rows_near(data, sorted(wanted_indicators(target)), list(target.places), list(target.related))


@recorded
def rows_near(
    data: Dataset, indicators: list[str], within: list[str], elsewhere: list[str],
) -> tuple[Observation, ...]:
    """Return the rows on ``indicators`` for the places ``within`` and their kin, and on ``elsewhere`` for the region."""
    near = set().union(*(_kin(p, data) for p in within))

    def bears(row: Record) -> bool:
        here = row["place"] in near or (row["indicator"] in elsewhere and row["place"] == data.plan.region)
        part_of_year = "heating-season" in row["basis"] or row["basis"] == "top20"
        return here and not part_of_year and not (len(row["period"]) in SHORT and row["value"])

    return data.rows(bears, indicator=tuple(indicators))


def _kin(place: str, data: Dataset) -> set[str]:
    """Return a place, its ancestors and its descendants."""
    parents = {p.id: p.parent for p in data.places.values()}
    kin, step = {place}, parents.get(place, "")
    while step:
        kin.add(step)
        step = parents.get(step, "")
    below = {place}
    while below:
        below = {p for p, parent in parents.items() if parent in below} - kin
        kin |= below
    return kin


def frame_of(rows: Sequence[Observation], report: Report) -> pd.DataFrame:
    """Lay rows out for charts and their table twins.

    Parameters
    ----------
    rows : sequence of Observation
        In any order.
    report : Report
        For names.

    Returns
    -------
    DataFrame
        ``year`` (int), ``period``, ``value``, ``shown`` (text of the value), ``evidence`` and its names, ``place`` and
        its names, ``basis`` names, ``source`` (citation), ``note`` in both languages, ``group`` (what one line may join).
    """
    return pd.DataFrame([_flat(r, report) for r in rows], columns=list(_COLUMNS))


_COLUMNS = (
    "year", "period", "value", "shown", "evidence", "evidence_zh", "evidence_en", "place", "place_zh", "place_en",
    "basis", "basis_zh", "basis_en", "source", "source_en", "note", "note_en", "group", "period_en",
)


def _flat(row: Observation, report: Report) -> dict[str, object]:
    place, basis = report.place(row.place), report.basis(row.basis)
    return {
        "year": row.period.year, "period": period_name(row).zh, "period_en": period_name(row).in_("en"),
        "value": row.value, "shown": shown(row), "evidence": row.evidence.value,
        "evidence_zh": row.evidence.text.zh, "evidence_en": row.evidence.text.in_("en"),
        "place": row.place, "place_zh": place.zh, "place_en": place.in_("en"),
        "basis": row.basis, "basis_zh": basis.zh, "basis_en": basis.in_("en"),
        "source": report.data.sources[row.source].citation(), "source_en": report.data.sources[row.source].cited().en,
        "note": row.note, "note_en": said_note(row.note).in_("en"),
        "group": f"{row.indicator}|{row.place}|{row.basis}|{row.series}|{row.evidence}",
    }


def period_name(row: Observation) -> Text:
    """Return a row's period as readers say it: in the source's own wording where it has one."""
    plain = period_phrase(row.period)
    if row.period_label in {NO_KEY, plain.zh}:
        return plain
    return Text(row.period_label, plain.en) if row.period_label.removesuffix("度") == plain.zh else said(row.period_label, PERIODS)


def shown(row: Observation) -> str:
    """Return a row's value as readers see it: with its bound, as a range, or as its wording."""
    if row.value is not None:
        mark = row.bound if row.bound not in {"", "="} else ""
        return f"{mark}{number(row.value)}"
    if row.low is not None and row.high is not None:
        return f"{number(row.low)}–{number(row.high)}"
    return row.text


STRONGEST_FIRST = (
    Evidence.ACTUAL, Evidence.BASELINE, Evidence.INTERIM, Evidence.STATEMENT, Evidence.DERIVED, Evidence.MONITORED,
    Evidence.ESTIMATE, Evidence.TASK, Evidence.PLANNED, Evidence.REFERENCE,
)
"""Which evidence a matrix cell shows first."""
