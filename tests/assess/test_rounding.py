from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.assess.rounding import decimals_of, exact, round_half_even

DECIMALS = st.decimals(min_value=-10_000, max_value=10_000, places=4)


@pytest.mark.parametrize(("value", "decimals", "rounded"), [
    (12.1498, 1, "12.1"), (10.502, 0, "11"), (1.05, 1, "1.0"), (0.35, 1, "0.4"), (0.45, 1, "0.4"), (2.5, 0, "2"),
    (3.5, 0, "4"), (-2.5, 0, "-2"), ("0.125", 2, "0.12"), (1.15, 1, "1.2"),
])
def test_lone_five_goes_to_the_even_neighbour(value, decimals, rounded):
    assert round_half_even(value, decimals) == Decimal(rounded)


def test_binary_noise_does_not_round():
    assert exact(0.1) + exact(0.2) == exact(0.3)


@pytest.mark.parametrize(("value", "decimals"), [(100.0, 0), (7.14, 2), (14.5, 1), (0, 0), (1500.0, 0), (-0.80, 1)])
def test_written_decimals(value, decimals):
    assert decimals_of(value) == decimals


@given(DECIMALS, st.integers(0, 3))
def test_rounding_moves_at_most_half_a_digit_and_only_once(value, decimals):
    rounded = round_half_even(value, decimals)
    assert abs(rounded - value) <= Decimal(1).scaleb(-decimals) / 2
    assert round_half_even(rounded, decimals) == rounded
