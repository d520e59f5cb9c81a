"""Ready-made briefings on the site, and the command that makes them by hand."""

import io
import json
from concurrent.futures import Executor
from datetime import date
from pathlib import Path

import docx
import pptx
import pypdf
import pytest

from bookkit import Inline, code, copy_minibook, markdown, notebook, shown
from planbook.build.briefings import FORMATS, is_worth_a_briefing, keys_with, make_briefings, outputs, wanted_briefings
from planbook.build.cache import Cache
from planbook.build.execute import Executed
from planbook.build.runs import Run
from planbook.build.sphinxext.briefings import with_briefings
from planbook.build.sphinxext.messages import messages
from planbook.build.stage import Stage
from planbook.build.tree import load_tree
from planbook.cli import main
from planbook.data.model import Edition

BLOCK = "application/vnd.planbook.block+json"
FACTS = {BLOCK: {"kind": "facts", "html": {"zh": "<ul><li>试验</li></ul>"}, "files": {}}}
VERDICTS = {BLOCK: {"kind": "verdicts", "html": {"zh": '<span class="pb-verdict-id">t1</span><strong>甲</strong>'}, "files": {}}}


class Refusing(Executor):
    """An executor that must not be asked."""

    def submit(self, *args: object, **kwargs: object) -> None:
        raise AssertionError(args, kwargs)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return copy_minibook(tmp_path / "book")


def runs_of(*bundles: dict) -> dict[str, Executed]:
    content = notebook(markdown("# 甲"), code("x", outputs=tuple(shown(b) for b in bundles)))
    return {"2022-testville": Executed(Run(2022, "testville", "notebooks/place.ipynb", {}), content, 1.0)}


def stage_in(folder: Path) -> Stage:
    return Stage(folder / "2022-zh", Edition(2022, date(2023, 12, 31)), "zh")


def wanted(book: Path, *bundles: dict, library: str = "1"):
    stage = stage_in(book)
    return stage, wanted_briefings((stage,), load_tree(book), runs_of(*bundles), book, library)


def test_outputs_are_the_cards_and_blocks_in_order() -> None:
    (run,) = runs_of(FACTS, {"text/plain": "x"}, VERDICTS).values()
    assert outputs(run.notebook) == (FACTS, VERDICTS)


def test_tables_alone_make_no_briefing(book: Path) -> None:
    assert not is_worth_a_briefing([FACTS])
    assert wanted(book, FACTS)[1] == ()
    assert [w.slug for w in wanted(book, FACTS, VERDICTS)[1]] == ["testville"]


def test_a_briefing_is_made_once_and_again_only_when_something_changed(book: Path) -> None:
    cache = Cache(book / "cache")
    stage, first = wanted(book, FACTS, VERDICTS)
    made = make_briefings(first, Inline(), cache)
    again = make_briefings(first, Refusing(), cache)
    assert (made.fresh, again.fresh) == (1, 0)
    assert set(made.of(stage)) == {f"briefings/testville.{form}" for form in FORMATS}
    assert made.of(stage) == again.of(stage)
    assert wanted(book, FACTS, VERDICTS, library="2")[1][0].key != first[0].key
    assert wanted(book, VERDICTS)[1][0].key != first[0].key


def test_a_page_depends_on_its_briefings(book: Path) -> None:
    stage, found = wanted(book, VERDICTS)
    assert keys_with(found, stage, {"testville": ["a"], "other": ["b"]}) == {"testville": ["a", found[0].key], "other": ["b"]}


def test_the_page_links_what_there_is_below_its_title(tmp_path: Path) -> None:
    folder = tmp_path / "files" / "briefings"
    folder.mkdir(parents=True)
    (folder / "甲.pptx").write_bytes(b"x" * 2600)
    page = with_briefings("<h1>甲</h1><p>乙</p>", "甲", tmp_path, "./", messages("zh"))
    assert '<h1>甲</h1>\n<div class="pb-offers"' in page
    assert '<a href="./files/briefings/甲.pptx" download="甲.pptx">PowerPoint（3 kB）</a>' in page
    assert "Word" not in page
    assert with_briefings("<h1>甲</h1>", "乙", tmp_path, "./", messages("zh")) == "<h1>甲</h1>"


def test_the_site_offers_briefings_of_its_chapters(built_minibook: Path) -> None:
    site = built_minibook / "_build" / "site" / "2022" / "zh"
    page = (site / "testville.html").read_text(encoding="utf-8")
    card = json.loads((site / "charts/dust-testville/card.json").read_text(encoding="utf-8"))
    for form in FORMATS:
        assert f'href="./files/briefings/testville.{form}"' in page
    slides = pptx.Presentation(io.BytesIO((site / "files/briefings/testville.pptx").read_bytes()))
    assert card["lang"]["zh"]["headline"] in [s.shapes.title.text for s in slides.slides]
    assert docx.Document(str(site / "files/briefings/testville.docx")).paragraphs
    assert pypdf.PdfReader(str(site / "files/briefings/testville.pdf")).pages
    assert not (site / "files/briefings/about.pptx").exists()


# ---- the command ----


def test_an_unknown_chapter_is_refused_with_the_known_ones(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["briefing", "--project", "nowhere", "--root", str(book), "--out", str(book / "out")]) == 2
    told = capsys.readouterr().err
    for text in ("nowhere", "testville", "otherton", "处理："):
        assert text in told
    assert not (book / "out").exists()


@pytest.mark.parametrize(("flags", "text"), [
    (["--to", "ppt"], "--to 不认识：ppt。可用：pptx、docx、pdf"),
    (["--to", "pdf", "--template", "corp.pptx"], "模板 corp.pptx 用不上"),
    (["--template", "missing.pptx"], "找不到模板 missing.pptx"),
    ([], ""),
])
def test_wrong_flags_are_refused_before_anything_runs(
    book: Path, capsys: pytest.CaptureFixture[str], flags: list[str], text: str) -> None:
    chosen = ["--project", "testville"] if text else []
    assert main(["briefing", *chosen, *flags, "--root", str(book), "--out", str(book / "out")]) == 2
    assert (text or "（未指定）") in capsys.readouterr().err


def test_the_command_writes_every_format(book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOOK_ROOT", str(book))
    out = book / "out"
    assert main(["briefing", "--project", "testville", "--to", "pptx,docx", "--to", "pdf", "--root", str(book), "--out", str(out)]) == 0
    assert sorted(p.name for p in out.iterdir()) == ["testville.docx", "testville.pdf", "testville.pptx"]
    assert "testville.pptx（" in capsys.readouterr().out
