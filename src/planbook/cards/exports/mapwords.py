"""The words of a map on a slide: its note taken out, to be set beside it, and its labels as large as their neighbours let them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import combinations

from planbook.cards.exports.images import resized, size_of
from planbook.cards.exports.letters import width
from planbook.charts.maps.labels import Box
from planbook.charts.maps.note import NOTE_LAYER

GROWTHS = (1.3, 1.25, 1.2, 1.15, 1.1, 1.05)
"""How much labels may grow, the most first."""
EDGE = 8
"""Pixels kept free at the right."""
INKED = 0.88
"""Height of a line's ink in sizes of its letters."""
_NOTE = re.compile(f'<g class="mark-text role-mark {NOTE_LAYER}_marks".*?</g>', re.DOTALL)
_TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
_AT = re.compile(r'(?<=transform="translate\()([-\d.]+),([-\d.]+)')
_FONT_SIZE = re.compile(r'(?<=font-size=")([\d.]+)')
_TAG = re.compile(r"<[^>]*>")
_MIDDLE = 0.3
"""How far a line's base lies below its middle, in sizes of its letters, as the renderer sets them."""


def without_note(svg: str, between: str) -> tuple[str, str]:
    """Return a map without its note and as much lower, and the note; another chart as it is, and no note.

    Parameters
    ----------
    between : str
        What joins the note's lines.
    """
    found = _NOTE.search(svg)
    if not found:
        return svg, ""
    [(attributes, inner)] = _TEXT.findall(found[0])
    lines = [unescape(line) for line in _TAG.sub("\n", inner).split("\n") if line]
    wide, _ = size_of(svg)
    at = _AT.search(attributes)
    return resized(svg.replace(found[0], ""), wide, float(at[2]) - 6 if at else 0.0), between.join(lines)


@dataclass(frozen=True)
class _Label:
    """A line of letters in a map: where its base begins, ends or has its middle, and its size."""

    text: str
    anchor: str
    x: float
    y: float
    size: float

    def box(self, growth: float) -> Box:
        """Return what its ink covers once it has grown about its middle."""
        size = self.size * growth
        wide, middle = width(self.text, size), self.y - self.size * _MIDDLE
        left = self.x - {"middle": wide / 2, "end": wide}.get(self.anchor, 0.0)
        return Box(left, middle - size * INKED / 2, left + wide, middle + size * INKED / 2)


def enlarged(svg: str) -> str:
    """Return a map whose letters are as large as they can be without touching more of each other than before."""
    labels = _labels(svg)
    wide, high = size_of(svg)
    frame, touching = Box(0, 0, wide - EDGE, high), _touching(labels, 1.0)

    def fits(growth: float) -> bool:
        inside = all(label.box(growth).outside(frame) <= label.box(1.0).outside(frame) for label in labels)
        return inside and _touching(labels, growth) <= touching

    most = next(filter(fits, GROWTHS), 1.0)
    return _TEXT.sub(lambda m: _grown(m[0], most), svg)


def _labels(svg: str) -> list[_Label]:
    return [label for attributes, inner in _TEXT.findall(svg) if (label := _label(attributes, unescape(_TAG.sub("", inner))))]


def _label(attributes: str, text: str) -> _Label | None:
    """Return a label; its halo, which is drawn under it, is none."""
    at, size = _AT.search(attributes), _FONT_SIZE.search(attributes)
    if not at or not size or 'stroke="' in attributes:
        return None
    anchor = re.search(r'text-anchor="(\w+)"', attributes)
    return _Label(text, anchor[1] if anchor else "", float(at[1]), float(at[2]), float(size[1]))


def _touching(labels: Sequence[_Label], growth: float) -> set[tuple[int, int]]:
    boxes = [label.box(growth) for label in labels]
    return {(i, j) for (i, one), (j, other) in combinations(enumerate(boxes), 2) if one.overlap(other) > 0}


def _grown(text: str, growth: float) -> str:
    size = float((_FONT_SIZE.search(text) or [0, 0])[1] or 0)
    lower = size * (growth - 1) * _MIDDLE
    moved = _AT.sub(lambda m: f"{m[1]},{float(m[2]) + lower:.6g}", text, count=1)
    return _FONT_SIZE.sub(f"{size * growth:.6g}", moved, count=1)
