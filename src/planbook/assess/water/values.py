"""Single values and their means: what may be evaluated, what is refused and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planbook.assess.rounding import Number, exact
from planbook.assess.water.rules import Body, WaterRules
from planbook.data.vocab import Word

PH_SCALE = 14
"""Upper end of the pH scale; a reading beyond it is a fault of the instrument."""


class Why(Word):
    """Why a value does not take part in an evaluation."""

    MISSING = "missing", "没有数值", "no value"
    NOT_FINITE = "not_finite", "不是有限的数", "not a finite number"
    NEGATIVE = "negative", "为负数", "negative"
    OFF_SCALE = "off_scale", "超出量程", "beyond the scale"
    NO_DETECTION_LIMIT = "no_detection_limit", "该项目没有检出限", "the item has no detection limit"
    NOT_EVALUATED = "not_evaluated", "不参加断面评价", "takes no part in the evaluation"
    UNKNOWN_ITEM = "unknown_item", "标准中没有这个项目", "not an item of the standard"
    TOO_FEW = "too_few", "次数不足", "too few values"


@dataclass(frozen=True)
class Reading:
    """One measured concentration.

    Attributes
    ----------
    value : Decimal, float, int, str or None
        In the unit of the item's limits; the detection limit where ``below_detection``.
    below_detection : bool
        Whether the item was not detected.
    """

    value: Number | None
    below_detection: bool = False


@dataclass(frozen=True)
class Used:
    """The number an evaluation uses for a reading.

    Attributes
    ----------
    value : Decimal
        The reading, or the share of its detection limit the rule asks for (half: 环办监测函〔2020〕82号, 7).
    below_detection : bool
        Whether the number stands for a value below detection.
    """

    value: Decimal
    below_detection: bool = False


@dataclass(frozen=True)
class Refused:
    """An item that was given, or asked for, but is not evaluated."""

    item: str
    why: Why


def usable(item: str, reading: Reading | None, rules: WaterRules, body: Body = Body.RIVER) -> Used | Refused:
    """Return the number to evaluate, or why there is none.

    Parameters
    ----------
    item : str
        Item id of GB 3838-2002, table 1; lakes and rivers share ``tp``.
    reading : Reading or None
        The measured value.
    rules : WaterRules
        The standard.
    body : Body
        River or lake.
    """
    if rules.limits_for(item, body) is None:
        return Refused(item, Why.UNKNOWN_ITEM)
    if item not in rules.evaluated:
        return Refused(item, Why.NOT_EVALUATED)
    if reading is None or reading.value is None:
        return Refused(item, Why.MISSING)
    return _checked(item, exact(reading.value), reading, rules)


def _checked(item: str, value: Decimal, reading: Reading, rules: WaterRules) -> Used | Refused:
    limits = rules.limits[item]
    wrong = (
        (not value.is_finite(), Why.NOT_FINITE),
        (value.is_finite() and value < 0, Why.NEGATIVE),
        (limits.direction == "range" and value.is_finite() and value > PH_SCALE, Why.OFF_SCALE),
        (limits.direction != "le" and reading.below_detection, Why.NO_DETECTION_LIMIT),
    )
    for found, why in wrong:
        if found:
            return Refused(item, why)
    return Used(value * rules.below_detection_share, True) if reading.below_detection else Used(value)


class Span(Word):
    """The period a mean stands for."""

    MONTH = "month", "月", "month"
    QUARTER = "quarter", "季", "quarter"
    YEAR = "year", "年", "year"


@dataclass(frozen=True)
class Mean:
    """An arithmetic mean and what stands behind it.

    Attributes
    ----------
    value : Decimal
        In the item's unit.
    n : int
        Values behind it.
    below_detection : int
        How many of them were below detection.
    full : bool
        For a year: whether every month is there, not only the least number of them.
    """

    value: Decimal
    n: int
    below_detection: int
    full: bool


def least(span: Span, rules: WaterRules) -> int:
    """Return how many values a mean of this span needs at least (环办〔2011〕22号, data statistics).

    A month and a quarter count samples, a year counts monthly means; frozen rivers need fewer than twelve.
    """
    return {Span.MONTH: rules.month_samples, Span.QUARTER: rules.quarter_samples, Span.YEAR: rules.year_samples}[span]


def mean_of(item: str, readings: Sequence[Reading], span: Span, rules: WaterRules, body: Body = Body.RIVER) -> Mean | Refused:
    """Average the values of a period, or say why that is not allowed; unusable values are left out, never replaced.

    Parameters
    ----------
    item : str
        Item id.
    readings : sequence of Reading
        Samples of a month or quarter, or monthly means of a year.
    span : Span
        Which rule of completeness holds.
    rules : WaterRules
        The standard.
    body : Body
        River or lake.
    """
    found = [usable(item, r, rules, body) for r in readings]
    used = [u for u in found if isinstance(u, Used)]
    reasons = {f.why for f in found if isinstance(f, Refused)}
    if not used:
        return Refused(item, reasons.pop() if len(reasons) == 1 else Why.MISSING)
    if len(used) < least(span, rules):
        return Refused(item, Why.TOO_FEW)
    total = sum((u.value for u in used), Decimal(0))
    full = span is not Span.YEAR or len(used) >= rules.year_months
    return Mean(total / len(used), len(used), sum(u.below_detection for u in used), full)
