"""Cross-checks over the observations: what the published figures say against each other.

Every check takes the same :class:`Material` and returns findings; none changes or leaves out a row.
"""

from collections.abc import Callable
from dataclasses import dataclass

from planbook.assess.audit_core import Finding, Material
from planbook.assess.audit_coverage import silent
from planbook.assess.audit_sources import NEWS, conflict, mixed_units, one_event, one_source
from planbook.assess.audit_values import (
    JUMP_FACTOR,
    MEAN_DIFFERENCE,
    REPEAT_DIGITS,
    SHARE_TOLERANCE,
    backfill,
    cumulative,
    impossible,
    jump,
    official_monitored,
    parts,
    repeated,
)
from planbook.data.text import Text


@dataclass(frozen=True)
class Check:
    """One cross-check.

    Attributes
    ----------
    id : str
        Stable id, ``AUD-…``; in lower case its address on the page.
    name, rule : Text
        What it is called, and when it reports.
    threshold : callable
        Material to the limit beyond which it reports.
    origin : Text
        Where that limit comes from.
    amount : Text
        What the amount of its findings is.
    find : callable
        Material to findings.
    """

    id: str
    name: Text
    rule: Text
    threshold: Callable[[Material], Text]
    origin: Text
    amount: Text
    find: Callable[[Material], list[Finding]]


def _fixed(zh: str, en: str) -> Callable[[Material], Text]:
    """Return a threshold that is the same for every edition."""
    return lambda _: Text(zh, en)


_OWN = Text("本书约定，没有外部依据", "a convention of this book")

CHECKS = (
    Check("AUD-OFFICIAL-MONITORED", Text("官方均值与监测均值", "Official against monitored means"),
          Text("同市、同年、同监测条件的官方年均值与未审核监测年均值不一致",
               "Official and unaudited annual means of a city, year and measurement condition differ"),
          _fixed(f"相差超过{MEAN_DIFFERENCE:g}微克/立方米", f"more than {MEAN_DIFFERENCE:g} ug/m3 apart"),
          Text("HJ 663：年均值修约到整数评价，相差在一个单位以内可以由修约产生", "HJ 663: annual means are evaluated in whole ug/m3"),
          Text("官方减监测", "Official less monitored"), official_monitored),
    Check("AUD-PARTS", Text("分项与合计", "Parts against totals"),
          Text("分项之和与合计不符（断面类别、优良天数级别、城乡人口、市地人口、锅炉台数）",
               "Parts do not add up to their total (section classes, day classes, populations, boilers)"),
          _fixed(f"占比相差超过{SHARE_TOLERANCE:g}个百分点，其余不许有差（以一位小数公布的人口许差末位一个单位）",
                 f"shares more than {SHARE_TOLERANCE:g} points, others any difference (populations printed with one decimal: its last digit)"),
          Text("GB/T 8170 修约：各分项末位误差之和的上限", "GB/T 8170: the most that rounding of the parts explains"),
          Text("分项之和减合计", "Parts less total"), parts),
    Check("AUD-CUMULATIVE", Text("累计数下降", "Cumulative figures that fall"),
          Text("同一指标、同一地方较晚的累计数小于较早的累计数", "A later cumulative figure is below an earlier one"),
          _fixed("任何下降", "any fall"), Text("累计数按定义不会减少", "by definition a running total cannot fall"),
          Text("变化", "Change"), cumulative),
    Check("AUD-JUMP", Text("年际突变", "Jumps between years"),
          Text("同一指标、同一地方相邻两个有数的年份相差悬殊", "Consecutive years with a figure are far apart"),
          _fixed(f"相差超过{JUMP_FACTOR:g}倍", f"by more than a factor of {JUMP_FACTOR:g}"), _OWN,
          Text("相差倍数", "Factor"), jump),
    Check("AUD-REPEATED", Text("数值重复", "Repeated values"),
          Text("相邻时期公布同一个数值", "The same value in consecutive periods"),
          _fixed(f"不少于{REPEAT_DIGITS}位有效数字", f"at least {REPEAT_DIGITS} significant digits"), _OWN,
          Text("相同的时期", "Periods alike"), repeated),
    Check("AUD-IMPOSSIBLE", Text("不可能的数值", "Impossible figures"),
          Text("PM10低于PM2.5；占比小于零或超过百分之百；天数多于时期的天数",
               "PM10 below PM2.5; shares outside a whole; more days than the period has"),
          _fixed("任何一例", "any case"), Text("GB 3095 的术语：PM2.5 包含在 PM10 之内；占比和天数按定义", "GB 3095, terms: PM10 includes PM2.5; "
                 "shares and days by definition"),
          Text("差", "By"), impossible),
    Check("AUD-BACKFILL", Text("反算填补与有效日不足", "Back-filled or short of days"),
          Text("年值含反算填补的日子，或有效日不足", "Annual figures with back-calculated days or too few valid ones"),
          lambda m: Text(f"有效日少于{m.year_days}天", f"fewer than {m.year_days} valid days"),
          Text("HJ 663：年评价要求的最少有效日数", "HJ 663: valid days an annual evaluation needs"),
          Text("天数（含填补）", "Days (fills included)"), backfill),
    Check("AUD-ONE-SOURCE", Text("一源多载", "One source, several pages"),
          Text("同一指标、地方、时期、数值的几个来源，原发布单位和日期相同，只能算一个证据",
               "Equal figures whose pages have the same original publisher and date: one witness only"),
          _fixed("两个以上来源页", "two or more pages"), Text("转载按原发布单位和日期登记", "reposts are registered by original publisher and date"),
          Text("来源页", "Pages"), one_source),
    Check("AUD-ONE-EVENT", Text("一会多报", "One release, several publishers"),
          Text("同一指标、地方、时期、数值由几家单位在几天之内发布，多半出自同一场发布会，只能算一个证据",
               "Equal figures printed by several publishers within days: most likely one release, one witness only"),
          _fixed(f"前后两家相隔不超过{NEWS.days}天", f"at most {NEWS.days} days between one report and the next"), _OWN,
          Text("发布单位", "Publishers"), one_event),
    Check("AUD-CONFLICT", Text("同一口径数值不同", "Differing values on one basis"),
          Text("同一指标、地方、时期、口径有几个数而不相同", "Several values of one indicator, place, period and basis differ"),
          _fixed("按较少的小数位修约后仍不相同", "still different after rounding to the fewer decimals"), Text("GB/T 8170 修约", "GB/T 8170, rounding"),
          Text("最大相差", "Widest difference"), conflict),
    Check("AUD-MIXED-UNITS", Text("单位或口径变化", "Units or bases mixed"),
          Text("同一指标有几种单位；或公布的年度数列相邻两年没有共同口径",
               "One indicator in several units; or a published annual series whose consecutive years share no basis"),
          _fixed("任何一例", "any case"), Text("数据字典：一个指标一个单位，一条线只连一个口径", "the data dictionary: one indicator, one unit; one line, one basis"),
          Text("单位或口径", "Units or bases"), mixed_units),
    Check("AUD-COMPLETENESS", Text("整年没有结果", "Years without any result"),
          Text("一组有数值的目标当年没有一个公布过可直接对照的结果（指标、地方、口径都对得上）",
               "Not one of a group's numeric targets has a published result for the year on its indicator, place and basis"),
          _fixed("一个也没有", "none at all"), _OWN,
          Text("涉及目标", "Targets concerned"), silent),
)
"""All checks, in the order of the page."""
