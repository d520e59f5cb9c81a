"""What must be said beside a verdict, one sentence per caveat."""

from collections.abc import Callable

from planbook.assess.result import Assessment, Caveat
from planbook.assess.verdicts import conflicts
from planbook.data.english import said_note
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.data.vocab import SourceKind
from planbook.narrative.words import (
    Names,
    amount,
    flat,
    flat_en,
    joined,
    number,
    period_phrase,
    quoted,
    source_phrase,
    value_phrase,
)


def caveat_sentence(caveat: Caveat, a: Assessment, names: Names) -> Text:
    """Say one caveat of an assessment."""
    return _SENTENCES[caveat](a, names)


def _qualifier(a: Assessment, names: Names) -> Text:
    del names
    word = quoted(a.target.qualifier.replace(";", "、"))
    return Text(f"方案原文带有{word.zh}，照列，不因此放宽判定。",
                f"The plan's own wording is {word.en}; it is shown and does not soften the rule.")


def _yardstick(a: Assessment, names: Names) -> Text:
    bases = {row.basis for row in a.deciding if row.basis != NO_KEY}
    listed = joined((names.bases[b].name for b in sorted(bases)), "、", ", ")
    goal = Text("", "") if a.target.value is None else amount(number(a.target.value), a.target.unit, names)
    return Text(f"官方表述没有给出{listed.zh}的数值，无法与本方案的目标值{goal.zh}核对。",
                f"The statement gives no figure for: {listed.en}; it cannot be checked against this plan's target {goal.en}".rstrip() + ".")


def _provisional(a: Assessment, names: Names) -> Text:
    del a, names
    return Text("所依据的是阶段数或预计数，核定后可能变动。", "It rests on a partial or provisional figure, which may change.")


def _conflict(a: Assessment, names: Names) -> Text:
    group = conflicts(a.target, a.rows)[0]
    listed = joined((_version(row, names) for row in _distinct(group, names)), "；", "; ")
    when, several = period_phrase(group[0].period), len({row.basis for row in group}) > 1
    who = Text("不同来源或口径", "sources or bases") if several else Text("不同来源", "sources")
    return Text(f"{who.zh}的{when.zh}数值不一致：{listed.zh}。", f"For {when.en}, {who.en} disagree: {listed.en}.")


def _distinct(group: tuple[Observation, ...], names: Names) -> list[Observation]:
    """Return one row per differing value."""
    return list({value_phrase(row, names): row for row in reversed(group)}.values())[::-1]


def _version(row: Observation, names: Names) -> Text:
    value, who = value_phrase(row, names), source_phrase(row, names)
    basis = Text("", "") if row.basis == NO_KEY else names.bases[row.basis].name
    zh, en = (f"{basis.zh}，", f"{basis.in_('en')}, ") if basis.zh else ("", "")
    return Text(f"{value.zh}（{flat(zh + who.zh)}）", f"{value.en} ({en}{flat_en(who.en)})")


def _repost(a: Assessment, names: Names) -> Text:
    if all(names.sources[row.source].kind is SourceKind.ARCHIVE for row in a.deciding):
        return Text("数据取自第三方归档，未见原发布单位的数值。",
                    "The figure was taken from a third-party archive; the publisher's own was not seen.")
    return Text("只读到转载或来源页不明的文本，未读到原发布页。", "Only reposts or unidentified pages were read, not the original.")


def _derived_target(a: Assessment, names: Names) -> Text:
    goal = Text("") if a.target.value is None else amount(number(a.target.value), a.target.unit, names)
    return Text(f"方案正文没有写{goal.zh}这个数，由其文字推出。",
                f"The plan's text does not write the number {goal.en}; it follows from its wording.")


def _bound(a: Assessment, names: Names) -> Text:
    value = value_phrase(a.rows[0].row, names)
    return Text(f"公布的是界限（{value.zh}），不是具体数值。", f"What was published is a bound ({value.en}), not a figure.")


def _doubtful(a: Assessment, names: Names) -> Text:
    del names
    row = next(r for r in a.deciding if r.doubtful)
    why = said_note(row.note).en.removeprefix("Doubtful")
    return Text(f"所用数据标为{row.note.rstrip('。')}。", f"A figure used is marked as doubtful{why or ' in the data'}.")


_SENTENCES: dict[Caveat, Callable[[Assessment, Names], Text]] = {
    Caveat.QUALIFIER: _qualifier, Caveat.OTHER_YARDSTICK: _yardstick, Caveat.PROVISIONAL: _provisional,
    Caveat.CONFLICT: _conflict, Caveat.REPOST_ONLY: _repost, Caveat.DERIVED_TARGET: _derived_target,
    Caveat.BOUND: _bound, Caveat.DOUBTFUL: _doubtful,
}
