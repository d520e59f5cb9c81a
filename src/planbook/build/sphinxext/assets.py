"""What the site loads: our own few files, and nothing an extension put beside them."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from planbook.build.sphinxext.mime import CHARTS
from planbook.build.sphinxext.palette import FILE as PALETTE
from planbook.build.sphinxext.palette import stylesheet

STATIC = "_static"
SCRIPTS = frozenset({"planbook.js", "search.js", "search-index.js"})
STYLES = frozenset({"planbook.css", PALETTE})
SCOREBOARD = "scoreboard.js"
"""Filters and sorts the scoreboard; only the page that shows it loads it."""
CODE_STYLE = "pygments.css"
"""Colours of program code; only pages that show code load it."""
BUNDLE = "vega-bundle.js"
"""Vega and its companions; ``planbook.js`` loads it when a chart is first touched."""
RESIZE = "resize.js"
"""Loaded by other people's pages, beside a frame of ours."""
MOVED = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=../{id}/index.html">
<link rel="icon" href="data:,">
<link rel="canonical" href="../{id}/index.html">
<title>{title}</title>
</head>
<body><p><a href="../{id}/index.html">{title}</a></p></body>
</html>
"""
"""Page at a former id of a chart."""
LIVING_ON = ("chart.svg", "chart.png", "chart-16x9.png", "data.csv")
"""Files kept at a chart's former ids too: what other pages and documents show or load by address, which no page can redirect."""
_STATIC_LINK = re.compile(rf'(?:src|href)="(?:\.\./)*{STATIC}/([^"?#]+)')
_SNIPPET = """
window.planbookEmbed = function (host, spec) {
  return vegaEmbed(host, spec, {
    ast: true, actions: false, renderer: "svg", mode: "vega-lite", defaultStyle: false
  });
};
"""


def ours(files: Iterable[Any], body: str) -> list[Any]:
    """Return those of a page's scripts or styles that the book loads on it.

    Parameters
    ----------
    files : iterable
        Sphinx's own records (with ``filename``) or plain names.
    body : str
        Markup of the page, to see whether it shows code.
    """
    wanted = SCRIPTS | STYLES | ({CODE_STYLE} if 'class="highlight' in body else set()) | ({SCOREBOARD} if "pb-scoreboard" in body else set())
    return [f for f in files if _name(f) in wanted]


def _name(file: Any) -> str:
    return str(getattr(file, "filename", file) or "").removeprefix(f"{STATIC}/")


def vega_bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that defines ``planbookEmbed`` and nothing else.

    The function around it keeps its many top-level names from meeting those of other scripts. Expressions run through
    Vega's interpreter (``ast``), so that no text is ever turned into program code.
    """
    import vl_convert

    head = f"/* Vega-Embed, Vega-Lite and Vega as bundled by vl-convert {version('vl-convert-python')}; BSD-3-Clause */"
    return f"{head}\n(function () {{\n{vl_convert.javascript_bundle(_SNIPPET)}\n}})();\n"


def write_bundle(site: Path, cache: Path) -> None:
    """Write the bundle into ``site`` if a page has a chart.

    Parameters
    ----------
    cache : Path
        Folder that keeps it from build to build: bundling takes seconds and depends on nothing but the converter.
    """
    if any('class="pb-card' in page.read_text(encoding="utf-8") for page in site.rglob("*.html")):
        shutil.copyfile(_cached_bundle(cache), site / STATIC / BUNDLE)


def _cached_bundle(cache: Path) -> Path:
    key = hashlib.sha256(f"{version('vl-convert-python')}{_SNIPPET}".encode()).hexdigest()[:16]
    kept = cache / f"vega-{key}.js"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
        fresh.write_text(vega_bundle(), encoding="utf-8", newline="\n")
        fresh.replace(kept)  # whole or not at all, should two builds meet
    return kept


def write_palette(site: Path) -> None:
    """Write the colours' stylesheet, before the pages that state its checksum."""
    (site / STATIC).mkdir(parents=True, exist_ok=True)
    (site / STATIC / PALETTE).write_text(stylesheet(), encoding="utf-8", newline="\n")


def copy_charts(source: Path, site: Path) -> None:
    """Put the rendered cards of the staged book into ``site``, in place of those of an earlier build."""
    shutil.rmtree(site / CHARTS, ignore_errors=True)
    if (source / CHARTS).is_dir():
        shutil.copytree(source / CHARTS, site / CHARTS)
        write_redirects(site / CHARTS)


def write_redirects(charts: Path) -> None:
    """Write at each former id of a chart a page that leads to where it is today, and today's pictures and data."""
    for path in sorted(charts.glob("*/card.json")):
        card = json.loads(path.read_text(encoding="utf-8"))
        for old in (card.get("published") or {}).get("aliases", ()):
            _redirect(card, path.parent, charts / old)


def _redirect(card: Mapping[str, Any], today: Path, former: Path) -> None:
    lang, texts = next(iter(card["lang"].items()))
    page = MOVED.format(lang=lang, id=card["id"], title=escape(texts["headline"]))
    former.mkdir(exist_ok=True)
    (former / "index.html").write_text(page, encoding="utf-8", newline="\n")
    for name in LIVING_ON:
        if (today / name).is_file():
            shutil.copyfile(today / name, former / name)


def remove_unused(site: Path) -> list[str]:
    """Delete every file of ``site/_static`` that no page names, and the folders left empty.

    Returns
    -------
    list of str
        Names of the deleted files, relative to ``_static``.
    """
    static = site / STATIC
    keep = _referenced(site) | {BUNDLE, RESIZE}
    gone = sorted(p for p in static.rglob("*") if p.is_file() and p.relative_to(static).as_posix() not in keep)
    for path in gone:
        path.unlink()
    for folder in sorted((p for p in static.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return [p.relative_to(static).as_posix() for p in gone]


def _referenced(site: Path) -> set[str]:
    return {name for page in site.rglob("*.html") for name in _STATIC_LINK.findall(page.read_text(encoding="utf-8"))}
