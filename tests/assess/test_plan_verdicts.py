"""The verdicts of the book's own plan in the edition that closes it: what its evidence can carry, and no more."""

import re

import pytest

from planbook.assess.result import Assessment, Caveat, Role
from planbook.chapters.report import Report
from planbook.data.vocab import Criterion, Evidence, Grade, Kind, Reason, Verdict
from planbook.narrative.verdicts import caveat_sentence, verdict_sentence, would_decide

UNKNOWN = Verdict.NOT_ASSESSABLE


@pytest.fixture(scope="module")
def report() -> Report:
    return Report.open(2025)


@pytest.fixture(scope="module")
def answers(report) -> dict[str, Assessment]:
    return report.assessments


@pytest.mark.parametrize(("target", "verdict"), [
    ("t01", Verdict.REACHED_IN_PERIOD), ("t03", Verdict.MET_AS_STATED), ("t04", Verdict.MET_AS_STATED),
    ("t05", Verdict.MET_AS_STATED), ("t06", Verdict.MET_AS_STATED), ("t17", Verdict.MET), ("t32", Verdict.MET),
    ("t33", Verdict.REACHED_IN_PERIOD), ("t48", Verdict.NOT_MET), ("t49", Verdict.INDICATED_NOT_MET),
    ("t51", Verdict.REACHED_IN_PERIOD)])
def test_what_can_be_said(answers, target, verdict):
    assert answers[target].verdict is verdict


@pytest.mark.parametrize(("target", "reason"), [
    ("t18", Reason.ONLY_PART), ("t21", Reason.ONLY_OTHER_SCOPE), ("t22", Reason.NOTHING_PUBLISHED),
    ("t27", Reason.ONLY_OTHER_SCOPE), ("t36", Reason.NOTHING_PUBLISHED), ("t37", Reason.NOTHING_PUBLISHED),
    ("t41", Reason.ONLY_EARLIER_YEAR), ("t44", Reason.ONLY_OTHER_SCOPE), ("t50", Reason.ONLY_EARLIER_YEAR),
    ("t52", Reason.ONLY_OTHER_SCOPE), ("t56", Reason.NO_BASE_YEAR), ("t57", Reason.NO_BASE_YEAR),
    ("t58", Reason.NO_BASE_YEAR), ("t59", Reason.NO_BASE_YEAR), ("t65", Reason.ONLY_OTHER_SCOPE),
    ("t68", Reason.NOTHING_PUBLISHED)])
def test_what_cannot_be_said_and_why(answers, target, reason):
    assert (answers[target].verdict, answers[target].reasons[0]) == (UNKNOWN, reason)


def test_every_target_has_an_answer(answers):
    assert len(answers) == 83


def test_harbin_missed_by_its_own_figure_and_suihua_by_monitoring(answers):
    assert (answers["t48"].value, answers["t48"].margin) == (39.8, -4.8)
    assert answers["t48"].deciding[0].evidence is Evidence.ACTUAL
    assert answers["t49"].value == 38.3
    assert answers["t49"].deciding[0].evidence is Evidence.MONITORED


def test_what_was_said_after_the_selection_is_context(answers):
    assert [w.role for w in answers["t17"].rows] == [Role.DECIDES, Role.CONTEXT]


@pytest.mark.parametrize("target", ["t13", "t34", "t62", "t63", "t64", "t76"])
def test_a_goal_restated_is_not_called_the_nearest_result(report, answers, target):
    said = verdict_sentence(answers[target], report.data).zh
    assert "未见任何结果" in said
    assert "最接近" not in said


def test_each_river_is_named_with_its_own_row(report, answers):
    said = verdict_sentence(answers["t46"], report.data).zh
    assert all(f"{report.data.places[p].name.zh}：" in said for p in answers["t46"].target.places)


def test_no_bracket_is_nested_in_another(report, answers):
    texts = [f(a, report.data).zh for a in answers.values() for f in (verdict_sentence, would_decide)]
    assert [t for t in texts if re.search(r"（[^）]*（", t)] == []


def test_weak_evidence_is_marked(answers):
    assert {Caveat.PROVISIONAL} <= set(answers["t01"].caveats)
    assert {Caveat.PROVISIONAL, Caveat.BOUND} <= set(answers["t33"].caveats)
    assert all(Caveat.OTHER_YARDSTICK in answers[t].caveats for t in ("t03", "t04", "t05", "t06"))
    assert (answers["t01"].grade, answers["t32"].grade) == (Grade.B, Grade.C)


def test_without_rows_nothing_is_claimed(answers):
    bare = [a for a in answers.values() if not a.rows and a.target.criterion is Criterion.NUMBER]
    changes = [a for a in bare if a.target.kind is Kind.RELATIVE_CHANGE]
    assert {a.reasons for a in bare if a not in changes} <= {(Reason.NOTHING_PUBLISHED,)}
    assert {a.reasons for a in changes} <= {(Reason.NO_BASE_YEAR, Reason.NOTHING_PUBLISHED)}


@pytest.mark.parametrize("edition", [2022, 2023, 2024, 2025])
def test_every_edition_can_be_put_into_words(edition):
    report = Report.open(edition)
    for a in report.assessments.values():
        texts = [verdict_sentence(a, report.data), would_decide(a, report.data),
                 *(caveat_sentence(c, a, report.data) for c in a.caveats)]
        assert all(bool(t.zh) is bool(t.en) for t in texts)
        assert not [t for t in texts if "None" in t.zh + t.en]
