"""The verdict in words: one short paragraph per target, every number taken from the assessment."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from planbook.assess.result import Assessment, Role
from planbook.assess.rounding import exact
from planbook.assess.rules import Rule
from planbook.assess.weigh import says
from planbook.data.model import NO_KEY, Observation, Target
from planbook.data.text import Text
from planbook.data.vocab import WATER_RATINGS, Direction, Kind, Reason, Verdict
from planbook.narrative.caveats import caveat_sentence
from planbook.narrative.reasons import (
    best_by_place,
    deadline_phrase,
    places_listed,
    reason_sentence,
    unknown_sentence,
    would_decide,
)
from planbook.narrative.words import (
    Names,
    amount,
    difference,
    evidence_phrase,
    joined,
    link_word,
    number,
    period_phrase,
    quoted,
    source_sentence,
    status_word,
    telling,
    value_phrase,
    what_phrase,
    wording,
)

__all__ = [
    "caveat_sentence", "evidence_phrase", "goal_phrase", "headline_counts", "margin_phrase", "reason_sentence",
    "verdict_sentence", "would_decide",
]

_SIDES = {
    Direction.AT_LEAST: Text("不低于", "at least "), Direction.AT_MOST: Text("不高于", "at most "),
    Direction.EQUAL: Text("", ""),
}
_REACHES = {Direction.AT_LEAST: "以上", Direction.AT_MOST: "以内"}


def verdict_sentence(a: Assessment, names: Names) -> Text:
    """Say the verdict, what it rests on, how far from the target, and who says so."""
    word = Text(f"{a.verdict.text.zh}。", f"{a.verdict.text.en}.")
    return joined([word, _places_sentence(a), _BODIES[a.verdict](a, names), _other_places(a, names)])


def goal_phrase(target: Target, names: Names) -> Text:
    """Say what the target asks, as part of a sentence."""
    if target.rating:
        word = quoted(target.rating)
        return Text(f"目标为{word.zh}或更好", f"the target is {word.en} or better")
    if target.value is None:
        return Text("目标没有写数值", "the target has no number")
    goal, sides = amount(number(target.value), target.unit, names), _SIDES.get(target.direction, Text("", ""))
    if target.kind is Kind.RELATIVE_CHANGE:
        reach = _REACHES.get(target.direction, "")
        return Text(f"目标为下降{goal.zh}{reach}", f"the target is a reduction of {sides.en}{goal.en}")
    return Text(f"目标为{sides.zh}{goal.zh}", f"the target is {sides.en}{goal.en}")


def margin_phrase(a: Assessment, names: Names) -> Text:
    """Say how the deciding value lies to the target; empty where there is no value to compare."""
    if a.target.rating:
        return _rating_margin(a)
    if a.value is None or a.margin is None or a.target.value is None:
        return Text("")
    gap = exact(figure(a)) - exact(a.target.value)
    edge = _edge(_lead(a))
    if not a.margin:
        return _level_margin(gap, edge)
    far = difference(float(gap), a.target.unit, names)
    least = Text("至少", "at least ") if edge.zh else Text("")
    if a.target.kind is Kind.RELATIVE_CHANGE:
        zh, en = ("多降", "more") if gap > 0 else ("少降", "less")
        return Text(f"比目标{least.zh}{zh}{far.zh}", f"{least.en}{far.en} {en} than the target")
    zh, en = ("高", "above") if gap > 0 else ("低", "below")
    return Text(f"比目标值{least.zh}{zh}{far.zh}", f"{least.en}{far.en} {en} the target")


def _level_margin(gap: Decimal, edge: Text) -> Text:
    if gap:
        return Text("按目标值的位数修约后与目标值相等", "equal to the target after rounding to its decimals")
    return Text(f"{edge.zh}与目标值相等", f"{edge.en}equal to the target")


def _edge(row: Observation) -> Text:
    """Name the end of a bound or band that is compared; empty for a plain figure."""
    if row.bound in ("≥", ">"):
        return Text("下限", "its lower bound is ")
    if row.bound in ("≤", "<"):
        return Text("上限", "its upper bound is ")
    band = row.low is not None or row.high is not None
    return Text("较近的一端", "its nearer end is ") if band else Text("", "")


def _rating_margin(a: Assessment) -> Text:
    text = _lead(a).text
    if text not in WATER_RATINGS:
        return Text("")
    steps = WATER_RATINGS.index(text) - WATER_RATINGS.index(a.target.rating)
    if not steps:
        return Text("与目标等级相同", "the same as the target")
    return Text("优于目标等级", "better than the target") if steps < 0 else Text("差于目标等级", "worse than the target")


def _lead(a: Assessment) -> Observation:
    """Return the row the verdict rests on, at the place that speaks for all."""
    return a.rows[0].row


def figure(a: Assessment) -> str:
    """Write the deciding value: as published, or with the decimals a computed one needs."""
    if a.value is None:
        return ""
    computed = _lead(a).indicator != a.target.indicator
    return telling(a.value, a.target.value) if computed else number(a.value)


def _places_sentence(a: Assessment) -> Text:
    if len(a.target.places) == 1:
        return Text("")
    if a.verdict is Verdict.NOT_ASSESSABLE:
        return _known_places(a)
    return Text("各处分别判定，全部达到才算达成；以下是最不利的一处。",
                "Each place is judged by itself and all must meet it; this is the least favourable one.")


def _known_places(a: Assessment) -> Text:
    known, count = len({row.place for row in a.with_role(Role.DECIDES)}), number(len(a.target.places))
    if not known:
        return Text("")
    return Text(f"涉及的{count}处中，{number(known)}处有据可判。", f"{number(known)} of its {count} places can be judged.")


def _other_places(a: Assessment, names: Names) -> Text:
    """Say the best row of every place but the one that speaks for all."""
    if len(a.target.places) == 1 or a.verdict is Verdict.NOT_ASSESSABLE:
        return Text("")
    lead = _lead(a)
    rest = [row for row in best_by_place(a) if row.place != lead.place]
    if not rest:
        return Text("")
    listed = places_listed(a, rest, names, shared={row.indicator for row in rest} == {lead.indicator})
    return Text(f"其他各处：{listed.zh}", f"Elsewhere: {listed.en}")


def _said(a: Assessment, names: Names) -> Text:
    """Say where, when and what, and the value."""
    row = _lead(a)
    what, value = what_phrase(row, names), value_phrase(row, names)
    if a.value is not None and row.indicator != a.target.indicator:
        change = amount(figure(a), a.target.unit, names)
        value = Text(f"{value.zh}，由公布的基期水平算得下降{change.zh}",
                     f"{value.en}, a reduction of {change.en} from the published base level")
    return Text(f"{what.zh}{link_word(row, what)}{value.zh}", f"{what.en}: {value.en}")


def _compared(a: Assessment, names: Names) -> Text:
    """Say the value, the target and the margin, without a full stop."""
    return joined([_said(a, names), goal_phrase(a.target, names), margin_phrase(a, names)], "，", "; ")


def _plain(a: Assessment, names: Names) -> Text:
    fact = _compared(a, names)
    return joined([Text(f"{fact.zh}。", f"{fact.en}."), source_sentence(_lead(a), names)])


def _final(a: Assessment, names: Names) -> Text:
    return _delivered(a, names) if a.rule == Rule.DELIVERABLE else _plain(a, names)


def _delivered(a: Assessment, names: Names) -> Text:
    row = _lead(a)
    place, when, asked = names.places[row.place].name, period_phrase(row.period), a.target.deliverable
    goal, found = Text(quoted(asked.zh).zh, quoted(asked.in_("en")).en), wording(row, names)
    fact = Text(f"本书以{goal.zh}为可核查的成果；{place.zh}{when.zh}的公布情况：{found.zh}。",
                f"This book takes {goal.en} as the checkable deliverable; published for {place.in_('en')}, {when.en}: {found.en}.")
    return joined([fact, source_sentence(_lead(a), names)])


def _stated(a: Assessment, names: Names) -> Text:
    """Say what was stated, without quotation marks: a repost may have reworded it."""
    row = _lead(a)
    what, said, other = what_phrase(row, names), row.text or "完成", _yardstick(row, names)
    stated = status_word(row.text).en if row.text else "completed"
    fact = Text(f"{what.zh}：官方表述为{said}，没有公布数值{other.zh}。",
                f"{what.en}: the official statement, as read: {stated}; no figure was published{other.en}.")
    return joined([fact, source_sentence(row, names)])


def _yardstick(row: Observation, names: Names) -> Text:
    """Say what a statement measures against, where it names it."""
    if row.basis == NO_KEY:
        return Text("")
    basis = names.bases[row.basis].name
    return Text(f"；衡量的是{basis.zh}，未说明与本方案目标是否同一数",
                f"; it measures against another yardstick ({basis.in_('en')}) and does not say whether that equals this plan's target")


def _indicated(a: Assessment, names: Names) -> Text:
    fact, year = _compared(a, names), deadline_phrase(a.target)
    return joined([
        Text(f"{fact.zh}；{year.zh}经审核的数值未见公布，监测数据不作正式结论。",
             f"{fact.en}. No audited figure for {year.en} was found; monitoring is not a formal result."),
        source_sentence(_lead(a), names)])


def _reached(a: Assessment, names: Names) -> Text:
    fact, year = _compared(a, names), deadline_phrase(a.target)
    return joined([
        Text(f"{fact.zh}；{year.zh}的终值未见公布。", f"{fact.en}. No final value for {year.en} was found."),
        _lost_again(a, names), source_sentence(_lead(a), names)])


def _lost_again(a: Assessment, names: Names) -> Text:
    """Say so where a later year of the period no longer meets the target."""
    reached = _lead(a)
    later = [r for r in a.with_role(Role.EARLIER) if r.indicator == a.target.indicator and r.place == reached.place
             and r.period.last > reached.period.last and says(r, a.target) is False]
    if not later:
        return Text("")
    last = max(later, key=lambda r: r.period.last)
    when, value = period_phrase(last.period), value_phrase(last, names)
    return Text(f"但此后{when.zh}为{value.zh}，没有保持。", f"It did not hold: {when.en} was {value.en}.")


def _pace(a: Assessment, names: Names) -> Text:
    if a.rule == Rule.DELIVERABLE:
        return _delivered(a, names)
    fact, year, line = _compared(a, names), deadline_phrase(a.target), _LINES[a.verdict]
    return joined([Text(f"{fact.zh}；目标年为{year.zh}{line.zh}。", f"{fact.en}; due {year.en}{line.en}."),
                   source_sentence(_lead(a), names)])


_LINES = {
    Verdict.AHEAD: Text("", ""),
    Verdict.ON_PACE: Text("，按从基期到目标的直线，当年进度已够", ", at least as far as the straight line from base to target asks"),
    Verdict.BEHIND: Text("，按从基期到目标的直线，当年进度不够", ", not as far as the straight line from base to target asks"),
}


def _unknown(a: Assessment, names: Names) -> Text:
    return unknown_sentence(a, names)


_BODIES: dict[Verdict, Callable[[Assessment, Names], Text]] = {
    Verdict.MET: _final, Verdict.NOT_MET: _final, Verdict.MET_AS_STATED: _stated,
    Verdict.REACHED_IN_PERIOD: _reached, Verdict.INDICATED_MET: _indicated, Verdict.INDICATED_NOT_MET: _indicated,
    Verdict.NOT_ASSESSABLE: _unknown, Verdict.AHEAD: _pace, Verdict.ON_PACE: _pace, Verdict.BEHIND: _pace,
}


def headline_counts(assessments: Sequence[Assessment]) -> Text:
    """Count targets per verdict, and those that cannot be assessed per first reason."""
    by_verdict = Counter(a.verdict for a in assessments)
    parts = [_count(v.text, by_verdict[v]) for v in Verdict if by_verdict[v] and v is not Verdict.NOT_ASSESSABLE]
    open_ones = [a for a in assessments if a.verdict is Verdict.NOT_ASSESSABLE]
    if open_ones:
        parts.append(_open_count(open_ones))
    total, listed = number(len(assessments)), joined(parts, "，", "; ")
    return Text(f"共{total}个目标：{listed.zh}。", f"{total} targets. {listed.en}.")


def _count(word: Text, count: int) -> Text:
    return Text(f"{word.zh}{number(count)}个", f"{word.in_('en')}: {number(count)}")


def _open_count(open_ones: Sequence[Assessment]) -> Text:
    by_reason = Counter(a.reasons[0] for a in open_ones if a.reasons)
    listed = joined((_count(r.text, by_reason[r]) for r in Reason if by_reason[r]), "、", ", ")
    whole = _count(Verdict.NOT_ASSESSABLE.text, len(open_ones))
    return Text(f"{whole.zh}（{listed.zh}）", f"{whole.en} ({listed.en})") if listed.zh else whole
