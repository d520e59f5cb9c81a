"""Every card and block of the book's newest edition: drawn as counted, written in full, readable."""

import csv
import json
import re
from collections import Counter

import altair as alt
import pandas as pd
from everything import opened, shown
from jsonschema import Draft7Validator
from reading import ROOT

from drawing import count, svg_of, texts_in, tofu
from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.data.vocab import Evidence

BROKEN = re.compile(r"\bnan\b|\bNaN\b|\bNone\b|\bNaT\b|undefined|\d[eE][+-]\d|Text\(|<Evidence|\{\}")
AWAITED = re.compile(r"scattered-coal-\w+-(?:path|ledger)")
"""Charts registered for figures that are not published yet."""


def rows_to_draw(card):
    """How many marks a card's own data ask for: none for a null, none for an empty part."""
    data = card.data
    if "part" in data:
        return int((data["value"] > 0).sum())
    if card.kind in {"matrix", "profile", "grid"} or card.id == "songhua-map" or "value" not in data:
        return len(data)
    return int(data["value"].notna().sum())


def test_every_card_draws_its_rows_and_writes_nothing_its_font_lacks(cards):
    """The slow one: draws every chart of the book once."""
    wrong = {}
    for card in cards.values():
        svg = svg_of(card.spec("zh"))
        drawn, unwritable = sum(count(svg).values()), tofu("".join(texts_in(svg)))
        if not drawn == card.marks == rows_to_draw(card) or unwritable or "NaN" in svg:
            wrong[card.id] = (drawn, card.marks, rows_to_draw(card), unwritable)
    assert wrong == {}


def test_cards_are_those_of_the_registry_once_each(outputs):
    rows = csv.DictReader((ROOT / "book" / "charts.csv").open(encoding="utf-8-sig"))
    registered = {r["id"] for r in rows if not r.get("redirect")}
    found = Counter(made.id for _, _, made in outputs if isinstance(made, ChartCard))
    assert set(found) <= registered
    assert [chart for chart in registered - set(found) if not AWAITED.fullmatch(chart)] == []
    assert [card for card, times in found.items() if times > 1] == []


def test_texts_are_whole_in_both_languages(cards):
    for card in cards.values():
        for lang in ("zh", "en"):
            texts = [t.in_(lang) for t in (card.headline, card.subtitle, card.description, *card.notes)]
            texts += [cell for row in card.table(lang) for cell in row]
            assert not [t for t in texts if BROKEN.search(t)], card.id
        assert card.headline.en, card.id
        assert card.headline.en != card.headline.zh, card.id


def test_blocks_are_whole_in_both_languages(outputs):
    for chapter, method, made in outputs:
        if isinstance(made, Block):
            for lang in ("zh", "en"):
                said = re.sub(r"<[^>]*>", " ", made.html.in_(lang))
                assert not BROKEN.search(said), (chapter, method, lang, BROKEN.search(said))


def test_cards_are_plain_json(cards):
    for card in cards.values():
        if card.kind != "map":
            json.dumps(card.to_json(), allow_nan=False)
        json.dumps(card.table("en"), allow_nan=False)


def test_no_two_marks_lie_in_one_cell(cards):
    for card in cards.values():
        for lang in ("zh", "en"):
            for keys in ((f"row_{lang}", f"column_{lang}"), (f"row_{lang}", "column"), ("row", "column"),
                         (f"name_{lang}", "column"), (f"name_{lang}", "row")):
                if set(keys) <= set(card.data.columns) and card.kind in {"matrix", "heatmap", "grid", "profile"}:
                    assert not card.data.duplicated(list(keys)).any(), (card.id, keys)


def test_bars_and_dots_have_one_row_per_name(cards):
    for card in cards.values():
        if card.kind in {"bar", "dots"}:
            for lang in ("zh", "en"):
                name = f"name_{lang}" if f"name_{lang}" in card.data else "name"
                keys = [name, "part"] if "part" in card.data else [name]
                if "before_zh" in card.data:
                    keys = [f"before_{lang}", f"after_{lang}"]
                assert not card.data.duplicated(keys).any(), card.id


def test_matrices_have_a_cell_for_every_row_and_column(cards):
    matrices = [c for c in cards.values() if c.kind == "matrix"]
    for card in matrices:
        columns = card.data["column_zh" if "column_zh" in card.data else "column"]
        assert len(card.data) == card.data["row_zh"].nunique() * columns.nunique(), card.id
    assert len(matrices) > 15


def test_empty_cells_say_so(cards):
    matrices = [c.data for c in cards.values() if c.kind == "matrix"]
    empty = pd.concat([data[data["state"] == "none"] for data in matrices])
    other = pd.concat([data[data["state"] == "other"] for data in matrices])
    targets = empty["column_zh"] == "目标"
    assert set(empty[~targets]["label_zh"]) == {"无公开数据"}
    assert set(empty[targets]["label_zh"]) == {"未写数值"}
    assert set(other["label_zh"]) == {"只有其他口径"}
    assert len(empty) > 100


def test_evidence_in_the_data_is_in_the_legend(cards):
    words = {e.value for e in Evidence}
    for card in cards.values():
        columns = [c for c in ("evidence", "state") if c in card.data and card.kind not in {"map", "grid", "profile"}]
        for column in columns:
            assert set(card.data[column]) & words <= {e.value for e in card.evidence}, card.id


def test_sources_of_cards_are_registered_and_each_once(cards, report):
    for card in cards.values():
        ids = [s.id for s in card.sources]
        assert set(ids) <= set(report.data.sources), card.id
        assert len(ids) == len(set(ids)), card.id


def test_cited_sources_stand_among_the_cards_sources(cards):
    for card in cards.values():
        if card.kind == "matrix":
            named = "source_ids" in card.data
            cited = set(";".join(card.data["source_ids"]).split(";") if named else card.data["source"]) - {""}
            assert cited, card.id
            assert cited <= {s.id if named else s.citation() for s in card.sources}, card.id


def test_english_tables_cite_in_the_english_form(cards):
    cited = [c.id for c in cards.values() for row in c.table("en") for cell in row if re.search("：《.*》，|，转载$", cell)]
    assert cited == []


def test_earlier_edition_makes_the_same_cards(early, cards):
    found = {made.id: made for _, _, made in shown(opened(early)) if isinstance(made, ChartCard)}
    later = {"scattered-coal-harbin-ledger", "scattered-coal-qiqihar-ledger", "scattered-coal-heilongjiang-avoided",
             "scattered-coal-heilongjiang-sensitivity"}
    assert set(cards) - set(found) <= later
    assert {c.edition.year for c in found.values()} == {2023}


def test_every_specification_keeps_to_vega_lites_schema(cards):
    """A run does not look, for the time it takes; a card that breaks the schema is found here."""
    validator = Draft7Validator(alt.load_schema())
    for card in cards.values():
        assert next(validator.iter_errors(without_data(card.spec("zh"))), None) is None, card.id


def without_data(part):
    """Return a specification without its rows, of which any pass and which take longest to look through."""
    if isinstance(part, dict):
        return {k: {} if k == "datasets" else [] if k == "values" else without_data(v) for k, v in part.items()}
    return [without_data(p) for p in part] if isinstance(part, list) else part
