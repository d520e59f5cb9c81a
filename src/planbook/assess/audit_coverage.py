"""How much of the plan has published results, by project and year."""

from collections.abc import Sequence
from dataclasses import dataclass

from planbook.assess.audit_core import PUBLISHED, WHOLE, Finding, Material, Severity
from planbook.data.model import Observation, Target


@dataclass(frozen=True)
class Share:
    """Which of a project's numeric targets have a published result for a year, and the keys of the rows that say so."""

    project: str
    year: int
    numeric: tuple[str, ...]
    answered: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]

    @property
    def per_cent(self) -> float:
        """The share, per cent."""
        return WHOLE * len(self.answered) / len(self.numeric)


def completeness(material: Material) -> list[Share]:
    """Return the share of numeric targets with a published result, by project and year.

    Notes
    -----
    A published result is a number (or a range) with evidence in :data:`PUBLISHED` on the target's indicator or its level,
    for one of its places, on a basis it accepts, for a period that ends in the year. Whether it decides is not asked.
    """
    numeric: dict[str, list[Target]] = {}
    for target in material.targets:
        if target.value is not None:
            numeric.setdefault(target.project, []).append(target)
    rows = [r for r in material.rows if r.evidence in PUBLISHED and not (r.value is None and r.low is None)]
    return [_share(project, year, targets, rows) for project, targets in numeric.items() for year in material.years]


def _share(project: str, year: int, targets: Sequence[Target], rows: Sequence[Observation]) -> Share:
    found = {t.id: tuple(r.key for r in rows if _answers(r, t, year)) for t in targets}
    answered = tuple(t for t, keys in found.items() if keys)
    return Share(project, year, tuple(found), answered, tuple(dict.fromkeys(k for keys in found.values() for k in keys)))


def _answers(row: Observation, target: Target, year: int) -> bool:
    indicators = {target.indicator, target.level_indicator} - {""}
    return (row.period.year == year and row.indicator in indicators and row.place in target.places
            and row.basis in target.accepted_basis)


def silent(material: Material) -> list[Finding]:
    """Find the years in which none of a project's numeric targets has a published result (see :func:`completeness`)."""
    return [Finding("AUD-COMPLETENESS", Severity.CAUTION, "", "", str(s.year), (), (), len(s.numeric), "个", s.project)
            for s in completeness(material) if not s.answered]
