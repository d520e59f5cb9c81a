"""What changed from one edition to the next, in words."""

from collections.abc import Sequence

from planbook.assess.editions import Cause, Difference, Move
from planbook.assess.result import Assessment
from planbook.data.model import Edition, Observation
from planbook.data.text import Text
from planbook.data.vocab import Evidence, SourceKind, Verdict
from planbook.narrative.reasons import deadline_phrase
from planbook.narrative.words import (
    Names,
    capital,
    day_phrase,
    joined,
    link_word,
    number,
    quoted,
    source_phrase,
    what_phrase,
    wording,
)

_PACE = (Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)
NO_REASON = Text("修订记录没有写理由", "the record of revisions gives no reason")


def edition_name(edition: Edition) -> Text:
    """Name an edition by its data year."""
    return Text(f"{edition.year}年版", f"edition {edition.year}")


def first_sentence(edition: Edition) -> Text:
    """Say that there is no edition before this one."""
    name, day = edition_name(edition), day_phrase(edition.cut_off)
    return Text(f"{name.zh}（资料截至{day.zh}）是本书的第一版，没有上一版可比。",
                f"{capital(name.en)} (sources up to {day.en}) is the first of this book; there is none before it to compare with.")


def difference_sentence(found: Difference, reconstructed: int) -> Text:
    """Say in one sentence what an edition brought: verdicts moved, values new, revised and withdrawn.

    Parameters
    ----------
    found : Difference
        The two editions compared.
    reconstructed : int
        How many of the new values were reconstructed from archives.
    """
    before, after = _with_day(found.before), _with_day(found.after)
    turned, new = number(len(found.turned)), number(len(found.new))
    revised, gone, archived = number(len(found.revised)), number(len(found.withdrawn)), number(reconstructed)
    return Text(
        f"与{before.zh}相比，{after.zh}有{turned}个目标的结论改变；新增{new}个值（其中{archived}个由监测归档补得），修订{revised}个，"
        f"撤回{gone}个。",
        f"Compared with {before.en}, {after.en} brings these changes. Targets with another verdict: {turned}. Values new: {new} "
        f"(reconstructed from monitoring archives: {archived}), revised: {revised}, withdrawn: {gone}.")


def _with_day(edition: Edition) -> Text:
    name, day = edition_name(edition), day_phrase(edition.cut_off)
    return Text(f"{name.zh}（资料截至{day.zh}）", f"{name.en} (sources up to {day.en})")


def reconstructed(row: Observation, names: Names) -> bool:
    """Return whether a row is unaudited monitoring read from an archive, which only carried what was public before."""
    return row.evidence is Evidence.MONITORED and names.sources[row.source].kind is SourceKind.ARCHIVE


def visible_phrase(row: Observation, names: Names) -> Text:
    """Say from when a row was public, and that an archive only carried it where that is so."""
    day = day_phrase(row.known_from)
    if reconstructed(row, names):
        return Text(f"期末（{day.zh}）即公开，由监测归档补得", f"public at the end of its period ({day.en}), reconstructed from an archive")
    return Text(f"{day.zh}起公开", f"public from {day.en}")


def move_sentence(move: Move, names: Names) -> Text:
    """Say why an answer is another one: the causes, what it rests on now, and what it rested on before."""
    causes = joined((_cause(c, move) for c in move.causes), "；", "; ")
    why = Text(f"{causes.zh}。", f"{capital(causes.en)}.")
    return joined([why, _reasons(move), _rests(move, names), _rested(move, names)])


def _cause(cause: Cause, move: Move) -> Text:
    if cause is not Cause.YEAR_REACHED:
        return cause.text
    year = deadline_phrase(move.after.target)
    words = Text("，进度用语改为最后的结论", ", so the final verdict takes the place of the pace") if move.before.verdict in _PACE else Text("", "")
    return Text(f"目标年（{year.zh}）已到{words.zh}", f"the target year ({year.en}) was reached{words.en}")


def _reasons(move: Move) -> Text:
    """Say how the reasons changed of a target that still cannot be assessed."""
    if move.turned or move.before.reasons == move.after.reasons:
        return Text("")
    old, new = _listed(move.before), _listed(move.after)
    return Text(f"不能判定的原因由{old.zh}改为{new.zh}。", f"The reason was {old.en}, it is now {new.en}.")


def _listed(a: Assessment) -> Text:
    zh, en = (quoted(r.text.zh).zh for r in a.reasons), (quoted(r.text.en).en for r in a.reasons)
    return Text("、".join(zh), ", ".join(en))


def _rests(move: Move, names: Names) -> Text:
    rows = move.after.deciding[:1]
    if not rows:
        return Text("")
    said = _said(rows, names)
    if move.before.deciding[:1] == rows:
        return Text(f"所依据的数据没有变：{said.zh}。", f"The data it rests on are the same: {said.en}.")
    return Text(f"现在依据：{said.zh}。", f"It now rests on: {said.en}.")


def _rested(move: Move, names: Names) -> Text:
    rows = move.before.deciding[:1]
    if not rows or move.after.deciding[:1] == rows:
        return Text("")
    said = _said(rows, names)
    return Text(f"上一版依据：{said.zh}。", f"Before, it rested on: {said.en}.")


def _said(rows: Sequence[Observation], names: Names) -> Text:
    """Say what the leading row says, from when it was public and who says so."""
    row = rows[0]
    what, value, seen, who = what_phrase(row, names), wording(row, names), visible_phrase(row, names), source_phrase(row, names)
    return Text(f"{what.zh}{link_word(row, what)}{value.zh}，{seen.zh}，出处：{who.zh}", f"{what.en}: {value.en}, {seen.en}, source: {who.en}")


def revision_reason(reason: str, source: Text | None) -> Text:
    """Say why a value was revised, and the source of that."""
    told = Text(reason, reason) if reason else NO_REASON
    return told if source is None else Text(f"{told.zh}（{source.zh}）", f"{told.in_('en')} ({source.in_('en')})")
