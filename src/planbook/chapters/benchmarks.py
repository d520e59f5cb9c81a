"""How fast the book is made, and how that grows, as last measured."""

from dataclasses import dataclass

from planbook.cards.block import Block
from planbook.cards.markup import Cell, Row, cells, facts, notice, prose, table
from planbook.chapters.report import Report
from planbook.data.benchmarks import BENCHMARKS
from planbook.data.load import Record, records
from planbook.data.text import Text

COMMAND = "make bench"
BENCHES = {
    "a": Text("运行全部笔记本", "All notebooks"),
    "b": Text("构建整个站点", "The whole site"),
    "c": Text("导出全部图表", "Export of all charts"),
    "d": Text("原始监测档案", "Raw archives"),
    "e": Text("版本和方案增多时", "More editions and plans"),
}
"""What each letter of a bench's name measures."""
HEAD = (Text("做法", "Variant"), Text("规模", "Size"), Text("用时（秒）", "Seconds"), Text("与基准之比", "Ratio to base"),
        Text("内存峰值（MB）", "Peak memory (MB)"))


@dataclass(frozen=True)
class Benchmarks:
    """The chapter on speed."""

    report: Report
    rows: tuple[Record, ...]

    @classmethod
    def open(cls, edition: int) -> "Benchmarks":
        """Open the chapter; a book without the table measured nothing."""
        report = Report.open(edition)
        path = report.data.data / BENCHMARKS.glob
        return cls(report, tuple(records(path)) if path.is_file() else ())

    def key_facts(self) -> Block:
        """Return when and where was measured, or that nothing was."""
        if not self.rows:
            return notice(Text("尚未测量", "Nothing measured yet"),
                          Text(f"运行 {COMMAND} 后，这里列出结果。", f"Results stand here after {COMMAND}."))
        places = dict.fromkeys((r["machine"], r["measured_on"]) for r in self.rows)
        items = [Text(f"{day} 在以下机器上测量：{machine}。", f"Measured on {day} on: {machine}.") for machine, day in places]
        items.append(Text("比值只在同一次测量内有意义；绝对用时随机器和当时的负载而变。",
                          "Ratios hold within one measurement; absolute times vary with the machine and its load."))
        return facts(Text("测量", "Measurement"), items)

    def tables(self) -> list[Block]:
        """Return one table per bench."""
        names = dict.fromkeys(r["bench"] for r in self.rows)
        return [table(_title(name), HEAD, [_row(r) for r in self.rows if r["bench"] == name]) for name in names]

    def commands(self) -> Block:
        """Return the command of each bench."""
        pairs = dict.fromkeys((r["bench"], r["command"]) for r in self.rows)
        rows = [cells(_title(name), command) for name, command in pairs]
        if not rows:
            return prose(Text(f"{COMMAND} 依次运行各项测试并登记结果。", f"{COMMAND} runs every bench and records the results."))
        return table(Text("测量命令", "Commands"), (Text("测试", "Bench"), Text("命令", "Command")), rows)


def _title(name: str) -> Text:
    return BENCHES.get(name[:1], Text(name, name))


def _row(row: Record) -> Row:
    figures = [Cell(Text(row[c] or "–", row[c] or "–"), numeric=True) for c in ("seconds", "ratio", "peak_mb")]
    return cells(row["variant"], row["size"], *figures)
