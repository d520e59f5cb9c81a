import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
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
from planbook.assess.verdicts import conflicts, wanted_indicators
from planbook.data.vocab import Criterion, Direction, Evidence, Grade, Kind, Reason, Verdict

ONE_DECIMAL = st.integers(-2000, 2000).map(lambda n: n / 10)


# ---- levels, shares, counts -----------------------------------------------------------------------------------------

def test_a_figure_of_the_target_year_decides():
    a = ask(make_target(), make_row(53.8))
    assert (a.verdict, a.value, a.margin, a.rule, a.grade) == (Verdict.MET, 53.8, 13.8, Rule.LEVEL, Grade.B)


def test_a_miss_has_a_negative_margin_without_float_noise():
    a = ask(make_target(direction=Direction.AT_MOST, value=35.0), make_row(39.8))
    assert (a.verdict, a.margin) == (Verdict.NOT_MET, -4.8)


def test_exactly_met_has_no_margin():
    a = ask(make_target(), make_row(40))
    assert (a.verdict, a.margin) == (Verdict.MET, 0)


def test_zero_target_is_compared_without_division():
    zero = make_target(kind=Kind.COUNT, direction=Direction.AT_MOST, value=0.0, unit="个")
    assert ask(zero, make_row(0, unit="个")).verdict is Verdict.MET
    assert ask(zero, make_row(2, unit="个")).margin == -2


def test_all_of_a_share_is_missed_by_a_hair():
    a = ask(make_target(direction=Direction.EQUAL, value=100.0), make_row(99.87))
    assert (a.verdict, a.margin) == (Verdict.NOT_MET, -0.13)


def test_a_target_without_year_is_due_at_the_end_of_the_plan():
    a = ask(make_target(target_year=None), make_row(30, period="2022", evidence=Evidence.INTERIM))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_EARLIER_YEAR,))


@given(ONE_DECIMAL, ONE_DECIMAL, st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]))
def test_the_sign_of_the_margin_is_the_verdict(value, goal, direction):
    a = ask(make_target(value=goal, direction=direction, kind=Kind.LEVEL), make_row(value))
    assert a.verdict is (Verdict.MET if a.margin >= 0 else Verdict.NOT_MET)
    assert abs(a.margin) == round(abs(value - goal), 6)


# ---- bounds ---------------------------------------------------------------------------------------------------------

def test_a_bound_wholly_on_one_side_decides_and_says_so():
    a = ask(make_target(), make_row(45, bound="≥"))
    assert (a.verdict, a.caveats) == (Verdict.MET, (Caveat.BOUND,))


def test_a_straddling_bound_is_only_a_part():
    a = ask(make_target(), make_row(30, bound="≥"))
    assert (a.verdict, a.reasons, a.rows[0].role) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,), Role.PART)


def test_a_straddling_band_of_an_earlier_year_is_only_an_earlier_year():
    a = ask(make_target(), make_row(low=30, high=50, period="2021"))
    assert a.reasons == (Reason.ONLY_EARLIER_YEAR,)


def test_the_margin_of_a_band_claims_no_more_than_is_published():
    assert ask(make_target(), make_row(low=42, high=50)).margin == 2
    assert ask(make_target(), make_row(low=20, high=38)).margin == -2


# ---- statements, monitoring, earlier years --------------------------------------------------------------------------

def test_a_statement_without_number():
    a = ask(amount_target(), make_row(evidence=Evidence.STATEMENT, period="2021/2025", text="超额完成"))
    assert (a.verdict, a.value, a.margin, a.rule) == (Verdict.MET_AS_STATED, None, None, Rule.STATEMENT)
    assert Caveat.OTHER_YARDSTICK not in a.caveats


def test_a_statement_against_another_yardstick_says_so():
    a = ask(amount_target(), make_row(evidence=Evidence.STATEMENT, period="2021/2025", basis="national-task", text="超过"))
    assert a.verdict is Verdict.MET_AS_STATED
    assert Caveat.OTHER_YARDSTICK in a.caveats


def test_a_statement_about_an_earlier_year_reaches_nothing():
    a = ask(make_target(), make_row(evidence=Evidence.STATEMENT, period="2023", text="达标"))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_EARLIER_YEAR,))


def test_a_number_beside_an_earlier_statement_is_not_a_result():
    a = ask(make_target(), make_row(45, evidence=Evidence.STATEMENT, period="2023", text="达标"))
    assert a.verdict is Verdict.NOT_ASSESSABLE


def test_a_statement_speaks_before_monitoring():
    a = ask(make_target(), make_row(30, evidence=Evidence.MONITORED), make_row(evidence=Evidence.STATEMENT, text="达标"))
    assert (a.verdict, a.value) == (Verdict.MET_AS_STATED, None)


def test_a_statement_in_the_course_of_the_target_year_is_a_part():
    a = ask(amount_target(), make_row(evidence=Evidence.STATEMENT, period="2021/2025-10", text="进展顺利"))
    assert a.reasons == (Reason.ONLY_PART,)


@pytest.mark.parametrize(("value", "verdict"), [(41, Verdict.INDICATED_MET), (39, Verdict.INDICATED_NOT_MET)])
def test_monitoring_only_indicates(value, verdict):
    a = ask(make_target(), make_row(value, evidence=Evidence.MONITORED))
    assert (a.verdict, a.rule) == (verdict, Rule.MONITORING)


def test_a_published_figure_outranks_monitoring_which_becomes_context():
    a = ask(make_target(), make_row(39), make_row(41, evidence=Evidence.MONITORED))
    assert a.verdict is Verdict.NOT_MET
    assert [w.role for w in a.rows] == [Role.DECIDES, Role.CONTEXT]


def test_a_published_figure_outranks_a_statement():
    a = ask(make_target(), make_row(evidence=Evidence.STATEMENT, text="达标"), make_row(39))
    assert a.verdict is Verdict.NOT_MET
    assert a.deciding == (a.rows[0].row,)


def test_an_earlier_year_that_reached_it_gives_no_more_than_reached():
    a = ask(make_target(), make_row(45, period="2023"), make_row(30, period="2022"))
    assert (a.verdict, a.value, a.rule) == (Verdict.REACHED_IN_PERIOD, 45, Rule.EARLIER_YEAR)
    assert a.deciding[0].period.code == "2023"


def test_a_provisional_figure_gives_no_more_than_reached():
    a = ask(make_target(), make_row(45, evidence=Evidence.INTERIM))
    assert (a.verdict, a.caveats) == (Verdict.REACHED_IN_PERIOD, (Caveat.PROVISIONAL,))


def test_monitoring_of_the_year_speaks_before_an_earlier_result():
    a = ask(make_target(), make_row(45, period="2023"), make_row(30, evidence=Evidence.MONITORED))
    assert a.verdict is Verdict.INDICATED_NOT_MET


@given(st.lists(st.tuples(ONE_DECIMAL, st.integers(2016, 2024)), max_size=6))
def test_no_row_before_the_target_year_ever_decides(rows):
    a = ask(make_target(), *(make_row(v, period=str(y)) for v, y in rows))
    assert a.verdict in (Verdict.REACHED_IN_PERIOD, Verdict.NOT_ASSESSABLE)
    assert bool(a.reasons) is (a.verdict is Verdict.NOT_ASSESSABLE)


# ---- nothing, or not what was asked ---------------------------------------------------------------------------------

def test_no_rows_is_nothing_published():
    a = ask(make_target())
    assert (a.verdict, a.reasons, a.rows, a.grade) == (Verdict.NOT_ASSESSABLE, (Reason.NOTHING_PUBLISHED,), (), None)


def test_only_values_from_before_the_plan_is_nothing_published():
    a = ask(make_target(), make_row(75, period="2019"), make_row(60, period="2020", evidence=Evidence.BASELINE))
    assert a.reasons == (Reason.NOTHING_PUBLISHED,)
    assert a.nearest.period.code == "2020"


def test_a_restated_target_is_no_result():
    a = ask(make_target(), make_row(40, evidence=Evidence.PLANNED))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.NOTHING_PUBLISHED,))


def test_another_basis_does_not_decide():
    a = ask(make_target(), make_row(70, basis="other-basis"))
    assert a.reasons == (Reason.ONLY_OTHER_SCOPE,)


def test_the_nearest_reason_comes_first_and_the_others_hold_too():
    a = ask(make_target(), make_row(70, basis="other"), make_row(30, period="2022"), make_row(30, period="2025-06"))
    assert a.reasons == (Reason.ONLY_EARLIER_YEAR, Reason.ONLY_PART, Reason.ONLY_OTHER_SCOPE)
    assert a.nearest.period.code == "2022"


@pytest.mark.parametrize(("criterion", "reason", "rule"), [
    (Criterion.NONE, Reason.NO_CRITERION, Rule.NO_CRITERION), (Criterion.NO_NUMBER, Reason.NO_NUMBER, Rule.NO_NUMBER)])
def test_without_yardstick_or_number_nothing_is_judged_but_actions_are_listed(criterion, reason, rule):
    a = ask(deliverable_target(criterion=criterion), make_row(12, period="2023", unit="个"))
    assert (a.verdict, a.reasons, a.rule, len(a.rows)) == (Verdict.NOT_ASSESSABLE, (reason,), rule, 1)


# ---- relative change ------------------------------------------------------------------------------------------------

def test_a_published_reduction_decides_without_a_base_year():
    a = ask(reduction_target(), make_row(55, period="2021/2025"))
    assert (a.verdict, a.margin, a.rule) == (Verdict.MET, 5, Rule.REDUCTION)


def test_a_missing_base_year_stays_missing():
    levels = [make_row(200, indicator="test-level", period="2020", unit="t"), make_row(80, indicator="test-level", unit="t")]
    a = ask(reduction_target(), *levels)
    assert (a.verdict, a.reasons[0]) == (Verdict.NOT_ASSESSABLE, Reason.NO_BASE_YEAR)


def test_the_base_does_not_slide_to_another_year():
    base = make_row(200, indicator="test-level", period="2021", unit="t", evidence=Evidence.BASELINE)
    a = ask(reduction_target(base_year=2020), base, make_row(80, indicator="test-level", unit="t"))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,))


def test_a_base_its_publisher_named_gives_the_change():
    base = make_row(200, indicator="test-level", period="2020", unit="t", evidence=Evidence.BASELINE)
    a = ask(reduction_target(), base, make_row(80, indicator="test-level", unit="t"))
    assert (a.verdict, a.value, a.margin, a.rule) == (Verdict.MET, 60, 10, Rule.CHANGE_FROM_LEVELS)


def test_a_base_year_of_the_plan_takes_the_published_level_of_that_year():
    base = make_row(200, indicator="test-level", period="2020", unit="t")
    a = ask(reduction_target(base_year=2020), base, make_row(120, indicator="test-level", unit="t"))
    assert (a.verdict, a.value, a.margin) == (Verdict.NOT_MET, 40, -10)


def test_a_base_of_zero_is_refused():
    base = make_row(0, indicator="test-level", period="2020", unit="t", evidence=Evidence.BASELINE)
    a = ask(reduction_target(base_year=2020), base, make_row(0, indicator="test-level", unit="t"))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,))


def test_levels_in_different_units_are_not_divided():
    base = make_row(200, indicator="test-level", period="2020", unit="kt", evidence=Evidence.BASELINE)
    assert ask(reduction_target(), base, make_row(80, indicator="test-level", unit="t")).verdict is Verdict.NOT_ASSESSABLE


def test_without_base_year_and_rows_both_reasons_are_listed():
    assert ask(reduction_target()).reasons == (Reason.NO_BASE_YEAR, Reason.NOTHING_PUBLISHED)


# ---- cumulative, rating, deliverable --------------------------------------------------------------------------------

def test_a_total_over_the_plan_decides():
    assert ask(amount_target(), make_row(120, unit="t", period="2021/2025")).rule == Rule.CUMULATIVE


def test_single_years_of_an_amount_are_a_part():
    a = ask(amount_target(), *(make_row(60, unit="t", period=str(y)) for y in (2023, 2024, 2025)))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART,))


def test_an_amount_reached_before_the_end_is_reached():
    a = ask(amount_target(), make_row(120, unit="t", period="2021/2025-09", evidence=Evidence.INTERIM))
    assert a.verdict is Verdict.REACHED_IN_PERIOD


@pytest.mark.parametrize(("text", "verdict"), [("优", Verdict.MET), ("良好", Verdict.MET), ("中度污染", Verdict.NOT_MET)])
def test_a_rating_is_compared_by_its_order(text, verdict):
    a = ask(rating_target(), make_row(text=text, unit=""))
    assert (a.verdict, a.margin, a.rule) == (verdict, None, Rule.RATING)


def test_an_earlier_rating_gives_no_more_than_reached():
    rows = [make_row(text="优", unit="", period=y) for y in ("2022", "2023", "2024")]
    a = ask(rating_target(), *rows)
    assert (a.verdict, a.deciding[0].period.code) == (Verdict.REACHED_IN_PERIOD, "2024")


def test_a_published_deliverable_is_met():
    a = ask(deliverable_target(), make_row(text="已印发", unit="", period="2022"))
    assert (a.verdict, a.rule) == (Verdict.MET, Rule.DELIVERABLE)


@pytest.mark.parametrize(("period", "as_of", "verdict"), [("2025", 2025, Verdict.MET), ("2023", 2023, Verdict.AHEAD)])
def test_what_is_said_of_a_fulfilled_deliverable_later_is_context(period, as_of, verdict):
    later = make_row(text="在建", unit="", period=period, evidence=Evidence.INTERIM)
    a = ask(deliverable_target(), make_row(text="已印发", unit="", period="2022"), later, as_of=as_of)
    assert (a.verdict, [w.role for w in a.rows]) == (verdict, [Role.DECIDES, Role.CONTEXT])


def test_a_substitute_is_shown_not_decided():
    a = ask(deliverable_target(), make_row(text="印发行动计划", unit="", period="2023", basis="substitute"))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_OTHER_SCOPE,))


def test_a_list_whose_content_was_not_read_is_a_part():
    a = ask(deliverable_target(), make_row(unit="", period="2022", evidence=Evidence.INTERIM))
    assert a.reasons == (Reason.ONLY_PART,)


# ---- several places -------------------------------------------------------------------------------------------------

TWO = {"places": ("testville", "testtown")}


def test_several_places_are_met_only_if_each_is():
    both = [make_row(50), make_row(45, place="testtown", grade=Grade.C)]
    a = ask(make_target(**TWO), *both)
    assert (a.verdict, a.value, a.margin, a.grade) == (Verdict.MET, 45, 5, Grade.C)


def test_one_place_that_misses_decides_for_all():
    a = ask(make_target(**TWO), make_row(50), make_row(30, place="testtown"))
    assert (a.verdict, a.value) == (Verdict.NOT_MET, 30)


def test_a_missing_place_leaves_only_a_part():
    a = ask(make_target(**TWO), make_row(50))
    assert (a.verdict, a.reasons) == (Verdict.NOT_ASSESSABLE, (Reason.ONLY_PART, Reason.NOTHING_PUBLISHED))


def test_no_place_with_rows_is_nothing_published():
    assert ask(make_target(**TWO)).reasons == (Reason.NOTHING_PUBLISHED,)


def test_the_weakest_place_speaks():
    a = ask(make_target(**TWO), make_row(50), make_row(45, place="testtown", period="2024"))
    assert (a.verdict, a.rows[0].row.place) == (Verdict.REACHED_IN_PERIOD, "testtown")


# ---- conflict, grade, caveats ---------------------------------------------------------------------------------------

def test_the_better_grade_wins_a_conflict():
    a = ask(make_target(), make_row(45, grade=Grade.C), make_row(38, grade=Grade.A, source="other"))
    assert (a.verdict, a.grade, a.value) == (Verdict.NOT_MET, Grade.A, 38)
    assert Caveat.CONFLICT in a.caveats


def test_among_equal_grades_the_less_favourable_wins():
    a = ask(make_target(), make_row(45), make_row(38, source="other"))
    assert a.verdict is Verdict.NOT_MET


def test_among_equal_sides_the_smaller_margin_is_quoted():
    assert ask(make_target(), make_row(45), make_row(43, source="other")).value == 43


def test_an_actual_figure_outranks_a_derived_one_of_the_year():
    derived = make_row(38, evidence=Evidence.DERIVED, note="由30加8得到", grade=Grade.A)
    assert ask(make_target(), derived, make_row(45, grade=Grade.C)).value == 45


def test_a_sound_figure_outranks_a_doubtful_one():
    doubtful = make_row(38, note="存疑：单位不明", grade=Grade.A)
    a = ask(make_target(), doubtful, make_row(45))
    assert (a.value, Caveat.DOUBTFUL in a.caveats) == (45, False)


def test_a_doubtful_figure_that_decides_says_so():
    assert Caveat.DOUBTFUL in ask(make_target(), make_row(45, note="存疑：单位不明")).caveats


def test_equal_figures_are_no_conflict():
    a = ask(make_target(), make_row(45), make_row(45, source="other", bound="="))
    assert (Caveat.CONFLICT in a.caveats, conflicts(a.target, a.rows)) == (False, ())


def test_a_conflict_among_earlier_rows_is_told():
    a = ask(make_target(), make_row(30, period="2022"), make_row(31, period="2022", source="other"))
    assert Caveat.CONFLICT in a.caveats


def test_only_reposts_is_told():
    assert ask(make_target(), make_row(45, grade=Grade.C)).caveats == (Caveat.REPOST_ONLY,)


def test_the_better_of_two_agreeing_sources_is_relied_on():
    assert ask(make_target(), make_row(45, grade=Grade.C), make_row(45, source="o", grade=Grade.A)).grade is Grade.A


@pytest.mark.parametrize("verdict_row", [make_row(45), make_row(39.9)])
def test_a_soft_word_is_shown_and_softens_nothing(verdict_row):
    a = ask(make_target(qualifier="力争达到"), verdict_row)
    assert Caveat.QUALIFIER in a.caveats
    assert a.verdict is (Verdict.MET if verdict_row.value >= 40 else Verdict.NOT_MET)


def test_a_target_whose_number_was_derived_says_so():
    assert Caveat.DERIVED_TARGET in ask(make_target(value_origin="derived"), make_row(45)).caveats


# ---- whatever comes in ----------------------------------------------------------------------------------------------

ROWS = st.lists(st.builds(
    make_row, ONE_DECIMAL, period=st.sampled_from(["2019", "2020", "2023", "2025", "2021/2025", "2025-03"]),
    evidence=st.sampled_from(list(Evidence)), basis=st.sampled_from(["-", "other"]),
    place=st.sampled_from(["testville", "elsewhere"]), grade=st.sampled_from(list(Grade)),
    bound=st.sampled_from(["", "≥", "<", "≈"])), max_size=8, unique_by=lambda r: r.key)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, rng: random.Random):
    shuffled = rng.sample(rows, len(rows))
    assert ask(make_target(), *rows) == ask(make_target(), *shuffled)


@given(ROWS)
def test_every_row_is_kept_and_a_reason_is_given_exactly_when_needed(rows):
    a = ask(make_target(), *rows)
    assert sorted(w.row.key for w in a.rows) == sorted(r.key for r in rows)
    assert bool(a.reasons) is (a.verdict is Verdict.NOT_ASSESSABLE)
    assert (a.grade is None) is (a.verdict is Verdict.NOT_ASSESSABLE)


@given(ROWS)
def test_plans_references_and_estimates_change_no_verdict(rows):
    idle = (Evidence.PLANNED, Evidence.TASK, Evidence.REFERENCE, Evidence.ESTIMATE)
    a, b = ask(make_target(), *rows), ask(make_target(), *(r for r in rows if r.evidence not in idle))
    assert (a.verdict, a.reasons, a.value, a.caveats) == (b.verdict, b.reasons, b.value, b.caveats)


def test_wanted_indicators_are_those_of_the_target():
    assert wanted_indicators(reduction_target()) == {"test-rate", "test-level", "test-related"}
