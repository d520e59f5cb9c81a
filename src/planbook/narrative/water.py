"""Water in words: ratings, changes between periods, rank tests, and the one sentence on the stem's target."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from planbook.assess.result import Assessment
from planbook.assess.spearman import Course, NoTest, RankTest
from planbook.assess.water.compare import Comparison, Size, WhyNot
from planbook.assess.water.rules import WaterRules
from planbook.data.text import Text
from planbook.data.vocab import WATER_RATINGS
from planbook.narrative.words import RATING_WORDS, day_phrase, number

_NO_CHANGE = {
    WhyNot.OTHER_BASIS: Text("不比较：断面范围或口径不同", "not compared: other sections or basis"),
    WhyNot.NOTHING_TO_COMPARE: Text("不能比较：缺等级，也缺成对的比例", "cannot be compared: neither ratings nor pairs of shares"),
    WhyNot.CONTRADICTION: Text("不下结论：两种方法结论相反、程度相同", "no conclusion: the two methods contradict each other equally"),
}
_NO_TEST = {
    NoTest.NOT_FINITE: Text("不检验：有缺失值", "not tested: missing values"),
    NoTest.NO_ORDER: Text("不检验：时段重复", "not tested: repeated periods"),
    NoTest.CONSTANT: Text("不检验：各期数值相同", "not tested: all values equal"),
}


def rating_word(rating: str) -> Text:
    """Return a rating in quotation marks, in each language's own word."""
    word = RATING_WORDS[rating]
    return Text(f"“{word.zh}”", f"“{word.en}”")


def years_listed(years: Sequence[int]) -> Text:
    """Return years one by one, joined as a sentence joins them."""
    *most, last = [str(y) for y in years]
    if not most:
        return Text(f"{last}年", last)
    return Text("、".join(f"{y}年" for y in most) + f"和{last}年", f"{', '.join(most)} and {last}")


def change_phrase(comparison: Comparison) -> Text:
    """Say what two periods together show, or why nothing is said."""
    if comparison.result is None:
        return _NO_CHANGE[comparison.why_not or WhyNot.NOTHING_TO_COMPARE]
    size, side = comparison.result.size, comparison.result.side
    if size is Size.NONE:
        return size.text
    return Text(f"{size.text.zh}{side.text.zh}", f"{size.text.en} {side.text.en}")


def points_phrase(amount: Decimal) -> Text:
    """Say a difference in percentage points with its sign."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    figure = f"{sign}{number(abs(amount))}"
    return Text(f"{figure}个百分点", f"{figure} points")


def test_phrase(test: RankTest, least: int) -> Text:
    """Say what the rank test says of a series, or why it is not tested."""
    if test.no_test is NoTest.TOO_SHORT:
        return Text(f"不检验：只有{test.n}期，至少要{least}期", f"not tested: {least} periods are needed")
    if test.no_test is not None:
        return _NO_TEST[test.no_test]
    if not test.possible:
        return Text(f"{test.n}期不可能显著：任何排列的秩相关系数都不大于临界值",
                    f"cannot be significant: with {test.n} periods no order exceeds the critical value")
    course = test.course or Course.STEADY
    level = Text(f"（显著性水平{test.level}）", f" (level {test.level})") if test.level else Text("", "")
    return Text(f"{course.text.zh}{level.zh}", f"{course.text.en}{level.en}")


def good_reading(goal: str, rules: WaterRules) -> Text:
    """Say how the book reads the target's rating, and that the plan does not say it."""
    step = next(s for s in rules.steps if s.rating == goal)
    low, high = step.good
    word = rating_word(goal)
    upper = Text(f"、低于{high}%", f" and below {high}%") if high is not None else Text("", "")
    return Text(
        f"方案没有写{word.zh}怎样判定；按环办〔2011〕22号，断面有{rules.sections_for_shares}个及以上的河流，{word.zh}指I～III类断面占比不低于{low}%"
        f"{upper.zh}，本书这样理解，是推论。",
        f"The plan does not say how {word.en} is judged. Under the national evaluation rules (环办〔2011〕22号), for a river with "
        f"{rules.sections_for_shares} or more sections it means at least {low}%{upper.en} of sections in classes I-III; reading the "
        "plan this way is this book's inference.")


def stem_sentence(a: Assessment, ratings: Mapping[int, str], name: Text, cut_off: date) -> Text:
    """Say in one sentence what is official about a river's rating target, what is not, and the verdict.

    Parameters
    ----------
    a : Assessment
        Of the rating target.
    ratings : mapping of int to str
        Official ratings of whole years of the plan period.
    name : Text
        The river.
    cut_off : date
        Up to which day publications were seen.
    """
    official, final = _official(a.target.rating, ratings, name), _final_year(a, ratings, cut_off)
    verdict = a.verdict.text
    return Text(
        f"{official.zh}；{final.zh}，本书的结论是“{verdict.zh}”；自动站读数未经审核、项目不全，不作判定依据。",
        f"{official.en}; {final.en}, so this book's verdict is “{verdict.en}”; readings of automatic stations are unaudited and cover "
        "only some items, and decide nothing.")


def _official(goal: str, ratings: Mapping[int, str], name: Text) -> Text:
    if not ratings:
        return Text(f"没有找到{name.zh}在方案期内全年水质状况的官方评价",
                    f"No official full-year rating of the {name.in_('en')} within the plan period was found")
    groups: dict[str, list[int]] = {}
    for year, rating in sorted(ratings.items()):
        groups.setdefault(rating, []).append(year)
    zh = "，".join(f"{years_listed(y).zh}{'均' if len(y) > 1 else ''}为{rating_word(r).zh}" for r, y in groups.items())
    en = ", ".join(f"{rating_word(r).en} for {years_listed(y).en}" for r, y in groups.items())
    side = _against(goal, tuple(groups))
    return Text(f"公开报道的官方评价显示，{name.zh}全年水质状况{zh}，{side.zh}",
                f"Official ratings, as publicly reported, call the {name.in_('en')} {en}, {side.en}")


def _against(goal: str, found: tuple[str, ...]) -> Text:
    """Say how ratings lie to the target's."""
    word, steps = rating_word(goal), [WATER_RATINGS.index(goal) - WATER_RATINGS.index(r) for r in found]
    if min(steps) > 0:
        return Text(f"好于方案要求的{word.zh}", f"better than the {word.en} the plan asks for")
    if min(steps) == 0:
        return Text(f"不差于方案要求的{word.zh}", f"no worse than the {word.en} the plan asks for")
    return Text(f"并非各年都达到方案要求的{word.zh}", f"not in every year the {word.en} the plan asks for")


def _final_year(a: Assessment, ratings: Mapping[int, str], cut_off: date) -> Text:
    """Say whether the target year has an official rating."""
    year, day = a.target.target_year, day_phrase(cut_off)
    if year in ratings:
        return Text(f"目标年{year}年已有官方评价", f"the target year {year} has an official rating")
    if year is not None and a.as_of < year:
        return Text(f"目标年{year}年还没有到", f"the target year {year} is yet to come")
    return Text(f"目标年{year}年的全年评价截至{day.zh}未见公布", f"no full-year rating for the target year {year} had been found by {day.en}")
