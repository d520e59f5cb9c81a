"""Revised values as they stood before: an edition whose cut-off lies before a revision's day sees the old ones."""

import json
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from planbook.data.errors import PlanbookError
from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS, REVISIONS

Record = Mapping[str, str]
RESTORABLE = tuple(c for c in OBSERVATIONS.fields if c not in OBSERVATION_KEY)
"""Columns a revision may put back; the key says which row it is."""
FILE = f"data/{REVISIONS.glob}"


def told(row: Record) -> str:
    """Return what a row says in one text: its figure or wording, else its band."""
    return row["value"] or row["text"] or "–".join(filter(None, (row["low"], row["high"])))


def restored(entry: Record, now: Record) -> dict[str, str]:
    """Return the cells of a row as they were before a revision.

    Parameters
    ----------
    entry : mapping
        A row of ``data/revisions.csv``. Its ``before`` holds every column the revision changed, as JSON; one noted by
        hand may leave it empty, and then ``old`` is the former figure or wording.
    now : mapping
        The observation after the revision.

    Raises
    ------
    PlanbookError
        If ``before`` is not an object of columns and their text.
    """
    if not entry.get("before"):
        return {next((c for c in ("value", "text") if now[c]), "value"): entry["old"]} if entry["old"] and entry["new"] else {}
    cells = before(entry)
    if cells is None:
        raise PlanbookError(f"{FILE} 的 before 列“{entry['before']}”读不出修订前的各列。处理：写成 {{\"value\":\"40.4\"}} 的样子，列名取自 observations 表。")
    return cells


def before(entry: Record) -> dict[str, str] | None:
    """Return the columns an entry's ``before`` records; ``None`` where it cannot be read."""
    try:
        cells = json.loads(entry["before"])
    except json.JSONDecodeError:
        return None
    fits = isinstance(cells, dict) and all(c in RESTORABLE and isinstance(v, str) for c, v in cells.items())
    return cells if fits else None


def rolled_back(frame: pd.DataFrame, entries: Sequence[Record], cut_off: str) -> pd.DataFrame:
    """Return the observations as they were at the end of a day; the frame itself where nothing was revised since.

    Parameters
    ----------
    frame : DataFrame
        Observations as text, with the numeric column ``number``.
    entries : sequence of mapping
        Rows of ``data/revisions.csv``; the later ones are taken back first.
    cut_off : str
        ISO day.
    """
    later = sorted((e for e in entries if e["revised_on"] > cut_off), key=lambda e: e["revised_on"], reverse=True)
    former = dict(_former(frame, later))
    if not former:
        return frame
    result = frame.copy()
    for row, cells in former.items():
        for column, content in cells.items():
            result.loc[result.index[row], column] = content
    return result.assign(number=pd.to_numeric(result["value"], errors="coerce"))


def _former(frame: pd.DataFrame, later: Sequence[Record]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows revised since, by position, with the cells to put back; a row no longer there cannot be."""
    keys = {tuple(e[k] for k in OBSERVATION_KEY) for e in later}
    there = frame[list(OBSERVATION_KEY)].itertuples(index=False, name=None) if later else ()
    for position, key in enumerate(there):
        if key in keys:
            now = {c: str(frame.iloc[position][c]) for c in OBSERVATIONS.fields}
            cells: dict[str, str] = {}
            for entry in (e for e in later if tuple(e[k] for k in OBSERVATION_KEY) == key):
                cells |= restored(entry, now | cells)
            yield position, cells
