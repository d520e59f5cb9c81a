"""Daily values of one file: what the readers of hourly and of daily files both return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from planbook.intake.archives.findings import Findings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COUNT = np.int16
"""How numbers of stations are kept; there are as many of them as of values."""
Counts = NDArray[np.int16]

ITEMS = ("pm25", "pm10", "so2", "no2", "co", "o3-8h")
"""Items evaluated, as indicator ids, in the order of every array's item axis."""
NOWHERE = "-"
"""Place written in a stations table for a station that is deliberately left out, such as a clean control site."""


@dataclass(frozen=True)
class DayRules:
    """What a valid day needs, and the largest value taken as possible.

    Attributes
    ----------
    hours, window_hours, windows : int
        Valid hours of a daily mean, of an 8-hour ozone mean, and valid 8-hour means of a day (HJ 663).
    limits : tuple of float
        Largest plausible value of each of :data:`ITEMS`, in its unit.
    """

    hours: int
    window_hours: int
    windows: int
    limits: tuple[float, ...]


@dataclass(frozen=True)
class Day:
    """One day's values.

    Attributes
    ----------
    day : date
        Calendar day of the rows' date.
    places : tuple of str
        Place ids.
    values : array, shape (items, places)
        Daily means, for ozone the daily maximum 8-hour mean; NaN where the day is not valid.
    stations : array, shape (items, places)
        Stations with a valid day behind each value.
    """

    day: date
    places: tuple[str, ...]
    values: Floats
    stations: Counts


@dataclass(frozen=True)
class FileDays:
    """All that one file gave."""

    name: str
    sha256: str
    encoding: str
    findings: Findings = field(default_factory=Findings)
    days: tuple[Day, ...] = ()


@dataclass(frozen=True)
class FileTask:
    """How to read one file; small, since it travels to another process.

    Attributes
    ----------
    path, base : str
        The file, and the folder its name is told from.
    targets : mapping of str to str
        Station or city as written in files, to place id, or :data:`NOWHERE`.
    rules : DayRules
        Completeness and plausible limits.
    """

    path: str
    base: str
    targets: Mapping[str, str]
    rules: DayRules
