"""Periods of observation, written in ISO 8601."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, order=True)
class Period:
    """A closed span of days.

    Attributes
    ----------
    first, last : datetime.date
        First and last day, both inclusive.
    code : str
        As written: a year, month, day or ``start/end``.

    Examples
    --------
    >>> Period.parse("2021/2024").last
    datetime.date(2024, 12, 31)
    >>> Period.parse("2023-02").is_month
    True
    """

    first: date
    last: date
    code: str

    @classmethod
    def parse(cls, code: str) -> "Period":
        """Read ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or two of them joined by a slash.

        Raises
        ------
        ValueError
            If the text is none of these or ends before it starts.
        """
        start, slash, end = code.partition("/")
        first, last = _edge(start, end_of=False), _edge(end if slash else start, end_of=True)
        if last < first:
            raise ValueError(f"period ends before it starts: {code!r}")
        return cls(first, last, code)

    @property
    def year(self) -> int:
        """Year in which the period ends."""
        return self.last.year

    @property
    def is_year(self) -> bool:
        """Whether it is one whole calendar year."""
        return len(self.code) == len("2025")

    @property
    def is_month(self) -> bool:
        """Whether it is one month."""
        return len(self.code) == len("2025-01")

    @property
    def ends_year(self) -> bool:
        """Whether it ends on 31 December."""
        return (self.last.month, self.last.day) == (12, 31)

    @property
    def spans_years(self) -> bool:
        """Whether it covers more than one calendar year (a cumulative figure)."""
        return self.first.year < self.last.year


def _edge(text: str, *, end_of: bool) -> date:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(f"not an ISO 8601 year, month or day: {text!r}")
    year, month, day = int(match[1]), match[2], match[3]
    if day:
        return date(year, int(month), int(day))
    if month:
        return date(year, int(month), calendar.monthrange(year, int(month))[1] if end_of else 1)
    return date(year, 12, 31) if end_of else date(year, 1, 1)
