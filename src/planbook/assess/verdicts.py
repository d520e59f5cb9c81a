"""The verdict engine: one pure function that answers for one target with everything the answer rests on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from planbook.assess.decide import Outcome, decide_place, strength
from planbook.assess.pace import pace_place
from planbook.assess.result import Assessment, Caveat, Role, Weighed
from planbook.assess.rules import Rule
from planbook.assess.weigh import Reading, deadline, is_own, is_own_level, weigh
from planbook.data.model import NO_KEY, Observation, Plan, Target
from planbook.data.vocab import Criterion, Evidence, Grade, Reason, Verdict

SOFT_WORDS = ("左右", "力争", "原则上", "基本", "具备条件", "约")
"""Words of the plan that soften a number; they are shown and soften nothing."""
_ROLES = tuple(Role)
_WEAKEST_FIRST = (
    Verdict.NOT_MET, Verdict.BEHIND, Verdict.INDICATED_NOT_MET, Verdict.NOT_ASSESSABLE, Verdict.REACHED_IN_PERIOD,
    Verdict.INDICATED_MET, Verdict.MET_AS_STATED, Verdict.ON_PACE, Verdict.AHEAD, Verdict.MET,
)
"""Which place speaks for several: one that missed, then one that seems to have, then one unknown, and so on."""
_BY_MONITORING = (Verdict.INDICATED_MET, Verdict.INDICATED_NOT_MET)
_COMPARED = (Evidence.ACTUAL, Evidence.INTERIM, Evidence.DERIVED, Evidence.BASELINE)


def wanted_indicators(target: Target) -> frozenset[str]:
    """Return the indicators whose rows an assessment wants to see."""
    return frozenset(i for i in (target.indicator, target.level_indicator, *target.related) if i)


def assess(target: Target, rows: Sequence[Observation], plan: Plan, as_of: int) -> Assessment:
    """Answer for one target.

    Parameters
    ----------
    target : Target
        What is asked.
    rows : sequence of Observation
        Every visible row on :func:`wanted_indicators`, whatever its place, basis or period.
    plan : Plan
        Gives the period, and the year that counts where the target names none.
    as_of : int
        Data year of the edition; rows about later years are not read.

    Returns
    -------
    Assessment
        Verdict, reasons, all rows with their roles, value and margin, rule, grade and caveats.
    """
    readings = weigh(target, [r for r in rows if r.period.year <= as_of], plan)
    if as_of >= deadline(target, plan):
        outcomes = [decide_place(target, place, readings) for place in target.places]
    else:
        outcomes = [pace_place(target, place, readings, plan) for place in target.places]
    speaker = min(outcomes, key=_weakness)
    settled = [_settle(r, outcomes) for r in readings]
    return Assessment(
        target, speaker.verdict, _reasons(speaker, outcomes), _ordered(settled, outcomes, target),
        _float(speaker.value), _float(speaker.margin), speaker.rule.value, _grade(speaker, outcomes),
        _caveats(target, settled, speaker, outcomes), as_of)


def _weakness(outcome: Outcome) -> tuple[int, Decimal]:
    return _WEAKEST_FIRST.index(outcome.verdict), outcome.margin if outcome.margin is not None else Decimal(0)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 6))


def _reasons(speaker: Outcome, outcomes: Sequence[Outcome]) -> tuple[Reason, ...]:
    """Return the speaker's reasons; where other places are decided, what is missing is a part."""
    if speaker.verdict is not Verdict.NOT_ASSESSABLE:
        return ()
    partly = any(o.verdict is not Verdict.NOT_ASSESSABLE for o in outcomes)
    every = [Reason.ONLY_PART] if partly else []
    every += [reason for o in outcomes for reason in o.reasons]
    return tuple(dict.fromkeys(every))


def _settle(reading: Reading, outcomes: Sequence[Outcome]) -> Reading:
    """Keep the roles that the outcome used: what was graded decides, what was outranked is context or a part.

    Once a deliverable is fulfilled, what else is said of it is context: nothing is left of which it could be a part.
    """
    verdict = {o.place: o.verdict for o in outcomes}.get(reading.row.place)
    fulfilled = verdict in (Verdict.MET, Verdict.AHEAD)
    if reading.rule is Rule.DELIVERABLE and reading.role is Role.PART and fulfilled:
        return replace(reading, role=Role.CONTEXT)
    if any(o.chosen is not None and o.chosen.row == reading.row for o in outcomes):
        graded = verdict in (Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)
        return replace(reading, role=Role.DECIDES) if graded else reading
    outranked = (reading.role is Role.STATES and verdict is not Verdict.MET_AS_STATED) or (
        reading.role is Role.INDICATES and verdict not in _BY_MONITORING)
    if not outranked:
        return reading
    return replace(reading, role=Role.PART if verdict is Verdict.NOT_ASSESSABLE else Role.CONTEXT)


def _ordered(readings: Iterable[Reading], outcomes: Sequence[Outcome], target: Target) -> tuple[Weighed, ...]:
    """Return the rows, those the verdict rests on or the nearest ones first."""
    chosen = [o.chosen.row for o in sorted(outcomes, key=_weakness) if o.chosen is not None]

    def key(reading: Reading) -> tuple[object, ...]:
        row = reading.row
        place = chosen.index(row) if row in chosen else len(chosen)
        return (place, _ROLES.index(reading.role), row.place not in target.places, row.indicator != target.indicator,
                -row.period.last.toordinal(), strength(reading), row.key)

    return tuple(Weighed(r.row, r.role) for r in sorted(readings, key=key))


def _grade(speaker: Outcome, outcomes: Sequence[Outcome]) -> Grade | None:
    """Return the weakest grade among the rows relied on, one for each place that shares the speaker's verdict."""
    if speaker.verdict is Verdict.NOT_ASSESSABLE:
        return None
    return max((o.chosen.row.grade for o in _relied(speaker, outcomes) if o.chosen), key=lambda g: g.value, default=None)


def _relied(speaker: Outcome, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Met needs every place; a miss or an indication rests on the places that show it."""
    if speaker.verdict in (Verdict.NOT_MET, Verdict.BEHIND, Verdict.INDICATED_NOT_MET):
        return [o for o in outcomes if o.verdict is speaker.verdict]
    return list(outcomes)


def _caveats(
        target: Target, readings: Sequence[Reading], speaker: Outcome, outcomes: Sequence[Outcome],
) -> tuple[Caveat, ...]:
    decided = speaker.verdict is not Verdict.NOT_ASSESSABLE
    relied = [o.chosen for o in _relied(speaker, outcomes) if o.chosen is not None and decided]
    rows = [r.row for r in relied]
    judged = target.criterion is Criterion.NUMBER
    holds = {
        Caveat.QUALIFIER: judged and any(word in target.qualifier for word in SOFT_WORDS),
        Caveat.OTHER_YARDSTICK: any(r.evidence is Evidence.STATEMENT and r.basis != NO_KEY for r in rows),
        Caveat.PROVISIONAL: any(r.evidence is Evidence.INTERIM for r in rows),
        Caveat.CONFLICT: bool(conflicts(target, [Weighed(r.row, r.role) for r in readings])),
        Caveat.REPOST_ONLY: _grade(speaker, outcomes) is Grade.C,
        Caveat.DERIVED_TARGET: target.value_origin == "derived",
        Caveat.BOUND: any(r.span is not None and r.span.point is None for r in relied) or any(r.bound == "≈" for r in rows),
        Caveat.DOUBTFUL: any(r.doubtful for r in rows),
    }
    return tuple(caveat for caveat, true in holds.items() if true)


NOTHING_SAID = (None, None, None, "", "")


def conflicts(target: Target, rows: Sequence[Weighed]) -> tuple[tuple[Observation, ...], ...]:
    """Return the groups of published rows about the target that disagree on one period at one place.

    Deciding rows are compared whatever way their period is written; other rows only where it is written alike.
    """
    groups: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for weighed in rows:
        row = weighed.row
        mine = (is_own(row, target) or is_own_level(row, target)) and row.basis in target.accepted_basis
        if mine and row.evidence in _COMPARED and said(row) != NOTHING_SAID:
            when = (weighed.role,) if weighed.role is Role.DECIDES else (row.period.code, row.period_label)
            groups[(row.indicator, row.place, *when)].append(row)
    return tuple(tuple(g) for g in groups.values() if len({said(row) for row in g}) > 1)


def said(row: Observation) -> tuple[object, ...]:
    """Return what a row says, for comparing: figures with their bound, else its wording."""
    if (row.value, row.low, row.high) != (None, None, None):
        return row.value, row.low, row.high, row.bound.strip("="), ""
    return None, None, None, "", row.text
