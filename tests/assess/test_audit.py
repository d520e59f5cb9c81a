"""Every cross-check: a bad row it catches, a good row it leaves alone, and what it finds in the book's own data."""

from dataclasses import replace
from datetime import date

import pytest
from verdict_factory import make_row, make_target

from planbook.assess.air import air_rules
from planbook.assess.audit import CHECKS
from planbook.assess.audit_core import Material, Severity
from planbook.assess.audit_coverage import completeness
from planbook.assess.audit_sources import agree
from planbook.assess.audit_values import is_cumulative, significant_digits
from planbook.data.load import load_dataset
from planbook.data.model import Place, Source
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Grade, PlaceKind, SourceKind

FIND = {c.id: c.find for c in CHECKS}
ACTUAL, MONITORED, TASK = Evidence.ACTUAL, Evidence.MONITORED, Evidence.TASK
TARGET = make_target()
YEAR_DAYS = 324


def place(name, kind=PlaceKind.PREFECTURE, parent="testland"):
    return Place(name, kind, Text(f"[{name}]"), "", parent, "", None, None, "", "")


def source(name, publisher="试验日报", day="2026-01-30"):
    return Source(name, "试验公报", publisher, day, SourceKind.REPOST, Grade.C, "", "")


PLACES = {p.id: p for p in (place("testland", PlaceKind.PROVINCE, ""), place("testville"), place("testtown"))}
SOURCES = {s.id: s for s in (source("page-a"), source("page-b"), source("page-c", "另一家"), source("page-d", day=""),
                             source("page-e", day=""), source("page-f", "第三家", "2026-02-06"),
                             source("page-g", "第四家", "2026-02"), source("page-h", "第五家", "2026-02-07"))}


def air(value, **parts):
    return make_row(value, **{"indicator": "pm25", "unit": "ug/m3", "period": "2024", **parts})


def found(check, *rows, targets=(), years=()):
    return FIND[check](Material(rows, SOURCES, PLACES, targets, years, YEAR_DAYS))


def shares(*values, **parts):
    names = ("share-class-ii", "share-class-iii", "share-class-iv", "share-class-v", "share-worse-than-v")
    return tuple(make_row(v, indicator=n, **parts) for n, v in zip(names, values, strict=True))


def census(whole, *pieces):
    places = ("testland", "testville", "testtown")
    return tuple(make_row(v, indicator="population-census", unit="人", place=p)
                 for p, v in zip(places, (whole, *pieces), strict=True))


def amount(value, period, **parts):
    return make_row(value, indicator="coal", unit="t", period=period, **parts)


BAD = {
    "AUD-OFFICIAL-MONITORED": [
        (air(40), air(38.9, evidence=MONITORED, basis="realtime-unaudited")),
        (air(65, period="2017", basis="stp"), air(62.5, period="2017", evidence=MONITORED, basis="realtime-unaudited-stp")),
    ],
    "AUD-PARTS": [
        shares(20, 30, 20, 20, 9), shares(30, 30, 20, 20, 9), census(100, 60, 41),
        (make_row(95, indicator="share-good-sections"), make_row(6, indicator="share-worse-than-v")),
        (make_row(10, indicator="population-census"), make_row(4, indicator="population-census-urban"),
         make_row(5, indicator="population-census-rural")),
    ],
    "AUD-CUMULATIVE": [
        (amount(701.9, "2024", basis="ledger-cumulative-unstated-start"), amount(687, "2021/2025")),
        (amount(9, "2024", period_label="累计"), amount(8, "2025", period_label="累计")),
    ],
    "AUD-JUMP": [(amount(41.46, "2021"), amount(1.775, "2023", evidence=TASK)), (amount(1, "2021"), amount(11, "2022"))],
    "AUD-REPEATED": [
        (make_row(84.4, period="2023"), make_row(84.4, period="2024")),
        (make_row(84.4, period="2024-01/2024-11", evidence=Evidence.INTERIM), make_row(84.4, period="2024")),
    ],
    "AUD-IMPOSSIBLE": [
        (air(33.1, indicator="pm10", evidence=MONITORED, period="2015-11"), air(51.2, evidence=MONITORED, period="2015-11")),
        (make_row(100.1, indicator="test-rate"),), (make_row(-0.1, indicator="share-good-sections"),),
        (make_row(366, indicator="valid-days", unit="d"),), (make_row(30, indicator="valid-days", unit="d", period="2025-02"),),
    ],
    "AUD-BACKFILL": [
        (air(35.5, evidence=MONITORED, basis="realtime-unaudited-backfilled", n=365),),
        (air(33.3, evidence=MONITORED, basis="realtime-unaudited", n=323),),
        (air(33.3, evidence=MONITORED, basis="realtime-mean13-incomplete"),),
    ],
    "AUD-ONE-SOURCE": [
        (make_row(5, source="page-a"), make_row(5, source="page-b")),
        (make_row(5, source="page-d"), make_row(5, source="page-e")),
    ],
    "AUD-ONE-EVENT": [
        (make_row(5, source="page-a"), make_row(5, source="page-c")), (make_row(5, source="page-a"), make_row(5, source="page-f")),
        (make_row(text="超额完成", evidence=Evidence.STATEMENT, source="page-a"),
         make_row(text="超额完成", evidence=Evidence.STATEMENT, source="page-c")),
    ],
    "AUD-CONFLICT": [
        (make_row(94.8), make_row(94.6, evidence=Evidence.DERIVED)), (make_row(30, evidence=TASK), make_row(28, evidence=TASK, source="page-b")),
        (make_row(1, series="a"), make_row(2, series="b")),
    ],
    "AUD-MIXED-UNITS": [
        (make_row(5, unit="mg/m3"), make_row(5, unit="ug/m3", period="2024")),
        (make_row(66.1, period="2020", basis="national-sections-62"), make_row(73.2, period="2021", basis="all-sections")),
    ],
}
GOOD = {
    "AUD-OFFICIAL-MONITORED": [
        (air(40), air(39, evidence=MONITORED, basis="realtime-unaudited")),
        (air(40), air(20, evidence=MONITORED, basis="realtime-unaudited-stp")),
        (air(40), air(20, evidence=MONITORED, basis="realtime-unaudited-incomplete")),
        (air(40, period="2018"), air(20, period="2018", evidence=MONITORED, basis="realtime-unaudited-mixed")),
        (air(40, place="testtown"), air(20, evidence=MONITORED, basis="realtime-unaudited")),
        (air(40, period="2024-01"), air(20, period="2024-01", evidence=MONITORED, basis="realtime-unaudited")),
    ],
    "AUD-PARTS": [
        shares(20.1, 30.1, 20, 20, 10), shares(20, 30, 20, 20, 9)[:4], census(100, 60, 40), census(100, 60, 41)[:2],
        (make_row(60, indicator="share-good-sections"), make_row(6, indicator="share-worse-than-v")),
    ],
    "AUD-CUMULATIVE": [
        (amount(687, "2021/2024"), amount(701.9, "2021/2025")), (amount(9, "2024"), amount(8, "2025")),
        (amount(9, "2021/2024"), amount(8, "2021/2025", place="testtown")),
        (amount(9, "2021/2024", evidence=Evidence.PLANNED), amount(8, "2021/2025")),
    ],
    "AUD-JUMP": [
        (amount(1, "2021"), amount(10, "2022")), (amount(1, "2021"), amount(99, "2022", place="testtown")),
        (amount(1, "2021"), amount(99, "2021/2022")), (amount(0, "2021"), amount(5, "2022")),
        (amount(1, "2021", evidence=MONITORED), amount(99, "2022", evidence=MONITORED)),
    ],
    "AUD-REPEATED": [
        (make_row(84.4, period="2023"), make_row(84.5, period="2024")), (make_row(38, period="2023"), make_row(38, period="2024")),
        (make_row(100, period="2023"), make_row(100, period="2024")), (make_row(84.4), make_row(84.4, source="page-b")),
        (make_row(84.4, period="2021"), make_row(84.4, period="2024")),
        (make_row(84.4, period="2023"), make_row(84.4, period="2024", basis="dust-deducted")),
    ],
    "AUD-IMPOSSIBLE": [
        (air(51.2, indicator="pm10"), air(51.2)), (air(33.1, indicator="pm10"), air(51.2, series="other")),
        (make_row(100, indicator="test-rate"), make_row(0, indicator="share-good-sections")),
        (make_row(120, indicator="growth"), make_row(-3, indicator="share-good-sections-change")),
        (make_row(366, indicator="valid-days", unit="d", period="2024"),),
    ],
    "AUD-BACKFILL": [
        (air(35.5, evidence=MONITORED, basis="realtime-unaudited", n=324),),
        (air(35.5, evidence=MONITORED, basis="heating-season-incomplete", n=133),), (air(36, n=10),),
        (air(35.5, evidence=MONITORED, basis="realtime-unaudited-incomplete", n=20, period="2024-01"),),
    ],
    "AUD-ONE-SOURCE": [
        (make_row(5, source="page-a"), make_row(5, source="page-c")), (make_row(5, source="page-a"), make_row(6, source="page-b")),
        (make_row(5, source="page-a"), make_row(5, source="page-a", series="other")),
        (make_row(5, source="page-a"), make_row(5, source="page-b", period="2024")),
    ],
    "AUD-ONE-EVENT": [
        (make_row(5, source="page-a"), make_row(5, source="page-b")), (make_row(5, source="page-a"), make_row(6, source="page-c")),
        (make_row(5, source="page-a"), make_row(5, source="page-c", period="2024")),
        (make_row(5, source="page-f"), make_row(5, source="page-g")), (make_row(5, source="page-d"), make_row(5, source="page-c")),
        (make_row(5, source="page-a"), make_row(5, source="page-h")),
        (make_row(5, source="page-a", evidence=TASK), make_row(5, source="page-c", evidence=TASK)),
    ],
    "AUD-CONFLICT": [
        (make_row(363), make_row(362.96)), (make_row(30), make_row(28, evidence=TASK)),
        (make_row(30), make_row(28, basis="dust-deducted")), (make_row(30), make_row(28, bound="≥")),
        (make_row(30, evidence=MONITORED), make_row(28, evidence=MONITORED)),
    ],
    "AUD-MIXED-UNITS": [
        (make_row(5), make_row(6, period="2024")),
        (make_row(5, period="2020", basis="a"), make_row(5, period="2021", basis="a"), make_row(5, period="2021", basis="b"),
         make_row(5, period="2022", basis="b")),
        (make_row(5, period="2020", basis="heating-season"), make_row(5, period="2021")),
    ],
}


@pytest.mark.parametrize(("check", "rows"), [(c, rows) for c, cases in BAD.items() for rows in cases])
def test_a_bad_row_is_caught(check, rows):
    [finding] = found(check, *rows)
    assert finding.check == check
    assert set(finding.keys) <= {r.key for r in rows}
    assert finding.values == tuple(r.value for k in finding.keys for r in rows if r.key == k and r.value is not None)


@pytest.mark.parametrize(("check", "rows"), [(c, rows) for c, cases in GOOD.items() for rows in cases])
def test_a_good_row_is_left_alone(check, rows):
    assert found(check, *rows) == []


def test_every_check_has_a_bad_and_a_good_row():
    assert {*BAD, "AUD-COMPLETENESS"} == {*GOOD, "AUD-COMPLETENESS"} == set(FIND)
    assert len(FIND) == len(CHECKS)


@pytest.mark.parametrize("row", [
    make_row(30), make_row(30, evidence=Evidence.INTERIM), make_row(low=30, high=40)])
def test_a_year_with_a_published_result_is_not_silent(row):
    assert found("AUD-COMPLETENESS", row, targets=(TARGET,), years=(2025,)) == []


@pytest.mark.parametrize("row", [
    make_row(30, evidence=MONITORED), make_row(30, place="testtown"), make_row(30, basis="other"), make_row(30, period="2024"),
    make_row(30, indicator="test-related"), make_row(text="超额完成"), make_row(text="超额完成", evidence=Evidence.STATEMENT)])
def test_a_year_without_one_is(row):
    target = replace(TARGET, accepted_basis=("-",))
    [finding] = found("AUD-COMPLETENESS", row, targets=(target,), years=(2025,))
    assert (finding.project, finding.period, finding.amount) == ("p01", "2025", 1)


def test_shares_count_targets_not_rows():
    targets = (TARGET, make_target(id="t02", indicator="test-other"), make_target(id="t03", value=None))
    rows = (make_row(30), make_row(31, source="page-b"))
    [share] = completeness(Material(rows, targets=targets, years=(2025,)))
    assert (share.numeric, share.answered, share.per_cent, len(share.keys)) == (("t01", "t02"), ("t01",), 50, 2)


def test_amounts_are_what_was_found():
    [fall] = found("AUD-CUMULATIVE", *BAD["AUD-CUMULATIVE"][0])
    assert (fall.amount, fall.unit, fall.period) == (-14.9, "t", "2024;2021/2025")
    [factor] = found("AUD-JUMP", *BAD["AUD-JUMP"][0])
    assert (round(factor.amount, 1), factor.unit) == (23.4, "倍")
    [gap] = found("AUD-PARTS", *census(100, 60, 41))
    assert gap.amount == 1
    [days] = found("AUD-BACKFILL", air(1, evidence=MONITORED, basis="realtime-mean13-incomplete"))
    assert days.amount is None


def test_one_release_printed_by_three_papers_is_found_once(real):
    months = about(FIND["AUD-ONE-EVENT"](real))["share-good-sections", "heilongjiang", "2024-01/2024-11"]
    assert (months.amount, set(months.values)) == (3, {84.4})
    assert ("pm25", "harbin", "2023") in about(FIND["AUD-ONE-EVENT"](real))


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.id)
def test_every_check_says_what_it_tests_its_threshold_and_where_that_comes_from(check):
    told = (check.name, check.rule, check.threshold(Material((), year_days=YEAR_DAYS)), check.origin, check.amount)
    assert all(t.zh and t.en for t in told)


def test_undated_pages_are_a_question():
    kinds = [found("AUD-ONE-SOURCE", *rows)[0].severity for rows in BAD["AUD-ONE-SOURCE"]]
    assert kinds == [Severity.CAUTION, Severity.QUESTION]


@pytest.mark.parametrize(("value", "digits"), [(84.4, 3), (38, 2), (100, 1), (0.05, 1), (1.775, 4), (0, 0)])
def test_significant_digits(value, digits):
    assert significant_digits(value) == digits


@pytest.mark.parametrize(("first", "second", "same"), [(202.36, 202.4, True), (36, 35.5, True), (36, 35.4, False), (5, 5, True)])
def test_rounded_figures_agree(first, second, same):
    assert agree(first, second) is same is agree(second, first)


def test_what_is_cumulative():
    assert is_cumulative(amount(1, "2025", basis="all-batches"))
    assert not is_cumulative(amount(1, "2025"))


@pytest.fixture(scope="module")
def real():
    """The material of the edition that closes the plan."""
    data = load_dataset(2025)
    days = air_rules(data.standard("hj663"), date(2025, 12, 31)).completeness.year_days
    return Material(data.rows_of(data.table), data.sources, data.places, tuple(data.targets.values()), range(2021, 2026), days)


def about(findings):
    return {(f.indicator, f.place, f.period): f for f in findings}


def test_the_cumulative_coal_figure_that_falls_is_found(real):
    [finding] = FIND["AUD-CUMULATIVE"](real)
    assert (finding.place, finding.values) == ("heilongjiang", (701.9, 687.0))


def test_the_jump_of_qiqihar_is_found(real):
    [finding] = FIND["AUD-JUMP"](real)
    assert (finding.place, finding.values) == ("qiqihar", (41.46, 1.775))


def test_the_repeated_share_of_good_sections_is_found(real):
    finding = about(FIND["AUD-REPEATED"](real))["share-good-sections", "heilongjiang", "2023;2024-01/2024-11;2024"]
    assert set(finding.values) == {84.4}


def test_the_backfilled_year_is_found(real):
    fills = {f.place for f in FIND["AUD-BACKFILL"](real) if any("backfilled" in k[5] for k in f.keys)}
    assert fills == {"harbin", "hegang", "qiqihar"}
    short = {(f.place, f.period): f.amount for f in FIND["AUD-BACKFILL"](real) if f.amount != 365}
    assert short["harbin", "2023"] == short["suihua", "2023"] == 315


def test_impossible_pairs_are_found_in_the_archive(real):
    assert {(f.place, f.period) for f in FIND["AUD-IMPOSSIBLE"](real)} == {("heihe", "2015-11"), ("qitaihe", "2016-02")}


def test_the_two_figures_for_good_days_are_found(real):
    assert about(FIND["AUD-CONFLICT"](real))["good-days-share", "heilongjiang", "2021"].values == (94.8, 94.6)


@pytest.mark.parametrize(("indicator", "place"), [
    ("coal-boilers-closed", "harbin-counties"), ("population-census", "suihua"), ("share-class-iv", "heilongjiang"),
    ("pm25-days-light", "harbin"), ("population-resident-rural", "suihua")])
def test_parts_agree_and_would_not_if_one_were_changed(real, indicator, place):
    assert FIND["AUD-PARTS"](real) == []
    at = [n for n, r in enumerate(real.rows) if r.indicator == indicator and r.place == place and r.value]
    changed = list(real.rows)
    changed[at[-1]] = replace(changed[at[-1]], value=changed[at[-1]].value + 5)
    assert len(FIND["AUD-PARTS"](replace(real, rows=changed))) == 1


def test_the_checks_name_rows_that_exist(real):
    keys = {r.key for r in real.rows}
    assert all(k in keys for c in CHECKS for f in c.find(real) for k in f.keys)
    assert len(keys) == len(real.rows)
