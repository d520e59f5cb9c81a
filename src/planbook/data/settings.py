"""What the publisher decides in ``_config.yml``."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from planbook.data.errors import PlanbookError
from planbook.data.text import UNSEEN, is_name, shown
from planbook.data.trace import QUERIES, accounted, note
from planbook.data.yamls import read_yaml

MAP_STYLES = ("boundaries", "tilegrid")
SETTINGS = "settings"
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9.\-]+(:\d+)?(/[A-Za-z0-9._~%/\-]*)?)?")
LONGEST = 200
"""Characters of a parser's message that are repeated: where in the file stands at its end."""
_LINE = re.compile(rf"[^<>{UNSEEN}]{{0,200}}")


@dataclass(frozen=True)
class Settings:
    """The publisher's choices.

    Attributes
    ----------
    plan : str
        Id of the plan the book is about.
    maps : str
        ``boundaries`` or ``tilegrid``, one switch for page, embed and export.
    map_approval_number : str
        Shown inside every map once the publisher has one.
    baseurl : str
        Public address of the site; empty while there is none.
    languages : tuple of str
        Languages published.
    """

    plan: str
    maps: str = "boundaries"
    map_approval_number: str = ""
    baseurl: str = ""
    languages: tuple[str, ...] = ("zh",)


def load_settings(root: Path) -> Settings:
    """Read the settings of the project at ``root``.

    Raises
    ------
    PlanbookError
        If a setting is missing or not one of its choices.
    """
    with accounted():
        settings = _settings(root)
    note(SETTINGS, None, (), lambda: settings)
    return settings


def _settings(root: Path) -> Settings:
    config = _config(root)
    ours = (config.get("sphinx") or {}).get("config") or {}
    if not ours.get("planbook_plan"):
        raise PlanbookError("_config.yml 缺少 sphinx.config.planbook_plan。处理：写上 data/plans/ 下的方案编号。")
    maps = ours.get("planbook_maps", "boundaries")
    if maps not in MAP_STYLES:
        raise PlanbookError(f"_config.yml 的 planbook_maps 为“{maps}”，应为 {' 或 '.join(MAP_STYLES)}。处理：改正后再运行。")
    _judge_texts(config, ours)
    return Settings(
        plan=ours["planbook_plan"], maps=maps,
        map_approval_number=str(ours.get("planbook_map_approval_number") or ""),
        baseurl=str((config.get("html") or {}).get("baseurl") or ""),
        languages=tuple(ours.get("planbook_languages") or ("zh",)),
    )


def _config(root: Path) -> dict[str, Any]:
    try:
        config = read_yaml((root / "_config.yml").read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PlanbookError(f"_config.yml 不是有效的 UTF-8 YAML（{shown(' '.join(str(error).split()), LONGEST)}）。处理：照指出的行改正缩进、引号或编码。") from error
    if not isinstance(config, dict):
        raise PlanbookError(f"_config.yml 的内容为“{shown(config)}”，应为若干“名称: 值”。处理：从版本库恢复该文件再改。")
    return config


def _judge_texts(config: dict[str, Any], ours: dict[str, Any]) -> None:
    """Refuse what could be read as markup, as a path or as another address, in every page or file that repeats it."""
    base = str((config.get("html") or {}).get("baseurl") or "")
    lines = {"title": config.get("title"), "author": config.get("author"),
             "sphinx.config.planbook_map_approval_number": ours.get("planbook_map_approval_number")}
    faults = [(f"html.baseurl 为“{base}”", "网站的公开地址，如 https://example.org/book/，或空")] if not _ADDRESS.fullmatch(base) else []
    faults += [(f"{name} 为“{text}”", "一行文字，不含尖括号和不可见字符，不超过 200 字") for name, text in lines.items() if not _LINE.fullmatch(str(text or ""))]
    if not is_name(str(ours["planbook_plan"])):
        faults.append((f"sphinx.config.planbook_plan 为“{ours['planbook_plan']}”", "data/plans/ 下的方案编号，小写字母、数字和连字符"))
    if faults:
        raise PlanbookError("\n".join(f"_config.yml 的 {shown(found)}，应为{wanted}。处理：改正后再运行。" for found, wanted in faults))


QUERIES[SETTINGS] = _settings
