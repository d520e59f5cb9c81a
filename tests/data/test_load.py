"""Typed loading, and what an edition sees."""

from datetime import date
from pathlib import Path

import pytest
from factory import OTHER, PLAN, RESULTS, World, observation, small_world

from planbook.data.errors import PlanbookError
from planbook.data.load import Dataset, load_dataset, load_editions, load_plan, read_table, records
from planbook.data.vocab import Criterion, Direction, Evidence, Grade, Kind, PlaceKind, SourceKind


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_world().write(tmp_path)


@pytest.fixture
def dataset(root: Path) -> Dataset:
    return load_dataset(root=root)


def _seen(world: World, root: Path, edition: int) -> set[str]:
    return set(load_dataset(edition, world.write(root)).table["note"])


def test_newest_edition_is_the_default(dataset: Dataset) -> None:
    assert (dataset.edition.year, dataset.edition.cut_off) == (2025, date(2026, 11, 22))


def test_editions_come_oldest_first(root: Path) -> None:
    assert list(load_editions(root / "data")) == [2024, 2025]


def test_unknown_edition_lists_the_known(root: Path) -> None:
    with pytest.raises(PlanbookError, match="2024、2025"):
        load_dataset(2019, root)


@pytest.mark.parametrize(("edition", "known_from", "visible"), [
    (2024, "2025-12-31", True), (2024, "2026-01-01", False), (2025, "2026-01-01", True), (2025, "2026-11-23", False),
])
def test_edition_sees_what_was_public_at_its_cut_off(tmp_path: Path, edition: int, known_from: str, visible: bool) -> None:
    world = small_world()
    observation(world, "smoke", "testville", "2022", value="44", unit="ug/m3", known_from=known_from, note="mark")
    assert ("mark" in _seen(world, tmp_path, edition)) is visible


@pytest.mark.parametrize(("edition", "period", "visible"), [
    (2024, "2024", True), (2024, "2025-01", False), (2024, "2021/2025", False), (2025, "2021/2025", True),
])
def test_edition_sees_no_later_years(tmp_path: Path, edition: int, period: str, visible: bool) -> None:
    world = small_world()
    observation(world, "smoke", "testville", period, value="44", unit="ug/m3", note="mark")
    assert ("mark" in _seen(world, tmp_path, edition)) is visible


def test_target_is_typed(dataset: Dataset) -> None:
    target = dataset.targets["u1"]
    assert (target.plan, target.kind, target.direction, target.criterion) == (
        PLAN, Kind.RELATIVE_CHANGE, Direction.AT_LEAST, Criterion.NUMBER)
    assert (target.value, target.base_year, target.target_year, target.unit) == (14.5, 2020, 2025, "%")
    assert (target.places, target.accepted_basis) == (("testshire",), ("-",))
    assert target.agencies == ("smoke-office", "tree-office")


def test_rating_target_has_a_word_and_no_number(dataset: Dataset) -> None:
    assert (dataset.targets["u3"].rating, dataset.targets["u3"].value) == ("良好", None)


def test_missing_numbers_stay_missing(dataset: Dataset) -> None:
    target = dataset.targets["u4"]
    assert (target.value, target.base_year, target.unit) == (None, None, "")


def test_targets_keep_the_order_of_the_text(dataset: Dataset) -> None:
    assert list(dataset.targets) == ["u1", "u2", "u3", "u4", "u5"]


def test_registers_are_typed(dataset: Dataset) -> None:
    assert dataset.places["testville"].kind is PlaceKind.PREFECTURE
    assert (dataset.places["testville"].lon, dataset.places["sampleton"].lon) == (120.5, None)
    assert dataset.sources["s-plan"].kind is SourceKind.ORIGINAL
    assert dataset.indicators["smoke"].decimals == 1
    assert dataset.bases["peak"].name.zh == "最高值"
    assert [p.seq for p in dataset.projects.values()] == [1, 2]
    assert dataset.agencies["smoke-office"].lead_sections == ("二（一）",)
    assert dataset.measures["m01"].place == "testville"


def test_observation_carries_its_sources_grade(dataset: Dataset) -> None:
    row = dataset.rows(indicator="smoke", evidence="actual")[0]
    assert (row.value, row.low, row.evidence, row.grade) == (40.4, None, Evidence.ACTUAL, Grade.C)
    assert row.known_from == date(2025, 6, 30)
    assert row.key == ("smoke", "testville", "2023", "-", "actual", "-", "s-report", "-")


def test_select_takes_one_value_or_several(dataset: Dataset) -> None:
    assert len(dataset.select(indicator="census")) == 3
    assert len(dataset.select(indicator="census", place=("testville", "sampleton"))) == 2
    assert dataset.select(indicator="nothing").empty


def test_table_has_year_number_and_topic(dataset: Dataset) -> None:
    row = dataset.select(indicator="smoke-cut").iloc[0]
    assert (row["year"], row["number"], row["topic"]) == (2024, 19.2, "results")


def test_doubtful_rows_are_kept_and_marked(tmp_path: Path) -> None:
    world = small_world().set(RESULTS, 3, note="存疑：表格小数点不清")
    row = load_dataset(root=world.write(tmp_path)).rows(indicator="smoke", evidence="actual")[0]
    assert row.doubtful


def test_other_plans_stand_apart(dataset: Dataset) -> None:
    assert list(dataset.other_plans) == [OTHER]
    plan, targets = dataset.other_plans[OTHER]
    assert (plan.region, [t.id for t in targets]) == ("testland", ["o1"])


def test_plan_document(dataset: Dataset) -> None:
    assert (dataset.plan.title.zh, dataset.plan.base_year, dataset.plan.start_year) == ("测试方案", 2020, 2021)


def test_missing_plan_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanbookError, match=r"plan\.yml"):
        load_plan(tmp_path)


def test_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanbookError, match=r"places\.csv"):
        read_table(tmp_path / "places.csv")


def test_other_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes("id,name\na,哈\n".encode("gbk"))
    with pytest.raises(PlanbookError, match="UTF-8"):
        read_table(path)


def test_cells_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,value,note\n001,40.40,NA\n", encoding="utf-8")
    assert records(path) == [{"id": "001", "value": "40.40", "note": "NA"}]


def test_standard_keeps_its_digits(dataset: Dataset) -> None:
    assert list(dataset.standard("spearman")["wp"]) == ["1.000", "0.900", "0.829"]
