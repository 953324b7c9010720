"""Amounts: numbers, times, bounds, and how much, how often or how many.

But: what a number is, quantities.py reads; how far apart phrases are, `words/scales.txt` knows.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction

from differences.matching import (
    CONTENT,
    LEAST_CERTAIN,
    MOST_SWAPS,
    Blocks,
    Found,
    Nouns,
    Pairs,
    agreement,
    eojeol,
    negators,
    says_more,
    shape_of,
)
from morphemes import Morpheme
from quantities import Quantity
from reading import Reading
from vocabulary import (
    APART,
    AROUND,
    AT_LEAST,
    AT_MOST,
    COUNTED,
    COUNTED_PERIOD,
    DENIED_AMOUNTS,
    GRAINS,
    MEASURED,
    NOT_COUNTED,
    NOUN,
    PERIOD_DAYS,
    PIECEWISE,
    RATE,
    SCALED,
    SCALES,
    SIGNS,
    SLIGHT,
    TIMES_SAID,
    WHEN,
)


def find_numbers(left: Reading, right: Reading, *, nearly: bool) -> list[Found]:
    """Numbers of one dimension that have no equal in the other sentence, in their order.

    `nearly`: the sentences are nearly the same, so that equal numbers of two things are one.
    """
    mine, theirs = list(left.quantities), list(right.quantities)
    for quantity in left.quantities:
        same = next(
            (
                other
                for other in theirs
                if (quantity.dimension == other.dimension and quantity.equals(other))
                or (
                    _same_count(quantity, other)
                    # 1학년 3반, 3학년 1반
                    and not any(o.dimension == quantity.dimension for o in theirs)
                )
            ),
            None,
        )
        if same is not None:
            mine.remove(quantity)
            theirs.remove(same)
    found = []
    for quantity in mine:
        other = next((o for o in theirs if o.dimension == quantity.dimension), None)
        other = other or next((o for o in theirs if _comparable(quantity, o)), None)
        # 12개월 and 12일: the number is the same, the unit is not.
        other = other or next((o for o in theirs if nearly and _same_numeral(quantity, o)), None)
        if other is not None:
            theirs.remove(other)
            if not (quantity.sure and other.sure) and not _same_head(left, right, quantity, other):
                continue
            a, b = left.text[quantity.start : quantity.end], right.text[other.start : other.end]
            found.append((_kind_of_quantities(quantity, other), a, b))
    return found


def _after(reading: Reading, quantity: Quantity) -> Morpheme | None:
    """The morpheme after a quantity."""
    return next((m for m in reading.morphemes if m.start >= quantity.end), None)


def find_compared_times(left: Reading, right: Reading, pairs: Pairs) -> list[Found]:
    """작년보다 올해 많다 and 올해보다 작년에 많다."""
    if not any(a is left.main and b is right.main and agreement(a, b) == 1 for a, b in pairs):
        return []
    here, there = ([q for q in r.quantities if _after_form(r, q) == "보다"] for r in (left, right))
    if len(here) != 1 or len(there) != 1 or here[0].dimension not in WHEN:
        return []
    a, b = here[0], there[0]
    crossed = any(_equal(a, q) for q in right.quantities) and any(
        _equal(b, q) for q in left.quantities
    )
    if not crossed or _equal(a, b):
        return []
    return [("roles", eojeol(left.text, a.start, a.end), eojeol(right.text, b.start, b.end))]


def find_ends(left: Reading, right: Reading) -> list[Found]:
    """Equal numbers of which one is where something begins and one where it ends: 세 시부터."""
    found = []
    for a, b in itertools.product(left.quantities, right.quantities):
        if a.dimension != b.dimension or not a.equals(b):
            continue
        ends = {m.form for m in (_after(left, a), _after(right, b)) if m is not None}
        if ends == {"부터", "까지"} and not _spans(left) and not _spans(right):
            timed = a.dimension in WHEN | {"clock", "seconds", "months", "month"}
            here, there = eojeol(left.text, a.start, a.end), eojeol(right.text, b.start, b.end)
            found.append(("time" if timed else "number", here, there))
    return found


def find_bounds(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
    """최소 3명 and 최대 3명, where nothing else differs."""
    if len(blocks) != 1:
        return []
    here, there = ({m.form: m for m in side} for side in blocks[0])
    for mine, theirs in ((AT_LEAST, AT_MOST), (AT_MOST, AT_LEAST)):
        for a, b in itertools.product(mine & here.keys(), theirs & there.keys()):
            if left.quantities and right.quantities:
                return [("number", a, b)]
    return []


def _spans(reading: Reading) -> bool:
    """Whether a sentence says both where something begins and where it ends."""
    return {"부터", "까지"} <= {m.form for m in reading.morphemes}


def find_around_events(left: Reading, right: Reading) -> list[Found]:
    """근무 중에 and 근무 후에: before, during or after one and the same event."""
    said = [
        {
            event.form: (AROUND[m.form], event.start, m.end)
            for event, m in itertools.pairwise(r.morphemes)
            if m.form in AROUND and m.tag in {"NNG", "NNB", "MAG"} and event.tag == "NNG"
        }
        for r in (left, right)
    ]
    return [
        ("time", left.text[here[1] : here[2]], right.text[there[1] : there[2]])
        for event, here in said[0].items()
        if (there := said[1].get(event)) is not None and there[0] != here[0]
    ]


def find_reordered(left: Reading, right: Reading) -> list[Found]:
    """The same numbers in each other's place: 평일은 만 원, 주말은 이만 원; 4%에서 5%로."""
    mine, theirs = left.quantities, right.quantities
    if len(mine) != len(theirs) or len(mine) < 2 or says_more(left) or says_more(right):
        return []
    places = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if not _equal(a, b)]
    if len(places) != 2:
        return []
    x, y = places
    if not _comparable(mine[x], mine[y]):
        return []  # 20유로에 15분 만에, 15분 만에 20유로로
    if not (_equal(mine[x], theirs[y]) and _equal(mine[y], theirs[x])):
        return []
    steps = [[_after_form(r, q[n]) for n in places] for r, q in ((left, mine), (right, theirs))]
    if _rest(left) != _rest(right) and not (steps[0] == steps[1] == ["에서", "로"]):
        return []
    a, b = mine[x], theirs[x]
    kind = _kind_of_quantities(a, b)
    return [(kind, left.text[a.start : a.end], right.text[b.start : b.end])]


def _equal(a: Quantity, b: Quantity) -> bool:
    return a.dimension == b.dimension and a.equals(b)


def _rest(reading: Reading) -> str:
    """What carries meaning apart from numbers, by letters, as Kiwi may divide a compound."""
    return "".join(
        m.form
        for n, m in enumerate(reading.morphemes)
        if m.tag in CONTENT | {"XSN"} and n not in reading.counted
    )


def _after_form(reading: Reading, quantity: Quantity) -> str:
    after = _after(reading, quantity)
    return shape_of(after) if after is not None else ""


def _same_head(left: Reading, right: Reading, a: Quantity, b: Quantity) -> bool:
    """Whether two numbers stand before the same noun, if one may be an article: 네 식구."""
    if "clock" in {a.dimension, b.dimension} or "ratio" in {a.dimension, b.dimension}:
        return True
    heads = [r.text[q.end :].split() for r, q in ((left, a), (right, b))]
    return all(heads) and heads[0][0][:2] == heads[1][0][:2]


def _kind_of_quantities(a: Quantity, b: Quantity) -> str:
    """7시 and 9시 are numbers; 오전 7시 and 오후 7시, and days of the week, are times."""
    same_hour = a.dimension == b.dimension == "clock" and a.value % 720 == b.value % 720
    return "time" if same_hour or {a.dimension, b.dimension} & WHEN else "number"


def _same_numeral(a: Quantity, b: Quantity) -> bool:
    return (
        not (WHEN | {"serial"}) & {a.dimension, b.dimension}
        and a.value / a.factor == b.value / b.factor
    )


def _same_count(a: Quantity, b: Quantity) -> bool:
    """여섯 번째 and 6위, 2020 and 2020년, 세 건 and 3차례: one number, whatever it is called."""
    both = {a.dimension, b.dimension}
    if "pieces" in both and 12 in {a.factor, b.factor}:
        return a.value == b.value  # 한 다스 is 열두 자루
    if COUNTED not in both and both & MEASURED and not ("pieces" in both and both & PIECEWISE):
        return False
    return _same_numeral(a, b)


def _comparable(a: Quantity, b: Quantity) -> bool:
    both = {a.dimension, b.dimension}
    if both <= GRAINS and len(both) == 2:
        return True  # 그저께 and 지난달
    return len(both) == 1 or (bool({COUNTED, "pieces"} & both) and not both & NOT_COUNTED)


def find_only(nouns: Nouns, left: Reading, right: Reading) -> list[Found]:
    """주말만 and 주말도."""
    return [
        ("quantity", left.text[a.start : a.end], right.text[b.start : b.end])
        for a, b in nouns[0]
        if {a.role, b.role} == {"만", "도"}
    ]


def find_scales(left: Reading, right: Reading) -> list[Found]:
    """Adverbs at the two ends of a scale, of which each sentence has one: 매우 and 조금."""
    found = []
    for kind, much, little in SCALES:
        for upper, lower in ((left, right), (right, left)):
            high = [w for w in upper.adverbs if w in much]
            low = [w for w in lower.adverbs if w in little]
            if (
                high
                and low
                and not any(w in little for w in upper.adverbs)
                and not any(w in much for w in lower.adverbs)
            ):
                pair = (high[0], low[0]) if upper is left else (low[0], high[0])
                found.append((kind, *pair))
    return found


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase that puts a thing on scales.

    Attributes:
        names: Of the places, as `SCALED` names them.
        phrase: Without the particles that follow it.
        start: Its place in the sentence.
        end: One after its last word.
    """

    names: frozenset[str]
    phrase: str
    start: int
    end: int


def _marks(reading: Reading) -> list[Mark]:
    """The phrases of a sentence that `SCALED` knows; of one inside another, the longer one."""
    found: dict[tuple[int, int], set[str]] = {}
    ends = {}
    for name, pattern in SCALED.items():
        for match in pattern.finditer(reading.text):
            found.setdefault(match.span(1), set()).add(name)
            ends[match.span(1)] = match.end()
    return [
        Mark(frozenset(names), reading.text[start:end], start, ends[start, end])
        for (start, end), names in sorted(found.items())
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in found)
    ]


def _without(reading: Reading, marks: list[Mark]) -> str:
    """The letters of a sentence without some of its phrases, as Kiwi may read the rest anew."""
    text = reading.text
    for mark in reversed(marks):
        text = text[: mark.start] + text[mark.end :]
    return re.sub(r"[\s,.!?~]", "", text)


def _own_marks(marks: list[Mark], others: list[Mark]) -> list[Mark]:
    """The phrases that the other sentence does not have."""
    return [mark for mark in marks if mark.phrase not in {other.phrase for other in others}]


def near_on_scale(left: Reading, right: Reading) -> bool:
    """Whether two sentences differ in phrases that stand in one place: 툭하면 and 걸핏하면."""
    mine, theirs = _marks(left), _marks(right)
    here, there = _own_marks(mine, theirs), _own_marks(theirs, mine)
    if len(here) != 1 or len(there) != 1 or not here[0].names & there[0].names:
        return False
    return _without(left, here) == _without(right, there)


def find_apart(left: Reading, right: Reading) -> list[Found]:
    """터무니없이 and 살짝, 허구한 날 and 어쩌다 한 번, 전액 and 일부만, of the same thing."""
    mine, theirs = _marks(left), _marks(right)
    here, there = _own_marks(mine, theirs), _own_marks(theirs, mine)
    if not here and not there:
        return _exchanged_marks(left, right, mine, theirs)
    if not here or not there or not _rest_fits(left, right, here, there):
        return []
    one = len(here) == len(there) == 1
    denied = [negators(_beside(r, marks)) for r, marks in ((left, here), (right, there))]
    for a, b in itertools.product(here, there):
        kind = _kind_of_marks(a, b)
        fits = _denials_fit(a.names, b.names, odd=denied[0] != denied[1])
        if _denied_twice(a, denied) or _denied_twice(b, denied[::-1]):
            continue
        if kind and fits and (one or _marked(left, a) == _marked(right, b)):
            return [(kind, a.phrase, b.phrase)]
    return []


def _denied_twice(mark: Mark, denied: Sequence[int]) -> bool:
    """Whether a phrase denies what is denied, and so says all: 안 온 손님이 거의 없다."""
    return "없" in mark.phrase and bool(mark.names & DENIED_AMOUNTS) and denied[0] > denied[1]


def _denials_fit(a: frozenset[str], b: frozenset[str], *, odd: bool) -> bool:
    """Whether phrases differ where one sentence denies (`odd`), or none or both do.

    그리 춥지 않다 and 몹시 춥다 do, 거의 같다 and 완전히 같다 are near each other.
    """
    if (a | b) & DENIED_AMOUNTS:
        return True
    return odd == ("hardly" in a | b)


def _exchanged_marks(
    left: Reading, right: Reading, mine: list[Mark], theirs: list[Mark]
) -> list[Found]:
    """밥은 그럭저럭 먹었고 국은 무척 맛있었다, and the phrases swapped."""
    here, there = (
        {m.phrase: _marked_noun(r, m) for m in ms} for r, ms in ((left, mine), (right, theirs))
    )
    for a, b in itertools.combinations(mine, 2):
        kind = _kind_of_marks(a, b)
        nouns = here[a.phrase], here[b.phrase]
        if kind and all(nouns) and nouns == (there[b.phrase], there[a.phrase]) != nouns[::-1]:
            return [(kind, f"{nouns[0]} {a.phrase}", f"{nouns[0]} {b.phrase}")]
    return []


def _marked_noun(reading: Reading, mark: Mark) -> str:
    """The noun before a phrase, of which it is said: 국은 무척 맛있었다."""
    before = [m for m in reading.morphemes if m.end <= mark.start and m.tag not in SIGNS]
    if len(before) < 2 or before[-1].tag not in {"JX", "JKS", "JKO"}:
        return ""
    return before[-2].form if before[-2].tag in NOUN else ""


def _kind_of_marks(a: Mark, b: Mark) -> str:
    """The kind of what two phrases exclude each other in; empty if they do not."""
    if a.names & b.names:
        return ""
    for kind, groups in APART.items():
        if any(a.names & group and b.names & group for group in groups):
            return kind
    return ""


def _marked(reading: Reading, mark: Mark) -> str:
    """The word that a phrase says something of."""
    after = (m for m in reading.morphemes if m.start >= mark.end and m.tag in CONTENT)
    return next((m.form for m in after), "")


def _beside(reading: Reading, marks: list[Mark]) -> list[Morpheme]:
    """The morphemes of a sentence without some of its phrases."""
    return [
        m
        for m in reading.morphemes
        if m.tag not in SIGNS and not any(mark.start <= m.start < mark.end for mark in marks)
    ]


def _rest_fits(left: Reading, right: Reading, here: list[Mark], there: list[Mark]) -> bool:
    """Whether two sentences say the same but for their phrases on scales."""
    mine, theirs = _beside(left, here), _beside(right, there)
    said = [
        Counter(m.form for m in ms if m.tag in CONTENT and m.form not in SLIGHT)
        for ms in (mine, theirs)
    ]
    if said[0] == said[1] or _without(left, here) == _without(right, there):
        return True
    matcher = SequenceMatcher(
        None, [shape_of(m) for m in mine], [shape_of(m) for m in theirs], False
    )
    changes = sum(kind != "equal" for kind, *_ in matcher.get_opcodes())
    return matcher.ratio() >= LEAST_CERTAIN and changes <= MOST_SWAPS


def find_frequencies(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
    """달마다 and 분기마다, 이틀에 한 번 and 하루에 두 번: how often, when little else differs."""
    if len(blocks) > MOST_SWAPS:
        return []
    here, there = (_rates(r) for r in (left, right))
    if len(here) != 1 or len(there) != 1:
        return []
    (rate, mine), (other, theirs) = here[0], there[0]
    if _as_often(rate, other, mine, theirs):
        return []
    return [("quantity", mine, theirs)]


def _as_often(rate: Fraction, other: Fraction, mine: str, theirs: str) -> bool:
    """Whether two rates are one; about, where one counts weeks and the other months: 격주."""
    weeks = ["주" in said for said in (mine, theirs)]
    months = [bool(re.search("달|개월|월|보름", said)) for said in (mine, theirs)]
    if weeks[0] != weeks[1] and months[0] != months[1] and min(rate, other):
        return max(rate, other) / min(rate, other) <= Fraction(11, 10)
    return rate == other


def but_for_rates(left: Reading, right: Reading, found: list[Found]) -> list[Found]:
    """Differences without those of numbers that tell how often, where that is the same.

    이틀에 한 번 and 하루걸러, 하루에 세 번 and 8시간마다.
    """
    here, there = _rates(left), _rates(right)
    if not found or len(here) != 1 or len(there) != 1:
        return found
    (rate, mine), (other, theirs) = here[0], there[0]
    if not _as_often(rate, other, mine, theirs):
        return found
    return [
        (kind, a, b)
        for kind, a, b in found
        if kind not in {"number", "quantity", "time"} or not (a in mine or b in theirs)
    ]


def _rates(reading: Reading) -> list[tuple[Fraction, str]]:
    """How many times a day, and how that is said: 이틀에 한 번 is half a time."""
    found = []
    for match in RATE.finditer(reading.text):
        period, times = match["period"], match["times"]
        every = match["each"] or period[0] in "매격" or period.endswith("걸러")
        days = _days(period) + ("걸러" in (match["each"] or ""))
        if days and (every or times):
            often = Fraction(TIMES_SAID.get(times) or int(times)) if times else Fraction(1)
            found.append((often / days, match[0].strip()))
    return found


def _days(period: str) -> Fraction:
    """How many days a period has; 0 if that is not known."""
    if period in PERIOD_DAYS:
        return PERIOD_DAYS[period]
    match = COUNTED_PERIOD.fullmatch(period)
    if match is None:
        return Fraction(0)
    if match["number"] == "몇":
        return Fraction(7, 2) * PERIOD_DAYS[match["unit"]]
    number = TIMES_SAID.get(match["number"]) or int(match["number"])
    return number * PERIOD_DAYS[match["unit"]]
