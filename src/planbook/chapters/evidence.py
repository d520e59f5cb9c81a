"""The evidence matrix of a set of targets: what was published for each year, and where nothing was."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from planbook.assess.result import Assessment, Role
from planbook.cards.card import ChartCard, Column
from planbook.chapters.report import STRONGEST_FIRST, Report, shown
from planbook.charts.matrix import NOTHING, NOTHING_TEXT, evidence_matrix
from planbook.data.model import Observation, Target
from planbook.data.text import Text
from planbook.data.vocab import Direction, Evidence

FOREIGN = (Evidence.PLANNED, Evidence.TASK, Evidence.REFERENCE)
"""Evidence a yearly cell never shows: restated targets have a column of their own."""
TARGET_COLUMN = Text("目标", "Target")
OTHER_SCOPE = Text("其他口径", "other scope")
LABEL_WIDTH = 14
"""Characters of a target's name on the axis; the table twin has the whole name."""


def matrix_frame(assessments: Sequence[Assessment], report: Report) -> pd.DataFrame:
    """Lay out one cell per target and year, and one for what the plan asks.

    Returns
    -------
    DataFrame
        ``row_zh``, ``row_en``, ``name_zh``, ``name_en``, ``column_zh``, ``column_en``, ``state``, ``label_zh``,
        ``label_en``, ``state_zh``, ``state_en``, ``source``; a cell without any row has the state ``none``.
    """
    years = report.year_columns()
    return pd.DataFrame([c for a in assessments for c in (*(_cell(a, y, report) for y in years), _target_cell(a))])


def _row_names(a: Assessment) -> dict[str, str]:
    zh, en = a.target.name.zh, a.target.name.in_("en")
    cut = zh if len(zh) <= LABEL_WIDTH else zh[: LABEL_WIDTH - 1] + "…"
    cut_en = en if len(en) <= LABEL_WIDTH * 2 else en[: LABEL_WIDTH * 2 - 1] + "…"
    return {"row_zh": f"{a.target.id} {cut}", "row_en": f"{a.target.id} {cut_en}", "name_zh": zh, "name_en": en}


def _cell(a: Assessment, year: int, report: Report) -> dict[str, str]:
    row, role = _strongest(a, year)
    base = {**_row_names(a), "column_zh": str(year), "column_en": str(year)}
    if row is None:
        return {**base, "state": NOTHING, "label_zh": NOTHING_TEXT.zh, "label_en": NOTHING_TEXT.en,
                "state_zh": NOTHING_TEXT.zh, "state_en": NOTHING_TEXT.en, "source": ""}
    scope = OTHER_SCOPE if role is Role.OTHER_SCOPE else Text("", "")
    value = shown(row) or row.evidence.text.zh
    return {
        **base, "state": row.evidence.value, "label_zh": f"{_short(value)}\n{scope.zh}".strip(),
        "label_en": f"{_short(value)}\n{scope.en}".strip(), "state_zh": row.evidence.text.zh + scope.zh,
        "state_en": f"{row.evidence.text.en} {scope.en}".strip(),
        "source": report.data.sources[row.source].citation(),
    }


def _short(text: str) -> str:
    limit = 8
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _strongest(a: Assessment, year: int) -> tuple[Observation | None, Role | None]:
    """Return the row a cell shows: the target's own indicator and place, or wording about its place."""
    found = [w for w in a.rows if w.row.period.year == year and _belongs(w.row, a)]
    if not found:
        return None, None
    best = min(found, key=lambda w: (_ROLES.index(w.role), STRONGEST_FIRST.index(w.row.evidence)))
    return best.row, best.role


def _belongs(row: Observation, a: Assessment) -> bool:
    if row.evidence in FOREIGN or row.place not in a.target.places:
        return False
    return row.indicator in {a.target.indicator, a.target.level_indicator} or (row.value is None and row.text != "")


_ROLES = tuple(Role)


def _target_cell(a: Assessment) -> dict[str, str]:
    target = a.target
    value = target.rating or ("" if target.value is None else f"{_SIGNS[target.direction]}{target.value:g}{_unit(target)}")
    label = value or "未写数值"
    return {
        **_row_names(a), "column_zh": TARGET_COLUMN.zh, "column_en": TARGET_COLUMN.en,
        "state": Evidence.PLANNED.value if value else NOTHING, "label_zh": label, "label_en": value or "no number",
        "state_zh": Evidence.PLANNED.text.zh, "state_en": Evidence.PLANNED.text.en, "source": "",
    }


def _unit(target: Target) -> str:
    """Return a unit short enough for a cell; the verdict cards have every unit in full."""
    return target.unit if len(target.unit) <= len("万吨") else ""


_SIGNS = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤", Direction.EQUAL: ""}


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
        The finding; how many of the yearly cells are empty when omitted.
    """
    frame = matrix_frame(assessments, report)

    def draw(lang: str) -> alt.TopLevelMixin:
        data = frame.assign(row=frame[f"row_{lang}"], column=frame[f"column_{lang}"], label=frame[f"label_{lang}"])
        columns = [str(y) for y in report.year_columns()] + [TARGET_COLUMN.in_(lang)]
        data = data[["row", "column", "state", "label"]]
        return evidence_matrix(data, lang=lang, rows=list(dict.fromkeys(data["row"])), columns=columns)

    rows = [w.row for a in assessments for w in a.rows]
    return ChartCard(
        id=card_id, kind="matrix", headline=headline or _emptiness(frame),
        subtitle=Text(f"{subject.zh}：各目标逐年公布了什么", f"{subject.in_('en')}: what was published for each target and year"),
        description=_description(frame, assessments), draw=draw, data=frame,
        columns=(Column("name_zh", Text("目标", "Target"), field_en="name_en"),
                 Column("column_zh", Text("年份", "Year"), field_en="column_en"),
                 Column("label_zh", Text("数值", "Value"), field_en="label_en"),
                 Column("state_zh", Text("依据", "Evidence"), field_en="state_en"),
                 Column("source", Text("来源", "Source"))),
        marks=len(frame), sources=report.sources_of(rows) or (report.data.sources[report.data.plan.source],),
        evidence=tuple(e for e in Evidence if e.value in set(frame["state"])) or (Evidence.PLANNED,),
        edition=report.data.edition,
    )


def _emptiness(frame: pd.DataFrame) -> Text:
    """Say for how much of the period nothing was published."""
    years = frame[frame["column_zh"] != TARGET_COLUMN.zh]
    empty, total = int((years["state"] == NOTHING).sum()), len(years)
    return Text(f"{total}个年度格子里，{empty}个没有公开数据", f"Nothing published in {empty} of {total} yearly cells")


def _description(frame: pd.DataFrame, assessments: Sequence[Assessment]) -> Text:
    years = frame[frame["column_zh"] != TARGET_COLUMN.zh]
    empty = int((years["state"] == NOTHING).sum())
    return Text(
        f"表中共有{len(assessments)}个目标、{len(years)}个年度格子，其中{empty}格没有找到公开数据；"
        "每格写明数值和依据，虚线格为目标或无公开数据。",
        f"{len(assessments)} targets and {len(years)} yearly cells, {empty} of them without any published figure; each "
        "cell gives value and evidence, dashed cells are targets or empty.",
    )
