"""The rank test: critical values against every arrangement, the strict comparison, ties, refusals."""

from decimal import Decimal
from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_water_section import RULES, table

from planbook.assess.rounding import round_half_even
from planbook.assess.spearman import LEVELS, Course, CriticalValues, NoTest, rank_test

CRITICAL = CriticalValues.read(table("spearman"), RULES.rank_periods)
SERIES = st.lists(st.integers(0, 10**6), min_size=4, max_size=20, unique=True)


def by_formula(values):
    """The rule's own formula, for values without ties: 1 - 6 sum(d^2) / (N^3 - N)."""
    n = len(values)
    ranks = [sorted(values).index(v) for v in values]
    return 1 - Decimal(6 * sum((r - t) ** 2 for t, r in enumerate(ranks))) / (n**3 - n)


def every_sum(n):
    """The sum of squared differences of every arrangement of n ranks."""
    orders = np.array(list(permutations(range(n))), dtype=np.int8)
    return ((orders - np.arange(n, dtype=np.int8)).astype(np.int32) ** 2).sum(axis=1)


@pytest.mark.parametrize("n", range(4, 10))
def test_critical_values_are_those_of_every_arrangement(n):
    """The smallest rank correlation that chance reaches or passes in at most the level's share of cases, to three decimals."""
    sums = np.sort(every_sum(n))
    assert len(sums) == factorial(n)
    for alpha in LEVELS:
        rare = [int(s) for s in np.unique(sums) if np.searchsorted(sums, s, side="right") <= alpha * len(sums)]
        exact = None if not rare else round_half_even(1 - Decimal(6 * max(rare)) / (n**3 - n), 3)
        assert CRITICAL.of(n, alpha) == (n, exact)


@pytest.mark.parametrize("values", [(1, 2, 3, 4), (4, 3, 2, 1)])
def test_four_periods_are_never_significant(values):
    found = rank_test(values, range(4), CRITICAL)
    assert abs(found.rs) == 1
    assert (found.course, found.level, found.possible) == (Course.STEADY, None, False)


def reaching(n, sum_):
    """A series of n values whose squared rank differences sum to the given number."""
    orders = np.array(list(permutations(range(n))), dtype=np.int8)
    return orders[((orders - np.arange(n)) ** 2).sum(axis=1) == sum_][0].tolist()


@pytest.mark.parametrize("n", range(5, 9))
def test_exactly_the_critical_value_is_not_significant(n):
    _, wp = CRITICAL.of(n, LEVELS[0])
    on = next(s for s in range(0, n**3, 2) if round_half_even(1 - Decimal(6 * s) / (n**3 - n), 3) == wp)
    at, beyond = rank_test(reaching(n, on), range(n), CRITICAL), rank_test(reaching(n, on - 2), range(n), CRITICAL)
    assert (at.rs, at.course) == (wp, Course.STEADY)
    assert (beyond.course, beyond.possible) == (Course.RISES, True)


@pytest.mark.parametrize(("n", "nearest"), [(11, 10), (13, 12), (19, 18), (20, 20), (25, 20)])
def test_between_tabulated_lengths_the_stricter_value_holds(n, nearest):
    found = rank_test(range(n), range(n), CRITICAL)
    assert {k for _, k, _ in found.critical} == {nearest}
    assert (found.course, found.level) == (Course.RISES, LEVELS[1])


@pytest.mark.parametrize("alpha", LEVELS)
def test_longer_series_need_less(alpha):
    given_ = [w for _, a, w in CRITICAL.table if a == alpha and w is not None]
    assert given_ == sorted(set(given_), reverse=True)


@given(SERIES)
def test_correlation_is_the_rules_own_formula_without_ties(values):
    found = rank_test(values, range(len(values)), CRITICAL)
    assert abs(found.rs - by_formula(values)) <= Decimal("0.0005000001")
    assert not found.ties


@given(SERIES)
def test_the_other_way_round_has_the_other_sign(values):
    one, other = (rank_test(v, range(len(values)), CRITICAL) for v in (values, [-v for v in values]))
    assert one.rs == -other.rs
    assert {one.course, other.course} in ({Course.RISES, Course.FALLS}, {Course.STEADY})


def test_ties_share_their_ranks_and_are_said():
    found = rank_test([1, 2, 2, 3, 4, 5], range(6), CRITICAL)
    assert found.ties
    assert found.rs == round_half_even(17 / 17.5**0.5 / 17**0.5, 3)


@pytest.mark.parametrize(("values", "times", "why"), [
    ([1, 2, 3], [1, 2, 3], NoTest.TOO_SHORT), ([], [], NoTest.TOO_SHORT), ([1, 2, float("nan"), 4], range(4), NoTest.NOT_FINITE),
    ([1, 2, 3, float("inf")], range(4), NoTest.NOT_FINITE), ([5, 5, 5, 5], range(4), NoTest.CONSTANT),
    ([1, 2, 3, 4], [1, 2, 2, 3], NoTest.NO_ORDER), ([1, 2, 3, 4], [4, 3, 2, 1], NoTest.NO_ORDER), ([1, 2, 3, 4], [1, 2, 3], NoTest.NO_ORDER)])
def test_what_cannot_be_tested_says_why(values, times, why):
    found = rank_test(values, list(times), CRITICAL)
    assert (found.no_test, found.course, found.rs) == (why, None, None)


def test_gaps_between_periods_do_not_matter():
    assert rank_test([3, 1, 4, 9, 5], [2017, 2018, 2021, 2024, 2025], CRITICAL) == rank_test([3, 1, 4, 9, 5], range(5), CRITICAL)
