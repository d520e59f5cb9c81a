"""Blocks: markup in both languages with the files they offer."""

import base64
import json

import pytest

from planbook.cards.block import BLOCK_MIME, Block
from planbook.data.text import Text


def test_block_is_shown_in_the_book_and_in_jupyter():
    bundle = Block("prose", Text("<p>一</p>", "<p>one</p>"))._repr_mimebundle_(include=None, exclude=None)
    assert bundle[BLOCK_MIME] == {"kind": "prose", "html": {"zh": "<p>一</p>", "en": "<p>one</p>"}, "files": {}}
    assert bundle["text/html"] == "<p>一</p>"
    assert bundle["text/plain"] == "[prose]"


def test_missing_language_is_left_out():
    assert Block("prose", Text("<p>一</p>"))._repr_mimebundle_()[BLOCK_MIME]["html"] == {"zh": "<p>一</p>"}


def test_files_survive_as_text():
    content = bytes(range(256))
    bundle = json.loads(json.dumps(Block("downloads", Text("x"), (("testville.xlsx", content),))._repr_mimebundle_()))
    assert base64.b64decode(bundle[BLOCK_MIME]["files"]["testville.xlsx"]) == content


def test_a_block_without_chinese_text_is_refused():
    with pytest.raises(ValueError, match="prose has no Chinese text"):
        Block("prose", Text("", "only English"))
