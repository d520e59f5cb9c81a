"""Load the tables into one typed, edition-aware dataset.

What is read is parsed once in a process, and known by its content: whoever opens the same tables again, for another cell
of a notebook or in a process forked from this one, is handed what is there. Which file was read, or which row asked for,
is noted every time.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from planbook.data.corrections import corrected, read_corrections
from planbook.data.errors import PlanbookError
from planbook.data.intake_tables import CORRECTIONS
from planbook.data.model import (
    Agency,
    Ambiguity,
    Basis,
    Edition,
    Indicator,
    Measure,
    Observation,
    Parameter,
    Place,
    Plan,
    Project,
    Source,
    Target,
    Unit,
)
from planbook.data.paths import project_root
from planbook.data.periods import Period
from planbook.data.revisions import rolled_back
from planbook.data.schema import OBSERVATIONS, REVISIONS, Table
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.trace import QUERIES, Register, accounted, note, recorded
from planbook.data.visible import FIELDS, Visible
from planbook.data.vocab import (
    WATER_RATINGS,
    AmbiguityKind,
    Criterion,
    Direction,
    Evidence,
    Grade,
    Kind,
    PlaceKind,
    SourceKind,
)
from planbook.data.yamls import read_yaml

Record = dict[str, str]
T = TypeVar("T")


def read_table(path: Path) -> pd.DataFrame:
    """Read one CSV with every cell as text, empty cells as ``""``.

    Raises
    ------
    PlanbookError
        If the file is missing or not UTF-8.
    """
    with _readable(path):
        return _parsed(path.read_bytes()).copy()


def records(path: Path) -> list[Record]:
    """Return the rows of a CSV as dictionaries of text."""
    with _readable(path):
        return _records(path.read_bytes())


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise PlanbookError(f"缺少数据文件 {path.name}（{path.parent}）。处理：恢复该文件后再运行 planbook check。") from error
    except UnicodeDecodeError as error:
        raise PlanbookError(f"{path.name} 不是 UTF-8 编码。处理：在 Excel 中另存为“CSV UTF-8”。") from error


@lru_cache(maxsize=128)
def _parsed(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _records(content: bytes) -> list[Record]:
    frame = _parsed(content)
    rows = zip(*(map(str, frame[name].tolist()) for name in frame.columns), strict=True)
    return [dict(zip(map(str, frame.columns), row, strict=True)) for row in rows]


@lru_cache(maxsize=128)
def _by_id(content: bytes, build: Callable[..., T], *given: str) -> dict[str, T]:
    return {row["id"]: build(*given, row) for row in _records(content)}


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(p for p in cell.split(";") if p)


def _float(cell: str) -> float | None:
    return float(cell) if cell else None


def _int(cell: str) -> int | None:
    return int(cell) if cell else None


def _text(row: Record, stem: str) -> Text:
    return Text(row.get(f"{stem}_zh", ""), row.get(f"{stem}_en", ""))


def _note(row: Record, column: str) -> Text:
    return Text(row[column], row.get(f"{column}_en", ""))


def target_from(plan: str, row: Record) -> Target:
    """Build a target from its row; a rating word in ``value`` becomes ``rating``."""
    rating = row["value"] if row["value"] in WATER_RATINGS else ""
    return Target(
        plan=plan, id=row["id"], section=row["section"], project=row["project"], indicator=row["indicator"],
        level_indicator=row["level_indicator"], name=_text(row, "name"), kind=Kind.of(row["kind"]),
        direction=Direction.of(row["direction"]), base_year=_int(row["base_year"]),
        target_year=_int(row["target_year"]), value=None if rating else _float(row["value"]), rating=rating,
        unit=row["unit"], places=_parts(row["places"]), accepted_basis=_parts(row["accepted_basis"]),
        qualifier=row["qualifier"], criterion=Criterion.of(row["criterion"]),
        deliverable=_text(row, "deliverable"), related=_parts(row["related"]), value_origin=row["value_origin"],
        lead_agencies=_parts(row["lead_agencies"]), agencies=_parts(row["agencies"]), note=_note(row, "note"),
    )


def project_from(row: Record) -> Project:
    """Build a project from its row."""
    return Project(row["id"], row["kind"], int(row["seq"]), row["section"], _text(row, "name"),
                   _text(row, "summary"), _parts(row["lead_agencies"]), _parts(row["agencies"]))


def agency_from(row: Record) -> Agency:
    """Build an agency from its row."""
    return Agency(row["id"], row["name_in_plan"], _text(row, "name"), _parts(row["sections"]),
                  _parts(row["lead_sections"]), _note(row, "note"))


def measure_from(row: Record) -> Measure:
    """Build a measure from its row."""
    return Measure(row["id"], row["project"], _text(row, "name"), row["place"], row["place_text"],
                   _float(row["lon"]), _float(row["lat"]), _note(row, "coord_note"), row["source"])


def ambiguity_from(row: Record) -> Ambiguity:
    """Build an ambiguity from its row."""
    return Ambiguity(row["target"], AmbiguityKind.of(row["kind"]), _text(row, "note"), row["source"])


def indicator_from(row: Record) -> Indicator:
    """Build an indicator from its row."""
    return Indicator(row["id"], _text(row, "name"), row["topic"], row["unit"], _int(row["decimals"]),
                     row["better"], _text(row, "definition"), row["method"])


def place_from(row: Record) -> Place:
    """Build a place from its row."""
    return Place(row["id"], PlaceKind.of(row["kind"]), _text(row, "name"), row["code"], row["parent"],
                 row["same_as"], _float(row["lon"]), _float(row["lat"]), row["coord_note"], row["note"])


def basis_from(row: Record) -> Basis:
    """Build a basis from its row."""
    return Basis(row["id"], _text(row, "name"), _text(row, "definition"))


def unit_from(row: Record) -> Unit:
    """Build a unit from its row."""
    return Unit(row["id"], _text(row, "name"), row["quantity"], _parts(row["equals"]))


def parameter_from(row: Record) -> Parameter:
    """Build a parameter from its row."""
    return Parameter(row["id"], _text(row, "name"), _float(row["value"]), _float(row["low"]), _float(row["high"]),
                     row["unit"], row["text"], row["source"], row["note"])


def source_from(row: Record) -> Source:
    """Build a source from its row."""
    return Source(row["id"], row["title"], row["publisher"], row["date"], SourceKind.of(row["kind"]),
                  Grade.of(row["grade"]), row["url"], row["note"])


def observation_from(row: Record, grade: Grade) -> Observation:
    """Build an observation from its row and the grade of its source."""
    return Observation(
        row["indicator"], row["place"], Period.parse(row["period"]), row["period_label"],
        Evidence.of(row["evidence"]), row["basis"], row["source"], row["series"],
        _float(row["value"]), _float(row["low"]), _float(row["high"]), row["bound"], row["text"], row["unit"],
        _int(row["n"]), date.fromisoformat(row["known_from"]), row["note"], grade,
    )


def plan_from(values: dict[str, Any]) -> Plan:
    """Build a plan from its ``plan.yml``."""
    issued = values.get("issued")
    return Plan(
        id=values["id"], title=_text(values, "title"), issuer=_text(values, "issuer"),
        number=values.get("number") or "", issued=issued if isinstance(issued, date) else None,
        base_year=values.get("base_year"), start_year=values["start_year"], target_year=values["target_year"],
        region=values["region"], citation=_text(values, "citation"), source=values.get("source") or "",
        note=values.get("note") or "",
    )


@dataclass(frozen=True)
class Dataset:
    """All data of the book as one edition sees them.

    Attributes
    ----------
    root : Path
        Project root.
    plan : Plan
        The book's own plan.
    edition : Edition
        Rows published after its cut-off, or about later years, are invisible.
    """

    root: Path
    plan: Plan
    edition: Edition

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.root / "data"

    def _records(self, name: str) -> list[Record]:
        return records(self.data / name)

    def _plan_file(self, name: str) -> str:
        return f"plans/{self.plan.id}/{name}.csv"

    def _plan_records(self, name: str, plan: str = "") -> list[Record]:
        return self._records(f"plans/{plan or self.plan.id}/{name}.csv")

    def _register(self, name: str, file: str, build: Callable[..., T], *given: str) -> Register[T]:
        """Read a table by id whose look-ups are noted; ``build`` takes what is given, and a row."""
        path = self.data / file
        with accounted(), _readable(path):
            return Register(name, self.edition.year, _by_id(path.read_bytes(), build, *given))

    def read_registers(self) -> None:
        """Read the tables by id: parsed once, they are at hand for every dataset opened later."""
        for name in ("targets", "projects", "agencies", "measures", "indicators", "places", "bases", "units", "parameters", "sources"):
            getattr(self, name)

    @cached_property
    def targets(self) -> Register[Target]:
        """The plan's targets by id, in text order."""
        return self._register("targets", self._plan_file("targets"), target_from, self.plan.id)

    @cached_property
    def projects(self) -> Register[Project]:
        """The plan's groups by id, in text order."""
        known = self._register("projects", self._plan_file("projects"), project_from)
        rows = sorted(known.rows.values(), key=lambda p: p.seq)
        return Register(known.name, known.edition, {p.id: p for p in rows})

    @cached_property
    def agencies(self) -> Register[Agency]:
        """Responsible bodies by id."""
        return self._register("agencies", self._plan_file("agencies"), agency_from)

    @cached_property
    def measures(self) -> Register[Measure]:
        """Named measures and sites by id."""
        return self._register("measures", self._plan_file("measures"), measure_from)

    @cached_property
    def ambiguities(self) -> tuple[Ambiguity, ...]:
        """What the plan's text leaves open, as far as this edition's cut-off lets it be seen; none where no table is kept."""
        if not (self.data / "plans" / self.plan.id / "ambiguities.csv").is_file():
            return ()
        rows = self._plan_records("ambiguities")
        return tuple(ambiguity_from(r) for r in rows if r["known_from"] <= self.edition.cut_off.isoformat())

    @cached_property
    def indicators(self) -> Register[Indicator]:
        """Indicators by id."""
        return self._register("indicators", "indicators.csv", indicator_from)

    @cached_property
    def places(self) -> Register[Place]:
        """Places by id."""
        return self._register("places", "places.csv", place_from)

    @cached_property
    def bases(self) -> Register[Basis]:
        """Bases by id."""
        return self._register("bases", "bases.csv", basis_from)

    @cached_property
    def units(self) -> Register[Unit]:
        """Units by id."""
        return self._register("units", "units.csv", unit_from)

    @cached_property
    def parameters(self) -> Register[Parameter]:
        """Parameters by id."""
        return self._register("parameters", "parameters.csv", parameter_from)

    @cached_property
    def sources(self) -> Register[Source]:
        """Sources by id."""
        return self._register("sources", "sources.csv", source_from)

    @cached_property
    def sections(self) -> list[Record]:
        """Monitoring sections as registered, one record per section."""
        return self._records("sections.csv")

    @cached_property
    def other_plans(self) -> dict[str, tuple[Plan, tuple[Target, ...]]]:
        """Plans of other places, for comparison, with their targets."""
        found = {}
        for folder in sorted((self.data / "plans").iterdir()):
            if folder.is_dir() and folder.name != self.plan.id:
                rows = self._plan_records("targets", folder.name)
                found[folder.name] = (load_plan(folder), tuple(target_from(folder.name, r) for r in rows))
        return found

    @property
    def table(self) -> pd.DataFrame:
        """Observations this edition sees, as text columns plus ``topic``, ``year`` and numeric ``number``.

        Returns
        -------
        DataFrame
            One row per observation, in file order; ``year`` is the year in which the period ends.
        """
        return self.select()

    def _revisions(self) -> list[Record]:
        """Return the revisions unnoted: what they change is in the digest of the rows."""
        path = self.data / REVISIONS.glob
        with accounted():
            return records(path) if path.is_file() else []

    @cached_property
    def _visible(self) -> Visible:
        files, corrections = observation_files(self.data)
        revisions = tuple(tuple(row.items()) for row in self._revisions())
        return _visible(files, corrections, revisions, self.edition.cut_off.isoformat(), self.edition.year)

    def digest_where(self, where: dict[str, list[str]]) -> bytes:
        """Return a digest of the visible observations whose columns have the wanted values, and of their order."""
        return b"".join(map(self._visible.digest, self._positions(where)))

    def _positions(self, where: dict[str, list[str]]) -> list[int]:
        return self._visible.matching(where) if where else list(range(len(self._visible.frame)))

    def _asked(self, wanted: Mapping[str, str | tuple[str, ...]]) -> list[int]:
        """Note a selection and return where its rows stand."""
        where = {c: [v] if isinstance(v, str) else sorted(set(v)) for c, v in sorted(wanted.items())}
        note(SELECT, self.edition.year, (where,), lambda: self.digest_where(where))
        return self._positions(where)

    def select(self, **wanted: str | tuple[str, ...]) -> pd.DataFrame:
        """Return the visible observations whose columns have the wanted values.

        Parameters
        ----------
        **wanted : str or tuple of str
            Column name and value, or a tuple of accepted values.

        Returns
        -------
        DataFrame
            As :attr:`table`.
        """
        return self._visible.frame.iloc[self._asked(wanted)].reset_index(drop=True)

    @recorded
    def counts(self, column: str) -> "pd.Series[int]":
        """Return how many visible observations have each value of a column, the most frequent first."""
        return self.table[column].value_counts()

    def rows(self, keep: Callable[[Record], bool] | None = None, /, **wanted: str | tuple[str, ...]) -> tuple[Observation, ...]:
        """Return the same selection as :meth:`select`, as objects; with ``keep``, those of which it says so, cells in hand."""
        cells, found = self._visible.cells, self._asked(wanted)
        kept = (p for p in found if keep(dict(zip(FIELDS, cells[p][:-1], strict=True)))) if keep else found
        return tuple(self._object(cells[position][:-1]) for position in kept)

    def rows_of(self, frame: pd.DataFrame) -> tuple[Observation, ...]:
        """Return rows of :attr:`table` as objects."""
        cells = zip(*(frame[field].tolist() for field in FIELDS), strict=True)
        return tuple(self._object(row) for row in cells)

    def _object(self, cells: tuple[str, ...]) -> Observation:
        """Return one row as an object; its source's look-up is noted each time."""
        return self._visible.once(cells, self.sources[cells[_SOURCE]].grade, observation_from)

    def standard(self, name: str) -> pd.DataFrame:
        """Return a table of ``data/standards`` as text cells."""
        return read_table(self.data / "standards" / f"{name}.csv")


SELECT, EDITION = "observations", "edition"
"""Names of the queries of a selection and of the edition itself."""
_SOURCE = FIELDS.index("source")
QUERIES[SELECT] = Dataset.digest_where

Files = tuple[tuple[str, bytes], ...]
"""Name and content of each observation file."""


def observation_files(data: Path) -> tuple[Files, bytes]:
    """Return the observation files, by topic, and the corrections to them."""
    with accounted():
        path = data / CORRECTIONS.glob
        corrections = path.read_bytes() if path.is_file() else b""
        return tuple((p.name, p.read_bytes()) for p in sorted(data.glob(OBSERVATIONS.glob))), corrections


def all_observations(data: Path) -> pd.DataFrame:
    """Read every observation file, whatever the edition; see :attr:`Dataset.table` for the columns."""
    return _observations(*observation_files(data))


@lru_cache(maxsize=4)
def _observations(files: Files, corrections: bytes) -> pd.DataFrame:
    """Parse the files and put right what the corrections name."""
    raw = pd.concat([_table(name, content) for name, content in files], ignore_index=True)
    frame = corrected(raw, read_corrections(corrections))
    ends = {code: Period.parse(code).year for code in frame["period"].unique()}
    return frame.assign(year=frame["period"].map(ends), number=pd.to_numeric(frame["value"], errors="coerce"))


def _table(name: str, content: bytes) -> pd.DataFrame:
    with _readable(Path(OBSERVATIONS.glob).with_name(name)):
        return _parsed(content).assign(topic=Path(name).stem)


@lru_cache(maxsize=8)
def _visible(files: Files, corrections: bytes, revisions: tuple[tuple[tuple[str, str], ...], ...], cut_off: str, year: int) -> Visible:
    """Lay out what was known at the end of a day about the years to ``year``."""
    frame = rolled_back(_observations(files, corrections), [dict(row) for row in revisions], cut_off)
    return Visible(frame[(frame["known_from"] <= cut_off) & (frame["year"] <= year)].reset_index(drop=True))


def load_plan(folder: Path) -> Plan:
    """Read a plan's ``plan.yml``.

    Raises
    ------
    PlanbookError
        If it is missing.
    """
    path = folder / "plan.yml"
    if not path.is_file():
        raise PlanbookError(f"缺少 {path.name}（{folder}）。处理：补上方案说明文件，或改正 _config.yml 中的 planbook_plan。")
    return plan_from(read_yaml(path.read_text(encoding="utf-8")))


def load_editions(data: Path) -> dict[int, Edition]:
    """Return the editions by data year, oldest first."""
    rows = [Edition(int(r["year"]), date.fromisoformat(r["cut_off"]), r["note"]) for r in records(data / "editions.csv")]
    return {e.year: e for e in sorted(rows, key=lambda e: e.year)}


def load_dataset(edition: int | None = None, root: Path | None = None) -> Dataset:
    """Open the project's data as an edition sees them.

    Parameters
    ----------
    edition : int, optional
        Data year; the newest edition when omitted.
    root : Path, optional
        Project root; found by :func:`planbook.data.paths.project_root` when omitted.

    Raises
    ------
    PlanbookError
        If the edition is not declared in ``data/editions.csv``.
    """
    home = root or project_root()
    with accounted() if edition is not None else nullcontext():
        editions = load_editions(home / "data")
    year = max(editions) if edition is None else edition
    if year not in editions:
        known = "、".join(str(y) for y in editions)
        raise PlanbookError(f"没有 {year} 年版。data/editions.csv 中有：{known}。处理：换一个版本，或先在该表登记。")
    with accounted():
        plan = load_plan(home / "data" / "plans" / load_settings(home).plan)
    note("plan", year, (), lambda: plan)
    note(EDITION, year, (), lambda: editions[year])
    return Dataset(home, plan, editions[year])


def table_files(data: Path, table: Table) -> list[Path]:
    """Return the files of a table, sorted."""
    return sorted(data.glob(table.glob))
