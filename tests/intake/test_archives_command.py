"""``planbook ingest``: the table printed, the observations written, refusals; with invented readings."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from archive_factory import full_day, hourly_text, write

from bookkit import ROOT
from planbook.assess.air import air_rules
from planbook.cli import main
from planbook.data.errors import DataError
from planbook.data.load import Dataset, load_dataset, read_table
from planbook.data.periods import Period
from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS
from planbook.intake.archives.findings import Reason, Unit
from planbook.intake.archives.setup import city_names, stations_table
from planbook.intake.archives.water import FOUR, read_water

DATA = load_dataset(root=ROOT)
SOURCE = min(DATA.sources)
CITY = DATA.places["suihua"].name.zh.removesuffix("市")
RULES = air_rules(DATA.standard("hj663"), date(2031, 12, 31))


def archive(folder: Path, days: int, value: float = 40.0, first: date = date(2031, 1, 1)) -> Path:
    for day in (first + timedelta(n) for n in range(days)):
        columns = [CITY, "无名市"]
        write(folder, f"china_cities_{day:%Y%m%d}.csv", hourly_text(columns, full_day(columns, value), day))
    return folder


def run(*arguments: str | Path) -> int:
    return main(["ingest", *map(str, arguments), "--root", str(ROOT)])


def rows(path: Path) -> list[dict[str, str]]:
    table = read_table(path)
    assert list(table.columns) == list(OBSERVATIONS.fields)
    return [dict(r) for r in table.to_dict("records")]


def importable(made: list[dict[str, str]], data: Dataset) -> None:
    keys = [tuple(r[k] for k in OBSERVATION_KEY) for r in made]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)
    for row in made:
        assert row["evidence"] == "monitored"
        assert row["unit"] == data.indicators[row["indicator"]].unit
        assert row["place"] in data.places
        assert row["basis"] in data.bases
        assert row["known_from"] == Period.parse(row["period"]).last.isoformat()
        assert row["value"] or row["text"]


def test_air_to_observations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = RULES.completeness.days_of(1)
    out = tmp_path / "out" / "air.csv"
    assert run("air", archive(tmp_path / "in", days, first=date(2025, 1, 1)), "--jobs", "2", "--out", out, "--source", SOURCE, "--series", "试验档案") == 0
    made = rows(out)
    importable(made, DATA)
    by = {(r["indicator"], r["period"]): r for r in made}
    assert by["pm25", "2025-01"]["basis"] == "realtime-unaudited"
    assert by["pm25", "2025"]["basis"] == "realtime-unaudited-incomplete"
    assert {r["value"] for r in made if r["indicator"] in ("pm25", "co", "o3-8h", "pm25-p95", "so2-p98")} == {"40"}
    assert by["pm25-days-good", "2025"]["value"] == by["valid-days", "2025"]["value"] == str(days)
    assert by["pm25", "2025-01-01"]["n"] == "1"
    assert {r["series"] for r in made} == {"试验档案"}
    printed = capsys.readouterr().out
    assert RULES.standard in printed
    assert "无名市" in printed
    files = read_table(out.with_name("air.files.csv"))
    assert (len(files), files["sha256"].str.len().unique().tolist()) == (days, [64])


def test_a_year_without_break_points_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "air.csv"
    assert run("air", archive(tmp_path / "in", 1), "--out", out, "--source", SOURCE) == 0
    assert not [r for r in rows(out) if r["indicator"].startswith("pm25-days-")]
    assert "2031 年没有在施行的 PM2.5 分级" in capsys.readouterr().out


def test_measurement_conditions_are_told_apart(tmp_path: Path) -> None:
    out = tmp_path / "air.csv"
    assert run("air", archive(tmp_path / "in", 3, first=date(2018, 8, 31)), "--out", out, "--source", SOURCE) == 0
    bases = {r["period"]: r["basis"] for r in rows(out) if r["indicator"] == "pm25"}
    assert bases["2018-08-31"] == "realtime-unaudited-stp"
    assert bases["2018-09-01"] == "realtime-unaudited"
    assert bases["2018"] == "realtime-unaudited-mixed"
    assert bases["2018-08"] == "realtime-unaudited-stp-incomplete"


def test_levels_can_be_chosen(tmp_path: Path) -> None:
    out = tmp_path / "air.csv"
    assert run("air", archive(tmp_path / "in", 1), "--level", "month", "--out", out, "--source", SOURCE) == 0
    assert {r["period"] for r in rows(out)} == {"2031-01"}


@pytest.mark.parametrize("more", [("--strict", "--source", SOURCE), ("--source", "no-such-source")])
def test_nothing_is_written_where_it_must_not(tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]) -> None:
    out = tmp_path / "air.csv"
    assert run("air", archive(tmp_path / "in", 1), "--out", out, *more) == 2
    assert not out.exists()
    assert "处理" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["air", "water"])
def test_an_archive_without_one_usable_value_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    air = hourly_text(["无名市"], full_day(["无名市"]))
    write(tmp_path, "x.csv", air if kind == "air" else HEAD + "无名断面,2031-01-01,9,3,0.2,0.05,5\n")
    assert run(kind, tmp_path / "x.csv", "--out", tmp_path / "out.csv", "--source", SOURCE) == 2
    assert not (tmp_path / "out.csv").exists()
    assert "没有一个可用的值" in capsys.readouterr().err


def test_strict_passes_a_sound_archive(tmp_path: Path) -> None:
    write(tmp_path, "c_20310101.csv", hourly_text([CITY], full_day([CITY]), date(2031, 1, 1)))
    assert run("air", tmp_path / "c_20310101.csv", "--strict") == 0


def test_cities_are_known_by_id_code_and_names() -> None:
    place = DATA.places["suihua"]
    names = city_names(DATA.places.values())
    assert {names[n] for n in (place.id, place.code, place.name.zh, CITY)} == {"suihua"}


def test_a_stations_table_tells_each_wrong_row(tmp_path: Path) -> None:
    path = write(tmp_path, "s.csv", "站点,地方\nA1,suihua\nA2,-\nA1,suihua\nA3,nowhere\n,suihua\n", "gb18030")
    with pytest.raises(DataError) as error:
        stations_table(path, DATA.places)
    assert [(p.row, p.column) for p in error.value.problems] == [(4, "station"), (5, "place"), (6, "station")]
    good = write(tmp_path, "good.csv", "station,place\nA1,suihua\nA2,-\n")
    assert stations_table(good, DATA.places) == {"A1": "suihua", "A2": "-"}


SECTION = DATA.places["sec-tongjiang"].name.zh
HEAD = "断面名称,监测时间,溶解氧(mg/L),高锰酸盐指数(mg/L),氨氮（mg/L）,总磷,水温\n"


def water(folder: Path, lines: Iterator[str] | list[str], head: str = HEAD) -> Path:
    return write(folder, "w.csv", head + "".join(f"{line}\n" for line in lines))


def test_water_readings_months_and_years(tmp_path: Path) -> None:
    good, bad = "9,3,0.2,0.05,5", "9,11,0.2,0.05,5"
    lines = [f"{SECTION},2031-{m:02d}-01 08:00,{good if m > 1 else bad}" for m in range(1, 9)]
    out = tmp_path / "w-out.csv"
    assert run("water", water(tmp_path, lines), "--out", out, "--source", SOURCE) == 0
    made = rows(out)
    importable(made, DATA)
    classes = {(r["period"], r["period_label"]): r["text"] for r in made if r["indicator"] == "water-class-4item"}
    assert classes["2031-01-01", "08:00"] == classes["2031-01", "-"] == "V"
    assert classes["2031-02", "-"] == "II"
    assert classes["2031", "-"] == "II"  # (11 + 7 x 3) / 8 = 4
    drivers = {r["period"]: r["text"] for r in made if r["indicator"] == "water-class-4item-driver"}
    assert drivers == {"2031-01-01": "cod-mn", "2031-01": "cod-mn"}
    assert not [r for r in made if r["indicator"] == "water-class"]  # four items are not the whole evaluation


def test_a_year_needs_enough_months(tmp_path: Path) -> None:
    needed = 8
    lines = [f"{SECTION},2031-{m:02d}-01,9,3,0.2,0.05,5" for m in range(1, needed)]
    archive = read_water(water(tmp_path, lines), DATA)
    (year,) = [e for e in archive.evaluated if e.period == "2031"]
    assert year.result.water_class is None


def test_all_items_give_a_full_class_with_main_pollutants(tmp_path: Path) -> None:
    limits = {r["item"]: r for r in DATA.standard("gb3838").to_dict("records") if r["class"] == "III"}
    left_out = {"water-temp", "tn", "fecal-coliform", "tp-lake"}
    items = [i for i in limits if i not in left_out]
    values = {i: limits[i]["limit"] or "7" for i in items} | {"cod": str(float(limits["cod"]["limit"]) * 1.5), "hg": "0.00001L"}
    text = ",".join(("section", "time", *items)) + "\n"
    archive = read_water(water(tmp_path, [",".join(("sec-tongjiang", "20310105", *(values[i] for i in items)))], text), DATA)
    one = archive.evaluated[0]
    assert one.result.full
    assert [(i.item, float(i.times)) for i in one.result.main] == [("cod", 0.5)]
    assert next(i for i in one.result.items if i.item == "hg").below_detection


def test_water_accounts_add_up(tmp_path: Path) -> None:
    lines = [
        f"{SECTION},2031-01-01,9,3,0.2,0.05,5", f"{SECTION},2031-01-01,9,3,0.2,0.05,5", f"{SECTION},2031-01-01,9,4,0.2,0.05,5",
        f"{SECTION},2031-02-30,9,3,0.2,0.05,5", "无名断面,2031-01-01,9,3,0.2,0.05,5", f"{SECTION},2031-01-02,0,-3,—,99,5",
        f"{SECTION},2031-01-03,31,,0.01L,<0.01,5", "", f"{SECTION},2031-01-04,9",
    ]
    archive = read_water(water(tmp_path, lines), DATA)
    found = archive.findings
    assert found.total(Unit.ROW) == len(lines)
    assert found.total(Unit.CELL) == found.of(Unit.ROW, Reason.USED) * 5
    rows_of = {r: n for (u, r), n in found.counts.items() if u is Unit.ROW}
    assert rows_of == {
        Reason.USED: 3, Reason.DUPLICATE_EQUAL: 1, Reason.DUPLICATE_DIFFERENT: 1, Reason.BAD_DATE: 1, Reason.UNKNOWN_PLACE: 1,
        Reason.BLANK: 1, Reason.WIDTH: 1}
    cells_of = {r: n for (u, r), n in found.counts.items() if u is Unit.CELL}
    assert cells_of == {
        Reason.USED: 6, Reason.CONFLICT: 1, Reason.ZERO: 1, Reason.NEGATIVE: 1, Reason.TEXT: 1, Reason.EMPTY: 1,
        Reason.IMPLAUSIBLE: 1, Reason.NOT_EVALUATED: 3}
    first = archive.samples[0].readings
    assert set(FOUR) - set(first) == {"cod-mn"}


def test_a_column_in_another_unit_is_not_converted(tmp_path: Path) -> None:
    head = "section,time,氨氮(ug/L),总磷(毫克/升)\n"
    archive = read_water(water(tmp_path, ["sec-tongjiang,2031-01-01,200,0.1"], head), DATA)
    assert archive.findings.of(Unit.GAP, Reason.WRONG_UNIT) == 1
    assert set(archive.samples[0].readings) == {"tp"}


@pytest.mark.parametrize(("text", "reason"), [("a,b\n1,2\n", Reason.WRONG_HEADER), (HEAD, Reason.EMPTY_FILE), ("", Reason.EMPTY_FILE)])
def test_water_files_without_data(tmp_path: Path, text: str, reason: Reason) -> None:
    assert read_water(write(tmp_path, "w.csv", text), DATA).findings.of(Unit.FILE, reason) == 1


def test_stations_out_of_normal_operation_do_not_count(tmp_path: Path) -> None:
    head = "section,time,do,status\n"
    archive = read_water(water(tmp_path, ["sec-tongjiang,2031-01-01,9,正常", "sec-tongjiang,2031-01-02,9,维护"], head), DATA)
    assert archive.findings.of(Unit.ROW, Reason.NOT_NORMAL) == len(archive.samples) == 1
