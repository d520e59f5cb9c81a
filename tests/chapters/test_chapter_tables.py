"""Policies, comparison, gaps, sources and the reference tables: complete, and nothing that cannot be compared."""

import io
import re
from collections import Counter

import openpyxl
import pytest
from reading import DATA, TARGETS, figures, items, plain, rows_in, table

from planbook.chapters.comparison import ENOUGH
from planbook.chapters.gaps import FILE
from planbook.data.tables import ALL_TABLES
from planbook.data.vocab import Criterion, Evidence, Grade, Reason, Verdict
from planbook.narrative.verdicts import would_decide

HANZI = re.compile("[\u3400-\u9fff]")
NUMBER_OF_DOCUMENT = re.compile("[\u4e00-\u9fff]+〔\\d+〕\\d+号")


@pytest.fixture(scope="module")
def plans():
    return {p.name: rows_in(p / "targets.csv") for p in sorted((DATA / "plans").iterdir()) if p.is_dir()}


def values(plan, indicator):
    return [t for t in plan if t["indicator"] == indicator and t["value"]]


def test_policies_are_the_targets_of_the_three_sections(chapters, report):
    wanted = [t for t, r in TARGETS.items() if r["project"] in {"s3", "s4", "s5"}]
    chapter = chapters["Policies"]
    assert [a.target.id for a in chapter.assessments] == wanted
    [said] = [t for t in items(chapter.key_facts().html.zh) if "项承诺" in t]
    assert figures(said)[0] == len(wanted)
    settled = sum(report.assessments[t].verdict is not Verdict.NOT_ASSESSABLE for t in wanted)
    assert figures(chapter.evidence_card().headline.zh)[0] == len(wanted)
    assert settled in figures(chapter.evidence_card().headline.zh)


def test_criteria_count_every_target_once(chapters):
    card = chapters["Policies"].criteria_card()
    found = Counter(t["criterion"] for t in TARGETS.values())
    assert card.data.groupby("part")["value"].sum().to_dict() == dict(found)
    loose = found[Criterion.NO_NUMBER] + found[Criterion.NONE]
    assert figures(card.headline.zh)[:2] == [83, loose]


def test_only_indicators_two_other_plans_set_as_well_are_compared(chapters, plans):
    own = plans["hlj-145"]
    wanted = [i for i in dict.fromkeys(t["indicator"] for t in own if t["value"])
              if sum(bool(values(p, i)) for n, p in plans.items() if n != "hlj-145") >= ENOUGH]
    assert list(chapters["Comparison"].shared) == wanted
    assert [c.id for c in chapters["Comparison"].cards()] == [f"compare-{i}" for i in wanted]


def test_comparison_never_mixes_indicators_or_units(chapters, plans, report):
    for card in chapters["Comparison"].cards():
        indicator = card.id.removeprefix("compare-")
        found = [t for p in plans.values() for t in values(p, indicator)]
        assert len({t["unit"] for t in found}) == len({t["kind"] for t in found}) == 1
        assert sorted(card.data["value"].dropna()) == sorted(float(t["value"]) for t in found)
        units = {u for u in ("万吨", "%") for label in card.data["label"] if label.endswith(u)}
        assert units == {report.data.indicators[indicator].unit}


def test_plan_without_the_indicator_draws_no_dot_and_says_so(chapters, plans):
    for card in chapters["Comparison"].cards():
        assert len(card.data) == len(plans)
        absent = card.data[card.data["value"].isna()]
        assert set(absent["label"]) <= {"未取得或不可比"}
        assert card.marks == len(card.data) - len(absent)


def test_headline_counts_the_plans_that_set_more(chapters):
    for card in chapters["Comparison"].cards():
        own, others = card.data["value"].iloc[0], card.data["value"].iloc[1:].dropna()
        assert figures(card.headline.zh)[-2:] == [len(others), int((others > own).sum())]
        assert f"{own:g}" in card.headline.zh
        assert card.data["name_zh"].iloc[0] == "黑龙江省"


def test_percentages_are_kept_from_tonnes(chapters, plans):
    own = {t["indicator"] for t in plans["hlj-145"]}
    strange = [t for n, p in plans.items() if n != "hlj-145" for t in p if t["indicator"] not in own]
    said = plain(chapters["Comparison"].not_comparable().html.zh)
    assert all(t["name_zh"] in said for t in strange)
    assert any("排放总量" in t["name_zh"] for t in strange)


def test_every_target_of_the_other_plans_is_listed(chapters, plans):
    body = table(chapters["Comparison"].all_targets().html.zh)
    assert len(body) == sum(len(p) for n, p in plans.items() if n != "hlj-145")


FINAL = (Verdict.MET, Verdict.NOT_MET)


@pytest.fixture(scope="module")
def gaps(chapters):
    return chapters["Gaps"]


@pytest.fixture(scope="module")
def book(gaps):
    [(name, content)] = gaps.download().files
    assert name == FILE
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_target_without_a_final_verdict_is_a_gap(gaps, report):
    wanted = [t for t, a in report.assessments.items() if a.verdict not in FINAL]
    assert [g.target for g in gaps.gaps] == wanted


def test_gap_count_leads_the_key_facts(gaps):
    said = [t for t in items(gaps.key_facts().html.zh) if "缺公开资料" in t]
    assert figures(said[0])[0] == len(gaps.gaps)


def test_reasons_of_the_key_facts_add_up(gaps, report):
    found = Counter(g.reason for g in gaps.gaps if g.reason)
    [said] = [t for t in items(gaps.key_facts().html.zh) if t.startswith("原因")]
    assert all(f"{r.text.zh}{found[r]}个" in said for r in Reason if found[r])
    assert sum(found.values()) == len(report.with_verdict(Verdict.NOT_ASSESSABLE))


def test_listing_has_a_row_for_each_gap(gaps, report):
    body = table(gaps.listing().html.zh)
    assert [r[0].split()[0] for r in body] == [g.target for g in gaps.gaps]
    for g, row in zip(gaps.gaps, body, strict=True):
        a = report.assessments[g.target]
        assert row[1] == a.verdict.text.zh
        assert row[3] == would_decide(a, report.data).zh
        assert row[3]


def test_workbook_has_the_same_rows_as_the_page(gaps, book, report):
    sheet = [list(r) for r in book["数据缺口"].iter_rows(values_only=True)]
    assert len(sheet) == len(gaps.gaps) + 1
    for g, row in zip(gaps.gaps, sheet[1:], strict=True):
        a = report.assessments[g.target]
        assert row[0] == g.target
        assert row[1] == a.target.name.zh
        assert row[3] == a.verdict.text.zh
        assert row[5] == would_decide(a, report.data).zh
        assert (row[4] or "") == (g.reason.text.zh if g.reason else "")


def test_workbook_lists_each_agency_with_each_of_its_gaps(gaps, book):
    pairs = Counter((r[0], r[1]) for r in book["按单位"].iter_rows(min_row=2, values_only=True))
    wanted = sum(max(1, len(g.agencies)) for g in gaps.gaps)
    assert sum(pairs.values()) == len(pairs) == wanted
    assert {t for _, t in pairs} == {g.target for g in gaps.gaps}


def test_workbook_is_the_same_each_time(gaps):
    assert gaps.download().files == gaps.download().files


def test_agencies_chart_counts_the_gaps_naming_them(gaps, book):
    data = gaps.agencies_card().data
    counted = Counter(r[0] for r in book["按单位"].iter_rows(min_row=2, values_only=True))
    drawn = dict(zip(data["name_zh"], data["value"], strict=True))
    assert all(counted[name] == n for name, n in drawn.items())
    assert set(counted) - set(drawn) <= {"正文未列责任单位"}
    assert data["value"].is_monotonic_decreasing


def test_gaps_by_agency_name_the_targets(gaps):
    for _, count, targets in table(gaps.by_agency().html.zh):
        assert len(targets.split("、")) == int(count)


@pytest.fixture(scope="module")
def sources(chapters):
    return chapters["Sources"]


def test_sources_count_the_visible_rows_only(sources, rows):
    assert sources.used.to_dict() == dict(Counter(r["source"] for r in rows))
    body = table(sources.all_sources().html.zh)
    assert sum(int(r[5]) for r in body) == len(rows)


def test_earlier_edition_counts_fewer_rows_and_sources(early, early_rows, sources):
    then = type(sources)(early)
    assert then.used.to_dict() == dict(Counter(r["source"] for r in early_rows))
    assert len(table(then.all_sources().html.zh)) < len(table(sources.all_sources().html.zh))


def test_sources_name_the_targets_that_rest_on_them(sources, report):
    body = {(r[1], r[2], r[3]): r[6] for r in table(sources.all_sources().html.zh)}
    for a in report.assessments.values():
        for row in a.deciding:
            s = report.data.sources[row.source]
            assert a.target.id in body[s.title, s.publisher, s.date or "–"]


def test_only_originals_are_linked(sources, report):
    html = sources.all_sources().html.zh
    linked = {s.url for s in report.data.sources.values() if s.url and s.id in sources.used.index}
    assert html.count("<a ") == sum(bool(s.url) for s in report.data.sources.values() if s.id in sources.used.index)
    assert all(s.kind == "original" for s in report.data.sources.values() if s.url)
    assert len(linked) > 10


def test_grades_cover_all_rows(sources, rows, report):
    data = sources.grades_card().data
    found = Counter(report.data.sources[r["source"]].grade for r in rows)
    assert list(data["value"]) == [found[g] for g in Grade]
    lowest = f"{found[Grade.C] / len(rows):.0%}"
    assert lowest in sources.grades_card().headline.zh
    assert data["sources"].sum() == len(table(sources.all_sources().html.zh))


@pytest.mark.parametrize(("method", "file"), [
    ("air_limits", "air_limits"), ("iaqi", "iaqi"), ("evaluation", "hj663"), ("water_limits", "gb3838"), ("river_rating", "river_rating"),
    ("water_rules", "water_rules"), ("rank_values", "spearman")])
def test_standards_are_shown_in_full_with_how_they_were_read(chapters, method, file):
    body = table(getattr(chapters["Reference"], method)().html.zh)
    stored = rows_in(DATA / "standards" / f"{file}.csv")
    assert len(body) == len(stored)
    assert all(r[-1] in {"已读到", "凭知识，未取得原文", "已核算"} for r in body)
    for shown, row in zip(body, stored, strict=True):
        assert (row["read"] == "from_knowledge") == ("凭知识" in shown[-1])


def test_items_of_a_rule_are_named(chapters):
    body = table(chapters["Reference"].water_rules().html.zh)
    names = {r["item"]: r["item_zh"] for r in rows_in(DATA / "standards" / "gb3838.csv")}
    for shown, row in zip(body, rows_in(DATA / "standards" / "water_rules.csv"), strict=True):
        assert shown[4] == ("、".join(names[i] for i in row["items"].split(";")) if row["items"] else "–")


def test_standards_are_english_in_the_english_edition(chapters):
    reference = chapters["Reference"]
    shown = [reference.air_limits(), reference.iaqi(), reference.evaluation(), reference.water_limits(), reference.river_rating(),
             reference.water_rules(), reference.rank_values()]
    found = {cell for b in shown for row in table(b.html.en) for cell in row if HANZI.search(NUMBER_OF_DOCUMENT.sub("", cell))}
    assert not found


def test_dictionary_is_english_but_for_the_words_of_cells(chapters):
    reference = chapters["Reference"]
    found = {c for r in table(reference.dictionary().html.en) for c in r[:6] if HANZI.search(c)}
    assert not found
    assert not {c for b in (reference.tables(), reference.bases()) for r in table(b.html.en) for c in r if HANZI.search(c)}
    assert not {c for r in table(reference.vocabularies().html.en) for c in r if HANZI.search(c)}


def test_dictionary_explains_every_column(chapters):
    body = table(chapters["Reference"].dictionary().html.zh)
    assert [r[1] for r in body] == [name for t in ALL_TABLES for name in t.fields]
    assert all(r[4] for r in body)


def test_tables_are_counted_as_they_are(chapters):
    body = table(chapters["Reference"].tables().html.zh)
    counted = {r[1].removeprefix("data/"): (int(r[2]), int(r[3])) for r in body}
    for t in ALL_TABLES:
        files = sorted(DATA.glob(t.glob))
        assert counted[t.glob] == (len(files), sum(len(rows_in(f)) for f in files))
    assert set(counted) == {t.glob for t in ALL_TABLES}


def test_vocabularies_hold_every_word(chapters):
    words = {r[1] for r in table(chapters["Reference"].vocabularies().html.zh)}
    assert {w.value for v in (Evidence, Verdict, Reason, Criterion, Grade) for w in v} <= words


def test_bases_are_all_defined(chapters):
    body = table(chapters["Reference"].bases().html.zh)
    assert [r[0] for r in body] == [r["id"] for r in rows_in(DATA / "bases.csv")]
    assert all(r[1] for r in body)
