"""How heavy pages are over the line (gzip): each by itself, with the pictures it shows at once, with all; and what all share.

``python tests/reports/weights.py [--site _build/site] [--before OTHER_SITE]`` (``make report-weights``).
"""

import argparse
import gzip
import re
from functools import cache
from pathlib import Path

from common import LANGUAGES, SITE, pages, say, site, table

IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\ssrc="([^"]+)"')
SHARED = re.compile(r'<(?:link|script)\b[^>]*(?:href|src)="((?:\.\./)*_static/[^"?]+)')
KB = 1000


@cache
def weight(file: Path) -> int:
    """Return a file's compressed size."""
    return len(gzip.compress(file.read_bytes(), mtime=0))


def of(latest: Path, name: str) -> tuple[int, int, int, int]:
    """Return a page's weight: its markup, with pictures loaded at once, with those seen later in its light theme, shared files."""
    page = latest / name
    html = page.read_text(encoding="utf-8")
    images = [tag for tag in IMAGE.findall(html) if 'class="pb-night"' not in tag]
    at_once, later = (sum(weight(page.parent / src) for src in {SOURCE.search(t)[1] for t in images if ('loading="lazy"' in t) is lazy})
                      for lazy in (False, True))
    own = weight(page)
    return own, own + at_once, own + at_once + later, sum(weight(page.parent / src) for src in set(SHARED.findall(html)))


def main() -> None:
    """Print the table, heaviest pages first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--before", type=Path, help="a site built earlier, to compare with")
    chosen = parser.parse_args()
    latest, before = site(chosen.site), site(chosen.before) if chosen.before else None
    rows = []
    for name in (n for lang in LANGUAGES for n in pages(latest, lang)):
        then = of(before, name) if before and (before / name).is_file() else ()
        rows.append((name, *(f"{n / KB:.1f}" for n in (*then, *of(latest, name)))))
    kinds = ("page kB", "at load", "all seen", "shared")
    head = ("page", *((f"{k} before" for k in kinds) if before else ()), *kinds)
    say(table(head, sorted(rows, key=lambda r: -float(r[-2]))))
    say(f"all shared files: {sum(map(weight, (latest / 'zh' / '_static').iterdir())) / KB:.1f} kB")


if __name__ == "__main__":
    main()
