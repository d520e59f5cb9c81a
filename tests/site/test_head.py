"""What machines read at a page's head, and the citation of the book."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from mini import CARD_ID, OWN_LIST, TITLE, Mini, config

from planbook.build.sphinxext.config import Options
from planbook.build.sphinxext.head import Book, first_words, head
from planbook.build.sphinxext.messages import messages
from planbook.build.sphinxext.taking import bibtex, gb7714, take
from planbook.cards.exports.metadata import data_block

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _blocks(html: str) -> list[Any]:
    return [json.loads(text) for text in BLOCK.findall(html)]


def _book(baseurl: str = "", languages: tuple[str, ...] = ("zh",)) -> Book:
    return Book("书", "编者", baseurl, "zh", Options(edition=2025, cut_off="2026-11-22", languages=languages), Path("none"))


def test_a_page_is_a_report_with_its_charts(site: Path) -> None:
    html = (site / "pm25.html").read_text(encoding="utf-8")
    report, = _blocks(html)
    assert (report["@context"], report["@type"], report["name"]) == ("https://schema.org", "Report", "细颗粒物")
    assert report["isPartOf"]["name"] == TITLE
    assert {"author", "publisher", "datePublished", "dateModified", "license", "inLanguage", "description"} <= report.keys()
    chart, = report["hasPart"]
    assert (chart["@type"], chart["identifier"]) == ("Dataset", CARD_ID)
    assert 50 <= len(chart["description"]) <= 5000
    assert {"name", "license", "creator", "distribution"} <= chart.keys()
    assert (site / chart["distribution"][0]["contentUrl"]).is_file()
    assert "url" not in report
    assert "og:url" not in html
    assert 'property="og:title" content="细颗粒物"' in html
    assert '<meta name="description" content="目标 35，实际 39.8。">' in html


def test_with_an_address_pages_say_where_they_are(stock_site: Path) -> None:
    html = (stock_site / "pm25.html").read_text(encoding="utf-8")
    report, = _blocks(html)
    assert report["url"] == "https://example.org/book/2025/zh/pm25.html"
    assert report["hasPart"][0]["distribution"][0]["contentUrl"] == f"https://example.org/book/2025/zh/charts/{CARD_ID}/data.csv"
    assert f'property="og:image" content="https://example.org/book/2025/zh/charts/{CARD_ID}/chart-16x9.png"' in html
    assert 'href="https://example.org/book/feed.xml"' in html


def test_the_cover_describes_all_data(site: Path) -> None:
    data = _blocks((site / "index.html").read_text(encoding="utf-8"))[1]
    assert data["@type"] == "Dataset"
    addresses = [d["contentUrl"] for d in data["distribution"]]
    assert [a.removeprefix("./") for a in addresses] == ["../../data/planbook-data.zip", "../../data/datapackage.json"]


@pytest.mark.parametrize(("languages", "found"), [(("zh",), 0), (("zh", "en"), 3)])
def test_other_languages_are_named_with_an_address_only(languages: tuple[str, ...], found: int) -> None:
    assert head(_book("https://e.org/", languages), "p", "题", "<p>文</p>", "./").count("hreflang") == found
    assert "hreflang" not in head(_book("", languages), "p", "题", "<p>文</p>", "./")


def test_no_text_ends_the_data_block() -> None:
    hostile = '</script><script>alert(1)</script><!-- "'
    made = data_block({"name": hostile})
    assert made.count("<") == 2
    assert _blocks(made) == [{"name": hostile}]
    assert "<script>alert" not in head(_book(), "p", hostile, "<p>文</p>", "./")


def test_first_words_are_short_and_plain() -> None:
    assert first_words("<h1>题</h1>") == ""
    assert first_words("<p>旧</p>") == "旧"
    assert len(first_words(f"<p>{'长' * 500}</p>")) == 200


def test_the_book_is_cited_in_both_forms() -> None:
    chosen, t = Options(edition=2025, cut_off="2026-11-22"), messages("zh")
    assert gb7714("书", "编者", "", chosen, t) == "编者. 书[R]. 2025 年版. (2026-11-22)."
    assert gb7714("书", "编者", "https://e.org/", chosen, t) == "编者. 书[R/OL]. 2025 年版. (2026-11-22). https://e.org/."
    entry = bibtex("50% & 书", "编者", "", chosen, t)
    assert entry.startswith("@misc{planbook-2025,\n  author = {{编者}},\n  title = {{50\\% \\& 书}},")
    assert entry.count("{") == entry.count("}")


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The little book with a PDF of its own."""
    return Mini(tmp_path_factory.mktemp("offering") / "book").write(config(OWN_LIST, planbook_pdf="book.pdf")).plain()


def test_the_foot_of_each_page_offers_the_book_where_there_is_a_pdf(site: Path, offering: Path) -> None:
    assert "book.pdf" not in (site / "pm25.html").read_text(encoding="utf-8")
    foot = (offering / "pm25.html").read_text(encoding="utf-8").split("<footer")[1]
    assert 'href="./book.pdf"' in foot or 'href="book.pdf"' in foot
    assert "../../data/planbook-data.zip" in foot


def test_the_cover_offers_the_book_above_its_contents(site: Path, offering: Path) -> None:
    assert "pb-cover-take" not in (site / "index.html").read_text(encoding="utf-8")
    main = (offering / "index.html").read_text(encoding="utf-8").split("<main")[1].split("</main>")[0]
    offered = main.split("</article>")[1]
    assert "book.pdf" in offered
    assert "../../data/planbook-data.zip" in offered
    assert "pb-cover-take" not in (offering / "pm25.html").read_text(encoding="utf-8")


def test_the_pdf_is_offered_where_there_is_one() -> None:
    t = messages("en")
    assert "book.pdf" not in take("B", "A", "", Options(), t, "./")
    made = take("B", "A", "", Options(pdf="book.pdf"), t, "./")
    assert 'href="./book.pdf"' in made
    assert 'href="./../../data/planbook-data.zip"' in made
