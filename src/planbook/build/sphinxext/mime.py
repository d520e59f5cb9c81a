"""Cards and blocks in a notebook's outputs, rendered for the book's pages.

MyST-NB asks every renderer for each kind of output it meets; ours answers for the two kinds of the book, and for the
chart specification that stands beside a card for JupyterLab.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes  # type: ignore[import-untyped]
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.environment import BuildEnvironment

from planbook.build.sphinxext.config import language_of
from planbook.build.sphinxext.figure import Picture, figure, svg_size
from planbook.build.sphinxext.messages import messages
from planbook.build.sphinxext.offers import offers
from planbook.build.sphinxext.warn import PlanbookWarning, warn
from planbook.cards.block import BLOCK_MIME
from planbook.cards.card import CARD_MIME

CHARTS = "charts"
"""Folder of the rendered cards, in the staged book and in the site alike."""
STILL = "plain.svg"
"""The picture on the page, which has the words around it already."""
HTML_BUILDERS = ("html", "dirhtml", "singlehtml")
JUPYTERLAB_ONLY = "application/vnd.vegalite."
"""Start of the kinds that only JupyterLab shows."""


@dataclass(frozen=True)
class Page:
    """The page an output stands on."""

    env: BuildEnvironment
    line: int

    @property
    def lang(self) -> str:
        """The page's language, ``zh`` or ``en``."""
        return language_of(self.env.config)

    @property
    def up(self) -> str:
        """Relative address of the folder the book stands in."""
        return "../" * self.env.docname.count("/")

    def warn(self, kind: PlanbookWarning, message: str) -> None:
        """Warn about something on this page."""
        warn(kind, message, (self.env.docname, self.line))


class PlanbookMime(MimeRenderPlugin):  # type: ignore[misc]  # MyST-NB carries no types
    """MyST-NB's door to :func:`card_html` and :func:`block_html`."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [
        (builder, mime, 1) for builder in HTML_BUILDERS for mime in (CARD_MIME, BLOCK_MIME)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[Any] | None:
        """Return the nodes for ``data``, none of them for JupyterLab's share, ``None`` for what is not ours."""
        render = _RENDERERS.get(data.mime_type)
        if inline or (not render and not data.mime_type.startswith(JUPYTERLAB_ONLY)):
            return None
        env = renderer.renderer.sphinx_env
        return [_raw(render(data.content, Page(env, data.line or 0)))] if render and env else []


def card_html(card: Mapping[str, Any], page: Page) -> str:
    """Return a card's figure on ``page``, in its language where the card has it, or nothing if it lacks a part."""
    try:
        shown = page.lang if page.lang in card["lang"] else "zh"
        tag = "" if shown == page.lang else messages(shown).lang_tag
        offered = offers(Path(page.env.srcdir, CHARTS, card["id"]), f"{page.up}{CHARTS}/{card['id']}/", page.up, page.lang)
        return figure(card, card["lang"][shown], _picture(card["id"], page), messages(page.lang), tag, offered)
    except KeyError as missing:
        page.warn(PlanbookWarning.CARD, f"图卡 {card.get('id', '（无编号）')} 缺少 {missing}。处理：在生成该图卡的代码中补上。")
        return ""


def _picture(name: str, page: Page) -> Picture:
    svg = Path(page.env.srcdir, CHARTS, name, STILL)
    page.env.note_dependency(str(svg))
    src = f"{page.up}{CHARTS}/{name}/{STILL}"
    try:
        return Picture(src, *svg_size(svg))
    except (OSError, ValueError) as error:
        page.warn(PlanbookWarning.CHART_FILE, f"图卡 {name} 没有可用的静态图 {src}：{error}。处理：先运行图卡渲染再建站。")
        return Picture(src, 0, 0)


def block_html(block: Mapping[str, Any], page: Page) -> str:
    """Return a block on ``page``, in its language where the block has it."""
    kind, texts = block.get("kind", ""), block.get("html", {})
    shown = page.lang if page.lang in texts else "zh"
    if not kind or shown not in texts:
        page.warn(PlanbookWarning.BLOCK, "内容块缺少 kind 或中文内容。处理：在生成它的代码中补上。")
        return ""
    tag = "" if shown == page.lang else f' lang="{messages(shown).lang_tag}"'
    return f'<div class="pb-block pb-{escape(kind)}"{tag}>\n{texts[shown]}\n</div>'


def _raw(html: str) -> Any:
    return nodes.raw("", html, format="html")


_RENDERERS = {CARD_MIME: card_html, BLOCK_MIME: block_html}
