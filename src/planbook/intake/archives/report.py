"""What a command prints about an archive: counts that add up, examples, a table of results."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from planbook.intake.archives.findings import EXPECTED, Findings, Reason, Unit

MOST_EXAMPLES, MOST_NAMES, MOST_ROWS = 3, 20, 60
_VERB = {Unit.FILE: "读入", Unit.ROW: "读入", Unit.CELL: "读入", Unit.DAY: "算得"}


def width(text: str) -> int:
    """Return the columns a text takes on a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a plain table with aligned columns; of very many rows the first ones and how many more."""
    shown = [list(header), *(list(r) for r in rows[:MOST_ROWS])]
    widths = [max(width(r[n]) for r in shown) for n in range(len(header))]
    lines = ["  ".join(c + " " * (w - width(c)) for c, w in zip(r, widths, strict=True)).rstrip() for r in shown]
    more = [f"……另有 {len(rows) - MOST_ROWS} 行，用 --out 写出全部"] if len(rows) > MOST_ROWS else []
    return "\n".join([*lines, *more])


def accounts(findings: Findings) -> str:
    """Return what was read and what became of it, by unit: what was read is what was used plus what was set aside."""
    lines = []
    for unit, verb in _VERB.items():
        total = findings.total(unit)
        if total:
            aside = total - findings.of(unit, Reason.USED)
            lines.append(f"{unit.text.zh}：{verb} {total} = 采用 {findings.of(unit, Reason.USED)} + 不用 {aside}")
            lines.extend(f"　　{r.text.zh} {n}" for r, n in _reasons(findings, unit) if r is not Reason.USED)
    gaps = [f"　　{r.text.zh} {n}" for r, n in _reasons(findings, Unit.GAP)]
    return "\n".join([*lines, *(["另外发现：", *gaps] if gaps else [])])


def _reasons(findings: Findings, unit: Unit) -> list[tuple[Reason, int]]:
    found = ((r, findings.of(unit, r)) for r in Reason)
    return [(r, n) for r, n in found if n]


def unknown(findings: Findings) -> str:
    """Return the names that are not registered, empty if all are."""
    names = sorted(findings.places)
    if not names:
        return ""
    more = f" 等 {len(names)} 个" if len(names) > MOST_NAMES else ""
    return f"未登记、因此没有用的站点、城市或断面：{'、'.join(names[:MOST_NAMES])}{more}。处理：用 --stations 给出对照表，或在 data/places.csv 登记"


def examples(findings: Findings) -> str:
    """Return the first problems of each kind, with file, line, found, expected and remedy."""
    seen: Counter[str] = Counter()
    shown = []
    for problem in findings.examples:
        seen[problem.check] += 1
        if seen[problem.check] <= MOST_EXAMPLES:
            shown.append(str(problem))
    return "\n".join(["例：", *shown] if shown else [])


def report(findings: Findings) -> str:
    """Return accounts, unknown names and examples."""
    return "\n".join(filter(None, (accounts(findings), unknown(findings), examples(findings))))


def verdict(findings: Findings) -> str:
    """Return the one sentence a strict run fails with, empty if there is nothing to object to."""
    found: Iterable[tuple[tuple[Unit, Reason], int]] = findings.faults.items()
    told = "、".join(f"{reason.text.zh}（{unit.text.zh}）{n}" for (unit, reason), n in found if reason not in EXPECTED)
    return f"档案有问题，--strict 下不写结果：{told}。处理：按上面各条改正后重试，或去掉 --strict" if told else ""
