"""Trend lines: values used and left out look different; no trend, no line."""

from itertools import pairwise

import pandas as pd
import pytest

from drawing import at, count, drawn, joined, svg_of, text_marks
from planbook.charts.trendline import Fan, trendline
from planbook.data.text import Text

TITLE, LIMIT = Text("浓度", "Concentration"), Text("限值 35", "limit 35")
FAN = Fan((2019.0, 2021.0, 2023.0), (40.0, 38.0, 36.0), (46.0, 38.0, 30.0), (36.0, 38.0, 40.0))


def drawing(used=(True, True, False, True), fan=FAN):
    frame = pd.DataFrame({"year": [2019, 2020, 2021, 2023], "value": [41.0, 39.0, 30.0, 37.0], "used": used,
                          "label": ["41", "39", "30", "37"], "below": [False, False, True, True]})
    return svg_of(trendline(frame, title=TITLE, lang="zh", fan=fan, limit=35, limit_label=LIMIT))


def test_values_used_and_left_out_are_different_marks():
    assert count(drawing()) == {"drawn_used": 3, "drawn_left_out": 1}
    assert count(drawing((True,) * 4)) == {"drawn_used": 4}
    used, out = (drawn(drawing())[layer][0].get("d") for layer in ("drawn_used", "drawn_left_out"))
    assert used != out


def test_line_is_drawn_only_where_there_is_a_trend():
    assert len(joined(drawing())) == 1
    assert joined(drawing(fan=None)) == []


def test_line_goes_through_the_fans_values():
    svg = drawing()
    [line] = joined(svg)
    assert len(line) == 3
    steps = [b[1] - a[1] for a, b in pairwise(line)]
    assert steps[0] == pytest.approx(steps[1])
    assert steps[0] > 0


def test_labels_stand_above_their_marks_or_beside_those_below_the_line():
    svg = drawing()
    marks = {at(m)[0]: at(m)[1] for layer in drawn(svg).values() for m in layer}
    for label, above in (("41", True), ("30", False)):
        x, y = at(text_marks(svg)[label])
        nearest = marks[min(marks, key=lambda spot: abs(spot - x))]
        assert (y < nearest - 5) is above


def test_limit_is_named():
    assert "限值 35" in text_marks(drawing())
