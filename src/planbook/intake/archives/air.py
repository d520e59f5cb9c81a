"""Statistics of an air archive under HJ 663: the table printed, the observations written."""

from collections.abc import Iterator, Sequence
from itertools import chain

from planbook.assess.air import AirRules
from planbook.data.load import Dataset
from planbook.intake.archives.archive import Archive
from planbook.intake.archives.days import ITEMS
from planbook.intake.archives.report import table
from planbook.intake.archives.rows import (
    MEANS_OF_YEAR,
    PERCENTILE,
    PM25,
    Label,
    Row,
    Writer,
    conditions_changed,
    day_rows,
    month_rows,
    plain,
    pm25_scale,
    provenance,
    year_rows,
)
from planbook.intake.archives.statistics import Period, months, years

NOTHING = "无"


def air_rows(
    archive: Archive, rules: AirRules, dataset: Dataset, label: tuple[str, str], levels: Sequence[str],
) -> Iterator[Row]:
    """Return an archive's observations.

    Parameters
    ----------
    archive : Archive
        Daily values.
    rules : AirRules
        Completeness and percentiles.
    dataset : Dataset
        Units, decimals, conditions, break points.
    label : tuple of str
        Source id and series.
    levels : sequence of str
        ``day``, ``month`` and ``year``, those wanted.
    """
    writer = Writer(dataset, Label(*label, provenance(archive.files)), conditions_changed(dataset))
    places = archive.daily.places
    made = {
        "day": lambda: day_rows(archive.daily, writer),
        "month": lambda: month_rows(months(archive.daily, rules), places, writer),
        "year": lambda: year_rows(years(archive.daily, rules), places, writer),
    }
    return chain.from_iterable(made[level]() for level in levels)


def air_table(archive: Archive, rules: AirRules, dataset: Dataset) -> str:
    """Return the years and months of each place as a table, with the standard it follows."""
    daily = archive.daily
    periods = [*years(daily, rules), *months(daily, rules)]
    names = [dataset.indicators[i].name.zh.removesuffix("平均浓度") for i in MEANS_OF_YEAR]
    shares = [f"{dataset.indicators[PERCENTILE[i]].name.zh}".removesuffix("浓度") for i in ITEMS]
    rows = [_line(p, n, place, dataset) for p in periods for n, place in enumerate(daily.places) if p.days[:, n].any()]
    head = f"按 {rules.standard} 统计；均为未审核的监测数据。完整性只看 PM2.5 的有效日数。"
    unclassed = [p.code for p in years(daily, rules) if pm25_scale(dataset, p.code) is None]
    if unclassed:
        head += f"\n{'、'.join(unclassed)} 年没有在施行的 PM2.5 分级（data/standards/iaqi.csv），没有统计各级天数。"
    return f"{head}\n{table(['期间', '地方', *names, *shares, '有效日', '完整'], rows)}"


def _line(period: Period, number: int, place: str, dataset: Dataset) -> list[str]:
    known = dataset.places.get(place)
    means = [_cell(period.mean[ITEMS.index(i), number], i, dataset) for i in MEANS_OF_YEAR]
    shares = [_cell(period.percentile[n, number], PERCENTILE[i], dataset) for n, i in enumerate(ITEMS)]
    complete = "是" if period.complete[PM25, number] else "否"
    return [period.code, known.name.zh if known else place, *means, *shares, str(period.days[PM25, number]), complete]


def _cell(value: float, indicator: str, dataset: Dataset) -> str:
    return NOTHING if value != value else plain(value, dataset.indicators[indicator].decimals)  # noqa: PLR0124
