"""What a target asks, in words."""

from planbook.assess.verdicts import SOFT_WORDS
from planbook.data.model import Plan, Target
from planbook.data.text import Text
from planbook.data.vocab import Direction, Kind
from planbook.narrative.words import amount, number, quoted

_VERBS = {
    Direction.AT_LEAST: Text("不低于", "at least "), Direction.AT_MOST: Text("不高于", "at most "),
    Direction.EQUAL: Text("达到", ""),
}


def asked(target: Target, plan: Plan, names: object) -> Text:
    """Say what a target asks: by when, and which value or what without a value.

    Parameters
    ----------
    target : Target
        The target.
    plan : Plan
        Its plan; the end of its period stands in where the text names no year.
    names : object
        Where unit names are looked up; see :func:`planbook.narrative.words.unit_name`.
    """
    by, what, words = _by(target, plan), _what(target, names), _qualifier(target)
    return Text(f"{by.zh}{what.zh}{words.zh}", f"{what.en}{by.en}{words.en}")


def _by(target: Target, plan: Plan) -> Text:
    if target.target_year:
        return Text(f"到{target.target_year}年，", f" by {target.target_year}")
    return Text(f"未写时限（按规划期末{plan.target_year}年），", f" (no deadline written; end of plan {plan.target_year})")


def _qualifier(target: Target) -> Text:
    """Repeat the text's own softening words beside a number or rating; they soften nothing."""
    soft = any(word in target.qualifier for word in SOFT_WORDS)
    if not soft or (target.value is None and not target.rating):
        return Text("", "")
    return Text(f"（原文：{target.qualifier}）", f" (in the text: “{target.qualifier}”)")


def _what(target: Target, names: object) -> Text:
    if target.rating:
        word = quoted(target.rating)
        return Text(f"等级达到{word.zh}", f"rating {word.en} or better")
    if target.value is None:
        return Text("没有写数值", "no number written")
    value = amount(number(target.value), target.unit, names)
    if target.kind is Kind.RELATIVE_CHANGE:
        return Text(f"下降{value.zh}", f"a reduction of {value.en}")
    verb = _VERBS[target.direction]
    return Text(f"{verb.zh}{value.zh}", f"{verb.en}{value.en}")
