"""What every run of an edition does first, done once before any kernel is forked: its copies have it already.

Nothing here is noted as read by a run, and nothing is kept by name: what a run reads it opens and notes itself, and only
what has the same content is found parsed.
"""

import contextlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from planbook.data.trace import ENV_TRACE


def rehearse(root: Path | None = None, years: Sequence[int] = ()) -> None:
    """Read the data, judge the targets, compile the templates, draw an empty chart; what fails is left to the runs to tell.

    Parameters
    ----------
    root : Path, optional
        Project root; no data are read without.
    years : sequence of int
        Editions; the newest when empty.
    """
    os.environ.pop(ENV_TRACE, None)
    steps: list[Callable[[], None]] = [_draw, _typeset]
    if root:
        steps.append(partial(_read, root, years))
    for step in steps:
        with contextlib.suppress(Exception):
            step()


def _draw() -> None:
    """Altair reads its schema on first use. No thread starts."""
    import altair as alt
    import pandas as pd

    from planbook.charts.chart import Chart
    from planbook.charts.theme import styled

    data = pd.DataFrame({"x": ["a"], "y": [1.0]})
    styled(alt.layer(Chart(data).mark_bar().encode(x="x:N", y="y:Q"))).to_dict()


def _typeset() -> None:
    from planbook.cards.markup import load_templates

    load_templates()


def _read(root: Path, years: Sequence[int]) -> None:
    from planbook.chapters.report import Report
    from planbook.data.layers import load_map_layers
    from planbook.data.load import load_dataset, load_editions

    load_map_layers(root)
    for year in years or [max(load_editions(root / "data"))]:
        Report(load_dataset(year, root)).rehearse()
