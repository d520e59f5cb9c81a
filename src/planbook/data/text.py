"""A piece of text in the book's two languages."""

from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Text:
    """One text, Chinese first; the English may still be missing.

    Examples
    --------
    >>> Text("已达成", "Met").in_("en")
    'Met'
    >>> Text("已达成").in_("en")
    '已达成'
    """

    zh: str
    en: str = ""

    def in_(self, lang: str) -> str:
        """Return the text in ``lang``, the Chinese where the other is missing."""
        return (self.en or self.zh) if lang == "en" else self.zh

    def to_dict(self) -> dict[str, str]:
        """Return ``{"zh": …, "en": …}``; a missing language is left out."""
        return {k: v for k, v in (("zh", self.zh), ("en", self.en)) if v}
