"""``planbook pdf``: the whole book of an edition in a language as one PDF."""

import argparse
import sys
from pathlib import Path

from planbook.data.disk import write_whole
from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root
from planbook.data.text import LANGUAGES


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("pdf", help="把已构建的一版做成一个 PDF 文件")
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    parser.add_argument("--edition", type=int, metavar="N", help="数据年份；默认最新的一版")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言")
    parser.add_argument("--out", type=Path, metavar="FILE", help="写到哪里；默认为 _build/pdf/ 下的 <年份>-<语言>.pdf")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    """Make the PDF from the pages of the last build.

    Raises
    ------
    PlanbookError
        If the edition does not exist or has not been built.
    """
    from planbook.build.pdfbook.book import pdf
    from planbook.build.pdfbook.make import volume_of
    from planbook.build.stage import Stage
    from planbook.build.tree import load_tree
    from planbook.data.load import load_editions

    root = (arguments.root or project_root()).resolve()
    known = load_editions(root / "data")
    year = arguments.edition or max(known)
    if year not in known:
        raise PlanbookError(f"没有 {year} 年版。data/editions.csv 中有：{'、'.join(map(str, known))}。处理：改正 --edition。")
    html = root / "_build" / "site" / str(year) / arguments.lang
    if not (html / "index.html").is_file():
        raise PlanbookError(f"{html.relative_to(root)} 中没有页面，应为已构建的一版。处理：先运行 planbook build --edition {year}。")
    out = arguments.out or root / "_build" / "pdf" / f"{year}-{arguments.lang}.pdf"
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, pdf(volume_of(Stage(html, known[year], arguments.lang), html, load_tree(root), root)))
    sys.stdout.write(f"{out}\n")
