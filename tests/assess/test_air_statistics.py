"""Means and percentiles by HJ 663: exact positions, interpolation, completeness at the very number, from every kind of input."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.assess.air import (
    Completeness,
    MonthMean,
    Rule,
    annual_mean,
    annual_mean_of_months,
    annual_percentile,
    daily_max_8h,
    daily_mean,
    mean,
    mean_of_years,
    monthly_mean,
    percentile,
    percentile_of_months,
    published_mean,
)

RULES = Completeness(day_hours=20, o3_window_hours=6, o3_day_windows=14, month_days=27, february_days=25, year_days=324)
DAY = date(2025, 1, 1)


def year(without=(), value=10, number=2025):
    """A whole year of one value, some days left out."""
    days = [date(number, 1, 1) + timedelta(n) for n in range(366)]
    return {d: None if d in without else value for d in days if d.year == number}


def first(month, count):
    """The first ``count`` days of a month."""
    return {date(2025, month, n + 1) for n in range(count)}


def refused(statistic):
    return [(r.rule, r.period, r.found, r.needed) for r in statistic.refused]


@pytest.mark.parametrize(("values", "per_cent", "expected"), [
    ([3, 4, 8, 2, 5, 4], 90, "6.5"),
    (range(1, 22), 95, "20"), (range(1, 22), 90, "19"), (range(1, 102), 95, "96"),
    (range(1, 21), 95, "19.05"), ([10, 20], 95, "19.5"), ([7], 95, "7"), ([1, 2, 3], 0, "1"), ([1, 2, 3], 100, "3"),
    ([5, 5, 5, 9], 50, "5"), (["0.1", "0.2"], 50, "0.15")])
def test_percentile_stands_at_its_exact_position_or_between_two(values, per_cent, expected):
    assert percentile(values, per_cent) == Decimal(expected)


@pytest.mark.parametrize(("n", "position"), [(365, "346.8"), (366, "347.75"), (324, "307.85")])
def test_position_of_a_year_is_that_of_the_formula(n, position):
    assert percentile(range(1, n + 1), 95) == Decimal(position)


@given(st.lists(st.integers(0, 5000).map(lambda v: v / 10), min_size=1, max_size=60), st.sampled_from([90, 95, 98]))
def test_percentile_is_linear_interpolation(values, per_cent):
    assert float(percentile(values, per_cent)) == pytest.approx(float(np.percentile(values, per_cent, method="linear")))


def test_percentile_of_nothing_is_nothing_and_of_an_impossible_share_refused():
    assert percentile([], 95) is None
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile([1], 101)


def test_mean_is_exact():
    assert mean([0.1, 0.2, 0.3]) == Decimal("0.2")
    assert mean([]) is None


@pytest.mark.parametrize(("hours", "valid"), [(24, True), (20, True), (19, False), (0, False)])
def test_a_day_needs_twenty_hours(hours, valid):
    result = daily_mean([12] * hours + [None] * (24 - hours), DAY, RULES)
    assert (result.valid, result.n) == (valid, hours)
    assert result.of_available == (12 if hours else None)
    assert result.value == (12 if valid else None)
    assert refused(result) == ([] if valid else [(Rule.DAY_HOURS, "2025-01-01", hours, 20)])


def test_missing_hours_may_be_left_out_and_a_day_has_no_more_than_twenty_four():
    assert daily_mean([12] * 20, DAY, RULES) == daily_mean([12] * 20 + [None] * 4, DAY, RULES)
    with pytest.raises(ValueError, match="24 hours"):
        daily_mean([12] * 25, DAY, RULES)


def test_ozone_takes_the_highest_of_seventeen_windows():
    result = daily_max_8h([10] * 8 + [80] * 8 + [20] * 8, DAY, RULES)
    assert (result.value, result.n) == (80, 17)


@pytest.mark.parametrize(("gap", "windows"), [(0, 17), (2, 17), (3, 16), (5, 14), (6, 13)])
def test_ozone_needs_six_hours_of_eight_and_fourteen_windows(gap, windows):
    """A gap at the start of the day: windows with more than two missing hours are not valid."""
    result = daily_max_8h([None] * gap + [50] * (24 - gap), DAY, RULES)
    assert (result.n, result.valid) == (windows, windows >= 14)
    assert result.of_available == 50


def test_ozone_needs_every_hour_in_its_place():
    with pytest.raises(ValueError, match="24 hours"):
        daily_max_8h([50] * 23, DAY, RULES)


@pytest.mark.parametrize(("month", "days", "valid"), [
    (1, 27, True), (1, 26, False), (2, 25, True), (2, 24, False), (4, 27, True), (4, 26, False)])
def test_a_month_needs_27_days_and_february_25(month, days, valid):
    result = monthly_mean(dict.fromkeys(first(month, days), 5), 2025, month, RULES)
    assert (result.valid, result.n) == (valid, days)
    assert result.of_available == 5


def test_a_month_takes_its_own_days_only():
    days = {date(2025, 1, 31): 100, date(2024, 2, 1): 100} | dict.fromkeys(first(2, 28), 8)
    assert monthly_mean(days, 2025, 2, RULES).value == 8


def spread(count):
    """As many days left out as asked for, no month below what it needs: four of 31 days, three of 30 and of February's 28."""
    per_month = [(m, d) for m in range(1, 13) for d in range(1, 4 if m in {2, 4, 6, 9, 11} else 5)]
    return {date(2025, m, d) for m, d in per_month[:count]}


@pytest.mark.parametrize("left_out", [0, 1, 40, 41])
def test_a_year_of_324_days_with_whole_months_is_valid(left_out):
    result = annual_mean(year(spread(left_out)), 2025, RULES)
    assert (result.n, result.value, result.refused) == (365 - left_out, 10, ())


def test_a_year_of_323_days_is_refused_by_the_year_alone():
    result = annual_mean(year(spread(42)), 2025, RULES)
    assert result.n == 323
    assert refused(result) == [(Rule.YEAR_DAYS, "2025", 323, 324)]
    assert result.of_available == 10
    assert result.value is None


@pytest.mark.parametrize(("month", "left_out", "found", "needed"), [(3, 5, 26, 27), (4, 4, 26, 27), (2, 4, 24, 25), (3, 31, 0, 27)])
def test_one_month_short_refuses_the_year_by_that_month(month, left_out, found, needed):
    result = annual_mean(year(first(month, left_out)), 2025, RULES)
    assert result.n >= 324
    assert refused(result) == [(Rule.MONTH_DAYS, f"2025-{month:02d}", found, needed)]


def test_one_day_more_in_each_of_these_months_is_enough():
    for month, left_out in ((3, 4), (4, 3), (2, 3)):
        assert annual_mean(year(first(month, left_out)), 2025, RULES).valid


def test_other_years_days_take_no_part():
    days = year() | year(value=1000, number=2024)
    assert annual_mean(days, 2025, RULES).value == 10
    assert annual_mean({}, 2025, RULES).of_available is None


def test_percentile_of_a_year_is_held_to_the_same_days():
    days = year(first(3, 5)) | {date(2025, 7, n + 1): 100 for n in range(31)}
    result = annual_percentile(days, 2025, 95, RULES)
    assert (result.name, result.n, result.value) == ("percentile", 360, None)
    assert result.of_available == 100
    assert refused(result) == refused(annual_mean(days, 2025, RULES))


def test_year_of_months_weighs_them_by_their_days():
    months = {m: MonthMean(20, 28 if m == 2 else 30) for m in range(1, 13)} | {1: MonthMean(51, 31)}
    result = annual_mean_of_months(months, 2025, RULES)
    assert result.n == 31 + 28 + 300
    assert result.value == Decimal(51 * 31 + 20 * 328) / 359


def test_year_of_months_without_their_days_is_refused_because_nobody_can_tell():
    months = {m: MonthMean(20, 30) for m in range(1, 12)} | {12: MonthMean(32)}
    result = annual_mean_of_months(months, 2025, RULES)
    assert refused(result) == [(Rule.DAYS_UNKNOWN, "2025", 12, None)]
    assert (result.of_available, result.value) == (21, None)


def test_year_of_months_lacks_the_month_that_is_missing():
    months = {m: MonthMean(20, 31) for m in range(1, 13) if m != 3} | {3: MonthMean(None, 0)}
    assert (Rule.MONTH_DAYS, "2025-03", 0, 27) in refused(annual_mean_of_months(months, 2025, RULES))
    assert annual_mean_of_months({}, 2025, RULES).of_available is None


def test_months_give_no_percentile():
    result = percentile_of_months(2025, 12)
    assert (result.value, result.of_available) == (None, None)
    assert [r.rule for r in result.refused] == [Rule.NEEDS_DAYS]


def test_back_calculated_days_refuse_a_published_mean():
    result = published_mean("35.5", 2023, 365, RULES, back_calculated=50)
    assert [(r.rule, r.found) for r in result.refused] == [(Rule.BACK_CALCULATED, 50)]
    assert (result.of_available, result.value) == (Decimal("35.5"), None)


def test_mean_of_three_years_needs_each_of_them():
    years = {y: published_mean(v, y, 365, RULES) for y, v in ((2021, 36), (2022, 37), (2024, 41))}
    years[2023] = published_mean(33, 2023, 315, RULES)
    whole, short, gone = (mean_of_years(years, last, 3) for last in (2023, 2024, 2026))
    assert refused(short) == refused(whole) == [(Rule.YEAR_DAYS, "2023", 315, 324)]
    assert (whole.period, whole.n, whole.value) == ("2021/2023", 2, None)
    assert refused(gone) == [(Rule.YEAR_MISSING, "2025", 0, 1), (Rule.YEAR_MISSING, "2026", 0, 1)]
    years[2023] = published_mean(35, 2023, 324, RULES)
    assert mean_of_years(years, 2023, 3).value == 36
