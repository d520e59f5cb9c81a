"""What a source printed and what the book uses instead stand side by side in the chapter on sources."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from reading import DATA, plain, rows_in, table

from planbook.chapters import sources
from planbook.chapters.report import Report
from planbook.chapters.sources import NOTHING_CORRECTED, Sources, corrections_seen
from planbook.data.intake_tables import CORRECTABLE, CORRECTIONS
from planbook.data.load import load_dataset
from planbook.data.schema import OBSERVATION_KEY

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def chapter() -> Sources:
    return Sources(Report(load_dataset(root=DATA.parent)))


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what lets the chapter find an invented correction of the first stored row."""
    row = rows_in(min((DATA / "observations").glob("*.csv")))[0]
    key = {k: row[k] for k in OBSERVATION_KEY}

    def declared(**given: str) -> None:
        entry = key | {"action": "override", "column": "value", "expect": "50", "new": "51", "reason": "invented",
                       "provider": "nobody", "status": "open"} | given
        monkeypatch.setattr(sources, "corrections_seen", lambda _: (tuple(entry.items()),))

    return declared


def test_where_nothing_is_corrected_words_say_so(chapter, monkeypatch):
    monkeypatch.setattr(sources, "corrections_seen", lambda _: ())
    block = chapter.corrections()
    assert (plain(block.html.zh), plain(block.html.en)) == (NOTHING_CORRECTED.zh, NOTHING_CORRECTED.en)


def test_a_correction_shows_both_figures_and_who_says_so(chapter, declare):
    declare()
    [row] = table(chapter.corrections().html.zh)
    assert row[3:] == ["数值", "50", "51", "invented", "nobody", "未告知"]


@pytest.mark.parametrize("column", CORRECTABLE)
@pytest.mark.parametrize(("action", "status"), [("drop", "open"), ("flag", "reported"), ("override", "confirmed")])
def test_each_action_column_and_status_has_words_in_both_languages(chapter, declare, column, action, status):
    declare(action=action, column=column, new="51" if action == "override" else "", status=status)
    [row] = table(chapter.corrections().html.en)
    assert all(row[3:])
    assert not CHINESE.search("".join(row[3:]))


@pytest.mark.parametrize(("edition", "count"), [(2022, 1), (2024, 2)])
def test_an_edition_looks_at_corrections_of_its_periods_only(tmp_path: Path, edition: int, count: int) -> None:
    (tmp_path / "data").mkdir()
    with (tmp_path / "data/corrections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(CORRECTIONS.fields), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([{"id": "a", "period": "2022"}, {"id": "b", "period": "2023-05"}])
    seen = corrections_seen(SimpleNamespace(root=tmp_path, edition=SimpleNamespace(year=edition)))
    assert len(seen) == count
