"""Every page, every chart's page and every chart to take away, in every theme, under every rule axe-core has for WCAG 2.2 A and AA.

``python tests/reports/axe.py [--site _build/site] [--only TEXT] [--jobs 2]`` (``make report-axe``). Rules that axe-core leaves
off by default (the size of targets, what is experimental) are switched on; those of level AAA stay out, which the book does not
promise. Whatever is folded is opened first, and a chart's page is also read with its chart alive.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from common import FLAGS, LANGUAGES, OUT, SITE, charts, chromium, pages, processors, say, site, table, tools
from playwright.sync_api import Page, sync_playwright

THEMES = {"light": ("light", "light"), "dark": ("dark", "light"), "contrast-light": ("contrast", "light"), "contrast-dark": ("contrast", "dark")}
"""Each theme as the reader's choice and the system's colours."""
ALONE = "embed.html"
QUERIES = {"zh": "?q=%E7%85%A4", "en": "?q=coal"}
RUN = """async () => {
  const rules = Object.fromEntries(axe.getRules().map((r) => [r.ruleId, {enabled: !r.tags.includes("wcag2aaa")}]));
  const found = await axe.run(document, {rules, resultTypes: ["violations"]});
  return [found.passes.length, found.violations.map((v) => [v.id, v.nodes.map((n) => `${n.target.join(" ")}: ${n.failureSummary}`)])];
}"""


@dataclass(frozen=True)
class Found:
    """A page in a theme: how many rules it keeps, and which it breaks where."""

    page: str
    theme: str
    kept: int
    broken: list[tuple[str, list[str]]]


def wanted(latest: Path, only: str) -> list[str]:
    """Return the addresses to look at: chapters, charts' pages, charts to take away."""
    names = [*(n for lang in LANGUAGES for n in pages(latest, lang)),
             *(n for lang in LANGUAGES for name in ("index.html", ALONE) for n in charts(latest, lang, name))]
    return [n for n in names if only in n]


def looked_at(latest: Path, script: str, name: str) -> list[Found]:
    """Open a page and run axe-core on it in each theme; a chart to take away has only one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True).new_page()
        page.goto((latest / name).as_uri() + (QUERIES[name[:2]] if name.endswith("search.html") else ""))
        page.eval_on_selector_all("details", "(found) => found.forEach((d) => { d.open = true; })")
        page.evaluate(script)
        found = list(_themes(page, name))
        browser.close()
    return found


def _themes(page: Page, name: str) -> Iterator[Found]:
    alone, chart = name.endswith(ALONE), "/charts/" in name
    for theme, (choice, system) in [("only", ("", "light"))] if alone else THEMES.items():
        page.emulate_media(color_scheme=system)
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", choice)
        yield Found(name, theme, *_run(page))
    if chart and not alone:
        page.focus(".pb-chart")
        page.wait_for_selector('[data-state="live"]', timeout=60_000)
        yield Found(name, "alive", *_run(page))


def _run(page: Page) -> tuple[int, list[tuple[str, list[str]]]]:
    page.wait_for_timeout(50)
    kept, broken = page.evaluate(RUN)
    return kept, [(rule, nodes) for rule, nodes in broken]


def summary(found: list[Found]) -> str:
    """Return a table: for each theme how many pages were looked at and how many places break a rule."""
    themes = dict.fromkeys(f.theme for f in found)
    rows: list[tuple[object, ...]] = [(theme, len(of), sum(f.kept for f in of), sum(len(n) for f in of for _, n in f.broken))
                                      for theme in themes for of in [[f for f in found if f.theme == theme]]]
    return table(("theme", "pages", "rules kept", "violations"), rows)


def told(found: list[Found]) -> Iterator[str]:
    """Yield each broken rule with the pages and the first places where."""
    for rule in sorted({rule for f in found for rule, _ in f.broken}):
        of = [(f, nodes) for f in found for name, nodes in f.broken if name == rule]
        yield f"{rule}: {sum(len(n) for _, n in of)} places on {len({f.page for f, _ in of})} pages in {sorted({f.theme for f, _ in of})}"
        yield from (f"  {f.page} [{f.theme}] {nodes[0]}" for f, nodes in of[:3])


def main() -> None:
    """Look at every page, print what was found, keep it, and fail where a rule is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--only", default="", help="a piece of the addresses to look at, such as en/ or songhua")
    parser.add_argument("--jobs", type=int, default=processors())
    chosen = parser.parse_args()
    latest, script = site(chosen.site), (tools() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    names = wanted(latest, chosen.only)
    with multiprocessing.Pool(chosen.jobs) as pool:
        found = [one for page in pool.imap(partial(looked_at, latest, script), names) for one in _seen(page)]
    _keep(found)
    say(summary(found), *told(found))
    sys.exit(1 if any(f.broken for f in found) else 0)


def _seen(page: list[Found]) -> list[Found]:
    say(f"{page[0].page}: {sum(len(n) for f in page for _, n in f.broken)}")
    return page


def _keep(found: list[Found]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    lines: list[dict[str, Any]] = [vars(f) for f in found]
    (OUT / "axe.json").write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
