"""Every table of the book's data, its fields and references, declared once.

The checks, the Frictionless package and the data dictionary of the book are all made from here.
"""

from dataclasses import dataclass
from enum import StrEnum

from planbook.data import vocab
from planbook.data.vocab import Word

Vocabulary = type[Word]
"""A closed list, such as :class:`planbook.data.vocab.Evidence`."""


class FieldType(StrEnum):
    """How a cell is read."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"  # ISO day
    LOOSE_DATE = "loose_date"  # ISO day, month or year, or empty
    PERIOD = "period"
    LIST = "list"  # parts joined by ";"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Field:
    """One column: its type, title and meaning.

    Attributes
    ----------
    title : str
        Short Chinese title.
    meaning : str
        One Chinese sentence for the data dictionary.
    type : FieldType
        How the cell is read.
    words : type of Word, optional
        Closed vocabulary the cell must come from.
    choices : tuple of str
        Closed list of literal values, where no vocabulary class exists.
    required : bool
        Whether an empty cell is an error.
    refers : str
        ``table.column`` the cell (or each part of a list) must be found in.
    """

    title: str
    meaning: str
    type: FieldType = FieldType.TEXT
    words: Vocabulary | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    refers: str = ""


@dataclass(frozen=True)
class Table:
    """One table: where it lies, its columns in order and its key.

    Attributes
    ----------
    name : str
        Name used in references and messages.
    glob : str
        Files holding it, relative to ``data/``.
    fields : dict of str to Field
        Columns in file order.
    key : tuple of str
        Columns that identify a row within all files of the table.
    title : str
        Chinese title.
    """

    name: str
    glob: str
    title: str
    fields: dict[str, Field]
    key: tuple[str, ...]


def _id(meaning: str) -> Field:
    return Field("编号", meaning, required=True)


def _names(what: str) -> dict[str, Field]:
    return {
        "name_zh": Field("中文名", f"{what}的中文名", required=True),
        "name_en": Field("英文名", f"{what}的英文名"),
    }


_NOTE = {"note": Field("备注", "存疑、口径和其他须知")}
_NOTES = {**_NOTE, "note_en": Field("备注（英）", "同上，英文")}
_LIST = FieldType.LIST
_NUM = FieldType.NUMBER
_AGENCIES = {
    "lead_agencies": Field("牵头单位", "正文写明“牵头”的单位", _LIST, refers="agencies.id"),
    "agencies": Field("责任单位", "正文列出的责任单位", _LIST, refers="agencies.id"),
}

TARGETS = Table(
    "targets", "plans/*/targets.csv", "目标",
    {
        "id": _id("目标编号，按正文顺序"),
        "section": Field("章节", "正文章节号"),
        "project": Field("工程", "所属工程或章节", refers="projects.id"),
        "indicator": Field("指标", "目标所指的指标", required=True, refers="indicators.id"),
        "level_indicator": Field("水平指标", "相对变化目标的基期和期末水平所用指标", refers="indicators.id"),
        **_names("目标"),
        "kind": Field("类型", "目标类型", words=vocab.Kind, required=True),
        "direction": Field("方向", "在数值哪一侧算达成", words=vocab.Direction, required=True),
        "base_year": Field("基准年", "正文写明的基准年", FieldType.INTEGER),
        "target_year": Field("目标年", "正文写明的目标年", FieldType.INTEGER),
        "value": Field("目标值", "数值；等级类写等级词"),
        "unit": Field("单位", "目标值单位", refers="units.id"),
        "places": Field("范围", "目标适用的地方", _LIST, required=True, refers="places.id"),
        "accepted_basis": Field("可用口径", "能够判定本目标的口径", _LIST, refers="bases.id"),
        "qualifier": Field("修饰语", "左右、力争、以上等原文修饰"),
        "criterion": Field("判定依据", "按什么判定", words=vocab.Criterion, required=True),
        "deliverable_zh": Field("可核查成果", "正文点名、可以核查的成果"),
        "deliverable_en": Field("可核查成果（英）", "同上，英文"),
        "related": Field("相关指标", "相近但不能判定本目标的指标", _LIST, refers="indicators.id"),
        "value_origin": Field("数值来历", "written 正文写明，derived 由正文推出", choices=("written", "derived", "-")),
        **_AGENCIES,
        **_NOTES,
    },
    ("plan", "id"),
)
PROJECTS = Table(
    "projects", "plans/*/projects.csv", "工程与章节",
    {
        "id": _id("工程或章节编号"),
        "kind": Field("类别", "总体、重点工程或章节", choices=("overall", "key_project", "section"), required=True),
        "seq": Field("序号", "正文顺序", FieldType.INTEGER, required=True),
        "section": Field("章节", "正文章节号"),
        **_names("工程"),
        "summary_zh": Field("概要", "一句话概要"),
        "summary_en": Field("概要（英）", "同上，英文"),
        **_AGENCIES,
    },
    ("plan", "id"),
)
AGENCIES = Table(
    "agencies", "plans/*/agencies.csv", "责任单位",
    {
        "id": _id("单位编号"),
        "name_in_plan": Field("文中名称", "方案正文所用简称", required=True),
        **_names("单位"),
        "sections": Field("出现章节", "列为责任单位的章节", _LIST),
        "lead_sections": Field("牵头章节", "写明牵头的章节", _LIST),
        **_NOTES,
    },
    ("plan", "id"),
)
MEASURES = Table(
    "measures", "plans/*/measures.csv", "措施与地点",
    {
        "id": _id("措施编号"),
        "project": Field("工程", "所属工程", required=True, refers="projects.id"),
        **_names("措施"),
        "place": Field("地方", "对应的地方编号", refers="places.id"),
        "place_text": Field("地点说明", "来源写法"),
        "lon": Field("经度", "度，EPSG:4326", _NUM),
        "lat": Field("纬度", "度，EPSG:4326", _NUM),
        "coord_note": Field("坐标说明", "坐标精度"),
        "coord_note_en": Field("坐标说明（英）", "同上，英文"),
        "source": Field("来源", "来源编号", refers="sources.id"),
    },
    ("plan", "id"),
)
AMBIGUITIES = Table(
    "ambiguities", "plans/*/ambiguities.csv", "方案文字的歧义",
    {
        "target": Field("目标", "目标编号", required=True, refers="targets.id"),
        "kind": Field("类别", "没有说清的是什么；由目标各列就能看出的（没有基准年、没有时限、左右等措辞、推出的数值）不必再列",
                      words=vocab.AmbiguityKind, required=True),
        "note_zh": Field("说明", "没有说清的地方，一句话", required=True),
        "note_en": Field("说明（英）", "同上，英文"),
        "source": Field("来源", "方案正文，或与它不同的那份文件", required=True, refers="sources.id"),
        "known_from": Field("公开日期", "从哪天起公开可得", FieldType.DATE, required=True),
    },
    ("plan", "target", "kind"),
)
INDICATORS = Table(
    "indicators", "indicators.csv", "指标",
    {
        "id": _id("指标编号"),
        **_names("指标"),
        "topic": Field("主题", "所属主题"),
        "unit": Field("单位", "默认单位", refers="units.id"),
        "decimals": Field("小数位", "显示的小数位数", FieldType.INTEGER),
        "better": Field("好的方向", "数值低好还是高好", choices=("lower", "higher", "none")),
        "definition_zh": Field("定义", "指标定义"),
        "definition_en": Field("定义（英）", "同上，英文"),
        "method": Field("方法", "计算或监测方法"),
    },
    ("id",),
)
PLACES = Table(
    "places", "places.csv", "地方",
    {
        "id": _id("地方编号"),
        "kind": Field("类别", "地方类别", words=vocab.PlaceKind, required=True),
        **_names("地方"),
        "code": Field("行政区划代码", "GB/T 2260 代码"),
        "parent": Field("上级", "所属地方", refers="places.id"),
        "same_as": Field("同一对象", "同一断面或地方的另一编号", refers="places.id"),
        "lon": Field("经度", "度，EPSG:4326", _NUM),
        "lat": Field("纬度", "度，EPSG:4326", _NUM),
        "coord_note": Field("坐标说明", "坐标精度与来历"),
        **_NOTE,
    },
    ("id",),
)
SECTIONS = Table(
    "sections", "sections.csv", "监测断面",
    {
        "place": Field("断面", "断面的地方编号", required=True, refers="places.id"),
        "river": Field("河流", "所在河流", refers="places.id"),
        "reach": Field("河段", "河段说明"),
        "main_stem": Field("干流", "是否干流断面", FieldType.BOOLEAN),
        "city": Field("所在市", "所在市（地）", _LIST, refers="places.id"),
        "order_downstream": Field("下行次序", "沿干流自上而下的次序", _NUM),
        "lon": Field("经度", "度，EPSG:4326", _NUM),
        "lat": Field("纬度", "度，EPSG:4326", _NUM),
        "coord_precision": Field("坐标精度", "坐标精度"),
        "coord_source": Field("坐标来源", "坐标来源"),
        **_NOTE,
    },
    ("place",),
)
BASES = Table(
    "bases", "bases.csv", "口径",
    {"id": _id("口径编号"), **_names("口径"), "definition_zh": Field("定义", "口径定义"),
     "definition_en": Field("定义（英）", "同上，英文")},
    ("id",),
)
UNITS = Table(
    "units", "units.csv", "单位",
    {"id": _id("单位写法"), **_names("计量单位"), "quantity": Field("物理量", "所量的量"),
     "equals": Field("等同写法", "同一单位的其他写法", _LIST)},
    ("id",),
)
PARAMETERS = Table(
    "parameters", "parameters.csv", "参数",
    {
        "id": _id("参数编号"),
        **_names("参数"),
        "value": Field("数值", "参数值", _NUM),
        "low": Field("下限", "区间下限", _NUM),
        "high": Field("上限", "区间上限", _NUM),
        "unit": Field("单位", "单位", refers="units.id"),
        "text": Field("文字值", "非数值的参数"),
        "source": Field("来源", "来源编号", refers="sources.id"),
        "known_from": Field("公开日期", "从哪天起公开可得", FieldType.DATE),
        **_NOTE,
    },
    ("id",),
)
SOURCES = Table(
    "sources", "sources.csv", "来源",
    {
        "id": _id("来源编号"),
        "title": Field("题名", "出版物题名", required=True),
        "publisher": Field("发布单位", "原发布单位", required=True),
        "date": Field("日期", "发布日期", FieldType.LOOSE_DATE),
        "kind": Field("类别", "读到的是什么", words=vocab.SourceKind, required=True),
        "grade": Field("等级", "来源等级", words=vocab.Grade, required=True),
        "url": Field("网址", "只有原发布页才给"),
        **_NOTE,
    },
    ("id",),
)
OBSERVATION_KEY = ("indicator", "place", "period", "period_label", "evidence", "basis", "source", "series")
OBSERVATIONS = Table(
    "observations", "observations/*.csv", "观测值",
    {
        "indicator": Field("指标", "指标编号", required=True, refers="indicators.id"),
        "place": Field("地方", "地方编号", required=True, refers="places.id"),
        "period": Field("期间", "ISO 8601 年、月、日或起止", FieldType.PERIOD, required=True),
        "period_label": Field("期间原文", "期间的其他写法", required=True),
        "evidence": Field("依据", "数值如何得知", words=vocab.Evidence, required=True),
        "basis": Field("口径", "口径编号", required=True, refers="bases.id"),
        "source": Field("来源", "来源编号", required=True, refers="sources.id"),
        "series": Field("序列", "归档或子来源", required=True),
        "value": Field("数值", "公布的数值", _NUM),
        "low": Field("下限", "区间下限", _NUM),
        "high": Field("上限", "区间上限", _NUM),
        "bound": Field("界限", "数值是等于还是上、下限", choices=vocab.BOUNDS),
        "text": Field("文字值", "等级、类别或表述"),
        "unit": Field("单位", "数值单位", refers="units.id"),
        "n": Field("样本数", "有效天数或记录数", FieldType.INTEGER),
        "known_from": Field("公开日期", "从哪天起公开可得", FieldType.DATE, required=True),
        **_NOTE,
    },
    OBSERVATION_KEY,
)
EDITIONS = Table(
    "editions", "editions.csv", "版本",
    {
        "year": Field("数据年", "版本的数据年", FieldType.INTEGER, required=True),
        "cut_off": Field("截止日期", "数据截止日期", FieldType.DATE, required=True),
        **_NOTE,
    },
    ("year",),
)
REVISIONS = Table(
    "revisions", "revisions.csv", "修订",
    {
        "revised_on": Field("修订日期", "修订日期", FieldType.DATE, required=True),
        **{k: Field(OBSERVATIONS.fields[k].title, OBSERVATIONS.fields[k].meaning) for k in OBSERVATION_KEY},
        "old": Field("原值", "修订前的值"),
        "new": Field("新值", "修订后的值"),
        "reason": Field("理由", "为什么修订", required=True),
        "reason_source": Field("依据来源", "修订依据的来源", refers="sources.id"),
        "before": Field("修订前各列", "JSON：被改的每一列和它原来的内容；早于修订的版本据此还原"),
    },
    ("revised_on", *OBSERVATION_KEY),
)

TABLES: tuple[Table, ...] = (
    TARGETS, PROJECTS, AGENCIES, MEASURES, AMBIGUITIES, INDICATORS, PLACES, SECTIONS, BASES, UNITS, PARAMETERS, SOURCES,
    OBSERVATIONS, EDITIONS, REVISIONS,
)
"""All typed tables; the standards keep columns of their own (:mod:`planbook.data.standards`)."""
