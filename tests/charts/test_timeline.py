"""Values over years: what a line may join, what a mark says, where a label stands."""

import itertools
from functools import cache
from math import hypot

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import at, count, drawn, joined, layers_in, said, svg_of, text_marks, texts_in, writing
from planbook.charts.maps.labels import Box, text_width
from planbook.charts.theme import EVIDENCE_COLOURS, EVIDENCE_SHAPES, LIMIT, PAPER, SOLID
from planbook.charts.timeline import Limit, evidence_legend, runs, timeline
from planbook.data.text import Text
from planbook.data.vocab import Evidence

TITLE = Text("用量（万吨）", "Use (10,000 t)")


def rows(*values):
    """Rows of testville: year, value and, where they differ from the usual, evidence, group and label."""
    usual = {"evidence": "actual", "group": "testville", "label": ""}
    return pd.DataFrame([{"year": y, "value": v, **usual, **more} for y, v, more in values]).astype({"value": float})


def drawing(frame, lang="zh", **options):
    return svg_of(timeline(frame, title=TITLE, lang=lang, **options))


def lines_by_year(svg):
    """The years each line joins, found by the place of the marks."""
    years = {round(at(m)[0]): int(said(m)["year"]) for layer in drawn(svg).values() for m in layer}
    return sorted([years[round(x)] for x, _ in line] for line in joined(svg))


def test_runs_break_at_missing_years_and_between_groups():
    frame = pd.DataFrame({"year": [2022, 2020, 2021, 2024, 2021, 2022], "by": ["a", "a", "a", "a", "b", "b"]})
    names = runs(frame, "by")
    assert names[0] == names[1] == names[2]
    assert names[4] == names[5]
    assert names.nunique() == 3


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(2010, 2025)), min_size=1, unique=True))
def test_a_run_is_one_group_without_a_gap_and_as_long_as_it_can_be(pairs):
    frame = pd.DataFrame(pairs, columns=["by", "year"])
    names = runs(frame, "by")
    known = dict(zip(pairs, names, strict=True))
    for (by, year), name in known.items():
        assert (by, year + 1) not in known or known[by, year + 1] == name
    for _, part in frame.groupby(names):
        assert len(set(part["by"])) == 1
        assert part["year"].max() - part["year"].min() == len(part) - 1


def test_no_line_crosses_a_missing_year():
    svg = drawing(rows((2019, 1, {}), (2020, 2, {}), (2022, 3, {}), (2023, 4, {}), (2025, 5, {})))
    assert lines_by_year(svg) == [[2019, 2020], [2022, 2023]]
    assert count(svg) == {"drawn_solid": 5}


def test_no_line_crosses_a_year_without_a_value():
    svg = drawing(rows((2020, 1, {}), (2021, None, {}), (2022, 3, {})))
    assert joined(svg) == []
    assert count(svg) == {"drawn_solid": 2}
    assert "2021" in texts_in(svg)


def test_no_line_joins_two_groups():
    svg = drawing(rows((2020, 1, {"group": "a"}), (2021, 2, {"group": "a"}), (2021, 5, {"group": "b"}), (2022, 6, {"group": "b"})))
    assert lines_by_year(svg) == [[2020, 2021], [2021, 2022]]


def test_neighbouring_years_of_different_groups_stay_apart():
    assert joined(drawing(rows((2020, 1, {"group": "a"}), (2021, 2, {"group": "b"})))) == []


def test_lines_are_no_marks_of_rows():
    svg = drawing(rows((2020, 1, {}), (2021, 2, {}), (2022, 3, {"evidence": "monitored"})))
    assert count(svg) == {"drawn_solid": 2, "drawn_hollow": 1}


@cache
def every_evidence():
    """A drawing with one mark of each evidence."""
    return drawing(rows(*((2000 + i, 1, {"evidence": e.value}) for i, e in enumerate(Evidence))))


@pytest.mark.parametrize("evidence", Evidence)
def test_mark_tells_the_evidence(evidence):
    [(layer, mark)] = [(n, m) for n, marks in drawn(every_evidence()).items() for m in marks
                       if said(m)["evidence"] == evidence]
    colour = EVIDENCE_COLOURS[evidence]
    if evidence in SOLID:
        assert (layer, mark.get("fill")) == ("drawn_solid", colour)
    else:
        assert (layer, mark.get("fill"), mark.get("stroke")) == ("drawn_hollow", PAPER, colour)


def test_shapes_differ_as_the_theme_says():
    shapes = {said(m)["evidence"]: m.get("d") for layer in drawn(every_evidence()).values() for m in layer}
    assert len(shapes) == len(Evidence)
    for one in Evidence:
        for other in Evidence:
            assert (shapes[one] == shapes[other]) == (EVIDENCE_SHAPES[one] == EVIDENCE_SHAPES[other])


def test_interim_is_the_hollow_actual():
    assert EVIDENCE_SHAPES[Evidence.INTERIM] == EVIDENCE_SHAPES[Evidence.ACTUAL]
    assert Evidence.ACTUAL in SOLID
    assert Evidence.INTERIM not in SOLID


def covered(mark):
    """What a label covers, from how it is aligned."""
    (x, y), width = at(mark), text_width(writing(mark), 11)
    left = {"start": x, "middle": x - width / 2, "end": x - width}[mark.get("text-anchor", "start")]
    return Box(left, y - 11, left + width, y)


def test_lonely_label_stands_above_its_mark():
    assert text_marks(drawing(rows((2020, 5, {}), (2021, 10, {"label": "远"}))))["远"].get("text-anchor") == "middle"


@pytest.mark.parametrize("texts", [("上", "下"), ("73.2 全部监测断面", "71.9", "70.4"), ("一二三四五六七八九十", "乙乙", "丙丙")])
@pytest.mark.parametrize("gap", [0, 0.3, 1.4])
def test_labels_of_one_year_do_not_collide(texts, gap):
    near = [(2021, 73.2 - i * gap, {"label": t, "group": t}) for i, t in enumerate(texts)]
    svg = drawing(rows((2019, 50, {}), *near, (2024, 90, {})), zero=False)
    boxes = [covered(m) for m in text_marks(svg).values()]
    assert len(boxes) == len(texts)
    assert all(one.overlap(other) == 0 for i, one in enumerate(boxes) for other in boxes[:i])


@pytest.mark.parametrize("label", ["64.5 全部河流监测断面", "12"])
def test_label_of_the_first_year_stays_off_the_axis(label):
    svg = drawing(rows((2016, 64.5, {"label": label}), *((y, 60, {}) for y in range(2017, 2026))), zero=False)
    assert covered(text_marks(svg)[label]).left >= 0


def test_label_stays_off_the_name_of_a_limit():
    label = "86.7 一个很长的口径名称"
    svg = drawing(rows((2024, 20, {}), (2025, 35, {"label": label})), limits=[Limit(35, Text("限值 35", "limit"))])
    marks = text_marks(svg)
    assert covered(marks[label]).overlap(covered(marks["限值 35"])) == 0


def test_labels_of_different_years_do_not_crowd():
    marks = text_marks(drawing(rows((2020, 10, {"label": "左"}), (2021, 10, {"label": "右"}))))
    assert {marks[t].get("text-anchor") for t in ("左", "右")} == {"middle"}


def places(svg):
    """Where the marks stand, by evidence."""
    return {said(m)["evidence"]: at(m) for marks in drawn(svg).values() for m in marks}


def test_marks_that_would_hide_each_other_stand_beside_each_other():
    kinds = ("actual", "derived", "monitored", "monitored")
    near = [(2020, 47 - i / 10, {"evidence": k, "group": f"{k}{i}"}) for i, k in enumerate(kinds)]
    svg = drawing(rows(*near, (2021, 40, {})))
    spots = sorted(at(m)[0] for marks in drawn(svg).values() for m in marks if said(m)["year"] == "2020")
    assert min(b - a for a, b in itertools.pairwise(spots)) > 9
    assert sum(spots) / 4 == pytest.approx(140)


def test_marks_far_apart_keep_their_year():
    near = {"evidence": "derived", "group": "b"}
    assert {x for x, _ in places(drawing(rows((2020, 10, {}), (2020, 30, near)))).values()} == {280}


def test_marks_of_many_kinds_stay_within_their_year():
    many = [(2020, 10, {"evidence": e.value, "group": e.value}) for e in Evidence]
    svg = drawing(rows(*many, *((y, 20, {}) for y in range(2021, 2030))))
    spots = [at(m)[0] for marks in drawn(svg).values() for m in marks if said(m)["year"] == "2020"]
    assert len(set(spots)) == len(Evidence)
    assert 0 <= min(spots) < max(spots) <= 56


def test_lines_meet_their_marks_where_these_were_moved():
    svg = drawing(rows((2020, 10, {}), (2020, 10.1, {"group": "b"}), (2021, 20, {}), (2022, 20, {"group": "b"})))
    marks = {at(m) for layer in drawn(svg).values() for m in layer}
    [line] = joined(svg)
    assert len(line) == 2
    assert all(min(hypot(x - a, y - b) for a, b in marks) < 0.01 for x, y in line)
    assert line[0][0] != pytest.approx(140)


def test_solid_marks_are_drawn_on_hollow_ones():
    svg = drawing(rows((2020, 10, {}), (2020, 11, {"evidence": "monitored", "group": "b"})))
    assert list(drawn(svg)) == ["drawn_hollow", "drawn_solid"]


@pytest.mark.parametrize("values", [(0.0123, 0.0456), (-3, 12), (72.8, 36), (1e6, 2e6), (5, 5), (-7, -7), (0, 0)])
@pytest.mark.parametrize("zero", [True, False])
def test_every_mark_lies_within_the_axis(values, zero):
    svg = drawing(rows((2020, values[0], {}), (2021, values[1], {})), zero=zero)
    heights = [at(m)[1] for m in drawn(svg)["drawn_solid"]]
    assert all(0 <= y <= 280 for y in heights)
    assert values[0] == values[1] or abs(heights[0] - heights[1]) > 60


def test_label_above_does_not_cover_its_mark():
    svg = drawing(rows((2020, 10, {"label": "高"}), (2021, 5, {})))
    mark = next(m for m in drawn(svg)["drawn_solid"] if said(m)["year"] == "2020")
    assert at(text_marks(svg)["高"])[1] < at(mark)[1] - 5


def test_empty_label_writes_nothing():
    assert "" not in texts_in(drawing(rows((2020, 1, {}), (2021, 2, {"label": "二"}))))
    assert len(text_marks(drawing(rows((2020, 1, {}))))) == 0


@pytest.mark.parametrize(("lang", "words"), [("zh", ("限值 35", "用量（万吨）")), ("en", ("limit of 35", "Use (10,000 t)"))])
def test_limit_is_a_labelled_line_and_no_mark(lang, words):
    limit = Limit(35, Text("限值 35", "limit of 35"))
    svg = drawing(rows((2020, 35, {}), (2021, 30, {})), lang, limits=[limit])
    lines = [e for marks in layers_in(svg).values() for e in marks if e.get("aria-roledescription") == "rule mark"]
    [mark] = [m for m in drawn(svg)["drawn_solid"] if said(m)["year"] == "2020"]
    assert [(e.get("stroke"), e.get("stroke-dasharray")) for e in lines] == [(LIMIT, "6,4")]
    assert at(lines[0])[1] == pytest.approx(at(mark)[1])
    assert set(words) <= set(texts_in(svg))
    assert count(svg) == {"drawn_solid": 2}


@pytest.mark.parametrize(("zero", "first"), [(True, "0"), (False, "60")])
def test_axis_starts_at_zero_unless_told(zero, first):
    svg = drawing(rows((2020, 60, {}), (2021, 80, {})), zero=zero)
    axis = [t for t in texts_in(svg) if t.isdigit() and not t.startswith("20")]
    assert min(axis, key=int) == first


def test_nothing_published_at_all_draws_an_empty_chart():
    assert count(drawing(rows((2020, None, {}), (2021, None, {})))) == {}


@pytest.mark.parametrize("evidence", Evidence)
def test_legend_says_solid_for_what_is_drawn_solid(evidence):
    legend = evidence_legend([evidence])
    assert legend.zh.startswith("实心" if evidence in SOLID else "空心")
    assert legend.in_("en").startswith("solid" if evidence in SOLID else "hollow")
    assert legend.zh.endswith(f"＝{evidence.text.zh}")
    assert legend.in_("en").endswith(f"= {evidence.text.en}")


def test_legend_names_each_evidence_once():
    legend = evidence_legend([Evidence.ACTUAL, Evidence.MONITORED])
    assert legend.zh == "实心圆点＝公布的结果；空心菱形＝未审核监测数据"
    assert legend.in_("en").count(";") == 1
