"""``planbook template``: the workbooks in which a new year's figures are filled in."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from planbook.data.errors import PlanbookError
from planbook.data.paths import project_root

FIRST, LAST = 2000, 2100


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = commands.add_parser("template", help="写出填报模板（Excel 和 CSV）")
    parser.add_argument("year", type=_year, metavar="YEAR", help="数据年，如 2026")
    parser.add_argument("--project", action="append", default=[], metavar="ID", help="只要这一工程，可重复；默认每个工程一份")
    parser.add_argument("--agency", action="append", default=[], metavar="ID", help="按责任单位写一份，可重复")
    parser.add_argument("--filled", action="store_true", help="不写应报的空行，而把该年已有的值写入，供核对和修订")
    parser.add_argument("--out", type=Path, default=Path("templates"), metavar="FOLDER", help="写到哪里；默认为 templates")
    parser.add_argument("--root", type=Path, metavar="DIR", help="项目根目录；默认从当前目录向上查找")
    parser.set_defaults(command=_template)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST <= int(text) <= LAST):
        raise argparse.ArgumentTypeError(f"应为 {FIRST} 至 {LAST} 之间的年份")
    return int(text)


def _template(arguments: argparse.Namespace) -> None:
    from planbook.data.load import load_dataset
    from planbook.intake.catalogue import Catalogue
    from planbook.intake.due import due_rows, groups, stored_of, stored_rows
    from planbook.intake.journal import recover
    from planbook.intake.template import csv_twin, template

    root = arguments.root.resolve() if arguments.root else project_root()
    recover(root)
    dataset = load_dataset(root=root)
    catalogue = Catalogue(root / "data")
    forms, told = dict[str, bytes](), list[str]()
    for group in groups(dataset, arguments.project, arguments.agency):
        if arguments.filled:
            rows = list(stored_rows(catalogue, stored_of(catalogue, group, arguments.year)))
        else:
            rows = due_rows(dataset, catalogue, group, arguments.year)
        if rows:
            edition = (arguments.year, catalogue.editions.get(arguments.year, ""))
            book = template(rows, catalogue, group.name, edition, dataset.edition.cut_off)
            stem = f"template-{arguments.year}-{group.id}"
            forms |= {f"{stem}.xlsx": book, f"{stem}.csv": csv_twin(rows, catalogue)}
            told.append(f"{group.name}：{len(rows)} 行")
    if not forms:
        raise PlanbookError("没有可填报的指标。处理：换一个工程或单位；--filled 只列该年已有的值。")
    _write(arguments.out, forms)
    _say("\n".join(told))
    _say(f"已写 {len(told)} 份模板到 {arguments.out}，每份有 xlsx 和 csv。填好后运行 planbook import 文件名。")


def _write(folder: Path, forms: Mapping[str, bytes]) -> None:
    """Write the forms, or none of them where one would take the place of a file somebody may have begun to fill in."""
    begun = [name for name, content in forms.items() if (folder / name).exists() and (folder / name).read_bytes() != content]
    if begun:
        raise PlanbookError(f"{folder} 中已有内容不同的 {'、'.join(begun)}，可能已开始填写，什么也没有写。"
                            "处理：先把它移走或改名，或用 --out 换一个文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in forms.items():
        (folder / name).write_bytes(content)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
