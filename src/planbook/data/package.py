"""``data/datapackage.json``: the whole data folder as a Frictionless Data Package.

Made from the declarations in :mod:`planbook.data.tables`, so that it cannot say anything else than the checks do.
"""

import json
from pathlib import Path
from typing import Any

from planbook.data.disk import write_whole
from planbook.data.load import load_plan
from planbook.data.schema import OBSERVATIONS, Field, FieldType, Table
from planbook.data.settings import load_settings
from planbook.data.tables import ALL_TABLES

FILE = "datapackage.json"
NAME = "planbook-data"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "知识共享 署名 4.0 国际（Creative Commons Attribution 4.0 International）",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""Of the compilation; figures stay their publishers'."""

_PLAN = "plan"
_TYPES: dict[FieldType, dict[str, str]] = {
    FieldType.NUMBER: {"type": "number"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.DATE: {"type": "date", "format": "%Y-%m-%d"},
    FieldType.BOOLEAN: {"type": "boolean"},
}
_PATTERNS = {
    FieldType.LOOSE_DATE: r"\d{4}(-\d{2}){0,2}",
    FieldType.PERIOD: r"\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?",
    FieldType.LIST: r"[^;]+(;[^;]+)*",
}


def _field(name: str, field: Field, *, alone: bool) -> dict[str, Any]:
    """Describe one column; ``alone`` means it is the whole key, so no value may repeat."""
    described: dict[str, Any] = {"name": name, **_TYPES.get(field.type, {"type": "string"}), "title": field.title,
                                 "description": field.meaning}
    if field.type is FieldType.LIST:
        described["description"] += "（列表，各项以分号分隔" + (f"，见 {field.refers}）" if field.refers else "）")
    constraints: dict[str, Any] = {}
    if field.required:
        constraints["required"] = True
    if alone:
        constraints["unique"] = True
    if field.type in _PATTERNS:
        constraints["pattern"] = _PATTERNS[field.type]
    words = [w.value for w in field.words] if field.words else list(field.choices)
    if words:
        constraints["enum"] = words
    return described | ({"constraints": constraints} if constraints else {})


def resource_name(table: Table, path: Path) -> str:
    """Return a file's resource name: the table's, with plan folder or topic where it has several files."""
    stem = table.name.replace("_", "-")
    if _PLAN in table.key:
        return f"{path.parent.name}-{stem}"
    return f"{stem}-{path.stem.replace('_', '-')}" if "*" in table.glob else stem


def _foreign_keys(table: Table, own: str, path: Path, names: set[str]) -> list[dict[str, Any]]:
    """Return the references Frictionless can hold: single ids, within the plan where the target is a plan's table."""
    keys = []
    for column, field in table.fields.items():
        target, _, there = field.refers.partition(".")
        if not target or field.type is FieldType.LIST:
            continue
        within = f"{path.parent.name}-{target}"
        resource = within if within in names else target
        if resource in names:
            reference = {"resource": "" if resource == own else resource, "fields": [there]}
            keys.append({"fields": [column], "reference": reference})
    return keys


def _resource(table: Table, path: Path, data: Path, names: set[str]) -> dict[str, Any]:
    name = resource_name(table, path)
    key = [c for c in table.key if c != _PLAN]
    schema: dict[str, Any] = {
        "fields": [_field(n, f, alone=key == [n]) for n, f in table.fields.items()],
        "missingValues": [""],
        "primaryKey": key,
    }
    references = _foreign_keys(table, name, path, names)
    if references:
        schema["foreignKeys"] = references
    return {
        "name": name,
        "type": "table",
        "path": path.relative_to(data).as_posix(),
        "title": _title(table, path),
        "description": _description(table),
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _title(table: Table, path: Path) -> str:
    if _PLAN in table.key:
        return f"{load_plan(path.parent).title.zh}：{table.title}"
    return f"{table.title}：{path.stem}" if "*" in table.glob else table.title


def _description(table: Table) -> str:
    key = "、".join(c for c in table.key if c != _PLAN)
    across = "；键在本表所有文件中唯一" if table is OBSERVATIONS else ""
    return f"{table.title}表，每行由 {key} 确定{across}。"


def package_dict(root: Path) -> dict[str, Any]:
    """Describe every CSV under ``root / "data"``.

    Parameters
    ----------
    root : Path
        Project root.

    Returns
    -------
    dict
        The descriptor, the same for the same declarations and files; it holds no dates and no machine's paths.
    """
    data = root / "data"
    files = [(t, p) for t in ALL_TABLES for p in sorted(data.glob(t.glob))]
    names = {resource_name(t, p) for t, p in files}
    plan = load_plan(data / "plans" / load_settings(root).plan)
    return {
        "name": NAME,
        "title": f"《{plan.title.zh}》核算数据",
        "description": "目标、观测值、来源、标准与核对规则。观测值的每一行都写明依据、口径、来源和公开日期；空单元格表示没有，键中的空缺写作 -。",
        "profile": "data-package",
        "licenses": [LICENCE],
        "sources": [{"title": "每行所引的出版物，见 sources 资源"}],
        "resources": [_resource(t, p, data, names) for t, p in files],
    }


def package_text(root: Path) -> str:
    """Return the file's text: two-space indents, Chinese as it is, a final line break."""
    return json.dumps(package_dict(root), ensure_ascii=False, indent=2) + "\n"


def write_package(root: Path) -> Path:
    """Write ``data/datapackage.json`` and return its path."""
    path = root / "data" / FILE
    write_whole(path, package_text(root).encode())
    return path
