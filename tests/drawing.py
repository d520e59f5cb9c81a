"""Tools of the tests that look at drawings: the marks and texts of an SVG, and what the charts' font can write."""

import re
import struct
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pylopdf_fonts_zh_cn
import vl_convert

FONT_FOLDER = Path(pylopdf_fonts_zh_cn.__file__).parent
FONT_FILE = FONT_FOLDER / "NotoSansSC-Regular.otf"
SVG = "{http://www.w3.org/2000/svg}"
LAYER = re.compile(r"mark-\w+ role-mark (\w+)_marks")

vl_convert.register_font_directory(str(FONT_FOLDER))


def svg_of(chart):
    """Draw an Altair chart or a specification as the build does."""
    return vl_convert.vegalite_to_svg(chart if isinstance(chart, dict) else chart.to_dict())


def layers_in(svg):
    """Return the marks of every layer by its name; a shape without an outline is no mark."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):  # noqa: S314 - our own drawing
        name = LAYER.match(group.get("class", ""))
        if name:
            found.setdefault(name[1], []).extend(e for e in group if e.get("d", "-"))
    return found


def drawn(svg):
    """Return the marks of the layers that draw rows, by layer."""
    return {name: marks for name, marks in layers_in(svg).items() if name.startswith("drawn_")}


def count(svg):
    """Count the marks of the layers that draw rows."""
    return {name: len(marks) for name, marks in drawn(svg).items()}


def said(mark):
    """Return what a mark says to screen readers, as a dictionary."""
    return dict(part.split(": ", 1) for part in mark.get("aria-label").split("; "))


def at(mark):
    """Return where a mark stands, in pixels: its translation, else the first point of its outline."""
    found = re.match(r"translate\(([-\d.e]+),([-\d.e]+)\)", mark.get("transform", ""))
    found = found or re.match(r"M([-\d.e]+),([-\d.e]+)", mark.get("d", ""))
    return float(found[1]), float(found[2])


def box(mark):
    """Return left, top, width and height of a rectangle."""
    found = re.fullmatch(r"M([-\d.e]+),([-\d.e]+)h([-\d.e]+)v([-\d.e]+)h[-\d.e]+Z", mark.get("d"))
    return tuple(float(v) for v in found.groups())


def writing(element):
    """Return the text of a text mark, its lines joined."""
    return "\n".join(element.itertext())


def texts_in(svg):
    """Return every text of a drawing in the order drawn, axes and legends included."""
    return [writing(e) for e in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own drawing


def text_marks(svg):
    """Return the text elements of all layers by what they write."""
    return {writing(e): e for marks in layers_in(svg).values() for e in marks if e.tag == f"{SVG}text"}


def joined(svg):
    """Return the lines' points, as lists of pixels."""
    lines = [e for marks in layers_in(svg).values() for e in marks if e.get("aria-roledescription") == "line mark"]
    return [[tuple(map(float, p.split(","))) for p in re.findall(r"[-\d.e]+,[-\d.e]+", e.get("d"))] for e in lines]


def contrast(one, other):
    """Return the contrast ratio of two colours written #rrggbb (WCAG 2.1)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    parts = (int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@cache
def _font_table(tag):
    data = FONT_FILE.read_bytes()
    for i in range(struct.unpack(">H", data[4:6])[0]):
        name, _, start, length = struct.unpack(">4sLLL", data[12 + 16 * i:28 + 16 * i])
        if name == tag:
            return data[start:start + length]
    raise KeyError(tag)


@cache
def font_families():
    """Return the names under which the pinned font is found."""
    table = _font_table(b"name")
    total, strings = struct.unpack(">2xHH", table[:6])
    records = [struct.unpack(">6H", table[6 + 12 * i:18 + 12 * i]) for i in range(total)]
    return {table[strings + start:strings + start + size].decode("utf-16-be")
            for platform, _, _, kind, size, start in records if platform == 3 and kind in {1, 16}}


@cache
def font_characters():
    """Return every character the pinned font can write (its character map, format 12)."""
    table = _font_table(b"cmap")
    subtables = [struct.unpack(">4xL", table[4 + 8 * i:12 + 8 * i])[0] for i in range(struct.unpack(">H", table[2:4])[0])]
    found = set()
    for start in subtables:
        if struct.unpack(">H", table[start:start + 2])[0] == 12:
            groups = struct.unpack(">L", table[start + 12:start + 16])[0]
            for first, last, _ in struct.iter_unpack(">3L", table[start + 16:start + 16 + 12 * groups]):
                found.update(map(chr, range(first, last + 1)))
    return found


def tofu(text):
    """Return the characters of a text that the pinned font cannot write."""
    return set(text) - font_characters() - set("\n")
