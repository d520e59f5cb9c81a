"""The English of pages and notebooks: a gettext catalogue of their Chinese passages.

A passage is a heading, a paragraph, a list entry, a table cell or a block of code that has Chinese in it, found by the
parser that the pages are typeset with. Pages are translated as they are staged, so a changed translation touches just
the pages it stands on, notebooks and Markdown alike, and Jupyter Book is not needed for it.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from planbook.build.clean import with_title
from planbook.build.tree import Tree

FILE = "book/locale/en/LC_MESSAGES/book.po"
SOURCE_LANGUAGE = "zh"
HANZI = re.compile("[\u3400-\u9fff]")
MARKED = re.compile(r'<span lang="zh">[^<]*</span>')
KEPT = re.compile(r"`[^`\n]+`|\]\([^)]*\)|(?<![A-Za-z\d.])\d+(?:\.\d+)*(?![A-Za-z\d])")
"""What a translation must have as its original has it: code, link targets, figures."""
VARYING = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')
"""Lines of a catalogue's head that change by themselves."""
LEAVES = frozenset({"inline", "fence", "code_block", "html_block"})


@dataclass(frozen=True)
class Translation:
    """What is said in one language instead of the Chinese.

    Attributes
    ----------
    messages : mapping of str to str
        By the Chinese passage; one that is missing stands in Chinese.
    """

    messages: Mapping[str, str] = field(default_factory=dict)

    def text(self, passage: str) -> str:
        """Return one passage."""
        return self.messages.get(passage) or passage

    def markdown(self, text: str) -> str:
        """Return Markdown with each of its passages translated, everything between them as it is."""
        if not self.messages:
            return text
        done, parts = 0, []
        for start, passage in passages(text):
            parts += [text[done:start], self.text(passage)]
            done = start + len(passage)
        return "".join([*parts, text[done:]])


def passages(text: str) -> Iterator[tuple[int, str]]:
    """Yield the Chinese passages of Markdown, each with where it begins.

    Raises
    ------
    ValueError
        If a passage is not found as it stands, as where a paragraph is broken within a list entry.
    """
    lines = [0]
    for line in text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    done = 0
    for token in _parser().parse(text):
        passage = token.content.rstrip("\n")
        if token.type in LEAVES and HANZI.search(passage):
            start = text.index(passage, max(done, lines[(token.map or [0])[0]]))
            done = start + len(passage)
            yield start, passage


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(deflist_plugin).use(myst_block_plugin)


def load_translation(root: Path, lang: str) -> Translation:
    """Return what the book at ``root`` says in ``lang``; nothing where that is Chinese or there is no catalogue."""
    path = root / FILE
    if lang == SOURCE_LANGUAGE or not path.is_file():
        return Translation()
    return Translation({str(m.id): str(m.string) for m in _read(path) if m.id and m.string and not m.fuzzy})


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en")


def sources(tree: Tree, root: Path) -> dict[str, list[str]]:
    """Return every passage of the book with the files it stands in, in reading order."""
    found: dict[str, list[str]] = {}
    for name, passage in _all_passages(tree, root):
        files = found.setdefault(passage, [])
        files.extend([name] if name not in files else [])
    return found


def _all_passages(tree: Tree, root: Path) -> Iterator[tuple[str, str]]:
    yield from (("_config.yml", text) for text in spoken(yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))))
    for name in dict.fromkeys(c.source for c in tree.chapters):
        text = with_title(_markdown(root / name), "-")
        yield from ((name, passage) for _, passage in passages(text))


def _markdown(path: Path) -> str:
    """Return a page's Markdown, of a notebook that of its cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n\n".join("".join(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == "markdown")


def spoken(config: Mapping[str, object]) -> Iterator[str]:
    """Yield what readers see of the configuration: title, author, licence."""
    theme = _below(config, "sphinx", "config", "html_theme_options")
    yield from (str(v) for v in (config.get("title"), config.get("author"), theme.get("licence")) if v)


def said(config: Mapping[str, Any], translation: Translation) -> dict[str, Any]:
    """Return the configuration with what readers see of it translated."""
    known = set(spoken(config))
    return {key: _said(value, known, translation) for key, value in config.items()}


def book_of(root: Path, lang: str) -> tuple[str, str]:
    """Return title and publisher of the book at ``root`` in one language."""
    config = said(yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8")) or {}, load_translation(root, lang))
    return str(config.get("title") or ""), str(config.get("author") or "")


def _said(value: Any, known: set[str], translation: Translation) -> Any:
    if isinstance(value, dict):
        return {key: _said(inner, known, translation) for key, inner in value.items()}
    return translation.text(value) if isinstance(value, str) and value in known else value


def _below(config: Mapping[str, object], *names: str) -> Mapping[str, object]:
    for name in names:
        inner = config.get(name)
        config = inner if isinstance(inner, dict) else {}
    return config


def updated(tree: Tree, root: Path) -> str:
    """Return the catalogue renewed from the sources.

    A passage that is gone is dropped; a new one stands without a translation, or with that of a similar one, marked as
    fuzzy.
    """
    catalogue = _read(root / FILE) if (root / FILE).is_file() else Catalog(locale="en")
    template = Catalog()
    for passage, files in sources(tree, root).items():
        template.add(passage, locations=[(name, 0) for name in files])
    catalogue.update(template)
    catalogue.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalogue, width=0, include_lineno=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(VARYING))


def faults(tree: Tree, root: Path) -> list[str]:
    """Return what is wrong with the catalogue, in words; nothing if every passage has its translation."""
    known = {str(m.id): m for m in (_read(root / FILE) if (root / FILE).is_file() else Catalog()) if m.id}
    wanted = sources(tree, root)
    found = [f"{FILE}：多出一条，原文已经没有：“{passage}”。" for passage in known if passage not in wanted]
    for passage, files in wanted.items():
        message = known.get(passage)
        wrong = _fault(passage, str(message.string), fuzzy=message.fuzzy) if message else "没有译文"
        found += [f"{files[0]}：“{passage}”{wrong}。"] if wrong else []
    return found


def _fault(passage: str, translation: str, *, fuzzy: bool) -> str:
    """Return what is wrong with one translation."""
    if not translation:
        return "没有译文"
    if fuzzy:
        return "的译文标为 fuzzy，有待核对"
    if HANZI.search(MARKED.sub("", translation)):
        return '的译文里有汉字（原名写作 <span lang="zh">…</span>）'
    lost, added = _kept(passage) - _kept(translation), _kept(translation) - _kept(passage)
    free = sum(1 for found in KEPT.findall(passage) if HANZI.search(found))
    return f"的译文与原文的代码、链接或数字不同：{'、'.join([*lost, *added])}" if lost or added.total() > free else ""


def _kept(text: str) -> "Counter[str]":
    """Count what must be alike; code with Chinese in it may be translated."""
    return Counter(found for found in KEPT.findall(text) if not HANZI.search(found))
