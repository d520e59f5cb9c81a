from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verdict_factory import make_row, make_target, rating_target

from planbook.assess.spans import Span, asked_side, change_span, margin, rating_side, side, span_of
from planbook.data.vocab import Direction, Kind

NUMBERS = st.decimals(min_value=-100, max_value=100, places=1)
ORDERED = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST])


def _side(row, direction, goal):
    return side(span_of(row), direction, Decimal(goal))


@pytest.mark.parametrize(("bound", "direction", "goal", "meets"), [
    ("≥", Direction.AT_LEAST, 95, True), ("≥", Direction.AT_LEAST, 96, None), ("≥", Direction.AT_MOST, 94, False),
    (">", Direction.AT_MOST, 95, False), ("≥", Direction.AT_MOST, 95, None), ("≤", Direction.AT_MOST, 95, True),
    ("<", Direction.AT_LEAST, 95, False), ("≤", Direction.AT_LEAST, 95, None), ("≈", Direction.AT_LEAST, 95, None),
    ("≈", Direction.AT_LEAST, 90, True), ("=", Direction.AT_LEAST, 95, True), ("", Direction.EQUAL, 95, True),
    ("≈", Direction.EQUAL, 95, None), ("≥", Direction.EQUAL, 90, False), ("≥", Direction.EQUAL, 99, None),
])
def test_a_bound_lies_on_a_side_only_as_a_whole(bound, direction, goal, meets):
    assert _side(make_row(95, bound=bound), direction, goal) is meets


def test_a_band_that_straddles_the_goal_says_nothing():
    assert _side(make_row(low=50, high=70), Direction.AT_LEAST, 65) is None
    assert _side(make_row(low=50, high=60), Direction.AT_LEAST, 65) is False
    assert _side(make_row(low=66, high=70), Direction.AT_LEAST, 65) is True


def test_an_unknown_bound_is_refused():
    with pytest.raises(ValueError, match="unknown bound"):
        span_of(make_row(95, bound=">="))


def test_no_number_is_no_span():
    assert span_of(make_row(text="全面执行")) is None


def test_equal_is_compared_after_rounding_to_the_written_decimals():
    assert _side(make_row(60.4), Direction.EQUAL, 60) is True
    assert _side(make_row(60.6), Direction.EQUAL, 60) is False


def test_all_of_a_share_cannot_be_rounded_up_to():
    assert asked_side(make_target(direction=Direction.EQUAL, value=100.0)) is Direction.AT_LEAST
    assert asked_side(make_target(direction=Direction.EQUAL, value=60.0)) is Direction.EQUAL


def test_change_is_refused_for_a_base_of_nought():
    assert change_span(Decimal(0), Span(Decimal(1), Decimal(1))) is None


def test_change_turns_a_ceiling_on_the_level_into_a_floor_on_the_reduction():
    assert change_span(Decimal(200), Span(None, Decimal(80), high_open=True)) == Span(Decimal(60), None, low_open=True)


@pytest.mark.parametrize(("text", "meets"), [("优", True), ("良好", True), ("轻度污染", False), ("III", None), ("", None)])
def test_ratings_are_ordered(text, meets):
    assert rating_side(text, rating_target()) is meets


@given(NUMBERS, NUMBERS, ORDERED)
def test_margin_is_a_plain_difference_whose_sign_says_met(value, goal, direction):
    gap = margin(value, direction, goal)
    assert abs(gap) == abs(value - goal)
    assert (gap >= 0) is side(Span(value, value), direction, goal)


@given(NUMBERS, NUMBERS, NUMBERS, ORDERED, st.floats(0, 1))
def test_a_decided_band_is_right_for_every_value_in_it(one, other, goal, direction, share):
    low, high = sorted((one, other))
    inside = low + (high - low) * Decimal(str(round(share, 3)))
    meets = side(Span(low, high), direction, goal)
    assert meets is None or meets is side(Span(inside, inside), direction, goal)


def test_kind_of_share_is_needed_for_the_floor_at_all():
    assert asked_side(make_target(direction=Direction.EQUAL, value=100.0, kind=Kind.COUNT)) is Direction.EQUAL
