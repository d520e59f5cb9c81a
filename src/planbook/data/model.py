"""The book's things as immutable objects."""

from dataclasses import dataclass
from datetime import date

from planbook.data.english import said_publisher
from planbook.data.periods import Period
from planbook.data.text import Text
from planbook.data.vocab import AmbiguityKind, Criterion, Direction, Evidence, Grade, Kind, PlaceKind, SourceKind

NO_KEY = "-"
"""What an empty part of an observation's key is written as."""


@dataclass(frozen=True)
class Plan:
    """The document a book is about.

    Attributes
    ----------
    start_year, target_year : int
        First and last year of the plan period.
    base_year : int
        Year before the period, as the plan names it.
    """

    id: str
    title: Text
    issuer: Text
    number: str
    issued: date | None
    base_year: int | None
    start_year: int
    target_year: int
    region: str
    citation: Text
    source: str
    note: str = ""


@dataclass(frozen=True)
class Target:
    """One target of a plan; see ``data/plans/<plan>/targets.csv``.

    Attributes
    ----------
    value : float or None
        The number to reach, in ``unit``.
    rating : str
        The rating word to reach, for ``kind == rating``.
    """

    plan: str
    id: str
    section: str
    project: str
    indicator: str
    level_indicator: str
    name: Text
    kind: Kind
    direction: Direction
    base_year: int | None
    target_year: int | None
    value: float | None
    rating: str
    unit: str
    places: tuple[str, ...]
    accepted_basis: tuple[str, ...]
    qualifier: str
    criterion: Criterion
    deliverable: Text
    related: tuple[str, ...]
    value_origin: str
    lead_agencies: tuple[str, ...]
    agencies: tuple[str, ...]
    note: Text


@dataclass(frozen=True)
class Project:
    """A group of targets: the overall requirements, a key project or a section."""

    id: str
    kind: str
    seq: int
    section: str
    name: Text
    summary: Text
    lead_agencies: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Agency:
    """A body the plan names as responsible."""

    id: str
    name_in_plan: str
    name: Text
    sections: tuple[str, ...]
    lead_sections: tuple[str, ...]
    note: Text


@dataclass(frozen=True)
class Measure:
    """A named measure or site; coordinates in degrees, EPSG:4326, approximate."""

    id: str
    project: str
    name: Text
    place: str
    place_text: str
    lon: float | None
    lat: float | None
    coord_note: Text
    source: str


@dataclass(frozen=True)
class Ambiguity:
    """What a plan's text leaves open about one target; see ``data/plans/<plan>/ambiguities.csv``.

    Attributes
    ----------
    note : Text
        The point in a sentence; empty where the kind says it all.
    source : str
        The plan, or the document that differs from it; empty for what shows in the target's own fields.
    """

    target: str
    kind: AmbiguityKind
    note: Text
    source: str = ""


@dataclass(frozen=True)
class Indicator:
    """What is measured."""

    id: str
    name: Text
    topic: str
    unit: str
    decimals: int | None
    better: str
    definition: Text
    method: str


@dataclass(frozen=True)
class Place:
    """Where it is measured; ``code`` is GB/T 2260 where one exists."""

    id: str
    kind: PlaceKind
    name: Text
    code: str
    parent: str
    same_as: str
    lon: float | None
    lat: float | None
    coord_note: str
    note: str


@dataclass(frozen=True)
class Basis:
    """On what basis (口径) a value is given."""

    id: str
    name: Text
    definition: Text


UNNAMED = Text("原发布单位未注明", "original publisher not named")
"""Publisher of a repost that names none."""


@dataclass(frozen=True)
class Source:
    """A publication; reposts are cited by original publisher and date and carry no link."""

    id: str
    title: str
    publisher: str
    date: str
    kind: SourceKind
    grade: Grade
    url: str
    note: str

    @property
    def said_by(self) -> Text:
        """The publisher as a sentence names it; a name stays as it is written."""
        return UNNAMED if self.publisher == UNNAMED.zh else said_publisher(self.publisher)

    def cited(self) -> Text:
        """Return a one-line citation: publisher, title, date, and what was read; names and title as published."""
        kind = "" if self.kind is SourceKind.ORIGINAL else f", {self.kind.text.en}"
        return Text(self.citation(), f"{self.said_by.en}: ‘{self.title}’, {self.date or 'no date'}{kind}")

    def citation(self) -> str:
        """Return the Chinese citation."""
        inner = self.title.replace("《", "〈").replace("》", "〉")
        parts = [f"{self.publisher}：《{inner}》", self.date or "日期未注明"]
        if self.kind is not SourceKind.ORIGINAL:
            parts.append(self.kind.text.zh)
        return "，".join(parts)


@dataclass(frozen=True)
class Observation:
    """One value with everything that qualifies it.

    Attributes
    ----------
    value, low, high : float or None
        In ``unit``; ``low`` and ``high`` where only a range was published.
    bound : str
        ``=``, ``≥``, ``>``, ``≤``, ``<``, ``≈`` or empty (as published).
    text : str
        A rating, class or wording in place of a number.
    """

    indicator: str
    place: str
    period: Period
    period_label: str
    evidence: Evidence
    basis: str
    source: str
    series: str
    value: float | None
    low: float | None
    high: float | None
    bound: str
    text: str
    unit: str
    n: int | None
    known_from: date
    note: str
    grade: Grade

    @property
    def key(self) -> tuple[str, ...]:
        """The eight parts that identify the row."""
        return (self.indicator, self.place, self.period.code, self.period_label, self.evidence, self.basis,
                self.source, self.series)

    @property
    def doubtful(self) -> bool:
        """Whether its note marks it as doubtful (存疑)."""
        return self.note.startswith("存疑")


@dataclass(frozen=True)
class Unit:
    """A unit as the tables write it; ``equals`` are other ways of writing the same one."""

    id: str
    name: Text
    quantity: str
    equals: tuple[str, ...]


@dataclass(frozen=True)
class Parameter:
    """A reusable number or wording, such as the first day of the heating season."""

    id: str
    name: Text
    value: float | None
    low: float | None
    high: float | None
    unit: str
    text: str
    source: str
    note: str


@dataclass(frozen=True)
class Edition:
    """A data year and the day up to which publications were seen."""

    year: int
    cut_off: date
    note: str = ""
