"""The table of measured speeds: ``make bench`` writes it, the appendix shows it. It holds no facts about the plan."""

from planbook.data.schema import Field, FieldType, Table

BENCHMARKS = Table(
    "benchmarks", "benchmarks.csv", "速度测量",
    {
        "bench": Field("测试", "测试名", required=True),
        "variant": Field("做法", "所测的做法或情形", required=True),
        "size": Field("规模", "数据、版本或任务的多少", required=True),
        "seconds": Field("用时", "秒，按墙钟", FieldType.NUMBER, required=True),
        "ratio": Field("与基准之比", "用时除以同一次、同一规模中基准做法的用时", FieldType.NUMBER),
        "peak_mb": Field("内存峰值", "全部进程合计，MB；空为没有测到", FieldType.NUMBER),
        "machine": Field("机器", "处理器、核数和内存", required=True),
        "measured_on": Field("测量日期", "哪天测量", FieldType.DATE, required=True),
        "command": Field("命令", "测量用的命令", required=True),
    },
    ("bench", "variant", "size"),
)
