"""``planbook verify``: whether a site is what its manifest says, and was made from what lies here."""

import argparse
import sys
from pathlib import Path

from planbook.data.errors import PlanbookError
from planbook.data.paths import is_root
from planbook.data.text import LANGUAGES, Text

SAME = Text("一致：{n} 个文件与清单相同{more}。清单的 SHA-256：{digest}", "The same: {n} files are as the manifest says{more}. SHA-256 of the manifest: {digest}")
INPUTS_TOO = Text("，输入和版本与 {root} 相同", ", inputs and versions are those of {root}")
DIFFERENT = Text(
    "网站与清单不一致。\n{told}\n处理：缺少、多出或内容不同，向发布者重新取得网站；输入或版本不同，用清单所列的内容重新构建后再比。",
    "the site is not what its manifest says.\n{told}\nMissing, unlisted or changed files: get the site from its publisher again. Inputs or "
    "versions: build again from what the manifest lists, then compare.")
NO_ROOT = Text("--root 指向 {root}，那里不是项目根目录（没有 _config.yml 和 data/）。处理：改正该路径。",
               "--root names {root}, which is no project root (no _config.yml, no data/). Name another.")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = commands.add_parser("verify", help="核对一个网站与它自带的清单：每个文件、输入和版本")
    parser.add_argument("site", type=Path, metavar="SITE", help="网站的最上层文件夹，如 _build/site")
    parser.add_argument("--root", type=Path, metavar="DIR", help="还与这个项目比输入和依赖版本；省略则只核对网站的文件")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh", help="语言；默认 zh")
    parser.set_defaults(command=_verify)


def _verify(arguments: argparse.Namespace) -> None:
    from planbook.build.published import FILE, differences, file_digest, read_manifest, told

    lang, site, root = arguments.lang, arguments.site, arguments.root
    if root is not None and not is_root(root):
        raise PlanbookError(NO_ROOT.in_(lang).format(root=root))
    found = differences(site, root.resolve() if root else None, lang)
    if found:
        raise PlanbookError(DIFFERENT.in_(lang).format(told=told(found, lang)))
    more = INPUTS_TOO.in_(lang).format(root=root) if root else ""
    number, digest = len(read_manifest(site, lang)["files"]), file_digest(site / FILE)
    sys.stdout.write(f"{SAME.in_(lang).format(n=number, more=more, digest=digest)}\n")
