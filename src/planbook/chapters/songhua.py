"""The Songhua River: the stem's target, ratings by year, the long profile, section by month, tributaries, trends."""

from dataclasses import dataclass
from functools import cached_property

from planbook.assess.result import Assessment
from planbook.assess.water.rules import WaterRules
from planbook.cards.block import Block
from planbook.cards.card import ChartCard
from planbook.cards.markup import facts
from planbook.chapters.report import Report
from planbook.chapters.songhua_record import RATING, Record
from planbook.chapters.songhua_stations import Stations
from planbook.chapters.views import verdict_cards
from planbook.data.text import Text
from planbook.data.vocab import Evidence
from planbook.narrative.verdicts import verdict_sentence
from planbook.narrative.water import good_reading, stem_sentence
from planbook.narrative.words import date_phrase, number


@dataclass(frozen=True)
class Songhua:
    """The chapter on the river.

    Attributes
    ----------
    report : Report
        The edition.
    river : str
        Place id of the stem.
    """

    report: Report
    river: str

    @classmethod
    def open(cls, edition: int, river: str) -> "Songhua":
        """Open the chapter.

        Raises
        ------
        PlanbookError
            If ``river`` is no river of the data.
        """
        report = Report.open(edition)
        rivers = tuple(sorted({r.place for r in report.data.rows(indicator=RATING)}))
        return cls(report, report.checked_place(river, "river", rivers))

    @property
    def name(self) -> Text:
        """The stem's name."""
        return self.report.place(self.river)

    @cached_property
    def assessments(self) -> tuple[Assessment, ...]:
        """Targets on the river and its tributaries."""
        below = {p.id for p in self.report.data.places.values() if p.parent == self.river} | {self.river}
        return self.report.of_targets(lambda t: bool(below & set(t.places)))

    @cached_property
    def rules(self) -> WaterRules:
        """The limits and evaluation rules of surface water."""
        return WaterRules.read(self.report.data.standard)

    @cached_property
    def stations(self) -> Stations:
        """The river by its automatic stations."""
        return Stations(self.report, self.river, self.rules)

    @cached_property
    def record(self) -> Record:
        """The river's official record."""
        return Record(self.report, self.river, self.rules, self.stations, self.assessments)

    def verdicts(self) -> Block:
        """Return the verdict cards of the river's targets."""
        return verdict_cards(self.report, self.assessments)

    def key_facts(self) -> Block:
        """Return the chapter's key facts, first the one sentence on the stem's target."""
        target = self.record.target
        first = stem_sentence(target, self.record.official_ratings(), self.name, self.report.data.edition.cut_off)
        items = [first, good_reading(target.target.rating, self.rules), verdict_sentence(target, self.report.data), self._share_fact(),
                 self._coverage_fact(), *(self.record.tributary_fact(p) for p in self.record.tributaries())]
        return facts(Text(f"{self.name.zh}：要点", f"{self.name.in_('en')}: key facts"), items)

    def _share_fact(self) -> Text:
        rows = [r for r in self.record.share_rows() if r.evidence is Evidence.ACTUAL]
        last = max(rows, key=lambda r: r.period.year)
        source, share = self.report.data.sources[last.source], number(last.value or 0)
        basis = self.report.basis(last.basis)
        return Text(
            f"全省优良（I～III类）断面比例，最近公布的全年数是{last.period.year}年的{share}%（{basis.zh}；{source.publisher}，"
            f"{date_phrase(source.date).zh}）；这是全省背景，不能代替干流。",
            f"Province-wide share of sections in classes I-III: {share}% in {last.period.year} ({basis.in_('en')}; {source.publisher}, "
            f"{date_phrase(source.date).en}); background, no substitute for the stem.")

    def _coverage_fact(self) -> Text:
        frame = self.stations.readings
        stem = frame[frame["stem"]]
        months = stem.groupby(["section", stem["period"].str[:4]])["period"].nunique()
        needed = self.rules.year_samples
        enough = int((months >= needed).sum())
        said = Text(f"够全年评价（至少{needed}个月）的断面年有{enough}个", f"{enough} section-years have the {needed} months an annual evaluation needs")
        return Text(
            f"干流有{stem['section'].nunique()}个断面、{stem['period'].nunique()}个月份有自动站数据；{said.zh}。",
            f"Automatic readings exist for {stem['section'].nunique()} stem sections in {stem['period'].nunique()} months; {said.en}.")

    def ratings_card(self) -> ChartCard:
        """Return the published ratings by year, with the book's own workings beneath."""
        return self.record.ratings_card()

    def profile_card(self) -> ChartCard:
        """Return the long profile of classes."""
        return self.stations.profile_card()

    def concentrations_card(self) -> ChartCard:
        """Return the concentrations along the stem."""
        return self.stations.concentrations_card()

    def months_card(self) -> ChartCard:
        """Return section by month."""
        return self.stations.months_card()

    def map_card(self) -> ChartCard:
        """Return the river map."""
        return self.stations.map_card()

    def tributaries_card(self) -> ChartCard:
        """Return what was published about each tributary the plan names."""
        return self.record.tributaries_card()

    def share_card(self) -> ChartCard:
        """Return the province-wide share of good sections, bases kept apart."""
        return self.record.share_card()

    def comparisons(self) -> Block:
        """Return the comparison of periods."""
        return self.record.comparisons()

    def trend_tests(self) -> Block:
        """Return the rank tests."""
        return self.record.trend_tests()
