"""A card in one language, read from its JSON, with what it needs to know about the book it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from planbook.cards.exports import words
from planbook.data.text import Text, stripped
from planbook.data.vocab import Evidence
from planbook.narrative.words import day_phrase

LANG_TAGS = {"zh": "zh-CN", "en": "en"}
_EVIDENCE = {kind.value: kind for kind in Evidence}


@dataclass(frozen=True)
class Place:
    """Where a chart is published; every part may be missing.

    Attributes
    ----------
    title, author : str
        Of the book.
    baseurl : str
        Public address of the site, ending in ``/``; empty while there is none.
    languages : tuple of str
        Languages the book is published in.
    newest : bool
        Whether the edition is the newest.
    slug : str
        Chapter that shows it.
    aliases : tuple of str
        Ids it was once published under.
    """

    title: str = ""
    author: str = ""
    baseurl: str = ""
    languages: tuple[str, ...] = ("zh",)
    newest: bool = False
    slug: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """One card in one language.

    Attributes
    ----------
    lang : str
        Language of its texts: Chinese where the card has no other.
    asked : str
        Language of the pages it stands among.
    table : tuple of tuple of str
        Heading row and body.
    spec : mapping
        Vega-Lite, data inline; empty where the JSON has none.
    """

    id: str
    kind: str
    lang: str
    asked: str
    headline: str
    subtitle: str
    description: str
    notes: tuple[str, ...]
    evidence: tuple[tuple[Evidence, str], ...]
    sources: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    spec: Mapping[str, Any]
    year: int
    cut_off: date
    place: Place

    @classmethod
    def of(cls, card: Mapping[str, Any], lang: str) -> "Chart":
        """Read a card's JSON (:meth:`planbook.cards.card.ChartCard.to_json`), every text without unsafe characters.

        Raises
        ------
        KeyError
            If it lacks a part.
        """
        shown = lang if lang in card["lang"] else "zh"
        texts = stripped(card["lang"][shown])
        evidence = ((_EVIDENCE[kind], text) for kind, text in zip(card["evidence"], texts["evidence"], strict=True))
        return cls(
            card["id"], card["kind"], shown, lang, texts["headline"], texts["subtitle"], texts["description"],
            tuple(texts["notes"]), tuple(evidence), tuple(texts["sources"]), tuple(map(tuple, texts["table"])),
            texts.get("spec") or {}, card["edition"]["year"], date.fromisoformat(card["edition"]["cut_off"]),
            _place(stripped(card.get("published") or {}), lang))

    def say(self, text: Text, *values: object) -> str:
        """Return a text in the chart's language, filled in."""
        return text.in_(self.lang).format(*values)

    @property
    def stop(self) -> str:
        """What stands between its headline and its description where both are one text."""
        return self.say(words.STOP)

    @property
    def edition(self) -> str:
        """Edition and cut-off date as readers say them."""
        comma = "，" if self.lang == "zh" else ", "
        cut_off = self.say(words.CUT_OFF, day_phrase(self.cut_off).in_(self.lang))
        return f"{self.say(words.EDITION, self.year)}{comma}{cut_off}"

    @property
    def folder(self) -> str:
        """Address of its files, from the root of the site."""
        return f"{self.year}/{self.asked}/charts/{self.id}/"

    def address(self, file: str) -> str:
        """Return the address of one of its files: public where the site has one, else from the site's root."""
        return f"{self.place.baseurl}{self.folder}{file}"


def _place(published: Mapping[str, Any], lang: str) -> Place:
    base = str(published.get("baseurl") or "")
    return Place(
        title=_spoken(published.get("title"), lang), author=_spoken(published.get("author"), lang),
        baseurl=f"{base.rstrip('/')}/" if base else "", languages=tuple(published.get("languages") or ("zh",)),
        newest=bool(published.get("newest")), slug=str((published.get("chapter") or {}).get("slug") or ""),
        aliases=tuple(published.get("aliases") or ()))


def _spoken(text: str | Mapping[str, str] | None, lang: str) -> str:
    """Return a text in one language where it has several."""
    return str((text.get(lang) or text.get("zh") if isinstance(text, Mapping) else text) or "")
