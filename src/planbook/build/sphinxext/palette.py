"""The book's colours in each theme, and the stylesheet that switches between them.

One table, so that the theme a reader picks and the one the system asks for cannot differ, and so that a test can compute
every contrast (WCAG 2.2 AA).
"""

from collections.abc import Iterator

from planbook.charts.dark import DARK_PAPER, IN_DARK, OUTLINES_IN_DARK
from planbook.charts.theme import EVIDENCE_COLOURS
from planbook.data.vocab import Evidence

FILE = "palette.css"

Palette = dict[str, str]

MARKED = (Evidence.ACTUAL, Evidence.STATEMENT, Evidence.TASK, Evidence.BASELINE, Evidence.DERIVED, Evidence.ESTIMATE,
          Evidence.MONITORED, Evidence.REFERENCE)
"""Evidence with a colour of its own; ``interim`` shares that of ``actual``, ``planned`` that of ``task``."""

LIGHT: Palette = {
    "bg": "#ffffff", "soft": "#f5f6f3", "sunk": "#e9ece7", "ink": "#1b2422", "ink-2": "#4b5753", "line": "#d6dbd6",
    "edge": "#7c8782", "link": "#0b5a76", "accent": "#0f5e66", "hero": "#123c43", "hero-ink": "#ffffff",
    "hero-ink-2": "#d5e4e3", "hero-line": "#4f7f84", "focus": "#b4540a", "mark": "#fbe7a1", "paper": "#ffffff",
    "good": "#17558c", "good-soft": "#e6eff7", "bad": "#a33a13", "bad-soft": "#faebe4", "part": "#0d665c",
    "part-soft": "#e2f1ee", "none": "#56605c", "none-soft": "#eef0ed",
} | {f"e-{kind}": EVIDENCE_COLOURS[kind] for kind in MARKED}
DARK: Palette = {
    "bg": "#15191a", "soft": "#1d2324", "sunk": "#283031", "ink": "#e7ebe9", "ink-2": "#b4beba", "line": "#394341",
    "edge": "#818d88", "link": "#8fcbe4", "accent": "#7fc6cd", "hero": "#12363c", "hero-ink": "#ffffff",
    "hero-ink-2": "#cfe0df", "hero-line": "#4f7f84", "focus": "#f2a65a", "mark": "#5e4d12", "paper": DARK_PAPER,
    "good": "#98c5f0", "good-soft": "#1b2c3c", "bad": "#f3a583", "bad-soft": "#3b241a", "part": "#82d0c3",
    "part-soft": "#18332f", "none": "#b6bfbb", "none-soft": "#2a3030",
} | {f"e-{kind}": IN_DARK[EVIDENCE_COLOURS[kind]] for kind in MARKED}
CONTRAST_LIGHT: Palette = LIGHT | {
    "soft": "#ffffff", "sunk": "#f2f2f2", "ink": "#000000", "ink-2": "#1a1a1a", "line": "#000000", "edge": "#000000",
    "link": "#00326b", "accent": "#003b42", "hero": "#000000", "hero-ink-2": "#ffffff", "hero-line": "#ffffff", "focus": "#8a0f5f",
    "mark": "#fff2a8", "good": "#003a73", "good-soft": "#ffffff", "bad": "#7a1f00", "bad-soft": "#ffffff",
    "part": "#00463e", "part-soft": "#ffffff", "none": "#222222", "none-soft": "#ffffff",
}
CONTRAST_DARK: Palette = DARK | {
    "bg": "#000000", "soft": "#000000", "sunk": "#1a1a1a", "ink": "#ffffff", "ink-2": "#f0f0f0", "line": "#ffffff",
    "edge": "#ffffff", "link": "#a8dcff", "accent": "#a8f0f5", "hero": "#000000", "hero-ink-2": "#ffffff", "hero-line": "#ffffff",
    "focus": "#ffd24d", "mark": "#5c4a00", "good": "#b8dbff", "good-soft": "#000000", "bad": "#ffc4ab",
    "bad-soft": "#000000", "part": "#a8f0e2", "part-soft": "#000000", "none": "#f0f0f0", "none-soft": "#000000",
}
PALETTES: dict[str, Palette] = {
    "light": LIGHT, "dark": DARK, "contrast-light": CONTRAST_LIGHT, "contrast-dark": CONTRAST_DARK}

_AUTO, _DARK, _MORE = ":root:not([data-theme])", "(prefers-color-scheme: dark)", "(prefers-contrast: more)"


def stylesheet() -> str:
    """Return the rules: the system's wish where the reader picked nothing, else the reader's; on paper always light."""
    return "\n".join((
        "/* Written by planbook.build.sphinxext.palette. */",
        _rule(":root", LIGHT, "light"),
        _media(_DARK, _rule(_AUTO, DARK, "dark")),
        _rule(':root[data-theme="dark"]', DARK, "dark"),
        _media(_MORE, _rule(_AUTO, CONTRAST_LIGHT, "light")),
        _media(f"{_MORE} and {_DARK}", _rule(_AUTO, CONTRAST_DARK, "dark")),
        _rule(':root[data-theme="contrast"]', CONTRAST_LIGHT, "light"),
        _media(_DARK, _rule(':root[data-theme="contrast"]', CONTRAST_DARK, "dark")),
        _media("print", _rule(":root:root:root", LIGHT, "light")),
        _media("screen", " ".join(_live())),
        "",
    ))


def _rule(selector: str, palette: Palette, scheme: str) -> str:
    tokens = "".join(f" --{name}: {colour};" for name, colour in palette.items())
    return f"{selector} {{ color-scheme: {scheme};{tokens}{_pictures(scheme)} }}"


def _pictures(scheme: str) -> str:
    """Return which of a chart's two pictures is shown, and the colours of a live one."""
    if scheme == "light":
        return " --day: block; --night: none;"
    return " --day: none; --night: block;" + "".join(f" {_drawn(light)}: {dark};" for light, dark in OUTLINES_IN_DARK.items())


def _live() -> Iterator[str]:
    """Yield the rules that exchange a live chart's colours as :func:`planbook.charts.dark.darkened` does a still one's."""
    for use, table in (("fill", IN_DARK), ("stroke", OUTLINES_IN_DARK)):
        yield from (f'.pb-live svg [{use}="{colour}"] {{ {use}: var({_drawn(colour)}, {colour}); }}' for colour in table)


def _drawn(colour: str) -> str:
    """Return the name of what stands in place of a chart's colour; dark palettes alone define it."""
    return f"--c-{colour.removeprefix('#')}"


def _media(query: str, rule: str) -> str:
    return f"@media {query} {{ {rule} }}"
