"""A small site, built once, and a browser to read it with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import chromium
from mini import OWN_LIST, Mini, config
from playwright.sync_api import Browser

BASEURL = "https://example.org/book/"
FOLDER = "报告 书 copy"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Mini:
    """The little book, with files in its static folder that nothing asked for."""
    book = Mini(tmp_path_factory.mktemp("own") / FOLDER).write(config(OWN_LIST))
    static = book.folder / "_static"
    static.mkdir()
    (static / "stray.js").write_text("alert(1)", encoding="utf-8")
    (static / "stray.css").write_text("body{color:red}", encoding="utf-8")
    return book


@pytest.fixture(scope="session")
def site(mini: Mini) -> Path:
    """Built by Jupyter Book with our own list of extensions."""
    return mini.jupyter_book()


@pytest.fixture(scope="session")
def plain_site(mini: Mini) -> Path:
    """Built from the same sources by Sphinx alone."""
    return mini.plain()


@pytest.fixture(scope="session")
def stock_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with every extension Jupyter Book loads by itself, and with a public address."""
    return Mini(tmp_path_factory.mktemp("stock") / "book").write(config(baseurl=BASEURL)).jupyter_book()
