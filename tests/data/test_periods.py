"""Periods in ISO 8601."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.data.periods import Period


@pytest.mark.parametrize(("code", "first", "last"), [
    ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
    ("2023-02-25", date(2023, 2, 25), date(2023, 2, 25)),
    ("2021/2024", date(2021, 1, 1), date(2024, 12, 31)),
    ("2023-01/2023-06", date(2023, 1, 1), date(2023, 6, 30)),
    ("2022-10-20/2023-04-20", date(2022, 10, 20), date(2023, 4, 20)),
])
def test_first_and_last_day(code: str, first: date, last: date) -> None:
    period = Period.parse(code)
    assert (period.first, period.last, period.code) == (first, last, code)


@pytest.mark.parametrize("code", [
    "", "25", "2025-1", "2025-13", "2025-02-30", "2025Q1", "2024/2021", "2025年", " 2025", "/2025", "2025-1-1",
])
def test_other_wordings_are_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(code)


def test_kind_of_period() -> None:
    year, month, half, plan = (Period.parse(c) for c in ("2025", "2025-12", "2025-01/2025-06", "2021/2025"))
    assert (year.is_year, year.is_month, year.ends_year, year.spans_years) == (True, False, True, False)
    assert (month.is_year, month.is_month, month.ends_year) == (False, True, True)
    assert (half.is_year, half.is_month, half.ends_year) == (False, False, False)
    assert (plan.year, plan.spans_years, plan.ends_year) == (2025, True, True)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_two_days_in_order_are_a_period(one: date, other: date) -> None:
    first, last = sorted((one, other))
    period = Period.parse(f"{first.isoformat()}/{last.isoformat()}")
    assert (period.first, period.last) == (first, last)
