"""The pictures of every chart of the book: written in full, no empty boxes, titles that can be selected."""

import io
import re
from html import unescape

import pypdf
import pytest
from PIL import Image

from drawing import texts_in, tofu
from planbook.cards.exports.bundle import Bundle
from planbook.cards.exports.images import MARGIN, size_of
from planbook.cards.exports.letters import width
from planbook.cards.exports.words import KINDS

TEXT = re.compile(r'<text x="([\d.]+)" y="[\d.]+" font-size="([\d.]+)" fill="#\w+">([^<]*)</text>')
FURTHEST = 3
DARK, LIGHT = 100, 250


@pytest.fixture(scope="module")
def bundles(cards):
    """Every chart's files, each drawn once."""
    return {card.id: Bundle(card.to_json(), "zh") for card in cards.values()}


@pytest.fixture(scope="module")
def one_of_each(bundles):
    """One chart of each kind."""
    return {b.chart.kind: b for b in bundles.values()}


def test_kinds_have_names(bundles):
    assert {b.chart.kind for b in bundles.values()} <= set(KINDS)


def test_no_picture_writes_what_its_font_lacks(bundles):
    wrong = {name: tofu("".join(texts_in(b.titled)) + "".join(texts_in(b.file("chart-16x9.svg")))) for name, b in bundles.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_no_line_leaves_its_picture(bundles):
    """Lines of our own begin at the margin, or in a slide's column; none may be longer than the room beside it."""
    for name, bundle in bundles.items():
        wide, _ = size_of(bundle.titled)
        for x, size, text in TEXT.findall(bundle.titled):
            assert float(x) + width(unescape(text), float(size)) <= wide - 2 * MARGIN + float(size) + FURTHEST, (name, text)


def test_one_of_each_kind_has_a_picture_and_a_pdf_that_says_its_title(one_of_each):
    for kind, bundle in one_of_each.items():
        with Image.open(io.BytesIO(bundle.file("chart.png"))) as picture:
            extremes = picture.convert("L").getextrema()
        said = re.sub(r"\s", "", pypdf.PdfReader(io.BytesIO(bundle.file("chart.pdf"))).pages[0].extract_text())
        assert extremes[0] < DARK, kind
        assert extremes[1] > LIGHT, kind
        assert re.sub(r"\s", "", bundle.chart.headline) in said, kind


def test_pdf_of_each_kind_is_the_same_when_made_again(one_of_each):
    for kind, bundle in one_of_each.items():
        assert bundle.file("chart.pdf") == bundle.file("chart.pdf"), kind
