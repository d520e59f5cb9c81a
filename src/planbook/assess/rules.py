"""The rules a verdict can rest on, named for the method page."""

from planbook.data.vocab import Word


class Rule(Word):
    """How the answer for a target was found."""

    LEVEL = "level", "目标年数值与目标值直接比较", "the target year's figure against the target"
    REDUCTION = "reduction", "公布的降幅与目标降幅直接比较", "the published reduction against the target"
    CHANGE_FROM_LEVELS = (
        "change_from_levels", "由公布的基期和期末水平算出降幅再比较", "the change between the published base and end levels")
    CUMULATIVE = "cumulative", "截至目标年末的累计量与目标值比较", "the amount accumulated to the end against the target"
    RATING = "rating", "目标年等级与目标等级比较", "the target year's rating against the target"
    DELIVERABLE = "deliverable", "本书认定的可核查成果已见公布", "the deliverable this book looks for was published"
    STATEMENT = "statement", "官方表述已达成，未给数值", "an official statement without a number"
    MONITORING = "monitoring", "目标年未审核监测数据只作显示", "unaudited monitoring of the target year only indicates"
    EARLIER_YEAR = "earlier_year", "期内较早年份或预计数曾达到", "an earlier plan year, or a provisional figure, reached it"
    STRAIGHT_LINE = "straight_line", "与基期到目标的直线比较", "against the straight line from base to target"
    NO_CRITERION = "no_criterion", "方案没有判定标准，不判定", "the plan gives no yardstick: not judged"
    NO_NUMBER = "no_number", "方案没有写数值，不判定", "the plan gives no number: not judged"
    NOT_DECIDED = "not_decided", "没有一行数据满足判定条件", "no row meets the conditions for deciding"

    @property
    def anchor(self) -> str:
        """Where the method page explains the rule."""
        return f"rule-{self.value.replace('_', '-')}"
