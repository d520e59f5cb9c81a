"""All that is ours in Sphinx: the book's theme, its figures, its search, and what its pages may load.

The book leaves Jupyter Book for plain Sphinx with one command because nothing of it stands anywhere else.
"""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from planbook.build.sphinxext import assets, config, contents, gallery, page, palette, search, taking
from planbook.build.sphinxext.translator import PlanbookTranslator

THEME = "planbook"
LOGGER = logging.getLogger(__name__)
LAST = 900
"""Event priority that comes after every other extension's."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    config.register(app)
    app.add_html_theme(THEME, str(Path(__file__).parent / "theme"))
    app.add_html_math_renderer(page.MATH, (page.inline_math, None), (page.block_math, None))
    app.add_css_file(palette.FILE, priority=100)
    app.add_js_file("planbook.js")
    app.add_js_file(assets.SCOREBOARD, loading_method="defer")
    app.add_directive(gallery.NAME, gallery.Gallery)
    app.add_directive(taking.NAME, taking.Take)
    app.set_translator("html", PlanbookTranslator)
    app.connect("config-inited", page.settle, priority=LAST)
    app.connect("builder-inited", page.own_search)
    app.connect("builder-inited", prepare)
    app.connect("doctree-resolved", page.drop_foreign_scripts, priority=LAST)
    app.connect("html-collect-pages", page.search_page)
    app.connect("html-page-context", page.complete, priority=LAST)
    app.connect("env-updated", contents.rewrite)
    app.connect("build-finished", finish, priority=LAST)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def prepare(app: Sphinx) -> None:
    """Write what the pages will name before the first of them is written."""
    if app.builder.name == "html":
        assets.write_palette(Path(app.outdir))


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Complete the site: charts, search index and bundle in, everything no page names out."""
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    assets.copy_charts(Path(app.srcdir), site)
    assets.write_bundle(site, Path(config.options(app.config).cache or app.doctreedir))
    (site / assets.STATIC / search.INDEX).write_text(
        search.index_script(site, app.env.all_docs), encoding="utf-8", newline="\n")
    gone = assets.remove_unused(site)
    (site / "objects.inv").unlink(missing_ok=True)
    LOGGER.info("planbook: removed %d files no page names", len(gone))
