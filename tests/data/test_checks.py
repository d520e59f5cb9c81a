"""Every check catches a bad row, and says where it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from factory import (
    AGENCIES,
    AMBIGUITIES,
    MEASURES,
    OTHER,
    PLAN,
    PROJECTS,
    RESULTS,
    TARGETS,
    World,
    observation,
    small_world,
)

from planbook.data.checks import CHECKS, STALE, check
from planbook.data.checks.core import Data
from planbook.data.errors import DataError, Problem
from planbook.data.schema import OBSERVATION_KEY

PLACES, SOURCES = "places.csv", "sources.csv"
AIR, IAQI = "standards/air_limits.csv", "standards/iaqi.csv"
WATER, RIVER = "standards/gb3838.csv", "standards/river_rating.csv"
SECTION, SPEARMAN = "standards/section_rating.csv", "standards/spearman.csv"


@dataclass(frozen=True)
class Bad:
    """One fault, the check that must find it, and where."""

    check: str
    change: Callable[[World], object]
    file: str
    row: int
    column: str

    @property
    def label(self) -> str:
        return f"{self.check}-{self.file}-{self.row}-{self.column}"


def _cell(check_: str, file: str, row: int, column: str, cell: str, /, **others: str) -> Bad:
    return Bad(check_, lambda w: w.set(file, row, **{column: cell}, **others), file, row, column)


def _add_observation(*key: str, **cells: str) -> Callable[[World], object]:
    return lambda w: observation(w, *key, **cells)


def _copy_row(w: World) -> None:
    w.add("observations/copy.csv", **w.tables[RESULTS][1])


LAST = 2 + len(small_world().tables[RESULTS])
"""Line of an observation appended to the small world."""
CENSUS = small_world().line(RESULTS, indicator="census", place="testshire")
DAYS = small_world().line(RESULTS, indicator="days-all")
STATEMENT = small_world().line(RESULTS, evidence="statement")
MONITORED = small_world().line(RESULTS, evidence="monitored")
ESTIMATE = small_world().line(RESULTS, evidence="estimate")
CORRECTIONS = "corrections.csv"


def _correct(**cells: str) -> Callable[[World], object]:
    """Declare a correction of the first observation."""
    key = {k: small_world().tables[RESULTS][0][k] for k in OBSERVATION_KEY}
    usual = {"id": "c1", "action": "override", "column": "value", "expect": "50", "new": "51", "reason": "虚构的错误",
             "provider": "测试日报", "status": "open"}
    return lambda w: w.add(CORRECTIONS, **(key | usual | cells))


CORRECTED = [
    Bad("CHK-CORRECTION-MATCH", _correct(place="sampleton"), CORRECTIONS, 2, "indicator"),
    Bad("CHK-CORRECTION-EXPECT", _correct(expect="49"), CORRECTIONS, 2, "expect"),
    Bad("CHK-CORRECTION-ACTION", _correct(new="50"), CORRECTIONS, 2, "new"),
    Bad("CHK-CORRECTION-ACTION", _correct(action="drop"), CORRECTIONS, 2, "new"),
    Bad("CHK-CORRECTION-ACTION", _correct(column="place"), CORRECTIONS, 2, "column"),
]

FILES = [
    Bad("CHK-FILE-MISSING", lambda w: w.lose("bases.csv"), "bases.csv", 0, ""),
    Bad("CHK-FILE-MISSING", lambda w: w.lose(f"plans/{OTHER}/plan.yml"), f"plans/{OTHER}/plan.yml", 0, ""),
    Bad("CHK-FILE-STRAY", lambda w: w.extra.update({"notes/extra.csv": b"a\n"}), "notes/extra.csv", 0, ""),
    Bad("CHK-FILE-ENCODING", lambda w: w.spoil(RESULTS, lambda b: b.decode().encode("gbk", "ignore")), RESULTS, 0, ""),
    Bad("CHK-FILE-ENCODING", lambda w: w.spoil(RESULTS, lambda b: b"\xef\xbb\xbf" + b), RESULTS, 1, ""),
    Bad("CHK-FILE-ENCODING", lambda w: w.spoil(RESULTS, lambda b: b.replace(b"\n", b"\r\n")), RESULTS, 0, ""),
    Bad("CHK-FILE-ENCODING", lambda w: w.spoil(RESULTS, lambda b: b.rstrip(b"\n")), RESULTS, 0, ""),
    Bad("CHK-FILE-ENCODING", lambda w: w.spoil(RESULTS, lambda b: b + b'"open\n'), RESULTS, 0, ""),
    Bad("CHK-FILE-ENCODING", lambda w: w.spoil(RESULTS, lambda _: b""), RESULTS, 0, ""),
    Bad("CHK-HEADER", lambda w: w.spoil(RESULTS, lambda b: b.replace(b",known_from", b"", 1)), RESULTS, 1, "known_from"),
    Bad("CHK-HEADER", lambda w: w.spoil("bases.csv", lambda b: b.replace(b"id,", b"id,extra,", 1)), "bases.csv", 1, "extra"),
    Bad("CHK-HEADER", lambda w: w.spoil("bases.csv", lambda b: b.replace(b"id,", b"id,id,", 1)), "bases.csv", 1, "id"),
    Bad("CHK-HEADER", lambda w: w.spoil("bases.csv", lambda b: b.replace(b"id,name_zh", b"name_zh,id", 1)), "bases.csv", 1, ""),
    Bad("CHK-ROW-SHAPE", lambda w: w.spoil("bases.csv", lambda b: b + b"only,two\n"), "bases.csv", 4, ""),
    Bad("CHK-ROW-SHAPE", lambda w: w.spoil("bases.csv", lambda b: b + b"\n"), "bases.csv", 4, ""),
]
CELLS = [
    _cell("CHK-REQUIRED", PLACES, 3, "name_zh", ""),
    _cell("CHK-TYPE", RESULTS, 3, "value", "40,4"),
    _cell("CHK-TYPE", RESULTS, MONITORED, "n", "31.5"),
    _cell("CHK-TYPE", RESULTS, 3, "known_from", "2025-02-30"),
    _cell("CHK-TYPE", RESULTS, 3, "period", "2023Q1"),
    _cell("CHK-TYPE", RESULTS, 3, "period", "2023/"),
    _cell("CHK-TYPE", RESULTS, 3, "period", "２０２３"),
    _cell("CHK-TYPE", SOURCES, 2, "date", "2022-3"),
    _cell("CHK-TYPE", "sections.csv", 2, "main_stem", "是"),
    _cell("CHK-NUMBER-FORM", RESULTS, 3, "value", "40.40"),
    _cell("CHK-NUMBER-FORM", RESULTS, 3, "value", "40.400000001"),
    _cell("CHK-VOCABULARY", RESULTS, 3, "evidence", "measured"),
    _cell("CHK-VOCABULARY", RESULTS, 3, "bound", ">="),
    _cell("CHK-LIST", TARGETS, 2, "agencies", "smoke-office; tree-office"),
    _cell("CHK-LIST", TARGETS, 2, "agencies", "smoke-office;smoke-office"),
    _cell("CHK-REFERENCE", RESULTS, 3, "source", "s-nowhere"),
    _cell("CHK-REFERENCE", TARGETS, 3, "agencies", "smoke-office;no-office"),
    _cell("CHK-REFERENCE", f"plans/{OTHER}/targets.csv", 2, "project", "p01"),
    _cell("CHK-REFERENCE", IAQI, 3, "source", "s-nowhere"),
    Bad("CHK-KEY", lambda w: w.add(PLACES, **w.tables[PLACES][0]), PLACES, 10, "id"),
    Bad("CHK-KEY", _copy_row, RESULTS, 3, "series"),
    _cell("CHK-SPACE", PLACES, 3, "name_zh", "试县 "),
    _cell("CHK-SPACE", PLACES, 3, "note", "前\u200b后"),
    _cell("CHK-SPACE", PLACES, 3, "note", "前\u2066后"),
    _cell("CHK-FORMULA", PLACES, 3, "name_zh", "=HYPERLINK(1)"),
    _cell("CHK-FORMULA", RESULTS, 3, "note", "-2+3+cmd|' /C calc'!A0"),
    _cell("CHK-FULL-WIDTH", RESULTS, 3, "note", "共４０台"),
    _cell("CHK-LINK", SOURCES, 3, "publisher", "测试日报(news.example.com)"),
    _cell("CHK-LINK", RESULTS, 3, "note", "见 https://example.test/a"),
]
OBSERVATIONS = [
    _cell("CHK-OBS-EMPTY", RESULTS, 3, "value", ""),
    _cell("CHK-OBS-STATEMENT", RESULTS, STATEMENT, "evidence", "statement", value="3"),
    Bad("CHK-OBS-DERIVED", lambda w: w.set(RESULTS, 6, note=""), RESULTS, 6, "note"),
    Bad("CHK-OBS-ESTIMATE", lambda w: w.set(RESULTS, ESTIMATE, high=""), RESULTS, ESTIMATE, "low"),
    Bad("CHK-OBS-BASELINE", lambda w: w.set(RESULTS, 2, period="2022"), RESULTS, 2, "evidence"),
    _cell("CHK-OBS-UNIT", RESULTS, 3, "unit", "mg/L"),
    _cell("CHK-OBS-UNIT", RESULTS, 3, "unit", ""),
    _cell("CHK-OBS-UNIT", RESULTS, 3, "unit", "微克/立方米"),
    _cell("CHK-OBS-INTERVAL", RESULTS, ESTIMATE, "low", "46"),
    _cell("CHK-OBS-INTERVAL", RESULTS, ESTIMATE, "value", "34"),
    _cell("CHK-OBS-INTERVAL", RESULTS, ESTIMATE, "value", "45.1"),
    _cell("CHK-OBS-BOUND", RESULTS, ESTIMATE, "bound", "="),
    _cell("CHK-OBS-BOUND", RESULTS, 3, "bound", "≥", high="50"),
    _cell("CHK-OBS-DAYS", RESULTS, DAYS, "value", "32"),
    Bad("CHK-OBS-KNOWN-BEFORE", lambda w: w.set(RESULTS, 3, period="2026"), RESULTS, 3, "known_from"),
    Bad("CHK-OBS-PARTIAL", lambda w: w.set(RESULTS, 3, period="2021/2025"), RESULTS, 3, "evidence"),
    Bad("CHK-OBS-PERIOD", lambda w: w.set(RESULTS, CENSUS, period="2202"), RESULTS, CENSUS, "period"),
    Bad("CHK-OBS-PERIOD", lambda w: w.set(RESULTS, CENSUS, period="0202"), RESULTS, CENSUS, "period"),
    _cell("CHK-OBS-KNOWN-LATE", RESULTS, 3, "known_from", "2027-01-01"),
    _cell("CHK-OBS-MONITORED", RESULTS, MONITORED, "known_from", "2024-02-01"),
    _cell("CHK-OBS-KNOWN-SOURCE", RESULTS, 3, "known_from", "2025-06-15"),
    Bad("CHK-OBS-RATING", lambda w: w.set(RESULTS, 8, text="III"), RESULTS, 8, "text"),
    Bad("CHK-SUM-PARTS", lambda w: w.set(RESULTS, DAYS, value="30"), RESULTS, DAYS, "value"),
    Bad("CHK-SUM-PLACES", lambda w: w.set(RESULTS, CENSUS, value="301"), RESULTS, CENSUS, "value"),
    Bad("CHK-SUM-IDLE", lambda w: w.set("sums.csv", 3, count="3"), "sums.csv", 3, "id"),
    _cell("CHK-SUM-TOTAL", "sums.csv", 2, "total", "days-none"),
    Bad("CHK-SUM-TOTAL", lambda w: w.set("sums.csv", 3, count=""), "sums.csv", 3, "place_kind"),
    _cell("CHK-RANGE", RESULTS, 3, "value", "1001"),
    Bad("CHK-RANGE", _add_observation("smoke-cut", "testville", "2024", value="101", unit="%"), RESULTS, LAST, "value"),
    Bad("CHK-RANGE-IDLE", lambda w: w.set("ranges.csv", 2, quantity="mass"), "ranges.csv", 2, "id"),
]
REGISTERS = [
    _cell("CHK-SOURCE-URL", SOURCES, 3, "url", "https://example.test/copy"),
    _cell("CHK-SOURCE-URL", SOURCES, 2, "url", "example"),
    _cell("CHK-SOURCE-GRADE", SOURCES, 2, "grade", "C"),
    _cell("CHK-SOURCE-GRADE", SOURCES, 3, "grade", "B"),
    Bad("CHK-SOURCE-UNUSED", lambda w: w.add(SOURCES, id="s-new", title="新", publisher="新", kind="unknown", grade="C"),
        SOURCES, 5, "id"),
    Bad("CHK-COORDINATE", lambda w: w.set(MEASURES, 2, lat=""), MEASURES, 2, "lon"),
    _cell("CHK-COORDINATE", PLACES, 4, "lat", "120.5"),
    _cell("CHK-PLACE-TREE", PLACES, 2, "parent", "testland"),
    _cell("CHK-PLACE-CODE", PLACES, 4, "code", "9901"),
    _cell("CHK-PLACE-CODE", PLACES, 4, "code", "880100"),
    _cell("CHK-PLACE-SAME", PLACES, 7, "same_as", "testville"),
    _cell("CHK-SECTION-PLACE", "sections.csv", 2, "river", "testville"),
    _cell("CHK-SECTION-ORDER", "sections.csv", 3, "order_downstream", "1"),
    _cell("CHK-UNIT-NAME", "units.csv", 7, "equals", "ug/m3"),
    _cell("CHK-EDITION", "editions.csv", 2, "cut_off", "2024-12-30"),
    Bad("CHK-EDITION", lambda w: w.set("editions.csv", 2, cut_off="2026-12-31"), "editions.csv", 3, "cut_off"),
    _cell("CHK-REVISION", "revisions.csv", 2, "new", "39"),
    Bad("CHK-REVISION", lambda w: w.set("revisions.csv", 2, series="other"), "revisions.csv", 2, "indicator"),
    _cell("CHK-REVISION", "revisions.csv", 2, "before", "value=41"),
    _cell("CHK-REVISION", "revisions.csv", 2, "before", '{"place":"testland"}'),
]
PLANS = [
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, issuer_zh=None), f"plans/{PLAN}/plan.yml", 0, "issuer_zh"),
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, issuer="x"), f"plans/{PLAN}/plan.yml", 0, "issuer"),
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, id="x"), f"plans/{PLAN}/plan.yml", 0, "id"),
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, region="x"), f"plans/{PLAN}/plan.yml", 0, "region"),
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, base_year="2020"), f"plans/{PLAN}/plan.yml", 0, "base_year"),
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, expect=5), f"plans/{PLAN}/plan.yml", 0, "expect"),
    Bad("CHK-PLAN-FILE", lambda w: w.say(PLAN, issued="2022-03-30"), f"plans/{PLAN}/plan.yml", 0, "issued"),
    Bad("CHK-PLAN-FILE", lambda w: w.spoil(f"plans/{PLAN}/plan.yml", lambda _: b"a: [1\n"), f"plans/{PLAN}/plan.yml", 0, ""),
    Bad("CHK-PLAN-YEARS", lambda w: w.say(OTHER, start_year=2026), f"plans/{OTHER}/plan.yml", 0, "start_year"),
    Bad("CHK-PLAN-YEARS", lambda w: w.say(OTHER, base_year=2021), f"plans/{OTHER}/plan.yml", 0, "base_year"),
    Bad("CHK-PLAN-EXPECT", lambda w: w.say(PLAN, expect={"targets": 6}), TARGETS, 0, ""),
    Bad("CHK-PLAN-EXPECT", lambda w: w.say(PLAN, expect={"goals": 6}), f"plans/{PLAN}/plan.yml", 0, "expect.goals"),
    _cell("CHK-TARGET-YEARS", TARGETS, 3, "target_year", "2030"),
    _cell("CHK-TARGET-YEARS", TARGETS, 2, "base_year", "2025"),
    _cell("CHK-TARGET-CRITERION", TARGETS, 3, "value", ""),
    _cell("CHK-TARGET-CRITERION", TARGETS, 3, "criterion", "no_number"),
    _cell("CHK-TARGET-CRITERION", TARGETS, 5, "deliverable_zh", ""),
    _cell("CHK-TARGET-CRITERION", TARGETS, 5, "criterion", "none"),
    _cell("CHK-TARGET-KIND", TARGETS, 3, "kind", "qualitative"),
    _cell("CHK-TARGET-KIND", TARGETS, 4, "value", "III"),
    _cell("CHK-TARGET-KIND", TARGETS, 3, "value", "良好"),
    _cell("CHK-TARGET-DIRECTION", TARGETS, 3, "direction", "up"),
    _cell("CHK-TARGET-DIRECTION", TARGETS, 5, "direction", "at_least"),
    _cell("CHK-TARGET-DIRECTION", TARGETS, 2, "direction", "at_most"),
    _cell("CHK-TARGET-LEVEL", TARGETS, 3, "level_indicator", "smoke"),
    _cell("CHK-TARGET-LEVEL", TARGETS, 2, "level_indicator", "smoke-cut"),
    _cell("CHK-TARGET-RELATED", TARGETS, 2, "related", "trees;smoke"),
    _cell("CHK-TARGET-ORIGIN", TARGETS, 3, "value_origin", "-"),
    _cell("CHK-TARGET-ORIGIN", TARGETS, 5, "value_origin", "written"),
    _cell("CHK-TARGET-UNIT", TARGETS, 3, "unit", "%"),
    _cell("CHK-TARGET-BASIS", TARGETS, 3, "accepted_basis", ""),
    _cell("CHK-LEAD", TARGETS, 3, "lead_agencies", "smoke-office", agencies="tree-office"),
    _cell("CHK-LEAD", AGENCIES, 3, "lead_sections", "三（一）"),
    _cell("CHK-AGENCY-SECTION", PROJECTS, 3, "agencies", "smoke-office;tree-office", section="四"),
    _cell("CHK-AMBIGUITY", AMBIGUITIES, 2, "kind", "soft_wording"),
    Bad("CHK-AMBIGUITY", lambda w: w.set(TARGETS, 2, base_year="").set(AMBIGUITIES, 2, target="u1", kind="no_base"),
        AMBIGUITIES, 2, "kind"),
    _cell("CHK-PROJECT-SEQ", PROJECTS, 3, "seq", "3"),
    Bad("CHK-COMPARE", lambda w: w.set(f"plans/{OTHER}/targets.csv", 2, kind="level"), TARGETS, 2, "kind"),
]
STANDARDS = [
    Bad("CHK-STD-READ", lambda w: w.set(IAQI, 2, read="read"), IAQI, 2, "source"),
    Bad("CHK-STD-FORCE", lambda w: w.set(AIR, 2, in_force_to="2015-01-01"), AIR, 2, "in_force_to"),
    _cell("CHK-STD-INTERVAL", "standards/emission_factors.csv", 2, "low", "4", value=""),
    _cell("CHK-STD-INTERVAL", "standards/emission_factors.csv", 2, "value", "4"),
    Bad("CHK-STD-IAQI", lambda w: w.drop(IAQI, 5), IAQI, 2, "iaqi"),
    _cell("CHK-STD-IAQI", IAQI, 5, "concentration", "75"),
    Bad("CHK-STD-WATER-CLASS", lambda w: w.drop(WATER, 6), WATER, 2, "class"),
    _cell("CHK-STD-WATER-CLASS", WATER, 5, "limit", "19"),
    _cell("CHK-STD-AIR-CLASS", AIR, 2, "limit", "36"),
    Bad("CHK-STD-AIR-CLASS", lambda w: w.set(AIR, 2, in_force_to=""), AIR, 4, "in_force_from"),
    Bad("CHK-STD-RATING", lambda w: w.drop(RIVER, 6), RIVER, 2, "rating"),
    _cell("CHK-STD-RATING", RIVER, 3, "good_high", "85"),
    _cell("CHK-STD-RATING", RIVER, 6, "worse_low", "45"),
    Bad("CHK-STD-SECTION", lambda w: w.drop(SECTION, 7), SECTION, 2, "class"),
    _cell("CHK-STD-SECTION", SECTION, 2, "rating", "良"),
    Bad("CHK-STD-SECTION", lambda w: w.set(SECTION, 2, rating="中度污染"), SECTION, 2, "rating"),
    _cell("CHK-STD-SPEARMAN", SPEARMAN, 4, "wp", "0.95"),
    _cell("CHK-STD-SPEARMAN", SPEARMAN, 2, "wp", "1.2"),
]
BAD = [*FILES, *CELLS, *OBSERVATIONS, *REGISTERS, *PLANS, *STANDARDS, *CORRECTED]


def _faults(bad: Bad, root: Path) -> list[Problem]:
    world = small_world()
    bad.change(world)
    world.write(root)
    return [p for one in CHECKS if one.id == bad.check for p in one.run(Data(root))]


def test_good_data_have_no_problem(tmp_path: Path) -> None:
    assert check(small_world().write(tmp_path)) == []


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.label)
def test_check_catches_its_bad_row(bad: Bad, tmp_path: Path) -> None:
    found = _faults(bad, tmp_path)
    assert [(p.file, p.row, p.column) for p in found] == [(f"data/{bad.file}", bad.row, bad.column)]
    assert all((found[0].found is not None, found[0].expected, found[0].todo))


def test_every_check_has_a_bad_row() -> None:
    assert {b.check for b in BAD} == {c.id for c in CHECKS}


def test_ids_are_unique_and_titled() -> None:
    assert len({c.id for c in CHECKS}) == len(CHECKS)
    assert all(c.id.startswith("CHK-") and c.title for c in CHECKS)


def test_all_problems_come_at_once_and_sorted(tmp_path: Path) -> None:
    world = small_world().set(RESULTS, 3, evidence="measured", unit="mg/L").set(PLACES, 3, name_zh="")
    found = check(world.write(tmp_path))
    assert {p.check for p in found} >= {"CHK-VOCABULARY", "CHK-OBS-UNIT", "CHK-REQUIRED"}
    assert [(p.file, p.row) for p in found] == sorted((p.file, p.row) for p in found)


def test_message_says_where_what_and_what_to_do(tmp_path: Path) -> None:
    found = check(small_world().set(RESULTS, 3, value="40,4").write(tmp_path))
    message = str(DataError(found))
    for part in (f"data/{RESULTS}", "第 3 行", "[value]", "40,4", "应为数", "处理：", "CHK-TYPE"):
        assert part in message


def test_declared_conflict_is_not_reported(tmp_path: Path) -> None:
    world = small_world().set(RESULTS, CENSUS, value="301")
    key = "|".join(world.tables[RESULTS][CENSUS - 2][c] for c in
                   ("indicator", "place", "period", "period_label", "evidence", "basis", "source", "series"))
    world.add("known_conflicts.csv", id="k1", check="CHK-SUM-PLACES", file=f"data/{RESULTS}", key=key, column="value",
              reason="公报合计与分项相差 1 人")
    assert check(world.write(tmp_path)) == []


def test_declared_conflict_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    world = small_world().add("known_conflicts.csv", id="k1", check="CHK-SUM-PARTS", file=f"data/{RESULTS}", key="gone",
                              reason="来源如此")
    found = check(world.write(tmp_path))
    assert [(p.check, p.file, p.row, p.column) for p in found] == [(STALE, "data/known_conflicts.csv", 2, "key")]


def test_declared_conflict_covers_its_own_row_and_check_only(tmp_path: Path) -> None:
    world = small_world().set(RESULTS, CENSUS, value="301")
    world.add("known_conflicts.csv", id="k1", check="CHK-SUM-PARTS", file=f"data/{RESULTS}", key="census|x", reason="错")
    assert [p.check for p in check(world.write(tmp_path))] == [STALE, "CHK-SUM-PLACES"]


@pytest.mark.parametrize("name", [n for n in small_world().tables if n != "known_conflicts.csv"])
def test_broken_file_does_not_flood_the_list(name: str, tmp_path: Path) -> None:
    """What rests on a file that cannot be read is not judged: one fault, one message."""
    root = small_world().spoil(name, lambda b: b"broken_" + b).write(tmp_path)
    assert {p.check for p in check(root)} == {"CHK-HEADER"}


@pytest.mark.parametrize("garbage", ["", "§", "-1", "²", "９", "2025/", "a;b", "9999-99-99", "1e5"])
def test_no_cell_can_stop_the_checks(garbage: str, tmp_path: Path) -> None:
    """Whatever stands in the cells, all checks run and say so."""
    world = small_world()
    for rows in world.tables.values():
        for row in rows[:2]:
            row.update(dict.fromkeys(row, garbage))
    assert check(world.write(tmp_path))


@pytest.mark.parametrize("content", ["", "- a", "5", "expect: 5", "start_year: x\nregion: [1]\nsource: {a: b}"])
def test_no_plan_file_can_stop_the_checks(content: str, tmp_path: Path) -> None:
    world = small_world().spoil(f"plans/{PLAN}/plan.yml", lambda _: content.encode())
    assert {p.check for p in check(world.write(tmp_path))} >= {"CHK-PLAN-FILE"}


def test_line_numbers_count_line_breaks_inside_cells(tmp_path: Path) -> None:
    world = small_world().set(PLACES, 2, note="两\n行").set(PLACES, 3, name_zh="")
    assert [(p.check, p.row) for p in check(world.write(tmp_path))] == [("CHK-SPACE", 2), ("CHK-REQUIRED", 4)]


def test_file_listed_in_the_package_may_not_vanish(tmp_path: Path) -> None:
    world = small_world().lose("standards/iaqi.csv")
    root = world.write(tmp_path)
    (root / "data" / "datapackage.json").write_text('{"resources": [{"path": "standards/iaqi.csv"}]}', encoding="utf-8")
    assert [(p.check, p.file) for p in check(root)] == [("CHK-FILE-MISSING", "data/standards/iaqi.csv")]
