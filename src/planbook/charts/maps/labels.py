"""Where labels go: beside their point, off everything already placed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import cos, hypot, radians, sin
from typing import Self

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

SIDES = (
    0, 180, -30, 30, 210, 150, -60, 60, 240, 120, -90, 90, -15, 15, 195, 165, -45, 45, 225, 135, -75, 75, 255, 105)
"""Directions tried for a label, degrees clockwise from the right."""
REACHES = (11.0, 17.0, 26.0, 38.0, 52.0, 68.0, 86.0, 106.0)
"""Distances tried, pixels from the point."""
SWEEPS = 3
LEADER_FROM = 16.0
"""A label further off than this gets a leader."""
_SIDEWAYS = 0.5
"""From this cosine of its direction on, a label stands beside its point, else above or below."""
_OWN_MARK, _STEPS = 12.0, 11
"""Pixels of a leader not looked at, as its own mark hides them, and number of places looked at beyond."""
_NARROW = 0.52
"""Width of other characters in em, a little more than the book's font needs."""
_WIDE = 0x2E80
"""First code point drawn a full em wide."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Return the area shared with another box."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    def outside(self, frame: "Box") -> float:
        """Return the area that sticks out of ``frame``."""
        return (self.right - self.left) * (self.bottom - self.top) - self.overlap(frame)

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Return the box of a size around a centre."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@dataclass(frozen=True)
class Placed:
    """A label with its place.

    Attributes
    ----------
    text : str
        Lines separated by a line feed.
    x, y : float
        Pixel the text is aligned to, vertically its first line's middle.
    align : str
        ``left``, ``center`` or ``right``.
    box : Box
        What the text covers.
    leader : tuple of float, optional
        Ends of a thin line from the point to the label.
    """

    text: str
    x: float
    y: float
    align: str
    box: Box
    leader: tuple[float, float, float, float] | None = None


def text_width(text: str, size: float) -> float:
    """Estimate the width of the longest line in pixels: a Chinese character is one em, others are narrower."""
    return max(sum(1.0 if ord(c) >= _WIDE else _NARROW for c in line) * size for line in text.split("\n"))


def text_box(text: str, x: float, y: float, size: float, line_height: float) -> Box:
    """Return the box of a centred text whose middle is at ``x``, ``y``."""
    return Box.around(x, y, text_width(text, size), line_height * (text.count("\n") + 1))


def wrapped(text: str, limit: float, size: float) -> str:
    """Break a text into lines of at most ``limit`` pixels: Chinese anywhere, other words at spaces."""
    lines, line = [], ""
    for part in _parts(text):
        if line and text_width(line + part.rstrip(), size) > limit and part[0] not in _CLOSING:
            lines.append(line.rstrip())
            line = ""
        line += part
    return "\n".join([*lines, line.rstrip()])


def balanced(text: str, limit: float, size: float) -> str:
    """Break a text like :func:`wrapped`, but into lines of about the same length."""
    count = wrapped(text, limit, size).count("\n")
    width = text_width(text, size) / (count + 1)
    while wrapped(text, width, size).count("\n") > count:
        width += size / 2
    return wrapped(text, width, size)


_CLOSING, _OPENING = "，。；：、）”》)!?", "（“《("
"""Marks that may not begin a line, and those that may not end one."""


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    word = ""
    for char in text:
        if ord(char) >= _WIDE and word and word[-1] not in _OPENING:
            parts.append(word)
            word = ""
        word += char
        if char == " " or (ord(char) >= _WIDE and char not in _OPENING):
            parts.append(word)
            word = ""
    return [*parts, word] if word else parts


def spread(points: Sequence[tuple[float, float]], apart: float, rounds: int = 80) -> list[tuple[float, float]]:
    """Push points that would hide each other apart, as little as needed; the same input gives the same output.

    Parameters
    ----------
    points : sequence of tuple of float
        Pixels.
    apart : float
        Least distance afterwards, about.
    rounds : int
        At most this many passes.
    """
    moved = [[x + 0.01 * i, y + 0.01 * (i % 3)] for i, (x, y) in enumerate(points)]
    for _ in range(rounds):
        pushed = [_push(moved[i], moved[j], apart) for j in range(len(moved)) for i in range(j)]
        if not any(pushed):
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def _push(one: list[float], other: list[float], apart: float) -> bool:
    dx, dy = other[0] - one[0], other[1] - one[1]
    far = hypot(dx, dy)
    if far >= apart:
        return False
    step = (apart - far) / 2 / far
    one[0], one[1], other[0], other[1] = one[0] - dx * step, one[1] - dy * step, other[0] + dx * step, other[1] + dy * step
    return True


def place(
    points: Sequence[tuple[float, float]], names: Sequence[str], frame: Box, *, size: float, line_height: float,
    taken: Sequence[Box] = (), radius: float = 6,
) -> list[Placed]:
    """Place labels where they cover least, each in turn, then each again knowing where the others went.

    Parameters
    ----------
    points : sequence of tuple of float
        Pixels of the points.
    names : sequence of str
        Their labels.
    frame : Box
        Area labels must stay in.
    size, line_height : float
        Pixels.
    taken : sequence of Box
        Areas to keep free.
    radius : float
        Radius of the point marks.
    """
    fixed = _edges([*taken, *(Box.around(x, y, 2 * radius, 2 * radius) for x, y in points)])
    choices = [_Choices.of([_candidate(p, n, side, reach, size, line_height) for reach, side in product(REACHES, SIDES)],
                           p, frame) for p, n in zip(points, names, strict=True)]
    picked: dict[int, int] = {}
    for _ in range(SWEEPS):
        for i, own in enumerate(choices):
            others = [(choices[j], k) for j, k in picked.items() if j != i]
            boxes = np.concatenate([fixed, *(other.boxes[k:k + 1] for other, k in others)])
            leaders = np.concatenate([_edges([]), *(other.steps[k] for other, k in others)])
            picked[i] = own.best(boxes, leaders)
    return [own.labels[picked[i]] for i, own in enumerate(choices)]


@dataclass(frozen=True)
class _Choices:
    """All places one label could take.

    Attributes
    ----------
    labels : list of Placed
        The candidates.
    boxes : ndarray, shape (n, 4)
        Edges of their boxes.
    steps : ndarray, shape (n, k, 4)
        Small boxes along their leaders.
    own : ndarray, shape (n,)
        What a place costs by itself: distance, and area outside the frame.
    """

    labels: list[Placed]
    boxes: Array
    steps: Array
    own: Array

    @classmethod
    def of(cls, labels: list[Placed], point: tuple[float, float], frame: Box) -> Self:
        own = [50 * label.box.outside(frame) + hypot(label.x - point[0], label.y - point[1]) for label in labels]
        return cls(labels, _edges([label.box for label in labels]), _along(labels, point), np.array(own))

    def best(self, boxes: Array, leaders: Array) -> int:
        """Return the number of the candidate that costs least beside what already stands there."""
        hidden = _overlaps(self.boxes, boxes).sum(axis=1) + 6 * _overlaps(self.boxes, leaders).sum(axis=1)
        crossed = _overlaps(self.steps.reshape(-1, 4), boxes).reshape(len(self.labels), -1).sum(axis=1)
        return int(np.argmin(10 * hidden + 60 * crossed + self.own))


def _along(labels: Sequence[Placed], point: tuple[float, float]) -> Array:
    """Return small boxes along the leaders, outside their own mark; empty ones where there is none.

    Returns
    -------
    ndarray, shape (n, steps, 4)
        Edges of the boxes.
    """
    ends = np.array([label.leader[2:] if label.leader else point for label in labels])
    half = np.array([1.0 if label.leader else 0.0 for label in labels])[:, None, None]
    reach = ends - point
    first = np.minimum(_OWN_MARK / np.maximum(np.hypot(*reach.T), 1.0), 1.0)
    shares = first[:, None] + (1 - first[:, None]) * np.linspace(0, 1, _STEPS)
    middles = np.array(point) + reach[:, None, :] * shares[:, :, None]
    return np.concatenate([middles - half, middles + half], axis=2)


def _edges(boxes: Sequence[Box]) -> Array:
    return np.array([(b.left, b.top, b.right, b.bottom) for b in boxes], dtype=np.float64).reshape(-1, 4)


def _overlaps(ones: Array, others: Array) -> Array:
    """Return the areas shared by every pair of boxes, shape (n, m)."""
    wide = np.minimum.outer(ones[:, 2], others[:, 2]) - np.maximum.outer(ones[:, 0], others[:, 0])
    high = np.minimum.outer(ones[:, 3], others[:, 3]) - np.maximum.outer(ones[:, 1], others[:, 1])
    return np.asarray(np.maximum(wide, 0) * np.maximum(high, 0), dtype=np.float64)


def _candidate(
    point: tuple[float, float], name: str, side: float, reach: float, size: float, line_height: float,
) -> Placed:
    dx, dy = cos(radians(side)), sin(radians(side))
    x, y = point[0] + reach * dx, point[1] + reach * dy
    width, lines = text_width(name, size), name.count("\n") + 1
    align = "left" if dx > _SIDEWAYS else "right" if dx < -_SIDEWAYS else "center"
    left = {"left": x, "right": x - width, "center": x - width / 2}[align]
    middle = y + dy * line_height * lines / 2 * (align == "center")
    box = Box(left, middle - line_height * lines / 2, left + width, middle + line_height * lines / 2)
    first = middle - line_height * (lines - 1) / 2
    leader = (point[0], point[1], x, y) if reach > LEADER_FROM else None
    return Placed(name, round(x, 1), round(first, 1), align, box, leader)
