"""The closed vocabularies of the book, with their names in both languages."""

from enum import StrEnum
from typing import Self

from planbook.data.text import Text


class Word(StrEnum):
    """A word of a closed list; ``text`` is its name for readers."""

    text: Text

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        """Create a member that equals its id and carries its names."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.text = Text(zh, en)
        return word

    @classmethod
    def of(cls, value: str) -> Self:
        """Return the member written ``value``.

        Raises
        ------
        ValueError
            If the list has no such word.
        """
        for word in cls:
            if word.value == value:
                return word
        raise ValueError(f"{value!r} is not one of {[w.value for w in cls]}")


class Evidence(Word):
    """How a value is known."""

    ACTUAL = "actual", "公布的结果", "published result"
    INTERIM = "interim", "公布的阶段数或预计数", "published, partial or provisional"
    STATEMENT = "statement", "官方表述，无数值", "official statement, no number"
    TASK = "task", "下达的任务", "task assigned"
    PLANNED = "planned", "规划目标", "a plan's target"
    BASELINE = "baseline", "基期或更早的值", "base year or earlier"
    DERIVED = "derived", "由公布数推算", "arithmetic on published numbers"
    ESTIMATE = "estimate", "本报告估算", "estimated by this report"
    MONITORED = "monitored", "未审核监测数据", "real-time monitoring, not audited"
    REFERENCE = "reference", "参考资料", "reference, never decides"


class Verdict(Word):
    """The answer for one target."""

    MET = "met", "已达成", "Met"
    MET_AS_STATED = "met_as_stated", "官方宣布达成（未公布数值）", "Met as officially stated (no figure published)"
    NOT_MET = "not_met", "未达成", "Not met"
    REACHED_IN_PERIOD = (
        "reached_in_period", "期内曾达到（终值未公布）", "Reached within the period (final value not published)")
    INDICATED_MET = "indicated_met", "未审核监测数据显示达成", "Unaudited monitoring indicates met"
    INDICATED_NOT_MET = "indicated_not_met", "未审核监测数据显示未达成", "Unaudited monitoring indicates not met"
    NOT_ASSESSABLE = "not_assessable", "公开资料不足", "Cannot be assessed from public sources"
    AHEAD = "ahead", "已提前达到目标值", "Already meets the target"
    ON_PACE = "on_pace", "进度达到或超过直线", "On or above the straight line"
    BEHIND = "behind", "进度落后于直线", "Below the straight line"


FINAL_VERDICTS = tuple(Verdict)[:7]
"""Words used once the target year is over."""
PACE_VERDICTS = (Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND, Verdict.NOT_ASSESSABLE)
"""Words used before the end of the target year."""


class Reason(Word):
    """Why a target cannot be assessed."""

    NO_CRITERION = "no_criterion", "方案没有判定标准", "no criterion in the plan"
    NO_NUMBER = "no_number", "方案没有写数值", "no number in the plan"
    NO_BASE_YEAR = "no_base_year", "没有基准年", "no base year"
    NOTHING_PUBLISHED = "nothing_published", "期内没有公布结果", "nothing published within the period"
    ONLY_OTHER_SCOPE = "only_other_scope", "只有其他口径的数", "only another scope published"
    ONLY_EARLIER_YEAR = "only_earlier_year", "只有较早年份的数", "only an earlier year published"
    ONLY_PART = "only_part", "只公布了一部分", "only a part published"


class Kind(Word):
    """What a target asks for."""

    LEVEL = "level", "水平值", "level"
    RELATIVE_CHANGE = "relative_change", "相对变化", "relative change"
    CUMULATIVE_AMOUNT = "cumulative_amount", "累计量", "cumulative amount"
    SHARE = "share", "比例", "share"
    COUNT = "count", "个数", "count"
    RATING = "rating", "等级", "rating"
    QUALITATIVE = "qualitative", "定性", "qualitative"


class Direction(Word):
    """On which side of its value a target is met; for qualitative ones the wished tendency."""

    AT_MOST = "at_most", "不高于", "at most"
    AT_LEAST = "at_least", "不低于", "at least"
    EQUAL = "equal", "等于", "equal to"
    UP = "up", "上升", "up"
    DOWN = "down", "下降", "down"
    NONE = "none", "无方向", "no direction"


class Criterion(Word):
    """By what a target can be judged."""

    NUMBER = "number", "按数值", "by its number"
    DELIVERABLE = "deliverable", "按可核查的成果", "by a checkable deliverable"
    NO_NUMBER = "no_number", "有数量含义但未写数值", "a quantity without a number"
    NONE = "none", "没有判定标准", "no criterion"


class AmbiguityKind(Word):
    """What a plan's own text leaves open about a target."""

    NO_BASE = "no_base", "没有写基准年或基准值", "no base year or base value"
    NO_START = "no_start", "没有写累计从哪里算起", "no start of the running total"
    NO_DEADLINE = "no_deadline", "没有写时限", "no deadline"
    OTHER_DEADLINE = "other_deadline", "其他文件的期限不同", "another deadline in another document"
    SOFT_WORDING = "soft_wording", "措辞有余地", "softened wording"
    OTHER_WORDING = "other_wording", "其他文件的数值或说法不同", "another number or wording in another document"
    PERCENT_OR_POINTS = "percent_or_points", "是百分比还是百分点不明", "per cent or percentage points"
    PROJECT_AMOUNT = "project_amount", "是重点工程减排量，不是排放总量的下降", "cuts by key projects, not a fall in emissions"
    INFERRED_NUMBER = "inferred_number", "数值由文字推出", "number inferred from the wording"
    SCOPE = "scope", "范围、层级或分母不明", "scope, level or denominator unclear"
    MEASURE = "measure", "所衡量的是什么不明", "what is measured is unclear"


class Grade(Word):
    """How directly the source was read; the weakest link counts."""

    A = "A", "官方原件", "official original"
    B = "B", "媒体对官方发布的报道", "press report of an official release"
    C = "C", "转载或归档", "repost or archive"


class SourceKind(Word):
    """What kind of publication was read."""

    ORIGINAL = "original", "原发布页", "original page"
    REPOST = "repost", "转载", "repost"
    ARCHIVE = "archive", "第三方数据归档", "third-party data archive"
    UNKNOWN = "unknown", "来源页不明", "page unknown"


class PlaceKind(Word):
    """What kind of place a value belongs to."""

    NATION = "nation", "国家", "nation"
    PROVINCE = "province", "省", "province"
    PREFECTURE = "prefecture", "市（地）", "prefecture"
    COUNTY = "county", "县（市、区）", "county"
    PART = "part", "部分范围", "part of a place"
    RIVER = "river", "河流", "river"
    LAKE = "lake", "湖泊、水库", "lake or reservoir"
    SECTION = "section", "监测断面", "monitoring section"
    SECTION_GROUP = "section_group", "断面组", "group of sections"
    SITE = "site", "地点", "site"


RATING_NAMES = {name.zh: name for name in (
    Text("优", "excellent"), Text("良好", "good"), Text("轻度污染", "lightly polluted"), Text("中度污染", "moderately polluted"),
    Text("重度污染", "heavily polluted"))}
"""River ratings by the official word, best first (环办〔2011〕22号)."""
WATER_RATINGS = tuple(RATING_NAMES)
"""The words alone."""
WATER_CLASSES = ("I", "II", "III", "IV", "V", "劣V")
"""Section classes, best first (GB 3838-2002)."""
BOUNDS = ("=", "≥", ">", "≤", "<", "≈")
"""How a value bounds the truth; empty means as published, taken as ``=``."""
