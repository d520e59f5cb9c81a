"""What the plan's text leaves open, in words."""

from planbook.assess.ambiguity import soft_words
from planbook.data.model import Ambiguity, Plan, Target
from planbook.data.text import Text
from planbook.data.vocab import AmbiguityKind
from planbook.narrative.words import Names, amount, capital, date_phrase, joined, number, quoted


def ambiguity_sentence(found: Ambiguity, target: Target, plan: Plan, names: Names) -> Text:
    """Say one ambiguity: its kind, the point, and the document where it is not the plan's own text."""
    kind, point = found.kind.text, ambiguity_point(found, target, plan, names)
    return Text(f"{kind.zh}：{point.zh}。", f"{capital(kind.en)}: {point.en}.")


def ambiguity_point(found: Ambiguity, target: Target, plan: Plan, names: Names) -> Text:
    """Say the point of an ambiguity without its kind, and the document where it is not the plan's own text."""
    point = found.note if found.note.zh else _point(found.kind, target, plan, names)
    who = _document(found, plan, names)
    return Text(f"{point.zh}{who.zh}", f"{point.in_('en')}{who.en}")


def _point(kind: AmbiguityKind, target: Target, plan: Plan, names: Names) -> Text:
    """Say what shows in the target's own fields."""
    if kind is AmbiguityKind.NO_BASE:
        return Text("只写了降幅，没有写与哪一年相比", "a reduction is written, not the year it is measured from")
    if kind is AmbiguityKind.NO_DEADLINE:
        return Text(f"按规划期末{plan.target_year}年判定", f"judged at the end of the plan, {plan.target_year}")
    if kind is AmbiguityKind.SOFT_WORDING:
        said = joined((quoted(word) for word in soft_words(target)), "、", ", ")
        return Text(f"原文为{said.zh}，没有写余地有多大", f"the text says {said.en} and not how much room that leaves")
    goal = Text("目标值", "the number") if target.value is None else amount(number(target.value), target.unit, names)
    return Text(f"正文没有写{goal.zh}", f"the text does not write {goal.en}")


def _document(found: Ambiguity, plan: Plan, names: Names) -> Text:
    if found.source in ("", plan.source):
        return Text("", "")
    source = names.sources[found.source]
    when = date_phrase(source.date)
    return Text(f"（{source.publisher}，{when.zh}）", f" ({source.said_by.en}, {when.en})")
