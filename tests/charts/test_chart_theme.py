"""The look of all charts: official colours, one font that can write Chinese, nothing left uncoloured."""

import re

import altair as alt
import pandas as pd
import pytest
import vl_convert

from drawing import contrast, font_families, svg_of, tofu
from planbook.charts.bars import ranked, stacked
from planbook.charts.dots import compared
from planbook.charts.matrix import NOTHING_TEXT, class_grid, evidence_matrix, heatmap
from planbook.charts.profile import long_profile
from planbook.charts.theme import (
    ACCENT,
    AQI_COLOURS,
    EVIDENCE_COLOURS,
    EVIDENCE_GLYPHS,
    EVIDENCE_SHAPES,
    FONT,
    INK,
    LIMIT,
    PAPER,
    QUIET,
    VERDICT_COLOURS,
    WATER_CLASS_COLOURS,
    styled,
)
from planbook.charts.timeline import timeline
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Reason, Verdict

TITLE = Text("标题", "Title")


def charts():
    """One small chart of testville from every builder."""
    cell = pd.DataFrame([{"row": "甲", "column": "2020", "state": "actual", "label": "1", "value": 1.0}])
    grade = cell.assign(state="II")
    bar = pd.DataFrame([{"name": "testville", "value": 1.0, "label": "一", "part": "p"}])
    year = pd.DataFrame([{"year": 2020, "value": 1.0, "evidence": "actual", "label": "一", "group": "g"}])
    section = pd.DataFrame([{"km": 1.0, "name": "断面", "state": "II", "label": "II", "row": "2020-05"}])
    said = {"title": TITLE, "lang": "zh"}
    grid = {"rows": ["甲"], "columns": ["2020"]}
    return {
        "timeline": timeline(year, **said), "matrix": evidence_matrix(cell, lang="zh", **grid),
        "grid": class_grid(grade, **grid), "heatmap": heatmap(cell, **said, **grid), "ranked": ranked(bar, **said),
        "stacked": stacked(bar, order=["p"], colours={"p": "#112233"}, **said),
        "profile": long_profile(section, **said), "dots": compared(bar, own="testville", **said),
    }


def test_water_colours_are_the_official_ones():
    assert WATER_CLASS_COLOURS == {
        "I": "#ccffff", "II": "#00ccff", "III": "#00ff00", "IV": "#ffff00", "V": "#ff9b00", "劣V": "#ff0000"}


def test_air_colours_are_the_official_ones():
    rgb = {k: tuple(int(v[i:i + 2], 16) for i in (1, 3, 5)) for k, v in AQI_COLOURS.items()}
    assert rgb == {"优": (0, 228, 0), "良": (255, 255, 0), "轻度污染": (255, 126, 0), "中度污染": (255, 0, 0),
                   "重度污染": (153, 0, 76), "严重污染": (126, 0, 35)}


def test_every_word_has_its_look():
    assert set(EVIDENCE_COLOURS) == set(EVIDENCE_SHAPES) == set(Evidence)
    assert set(EVIDENCE_GLYPHS) == set(Evidence)
    assert set(VERDICT_COLOURS) == set(Verdict)


def test_every_evidence_has_a_character_of_its_own_that_the_font_writes():
    assert len(set(EVIDENCE_GLYPHS.values())) == len(Evidence)
    assert tofu("".join(EVIDENCE_GLYPHS.values())) == set()


def test_task_and_target_have_different_marks():
    assert EVIDENCE_SHAPES[Evidence.TASK] != EVIDENCE_SHAPES[Evidence.PLANNED]


@pytest.mark.parametrize("colour", [INK, QUIET, ACCENT, LIMIT, *EVIDENCE_COLOURS.values()])
def test_texts_and_marks_stand_out_on_paper(colour):
    assert contrast(colour, PAPER) > 4.5


def test_first_font_is_the_pinned_one():
    assert FONT.split(",")[0] in font_families()


@pytest.mark.parametrize("name", charts())
def test_every_text_of_every_chart_is_set_in_it(name):
    svg = svg_of(charts()[name])
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {FONT}
    assert svg.count("<text") > 0


def test_font_writes_what_charts_write():
    words = [w.text for words in (Evidence, Verdict, Reason) for w in words]
    for text in (*words, NOTHING_TEXT):
        assert tofu(text.zh + text.en) == set()
    assert tofu("≥≤≈–…～µ³·“”（）／％°#²") == set()


def test_tofu_would_be_noticed():
    assert tofu("一\U0001f600") == {"\U0001f600"}


def test_two_characters_look_different_in_an_image():
    def image(text):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30" font-size="30" font-family="{FONT}">{text}</text></svg>'
        return vl_convert.svg_to_png(svg)

    assert len({image(c) for c in "煤碳水气 "}) == 5


def test_theme_is_set_on_a_chart():
    bare = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
    config = styled(bare).to_dict()["config"]
    assert config["font"] == FONT
    assert styled(bare).to_dict()["background"] == PAPER
