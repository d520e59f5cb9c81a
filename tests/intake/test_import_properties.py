"""Whatever is in a valid table comes back the same."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_factory import TODAY, country

from planbook.data.load import Record
from planbook.data.periods import Period
from planbook.intake.catalogue import Catalogue, key_of
from planbook.intake.difference import compare
from planbook.intake.due import stored_rows
from planbook.intake.entries import Reader, judge_duplicates
from planbook.intake.faults import Log
from planbook.intake.form import ENTRIES
from planbook.intake.reading import read_file
from planbook.intake.template import csv_twin, template

ROUNDS = int(os.environ.get("PLANBOOK_ROUNDS", "15"))


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return country(tmp_path_factory.mktemp("land") / "land")


NUMBERS = st.decimals(min_value=-99_999, max_value=99_999, places=4, allow_nan=False).map(lambda d: f"{d:f}".rstrip("0").rstrip(".")).map(
    lambda t: "0" if t in ("-0", "") else t)
WORDS = st.text(alphabet="甲乙丙丁,;\"'（）。、abcXYZ 0123456789=+-@%", max_size=12).map(str.strip).filter(
    lambda t: not t.startswith(("=", "+", "@", "-")))
PERIODS = st.sampled_from(["2019", "2023", "2024-02", "2024-02-29", "2021/2024", "2023-01/2023-06"])


@st.composite
def observations(draw: st.DrawFn) -> Record:
    """Return an observation as a valid table may hold it."""
    indicator, unit = draw(st.sampled_from([("smoke", "ug/m3"), ("trees", "个"), ("smoke-cut", "%")]))
    return {"indicator": indicator, "place": draw(st.sampled_from(["testville", "sampleton", "testshire"])), "period": draw(PERIODS),
           "period_label": draw(WORDS) or "-", "evidence": draw(st.sampled_from(["actual", "interim", "reference", "planned"])),
           "basis": draw(st.sampled_from(["-", "peak"])), "source": draw(st.sampled_from(["s-plan", "s-report", "s-archive"])),
           "series": draw(WORDS) or "-", "value": draw(NUMBERS), "low": draw(st.just("") | NUMBERS), "high": draw(st.just("") | NUMBERS),
           "bound": draw(st.sampled_from(["", "=", "≥", "<"])), "text": draw(WORDS), "unit": unit,
           "n": draw(st.just("") | st.integers(0, 400).map(str)),
           "known_from": draw(st.dates(Period.parse("2025-07").first, Period.parse("2026-10").last).map(lambda d: d.isoformat())),
           "note": draw(WORDS)}


@settings(max_examples=ROUNDS, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(observations(), min_size=1, max_size=8, unique_by=key_of), as_csv=st.booleans())
def test_a_valid_table_comes_back_the_same(rows: list[Record], as_csv: bool, land: Path) -> None:
    catalogue = Catalogue(land / "data")
    form = list(stored_rows(catalogue, rows))
    day = Period.parse("2026-11-22").first
    content = csv_twin(form, catalogue) if as_csv else template(form, catalogue, "试验", (2025, ""), day)
    catalogue.__dict__["observations"] = {key_of(r): ("results", r) for r in rows}
    catalogue.__dict__["_figures"] = {}
    log = Log("form")
    grids = read_file(content, "form.csv" if as_csv else "form.xlsx", log)
    entries = list(Reader(catalogue, catalogue.sources, log, TODAY).entries(grids[ENTRIES]))
    judge_duplicates(entries, log)
    difference = compare(entries, catalogue, log)
    assert log.found == []
    assert (len(difference.new), len(difference.changed), difference.unchanged) == (0, 0, len(rows))
