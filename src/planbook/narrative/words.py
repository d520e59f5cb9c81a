"""The small words sentences are made of: numbers, units, periods, dates, sources."""

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol, runtime_checkable

from planbook.assess.rounding import decimals_of, exact, round_half_even
from planbook.data.english import WORDINGS, messages
from planbook.data.model import NO_KEY, Basis, Indicator, Observation, Place, Source
from planbook.data.periods import Period
from planbook.data.text import Text
from planbook.data.vocab import RATING_NAMES, Evidence, SourceKind

PERCENT = "%"
POINTS = Text("个百分点", " percentage points")
POINT_UNIT = "百分点"
BOUND_WORDS = {
    "≥": Text("不低于", "at least "), ">": Text("超过", "more than "), "≤": Text("不高于", "at most "),
    "<": Text("低于", "less than "), "≈": Text("约", "about "),
}
"""How a bound is said before its figure."""
RATING_WORDS = RATING_NAMES
"""The official rating words (环办〔2011〕22号)."""
FALLS = ("下降", "减少", "降低", "下降率")
"""What the name of a reduction ends with: it is followed by the figure, without 为."""
_ISO_DAY = re.compile(r"\d+-\d\d(?:-\d\d)?")
_READ = {
    SourceKind.REPOST: Text("所读为转载", "read as a repost"),
    SourceKind.ARCHIVE: Text("所读为第三方数据归档", "read in a third-party data archive"),
    SourceKind.UNKNOWN: Text("所读页面不明", "page read not identified"),
}


class Named(Protocol):
    """Anything with a name in both languages."""

    @property
    def name(self) -> Text:
        """The name."""


class Names(Protocol):
    """Where sentences look names up; a :class:`planbook.data.load.Dataset` is one."""

    @property
    def places(self) -> Mapping[str, Place]:
        """Places by id."""

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """Indicators by id."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id."""

    @property
    def bases(self) -> Mapping[str, Basis]:
        """Bases by id."""


@runtime_checkable
class UnitNames(Protocol):
    """A look-up that knows units too; without it a unit is written as in the tables."""

    @property
    def units(self) -> Mapping[str, Named]:
        """Units by id."""


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """Write a number with the decimals it was published with, or rounded half to even to ``decimals``.

    Examples
    --------
    >>> number(40.4), number(7.140), number(2.5, 0)
    ('40.4', '7.14', '2')
    """
    if decimals is not None:
        return format(round_half_even(value, decimals), "f")
    return format(exact(value).quantize(Decimal(1).scaleb(-decimals_of(value))), "f")


def telling(value: float, goal: float | None) -> str:
    """Write a computed value with as few decimals as still show on which side of ``goal`` it lies.

    Examples
    --------
    >>> telling(33.333333, 20), telling(14.4996, 14.5)
    ('33.3', '14.4996')
    """
    if goal is None:
        return number(value)
    places = range(max(1, decimals_of(goal)), decimals_of(value) + 1)
    side = exact(value).compare(exact(goal))
    found = (d for d in places if round_half_even(value, d).compare(exact(goal)) == side)
    return number(value, min(next(found, decimals_of(value)), decimals_of(value)))


def unit_name(unit: str, names: object) -> Text:
    """Return how a unit is said; the id where no name is known."""
    known = names.units.get(unit) if isinstance(names, UnitNames) else None
    return known.name if known is not None else Text(unit, unit)


def amount(figure: str, unit: str, names: object) -> Text:
    """Join a written number and its unit."""
    if not unit or unit == PERCENT:
        return Text(figure + unit, figure + unit)
    if unit == POINT_UNIT:
        return Text(figure + POINTS.zh, figure + POINTS.en)
    name = unit_name(unit, names)
    return Text(f"{figure}{name.zh}", f"{figure} {name.in_('en')}")


def difference(value: float, unit: str, names: object) -> Text:
    """Write a plain difference; between percentages it is in percentage points."""
    figure = number(abs(value))
    return Text(figure + POINTS.zh, figure + POINTS.en) if unit == PERCENT else amount(figure, unit, names)


def value_phrase(row: Observation, names: object) -> Text:
    """Return what a row says: its figure with its bound, its band, or its wording in quotation marks."""
    if row.low is not None and row.high is not None:
        low, high = (amount(number(end), row.unit, names) for end in (row.low, row.high))
        return Text(f"{low.zh}至{high.zh}", f"{low.en} to {high.en}")
    if row.low is not None:
        return _bounded(row.low, "≥", row.unit, names)
    if row.high is not None:
        return _bounded(row.high, "≤", row.unit, names)
    if row.value is not None:
        return _bounded(row.value, row.bound, row.unit, names)
    if row.text:
        return Text(quoted(row.text).zh, quoted(status_word(row.text).en).en)
    return Text("未给数值", "no figure given")


def wording(row: Observation, names: object) -> Text:
    """Return what a row says, its words without quotation marks: they may be the book's own summary."""
    bare = row.value is None and row.low is None and row.high is None and row.text
    return status_word(row.text) if bare else value_phrase(row, names)


def status_word(text: str) -> Text:
    """Return a published class or wording in both languages; a wording without a translation stays as it is."""
    return RATING_WORDS.get(text) or Text(text, messages(WORDINGS).get(text, text))


def _bounded(value: float, bound: str, unit: str, names: object) -> Text:
    word, said = BOUND_WORDS.get(bound, Text("", "")), amount(number(value), unit, names)
    return Text(word.zh + said.zh, word.en + said.en)


def quoted(text: str) -> Text:
    """Put a wording into quotation marks, those inside it becoming single; an official rating is said in either language."""
    inside = text.replace("“", "‘").replace("”", "’")
    return Text(f"“{inside}”", f"“{RATING_WORDS[text].en if text in RATING_WORDS else inside}”")


def period_phrase(period: Period) -> Text:
    """Return how a period is said.

    Examples
    --------
    >>> period_phrase(Period.parse("2021/2025")).zh, period_phrase(Period.parse("2023-01/2023-06")).en
    ('2021—2025年', 'January 2023 to June 2023')
    """
    start, _, end = period.code.partition("/")
    if not end:
        return date_phrase(start)
    if period.ends_year and start.isdigit() and end.isdigit():
        return Text(f"{start}—{end}年", f"{start}–{end}")
    first, last = date_phrase(start), date_phrase(end)
    return Text(f"{first.zh}至{last.zh}", f"{first.en} to {last.en}")


def date_phrase(day: str) -> Text:
    """Return how an ISO day, month or year is said; an empty one is said to be missing."""
    if not day:
        return Text("日期未注明", "undated")
    year, month, dom = (*(int(p) for p in day.split("-")), 0, 0)[:3]
    if not month:
        return Text(f"{year}年", f"{year}")
    name = calendar.month_name[month]
    if not dom:
        return Text(f"{year}年{month}月", f"{name} {year}")
    return Text(f"{year}年{month}月{dom}日", f"{dom} {name} {year}")


def day_phrase(day: date) -> Text:
    """Return how a day is said."""
    return date_phrase(day.isoformat())


def source_phrase(row: Observation, names: Names) -> Text:
    """Say who says so: publisher, date, and what was read where it was not the original page."""
    source = names.sources[row.source]
    when, read = date_phrase(source.date), _READ.get(source.kind)
    aside = Text(f"（{read.zh}）", f" ({read.en})") if read else Text("")
    return Text(f"{source.publisher}，{when.zh}{aside.zh}", f"{source.said_by.en}, {when.en}{aside.en}")


def source_sentence(row: Observation, names: Names) -> Text:
    """Say who says so, as a sentence of its own."""
    who = source_phrase(row, names)
    return Text(f"出处：{who.zh}。", f"Source: {who.en}.")


def evidence_phrase(row: Observation, names: Names) -> Text:
    """Say how a value is known and who says so."""
    who = source_phrase(row, names)
    return Text(f"{row.evidence.text.zh}；出处：{who.zh}", f"{row.evidence.text.en}; source: {who.en}")


def what_phrase(row: Observation, names: Names) -> Text:
    """Say where, when and what a row measures; a basis is named unless it is the indicator's own."""
    place, indicator, when = names.places[row.place].name, indicator_name(row, names), when_phrase(row)
    basis = names.bases[row.basis].name if row.basis != NO_KEY and row.evidence is not Evidence.STATEMENT else None
    aside = Text(f"（{flat(basis.zh)}）", f" ({basis.in_('en')})") if basis else Text("")
    plain = row.period_label == NO_KEY or when.zh.endswith("）") or "的" in indicator.zh
    return Text(f"{place.zh}{when.zh}{'' if plain else '的'}{indicator.zh}{aside.zh}",
                f"{indicator.in_('en')}, {place.in_('en')}, {when.en}{aside.en}")


def indicator_name(row: Observation, names: Names) -> Text:
    """Name what a row measures, without the unit where the name repeats it and the figure carries it."""
    name, unit = names.indicators[row.indicator].name, unit_name(row.unit, names)
    if not row.unit:
        return name
    zh = name.zh.removesuffix(f"（{unit.zh}）").removesuffix(f"（{row.unit}）")
    return Text(zh, name.in_("en").removesuffix(f", {unit.in_('en')}"))


def when_phrase(row: Observation) -> Text:
    """Say a row's period; its own wording, where it has one, in Chinese only.

    A wording that names the years itself stands in their place, any other beside them.
    """
    when = period_phrase(row.period)
    if row.period_label == NO_KEY:
        return when
    label = flat(_ISO_DAY.sub(lambda found: date_phrase(found.group()).zh, row.period_label))
    years = {f"{row.period.first.year}", f"{row.period.last.year}"}
    return Text(label if all(year in label for year in years) else f"{when.zh}（{label}）", when.en)


def flat(text: str) -> str:
    """Turn brackets into commas, for a wording that is itself put into brackets.

    Examples
    --------
    >>> flat("燃煤（不限散煤）"), flat("客户端（转载）发布")
    ('燃煤，不限散煤', '客户端，转载，发布')
    """
    return re.sub(r"）(?=[，；、。）]|$)", "", text).replace("（", "，").replace("）", "，")


def flat_en(text: str) -> str:
    """Turn English brackets into commas, those that stand apart from the word before them.

    Examples
    --------
    >>> flat_en("an archive (third-party), 2024 (repost)"), flat_en("Technology 43(24), 2009")
    ('an archive, third-party, 2024, repost', 'Technology 43(24), 2009')
    """
    return re.sub(r" \((?P<aside>[^()]*)\)", r", \g<aside>", text)


def link_word(row: Observation, what: Text) -> str:
    """Return 为 between what is measured and its value, or nothing before a bound and after the name of a reduction."""
    bounded = row.bound in BOUND_WORDS or (row.low is None) != (row.high is None)
    return "" if bounded or falls(what.zh) else "为"


def falls(name: str) -> bool:
    """Return whether a name says that something goes down, so that its figure follows without 为."""
    return name.endswith(FALLS)


def capital(text: str) -> str:
    """Begin an English sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def joined(parts: Iterable[Text], zh: str = "", en: str = " ") -> Text:
    """Join texts with a separator per language, leaving out empty ones."""
    kept = [p for p in parts if p.zh]
    return Text(zh.join(p.zh for p in kept), en.join(p.in_("en") for p in kept))
