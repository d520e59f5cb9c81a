"""The difference of two editions, on invented rows."""

from datetime import date

import pytest
from verdict_factory import PLAN, make_row, make_target

from planbook.assess.editions import Cause, Revision, View, compare
from planbook.assess.verdicts import assess
from planbook.data.model import Edition
from planbook.data.vocab import Direction, Evidence, Kind, Verdict

EARLIER, LATER = Edition(2024, date(2025, 12, 31)), Edition(2025, date(2026, 11, 22))
OLD = make_row(35.0, period="2024", known_from=date(2025, 6, 1))
FINAL = make_row(45.0, period="2025", known_from=date(2026, 3, 1))


def view(edition, *rows, target=None):
    """What an edition sees of one target: the rows public by its cut-off about no later year."""
    asked = target or make_target()
    seen = [r for r in rows if r.known_from <= edition.cut_off and r.period.year <= edition.year]
    return View(edition, {r.key: r for r in seen}, {asked.id: assess(asked, seen, PLAN, edition.year)})


def difference(*rows, revisions=(), target=None, editions=(EARLIER, LATER)):
    """The difference of two editions that draw from the same rows."""
    before, after = (view(e, *rows, target=target) for e in editions)
    return compare(before, after, revisions, PLAN)


def revision(row, new, day=date(2026, 2, 1), old="35"):
    """A revision of a row."""
    return Revision(day, row.key, old, new, "公报更正", "testsource")


def test_the_same_data_in_the_same_year_differ_in_nothing():
    same = view(EARLIER, OLD)
    found = compare(same, same, [], PLAN)
    assert (found.moves, found.new, found.revised, found.withdrawn) == ((), (), (), ())


def test_a_new_row_decides_and_is_named():
    found = difference(OLD, FINAL)
    [move] = found.turned
    assert move.after.verdict is Verdict.MET
    assert move.causes == (Cause.PUBLISHED, Cause.YEAR_REACHED)
    assert move.new_rows == found.new == (FINAL,)


def test_a_row_public_before_about_a_later_year_is_no_new_publication():
    early = make_row(45.0, period="2025", known_from=date(2025, 11, 1))
    [move] = difference(OLD, early).turned
    assert move.causes == (Cause.NEW_YEAR, Cause.YEAR_REACHED)


def test_a_pace_word_becomes_final_without_a_new_row():
    reached = make_row(45.0, period="2024", known_from=date(2025, 6, 1))
    found = difference(reached)
    [move] = found.turned
    assert (move.before.verdict, move.after.verdict) == (Verdict.AHEAD, Verdict.REACHED_IN_PERIOD)
    assert move.causes == (Cause.YEAR_REACHED,)
    assert found.new == ()


def test_before_the_target_year_a_new_row_is_the_only_cause():
    first = Edition(2023, date(2024, 12, 31))
    reached = make_row(45.0, period="2024", known_from=date(2025, 6, 1))
    [move] = difference(reached, editions=(first, EARLIER)).turned
    assert move.causes == (Cause.PUBLISHED,)


def test_a_base_published_later_lets_a_figure_be_graded():
    target = make_target(kind=Kind.LEVEL, direction=Direction.AT_MOST, value=30.0, base_year=2020)
    base = make_row(40.0, period="2020", evidence=Evidence.BASELINE, known_from=date(2024, 6, 1))
    level = make_row(36.0, period="2022", known_from=date(2023, 6, 1))
    found = difference(base, level, target=target, editions=(Edition(2022, date(2023, 12, 31)), Edition(2023, date(2024, 12, 31))))
    [move] = found.turned
    assert (move.before.verdict, move.after.verdict) == (Verdict.NOT_ASSESSABLE, Verdict.ON_PACE)
    assert (move.causes, move.new_rows) == ((Cause.PUBLISHED,), ())


def test_a_new_row_that_decides_nothing_is_not_the_cause_of_a_final_word():
    reached = make_row(45.0, period="2024", known_from=date(2025, 6, 1))
    [move] = difference(reached, make_row(1.0, period="2025", basis="other", known_from=date(2026, 2, 1))).turned
    assert move.causes == (Cause.YEAR_REACHED,)


def test_other_reasons_are_a_shift_not_another_verdict():
    part = make_row(20.0, period="2023", basis="other", known_from=date(2026, 1, 5))
    found = difference(part)
    assert found.turned == ()
    [move] = found.shifted
    assert move.before.reasons != move.after.reasons
    assert Cause.PUBLISHED in move.causes


def test_revisions_between_the_cut_offs_count():
    made = revision(OLD, "34")
    found = difference(OLD, revisions=[made])
    assert found.revised == (made,)
    assert found.withdrawn == ()


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 11, 23)])
def test_revisions_before_or_after_do_not(day):
    assert difference(OLD, revisions=[revision(OLD, "34", day)]).revised == ()


def test_a_revision_without_a_new_value_is_a_withdrawal():
    made = revision(make_row(12.0, period="2023"), "")
    found = difference(OLD, revisions=[made])
    assert (found.revised, found.withdrawn) == ((), (made,))


def test_a_withdrawal_about_a_year_to_come_is_not_shown_yet():
    made = revision(make_row(12.0, period="2026"), "")
    assert difference(OLD, revisions=[made]).withdrawn == ()


def test_a_revised_row_on_which_a_verdict_rests_is_its_cause():
    reached = make_row(45.0, period="2024", known_from=date(2025, 6, 1))
    [move] = difference(reached, revisions=[revision(reached, "45", old="35")]).moves
    assert move.causes == (Cause.REVISED, Cause.YEAR_REACHED)


def test_values_that_differ_or_are_gone_without_a_record_are_not_passed_over():
    before = view(EARLIER, OLD, make_row(1.0, period="2023", known_from=date(2024, 1, 1)))
    after = view(LATER, make_row(34.0, period="2024", known_from=date(2025, 6, 1)))
    found = compare(before, after, [], PLAN)
    assert [(r.old, r.new, r.reason) for r in found.revised] == [("35", "34", "")]
    assert [(r.old, r.new) for r in found.withdrawn] == [("1", "")]
