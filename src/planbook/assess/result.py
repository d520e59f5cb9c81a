"""What an assessment says: the verdict with everything it rests on."""

from dataclasses import dataclass
from enum import StrEnum

from planbook.data.model import Observation, Target
from planbook.data.vocab import Grade, Reason, Verdict


class Role(StrEnum):
    """What one row did in the assessment of one target."""

    DECIDES = "decides"  # accepted indicator, place, basis and period: it decides
    STATES = "states"  # an official statement about this target, without a number
    INDICATES = "indicates"  # unaudited monitoring of the target year
    EARLIER = "earlier"  # decides in everything but its period: an earlier plan year
    PART = "part"  # a part of the period, the places or the list
    OTHER_SCOPE = "other_scope"  # another basis, place or a related indicator
    BASELINE = "baseline"  # the base, or a value from before the plan
    PLANNED = "planned"  # a target or task restated
    CONTEXT = "context"  # reference, or background that never decides


class Caveat(StrEnum):
    """What a reader must be told beside a verdict (closed list)."""

    QUALIFIER = "qualifier"  # 左右, 力争 …: shown, does not soften the rule
    OTHER_YARDSTICK = "other_yardstick"  # the statement measures against another yardstick
    PROVISIONAL = "provisional"  # the deciding row is provisional (预计)
    CONFLICT = "conflict"  # sources disagree
    REPOST_ONLY = "repost_only"  # only reposts were read
    DERIVED_TARGET = "derived_target"  # the target's number is not written in the text
    BOUND = "bound"  # the deciding value is a bound
    DOUBTFUL = "doubtful"  # a row used is marked 存疑


@dataclass(frozen=True)
class Weighed:
    """One row and its role."""

    row: Observation
    role: Role


@dataclass(frozen=True)
class Assessment:
    """The answer for one target as one edition sees it.

    Attributes
    ----------
    target : Target
        What was asked.
    verdict : Verdict
        The answer.
    reasons : tuple of Reason
        Empty unless ``not_assessable``; the first is the one counted, the others hold as well.
    rows : tuple of Weighed
        Every row looked at, the deciding or nearest ones first.
    value, margin : float or None
        The deciding value and how far it lies beyond the target, in the target's unit
        (relative changes and shares: percentage points); positive = better than asked.
    rule : str
        Id of the rule that decided, explained on the method page.
    grade : Grade or None
        Weakest grade among the rows the verdict rests on.
    caveats : tuple of Caveat
        What must be said beside the verdict.
    as_of : int
        Data year of the edition.
    """

    target: Target
    verdict: Verdict
    reasons: tuple[Reason, ...]
    rows: tuple[Weighed, ...]
    value: float | None
    margin: float | None
    rule: str
    grade: Grade | None
    caveats: tuple[Caveat, ...]
    as_of: int

    def with_role(self, *roles: Role) -> tuple[Observation, ...]:
        """Return the rows that played one of ``roles``, in order."""
        return tuple(w.row for w in self.rows if w.role in roles)

    @property
    def deciding(self) -> tuple[Observation, ...]:
        """Rows the verdict rests on; empty where there is none."""
        return self.with_role(Role.DECIDES, Role.STATES, Role.INDICATES) or (
            self.with_role(Role.EARLIER) if self.verdict is Verdict.REACHED_IN_PERIOD else ())

    @property
    def nearest(self) -> Observation | None:
        """The row that comes nearest to deciding, for targets that cannot be assessed."""
        return self.rows[0].row if self.rows else None
