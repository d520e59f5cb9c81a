"""Bad input: one clear message, exit code 2, and the site of the last good build untouched."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bookkit import Inline, digests
from planbook.build import run as build_run
from planbook.build.errors import BuildError
from planbook.build.run import Progress, Wish, build, open_book
from planbook.build.site import Site
from planbook.cli import main

Fault = Callable[[Path], None]


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _edit_book(root: Path, old: str, new: str) -> None:
    _edit(root / "book" / "book.yml", old, new)


def _edit_place(root: Path, old: str, new: str) -> None:
    """Change the code of the notebook both places share."""
    path = root / "notebooks" / "place.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).replace(old, new)
    path.write_text(json.dumps(content), encoding="utf-8")


def _missing_parameter(root: Path) -> None:
    _edit_book(root, "        parameters: {place: otherton}\n", "")


def _unknown_parameter(root: Path) -> None:
    _edit_book(root, "{place: otherton}", "{place: otherton, colour: red}")


def _wrong_type(root: Path) -> None:
    _edit_book(root, "{place: otherton}", "{place: 3}")


def _missing_notebook(root: Path) -> None:
    (root / "notebooks" / "place.ipynb").unlink()


def _broken_row(root: Path) -> None:
    _edit(root / "data" / "observations" / "results.csv", "11.5", "eleven")


def _no_settings(root: Path) -> None:
    _edit(root / "_config.yml", "planbook_plan", "planbook_plann")


def _raising_notebook(root: Path) -> None:
    _edit_place(root, "book.places[place]", 'book.places["nowhere"]')


def _missing_layer(root: Path) -> None:
    _edit_place(root, "import altair as alt", 'import altair as alt\nfrom planbook.data.layers import load_layer\n'
                                              'load_layer("prefecture")')


def _card_without_parts(root: Path) -> None:
    _edit_place(root, 'description=Text("每年一条")', 'description=Text("")')


def _unregistered_chart(root: Path) -> None:
    _edit(root / "book" / "charts.csv", "dust-otherton,otherton\n", "")


def _broken_reference(root: Path) -> None:
    with (root / "book" / "pages" / "about.md").open("a", encoding="utf-8") as file:
        file.write("\n见[没有的一页](no-such-page.md)。\n")


FAULTS: dict[Fault, tuple[str, ...]] = {
    _missing_parameter: ("book/book.yml", "章 otherton parameters.place", "缺少"),
    _unknown_parameter: ("book/book.yml", "章 otherton parameters.colour", "place"),
    _wrong_type: ("book/book.yml", "章 otherton parameters.place", "3（整数）", "文本"),
    _missing_notebook: ("book/book.yml", "notebooks/place.ipynb 不存在"),
    _broken_row: ("data/observations/results.csv", "第 6 行", "value", "eleven"),
    _no_settings: ("_config.yml", "planbook_plan"),
    _raising_notebook: ("notebooks/place.ipynb 第 4 格", "KeyError: 'nowhere'", "_build/failed/2022-"),
    _missing_layer: ("notebooks/place.ipynb 第 3 格", "geo/prefecture.geojson", "planbook geo build"),
    _card_without_parts: ("notebooks/place.ipynb 第 6 格", "CardError", "描述 description"),
    _unregistered_chart: ("dust-otherton（章 otherton）", "book/charts.csv"),
    _broken_reference: ("排版", "no-such-page", "sphinx.log"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__.strip("_"))
def test_a_fault_is_told_once_and_the_old_site_stays(
    fault: Fault, old_minibook: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    site = old_minibook / "_build" / "site"
    before = digests(site)
    fault(old_minibook)
    assert main(["build", "--root", str(old_minibook), "--edition", "2022", "--only"]) == 2
    told = capsys.readouterr().err
    for words in (*FAULTS[fault], "处理："):
        assert words in told
    assert told.count("planbook：") == 1
    assert "Traceback" not in told
    assert digests(site) == before
    assert sorted(p.name for p in (old_minibook / "_build").iterdir() if p.name.startswith("site")) == ["site", "site.json"]


STEPS = ("_execute", "_stage", "_typeset", "_books", "assemble", "write_books", "write_data", "write_addresses", "write_bill",
         "write_manifest", "check")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("error", [BuildError("no"), OSError("disk full"), KeyboardInterrupt()], ids=type)
def test_a_failure_at_any_step_leaves_the_old_site(
    step: str, error: BaseException, old_minibook: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = digests(old_minibook / "_build" / "site")
    book = open_book(old_minibook, old_minibook / "_build", Wish((2022,), only=True))
    for name in STEPS:
        monkeypatch.setattr(build_run, name, _raises(error) if name == step else _writes(book.places.site))
    with pytest.raises(type(error)):
        build(book, Inline(), Progress())
    assert digests(old_minibook / "_build" / "site") == before
    assert not Site(book.places.site).new.exists()


def _raises(error: BaseException) -> Callable[..., Any]:
    def step(*_: Any) -> None:
        raise error
    return step


def _writes(site: Path) -> Callable[..., Any]:
    """Stand in for a step that went well and left something in the unfinished site."""
    def step(*_: Any) -> list[Any]:
        Site(site).new.mkdir(exist_ok=True)
        return []
    return step


def test_an_unknown_edition_is_told_with_the_known(minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(minibook), "--edition", "1999"]) == 2
    assert "没有 1999 年版。data/editions.csv 中有：2021、2022" in capsys.readouterr().err


def test_a_book_without_editions_is_told(minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (minibook / "data" / "editions.csv").write_text("year,cut_off,note\n", encoding="utf-8")
    assert main(["build", "--root", str(minibook)]) == 2
    assert "data/editions.csv 中有：（空）" in capsys.readouterr().err


@pytest.mark.parametrize(("years", "every", "chosen"), [
    ((), False, (2022,)), ((), True, (2022, 2021)), ((2021,), False, (2021,)), ((2021, 2022, 2021), False, (2022, 2021)),
])
def test_the_newest_is_built_unless_others_are_wanted(
    minibook: Path, years: tuple[int, ...], every: bool, chosen: tuple[int, ...],
) -> None:
    assert open_book(minibook, minibook / "_build", Wish(years, every)).years == chosen


def test_a_folder_that_is_no_project_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["build"], ["check"], ["data", "package"]):
        assert main([*command, "--root", str(tmp_path / "empty")]) == 2
        assert "根目录" in capsys.readouterr().err


def test_check_tells_what_is_wrong_and_what_is_well(minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(minibook)]) == 0
    assert "通过" in capsys.readouterr().out
    _broken_row(minibook)
    assert main(["check", "--root", str(minibook)]) == 2
    assert "eleven" in capsys.readouterr().err


def test_of_very_many_problems_the_first_are_told(minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (minibook / "data" / "places.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"town{n},,,,,,,,,,\n" for n in range(100))
    assert main(["check", "--root", str(minibook)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 51
    assert "另有" in told[-1]


def test_an_interruption_says_so(monkeypatch: pytest.MonkeyPatch, minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: Any, **__: Any) -> Iterator[None]:
        raise KeyboardInterrupt

    monkeypatch.setattr("planbook.build.run.open_book", interrupt)
    assert main(["build", "--root", str(minibook)]) == 130
    assert "已中断" in capsys.readouterr().err


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device", "chart.svg")

    monkeypatch.setattr("planbook.build.run.open_book", full)
    assert main(["build", "--root", str(minibook)]) == 2
    told = capsys.readouterr().err
    assert "No space left on device" in told
    assert "处理：" in told


@pytest.mark.parametrize("arguments", [["build", "--jobs", "0"], ["bild"], [], ["geo"]])
def test_a_mistyped_command_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
