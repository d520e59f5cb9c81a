"""What a scattered-coal scenario may take from published figures: the range of the activity and of each factor."""

from collections.abc import Iterable, Mapping, Sequence

from planbook.assess.coal import Input
from planbook.data.coal import EmissionFactor, FactorChoice
from planbook.data.coal_tables import FactorUse
from planbook.data.model import Observation
from planbook.data.vocab import Evidence

IN_YEAR, PLAN_PERIOD, OPEN_START = "ledger-in-year", "ledger-cumulative-plan-period", "ledger-cumulative-unstated-start"
PUBLISHED = (Evidence.ACTUAL, Evidence.INTERIM)
CANONICAL = {"kg/t": ("kg/t", 1.0), "g/kg": ("kg/t", 1.0), "kg/TJ": ("kg/GJ", 1e-3), "GJ/t": ("GJ/t", 1.0)}
"""Unit of a factor to the unit it is multiplied in."""


def activity_input(rows: Iterable[Observation]) -> Input | None:
    """Return the range of the coal cut in a plan period, ``None`` unless its cumulative total was published.

    Parameters
    ----------
    rows : iterable of Observation
        Ledger rows of one region.

    Returns
    -------
    Input or None
        Main: the total said to cover the plan period. Lowest: the years published one by one, the least figure of each,
        added up, where that is less. Highest: the largest cumulative figure published, its start stated or not.
    """
    known = [r for r in rows if r.value is not None and r.evidence in PUBLISHED]
    totals = [r for r in known if r.basis == PLAN_PERIOD]
    if not totals:
        return None
    main = max(totals, key=lambda r: r.known_from)
    yearly = [r for r in known if r.basis == IN_YEAR and r.unit == main.unit]
    cumulative = [r for r in known if r.basis in (PLAN_PERIOD, OPEN_START) and r.unit == main.unit]
    middle = _number(main)
    years = sum(_by_year(yearly).values()) or middle
    used = (*cumulative, *yearly)
    return Input(
        "activity", min(years, middle), middle, max(_number(r) for r in cumulative), main.unit,
        tuple("|".join(r.key) for r in used), tuple(dict.fromkeys(r.source for r in used)))


def _number(row: Observation) -> float:
    return row.value or 0.0


def _by_year(rows: Iterable[Observation]) -> dict[int, float]:
    """Return the least figure published for each year."""
    least: dict[int, float] = {}
    for row in rows:
        least[row.period.year] = min(_number(row), least.get(row.period.year, _number(row)))
    return least


def factor_inputs(
    choices: Sequence[FactorChoice], factors: Mapping[str, EmissionFactor], order: Sequence[str],
) -> dict[str, tuple[Input, ...]]:
    """Return the inputs of each pollutant whose product is in kg per tonne of coal.

    Parameters
    ----------
    choices : sequence of FactorChoice
        Which factor is the main one, which set the range, which are left out.
    factors : mapping of str to EmissionFactor
        By id.
    order : sequence of str
        Pollutants wanted, in order.

    Returns
    -------
    dict of str to tuple of Input
        Pollutants for which no factor is usable are left out.
    """
    found = {}
    for pollutant in order:
        parts = ("factor", "heating_value")
        mine = [[c for c in choices if (c.pollutant, c.input) == (pollutant, part) and c.use is not FactorUse.LEFT_OUT] for part in parts]
        if mine[0]:
            found[pollutant] = tuple(factor_range(part, m, factors) for part, m in zip(parts, mine, strict=True) if m)
    return found


def factor_range(part: str, chosen: Sequence[FactorChoice], factors: Mapping[str, EmissionFactor]) -> Input:
    """Return the range between the lowest and the highest of the chosen factors, their own intervals included.

    Raises
    ------
    ValueError
        If they are not all in one quantity, or more than one is called the main one.
    """
    used = [factors[c.factor] for c in chosen]
    units = {CANONICAL.get(f.unit, (f.unit, 1.0)) for f in used}
    mains = [factors[c.factor].value for c in chosen if c.use is FactorUse.MAIN]
    if len({u for u, _ in units}) > 1 or len(mains) > 1:
        raise ValueError(f"factors do not make one range: {', '.join(c.factor for c in chosen)}")
    values = [_scaled(v, f.unit) for f in used for v in (f.low, f.value, f.high) if v is not None]
    main = _scaled(mains[0], next(f.unit for f in used)) if mains and mains[0] is not None else None
    return Input(part, min(values), main, max(values), next(iter(units))[0], tuple(f.id for f in used),
                 tuple(dict.fromkeys(f.source for f in used)))


def _scaled(value: float, unit: str) -> float:
    return value * CANONICAL.get(unit, (unit, 1.0))[1]
