"""The registry of charts, and what the book tells each of them about where it is published."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planbook.build.catalogue import book_of
from planbook.build.errors import BuildError
from planbook.build.runs import Run
from planbook.build.tree import BOOK_FILE, load_tree
from planbook.data.load import load_editions, load_plan, place_from, records
from planbook.data.settings import load_settings
from planbook.data.text import Text, is_name, shown

REGISTRY = "book/charts.csv"


@dataclass(frozen=True)
class Registry:
    """``book/charts.csv``: every address a chart has or once had.

    Attributes
    ----------
    ids : frozenset of str
        Charts of today.
    redirects : mapping of str to str
        A former id to the one that took its place.
    """

    ids: frozenset[str]
    redirects: Mapping[str, str]

    def aliases(self, card_id: str) -> list[str]:
        """Return the former ids that lead to a chart."""
        return sorted(old for old, new in self.redirects.items() if new == card_id)


def load_registry(root: Path) -> Registry:
    """Read the registry of charts.

    Raises
    ------
    BuildError
        If it is missing, has no column ``id``, or redirects to an id that is none of today's.
    """
    path = root / REGISTRY
    if not path.is_file():
        raise BuildError(f"缺少图表登记表 {REGISTRY}。处理：恢复该文件（一行一个图表编号）。")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if any("id" not in row for row in rows):
        raise BuildError(f"{REGISTRY} 没有 id 列。处理：第一行写列名，其中一列为 id。")
    redirects = {row["id"]: row["redirect"] for row in rows if row.get("redirect")}
    ids = frozenset(row["id"] for row in rows if not row.get("redirect"))
    odd = [shown(name) for name in (*ids, *redirects) if not is_name(name)]
    if odd:
        raise BuildError(f"{REGISTRY} 的图表编号不能作文件夹名：{'、'.join(odd)}。处理：只用小写字母、数字和连字符，不用 con、nul 等设备名。")
    lost = [f"{old} → {new}" for old, new in redirects.items() if new not in ids]
    if lost:
        raise BuildError(f"{REGISTRY} 的 redirect 列指向不存在的图表：{'、'.join(lost)}。处理：改为一个现有的图表编号。")
    return Registry(ids, redirects)


@dataclass(frozen=True)
class Publisher:
    """What the book adds to its cards: whose they are, where they stand, what they are about.

    Attributes
    ----------
    book : mapping
        ``title`` and ``author`` by language, ``baseurl`` and ``languages`` of the configuration.
    newest : int
        The newest edition's data year.
    titles : mapping of str to Text
        Chapter titles by slug.
    places : mapping of str to Text
        Names of places by id, for parameters that name one.
    region : Text
        The plan's region, for charts about no smaller place.
    """

    book: Mapping[str, Any]
    newest: int
    titles: Mapping[str, Text]
    places: Mapping[str, Text]
    region: Text
    registry: Registry

    @classmethod
    def open(cls, root: Path, registry: Registry) -> "Publisher":
        """Read what is needed from the project at ``root``."""
        settings, data = load_settings(root), root / "data"
        spoken = [(lang, *book_of(root, lang)) for lang in settings.languages]
        book = {"title": {lang: title for lang, title, _ in spoken}, "author": {lang: author for lang, _, author in spoken},
                "baseurl": settings.baseurl, "languages": list(settings.languages)}
        titles = {c.slug: c.title for c in load_tree(root).chapters} if (root / BOOK_FILE).is_file() else {}
        places = {r["id"]: place_from(r).name for r in records(data / "places.csv")}
        region = load_plan(data / "plans" / settings.plan).region
        return cls(book, max(load_editions(data)), titles, places, places.get(region, Text(region)), registry)

    def told(self, card: Mapping[str, Any], run: Run) -> dict[str, Any]:
        """Return a card with ``published`` added."""
        named = [self.places[v] for v in map(str, run.parameters.values()) if v in self.places]
        title = self.titles.get(run.slug, Text(run.slug))
        published = {
            **self.book, "newest": run.edition == self.newest, "aliases": self.registry.aliases(card["id"]),
            "chapter": {"slug": run.slug, "title": title.to_dict()}, "place": (named or [self.region])[0].to_dict(),
        }
        return {**card, "published": published}
