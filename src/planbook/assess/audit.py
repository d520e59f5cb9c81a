"""Cross-checks over the observations: what the published figures say against each other.

Every check takes the same :class:`Material` and returns findings; none changes or leaves out a row.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar

from planbook.assess.air import DAYS_NEEDED
from planbook.assess.rounding import decimals_of, round_half_even
from planbook.data.model import Observation, Place, Source, Target
from planbook.data.text import Text
from planbook.data.vocab import Evidence, PlaceKind, Word

PUBLISHED = (Evidence.ACTUAL, Evidence.INTERIM, Evidence.BASELINE)
"""Evidence that is somebody's published figure for the place itself."""

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

WHOLE = 100.0
"""A whole in per cent."""

ADJACENT = timedelta(days=366)
"""Most days between the ends of two consecutive periods."""


class Severity(Word):
    """What a finding means for a reader."""

    CONTRADICTION = "contradiction", "互相矛盾", "contradiction"
    QUESTION = "question", "存疑待核", "open question"
    CAUTION = "caution", "使用时须注意", "mind when using"


@dataclass(frozen=True)
class Finding:
    """One thing a check found.

    Attributes
    ----------
    check : str
        Id of the check.
    severity : Severity
        What it means for a reader.
    indicator, place, period : str
        What it is about, as in the first row; the period names all rows' periods, joined by ``;``.
    keys : tuple of tuple of str
        Keys of the rows involved.
    values : tuple of float
        Their numbers, in the same order; rows without a number are left out.
    amount : float or None
        What was found, in numbers: a difference, fall, factor, or a number of days, periods, pages, bases or targets;
        ``None`` where the rows give none.
    unit : str
        Unit of ``amount``, as in the unit table.
    project : str
        The project it is about, for findings about no single row.
    """

    check: str
    severity: Severity
    indicator: str
    place: str
    period: str
    keys: tuple[tuple[str, ...], ...]
    values: tuple[float, ...]
    amount: float | None
    unit: str
    project: str = ""


@dataclass(frozen=True)
class Material:
    """What the checks look at.

    Attributes
    ----------
    rows : sequence of Observation
        All rows an edition sees.
    sources : mapping of str to Source
        By id.
    places : mapping of str to Place
        By id.
    targets : sequence of Target
        The plan's targets.
    years : sequence of int
        Plan years the edition covers.
    """

    rows: Sequence[Observation]
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    targets: Sequence[Target] = ()
    years: Sequence[int] = ()


@dataclass(frozen=True)
class Check:
    """One cross-check.

    Attributes
    ----------
    id : str
        Stable id, ``AUD-…``.
    name, rule : Text
        What it is called, and when it reports.
    amount : Text
        What the amount of its findings is.
    find : callable
        Material to findings.
    """

    id: str
    name: Text
    rule: Text
    amount: Text
    find: Callable[[Material], list[Finding]]


_K = TypeVar("_K", bound=Hashable)


def _groups(rows: Iterable[Observation], by: Callable[[Observation], _K]) -> dict[_K, list[Observation]]:
    found: dict[_K, list[Observation]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return found


def _series(row: Observation) -> tuple[str, ...]:
    """Return what two rows must share to be the same figure at different times."""
    return row.indicator, row.place, row.basis, row.unit


def _measurement(row: Observation) -> tuple[str, ...]:
    """Return what two indicators' rows must share to be measured together."""
    return row.place, row.period.code, row.period_label, row.evidence, row.basis, row.source, row.series


def _published(rows: Iterable[Observation]) -> list[Observation]:
    return [r for r in rows if r.evidence in PUBLISHED and r.value is not None]


def _number(row: Observation) -> float:
    if row.value is None:
        raise ValueError(f"row without a number: {row.key}")
    return row.value


def _finding(
    check: str, severity: Severity, rows: Sequence[Observation], amount: float | None, unit: str = "",
) -> Finding:
    first = rows[0]
    periods = ";".join(dict.fromkeys(r.period.code for r in rows))
    values = tuple(r.value for r in rows if r.value is not None)
    return Finding(check, severity, first.indicator, first.place, periods, tuple(r.key for r in rows), values,
                   None if amount is None else round(amount, 6), unit or first.unit)


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
    for rows in _groups(means, lambda r: (r.indicator, r.place, r.period.code, condition(r))).values():
        official = [r for r in rows if r.evidence in PUBLISHED]
        monitored = [r for r in rows if r.evidence is Evidence.MONITORED]
        for pair in ((o, m) for o in official for m in monitored):
            difference = _number(pair[0]) - _number(pair[1])
            if abs(difference) > MEAN_DIFFERENCE:
                found.append(_finding("AUD-OFFICIAL-MONITORED", Severity.QUESTION, pair, difference))
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
    for group in _groups(rows, lambda r: (r.place, r.period.code, r.evidence, r.basis, r.series)).values():
        by_indicator = {r.indicator: r for r in group}
        for rule in SUMS:
            gap = _gap(rule, by_indicator)
            if gap:
                used = [by_indicator[i] for i in (*rule.parts, rule.total) if i in by_indicator]
                found.append(_finding("AUD-PARTS", Severity.CONTRADICTION, used, gap))
    return found


def _gap(rule: Sum, rows: Mapping[str, Observation]) -> float:
    """Return by how much the parts miss the total, nought where they do not or something is missing."""
    if not {*rule.parts, *filter(None, (rule.total,))} <= set(rows):
        return 0.0
    total = _number(rows[rule.total]) if rule.total else rule.fixed
    gap = round(sum(_number(rows[i]) for i in rule.parts) - total, 6)
    return gap if gap > rule.tolerance or (gap < -rule.tolerance and not rule.at_most) else 0.0


def _place_parts(material: Material) -> list[Finding]:
    found = []
    for indicator, kind in PLACE_SUMS:
        rows = [r for r in material.rows if r.indicator == indicator and r.value is not None]
        for group in _groups(rows, lambda r: (r.period.code, r.basis, r.evidence)).values():
            found += _missed_totals(group, kind, material.places)
    return found


def _missed_totals(rows: Sequence[Observation], kind: PlaceKind, places: Mapping[str, Place]) -> list[Finding]:
    found = []
    for total in rows:
        below = [r for r in rows if r.place in places and places[r.place].parent == total.place
                 and places[r.place].kind is kind]
        gap = sum(_number(r) for r in below) - _number(total)
        if len(below) > 1 and gap:
            found.append(_finding("AUD-PARTS", Severity.CONTRADICTION, (total, *below), gap))
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
    rows = [r for r in _published(material.rows) if is_cumulative(r)]
    found = []
    for group in _groups(rows, lambda r: (r.indicator, r.place, r.unit)).values():
        ordered = sorted(group, key=lambda r: (r.period.last, r.known_from))
        for before, after in pairwise(ordered):
            fall = _number(after) - _number(before)
            if fall < 0 and before.period.last < after.period.last:
                found.append(_finding("AUD-CUMULATIVE", Severity.CONTRADICTION, (before, after), fall))
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
    for group in _groups(rows, lambda r: (r.indicator, r.place, r.unit)).values():
        for before, after in pairwise(sorted(group, key=lambda r: r.period)):
            factor = max(_number(before), _number(after)) / min(_number(before), _number(after))
            if factor > JUMP_FACTOR and before.period.year < after.period.year:
                found.append(_finding("AUD-JUMP", Severity.QUESTION, (before, after), factor, "倍"))
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
    for group in _groups(_published(material.rows), _series).values():
        for run in _runs(sorted(group, key=lambda r: r.period.last)):
            periods = len({r.period.code for r in run})
            if periods > 1 and significant_digits(_number(run[0])) >= REPEAT_DIGITS:
                found.append(_finding("AUD-REPEATED", Severity.QUESTION, run, periods, "个"))
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
    for group in _groups(particles, _measurement).values():
        pair = {r.indicator: r for r in group}
        if len(pair) > 1 and _number(pair["pm10"]) < _number(pair["pm25"]):
            both = (pair["pm10"], pair["pm25"])
            found.append(_finding("AUD-IMPOSSIBLE", Severity.CONTRADICTION, both, _number(both[0]) - _number(both[1])))
    return found


def _no_share(rows: Sequence[Observation]) -> list[Finding]:
    shares = [r for r in rows if r.value is not None and r.unit == "%" and {"share", "rate"} & set(r.indicator.split("-"))
              and not {"change", "reduction", "growth", "gain"} & set(r.indicator.split("-"))]
    return [_finding("AUD-IMPOSSIBLE", Severity.CONTRADICTION, (r,), _number(r) - (WHOLE if _number(r) > WHOLE else 0))
            for r in shares if not 0 <= _number(r) <= WHOLE]


def _too_many_days(rows: Sequence[Observation]) -> list[Finding]:
    counts = [(r, r.value - ((r.period.last - r.period.first).days + 1)) for r in rows if r.value is not None and r.unit == "d"]
    return [_finding("AUD-IMPOSSIBLE", Severity.CONTRADICTION, (r,), excess) for r, excess in counts if excess > 0]


def backfill(material: Material) -> list[Finding]:
    """Find annual monitored figures with back-calculated days or too few valid ones, one finding per place, year, basis.

    Notes
    -----
    Rule: a basis that says so, or fewer than :data:`planbook.assess.air.DAYS_NEEDED` valid days (HJ 663). Figures for
    parts of the year carry their own days and are left to their bases.
    """
    annual = [r for r in material.rows if r.evidence is Evidence.MONITORED and r.period.is_year and _weak(r)]
    found = []
    for rows in _groups(annual, lambda r: (r.place, r.period.code, r.basis)).values():
        days = [r.n for r in rows if r.n is not None]
        found.append(_finding("AUD-BACKFILL", Severity.CAUTION, rows, min(days, default=None), "d"))
    return found


def _weak(row: Observation) -> bool:
    """Return whether an annual monitored row is back-filled or short of days."""
    if "season" in row.basis:
        return False
    short = row.n is not None and row.n < DAYS_NEEDED and row.basis.startswith("realtime-unaudited")
    return short or "backfilled" in row.basis or "incomplete" in row.basis


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

    for rows in _groups(stated, origin).values():
        pages = {r.source for r in rows}
        if len(pages) > 1:
            sure = Severity.CAUTION if material.sources[rows[0].source].date else Severity.QUESTION
            found.append(_finding("AUD-ONE-SOURCE", sure, rows, len(pages), "个"))
    return found


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
    for group in _groups(rows, lambda r: (*_series(r), r.period.code, _claim(r))).values():
        values = [_number(r) for r in group]
        if not agree(max(values), min(values)):
            severity = Severity.CONTRADICTION if group[0].evidence in CLAIMS[0] else Severity.QUESTION
            found.append(_finding("AUD-CONFLICT", severity, group, max(values) - min(values)))
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
    written = _groups((r for r in rows if r.unit), lambda r: r.indicator).values()
    each = [list({r.unit: r for r in group}.values()) for group in written]
    return [_finding("AUD-MIXED-UNITS", Severity.CONTRADICTION, one, len(one), "个") for one in each if len(one) > 1]


def _several_bases(rows: Sequence[Observation]) -> list[Finding]:
    annual = [r for r in _published(rows) if r.period.is_year and "season" not in r.basis]
    series = _groups(sorted(annual, key=lambda r: r.period), lambda r: (r.indicator, r.place)).values()
    return [_finding("AUD-MIXED-UNITS", Severity.CAUTION, one, len({r.basis for r in one}), "个")
            for one in series if _basis_changes(one)]


def _basis_changes(rows: Sequence[Observation]) -> bool:
    """Return whether two consecutive years with figures share no basis."""
    by_year = _groups(rows, lambda r: r.period.year)
    bases = [{r.basis for r in by_year[year]} for year in sorted(by_year)]
    return any(not before & after for before, after in pairwise(bases))


@dataclass(frozen=True)
class Share:
    """Which of a project's numeric targets have a published result for a year, and the keys of the rows that say so."""

    project: str
    year: int
    numeric: tuple[str, ...]
    answered: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]

    @property
    def per_cent(self) -> float:
        """The share, per cent."""
        return WHOLE * len(self.answered) / len(self.numeric)


def completeness(material: Material) -> list[Share]:
    """Return the share of numeric targets with a published result, by project and year.

    Notes
    -----
    A published result is a number (or a range) with evidence in :data:`PUBLISHED` on the target's indicator or its level,
    for one of its places, on a basis it accepts, for a period that ends in the year. Whether it decides is not asked.
    """
    numeric: dict[str, list[Target]] = {}
    for target in material.targets:
        if target.value is not None:
            numeric.setdefault(target.project, []).append(target)
    rows = [r for r in material.rows if r.evidence in PUBLISHED and not (r.value is None and r.low is None)]
    return [_share(project, year, targets, rows) for project, targets in numeric.items() for year in material.years]


def _share(project: str, year: int, targets: Sequence[Target], rows: Sequence[Observation]) -> Share:
    found = {t.id: tuple(r.key for r in rows if _answers(r, t, year)) for t in targets}
    answered = tuple(t for t, keys in found.items() if keys)
    return Share(project, year, tuple(found), answered, tuple(dict.fromkeys(k for keys in found.values() for k in keys)))


def _answers(row: Observation, target: Target, year: int) -> bool:
    indicators = {target.indicator, target.level_indicator} - {""}
    return (row.period.year == year and row.indicator in indicators and row.place in target.places
            and row.basis in target.accepted_basis)


def silent(material: Material) -> list[Finding]:
    """Find the years in which none of a project's numeric targets has a published result (see :func:`completeness`)."""
    return [Finding("AUD-COMPLETENESS", Severity.CAUTION, "", "", str(s.year), (), (), len(s.numeric), "个", s.project)
            for s in completeness(material) if not s.answered]


CHECKS = (
    Check("AUD-OFFICIAL-MONITORED", Text("官方均值与监测均值", "Official against monitored means"),
          Text(f"同市、同年、同监测条件的官方年均值与未审核监测年均值相差超过{MEAN_DIFFERENCE:g}微克/立方米",
               f"Official and unaudited annual means of a city, year and measurement condition differ by more than {MEAN_DIFFERENCE:g} ug/m3"),
          Text("官方减监测", "Official less monitored"), official_monitored),
    Check("AUD-PARTS", Text("分项与合计", "Parts against totals"),
          Text("分项之和与合计不符（断面类别、优良天数级别、城乡人口、市地人口、锅炉台数），差超过四舍五入所能解释的",
               "Parts do not add up to their total (section classes, day classes, populations, boilers) beyond rounding"),
          Text("分项之和减合计", "Parts less total"), parts),
    Check("AUD-CUMULATIVE", Text("累计数下降", "Cumulative figures that fall"),
          Text("同一指标、同一地方较晚的累计数小于较早的累计数", "A later cumulative figure is below an earlier one"),
          Text("变化", "Change"), cumulative),
    Check("AUD-JUMP", Text("年际突变", "Jumps between years"),
          Text(f"同一指标、同一地方相邻两个有数的年份相差超过{JUMP_FACTOR:g}倍",
               f"Consecutive years with a figure differ by more than a factor of {JUMP_FACTOR:g}"),
          Text("相差倍数", "Factor"), jump),
    Check("AUD-REPEATED", Text("数值重复", "Repeated values"),
          Text(f"相邻时期公布同一个不少于{REPEAT_DIGITS}位有效数字的数值",
               f"The same value of at least {REPEAT_DIGITS} significant digits in consecutive periods"),
          Text("相同的时期", "Periods alike"), repeated),
    Check("AUD-IMPOSSIBLE", Text("不可能的数值", "Impossible figures"),
          Text("PM10低于PM2.5；占比小于零或超过百分之百；天数多于时期的天数",
               "PM10 below PM2.5; shares outside a whole; more days than the period has"),
          Text("差", "By"), impossible),
    Check("AUD-BACKFILL", Text("反算填补与有效日不足", "Back-filled or short of days"),
          Text(f"年值含反算填补的日子，或有效日少于{DAYS_NEEDED}天",
               f"Annual figures with back-calculated days or fewer than {DAYS_NEEDED} valid ones"),
          Text("天数（含填补）", "Days (fills included)"), backfill),
    Check("AUD-ONE-SOURCE", Text("一源多载", "One source, several pages"),
          Text("同一指标、地方、时期、数值的几个来源，原发布单位和日期相同，只能算一个证据",
               "Equal figures whose pages have the same original publisher and date: one witness only"),
          Text("来源页", "Pages"), one_source),
    Check("AUD-CONFLICT", Text("同一口径数值不同", "Differing values on one basis"),
          Text("同一指标、地方、时期、口径有几个数，按较少的小数位修约后仍不相同",
               "Several values of one indicator, place, period and basis that differ after rounding to the fewer decimals"),
          Text("最大相差", "Widest difference"), conflict),
    Check("AUD-MIXED-UNITS", Text("单位或口径变化", "Units or bases mixed"),
          Text("同一指标有几种单位；或公布的年度数列相邻两年没有共同口径",
               "One indicator in several units; or a published annual series whose consecutive years share no basis"),
          Text("单位或口径", "Units or bases"), mixed_units),
    Check("AUD-COMPLETENESS", Text("整年没有结果", "Years without any result"),
          Text("一组有数值的目标当年没有一个公布过可直接对照的结果（指标、地方、口径都对得上）",
               "Not one of a group's numeric targets has a published result for the year on its indicator, place and basis"),
          Text("涉及目标", "Targets concerned"), silent),
)
"""All checks, in the order of the page."""
