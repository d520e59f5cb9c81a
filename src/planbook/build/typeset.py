"""Make HTML from a stage: with Jupyter Book, or with plain Sphinx and myst-nb alone."""

import json
import os
import pprint
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from planbook.build.errors import BuildError
from planbook.build.files import FILES
from planbook.build.inputs import digest
from planbook.build.manifest import link_or_copy, manifest_of
from planbook.build.stage import CONFIG, TOC
from planbook.data.disk import write_whole

STRICT = ("-W", "-n", "--keep-going")
"""Warnings are errors, every reference must resolve, and all problems are told at once."""
LAST_LINES = 25
JUPYTER_BOOK = "from planbook.build.pool import end_with_parent; end_with_parent({}); from jupyter_book.cli.main import main; main()"
"""Its command, by this very interpreter; the package itself cannot be run with ``-m``. It ends with whoever started it."""
COLOUR = re.compile("\x1b\\[[0-9;]*m")
PAGE_KINDS = (".md", ".ipynb")
STATE = "state.json"
LEFT_BEHIND = ("_images", "_downloads")
"""Folders in which Sphinx leaves what a page no longer names; with one of them every build begins anew."""
PLAIN_EXTENSIONS = ("myst_nb", "sphinx_external_toc")


@dataclass(frozen=True)
class Html:
    """What a Sphinx run made.

    Attributes
    ----------
    folder : Path
        Folder with ``index.html``.
    seconds : float
        How long it took.
    pages : int
        How many pages had changed and were read again.
    """

    folder: Path
    seconds: float
    pages: int = 0


@dataclass(frozen=True)
class Sources:
    """Digests of what a stage's pages are made from.

    Attributes
    ----------
    frame : str
        Of what every page depends on: contents, configuration, static files, library, packages, which pages there are.
    pages : dict of str to str
        Of each page's own source and its charts, by name.
    """

    frame: str
    pages: dict[str, str]


def sources_of(staged: Mapping[str, bytes], charts: Mapping[str, Sequence[str]], code: str) -> Sources:
    """Return the digests of a stage.

    Parameters
    ----------
    staged : mapping of str to bytes
        Its sources by path.
    charts : mapping of str to sequence of str
        Digests of the charts on each page.
    code : str
        Digest of library and packages.
    """
    pages = {Path(name).stem: content for name, content in staged.items() if name.endswith(PAGE_KINDS)}
    frame = {name: content for name, content in staged.items() if not name.endswith(PAGE_KINDS)}
    return Sources(
        digest(code, *sorted(pages), *(part for item in sorted(frame.items()) for part in item)),
        {name: digest(content, *charts.get(name, ())) for name, content in pages.items()},
    )


def typeset(stage: Path, work: Path, sources: Sources) -> Html:
    """Build ``stage`` with Jupyter Book; of an earlier build in ``work`` everything that is still right stays.

    The pages are the same as those of a build from nothing: whatever touches all of them makes it one, a changed page
    loses its doctree so that Sphinx cannot take it for unchanged, and a build that failed leaves nothing to build on.

    Raises
    ------
    BuildError
        If Jupyter Book's exit code is not 0.
    """
    html, state = work / "_build" / "html", work / STATE
    changed = _changed(state, html, sources)
    if changed is not None and not changed:
        return Html(html, 0.0)
    state.unlink(missing_ok=True)
    if changed is None:
        shutil.rmtree(work, ignore_errors=True)
    for page in changed or ():
        (work / "_build" / ".doctrees" / f"{page}.doctree").unlink(missing_ok=True)
    made = jupyter_book(stage, work)
    found = {"frame": sources.frame, "pages": sources.pages, "html": manifest_of(html)}
    write_whole(state, json.dumps(found).encode(), lasting=False)
    return replace(made, pages=len(sources.pages if changed is None else changed))


def _changed(state: Path, html: Path, sources: Sources) -> set[str] | None:
    """Return the pages that are not as they were, ``None`` if nothing can be built on."""
    try:
        before = json.loads(state.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if before["frame"] != sources.frame or before["html"] != manifest_of(html):
        return None
    if any((html / name).exists() for name in LEFT_BEHIND):
        return None
    return {page for page, found in sources.pages.items() if before["pages"].get(page) != found}


def jupyter_book(stage: Path, work: Path) -> Html:
    """Build ``stage`` with Jupyter Book's own command.

    Parameters
    ----------
    stage : Path
        Folder with ``_config.yml``, ``_toc.yml`` and the sources.
    work : Path
        Folder for doctrees, output and ``sphinx.log``.

    Raises
    ------
    BuildError
        If the command's exit code is not 0; the message ends with the last lines of its log.
    """
    command = [sys.executable, "-c", JUPYTER_BOOK.format(os.getpid()), "build", str(stage), *STRICT, "--path-output", str(work)]
    seconds = _run(command, work)
    return _with_files(stage, Html(work / "_build" / "html", seconds))


def plain_sphinx(stage: Path, out: Path) -> Html:
    """Build ``stage`` without Jupyter Book: write its ``conf.py`` and run ``sphinx-build``.

    Parameters
    ----------
    stage : Path
        As for :func:`jupyter_book`; ``conf.py`` is added to it.
    out : Path
        Folder for the pages; doctrees and the log lie beside it.

    Raises
    ------
    BuildError
        If ``stage`` is not a stage, or the command's exit code is not 0.
    """
    if not (stage / CONFIG).is_file() or not (stage / TOC).is_file():
        raise BuildError(f"{stage} 中没有 {CONFIG} 和 {TOC}。处理：先运行 planbook build，再给出 _build/stage/ 下的一个文件夹。")
    (stage / "conf.py").write_text(conf_py(stage), encoding="utf-8")
    work = out.with_name(f"{out.name}.sphinx")
    command = [sys.executable, "-m", "sphinx", "-b", "html", *STRICT, "-d", str(work / "doctrees"), str(stage), str(out)]
    return _with_files(stage, Html(out, _run(command, work)))


def _with_files(stage: Path, made: Html) -> Html:
    """Put the downloads beside the pages, which link to them."""
    shutil.rmtree(made.folder / FILES, ignore_errors=True)
    if (stage / FILES).is_dir():
        shutil.copytree(stage / FILES, made.folder / FILES, copy_function=link_or_copy)
    return made


def conf_py(stage: Path) -> str:
    """Return the ``conf.py`` that says the same as the stage's ``_config.yml``."""
    content = yaml.safe_load((stage / CONFIG).read_text(encoding="utf-8"))
    lines = [f"{name} = {pprint.pformat(value, width=100)}" for name, value in sphinx_values(content).items()]
    return "\n".join(['"""Written by planbook sphinx from _config.yml."""', "", *lines, ""])


def sphinx_values(content: dict[str, Any]) -> dict[str, Any]:
    """Return Sphinx's own options for a Jupyter Book configuration of the kind this project uses."""
    section = content.get("sphinx") or {}
    ours = dict(section.get("config") or {})
    extensions = [*PLAIN_EXTENSIONS, *(section.get("extra_extensions") or [])]
    return {
        "project": content.get("title", ""), "html_title": content.get("title", ""),
        "author": content.get("author", ""), "copyright": content.get("copyright", ""),
        "html_baseurl": (content.get("html") or {}).get("baseurl") or "",
        "nb_execution_mode": "off", "external_toc_path": TOC, "external_toc_exclude_missing": True,
        "myst_enable_extensions": (content.get("parse") or {}).get("myst_enable_extensions") or [],
        **ours, "extensions": list(dict.fromkeys(extensions)),
    }


def _run(command: list[str], work: Path) -> float:
    work.mkdir(parents=True, exist_ok=True)
    log = work / "sphinx.log"
    started = time.monotonic()
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    with log.open("wb") as file:
        code = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, env=environment, check=False).returncode
    if code:
        raise BuildError(_message(log, code))
    return time.monotonic() - started


def _message(log: Path, code: int) -> str:
    text = COLOUR.sub("", log.read_text(encoding="utf-8", errors="replace"))
    lines = [line for line in text.splitlines() if line.strip()]
    warnings = [line for line in lines if "WARNING" in line or "ERROR" in line]
    told = "\n".join((warnings or lines)[-LAST_LINES:])
    return f"排版（Sphinx）没有通过，退出码 {code}：\n{told}\n处理：按上面的提示改正页面。完整记录：{log}"
