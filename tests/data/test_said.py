"""Everything the data's declarations, standards, notes and wordings say in Chinese has its English, once."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from planbook.data.dictionary import declared
from planbook.data.english import (
    DOUBTFUL,
    FOLDER,
    NOTE_PATTERNS,
    NOTES,
    PERIODS,
    REMARKS_END,
    SCHEMA,
    WORDINGS,
    messages,
    said,
    said_note,
    said_publisher,
)
from planbook.data.load import read_table
from planbook.data.schema import OBSERVATIONS, SOURCES, Table
from planbook.data.tables import ALL_TABLES
from planbook.data.text import Text
from planbook.data.vocab import RATING_NAMES

DATA = Path(__file__).parents[2] / "data"
HANZI = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uff0f]")
QUOTED = re.compile("“[^“”]*”")
PAIRS = {"item_zh": "item_en", "rule_zh": "rule_en", "note": "note_en", "coord_note": "coord_note_en", "fuel": "fuel_en"}
NOTED = {note for table in (OBSERVATIONS, SOURCES) for path in DATA.glob(table.glob) for note in read_table(path)["note"] if note}
REMARKS = {remark for note in NOTED for remark in note.removeprefix(DOUBTFUL.zh).split(REMARKS_END)}
PUBLISHERS = {row for path in DATA.glob(SOURCES.glob) for row in read_table(path)["publisher"]}
ASIDES = PUBLISHERS | {name.partition("（")[2].removesuffix("）") for name in PUBLISHERS}
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


def test_every_wording_in_place_of_a_number_has_english_and_none_is_stale() -> None:
    found = {text for path in DATA.glob(OBSERVATIONS.glob) for text in read_table(path)["text"] if HANZI.search(text)}
    assert found - set(RATING_NAMES) == set(messages(WORDINGS)), f"src/planbook/data/{FOLDER}/{WORDINGS}"


def test_every_note_has_english() -> None:
    missing = sorted(r for r in REMARKS if not said_note(r).en)
    assert not missing, f"add to src/planbook/data/{FOLDER}/{NOTES}:\n" + "\n".join(missing)
    assert all(said_note(note).en for note in NOTED)


def test_every_remark_is_said_in_one_way() -> None:
    patterned = {zh: [p.pattern for p, _ in NOTE_PATTERNS if p.fullmatch(zh)] for zh in REMARKS}
    assert not {zh: found for zh, found in patterned.items() if len(found) + (zh in messages(NOTES)) != 1}


def test_no_remark_is_stale() -> None:
    assert not sorted(set(messages(NOTES)) - REMARKS - ASIDES), f"take out of src/planbook/data/{FOLDER}/{NOTES}"
    assert not [p.pattern for p, _ in NOTE_PATTERNS if not any(map(p.fullmatch, REMARKS))]


def test_notes_hold_chinese_in_quotation_marks_alone() -> None:
    english = {note: said_note(note).in_("en") for note in NOTED}
    assert not {zh: en for zh, en in english.items() if HANZI.search(QUOTED.sub("", en))}


def test_what_an_archive_is_has_english_and_names_stay() -> None:
    archives = [name for name in PUBLISHERS if "归档" in name]
    assert archives
    assert not [name for name in archives if HANZI.search(said_publisher(name).en.partition(" (")[2])]
    assert all(said_publisher(name).en.startswith(name.partition("（")[0]) for name in archives)


@pytest.mark.parametrize(("zh", "en"), [
    ("存疑：有效日只有26天", "Doubtful: only 26 valid days"), ("约数；全省", "Approximate figure; whole province"),
    ("约数；没有这一条", "约数；没有这一条"), ("", ""),
])
def test_a_note_is_said_remark_by_remark(zh: str, en: str) -> None:
    assert said_note(zh).in_("en") == en


@pytest.mark.parametrize("catalogue", [SCHEMA, PERIODS, NOTES, WORDINGS])
def test_entries_are_settled_and_stand_once(catalogue: str) -> None:
    raw = files("planbook.data").joinpath(FOLDER, catalogue).read_text(encoding="utf-8")
    with files("planbook.data").joinpath(FOLDER, catalogue).open("rb") as file:
        entries = [m for m in read_po(file, locale="en") if m.id]
    assert raw.count("\nmsgid ") == len(entries) + 1
    assert not [m.id for m in entries if m.fuzzy or not m.string]


@pytest.mark.parametrize("catalogue", [SCHEMA, PERIODS, WORDINGS])
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
