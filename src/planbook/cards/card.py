"""The chart card: one chart with everything a reader or re-user needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from planbook.data.errors import PlanbookError
from planbook.data.model import Edition, Source
from planbook.data.text import LANGUAGES, Text, stripped
from planbook.data.vocab import Evidence

CARD_MIME = "application/vnd.planbook.card+json"
VEGALITE_MIME = "application/vnd.vegalite.v5+json"
"""The newest type JupyterLab draws; it takes specifications of the next version as well."""


class CardError(PlanbookError):
    """A card lacks one of its parts."""


@dataclass(frozen=True)
class Column:
    """One column of a card's table twin.

    Attributes
    ----------
    field : str or dict of str to str
        Column of the card's data, or one per language.
    title : Text
        Heading.
    decimals : int or None
        Digits after the point for numbers; ``None`` prints the value as it is.
    """

    field: str
    title: Text
    decimals: int | None = None
    field_en: str = ""

    def name(self, lang: str) -> str:
        """Return the data column that holds this column's cells in ``lang``."""
        return self.field_en if lang == "en" and self.field_en else self.field


@dataclass(frozen=True)
class ChartCard:
    """One chart, its texts, data and sources under one id.

    Attributes
    ----------
    id : str
        Registered in ``book/charts.csv``; never reused.
    kind : str
        ``line``, ``bar``, ``matrix``, ``heatmap``, ``map``, ``profile`` …
    headline : Text
        The finding, from the numbers.
    subtitle : Text
        Measure, place, period, unit.
    description : Text
        What a listener must know.
    draw : callable
        Language to Altair chart; layers that draw rows of ``data`` are named ``drawn…``.
    data : DataFrame
        Exactly what is drawn, one row per mark or explicit gap.
    columns : tuple of Column
        The table twin.
    marks : int
        Number of marks the drawn layers must show.
    sources : tuple of Source
        Every source of ``data``.
    evidence : tuple of Evidence
        Kinds of evidence in it, for the legend.
    edition : Edition
        Whose data these are.
    notes : tuple of Text
        Caveats shown under the chart.
    """

    id: str
    kind: str
    headline: Text
    subtitle: Text
    description: Text
    draw: Callable[[str], alt.TopLevelMixin]
    data: pd.DataFrame
    columns: tuple[Column, ...]
    marks: int
    sources: tuple[Source, ...]
    evidence: tuple[Evidence, ...]
    edition: Edition
    notes: tuple[Text, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse a card without one of its parts."""
        missing = [name for name, value in self._parts().items() if not value]
        if missing:
            raise CardError(f"图卡 {self.id or '（无编号）'} 缺少：{'、'.join(missing)}。处理：在生成该图卡的代码中补上。")

    def _parts(self) -> dict[str, bool]:
        return {
            "编号 id": bool(self.id), "类型 kind": bool(self.kind), "标题 headline": bool(self.headline.zh.strip()),
            "副标题 subtitle": bool(self.subtitle.zh.strip()), "描述 description": bool(self.description.zh.strip()),
            "图 draw": callable(self.draw), "数据 data": not self.data.empty, "表列 columns": bool(self.columns),
            "来源 sources": bool(self.sources), "依据图例 evidence": bool(self.evidence),
        }

    @cached_property
    def _specs(self) -> dict[str, dict[str, Any]]:
        """Specifications already made, by language: a chart is drawn once however often it is asked for."""
        return {}

    def spec(self, lang: str) -> dict[str, Any]:
        """Return the Vega-Lite specification in ``lang``.

        It is not held against Vega-Lite's schema here, which would take half of a run's time; a test does that for every
        card of the book.
        """
        if lang not in self._specs:
            with debug_mode(False):
                self._specs[lang] = quoted(self.draw(lang).to_dict(validate=False))
        return self._specs[lang]

    def table(self, lang: str) -> list[list[str]]:
        """Return the table twin: a heading row and one row of texts per data row."""
        head = [c.title.in_(lang) for c in self.columns]
        body = [[_cell(row[c.name(lang)], c.decimals) for c in self.columns] for _, row in self.data.iterrows()]
        return [head, *body]

    def to_json(self, languages: tuple[str, ...] = LANGUAGES) -> dict[str, Any]:
        """Return the card as plain JSON; a language without a headline is left out."""
        langs = [lang for lang in languages if lang == "zh" or self.headline.en]
        return {
            "id": self.id, "kind": self.kind, "marks": self.marks,
            "edition": {"year": self.edition.year, "cut_off": self.edition.cut_off.isoformat()},
            "evidence": [e.value for e in self.evidence],
            "sources": [s.id for s in self.sources],
            "lang": {lang: self._in(lang) for lang in langs},
        }

    def _in(self, lang: str) -> Any:
        return stripped({
            "headline": self.headline.in_(lang), "subtitle": self.subtitle.in_(lang),
            "description": self.description.in_(lang), "notes": [n.in_(lang) for n in self.notes],
            "evidence": [e.text.in_(lang) for e in self.evidence],
            "sources": [s.cited().in_(lang) for s in self.sources],
            "table": self.table(lang), "spec": self.spec(lang),
        })

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Show as a card in the book and as an ordinary Vega-Lite chart in JupyterLab."""
        del include, exclude
        titled = {**self.spec("zh"), "title": {"text": self.headline.zh, "subtitle": self.subtitle.zh, "anchor": "start"}}
        return {
            CARD_MIME: self.to_json(), VEGALITE_MIME: titled,
            "text/plain": f"{self.headline.zh}\n{self.subtitle.zh}",
        }


def quoted(spec: Any, *, title: bool = False) -> Any:
    """Return a specification whose titles end no quotation.

    Vega-Lite writes the titles of axes and legends into the expressions that describe its marks; it escapes quotation
    marks there, but neither a backslash before one nor the end of a line.
    """
    if isinstance(spec, dict):
        return {k: quoted(v, title=k == "title" or (title and k == "text")) for k, v in spec.items()}
    if isinstance(spec, list):
        return [quoted(v, title=title) for v in spec]
    return " ".join(spec.replace("\\", "＼").split()) if title and isinstance(spec, str) else spec


def _cell(value: Any, decimals: int | None) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "–"
    if isinstance(value, str) or decimals is None:
        return str(value)
    return f"{value:.{decimals}f}"
