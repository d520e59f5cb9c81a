"""Tables that steer the checks: what sums to what, what is plausible, which conflicts the sources themselves contain."""

from planbook.data.schema import Field, FieldType, Table
from planbook.data.vocab import PlaceKind

RELATIONS = ("=", "≤")
"""How the sum of the parts stands to the total."""

SUMS = Table(
    "sums", "sums.csv", "合计关系",
    {
        "id": Field("编号", "关系编号", required=True),
        "kind": Field("类别", "indicators 同地同期各指标相加，places 同一指标各下级地方相加",
                      choices=("indicators", "places"), required=True),
        "total": Field("合计", "合计指标的编号，或一个固定数", required=True),
        "parts": Field("分项", "分项指标的编号；places 类不填", FieldType.LIST, refers="indicators.id"),
        "place_kind": Field("下级类别", "places 类：相加的下级地方类别", words=PlaceKind),
        "count": Field("分项个数", "places 类：下级地方齐全时的个数", FieldType.INTEGER),
        "relation": Field("关系", "分项之和与合计的关系", choices=RELATIONS, required=True),
        "tolerance": Field("容差", "四舍五入允许的差", FieldType.NUMBER, required=True),
        "note": Field("备注", "依据和须知"),
    },
    ("id",),
)
RANGES = Table(
    "ranges", "ranges.csv", "合理范围",
    {
        "id": Field("编号", "规则编号", required=True),
        "quantity": Field("物理量", "限于单位表中的这一物理量；空为不限"),
        "unit": Field("单位", "限于这一单位；空为不限", refers="units.id"),
        "indicator": Field("指标", "限于编号符合这些通配式（* 为任意，! 开头为除外）之一的指标；空为不限", FieldType.LIST),
        "low": Field("下限", "最小可能值", FieldType.NUMBER),
        "high": Field("上限", "最大可能值", FieldType.NUMBER),
        "note": Field("备注", "依据"),
    },
    ("id",),
)
KNOWN_CONFLICTS = Table(
    "known_conflicts", "known_conflicts.csv", "来源自身的矛盾",
    {
        "id": Field("编号", "编号", required=True),
        "check": Field("检查项", "报告它的检查项编号", required=True),
        "file": Field("文件", "所在文件，相对项目根目录", required=True),
        "key": Field("行键", "该行的键，各部分以竖线相接", required=True),
        "column": Field("列", "所在列；空为任一列"),
        "reason": Field("理由", "来源原文如何自相矛盾", required=True),
    },
    ("id",),
)
RULES: tuple[Table, ...] = (SUMS, RANGES, KNOWN_CONFLICTS)
"""Tables the checks read; they hold no facts."""
