"""Air quality by the official rules: limits, completeness, statistics, sub-index, evaluation, seasons."""

from planbook.assess.air.rules import AirRules, Completeness, air_rules
from planbook.assess.air.season import DAYS_NEEDED, FEBRUARY_DAYS, MONTH_DAYS, Attainment, attainment, season_share

__all__ = [
    "DAYS_NEEDED", "FEBRUARY_DAYS", "MONTH_DAYS", "AirRules", "Attainment", "Completeness", "air_rules", "attainment",
    "season_share",
]
