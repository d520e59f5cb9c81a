import pytest
from verdict_factory import (
    PLAN,
    amount_target,
    deliverable_target,
    make_row,
    make_target,
    rating_target,
    reduction_target,
)

from planbook.assess.result import Role
from planbook.assess.weigh import shows_formula, weigh
from planbook.data.vocab import Direction, Evidence


def _role(row, target=None):
    return weigh(target or make_target(), [row], PLAN)[0].role


@pytest.mark.parametrize(("evidence", "role"), [
    (Evidence.ACTUAL, Role.DECIDES), (Evidence.INTERIM, Role.EARLIER), (Evidence.MONITORED, Role.INDICATES),
    (Evidence.STATEMENT, Role.STATES), (Evidence.PLANNED, Role.PLANNED), (Evidence.TASK, Role.PLANNED),
    (Evidence.REFERENCE, Role.CONTEXT), (Evidence.ESTIMATE, Role.CONTEXT), (Evidence.BASELINE, Role.BASELINE),
    (Evidence.DERIVED, Role.CONTEXT),
])
def test_role_of_a_target_year_figure_by_its_evidence(evidence, role):
    assert _role(make_row(50, evidence=evidence)) is role


@pytest.mark.parametrize(("period", "role"), [
    ("2025", Role.DECIDES), ("2025-01/2025-12", Role.DECIDES), ("2021/2025", Role.DECIDES), ("2024", Role.EARLIER),
    ("2021", Role.EARLIER), ("2020", Role.BASELINE), ("2016/2020", Role.BASELINE), ("2026", Role.CONTEXT),
    ("2025-06", Role.PART), ("2025-01/2025-09", Role.PART), ("2024-01/2024-11", Role.PART), ("2024-07/2025-06", Role.PART),
])
def test_role_of_an_actual_figure_by_its_period(period, role):
    assert _role(make_row(50, period=period)) is role


@pytest.mark.parametrize("changed", [{"basis": "other"}, {"place": "elsewhere"}, {"indicator": "test-related"}, {"unit": "‰"}])
def test_another_basis_place_indicator_or_unit_is_another_scope(changed):
    assert _role(make_row(50, **changed)) is Role.OTHER_SCOPE


def test_a_related_quantity_elsewhere_in_another_unit_is_only_context():
    assert _role(make_row(50, indicator="test-related", place="elsewhere", unit="户")) is Role.CONTEXT


@pytest.mark.parametrize("changed", [{"place": "elsewhere"}, {"indicator": "test-related"}])
def test_monitoring_of_something_else_is_only_context(changed):
    assert _role(make_row(50, evidence=Evidence.MONITORED, **changed)) is Role.CONTEXT


def test_monitoring_of_an_earlier_year_neither_indicates_nor_counts_as_reached():
    assert _role(make_row(50, evidence=Evidence.MONITORED, period="2024")) is Role.CONTEXT


def test_a_provisional_target_year_figure_that_misses_is_a_part():
    assert _role(make_row(30, evidence=Evidence.INTERIM)) is Role.PART


def test_a_statement_needs_no_accepted_basis():
    assert _role(make_row(evidence=Evidence.STATEMENT, basis="national-task", text="超额完成")) is Role.STATES


def test_a_straddling_band_in_the_target_year_is_a_part_and_in_an_earlier_year_is_earlier():
    assert _role(make_row(low=30, high=50)) is Role.PART
    assert _role(make_row(low=30, high=50, period="2022")) is Role.EARLIER


def test_a_row_without_number_is_a_part():
    assert _role(make_row(text="全面执行")) is Role.PART


@pytest.mark.parametrize(("note", "shown"), [
    ("由2023年36加“比2020年下降11”推得", True), ("由“2023年36、比2020年下降11”相加得到，不是直接公布", True), ("40.4=39.8+0.6", True),
    ("由全部达到得出", False), ("按报道推算", False), ("=", False), ("", False),
])
def test_a_formula_is_an_equation_or_worded_arithmetic(note, shown):
    assert shows_formula(note) is shown


def test_a_derived_figure_decides_only_with_its_formula():
    assert _role(make_row(50, evidence=Evidence.DERIVED, note="由49加1得到")) is Role.DECIDES
    assert _role(make_row(50, evidence=Evidence.DERIVED, note="推算")) is Role.CONTEXT


@pytest.mark.parametrize(("period", "label", "role"), [
    ("2021/2025", "-", Role.DECIDES), ("2025", "累计", Role.DECIDES), ("2025", "-", Role.PART), ("2022/2025", "-", Role.EARLIER),
    ("2016/2025", "-", Role.PART), ("2021/2024", "-", Role.EARLIER), ("2021/2025-09", "-", Role.EARLIER), ("2024", "-", Role.PART),
])
def test_an_amount_is_decided_only_by_a_total_from_the_start_to_the_end(period, label, role):
    assert _role(make_row(120, unit="t", period=period, period_label=label), amount_target()) is role


def test_a_partial_total_that_has_not_reached_the_amount_is_a_part():
    assert _role(make_row(80, unit="t", period="2021/2025-09"), amount_target()) is Role.PART


def test_a_change_over_other_years_is_a_part():
    assert _role(make_row(60, period="2023/2025"), reduction_target()) is Role.PART
    assert _role(make_row(60, period="2020/2025"), reduction_target()) is Role.DECIDES


def test_a_class_is_no_rating():
    assert _role(make_row(text="III", unit=""), rating_target()) is Role.PART


@pytest.mark.parametrize(("changed", "role"), [
    ({"text": "已印发"}, Role.DECIDES), ({"text": "已印发", "evidence": Evidence.STATEMENT}, Role.STATES),
    ({"text": "在编", "evidence": Evidence.INTERIM}, Role.PART), ({}, Role.PART),
    ({"text": "印发另一规划", "basis": "substitute"}, Role.OTHER_SCOPE), ({"text": "已印发", "period": "2019"}, Role.BASELINE),
    ({"text": "目标", "evidence": Evidence.MONITORED}, Role.CONTEXT),
])
def test_roles_for_a_deliverable(changed, role):
    assert _role(make_row(unit="", period=changed.pop("period", "2023"), **changed), deliverable_target()) is role


def test_direction_does_not_change_who_decides():
    assert _role(make_row(50), make_target(direction=Direction.AT_MOST)) is Role.DECIDES
