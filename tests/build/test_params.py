"""Parameters are checked by name and type before anything runs."""

from pathlib import Path

import pytest

from bookkit import code, write_notebook
from planbook.build.params import check_parameters, declared_parameters
from planbook.build.tree import Chapter, Part, Tree
from planbook.data.errors import DataError
from planbook.data.text import Text

FULL = 'edition = 2022  # data year\ncity = "a"\nshare = 0.5\nonly: bool = True\nshift = -1'


def _tree(**parameters: str | float | bool) -> Tree:
    return Tree((Part(Text("篇"), (Chapter("one", Text("章"), "one", "", parameters),)),))


def _root(tmp_path: Path, *cells: str) -> Path:
    (tmp_path / "notebooks").mkdir(exist_ok=True)
    write_notebook(tmp_path / "notebooks" / "one.ipynb", *(code(c, "parameters") for c in cells))
    return tmp_path


def _message(root: Path, **parameters: str | float | bool) -> str:
    with pytest.raises(DataError) as caught:
        check_parameters(_tree(**parameters), root)
    return str(caught.value)


def test_reads_names_and_defaults(tmp_path: Path) -> None:
    declared = declared_parameters(_root(tmp_path, FULL) / "notebooks" / "one.ipynb")
    assert declared == {"edition": 2022, "city": "a", "share": 0.5, "only": True, "shift": -1}


def test_accepts_what_fits_and_whole_numbers_for_fractions(tmp_path: Path) -> None:
    check_parameters(_tree(city="b", share=1, only=False, shift=3), _root(tmp_path, FULL))


def test_missing_one_is_told(tmp_path: Path) -> None:
    message = _message(_root(tmp_path, FULL), share=0.1, only=True, shift=0)
    assert "章 one parameters.city" in message
    assert "缺少" in message


def test_unknown_one_is_told_with_the_known(tmp_path: Path) -> None:
    message = _message(_root(tmp_path, FULL), cty="b", city="b", share=0.1, only=True, shift=0)
    assert "parameters.cty" in message
    assert "city、share、only、shift" in message


@pytest.mark.parametrize("wrong", [{"city": 3}, {"share": "x"}, {"only": 1}, {"shift": 0.5}, {"shift": True}])
def test_wrong_type_is_told(tmp_path: Path, wrong: dict[str, str | float]) -> None:
    message = _message(_root(tmp_path, FULL), **{"city": "b", "share": 0.1, "only": True, "shift": 0, **wrong})
    assert f"parameters.{next(iter(wrong))}" in message
    assert "类型" in message


def test_edition_must_be_declared(tmp_path: Path) -> None:
    assert "没有整数参数 edition" in _message(_root(tmp_path, 'city = "a"'), city="a")


@pytest.mark.parametrize("cells", [(), (FULL, FULL), ("edition = today()",), ("edition = [1]",), ("import os",), ("x =",)])
def test_a_cell_that_is_not_plain_assignments_is_refused(tmp_path: Path, cells: tuple[str, ...]) -> None:
    message = _message(_root(tmp_path, *cells))
    assert "notebooks/one.ipynb" in message
    assert "处理：" in message


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    root = _root(tmp_path, FULL)
    (root / "notebooks" / "one.ipynb").write_text("no", encoding="utf-8")
    assert "不是笔记本文件" in _message(root)
