"""The river: sections in their order, classes as read, tributaries the plan names, bases kept apart."""

import re

import pytest
from reading import DATA, PLACES, TARGETS, figures, items, last_year, numbers, plain, rows_in, table, where

from drawing import joined, svg_of
from planbook.chapters.songhua import Songhua
from planbook.data.vocab import WATER_CLASSES, Verdict

RIVER = "songhua-stem"
SECTIONS = rows_in(DATA / "sections.csv")


@pytest.fixture(scope="module")
def chapter(chapters):
    return chapters["songhua"]


@pytest.fixture(scope="module")
def readings(rows):
    return where(rows, indicator="water-class-4item")


def rating(rows, year):
    return [r["text"] for r in where(rows, indicator="water-rating", place=RIVER, period=str(year), evidence="actual")]


def test_latest_annual_rating_is_the_datas(chapter, rows):
    assert rating(rows, 2025) == []
    assert set(rating(rows, 2024)) == {"优"}
    headline = chapter.ratings_card().headline.zh
    assert "“优”" in headline
    assert figures(headline) == [2024]


def test_verdict_on_the_stem_is_the_assessments(chapter, report):
    a = report.assessments["t51"]
    [said] = [t for t in items(chapter.key_facts().html.zh) if t.startswith(a.verdict.text.zh)]
    assert a.verdict is Verdict.REACHED_IN_PERIOD
    assert "2024" in said
    assert "优" in said


def test_chapter_takes_the_targets_on_the_river_and_its_tributaries(chapter):
    below = {p for p, r in PLACES.items() if r["parent"] == RIVER} | {RIVER}
    wanted = [t for t, r in TARGETS.items() if below & set(r["places"].split(";"))]
    assert [a.target.id for a in chapter.assessments] == wanted
    assert "t51" in wanted


def test_ratings_are_empty_exactly_where_no_rating_was_published(chapter, rows):
    data = chapter.ratings_card().data
    stem = data[data["row_zh"] == PLACES[RIVER]["name_zh"]]
    years = {last_year(r["period"]) for r in where(rows, indicator="water-rating", place=RIVER)}
    assert {int(c) for c, s in zip(stem["column"], stem["state"], strict=True) if s != "none"} == years
    assert stem["column"].tolist() == [str(y) for y in range(min(years), 2026)]


def test_whole_years_show_their_rating_and_parts_of_a_year_their_months(chapter, rows):
    data = chapter.ratings_card().data
    stem = data[data["row_zh"] == PLACES[RIVER]["name_zh"]].set_index("column")
    for year in stem.index:
        whole = rating(rows, year)
        if whole:
            assert stem["label_zh"][year] in whole
        elif stem["state"][year] != "none" and stem["state"][year] != "statement":
            assert re.search(r"\d月$", stem["label_zh"][year])


def test_profile_runs_downstream(chapter):
    data = chapter.profile_card().data
    order = {r["place"]: float(r["order_downstream"]) for r in SECTIONS if r["main_stem"] == "true"}
    for _, month in data.groupby("row"):
        assert month["km"].is_monotonic_increasing
        assert month["km"].is_unique
        assert [order[s] for s in month["section"]] == sorted(order[s] for s in month["section"])
    assert data["km"].min() >= 0
    assert data["row"].is_monotonic_increasing


def test_profile_has_every_section_in_every_month_with_the_datas_class(chapter, readings):
    data = chapter.profile_card().data
    assert len(data) == data["section"].nunique() * data["row"].nunique()
    for section, month, state in zip(data["section"], data["row"], data["state"], strict=True):
        found = {r["text"] for r in where(readings, place=section, period=month)}
        assert found == ({state} if isinstance(state, str) else set())


def test_worst_class_of_the_profiles_headline(chapter):
    known = chapter.profile_card().data["state"].dropna()
    assert f"{max(known, key=WATER_CLASSES.index)}类" in chapter.profile_card().headline.zh


def test_readings_are_classes_with_their_count(chapter, readings):
    assert set(chapter.stations.readings["state"]) <= set(WATER_CLASSES)
    assert len(chapter.stations.readings) == len(readings)
    assert (chapter.stations.readings["n"] > 0).all()


def test_month_grid_holds_the_readings_of_the_rivers_sections(chapter, readings):
    data = chapter.months_card().data
    registered = {s["place"] for s in SECTIONS if not PLACES[s["place"]]["same_as"]}
    wanted = {(r["place"], r["period"]): r["text"] for r in readings if r["place"] in registered}
    assert dict(zip(zip(data["section"], data["column"], strict=True), data["state"], strict=True)) == wanted
    bad = sum(c not in {"I", "II", "III"} for c in wanted.values())
    assert figures(chapter.months_card().headline.zh)[0] == len(wanted)
    assert figures(chapter.months_card().headline.zh)[-1] == bad


def test_no_section_has_months_enough_for_an_annual_class(chapter, readings):
    stem = {s["place"] for s in SECTIONS if s["main_stem"] == "true"}
    months = {}
    for r in readings:
        if r["place"] in stem:
            months.setdefault((r["place"], r["period"][:4]), set()).add(r["period"])
    enough = sum(len(m) >= 8 for m in months.values())
    [said] = [t for t in items(chapter.key_facts().html.zh) if "自动站数据" in t]
    assert {len({p for p, _ in months}), len(set().union(*months.values())), enough} <= {int(n) for n in figures(said)}


def test_tributaries_are_those_the_plan_names(chapter):
    named = [p for t in TARGETS.values() for p in t["places"].split(";") if PLACES.get(p, {}).get("parent") == RIVER]
    data = chapter.tributaries_card().data
    assert list(dict.fromkeys(data["row_zh"])) == [PLACES[p]["name_zh"] for p in dict.fromkeys(named)]
    assert len(named) == 3


def test_tributary_cells_are_empty_exactly_where_nothing_was_said(chapter, rows):
    data = chapter.tributaries_card().data
    for name, part in data.groupby("row_zh"):
        assert list(part["column"]) == [str(y) for y in range(2020, 2026)]
        place = next(p for p, r in PLACES.items() if r["name_zh"] == name and r["kind"] == "river")
        said = {str(last_year(r["period"])): r["text"] for r in where(rows, place=place) if r["text"]}
        states = dict(zip(part["column"], part["state"], strict=True))
        labels = dict(zip(part["column"], part["label_zh"].str.split("\n").str[0], strict=True))
        for year, state in states.items():
            assert (state == "none") == (year not in said), (name, year)
            assert state == "none" or labels[year] in " ".join(r["text"] for r in where(rows, place=place)), (name, year)


def test_shares_are_the_datas_and_bases_stay_apart(chapter, rows):
    card = chapter.share_card()
    wanted = [r for r in where(rows, indicator="share-good-sections", place="heilongjiang") if r["value"] and len(r["period"]) == 4]
    assert sorted(card.data["value"]) == numbers(wanted)
    assert all(part["basis"].nunique() == 1 for _, part in card.data.groupby("group"))
    assert card.data["basis"].nunique() > 1
    assert sum(len(line) for line in joined(svg_of(card.spec("zh")))) <= len(card.data)


def test_latest_share_is_published_and_no_substitute_for_the_stem(chapter, rows):
    actual = [r for r in where(rows, indicator="share-good-sections", place="heilongjiang", evidence="actual")
              if r["value"] and len(r["period"]) == 4]
    last = max(actual, key=lambda r: r["period"])
    assert figures(chapter.share_card().headline.zh) == [float(last["period"]), float(last["value"])]
    assert last["value"] in plain(chapter.key_facts().html.zh)


def test_map_has_every_section_with_a_position_once(chapter, readings):
    card = chapter.map_card()
    assert card.data["place"].is_unique
    latest = {}
    for r in sorted(readings, key=lambda r: r["period"]):
        latest[r["place"]] = r["text"]
    for place, state in zip(card.data["place"], card.data["state"], strict=True):
        assert (latest.get(place) or None) == (state if isinstance(state, str) else None)
    assert figures(card.headline.zh) == [len(card.data), int(card.data["state"].notna().sum())]


def test_map_and_profile_say_the_same_in_their_last_month(chapter):
    data, last = chapter.profile_card().data, chapter.map_card().data.set_index("place")
    for section, month, state in zip(data["section"], data["row"], data["state"], strict=True):
        if section in last.index and last["period"][section] == month:
            assert last["state"][section] == state


FOUR = ("do", "cod-mn", "nh3-n", "tp")


def key_facts(chapter, lang="zh"):
    """The key facts, without their title."""
    return items(chapter.key_facts().html.in_(lang))[1:]


def sentence(chapter, lang="zh"):
    """The first key fact: the one sentence on the stem's target."""
    return key_facts(chapter, lang)[0]


def test_first_fact_is_one_sentence_on_the_target_with_what_is_official_and_what_is_not(chapter, rows, report):
    said, a = sentence(chapter), report.assessments["t51"]
    assert said.count("。") == 1
    assert said.endswith("。")
    official = {y: set(rating(rows, y)) for y in range(2021, 2026)}
    assert {int(y) for y in re.findall(r"(\d{4})年(?=[、和均为])", said)} == {y for y, words in official.items() if words}
    assert all(f"“{w}”" in said for words in official.values() for w in words)
    assert f"“{TARGETS['t51']['value']}”" in said
    assert f"“{a.verdict.text.zh}”" in said
    assert "2026年11月22日未见公布" in said
    assert "未经审核" in said


def test_first_fact_says_the_same_in_english(chapter, report):
    said = sentence(chapter, "en")
    assert re.findall(r"\d{4}", said) == re.findall(r"\d{4}", sentence(chapter))
    assert "“excellent”" in said
    assert "“good”" in said
    assert report.assessments["t51"].verdict.text.en in said
    assert "unaudited" in said


def test_earlier_edition_says_the_target_year_is_to_come(early):
    said = sentence(Songhua(early, RIVER))
    assert "2025年还没有到" in said
    assert "2024" not in said
    assert early.assessments["t51"].verdict.text.zh in said


def test_reading_of_the_targets_word_is_said_to_be_an_inference_with_the_rules_numbers(chapter):
    [step] = [r for r in rows_in(DATA / "standards" / "river_rating.csv") if r["rating"] == TARGETS["t51"]["value"]]
    for said in (key_facts(chapter)[1], chapter.ratings_card().notes[0].zh):
        assert "推论" in said
        assert f"不低于{step['good_low']}%" in said
        assert f"低于{step['good_high']}%" in said


def test_stored_classes_are_those_of_the_rules_on_the_stored_means(chapter, rows, readings):
    """Lakes and reservoirs have limits of their own; every registered section lies on a river."""
    registered = {s["place"] for s in SECTIONS}
    for r in readings:
        if r["place"] in registered:
            found = chapter.stations.classified(r["place"], r["period"])
            given = {v["indicator"]: float(v["value"]) for v in where(rows, place=r["place"], period=r["period"], indicator=FOUR)}
            assert found.water_class == r["text"], (r["place"], r["period"])
            assert {i.item: float(i.value) for i in found.items} == given
            assert len(found.missing) == 17


def test_own_workings_stand_beneath_the_official_rows_and_are_marked(chapter):
    data = chapter.ratings_card().data
    own = data[data["row_zh"].str.startswith("本书")]
    assert set(own["state"]) == {"none", "derived", "monitored"}
    official = data[~data["row_zh"].str.startswith("本书")]
    assert not set(official["state"]) & {"derived", "monitored"}
    assert "不是官方评级" in chapter.ratings_card().notes[1].zh


def test_own_rating_from_published_shares_follows_the_rule(chapter, rows):
    data = chapter.ratings_card().data
    own = data[(data["state"] == "derived")].set_index("column")
    shares = {r["period"][:4]: float(r["value"]) for r in where(rows, indicator="share-good-sections", place="songhua-stem-national-sections")}
    assert set(own.index) == set(shares)
    for year, share in shares.items():
        assert own["label_zh"][year].startswith("优" if share >= 90 else "良好")


def test_station_ratings_say_their_month_sections_and_method(chapter):
    data = chapter.ratings_card().data
    for label in data[data["state"] == "monitored"]["label_zh"]:
        word, span, how = label.split("\n")[:3]
        month, count = figures(span)
        assert word in {"优", "良好", "轻度污染", "中度污染", "重度污染"}
        assert 1 <= month <= 12
        assert how == ("按占比" if count >= 5 else "按均值")


def test_concentrations_are_the_datas_and_those_beyond_the_limit_are_written(chapter, rows):
    card = chapter.concentrations_card()
    for _, r in card.data.iterrows():
        [found] = where(rows, place=r["section"], period=r["column"], indicator=r["item"])
        assert float(found["value"]) == r["value"]
        assert (r["label"] != "") == (r["class"] not in {"I", "II", "III"}) == r["over"]
    assert figures(card.headline.zh)[0] == len(card.data)
    assert figures(card.headline.zh)[1] == card.data["over"].sum()
    assert set(card.data["item"]) == set(FOUR)


def test_items_that_decide_bad_classes_are_named(chapter):
    data = chapter.months_card().data
    assert ((data["why_zh"] != "–") == ~data["state"].isin(["I", "II", "III"])).all()


def test_no_comparison_joins_two_bases(chapter):
    for series in chapter.record.series():
        assert {r.basis for r in (*series.good.values(), *series.worse.values())} == {series.basis.split("|")[0]}


def test_comparisons_follow_the_rule(chapter):
    rows_ = table(chapter.comparisons().html.zh)
    stem = rows_[0]
    assert (stem[2], stem[4]) == ("优 → 优", "无明显变化")
    for scope, periods, ratings, points, said in rows_[1:]:
        before, after = re.findall(r"([\d.]+)%", periods)
        assert "（" in scope
        if points.startswith(("+", "−")):
            size = abs(float(points.replace("−", "-").removesuffix("个百分点")))
            assert (size <= 10) <= (said == "无明显变化" or len(set(ratings.split(" → "))) > 1)
            assert (size > 20) == ("明显" in said and "无" not in said)
        if said == "有所好转":
            assert float(after) > float(before)


def test_series_too_short_to_be_significant_say_so(chapter):
    found = table(chapter.trend_tests().html.zh)
    assert found
    for _, years, n, _, _, said in found:
        assert len(years.split("、")) == int(n)
        if int(n) == 4:
            assert "不可能显著" in said
        assert "显著上升" not in said or int(n) > 4


def test_tributary_facts_quote_what_was_published(chapter, rows):
    facts_ = key_facts(chapter)
    for place in chapter.record.tributaries():
        [said] = [t for t in facts_ if t.startswith(PLACES[place]["name_zh"])]
        words = set(re.findall(r"“([^”]+)”", said))
        assert words == {r["text"] for r in where(rows, place=place) if r["text"] and last_year(r["period"]) >= 2021}
        assert "2025年全年" in said
