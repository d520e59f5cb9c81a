"""The manifest and the bill of materials of a site, and what ``planbook verify`` says of them."""

import csv
import json
import shutil
from importlib.metadata import files as files_of
from importlib.metadata import metadata, version
from pathlib import Path

import pytest
import vl_convert

from bookkit import ROOT, digests
from planbook.build.bill import FILE as BILL
from planbook.build.bill import bill, licences_of, shipped_parts
from planbook.build.inputs import Inputs
from planbook.build.published import FILE, MOST_NAMED, Differences, differences, pinned, told, write_manifest
from planbook.cli import FAILED, main

LICENCES = ROOT / "book" / "licences"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented site with its manifest; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "site"
    (folder / "2022" / "zh").mkdir(parents=True)
    for name in ("index.html", "2022/zh/index.html", "2022/zh/资料.csv"):
        (folder / name).write_text(name, encoding="utf-8")
    write_manifest(folder, Inputs.of(ROOT), [2022])
    return folder


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Path:
    """A copy to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "site"))


def test_a_built_site_lists_every_file_and_verifies(built_minibook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = built_minibook / "_build" / "site"
    manifest = json.loads((folder / FILE).read_text(encoding="utf-8"))
    assert manifest["files"] == {name: digest for name, digest in digests(folder).items() if name != FILE}
    assert BILL in manifest["files"]
    assert manifest["editions"] == [2021, 2022]
    assert "data/sources.csv" in manifest["inputs"]
    assert main(["verify", str(folder), "--root", str(built_minibook)]) == 0
    assert "一致" in capsys.readouterr().out


def test_what_differs_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "index.html").write_text("别的", encoding="utf-8")
    (site / "2022/zh/资料.csv").unlink()
    (site / "new.js").write_text("x", encoding="utf-8")
    assert differences(site, None) == Differences(("2022/zh/资料.csv",), ("new.js",), ("index.html",))
    assert main(["verify", str(site)]) == FAILED
    error = capsys.readouterr().err
    assert all(part in error for part in ("缺少 (1):\n  2022/zh/资料.csv", "多出 (1):\n  new.js", "内容不同 (1):\n  index.html", "处理："))
    assert main(["verify", str(site), "--lang", "en"]) == FAILED
    assert "Missing (1):" in capsys.readouterr().err


def test_inputs_and_versions_are_compared_with_a_project(site: Path) -> None:
    manifest = json.loads((site / FILE).read_text(encoding="utf-8"))
    manifest["inputs"]["data/sources.csv"] = "0"
    manifest["packages"]["numpy"] = "0.1"
    manifest["python"] = "2.7"
    (site / FILE).write_text(json.dumps(manifest), encoding="utf-8")
    found = differences(site, ROOT)
    assert found.inputs == ("data/sources.csv",)
    assert [v.partition(" → ")[0] for v in found.versions] == ["Python 2.7", "numpy 0.1"]
    assert not differences(site, None)


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"files": [], "inputs": {}, "packages": {}}', '{"files": {"a": 1}, "inputs": {}, "packages": {}}', "[" * 100_000])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_no_manifest_is_refused(site: Path, content: str | None, lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    (site / FILE).unlink()
    if content is not None:
        (site / FILE).write_text(content, encoding="utf-8")
    assert main(["verify", str(site), "--lang", lang]) == FAILED
    assert FILE in capsys.readouterr().err


def test_a_wrong_project_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(site), "--root", str(site)]) == FAILED
    assert "不是项目根目录" in capsys.readouterr().err


def test_a_link_is_no_file_of_the_site(site: Path, tmp_path: Path) -> None:
    shutil.copy(site / "index.html", tmp_path / "outside")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(tmp_path / "outside")
    assert differences(site, None).changed == ("index.html",)


def test_many_names_are_counted() -> None:
    text = told(Differences(extra=tuple(f"{n}.html" for n in range(MOST_NAMED + 5))), "zh")
    assert text.count(".html") == MOST_NAMED
    assert "另有 5 项" in text


def test_the_bill_lists_every_installed_pin_and_everything_shipped() -> None:
    made = bill(ROOT)
    assert bill(ROOT) == made
    names = {part["name"] for part in made["components"]}
    assert names >= pinned(ROOT).keys() | shipped_parts(ROOT).keys()
    assert len({part["bom-ref"] for part in made["components"]}) == len(made["components"])
    assert all(part["licenses"] for part in made["components"] if part["scope"] == "required")
    assert not {"timestamp", "tools"} & made["metadata"].keys()


def test_licences_are_read_from_what_a_package_says() -> None:
    assert licences_of(metadata("vl-convert-python")) == [{"license": {"name": "BSD-3-Clause"}}]


def test_everything_shipped_has_a_text_that_is_published() -> None:
    with (LICENCES / "shipped.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    notices = (LICENCES / "vega-bundle.txt").read_text(encoding="utf-8")
    for row in rows:
        home = LICENCES.parent if row["text"].startswith("licences/") else ROOT
        assert (home / row["text"]).is_file() or (home / row["text"]).with_suffix(".md").is_file(), row
        assert row["kind"] != "npm" or row["name"] in notices


@pytest.mark.parametrize(("text", "package"), [
    ("noto-sans-sc", "pylopdf-fonts-zh-cn"), ("pygments", "pygments"), ("python-pptx", "python-pptx"), ("python-docx", "python-docx"),
    ("openpyxl", "openpyxl"), ("xlsxwriter", "xlsxwriter"),
])
def test_licence_texts_are_those_of_the_pinned_packages(text: str, package: str) -> None:
    own = [Path(str(p.locate())).read_bytes() for p in files_of(package) or () if p.name.upper().startswith(("LICENSE", "LICENCE"))]
    assert (LICENCES / f"{text}.txt").read_bytes() in own


def test_versions_of_the_drawing_libraries_are_those_bundled() -> None:
    parts = shipped_parts(ROOT)
    assert parts["vega"]["version"] == vl_convert.get_vega_version()
    assert parts["vega-embed"]["version"] == vl_convert.get_vega_embed_version()
    assert parts["vega-themes"]["version"] == vl_convert.get_vega_themes_version()
    assert parts["vega-lite"]["version"].startswith(vl_convert.get_vegalite_versions()[-1])
    assert version("vl-convert-python") in (ROOT / "requirements.txt").read_text(encoding="utf-8")
