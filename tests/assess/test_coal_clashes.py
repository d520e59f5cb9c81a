"""Figures that do not fit together: a row that each rule catches, and one it lets pass."""

from datetime import date

import pytest
from verdict_factory import make_row

from planbook.assess.coal_clashes import (
    Clash,
    different_meanings,
    jumps,
    one_coefficient,
    shrinking,
    two_sources,
    year_share,
)
from planbook.assess.coal_inputs import IN_YEAR, OPEN_START, PLAN_PERIOD
from planbook.data.coal import CoalMeaning
from planbook.data.text import Text
from planbook.data.vocab import Evidence

EARLY, LATE = date(2024, 10, 1), date(2026, 3, 1)


def row(value, basis, period, **parts):
    return make_row(value, **{"indicator": "cut", "unit": "万吨", "basis": basis, "period": period, **parts})


TOTAL = row(100.0, PLAN_PERIOD, "2021/2025", known_from=LATE)


def test_cumulative_figure_that_shrinks_is_found_once():
    found = shrinking([TOTAL, row(110.0, OPEN_START, "2024", known_from=EARLY)])
    assert [(f.clash, [r.value for r in f.rows]) for f in found] == [(Clash.SHRINKING, [110.0, 100.0])]


@pytest.mark.parametrize("other", [
    row(90.0, OPEN_START, "2024", known_from=EARLY), row(100.0, OPEN_START, "2024", known_from=EARLY),
    row(110.0, OPEN_START, "2024", known_from=EARLY, place="elsewhere"), row(110.0, IN_YEAR, "2024", known_from=EARLY),
    row(110.0, OPEN_START, "2026", known_from=date(2027, 1, 1))])
def test_growing_or_other_figures_do_not_shrink(other):
    assert shrinking([TOTAL, other]) == []


def test_year_that_takes_most_of_the_total_is_found_with_what_is_left():
    found = year_share([TOTAL, row(66.0, IN_YEAR, "2021"), row(20.0, IN_YEAR, "2023")])
    assert len(found) == 1
    assert found[0].amounts == pytest.approx((66.0, 34.0))
    assert [r.value for r in found[0].rows] == [66.0, 100.0, 20.0]


def test_even_years_are_not_worth_saying():
    assert year_share([TOTAL, row(40.0, IN_YEAR, "2021")]) == []
    assert len(year_share([TOTAL, row(40.1, IN_YEAR, "2021")])) == 1


def test_jump_between_years_is_found_from_a_factor_of_ten_on():
    first, last = row(40.0, IN_YEAR, "2021"), row(4.0, "ledger-annual-plan", "2023", evidence=Evidence.TASK)
    assert [f.amounts for f in jumps([first, last])] == [(10.0,)]
    assert jumps([first, row(4.1, IN_YEAR, "2023")]) == []
    assert jumps([first, row(400.0, PLAN_PERIOD, "2021/2025")]) == []


TASK = {"indicator": "boilers", "evidence": Evidence.TASK, "basis": "-", "unit": "台"}


def test_two_sources_differ_on_one_period_or_one_task():
    one = make_row(30.0, **TASK, period="2020", source="province")
    assert len(two_sources([one, make_row(28.0, **TASK, period="2020", source="city")])) == 1
    assert len(two_sources([one, make_row(31.0, **TASK, period="2022", source="city")])) == 1
    assert two_sources([one, make_row(28.0, **TASK, period="2022", source="city")]) == []
    assert two_sources([one, make_row(30.0, **TASK, period="2020", source="city")]) == []
    assert two_sources([one, make_row(28.0, **TASK, period="2020", source="province")]) == []


def test_one_coefficient_at_two_places_is_found():
    def place(name, emitted, used):
        parts = {"place": name, "period": "2020", "unit": "万吨", "basis": "-"}
        return make_row(emitted, indicator="pollutants", **parts), make_row(used, indicator="use", **parts)

    (a, b), (c, d), (e, f) = place("one", 45.3, 1000.0), place("other", 9.04, 200.0), place("third", 10.0, 200.0)
    found = one_coefficient([a, c, e], [b, d, f])
    assert [x.amounts for x in found] == [pytest.approx((45.3, 45.2))]
    assert found[0].rows == (a, b, c, d)


MEANINGS = tuple(CoalMeaning(i, Text(i), bases, indicators, Text(""), Text("")) for i, bases, indicators in (
    ("stock", ("household",), ()), ("ledger", (IN_YEAR,), ("by-formula",))))


def test_meaning_follows_from_the_basis_and_else_from_the_indicator():
    stock, ledger = MEANINGS
    assert stock.covers(row(1.0, "household", "2020"))
    assert ledger.covers(row(1.0, "-", "2020", indicator="by-formula"))
    assert not ledger.covers(row(1.0, "household", "2020", indicator="by-formula"))


def test_figures_of_different_meanings_are_laid_side_by_side():
    rows = [row(2.0, IN_YEAR, "2021"), row(5.0, "household", "2020")]
    assert [r.value for r in different_meanings(rows, MEANINGS)[0].rows] == [5.0, 2.0]
    assert different_meanings(rows[:1], MEANINGS) == []
