"""Grids: what is known in each cell, what is not, and how cells are coloured."""

from functools import cache

import pandas as pd
import pytest

from drawing import at, box, contrast, count, drawn, layers_in, said, svg_of, text_marks, texts_in
from planbook.charts.maps.labels import text_width
from planbook.charts.matrix import (
    NOTHING,
    NOTHING_TEXT,
    OTHER,
    OTHER_TEXT,
    class_grid,
    divided,
    evidence_matrix,
    heatmap,
)
from planbook.charts.theme import AQI_COLOURS, EVIDENCE_COLOURS, EVIDENCE_GLYPHS, INK, QUIET, WATER_CLASS_COLOURS
from planbook.data.text import Text
from planbook.data.vocab import Evidence

TITLE = Text("月均浓度", "Monthly mean")
OPEN = {NOTHING, OTHER, "planned", "task"}
SILENT = {NOTHING: "#c4cad1", OTHER: "#8a919b"}
TEN_YEARS = [str(y) for y in range(2016, 2026)]
YEARS = ["2020", "2021", "2022"]


def cells(*states, row="甲城（testville）"):
    return pd.DataFrame([
        {"row": row, "column": str(2020 + i), "state": s, "label": NOTHING_TEXT.zh if s == NOTHING else f"值{i}"}
        for i, s in enumerate(states)])


def matrix(frame, rows=("甲城（testville）",), columns=YEARS):
    return svg_of(evidence_matrix(frame, lang="zh", rows=rows, columns=columns))


@cache
def every_state():
    """A matrix with one cell of each state."""
    return matrix(cells(*Evidence, NOTHING, OTHER), columns=[str(2020 + i) for i in range(len(Evidence) + 2)])


@pytest.mark.parametrize("state", [*Evidence, NOTHING, OTHER])
def test_every_cell_is_one_mark_and_open_ones_have_a_broken_outline(state):
    [(layer, mark)] = [(n, m) for n, marks in drawn(every_state()).items() for m in marks if said(m)["state"] == state]
    assert layer == ("drawn_open" if state in OPEN else "drawn_cells")
    assert mark.get("stroke-dasharray") == ("4,3" if state in OPEN else "1,0")
    assert mark.get("stroke") == {**EVIDENCE_COLOURS, **SILENT}[state]


def test_full_matrix_has_a_cell_for_every_row_of_data():
    frame = pd.concat([cells("actual", NOTHING, "task"), cells("interim", "baseline", NOTHING, row="乙城")])
    svg = matrix(frame, rows=["乙城", "甲城（testville）"])
    assert count(svg) == {"drawn_cells": 3, "drawn_open": 3}


def test_fills_tell_evidence_apart_and_nothing_is_white():
    fills = {said(m)["state"]: m.get("fill") for layer in drawn(every_state()).values() for m in layer}
    assert fills.pop(NOTHING) == "#ffffff"
    assert len(set(fills.values())) == len(Evidence) + 1
    assert "#ffffff" not in fills.values()


def test_cell_without_data_says_so_quietly():
    svg = matrix(cells("actual", NOTHING))
    marks = text_marks(svg)
    assert marks["无公开数据"].get("fill") == QUIET
    assert marks["●\xa0值0"].get("fill") == INK


def test_cell_with_another_scope_only_is_told_from_an_empty_one():
    frame = cells(OTHER, NOTHING)
    svg = matrix(frame.assign(label=[OTHER_TEXT.zh, NOTHING_TEXT.zh]))
    fills = {said(m)["state"]: m.get("fill") for m in drawn(svg)["drawn_open"]}
    assert fills[OTHER] != fills[NOTHING]
    assert {m.get("fill") for m in text_marks(svg).values()} == {QUIET}


@pytest.mark.parametrize("state", Evidence)
def test_mark_of_its_evidence_stands_before_each_value(state):
    assert set(text_marks(matrix(cells(str(state))))) == {f"{EVIDENCE_GLYPHS[state]}\xa0值0"}


@pytest.mark.parametrize("columns", [YEARS, TEN_YEARS[:7], TEN_YEARS])
@pytest.mark.parametrize("label", ["超过国家下达任务", "无公开数据", "轻度污染\n1–2月", "印发空气质量持续改善…*\n其他口径",
                                   "nothing published", "Anzhao New River\nIV*\nother scope", "≥1500公里", "优"])
def test_texts_never_leave_their_cell(label, columns):
    svg = matrix(cells("interim").assign(label=label, column=columns[0]), columns=columns)
    [mark], [cell] = text_marks(svg).values(), drawn(svg)["drawn_cells"]
    left, top, width, height = box(cell)
    lines = [e.text for e in mark] or [mark.text]
    half = max(text_width(line, 10.5) for line in lines) / 2
    x, y = at(mark)
    assert left < x - half
    assert x + half < left + width
    assert top + 1 < y - 10
    assert y + 13 * (len(lines) - 1) + 3 < top + height - 1
    assert "".join(lines).replace(" ", "") == f"○\xa0{label}".replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(("label", "lines"), [
    ("超过国家下达任务", ["●\xa0超过国家", "下达任务"]), ("任务任务任务任务*", ["●\xa0任务任务", "任务任务*"]), ("36", ["●\xa036"])])
def test_long_wording_is_broken_into_even_lines(label, lines):
    svg = matrix(cells("actual").assign(label=label), columns=TEN_YEARS[:4] + YEARS)
    assert list(text_marks(svg)) == ["\n".join(lines)]


def test_text_stands_in_the_middle_of_its_cell():
    svg = matrix(cells("actual", "actual", "actual").assign(label=["一", "一\n二", "一\n二\n三"]))
    middles = {m.count("\n"): at(e)[1] + 6.5 * m.count("\n") for m, e in text_marks(svg).items()}
    assert max(middles.values()) - min(middles.values()) < 0.1


def test_text_stands_inside_its_cell_on_as_many_lines_as_given():
    frame = cells("actual").assign(label="41.46\n其他口径")
    svg = matrix(frame)
    mark, [cell] = text_marks(svg)["●\xa041.46\n其他口径"], drawn(svg)["drawn_cells"]
    left, top, width, height = box(cell)
    x, y = at(mark)
    assert left < x < left + width
    assert top < y < top + height - 13
    assert [e.text for e in mark] == ["●\xa041.46", "其他口径"]


def test_rows_and_columns_keep_their_order():
    frame = pd.concat([cells("actual", "actual", row=r) for r in ("丙", "甲", "乙")])
    svg = matrix(frame, rows=["丙", "甲", "乙"], columns=["2021", "2020"])
    marks = drawn(svg)["drawn_cells"]
    down = sorted({said(m)["row"]: at(m)[1] for m in marks}.items(), key=lambda p: p[1])
    across = sorted({said(m)["column"]: at(m)[0] for m in marks}.items(), key=lambda p: p[1])
    assert [name for name, _ in down] == ["丙", "甲", "乙"]
    assert [name for name, _ in across] == ["2021", "2020"]


def test_cells_do_not_overlap():
    frame = pd.concat([cells("actual", NOTHING, "task", row=r) for r in ("甲", "乙")])
    boxes = [box(m) for layer in drawn(matrix(frame, rows=["甲", "乙"])).values() for m in layer]
    assert len({(round(x), round(y)) for x, y, _, _ in boxes}) == 6
    assert max(width for _, _, width, _ in boxes) < 560 / 3
    assert max(height for *_, height in boxes) < 44


def classes(*states, **options):
    frame = pd.DataFrame([{"row": "testville 断面", "column": f"2020-{i + 1:02d}", "state": s, "label": s} for i, s in enumerate(states)])
    return svg_of(class_grid(frame, rows=["testville 断面"], columns=list(frame["column"]), **options))


def test_water_classes_have_their_official_colour_and_letter():
    svg = classes(*WATER_CLASS_COLOURS)
    assert {said(m)["state"]: m.get("fill") for m in drawn(svg)["drawn_cells"]} == WATER_CLASS_COLOURS
    assert set(WATER_CLASS_COLOURS) <= set(texts_in(svg))


def test_air_classes_have_theirs_where_asked():
    svg = classes(*AQI_COLOURS, colours=AQI_COLOURS)
    assert {said(m)["state"]: m.get("fill") for m in drawn(svg)["drawn_cells"]} == AQI_COLOURS


def test_cell_without_a_class_draws_no_mark_and_no_letter():
    svg = classes("II", None, "III")
    assert count(svg) == {"drawn_cells": 2}
    assert set(text_marks(svg)) == {"II", "III"}
    assert "2020-02" in texts_in(svg)


@pytest.mark.parametrize("palette", [WATER_CLASS_COLOURS, AQI_COLOURS])
def test_letters_stand_out_from_their_colour(palette):
    svg = classes(*palette, colours=palette)
    ink = {said(m)["label"]: m.get("fill") for m in text_marks(svg).values()}
    assert min(contrast(ink[state], fill) for state, fill in palette.items()) > 3.9


def heat(*values, **options):
    frame = pd.DataFrame([{"row": "2021", "column": str(i + 1), "value": v} for i, v in enumerate(values)])
    frame = frame.astype({"value": float})
    return svg_of(heatmap(frame, rows=["2021"], columns=list(frame["column"]), title=TITLE, lang="zh", **options))


def test_months_without_a_value_show_a_dash_and_no_mark():
    svg = heat(12, None, 35, 80, 110)
    assert count(svg) == {"drawn_cells": 4}
    assert sorted(text_marks(svg)) == ["110", "12", "35", "80", "–"]


@pytest.mark.parametrize(("decimals", "text"), [(0, "12"), (1, "12.3")])
def test_values_are_written_as_asked(decimals, text):
    assert text in text_marks(heat(12.34, 50, decimals=decimals))


def test_higher_values_are_never_lighter():
    marks = drawn(heat(*range(5, 100, 5)))["drawn_cells"]
    paper = [contrast(m.get("fill"), "#ffffff") for m in marks]
    assert paper == sorted(paper)
    assert len(set(paper)) == 5


@pytest.mark.parametrize("steps", [(), (50,), (20, 40), (15, 35, 75, 115, 150)])
def test_figures_stand_out_from_their_shade(steps):
    svg = heat(*range(5, 200, 15), steps=steps)
    fills = {said(m)["column"]: m.get("fill") for m in drawn(svg)["drawn_cells"]}
    figures = {said(m)["column"]: m.get("fill") for m in layers_in(svg)["layer_1"]}
    assert len(fills) == len(figures) == 13
    assert min(contrast(figures[c], fills[c]) for c in fills) > 4.5


def test_steps_are_the_limits_of_the_shades():
    fills = [m.get("fill") for m in drawn(heat(34.9, 35, 75, 74.9, steps=(35, 75)))["drawn_cells"]]
    assert fills[1] == fills[3]
    assert len(set(fills)) == 3


def tall(lines):
    """A matrix of eight rows, the label of each of so many lines."""
    frame = pd.DataFrame([{"row": f"第{n}行", "column": "2020", "state": "actual", "label": "\n".join("字" * c)} for n, c in enumerate(lines)])
    return evidence_matrix(frame, lang="zh", rows=list(frame["row"]), columns=["2020"]).to_dict()


def test_a_long_grid_is_divided_into_parts_that_hold_every_row_once():
    whole = tall([1, 1, 1, 1, 1, 1, 1, 5])
    parts = divided(whole, 330)
    assert len(parts) == 2
    assert [list(layer.keys()) for p in parts for layer in p["layer"]] == [list(layer.keys()) for layer in whole["layer"]] * 2
    assert [t for p in parts for t in texts_in(svg_of(dict(p))) if t.startswith("第")] == [f"第{n}行" for n in range(8)]
    assert [sum(count(svg_of(dict(p))).values()) for p in parts] == [5, 3], "rows of little text need not be as high as the last"
    assert max(p["height"] for p in parts) <= 330


def test_a_grid_that_fits_and_a_chart_without_rows_stay_whole():
    whole = tall([1, 1])
    assert divided(whole, 300) == (whole,)
    assert divided({"mark": "bar"}, 1) == ({"mark": "bar"},)
    assert len(divided(whole, 1)) == 2
