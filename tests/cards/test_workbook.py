"""Excel files: the same bytes, the texts as given, nothing that computes."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planbook.cards.workbook import WIDEST, ZIP_TIME, workbook
from planbook.data.text import escaped, unescaped

DAY = date(2026, 11, 22)
ROWS = [["目标", "数值"], ["甲城（testville）用量", 35.5], ["=1+1", None], ["第二行\n第三行", 0]]
TRICKS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://testville.example")', "#N/A", "#DIV/0!", "'=1", "1e5", "007",
          "2025-01-01", "TRUE", " 两边 ", "<script>&\"'", "\u202e反向", "a\nb", "€ µg/m³ ≥"]
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30)


def reopened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def values(content, sheet):
    return [list(row) for row in reopened(content)[sheet].iter_rows(values_only=True)]


def test_same_content_same_bytes():
    assert workbook({"甲": ROWS, "乙": ROWS}, DAY) == workbook({"甲": ROWS, "乙": ROWS}, DAY)


def test_same_bytes_in_another_process():
    imports = "import sys; from datetime import date; from planbook.cards.workbook import workbook"
    code = f"{imports}; sys.stdout.buffer.write(workbook({{'甲': {ROWS!r}}}, date(2026, 11, 22)))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert other.stdout == workbook({"甲": ROWS}, DAY)


@pytest.mark.parametrize("changed", [{"甲": [*ROWS, ["x", 1]]}, {"乙": ROWS}])
def test_other_content_other_bytes(changed):
    assert workbook(changed, DAY) != workbook({"甲": ROWS}, DAY)


def test_texts_numbers_and_gaps_come_back_as_given():
    assert values(workbook({"数据缺口": ROWS}, DAY), "数据缺口") == ROWS


@pytest.mark.parametrize("text", TRICKS)
def test_no_text_becomes_anything_else(text):
    cell = reopened(workbook({"甲": [["列"], [text]]}, DAY))["甲"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_no_formula_in_the_file():
    content = workbook({"甲": [["=1+1"], *([t] for t in TRICKS)]}, DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="e"' not in sheet


@given(TEXTS)
@example("=cmd|' /C calc'!A0")
@example("中文　全角")
def test_texts_survive(text):
    assert values(workbook({"甲": [["列"], [text]]}, DAY), "甲")[1] == [text]


@pytest.mark.parametrize("text", ["_x202E_", "_x000D_b", "a_x0041_", "_x005F_"])
def test_what_excel_reads_as_another_character_is_written_as_it_reads(text):
    sheet = zipfile.ZipFile(io.BytesIO(workbook({"甲": [["目标"], [text]]}, DAY))).read("xl/worksheets/sheet1.xml").decode()
    assert text.replace("_x", "_x005F_x") in sheet
    assert unescaped(escaped(text)) == text


def test_times_are_fixed():
    content = workbook({"甲": ROWS}, DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {i.date_time for i in file.infolist()} == {ZIP_TIME}
        assert [i.filename for i in file.infolist()] == sorted(file.namelist())
    properties = reopened(content).properties
    assert properties.created == properties.modified == datetime(2026, 11, 22)  # noqa: DTZ001 - the format has no zone


def test_the_day_is_written_into_it():
    assert reopened(workbook({"甲": ROWS}, date(2024, 12, 31))).properties.modified.year == 2024


def test_file_names_no_person():
    assert reopened(workbook({"甲": ROWS}, DAY)).properties.creator == "planbook"


def test_sheets_keep_their_order():
    assert reopened(workbook({"乙": ROWS, "甲": ROWS}, DAY)).sheetnames == ["乙", "甲"]


def test_sheet_is_made_to_be_read():
    sheet = reopened(workbook({"甲": [["列", "长"], ["中文" * 3, "x" * 200]]}, DAY))["甲"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert not sheet["A2"].font.b
    assert sheet["B2"].alignment.wrap_text
    assert sheet.column_dimensions["A"].width == 6 * 2 + 3
    assert sheet.column_dimensions["B"].width == WIDEST


def test_empty_sheet_and_ragged_rows_are_fine():
    content = workbook({"空": [], "参差": [["a", "b"], ["c"]]}, DAY)
    assert values(content, "参差") == [["a", "b"], ["c", None]]
    assert values(content, "空") == []
