"""What would change a verdict, in words."""

from collections.abc import Callable

from planbook.assess.changes import Change, Turn, change_of
from planbook.assess.result import Assessment
from planbook.assess.rounding import exact
from planbook.assess.rules import Rule
from planbook.data.model import Observation
from planbook.data.text import Text
from planbook.data.vocab import Criterion, Direction, Kind, Verdict
from planbook.narrative.reasons import deadline_phrase
from planbook.narrative.verdicts import figure
from planbook.narrative.words import (
    Names,
    amount,
    difference,
    joined,
    number,
    period_phrase,
    quoted,
    value_phrase,
)

_MET_SIDE = {
    Direction.AT_MOST: Text("不高于", "at most "), Direction.AT_LEAST: Text("不低于", "at least "),
    Direction.EQUAL: Text("等于", "equal to "),
}
_OTHER_SIDE = {
    Direction.AT_MOST: Text("高于", "more than "), Direction.AT_LEAST: Text("低于", "less than "),
    Direction.EQUAL: Text("不等于", "other than "),
}
_MET_RATING = {
    Direction.AT_LEAST: Text("{}或更好", "{} or better"), Direction.AT_MOST: Text("{}或更差", "{} or worse"),
    Direction.EQUAL: Text("{}", "{}"),
}
_OTHER_RATING = {
    Direction.AT_LEAST: Text("差于{}", "worse than {}"), Direction.AT_MOST: Text("好于{}", "better than {}"),
    Direction.EQUAL: Text("{}以外的等级", "anything but {}"),
}


def change_sentence(a: Assessment, names: Names) -> Text:
    """Say which publication would change a verdict, on which side of which value, and into what."""
    change = change_of(a)
    return joined([_BODIES[change.turn](a, change, names), _one_of_several(a, change, names)])


def met_side(a: Assessment, names: Names) -> Text:
    """Say the values that meet a target: “at most 35 ug/m3”, “a reduction of at least 50 %”, “good or better”."""
    return _side(a, names, _MET_SIDE, _MET_RATING)


def other_side(a: Assessment, names: Names) -> Text:
    """Say the values that do not meet a target."""
    return _side(a, names, _OTHER_SIDE, _OTHER_RATING)


def _side(a: Assessment, names: Names, words: dict[Direction, Text], ratings: dict[Direction, Text]) -> Text:
    change = change_of(a)
    if a.target.rating:
        goal, word = quoted(a.target.rating), ratings[a.target.direction]
        return Text(word.zh.format(goal.zh), word.en.format(goal.en))
    goal = Text("") if change.threshold is None else amount(number(change.threshold), a.target.unit, names)
    word = words[change.side]
    reduction = Text("降幅", "a reduction of ") if a.target.kind is Kind.RELATIVE_CHANGE else Text("", "")
    return Text(f"{reduction.zh}{word.zh}{goal.zh}", f"{reduction.en}{word.en}{goal.en}")


def _becomes(verdict: Verdict) -> Text:
    word = quoted(verdict.text.zh).zh, quoted(verdict.text.en).en
    return Text(f"结论改为{word[0]}", f"the verdict becomes {word[1]}")


def _new_side(a: Assessment, change: Change, names: Names) -> Text:
    return met_side(a, names) if change.becomes == (Verdict.MET,) else other_side(a, names)


def _revision(a: Assessment, change: Change, names: Names) -> Text:
    row = a.rows[0].row
    now, new, step, then = _now(a, row, names), _new_side(a, change, names), _step(a, change, names), _becomes(change.becomes[0])
    when, also = period_phrase(row.period), _alike(change)
    return Text(f"若{when.zh}的{now.zh}修订为{new.zh}{step.zh}{also.zh}，{then.zh}。",
                f"If {now.en} for {when.en} is revised to {new.en}{step.en}{also.en}, {then.en}.")


def _now(a: Assessment, row: Observation, names: Names) -> Text:
    """Say the present figure; one computed from levels is said to be computed."""
    if a.rule == Rule.CHANGE_FROM_LEVELS:
        value = amount(figure(a), a.target.unit, names)
        return Text(f"公布水平使算得的降幅由{value.zh}", f"the published level, and with it the computed reduction of {value.en},")
    value = value_phrase(row, names)
    return Text(f"公布数由{value.zh}", f"the published figure of {value.en}")


def _step(a: Assessment, change: Change, names: Names) -> Text:
    """Say how far a revision must go, and which way."""
    met = a.verdict is Verdict.MET
    if change.step is None or a.value is None or change.threshold is None or (met and change.side is Direction.EQUAL):
        return Text("", "")
    down = change.side is not Direction.AT_MOST if met else exact(a.value) > exact(change.threshold)
    zh, en = ("下调", "down") if down else ("上调", "up")
    if not change.step:
        return Text(f"（没有余量，任何{zh}都算）", f" (there is no room: any step {en} counts)")
    step = _far(a, change.step, names)
    return Text(f"（{zh}超过{step.zh}）", f" ({en} by more than {step.en})") if met else Text(
        f"（至少{zh}{step.zh}）", f" ({en} by at least {step.en})")


def _far(a: Assessment, step: float, names: Names) -> Text:
    """Write the step by the figure as it is shown, so that the three numbers of the sentence agree."""
    shown = a.target.value is None or exact(figure(a)) == exact(a.target.value)
    return difference(step if shown else float(exact(figure(a)) - exact(a.target.value or 0)), a.target.unit, names)


def _alike(change: Change) -> Text:
    if not change.alike:
        return Text("", "")
    count = number(change.alike)
    return Text(f"，另外{count}行同等的数据也同样修订", f", and {count} more of the same standing likewise")


def _rating(a: Assessment, change: Change, names: Names) -> Text:
    row, new, then = a.rows[0].row, _new_side(a, change, names), _becomes(change.becomes[0])
    when, now, also = period_phrase(row.period), quoted(row.text), _alike(change)
    return Text(f"若{when.zh}的等级由{now.zh}修订为{new.zh}{also.zh}，{then.zh}。",
                f"If the rating {now.en} for {when.en} is revised to {new.en}{also.en}, {then.en}.")


def _withdrawal(a: Assessment, change: Change, names: Names) -> Text:
    del names
    asked, then = a.target.deliverable, _becomes(change.becomes[0])
    return Text(f"若查明所据成果（{asked.zh}）在规划期内并未公布，或原公布被撤回，{then.zh}。",
                f"If it turns out that the deliverable ({asked.in_('en')}) was not published within the period, or was withdrawn, {then.en}.")


def _delivery(a: Assessment, change: Change, names: Names) -> Text:
    del names
    asked, then = a.target.deliverable, _becomes(change.becomes[0])
    return Text(f"所列成果（{asked.zh}）见于公布以后，{then.zh}。",
                f"Once the deliverable ({asked.in_('en')}) is seen published, {then.en}.")


def _yardstick(a: Assessment, change: Change, names: Names) -> Text:
    del change, names
    if a.target.criterion is Criterion.NO_NUMBER:
        return Text("方案没有写目标数值，公布任何结果都不改变结论；先要写明目标数值和口径。",
                    "The plan writes no number, so no result can change this; the number and its basis would have to come first.")
    return Text("方案没有写判定标准，公布任何结果都不改变结论；先要写明标准（数值或可核查的成果）。",
                "The plan gives no yardstick, so no result can change this; a number or a checkable deliverable would have to come first.")


def _either(a: Assessment, names: Names, head: Text) -> Text:
    """Say both outcomes of a figure that is still to come."""
    better, worse = met_side(a, names), other_side(a, names)
    met, missed = (quoted(v.text.zh).zh for v in (Verdict.MET, Verdict.NOT_MET))
    met_en, missed_en = (quoted(v.text.en).en for v in (Verdict.MET, Verdict.NOT_MET))
    return Text(f"{head.zh}，{better.zh}为{met}，{worse.zh}为{missed}。",
                f"{head.en}, {better.en} gives {met_en}, {worse.en} gives {missed_en}.")


def _figure(a: Assessment, change: Change, names: Names) -> Text:
    del change
    year = deadline_phrase(a.target)
    if a.target.kind is Kind.CUMULATIVE_AMOUNT:
        head = Text(f"截至{year.zh}的累计数公布以后", f"Once the total up to {year.en} is published")
        return _either(a, names, head)
    return _either(a, names, Text(f"所缺的{year.zh}资料公布以后", f"Once the missing figures for {year.en} are published"))


def _audited(a: Assessment, change: Change, names: Names) -> Text:
    del change
    year, now = deadline_phrase(a.target), value_phrase(a.rows[0].row, names)
    head = Text(f"经审核的{year.zh}数值公布以后（未审核的是{now.zh}）",
                f"Once the audited figure for {year.en} is published (the unaudited one is {now.en})")
    return _either(a, names, head)


def _final(a: Assessment, change: Change, names: Names) -> Text:
    del change
    year = deadline_phrase(a.target)
    return _either(a, names, Text(f"{year.zh}的终值公布以后", f"Once the final figure for {year.en} is published"))


def _one_of_several(a: Assessment, change: Change, names: Names) -> Text:
    """Say that a change at one place leaves the others as they are."""
    if len(a.target.places) == 1 or change.row is None:
        return Text("")
    place = names.places[change.row.place].name
    return Text(f"这里说的是{place.zh}，其余各处仍各自判定。", f"This is about {place.in_('en')}; the other places are judged by themselves.")


_BODIES: dict[Turn, Callable[[Assessment, Change, Names], Text]] = {
    Turn.REVISION: _revision, Turn.RATING: _rating, Turn.WITHDRAWAL: _withdrawal, Turn.FIGURE: _figure,
    Turn.AUDITED: _audited, Turn.FINAL: _final, Turn.DELIVERY: _delivery, Turn.YARDSTICK: _yardstick,
}
