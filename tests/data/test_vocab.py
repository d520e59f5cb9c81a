"""The closed words of the design."""

import pytest

from planbook.data import vocab
from planbook.data.vocab import FINAL_VERDICTS, PACE_VERDICTS, Evidence, Reason, Verdict, Word

VOCABULARIES = (
    vocab.Evidence, vocab.Verdict, vocab.Reason, vocab.Kind, vocab.Direction, vocab.Criterion, vocab.Grade,
    vocab.SourceKind, vocab.PlaceKind,
)


def test_evidence_words_are_those_of_the_design() -> None:
    assert [e.value for e in Evidence] == [
        "actual", "interim", "statement", "task", "planned", "baseline", "derived", "estimate", "monitored", "reference",
    ]


def test_verdict_words_are_those_of_the_design() -> None:
    assert [v.value for v in FINAL_VERDICTS] == [
        "met", "met_as_stated", "not_met", "reached_in_period", "indicated_met", "indicated_not_met", "not_assessable",
    ]
    assert [v.value for v in PACE_VERDICTS] == ["ahead", "on_pace", "behind", "not_assessable"]
    assert set(FINAL_VERDICTS) | set(PACE_VERDICTS) == set(Verdict)


def test_seven_reasons() -> None:
    assert {r.value for r in Reason} == {
        "no_criterion", "no_number", "no_base_year", "nothing_published", "only_other_scope", "only_earlier_year",
        "only_part",
    }


@pytest.mark.parametrize("words", VOCABULARIES)
def test_every_word_has_both_names_and_is_found_again(words: type[Word]) -> None:
    for word in words:
        assert word.text.zh
        assert word.text.en
        assert words.of(word.value) is word
    assert len({w.text.zh for w in words}) == len(words)


def test_a_word_equals_its_id() -> None:
    assert Evidence.ACTUAL == "actual"
    assert f"{Evidence.ACTUAL}" == "actual"


def test_unknown_word_names_the_list() -> None:
    with pytest.raises(ValueError, match="monitored"):
        Evidence.of("measured")


def test_ratings_and_classes_run_from_good_to_bad() -> None:
    assert vocab.WATER_RATINGS[0] == "优"
    assert vocab.WATER_RATINGS[-1] == "重度污染"
    assert vocab.WATER_CLASSES == ("I", "II", "III", "IV", "V", "劣V")
