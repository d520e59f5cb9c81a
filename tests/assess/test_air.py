"""Annual means against a limit, enough days, and the season's share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookkit import ROOT
from planbook.assess.air import DAYS_NEEDED, FEBRUARY_DAYS, MONTH_DAYS, attainment, season_share
from planbook.data.load import load_dataset

VALUES = st.floats(0.1, 500)
DAYS = st.integers(1, 200)


@pytest.mark.parametrize(("value", "attained", "excess"), [
    (34.9, True, -0.1), (35.0, True, 0), (35.1, False, 0.1), (39.8, False, 4.8), (38.3, False, 3.3), (0, True, -35)])
def test_limit_is_met_at_the_limit_itself(value, attained, excess):
    result = attainment(value, 35)
    assert (result.attained, result.excess) == (attained, excess)
    assert (result.value, result.limit) == (value, 35)


def test_binary_noise_is_no_excess():
    assert attainment(0.1 + 0.2, 0.3).attained


@pytest.mark.parametrize(("days", "complete"), [(323, False), (324, True), (315, False), (366, True), (0, False), (None, None)])
def test_year_needs_324_valid_days(days, complete):
    assert attainment(35, 35, days).complete is complete
    assert DAYS_NEEDED == 324


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


def test_days_needed_are_those_of_the_stored_standard():
    stored = load_dataset(root=ROOT).standard("hj663").set_index("rule")["value"]
    needed = [stored[f"{span}-min-valid-days"] for span in ("annual", "month", "february")]
    assert [int(n) for n in needed] == [DAYS_NEEDED, MONTH_DAYS, FEBRUARY_DAYS]
