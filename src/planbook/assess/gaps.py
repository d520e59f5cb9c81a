"""What would have to be published, and by whom, so that each target can be judged."""

from dataclasses import dataclass

from planbook.assess.result import Assessment, Role
from planbook.data.vocab import Criterion, Kind, Reason, Verdict, Word

_FINAL = (Verdict.MET, Verdict.NOT_MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)
"""Verdicts that leave nothing to publish, in the edition they belong to."""


class Need(Word):
    """The kind of publication that is missing."""

    CRITERION = "criterion", "判定标准", "a yardstick"
    NUMBER = "number", "目标数值和结果", "the target's number and the result"
    DELIVERABLE = "deliverable", "可核查的成果", "the checkable deliverable"
    BASE_AND_CHANGE = "base_and_change", "基准年、基期值和降幅", "base year, base level and reduction"
    BASE_VALUE = "base_value", "基期值", "the base value"
    CHANGE = "change", "降幅或期末水平", "the reduction or the end level"
    AMOUNT = "amount", "累计量", "the accumulated amount"
    FIGURE = "figure", "目标年数值", "the target year's figure"
    RATING = "rating", "目标年等级", "the target year's rating"
    AUDITED = "audited", "经审核的目标年数值", "the target year's audited figure"
    FINAL_FIGURE = "final_figure", "目标年终值", "the target year's final figure"


@dataclass(frozen=True)
class Gap:
    """One missing publication.

    Attributes
    ----------
    target : str
        Target id.
    verdict : Verdict
        What could be said without it.
    reason : Reason or None
        First reason of a target that cannot be assessed.
    agencies : tuple of str
        Who is responsible: the bodies the plan names as leading, else all it names for the target; may be empty.
    need : Need
        What kind of thing is missing.
    indicator, level_indicator : str
        What to publish; for a relative change the level in base and end year would do as well.
    places : tuple of str
        Places still missing.
    year, base_year : int or None
        As the plan writes them; ``None`` where it does not.
    basis : tuple of str
        Accepted bases.
    unit : str
        Unit of the target.
    """

    target: str
    verdict: Verdict
    reason: Reason | None
    agencies: tuple[str, ...]
    need: Need
    indicator: str
    level_indicator: str
    places: tuple[str, ...]
    year: int | None
    base_year: int | None
    basis: tuple[str, ...]
    unit: str


def gap(a: Assessment) -> Gap | None:
    """Return what is missing for a final verdict, ``None`` if there is one."""
    if a.verdict in _FINAL:
        return None
    t = a.target
    return Gap(
        t.id, a.verdict, a.reasons[0] if a.reasons else None, t.lead_agencies or t.agencies, need_of(a), t.indicator,
        t.level_indicator, missing_places(a), t.target_year, t.base_year, t.accepted_basis, t.unit)


def missing_places(a: Assessment) -> tuple[str, ...]:
    """Return the target's places without a deciding row; all of them where each has one and something else is missing."""
    settled = {row.place for row in a.with_role(Role.DECIDES)}
    return tuple(p for p in a.target.places if p not in settled) or a.target.places


def need_of(a: Assessment) -> Need:
    """Return the kind of publication that would settle an assessment."""
    by_criterion = {
        Criterion.NONE: Need.CRITERION, Criterion.NO_NUMBER: Need.NUMBER, Criterion.DELIVERABLE: Need.DELIVERABLE}
    if a.target.criterion in by_criterion:
        return by_criterion[a.target.criterion]
    if a.target.kind is Kind.RATING:
        return Need.RATING
    if a.verdict in (Verdict.INDICATED_MET, Verdict.INDICATED_NOT_MET):
        return Need.AUDITED
    return Need.FINAL_FIGURE if a.verdict is Verdict.REACHED_IN_PERIOD else _need_of_kind(a)


def _need_of_kind(a: Assessment) -> Need:
    if a.target.kind is Kind.RELATIVE_CHANGE:
        return Need.BASE_AND_CHANGE if Reason.NO_BASE_YEAR in a.reasons else Need.CHANGE
    if Reason.NO_BASE_YEAR in a.reasons:
        return Need.BASE_VALUE
    return Need.AMOUNT if a.target.kind is Kind.CUMULATIVE_AMOUNT else Need.FIGURE
