"""Air quality by the official rules: limits, completeness, statistics, sub-index, evaluation, seasons."""

from planbook.assess.air.evaluation import MEAN_ONLY, AnnualEvaluation, Comparison, annual_evaluation, compare
from planbook.assess.air.index import BreakPoint, BreakPoints, SubIndex, break_points, sub_index, without_break_points
from planbook.assess.air.limits import AirLimit, Limits, all_limits, coming_limits, limits_on
from planbook.assess.air.rules import AirRules, Completeness, air_rules
from planbook.assess.air.season import (
    DaysAbove,
    Part,
    Season,
    SeasonExcess,
    WithoutWorst,
    days_above,
    season_excess,
    season_share,
    without_worst,
)
from planbook.assess.air.statistics import (
    MonthMean,
    Refusal,
    Rule,
    Statistic,
    annual_mean,
    annual_mean_of_months,
    annual_percentile,
    daily_max_8h,
    daily_mean,
    mean,
    mean_of_years,
    monthly_mean,
    percentile,
    percentile_of_months,
    published_mean,
)

__all__ = [
    "MEAN_ONLY", "AirLimit", "AirRules", "AnnualEvaluation", "BreakPoint", "BreakPoints", "Comparison",
    "Completeness", "DaysAbove", "Limits", "MonthMean", "Part", "Refusal", "Rule", "Season", "SeasonExcess", "Statistic",
    "SubIndex", "WithoutWorst", "air_rules", "all_limits", "annual_evaluation", "annual_mean", "annual_mean_of_months",
    "annual_percentile", "break_points", "coming_limits", "compare", "daily_max_8h", "daily_mean", "days_above", "limits_on",
    "mean", "mean_of_years", "monthly_mean", "percentile", "percentile_of_months", "published_mean", "season_excess", "season_share",
    "sub_index", "without_break_points", "without_worst",
]
