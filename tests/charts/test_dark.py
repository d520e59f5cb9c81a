"""Charts on a dark page: what is exchanged can be read, what is official stays."""

import re

import pytest

from drawing import contrast
from planbook.charts.dark import DARK_PAPER, IN_DARK, OUTLINES_IN_DARK, dark_rules, darkened
from planbook.charts.theme import (
    ACCENT,
    AQI_COLOURS,
    EVIDENCE_COLOURS,
    INK,
    LIMIT,
    ON_DARK,
    ON_LIGHT,
    QUIET,
    VERDICT_COLOURS,
    WATER_CLASS_COLOURS,
)

READABLE, VISIBLE = 4.5, 3.0
NO_THEME = {"#000", "#ddd", "white"}
PALE = [light for light in IN_DARK if light not in NO_THEME and contrast(light, "#ffffff") < 1.6]
SET_ELSEWHERE = (*WATER_CLASS_COLOURS.values(), *AQI_COLOURS.values(), *VERDICT_COLOURS.values())


@pytest.mark.parametrize("ink", [INK, "#000", QUIET, LIMIT, ACCENT, *sorted(set(EVIDENCE_COLOURS.values()))])
def test_inks_are_readable_and_marks_visible_on_dark_paper(ink):
    assert contrast(IN_DARK[ink], DARK_PAPER) >= READABLE


@pytest.mark.parametrize("fill", PALE)
def test_words_are_readable_on_every_fill(fill):
    assert contrast(IN_DARK[INK], IN_DARK[fill]) >= READABLE
    assert contrast(IN_DARK[QUIET], IN_DARK[fill]) >= READABLE


@pytest.mark.parametrize("outline", ["#8a919b", *(c for c in OUTLINES_IN_DARK if c not in PALE and c not in {"#ddd", "white"})])
def test_outlines_are_visible_on_dark_paper(outline):
    assert contrast(OUTLINES_IN_DARK.get(outline, outline), DARK_PAPER) >= VISIBLE


def test_official_colours_and_what_is_written_on_them_stay():
    assert {*SET_ELSEWHERE, ON_LIGHT, ON_DARK} & set(IN_DARK) == set()
    kept = "".join(f'<path fill="{colour}"/>' for colour in SET_ELSEWHERE)
    assert darkened(kept) == kept


def test_outlines_and_fills_of_one_colour_part_where_a_verdict_has_it():
    met = VERDICT_COLOURS["met"]
    assert darkened(f'<path fill="{met}" stroke="{met}"/>') == f'<path fill="{met}" stroke="{OUTLINES_IN_DARK[met]}"/>'


def test_style_rules_exchange_what_the_darkened_picture_does():
    rules = dark_rules(".chart")
    for use, colours in (("fill", IN_DARK), ("stroke", OUTLINES_IN_DARK)):
        for old in colours:
            [new] = re.findall(f'{use}="(.*?)"', darkened(f'<path {use}="{old}"/>'))
            assert f'.chart [{use}="{old}" i] {{ {use}: {new}; }}' in rules.splitlines()
