"""The cover and the scoreboard: every target once, counts that add up, findings that are the assessment's own."""

import re
from collections import Counter

import pytest
from reading import PLACES, ROOT, TARGETS, figures, items, plain, table

from planbook.assess.ambiguity import ambiguities
from planbook.assess.rules import Rule
from planbook.chapters.overview import FINDINGS
from planbook.chapters.pages import chapters as declared
from planbook.chapters.views import METHOD, counts, verdict_cards
from planbook.data.text import LANGUAGES
from planbook.data.vocab import AmbiguityKind, Reason, Verdict
from planbook.narrative.changes import change_sentence
from planbook.narrative.plan import plan_sentence
from planbook.narrative.verdicts import margin_phrase, would_decide

IDS = [f"t{i:02d}" for i in range(1, 84)]
PAGES = {f"{c['slug']}.html" for c in declared(ROOT)}
OPEN = (Verdict.NOT_ASSESSABLE,)


@pytest.fixture(scope="module")
def overview(chapters):
    return chapters["Overview"]


@pytest.fixture(scope="module", params=LANGUAGES)
def board(request, overview):
    return request.param, overview.scoreboard().html.in_(request.param)


def rows_of(board):
    return re.findall(r'<tr class="pb-v-(\w+)" id="(\w+)" data-verdict="(\w+)" data-reason="(\w*)[\w ]*" data-project="(\w+)"[^>]*>(.*?)</tr>', board, re.DOTALL)


def test_every_target_stands_on_the_scoreboard_once_and_in_order(board):
    assert re.findall(r' id="(\w+)"', board[1]) == IDS == list(TARGETS)


def test_scoreboard_says_what_the_assessment_says(board, report):
    lang, html = board
    for look, target, verdict, reason, project, row in rows_of(html):
        a = report.assessments[target]
        assert (look, verdict, project) == (a.verdict, a.verdict, TARGETS[target]["project"])
        assert reason == (a.reasons[0] if a.reasons else "")
        assert a.verdict.text.in_(lang) in plain(row)
        assert all(r.text.in_(lang) in plain(row) for r in a.reasons)
        assert a.target.name.in_(lang) in plain(row)


def test_every_row_says_what_it_rests_on_and_what_would_decide_it(board, report):
    lang, html = board
    found = rows_of(html)
    assert len(found) == 83
    for _, target, *_, row in found:
        a, cells = report.assessments[target], [plain(c) for c in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        wanted = would_decide(a, report.data).in_(lang)
        assert cells[-2]
        assert cells[-1] == wanted
        assert wanted or a.verdict in {Verdict.MET, Verdict.NOT_MET}


def test_not_assessable_has_a_reason_and_nothing_else_has(board):
    for _, _, verdict, reason, *_ in rows_of(board[1]):
        assert (verdict == Verdict.NOT_ASSESSABLE) == (reason in list(Reason))


def test_rows_rest_on_their_deciding_or_nearest_row(board, report):
    for _, target, *_, row in rows_of(board[1]):
        a = report.assessments[target]
        rows = a.deciding[:2] or ((a.nearest,) if a.nearest else ())
        assert all(report.data.sources[r.source].said_by.in_(board[0]) in plain(row) for r in rows)


def test_rows_lead_to_their_chapter(board):
    links = re.findall(r'<a href="([^"#]+)#(\w+)">', board[1])
    assert [t for _, t in links] == IDS
    assert {page for page, _ in links} <= PAGES


def test_groups_open_once_each_in_text_order(board, report):
    lang, html = board
    groups = [plain(g) for g in re.findall(r'<tr class="pb-group">(.*?)</tr>', html, re.DOTALL)]
    assert groups == [p.name.in_(lang) for p in report.data.projects.values()]
    assert len(groups) == 14


def test_counts_add_up_to_all_targets(report):
    found = counts(report)
    verdicts = Counter(a.verdict for a in report.assessments.values())
    reasons = Counter(a.reasons[0] for a in report.assessments.values() if a.reasons)
    assert {c.verdict: c.count for c in found} == dict(verdicts)
    assert sum(c.count for c in found) == len(TARGETS) == 83
    [silent] = [c for c in found if c.parts]
    assert silent.verdict == Verdict.NOT_ASSESSABLE
    assert {p.verdict: p.count for p in silent.parts} == dict(reasons)
    assert sum(p.count for p in silent.parts) == silent.count


def test_counts_are_shown_as_counted(overview, report):
    html = overview.counts().html.zh
    shown = [int(n) for n in re.findall(r"<b>(\d+)</b>", html)]
    assert shown == [n for c in counts(report) for n in (c.count, *(p.count for p in c.parts))]


def test_answer_adds_up(overview, report):
    for lang in LANGUAGES:
        answer = plain(overview.hero().html.in_(lang).split("pb-hero-answer")[1].split("</p>")[0])
        found = Counter(a.verdict for a in report.assessments.values())
        numbers = figures(answer)
        assert {83, found[Verdict.NOT_ASSESSABLE]} <= set(numbers)
        assert sum(n for n in numbers if n in {83, found[Verdict.NOT_ASSESSABLE]}) == 83 + found[Verdict.NOT_ASSESSABLE]
    assert "2026年11月22日" in overview.hero().html.zh
    assert "22 November 2026" in overview.hero().html.en


def test_findings_are_few_and_the_assessments_own(overview, report):
    html = overview.findings().html.zh
    linked = re.findall(r'<li class="pb-v-(\w+)"><a href="([^"]+)"><strong>(.*?)</strong></a><p>(.*?)</p></li>', html, re.DOTALL)
    assert len(linked) == FINDINGS
    for verdict, href, title, text in linked:
        page, _, target = href.partition("#")
        assert page in PAGES
        assert text
        if target:
            a = report.assessments[target]
            assert verdict == a.verdict
            assert title == f"{a.target.name.zh}：{a.verdict.text.zh}"
            assert a.verdict is not Verdict.NOT_ASSESSABLE


def test_findings_lead_with_the_missed_targets_and_their_figures(overview):
    texts = items(overview.findings().html.zh)
    assert "39.8" in texts[0]
    assert "35" in texts[0]
    assert any("38.3" in t for t in texts)
    assert len(set(texts)) == len(texts)


def test_findings_name_the_places_that_published_nothing(overview):
    assert all(city in items(overview.findings().html.zh)[-1] for city in ("哈尔滨市", "齐齐哈尔市", "大庆市", "绥化市"))


def test_projects_chart_counts_every_target_once(overview, report):
    data = overview.projects_card().data
    assert data["value"].sum() == 83
    for project in report.data.projects.values():
        mine = data[data["name_zh"] == project.name.zh].set_index("part")["value"].to_dict()
        assert mine == dict(Counter(a.verdict.value for a in report.of_project(project.id)))


def test_map_counts_targets_naming_a_prefecture_or_a_part_of_it(overview, report):
    data = overview.map_card().data.set_index("place")
    for place in report.prefectures():
        inside = {place} | {p for p, r in PLACES.items() if r["parent"] == place}
        named = [t for t, r in TARGETS.items() if inside & set(r["places"].split(";"))]
        settled = [t for t in named if report.assessments[t].verdict is not Verdict.NOT_ASSESSABLE]
        assert (place in data.index) == bool(named)
        if named:
            assert (data["value"][place], data["settled"][place]) == (len(named), len(settled))


def test_key_facts_count_the_targets(overview):
    numbers = figures(" ".join(items(overview.key_facts().html.zh)))
    with_value = sum(bool(t["value"]) for t in TARGETS.values())
    assert {83, with_value} <= set(numbers)


def test_verdict_cards_stand_under_their_ids(report):
    html = verdict_cards(report, list(report.assessments.values())).html.zh
    assert re.findall(r'<article class="pb-verdict pb-v-\w+" id="(\w+)">', html) == IDS
    for target, article in zip(IDS, html.split("<article")[1:], strict=True):
        a = report.assessments[target]
        assert f'<span class="pb-badge pb-v-{a.verdict}">{a.verdict.text.zh}</span>' in article
        assert (len(table(article)) if a.rows else 0) >= len(a.rows)


def test_key_facts_open_with_one_sentence_on_the_whole_plan(overview, report):
    every = list(report.assessments.values())
    assert items(overview.key_facts().html.zh)[1] == plan_sentence(every).zh
    assert items(overview.key_facts().html.en)[1] == plan_sentence(every).en


def test_cover_answers_with_the_assessments_counts(overview, report):
    found = Counter(a.verdict for a in report.assessments.values())
    for lang in LANGUAGES:
        answer = plain(overview.hero().html.in_(lang).split("pb-hero-answer")[1].split("</p>")[0])
        assert f"{found[Verdict.MET]}" in answer
        assert count_words(answer, lang) == {v: found[v] for v in (Verdict.MET, Verdict.NOT_MET)}


def count_words(said, lang):
    """Return the verdict words of a text with the number beside each."""
    pattern = {"zh": r"{}(\d+)个", "en": r"{}: (\d+)"}[lang]
    numbers = {v: re.findall(pattern.format(re.escape(v.text.in_(lang))), said) for v in (Verdict.MET, Verdict.NOT_MET)}
    return {v: int(n[-1]) for v, n in numbers.items() if n}


def test_what_the_text_leaves_open_is_counted_by_kind_and_linked(overview, report):
    html = overview.left_open().html.zh
    body = table(html)
    found = [x for t in report.data.targets.values() for x in ambiguities(t, report.data.ambiguities)]
    assert {r[0]: int(r[1]) for r in body} == {k.text.zh: n for k, n in Counter(x.kind for x in found).items()}
    assert all(len(r[3].split()) == int(r[1]) for r in body)
    links = re.findall(r'<a href="([^"#]+)#(\w+)">(\w+)</a>', html)
    assert {page for page, *_ in links} <= PAGES
    assert sorted(t for _, t, _ in links) == sorted(x.target for x in found)


def test_what_the_text_leaves_open_stands_on_the_targets_own_card(report):
    for a in report.assessments.values():
        article = plain(verdict_cards(report, [a]).html.zh)
        for x in ambiguities(a.target, report.data.ambiguities):
            beside = x.kind in (AmbiguityKind.SOFT_WORDING, AmbiguityKind.INFERRED_NUMBER)
            assert x.kind.text.zh in article or beside
            assert x.note.zh in article


def test_an_edition_knows_no_ambiguity_from_a_later_document(early, report):
    later = {(x.target, x.kind) for x in report.data.ambiguities} - {(x.target, x.kind) for x in early.data.ambiguities}
    assert ("t01", AmbiguityKind.OTHER_DEADLINE) not in later
    assert ("t62", AmbiguityKind.OTHER_WORDING) in later


def test_every_card_opens_to_rule_margin_grade_and_what_would_change_it(report):
    page = (ROOT / "book" / METHOD).read_text(encoding="utf-8")
    for lang in LANGUAGES:
        for a in report.assessments.values():
            article = verdict_cards(report, [a]).html.in_(lang)
            inside = article.split("<details")[1]
            [anchor] = re.findall(r'href="method-verdicts\.html#([\w-]+)"', inside)
            assert anchor == Rule.of(a.rule).anchor
            assert f"({anchor})=" in page
            text = plain(inside)
            assert change_sentence(a, report.data).in_(lang) in text
            assert margin_phrase(a, report.data).in_(lang) in text
            assert all(f"<td>{w.row.grade}</td>" in inside for w in a.rows)


def test_the_method_page_explains_every_rule_once():
    page = (ROOT / "book" / METHOD).read_text(encoding="utf-8")
    assert re.findall(r"^\((rule-[\w-]+)\)=$", page, re.MULTILINE) == [r.anchor for r in Rule]
    assert all(f"（{r.value}）" in page for r in Rule)
