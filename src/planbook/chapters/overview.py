"""The cover and the overview: how many targets, which verdicts, the findings that matter, the whole scoreboard."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from planbook.assess.ambiguity import ambiguities
from planbook.assess.result import Assessment, Role
from planbook.cards.block import Block
from planbook.cards.card import ChartCard, Column
from planbook.cards.markup import block, facts, prose
from planbook.chapters.pages import page_of, project_pages
from planbook.chapters.report import Report
from planbook.chapters.views import counts_block, scoreboard
from planbook.charts.bars import stacked
from planbook.charts.maps import choropleth
from planbook.charts.theme import VERDICT_COLOURS
from planbook.data.model import Ambiguity
from planbook.data.settings import load_settings
from planbook.data.text import Text
from planbook.data.vocab import AmbiguityKind, Evidence, Verdict
from planbook.narrative.ambiguity import ambiguity_point
from planbook.narrative.plan import plan_answer, plan_sentence
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.words import day_phrase

FINDINGS = 5
"""Findings on the cover."""
NOT_NAMED = Text("没有点名", "not named")
WEIGHT = (Verdict.NOT_MET, Verdict.INDICATED_NOT_MET, Verdict.REACHED_IN_PERIOD, Verdict.MET, Verdict.MET_AS_STATED,
          Verdict.INDICATED_MET, Verdict.BEHIND, Verdict.ON_PACE, Verdict.AHEAD)
"""Which verdicts are news first."""


@dataclass(frozen=True)
class Finding:
    """One finding on the cover."""

    title: Text
    text: Text
    href: str
    verdict: str


@dataclass(frozen=True)
class OpenRow:
    """One kind of ambiguity: how many targets, the points said of them, and each target with its address."""

    kind: Text
    count: int
    points: tuple[Text, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Overview:
    """The cover and the overview of an edition."""

    report: Report

    @classmethod
    def open(cls, edition: int) -> "Overview":
        """Open the overview of an edition."""
        return cls(Report.open(edition))

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """All targets, assessed."""
        return tuple(self.report.assessments.values())

    def hero(self) -> Block:
        """Return the answer in one screen."""
        plan, edition = self.report.data.plan, self.report.data.edition
        return block(
            "hero", kicker=plan.title,
            answer=plan_answer(self.assessments),
            sub=Text(f"{edition.year}年版，资料截至{day_phrase(edition.cut_off).zh}。每个结论都写明谁说的、哪一年、什么口径；没有公布的，写明没有公布。",
                     f"{edition.year} edition, sources up to {day_phrase(edition.cut_off).en}. Every verdict says who says so, for "
                     "which year and on what basis; where nothing was published, it says that too."))

    def counts(self) -> Block:
        """Return the counts per verdict and reason."""
        return counts_block(self.report)

    def findings(self) -> Block:
        """Return the findings that matter most."""
        pages = self._pages()
        items = [self._finding(a, pages) for a in self._newsworthy()]
        silent = self._largest_silence()
        if silent:
            items.append(silent)
        return block("findings", items=items[:FINDINGS])

    def _newsworthy(self) -> list[Assessment]:
        """Return the targets that lead the cover: numbered ones by weight of verdict and grade, one of a family each."""
        numbered = [a for a in self.assessments if a.verdict in WEIGHT and (a.target.value is not None or a.target.rating)]
        ordered = sorted(numbered, key=lambda a: (WEIGHT.index(a.verdict), a.grade or ""))
        seen: set[tuple[str, str, str]] = set()
        chosen = []
        for a in ordered:
            key = (a.verdict.value, a.target.project, a.target.indicator)
            family = (a.verdict.value, a.target.project, a.target.kind.value)
            if key not in seen and family not in seen:
                chosen.append(a)
            seen |= {key, family}
        return chosen[: FINDINGS - 1]

    def _finding(self, a: Assessment, pages: dict[str, str]) -> Finding:
        name = a.target.name
        title = Text(f"{name.zh}：{a.verdict.text.zh}", f"{name.in_('en')}: {a.verdict.text.en}")
        sentence, word = verdict_sentence(a, self.report.data), a.verdict.text
        text = Text(sentence.zh.removeprefix(f"{word.zh}。"), sentence.in_("en").removeprefix(f"{word.en}. "))
        return Finding(title, text, f"{pages[a.target.project]}#{a.target.id}", a.verdict.value)

    def _largest_silence(self) -> Finding | None:
        """Say where several places share one target and none of them published anything."""
        silent = [a for a in self.report.with_verdict(Verdict.NOT_ASSESSABLE) if a.target.value is not None]
        most, count = Counter(a.target.indicator for a in silent).most_common(1)[0] if silent else ("", 0)
        if count < 2:  # noqa: PLR2004
            return None
        group = [a for a in silent if a.target.indicator == most]
        places = [self.report.place(p) for a in group for p in a.target.places]
        indicator = self.report.data.indicators[most].name
        reason = group[0].reasons[0].text
        zh = "、".join(p.zh for p in places)
        en = ", ".join(p.in_("en") for p in places)
        return Finding(
            Text(f"{indicator.zh}：{count}个地方都不能判定", f"{indicator.in_('en')}: {count} places cannot be assessed"),
            Text(f"{zh}：{reason.zh}，也没有一个地方公布过可以判定的期初和期末数。", f"{en}: {reason.en}; no place published opening and closing figures that could decide."),
            f"{page_of(self.report.data.root, 'scattered-coal', place=self.report.data.plan.region) or self._pages()[group[0].target.project]}",
            Verdict.NOT_ASSESSABLE.value)

    def _pages(self) -> dict[str, str]:
        return project_pages(self.report.data.root, tuple(self.report.data.projects))

    def scoreboard(self) -> Block:
        """Return all targets with their verdicts."""
        return scoreboard(self.report, self._pages())

    def key_facts(self) -> Block:
        """Return the overview's key facts."""
        numbered = [a for a in self.assessments if a.target.value is not None or a.target.rating]
        official = [a for a in self.assessments if a.with_role(Role.DECIDES)]
        items = [
            plan_sentence(self.assessments),
            Text(f"{len(self.assessments)}个目标中，{len(numbered)}个有数值或等级，其余是定性要求。",
                 f"{len(numbered)} of {len(self.assessments)} targets have a number or a rating; the others are qualitative."),
            Text(f"由公布的结果直接判定的有{len(official)}个。", f"{len(official)} are decided by a published result."),
        ]
        return facts(Text("要点", "Key facts"), items)

    def left_open(self) -> Block:
        """Return what the plan's own text leaves open, by kind: how many targets, the points, which targets."""
        pages, found = self._pages(), self._ambiguities()
        rows = [self._open_row(kind, [x for x in found if x.kind is kind], pages)
                for kind in AmbiguityKind if any(x.kind is kind for x in found)]
        total = len({x.target for x in found})
        caption = Text(f"方案文字没有说清的：涉及{total}个目标", f"What the plan's text leaves open: {total} targets concerned")
        head = (Text("没有说清的", "Left open"), Text("目标数", "Targets"), Text("说明", "In short"), Text("目标", "Targets"))
        return block("openings", caption=caption, head=head, rows=rows)

    def _ambiguities(self) -> list[Ambiguity]:
        noted = self.report.data.ambiguities
        return [x for t in self.report.data.targets.values() for x in ambiguities(t, noted)]

    def _open_row(self, kind: AmbiguityKind, found: Sequence[Ambiguity], pages: dict[str, str]) -> OpenRow:
        targets, plan = self.report.data.targets, self.report.data.plan
        points = dict.fromkeys(ambiguity_point(x, targets[x.target], plan, self.report.data) for x in found)
        links = tuple((x.target, f"{pages[targets[x.target].project]}#{x.target}") for x in found)
        return OpenRow(kind.text, len(found), tuple(points), links)

    def projects_card(self) -> ChartCard:
        """Return the verdicts by project."""
        frame = self._by_project()
        order = [v.value for v in Verdict if v.value in set(frame["part"])]
        colours = {v.value: VERDICT_COLOURS[v] for v in Verdict}
        return ChartCard(
            id="overview-projects", kind="bar",
            headline=self._most_silent(frame),
            subtitle=Text("各工程和章节的目标数，按结论", "Targets of each project and section, by verdict"),
            description=Text(f"{len(set(frame['name_zh']))}个工程和章节，每条按结论分段，段内数字为目标个数。",
                             f"{len(set(frame['name_zh']))} groups; segments are verdicts, figures the number of targets."),
            draw=lambda lang: self._draw_projects(frame, order, colours, lang), data=frame, columns=_PROJECT_COLUMNS,
            marks=len(frame), sources=(self.report.data.sources[self.report.data.plan.source],),
            evidence=(Evidence.PLANNED,), edition=self.report.data.edition,
        )

    def _most_silent(self, frame: pd.DataFrame) -> Text:
        silent = frame[frame["part"] == Verdict.NOT_ASSESSABLE.value].set_index("name_zh")["value"]
        if silent.empty:
            return Text("每个目标都有结论", "Every target has a verdict")
        worst, most = str(silent.idxmax()), int(silent.max())
        return Text(f"不能判定的目标最多的是{worst}（{most}个）", f"Most targets that cannot be assessed: {self._english(worst)} ({most})")

    def _draw_projects(self, frame: pd.DataFrame, order: Sequence[str], colours: dict[str, str], lang: str) -> alt.TopLevelMixin:
        names = {v.value: v.text.in_(lang) for v in Verdict}
        data = frame.assign(name=frame[f"name_{lang}"])[["name", "part", "value"]]
        return stacked(data, title=Text("目标数", "Targets"), lang=lang, order=order, colours=colours, names=names)

    def _by_project(self) -> pd.DataFrame:
        rows = []
        for project in self.report.data.projects.values():
            found = Counter(a.verdict for a in self.report.of_project(project.id))
            rows += [{"name_zh": project.name.zh, "name_en": project.name.in_("en"), "part": v.value,
                      "verdict_zh": v.text.zh, "verdict_en": v.text.en, "value": found[v]} for v in Verdict if found[v]]
        return pd.DataFrame(rows)

    def _english(self, name_zh: str) -> str:
        return next(p.name.in_("en") for p in self.report.data.projects.values() if p.name.zh == name_zh)

    def map_card(self) -> ChartCard | Block:
        """Return how many targets name each prefecture, and how many of them have a verdict; a sentence if none is named."""
        frame = self._by_place()
        if frame.empty:
            return prose(Text("没有一个目标点名到市（地）。", "No target names a prefecture."))
        settings = load_settings(self.report.data.root)
        most = frame.sort_values("value").iloc[-1]
        title = Text("点名该市（地）的目标数", "Targets that name the prefecture")
        return ChartCard(
            id="overview-map", kind="map",
            headline=Text(f"点名最多的是{most['name_zh']}：{int(most['value'])}个目标", f"Named most often: {most['name_en']}, {int(most['value'])} targets"),
            subtitle=Text("方案点名到市（地）的目标数，括号内为已有结论的", "Targets naming a prefecture; in brackets those with a verdict"),
            description=Text("；".join(frame["name_zh"] + "：" + frame["label"]) + "。没有点名到市（地）的目标不在图上。",
                             "; ".join(frame["name_en"] + ": " + frame["label"]) + ". Targets naming no prefecture are not shown."),
            draw=lambda lang: choropleth(frame[["place", "value", "label"]], title=title, lang=lang, style=settings.maps,
                                         approval_number=settings.map_approval_number, steps=(2, 4), absent=NOT_NAMED),
            data=frame, columns=_PLACE_COLUMNS, marks=len(frame),
            sources=(self.report.data.sources[self.report.data.plan.source],), evidence=(Evidence.PLANNED,),
            edition=self.report.data.edition,
        )

    def _by_place(self) -> pd.DataFrame:
        rows = []
        for place in self.report.prefectures():
            inside = {place} | {p.id for p in self.report.data.places.values() if p.parent == place}
            named = [a for a in self.assessments if inside & set(a.target.places)]
            settled = [a for a in named if a.verdict is not Verdict.NOT_ASSESSABLE]
            if named:
                name = self.report.place(place)
                rows.append({"place": place, "name_zh": name.zh, "name_en": name.in_("en"), "value": len(named),
                             "settled": len(settled), "label": f"{len(named)} ({len(settled)})"})
        return pd.DataFrame(rows)


_PROJECT_COLUMNS = (
    Column("name_zh", Text("工程或章节", "Project or section"), field_en="name_en"),
    Column("verdict_zh", Text("结论", "Verdict"), field_en="verdict_en"), Column("value", Text("目标数", "Targets"), 0),
)
_PLACE_COLUMNS = (
    Column("name_zh", Text("市（地）", "Prefecture"), field_en="name_en"), Column("value", Text("目标数", "Targets"), 0),
    Column("settled", Text("已有结论", "With a verdict"), 0),
)
