"""The files of every chart, made only where the cache has none and written only where they are not there already."""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planbook.build.cache import Cache, pack, unpack
from planbook.build.inputs import digest
from planbook.build.manifest import Manifest, manifest_of
from planbook.build.pool import in_parallel
from planbook.build.render import Found, render
from planbook.build.stage import CHARTS, Stage, keep_only, sync
from planbook.data.disk import write_whole

DRAWN = "charts"
STATE = "charts.json"


@dataclass(frozen=True)
class Figure:
    """One chart of one edition in one language.

    Attributes
    ----------
    stage : Stage
        Where it is shown.
    slug : str
        Page that shows it.
    card : dict
        Its card.
    key : str
        Digest of everything its files are made from.
    """

    stage: Stage
    slug: str
    card: dict[str, Any]
    key: str

    @property
    def folder(self) -> Path:
        """Where its files belong."""
        return self.stage.chart(self.card["id"])


def figures(stages: Sequence[Stage], cards: Sequence[Found], code: str) -> tuple[Figure, ...]:
    """Return every chart of every stage.

    Parameters
    ----------
    stages : sequence of Stage
        Editions and languages.
    cards : sequence of Found
        Cards of all editions.
    code : str
        Digest of library and packages, the converter among them.
    """
    texts = [(found, json.dumps(found.card, sort_keys=True, ensure_ascii=False)) for found in cards]
    return tuple(Figure(stage, found.slug, found.card, digest(code, stage.lang, text))
                 for stage in stages for found, text in texts if found.edition == stage.edition.year)


def draw(wanted: Sequence[Figure], executor: Executor, cache: Cache) -> int:
    """Make the stages hold the files of their charts and of no others.

    Returns
    -------
    int
        Number of charts that had to be drawn.
    """
    states = {stage.folder: _State.of(stage) for stage in {f.stage.folder: f.stage for f in wanted}.values()}
    missing: dict[str, list[Figure]] = {}
    for figure in wanted:
        if states[figure.stage.folder].has(figure):
            continue
        kept = cache.get(DRAWN, figure.key)
        if kept is None:
            missing.setdefault(figure.key, []).append(figure)
        else:
            sync(figure.folder, unpack(kept))
    _render(missing, executor, cache)
    for folder, state in states.items():
        state.save({f.card["id"]: f for f in wanted if f.stage.folder == folder})
    return len(missing)


def _render(missing: Mapping[str, Sequence[Figure]], executor: Executor, cache: Cache) -> None:
    """Draw what is missing; each is kept and written as it comes."""
    by_folder = {same[0].folder: (key, same) for key, same in missing.items()}
    work = [(same[0].card, same[0].stage.lang, same[0].folder) for same in missing.values()]
    for rendered in in_parallel(executor, render, work):
        key, same = by_folder[rendered.folder]
        cache.put(DRAWN, key, pack(rendered.files))
        for figure in same:
            sync(figure.folder, rendered.files)


@dataclass(frozen=True)
class _State:
    """What lies in a stage's folder of charts, as the last build left it."""

    stage: Stage
    known: dict[str, tuple[str, Manifest]]

    @classmethod
    def of(cls, stage: Stage) -> "_State":
        try:
            known = json.loads(cls.file(stage).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        return cls(stage, {name: (key, files) for name, (key, files) in known.items()})

    @staticmethod
    def file(stage: Stage) -> Path:
        """Return where the state of a stage is kept: beside it, it is no source."""
        return stage.folder.with_name(f"{stage.folder.name}.{STATE}")

    def has(self, figure: Figure) -> bool:
        """Tell whether a chart's very files are there."""
        key, files = self.known.get(figure.card["id"], ("", {}))
        return key == figure.key and bool(files) and manifest_of(figure.folder) == files

    def save(self, figures: Mapping[str, Figure]) -> None:
        """Note what is there now; folders of charts that are no more go."""
        keep_only(self.stage.folder / CHARTS, set(figures))
        found = {name: (figure.key, manifest_of(figure.folder)) for name, figure in figures.items()}
        write_whole(self.file(self.stage), json.dumps(found).encode(), lasting=False)


def keys_by_page(wanted: Sequence[Figure], stage: Stage) -> dict[str, list[str]]:
    """Return the digests of the charts each page of a stage shows."""
    found: dict[str, list[str]] = {}
    for figure in _of(wanted, stage):
        found.setdefault(figure.slug, []).append(figure.key)
    return found


def _of(wanted: Sequence[Figure], stage: Stage) -> Iterator[Figure]:
    return (figure for figure in wanted if figure.stage.folder == stage.folder)
