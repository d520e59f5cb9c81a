"""Pages in a real Chromium: what they ask for, what they complain about, what they draw."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE = 20_000
"""Milliseconds a chart may take to come alive."""
COUNT_DRAWN = """(root) => {
  const groups = Array.from(root.querySelectorAll("g[class]"))
    .filter((g) => g.getAttribute("class").split(/\\s+/).some((c) => c.startsWith("drawn") && c.endsWith("_marks")));
  return groups.reduce((sum, g) => sum + g.children.length, 0);
}"""
"""Counts the marks of the layers that draw data, in a live chart and in a still picture alike."""
COUNT_DRAWN_IN_TEXT = f"(text) => ({COUNT_DRAWN})(new DOMParser().parseFromString(text, 'image/svg+xml'))"


def required(found: bool, missing: str) -> None:
    """Skip the test if what it needs is missing; on the build server that is a failure."""
    if not found and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if not found:
        pytest.skip(missing)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the machine's own Chromium."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    required(path is not None, f"no Chromium on this machine (looked for {', '.join(NAMES)})")
    with sync_playwright() as playwright:
        browser = _launch(playwright, str(path))
        yield browser
        browser.close()


def _launch(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


@dataclass
class Audit:
    """What happened while a page was open.

    Attributes
    ----------
    foreign : list of str
        Addresses asked for outside the folder.
    errors : list of str
        Console errors and uncaught exceptions.
    """

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing left the folder and nothing went wrong."""
        return not self.foreign and not self.errors


@contextmanager
def opened(
    browser: Browser, url: str, root: str, *, offline: bool = True, viewport: dict[str, int] | None = None, **context: object,
) -> Iterator[tuple[Page, Audit]]:
    """Open ``url`` in a fresh context and yield the page with the record of what it does.

    Parameters
    ----------
    root : str
        Start of the addresses the page may ask for.
    context : options of the browser's context
        Such as ``color_scheme`` or ``java_script_enabled``.
    """
    seen = Audit()
    made = browser.new_context(offline=offline, viewport=viewport or WIDE, **context)  # type: ignore[arg-type]
    page = made.new_page()
    page.on("request", lambda r: None if r.url.startswith((root, "data:")) else seen.foreign.append(r.url))
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: seen.errors.append(str(e)))
    page.goto(url)
    yield page, seen
    made.close()


def audit(browser: Browser, file: Path, root: Path, act: Callable[[Page], None] | None = None) -> Audit:
    """Open ``file`` without a network, let ``act`` use the page, and return what happened.

    Parameters
    ----------
    root : Path
        Folder nothing may be asked for outside of.
    """
    with opened(browser, file.as_uri(), root.as_uri()) as (page, seen):
        if act:
            act(page)
    return seen


def cards(page: Page) -> list[str]:
    """Return the ids of the page's cards."""
    ids: list[str] = page.eval_on_selector_all(".pb-card", "(found) => found.map((f) => f.dataset.card)")
    return ids


def enliven(page: Page, card: str) -> str:
    """Focus a card's chart, wait until it has settled, and return its state."""
    page.focus(f'[data-card="{card}"] .pb-chart')
    page.wait_for_selector(f'[data-card="{card}"]:is([data-state="live"], [data-state="still"])', timeout=PATIENCE)
    state: str = page.eval_on_selector(f'[data-card="{card}"]', "(figure) => figure.dataset.state")
    return state


def live_marks(page: Page, card: str) -> int:
    """Return how many marks the live chart draws."""
    count: int = page.eval_on_selector(f'[data-card="{card}"] .pb-live', COUNT_DRAWN)
    return count


def still_marks(page: Page, svg: Path) -> int:
    """Return how many marks a still picture draws."""
    count: int = page.evaluate(COUNT_DRAWN_IN_TEXT, svg.read_text(encoding="utf-8"))
    return count
