"""Tables that sort facts on coal: what the word means in the sources, and which factors a scenario may use."""

from planbook.data.schema import Field, FieldType, Table
from planbook.data.vocab import Word


class FactorUse(Word):
    """What a scenario does with one published factor."""

    MAIN = "main", "主值", "main value"
    RANGE = "range", "定区间", "sets the range"
    LEFT_OUT = "left_out", "不用", "not used"


COAL_MEANINGS = Table(
    "coal_meanings", "coal_meanings.csv", "“散煤”的几种含义",
    {
        "id": Field("编号", "含义编号", required=True),
        "seq": Field("序号", "列出的次序", FieldType.INTEGER, required=True),
        "name_zh": Field("中文名", "含义的中文名", required=True),
        "name_en": Field("英文名", "含义的英文名"),
        "bases": Field("口径", "属于这一含义的口径", FieldType.LIST, refers="bases.id"),
        "indicators": Field("指标", "没有另写口径时，属于这一含义的指标", FieldType.LIST, refers="indicators.id"),
        "counts_zh": Field("数的是什么", "计数的对象、范围和时间", required=True),
        "counts_en": Field("数的是什么（英）", "同上，英文"),
        "apart_zh": Field("为什么不能相减", "与其他含义的数为什么不能相减或相除", required=True),
        "apart_en": Field("为什么不能相减（英）", "同上，英文"),
    },
    ("id",),
)
COAL_FACTORS = Table(
    "coal_factors", "coal_factors.csv", "减排情景所用的因子",
    {
        "pollutant": Field("污染物", "情景中的污染物编号", required=True),
        "input": Field("输入", "factor 排放因子，heating_value 热值", choices=("factor", "heating_value"), required=True),
        "factor": Field("因子", "因子编号", required=True, refers="emission_factors.id"),
        "use": Field("用法", "主值、定区间或不用", words=FactorUse, required=True),
        "reason_zh": Field("理由", "为什么这样用", required=True),
        "reason_en": Field("理由（英）", "同上，英文"),
    },
    ("pollutant", "input", "factor"),
)
COAL_TABLES: tuple[Table, ...] = (COAL_MEANINGS, COAL_FACTORS)
"""Tables that sort facts on coal; they hold no figures."""
