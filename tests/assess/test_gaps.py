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

from planbook.assess.gaps import Need, gap
from planbook.data.vocab import Criterion, Evidence, Reason, Verdict


@pytest.mark.parametrize("value", [30, 50])
def test_a_decided_target_has_no_gap(value):
    assert gap(ask(make_target(), make_row(value))) is None


def test_a_gap_names_what_where_when_and_who():
    found = gap(ask(make_target(base_year=2020)))
    assert (found.indicator, found.places, found.year, found.base_year, found.basis, found.unit) == (
        "test-rate", ("testville",), 2025, 2020, ("-",), "%")
    assert (found.agencies, found.need, found.reason) == (("test-office",), Need.FIGURE, Reason.NOTHING_PUBLISHED)


def test_the_leading_body_is_asked_first():
    assert gap(ask(make_target(lead_agencies=("lead-office",)))).agencies == ("lead-office",)


def test_a_target_may_name_no_body():
    assert gap(ask(make_target(agencies=()))).agencies == ()


@pytest.mark.parametrize(("target", "rows", "need"), [
    (amount_target(), (), Need.AMOUNT),
    (amount_target(), (make_row(evidence=Evidence.STATEMENT, period="2021/2025", text="超额完成"),), Need.AMOUNT),
    (reduction_target(), (), Need.BASE_AND_CHANGE),
    (reduction_target(base_year=2020), (), Need.CHANGE),
    (rating_target(), (make_row(text="优", unit="", period="2024"),), Need.RATING),
    (deliverable_target(), (), Need.DELIVERABLE),
    (deliverable_target(criterion=Criterion.NONE), (), Need.CRITERION),
    (deliverable_target(criterion=Criterion.NO_NUMBER), (), Need.NUMBER),
    (make_target(), (make_row(45, evidence=Evidence.MONITORED),), Need.AUDITED),
    (make_target(), (make_row(45, period="2023"),), Need.FINAL_FIGURE),
])
def test_what_is_needed(target, rows, need):
    assert gap(ask(target, *rows)).need is need


def test_before_the_end_a_missing_base_value_is_the_gap():
    assert gap(ask(make_target(), make_row(30, period="2023"), as_of=2023)).need is Need.BASE_VALUE


def test_only_the_missing_places_are_asked_for():
    a = ask(make_target(places=("testville", "testtown")), make_row(50))
    assert (a.verdict, gap(a).places) == (Verdict.NOT_ASSESSABLE, ("testtown",))
