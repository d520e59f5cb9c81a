"""The data dictionary as plain rows: what every column means and every word of a closed list says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planbook.data import vocab
from planbook.data.english import said
from planbook.data.schema import Field, FieldType
from planbook.data.tables import ALL_TABLES
from planbook.data.text import Text
from planbook.data.vocab import RATING_NAMES

TYPE_NAMES = {
    FieldType.TEXT: "文字",
    FieldType.NUMBER: "数",
    FieldType.INTEGER: "整数",
    FieldType.DATE: "日期",
    FieldType.LOOSE_DATE: "日期（年、月或日）",
    FieldType.PERIOD: "期间",
    FieldType.LIST: "列表（分号分隔）",
    FieldType.BOOLEAN: "真假（true/false）",
}
"""Types as a reader is told them."""
_VOCABULARIES = {
    vocab.Evidence: "依据",
    vocab.Verdict: "结论",
    vocab.Reason: "无法判定的原因",
    vocab.Kind: "目标类型",
    vocab.Direction: "方向",
    vocab.Criterion: "判定依据",
    vocab.AmbiguityKind: "方案文字的歧义",
    vocab.Grade: "来源等级",
    vocab.SourceKind: "来源类别",
    vocab.PlaceKind: "地方类别",
}
"""Every closed vocabulary with its Chinese title, in the order of the dictionary."""
_HANZI = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class ColumnRow:
    """One column of one table.

    Attributes
    ----------
    table, files : str
        Table name and its files under ``data/``.
    table_title : Text
        Title of the table.
    column : str
        Name of the column.
    title, type, meaning : Text
        What the column holds.
    required : bool
        Whether an empty cell is an error.
    key : bool
        Whether it is part of the table's key.
    words : Text
        Closed list it comes from, or ``table.column`` it refers to; empty if free.
    """

    table: str
    files: str
    table_title: Text
    column: str
    title: Text
    type: Text
    meaning: Text
    required: bool
    key: bool
    words: Text


@dataclass(frozen=True)
class WordRow:
    """One word of a closed vocabulary with its names."""

    vocabulary: str
    title: Text
    word: str
    zh: str
    en: str


def _words(field: Field) -> Text:
    words = [w.value for w in field.words] if field.words else list(field.choices)
    if words:
        return Text("、".join(words), ", ".join(map(_explained, words)))
    return Text(f"→ {field.refers}", f"→ {field.refers}") if field.refers else Text("")


def _explained(word: str) -> str:
    """Return a word as cells have it, a Chinese one with its English."""
    return f"{word} ({(RATING_NAMES.get(word) or said(word)).in_('en')})" if _HANZI.search(word) else word


def declared() -> Iterator[str]:
    """Yield every Chinese text the dictionary is made of that has its English in the catalogue."""
    yield from TYPE_NAMES.values()
    yield from _VOCABULARIES.values()
    for t in ALL_TABLES:
        yield t.title
        for f in t.fields.values():
            yield from (f.title, f.meaning, *(c for c in f.choices if _HANZI.search(c) and c not in RATING_NAMES))


def column_rows() -> tuple[ColumnRow, ...]:
    """Return every column of every table, in file order."""
    return tuple(
        ColumnRow(t.name, f"data/{t.glob}", said(t.title), name, said(f.title), said(TYPE_NAMES[f.type]), said(f.meaning),
                  f.required, name in t.key, _words(f))
        for t in ALL_TABLES
        for name, f in t.fields.items()
    )


def word_rows() -> tuple[WordRow, ...]:
    """Return every word of every closed vocabulary, in declared order."""
    return tuple(
        WordRow(words.__name__, said(title), w.value, w.text.zh, w.text.en)
        for words, title in _VOCABULARIES.items()
        for w in words
    )
