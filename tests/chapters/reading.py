"""The book's own data read a second time, without the library, and blocks read back from their markup."""

import csv
import html
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
PLAN = DATA / "plans" / "hlj-145"
CUT_OFFS = {int(r["year"]): r["cut_off"] for r in csv.DictReader((DATA / "editions.csv").open(encoding="utf-8"))}


def rows_in(path):
    """Return a CSV's rows as dictionaries of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TARGETS = {r["id"]: r for r in rows_in(PLAN / "targets.csv")}
PLACES = {r["id"]: r for r in rows_in(DATA / "places.csv")}


def last_year(period):
    """Return the year a period ends in."""
    return int(period.rsplit("/", maxsplit=1)[-1][:4])


def observations(edition):
    """Return the rows an edition may show: known by its cut-off, about no later year."""
    everything = [{**r, "topic": p.stem} for p in sorted((DATA / "observations").glob("*.csv")) for r in rows_in(p)]
    return [r for r in everything if r["known_from"] <= CUT_OFFS[edition] and last_year(r["period"]) <= edition]


def where(rows, **wanted):
    """Return the rows whose columns have the wanted values; a tuple accepts several."""
    chosen = {k: v if isinstance(v, tuple) else (v,) for k, v in wanted.items()}
    return [r for r in rows if all(r[k] in v for k, v in chosen.items())]


def numbers(rows):
    """Return the rows' values, sorted; wording has none."""
    return sorted(float(r["value"]) for r in rows if r["value"])


def plain(markup):
    """Return the text a reader sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def table(markup):
    """Return the body rows of a table block as lists of texts."""
    body = markup.split("<tbody>")[1]
    return [[plain(c) for c in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)]


def items(markup):
    """Return the texts of a list or of paragraphs."""
    return [plain(i) for i in re.findall(r"<(?:li|p)[^>]*>(.*?)</(?:li|p)>", markup, re.DOTALL)]


def figures(text):
    """Return the numbers in a text."""
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]
