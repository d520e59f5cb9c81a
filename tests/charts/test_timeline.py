"""Values over years: what a line may join, what a mark says, where a label stands."""

from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import at, count, drawn, joined, layers_in, said, svg_of, text_marks, texts_in
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


def test_labels_stand_above_or_beside_where_crowded():
    svg = drawing(rows((2020, 10, {"label": "远"}), (2021, 10, {"label": "上"}), (2021, 10.3, {"label": "下", "group": "b"})))
    marks = text_marks(svg)
    assert marks["远"].get("text-anchor") == "middle"
    assert marks["上"].get("text-anchor") == marks["下"].get("text-anchor") == "start"


def test_labels_of_different_years_do_not_crowd():
    marks = text_marks(drawing(rows((2020, 10, {"label": "左"}), (2021, 10, {"label": "右"}))))
    assert {marks[t].get("text-anchor") for t in ("左", "右")} == {"middle"}


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
