"""The long profile: sections in their place along the river, names that keep apart."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import at, count, drawn, said, svg_of, text_marks, texts_in
from planbook.charts.profile import LABEL_GAP, Strip, concentration_profile, long_profile, spread
from planbook.charts.theme import WATER_CLASS_COLOURS
from planbook.data.text import Text
from planbook.data.vocab import Evidence

TITLE = Text("沿河距离（千米）", "Distance (km)")
PLACES = st.lists(st.floats(0, 1000), max_size=20).map(sorted)
GAPS = st.floats(0.5, 50)


def river(*rows):
    """Sections of the testville river: name, km, class, month."""
    return pd.DataFrame([{"name": n, "km": km, "state": s, "label": s, "row": month} for n, km, s, month in rows])


def profile(frame, lang="zh"):
    return svg_of(long_profile(frame, title=TITLE, lang=lang))


@given(PLACES, GAPS)
def test_spread_keeps_order_distance_and_middle(places, gap):
    moved = spread(places, gap)
    assert len(moved) == len(places)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(moved))
    assert sum(moved) == pytest.approx(sum(places), abs=1e-6)


@given(PLACES, GAPS)
def test_spread_leaves_alone_what_is_apart(places, gap):
    moved = spread(places, gap)
    apart = [all(abs(p - q) > 50 * 20 for q in places[:i] + places[i + 1:]) for i, p in enumerate(places)]
    assert [m for m, a in zip(moved, apart, strict=True) if a] == [p for p, a in zip(places, apart, strict=True) if a]
    assert spread(moved, gap * 0.99) == moved


@pytest.mark.parametrize(("places", "gap", "moved"), [
    ([], 5, []), ([7.0], 5, [7.0]), ([0, 10], 5, [0, 10]), ([0, 1, 10], 4, [-1.5, 2.5, 10]), ([3, 3, 3], 2, [1, 3, 5]),
    ([0, 1, 4], 4, [-2 - 1 / 3, 1 + 2 / 3, 5 + 2 / 3])])
def test_spread_by_hand(places, gap, moved):
    assert spread(places, gap) == pytest.approx(moved)


def test_every_section_is_a_mark_with_or_without_a_class():
    svg = profile(river(("上", 10, "II", "2020-05"), ("中", 60, None, "2020-05"), ("下", 200, "劣V", "2020-05")))
    assert count(svg) == {"drawn_known": 2, "drawn_unknown": 1}
    assert [m.get("fill") for m in drawn(svg)["drawn_unknown"]] == ["#ffffff"]


def test_classes_have_their_official_colour_and_letter():
    svg = profile(river(*((f"testville-{i}", 50 * i, s, "2020-05") for i, s in enumerate(WATER_CLASS_COLOURS))))
    assert {said(m)["state"]: m.get("fill") for m in drawn(svg)["drawn_known"]} == WATER_CLASS_COLOURS
    assert set(WATER_CLASS_COLOURS) <= set(text_marks(svg))


def test_sections_stand_by_their_distance_and_months_in_order():
    svg = profile(river(("下", 200, "II", "2020-06"), ("上", 0, "II", "2020-06"), ("中", 50, "II", "2020-05")))
    where = {said(m)["row"]: at(m) for m in drawn(svg)["drawn_known"]}
    xs = sorted(at(m)[0] for m in drawn(svg)["drawn_known"])
    assert xs[1] - xs[0] == pytest.approx((xs[2] - xs[0]) / 4)
    assert where["2020-06"][1] < where["2020-05"][1]


def test_each_name_is_written_once_and_apart():
    close = river(*((f"断面{i}", 100 + i, "II", month) for month in ("2020-05", "2020-06") for i in range(4)), ("远", 600, "I", "2020-05"))
    svg = profile(close)
    names = [t for t in texts_in(svg) if t.startswith("断面")]
    assert sorted(names) == ["断面0", "断面1", "断面2", "断面3"]
    marks = text_marks(svg)
    pixels = (at(marks["远"])[0] - at(marks["断面0"])[0]) / (600 - spread([100, 101, 102, 103, 600], LABEL_GAP)[0])
    steps = [at(marks[b])[0] - at(marks[a])[0] for a, b in pairwise(names)]
    assert steps == pytest.approx([LABEL_GAP * pixels] * 3, abs=0.1)


def test_river_without_any_class_still_shows_its_sections():
    assert count(profile(river(("上", 10, None, "2020-05"), ("下", 60, None, "2020-05")))) == {"drawn_unknown": 2, "drawn_known": 0}


def strips(*items):
    """Panels of invented items, limited at 10."""
    return [Strip(i, Text(i), 10, Text(f"III ≤10 {i}")) for i in items]


def readings(*rows):
    """Values of the testville river: km, item, month, value, label."""
    return pd.DataFrame([{"km": km, "item": i, "column": c, "value": v, "label": label} for km, i, c, v, label in rows])


def panels(frame, *, items=("甲",), months=("2020-05",)):
    return svg_of(concentration_profile(frame, strips=strips(*items), columns=months, title=TITLE, lang="zh", evidence=Evidence.MONITORED))


def test_each_item_and_month_has_its_panel():
    svg = panels(readings((10, "甲", "2020-05", 5, ""), (60, "甲", "2020-05", 12, "12"), (60, "乙", "2020-06", 3, "")),
                 items=("甲", "乙"), months=("2020-05", "2020-06"))
    assert count(svg) == {"drawn_0_0": 2, "drawn_0_1": 0, "drawn_1_0": 0, "drawn_1_1": 1}
    assert {"2020-05", "2020-06", "甲", "乙", "12", TITLE.zh} <= set(texts_in(svg))


def test_months_of_an_item_share_one_scale():
    svg = panels(readings((10, "甲", "2020-05", 5, ""), (10, "甲", "2020-06", 5, ""), (10, "甲", "2020-07", 20, "")),
                 months=("2020-05", "2020-06", "2020-07"))
    heights = [at(marks[0])[1] for _, marks in sorted(drawn(svg).items())]
    assert heights[0] == heights[1] > heights[2]


def test_limit_is_said_once_per_item_and_stays_in_the_panel():
    svg = panels(readings((10, "甲", "2020-05", 1, ""), (10, "甲", "2020-06", 1, "")), months=("2020-05", "2020-06"))
    assert texts_in(svg).count("III ≤10 甲") == 1
