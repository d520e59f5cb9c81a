"""Bars: one per value, in the order given, none for a null."""

import pandas as pd
import pytest

from drawing import at, box, contrast, count, drawn, layers_in, said, svg_of, text_marks, texts_in
from planbook.chapters.policies import CRITERION_COLOURS
from planbook.charts.bars import ranked, stacked
from planbook.charts.theme import ACCENT, AQI_COLOURS, LIMIT, VERDICT_COLOURS
from planbook.data.text import Text

TITLE = Text("目标数", "Targets")


def towns(*pairs):
    return pd.DataFrame([{"name": n, "value": v, "label": "无公开数据" if v is None else f"{v:g}"} for n, v in pairs]
                        ).astype({"value": float})


def bars(frame, lang="zh", **options):
    return svg_of(ranked(frame, title=TITLE, lang=lang, **options))


def test_one_bar_per_value_as_long_as_its_value():
    svg = bars(towns(("乙城", 30), ("甲城", 10), ("testville", 20)))
    marks = drawn(svg)["drawn_bars"]
    widths = [box(m)[2] for m in marks]
    assert count(svg) == {"drawn_bars": 3}
    assert [w / widths[1] for w in widths] == pytest.approx([3, 1, 2])


def test_bars_keep_the_order_given():
    marks = drawn(bars(towns(("乙城", 10), ("甲城", 30), ("testville", 20))))["drawn_bars"]
    assert [said(m)["name"] for m in sorted(marks, key=lambda m: at(m)[1])] == ["乙城", "甲城", "testville"]


def test_name_without_a_value_has_no_bar_but_says_so():
    svg = bars(towns(("甲城", 10), ("testville", None)))
    assert count(svg) == {"drawn_bars": 1}
    assert "无公开数据" in text_marks(svg)
    assert "testville" in texts_in(svg)


def test_labels_stand_at_the_ends_of_the_bars():
    svg = bars(towns(("甲城", 10), ("testville", 20)))
    ends = {said(m)["name"]: sum(box(m)[::2]) for m in drawn(svg)["drawn_bars"]}
    assert at(text_marks(svg)["20"])[0] == pytest.approx(ends["testville"] + 5)
    assert at(text_marks(svg)["10"])[0] == pytest.approx(ends["甲城"] + 5)


def test_highlight_and_hollow():
    svg = bars(towns(("甲城", 10), ("testville", 20)), highlight=["testville"])
    fills = {said(m)["name"]: m.get("fill") for m in drawn(svg)["drawn_bars"]}
    assert fills["testville"] == ACCENT != fills["甲城"]
    [mark] = drawn(bars(towns(("testville", 20)), hollow=True))["drawn_bars"]
    assert (mark.get("fill"), mark.get("stroke")) == (None, ACCENT)


@pytest.mark.parametrize(("lang", "label"), [("zh", "限值"), ("en", "limit")])
def test_limit_line_stands_at_its_value(lang, label):
    svg = bars(towns(("甲城", 10), ("testville", 20)), lang, limit=20, limit_label=Text("限值", "limit"))
    [rule] = [e for marks in layers_in(svg).values() for e in marks if e.get("aria-roledescription") == "rule mark"]
    widest = max(sum(box(m)[::2]) for m in drawn(svg)["drawn_bars"])
    assert (rule.get("stroke"), at(rule)[0]) == (LIMIT, pytest.approx(widest))
    assert label in texts_in(svg)
    assert count(svg) == {"drawn_bars": 2}


COLOURS = {"p": "#1d6b3a", "q": "#f0e0a0", "r": "#7e0023"}


def parts(*rows):
    return pd.DataFrame(rows, columns=["name", "part", "value"])


def stack(frame, order=("p", "q", "r"), colours=COLOURS, **options):
    return svg_of(stacked(frame, title=TITLE, lang="zh", order=order, colours=colours, **options))


def test_zero_and_null_draw_nothing():
    frame = parts(("testville", "p", 3), ("testville", "q", 0), ("testville", "r", None), ("甲城", "q", 2))
    svg = stack(frame)
    assert count(svg) == {"drawn_parts": 2}
    assert sorted(text_marks(svg)) == ["2", "3"]


def test_segments_follow_each_other_in_the_order_of_the_parts():
    svg = stack(parts(("testville", "r", 1), ("testville", "p", 4), ("testville", "q", 2)))
    marks = sorted(drawn(svg)["drawn_parts"], key=lambda m: at(m)[0])
    boxes = [box(m) for m in marks]
    assert [said(m)["legend"] for m in marks] == ["p", "q", "r"]
    assert boxes[0][0] == 0
    assert [b[0] for b in boxes[1:]] == pytest.approx([b[0] + b[2] for b in boxes[:-1]])
    assert [b[2] / boxes[2][2] for b in boxes] == pytest.approx([4, 2, 1])


def test_number_stands_in_the_middle_of_a_segment_wide_enough_for_it():
    svg = stack(parts(("testville", "p", 96), ("testville", "q", 4)))
    assert list(text_marks(svg)) == ["96"]
    left, _, width, _ = box(drawn(svg)["drawn_parts"][0])
    assert at(text_marks(svg)["96"])[0] == pytest.approx(left + width / 2)


def test_bars_start_anew_for_each_name():
    svg = stack(parts(("乙城", "p", 5), ("甲城", "p", 1), ("乙城", "q", 1), ("甲城", "q", 2)))
    firsts = [box(m)[0] for m in drawn(svg)["drawn_parts"] if said(m)["legend"] == "p"]
    assert firsts == [0, 0]
    assert count(svg) == {"drawn_parts": 4}


def test_legend_names_the_parts():
    svg = stack(parts(("testville", "p", 1), ("testville", "q", 1)), order=("p", "q"), names={"p": "已达成", "q": "未达成"})
    assert {"已达成", "未达成"} <= set(texts_in(svg))
    assert {said(m)["legend"]: m.get("fill") for m in drawn(svg)["drawn_parts"]} == {"已达成": COLOURS["p"], "未达成": COLOURS["q"]}


@pytest.mark.parametrize("palette", [VERDICT_COLOURS, AQI_COLOURS, CRITERION_COLOURS])
def test_numbers_stand_out_from_their_segment(palette):
    colours = {str(k): v for k, v in palette.items()}
    svg = stack(parts(*(("testville", p, 10 + i) for i, p in enumerate(colours))), order=list(colours), colours=colours)
    ink = {int(t): m.get("fill") for t, m in text_marks(svg).items()}
    assert len(ink) == len(colours)
    assert min(contrast(ink[10 + i], c) for i, c in enumerate(colours.values())) > 3.9


@pytest.mark.parametrize(("values", "marks"), [((1, 1), [0, 1, 2]), ((0.5, 1), None), ((30, 1), None)])
def test_an_axis_of_few_whole_numbers_names_each_and_nothing_between(values, marks):
    frame = pd.DataFrame([{"name": "甲", "part": p, "value": v} for p, v in zip("ab", values, strict=True)])
    chart = stacked(frame, title=Text("个数"), lang="zh", order=("a", "b"), colours={"a": "#112233", "b": "#ddeeff"})
    assert chart.to_dict()["layer"][0]["encoding"]["x"].get("axis", {}).get("values") == marks


@pytest.mark.parametrize(("name", "columns"), [("met", 3), ("met as officially stated (no figure)", 2), ("reached in the period, the value at its end not published", 1)])
def test_long_names_take_fewer_columns_of_the_legend(name, columns):
    frame = pd.DataFrame([{"name": "testville", "part": part, "value": 1.0} for part in "abc"])
    spec = stacked(frame, title=TITLE, lang="en", order=list("abc"), colours=dict.fromkeys("abc", "#112233"),
                   names={part: f"{name} {part}" for part in "abc"}).to_dict()
    assert spec["layer"][0]["encoding"]["color"]["legend"]["columns"] == columns
