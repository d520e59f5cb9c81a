"""Invented targets, rows and names for testing verdicts and their sentences."""

from collections.abc import Mapping
from datetime import date

from planbook.assess.result import Assessment
from planbook.assess.verdicts import assess
from planbook.data.model import Basis, Indicator, Observation, Place, Plan, Source, Target
from planbook.data.periods import Period
from planbook.data.text import Text
from planbook.data.vocab import Criterion, Direction, Evidence, Grade, Kind, PlaceKind, SourceKind

PLAN = Plan(
    id="testplan", title=Text("试验方案", "Test plan"), issuer=Text("试验省", "Test province"), number="", issued=None,
    base_year=2020, start_year=2021, target_year=2025, region="testland", citation=Text("试验方案"), source="testsource")

TARGET = {
    "plan": "testplan", "id": "t01", "section": "", "project": "p01", "indicator": "test-rate", "level_indicator": "",
    "name": Text("试验率", "test rate"), "kind": Kind.SHARE, "direction": Direction.AT_LEAST, "base_year": None,
    "target_year": 2025, "value": 40.0, "rating": "", "unit": "%", "places": ("testville",), "accepted_basis": ("-",),
    "qualifier": "", "criterion": Criterion.NUMBER, "deliverable": Text(""), "related": ("test-related",),
    "value_origin": "written", "lead_agencies": (), "agencies": ("test-office",), "note": Text(""),
}
ROW = {
    "indicator": "test-rate", "place": "testville", "period": "2025", "period_label": "-", "evidence": Evidence.ACTUAL,
    "basis": "-", "source": "testsource", "series": "-", "value": None, "low": None, "high": None, "bound": "",
    "text": "", "unit": "%", "n": None, "known_from": date(2026, 1, 1), "note": "", "grade": Grade.B,
}


def make_target(**overrides) -> Target:
    """Make a target: by default, a share of at least 40 % in testville by 2025."""
    return Target(**{**TARGET, **overrides})


def make_row(value=None, **overrides) -> Observation:
    """Make a row: by default, an actual figure of testville in 2025."""
    parts = {**ROW, "value": value, **overrides}
    return Observation(**{**parts, "period": Period.parse(parts["period"])})


def rating_target(**overrides) -> Target:
    """Make a target for a river rating."""
    rating = {"kind": Kind.RATING, "rating": "良好", "value": None, "unit": "", **overrides}
    return make_target(**rating)


def deliverable_target(**overrides) -> Target:
    """Make a target for a document."""
    parts = {"kind": Kind.QUALITATIVE, "direction": Direction.NONE, "value": None, "unit": "", "target_year": None,
             "criterion": Criterion.DELIVERABLE, "deliverable": Text("试验规划印发", "test plan issued"), **overrides}
    return make_target(**parts)


def reduction_target(**overrides) -> Target:
    """Make a target for a reduction of 50 %, with a level indicator, without a base year."""
    parts = {"kind": Kind.RELATIVE_CHANGE, "value": 50.0, "level_indicator": "test-level", **overrides}
    return make_target(**parts)


def amount_target(**overrides) -> Target:
    """Make a target for an amount of 100 t accumulated over the plan."""
    return make_target(**{"kind": Kind.CUMULATIVE_AMOUNT, "value": 100.0, "unit": "t", **overrides})


def ask(target: Target, *rows: Observation, as_of: int = 2025, plan: Plan = PLAN) -> Assessment:
    """Assess as an edition sees it."""
    return assess(target, rows, plan, as_of)


class _Any(Mapping):
    """A mapping that knows every id."""

    def __init__(self, make):
        self.make = make

    def __getitem__(self, key):
        return self.make(key)

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0


class _Unit:
    def __init__(self, unit):
        self.name = Text(f"<{unit}>", f"<{unit}>")



class FakeNames:
    """Names made from the ids themselves."""

    def __init__(self, kind=SourceKind.ORIGINAL, day="2026-01-30"):
        self.places = _Any(lambda i: Place(i, PlaceKind.PREFECTURE, Text(f"[{i}]", f"[{i}]"), "", "", "", None, None, "", ""))
        self.indicators = _Any(lambda i: Indicator(i, Text(f"[{i}]", f"[{i}]"), "", "", None, "", Text(""), ""))
        self.bases = _Any(lambda i: Basis(i, Text(f"[{i}]", f"[{i}]"), Text("")))
        self.sources = _Any(lambda i: Source(i, "试验公报", "试验日报", day, kind, Grade.B, "", ""))
        self.units = _Any(_Unit)
