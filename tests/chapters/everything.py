"""Every chapter of an edition, and every card and block it shows."""

import inspect

from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.chapters.agencies import Agencies
from planbook.chapters.audit import Audit
from planbook.chapters.changes import Changes
from planbook.chapters.comparison import Comparison
from planbook.chapters.gaps import Gaps
from planbook.chapters.glossary import Glossary
from planbook.chapters.overview import Overview
from planbook.chapters.pm25 import Pm25
from planbook.chapters.policies import Policies
from planbook.chapters.project import ProjectChapter
from planbook.chapters.reference import Reference
from planbook.chapters.scattered_coal import ScatteredCoal
from planbook.chapters.songhua import Songhua
from planbook.chapters.sources import Sources

COAL = ("heilongjiang", "harbin", "qiqihar", "daqing", "suihua")
CITIES = ("harbin", "suihua")


def opened(report):
    """Every chapter of an edition, by a name for messages."""
    one = {c.__name__: c(report) for c in (Overview, Policies, Comparison, Gaps, Audit, Sources, Reference, Agencies, Glossary)}
    projects = {f"project {p.id}": ProjectChapter(report, p) for p in report.data.projects.values() if p.kind != "section"}
    coal = {f"coal {p}": ScatteredCoal(report, p) for p in COAL}
    air = {f"pm25 {c}": Pm25(report, c) for c in CITIES}
    return {**one, **projects, **coal, **air, "songhua": Songhua(report, "songhua-stem"), "changes": Changes.of(report)}


def shown(chapters):
    """Everything the chapters show: chapter, method and the card or block it returns."""
    found = []
    for name, chapter in chapters.items():
        for method, function in inspect.getmembers(type(chapter), inspect.isfunction):
            if not method.startswith("_") and list(inspect.signature(function).parameters) == ["self"]:
                made = getattr(chapter, method)()
                found += [(name, method, m) for m in (made if isinstance(made, list) else [made])
                          if isinstance(m, ChartCard | Block)]
    return found
