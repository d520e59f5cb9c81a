"""The whole build on the mini book: what stands on the site, and that nothing in it depends on where it was made."""

import json
from pathlib import Path

import pytest

from bookkit import copy_minibook, digests, run_planbook
from planbook.cli import main

CHAPTERS = ("index", "testville", "otherton", "about")


@pytest.fixture(scope="session")
def site(built_minibook: Path) -> Path:
    """The mini book's site."""
    return built_minibook / "_build" / "site"


@pytest.mark.parametrize("folder", ["2021/zh", "2022/zh", "latest/zh"])
def test_every_chapter_of_every_edition_is_there(site: Path, folder: str) -> None:
    for chapter in CHAPTERS:
        assert (site / folder / f"{chapter}.html").is_file()


def test_each_edition_shows_its_own_data(site: Path) -> None:
    for year, rows in ((2021, 2), (2022, 3)):
        card = json.loads((site / f"{year}/zh/charts/dust-testville/card.json").read_text(encoding="utf-8"))
        assert card["edition"]["year"] == year
        assert card["marks"] == rows
        assert f"{year} 年版" in (site / f"{year}/zh/testville.html").read_text(encoding="utf-8")


def test_latest_is_the_newest(site: Path) -> None:
    assert digests(site / "latest" / "zh") == digests(site / "2022" / "zh")


def test_charts_and_downloads_lie_beside_the_pages(site: Path) -> None:
    assert sorted(p.name for p in (site / "2022/zh/charts/dust-otherton").iterdir()) == [
        "card.json", "chart-16x9.png", "chart.pdf", "chart.png", "chart.svg", "data.csv", "data.xlsx", "embed.html", "index.html",
        "metadata.json", "plain-dark.svg", "plain.png", "plain.svg", "spec.js", "spec.json", "thumb-dark.svg", "thumb.svg"]
    assert (site / "2022/zh/files/plan-2022.txt").read_text(encoding="utf-8") == "试验镇虚构方案"


def test_nothing_names_the_machine(built_minibook: Path, site: Path) -> None:
    for path in site.rglob("*"):
        if path.is_file():
            assert str(built_minibook).encode() not in path.read_bytes(), path


def test_pages_show_no_code(site: Path) -> None:
    for page in (site / "2022" / "zh").glob("*.html"):
        assert "load_dataset" not in page.read_text(encoding="utf-8")


def test_same_input_same_bytes_in_another_folder_and_time_zone(site: Path, tmp_path: Path) -> None:
    root = copy_minibook(tmp_path / "另一处 with spaces")
    done = run_planbook("build", "--all-editions", "--jobs", "3", cwd=root, umask=0o077,
                        TZ="Pacific/Kiritimati", PYTHONHASHSEED="77", SOURCE_DATE_EPOCH="1000000000")
    assert done.returncode == 0, done.stderr
    assert digests(root / "_build" / "site") == digests(site)
    assert "[6/6]" in done.stderr
    assert "已构建 2022、2021 年版，每版 4 章" in done.stderr
    assert str(root / "_build" / "site" / "index.html") in done.stdout


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_site_that_is_current_is_left_alone(old_minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = old_minibook / "_build" / "site"
    command = ["build", "--root", str(old_minibook)]
    assert main([*command, "--all-editions"]) == 0  # a copied site is looked over once: its times are its own
    capsys.readouterr()
    before = {p: p.stat().st_mtime_ns for p in site.rglob("*")}
    for flags in ([], ["--verify"], ["--edition", "2021"], ["--all-editions"]):
        assert main([*command, *flags]) == 0
        assert "输入没有变化" in capsys.readouterr().out
    assert {p: p.stat().st_mtime_ns for p in site.rglob("*")} == before


def test_a_damaged_site_is_made_again(old_minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = old_minibook / "_build" / "site"
    good = digests(site)
    (site / "2022" / "zh" / "about.html").write_text("broken", encoding="utf-8")
    assert main(["build", "--root", str(old_minibook)]) == 0
    assert "运行笔记本：0 次" in capsys.readouterr().err
    assert digests(site) == good


def test_after_a_change_the_site_is_that_of_a_build_from_nothing(
    old_minibook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    _replace(old_minibook / "data" / "observations" / "results.csv",
             "testville-gazette,-,13,,,,,t,,2022", "testville-gazette,-,12.9,,,,,t,,2022")
    _replace(old_minibook / "book" / "pages" / "about.md", "虚构的。", "虚构的。\n\n## 另一节\n\n新的一句。")
    assert main(["build", "--root", str(old_minibook), "--edition", "2022"]) == 0
    told = capsys.readouterr().err
    assert "站点上已有的 2021 年版一并更新" in told
    assert "运行笔记本：2 次；4 次的结果仍然有效" in told
    assert "otherton|2021" in told
    out = tmp_path / "cold"
    assert main(["build", "--root", str(old_minibook), "--all-editions", "--no-cache", "--out", str(out)]) == 0
    assert "运行笔记本：6 次" in capsys.readouterr().err
    assert digests(out / "site") == digests(old_minibook / "_build" / "site")
    assert not (out / "cache" / "runs").exists()


def test_only_takes_the_other_editions_off(old_minibook: Path) -> None:
    assert main(["build", "--root", str(old_minibook), "--edition", "2021", "--only"]) == 0
    site = old_minibook / "_build" / "site"
    assert sorted(p.name for p in site.iterdir() if p.is_dir()) == ["2021", "data", "latest"]
    assert digests(site / "latest") == digests(site / "2021")


def test_plain_sphinx_makes_the_same_pages(
    old_minibook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "plain"
    assert main(["sphinx", str(old_minibook / "_build" / "stage" / "2022-zh"), str(out)]) == 0
    assert str(out / "index.html") in capsys.readouterr().out
    site = old_minibook / "_build" / "site" / "2022" / "zh"
    for chapter in CHAPTERS:
        assert (out / f"{chapter}.html").read_bytes() == (site / f"{chapter}.html").read_bytes()
    assert digests(out / "charts") == digests(site / "charts")
    assert digests(out / "files") == digests(site / "files")


def test_plain_sphinx_wants_a_stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sphinx", str(tmp_path), str(tmp_path / "out")]) == 2
    assert "先运行 planbook build" in capsys.readouterr().err
