"""Stages: everything Sphinx reads is made from the run tree and the configuration."""

from datetime import date
from pathlib import Path

import yaml

from bookkit import code, markdown, notebook
from planbook.build.execute import Executed
from planbook.build.runs import plan_runs
from planbook.build.stage import Stage, config, stage_files, sync, toc
from planbook.build.tree import load_tree
from planbook.build.typeset import conf_py
from planbook.data.model import Edition

EDITION = Edition(2022, date(2023, 12, 31))


def _stage(minibook: Path, lang: str = "zh") -> Stage:
    stage = Stage(minibook / "_build" / "stage" / f"2022-{lang}", EDITION, lang)
    tree = load_tree(minibook)
    source = notebook(markdown("# 模板"), code("1"))
    executed = {r.name: Executed(r, source, 0.0) for r in plan_runs(tree, (2022,))}
    sync(stage.folder, stage_files(stage, tree, executed, minibook, (2022, 2021)))
    return stage


def test_contents_follow_the_run_tree(minibook: Path) -> None:
    assert toc(load_tree(minibook), "zh") == {
        "format": "jb-book", "root": "index", "parts": [
            {"caption": "各镇", "chapters": [
                {"file": "testville", "title": "试验镇"}, {"file": "otherton", "title": "另一镇"}]},
            {"caption": "附录", "chapters": [{"file": "about", "title": "说明"}]},
        ],
    }


def test_edition_cut_off_and_language_are_filled_in(minibook: Path) -> None:
    content = config(minibook, Stage(minibook, EDITION, "en"), (2022, 2021))
    ours = content["sphinx"]["config"]
    assert ours["planbook_edition"] == 2022
    assert ours["planbook_editions"] == [2022, 2021]
    assert ours["planbook_cut_off"] == "2023-12-31"
    assert ours["language"] == "en"
    assert ours["planbook_plan"] == "test-plan"
    assert content["title"] == "试验书（虚构数据）"


def test_every_chapter_lies_there_under_its_slug_and_title(minibook: Path) -> None:
    folder = _stage(minibook).folder
    assert sorted(p.name for p in folder.iterdir()) == [
        "_config.yml", "_toc.yml", "about.md", "index.ipynb", "otherton.ipynb", "testville.ipynb"]
    assert "# 另一镇" in (folder / "otherton.ipynb").read_text(encoding="utf-8")
    assert (folder / "about.md").read_text(encoding="utf-8").startswith("# 说明\n")


def test_titles_come_in_the_language(minibook: Path) -> None:
    assert "# Otherton" in (_stage(minibook, "en").folder / "otherton.ipynb").read_text(encoding="utf-8")


def test_static_files_come_along_and_leftovers_go(minibook: Path) -> None:
    (minibook / "book" / "static").mkdir()
    (minibook / "book" / "static" / "mark.svg").write_text("<svg/>", encoding="utf-8")
    folder = _stage(minibook).folder
    (folder / "old.md").write_text("old", encoding="utf-8")
    folder = _stage(minibook).folder
    assert (folder / "_static" / "mark.svg").is_file()
    assert not (folder / "old.md").exists()


def test_plain_sphinx_is_told_the_same(minibook: Path) -> None:
    stage = _stage(minibook)
    said: dict[str, object] = {}
    exec(conf_py(stage.folder), said)  # noqa: S102 - our own configuration
    config_yml = yaml.safe_load((stage.folder / "_config.yml").read_text(encoding="utf-8"))
    assert said["extensions"] == ["myst_nb", "sphinx_external_toc", "planbook.build.sphinxext"]
    assert said["html_title"] == config_yml["title"]
    assert said["nb_execution_mode"] == "off"
    for name, value in config_yml["sphinx"]["config"].items():
        assert name == "extensions" or said[name] == value
