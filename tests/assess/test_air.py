"""Annual means against limits, rounding first, and what season and worst days owe: the standards' own arithmetic."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkit import ROOT
from planbook.assess.air import (
    Season,
    Statistic,
    air_rules,
    all_limits,
    annual_evaluation,
    coming_limits,
    compare,
    days_above,
    limits_on,
    published_mean,
    season_excess,
    season_share,
    without_worst,
)
from planbook.data.errors import PlanbookError
from planbook.data.load import load_dataset

VALUES = st.floats(0.1, 500)
DAYS = st.integers(1, 200)
DATA = load_dataset(root=ROOT)
LIMITS, RULES = DATA.standard("air_limits"), DATA.standard("hj663")
END = date(2025, 12, 31)
PM25 = limits_on(LIMITS, END).of("pm25", "annual")


def annual(value, year=2025, days=None):
    return published_mean(value, year, days, air_rules(RULES, END).completeness)


@pytest.mark.parametrize(("value", "rounded", "attained", "by_rounding"), [
    ("34.4", 34, True, False), ("34.5", 34, True, False), ("35", 35, True, False), ("35.1", 35, True, True),
    ("35.4", 35, True, True), ("35.49", 35, True, True), ("35.5", 36, False, False), ("36.5", 36, False, False),
    ("39.8", 40, False, False), ("0", 0, True, False)])
def test_figures_are_rounded_half_to_even_before_they_are_compared(value, rounded, attained, by_rounding):
    result = compare(value, PM25, air_rules(RULES, END))
    assert (result.rounded, result.attained, result.by_rounding) == (rounded, attained, by_rounding)
    assert result.excess == rounded - 35
    assert (result.value, result.limit) == (Decimal(value), PM25)


@pytest.mark.parametrize(("value", "attained"), [("4.04", True), ("4.05", True), ("4.06", False), ("4.1", False)])
def test_carbon_monoxide_keeps_one_decimal(value, attained):
    limit = limits_on(LIMITS, END).of("co", "24h")
    assert compare(value, limit, air_rules(RULES, END)).attained is attained


def test_binary_noise_is_no_excess():
    assert compare(0.1 + 0.2 + 34.7, PM25, air_rules(RULES, END)).excess == 0


@pytest.mark.parametrize(("day", "mean", "daily"), [
    (date(2018, 8, 31), 35, 75), (date(2018, 9, 1), 35, 75), (date(2026, 2, 28), 35, 75), (date(2026, 3, 1), 30, 60),
    (date(2030, 12, 31), 30, 60), (date(2031, 1, 1), 25, 50), (date(2050, 1, 1), 25, 50)])
def test_limits_change_on_the_day_they_come_into_force(day, mean, daily):
    limits = limits_on(LIMITS, day)
    assert [limits.of("pm25", span).value for span in ("annual", "24h")] == [mean, daily]


@pytest.mark.parametrize(("day", "conditions"), [(date(2018, 8, 31), "stp"), (date(2018, 9, 1), "actual-conditions")])
def test_amendment_changes_the_conditions_not_the_limit(day, conditions):
    limit = limits_on(LIMITS, day).of("pm25", "annual")
    assert (limit.conditions, limit.value) == (conditions, 35)
    assert limits_on(LIMITS, day).of("so2", "annual").conditions != "actual-conditions"


@pytest.mark.parametrize(("day", "missing"), [
    (date(2025, 12, 31), set()),
    (date(2026, 3, 1), {("pm10", "annual", "II"), ("pm25", "annual", "I"), ("pm25", "24h", "I"), ("o3", "8h-max", "II")}),
    (date(2031, 1, 1), {("pm10", "annual", "II"), ("so2", "24h", "I")})])
def test_what_the_new_standard_sets_but_nobody_read_is_missing_never_carried_over(day, missing):
    limits = limits_on(LIMITS, day)
    assert missing <= set(limits.missing)
    assert all(limits.of(*purpose) is None for purpose in limits.missing)
    assert {x.purpose for x in limits.found} | set(limits.missing) == {x.purpose for x in all_limits(LIMITS)}
    assert bool(limits.missing) is bool(missing)


def test_no_limit_is_in_force_before_the_first():
    assert limits_on(LIMITS, date(2015, 12, 31)).found == ()


def test_coming_limits_are_those_after_the_day_earliest_first():
    coming = coming_limits(LIMITS, END)
    assert {x.first for x in coming} == {date(2026, 3, 1), date(2031, 1, 1)}
    assert [x.first for x in coming] == sorted(x.first for x in coming)
    assert coming_limits(LIMITS, date(2031, 1, 1)) == ()


def test_rules_are_those_of_the_stored_standard():
    rules = air_rules(RULES, END)
    stored = RULES.set_index("rule")["value"]
    needed = [stored[f"{span}-min-valid-days"] for span in ("annual", "month", "february")]
    own = rules.completeness
    assert [int(n) for n in needed] == [own.year_days, own.month_days, own.february_days] == [324, 27, 25]
    assert (own.day_hours, own.o3_window_hours, own.o3_day_windows) == (20, 6, 14)
    assert rules.percentiles == {"so2": 98, "no2": 98, "pm10": 95, "pm25": 95, "co": 95, "o3-8h": 90}
    assert (rules.standard, rules.later) == ("HJ 663-2013", ("HJ 663-2026",))
    assert "annual-min-valid-days" in rules.unread


def test_rules_of_an_unregulated_day_are_refused_in_words():
    with pytest.raises(PlanbookError, match="没有 2013-09-30 在施行的 HJ 663 规则"):
        air_rules(RULES, date(2013, 9, 30))


def test_a_rule_that_is_missing_is_named():
    with pytest.raises(PlanbookError, match="month-min-valid-days"):
        air_rules(RULES[RULES["rule"] != "month-min-valid-days"], END)


@pytest.mark.parametrize(("days", "valid"), [(323, False), (324, True), (366, True), (0, False), (None, True)])
def test_a_published_mean_needs_its_days_where_they_are_given(days, valid):
    result = annual(35, days=days)
    assert result.valid is valid
    assert result.of_available == 35
    assert (result.value is not None) is valid


def percentile(value):
    return Statistic("percentile", "2025", Decimal(value), 365)


@pytest.mark.parametrize(("mean", "p95", "attained"), [
    ("35.4", "75.4", True), ("35.5", "75.4", False), ("35.4", "75.5", False), ("35.4", "76.5", False), ("36", None, False),
    (None, "80", False), ("30", None, None), (None, "60", None), (None, None, None)])
def test_a_year_attains_by_mean_and_percentile_and_fails_by_one(mean, p95, attained):
    figures = (annual(mean) if mean else None, percentile(p95) if p95 else None)
    result = annual_evaluation("pm25", *figures, limits_on(LIMITS, END), air_rules(RULES, END))
    assert result.attained is attained
    assert (result.missing, result.refused) == ((), ())


def test_an_incomplete_mean_is_shown_and_never_judged():
    result = annual_evaluation("pm25", annual(34, days=315), percentile("60"), limits_on(LIMITS, END), air_rules(RULES, END))
    assert (result.by_mean, result.attained) == (None, None)
    assert [(r.rule.value, r.found, r.needed) for r in result.refused] == [("year_days", 315, 324)]
    assert result.mean.of_available == 34


def test_a_year_under_a_limit_nobody_read_says_what_is_missing():
    limits = limits_on(LIMITS, date(2026, 12, 31))
    result = annual_evaluation("pm10", annual(40, 2026), percentile("90"), limits, air_rules(RULES, END))
    assert result.missing == (("pm10", "annual", "II"), ("pm10", "24h", "II"))
    assert result.attained is None


@pytest.mark.parametrize(("season", "rest", "share"), [
    ((60, 180), (20, 180), 0.75), ((40, 183), (40, 182), 183 / 365), ((63.1, 183), (16, 182), 0.798607)])
def test_share_weighs_means_by_their_days(season, rest, share):
    assert season_share(*season, *rest) == pytest.approx(share, abs=1e-6)


@given(VALUES, DAYS, VALUES, DAYS)
def test_shares_of_both_seasons_make_a_whole(heat, cold_days, rest, warm_days):
    share = season_share(heat, cold_days, rest, warm_days)
    assert 0 < share < 1
    assert share + season_share(rest, warm_days, heat, cold_days) == pytest.approx(1)


@given(VALUES, DAYS, VALUES, DAYS)
def test_season_with_the_higher_mean_has_more_than_its_days(heat, cold_days, rest, warm_days):
    share, days = season_share(heat, cold_days, rest, warm_days), cold_days / (cold_days + warm_days)
    assert (share - days) * (heat - rest) >= -1e-9


@pytest.mark.parametrize(("season", "rest", "share"), [
    ((60, 183), (20, 182), 1), ((20, 183), (60, 182), 0), ((20, 183), (20, 182), None), ((45, 100), (40, 100), Decimal(2) / 3)])
def test_exceedance_belongs_to_the_part_above_the_limit(season, rest, share):
    assert season_excess(season, rest, PM25).share == share


@pytest.mark.parametrize(("season", "rest"), [((63.1, 183), (16, 182)), ((48.2, 183), (17.7, 182)), ((60, 100), (40, 265))])
def test_season_at_the_mean_needed_brings_the_year_to_the_limit(season, rest):
    result = season_excess(season, rest, PM25)
    year = (result.season_mean_needed * season[1] + Decimal(str(rest[0])) * rest[1]) / (season[1] + rest[1])
    assert year == pytest.approx(PM25.value)
    assert float(result.cut_needed) == pytest.approx(1 - float(result.season_mean_needed) / season[0])


def test_part_without_a_day_is_refused():
    with pytest.raises(ValueError, match="at least one day"):
        season_excess((40, 0), (20, 182), PM25)


SEASON = Season.parse("10-20/04-20")


@pytest.mark.parametrize(("day", "inside"), [
    ("10-19", False), ("10-20", True), ("12-31", True), ("01-01", True), ("04-20", True), ("04-21", False), ("07-01", False)])
def test_season_runs_across_the_turn_of_the_year_first_and_last_day_included(day, inside):
    assert SEASON.holds(date.fromisoformat(f"2025-{day}")) is inside


def test_months_lie_in_the_season_out_of_it_or_across_its_ends():
    found = [SEASON.holds_month(2025, m) for m in range(1, 13)]
    assert found == [True, True, True, None, False, False, False, False, False, None, True, True]


def test_days_above_are_sorted_by_month_and_bound_the_share():
    result = days_above({1: 20, 4: 3, 7: 1, 10: 6, 11: 10}, 2025, SEASON)
    assert (result.inside, result.split, result.outside, result.total) == (30, 9, 1, 40)
    assert result.share == (30 / 40, 39 / 40)
    assert days_above({}, 2025, SEASON).share is None


@pytest.mark.parametrize(("mean", "worst", "needed"), [
    (35, [200], 0), (35.4, [200], 0), (36, [300] * 5, 1), (36, [200] * 5, 2), (36, [40] * 5, None), (40, [300, 250, 200], None)])
def test_worst_days_go_until_the_rounded_mean_attains(mean, worst, needed):
    result = without_worst(mean, 365, worst, PM25, air_rules(RULES, END))
    assert result.needed == needed
    assert result.listed == len(worst)
    assert result.after.attained is (needed is not None)


def test_mean_without_the_worst_is_that_of_the_other_days():
    days = [300, 200, 100] + [30] * 17
    result = without_worst(Decimal(sum(days)) / len(days), len(days), [100, 300, 200], PM25, air_rules(RULES, END))
    assert (result.needed, result.after.value) == (2, Decimal(100 + 30 * 17) / 18)
    one = without_worst(Decimal(sum(days)) / 20, 20, [300], PM25, air_rules(RULES, END))
    assert (one.needed, one.after.value) == (None, Decimal(sum(days) - 300) / 19)


@given(st.integers(1, 30), st.floats(36, 60), st.lists(st.integers(60, 400), min_size=1, max_size=20))
def test_one_day_fewer_would_not_do(seed, mean, worst):
    result = without_worst(round(mean, 1), 334 + seed, worst, PM25, air_rules(RULES, END))
    if result.needed:
        kept = sorted(worst, reverse=True)[: result.needed - 1]
        assert not (without_worst(round(mean, 1), 334 + seed, kept, PM25, air_rules(RULES, END)).after.attained if kept
                    else result.before.attained)


def test_more_worst_days_than_days_are_refused():
    with pytest.raises(ValueError, match="worst days"):
        without_worst(40, 2, [50, 60], PM25, air_rules(RULES, END))
