"""One group of targets: verdicts, what was published when, sites, agencies and what is missing."""

from dataclasses import dataclass
from functools import cached_property

import altair as alt
import pandas as pd

from planbook.assess.result import Assessment
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import cells, facts, notice, prose, table
from planbook.chapters.evidence import matrix_card
from planbook.chapters.report import Report
from planbook.chapters.views import verdict_cards
from planbook.charts.maps import choropleth, site_map
from planbook.charts.maps.areas import Category
from planbook.data.model import Project
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import Evidence, Verdict
from planbook.narrative.plan import verdict_counts
from planbook.narrative.verdicts import verdict_sentence

SETTLED = (Verdict.MET, Verdict.MET_AS_STATED, Verdict.NOT_MET, Verdict.REACHED_IN_PERIOD, Verdict.INDICATED_MET,
           Verdict.INDICATED_NOT_MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)


@dataclass(frozen=True)
class ProjectChapter:
    """The chapter on one group of targets.

    Attributes
    ----------
    report : Report
        The edition.
    project : Project
        The group.
    """

    report: Report
    project: Project

    @classmethod
    def open(cls, edition: int, project: str) -> "ProjectChapter":
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If the plan has no such project.
        """
        report = Report.open(edition)
        return cls(report, report.data.projects[report.checked_place(project, "project", tuple(report.data.projects))])

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """The group's targets, assessed."""
        return self.report.of_project(self.project.id)

    def key_facts(self) -> Block:
        """Return how many targets got which verdict, and the settled ones in a sentence each."""
        settled = [a for a in self.assessments if a.verdict in SETTLED]
        items = [self.headline(), *(verdict_sentence(a, self.report.data) for a in settled)]
        if not settled:
            items.append(Text("没有一个目标能凭公开资料判定。", "No target can be judged from public sources."))
        return facts(Text(f"{self.project.name.zh}：要点", f"{self.project.name.in_('en')}: key facts"), items)

    def headline(self) -> Text:
        """Say how the group's targets came out."""
        return verdict_counts(self.assessments)

    def summary(self) -> Block:
        """Return what the group is about and who answers for it."""
        lead = self.report.agency_names(self.project.lead_agencies)
        everyone = self.report.agency_names(self.project.agencies)
        items = [self.project.summary] if self.project.summary.zh else []
        if self.project.lead_agencies:
            items.append(Text(f"牵头单位：{lead.zh}。", f"Lead agencies: {lead.in_('en')}."))
        items.append(Text(f"责任单位：{everyone.zh}。", f"Responsible: {everyone.in_('en')}."))
        return prose(*items)

    def verdicts(self) -> Block:
        """Return the verdict cards."""
        return verdict_cards(self.report, self.assessments)

    def evidence_card(self) -> ChartCard:
        """Return the evidence matrix of the group."""
        return matrix_card(f"evidence-{self.project.id}", self.assessments, self.report, subject=self.project.name)

    def map_card(self) -> ChartCard:
        """Return the sites the plan names, or the places its targets are for where it names no site."""
        sites = self._sites()
        return self._site_card(sites) if len(sites) else self._area_card()

    def _sites(self) -> pd.DataFrame:
        mine = [m for m in self.report.data.measures.values() if m.project == self.project.id and m.lon is not None]
        frame = pd.DataFrame([
            {"lon": m.lon, "lat": m.lat, "measure_zh": m.name.zh, "measure_en": m.name.in_("en"),
             "name_zh": self.report.place(m.place).zh if m.place else m.place_text,
             "name_en": self.report.place(m.place).in_("en") if m.place else m.place_text,
             "approx": True, "note_zh": m.coord_note.zh, "note_en": m.coord_note.in_("en"), "place": m.place} for m in mine])
        if frame.empty:
            return frame
        keys = ["lon", "lat", "name_zh", "name_en", "approx", "place"]
        return frame.groupby(keys, sort=False, as_index=False).agg(
            measure_zh=("measure_zh", "；".join), measure_en=("measure_en", "; ".join), note_zh=("note_zh", "first"),
            note_en=("note_en", "first"))

    def _site_card(self, sites: pd.DataFrame) -> ChartCard:
        settings = load_settings(self.report.data.root)
        named = tuple(p for p in dict.fromkeys(sites["place"]) if p in self.report.prefectures())
        return ChartCard(
            id=f"map-{self.project.id}", kind="map",
            headline=Text(f"方案为{self.project.name.zh}点名的地点有{len(sites)}处",
                          f"The plan names {len(sites)} {'place' if len(sites) == 1 else 'places'} for {self.project.name.in_('en')}"),
            subtitle=Text("方案点名的地点，位置为近似", "Places named in the plan, positions approximate"),
            description=Text("、".join(sites["name_zh"]) + "。空心点表示位置近似。",
                             "; ".join(sites["name_en"]) + ". Hollow marks are approximate positions."),
            draw=lambda lang: site_map(sites, lang=lang, highlight=named, style=settings.maps,
                                       approval_number=settings.map_approval_number),
            data=sites, columns=_SITE_COLUMNS, marks=len(sites),
            sources=(self.report.data.sources[self.report.data.plan.source],), evidence=(Evidence.PLANNED,),
            edition=self.report.data.edition,
        )

    def _area_card(self) -> ChartCard:
        settings = load_settings(self.report.data.root)
        frame = pd.DataFrame([
            {"place": p, "name_zh": self.report.place(p).zh, "name_en": self.report.place(p).in_("en"), "value": "scope"}
            for p in self.report.prefectures()])
        region = self.report.place(self.report.data.plan.region)
        scope = {"scope": Category(Text("目标适用范围（全省，未点名到市）", "Scope: whole province, no city named"), "#cfdceb")}
        return ChartCard(
            id=f"map-{self.project.id}", kind="map",
            headline=Text(f"{self.project.name.zh}的目标只写到{region.zh}，没有点名任何地点",
                          f"The targets of {self.project.name.in_('en')} are for {region.in_('en')} as a whole; no site is named"),
            subtitle=Text("目标的适用范围", "Scope of the targets"),
            description=Text(f"{len(frame)}个市（地）都在范围内，方案没有分市目标，也没有点名地点。",
                             f"All {len(frame)} prefectures are in scope; the plan has neither targets by city nor named sites."),
            draw=lambda lang: self._scope_map(frame, scope, lang, settings.maps, settings.map_approval_number),
            data=frame, columns=(Column("name_zh", Text("市（地）", "Prefecture"), field_en="name_en"),), marks=len(frame),
            sources=(self.report.data.sources[self.report.data.plan.source],), evidence=(Evidence.PLANNED,),
            edition=self.report.data.edition,
        )

    def _scope_map(
        self, frame: pd.DataFrame, scope: dict[str, Category], lang: str, style: str, approval: str,
    ) -> alt.TopLevelMixin:
        values = frame[["place", "value"]].assign(label=" ")
        return choropleth(values, title=Text("目标适用范围", "Scope"), lang=lang, style=style, approval_number=approval,
                          categories=scope)

    def measures(self) -> Block:
        """Return the measures and sites the plan names."""
        mine = [m for m in self.report.data.measures.values() if m.project == self.project.id]
        if not mine:
            return prose(Text("方案没有为本部分点名具体措施或地点。", "The plan names no measure or site for this part."))
        rows = [cells(m.name, self.report.place(m.place) if m.place else Text(m.place_text), m.coord_note if m.coord_note.zh else "–")
                for m in mine]
        return table(Text("方案点名的措施与地点", "Measures and places named in the plan"),
                     (Text("措施", "Measure"), Text("地点", "Place"), Text("坐标说明", "On the position")), rows)

    def missing(self) -> Block:
        """Return what was never published."""
        silent = [a for a in self.assessments if a.verdict is Verdict.NOT_ASSESSABLE]
        if not silent:
            return notice(Text("没有公布的", "Not published"), Text("本部分目标都有结论。", "Every target here has a verdict."))
        items = [Text(f"{a.target.id} {a.target.name.zh}：{'；'.join(r.text.zh for r in a.reasons)}。",
                      f"{a.target.id} {a.target.name.in_('en')}: {'; '.join(r.text.en for r in a.reasons)}.") for a in silent]
        return notice(Text("不能判定的目标和原因", "Targets that cannot be assessed, and why"), *items)


_SITE_COLUMNS = (
    Column("name_zh", Text("地点", "Place"), field_en="name_en"),
    Column("measure_zh", Text("措施", "Measure"), field_en="measure_en"),
    Column("note_zh", Text("坐标说明", "On the position"), field_en="note_en"),
)
