"""The evidence matrix of scattered coal: what was published for which place and year, and where nothing was."""

import re

import pandas as pd

from planbook.cards.card import ChartCard, Column
from planbook.chapters.report import STRONGEST_FIRST, shown
from planbook.chapters.scattered_coal_scope import (
    ALL_COAL,
    ALL_COAL_NAME,
    MEASURES,
    NEAR_TONNAGES,
    NOT_A_DECLINE,
    USE,
    CoalScope,
)
from planbook.charts.matrix import EMPTY_CELL, NOTHING, evidence_matrix
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.words import amount, date_phrase, joined

ROWS_SHOWN = 12
WIDEST = 21
"""Characters of a row's name the chart has room for."""
LONGEST_TAG = 8
_COUNTED = ("台数", "户数", "个数")
_AS_OF = re.compile(r"截至\d{4}-(\d\d)(?:-\d\d)?")


def matrix_card(scope: CoalScope) -> ChartCard:
    """Return the evidence matrix: for the region by place, for a city by measured thing."""
    frame, rows = _region_cells(scope) if scope.is_region else _city_cells(scope)
    names = {lang: list(dict.fromkeys(frame[f"row_{lang}"])) for lang in ("zh", "en")}
    columns, data, name = list(dict.fromkeys(frame["column"])), scope.report.data, scope.name
    return ChartCard(
        id=f"scattered-coal-{scope.place}-matrix", kind="matrix", headline=_headline(scope, frame),
        subtitle=Text(f"{name.zh}，散煤及有关治理，逐年公开了什么", f"{name.in_('en')}, scattered coal: what was published, by year"),
        description=Text(
            f"{len(names['zh'])}行、{len(columns)}列；格内为数值，底色和边框区分基期、任务、结果，虚线白格为无公开数据。"
            "同一格有不同的数时并列。",
            f"{len(names['en'])} rows, {len(columns)} columns; cells tell baseline, task and result apart, dashed white cells "
            "have nothing published. Differing figures stand side by side."),
        draw=lambda lang: evidence_matrix(
            frame.assign(row=frame[f"row_{lang}"], label=frame[f"label_{lang}"])[["row", "column", "state", "label"]],
            lang=lang, rows=names[lang], columns=columns),
        data=frame, columns=_COLUMNS, marks=len(frame),
        sources=scope.report.sources_of(rows) or (data.sources[data.plan.source],),
        evidence=tuple(e for e in Evidence if e.value in set(frame["state"])) or (Evidence.PLANNED,),
        edition=data.edition, notes=(NOT_A_DECLINE,),
    )


def _headline(scope: CoalScope, frame: pd.DataFrame) -> Text:
    """Count the empty cells, and say whether any city published its whole use, which is what the target asks about."""
    empty, total = int((frame["state"] == NOTHING).sum()), len(frame)
    places = scope.cities if scope.is_region else (scope.place,)
    having = [p for p in places if any(r.indicator == USE and r.place == p for r in scope.rows_of(p))]
    said = _whole_use(scope, having)
    return Text(f"{total}个格子里有{empty}个没有任何公开数据；{said.zh}", f"{empty} of {total} cells have nothing published; {said.en}")


def _whole_use(scope: CoalScope, having: list[str]) -> Text:
    if not having:
        return (Text("未见任何一个市公布全市散煤用量", "no city's total use was found") if scope.is_region
                else Text("未见公布全市散煤用量", "the city's total use was not found"))
    names = joined((scope.report.place(p) for p in having), "、", ", ")
    return Text(f"公布过全市散煤用量的有{names.zh}", f"total use was published for {names.en}")


def _region_cells(scope: CoalScope) -> tuple[pd.DataFrame, list[Observation]]:
    cells, used = [], []
    for place in (scope.region, *scope.cities):
        rows, name = scope.rows_of(place), scope.report.place(place)
        coal = {ALL_COAL: ALL_COAL_NAME} if any(r.indicator == ALL_COAL for r in rows) else {}
        for indicator, measure in {**MEASURES, **coal}.items():
            row = Text(f"{name.zh} {measure.zh}", f"{name.in_('en')}: {measure.en}")
            mine = [r for r in rows if r.indicator == indicator]
            used += mine
            cells += [_cell(scope, row, year, mine, place) for year in scope.report.year_columns()]
    return pd.DataFrame(cells), used


def _city_cells(scope: CoalScope) -> tuple[pd.DataFrame, list[Observation]]:
    years = scope.report.year_columns()
    rows = [r for r in scope.rows_of(scope.place) if r.period.year >= years[0]]
    cells = []
    for indicator in (*MEASURES, *_others(scope, rows)):
        own = scope.report.data.indicators[indicator].name
        name = Text(MEASURES.get(indicator, own).zh, own.in_("en"))
        mine = [r for r in rows if r.indicator == indicator]
        cells += [_cell(scope, name, year, mine, scope.place) for year in years]
    return pd.DataFrame(cells), rows


def _others(scope: CoalScope, rows: list[Observation]) -> list[str]:
    """Return what else was published on coal: other tonnages first, then what was published most often."""
    counts = pd.Series([r.indicator for r in rows], dtype=str).value_counts()
    topics = scope.report.data.indicators
    found = [i for i in counts.index if i not in MEASURES and topics[i].topic == "coal"]
    return sorted(found, key=lambda i: i not in NEAR_TONNAGES)[: ROWS_SHOWN - len(MEASURES)]


def _cell(scope: CoalScope, row: Text, year: int, rows: list[Observation], place: str) -> dict[str, str]:
    found = [r for r in rows if r.period.year == year]
    cell = {"row_zh": _cut(row.zh), "row_en": row.in_("en"), "column": str(year)}
    if not found:
        return {**cell, **EMPTY_CELL, "basis_zh": "", "basis_en": "", "note": ""}
    found.sort(key=lambda r: (r.place != place, STRONGEST_FIRST.index(r.evidence), r.source))
    best = found[0]
    label, basis, cited = _label(scope, found, place), scope.report.basis(best.basis), scope.report.data.sources[best.source].cited()
    return {
        **cell, "state": best.evidence.value, "label_zh": label.zh, "label_en": label.en,
        "source": cited.zh, "source_en": cited.in_("en"),
        "state_zh": best.evidence.text.zh, "state_en": best.evidence.text.en, "basis_zh": basis.zh, "basis_en": basis.in_("en"),
        "note": best.note,
    }


def _label(scope: CoalScope, found: list[Observation], place: str) -> Text:
    """Say the best figure, the others of its kind that differ, and what it covers where that is not plainly the year."""
    best = found[0]
    alike = [r for r in found if (r.place, r.evidence, r.basis) == (best.place, best.evidence, best.basis)]
    values = list({r.value: shown(r) for r in reversed(alike)}.values())[::-1]
    said = amount("/".join(values), best.unit, scope.report.data)
    rest = [r for r in found if r.place != best.place or r.evidence != best.evidence]
    aside = [scope.part(best, place), _span(scope, best), _more(scope, rest, place)]
    return Text("\n".join([said.zh, *(a.zh for a in aside if a.zh)]), "\n".join([said.en, *(a.en for a in aside if a.en)]))


def _more(scope: CoalScope, rest: list[Observation], place: str) -> Text:
    """Say the figure that stands for a part of the place, or how many more there are."""
    if len(rest) != 1:
        return Text(f"另有{len(rest)}个数", f"{len(rest)} more") if rest else Text("", "")
    part, value = scope.part(rest[0], place), shown(rest[0])
    return Text(f"{part.zh or rest[0].evidence.text.zh}{value}", f"{part.en or rest[0].evidence.text.en}: {value}")


def _span(scope: CoalScope, row: Observation) -> Text:
    """Say a period that is not plainly the year, from the source's own wording or from its years."""
    if row.period.spans_years:
        years = f"{row.period.first.year}–{row.period.last.year}"
        return Text(years, years)
    if row.period_label == NO_KEY:
        return Text("", "")
    month = _AS_OF.fullmatch(row.period_label)
    if month:
        until = date_phrase(f"{row.period.year}-{month[1]}")
        return Text(f"截至{int(month[1])}月", f"to {until.en.split()[0][:3]}")
    word = row.period_label.split("（")[0].split("，")[-1].removeprefix(f"{row.period.year}")
    word = word if word.startswith("年底") else word.removeprefix("年")
    tag = word if len(word) <= LONGEST_TAG else f"{word[: LONGEST_TAG - 1]}…"
    return Text(tag, scope.report.basis(row.basis).in_("en") if row.basis != NO_KEY else "")


def _cut(name: str) -> str:
    """Shorten a row's name to the room there is; what the unit says anyway goes first."""
    bare = next((name.removesuffix(w) for w in _COUNTED if name.endswith(w)), name)
    return bare if len(bare) <= WIDEST else f"{bare[: WIDEST - 1]}…"


_COLUMNS = (
    Column("row_zh", Text("项目", "Item"), field_en="row_en"), Column("column", Text("年", "Year")),
    Column("label_zh", Text("公布的内容", "Published"), field_en="label_en"),
    Column("state_zh", Text("依据", "Evidence"), field_en="state_en"),
    Column("basis_zh", Text("口径", "Basis"), field_en="basis_en"), Column("source", Text("来源", "Source"), field_en="source_en"),
)
