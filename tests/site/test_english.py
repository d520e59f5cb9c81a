"""The English edition: no Chinese but what is marked as Chinese, the same pages, a switch that keeps the page."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pages import read, tags

from bookkit import ROOT
from planbook.build.tree import load_tree
from planbook.cards.foreign import marked

HANZI = re.compile("[\u3400-\u9fff]")
PAGES = (*(chapter.slug for chapter in load_tree(ROOT).chapters), "search")
SPOKEN = ("alt", "title", "aria-label", "placeholder")
"""Attributes that are read out or shown; they have no language of their own but their element's."""
UNSEEN = frozenset({"script", "style"})
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class _Unmarked(HTMLParser):
    """Collects Chinese that stands outside elements whose language is Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        lang = known.get("lang") or (self.open[-1][1] if self.open else "")
        if not lang.startswith("zh"):
            self.found += [value for name, value in known.items() if name in SPOKEN and HANZI.search(value)]
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag):]

    def handle_data(self, data: str) -> None:
        tag, lang = self.open[-1] if self.open else ("", "")
        if tag not in UNSEEN and not lang.startswith("zh") and HANZI.search(data):
            self.found.append(data.strip())


def unmarked(html: str) -> list[str]:
    """Return the Chinese of a page that no element marks as Chinese."""
    reader = _Unmarked()
    reader.feed(html)
    return reader.found


def _headings(html: str) -> Iterator[str]:
    yield from re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>|<p class=\"pb-(?:headline|subtitle|description)\"[^>]*>(.*?)</p>", html, re.DOTALL)


@pytest.fixture(scope="module")
def english(built_site: Path) -> Path:
    return built_site / "latest" / "en"


@pytest.mark.parametrize(("html", "found"), [
    ("<p>a 省</p>", ["a 省"]), ('<p>a <span lang="zh">省</span></p>', []), ('<img alt="省">', ["省"]),
    ('<p lang="zh"><b>省</b><br></p><p>市</p>', ["市"]), ("<script>省</script>", [])])
def test_unmarked_chinese_is_found(html: str, found: list[str]) -> None:
    assert unmarked(html) == found


@pytest.mark.parametrize(("html", "said"), [
    ("<td>Daily: 省环境厅, 2024</td>", '<td>Daily: <span lang="zh">省环境厅</span>, 2024</td>'),
    ("<td>2025年1—12月全省均值</td>", '<td>2025<span lang="zh">年1—12月全省均值</span></td>'),
    ('<td title="省">a</td><script>"省"</script>', '<td title="省">a</td><script>"省"</script>'),
    ('<span lang="zh">省</span>', '<span lang="zh">省</span>'),
    ("<li>여러 지표（多项）</li>", '<li><span lang="ko">여러 지표</span><span lang="zh">（多项）</span></li>'),
    ("<p>plain</p>", "<p>plain</p>")])
def test_chinese_in_english_markup_is_marked(html: str, said: str) -> None:
    assert marked(html) == said


@pytest.mark.book
@pytest.mark.parametrize("page", PAGES)
def test_page_has_no_chinese_but_what_is_marked(english: Path, page: str) -> None:
    assert unmarked(read(english, page)) == []


@pytest.mark.book
@pytest.mark.parametrize("page", PAGES)
def test_headings_and_findings_are_english(english: Path, page: str) -> None:
    assert [text for pair in _headings(read(english, page)) for text in pair if HANZI.search(text)] == []


@pytest.mark.book
@pytest.mark.parametrize("page", PAGES)
def test_the_switch_keeps_the_page(built_site: Path, english: Path, page: str) -> None:
    for lang, other in (("en", "zh"), ("zh", "en")):
        links = [t.attributes.get("href", "") for t in tags(read(built_site / "latest" / lang, page)) if t.name == "a"]
        assert any(link.endswith(f"../{other}/{page}.html") for link in links), (lang, links[:20])
    assert '<html lang="en"' in read(english, page)
