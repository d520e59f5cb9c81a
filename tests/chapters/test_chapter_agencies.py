"""The plan by agency, and the glossary: everyone and every word once, with an address."""

import re

import pytest
from reading import ROOT, TARGETS

from planbook.chapters.agencies import Agencies
from planbook.chapters.glossary import Glossary
from planbook.chapters.pages import page_of
from planbook.chapters.views import agency_anchor, choices, evidence_of, verdict_cards
from planbook.data.glossary import VOCABULARIES
from planbook.data.text import LANGUAGES
from planbook.narrative.verdicts import would_decide


@pytest.fixture(scope="module")
def agencies(report):
    return Agencies(report)


@pytest.fixture(scope="module")
def words(report):
    return Glossary(report)


def parts(html):
    return dict(re.findall(r'<section class="pb-agency" id="agency-([\w-]+)">(.*?)</section>', html, re.DOTALL))


def named(body):
    return [t for t, row in TARGETS.items() if body in f"{row['agencies']};{row['lead_agencies']}".split(";")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_agency_has_its_targets_and_no_others(agencies, report, lang):
    found = parts(agencies.listing().html.in_(lang))
    assert set(found) == set(report.data.agencies)
    assert len(found) > 30
    assert {b: re.findall(r"#(t\d+)\"", html) for b, html in found.items()} == {b: named(b) for b in found}


def test_only_who_is_asked_is_told_what_to_publish(agencies, report):
    found = parts(agencies.listing().html.zh)
    for target, asked in agencies.asked.items():
        wanted = would_decide(report.assessments[target], report.data).zh
        for body in named_by(report, target):
            row = next(r for r in found[body].split("<tr>") if f'#{target}"' in r)
            assert (wanted[:8] in row) is (body in asked)


def named_by(report, target):
    return [b for b in report.data.agencies if target in named(b)]


def test_contents_lead_to_every_agency(agencies, report):
    assert set(re.findall(r'href="#(agency-[\w-]+)"', agencies.contents().html.zh)) == {agency_anchor(b) for b in report.data.agencies}


def test_verdict_cards_lead_to_the_agencies(report):
    card = verdict_cards(report, [report.assessments["t48"]]).html.zh
    page = page_of(ROOT, "agencies")
    assert re.findall(rf'href="{page}#agency-([\w-]+)"', card) == list(report.assessments["t48"].target.agencies)
    assert 'href="#t48"' in card


def test_scoreboard_can_be_filtered_by_all_it_shows_and_nothing_else(report):
    offered = {c.name: [value for value, _ in c.options] for c in choices(report)}
    found = report.assessments.values()
    assert set(offered["verdict"]) == {a.verdict.value for a in found}
    assert set(offered["reason"]) == {r.value for a in found for r in a.reasons}
    assert set(offered["agency"]) == {b for a in found for b in a.target.agencies}
    assert set(offered["evidence"]) == {e.value if (e := evidence_of(a)) else "none" for a in found}


def test_every_word_of_the_closed_lists_is_defined(words):
    for group, vocabulary in VOCABULARIES.items():
        assert [t.id for t in words.known if t.group == group] == [w.value for w in vocabulary]
    assert all(t.name.zh and t.name.en and t.definition.zh and t.definition.en for t in words.known)


def test_terms_of_standards_say_how_they_are_known(words):
    for term in words.known:
        assert (term.read != "") == (term.source not in {"", "本书"}), term.id
    shown = words.terms().html
    unread = [t for t in words.known if t.read == "from_knowledge"]
    assert shown.zh.count("凭知识，未取得原文") == shown.en.count("from knowledge, original not obtained") == len(unread) > 0
    assert f"标准用语中有{len(unread)}个" in words.key_facts().html.zh


@pytest.mark.parametrize("lang", LANGUAGES)
def test_glossary_addresses_are_its_own(words, lang):
    shown = "".join(b.html.in_(lang) for b in (
        words.verdicts(), words.reasons(), words.evidence(), words.terms(), words.bases(), words.indicators()))
    ids = re.findall(r' id="([\w-]+)"', shown)
    assert len(ids) == len(set(ids))
    assert len(ids) == len(words.known) + len(words.report.data.bases) - 1 + len(words.measured)
