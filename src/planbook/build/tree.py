"""The run tree: ``book/book.yml`` read into parts and chapters.

Papermill runs, the table of contents and the page addresses all come from here, so the three cannot drift apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from planbook.data.errors import DataError, PlanbookError, Problem
from planbook.data.text import Text, is_name, is_plain, shown

BOOK_FILE = "book/book.yml"
COVER = "index"
"""Slug of the page a reader lands on; it must be the first chapter."""
EDITION = "edition"
"""Parameter every run gets from the build, so the tree may not set it."""

Scalar = str | int | float | bool
RESERVED = frozenset({"charts", "search", "genindex", "latest"})
BOOK_KEYS = frozenset({"parts"})
PART_KEYS = frozenset({"title", "chapters"})
CHAPTER_KEYS = frozenset({"slug", "title", "notebook", "parameters", "page"})
TITLE_KEYS = frozenset({"zh", "en"})


@dataclass(frozen=True)
class Chapter:
    """One page of the book.

    Attributes
    ----------
    slug : str
        Page name and address; chosen by hand, never reused.
    title : Text
        Heading of the page and entry in the table of contents.
    notebook : str
        Stem of a file in ``notebooks/``; empty for a Markdown page.
    page : str
        Path of a Markdown page relative to ``book/``; empty for a notebook.
    parameters : mapping of str to str, int, float or bool
        What the notebook is run with, besides ``edition``.
    """

    slug: str
    title: Text
    notebook: str
    page: str
    parameters: Mapping[str, Scalar]

    @property
    def source(self) -> str:
        """Path of its notebook or page, relative to the project root."""
        return f"notebooks/{self.notebook}.ipynb" if self.notebook else f"book/{self.page}"


@dataclass(frozen=True)
class Part:
    """A named group of chapters."""

    title: Text
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Tree:
    """The whole book in reading order."""

    parts: tuple[Part, ...]

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Every chapter, in reading order."""
        return tuple(c for part in self.parts for c in part.chapters)

    @property
    def notebooks(self) -> tuple[Chapter, ...]:
        """The chapters that are run."""
        return tuple(c for c in self.chapters if c.notebook)


def problem(where: str, found: str, expected: str, todo: str) -> Problem:
    """Return a problem of the run tree at ``where`` (chapter and field)."""
    return Problem("run-tree", BOOK_FILE, 0, where, found, expected, todo)


def load_tree(root: Path) -> Tree:
    """Read and check ``book/book.yml``.

    Parameters
    ----------
    root : Path
        Project root.

    Returns
    -------
    Tree
        Parts and chapters, each with its file in place.

    Raises
    ------
    DataError
        If a key is unknown, a part is missing, a slug is twice or badly written, or a file does not exist. Every
        problem found is named.
    PlanbookError
        If the file is missing or not YAML.
    """
    content = _read(root / BOOK_FILE)
    problems = list(_shape(content))
    if problems:
        raise DataError(problems)
    tree = Tree(tuple(_part(p) for p in content["parts"]))
    problems = [*_slugs(tree), *_files(tree, root)]
    if problems:
        raise DataError(problems)
    return tree


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PlanbookError(f"缺少 {BOOK_FILE}。处理：恢复该文件（它列出全书的篇和章）。") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PlanbookError(f"{BOOK_FILE} 不是合法的 YAML：{error}。处理：检查缩进和冒号后再运行。") from error


def _shape(content: Any) -> Iterator[Problem]:
    if not isinstance(content, dict) or not isinstance(content.get("parts"), list) or not content["parts"]:
        yield problem("parts", "没有篇", "parts: 下的篇的列表", "按现有格式写出各篇各章")
        return
    yield from _unknown("全书", content, BOOK_KEYS)
    for number, part in enumerate(content["parts"], start=1):
        yield from _part_shape(f"第 {number} 篇", part)


def _part_shape(where: str, part: Any) -> Iterator[Problem]:
    if not isinstance(part, dict) or not isinstance(part.get("chapters"), list) or not part["chapters"]:
        yield problem(where, "没有章", "title 和 chapters 列表", "写上这一篇的章，或删去这一篇")
        return
    yield from _unknown(where, part, PART_KEYS)
    yield from _title_shape(where, part.get("title"))
    for number, chapter in enumerate(part["chapters"], start=1):
        yield from _chapter_shape(f"{where}第 {number} 章", chapter)


def _chapter_shape(where: str, chapter: Any) -> Iterator[Problem]:
    if not isinstance(chapter, dict):
        yield problem(where, str(chapter), "含 slug、title 和 notebook（或 page）的一章", "按其他章的格式改写")
        return
    name = f"章 {chapter.get('slug') or where}"
    yield from _unknown(name, chapter, CHAPTER_KEYS)
    yield from _slug_shape(name, chapter.get("slug"))
    yield from _title_shape(name, chapter.get("title"))
    yield from _content_shape(name, chapter)


def _slug_shape(where: str, slug: Any) -> Iterator[Problem]:
    if not isinstance(slug, str) or not is_name(slug) or slug in RESERVED:
        yield problem(f"{where} slug", str(slug), "小写字母、数字和连字符组成的页面名（charts、search 等保留名除外）", "改写 slug")


def _title_shape(where: str, title: Any) -> Iterator[Problem]:
    if not isinstance(title, dict) or not isinstance(title.get("zh"), str) or not title["zh"]:
        yield problem(f"{where} title", str(title), "{zh: 中文标题, en: 英文标题}，中文必填", "补上标题")
        return
    for text in title.values():
        if not is_plain(str(text)):
            yield problem(f"{where} title", shown(text), "一行文字，不含标记符号（如尖括号、方括号、星号、反引号）和不可见字符", "改写标题")
    yield from _unknown(f"{where} title", title, TITLE_KEYS)


def _content_shape(where: str, chapter: dict[str, Any]) -> Iterator[Problem]:
    given = [k for k in ("notebook", "page") if isinstance(chapter.get(k), str) and chapter[k]]
    if len(given) != 1:
        found = "、".join(given) or "都没有"
        yield problem(f"{where} notebook/page", found, "二者之一", "写上笔记本名，或 pages/ 下的页面")
    parameters = chapter.get("parameters", {})
    if not isinstance(parameters, dict):
        yield problem(f"{where} parameters", str(parameters), "参数名: 值", "按“参数名: 值”改写")
        return
    if parameters and "page" in given:
        yield problem(f"{where} parameters", "页面带参数", "只有笔记本才有参数", "删去 parameters")
    yield from _scalars(where, parameters)


def _scalars(where: str, parameters: dict[Any, Any]) -> Iterator[Problem]:
    for name, value in parameters.items():
        if name == EDITION:
            yield problem(f"{where} parameters.edition", str(value), "不写（由构建给出）", "删去这一行")
        elif not isinstance(name, str) or not isinstance(value, str | int | float):
            yield problem(f"{where} parameters.{name}", str(value), "文本、整数、小数或 true/false", "改写参数值")


def _unknown(where: str, mapping: dict[Any, Any], known: frozenset[str]) -> Iterator[Problem]:
    for key in mapping:
        if key not in known:
            yield problem(f"{where} {key}", str(key), "、".join(sorted(known)) + " 之一", "改正拼写或删去")


def _part(part: dict[str, Any]) -> Part:
    return Part(_text(part["title"]), tuple(_chapter(c) for c in part["chapters"]))


def _chapter(chapter: dict[str, Any]) -> Chapter:
    return Chapter(
        slug=chapter["slug"], title=_text(chapter["title"]), notebook=chapter.get("notebook", ""),
        page=chapter.get("page", ""), parameters=dict(chapter.get("parameters", {})),
    )


def _text(title: dict[str, str]) -> Text:
    return Text(title["zh"], title.get("en", ""))


def _slugs(tree: Tree) -> Iterator[Problem]:
    counts = Counter(c.slug for c in tree.chapters)
    for slug, count in counts.items():
        if count > 1:
            yield problem(f"章 {slug} slug", f"{slug} 出现 {count} 次", "每章一个、不重复的 slug", "给其中一章另起 slug")
    first = tree.chapters[0].slug
    if first != COVER:
        yield problem("第 1 篇第 1 章 slug", first, f"{COVER}（封面）", f"把封面放在最前，slug 写 {COVER}")


def _files(tree: Tree, root: Path) -> Iterator[Problem]:
    for chapter in tree.chapters:
        if not (root / chapter.source).is_file():
            field = "notebook" if chapter.notebook else "page"
            yield problem(f"章 {chapter.slug} {field}", f"{chapter.source} 不存在", "现有的文件", "改正名称，或补上该文件")
