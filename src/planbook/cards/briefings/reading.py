"""The words of a block, read from its markup."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

FACTS, FINDINGS, HERO = "facts", "findings", "hero"
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})


class _Words(HTMLParser):
    """Collects the text of every element of one of the classes asked for, in order."""

    def __init__(self, wanted: Callable[[str, frozenset[str]], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted = wanted
        self.found: list[tuple[str, list[str]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, a collected one or not."""
        if tag in _VOID:
            return
        name = self.wanted(tag, frozenset((dict(attrs).get("class") or "").split()))
        self._open.append(name)
        if name:
            self.found.append((name, []))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        if tag not in _VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add a text to the collected element it stands in."""
        if any(self._open):
            self.found[-1][1].append(data)


def _read(html: str, wanted: Callable[[str, frozenset[str]], str]) -> list[tuple[str, str]]:
    words = _Words(wanted)
    words.feed(html)
    words.close()
    return [(name, "".join(parts)) for name, parts in words.found]


def texts_of(kind: str, html: str, stop: str = "。") -> tuple[str, ...]:
    """Return the key sentences of a block: of the facts, the findings and the opening answer; of others none.

    Parameters
    ----------
    stop : str
        What ends a finding's title.
    """
    if kind == FACTS:
        return tuple(text for _, text in _read(html, lambda tag, _: "item" if tag == "li" else ""))
    if kind == HERO:
        return tuple(text for _, text in _read(html, lambda _, names: "answer" if "pb-hero-answer" in names else ""))
    if kind == FINDINGS:
        pieces = _read(html, lambda tag, _: tag if tag in {"strong", "p"} else "")
        return tuple(_joined(pieces, stop))
    return ()


def _joined(pieces: list[tuple[str, str]], stop: str) -> Iterator[str]:
    """Yield each finding's title with its sentence."""
    title = ""
    for tag, text in pieces:
        if tag == "strong":
            title = text
        else:
            yield f"{title}{stop}{text}" if title else text
            title = ""


_PARTS = {"pb-verdict-id": "id", "pb-badge": "badge", "pb-verdict-asked": "asked", "pb-verdict-sentence": "sentence"}


def verdicts_of(html: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return number, target, what was asked and verdict of each target in a block of verdicts."""
    def part(tag: str, names: frozenset[str]) -> str:
        return next((p for name, p in _PARTS.items() if name in names), "name" if tag == "strong" else "")

    rows: list[dict[str, str]] = []
    for name, text in _read(html, part):
        if name == "id":
            rows.append({})
        if rows:
            rows[-1].setdefault(name, text)
    return tuple((r["id"], r.get("name", ""), r.get("asked", ""), r.get("badge", "")) for r in rows)
