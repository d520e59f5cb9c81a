"""Small pictures for the gallery: the same shapes, without letters, far lighter."""

import doctest
import re
from xml.etree import ElementTree as ET

import pytest

from planbook.cards.exports import drawing, thumbnail

BORDER = "M" + "L".join(f"{100 + i / 10:.3f},{200 + i % 7 / 10:.3f}" for i in range(400)) + "Z"
CHART = (f'<svg viewBox="0 0 9 9"><g class="a" role="b" aria-label="c"><path class="background" d="M0,0h0v0h0Z"/></g>'
         f'<g opacity="0.35"><path d="{BORDER}" stroke-width="0.75"/><text x="1">Ω &amp; <tspan>β</tspan></text></g>'
         f'<path d="M1.5,0A1.5,1.5,0,1,1,-1.5,0Z" fill="#123456"/></svg>')


@pytest.mark.parametrize("module", [drawing, thumbnail])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_a_thumbnail_keeps_shapes_and_paints_and_drops_what_cannot_be_read():
    small = thumbnail.thumbnail(CHART)
    root = ET.fromstring(small)  # noqa: S314 - our own picture
    assert [e.tag for e in root.iter()] == ["svg", "g", "path", "path"]
    assert 'opacity="0.35"' in small
    assert 'stroke-width="0.75"' in small
    assert 'd="M1.5,0A1.5,1.5,0,1,1,-1.5,0Z" fill="#123456"' in small
    assert len(small) * 5 < len(CHART)


def test_a_thumbnails_outline_ends_where_the_charts_does():
    steps = re.search(r'd="M(-?\d+),(-?\d+)((?:l-?\d+,-?\d+)*)z"', thumbnail.thumbnail(CHART))
    points = [tuple(map(int, p.split(","))) for p in steps[3].split("l")[1:]]
    end = int(steps[1]) + sum(x for x, _ in points), int(steps[2]) + sum(y for _, y in points)
    last = BORDER.rstrip("Z").rsplit("L", 1)[1].split(",")
    assert max(abs(a - float(b)) for a, b in zip(end, last, strict=True)) <= thumbnail.STEP / 2


def test_a_light_chart_moves_no_border_by_more_than_a_tenth_of_a_pixel():
    light = drawing.light(CHART)
    found, kept = (list(map(float, re.findall(r"\d+\.\d+", re.search(r' d="(M1\d\d[^"]*)"', s)[1]))) for s in (CHART, light))
    assert len(found) == len(kept)
    assert max(abs(a - b) for a, b in zip(found, kept, strict=True)) < 0.1
    assert 'd="M1.5,0A1.5,1.5,0,1,1,-1.5,0Z"' in light
