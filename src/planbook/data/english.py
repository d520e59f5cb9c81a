"""The English of what the data say in Chinese alone: gettext catalogues, one per kind of text.

Tables, columns, types and lists are declared with their Chinese words, and observations have the wording of their
period from the source; what each says in English stands in its catalogue alone. A note is a row of remarks, each of
which has its own entry, or a pattern where many differ in numbers alone.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from planbook.data.text import Text

FOLDER = "locale/en/LC_MESSAGES"
"""Where the catalogues lie, within this package."""
SCHEMA, PERIODS, NOTES, WORDINGS = "schema.po", "periods.po", "notes.po", "wordings.po"
"""Titles and meanings of the declarations; wordings of periods; remarks on observations and sources, and what archives are;
what stands in place of a number."""
DOUBTFUL = Text("存疑：", "doubtful: ")
"""What a note begins with that marks its observation as doubtful."""
REMARKS_END = "；"
"""What stands between the remarks of a note."""
NOTE_PATTERNS = tuple((re.compile(zh), en) for zh, en in (
    (r"日均=(\d+)天，未审核、未扣沙尘、含全部点位", r"\1 days with daily means, unaudited, dust not deducted, all stations included"),
    (r"达标(\d+)天", r"\1 days met the standard"),
    (r"时间覆盖([\d.]+)%", r"temporal coverage \1%"),
    (r"由日值算，(\d+)天", r"worked out from daily values, \1 days"),
    (r"由日值算，(\d+)天实测", r"worked out from daily values, \1 measured days"),
    (r"由城市日AQI统计，(\d+)天", r"counted from the city’s daily AQI, \1 days"),
    (r"其中PM2\.5有效(\d+)天", r"PM2.5 valid on \1 of them"),
    (r"重度(\d+)\+严重(\d+),(\d+)天", r"heavily polluted \1 + severely polluted \2, \3 days"),
    (r"有效日只有(\d+)天", r"only \1 valid days"),
    (r"含(\d+)天由美标AQI反算的填补日，仅供参考", r"includes \1 days filled in by back-calculation from US-standard AQI, for reference only"),
    (r"当月(\d+)天中有(\d+)天实测", r"\2 of the month’s \1 days measured"),
    (r"当月(\d+)天中只有(\d+)天实测", r"only \2 of the month’s \1 days measured"),
    (r"由([\d.]+)减([\d.]+)推得", r"derived as \1 less \2"),
    (r"由([\d.]+)加([\d.]+)推得", r"derived as \1 plus \2"),
    (r"推算值：([\d.]+)-([\d.]+)", r"derived value: \1 − \2"),
    (r"同比(?:升|提高)([\d.]+)个百分点", r"up \1 percentage points year on year"),
    (r"同比降([\d.]+)个百分点", r"down \1 percentage points year on year"),
    (r"断面范围：(\d+)个国考断面", r"sections covered: \1 national assessment sections"),
    (r"断面范围：(\d+)个国控断面", r"sections covered: \1 state-controlled sections"),
))
"""Remarks that differ in numbers alone: what matches the whole remark, and its English."""


@cache
def messages(catalogue: str) -> Mapping[str, str]:
    """Return what a catalogue says, by the Chinese; entries marked as fuzzy are left out."""
    from babel.messages.pofile import read_po

    with files("planbook.data").joinpath(FOLDER, catalogue).open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale="en") if m.id and m.string and not m.fuzzy}


def said(zh: str, catalogue: str = SCHEMA) -> Text:
    """Return a text in both languages, in Chinese alone where its catalogue does not have it.

    Parameters
    ----------
    zh : str
        What the declaration or the row says.
    catalogue : str
        Kind of text.

    Examples
    --------
    >>> said("公开日期").in_("en")
    'Date of publication'
    """
    return Text(zh, messages(catalogue).get(zh, ""))


def said_note(zh: str) -> Text:
    """Return a note on an observation or source in both languages, in Chinese alone where a remark has no English.

    Parameters
    ----------
    zh : str
        Remarks, with :data:`REMARKS_END` between them; may begin with the mark of doubt.

    Examples
    --------
    >>> said_note("存疑：有效日只有26天").in_("en")
    'Doubtful: only 26 valid days'
    """
    mark = DOUBTFUL.en if zh.startswith(DOUBTFUL.zh) else ""
    found = [_remark(part) for part in zh.removeprefix(DOUBTFUL.zh).split(REMARKS_END)]
    en = mark + "; ".join(found)
    return Text(zh, en[:1].upper() + en[1:] if all(found) else "")


def said_publisher(zh: str) -> Text:
    """Return a publisher in both languages: a name stays as it is written, what an archive in brackets is gets said.

    Examples
    --------
    >>> said_publisher("黑龙江新闻（朝文）").en, said_publisher("哈尔滨日报").en
    ('黑龙江新闻 (in Korean)', '哈尔滨日报')
    """
    name, _, what = zh.partition("（")
    aside = messages(NOTES).get(what.removesuffix("）"))
    return Text(zh, messages(NOTES).get(zh) or (f"{name} ({aside})" if aside else zh))


def _remark(zh: str) -> str:
    patterned = (m.expand(en) for pattern, en in NOTE_PATTERNS if (m := pattern.fullmatch(zh)))
    return messages(NOTES).get(zh) or next(patterned, "")
