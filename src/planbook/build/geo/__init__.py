"""``planbook geo build``: the committed layers, made again from pinned packages."""

from planbook.build.geo.build import build_layers
from planbook.build.geo.sources import GeoSourceError, SourceFile, SourceSet

__all__ = ["GeoSourceError", "SourceFile", "SourceSet", "build_layers"]
