"""The charts' colours on a dark page: the same picture with its neutral and evidence colours exchanged.

Colours with a meaning fixed elsewhere (official classes, verdicts, shades of a map) stay as they are, and so does what is
written on them: it has inks of its own (:data:`planbook.charts.theme.ON_LIGHT` and ``ON_DARK``), which are not exchanged.
"""

import re

DARK_PAPER = "#15191a"
IN_DARK = {
    # paper and ink, also those of a chart that has no theme
    "#ffffff": DARK_PAPER, "white": DARK_PAPER, "#1b1f24": "#e7ebe9", "#000": "#e7ebe9", "#5b6470": "#b4beba",
    # lines
    "#dfe3e8": "#363f42", "#ddd": "#57626a", "#aab2bc": "#7d878f", "#c4cad1": "#77828a",
    # evidence, accents, limits
    "#1f5fa8": "#8fbcec", "#9fb2c6": "#61778c", "#46688f": "#a9c1dd", "#8a5a00": "#e2b45c", "#4d5560": "#c3cad2",
    "#5a4a9c": "#b9aef0", "#9c3d6e": "#eba3c6", "#0d7568": "#6fcfc0", "#6b7480": "#aab4bf", "#a8321f": "#f3937c",
    "#2f6fa8": "#8fbcec",
    # pale fills
    "#cfe0f3": "#1f3a56", "#e4eef8": "#1b2f45", "#dde6ef": "#27333f", "#f6e7cb": "#4a3a17", "#fdf4e0": "#372d16",
    "#dcdfe3": "#363c42", "#e4dff5": "#332c52", "#f6dfea": "#4d2539", "#d3ece8": "#163f3a", "#eef0f2": "#272d30",
    "#f7f8f9": "#1c2122", "#eceff2": "#272d30", "#f3d3c5": "#552a1a", "#cfdceb": "#2b4058", "#f4f6f8": "#22292b",
    "#e6e9ed": "#2e3638",
}
"""Light colour to the one in its place, as outline, fill and ink."""
OUTLINES_IN_DARK = {**IN_DARK, "#17558c": "#98c5f0", "#a33a13": "#f3a583"}
"""The same for outlines: those of a verdict's colour are drawn on paper, where the colour itself would be too dark."""
_PAINT = re.compile(r'\b(fill|stroke)="(#[0-9a-fA-F]{3,6}|white)"')


def darkened(svg: str) -> str:
    """Return a chart's picture for a dark page.

    Examples
    --------
    >>> darkened('<path fill="#ffffff" stroke="#00ff00"/>')
    '<path fill="#15191a" stroke="#00ff00"/>'
    """
    return _PAINT.sub(lambda m: f'{m[1]}="{_exchanged(m[1], m[2])}"', svg)


def dark_rules(inside: str) -> str:
    """Return style rules that darken a chart's picture standing in a page, for a page that holds it only once.

    Parameters
    ----------
    inside : str
        Selector of the element that holds the picture.

    Examples
    --------
    >>> dark_rules(".chart").splitlines()[0]
    '.chart [fill="#ffffff" i] { fill: #15191a; }'
    """
    told = (("fill", IN_DARK), ("stroke", OUTLINES_IN_DARK))
    return "\n".join(f'{inside} [{use}="{old}" i] {{ {use}: {new}; }}' for use, colours in told for old, new in colours.items())


def _exchanged(use: str, colour: str) -> str:
    return (OUTLINES_IN_DARK if use == "stroke" else IN_DARK).get(colour.lower(), colour)
