"""Warnings in words: where two Korean sentences differ in what a similarity hides.

A score may call "7시에 켜 줘" and "9시에 켜 줘" similar. This module reads both sentences with Kiwi
and names what differs: negation, numbers, what is talked about and where, what happens, who does
what to whom, opposites, how clauses hang together, whether something must, may or might be, how
much and how often, tense, and whether it is asked, told or ordered.

Only what both sentences say is compared, and only where the rest fits together: a sentence that
merely says less, or says it in other words, is no difference. Words that the vocabulary does not
know differ only where all the rest is said in the same words. Two changes that cancel each other
(작지 않다 and 크다, "A가 B보다 크다" and "B가 A보다 작다") are none, either.

But: it does not score (models.py), knows words only from vocabulary.py, does not clean
(data_preprocessing.py), and keeps and logs nothing of what it reads.
"""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cache
from typing import Any

import sameness
from spacing import shared_kiwi
from vocabulary import (
    APPROXIMATE,
    AROUND,
    AT_A_TIME,
    AT_LEAST,
    AT_MOST,
    BEFORE_AFTER,
    BOUND,
    BOUNDS,
    CHECKED,
    CLASSES,
    CLAUSAL,
    COLOURS,
    COMMAND,
    CONVERSE,
    COUNTED,
    DAY,
    DAYS,
    DENIED,
    DENYING,
    DETERMINERS,
    EMPTY,
    ENDING_SHAPES,
    EVENING,
    EXCLUSIVE,
    FEELING,
    FUTURE,
    GRAINS,
    HALVED,
    HEADS,
    INTENTS,
    LARGE,
    LASTING,
    LIGHT,
    LINKING,
    LINKING_NOUNS,
    LOANED,
    MEASURED,
    MOMENTS,
    MONTHS,
    MORNING,
    MOVING,
    MUTUAL,
    NATIVE,
    NEGATORS,
    NOT_COUNTED,
    NOUN,
    NOUN_UNITS,
    NUMERAL,
    ONES,
    OPEN,
    OPPOSED,
    ORDINALS,
    OVERLAPPING,
    PARTICLE_SHAPES,
    PARTICLES,
    PARTING,
    PARTS,
    PASSIVE,
    PERIODS,
    PIECEWISE,
    PLACE_CLASSES,
    PLACE_HEADS,
    POLITE,
    POSITIONS,
    PREFIXES,
    PRONOUNS,
    PROPOSAL,
    QUESTION,
    REASONS,
    RECEIVING,
    ROLES,
    SCALES,
    SEASONS,
    SIGNS,
    SLIGHT,
    SMALL,
    SYNONYMS,
    TELL,
    TENS,
    THING_CLASSES,
    TIME_CLASSES,
    TIMES,
    TURNED,
    TURNS,
    TURNWISE,
    UNITS,
    UNTIMED,
    URGING,
    VAGUE,
    VERBAL,
    WEEKDAYS,
    WHEN,
    WHETHER,
    WHO,
)

# In the order in which differences are listed.
LABELS = {
    "negation": "부정이 다릅니다",
    "number": "숫자가 다릅니다",
    "antonym": "뜻이 반대인 말이 있습니다",
    "roles": "누가 무엇을 하는지가 다릅니다",
    "object": "대상이 다릅니다",
    "place": "장소나 위치가 다릅니다",
    "word": "다른 말이 쓰였습니다",
    "relation": "앞뒤 관계가 다릅니다",
    "modality": "가능·의무·추측이 다릅니다",
    "time": "때가 다릅니다",
    "quantity": "범위나 횟수가 다릅니다",
    "degree": "정도가 다릅니다",
    "tense": "시제가 다릅니다",
    "intent": "의도가 다릅니다",
}
KINDS = tuple(LABELS)
LEAST_OVERLAP = 0.5  # of the words; sentences that share fewer are about different things
MOST_SWAPPED = 3  # words in one place; more are another way to say it
# Shares of morphemes in common: for anything to be compared; for turns of phrase; for "nearly the
# same words"; and for "the same words but for two places".
LEAST_COMMON = 0.35
LEAST_FOR_TURNS = 0.5
LEAST_ALIKE = 0.6
MOSTLY = 0.8
MOST_CHANGES = 4  # places in which sentences of nearly the same words differ
MOST_SWAPS = 2  # places in which sentences that are otherwise the same differ
# What shades a predicate such that its tense cannot be told alone.
SHADING = frozenset({"need", "may", "can", "hope", "ban", "intends"})
CONTENT = frozenset({"NNG", "NNP", "SL", "SH", "VV", "VA", "XR", "VCN"})
LONGEST = 500  # characters of a sentence; what is longer is a text, and is not compared


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two sentences differ.

    Attributes:
        kind: One of `KINDS`.
        left: What the first sentence says, in its own words.
        right: What the second sentence says.
        message: All of it as a Korean sentence.
    """

    kind: str
    left: str
    right: str
    message: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison of two sentences finds.

    Attributes:
        differences: In the order of `KINDS`.
        common: The share of morphemes that both sentences have, 0-1: the more of them, the more
            hangs on what differs.
        same: Whether both are known to say the same, whatever they differ in; see sameness.py.
    """

    differences: list[Difference]
    common: float
    same: bool


CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as meant: 만 원 and 10,000원 are equal, 19시 and 저녁 일곱 시, too.

    Attributes:
        dimension: What is measured, such as `seconds`; numbers are compared within one.
        value: In the dimension's first unit; for `clock`, minutes after midnight.
        factor: Of the unit in which it was said.
        sure: For `clock`, whether it is known to be before or after noon; for `ratio`, whether it
            is exact; for what is counted, whether it is no mere article (한 남자, 네 집).
        start: Its place in the sentence.
        end: One after it.
    """

    dimension: str
    value: Fraction
    factor: Fraction
    sure: bool
    start: int
    end: int

    def equals(self, other: "Quantity") -> bool:
        """Whether both, of one dimension, may be the same."""
        if self.dimension == "clock" and not (self.sure and other.sure):
            return self.value % 720 == other.value % 720
        if self.dimension == "months" and self.factor == other.factor == 12:
            early, late = sorted((self.value, other.value))
            if early < 1200 and late > 1900 * 12:  # 99년 and 1999년
                return late % 1200 == early
        if self.dimension == "ratio" and self.value != other.value:
            apart = abs(self.value - other.value)
            if not (self.sure and other.sure):  # 절반 and 52%, or 절반을 더 and 1.5배
                return apart < Fraction(1, 20) or apart == 1
            return self.factor != other.factor and apart == 1  # 2배 and 100% 늘다
        overlaps = OVERLAPPING.get(self.dimension, ())
        return self.value == other.value or {self.value, other.value} in overlaps


@dataclass(frozen=True, slots=True)
class Morpheme:
    """What Kiwi calls a token, without the marks of irregular stems.

    What is `unknown` is in no dictionary.
    """

    form: str
    tag: str
    start: int
    end: int
    unknown: bool = False


@dataclass(slots=True, eq=False)
class Predicate:
    """A verb, an adjective, or a noun with 하다, 되다 or 이다, and the auxiliaries after it.

    Attributes:
        word: Its stem or noun.
        names: What it can be matched by; 1 or -1: on which side of that scale the word stands.
        denials: Names on whose scale -1 is a denial rather than an opposite.
        passive: Names for which the subject is not who acts.
        sign: 1, -1 when negated an odd number of times, 0 when that cannot be told.
        start: Its place in the sentence.
        end: One after its ending.
        position: Index of its first morpheme.
        past: Whether -었- follows.
        future: Whether -겠- or -ㄹ 것이다 follows.
        marks: What else follows: auxiliaries, by names of this module.
    """

    word: str
    names: dict[str, int]
    denials: set[str]
    passive: set[str]
    start: int
    end: int
    position: int
    sign: int = 1
    past: bool = False
    future: bool = False
    marks: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun and its part.

    Attributes:
        word: As said, 저 as 나; with @ when it is a pronoun.
        form: As said.
        role: By its particle: `subject`, `topic`, `object`, `to` (에게), `from` (에게서), `into`
            (에), `out of` (에서), `than`, `with`, `of`; `time`; empty without a particle.
        position: Index of its morpheme.
        predicate: Index of the predicate that it belongs to; -1 without one.
        start: Its place in the sentence.
        end: One after its particle.
    """

    word: str
    form: str
    role: str
    position: int
    predicate: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says.

    Attributes:
        text: The sentence.
        predicates: In their order.
        nouns: In their order, without those that are part of a number or a predicate.
        quantities: In their order.
        adverbs: Determiners, adverbs and nouns that `SCALES` may know.
        intents: What it may be: statement, question, command, proposal; empty when unknown.
        main: The predicate that ends the sentence.
        morphemes: All of them, in their order.
        counted: Indices of those that are part of a number.
    """

    text: str
    predicates: list[Predicate]
    nouns: list[Noun]
    quantities: list[Quantity]
    adverbs: list[str]
    intents: frozenset[str]
    main: Predicate | None
    morphemes: list[Morpheme]
    counted: set[int]


class Analyser:
    """Reads pairs of sentences; safe to call from several threads.

    Building one loads Kiwi and its model (about two seconds), so build one per process,
    when the app starts: loaded lazily, the first user would wait for it.
    """

    def __init__(self) -> None:
        self._kiwi = shared_kiwi()
        self._kiwi.tokenize("준비")  # loads what Kiwi would load with its first sentence

    def differences(self, sentence1: str, sentence2: str) -> list[Difference]:
        """Name what differs; see `compare`."""
        return self.compare(sentence1, sentence2).differences

    def compare(self, sentence1: str, sentence2: str) -> Compared:
        """Name what differs, and say how much is common.

        Args:
            sentence1: As `data_preprocessing.clean` leaves it; so is `sentence2`.
            sentence2: With `sentence1` swapped, all that is left becomes right.

        Returns:
            Without differences when none is known, or when a sentence is longer than `LONGEST`;
            in the latter case `common` is 0, and they are not called the same.
        """
        if sentence1 == sentence2:
            return Compared([], 1.0, same=True)
        if max(len(sentence1), len(sentence2)) > LONGEST:
            return Compared([], 0.0, same=False)
        if "".join(sentence1.split()) == "".join(sentence2.split()):
            return Compared([], 1.0, same=True)  # 그림 이 많아 서 and 그림이 많아서
        # One order of the two, so that what is found cannot depend on it.
        left, right = (self._read(text) for text in sorted((sentence1, sentence2)))
        blocks = _blocks(left, right)
        common = _common(left, right, blocks)
        found = _compare(left, right, blocks, common)
        if sentence1 != left.text:
            found = [(kind, there, here) for kind, here, there in found]
        found = sorted(dict.fromkeys(found), key=lambda item: KINDS.index(item[0]))
        named = [Difference(kind, a, b, _message(kind, a, b)) for kind, a, b in found]
        return Compared(named, common, same=not named and sameness.same(left, right))

    def _read(self, text: str) -> Reading:
        tokens: Any = self._kiwi.tokenize(MISSPELT_PAST.sub(_with_past, text))
        morphemes = [
            Morpheme(
                token.form,
                token.tag.split("-")[0],
                token.start,
                token.start + token.len,
                token.oov,
            )
            for token in tokens
        ]
        return _read(text, _mended(morphemes))


@cache
def shared_analyser() -> Analyser:
    """The one of this process: it loads for two seconds, and everybody can use the same."""
    return Analyser()


# 드렷어 as 드렸어; a syllable stays one, so that places in the text stay what they are.
MISSPELT_PAST = re.compile(r"(?<!무)엇(?=[어다습])|[햇렷됏왓셧졋쳣켯줫봣겟](?=[어다습는지네던])")


def _with_past(match: re.Match[str]) -> str:
    """A syllable with ㅆ for ㅅ."""
    return chr(ord(match[0]) + 1)


def _mended(ms: list[Morpheme]) -> list[Morpheme]:
    """Morphemes that Kiwi splits or joins wrongly: 에게/서다 is 에게서, 지은이 (a name) 지은/이."""
    found: list[Morpheme] = []
    for m, after in itertools.zip_longest(ms, ms[1:]):
        last = found[-1] if found else None
        glued = last is not None and last.end == m.start
        if last is not None and glued and last.form in {"에게", "한테"} and m.form == "서":
            found[-1] = Morpheme(last.form + "서", "JKB", last.start, m.end)
        elif m.form == "지은이" and (after is None or after.tag[0] != "J"):
            found.append(Morpheme("지은", "NNP", m.start, m.end - 1))
            found.append(Morpheme("이", "JKS", m.end - 1, m.end))
        elif (m.form, m.tag) == ("이", "VCP") and after is not None and after.tag in NOUN:
            found.append(Morpheme("이", "JKS", m.start, m.end))  # 평일이 공휴일보다
        elif m.form == "색" and len(found) > 1 and found[-2].form in COLOURS and glued:
            start = found[-2].start
            found[-2:] = [Morpheme(COLOURS[found[-2].form], "NNG", start, m.end)]
        elif (m.form, m.tag) == ("트", "VV"):
            found.append(Morpheme("틀", "VV", m.start, m.end))  # 음악을 트세요
        else:
            found.append(m)
    return found


Found = tuple[str, str, str]  # kind, left, right
Pairs = list[tuple[Predicate, Predicate]]
# Nouns that are alike, and those of the left and of the right sentence that have no partner.
Nouns = tuple[list[tuple[Noun, Noun]], list[Noun], list[Noun]]
Blocks = list[tuple[list[Morpheme], list[Morpheme]]]  # what stands in each other's place


def _message(kind: str, left: str, right: str) -> str:
    if kind == "intent":
        return f"{LABELS[kind]}: {left} ↔ {right}"
    return f"{LABELS[kind]} ({left} ↔ {right})"


# --- Reading one sentence ---


def _read(text: str, morphemes: list[Morpheme]) -> Reading:
    quantities, counted = _quantities(text, morphemes)
    predicates, spent = _predicates(text, morphemes, counted)
    main = _main(predicates, morphemes)
    return Reading(
        text=text,
        predicates=predicates,
        nouns=_nouns(morphemes, counted | spent, predicates),
        quantities=quantities,
        adverbs=_adverbs(morphemes),
        intents=_intents(text, morphemes, main),
        main=main,
        morphemes=morphemes,
        counted=counted,
    )


def _adverbs(ms: list[Morpheme]) -> list[str]:
    """What `SCALES`, `FUTURE` and `WHO` may know: adverbs, nouns, 마다, 크게, 많은."""
    found = []
    for m, after in itertools.zip_longest(ms, ms[1:]):
        if after is not None and after.form == "적":
            continue  # 전체적으로
        if m.tag in {"MAG", "MM", "NNG", "NR", "NP", "JX"}:
            found.append(m.form)
        elif m.tag in {"VV", "VA"} and after is not None and after.form in {"게", "은", "ᆫ"}:
            found.append(m.form + after.form)
    return found


def _next_to(text: str, before: Morpheme, after: Morpheme) -> bool:
    return after.start - before.end <= 0 or text[before.end : after.start] == " "


def _quantities(text: str, ms: list[Morpheme]) -> tuple[list[Quantity], set[int]]:
    """The numbers of a sentence, and the morphemes they are made of."""
    found: list[Quantity] = []
    index = 0
    while index < len(ms):
        moments, end = _moments(text, ms, index)
        if moments:
            found += moments
            index = end
            continue
        quantity, end = _quantity(text, ms, index)
        if quantity is None:
            index += 1
            continue
        if quantity.dimension == "clock":
            while found and found[-1].end > quantity.start:
                found.pop()  # the 오전 of 오전 7시
        last = found[-1] if found else None
        # 2~3명, 1미터 80
        if last is not None and (joined := _joined(text, last, quantity)) is not None:
            found[-1], index = joined, end
            continue
        # 1시간 30분 and 1년 6개월 are one quantity each.
        if (
            last is not None
            and last.dimension == quantity.dimension != "clock"
            and last.factor > quantity.factor
            and quantity.start - last.end <= 1
            and quantity.value < last.factor  # not 하루 24시간
        ):
            value = last.value + quantity.value
            quantity = Quantity(
                last.dimension, value, quantity.factor, True, last.start, quantity.end
            )
            found.pop()
        found.append(quantity)
        index = end
    spans = [(quantity.start, quantity.end) for quantity in found]
    used = {n for n, m in enumerate(ms) if any(start <= m.start < end for start, end in spans)}
    return found, used


def _joined(text: str, last: Quantity, quantity: Quantity) -> Quantity | None:
    """Two numbers that are one: 2~3명 as 두세 명, and 1미터 80."""
    between = text[last.end : quantity.start]
    if last.dimension == COUNTED and between.strip() in {"~", "∼", "～", "-", ","}:
        low, high = last.value, quantity.value / quantity.factor
        if high == low + 1 < 100 and low.denominator == 1 and quantity.dimension not in WHEN:
            value = (low + Fraction(1, 2)) * quantity.factor
            return Quantity(
                quantity.dimension, value, quantity.factor, True, last.start, quantity.end
            )
    metres = (last.dimension, last.factor, quantity.dimension) == ("metres", 1, COUNTED)
    if metres and between in {"", " "} and 10 <= quantity.value < 100:
        value = last.value + quantity.value / 100
        return Quantity("metres", value, Fraction(1, 100), True, last.start, quantity.end)
    return None


def _moments(text: str, ms: list[Morpheme], index: int) -> tuple[list[Quantity], int]:
    """When something is, by the word or words that begin at a morpheme; the index after them."""
    m = ms[index]
    if (turn := _turnwise(text, ms, index)) is not None:
        return turn
    following = ms[index + 1].form if index + 1 < len(ms) else ""
    if following == "적" or m.tag not in {"NNG", "NNP", "NNB", "MAG", "NR", "MM", "VA", "XR"}:
        return [], index
    if m.tag == "VA" and m.form != "밤늦":
        return [], index
    if m.form in {"초", "말"} and (m.tag != "NNB" or not index or ms[index - 1].tag == "SN"):
        return [], index
    said = MOMENTS.get(m.form, [])
    if not said and m.form == "올" and following in SEASONS:
        said = [("year", 0)]
    if len(m.form) > 1 and m.tag == "NNG":  # 초여름, 봄철, 겨울옷
        said = said + [
            ("season", value)
            for season, value in SEASONS.items()
            if season in m.form
            and (season != "봄" or m.form[0] == "봄" or m.form[-2] in "올새초늦")
        ]
    if m.form in WEEKDAYS or _short_weekday(ms, index):
        said = [("weekday", WEEKDAYS[m.form[0] + "요일"])]
    # 내일 오전 is one time, said with two words; of 내일모레 the second word counts.
    if m.form == "내일" and following == "모레" and ms[index + 1].start == m.end:
        return [], index + 1
    one = Fraction(1)
    return [Quantity(d, Fraction(v), one, True, m.start, m.end) for d, v in said], index + 1


def _short_weekday(ms: list[Morpheme], index: int) -> bool:
    """Whether a syllable is a weekday: one of several (월·수·금), or in brackets."""
    if ms[index].form + "요일" not in WEEKDAYS or ms[index].tag != "NNG":
        return False
    around = [
        next((m for m in side if m.tag != "SP"), None)
        for side in (reversed(ms[:index]), ms[index + 1 :])
    ]
    if all(m is not None and m.tag in {"SSO", "SSC"} for m in around):
        return True
    days = [m for m in around if m is not None and m.tag == "NNG"]
    return any(m.form + "요일" in WEEKDAYS for m in days)


def _turnwise(text: str, ms: list[Morpheme], index: int) -> tuple[list[Quantity], int] | None:
    """지난주, 이번 학기, 다다음 달: which of several periods, counted from now."""
    m, after, value = ms[index], index + 1, 0
    if (m.form, m.tag) in {("다", "MAG"), ("지", "NNB")} and after < len(ms):
        value, m, after = 1, ms[after], after + 1
    form = m.form
    if (m.form, m.tag) == ("지나", "VV") and after < len(ms) and ms[after].form == "ᆫ":
        form, after = "지난", after + 1
    if form not in TURNWISE or after == len(ms) or not _next_to(text, ms[after - 1], ms[after]):
        return None
    if index and ms[index - 1].tag in {"JKS", "ETM"}:
        return None  # 먹은 다음, 기한이 지난
    period = ms[after]
    dimension = PERIODS.get(period.form)
    if dimension is None:
        return None
    step = TURNWISE[form]
    value = step * (1 + value)
    end = period.end if dimension != "turn" else ms[after - 1].end
    moment = Quantity(dimension, Fraction(value), Fraction(1), True, ms[index].start, end)
    return [moment], after + (dimension != "turn")


def _quantity(text: str, ms: list[Morpheme], index: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at a morpheme, and the index after it."""
    if (word := _one_word(text, ms, index)) is not None:
        return word
    end, value = _numeral(text, ms, index)
    if value is None:
        return None, index + 1
    return _with_what_follows(text, ms, index, end, value)


def _one_word(text: str, ms: list[Morpheme], index: int) -> tuple[Quantity, int] | None:
    """A quantity that is told without a numeral: 사흘, 첫 번째, 반값."""
    m = ms[index]
    if (named := _named_quantity(m)) is not None:
        return named, index + 1
    if m.form == "첫" and [x.form for x in ms[index + 1 : index + 3]] == ["번", "째"]:
        end = index + 3
        return Quantity("ordinal", Fraction(1), Fraction(1), True, m.start, ms[end - 1].end), end
    following = ms[index + 1] if index + 1 < len(ms) else None
    if m.form in {"첫", "마지막"} and following is not None and following.tag[0] in "NS":
        place = Fraction(1 if m.form == "첫" else -1)
        return Quantity("ordinal", place, Fraction(1), True, m.start, m.end), index + 1
    if following is not None and (half := _half(text, ms, index)) is not None:
        return half
    if m.form in LOANED and following is not None and following.form == "플러스":
        number = Fraction(LOANED[m.form])
        return Quantity(COUNTED, number, Fraction(1), True, m.start, m.end), index + 1
    return None


def _with_what_follows(
    text: str, ms: list[Morpheme], index: int, end: int, value: Fraction
) -> tuple[Quantity | None, int]:
    """A numeral with its sign and its unit; `end` is the index after the numeral."""
    m = ms[index]
    value, start = _signed(text, ms, index, value)
    if end < len(ms) and (ms[end].form, ms[end].tag) == ("여", "XSN"):
        end += 1  # 20여 명
    unit = ms[end] if end < len(ms) and _next_to(text, ms[end - 1], ms[end]) else None
    if unit is not None and (unit.form, unit.tag) == ("시", "NNB"):
        return _clock(text, ms, index, end, value)
    before = ms[index - 1] if index else None
    if before is not None and before.tag == "SW" and before.form in UNITS and before.end == m.start:
        dimension, factor = UNITS[before.form]  # $50
        return Quantity(dimension, value * factor, factor, True, before.start, ms[end - 1].end), end
    if unit is not None and _is_unit(unit):
        return _with_unit(text, ms, index, end, Quantity("", value, Fraction(1), True, start, 0))
    if m.tag == "MM" and unit is None:
        return None, index + 1
    if m.tag == "MM" and m.form in {"한", "네"} and end == index + 1:
        # 한 남자 is any man, 네 집 your house
        return Quantity(COUNTED, value, Fraction(1), False, start, ms[end - 1].end), end
    return Quantity(COUNTED, value, Fraction(1), True, start, ms[end - 1].end), end


def _half(text: str, ms: list[Morpheme], index: int) -> tuple[Quantity, int] | None:
    """반 시간, 반값, 반년, 과반; not the 반 that is a class."""
    m, after = ms[index], ms[index + 1]
    if (m.form, after.form) == ("과", "반") and text[m.start - 1 : m.start] in {"", " "}:
        return Quantity(
            "ratio", Fraction(51, 100), Fraction(1), False, m.start, after.end
        ), index + 2
    if (m.form, m.tag) != ("반", "NNG") or after.form not in HALVED or not _next_to(text, m, after):
        return None
    dimension, factor = UNITS.get(
        after.form, ("ratio" if after.form in {"값", "가격"} else after.form, Fraction(1))
    )
    return Quantity(dimension, factor / 2, factor, True, m.start, after.end), index + 2


def _signed(text: str, ms: list[Morpheme], index: int, value: Fraction) -> tuple[Fraction, int]:
    """A number with the sign before it, and where it begins."""
    start = ms[index].start
    before = ms[index - 1] if index else None
    if before is not None and (
        before.form == "영하"
        or (before.form in {"-", "−"} and before.end == start and not _glued(text, before.start))
    ):
        return -value, before.start
    return value, start


def _is_unit(m: Morpheme) -> bool:
    if m.tag == "NNB":
        return m.form not in {
            "수",
            "것",
            "거",
            "데",
            "바",
            "줄",
            "만큼",
            "등",
            "때문",
            "중",
            "쯤",
            "채",
        }
    named = m.form in UNITS and (m.tag in {"SW", "SL", "XSN", "NR"} or len(m.form) > 1)
    return named or m.form in NOUN_UNITS


def _with_unit(
    text: str, ms: list[Morpheme], index: int, end: int, number: Quantity
) -> tuple[Quantity, int]:
    """A number and its unit; `end` is the unit's index."""
    unit, value, start = ms[end], number.value, number.start
    following = ms[end + 1].form if end + 1 < len(ms) else ""
    if unit.form == "분" and following == "의":
        after, parts = _numeral(text, ms, end + 2)
        if parts is not None and value:
            ratio = parts / value
            return Quantity("ratio", ratio, Fraction(1), True, start, ms[after - 1].end), after
    if unit.form == "번" and following == "째":
        return Quantity("ordinal", value, Fraction(1), True, start, ms[end + 1].end), end + 2
    dimension, factor = UNITS.get(unit.form, (unit.form, Fraction(1)))
    if unit.form == "분" and ms[index].tag != "MM" and ms[index].form not in TENS:
        dimension, factor = "seconds", Fraction(60)  # 삼 분 are minutes, 세 분 are people
    value, stop, end = value * factor, unit.end, end + 1
    if following == "반" and _next_to(text, unit, ms[end]):
        value, stop, end = value + factor / 2, ms[end].end, end + 1
    return Quantity(dimension, value, factor, True, start, stop), end


def _glued(text: str, start: int) -> bool:
    return start > 0 and text[start - 1].isalnum()


# Words that are a number, and of which dimension.
NAMED: tuple[tuple[dict[str, int], str], ...] = (
    (ORDINALS, "ordinal"),
    (MONTHS, "month"),
    ({"반년": 6}, "months"),
    ({"빵점": 0, "영점": 0}, "점"),
)


def _named_quantity(m: Morpheme) -> Quantity | None:
    """What one morpheme says alone: 사흘, 월요일, 절반, 19:30."""
    one = Fraction(1)
    for table, dimension in NAMED:
        if m.form in table:
            return Quantity(dimension, Fraction(table[m.form]), one, True, m.start, m.end)
    if m.form in DAYS:
        return Quantity(
            "seconds", Fraction(DAYS[m.form] * DAY), Fraction(DAY), True, m.start, m.end
        )
    if m.form in {"정오", "자정"} and m.tag == "NNG":
        minutes = Fraction(720 if m.form == "정오" else 0)
        return Quantity("clock", minutes, Fraction(60), True, m.start, m.end)
    if m.form in {"절반", "반값"}:
        return Quantity("ratio", Fraction(1, 2), one, False, m.start, m.end)
    if m.tag == "W_SERIAL":
        if clock := CLOCK.fullmatch(m.form):
            hours, minutes = int(clock[1]), Fraction(int(clock[2]))
            sure = hours > 12 or hours == 0 or m.form.startswith("0")
            return Quantity("clock", hours % 24 * 60 + minutes, one, sure, m.start, m.end)
        digits = Fraction(re.sub(r"\D", "", m.form) or 0)
        return Quantity("serial", digits, one, True, m.start, m.end)
    return None


def _numeral(text: str, ms: list[Morpheme], index: int) -> tuple[int, Fraction | None]:
    """The longest number that begins at a morpheme: the index after it, and its value."""
    value, spelt, end = None, "", index
    if ms[index].form in APPROXIMATE:  # 두세 명
        return index + 1, Fraction(APPROXIMATE[ms[index].form])
    while end < len(ms):
        m = ms[end]
        counts = (
            m.tag in {"SN", "NR"}
            or (m.tag == "MM" and m.form in DETERMINERS)
            or (end > index and m.form in LARGE.keys() | SMALL.keys())
        )
        if not counts or (end > index and not _next_to(text, ms[end - 1], m)):
            break
        if end > index and m.tag == "SN" == ms[end - 1].tag:
            break
        longer = _value(spelt + m.form)
        if longer is None:
            break
        value, spelt, end = longer, spelt + m.form, end + 1
    digits = _digits(ms, index, end)
    return digits or _decimals(ms, end, value)


def _digits(ms: list[Morpheme], index: int, end: int) -> tuple[int, Fraction] | None:
    """A number told digit by digit: 일일구, 공일공."""
    last = index
    while last < len(ms) and ms[last].tag == "NR" and ms[last].form in ONES:
        last += 1
    if last - index < 3 or last <= end:
        return None
    return last, Fraction(int("".join(str(ONES[m.form]) for m in ms[index:last])))


def _decimals(ms: list[Morpheme], end: int, value: Fraction | None) -> tuple[int, Fraction | None]:
    """A number, with its decimals where they are told as 영 점 오."""
    last = end + 1
    while last < len(ms) and ms[last].tag == "NR" and ms[last].form in ONES:
        last += 1
    point = end < len(ms) and ms[end].form == "점" and ms[end - 1].form in ONES
    if value is None or not point or last == end + 1:
        return end, value
    decimals = "".join(str(ONES[m.form]) for m in ms[end + 1 : last])
    return last, value + Fraction(int(decimals), 10 ** len(decimals))


def _value(spelt: str) -> Fraction | None:
    """What a number says: 1만5천, 이십삼, 스물세; None for what is no number."""
    total = Fraction(0)
    above, rest = 10**16, spelt
    for sign, worth in reversed(LARGE.items()):
        if sign not in rest:
            continue
        head, _, rest = rest.partition(sign)
        value = _below_ten_thousand(head) if head else Fraction(1)
        if value is None or worth >= above:
            return None
        total, above = total + value * worth, worth
    if not rest:
        return total
    value = _below_ten_thousand(rest)
    return None if value is None else total + value


def _below_ten_thousand(spelt: str) -> Fraction | None:
    """A number without 만, 억, 조: 오천이백, 스물세, 1,500."""
    section, waiting, least, position = Fraction(0), None, 10**4, 0
    while position < len(spelt):
        part = NUMERAL.match(spelt, position)
        if part is None:
            return None
        position = part.end()
        kind, word = part.lastgroup or "", part[0]
        worth = SMALL.get(word, 10)
        if kind in {"small", "tens"}:
            if worth >= least or (kind == "tens" and waiting is not None):
                return None
            least = worth
            section += TENS[word] if kind == "tens" else (waiting or 1) * worth
            waiting = None
        elif kind == "one" and waiting is not None and 0 < waiting == ONES[word] - 1:
            waiting += Fraction(1, 2)  # 이삼 일, 이삼십 명
        elif waiting is not None:
            return None
        elif kind == "digits":
            waiting = Fraction(word.replace(",", ""))
        else:
            waiting = Fraction(NATIVE[word] if kind == "native" else ONES[word])
    return section + (waiting or 0)


def _clock(
    text: str, ms: list[Morpheme], index: int, end: int, value: Fraction
) -> tuple[Quantity | None, int]:
    """A time of day; `end` is the index of its 시."""
    start, stop, after = ms[index].start, ms[end].end, end + 1
    minutes = Fraction(0)
    if after < len(ms) and ms[after].form == "반":
        minutes, stop, after = Fraction(30), ms[after].end, after + 1
    elif after < len(ms):
        next_end, number = _numeral(text, ms, after)
        if number is not None and next_end < len(ms) and ms[next_end].form == "분":
            minutes, stop, after = number, ms[next_end].end, next_end + 1
            if after < len(ms) and ms[after].form == "전" and ms[after].tag == "NNG":
                minutes, stop, after = -minutes, ms[after].end, after + 1
    back = index - 1
    if back > 0 and ms[back].tag in {"JKB", "JX"}:
        back -= 1
    period = ms[back].form if back >= 0 else ""
    sure = period in MORNING | EVENING
    if sure:
        start = ms[back].start
    hours = value
    if not sure:
        sure = hours > 12 or hours == 0
    elif hours <= 12:
        night = period == "밤" and (hours == 12 or hours < 5)
        noon = period == "낮" and 9 < hours < 12
        hours %= 12
        if period in EVENING and not night and not noon:
            hours += 12
    return Quantity("clock", hours % 24 * 60 + minutes, Fraction(60), sure, start, stop), after


def _names_of(word: str) -> tuple[dict[str, int], set[str], set[str]]:
    """What a word can be matched by, which of that are denials, and which passives."""
    names: dict[str, int] = {word: 1}
    denials: set[str] = set()
    passive: set[str] = set()
    for same in (word, *sorted(SYNONYMS.get(word, ()))):
        names.setdefault(same, 1)
        for scale, side in (OPPOSED.get(same, {}) | DENIED.get(same, {})).items():
            names.setdefault(scale, side)
        denials.update(scale for scale, side in DENIED.get(same, {}).items() if side < 0)
        for scale, side in (CONVERSE.get(same, {}) | PASSIVE.get(same, {})).items():
            names.setdefault(scale, 1)
            if side < 0:
                passive.add(scale)
    return names, denials, passive


class _Predicates:
    """Walks through a sentence once and collects its predicates."""

    def __init__(self, text: str, ms: list[Morpheme], counted: set[int]) -> None:
        self.text = text
        self.ms = ms
        self.counted = counted
        self.found: list[Predicate] = []
        self.spent: set[int] = set()  # nouns that are part of a predicate
        self.flip = 1  # of 안, 못 and 밖에, for the predicate that follows
        self.flip_start = -1

    def walk(self) -> None:
        for index, m in enumerate(self.ms):
            if m.tag == "MAG" and m.form in {"안", "못", "아니", "그만"}:
                self._denying(index)
            elif m.tag == "JX" and m.form == "밖에":
                self.flip = -self.flip
            elif m.tag == "MAG" and m.form == "없이":
                self._without(index)
            elif m.tag == "MM" and m.form == "다른":
                self._add("다르다", index, m.start)
            elif m.tag in {"VV", "VA", "VX", "VCN", "VCP"}:
                self._verb(index)
            elif m.tag in {"XSV", "XSA"}:
                self._derived(index)
            elif m.tag in {"EP", "EC", "EF", "ETM", "ETN"}:
                self._ending(index)
            elif m.tag in {"NNG", "XR"} and index not in self.counted:
                self._bare(index)

    def _denying(self, index: int) -> None:
        if self._less_than(index):
            self._add("만못하다", index + 1, self.ms[index].start)
        elif not self._inside(index):
            self.flip, self.flip_start = -self.flip, self.ms[index].start

    def _less_than(self, index: int) -> bool:
        """Whether 못하다 compares: 예전 것만 못하다."""
        after = [x.form for x in self.ms[index + 1 : index + 2]]
        only = index > 0 and (self.ms[index - 1].form, self.ms[index - 1].tag) == ("만", "JX")
        return only and self.ms[index].form == "못" and after == ["하"]

    def _inside(self, index: int) -> bool:
        """Whether 안 is a place, and denies nothing: 우편함 안 작은 봉투."""
        tags = [x.tag for x in self.ms[index + 1 : index + 3]]
        inside = self.ms[index].form == "안" and index > 0 and self.ms[index - 1].tag == "NNG"
        return inside and tags == ["VA", "ETM"]

    def _add(self, word: str, index: int, start: int, *, mark: str = "") -> Predicate:
        names, denials, passive = _names_of(word)
        if 0 <= self.flip_start < start and mark != "noun":
            start = self.flip_start
        m = self.ms[index]
        predicate = Predicate(word, names, denials, passive, start, m.end, index)
        if mark:
            predicate.marks.add(mark)
        if mark != "noun":
            predicate.sign = self.flip
            self.flip, self.flip_start = 1, -1
        self.found.append(predicate)
        return predicate

    def _last(self) -> Predicate | None:
        return next((p for p in reversed(self.found) if "noun" not in p.marks), None)

    def _turn(self, index: int, sign: int, mark: str = "") -> None:
        """Let an auxiliary work on the predicate before it."""
        last = self._last()
        if last is not None:
            last.sign *= sign * self.flip
            last.end = self.ms[index].end
            if mark:
                last.marks.add(mark)
        self.flip, self.flip_start = 1, -1

    def _before(self, index: int) -> int:
        """The index of what a verb follows: particles, 안, 못 and adverbs in between left out."""
        index -= 1
        while index >= 0 and (
            self.ms[index].tag in {"JX", "JKS", "JKC", "JKO"} or self.ms[index].tag == "MAG"
        ):
            index -= 1
        return index

    def _noun_before(self, index: int) -> tuple[str, int]:
        """The noun that ends before an index, with suffixes, and the index where it begins."""
        end = index
        while index >= 0 and self.ms[index].tag == "XSN":
            index -= 1
        if index < 0 or self.ms[index].tag not in NOUN | {"XR", "NNB"} or index in self.counted:
            return "", end
        word = "".join(m.form for m in self.ms[index : end + 1])
        if index and self.ms[index - 1].tag == "XPN" and self.ms[index - 1].form in PREFIXES:
            return self.ms[index - 1].form + word, index - 1
        return word, index

    def _subject(self, index: int) -> str:
        """The noun that a verb such as 있다 is said of."""
        while index >= 0:
            tag = self.ms[index].tag
            if tag in {"EC", "EF", "ETM", "SF", "VV", "VA"}:
                return ""
            if tag in {"JKB", "JKG", "JC"}:
                index -= 2
                continue
            if tag in NOUN and index not in self.counted:
                return self._noun_before(index)[0]
            index -= 1
        return ""

    def _say_of(self, predicate: Predicate, subject: str, *, alone: bool) -> None:
        """Match a predicate by its subject too: 자리가 있다 is not denied by 시간이 없다."""
        scales = predicate.names
        if not subject:
            return
        predicate.names = {
            f"{noun}+{scale}": side
            for scale, side in scales.items()
            for noun in (subject, *sorted(SYNONYMS.get(subject, ())))
        }
        predicate.denials |= {
            f"{noun}+{scale}"
            for scale in predicate.denials
            for noun in (subject, *sorted(SYNONYMS.get(subject, ())))
        }
        if alone:  # 예약이 가능하다 is matched by 예약할 수 있다
            side = min(scales.values())
            for noun in (subject, *sorted(SYNONYMS.get(subject, ()))):
                predicate.names.setdefault(noun, side)
                if side < 0:
                    predicate.denials.add(noun)

    def _verb(self, index: int) -> None:
        m = self.ms[index]
        before = self._before(index)
        form = m.form
        if form == "안되":
            self.flip, form = -self.flip, "되"
        if m.tag == "VX":
            self._auxiliary(index, form)
        elif m.tag in {"VCP", "VCN"}:
            self._copula(index, before)
        elif before >= 0 and (
            self._after_bound_noun(index, before, form) or self._after_ending(index, before, form)
        ):
            pass
        elif form in LIGHT and m.tag == "VV" and before >= 0 and self._noun_before(before)[0]:
            self._noun_predicate(index, before, passive=form in {"되", "당하"})
        elif form in {"있", "없"}:
            self._existence(index, before, form)
        elif form != "말" or index + 1 == len(self.ms) or self.ms[index + 1].form != "고":
            gives = [x.form for x in self.ms[index + 1 : index + 3]] == ["어", "주"]
            word = (
                {"빌리": "빌려주다", "가르치": "가르쳐주다", "꾸": "꿔주다"}.get(form)
                if gives
                else None
            )
            self._add(word or f"{form}다", index, m.start)

    def _existence(self, index: int, before: int, form: str) -> None:
        predicate = self._add(f"{form}다", index, self.ms[index].start)
        subject = self._subject(before)
        if subject in {"아무", "누구", "누군가", "아무것", "무엇", "뭔가"}:
            pass  # 아무도 없다 and 누군가 있다
        elif subject in {"필요", "가능성"}:
            needed = self._subject(before - 1)
            self._say_of(predicate, needed or subject, alone=bool(needed))
        else:
            self._say_of(predicate, subject, alone=False)
        if subject and before >= 0 and self.ms[before].tag in NOUN:
            predicate.start = min(predicate.start, self.ms[before].start)

    def _auxiliary(self, index: int, form: str) -> None:
        ending = next((x.form for x in reversed(self.ms[:index]) if x.tag in {"EC", "ETM"}), "")
        negative = form in {"않", "못하", "말", "아니하"} and ending == "지"
        mark = {"주": "give", "드리": "give", "싶": "wish"}.get(form, "")
        if form == "있":
            mark = "lasting" if ending == "어" else "going"
        elif form in {"하", "되"} and ending in {"어야", "야"}:
            mark = "need"
        elif form in {"하"} and ending in {"려고", "으려고", "려"}:
            mark = "future"
        self._turn(index, -1 if negative else 1, mark)
        last = self._last()
        if last is not None and mark == "future":
            last.future = True
            last.marks.add("intends")
        if negative and self.ms[index - 1].form == "도":
            self._neither(index)
        if negative and last is not None and (self._confirms(index) or self._but(index)):
            last.sign = 0

    def _neither(self, index: int) -> None:
        """Let 않다 deny all that it is said of: 덥지도 춥지도 않다."""
        for predicate in self.found[:-1]:
            after = [x.form for x in self.ms[predicate.position + 1 : predicate.position + 3]]
            if after == ["지", "도"] and predicate.position < index - 3:
                predicate.sign *= -1

    def _but(self, index: int) -> bool:
        """Whether a denial means only: 주말 말고는 쉬지 않는다."""
        before = self.text[: self.ms[index].start]
        return any(word in before for word in ("말고는", "말곤", "외에는", "외엔"))

    def _confirms(self, index: int) -> bool:
        """Whether 지 않 ends in a question that means the same without it: 춥지 않나요?"""
        rest = list(itertools.takewhile(lambda m: m.tag not in SIGNS, self.ms[index + 1 :]))
        endings = bool(rest) and all(m.tag in {"EF", "EP", "EC"} for m in rest)  # Kiwi: 니/EC
        return "?" in self.text[self.ms[index].end :] and endings

    def _after_bound_noun(self, index: int, before: int, form: str) -> bool:
        """갈 수 없다, 간 적이 있다, 갈 줄 모르다, 갈 것 같다; False for all else."""
        ms, noun, last = self.ms, self.ms[before].form, self._last()
        clause = before > 0 and ms[before - 1].tag == "ETM"
        if last is None or not clause or not (ms[before].tag == "NNB" or noun in BOUND):
            return False
        if form == "같":
            self._turn(index, 1, "guess")
        elif form in {"모르", "알"} and noun == "줄":
            self._turn(index, -1 if form == "모르" else 1)
        elif form == "없" and noun in {"것", "거"}:
            last.sign = 0  # 말할 것도 없다
        elif form in {"있", "없"} and noun in BOUND:
            only = any(x.form == "밖에" for x in ms[before:index])  # 갈 수밖에 없다
            self.flip = 1 if only else self.flip
            last.past |= noun == "적"
            self._turn(index, -1 if form == "없" and not only else 1, "can" if noun == "수" else "")
        else:
            return False
        return True

    def _after_ending(self, index: int, before: int, form: str) -> bool:
        """가야 하다, 가면 안 되다, 가도 되다, 가려고 하다, 가면 좋다; False for all else."""
        last, ending = self._last(), self.ms[before]
        if last is None or ending.tag != "EC":
            return False
        asks = "?" in self.text[self.ms[index].end :]
        if form == "되" and ending.form in {"면", "으면"}:
            banned = self.flip < 0
            self._turn(index, 1, "ban" if banned else "may")
            if banned and asks:
                last.sign = 0  # 가면 안 되나요? asks for leave, as 가도 되나요?
        elif form in {"되", "좋", "괜찮"} and ending.form in {"어도", "아도", "도"}:
            self._turn(index, 1, "may")
        elif form == "좋" and ending.form in {"면", "으면"}:
            self._turn(index, 1, "hope")
            last.past = False  # 켰으면 좋겠다
        elif form in {"하", "되"}:
            self._turn(index, 1, "need" if ending.form in {"어야", "야"} else "")
            last.past = False
            if ending.form in {"려고", "으려고"}:
                last.future = True
                last.marks.add("intends")
        else:
            return False
        return True

    def _copula(self, index: int, before: int) -> None:
        m = self.ms[index]
        negative = m.tag == "VCN"
        previous = self.ms[before] if before >= 0 else None
        glued = self.ms[index - 1].tag if index else ""
        if previous is None or (negative and glued in {"EF", "EC", "SF", "SP", "MAG", "MAJ"}):
            self.flip, self.flip_start = 1, -1
            return  # 아니면, 아니, ...
        if previous.form == "뿐" and negative:
            return
        after_clause = before > 0 and self.ms[before - 1].tag == "ETM"
        if previous.tag == "NNB" or (previous.form in EMPTY and after_clause):
            ending = self.ms[before - 1].form if before else ""
            self._turn(index, -1 if negative else 1)
            last = self._last()
            futures = EMPTY - {"뿐", "듯", "모양", "법"}
            if last is not None and ending in {"ᆯ", "을"} and previous.form in futures:
                last.future = True
            return
        word, begin = self._noun_before(before)
        if not word:
            self.flip, self.flip_start = 1, -1
            return
        predicate = self._add("아니다" if negative else "이다", index, self.ms[begin].start)
        own, denials, passive = _names_of(word)
        prefixed = self._denied(word)
        self._say_of(predicate, word, alone=False)
        side = -1 if negative else 1
        for name, value in (own | prefixed).items():
            predicate.names.setdefault(name, value * side)
        predicate.denials |= denials | set(prefixed)
        if negative:
            predicate.denials |= set(own)
        predicate.passive |= passive
        predicate.word = word
        predicate.marks.add("copula")
        self.spent.update(range(begin, index))
        self._drop_bare(begin, index)

    def _denied(self, word: str) -> dict[str, int]:
        """비공개 as the denial of 공개."""
        if len(word) > 2 and word[0] in PREFIXES:
            return {word[1:]: -1}
        return {}

    def _drop_bare(self, begin: int, end: int) -> None:
        self.found = [
            p for p in self.found if not ("noun" in p.marks and begin <= p.position < end)
        ]

    def _noun_predicate(self, index: int, noun_end: int, *, passive: bool) -> None:
        word, begin = self._noun_before(noun_end)
        predicate = self._add(word, index, self.ms[begin].start)
        denied = self._denied(word)
        predicate.names |= denied
        predicate.denials |= set(denied)
        if word in {"가능", "불가능", "불가", "필요", "불필요"}:
            self._say_of(predicate, self._subject(begin - 1), alone=True)
        if passive:
            predicate.passive |= set(predicate.names)
        self.spent.update(range(begin, index + 1))
        self._drop_bare(begin, index + 1)
        # _drop_bare keeps the predicate itself: it is no noun by its marks.

    def _derived(self, index: int) -> None:
        m = self.ms[index]
        if index and self._less_than(index - 1):
            return
        before = index - 1
        if before >= 0 and self.ms[before].tag == "MAG" and self.ms[before].form in {"안", "못"}:
            before = self._before(index)
        word, _ = self._noun_before(before) if before >= 0 else ("", 0)
        if not word or self.ms[before].tag == "NNB":
            if before >= 0 and self.ms[before].tag not in {"NNB"}:
                self._add(self.ms[before].form, index, self.ms[before].start)
                return
            self._turn(index, 1)
            return
        self._noun_predicate(index, before, passive=m.form in {"되", "당하", "받"})

    def _without(self, index: int) -> None:
        if index and self.ms[index - 1].tag == "ETN":
            self._turn(index, -1)
        elif index and self.ms[index - 1].tag in NOUN | {"NNB"}:
            self._drop_bare(index - 1, index)
            predicate = self._add("없다", index, self.ms[index - 1].start)
            subject = self.ms[index - 1].form
            self._say_of(predicate, subject, alone=True)

    def _bare(self, index: int) -> None:
        """A noun that stands for a statement: 참석 불가, 가격 상승, 왼쪽."""
        m = self.ms[index]
        word = m.form
        if index and self.ms[index - 1].tag == "XPN" and self.ms[index - 1].form in PREFIXES:
            word = self.ms[index - 1].form + word
        known = word in OPPOSED or word in DENIED or self._denied(word)
        if not known and not any(x in OPPOSED for x in SYNONYMS.get(word, ())):
            return
        predicate = self._add(word, index, m.start, mark="noun")
        predicate.start = min(predicate.start, m.start - (len(word) - len(m.form)))
        denied = self._denied(word)
        predicate.names |= denied
        predicate.denials |= set(denied)
        if word in {"가능", "불가능", "불가"}:
            self._say_of(predicate, self._subject(index - 1), alone=True)

    def _closes(self, index: int) -> bool:
        """Whether no word follows: 교환하려고요."""
        return all(m.tag in {"JX", "SF"} for m in self.ms[index + 1 :])

    def _ending(self, index: int) -> None:  # noqa: C901
        m = self.ms[index]
        last = self._last()
        if last is None:
            return
        last.end = max(last.end, m.end)
        if m.tag == "EP":
            if m.form in {"었", "았", "였", "었었", "았었", "엇", "앗", "더"}:
                last.past = True  # 엇 is how 었 is often mistyped
            elif m.form == "겠":
                last.future = True
        elif m.tag == "EF" and m.form.startswith(("ᆯ게", "을게", "ᆯ래", "을래", "리")):
            last.future = True
        elif m.tag in {"EC", "EF"} and m.form in {"어야지", "어야죠", "어야지요"}:
            last.marks.add("need")
        elif m.tag == "EF" and m.form.startswith(("더라", "더군", "던데", "던가")):
            last.past = True  # 넓더라고요 tells of what was
        elif m.form in {"려고", "으려고"} and self._closes(index):
            last.future = True
            last.marks.add("intends")
        elif m.tag == "ETM" and m.form.endswith("려던"):
            last.marks.add("intends")
        elif m.tag == "ETM" and m.form in {"ᆫ", "은", "던"}:
            following = self.ms[index + 1].tag if index + 1 < len(self.ms) else ""
            if self.ms[last.position].tag not in {"VA", "XSA", "VCP"}:
                last.past |= following == "NNB"
                last.marks.add("done")
        elif m.tag == "ETM" and m.form in {"ᆯ", "을"} and not last.past:
            noun = self.ms[index + 1] if index + 1 < len(self.ms) else None
            if noun is not None and noun.tag == "NNG" and noun.form not in UNTIMED:
                last.marks.add("todo")


def _predicates(
    text: str, ms: list[Morpheme], counted: set[int]
) -> tuple[list[Predicate], set[int]]:
    """The predicates of a sentence, and the morphemes that belong to them."""
    walk = _Predicates(text, ms, counted)
    walk.walk()
    return walk.found, walk.spent


def _main(predicates: list[Predicate], ms: list[Morpheme]) -> Predicate | None:
    """The predicate that ends the sentence, unless a noun does."""
    words = [m for m in ms if m.tag not in SIGNS]
    while words and words[-1].tag in {"JX", "IC"}:
        words.pop()
    verbs = [p for p in predicates if "noun" not in p.marks]
    if not words or not verbs or words[-1].tag not in {"EF", "EC"}:
        return None
    return verbs[-1]


def _role(ms: list[Morpheme], index: int) -> tuple[str, int]:
    """The part that a noun plays, and where its particle ends."""
    after = index + 1
    while after < len(ms) and ms[after].tag == "XSN":
        after += 1
    end = ms[after - 1].end
    if after == len(ms) or ms[after].start > end:
        return "", end
    particle = ms[after]
    if particle.tag not in {"JKS", "JKO", "JKG", "JC", "JKB", "JX"}:
        return "", end
    following = ms[after + 1].form if after + 1 < len(ms) else ""
    if particle.form == "에" and following == "의하":
        return "from", particle.end
    if particle.tag in ROLES:
        return ROLES[particle.tag], particle.end
    return PARTICLES.get(particle.form, particle.form), particle.end


def _nouns(ms: list[Morpheme], used: set[int], predicates: list[Predicate]) -> list[Noun]:
    """The nouns of a sentence; 선생님 with its suffix."""
    verbs = [(p.position, n) for n, p in enumerate(predicates) if "noun" not in p.marks]
    nouns = []
    for index, m in enumerate(ms):
        pronoun = m.tag == "NP"
        timed = m.tag == "MAG" and m.form in TIMES
        if (m.tag not in NOUN and not timed) or index in used:
            continue
        form = m.form
        after = index + 1
        while after < len(ms) and ms[after].tag == "XSN" and ms[after].start == ms[after - 1].end:
            form += ms[after].form
            after += 1
        role, end = _role(ms, index)
        belongs = next((n for position, n in verbs if position > index), -1)
        word = PRONOUNS.get(form, form) if pronoun else form
        if pronoun:
            word = f"@{word}"
        nouns.append(Noun(word, form, "time" if timed else role, index, belongs, m.start, end))
    return nouns


def _intents(text: str, ms: list[Morpheme], main: Predicate | None) -> frozenset[str]:  # noqa: C901
    """What a sentence may be; more than one where only the voice would tell."""
    words = [m for m in ms if m.tag not in SIGNS]
    if words and (words[-1].form, words[-1].tag) == ("요", "JX"):
        words.pop()
    asks = "?" in text[-3:]
    if main is None or not words:
        return frozenset()
    if words[-1].tag != "EF" and not asks and not words[-1].form.endswith("다"):
        return frozenset()
    ending = words[-1].form
    asks = asks or ending in QUESTION
    if any(m.form.startswith("궁금") for m in words) or (
        main.word == "알다" and "wish" in main.marks
    ):
        return frozenset({"question", "statement", "command"})
    if _whether(words) and "can" not in main.marks and not main.past:
        return frozenset({"question"})
    if "hope" in main.marks:
        return frozenset({"command", "proposal", "statement"})
    if any((m.form, m.tag) == ("말", "VX") for m in words[-4:]) and not main.past:
        return frozenset({"command", "proposal"})
    offers = not asks and ending in OPEN and any(m.form == "드리" for m in words[-3:])  # 드려요
    given = ("give" in main.marks and not offers) or main.word in {"주다", "부탁", "바라다", "요청"}
    if given and not main.past and (asks or (ending in COMMAND | OPEN and not main.future)):
        return frozenset({"command"} | ({"question"} if _asks_for_answer(words) else set()))
    if ending in COMMAND:
        return _of_command(words, main, asks=asks)
    if ending in PROPOSAL:
        return frozenset({"proposal"})
    return _of_question(words, main) if asks else _of_statement(text, words, main)


def _whether(words: list[Morpheme]) -> bool:
    """Whether it asks to be told whether: 보냈는지 확인해 줘; but not 켜 줄 수 있는지."""
    for n, m in enumerate(words[:-1]):
        if m.tag in {"EC", "EF"} and m.form in WHETHER and words[n - 1].form not in {"있", "되"}:
            return any(x.form in CHECKED for x in words[n + 1 : n + 5])
    return False


def _stem(words: list[Morpheme]) -> Morpheme | None:
    """What the endings of a sentence follow."""
    return next((m for m in reversed(words) if m.tag not in {"EP", "EF", "EC"}), None)


def _of_command(words: list[Morpheme], main: Predicate, *, asks: bool) -> frozenset[str]:
    stem = _stem(words)
    if asks:
        return frozenset({"question"})
    if main.past or (stem is not None and stem.tag in {"VA", "VCP", "XSA"}):
        return frozenset({"statement"})  # 안녕하세요, 선생님이세요
    return frozenset({"command", "question"} if _asks_for_answer(words) else {"command"})


def _of_question(words: list[Morpheme], main: Predicate) -> frozenset[str]:
    ending, may_be = words[-1].form, {"question"}
    if ending.startswith(("ᆯ까", "을까")) or ending in {"지", "죠", "지요"}:
        may_be.add("proposal")
    if ending.startswith(("ᆯ래", "을래")) or main.word in {"어떻다", "괜찮다", "좋다"}:
        may_be |= {"proposal", "command"}
    if main.marks & {"may", "ban", "can"}:
        may_be.add("command")
    return frozenset(may_be)


def _of_statement(text: str, words: list[Morpheme], main: Predicate) -> frozenset[str]:
    ending, may_be, stem = words[-1].form, {"statement"}, _stem(words)
    if main.marks & {"need", "ban", "may", "wish"} or main.word in URGING or main.sign < 1:
        may_be |= {"command", "proposal"}
    if ending not in OPEN:
        return frozenset(may_be)
    shaded = main.past or main.future or "going" in main.marks
    if stem is not None and stem.tag in {"VV", "XSV", "VX"} and not shaded:
        may_be |= {"command", "proposal"} if ending in {"지", "죠", "지요"} else {"command"}
    # Without a full stop, or with a word such as 왜, it may be a question without its mark.
    if not text.endswith((".", "!")) or any(m.form in WHO for m in words):
        may_be.add("question")
    return frozenset(may_be)


def _asks_for_answer(words: list[Morpheme]) -> bool:
    return any(
        m.form in WHO
        or m.form in TELL
        or m.form in {"방법", "고르", "알아보"}
        or (m.tag in {"EC", "EF"} and m.form.endswith("지") and m.form != "지")
        for m in words
    )


# --- Comparing two ---


def _compare(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    pairs = _pair(left, right)
    nouns = _match_nouns(left, right)
    if common < LEAST_COMMON:
        short = len(blocks) <= MOST_SWAPS and _one_topic(left, right)
        return _intent(left, right, pairs, strict=True) if short else []
    found: list[Found] = []
    if _overlap(left, right, pairs, nouns) >= LEAST_OVERLAP:
        found = _word_by_word(left, right, pairs, nouns, blocks, nearly=common >= LEAST_ALIKE)
    elif common >= LEAST_ALIKE and len(blocks) <= MOST_SWAPS:
        # Where Kiwi divides a compound in one sentence only, or little but numbers is said.
        found = _numbers(left, right) or _bounds(left, right, blocks)
    return (
        found
        or _rearranged(left, right)
        or _exchanged(left, right)
        or _corrected(left, right)
        or _particles(left, right, blocks)
        or _features(left, right, blocks, common)
        or _swapped_words(left, right, blocks, common)
        or _denied_alone(left, right, blocks, common)
        or (_intent(left, right, pairs, strict=True) if _one_topic(left, right) else [])
    )


def _word_by_word(
    left: Reading, right: Reading, pairs: Pairs, nouns: Nouns, blocks: Blocks, *, nearly: bool
) -> list[Found]:
    """What differs between words that answer each other, wherever they stand."""
    found, settled = _roles(left, right, pairs)
    if not _other_standard(left, right) and (nearly or not (_compares(left) or _compares(right))):
        found += _signs(left, right, pairs, settled, strict=not nearly or len(blocks) > MOST_SWAPS)
        found += _scales(left, right)
    found += _numbers(left, right) or _reordered(left, right)
    found += _compared_times(left, right, pairs)
    if not found and nearly:
        found += _ends(left, right) or _bounds(left, right, blocks) or _around_events(left, right)
    found += _objects(left, right, pairs, nouns, strict=len(blocks) > MOST_SWAPS)
    found += _only(nouns, left, right)
    if len(blocks) > MOST_CHANGES:
        return found
    many = len(blocks) > MOST_SWAPS
    found += _tense(left, right, pairs, strict=many)
    if nearly and not found:
        found += _tense_inside(left, right, pairs)
    return found + (_intent(left, right, pairs, strict=many) or _asked(left, right))


def _compares(reading: Reading) -> bool:
    """Whether it says that one is more than another: what is an opposite then turns on which."""
    return any(m.form == "보다" and m.tag[0] == "J" for m in reading.morphemes)


def _other_standard(left: Reading, right: Reading) -> bool:
    """Whether both compare, but with another thing: "A가 B보다 덜" may be "B가 A보다 더"."""
    mine, theirs = (
        {phrase for phrase in _phrases(reading) if phrase[-1] == "보다"}
        for reading in (left, right)
    )
    return bool(mine and theirs and not mine & theirs)


def _words_alike(a: str, b: str) -> bool:
    """Whether two nouns are, or contain, the same; 메일 and 이메일, 회의 and 미팅."""
    if (a in b or b in a) and not _one_class(a, b):
        return True
    return bool((SYNONYMS.get(a, set()) | {a}) & (SYNONYMS.get(b, set()) | {b}))


def _match_nouns(left: Reading, right: Reading) -> Nouns:
    """Pairs of nouns that are alike, and the rest of both sentences."""
    alike, rest, free = [], [], list(right.nouns)
    for noun in left.nouns:
        same = [other for other in free if _words_alike(noun.word, other.word)]
        if same:
            best = next((other for other in same if other.word == noun.word), same[0])
            alike.append((noun, best))
            free.remove(best)
        else:
            rest.append(noun)
    return alike, rest, free


def _verbs(reading: Reading) -> list[Predicate]:
    return [p for p in reading.predicates if "noun" not in p.marks]


def _overlap(left: Reading, right: Reading, pairs: Pairs, nouns: Nouns) -> float:
    """The share of the shorter sentence's words that the other one has, too."""
    least = min(len(r.nouns) + len(_verbs(r)) for r in (left, right))
    matched = sum("noun" not in a.marks and "noun" not in b.marks for a, b in pairs)
    return (len(nouns[0]) + matched) / least if least else 1.0


def _pair(left: Reading, right: Reading) -> Pairs:
    """Predicates that say the same or its opposite; those that agree first, then in order."""
    pairs: Pairs = []
    waiting, free = [], list(right.predicates)
    for a in left.predicates:
        same = [b for b in free if _agreement(a, b) == 1]
        if same:
            best = next((b for b in same if b.word == a.word), same[0])
            pairs.append((a, best))
            free.remove(best)
        else:
            waiting.append(a)
    for a in waiting:
        opposed = next((b for b in free if _agreement(a, b) is not None), None)
        if opposed is not None:
            pairs.append((a, opposed))
            free.remove(opposed)
    return pairs


def _agreement(a: Predicate, b: Predicate) -> int | None:
    """1 if two predicates agree, -1 if opposed, 0 if that cannot be told; None: not related."""
    shared = a.names.keys() & b.names.keys()
    if not shared:
        return None
    if not a.sign or not b.sign:
        return 0
    return max(a.names[name] * a.sign * b.names[name] * b.sign for name in shared)


def _signs(
    left: Reading, right: Reading, pairs: Pairs, settled: set[int], *, strict: bool
) -> list[Found]:
    """Negations and opposites; `strict`: unless a denial has no counterpart."""
    found = []
    paired = {id(p) for pair in pairs for p in pair}
    # What one sentence denies by 않다 the other may deny by a verb of its own: 끄는 것을 금합니다.
    if strict and any(
        _denies(p) and id(p) not in paired for r in (left, right) for p in r.predicates
    ):
        return []
    if {n.word for n in left.nouns} & DENYING != {n.word for n in right.nouns} & DENYING:
        return []
    for a, b in pairs:
        if id(a) in settled:
            continue
        shared = a.names.keys() & b.names.keys()
        if _both_ways(left, a) or _both_ways(right, b):
            continue
        if _agreement(a, b) == -1 and not _mirrored(left, right, a, b):
            denied = a.sign != b.sign or any(n in a.denials | b.denials for n in shared)
            kind = "negation" if denied else "antonym"
            if _orders(left, a) and _orders(right, b):
                kind = "relation"
            elif kind == "antonym" and "noun" in a.marks & b.marks:
                kind = _kind_of_opposites(left, right, a, b)
            found.append((kind, left.text[a.start : a.end], right.text[b.start : b.end]))
    # 같은 사람이 아니다 and 다른 사람이다, 없으면 안 된다 and 있으면 된다: the two changes cancel.
    denials = any(kind == "negation" for kind, *_ in found)
    if len(found) % 2 == 0 and denials and not _clauses_apart(left, right, found):
        return []
    return found


def _both_ways(reading: Reading, predicate: Predicate) -> bool:
    """Whether a word is both denied and not: 달이 가린 것이 아니라 지구가 가렸다."""
    signs = {p.sign for p in reading.predicates if p.word == predicate.word}
    return signs == {1, -1} and "copula" not in predicate.marks


def _clauses_apart(left: Reading, right: Reading, found: list[Found]) -> bool:
    """Whether each of two changes has a clause of its own: 없어서 어렵다, 있어서 쉽다."""
    for reading, said in ((left, [a for _, a, _ in found]), (right, [b for _, _, b in found])):
        first = min(reading.text.find(words) + len(words) for words in said)
        closing = [m for m in reading.morphemes if first - 3 < m.end <= first]
        if any(m.tag == "EC" and m.form in PARTING for m in closing):
            return True
    return False


def _orders(reading: Reading, predicate: Predicate) -> bool:
    """Whether it says which of two events is the first: 먹기 전에; but not 삼 년 뒤에."""
    before = [m for m in reading.morphemes if m.end <= predicate.start and m.tag not in SIGNS]
    return predicate.word in TURNED and bool(before) and before[-1].tag in {"ETM", "ETN"}


def _kind_of_opposites(left: Reading, right: Reading, a: Predicate, b: Predicate) -> str:
    """사흘 전 and 사흘 뒤 are other times; 3명 이상 and 3명 이하, other numbers."""
    if {a.word, b.word} <= BEFORE_AFTER and {a.word, b.word} != {"뒤"}:
        return "time"
    beside = [
        set(range(p.position - 1, p.position + 2)) & r.counted for r, p in ((left, a), (right, b))
    ]
    if {a.word, b.word} <= BOUNDS and all(beside):
        return "number"
    timed = all(_at_a_time(r, p) for r, p in ((left, a), (right, b)))
    return "time" if timed else "antonym"


def _at_a_time(reading: Reading, event: Predicate) -> bool:
    """Whether an event is told as a time: 개학 전에, 출근 시간."""
    after = event.position + 1
    return after < len(reading.morphemes) and reading.morphemes[after].form in AT_A_TIME


def _mirrored(left: Reading, right: Reading, a: Predicate, b: Predicate) -> bool:
    """Whether two opposites tell one relation from its two ends, with what they relate swapped.

    약국 왼쪽의 서점 and 서점 오른쪽의 약국, 한국이 일본을 이겼다 and 일본이 한국에 졌다, 먹은 뒤에
    마시다 and 마시기 전에 먹다.
    """
    if not {a.word, b.word} <= POSITIONS | TURNED | CONVERSE.keys():
        return False
    heads = [
        next((n.word for n in reading.nouns if n.role in {"subject", "topic"}), "")
        for reading in (left, right)
    ]
    if all(heads) and heads[0] != heads[1]:
        said = [{n.word for n in reading.nouns} for reading in (left, right)]
        return set(heads) <= said[0] & said[1]
    mains = {reading.main.word for reading in (left, right) if reading.main is not None}
    done = [{p.word for p in reading.predicates} for reading in (left, right)]
    return len(mains) == 2 and mains <= done[0] & done[1]


def _denies(predicate: Predicate) -> bool:
    return predicate.sign < 1 or bool(predicate.denials) or predicate.word in DENYING


def _numbers(left: Reading, right: Reading) -> list[Found]:
    """Numbers of one dimension that have no equal in the other sentence, in their order."""
    mine, theirs = list(left.quantities), list(right.quantities)
    for quantity in left.quantities:
        same = next(
            (
                other
                for other in theirs
                if (quantity.dimension == other.dimension and quantity.equals(other))
                or _same_count(quantity, other)
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
        other = other or next((o for o in theirs if _same_numeral(quantity, o)), None)
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


def _compared_times(left: Reading, right: Reading, pairs: Pairs) -> list[Found]:
    """작년보다 올해 많다 and 올해보다 작년에 많다."""
    if not any(a is left.main and b is right.main and _agreement(a, b) == 1 for a, b in pairs):
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
    return [("roles", _eojeol(left.text, a.start, a.end), _eojeol(right.text, b.start, b.end))]


def _ends(left: Reading, right: Reading) -> list[Found]:
    """Equal numbers of which one is where something begins and one where it ends: 세 시부터."""
    found = []
    for a, b in itertools.product(left.quantities, right.quantities):
        if a.dimension != b.dimension or not a.equals(b):
            continue
        ends = {m.form for m in (_after(left, a), _after(right, b)) if m is not None}
        if ends == {"부터", "까지"} and not _spans(left) and not _spans(right):
            timed = a.dimension in WHEN | {"clock", "seconds", "months", "month"}
            here, there = _eojeol(left.text, a.start, a.end), _eojeol(right.text, b.start, b.end)
            found.append(("time" if timed else "number", here, there))
    return found


def _bounds(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
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


def _around_events(left: Reading, right: Reading) -> list[Found]:
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


def _reordered(left: Reading, right: Reading) -> list[Found]:
    """The same numbers in each other's place: 평일은 만 원, 주말은 이만 원; 4%에서 5%로."""
    mine, theirs = left.quantities, right.quantities
    if len(mine) != len(theirs) or len(mine) < 2 or _compares(left) or _compares(right):
        return []
    places = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if not _equal(a, b)]
    if len(places) != 2:
        return []
    x, y = places
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
    return _shape(after) if after is not None else ""


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
    if COUNTED not in both and both & MEASURED and not ("pieces" in both and both & PIECEWISE):
        return False
    return _same_numeral(a, b)


def _comparable(a: Quantity, b: Quantity) -> bool:
    both = {a.dimension, b.dimension}
    if both <= GRAINS and len(both) == 2:
        return True  # 그저께 and 지난달
    return len(both) == 1 or (bool({COUNTED, "pieces"} & both) and not both & NOT_COUNTED)


def _objects(
    left: Reading, right: Reading, pairs: Pairs, nouns: Nouns, *, strict: bool
) -> list[Found]:
    """Nouns that play the same part, when all the rest is the same; `strict`: and in one class."""
    paired_left, paired_right = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    mine = _unsaid(nouns[1], right)
    theirs = _unsaid(nouns[2], left)
    rest_left = [p for p in _verbs(left) if id(p) not in paired_left]
    rest_right = [p for p in _verbs(right) if id(p) not in paired_right]
    if not nouns[0] and not pairs:
        return []
    if len(rest_left) == len(rest_right) == 1 and not mine and not theirs:
        return _nominal(rest_left[0], rest_right[0])
    if rest_left or rest_right or len(mine) != len(theirs) or len(mine) not in {1, 2}:
        return []
    # Of nouns that are in no class, one may be another word for the other; where all else is said
    # in the same words, that is unlikely.
    plain = (
        not strict
        and all(a.word == b.word for a, b in pairs)
        and all(a.form == b.form for a, b in nouns[0])
    )
    swaps = list(zip(mine, theirs, strict=True))
    if not all(
        _same_part(x.role, y.role)
        and (
            _one_class(x.form, y.form)
            or (plain and not _nearly(x.form, y.form) and not _misspelt(x.form, y.form))
        )
        for x, y in swaps
    ):
        return []
    return [
        (_kind_of_nouns(x.form, y.form, names=_named(left, x) and _named(right, y)), x.form, y.form)
        for x, y in swaps
        if not _names_of(x.word)[0].keys() & _names_of(y.word)[0].keys()
    ]


def _named(reading: Reading, noun: Noun) -> bool:
    """Whether a noun is a proper one."""
    return reading.morphemes[noun.position].tag == "NNP"


def _nearly(a: str, b: str) -> bool:
    """Whether two words differ in one letter: 세탁기 and 새탁기 are a word and its misspelling."""
    x, y = unicodedata.normalize("NFD", a), unicodedata.normalize("NFD", b)
    return len(x) == len(y) and sum(p != q for p, q in zip(x, y, strict=True)) == 1


def _nominal(a: Predicate, b: Predicate) -> list[Found]:
    """What the predicates say that are all that differs: 본관입니다 and 별관입니다."""
    copulas = "copula" in a.marks & b.marks and not _words_alike(a.word, b.word)
    asks = {a.word, b.word} & (VAGUE | WHO)
    if a.sign == b.sign and not asks and (copulas or _one_class(a.word, b.word)):
        return [(_kind_of_nouns(a.word, b.word), a.word, b.word)]
    return []


def _only(nouns: Nouns, left: Reading, right: Reading) -> list[Found]:
    """주말만 and 주말도."""
    return [
        ("quantity", left.text[a.start : a.end], right.text[b.start : b.end])
        for a, b in nouns[0]
        if {a.role, b.role} == {"만", "도"}
    ]


def _one_class(a: str, b: str, classes: Sequence[frozenset[str]] = ()) -> bool:
    """Whether two nouns are known to be of one kind, such that they exclude each other."""
    if SYNONYMS.get(a, set()) & SYNONYMS.get(b, set()) or _narrower(a, b) or _narrower(b, a):
        return False
    return any(a in group and b in group for group in classes or CLASSES + TIME_CLASSES)


def _narrower(a: str, b: str) -> bool:
    """Whether one noun is of the sort of the other, or its long name: 청바지, 제주도."""
    if len(b) < 2 or a == b:
        return False
    before, after = a.removesuffix(b), a.removeprefix(b)
    return (before != a and before not in {"할", "부", "증조할"}) or after in {
        "도",
        "시",
        "역",
        "차",
    }


def _unsaid(nouns: list[Noun], other: Reading) -> list[Noun]:
    """Nouns without pronouns, and without what the other sentence says by a predicate."""
    said = {name for predicate in other.predicates for name in predicate.names}
    return [
        noun
        for noun in nouns
        if not noun.word.startswith("@")
        and noun.word not in said
        and noun.word not in VAGUE
        and not SYNONYMS.get(noun.word, set()) & said
    ]


def _same_part(a: str, b: str) -> bool:
    return (
        a == b or not a or not b or {a, b} <= {"subject", "topic"} or {a, b} == {"object", "topic"}
    )


def _scales(left: Reading, right: Reading) -> list[Found]:
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


def _same_words(left: Reading, right: Reading) -> bool:
    """Whether both have the same nouns and verbs, in one order."""
    return [n.word for n in left.nouns] == [n.word for n in right.nouns] and [
        p.word for p in left.predicates
    ] == [p.word for p in right.predicates]


def _intended(a: Predicate, b: Predicate) -> bool:
    """Whether one is done, the other but meant: 교환했어요, 교환하려고 해요."""
    one, other = (a, b) if "intends" in b.marks else (b, a)
    return other.marks & SHADING == {"intends"} and not one.marks & SHADING and one.past


def _tense_of(predicate: Predicate) -> str:
    if predicate.past:
        return "past"
    if "guess" in predicate.marks:
        return "guess"
    return "future" if predicate.future else "present"


def _timeless(reading: Reading) -> bool:
    """Whether it ends in a verb as a dictionary has it, which has no tense: 나무를 베다."""
    words = [m for m in reading.morphemes if m.tag not in SIGNS]
    last, stem = (words[-1], words[-2]) if len(words) > 1 else (None, None)
    return (
        last is not None
        and last.form == "다"
        and stem is not None
        and stem.tag in VERBAL
        and stem.form not in {"있", "계시"}
    )


def _ahead(predicate: Predicate) -> bool:
    return predicate.future or "todo" in predicate.marks


def _tense_inside(left: Reading, right: Reading, pairs: Pairs) -> list[Found]:
    """What is over in the one sentence and yet to come in the other: 마신 커피, 마실 커피."""
    for a, b in pairs:
        if _agreement(a, b) != 1 or a.word != b.word or "noun" in a.marks | b.marks:
            continue
        times = {
            "past" if p.past or "done" in p.marks else "future" if _ahead(p) else "" for p in (a, b)
        }
        if "intends" in a.marks & b.marks:
            continue  # 나오려고 했다, 나오려고 하고 있다
        if times == {"past", "future"} and (a.marks | b.marks) & SHADING <= {"intends"}:
            return [("tense", left.text[a.start : a.end], right.text[b.start : b.end])]
    return []


def _tense(left: Reading, right: Reading, pairs: Pairs, *, strict: bool) -> list[Found]:  # noqa: C901
    """Of the predicates that end both sentences, when these are about the same.

    `strict`: only what is over here and yet to come there.
    """
    a, b = left.main, right.main
    if a is None or b is None or not any(a is x and b is y for x, y in pairs):
        return []
    if _agreement(a, b) != 1 or _timeless(left) or _timeless(right):
        return []
    if "intends" in a.marks & b.marks:
        return []  # 나오려고 했다, 나오려고 하고 있다
    intents = left.intents & right.intents
    if not intents & {"statement", "question"} or intents >= {"command", "question"}:
        return []
    if "statement" not in intents and any(w in WHO for r in (left, right) for w in r.adverbs):
        return []  # 언제였지? asks for what 언제지? asks
    tenses = {_tense_of(a), _tense_of(b)}
    if strict and tenses != {"past", "future"}:
        return []
    if len(tenses) == 1 or tenses in ({"guess", "present"}, {"guess", "future"}):
        return []
    if (a.marks & SHADING) != (b.marks & SHADING) and not _intended(a, b):
        return []
    stem = a.word.removesuffix("다")
    if tenses == {"past", "present"}:
        marks = a.marks | b.marks
        if "lasting" in marks or stem in LASTING:
            return []
    if tenses == {"present", "future"} and (
        stem in POLITE
        or not _same_words(left, right)
        or any(w in FUTURE for r in (left, right) for w in r.adverbs)
    ):
        return []
    return [("tense", left.text[a.start : a.end], right.text[b.start : b.end])]


def _intent(left: Reading, right: Reading, pairs: Pairs, *, strict: bool) -> list[Found]:
    if left.main is None or right.main is None:
        return []
    both = left.intents & right.intents
    shared = left.main.marks & right.main.marks
    asked = {"statement", "question"} <= left.intents ^ right.intents
    if asked and shared & {"may", "can", "ban", "need"}:
        both -= {"command", "proposal"}  # 열어도 될까요? and 열어도 됩니다
    if not left.intents or not right.intents or both:
        return []
    proposes = frozenset({"proposal"}) in {left.intents, right.intents}
    if strict and proposes and "command" in left.intents | right.intents:
        return []  # 늦지 않도록 하자, 늦지 마라
    if not any(a is left.main and b is right.main for a, b in pairs):
        asks = frozenset({"question"}) in {left.intents, right.intents}
        if not asks or not _one_topic(left, right):
            return []
    if left.text.rstrip("?!") == right.text.rstrip("?!"):
        return []  # 안녕하세요?
    a = next(name for name in INTENTS if name in left.intents)
    b = next(name for name in INTENTS if name in right.intents)
    return [("intent", INTENTS[a], INTENTS[b])]


def _one_topic(left: Reading, right: Reading) -> bool:
    """Whether what the shorter of two sentences is about, the other one is about, too."""
    here, there = (
        {m.form for m in r.morphemes if m.tag in NOUN and m.form not in SLIGHT | WHO}
        for r in (left, right)
    )
    return bool(here and there) and (here <= there or there <= here)


def _asked(left: Reading, right: Reading) -> list[Found]:
    """What one sentence asks for and the other one tells: 몇 시에 시작해요?, 네 시에 시작해요."""
    for asking, telling in ((left, right), (right, left)):
        words = {m.form for m in telling.morphemes}
        if (
            "question" in asking.intents
            and asking.text.endswith("?")
            and any(m.form in WHO for m in asking.morphemes)
            and not telling.text.endswith("?")
            and "statement" in telling.intents
            and not words & (WHO | TELL | WHETHER | {"방법", "모르", "궁금하"})
            and not (asking.main and asking.main.future)  # 어떻게 잊겠니?
            and not (telling.main and telling.main.marks & {"wish", "hope", "give"})
            and _one_topic(left, right)
        ):
            a, b = INTENTS["question"], INTENTS["statement"]
            return [("intent", a, b) if asking is left else ("intent", b, a)]
    return []


def _parts(reading: Reading, predicate: Predicate | None) -> dict[str, Noun]:
    """Who and what belongs to a predicate; what is named twice has no one part."""
    number = next((n for n, p in enumerate(reading.predicates) if p is predicate), -1)
    nouns = [noun for noun in reading.nouns if noun.predicate == number]
    counts = Counter(noun.word for noun in nouns)
    return {noun.word: noun for noun in nouns if counts[noun.word] == 1 and noun.role in PARTS}


def _deep(parts: dict[str, Noun], passive: bool, mixed: bool) -> dict[str, str]:
    """What each is to the event: who acts (agent), and who else."""
    subject = any(noun.role == "subject" for noun in parts.values())
    agent = any(noun.role in {"subject", "topic"} for noun in parts.values())
    receives = any(noun.role == "to" for noun in parts.values())
    deep = {}
    for word, noun in parts.items():
        role = noun.role
        if role == "topic":
            role = "" if subject else "subject"
        if role == "subject":
            role = "other" if passive else "agent"
        elif (passive and role in {"to", "from"}) or (mixed and passive and role == "out of"):
            role = "agent"
        elif mixed and not passive and role in {"to", "object", "from", "into"}:
            role = "other"
        elif role == "out of" and not agent and (mixed or receives):
            role = "agent"  # 치과에서 나한테 전화했다
        if role:
            deep[word] = role
    return deep


def _passives(a: Predicate | None, b: Predicate | None) -> tuple[bool, bool]:
    """Which of two predicates tells the event of the other from its other end."""
    if a is None or b is None:
        return False, False
    shared = a.names.keys() & b.names.keys()
    ends = a.word in b.passive or b.word in a.passive
    if not ends and not shared <= a.passive | b.passive:
        return False, False
    return bool(shared & (a.passive - b.passive)), bool(shared & (b.passive - a.passive))


def _swap(here: dict[str, str], there: dict[str, str]) -> tuple[str, str] | None:
    """Two words that have each other's parts."""
    common = [word for word in here if word in there]
    for x, y in itertools.combinations(common, 2):
        if here[x] != here[y] and (here[x], here[y]) == (there[y], there[x]):
            return x, y
        # 치과에서 나한테 전화했다 and 내가 치과에 전화했다: who acts is who did not.
        for one, other in ((x, y), (y, x)):
            acts = here[one] == there[other] == "agent"
            if acts and "agent" not in {here[other], there[one]} and "than" not in here.values():
                return one, other
    return None


def _roles(left: Reading, right: Reading, pairs: Pairs) -> tuple[list[Found], set[int]]:
    """Swapped parts; and the ids of left predicates whose opposition is settled by them."""
    found: list[Found] = []
    settled: set[int] = set()
    verbs = [(a, b) for a, b in pairs if "noun" not in a.marks | b.marks]
    for a, b in [*verbs, (None, None)]:
        mine, theirs = _parts(left, a), _parts(right, b)
        agree = _agreement(a, b) if a is not None and b is not None else 1
        if _compared(left, right, mine, theirs):
            settled.add(id(a))
            if agree == 1 and _less(left) == _less(right):
                found.append(("roles", _than(mine), _than(theirs)))
            continue
        passive_a, passive_b = _passives(a, b)
        mixed = passive_a != passive_b
        here, there = _deep(mine, passive_a, mixed), _deep(theirs, passive_b, mixed)
        if a is not None and a.word in MUTUAL:
            continue
        if swap := _swap(here, there):
            settled.add(id(a))
            if agree != -1 or "than" not in {here[swap[0]], here[swap[1]]}:
                found.append(("roles", _said(left, mine, swap), _said(right, theirs, swap)))
        elif mixed and a is not None and b is not None:
            both = here.keys() & there.keys()
            agents = [word for word in both if "agent" in {here[word], there[word]}]
            if any(here[word] == there[word] for word in agents) or _mirrored(left, right, a, b):
                settled.add(id(a))
            elif agents and {a.word, b.word} <= CONVERSE.keys() and agree == 1:
                moved = any(mine[word].role != theirs[word].role for word in agents)
                kind = "roles" if moved else "antonym"  # 윤아한테서 듣다 and 윤아한테 전하다
                found.append((kind, left.text[a.start : a.end], right.text[b.start : b.end]))
    return found, settled


def _less(reading: Reading) -> bool:
    """Whether it says 덜: 버스보다 지하철이 덜 붐빈다 is 지하철보다 버스가 더 붐빈다."""
    return "덜" in reading.adverbs


def _than(parts: dict[str, Noun]) -> str:
    return next((noun.form + "보다" for noun in parts.values() if noun.role == "than"), "")


def _compared(
    left: Reading, right: Reading, mine: dict[str, Noun], theirs: dict[str, Noun]
) -> bool:
    """Whether each sentence compares with what the other one compares."""
    here = {word for word, noun in mine.items() if noun.role == "than"}
    there = {word for word, noun in theirs.items() if noun.role == "than"}
    return (
        bool(here and there)
        and not here & there
        and here <= {noun.word for noun in right.nouns}
        and there <= {noun.word for noun in left.nouns}
    )


def _said(reading: Reading, parts: dict[str, Noun], words: Sequence[str]) -> str:
    nouns = sorted((parts[word] for word in words), key=lambda noun: noun.start)
    return " ".join(reading.text[noun.start : noun.end] for noun in nouns)


# --- Words that take another's place where all the rest is said in the same words ---


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning.

    Attributes:
        name: As the vocabulary has it.
        tag: Of its first morpheme.
        start: Its place in the sentence.
        end: One after it.
    """

    name: str
    tag: str
    start: int
    end: int


def _swapped_words(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    """What stands in the place of other words, in sentences that are otherwise the same."""
    most = MOST_SWAPS if common >= MOSTLY else 1
    if len(blocks) > most or common < LEAST_ALIKE or not _kept(left, blocks):
        return []
    if _negators(m for a, _ in blocks for m in a) != _negators(m for _, b in blocks for m in b):
        return []  # 안 가져왔다 and 두고 왔다
    words = [(_content(left, a), _content(right, b)) for a, b in blocks]
    mine = [word for here, _ in words for word in here]
    theirs = [word for _, there in words for word in there]
    found: list[Found] = []
    for here, there in words:
        here = [w for w in here if not any(_related(w.name, other.name) for other in theirs)]
        there = [w for w in there if not any(_related(w.name, other.name) for other in mine)]
        if not here or not there or len(here) > MOST_SWAPPED or len(there) > MOST_SWAPPED:
            continue
        a, b = _span(left, here), _span(right, there)
        if not _misspelt(a, b):
            found.append((_kind_of_swap(here, there), a, b))
    return found


def _kept(left: Reading, blocks: Blocks) -> int:
    """How many words that carry meaning are left as they were."""
    changed = sum(m.tag in CONTENT for here, _ in blocks for m in here)
    return sum(m.tag in CONTENT for m in left.morphemes) - changed


def _blocks(left: Reading, right: Reading) -> Blocks:
    """What stands in each other's place, apart from signs and from other shapes of an ending."""
    mine = [m for m in left.morphemes if m.tag not in SIGNS]
    theirs = [m for m in right.morphemes if m.tag not in SIGNS]
    matcher = SequenceMatcher(None, [_shape(m) for m in mine], [_shape(m) for m in theirs], False)
    return [
        (mine[i:j], theirs[k:n]) for kind, i, j, k, n in matcher.get_opcodes() if kind != "equal"
    ]


def _common(left: Reading, right: Reading, blocks: Blocks) -> float:
    """The share of morphemes that both have, 0 to 1."""
    changed = sum(len(a) + len(b) for a, b in blocks)
    total = sum(m.tag not in SIGNS for r in (left, right) for m in r.morphemes)
    return 1 - changed / total if total else 1.0


def _shape(m: Morpheme) -> str:
    """A morpheme in the one shape for all that it may follow: 은 as 는, 습니다 as ㅂ니다."""
    if m.tag == "NP":
        return PRONOUNS.get(m.form, m.form)
    if m.tag[0] == "J":
        return PARTICLE_SHAPES.get(m.form, m.form)
    return ENDING_SHAPES.get(m.form, m.form) if m.tag[0] == "E" else m.form


def _content(reading: Reading, ms: list[Morpheme]) -> list[Word]:
    counted = [reading.morphemes[n].start for n in reading.counted]
    found = []
    for m in ms:
        if m.tag not in CONTENT or m.start in counted or m.form in SLIGHT:
            continue
        name = m.form + "다" if m.tag in {"VV", "VA", "VCN"} else m.form
        found.append(Word(name, m.tag, m.start, m.end))
    return found


def _related(a: str, b: str) -> bool:
    """Whether two words mean the same, or are opposites that other rules have judged."""
    return _words_alike(a, b) or bool(_names_of(a)[0].keys() & _names_of(b)[0].keys())


def _span(reading: Reading, words: list[Word]) -> str:
    return _eojeol(reading.text, words[0].start, words[-1].end)


def _by_sound(word: str) -> str:
    """A word with final consonants said with the vowel that follows: 설겆이 as 설거지."""
    letters = unicodedata.normalize("NFD", word)
    for final, initial in (("\u11bd", "\u110c"), ("\u11ba", "\u1109"), ("\u11ab", "\u1102")):
        letters = letters.replace(final + "\u110b", initial)
    return unicodedata.normalize("NFC", letters)


def _misspelt(a: str, b: str) -> bool:
    """Whether two words differ in no more than two letters in one place."""
    if _by_sound(a) == _by_sound(b):
        return True
    x, y = unicodedata.normalize("NFD", a), unicodedata.normalize("NFD", b)
    while x and y and x[0] == y[0]:
        x, y = x[1:], y[1:]
    while x and y and x[-1] == y[-1]:
        x, y = x[:-1], y[:-1]
    return max(len(x), len(y)) <= 1


def _kind_of_swap(here: list[Word], there: list[Word]) -> str:
    """What it is that swapped words differ in: 주민등록증 and 운전면허증 are one word each."""
    nouns = {"NNG", "NNP", "SL", "SH"}
    if not {w.tag for w in (*here, *there)} <= nouns:
        return "word"
    names = all(w.tag == "NNP" for w in (*here, *there))
    last = _kind_of_nouns(here[-1].name, there[-1].name, names=names)
    if last != "word" or len(here) == len(there) == 1:
        return last
    return _kind_of_nouns(*("".join(w.name for w in words) for words in (here, there)))


def _kind_of_nouns(a: str, b: str, *, names: bool = False) -> str:
    """What two nouns differ in; `names`: both are proper nouns, so that one is not the other."""
    if _one_class(a, b, TIME_CLASSES):
        return "time"
    if {a, b} <= POSITIONS:
        return "place"
    if _one_class(a, b, THING_CLASSES):
        return "object"
    if _one_class(a, b, PLACE_CLASSES) or _of_one_sort(a, b, PLACE_HEADS):
        return "place"
    if _of_one_sort(a, b, HEADS) or (names and not _of_places(a, b)):
        return "object"
    return "word"  # of which one may be a name of the other


def _of_one_sort(a: str, b: str, heads: Sequence[str]) -> bool:
    """Whether two nouns are of one sort by how they end: 감기약 and 멀미약."""
    return any(
        a.endswith(head) and b.endswith(head) and min(len(a), len(b)) > len(head) for head in heads
    )


def _of_places(a: str, b: str) -> bool:
    """Whether one of two names may be that of a place in the other: 텔아비브 and 이스라엘."""
    return any(a in group or b in group for group in PLACE_CLASSES)


def _negators(ms: Iterable[Morpheme]) -> int:
    """1 if an odd number of morphemes deny."""
    return sum(m.form in NEGATORS and m.tag[0] != "N" for m in ms) % 2


def _denied_alone(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    """A denial that one of two sentences has in the one place in which they differ."""
    if len(blocks) != 1 or common < LEAST_ALIKE or "?" in left.text + right.text:
        return []
    here, there = blocks[0]
    if any(m.form == "밖에" for m in (*here, *there)):
        return []
    if any(
        m.form == "말" and (r.morphemes[r.morphemes.index(m) - 1].form == "고")
        for r, ms in ((left, here), (right, there))
        for m in ms
    ):
        return []  # 부치고 말았다
    odd = [_negators(ms) for ms in (here, there)]
    if odd[0] == odd[1] or any(_content(r, b) for r, b in ((left, here), (right, there))):
        return []
    return [("negation", _around(left, here), _around(right, there))]


# --- The same words in other places ---


def _rearranged(left: Reading, right: Reading) -> list[Found]:
    """The same morphemes, put together to other phrases: 금요일이 아니라 목요일, and swapped."""
    mine, theirs = _phrases(left), _phrases(right)
    # By letters, as Kiwi may read a compound as one word here and as two there.
    said = [Counter(itertools.chain(*itertools.chain(*phrases))) for phrases in (mine, theirs)]
    if said[0] != said[1] or not mine or not _closes(left) or not _closes(right):
        return []
    here_said, there_said = ({"".join(p) for p in phrases} for phrases in (mine, theirs))
    here = [phrase for phrase in mine if "".join(phrase) not in there_said]
    there = [phrase for phrase in theirs if "".join(phrase) not in here_said]
    if any(p.word in MUTUAL for p in left.predicates):
        return []
    if _less(left) != _less(right):
        return []
    if not here and not there and _traded(left, right):
        return [("relation", left.text, right.text)]
    standards = any(words[-1] == "보다" for words in here)
    if not here or not there or any("와" in words for words in (*here, *there) if not standards):
        return []
    if any(m.tag in {"SSO", "SF"} for m in left.morphemes[:-1]):
        return []  # 알려 줘. 오늘 날씨.
    turned = any({"아니", "말"} & set(words) for words in (*here, *there))
    # 더 큰 쪽은 형이에요, 동생이 아니라: which of two is more is no denial.
    turned = turned and not {"더", "덜", "가장", "제일"} & {m.form for m in left.morphemes}
    clauses = set(here) & _clauses(left) and set(there) & _clauses(right)
    moved = {word for words in here for word in words}
    linked = bool(moved & REASONS) or _relinked(left, right)
    kind = "negation" if turned else "relation" if clauses or linked else "roles"
    timed = MOMENTS.keys() | WEEKDAYS.keys()
    if not _compares(left) and here[0][0] in timed and there[0][0] in timed:
        kind = "time"
    return [(kind, _phrase_text(left, here[0]), _phrase_text(right, there[0]))]


def _clauses(reading: Reading) -> set[tuple[str, ...]]:
    """The phrases of a sentence that end a clause before its last."""
    ends = {_shape(m) for m in reading.morphemes if m.tag == "EC"}
    particles = {_shape(m) for m in reading.morphemes if m.tag[0] == "J"}
    return {
        words
        for words in _phrases(reading)[:-1]
        if words[-1] in ends - particles or CLAUSAL & set(words)
    }


def _exchanged(left: Reading, right: Reading) -> list[Found]:
    """Two phrases in each other's place: 갈 때는 남편이, 올 때는 내가, and swapped."""
    mine, theirs = _phrases(left), _phrases(right)
    if len(mine) != len(theirs) or not _closes(left) or not _closes(right):
        return []
    odd = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if len(odd) != 2:
        return []
    first, second = odd
    # 아내는 남편이, and swapped; but 나는 커피는 and 커피는 나는 are one.
    if second - first < 2 and not (_topic_first(left) and _topic_first(right)):
        return []
    swapped = mine[first] == theirs[second] and mine[second] == theirs[first]
    particle = mine[first][-1]
    if not swapped or particle != mine[second][-1] or particle not in {"는", "가", "를", "에"}:
        return []
    # 이메일을 인증한 다음 비밀번호를 설정하다: what comes first, not who does what.
    between = {word for words in mine[first + 1 : second + 1] for word in words}
    kind = "relation" if between & (CLAUSAL | {"어", "어서", "니까"}) else "roles"
    return [(kind, _phrase_text(left, mine[first]), _phrase_text(right, theirs[first]))]


def _topic_first(reading: Reading) -> bool:
    """Whether a topic stands right before the subject."""
    roles = [noun.role for noun in reading.nouns if noun.role in PARTS]
    return roles.count("topic") == roles.count("subject") == 1 and (
        roles.index("subject") == roles.index("topic") + 1
    )


def _corrected(left: Reading, right: Reading) -> list[Found]:
    """고장 난 게 아니라 꺼져 있었다, and swapped: what one sentence denies the other one says."""
    mine, theirs = _sides(left), _sides(right)
    if mine is None or theirs is None or mine[2] != theirs[2]:
        return []
    here = (mine[0] & theirs[1]) - mine[1] - theirs[0]
    there = (mine[1] & theirs[0]) - mine[0] - theirs[1]
    if not here or not there:
        return []
    return [(mine[2], min(here), min(there))]


def _sides(reading: Reading) -> tuple[set[str], set[str], str] | None:
    """The words before and after 아니라, 말고, -느니 or 대신, and the kind of what it does."""
    ms = reading.morphemes
    for n, (m, after) in enumerate(itertools.pairwise(ms)):
        form = after.form
        if (m.form in {"아니", "않"} and form in {"라", "고"}) or (m.form == "말" and form == "고"):
            kind = "negation"
        elif (m.tag == "EC" and m.form == "느니") or m.form == "대신":
            kind = "roles"
        else:
            continue
        sides = [{x.form for x in part if x.tag in CONTENT} - SLIGHT for part in (ms[:n], ms[n:])]
        return sides[0], sides[1] - {m.form}, kind
    return None


def _particles(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
    """One noun in another part, when all else is the same: 민수가 and 민수를 좋아하는 사람."""
    if len(blocks) != 1 or any(len(ms) != 1 or ms[0].tag[0] != "J" for ms in blocks[0]):
        return []
    (here,), (there,) = blocks[0]
    at = left.morphemes.index(here)
    verb = next((m for m in left.morphemes[at:] if m.tag in {"VV", "VA", "XSV", "XSA"}), None)
    if verb is None or verb.tag[0:2] not in {"VV", "XS"} or verb.tag == "XSA":
        return []
    words = {m.form for m in left.morphemes}
    parts = {ROLES.get(m.tag, PARTICLES.get(m.form, "")) for m in (here, there)}
    acts = parts == {"subject", "object"} and not words & FEELING and verb.form not in {"되", "하"}
    gives = parts == {"to", "from"} and not words & RECEIVING
    moves = (
        parts == {"into", "out of"}
        and not {here.form, there.form} & {"까지", "부터"}
        and bool(words & MOVING)
    )
    if not acts and not gives and not moves:
        return []
    return [("roles", _around(left, [here]), _around(right, [there]))]


def _linked(reading: Reading) -> set[str]:
    """The predicates that hang on another one: 나빠져서, 인증한 다음, 먹기 전에."""
    found = set()
    for p in _verbs(reading):
        if "copula" in p.marks:
            continue
        ms = [m for m in reading.morphemes if m.tag not in SIGNS]
        after = [m for m in ms if m.start >= p.end][:2]
        last = next((m for m in reversed(ms) if m.end <= p.end and m.tag[0] == "E"), None)
        if last is None:
            continue
        noun = any(m.form in LINKING_NOUNS for m in after)
        if (last.tag == "EC" and last.form in LINKING) or (last.tag in {"ETM", "ETN"} and noun):
            found.add(p.word)
    return found


def _traded(left: Reading, right: Reading) -> bool:
    """Whether first and then have each other's objects: 약을 먹고 나서 밥을 먹었다, and swapped."""
    objects = [[n.word for n in reading.nouns if n.role == "object"] for reading in (left, right)]
    verbs = [[p.word for p in _verbs(reading)] for reading in (left, right)]
    linked = _linked(left) and not any(m.form.endswith("면서") for m in left.morphemes)
    return (
        bool(linked)
        and verbs[0] == verbs[1]
        and len(objects[0]) == 2
        and objects[0] == objects[1][::-1] != objects[1]
    )


def _relinked(left: Reading, right: Reading) -> bool:
    """Whether cause and effect, or first and then, are swapped: 막혀서 늦었다, 늦어서 막혔다."""
    here, there = _linked(left), _linked(right)
    return bool(here - there and there - here)


def _closes(reading: Reading) -> bool:
    """Whether a sentence ends in an ending, and not in what was left to say."""
    words = [m for m in reading.morphemes if m.tag not in SIGNS]
    return bool(words) and words[-1].tag in {"EF", "EC", "JX"}


def _lasting(reading: Reading) -> list[Morpheme]:
    """Morphemes without what may stand anywhere: signs, adverbs, times and numbers."""
    ms, compares = reading.morphemes, _compares(reading)

    def anywhere(n: int) -> bool:
        """Whether a part of a number is: 사과를 세 개, 사과 세 개를; but not 2번보다."""
        if n not in reading.counted:
            return False
        if compares and ms[n].form in MOMENTS and n + 1 < len(ms) and ms[n + 1].tag in NOUN:
            return False  # 겨울 이불이 여름 이불보다
        first = n
        while first - 1 in reading.counted:
            first -= 1
        of_noun = first > 0 and ms[first - 1].tag in NOUN
        last = n
        while last + 1 in reading.counted:
            last += 1
        if not of_noun and last + 1 < len(ms) and ms[last + 1].tag in {"JKB", "JKS", "JX", "NNG"}:
            return False  # 2호선에서
        return of_noun or n + 1 == len(ms) or ms[n + 1].tag[0] not in "JV"

    return [
        m
        for n, m in enumerate(ms)
        if m.tag not in SIGNS | {"MAG", "MAJ", "IC"}
        and m.form not in TIMES | {"시"}
        and not (n and m.tag[0] == "J" and ms[n - 1].form in TIMES)
        and not anywhere(n)
    ]


def _phrases(reading: Reading) -> list[tuple[str, ...]]:
    """What a sentence is put together of: words up to a particle or an ending."""
    found, open_words = [], []
    lasting = _lasting(reading)
    for m, after in itertools.zip_longest(lasting, lasting[1:]):
        open_words.append(_shape(m))
        closes = m.tag in {"JKS", "JKO", "JKB", "JX", "EC", "EF"}
        if closes and (after is None or after.tag[0] != "J"):
            found.append(tuple(open_words))
            open_words = []
    return [*found, tuple(open_words)] if open_words else found


def _phrase_text(reading: Reading, phrase: tuple[str, ...]) -> str:
    """A phrase as it was said."""
    lasting = _lasting(reading)
    shapes = [_shape(m) for m in lasting]
    for n in range(len(shapes)):
        if tuple(shapes[n : n + len(phrase)]) == phrase:
            return reading.text[lasting[n].start : lasting[n + len(phrase) - 1].end]
    return " ".join(phrase)


# --- Particles, endings and turns of phrase that exclude each other ---


def _features(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    """What particles and endings say, in sentences that are otherwise nearly the same."""
    least = LEAST_COMMON if len(blocks) == 1 else LEAST_FOR_TURNS  # 꽉 조여 and 느슨하게 조여
    alike = common >= least or _carried(left) == _carried(right)
    if len(blocks) > MOST_CHANGES or not alike:
        return []
    here, there = _turns(left), _turns(right)
    found: list[Found] = []
    for kind, groups in EXCLUSIVE.items():
        for group in groups:
            mine = {name for name in group if name in here}
            theirs = {name for name in group if name in there}
            if mine - theirs and theirs - mine:
                a, b = min(mine - theirs), min(theirs - mine)
                if group & {"early", "first"} and {"most", "than"} & here.keys() & there.keys():
                    kind = "antonym"  # 아버지보다 일찍 and 아버지보다 늦게
                found.append((kind, _eojeol(left.text, *here[a]), _eojeol(right.text, *there[b])))
    return found[:1]


def _carried(reading: Reading) -> set[str]:
    """The words that carry meaning."""
    return {m.form for m in reading.morphemes if m.tag in CONTENT and m.form not in SLIGHT}


def _turns(reading: Reading) -> dict[str, tuple[int, int]]:
    """The turns of phrase that a sentence has, by their names in `TURNS`; and where."""
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    text, starts = " ", []
    for m in ms:
        starts.append(len(text))
        text += f"{m.form}/{m.tag} "
    found = {}
    for name, pattern in TURNS.items():
        if match := pattern.search(text):
            inside = [
                m for m, at in zip(ms, starts, strict=True) if match.start() <= at < match.end()
            ]
            inside = (
                inside or [m for m, at in zip(ms, starts, strict=True) if at >= match.start()][:1]
            )
            found[name] = (inside[0].start, inside[-1].end)
    return found


def _around(reading: Reading, ms: list[Morpheme]) -> str:
    """Some morphemes with the words that they are part of; the last word where there are none."""
    if not ms:
        return _eojeol(reading.text, len(reading.text.rstrip(" .!?~")) - 1, len(reading.text))
    return _eojeol(reading.text, ms[0].start, ms[-1].end)


def _eojeol(text: str, start: int, end: int) -> str:
    """A piece of a sentence, made longer to whole words."""
    start, end = max(start, 0), max(end, 1)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip(" .,!?~\"'")
