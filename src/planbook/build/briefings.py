"""Ready-made briefings of every chapter that has charts or verdicts, made only where the cache has none."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planbook.build.cache import Cache, pack, unpack
from planbook.build.catalogue import book_of
from planbook.build.execute import Executed
from planbook.build.inputs import digest
from planbook.build.pool import in_parallel
from planbook.build.stage import Stage
from planbook.build.tree import Tree
from planbook.cards.block import BLOCK_MIME
from planbook.cards.briefings.content import Briefing, briefing
from planbook.cards.card import CARD_MIME
from planbook.data.text import Text

KIND = "briefings"
"""Kind of the cache, and folder of the briefings among the downloads."""
FORMATS = ("pptx", "docx", "pdf")
VERDICTS = "verdicts"
STILLS = ("plain.svg", "plain.png")

Bundle = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """One chapter's briefings in one edition and language.

    Attributes
    ----------
    stage : Stage
        Where they are offered.
    slug : str
        Chapter.
    title : Text
        Its title.
    shown : str
        What it shows, as JSON.
    book, author : str
        Title and publisher of the book.
    key : str
        Digest of everything they are made from.
    """

    stage: Stage
    slug: str
    title: Text
    shown: str
    book: str
    author: str
    key: str


def outputs(notebook: bytes) -> tuple[Bundle, ...]:
    """Return the MIME bundles of an executed notebook's cards and blocks, in order."""
    found = (output.get("data", {}) for cell in json.loads(notebook)["cells"] for output in cell.get("outputs", []))
    return tuple({kind: data[kind] for kind in (CARD_MIME, BLOCK_MIME) if kind in data}
                 for data in found if CARD_MIME in data or BLOCK_MIME in data)


def is_worth_a_briefing(shown: Iterable[Bundle]) -> bool:
    """Tell whether a chapter shows charts or verdicts; of tables alone nobody makes slides."""
    return any(CARD_MIME in b or b[BLOCK_MIME].get("kind") == VERDICTS for b in shown)


def wanted_briefings(
    stages: Sequence[Stage], tree: Tree, executed: Mapping[str, Executed], root: Path, code: str,
) -> tuple[Wanted, ...]:
    """Return every chapter's briefings in every stage.

    Parameters
    ----------
    stages : sequence of Stage
        Editions and languages.
    tree : Tree
        For the chapters and their titles.
    executed : mapping of str to Executed
        Finished runs by name.
    root : Path
        Project root.
    code : str
        Digest of library and packages.
    """
    return tuple(_wanted(stages, tree, executed, {s.lang: book_of(root, s.lang) for s in stages}, code))


def _wanted(
    stages: Sequence[Stage], tree: Tree, executed: Mapping[str, Executed], books: Mapping[str, tuple[str, str]], code: str,
) -> Iterator[Wanted]:
    shown = {name: outputs(run.notebook) for name, run in executed.items()}
    texts = {name: json.dumps(s, ensure_ascii=False, sort_keys=True) for name, s in shown.items() if is_worth_a_briefing(s)}
    for stage in stages:
        for chapter in tree.notebooks:
            text = texts.get(f"{stage.edition.year}-{chapter.slug}")
            if text is not None:
                title = chapter.title.in_(stage.lang)
                key = digest(KIND, code, stage.lang, str(stage.edition.year), stage.edition.cut_off.isoformat(), title, *books[stage.lang], text)
                yield Wanted(stage, chapter.slug, chapter.title, text, *books[stage.lang], key)


def keys_with(wanted: Sequence[Wanted], stage: Stage, keys: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Add to the digests each page of a stage depends on that of its briefings: the page states their sizes."""
    own = {w.slug: [w.key] for w in wanted if w.stage.folder == stage.folder}
    return {slug: [*keys.get(slug, ()), *own.get(slug, ())] for slug in {**keys, **own}}


@dataclass(frozen=True)
class Made:
    """Briefings by stage folder and file name, and how many had to be made."""

    files: Mapping[Path, Mapping[str, bytes]]
    fresh: int

    def of(self, stage: Stage) -> Mapping[str, bytes]:
        """Return the files of a stage, by their path among its downloads."""
        return self.files.get(stage.folder, {})


def make_briefings(wanted: Sequence[Wanted], executor: Executor, cache: Cache) -> Made:
    """Return every briefing, those the cache has not made in parallel and kept.

    The charts' pictures are taken from the stages, where they have been drawn.
    """
    kept = {w.key: content for w in wanted if (content := cache.get(KIND, w.key)) is not None}
    missing = {w.key: w for w in wanted if w.key not in kept}
    work = [(w.key, _text(w)) for w in missing.values()]
    for key, files in in_parallel(executor, _files, work):
        kept[key] = pack(files)
        cache.put(KIND, key, kept[key])
    found: dict[Path, dict[str, bytes]] = {}
    for w in wanted:
        named = {f"{KIND}/{w.slug}.{form}": content for form, content in unpack(kept[w.key]).items()}
        found.setdefault(w.stage.folder, {}).update(named)
    return Made(found, len(missing))


def _text(w: Wanted) -> dict[str, Any]:
    """Return what a worker needs, as plain objects."""
    return {"shown": w.shown, "title": w.title, "lang": w.stage.lang, "year": w.stage.edition.year,
            "cut_off": w.stage.edition.cut_off, "book": w.book, "author": w.author, "charts": w.stage.chart("")}


def _files(key: str, told: dict[str, Any]) -> tuple[str, dict[str, bytes]]:
    shown, charts = json.loads(told.pop("shown")), told.pop("charts")
    ids = [b[CARD_MIME]["id"] for b in shown if CARD_MIME in b]
    drawn = {i: ((charts / i / STILLS[0]).read_text(encoding="utf-8"), (charts / i / STILLS[1]).read_bytes())
             for i in ids if all((charts / i / still).is_file() for still in STILLS)}
    return key, files_of(briefing(shown, pictures=drawn, **told), FORMATS)


def files_of(
    said: Briefing, formats: Iterable[str], templates: Mapping[str, tuple[bytes, str]] | None = None,
) -> dict[str, bytes]:
    """Return a briefing in several formats.

    Parameters
    ----------
    said : Briefing
        What it says (:func:`planbook.cards.briefings.content.briefing`).
    formats : iterable of str
        Of :data:`FORMATS`.
    templates : mapping of str to (bytes, str), optional
        A template's content and name, by format.

    Raises
    ------
    TemplateError
        If a template cannot be used.
    """
    from planbook.cards.briefings.document import document
    from planbook.cards.briefings.pdf import pdf
    from planbook.cards.briefings.slides import presentation

    given = templates or {}
    makers = {"pptx": lambda: presentation(said, *given.get("pptx", ())), "docx": lambda: document(said, *given.get("docx", ())),
              "pdf": lambda: pdf(said)}
    return {form: makers[form]() for form in formats}
