"""A chart small enough for an overview of all: without letters nobody could read there, with outlines as coarse as the size."""

import re

STEP = 2
"""Pixels of the chart to which outlines are rounded: less than one of the overview's."""
_LETTERS = re.compile(r"<text\b.*?</text>", re.DOTALL)
_SAID = re.compile(r' (?:aria-[a-z]+|role|class|pointer-events|stroke-miterlimit)="[^"]*"')
_UNSEEN = re.compile(r'<path\b[^>]*\b(?:d="(?:M0,0h0v0h0Z)?"|display="none")[^>]*/>')
_EMPTY = re.compile(r"<g\b[^>]*></g>")
_OUTLINE = re.compile(r' d="((?:[ML]-?[\d.]+,-?[\d.]+|Z)+)"')
_POINT = re.compile(r"([ML])(-?[\d.]+),(-?[\d.]+)|Z")


def thumbnail(svg: str) -> str:
    """Return a chart's picture for an overview of all charts, a tenth of its size where it is a map.

    Examples
    --------
    >>> thumbnail('<svg><g class="a"><text>1</text></g><path d="M0.2,0.1L4.3,4.4L4.4,4.5Z"/></svg>')
    '<svg><path d="M0,0l4,4z"/></svg>'
    """
    bare = _UNSEEN.sub("", _SAID.sub("", _LETTERS.sub("", svg)))
    while _EMPTY.search(bare):
        bare = _EMPTY.sub("", bare)
    return _OUTLINE.sub(lambda m: f' d="{_coarse(m[1])}"', bare)


def _coarse(outline: str) -> str:
    """Return a line rounded to :data:`STEP`, each point told from the one before, points that fall together told once."""
    told, before = [], (0, 0)
    for point in _POINT.finditer(outline):
        if point[0] == "Z":
            told.append("z")
            continue
        here = _rounded(point[2]), _rounded(point[3])
        if point[1] == "M":
            told.append(f"M{here[0]},{here[1]}")
        elif here != before:
            told.append(f"l{here[0] - before[0]},{here[1] - before[1]}")
        before = here
    return "".join(told)


def _rounded(length: str) -> int:
    return round(float(length) / STEP) * STEP
