"""Pictures of pages as readers see them, to be looked at: widths, themes, languages, paper.

``python tests/reports/shots.py [--only TEXT] [--out _build/reports/shots]`` (``make shots ONLY=en/songhua``). The pictures show the
whole page down to ``--height``; paper is a PDF beside them.
"""

import argparse
from pathlib import Path

from common import FLAGS, LANGUAGES, OUT, SITE, charts, chromium, pages, say, site
from playwright.sync_api import Browser, sync_playwright

KINDS = ("index", "overview", "gaps", "p01-industry", "pm25-suihua", "scattered-coal", "songhua", "charts-gallery", "agencies", "glossary",
         "search", "sources", "changes", "dictionary", "method-verdicts", "standards", "audit")
WIDTHS = (360, 768, 1440)
THEMES = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}, "contrast": {"color_scheme": "light", "contrast": "more"},
          "contrast-dark": {"color_scheme": "dark", "contrast": "more"}}
QUERIES = {"zh": "?q=%E6%9D%BE%E8%8A%B1%E6%B1%9F%E6%B0%B4%E8%B4%A8", "en": "?q=Songhua+water"}


def wanted(latest: Path, lang: str) -> list[str]:
    """Return one page of each kind, a chart's page and one to take away."""
    there = [n for n in pages(latest, lang) if Path(n).stem in KINDS]
    return [*there, *charts(latest, lang)[:1], *charts(latest, lang, "embed.html")[:1]]


def shoot(browser: Browser, latest: Path, name: str, out: Path, chosen: argparse.Namespace) -> None:
    """Take the pictures of a page and print it; tell where it is wider than the screen."""
    stem = name.removesuffix(".html").replace("/", "-")
    url = (latest / name).as_uri() + (QUERIES[name[:2]] if name.endswith("search.html") else "")
    for theme, wish in ((t, w) for t, w in THEMES.items() if t in chosen.themes):
        page = browser.new_context(**wish).new_page()  # type: ignore[arg-type]
        page.goto(url)
        for width in chosen.widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            wide, high = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
            if wide > width:
                say(f"{name} at {width}: {wide} wide")
            page.screenshot(path=out / f"{stem}-{width}-{theme}.png", full_page=True,
                            clip={"x": 0, "y": 0, "width": width, "height": min(high, chosen.height)})
        if theme == "light" and chosen.paper:
            page.pdf(path=out / f"{stem}.pdf", prefer_css_page_size=True)
        page.context.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--out", type=Path, default=OUT / "shots")
    parser.add_argument("--only", default="", help="a piece of the addresses to show, such as en/ or songhua")
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--themes", nargs="+", default=list(THEMES), choices=list(THEMES))
    parser.add_argument("--height", type=int, default=5000)
    parser.add_argument("--paper", action="store_true", help="print each page too")
    chosen = parser.parse_args()
    latest = site(chosen.site)
    chosen.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for name in (n for lang in LANGUAGES for n in wanted(latest, lang) if chosen.only in n):
            shoot(browser, latest, name, chosen.out, chosen)
        browser.close()


if __name__ == "__main__":
    main()
