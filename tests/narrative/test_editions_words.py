"""Sentences on what changed between editions, from invented rows."""

from datetime import date

import pytest
from verdict_factory import PLAN, FakeNames, make_row, make_target

from planbook.assess.editions import Revision, View, compare
from planbook.assess.verdicts import assess
from planbook.data.model import Edition
from planbook.data.text import Text
from planbook.data.vocab import Evidence, SourceKind
from planbook.narrative.editions import (
    difference_sentence,
    first_sentence,
    move_sentence,
    reconstructed,
    revision_reason,
    visible_phrase,
)

EARLIER, LATER = Edition(2024, date(2025, 12, 31)), Edition(2025, date(2026, 11, 22))
REACHED = make_row(45.0, period="2024", known_from=date(2025, 6, 1))
FINAL = make_row(39.0, period="2025", known_from=date(2026, 3, 1))


def difference(*rows, revisions=()):
    target, views = make_target(), []
    for edition in (EARLIER, LATER):
        seen = [r for r in rows if r.known_from <= edition.cut_off and r.period.year <= edition.year]
        views.append(View(edition, {r.key: r for r in seen}, {target.id: assess(target, seen, PLAN, edition.year)}))
    return compare(*views, revisions, PLAN)


def test_the_first_edition_is_said_to_be_the_first():
    said = first_sentence(EARLIER)
    assert said.zh == "2024年版（资料截至2025年12月31日）是本书的第一版，没有上一版可比。"
    assert said.en.startswith("Edition 2024 (sources up to 31 December 2025) is the first")


def test_a_difference_is_one_sentence_with_every_count():
    made = Revision(date(2026, 2, 1), REACHED.key, "44", "45", "公报更正", "")
    said = difference_sentence(difference(REACHED, FINAL, revisions=[made]), 0)
    assert said.zh.endswith("有1个目标的结论改变；新增1个值（其中0个由监测归档补得），修订1个，撤回0个。")
    assert said.zh.count("。") == 1


def test_a_move_says_why_and_what_it_rests_on_now_and_before():
    [move] = difference(REACHED, FINAL).turned
    said = move_sentence(move, FakeNames())
    assert said.zh.startswith("有新公布的数据；目标年（2025年）已到，进度用语改为最后的结论。")
    assert "现在依据：[testville]2025年[test-rate]为39%，2026年3月1日起公开" in said.zh
    assert "上一版依据：[testville]2024年[test-rate]为45%" in said.zh
    assert said.en.startswith("Newly published data; the target year (2025) was reached, so the final verdict")


def test_a_move_on_the_same_data_says_so():
    [move] = difference(REACHED).turned
    said = move_sentence(move, FakeNames()).zh
    assert "所依据的数据没有变" in said
    assert "上一版依据" not in said


def test_other_reasons_are_both_named():
    [move] = difference(make_row(20.0, period="2023", basis="other", known_from=date(2026, 1, 5))).shifted
    assert "原因由“期内没有公布结果”改为“只有其他口径的数”" in move_sentence(move, FakeNames()).zh


@pytest.mark.parametrize(("kind", "evidence", "carried"), [
    (SourceKind.ARCHIVE, Evidence.MONITORED, True), (SourceKind.ORIGINAL, Evidence.MONITORED, False),
    (SourceKind.ARCHIVE, Evidence.REFERENCE, False)])
def test_only_monitoring_read_from_an_archive_is_reconstructed(kind, evidence, carried):
    row, names = make_row(1.0, evidence=evidence), FakeNames(kind)
    assert reconstructed(row, names) is carried
    assert ("归档" in visible_phrase(row, names).zh) is carried


def test_a_revision_without_a_reason_says_so():
    assert "没有写理由" in revision_reason("", None).zh
    assert revision_reason("公报更正", Text("公报")).zh == "公报更正（公报）"
