"""Maps of the province and its tile grid: data frames in, Altair charts out.

Every map carries its note inside, so that a copied picture keeps it. One switch, ``style``, turns every map into a drawing
without any border: ``boundaries`` or ``tilegrid``.
"""

from planbook.charts.maps.areas import Category, choropleth
from planbook.charts.maps.note import map_note
from planbook.charts.maps.sections import river_map
from planbook.charts.maps.sites import site_map

__all__ = ["Category", "choropleth", "map_note", "river_map", "site_map"]
