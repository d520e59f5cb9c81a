"""Outcome grids: every cell says its outcome in words; what is not judged is open."""

import pandas as pd
import pytest

from drawing import contrast, count, drawn, said, svg_of, text_marks, tofu
from planbook.charts.outcomes import _FILLS, ATTAINED, EXCEEDED, NOTHING, OUTCOMES, REFUSED, outcome_grid
from planbook.charts.theme import INK

CELLS = (("甲限值", "2024", EXCEEDED, "40.4", "derived"), ("甲限值", "2025", ATTAINED, "34.9", "actual"),
         ("乙限值", "2024", REFUSED, "33", "monitored"), ("乙限值", "2025", NOTHING, "", ""))


def grid(lang="zh", cells=CELLS):
    frame = pd.DataFrame(cells, columns=["row", "column", "outcome", "shown", "evidence"])
    return svg_of(outcome_grid(frame, lang=lang, rows=["甲限值", "乙限值"], columns=["2024", "2025"]))


def test_judged_cells_are_filled_and_others_open():
    assert count(grid()) == {"drawn_cells": 2, "drawn_open": 2}
    assert count(grid(cells=CELLS[:2])) == {"drawn_cells": 2}
    assert all(m.get("stroke-dasharray") == "4,3" for m in drawn(grid())["drawn_open"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_cell_writes_figure_mark_and_outcome(lang):
    texts = set(text_marks(grid(lang)))
    words = {o: OUTCOMES[o].in_(lang) for o in OUTCOMES}
    assert texts >= {f"▲\N{NO-BREAK SPACE}40.4\n{words[EXCEEDED]}", f"●\N{NO-BREAK SPACE}34.9\n{words[ATTAINED]}",
                     f"◇\N{NO-BREAK SPACE}33\n{words[REFUSED]}", f"–\n{words[NOTHING]}"}
    assert not tofu("".join(texts))


def test_cells_stand_in_their_row_and_column():
    found = {(s["row"], s["column"]) for layer in drawn(grid()).values() for s in map(said, layer)}
    assert found == {(row, column) for row, column, *_ in CELLS}


@pytest.mark.parametrize("outcome", [ATTAINED, EXCEEDED])
def test_writing_stands_out(outcome):
    assert contrast(_FILLS[outcome], INK) >= 4.5
