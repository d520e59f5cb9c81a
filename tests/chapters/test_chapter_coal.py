"""Scattered coal: figures on different bases stay apart, and silence is said."""

import pytest
from everything import COAL
from reading import PLACES, TARGETS, figures, items, last_year, numbers, plain, table, where

from drawing import drawn, joined, svg_of
from planbook.cards.block import Block
from planbook.data.vocab import Verdict

CITIES = COAL[1:]
USE, CUT = "scattered-coal-use", "scattered-coal-cut"
PREFECTURES = {p for p, r in PLACES.items() if r["kind"] == "prefecture"}


@pytest.fixture(params=COAL)
def chapter(request, chapters):
    return chapters[f"coal {request.param}"]


def family(place):
    """A place and its parts; for the province without its prefectures."""
    return (place, *(p for p, r in PLACES.items() if r["parent"] == place and p not in PREFECTURES))


@pytest.fixture
def mine(chapter, rows):
    return where(rows, topic="coal", place=family(chapter.place))


def test_chapters_are_those_of_the_cities_with_a_target(chapter):
    named = [p for t in TARGETS.values() if t["indicator"] == "scattered-coal-reduction" for p in t["places"].split(";")]
    assert sorted(named) == sorted(CITIES)
    assert sorted(chapter.cities) == sorted(CITIES)


def test_ledger_shows_every_published_cut_on_its_own(chapter, mine):
    cuts = [r for r in where(mine, indicator=CUT) if r["value"]]
    shown = chapter.ledger()
    if not cuts:
        assert isinstance(shown, Block)
        assert "无公开数据" in shown.html.zh
        return
    assert sorted(shown.data["value"]) == numbers(cuts)
    assert shown.data["group"].is_unique
    svg = svg_of(shown.spec("zh"))
    assert joined(svg) == []
    assert sum(len(marks) for marks in drawn(svg).values()) == len(cuts)


def test_two_cities_published_no_cut_at_all(chapters):
    assert [p for p in COAL if isinstance(chapters[f"coal {p}"].ledger(), Block)] == ["daqing", "suihua"]


def test_ledger_says_why_it_makes_no_line(chapters):
    card = chapters["coal heilongjiang"].ledger()
    assert card.data["basis"].nunique() == 3
    assert "不相连" in " ".join(n.zh for n in card.notes)
    assert figures(card.headline.zh)[0] == len(card.data) == 4


def test_ledger_holds_one_indicator_only(chapters):
    for place in ("heilongjiang", "harbin", "qiqihar"):
        assert {g.split("|")[0] for g in chapters[f"coal {place}"].ledger().data["group"]} == {CUT}


def test_verdicts_are_the_cities_own(chapter):
    wanted = CITIES if chapter.place == "heilongjiang" else (chapter.place,)
    ids = [t for t, r in TARGETS.items() if r["indicator"] == "scattered-coal-reduction" and set(r["places"].split(";")) & set(wanted)]
    assert [a.target.id for a in chapter.assessments] == ids
    said = " ".join(items(chapter.key_facts().html.zh))
    assert all(a.verdict is Verdict.NOT_ASSESSABLE for a in chapter.assessments)
    assert said.count(Verdict.NOT_ASSESSABLE.text.zh) == len(ids)
    assert "已达成" not in said


def test_key_facts_give_every_tonnage_there_is(chapter, mine):
    said = plain(chapter.key_facts().html.zh)
    for r in where(mine, indicator=(USE, CUT)):
        if r["value"] and r["evidence"] in {"actual", "interim", "baseline"}:
            assert f"{float(r['value']):g}" in said


def test_matrix_headline_counts_its_empty_cells(chapter):
    card = chapter.matrix_card()
    empty = int((card.data["state"] == "none").sum())
    assert sorted(figures(card.headline.zh)) == sorted([empty, len(card.data)])
    assert empty > len(card.data) / 2


def test_matrix_cells_are_empty_exactly_where_nothing_was_published(chapter, rows):
    card = chapter.matrix_card()
    places = ("heilongjiang", *CITIES) if chapter.place == "heilongjiang" else (chapter.place,)
    for place in places:
        found = where(rows, topic="coal", place=family(place))
        for indicator, words in ((USE, "用量"), (CUT, "削减替代量")):
            years = {last_year(r["period"]) for r in where(found, indicator=indicator)}
            name = PLACES[place]["name_zh"] if chapter.place == "heilongjiang" else ""
            cells = card.data[card.data["row_zh"].str.startswith(name) & card.data["row_zh"].str.endswith(words)]
            cells = cells[cells["row_zh"].str.len() <= len(name) + 6]
            assert len(cells) == 6, (place, indicator)
            known = {int(c) for c, s in zip(cells["column"], cells["state"], strict=True) if s != "none"}
            assert known == {y for y in years if 2020 <= y <= 2025}, (place, indicator)


def test_matrix_tells_tasks_from_results(chapters, rows):
    data = chapters["coal qiqihar"].matrix_card().data
    tasks = where(rows, topic="coal", place="qiqihar", evidence="task", indicator=CUT)
    cells = data[data["state"] == "task"]
    assert {str(last_year(r["period"])) for r in tasks} <= set(cells["column"])
    assert "task" in chapters["coal qiqihar"].matrix_card().evidence


def test_map_shows_the_four_cities_and_their_verdicts(chapter, report):
    data = chapter.map_card().data
    assert sorted(data["place"]) == sorted(CITIES)
    verdicts = {p: a.verdict for a in report.assessments.values() if a.target.indicator == "scattered-coal-reduction"
                for p in a.target.places}
    assert dict(zip(data["place"], data["value"], strict=True)) == verdicts


def test_all_rows_are_listed(chapter, mine):
    assert len(table(chapter.all_rows().html.zh)) == len(mine) > 0


def test_meanings_of_scattered_coal_are_given(chapter, report):
    names = {r[0] for r in table(chapter.definitions().html.zh)}
    assert report.data.bases["ledger-in-year"].name.zh in names
    assert report.data.bases["ledger-cumulative-plan-period"].name.zh in names
