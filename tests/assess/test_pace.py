import pytest
from verdict_factory import (
    amount_target,
    ask,
    deliverable_target,
    make_row,
    make_target,
    rating_target,
    reduction_target,
)

from planbook.assess.result import Caveat, Role
from planbook.assess.rules import Rule
from planbook.data.vocab import Criterion, Direction, Evidence, Reason, Verdict

BASE = make_row(20, period="2020", evidence=Evidence.BASELINE)


@pytest.mark.parametrize(("value", "verdict"), [
    (41, Verdict.AHEAD), (40, Verdict.AHEAD), (32, Verdict.ON_PACE), (31.9, Verdict.BEHIND)])
def test_the_line_runs_from_base_to_target(value, verdict):
    a = ask(make_target(), BASE, make_row(value, period="2023"), as_of=2023)
    assert (a.verdict, a.value) == (verdict, value)
    assert a.deciding == (a.rows[0].row,)


def test_the_line_falls_for_a_ceiling():
    ceiling = make_target(direction=Direction.AT_MOST, value=35.0)
    base = make_row(47, period="2020", evidence=Evidence.DERIVED, note="由36加11推得")
    assert ask(ceiling, base, make_row(39.8, period="2023"), as_of=2024).verdict is Verdict.ON_PACE
    assert ask(ceiling, base, make_row(39.9, period="2023"), as_of=2024).verdict is Verdict.BEHIND


def test_the_latest_year_is_graded_even_if_an_earlier_one_was_better():
    a = ask(make_target(), BASE, make_row(41, period="2022"), make_row(30, period="2023"), as_of=2023)
    assert a.verdict is Verdict.BEHIND


def test_without_a_published_base_there_is_no_line():
    a = ask(make_target(), make_row(30, period="2023"), as_of=2023)
    assert (a.verdict, a.reasons, a.rows[0].role) == (Verdict.NOT_ASSESSABLE, (Reason.NO_BASE_YEAR,), Role.EARLIER)


def test_a_derived_base_needs_its_formula():
    base = make_row(20, period="2020", evidence=Evidence.DERIVED, note="推算")
    assert ask(make_target(), base, make_row(30, period="2023"), as_of=2023).verdict is Verdict.NOT_ASSESSABLE


def test_a_base_does_not_slide_to_another_year():
    base = make_row(20, period="2019", evidence=Evidence.BASELINE)
    assert ask(make_target(), base, make_row(30, period="2023"), as_of=2023).verdict is Verdict.NOT_ASSESSABLE


def test_a_reduction_starts_at_nought_by_definition():
    a = ask(reduction_target(), make_row(30, period="2021/2023"), as_of=2023)
    assert (a.verdict, a.rule) == (Verdict.ON_PACE, Rule.STRAIGHT_LINE)


def test_an_amount_starts_at_nought_by_definition():
    assert ask(amount_target(), make_row(59, unit="t", period="2021/2023"), as_of=2023).verdict is Verdict.BEHIND


def test_a_provisional_figure_is_graded_and_marked():
    a = ask(make_target(), make_row(45, period="2023", evidence=Evidence.INTERIM), as_of=2023)
    assert (a.verdict, a.caveats) == (Verdict.AHEAD, (Caveat.PROVISIONAL,))


def test_rows_of_later_years_are_not_read():
    a = ask(make_target(), BASE, make_row(45), as_of=2023)
    assert (a.verdict, a.reasons, len(a.rows)) == (Verdict.NOT_ASSESSABLE, (Reason.NOTHING_PUBLISHED,), 1)


def test_monitoring_gives_no_pace():
    a = ask(make_target(), BASE, make_row(45, period="2023", evidence=Evidence.MONITORED), as_of=2023)
    assert a.verdict is Verdict.NOT_ASSESSABLE


def test_a_straddling_band_gives_no_pace():
    a = ask(make_target(), BASE, make_row(low=25, high=45, period="2023"), as_of=2023)
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,))


def test_a_rating_already_good_enough_is_ahead():
    assert ask(rating_target(), make_row(text="优", unit="", period="2023"), as_of=2023).verdict is Verdict.AHEAD


def test_a_fulfilled_deliverable_is_ahead_and_a_missing_one_unknown():
    assert ask(deliverable_target(), make_row(text="已印发", unit="", period="2022"), as_of=2022).verdict is Verdict.AHEAD
    assert ask(deliverable_target(), as_of=2022).verdict is Verdict.NOT_ASSESSABLE


def test_a_deliverable_only_said_to_be_done_stays_open_before_the_end():
    a = ask(deliverable_target(), make_row(text="已印发", unit="", period="2022", evidence=Evidence.STATEMENT), as_of=2022)
    assert (a.verdict, a.reasons, a.rows[0].role) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,), Role.PART)


def test_without_yardstick_there_is_no_pace():
    assert ask(deliverable_target(criterion=Criterion.NONE), as_of=2022).reasons == (Reason.NO_CRITERION,)


def test_a_target_due_earlier_gets_a_final_word():
    assert ask(make_target(target_year=2023), make_row(45, period="2023"), as_of=2023).verdict is Verdict.MET


def test_an_equal_target_has_a_line_too():
    equal = make_target(direction=Direction.EQUAL, value=40.0)
    assert ask(equal, BASE, make_row(33, period="2023"), as_of=2023).verdict is Verdict.ON_PACE
    assert ask(equal, BASE, make_row(29, period="2023"), as_of=2023).verdict is Verdict.BEHIND


def test_places_are_graded_by_the_slowest():
    two = make_target(places=("testville", "testtown"))
    a = ask(two, BASE, make_row(45, period="2023"), make_row(20, period="2020", place="testtown", evidence=Evidence.BASELINE),
            make_row(25, period="2023", place="testtown"), as_of=2023)
    assert (a.verdict, a.value) == (Verdict.BEHIND, 25)
