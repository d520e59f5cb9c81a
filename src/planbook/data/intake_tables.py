"""Tables kept by the import: which files came in, and which known faults of a source are put right when loading."""

from planbook.data.schema import OBSERVATION_KEY, OBSERVATIONS, Field, FieldType, Table

ACTIONS = ("drop", "override", "flag")
"""What a correction does to its row: leave it out, put another value in one cell, or mark it as doubtful."""
CORRECTABLE = ("value", "low", "high", "bound", "text", "unit", "n", "known_from", "note")
"""Columns of an observation a correction may look at; the key says which row it is."""

IMPORTS = Table(
    "imports", "imports.csv", "导入登记",
    {
        "number": Field("序号", "导入的序号，从小到大", FieldType.INTEGER, required=True),
        "imported_on": Field("导入日期", "导入那天", FieldType.DATE, required=True),
        "file": Field("文件名", "导入的文件名，特殊字符写作下划线", required=True),
        "sha256": Field("校验和", "原始文件的 SHA-256，十六进制", required=True),
        "raw": Field("原件", "原件在 data/ 下的位置，只增不改", required=True),
        "new": Field("新增", "新增的行数", FieldType.INTEGER, required=True),
        "changed": Field("修改", "修改的行数", FieldType.INTEGER, required=True),
        "unchanged": Field("未变", "与已有相同的行数", FieldType.INTEGER, required=True),
        "sources": Field("新来源", "新登记的来源数", FieldType.INTEGER, required=True),
        "edition": Field("版本", "这次登记或改期的版本；没有则空", FieldType.INTEGER),
        "status": Field("状态", "imported 已导入，undone 已撤销", choices=("imported", "undone"), required=True),
    },
    ("number",),
)
CORRECTIONS = Table(
    "corrections", "corrections.csv", "更正",
    {
        "id": Field("编号", "更正的编号", required=True),
        **{k: Field(OBSERVATIONS.fields[k].title, f"所更正的观测值：{OBSERVATIONS.fields[k].meaning}", required=True)
           for k in OBSERVATION_KEY},
        "action": Field("做法", "drop 不用这一行，override 改一个单元格，flag 标为存疑", choices=ACTIONS, required=True),
        "column": Field("列", "看哪一列；override 也改这一列", choices=CORRECTABLE, required=True),
        "expect": Field("应为", "该列现在的内容；不再是它就说明来源已改"),
        "new": Field("改为", "override 用的内容"),
        "reason": Field("理由", "来源错在哪里，怎样得知", required=True),
        "provider": Field("数据方", "谁的数据有误", required=True),
        "status": Field("状态", "open 未告知，reported 已告知，confirmed 数据方已承认",
                        choices=("open", "reported", "confirmed"), required=True),
    },
    ("id",),
)
INTAKE_TABLES: tuple[Table, ...] = (IMPORTS, CORRECTIONS)
