"""Cards into files: pictures, tables, specification and embed page of each chart, its texts as JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planbook.build.clean import card_in
from planbook.build.errors import BuildError
from planbook.build.execute import Executed
from planbook.build.registry import REGISTRY, Publisher, load_registry
from planbook.cards.card import CARD_MIME
from planbook.cards.exports.bundle import Bundle


@dataclass(frozen=True)
class Found:
    """A card in an executed notebook.

    Attributes
    ----------
    edition : int
        Data year of the run.
    slug : str
        Chapter that shows it.
    card : dict
        As :meth:`planbook.cards.card.ChartCard.to_json` made it; collected for a book, also ``published``: where it is
        published (see :class:`planbook.build.registry.Publisher`).
    """

    edition: int
    slug: str
    card: dict[str, Any]


@dataclass(frozen=True)
class Rendered:
    """The files of one chart in one language, ready to write.

    Attributes
    ----------
    folder : Path
        Folder of the chart.
    files : dict of str to bytes
        By file name.
    """

    folder: Path
    files: dict[str, bytes]


def collect_cards(executed: Iterable[Executed], root: Path) -> tuple[Found, ...]:
    """Return every card of the executed notebooks, each told where it is published.

    Raises
    ------
    BuildError
        If two cards of one edition share an id, or an id is not registered in ``book/charts.csv``.
    """
    runs = tuple(executed)
    found = tuple(f for e in runs for f in _cards(e))
    registry = load_registry(root)
    _check_registered(found, registry.ids)
    _check_unique(found)
    if not found:
        return ()
    publisher, by_slug = Publisher.open(root, registry), {(e.run.edition, e.run.slug): e.run for e in runs}
    return tuple(Found(f.edition, f.slug, publisher.told(f.card, by_slug[f.edition, f.slug])) for f in found)


def _cards(executed: Executed) -> Iterator[Found]:
    for cell in json.loads(executed.notebook)["cells"]:
        for output in cell.get("outputs", []):
            if CARD_MIME in output.get("data", {}):
                yield Found(executed.run.edition, executed.run.slug, output["data"][CARD_MIME])


def _check_registered(found: Iterable[Found], known: frozenset[str]) -> None:
    unknown = {f.card["id"]: f.slug for f in found if f.card["id"] not in known}
    if unknown:
        listed = "、".join(f"{name}（章 {slug}）" for name, slug in unknown.items())
        raise BuildError(f"图表编号没有登记：{listed}。处理：在 {REGISTRY} 中各加一行；编号是图表的地址，不可重用。")


def _check_unique(found: Iterable[Found]) -> None:
    seen: dict[tuple[int, str], str] = {}
    for item in found:
        key = item.edition, item.card["id"]
        if key in seen:
            raise BuildError(f"图表编号 {key[1]} 用了两次：章 {seen[key]} 和章 {item.slug}。"
                             f"处理：给其中一张图另起编号，并在 {REGISTRY} 登记。")
        seen[key] = item.slug


def render(card: dict[str, Any], lang: str, folder: Path) -> Rendered:
    """Make the files of one chart in one language.

    Parameters
    ----------
    card : dict
        The card's JSON, with its specifications.
    lang : str
        Language; Chinese where the card has no other.
    folder : Path
        Where the files belong.

    Returns
    -------
    Rendered
        Every file of :meth:`planbook.cards.exports.bundle.Bundle.published`, and ``card.json`` (texts, table and marks,
        without the specification). The same card gives the same bytes, whatever was rendered before.
    """
    texts = json.dumps(card_in(card, lang), ensure_ascii=False, indent=1, sort_keys=True)
    return Rendered(folder, {**Bundle(card, lang).published(), "card.json": f"{texts}\n".encode()})


def write(rendered: Rendered) -> None:
    """Write the files of one chart."""
    rendered.folder.mkdir(parents=True, exist_ok=True)
    for name, content in rendered.files.items():
        (rendered.folder / name).write_bytes(content)
