"""What the exported files themselves say, in both languages."""

from planbook.data.text import Text

EDITION = Text("{} 年版", "{} edition")
CUT_OFF = Text("数据截至{}", "data as known on {}")
FIGURE = Text("图号 {}", "Figure {}")
EVIDENCE = Text("依据：", "Evidence: ")
SOURCES = Text("来源：", "Sources: ")
SOURCE_COUNT = Text("来源（{}）", "Sources ({})")
AND_MORE = Text("等，共 {} 项", " and others, {} in all")
NOTES = Text("注：", "Notes: ")
PART = Text("{}（{}/{}）", "{} ({}/{})")
MORE_NOTES = Text("…（其余见图页）", " … (more on its page)")
IN_BOOK = Text("在账本中查看", "See it in the book")
DATA = Text("数据（CSV）", "Data (CSV)")
TABLE = Text("数据表（{} 行）", "Data table ({} rows)")
LICENCE = Text("本图及其数据表：CC BY 4.0；所引数据归原发布单位", "Chart and its table: CC BY 4.0; cited figures belong to their publishers")
STOP = Text("。", ". ")
"""Between a title and the sentence after it, where both are one text."""
CHART = Text("图：{}", "Chart: {}")

SHEET_DATA = Text("数据", "Data")
SHEET_FIELDS = Text("字段说明", "Fields")
SHEET_SOURCES = Text("来源与引用", "Sources")
FIELD_HEAD = (Text("字段", "Field"), Text("类型", "Type"), Text("小数位", "Decimals"), Text("空缺数", "Missing"))
NUMBER, WORDS = Text("数值", "number"), Text("文字", "text")
ABOUT = (Text("标题", "Headline"), Text("内容", "Subject"), Text("图形说明", "Description"), Text("注", "Note"))
SOURCE_HEAD = (Text("项目", "Item"), Text("内容", "Content"))
SOURCE_ROWS = (Text("来源", "Source"), Text("版次", "Edition"), Text("许可", "Licence"), Text("引用", "Citation"))

KINDS = {
    "line": Text("折线图", "Lines"), "bar": Text("条形图", "Bars"), "matrix": Text("矩阵", "Matrix"),
    "heatmap": Text("热图", "Heat map"), "grid": Text("方格图", "Grid"), "map": Text("地图", "Map"),
    "profile": Text("沿程图", "Profile"), "dots": Text("点图", "Dots"), "points": Text("散点图", "Points"),
    "timeline": Text("时间轴", "Timeline"), "area": Text("面积图", "Areas"), "interval": Text("区间图", "Intervals"),
}
"""Kinds of charts as readers call them."""


def kind_name(kind: str) -> Text:
    """Return what readers call a kind of chart; an unknown kind keeps its id."""
    return KINDS.get(kind, Text(kind, kind))
