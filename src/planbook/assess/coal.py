"""Emissions avoided by a ledger amount of coal, as a scenario with an interval: never an official figure, never shared out to cities.

Gross: what is burnt instead (biomass, gas, power) is not deducted, and each tonne of the ledger counts once.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt
from scipy import stats

from planbook.data.vocab import Evidence, Word

Draws = npt.NDArray[np.float64]
"""One number per draw; shape ``(n,)``."""

ORDER_OF_MAGNITUDE = 10.0
"""From this ratio of highest to lowest on, ends without a main value differ by order of magnitude, not by degree."""
PERCENTILES = (5.0, 50.0, 95.0)
"""Ends and middle of the interval shown."""
KG_PER_T = 1000.0


class Shape(Word):
    """How an input is drawn between its ends."""

    FIXED = "fixed", "定值", "fixed"
    TRIANGULAR = "triangular", "三角分布", "triangular"
    UNIFORM = "uniform", "均匀分布", "uniform"
    LOG_UNIFORM = "log_uniform", "对数均匀分布", "log-uniform"


@dataclass(frozen=True)
class Input:
    """One uncertain input of the scenario.

    Attributes
    ----------
    id : str
        ``activity``, ``factor`` or ``heating_value``.
    low, high : float
        Lowest and highest published value, in ``unit``; both above zero.
    main : float or None
        Value taken for the main case; ``None`` where no source speaks for this region.
    unit : str
        ``万吨`` for the activity, ``kg/t`` for factors; carbon dioxide: ``kg/GJ`` and ``GJ/t``.
    references : tuple of str
        Ids of the factors or keys of the rows the range rests on.
    sources : tuple of str
        Ids of their sources.
    """

    id: str
    low: float
    main: float | None
    high: float
    unit: str
    references: tuple[str, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a range that is none.

        Raises
        ------
        ValueError
            If an end is not positive or the values are not in order.
        """
        middle = self.low if self.main is None else self.main
        if not 0 < self.low <= middle <= self.high:
            raise ValueError(f"not a range: {self.low}, {self.main}, {self.high} ({self.id})")

    @property
    def shape(self) -> Shape:
        """How it is drawn: around the main value if there is one, else evenly, over orders of magnitude evenly in logarithms."""
        if self.low == self.high:
            return Shape.FIXED
        if self.main is not None:
            return Shape.TRIANGULAR
        return Shape.LOG_UNIFORM if self.high / self.low >= ORDER_OF_MAGNITUDE else Shape.UNIFORM


@dataclass(frozen=True)
class Setting:
    """How the scenario is drawn; the same setting gives the same result.

    Attributes
    ----------
    draws : int
        Number of draws.
    seed : int
        Seed of numpy's generator.
    """

    draws: int
    seed: int


@dataclass(frozen=True)
class Estimate:
    """What one pollutant comes to.

    Attributes
    ----------
    pollutant : str
        Id of the pollutant.
    inputs : tuple of Input
        Activity first, then the factor, then the heating value where there is one.
    low, median, high : float
        Percentiles :data:`PERCENTILES` of the draws, 10,000 t.
    floor, ceiling : float
        Every input at its lowest, and at its highest.
    main : float or None
        Every input at its main value; ``None`` where one has none.
    shares : dict of str to float
        Input id to its share in the variance of the logarithm of the result, which for a product of independent inputs
        adds up to one: what moves the interval most.
    """

    pollutant: str
    inputs: tuple[Input, ...]
    low: float
    median: float
    high: float
    floor: float
    ceiling: float
    main: float | None
    shares: dict[str, float]

    @property
    def strongest(self) -> str:
        """The input that moves the interval most."""
        return max(self.shares, key=lambda name: self.shares[name])


@dataclass(frozen=True)
class Scenario:
    """Gross emissions avoided in one whole region, with everything they rest on.

    Attributes
    ----------
    place : str
        The region the activity was published for; no part of it.
    activity : Input
        Coal cut or replaced, 10,000 t.
    estimates : tuple of Estimate
        By pollutant, in the order given.
    setting : Setting
        Draws and seed.
    evidence : Evidence
        Always ``estimate``.
    """

    place: str
    activity: Input
    estimates: tuple[Estimate, ...]
    setting: Setting
    evidence: Evidence = Evidence.ESTIMATE


def simulate(place: str, activity: Input, factors: Mapping[str, Sequence[Input]], setting: Setting) -> Scenario:
    """Draw activity and factors independently and multiply them.

    Parameters
    ----------
    place : str
        Region the activity was published for.
    activity : Input
        Coal cut or replaced, 10,000 t; the same draws serve every pollutant.
    factors : mapping of str to sequence of Input
        Pollutant to the inputs whose product is in kg per tonne of coal.
    setting : Setting
        Draws and seed; each input has a stream of its own, so that adding a pollutant changes no other.

    Returns
    -------
    Scenario
        One estimate per pollutant, 10,000 t.
    """
    amount = sample(activity, setting, activity.id)
    found = []
    for pollutant, inputs in factors.items():
        drawn = [amount, *(sample(i, setting, f"{pollutant}|{i.id}") for i in inputs)]
        found.append(_estimate(pollutant, (activity, *inputs), drawn))
    return Scenario(place, activity, tuple(found), setting)


def sample(source: Input, setting: Setting, stream: str) -> Draws:
    """Return draws of an input, shape ``(draws,)``; ``stream`` names its own random numbers."""
    if source.shape is Shape.FIXED:
        return np.full(setting.draws, source.low)
    generator = np.random.default_rng([setting.seed, zlib.crc32(stream.encode())])
    drawn: Draws = distribution(source).rvs(size=setting.draws, random_state=generator)
    return drawn


def distribution(source: Input) -> stats.rv_continuous:
    """Return the distribution of an input that is not fixed."""
    width = source.high - source.low
    if source.shape is Shape.LOG_UNIFORM:
        return stats.loguniform(source.low, source.high)
    if source.main is None:
        return stats.uniform(loc=source.low, scale=width)
    return stats.triang((source.main - source.low) / width, loc=source.low, scale=width)


def _estimate(pollutant: str, inputs: tuple[Input, ...], drawn: Sequence[Draws]) -> Estimate:
    product = np.prod(np.stack(drawn), axis=0) / KG_PER_T
    low, median, high = (float(v) for v in np.percentile(product, PERCENTILES))
    mains = [i.main for i in inputs]
    known = [m for m in mains if m is not None]
    return Estimate(
        pollutant, inputs, low, median, high, prod(i.low for i in inputs) / KG_PER_T, prod(i.high for i in inputs) / KG_PER_T,
        prod(known) / KG_PER_T if len(known) == len(mains) else None, _shares(inputs, drawn))


def _shares(inputs: Sequence[Input], drawn: Sequence[Draws]) -> dict[str, float]:
    spread = {i.id: 0.0 if i.shape is Shape.FIXED else float(np.log(d).var()) for i, d in zip(inputs, drawn, strict=True)}
    total = sum(spread.values())
    return {name: value / total if total else 0.0 for name, value in spread.items()}
