"""A checker of sentences: whatever they say of verdict, direction, number and year must be the assessment's own.

It reads the finished sentence and the object, and knows nothing of how sentences are made: its words for sides and
bounds are written here a second time, so that a wrong word in the library cannot excuse itself.
"""

import re
from decimal import Decimal

from planbook.assess.changes import change_of
from planbook.assess.result import Role
from planbook.assess.weigh import says
from planbook.data.english import WORDINGS, messages, said_note
from planbook.data.vocab import WATER_RATINGS, Direction, Kind, Verdict
from planbook.narrative.verdicts import figure
from planbook.narrative.words import date_phrase, flat, flat_en, number, period_phrase, when_phrase

BOUNDS = {
    "zh": {"不低于": "≥", "超过": ">", "不高于": "≤", "低于": "<", "高于": ">", "约": "≈", "等于": "=", "不等于": "≠", "至少": "≥"},
    "en": {"at least ": "≥", "more than ": ">", "at most ": "≤", "less than ": "<", "about ": "≈", "equal to ": "=",
           "other than ": "≠"},
}
GOAL = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤", Direction.EQUAL: ""}
OTHER = {"≥": "<", "≤": ">", "=": "≠"}
FIGURE = r"(?<![\d.])-?\d+(?:\.\d+)?"
GAPS = {
    "zh": [(rf"比目标值(至少)?高({FIGURE})", 1), (rf"比目标值(至少)?低({FIGURE})", -1),
           (rf"比目标(至少)?多降({FIGURE})", 1), (rf"比目标(至少)?少降({FIGURE})", -1)],
    "en": [(rf"(at least )?(?<![\d.])({FIGURE})[^;.]* above the target", 1), (rf"(at least )?(?<![\d.])({FIGURE})[^;.]* below the target", -1),
           (rf"(at least )?(?<![\d.])({FIGURE})[^;.]* more than the target", 1),
           (rf"(at least )?(?<![\d.])({FIGURE})[^;.]* less than the target", -1)],
}
"""How a sentence says on which side of the target a value lies, and the sign of value less target."""
RATED = {"zh": ("优于目标等级", "与目标等级相同", "差于目标等级"),
         "en": ("better than the target", "the same as the target", "worse than the target")}
PACE = {"zh": {"当年进度已够": Verdict.ON_PACE, "当年进度不够": Verdict.BEHIND},
        "en": {", at least as far as": Verdict.ON_PACE, ", not as far as": Verdict.BEHIND}}
EDGES = {"zh": {"上限": ("≤", "<"), "下限": ("≥", ">")}, "en": {"upper bound": ("≤", "<"), "lower bound": ("≥", ">")}}
JUDGED = (Verdict.MET, Verdict.NOT_MET, Verdict.REACHED_IN_PERIOD, Verdict.INDICATED_MET, Verdict.INDICATED_NOT_MET,
          Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND)


def verdict_words(said, lang):
    """Return the verdict words in a text, the longest match each."""
    words = sorted((v.text.in_(lang) for v in Verdict), key=len, reverse=True)
    found = re.findall("|".join(rf"(?<![A-Za-z]){re.escape(w)}(?![A-Za-z])" for w in words), said)
    return [next(v for v in Verdict if v.text.in_(lang) == w) for w in found]


def strip(said, phrases):
    """Blank out phrases that are the object's own as a whole; a figure is never cut in two."""
    for phrase in sorted({p for p in phrases if p}, key=len, reverse=True):
        said = re.sub(rf"(?<![\d.]){re.escape(phrase)}(?!\.?\d)", "□", said)
    return said


def wordings(a, names, lang):
    """Return the names and wordings of an assessment's rows, sources and target."""
    rows = [w.row for w in a.rows]
    found = [a.target.name.in_(lang), a.target.deliverable.in_(lang), a.target.qualifier, a.target.qualifier.replace(";", "、")]
    found += [names.indicators[i].name.in_(lang) for i in (a.target.indicator, a.target.level_indicator) if i]
    found += [names.places[p].name.in_(lang) for p in a.target.places]
    for row in rows:
        name, unit = names.indicators[row.indicator].name.in_(lang), names.units[row.unit].name if row.unit else None
        source = names.sources[row.source]
        found += [name, names.places[row.place].name.in_(lang), row.text, messages(WORDINGS).get(row.text, ""), source.publisher,
                  source.said_by.en, flat_en(source.said_by.en), date_phrase(source.date).in_(lang), row.note, row.note.rstrip("。"),
                  said_note(row.note).en.removeprefix("Doubtful: ")]
        found += [flat(n) for n in (names.bases[row.basis].name.in_(lang),)] + [names.bases[row.basis].name.in_(lang)]
        if unit:
            found += [name.removesuffix(f"（{unit.zh}）").removesuffix(f"（{row.unit}）").removesuffix(f", {unit.in_('en')}")]
    inside = [t.replace("“", "‘").replace("”", "’") for t in found]
    units = [names.units[u].name.in_(lang) for u in {r.unit for r in rows} | {a.target.unit} if u]
    return [p for p in [*found, *inside, *units] if len(p) > 1 or not p.isascii()]


def periods(a, lang):
    """Return how the rows' periods are said."""
    rows = [w.row for w in a.rows]
    return [t for r in rows for t in (when_phrase(r).in_(lang), period_phrase(r.period).in_(lang), flat(r.period_label))
            if t != "-"]


def gap_of(a):
    """Return value less target as the shown figures give it, ``None`` without both."""
    if a.value is None or a.target.value is None:
        return None
    return Decimal(figure(a)) - Decimal(number(a.target.value))


def own_numbers(a):
    """Return the pairs of bound and figure a sentence on an assessment may use."""
    rows, goal, gap = [w.row for w in a.rows], a.target.value, gap_of(a)
    own = {(r.bound.strip("="), number(r.value)) for r in rows if r.value is not None}
    own |= {pair for r in rows if r.low is not None and r.high is not None for pair in (("", number(r.low)), ("", number(r.high)))}
    own |= {("≥", number(r.low)) for r in rows if r.low is not None and r.high is None}
    own |= {("≤", number(r.high)) for r in rows if r.high is not None and r.low is None}
    own |= {(GOAL.get(a.target.direction, ""), number(goal))} if goal is not None else set()
    own |= {("", figure(a))} if a.value is not None else set()
    own |= {(b, number(abs(gap))) for b in ("", "≥")} if gap is not None else set()
    own |= {("", number(goal))} if a.target.kind is Kind.RELATIVE_CHANGE else set()
    years = {a.target.target_year, *(y for r in rows for y in (r.period.first.year, r.period.last.year))} - {None}
    return own | {("", str(y)) for y in years} | {("", str(n)) for n in _counts(a)}


def _counts(a):
    """Return how many places there are and can be judged; one place is not counted."""
    decided = {r.place for r in a.with_role(Role.DECIDES)}
    return {len(a.target.places), len(decided)} if len(a.target.places) > 1 else set()


def bounded(said, lang):
    """Yield every figure in a text with the sign of the word right before it."""
    words = "|".join(re.escape(w) for w in sorted(BOUNDS[lang], key=len, reverse=True))
    for word, value in re.findall(rf"({words})?({FIGURE})", said):
        yield BOUNDS[lang].get(word, ""), value


def faults(said, a, names, lang):
    """Return what a verdict sentence says that its assessment does not.

    Parameters
    ----------
    said : str
        The sentence in ``lang``.
    a : Assessment
        What it is about.
    names : Names
        Where its names come from.
    """
    found = [] if said.startswith(a.verdict.text.in_(lang)) else ["verdict word at the head"]
    bare = strip(said, wordings(a, names, lang))
    found += [f"verdict {v}" for v in verdict_words(bare, lang) if v is not a.verdict]
    numeric = strip(said, [*wordings(a, names, lang), *periods(a, lang)])
    own = own_numbers(a)
    found += [f"number {b}{n}" for b, n in bounded(numeric, lang) if (b, n) not in own and not _wide(b, n, own)]
    return found + _lead_faults(said, a, names, lang) + _side_faults(said, a, lang) + _time_faults(said, a, lang)


def _wide(bound, value, own):
    """Return whether a bound stands before a gap: “at least 4.8 above”."""
    return bound == "≥" and ("≥", value) in own


RATINGS = {"优": "excellent", "良好": "good", "轻度污染": "lightly polluted", "中度污染": "moderately polluted", "重度污染": "heavily polluted"}
"""The official ratings in English, written here once more."""


def _lead_faults(said, a, names, lang):
    """Return which of lead period, value, goal and margin a sentence on a judged number leaves out or alters."""
    if a.verdict not in JUDGED or not a.rows or (a.value is None and not a.target.rating):
        return []
    row, place, found = a.rows[0].row, names.places[a.rows[0].row.place].name.in_(lang), []
    when, goal = when_phrase(row).in_(lang), a.target.value
    head = f"{place}{when}" if lang == "zh" else f"{place}, {when}"
    found += [] if head in said else ["lead period"]
    if a.target.rating:
        return found + ([] if f"“{RATINGS.get(row.text, row.text) if lang == 'en' else row.text}”" in said else ["lead rating"])
    bound, asked = GOAL[a.target.direction], {"zh": "目标为(?:下降)?", "en": "the target is (?:a reduction of )?"}[lang]
    if a.target.kind is Kind.RELATIVE_CHANGE and lang == "zh":
        bound, found = "", found + ([] if re.search(rf"目标为下降{re.escape(number(goal))}[^，；。]*以上", said) else ["goal side"])
    heads = re.findall(rf"{asked}(.{{0,9}}?)({FIGURE})", said)
    found += [] if [(BOUNDS[lang].get(w, ""), n) for w, n in heads] == [(bound, number(goal))] else ["goal"]
    main = re.split(asked, said, maxsplit=1)[0]
    values = [n for _, n in bounded(strip(main, [*wordings(a, names, lang), *periods(a, lang)]), lang)]
    wanted = {number(v) for v in (row.value, row.low, row.high) if v is not None} | {figure(a)}
    return found + ([] if set(values) == wanted else ["deciding value"])


def _side_faults(said, a, lang):
    gap, found = gap_of(a), []
    named = [(sign, n) for pattern, sign in GAPS[lang] for _, n in re.findall(pattern, said)]
    if gap is not None and a.verdict in JUDGED:
        equal = not a.margin
        wanted = [] if equal else [(1 if gap > 0 else -1, number(abs(gap)))]
        found += [] if named == wanted else [f"side {named} not {wanted}"]
        found += [] if ({"zh": "目标值相等", "en": "equal to the target"}[lang] in said) == equal else ["equality"]
    if a.target.rating and a.verdict in JUDGED and a.rows[0].row.text in WATER_RATINGS:
        steps = WATER_RATINGS.index(a.rows[0].row.text) - WATER_RATINGS.index(a.target.rating)
        right = RATED[lang][(steps > 0) - (steps < 0) + 1]
        found += [f"rating: {w}" for w in RATED[lang] if (w in said) != (w == right)]
    found += [f"pace: {w}" for w, v in PACE[lang].items() if (w in said) != (v is a.verdict)]
    bound = a.rows[0].row.bound if a.rows else ""
    return found + [f"edge: {w}" for w, signs in EDGES[lang].items() if w in said and bound not in signs]


def _time_faults(said, a, lang):
    """Return wrong years of the deadline, of the last result and of a later loss."""
    year, found = a.target.target_year, []
    open_ = {"zh": rf"({FIGURE})年(?:的终值未见|经审核的|的未见公布|的结果未见)|目标年为({FIGURE})年",
             "en": rf"(?:No final value|No audited figure|none|No result) for ({FIGURE})|; due ({FIGURE})"}[lang]
    found += [f"deadline {y}" for pair in re.findall(open_, said) for y in pair if y and y != str(year)]
    last = {"zh": "公布的结果只到", "en": "Published results end with "}[lang]
    earlier = a.with_role(Role.EARLIER)
    if last in said and earlier:
        when = period_phrase(max(earlier, key=lambda r: r.period.last).period).in_(lang)
        found += [] if f"{last}{when}" in said else ["last result"]
    lost = {"zh": "没有保持", "en": "It did not hold"}[lang] in said
    failed = [r for r in earlier if r.period.last > a.rows[0].row.period.last and says(r, a.target) is False] if a.rows else []
    return found + (["loss"] if lost and not failed else [])


def change_faults(said, a, names, lang):
    """Return what a sentence on a change of verdict says that the change itself does not."""
    change, bare = change_of(a), strip(said, wordings(a, names, lang))
    found = [f"verdict {v}" for v in verdict_words(bare, lang) if v not in change.becomes]
    found += [f"no word {v}" for v in change.becomes if v not in verdict_words(bare, lang)]
    goal = None if change.threshold is None else number(change.threshold)
    numeric = strip(bare, periods(a, lang))
    met = {Direction.AT_MOST: "≤", Direction.AT_LEAST: "≥", Direction.EQUAL: "="}.get(change.side)
    steps = {number(v) for v in (change.step, abs(gap_of(a)) if gap_of(a) is not None else None) if v is not None}
    own = {("", str(a.target.target_year)), ("", str(change.alike)), (met, goal), (OTHER.get(met), goal)} | own_numbers(a)
    own |= {(b, s) for s in steps for b in ("≥", ">")} | {("", figure(a))}
    found += [f"number {b}{n}" for b, n in bounded(numeric, lang) if (b, n) not in own]
    found += _sided(bare, goal, met, lang) if goal else []
    return found + _revised(bare, a, change, lang)


def _sided(said, goal, met, lang):
    """Return the threshold's sides that lead to the wrong verdict."""
    words = "|".join(re.escape(w) for w in sorted(BOUNDS[lang], key=len, reverse=True))
    tie = {"zh": r"[^，。]*?(?:（[^）]*）)?[^。]*?(?:为|改为)“([^”]+)”", "en": r"[^;.]*?(?:\.\d[^;.]*?)*?(?:gives|becomes) “([^”]+)”"}[lang]
    found, said = [], re.split("修订为|revised to", said)[-1]
    for word, value, verdict in re.findall(rf"({words})({re.escape(goal)})(?!\.?\d){tie}", said):
        wanted = Verdict.MET if BOUNDS[lang][word] == met else Verdict.NOT_MET
        right = BOUNDS[lang][word] in (met, OTHER[met]) and value == goal
        found += [] if right and verdict == wanted.text.in_(lang) else [f"{word}{value}: {verdict}"]
    return found


def _revised(said, a, change, lang):
    """Return a revision's wrong way or size, or a threshold that is not named."""
    if change.step is None or (a.verdict is Verdict.MET and change.side is Direction.EQUAL):
        return []
    up = (change.side is Direction.AT_MOST) if a.verdict is Verdict.MET else gap_of(a) < 0
    words = {"zh": ("下调", "上调"), "en": (r"\bdown\b", r"\bup\b")}[lang]
    found = [] if re.search(words[up], said) and not re.search(words[not up], said) else ["way of the revision"]
    step = number(abs(gap_of(a)))
    if change.step:
        sign, texts = (">", {"zh": "超过", "en": "by more than "}) if a.verdict is Verdict.MET else (
            "≥", {"zh": "", "en": "by at least "})
        lead = {"zh": ("下调", "上调")[up] + texts["zh"], "en": texts["en"]}[lang]
        found += [] if re.search(rf"{lead}{re.escape(step)}(?!\.?\d)", said) else [f"step {sign}{step}"]
    return found


def count_faults(said, assessments, lang):
    """Return the verdict words of a count that stand beside another number than theirs, and a wrong total."""
    words = "|".join(re.escape(v.text.in_(lang)) for v in sorted(Verdict, key=lambda v: -len(v.text.in_(lang))))
    pattern = {"zh": rf"({words})({FIGURE})个", "en": rf"({words}): ({FIGURE})"}[lang]
    counted = {v.text.in_(lang): str(sum(a.verdict is v for a in assessments)) for v in Verdict}
    found = [f"{w}: {n}" for w, n in re.findall(pattern, said) if counted[w] != n]
    total = re.match(rf"\D*({FIGURE})", said)
    return found + ([] if total and total.group(1) == str(len(assessments)) else ["total"])
