"""What PowerPoint and Word files have in common: pictures with a vector twin, fixed properties, the same bytes for the same content."""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from planbook.cards.briefings.content import Briefing
from planbook.cards.workbook import ZIP_TIME

LONGEST = 255
"""Characters an office program takes as one of a file's properties."""
CHINESE_FONT, LATIN_FONT = "微软雅黑", "Microsoft YaHei"
"""The font every Windows with Office or WPS has, by the names each kind of text asks for."""
SVG_URI = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG_NS = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
DRAWING_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATION_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
IMAGE = f"{RELATION_NS}/image"
A = f"{{{DRAWING_NS}}}"


def add_svg(parse: Any, part: Any, picture: Any, svg_part: Any) -> None:
    """Give a picture its vector twin; programs that do not know it show the PNG.

    Parameters
    ----------
    parse : callable
        The library's own XML parser.
    part : Part
        The slide or document the picture stands in.
    picture : element
        Holds one ``a:blip``.
    svg_part : Part
        The vector picture.
    """
    blip = picture.find(f".//{A}blip")
    number = part.relate_to(svg_part, IMAGE)
    twin = (f'<a:ext xmlns:a="{DRAWING_NS}" uri="{SVG_URI}"><asvg:svgBlip xmlns:asvg="{SVG_NS}" '
            f'xmlns:r="{RELATION_NS}" r:embed="{number}"/></a:ext>')
    extensions = blip.find(f"{A}extLst")
    if extensions is None:
        blip.append(parse(f'<a:extLst xmlns:a="{DRAWING_NS}">{twin}</a:extLst>'))
    else:
        extensions.append(parse(twin))


def describe(file: Any, briefing: Briefing) -> None:
    """Set the properties of a presentation or document; its dates are the edition's."""
    moment = datetime.combine(briefing.cut_off, time(), UTC).replace(tzinfo=None)
    properties = file.core_properties
    properties.created = properties.modified = properties.last_printed = moment
    properties.title, properties.subject = briefing.title[:LONGEST], briefing.book[:LONGEST]
    properties.author = properties.last_modified_by = briefing.author[:LONGEST]
    properties.language, properties.revision = briefing.tag, 1
    properties.comments = briefing.edition
    properties.keywords = properties.category = ""


def fixed(raw: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """Return an archive with one time for all entries, in the order of their names.

    Parameters
    ----------
    raw : bytes
        A zip archive.
    changed : mapping of str to bytes, optional
        New content by name.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, (changed or {}).get(name) or old.read(name))
    return out.getvalue()
