"""The path of one place towards a target that asks for a relative reduction: year by year, and how far from the goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.result import Assessment
from planbook.assess.rounding import exact
from planbook.assess.spans import ALL, change_span, span_of
from planbook.assess.weigh import base_levels, covers_start, deadline, is_own, is_own_level, solid
from planbook.data.model import Observation, Plan
from planbook.data.vocab import Evidence

STRENGTH = (Evidence.ACTUAL, Evidence.DERIVED, Evidence.INTERIM)
"""Results a path is made of, strongest first."""


@dataclass(frozen=True)
class Point:
    """One published figure on the path.

    Attributes
    ----------
    year : int
        Year it is about.
    level : float or None
        Level in the row's unit; ``None`` where only a reduction was published.
    change : float or None
        Reduction against the base, per cent; ``None`` without a base.
    row : Observation
        Where it comes from.
    """

    year: int
    level: float | None
    change: float | None
    row: Observation


@dataclass(frozen=True)
class Path:
    """Everything published for one place on the target's own footing.

    Attributes
    ----------
    place : str
        Place id.
    base : Observation or None
        Published base level.
    points : tuple of Point
        Published results by year, strongest first within a year; conflicting ones are all kept.
    goal : float
        Reduction asked for, per cent.
    goal_level : float or None
        The level that reduction means, in the base's unit.
    first_year, last_year : int
        Base year and year of the goal.
    distance : float or None
        Reduction of the last point beyond the goal, percentage points; negative: still to go.
    distance_level : float or None
        The goal's level less the last point's, in the base's unit; negative: still to be cut.
    needed : float or None
        Reduction the straight line asks for in the year of the last point, per cent.
    missing : tuple of int
        Years from the base year to the edition's for which nothing was published on this footing.
    """

    place: str
    base: Observation | None
    points: tuple[Point, ...]
    goal: float
    goal_level: float | None
    first_year: int
    last_year: int
    distance: float | None
    distance_level: float | None
    needed: float | None
    missing: tuple[int, ...]

    @property
    def last(self) -> Point | None:
        """The strongest point of the last year published."""
        years = [p.year for p in self.points]
        return next((p for p in self.points if p.year == max(years)), None)


def path_of(a: Assessment, place: str, plan: Plan) -> Path | None:
    """Return a place's path, ``None`` where nothing was published for the place on the target's own footing.

    Parameters
    ----------
    a : Assessment
        Of a target of kind ``relative_change`` with a value.
    place : str
        One of the target's places; rows on its parts, or on other bases such as a project ledger, are no part of the path.
    plan : Plan
        Gives the period.
    """
    rows = [w.row for w in a.rows if w.row.place == place]
    base = base_levels(a.target, rows, plan).get(place)
    points = tuple(sorted((p for p in (_point(r, a, base, plan) for r in rows) if p), key=_order))
    if a.target.value is None or (base is None and not points):
        return None
    goal, start, end = exact(a.target.value), a.target.base_year or plan.base_year or plan.start_year, deadline(a.target, plan)
    last = next((p for p in points if p.year == max(q.year for q in points)), None)
    level = None if base is None or base.value is None else exact(base.value) * (ALL - goal) / ALL
    change = None if last is None or last.change is None else exact(last.change)
    seen = {p.year for p in points} | ({base.period.year} if base else set())
    return Path(
        place, base, points, float(goal), _float(level), start, end, _float(None if change is None else change - goal),
        _float(level - exact(last.level)) if level is not None and last and last.level is not None else None,
        None if last is None else _float(goal * (last.year - start) / (end - start)),
        tuple(y for y in range(start, min(a.as_of, end) + 1) if y not in seen))


def _order(point: Point) -> tuple[int, int, tuple[str, ...]]:
    return point.year, STRENGTH.index(point.row.evidence), point.row.key


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(round(value, 6))


def _point(row: Observation, a: Assessment, base: Observation | None, plan: Plan) -> Point | None:
    usable = row.evidence in STRENGTH and row.value is not None and _whole(row, a, plan) and solid(row)
    if not usable or not plan.start_year <= row.period.year <= a.as_of or row.bound not in ("", "="):
        return None
    if is_own(row, a.target):
        return Point(row.period.year, None, row.value, row)
    return Point(row.period.year, row.value, _reduction(row, base), row) if is_own_level(row, a.target) else None


def _whole(row: Observation, a: Assessment, plan: Plan) -> bool:
    """Return whether a row is about a whole year, or a change that runs from the plan's start to the end of one."""
    change = is_own(row, a.target) and row.period.ends_year and covers_start(row, a.target, plan)
    return row.period.is_year or change


def _reduction(row: Observation, base: Observation | None) -> float | None:
    level = span_of(row)
    if level is None or base is None or base.value is None or base.unit != row.unit:
        return None
    found = change_span(exact(base.value), level)
    return None if found is None else _float(found.point)


def paths_of(assessments: Sequence[Assessment], plan: Plan) -> tuple[Path, ...]:
    """Return the paths of all places of the targets that have one."""
    found = [path_of(a, place, plan) for a in assessments for place in a.target.places]
    return tuple(p for p in found if p is not None)
