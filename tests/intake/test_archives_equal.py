"""The columnar path gives what the plain functions of ``assess.air`` give, gaps and duplicates included."""

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from archive_factory import DAY, RULES, TYPES, days_from, hourly_text, read, write
from hypothesis import given, settings
from hypothesis import strategies as st

from bookkit import ROOT
from planbook.assess.air import (
    air_rules,
    annual_mean,
    annual_percentile,
    break_points,
    daily_max_8h,
    daily_mean,
    monthly_mean,
    sub_index,
)
from planbook.data.load import read_table
from planbook.intake.archives.archive import DailyValues
from planbook.intake.archives.days import ITEMS
from planbook.intake.archives.rows import class_days
from planbook.intake.archives.statistics import months, percentiles, years

STANDARDS = ROOT / "data" / "standards"
HJ = air_rules(read_table(STANDARDS / "hj663.csv"), date(2025, 12, 31))
NEED = HJ.completeness
CELL = st.one_of(st.none(), st.integers(1, 900), st.integers(1, 9000).map(lambda n: n / 10))
STATIONS = {"S1": "p", "S2": "p", "S3": "q"}


def plain_days(hours: dict[tuple[int, str], list[float | None]]) -> dict[tuple[str, str], float]:
    """Return daily values of items and places by the plain functions: mean of the stations' valid days."""
    found: dict[tuple[str, str], list[float]] = {}
    for kind, item in zip(TYPES, ITEMS, strict=True):
        for n, place in enumerate(STATIONS.values()):
            series = [hours.get((h, kind), [None] * 3)[n] for h in range(24)]
            rule = daily_max_8h if kind == "O3" else daily_mean
            value = rule(series, DAY, NEED).value
            if value is not None:
                found.setdefault((item, place), []).append(float(value))
    return {key: sum(values) / len(values) for key, values in found.items()}


@st.composite
def archive_days(draw: st.DrawFn) -> dict[tuple[int, str], list[float | None]]:
    """A day in which whole rows are missing, and single cells, at about the rate at which days become invalid."""
    gone = draw(st.sets(st.tuples(st.integers(0, 23), st.sampled_from(TYPES)), max_size=30))
    holes = draw(st.sets(st.tuples(st.integers(0, 23), st.sampled_from(TYPES), st.integers(0, 2)), max_size=40))
    values = draw(st.lists(st.integers(1, 900), min_size=30, max_size=30))
    day = {}
    for h in range(24):
        for t, kind in enumerate(TYPES):
            if (h, kind) not in gone:
                scale = 100 if kind == "CO" else 1
                day[h, kind] = [None if (h, kind, n) in holes else values[(h * 7 + t * 5 + n * 11) % 30] / scale for n in range(3)]
    return day


@settings(max_examples=40, deadline=None)
@given(day=archive_days(), doubled=st.sets(st.integers(0, 23), max_size=3), order=st.randoms())
def test_daily_values_are_those_of_the_plain_functions(day, doubled, order) -> None:
    assert (NEED.day_hours, NEED.o3_window_hours, NEED.o3_day_windows) == (RULES.hours, RULES.window_hours, RULES.windows)
    rows = hourly_text(list(STATIONS), day).splitlines()
    repeated = [line for line in rows[1:] if int(line.split(",")[1]) in doubled]
    body = rows[1:] + repeated
    order.shuffle(body)
    with tempfile.TemporaryDirectory() as folder:
        got = read(write(Path(folder), "x.csv", "\n".join([rows[0], *body]) + "\n"), STATIONS)
    expected = plain_days(day)
    found = {(ITEMS[i], d.places[p]): d.values[i, p] for d in got.days for i, p in np.argwhere(~np.isnan(d.values)).tolist()}
    assert found.keys() == expected.keys()
    assert all(found[k] == pytest.approx(v, rel=1e-12) for k, v in expected.items())


def daily(values: np.ndarray, first: date) -> DailyValues:
    """Return one item's series of one place as daily values of all items."""
    table = np.full((len(values), len(ITEMS), 1), np.nan)
    table[:, ITEMS.index("pm25"), 0] = values
    days = days_from(first, len(values))
    return DailyValues(tuple(days), ("p",), table, (~np.isnan(table)).astype(np.int64))


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), gaps=st.integers(0, 60), lumps=st.integers(0, 2), year=st.sampled_from([2031, 2032]),
    start=st.sampled_from([0, 0, 40]))
def test_months_and_years_are_those_of_the_plain_functions(seed, gaps, lumps, year, start) -> None:
    rng = np.random.default_rng(seed)
    days = days_from(date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days)[start:]
    values = np.round(rng.gamma(2, 20, len(days)), 1) + 0.1
    values[rng.choice(len(days), gaps, replace=False)] = np.nan
    for at in rng.integers(0, len(days), lumps):
        values[at:at + 8] = np.nan
    given_days = {d: (None if np.isnan(v) else float(v)) for d, v in zip(days, values, strict=True)}
    table = daily(values, days[0])
    pm25 = ITEMS.index("pm25")
    for month in months(table, HJ):
        plain = monthly_mean(given_days, year, int(month.code[5:]), NEED)
        assert month.days[pm25, 0] == plain.n
        assert bool(month.complete[pm25, 0]) == (not plain.refused)
        assert month.mean[pm25, 0] == pytest.approx(float(plain.of_available or np.nan), rel=1e-12, nan_ok=True)
    (whole,) = years(table, HJ)
    mean = annual_mean(given_days, year, NEED)
    share = annual_percentile(given_days, year, HJ.percentiles["pm25"], NEED)
    assert (whole.days[pm25, 0], bool(whole.complete[pm25, 0])) == (mean.n, mean.valid)
    assert whole.mean[pm25, 0] == pytest.approx(float(mean.of_available), rel=1e-12)
    assert whole.percentile[pm25, 0] == pytest.approx(float(share.of_available), rel=1e-12)


def test_an_item_without_values_has_no_percentile() -> None:
    nothing = np.full((3, len(ITEMS), 1), np.nan)
    assert np.isnan(percentiles(nothing, np.full(len(ITEMS), 0.95))).all()
    assert np.isnan(percentiles(np.ones((3, len(ITEMS), 1)), np.full(len(ITEMS), np.nan))).all()


@given(values=st.lists(st.one_of(st.integers(1, 600), st.sampled_from([35, 75, 115, 150, 250, 350, 500])), max_size=40))
def test_days_by_class_follow_the_sub_index(values) -> None:
    scale = break_points(read_table(STANDARDS / "iaqi.csv"), "pm25", "24h", date(2025, 12, 31))
    names = list(dict.fromkeys(p.category for p in scale.points if p.category))
    expected = [sum(sub_index(v, scale).category == name for v in values) for name in names]
    assert class_days(np.array(values, float), scale) == expected
