"""The pictures of every chart of the book: written in full, no empty boxes, titles that can be selected."""

import re
from html import unescape

import pypdf
import pytest
from PIL import Image

from drawing import texts_in, tofu
from planbook.cards.exports.bundle import Bundle
from planbook.cards.exports.images import MARGIN, lettered, size_of
from planbook.cards.exports.letters import width
from planbook.cards.exports.slide import LEGIBLE
from planbook.cards.exports.words import KINDS
from planbook.data.text import LANGUAGES

pytestmark = pytest.mark.book

TEXT = re.compile(r'<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)" fill="#\w+">([^<]*)</text>')
HAN = re.compile("[\u4e00-\u9fff]")
APPROVAL = "GS(2024)0650号"
SCALED = re.compile(r"scale\(([\d.]+)\)")
FURTHEST = 3
DARK, LIGHT = 100, 250


@pytest.fixture(scope="module")
def pictures(built_site):
    """Every chart's picture with its texts and the plain one, as published, in every language."""
    folders = [(folder, lang) for lang in LANGUAGES for folder in sorted((built_site / "2025" / lang / "charts").iterdir()) if folder.is_dir()]
    return {(folder.name, lang): [(folder / f"{name}.svg").read_text(encoding="utf-8") for name in ("chart", "plain")] for folder, lang in folders}


@pytest.fixture(scope="module")
def bundles(cards):
    """The files of every grid and of one chart of each other kind, in every language."""
    told = [card.to_json() for card in cards.values()]
    some = {card["kind"]: card for card in told}.values()
    drawn = [card for card in told if card["kind"] == "matrix" or card in some]
    return {(card["id"], lang): Bundle(card, lang) for card in drawn for lang in LANGUAGES}


@pytest.fixture(scope="module")
def one_of_each(bundles):
    """One chart of each kind in each language."""
    return {(b.chart.kind, b.chart.lang): b for b in bundles.values()}


def folder_of(site, bundle):
    return site / "2025" / bundle.chart.lang / "charts" / bundle.chart.id


def test_every_chart_is_there_and_kinds_have_names(cards, pictures):
    assert set(pictures) >= {(name, lang) for name in cards for lang in LANGUAGES}
    assert {card.kind for card in cards.values()} <= set(KINDS)


def test_no_picture_writes_what_its_font_lacks(pictures, bundles):
    told = {name: [titled] for name, (titled, _) in pictures.items()} | {(*name, "slides"): b.slides for name, b in bundles.items()}
    wrong = {name: tofu("".join(text for svg in svgs for text in texts_in(svg))) for name, svgs in told.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_no_line_leaves_its_picture(pictures):
    """Lines of our own begin at the margin, or in a slide's column; none may be longer than the room beside it."""
    for name, (titled, _) in pictures.items():
        wide, _ = size_of(titled)
        for x, size, text in TEXT.findall(titled):
            assert float(x) + width(unescape(text), float(size)) <= wide - 2 * MARGIN + float(size) + FURTHEST, (name, text)


def test_no_english_picture_draws_chinese_of_the_books_own(pictures):
    """What is drawn is English; Chinese are names of sources, wordings quoted in notes, and a map's approval number."""
    drawn = {name: [t for t in texts_in(plain) if HAN.search(t.replace(APPROVAL, ""))] for (name, lang), (_, plain) in pictures.items() if lang == "en"}
    assert {name: texts for name, texts in drawn.items() if texts} == {}


def test_letters_of_a_grid_on_a_slide_are_legible(bundles):
    """A grid of many rows goes over several slides, none of which shows it smaller than is legible."""
    for name, bundle in bundles.items():
        if bundle.chart.kind == "matrix":
            scales = [float(s) for svg in bundle.slides for s in SCALED.findall(svg)]
            assert len(scales) == len(bundle.slides)
            assert min(scales) >= LEGIBLE, name


def test_one_of_each_kind_has_a_picture_and_a_pdf_that_says_its_title(one_of_each, built_site):
    for kind, bundle in one_of_each.items():
        folder = folder_of(built_site, bundle)
        with Image.open(folder / "chart.png") as picture:
            extremes = picture.convert("L").getextrema()
        said = re.sub(r"\s", "", pypdf.PdfReader(folder / "chart.pdf").pages[0].extract_text())
        assert extremes[0] < DARK, kind
        assert extremes[1] > LIGHT, kind
        assert re.sub(r"\s", "", lettered(bundle.chart).headline) in said, kind


def test_pdf_of_each_kind_is_the_same_when_made_again(one_of_each):
    for (kind, lang), bundle in one_of_each.items():
        if lang == LANGUAGES[0]:
            assert bundle.file("chart.pdf") == bundle.file("chart.pdf"), kind
