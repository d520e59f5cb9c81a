"""Section classes from the standard's own limits: boundaries, missing items, values below detection."""

import csv
from decimal import Decimal

import pytest

from bookkit import ROOT
from planbook.assess.water.rules import Body, ItemLimits, WaterRules
from planbook.assess.water.section import classify, rank
from planbook.assess.water.values import Mean, Reading, Refused, Span, Used, Why, mean_of, usable
from planbook.data.errors import PlanbookError
from planbook.data.load import read_table
from planbook.data.vocab import WATER_CLASSES

STANDARDS = ROOT / "data" / "standards"
STORED = list(csv.DictReader((STANDARDS / "gb3838.csv").open(encoding="utf-8")))
STEP = Decimal("0.000001")
"""Less than the last digit of any limit."""
LEFT_OUT = {"water-temp", "tn", "fecal-coliform"}
ITEMS = [i for i in dict.fromkeys(r["item"] for r in STORED) if i not in LEFT_OUT | {"tp-lake"}]


def table(name):
    return read_table(STANDARDS / f"{name}.csv")


RULES = WaterRules.read(table)
CLEAN = {i: Reading(Decimal("7.5") if i in {"do", "ph"} else Decimal(0)) for i in ITEMS}
"""A section on which every item keeps class I."""


def with_(**readings):
    return CLEAN | {k.replace("_", "-"): v if isinstance(v, Reading) else Reading(v) for k, v in readings.items()}


def boundaries():
    """Every limit of the table with the classes on it and just beyond it, worked out from the other rows."""
    for row in STORED:
        if row["direction"] == "range":
            continue
        limit, worse = Decimal(row["limit"]), -1 if row["direction"] == "ge" else 1
        same = [r for r in STORED if r["item"] == row["item"]]
        kept = [r["class"] for r in same if (Decimal(r["limit"]) - limit) * worse >= 0]
        beyond = [r["class"] for r in same if (Decimal(r["limit"]) - limit) * worse > 0]
        yield pytest.param(row["item"], limit, kept[0], id=f"{row['item']} {row['class']} on")
        yield pytest.param(row["item"], limit + worse * STEP, (beyond or ["劣V"])[0], id=f"{row['item']} {row['class']} beyond")


@pytest.mark.parametrize(("item", "value", "wanted"), list(boundaries()))
def test_each_limit_on_it_and_beyond_it(item, value, wanted):
    assert RULES.limits[item].class_of(value) == wanted


@pytest.mark.parametrize(("item", "value", "wanted"), [p for p in boundaries() if p.values[0] in ITEMS])
def test_worst_item_makes_the_section(item, value, wanted):
    result = classify(CLEAN | {item: Reading(value)}, RULES)
    assert result.water_class == wanted
    assert item in {i.item for i in result.deciding}
    assert result.full


@pytest.mark.parametrize(("value", "wanted"), [
    (7.6, "I"), (7.5, "I"), (7.49, "II"), (6, "II"), (5.99, "III"), (5, "III"), (4.99, "IV"), (3, "IV"), (2.99, "V"), (2, "V"),
    (1.99, "劣V"), (0, "劣V")])
def test_less_oxygen_is_worse(value, wanted):
    assert classify(with_(do=value), RULES).water_class == wanted


@pytest.mark.parametrize(("value", "wanted"), [(5.99, "劣V"), (6, "I"), (7, "I"), (9, "I"), (9.01, "劣V"), (0, "劣V"), (14, "劣V")])
def test_ph_keeps_its_range_or_is_worse_than_v(value, wanted):
    assert classify(with_(ph=value), RULES).water_class == wanted


def test_evaluation_has_21_items_without_temperature_nitrogen_and_coliforms():
    assert list(RULES.evaluated) == ITEMS
    assert len(ITEMS) == 21


def test_rules_that_disagree_with_the_limits_are_refused():
    def shorter(name):
        return table(name)[lambda t: t["item"] != "las"] if name == "gb3838" else table(name)

    with pytest.raises(PlanbookError, match="evaluated-items"):
        WaterRules.read(shorter)


@pytest.mark.parametrize("column", ["value", "items"])
def test_rule_without_its_number_or_items_is_named(column):
    def emptied(name):
        return table(name).assign(**{column: ""}) if name == "water_rules" else table(name)

    with pytest.raises(PlanbookError, match=r"water_rules\.csv 缺少规则"):
        WaterRules.read(emptied)


@pytest.mark.parametrize("body", list(Body))
def test_nitrogen_temperature_and_coliforms_never_decide(body):
    bad = {"tn": Reading(99), "water-temp": Reading(99), "fecal-coliform": Reading(10**9)}
    result = classify(CLEAN | bad, RULES, body)
    assert result.water_class == "I"
    assert {(r.item, r.why) for r in result.refused} == {(i, Why.NOT_EVALUATED) for i in bad}
    assert result.full


@pytest.mark.parametrize(("body", "wanted"), [(Body.RIVER, "II"), (Body.LAKE, "IV")])
def test_total_phosphorus_has_limits_of_its_own_in_lakes(body, wanted):
    assert classify(with_(tp=0.1), RULES, body).water_class == wanted


def test_lake_limits_are_no_item_of_their_own():
    assert usable("tp-lake", Reading(0.1), RULES) == Refused("tp-lake", Why.NOT_EVALUATED)


def test_fewer_items_make_a_reference_class_that_names_the_missing():
    four = {i: CLEAN[i] for i in ("do", "cod-mn", "nh3-n", "tp")}
    result = classify(four, RULES)
    assert result.water_class == "I"
    assert not result.full
    assert result.missing == tuple(i for i in ITEMS if i not in four)
    assert result.refused == ()


@pytest.mark.parametrize(("reading", "why"), [
    (None, Why.MISSING), (Reading(None), Why.MISSING), (Reading(float("nan")), Why.NOT_FINITE),
    (Reading(float("inf")), Why.NOT_FINITE), (Reading(-0.1), Why.NEGATIVE)])
def test_value_that_is_none_is_refused_and_counts_as_missing(reading, why):
    result = classify(CLEAN | {"cod": reading}, RULES)
    assert [(r.item, r.why) for r in result.refused] == [("cod", why)]
    assert result.missing == ("cod",)
    assert (result.water_class, result.full) == ("I", False)


@pytest.mark.parametrize(("item", "reading", "why"), [
    ("ph", Reading(14.1), Why.OFF_SCALE), ("ph", Reading(7, below_detection=True), Why.NO_DETECTION_LIMIT),
    ("do", Reading(0.5, below_detection=True), Why.NO_DETECTION_LIMIT), ("salt", Reading(1), Why.UNKNOWN_ITEM)])
def test_impossible_readings_are_refused(item, reading, why):
    assert usable(item, reading, RULES) == Refused(item, why)


def test_section_without_any_value_has_no_class():
    result = classify({}, RULES)
    assert (result.water_class, result.rating, result.items, result.main, result.full) == (None, None, (), (), False)


@pytest.mark.parametrize("limit", ["0.004", "0.1", "1"])
def test_below_detection_counts_as_half_the_detection_limit(limit):
    assert usable("cd", Reading(limit, below_detection=True), RULES) == Used(Decimal(limit) / 2, below_detection=True)


def test_detection_limit_twice_a_class_limit_still_keeps_the_class():
    limit = 2 * Decimal(next(r["limit"] for r in STORED if (r["item"], r["class"]) == ("hg", "III")))
    result = classify(with_(hg=Reading(limit, below_detection=True)), RULES)
    assert result.water_class == "III"
    assert next(i for i in result.items if i.item == "hg").below_detection
    assert classify(with_(hg=Reading(limit)), RULES).water_class == "IV"


@pytest.mark.parametrize(("cod", "rating"), [(15, "优"), (20, "良好"), (30, "轻度污染"), (40, "中度污染"), (41, "重度污染")])
def test_rating_word_follows_the_class(cod, rating):
    assert classify(with_(cod=cod), RULES).rating == rating


def test_times_over_is_measured_against_class_iii():
    [cod] = classify(with_(cod=50), RULES).main
    assert cod.times == Decimal("1.5")
    assert classify(with_(cod=20), RULES).main == ()
    assert all(i.times is None for i in classify(with_(cod=20), RULES).items)


@pytest.mark.parametrize("bad", [{"do": 1}, {"ph": 9.5}])
def test_oxygen_and_ph_have_no_times_over(bad):
    [main] = classify(with_(**bad), RULES).main
    assert main.times is None
    assert main.water_class == "劣V"


def test_item_without_an_upper_limit_has_no_times_over():
    with pytest.raises(ValueError, match="do has no upper limit"):
        RULES.limits["do"].times_over(1)


@pytest.mark.parametrize(("bad", "order"), [
    ({"cod": 25, "bod5": 5}, ["cod", "bod5"]),
    ({"cod": 31, "bod5": 5.9, "tp": 0.31, "nh3_n": 3}, ["nh3-n", "cod", "tp"]),
    ({"cod": 22, "bod5": 5, "tp": 0.29}, ["tp", "bod5", "cod"]),
    ({"do": 4, "cod": 22}, ["cod", "do"]),
    ({"do": 2.5, "cod": 22}, ["do", "cod"]),
    ({"cod": 99, "bod5": 99, "tp": 9, "cn": 0.21}, ["cn", "tp", "bod5"]),
    ({"cod": 99, "bod5": 99, "pb": 0.07, "cr6": 0.06, "hg": 0.002, "cn": 0.3}, ["hg", "cn", "pb"]),
    ({"cod": 99, "bod5": 99, "tp": 9, "nh3_n": 9}, ["tp", "bod5", "nh3-n"])])
def test_main_pollutants_worst_class_first_then_times_over_metals_before_all(bad, order):
    assert [i.item for i in classify(with_(**bad), RULES).main] == order


def test_no_main_pollutants_where_the_section_is_good():
    assert classify(with_(cod=20, tp=0.2, do=5), RULES).main == ()


@pytest.mark.parametrize(("span", "n", "allowed"), [
    (Span.MONTH, 1, True), (Span.QUARTER, 1, False), (Span.QUARTER, 2, True), (Span.YEAR, 7, False), (Span.YEAR, 8, True),
    (Span.YEAR, 12, True)])
def test_means_need_as_many_values_as_the_rule_says(span, n, allowed):
    found = mean_of("cod", [Reading(10)] * n, span, RULES)
    assert isinstance(found, Mean) == allowed
    if allowed:
        assert (found.value, found.n) == (10, n)
        assert found.full == (span is not Span.YEAR or n >= 12)
    else:
        assert found == Refused("cod", Why.TOO_FEW)


def test_mean_counts_halves_of_detection_limits_and_leaves_out_what_is_unusable():
    found = mean_of("nh3-n", [Reading(1), Reading("0.02", below_detection=True), Reading(None), Reading(float("nan"))], Span.MONTH, RULES)
    assert (found.value, found.n, found.below_detection) == (Decimal("0.505"), 2, 1)


@pytest.mark.parametrize(("item", "readings", "why"), [
    ("cod", [], Why.MISSING), ("cod", [Reading(-1)], Why.NEGATIVE), ("tn", [Reading(1)], Why.NOT_EVALUATED),
    ("cod", [Reading(-1), Reading(None)], Why.MISSING)])
def test_mean_of_nothing_usable_says_why(item, readings, why):
    assert mean_of(item, readings, Span.MONTH, RULES) == Refused(item, why)


def test_classes_have_an_order():
    assert [rank(c) for c in WATER_CLASSES] == list(range(6))


def test_binary_noise_does_not_cross_a_limit():
    limits = ItemLimits("x", "某项", "mg/L", "le", tuple((None, Decimal(n)) for n in ("0.1", "0.2", "0.3", "0.4", "0.5")))
    assert limits.class_of(0.3) == "III"
