"""The presentation a briefing is set in: the book's own, or a user's template, its layouts known by their placeholders."""
# ruff: noqa: SLF001 - languages, descriptions, numbers and gaps are in the files' own XML; the library has no words for them

import copy
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planbook.cards.briefings.ooxml import CHINESE_FONT, LATIN_FONT, A
from planbook.charts.theme import ACCENT, INK, LIMIT, QUIET
from planbook.data.errors import PlanbookError

EMU = 12700
"""English metric units of a point."""
WIDE, HIGH = 960.0, 540.0
"""The book's own slides, 16 to 9, in points."""
_BOXES = {"title": (44, 26, 872, 66), "body": (44, 100, 872, 388), "date": (44, 504, 200, 24),
          "footer": (280, 504, 400, 24), "number": (716, 504, 200, 24), "cover": (80, 150, 800, 110), "under": (80, 272, 800, 150)}
_KEPT = frozenset({"title", "obj", "titleOnly"})
P14_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
"""Extension that lists slides by section; it must go with the slides."""


class TemplateError(PlanbookError):
    """A template cannot be used."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in points."""

    left: float
    top: float
    wide: float
    high: float

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """The rectangle in the file's own units."""
        return tuple(round(v * EMU) for v in (self.left, self.top, self.wide, self.high))  # type: ignore[return-value]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.top + self.high


@dataclass(frozen=True)
class Master:
    """A presentation without slides, and the layouts a briefing takes.

    Attributes
    ----------
    file : Presentation
        To add slides to.
    cover, content : SlideLayout
        For the first slide and for all others.
    room : Box
        Where a slide's content goes, below its title.
    own : bool
        Whether it is the book's, not a user's.
    """

    file: Any
    cover: Any
    content: Any
    room: Box
    own: bool


def own_master() -> Master:
    """Return the book's own presentation: 16 to 9, Chinese fonts named in its theme."""
    from pptx import Presentation

    file: Any = Presentation()
    file.slide_width, file.slide_height = round(WIDE * EMU), round(HIGH * EMU)
    _drop_thumbnail(file)
    _only(file, _KEPT)
    _theme(file.slide_master)
    _place(file)
    return _master(file, own=True)


def master_of(template: bytes, name: str) -> Master:
    """Return a user's presentation, its own slides taken out.

    Parameters
    ----------
    template : bytes
        A ``.pptx`` file.
    name : str
        Its name, for messages.

    Raises
    ------
    TemplateError
        If it is no presentation, or has no layout with a title and room for content.
    """
    from pptx import Presentation

    try:
        file = Presentation(io.BytesIO(template))
    except Exception as error:
        raise TemplateError(f"模板 {name} 不能作为 PowerPoint 演示文稿（.pptx）打开：{type(error).__name__}。"
                            "处理：在 PowerPoint 或 WPS 中另存为 .pptx（不是 .potx、.ppt 或加密文件）后再试。") from error
    _drop_slides(file)
    return _master(file, own=False)


def _master(file: Any, *, own: bool) -> Master:
    layouts = [layout for master in file.slide_masters for layout in master.slide_layouts]
    content = max(layouts, key=_fitness, default=None)
    if content is None or not _fitness(content):
        kinds = "、".join(dict.fromkeys(str(la.name) for la in layouts)) or "（无）"
        raise TemplateError(f"模板没有可用的版式：至少要有一个带标题占位符的版式，最好另有一个内容占位符。现有版式：{kinds}。"
                            "处理：在“视图—幻灯片母版”中给一个版式加上标题和内容占位符，保存后再试。")
    cover = next((la for la in layouts if {"CENTER_TITLE"} & _kinds(la)), None)
    cover = cover or next((la for la in layouts if {"TITLE", "SUBTITLE"} <= _kinds(la)), content)
    return Master(file, cover, content, _room(file, content), own)


def rgb(colour: str) -> Any:
    """Return a hexadecimal colour as the library takes it."""
    from pptx.dml import color

    untyped: Any = color
    return untyped.RGBColor.from_string(colour.lstrip("#").upper())


def kind(placeholder: Any) -> str:
    """Return the name of a placeholder's type."""
    return str(placeholder.placeholder_format.type.name)


def _kinds(layout: Any) -> set[str]:
    return {kind(p) for p in layout.placeholders}


CONTENT = frozenset({"OBJECT", "BODY"})


def _contents(layout: Any) -> list[Any]:
    return [p for p in layout.placeholders if kind(p) in CONTENT and p.width and p.height]


def _fitness(layout: Any) -> float:
    """Return how well a layout takes a title and content: the area of its one content placeholder counts."""
    if "TITLE" not in _kinds(layout):
        return 0.0
    contents = _contents(layout)
    if len(contents) != 1:
        return 1.0 if not contents else 0.5
    return 2.0 + float(contents[0].width) * float(contents[0].height)


def title_of(slide: Any) -> Any:
    """Return a slide's or layout's title placeholder."""
    return next(p for p in slide.placeholders if kind(p) in {"TITLE", "CENTER_TITLE"})


def box_of(shape: Any) -> Box:
    """Return where a shape stands."""
    return Box(*(float(v or 0) / EMU for v in (shape.left, shape.top, shape.width, shape.height)))


def _room(file: Any, layout: Any) -> Box:
    contents = _contents(layout)
    if len(contents) == 1:
        return box_of(contents[0])
    title = box_of(title_of(layout))
    foot = [box_of(p).top for p in layout.placeholders if kind(p) in {"DATE", "FOOTER", "SLIDE_NUMBER"}]
    bottom = min(foot, default=float(file.slide_height) / EMU * 0.95)
    top = title.bottom + 6
    return Box(title.left, top, title.wide, bottom - top - 6)


def _drop_slides(file: Any) -> None:
    """Take out a template's slides and every list of them."""
    listed = file.slides._sldIdLst
    for entry in list(listed):
        file.part.drop_rel(entry.rId)
        listed.remove(entry)
    root = file.part._element
    for lost in [*root.iter("{*}custShowLst"), *(e for e in root.iter("{*}ext") if e.get("uri") == P14_SECTIONS)]:
        lost.getparent().remove(lost)


def _drop_thumbnail(file: Any) -> None:
    relations = file.part.package._rels
    for number in [n for n, r in relations.items() if r.reltype.endswith("/thumbnail")]:
        relations.pop(number)


def _only(file: Any, kept: Iterable[str]) -> None:
    layouts = file.slide_layouts
    for layout in list(layouts):
        if layout._element.get("type") not in kept:
            layouts.remove(layout)


_COLOURS = {"dk1": INK, "lt1": "#ffffff", "dk2": QUIET, "lt2": "#eef1f4", "accent1": ACCENT, "accent2": "#8a5a00",
            "accent3": "#0d7568", "accent4": "#5a4a9c", "accent5": "#9c3d6e", "accent6": LIMIT}


def _theme(master: Any) -> None:
    """Name the fonts and colours of the book in the theme, from which every text takes them."""
    from lxml import etree  # type: ignore[import-untyped]

    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    for font in (*root.iter(f"{A}majorFont"), *root.iter(f"{A}minorFont")):
        font.find(f"{A}latin").set("typeface", LATIN_FONT)
        font.find(f"{A}ea").set("typeface", CHINESE_FONT)
        for script in font.findall(f"{A}font"):
            if script.get("script") == "Hans":
                script.set("typeface", CHINESE_FONT)
    scheme = next(root.iter(f"{A}clrScheme"))
    for name, colour in _COLOURS.items():
        slot = scheme.find(f"{A}{name}")
        slot.clear()
        etree.SubElement(slot, f"{A}srgbClr", val=colour.lstrip("#").upper())
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(file: Any) -> None:
    """Put the placeholders of master and layouts where the book wants them."""
    master = file.slide_master
    names = {"TITLE": "title", "BODY": "body", "DATE": "date", "FOOTER": "footer", "SLIDE_NUMBER": "number"}
    for shape in master.placeholders:
        _move(shape, names[kind(shape)])
    for layout in file.slide_layouts:
        for shape in layout.placeholders:
            named = {"CENTER_TITLE": "cover", "SUBTITLE": "under"}.get(kind(shape))
            if named:
                _move(shape, named)
                _to_the_left(shape)
            else:
                _inherit(shape)
    _styles(master)
    for layout in file.slide_layouts:
        _accent(layout, cover="CENTER_TITLE" in _kinds(layout))


def _accent(layout: Any, *, cover: bool) -> None:
    """Draw the bar that stands left of the titles, in the theme's first accent, behind everything."""
    from pptx.oxml import parse_xml

    left, top, wide, high = Box(60, 158, 7, 256).emu if cover else Box(32, 42, 6, 36).emu
    tree = layout.shapes._spTree
    tree.insert(2, parse_xml(
        f'<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{A[1:-1]}">'
        '<p:nvSpPr><p:cNvPr id="90" name="Accent"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill></p:spPr></p:sp>'))


def _move(shape: Any, name: str) -> None:
    shape.left, shape.top, shape.width, shape.height = Box(*map(float, _BOXES[name])).emu


def _to_the_left(shape: Any) -> None:
    from pptx.oxml import parse_xml

    style = shape._element.txBody.find(f"{A}lstStyle")
    level = style.find(f"{A}lvl1pPr")
    if level is None:
        level = parse_xml(f'<a:lvl1pPr xmlns:a="{A[1:-1]}"/>')
        style.append(level)
    level.set("algn", "l")
    if kind(shape) == "CENTER_TITLE" and level.find(f"{A}defRPr") is None:
        level.append(parse_xml(f'<a:defRPr xmlns:a="{A[1:-1]}" sz="4000"/>'))
        shape._element.txBody.bodyPr.set("anchor", "b")


def _inherit(shape: Any) -> None:
    for own in shape._element.spPr.findall(f"{A}xfrm"):
        shape._element.spPr.remove(own)


_SIZES = {1: 1800, 2: 1600, 3: 1400, 4: 1400, 5: 1400}


def _styles(master: Any) -> None:
    styles = master._element.find("{*}txStyles")
    title = styles.find(f"{{*}}titleStyle/{A}lvl1pPr")
    title.set("algn", "l")
    title.find(f"{A}defRPr").set("sz", "2600")
    title.find(f"{A}defRPr").set("b", "1")
    for level, size in _SIZES.items():
        styles.find(f"{{*}}bodyStyle/{A}lvl{level}pPr/{A}defRPr").set("sz", str(size))


def number_slide(slide: Any, tag: str) -> None:
    """Give a slide the number its layout has a place for; the library leaves it out."""
    for shape in slide.slide_layout.placeholders:
        if kind(shape) == "SLIDE_NUMBER":
            twin = copy.deepcopy(shape._element)
            _inherit_element(twin)
            for properties in twin.iter(f"{A}rPr"):
                properties.set("lang", tag)
            slide.shapes._spTree.append(twin)
            twin.nvSpPr.cNvPr.set("id", str(max(int(e.get("id")) for e in slide.shapes._spTree.iter("{*}cNvPr")) + 1))


def _inherit_element(element: Any) -> None:
    for own in element.spPr.findall(f"{A}xfrm"):
        element.spPr.remove(own)


def title_size(slide: Any) -> float:
    """Return the size a slide's title is set in, in points, as layout and master say."""
    layout, master = slide.slide_layout, slide.slide_layout.slide_master
    own = title_of(layout)._element
    above = [p._element for p in master.placeholders if kind(p) == "TITLE"]
    styles = master._element.find("{*}txStyles/{*}titleStyle")
    for source in (own, *above, styles):
        found = None if source is None else source.find(f".//{A}lvl1pPr/{A}defRPr[@sz]")
        if found is not None:
            return int(found.get("sz")) / 100
    return 44.0
