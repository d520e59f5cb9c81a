"""Reference chapters: standards as stored, and the data dictionary."""

import re
from dataclasses import dataclass
from functools import cached_property

from planbook.cards.block import Block
from planbook.cards.markup import cells, table
from planbook.chapters.report import Report
from planbook.data.dictionary import column_rows, word_rows
from planbook.data.english import said
from planbook.data.load import Dataset, table_files
from planbook.data.tables import ALL_TABLES
from planbook.data.text import Text
from planbook.data.trace import accounted, recorded
from planbook.narrative.words import RATING_WORDS

AVERAGING = {
    "annual": Text("年平均", "annual mean"), "24h": Text("日平均", "daily mean"), "1h": Text("小时平均", "hourly mean"),
    "8h-max": Text("日最大8小时平均", "daily maximum 8-hour mean"),
}
LIMIT_CLASSES = {("limit_class", "I"): Text("一级", "class I"), ("limit_class", "II"): Text("二级", "class II")}
YES, NO = Text("是", "yes"), Text("否", "no")
READ = {
    "read": Text("已读到", "read"), "from_knowledge": Text("凭知识，未取得原文", "from knowledge, original not obtained"),
    "verified": Text("已核算", "verified by computation"),
}
HOW_READ = Text("读取情况", "How read")
ENGLISH = {"item_zh": "item_en", "rule_zh": "rule_en", "note": "note_en"}
"""Columns of Chinese text and those that say the same in English."""
_AMENDED = re.compile("（(.+)年修改单）")


@recorded
def table_lines(data: Dataset, name: str) -> tuple[int, int]:
    """Return how many files and rows a table has; its cells are not read."""
    with accounted():
        files = [p for t in ALL_TABLES if t.name == name for p in table_files(data.data, t)]
        return len(files), sum(p.read_text(encoding="utf-8").count("\n") - 1 for p in files)


@dataclass(frozen=True)
class Reference:
    """The reference chapters of an edition."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Reference":
        """Open the chapters."""
        return cls(Report.open(edition))

    def standard(self, name: str, caption: Text, columns: tuple[tuple[str, Text], ...]) -> Block:
        """Return a table of ``data/standards`` with how each clause was read.

        Parameters
        ----------
        name : str
            File name without ending.
        caption : Text
            Caption.
        columns : tuple of (str, Text)
            Columns and their headings; how the clause was read is added.
        """
        frame = self.report.data.standard(name)
        rows = [cells(*(self._cell(c, row) for c, _ in columns), READ.get(row["read"], Text(row["read"])))
                for row in ({str(k): str(v) for k, v in r.items()} for r in frame.to_dict("records"))]
        return table(caption, (*(t for _, t in columns), HOW_READ), rows)

    def _cell(self, column: str, row: dict[str, str]) -> Text:
        """Return a cell as readers say it: units, averaging times, classes and ratings by name."""
        value = row[column]
        if column in ENGLISH:
            return Text(value or "–", row[ENGLISH[column]] or "–")
        if column == "standard":
            return Text(value, _AMENDED.sub(r" (amended \1)", value))
        if column == "unit" and value in self.report.data.units:
            return self.report.data.units[value].name
        if column == "items" and value:
            names = [self._item_names.get(i, Text(i, i)) for i in value.split(";")]
            return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
        known = AVERAGING.get(value) or LIMIT_CLASSES.get((column, value)) or RATING_WORDS.get(value)
        return known or Text(value or "–", value or "–")

    @cached_property
    def _item_names(self) -> dict[str, Text]:
        """Names of the items of the surface-water standard."""
        limits = self.report.data.standard("gb3838")
        return {str(i): Text(str(zh), str(en)) for i, zh, en in zip(limits["item"], limits["item_zh"], limits["item_en"], strict=True)}

    def air_limits(self) -> Block:
        """Return the air-quality limits."""
        return self.standard("air_limits", Text("环境空气质量标准限值", "Ambient air quality limits"), (
            ("standard", Text("标准", "Standard")), ("item_zh", Text("项目", "Item")), ("averaging", Text("平均时间", "Averaging")),
            ("limit_class", Text("级别", "Class")), ("limit", Text("限值", "Limit")), ("unit", Text("单位", "Unit")),
            ("in_force_from", Text("起", "From")), ("in_force_to", Text("止", "To"))))

    def iaqi(self) -> Block:
        """Return the sub-index break points."""
        return self.standard("iaqi", Text("空气质量分指数分段", "Sub-index break points"), (
            ("standard", Text("标准", "Standard")), ("item", Text("项目", "Item")), ("averaging", Text("平均时间", "Averaging")),
            ("iaqi", Text("分指数", "IAQI")), ("concentration", Text("浓度", "Concentration")), ("unit", Text("单位", "Unit"))))

    def evaluation(self) -> Block:
        """Return the evaluation rules."""
        return self.standard("hj663", Text("空气质量评价规则", "Evaluation rules"), (
            ("standard", Text("标准", "Standard")), ("rule_zh", Text("规则", "Rule")), ("value", Text("数值", "Value")),
            ("unit", Text("单位", "Unit"))))

    def water_limits(self) -> Block:
        """Return the surface-water limits, one row per item and class."""
        return self.standard("gb3838", Text("地表水环境质量标准限值", "Surface water limits"), (
            ("item_zh", Text("项目", "Item")), ("class", Text("类别", "Class")), ("limit", Text("限值", "Limit")),
            ("low", Text("下限", "Low")), ("high", Text("上限", "High")), ("unit", Text("单位", "Unit"))))

    def river_rating(self) -> Block:
        """Return the rating rules for rivers."""
        return self.standard("river_rating", Text("河流水质评价分级", "River ratings"), (
            ("standard", Text("文件", "Document")), ("rating", Text("状况", "Rating")),
            ("good_low", Text("I～III类占比下限（%）", "Good share from (%)")), ("good_high", Text("上限（%）", "to (%)")),
            ("worse_low", Text("劣V类占比下限（%）", "Worse-than-V share from (%)")), ("worse_high", Text("上限（%）", "to (%)"))))

    def water_rules(self) -> Block:
        """Return the evaluation rules of surface water: averages, main pollutants, comparison of periods."""
        return self.standard("water_rules", Text("地表水评价规则", "Evaluation rules of surface water"), (
            ("standard", Text("文件", "Document")), ("rule_zh", Text("规则", "Rule")), ("value", Text("数值", "Value")),
            ("unit", Text("单位", "Unit")), ("items", Text("项目", "Items")), ("note", Text("说明", "Note"))))

    def rank_values(self) -> Block:
        """Return the critical values of the rank test."""
        return self.standard("spearman", Text("秩相关系数临界值", "Critical values of the rank correlation"), (
            ("n", Text("时段数", "Periods")), ("alpha", Text("显著性水平（单侧）", "Level (one-sided)")),
            ("wp", Text("临界值", "Critical value"))))

    def dictionary(self) -> Block:
        """Return the fields of every table."""
        rows = [cells(r.table_title, r.column, r.title, r.type, r.meaning, YES if r.required else NO,
                      r.words if r.words.zh else "–")
                for r in column_rows()]
        head = (Text("表", "Table"), Text("列", "Column"), Text("名称", "Title"), Text("类型", "Type"), Text("含义", "Meaning"),
                Text("必填", "Required"), Text("取值", "Values"))
        return table(Text("数据表和字段", "Tables and fields"), head, rows)

    def tables(self) -> Block:
        """Return the tables, their files and row counts."""
        rows = []
        for t in ALL_TABLES:
            files, lines = table_lines(self.report.data, t.name)
            rows.append(cells(said(t.title), f"data/{t.glob}", str(files), str(lines), Text("、".join(t.key), ", ".join(t.key))))
        head = (Text("表", "Table"), Text("文件", "Files"), Text("文件数", "Number of files"), Text("行数", "Rows"), Text("键", "Key"))
        return table(Text("数据表一览", "Tables"), head, rows)

    def vocabularies(self) -> Block:
        """Return the closed vocabularies."""
        rows = [cells(r.title, r.word, Text(r.zh, r.en)) for r in word_rows()]
        return table(Text("封闭词表", "Closed vocabularies"), (Text("词表", "List"), Text("词", "Word"), Text("含义", "Meaning")), rows)

    def bases(self) -> Block:
        """Return the bases."""
        rows = [cells(b.id, b.name, b.definition) for b in self.report.data.bases.values()]
        return table(Text("口径", "Bases"), (Text("编号", "Id"), Text("名称", "Name"), Text("定义", "Definition")), rows)
