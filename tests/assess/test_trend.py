"""Trends: within one measurement condition only, with ties and gaps, and never of too few values."""

from itertools import combinations, permutations
from math import sqrt
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from planbook.assess.trend import (
    Comparable,
    Condition,
    ConditionsError,
    Reading,
    least_years,
    seasonal_mann_kendall,
    theil_sen,
)


def series(values, start=2019, condition=Condition.ACTUAL):
    return Comparable.of(Reading(start + n, v, condition) for n, v in enumerate(values))


def months(rows, start=2019):
    """One row of monthly values per year; None is missing."""
    return Comparable.of(Reading(start + y, v, Condition.ACTUAL, m + 1) for y, row in enumerate(rows) for m, v in enumerate(row))


@pytest.mark.parametrize("other", [Condition.STANDARD_STATE, Condition.MIXED, Condition.UNSTATED])
def test_two_conditions_never_make_one_series(other):
    with pytest.raises(ConditionsError, match="同一监测条件"):
        Comparable.of([Reading(2017, 50, other), Reading(2019, 40, Condition.ACTUAL)])


@pytest.mark.parametrize("condition", [Condition.MIXED, Condition.UNSTATED])
def test_mixed_or_unstated_conditions_make_none_at_all(condition):
    with pytest.raises(ConditionsError):
        series([40, 41, 42], condition=condition)


def test_earlier_condition_alone_is_a_series():
    assert theil_sen(series([50, 48, 46, 44, 42], 2013, Condition.STANDARD_STATE)).slope == -2


def test_a_missing_value_of_another_condition_joins_nothing():
    kept = Comparable.of([Reading(2018, None, Condition.MIXED), Reading(2019, 40, Condition.ACTUAL)])
    assert [v for _, v in kept.given] == [40]


def test_one_time_has_one_reading():
    with pytest.raises(ValueError, match="two readings"):
        Comparable.of([Reading(2019, 40, Condition.ACTUAL), Reading(2019, 41, Condition.ACTUAL)])


@pytest.mark.parametrize(("level", "needed"), [(0.95, 5), (0.90, 4), (0.66, 3), (0.99, 6)])
def test_fewest_years_are_those_that_could_be_significant(level, needed):
    """Of all orders of n values two are monotone: their share must not exceed the error allowed."""
    assert least_years(level) == needed
    orders = list(permutations(range(needed)))
    steady = sum(list(o) in (sorted(o), sorted(o, reverse=True)) for o in orders) / len(orders)
    assert steady <= 1 - level + 1e-12


def test_four_years_have_no_slope_and_five_have():
    few, enough = theil_sen(series([1, 2, 3, 4])), theil_sen(series([1, 2, 3, 4, 5]))
    assert (few.slope, few.low, few.direction, few.at(2020)) == (None, None, 0, None)
    assert (few.n, few.needed) == (4, 5)
    assert (enough.slope, enough.low, enough.high, enough.direction) == (1, 1, 1, 1)
    assert [enough.at(y) for y in (2019, 2021, 2023)] == [1, 3, 5]


@pytest.mark.parametrize(("values", "direction"), [
    ([10, 20, 30, 40, 50, 60, 70], 1), ([70, 60, 50, 40, 30, 20, 10], -1), ([30, 10, 40, 20, 50, 25, 35], 0),
    ([5, 5, 5, 5, 5, 5], 0)])
def test_a_direction_is_only_where_the_interval_leaves_out_zero(values, direction):
    assert theil_sen(series(values)).direction == direction


@given(st.lists(st.integers(0, 30), min_size=5, max_size=9), st.sets(st.integers(0, 8), max_size=3))
def test_slope_is_the_median_of_all_pairs_whatever_is_tied_or_missing(values, gaps):
    made = series([None if n in gaps else v for n, v in enumerate(values)])
    result = theil_sen(made)
    kept = [(n, v) for n, v in enumerate(values) if n not in gaps]
    assert result.n == len(kept)
    if len(kept) >= 5:
        slopes = [(b - a) / (j - i) for (i, a), (j, b) in combinations(kept, 2)]
        assert result.slope == pytest.approx(median(slopes))
        assert min(slopes) - 1e-9 <= result.low <= result.slope + 1e-9
        assert result.slope - 1e-9 <= result.high <= max(slopes) + 1e-9
    else:
        assert result.slope is None


def variance(values):
    """Kendall's variance of the score, ties allowed for."""
    n, ties = len(values), [values.count(v) for v in set(values)]
    return (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0, 8)), min_size=3, max_size=3), min_size=4, max_size=7))
def test_seasonal_test_is_the_sum_over_months_with_ties_and_gaps(rows):
    result = seasonal_mann_kendall(months(rows), needed=2)
    columns = [[row[m] for row in rows if row[m] is not None] for m in range(3)]
    score = sum((b > a) - (b < a) for c in columns for a, b in combinations(c, 2))
    assert (result.statistic, result.n) == (score, sum(map(len, columns)))
    spread = sum(variance(c) for c in columns)
    if result.p is None:
        assert max(map(len, columns)) < 2 or spread == 0
    else:
        z = (abs(score) - 1) / sqrt(spread) if score else 0
        assert result.p == pytest.approx(2 * norm.sf(z))


def test_seasonal_test_sees_a_trend_common_to_the_months_and_not_the_months_themselves():
    winter_and_summer = [[60 - 3 * y, 15 - y] for y in range(6)]
    result = seasonal_mann_kendall(months(winter_and_summer))
    assert (result.statistic, result.direction) == (-30, -1)
    assert result.slope == median([-3, -1] * 15)
    assert seasonal_mann_kendall(months([[60, 15], [61, 14], [59, 16], [60, 15]])).direction == 0


def test_seasonal_test_needs_its_years():
    result = seasonal_mann_kendall(months([[60, 15], [50, 14], [40, 13]]))
    assert (result.p, result.p_dependent, result.slope, result.direction) == (None, None, None, 0)
    assert (result.years, result.needed, result.statistic) == (3, 4, -6)


def test_nothing_but_ties_has_no_trend():
    assert seasonal_mann_kendall(months([[60, 15]] * 5)).p is None
    assert seasonal_mann_kendall(Comparable.of([])).p is None
