"""Ways to spoil a good workbook or CSV: each takes the file and the dice, and returns a name and other bytes."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

Dice = random.Random
Parts = dict[str, bytes]
SHEET, TEXTS, BOOK = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
"""The parts of a form that matter most: its entries, its texts, its list of sheets."""
NASTY = (
    "=1+1", "+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "<script>", "</t>", "]]>", "&amp;", "\u202e", "\u200b", "\x1b[2J", "\x85", "\u2028",
    "1e999", "-inf", "NaN", "nan", "００", "9" * 400, "0." + "0" * 400 + "1", "1e-400", "#REF!", "2026-02-30", "0000", "9999-12-31", "2026-13",
    "\t", "", " ", "甲" * 500, "甲" * 5000, "-", "--", "0x10", "١٢", "1,2,3", "TRUE", "新1", "新99", "smoke", "testville", "ug/m3", "%", "公布的结果",
    "2025/2021", "s-report", "javascript:alert(1)", "https://例子.测试/", "../../x", "CON", "_x001B_", "_xD800_", "\ufffe", "{{7*7}}", "'", '"', ";", "|")
VALUES: tuple[Any, ...] = (
    *(n for n in NASTY if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", n)), 0, -0.0, 1, 38.5, -1e308, 1e-308, 10**15, 10**20, True, False, None,
    date(1900, 1, 1), datetime(9999, 12, 31, 23, 59), time(8, 30), date(2026, 3, 1), '=HYPERLINK("x")', "=1/0")  # noqa: DTZ001 - a spreadsheet's dates have no zone
BOMB = '<!DOCTYPE a [<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)) + "]>"
_LETTERS = b"0123456789abcABC-+.,;:<>/\"'&=! \n"
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def unpacked(content: bytes) -> Parts:
    """Return the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return parts as a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def as_excel(content: bytes) -> bytes:
    """Return a workbook with its texts in a part of their own, as Excel keeps them; the library writes each into its cell."""
    parts, known = unpacked(content), dict[bytes, int]()

    def shared(found: "re.Match[bytes]") -> bytes:
        text = re.sub(rb"&#(\d+);", lambda m: chr(int(m[1])).encode(), found[1])
        return b't="s"><v>%d</v>' % known.setdefault(text, len(known))

    sheets = {n: re.sub(rb't="inlineStr"><is>(.*?)</is>', shared, c) for n, c in parts.items() if n.startswith("xl/worksheets/")}
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"".join(b"<si>%s</si>" % t for t in known) + b"</sst>"
    rel = b'<Relationship Id="rIdT" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    more = {"xl/_rels/workbook.xml.rels": (b"</Relationships>", rel), "[Content_Types].xml": (b"</Types>", kind)}
    return packed(parts | sheets | {TEXTS: texts} | {n: parts[n].replace(*ends) for n, ends in more.items()})


def spoilt(content: bytes, dice: Dice, most: int = 12) -> bytes:
    """Return bytes with a few changed, cut or doubled."""
    found, letters_only = bytearray(content), dice.random() < 0.5
    for _ in range(dice.randint(1, most)):
        at = dice.randrange(len(found) or 1)
        new = bytes(dice.choices(_LETTERS, k=dice.randint(0, 4))) if letters_only else dice.randbytes(dice.randint(0, 4))
        found[at:at + dice.randint(0, 3)] = new
    return bytes(found[: dice.randrange(1, len(found) + 1)] if dice.random() < 0.15 else found)


# --- workbooks

def _part(parts: Parts, dice: Dice, *names: str) -> str:
    return dice.choice([n for n in names if n in parts])


def cells(content: bytes, dice: Dice) -> bytes:
    """Other values in a few cells, as a person or a library would store them."""
    book = load_workbook(io.BytesIO(content))
    for _ in range(dice.randint(1, 4)):
        sheet = book[dice.choice(("填报", "填报", "填报", "来源", "版本"))]
        cell = sheet.cell(dice.randint(1, 6), dice.randint(1, sheet.max_column))
        cell.value = dice.choice(VALUES)
    return _saved(book)


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def part_bytes(content: bytes, dice: Dice) -> bytes:
    """Bytes of one part changed inside an intact archive."""
    parts = unpacked(content)
    name = _part(parts, dice, *parts, SHEET, TEXTS, BOOK)
    return packed(parts | {name: spoilt(parts[name], dice)})


def part_tags(content: bytes, dice: Dice) -> bytes:
    """Tags of one part dropped, doubled, swapped."""
    parts = unpacked(content)
    name = _part(parts, dice, SHEET, SHEET, TEXTS, BOOK, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    tokens = re.split(rb"(?=<)", parts[name])
    for _ in range(dice.randint(1, 6)):
        a, b = dice.randrange(len(tokens)), dice.randrange(len(tokens))
        tokens[a] = dice.choice((b"", tokens[a] * 2, tokens[b], tokens[b] + tokens[a]))
    return packed(parts | {name: b"".join(tokens)})


def part_attributes(content: bytes, dice: Dice) -> bytes:
    """Numbers in attributes of one part made absurd: indexes, styles, references."""
    parts = unpacked(content)
    name = _part(parts, dice, SHEET, SHEET, BOOK, "xl/styles.xml", TEXTS)
    odd = dice.choice((b"-1", b"0", b"99999999", b"1e9", b"NaN", b"", b"XFD1048576", b"A0", b"4294967296"))
    places = list(re.finditer(rb'"[A-Z]*\d+"', parts[name]))
    for place in dice.sample(places, min(len(places), dice.randint(1, 3))):
        parts[name] = parts[name].replace(place[0], b'"' + odd + b'"', 1)
    return packed(parts)


def figures(content: bytes, dice: Dice) -> bytes:
    """Figures and kinds of cells no program would write."""
    text = dice.choice(("NaN", "INF", "-INF", "1e999", "9" * 400, "9" * 5000, "-0", "1e-400", "0x1F", "١٢", "", "38,5", "3" * 20, "1.#QNAN"))
    kind = dice.choice(("", ' t="n"', ' t="b"', ' t="e"', ' t="str"', ' t="d"', ' t="s"', ' t="inlineStr"', ' t="zz"'))
    return packed(_sheet(content, rb'(<c r="[A-Z]+2"[^>]*?)( t="n")?><v>[^<]*</v>', f"\\g<1>{kind}><v>{text}</v>"))


def _sheet(content: bytes, pattern: bytes, new: str, part: str = SHEET) -> Parts:
    parts = unpacked(content)
    return parts | {part: re.sub(pattern, new.encode("utf-8", "surrogatepass"), parts[part])}


def letters(content: bytes, dice: Dice) -> bytes:
    """Characters of no text: halves of pairs, controls, turned writing; raw, as references, as Excel's escapes."""
    code = dice.choice((0xD800, 0xDFFF, 0x1B, 0x0, 0x7F, 0x85, 0x9B, 0x202E, 0x2066, 0x200B, 0xFFFE, 0xFFFF, 0xFEFF, 0x110000, 0x2028))
    raw = chr(min(code, 0x10FFFF)).encode("utf-8", "surrogatepass")
    bad = dice.choice((f"&#x{code:X};".encode(), f"&#{code};".encode(), raw, f"_x{code % 65536:04X}_".encode()))
    parts = unpacked(content)
    name = TEXTS if TEXTS in parts else SHEET
    at = dice.choice(list(re.finditer(rb"</t>", parts[name]))).start()
    return packed(parts | {name: parts[name][:at] + bad + parts[name][at:]})


def codings(content: bytes, dice: Dice) -> bytes:
    """A part in another encoding than it says, or another than anybody expects."""
    parts = unpacked(content)
    name = _part(parts, dice, SHEET, TEXTS, BOOK, "xl/styles.xml")
    body = re.sub(r"^<\?xml[^>]*\?>", "", parts[name].decode())
    said, real = dice.choice(("UTF-16", "UTF-7", "GB18030", "ISO-8859-1", "UTF-8", "EBCDIC-CP-US", "x")), dice.choice(("utf-16", "utf-16-be", "utf-7", "gb18030", "utf-8", "utf-32"))
    bomb = dice.choice(("", BOMB, OUTSIDE))
    return packed(parts | {name: f'<?xml version="1.0" encoding="{said}"?>{bomb}{body}'.encode(real)})


def xml_bomb(content: bytes, dice: Dice) -> bytes:
    """Entities that grow without end, or read other files."""
    parts = unpacked(content)
    name, bomb = dice.choice(list(parts)), dice.choice((BOMB, OUTSIDE, BOMB.replace("DOCTYPE", "doctype"), "<!ENTITY x 'y'>"))
    body = re.sub(rb"^<\?xml[^>]*\?>", b"", parts[name])
    where = dice.choice((name, "xl/other.bin", "docProps/app.xml"))
    return packed(parts | {where: bomb.encode() + body.replace(b"</t>", b"&a9;</t>", 1)})


def zip_bytes(content: bytes, dice: Dice) -> bytes:
    """Bytes of the archive itself."""
    return spoilt(content, dice)


def zip_bomb(content: bytes, dice: Dice) -> bytes:
    """Much from little: large parts, many parts, and sizes that lie."""
    parts = unpacked(content)
    way = dice.randrange(4)
    if way == 0:
        return packed(parts | {dice.choice(("xl/media/a.bin", SHEET)): bytes(dice.choice((70_000_000, 100_000_000)))})
    if way == 1:
        return packed(parts | {f"xl/a{i}.xml": b"<a/>" for i in range(dice.choice((500, 5000)))})
    raw = bytearray(packed(parts | {"xl/media/a.bin": bytes(20_000_000)} if way == 2 else parts))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 20:at + 28] = struct.pack("<II", dice.choice((0, 10, 2**32 - 1)), dice.choice((0, 10, 2**31)))
    return bytes(raw)


def zip_names(content: bytes, dice: Dice) -> bytes:
    """Parts named to land elsewhere, twice, or under a name of no system."""
    name = dice.choice(("../../evil.xml", "/etc/evil", "..\\evil", "C:\\evil", "xl/worksheets/../evil.xml", BOOK, SHEET, "xl/CON", "xl/\u202elmx.xml", "a" * 300, "xl/\x1b[2J", ""))
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))) as archive:
        archive.writestr(zipfile.ZipInfo(name or "x"), b"<a/>")
    raw = bytearray(out.getvalue())
    if dice.random() < 0.2:
        raw[raw.rfind(b"PK\x01\x02") + 8] |= 1  # says that it is encrypted
    return bytes(raw)


def active(content: bytes, dice: Dice) -> bytes:
    """Macros, objects, links, connections, under names in any case."""
    name = dice.choice(("xl/vbaProject.bin", "xl/VBAPROJECT.bin", "xl/macrosheets/sheet1.xml", "xl/dialogsheets/sheet1.xml", "xl/embeddings/oleObject1.bin",
                        "xl/activeX/activeX1.xml", "xl/ctrlProps/ctrlProp1.xml", "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/queryTable1.xml",
                        "xl/model/item.data", "XL/ExternalLinks/externalLink1.xml"))
    parts = unpacked(content) | {name: b"<a/>"}
    if dice.random() < 0.5:
        kind = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind)
    return packed(parts)


def links(content: bytes, dice: Dice) -> bytes:
    """Addresses of elsewhere: hyperlinks, relations, names that call a program, whose formulas nobody may run."""
    parts = unpacked(content)
    way = dice.randrange(3)
    if way == 0:
        rel = '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", rel.encode())
    elif way == 1:
        name = "<definedNames><definedName name=\"_xlnm.Auto_Open\">cmd|'/C calc'!A0</definedName></definedNames>"
        parts[BOOK] = parts[BOOK].replace(b"</sheets>", b"</sheets>" + name.encode())
    else:
        book = load_workbook(io.BytesIO(content))
        book["填报"]["U2"].hyperlink = dice.choice(("javascript:alert(1)", "file:///etc/passwd", "https://example.org/", "\\\\host\\share"))
        return _saved(book)
    return packed(parts)


def huge(content: bytes, dice: Dice) -> bytes:
    """Rows and cells without end, in the sheet or in a part that is said to be one."""
    row = dice.choice(('<row r="{}"/>', "<row><c/></row>", '<row r="{}"><c r="A{}"><v>1</v></c></row>', "<x:row/>", "<c/>", "<col/>", "<é:c/>"))
    many = "".join(row.replace("{}", str(i + 9)) for i in range(dice.choice((30_000, 1_000_000 if len(row) < 20 else 300_000))))
    parts = unpacked(content)
    body = parts[SHEET].replace(b"</sheetData>", many.encode() + b"</sheetData>")
    way = dice.randrange(4)
    if way == 0:
        moved = "xl/data/sheet.bin"
        named = {n: c.replace(b"/xl/worksheets/sheet2.xml", f"/{moved}".encode()) for n, c in parts.items() if n in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")}
        return packed({n: c for n, c in parts.items() if n != SHEET} | named | {moved: body})
    if way == 1:
        far = f'<row r="{dice.choice((20_000, 1_048_576))}"><c r="{dice.choice(("A", "GR", "XFD"))}20000"><v>1</v></c></row></sheetData>'
        return packed(parts | {SHEET: parts[SHEET].replace(b"</sheetData>", far.encode())})
    if way == 2:
        return packed(parts | {"xl/styles.xml": parts["xl/styles.xml"].replace(b"</cellXfs>", b"<xf/>" * 200_000 + b"</cellXfs>")})
    return packed(parts | {SHEET: body})


def hidden(content: bytes, dice: Dice) -> bytes:
    """What the analyst does not see: sheets, rows, columns, merged cells, filters, cells of no width."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["填报"]
    way = dice.randrange(6)
    if way == 0:
        book[dice.choice(book.sheetnames[1:])].sheet_state = dice.choice(("hidden", "veryHidden"))
    elif way == 1:
        sheet.row_dimensions[dice.randint(1, 5)].hidden = True
    elif way == 2:
        sheet.column_dimensions[dice.choice("ABCDEFGHIJKLMNOP")].hidden = True
    elif way == 3:
        sheet.merge_cells(dice.choice(("H2:H3", "A1:Z1", "B2:C9")))
    elif way == 4:
        sheet.auto_filter.ref = "A1:Z9"
        sheet.row_dimensions[2].height = 0
    else:
        book.create_sheet(dice.choice(("填报 ", "填報", "旧\u202e", "Sheet\x9b", "=1+1")))
    return _saved(book)


def lost_parts(content: bytes, dice: Dice) -> bytes:
    """Parts gone, emptied or exchanged."""
    parts = unpacked(content)
    for name in dice.sample(list(parts), dice.randint(1, 3)):
        way = dice.randrange(3)
        other = parts[dice.choice(list(parts))]
        parts = {n: c for n, c in parts.items() if n != name} if way == 0 else parts | {name: b"" if way == 1 else other}
    return packed(parts)


# --- CSV

def csv_cells(content: bytes, dice: Dice) -> bytes:
    """Other texts in a few cells."""
    lines = content.decode("utf-8-sig").splitlines()
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(lines))
        row = lines[at].split(",")
        bad = str(dice.choice(NASTY))
        row[dice.randrange(len(row))] = f'"{bad}"' if dice.random() < 0.5 else bad
        lines[at] = ",".join(row)
    return "\r\n".join(lines).encode("utf-8-sig", "replace")


def csv_bytes(content: bytes, dice: Dice) -> bytes:
    """Bytes changed, cut, doubled."""
    return spoilt(content, dice)


def csv_codings(content: bytes, dice: Dice) -> bytes:
    """Another encoding, with or without its mark; halves of pairs and zero bytes."""
    text = content.decode("utf-8-sig").replace("38.5", dice.choice(("38.5", "３８.５", "38.5é", "38.5\ud800", "38.5\x00")), 1)
    coding = dice.choice(("utf-8", "utf-16", "utf-16-le", "utf-32", "gb18030", "big5", "utf-7", "cp1252", "shift_jis"))
    return text.encode(coding, "surrogatepass" if coding.startswith("utf-8") else "replace")


def csv_shape(content: bytes, dice: Dice) -> bytes:
    """Columns and lines dropped, doubled, exchanged; other separators and quotes."""
    rows = [line.split(",") for line in content.decode("utf-8-sig").splitlines()]
    way, at = dice.randrange(6), dice.randrange(len(rows[0]))
    if way == 0:
        rows = [[c for i, c in enumerate(r) if i != at] for r in rows]
    elif way == 1:
        rows = [[*r, r[at]] for r in rows]
    elif way == 2:
        order = dice.sample(range(len(rows[0])), len(rows[0]))
        rows = [[r[i] for i in order] for r in rows]
    elif way == 3:
        rows = [*rows, *dice.choices(rows, k=dice.randint(1, 5))]
    elif way == 4:
        rows = [["", *r] for r in rows]
    between = dice.choice((",", ",", ",", ";", "\t", "|", ",,"))
    end = dice.choice(("\r\n", "\n", "\r", "\n\n"))
    text = end.join(between.join(r) for r in rows)
    return (text + dice.choice(("", end, '"', '\n"open', "\x1a"))).encode("utf-8-sig")


def csv_huge(content: bytes, dice: Dice) -> bytes:
    """Rows, columns and cells without end."""
    head, *body = content.decode("utf-8-sig").splitlines()
    way = dice.randrange(4)
    if way == 0:
        lines = [head, *body * dice.choice((20_000, 1_000_000 // 40))]
    elif way == 1:
        lines = [head, body[0].replace("38.5", "9" * dice.choice((3_000, 200_000, 10_000_000)))]
    elif way == 2:
        lines = [head + "," * dice.choice((300, 1_000_000)), *body]
    else:
        lines = dice.choice((["a,b"] * 1_000_000, ["a" + "," * 190] * 90_000, ["a" + "," * 25] * 100_000, [head, *body, *[""] * 1_000_000]))
    return "\n".join(lines).encode("utf-8-sig")


def other_name(content: bytes, dice: Dice) -> bytes:
    """Content that is not what its name says."""
    return dice.choice((content, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, b"%PDF-1.7\n", b"MZ\x90\x00", b"<html><script>alert(1)</script>", b"{}", b"", b"\x00" * 99))


Way = Callable[[bytes, Dice], bytes]
WORKBOOK_WAYS: dict[str, Way] = {
    "values of cells": cells, "bytes of a part": part_bytes, "tags of a part": part_tags, "numbers in attributes": part_attributes,
    "figures and kinds of cells": figures, "surrogates, controls, bidi": letters, "encodings of parts": codings, "XML bombs": xml_bomb,
    "bytes of the zip": zip_bytes, "zip bombs, lying sizes": zip_bomb, "names of parts": zip_names, "macros, OLE, connections": active,
    "external links, DDE": links, "10⁶ rows, cells, styles": huge, "hidden, merged": hidden, "parts lost or exchanged": lost_parts,
}
CSV_WAYS: dict[str, Way] = {
    "CSV: values of cells": csv_cells, "CSV: bytes": csv_bytes, "CSV: encodings": csv_codings, "CSV: columns, lines, quotes": csv_shape,
    "CSV: 10⁶ rows, 10 MB cells": csv_huge,
}
OTHER_NAMES = ("form.xlsx", "form.csv", "form.xlsm", "form.xls", "form", "form.xlsx.exe", "form.zip", "\u202efrom.xlsx", "form\x1b[2J.csv")
RARE = frozenset({"zip bombs, lying sizes", "10⁶ rows, cells, styles", "CSV: 10⁶ rows, 10 MB cells"})
"""Ways whose files take seconds each: one in eight of the others' share."""
