"""The path towards a relative reduction: only figures on the target's own footing, no year filled in."""

import pytest
from verdict_factory import PLAN, ask, make_row, reduction_target

from planbook.assess.coal_path import path_of
from planbook.data.vocab import Evidence, Verdict

BASE = {"indicator": "test-level", "unit": "万吨"}


def level(value, period, **parts):
    return make_row(value, **{**BASE, "period": period, **parts})


def base(value=200.0):
    return level(value, "2020", evidence=Evidence.BASELINE)


def path(*rows, as_of=2025, target=None):
    return path_of(ask(target or reduction_target(), *rows, as_of=as_of), "testville", PLAN)


def test_levels_give_reduction_and_distance():
    found = path(base(), level(150.0, "2022"), level(90.0, "2025"))
    assert [(p.year, p.level, p.change) for p in found.points] == [(2022, 150.0, 25.0), (2025, 90.0, 55.0)]
    assert (found.goal_level, found.distance, found.distance_level) == (100.0, 5.0, 10.0)
    assert found.missing == (2021, 2023, 2024)


def test_distance_has_the_sign_of_the_verdict():
    for end, verdict in ((100.0, Verdict.MET), (100.1, Verdict.NOT_MET), (99.9, Verdict.MET)):
        rows = (base(), level(end, "2025"))
        assert ask(reduction_target(), *rows).verdict is verdict
        assert (path(*rows).distance >= 0) is (verdict is Verdict.MET)


def test_straight_line_is_asked_for_in_the_year_of_the_last_figure():
    found = path(base(), level(150.0, "2023"), as_of=2024)
    assert found.needed == pytest.approx(30.0)
    assert found.distance == pytest.approx(-25.0)
    assert found.missing == (2021, 2022, 2024)


def test_without_a_base_there_is_a_path_and_no_distance():
    found = path(level(150.0, "2022"), level(90.0, "2025"))
    assert [p.change for p in found.points] == [None, None]
    assert (found.base, found.goal_level, found.distance, found.distance_level) == (None, None, None, None)
    assert 2020 in found.missing


def test_published_reductions_need_no_level():
    found = path(make_row(42.0, period="2025"))
    assert [(p.level, p.change) for p in found.points] == [(None, 42.0)]
    assert found.distance == -8.0
    spanning = path(make_row(42.0, period="2021/2025"))
    assert [p.year for p in spanning.points] == [2025]


@pytest.mark.parametrize("foreign", [
    {"basis": "ledger"}, {"place": "part-of-testville"}, {"indicator": "test-related"}, {"evidence": Evidence.TASK},
    {"evidence": Evidence.PLANNED}, {"evidence": Evidence.REFERENCE}, {"evidence": Evidence.MONITORED}, {"period": "2025-06"},
    {"period": "2019"}, {"bound": "≤"}])
def test_figures_on_another_footing_are_no_part_of_the_path(foreign):
    assert path(level(90.0, **{"period": "2025", **foreign})) is None


def test_base_in_another_unit_gives_no_reduction():
    found = path(level(2_000_000.0, "2020", evidence=Evidence.BASELINE, unit="吨"), level(90.0, "2025"))
    assert found.points[0].change is None


def test_conflicting_figures_are_all_kept_the_stronger_first():
    rows = (base(), level(120.0, "2025", evidence=Evidence.INTERIM, source="other"), level(90.0, "2025"))
    found = path(*rows)
    assert [p.level for p in found.points] == [90.0, 120.0]
    assert found.last.level == 90.0


def test_nothing_later_than_the_edition_is_seen():
    found = path(base(), level(150.0, "2022"), level(90.0, "2025"), as_of=2023)
    assert [p.year for p in found.points] == [2022]
    assert found.missing == (2021, 2023)


def test_nothing_published_no_path():
    assert path() is None
