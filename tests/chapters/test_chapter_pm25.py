"""PM2.5 in the two cities: every figure is the data's own, archives stay apart, incomplete years say so."""

import re
from collections import defaultdict

import pandas as pd
import pytest
from reading import DATA, figures, items, numbers, plain, rows_in, table, where

from drawing import joined, svg_of
from planbook.charts.theme import AQI_CLASSES
from planbook.data.vocab import Verdict

CITIES = ("harbin", "suihua")
MONTHS = [str(m) for m in range(1, 13)]


@pytest.fixture(params=CITIES)
def chapter(request, chapters):
    return chapters[f"pm25 {request.param}"]


@pytest.fixture
def mine(chapter, rows):
    """The city's rows, read without the library."""
    return where(rows, place=chapter.city)


@pytest.fixture
def archives(mine):
    """The archive of each year's daily figures."""
    found = defaultdict(set)
    for r in where(mine, indicator="pm25-median", topic="air_month_classes"):
        found[int(r["period"][:4])].add(r["series"])
    return found


def annual(rows, year):
    return [r for r in where(rows, indicator="pm25", topic=("air_annual", "results"), period=str(year)) if r["value"]]


def test_limit_is_the_one_in_force_at_the_end_of_the_plan(chapter):
    limits = where(rows_in(DATA / "standards" / "air_limits.csv"), item="pm25", averaging="annual", limit_class="II")
    then = [r for r in limits if r["in_force_from"] <= "2025-12-31" <= (r["in_force_to"] or "9999")]
    assert [float(r["limit"]) for r in then] == [chapter.limit] == [35]


@pytest.mark.parametrize(("city", "verdict", "evidence"), [
    ("harbin", Verdict.NOT_MET, "actual"), ("suihua", Verdict.INDICATED_NOT_MET, "monitored")])
def test_headline_is_the_years_own_figure_and_the_assessments(chapters, rows, city, verdict, evidence):
    chapter = chapters[f"pm25 {city}"]
    [a] = chapter.assessments
    value = numbers(where(annual(where(rows, place=city), 2025), evidence=evidence))
    headline = chapter.annual_card().headline
    assert (a.verdict, a.value) == (verdict, value[0])
    assert len(value) == 1
    assert value[0] == {"harbin": 39.8, "suihua": 38.3}[city]
    assert figures(headline.zh) == [2025, value[0], 35]
    assert "高于" in headline.zh
    assert "above" in headline.en


def test_verdict_word_leads_the_key_facts(chapter):
    texts = items(chapter.key_facts().html.zh)
    [a] = chapter.assessments
    assert a.verdict.text.zh in plain(chapter.key_facts().html.zh)
    assert any(t.startswith(a.verdict.text.zh) for t in texts)
    others = {v for v in Verdict if v is not a.verdict and v.text.zh not in a.verdict.text.zh}
    assert not [v for v in others if any(t.startswith(v.text.zh) for t in texts)]


def test_heating_seasons_share_is_that_of_the_data(chapter, mine):
    heat, rest = (next(r for r in where(mine, indicator="pm25", topic="air_year_stats", period="2025") if r["basis"].startswith(b))
                  for b in ("heating", "non-heating"))
    season, other = (float(r["value"]) * int(r["n"]) for r in (heat, rest))
    said = plain(chapter.key_facts().html.zh)
    assert f"{season / (season + other):.0%}" in said
    assert heat["value"] in said
    assert rest["value"] in said
    assert figures(chapter.season_card().headline.zh)[1:] == [float(heat["value"]), float(rest["value"])]


def test_annual_chart_shows_every_annual_mean(chapter, mine):
    wanted = [r for r in where(mine, indicator="pm25", topic=("air_annual", "results"))
              if r["value"] and len(r["period"]) == 4 and r["evidence"] != "reference"]
    assert sorted(chapter.annual_card().data["value"]) == numbers(wanted)
    assert len(wanted) > 10


def test_lines_join_one_archive_on_one_basis(chapter, mine):
    for card in (chapter.annual_card(), chapter.season_card()):
        for group, part in card.data.groupby("group"):
            assert all(len(set(part[c])) == 1 for c in ("basis", "evidence", "place"))
            series = group.split("|")[3]
            for year, value in zip(part["year"], part["value"], strict=True):
                assert value in numbers(where(mine, indicator="pm25", period=str(year), series=series))
        lines = joined(svg_of(card.spec("zh")))
        assert len(lines) > 0
        assert sum(len(line) for line in lines) <= card.marks


def test_measurement_conditions_are_never_joined(chapter):
    data = chapter.annual_card().data
    early = data[data["basis"].str.contains("stp")]
    late = data[data["evidence"].eq("monitored") & ~data["basis"].str.contains("stp|mixed")]
    assert len(early)
    assert len(late)
    assert not set(early["group"]) & set(late["group"])
    assert early["year"].max() < late["year"].min()


def test_month_grid_takes_one_archive_a_year(chapter, mine, archives):
    assert all(len(series) == 1 for series in archives.values())
    for year, part in chapter.monthly.groupby("year"):
        assert len(set(part["source"])) == 1
        found = where(mine, indicator="pm25", topic=("air_monthly", "air_month_classes"), source=part["source"].iloc[0])
        assert {r["series"] for r in found if r["period"].startswith(str(year))} == archives[year]


def test_month_grid_shows_the_datas_values_and_leaves_gaps_open(chapter, mine, archives):
    data = chapter.months_card().data
    assert list(data["column"]) == MONTHS * len(archives)
    for row, month, value in zip(data["row"], data["column"], data["value"], strict=True):
        found = where(mine, indicator="pm25", topic=("air_monthly", "air_month_classes"), period=f"{row}-{int(month):02d}",
                      series=tuple(archives[int(row)]))
        wanted = {float(r["value"]) for r in found if not r["basis"].endswith("backfilled")}
        assert wanted == ({value} if pd.notna(value) else set())
    assert data["value"].isna().sum() == len(data) - chapter.months_card().marks == 1


def test_months_with_too_few_days_are_named(chapter):
    said = " ".join(n.zh for n in chapter.months_card().notes)
    assert all(month in said for month in ("2023-02", "2023-04"))
    assert "2023-05" not in said


def test_highest_month_of_the_headline_is_in_the_grid(chapter):
    card = chapter.months_card()
    year, month, value = figures(card.headline.zh)[-3:]
    since = figures(card.headline.zh)[0]
    data = card.data[card.data["row"].astype(int) >= since]
    top = data.loc[data["value"].idxmax()]
    assert (float(top["row"]), float(top["column"]), top["value"]) == (year, month, value)


def test_classes_hold_every_valid_day_once(chapter, mine, archives):
    data = chapter.classes_card().data
    for name, part in data.groupby("name"):
        year, said = (int(n) for n in figures(name))
        days = where(mine, indicator="valid-days", topic="air_month_classes", series=tuple(archives[year]))
        total = sum(int(r["n"]) for r in days if r["period"].startswith(str(year)))
        assert list(part["part"]) == list(AQI_CLASSES)
        assert part["value"].sum() == said == total <= 366


def test_heavy_days_of_the_headline_are_those_of_the_data(chapter, mine):
    heavy = [r for r in where(mine, indicator=("pm25-days-heavy", "pm25-days-severe"), topic="air_month_classes")
             if r["period"].startswith("2025")]
    assert len(heavy) == 24
    assert figures(chapter.classes_card().headline.zh)[-1] == sum(numbers(heavy))


def test_statistics_of_2023_lack_days_and_say_so(chapter):
    rows = {r[0]: r for r in table(chapter.statistics().html.zh)}
    assert rows["2023"][1] == "315"
    assert rows["2023"][-1] == "否，需324天"
    assert {y: r[-1] for y, r in rows.items() if y != "2023"} == dict.fromkeys(set(rows) - {"2023"}, "是")
    assert "no, 324 needed" in chapter.statistics().html.in_("en")


def test_statistics_count_the_days_behind_the_classes(chapter):
    days = {r[0]: int(r[1]) for r in table(chapter.statistics().html.zh)}
    classes = {str(int(figures(n)[0])): int(figures(n)[1]) for n in chapter.classes_card().data["name"].unique()}
    assert days == classes
    assert [y for y, n in days.items() if n < 324] == ["2023"]


def test_statistics_are_the_datas_own(chapter, mine, archives):
    for year, _, mean, p95, over, heavy, _ in table(chapter.statistics().html.zh):
        [series] = archives[int(year)]
        own = [r for r in where(mine, period=year, topic=("air_annual", "air_year_stats"), evidence="monitored")
               if r["series"].startswith(series) and not re.search("heating|backfilled", r["basis"])]
        for indicator, cell in (("pm25", mean), ("pm25-p95", p95), ("pm25-days-gt75", over), ("pm25-days-gt150", heavy)):
            found = numbers(where(own, indicator=indicator))
            assert (float(cell) in found) if found else cell == "–"


def test_ranking_compares_like_with_like(chapter, rows):
    data = chapter.rank_card().data
    assert len(data) == data["place"].nunique() == 13
    assert data["value"].is_monotonic_decreasing
    found = where(rows, indicator="pm25", topic="air_annual", period="2025", evidence="monitored")
    series = {(r["series"], r["basis"]) for p, v, s in zip(data["place"], data["value"], data["source"], strict=True)
              for r in where(found, place=p, source=s) if float(r["value"]) == v}
    assert len(series) == 1


def test_rank_of_the_headline_is_the_citys(chapter):
    card = chapter.rank_card()
    place = list(card.data["place"]).index(chapter.city) + 1
    above = int((card.data["value"] > 35).sum())
    assert figures(card.headline.zh) == [2025, 13, place, above]
    assert (place, above) == ({"harbin": 1, "suihua": 2}[chapter.city], 2)


def test_map_shows_the_figures_of_the_ranking(chapter):
    assert chapter.map_card().data.equals(chapter.rank_card().data)


def test_worst_days_are_twenty_of_the_year_highest_first(chapter, mine):
    body = table(chapter.worst_days().html.zh)
    wanted = sorted(numbers(r for r in where(mine, indicator="pm25", topic="air_worst_days") if r["period"].startswith("2025")))
    assert [int(r[0]) for r in body] == list(range(1, 21))
    assert [float(r[2]) for r in body] == wanted[::-1]
    assert {r[1][:4] for r in body} == {"2025"}
