"""Where a text can enter the book, and whether it is let in: an import, the tables by hand, the settings, a file's name."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from factory import RESULTS, TARGETS, small_world
from import_factory import TODAY, column, country, fill, filled, form_row, new_source
from openpyxl.utils.exceptions import IllegalCharacterError

from bookkit import copy_minibook
from planbook.build.registry import load_registry
from planbook.build.tree import load_tree
from planbook.data.checks import check
from planbook.data.errors import PlanbookError
from planbook.data.settings import load_settings
from planbook.intake.form import ENTRIES
from planbook.intake.importing import propose, safe_name

FREE = ("text", "note", "period_label", "series", "reason")
CLOSED = ("indicator", "place", "period", "unit", "evidence", "basis", "source", "bound", "value", "low", "high", "n", "known_from")


@dataclass(frozen=True)
class Gate:
    """A way in.

    Attributes
    ----------
    name : str
        Field, as the table of counts names it.
    offer : callable
        Offers a text; returns the message that refuses it, nothing where it is let in.
    """

    name: str
    offer: Callable[[str], str]


def _refusal(offer: Callable[[], object]) -> str:
    try:
        offer()
    except PlanbookError as error:
        return str(error)
    return ""


def workbook_gate(root: Path, field: str) -> Gate:
    """Return the gate of one column of the form, through a workbook, through a CSV where a workbook cannot hold the text."""
    def offer(text: str) -> str:
        cells = {"note": "虚构", field: text} | ({"text": text} if field == "text" else {})
        row = form_row(period="2024")
        try:
            name, content = "form.xlsx", filled(root, fill(**cells), _as_text(field), rows=(row,))
        except (IllegalCharacterError, ValueError):
            name, content = "form.csv", _csv(row | {"value": "38.5", "evidence": "actual", "source": "s-report", field: text})
        (root / name).write_bytes(content)
        return _refusal(lambda: propose(root, root / name, TODAY))
    return Gate(f"import: {field}", offer)


def _as_text(field: str) -> Callable[..., object]:
    """Return a change that keeps the library from making a formula of a text, as no hostile sender would."""
    def change(book: object) -> None:
        cell = book[ENTRIES].cell(2, column(book[ENTRIES], field))  # type: ignore[index]
        if isinstance(cell.value, str):
            cell.data_type = "s"
    return change


def _csv(row: Mapping[str, str]) -> bytes:
    """Return a row as a CSV a hostile sender would write: quoted, whatever it holds."""
    cells = ['"' + c.replace('"', '""') + '"' for c in row.values()]
    return f"{','.join(row)}\r\n{','.join(cells)}\r\n".encode("utf-8", "surrogatepass")


def source_gate(root: Path, field: str) -> Gate:
    """Return the gate of one field of a new source."""
    def offer(text: str) -> str:
        given = {field: text} | ({"kind": "原始发布"} if field == "url" else {})
        try:
            content = filled(root, new_source(**given), _plain_sources, rows=(form_row(period="2024"),))
        except (IllegalCharacterError, ValueError) as error:
            return f"no workbook can hold it: {type(error).__name__}，处理"
        (root / "form.xlsx").write_bytes(content)
        return _refusal(lambda: propose(root, root / "form.xlsx", TODAY))
    return Gate(f"import: source {field}", offer)


def _plain_sources(book: object) -> None:
    for cell in book["来源"][2]:  # type: ignore[index]
        if isinstance(cell.value, str):
            cell.data_type = "s"


def name_gate(root: Path) -> Gate:
    """Return the gate of a file's own name: what the register keeps of it must be harmless."""
    content = filled(root, rows=(form_row(period="2024"),))

    def offer(text: str) -> str:
        path = root / "named" / f"{text}.xlsx"
        (root / "named").mkdir(exist_ok=True)
        try:
            if "/" not in text:
                path.write_bytes(content)
        except (OSError, ValueError):
            pass  # the system knows no such name; the import has to say so
        kept = safe_name(path.name)
        assert "/" not in kept
        assert not kept.startswith(("-", "=", "+", "@"))
        return _refusal(lambda: propose(root, path, TODAY))
    return Gate("import: name of the file", offer)


def table_gate(folder: Path, name: str, table: str, line: int, field: str) -> Gate:
    """Return the gate of one cell of the tables, changed by hand: the checks of the data."""
    def offer(text: str) -> str:
        root = folder / "by-hand"
        shutil.rmtree(root, ignore_errors=True)
        world = small_world()
        world.set(table, line, **{field: text})
        try:
            world.write(root)
        except UnicodeEncodeError:
            return "no table in UTF-8 can hold it，处理"
        return "\n".join(str(p) for p in check(root))
    return Gate(f"table: {name}", offer)


def setting_gate(folder: Path, *keys: str) -> Gate:
    """Return the gate of one of the publisher's settings."""
    root = folder / "settings"

    def offer(text: str) -> str:
        shutil.rmtree(root, ignore_errors=True)
        content = {"title": "虚构", "author": "虚构", "html": {"baseurl": ""}, "sphinx": {"config": {"planbook_plan": "test-plan"}}}
        inner = content
        for key in keys[:-1]:
            inner = inner[key]  # type: ignore[assignment]
        inner[keys[-1]] = text
        root.mkdir()
        (root / "_config.yml").write_bytes(yaml.safe_dump(content).encode())
        return _refusal(lambda: load_settings(root))
    return Gate(f"setting: {keys[-1]}", offer)


def title_gate(folder: Path) -> Gate:
    """Return the gate of a chapter's title."""
    root = copy_minibook(folder / "titles")
    path = root / "book" / "book.yml"
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))

    def offer(text: str) -> str:
        whole["parts"][0]["chapters"][0]["title"]["zh"] = text
        path.write_bytes(yaml.safe_dump(whole).encode())
        return _refusal(lambda: load_tree(root))
    return Gate("setting: title of a chapter", offer)


def chart_id_gate(folder: Path) -> Gate:
    """Return the gate of a chart's id, which names a folder."""
    root = copy_minibook(folder / "ids")

    def offer(text: str) -> str:
        quoted = text.replace('"', '""')
        (root / "book" / "charts.csv").write_bytes(f'id,chapter\n"{quoted}",about\n'.encode("utf-8", "replace"))
        return _refusal(lambda: load_registry(root))
    return Gate("setting: id of a chart", offer)


TABLE_FIELDS = (
    ("target's text", TARGETS, 2, "name_zh"), ("target's note", TARGETS, 2, "note"), ("place's name", "places.csv", 3, "name_zh"),
    ("source's title", "sources.csv", 2, "title"), ("source's publisher", "sources.csv", 2, "publisher"), ("observation's text", RESULTS, 9, "text"),
    ("observation's note", RESULTS, 3, "note"))


def gates(folder: Path) -> list[Gate]:
    """Return every way in, on an invented country below ``folder``."""
    root = country(folder / "land")
    return [
        *(workbook_gate(root, field) for field in (*FREE, *CLOSED)), *(source_gate(root, f) for f in ("title", "publisher", "url")), name_gate(root),
        *(table_gate(folder, *place) for place in TABLE_FIELDS), setting_gate(folder, "title"), setting_gate(folder, "author"),
        setting_gate(folder, "html", "baseurl"), setting_gate(folder, "sphinx", "config", "planbook_map_approval_number"),
        setting_gate(folder, "sphinx", "config", "planbook_plan"), title_gate(folder), chart_id_gate(folder)]
