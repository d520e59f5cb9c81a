"""Templates: whatever a value says, it stays text in its own place."""

from dataclasses import dataclass, field, fields
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import get_origin

import jinja2
import pytest

from planbook.cards.markup import Cell, Row, block, cells, facts, merged, notice, prose, table
from planbook.chapters.agencies import WORDS as AGENCY_WORDS
from planbook.chapters.agencies import AgencyView, TargetRow
from planbook.chapters.overview import OpenRow
from planbook.chapters.views import FILTER_WORDS, WORDS, Choice, Count, RowView, ScoreRow, VerdictView
from planbook.data.text import UNSAFE, Text

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "</td></tr></table><h1>x", "{{ 7*7 }}",
    "{% raw %}", "&lt;b&gt; &amp;", "\u202e反向\u202c", "<!--", "]]>", "a\nb", "\\\"\\'"]
PLAIN = "testville"
VOID = {"br", "img", "input"}


@dataclass
class Reader(HTMLParser):
    """The tree a browser would build: tags with attributes, texts with the tags they stand in."""

    tags: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    open: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple((name, value or "") for name, value in attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((tuple(self.open), data))

    def handle_comment(self, data):
        raise AssertionError(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def filled(view, t, **given):
    """Return a view with ``t`` in every text it has not been given."""
    texts = {f.name: (t,) if get_origin(f.type) is tuple else t for f in fields(view) if f.name not in given}
    return view(**texts, **given)


def templates(value):
    """Every template with ``value`` in each place meant for text."""
    t = Text(value, value)
    count = filled(Count, t, verdict="met", count=3, parts=(filled(Count, t, verdict="no_number", count=2, parts=()),))
    score = filled(ScoreRow, t, id="t01", verdict="met", reason_id="no_number", project="p01", href="page.html",
                   reasons="no_number no_base_year", evidence="actual", agencies="drc")
    verdict = filled(VerdictView, t, id="t01", verdict="met", rule_id="level", rule_href="method.html#rule-level", agencies=((t, "agencies.html#agency-drc"), (t, "")),
                     rows=(filled(RowView, t, evidence="actual"),))
    source = {"id": "s1", "grade": "A", "citation": value, "url": "https://example.org/"}
    checked = {"id": "aud-test", "code": "AUD-TEST", "name": t, "facts": [(t, t)], "caption": t, "head": [t], "rows": [cells(t)]}
    opening = OpenRow(t, 1, (t,), (("t01", "page.html#t01"),))
    body = filled(AgencyView, t, anchor="agency-drc", sections=value, note=value, rows=(filled(TargetRow, t, id="t01", href="page.html#t01", leads=True, verdict="met"),))
    return {
        "agencies": block("agencies", views=[body], words=AGENCY_WORDS),
        "check": block("check", **checked), "openings": block("openings", caption=t, head=[t], rows=[opening]),
        "table": table(t, [t, t], [Row((Cell(t), Cell(t, numeric=True), Cell(t, badge="pb-v-met"), Cell(t, href="a.html")), id="r1")]),
        "facts": facts(t, [t, t]), "prose": prose(t, t), "notice": notice(t, t),
        "hero": block("hero", kicker=t, answer=t, sub=t), "counts": block("counts", title=t, items=[count]),
        "findings": block("findings", items=[{"title": t, "text": t, "href": "a.html", "verdict": "met"}]),
        "downloads": block("downloads", items=[{"name": "a.xlsx", "label": t, "size": value}], words={"size": t}),
        "scoreboard": block("scoreboard", caption=t, head=[t], rows=[score], words=FILTER_WORDS,
                            choices=[Choice("verdict", t, (("met", t),))]),
        "verdicts": block("verdicts", views=[verdict], words=WORDS),
        "sources": block("sources", sources=[source], words={"original": t}),
    }


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", templates(PLAIN))
def test_hostile_text_stays_text(name, value):
    plain, hostile = read(templates(PLAIN)[name].html.zh), read(templates(value)[name].html.zh)
    written = UNSAFE.sub("", value)
    swapped = [(tag, tuple((k, v.replace(PLAIN, written)) for k, v in attrs)) for tag, attrs in plain.tags]
    assert hostile.tags == swapped
    assert "".join(s for _, s in hostile.texts) == "".join(s for _, s in plain.texts).replace(PLAIN, written)


@pytest.mark.parametrize("name", templates(PLAIN))
def test_value_is_shown_where_it_belongs(name):
    shown = read(templates(PLAIN)[name].html.zh)
    assert PLAIN in "".join(s for _, s in shown.texts)
    assert shown.tags


def test_hostile_addresses_stay_attributes():
    html = table(Text("题"), [Text("列")], [cells(Cell(Text("链"), href='"><script>x</script>'), Cell(Text("章"), badge='"><b>'))]).html.zh
    names = [t for t, _ in read(html).tags]
    assert "script" not in names
    assert "b" not in names
    assert ("a", (("href", '"><script>x</script>'),)) in read(html).tags


def test_each_language_has_its_own_markup():
    made = facts(Text("要点", "Key facts"), [Text("一", "one"), Text("只有中文")])
    assert "要点" in made.html.zh
    assert "Key facts" not in made.html.zh
    assert "Key facts" in made.html.in_("en")
    assert "要点" not in made.html.in_("en")
    assert "只有中文" in made.html.in_("en")


def test_missing_value_is_an_error_and_not_an_empty_place():
    with pytest.raises(jinja2.UndefinedError, match="items"):
        block("facts", title=Text("要点"))
    with pytest.raises(jinja2.UndefinedError, match="verdict"):
        block("findings", items=[SimpleNamespace(title=Text("一"), text=Text("二"), href="a.html")])


def test_unknown_template_is_an_error():
    with pytest.raises(jinja2.TemplateNotFound):
        block("testville")


def test_kind_may_differ_from_the_template():
    assert block("answer", "prose", items=[Text("一")]).kind == "answer"


def test_cells_take_texts_strings_and_cells():
    row = cells("原样", Text("一", "one"), Cell(Text("二"), numeric=True))
    assert [c.text.in_("en") for c in row.cells] == ["原样", "one", "二"]
    assert [c.numeric for c in row.cells] == [False, False, True]


def test_table_row_has_the_kinds_of_cells_asked_for():
    made = table(Text("表"), [Text("数"), Text("列")], [Row((Cell(Text("35"), numeric=True), Cell(Text("已达成"), badge="pb-v-met"),
                                             Cell(Text("章"), href="p01.html#t01")), id="r1")])
    tags = read(made.html.zh).tags
    assert ("tr", (("id", "r1"),)) in tags
    assert ("td", (("class", "pb-num"),)) in tags
    assert ("span", (("class", "pb-badge pb-v-met"),)) in tags
    assert ("a", (("href", "p01.html#t01"),)) in tags
    assert ("caption", ()) in tags
    assert [attributes for tag, attributes in tags if tag == "th"] == [(("scope", "col"), ("class", "pb-num")), (("scope", "col"),)]


def test_files_go_with_the_block():
    item = {"name": "a.xlsx", "label": Text("表"), "size": "1 kB"}
    made = block("downloads", files={"a.xlsx": b"x"}, items=[item], words={"size": Text("，")})
    assert made.files == (("a.xlsx", b"x"),)
    assert ("a", (("href", "files/a.xlsx"), ("download", ""))) in read(made.html.zh).tags


def test_cells_that_say_the_same_are_one_cell_over_all_columns():
    same, other = Text("同", "same"), Text("异", "other")
    assert [c.span for c in merged((same, same, same))] == [3]
    assert [c.span for c in merged((same, other, same))] == [1, 1, 1]
    markup = table(Text("表", "Table"), (Text("甲", "A"), Text("乙", "B")), (Row(merged((same, same))),)).html
    assert '<td colspan="2">同</td>' in markup.zh


def test_a_folded_table_names_its_rows():
    shown = table(Text("表", "Table"), (Text("甲", "A"),), (cells("x"), cells("y")), folded=True).html
    assert "<details" in shown.zh
    assert "<summary>表（2 行）</summary>" in shown.zh
    assert "<summary>Table (2 rows)</summary>" in shown.en
    assert "<details" not in table(Text("表", "Table"), (Text("甲", "A"),), (cells("x"),)).html.zh
