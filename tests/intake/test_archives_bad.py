"""Bad files: each fault is counted and told with file, line, found, expected and remedy; nothing is lost in silence."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from archive_factory import DAY, RULES, TARGETS, TYPES, full_day, hourly_text, read, write

from planbook.data.errors import PlanbookError
from planbook.data.load import load_dataset
from planbook.intake.archives.archive import read_archive
from planbook.intake.archives.daily import judge
from planbook.intake.archives.days import ITEMS, FileDays
from planbook.intake.archives.files import read_raw
from planbook.intake.archives.findings import EXAMPLES_IN_ALL, EXPECTED, REMEDY, Findings, Reason, Unit
from planbook.intake.archives.report import accounts, report, unknown, verdict

NAME = "china_cities_20310101.csv"
ONE = ["甲"]


def lines_of(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def value(file: FileDays, item: str, place: str = "jia") -> float:
    (day,) = file.days
    return float(day.values[ITEMS.index(item), day.places.index(place)])


def told(file: FileDays, reason: Reason) -> list[str]:
    check = f"ARC-{reason.value.upper().replace('_', '-')}"
    return [str(p) for p in file.findings.examples if p.check == check]


def with_cell(cell: object, hour: int = 5, kind: str = "PM2.5") -> str:
    day = full_day(ONE)
    day[hour, kind] = [cell]
    return hourly_text(ONE, day)


def adds_up(file: FileDays, text: str, columns: int) -> None:
    """Every line below the header is used or set aside, and so is every cell of the lines used."""
    found = file.findings
    assert found.total(Unit.ROW) == len(lines_of(text)) - 1
    assert found.total(Unit.CELL) == found.of(Unit.ROW, Reason.USED) * columns


def test_a_sound_day_has_nothing_to_object_to(tmp_path: Path) -> None:
    text = hourly_text(ONE, full_day(ONE))
    file = read(write(tmp_path, NAME, text))
    adds_up(file, text, 1)
    assert not file.findings.faults
    assert {value(file, item) for item in ITEMS} == {30.0}


@pytest.mark.parametrize(("cell", "reason"), [
    ("", Reason.EMPTY), ("0", Reason.ZERO), ("-3", Reason.NEGATIVE), ("1001", Reason.IMPLAUSIBLE), ("—", Reason.TEXT),
    ("NA", Reason.TEXT), ("nan", Reason.TEXT), ("inf", Reason.TEXT), ("12a", Reason.TEXT), ("１２", Reason.TEXT)])
def test_a_cell_that_is_no_measurement_is_not_used(tmp_path: Path, cell: str, reason: Reason) -> None:
    text = with_cell(cell)
    file = read(write(tmp_path, NAME, text))
    adds_up(file, text, 1)
    assert file.findings.of(Unit.CELL, reason) == 1
    assert file.findings.of(Unit.CELL, Reason.USED) == 24 * len(TYPES) - 1
    assert value(file, "pm25") == 30.0
    if reason is not Reason.EMPTY:
        (message,) = told(file, reason)
        line = 2 + 5 * len(TYPES)
        assert message.startswith(f"{NAME} 第 {line} 行 [甲]：现为「{cell}」")


@pytest.mark.parametrize("cell", [" 30", "30 ", "3e1", "+30", "30."])
def test_a_number_may_be_written_in_other_ways(tmp_path: Path, cell: str) -> None:
    file = read(write(tmp_path, NAME, with_cell(cell)))
    assert file.findings.of(Unit.CELL, Reason.USED) == 24 * len(TYPES)
    assert value(file, "pm25") == 30.0


@pytest.mark.parametrize(("encoding", "name"), [
    ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_do_not_matter(tmp_path: Path, encoding: str, name: str, newline: str) -> None:
    text = hourly_text(["甲", "乙"], full_day(["甲", "乙"]))
    file = read(write(tmp_path, NAME, text.replace("\n", newline), encoding))
    assert file.encoding == name
    adds_up(file, text, 2)
    assert value(file, "co", "yi") == 30.0
    assert not file.findings.faults


def test_quoted_cells_are_read(tmp_path: Path) -> None:
    text = "\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in lines_of(hourly_text(ONE, full_day(ONE))))
    file = read(write(tmp_path, NAME, text + "\n"))
    assert value(file, "pm25") == 30.0
    assert not file.findings.faults


def test_bytes_in_no_known_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanbookError, match="UTF-8、UTF-16 或 GB 18030"):
        read(write(tmp_path, NAME, b"date,hour,type,\xff\xff\xff\nabc\n" * 3))


def test_a_file_cut_off_within_a_line(tmp_path: Path) -> None:
    text = hourly_text(["甲", "乙"], full_day(["甲", "乙"]))
    cut = text[: text.rindex(",")]
    file = read(write(tmp_path, NAME, cut))
    adds_up(file, cut, 2)
    assert file.findings.of(Unit.ROW, Reason.TRUNCATED) == 1
    assert file.findings.of(Unit.GAP, Reason.MISSING_HOURS) == 1
    assert f"第 {len(lines_of(text))} 行" in told(file, Reason.TRUNCATED)[0]


def test_a_file_cut_off_within_a_character(tmp_path: Path) -> None:
    whole = "date,hour,type,甲\n20310101,0,PM2.5,30\n20310101,1,PM2.5,无".encode()
    raw = read_raw(write(tmp_path, NAME, whole[:-1]), tmp_path)
    assert (raw.encoding, raw.body.decode()) == ("utf-8", whole.decode()[:-1])


@pytest.mark.parametrize(("line", "reason"), [
    ("20310101,3,PM2.5,1,2", Reason.WIDTH), ("20310101,3", Reason.WIDTH), ("20310101,24,PM2.5,1", Reason.BAD_HOUR),
    ("20310101,-1,PM2.5,1", Reason.BAD_HOUR), ("20310231,3,PM2.5,1", Reason.BAD_DATE), ("一月一日,3,PM2.5,1", Reason.BAD_DATE),
    ("", Reason.BLANK), ("20310101,3,NOx,1", Reason.UNKNOWN_TYPE), ("20310101,3,AQI,1", Reason.OTHER_TYPE),
    ("20310101,3,PM2.5,30.0", Reason.DUPLICATE_EQUAL), ("20310101,3,PM2.5,31", Reason.DUPLICATE_DIFFERENT)])
def test_a_line_that_cannot_be_used(tmp_path: Path, line: str, reason: Reason) -> None:
    rows = lines_of(hourly_text(ONE, full_day(ONE)))
    text = "\n".join([*rows, line, "20310101,4,AQI,50"]) + "\n"
    file = read(write(tmp_path, NAME, text))
    adds_up(file, text, 1)
    assert file.findings.of(Unit.ROW, reason) == 1 + (reason is Reason.OTHER_TYPE)
    assert file.findings.of(Unit.ROW, Reason.USED) == len(rows) - 1
    assert value(file, "pm25") == 30.0
    if reason not in EXPECTED:
        assert f"第 {len(rows) + 1} 行" in told(file, reason)[0]


def test_two_values_for_one_hour_are_both_not_used(tmp_path: Path) -> None:
    columns = ["甲", "乙"]
    day = full_day(columns)
    text = hourly_text(columns, day, extra=["20310101,3,PM2.5,30,90", "20310101,4,PM2.5,,30"])
    file = read(write(tmp_path, NAME, text))
    adds_up(file, text, 2)
    assert file.findings.of(Unit.ROW, Reason.DUPLICATE_DIFFERENT) == 2
    assert file.findings.of(Unit.CELL, Reason.CONFLICT) == 1
    assert file.findings.of(Unit.CELL, Reason.USED) == 24 * len(TYPES) * 2 - 1
    assert "[乙]" in told(file, Reason.CONFLICT)[0]


def test_missing_hours_are_counted_and_too_many_leave_no_daily_value(tmp_path: Path) -> None:
    day = full_day(ONE)
    for hour in range(24 - RULES.hours + 1):
        del day[hour, "PM2.5"]
    file = read(write(tmp_path, NAME, hourly_text(ONE, day)))
    assert file.findings.of(Unit.GAP, Reason.MISSING_HOURS) == 24 - RULES.hours + 1
    assert f"缺 {24 - RULES.hours + 1} 小时" in told(file, Reason.MISSING_HOURS)[0]
    assert np.isnan(value(file, "pm25"))
    assert value(file, "pm10") == 30.0


def test_unknown_left_out_and_repeated_columns(tmp_path: Path) -> None:
    columns = ["A1", "Z7", "A9", "A1", "A2"]
    day = {key: [10, 500, 500, 500, 20] for key in full_day(columns)}
    text = hourly_text(columns, day)
    file = read(write(tmp_path, NAME, text))
    adds_up(file, text, 5)
    rows = 24 * len(TYPES)
    for reason in (Reason.UNKNOWN_PLACE, Reason.LEFT_OUT, Reason.DUPLICATE_COLUMN):
        assert file.findings.of(Unit.CELL, reason) == rows
    assert value(file, "pm25") == 15.0  # a place is the mean of its stations
    assert file.findings.places == Counter({"Z7": 1})
    assert "Z7" in unknown(file.findings)


def test_a_date_that_differs_from_the_file_name_is_told_and_the_row_counts_on_its_own_date(tmp_path: Path) -> None:
    file = read(write(tmp_path, "china_cities_20310102.csv", hourly_text(ONE, full_day(ONE))))
    assert [d.day for d in file.days] == [DAY]
    assert file.findings.of(Unit.GAP, Reason.DATE_DIFFERS) == 24 * len(TYPES)
    assert "现为「2031-01-01」" in told(file, Reason.DATE_DIFFERS)[0]


@pytest.mark.parametrize(("content", "reason"), [
    ("", Reason.EMPTY_FILE), ("date,hour,type,甲\n", Reason.EMPTY_FILE), ("a,b,c\n1,2,3\n", Reason.WRONG_HEADER),
    ("<html>\n<body>\n", Reason.WRONG_HEADER)])
def test_a_file_without_data(tmp_path: Path, content: str, reason: Reason) -> None:
    write(tmp_path, NAME, hourly_text(ONE, full_day(ONE)))
    write(tmp_path, "other.csv", content)
    archive = read_archive(tmp_path, TARGETS, RULES)
    assert archive.findings.of(Unit.FILE, reason) == 1
    assert archive.findings.of(Unit.FILE, Reason.USED) == 1
    assert any("other.csv" in str(p) for p in archive.findings.examples)


def test_a_second_copy_of_a_file_is_not_counted_twice(tmp_path: Path) -> None:
    for name in (NAME, "copy.csv"):
        write(tmp_path, name, hourly_text(ONE, full_day(ONE)))
    found = read_archive(tmp_path, TARGETS, RULES).findings
    assert (found.of(Unit.FILE, Reason.USED), found.of(Unit.FILE, Reason.SAME_FILE)) == (1, 1)
    assert found.total(Unit.ROW) == 24 * len(TYPES)


def test_two_files_that_disagree_about_a_day(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", hourly_text(ONE, full_day(ONE)))
    write(tmp_path, "b.csv", hourly_text(["甲", "乙"], full_day(["甲", "乙"], 40.0)))
    archive = read_archive(tmp_path, TARGETS, RULES)
    assert archive.findings.of(Unit.DAY, Reason.DUPLICATE_DIFFERENT) == len(ITEMS)
    assert archive.findings.of(Unit.DAY, Reason.USED) == 2 * len(ITEMS)
    assert archive.daily.places == ("jia", "yi")
    assert archive.daily.values[0, 0].tolist() == [30.0, 40.0]


def test_missing_days_are_told(tmp_path: Path) -> None:
    for after in (0, 1, 4):
        day = DAY + timedelta(after)
        write(tmp_path, f"c_{day:%Y%m%d}.csv", hourly_text(ONE, full_day(ONE), day))
    found = read_archive(tmp_path, TARGETS, RULES).findings
    assert found.of(Unit.GAP, Reason.MISSING_DAYS) == 2
    assert "2031-01-03 至 2031-01-04" in report(found)


def test_where_files_are_read_makes_no_difference(tmp_path: Path) -> None:
    for after in range(5):
        day = DAY + timedelta(after)
        write(tmp_path, f"c_{day:%Y%m%d}.csv", hourly_text(ONE, full_day(ONE, 10.0 + after), day, ["20310101,3"]))
    here = read_archive(tmp_path, TARGETS, RULES)
    with ThreadPoolExecutor(3) as executor:
        there = read_archive(tmp_path, TARGETS, RULES, executor)
    assert np.array_equal(here.daily.values, there.daily.values)
    assert (here.findings.counts, here.findings.examples, here.files) == (
        there.findings.counts, there.findings.examples, there.files)


@pytest.mark.parametrize("missing", [False, True])
def test_a_folder_without_files_is_refused(tmp_path: Path, missing: bool) -> None:
    with pytest.raises(PlanbookError, match="处理"):
        read_archive(tmp_path / "nowhere" if missing else tmp_path, TARGETS, RULES)


LONG = "日期,城市,类型,数值\n"
WIDE = "region_code,region,date,aqi,pm25,o3\n"


def test_daily_files_in_long_form(tmp_path: Path) -> None:
    text = LONG + "2031-01-01,甲,PM2.5,12\n2031-01-01,甲,CO,0.5\n2031-01-01,乙,PM2.5,0\n2031-01-01,丙,PM2.5,1\n2031-01-01,甲,花粉,1\n"
    file = read(write(tmp_path, "d.csv", text))
    adds_up(file, text, 1)
    assert (value(file, "pm25"), value(file, "co")) == (12.0, 0.5)
    assert file.findings.of(Unit.CELL, Reason.ZERO) == 1
    assert file.findings.of(Unit.ROW, Reason.UNKNOWN_PLACE) == 1
    assert file.findings.of(Unit.ROW, Reason.UNKNOWN_TYPE) == 1


def test_daily_files_with_a_column_per_item(tmp_path: Path) -> None:
    text = WIDE + "A1,甲城,2031/1/1,50,12,80\n无,乙,20310101,50,-1,80\nA1,甲城,2031-01-01,50,13,80\n,乙,2031-01-02,1,7\n"
    file = read(write(tmp_path, "d.csv", text))
    adds_up(file, text, 1)
    assert file.days == ()  # the one value was contradicted, the other was negative
    counts = file.findings.counts
    assert counts[Unit.CELL, Reason.CONFLICT] == counts[Unit.ROW, Reason.DUPLICATE_DIFFERENT] == 1
    assert counts[Unit.ROW, Reason.WIDTH] == 1
    assert counts[Unit.GAP, Reason.UNKNOWN_COLUMN] == 2  # a bare o3 does not say which mean it is


def test_the_printed_accounts_add_up_and_strict_has_its_sentence() -> None:
    found = Findings()
    found.add(Unit.ROW, Reason.USED, 7)
    found.add(Unit.ROW, Reason.OTHER_TYPE, 2)
    assert "行：读入 9 = 采用 7 + 不用 2" in accounts(found)
    assert verdict(found) == ""
    found.take(Unit.ROW, Reason.TRUNCATED, "x.csv", 9)
    assert "末行残缺（行）1" in verdict(found)


def test_examples_stay_few_however_many_files_there_are() -> None:
    total = Findings()
    for number in range(50):
        one = Findings()
        for row in range(10):
            one.take(Unit.ROW, Reason.WIDTH, f"{number}.csv", row)
        total.merge(one)
    assert total.of(Unit.ROW, Reason.WIDTH) == 500
    assert len(total.examples) == EXAMPLES_IN_ALL


def test_every_fault_has_a_remedy() -> None:
    assert set(Reason) - set(REMEDY) == EXPECTED - {Reason.UNKNOWN_COLUMN}


def test_the_usual_code_of_a_missing_value_is_no_measurement() -> None:
    highest = load_dataset().parameters["air-hourly-max"].value
    assert highest is not None
    assert judge("9999", highest)[0] is Reason.IMPLAUSIBLE
