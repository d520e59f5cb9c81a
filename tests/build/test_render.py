"""Cards into files: what is refused, and that the same card gives the same bytes."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bookkit import code, copy_minibook, notebook, shown
from planbook.build.errors import BuildError
from planbook.build.execute import Executed
from planbook.build.files import collect_files, write_files
from planbook.build.registry import load_registry
from planbook.build.render import collect_cards, render, write
from planbook.build.runs import Run
from planbook.cards.block import BLOCK_MIME
from planbook.cards.card import CARD_MIME
from planbook.cards.exports.bundle import PUBLISHED, spec_script
from planbook.cards.exports.drawing import stable_ids

GRADIENT = {"gradient": "linear", "stops": [{"offset": 0, "color": "white"}, {"offset": 1, "color": "black"}]}
SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.4.1.json",
    "config": {"font": "Noto Sans SC"}, "width": 100, "height": 60,
    "data": {"values": [{"a": "试验镇", "b": 3}, {"a": "另一镇", "b": 5}]},
    "mark": {"type": "bar", "clip": True, "color": GRADIENT},
    "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}},
}


def _card(name: str = "dust") -> dict[str, Any]:
    texts = {"headline": "试验镇降尘最多", "subtitle": "降尘", "description": "两条。", "notes": [], "evidence": ["公布的结果"],
             "sources": ["试验报：《降尘》，2022-01-01"], "table": [["镇", "降尘"], ["试验镇", "3"], ["另一镇", "5"]]}
    return {"id": name, "kind": "bar", "marks": 2, "evidence": ["actual"], "sources": ["s1"],
            "edition": {"year": 2022, "cut_off": "2023-06-30"}, "lang": {"zh": {**texts, "spec": SPEC}}}


def _executed(*outputs: dict[str, Any], slug: str = "one", edition: int = 2022) -> Executed:
    cells = [code("1", outputs=(shown(o),)) for o in outputs]
    return Executed(Run(edition, slug, "one.ipynb", {}), notebook(*cells), 0.0)


def _root(tmp_path: Path, registry: str = "id,chapter\ndust,one\n") -> Path:
    """The mini book with another registry."""
    root = copy_minibook(tmp_path / "book")
    (root / "book" / "charts.csv").write_text(registry, encoding="utf-8")
    return root


def test_collects_cards_with_their_chapter(tmp_path: Path) -> None:
    found = collect_cards([_executed({"text/plain": "1"}, {CARD_MIME: _card()})], _root(tmp_path))
    assert [(f.edition, f.slug, f.card["id"]) for f in found] == [(2022, "one", "dust")]


def test_one_id_in_two_editions_is_one_chart(tmp_path: Path) -> None:
    executed = [_executed({CARD_MIME: _card()}, edition=year) for year in (2021, 2022)]
    assert len(collect_cards(executed, _root(tmp_path))) == 2


def test_an_unregistered_id_is_refused_with_its_chapter(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"没有登记：smoke（章 one）.*book/charts.csv"):
        collect_cards([_executed({CARD_MIME: _card("smoke")})], _root(tmp_path))


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    executed = [_executed({CARD_MIME: _card()}), _executed({CARD_MIME: _card()}, slug="two")]
    with pytest.raises(BuildError, match="dust 用了两次：章 one 和章 two"):
        collect_cards(executed, _root(tmp_path))


@pytest.mark.parametrize("registry", ["name\ndust\n", ""])
def test_a_registry_without_ids_knows_none(tmp_path: Path, registry: str) -> None:
    root = _root(tmp_path, registry)
    if registry:
        with pytest.raises(BuildError, match="没有 id 列"):
            load_registry(root)
    else:
        assert load_registry(root).ids == frozenset()


def test_a_missing_registry_is_told(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="缺少图表登记表"):
        load_registry(tmp_path)


def test_a_former_id_leads_to_todays_and_is_no_chart(tmp_path: Path) -> None:
    registry = load_registry(_root(tmp_path, "id,chapter,redirect\ndust,one\nfall,one,dust\n"))
    assert registry.ids == {"dust"}
    assert registry.aliases("dust") == ["fall"]


def test_a_redirect_to_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="fall → smoke"):
        load_registry(_root(tmp_path, "id,chapter,redirect\ndust,one,\nfall,one,smoke\n"))


def test_cards_are_told_where_they_are_published(tmp_path: Path) -> None:
    root = _root(tmp_path, "id,chapter,redirect\ndust,one\nfall,one,dust\n")
    run = Run(2022, "testville", "place.ipynb", {"edition": 2022, "place": "testville"})
    executed = Executed(run, notebook(code("1", outputs=(shown({CARD_MIME: _card()}),))), 0.0)
    (found,) = collect_cards([executed], root)
    assert found.card["published"] == {
        "title": {"zh": "试验书（虚构数据）"}, "author": {"zh": "测试"}, "baseurl": "", "languages": ["zh"], "newest": True, "aliases": ["fall"],
        "chapter": {"slug": "testville", "title": {"zh": "试验镇", "en": "Testville"}}, "place": {"zh": "试验镇", "en": "Testville"}}


def test_same_card_same_bytes_whatever_was_drawn_before(tmp_path: Path) -> None:
    first = render(_card(), "zh", tmp_path)
    render(_card("other"), "zh", tmp_path)
    assert render(_card(), "zh", tmp_path) == first


def test_the_picture_has_chinese_text_and_ids_of_its_own(tmp_path: Path) -> None:
    svg = render(_card(), "zh", tmp_path).files["plain.svg"].decode()
    assert "试验镇" in svg
    ids = [e.attrib["id"] for e in ET.fromstring(svg).iter() if "id" in e.attrib]  # noqa: S314 - our own picture
    assert ids
    assert all(i.startswith("dust-") for i in ids)
    assert len(ids) == len(set(ids))


def test_ids_in_words_stay_as_they_are() -> None:
    svg = '<svg><clipPath id="clip7"/><g clip-path="url(#clip7)"/><text>clip7</text></svg>'
    assert stable_ids(svg, "a") == '<svg><clipPath id="a-1"/><g clip-path="url(#a-1)"/><text>clip7</text></svg>'


def test_the_script_holds_the_specification_and_the_texts_do_not(tmp_path: Path) -> None:
    write(render(_card(), "zh", tmp_path / "charts" / "dust"))
    script = (tmp_path / "charts" / "dust" / "spec.js").read_text(encoding="utf-8")
    head = 'window.planbookCards=window.planbookCards||{};planbookCards["dust"]='
    assert script.startswith(head)
    assert json.loads(script.removeprefix(head).removesuffix(";\n")) == SPEC
    texts = json.loads((tmp_path / "charts" / "dust" / "card.json").read_text(encoding="utf-8"))
    assert texts["marks"] == 2
    assert texts["lang"]["zh"]["headline"] == "试验镇降尘最多"
    assert "spec" not in texts["lang"]["zh"]


def test_files_of_a_chart() -> None:
    alone = {"published": {"newest": True, "baseurl": "https://example.org/book"}}
    assert set(render(_card(), "zh", Path()).files) == {*PUBLISHED, "card.json"}
    assert set(render(_card() | alone, "zh", Path()).files) == {*PUBLISHED, "card.json", "embed.html", "oembed.json"}


def test_a_script_cannot_be_broken_out_of() -> None:
    assert spec_script('a"b', {"x": 1}) == (
        'window.planbookCards=window.planbookCards||{};planbookCards["a\\"b"]={"x":1};\n')


def _offering(name: str, text: str, slug: str = "one") -> Executed:
    return _executed({BLOCK_MIME: {"kind": "downloads", "html": {"zh": ""}, "files": {name: text}}}, slug=slug)


def test_files_of_blocks_are_collected_and_written(tmp_path: Path) -> None:
    files = collect_files([_offering("gaps.xlsx", "eHl6"), _executed({"text/plain": ""}, edition=2021)])
    assert files == {2022: {"gaps.xlsx": b"xyz"}, 2021: {}}
    write_files(tmp_path, files[2022])
    assert (tmp_path / "files" / "gaps.xlsx").read_bytes() == b"xyz"


@pytest.mark.parametrize("name", ["../gaps.xlsx", "gaps", "a b.txt", ".hidden", "缺口.xlsx"])
def test_a_file_name_that_is_not_plain_is_refused(name: str) -> None:
    with pytest.raises(BuildError, match="不可用"):
        collect_files([_offering(name, "eHl6")])


def test_one_name_for_two_files_is_refused() -> None:
    with pytest.raises(BuildError, match="同名而内容不同"):
        collect_files([_offering("gaps.xlsx", "eHl6"), _offering("gaps.xlsx", "eHg=", slug="two")])
