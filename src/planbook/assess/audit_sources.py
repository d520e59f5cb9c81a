"""Cross-checks of where figures come from: one witness told twice, sources that differ, units and bases mixed."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from planbook.assess.audit_core import (
    PUBLISHED,
    Finding,
    Material,
    Severity,
    finding,
    grouped,
    number_of,
    published,
    series_of,
)
from planbook.assess.rounding import decimals_of, round_half_even
from planbook.data.model import Observation
from planbook.data.vocab import Evidence


def one_source(material: Material) -> list[Finding]:
    """Find equal figures whose sources go back to one publication: several rows, one witness.

    Notes
    -----
    Rule: same indicator, place, period and value, different source pages, same original publisher and date (design:
    reposts carry the original's publisher and date). Where both pages are undated it is a question, not a fact.
    """
    found = []
    stated = [r for r in material.rows if r.source in material.sources and r.value is not None]

    def origin(row: Observation) -> tuple[str | float | None, ...]:
        source = material.sources[row.source]
        return row.indicator, row.place, row.period.code, row.unit, row.value, source.publisher, source.date

    for rows in grouped(stated, origin).values():
        pages = {r.source for r in rows}
        if len(pages) > 1:
            sure = Severity.CAUTION if material.sources[rows[0].source].date else Severity.QUESTION
            found.append(finding("AUD-ONE-SOURCE", sure, rows, len(pages), "个"))
    return found


NEWS = timedelta(days=7)
"""Days within which reports of one press conference appear; a convention of this book."""
_TELLS = (*PUBLISHED, Evidence.STATEMENT)


def one_event(material: Material) -> list[Finding]:
    """Find equal figures that several publishers printed within days: most likely one release, so one witness.

    Notes
    -----
    Rule: same indicator, place, period, unit and value (or wording), different publishers, at most :data:`NEWS` between
    one report and the next. Only sources dated to the day are compared.
    """
    rows = [r for r in material.rows if r.evidence in _TELLS and (r.value is not None or r.text) and _day(r, material)]

    def told(row: Observation) -> tuple[str | float | None, ...]:
        return row.indicator, row.place, row.period.code, row.unit, row.value, "" if row.value is not None else row.text

    found = []
    for same in grouped(rows, told).values():
        for run in _close(same, material):
            publishers = {material.sources[r.source].publisher for r in run}
            if len(publishers) > 1:
                found.append(finding("AUD-ONE-EVENT", Severity.CAUTION, run, len(publishers), "个"))
    return found


def _day(row: Observation, material: Material) -> date | None:
    """Return the day a row's source was published, ``None`` where it is not known to the day."""
    written = material.sources[row.source].date if row.source in material.sources else ""
    return date.fromisoformat(written) if len(written) == len("2025-01-01") else None


def _close(rows: Sequence[Observation], material: Material) -> list[list[Observation]]:
    """Return runs of rows whose sources follow one another within :data:`NEWS`."""
    dated = sorted(((day, r) for r in rows if (day := _day(r, material))), key=lambda pair: (pair[0], pair[1].key))
    runs: list[list[Observation]] = []
    last: date | None = None
    for day, row in dated:
        if last is not None and day - last <= NEWS:
            runs[-1].append(row)
        else:
            runs.append([row])
        last = day
    return runs


CLAIMS = ((*PUBLISHED, Evidence.DERIVED), (Evidence.TASK, Evidence.PLANNED), (Evidence.REFERENCE,))
"""Evidence that claims the same thing: what came out, what was ordered, what others compiled."""


def _claim(row: Observation) -> int | None:
    return next((n for n, kinds in enumerate(CLAIMS) if row.evidence in kinds), None)


def agree(first: float, second: float) -> bool:
    """Return whether two figures are the same once the finer is rounded to the coarser one's decimals (GB/T 8170).

    Examples
    --------
    >>> agree(362.96, 363), agree(94.8, 94.6)
    (True, False)
    """
    decimals = min(decimals_of(first), decimals_of(second))
    return round_half_even(first, decimals) == round_half_even(second, decimals)


def conflict(material: Material) -> list[Finding]:
    """Find different values of one indicator, place, period and basis that claim the same thing (:data:`CLAIMS`).

    Notes
    -----
    Rule: exact values that do not :func:`agree`; bounded ones (above, at most, about) only restrict and are left out,
    and so are archives of real-time monitoring, whose differences the design keeps apart by series.
    """
    rows = [r for r in material.rows if _claim(r) is not None and r.value is not None and r.bound in {"", "="}]
    found = []
    for group in grouped(rows, lambda r: (*series_of(r), r.period.code, _claim(r))).values():
        values = [number_of(r) for r in group]
        if not agree(max(values), min(values)):
            severity = Severity.CONTRADICTION if group[0].evidence in CLAIMS[0] else Severity.QUESTION
            found.append(finding("AUD-CONFLICT", severity, group, max(values) - min(values)))
    return found


def mixed_units(material: Material) -> list[Finding]:
    """Find indicators written in several units, and official annual series whose basis changes between years.

    Notes
    -----
    Rule: one indicator, one unit (data dictionary); a line may join only figures on one basis (design, data model).
    Figures for a season are no part of an annual series.
    """
    return [*_several_units(material.rows), *_several_bases(material.rows)]


def _several_units(rows: Sequence[Observation]) -> list[Finding]:
    written = grouped((r for r in rows if r.unit), lambda r: r.indicator).values()
    each = [list({r.unit: r for r in group}.values()) for group in written]
    return [finding("AUD-MIXED-UNITS", Severity.CONTRADICTION, one, len(one), "个") for one in each if len(one) > 1]


def _several_bases(rows: Sequence[Observation]) -> list[Finding]:
    annual = [r for r in published(rows) if r.period.is_year and "season" not in r.basis]
    series = grouped(sorted(annual, key=lambda r: r.period), lambda r: (r.indicator, r.place)).values()
    return [finding("AUD-MIXED-UNITS", Severity.CAUTION, one, len({r.basis for r in one}), "个")
            for one in series if _basis_changes(one)]


def _basis_changes(rows: Sequence[Observation]) -> bool:
    """Return whether two consecutive years with figures share no basis."""
    by_year = grouped(rows, lambda r: r.period.year)
    bases = [{r.basis for r in by_year[year]} for year in sorted(by_year)]
    return any(not before & after for before, after in pairwise(bases))
