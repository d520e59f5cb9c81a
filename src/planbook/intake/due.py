"""Which figures a year owes: one row of the form for each indicator, place and period that a target is decided by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planbook.data.errors import PlanbookError
from planbook.data.load import Dataset, Record
from planbook.data.model import NO_KEY, Target
from planbook.data.periods import Period
from planbook.data.schema import OBSERVATIONS
from planbook.data.vocab import Criterion, Evidence, Kind
from planbook.intake.catalogue import Catalogue
from planbook.intake.form import row_code

FormRow = dict[str, str]
"""Cells of one row of the form by column."""
_LASTING = (Evidence.PLANNED, Evidence.TASK)


@dataclass(frozen=True)
class Group:
    """A template's subject: a project or an agency, with its targets."""

    id: str
    name: str
    targets: tuple[Target, ...]


def groups(dataset: Dataset, projects: Iterable[str] = (), agencies: Iterable[str] = ()) -> list[Group]:
    """Return the groups asked for; every project where none is.

    Raises
    ------
    PlanbookError
        If a project or agency is not the plan's.
    """
    wanted_projects, wanted_agencies = list(projects), list(agencies)
    if not (wanted_projects or wanted_agencies):
        wanted_projects = list(dataset.projects)
    targets = [t for t in dataset.targets.values() if t.criterion is not Criterion.NONE]
    names = {i: p.name.zh for i, p in dataset.projects.items()}
    found = [Group(i, _named(i, names, "工程"), tuple(t for t in targets if t.project == i)) for i in wanted_projects]
    bodies = {i: a.name.zh for i, a in dataset.agencies.items()}
    found += [Group(i, _named(i, bodies, "单位"), tuple(t for t in targets if i in t.agencies)) for i in wanted_agencies]
    return [g for g in found if g.targets]


def _named(group: str, names: Mapping[str, str], what: str) -> str:
    if group not in names:
        listed = "、".join(f"{i}（{name}）" for i, name in names.items())
        raise PlanbookError(f"方案里没有编号为“{group}”的{what}。现有：{listed}。处理：改正编号。")
    return names[group]


def due_rows(dataset: Dataset, catalogue: Catalogue, group: Group, year: int) -> list[FormRow]:
    """Return the rows a group owes for a data year, in the order of the targets, each once."""
    found: dict[tuple[str, str, str], FormRow] = {}
    for target in group.targets:
        for indicator in filter(None, (target.indicator, target.level_indicator)):
            for place in target.places:
                key = (indicator, place, _period(dataset, target, indicator, year))
                row = found.setdefault(key, _row(catalogue, key, target))
                row["target"] = ";".join(dict.fromkeys([*filter(None, row["target"].split(";")), target.id]))
    return list(found.values())


def _period(dataset: Dataset, target: Target, indicator: str, year: int) -> str:
    """Return the period due: for an amount that accumulates, from the plan's first year."""
    running = target.kind is Kind.CUMULATIVE_AMOUNT and indicator == target.indicator and year <= dataset.plan.target_year
    return f"{dataset.plan.start_year}/{year}" if running and year > dataset.plan.start_year else str(year)


def _row(catalogue: Catalogue, key: tuple[str, str, str], target: Target) -> FormRow:
    indicator, place, period = key
    basis = target.accepted_basis[0] if target.accepted_basis else NO_KEY
    about = catalogue.indicators[indicator]
    return {
        "row_code": row_code(*key), "target": target.id, "indicator": indicator, "indicator_name": about["name_zh"],
        "place": place, "place_name": catalogue.places[place]["name_zh"], "period": period, "unit": about["unit"],
        "basis": basis, "period_label": NO_KEY, "series": NO_KEY, **_last(catalogue, indicator, place, period),
        "definition": about["definition_zh"],
    }


def _last(catalogue: Catalogue, indicator: str, place: str, period: str) -> FormRow:
    """Return the last known value of any basis, with its period and source."""
    ends = Period.parse(period).last
    rows = [r for _, r in catalogue.observations.values()
            if (r["indicator"], r["place"]) == (indicator, place) and r["evidence"] not in _LASTING
            and Period.parse(r["period"]).last < ends]
    if not rows:
        return {}
    row = max(rows, key=lambda r: (Period.parse(r["period"]).last, r["evidence"] != Evidence.MONITORED, r["known_from"]))
    source = catalogue.sources.get(row["source"], {})
    return {"last_value": last_told(row), "last_period": row["period"],
            "last_source": f"{source.get('publisher', '')}《{source.get('title', '')}》"}


def last_told(row: Record) -> str:
    """Return what a stored row says, as the form shows it: figure or band with its unit, wording alone, 无 where neither stands."""
    figure = f"{row['bound']}{row['value']}" if row["value"] else _band(row["low"], row["high"])
    return f"{figure} {row['unit']}".rstrip() if figure else row["text"] or "无"


def _band(low: str, high: str) -> str:
    if low and high:
        return f"{low} 至 {high}"
    return f"不低于 {low}" if low else f"不高于 {high}" if high else ""


def stored_rows(catalogue: Catalogue, rows: Iterable[Record]) -> Iterator[FormRow]:
    """Yield stored observations as rows of the form, for looking through and revising."""
    for row in rows:
        key = (row["indicator"], row["place"], row["period"])
        names = {"indicator_name": catalogue.indicators[key[0]]["name_zh"], "place_name": catalogue.places[key[1]]["name_zh"]}
        yield {"row_code": row_code(*key), **names, **{c: row[c] for c in OBSERVATIONS.fields}}


def stored_of(catalogue: Catalogue, group: Group, year: int) -> list[Record]:
    """Return what is stored about a group's indicators and places for periods that end in a year."""
    wanted = {(i, p) for t in group.targets for i in (t.indicator, t.level_indicator) for p in t.places}
    return [r for _, r in catalogue.observations.values()
            if (r["indicator"], r["place"]) in wanted and Period.parse(r["period"]).year == year]
