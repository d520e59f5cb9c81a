"""Cards into files: the static SVG of each chart, its specification as a script, its texts as JSON."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from planbook.build.clean import card_in, in_language
from planbook.build.errors import BuildError
from planbook.build.execute import Executed
from planbook.cards.card import CARD_MIME

REGISTRY = "book/charts.csv"
SVG_IDS = re.compile(r"(?<=id=\")(?:clip|gradient_)\d+(?=\")|(?<=url\(#)(?:clip|gradient_)\d+(?=\))")


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
        As :meth:`planbook.cards.card.ChartCard.to_json` made it.
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
    """Return every card of the executed notebooks.

    Raises
    ------
    BuildError
        If two cards of one edition share an id, or an id is not registered in ``book/charts.csv``.
    """
    found = tuple(f for e in executed for f in _cards(e))
    _check_registered(found, registered_ids(root))
    _check_unique(found)
    return found


def registered_ids(root: Path) -> frozenset[str]:
    """Return the chart ids in ``book/charts.csv``.

    Raises
    ------
    BuildError
        If the registry is missing or has no column ``id``.
    """
    path = root / REGISTRY
    if not path.is_file():
        raise BuildError(f"缺少图表登记表 {REGISTRY}。处理：恢复该文件（一行一个图表编号）。")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if any("id" not in row for row in rows):
        raise BuildError(f"{REGISTRY} 没有 id 列。处理：第一行写列名，其中一列为 id。")
    return frozenset(row["id"] for row in rows)


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
        ``chart.svg``, ``spec.js`` (a script that adds the specification to ``window.planbookCards``, so that it loads
        from ``file://`` too) and ``card.json`` (texts, table and marks, without the specification).
    """
    spec = next(iter(in_language(card["lang"], lang).values()))["spec"]
    texts = json.dumps(card_in(card, lang), ensure_ascii=False, indent=1, sort_keys=True)
    return Rendered(folder, {
        "chart.svg": _svg(spec, card["id"]).encode(),
        "spec.js": spec_script(card["id"], spec).encode(),
        "card.json": f"{texts}\n".encode(),
    })


def spec_script(card_id: str, spec: dict[str, Any]) -> str:
    """Return the script that registers a specification under its card's id."""
    name = json.dumps(card_id)
    body = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return f"window.planbookCards=window.planbookCards||{{}};planbookCards[{name}]={body};\n"


def _svg(spec: dict[str, Any], card_id: str) -> str:
    svg: str = _converter().vegalite_to_svg(spec)
    return stable_ids(svg, card_id)


def stable_ids(svg: str, card_id: str) -> str:
    """Return an SVG whose ids depend on the card alone.

    The converter numbers clips and gradients through the life of its process, so the same chart would differ with the
    order of the work; and two charts on one page would share ids.
    """
    names: dict[str, str] = {}
    return SVG_IDS.sub(lambda m: names.setdefault(m[0], f"{card_id}-{len(names) + 1}"), svg)


@cache
def _converter() -> Any:
    """Return the process's one converter, which knows the book's Chinese font and nothing else of the network."""
    import pylopdf_fonts_zh_cn
    import vl_convert

    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))
    return vl_convert


def write(rendered: Rendered) -> None:
    """Write the files of one chart."""
    rendered.folder.mkdir(parents=True, exist_ok=True)
    for name, content in rendered.files.items():
        (rendered.folder / name).write_bytes(content)
