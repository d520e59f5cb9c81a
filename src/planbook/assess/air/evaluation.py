"""The annual evaluation of one item: mean and percentile against their limits, rounded first."""

from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.air.limits import AirLimit, Limits, Purpose
from planbook.assess.air.rules import AirRules
from planbook.assess.air.statistics import Refusal, Statistic
from planbook.assess.rounding import Number, exact, round_half_even
from planbook.data.text import Text

MEAN_ONLY = Text(
    "公开通报说 PM2.5 达标与否，通常只比较年均值，不看日均值的特定百分位数。",
    "Public statements on PM2.5 usually compare the annual mean only, not the percentile of daily values.")


@dataclass(frozen=True)
class Comparison:
    """One figure against one limit.

    Attributes
    ----------
    value : Decimal
        As given, in the limit's unit.
    rounded : Decimal
        After rounding (GB/T 8170) to the decimals the rules keep for the unit; this is what is compared.
    limit : AirLimit
        The limit.
    """

    value: Decimal
    rounded: Decimal
    limit: AirLimit

    @property
    def excess(self) -> Decimal:
        """How far the rounded figure lies above the limit, negative below it."""
        return self.rounded - self.limit.value

    @property
    def attained(self) -> bool:
        """Whether the rounded figure is at or below the limit."""
        return self.excess <= 0

    @property
    def by_rounding(self) -> bool:
        """Whether only rounding brings the figure down to the limit."""
        return self.attained and self.value > self.limit.value


def compare(value: Number, limit: AirLimit, rules: AirRules) -> Comparison:
    """Round a figure as the rules ask and set it against a limit.

    Raises
    ------
    KeyError
        If the rules name no decimals for the limit's unit.
    """
    return Comparison(exact(value), round_half_even(value, rules.decimals[limit.unit]), limit)


@dataclass(frozen=True)
class AnnualEvaluation:
    """A year's evaluation of one item.

    Attributes
    ----------
    item, limit_class : str
        ``pm25`` and ``II``.
    mean, percentile : Statistic or None
        The figures; ``None`` where there is none.
    by_mean, by_percentile : Comparison or None
        Their comparisons; ``None`` where the figure is missing, refused or without a limit.
    missing : tuple of (str, str, str)
        Limits that are not known.
    rules : AirRules
        Under which it was made.
    """

    item: str
    limit_class: str
    mean: Statistic | None
    percentile: Statistic | None
    by_mean: Comparison | None
    by_percentile: Comparison | None
    missing: tuple[Purpose, ...]
    rules: AirRules

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Every rule that refused one of the figures, once."""
        found = [r for s in (self.mean, self.percentile) if s is not None for r in s.refused]
        return tuple(dict.fromkeys(found))

    @property
    def attained(self) -> bool | None:
        """Whether mean and percentile both attain; ``None`` while that is open. One that fails is enough to fail."""
        made = [c.attained for c in (self.by_mean, self.by_percentile) if c is not None]
        if False in made:
            return False
        return True if len(made) == len(("mean", "percentile")) else None


def annual_evaluation(
    item: str, mean: Statistic | None, percentile: Statistic | None, limits: Limits, rules: AirRules, limit_class: str = "II",
) -> AnnualEvaluation:
    """Evaluate a year of one item (HJ 663-2013, annual evaluation).

    Parameters
    ----------
    item : str
        ``pm25``, ``pm10``, ``so2`` or ``no2``, whose mean and percentile are both evaluated.
    mean, percentile : Statistic or None
        The year's mean, compared with the annual limit, and the percentile of daily values, compared with the 24-hour limit.
    limits : Limits
        In force on the day asked about.
    rules : AirRules
        Decimals to keep.
    limit_class : str
        ``I`` or ``II``.
    """
    wanted = {span: limits.of(item, span, limit_class) for span in ("annual", "24h")}
    return AnnualEvaluation(
        item, limit_class, mean, percentile, _against(mean, wanted["annual"], rules), _against(percentile, wanted["24h"], rules),
        tuple((item, span, limit_class) for span, limit in wanted.items() if limit is None), rules)


def _against(figure: Statistic | None, limit: AirLimit | None, rules: AirRules) -> Comparison | None:
    if figure is None or figure.value is None or limit is None:
        return None
    return compare(figure.value, limit, rules)
