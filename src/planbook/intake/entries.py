"""Rows of the form to observations, judged one by one against what is registered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from planbook.data.load import Record
from planbook.data.model import NO_KEY
from planbook.data.periods import Period
from planbook.data.schema import OBSERVATIONS
from planbook.data.vocab import BOUNDS, Evidence
from planbook.intake.catalogue import Catalogue, Key, by_name, key_of, near, or_none, scale_of, words
from planbook.intake.faults import CHECKED, Log, Rule
from planbook.intake.form import COLUMNS, CONTENT, NAMES, NEEDED, READ, Column, by_heading, row_code
from planbook.intake.reading import Cell, Grid
from planbook.intake.values import day_of, number_of, period_of, plain, text_of, whole_of

JUMP = 500
"""Ratio to the last figure above which a slip of unit or decimal point is likelier than a change: half of a thousandfold."""
ENOUGH = 500
"""Findings after which a refused file is read no further."""
PERCENT = "%"
FRACTION = (30, 300)
"""Ratios between which a percentage a hundredth of the last one is taken for a fraction."""


@dataclass(frozen=True)
class Entry:
    """One filled row: the observation it makes, the reason given, and its cells for messages.

    Attributes
    ----------
    row : dict of str to str
        Columns of an observation; absent columns of the file are left out.
    reason : str
        Why a past value changes.
    cells : Mapping of str to Cell
        The row's cells by field.
    """

    row: Record
    reason: str
    cells: Mapping[str, Cell]

    @property
    def key(self) -> Key:
        """The observation's key."""
        return key_of(self.row)

    def where(self, field: str) -> tuple[str, str]:
        """Return sheet and cell of a field, of the row's first cell where the file has no such column."""
        cell = self.cells.get(field) or next(iter(self.cells.values()))
        return cell.where


def heading(grid: Grid, columns: tuple[Column, ...], needed: tuple[str, ...], log: Log) -> dict[int, Column]:
    """Return which column stands where, refusing missing, unknown and repeated ones; the order is free."""
    known = by_heading(columns)
    found: dict[int, Column] = {}
    titles, before = {c.id: c.title for c in columns}, len(log.found)
    for i, cell in enumerate(grid.rows[0] if grid.rows else ()):
        name = str(cell.value or "").strip()
        if name in known and known[name] in found.values():
            log.add(Rule.COLUMN_TWICE, cell.where, name, "每列只出现一次")
        elif name in known:
            found[i] = known[name]
        elif name or any(not row[i].blank for row in grid.rows[1:] if i < len(row)):
            log.add(Rule.COLUMN_EXTRA, cell.where, name or "没有表头的列", "模板的列" + near(name, known))
    for name in needed:
        if name not in {c.id for c in found.values()}:
            log.add(Rule.COLUMN_MISSING, (grid.sheet, ""), f"缺少“{titles[name]}”列", "模板的各列")
    if len(log.found) > before:
        log.stop_if_refused()
    return found


@dataclass
class Reader:
    """Reads the rows of one form.

    Attributes
    ----------
    catalogue : Catalogue
        What is registered.
    sources : Mapping of str to Record
        Sources the rows may cite, by id or by the code the file announces them under.
    log : Log
        Where findings go.
    today : str
        ISO day known from which an undated source counts.
    """

    catalogue: Catalogue
    sources: Mapping[str, Record]
    log: Log
    today: str

    def entries(self, grid: Grid) -> Iterator[Entry]:
        """Yield the filled rows; those without value or text are left for another time."""
        columns = heading(grid, COLUMNS, NEEDED, self.log)
        for row in grid.rows[1:]:
            cells = {c.id: row[i] for i, c in columns.items() if c in READ and i < len(row)}
            if any(name in cells and not cells[name].blank for name in CONTENT):
                yield self._entry(_by_name(cells))
            if len(self.log.found) >= ENOUGH:
                self.log.stop_if_refused()

    def _entry(self, cells: dict[str, Cell]) -> Entry:
        row: Record = {}
        for name in OBSERVATIONS.fields:
            if name in cells:
                row[name] = self._read(name, cells[name])
        for name in ("period_label", "basis", "series"):
            row[name] = or_none(row.get(name, ""))
        self._default_bounds(row)
        entry = Entry(row, text_of(cells["reason"], self.log) if "reason" in cells else "", cells)
        self._judge(entry)
        return entry

    def _read(self, name: str, cell: Cell) -> str:
        if name in ("value", "low", "high"):
            return number_of(cell, self.log)
        special = {"n": whole_of, "period": period_of, "known_from": day_of}
        if name in special:
            return special[name](cell, self.log)
        text = text_of(cell, self.log, free=name in ("text", "note", "period_label", "series"))
        return self._registered(name, cell, text)

    def _registered(self, name: str, cell: Cell, text: str) -> str:
        """Return the id that a cell means, by id or by name."""
        if name not in self._lists or (not text and name in ("basis", "bound")):
            return text
        rule, known = self._lists[name]
        if text not in known:
            self.log.add(rule, cell.where, text or "空", "已登记的编号或名称" + near(text, known))
            return ""
        return known[text]

    @cached_property
    def _lists(self) -> dict[str, tuple[Rule, Mapping[str, str]]]:
        """For each field that must be registered: its rule, and ids by every accepted writing."""
        return {
            "indicator": (Rule.INDICATOR, self._names(self.catalogue.indicators)),
            "place": (Rule.PLACE, self._names(self.catalogue.places)),
            "basis": (Rule.BASIS, self._names(self.catalogue.bases)),
            "evidence": (Rule.EVIDENCE, words(Evidence)),
            "source": (Rule.SOURCE, {code: r["id"] for code, r in self.sources.items()}),
            "bound": (Rule.BOUND, {b: b for b in BOUNDS}),
        }

    @cached_property
    def _dates(self) -> dict[str, str]:
        return {s["id"]: s["date"] for s in self.sources.values()}

    def _names(self, rows: Mapping[str, Record]) -> dict[str, str]:
        return by_name(rows) | {i: i for i in rows}

    def _default_bounds(self, row: Record) -> None:
        """Fill in the day a value was public, where the row leaves it open and nothing stored says otherwise."""
        stored = self.catalogue.observations.get(key_of({k: row.get(k, "") for k in OBSERVATIONS.fields}))
        if not row.get("known_from"):
            row["known_from"] = stored[1]["known_from"] if stored else self._public(row)

    def _public(self, row: Record) -> str:
        """Return the day a value was public: of monitoring the end of its period, else the source's date."""
        if row["evidence"] == Evidence.MONITORED:
            return Period.parse(row["period"]).last.isoformat() if row["period"] else ""
        day = self._dates.get(row["source"], "")
        return Period.parse(day).last.isoformat() if day else self.today

    # --- judging

    def _judge(self, entry: Entry) -> None:
        self._judge_names(entry)
        self._judge_lock(entry)
        self._judge_unit(entry)
        if entry.row.get("value") and not entry.row.get("note", "").startswith(CHECKED):
            self._judge_size(entry)

    def _judge_names(self, entry: Entry) -> None:
        """Refuse a row whose id and name mean two things: one of them was changed and the other forgotten."""
        for field, name in NAMES.items():
            known, meant = (self.catalogue.indicators if field == "indicator" else self.catalogue.places), entry.row[field]
            said = text_of(entry.cells[name], Log(self.log.file)) if name in entry.cells else ""
            if meant and said and said not in (meant, known[meant]["name_zh"]):
                self.log.add(Rule.NAME_DIFFERS, entry.where(name), said, f"“{known[meant]['name_zh']}”，即编号 {meant} 的名称")

    def _judge_lock(self, entry: Entry) -> None:
        code = text_of(entry.cells["row_code"], self.log) if "row_code" in entry.cells else ""
        own = [entry.row[k] for k in ("indicator", "place", "period")]
        if code and all(own) and code != row_code(*own):
            self.log.add(Rule.LOCKED, entry.where("row_code"), " ".join(own), f"与行码 {code} 相符的指标、地方、期间")

    def _judge_unit(self, entry: Entry) -> None:
        row, known = entry.row, self.catalogue.unit_words
        wanted = self.catalogue.indicators.get(row["indicator"], {}).get("unit", "")
        given = row.get("unit", "")
        if not row["indicator"] or (not given and (not wanted or not any(row.get(n) for n in ("value", "low", "high")))):
            return
        if not given:
            self.log.add(Rule.UNIT_MISSING, entry.where("unit"), "空", f"单位“{wanted}”")
        elif known.get(given, given) == wanted:
            if given != wanted:
                self.log.add(Rule.UNIT_SPELLING, entry.where("unit"), given, f"单位“{wanted}”")
            row["unit"] = wanted
        else:
            self._refuse_unit(entry, known.get(given, given), wanted)

    def _refuse_unit(self, entry: Entry, given: str, wanted: str) -> None:
        (times, plain_given), (base, plain_wanted) = scale_of(given), scale_of(wanted)
        value = entry.row.get("value", "")
        if wanted and plain_given == plain_wanted and value:
            converted = plain(float(value) * times / base)
            self.log.add(Rule.UNIT_SCALE, entry.where("unit"), f"{value} {given}", f"单位“{wanted}”，即 {converted} {wanted}")
        elif given in self.catalogue.units:
            self.log.add(Rule.UNIT_OTHER, entry.where("unit"), given, f"单位“{wanted}”" if wanted else "空（指标没有单位）")
        else:
            self.log.add(Rule.UNIT_UNKNOWN, entry.where("unit"), given, f"单位“{wanted}”" if wanted else "空（指标没有单位）")

    def _judge_size(self, entry: Entry) -> None:
        row = entry.row
        last = self.catalogue.last(row["indicator"], row["place"], row["basis"], row["period"])
        if last is None or not Decimal(last["value"]) or not Decimal(row["value"]) or last["unit"] != row.get("unit"):
            return
        ratio = abs(float(last["value"]) / float(row["value"]))
        before = f"与上次（{last['period']}）的 {last['value']} {last['unit']} 相近的数"
        if row["unit"] == PERCENT and abs(float(row["value"])) < 1 and FRACTION[0] <= ratio <= FRACTION[1]:
            meant = plain(float(row["value"]) * 100)
            self.log.add(Rule.FRACTION, entry.where("value"), row["value"], f"百分数，如 {meant}；{before}")
        elif not 1 / JUMP < ratio < JUMP:
            self.log.add(Rule.MAGNITUDE, entry.where("value"), f"{row['value']} {row['unit']}", before)


def _by_name(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Return a row's cells, the name in place of an id that was left empty."""
    named = {field: cells[name] for field, name in NAMES.items()
             if name in cells and not cells[name].blank and (field not in cells or cells[field].blank)}
    return cells | named


def judge_duplicates(entries: list[Entry], log: Log) -> None:
    """Refuse rows of one key: which of them holds, nobody can tell."""
    first: dict[Key, Entry] = {}
    for entry in entries:
        if entry.key in first:
            earlier = first[entry.key].where("indicator_name")[1]
            log.add(Rule.DUPLICATE, entry.where("indicator_name"), "、".join(p for p in entry.key if p != NO_KEY), f"与 {earlier} 所在行不同的键")
        first.setdefault(entry.key, entry)
