"""The evidence matrix: what a cell shows, what it must not claim, and how cells are counted."""

import re
from dataclasses import replace

import pytest
from reading import TARGETS, last_year, where

from planbook.assess.result import Role, Weighed
from planbook.chapters.evidence import FOREIGN, coverage_headline, matrix_card, matrix_frame
from planbook.data.periods import Period
from planbook.data.text import Text
from planbook.data.vocab import Evidence

SUBJECT = Text("试验组", "test group")


@pytest.fixture(scope="module")
def everything(report):
    """The matrix of all targets."""
    return matrix_frame(list(report.assessments.values()), report)


def cell(frame, target, column):
    """The one cell of a target and a year (or 目标)."""
    [found] = frame[frame["row_zh"].str.startswith(f"{target} ") & (frame["column_zh"] == str(column))].to_dict("records")
    return found


def made(report, target, *rows, year=2023):
    """The cell of a year if a target had these rows only: each a role and what differs from its first real row."""
    real = report.assessments[target]
    usual = {"indicator": real.target.indicator, "place": real.target.places[0], "period": Period.parse(str(year)), "bound": "",
             "period_label": "-", "evidence": Evidence.ACTUAL, "basis": "-", "value": None, "low": None, "high": None, "text": "",
             "unit": real.target.unit}
    weighed = tuple(Weighed(replace(report.assessments["t48"].rows[0].row, **{**usual, **row}), role) for role, row in rows)
    return cell(matrix_frame([replace(real, rows=weighed)], report), target, year)


def test_other_scope_alone_is_not_called_unpublished(report, everything, rows):
    found = cell(everything, "t10", 2024)
    assert (found["state"], found["scope"]) == ("other", "other")
    assert (found["label_zh"], found["label_en"]) == ("只有其他口径", "other scope only")
    assert found["source_zh"]
    foreign = {e.value for e in FOREIGN}
    for name, a in report.assessments.items():
        others = {w.row.period.year for w in a.rows if w.role is Role.OTHER_SCOPE
                  and w.row.evidence.value not in foreign}
        for year in others & set(report.year_columns()):
            assert cell(everything, name, year)["state"] != "none", (name, year)
    own = where(rows, indicator="steel-ultra-low-capacity", place=tuple(TARGETS["t10"]["places"].split(";")))
    assert not [r for r in own if last_year(r["period"]) == 2024 and r["evidence"] not in foreign]


@pytest.mark.parametrize(("role", "evidence", "state"), [
    (Role.OTHER_SCOPE, Evidence.INTERIM, "other"), (Role.OTHER_SCOPE, Evidence.TASK, "none"), (Role.CONTEXT, Evidence.ACTUAL, "none"),
    (Role.PLANNED, Evidence.PLANNED, "none")])
def test_only_published_rows_of_another_scope_count_as_such(report, role, evidence, state):
    row = {"indicator": "steel-ultra-low-projects", "value": 44.0, "evidence": evidence}
    assert made(report, "t10", (role, row))["state"] == state


def test_own_figure_goes_before_another_scope(report):
    found = made(report, "t10", (Role.OTHER_SCOPE, {"indicator": "steel-ultra-low-projects", "value": 44.0}),
                 (Role.EARLIER, {"value": 900.0}))
    assert (found["label_zh"], found["state"], found["scope"]) == ("900万吨", "actual", "own")


@pytest.mark.parametrize(("basis", "scope", "label"), [
    ({"value": 7.0}, "own", "7万吨\n其他口径"), ({"indicator": "steel-ultra-low-projects", "text": "已完成"}, "other", "已完成\n其他口径")])
def test_rows_shown_from_another_scope_say_so(report, basis, scope, label):
    found = made(report, "t10", (Role.OTHER_SCOPE, basis))
    assert (found["scope"], found["label_zh"]) == (scope, label)
    assert found["state_zh"] == "公布的结果（其他口径）"


def test_headline_counts_cells_without_the_indicator(everything):
    years = everything[everything["column_zh"] != "目标"]
    lacking, other = int((years["scope"] != "own").sum()), int((years["scope"] == "other").sum())
    assert len(years) == len(TARGETS) * 6
    assert coverage_headline(everything).zh == f"{len(years)}个年度格子里{lacking}个没有本指标的公开数据，其中{other}个只有其他口径"
    assert coverage_headline(everything).in_("en").startswith(f"{lacking} of {len(years)} ")
    silent = everything[everything["scope"] != "other"]
    assert "其他口径" not in coverage_headline(silent).zh
    assert coverage_headline(years[years["scope"] == "own"]).zh.endswith("个年度格子都有本指标的公开数据")


def test_headline_is_the_coverage_unless_given(report):
    group = report.of_project("p05")
    card = matrix_card("x", group, report, subject=SUBJECT)
    assert card.headline == coverage_headline(card.data)
    assert matrix_card("x", group, report, subject=SUBJECT, headline=SUBJECT).headline == SUBJECT


def test_description_counts_both_kinds_of_gap(report):
    card = matrix_card("x", report.of_project("p02"), report, subject=SUBJECT)
    scopes = card.data[card.data["column_zh"] != "目标"]["scope"]
    silent, other = int((scopes == "none").sum()), int((scopes == "other").sum())
    assert other > 0
    assert f"{silent + other}格没有本指标的公开数据（{silent}格无公开数据，{other}格只有其他口径）" in card.description.zh


@pytest.mark.parametrize(("more", "star", "period"), [
    ({}, "", "2023年"), ({"period": Period.parse("2021/2023")}, "*", "2021—2023年"),
    ({"period": Period.parse("2023-01/2023-06")}, "*", "2023年1月至2023年6月"),
    ({"period_label": "截至2023-11"}, "*", "截至2023-11")])
def test_asterisk_marks_periods_that_are_not_plainly_the_year(report, more, star, period):
    found = made(report, "t41", (Role.EARLIER, {"value": 73.7, **more}))
    assert found["label_zh"] == found["label_en"] == f"73.7%{star}"
    assert found["period_zh"] == period
    assert found["period_en"]


def test_asterisk_is_explained_where_there_is_one(report):
    for project in report.data.projects:
        if group := report.of_project(project):
            card = matrix_card("x", group, report, subject=SUBJECT)
            starred = any("*" in label for label in card.data["label_zh"])
            assert ("星号" in card.description.zh) == ("asterisk" in card.description.in_("en")) == starred
            assert "期间" in card.table("zh")[0]


def test_several_places_are_counted_or_one_of_them_named(report, everything):
    places = report.assessments["t46"].target.places
    one = made(report, "t46", (Role.DECIDES, {"place": places[0], "text": "IV"}))
    assert one["label_zh"] == f"{report.place(places[0]).zh}\nIV"
    assert one["value_zh"] == f"{report.place(places[0]).zh}：IV"
    both = made(report, "t46", *((Role.DECIDES, {"place": p, "text": "IV"}) for p in places[:2]))
    assert (both["label_zh"], both["label_en"]) == ("2处有表述", "2 places")
    assert all(report.place(p).zh in both["value_zh"] for p in places[:2])
    again = made(report, "t46", *((Role.DECIDES, {"place": places[0], "text": t}) for t in ("IV", "V")))
    assert again["label_zh"].startswith(report.place(places[0]).zh)
    assert made(report, "t46", *((Role.DECIDES, {"place": p, "value": 3.0}) for p in places))["label_zh"] == "3处有数据"
    assert cell(everything, "t46", 2021)["label_zh"] == "2处有表述\n其他口径"


@pytest.mark.parametrize(("target", "zh", "en"), [
    ("t65", "≥1500公里", "≥1500 kilometres"), ("t48", "≤35", "≤35"), ("t03", "≥7.14万吨", "≥7.14"), ("t22", "≥75%", "≥75%"),
    ("t51", "良好", "good"), ("t02", "未写数值", "no number")])
def test_short_units_are_said_by_name_long_ones_only_in_the_table(everything, target, zh, en):
    found = cell(everything, target, "目标")
    assert (found["label_zh"], found["label_en"]) == (zh, en)
    assert found["value_zh"].startswith(zh)
    assert len(found["value_zh"]) >= len(zh)
    assert cell(everything, "t48", "目标")["value_zh"] == "≤35微克/立方米"


def test_long_wording_is_cut_in_the_cell_and_whole_in_the_table(report):
    text = "印发空气质量持续改善行动计划实施方案"
    found = made(report, "t44", (Role.STATES, {"text": text, "unit": "", "period": Period.parse("2023-05")}))
    assert found["label_zh"] == f"{text[:10]}…*"
    assert found["value_zh"] == f"{text}*"


def test_sources_are_those_of_cells_and_the_plan(report):
    for project in report.data.projects:
        if group := report.of_project(project):
            card = matrix_card("x", group, report, subject=SUBJECT)
            cited = {i for ids in card.data["source_ids"] for i in ids.split(";") if i}
            assert {s.id for s in card.sources} == cited
            assert report.data.plan.source in cited
            targets = card.data[card.data["column_zh"] == "目标"]
            assert set(targets["source_ids"]) == {report.data.plan.source}
            shown = {w.row.source for a in group for w in a.rows if w.role is Role.OTHER_SCOPE or w.row.place in a.target.places}
            assert cited <= shown | {report.data.plan.source}


def test_english_cells_hold_no_chinese(everything):
    """A rating has its English word; another wording is told of, and said in the table twin."""
    assert [label for label in everything["label_en"] if re.search("[\u4e00-\u9fff]", label)] == []
    assert cell(everything, "t03", 2025)["label_en"] == "in words*"
    assert cell(everything, "t03", 2025)["value_en"] == "above the task set by the state*"
