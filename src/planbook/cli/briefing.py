"""``planbook briefing``: chapters as presentations, documents and PDFs to hand on."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planbook.data.disk import write_whole
from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root
from planbook.data.text import LANGUAGES, Text


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("briefing", help="简报：把一章或几章做成 PowerPoint、Word 或 PDF")
    parser.add_argument("--project", action="append", default=[], metavar="SLUG", help="哪一章（网页地址中的名称），可重复")
    parser.add_argument("--all", action="store_true", help="全部有图表或结论的章")
    parser.add_argument("--to", action="append", default=[], metavar="FORMAT", help="pptx、docx 或 pdf，可重复；默认 pptx")
    parser.add_argument("--template", action="append", default=[], type=Path, metavar="FILE", help="自己的 .pptx 或 .docx 模板，每种一个")
    parser.add_argument("--out", type=Path, default=Path("briefings"), metavar="DIR", help="写到哪里；默认为 briefings")
    parser.add_argument("--edition", type=int, metavar="YEAR", help="版次（数据年）；默认为最新")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言；默认 zh")
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    parser.set_defaults(command=_briefing)


def _briefing(arguments: argparse.Namespace) -> None:
    from planbook.build.briefings import files_of

    root = arguments.root.resolve() if arguments.root else project_root()
    formats = _formats(arguments.to)
    templates = _templates(arguments.template, formats)
    titles = _titles(root)
    slugs = _wanted(arguments, titles)
    written: list[Path] = []
    for slug in slugs:
        said = _said(slug, titles[slug], arguments, root)
        if said is None:
            continue
        arguments.out.mkdir(parents=True, exist_ok=True)
        for form, content in files_of(said, formats, templates).items():
            written.append(arguments.out / f"{slug}.{form}")
            write_whole(written[-1], content)
            sys.stdout.write(f"{written[-1]}（{len(content) / 1e6:.1f} MB）\n")
    if not written:
        raise PlanbookError(f"所选的章既没有图表也没有结论：{'、'.join(slugs)}。处理：另选一章。")


def _formats(asked: Sequence[str]) -> tuple[str, ...]:
    """Return the formats asked for, each once.

    Raises
    ------
    PlanbookError
        If one is unknown.
    """
    from planbook.build.briefings import FORMATS

    formats = tuple(dict.fromkeys(part.strip() for text in asked for part in text.split(",") if part.strip())) or FORMATS[:1]
    unknown = [f for f in formats if f not in FORMATS]
    if unknown:
        raise PlanbookError(f"--to 不认识：{'、'.join(unknown)}。可用：{'、'.join(FORMATS)}。处理：改正后再运行。")
    return formats


def _templates(paths: Sequence[Path], formats: Sequence[str]) -> dict[str, tuple[bytes, str]]:
    """Return the templates' contents by format.

    Raises
    ------
    PlanbookError
        If a template is missing, of a kind no template can be, or for a format not asked for.
    """
    found: dict[str, tuple[bytes, str]] = {}
    for path in paths:
        form = path.suffix.lower().lstrip(".")
        if form not in formats or form == "pdf":
            raise PlanbookError(f"模板 {path} 用不上：模板只能是 .pptx 或 .docx，且要与 --to 的格式相同（现为 {'、'.join(formats)}）。"
                                "处理：改正 --template 或 --to。")
        if not path.is_file():
            raise PlanbookError(f"找不到模板 {path}。处理：检查路径和文件名。")
        found[form] = path.read_bytes(), path.name
    return found


def _titles(root: Path) -> dict[str, Text]:
    from planbook.build.tree import load_tree

    return {c.slug: c.title for c in load_tree(root).notebooks}


def _wanted(arguments: argparse.Namespace, titles: Mapping[str, Text]) -> list[str]:
    """Return the chapters to make, each once.

    Raises
    ------
    PlanbookError
        If none is named, or one is unknown; nothing has been written then.
    """
    slugs = list(titles) if arguments.all else list(dict.fromkeys(arguments.project))
    unknown = [s for s in slugs if s not in titles]
    if unknown or not slugs:
        known = "\n".join(f"  {slug}  {title.zh}" for slug, title in titles.items())
        raise PlanbookError(f"没有这样的章：{'、'.join(unknown) or '（未指定）'}。处理：用 --project 写下列名称之一，或用 --all：\n{known}")
    return slugs


def _said(slug: str, title: Text, arguments: argparse.Namespace, root: Path) -> Any:
    """Return a chapter's briefing, ``None`` where it has neither charts nor verdicts."""
    from planbook.build.briefings import is_worth_a_briefing
    from planbook.build.catalogue import book_of
    from planbook.cards.briefings.content import briefing
    from planbook.chapters.library import edition_of, outputs

    edition = edition_of(arguments.edition, root)
    shown = outputs(slug, edition.year, root)
    if not is_worth_a_briefing(shown):
        return None
    book, author = book_of(root, arguments.lang)
    return briefing(
        shown, title=title, lang=arguments.lang, year=edition.year, cut_off=edition.cut_off, book=book, author=author)
