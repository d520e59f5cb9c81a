"""Water in words: every number, year and rating in a sentence is the object's own."""

import dataclasses
import re
from datetime import date
from decimal import Decimal

import pytest

from bookkit import ROOT
from planbook.assess.result import Assessment
from planbook.assess.spearman import CriticalValues, rank_test
from planbook.assess.water.compare import PeriodState, compare
from planbook.assess.water.rules import WaterRules
from planbook.data.load import load_dataset
from planbook.data.text import Text
from planbook.data.vocab import WATER_RATINGS, Verdict
from planbook.narrative.water import (
    change_phrase,
    good_reading,
    points_phrase,
    rating_word,
    stem_sentence,
    test_phrase,
    years_listed,
)
from planbook.narrative.words import RATING_WORDS, status_word

DATA = load_dataset(root=ROOT)
RULES = WaterRules.read(DATA.standard)
CRITICAL = CriticalValues.read(DATA.standard("spearman"), RULES.rank_periods)
TARGET = next(t for t in DATA.targets.values() if t.rating)
RIVER = Text("某江", "the Some river")
CUT_OFF = date(2026, 11, 22)
test_phrase.__test__ = False


def assessment(verdict=Verdict.REACHED_IN_PERIOD, as_of=2025, rating="良好"):
    target = dataclasses.replace(TARGET, rating=rating, target_year=2025)
    return Assessment(target, verdict, (), (), None, None, "", None, (), as_of)


def said(ratings, **known):
    return stem_sentence(assessment(**known), ratings, RIVER, CUT_OFF)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_sentence_carries_the_verdicts_own_word(verdict):
    text = said({2022: "优"}, verdict=verdict)
    assert f"“{verdict.text.zh}”" in text.zh
    assert f"“{verdict.text.en}”" in text.en


@pytest.mark.parametrize("ratings", [{2022: "优"}, {2022: "优", 2023: "优"}, {2021: "良好", 2022: "优", 2023: "良好"}])
def test_sentence_names_each_year_with_its_rating(ratings):
    text = said(ratings)
    official = text.zh.split("；")[0]
    assert {int(y) for y in re.findall(r"\d{4}", official)} == set(ratings)
    assert set(re.findall(r"“([^”]+)”", official)) == {*ratings.values(), "良好"}
    assert text.zh.count("。") == 1
    assert text.en.count(". ") == 0


@pytest.mark.parametrize(("found", "zh", "en"), [
    (["优"], "好于", "better than"), (["良好"], "不差于", "no worse than"), (["优", "良好"], "不差于", "no worse than"),
    (["轻度污染"], "并非各年都达到", "not in every year"), (["优", "中度污染"], "并非各年都达到", "not in every year")])
def test_side_of_the_target_is_that_of_the_worst_year(found, zh, en):
    text = said(dict(zip((2022, 2023), found, strict=False)))
    assert zh in text.zh
    assert en in text.en


def test_nothing_official_is_said_so():
    text = said({}, verdict=Verdict.NOT_ASSESSABLE)
    assert text.zh.startswith("没有找到某江")
    assert text.en.startswith("No official full-year rating")


@pytest.mark.parametrize(("ratings", "as_of", "zh"), [
    ({2025: "优"}, 2025, "2025年已有官方评价"), ({2024: "优"}, 2025, "截至2026年11月22日未见公布"), ({2022: "优"}, 2023, "2025年还没有到")])
def test_target_year_is_published_missing_or_to_come(ratings, as_of, zh):
    assert zh in said(ratings, as_of=as_of).zh


@pytest.mark.parametrize("goal", ["优", "良好"])
def test_reading_of_a_goal_has_the_rules_numbers(goal):
    step = next(s for s in RULES.steps if s.rating == goal)
    text = good_reading(goal, RULES)
    numbers = [str(e) for e in step.good if e is not None]
    assert re.findall(r"(\d+)%", text.zh) == numbers
    assert re.findall(r"(\d+)%", text.en) == numbers
    assert f"{RULES.sections_for_shares}个" in text.zh
    assert "推论" in text.zh
    assert "inference" in text.en


@pytest.mark.parametrize(("before", "after", "zh", "en"), [
    ("良好", "良好", "无明显变化", "no marked change"), ("良好", "优", "有所好转", "some improvement"),
    ("优", "轻度污染", "明显变差", "marked deterioration"), ("重度污染", "优", "明显好转", "marked improvement")])
def test_changes_are_said_with_the_rules_words(before, after, zh, en):
    phrase = change_phrase(compare(PeriodState("1", "x", before), PeriodState("2", "x", after), RULES))
    assert (phrase.zh, phrase.en) == (zh, en)


@pytest.mark.parametrize(("before", "after", "zh"), [
    (PeriodState("1", "x", "优"), PeriodState("2", "y", "优"), "不比较"), (PeriodState("1", "x"), PeriodState("2", "x", "优"), "不能比较"),
    (PeriodState("1", "x", "中度污染", 70, 21), PeriodState("2", "x", "轻度污染", 50, 15), "不下结论")])
def test_no_conclusion_says_why(before, after, zh):
    phrase = change_phrase(compare(before, after, RULES))
    assert phrase.zh.startswith(zh)
    assert phrase.en


@pytest.mark.parametrize(("values", "zh"), [
    ([1, 2, 3], "只有3期，至少要4期"), ([1, 2, 3, 4], "4期不可能显著"), ([1, 2, 3, 4, 5, 6], "显著上升（显著性水平0.01）"),
    ([6, 5, 4, 3, 1, 2], "显著下降（显著性水平0.05）"), ([1, 3, 2, 5, 4, 0], "无显著变化"), ([2, 2, 2, 2], "各期数值相同"),
    ([1, 2, 3, float("nan")], "有缺失值")])
def test_rank_tests_in_words(values, zh):
    phrase = test_phrase(rank_test(values, range(len(values)), CRITICAL), RULES.rank_periods)
    assert zh in phrase.zh
    assert phrase.en


@pytest.mark.parametrize(("amount", "zh"), [("14.0", "+14个百分点"), ("-9.7", "−9.7个百分点"), ("0", "0个百分点")])
def test_points_carry_their_sign(amount, zh):
    assert points_phrase(Decimal(amount)).zh == zh


@pytest.mark.parametrize(("years", "zh", "en"), [
    ([2022], "2022年", "2022"), ([2022, 2023], "2022年和2023年", "2022 and 2023"),
    ([2022, 2023, 2024], "2022年、2023年和2024年", "2022, 2023 and 2024")])
def test_years_are_listed(years, zh, en):
    assert years_listed(years) == Text(zh, en)


def test_every_rating_has_a_word_of_its_own_in_english():
    assert tuple(RATING_WORDS) == WATER_RATINGS
    assert len({rating_word(r).en for r in WATER_RATINGS}) == len(WATER_RATINGS)


def test_wordings_without_translation_stay():
    assert status_word("某种说法") == Text("某种说法", "某种说法")


def test_every_published_wording_on_rivers_has_english():
    worded = DATA.select(indicator=("worse-than-v-exit", "water-class"))["text"]
    assert [t for t in worded if re.search(r"[\u4e00-\u9fff]", status_word(t).in_("en"))] == []
