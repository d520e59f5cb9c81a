"""What the site offers beside its pages: data, notebooks, a map of its pages, a feed."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import nbformat
import pytest
import yaml
from lxml import etree

from bookkit import ROOT, code, markdown, notebook, shown
from planbook.build.addresses import write_addresses
from planbook.build.datazip import ARCHIVE, archive_files, write_data, zipped
from planbook.build.notebooks import offered
from planbook.build.stage import Stage
from planbook.cards.block import BLOCK_MIME
from planbook.cards.card import CARD_MIME, VEGALITE_MIME
from planbook.data.model import Edition

BASE = "https://example.org/book/"
EDITIONS = (Edition(2025, date(2026, 11, 22)), Edition(2024, date(2025, 12, 31)))
BOOKS = {"zh": ("书", "编者"), "en": ("Book", "Editors")}
ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TEXTS = {"zh": {"headline": "头", "subtitle": "副", "spec": {"mark": "bar"}}, "en": {"headline": "Head", "subtitle": "Sub", "spec": {"mark": "point"}}}
CARD = {CARD_MIME: {"id": "x", "lang": TEXTS}, VEGALITE_MIME: {"mark": "bar"}, "text/plain": "头"}
BLOCK = {BLOCK_MIME: {"kind": "facts", "html": {"zh": "<p>要点</p>", "en": "<p>Facts</p>"}, "files": {"a.csv": "eA=="}}, "text/plain": "[facts]"}


def test_the_archive_holds_every_table_and_no_boundary(tmp_path: Path) -> None:
    write_data(tmp_path, ROOT)
    with zipfile.ZipFile(tmp_path / "data" / ARCHIVE) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    package = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    paths = {r["path"] for r in package["resources"]}
    assert {f"data/{p}" for p in paths} <= names
    assert all((tmp_path / "data" / p).is_file() for p in paths)
    assert {"README.txt", "LICENSE-DATA", "CITATION.cff", "geo/SOURCES.md", "geo/rivers.geojson", "geo/LICENSES/LGPL-3.0-or-later.txt"} <= names
    assert not names & {f"geo/{n}.geojson" for n in ("prefecture", "county", "province")}


def test_the_archive_has_the_same_bytes_whatever_the_order() -> None:
    files = dict(archive_files(ROOT))
    assert zipped(files) == zipped(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.fixture
def executed() -> bytes:
    return notebook(markdown("# 模板"), code("place = 'a'", "parameters"), code("place = 'b'", "injected-parameters"),
                    code("show()", outputs=(shown(CARD), shown(BLOCK), {"output_type": "stream", "name": "stderr", "text": "x"})),
                    code("print(1)", outputs=({"output_type": "stream", "name": "stdout", "text": "/home/me/project/a"},)))


@pytest.mark.parametrize(("lang", "mark", "html"), [("zh", "bar", "要点"), ("en", "point", "Facts")])
def test_a_notebook_opens_with_its_code_and_what_jupyterlab_shows(executed: bytes, lang: str, mark: str, html: str) -> None:
    made = offered(executed, lang, "题目", Path("/home/me/project"))
    book = nbformat.reads(made.decode(), as_version=4)
    nbformat.validate(book)
    assert [c.source for c in book.cells] == ["# 题目", "place = 'b'", "show()", "print(1)"]
    assert book.cells[1].metadata.tags == ["parameters"]
    card, block = book.cells[2].outputs
    assert card.data[VEGALITE_MIME]["mark"] == mark
    assert html in block.data["text/html"]
    assert set(card.data) == {VEGALITE_MIME, "text/plain"}
    assert b"/home/me" not in made
    assert b"papermill" not in made
    assert made == offered(executed, lang, "题目", Path("/home/me/project"))


def _stages(*languages: str) -> list[Stage]:
    return [Stage(Path("s"), e, lang) for e in EDITIONS for lang in languages]


def test_without_an_address_nothing_is_made(tmp_path: Path) -> None:
    write_addresses(tmp_path, _stages("zh"), ["index"], BOOKS, "")
    assert list(tmp_path.iterdir()) == []


def test_the_map_names_every_page_and_its_other_language(tmp_path: Path) -> None:
    write_addresses(tmp_path, _stages("zh", "en"), ["index", "a"], BOOKS, BASE.rstrip("/"))
    found = etree.parse(tmp_path / "sitemap.xml").getroot()
    assert found.tag == f"{MAP}urlset"
    assert [u.findtext(f"{MAP}loc") for u in found] == [
        f"{BASE}{y}/{lang}/{p}.html" for y in (2025, 2024) for lang in ("zh", "en") for p in ("index", "a")]
    assert {u.findtext(f"{MAP}lastmod") for u in found} == {"2026-11-22", "2025-12-31"}
    others = found[0].findall("{http://www.w3.org/1999/xhtml}link")
    assert [(o.get("hreflang"), o.get("href")) for o in others] == [("zh-CN", f"{BASE}2025/zh/index.html"), ("en", f"{BASE}2025/en/index.html")]
    assert f"Sitemap: {BASE}sitemap.xml" in (tmp_path / "robots.txt").read_text()


def test_the_feed_has_what_atom_requires(tmp_path: Path) -> None:
    write_addresses(tmp_path, _stages("zh", "en"), ["index"], {"zh": ("书 & <名>", "编者"), "en": ("Book", "Editors")}, BASE)
    feed = etree.parse(tmp_path / "feed.xml").getroot()
    assert feed.findtext(f"{ATOM}title") == "书 & <名>"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "编者"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T00:00:00Z"
    assert feed.findtext(f"{ATOM}id") == BASE
    assert [e.findtext(f"{ATOM}title") for e in feed.findall(f"{ATOM}entry")][:2] == ["书 & <名>：2025 年版", "Book: 2025 edition"]
    entries = feed.findall(f"{ATOM}entry")
    assert len({e.findtext(f"{ATOM}id") for e in entries}) == len(entries) == 4
    assert all(e.findtext(f"{ATOM}{part}") for e in entries for part in ("title", "updated", "summary"))


def test_the_citation_file_has_what_its_schema_requires() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] in {"software", "dataset"}
    assert cited.keys() <= {"abstract", "authors", "cff-version", "contact", "date-released", "doi", "identifiers", "keywords", "license",
                            "message", "preferred-citation", "references", "repository-code", "title", "type", "url", "version"}
    assert all({"name", "family-names"} & author.keys() for author in cited["authors"])
