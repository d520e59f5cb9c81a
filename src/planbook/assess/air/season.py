"""What the heating season and the worst days do to a year: shares, the mean that would attain, days that would have to go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planbook.assess.air.evaluation import Comparison, compare
from planbook.assess.air.limits import AirLimit
from planbook.assess.air.rules import AirRules
from planbook.assess.rounding import Number, exact
from planbook.data.periods import Period


def season_share(season_mean: float, season_days: int, rest_mean: float, rest_days: int) -> float:
    """Return the season's share of the year's sum of daily means.

    Parameters
    ----------
    season_mean, rest_mean : float
        Means of the season and of the rest of the year, ug/m3.
    season_days, rest_days : int
        Valid days in both.

    Returns
    -------
    float
        Between 0 and 1.
    """
    season, rest = season_mean * season_days, rest_mean * rest_days
    return season / (season + rest)


@dataclass(frozen=True)
class Part:
    """One part of a year: its mean and the valid days behind it."""

    mean: Decimal
    days: int

    def excess(self, limit: Decimal) -> Decimal:
        """Return the sum over its days of what lies above a limit, ug/m3 times days; negative below it."""
        return (self.mean - limit) * self.days


@dataclass(frozen=True)
class SeasonExcess:
    """The year's exceedance of the annual limit, split into heating season and rest.

    Attributes
    ----------
    season, rest : Part
        The two parts of the year.
    limit : AirLimit
        The annual limit.

    Notes
    -----
    Exceedance is the sum over the year's days of mean minus limit, part by part: ``n * (mean - limit)``. A part whose
    mean lies below the limit has none of its own and offsets the other's.
    """

    season: Part
    rest: Part
    limit: AirLimit

    @property
    def share(self) -> Decimal | None:
        """The season's share of the parts' own exceedance, 0 to 1; ``None`` where neither part exceeds."""
        own = [max(Decimal(0), part.excess(self.limit.value)) for part in (self.season, self.rest)]
        return own[0] / sum(own) if sum(own) else None

    @property
    def season_mean_needed(self) -> Decimal:
        """The season's mean at which the year's would equal the limit, the rest unchanged, ug/m3."""
        days = self.season.days + self.rest.days
        return (self.limit.value * days - self.rest.mean * self.rest.days) / self.season.days

    @property
    def cut_needed(self) -> Decimal:
        """By which share the season's mean would have to fall for that; negative where it may rise."""
        return 1 - self.season_mean_needed / self.season.mean


def season_excess(season: tuple[Number, int], rest: tuple[Number, int], limit: AirLimit) -> SeasonExcess:
    """Split a year's exceedance; each part is its mean (ug/m3) and its valid days.

    Raises
    ------
    ValueError
        If a part has no day.
    """
    if min(season[1], rest[1]) < 1:
        raise ValueError("both parts of the year need at least one day")
    return SeasonExcess(Part(exact(season[0]), season[1]), Part(exact(rest[0]), rest[1]), limit)


@dataclass(frozen=True)
class Season:
    """A season given by its first and last day in the calendar, both included, across the turn of the year.

    Attributes
    ----------
    first, last : (int, int)
        Month and day.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def parse(cls, text: str) -> "Season":
        """Read ``MM-DD/MM-DD``."""
        first, last = ((int(m), int(d)) for m, d in (end.split("-") for end in text.split("/")))
        return cls(first, last)

    def holds(self, day: date) -> bool:
        """Tell whether a day belongs to the season."""
        spot = (day.month, day.day)
        return spot >= self.first or spot <= self.last

    def holds_month(self, year: int, month: int) -> bool | None:
        """Tell whether all days of a month belong to the season, none (``False``) or some (``None``)."""
        period = Period.parse(f"{year}-{month:02d}")
        ends = {self.holds(period.first), self.holds(period.last)}
        return ends.pop() if len(ends) == 1 else None


@dataclass(frozen=True)
class DaysAbove:
    """Days above the 24-hour limit, by what their month has to do with the season.

    Attributes
    ----------
    inside, split, outside : int
        Days in months wholly within the season, partly in it, and wholly out of it.
    """

    inside: int
    split: int
    outside: int

    @property
    def total(self) -> int:
        """All days above the limit."""
        return self.inside + self.split + self.outside

    @property
    def share(self) -> tuple[float, float] | None:
        """Least and greatest share of the season, 0 to 1: a split month's days may all fall out of it or all in it."""
        return (self.inside / self.total, (self.inside + self.split) / self.total) if self.total else None


def days_above(by_month: Mapping[int, int], year: int, season: Season) -> DaysAbove:
    """Sort a year's days above the 24-hour limit, counted by month number, into the season's months and others."""
    sums: dict[bool | None, int] = {True: 0, None: 0, False: 0}
    for month, days in by_month.items():
        sums[season.holds_month(year, month)] += days
    return DaysAbove(sums[True], sums[None], sums[False])


@dataclass(frozen=True)
class WithoutWorst:
    """How many of the worst days would have to go for the annual mean to attain.

    Attributes
    ----------
    before : Comparison
        The mean with every day.
    days : int
        Valid days of the year.
    listed : int
        How many worst days were at hand.
    needed : int or None
        Days that would have to go, none where the mean attains as it is; ``None`` where all that are listed do not suffice.
    after : Comparison
        The mean without the ``needed``, or without all listed, days.
    """

    before: Comparison
    days: int
    listed: int
    needed: int | None
    after: Comparison


def without_worst(mean: Number, days: int, worst: Sequence[Number], limit: AirLimit, rules: AirRules) -> WithoutWorst:
    """Leave out the worst days one by one until the rounded mean attains the limit.

    Parameters
    ----------
    mean : number
        Annual mean of daily values, ug/m3.
    days : int
        Valid days behind it.
    worst : sequence of number
        Highest daily means of the same year and archive, in any order, ug/m3.
    limit : AirLimit
        Annual limit.
    rules : AirRules
        How to round.

    Returns
    -------
    WithoutWorst
        Days left out are neither replaced nor counted: what remains is the mean of the other days.

    Raises
    ------
    ValueError
        If not fewer days are listed than the year has.
    """
    if len(worst) >= days:
        raise ValueError(f"{len(worst)} worst days of {days}")
    steps = list(_steps(exact(mean) * days, days, sorted((exact(v) for v in worst), reverse=True)))
    made = [compare(step, limit, rules) for step in steps]
    needed = next((k for k, step in enumerate(made) if step.attained), None)
    return WithoutWorst(compare(mean, limit, rules), days, len(worst), needed, made[-1 if needed is None else needed])


def _steps(load: Decimal, days: int, worst: Iterable[Decimal]) -> Iterable[Decimal]:
    """Yield the mean with all days, then without the first, the first two … of the worst."""
    yield load / days
    for gone, value in enumerate(worst, 1):
        load -= value
        yield load / (days - gone)
