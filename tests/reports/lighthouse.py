"""Lighthouse's scores of the pages a reader is likeliest to land on: medians of several runs, as its mobile profile measures.

``python tests/reports/lighthouse.py [--runs 5] [--site _build/site] [--only TEXT]`` (``make report-lighthouse RUNS=5``). The speed
depends on what else the machine does: for figures to be quoted, nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common import FLAGS, LANGUAGES, OUT, SITE, chromium, say, served, site, table, tools

PAGES = ("index", "overview", "p01-industry", "pm25-harbin", "songhua", "charts-gallery")
SCORES = ("performance", "accessibility", "best-practices", "seo")
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
TIMES = {"first-contentful-paint": "FCP ms", "largest-contentful-paint": "LCP ms", "total-blocking-time": "TBT ms", "speed-index": "SI ms"}
SHIFT = "cumulative-layout-shift"


def measured(module: Path, url: str, into: Path) -> dict[str, Any]:
    """Run Lighthouse once and return its report, which is kept too."""
    flags = " ".join(("--headless=new", *FLAGS))
    done = subprocess.run(
        ["node", str(module / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json", f"--output-path={into}", f"--chrome-flags={flags}"],
        env=os.environ | {"CHROME_PATH": chromium()}, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"Lighthouse failed on {url}\n{done.stderr}")
    report: dict[str, Any] = json.loads(into.read_text(encoding="utf-8"))
    return report


def row(page: str, reports: list[dict[str, Any]]) -> tuple[object, ...]:
    """Return a page's medians."""
    scores = [round(statistics.median(r["categories"][name]["score"] or 0 for r in reports) * 100) for name in SCORES]
    times = [round(statistics.median(_value(r, name) for r in reports)) for name in TIMES]
    return (page, *scores, *times, round(statistics.median(_value(r, SHIFT) for r in reports), 3), ", ".join(sorted(missed(reports[0]))) or "-")


def _value(report: Mapping[str, Any], audit: str) -> float:
    return float(report["audits"][audit]["numericValue"])


def missed(report: Mapping[str, Any]) -> set[str]:
    """Return the audits of accessibility, best practices and search that a report does not pass."""
    refs = [ref["id"] for name in SCORES[1:] for ref in report["categories"][name]["auditRefs"] if ref["weight"]]
    return {name for name in refs if (report["audits"][name]["score"] or 0) < 1 and report["audits"][name]["score"] is not None}


def main() -> None:
    """Measure, print the table of medians, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="a piece of the addresses to measure, such as en/ or songhua")
    chosen = parser.parse_args()
    folder, module = site(chosen.site).parent, tools()
    names = [n for n in (f"{lang}/{page}" for lang in LANGUAGES for page in PAGES) if chosen.only in n]
    into = OUT / "lighthouse"
    into.mkdir(parents=True, exist_ok=True)
    rows = []
    with served(folder) as root:
        for name in names:
            reports = [measured(module, f"{root}latest/{name}.html", into / f"{name.replace('/', '-')}-{n}.json") for n in range(chosen.runs)]
            rows.append(row(name, reports))
            say(" ".join(map(str, rows[-1])))
    say(table(("page", *SCORES, *TIMES.values(), "CLS", "not passed"), rows))
    sys.exit(1 if any(value < WANTED[name] for one in rows for name, value in zip(SCORES, one[1:5], strict=True)) else 0)


if __name__ == "__main__":
    main()
