"""What only a site with a public address has: a map of its pages, a word to robots, a feed of its editions."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from planbook.build.stage import Stage
from planbook.data.text import Text

SITEMAP, ROBOTS, FEED = "sitemap.xml", "robots.txt", "feed.xml"
TAGS = {"zh": "zh-CN", "en": "en"}
EDITION = Text("{title}：{year} 年版", "{title}: {year} edition")
KNOWN = Text("数据截至 {day}。", "Data as known on {day}.")
Books = Mapping[str, tuple[str, str]]
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_addresses(site: Path, stages: Sequence[Stage], slugs: Sequence[str], books: Books, baseurl: str) -> None:
    """Write sitemap, robots.txt and feed; nothing where the site has no address.

    Parameters
    ----------
    site : Path
        Folder of the site.
    stages : sequence of Stage
        Editions and languages, newest first.
    slugs : sequence of str
        Pages, in reading order.
    books : mapping of str to (str, str)
        Title and publisher of the book, by language.
    baseurl : str
        Public address; empty while there is none.
    """
    if not baseurl:
        return
    base = f"{baseurl.rstrip('/')}/"
    texts = {SITEMAP: sitemap(stages, slugs, base), ROBOTS: f"User-agent: *\nAllow: /\nSitemap: {base}{SITEMAP}\n",
             FEED: feed(stages, books, base)}
    for name, text in texts.items():
        (site / name).write_text(text, encoding="utf-8", newline="\n")


def sitemap(stages: Sequence[Stage], slugs: Sequence[str], base: str) -> str:
    """Return the map of every page of every edition (sitemaps.org 0.9), each with its other languages."""
    urls = "".join(_url(stage, slug, _siblings(stage, stages), base) for stage in stages for slug in slugs)
    return (f'{XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
            f"{urls}</urlset>\n")


def _siblings(stage: Stage, stages: Sequence[Stage]) -> list[Stage]:
    return [s for s in stages if s.edition == stage.edition]


def _url(stage: Stage, slug: str, siblings: Sequence[Stage], base: str) -> str:
    others = "".join(f'<xhtml:link rel="alternate" hreflang="{TAGS[s.lang]}" href="{_page(s, slug, base)}"/>' for s in siblings)
    return (f"<url><loc>{_page(stage, slug, base)}</loc><lastmod>{stage.edition.cut_off.isoformat()}</lastmod>"
            f"{others if len(siblings) > 1 else ''}</url>\n")


def _page(stage: Stage, slug: str, base: str) -> str:
    return escape(f"{base}{stage.name}/{slug}.html")


def feed(stages: Sequence[Stage], books: Books, base: str) -> str:
    """Return the feed of editions (Atom, RFC 4287); an edition's time is its cut-off date."""
    title, author = books[stages[0].lang]
    newest = max(s.edition.cut_off for s in stages)
    return (f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{TAGS[stages[0].lang]}">\n'
            f"<id>{escape(base)}</id>\n<title>{escape(title)}</title>\n<updated>{newest.isoformat()}T00:00:00Z</updated>\n"
            f"<author><name>{escape(author or title)}</name></author>\n"
            f'<link rel="self" type="application/atom+xml" href="{escape(base)}{FEED}"/>\n<link rel="alternate" type="text/html" href="{escape(base)}"/>\n'
            f"{''.join(_entries(stages, books, base))}</feed>\n")


def _entries(stages: Sequence[Stage], books: Books, base: str) -> Iterator[str]:
    for stage in stages:
        page, day, lang = _page(stage, "index", base), stage.edition.cut_off.isoformat(), stage.lang
        yield (f'<entry xml:lang="{TAGS[lang]}"><id>{page}</id><title>{escape(EDITION.in_(lang).format(title=books[lang][0], year=stage.edition.year))}</title>'
               f'<updated>{day}T00:00:00Z</updated><link rel="alternate" type="text/html" hreflang="{TAGS[lang]}" href="{page}"/>'
               f"<summary>{KNOWN.in_(lang).format(day=day)}</summary></entry>\n")
