"""The one long-lived converter of a process: a specification into SVG once, PNG and PDF from that."""

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from planbook.cards.exports.letters import FONT, quick_font_folder
from planbook.data.errors import PlanbookError
from planbook.data.text import shown

SCALE, SHARP = 2, 3
"""Pixels of a PNG for one of the picture's: as a rule, and of the chart alone, which is set in documents at any size."""
DPI = 96
"""Pixels of a picture for an inch; times its scale written into every PNG, so that office programs set it at its natural size."""
COMPRESSION = 6
COLOURS = 256
SVG_IDS = re.compile(r"(?<=id=\")(?:clip|gradient_)\d+(?=\")|(?<=url\(#)(?:clip|gradient_)\d+(?=\))")
_BORDER = re.compile(r' d="[ML\d.,Z-]{2000,}"')
"""A line of hundreds of points: a border or a river."""
_TENTHS = re.compile(r"(\.\d)\d+")
_RESOURCES = re.compile(rb"(/(?:Pattern|XObject|ExtGState|Font|ColorSpace|Shading) <<\n)((?: +/\w+ \d+ 0 R\n)+)( +>>)")


@cache
def converter() -> Any:
    """Return the process's converter, which knows the book's Chinese font and nothing of the network."""
    import vl_convert

    vl_convert.register_font_directory(str(quick_font_folder()))
    return vl_convert


def plain_svg(spec: Mapping[str, Any], card_id: str) -> str:
    """Return the chart alone as SVG, without title and source.

    A chart that names no font gets the book's: left to the machine, it would differ from one to the next, and a PDF with
    two fonts differs from call to call.

    Raises
    ------
    PlanbookError
        If the converter cannot draw it.
    """
    config = {"font": FONT, **(spec.get("config") or {})}
    try:
        return light(stable_ids(converter().vegalite_to_svg({**spec, "config": config}), card_id))
    except ValueError as error:
        why = str(error).partition("\n")[0][:200]
        raise PlanbookError(f"图表 {card_id} 画不出来（{shown(why)}）。处理：改写图中的文字，不用程序保留的词（如 constructor）。") from error


def light(svg: str) -> str:
    """Return an SVG whose borders are told to a tenth of a pixel, which is finer than they are drawn; maps lose a third of their size.

    Examples
    --------
    >>> light(f'<path d="M1.234,5{"L1.678,2.04" * 200}"/>')[:27]
    '<path d="M1.2,5L1.6,2.0L1.6'
    """
    return _BORDER.sub(lambda m: _TENTHS.sub(r"\1", m[0]), svg)


def stable_ids(svg: str, card_id: str) -> str:
    """Return an SVG whose ids depend on the card alone.

    The converter numbers clips and gradients through the life of its process, so the same chart would differ with the
    order of the work; and two charts on one page would share ids.
    """
    names: dict[str, str] = {}
    return SVG_IDS.sub(lambda m: names.setdefault(m[0], f"{card_id}-{len(names) + 1}"), svg)


def png(svg: str, scale: int = SCALE) -> bytes:
    """Return an SVG as PNG with ``scale`` pixels for one of the picture's, opaque, in a palette of its own colours.

    Most charts have fewer colours than a palette holds and lose nothing; the borders of a map may lose a few levels in 255.
    The converter's own files are seven times as large.
    """
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(converter().svg_to_png(svg, scale=scale))) as image:
        flat = image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    flat.save(out, "PNG", compress_level=COMPRESSION, dpi=(DPI * scale, DPI * scale))
    return out.getvalue()


def pdf(svg: str) -> bytes:
    """Return an SVG as a PDF of one page, its texts selectable."""
    return stable_resources(converter().svg_to_pdf(svg))


def stable_resources(content: bytes) -> bytes:
    """Return a PDF whose tables of resources are sorted by name.

    The converter writes each in the order of a hash that differs from call to call. Sorting keeps every length, so that
    the offsets the file ends with stay true.
    """
    return _RESOURCES.sub(lambda m: m[1] + b"".join(sorted(m[2].splitlines(keepends=True))) + m[3], content)
