"""A host as strict as the book promises to live with, and a reader who touches everything on a page."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from browser import cards, enliven, opened
from playwright.sync_api import Browser, Page

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
          "connect-src 'self'; frame-src 'self'")
FRAMED = f"{POLICY}; frame-ancestors *"
"""For the pages of single charts, which other people's pages may frame."""
ALONE = "embed.html"
"""A download to be opened from a folder; no host serves it as a page."""
QUERY = "?q=%E7%85%A4"
THEMES = ("dark", "contrast", "light", "")
_EMBED = re.compile(r"/charts/[^/]+/(?:index\.html)?$")
LEADS_ON = "meta[http-equiv=refresh]"
"""In a page that leads to another at once."""


class _Host(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", FRAMED if _EMBED.search(self.path.partition("?")[0]) else POLICY)
        super().end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine under the policy; yield its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def pages_of(site: Path) -> tuple[list[str], list[str]]:
    """Return the pages of every edition and language of a site, and the pages of its single charts."""
    found = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html") if p.name != ALONE)
    kept = [name for name in found if not name.startswith("latest/")]
    return [n for n in kept if "/charts/" not in n], [n for n in kept if "/charts/" in n]


def faults(browser: Browser, root: str, name: str, *, offline: bool) -> list[str]:
    """Open a page, use all there is on it, and return what went wrong.

    A browser tells in its console what a policy refused.
    """
    with opened(browser, f"{root}{quote(name)}{QUERY}", root, offline=offline) as (page, seen):
        page.wait_for_selector(LEADS_ON, state="detached")
        still = use(page)
    return [f"{name}: {told}" for told in (*still, *seen.foreign, *seen.errors)]


def use(page: Page) -> list[str]:
    """Touch every chart, open what is folded, try every theme and every choice; return the charts that did not come alive."""
    page.eval_on_selector_all("details:not([open])", "(found) => found.forEach((d) => { d.open = true; })")
    still = [f"{card} did not come alive" for card in cards(page) if enliven(page, card) != "live"]
    if page.locator("#pb-theme").count():
        for theme in THEMES:
            page.select_option("#pb-theme", theme)
    for chosen in page.locator(".pb-gallery-filter select").all():
        chosen.select_option(index=1)
    if page.locator("#pb-results").count():
        page.wait_for_selector("#pb-results :is(p, li)", timeout=60_000)
    page.wait_for_timeout(50)
    return still
