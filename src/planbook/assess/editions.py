"""The difference between two editions of the book: which verdicts moved and why, which values came, changed or went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planbook.assess.result import Assessment, Role
from planbook.assess.weigh import deadline
from planbook.data.model import Edition, Observation, Plan
from planbook.data.periods import Period
from planbook.data.vocab import Word

Key = tuple[str, ...]
"""The eight parts that identify an observation."""


class Cause(Word):
    """Why a verdict is another one than in the edition before."""

    PUBLISHED = "published", "有新公布的数据", "newly published data"
    NEW_YEAR = (
        "new_year", "当时已公布、但所说年份晚于上一版数据年的数据", "data public before, about a year after the earlier edition's")
    REVISED = "revised", "所依据的值有修订或撤回", "a figure it rested on was revised or withdrawn"
    YEAR_REACHED = "year_reached", "目标年已到", "the target year was reached"
    WEIGHED = "weighed", "同样的数据按新的数据年重新衡量", "the same data, weighed for the new data year"


@dataclass(frozen=True)
class Revision:
    """One row of ``data/revisions.csv``: a past value changed, or taken back where ``new`` is empty.

    Attributes
    ----------
    revised_on : date
        The day of the revision.
    key : tuple of str
        The observation's key.
    old, new : str
        As written before and after.
    reason, source : str
        Why, and the id of the source that says so (may be empty).
    """

    revised_on: date
    key: Key
    old: str
    new: str
    reason: str
    source: str


@dataclass(frozen=True)
class View:
    """What one edition sees.

    Attributes
    ----------
    edition : Edition
        Data year and cut-off.
    rows : mapping of tuple of str to Observation
        Its observations by key.
    assessments : mapping of str to Assessment
        Its verdicts by target.
    """

    edition: Edition
    rows: Mapping[Key, Observation]
    assessments: Mapping[str, Assessment]


@dataclass(frozen=True)
class Move:
    """One target whose answer is not what it was.

    Attributes
    ----------
    before, after : Assessment
        The two answers.
    causes : tuple of Cause
        Why, in the order of :class:`Cause`.
    new_rows : tuple of Observation
        Rows the answer rests on now that the earlier edition did not see.
    """

    before: Assessment
    after: Assessment
    causes: tuple[Cause, ...]
    new_rows: tuple[Observation, ...]

    @property
    def turned(self) -> bool:
        """Whether the verdict itself is another one."""
        return self.before.verdict is not self.after.verdict


@dataclass(frozen=True)
class Difference:
    """Everything in which an edition differs from the one before it.

    Attributes
    ----------
    before, after : Edition
        The two editions.
    moves : tuple of Move
        Targets whose verdict, reasons or deciding rows differ, in text order.
    new : tuple of Observation
        Values the earlier edition did not see, in file order.
    revised : tuple of Revision
        Values changed between the two.
    withdrawn : tuple of Revision
        Values taken back between the two.
    """

    before: Edition
    after: Edition
    moves: tuple[Move, ...]
    new: tuple[Observation, ...]
    revised: tuple[Revision, ...]
    withdrawn: tuple[Revision, ...]

    @property
    def turned(self) -> tuple[Move, ...]:
        """Targets with another verdict."""
        return tuple(m for m in self.moves if m.turned)

    @property
    def shifted(self) -> tuple[Move, ...]:
        """Targets with the same verdict for other reasons or on other rows."""
        return tuple(m for m in self.moves if not m.turned)


def compare(before: View, after: View, revisions: Sequence[Revision], plan: Plan) -> Difference:
    """Return in what two editions differ.

    Parameters
    ----------
    before, after : View
        The two editions, the older first.
    revisions : sequence of Revision
        Every revision known; those after the earlier cut-off and up to the later one count.
    plan : Plan
        Gives the year that counts where a target names none.

    Notes
    -----
    A row is the same in both if its key is. A row the later edition no longer has is one taken back, with or without a
    revision that says so.
    """
    made = _made_between(before, after, revisions)
    moves = [_move(a, after.assessments[t], before, made, plan) for t, a in before.assessments.items() if t in after.assessments]
    told = {r.key for r in made}
    silent = [_unexplained(before.rows[k], after.rows.get(k), after.edition) for k in before.rows
              if k not in told and said_in(before.rows[k]) != (said_in(after.rows[k]) if k in after.rows else None)]
    every = (*made, *silent)
    return Difference(
        before.edition, after.edition, tuple(m for m in moves if m is not None),
        tuple(row for key, row in after.rows.items() if key not in before.rows),
        tuple(r for r in every if r.new), tuple(r for r in every if not r.new))


def _made_between(before: View, after: View, revisions: Sequence[Revision]) -> list[Revision]:
    """Return the revisions made after the earlier cut-off, of rows the later edition sees or saw until then."""
    def concerns(r: Revision) -> bool:
        gone = not r.new and Period.parse(r.key[2]).year <= after.edition.year
        return gone or r.key in before.rows or r.key in after.rows

    return [r for r in revisions if before.edition.cut_off < r.revised_on <= after.edition.cut_off and concerns(r)]


def said_in(row: Observation) -> str:
    """Return what a row says as one text: its figure or band with its bound, else its wording."""
    ends = [f"{end:.12g}" for end in (row.value, row.low, row.high) if end is not None]
    return row.bound.strip("=") + "–".join(ends) if ends else row.text


def _unexplained(old: Observation, new: Observation | None, edition: Edition) -> Revision:
    return Revision(edition.cut_off, old.key, said_in(old), said_in(new) if new else "", "", "")


def _move(a: Assessment, b: Assessment, before: View, made: Sequence[Revision], plan: Plan) -> Move | None:
    """Return the move of one target, ``None`` where verdict, reasons and deciding rows are the same."""
    fresh = tuple(row for row in b.deciding if row.key not in before.rows)
    touched = {r.key for r in made} & {row.key for row in (*a.deciding, *b.deciding)}
    same = a.verdict is b.verdict and a.reasons == b.reasons
    if same and not fresh and not touched:
        return None
    reached = a.as_of < deadline(b.target, plan) <= b.as_of
    causes = _causes(fresh or _other_news(a, b, before, reached=reached), before.edition, revised=bool(touched), reached=reached)
    return Move(a, b, causes, fresh)


_BACKGROUND = (Role.CONTEXT, Role.PLANNED)


def _other_news(a: Assessment, b: Assessment, before: View, *, reached: bool) -> tuple[Observation, ...]:
    """Return the rows new to a target that explain its answer though none of them decides: a base, a part, another scope.

    Where the target year was reached and the answer rests on rows known before, that year explains it.
    """
    if (b.deciding and reached) or (a.verdict, a.reasons) == (b.verdict, b.reasons):
        return ()
    return tuple(w.row for w in b.rows if w.role not in _BACKGROUND and w.row.key not in before.rows)


def _causes(fresh: Sequence[Observation], earlier: Edition, *, revised: bool, reached: bool) -> tuple[Cause, ...]:
    holds = {
        Cause.PUBLISHED: any(row.known_from > earlier.cut_off for row in fresh),
        Cause.NEW_YEAR: any(row.known_from <= earlier.cut_off for row in fresh),
        Cause.REVISED: revised,
        Cause.YEAR_REACHED: reached,
    }
    return tuple(cause for cause, true in holds.items() if true) or (Cause.WEIGHED,)
