"""Nothing published tells of the machine or the people it was built by: every file of the site is opened and read."""

import getpass
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from contents import contents

from bookkit import ROOT

PLACES = re.compile(
    rb"(?:file://|[\s\"'(=:>])(/(?:home|root|Users|tmp|work|opt|usr|var|mnt|private|builds?)/[\w.-]+[^\s\"'<]*)|([A-Z]:\\\\?(?:Users|Windows|Temp)[^\s\"'<]*)"
    rb"|(site-packages|\.dist-info|__pycache__)")
MAIL = re.compile(rb"(?<![\w.+-])[\w.+-]{1,64}@(?!\d+\.)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
"""An address; a package with its version is none."""
NOTICES = "licences/"
"""Folder of other people's licence texts, which name their authors."""
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|xox[abprs]-\w{10}|glpat-\w{20}|\beyJ\w{10,}\.eyJ\w{10,}"
    rb"|(?i:\b(?:password|passwd|api[_-]?key|secret|token)\s*[:=]\s*[\"'][^\"'\s]{8,})")
PICTURES = (".png", ".jpg", ".otf", ".ttf", ".pdf")
"""Compressed bytes, in which anything may seem to stand; what PDF compresses is read inflated."""
SHORT = 4
"""Names of fewer letters stand in every text."""
NOT_NAMES = {"root", "runner", "localhost", "user", "admin", "ubuntu", "debian"}


def names_of_here() -> list[re.Pattern[bytes]]:
    """Return what finds this machine's name, the builder's, and the project's folder."""
    names = {getpass.getuser(), socket.gethostname(), socket.getfqdn()} - NOT_NAMES
    return [re.compile(rb"\b%s\b" % re.escape(n.encode())) for n in sorted(names) if len(n) >= SHORT] + [re.compile(re.escape(str(ROOT).encode()))]


def told(name: str, content: bytes) -> Iterator[str]:
    """Yield what a file tells that it should not."""
    found = [m.group().decode(errors="replace").strip() for p in (PLACES, SECRETS, *names_of_here()) for m in p.finditer(content)]
    if not name.endswith(PICTURES) and not name.startswith(NOTICES):
        found += [m.group().decode(errors="replace") for m in MAIL.finditer(content) if "> stream" not in name]
    yield from (f"{name}: {what[:80]}" for what in found)


@pytest.mark.book
def test_the_book_tells_nothing_of_its_builders(built_site: Path) -> None:
    assert [line for name, content in contents(built_site) for line in told(name, content)] == []


@pytest.mark.parametrize("leak", [
    'src="/home/someone/book/a.png"', "file:///Users/someone/a.ipynb", '"C:\\\\Users\\\\someone"', "someone@office.example.org",
    "-----BEGIN RSA PRIVATE KEY-----", "api_key = 'abcdefgh12345678'", f"in {ROOT}", "lib/python3/site-packages/x.py",
])
def test_a_leak_is_found(leak: str) -> None:
    assert list(told("a.html", leak.encode()))


@pytest.mark.parametrize("harmless", ["见 /data/plans 与 data/observations", "https://example.org/home/a", "PM2.5@站点", "token: string", "url(data:,)"])
def test_what_is_harmless_is_not(harmless: str) -> None:
    assert list(told("a.html", harmless.encode())) == []
