"""A small valid data folder in an invented country, to be broken one cell at a time."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from planbook.data.schema import Table
from planbook.data.tables import ALL_TABLES

PLAN, OTHER = "test-145", "other-145"
RESULTS = "observations/results.csv"
TARGETS = f"plans/{PLAN}/targets.csv"
PROJECTS = f"plans/{PLAN}/projects.csv"
AGENCIES = f"plans/{PLAN}/agencies.csv"
MEASURES = f"plans/{PLAN}/measures.csv"
AMBIGUITIES = f"plans/{PLAN}/ambiguities.csv"

Row = dict[str, str]


def table_of(name: str) -> Table:
    """Return the declaration of a file named relative to ``data/``."""
    return next(t for t in ALL_TABLES if Path(name).match(t.glob))


@dataclass
class World:
    """All rows of a data folder; change them, then :meth:`write`."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    plans: dict[str, dict[str, object]] = field(default_factory=dict)
    bytes_: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    extra: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, **cells: str) -> "World":
        """Append a row; columns not named are empty."""
        self.tables.setdefault(name, []).append(dict.fromkeys(table_of(name).fields, "") | cells)
        return self

    def set(self, name: str, line: int, **cells: str) -> "World":
        """Change cells of the row at a line of the file (the header is line 1)."""
        self.tables[name][line - 2].update(cells)
        return self

    def drop(self, name: str, line: int) -> "World":
        """Remove the row at a line of the file."""
        del self.tables[name][line - 2]
        return self

    def say(self, plan: str, **values: object) -> "World":
        """Change entries of a ``plan.yml``; None removes one."""
        merged = self.plans[plan] | values
        self.plans[plan] = {k: v for k, v in merged.items() if v is not None}
        return self

    def spoil(self, name: str, change: Callable[[bytes], bytes]) -> "World":
        """Change a file's bytes after it is written."""
        self.bytes_[name] = change
        return self

    def lose(self, name: str) -> "World":
        """Leave a file out."""
        self.missing.add(name)
        return self

    def line(self, name: str, **cells: str) -> int:
        """Return the line of the first row with the given cells."""
        rows = self.tables[name]
        return 2 + next(i for i, r in enumerate(rows) if all(r[k] == v for k, v in cells.items()))

    def write(self, root: Path) -> Path:
        """Write everything under ``root`` and return it."""
        (root / "data").mkdir(parents=True, exist_ok=True)
        config = f"title: test\nsphinx:\n  config:\n    planbook_plan: {PLAN}\n"
        (root / "_config.yml").write_text(config, encoding="utf-8")
        for plan, values in self.plans.items():
            self._put(root, f"plans/{plan}/plan.yml", yaml.safe_dump(values, allow_unicode=True).encode())
        for name, rows in self.tables.items():
            self._put(root, name, csv_bytes(table_of(name), rows))
        for name, content in self.extra.items():
            self._put(root, name, content)
        return root

    def _put(self, root: Path, name: str, content: bytes) -> None:
        path = root / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name not in self.missing:
            path.write_bytes(self.bytes_.get(name, bytes)(content))


def csv_bytes(table: Table, rows: list[Row]) -> bytes:
    """Return rows as the bytes of a CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table.fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def observation(world: World, indicator: str, place: str, period: str, **cells: str) -> None:
    """Append an observation; the key's empty parts are ``-``."""
    usual = {"period_label": "-", "evidence": "actual", "basis": "-", "source": "s-report", "series": "-",
             "known_from": "2025-06-30"}
    world.add(RESULTS, indicator=indicator, place=place, period=period, **(usual | cells))


def small_world() -> World:
    """Return a valid dataset: two plans, five targets, every table and standard with a few rows."""
    world = World()
    for build in (_registers, _plans, _other_plan, _observations, _rules, _air_standards, _water_standards):
        build(world)
    return world


def _registers(w: World) -> None:
    places = [
        ("testland", "nation", "", ""), ("testshire", "province", "990000", "testland"),
        ("testville", "prefecture", "990100", "testshire"), ("sampleton", "prefecture", "990200", "testshire"),
        ("test-river", "river", "", "testshire"), ("sec-upper", "section", "", "test-river"),
        ("sec-lower", "section", "", "test-river"), ("sec-lower-old", "section", "", "test-river"),
    ]
    for id_, kind, code, parent in places:
        w.add("places.csv", id=id_, kind=kind, name_zh=f"{id_}名", code=code, parent=parent)
    w.set("places.csv", w.line("places.csv", id="sec-lower-old"), same_as="sec-lower")
    w.set("places.csv", w.line("places.csv", id="testville"), lon="120.5", lat="45.25")
    for order, place in enumerate(("sec-upper", "sec-lower"), start=1):
        w.add("sections.csv", place=place, river="test-river", main_stem="true", city="testville", order_downstream=str(order))
    units = [("ug/m3", "concentration", "微克/立方米"), ("%", "ratio", "百分比"), ("个", "count", ""), ("人", "count", ""),
             ("d", "duration", "天"), ("mg/L", "concentration", "")]
    for id_, quantity, equals in units:
        w.add("units.csv", id=id_, name_zh=id_, quantity=quantity, equals=equals)
    indicators = [("smoke", "ug/m3"), ("smoke-cut", "%"), ("trees", "个"), ("river-state", ""), ("smoke-plan", ""),
                  ("lamps", "个"), ("census", "人"), ("days-all", "d"), ("days-clean", "d"), ("days-smoky", "d")]
    for id_, unit in indicators:
        w.add("indicators.csv", id=id_, name_zh=f"{id_}指标", unit=unit, decimals="1", better="none")
    w.add("bases.csv", id="-", name_zh="指标本身的口径").add("bases.csv", id="peak", name_zh="最高值")
    w.add("sources.csv", id="s-plan", title="方案", publisher="测试省政府", date="2022-03-30", kind="original", grade="A",
          url="https://example.test/plan")
    w.add("sources.csv", id="s-report", title="公报", publisher="测试日报", date="2025-06", kind="repost", grade="C")
    w.add("sources.csv", id="s-archive", title="监测归档", publisher="测试归档者", kind="archive", grade="C")
    w.add("parameters.csv", id="heating", name_zh="供暖期", text="十月至四月", source="s-report", known_from="2025-06-30")
    w.add("editions.csv", year="2024", cut_off="2025-12-31").add("editions.csv", year="2025", cut_off="2026-11-22")


def _plans(w: World) -> None:
    w.plans[PLAN] = {
        "id": PLAN, "title_zh": "测试方案", "title_en": "Test plan", "issuer_zh": "测试省政府", "base_year": 2020,
        "start_year": 2021, "target_year": 2025, "region": "testshire", "source": "s-plan", "citation_zh": "测试方案。",
        "expect": {"targets": 5, "projects": 2, "agencies": 2, "measures": 1},
    }
    usual = {"places": "testshire", "accepted_basis": "-", "target_year": "2025", "project": "p01", "section": "二（一）",
             "lead_agencies": "smoke-office", "agencies": "smoke-office;tree-office"}
    number = {"criterion": "number", "value_origin": "written"}
    none = {"value_origin": "-", "direction": "none", "kind": "qualitative"}
    w.add(TARGETS, **(usual | number), id="u1", indicator="smoke-cut", level_indicator="smoke", name_zh="烟减少",
          kind="relative_change", direction="at_least", base_year="2020", value="14.5", unit="%", related="trees")
    w.add(TARGETS, **(usual | number), id="u2", indicator="trees", name_zh="树", kind="count", direction="at_least",
          value="40", unit="个")
    w.add(TARGETS, **(usual | number | {"places": "test-river"}), id="u3", indicator="river-state", name_zh="河",
          kind="rating", direction="at_least", value="良好")
    w.add(TARGETS, **(usual | none), id="u4", indicator="smoke-plan", name_zh="治烟规划", criterion="deliverable",
          deliverable_zh="治烟规划文本")
    w.add(TARGETS, **(usual | none | {"direction": "at_least", "kind": "count"}), id="u5", indicator="lamps",
          name_zh="灯", criterion="no_number")
    w.add(PROJECTS, id="overall", kind="overall", seq="1", section="一", name_zh="总体")
    w.add(PROJECTS, id="p01", kind="key_project", seq="2", section="二（一）", name_zh="治烟工程",
          lead_agencies="smoke-office", agencies="smoke-office;tree-office")
    w.add(AGENCIES, id="smoke-office", name_in_plan="烟办", name_zh="测试省烟办", sections="二（一）", lead_sections="二（一）")
    w.add(AGENCIES, id="tree-office", name_in_plan="树办", name_zh="测试省树办", sections="二（一）")
    w.add(AMBIGUITIES, target="u2", kind="scope", note_zh="哪些树没有写", note_en="Which trees is not written", source="s-plan",
          known_from="2022-03-30")
    w.add(MEASURES, id="m01", project="p01", name_zh="拆烟囱", place="testville", lon="120.5", lat="45.25", source="s-plan")


def _other_plan(w: World) -> None:
    w.plans[OTHER] = {"id": OTHER, "title_zh": "另一方案", "issuer_zh": "测试国政府", "base_year": 2020,
                      "start_year": 2021, "target_year": 2025, "region": "testland"}
    w.add(f"plans/{OTHER}/targets.csv", id="o1", indicator="smoke-cut", name_zh="烟减少", kind="relative_change",
          direction="at_least", base_year="2020", target_year="2025", value="13.5", unit="%", places="testland",
          accepted_basis="-", criterion="number", value_origin="written")


def _observations(w: World) -> None:
    observation(w, "smoke", "testville", "2020", evidence="baseline", value="50", unit="ug/m3")
    observation(w, "smoke", "testville", "2023", value="40.4", unit="ug/m3")
    observation(w, "smoke", "testville", "2024-01", evidence="monitored", source="s-archive", series="archive-a",
                value="80.5", unit="ug/m3", n="31", known_from="2024-01-31")
    observation(w, "smoke", "testville", "2024", evidence="estimate", low="35", high="45", unit="ug/m3")
    observation(w, "smoke-cut", "testshire", "2021/2024", evidence="derived", value="19.2", unit="%", note="（50−40.4）÷50")
    observation(w, "trees", "testshire", "2021/2024", evidence="interim", value="30", bound="≥", unit="个")
    observation(w, "river-state", "test-river", "2024", text="良好")
    observation(w, "smoke-plan", "testshire", "2022", evidence="statement", text="规划已印发")
    for place, people in (("testshire", "300"), ("testville", "200"), ("sampleton", "100")):
        observation(w, "census", place, "2020", evidence="reference", value=people, unit="人")
    for indicator, days in (("days-all", "31"), ("days-clean", "11"), ("days-smoky", "20")):
        observation(w, indicator, "testville", "2024-01", evidence="monitored", source="s-archive", value=days, unit="d",
                    known_from="2024-01-31")


def _rules(w: World) -> None:
    w.add("sums.csv", id="days", kind="indicators", total="days-all", parts="days-clean;days-smoky", relation="=",
          tolerance="0")
    w.add("sums.csv", id="people", kind="places", total="census", place_kind="prefecture", count="2", relation="=",
          tolerance="0")
    w.add("ranges.csv", id="smoke", quantity="concentration", indicator="smoke*;!*-cut", low="0", high="1000")
    w.add("ranges.csv", id="percent", unit="%", low="-100", high="100")
    w.tables["known_conflicts.csv"] = []
    key = {k: w.tables[RESULTS][1][k] for k in ("indicator", "place", "period", "period_label", "evidence", "basis",
                                               "source", "series")}
    w.add("revisions.csv", revised_on="2025-07-01", **key, old="41", new="40.4", reason="公报更正", reason_source="s-report")


def _air_standards(w: World) -> None:
    known = {"read": "from_knowledge", "in_force_from": "2016-01-01"}
    old = {"standard": "T 1", "item": "smoke", "item_zh": "烟", "item_en": "smoke", "averaging": "annual", "unit": "ug/m3", "conditions": "stp"}
    spans = (("2016-01-01", "2018-08-31"), ("2018-09-01", ""))
    for start, end in spans:
        for class_, limit in (("I", "15"), ("II", "35")):
            w.add("standards/air_limits.csv", **old, limit_class=class_, limit=limit, read="read", source="s-report",
                  in_force_from=start, in_force_to=end)
    steps = zip(("0", "50", "100", "150", "200", "300", "400", "500"),
                ("0", "35", "75", "115", "150", "250", "350", "500"), strict=True)
    for index, concentration in steps:
        w.add("standards/iaqi.csv", standard="T 2", item="smoke", averaging="24h", iaqi=index, concentration=concentration,
              unit="ug/m3", **known)
    w.add("standards/hj663.csv", standard="T 3", rule="days", rule_zh="最少天数", rule_en="least days", value="324", unit="d", **known)
    w.add("standards/emission_factors.csv", id="f1", fuel="散煤", fuel_en="scattered coal", pollutant="烟", value="2", low="1", high="3", unit="ug/m3",
          type="实测", source="s-report")


def _water_standards(w: World) -> None:
    known = {"standard": "T 4", "read": "from_knowledge", "in_force_from": "2011-03-09"}
    for class_, limit in zip(("I", "II", "III", "IV", "V"), ("15", "15", "20", "30", "40"), strict=True):
        w.add("standards/gb3838.csv", **known, item="cod", item_zh="需氧量", item_en="oxygen demand", unit="mg/L", limit=limit, direction="le",
              **{"class": class_})
    ratings = [("优", "90", "", "", ""), ("良好", "75", "90", "", ""), ("轻度污染", "", "75", "", "20"),
               ("中度污染", "", "75", "20", "40"), ("重度污染", "", "60", "40", "")]
    for order, (rating, good_low, good_high, worse_low, worse_high) in enumerate(ratings, start=1):
        w.add("standards/river_rating.csv", **known, order=str(order), rating=rating, good_low=good_low,
              good_high=good_high, worse_low=worse_low, worse_high=worse_high)
    words = ("优", "优", "良好", "轻度污染", "中度污染", "重度污染")
    for order, (class_, rating) in enumerate(zip(("I", "II", "III", "IV", "V", "劣V"), words, strict=True), start=1):
        w.add("standards/section_rating.csv", **known, order=str(order), rating=rating, **{"class": class_})
    for n, wp in (("4", "1.000"), ("5", "0.900"), ("6", "0.829")):
        w.add("standards/spearman.csv", **known, n=n, alpha="0.05", wp=wp)
    w.add("standards/water_rules.csv", **known, rule="sections", rule_zh="最少断面数", rule_en="least sections", value="5")
