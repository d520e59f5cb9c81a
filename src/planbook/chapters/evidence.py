"""The evidence matrix of a set of targets: what was published for each year, and where nothing was."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from planbook.assess.result import Assessment, Role, Weighed
from planbook.cards.card import ChartCard, Column
from planbook.chapters.report import STRONGEST_FIRST, Report, shown
from planbook.charts.maps.areas import short_name
from planbook.charts.matrix import NOTHING, NOTHING_TEXT, OTHER, OTHER_TEXT, evidence_matrix
from planbook.data.english import PERIODS, said
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.data.vocab import Direction, Evidence
from planbook.narrative.words import RATING_WORDS, amount, joined, number, period_phrase, status_word, unit_name

FOREIGN = (Evidence.PLANNED, Evidence.TASK, Evidence.REFERENCE)
"""Evidence a yearly cell never shows: restated targets have a column of their own."""
TARGET_COLUMN = Text("目标", "Target")
OTHER_SCOPE = Text("其他口径", "other scope")
NO_NUMBER = Text("未写数值", "no number")
IN_WORDS = "in words"
"""English for a wording in a cell that is no rating; the table twin says it."""
OWN = "own"
"""Scope of a cell that shows the target's own indicator; otherwise ``other`` or ``none``."""
LABEL_WIDTH = 14
"""Characters of a target's name on the axis; the table twin has the whole name."""
WORDING = 11
"""Characters of a wording in a cell, two lines with its mark; the table twin has all of it."""
UNIT_WIDTH = {"zh": 4, "en": 10}
"""Characters of a unit's name that still fit beside a figure in a cell."""
ASTERISK = "*"
"""Follows a value whose period is not plainly the column's year."""


def matrix_frame(assessments: Sequence[Assessment], report: Report) -> pd.DataFrame:
    """Lay out one cell per target and year, and one for what the plan asks.

    Returns
    -------
    DataFrame
        ``row_*``, ``name_*``, ``column_*``, ``state`` (an evidence word, ``none`` or ``other``), ``scope`` (``own``,
        ``other`` or ``none``: whether it shows the target's own indicator), ``label_*`` (in the cell), ``value_*``
        (unabridged), ``state_*``, ``period_*``, each in ``zh`` and ``en``; ``source`` (citations), ``source_ids``.
    """
    years = report.year_columns()
    return pd.DataFrame([
        c for a in assessments for c in (*(_cell(a, y, report) for y in years), _target_cell(a, report))])


def _row_names(a: Assessment) -> dict[str, str]:
    zh, en = a.target.name.zh, a.target.name.in_("en")
    cut = zh if len(zh) <= LABEL_WIDTH else zh[: LABEL_WIDTH - 1] + "…"
    cut_en = en if len(en) <= LABEL_WIDTH * 2 else en[: LABEL_WIDTH * 2 - 1] + "…"
    return {"row_zh": f"{a.target.id} {cut}", "row_en": f"{a.target.id} {cut_en}", "name_zh": zh, "name_en": en}


def _both(name: str, text: Text) -> dict[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.in_("en")}


def _cell(a: Assessment, year: int, report: Report) -> dict[str, str]:
    base = {**_row_names(a), "column_zh": str(year), "column_en": str(year)}
    found = _by_place(a, year)
    if found:
        return {**base, **_known(found, a, report)}
    others = [w for w in a.rows if w.role is Role.OTHER_SCOPE and w.row.period.year == year and w.row.evidence not in FOREIGN]
    return {**base, **(_silent(OTHER, OTHER_TEXT, others[:1], report) if others else _silent(NOTHING, NOTHING_TEXT, (), report))}


def _silent(state: str, text: Text, rows: Sequence[Weighed], report: Report) -> dict[str, str]:
    """Say what there is none of; rows on another scope are cited but not shown."""
    said = {**_both("label", text), **_both("value", text), **_both("state", text), **_both("period", Text(""))}
    return {"state": state, "scope": state, **said, **_cited([w.row for w in rows], report)}


def _by_place(a: Assessment, year: int) -> list[Weighed]:
    """Return the strongest row a cell shows for each of the target's places."""
    found = [w for w in a.rows if w.row.period.year == year and _belongs(w.row, a)]
    found.sort(key=lambda w: (_ROLES.index(w.role), STRONGEST_FIRST.index(w.row.evidence)))
    best = {w.row.place: w for w in reversed(found)}
    return [w for w in found if best[w.row.place] is w]


def _belongs(row: Observation, a: Assessment) -> bool:
    """Tell whether a row is on the target's own indicator and place, or a wording about its place."""
    if row.evidence in FOREIGN or row.place not in a.target.places:
        return False
    return _own(row, a) or (row.value is None and row.text != "")


def _own(row: Observation, a: Assessment) -> bool:
    return row.indicator in {a.target.indicator, a.target.level_indicator}


_ROLES = tuple(Role)


def _known(found: Sequence[Weighed], a: Assessment, report: Report) -> dict[str, str]:
    """Return a cell that shows rows: one, or of several places the strongest of each."""
    rows = [w.row for w in found]
    apart = all(w.role is Role.OTHER_SCOPE for w in found)
    foreign = all(w.role is Role.OTHER_SCOPE and not _own(w.row, a) for w in found)
    aside = OTHER_SCOPE if apart else Text("")
    label, evidence = _label(rows, a, report), rows[0].evidence.text
    return {
        "state": rows[0].evidence.value, "scope": OTHER if foreign else OWN,
        **_both("label", _lines(label, aside)), **_both("value", _unabridged(rows, a, report)),
        "state_zh": evidence.zh + (f"（{aside.zh}）" if apart else ""),
        "state_en": evidence.in_("en") + (f" ({aside.en})" if apart else ""),
        **_both("period", _periods(rows)), **_cited(rows, report),
    }


def _lines(*texts: Text) -> Text:
    said = [t for t in texts if t.zh]
    return Text("\n".join(t.zh for t in said), "\n".join(t.in_("en") for t in said))


def _label(rows: Sequence[Observation], a: Assessment, report: Report) -> Text:
    """Return what stands in a cell: a value, one of several places with its name, or how many of them have one."""
    if len(rows) > 1:
        worded = all(r.value is None and r.low is None for r in rows)
        star = _star(*rows)
        return Text(f"{len(rows)}处有{'表述' if worded else '数据'}{star}", f"{len(rows)} places{star}")
    [row] = rows
    value = _value(row, report, cut=True)
    if len(a.target.places) == 1:
        return value
    place = report.place(row.place)
    return _lines(Text(short_name(place.zh), place.in_("en")), value)


def _value(row: Observation, report: Report, *, cut: bool) -> Text:
    """Return a row's value, its unit where short, and an asterisk where its period is not plainly the year."""
    said, star = shown(row) or row.evidence.text.zh, _star(row)
    if row.value is None and row.low is None:
        worded = _worded(said, cut=cut)
        return Text(worded.zh + star, worded.in_("en") + star)
    text = _measured(said, row.unit, report, cut=cut)
    return Text(text.zh + star, text.in_("en") + star)


def _worded(said: str, *, cut: bool) -> Text:
    """Return a wording: a rating in each language's word; another one shortened in a cell, or in English told of."""
    if said in RATING_WORDS or not cut:
        return status_word(said)
    return Text(said[: WORDING - 1] + "…" if len(said) > WORDING else said, IN_WORDS)


def _measured(figure: str, unit: str, report: Report, *, cut: bool) -> Text:
    """Join a figure and its unit; in a cell only a short one."""
    full, name = amount(figure, unit, report.data), unit_name(unit, report.data)
    if not cut or not unit or len(unit) == 1:
        return full
    return Text(full.zh if len(name.zh) <= UNIT_WIDTH["zh"] else figure,
                full.in_("en") if len(name.in_("en")) <= UNIT_WIDTH["en"] else figure)


def _star(*rows: Observation) -> str:
    return ASTERISK if any(r.period_label != NO_KEY or not r.period.is_year for r in rows) else ""


def _unabridged(rows: Sequence[Observation], a: Assessment, report: Report) -> Text:
    """Return every value of a cell in full, with its place where the target has several."""
    values = [_value(r, report, cut=False) for r in rows]
    if len(a.target.places) == 1:
        return values[0]
    named = [(report.place(r.place), v) for r, v in zip(rows, values, strict=True)]
    return Text("；".join(f"{p.zh}：{v.zh}" for p, v in named), "; ".join(f"{p.in_('en')}: {v.in_('en')}" for p, v in named))


def _periods(rows: Sequence[Observation]) -> Text:
    """Return the periods of a cell's rows, worded as the source has them where it is not plainly a year."""
    found = []
    for row in rows:
        period, own = period_phrase(row.period), row.period_label
        found.append(period if own == NO_KEY else Text(own, f"{period.in_('en')} ({said(own, PERIODS).in_('en')})"))
    return Text("；".join(dict.fromkeys(t.zh for t in found)), "; ".join(dict.fromkeys(t.in_("en") for t in found)))


def _cited(rows: Sequence[Observation], report: Report) -> dict[str, str]:
    ids = list(dict.fromkeys(r.source for r in rows))
    return {**_both("source", joined([report.data.sources[i].cited() for i in ids], "；", "; ")), "source_ids": ";".join(ids)}


def _target_cell(a: Assessment, report: Report) -> dict[str, str]:
    target, plan = a.target, report.data.plan.source
    cell = {**_row_names(a), **_both("column", TARGET_COLUMN), "scope": OWN, **_both("state", Evidence.PLANNED.text),
            **_both("period", Text("")), **_both("source", report.data.sources[plan].cited()), "source_ids": plan}
    if not target.rating and target.value is None:
        return {**cell, "state": NOTHING, **_both("label", NO_NUMBER), **_both("value", NO_NUMBER)}
    figure = f"{_SIGNS[target.direction]}{number(target.value or 0)}"
    short, full = (RATING_WORDS.get(target.rating) or _measured(figure, target.unit, report, cut=cut) for cut in (True, False))
    return {**cell, "state": Evidence.PLANNED.value, **_both("label", short), **_both("value", full)}


_SIGNS = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤", Direction.EQUAL: ""}


def coverage_headline(frame: pd.DataFrame) -> Text:
    """Say how many yearly cells of a :func:`matrix_frame` lack data on the target's own indicator."""
    total, silent, other = _coverage(frame)
    if not silent + other:
        return Text(f"{total}个年度格子都有本指标的公开数据", f"All {total} yearly cells have published data on the indicator itself")
    some = Text(f"，其中{other}个只有其他口径", f", {other} of them only on another scope") if other else Text("")
    return Text(f"{total}个年度格子里{silent + other}个没有本指标的公开数据{some.zh}",
                f"{silent + other} of {total} yearly cells have no published data on the indicator itself{some.en}")


def _coverage(frame: pd.DataFrame) -> tuple[int, int, int]:
    """Count the yearly cells, those without any row and those with another scope only."""
    scopes = frame.loc[frame["column_zh"] != TARGET_COLUMN.zh, "scope"]
    return len(scopes), int((scopes == NOTHING).sum()), int((scopes == OTHER).sum())


def matrix_card(
    card_id: str, assessments: Sequence[Assessment], report: Report, *, subject: Text, headline: Text | None = None,
) -> ChartCard:
    """Return the evidence matrix of some targets as a card.

    Parameters
    ----------
    card_id : str
        Registered id.
    assessments : sequence of Assessment
        Rows of the matrix, top down.
    report : Report
        The edition.
    subject : Text
        What the matrix is about.
    headline : Text, optional
        The finding; :func:`coverage_headline` when omitted.
    """
    frame = matrix_frame(assessments, report)
    ids = {i for cell in frame["source_ids"] for i in cell.split(";") if i}

    def draw(lang: str) -> alt.TopLevelMixin:
        data = frame.assign(row=frame[f"row_{lang}"], column=frame[f"column_{lang}"], label=frame[f"label_{lang}"])
        columns = [str(y) for y in report.year_columns()] + [TARGET_COLUMN.in_(lang)]
        data = data[["row", "column", "state", "label"]]
        return evidence_matrix(data, lang=lang, rows=list(dict.fromkeys(data["row"])), columns=columns)

    return ChartCard(
        id=card_id, kind="matrix", headline=headline or coverage_headline(frame),
        subtitle=Text(f"{subject.zh}：各目标逐年公布了什么", f"{subject.in_('en')}: what was published for each target and year"),
        description=_description(frame, assessments), draw=draw, data=frame, columns=_COLUMNS, marks=len(frame),
        sources=report.sources_of(pd.DataFrame({"source": sorted(ids)})),
        evidence=tuple(e for e in Evidence if e.value in set(frame["state"])) or (Evidence.PLANNED,),
        edition=report.data.edition,
    )


_COLUMNS = (
    Column("name_zh", Text("目标", "Target"), field_en="name_en"), Column("column_zh", Text("年份", "Year"), field_en="column_en"),
    Column("value_zh", Text("数值", "Value"), field_en="value_en"), Column("period_zh", Text("期间", "Period"), field_en="period_en"),
    Column("state_zh", Text("依据", "Evidence"), field_en="state_en"), Column("source_zh", Text("来源", "Source"), field_en="source_en"),
)


def _description(frame: pd.DataFrame, assessments: Sequence[Assessment]) -> Text:
    total, silent, other = _coverage(frame)
    starred = frame["value_zh"].str.contains(ASTERISK, regex=False).any()
    star = Text("数值后的星号表示期间不是完整的这一年，期间见数据表。",
                " An asterisk follows values whose period is not plainly that year; the data table names it.") if starred else Text("")
    return Text(
        f"表中共有{len(assessments)}个目标、{total}个年度格子，其中{silent + other}格没有本指标的公开数据"
        f"（{silent}格无公开数据，{other}格只有其他口径）；每格写明依据的符号和数值，虚线格为目标或没有本指标的公开数据。{star.zh}",
        f"{len(assessments)} targets and {total} yearly cells, {silent + other} of them without published data on the indicator "
        f"itself ({silent} with nothing, {other} on another scope only); each cell gives the mark of its evidence and the "
        f"value, dashed cells are targets or have no data on the indicator itself.{star.en}",
    )
