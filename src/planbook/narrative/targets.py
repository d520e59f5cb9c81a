"""What a target asks, in words."""

from planbook.data.model import Plan, Target
from planbook.data.text import Text
from planbook.data.vocab import Direction, Kind

_VERBS = {
    Direction.AT_LEAST: Text("不低于", "at least "), Direction.AT_MOST: Text("不高于", "at most "),
    Direction.EQUAL: Text("达到", ""),
}


def asked(target: Target, plan: Plan) -> Text:
    """Say what a target asks: by when, and which value or what without a value.

    Parameters
    ----------
    target : Target
        The target.
    plan : Plan
        Its plan; the end of its period stands in where the text names no year.
    """
    return Text(f"{_by(target, plan).zh}{_what(target).zh}", f"{_what(target).en}{_by(target, plan).en}")


def _by(target: Target, plan: Plan) -> Text:
    if target.target_year:
        return Text(f"到{target.target_year}年，", f" by {target.target_year}")
    return Text(f"未写时限（按规划期末{plan.target_year}年），", f" (no deadline written; end of plan {plan.target_year})")


def _what(target: Target) -> Text:
    if target.rating:
        return Text(f"等级达到“{target.rating}”", f"rating “{target.rating}” or better")
    if target.value is None:
        return Text("没有写数值", "no number written")
    number = f"{target.value:g} {target.unit}".replace(" %", "%")
    if target.kind is Kind.RELATIVE_CHANGE:
        return Text(f"下降{number}", f"a reduction of {number}")
    verb = _VERBS[target.direction]
    return Text(f"{verb.zh}{number}", f"{verb.en}{number}")
