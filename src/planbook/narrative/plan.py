"""The whole plan in one sentence, and counts of verdicts in words."""

from collections import Counter
from collections.abc import Sequence

from planbook.assess.result import Assessment
from planbook.data.text import Text
from planbook.data.vocab import Verdict
from planbook.narrative.words import capital, joined, number

_RESULTS = (Verdict.MET, Verdict.NOT_MET)
_PACE = (Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)
_INDICATED = (Verdict.INDICATED_MET, Verdict.INDICATED_NOT_MET)
_GROUPS = (
    (_RESULTS, Text("凭公布的结果判定的{}个（{}）", "judged by published results: {} ({})")),
    (_PACE, Text("目标年未到、以公布数看进度的{}个（{}）", "not yet due, graded by published figures: {} ({})")),
    ((Verdict.MET_AS_STATED,), Text("官方宣布达成但没有公布数值的{}个", "officially said to be met, no figure published: {}")),
    ((Verdict.REACHED_IN_PERIOD,), Text("期内曾达到但终值未公布的{}个", "reached within the period, final value not published: {}")),
    (_INDICATED, Text("没有官方结果、只有未审核监测数据的{}个（{}）", "no official result, only unaudited monitoring: {} ({})")),
    ((Verdict.NOT_ASSESSABLE,), Text("凭公开资料不能判定的{}个", "cannot be judged from public sources: {}")),
)
"""How verdicts are grouped for the sentence, official results first."""


def plan_sentence(assessments: Sequence[Assessment]) -> Text:
    """Say for a whole plan, in one sentence, how many targets came out how and what of that is official."""
    found = Counter(a.verdict for a in assessments)
    parts = joined((_group(verdicts, words, found) for verdicts, words in _GROUPS), "，", "; ")
    total = number(len(assessments))
    return Text(f"{total}个目标中，{parts.zh}。", f"{total} targets. {capital(parts.en)}.")


def plan_answer(assessments: Sequence[Assessment]) -> Text:
    """Say for a whole plan in one line how many targets published results decide, how many only indirectly, how many not."""
    found = Counter(a.verdict for a in assessments)
    total, silent = len(assessments), found[Verdict.NOT_ASSESSABLE]
    final = sum(found[v] for v in _RESULTS)
    said = joined((_named(v, found[v]) for v in _RESULTS if found[v]), "、", ", ")
    aside = Text(f"（{said.zh}）", f" ({said.en})") if said.zh else Text("", "")
    return Text(
        f"{number(total)}个目标：{number(final)}个由公布的结果判定{aside.zh}，{number(total - final - silent)}个只有间接结论，"
        f"{number(silent)}个凭公开资料不能判定",
        f"{number(total)} targets: {number(final)} decided by published results{aside.en}, {number(total - final - silent)} with "
        f"indirect answers, {number(silent)} cannot be assessed from public sources")


def _group(verdicts: tuple[Verdict, ...], words: Text, found: Counter[Verdict]) -> Text:
    total = sum(found[v] for v in verdicts)
    if not total:
        return Text("")
    named = joined((_named(v, found[v]) for v in verdicts if found[v]), "、", ", ")
    return Text(words.zh.format(number(total), named.zh), words.en.format(number(total), named.en))


def _named(verdict: Verdict, count: int) -> Text:
    word = verdict.text
    return Text(f"{word.zh}{number(count)}个", f"{word.en}: {number(count)}")


def verdict_counts(assessments: Sequence[Assessment]) -> Text:
    """Count targets by verdict, as a headline."""
    found = Counter(a.verdict for a in assessments)
    listed = joined((_named(v, found[v]) for v in Verdict if found[v]), "，", ", ")
    total = number(len(assessments))
    return Text(f"{total}个目标：{listed.zh}", f"{total} targets. {listed.en}")
