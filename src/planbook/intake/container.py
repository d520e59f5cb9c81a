"""The file as bytes: told apart and found harmless before any library unpacks it."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

from planbook.intake.faults import Log, Rule

MOST_BYTES = 20_000_000
"""Size of a file; a template of every target has about a hundredth."""
MOST_UNPACKED = 60_000_000
"""Bytes of all parts unpacked: what fits into memory several times over."""
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_LINES = 200_000
"""Rows of a CSV, such as daily values of an archive; a workbook has far fewer."""
MOST_COLUMNS = 200
MOST_CELLS = 600_000
"""Cells of a workbook, empty ones with a format among them: a full form of :data:`MOST_ROWS` has 520,000."""
MOST_CSV_CELLS = 2_000_000
MOST_TAGS = 4 * MOST_CELLS
"""Tags of one part that make rows, cells and texts."""
MOST_OTHER_TAGS = 100_000
"""Tags of one part that make anything else (formats, columns, rules), each of which the library turns into a large object."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PREFIX = rb"(?:[^\s<>/:]+:)?"
_OTHER_FILE = re.compile(rb"/relationships/(?:externalLink|oleObject|attachedTemplate|frame|subDocument)\b", re.IGNORECASE)
_ROW = re.compile(rb"<" + _PREFIX + rb"row[\s>/]")
_CELL = re.compile(rb"<" + _PREFIX + rb"c[\s>/]")
_USUAL = re.compile(rb"</?" + _PREFIX + rb"(?:row|c|v|is|si|t|r)[\s>/]")
_CODING = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")
_CODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"")
_MERGED = re.compile(rb"<" + _PREFIX + rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Za-z0-9:$]*)")
_FORBIDDEN = (
    (Rule.MACRO, re.compile(r"vbaproject|macrosheets/|dialogsheets/", re.IGNORECASE), "不带宏的工作簿"),
    (Rule.EXTERNAL, re.compile(r"externallinks/", re.IGNORECASE), "不引用其他文件的工作簿"),
    (Rule.EMBEDDED, re.compile(r"embeddings/|activex/|ctrlprops/", re.IGNORECASE), "不带嵌入对象的工作簿"),
    (Rule.CONNECTION, re.compile(r"xl/connections|querytables/|xl/model/", re.IGNORECASE), "不带数据连接的工作簿"),
)
_UNZIPPABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, NotImplementedError, RuntimeError,
               ValueError)
"""What reading a damaged archive may raise."""
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Package:
    """The parts of a workbook, unpacked once."""

    parts: dict[str, bytes]

    def sheets(self) -> Iterator[tuple[str, bytes]]:
        """Yield the content of every worksheet with the name the analyst sees."""
        names = _sheet_names(self.parts)
        for part, content in self.parts.items():
            if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                yield names.get(part, part.rpartition("/")[2]), content


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Return sheet names by part; none where the workbook's own parts cannot be read."""
    try:
        targets = {r.get("Id"): r.get("Target", "") for r in ET.fromstring(parts["xl/_rels/workbook.xml.rels"])}  # noqa: S314 - no entities, see below
        sheets = ET.fromstring(parts["xl/workbook.xml"]).iter(f"{_NS}sheet")  # noqa: S314 - refused before if it declares any
        found = {targets.get(s.get(_REL)) or "": s.get("name") or "" for s in sheets}
    except (KeyError, ET.ParseError):
        return {}
    return {t.removeprefix("/") if t.startswith("/") else f"xl/{t}": name for t, name in found.items()}


def is_workbook(content: bytes, name: str, log: Log) -> bool:
    """Tell a workbook from a CSV; anything else is refused.

    Parameters
    ----------
    content : bytes
        The whole file.
    name : str
        Its name, of which only the extension counts.
    log : Log
        Where a refusal goes; it is raised at once.
    """
    ending = name.rpartition(".")[2].lower()
    if not content.strip(b"\x00\xef\xbb\xbf \r\n\t"):
        log.add(Rule.FILE_EMPTY, ("", ""), "空文件", "填好的模板")
    elif len(content) > MOST_BYTES:
        log.add(Rule.FILE_LARGE, ("", ""), f"{len(content)} 字节", f"不超过 {MOST_BYTES} 字节")
    elif content.startswith(OLE):
        locked = ENCRYPTED in content
        log.add(Rule.FILE_ENCRYPTED if locked else Rule.FILE_XLS, ("", ""), "加密的工作簿" if locked else "旧格式 xls", "xlsx 或 csv")
    elif ending not in ("xlsx", "csv") or content.startswith(ZIP) != (ending == "xlsx"):
        log.add(Rule.FILE_TYPE, ("", ""), f"扩展名 {ending or '没有'}", "内容与扩展名相符的 xlsx 或 csv")
    log.stop_if_refused()
    return ending == "xlsx"


def unpack(content: bytes, log: Log) -> Package:
    """Unpack a workbook, refusing what could do harm: bombs, entities, macros, links, odd paths.

    Raises
    ------
    ImportRefusedError
        If it is not a plain workbook.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _judge_entries(archive.infolist(), log)
            log.stop_if_refused()
            parts = {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
    except _UNZIPPABLE as error:
        log.add(Rule.BROKEN, ("", ""), f"压缩结构损坏（{type(error).__name__}）", "完好的 xlsx")
        log.stop_if_refused()
        raise
    package = Package(parts)
    _judge_parts(package, log)
    log.stop_if_refused()
    return package


def _judge_entries(entries: list[zipfile.ZipInfo], log: Log) -> None:
    unpacked = sum(e.file_size for e in entries)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_PARTS:
        log.add(Rule.ZIP_BOMB, ("", ""), f"{len(entries)} 个部件，解开 {unpacked} 字节",
                f"不超过 {MOST_PARTS} 个、{MOST_UNPACKED} 字节")
    names = [e.filename for e in entries]
    for name in names:
        if name.startswith(("/", "\\")) or ".." in name or ":" in name or len(set(names)) < len(names):
            log.add(Rule.ZIP_PATH, ("", ""), name, "部件名不重复、不指向包外")
    if any(e.flag_bits & 1 for e in entries):
        log.add(Rule.FILE_ENCRYPTED, ("", ""), "加密的压缩包", "没有密码的 xlsx")
    if "xl/workbook.xml" not in names and not log.found:
        log.add(Rule.NOT_WORKBOOK, ("", ""), "压缩包里没有工作簿", "xlsx 工作簿")


def _judge_parts(package: Package, log: Log) -> None:
    for name, content in package.parts.items():
        for rule, pattern, expected in _FORBIDDEN:
            if pattern.search(name):
                log.add(rule, ("", ""), name, expected)
        if _is_xml(name, content):
            _judge_xml(name, content, log)
        if _OTHER_FILE.search(content) and name.lower().endswith(".rels"):
            log.add(Rule.EXTERNAL, ("", ""), name, "不引用其他文件的工作簿")
    log.stop_if_refused()
    for sheet, content in package.sheets():
        _judge_sheet(sheet, content, log)


def _is_xml(name: str, content: bytes) -> bool:
    """Tell what a parser could be given: parts named so, and any other that begins like it, for the package may call it a sheet."""
    return name.lower().endswith((".xml", ".rels", ".vml")) or content.lstrip(b"\x00\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<")


def _judge_xml(name: str, content: bytes, log: Log) -> None:
    if _declares(content):
        log.add(Rule.XML_ENTITY, ("", ""), f"{name} 声明了实体", "不声明实体的 XML")
    elif not _is_utf8(content):
        log.add(Rule.XML_ENCODING, ("", ""), f"{name} 不是 UTF-8 编码", "UTF-8 编码的 XML")
    else:
        _judge_size(name, content, log)


def _is_utf8(content: bytes) -> bool:
    """Tell whether XML is what every spreadsheet program writes; in another encoding nothing said here of its tags would hold."""
    declared = _CODING.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content and (declared is None or declared[1].lower() in _CODINGS)


def _judge_size(name: str, content: bytes, log: Log) -> None:
    tags, usual = content.count(b"<"), sum(1 for _ in _USUAL.finditer(content))
    cells = sum(1 for _ in _CELL.finditer(content))
    if cells > MOST_CELLS or usual > MOST_TAGS or tags - usual > MOST_OTHER_TAGS:
        log.add(Rule.CELLS_MANY, ("", ""), f"{name} 有 {cells} 个单元格，{tags} 个标记", f"不超过 {MOST_CELLS} 个单元格")


def _declares(content: bytes) -> bool:
    """Tell whether XML declares a document type, in any encoding a parser would take."""
    return bool(_DOCTYPE.search(content) or _DOCTYPE.search(content.replace(b"\x00", b"")))


def _judge_sheet(sheet: str, content: bytes, log: Log) -> None:
    rows = sum(1 for _ in _ROW.finditer(content))
    if rows > MOST_ROWS:
        log.add(Rule.ROWS_MANY, (sheet, ""), f"{rows} 行", f"不超过 {MOST_ROWS} 行")
    for ref in _MERGED.findall(content)[:20]:
        log.add(Rule.MERGED, (sheet, ref.decode()), "合并的单元格", "不合并的单元格")
