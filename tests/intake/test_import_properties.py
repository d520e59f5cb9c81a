"""Whatever is in a valid table comes back the same; whatever is in a workbook, the answer is a message and not a traceback."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_factory import TODAY, contents, country, filled, form_row, new_source, twin

from planbook.data.load import Record
from planbook.data.periods import Period
from planbook.intake.catalogue import Catalogue, key_of
from planbook.intake.difference import compare
from planbook.intake.due import stored_rows
from planbook.intake.entries import Reader, judge_duplicates
from planbook.intake.faults import ImportRefusedError, Log
from planbook.intake.form import ENTRIES
from planbook.intake.importing import propose
from planbook.intake.reading import read_file
from planbook.intake.template import csv_twin, template

FUZZED = int(os.environ.get("PLANBOOK_FUZZED", "60"))
"""Spoilt files tried; the long run takes its number from the environment."""
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


NASTY = ("=1+1", "<script>", "\u202e", "1e999", "-inf", "００", "9" * 400, "#REF!", "2026-02-30", "\t", "甲" * 500, "-", "0x10", "١٢")


def _spoil_bytes(content: bytes, chance: random.Random) -> bytes:
    """Return a file with a few bytes changed, cut or doubled."""
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(spoilt))
        spoilt[at:at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 4))
    return bytes(spoilt[: chance.randrange(1, len(spoilt) + 1)] if chance.random() < 0.2 else spoilt)


def _spoil_part(content: bytes, chance: random.Random) -> bytes:
    """Return a workbook one of whose parts is spoilt inside an intact archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _spoil_bytes(part, chance) if name == victim else part)
    return out.getvalue()


def _spoil_value(content: bytes, chance: random.Random) -> bytes:
    """Return a workbook in which one text is replaced by something nasty."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice([n for n in old.namelist() if b"</t>" in old.read(n)])
        for name in old.namelist():
            part = old.read(name)
            if name == victim:
                texts = part.split(b"</t>")
                at = chance.randrange(len(texts) - 1)
                kept = texts[at] if chance.random() < 0.5 else texts[at][: texts[at].rindex(b">") + 1]
                texts[at] = kept + chance.choice(NASTY).replace("<", "&lt;").encode()
                part = b"</t>".join(texts)
            new.writestr(name, part)
    return out.getvalue()


def _spoil_cell(content: bytes, chance: random.Random) -> bytes:
    """Return a CSV one of whose cells is replaced by something nasty."""
    lines = content.decode("utf-8-sig").splitlines()
    at = chance.randrange(len(lines))
    cells = lines[at].split(",")
    cells[chance.randrange(len(cells))] = chance.choice(NASTY)
    lines[at] = ",".join(cells)
    return "\r\n".join(lines).encode(chance.choice(["utf-8", "gb18030", "utf-16"]), errors="replace")


WAYS: tuple[tuple[str, Callable[[bytes, random.Random], bytes]], ...] = (
    ("form.xlsx", _spoil_bytes), ("form.xlsx", _spoil_part), ("form.xlsx", _spoil_value), ("form.csv", _spoil_bytes),
    ("form.csv", _spoil_cell))


def _told(land: Path, path: Path) -> str:
    """Return the refusal a file gets, empty where it passes; any other exception fails the test."""
    try:
        propose(land, path, TODAY)
    except ImportRefusedError as error:
        return str(error)
    return ""


def test_no_spoilt_file_gives_a_traceback_or_writes_anything(land: Path) -> None:
    row = form_row(period="2024", value="38.5", evidence="actual", source="s-report")
    whole = {"form.xlsx": filled(land, new_source(), rows=(form_row(period="2024"),)), "form.csv": twin(land, row)}
    before, passed = contents(land), 0
    for seed in range(FUZZED):
        name, way = WAYS[seed % len(WAYS)]
        path = land / name
        path.write_bytes(way(whole[name], random.Random(seed)))
        told = _told(land, path)
        told.encode("utf-8")
        passed += not told
    assert contents(land) == before
    assert passed < FUZZED
