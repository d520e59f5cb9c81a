"""Departments that hold the figures: with invented rows, in a copy of the data, the same chapter draws the whole path."""

import csv
import re
import shutil

import pytest
from everything import COAL
from reading import DATA, PLAN, ROOT, figures, items, plain, table

from drawing import drawn, joined, svg_of, tofu
from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.chapters.report import Report
from planbook.chapters.scattered_coal import ScatteredCoal
from planbook.data.load import load_dataset
from planbook.data.vocab import Verdict

USE, CHANGE = "scattered-coal-use", "scattered-coal-reduction"
SOURCE = "2026-invented"
LEVELS = {2020: 100.0, 2021: 90.0, 2022: 75.0, 2023: 66.0, 2024: 58.0}
"""Invented tonnages, 10,000 t; the last year is given by each test."""


def add(path, **values):
    """Append a row to a table of the copy; columns not named are left empty."""
    with path.open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    assert set(values) <= set(head)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([values.get(name, "") for name in head])


@pytest.fixture
def copy(tmp_path):
    """A copy of the book's data with an invented source, to be filled with invented rows."""
    root = tmp_path / "invented"
    shutil.copytree(DATA, root / "data")
    for name in ("geo", "book"):
        (root / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "_config.yml", root)
    add(root / "data" / "sources.csv", id=SOURCE, title="试验用编造数", publisher="试验局（编造）", date="2026-05-01", kind="original",
        grade="A", note="编造")
    return root


def publish(root, place, value, year, indicator=USE, **parts):
    """Add one invented row as a department's import would."""
    row = {"indicator": indicator, "place": place, "period": str(year), "period_label": "-",
           "evidence": "baseline" if year == 2020 and indicator == USE else "actual", "basis": "-", "source": SOURCE, "series": "-",
           "value": f"{value:g}", "unit": "万吨" if indicator == USE else "%", "known_from": "2026-05-01", "note": "编造", **parts}
    add(root / "data" / "observations" / "coal.csv", **row)


def publish_all(root, place, last):
    """Add a whole invented path."""
    for year, value in {**LEVELS, 2025: last}.items():
        publish(root, place, value, year)


def spoken(found):
    """Return the first of the key facts, the sentence to be read aloud."""
    return items(found.key_facts().html.zh)[1]


def chapter(root, place, edition=2025):
    """Open the real chapter on the copy."""
    return ScatteredCoal(Report(load_dataset(edition, root)), place)


@pytest.mark.parametrize("place", COAL)
def test_without_rows_there_is_the_matrix_and_no_curve(place, copy):
    found = chapter(copy, place)
    shown = found.path()
    assert [type(s) for s in shown] == [Block]
    assert "未见" in shown[0].html.zh
    assert isinstance(found.matrix_card(), ChartCard)


@pytest.mark.parametrize("place", COAL[1:])
@pytest.mark.parametrize(("last", "verdict", "distance"), [(45.0, Verdict.MET, 5.0), (50.0, Verdict.MET, 0.0), (52.0, Verdict.NOT_MET, -2.0)])
def test_with_rows_each_city_gets_path_distance_and_verdict(place, last, verdict, distance, copy):
    publish_all(copy, place, last)
    found = chapter(copy, place)
    (a,) = found.assessments
    assert (a.verdict, a.margin) == (verdict, pytest.approx(distance))
    card, rows = found.path()
    assert list(card.data["value"]) == [*LEVELS.values(), last]
    assert f"{abs(distance):.1f}" in card.headline.zh
    assert ("差" in card.headline.zh) is (distance < 0)
    assert float(table(rows.html.zh)[-1][4]) == pytest.approx(distance)
    said = spoken(found)
    assert verdict.text.zh in said
    assert Verdict.NOT_ASSESSABLE.text.zh not in plain(found.key_facts().html.zh)
    assert {100.0, last, 50.0} <= set(figures(said))


def test_drawing_joins_the_years_and_shows_the_goal(copy):
    publish_all(copy, "daqing", 45.0)
    card = chapter(copy, "daqing").path()[0]
    for lang in ("zh", "en"):
        svg = svg_of(card.spec(lang))
        assert sum(len(marks) for marks in drawn(svg).values()) == card.marks == 6
        assert sorted(len(line) for line in joined(svg)) == [2, 6]
        assert "50%" in svg
        assert not tofu(svg)
    assert card.headline.en != card.headline.zh


def test_a_missing_year_breaks_the_line_and_is_named(copy):
    for year in (2020, 2021, 2024, 2025):
        publish(copy, "suihua", {**LEVELS, 2025: 45.0}[year], year)
    card = chapter(copy, "suihua").path()[0]
    assert sorted(len(line) for line in joined(svg_of(card.spec("zh")))) == [2, 2, 2]
    assert {2022.0, 2023.0} <= set(figures(card.description.zh))


def test_the_base_is_not_made_up(copy):
    """Levels without a published base: a path, no reduction, no goal, no verdict."""
    for year in (2021, 2025):
        publish(copy, "harbin", {2021: 90.0, 2025: 45.0}[year], year)
    found = chapter(copy, "harbin")
    assert found.assessments[0].verdict is Verdict.NOT_ASSESSABLE
    card = found.path()[0]
    assert set(card.data["change"]) == {"–"}
    assert joined(svg_of(card.spec("zh"))) == []
    assert "没有基期数" in card.headline.zh


def test_the_nine_districts_are_not_the_city(copy):
    publish(copy, "harbin-nine-districts", 192.0, 2020)
    publish(copy, "harbin-nine-districts", 80.0, 2025)
    assert isinstance(chapter(copy, "harbin").path()[0], Block)


def test_a_published_reduction_decides_by_itself(copy):
    publish(copy, "qiqihar", 53.0, 2025, CHANGE)
    found = chapter(copy, "qiqihar")
    assert found.assessments[0].verdict is Verdict.MET
    card = found.path()[0]
    assert list(card.data["value"]) == [53.0]
    assert "%" in card.subtitle.zh
    assert 53.0 in figures(spoken(found))


def test_the_province_shows_the_tables_and_counts_the_rest_as_open(copy):
    publish_all(copy, "daqing", 45.0)
    found = chapter(copy, "heilongjiang")
    assert all(isinstance(s, Block) for s in found.path())
    assert len(table(found.path()[0].html.zh)) == 5
    said = spoken(found)
    assert "大庆市公布" in said
    assert Verdict.MET.text.zh in said
    assert "公开资料不足以判定" in said


def test_what_to_publish_shrinks_with_what_was_published(copy):
    publish_all(copy, "daqing", 45.0)
    markup = chapter(copy, "heilongjiang").to_publish().html.zh
    cities = [plain(h) for h in re.findall(r"<th[^>]*>(.*?)</th>", markup)][1:]
    answers = dict(zip(cities, table(markup)[0][1:], strict=True))
    assert "已公布" in answers["大庆市"]
    assert "基准年" in answers["哈尔滨市"]


def test_the_matrix_shows_the_new_figures(copy):
    publish_all(copy, "daqing", 45.0)
    card = chapter(copy, "daqing").matrix_card()
    use = card.data[card.data["row_zh"] == "散煤用量"]
    assert list(use["label_zh"]) == [f"{v:g}万吨" for v in (*LEVELS.values(), 45.0)]
    assert "公布过全市散煤用量的有大庆市" in card.headline.zh


def test_an_earlier_edition_is_judged_by_the_straight_line(copy):
    for year, value in LEVELS.items():
        publish(copy, "daqing", value, year, known_from="2023-06-30")
    found = chapter(copy, "daqing", 2023)
    assert found.assessments[0].verdict is Verdict.ON_PACE
    card = found.path()[0]
    assert list(card.data["year"]) == [2020, 2021, 2022, 2023]


def test_any_place_of_a_target_gets_its_chapter(copy):
    """A plan that names another city: nothing in the chapter knows the four."""
    targets = copy / "data" / PLAN.relative_to(DATA) / "targets.csv"
    text = targets.read_text(encoding="utf-8").splitlines()
    line = next(r for r in text if r.split(",")[3] == CHANGE and ",daqing," in r)
    targets.write_text("\n".join(r.replace(",daqing,", ",mudanjiang,") if r == line else r for r in text) + "\n", encoding="utf-8")
    publish_all(copy, "mudanjiang", 45.0)
    found = chapter(copy, "mudanjiang")
    assert "mudanjiang" in found.cities
    assert "daqing" not in found.cities
    assert found.path()[0].id == "scattered-coal-mudanjiang-path"
    assert "牡丹江市" in plain(found.key_facts().html.zh)
