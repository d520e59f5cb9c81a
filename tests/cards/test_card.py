"""The chart card: nothing missing, the same texts and figures everywhere it goes."""

import json
from dataclasses import replace
from datetime import date

import altair as alt
import pandas as pd
import pytest

from planbook.cards.card import CARD_MIME, VEGALITE_MIME, CardError, ChartCard, Column
from planbook.charts.bars import ranked
from planbook.data.model import Edition, Source
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Grade, SourceKind

DATA = pd.DataFrame({
    "name_zh": ["甲城", "乙城"], "name_en": ["Testville", "Othertown"], "value": [12.34, None], "label": ["12.34", "无公开数据"],
    "days": [365, 12], "note": ["", None]})
SOURCE = Source("testville-daily", "甲城公报", "甲城日报", "2026-01-30", SourceKind.REPOST, Grade.C, "", "")


def draw(lang):
    return ranked(DATA.assign(name=DATA[f"name_{lang}"]), title=Text("用量", "Use"), lang=lang)


CARD = ChartCard(
    id="testville-use", kind="bar", headline=Text("甲城用量为12.34", "Testville used 12.34"),
    subtitle=Text("用量，万吨，2025年", "Use, 10,000 t, 2025"), description=Text("一条，乙城没有数据。", "One bar; Othertown has none."),
    draw=draw, data=DATA,
    columns=(Column("name_zh", Text("地方", "Place"), field_en="name_en"), Column("value", Text("用量", "Use"), 1),
             Column("days", Text("天数", "Days")), Column("note", Text("说明", "Note"))),
    marks=1, sources=(SOURCE,), evidence=(Evidence.ACTUAL,), edition=Edition(2025, date(2026, 11, 22)),
    notes=(Text("只有一个数。", "One figure only."),),
)

PARTS = [
    ("编号 id", {"id": ""}), ("类型 kind", {"kind": ""}), ("标题 headline", {"headline": Text("", "only English")}),
    ("标题 headline", {"headline": Text(" ")}), ("副标题 subtitle", {"subtitle": Text("")}),
    ("描述 description", {"description": Text("")}), ("图 draw", {"draw": None}), ("数据 data", {"data": DATA.head(0)}),
    ("表列 columns", {"columns": ()}), ("来源 sources", {"sources": ()}), ("依据图例 evidence", {"evidence": ()}),
]


@pytest.mark.parametrize(("part", "without"), PARTS)
def test_card_without_a_part_is_refused_by_name(part, without):
    with pytest.raises(CardError) as refused:
        replace(CARD, **without)
    message = str(refused.value)
    assert f"缺少：{part}。" in message
    assert "处理：" in message
    assert ("testville-use" in message) != (part == "编号 id")


def test_all_missing_parts_are_named_at_once():
    with pytest.raises(CardError, match=r"（无编号） 缺少：编号 id、副标题 subtitle、来源 sources。"):
        replace(CARD, id="", subtitle=Text(""), sources=())


def test_notes_are_the_only_part_that_may_be_missing():
    assert replace(CARD, notes=()).to_json()["lang"]["zh"]["notes"] == []


def test_json_holds_everything_and_is_plain():
    card = json.loads(json.dumps(CARD.to_json(), ensure_ascii=False, allow_nan=False))
    assert {k: v for k, v in card.items() if k != "lang"} == {
        "id": "testville-use", "kind": "bar", "marks": 1, "edition": {"year": 2025, "cut_off": "2026-11-22"},
        "evidence": ["actual"], "sources": ["testville-daily"]}
    zh = card["lang"]["zh"]
    assert (zh["headline"], zh["subtitle"], zh["description"]) == ("甲城用量为12.34", "用量，万吨，2025年", "一条，乙城没有数据。")
    assert zh["notes"] == ["只有一个数。"]
    assert zh["evidence"] == ["公布的结果"]
    assert zh["sources"] == [SOURCE.citation()]
    assert card["lang"]["en"]["headline"] == "Testville used 12.34"
    assert card["lang"]["en"]["evidence"] == ["published result"]


def test_a_publisher_nobody_named_is_not_named_in_english_either():
    unnamed = replace(SOURCE, publisher="原发布单位未注明")
    assert unnamed.cited().zh.startswith("原发布单位未注明：")
    assert unnamed.cited().en.startswith("original publisher not named: ‘甲城公报’")
    assert SOURCE.said_by.en == "甲城日报"


def test_each_language_has_its_own_chart():
    lang = CARD.to_json()["lang"]
    zh, en = (json.dumps(lang[k]["spec"], ensure_ascii=False) for k in ("zh", "en"))
    assert "甲城" in zh
    assert "Testville" in en
    assert "Testville" not in json.dumps(lang["zh"]["spec"]["layer"], ensure_ascii=False)


def test_only_the_languages_asked_for():
    assert list(CARD.to_json(("zh",))["lang"]) == ["zh"]
    assert list(CARD.to_json()["lang"]) == ["zh", "en"]


def test_without_an_english_headline_there_is_no_english_card():
    assert list(replace(CARD, headline=Text("甲城用量为12.34")).to_json()["lang"]) == ["zh"]


def test_other_missing_english_falls_back_to_chinese():
    card = replace(CARD, subtitle=Text("用量"), notes=(Text("只有一个数。"),), columns=(Column("name_zh", Text("地方")),))
    en = card.to_json()["lang"]["en"]
    assert (en["headline"], en["subtitle"], en["notes"]) == ("Testville used 12.34", "用量", ["只有一个数。"])
    assert en["table"] == [["地方"], ["甲城"], ["乙城"]]


def test_table_twin_has_every_row_with_gaps_marked():
    assert CARD.table("zh") == [["地方", "用量", "天数", "说明"], ["甲城", "12.3", "365", ""], ["乙城", "–", "12", "–"]]
    assert CARD.table("en") == [["Place", "Use", "Days", "Note"], ["Testville", "12.3", "365", ""], ["Othertown", "–", "12", "–"]]


def test_texts_in_a_number_column_stay_as_they_are():
    card = replace(CARD, data=pd.DataFrame({"v": ["≥35", "优"]}), columns=(Column("v", Text("值"), 2),))
    assert card.table("zh") == [["值"], ["≥35"], ["优"]]


def test_chart_is_drawn_once_for_each_language():
    asked = []

    def counting(lang):
        asked.append(lang)
        return alt.Chart(DATA).mark_bar().encode(x="value:Q")

    card = replace(CARD, draw=counting)
    card.to_json()
    card._repr_mimebundle_()
    card.spec("en")
    assert asked == ["zh", "en"]


def test_shown_in_jupyter_as_chart_and_as_card():
    bundle = CARD._repr_mimebundle_(include=None, exclude=None)
    assert bundle[CARD_MIME] == CARD.to_json()
    assert VEGALITE_MIME == "application/vnd.vegalite.v5+json", "the newest type JupyterLab draws"
    drawn = dict(bundle[VEGALITE_MIME])
    title = drawn.pop("title")
    assert (title["text"], title["subtitle"]) == (CARD.headline.zh, CARD.subtitle.zh)
    assert drawn == CARD.spec("zh")
    assert bundle["text/plain"] == "甲城用量为12.34\n用量，万吨，2025年"


def test_same_card_twice_gives_the_same_bytes():
    assert json.dumps(replace(CARD).to_json()) == json.dumps(replace(CARD).to_json())
