"""Finished pages read as markup: tags, their attributes, the main article."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

DATA_TYPES = ("application/json", "application/ld+json")
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
NOT_LOADED = ("alternate", "canonical", "prev", "next")


@dataclass(frozen=True)
class Tag:
    """An opening tag."""

    name: str
    attributes: dict[str, str]

    @property
    def handlers(self) -> list[str]:
        """Names of its event handlers."""
        return [name for name in self.attributes if name.startswith("on")]

    @property
    def inline_script(self) -> bool:
        """Whether it is a script of the page's own that a browser would run."""
        return self.name == "script" and "src" not in self.attributes and self.attributes.get("type") not in DATA_TYPES

    @property
    def loads(self) -> str:
        """Address the browser loads for it, empty where none."""
        if self.attributes.get("rel") in NOT_LOADED:
            return ""
        return self.attributes.get(LOADING.get(self.name, ""), "")


@dataclass
class _Tags(HTMLParser):
    found: list[Tag] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Tag(tag, {name: value or "" for name, value in attrs}))


def tags(html: str) -> list[Tag]:
    """Return every opening tag of a page."""
    reader = _Tags()
    reader.feed(html)
    return reader.found


def read(site: Path, page: str) -> str:
    """Return a page's markup."""
    return (site / f"{page}.html").read_text(encoding="utf-8")


def article(site: Path, page: str) -> str:
    """Return the markup of a page's main article."""
    html = read(site, page)
    return html[html.index('<article class="pb-article">'):html.index("</main>")]
