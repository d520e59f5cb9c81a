"""The bill of materials a site carries (CycloneDX, as JSON): what made it, and what of others' work it holds."""

import csv
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path
from typing import Any

from planbook.build.published import pinned

FILE = "sbom.cdx.json"
SHIPPED = "book/licences/shipped.csv"
"""What of others' work is in the site's files, each with its licence; the licences' texts lie beside it."""
OWN = "planbook"
SPECIFICATION = {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6"}
BUILDING, IN_THE_SITE = "excluded", "required"
"""Scopes: needed to make the site only; part of what a reader gets."""
NONE_STATED = "NOASSERTION"
_SHORT = 60
_SPDX = re.compile(r"[A-Za-z0-9.+() -]+")


def write_bill(site: Path, root: Path) -> None:
    """Write the bill of materials; the same bytes for the same pins, whenever and wherever."""
    text = json.dumps(bill(root), ensure_ascii=False, indent=1, sort_keys=True)
    (site / FILE).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def bill(root: Path) -> dict[str, Any]:
    """Return the bill of materials of the project at ``root`` as CycloneDX asks for it."""
    shipped = shipped_parts(root)
    parts = [*_packages(root, shipped), *_others(shipped)]
    own = {"type": "application", "bom-ref": OWN, "name": OWN, "licenses": [{"license": {"id": "MIT"}}]}
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([own, parts], sort_keys=True))
    depends = [{"ref": OWN, "dependsOn": sorted(p["bom-ref"] for p in parts)}]
    return {**SPECIFICATION, "serialNumber": f"urn:uuid:{number}", "version": 1, "metadata": {"component": own},
            "components": parts, "dependencies": depends}


def shipped_parts(root: Path) -> dict[str, dict[str, str]]:
    """Return what of others' work is in the site, by name; nothing where the project does not say."""
    path = root / SHIPPED
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def _packages(root: Path, shipped: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    for name, version in pinned(root).items():
        own = shipped.get(name)
        licences = _licence(own) if own else licences_of(metadata(name))
        yield _component("library", name, version, f"pkg:pypi/{name}@{version}", licences, IN_THE_SITE if own else BUILDING)


def _others(shipped: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield what is no Python package: libraries of the script that draws, map layers."""
    for name, row in shipped.items():
        kind = {"npm": "library", "generic": "data"}.get(row["kind"])
        if kind:
            at = f"@{row['version']}" if row["version"] else ""
            yield _component(kind, name, row["version"], f"pkg:{row['kind']}/{name}{at}", _licence(row), IN_THE_SITE)


def _licence(row: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a part's licence; a layer of which its provider states none says so."""
    return [{"license": {"id": row["licence"]} if row["licence"] else {"name": NONE_STATED}}]


def _component(kind: str, name: str, version: str, purl: str, licences: list[Any], scope: str) -> dict[str, Any]:
    known = {"version": version} if version else {}
    return {"type": kind, "bom-ref": purl, "name": name, **known, "purl": purl, "scope": scope, "licenses": licences}


def licences_of(package: PackageMetadata) -> list[dict[str, Any]]:
    """Return a package's licences as its own metadata name them, the most exact way first; none where it is silent."""
    expression, free = (str(package[field] or "") if field in package else "" for field in ("License-Expression", "License"))
    if expression and _SPDX.fullmatch(expression):
        return [{"expression": expression}]
    if free and len(free) <= _SHORT and "\n" not in free and free != "UNKNOWN":
        return [{"license": {"name": free}}]
    named = [c.rpartition(" :: ")[2] for c in package.get_all("Classifier") or () if c.startswith("License :: ")]
    return [{"license": {"name": name}} for name in named]
