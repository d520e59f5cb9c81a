"""Every rule of the import has a file that breaks it, and the message says where, what, and what to do."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import pytest
from import_factory import (
    Change,
    blank,
    column,
    contents,
    country,
    cut_off,
    fill,
    filled,
    form_row,
    judged,
    new_source,
    saved,
    twin,
)
from openpyxl import Workbook

from planbook.intake.faults import NOTICES, Rule
from planbook.intake.form import ENTRIES

Bytes = Callable[[Path], bytes]
PERIOD = "2024"
"""A year over when the invented country's report came out."""


@dataclass(frozen=True)
class Bad:
    """A file, the rule it breaks and a piece of the message."""

    rule: Rule
    content: Bytes
    says: str = ""
    name: str = "form.xlsx"

    @property
    def label(self) -> str:
        return f"{self.rule.value}-{self.says[:12]}"


def rows() -> dict[str, str]:
    return form_row(period=PERIOD)


def _book(rule: Rule, *changes: Change, says: str = "") -> Bad:
    return Bad(rule, lambda root: filled(root, *changes, rows=(rows(),)), says)


def _cell(rule: Rule, says: str = "", /, **cells: object) -> Bad:
    return _book(rule, fill(**cells), says=says)


def _csv(rule: Rule, change: Callable[[bytes], bytes], says: str = "") -> Bad:
    return Bad(rule, lambda root: change(twin(root, form_row(period=PERIOD, value="38.5", evidence="actual", source="s-report"))), says,
               "form.csv")


def _zip(rule: Rule, name: str, content: bytes, says: str = "") -> Bad:
    """Return a workbook with one part more, or another in its place."""
    def change(root: Path) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(blank(root))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                if part != name:
                    new.writestr(part, old.read(part))
            new.writestr(name, content)
        return out.getvalue()
    return Bad(rule, change, says)


def _figure(root: Path, text: str) -> bytes:
    """Return a workbook whose value stands in its XML as no library would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled(root, rows=(rows(),)))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b"<v>38.5</v>", text.encode()))
    return out.getvalue()


def _sheet(change: Callable[..., object]) -> Change:
    return lambda book: change(book[ENTRIES])


def _other_workbook(_root: Path) -> bytes:
    return saved(Workbook())


def _plain_zip(_root: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "虚构")
    return out.getvalue()


def _rename(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda b: b.replace(old.encode(), new.encode())


def _spare(book: object) -> None:
    """Fill in a second row with the first one's key."""
    fill(row=3, indicator="smoke", place="testville", period=PERIOD, value=37, unit="ug/m3", evidence="公布的结果", source="s-report")(book)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILES = [
    Bad(Rule.FILE_EMPTY, lambda _: b""),
    Bad(Rule.FILE_EMPTY, lambda _: b"\xef\xbb\xbf\r\n", name="form.csv"),
    Bad(Rule.FILE_LARGE, lambda _: b"a" * 20_000_001, name="form.csv"),
    Bad(Rule.FILE_TYPE, lambda _: b"a,b\n"),
    Bad(Rule.FILE_TYPE, blank, "xlsm", "form.xlsm"),
    Bad(Rule.FILE_XLS, lambda _: OLE + b"\0" * 600, name="form.xls"),
    Bad(Rule.FILE_ENCRYPTED, lambda _: OLE + "EncryptedPackage".encode("utf-16-le")),
    Bad(Rule.NOT_WORKBOOK, _plain_zip),
    Bad(Rule.BROKEN, lambda root: blank(root)[:900]),
    _zip(Rule.BROKEN, "xl/workbook.xml", b"<workbook"),
    Bad(Rule.BROKEN, lambda root: blank(root)[:60] + b"\xff" * 400 + blank(root)[460:], "压缩结构损坏"),
    _zip(Rule.ZIP_BOMB, "xl/media/a.bin", b"\0" * 60_000_001),
    _zip(Rule.ZIP_PATH, "../../evil.xml", b"<a/>"),
    _zip(Rule.XML_ENTITY, "xl/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    _zip(Rule.XML_ENTITY, "xl/extra.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")),
    _zip(Rule.XML_ENTITY, "xl/data/sheet.bin", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "sheet.bin"),
    _zip(Rule.XML_ENCODING, "xl/styles.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE a+AD4-<a/>', "styles.xml"),
    _zip(Rule.XML_ENCODING, "xl/extra.xml", "<a/>".encode("utf-16")),
    _zip(Rule.XML_ENCODING, "xl/extra.xml", b"<a>\xed\xa0\x80</a>"),
    _zip(Rule.CELLS_MANY, "xl/data/sheet.bin", b"<a><c />" * 600_001, "600001"),
    _zip(Rule.CELLS_MANY, "xl/extra.xml", b"<xf/>" * 100_001),
    _book(Rule.CELLS_MANY, _sheet(lambda s: s.cell(20_000, 200, "x")), says="20000 行 200 列"),
    _zip(Rule.MACRO, "xl/vbaProject.bin", b"x"),
    _zip(Rule.EXTERNAL, "xl/externalLinks/externalLink1.xml", b"<a/>"),
    _zip(Rule.EXTERNAL, "xl/_rels/workbook.xml.rels", b'<a><Relationship Type="x/relationships/externalLink" Target="file:///a"/></a>', ".rels"),
    _zip(Rule.EMBEDDED, "xl/embeddings/oleObject1.bin", b"x"),
    _zip(Rule.CONNECTION, "xl/connections.xml", b"<a/>"),
    Bad(Rule.SHEET_MISSING, _other_workbook, ENTRIES),
    _zip(Rule.ROWS_MANY, "xl/worksheets/sheet9.xml", b"<row >" * 20_001),
    _book(Rule.COLUMNS_MANY, _sheet(lambda s: s.cell(5, 300, "x"))),
    _book(Rule.ROWS_MANY, _sheet(lambda s: s.cell(30_000, 3, "x"))),
]
TEXTS = [
    _csv(Rule.CSV_ENCODING, lambda b: b.decode("utf-8-sig").encode("utf-16"), "UTF-16"),
    _csv(Rule.CSV_ENCODING, lambda b: b + b"\xff\xff"),
    _csv(Rule.CSV_GBK, lambda b: b.decode("utf-8-sig").encode("gb18030")),
    _csv(Rule.CSV_QUOTE, lambda b: b + b'"open\r\n'),
    _csv(Rule.CSV_SHAPE, lambda b: b + b"a,b\r\n", "2 个单元格"),
    _csv(Rule.CSV_SEPARATOR, lambda b: b.replace(b",", b";")),
    _csv(Rule.COLUMN_MISSING, _rename("地方编号,", "地方编号x,"), "缺少“地方编号”列"),
    _csv(Rule.COLUMN_EXTRA, _rename("备注,", "我的列,"), "我的列"),
    _csv(Rule.COLUMN_TWICE, _rename("下限,", "上限,"), "上限"),
    _csv(Rule.CELL_LONG, _rename("38.5", "9" * 2_001), "2001 个字"),
    _csv(Rule.CELL_LONG, _rename("38.5", "9" * 10_000_000), "131072 个字"),
    _csv(Rule.CELLS_MANY, lambda _: ("a" + "," * 150 + "\n").encode() * 20_000, "20000 行 151 列"),
]
SHEETS = [
    _book(Rule.SHEET_EXTRA, lambda b: b.create_sheet("草稿"), says="工作表“草稿”"),
    _book(Rule.SHEET_HIDDEN, lambda b: setattr(b.create_sheet("旧"), "sheet_state", "hidden")),
    _book(Rule.ROW_HIDDEN, _sheet(lambda s: setattr(s.row_dimensions[2], "hidden", True)), says="第 2 行"),
    _book(Rule.COLUMN_HIDDEN, _sheet(lambda s: setattr(s.column_dimensions["G"], "hidden", True)), says="G 列"),
    _book(Rule.MERGED, _sheet(lambda s: s.merge_cells("H5:H7")), says="H5:H7"),
    _book(Rule.MERGED, _sheet(lambda s: s.merged_cells.add("A1:XFD1048576")), says="A1:XFD1048576"),
    _book(Rule.NOTHING, fill(value=None)),
    _book(Rule.DUPLICATE, _spare, says="B2"),
]
NUMBERS = [
    _cell(Rule.FORMULA_EMPTY, "G2", value="=1+1"),
    _cell(Rule.FORMULA_EMPTY, "公式", note="=HYPERLINK(1)"),
    _cell(Rule.ERROR_VALUE, "#N/A", value="#N/A"),
    _cell(Rule.BOOLEAN, "TRUE", value=True),
    _cell(Rule.NUMBER, "大约", value="大约"),
    _cell(Rule.NUMBER_UNIT, "12微克", value="12微克"),
    _cell(Rule.NUMBER_RANGE, "3-5", value="3-5"),
    _cell(Rule.NUMBER_BOUND, "≥95", value="≥95"),
    _cell(Rule.NUMBER_EXPONENT, "1200", value="1.2e3"),
    _cell(Rule.PLACEHOLDER, "无", value="无"),
    _cell(Rule.NAN, "NaN", value="NaN"),
    _cell(Rule.NAN, "-inf", value="-inf"),
    _cell(Rule.FULL_WIDTH, "３８.５", value="３８.５"),
    _cell(Rule.COMMA, "1,038", value="1,038.5"),
    _cell(Rule.COMMA_UNCLEAR, "38,5", value="38,5"),
    _cell(Rule.PERCENT, "38.5%", value="38.5%"),
    _book(Rule.PERCENT, fill(value=0.385), _sheet(lambda s: setattr(s.cell(2, column(s, "value")), "number_format", "0.0%")),
          says="显示为 38.5%，实存 0.385"),
    _cell(Rule.DATE_NUMBER, "2026-03-01", value=datetime(2026, 3, 1)),  # noqa: DTZ001 - a spreadsheet's dates have no zone
    _cell(Rule.DATE_YEAR, "期间，如 2024", period=date(2024, 1, 1)),
    _cell(Rule.PERIOD, "2024-13", period="2024-13"),
    _cell(Rule.DATE, "45000", known_from=45000),
    _cell(Rule.DATE_LOOSE, "2025-07-31", known_from="2025-07"),
    _cell(Rule.INTEGER, "3.5", n=3.5),
    Bad(Rule.NUMBER, lambda root: _figure(root, f"<v>{'9' * 400}</v>"), "15 位以内"),
    _cell(Rule.NUMBER, "15 位以内", value="0." + "0" * 400 + "1"),
    _cell(Rule.NUMBER_UNIT, "08:30:00", value=time(8, 30)),
]
WORDS = [
    _cell(Rule.SPACE, note=" 虚构 "),
    _cell(Rule.CONTROL, "<U+000A>", note="甲\n乙"),
    _cell(Rule.BIDI, "<U+202E>", note="甲\u202e乙"),
    _cell(Rule.BIDI, "<U+2066>", note="甲\u2066乙"),
    _cell(Rule.INVISIBLE, "<U+200B>", note="甲\u200b乙"),
    _csv(Rule.INJECTION, _rename("s-report,,", "s-report,=cmd(),"), "=cmd()"),
    _cell(Rule.INJECTION, "@sum", note="@sum"),
    _cell(Rule.INJECTION, "+甲", note="+甲"),
    _cell(Rule.INJECTION, "-甲", note="-甲"),
    _cell(Rule.INJECTION, "cmd", note="-2+3+cmd|' /C calc'!A0"),
    _cell(Rule.INJECTION, "＝1", note="＝1+1"),
    _cell(Rule.CONTROL, "<U+001B>", note="甲_x001B_乙"),
    _cell(Rule.LOCKED, "行码", place="sampleton"),
    _cell(Rule.NAME_DIFFERS, "即编号 testville 的名称", place_name="虚构的别处"),
    _csv(Rule.NAME_DIFFERS, _rename(",,,2024,", ",虚构的别名,,2024,"), "B2"),
    _cell(Rule.INDICATOR, "是否“smoke”", indicator="smokes", row_code=None),
    _cell(Rule.PLACE, "nowhere", place="nowhere", row_code=None),
    _cell(Rule.EVIDENCE, "空", evidence=None),
    _cell(Rule.BASIS, "peek", basis="peek"),
    _cell(Rule.SOURCE, "新2", source="新2"),
    _cell(Rule.BOUND, "大于", bound="大于"),
    _cell(Rule.CHECK, "CHK-OBS-STATEMENT", evidence="statement"),
    _cell(Rule.CHECK, "CHK-OBS-PARTIAL", period="2025", row_code=None),
    _cell(Rule.UNIT_MISSING, "单位“ug/m3”", unit=None),
    _cell(Rule.UNIT_UNKNOWN, "斤", unit="斤"),
    _cell(Rule.UNIT_SPELLING, "微克/立方米", unit="微克/立方米"),
    _cell(Rule.UNIT_SCALE, "即 38.5 ug/m3", value=0.0385, unit="mg/m3"),
    _cell(Rule.UNIT_OTHER, "%", unit="%"),
    _cell(Rule.MAGNITUDE, "相近的数", value=0.04),
    _cell(Rule.OUT_OF_RANGE, "0 至 1000", value=2000),
    _cell(Rule.REASON_IDLE, "理由", reason="没有理由的理由"),
    _cell(Rule.REVISION_LATE, "仍用旧值", period="2023", row_code=None, value=41, reason="虚构的更正"),
    _cell(Rule.REASON_MISSING, "40.4 → 41", period="2023", row_code=None, value=41),
]
PERCENTAGE = form_row("smoke-cut", "testshire", "2021/2025", "%")
DECLARED = [
    Bad(Rule.FRACTION, lambda root: filled(root, fill(value=0.21, evidence="interim"), rows=(PERCENTAGE | {"period": "2021/2025"},)), "如 21"),
    _book(Rule.SOURCE_INCOMPLETE, new_source(title=None), says="题名"),
    _book(Rule.SOURCE_DATE, new_source(day="去年"), says="D2"),
    _book(Rule.SOURCE_KIND, new_source(kind="报纸"), says="报纸"),
    _book(Rule.SOURCE_URL, new_source(url="javascript:alert(1)"), says="javascript"),
    _book(Rule.SOURCE_TWICE, new_source(), lambda b: setattr(b["来源"]["A2"], "value", "s-report"), says="s-report"),
    _book(Rule.SOURCE_UNUSED, new_source(), fill(source="s-report")),
    Bad(Rule.EDITION_MISSING, lambda root: filled(root, fill(evidence="interim"), rows=(form_row(period="2026"),), edition=(2026, "")), "2026 年版"),
    Bad(Rule.EDITION_DATE, lambda root: filled(root, cut_off("2026-12-31"), fill(evidence="interim"), rows=(form_row(period="2026"),),
                                              edition=(2026, "")), "2026 年结束以后"),
    Bad(Rule.EDITION_OLD, lambda root: filled(root, cut_off("2026-06-30"), rows=(rows(),), edition=(2024, "2025-12-31")), "2024 年版"),
]
BAD = [*FILES, *TEXTS, *SHEETS, *NUMBERS, *WORDS, *DECLARED]
NOT_HERE = {Rule.FILE_MISSING, Rule.FORMULA, Rule.SURROGATE}
"""Rules with tests of their own below: a plain saved workbook cannot show them."""


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return country(tmp_path_factory.mktemp("land") / "试验 国")


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.label)
def test_a_bad_file_gets_its_message(bad: Bad, land: Path) -> None:
    before = contents(land)
    found = [f for f in judged(land, bad.content(land), bad.name) if f.rule is bad.rule]
    assert found
    message = str(found[0])
    assert bad.name in message
    assert bad.rule.value in message
    assert re.search(f"：现为「{re.escape(found[0].found)}」；应为 ?{re.escape(found[0].expected)}。处理：.+（规则 ", message)
    assert message.encode("gbk").decode("gbk") == message
    assert any(bad.says in str(f) for f in found)
    assert contents(land) == before


def test_a_giant_cell_is_refused_unread_whatever_limit_another_library_set(land: Path) -> None:
    bad = next(b for b in BAD if b.says == "131072 个字")
    before = csv.field_size_limit(100_000_000)
    try:
        assert any(bad.says in str(f) for f in judged(land, bad.content(land), bad.name))
        assert csv.field_size_limit() == 100_000_000
    finally:
        csv.field_size_limit(before)


def test_every_rule_is_shown() -> None:
    assert {b.rule for b in BAD} | NOT_HERE == set(Rule)


def test_at_least_forty_rules_refuse() -> None:
    assert len(set(Rule) - NOTICES) >= 40


def test_a_good_file_is_told_nothing(land: Path) -> None:
    assert judged(land, filled(land, rows=(rows(),))) == ()


def test_a_missing_file_is_told(land: Path) -> None:
    from planbook.intake.faults import ImportRefusedError
    from planbook.intake.importing import propose

    with pytest.raises(ImportRefusedError, match=Rule.FILE_MISSING.value):
        propose(land, land / "没有.xlsx", "2026-12-01")


def test_a_formula_with_its_result_is_refused_and_the_result_told(land: Path) -> None:
    found = [f for f in judged(land, _figure(land, "<f>30+8.5</f><v>38.5</v>")) if f.rule is Rule.FORMULA]
    assert "结果为 38.5" in str(found[0])
    assert "选择性粘贴" in str(found[0])


def test_a_time_of_day_is_a_text(land: Path) -> None:
    assert not [f for f in judged(land, filled(land, fill(note=time(8, 30)), rows=(rows(),))) if f.refuses]


def test_an_infinite_figure_is_no_text() -> None:
    from planbook.intake.faults import Log
    from planbook.intake.reading import Cell
    from planbook.intake.values import text_of

    log = Log("form.xlsx")
    assert text_of(Cell("填报", "U2", float("inf")), log) == ""
    assert log.found[0].rule is Rule.NAN


def test_a_message_obeys_no_terminal(land: Path) -> None:
    book = _book(Rule.SHEET_EXTRA, lambda b: b.create_sheet("旧\u202e\x9b2J"))
    found = [str(f) for f in judged(land, book.content(land), "form\x1b[2J\u202e.xlsx")]
    assert "form<U+001B>[2J<U+202E>.xlsx" in found[0]
    assert any("旧<U+202E><U+009B>2J" in told for told in found)


def test_a_lone_surrogate_is_refused() -> None:
    from planbook.intake.faults import Log
    from planbook.intake.reading import Cell
    from planbook.intake.values import text_of

    log = Log("form.xlsx")
    assert text_of(Cell("填报", "U2", "甲\ud800乙"), log) == ""
    assert log.found[0].rule is Rule.SURROGATE
    str(log.found[0]).encode("utf-8")


def test_a_gbk_console_loses_no_character_of_a_message(land: Path) -> None:
    content = filled(land, fill(value="１２微克", place="nowhere", row_code=None), rows=(rows(),))
    told = "\n".join(map(str, judged(land, content)))
    assert told.encode("gbk").decode("gbk") == told


def test_remedies_are_sentences_of_their_own() -> None:
    assert all(re.search("[\u4e00-\u9fff]", r.remedy) for r in Rule)
