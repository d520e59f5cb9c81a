"""What would change a verdict: which publication, on which side of which value, and what the verdict would then be."""

from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.result import Assessment, Role
from planbook.assess.rounding import exact
from planbook.assess.rules import Rule
from planbook.assess.spans import asked_side
from planbook.assess.weigh import says
from planbook.data.model import Observation
from planbook.data.vocab import Criterion, Direction, Verdict, Word


class Turn(Word):
    """The kind of event that would change a verdict."""

    REVISION = "revision", "公布数修订到目标值的另一侧", "the published figure revised to the other side of the target"
    RATING = "rating", "公布的等级修订到目标等级的另一侧", "the published rating revised to the other side of the target"
    WITHDRAWAL = "withdrawal", "成果被撤回或查明并未公布", "the deliverable withdrawn, or shown not to have been published"
    FIGURE = "figure", "公布数值", "the figure published"
    AUDITED = "audited", "公布经审核的数值", "the audited figure published"
    FINAL = "final", "公布目标年终值", "the target year's final figure published"
    DELIVERY = "delivery", "成果见于公布", "the deliverable published"
    YARDSTICK = "yardstick", "先写明判定标准", "a yardstick written first"


@dataclass(frozen=True)
class Change:
    """What would change one verdict.

    Attributes
    ----------
    turn : Turn
        The kind of event.
    becomes : tuple of Verdict
        The verdict after it; two where the value then published decides, the better one first; empty where the event
        only makes a judgement possible.
    threshold : float or None
        Value that parts the two sides, in the target's unit.
    side : Direction
        On which side of ``threshold`` the target is met: the side it asks for.
    step : float or None
        How far the deciding figure lies from the threshold; a revision must go this far (further, for a target that is
        met). ``None`` where no figure decides.
    row : Observation or None
        The row that would have to be revised.
    alike : int
        Further rows of the same standing that say the same and would have to be revised as well.
    """

    turn: Turn
    becomes: tuple[Verdict, ...]
    threshold: float | None = None
    side: Direction = Direction.NONE
    step: float | None = None
    row: Observation | None = None
    alike: int = 0


_EITHER = (Verdict.MET, Verdict.NOT_MET)
_OTHER = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET}
_TURN_OF = {
    Verdict.MET_AS_STATED: Turn.FIGURE, Verdict.INDICATED_MET: Turn.AUDITED, Verdict.INDICATED_NOT_MET: Turn.AUDITED,
    Verdict.NOT_ASSESSABLE: Turn.FIGURE,
}
"""What is awaited; for all other open verdicts it is the target year's final figure."""


def change_of(a: Assessment) -> Change:
    """Return what would change an assessment's verdict.

    Notes
    -----
    A verdict by a published figure turns where that figure crosses the target; all others turn with a publication that
    is still missing, whichever side it falls on. Several places: the change is that of the place that speaks for all.
    """
    if a.target.criterion in (Criterion.NONE, Criterion.NO_NUMBER):
        return Change(Turn.YARDSTICK, ())
    if a.target.criterion is Criterion.DELIVERABLE:
        return _of_deliverable(a)
    if a.verdict in _OTHER:
        return _of_result(a)
    turn = _TURN_OF.get(a.verdict, Turn.FINAL)
    return Change(turn, _EITHER, a.target.value, asked_side(a.target))


def _of_deliverable(a: Assessment) -> Change:
    if a.verdict in (Verdict.MET, Verdict.AHEAD):
        return Change(Turn.WITHDRAWAL, (Verdict.NOT_ASSESSABLE,), row=a.rows[0].row)
    return Change(Turn.DELIVERY, (Verdict.MET,))


def _of_result(a: Assessment) -> Change:
    row, becomes = a.rows[0].row, (_OTHER[a.verdict],)
    alike = len(_alike(a, row))
    if a.target.rating:
        return Change(Turn.RATING, becomes, side=a.target.direction, row=row, alike=alike)
    return Change(Turn.REVISION, becomes, a.target.value, asked_side(a.target), _step(a), row, alike)


def _step(a: Assessment) -> float | None:
    """Return the distance from the deciding figure to the target, by their decimal writing."""
    if a.value is None or a.target.value is None:
        return None
    return float(abs(exact(a.value) - exact(a.target.value)).normalize() + Decimal(0))


def _alike(a: Assessment, row: Observation) -> list[Observation]:
    """Return the rows that would keep a missed target missed if ``row`` alone were revised."""
    if a.verdict is Verdict.MET:
        return []
    computed = a.rule == Rule.CHANGE_FROM_LEVELS
    return [r for r in a.with_role(Role.DECIDES) if r != row and r.place == row.place and _standing(r) == _standing(row)
            and (computed or says(r, a.target) is False)]


def _standing(row: Observation) -> tuple[object, ...]:
    return row.evidence, row.doubtful, row.grade
