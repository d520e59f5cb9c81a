"""A specification into SVG once, by the one long-lived converter of a process; PNG and PDF from that."""

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planbook.cards.exports.letters import FONT, font_folder, quick_font_folder
from planbook.data.errors import PlanbookError
from planbook.data.text import shown

if TYPE_CHECKING:
    from PIL.Image import Image

SCALE, SHARP = 2, 3
"""Pixels of a PNG for one of the picture's: as a rule, and of the chart alone, which is set in documents at any size."""
DPI = 96
"""Pixels of a picture for an inch; times its scale written into every PNG, so that office programs set it at its natural size."""
COMPRESSION = 6
COLOURS = 256
SHEET = b"""#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg")"""
"""A page as large as the picture on it."""
SVG_IDS = re.compile(r"(?<=id=\")(?:clip|gradient_)\d+(?=\")|(?<=url\(#)(?:clip|gradient_)\d+(?=\))")
_BORDER = re.compile(r' d="[ML\d.,Z-]{2000,}"')
"""A line of hundreds of points: a border or a river."""
_TENTHS = re.compile(r"(\.\d)\d+")


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
    The renderer's own files are seven times as large.
    """
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(raster(svg, quick_font_folder(), scale))) as image:
        flat = _in_palette(image.convert("RGB"))
    flat.save(out, "PNG", compress_level=COMPRESSION, dpi=(DPI * scale, DPI * scale))
    return out.getvalue()


def _in_palette(image: "Image") -> "Image":
    """Return a picture in a palette: of its very colours where they are few enough, else of those that cover them best."""
    import numpy as np
    from PIL import Image

    counted: Any = image.getcolors(COLOURS)
    if counted is None:
        return image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    red, green, blue = np.moveaxis(np.asarray(image, dtype=np.uint32), 2, 0)
    palette = sorted(colour for _, colour in counted)
    places = np.zeros(1 << 24, dtype=np.uint8)  # a place for every colour there can be: looked up, not searched
    places[[r << 16 | g << 8 | b for r, g, b in palette]] = range(len(palette))
    flat = Image.fromarray(places[red << 16 | green << 8 | blue])
    flat.putpalette([channel for colour in palette for channel in colour])
    return flat


def raster(svg: str, folder: Path, scale: int = SCALE) -> bytes:
    """Return an SVG as PNG in all its colours, its letters drawn with the fonts of a folder."""
    return _set(svg, folder, format="png", ppi=float(DPI * scale))


def pdf(svg: str) -> bytes:
    """Return an SVG as a PDF of one page as large as the picture, its texts selectable."""
    return _set(svg, font_folder(), format="pdf", pdf_tags=False)


def _set(svg: str, folder: Path, **how: Any) -> bytes:
    """Return an SVG set by Typst, whose renderer is the converter's own but keeps the font open: a third of the time."""
    import typst

    made: bytes = typst.compile(SHEET, font_paths=fonts(folder), ignore_system_fonts=True, sys_inputs={"svg": svg}, **how)
    return made


@cache
def fonts(folder: Path) -> Any:
    """Return the fonts of a folder, and no others, read once per process."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
