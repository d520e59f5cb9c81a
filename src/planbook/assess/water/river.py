"""The rating of a river: mean concentrations below five sections, shares of classes from five on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from planbook.assess.rounding import Number, exact
from planbook.assess.water.rules import Body, RatingStep, WaterRules
from planbook.assess.water.section import SectionClass, classify, is_good
from planbook.assess.water.values import Reading, Used, usable
from planbook.data.vocab import WATER_CLASSES, WATER_RATINGS, Word

WHOLE = 100
_CALM = 2
"""Ratings without main pollutants: excellent and good."""


class Method(Word):
    """How a river was rated."""

    MEANS = "means", "各断面浓度平均后单因子评价", "single-factor evaluation of the sections' mean concentrations"
    SHARES = "shares", "断面水质类别比例法", "shares of sections by class"


@dataclass(frozen=True)
class ShareRating:
    """A rating from shares of sections.

    Attributes
    ----------
    good, worse : Fraction or None
        Shares of sections in classes I to III and worse than V, percent.
    rating : str or None
        ``None`` where the shares given do not decide.
    wordings_differ : bool
        Whether the two wordings of the worst rating (good below 75 % as read, below 60 % from knowledge) disagree: only
        at exactly 60 % good and 40 % worse than V.
    """

    good: Fraction
    worse: Fraction | None
    rating: str | None
    wordings_differ: bool = False


def rate_shares(good: Number | Fraction, worse: Number | Fraction | None, rules: WaterRules) -> ShareRating:
    """Rate a river by the shares of its sections.

    Parameters
    ----------
    good : number
        Share of sections in classes I to III, percent.
    worse : number or None
        Share of sections worse than class V, percent; where unknown, only excellent and good can be told.
    rules : WaterRules
        The standard.

    Raises
    ------
    ValueError
        If the shares are no shares.
    """
    first, second = _share(good), None if worse is None else _share(worse)
    if first + (second or 0) > WHOLE:
        raise ValueError(f"shares of {first} % and {second} % are more than the whole")
    rating = next((s.rating for s in rules.steps if _fits(s, first, second)), None)
    other = rating == WATER_RATINGS[-1] and first >= Fraction(rules.heavy_good_below)
    return ShareRating(first, second, rating, other)


def _share(value: Number | Fraction) -> Fraction:
    share = value if isinstance(value, Fraction) else Fraction(exact(value))
    if not 0 <= share <= WHOLE:
        raise ValueError(f"a share of {value} % does not exist")
    return share


def _fits(step: RatingStep, good: Fraction, worse: Fraction | None) -> bool:
    return _within(good, step.good) and (step.worse == (None, None) or (worse is not None and _within(worse, step.worse)))


def _within(share: Fraction, ends: tuple[Decimal | None, Decimal | None]) -> bool:
    low, high = (None if end is None else Fraction(end) for end in ends)
    return (low is None or share >= low) and (high is None or share < high)


@dataclass(frozen=True)
class RiverPollutant:
    """A main pollutant of a river.

    Attributes
    ----------
    rate : Fraction or None
        Share of sections in which the item is worse than class III, percent; ``None`` below five sections.
    times : Decimal or None
        Times the mean is over the class III limit, below five sections.
    """

    item: str
    rate: Fraction | None
    times: Decimal | None


@dataclass(frozen=True)
class RiverRating:
    """A river's rating and what it rests on.

    Attributes
    ----------
    method : Method
        Which rule was used.
    rating : str or None
        ``None`` where no section has a class.
    sections : mapping of str to SectionClass
        Evaluated sections by name.
    left_out : tuple of str
        Sections without any usable value.
    shares : ShareRating or None
        From five sections on.
    mean : SectionClass or None
        Below five sections: the class of the mean concentrations.
    uneven : tuple of str
        Below five sections: items measured in some sections only, which therefore are not averaged.
    full : bool
        Whether all sections were evaluated on every item; else the rating is for reference only.
    main : tuple of RiverPollutant
        Main pollutants; none where the river is excellent or good.
    """

    method: Method
    rating: str | None
    sections: Mapping[str, SectionClass]
    left_out: tuple[str, ...]
    shares: ShareRating | None
    mean: SectionClass | None
    uneven: tuple[str, ...]
    full: bool
    main: tuple[RiverPollutant, ...]


def rate_river(
    sections: Mapping[str, Mapping[str, Reading]], rules: WaterRules, body: Body = Body.RIVER,
) -> RiverRating:
    """Rate a river by its sections (环办〔2011〕22号, rivers and basins).

    Parameters
    ----------
    sections : mapping of str to mapping of str to Reading
        Readings by section and item, means of the period that is rated.
    rules : WaterRules
        The standard.
    body : Body
        Which limits hold.
    """
    classes = {name: classify(readings, rules, body) for name, readings in sections.items()}
    evaluated = {name: c for name, c in classes.items() if c.water_class}
    left_out = tuple(name for name in classes if name not in evaluated)
    if len(evaluated) < rules.sections_for_shares:
        return _by_means({n: sections[n] for n in evaluated}, evaluated, left_out, rules)
    return _by_shares(evaluated, left_out, rules)


def _by_shares(evaluated: dict[str, SectionClass], left_out: tuple[str, ...], rules: WaterRules) -> RiverRating:
    words = [c.water_class or "" for c in evaluated.values()]
    good = Fraction(WHOLE * sum(is_good(w) for w in words), len(words))
    worse = Fraction(WHOLE * words.count(WATER_CLASSES[-1]), len(words))
    shares = rate_shares(good, worse, rules)
    return RiverRating(
        Method.SHARES, shares.rating, evaluated, left_out, shares, None, (), all(c.full for c in evaluated.values()),
        _by_rate(evaluated, rules) if shares.rating in WATER_RATINGS[_CALM:] else ())


def _by_rate(evaluated: dict[str, SectionClass], rules: WaterRules) -> tuple[RiverPollutant, ...]:
    """Return items worse than class III by the share of sections in which they are, largest first."""
    over: dict[str, int] = {}
    for section in evaluated.values():
        for item in section.items:
            over[item.item] = over.get(item.item, 0) + item.exceeds
    order = sorted((i for i, count in over.items() if count), key=lambda i: (-over[i], rules.evaluated.index(i)))
    return tuple(RiverPollutant(i, Fraction(WHOLE * over[i], len(evaluated)), None) for i in order[:rules.main_pollutants])


def _by_means(
    given: Mapping[str, Mapping[str, Reading]], evaluated: dict[str, SectionClass], left_out: tuple[str, ...],
    rules: WaterRules,
) -> RiverRating:
    """Average each item over the sections, then evaluate as one section."""
    body = next((c.body for c in evaluated.values()), Body.RIVER)
    values = {item: [u.value for r in given.values() if isinstance(u := usable(item, r.get(item), rules, body), Used)]
              for item in rules.evaluated}
    common = {i: Reading(sum(v, Decimal(0)) / len(v)) for i, v in values.items() if v and len(v) == len(given)}
    uneven = tuple(i for i, v in values.items() if 0 < len(v) < len(given))
    mean = classify(common, rules, body)
    return RiverRating(
        Method.MEANS, mean.rating, evaluated, left_out, None, mean, uneven, mean.full,
        tuple(RiverPollutant(i.item, None, i.times) for i in mean.main))
