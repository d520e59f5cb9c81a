"""What a briefing itself says, in both languages."""

from planbook.data.text import Text

FINDINGS = Text("要点", "Key findings")
VERDICTS = Text("各项目标的结论", "Verdicts, target by target")
VERDICT_HEAD = (Text("编号", "No."), Text("目标", "Target"), Text("要求", "Asked"), Text("结论", "Verdict"))
SOURCES = Text("来源", "Sources")
APPENDIX = Text("附表：{}", "Appendix: {}")
APPENDICES = Text("附表：图中数据", "Appendix: the charts' data")
PAGE_OF = Text("{}（{}/{}）", "{} ({}/{})")
CHART = Text("图 {}", "Figure {}")
CITE = Text("本简报取自《{}》，{}。", "From “{}”, {}.")
LICENCE = Text("图表和数据表：CC BY 4.0；所引数据归原发布单位。", "Charts and tables: CC BY 4.0; cited figures belong to their publishers.")
MORE_SOURCES = Text("等，共 {} 项，见“来源”", " and others, {} in all, see Sources")
MORE_NOTES = Text("（其余见备注）", " (more in the notes)")
NUMBERED = Text("来源栏中的方括号数字是“来源”的序号。", "Numbers in square brackets refer to the list of sources.")
CUT_OFF = Text("数据截至{}", "data as known on {}")
