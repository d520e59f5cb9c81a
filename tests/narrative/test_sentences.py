import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verdict_factory import (
    FakeNames,
    amount_target,
    ask,
    deliverable_target,
    make_row,
    make_target,
    rating_target,
    reduction_target,
)

from planbook.assess.gaps import Need
from planbook.assess.result import Caveat
from planbook.data.model import Indicator
from planbook.data.text import Text
from planbook.data.vocab import Criterion, Direction, Evidence, Grade, Reason, SourceKind, Verdict
from planbook.narrative.verdicts import (
    caveat_sentence,
    goal_phrase,
    headline_counts,
    margin_phrase,
    reason_sentence,
    verdict_sentence,
    would_decide,
)
from planbook.narrative.words import number

NAMES = FakeNames()


class NamesOfIds(FakeNames):
    """Indicators are called by their bare ids."""

    def __init__(self):
        super().__init__()
        self.indicators = {i: Indicator(i, Text(i, i), "", "", None, "", Text(""), "") for i in ("test-下降",)}


ONE_DECIMAL = st.integers(-2000, 2000).map(lambda n: n / 10)
SIDES = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST])
STATED = make_row(evidence=Evidence.STATEMENT, period="2021/2025", basis="other-yardstick", text="超额完成", unit="t")

CASES = {
    "met": ask(make_target(), make_row(53.8)),
    "not_met": ask(make_target(), make_row(30)),
    "stated": ask(amount_target(), STATED),
    "reached": ask(make_target(), make_row(45, period="2023")),
    "indicated": ask(make_target(), make_row(38.3, evidence=Evidence.MONITORED)),
    "rating": ask(rating_target(), make_row(text="优", unit="")),
    "deliverable": ask(deliverable_target(), make_row(text="已印发", unit="", period="2022")),
    "change": ask(reduction_target(base_year=2020), make_row(300, indicator="test-level", period="2020", unit="t"),
                  make_row(200, indicator="test-level", unit="t")),
    "bound": ask(make_target(), make_row(40, bound="≥")),
    "nothing": ask(make_target()),
    "scope": ask(make_target(), make_row(70, basis="other")),
    "earlier": ask(make_target(), make_row(30, period="2022")),
    "baseless": ask(reduction_target()),
    "none": ask(deliverable_target(criterion=Criterion.NONE)),
    "substitute": ask(deliverable_target(), make_row(text="另一文件", unit="", period="2023", basis="substitute")),
    "places": ask(make_target(places=("testville", "testtown")), make_row(50), make_row(30, place="testtown")),
    "half": ask(make_target(places=("testville", "testtown")), make_row(50)),
    "behind": ask(make_target(), make_row(20, period="2020"), make_row(25, period="2023"), as_of=2023),
    "ahead": ask(make_target(), make_row(45, period="2023"), as_of=2023),
}
every_case = pytest.mark.parametrize("name", CASES)


@every_case
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_opens_with_the_verdict_and_is_written_in_both_languages(name, lang):
    said = verdict_sentence(CASES[name], NAMES)
    assert said.in_(lang).startswith(CASES[name].verdict.text.in_(lang))
    assert said.in_(lang)
    assert said.zh != said.en


@every_case
def test_no_other_verdict_word_opens_a_sentence_of_the_paragraph(name):
    a = CASES[name]
    parts = verdict_sentence(a, NAMES).zh.split("。")
    assert [p for p in parts for v in Verdict if v is not a.verdict and p == v.text.zh] == []


@every_case
def test_sentences_are_clean(name):
    said = verdict_sentence(CASES[name], NAMES)
    assert not re.search(r"。。|，，|，。|（）|None|“”", said.zh)
    assert not re.search(r"\.\.|  |None| ,| \.|\(\)", said.en)


@every_case
def test_years_and_numbers_come_from_the_objects(name):
    a = CASES[name]
    allowed = {number(v) for w in a.rows for v in (w.row.value, w.row.low, w.row.high) if v is not None}
    allowed |= {number(v) for v in (a.value, a.margin, a.target.value) if v is not None}
    allowed |= {str(y) for w in a.rows for y in (w.row.period.first.year, w.row.period.year)} | {"2025", "2026", "1", "30", "2"}
    allowed |= {"33.3", "16.7", str(abs(a.margin or 0)).rstrip("0").rstrip(".")}
    assert set(re.findall(r"\d+(?:\.\d+)?", verdict_sentence(a, NAMES).zh)) <= allowed


@given(ONE_DECIMAL, ONE_DECIMAL, SIDES)
def test_number_direction_year_and_margin_are_the_objects_own(value, goal, direction):
    a = ask(make_target(value=goal, direction=direction, unit="t"), make_row(value, unit="t"))
    said = verdict_sentence(a, NAMES).zh
    assert f"2025年[test-rate]为{number(value)}<t>，" in said
    assert f"目标为{direction.text.zh}{number(goal)}<t>，" in said
    expected = "与目标值相等" if value == goal else f"比目标值{'高' if value > goal else '低'}{number(abs(a.margin))}<t>"
    assert f"，{expected}。" in said


@given(ONE_DECIMAL, ONE_DECIMAL, SIDES)
def test_english_says_the_same_side(value, goal, direction):
    a = ask(make_target(value=goal, direction=direction, unit="t"), make_row(value, unit="t"))
    said = margin_phrase(a, NAMES).en
    assert ("above" in said, "below" in said, "equal" in said) == (value > goal, value < goal, value == goal)


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(-50, 99).map(float))
def test_a_computed_reduction_is_said_on_its_own_side_of_the_target(base, end, goal):
    rows = [make_row(base, indicator="test-level", period="2020", unit="t"), make_row(end, indicator="test-level", unit="t")]
    a = ask(reduction_target(base_year=2020, value=goal), *rows)
    said = margin_phrase(a, NAMES).zh
    assert ("比目标多降" in said, "比目标少降" in said) == (a.margin > 0, a.margin < 0)


def test_who_says_so_is_named_and_a_repost_called_one():
    a = ask(make_target(), make_row(53.8, grade=Grade.C))
    assert "出处：试验日报，2026年1月30日（所读为转载）。" in verdict_sentence(a, FakeNames(SourceKind.REPOST)).zh


def test_a_statement_is_not_quoted_and_names_its_yardstick():
    said = verdict_sentence(CASES["stated"], NAMES)
    assert "：官方表述为超额完成，没有公布数值；衡量的是[other-yardstick]，未说明与本方案目标是否同一数。" in said.zh
    assert "“" not in said.zh + said.en


def test_a_statement_without_yardstick_names_none():
    a = ask(amount_target(), make_row(evidence=Evidence.STATEMENT, period="2021/2025", unit="t"))
    assert "：官方表述为完成，没有公布数值。" in verdict_sentence(a, NAMES).zh


def test_reached_says_that_the_final_value_is_missing():
    assert "2025年的终值未见公布" in verdict_sentence(CASES["reached"], NAMES).zh


def test_reached_and_lost_again_is_said():
    a = ask(make_target(), make_row(45, period="2022"), make_row(38, period="2024"))
    assert "但此后2024年为38%，没有保持。" in verdict_sentence(a, NAMES).zh


def test_a_worse_year_before_the_one_that_reached_it_is_not_a_loss():
    a = ask(make_target(), make_row(30, period="2022"), make_row(45, period="2024"))
    assert "没有保持" not in verdict_sentence(a, NAMES).zh


def test_monitoring_is_said_not_to_be_a_formal_result():
    assert "监测数据不作正式结论" in verdict_sentence(CASES["indicated"], NAMES).zh


def test_a_bound_is_not_said_to_be_a_figure():
    said = verdict_sentence(CASES["bound"], NAMES).zh
    assert "不低于40%，目标为不低于40%，下限与目标值相等" in said
    assert "公布的是界限（不低于40%）" in caveat_sentence(Caveat.BOUND, CASES["bound"], NAMES).zh


def test_a_computed_change_names_level_and_change():
    assert "为200<t>，由公布的基期水平算得下降33.3%，目标为下降50%以上，比目标少降16.7个百分点" in verdict_sentence(CASES["change"], NAMES).zh


def test_a_reduction_is_followed_by_its_figure():
    rows = (make_row(15.8, indicator="test-下降", period="2021/2024"),)
    target = reduction_target(indicator="test-下降", base_year=2020, value=14.5)
    said = verdict_sentence(ask(target, *rows), NamesOfIds()).zh
    assert "test-下降15.8%，目标为下降14.5%以上，比目标多降1.3个百分点" in said


def test_a_rating_is_compared_in_words():
    assert "为“优”，目标为“良好”或更好，优于目标等级" in verdict_sentence(CASES["rating"], NAMES).zh


def test_a_deliverable_is_named_with_what_was_found():
    said = verdict_sentence(CASES["deliverable"], NAMES).zh
    assert "本书以“试验规划印发”为可核查的成果；[testville]2022年的公布情况：已印发。" in said


def test_several_places_say_which_one_speaks():
    said = verdict_sentence(CASES["places"], NAMES).zh
    assert "以下是最不利的一处" in said
    assert "[testtown]2025年[test-rate]为30%" in said
    assert "其他各处：[testville]：2025年，50%（公布的结果）。" in said
    assert "涉及的2处中，1处有据可判" in verdict_sentence(CASES["half"], NAMES).zh


def test_of_several_places_each_is_named_with_its_best_row():
    places, context = ("testville", "testtown", "testham"), {"unit": "", "indicator": "test-related", "evidence": Evidence.STATEMENT}
    rows = [make_row(text="好转", place="testtown", period="2021", **context), make_row(text="启动", period="2022", **context),
            make_row(text="结束", period="2023", **context)]
    said = verdict_sentence(ask(deliverable_target(places=places, criterion=Criterion.NONE), *rows), NAMES).zh
    assert "各处最接近的公开资料如下（[test-related]）。[testville]：2023年，结束（官方表述）；[testtown]：2021年，好转（官方表述）。" in said
    assert said.count("出处") == 1


def test_places_with_different_indicators_name_them():
    rows = [make_row(30, period="2022"), make_row(20, place="testtown", indicator="test-related", period="2023")]
    said = verdict_sentence(ask(make_target(places=("testville", "testtown")), *rows), NAMES).zh
    assert "[testville]：2022年[test-rate]，30%（公布的结果）；[testtown]：2023年[test-related]，20%（公布的结果）。" in said


def test_what_is_known_of_a_wider_place_only_is_said_to_be_so():
    a = ask(make_target(places=("testville", "testtown")), make_row(30, place="elsewhere"))
    assert "所列各地没有各自的公开资料。最接近的公开资料是[elsewhere]" in verdict_sentence(a, NAMES).zh


def test_pace_names_the_target_year_and_the_line():
    assert "目标年为2025年，按从基期到目标的直线，当年进度不够" in verdict_sentence(CASES["behind"], NAMES).zh
    assert "直线" not in verdict_sentence(CASES["ahead"], NAMES).zh


def test_equal_after_rounding_is_said():
    a = ask(make_target(direction=Direction.EQUAL), make_row(40.4))
    assert margin_phrase(a, NAMES).zh == "按目标值的位数修约后与目标值相等"


def test_what_cannot_be_judged_gives_every_reason_and_the_nearest_row():
    said = verdict_sentence(CASES["scope"], NAMES).zh
    assert reason_sentence(CASES["scope"]).zh in said
    assert "最接近的公开资料是[testville]2025年[test-rate]（[other]）：70%（公布的结果）。" in said


@pytest.mark.parametrize(("row", "zh"), [
    (make_row(40, evidence=Evidence.PLANNED), "只见目标重申，即[testville]2025年[test-rate]为40%，未见任何结果。"),
    (make_row(40, evidence=Evidence.PLANNED, place="elsewhere"), "只见相近的规划目标，即[elsewhere]2025年[test-rate]为40%，未见任何结果。"),
    (make_row(40, evidence=Evidence.TASK, bound="≈"), "只见下达的任务，即[testville]2025年[test-rate]约40%，未见任何结果。"),
    (make_row(40, evidence=Evidence.REFERENCE), "只见参考资料，即[testville]2025年[test-rate]为40%，未见任何结果。")])
def test_goals_tasks_and_references_are_not_called_the_nearest_result(row, zh):
    said = verdict_sentence(ask(make_target(), row), NAMES).zh
    assert said == f"公开资料不足。{zh}出处：试验日报，2026年1月30日。"


def test_a_goal_beside_anything_else_is_the_nearest():
    rows = (make_row(40, evidence=Evidence.PLANNED), make_row(41, evidence=Evidence.ESTIMATE))
    assert "最接近的公开资料是" in verdict_sentence(ask(make_target(), *rows), NAMES).zh


def test_a_substitute_is_said_once():
    said = verdict_sentence(CASES["substitute"], NAMES).zh
    assert said.startswith("公开资料不足。只有名称或范围不同的文件，列作替代，不据此判定：[testville]2023年，另一文件。出处：")


def test_a_deliverable_nothing_is_known_of_is_said_once():
    said = verdict_sentence(ask(deliverable_target()), NAMES).zh
    assert said == "公开资料不足。未见能证明“试验规划印发”的公开资料。"


def test_words_are_not_called_a_figure():
    a = ask(deliverable_target(), make_row(text="在编", unit="", period="2023", evidence=Evidence.INTERIM))
    assert "：在编（公布的阶段情况）。" in verdict_sentence(a, NAMES).zh


@pytest.mark.parametrize(("name", "zh"), [
    ("nothing", "规划期内的结果未见公布"), ("earlier", "公布的结果只到2022年，2025年的未见公布"), ("baseless", "没有写降幅的基准年"),
    ("none", "缺少判定标准"), ("substitute", "列作替代，不据此判定")])
def test_reasons_in_words(name, zh):
    assert zh in reason_sentence(CASES[name]).zh


def test_nothing_at_all_is_said_plainly():
    assert "没有相关记录" in verdict_sentence(CASES["nothing"], NAMES).zh


def test_a_target_without_year_speaks_of_the_end_of_the_plan():
    a = ask(make_target(target_year=None), make_row(30, period="2022"))
    assert "规划期末的未见公布" in reason_sentence(a).zh


def test_before_the_end_the_missing_base_is_said():
    a = ask(make_target(), make_row(30, period="2023"), as_of=2023)
    assert "基期值未见公布" in reason_sentence(a).zh
    assert "基准年" in would_decide(a, NAMES).zh


@every_case
def test_what_would_decide_is_said_exactly_for_open_targets(name):
    a = CASES[name]
    open_ones = {Verdict.NOT_ASSESSABLE, Verdict.MET_AS_STATED, Verdict.REACHED_IN_PERIOD, Verdict.INDICATED_NOT_MET}
    said = would_decide(a, NAMES)
    assert (bool(said.zh), bool(said.en)) == (a.verdict in open_ones, a.verdict in open_ones)


@pytest.mark.parametrize(("a", "zh"), [
    (CASES["nothing"], "公布[testville]2025年的[test-rate]（%）。"),
    (CASES["half"], "公布[testtown]2025年的[test-rate]（%）。"),
    (CASES["stated"], "公布[testville][test-rate]从规划期初到2025年的累计数（单位：<t>），写明起止时间和口径。"),
    (CASES["baseless"], "先写明基准年，再公布[testville][test-level]2025年比基准年的降幅（%），或这两年的[test-level]。"),
    (CASES["indicated"], "公布[testville]2025年经审核的[test-rate]（%）。"),
    (ask(rating_target()), "公布[testville]2025年全年的[test-rate]。"),
    (ask(deliverable_target()), "公布能证明“试验规划印发”的文件或名单，写明名称和日期。"),
    (ask(deliverable_target(deliverable=Text("“试验”印发", "issued"))), "公布能证明“试验”印发的文件或名单，写明名称和日期。"),
    (ask(deliverable_target(criterion=Criterion.NO_NUMBER)), "先写明“试验率”的目标数值和口径，再公布规划期末的相应数值。"),
    (ask(reduction_target(level_indicator="", base_year=2020)), "公布[testville]2025年比2020年的[test-rate]（%）。"),
])
def test_what_would_decide(a, zh):
    assert would_decide(a, NAMES).zh == zh


def test_every_need_has_words():
    assert all(need.text.zh and need.text.en for need in Need)


CAVEATS = {
    Caveat.QUALIFIER: (ask(make_target(qualifier="力争达到"), make_row(45)), "力争达到"),
    Caveat.OTHER_YARDSTICK: (CASES["stated"], "[other-yardstick]"),
    Caveat.PROVISIONAL: (ask(make_target(), make_row(45, evidence=Evidence.INTERIM)), "预计数"),
    Caveat.CONFLICT: (ask(make_target(), make_row(45), make_row(38, source="other")), "38%"),
    Caveat.REPOST_ONLY: (ask(make_target(), make_row(45, grade=Grade.C)), "转载"),
    Caveat.DERIVED_TARGET: (ask(make_target(value_origin="derived"), make_row(45)), "40%"),
    Caveat.BOUND: (CASES["bound"], "不低于40%"),
    Caveat.DOUBTFUL: (ask(make_target(), make_row(45, note="存疑：单位不明")), "存疑：单位不明"),
}


@pytest.mark.parametrize("caveat", Caveat)
def test_every_caveat_has_its_sentence(caveat):
    a, word = CAVEATS[caveat]
    said = caveat_sentence(caveat, a, NAMES)
    assert caveat in a.caveats
    assert word in said.zh
    assert (said.zh[-1], said.en[-1]) == ("。", ".")


def test_a_conflict_lists_each_value_with_its_source():
    said = caveat_sentence(Caveat.CONFLICT, CAVEATS[Caveat.CONFLICT][0], NAMES).zh
    assert said == "不同来源的2025年数值不一致：38%（试验日报，2026年1月30日）；45%（试验日报，2026年1月30日）。"


def test_a_conflict_between_bases_names_them():
    a = ask(make_target(accepted_basis=("-", "dust")), make_row(45), make_row(38, basis="dust"))
    assert "不同来源或口径的2025年数值不一致：38%（[dust]，试验日报" in caveat_sentence(Caveat.CONFLICT, a, NAMES).zh


def test_an_archive_is_not_called_a_repost():
    a = ask(make_target(), make_row(45, evidence=Evidence.MONITORED, grade=Grade.C))
    assert "第三方归档" in caveat_sentence(Caveat.REPOST_ONLY, a, FakeNames(SourceKind.ARCHIVE)).zh


def test_a_goal_without_number_says_so():
    assert goal_phrase(deliverable_target(), NAMES) == Text("目标没有写数值", "the target has no number")


def test_headline_counts_add_up():
    assessments = list(CASES.values())
    judged, unjudged = headline_counts(assessments).zh.split("公开资料不足")
    total, *parts = (int(n) for n in re.findall(r"\d+", judged))
    whole, *reasons = (int(n) for n in re.findall(r"\d+", unjudged))
    assert (total, whole) == (len(assessments), sum(reasons))
    assert total == sum(parts) + whole


def test_headline_counts_use_the_first_reason():
    said = headline_counts([CASES["baseless"]])
    assert f"{Reason.NO_BASE_YEAR.text.zh}1个" in said.zh
    assert Reason.NOTHING_PUBLISHED.text.zh not in said.zh
