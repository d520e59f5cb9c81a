"""The tables as they would be after an import: sorted by key, every other line as it was."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from planbook.data.intake_tables import IMPORTS
from planbook.data.load import Record, records
from planbook.data.revisions import restored, told
from planbook.data.rules import KNOWN_CONFLICTS
from planbook.data.schema import EDITIONS, OBSERVATION_KEY, OBSERVATIONS, REVISIONS, SOURCES, Table
from planbook.intake.catalogue import key_of
from planbook.intake.difference import Change, Difference

Files = dict[str, bytes]
"""New content by path relative to ``data/``."""


def table_bytes(table: Table, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return rows as the CSV the tables are kept in: UTF-8, LF, sorted by key."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda r: tuple(r[k] for k in table.key)))
    return text.getvalue().encode("utf-8")


def _stored(data: Path, name: str) -> list[Record]:
    return records(data / name) if (data / name).is_file() else []


def compose(data: Path, difference: Difference, today: str) -> Files:
    """Return the content of every table the difference touches.

    Parameters
    ----------
    data : Path
        The data folder as it is.
    difference : Difference
        What is to change.
    today : str
        ISO day of the import, for the revisions.
    """
    files: Files = {}
    changes = (*difference.new, *difference.changed)
    for topic in sorted({c.topic for c in changes}):
        name = f"observations/{topic}.csv"
        files[name] = table_bytes(OBSERVATIONS, _merged(_stored(data, name), [c for c in changes if c.topic == topic]))
    if difference.sources:
        files[SOURCES.glob] = table_bytes(SOURCES, [*_stored(data, SOURCES.glob), *difference.sources])
    if difference.edition:
        files[EDITIONS.glob] = table_bytes(EDITIONS, _editions(_stored(data, EDITIONS.glob), difference.edition))
    if any(c.revises for c in difference.changed):
        files[REVISIONS.glob] = table_bytes(REVISIONS, _revisions(_stored(data, REVISIONS.glob), difference.changed, today))
    stored = _stored(data, KNOWN_CONFLICTS.glob)
    kept = _still_declared(stored, difference)
    if difference.explained or len(kept) < len(stored):
        files[KNOWN_CONFLICTS.glob] = table_bytes(KNOWN_CONFLICTS, [*kept, *_explained(difference)])
    return files


def _still_declared(rows: list[Record], difference: Difference) -> list[Record]:
    """Return the declared conflicts without those an earlier import wrote for a row that now changes."""
    changed = {_conflict_id(c) for c in difference.changed}
    return [r for r in rows if r["id"] not in changed]


def _conflict_id(change: Change) -> str:
    return f"range-{'|'.join(change.entry.key)}"


def _merged(rows: list[Record], changes: list[Change]) -> list[Record]:
    return list(({key_of(r): r for r in rows} | {c.entry.key: c.entry.row for c in changes}).values())


def _editions(rows: list[Record], edition: tuple[int, str]) -> list[Record]:
    year, cut_off = str(edition[0]), edition[1]
    notes = {r["year"]: r["note"] for r in rows}
    return [*(r for r in rows if r["year"] != year), {"year": year, "cut_off": cut_off, "note": notes.get(year, "")}]


def _revisions(rows: list[Record], changed: Iterable[Change], today: str) -> list[Record]:
    """Return the revisions with the new ones; two of one row on one day become one, from the first old to the last new."""
    found = {(r["revised_on"], key_of(r)): r for r in rows}
    for change in changed:
        if change.revises and change.old:
            row, before = change.entry.row, found.get((today, change.entry.key))
            found[today, change.entry.key] = {
                "revised_on": today, **{k: row[k] for k in OBSERVATION_KEY},
                "old": before["old"] if before else told(change.old), "new": told(row),
                "reason": change.entry.reason, "reason_source": row["source"], "before": _before(change, before)}
    return list(found.values())


def _before(change: Change, earlier: Record | None) -> str:
    """Return the changed columns as they were, as JSON; what an earlier revision of the day recorded stands."""
    cells = {c: (change.old or {})[c] for c in change.columns}
    cells |= restored(earlier, change.old or {}) if earlier else {}
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _explained(difference: Difference) -> Iterable[Record]:
    """Yield a declared conflict for each unusual value whose note vouches for it."""
    for change in (*difference.new, *difference.changed):
        reason = difference.explained.get(change.entry.key)
        if reason:
            key = "|".join(change.entry.key)
            yield {"id": _conflict_id(change), "check": "CHK-RANGE", "file": f"data/observations/{change.topic}.csv", "key": key,
                   "column": "", "reason": reason}


def registered(data: Path, row: Mapping[str, str]) -> bytes:
    """Return the register of imports with one more, or with the row of its number replaced."""
    rows = [r for r in _stored(data, IMPORTS.glob) if r["number"] != row["number"]]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(IMPORTS.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted([*rows, dict(row)], key=lambda r: int(r["number"])))
    return text.getvalue().encode("utf-8")


def next_number(data: Path) -> int:
    """Return the number of the next import."""
    return 1 + max((int(r["number"]) for r in _stored(data, IMPORTS.glob)), default=0)
