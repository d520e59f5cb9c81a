"""Why a target cannot be judged, what comes nearest, and what publication would settle it."""

from planbook.assess.gaps import Gap, Need, gap
from planbook.assess.result import Assessment, Role
from planbook.data.model import Target
from planbook.data.text import Text
from planbook.data.vocab import Criterion, Kind, Reason
from planbook.narrative.words import (
    Names,
    joined,
    period_phrase,
    quoted,
    source_sentence,
    unit_name,
    value_phrase,
    what_phrase,
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
    return Text(f"未见{quoted(asked.zh).zh}的公开记录。", f"No public record was found of: {asked.in_('en')}.")


def nearest_sentence(a: Assessment, names: Names) -> Text:
    """Say what comes nearest, with its evidence and source."""
    row = a.nearest
    if row is None:
        return Text("本报告收录的公开资料中没有相关记录。", "The public sources read for this report hold nothing on it.")
    what, value = what_phrase(row, names), value_phrase(row, names)
    known = _BEFORE if a.rows[0].role is Role.BASELINE else row.evidence.text
    return joined([
        Text(f"最接近的公开资料：{what.zh}，{value.zh}（{known.zh}）。",
             f"Nearest published: {what.en}: {value.en} ({known.en})."),
        source_sentence(row, names)])


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
        return Text(f"公开能够证明{quoted(asked.zh).zh}的文件或名单，写明名称和日期。",
                    f"The document or list that shows: {asked.in_('en')}; with its name and date.")
    return gap_sentence(missing, a.target, names)


def gap_sentence(missing: Gap, target: Target, names: Names) -> Text:
    """Say which figure, for which places and year, in which unit, would have to be published."""
    places, year = joined((names.places[p].name for p in missing.places), "、", ", "), deadline_phrase(target)
    if missing.need is Need.BASE_VALUE:
        year = _base_phrase(missing)
    head, tail = _HEADS.get(missing.need, Text("", "")), _tail(missing)
    since = Text("从规划期初累计到", "from the start of the plan to ") if missing.need is Need.AMOUNT else Text("", "")
    what = _indicator(missing, names)
    levels = _levels(missing, names) if missing.need in (Need.CHANGE, Need.BASE_AND_CHANGE) else Text("", "")
    return Text(f"{head.zh}公布{places.zh}{since.zh}{year.zh}{tail.zh}{what.zh}{levels.zh}。",
                f"{head.en}{what.en}, {places.en}, {since.en}{year.en}{tail.en}{levels.en}.")


_HEADS = {
    Need.NUMBER: Text("先写明目标数值和口径，再", "First the target's number and basis; then: "),
    Need.BASE_AND_CHANGE: Text("先写明基准年，再", "First the base year; then: "),
}
_TAILS = {
    Need.RATING: Text("全年的", ", whole year"), Need.AUDITED: Text("经审核的", ", audited"),
    Need.FINAL_FIGURE: Text("核定的", ", final"),
    Need.AMOUNT: Text("、写明起止时间和口径的", ", with its period and basis stated"),
}


def _tail(missing: Gap) -> Text:
    """Say what the figure must be like: audited, final, or against which base."""
    if missing.need in (Need.CHANGE, Need.BASE_AND_CHANGE):
        base = _base_phrase(missing)
        return Text(f"比{base.zh}的", f" against {base.en}")
    return _TAILS.get(missing.need, Text("的", ""))


def _base_phrase(missing: Gap) -> Text:
    if missing.base_year:
        return Text(f"{missing.base_year}年", f"{missing.base_year}")
    return Text("基准年", "the base year")


def _indicator(missing: Gap, names: Names) -> Text:
    """Name the indicator with its unit."""
    name = names.indicators[missing.indicator].name
    if not missing.unit:
        return Text(name.zh, name.in_("en"))
    unit = unit_name(missing.unit, names)
    return Text(f"{name.zh}（单位：{unit.zh}）", f"{name.in_('en')} (in {unit.in_('en')})")


def _levels(missing: Gap, names: Names) -> Text:
    if not missing.level_indicator:
        return Text("", "")
    level = names.indicators[missing.level_indicator].name
    return Text(f"，或这两年的{level.zh}", f"; or for both years: {level.in_('en')}")
