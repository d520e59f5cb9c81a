"""The river by its automatic stations: classes and concentrations downstream, section by month, map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.assess.water.river import RiverRating, rate_river
from planbook.assess.water.rules import GOOD_CLASS, WaterRules
from planbook.assess.water.section import SectionClass, classify, is_good
from planbook.assess.water.values import Reading
from planbook.cards.card import ChartCard, Column
from planbook.chapters.report import Report
from planbook.charts.maps import river_map
from planbook.charts.matrix import class_grid
from planbook.charts.profile import Strip, concentration_profile, long_profile
from planbook.data.layers import load_sections
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import WATER_CLASSES, Evidence, PlaceKind
from planbook.narrative.words import number, unit_name

CLASS_4 = "water-class-4item"
ITEMS = ("do", "cod-mn", "nh3-n", "tp")
"""The items of the evaluation that automatic stations measure, apart from pH (:data:`CLASS_4` rests on them)."""
MOST_SECTIONS = 2
"""A month enters the profiles from this many sections of the stem on."""
FOUR_ITEMS = Text(
    "自动站只测溶解氧、高锰酸盐指数、氨氮和总磷等项目，所定类别只是四项参考类别，不能替代全项评价；每月记录数少的只作参考。",
    "Automatic stations measure dissolved oxygen, permanganate index, ammonia nitrogen and total phosphorus only; their class "
    "is a four-item reference and no full evaluation. Months with few readings are for reference only.")
DISTANCE = Text("自干流起点沿河向下的距离（公里，沿示意河线）", "Distance downstream along the stem (km, along the drawn line)")


@dataclass(frozen=True)
class Stations:
    """Monthly means of the automatic stations on a river and its tributaries.

    Attributes
    ----------
    report : Report
        The edition.
    river : str
        Place id of the stem.
    rules : WaterRules
        The standard.
    """

    report: Report
    river: str
    rules: WaterRules

    @property
    def prefix(self) -> str:
        """What the ids of the river's charts begin with: the river whose stem it is, else the river itself."""
        places = self.report.data.places
        whole = places[self.river].parent
        return whole if whole in places and places[whole].kind is PlaceKind.RIVER else self.river

    @cached_property
    def readings(self) -> pd.DataFrame:
        """Four-item classes by section and month: ``section``, ``period``, ``state``, ``n``, ``km``, ``stem``, names, ``source``."""
        rows = self.report.data.rows(indicator=CLASS_4)
        km = load_sections(self.report.data.root).set_index("place")["chain_km"]
        stem = self.stem_sections()
        return pd.DataFrame([
            {"section": r.place, "period": r.period.code, "state": r.text, "n": r.n, "km": km.get(r.place),
             "stem": r.place in stem, "name_zh": self.report.place(r.place).zh,
             "name_en": self.report.place(r.place).in_("en"), "source": r.source} for r in rows])

    @cached_property
    def values(self) -> dict[tuple[str, str], dict[str, Reading]]:
        """Monthly means by section and month, then item, of the months that have a class."""
        classified = set(zip(self.readings["section"], self.readings["period"], strict=True))
        found: dict[tuple[str, str], dict[str, Reading]] = {}
        for r in self.report.data.rows(indicator=ITEMS, topic="water_sections"):
            if (r.place, r.period.code) in classified:
                found.setdefault((r.place, r.period.code), {})[r.indicator] = Reading(r.value, r.bound == "<")
        return found

    def classified(self, section: str, period: str) -> SectionClass:
        """Return a section's evaluation in one month; a reference class of as many items as were measured."""
        return classify(self.values[section, period], self.rules)

    def stem_sections(self) -> list[str]:
        """Return the stem's sections, downstream, each once."""
        mine = {r["place"] for r in self.report.data.sections if r["main_stem"] == "true"}
        return [s for s in self.river_sections() if s in mine]

    def river_sections(self) -> list[str]:
        """Return the registered sections in downstream order, stem and tributaries."""
        table = pd.DataFrame(self.report.data.sections)
        order = pd.to_numeric(table["order_downstream"], errors="coerce")
        same = {p.id for p in self.report.data.places.values() if p.same_as}
        return [str(p) for p in table.assign(order=order).sort_values("order")["place"] if p not in same]

    @cached_property
    def months(self) -> list[str]:
        """Months in which at least two sections of the stem have readings, oldest first."""
        stem = self.readings[self.readings["stem"]]
        counts = stem.groupby("period")["section"].nunique()
        return sorted(str(p) for p in counts[counts >= MOST_SECTIONS].index)

    def rating(self, period: str) -> RiverRating:
        """Rate the stem in one month by the stations' means: a reference, never an official rating."""
        mine = self.readings[self.readings["stem"] & (self.readings["period"] == period)]
        return rate_river({s: self.values[s, period] for s in mine["section"]}, self.rules)

    def profile_card(self) -> ChartCard:
        """Return the long profile: sections by distance downstream, one level per month with readings."""
        frame = self._profile_frame()
        known = frame.dropna(subset=["state"])
        worst = max(known["state"], key=WATER_CLASSES.index)
        periods = list(dict.fromkeys(frame["row"]))
        return ChartCard(
            id=f"{self.prefix}-profile", kind="profile",
            headline=Text(f"所示{len(periods)}个月中，干流断面最差为{worst}类（四项参考类别）",
                          f"In the {len(periods)} months shown, the worst stem section was class {worst} (four items)"),
            subtitle=Text("干流断面自上而下的类别，按月，未审核自动监测", "Classes of stem sections downstream, by month, unaudited"),
            description=Text(
                f"横轴为沿河距离，{len(periods)}个月份各一行；方块内为类别，空心圆为没有数据的断面。",
                f"Distance along the river, one row for each of {len(periods)} months; squares carry the class, hollow dots have "
                "no reading."),
            draw=lambda lang: long_profile(
                frame.assign(name=frame[f"name_{lang}"], label=frame["state"])[["km", "name", "state", "label", "row"]],
                title=DISTANCE, lang=lang, height=44 * len(periods) + 60),
            data=frame, columns=_READING_COLUMNS, marks=len(frame), sources=self.report.sources_of(self.readings),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(self._worst_ever(), FOUR_ITEMS),
        )

    def _worst_ever(self) -> Text:
        """Say the worst class of any stem section in any month, shown in the profile or not."""
        stem = self.readings[self.readings["stem"]]
        rank = stem["state"].map({c: i for i, c in enumerate(WATER_CLASSES)})
        row = stem.assign(rank=rank).sort_values(["rank", "period"]).iloc[-1]
        return Text(
            f"全部有数据的月份里，干流断面最差为{row['state']}类（{row['name_zh']}，{row['period']}，{row['n']}次记录）；"
            f"剖面只画至少{MOST_SECTIONS}个断面有数据的月份。",
            f"In all months with readings the worst was class {row['state']} ({row['name_en']}, {row['period']}, {row['n']} readings); "
            f"the profile shows months in which at least {MOST_SECTIONS} sections have readings.")

    def _located(self) -> dict[str, float]:
        """Return the stem's sections that have a place on the river, downstream, with their kilometre."""
        km = load_sections(self.report.data.root).set_index("place")["chain_km"]
        return {s: float(km[s]) for s in self.stem_sections() if pd.notna(km.get(s))}

    def _profile_frame(self) -> pd.DataFrame:
        """Return every stem section in every month in which at least two sections have readings."""
        given = self.readings.set_index(["section", "period"])
        return pd.DataFrame([self._profile_row(given, s, km, p) for p in self.months for s, km in self._located().items()])

    def _profile_row(self, given: pd.DataFrame, section: str, km: float, period: str) -> dict[str, object]:
        has, name = (section, period) in given.index, self.report.place(section)
        return {
            "row": period, "section": section, "name_zh": name.zh, "name_en": name.in_("en"), "km": km,
            "state": given.loc[(section, period), "state"] if has else None,
            "n": given.loc[(section, period), "n"] if has else None, **self._why(section, period, has=has),
        }

    def _why(self, section: str, period: str, *, has: bool) -> dict[str, str]:
        """Name the items that decide a section's class where it is worse than class III."""
        found = self.classified(section, period) if has else None
        deciding = found.deciding if found and found.water_class and not is_good(found.water_class) else ()
        named = [self._item_name(i.item) for i in deciding]
        return {"why_zh": "、".join(n.zh for n in named) or "–", "why_en": ", ".join(n.in_("en") for n in named) or "–"}

    def _item_name(self, item: str) -> Text:
        """Return an item's name without the word for concentration."""
        name = self.report.data.indicators[item].name
        return Text(name.zh.removesuffix("浓度"), name.en)

    def concentrations_card(self) -> ChartCard:
        """Return the concentrations along the stem against the limits of class III."""
        frame = self._concentration_frame()
        over = int(frame["over"].sum())
        strips = [self._strip(i) for i in ITEMS]
        return ChartCard(
            id=f"{self.prefix}-concentrations", kind="points",
            headline=Text(f"所示{len(frame)}个断面月均值中，{over}个劣于III类限值", f"Of {len(frame)} monthly means shown, {over} are beyond the class III limit"),
            subtitle=Text("干流自动站四项月均浓度，自上而下，毫克/升，未审核", "Four monthly mean concentrations down the stem, mg/L, unaudited"),
            description=Text(
                f"每行一项，每列一个月，横轴为沿河距离；虚线为III类限值，溶解氧以不低于为好，其余以不高于为好；劣于限值的标出数值。共{len(self.months)}个月。",
                f"One row per item, one column per month ({len(self.months)}), distance downstream across; the broken line is the class "
                "III limit, a floor for dissolved oxygen and a ceiling for the rest; values beyond it are written."),
            draw=lambda lang: concentration_profile(
                frame[["km", "item", "column", "value", "label"]], strips=strips, columns=self.months, title=DISTANCE, lang=lang,
                evidence=Evidence.MONITORED),
            data=frame, columns=_CONCENTRATION_COLUMNS, marks=len(frame), sources=self.report.sources_of(self.readings),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(FOUR_ITEMS,),
        )

    def _strip(self, item: str) -> Strip:
        limits = self.rules.limits[item]
        low, high = limits.bounds[WATER_CLASSES.index(GOOD_CLASS)]
        limit, sign = (low, "≥") if high is None else (high, "≤")
        unit, name = Text(unit_name(limits.unit, self.report.data).zh, limits.unit), self._item_name(item)
        return Strip(item, Text(name.zh, _SHORT.get(item, name.in_("en"))), float(limit or 0),
                     Text(f"III类 {sign}{number(limit or 0)} {unit.zh}", f"class III {sign}{number(limit or 0)} {unit.in_('en')}"))

    def _concentration_frame(self) -> pd.DataFrame:
        rows = []
        for period in self.months:
            for section, km in self._located().items():
                if (section, period) in self.values:
                    rows += self._concentrations(section, km, period)
        return pd.DataFrame(rows)

    def _concentrations(self, section: str, km: float, period: str) -> list[dict[str, object]]:
        name = self.report.place(section)
        return [{
            "section": section, "name_zh": name.zh, "name_en": name.in_("en"), "km": km, "column": period, "item": i.item,
            "item_zh": self._item_name(i.item).zh, "item_en": self._item_name(i.item).en, "value": float(i.value),
            "class": i.water_class, "over": i.exceeds, "label": number(i.value) if i.exceeds else "",
        } for i in self.classified(section, period).items]

    def months_card(self) -> ChartCard:
        """Return section by month, stem and tributaries."""
        mine = self.river_sections()
        frame = self._month_frame(mine)
        columns = sorted(set(frame["column"]))
        order = [s for s in mine if s in set(frame["section"])]
        names = {lang: [self.report.place(s).in_(lang) for s in order] for lang in ("zh", "en")}
        bad = int((~frame["state"].map(is_good)).sum())
        return ChartCard(
            id=f"{self.prefix}-months", kind="grid",
            headline=Text(f"{len(frame)}个断面月中，四项参考类别劣于III类的有{bad}个",
                          f"Of {len(frame)} section-months {bad} were worse than class III on four items"),
            subtitle=Text("干流与支流断面逐月的四项参考类别，未审核自动监测", "Four-item class by section and month, unaudited"),
            description=Text(f"{len(order)}个断面、{len(columns)}个月份，只列有数据的月份，前后不一定相邻；格内为类别，空白为没有数据；表中写明定类的项目。",
                             f"{len(order)} sections and {len(columns)} months, only those with readings, not all of them in sequence; "
                             "letters are classes, blanks have no reading; the table names the deciding items."),
            draw=lambda lang: class_grid(
                frame.assign(row=frame[f"name_{lang}"], label=frame["state"])[["row", "column", "state", "label"]],
                rows=names[lang], columns=columns, label_angle=-50),
            data=frame, columns=_GRID_COLUMNS, marks=len(frame), sources=self.report.sources_of(frame),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(self._decided_by(frame), FOUR_ITEMS),
        )

    def _month_frame(self, sections: Sequence[str]) -> pd.DataFrame:
        frame = self.readings[self.readings["section"].isin(sections)]
        why = [self._why(s, p, has=True) for s, p in zip(frame["section"], frame["period"], strict=True)]
        return frame.assign(column=frame["period"], why_zh=[w["why_zh"] for w in why], why_en=[w["why_en"] for w in why])

    def _decided_by(self, frame: pd.DataFrame) -> Text:
        """Count how often each item decides a class worse than III."""
        bad = [self.classified(s, p) for s, p, c in zip(frame["section"], frame["period"], frame["state"], strict=True) if not is_good(c)]
        times = pd.Series([i.item for c in bad for i in c.deciding], dtype=str).value_counts()
        zh = "、".join(f"{self._item_name(str(i)).zh}{n}次" for i, n in times.items())
        en = ", ".join(f"{self._item_name(str(i)).en} {n}" for i, n in times.items())
        return Text(f"劣于III类时定类的项目：{zh or '无'}（同一断面月可有几项）。", f"Items deciding where worse than class III: {en or 'none'} (a section-month may have several).")

    def map_card(self) -> ChartCard:
        """Return the river map with the latest class of each section."""
        frame = self._map_frame()
        settings = load_settings(self.report.data.root)
        classified = int(frame["state"].notna().sum())
        return ChartCard(
            id=f"{self.prefix}-map", kind="map",
            headline=Text(f"{len(frame)}个断面中，{classified}个有自动站的四项参考类别",
                          f"{classified} of {len(frame)} sections have a four-item class from automatic stations"),
            subtitle=Text("断面最近一个有数据月份的四项参考类别，未审核", "Four-item class in the latest month with readings, unaudited"),
            description=Text("断面沿河标出，颜色和字母为类别，空心为没有数据；多数位置为近似，与剖面图和月份图数据相同。",
                             "Sections along the rivers; colour and letter give the class, hollow ones have none; most positions "
                             "are approximate. The same data stand in the profile and the grid."),
            draw=lambda lang: river_map(frame, lang=lang, style=settings.maps,
                                        approval_number=settings.map_approval_number),
            data=frame, columns=_MAP_COLUMNS, marks=len(frame), sources=self.report.sources_of(self.readings),
            evidence=(Evidence.MONITORED,), edition=self.report.data.edition, notes=(FOUR_ITEMS,),
        )

    def _map_frame(self) -> pd.DataFrame:
        latest = self.readings.sort_values("period").drop_duplicates("section", keep="last").set_index("section")
        same = {p.id for p in self.report.data.places.values() if p.same_as}
        sections = load_sections(self.report.data.root)
        sections = sections[~sections["place"].isin(same)].dropna(subset=["lon", "lat"])
        lon = sections["snap_lon"].fillna(sections["lon"])
        lat = sections["snap_lat"].fillna(sections["lat"])
        return pd.DataFrame({
            "place": sections["place"], "lon": lon, "lat": lat,
            "name_zh": [self.report.place(p).zh for p in sections["place"]],
            "name_en": [self.report.place(p).in_("en") for p in sections["place"]],
            "state": [latest["state"].get(p) for p in sections["place"]],
            "period": [latest["period"].get(p, "–") for p in sections["place"]],
            "approx": sections["coord_precision"].str.contains("approx"),
            "precision": [_precision(p).zh for p in sections["coord_precision"]],
            "precision_en": [_precision(p).en for p in sections["coord_precision"]],
        }).reset_index(drop=True)


def _precision(code: str) -> Text:
    """Say how a section's position is known."""
    if code.startswith("place approx"):
        within = code.removeprefix("place approx").strip().removesuffix("km").strip()
        return Text(f"按地名推定，{within}公里", f"inferred from the place name, {within} km")
    return _PRECISION.get(code, Text(code, code))


_SHORT = {"do": "DO", "cod-mn": "CODMn", "nh3-n": "NH3-N", "tp": "TP"}
"""English axis titles, short enough for a low panel."""
_PRECISION = {
    "sourced": Text("有出处", "sourced"), "sourced (listed)": Text("有出处（转录的坐标表）", "sourced (transcribed list)"),
    "sourced gauge nearby": Text("以附近水文站代替", "a gauge nearby instead"), "none": Text("未取得", "not obtained"),
}
_READING_COLUMNS = (
    Column("row", Text("月份", "Month")), Column("name_zh", Text("断面", "Section"), field_en="name_en"),
    Column("km", Text("沿河距离（千米）", "Distance (km)"), 1), Column("state", Text("四项参考类别", "Four-item class")),
    Column("why_zh", Text("劣于III类的项目", "Items worse than III"), field_en="why_en"), Column("n", Text("记录数", "Readings"), 0),
)
_CONCENTRATION_COLUMNS = (
    Column("column", Text("月份", "Month")), Column("name_zh", Text("断面", "Section"), field_en="name_en"),
    Column("km", Text("沿河距离（千米）", "Distance (km)"), 1), Column("item_zh", Text("项目", "Item"), field_en="item_en"),
    Column("value", Text("月均浓度（毫克/升）", "Monthly mean (mg/L)")), Column("class", Text("该项类别", "Class of the item")),
)
_GRID_COLUMNS = (
    Column("name_zh", Text("断面", "Section"), field_en="name_en"), Column("column", Text("月份", "Month")),
    Column("state", Text("四项参考类别", "Four-item class")),
    Column("why_zh", Text("劣于III类的项目", "Items worse than III"), field_en="why_en"), Column("n", Text("记录数", "Readings"), 0),
)
_MAP_COLUMNS = (
    Column("name_zh", Text("断面", "Section"), field_en="name_en"), Column("state", Text("四项参考类别", "Four-item class")),
    Column("period", Text("月份", "Month")), Column("precision", Text("坐标精度", "Precision of position"), field_en="precision_en"),
)
