from datetime import UTC, datetime

import pytest

from planbook.assess.water.rules import Body, WaterRules
from planbook.assess.water.values import Reading
from planbook.data.load import load_dataset
from planbook.intake.archives.water import Sample, evaluate, lake_sections


@pytest.fixture(scope="module")
def dataset():
    return load_dataset(2025)


def between(rules):
    """Return total phosphorus that a river's class III allows and a lake's does not."""
    river, lake = (rules.limits_for("tp", body).bounds[2][1] for body in (Body.RIVER, Body.LAKE))
    assert lake < river
    return (lake + river) / 2


def test_a_section_on_a_lake_is_evaluated_by_the_limits_of_lakes(dataset):
    rules = WaterRules.read(dataset.standard)
    readings = {"do": Reading(9), "cod-mn": Reading(2), "nh3-n": Reading("0.1"), "tp": Reading(between(rules))}
    sample = Sample("sec-a", datetime(2031, 5, 1, tzinfo=UTC), False, readings)
    on_river, on_lake = (next(iter(evaluate([sample], rules, lakes))).four.water_class for lakes in ((), {"sec-a"}))
    assert on_river == "III"
    assert on_lake in {"IV", "V"}


def test_sections_of_a_lake_are_known_by_the_place_they_belong_to(dataset):
    lakes = lake_sections(dataset)
    assert lakes
    assert {dataset.places[dataset.places[s].parent].kind.value for s in lakes} == {"lake"}
    assert not {s for s in lakes if "江" in dataset.places[dataset.places[s].parent].name.zh}
