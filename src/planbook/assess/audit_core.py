"""What the cross-checks look at and what they return."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from planbook.data.model import Observation, Place, Source, Target
from planbook.data.vocab import Evidence, Word

PUBLISHED = (Evidence.ACTUAL, Evidence.INTERIM, Evidence.BASELINE)
"""Evidence that is somebody's published figure for the place itself."""
WHOLE = 100.0
"""A whole in per cent."""


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
    year_days : int
        Least valid days of an annual evaluation (HJ 663, completeness).
    """

    rows: Sequence[Observation]
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    targets: Sequence[Target] = ()
    years: Sequence[int] = ()
    year_days: int = 0


_K = TypeVar("_K", bound=Hashable)


def grouped(rows: Iterable[Observation], by: Callable[[Observation], _K]) -> dict[_K, list[Observation]]:
    """Return rows by what they share."""
    found: dict[_K, list[Observation]] = {}
    for row in rows:
        found.setdefault(by(row), []).append(row)
    return found


def series_of(row: Observation) -> tuple[str, ...]:
    """Return what two rows must share to be the same figure at different times."""
    return row.indicator, row.place, row.basis, row.unit


def published(rows: Iterable[Observation]) -> list[Observation]:
    """Return the rows that are somebody's published figure."""
    return [r for r in rows if r.evidence in PUBLISHED and r.value is not None]


def number_of(row: Observation) -> float:
    """Return the figure of a row that has one.

    Raises
    ------
    ValueError
        If the row has no number.
    """
    if row.value is None:
        raise ValueError(f"row without a number: {row.key}")
    return row.value


def finding(
    check: str, severity: Severity, rows: Sequence[Observation], amount: float | None, unit: str = "",
) -> Finding:
    """Return a finding on rows, the first of which names its subject."""
    first = rows[0]
    periods = ";".join(dict.fromkeys(r.period.code for r in rows))
    values = tuple(r.value for r in rows if r.value is not None)
    return Finding(check, severity, first.indicator, first.place, periods, tuple(r.key for r in rows), values,
                   None if amount is None else round(amount, 6), unit or first.unit)
