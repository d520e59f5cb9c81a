"""PM2.5 by the rules: attainment, who says so, season, worst days, trend and the sentence read aloud, against the data."""

import re
from itertools import combinations
from statistics import median

import pytest
from reading import DATA, figures, items, numbers, plain, rows_in, table, where

from planbook.chapters.pm25 import Pm25
from planbook.chapters.report import Report

CITIES = ("harbin", "suihua")
OFFICIAL = ("actual", "derived")


@pytest.fixture(params=CITIES)
def chapter(request, chapters):
    return chapters[f"pm25 {request.param}"]


@pytest.fixture
def mine(chapter, rows):
    """The city's rows, read without the library."""
    return where(rows, place=chapter.city)


@pytest.fixture
def means(mine):
    """Annual means with a number."""
    found = where(mine, indicator="pm25", topic=("air_annual", "results"))
    return [r for r in found if r["value"] and len(r["period"]) == 4 and r["evidence"] != "planned"]


def in_force(day, averaging="annual"):
    limits = where(rows_in(DATA / "standards" / "air_limits.csv"), item="pm25", averaging=averaging, limit_class="II")
    return next((float(r["limit"]) for r in limits if r["in_force_from"] <= day <= (r["in_force_to"] or "9999")), None)


def complete(row):
    return row["evidence"] != "monitored" or (int(row["n"]) >= 324 and "filled" not in row["basis"])


@pytest.mark.parametrize("edition", [2022, 2023, 2024, 2025])
@pytest.mark.parametrize("city", CITIES)
def test_first_fact_is_one_sentence_that_says_what_is_official(edition, city):
    chapter = Pm25(Report.open(edition), city)
    first = items(chapter.key_facts().html.zh)[1]
    official = chapter.official(edition)
    assert first.count("。") == 1
    assert first.endswith("。")
    assert f"{edition}年" in first
    assert "未审核" in first
    assert "官方" in first
    assert ("没有查到官方公布的数" in first) is (official is None)
    assert ("不是官方结论" in first or "无法判断" in first) is (official is None)
    assert len(first) < 180


def test_sentence_read_aloud_has_the_datas_figures_and_side(chapter, means):
    first = items(chapter.key_facts().html.zh)[1]
    official = where(means, period="2025", evidence="actual")
    value = numbers(official or where(means, period="2025", evidence="monitored"))[0]
    assert f"为{value:g}微克/立方米" in first
    assert f"限值35高{round(value - 35, 1):g}，{'' if official else '显示'}按年均值未达标" in first
    english = items(chapter.key_facts().html.in_("en"))[1]
    assert f"{value:g} µg/m³" in english
    assert ("indicates that the limit was not attained" in english) is not bool(official)
    assert "not attained by the annual mean" in english


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_key_facts_say_nothing_twice(chapter, lang):
    facts = items(chapter.key_facts().html.in_(lang))
    assert len(set(facts)) == len(facts) > 5


def test_every_year_is_judged_by_the_limit_of_its_last_day(chapter):
    data = chapter.attainment_card().data
    own = data[data["in_force"]]
    assert set(own["averaging"]) == {"annual", "24h"}
    assert min(own["column"].astype(int)) == 2016
    for _, cell in own.iterrows():
        limit = in_force(f"{cell['column']}-12-31", cell["averaging"])
        assert f"≤{limit:g}" in cell["row_zh"]
        if cell["outcome"] in {"attained", "exceeded"}:
            rounded = round(float(cell["shown"]))  # Python rounds half to even, as GB/T 8170 does
            assert int(cell["rounded"]) == rounded
            assert (cell["outcome"] == "attained") is (rounded <= limit)


def test_the_strongest_annual_mean_stands_for_its_year(chapter, means):
    data = chapter.attainment_card().data
    for _, cell in data[data["in_force"] & (data["averaging"] == "annual")].iterrows():
        found = where(means, period=cell["column"])
        strongest = next(e for e in ("actual", "derived", "interim", "monitored") if where(found, evidence=e))
        assert cell["evidence"] == strongest
        assert float(cell["shown"]) in numbers(where(found, evidence=strongest))


def test_incomplete_years_and_other_conditions_are_not_judged_and_say_why(chapter):
    data = chapter.attainment_card().data
    refused = data[data["outcome"] == "refused"]
    assert (refused["why_zh"] != "").all()
    assert (data[data["outcome"].isin(["attained", "exceeded"])]["why_zh"] == "").all()
    coming = data[~data["in_force"]]
    assert set(coming[coming["column"].astype(int) <= 2018]["outcome"]) <= {"refused", "none"}
    daily = data[(data["averaging"] == "24h") & (data["column"] == "2023")]
    assert set(daily["outcome"]) == {"refused"}
    assert daily["why_zh"].str.contains("315天，需324天").all()


def test_suihua_2023_is_shown_and_not_judged(chapters):
    data = chapters["pm25 suihua"].attainment_card().data
    cell = data[data["in_force"] & (data["averaging"] == "annual") & (data["column"] == "2023")].iloc[0]
    assert (cell["shown"], cell["outcome"], cell["rounded"]) == ("34", "refused", "")


def test_limits_of_the_new_standard_appear_once_published():
    for edition, coming in ((2022, False), (2024, False), (2025, True)):
        data = Pm25(Report.open(edition), "harbin").attainment_card().data
        assert (not data["in_force"].all()) is coming


def test_attainment_headline_counts_its_own_row(chapter):
    card = chapter.attainment_card()
    own = card.data[card.data["in_force"] & (card.data["averaging"] == "annual")]
    counts = [int((own["outcome"] == o).sum()) for o in ("attained", "exceeded", "refused")]
    assert figures(card.headline.zh) == [2016, 2025, *counts]
    assert sum(counts) == 10


def test_every_annual_mean_stands_in_its_cell_beside_the_others(chapter, means):
    data = chapter.side_by_side_card().data
    for year in {r["period"] for r in means}:
        cells = data[data["column"] == year]
        shown = {float(n) for label in cells["label_zh"] for n in re.findall(r"[\d.]+", label)}
        assert shown == {float(r["value"]) for r in where(means, period=year)}
        for evidence in {r["evidence"] for r in where(means, period=year)}:
            own = {float(n) for label in cells[cells["state"] == evidence]["label_zh"] for n in re.findall(r"[\d.]+", label)}
            assert own == {float(r["value"]) for r in where(means, period=year, evidence=evidence)}


def test_figures_that_must_not_stand_for_their_year_carry_an_asterisk(chapter, means):
    data = chapter.side_by_side_card().data
    for row in means:
        cells = data[(data["column"] == row["period"]) & (data["state"] == row["evidence"])]
        marks = [part for label in cells["label_zh"] for part in label.split("\n")]
        starred = f"{float(row['value']):g}*" in marks
        weak = row["note"].startswith("存疑") or not complete(row)
        assert starred is weak, row


def test_city_without_official_figures_says_so(chapters):
    headline = chapters["pm25 suihua"].side_by_side_card().headline
    assert "没有一年有官方公布的年均值" in headline.zh
    assert "no official annual mean" in headline.en
    data = chapters["pm25 suihua"].side_by_side_card().data
    assert set(data[data["row_zh"].str.startswith("官方")]["state"]) == {"none"}


def test_widest_gap_between_official_and_unaudited_is_the_datas(chapters, rows):
    found = where(rows, place="harbin", indicator="pm25", topic="air_annual")
    gaps = {}
    for year in {r["period"] for r in found if len(r["period"]) == 4}:
        own = where(found, period=year)
        official = next((numbers(where(own, evidence=e))[0] for e in OFFICIAL if where(own, evidence=e)), None)
        beside = [r for r in where(own, evidence="monitored") if complete(r) and not r["note"].startswith("存疑")]
        if official is not None and beside:
            gaps[year] = max(abs(v - official) for v in numbers(beside))
    headline = chapters["pm25 harbin"].side_by_side_card().headline.zh
    assert figures(headline) == [len(gaps), pytest.approx(max(gaps.values()))]


def test_three_year_means_take_three_valid_years_of_one_kind(chapter, means):
    for years, official, unaudited, why in table(chapter.three_years().html.zh):
        first, last = (int(y) for y in years.split("–"))
        window = [str(y) for y in range(first, last + 1)]
        valid = [r for y in window for r in where(means, period=y, evidence="monitored")
                 if complete(r) and r["series"] == chapter.main_archive]
        assert (unaudited != "–") is (len(valid) == 3)
        if len(valid) == 3:
            assert float(unaudited) == pytest.approx(sum(numbers(valid)) / 3, abs=0.0501)
        else:
            assert "2023年315天，需324天" in why
        stated = [next((r for e in OFFICIAL for r in where(means, period=y, evidence=e)), None) for y in window]
        assert (official != "–") is all(stated)


def test_days_above_the_daily_limit_are_the_datas_and_bound_the_seasons_share(chapter, mine):
    names = tuple(f"pm25-days-{c}" for c in ("light", "moderate", "heavy", "severe"))
    card = chapter.exceedance_card()
    for name, part in card.data.groupby("name_zh"):
        year, said = figures(name)
        found = [r for r in where(mine, indicator=names, topic="air_month_classes") if r["period"].startswith(f"{year:.0f}")]
        by_month = {m: sum(float(r["value"]) for r in found if int(r["period"][5:]) == m) for m in range(1, 13)}
        inside, split = sum(by_month[m] for m in (1, 2, 3, 11, 12)), by_month[4] + by_month[10]
        assert part.set_index("part_id")["value"].to_dict() == {
            "inside": inside, "split": split, "outside": said - inside - split}
        assert said == sum(by_month.values())
        assert ("*" in name) is (year == 2023)
        if year == 2025:
            assert figures(card.headline.zh) == [2025, said, round(100 * inside / said), round(100 * (inside + split) / said)]


def test_worst_days_that_would_have_to_go_are_those_of_the_same_archive(chapter, mine, means):
    body = {r[0]: r[1:] for r in table(chapter.without_worst().html.zh)}
    assert body["2023"][0] == "有效日不足，不计算"
    for year in ("2021", "2022", "2024", "2025"):
        worst = [r for r in where(mine, indicator="pm25", topic="air_worst_days") if r["period"].startswith(year)]
        own = next(r for r in where(means, period=year, evidence="monitored", series=worst[0]["series"]) if complete(r))
        value, days = float(own["value"]), int(own["n"])
        assert body[year][0] == f"{value:g}（{days}）"
        for limit, cell in zip((35, 30, 25), body[year][1:4], strict=True):
            load, gone, top = value * days, 0, numbers(worst)[::-1]
            while gone < len(top) and round(load / (days - gone)) > limit:
                load, gone = load - top[gone], gone + 1
            assert cell == (f"{gone}天" if round(load / (days - gone)) <= limit else f">{len(top)}天")


def test_trend_takes_complete_years_of_one_condition_and_archive(chapter, means):
    card = chapter.trend_card()
    used = card.data[card.data["used"]]
    left_out = card.data[~card.data["used"]]
    wanted = {int(r["period"]): float(r["value"]) for r in means
              if r["series"] == chapter.main_archive and r["basis"] == "realtime-unaudited" and complete(r)}
    assert dict(zip(used["year"], used["value"], strict=True)) == wanted
    assert list(left_out["year"]) == [2023]
    assert min(wanted) == 2019
    slopes = [(b - a) / (j - i) for (i, a), (j, b) in combinations(sorted(wanted.items()), 2)]
    slope = f"{median(slopes):+.1f}".replace("-", "−")
    assert f"每年{slope}微克" in card.notes[0].zh
    assert "未审核" in card.subtitle.zh
    assert "未审核" in card.notes[1].zh
    assert "季节 Mann–Kendall" in card.notes[1].zh


def test_trend_of_an_early_edition_is_refused_by_its_few_years():
    card = Pm25(Report.open(2022), "harbin").trend_card()
    assert "不足5个" in card.headline.zh
    assert card.data["line"].isna().all()
    assert "不作检验" in card.notes[1].zh


def test_season_dates_are_said_to_be_harbins(chapter):
    for card in (chapter.season_card(), chapter.exceedance_card()):
        note = " ".join(n.zh for n in card.notes)
        assert "哈尔滨法定供热期" in note
        assert "10月20日至次年4月20日" in note


def test_worst_days_say_how_many_lie_in_the_season(chapter):
    markup = chapter.worst_days().html.zh
    inside = sum(row[3] == "供暖季" for row in table(markup))
    assert f"其中{inside}天在供暖季" in plain(markup)
    days = [row[1][5:] for row in table(markup)]
    assert inside == sum(d >= "10-20" or d <= "04-20" for d in days)


def test_english_of_the_new_cards_has_no_chinese_labels(chapter):
    for card in (chapter.attainment_card(), chapter.exceedance_card(), chapter.classes_card(), chapter.trend_card()):
        said = [cell for row in card.table("en") for cell in row] + [card.headline.en, card.subtitle.en]
        assert not [s for s in said if re.search("[\u4e00-\u9fff]", s)], card.id
