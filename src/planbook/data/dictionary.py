"""The data dictionary as plain rows: what every column means and every word of a closed list says."""

from dataclasses import dataclass

from planbook.data import vocab
from planbook.data.schema import Field, FieldType
from planbook.data.tables import ALL_TABLES

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


@dataclass(frozen=True)
class ColumnRow:
    """One column of one table.

    Attributes
    ----------
    table, files, table_title : str
        Table name, its files under ``data/`` and its title.
    column, title, type, meaning : str
        The column and what it holds.
    required : bool
        Whether an empty cell is an error.
    key : bool
        Whether it is part of the table's key.
    words : str
        Closed list it comes from, or ``table.column`` it refers to; empty if free.
    """

    table: str
    files: str
    table_title: str
    column: str
    title: str
    type: str
    meaning: str
    required: bool
    key: bool
    words: str


@dataclass(frozen=True)
class WordRow:
    """One word of a closed vocabulary with its names."""

    vocabulary: str
    title: str
    word: str
    zh: str
    en: str


def _words(field: Field) -> str:
    if field.words:
        return "、".join(w.value for w in field.words)
    return "、".join(field.choices) or (f"→ {field.refers}" if field.refers else "")


def column_rows() -> tuple[ColumnRow, ...]:
    """Return every column of every table, in file order."""
    return tuple(
        ColumnRow(t.name, f"data/{t.glob}", t.title, name, f.title, TYPE_NAMES[f.type], f.meaning, f.required,
                  name in t.key, _words(f))
        for t in ALL_TABLES
        for name, f in t.fields.items()
    )


def word_rows() -> tuple[WordRow, ...]:
    """Return every word of every closed vocabulary, in declared order."""
    return tuple(
        WordRow(words.__name__, title, w.value, w.text.zh, w.text.en)
        for words, title in _VOCABULARIES.items()
        for w in words
    )
