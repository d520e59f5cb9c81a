"""The page on what changed: each value and verdict that differs between two editions, counted without the library."""

import io
import re
from html import unescape

import openpyxl
import pytest
from reading import DATA, figures, items, observations, plain, rows_in, table

from bookkit import ROOT
from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.chapters import changes as module
from planbook.chapters.changes import FILE, Changes
from planbook.chapters.report import Report
from planbook.data.schema import OBSERVATION_KEY
from planbook.data.vocab import Verdict
from tracing import traced

SHOWN = ("key_facts", "counts", "remade", "verdicts_card", "moved", "shifted", "new_values", "archives", "revised", "withdrawn",
         "download")
ARCHIVES = {r["id"] for r in rows_in(DATA / "sources.csv") if r["kind"] == "archive"}


def key(row):
    """The parts that identify an observation."""
    return tuple(row[k] for k in OBSERVATION_KEY)


def fresh(earlier, later):
    """The rows the later edition shows and the earlier did not."""
    known = {key(r) for r in observations(earlier)}
    return [r for r in observations(later) if key(r) not in known]


@pytest.fixture(scope="module")
def newest():
    return Changes.open(2025)


@pytest.fixture(scope="module")
def verdicts(report):
    """Verdict before and after of every target."""
    before = Report.open(2024).assessments
    return {t: (before[t].verdict, a.verdict) for t, a in report.assessments.items()}


def test_the_first_edition_says_that_it_is_the_first():
    first = Changes.open(2022)
    [said] = items(first.key_facts().html.zh)[-1:]
    assert "第一版" in said
    assert all(isinstance(getattr(first, name)(), Block) for name in SHOWN)


def test_that_no_verdict_moved_is_said_once(report):
    still = Changes(report, report)
    said = [b.html.zh for b in (still.verdicts_card(), still.moved())]
    assert "".join(said).count("没有结论改变") == 1
    assert f"{len(report.assessments)}个目标的结论都与上一版相同" in said[1]


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_counts_are_those_of_the_tables(year):
    chapter, new = Changes.open(year), fresh(year - 1, year)
    carried = [r for r in new if r["evidence"] == "monitored" and r["source"] in ARCHIVES]
    before, after = Report.open(year - 1).assessments, Report.open(year).assessments
    moved = [t for t in after if before[t].verdict is not after[t].verdict]
    counts = [int(row[1]) for row in table(chapter.counts().html.zh)]
    assert [counts[0], *counts[2:4]] == [len(moved), len(new), len(carried)]
    said = figures(items(chapter.key_facts().html.zh)[-1])
    assert {len(moved), len(new), len(carried)} <= set(said)


def test_each_verdict_that_moved_is_shown_once_with_both_words(newest, verdicts):
    markup = newest.moved().html.zh
    articles = dict(re.findall(r'<article[^>]*id="(\w+)">(.*?)</article>', markup, re.DOTALL))
    moved = {t: pair for t, pair in verdicts.items() if pair[0] is not pair[1]}
    assert list(articles) == list(moved)
    for target, (before, after) in moved.items():
        assert f"{before.text.zh} → {after.text.zh}" in plain(articles[target]).replace("\n", "")
    assert len(re.findall(r"<article", newest.shifted().html.zh)) == int(table(newest.counts().html.zh)[1][1])


def test_a_pace_word_says_that_the_year_was_reached(newest, verdicts):
    pace = (Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)
    articles = dict(re.findall(r'<article[^>]*id="(\w+)">(.*?)</article>', newest.moved().html.zh, re.DOTALL))
    graded = [t for t, (before, _) in verdicts.items() if before in pace]
    assert graded
    assert all("进度用语改为最后的结论" in articles[t] for t in graded)


def test_the_chart_counts_each_move_once(newest, verdicts):
    card = newest.verdicts_card()
    moved = [pair for pair in verdicts.values() if pair[0] is not pair[1]]
    assert isinstance(card, ChartCard)
    assert card.data["value"].sum() == len(moved) == figures(card.headline.zh)[0]
    assert card.marks == len(set(moved))


def test_every_new_value_stands_on_the_page_or_is_summed_up_by_its_archive(newest):
    new = fresh(2024, 2025)
    carried = [r for r in new if r["evidence"] == "monitored" and r["source"] in ARCHIVES]
    assert len(table_rows(newest.new_values().html.zh)) == len(new) - len(carried)
    assert sum(int(row[1]) for row in table_rows(newest.archives().html.zh)) == len(carried)
    assert "归档" in newest.archives().html.zh


def table_rows(markup):
    """The body rows of every table of a block."""
    return [row for part in markup.split("<tbody>")[1:] for row in table(f"<tbody>{part.split('</tbody>')[0]}")]


def test_the_sheet_lists_everything(newest):
    book = openpyxl.load_workbook(io.BytesIO(dict(newest.download().files)[FILE]))
    assert [book[name].max_row - 1 for name in book.sheetnames[:2]] == [len(newest.found.moves), len(newest.found.new)]


def test_long_lists_are_folded_without_a_script(newest):
    for block in (newest.new_values(), newest.archives(), newest.moved()):
        assert "<details" in block.html.zh
        assert "<script" not in block.html.zh
        assert len(re.findall("<details", block.html.zh)) == len(re.findall("<details", block.html.en))


def test_english_says_as_much_in_its_own_words(newest):
    for name in SHOWN:
        shown = getattr(newest, name)()
        if isinstance(shown, Block):
            assert shown.html.en
            assert not re.search("[\u4e00-\u9fff]{2}", unescape(shown.html.en)) or name in {"moved", "new_values", "archives"}


def test_a_run_notes_both_editions(tmp_path):
    _, notes = traced(ROOT, tmp_path / "trace", "changes", {"edition": 2024})
    assert {n.edition for n in notes} >= {2023, 2024}
    asked = {(n.query, n.edition) for n in notes}
    assert {(f"{module.__name__}:{f}", 2024) for f in ("edition_before", "revisions_seen")} <= asked
    assert not [n for n in notes if n.query == "file" and n.arguments[0] in {"data/editions.csv", "data/revisions.csv"}]
