"""What the publisher decides in ``_config.yml``."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planbook.data.errors import PlanbookError
from planbook.data.trace import QUERIES, accounted, note
from planbook.data.yamls import read_yaml

MAP_STYLES = ("boundaries", "tilegrid")
SETTINGS = "settings"


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
    config: dict[str, Any] = read_yaml((root / "_config.yml").read_text(encoding="utf-8")) or {}
    ours = (config.get("sphinx") or {}).get("config") or {}
    if not ours.get("planbook_plan"):
        raise PlanbookError("_config.yml 缺少 sphinx.config.planbook_plan。处理：写上 data/plans/ 下的方案编号。")
    maps = ours.get("planbook_maps", "boundaries")
    if maps not in MAP_STYLES:
        raise PlanbookError(f"_config.yml 的 planbook_maps 为“{maps}”，应为 {' 或 '.join(MAP_STYLES)}。处理：改正后再运行。")
    return Settings(
        plan=ours["planbook_plan"], maps=maps,
        map_approval_number=str(ours.get("planbook_map_approval_number") or ""),
        baseurl=str((config.get("html") or {}).get("baseurl") or ""),
        languages=tuple(ours.get("planbook_languages") or ("zh",)),
    )


QUERIES[SETTINGS] = _settings
