"""The English of what the data say in Chinese alone: gettext catalogues, one per kind of text.

Tables, columns, types and lists are declared with their Chinese words, and observations have the wording of their
period from the source; what each says in English stands in its catalogue alone.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from planbook.data.text import Text

FOLDER = "locale/en/LC_MESSAGES"
"""Where the catalogues lie, within this package."""
SCHEMA, PERIODS = "schema.po", "periods.po"
"""Titles and meanings of the declarations; wordings of periods."""


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
