"""Decide one target at one place before its year is over: the straight line from base to target."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from planbook.assess.decide import Outcome, best, decide_place, outcome
from planbook.assess.result import Role
from planbook.assess.rounding import exact
from planbook.assess.rules import Rule
from planbook.assess.spans import asked_side, side, span_of
from planbook.assess.weigh import Reading, deadline, solid
from planbook.data.model import Plan, Target
from planbook.data.vocab import Direction, Evidence, Kind, Reason, Verdict

_FROM_NOUGHT = (Kind.RELATIVE_CHANGE, Kind.CUMULATIVE_AMOUNT)
"""Kinds that start at nought by definition: no reduction yet, nothing accumulated yet."""
_BASE_EVIDENCE = (Evidence.BASELINE, Evidence.ACTUAL, Evidence.DERIVED)


def pace_place(target: Target, place: str, readings: Sequence[Reading], plan: Plan) -> Outcome:
    """Grade the latest whole plan year at one place; a fulfilled deliverable is ahead."""
    if target.kind is Kind.QUALITATIVE:
        final = decide_place(target, place, readings)
        return replace(final, verdict=Verdict.AHEAD) if final.verdict is Verdict.MET else _unknown(final)
    current = latest(target, place, readings)
    if current is None:
        return replace(decide_place(target, place, readings), verdict=Verdict.NOT_ASSESSABLE, chosen=None)
    if current.meets:
        return outcome(Verdict.AHEAD, current, target)
    return _on_line(target, current, readings, plan)


def _unknown(final: Outcome) -> Outcome:
    if final.verdict is Verdict.NOT_ASSESSABLE:
        return final
    return Outcome(final.place, Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,))


def latest(target: Target, place: str, readings: Sequence[Reading]) -> Reading | None:
    """Return the best row of the latest plan year that has a figure or rating."""
    own = [r for r in readings if r.role is Role.EARLIER and r.row.place == place
           and r.row.evidence is not Evidence.STATEMENT]
    last = max((r.row.period.last for r in own), default=None)
    return best((r for r in own if r.row.period.last == last), target)


def _on_line(target: Target, current: Reading, readings: Sequence[Reading], plan: Plan) -> Outcome:
    needed = required(target, current, readings, plan)
    if needed is None:
        return Outcome(current.row.place, Verdict.NOT_ASSESSABLE, (Reason.NO_BASE_YEAR,))
    rising = target.value is not None and needed <= exact(target.value)
    direction = Direction.AT_LEAST if rising else Direction.AT_MOST
    if asked_side(target) is not Direction.EQUAL:
        direction = asked_side(target)
    reached = None if current.span is None else side(current.span, direction, needed)
    if reached is None:
        return Outcome(current.row.place, Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,))
    return outcome(Verdict.ON_PACE if reached else Verdict.BEHIND, current, target, Rule.STRAIGHT_LINE)


def required(target: Target, current: Reading, readings: Sequence[Reading], plan: Plan) -> Decimal | None:
    """Return the value on the straight line in the year of ``current``; ``None`` without a published base."""
    base_year, end_year = target.base_year or plan.base_year, deadline(target, plan)
    if target.value is None or base_year is None or end_year <= base_year:
        return None
    base = base_value(target, current.row.place, base_year, readings)
    if base is None:
        return None
    elapsed = Decimal(current.row.period.year - base_year) / Decimal(end_year - base_year)
    return base + (exact(target.value) - base) * elapsed


def base_value(target: Target, place: str, year: int, readings: Sequence[Reading]) -> Decimal | None:
    """Return the published value of the base year at a place, nought for kinds that start there."""
    if target.kind in _FROM_NOUGHT:
        return Decimal(0)
    found = best((r for r in readings if _is_base(r, target, place, year)), target)
    span = None if found is None else span_of(found.row)
    return None if span is None else span.point


def _is_base(reading: Reading, target: Target, place: str, year: int) -> bool:
    row = reading.row
    mine = row.indicator == target.indicator and row.place == place and row.basis in target.accepted_basis
    known = row.evidence in _BASE_EVIDENCE and solid(row) and row.value is not None
    return mine and known and row.period.is_year and row.period.year == year
