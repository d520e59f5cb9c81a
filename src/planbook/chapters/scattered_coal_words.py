"""One sentence on the target that can be read aloud: what is official, and what is not known."""

from collections.abc import Iterable, Sequence

from planbook.assess.coal_inputs import IN_YEAR, PLAN_PERIOD
from planbook.assess.coal_path import Path, Point
from planbook.assess.result import Assessment
from planbook.chapters.scattered_coal_scope import ALL_COAL, CUT, USE, CoalScope
from planbook.data.model import Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Verdict
from planbook.narrative.reasons import deadline_phrase
from planbook.narrative.words import amount, flat, indicator_name, joined, number, period_phrase, telling

OWN_ESTIMATE = Text("本书所列减排量是情景估算，不是官方数据", "the avoided emissions shown in this book are a scenario, not official figures")


def spoken(scope: CoalScope) -> Text:
    """Say in one sentence what was asked, whether it can be judged, and what the official figures are."""
    told = joined([_asked(scope), *_outcomes(scope), *_official(scope)], "；", "; ")
    return Text(f"{told.zh}。", f"{told.en}.")


def _names(scope: CoalScope, places: Iterable[str]) -> Text:
    return joined((scope.report.place(p) for p in places), "、", ", ")


def _asked(scope: CoalScope) -> Text:
    """Say what the plan asks, and that it names no base year where it does not."""
    first = scope.assessments[0].target
    names = _names(scope, scope.cities if scope.is_region else (scope.place,))
    goal, when = amount(number(first.value or 0), first.unit, scope.report.data), deadline_phrase(first)
    each = Text("分别", " each") if scope.is_region else Text("", "")
    base = Text("，但没有写从哪一年算起", ", without saying from which year") if first.base_year is None else Text("", "")
    return Text(f"方案要求{names.zh}到{when.zh}散煤用量{each.zh}减少{goal.zh}{base.zh}",
                f"The plan asks {names.en} to cut scattered-coal use by {goal.en}{each.en} by {when.en}{base.en}")


def _outcomes(scope: CoalScope) -> list[Text]:
    """Say each city's outcome: decided ones with their figures, those that cannot be judged together."""
    unknown = [a for a in scope.assessments if a.verdict is Verdict.NOT_ASSESSABLE]
    judged = [_decided(scope, a) for a in scope.assessments if a not in unknown]
    return [*judged, *([_unknown(scope, unknown)] if unknown else [])]


def _decided(scope: CoalScope, a: Assessment) -> Text:
    """Say a verdict with the published figures it follows from."""
    path = next((p for p in scope.paths if p.place in a.target.places), None)
    name, word = _names(scope, a.target.places), a.verdict.text
    if path is None or path.last is None:
        return Text(f"{name.zh}{word.zh}", f"{name.en}: {word.en}")
    said = figures(scope, path, path.last)
    return Text(f"{name.zh}{said.zh}，结论为{word.zh}", f"{name.en}: {said.en}; verdict: {word.en}")


def figures(scope: CoalScope, path: Path, last: Point) -> Text:
    """Say the published figures a path begins and ends with, and the reduction between them."""
    when, value = period_phrase(last.row.period), scope.value(last.row)
    fall = None if last.change is None else Text(f"{telling(last.change, path.goal)}%", f"{telling(last.change, path.goal)}%")
    if last.level is None or path.base is None or fall is None:
        return Text(f"公布的{when.zh}{'降幅' if last.level is None else '散煤用量'}为{value.zh}",
                    f"published {'reduction' if last.level is None else 'use'} for {when.en} {value.en}")
    start, first = period_phrase(path.base.period), scope.value(path.base)
    return Text(f"公布的散煤用量{start.zh}为{first.zh}、{when.zh}为{value.zh}，按这两个数减少{fall.zh}",
                f"published use {first.en} in {start.en} and {value.en} in {when.en}, by these figures a cut of {fall.en}")


def _unknown(scope: CoalScope, unknown: Sequence[Assessment]) -> Text:
    """Say that the figures which would decide were not found."""
    places = [p for a in unknown for p in a.target.places]
    partly, everywhere = any(p.place in places for p in scope.paths), len(unknown) == len(scope.assessments)
    names = _names(scope, places)
    who = Text("各市", "their") if everywhere and scope.is_region else Text("全市", "its") if everywhere else Text(
        f"{names.zh}全市", f"the {names.en}")
    lack = (Text("没有都公布", "was not published in full") if partly else Text("都未见公布", "was not found published"))
    return Text(f"{who.zh}期初和期末的全部散煤用量{lack.zh}，是否达成，公开资料不足以判定",
                f"{who.en} total use at the start and at the end {lack.en}, so public sources do not show whether the target was met")


def _official(scope: CoalScope) -> list[Text]:
    """Say what the official figures are, and what they are not."""
    if scope.is_region:
        return _province(scope)
    if any(a.verdict is not Verdict.NOT_ASSESSABLE for a in scope.assessments):
        return []
    rows = [r for r in scope.tonnages_of(scope.place) if r.indicator in (USE, CUT, ALL_COAL) and not _own_use(scope, r)]
    if not rows:
        return [Text("未见官方公布过它任何一年的散煤吨数", "no official tonnage of its scattered coal was found for any year")]
    parts = list(dict.fromkeys(_row(scope, r) for r in rows))
    said, all_of = joined(parts, "、", ", "), "都" if len(parts) > 1 else ""
    return [Text(f"官方公布过的是{said.zh}，{all_of}不是全市散煤用量的降幅",
                 f"what was officially published ({said.en}) is not the fall of the city's total use")]


def _own_use(scope: CoalScope, row: Observation) -> bool:
    """Return whether a row is the whole place's use, which the path and the verdict speak of."""
    return row.indicator == USE and row.place == scope.place


def _row(scope: CoalScope, row: Observation) -> Text:
    """Say where, when, what and how much, in which meaning and how it is known, in a few words."""
    what, when, part = indicator_name(row, scope.report.data), scope.when(row), scope.part(row, scope.place)
    meaning = next((m.name for m in scope.kinds_of_coal if m.covers(row)), scope.report.basis(row.basis))
    value, known = scope.value(row), row.evidence.text
    return Text(f"{flat(when.zh)}{part.zh}{what.zh}{value.zh}（{flat(meaning.zh)}；{known.zh}）",
                f"{what.in_('en')}{', ' if part.en else ''}{part.en}, {when.en}: {value.en} [{meaning.in_('en')}; {known.en}]")


def _ledger_total(scope: CoalScope) -> Observation | None:
    """Return the region's ledger total for the plan period, or its latest whole year before that is published."""
    rows = [r for r in scope.rows_of(scope.region) if r.indicator == CUT and r.value is not None and r.place == scope.region]
    for basis in (PLAN_PERIOD, IN_YEAR):
        mine = [r for r in rows if r.basis == basis]
        if mine:
            return max(mine, key=lambda r: (r.evidence is Evidence.ACTUAL, r.period.last, r.known_from))
    return None


def _province(scope: CoalScope) -> list[Text]:
    row = _ledger_total(scope)
    if row is None:
        return []
    name, when, value = scope.report.place(row.place), scope.when(row), scope.value(row)
    own = [OWN_ESTIMATE] if row.basis == PLAN_PERIOD else []
    return [Text(
        f"官方公布的是全省{when.zh}削减替代散煤{value.zh}，这是工程台账的毛量，不是散煤用量的降幅，也没有分到各市",
        f"the official figure is {value.en} of scattered coal cut or replaced in the whole of {name.in_('en')}, {when.en}, a gross "
        "project ledger, neither a fall in use nor shared out to the cities"), *own]
