"""Dots on one scale: one per value, the own one filled, an absent one named."""

import pandas as pd
import pytest

from drawing import at, count, drawn, said, svg_of, text_marks, texts_in
from planbook.charts.dots import compared
from planbook.charts.theme import LIMIT, QUIET
from planbook.data.text import Text

TITLE = Text("降幅（%）", "Cut (%)")


def plans(*pairs):
    frame = pd.DataFrame([{"name": n, "value": v, "label": "未取得" if v is None else f"{v:g}%"} for n, v in pairs])
    return frame.astype({"value": float})


def dots(frame, lang="zh"):
    return svg_of(compared(frame, title=TITLE, lang=lang, own="testville"))


def test_one_dot_per_value_in_its_place():
    svg = dots(plans(("testville", 10), ("甲省", 20), ("乙省", 15)))
    where = {said(m)["name"]: at(m) for m in drawn(svg)["drawn_dots"]}
    assert count(svg) == {"drawn_dots": 3}
    assert where["testville"][0] < where["乙省"][0] < where["甲省"][0]
    assert where["testville"][1] < where["甲省"][1] < where["乙省"][1]
    assert where["甲省"][0] == pytest.approx(2 * where["testville"][0])


def test_own_dot_is_filled_the_others_hollow():
    fills = {said(m)["name"]: m.get("fill") for m in drawn(dots(plans(("testville", 10), ("甲省", 20))))["drawn_dots"]}
    assert fills == {"testville": LIMIT, "甲省": "#ffffff"}


def test_absent_plan_has_no_dot_but_says_so():
    svg = dots(plans(("testville", 10), ("甲省", None)))
    assert count(svg) == {"drawn_dots": 1}
    assert text_marks(svg)["未取得"].get("fill") == QUIET
    assert "甲省" in texts_in(svg)


@pytest.mark.parametrize(("lang", "title"), [("zh", "降幅（%）"), ("en", "Cut (%)")])
def test_axis_is_titled_in_the_language(lang, title):
    assert title in texts_in(dots(plans(("testville", 10)), lang))
