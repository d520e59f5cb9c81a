"""Finding the project."""

from pathlib import Path

import pytest

from planbook.data.errors import PlanbookError
from planbook.data.paths import ENV_ROOT, is_root, project_root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "报告 书"
    (root / "data").mkdir(parents=True)
    (root / "_config.yml").write_text("title: x\n", encoding="utf-8")
    return root


def test_root_is_found_from_a_folder_below(project: Path) -> None:
    below = project / "notebooks" / "deep"
    below.mkdir(parents=True)
    assert project_root(below) == project.resolve()


def test_environment_variable_names_the_root(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV_ROOT, str(project))
    assert project_root() == project.resolve()


def test_wrong_environment_variable_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV_ROOT, str(tmp_path))
    with pytest.raises(PlanbookError, match=ENV_ROOT):
        project_root()


def test_given_start_beats_the_environment(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV_ROOT, str(tmp_path))
    assert project_root(project) == project.resolve()


def test_nowhere_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENV_ROOT, raising=False)
    monkeypatch.setattr("planbook.data.paths.is_root", lambda _: False)
    with pytest.raises(PlanbookError, match="找不到项目根目录"):
        project_root(tmp_path)


def test_both_parts_make_a_root(project: Path) -> None:
    assert is_root(project)
    (project / "_config.yml").unlink()
    assert not is_root(project)
