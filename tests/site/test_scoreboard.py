"""The scoreboard's filter, order and addresses in a browser, on rows of our own."""

import html
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Audit, opened
from playwright.sync_api import Browser, Page

from planbook.cards.markup import block
from planbook.chapters.views import FILTER_WORDS, Choice, ScoreRow
from planbook.data.text import Text

pytestmark = pytest.mark.browser
STATIC = Path(__file__).resolve().parents[2] / "src/planbook/build/sphinxext/theme/static"
SCORES = (
    ("t01", "能耗", "met", "", "p01", "drc", "actual"),
    ("t02", "散煤", "not_assessable", "no_number no_base_year", "p01", "drc miit", "none"),
    ("t10", "PM２.5", "not_met", "", "p02", "miit", "monitored"),
)


def _row(one: tuple[str, ...], group: bool) -> ScoreRow:
    name, about, verdict, reasons, project, bodies, evidence = one
    word = Text(verdict, verdict)
    return ScoreRow(name, Text(about, about), word, verdict, word, reasons.split(" ")[0], word if reasons else None, word, word, project,
                    f"{project}.html", Text(project, project) if group else None, reasons, evidence, bodies)


def _choice(name: str, place: int) -> Choice:
    values = dict.fromkeys(v for one in SCORES for v in one[place].split() if v)
    return Choice(name, Text(name, name), tuple((v, Text(v, v)) for v in values))


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a little scoreboard, in a folder with a space in its name."""
    root = tmp_path_factory.mktemp("记分 牌")
    rows = [_row(one, one[0] != "t02") for one in SCORES]
    names = ("verdict", "reason", "project", "agency", "evidence")
    made = block("scoreboard", caption=Text("c", "c"), head=[Text(h, h) for h in ("编号", "目标", "结论", "数据", "判定")], rows=rows,
                 choices=[_choice(name, 2 + i) for i, name in enumerate(names)], words=FILTER_WORDS)
    for name in ("scoreboard.js", "planbook.js", "planbook.css"):
        shutil.copyfile(STATIC / name, root / name)
    policy = html.escape("default-src 'none'; script-src file:; style-src file:; img-src data:")
    (root / "page.html").write_text(
        f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<link rel="stylesheet" href="planbook.css"><script src="planbook.js"></script><script src="scoreboard.js" defer></script><title>x</title><body><div>{made.html.zh}</div>', encoding="utf-8")
    return root


def _url(board: Path, state: str = "") -> str:
    return (board / "page.html").as_uri() + state


@pytest.fixture
def page(browser: Browser, board: Path) -> Iterator[Page]:
    with opened(browser, _url(board), board.as_uri()) as (one, seen):
        yield one
    assert seen == Audit()


def _shown(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("tbody tr[id]", "(all) => all.filter((r) => !r.hidden).map((r) => r.id)")
    return found


@pytest.mark.parametrize(("field", "value", "rows"), [
    ("verdict", "met", ["t01"]), ("reason", "no_base_year", ["t02"]), ("project", "p01", ["t01", "t02"]),
    ("agency", "miit", ["t02", "t10"]), ("evidence", "none", ["t02"]),
])
def test_filters(page: Page, field: str, value: str, rows: list[str]) -> None:
    page.select_option(f"select[name={field}]", value)
    assert _shown(page) == rows
    assert page.inner_text("output") == f"显示 {len(rows)} / {len(SCORES)} 个目标"
    assert page.evaluate("location.hash") == f"#{field}={value}"


def test_text_filter_knows_widths_and_wants_every_word(page: Page) -> None:
    page.fill("input[name=text]", "ｐｍ2.5 P02")
    assert _shown(page) == ["t10"]
    page.fill("input[name=text]", "散煤 p02")
    assert _shown(page) == []
    assert "放宽一个条件" in page.inner_text("output")
    page.click("button[type=reset]")
    assert len(_shown(page)) == len(SCORES)
    assert page.evaluate("location.hash") == ""


def test_columns_sort_and_come_back(page: Page) -> None:
    heading = page.locator("th", has_text="结论")
    page.click(".pb-sort >> text=结论")
    assert (_shown(page), heading.get_attribute("aria-sort")) == (["t01", "t02", "t10"], "ascending")
    page.click(".pb-sort >> text=结论")
    assert (_shown(page), heading.get_attribute("aria-sort")) == (["t10", "t02", "t01"], "descending")
    assert page.locator(".pb-group").count() == 0
    page.click(".pb-sort >> text=结论")
    assert (_shown(page), heading.get_attribute("aria-sort")) == (["t01", "t02", "t10"], None)
    assert page.locator(".pb-group").count() == len({one[4] for one in SCORES})


def test_a_view_is_passed_on_by_its_address(browser: Browser, board: Path) -> None:
    with opened(browser, _url(board, "#agency=miit&sort=-1"), board.as_uri()) as (page, seen):
        assert _shown(page) == ["t10", "t02"]
        assert page.input_value("select[name=agency]") == "miit"
    assert seen == Audit()


def test_a_word_no_longer_offered_filters_nothing(browser: Browser, board: Path) -> None:
    with opened(browser, _url(board, "#agency=gone"), board.as_uri()) as (page, _):
        assert len(_shown(page)) == len(SCORES)


def test_a_target_asked_for_by_address_is_shown(page: Page) -> None:
    page.select_option("select[name=verdict]", "met")
    page.evaluate("location.hash = '#t10'")
    page.wait_for_function("!document.getElementById('t10').hidden")
    assert page.input_value("select[name=verdict]") == ""


def test_without_scripts_the_whole_table_stays(browser: Browser, board: Path) -> None:
    with opened(browser, _url(board), board.as_uri(), java_script_enabled=False) as (page, _):
        assert not page.locator("form").is_visible()
        assert page.locator("tbody tr:visible").count() == len(SCORES) + 2
