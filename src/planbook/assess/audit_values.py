"""Cross-checks of the figures themselves: against each other, against their totals, in time, against the possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from planbook.assess.audit_core import (
    PUBLISHED,
    WHOLE,
    Finding,
    Material,
    Severity,
    finding,
    grouped,
    number_of,
    published,
    series_of,
)
from planbook.data.model import Observation, Place
from planbook.data.vocab import Evidence, PlaceKind

MEAN_DIFFERENCE = 1.0
"""ug/m3; annual means are evaluated in whole ug/m3 (HJ 663), so more than one cannot be rounding."""
FIRST_YEAR_ACTUAL = 2019
"""First whole year under the measurement conditions in force since 1 September 2018 (amendment of GB 3095-2012)."""
JUMP_FACTOR = 10.0
"""A factor of ten between years is a change of unit, of method or a slip before it is a change of the world."""
REPEAT_DIGITS = 3
"""Significant digits from which a repetition is worth a question; 38 twice is chance, and so are full marks."""
SHARE_TOLERANCE = 0.2
"""Points by which shares published with one decimal may miss their sum: five parts, half a last digit each, rounded."""
ADJACENT = timedelta(days=366)
"""Most days between the ends of two consecutive periods."""


def _measurement(row: Observation) -> tuple[str, ...]:
    """Return what two indicators' rows must share to be measured together."""
    return row.place, row.period.code, row.period_label, row.evidence, row.basis, row.source, row.series


def condition(row: Observation) -> str:
    """Return the measurement condition of an annual air figure: ``stp``, ``actual`` or empty where mixed or unstated.

    Notes
    -----
    GB 3095-2012, amendment of 2018: since 1 September 2018 particulates at actual temperature and pressure; until then
    at standard state. A figure with no basis of its own follows the rule of its year.
    """
    if row.basis in {"stp", "realtime-unaudited-stp"}:
        return "stp"
    current = row.basis in {"actual-conditions", "realtime-unaudited", "realtime-unaudited-backfilled"}
    by_rule = row.basis == "-" and row.period.year >= FIRST_YEAR_ACTUAL
    return "actual" if current or by_rule else ""


def official_monitored(material: Material) -> list[Finding]:
    """Compare official annual means with monitored ones of the same city, year and measurement condition.

    Notes
    -----
    Rule: a difference above :data:`MEAN_DIFFERENCE`; HJ 663 evaluates annual means in whole ug/m3. Months, years with
    mixed conditions and years short of valid days are not compared.
    """
    means = [r for r in material.rows if r.unit == "ug/m3" and r.value is not None and r.period.is_year and condition(r)]
    found = []
    for rows in grouped(means, lambda r: (r.indicator, r.place, r.period.code, condition(r))).values():
        official = [r for r in rows if r.evidence in PUBLISHED]
        monitored = [r for r in rows if r.evidence is Evidence.MONITORED]
        for pair in ((o, m) for o in official for m in monitored):
            difference = number_of(pair[0]) - number_of(pair[1])
            if abs(difference) > MEAN_DIFFERENCE:
                found.append(finding("AUD-OFFICIAL-MONITORED", Severity.QUESTION, pair, difference))
    return found


@dataclass(frozen=True)
class Sum:
    """Parts and their total: an indicator of the same row group, or a fixed number where ``total`` is empty."""

    parts: tuple[str, ...]
    total: str = ""
    fixed: float = WHOLE
    tolerance: float = SHARE_TOLERANCE
    at_most: bool = False


_CLASS_DAYS = ("excellent", "good", "light", "moderate", "heavy", "severe")
SUMS = (
    Sum((*(f"share-class-{c}" for c in ("ii", "iii", "iv", "v")), "share-worse-than-v")),
    Sum(("share-good-sections", "share-worse-than-v"), at_most=True),
    Sum(tuple(f"pm25-days-{c}" for c in _CLASS_DAYS), total="valid-days", tolerance=0.0),
    Sum(("population-census-urban", "population-census-rural"), total="population-census", tolerance=0.0),
    Sum(("population-resident-urban", "population-resident-rural"), total="population-resident", tolerance=0.1),
)
"""Indicators that add up; no class I share is published for these section sets. Populations in units of 10 000 are
rounded to one decimal, so two parts may miss the total by one last digit."""
PLACE_SUMS = (("population-census", PlaceKind.PREFECTURE), ("coal-boilers-closed", PlaceKind.PART))
"""Counts that the parts of a place must exhaust."""


def parts(material: Material) -> list[Finding]:
    """Compare parts with their totals, indicator by indicator and place by place.

    Notes
    -----
    Rule: :data:`SUMS` within the tolerance of their rounding (GB/T 8170), :data:`PLACE_SUMS` exactly.
    Parts and total may come from different pages, not from different archives.
    """
    return [*_indicator_parts(material), *_place_parts(material)]


def _indicator_parts(material: Material) -> list[Finding]:
    found = []
    wanted = {i for s in SUMS for i in (*s.parts, s.total)}
    rows = [r for r in material.rows if r.indicator in wanted and r.value is not None]
    for group in grouped(rows, lambda r: (r.place, r.period.code, r.evidence, r.basis, r.series)).values():
        by_indicator = {r.indicator: r for r in group}
        for rule in SUMS:
            gap = _gap(rule, by_indicator)
            if gap:
                used = [by_indicator[i] for i in (*rule.parts, rule.total) if i in by_indicator]
                found.append(finding("AUD-PARTS", Severity.CONTRADICTION, used, gap))
    return found


def _gap(rule: Sum, rows: Mapping[str, Observation]) -> float:
    """Return by how much the parts miss the total, nought where they do not or something is missing."""
    if not {*rule.parts, *filter(None, (rule.total,))} <= set(rows):
        return 0.0
    total = number_of(rows[rule.total]) if rule.total else rule.fixed
    gap = round(sum(number_of(rows[i]) for i in rule.parts) - total, 6)
    return gap if gap > rule.tolerance or (gap < -rule.tolerance and not rule.at_most) else 0.0


def _place_parts(material: Material) -> list[Finding]:
    found = []
    for indicator, kind in PLACE_SUMS:
        rows = [r for r in material.rows if r.indicator == indicator and r.value is not None]
        for group in grouped(rows, lambda r: (r.period.code, r.basis, r.evidence)).values():
            found += _missed_totals(group, kind, material.places)
    return found


def _missed_totals(rows: Sequence[Observation], kind: PlaceKind, places: Mapping[str, Place]) -> list[Finding]:
    found = []
    for total in rows:
        below = [r for r in rows if r.place in places and places[r.place].parent == total.place
                 and places[r.place].kind is kind]
        gap = sum(number_of(r) for r in below) - number_of(total)
        if len(below) > 1 and gap:
            found.append(finding("AUD-PARTS", Severity.CONTRADICTION, (total, *below), gap))
    return found


def is_cumulative(row: Observation) -> bool:
    """Return whether a row adds up over years: by its period, its basis or its label."""
    return row.period.spans_years or "cumulative" in row.basis or row.basis == "all-batches" or "累计" in row.period_label


def cumulative(material: Material) -> list[Finding]:
    """Find cumulative figures lower than an earlier one of the same indicator and place.

    Notes
    -----
    Rule: an amount once accumulated cannot fall; if it does, the starts or the methods differ (coal methods, section 5).
    Bases are deliberately not kept apart: an unstated start is what the check is for.
    """
    rows = [r for r in published(material.rows) if is_cumulative(r)]
    found = []
    for group in grouped(rows, lambda r: (r.indicator, r.place, r.unit)).values():
        ordered = sorted(group, key=lambda r: (r.period.last, r.known_from))
        for before, after in pairwise(ordered):
            fall = number_of(after) - number_of(before)
            if fall < 0 and before.period.last < after.period.last:
                found.append(finding("AUD-CUMULATIVE", Severity.CONTRADICTION, (before, after), fall))
    return found


def jump(material: Material) -> list[Finding]:
    """Find figures of one indicator and place that differ by more than a factor of ten between years.

    Notes
    -----
    Rule: :data:`JUMP_FACTOR` between consecutive years with a figure, whatever their basis; 41.46 and 1.775 for
    Qiqihar's scattered coal are the model (coal methods). Only whole years, only numbers above nought; monitored,
    cumulative and reference rows are left out.
    """
    kinds = (*PUBLISHED, Evidence.TASK, Evidence.DERIVED)
    rows = [r for r in material.rows if r.evidence in kinds and r.value and r.value > 0 and r.period.is_year
            and not is_cumulative(r)]
    found = []
    for group in grouped(rows, lambda r: (r.indicator, r.place, r.unit)).values():
        for before, after in pairwise(sorted(group, key=lambda r: r.period)):
            factor = max(number_of(before), number_of(after)) / min(number_of(before), number_of(after))
            if factor > JUMP_FACTOR and before.period.year < after.period.year:
                found.append(finding("AUD-JUMP", Severity.QUESTION, (before, after), factor, "倍"))
    return found


def significant_digits(value: float) -> int:
    """Return the significant digits of a number as published, trailing noughts of whole numbers left out.

    Examples
    --------
    >>> significant_digits(84.4), significant_digits(120)
    (3, 2)
    """
    return len(f"{abs(value):.10f}".rstrip("0").replace(".", "").strip("0"))


def repeated(material: Material) -> list[Finding]:
    """Find the same published value in consecutive periods.

    Notes
    -----
    Rule: a value with at least :data:`REPEAT_DIGITS` significant digits, same indicator, place, basis and unit, in
    periods that end at most :data:`ADJACENT` apart. Monitored means are left out: among thousands some must agree.
    """
    found = []
    for group in grouped(published(material.rows), series_of).values():
        for run in _runs(sorted(group, key=lambda r: r.period.last)):
            periods = len({r.period.code for r in run})
            if periods > 1 and significant_digits(number_of(run[0])) >= REPEAT_DIGITS:
                found.append(finding("AUD-REPEATED", Severity.QUESTION, run, periods, "个"))
    return found


def _runs(ordered: Sequence[Observation]) -> list[list[Observation]]:
    """Return stretches of equal values without a longer pause."""
    runs: list[list[Observation]] = []
    for row in ordered:
        last = runs[-1][-1] if runs else None
        if last and last.value == row.value and row.period.last - last.period.last <= ADJACENT:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def impossible(material: Material) -> list[Finding]:
    """Find figures that cannot be: PM10 below PM2.5, shares outside a whole, more days than the period has.

    Notes
    -----
    Rule: PM2.5 is part of PM10 (GB 3095-2012, terms); a share lies between nought and a whole; a count of days is at
    most the days of its period. Compared within one source and series only.
    """
    return [*_inverted(material.rows), *_no_share(material.rows), *_too_many_days(material.rows)]


def _inverted(rows: Sequence[Observation]) -> list[Finding]:
    found = []
    particles = [r for r in rows if r.indicator in {"pm25", "pm10"} and r.value is not None]
    for group in grouped(particles, _measurement).values():
        pair = {r.indicator: r for r in group}
        if len(pair) > 1 and number_of(pair["pm10"]) < number_of(pair["pm25"]):
            both = (pair["pm10"], pair["pm25"])
            found.append(finding("AUD-IMPOSSIBLE", Severity.CONTRADICTION, both, number_of(both[0]) - number_of(both[1])))
    return found


def _no_share(rows: Sequence[Observation]) -> list[Finding]:
    shares = [r for r in rows if r.value is not None and r.unit == "%" and {"share", "rate"} & set(r.indicator.split("-"))
              and not {"change", "reduction", "growth", "gain"} & set(r.indicator.split("-"))]
    return [finding("AUD-IMPOSSIBLE", Severity.CONTRADICTION, (r,), number_of(r) - (WHOLE if number_of(r) > WHOLE else 0))
            for r in shares if not 0 <= number_of(r) <= WHOLE]


def _too_many_days(rows: Sequence[Observation]) -> list[Finding]:
    counts = [(r, r.value - ((r.period.last - r.period.first).days + 1)) for r in rows if r.value is not None and r.unit == "d"]
    return [finding("AUD-IMPOSSIBLE", Severity.CONTRADICTION, (r,), excess) for r, excess in counts if excess > 0]


def backfill(material: Material) -> list[Finding]:
    """Find annual monitored figures with back-calculated days or too few valid ones, one finding per place, year, basis.

    Notes
    -----
    Rule: a basis that says so, or fewer than the valid days an annual evaluation needs (HJ 663). Figures for
    parts of the year carry their own days and are left to their bases.
    """
    annual = [r for r in material.rows if r.evidence is Evidence.MONITORED and r.period.is_year and _weak(r, material.year_days)]
    found = []
    for rows in grouped(annual, lambda r: (r.place, r.period.code, r.basis)).values():
        days = [r.n for r in rows if r.n is not None]
        found.append(finding("AUD-BACKFILL", Severity.CAUTION, rows, min(days, default=None), "d"))
    return found


def _weak(row: Observation, year_days: int) -> bool:
    """Return whether an annual monitored row is back-filled or short of days."""
    if "season" in row.basis:
        return False
    short = row.n is not None and row.n < year_days and row.basis.startswith("realtime-unaudited")
    return short or "backfilled" in row.basis or "incomplete" in row.basis
