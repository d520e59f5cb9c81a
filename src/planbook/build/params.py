"""Check the parameters of every run against its notebook before anything is run.

Papermill itself only warns about an unknown name and takes any type; a missing one would silently keep the notebook's
default, which for a city is the wrong city.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planbook.build.tree import EDITION, Chapter, Scalar, Tree, problem
from planbook.data.errors import DataError, Problem

TAG = "parameters"
TYPE_NAMES = {str: "文本", int: "整数", float: "小数", bool: "true/false"}


def declared_parameters(notebook: Path) -> dict[str, Scalar]:
    """Return the names and defaults in a notebook's ``parameters`` cell.

    Parameters
    ----------
    notebook : Path
        An ``.ipynb`` file.

    Returns
    -------
    dict of str to str, int, float or bool
        In the order written.

    Raises
    ------
    DataError
        If the file is not a notebook, has no (or more than one) ``parameters`` cell, or the cell holds anything but
        plain assignments of ``str``, ``int``, ``float`` or ``bool``.
    """
    cells = [c for c in _cells(notebook) if TAG in c.get("metadata", {}).get("tags", [])]
    if len(cells) != 1:
        raise DataError([_problem(notebook, f"{len(cells)} 个 parameters 格", "恰好一个带 parameters 标签的代码格")])
    try:
        body = ast.parse(_source(cells[0])).body
    except SyntaxError as error:
        raise DataError([_problem(notebook, str(error), "合法的 Python 赋值")]) from error
    return dict(_assignment(notebook, node) for node in body)


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError([_problem(notebook, "不是笔记本文件", "Jupyter 笔记本（nbformat 4）")]) from error


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _assignment(notebook: Path, node: ast.stmt) -> tuple[str, Scalar]:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    value = _literal(getattr(node, "value", None))
    if not isinstance(target, ast.Name) or type(value) not in TYPE_NAMES:
        raise DataError([_problem(notebook, ast.unparse(node), '形如 place = "…" 的赋值，值为文本、整数、小数或真假')])
    return target.id, value


def _literal(node: ast.expr | None) -> Any:
    try:
        return ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None


def _problem(notebook: Path, found: str, expected: str) -> Problem:
    return Problem("parameters", f"notebooks/{notebook.name}", 0, "parameters", found, expected, "改正该笔记本的 parameters 格")


def check_parameters(tree: Tree, root: Path) -> None:
    """Check names and types of every chapter's parameters.

    Raises
    ------
    DataError
        Naming chapter, parameter, what was found and what the notebook expects.
    """
    problems: list[Problem] = []
    for chapter in tree.notebooks:
        declared = declared_parameters(root / chapter.source)
        problems += _chapter_problems(chapter, declared)
    if problems:
        raise DataError(problems)


def _chapter_problems(chapter: Chapter, declared: Mapping[str, Scalar]) -> Iterator[Problem]:
    if type(declared.get(EDITION)) is not int:
        yield problem(f"章 {chapter.slug} notebook", f"{chapter.source} 没有整数参数 {EDITION}",
                      f"parameters 格中有 {EDITION} = 年份", "在笔记本的 parameters 格补上")
    own = {name: value for name, value in declared.items() if name != EDITION}
    for name in own.keys() - chapter.parameters.keys():
        yield problem(f"章 {chapter.slug} parameters.{name}", "缺少", f"{chapter.source} 要求的{_type(own[name])}", "补上这一参数")
    for name, value in chapter.parameters.items():
        yield from _given(chapter, name, value, own)


def _given(chapter: Chapter, name: str, value: Scalar, own: Mapping[str, Scalar]) -> Iterator[Problem]:
    where = f"章 {chapter.slug} parameters.{name}"
    if name not in own:
        known = "、".join(own) or "（无）"
        yield problem(where, name, f"{chapter.source} 声明的参数之一：{known}", "改正参数名，或删去这一行")
    elif not _fits(value, own[name]):
        yield problem(where, f"{value}（{_type(value)}）", _type(own[name]), "按笔记本要求的类型改写")


def _fits(value: Scalar, default: Scalar) -> bool:
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def _type(value: Scalar) -> str:
    return TYPE_NAMES[type(value)]
