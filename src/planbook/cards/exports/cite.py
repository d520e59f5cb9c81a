"""How a chart is cited: GB/T 7714 and BibTeX."""

from planbook.cards.exports import words
from planbook.cards.exports.chart import Chart

_TEX = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})


def gb7714(chart: Chart) -> str:
    """Return the citation by GB/T 7714-2015 (8.8, electronic resources; the part of a whole after ``//``).

    The reader adds the day of access; the address is there once the site has one.
    """
    whole = f"//{chart.place.title}：{chart.say(words.EDITION, chart.year)}" if chart.place.title else ""
    where = f". {chart.address('index.html')}" if chart.place.baseurl else ""
    author = f"{chart.place.author}. " if chart.place.author else ""
    medium = "[DS/OL]" if where else "[DS]"
    figure = chart.say(words.FIGURE, chart.id)
    return f"{author}{chart.headline}{medium}{whole}. ({chart.cut_off.isoformat()}). {figure}{where}."


def bibtex(chart: Chart) -> str:
    """Return the BibTeX entry."""
    fields = {
        "author": f"{{{escaped_for_tex(chart.place.author)}}}" if chart.place.author else "",
        "title": f"{{{escaped_for_tex(chart.headline)}}}", "howpublished": escaped_for_tex(chart.place.title),
        "edition": escaped_for_tex(chart.say(words.EDITION, chart.year)), "year": str(chart.cut_off.year),
        "note": escaped_for_tex(f"{chart.say(words.FIGURE, chart.id)}; {chart.cut_off.isoformat()}"),
        "url": chart.address("index.html") if chart.place.baseurl else "",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{planbook-{chart.id}-{chart.year},\n{lines}}}\n"


def escaped_for_tex(text: str) -> str:
    """Return a text in which nothing is a command to TeX."""
    return text.translate(_TEX)
