"""Nothing published tells of the machine or the people it was built by: every file of the site is opened and read."""

import getpass
import re
import socket
from collections.abc import Iterator
from functools import cache
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
WORDS = {
    PLACES: (b"/home", b"/root", b"/users", b"/tmp", b"/work", b"/opt", b"/usr", b"/var", b"/mnt", b"/private", b"/build", b":\\",
             b"site-packages", b".dist-info", b"__pycache__"),
    SECRETS: (b"private key", b"akia", b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"xox", b"glpat-", b"eyj", b"password", b"passwd",
              b"apikey", b"api_key", b"api-key", b"secret", b"token"),
}
"""What has to stand in a file, in small letters, before it is worth looking for a pattern: most of 170 MB is passed over."""
PICTURES = (".png", ".jpg", ".otf", ".ttf", ".pdf")
"""Compressed bytes, in which anything may seem to stand; what PDF compresses is read inflated."""
SHORT = 4
"""Names of fewer letters stand in every text."""
NOT_NAMES = {"root", "runner", "localhost", "user", "admin", "ubuntu", "debian"}


@cache
def names_of_here() -> dict[re.Pattern[bytes], tuple[bytes]]:
    """Return what finds this machine's name, the builder's, and the project's folder, each with its letters."""
    names = {getpass.getuser(), socket.gethostname(), socket.getfqdn()} - NOT_NAMES
    return {re.compile(rb"(?i)(?<!\w)%s(?!\w)" % re.escape(n.encode())): (n.lower().encode(),) for n in (*sorted(names), str(ROOT)) if len(n) >= SHORT}


def told(name: str, content: bytes) -> Iterator[str]:
    """Yield what a file tells that it should not."""
    small = content.lower()
    likely = [p for p, words in (WORDS | names_of_here()).items() if any(word in small for word in words)]
    found = [m.group().decode(errors="replace").strip() for p in likely for m in p.finditer(content)]
    if b"@" in content and not name.endswith(PICTURES) and not name.startswith(NOTICES):
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
