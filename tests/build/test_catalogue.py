"""The English of pages and notebooks: nothing missing, nothing stale, everything between the words as it was."""

import json
from pathlib import Path

import pytest

from bookkit import ROOT
from planbook.build.catalogue import FILE, Translation, book_of, faults, load_translation, passages, updated
from planbook.build.clean import clean
from planbook.build.tree import load_tree

PAGE = """# 标题

一段，见[方法](method-verdicts)和 `code`。

(rule-level)=
## 小标题

已达成
: 满足目标。

1. 第一条。
2. 第二条。

| 甲 | 乙 |
| --- | --- |
| 能 | 不能 |

```
planbook ingest 文件夹
```

```
make book
```
"""
FOUND = ["标题", "一段，见[方法](method-verdicts)和 `code`。", "小标题", "已达成", "满足目标。", "第一条。", "第二条。",
         "甲", "乙", "能", "不能", "planbook ingest 文件夹"]


def _po(*pairs: tuple[str, str], head: str = "") -> str:
    entries = "".join(f'\n{head}msgid "{zh}"\nmsgstr "{en}"\n' for zh, en in pairs)
    return f'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n{entries}'


def _book(folder: Path, page: str, catalogue: str = "") -> Path:
    (folder / "book" / "pages").mkdir(parents=True)
    (folder / "_config.yml").write_text("title: 书\nauthor: 编者\n", encoding="utf-8")
    (folder / "book" / "book.yml").write_text(
        "parts:\n- title: {zh: 篇}\n  chapters:\n  - {slug: index, title: {zh: 页, en: Page}, page: pages/p.md}\n", encoding="utf-8")
    (folder / "book" / "pages" / "p.md").write_text(page, encoding="utf-8")
    if catalogue:
        (folder / FILE).parent.mkdir(parents=True)
        (folder / FILE).write_text(catalogue, encoding="utf-8")
    return folder


def _faults(root: Path) -> list[str]:
    return faults(load_tree(root), root)


def test_every_passage_of_the_book_has_its_english() -> None:
    assert _faults(ROOT) == []


def test_the_catalogue_is_as_the_sources_are() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == updated(load_tree(ROOT), ROOT)


def test_passages_are_found_in_order() -> None:
    assert [passage for _, passage in passages(PAGE)] == FOUND


def test_everything_between_passages_stays() -> None:
    said = Translation({passage: f"E{n}" for n, passage in enumerate(FOUND)}).markdown(PAGE)
    for n, passage in enumerate(FOUND):
        said = said.replace(f"E{n}", passage, 1) if n != 1 else said.replace("E1", passage, 1)
    assert said == PAGE


def test_a_passage_without_translation_stands_in_chinese() -> None:
    assert Translation({"标题": "Title"}).markdown("# 标题\n\n另一段。\n") == "# Title\n\n另一段。\n"


@pytest.mark.parametrize(("translation", "told"), [
    ("", "没有译文"), ("A 段落", "有汉字"), ("Text", "`x`"), ("See `x` and `y`", "`y`"), ("See `x`: 3", "3")])
def test_a_poor_translation_is_told(translation: str, told: str, tmp_path: Path) -> None:
    names = [("书", "Book"), ("编者", "Editors")]
    root = _book(tmp_path, "# 页\n\n见 `x`。\n", _po(*names, ("见 `x`。", translation)))
    fault, = _faults(root)
    assert fault.startswith("book/pages/p.md：“见 `x`。”")
    assert told in fault


def test_stale_and_fuzzy_translations_are_told(tmp_path: Path) -> None:
    root = _book(tmp_path, "# 页\n\n新。\n", _po(("书", "Book"), ("编者", "Editors"), ("旧。", "Old.")) + '\n#, fuzzy\nmsgid "新。"\nmsgstr "New."\n')
    stale, fuzzy = _faults(root)
    assert "旧。" in stale
    assert "fuzzy" in fuzzy


def test_quoted_chinese_may_stand_where_it_is_marked(tmp_path: Path) -> None:
    quoted = '“<span lang=\\"zh\\">力争</span>”'
    root = _book(tmp_path, "# 页\n\n力争。\n", _po(("书", "Book"), ("编者", "Editors"), ("力争。", quoted)))
    assert _faults(root) == []


def test_renewing_keeps_what_is_still_right(tmp_path: Path) -> None:
    root = _book(tmp_path, "# 页\n\n留。\n\n全新的一段文字。\n", _po(("留。", "Stays."), ("走。", "Goes.")))
    renewed = updated(load_tree(root), root)
    assert 'msgid "留。"\nmsgstr "Stays."' in renewed
    assert "全新的一段文字。" in renewed
    assert "Goes." not in renewed
    assert "Date" not in renewed


def test_names_of_the_book_are_translated(tmp_path: Path) -> None:
    root = _book(tmp_path, "# 页\n", _po(("书", "Book"), ("编者", "Editors")))
    assert book_of(root, "en") == ("Book", "Editors")
    assert book_of(root, "zh") == ("书", "编者")


def test_without_a_catalogue_the_chinese_stands(tmp_path: Path) -> None:
    assert load_translation(_book(tmp_path, "# 页\n"), "en") == Translation()


def test_a_notebooks_markdown_is_translated() -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": "## 结论"}
    made = clean(json.dumps({"cells": [cell]}).encode(), "en", "PM2.5", ROOT, Translation({"结论": "Verdict"}).markdown)
    assert [c["source"] for c in json.loads(made)["cells"]] == ["# PM2.5", "## Verdict"]
