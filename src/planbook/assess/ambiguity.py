"""What the plan's own text leaves open about a target: read from its fields, completed by what is noted of it."""

from collections.abc import Iterable

from planbook.assess.verdicts import SOFT_WORDS
from planbook.data.model import Ambiguity, Target
from planbook.data.text import Text
from planbook.data.vocab import AmbiguityKind, Criterion, Kind

_JUDGED = (Criterion.NUMBER, Criterion.DELIVERABLE)
"""Targets for which a missing deadline or a soft word bears on a verdict; the others are not judged at all."""


def ambiguities(target: Target, noted: Iterable[Ambiguity]) -> tuple[Ambiguity, ...]:
    """Return everything left open about a target, one entry per kind, in the order of the vocabulary.

    Parameters
    ----------
    target : Target
        Its base year, target year, qualifier and origin of value show some kinds by themselves.
    noted : iterable of Ambiguity
        Rows of the plan's table of ambiguities, of whatever target.
    """
    shown = {kind: Ambiguity(target.id, kind, Text("")) for kind in _shown(target)}
    found = shown | {a.kind: a for a in noted if a.target == target.id}
    return tuple(found[kind] for kind in AmbiguityKind if kind in found)


def _shown(target: Target) -> list[AmbiguityKind]:
    holds = {
        AmbiguityKind.NO_BASE: target.kind is Kind.RELATIVE_CHANGE and target.base_year is None,
        AmbiguityKind.NO_DEADLINE: target.criterion in _JUDGED and target.target_year is None,
        AmbiguityKind.SOFT_WORDING: target.criterion is Criterion.NUMBER and bool(soft_words(target)),
        AmbiguityKind.INFERRED_NUMBER: target.value_origin == "derived",
    }
    return [kind for kind, true in holds.items() if true]


def soft_words(target: Target) -> tuple[str, ...]:
    """Return the softening words in a target's qualifier, in the plan's writing."""
    return tuple(part for part in target.qualifier.split(";") if any(word in part for word in SOFT_WORDS))
