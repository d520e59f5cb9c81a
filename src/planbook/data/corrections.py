"""Known faults of a source, put right when loading: declared in ``data/corrections.csv``, guarded, never silent.

Each entry names one observation, and in ``expect`` what stands in one of its cells. If that is no longer so, the source
has changed: the entry is refused rather than applied to something else.
"""

import csv
import io
from collections.abc import Iterator

import pandas as pd

from planbook.data.errors import DataError, Problem
from planbook.data.intake_tables import CORRECTABLE, CORRECTIONS
from planbook.data.schema import OBSERVATION_KEY

FILE = f"data/{CORRECTIONS.glob}"
DOUBTFUL = "存疑："
MATCH, EXPECT, ACTION = "CHK-CORRECTION-MATCH", "CHK-CORRECTION-EXPECT", "CHK-CORRECTION-ACTION"
Record = dict[str, str]


def read_corrections(content: bytes) -> list[Record]:
    """Return the entries of the file's bytes, in order."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _key(row: Record) -> tuple[str, ...]:
    return tuple(row[k] for k in OBSERVATION_KEY)


def _positions(frame: pd.DataFrame) -> dict[tuple[str, ...], int]:
    return {key: i for i, key in enumerate(frame[list(OBSERVATION_KEY)].itertuples(index=False, name=None))}


def faults(entries: list[Record], frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield what is wrong with the entries.

    Parameters
    ----------
    entries : list of dict
        Rows of ``data/corrections.csv``.
    frame : DataFrame
        Uncorrected observations as text.
    """
    there = _positions(frame)
    for line, entry in enumerate(entries, start=2):
        found = there.get(_key(entry))
        if entry["column"] not in CORRECTABLE:
            yield Problem(ACTION, FILE, line, "column", entry["column"], f"{'、'.join(CORRECTABLE)} 之一", "改正 column")
        elif found is None:
            yield Problem(MATCH, FILE, line, "indicator", "|".join(_key(entry)), "observations 表中有同键的行",
                          "改正键；该行已不存在的，删去本条更正")
        elif (now := str(frame.iloc[found][entry["column"]])) != entry["expect"]:
            yield Problem(EXPECT, FILE, line, "expect", entry["expect"], f"现有内容“{now}”",
                          "来源可能已经改正：核对后删去本条更正")
        yield from _action_faults(entry, line)


def _action_faults(entry: Record, line: int) -> Iterator[Problem]:
    changes = entry["new"] != entry["expect"] if entry["action"] == "override" else not entry["new"]
    if not changes:
        yield Problem(ACTION, FILE, line, "new", entry["new"], "override 写与 expect 不同的内容，drop 和 flag 留空",
                      "改正 new 或 action")


def corrected(frame: pd.DataFrame, entries: list[Record]) -> pd.DataFrame:
    """Return the observations with every entry applied; the frame itself where there is none.

    Raises
    ------
    DataError
        If an entry matches no row or its guard no longer holds.
    """
    if not entries:
        return frame
    wrong = list(faults(entries, frame))
    if wrong:
        raise DataError(wrong)
    there, result = _positions(frame), frame.copy()
    for entry in entries:
        _apply(result, there[_key(entry)], entry)
    drop = [there[_key(e)] for e in entries if e["action"] == "drop"]
    return result.drop(index=result.index[drop]).reset_index(drop=True)


def _apply(frame: pd.DataFrame, row: int, entry: Record) -> None:
    if entry["action"] == "override":
        frame.loc[frame.index[row], entry["column"]] = entry["new"]
    elif entry["action"] == "flag" and not str(frame.iloc[row]["note"]).startswith(DOUBTFUL):
        note = "；".join(filter(None, (entry["reason"], str(frame.iloc[row]["note"]))))
        frame.loc[frame.index[row], "note"] = DOUBTFUL + note
