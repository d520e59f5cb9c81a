"""English files beside the pages: what stands in Chinese in them is a publication's own name, title or wording."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

HANZI = re.compile("[\u3400-\u9fff]")
CHINESE_CITATION = re.compile("：《.*》，|，(?:转载|第三方数据归档)")
SOURCES_SAID = frozenset({"citation"})
"""Keys of metadata that hold names and titles as published."""


@pytest.fixture(scope="module")
def folders(built_site: Path) -> list[Path]:
    """The folders of the newest edition's English charts."""
    return sorted(p for p in (built_site / "latest" / "en" / "charts").iterdir() if (p / "data.csv").is_file())


def texts(content: Any, *, left_out: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the texts in parsed JSON, but those under a key that is left out."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in left_out:
                yield from texts(value, left_out=left_out)
    elif isinstance(content, list):
        for value in content:
            yield from texts(value, left_out=left_out)
    elif isinstance(content, str):
        yield content


def test_texts_leave_out_what_they_are_told() -> None:
    assert list(texts({"a": ["b", {"c": "d"}], "citation": ["e"], "n": 1}, left_out=SOURCES_SAID)) == ["b", "d"]


@pytest.mark.book
def test_tables_are_headed_and_cited_in_english(folders: list[Path]) -> None:
    wrong = []
    for folder in folders:
        head, *body = csv.reader(io.StringIO((folder / "data.csv").read_text(encoding="utf-8-sig")))
        wrong += [(folder.name, cell) for cell in head if HANZI.search(cell)]
        wrong += [(folder.name, cell) for row in body for cell in row if CHINESE_CITATION.search(cell)]
    assert len(folders) > 1
    assert wrong == []


@pytest.mark.book
def test_metadata_are_english(folders: list[Path]) -> None:
    found = {f.name: json.loads((f / "metadata.json").read_text(encoding="utf-8")) for f in folders}
    assert [(name, t) for name, m in found.items() for t in texts(m, left_out=SOURCES_SAID) if HANZI.search(t)] == []


@pytest.mark.book
def test_descriptions_of_chart_pages_are_english(folders: list[Path]) -> None:
    told = [(f, unescape(t)) for f in folders for t in re.findall(
        r'<meta (?:name|property)="(?:description|og:[a-z_:]+)" content="([^"]*)"', (f / "index.html").read_text(encoding="utf-8"))]
    assert told
    assert [(f.name, t) for f, t in told if HANZI.search(t)] == []
