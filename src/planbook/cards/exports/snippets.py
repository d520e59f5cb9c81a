"""Lines to paste elsewhere: a frame that sizes itself, a picture, Markdown."""

import re
from html import escape

from planbook.cards.exports.chart import Chart
from planbook.cards.exports.images import size_of

EMBED_EXTRA = 360
"""Pixels an embed page with notes and two open sources needs besides its chart, on a column of usual width."""
FRAME_WIDTH = 720
RESIZE = "_static/resize.js"
_MARKS = re.compile(r"[\\`*_\[\]<>&$!|#{}~^]")


def frame_height(plain: str) -> int:
    """Return the height in pixels at which a frame shows the whole embed page without being resized."""
    wide, high = size_of(plain)
    return round(high * min(1.15, FRAME_WIDTH / wide) + EMBED_EXTRA)


def iframe(chart: Chart, height: int) -> str:
    """Return a frame with the script that sizes it; without the script it keeps ``height``."""
    script = f"{chart.place.baseurl}{chart.year}/{chart.asked}/{RESIZE}"
    return (f'<iframe src="{chart.address("index.html")}" title="{escape(chart.headline)}" width="100%" height="{height}" '
            f'loading="lazy" style="border:0"></iframe>\n<script src="{script}"></script>')


def image(chart: Chart) -> str:
    """Return the picture as HTML, its text for those who cannot see it set."""
    return f'<img src="{chart.address("chart.png")}" alt="{escape(f"{chart.headline}{chart.stop}{chart.description}")}" style="max-width:100%">'


def markdown(chart: Chart) -> str:
    """Return the picture as Markdown, linked to the embed page."""
    text = _MARKS.sub(lambda m: f"\\{m[0]}", " ".join(chart.headline.split()))
    return f"[![{text}]({chart.address('chart.png')})]({chart.address('index.html')})"
