"""A chart's data as an office chart takes them: categories and series, read from the marks its specification draws.

Bars and lines only: whatever draws more than marks, lines, reference lines and their labels stays a picture.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from planbook.cards.briefings.content import safe
from planbook.cards.exports.chart import Chart
from planbook.charts.theme import EVIDENCE_COLOURS, LIMIT, SOLID
from planbook.data.vocab import Evidence

KINDS = frozenset({"bar", "line"})
BAR, STACK, LINE = "bar", "stack", "line"
PLAIN_MARKS = frozenset({"bar", "line", "point", "rule", "text"})
_NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Series:
    """One row of marks.

    Attributes
    ----------
    name : str
        What the legend and the data sheet call it.
    values : tuple of float or None
        One per category; ``None`` draws nothing.
    labels : tuple of str
        What stands beside each mark, may be empty.
    colour : str
        Hexadecimal; empty takes the theme's first accent.
    evidence : Evidence or None
        How its values are known, for the shape of its marks.
    joined : bool
        Whether a line joins marks of categories that follow each other.
    limit : bool
        Whether it is a reference line.
    places : tuple of (str)
        Where each label stands: ``above``, ``below``, ``left``, ``right``.
    """

    name: str
    values: tuple[float | None, ...]
    labels: tuple[str, ...]
    colour: str = ""
    evidence: Evidence | None = None
    joined: bool = False
    limit: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Native:
    """A chart for an office program.

    Attributes
    ----------
    kind : str
        ``bar``, ``stack`` or ``line``.
    categories : tuple of str
        In the order drawn.
    series : tuple of Series
        In the order drawn.
    axis : str
        Title of the value axis, with unit.
    hollow : bool
        Whether bars are outlines.
    highlight : frozenset of str
        Categories drawn in the full colour; all when empty.
    ends : tuple of float
        Lowest and highest value of the axis where the chart says.
    """

    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    hollow: bool = False
    highlight: frozenset[str] = field(default=frozenset())
    ends: tuple[float, ...] = ()


def native(chart: Chart) -> Native | None:
    """Return a chart as an office chart, ``None`` where its kind is not one."""
    layers = [_Layer(layer, chart.spec) for layer in chart.spec.get("layer") or ()]
    if chart.kind not in KINDS or not layers or any(layer.mark not in PLAIN_MARKS for layer in layers):
        return None
    drawn = {layer.name: layer for layer in layers if layer.name.startswith("drawn")}
    if set(drawn) == {"drawn_bars"}:
        return _bars(drawn["drawn_bars"], layers)
    if set(drawn) == {"drawn_parts"}:
        return _stack(drawn["drawn_parts"], chart)
    if drawn and set(drawn) <= {"drawn_hollow", "drawn_solid"}:
        return _lines(list(drawn.values()), layers, chart)
    return None


class _Layer:
    """One layer of a specification, with its rows."""

    def __init__(self, layer: Mapping[str, Any], spec: Mapping[str, Any]) -> None:
        mark = layer.get("mark", "")
        self.name = str(layer.get("name") or "")
        self.mark = mark if isinstance(mark, str) else str(mark.get("type", ""))
        self.look: Mapping[str, Any] = mark if isinstance(mark, Mapping) else {}
        self.encoding: Mapping[str, Any] = layer.get("encoding") or {}
        data = layer.get("data") or spec.get("data") or {}
        self.rows: Sequence[Row] = data.get("values") or (spec.get("datasets") or {}).get(data.get("name"), ())

    def domain(self, channel: str) -> list[Any]:
        """Return the values an axis or scale is told to have, in order."""
        return list((self.encoding[channel].get("scale") or {}).get("domain") or ())

    def title(self, channel: str) -> str:
        """Return an axis's title."""
        return safe(str(self.encoding[channel].get("title") or ""))


def _value(row: Row, name: str = "value") -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _bars(drawn: _Layer, layers: Sequence[_Layer]) -> Native:
    names = list(map(str, drawn.domain("y")))
    known = {str(r["name"]): r for r in drawn.rows}
    said = {str(r["name"]): safe(str(r.get("label") or "")) for layer in layers if layer.mark == "text" for r in layer.rows
            if str(r.get("name")) in set(names)}
    values = tuple(_value(known[n]) if n in known else None for n in names)
    condition = (drawn.encoding.get("color") or {}).get("condition") or {}
    chosen = frozenset(map(safe, map(str, (condition.get("test") or {}).get("oneOf") or ())))
    title = drawn.title("x")
    series = Series(title, values, tuple(said.get(n, "") for n in names), colour="")
    return Native(BAR, tuple(map(safe, names)), (series, *_bar_limits(layers, len(names))), title,
                  hollow=drawn.look.get("filled") is False, highlight=chosen)


def _bar_limits(layers: Sequence[_Layer], count: int) -> Iterator[Series]:
    for row in (r for layer in layers if layer.mark == "rule" for r in layer.rows):
        yield _limit(row, count)


def _limit(row: Row, count: int) -> Series:
    name = safe(str(row.get("name") or ""))
    return Series(name, (_value(row),) * count, ("",) * count, colour=LIMIT, limit=True, joined=True)


def _stack(drawn: _Layer, chart: Chart) -> Native:
    names, parts = list(map(str, drawn.domain("y"))), list(map(str, drawn.domain("color")))
    colours = drawn.encoding["color"]["scale"]["range"]
    cells = {(safe(str(r["name"])), safe(str(r["legend"]))): _value(r) for r in drawn.rows}
    stated = _stated(chart, frozenset(map(safe, names)), frozenset(map(safe, parts)))
    series = []
    for part, colour in zip(map(safe, parts), colours, strict=True):
        values = tuple(cells.get((name, part), stated.get((name, part))) for name in map(safe, names))
        labels = tuple(f"{v:g}" if v else "" for v in values)
        series.append(Series(part, values, labels, colour))
    return Native(STACK, tuple(map(safe, names)), tuple(series), drawn.title("x"))


def _stated(chart: Chart, names: frozenset[str], parts: frozenset[str]) -> dict[tuple[str, str], float]:
    """Return the values of the table twin: a zero draws nothing and is known all the same."""
    found = {}
    for row in chart.table[1:]:
        if len(row) > 2 and row[0] in names and row[1] in parts and _NUMBER.fullmatch(row[2]):  # noqa: PLR2004
            found[row[0], row[1]] = float(row[2].replace("−", "-"))
    return found


def _lines(drawn: Sequence[_Layer], layers: Sequence[_Layer], chart: Chart) -> Native | None:
    rows = [row for layer in drawn for row in layer.rows]
    if not all({"run", "group", "year", "evidence"} <= row.keys() for row in rows):
        return None
    years = drawn[0].domain("x")
    joins = any(layer.mark == "line" for layer in layers)
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (str(r["group"]), r["year"])):
        groups.setdefault(str(row["group"]), []).append(row)
    series = [s for group in groups.values() for s in _series(group, years, chart, joins=joins)]
    limits = [_limit(r, len(years)) for layer in layers if layer.mark == "rule" for r in layer.rows]
    return Native(LINE, tuple(map(str, years)), (*limits, *_told_apart(series)), drawn[0].title("y"),
                  ends=tuple(map(float, drawn[0].domain("y"))))


def _series(group: Sequence[Row], years: Sequence[Any], chart: Chart, *, joins: bool) -> Iterator[Series]:
    """Yield a group's marks: runs that would be joined where the chart does not join them go into series of their own."""
    runs: dict[str, list[Row]] = {}
    for row in group:
        runs.setdefault(str(row["run"]), []).append(row)
    packed: list[list[Row]] = []
    for run in runs.values():
        taken = {r["year"] + step for r in run for step in (-1, 0, 1)}
        free = (p for p in packed if not taken & {r["year"] for r in p})
        home = next(free, None)
        if home is None:
            packed.append(list(run))
        else:
            home.extend(run)
    for rows in packed:
        yield _one_series(rows, years, chart, joins=joins)


def _one_series(rows: Sequence[Row], years: Sequence[Any], chart: Chart, *, joins: bool) -> Series:
    at = {r["year"]: r for r in rows}
    evidence = Evidence.of(str(rows[0]["evidence"]))
    return Series(
        _name(rows, evidence, chart), tuple(_value(at[y]) if y in at else None for y in years),
        tuple(safe(str(at[y].get("label") or "")) if y in at else "" for y in years), EVIDENCE_COLOURS[evidence], evidence,
        joined=joins, places=tuple(_place(at[y]) if y in at else "above" for y in years))


def _place(row: Row) -> str:
    """Return the side of a mark its label stands on, as the chart placed it."""
    dy = float(row.get("dy") or 0)
    if dy:
        return "above" if dy < 0 else "below"
    return {"left": "right", "right": "left"}.get(str(row.get("align")), "above")


def _name(rows: Sequence[Row], evidence: Evidence, chart: Chart) -> str:
    """Name a series by its evidence and by what the table says of all its values alike, sources left out."""
    word = evidence.text.in_(chart.lang)
    wanted = {(str(r["year"]), f"{_value(r):g}") for r in rows}
    lines = [line for line in chart.table[1:] if any(_tells(line, *w) for w in wanted)]
    with_word = [line for line in lines if word in line] or lines
    same = [cells[0] for cells in zip(*with_word, strict=True) if len(set(cells)) == 1] if with_word else []
    own = [c for c in same if c not in {word, *chart.sources} and not _NUMBER.fullmatch(c) and len(c) > 1]
    return " · ".join((word, *own)) if evidence in {e for e, _ in chart.evidence} else word


def _tells(line: Sequence[str], year: str, value: str) -> bool:
    return line[0] == year and any(_NUMBER.fullmatch(c) and f"{float(c.replace('−', '-')):g}" == value for c in line[1:])


def _told_apart(series: Sequence[Series]) -> Iterator[Series]:
    """Yield series with names of their own: an office program tells them by it."""
    seen: dict[str, int] = {}
    for one in series:
        seen[one.name] = seen.get(one.name, 0) + 1
        yield replace(one, name=f"{one.name} ({seen[one.name]})") if seen[one.name] > 1 else one


def is_hollow(evidence: Evidence | None) -> bool:
    """Tell whether marks of a kind of evidence are outlines."""
    return evidence is not None and evidence not in SOLID
