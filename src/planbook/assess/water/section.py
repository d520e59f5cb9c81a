"""The class of one section: single-factor evaluation, times over the standard, main pollutants."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.water.rules import GOOD_CLASS, Body, WaterRules
from planbook.assess.water.values import Reading, Refused, Used, Why, usable
from planbook.data.vocab import WATER_CLASSES

_GOOD = WATER_CLASSES.index(GOOD_CLASS)


def rank(water_class: str) -> int:
    """Return a class's place from best (0) to worst."""
    return WATER_CLASSES.index(water_class)


def is_good(water_class: str) -> bool:
    """Return whether a class is I, II or III."""
    return rank(water_class) <= _GOOD


@dataclass(frozen=True)
class ItemResult:
    """One item of a section.

    Attributes
    ----------
    value : Decimal
        The number evaluated.
    below_detection : bool
        Whether it stands for a value below detection.
    water_class : str
        The best class whose limit it keeps.
    times : Decimal or None
        Times over the class III limit; ``None`` where it is kept or the rule knows no multiple (water temperature, pH,
        dissolved oxygen).
    """

    item: str
    value: Decimal
    below_detection: bool
    water_class: str
    times: Decimal | None

    @property
    def exceeds(self) -> bool:
        """Whether the item is worse than class III."""
        return not is_good(self.water_class)


@dataclass(frozen=True)
class SectionClass:
    """A section's class and what it rests on.

    Attributes
    ----------
    body : Body
        Which limits were used.
    water_class : str or None
        The class of the worst item; ``None`` where no item could be evaluated.
    rating : str or None
        The word for the class (环办〔2011〕22号, section evaluation).
    items : tuple of ItemResult
        Evaluated items in the order of the standard.
    missing : tuple of str
        Items of the evaluation for which nothing usable was given; a class with missing items is a reference class.
    refused : tuple of Refused
        What was given and not used.
    main : tuple of ItemResult
        Main pollutants, first the worst; none where the section is excellent or good.
    """

    body: Body
    water_class: str | None
    rating: str | None
    items: tuple[ItemResult, ...]
    missing: tuple[str, ...]
    refused: tuple[Refused, ...]
    main: tuple[ItemResult, ...]

    @property
    def full(self) -> bool:
        """Whether every item of the evaluation took part."""
        return not self.missing and bool(self.items)

    @property
    def deciding(self) -> tuple[ItemResult, ...]:
        """The items whose class is the section's."""
        return tuple(i for i in self.items if i.water_class == self.water_class)


def classify(readings: Mapping[str, Reading], rules: WaterRules, body: Body = Body.RIVER) -> SectionClass:
    """Evaluate a section by its worst item (环办〔2011〕22号, single-factor evaluation).

    Parameters
    ----------
    readings : mapping of str to Reading
        By item id; ``tp`` is total phosphorus on rivers and lakes alike. Water temperature, total nitrogen and faecal
        coliforms are listed as refused, they never decide.
    rules : WaterRules
        The standard.
    body : Body
        River or lake: total phosphorus has limits of its own in lakes.

    Returns
    -------
    SectionClass
        With the items that were missing, so that a class on fewer than the evaluation's items says so.
    """
    wanted = (*rules.evaluated, *(i for i in readings if i not in rules.evaluated))
    found = {i: usable(i, readings.get(i), rules, body) for i in wanted}
    items = tuple(_result(i, u, rules, body) for i, u in found.items() if isinstance(u, Used))
    worst = max((i.water_class for i in items), key=rank, default=None)
    refused = tuple(u for i, u in found.items() if isinstance(u, Refused) and (i in readings or u.why is not Why.MISSING))
    return SectionClass(
        body=body, water_class=worst, rating=rules.section_ratings[worst] if worst else None, items=items,
        missing=tuple(i for i in rules.evaluated if isinstance(found[i], Refused)), refused=refused,
        main=main_pollutants(items, rules))


def _result(item: str, used: Used, rules: WaterRules, body: Body) -> ItemResult:
    limits = rules.limits_for(item, body)
    if limits is None:
        raise ValueError(f"{item} has no limits")
    water_class = limits.class_of(used.value)
    over = not is_good(water_class) and item not in rules.no_multiple
    return ItemResult(item, used.value, used.below_detection, water_class, limits.times_over(used.value) if over else None)


def main_pollutants(items: tuple[ItemResult, ...], rules: WaterRules) -> tuple[ItemResult, ...]:
    """Return a section's main pollutants (环办〔2011〕22号): items worse than class III, at most three.

    Cyanide and heavy metals come first; then the worst classes; within a class the largest times over the standard,
    items that have none last.
    """
    over = [i for i in items if i.exceeds]
    ordered = sorted(over, key=lambda i: (i.item not in rules.first, -rank(i.water_class), i.times is None, -(i.times or 0)))
    return tuple(ordered[:rules.main_pollutants])
