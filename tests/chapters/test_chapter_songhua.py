"""The river: sections in their order, classes as read, tributaries the plan names, bases kept apart."""

import re

import pytest
from reading import DATA, PLACES, TARGETS, figures, items, last_year, numbers, plain, rows_in, where

from drawing import joined, svg_of
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
    assert set(chapter.readings["state"]) <= set(WATER_CLASSES)
    assert len(chapter.readings) == len(readings)
    assert (chapter.readings["n"] > 0).all()


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
    [said] = [t for t in items(chapter.key_facts().html.zh) if "自动站" in t]
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
        labels = dict(zip(part["column"], part["label_zh"].str.replace("\n", ""), strict=True))
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
