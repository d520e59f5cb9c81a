"""Invented briefings for tests: a chapter with findings, a verdict, bars, lines with a gap and a picture."""

from dataclasses import replace
from datetime import date

import altair as alt
import pandas as pd
from test_card import CARD, SOURCE

from planbook.cards.briefings.content import briefing
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import facts
from planbook.charts.bars import ranked, stacked
from planbook.charts.matrix import evidence_matrix
from planbook.charts.timeline import Limit, timeline
from planbook.data.model import Edition
from planbook.data.text import Text
from planbook.data.vocab import Evidence

EDITION = Edition(2025, date(2026, 11, 22))
HOSTILE = "<b>甲</b>&amp;=1+1\x07\u202e反\u200b#set page(width: 1cm) $x$ {{7}}"
INERT = "<b>甲</b>&amp;=1+1反#set page(width: 1cm) $x$ {{7}}"
YEARS = pd.DataFrame({
    "year": [2019, 2020, 2021, 2023, 2024], "value": [50.5, 48.0, None, 40.0, 38.25], "evidence": ["actual"] * 3 + ["monitored"] * 2,
    "label": ["", "48", "", "", "末年 38.25"], "group": ["a"] * 3 + ["b"] * 2, "basis": ["全口径"] * 3 + ["实时"] * 2,
    "word": ["公布的结果"] * 3 + ["未审核监测数据"] * 2})
PARTS = pd.DataFrame({
    "name": ["甲城", "甲城", "乙城", "乙城"], "part": ["大", "小", "大", "小"], "value": [3.0, 2.0, 4.0, 0.0]})
YEAR_COLUMNS = (Column("year", Text("年", "Year")), Column("value", Text("用量", "Use"), 2), Column("word", Text("依据", "Evidence")),
                Column("basis", Text("口径", "Basis")))


def _card(card_id, kind, headline, draw, data, columns, marks, evidence=(Evidence.ACTUAL,)):
    return ChartCard(
        id=card_id, kind=kind, headline=Text(headline, "A headline"), subtitle=Text("用量，万吨", "Use"),
        description=Text("说明。", "Described."), draw=draw, data=data, columns=columns, marks=marks, sources=(SOURCE,),
        evidence=evidence, edition=EDITION, notes=(Text("只是试验。", "A test only."),))


BARS = CARD
RANK = _card("rank", "bar", "甲城高于限值", lambda lang: ranked(
    CARD.data.assign(name=CARD.data["name_zh"]), title=Text("用量"), lang=lang, limit=10.0, limit_label=Text("限值"),
    highlight=("甲城",)), CARD.data, CARD.columns, 1)
LINES = _card("years", "line", "用量在下降", lambda lang: timeline(
    YEARS, title=Text("用量（万吨）", "Use"), lang=lang, limits=(Limit(45.0, Text("限值 45", "Limit 45")),)), YEARS, YEAR_COLUMNS, 4,
    (Evidence.ACTUAL, Evidence.MONITORED))
STACK = _card("parts", "bar", "大的居多", lambda lang: stacked(
    PARTS, title=Text("个数"), lang=lang, order=("大", "小"), colours={"大": "#1f5fa8", "小": "#ffff00"}), PARTS,
    (Column("name", Text("地方")), Column("part", Text("部分")), Column("value", Text("个数"), 0)), 3)
AREA = _card("area", "line", "带区间的线", lambda _: alt.layer(
    alt.Chart(YEARS).mark_area().encode(x="year:O", y="value:Q"),
    alt.Chart(YEARS.dropna()).mark_point().encode(x="year:O", y="value:Q").properties(name="drawn_hollow")), YEARS, YEAR_COLUMNS, 4)
LONG = pd.DataFrame([{"row": f"第{n}行", "column": "2020", "state": "actual", "label": "字\n" * 4} for n in range(12)])
GRID = _card("grid", "matrix", "各行都有", lambda lang: evidence_matrix(LONG, lang=lang, rows=list(LONG["row"]), columns=["2020"]), LONG,
             (Column("row", Text("行", "Row")), Column("label", Text("内容", "Content"))), 12)
VERDICTS = {
    "kind": "verdicts", "files": {},
    "html": {"zh": '<article class="pb-verdict"><p><span class="pb-verdict-id">t01</span> <strong>用量下降</strong>'
                   '<span class="pb-badge">已达成</span></p><p class="pb-verdict-asked">下降一成</p>'
                   '<p class="pb-verdict-sentence">已达成。</p></article>'
                   '<article class="pb-verdict"><p><span class="pb-verdict-id">t02</span> <strong>名单公布</strong>'
                   '<span class="pb-badge">公开资料不足</span></p><p class="pb-verdict-asked">公布</p></article>'}}


def bundles(*cards, findings=("甲城用量下降 5 < 6。", "乙城没有数据。"), verdicts=True):
    """Return what a chapter's notebook shows."""
    shown = [facts(Text("要点"), [Text(f) for f in findings])._repr_mimebundle_()]
    if verdicts:
        shown.append({"application/vnd.planbook.block+json": VERDICTS})
    return [*shown, *(card._repr_mimebundle_() for card in cards)]


def said(*cards, title="甲城", lang="zh", **more):
    """Return an invented briefing."""
    return briefing(bundles(*cards, **more), title=Text(title, "Testville"), lang=lang, year=2025, cut_off=EDITION.cut_off,
                    book="试验书", author="试验组")


def hostile():
    """Return a briefing whose every text tries something."""
    bad = Text(HOSTILE, HOSTILE)
    data = CARD.data.assign(name_zh=[HOSTILE, "=cmd()"])
    card = replace(
        CARD, headline=bad, subtitle=bad, description=bad, notes=(bad,), data=data, sources=(replace(SOURCE, title=HOSTILE),),
        draw=lambda lang: ranked(data.assign(name=data["name_zh"]), title=bad, lang=lang))
    return said(card, title=HOSTILE, findings=(HOSTILE,))


