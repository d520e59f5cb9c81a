"""The glossary: definitions of the closed vocabularies' words, and terms of standards and methods with theirs.

A word of a vocabulary has its names in :mod:`planbook.data.vocab`; only its definition stands in the table.
"""

from dataclasses import dataclass
from pathlib import Path

from planbook.data.load import read_table
from planbook.data.schema import Field, Table
from planbook.data.standards import READ
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Grade, Reason, Verdict, Word

TERM = "term"
VOCABULARIES: dict[str, type[Word]] = {"verdict": Verdict, "reason": Reason, "evidence": Evidence, "grade": Grade}
GLOSSARY = Table(
    "glossary", "glossary.csv", "术语",
    {
        "group": Field("类别", "词表，或 term（其他术语）", choices=(*VOCABULARIES, TERM), required=True),
        "id": Field("编号", "词表中的词，或术语编号", required=True),
        "term_zh": Field("术语", "词表中的词空着：名称在词表里"),
        "term_en": Field("术语（英）", "同上，英文"),
        "definition_zh": Field("定义", "定义", required=True),
        "definition_en": Field("定义（英）", "同上，英文", required=True),
        "source": Field("出处", "标准号，或本书"),
        "read": Field("读法", "出处是标准时：read 已读到，from_knowledge 凭知识、未读到原文，verified 已自行核算", choices=READ),
    },
    ("group", "id"),
)


@dataclass(frozen=True)
class Term:
    """A term with its definition; ``read`` says how a standard's wording is known, empty where none is quoted."""

    group: str
    id: str
    name: Text
    definition: Text
    source: str
    read: str


def glossary(data: Path) -> tuple[Term, ...]:
    """Return the glossary's terms: vocabularies in their own order, then the others by their Chinese names."""
    frame = read_table(data / GLOSSARY.glob)
    terms = [_term({str(k): str(v) for k, v in row.items()}) for _, row in frame.iterrows()]
    return tuple(sorted(terms, key=_place))


def _term(row: dict[str, str]) -> Term:
    words = VOCABULARIES.get(row["group"])
    name = words.of(row["id"]).text if words else Text(row["term_zh"], row["term_en"])
    return Term(row["group"], row["id"], name, Text(row["definition_zh"], row["definition_en"]), row["source"], row["read"])


def _place(term: Term) -> tuple[str, int, str]:
    words = VOCABULARIES.get(term.group)
    return term.group, list(words).index(words.of(term.id)) if words else 0, term.name.zh
