"""One group of targets: each chapter says what the assessment says and shows every gap."""

import re
from collections import Counter

import pytest
from reading import PLAN, TARGETS, figures, items, last_year, plain, rows_in, table, where

from planbook.chapters.evidence import FOREIGN, matrix_frame
from planbook.chapters.project import SETTLED
from planbook.data.vocab import Verdict
from planbook.narrative.verdicts import verdict_sentence

PROJECTS = [r["id"] for r in rows_in(PLAN / "projects.csv") if r["kind"] != "section"]
SILENT = {"none", "other"}
"""States and scopes of a cell without published data on the target's own indicator."""
MEASURES = rows_in(PLAN / "measures.csv")


@pytest.fixture(params=PROJECTS)
def chapter(request, chapters):
    return chapters[f"project {request.param}"]


def test_there_is_a_chapter_for_every_group():
    assert ["overall", *(f"p{i:02d}" for i in range(1, 11))] == PROJECTS


def test_key_facts_carry_the_verdict_of_every_settled_target(chapter, report):
    texts = items(chapter.key_facts().html.zh)
    settled = [a for a in chapter.assessments if a.verdict is not Verdict.NOT_ASSESSABLE]
    for a in settled:
        assert verdict_sentence(a, report.data).zh in texts
        assert any(t.startswith(a.verdict.text.zh) for t in texts)
    assert ("没有一个目标能凭公开资料判定。" in texts) == (not settled)


def test_settled_verdicts_are_all_but_not_assessable():
    assert set(SETTLED) == set(Verdict) - {Verdict.NOT_ASSESSABLE}


def test_headline_counts_the_verdicts(chapter):
    mine = [t for t, r in TARGETS.items() if r["project"] == chapter.project.id]
    found = Counter(a.verdict for a in chapter.assessments)
    assert figures(chapter.headline().zh) == [len(mine), *(found[v] for v in Verdict if found[v])]
    assert all(f"{v.text.zh}{n}个" in chapter.headline().zh for v, n in found.items())


def test_verdict_cards_are_the_groups_targets(chapter):
    ids = re.findall(r' id="(t\d\d)"', chapter.verdicts().html.zh)
    assert ids == [t for t, r in TARGETS.items() if r["project"] == chapter.project.id]


def test_missing_names_each_target_without_a_verdict_and_why(chapter):
    said = plain(chapter.missing().html.zh)
    for a in chapter.assessments:
        silent = a.verdict is Verdict.NOT_ASSESSABLE
        assert (f"{a.target.id} {a.target.name.zh}" in said) == silent
        assert not silent or all(r.text.zh in said for r in a.reasons)


def test_matrix_has_a_cell_for_every_target_and_year_and_the_target_itself(chapter):
    data = chapter.evidence_card().data
    columns = ["2020", "2021", "2022", "2023", "2024", "2025", "目标"]
    assert list(data["column_zh"]) == columns * len(chapter.assessments)
    assert list(data["row_zh"].str[:3].unique()) == [a.target.id for a in chapter.assessments]


def test_headline_of_the_matrix_counts_the_cells_without_own_data(chapter):
    card = chapter.evidence_card()
    years = card.data[card.data["column_zh"] != "目标"]
    silent = years["scope"].isin(SILENT).sum()
    assert silent >= years["state"].isin(SILENT).sum()
    assert {len(years), silent} <= set(figures(card.headline.zh)) or not silent


def test_matrix_is_empty_exactly_where_nothing_was_published(chapter, report, rows):
    frame = matrix_frame(chapter.assessments, report)
    foreign = {e.value for e in FOREIGN}
    for a in chapter.assessments:
        own = {a.target.indicator, a.target.level_indicator} - {""}
        mine = where(rows, place=a.target.places, indicator=tuple(own))
        years = {last_year(r["period"]) for r in mine if r["evidence"] not in foreign and len(r["period"]) not in {7, 10}
                 and "heating-season" not in r["basis"]}
        cells = frame[frame["row_zh"].str.startswith(a.target.id) & (frame["column_zh"] != "目标")]
        for year, state, cited in zip(cells["column_zh"].astype(int), cells["state"], cells["source_ids"], strict=True):
            assert state not in SILENT or year not in years, (a.target.id, year)
            backing = [r for r in rows if last_year(r["period"]) == year and r["source"] in cited.split(";")]
            if state == "other":
                assert backing, (a.target.id, year)
                assert not own & {r["indicator"] for r in backing if r["place"] in a.target.places}
            elif state == "none":
                assert cited == ""
            else:
                shown = where(backing, place=a.target.places, evidence=state)
                assert any(r["indicator"] in own or r["text"] for r in shown), (a.target.id, year, state)


def test_target_column_writes_the_plans_number_or_that_there_is_none(chapter, report):
    frame = matrix_frame(chapter.assessments, report)
    cells = frame[frame["column_zh"] == "目标"]
    cells = cells.set_index(cells["row_zh"].str[:3])
    for a in chapter.assessments:
        value = TARGETS[a.target.id]["value"]
        label, state = cells["label_zh"][a.target.id], cells["state"][a.target.id]
        assert state == ("planned" if value else "none")
        assert f"{float(value):g}" in label if re.fullmatch(r"[\d.]+", value) else value in label or label == "未写数值"


def test_measures_are_those_of_the_plan(chapter):
    mine = [m["name_zh"] for m in MEASURES if m["project"] == chapter.project.id]
    html = chapter.measures().html.zh
    assert ([r[0] for r in table(html)] if mine else []) == mine


def test_map_has_a_mark_for_every_place_named(chapter):
    card = chapter.map_card()
    named = {(m["lon"], m["lat"], m["place"]) for m in MEASURES if m["project"] == chapter.project.id and m["lon"]}
    assert len(card.data) == (len(named) or 13)
    assert card.marks == len(card.data)


def test_harbin_was_missed_by_its_own_figure_and_suihua_by_monitoring(chapters):
    texts = items(chapters["project p07"].key_facts().html.zh)
    [harbin] = [t for t in texts if "39.8" in t]
    [suihua] = [t for t in texts if "38.3" in t]
    assert harbin.startswith("未达成")
    assert suihua.startswith("未审核监测数据显示未达成")
