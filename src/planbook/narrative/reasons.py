"""Why a target cannot be judged, what comes nearest, and what publication would settle it."""

from collections.abc import Sequence

from planbook.assess.gaps import Gap, Need, gap
from planbook.assess.result import Assessment, Role
from planbook.data.model import Observation, Target
from planbook.data.text import Text
from planbook.data.vocab import Criterion, Evidence, Kind, Reason
from planbook.narrative.words import (
    PERCENT,
    Names,
    indicator_name,
    joined,
    link_word,
    period_phrase,
    quoted,
    source_phrase,
    source_sentence,
    unit_name,
    what_phrase,
    when_phrase,
    wording,
)

_FIXED = {
    Reason.NO_CRITERION: Text("方案没有写可核查的数值或成果，缺少判定标准。",
                              "The plan names no number and no checkable deliverable."),
    Reason.NO_NUMBER: Text("方案涉及数量，但没有写目标数值。", "The plan means a quantity but writes no number."),
    Reason.NOTHING_PUBLISHED: Text("规划期内的结果未见公布。", "No result for the plan period was found."),
    Reason.ONLY_OTHER_SCOPE: Text("只见其他口径、范围或相近指标的公布数，不能代替。",
                                  "Only figures of another basis, place or related measure were found; they do not stand in."),
    Reason.ONLY_PART: Text("公布的只是一部分，不足以判定。", "Only a part was published, too little to judge."),
}
_BEFORE = Text("基期或规划期之前的数", "from the base year or before the plan")
_WORDED_BEFORE = Text("基期或规划期之前的情况", "from the base year or before the plan")
_WORDED = {
    Evidence.INTERIM: Text("公布的阶段情况", "published, partial or provisional"),
    Evidence.STATEMENT: Text("官方表述", "official statement"),
}
_RESTATED_HERE = Text("目标重申", "the goal restated")
_RESTATED = {
    Evidence.PLANNED: Text("相近的规划目标", "a related goal"), Evidence.TASK: Text("下达的任务", "a task assigned"),
    Evidence.REFERENCE: Text("参考资料", "reference material"),
}
_FIXED_DELIVERABLE = {
    Reason.ONLY_OTHER_SCOPE: Text("只见名称或范围不同的成果，列作替代，不据此判定。",
                                  "Only something of another name or scope was found; it is shown as a substitute, not judged."),
    Reason.ONLY_PART: Text("只见部分情况，不足以确认成果。", "What was found does not confirm the deliverable."),
}


def deadline_phrase(target: Target) -> Text:
    """Say the year whose result counts; where the plan writes none, the end of its period."""
    if target.target_year:
        return Text(f"{target.target_year}年", f"{target.target_year}")
    return Text("规划期末", "the end of the plan period")


def reason_sentence(a: Assessment) -> Text:
    """Say every reason that holds, the counted one first; empty for targets that are judged."""
    return joined(_reason(r, a) for r in a.reasons)


def _reason(reason: Reason, a: Assessment) -> Text:
    if reason is Reason.NO_BASE_YEAR:
        return _no_base(a)
    if reason is Reason.ONLY_EARLIER_YEAR:
        return _earlier(a)
    if a.target.criterion is Criterion.DELIVERABLE:
        return _nothing_delivered(a) if reason is Reason.NOTHING_PUBLISHED else _FIXED_DELIVERABLE.get(reason, _FIXED[reason])
    return _FIXED[reason]


def _no_base(a: Assessment) -> Text:
    if a.target.kind is Kind.RELATIVE_CHANGE:
        return Text("方案没有写降幅的基准年。", "The plan names no base year for the reduction.")
    return Text("基期值未见公布，无法与从基期到目标的直线比较。",
                "No base value was found, so there is no line from base to target to compare with.")


def _earlier(a: Assessment) -> Text:
    rows, year = a.with_role(Role.EARLIER), deadline_phrase(a.target)
    if not rows:
        return Text(f"{year.zh}的结果未见公布。", f"No result for {year.en} was found.")
    last = period_phrase(max(rows, key=lambda r: r.period.last).period)
    return Text(f"公布的结果只到{last.zh}，{year.zh}的未见公布。",
                f"Published results end with {last.en}; none for {year.en} was found.")


def _nothing_delivered(a: Assessment) -> Text:
    asked = a.target.deliverable
    return Text(f"未见能证明{_cited(asked.zh)}的公开资料。", f"Nothing was found that shows: {asked.in_('en')}.")


def _cited(text: str) -> str:
    """Put a wording into quotation marks unless it has its own."""
    return text if "“" in text else quoted(text).zh


def unknown_sentence(a: Assessment, names: Names) -> Text:
    """Say why a target cannot be judged and what comes nearest, leaving out reasons the latter says again."""
    again = {Reason.NOTHING_PUBLISHED} if _is_restated(a) else {Reason.ONLY_OTHER_SCOPE} if _is_substitute(a) else set()
    if _is_silent(a):
        return reason_sentence(a)
    return joined([*(_reason(r, a) for r in a.reasons if r not in again), nearest_sentence(a, names)])


def _is_silent(a: Assessment) -> bool:
    """Return whether the reason itself says that no source holds anything."""
    return a.target.criterion is Criterion.DELIVERABLE and a.reasons == (Reason.NOTHING_PUBLISHED,) and not a.rows


def _is_restated(a: Assessment) -> bool:
    """Return whether targets, tasks and references are all there is."""
    return bool(a.rows) and {w.row.evidence for w in a.rows} <= {Evidence.PLANNED, Evidence.TASK, Evidence.REFERENCE}


def _is_substitute(a: Assessment) -> bool:
    """Return whether the nearest thing is a deliverable of another name or scope."""
    return (a.target.criterion is Criterion.DELIVERABLE and a.reasons[:1] == (Reason.ONLY_OTHER_SCOPE,)
            and bool(a.rows) and a.rows[0].role is Role.OTHER_SCOPE)


def nearest_sentence(a: Assessment, names: Names) -> Text:
    """Say what comes nearest, with its evidence and source; of several places, at each that has anything."""
    row, each = a.nearest, best_by_place(a)
    if row is None:
        return Text("本书收录的公开资料中没有相关记录。", "The public sources read for this book hold nothing on it.")
    if len(a.target.places) > 1 and each:
        return _nearest_by_place(a, each, names)
    if _is_restated(a):
        return _restated(a, row, names)
    if _is_substitute(a):
        return _substitute(row, names)
    what, value, known = what_phrase(row, names), wording(row, names), _known(row, a)
    alone = Text("所列各地没有各自的公开资料。", "No figures for these places themselves were found.") if len(a.target.places) > 1 else Text("")
    nearest = Text(f"最接近的公开资料是{what.zh}：{value.zh}（{known.zh}）。", f"Nearest published: {what.en}: {value.en} ({known.en}).")
    return joined([alone, nearest, source_sentence(row, names)])


def _known(row: Observation, a: Assessment) -> Text:
    """Say how a row is known; a wording is not called a figure."""
    before = any(w.role is Role.BASELINE and w.row == row for w in a.rows)
    worded = row.value is None and row.low is None and row.high is None
    if worded:
        return _WORDED_BEFORE if before else _WORDED.get(row.evidence, row.evidence.text)
    return _BEFORE if before else row.evidence.text


def _restated(a: Assessment, row: Observation, names: Names) -> Text:
    """Say that only a goal, a task or a reference was found."""
    own = row.indicator == a.target.indicator and row.place in a.target.places
    only = _RESTATED_HERE if own and row.evidence is Evidence.PLANNED else _RESTATED[row.evidence]
    what, value = what_phrase(row, names), wording(row, names)
    return joined([
        Text(f"只见{only.zh}，即{what.zh}{link_word(row, what)}{value.zh}，未见任何结果。",
             f"Only {only.en} was found, no result: {what.en}: {value.en}."),
        source_sentence(row, names)])


def _substitute(row: Observation, names: Names) -> Text:
    place, when, value = names.places[row.place].name, when_phrase(row), wording(row, names)
    return joined([
        Text(f"只有名称或范围不同的文件，列作替代，不据此判定：{place.zh}{when.zh}，{value.zh}。",
             f"Only a document of another name or scope was found, shown as a substitute, not judged: "
             f"{place.in_('en')}, {when.en}: {value.en}."),
        source_sentence(row, names)])


def best_by_place(a: Assessment) -> list[Observation]:
    """Return the best row of each of the target's places that has one, in the plan's order."""
    found: dict[str, Observation] = {}
    for weighed in a.rows:
        found.setdefault(weighed.row.place, weighed.row)
    return [found[place] for place in a.target.places if place in found]


def _nearest_by_place(a: Assessment, rows: Sequence[Observation], names: Names) -> Text:
    """Say the best row of each place, the indicator once where they share it."""
    shared = len({row.indicator for row in rows}) == 1
    head = indicator_name(rows[0], names) if shared else Text("", "")
    about = Text(f"（{head.zh}）", f" ({head.in_('en')})") if shared else Text("", "")
    listed = places_listed(a, rows, names, shared=shared)
    return Text(f"各处最接近的公开资料如下{about.zh}。{listed.zh}", f"Nearest published at each place{about.en}. {listed.en}")


def places_listed(a: Assessment, rows: Sequence[Observation], names: Names, *, shared: bool) -> Text:
    """Say one row for each place, shortly, and who says so; the indicator only where it is not ``shared``."""
    listed = joined((_at_place(row, a, names, shared=shared) for row in rows), "；", "; ")
    who = joined(dict.fromkeys(source_phrase(row, names) for row in rows), "；", "; ")
    return Text(f"{listed.zh}。出处：{who.zh}。", f"{listed.en}. Source: {who.en}.")


def _at_place(row: Observation, a: Assessment, names: Names, *, shared: bool) -> Text:
    place, when, value, known = names.places[row.place].name, when_phrase(row), wording(row, names), _known(row, a)
    what = Text("", "") if shared else indicator_name(row, names)
    zh, en = (f"{when.zh}{what.zh}", f"{what.in_('en')}, {when.en}") if what.zh else (when.zh, when.en)
    return Text(f"{place.zh}：{zh}，{value.zh}（{known.zh}）", f"{place.in_('en')}, {en}: {value.en} ({known.en})")


def would_decide(a: Assessment, names: Names) -> Text:
    """Say what publication would decide the target; empty where it is decided."""
    missing = gap(a)
    if missing is None:
        return Text("")
    if missing.need is Need.CRITERION:
        name = a.target.name
        return Text(f"先就{quoted(name.zh).zh}写明判定标准（数值或可核查的成果），再公布相应结果。",
                    f"A yardstick (a number or a checkable deliverable) for: {name.in_('en')}; then the result.")
    if missing.need is Need.DELIVERABLE:
        asked = a.target.deliverable
        return Text(f"公布能证明{_cited(asked.zh)}的文件或名单，写明名称和日期。",
                    f"The document or list that shows: {asked.in_('en')}; with its name and date.")
    if missing.need is Need.NUMBER:
        name, year = a.target.name, deadline_phrase(a.target)
        return Text(f"先写明{quoted(name.zh).zh}的目标数值和口径，再公布{year.zh}的相应数值。",
                    f"First the number and basis of the target: {name.in_('en')}; then the figure for {year.en}.")
    return gap_sentence(missing, a.target, names)


def gap_sentence(missing: Gap, target: Target, names: Names) -> Text:
    """Say which figure, for which places and year, in which unit, would have to be published."""
    places, year = joined((names.places[p].name for p in missing.places), "、", ", "), deadline_phrase(target)
    what, unit = names.indicators[missing.indicator].name, _unit(missing, names)
    if missing.need in (Need.CHANGE, Need.BASE_AND_CHANGE):
        return _change_sentence(missing, places, year, names)
    if missing.need is Need.AMOUNT:
        return Text(f"公布{places.zh}{what.zh}从规划期初到{year.zh}的累计数{unit.zh}，写明起止时间和口径。",
                    f"{what.in_('en')}{unit.en}, {places.en}, total from the start of the plan to {year.en}, with its period and basis stated.")
    if missing.need is Need.BASE_VALUE:
        year = _base_phrase(missing)
    tail, fall = _TAILS.get(missing.need, Text("的", "")), _as_fall(what.zh)
    return Text(f"公布{places.zh}{year.zh}{tail.zh}{fall}{unit.zh}。", f"{what.in_('en')}{unit.en}, {places.en}, {year.en}{tail.en}.")


_TAILS = {
    Need.RATING: Text("全年的", ", whole year"), Need.AUDITED: Text("经审核的", ", audited"),
    Need.FINAL_FIGURE: Text("核定的", ", final"),
}


def _change_sentence(missing: Gap, places: Text, year: Text, names: Names) -> Text:
    """Ask for the change, or for the levels it follows from where such a level is known."""
    base, unit = _base_phrase(missing), _unit(missing, names)
    head = _NO_BASE if missing.need is Need.BASE_AND_CHANGE else Text("", "")
    if not missing.level_indicator:
        name = names.indicators[missing.indicator].name
        return Text(f"{head.zh}公布{places.zh}{year.zh}比{base.zh}的{_as_fall(name.zh)}{unit.zh}。",
                    f"{head.en}{name.in_('en')}{unit.en}, {places.en}, {year.en} against {base.en}.")
    level = names.indicators[missing.level_indicator].name
    return Text(f"{head.zh}公布{places.zh}{level.zh}{year.zh}比{base.zh}的降幅{unit.zh}，或这两年的{level.zh}。",
                f"{head.en}{level.in_('en')}, reduction{unit.en}, {places.en}, {year.en} against {base.en}; or its level in both years.")


_NO_BASE = Text("先写明基准年，再", "First the base year; then: ")


def _base_phrase(missing: Gap) -> Text:
    if missing.base_year:
        return Text(f"{missing.base_year}年", f"{missing.base_year}")
    return Text("基准年", "the base year")


def _as_fall(name: str) -> str:
    """Turn the name of a reduction into one that can be asked for: 用量下降 becomes 用量降幅."""
    word = next((w for w in ("下降", "减少", "降低") if name.endswith(w)), "")
    return name.removesuffix(word) + "降幅" if word else name


def _unit(missing: Gap, names: Names) -> Text:
    """Name the unit in brackets."""
    if not missing.unit:
        return Text("", "")
    if missing.unit == PERCENT:
        return Text(f"（{PERCENT}）", f" ({PERCENT})")
    unit = unit_name(missing.unit, names)
    return Text(f"（单位：{unit.zh}）", f" (in {unit.in_('en')})")
