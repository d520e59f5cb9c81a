"""The quiet bar under a figure: data, pictures, code to embed it, how to cite it."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from planbook.build.sphinxext.messages import Messages, messages
from planbook.cards.exports import snippets
from planbook.cards.exports.bundle import SLIDE, continued
from planbook.cards.exports.chart import Chart
from planbook.cards.exports.cite import bibtex, gb7714

DATA = (("data.csv", "CSV"), ("data.xlsx", "Excel"))
PICTURES = (("chart.png", "PNG"), ("chart-16x9.png", "{wide} PNG"), ("chart.svg", "SVG"), ("chart.pdf", "PDF"), ("plain.png", "{plain} PNG"),
            ("plain.svg", "{plain} SVG"))
ALONE = "embed.html"
KB = 1000


def offers(folder: Path, here: str, root: str, lang: str) -> str:
    """Return the bar's markup, nothing where the chart has no files.

    Parameters
    ----------
    folder : Path
        The chart's files in the staged book.
    here, root : str
        Addresses of the chart's folder and of the edition in this language, relative to the page.
    lang : str
        Language of the page.
    """
    if not (folder / "card.json").is_file() or not (folder / "plain.svg").is_file():
        return ""
    t = messages(lang)
    chart = Chart.of(json.loads((folder / "card.json").read_text(encoding="utf-8")), lang)
    return (f'<div class="pb-offers" role="group" aria-label="{t.offers}">'
            f"{links(folder, here, t)}{_embed(folder, chart, here, root, t)}{_cite(chart, root, t)}</div>")


def links(folder: Path, here: str, t: Messages) -> str:
    """Return the links to data and pictures, each with its format and size."""
    data = _row(t.offer_data, [_link(folder, here, name, label, t) for name, label in DATA])
    pictures = _row(t.offer_picture, [_link(folder, here, name, label.format(wide=t.offer_slide, plain=t.offer_plain), t)
                                      for name, label in _pictures(folder)])
    return data + pictures


def _pictures(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the names of the pictures with their labels; those for slides that continue a long grid after the first."""
    for name, label in PICTURES:
        yield name, label
        if name == SLIDE:
            more = len(list(folder.glob(SLIDE.replace(".png", "-*.png"))))
            yield from ((continued(n), f"{label} {n}") for n in range(2, more + 2))


def _row(label: str, items: Sequence[str]) -> str:
    there = "".join(item for item in items if item)
    return f'<p class="pb-offer"><span>{label}</span>{there}</p>' if there else ""


def _link(folder: Path, here: str, name: str, label: str, t: Messages) -> str:
    path = folder / name
    if not path.is_file():
        return ""
    brackets = "（{}）" if t.lang_tag.startswith("zh") else " ({})"
    told = f"{label}{brackets.format(size_text(path.stat().st_size))}"
    save = f"{folder.name}{_kind(path.stem)}{path.suffix}"
    return f'<a href="{escape(here + name)}" download="{escape(save)}">{told}</a>'


def _kind(stem: str) -> str:
    """Return what tells pictures apart once they are saved: nothing for the chart with its texts, and for its data."""
    return "-plain" if stem == "plain" else stem.removeprefix("chart") if stem.startswith("chart") else ""


def size_text(size: int) -> str:
    """Return a file size as readers know it, in units of a thousand.

    Examples
    --------
    >>> size_text(320), size_text(2600), size_text(1_240_000)
    ('1 kB', '3 kB', '1.2 MB')
    """
    return f"{size / KB / KB:.1f} MB" if size >= KB * KB else f"{max(1, round(size / KB))} kB"


def _embed(folder: Path, chart: Chart, here: str, root: str, t: Messages) -> str:
    height = snippets.frame_height((folder / "plain.svg").read_text(encoding="utf-8"))
    codes = (code(t.code_frame, snippets.iframe(chart, height), chart, root, t),
             code(t.code_image, snippets.image(chart), chart, root, t),
             code(t.code_markdown, snippets.markdown(chart), chart, root, t))
    alone = _row(t.offer_file, [_link(folder, here, ALONE, t.offer_alone, t)])
    return f'<details class="pb-take"><summary>{t.offer_embed}</summary>{alone}{_hint(chart, t)}{"".join(codes)}</details>'


def _hint(chart: Chart, t: Messages) -> str:
    """Return how to complete the addresses; the script does it itself where the site is served."""
    return "" if chart.place.baseurl else f'<p class="pb-root-hint">{t.gallery_root}</p>'


def _cite(chart: Chart, root: str, t: Messages) -> str:
    codes = code("GB/T 7714", gb7714(chart), chart, root, t) + code("BibTeX", bibtex(chart), chart, root, t)
    return f'<details class="pb-take"><summary>{t.offer_cite}</summary>{codes}</details>'


def code(label: str, text: str, chart: Chart, root: str, t: Messages) -> str:
    """Return a piece of text to copy; without a script it is selected by hand.

    Where the site has no public address but is served, the script puts the site's own before ``data-at``.
    """
    site = "" if chart.place.baseurl else f' data-site="{root}../../" data-at="{chart.year}/{chart.asked}/"'
    return (f'<div class="pb-code"{site}><p><span>{label}</span><button type="button" class="pb-copy" hidden '
            f'data-done="{t.copied}" data-by-hand="{t.copy_by_hand}">{t.copy}</button>'
            f'<span class="pb-copy-told" role="status"></span></p>'
            f'<pre tabindex="0" role="group" aria-label="{escape(label)}">{escape(text)}</pre></div>')
