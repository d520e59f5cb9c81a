"""Tables of ``data/standards``: limits, rating rules and factors, each saying where its clause was read.

Limits stand as the standard prints them (trailing zeros kept) and carry the dates they are in force.
"""

from planbook.data.schema import Field, FieldType, Table
from planbook.data.vocab import WATER_CLASSES, WATER_RATINGS

READ = ("read", "from_knowledge", "verified")
"""How a clause is known: read in its source, written from knowledge, or verified by our own calculation."""
FOLDER = "standards"

_NUM, _INT, _DATE = FieldType.NUMBER, FieldType.INTEGER, FieldType.DATE
_HEAD = {
    "standard": Field("标准", "标准号或文号", required=True),
    "clause": Field("条款", "条款、表号或章节"),
}
_TAIL = {
    "source": Field("来源", "读到该条文的来源编号", refers="sources.id"),
    "read": Field("读法", "read 已读到，from_knowledge 凭知识、未读到原文，verified 已自行核算", choices=READ, required=True),
    "in_force_from": Field("施行日期", "从哪天起施行", _DATE),
    "in_force_to": Field("终止日期", "施行到哪天；空为仍在施行", _DATE),
    "note": Field("备注", "存疑和其他须知"),
    "note_en": Field("备注（英）", "同上，英文"),
}
_RULE = {
    **_HEAD,
    "rule": Field("规则", "规则编号", required=True),
    "rule_zh": Field("规则名", "规则的中文名", required=True),
    "rule_en": Field("规则名（英）", "同上，英文", required=True),
    "value": Field("数值", "规则所用的数", _NUM),
    "unit": Field("单位", "数值的单位", refers="units.id"),
    **_TAIL,
}
_ITEM = Field("项目", "项目编号，与指标编号相同", required=True)
_RATING = Field("水质状况", "水质状况等级", choices=WATER_RATINGS, required=True)


def _table(name: str, title: str, fields: dict[str, Field], key: tuple[str, ...]) -> Table:
    return Table(name, f"{FOLDER}/{name}.csv", title, fields, key)


AIR_LIMITS = _table("air_limits", "环境空气污染物浓度限值", {
    **_HEAD,
    "item": _ITEM,
    "item_zh": Field("项目名", "项目的写法", required=True),
    "item_en": Field("项目名（英）", "同上，英文", required=True),
    "averaging": Field("平均时间", "annual 年，24h 日，8h-max 日最大8小时，1h 小时",
                       choices=("annual", "24h", "8h-max", "1h"), required=True),
    "limit_class": Field("级别", "I 一级，II 二级", choices=("I", "II"), required=True),
    "limit": Field("限值", "浓度限值", _NUM, required=True),
    "unit": Field("单位", "限值单位", required=True, refers="units.id"),
    "conditions": Field("监测条件", "浓度所指的状态", required=True),
    **_TAIL,
}, ("item", "averaging", "limit_class", "in_force_from"))
IAQI = _table("iaqi", "空气质量分指数分段", {
    **_HEAD,
    "item": _ITEM,
    "averaging": Field("平均时间", "平均时间", required=True),
    "iaqi": Field("分指数", "空气质量分指数", _INT, required=True),
    "concentration": Field("浓度", "对应的浓度", _NUM, required=True),
    "unit": Field("单位", "浓度单位", required=True, refers="units.id"),
    "category_up_to": Field("级别", "到此分指数为止的空气质量级别"),
    **_TAIL,
}, ("standard", "item", "averaging", "iaqi"))
HJ663 = _table("hj663", "环境空气质量评价规则", _RULE, ("standard", "rule"))
WATER_RULES = _table("water_rules", "地表水评价规则", {
    **{k: v for k, v in _RULE.items() if k not in _TAIL},
    "items": Field("项目", "规则所指的项目编号", FieldType.LIST),
    **_TAIL,
}, ("standard", "rule"))
GB3838 = _table("gb3838", "地表水环境质量标准限值", {
    **_HEAD,
    "item": _ITEM,
    "item_zh": Field("项目名", "项目的中文名", required=True),
    "item_en": Field("项目名（英）", "同上，英文", required=True),
    "unit": Field("单位", "限值单位", required=True, refers="units.id"),
    "class": Field("类别", "水质类别", choices=WATER_CLASSES[:-1], required=True),
    "limit": Field("限值", "单侧限值", _NUM),
    "low": Field("下限", "区间限值的下限", _NUM),
    "high": Field("上限", "区间限值的上限", _NUM),
    "direction": Field("方向", "le 不大于，ge 不小于，range 区间", choices=("le", "ge", "range"), required=True),
    **_TAIL,
}, ("standard", "item", "class"))
RIVER_RATING = _table("river_rating", "河流水质状况分级", {
    **_HEAD,
    "order": Field("次序", "由好到差", _INT, required=True),
    "rating": _RATING,
    "sections_min": Field("最少断面数", "适用的最少断面数", _INT),
    "good_low": Field("优良占比下限", "I～III类断面占比（%），含", _NUM),
    "good_high": Field("优良占比上限", "I～III类断面占比（%），不含", _NUM),
    "worse_low": Field("劣V类占比下限", "劣V类断面占比（%），含", _NUM),
    "worse_high": Field("劣V类占比上限", "劣V类断面占比（%），不含", _NUM),
    **_TAIL,
}, ("standard", "order"))
SECTION_RATING = _table("section_rating", "断面水质定性评价", {
    **_HEAD,
    "order": Field("次序", "由好到差", _INT, required=True),
    "class": Field("类别", "水质类别", choices=WATER_CLASSES, required=True),
    "rating": _RATING,
    **_TAIL,
}, ("standard", "class"))
SPEARMAN = _table("spearman", "秩相关系数临界值", {
    **_HEAD,
    "n": Field("时段数", "时段个数", _INT, required=True),
    "alpha": Field("显著性水平", "单侧显著性水平", _NUM, required=True),
    "wp": Field("临界值", "秩相关系数临界值；空为该水平没有", _NUM),
    **_TAIL,
}, ("standard", "n", "alpha"))
EMISSION_FACTORS = _table("emission_factors", "民用燃煤排放因子", {
    "id": Field("编号", "因子编号", required=True),
    "fuel": Field("燃料", "燃料", required=True),
    "fuel_en": Field("燃料（英）", "同上，英文", required=True),
    "stove": Field("炉具", "炉具或使用方式"),
    "pollutant": Field("污染物", "污染物或参数", required=True),
    "value": Field("数值", "因子数值", _NUM),
    "unit": Field("单位", "因子单位", refers="units.id"),
    "low": Field("下限", "区间下限", _NUM),
    "high": Field("上限", "区间上限", _NUM),
    "type": Field("来历", "实测、缺省值、隐含值、推算等", required=True),
    "source": Field("来源", "来源编号", required=True, refers="sources.id"),
    "note": Field("备注", "存疑和其他须知"),
}, ("id",))

STANDARDS: tuple[Table, ...] = (
    AIR_LIMITS, EMISSION_FACTORS, GB3838, HJ663, IAQI, RIVER_RATING, SECTION_RATING, SPEARMAN, WATER_RULES,
)
"""Every table of ``data/standards``."""
