"""Everything the data's declarations, standards and notes on targets say in Chinese has its English, once."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from planbook.data.dictionary import declared
from planbook.data.english import FOLDER, PERIODS, SCHEMA, messages, said
from planbook.data.load import read_table
from planbook.data.schema import OBSERVATIONS, Table
from planbook.data.tables import ALL_TABLES
from planbook.data.text import Text

DATA = Path(__file__).parents[2] / "data"
HANZI = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uff0f]")
PAIRS = {"item_zh": "item_en", "rule_zh": "rule_en", "note": "note_en", "coord_note": "coord_note_en", "fuel": "fuel_en"}
TRANSLATED = [(t, zh, en) for t in ALL_TABLES for zh, en in PAIRS.items() if {zh, en} <= set(t.fields)]


def test_every_declared_text_has_english() -> None:
    missing = sorted(set(declared()) - set(messages(SCHEMA)))
    assert not missing, f"add to src/planbook/data/{FOLDER}/{SCHEMA}:\n" + "\n".join(missing)


def test_no_entry_is_stale() -> None:
    stale = sorted(set(messages(SCHEMA)) - set(declared()))
    assert not stale, f"take out of src/planbook/data/{FOLDER}/{SCHEMA}:\n" + "\n".join(stale)


def test_every_wording_of_a_period_has_english() -> None:
    found = {label for path in DATA.glob(OBSERVATIONS.glob) for label in read_table(path)["period_label"] if HANZI.search(label)}
    missing = sorted(found - set(messages(PERIODS)))
    assert not missing, f"add to src/planbook/data/{FOLDER}/{PERIODS}:\n" + "\n".join(missing)


@pytest.mark.parametrize("catalogue", [SCHEMA, PERIODS])
def test_entries_are_settled_and_stand_once(catalogue: str) -> None:
    raw = files("planbook.data").joinpath(FOLDER, catalogue).read_text(encoding="utf-8")
    with files("planbook.data").joinpath(FOLDER, catalogue).open("rb") as file:
        entries = [m for m in read_po(file, locale="en") if m.id]
    assert raw.count("\nmsgid ") == len(entries) + 1
    assert not [m.id for m in entries if m.fuzzy or not m.string]


@pytest.mark.parametrize("catalogue", [SCHEMA, PERIODS])
def test_no_english_holds_chinese(catalogue: str) -> None:
    assert not {zh: en for zh, en in messages(catalogue).items() if HANZI.search(en)}


def test_what_is_not_in_the_catalogue_stays_chinese() -> None:
    assert said("没有这一条") == Text("没有这一条")
    assert said("公开日期") == Text("公开日期", "Date of publication")


@pytest.mark.parametrize(("table", "zh", "en"), TRANSLATED, ids=lambda x: getattr(x, "name", x))
def test_a_text_of_the_tables_says_the_same_in_english(table: Table, zh: str, en: str) -> None:
    pairs = {pair for path in DATA.glob(table.glob) for pair in zip(*(read_table(path)[c] for c in (zh, en)), strict=True)}
    assert len(pairs) == len({z for z, _ in pairs}), "one text, one translation"
    assert all(bool(z) == bool(e) and not HANZI.search(e) for z, e in pairs)
