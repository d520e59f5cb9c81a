import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verdict_factory import FakeNames, make_row

import planbook.narrative
from planbook.assess.rounding import exact
from planbook.data.periods import Period
from planbook.data.vocab import SourceKind
from planbook.narrative.words import (
    amount,
    date_phrase,
    difference,
    evidence_phrase,
    falls,
    flat,
    number,
    period_phrase,
    quoted,
    source_phrase,
    telling,
    unit_name,
    value_phrase,
    what_phrase,
    when_phrase,
)

NAMES = FakeNames()


@pytest.mark.parametrize(("value", "written"), [
    (40.4, "40.4"), (7.14, "7.14"), (35.0, "35"), (100, "100"), (1500.0, "1500"), (0.2, "0.2"), (-0.8, "-0.8"), (0.0, "0")])
def test_numbers_keep_their_published_decimals(value, written):
    assert number(value) == written


@given(st.integers(-10**7, 10**7), st.integers(0, 4))
def test_a_written_number_reads_back_as_itself(digits, decimals):
    value = float(exact(digits).scaleb(-decimals))
    assert float(number(value)) == value


@given(st.integers(-10**6, 10**6).map(lambda n: n / 10**4), st.integers(-100, 100).map(float))
def test_a_computed_value_is_written_on_its_own_side_of_the_goal(value, goal):
    shown = float(telling(value, goal))
    assert (shown > goal, shown < goal) == (value > goal, value < goal)


@pytest.mark.parametrize(("code", "zh", "en"), [
    ("2025", "2025年", "2025"), ("2021/2025", "2021—2025年", "2021–2025"), ("2025-11", "2025年11月", "November 2025"),
    ("2026-01-30", "2026年1月30日", "30 January 2026"), ("2021/2025-09", "2021年至2025年9月", "2021 to September 2025"),
    ("2023-01/2023-06", "2023年1月至2023年6月", "January 2023 to June 2023")])
def test_periods(code, zh, en):
    said = period_phrase(Period.parse(code))
    assert (said.zh, said.en) == (zh, en)


def test_a_missing_date_is_said_to_be_missing():
    assert date_phrase("").zh == "日期未注明"


@pytest.mark.parametrize(("changed", "zh", "en"), [
    ({"value": 95, "bound": "≥"}, "不低于95%", "at least 95%"), ({"value": 50, "bound": ">"}, "超过50%", "more than 50%"),
    ({"value": 10, "bound": "≈"}, "约10%", "about 10%"), ({"value": 10, "bound": "<"}, "低于10%", "less than 10%"),
    ({"value": 10, "bound": "≤"}, "不高于10%", "at most 10%"), ({"low": 50, "high": 70}, "50%至70%", "50% to 70%"),
    ({"low": 50}, "不低于50%", "at least 50%"),
    ({"high": 70}, "不高于70%", "at most 70%"), ({"text": "优"}, "“优”", "“excellent”"), ({}, "未给数值", "no figure given")])
def test_values_are_said_with_their_bound(changed, zh, en):
    said = value_phrase(make_row(**changed), NAMES)
    assert (said.zh, said.en) == (zh, en)


def test_units_are_named_where_known_and_written_where_not():
    assert unit_name("t", NAMES).zh == "<t>"
    assert unit_name("t", object()).zh == "t"
    assert amount("5", "t", NAMES).en == "5 <t>"


def test_a_difference_of_percentages_is_in_points():
    assert difference(-4.8, "%", NAMES).zh == "4.8个百分点"
    assert difference(-4.8, "t", NAMES).zh == "4.8<t>"


def test_quotes_inside_quotes_are_single():
    assert quoted("入选“名单”").zh == "“入选‘名单’”"


def test_who_says_so_and_what_was_read():
    assert source_phrase(make_row(1), NAMES).zh == "试验日报，2026年1月30日"
    assert source_phrase(make_row(1), FakeNames(SourceKind.REPOST)).zh == "试验日报，2026年1月30日（所读为转载）"
    assert evidence_phrase(make_row(1), FakeNames(SourceKind.ARCHIVE)).zh.endswith("（所读为第三方数据归档）")


def test_what_is_measured_names_a_basis_that_is_not_the_indicators_own():
    assert what_phrase(make_row(1), NAMES).zh == "[testville]2025年[test-rate]"
    assert what_phrase(make_row(1, basis="other", period_label="截至年中"), NAMES).zh == "[testville]2025年（截至年中）[test-rate]（[other]）"


@pytest.mark.parametrize(("period", "label", "zh"), [
    ("2020", "-", "2020年"), ("2020", "供暖期（年份未注明）", "2020年（供暖期，年份未注明）"), ("2020", "2020年底预计", "2020年底预计"),
    ("2022", "截至2022-11", "截至2022年11月"), ("2024", "累计，起点未写明（2024-10-12发布）", "累计，起点未写明，2024年10月12日发布"),
    ("2021/2025-10", "“十四五”累计，截至2025-10发布", "2021年至2025年10月（“十四五”累计，截至2025年10月发布）")])
def test_a_year_is_said_once_and_brackets_are_single(period, label, zh):
    assert when_phrase(make_row(1, period=period, period_label=label)).zh == zh


def test_a_wording_in_place_of_the_year_is_joined_to_the_indicator():
    assert what_phrase(make_row(1, period="2020", period_label="2020年底"), NAMES).zh == "[testville]2020年底的[test-rate]"


@pytest.mark.parametrize(("text", "zh"), [
    ("燃煤（不限散煤）", "燃煤，不限散煤"), ("日报（客户端），2025年6月5日（所读为转载）", "日报，客户端，2025年6月5日，所读为转载"), ("其他", "其他")])
def test_brackets_become_commas(text, zh):
    assert flat(text) == zh


@pytest.mark.parametrize(("name", "down"), [("用量下降", True), ("用量减少", True), ("年下降率", True), ("下降幅度", False), ("回收率", False)])
def test_names_of_reductions(name, down):
    assert falls(name) is down


STANDARD = re.compile(r"环办〔\d{4}〕\d+号|(?:GB(?:/T)?|HJ) \d+(?:-\d{4})?")
"""Numbers that name a standard are names."""


def _literals(tree):
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    return [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs]


@pytest.mark.parametrize("path", sorted(Path(planbook.narrative.__file__).parent.glob("*.py")), ids=lambda p: p.name)
def test_no_number_is_typed_in_a_sentence(path):
    assert [s for s in _literals(ast.parse(path.read_text(encoding="utf-8"))) if any(c.isdigit() for c in STANDARD.sub("", s))] == []
