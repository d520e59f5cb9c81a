"""Checks of the observations: evidence rules, units, intervals, dates."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from planbook.data.checks.core import Data, at, checks
from planbook.data.errors import Problem
from planbook.data.periods import Period
from planbook.data.vocab import WATER_RATINGS, Evidence, Kind

_MONTH = len("2025-01")
DAY = "d"
"""Unit id of days."""
EARLIEST, HORIZON = 1949, 2060
"""Years between which a period is plausible: official statistics begin, and the furthest goal of any plan."""
_AFTER_START = (Evidence.ACTUAL, Evidence.INTERIM, Evidence.STATEMENT, Evidence.DERIVED)
"""Evidence that reports on its period and so cannot be public before it begins."""
_RATED = (Evidence.ACTUAL, Evidence.INTERIM, Evidence.DERIVED, Evidence.MONITORED, Evidence.BASELINE)


def _has_number(frame: pd.DataFrame) -> "pd.Series[bool]":
    return (frame["value"] != "") | (frame["low"] != "") | (frame["high"] != "")


def _is(frame: pd.DataFrame, *evidence: Evidence) -> "pd.Series[bool]":
    return frame["evidence"].isin([e.value for e in evidence])


@checks("CHK-OBS-EMPTY", "每行有数值、区间或文字值")
def empty(data: Data) -> Iterator[Problem]:
    """Find rows that say nothing; a statement needs its wording in ``text``."""
    frame = data.observations
    yield from at(frame, ~_has_number(frame) & (frame["text"] == ""), "value", "数值、区间或文字值至少一项",
                  "补上公布的内容；没有公布内容的行删去")


@checks("CHK-OBS-STATEMENT", "官方表述不带数值")
def statement(data: Data) -> Iterator[Problem]:
    """Find statements with a figure: that would be a result."""
    frame = data.observations
    yield from at(frame, _is(frame, Evidence.STATEMENT) & _has_number(frame), "evidence",
                  "有数值的行用 actual、interim 等，statement 只写文字", "改正 evidence，或把数值移到单独一行")


@checks("CHK-OBS-DERIVED", "推算值写明算式")
def derived(data: Data) -> Iterator[Problem]:
    """Find derived values without a formula in the note."""
    frame = data.observations
    yield from at(frame, _is(frame, Evidence.DERIVED) & (frame["note"] == ""), "note", "算式和所用的公布数",
                  "在备注写明怎样由公布数算出")


@checks("CHK-OBS-ESTIMATE", "估算值带区间")
def estimate(data: Data) -> Iterator[Problem]:
    """Find estimates of this report without an interval."""
    frame = data.observations
    wrong = _is(frame, Evidence.ESTIMATE) & ((frame["low"] == "") | (frame["high"] == ""))
    yield from at(frame, wrong, "low", "下限和上限都有", "补上估算区间")


@checks("CHK-OBS-BASELINE", "基期值不晚于方案的基准年")
def baseline(data: Data) -> Iterator[Problem]:
    """Find baseline values of a year after every plan's base year."""
    told = (p.get("base_year") for p in data.plans.values() if isinstance(p, dict))
    years = [year for year in told if isinstance(year, int)]
    if years:
        frame = data.observations
        late = frame["last"].str[:4].fillna("") > str(max(years))
        yield from at(frame, _is(frame, Evidence.BASELINE) & late, "evidence", f"{max(years)} 年及以前的期间",
                      "期内的数用 actual 或 interim")


def unit_faults(data: Data, frame: pd.DataFrame, numeric: "pd.Series[bool]") -> "pd.Series[bool]":
    """Return which rows of ``frame`` name a unit other than their indicator's, or none for a figure.

    Other spellings that the units table declares equal are for the import; stored rows all carry the same id, because
    the verdicts compare ids.
    """
    units = _own_units(data)
    own = frame["indicator"].map(lambda i: units.get(i, ""))
    return frame["indicator"].isin(list(units)) & (frame["unit"] != own) & (numeric | (frame["unit"] != ""))


def unit_wanted(data: Data, frame: pd.DataFrame) -> "pd.Series[Any]":
    """Return for each row of ``frame`` the unit its indicator is given in, in words."""
    units = _own_units(data)
    own = frame["indicator"].map(lambda i: units.get(i, ""))
    return ("指标的单位“" + own + "”").where(own != "", "空（指标没有单位）")


def _own_units(data: Data) -> dict[str, str]:
    return dict(zip(data["indicators"]["id"], data["indicators"]["unit"], strict=True))


UNIT_REMEDY = "写作单位编号；量不同时先换算，并在备注写明"


@checks("CHK-OBS-UNIT", "单位与指标一致")
def units(data: Data) -> Iterator[Problem]:
    """Find figures in another unit than their indicator's; nothing is converted silently."""
    frame = data.observations
    yield from at(frame, unit_faults(data, frame, _has_number(frame)), "unit", unit_wanted(data, frame), UNIT_REMEDY)


@checks("CHK-OBS-INTERVAL", "下限 ≤ 数值 ≤ 上限")
def interval(data: Data) -> Iterator[Problem]:
    """Find intervals the wrong way round, or values outside their own interval."""
    frame = data.observations
    yield from at(frame, frame["low_"] > frame["high_"], "low", "不大于上限 " + frame["high"], "核对来源，改正上下限")
    yield from at(frame, frame["value_"] < frame["low_"], "value", "不小于下限 " + frame["low"], "核对来源，改正数值或下限")
    yield from at(frame, frame["value_"] > frame["high_"], "value", "不大于上限 " + frame["high"], "核对来源，改正数值或上限")


@checks("CHK-OBS-BOUND", "界限有数可依，且与区间不矛盾")
def bound(data: Data) -> Iterator[Problem]:
    """Find bounds without a value, and one-sided bounds that contradict an interval."""
    frame = data.observations
    given = frame["bound"] != ""
    yield from at(frame, given & (frame["value"] == ""), "bound", "有数值时才写界限", "补上数值，或清空界限")
    upward = frame["bound"].isin(["≥", ">"]) & (frame["high"] != "")
    downward = frame["bound"].isin(["≤", "<"]) & (frame["low"] != "")
    yield from at(frame, upward | downward, "bound", "单侧界限的另一侧没有上下限", "改用区间，或清空另一侧")


@checks("CHK-OBS-DAYS", "天数不超过期间的天数")
def days(data: Data) -> Iterator[Problem]:
    """Find counts of days larger than their period."""
    frame = data.observations
    for column in ("value", "low", "high"):
        wrong = (frame["unit"] == DAY) & (frame[f"{column}_"] > frame["days"])
        yield from at(frame, wrong, column, "不超过 " + frame["days"].astype(str).str.removesuffix(".0") + " 天",
                      "核对天数与期间")


@checks("CHK-OBS-KNOWN-BEFORE", "结果不会在期间开始前公开")
def known_before(data: Data) -> Iterator[Problem]:
    """Find results public before their period began; targets, tasks and baselines may be."""
    frame = data.observations
    wrong = _is(frame, *_AFTER_START) & (frame["known_from"] != "") & (frame["known_from"] < frame["first"].fillna(""))
    yield from at(frame, wrong, "known_from", "不早于期间首日 " + frame["first"].fillna(""), "核对公布日期与期间，或改正 evidence")


@checks("CHK-OBS-PARTIAL", "期末前公布的数是阶段数")
def partial(data: Data) -> Iterator[Problem]:
    """Find figures called results though public before the last month of their period: they cover a part of it."""
    frame = data.observations
    early = frame["known_from"].str[:_MONTH] < frame["last"].str[:_MONTH].fillna("")
    wrong = _is(frame, Evidence.ACTUAL) & _has_number(frame) & (frame["known_from"] != "") & early
    yield from at(frame, wrong, "evidence", "interim（公开于期末 " + frame["last"].fillna("") + " 所在月之前）",
                  "改为 interim，或把期间改为实际所指的期间")


@checks("CHK-OBS-KNOWN-LATE", "公开日期不晚于最新版本的截止日期")
def known_late(data: Data) -> Iterator[Problem]:
    """Find rows no declared edition can see because they became public after the last cut-off."""
    last = max(data["editions"]["cut_off"], default="")
    if last:
        frame = data.observations
        yield from at(frame, frame["known_from"] > last, "known_from", f"不晚于 {last}", "改正日期，或在 editions 表登记新版本")


@checks("CHK-OBS-PERIOD", "期间的年份合理")
def period(data: Data) -> Iterator[Problem]:
    """Find periods before there were statistics, after any plan's horizon, or not yet over for what is no plan."""
    frame = data.observations
    first, last = (pd.to_numeric(frame[c].str[:4], errors="coerce") for c in ("first", "last"))
    newest = pd.to_numeric(data["editions"]["cut_off"].str[:4], errors="coerce").max()
    ahead = _is(frame, Evidence.PLANNED, Evidence.TASK)
    limit = pd.Series(HORIZON, index=frame.index).where(ahead, newest).fillna(HORIZON).astype(int)
    yield from at(frame, (first < EARLIEST) | (last > limit), "period", f"{EARLIEST} 年至 " + limit.astype(str) + " 年",
                  "核对年份；尚未到期的数用 planned 或 task")


@checks("CHK-OBS-MONITORED", "实时监测值的公开日期等于期间末日")
def monitored(data: Data) -> Iterator[Problem]:
    """Find monitored rows whose ``known_from`` is not the end of their period."""
    frame = data.observations
    wrong = _is(frame, Evidence.MONITORED) & frame["last"].notna() & (frame["known_from"] != frame["last"].fillna(""))
    yield from at(frame, wrong, "known_from", "期间末日 " + frame["last"].fillna(""), "改为期间的最后一天")


def _publication_ends(data: Data) -> dict[str, str]:
    """Return the last day of each dated source's publication day, month or year."""
    ends = {}
    for source, day in zip(data["sources"]["id"], data["sources"]["date"], strict=True):
        try:
            ends[source] = Period.parse(day).last.isoformat()
        except ValueError:
            continue
    return ends


@checks("CHK-OBS-KNOWN-SOURCE", "公开日期不早于来源的发布日期")
def known_source(data: Data) -> Iterator[Problem]:
    """Find rows public before their source; a source dated by month or year counts from its last day."""
    frame = data.observations
    ends = _publication_ends(data)
    published = frame["source"].map(lambda s: ends.get(s, ""))
    wrong = ~_is(frame, Evidence.MONITORED) & (frame["known_from"] != "") & (frame["known_from"] < published)
    yield from at(frame, wrong, "known_from", "不早于来源发布日 " + published, "改为来源的发布日期（只知年月的取月末、年末）")


@checks("CHK-OBS-RATING", "等级指标用等级词")
def rating(data: Data) -> Iterator[Problem]:
    """Find results of an indicator that rating targets use whose text is not a rating."""
    targets = data["targets"]
    rated = targets.loc[targets["kind"] == Kind.RATING.value, "indicator"].unique()
    frame = data.observations
    wrong = frame["indicator"].isin(list(rated)) & _is(frame, *_RATED) & ~frame["text"].isin(WATER_RATINGS)
    yield from at(frame, wrong, "text", f"{'、'.join(WATER_RATINGS)} 之一", "改为等级词；其他说法用 evidence=statement")


CHECKS = (
    empty, statement, derived, estimate, baseline, units, interval, bound, days, known_before, partial, known_late,
    period, monitored, known_source, rating,
)
