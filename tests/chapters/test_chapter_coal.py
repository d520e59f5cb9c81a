"""Scattered coal: figures on different bases stay apart, and silence is said."""

import re

import pytest
from everything import COAL
from reading import PLACES, TARGETS, figures, items, last_year, numbers, plain, table, where

from drawing import drawn, joined, svg_of
from planbook.assess.coal_clashes import Clash
from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.chapters.scattered_coal import ScatteredCoal
from planbook.chapters.scattered_coal_scenario import CoalScenario
from planbook.data.coal import emission_factors, factor_choices
from planbook.data.coal_tables import FactorUse
from planbook.data.vocab import Evidence, Verdict

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
    said = " ".join(items(chapter.key_facts().html.zh)[2:])
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


def test_first_key_fact_can_be_read_aloud(chapter):
    """One sentence, with the plan's own numbers, that judges nothing and calls nothing a fall."""
    said = items(chapter.key_facts().html.zh)[1]
    target = TARGETS[chapter.assessments[0].target.id]
    assert said.count("。") == 1
    assert said.endswith("。")
    assert figures(said)[:2] == [float(target["target_year"]), float(target["value"])]
    assert "没有写从哪一年算起" in said
    assert "公开资料不足以判定" in said
    assert all(PLACES[p]["name_zh"] in said for p in (CITIES if chapter.is_region else [chapter.place]))
    assert not re.search("下降了|已减少|完成了", said)


def test_what_the_sentence_calls_official_is_published_and_said_to_be_no_fall(chapter, rows):
    said = items(chapter.key_facts().html.zh)[1]
    own = [r for r in where(rows, topic="coal", place=family(chapter.place), indicator=(USE, CUT, "coal-substituted")) if r["value"]]
    if chapter.is_region:
        (total,) = where(own, basis="ledger-cumulative-plan-period")
        assert f"{float(total['value']):g}" in said
        assert "毛量，不是散煤用量的降幅，也没有分到各市" in said
        assert "情景估算，不是官方数据" in said
    elif own:
        assert all(f"{float(r['value']):g}万吨" in said for r in own)
        assert "不是全市散煤用量的降幅" in said
    else:
        assert "未见官方公布" in said


def test_no_text_divides_the_ledger_by_the_use(chapter, rows):
    """The total over the campaign's opening use looks like a fall and is none: the quotient stands nowhere."""
    total = float(where(rows, topic="coal", indicator=CUT, basis="ledger-cumulative-plan-period")[0]["value"])
    use = float(where(rows, topic="coal", indicator=USE, place="heilongjiang")[0]["value"])
    quotient = round(total / use * 100)
    made = [chapter.key_facts(), *chapter.meanings(), chapter.to_publish(), *(s for s in chapter.scenario() if isinstance(s, Block))]
    text = " ".join(plain(m.html.in_(lang)) for m in made for lang in ("zh", "en"))
    text += " ".join(t.in_(lang) for c in cards_of(chapter) for t in (c.headline, c.description, *c.notes) for lang in ("zh", "en"))
    assert not re.search(rf"(?<![\d.]){quotient}(?:\.\d+)?%", text)


def cards_of(chapter):
    """The cards of a chapter that have texts on tonnages."""
    shown = [chapter.matrix_card(), chapter.ledger(), *chapter.path(), *chapter.scenario()]
    return [s for s in shown if isinstance(s, ChartCard)]


def test_four_meanings_are_told_apart(chapter):
    rows = table(chapter.meanings()[0].html.zh)
    assert len(rows) == 4
    assert all(r[1] and r[2] for r in rows)
    assert len({r[2] for r in rows}) == 4


def test_each_tonnage_stands_under_one_meaning(chapter, rows):
    places = [p for c in (COAL if chapter.is_region else ("heilongjiang", chapter.place)) for p in family(c)]
    tonnages = (USE, CUT, "coal-substituted", "coal-replaced-by-briquette", "boiler-closure-coal-cut", "shantytown-renewal-coal-cut")
    wanted = [r for r in where(rows, topic="coal", place=tuple(places), indicator=tonnages) if r["value"]]
    meanings, listed = (table(b.html.zh) for b in chapter.meanings()[:2])
    assert len(listed) == len(wanted)
    assert {r[0] for r in listed} <= {m[0] for m in meanings}
    assert sum(int(m[3]) for m in meanings) == len(wanted)


def test_the_known_clashes_are_shown_side_by_side(chapters):
    said = {r[0]: r for r in table(chapters["coal heilongjiang"].meanings()[2].html.zh)}
    assert {c.text.zh for c in Clash} == set(said)
    assert [float(v) in figures(said[Clash.SHRINKING.text.zh][1]) for v in (701.9, 687)] == [True, True]
    assert figures(said[Clash.YEAR_SHARE.text.zh][2])[:3] == [66.0, 4.0, 231.31]
    assert "23倍" in said[Clash.JUMP.text.zh][2]


def test_harbin_has_three_figures_of_three_meanings(chapters):
    rows = [r for r in table(chapters["coal harbin"].meanings()[2].html.zh) if r[0] == Clash.MEANINGS.text.zh]
    assert {192.0, 195.0, 260.0} <= set(figures(rows[0][1]))
    assert rows[0][2] == "–"


def test_clashing_cell_shows_both_figures(chapters, rows):
    own = where(rows, topic="coal", place="harbin", indicator="power-unit-ultra-low-retrofits")
    data = chapters["coal harbin"].matrix_card().data
    (cell,) = data[(data["row_zh"] == "煤电机组超低排放改造") & (data["column"] == "2020")]["label_zh"]
    assert sorted(figures(cell)) == numbers(own)


def test_scenario_is_for_the_province_only(chapter):
    shown = chapter.scenario()
    if chapter.is_region:
        assert [type(s) for s in shown] == [ChartCard, ChartCard, Block, Block]
    else:
        assert [type(s) for s in shown] == [Block]
        assert "不按人口、户数或任务分到各市" in shown[0].html.zh


def test_scenario_says_it_is_not_official_and_gross(chapters):
    card = chapters["coal heilongjiang"].scenario()[0]
    said = " ".join(n.zh for n in card.notes)
    assert card.evidence == (Evidence.ESTIMATE,)
    assert "非官方" in card.headline.zh
    assert "not official" in card.headline.en
    assert "没有扣除替代燃料" in said
    assert "种子" in said
    assert "非官方" in svg_of(card.spec("zh"))


def test_scenario_is_drawn_dashed_and_no_estimate_solid(chapters):
    for mark in drawn(svg_of(chapters["coal heilongjiang"].scenario()[0].spec("zh")))["drawn_intervals"]:
        assert mark.get("stroke-dasharray")


def test_scenario_gives_the_sources_of_every_factor(chapters):
    made = CoalScenario(chapters["coal heilongjiang"])
    used = {c.factor for c in made.choices if c.use is not FactorUse.LEFT_OUT}
    drawn_on = {f for e in made.result.estimates for part in e.inputs[1:] for f in part.references}
    assert used == drawn_on
    cited = {s.id for s in chapters["coal heilongjiang"].scenario()[0].sources}
    assert {made.factors[f].source for f in used} <= cited
    assert all(e.floor <= e.low <= e.median <= e.high <= e.ceiling for e in made.result.estimates)


def test_every_tonne_based_factor_is_used_or_said_to_be_left_out(report):
    """No published factor for a pollutant of the scenario is passed over in silence."""
    names = {"SO2", "NOx", "CO", "VOCs", "NMVOC", "PM", "PM2.5", "BC", "EC", "OC"}
    known = {f.id for f in emission_factors(report.data.data).values() if f.pollutant in names and f.unit in {"kg/t", "g/kg"}
             and not f.fuel.zh.startswith("秸秆")}
    assert known <= {c.factor for c in factor_choices(report.data.data)}


def test_before_the_total_was_published_there_is_no_scenario(early):
    shown = ScatteredCoal(early, "heilongjiang").scenario()
    assert [type(s) for s in shown] == [Block]
    assert "没有情景估算" in shown[0].html.zh
    assert "情景估算" not in items(ScatteredCoal(early, "heilongjiang").key_facts().html.zh)[1]


def test_what_to_publish_is_made_from_target_and_verdict(chapter):
    markup = chapter.to_publish().html.zh
    heads = [plain(h) for h in re.findall(r"<th[^>]*>(.*?)</th>", markup)]
    assert heads[1:] == [PLACES[a.target.places[0]]["name_zh"] for a in chapter.assessments]
    body = {row[0]: row[1:] for row in table(markup)}
    for n, a in enumerate(chapter.assessments):
        said = {question: given[n] if len(given) > 1 else given[0] for question, given in body.items()}
        assert "没有写降幅的基准年" in said["现在为什么不能判定"]
        assert "基准年" in said["年份"]
        assert str(a.target.target_year) in said["年份"]
        assert "万吨" in said["单位"]
        assert a.target.places[0] in said["录入为"]
        assert a.target.level_indicator in said["录入为"]
