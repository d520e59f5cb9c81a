"""The river's official record: ratings by year, tributaries, shares of good sections, comparison of periods, trend tests."""

from calendar import month_abbr
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from planbook.assess.result import Assessment
from planbook.assess.rounding import Number, exact
from planbook.assess.spearman import CriticalValues, RankTest, rank_test
from planbook.assess.water.compare import Comparison, PeriodState, compare
from planbook.assess.water.river import Method, rate_shares
from planbook.assess.water.rules import WaterRules
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import Cell, Row, cells, table
from planbook.chapters.report import STRONGEST_FIRST, Report, frame_of
from planbook.chapters.songhua_stations import ITEMS, Stations
from planbook.charts.matrix import EMPTY_CELL, NOTHING, evidence_matrix
from planbook.charts.timeline import evidence_legend, timeline
from planbook.data.english import said_note
from planbook.data.model import NO_KEY, Observation, Source
from planbook.data.text import Text
from planbook.data.vocab import Evidence, PlaceKind
from planbook.narrative.water import (
    change_phrase,
    good_reading,
    points_phrase,
    rating_word,
    test_phrase,
)
from planbook.narrative.words import RATING_WORDS, number, period_phrase, status_word

RATING, SHARE, WORSE = "water-rating", "share-good-sections", "share-worse-than-v"
PUBLISHED = (Evidence.ACTUAL, Evidence.BASELINE, Evidence.DERIVED)
"""Evidence that enters comparisons and tests: published results and plain arithmetic on them."""
BASES_NOTE = Text(
    "断面范围或口径不同的数不相连：国考断面、全部断面、扣除自然本底的数各成一组。",
    "Figures on different sets of sections or bases are never joined.")
OWN_RATING_NOTE = Text(
    "后两行是本书按同一评级规则的推算，不是官方评级，不代替也不改变官方评级：一行用公布的断面占比，一行用自动站未审核的四项月均值（参评项目不全，只作参考）。",
    "The last two rows are this book's own working of the same rule, no official rating and no substitute for one: one from published "
    "shares of sections, one from unaudited four-item monthly means of automatic stations (items incomplete, for reference only).")
FROM_SHARES = Text("本书推算：公布占比定级", "Own working: from shares")
FROM_STATIONS = Text("本书参考：自动站四项", "Own reference: stations")
PROVINCE_NOTE = Text(
    "评级规则本为河流、流域而定，用于全省断面是沿用通行做法。",
    "The rating rules are made for rivers and basins; using them for all sections of the province follows common practice.")


@dataclass(frozen=True)
class Series:
    """Annual figures of one place on one basis.

    Attributes
    ----------
    good, worse : dict of int to Observation
        Shares of sections in classes I-III and worse than V by year.
    """

    place: str
    basis: str
    good: dict[int, Observation]
    worse: dict[int, Observation]


@dataclass(frozen=True)
class Record:
    """What was officially published about a river.

    Attributes
    ----------
    report : Report
        The edition.
    river : str
        Place id of the stem.
    rules : WaterRules
        The standard.
    stations : Stations
        For the reference row of the ratings.
    assessments : tuple of Assessment
        Targets on the river and its tributaries.
    """

    report: Report
    river: str
    rules: WaterRules
    stations: Stations
    assessments: tuple[Assessment, ...]

    @cached_property
    def target(self) -> Assessment:
        """The assessment of the stem's rating target."""
        return next(a for a in self.assessments if a.target.indicator == RATING)

    def official_ratings(self) -> dict[int, str]:
        """Return the stem's official ratings of whole years of the plan period; a year on which reports disagree has none."""
        said: dict[int, set[str]] = {}
        for r in self.report.data.rows(indicator=RATING, place=self.river):
            if r.period.is_year and r.evidence is Evidence.ACTUAL and r.period.year >= self.report.data.plan.start_year:
                said.setdefault(r.period.year, set()).add(r.text)
        return {year: next(iter(words)) for year, words in sorted(said.items()) if len(words) == 1}

    def ratings_card(self) -> ChartCard:
        """Return the published ratings of the stem and the basin by year, with the book's own workings beneath."""
        rows = tuple(r for r in self.report.data.rows(indicator=RATING) if r.place in self._rated_places())
        frame = self._rating_cells(rows)
        names = {lang: list(dict.fromkeys(frame[f"row_{lang}"])) for lang in ("zh", "en")}
        years = list(dict.fromkeys(frame["column"]))
        last = max((r for r in rows if r.place == self.river and r.period.is_year and r.evidence is Evidence.ACTUAL),
                   key=lambda r: r.period.year)
        name = self.report.place(self.river)
        return ChartCard(
            id=f"{self.stations.prefix}-ratings", kind="matrix",
            headline=Text(f"{name.zh}最近公布的全年评价是{last.period.year}年的{rating_word(last.text).zh}",
                          f"{name.in_('en')}: latest published annual rating {rating_word(last.text).en} ({last.period.year})"),
            subtitle=Text("干流与流域的水质状况等级，逐年；官方公布与本书推算分行", "Ratings of the stem and the basin by year; official and own rows apart"),
            description=Text(
                f"{len(names['zh'])}行、{len(years)}个年份；只有部分月份的评价写明期间；没有公开数据的年份写明。",
                f"{len(names['zh'])} rows, {len(years)} years; ratings of part of a year name their months; empty years say so."),
            draw=lambda lang: evidence_matrix(_laid_out(frame, lang), lang=lang, rows=names[lang], columns=years),
            data=frame, columns=_RATING_COLUMNS, marks=len(frame), sources=self._rating_sources(rows),
            evidence=tuple(e for e in Evidence if e.value in set(frame["state"])), edition=self.report.data.edition,
            notes=(good_reading(self.target.target.rating, self.rules), OWN_RATING_NOTE, *self._remarks(rows)),
        )

    def _rating_sources(self, rows: Sequence[Observation]) -> tuple[Source, ...]:
        used = [*rows, *self._stem_shares(), *self.report.data.rows(indicator=ITEMS[0], place=tuple(self.stations.stem_sections()))]
        return self.report.sources_of(used)

    def _remarks(self, rows: tuple[Observation, ...]) -> tuple[Text, ...]:
        """Return what rows of the stem say of contradictions or doubts."""
        said = [r for r in rows if r.place == self.river and ("矛盾" in r.note or r.doubtful)]
        return tuple(Text(f"{r.period.year}年：{r.note}。", f"{r.period.year}: {said_note(r.note).in_('en')}") for r in said)

    def _rated_places(self) -> list[str]:
        rated = self.report.data.select(indicator=RATING)["place"].value_counts()
        others = [str(p) for p in rated.index if p != self.river and rated[p] > 1]
        return [self.river, *[p for p in others if self.report.data.places[p].kind is PlaceKind.SECTION_GROUP]]

    def _rating_cells(self, rows: tuple[Observation, ...]) -> pd.DataFrame:
        last = self.report.data.edition.year
        first = min(r.period.year for r in rows if r.place == self.river)
        years = range(first, last + 1)
        found = [self._rating_cell(place, year, rows) for place in self._rated_places() for year in years]
        found += [self._share_cell(year) for year in years] + [self._station_cell(year) for year in years]
        return pd.DataFrame(found)

    def _rating_cell(self, place: str, year: int, rows: tuple[Observation, ...]) -> dict[str, str]:
        found = [r for r in rows if r.place == place and r.period.year == year]
        if not found:
            return _cell(self.report.place(place), year)
        best = min(found, key=lambda r: (not r.period.is_year, r.period.first - r.period.last, STRONGEST_FIRST.index(r.evidence)))
        months = Text("", "") if best.period.is_year else _months(best)
        state = best.evidence if best.period.is_year else Evidence.INTERIM
        word = RATING_WORDS[best.text]
        return _cell(self.report.place(place), year, state, _lines(word, months), self.report.data.sources[best.source].cited())

    def _stem_shares(self) -> tuple[Observation, ...]:
        """Return published shares of good sections of the stem."""
        groups = tuple(p.id for p in self.report.data.places.values() if p.parent == self.river and p.kind is PlaceKind.SECTION_GROUP)
        return tuple(r for r in self.report.data.rows(indicator=SHARE, place=groups) if r.value is not None)

    def _share_cell(self, year: int) -> dict[str, str]:
        """Rate the stem by the share of good sections published for a year, or for most of it."""
        found = [r for r in self._stem_shares() if r.period.year == year]
        if not found:
            return _cell(FROM_SHARES, year)
        best = min(found, key=lambda r: (not r.period.is_year, r.period.first - r.period.last))
        rating = rate_shares(best.value or 0, None, self.rules).rating
        if rating is None:
            return _cell(FROM_SHARES, year)
        share = Text(f"占比{number(best.value or 0)}%", f"share {number(best.value or 0)}%")
        months = Text("", "") if best.period.is_year else _months(best)
        return _cell(FROM_SHARES, year, Evidence.DERIVED, _lines(RATING_WORDS[rating], share, months),
                     self.report.data.sources[best.source].cited())

    def _station_cell(self, year: int) -> dict[str, str]:
        """Rate the stem in the months of a year in which at least two of its sections have readings."""
        months = [p for p in self.stations.months if p.startswith(str(year))]
        if not months:
            return _cell(FROM_STATIONS, year)
        lines = [self._station_line(p) for p in months]
        label = Text("\n".join(t.zh for t in lines), "\n".join(t.en for t in lines))
        readings = self.stations.readings
        source = str(readings[readings["period"] == months[0]]["source"].iloc[0])
        return _cell(FROM_STATIONS, year, Evidence.MONITORED, label, self.report.data.sources[source].cited())

    def _station_line(self, period: str) -> Text:
        found = self.stations.rating(period)
        word = RATING_WORDS[found.rating or ""]
        month, count = int(period[-2:]), len(found.sections)
        how = Text("按均值", "means") if found.method is Method.MEANS else Text("按占比", "shares")
        return Text(f"{word.zh}\n{month}月，{count}断面\n{how.zh}", f"{word.en}\n{month_abbr[month]}, n={count}\n{how.en}")

    def tributaries(self) -> list[str]:
        """Return the tributaries the plan names, in its order."""
        return list(dict.fromkeys(p for a in self.assessments for p in a.target.places if p != self.river))

    def worded(self, place: str) -> list[Observation]:
        """Return what was said in words about a place, strongest evidence first, longest period first."""
        rows = [r for r in self.report.data.rows(place=place) if r.text]
        return sorted(rows, key=lambda r: (STRONGEST_FIRST.index(r.evidence), r.period.first - r.period.last, r.key))

    def tributary_fact(self, place: str) -> Text:
        """Say what is documented about a tributary within the plan period, latest last."""
        start, name = self.report.data.plan.start_year, self.report.place(place)
        worded = [r for r in self.worded(place) if r.period.year >= start]
        rows = sorted((r for r in worded if not _within_another(r, worded)), key=lambda r: (r.period.last, r.period.first))
        last = self.report.data.edition.year
        if not rows:
            return Text(f"{name.zh}：{start}年以来没有找到公开的水质类别或表述。", f"{name.in_('en')}: no public class or statement since {start}.")
        said = [(period_phrase(r.period), status_word(r.text)) for r in rows]
        zh = "；".join(f"{when.zh}“{word.zh}”" for when, word in said)
        en = "; ".join(f"{when.en} “{word.en}”" for when, word in said)
        whole = any(r.period.is_year and r.period.year == last and r.indicator == "water-class" for r in rows)
        end = Text("", "") if whole else Text(f"；没有找到{last}年全年的类别", f"; no class for the whole of {last} was found")
        return Text(f"{name.zh}的公开表述：{zh}{end.zh}。", f"{name.in_('en')}, as published: {en}{end.en}.")

    def tributaries_card(self) -> ChartCard:
        """Return what was published about each tributary the plan names."""
        places = self.tributaries()
        rows = [r for p in places for r in self.worded(p)]
        frame = pd.DataFrame([self._statement_cell(p, y) for p in places for y in self.report.year_columns()])
        said = int((frame["state"] != NOTHING).sum())
        names = {lang: [self.report.place(p).in_(lang) for p in places] for lang in ("zh", "en")}
        columns = list(dict.fromkeys(frame["column"]))
        return ChartCard(
            id=f"{self.stations.prefix}-tributaries", kind="matrix",
            headline=Text(f"方案点名的支流，{len(frame)}个年度格子里{said}个有公开的类别或表述",
                          f"Tributaries the plan names: {said} of {len(frame)} yearly cells have a public class or statement"),
            subtitle=Text("方案点名的劣V类支流，逐年的公开表述", "Tributaries named in the plan, public statements by year"),
            description=Text(f"{len(names['zh'])}条河流、{len(columns)}个年份，写明类别或官方用词，不是全年的写明期间；没有的写明无公开数据。",
                             f"{len(names['zh'])} rivers, {len(columns)} years; class or official wording with its months where not a "
                             "whole year, or nothing published."),
            draw=lambda lang: evidence_matrix(
                _laid_out(frame, lang), lang=lang, rows=names[lang], columns=columns, cell_height=52),
            data=frame, columns=_RATING_COLUMNS, marks=len(frame), sources=self.report.sources_of(rows),
            evidence=tuple(e for e in Evidence if e.value in set(frame["state"])), edition=self.report.data.edition,
        )

    def _statement_cell(self, place: str, year: int) -> dict[str, str]:
        found = [r for r in self.worded(place) if r.period.year == year]
        if not found:
            return _cell(self.report.place(place), year)
        best = found[0]
        months = Text("", "") if best.period.is_year else _months(best)
        return _cell(self.report.place(place), year, best.evidence, _lines(status_word(best.text), months),
                     self.report.data.sources[best.source].cited())

    def share_rows(self) -> tuple[Observation, ...]:
        """Return the province's annual shares of good sections."""
        rows = self.report.data.rows(indicator=SHARE, place=self.report.data.plan.region)
        return tuple(r for r in rows if r.period.is_year and r.value is not None)

    def share_card(self) -> ChartCard:
        """Return the province-wide share of good sections, bases kept apart."""
        rows = self.share_rows()
        frame = self._share_frame(rows)
        present = tuple(e for e in Evidence if e.value in set(frame["evidence"]))
        legend = evidence_legend(present)
        region = self.report.place(self.report.data.plan.region)
        title = Text("I～III类断面比例（%）", "Share of sections in classes I-III (%)")
        last = max((r for r in rows if r.evidence is Evidence.ACTUAL), key=lambda r: r.period.year)
        return ChartCard(
            id=f"{self.stations.prefix}-share", kind="line",
            headline=Text(f"全省优良断面比例{last.period.year}年公布为{number(last.value or 0)}%",
                          f"Province-wide share of good sections published for {last.period.year}: {number(last.value or 0)}%"),
            subtitle=Text(f"{region.zh}，{title.zh}，全年，按断面范围和口径区分", f"{region.in_('en')}, {title.en}, annual, by basis"),
            description=Text(f"{len(frame)}个全年数；同一口径相邻年份才连线。{legend.zh}。",
                             f"{len(frame)} annual figures; only neighbouring years on one basis are joined. {legend.en}."),
            draw=lambda lang: timeline(frame.assign(label=frame[f"label_{lang}"])[["year", "value", "evidence", "label", "group"]],
                                       title=title, lang=lang, height=380, zero=False),
            data=frame, columns=_SHARE_COLUMNS, marks=len(frame), sources=self.report.sources_of(rows), evidence=present,
            edition=self.report.data.edition, notes=(BASES_NOTE,),
        )

    def _share_frame(self, rows: tuple[Observation, ...]) -> pd.DataFrame:
        """Label each figure once, and each basis at its last figure."""
        frame = frame_of(rows, self.report)
        order = {e.value: i for i, e in enumerate(STRONGEST_FIRST)}
        ranked = frame.assign(rank=frame["evidence"].map(order)).sort_values(["year", "basis", "value", "rank"])
        repeated = ranked[ranked.duplicated(["year", "value"])].index
        label = frame["shown"].where(~frame.index.isin(repeated), "")
        basis = frame["group"].str.rsplit("|", n=1).str[0]
        last_of = frame[label != ""].groupby(basis[label != ""])["year"].idxmax()
        for lang in ("zh", "en"):
            named = label.copy()
            named[last_of] = label[last_of] + " " + frame.loc[last_of, f"basis_{lang}"]
            frame[f"label_{lang}"] = named
        return frame

    def series(self) -> list[Series]:
        """Return the province's annual shares, one series per basis; years for which reports disagree are left out."""
        region = self.report.data.plan.region
        good, worse = (self._by_basis(i, region) for i in (SHARE, WORSE))
        return [Series(region, basis, years, worse.get(basis, {})) for basis, years in good.items()]

    def _by_basis(self, indicator: str, place: str) -> dict[str, dict[int, Observation]]:
        found: dict[str, dict[int, list[Observation]]] = {}
        for r in self.report.data.rows(indicator=indicator, place=place):
            if r.period.is_year and r.value is not None and r.evidence in PUBLISHED:
                basis = r.basis if r.series == NO_KEY else f"{r.basis}|{r.series}"
                found.setdefault(basis, {}).setdefault(r.period.year, []).append(r)
        return {basis: {y: rows[0] for y, rows in sorted(years.items()) if len({r.value for r in rows}) == 1}
                for basis, years in found.items()}

    def comparisons(self) -> Block:
        """Return the comparison of periods: the stem by its ratings, the province by basis, first against last and last two."""
        rows = [self._stem_change(), *(c for s in self.series() for c in self._changes(s))]
        head = (Text("范围与口径", "Scope and basis"), Text("两期", "Periods"), Text("等级", "Rating"),
                Text("ΔG－ΔD", "ΔG−ΔD"), Text("结论", "Conclusion"))
        caption = Text(
            "两个时段的比较：按等级变化和组合类别比例（I～III类占比之差减劣V类占比之差），取变化较大的结论；断面范围或口径不同的不比较。" + PROVINCE_NOTE.zh,
            "Two periods compared by rating and by shares of classes (change of the I-III share less change of the worse-than-V share), "
            "the larger change holding; different sets of sections are not compared. " + PROVINCE_NOTE.en)
        return table(caption, head, [r for r in rows if r])

    def _stem_change(self) -> Row | None:
        """Compare the stem's first and last official annual rating of the plan period."""
        ratings = self.official_ratings()
        if len(ratings) < len(("first", "last")):
            return None
        first, last = min(ratings), max(ratings)
        before, after = (PeriodState(str(y), self.river, rating=ratings[y]) for y in (first, last))
        scope = self.report.place(self.river)
        return self._change_row(Text(f"{scope.zh}（官方评级）", f"{scope.in_('en')} (official ratings)"), compare(before, after, self.rules))

    def _changes(self, series: Series) -> list[Row]:
        years, both = sorted(series.good), sorted(set(series.good) & set(series.worse))
        pairs = [(years[0], years[-1]), (years[-2:][0], years[-1]), *([(both[0], both[-1])] if both else [])]
        return [self._share_change(series, before, after) for before, after in dict.fromkeys(pairs) if before < after]

    def _share_change(self, series: Series, before: int, after: int) -> Row:
        result = compare(self._state(series, before), self._state(series, after), self.rules)
        derived = [y for y in (before, after) if series.good[y].evidence is Evidence.DERIVED]
        aside = Text("；" + "、".join(f"{y}年为推算数" for y in derived), "; " + ", ".join(f"{y} derived" for y in derived)) if derived else Text("", "")
        region, basis = self.report.place(series.place), self.report.basis(series.basis.partition("|")[0])
        return self._change_row(Text(f"{region.zh}（{basis.zh}{aside.zh}）", f"{region.in_('en')} ({basis.in_('en')}{aside.en})"), result)

    def _state(self, series: Series, year: int) -> PeriodState:
        good, worse = series.good[year].value or 0, series.worse[year].value if year in series.worse else None
        return PeriodState(str(year), series.basis, rate_shares(good, worse, self.rules).rating, good, worse)

    def _change_row(self, scope: Text, c: Comparison) -> Row:
        periods, ratings = (c.before, c.after), (c.before.rating, c.after.rating)
        shares = "" if c.before.good is None else f"{_percent(c.before.good)} → {_percent(c.after.good)}"
        known = Text("–", "–") if None in ratings else Text(
            " → ".join(RATING_WORDS[r or ""].zh for r in ratings), " → ".join(RATING_WORDS[r or ""].en for r in ratings))
        missing = Text("缺劣V类占比", "worse-than-V share missing") if c.before.good is not None else Text("–", "–")
        when = " → ".join(p.label for p in periods)
        period = Text(f"{when}（{shares}）", f"{when} ({shares})") if shares else Text(when, when)
        return cells(scope, period, known,
                     points_phrase(c.by_shares.amount) if c.by_shares else missing, Cell(change_phrase(c)))

    def trend_tests(self) -> Block:
        """Return Spearman's test of every annual series on one basis, and why the rest is not tested."""
        critical = CriticalValues.read(self.report.data.standard("spearman"), self.rules.rank_periods)
        longer = [s for s in self.series() if len(s.good) > 1]
        rows = [self._test_row(s, rank_test([r.value or 0 for r in s.good.values()], list(s.good), critical)) for s in longer]
        single = len(self.series()) - len(longer)
        head = (Text("范围与口径", "Scope and basis"), Text("年份", "Years"), Text("期数", "Periods"), Text("秩相关系数", "Rank correlation"),
                Text("临界值", "Critical value"), Text("结果", "Result"))
        caption = Text(
            "变化趋势的秩相关检验（单侧，秩相关系数绝对值大于临界值才算显著；相同数值取平均序号；占比上升为好转）："
            f"全省I～III类断面占比，每种口径各自检验，另有{single}种口径只有一年。{self._station_remark().zh}",
            "Rank test of trend (one-sided; significant only beyond the critical value; equal values share the mean of their ranks; a rising "
            f"share is an improvement): province-wide share of sections in classes I-III, each basis by itself; {single} more have one year "
            f"only. {self._station_remark().en}")
        return table(caption, head, rows)

    def _test_row(self, series: Series, test: RankTest) -> Row:
        region, basis = self.report.place(series.place), self.report.basis(series.basis.partition("|")[0])
        years = Text("、".join(str(y) for y in series.good), ", ".join(str(y) for y in series.good))
        wp = "；".join(f"{a}：{w if w is not None else '–'}" for a, _, w in test.critical) or "–"
        rs = "–" if test.rs is None else f"{test.rs}"
        ties = Text("（有相同数值）", " (ties)") if test.ties and test.rs is not None else Text("", "")
        return cells(Text(f"{region.zh}（{basis.zh}）", f"{region.in_('en')} ({basis.in_('en')})"), years, Cell(Text(str(test.n)), numeric=True),
                     Text(f"{rs}{ties.zh}", f"{rs}{ties.en}"), Text(wp, wp.replace("；", "; ").replace("：", ": ")), test_phrase(test, self.rules.rank_periods))

    def _station_remark(self) -> Text:
        """Say why the longest run of monthly readings is not tested."""
        stem = self.stations.readings[self.stations.readings["stem"]]
        longest = stem.groupby("section")["period"].nunique().sort_values().index[-1]
        months, name = int(stem[stem["section"] == longest]["period"].nunique()), self.report.place(str(longest))
        return Text(f"自动站逐月值最长的{name.zh}也只有{months}个月，起伏含季节，不作趋势检验。",
                    f"The longest run of automatic monthly means ({name.in_('en')}, {months} months) carries the seasons and is not tested.")


def _cell(
    row: Text, year: int, state: Evidence | None = None, label: Text | None = None, source: Text | None = None,
) -> dict[str, str]:
    """Return one cell of a matrix; without a state it says that nothing was published."""
    place = {"row_zh": row.zh, "row_en": row.in_("en"), "column": str(year)}
    if state is None or label is None or source is None:
        return {**place, **EMPTY_CELL}
    return {**place, "state": state.value, "label_zh": label.zh, "label_en": label.in_("en"), "source": source.zh,
            "source_en": source.in_("en"), "state_zh": state.text.zh, "state_en": state.text.en}


def _percent(share: Number | None) -> str:
    return "–" if share is None else f"{number(exact(share))}%"


def _laid_out(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return cells as a matrix draws them; English words are too long to stand beside the mark, so they stand below it."""
    label = frame[f"label_{lang}"]
    below = label.where((frame["state"] == NOTHING) | (lang != "en"), "\n" + label)
    return frame.assign(row=frame[f"row_{lang}"], label=below)[["row", "column", "state", "label"]]


def _within_another(row: Observation, rows: Sequence[Observation]) -> bool:
    """Return whether another row says the same of a longer period that contains this one."""
    return any(o.text == row.text and o.period != row.period and o.period.first <= row.period.first and row.period.last <= o.period.last
               for o in rows)


def _lines(*parts: Text) -> Text:
    """Put texts under each other, leaving out empty ones."""
    kept = [p for p in parts if p.zh]
    return Text("\n".join(p.zh for p in kept), "\n".join(p.in_("en") for p in kept))


def _months(row: Observation) -> Text:
    """Name the months of a period that is no whole year; one that runs over years is said from year to year."""
    first, last = row.period.first, row.period.last
    if row.period.spans_years:
        return Text(f"{first.year}–{last.year}年{last.month}月", f"{first.year} to {last:%Y-%m}")
    if first.month == last.month:
        return Text(f"{last.month}月", month_abbr[last.month])
    return Text(f"{first.month}–{last.month}月", f"{month_abbr[first.month]}–{month_abbr[last.month]}")


_RATING_COLUMNS = (
    Column("row_zh", Text("河流", "Water body"), field_en="row_en"), Column("column", Text("年", "Year")),
    Column("label_zh", Text("内容", "Content"), field_en="label_en"),
    Column("state_zh", Text("依据", "Evidence"), field_en="state_en"), Column("source", Text("来源", "Source"), field_en="source_en"),
)
_SHARE_COLUMNS = (
    Column("year", Text("年", "Year")), Column("shown", Text("比例（%）", "Share (%)")),
    Column("evidence_zh", Text("依据", "Evidence"), field_en="evidence_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"), Column("source", Text("来源", "Source"), field_en="source_en"),
)
