"""What every chapter starts from: an edition's rows and no other, texts of rows, addresses, refusals."""

from dataclasses import replace

import pytest
from reading import CUT_OFFS, ROOT, last_year, where

from planbook.chapters.pages import chapters as declared
from planbook.chapters.pages import page_of, project_pages
from planbook.chapters.pm25 import Pm25
from planbook.chapters.project import ProjectChapter
from planbook.chapters.report import STRONGEST_FIRST, Report, frame_of, relevant_rows, shown
from planbook.chapters.scattered_coal import ScatteredCoal
from planbook.chapters.songhua import Songhua
from planbook.data.errors import PlanbookError
from planbook.data.vocab import Evidence


def test_edition_sees_its_rows_and_no_other(early, early_rows, rows):
    table = early.data.table
    assert len(table) == len(early_rows) < len(rows)
    assert table["year"].max() == 2023
    assert table["known_from"].max() <= CUT_OFFS[2023] == "2024-12-31"


def test_rows_published_late_about_early_years_wait_for_their_edition(early, early_rows, rows):
    late = [r for r in rows if last_year(r["period"]) <= 2023 and r["known_from"] > CUT_OFFS[2023]]
    assert late
    sources = set(early.data.table["source"])
    assert {r["source"] for r in late} - {r["source"] for r in early_rows}
    assert not sources & ({r["source"] for r in late} - {r["source"] for r in early_rows})


def test_no_verdict_of_an_edition_looks_ahead(early):
    for a in early.assessments.values():
        assert a.as_of == 2023
        assert all(w.row.period.year <= 2023 and w.row.known_from.isoformat() <= CUT_OFFS[2023] for w in a.rows)


def test_charts_of_an_edition_end_with_its_year(early):
    assert early.year_columns() == [2020, 2021, 2022, 2023]
    city = Pm25(early, "harbin")
    assert max(r.period.year for r in city.annual) == 2023
    assert city.monthly["year"].max() == 2023
    columns = ProjectChapter(early, early.data.projects["p07"]).evidence_card().data["column_zh"]
    assert list(dict.fromkeys(columns)) == ["2020", "2021", "2022", "2023", "目标"]
    assert Songhua(early, "songhua-stem").ratings_card().data["column"].max() == "2023"


def test_closing_edition_shows_the_whole_plan(report):
    assert report.year_columns() == [2020, 2021, 2022, 2023, 2024, 2025]


def test_unknown_edition_is_refused_with_those_there_are():
    with pytest.raises(PlanbookError, match=r"没有 1999 年版。.*2022、2023、2024、2025。处理："):
        Report.open(1999)


@pytest.mark.parametrize(("chapter", "parameter", "found", "expected"), [
    (Pm25, "city", "testville", "harbin"), (Pm25, "city", "heilongjiang", "suihua"),
    (ScatteredCoal, "place", "testville", "daqing"), (ScatteredCoal, "place", "heihe", "heilongjiang"),
    (ProjectChapter, "project", "p99", "p07"), (ProjectChapter, "project", "", "overall"),
    (Songhua, "river", "testville", "songhua-stem")])
def test_unknown_parameter_is_refused_in_words(chapter, parameter, found, expected):
    with pytest.raises(PlanbookError) as refused:
        chapter.open(2025, found)
    message = str(refused.value)
    assert f"参数 {parameter} 为“{found}”" in message
    assert expected in message.split("应为下列之一：")[1].split("。", maxsplit=1)[0].split("、")
    assert "处理：" in message


@pytest.mark.parametrize(("chapter", "known"), [
    (Pm25, "suihua"), (ScatteredCoal, "daqing"), (ProjectChapter, "overall"), (Songhua, "songhua-stem")])
def test_known_parameter_opens_the_edition_asked_for(chapter, known):
    assert chapter.open(2022, known).report.data.edition.year == 2022


def test_there_are_thirteen_prefectures(report):
    assert len(report.prefectures()) == 13
    assert "harbin" in report.prefectures()


@pytest.fixture
def row(report):
    """A row of the data to be changed into one of testville's."""
    return next(r for r in report.data.rows(indicator="pm25", place="harbin") if r.value is not None)


@pytest.mark.parametrize(("changes", "text"), [
    ({"value": 35.0, "bound": ""}, "35"), ({"value": 35.0, "bound": "="}, "35"), ({"value": 95.5, "bound": "≥"}, "≥95.5"),
    ({"value": 0.0, "bound": "<"}, "<0"), ({"value": None, "low": 1.0, "high": 2.5}, "1–2.5"),
    ({"value": None, "low": 1.0, "high": None, "text": "优"}, "优"), ({"value": None, "text": ""}, "")])
def test_value_as_readers_see_it(row, changes, text):
    assert shown(replace(row, **{"low": None, "high": None, "text": "", **changes})) == text


def test_frame_keeps_apart_what_no_line_may_join(report, row):
    others = [replace(row, **change) for change in (
        {"indicator": "pm10"}, {"place": "suihua"}, {"basis": "top20"}, {"series": "testville"}, {"evidence": Evidence.TASK})]
    frame = frame_of([row, row, *others], report)
    assert frame["group"].nunique() == 6
    assert list(frame["group"][:2]) == [frame["group"][0]] * 2


def test_frame_has_a_row_for_each_and_names_in_both_languages(report, row):
    frame = frame_of([row, replace(row, value=None, text="优")], report)
    assert list(frame["shown"]) == [f"{row.value:g}", "优"]
    assert frame["value"].isna().tolist() == [False, True]
    assert (frame["place_zh"][0], frame["place_en"][0]) == ("哈尔滨市", "Harbin")
    assert frame["source"][0] == report.data.sources[row.source].citation()
    assert len(frame_of([], report)) == 0


def test_sources_of_rows_stand_once_in_order_of_date(report):
    found = report.sources_of(report.data.rows(indicator="pm25", place="harbin"))
    assert len({s.id for s in found}) == len(found) > 5
    assert [s.date for s in found] == sorted(s.date for s in found)
    table = report.data.select(indicator="pm25", place="harbin")
    assert report.sources_of(table) == found


def test_parts_of_a_year_never_bear_on_a_target_for_a_year(report):
    for target in report.data.targets.values():
        for r in relevant_rows(target, report.data):
            assert r.value is None or r.period.code.count("-") == r.period.code.count("/") * 2 or "/" in r.period.code
            assert "heating-season" not in r.basis
            assert r.basis != "top20"


def test_rows_elsewhere_do_not_bear_on_a_citys_target(report, rows):
    places = {r.place for r in relevant_rows(report.data.targets["t48"], report.data)}
    assert "suihua" not in places
    assert "harbin" in places
    assert where(rows, indicator="pm25", place="suihua")


def test_evidence_is_ranked_completely():
    assert sorted(STRONGEST_FIRST) == sorted(Evidence)


def test_pages_are_found_by_notebook_and_parameter():
    slugs = {c["slug"] for c in declared(ROOT)}
    assert page_of(ROOT, "pm25", city="suihua") == "pm25-suihua.html"
    assert page_of(ROOT, "gaps") == "gaps.html"
    assert page_of(ROOT, "pm25", city="testville") == ""
    assert {"index", "overview", "p07-key-regions"} <= slugs


def test_every_project_has_a_page(report):
    pages = project_pages(ROOT, tuple(report.data.projects))
    assert len(pages) == 14
    assert {p for p, page in pages.items() if page == "policies.html"} == {"s3", "s4", "s5"}
    assert pages["p07"] == "p07-key-regions.html"


def test_agencies_are_named_or_said_not_to_be(report):
    assert report.agency_names(()).zh == "正文未列责任单位"
    assert report.agency_names(("ecology-environment",)).zh == "省生态环境厅"


def test_basis_not_stated_is_said(report):
    assert report.basis("-").zh == "未注明"
    assert report.basis("ledger-in-year").zh == report.data.bases["ledger-in-year"].name.zh
