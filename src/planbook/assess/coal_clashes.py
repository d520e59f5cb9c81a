"""Published coal figures that do not fit together: found, laid side by side, never decided between."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from planbook.assess.coal import ORDER_OF_MAGNITUDE
from planbook.assess.coal_inputs import IN_YEAR, OPEN_START, PLAN_PERIOD
from planbook.data.coal import CoalMeaning
from planbook.data.model import Observation
from planbook.data.vocab import Word

NEAR = 1.05
"""Two tasks nearer than this are one task counted twice, whatever year each report gives."""
ALIKE = 1.01
"""Ratios nearer than this come from one coefficient, not from two measurements."""
UNEVEN = 2.0
"""How many times its even part of a total one year must hold to be worth saying."""
HUNDRED = 100.0
KG_PER_T = 1000.0

_K = TypeVar("_K", bound=Hashable)


class Clash(Word):
    """In which way figures do not fit together."""

    SHRINKING = "shrinking", "累计数变小", "a cumulative figure shrinks"
    YEAR_SHARE = "year_share", "一年占去累计的大部分", "one year takes most of the total"
    MEANINGS = "meanings", "含义不同的数", "figures of different meanings"
    JUMP = "jump", "两年相差一个量级以上", "years an order of magnitude apart"
    TWO_SOURCES = "two_sources", "两个来源不同", "two sources differ"
    ONE_COEFFICIENT = "one_coefficient", "两地的系数几乎相同", "one coefficient at two places"


@dataclass(frozen=True)
class Found:
    """Figures that do not fit together.

    Attributes
    ----------
    clash : Clash
        In which way.
    rows : tuple of Observation
        The figures, in the order they are to be read.
    amounts : tuple of float
        What was worked out from them: a share in per cent and the rest, a ratio, coefficients in kg/t; may be empty.
    """

    clash: Clash
    rows: tuple[Observation, ...]
    amounts: tuple[float, ...] = ()


def _groups(rows: Iterable[Observation], by: Callable[[Observation], _K]) -> dict[_K, list[Observation]]:
    found: dict[_K, list[Observation]] = defaultdict(list)
    for row in sorted((r for r in rows if r.value is not None), key=lambda r: (r.known_from, r.key)):
        found[by(row)].append(row)
    return found


def _same(row: Observation) -> tuple[str, ...]:
    return row.indicator, row.place, row.unit


def _number(row: Observation) -> float:
    return row.value or 0.0


def shrinking(rows: Iterable[Observation]) -> list[Found]:
    """Find cumulative figures larger than one published later for a period that ends no earlier."""
    totals = _groups((r for r in rows if r.basis in (PLAN_PERIOD, OPEN_START)), _same)
    return [Found(Clash.SHRINKING, (first, last)) for group in totals.values() for first, last in combinations(group, 2)
            if _number(first) > _number(last) and first.period.last <= last.period.last]


def year_share(rows: Iterable[Observation]) -> list[Found]:
    """Find single years that hold far more than their even part of a plan period's total.

    The amounts are the share in per cent and what is left for all other years, were the bases the same.
    """
    found = []
    for group in _groups((r for r in rows if r.basis in (PLAN_PERIOD, IN_YEAR)), _same).values():
        yearly = [r for r in group if r.basis == IN_YEAR]
        for total in (r for r in group if r.basis == PLAN_PERIOD):
            years = total.period.last.year - total.period.first.year + 1
            found += [_share(row, total, yearly) for row in yearly if _number(row) / _number(total) > UNEVEN / years]
    return found


def _share(row: Observation, total: Observation, yearly: Sequence[Observation]) -> Found:
    others = tuple(r for r in yearly if r.period.year != row.period.year)
    return Found(Clash.YEAR_SHARE, (row, total, *others),
                 (_number(row) / _number(total) * HUNDRED, round(_number(total) - _number(row), 6)))


def jumps(rows: Iterable[Observation]) -> list[Found]:
    """Find figures of two years on one thing and place that differ by an order of magnitude; the amount is the ratio."""
    found = []
    for group in _groups(rows, _same).values():
        for first, last in combinations(sorted(group, key=lambda r: r.period.last), 2):
            low, high = sorted((_number(first), _number(last)))
            if low > 0 and first.period.is_year and last.period.is_year and high / low >= ORDER_OF_MAGNITUDE:
                found.append(Found(Clash.JUMP, (first, last), (high / low,)))
    return found


def two_sources(rows: Iterable[Observation]) -> list[Found]:
    """Find one thing told differently by two sources: for one period, or so nearly alike that it is one task."""
    groups = _groups(rows, lambda r: (*_same(r), r.evidence, r.basis))
    return [Found(Clash.TWO_SOURCES, pair) for group in groups.values() for pair in combinations(group, 2)
            if pair[0].source != pair[1].source and _number(pair[0]) != _number(pair[1]) and _one_thing(*pair)]


def _one_thing(first: Observation, second: Observation) -> bool:
    low, high = sorted((_number(first), _number(second)))
    said_alike = (first.period.code, first.period_label) == (second.period.code, second.period_label)
    return said_alike or (low > 0 and high / low < NEAR)


def one_coefficient(pollutants: Iterable[Observation], use: Iterable[Observation]) -> list[Found]:
    """Find places whose pollutants per tonne of coal agree almost exactly; the amounts are in kg/t."""
    levels = _groups(use, lambda r: (r.place, r.basis, r.period.code, r.unit))
    pairs = [(p, u) for p in pollutants if p.value is not None for u in levels.get((p.place, p.basis, p.period.code, p.unit), [])]
    found = []
    for one, other in combinations(pairs, 2):
        ratios = [_number(p) / _number(u) * KG_PER_T for p, u in (one, other)]
        if one[0].place != other[0].place and max(ratios) / min(ratios) < ALIKE:
            found.append(Found(Clash.ONE_COEFFICIENT, (*one, *other), tuple(ratios)))
    return found


def different_meanings(rows: Sequence[Observation], meanings: Sequence[CoalMeaning]) -> list[Found]:
    """Return the tonnages of one place and its parts if they are of more than one meaning, in the meanings' order."""
    ordered = [r for m in meanings for r in rows if r.value is not None and m.covers(r)]
    kinds = {m.id for m in meanings for r in ordered if m.covers(r)}
    return [Found(Clash.MEANINGS, tuple(ordered))] if len(kinds) > 1 else []
