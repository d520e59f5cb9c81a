"""The limits and evaluation rules of surface water, read from the tables of ``data/standards``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from planbook.assess.rounding import Number, exact
from planbook.data.errors import PlanbookError
from planbook.data.vocab import WATER_CLASSES, WATER_RATINGS, Word

GOOD_CLASS = "III"
"""The worst class that still counts as good, and whose limits times over the standard are measured against."""
LAKE_LIMITS = {"tp": "tp-lake"}
"""Items whose lake and reservoir limits stand under an id of their own (GB 3838-2002, table 1)."""


class Body(Word):
    """What kind of water body a section lies on."""

    RIVER = "river", "河流", "river"
    LAKE = "lake", "湖库", "lake or reservoir"


@dataclass(frozen=True)
class ItemLimits:
    """The limits of one item, class I to V.

    Attributes
    ----------
    direction : str
        ``le`` the value is at most the limit, ``ge`` at least (dissolved oxygen), ``range`` between both ends (pH).
    bounds : tuple of (Decimal or None, Decimal or None)
        Lowest and highest value of each class in ``unit``; ``None`` is open.
    """

    item: str
    name: str
    unit: str
    direction: str
    bounds: tuple[tuple[Decimal | None, Decimal | None], ...]

    def class_of(self, value: Number) -> str:
        """Return the best class whose limit the value keeps; on the limit itself counts as kept.

        Examples
        --------
        >>> limits = ItemLimits("do", "溶解氧", "mg/L", "ge", tuple((Decimal(n), None) for n in ("7.5", 6, 5, 3, 2)))
        >>> limits.class_of(5), limits.class_of(4.99), limits.class_of(1.9)
        ('III', 'IV', '劣V')
        """
        number = exact(value)
        kept = (c for c, (low, high) in zip(WATER_CLASSES, self.bounds, strict=False)
                if (low is None or number >= low) and (high is None or number <= high))
        return next(kept, WATER_CLASSES[-1])

    def times_over(self, value: Number) -> Decimal:
        """Return the times over the class III limit: (value - limit) / limit; negative below it."""
        limit = self.bounds[WATER_CLASSES.index(GOOD_CLASS)][1]
        if limit is None:
            raise ValueError(f"{self.item} has no upper limit of class {GOOD_CLASS}")
        return (exact(value) - limit) / limit


@dataclass(frozen=True)
class RatingStep:
    """One river rating and the shares of sections it stands for, percent; lower ends count, upper ends do not."""

    rating: str
    good: tuple[Decimal | None, Decimal | None]
    worse: tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class WaterRules:
    """Every number the evaluation of surface water needs (GB 3838-2002; 环办〔2011〕22号; 环办监测函〔2020〕82号).

    Attributes
    ----------
    limits : mapping of str to ItemLimits
        By item.
    evaluated : tuple of str
        Items that take part in a section's class, in the order of table 1.
    no_multiple : frozenset of str
        Items without times over the standard.
    first : frozenset of str
        Items named first among main pollutants.
    section_ratings : mapping of str to str
        Section class to rating word.
    steps : tuple of RatingStep
        River ratings, best first.
    heavy_good_below : Decimal
        The other wording of the upper end for the worst rating, percent.
    """

    limits: Mapping[str, ItemLimits]
    evaluated: tuple[str, ...]
    no_multiple: frozenset[str]
    first: frozenset[str]
    section_ratings: Mapping[str, str]
    steps: tuple[RatingStep, ...]
    heavy_good_below: Decimal
    below_detection_share: Decimal
    sections_for_shares: int
    main_pollutants: int
    month_samples: int
    quarter_samples: int
    year_months: int
    year_samples: int
    steps_some: int
    steps_clear: int
    points_none: Decimal
    points_some: Decimal
    rank_periods: int

    @classmethod
    def read(cls, table: Callable[[str], pd.DataFrame]) -> "WaterRules":
        """Read the rules from the tables of ``data/standards``.

        Parameters
        ----------
        table : callable
            Name to table of text cells, such as :meth:`planbook.data.load.Dataset.standard`.

        Raises
        ------
        PlanbookError
            If the rules say another number of evaluated items than the limits and the left-out items leave.
        """
        rules = table("water_rules").set_index("rule")
        limits = _limits(table("gb3838"))
        classes = table("section_rating")
        return cls(
            limits=limits, evaluated=_evaluated(limits, rules), no_multiple=frozenset(_items(rules, "exceedance-multiple")),
            first=frozenset(_items(rules, "main-pollutants-first")),
            section_ratings=dict(zip(classes["class"], classes["rating"], strict=True)), steps=_steps(table("river_rating")),
            heavy_good_below=_value(rules, "heavy-good-below"), below_detection_share=_value(rules, "below-detection-share"),
            sections_for_shares=int(_value(rules, "river-sections-min")), main_pollutants=int(_value(rules, "main-pollutants-max")),
            month_samples=int(_value(rules, "month-min-samples")), quarter_samples=int(_value(rules, "quarter-min-samples")),
            year_months=int(_value(rules, "annual-months")), year_samples=int(_value(rules, "annual-min-samples")),
            steps_some=int(_value(rules, "trend-rating-some")), steps_clear=int(_value(rules, "trend-rating-clear")),
            points_none=_value(rules, "trend-no-change"), points_some=_value(rules, "trend-some-change"),
            rank_periods=int(_value(rules, "spearman-min-n")),
        )

    def limits_for(self, item: str, body: Body) -> ItemLimits | None:
        """Return an item's limits for a kind of water body; ``None`` where the standard has none."""
        return self.limits.get(LAKE_LIMITS.get(item, item) if body is Body.LAKE else item)


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _value(rules: pd.DataFrame, rule: str) -> Decimal:
    if rule not in rules.index or not rules.loc[rule, "value"]:
        raise PlanbookError(f"data/standards/water_rules.csv 缺少规则 {rule} 的数值。处理：补上该行。")
    return Decimal(str(rules.loc[rule, "value"]))


def _items(rules: pd.DataFrame, rule: str) -> tuple[str, ...]:
    if rule not in rules.index or not rules.loc[rule, "items"]:
        raise PlanbookError(f"data/standards/water_rules.csv 缺少规则 {rule} 的项目（items 列）。处理：补上该行。")
    return tuple(str(rules.loc[rule, "items"]).split(";"))


def _limits(table: pd.DataFrame) -> dict[str, ItemLimits]:
    found = {}
    for item, rows in table.groupby("item", sort=False):
        first = rows.iloc[0]
        bounds = tuple(_bounds(r.direction, r.limit, r.low, r.high) for r in rows.itertuples())
        found[str(item)] = ItemLimits(str(item), str(first["item_zh"]), str(first["unit"]), str(first["direction"]), bounds)
    return found


def _bounds(direction: object, limit: object, low: object, high: object) -> tuple[Decimal | None, Decimal | None]:
    if direction == "range":
        return _decimal(str(low)), _decimal(str(high))
    number = _decimal(str(limit))
    return (number, None) if direction == "ge" else (None, number)


def _evaluated(limits: Mapping[str, ItemLimits], rules: pd.DataFrame) -> tuple[str, ...]:
    left_out = {*_items(rules, "evaluated-items"), *LAKE_LIMITS.values()}
    found = tuple(i for i in limits if i not in left_out)
    wanted = _value(rules, "evaluated-items")
    if len(found) != wanted:
        raise PlanbookError(
            f"data/standards/water_rules.csv 规则 evaluated-items 的数值为 {wanted}，而 gb3838.csv "
            f"去掉所列项目后有 {len(found)} 项。处理：核对两张表。")
    return found


def _steps(table: pd.DataFrame) -> tuple[RatingStep, ...]:
    rows = {str(r["rating"]): r for _, r in table.iterrows()}
    return tuple(RatingStep(
        rating, (_decimal(rows[rating]["good_low"]), _decimal(rows[rating]["good_high"])),
        (_decimal(rows[rating]["worse_low"]), _decimal(rows[rating]["worse_high"]))) for rating in WATER_RATINGS)
