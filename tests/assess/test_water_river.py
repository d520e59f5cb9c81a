"""River ratings at their exact boundaries, and the comparison of two periods."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_water_section import CLEAN, RULES

from planbook.assess.water.compare import PeriodState, Side, Size, WhyNot, compare
from planbook.assess.water.river import Method, rate_river, rate_shares
from planbook.assess.water.values import Reading
from planbook.data.vocab import WATER_RATINGS

BASIS = "the same sections"
PERCENT = st.decimals(0, 100, places=1)
COD = {"I": 15, "III": 20, "IV": 30, "V": 40, "劣V": 41}


def river(*classes):
    """A river whose sections have the given classes, by their chemical oxygen demand."""
    return {f"section {n}": CLEAN | {"cod": Reading(COD[c])} for n, c in enumerate(classes)}


@pytest.mark.parametrize(("good", "worse", "rating"), [
    (100, 0, "优"), (90, 10, "优"), ("89.99", 0, "良好"), (75, 25, "良好"), (75, 0, "良好"), ("74.99", 0, "轻度污染"),
    ("74.99", "19.99", "轻度污染"), ("74.99", 20, "中度污染"), (0, 20, "中度污染"), (0, "39.99", "中度污染"), (60, "39.99", "中度污染"),
    (60, 40, "重度污染"), ("59.99", 40, "重度污染"), (0, 100, "重度污染"), (0, 0, "轻度污染"), (90, 0, "优")])
def test_rating_at_and_beside_each_boundary(good, worse, rating):
    assert rate_shares(good, worse, RULES).rating == rating


@pytest.mark.parametrize(("good", "worse", "differ"), [(60, 40, True), ("59.99", 40, False), (59, "40.5", False), (60, 39, False), (75, 25, False)])
def test_two_wordings_differ_only_at_60_and_40(good, worse, differ):
    assert rate_shares(good, worse, RULES).wordings_differ is differ


@given(PERCENT, PERCENT)
def test_every_pair_of_shares_has_one_rating(good, worse):
    if good + worse <= 100:
        assert rate_shares(good, worse, RULES).rating in WATER_RATINGS
    else:
        with pytest.raises(ValueError, match="more than the whole"):
            rate_shares(good, worse, RULES)


@pytest.mark.parametrize(("good", "rating"), [(90, "优"), (75, "良好"), ("74.9", None), (0, None)])
def test_without_the_worst_share_only_good_ratings_can_be_told(good, rating):
    assert rate_shares(good, None, RULES).rating == rating


@pytest.mark.parametrize("share", [-1, 101, "100.1"])
def test_shares_are_shares(share):
    with pytest.raises(ValueError, match="does not exist"):
        rate_shares(share, 0, RULES)


@pytest.mark.parametrize(("classes", "rating"), [
    (["III"] * 9 + ["IV"], "优"), (["III"] * 3 + ["劣V"] + ["III"] * 4, "良好"), (["III"] * 6 + ["IV"] * 2, "良好"),
    (["III"] * 5 + ["IV"] * 2, "轻度污染"), (["IV"] * 4 + ["劣V"], "中度污染"), (["IV"] * 5 + ["劣V"], "轻度污染"),
    (["III"] * 3 + ["劣V"] * 2, "重度污染"), (["IV"] * 3 + ["劣V"] * 2, "重度污染"), (["V"] * 5, "轻度污染")])
def test_from_five_sections_shares_decide(classes, rating):
    result = rate_river(river(*classes), RULES)
    assert (result.method, result.rating, result.full) == (Method.SHARES, rating, True)
    assert result.shares.good == Fraction(100 * classes.count("III"), len(classes))
    assert result.shares.worse == Fraction(100 * classes.count("劣V"), len(classes))
    assert result.mean is None


def test_below_five_sections_mean_concentrations_decide():
    result = rate_river(river("劣V", "I", "I", "I"), RULES)
    assert result.method is Method.MEANS
    assert [i.value for i in result.mean.items if i.item == "cod"] == [Decimal(41 + 15 * 3) / 4]
    assert result.rating == "轻度污染"
    assert [(p.item, p.rate) for p in result.main] == [("cod", None)]
    assert result.main[0].times == Decimal("21.5") / 20 - 1


@pytest.mark.parametrize(("count", "method"), [(1, Method.MEANS), (4, Method.MEANS), (5, Method.SHARES), (6, Method.SHARES)])
def test_five_sections_are_enough_for_shares(count, method):
    assert rate_river(river(*["III"] * count), RULES).method is method


def test_items_measured_in_some_sections_only_are_not_averaged():
    sections = river("I", "劣V")
    del sections["section 0"]["cod"]
    result = rate_river(sections, RULES)
    assert result.uneven == ("cod",)
    assert result.rating == "优"
    assert not result.full


def test_mean_over_sections_counts_half_the_detection_limit():
    sections = {"a": CLEAN | {"cd": Reading("0.02", below_detection=True)}, "b": CLEAN | {"cd": Reading("0.002")}}
    [cd] = [i for i in rate_river(sections, RULES).mean.items if i.item == "cd"]
    assert cd.value == Decimal("0.006")


def test_section_without_values_is_left_out_and_named():
    result = rate_river(river("III", "III", "III", "III") | {"dry": {"cod": Reading(None)}}, RULES)
    assert result.left_out == ("dry",)
    assert result.method is Method.MEANS


def test_river_without_values_has_no_rating():
    result = rate_river({"dry": {}}, RULES)
    assert (result.rating, result.full, result.main, result.left_out) == (None, False, (), ("dry",))


def test_main_pollutants_of_a_river_by_the_share_of_its_sections():
    sections = river("IV", "IV", "IV", "I", "I")
    for n, name in enumerate(sections):
        over = {"tp": 0.21 if n < 4 else 0.1, "bod5": 5 if n < 2 else 1, "nh3-n": 1.1 if n < 1 else 0.1}
        sections[name] = sections[name] | {i: Reading(v) for i, v in over.items()}
    result = rate_river(sections, RULES)
    assert [(p.item, p.rate) for p in result.main] == [("tp", 80), ("cod", 60), ("bod5", 40)]


def test_good_river_has_no_main_pollutants():
    assert rate_river(river("IV", "I", "I", "I"), RULES).main == ()
    assert rate_river(river("IV", *["III"] * 3 + ["I"]), RULES).main == ()


def state(**known):
    return PeriodState("a period", BASIS, **known)


@pytest.mark.parametrize(("before", "after", "size", "side"), [
    ("良好", "良好", Size.NONE, Side.SAME), ("良好", "优", Size.SOME, Side.BETTER), ("优", "良好", Size.SOME, Side.WORSE),
    ("轻度污染", "优", Size.CLEAR, Side.BETTER), ("优", "重度污染", Size.CLEAR, Side.WORSE)])
def test_steps_of_rating(before, after, size, side):
    result = compare(state(rating=before), state(rating=after), RULES)
    assert (result.result.size, result.result.side) == (size, side)
    assert result.by_shares is None


@pytest.mark.parametrize(("good", "worse", "size", "side"), [
    ((50, 60), (0, 0), Size.NONE, Side.SAME), ((50, "60.1"), (0, 0), Size.SOME, Side.BETTER), ((50, 70), (0, 0), Size.SOME, Side.BETTER),
    ((50, "70.1"), (0, 0), Size.CLEAR, Side.BETTER), ((60, 50), (0, 0), Size.NONE, Side.SAME), ((60, "49.9"), (0, 0), Size.SOME, Side.WORSE),
    ((70, 50), (0, 0), Size.SOME, Side.WORSE), ((70, "49.9"), (0, 0), Size.CLEAR, Side.WORSE), ((50, 55), (10, 5), Size.NONE, Side.SAME),
    ((50, 60), (10, "0.1"), Size.SOME, Side.BETTER), ((50, 50), (0, 25), Size.CLEAR, Side.WORSE), ((50, 70), (0, 20), Size.NONE, Side.SAME)])
def test_shares_at_and_beside_10_and_20_points(good, worse, size, side):
    before, after = (state(good=g, worse=w) for g, w in zip(good, worse, strict=True))
    result = compare(before, after, RULES).result
    assert (result.size, result.side) == (size, side)
    assert result.amount == Decimal(good[1]) - Decimal(good[0]) - (Decimal(worse[1]) - Decimal(worse[0]))


@pytest.mark.parametrize(("ratings", "good", "size", "side"), [
    (("良好", "良好"), (76, 88), Size.SOME, Side.BETTER), (("良好", "优"), (89, 91), Size.SOME, Side.BETTER),
    (("轻度污染", "优"), (74, 92), Size.CLEAR, Side.BETTER), (("良好", "优"), (75, 96), Size.CLEAR, Side.BETTER)])
def test_larger_change_holds(ratings, good, size, side):
    before, after = (state(rating=r, good=g, worse=0) for r, g in zip(ratings, good, strict=True))
    result = compare(before, after, RULES)
    assert (result.result.size, result.result.side) == (size, side)
    assert result.by_rating
    assert result.by_shares


def test_equal_changes_in_opposite_directions_give_no_conclusion():
    result = compare(state(rating="中度污染", good=70, worse=21), state(rating="轻度污染", good=50, worse=15), RULES)
    assert (result.by_rating.side, result.by_shares.side) == (Side.BETTER, Side.WORSE)
    assert (result.result, result.why_not) == (None, WhyNot.CONTRADICTION)


def test_other_sections_are_not_compared():
    result = compare(state(rating="优"), PeriodState("b", "others", rating="优"), RULES)
    assert (result.result, result.why_not) == (None, WhyNot.OTHER_BASIS)


@pytest.mark.parametrize("known", [{}, {"good": 50}, {"worse": 5}])
def test_nothing_in_common_is_not_compared(known):
    result = compare(state(**known), state(rating="优", good=91, worse=0), RULES)
    assert (result.result, result.why_not) == (None, WhyNot.NOTHING_TO_COMPARE)
