"""Emissions avoided: the draws keep to their ranges, the inputs to published figures, and nothing pretends to be official."""

import numpy as np
import pytest
from scipy import stats
from verdict_factory import make_row

from planbook.assess.coal import PERCENTILES, Input, Setting, Shape, distribution, sample, simulate
from planbook.assess.coal_inputs import IN_YEAR, OPEN_START, PLAN_PERIOD, activity_input, factor_inputs, factor_range
from planbook.data.coal import EmissionFactor, FactorChoice
from planbook.data.coal_tables import FactorUse
from planbook.data.text import Text
from planbook.data.vocab import Evidence

SETTING = Setting(draws=200_000, seed=7)


def made(low, high, main=None, name="factor", unit="kg/t"):
    return Input(name, low, main, high, unit, ("invented",), ("testsource",))


ONE = made(100.0, 100.0, 100.0, "activity", "万吨")
SPREAD = made(80.0, 120.0, 100.0, "activity", "万吨")


def only(activity, *inputs, setting=SETTING):
    return simulate("testland", activity, {"x": inputs}, setting).estimates[0]


@pytest.mark.parametrize(("source", "shape"), [
    (made(2.0, 2.0), Shape.FIXED), (made(1.0, 3.0, 2.0), Shape.TRIANGULAR), (made(1.0, 9.9), Shape.UNIFORM),
    (made(1.0, 10.0), Shape.LOG_UNIFORM), (made(1.0, 100.0, 1.0), Shape.TRIANGULAR)])
def test_shape_follows_from_what_is_known(source, shape):
    assert source.shape is shape


@pytest.mark.parametrize("ends", [(0.0, 1.0, None), (-1.0, 1.0, None), (3.0, 2.0, None), (1.0, 2.0, 3.0), (1.0, 2.0, 0.5)])
def test_what_is_no_range_is_refused(ends):
    low, high, main = ends
    with pytest.raises(ValueError, match="not a range"):
        made(low, high, main)


@pytest.mark.parametrize("source", [made(1.0, 3.0, 1.0), made(1.0, 3.0, 3.0), made(1.0, 5.0), made(0.02, 3.0)])
def test_percentiles_are_those_of_the_distribution(source):
    """With a fixed activity of 100 the result is the factor's own distribution, times 100 / 1000."""
    found = only(ONE, source)
    exact = distribution(source).ppf(np.array(PERCENTILES) / 100) / 10
    assert (found.low, found.median, found.high) == pytest.approx(tuple(exact), rel=0.02)


def test_triangle_at_its_end_has_the_textbook_median():
    """Mode at the lower end: median = high - (high - low) / sqrt(2)."""
    assert only(ONE, made(1.0, 3.0, 1.0)).median == pytest.approx((3 - 2 / 2**0.5) / 10, rel=0.01)


def test_unit_is_that_of_the_activity():
    """100 (10,000 t) of coal at 5 kg/t are 0.5 (10,000 t)."""
    found = only(ONE, made(5.0, 5.0, 5.0))
    assert found.main == found.low == found.high == pytest.approx(0.5)


def test_heating_value_multiplies():
    """One tonne of 20 GJ at 90 kg/GJ gives 1800 kg."""
    found = only(ONE, made(90.0, 90.0, 90.0, unit="kg/GJ"), made(20.0, 20.0, 20.0, "heating_value", "GJ/t"))
    assert found.main == pytest.approx(180.0)


def test_interval_lies_between_the_extremes():
    found = only(SPREAD, made(1.0, 4.0, 3.0))
    assert found.floor < found.low < found.median < found.high < found.ceiling
    assert (found.floor, found.main, found.ceiling) == pytest.approx((0.08, 0.3, 0.48))


def test_without_a_main_factor_there_is_no_main_case():
    assert only(SPREAD, made(1.0, 4.0)).main is None


def test_same_seed_same_result_and_another_seed_another():
    first, again = (only(SPREAD, made(1.0, 4.0)) for _ in range(2))
    assert first == again
    assert only(SPREAD, made(1.0, 4.0), setting=Setting(SETTING.draws, 8)).low != first.low


def test_adding_a_pollutant_changes_no_other():
    alone = simulate("testland", SPREAD, {"x": (made(1.0, 4.0),)}, SETTING)
    more = simulate("testland", SPREAD, {"y": (made(2.0, 3.0),), "x": (made(1.0, 4.0),)}, SETTING)
    assert alone.estimates[0] == more.estimates[1]


def test_pollutants_share_the_draws_of_the_activity_only():
    one, other = sample(made(1.0, 2.0), SETTING, "x|factor"), sample(made(1.0, 2.0), SETTING, "y|factor")
    assert abs(stats.pearsonr(one, other).statistic) < 0.02


def test_result_grows_with_the_activity():
    low, high = (only(made(v, v, v, "activity", "万吨"), made(1.0, 4.0)) for v in (50.0, 100.0))
    assert (high.low, high.median, high.high) == pytest.approx((2 * low.low, 2 * low.median, 2 * low.high))


def test_shares_say_which_input_moves_the_interval():
    wide = only(SPREAD, made(0.1, 10.0))
    assert sum(wide.shares.values()) == pytest.approx(1)
    assert wide.strongest == "factor"
    narrow = only(SPREAD, made(1.0, 1.0, 1.0))
    assert narrow.shares == {"activity": 1.0, "factor": 0.0}
    assert only(ONE, made(1.0, 1.0, 1.0)).shares == {"activity": 0.0, "factor": 0.0}


def test_scenario_carries_what_it_rests_on():
    found = simulate("testland", SPREAD, {"x": (made(1.0, 4.0),)}, SETTING)
    assert found.evidence is Evidence.ESTIMATE
    assert (found.place, found.setting, found.activity) == ("testland", SETTING, SPREAD)
    assert found.estimates[0].inputs[0] is found.activity
    assert found.estimates[0].inputs[1].sources == ("testsource",)


def ledger(value, basis, **parts):
    return make_row(value, **{"indicator": "cut", "place": "testland", "unit": "万吨", "basis": basis, **parts})


TOTAL = ledger(100.0, PLAN_PERIOD, period="2021/2025")


def test_activity_needs_a_total_for_the_plan_period():
    assert activity_input([ledger(30.0, IN_YEAR, period="2021"), ledger(120.0, OPEN_START, period="2024")]) is None
    assert activity_input([ledger(100.0, PLAN_PERIOD, evidence=Evidence.PLANNED)]) is None


def test_activity_range_is_made_of_published_figures():
    rows = [TOTAL, ledger(30.0, IN_YEAR, period="2021"), ledger(40.0, IN_YEAR, period="2021", source="other"),
            ledger(25.0, IN_YEAR, period="2023", evidence=Evidence.INTERIM), ledger(110.0, OPEN_START, period="2024"),
            ledger(5.0, "ledger-annual-plan", period="2024", evidence=Evidence.TASK)]
    found = activity_input(rows)
    assert (found.low, found.main, found.high) == (55.0, 100.0, 110.0)
    assert len(found.references) == 5
    assert found.sources == ("testsource", "other")


def test_activity_without_yearly_figures_has_no_lower_end():
    found = activity_input([TOTAL])
    assert (found.low, found.main, found.high) == (100.0, 100.0, 100.0)
    assert activity_input([TOTAL, ledger(130.0, IN_YEAR, period="2021")]).low == 100.0


def factor(name, value, unit="kg/t", low=None, high=None):
    return EmissionFactor(name, Text(""), "", "x", value, low, high, unit, "实测", f"source-{name}", "")


def choice(name, use=FactorUse.RANGE, part="factor"):
    return FactorChoice("x", part, name, use, Text(""))


FACTORS = {f.id: f for f in (
    factor("a", 2.0), factor("b", 5.0, "g/kg"), factor("limit", None, high=9.0), factor("heat", 20.0, "GJ/t"),
    factor("carbon", 90000.0, "kg/TJ", 80000.0, 99000.0), factor("far", 100.0))}


def test_range_takes_values_intervals_and_limits():
    found = factor_range("factor", [choice("a", FactorUse.MAIN), choice("b"), choice("limit")], FACTORS)
    assert (found.low, found.main, found.high, found.unit) == (2.0, 2.0, 9.0, "kg/t")
    assert found.references == ("a", "b", "limit")
    carbon = factor_range("factor", [choice("carbon", FactorUse.MAIN)], FACTORS)
    assert (carbon.low, carbon.main, carbon.high) == pytest.approx((80.0, 90.0, 99.0))
    assert carbon.unit == "kg/GJ"


def test_factors_of_different_quantities_make_no_range():
    with pytest.raises(ValueError, match="do not make one range"):
        factor_range("factor", [choice("a"), choice("heat")], FACTORS)
    with pytest.raises(ValueError, match="do not make one range"):
        factor_range("factor", [choice("a", FactorUse.MAIN), choice("b", FactorUse.MAIN)], FACTORS)


def test_factors_left_out_do_not_widen_the_range():
    choices = [choice("a", FactorUse.MAIN), choice("far", FactorUse.LEFT_OUT), choice("b")]
    found = factor_inputs(choices, FACTORS, ("x", "unknown"))
    assert list(found) == ["x"]
    assert found["x"][0].high == 5.0


def test_heating_value_is_an_input_of_its_own():
    choices = [choice("carbon", FactorUse.MAIN), choice("heat", FactorUse.MAIN, "heating_value")]
    found = factor_inputs(choices, FACTORS, ("x",))["x"]
    assert [i.id for i in found] == ["factor", "heating_value"]
    assert only(ONE, *found).main == pytest.approx(100 * 90 * 20 / 1000)
