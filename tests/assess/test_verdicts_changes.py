"""What is said to change a verdict does change it, and nothing short of it does."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from verdict_factory import (
    PLAN,
    amount_target,
    ask,
    deliverable_target,
    make_row,
    make_target,
    rating_target,
    reduction_target,
)

from planbook.assess.ambiguity import ambiguities
from planbook.assess.changes import Turn, change_of
from planbook.assess.result import Role
from planbook.assess.rules import Rule
from planbook.assess.spans import asked_side
from planbook.assess.verdicts import assess
from planbook.data.model import Ambiguity
from planbook.data.text import Text
from planbook.data.vocab import WATER_RATINGS, AmbiguityKind, Criterion, Direction, Evidence, Verdict

TENTHS = st.integers(1, 1000).map(lambda n: n / 10)
SIDES = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL])
OUTWARD = {Direction.AT_LEAST: -0.1, Direction.AT_MOST: 0.1, Direction.EQUAL: 1.0}
"""The smallest step of one written decimal that leaves the side asked for."""


def revised(a, value, *others):
    """Assess again with the deciding rows' figure replaced."""
    rows = [replace(w.row, value=value) if w.role is Role.DECIDES else w.row for w in a.rows]
    return assess(a.target, [*rows, *others], PLAN, a.as_of)


@given(st.lists(TENTHS, min_size=1, max_size=3), TENTHS, SIDES)
def test_a_revision_across_the_threshold_changes_the_verdict_and_one_short_of_it_does_not(values, goal, direction):
    rows = [make_row(v, series=str(n)) for n, v in enumerate(values)]
    a = ask(make_target(value=goal, direction=direction), *rows)
    change = change_of(a)
    assert (change.turn, change.threshold, change.side) == (Turn.REVISION, goal, asked_side(a.target))
    met, beyond = goal, round(goal + OUTWARD[change.side], 1)
    across, short = (met, beyond) if a.verdict is Verdict.NOT_MET else (beyond, met)
    assert (revised(a, across).verdict,) == change.becomes
    assert revised(a, short).verdict is a.verdict


@given(TENTHS, TENTHS, st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST]))
def test_the_step_leads_to_the_threshold(value, goal, direction):
    change = change_of(ask(make_target(value=goal, direction=direction), make_row(value)))
    assert change.step == pytest.approx(abs(value - goal))


@given(TENTHS, TENTHS, TENTHS)
def test_of_two_figures_that_miss_one_alone_changes_nothing(first, second, goal):
    assume(first < goal > second and first != second)
    a = ask(make_target(value=goal), make_row(first, series="a"), make_row(second, series="b"))
    change = change_of(a)
    assert change.alike == 1
    alone = [replace(w.row, value=goal) if w.row == change.row else w.row for w in a.rows]
    assert assess(a.target, alone, PLAN, 2025).verdict is Verdict.NOT_MET


def test_a_weaker_figure_that_misses_does_not_stand_in_the_way():
    a = ask(make_target(), make_row(30), make_row(31, evidence=Evidence.DERIVED, note="30 + 1 = 31"))
    assert change_of(a).alike == 0


OPEN = {
    Turn.FIGURE: ask(amount_target(value=40.0, unit="%"), make_row(evidence=Evidence.STATEMENT, period="2021/2025")),
    Turn.AUDITED: ask(make_target(), make_row(30, evidence=Evidence.MONITORED)),
    Turn.FINAL: ask(make_target(), make_row(45, period="2023")),
}


@pytest.mark.parametrize("turn", OPEN)
@pytest.mark.parametrize(("value", "verdict"), [(40, Verdict.MET), (39.9, Verdict.NOT_MET)])
def test_the_awaited_figure_decides_either_way(turn, value, verdict):
    a = OPEN[turn]
    change, period = change_of(a), "2021/2025" if turn is Turn.FIGURE else "2025"
    assert (change.turn, change.threshold, change.becomes) == (turn, 40, (Verdict.MET, Verdict.NOT_MET))
    later = assess(a.target, [*(w.row for w in a.rows), make_row(value, period=period, source="later")], PLAN, 2025)
    assert later.verdict is verdict


@pytest.mark.parametrize("word", WATER_RATINGS)
def test_a_rating_changes_on_the_other_side(word):
    a = ask(rating_target(), make_row(text=word, unit=""))
    [becomes] = change_of(a).becomes
    outcome = {w: ask(rating_target(), make_row(text=w, unit="")).verdict for w in WATER_RATINGS}
    assert outcome[word] is not becomes
    assert becomes in outcome.values()


def test_a_withdrawn_deliverable_leaves_nothing_and_a_found_one_decides():
    found = make_row(text="已印发", unit="", period="2022")
    met, missing = ask(deliverable_target(), found), ask(deliverable_target())
    assert (change_of(met).turn, change_of(met).becomes) == (Turn.WITHDRAWAL, (missing.verdict,))
    assert (change_of(missing).turn, change_of(missing).becomes) == (Turn.DELIVERY, (met.verdict,))


@pytest.mark.parametrize("criterion", [Criterion.NONE, Criterion.NO_NUMBER])
def test_without_a_yardstick_no_result_changes_anything(criterion):
    target = deliverable_target(criterion=criterion)
    assert change_of(ask(target)).turn is Turn.YARDSTICK
    assert ask(target, make_row(99), make_row(text="已印发", unit="")).verdict is ask(target).verdict


def test_every_rule_has_its_own_place_on_the_method_page():
    anchors = [rule.anchor for rule in Rule]
    assert len(set(anchors)) == len(anchors)
    assert all(a == a.lower() and "_" not in a for a in anchors)


def kinds(target, *noted):
    return [a.kind for a in ambiguities(target, noted)]


@pytest.mark.parametrize(("target", "kind"), [
    (reduction_target(), AmbiguityKind.NO_BASE), (make_target(target_year=None), AmbiguityKind.NO_DEADLINE),
    (make_target(qualifier="左右"), AmbiguityKind.SOFT_WORDING), (make_target(value_origin="derived"), AmbiguityKind.INFERRED_NUMBER)])
def test_what_shows_in_a_targets_fields_is_an_ambiguity(target, kind):
    assert kinds(target) == [kind]


@pytest.mark.parametrize("target", [
    make_target(), reduction_target(base_year=2020), make_target(qualifier="以上"),
    deliverable_target(criterion=Criterion.NONE, qualifier="基本达到")])
def test_a_clear_target_has_none(target):
    assert kinds(target) == []


def test_noted_ambiguities_are_the_targets_own_and_stand_in_the_order_of_the_vocabulary():
    noted = [Ambiguity(t, k, Text("试验")) for t in ("t01", "t02") for k in (AmbiguityKind.SCOPE, AmbiguityKind.NO_START)]
    found = ambiguities(make_target(target_year=None), noted)
    assert [(a.target, a.kind) for a in found] == [
        ("t01", AmbiguityKind.NO_START), ("t01", AmbiguityKind.NO_DEADLINE), ("t01", AmbiguityKind.SCOPE)]
