"""The note that stands inside every map."""

from collections.abc import Sequence

import altair as alt

from planbook.charts.maps.canvas import MARGIN
from planbook.charts.maps.labels import wrapped
from planbook.charts.maps.marks import LINE_HEIGHT, texts
from planbook.charts.theme import QUIET
from planbook.data.layers import MapLayers
from planbook.data.text import Text

NOTE_SIZE = 10.5
NOTE_LAYER = "map_note"
"""Name of the layer that writes the note, by which a picture finds it."""

BOUNDARY_SOURCE = Text(
    "行政区划数据：国家地理信息公共服务平台（天地图）2024 版，审图号 GS(2024)0650号",
    "Boundary data: National Platform for Common Geospatial Information Services (Tianditu), 2024 edition, "
    "approval number GS(2024)0650号")
RIVER_SOURCE = Text("河流：WDB II/GSHHG", "Rivers: WDB II/GSHHG")
NO_BORDERS = Text("本图不画行政区界线", "No administrative borders are drawn")
NOT_REVIEWED = Text(
    "本图为研究用示意，未经地图审核，公开发布前须送审",
    "A sketch for research, not reviewed by the map authorities; to be submitted for review before public release")
APPROVED = Text("审图号：{number}", "Map approval number: {number}")
SECTIONS = Text("断面位置为近似值", "Positions of sections are approximate")
SITES = Text("地点位置为近似值", "Positions of sites are approximate")
_STOP, _GAP = Text("。", "."), Text("", " ")


def map_note(lang: str, *, approval_number: str = "", borders: bool = True, rivers: bool = True,
             remarks: Sequence[Text] = ()) -> str:
    """Return the note of a map.

    Parameters
    ----------
    lang : str
        ``zh`` or ``en``.
    approval_number : str
        Number of this map's own approval; while there is none the note says the map was not reviewed.
    borders, rivers : bool
        What the map draws.
    remarks : sequence of Text
        What else a reader of this map must know.
    """
    review = APPROVED if approval_number else NOT_REVIEWED
    parts = [review, BOUNDARY_SOURCE if borders else NO_BORDERS, *([RIVER_SOURCE] if rivers else []), *remarks]
    sentences = [part.in_(lang).replace("{number}", approval_number) + _STOP.in_(lang) for part in parts]
    return _GAP.in_(lang).join(sentences)


def remark(layers: MapLayers, id_: str) -> tuple[Text, ...]:
    """Return what ``geo/remarks.csv`` says under ``id_``, if anything."""
    return (layers.remarks[id_],) if id_ in layers.remarks else ()


def note_layer(note: str, top: float, width: float) -> tuple[list[alt.Chart], float]:
    """Return the note as layers below ``top``, and the height of the chart with it, in pixels."""
    text = wrapped(note, width - 2 * MARGIN, NOTE_SIZE)
    row = {"x": MARGIN, "y": top + LINE_HEIGHT, "text": text, "ink": QUIET}
    height = top + LINE_HEIGHT * (text.count("\n") + 2)
    return [layer.properties(name=NOTE_LAYER) for layer in texts([row], size=NOTE_SIZE, halo=False)], height
