"""What each page's template is given, and the settings every page depends on."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment.adapters.toctree import document_toc

from planbook.build.sphinxext.assets import ours
from planbook.build.sphinxext.briefings import with_briefings, with_notebook
from planbook.build.sphinxext.config import Options, language_of, options
from planbook.build.sphinxext.head import ARCHIVE, Book, head, plain
from planbook.build.sphinxext.messages import LANGUAGE_NAMES, Messages, day_in, messages
from planbook.build.sphinxext.navigation import Part, parts
from planbook.build.sphinxext.warn import PlanbookWarning, warn
from planbook.cards.foreign import marked

THEME_OPTIONS = frozenset({"licence"})
MATH = "planbook"
SEARCH_PAGE = "search"
_SCRIPT = re.compile(r"<script\b(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", re.IGNORECASE)
_HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
FOREIGN_NODES = ("x-thebe-config", "kernelName =")
"""Marks of scripts that an extension Jupyter Book always loads hangs on each page; they are dropped, not reported."""


def settle(app: Sphinx, config: Config) -> None:
    """Set what our pages cannot do without, whatever Jupyter Book put there before."""
    del app
    options(config)
    config.html_math_renderer = MATH
    config.html_use_index = False
    config.html_domain_indices = False
    config.html_use_opensearch = ""
    config.html_copy_source = False
    config.html_show_sourcelink = False
    config.html_permalinks_icon = "#"
    config.myst_update_mathjax = False
    config.html_theme_options = {k: v for k, v in config.html_theme_options.items() if k in THEME_OPTIONS}


def own_search(app: Sphinx) -> None:
    """Turn off Sphinx's own search, whose words are not Chinese; ours takes its place."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page, in place of Sphinx's own."""
    yield SEARCH_PAGE, {"title": messages(language_of(app.config)).search}, "search.html"


def drop_foreign_scripts(app: Sphinx, doctree: Any, docname: str) -> None:
    """Drop the scripts another extension hung on the page."""
    del app, docname
    for node in list(doctree.findall(nodes.raw)):
        if node.astext().lstrip().startswith("<script") and any(mark in node.astext() for mark in FOREIGN_NODES):
            node.parent.remove(node)


def complete(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the template its words, contents and edition, and only our own files to load."""
    del template
    body = context.get("body", "")
    _report_scripts(page, body)
    where = page, Path(app.srcdir), context["content_root"], messages(language_of(app.config))
    body = with_notebook(with_briefings(body, *where), *where)
    context["body"] = marked(body) if language_of(app.config) == "en" else body
    _complete_head(app, page, context, body)
    context["script_files"] = ours(context["script_files"], body)
    context["css_files"] = ours(context["css_files"], body)
    lang = language_of(app.config)
    context["t"] = messages(lang)
    context["planbook"] = _facts(app, page, context, messages(lang), lang)
    context["local_toc"] = _local_toc(app, page) if doctree is not None else ""


def _complete_head(app: Sphinx, page: str, context: dict[str, Any], body: str) -> None:
    base, chosen = str(app.config.html_baseurl or ""), options(app.config)
    book = Book(app.config.html_title, app.config.author, f"{base.rstrip('/')}/" if base else "", language_of(app.config), chosen, Path(app.srcdir))
    title = plain(context.get("title") or "") or book.title
    told = head(book, page, title, body, context["content_root"]) if page != SEARCH_PAGE else ""
    context["metatags"] = _VIEWPORT.sub("", context.get("metatags", "")) + told
    context["pageurl"] = book.address(page) or None


def _report_scripts(page: str, body: str) -> None:
    found = _SCRIPT.search(body) or _HANDLER.search(body)
    if found:
        warn(PlanbookWarning.INLINE_SCRIPT, f"页面含有脚本或事件处理：{found.group()[:60]}。处理：从该页内容中删去。", page)


def _facts(app: Sphinx, page: str, context: dict[str, Any], t: Messages, lang: str) -> dict[str, Any]:
    chosen = options(app.config)
    edition = t.edition.format(chosen.edition) if chosen.edition else ""
    cut_off = t.cut_off.format(day_in(lang, chosen.cut_off)) if chosen.cut_off else ""
    return {
        "pdf": f"{context['content_root']}{chosen.pdf}" if chosen.pdf else "", "data": f"{context['content_root']}../../{ARCHIVE}",
        "edition": edition, "cut_off": cut_off, "parts": _parts(app), "search_page": SEARCH_PAGE,
        "latest": _latest(chosen, page, context, lang), "editions": _editions(chosen, page, context, t, lang), "languages": _languages(chosen, page, context, lang),
        "cite": t.cite_form.format(author=app.config.author, title=app.config.html_title,
                                   edition=edition, cut_off=cut_off),
    }


def _parts(app: Sphinx) -> tuple[Part, ...]:
    """Return the contents, read once per build."""
    if not hasattr(app.builder, "planbook_parts"):
        app.builder.planbook_parts = parts(app.env)  # type: ignore[attr-defined]
    found: tuple[Part, ...] = app.builder.planbook_parts  # type: ignore[attr-defined]
    return found


Link = dict[str, Any]


def _editions(chosen: Options, page: str, context: dict[str, Any], t: Messages, lang: str) -> list[Link]:
    up = context["content_root"] + "../../"
    return _switch((str(year), t.edition.format(year), f"{up}{year}/{lang}/{page}.html", year == chosen.edition)
                   for year in chosen.editions)


def _latest(chosen: Options, page: str, context: dict[str, Any], lang: str) -> str:
    """Return the address of the page in the newest edition, for the pages of an earlier one."""
    older = bool(chosen.edition) and chosen.edition < max(chosen.editions, default=0)
    return f"{context['content_root']}../../latest/{lang}/{page}.html" if older else ""


def _languages(chosen: Options, page: str, context: dict[str, Any], lang: str) -> list[Link]:
    up = context["content_root"] + "../"
    return _switch((messages(code).lang_tag, LANGUAGE_NAMES[code], f"{up}{code}/{page}.html", code == lang)
                   for code in chosen.languages)


def _switch(choices: Iterable[tuple[str, str, str, bool]]) -> list[Link]:
    """Return a switch's links; with a single choice there is nothing to switch."""
    links = [{"id": id_, "text": text, "href": href, "current": current} for id_, text, href, current in choices]
    return links if len(links) > 1 else []


def _local_toc(app: Sphinx, page: str) -> str:
    """Return the page's own headings below its title, as a list, or nothing if it has fewer than two."""
    builder = app.builder
    if page not in app.env.tocs or not isinstance(builder, StandaloneHTMLBuilder):
        return ""
    inner = list(document_toc(app.env, page, builder.tags).findall(nodes.bullet_list))[1:2]
    if not inner or len(inner[0]) < 2:  # noqa: PLR2004 - a single heading needs no list
        return ""
    return builder.render_partial(inner[0])["fragment"]


def inline_math(translator: Any, node: Any) -> None:
    """Write a formula as it was typed: no script draws it, and nothing of it is lost."""
    translator.body.append(f'<code class="pb-math">{escape(node.astext())}</code>')
    raise nodes.SkipNode


def block_math(translator: Any, node: Any) -> None:
    """Write a formula of its own line as it was typed."""
    translator.body.append(f'<div class="pb-math">{escape(node.astext())}</div>')
    raise nodes.SkipNode
