"""Everything the data's declarations and standards say in Chinese has its English, once."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from planbook.data.dictionary import declared
from planbook.data.english import FILE, messages, said
from planbook.data.load import read_table
from planbook.data.schema import Table
from planbook.data.standards import STANDARDS
from planbook.data.text import Text

DATA = Path(__file__).parents[2] / "data"
HANZI = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uff0f]")
PAIRS = {"item_zh": "item_en", "rule_zh": "rule_en", "note": "note_en"}
TRANSLATED = [t for t in STANDARDS if set(PAIRS.values()) & set(t.fields)]


def test_every_declared_text_has_english() -> None:
    missing = sorted(set(declared()) - set(messages()))
    assert not missing, f"add to src/planbook/data/{FILE}:\n" + "\n".join(missing)


def test_no_entry_is_stale() -> None:
    stale = sorted(set(messages()) - set(declared()))
    assert not stale, f"take out of src/planbook/data/{FILE}:\n" + "\n".join(stale)


def test_entries_are_settled_and_stand_once() -> None:
    raw = files("planbook.data").joinpath(FILE).read_text(encoding="utf-8")
    with files("planbook.data").joinpath(FILE).open("rb") as file:
        entries = [m for m in read_po(file, locale="en") if m.id]
    assert raw.count("\nmsgid ") == len(entries) + 1
    assert not [m.id for m in entries if m.fuzzy or not m.string]


def test_no_english_holds_chinese() -> None:
    assert not {zh: en for zh, en in messages().items() if HANZI.search(en)}


def test_what_is_not_in_the_catalogue_stays_chinese() -> None:
    assert said("没有这一条") == Text("没有这一条")
    assert said("公开日期") == Text("公开日期", "Date of publication")


@pytest.mark.parametrize("table", TRANSLATED, ids=lambda t: t.name)
def test_standards_say_the_same_in_english(table: Table) -> None:
    frame = read_table(DATA / table.glob)
    for zh, en in ((zh, en) for zh, en in PAIRS.items() if en in table.fields):
        pairs = set(zip(frame[zh], frame[en], strict=True))
        assert len(pairs) == frame[zh].nunique(), "one text, one translation"
        assert all(bool(z) == bool(e) and not HANZI.search(e) for z, e in pairs)
