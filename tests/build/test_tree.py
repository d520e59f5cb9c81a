"""The run tree: what is read, and each way it can be wrong."""

from pathlib import Path

import pytest
import yaml

from planbook.build.tree import load_tree
from planbook.data.errors import DataError, PlanbookError

BOOK = "book/book.yml"


def _change(root: Path, part: int, chapter: int, **changes: object) -> None:
    path = root / BOOK
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    entry = tree["parts"][part]["chapters"][chapter]
    entry.update(changes)
    for key in [k for k, v in entry.items() if v is None]:
        del entry[key]
    path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")


def _message(root: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_tree(root)
    return str(caught.value)


def test_reads_parts_and_chapters(minibook: Path) -> None:
    tree = load_tree(minibook)
    assert [c.slug for c in tree.chapters] == ["index", "testville", "otherton", "about"]
    assert [c.slug for c in tree.notebooks] == ["index", "testville", "otherton"]
    assert tree.chapters[1].parameters == {"place": "testville"}
    assert tree.chapters[1].source == "notebooks/place.ipynb"
    assert tree.chapters[3].source == "book/pages/about.md"
    assert tree.parts[1].title.in_("en") == "Places"


@pytest.mark.parametrize(("changes", "told"), [
    ({"notebok": "place"}, ("章 testville", "notebok", "之一")),
    ({"slug": "Test Ville"}, ("Test Ville", "小写字母")),
    ({"slug": "charts"}, ("charts", "保留名")),
    ({"slug": "otherton"}, ("otherton 出现 2 次", "不重复")),
    ({"title": {"en": "Testville"}}, ("章 testville title", "中文必填")),
    ({"title": {"zh": "镇", "de": "Stadt"}}, ("title de", "zh")),
    ({"notebook": "nowhere"}, ("notebooks/nowhere.ipynb 不存在", "补上该文件")),
    ({"page": "pages/about.md"}, ("notebook、page", "二者之一")),
    ({"notebook": None}, ("都没有", "二者之一")),
    ({"parameters": {"edition": 2022}}, ("parameters.edition", "由构建给出")),
    ({"parameters": {"place": ["a"]}}, ("parameters.place", "整数")),
    ({"parameters": ["place"]}, ("parameters", "参数名: 值")),
])
def test_names_chapter_field_and_remedy(minibook: Path, changes: dict[str, object], told: tuple[str, ...]) -> None:
    _change(minibook, 1, 0, **changes)
    message = _message(minibook)
    assert BOOK in message
    assert "处理：" in message
    for words in told:
        assert words in message


def test_names_every_problem_at_once(minibook: Path) -> None:
    _change(minibook, 1, 0, colour="red")
    _change(minibook, 1, 1, title="镇")
    message = _message(minibook)
    assert "colour" in message
    assert "章 otherton title" in message


def test_cover_comes_first(minibook: Path) -> None:
    _change(minibook, 0, 0, slug="cover")
    assert "封面" in _message(minibook)


def test_page_takes_no_parameters(minibook: Path) -> None:
    _change(minibook, 2, 0, parameters={"place": "testville"})
    assert "只有笔记本才有参数" in _message(minibook)


@pytest.mark.parametrize("content", ["", "parts: []", "parts: [3]", "parts: [{title: {zh: 空}}]", "[]"])
def test_a_tree_without_chapters_is_refused(minibook: Path, content: str) -> None:
    (minibook / BOOK).write_text(content, encoding="utf-8")
    assert BOOK in _message(minibook)


def test_broken_yaml_is_told(minibook: Path) -> None:
    (minibook / BOOK).write_text("parts: [", encoding="utf-8")
    with pytest.raises(PlanbookError, match="不是合法的 YAML"):
        load_tree(minibook)


def test_missing_file_is_told(minibook: Path) -> None:
    (minibook / BOOK).unlink()
    with pytest.raises(PlanbookError, match=r"缺少 book/book\.yml"):
        load_tree(minibook)
