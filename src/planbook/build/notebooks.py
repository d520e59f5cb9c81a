"""Executed notebooks as readers may have them: for JupyterLab, with their code, without paths or times."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from planbook.build.catalogue import load_translation
from planbook.build.clean import (
    INJECTED,
    PARAMETERS,
    as_it_is,
    in_language,
    metadata_of,
    notebook_bytes,
    spoken_by,
    tags_of,
    titled,
    without_defaults,
)
from planbook.build.execute import Executed
from planbook.build.stage import Stage
from planbook.build.tree import Tree
from planbook.cards.block import BLOCK_MIME
from planbook.cards.card import CARD_MIME, VEGALITE_MIME

FOLDER = "notebooks"
"""Folder of the notebooks among the downloads."""


def offered_notebooks(stage: Stage, tree: Tree, executed: Mapping[str, Executed], root: Path) -> dict[str, bytes]:
    """Return every chapter's notebook of one stage, by its path among the downloads.

    Parameters
    ----------
    stage : Stage
        Edition and language.
    tree : Tree
        For the chapters and their titles.
    executed : mapping of str to Executed
        Finished runs by name.
    root : Path
        Project root, whose path must not be published.
    """
    say = load_translation(root, stage.lang).markdown
    return {f"{FOLDER}/{c.slug}.ipynb": offered(
        executed[f"{stage.edition.year}-{c.slug}"].notebook, stage.lang, c.title.in_(stage.lang), root, say) for c in tree.notebooks}


def offered(notebook: bytes, lang: str, title: str, root: Path, say: Callable[[str], str] = as_it_is) -> bytes:
    """Return an executed notebook to open in JupyterLab; the same input gives the same bytes.

    It keeps its code, with the parameters of this run, and of each output what JupyterLab shows, in one language.

    Parameters
    ----------
    notebook : bytes
        As papermill left it.
    lang : str
        Language of the outputs; Chinese where an output has no other.
    title : str
        Heading, from the run tree.
    root : Path
        Project root.
    say : callable
        Translates the Markdown of a cell.
    """
    cells = [_cell(c, lang) for c in without_defaults(json.loads(notebook)["cells"])]
    return notebook_bytes(spoken_by(say, titled(cells, title)), root)


def _cell(cell: dict[str, Any], lang: str) -> dict[str, Any]:
    tags = [PARAMETERS if t == INJECTED else t for t in tags_of(cell)]
    kept = {"cell_type": cell["cell_type"], "metadata": metadata_of(tags), "source": "".join(cell["source"])}
    if cell["cell_type"] != "code":
        return kept
    outputs = [_output(o, lang) for o in cell["outputs"] if o.get("name") != "stderr"]
    return {**kept, "execution_count": None, "outputs": outputs}


def _output(output: dict[str, Any], lang: str) -> dict[str, Any]:
    if "data" not in output:
        return output
    return {"output_type": "display_data", "metadata": {}, "data": _shown(output["data"], lang)}


def _shown(data: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return of a card its chart, of a block its markup; anything else as it is."""
    plain = {"text/plain": data.get("text/plain", "")}
    if CARD_MIME in data:
        texts, = in_language(data[CARD_MIME]["lang"], lang).values()
        title = {"text": texts["headline"], "subtitle": texts["subtitle"], "anchor": "start"}
        return {VEGALITE_MIME: {**texts["spec"], "title": title}, "text/plain": f"{texts['headline']}\n{texts['subtitle']}"}
    if BLOCK_MIME in data:
        html, = in_language(data[BLOCK_MIME]["html"], lang).values()
        return {"text/html": html, **plain}
    return data
