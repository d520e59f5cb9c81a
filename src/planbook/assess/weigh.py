"""Weigh every row for one target: whether it is about this target and the asked time, and how strong it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from planbook.assess.result import Role
from planbook.assess.rounding import exact
from planbook.assess.rules import Rule
from planbook.assess.spans import Span, asked_side, change_span, facing_edge, rating_side, side, span_of
from planbook.data.model import Observation, Plan, Target
from planbook.data.periods import Period
from planbook.data.vocab import Criterion, Evidence, Kind

CUMULATIVE_LABELS = ("累计", "cumulative")
"""What a period label says where a year's figure is a running total."""
_FORMULA = re.compile(r"\d[^=＝]*[=＝]\s*-?\d|由[^，。；]*\d[^；]*?(?:加|减|乘|除|得)")
_NEVER = {
    Evidence.REFERENCE: Role.CONTEXT, Evidence.ESTIMATE: Role.CONTEXT,
    Evidence.PLANNED: Role.PLANNED, Evidence.TASK: Role.PLANNED, Evidence.BASELINE: Role.BASELINE,
}
"""Evidence that cannot decide, whatever the row is about."""
_RULE_OF_KIND = {Kind.RELATIVE_CHANGE: Rule.REDUCTION, Kind.CUMULATIVE_AMOUNT: Rule.CUMULATIVE, Kind.RATING: Rule.RATING}


class Fit(Enum):
    """How a row's period lies to the asked one."""

    BEFORE = auto()
    EARLIER = auto()
    ASKED = auto()
    PART = auto()
    AFTER = auto()


@dataclass(frozen=True)
class Reading:
    """One row as read for one target.

    Attributes
    ----------
    role : Role
        What it can do.
    span : Span or None
        What it says in the target's own measure (a level turned into a change, where the base is known).
    meets : bool or None
        On which side it lies; ``None`` if it cannot say.
    rule : Rule
        The rule it would decide by.
    """

    row: Observation
    role: Role
    span: Span | None = None
    meets: bool | None = None
    rule: Rule = Rule.NOT_DECIDED


def deadline(target: Target, plan: Plan) -> int:
    """Return the year whose result counts: the target's own, else the end of the plan period."""
    return target.target_year or plan.target_year


def shows_formula(note: str) -> bool:
    """Return whether a note shows the arithmetic behind a derived value.

    The rule: an equation between numbers (``47 - 11 = 36``), or 由 … followed by a number and by 加, 减, 乘, 除 or 得.

    Examples
    --------
    >>> shows_formula("由2023年36加“比2020年下降11”推得"), shows_formula("按报道推算")
    (True, False)
    """
    return bool(_FORMULA.search(note))


def own_basis(row: Observation, target: Target) -> bool:
    """Return whether the basis is accepted; a statement may measure against another yardstick, which is said beside it."""
    return row.basis in target.accepted_basis or row.evidence is Evidence.STATEMENT


def is_own(row: Observation, target: Target) -> bool:
    """Return whether a row is about the target itself: its indicator, one of its places, an accepted basis, its unit."""
    same_unit = row.value is None or not target.unit or row.unit == target.unit
    return row.indicator == target.indicator and row.place in target.places and own_basis(row, target) and same_unit


def is_own_level(row: Observation, target: Target) -> bool:
    """Return whether a row gives a level from which the target's change could be worked out."""
    return (target.kind is Kind.RELATIVE_CHANGE and bool(target.level_indicator)
            and row.indicator == target.level_indicator and row.place in target.places
            and row.basis in target.accepted_basis)


def fit_of(row: Observation, target: Target, plan: Plan) -> Fit:
    """Return how the row's period lies to the year the target asks about."""
    last_year, period = deadline(target, plan), row.period
    if period.year < plan.start_year:
        return Fit.BEFORE
    if period.year > last_year:
        return Fit.AFTER
    if not (_whole_years(period) and covers_start(row, target, plan)):
        return Fit.PART
    return Fit.ASKED if period.year == last_year else Fit.EARLIER


def covers_start(row: Observation, target: Target, plan: Plan) -> bool:
    """Return whether a running total or a change runs from the plan's start.

    One year's amount is only a part of the total, and a total begun before the plan holds amounts that are not the plan's.
    """
    first, spans = row.period.first.year, row.period.spans_years
    if row.evidence is Evidence.STATEMENT:
        return True
    if target.kind is Kind.CUMULATIVE_AMOUNT:
        total = any(label in row.period_label for label in CUMULATIVE_LABELS)
        return first == plan.start_year if spans else total
    return first <= plan.start_year or not (target.kind is Kind.RELATIVE_CHANGE and spans)


def _whole_years(period: Period) -> bool:
    return period.ends_year and (period.first.month, period.first.day) == (1, 1)


def base_levels(target: Target, rows: Sequence[Observation], plan: Plan) -> dict[str, Observation]:
    """Return the published base row per place, for targets that ask for a relative change.

    Where the plan names no base year, only a row whose publisher named it the base (evidence ``baseline``) will do; the
    plan's own base year is never put in its place.
    """
    named = (Evidence.BASELINE,)
    strong = named if target.base_year is None else (*named, Evidence.ACTUAL, Evidence.DERIVED)
    year = target.base_year or plan.base_year
    found: dict[str, Observation] = {}
    for row in sorted(rows, key=lambda r: (r.evidence is not Evidence.BASELINE, r.grade, r.key)):
        usable = row.evidence in strong and row.value is not None and solid(row)
        if is_own_level(row, target) and row.period.is_year and row.period.year == year and usable:
            found.setdefault(row.place, row)
    return found


def solid(row: Observation) -> bool:
    """Return whether a row is not a derived one that hides its formula."""
    return row.evidence is not Evidence.DERIVED or shows_formula(row.note)


def weigh(target: Target, rows: Sequence[Observation], plan: Plan) -> tuple[Reading, ...]:
    """Return every row with its role, in the order given."""
    bases = base_levels(target, rows, plan)
    return tuple(_read(row, target, plan, bases.get(row.place)) for row in rows)


def _read(row: Observation, target: Target, plan: Plan, base: Observation | None) -> Reading:
    if row.evidence in _NEVER:
        return Reading(row, _NEVER[row.evidence])
    fit = fit_of(row, target, plan)
    if fit is Fit.BEFORE:
        return Reading(row, Role.BASELINE)
    if fit is Fit.AFTER:
        return Reading(row, Role.CONTEXT)
    if is_own(row, target):
        return _read_own(row, target, plan, fit)
    if is_own_level(row, target):
        return _read_level(row, target, fit, base)
    return Reading(row, _foreign_role(row, target))


def _foreign_role(row: Observation, target: Target) -> Role:
    """Return another scope for anything published nearby, context for what is further off.

    Nearby is the same indicator on another basis or elsewhere, or a related one in the same unit or the same place.
    Monitoring of another indicator or place says nothing about this target.
    """
    same, here = row.indicator == target.indicator, row.place in target.places
    near = (same and here) if row.evidence is Evidence.MONITORED else (same or here or row.unit == target.unit)
    return Role.OTHER_SCOPE if near else Role.CONTEXT


def _read_own(row: Observation, target: Target, plan: Plan, fit: Fit) -> Reading:
    if target.kind is Kind.QUALITATIVE:
        return Reading(row, _deliverable_role(row, target), rule=Rule.DELIVERABLE)
    span, meets = span_of(row), says(row, target)
    role = _numeric_role(row, fit, meets)
    if role is Role.PART and meets and _grown(row, target, plan):
        role = Role.EARLIER
    return Reading(row, role, span, meets, _RULE_OF_KIND.get(target.kind, Rule.LEVEL))


def _grown(row: Observation, target: Target, plan: Plan) -> bool:
    """Return whether a running total within the plan is given: what it has reached cannot shrink again."""
    running = row.period.spans_years and row.period.first.year >= plan.start_year
    return target.kind is Kind.CUMULATIVE_AMOUNT and running


def says(row: Observation, target: Target) -> bool | None:
    """Return on which side of the target a row on its own indicator lies, ``None`` if it cannot say."""
    return rating_side(row.text, target) if target.kind is Kind.RATING else _side(span_of(row), target)


def _side(span: Span | None, target: Target) -> bool | None:
    if span is None or target.value is None:
        return None
    return side(span, asked_side(target), exact(target.value))


def _read_level(row: Observation, target: Target, fit: Fit, base: Observation | None) -> Reading:
    level, start = span_of(row), None if base is None or base.value is None else exact(base.value)
    span = None if level is None or start is None or base is None or base.unit != row.unit else change_span(start, level)
    if span is None:
        return Reading(row, Role.CONTEXT if row.evidence is Evidence.MONITORED else Role.PART)
    meets = _side(span, target)
    return Reading(row, _numeric_role(row, fit, meets), span, meets, Rule.CHANGE_FROM_LEVELS)


def _deliverable_role(row: Observation, target: Target) -> Role:
    if row.evidence is Evidence.MONITORED or not solid(row):
        return Role.CONTEXT
    shown = bool(row.text) or row.value is not None
    if target.criterion is not Criterion.DELIVERABLE or not shown:
        return Role.PART
    if row.evidence is Evidence.STATEMENT:
        return Role.STATES
    return Role.DECIDES if row.evidence in (Evidence.ACTUAL, Evidence.DERIVED) else Role.PART


def _numeric_role(row: Observation, fit: Fit, meets: bool | None) -> Role:
    """Return the role of a figure; an earlier or provisional one that reaches the target counts as reached, no more."""
    if row.evidence is Evidence.MONITORED:
        return Role.INDICATES if fit is Fit.ASKED and meets is not None else Role.CONTEXT
    if not solid(row):
        return Role.CONTEXT
    if row.evidence is Evidence.STATEMENT:
        return {Fit.ASKED: Role.STATES, Fit.EARLIER: Role.EARLIER}.get(fit, Role.PART)
    if fit is Fit.ASKED and row.evidence is not Evidence.INTERIM:
        return Role.PART if meets is None else Role.DECIDES
    if fit is Fit.EARLIER and (meets is not None or span_of(row) is not None):
        return Role.EARLIER
    return Role.EARLIER if meets and fit is Fit.ASKED else Role.PART


def edge_of(reading: Reading, target: Target) -> Decimal | None:
    """Return the value a reading is quoted with: the figure, or the end of a band or bound that faces the goal."""
    return None if reading.span is None else facing_edge(reading.span, asked_side(target), met=reading.meets)
