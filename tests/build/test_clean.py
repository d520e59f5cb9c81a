"""The published copy of a notebook: one language, no code, nothing that names a machine or a time."""

import json
from pathlib import Path
from typing import Any

from bookkit import code, markdown, notebook, shown
from planbook.build.clean import clean, with_title
from planbook.cards.block import BLOCK_MIME
from planbook.cards.card import CARD_MIME

ROOT = Path("/home/me/project")
CARD: dict[str, Any] = {"id": "one", "marks": 2, "lang": {
    "zh": {"headline": "题", "spec": {"mark": "bar"}}, "en": {"headline": "title", "spec": {"mark": "bar"}}}}


def _clean(*cells: dict[str, Any], lang: str = "zh") -> dict[str, Any]:
    published: dict[str, Any] = json.loads(clean(notebook(*cells), lang, "章名", ROOT))
    return published


def test_title_comes_from_the_run_tree() -> None:
    cells = _clean(markdown("# 模板\n\n说明"), code("1", outputs=(shown({"text/plain": "1"}),)))["cells"]
    assert cells[0]["source"] == "# 章名\n\n说明"


def test_title_is_added_where_there_is_none() -> None:
    assert _clean(markdown("## 节"))["cells"][0]["source"] == "# 章名"
    assert with_title("正文", "章名") == "# 章名\n\n正文"


def test_injected_parameters_take_the_place_of_the_defaults() -> None:
    cells = _clean(markdown("# x"), code("city = 'a'", "parameters"), code("city = 'b'", "injected-parameters"))["cells"]
    assert [c["source"] for c in cells[1:]] == ["city = 'b'"]
    assert cells[1]["metadata"]["tags"] == ["parameters", "remove-cell"]


def test_code_is_hidden_and_counters_times_and_ids_are_fixed() -> None:
    cell = code("1", outputs=(shown({"text/plain": "1"}),))
    cell["metadata"]["papermill"] = {"start_time": "2026"}
    published = _clean(markdown("# x"), cell)
    assert published["cells"][1]["metadata"] == {"tags": ["remove-input"]}
    assert published["cells"][1]["execution_count"] is None
    assert [c["id"] for c in published["cells"]] == ["cell-01", "cell-02"]
    assert "papermill" not in published["metadata"]
    assert "execution_count" not in published["cells"][1]["outputs"][0]


def test_standard_error_goes_and_an_empty_cell_with_it() -> None:
    cell = code("1", outputs=({"output_type": "stream", "name": "stderr", "text": "warning"},))
    assert _clean(markdown("# x"), cell)["cells"][1]["metadata"]["tags"] == ["remove-cell"]


def test_the_projects_path_goes() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": f"{ROOT}/data/a.csv in {ROOT}"}
    cells = _clean(markdown("# x"), code("1", outputs=(output,)))["cells"]
    assert cells[1]["outputs"][0]["text"] == "data/a.csv in ."


def test_a_card_keeps_one_language_and_no_specification() -> None:
    output = shown({CARD_MIME: CARD, "application/vnd.vegalite.v6+json": {"mark": "bar"}, "text/plain": "题"})
    cells = _clean(markdown("# x"), code("1", outputs=(output,)), lang="en")["cells"]
    data = cells[1]["outputs"][0]["data"]
    assert set(data) == {CARD_MIME, "text/plain"}
    assert data[CARD_MIME]["lang"] == {"en": {"headline": "title"}}


def test_a_card_without_the_language_stays_chinese() -> None:
    card = {**CARD, "lang": {"zh": CARD["lang"]["zh"]}}
    cells = _clean(markdown("# x"), code("1", outputs=(shown({CARD_MIME: card}),)), lang="en")["cells"]
    assert cells[1]["outputs"][0]["data"][CARD_MIME]["lang"] == {"zh": {"headline": "题"}}


def test_a_block_keeps_one_language_and_no_files() -> None:
    block = {"kind": "prose", "html": {"zh": "<p>字</p>", "en": "<p>word</p>"}, "files": {"a.txt": "eA=="}}
    cells = _clean(markdown("# x"), code("1", outputs=(shown({BLOCK_MIME: block, "text/html": "?"}),)))["cells"]
    assert cells[1]["outputs"][0]["data"] == {
        BLOCK_MIME: {"kind": "prose", "html": {"zh": "<p>字</p>"}}, "text/html": "<p>字</p>"}


def test_same_input_same_bytes() -> None:
    source = notebook(markdown("# x"), code("1"))
    assert clean(source, "zh", "章名", ROOT) == clean(source, "zh", "章名", Path("/elsewhere"))
