"""The sub-index of PM2.5: every break point on both sides, rounded up, and what is not known said."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkit import ROOT
from planbook.assess.air import break_points, limits_on, sub_index, without_break_points
from planbook.data.load import load_dataset

DATA = load_dataset(root=ROOT)
TABLE, LIMITS = DATA.standard("iaqi"), DATA.standard("air_limits")
SCALE = break_points(TABLE, "pm25", "24h", date(2025, 12, 31))
CLASSES = ("优", "良", "轻度污染", "中度污染", "重度污染", "严重污染")


@pytest.mark.parametrize(("concentration", "iaqi", "category"), [
    (0, 0, "优"), (35, 50, "优"), (75, 100, "良"), (115, 150, "轻度污染"), (150, 200, "中度污染"), (250, 300, "重度污染"),
    (350, 400, "严重污染"), (500, 500, "严重污染")])
def test_a_break_point_has_its_own_index_and_the_class_that_ends_there(concentration, iaqi, category):
    result = sub_index(concentration, SCALE)
    assert (result.iaqi, result.category, result.beyond) == (iaqi, category, False)


@pytest.mark.parametrize(("concentration", "iaqi", "category"), [
    ("34.9", 50, "优"), ("35.1", 51, "良"), ("74.9", 100, "良"), ("75.1", 101, "轻度污染"), ("114.9", 150, "轻度污染"),
    ("115.1", 151, "中度污染"), ("149.9", 200, "中度污染"), ("150.1", 201, "重度污染"), ("249.9", 300, "重度污染"),
    ("250.1", 301, "严重污染"), ("0.1", 1, "优"), ("34", 49, "优"), ("36", 52, "良")])
def test_index_between_break_points_is_linear_and_rounded_up(concentration, iaqi, category):
    result = sub_index(concentration, SCALE)
    assert (result.iaqi, result.category) == (iaqi, category)


def test_above_the_last_break_point_the_index_ends():
    result = sub_index("500.1", SCALE)
    assert (result.iaqi, result.category, result.beyond) == (500, "严重污染", True)


def test_below_zero_there_is_none():
    with pytest.raises(ValueError, match="not below 0"):
        sub_index("-0.1", SCALE)


@given(st.decimals(0, 500, places=1))
def test_class_of_the_index_is_the_class_of_the_concentration(concentration):
    result = sub_index(concentration, SCALE)
    tops = [(p.iaqi, p.concentration) for p in SCALE.points if p.iaqi in {50, 100, 150, 200, 300}]
    by_index = CLASSES[sum(result.iaqi > top for top, _ in tops)]
    by_value = CLASSES[sum(Decimal(concentration) > top for _, top in tops)]
    assert by_index == by_value == result.category


def test_break_points_are_not_known_after_the_standard_ends():
    assert break_points(TABLE, "pm25", "24h", date(2026, 2, 28)) is not None
    assert break_points(TABLE, "pm25", "24h", date(2026, 3, 1)) is None
    assert 50 in SCALE.unread
    assert 200 not in SCALE.unread


def test_pollutants_without_break_points_are_listed():
    missing = without_break_points(TABLE, limits_on(LIMITS, date(2025, 12, 31)))
    assert {("pm10", "24h"), ("so2", "24h"), ("o3", "8h-max"), ("co", "24h")} <= set(missing)
    assert ("pm25", "24h") not in missing
    assert ("pm25", "24h") in without_break_points(TABLE, limits_on(LIMITS, date(2026, 3, 1)))
