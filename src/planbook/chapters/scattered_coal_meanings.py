"""What the sources call scattered coal: four different things, each figure under its own, and where figures clash."""

from collections.abc import Sequence
from itertools import chain

from planbook.assess.coal_clashes import (
    Clash,
    Found,
    different_meanings,
    jumps,
    one_coefficient,
    shrinking,
    two_sources,
    year_share,
)
from planbook.cards.block import Block
from planbook.cards.markup import Cell, Row, cells, notice, table
from planbook.chapters.scattered_coal_scope import ALL_COAL, CUT, USE, CoalScope
from planbook.data.model import NO_KEY, Observation
from planbook.data.text import Text
from planbook.narrative.words import amount, indicator_name, joined, number

POLLUTANTS = "scattered-coal-pollutants"
COUNTED = (CUT, ALL_COAL, "power-unit-ultra-low-retrofits", "boiler-65t-ultra-low-retrofits", "coal-boilers-closed")
"""What two sources may tell differently: tonnages and boilers."""
FOLLOWS = {
    Clash.SHRINKING: Text("累计数不会变小：两者起点或口径不同，不能相减，本书不取舍。",
                          "A cumulative figure cannot shrink: starts or bases differ. Neither subtracted nor decided between."),
    Clash.YEAR_SHARE: Text("或者年度数与累计数口径不同，或者集中在这一年；不能按年均分。",
                           "Either the yearly and the cumulative figures are on different bases or the year stands out; no even split."),
    Clash.MEANINGS: Text("对象、范围和时间都不同：可以并列，不能相减、相除，也不能说成升降幅。",
                         "Object, scope and time differ: side by side, never subtracted, divided or read as a rise or fall."),
    Clash.JUMP: Text("相差这么大，是核算口径变了；不能连成趋势。", "So large a difference means the accounting changed; no trend."),
    Clash.TWO_SOURCES: Text("两个来源都列出，不取舍。", "Both sources are shown; neither is preferred."),
    Clash.ONE_COEFFICIENT: Text("排放量看来是用量乘同一个系数推算的，不是各自监测的；污染物种类没有公布。",
                                "Emissions look like use times one coefficient, not like two measurements; which pollutants is not published."),
}
"""What follows from each kind of clash."""


def meanings_table(scope: CoalScope) -> Block:
    """Return what each meaning counts, and why its figures cannot be subtracted from the others."""
    rows = [cells(m.name, m.counts, m.apart, Cell(_count(scope, m.id), numeric=True)) for m in scope.kinds_of_coal]
    return table(
        Text("“散煤”有四种含义，互不相同" if len(rows) == len("四种含义") else "“散煤”的几种含义，互不相同",
             "What the sources mean by scattered coal; they differ"),
        (Text("含义", "Meaning"), Text("数的是什么", "What is counted"), Text("为什么不能与其他的相减", "Why not subtracted from the others"),
         Text("公布的数", "Figures")), rows)


def _shown_rows(scope: CoalScope) -> tuple[Observation, ...]:
    """Return the tonnages a chapter lists: the region's, and those of its cities or of the one city."""
    places = (scope.region, *scope.cities) if scope.is_region else (scope.place, scope.region)
    return tuple(chain.from_iterable(scope.tonnages_of(p) for p in places))


def _count(scope: CoalScope, meaning: str) -> Text:
    found = next(m for m in scope.kinds_of_coal if m.id == meaning)
    count = str(sum(found.covers(r) for r in _shown_rows(scope)))
    return Text(count, count)


def figures_table(scope: CoalScope) -> Block:
    """Return every published tonnage under the meaning it has."""
    rows = _shown_rows(scope)
    body = [_figure(scope, m.name, r) for m in scope.kinds_of_coal for r in rows if m.covers(r)]
    body += [_figure(scope, Text("没有写明含义", "meaning not stated"), r) for r in rows if not any(m.covers(r) for m in scope.kinds_of_coal)]
    head = (("含义", "Meaning"), ("口径", "Basis"), ("地方", "Place"), ("期间", "Period"), ("指标", "Indicator"), ("数值", "Value"),
            ("依据", "Evidence"), ("来源", "Source"))
    return table(Text("公布过的吨数，各归各的含义", "Published tonnages, each under its own meaning"), [Text(*h) for h in head], body)


def _figure(scope: CoalScope, meaning: Text, row: Observation) -> Row:
    return cells(meaning, scope.report.basis(row.basis), scope.report.place(row.place), scope.when(row),
                 indicator_name(row, scope.report.data), Cell(scope.value(row), numeric=True), row.evidence.text,
                 scope.report.data.sources[row.source].cited())


def clashes(scope: CoalScope) -> tuple[Found, ...]:
    """Return the figures of this chapter's places that do not fit together."""
    places = (scope.region, *scope.cities) if scope.is_region else (scope.place,)
    families = [scope.rows_of(p) for p in places]
    rows = list(chain.from_iterable(families))
    cuts = [r for r in rows if r.indicator == CUT]
    told = [r for r in rows if r.indicator in COUNTED]
    use, pollutants = ([r for r in rows if r.indicator == i] for i in (USE, POLLUTANTS))
    mixed = [different_meanings([r for r in family if r.indicator in (USE, CUT, ALL_COAL)], scope.kinds_of_coal) for family in families]
    return (*shrinking(cuts), *year_share(cuts), *jumps(cuts), *two_sources(told), *one_coefficient(pollutants, use),
            *chain.from_iterable(mixed))


def clashes_table(scope: CoalScope) -> Block:
    """Return the clashes side by side with what follows from each."""
    found = clashes(scope)
    if not found:
        return notice(Text("没有互相矛盾的数", "No figures that clash"),
                      Text(f"{scope.name.zh}公布的有关数太少，没有可以互相对照的。",
                           f"Too little was published on {scope.name.in_('en')} for figures to be compared."))
    body = [cells(f.clash.text, _side_by_side(scope, f.rows), _worked_out(scope, f), FOLLOWS[f.clash]) for f in found]
    head = (("哪里不一致", "In which way"), ("并列的数", "Side by side"), ("算得", "Worked out"), ("怎么看", "What follows"))
    return table(Text("互相对不上的数：并列，不取舍", "Figures that do not fit together: shown, not decided"), [Text(*h) for h in head], body)


def _side_by_side(scope: CoalScope, rows: Sequence[Observation]) -> Text:
    return joined(dict.fromkeys(_said(scope, r) for r in rows), "；", "; ")


def _said(scope: CoalScope, row: Observation) -> Text:
    place, when, what, value = scope.report.place(row.place), scope.when(row), indicator_name(row, scope.report.data), scope.value(row)
    basis, source = scope.report.basis(row.basis), scope.report.data.sources[row.source]
    stated = row.basis != NO_KEY
    how = "，".join((row.evidence.text.zh, *([basis.zh] if stated else []), source.publisher, source.date or "日期未注明"))
    how_en = ", ".join((row.evidence.text.en, *([basis.in_("en")] if stated else []), source.said_by.en, source.date or "undated"))
    return Text(f"{place.zh}{when.zh}{what.zh}{value.zh}〔{how}〕",
                f"{place.in_('en')}, {what.in_('en')}, {when.in_('en')}: {value.in_('en')} [{how_en}]")


def _worked_out(scope: CoalScope, found: Found) -> Text:
    """Say what was worked out from the figures, with the condition under which it would hold."""
    if found.clash is Clash.YEAR_SHARE:
        return _rest(scope, found)
    if found.clash is Clash.JUMP:
        times = number(found.amounts[0], 0)
        return Text(f"大数约为小数的{times}倍", f"one is about {times} times the other")
    if found.clash is Clash.ONE_COEFFICIENT:
        both = "、".join(amount(number(v, 1), "kg/t", scope.report.data).zh for v in found.amounts)
        return Text(f"污染物与用量之比：{both}", f"pollutants per use: {', '.join(number(v, 1) for v in found.amounts)} kg/t")
    return Text("–", "–")


def _rest(scope: CoalScope, found: Found) -> Text:
    """Say a year's share of a total, and what would be left for the other years were the bases the same."""
    total, share = found.rows[1], number(found.amounts[0], 0)
    rest = amount(number(found.amounts[1]), total.unit, scope.report.data)
    years = total.period.last.year - total.period.first.year
    known = joined((Text(f"{r.period.year}年已公布{scope.value(r).zh}", f"{scope.value(r).en} published for {r.period.year}") for r in found.rows[2:]), "、", ", ")
    tail = Text(f"，其中{known.zh}", f", of which {known.en}") if known.zh else Text("", "")
    return Text(f"相当于累计数的{share}%；若口径相同，其余{years}年合计只剩{rest.zh}{tail.zh}",
                f"{share}% of the total; were the bases the same, {rest.en} would be left for the other {years} years{tail.en}")
