"""What an import would change: rows new, changed and unchanged, as objects first and as lines for the screen after."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from planbook.data.load import Record
from planbook.data.model import NO_KEY
from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS
from planbook.data.vocab import Evidence
from planbook.intake.catalogue import Catalogue, Key
from planbook.intake.entries import Entry
from planbook.intake.faults import Log, Rule

PAYLOAD = tuple(c for c in OBSERVATIONS.fields if c not in OBSERVATION_KEY)
SHOWN = 40
"""Rows of one kind the screen lists; the counts are of all."""
DEFAULT_TOPIC = "results"


@dataclass(frozen=True)
class Change:
    """One row of the difference.

    Attributes
    ----------
    entry : Entry
        The row as filled in, every column present.
    topic : str
        File of ``data/observations`` it belongs to.
    old : dict of str to str, optional
        The stored row; none for a new one.
    """

    entry: Entry
    topic: str
    old: Record | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that differ from the stored row."""
        return tuple(c for c in PAYLOAD if self.old is not None and self.old[c] != self.entry.row[c])

    @property
    def revises(self) -> bool:
        """Whether what was published changes, not only a note or date beside it."""
        return bool({"value", "low", "high", "bound", "text", "unit"} & set(self.columns))


@dataclass(frozen=True)
class Difference:
    """All an import would do.

    Attributes
    ----------
    new, changed : tuple of Change
        Rows to write.
    unchanged : int
        Rows equal to stored ones.
    sources : tuple of dict
        Sources to register.
    edition : tuple of (int, str), optional
        Data year and cut-off to register or extend.
    """

    new: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    sources: tuple[Record, ...] = ()
    edition: tuple[int, str] | None = None
    explained: dict[Key, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new or self.changed or self.edition)


def compare(entries: list[Entry], catalogue: Catalogue, log: Log) -> Difference:
    """Compare filled rows with stored ones; a changed past value needs its reason."""
    new, changed, same = [], [], 0
    for entry in entries:
        topic, old = catalogue.observations.get(entry.key, ("", None))
        whole = Entry({c: _cell(entry, c, old) for c in OBSERVATIONS.fields}, entry.reason, entry.cells)
        change = Change(whole, topic or topic_of(whole, catalogue), old)
        if old is None:
            new.append(change)
        elif change.columns:
            changed.append(change)
        else:
            same += 1
        _judge_reason(change, log)
    return Difference(tuple(new), tuple(changed), same)


def _cell(entry: Entry, column: str, old: Record | None) -> str:
    """Return what the file says, what is stored where it has no such column."""
    return entry.row.get(column, old[column] if old else "")


def _judge_reason(change: Change, log: Log) -> None:
    entry = change.entry
    if change.columns and not entry.reason:
        was = "、".join(f"{OBSERVATIONS.fields[c].title} {change.old[c] or '空'} → {entry.row[c] or '空'}" for c in change.columns) if change.old else ""
        log.add(Rule.REASON_MISSING, entry.where(change.columns[0]), was, "与已有的相同，或写明修订理由")
    elif entry.reason and not change.columns:
        log.add(Rule.REASON_IDLE, entry.where("reason"), entry.reason, "有改动的行才写理由")


def topic_of(entry: Entry, catalogue: Catalogue) -> str:
    """Return the file a new row belongs to: where most rows of its indicator and kind of period already stand."""
    row = entry.row
    votes: dict[tuple[bool, bool], Counter[str]] = {}
    for (width, evidence, topic), times in catalogue.topics.get(row["indicator"], {}).items():
        votes.setdefault((width == len(row["period"]), evidence == row["evidence"]), Counter())[topic] += times
    best = votes[max(votes)] if votes else Counter({DEFAULT_TOPIC: 1})
    return min(best, key=lambda t: (-best[t], t))


def lines(difference: Difference, catalogue: Catalogue) -> Iterator[str]:
    """Yield the difference as lines for the screen, in names and characters an analyst knows."""
    d = difference
    yield f"新增 {len(d.new)} 行，修改 {len(d.changed)} 行，未变 {d.unchanged} 行；新来源 {len(d.sources)} 个。"
    yield from (f"  + {_told(c, catalogue)}" for c in d.new[:SHOWN])
    yield from (f"  ~ {_told(c, catalogue)}；原为 {_figure(c.old or {})}；理由：{c.entry.reason}" for c in d.changed[:SHOWN])
    rest = max(0, len(d.new) - SHOWN) + max(0, len(d.changed) - SHOWN)
    if rest:
        yield f"  …… 另有 {rest} 行"
    yield from (f"  + 来源 {s['id']}：{s['publisher']}《{s['title']}》" for s in d.sources)
    if d.edition:
        yield f"  版本：{d.edition[0]} 年，截止 {d.edition[1]}"


def _told(change: Change, catalogue: Catalogue) -> str:
    row = change.entry.row
    names = [catalogue.indicators[row["indicator"]]["name_zh"], catalogue.places[row["place"]]["name_zh"], row["period"]]
    names += [t for t in (row["period_label"], row["series"]) if t != NO_KEY]
    basis = [] if row["basis"] == NO_KEY else [catalogue.bases[row["basis"]]["name_zh"]]
    key = " ".join([*names, Evidence.of(row["evidence"]).text.zh, *basis])
    return f"{change.topic}.csv：{key}：{_figure(row)}"


def _figure(row: Record) -> str:
    """Return a row's value as one reads it."""
    span = f"{row.get('low', '')} 至 {row.get('high', '')}" if row.get("low") or row.get("high") else ""
    return " ".join(p for p in (f"{row.get('bound', '')}{row.get('value', '')}", span, row.get("text", ""), row.get("unit", "")) if p)
