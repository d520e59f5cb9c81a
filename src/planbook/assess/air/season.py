"""Air-quality evaluation of annual and daily figures against a limit."""

from dataclasses import dataclass

DAYS_NEEDED = 324
"""Valid daily means an annual mean needs (HJ 663-2013; from knowledge, see the method page)."""

MONTH_DAYS, FEBRUARY_DAYS = 27, 25
"""Valid daily means a month needs, February apart (HJ 663-2013; from knowledge)."""


@dataclass(frozen=True)
class Attainment:
    """One annual mean against one limit.

    Attributes
    ----------
    value, limit : float
        Both in ug/m3.
    excess : float
        ``value - limit``; positive is above the limit.
    complete : bool or None
        Whether enough valid days stand behind it; ``None`` where the number of days was not given.
    """

    value: float
    limit: float
    excess: float
    complete: bool | None

    @property
    def attained(self) -> bool:
        """Whether the mean is at or below the limit."""
        return self.excess <= 0


def attainment(value: float, limit: float, valid_days: int | None = None) -> Attainment:
    """Compare an annual mean with a limit.

    Parameters
    ----------
    value, limit : float
        Annual mean and limit, ug/m3 (GB 3095-2012, table 1).
    valid_days : int, optional
        Number of valid daily means behind the value.

    Examples
    --------
    >>> attainment(39.8, 35).attained
    False
    """
    complete = None if valid_days is None else valid_days >= DAYS_NEEDED
    return Attainment(value, limit, round(value - limit, 6), complete)


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
