"""The English of the data's declarations: a gettext catalogue of the titles and meanings that stand there in Chinese.

Tables, columns, types and lists are declared with their Chinese words; what each says in English stands in the
catalogue alone.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from planbook.data.text import Text

FILE = "locale/en/LC_MESSAGES/schema.po"
"""The catalogue, within this package."""


@cache
def messages() -> Mapping[str, str]:
    """Return what the catalogue says, by the Chinese; entries marked as fuzzy are left out."""
    from babel.messages.pofile import read_po

    with files("planbook.data").joinpath(FILE).open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale="en") if m.id and m.string and not m.fuzzy}


def said(zh: str) -> Text:
    """Return a declared title or meaning in both languages.

    Parameters
    ----------
    zh : str
        What the declaration says.

    Examples
    --------
    >>> said("公开日期").in_("en")
    'Date of publication'
    """
    return Text(zh, messages().get(zh, ""))
