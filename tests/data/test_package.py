"""The data package and the dictionary say what the declarations say."""

import difflib
import json
from pathlib import Path

import frictionless
import pytest
from factory import RESULTS, small_world

from planbook.data import vocab
from planbook.data.dictionary import column_rows, word_rows
from planbook.data.package import package_dict, package_text, write_package
from planbook.data.tables import ALL_TABLES
from planbook.data.vocab import Word

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_world().write(tmp_path)


def _errors(root: Path) -> list[list[str]]:
    report = frictionless.validate(str(write_package(root)))
    return [[str(part) for part in e] for e in report.flatten(["type", "fieldName"])]


def test_committed_package_is_in_step() -> None:
    committed = (ROOT / "data" / "datapackage.json").read_text(encoding="utf-8")
    wanted = package_text(ROOT)
    diff = "\n".join(difflib.unified_diff(committed.splitlines(), wanted.splitlines(), "committed", "declared", lineterm=""))
    assert committed == wanted, f"run: planbook data package\n{diff[:3000]}"


def test_real_package_is_valid() -> None:
    report = frictionless.validate(str(ROOT / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])[:5]


def test_small_package_is_valid(root: Path) -> None:
    assert _errors(root) == []


def test_package_is_the_same_every_time(root: Path) -> None:
    assert package_text(root) == package_text(root)
    assert json.loads(package_text(root)) == package_dict(root)
    assert str(root) not in package_text(root)


def test_every_csv_is_a_resource(root: Path) -> None:
    on_disk = {p.relative_to(root / "data").as_posix() for p in (root / "data").rglob("*.csv")}
    resources = package_dict(root)["resources"]
    assert {r["path"] for r in resources} == on_disk
    assert len({r["name"] for r in resources}) == len(resources)
    assert all(r["title"] and r["description"] for r in resources)


def test_plan_column_is_not_declared_in_files(root: Path) -> None:
    for resource in package_dict(root)["resources"]:
        assert "plan" not in resource["schema"]["primaryKey"]
        assert "plan" not in {f["name"] for f in resource["schema"]["fields"]}


def test_plan_tables_refer_within_their_plan(root: Path) -> None:
    targets = next(r for r in package_dict(root)["resources"] if r["name"] == "test-145-targets")
    resources = {k["reference"]["resource"] for k in targets["schema"]["foreignKeys"]}
    assert "test-145-projects" in resources
    assert "indicators" in resources


@pytest.mark.parametrize(("line", "cells", "error"), [
    (3, {"indicator": "nowhere"}, "foreign-key"),
    (3, {"evidence": "measured"}, "constraint-error"),
    (3, {"value": "many"}, "type-error"),
    (3, {"period": "last year"}, "constraint-error"),
    (3, {"known_from": ""}, "constraint-error"),
])
def test_frictionless_itself_finds_faults(tmp_path: Path, line: int, cells: dict[str, str], error: str) -> None:
    assert error in {kind for kind, _ in _errors(small_world().set(RESULTS, line, **cells).write(tmp_path))}


def test_frictionless_finds_a_repeated_key(tmp_path: Path) -> None:
    world = small_world()
    world.tables[RESULTS].append(dict(world.tables[RESULTS][1]))
    assert "primary-key" in {kind for kind, _ in _errors(world.write(tmp_path))}


def test_dictionary_has_every_column() -> None:
    rows = column_rows()
    assert [(r.table, r.column) for r in rows] == [(t.name, c) for t in ALL_TABLES for c in t.fields]
    assert all(t.zh and t.en for r in rows for t in (r.title, r.meaning, r.type, r.table_title))


def test_dictionary_names_words_and_references() -> None:
    words = {(r.table, r.column): r.words for r in column_rows()}
    assert words["observations", "evidence"].zh.startswith("actual、interim")
    assert words["observations", "evidence"].en.startswith("actual, interim")
    assert words["river_rating", "rating"].en.startswith("优 (excellent), 良好 (good)")
    assert words["observations", "place"].in_("en") == "→ places.id"
    assert words["observations", "note"].zh == ""


def test_dictionary_has_every_vocabulary() -> None:
    declared = {v.__name__ for v in vars(vocab).values() if isinstance(v, type) and issubclass(v, Word) and v is not Word}
    rows = word_rows()
    assert {r.vocabulary for r in rows} == declared
    assert all(r.zh and r.en and r.title.zh and r.title.en for r in rows)
