"""Charts as office programs take them: which kinds, and that their numbers are the card's."""

import pytest
from briefing_factory import AREA, BARS, LINES, PARTS, RANK, STACK, YEARS
from test_card import CARD

from planbook.cards.briefings.native import native
from planbook.cards.briefings.setting import columns, cut, lines, listed, pages
from planbook.cards.exports.chart import Chart
from planbook.data.vocab import Evidence


def found(card, lang="zh"):
    return native(Chart.of(card.to_json(), lang))


def test_only_bars_and_lines_are_native():
    assert [found(c).kind for c in (BARS, RANK, LINES, STACK)] == ["bar", "bar", "line", "stack"]
    assert found(AREA) is None


def test_bars_are_the_cards_rows():
    (series,) = found(BARS).series
    assert found(BARS).categories == tuple(CARD.data["name_zh"])
    assert series.values == (12.34, None)
    assert series.labels == ("12.34", "无公开数据")


def test_the_highlighted_bar_is_known():
    assert found(RANK).highlight == {"甲城"}
    assert [s.name for s in found(RANK).series if s.limit] == ["限值"]


def test_lines_are_the_cards_values_by_year():
    chart = found(LINES)
    drawn = {(c, v) for s in chart.series if not s.limit for c, v in zip(chart.categories, s.values, strict=True) if v is not None}
    known = YEARS.dropna(subset=["value"])
    assert drawn == {(str(y), v) for y, v in zip(known["year"], known["value"], strict=True)}


def test_lines_are_named_by_evidence_and_basis_and_know_their_marks():
    named = {s.name: s for s in found(LINES).series}
    assert set(named) == {"限值 45", "公布的结果 · 全口径", "未审核监测数据 · 实时"}
    assert named["未审核监测数据 · 实时"].evidence is Evidence.MONITORED
    assert named["未审核监测数据 · 实时"].labels[-1] == "末年 38.25"


def test_parts_are_the_cards_cells_zeros_among_them():
    chart = found(STACK)
    cells = {(c, s.name): v for s in chart.series for c, v in zip(chart.categories, s.values, strict=True)}
    assert cells == {(r["name"], r["part"]): r["value"] for _, r in PARTS.iterrows()}


@pytest.mark.parametrize("room", [60.0, 200.0])
def test_a_cut_text_takes_no_more_lines_than_it_may(room):
    text = "绥化市没有一年有官方公布的年均值，其余年份只有未审核监测。" * 3
    assert lines(cut(text, 10, room, 2), 10, room) <= 2
    assert cut("短", 10, room, 2) == "短"


def test_a_list_that_does_not_fit_says_how_many_there_are():
    items = [f"来源第{n}号，很长的标题" for n in range(9)]
    told = listed(items, "；", "等，共 9 项", 10, 300, 2)
    assert told.endswith("等，共 9 项")
    assert told.startswith(items[0])
    assert listed(items[:1], "；", "等", 10, 300, 2) == items[0]


def test_columns_fill_the_room_and_short_ones_stay_whole():
    widths = columns([("年", "说明"), ("2025", "很长的说明" * 20)], 10, 300)
    assert sum(widths) == pytest.approx(300)
    assert widths[0] >= 2.2 * 10


def test_pages_lose_no_row_and_repeat_the_head():
    rows = [("甲", "乙"), *((str(n), "字" * (n % 40)) for n in range(70))]
    split = pages(rows, [60, 120], 10, 6, 200)
    assert all(page[0] == rows[0] for page in split)
    assert [row for page in split for row in page[1:]] == rows[1:]
