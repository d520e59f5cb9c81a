"""The declarations are complete and agree with each other."""

import dataclasses

import pytest

from planbook.data import model
from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS, TABLES, TARGETS, FieldType, Table
from planbook.data.tables import ALL_TABLES

BY_NAME = {t.name: t for t in ALL_TABLES}
COLUMNS = [(t, c) for t in ALL_TABLES for c in t.fields]


def test_names_and_globs_are_unique() -> None:
    assert len(BY_NAME) == len(ALL_TABLES)
    assert len({t.glob for t in ALL_TABLES}) == len(ALL_TABLES)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda t: t.name)
def test_key_columns_exist(table: Table) -> None:
    assert set(table.key) - {"plan"} <= set(table.fields)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda x: getattr(x, "name", x))
def test_column_has_title_meaning_and_a_real_reference(table: Table, column: str) -> None:
    field = table.fields[column]
    assert field.title
    assert field.meaning
    if field.refers:
        target, there = field.refers.split(".")
        assert there in BY_NAME[target].fields


def test_key_columns_are_required_or_belong_to_a_register() -> None:
    for table in TABLES:
        for column in set(table.key) - {"plan"}:
            assert table.fields[column].required or table.name == "revisions", (table.name, column)


def test_observation_key_is_the_eight_parts_of_the_design() -> None:
    assert OBSERVATIONS.key == OBSERVATION_KEY
    assert list(OBSERVATIONS.fields)[:8] == list(OBSERVATION_KEY)


def test_closed_lists_are_given_once() -> None:
    for table, column in COLUMNS:
        field = table.fields[column]
        assert not (field.words and field.choices), (table.name, column)


def test_target_columns_reach_the_model() -> None:
    columns = {c.removesuffix("_zh").removesuffix("_en") for c in TARGETS.fields}
    fields = {f.name for f in dataclasses.fields(model.Target)}
    assert columns <= fields
    assert fields - columns == {"plan", "rating"}


def test_observation_columns_reach_the_model() -> None:
    assert set(OBSERVATIONS.fields) | {"grade"} == {f.name for f in dataclasses.fields(model.Observation)}


def test_lists_are_not_keys() -> None:
    for table in ALL_TABLES:
        assert all(table.fields[c].type is not FieldType.LIST for c in table.key if c != "plan")
