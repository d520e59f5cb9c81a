"""Decide one target at one place from weighed rows, once its year is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from planbook.assess.result import Role
from planbook.assess.rounding import exact
from planbook.assess.rules import Rule
from planbook.assess.spans import asked_side, margin
from planbook.assess.weigh import Reading, edge_of
from planbook.data.model import Target
from planbook.data.vocab import Criterion, Evidence, Kind, Reason, Verdict

_STRENGTH = (Evidence.ACTUAL, Evidence.DERIVED, Evidence.INTERIM, Evidence.STATEMENT, Evidence.MONITORED)


@dataclass(frozen=True)
class Outcome:
    """The answer at one place.

    Attributes
    ----------
    place : str
        Place id.
    chosen : Reading or None
        The row it rests on.
    value, margin : Decimal or None
        As in :class:`planbook.assess.result.Assessment`.
    """

    place: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    rule: Rule = Rule.NOT_DECIDED
    chosen: Reading | None = None
    value: Decimal | None = None
    margin: Decimal | None = None


def strength(reading: Reading) -> tuple[object, ...]:
    """Return a sort key: published before derived, sound before doubtful, better grade, then the less favourable."""
    row = reading.row
    rank = _STRENGTH.index(row.evidence) if row.evidence in _STRENGTH else len(_STRENGTH)
    return rank, row.doubtful, row.grade.value, reading.meets is not False


def best(readings: Iterable[Reading], target: Target) -> Reading | None:
    """Return the reading that counts among several of the same period; ``None`` if there is none."""
    def key(reading: Reading) -> tuple[object, ...]:
        gap = margin_of(reading, target)
        return *strength(reading), gap if gap is not None else Decimal(0), reading.row.key

    return min(readings, key=key, default=None)


def margin_of(reading: Reading, target: Target) -> Decimal | None:
    """Return how far a reading lies beyond the target, ``None`` where it has no number."""
    value = edge_of(reading, target)
    if value is None or target.value is None:
        return None
    return margin(value, asked_side(target), exact(target.value))


def outcome(verdict: Verdict, reading: Reading, target: Target, rule: Rule | None = None) -> Outcome:
    """Return the outcome that rests on ``reading``."""
    return Outcome(reading.row.place, verdict, (), rule or reading.rule, reading,
                   edge_of(reading, target), margin_of(reading, target))


def decide_place(target: Target, place: str, readings: Sequence[Reading]) -> Outcome:
    """Decide at one place: a deciding row, else a statement, else monitoring, else what was reached earlier."""
    if target.criterion in (Criterion.NONE, Criterion.NO_NUMBER):
        return _unjudged(target, place)
    own = [r for r in readings if r.row.place == place]
    found = _decided(target, own) or _stated(target, own) or _indicated(target, own) or _reached(target, own)
    return found or Outcome(place, Verdict.NOT_ASSESSABLE, reasons_for(target, place, readings))


def _unjudged(target: Target, place: str) -> Outcome:
    if target.criterion is Criterion.NONE:
        return Outcome(place, Verdict.NOT_ASSESSABLE, (Reason.NO_CRITERION,), Rule.NO_CRITERION)
    return Outcome(place, Verdict.NOT_ASSESSABLE, (Reason.NO_NUMBER,), Rule.NO_NUMBER)


def _decided(target: Target, own: Sequence[Reading]) -> Outcome | None:
    reading = best((r for r in own if r.role is Role.DECIDES), target)
    if reading is None:
        return None
    met = target.kind is Kind.QUALITATIVE or reading.meets
    return outcome(Verdict.MET if met else Verdict.NOT_MET, reading, target)


def _stated(target: Target, own: Sequence[Reading]) -> Outcome | None:
    reading = best((r for r in own if r.role is Role.STATES), target)
    return None if reading is None else outcome(Verdict.MET_AS_STATED, without_number(reading), target, Rule.STATEMENT)


def without_number(reading: Reading) -> Reading:
    """Return the reading as a statement: whatever number stands beside it is not the result."""
    return replace(reading, span=None, meets=None)


def _indicated(target: Target, own: Sequence[Reading]) -> Outcome | None:
    reading = best((r for r in own if r.role is Role.INDICATES), target)
    if reading is None:
        return None
    verdict = Verdict.INDICATED_MET if reading.meets else Verdict.INDICATED_NOT_MET
    return outcome(verdict, reading, target, Rule.MONITORING)


def _reached(target: Target, own: Sequence[Reading]) -> Outcome | None:
    reached = [r for r in own if r.role is Role.EARLIER and r.meets and r.row.evidence is not Evidence.STATEMENT]
    latest = max((r.row.period.last for r in reached), default=None)
    reading = best((r for r in reached if r.row.period.last == latest), target)
    return None if reading is None else outcome(Verdict.REACHED_IN_PERIOD, reading, target, Rule.EARLIER_YEAR)


def reasons_for(target: Target, place: str, readings: Sequence[Reading]) -> tuple[Reason, ...]:
    """Return why a place stays undecided: the missing base first, then what comes nearest, then the rest."""
    roles = {r.role for r in readings if r.row.place == place or r.row.place not in target.places}
    nearest = ((Role.EARLIER, Reason.ONLY_EARLIER_YEAR), (Role.PART, Reason.ONLY_PART),
               (Role.OTHER_SCOPE, Reason.ONLY_OTHER_SCOPE))
    found = [reason for role, reason in nearest if role in roles] or [Reason.NOTHING_PUBLISHED]
    baseless = target.kind is Kind.RELATIVE_CHANGE and target.base_year is None
    return (Reason.NO_BASE_YEAR, *found) if baseless else tuple(found)
