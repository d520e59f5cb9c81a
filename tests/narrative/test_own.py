"""No generated sentence contradicts its assessment: invented ones at random, the book's own in every edition."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own import change_faults, count_faults, faults, verdict_words
from test_sentences import CASES, NAMES
from verdict_factory import (
    amount_target,
    ask,
    deliverable_target,
    make_row,
    make_target,
    rating_target,
    reduction_target,
)

from planbook.chapters.report import Report
from planbook.data.load import load_editions
from planbook.data.paths import project_root
from planbook.data.text import LANGUAGES
from planbook.data.vocab import WATER_RATINGS, Direction, Evidence, Verdict
from planbook.narrative.changes import change_sentence
from planbook.narrative.plan import plan_sentence, verdict_counts
from planbook.narrative.verdicts import headline_counts, verdict_sentence

EDITIONS = tuple(load_editions(project_root() / "data"))
FIGURES = st.integers(1, 1200).map(lambda n: n / 10)
PLACES = st.sampled_from(["testville", "testtown"])
SIDES = st.sampled_from([Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL])
PERIODS = st.sampled_from(["2019", "2020", "2021", "2022", "2023", "2024", "2025", "2021/2024", "2021/2025"])
KNOWN = st.sampled_from([Evidence.ACTUAL, Evidence.INTERIM, Evidence.MONITORED, Evidence.BASELINE, Evidence.PLANNED])
BOUND = st.sampled_from(["", "", "", "≥", "≤", ">", "<", "≈"])
BASIS = st.sampled_from(["-", "-", "-", "other"])


@st.composite
def figure_rows(draw, **fixed):
    """Draw rows with a figure on the target's own indicator, now and then elsewhere or on another basis."""
    parts = {"period": draw(PERIODS), "evidence": draw(KNOWN), "bound": draw(BOUND), "basis": draw(BASIS), "place": draw(PLACES)}
    return make_row(draw(FIGURES), **(parts | fixed))


@st.composite
def numeric(draw):
    """Draw a target with a number and its rows."""
    direction, unit = draw(SIDES), draw(st.sampled_from(["%", "t"]))
    target = make_target(value=draw(FIGURES), direction=direction, unit=unit, places=draw(st.sampled_from([
        ("testville",), ("testville", "testtown")])), target_year=draw(st.sampled_from([2025, 2024])))
    return target, draw(st.lists(figure_rows(unit=unit), max_size=6))


@st.composite
def reductions(draw):
    """Draw a target for a reduction with levels or reductions."""
    target = reduction_target(value=draw(FIGURES), base_year=draw(st.sampled_from([None, 2020])))
    levels = [make_row(draw(FIGURES), indicator="test-level", unit="t", period=p) for p in ("2020", "2025")]
    whole = figure_rows(evidence=Evidence.ACTUAL, place="testville", basis="-", period="2021/2025")
    return target, draw(st.sampled_from([[], levels])) + draw(st.lists(whole, max_size=2))


@st.composite
def amounts(draw):
    """Draw a target for an amount with running totals or a statement."""
    target = amount_target(value=draw(FIGURES))
    said = make_row(evidence=Evidence.STATEMENT, period="2021/2025", basis="other", text="超额完成", unit="t")
    return target, draw(st.lists(figure_rows(unit="t"), max_size=3)) + draw(st.sampled_from([[], [said]]))


@st.composite
def ratings(draw):
    """Draw a target for a rating with ratings."""
    target = rating_target(rating=draw(st.sampled_from(WATER_RATINGS)))
    words = st.builds(lambda w, p: make_row(text=w, unit="", period=p), st.sampled_from(WATER_RATINGS), PERIODS)
    return target, draw(st.lists(words, max_size=3))


@st.composite
def deliverables(draw):
    """Draw a target for a document with what was found."""
    words = st.builds(lambda p, b: make_row(text="已印发", unit="", period=p, basis=b), PERIODS, BASIS)
    return deliverable_target(), draw(st.lists(words, max_size=2))


ANY = st.one_of(numeric(), reductions(), amounts(), ratings(), deliverables())
YEARS = st.sampled_from([2022, 2023, 2024, 2025])


@given(ANY, YEARS)
def test_no_sentence_on_an_invented_target_contradicts_it(asked, as_of):
    target, rows = asked
    a = ask(target, *rows, as_of=as_of)
    for lang in LANGUAGES:
        said = verdict_sentence(a, NAMES).in_(lang)
        assert faults(said, a, NAMES, lang) == [], said
        turn = change_sentence(a, NAMES).in_(lang)
        assert change_faults(turn, a, NAMES, lang) == [], turn


@cache
def report(edition):
    return Report.open(edition)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_no_sentence_of_the_book_contradicts_its_assessment(edition, lang):
    book = report(edition)
    found = {}
    for a in book.assessments.values():
        said, turn = verdict_sentence(a, book.data).in_(lang), change_sentence(a, book.data).in_(lang)
        wrong = faults(said, a, book.data, lang) + change_faults(turn, a, book.data, lang)
        if wrong:
            found[a.target.id] = (wrong, said, turn)
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("say", [plan_sentence, verdict_counts, headline_counts])
@pytest.mark.parametrize("edition", EDITIONS)
def test_counts_are_the_assessments(edition, say, lang):
    every = list(report(edition).assessments.values())
    groups = [every, every[:1], *([a for a in every if a.verdict is v] for v in {a.verdict for a in every})]
    assert [count_faults(say(g).in_(lang), g, lang) for g in groups] == [[]] * len(groups)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_one_sentence_on_the_plan_leaves_no_target_out(edition, lang):
    every = list(report(edition).assessments.values())
    said = re.sub(r"[（(][^（()）]*[)）]", "", plan_sentence(every).in_(lang))
    total, *parts = (int(n) for n in re.findall(r"\d+", said))
    assert total == sum(parts) == len(every)
    assert said.count({"zh": "。", "en": ";"}[lang]) == {"zh": 1, "en": len(parts) - 1}[lang]


PAIRS = {
    "zh": [("不低于", "不高于"), ("值高", "值低"), ("至少高", "至少低"), ("多降", "少降"), ("优于目标", "差于目标"), ("已够", "不够"),
           ("下限", "上限"), ("上调", "下调"), ("目标值相等", "目标值不等")],
    "en": [("at least", "at most"), ("above the target", "below the target"), ("better than the target", "worse than the target"),
           (" more than the target", " less than the target"), (", at least as far", ", not as far"),
           ("lower bound", "upper bound"), (" up by", " down by"), ("equal to the target", "unlike the target")],
}


def turned(said, lang):
    """Yield the sentence with one word of direction turned round."""
    for pair in PAIRS[lang]:
        for old, new in (pair, pair[::-1]):
            for at in re.finditer(re.escape(old), said):
                yield said[:at.start()] + new + said[at.end():]


def renamed(said, a, lang):
    """Yield the sentence under each other verdict."""
    head = a.verdict.text.in_(lang)
    for verdict in Verdict:
        if verdict is not a.verdict:
            yield verdict.text.in_(lang) + said[len(head):]


def miscounted(said):
    """Yield the sentence with one figure or year changed: made foreign by more digits, each in turn."""
    for at in re.finditer(r"\d+(?:\.\d+)?", said):
        yield said[:at.start()] + at.group() + ("77" if "." in at.group() else ".77") + said[at.end():]


def shifted(said, figures):
    """Yield the sentence with one of the main figures one step off."""
    for value in figures:
        step = str(int(value.replace(".", "")) + 1).zfill(len(value.replace(".", "")))
        new = step[:-len(value.split(".")[1])] + "." + step[-len(value.split(".")[1]):] if "." in value else step
        for at in re.finditer(rf"(?<![\d.]){re.escape(value)}(?!\.?\d)", said):
            yield said[:at.start()] + new + said[at.end():]


def unnoticed(say, check, changed):
    """Return the changed sentences a checker lets pass."""
    return [wrong for wrong in changed if wrong != say and not check(wrong)]


def mutants(said, a, lang):
    yield from renamed(said, a, lang)
    yield from turned(said, lang)
    yield from miscounted(said)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_checker_catches_every_altered_sentence(name, lang):
    a = CASES[name]
    said = verdict_sentence(a, NAMES).in_(lang)
    assert faults(said, a, NAMES, lang) == []
    assert unnoticed(said, lambda s: faults(s, a, NAMES, lang), mutants(said, a, lang)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_checker_catches_every_altered_change(name, lang):
    a = CASES[name]
    said = change_sentence(a, NAMES).in_(lang)
    assert change_faults(said, a, NAMES, lang) == []
    swapped = (re.sub(re.escape(v.text.in_(lang)), w.text.in_(lang), said, count=1)
               for v in set(verdict_words(said, lang)) for w in Verdict if w is not v)
    sides = (said.replace(f"”{x}", f"”{y}") for x, y in PAIRS[lang])
    changed = [*turned(said, lang), *miscounted(said), *swapped, *sides]
    assert unnoticed(said, lambda s: change_faults(s, a, NAMES, lang), changed) == []


MAIN = {"met": ["53.8", "40", "13.8", "2025"], "not_met": ["30", "40", "10", "2025"], "indicated": ["38.3", "40", "1.7"],
        "change": ["200", "33.3", "50", "16.7"], "reached": ["45", "40", "5", "2023", "2025"], "behind": ["25", "40", "15", "2023", "2025"]}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MAIN)
def test_the_checker_catches_a_main_figure_one_step_off(name, lang):
    a = CASES[name]
    said = verdict_sentence(a, NAMES).in_(lang).split({"zh": "出处", "en": "Source"}[lang])[0]
    changed = list(shifted(said, MAIN[name]))
    assert len(changed) >= len(MAIN[name])
    assert unnoticed(said, lambda s: faults(s, a, NAMES, lang), changed) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_checker_catches_altered_sentences_of_the_book(lang):
    book = report(2025)
    let_pass = {}
    for a in book.assessments.values():
        said = verdict_sentence(a, book.data).in_(lang)
        passed = unnoticed(said, lambda s, a=a: faults(s, a, book.data, lang), mutants(said, a, lang))
        if passed:
            let_pass[a.target.id] = passed
    assert let_pass == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_checker_catches_altered_counts(lang):
    every = list(report(2025).assessments.values())
    said = verdict_counts(every).in_(lang)
    assert unnoticed(said, lambda s: count_faults(s, every, lang), miscounted(said.replace(".", ""))) == []
