"""Warnings in words: where two Korean sentences differ in what a similarity hides.

A score may call "7시에 켜 줘" and "9시에 켜 줘" similar. This module compares what two sentences
say (reading.py) and names what differs: negation, numbers, what is talked about and where, who does
what to whom, opposites, how clauses hang together, whether something must, may or might be, when,
how much and how often, tense, and whether it is asked, told or ordered. Where nothing does, it
tells whether they are known to say the same (sameness.py).

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from functools import cache

import sameness
from morphemes import Morpheme
from quantities import Quantity
from reading import Noun, Predicate, Reading, names_of, read
from spacing import shared_kiwi
from vocabulary import (
    ACTION_CLASSES,
    ADDING,
    APART,
    AROUND,
    ASKING,
    AT_A_TIME,
    AT_LEAST,
    AT_MOST,
    BARRING,
    BEFORE_AFTER,
    BOUNDS,
    CAUTION,
    CHECKED,
    CLASSES,
    CLAUSAL,
    CONVERSE,
    COUNTED,
    COUNTED_PERIOD,
    DENIED_AMOUNTS,
    DENYING,
    ENDING_SHAPES,
    EXCLUSIVE,
    FEELING,
    FURTHER,
    FUTURE,
    GIVING,
    GRAINS,
    HEADS,
    INTENTS,
    LASTING,
    LINKING,
    LINKING_NOUNS,
    MEASURED,
    MODAL,
    MOMENTS,
    MOVING,
    MUTUAL,
    NEGATORS,
    NOT_COUNTED,
    NOUN,
    ONCE,
    PARTICLE_SHAPES,
    PARTICLES,
    PARTING,
    PARTS,
    PASSING,
    PERFORMED,
    PERIOD_DAYS,
    PIECEWISE,
    PLACE_CLASSES,
    PLACE_HEADS,
    POLITE,
    POSITIONS,
    PRONOUNS,
    RATE,
    REASONS,
    RECEIVING,
    REQUESTING,
    ROLES,
    SAME_STAGES,
    SCALED,
    SCALES,
    SEQUENT,
    SEQUENT_NOUNS,
    SIGNS,
    SLIGHT,
    STAGES,
    STAGING,
    STATES,
    SYMMETRIC,
    SYNONYMS,
    TELL,
    THING_CLASSES,
    TIME_CLASSES,
    TIMES,
    TIMES_SAID,
    TOLD,
    TURNED,
    TURNS,
    UNDOING,
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
LEAST_CERTAIN = 0.75  # where a denial alone, or 조금, is about the same thing


MOSTLY = 0.8


MOST_CHANGES = 4  # places in which sentences of nearly the same words differ


# Of the words of two clauses: so many at least where they stand crosswise, at most where not.
LEAST_CROSSED = 0.6
LEAST_FOR_CROSSED = 0.4  # of the morphemes that both sentences have, for clauses to be compared
MOST_ALONG = 0.4


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


class Analyser:
    """Reads pairs of sentences; safe to call from several threads.

    Building one loads Kiwi and its model (about two seconds), so build one per process,
    when the app starts: loaded lazily, the first user would wait for it.
    """

    def __init__(self) -> None:
        shared_kiwi().tokenize("준비")  # loads what Kiwi would load with its first sentence

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
        if _unspaced(sentence1) == _unspaced(sentence2):
            return Compared([], 1.0, same=True)  # 그림 이 많아 서 and 그림이 많아서
        # One order of the two, so that what is found cannot depend on it.
        left, right = (read(text) for text in sorted((sentence1, sentence2)))
        blocks = _blocks(left, right)
        common = _common(left, right, blocks)
        found = _but_for_rates(left, right, _compare(left, right, blocks, common))
        found = _told_apart(left, right, blocks, found)
        if sentence1 != left.text:
            found = [(kind, there, here) for kind, here, there in found]
        found = sorted(dict.fromkeys(found), key=lambda item: KINDS.index(item[0]))
        named = [Difference(kind, a, b, _message(kind, a, b)) for kind, a, b in found]
        return Compared(named, common, same=not named and sameness.same(left, right))


@cache
def shared_analyser() -> Analyser:
    """The one of this process: it loads for two seconds, and everybody can use the same."""
    return Analyser()


def _unspaced(sentence: str) -> str:
    """A sentence without spaces and commas, but for those within numbers."""
    return re.sub(r"\s|,(?!\d)", "", sentence)


Found = tuple[str, str, str]  # kind, left, right


Pairs = list[tuple[Predicate, Predicate]]


# Nouns that are alike, and those of the left and of the right sentence that have no partner.
Nouns = tuple[list[tuple[Noun, Noun]], list[Noun], list[Noun]]


Blocks = list[tuple[list[Morpheme], list[Morpheme]]]  # what stands in each other's place


def _told_apart(left: Reading, right: Reading, blocks: Blocks, found: list[Found]) -> list[Found]:
    """What is found, with whole sentences where what is quoted of both is the same.

    Where all that differs are endings, such a thing is no difference.
    """
    endings = all(m.tag[0] == "E" for block in blocks for side in block for m in side)
    quoted = [
        (kind, a, b) if a != b else (kind, left.text, right.text)
        for kind, a, b in found
        if a != b or not endings
    ]
    return list(dict.fromkeys(quoted))


def _message(kind: str, left: str, right: str) -> str:
    if kind == "intent":
        return f"{LABELS[kind]}: {left} ↔ {right}"
    return f"{LABELS[kind]} ({left} ↔ {right})"


# --- Comparing two ---


def _compare(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    pairs = _pair(left, right)
    nouns = _match_nouns(left, right)
    if common < LEAST_COMMON:
        short = len(blocks) <= MOST_SWAPS and _one_topic(left, right)
        found = _apart(left, right) or _actions(left, right, pairs, nouns)
        if not found and _same_carried(left, right):
            # 열어도 돼요?, 열어 주세요
            said = _features(left, right, blocks, common)
            found = [item for item in said if item[0] == "intent"]
        found = found or _stages(left, right, blocks, common)
        return found or (_intent(left, right, pairs, strict=True) if short else [])
    if found := _frequencies(left, right, blocks):
        return found
    if _overlap(left, right, pairs, nouns) >= LEAST_OVERLAP:
        found = _word_by_word(left, right, pairs, nouns, blocks, common)
    elif common >= LEAST_ALIKE and len(blocks) <= MOST_SWAPS:
        # Where Kiwi divides a compound in one sentence only, or little but numbers is said.
        found = _numbers(left, right, nearly=True) or _bounds(left, right, blocks)
    if {kind for kind, *_ in found} <= {"object", "word"}:
        found = _actions(left, right, pairs, nouns) or found
    found = (
        found
        or _apart(left, right)
        or _rearranged(left, right)
        or _exchanged(left, right)
        or _standards(left, right)
        or _traded_words(left, right)
        or _corrected(left, right)
        or (_crossed(left, right) if common >= LEAST_FOR_CROSSED else [])
        or _undone(left, right)
        or _other_persons(left, right)
        or _particles(left, right, blocks)
        or _features(left, right, blocks, common)
        or _stages(left, right, blocks, common)
        or _swapped_words(left, right, blocks, common)
        or _denied_alone(left, right, blocks, common)
        or (_intent(left, right, pairs, strict=True) if _one_topic(left, right) else [])
    )
    return [(_kind_of_crossed(left, right, *said), *said[1:]) for said in found]


def _kind_of_crossed(left: Reading, right: Reading, kind: str, a: str, b: str) -> str:
    """The kind of a difference of words; of what both sentences have, where it stands is one."""
    crossed = a != b and a in right.text and b in left.text
    apart = a not in b and b not in a
    return "roles" if kind in {"object", "word"} and crossed and apart else kind


def _word_by_word(
    left: Reading, right: Reading, pairs: Pairs, nouns: Nouns, blocks: Blocks, common: float
) -> list[Found]:
    """What differs between words that answer each other, wherever they stand."""
    nearly = common >= LEAST_ALIKE
    found, settled = _roles(left, right, pairs)
    if not _other_standard(left, right) and (nearly or not (_compares(left) or _compares(right))):
        strict = common < LEAST_CERTAIN or len(blocks) > MOST_SWAPS
        if nearly or _same_carried(left, right):
            found += _signs(left, right, pairs, settled, strict=strict)
        found += _scales(left, right) if common >= LEAST_CERTAIN else []
    found += _numbers(left, right, nearly=nearly) or _reordered(left, right)
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
        found += _tense_inside(left, right, pairs, strict=common < LEAST_CERTAIN)
    said = [block for block in blocks if any(m.tag[0] != "J" for ms in block for m in ms)]
    intents = _intent(left, right, pairs, strict=many or (common < MOSTLY and len(said) > 1))
    intents = intents or _asked(left, right)
    return found + (intents or (_asked_more(left, right) if nearly and not (found or many) else []))


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
    if a.isascii() and b.isascii():
        return a.lower() == b.lower()  # SKT and KT
    if (a in b or b in a or _shortened(a, b) or _shortened(b, a)) and not _one_class(a, b):
        return True
    return bool((SYNONYMS.get(a, set()) | {a}) & (SYNONYMS.get(b, set()) | {b}))


def _shortened(a: str, b: str) -> bool:
    """Whether a word is another one made short: 카톡 and 카카오톡; but not 서울역 and 서울대역."""
    if not 1 < len(a) < len(b) or a[0] != b[0] or _of_one_sort(a, b, HEADS + PLACE_HEADS):
        return False
    letters = iter(b)
    return all(letter in letters for letter in a)


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
    waiting, free = list(left.predicates), list(right.predicates)
    # 비판을 받다 pairs with 비판하다 by its verb, not by its noun.
    for mixed in (False, True):
        for a in list(waiting):
            same = [
                b
                for b in free
                if _agreement(a, b) == 1 and (mixed or "noun" not in a.marks ^ b.marks)
            ]
            if same:
                best = next((b for b in same if b.word == a.word), same[0])
                pairs.append((a, best))
                free.remove(best)
                waiting.remove(a)
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


def _signs(  # noqa: C901
    left: Reading, right: Reading, pairs: Pairs, settled: set[int], *, strict: bool
) -> list[Found]:
    """Negations and opposites; `strict`: unless a denial has no counterpart."""
    found = []
    paired = {id(p) for pair in pairs for p in pair}
    # What one sentence denies by 않다 the other may deny by a verb of its own: 끄는 것을 금합니다.
    if strict and any(
        _denies(p)
        and id(p) not in paired
        and not ("noun" in p.marks and p.word in left.text and p.word in right.text)  # 미성년자
        for r in (left, right)
        for p in r.predicates
    ):
        return []
    opposed = {p.word for a, b in pairs if _agreement(a, b) == -1 for p in (a, b)}
    denying = DENYING - opposed  # 금지 구역, 허용 구역
    if {n.word for n in left.nouns} & denying != {n.word for n in right.nouns} & denying:
        return []
    for a, b in pairs:
        if id(a) in settled:
            continue
        shared = a.names.keys() & b.names.keys()
        if _both_ways(left, a) or _both_ways(right, b):
            continue
        if "noun" in a.marks | b.marks and "carries" in a.marks | b.marks:
            continue  # 미조치, 조치를 받다
        coming = strict and {a.word, b.word} == {"오다", "가다"}  # 대만에 가면, 대만에 오면
        if _denied_elsewhere(left, right, a, b, paired):
            continue
        if _denied_together(left, right, a, b):
            return []
        if _agreement(a, b) == -1 and not coming and not _mirrored(left, right, a, b):
            denied = a.sign != b.sign or any(n in a.denials | b.denials for n in shared)
            kind = "negation" if denied else "antonym"
            if _orders(left, a) and _orders(right, b):
                kind = "relation"
            elif kind == "antonym" and "noun" in a.marks & b.marks:
                kind = _kind_of_opposites(left, right, a, b)
            found.append((kind, left.text[a.start : a.end], right.text[b.start : b.end]))
    # 같은 사람이 아니다 and 다른 사람이다, 없으면 안 된다 and 있으면 된다: the two changes cancel.
    denials = any(kind == "negation" for kind, *_ in found)
    if denials and _unreal(left) != _unreal(right):
        return []  # 막혀서 늦었다, 안 막혔으면 늦지 않았을 것이다
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
        after = next((m for m in reading.morphemes if m.start >= first), None)
        if after is not None and after.tag == "JX" and after.form in {"는", "ᆫ"}:
            continue  # 씻지 않고는 먹을 수 없다 is a condition
        if any(m.tag == "EC" and m.form in PARTING for m in closing):
            return True
    return False


def _unreal(reading: Reading) -> bool:
    """Whether it tells what would have been, had it not been otherwise: 안 왔으면 갔을 것이다."""
    said = " ".join(m.form for m in reading.morphemes)
    return bool(
        re.search(
            "었 (?:으면|다면|더라면|더라도|어도|어야) .*(?:었 (?:을|겠)|(?:ᆯ|을) 텐데|터 이)", said
        )
    )


def _denied_elsewhere(
    left: Reading, right: Reading, a: Predicate, b: Predicate, paired: set[int]
) -> bool:
    """Whether what only one sentence denies by 않다 or 말다, the other one denies otherwise.

    여는 일은 피하다, 정렬할 때 ... 하지 마; 파괴에 주의하다, 파괴하지 않게 주의하다; 도착하면 열다,
    도착하기 전에는 열지 않다.
    """
    for reading, plain, other, denied in ((left, a, right, b), (right, b, left, a)):
        if not (plain.sign == 1 and denied.sign == -1):
            continue
        later = [p for p in _verbs(reading) if p.position > plain.position]
        if any(
            id(p) not in paired
            and (p.word in DENYING or (p.sign == -1 and p.word in {"하다", "되다", "생기다"}))
            for p in later
        ):
            return True
        words = {m.form for m in reading.morphemes}
        after = [m.form for m in other.morphemes if m.start >= denied.end][:2]
        if words & CAUTION and CAUTION & {*after}:
            return True
        if denied is other.main and _until(other) and not words & {"전"}:
            return True
    return False


def _denied_together(left: Reading, right: Reading, a: Predicate, b: Predicate) -> bool:
    """Whether an order not to do two things at once is one not to do the first: 입고 가지 마."""
    for reading, plain, other, denied in ((left, a, right, b), (right, b, left, a)):
        later = [p for p in _verbs(reading) if p.position > plain.position]
        joined = any(
            m.end == plain.end and m.form in {"고", "면서", "으면서"} for m in reading.morphemes
        )
        orders = _barred(other, denied) and any(_barred(reading, p) for p in later)
        if plain.sign == 1 and denied.sign == -1 and joined and orders:
            return True
    return False


def _until(reading: Reading) -> bool:
    """Whether it says before what something is denied: 그치기 전에는, 오기 전까지."""
    ms = reading.morphemes
    return any(
        m.tag == "ETN" and after.form == "전" and limit.form in {"에", "까지"}
        for m, after, limit in zip(ms, ms[1:], ms[2:], strict=False)
    )


def _barred(reading: Reading, predicate: Predicate) -> bool:
    """Whether it is what must not be done: 입지 마, 입지 않도록 하다."""
    inside = {
        m.form for m in reading.morphemes if predicate.start <= m.start and m.end <= predicate.end
    }
    return "말" in inside or {"않", "도록"} <= inside


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


def _numbers(left: Reading, right: Reading, *, nearly: bool) -> list[Found]:
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
    mine = [n for n in _unsaid(nouns[1], right) if not _links(left, n)]
    theirs = [n for n in _unsaid(nouns[2], left) if not _links(right, n)]
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
        if not names_of(x.word)[0].keys() & names_of(y.word)[0].keys()
    ]


def _links(reading: Reading, noun: Noun) -> bool:
    """Whether it tells when, which other rules compare: 예전에는, 요리하는 동안."""
    before = reading.morphemes[noun.position - 1] if noun.position else None
    linking = before is not None and before.tag in {"ETM", "ETN"} and noun.word in LINKING_NOUNS
    return linking or noun.word in TIMES | ONCE


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


def _state(reading: Reading, predicate: Predicate) -> bool:
    """Whether it says how something is, and not what happens."""
    return reading.morphemes[predicate.position].tag in STATES


def _tense_inside(left: Reading, right: Reading, pairs: Pairs, *, strict: bool) -> list[Found]:
    """What is over in the one sentence and yet to come in the other: 마신 커피, 마실 커피.

    Or goes on in it, unless `strict`: 다니던 회사, 다니는 회사; and what somebody said so: 왔다고,
    온다고 하다.
    """
    strict |= any(r.main is not None and r.main.past for r in (left, right))  # 있는 집에 갔다
    for a, b in pairs:
        if _agreement(a, b) != 1 or a.word != b.word or "noun" in a.marks | b.marks:
            continue
        times = {
            "past" if p.past or "done" in p.marks else "future" if _ahead(p) else "" for p in (a, b)
        }
        if "intends" in a.marks & b.marks:
            continue  # 나오려고 했다, 나오려고 하고 있다
        shaded = bool((a.marks | b.marks) & SHADING - {"intends"})
        told = "told" in a.marks & b.marks and a.past != b.past and not _state(left, a)
        once = {"used", "now"} <= a.marks ^ b.marks and "lasting" not in a.marks | b.marks
        once = once and not strict
        if (times == {"past", "future"} or told or once) and not shaded:
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
    if a.sign != b.sign:
        return []  # 피우지 않는다, 끊었다
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
        lasts = _state(left, a) and (stem not in PASSING or a.word != b.word)
        if marks & {"lasting", "can"} or stem in LASTING or lasts:
            return []  # 친절했습니다 and 친절합니다, of one who still is
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
    asked = {"statement", "question"} <= left.intents ^ right.intents
    modal = {"may", "can", "ban", "need"}
    if asked and left.main.marks & modal and right.main.marks & modal:
        both -= {"command", "proposal"}  # 열어도 될까요? and 열어도 됩니다
    if not left.intents or not right.intents or both:
        return []
    proposes = frozenset({"proposal"}) in {left.intents, right.intents}
    if proposes and "command" in left.intents | right.intents:
        return []  # 늦지 않도록 하자, 늦지 마라
    if strict and not {"question"} <= left.intents | right.intents:
        return []  # what to do is ordered, proposed and told: 조심하자, 조심했으면 합니다
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
        {m.form for m in r.morphemes if m.tag in NOUN and m.form not in SLIGHT | WHO | PERFORMED}
        for r in (left, right)
    )
    return bool(here and there) and (here <= there or there <= here)


def _actions(left: Reading, right: Reading, pairs: Pairs, nouns: Nouns) -> list[Found]:
    """Two things to do with the same thing: 예약을 변경해 줘, 예약을 조회해 줘."""
    # 취소 and 변경 are both the opposite of 유지, but not the same.
    same = [(p, q) for p, q in pairs if _agreement(p, q) == 1 and not _exclude(p.word, q.word)]
    paired = {id(p) for pair in same for p in pair}
    here, there = (
        [p for p in _verbs(r) if id(p) not in paired and not _serves_request(p)]
        for r in (left, right)
    )
    mine, theirs = (
        [n for n in rest if not n.word.startswith("@") and n.word not in VAGUE | TIMES]
        for rest in nouns[1:]
    )
    done = [_acted(ps, ns) for ps, ns in ((here, mine), (there, theirs))]
    if len(done[0]) != 1 or len(done[1]) != 1:
        return []
    (a, *spot), (b, *other) = done[0][0], done[1][0]
    mine, theirs = ([n for n in ns if n.word != w] for ns, w in ((mine, a), (theirs, b)))
    about = [n for n, _ in nouns[0] if n.word not in TIMES and n.role != "time"]
    if (mine and theirs) or not about or not _exclude(a, b):
        return []
    if any(p.sign < 1 for p in (*here, *there)) or {a, b} <= CONVERSE.keys():
        return []
    if _stem_of(a) in right.text or _stem_of(b) in left.text:
        return []  # 취소하고 환불해 줘
    return [("intent", left.text[spot[0] : spot[1]], right.text[other[0] : other[1]])]


def _acted(verbs: list[Predicate], nouns: list[Noun]) -> list[tuple[str, int, int]]:
    """What is done, by verbs or by nouns that ask for it: 취소해 줘, 취소 부탁드립니다."""
    if verbs:
        return [(p.word, p.start, p.end) for p in verbs]
    return [(n.word, n.start, n.end) for n in nouns if _classes_of_action(n.word)]


def _serves_request(predicate: Predicate) -> bool:
    """Whether a verb only asks for what a noun before it says: 취소를 원합니다."""
    return predicate.word in REQUESTING


def _stem_of(word: str) -> str:
    return word.removesuffix("다")


@cache
def _classes_of_action(word: str) -> frozenset[int]:
    """The classes of `ACTION_CLASSES` that have a word, or one that means the same."""
    return frozenset(
        number
        for number, group in enumerate(ACTION_CLASSES)
        if word in group
        or any(SYNONYMS.get(word, set()) & SYNONYMS.get(other, set()) for other in group)
    )


def _exclude(a: str, b: str) -> bool:
    """Whether two actions are of one class, and do not mean the same."""
    return bool(_classes_of_action(a) & _classes_of_action(b)) and not _words_alike(a, b)


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


def _asked_more(left: Reading, right: Reading) -> list[Found]:
    """Where one question asks whether, and the other one why, when or where: 왜 늦었나요?"""
    both = "question" in left.intents and "question" in right.intents
    for asking, other in ((left, right), (right, left)):
        words = [m for m in asking.morphemes if m.form in FURTHER]
        if both and words and not _asks_who(other) and _carried(asking) == _carried(other):
            there = next(m for m in reversed(other.morphemes) if m.tag not in SIGNS)
            texts = {id(asking): words[0].form, id(other): _around(other, [there])}
            return [("intent", texts[id(left)], texts[id(right)])]
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


def _roles(  # noqa: C901
    left: Reading, right: Reading, pairs: Pairs
) -> tuple[list[Found], set[int]]:
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
        standard = any(noun.role == "than" for noun in mine.values())
        if a is not None and (a.word in MUTUAL or (a.word in SYMMETRIC and not standard)):
            continue
        if mixed and (turned := _turned(mine, theirs, passive=passive_b)):
            settled.add(id(a))
            found.append(("roles", _said(left, mine, [turned]), _said(right, theirs, [turned])))
        elif swap := _swap(here, there):
            settled.add(id(a))
            if agree != -1 or "than" not in {here[swap[0]], here[swap[1]]}:
                found.append(("roles", _said(left, mine, swap), _said(right, theirs, swap)))
        elif a is not None and b is not None and (giver := _only_party(a, b, mine, theirs)):
            found.append(("roles", _said(left, mine, [giver]), _said(right, theirs, [giver])))
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


def _only_party(a: Predicate, b: Predicate, mine: dict[str, Noun], theirs: dict[str, Noun]) -> str:
    """Who alone is named, and gives here, and is given there: 엄마가 보냈다, 엄마에게 보냈다."""
    for given, giving in ((mine, theirs), (theirs, mine)):
        acts = any(noun.role in {"subject", "topic"} for noun in given.values())
        if acts or any(noun.role == "to" for noun in giving.values()) or a.word != b.word:
            continue
        for word, noun in given.items():
            other = giving.get(word)
            gives = "give" in a.marks & b.marks or a.word in GIVING
            if gives and noun.role == "to" and other is not None and other.role == "subject":
                return word
    return ""


def _turned(mine: dict[str, Noun], theirs: dict[str, Noun], *, passive: bool) -> str:
    """Who has it done to them here and does it there: 강아지를 물다, 강아지에게 물리다.

    `passive`: the second of two predicates is the passive one.
    """
    active, undergone = (mine, theirs) if passive else (theirs, mine)
    for word, noun in active.items():
        other = undergone.get(word)
        if other is None:
            continue
        if noun.role == "object" and other.role in {"to", "from", "into"}:
            return word
        if noun.role in {"", "of"} and other.role in {"to", "from"}:
            return word  # 동생 장난감을 빼앗다, 동생에게 장난감을 빼앗기다
    return ""


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
    if _near(left, right):
        return []
    if _negators(m for a, _ in blocks for m in a) != _negators(m for _, b in blocks for m in b):
        return []  # 안 가져왔다 and 두고 왔다
    words = [_compounds(left, right, a, b) for a, b in blocks]
    mine = [word for here, _ in words for word in here]
    theirs = [word for _, there in words for word in there]
    found: list[Found] = []
    for here, there in words:
        here = [w for w in here if not any(_related(w.name, other.name) for other in theirs)]
        there = [w for w in there if not any(_related(w.name, other.name) for other in mine)]
        asks = all(not r.intents or r.intents & {"command", "question"} for r in (left, right))
        if asks and {w.name for w in (*here, *there)} <= ASKING:
            continue  # 확인 부탁드려요, 확인해서 알려 줘
        barring = {w.name for w in (*here, *there)} <= BARRING  # 빼고, 제외하고
        if barring or _read_as_two(here, there):
            continue
        if not here or not there or len(here) > MOST_SWAPPED or len(there) > MOST_SWAPPED:
            continue
        a, b = _span(left, here), _span(right, there)
        latin = all(w.tag == "SL" and w.name.isupper() for w in (*here, *there))  # SKT, KT
        if (latin or not _misspelt(a, b)) and not _conjugated(a, b):
            found.append((_kind_of_swap(here, there), a, b))
    return found


def _read_as_two(here: Sequence[Word], there: Sequence[Word]) -> bool:
    """Whether Kiwi may have read one verb as two: 들어 is of 듣다, or of 들다."""
    return [{a.name, b.name} for a, b in zip(here, there, strict=False)] in (
        [{"들다", "듣다"}],
        [{"걸다", "걷다"}],
        [{"물다", "묻다"}],
    )


def _conjugated(a: str, b: str) -> bool:
    """Whether two words are one but for their ending, where Kiwi read them as two: 들어, 들어요."""
    shared = sum(1 for _ in itertools.takewhile(lambda xy: xy[0] == xy[1], zip(a, b, strict=False)))
    return shared >= max(2, min(len(a), len(b)) - 1)


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


def _name(m: Morpheme) -> str:
    """A morpheme that carries meaning as the vocabulary has it."""
    return m.form + "다" if m.tag in {"VV", "VA", "VCN"} else m.form


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
        if m.tag not in CONTENT or m.start in counted or m.form in SLIGHT | BOUNDS:
            continue
        found.append(Word(_name(m), m.tag, m.start, m.end))
    return found


def _compounds(
    left: Reading, right: Reading, here: list[Morpheme], there: list[Morpheme]
) -> tuple[list[Word], list[Word]]:
    """The words of two places; each one word where both are nouns: 감기약, and 멀미 with 약.

    Kiwi knows some compounds and divides others, and 냉면 alone would be what 물냉면 contains.
    """
    mine, theirs = _content(left, here), _content(right, there)
    one, other = _compound(left, here), _compound(right, there)
    if one is None or other is None or not mine or not theirs:
        return mine, theirs
    if one.name[:2] == other.name[:2] and len(mine) != len(theirs):
        return [], []  # 교통편, and 교통 with 수단
    if len(mine) == len(theirs) == 1 and {one.name, other.name} == {mine[0].name, theirs[0].name}:
        return mine, theirs
    return ([], []) if _same_beside(one.name, other.name) else ([one], [other])


def _compound(reading: Reading, ms: list[Morpheme]) -> Word | None:
    """Nouns and their affixes that are written as one word; None for all else."""
    if not ms or any(m.tag not in NOUN | {"XPN", "XSN", "XR"} for m in ms):
        return None
    if any(a.end != b.start for a, b in itertools.pairwise(ms)):
        return None
    names = all(m.tag in {"NNP", "XSN"} for m in ms)
    start, end = ms[0].start, ms[-1].end
    return Word(reading.text[start:end], "NNP" if names else "NNG", start, end)


def _same_beside(a: str, b: str) -> bool:
    """Whether two compounds have one part that is the same, and one of the same meaning."""
    return any(
        a[cut] and b[cut] and SYNONYMS.get(a[cut], set()) & SYNONYMS.get(b[cut], set())
        for size in range(1, min(len(a), len(b)))
        for cut, rest in (
            (slice(None, -size), slice(-size, None)),
            (slice(size, None), slice(None, size)),
        )
        if a[rest] == b[rest]
    )


def _related(a: str, b: str) -> bool:
    """Whether two words mean the same, or are opposites that other rules have judged."""
    return _words_alike(a, b) or bool(names_of(a)[0].keys() & names_of(b)[0].keys())


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
    if len({w.name for w in (*here, *there)} & BARRING) == 1:
        return "negation"
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
    if {a, b} <= MODAL:
        return "modality"
    if len({a, b} & BARRING) == 1:
        return "negation"
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
    if any(p.sign == 0 for r in (left, right) for p in r.predicates):
        return []  # 열어 주지 않을래, 늦을까 봐
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
    if any(p.word in MUTUAL for p in left.predicates) or _either_way(left, here, there):
        return []
    if _less(left) != _less(right) or (_lists(left) and _lists(right)):
        return []
    if not here and not there and _traded(left, right):
        return [("relation", left.text, right.text)]
    standards = any(words[-1] == "보다" for words in here)
    if not here or not there or any("와" in words for words in (*here, *there) if not standards):
        return []
    if any(m.tag in {"SSO", "SF"} for m in left.morphemes[:-1]):
        return []  # 알려 줘. 오늘 날씨.
    denied = {m.form for m in left.morphemes if m.tag[0] != "N"} & {"아니", "말"}
    turned = any(denied & set(words) for words in (*here, *there))
    # 더 큰 쪽은 형이에요, 동생이 아니라: which of two is more is no denial.
    turned = turned and not {"더", "덜", "가장", "제일"} & {m.form for m in left.morphemes}
    clauses = set(here) & _clauses(left) and set(there) & _clauses(right)
    moved = {word for words in here for word in words}
    linked = bool(moved & (REASONS - {"대신"})) or _relinked(left, right)
    kind = "negation" if turned else "relation" if clauses or linked else "roles"
    timed = MOMENTS.keys() | WEEKDAYS.keys()
    if not _compares(left) and here[0][0] in timed and there[0][0] in timed:
        kind = "time"
    return [(kind, _phrase_text(left, here[0]), _phrase_text(right, there[0]))]


def _lists(reading: Reading) -> bool:
    """Whether it says how something is and how it also is: 값이 싸고 맛이 좋다."""
    return any(
        m.tag == "EC" and m.form in {"고", "며", "으며"} and before.tag in STATES
        for before, m in itertools.pairwise(reading.morphemes)
    )


def _either_way(
    reading: Reading, here: list[tuple[str, ...]], there: list[tuple[str, ...]]
) -> bool:
    """Whether it is one thing which comes first: 서울은 수도다, 크고 예쁜 가방, 학교에서 멀다."""
    words = {word for phrase in (*here, *there) for word in phrase}
    main = reading.main
    if main is None or not here or not there or words & {"보다", "아니", "말"}:
        return False
    if main.word in SYMMETRIC:
        return True
    if "copula" in main.marks and len(here) == len(there) == 2 and _phrases(reading)[-1] in here:
        ends = [{phrase[-1] == "는" for phrase in phrases} for phrases in (here, there)]
        return ends == [{True, False}] * 2
    states = {m.form for m in reading.morphemes if m.tag == "VA"}
    firsts = [phrases[0] for phrases in (here, there)]
    return all(len(x) == 2 and x[0] in states and x[1] in ADDING for x in firsts)


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
    if not swapped or particle != mine[second][-1] or particle not in {"는", "를", "에게"}:
        return []
    after, last = mine[first + 1], mine[-1] if second + 1 == len(mine) else mine[second + 1]
    if second - first == 2 and after[-1] in ADDING and after[:-1] == last[: len(after) - 1]:
        return []  # 사과를 먹고 배를 먹었다
    # 이메일을 인증한 다음 비밀번호를 설정하다: what comes first, not who does what.
    between = {word for words in mine[first + 1 : second + 1] for word in words}
    kind = "relation" if between & (CLAUSAL | {"어", "어서", "니까"}) else "roles"
    return [(kind, _phrase_text(left, mine[first]), _phrase_text(right, theirs[first]))]


def _standards(left: Reading, right: Reading) -> list[Found]:
    """부산에 사는 사촌이 서울에 사는 사촌보다 크다, and swapped: what is compared with what."""
    mine, theirs = _standard(left), _standard(right)
    if mine is None or theirs is None or mine[2] != theirs[2] or mine[1] == theirs[1]:
        return []
    swapped = all(
        subject[-len(standard) :] == standard
        for subject, standard in ((mine[0], theirs[1]), (theirs[0], mine[1]))
    )
    if not swapped or not mine[1] or not theirs[1]:
        return []
    return [("roles", mine[3], theirs[3])]


def _standard(reading: Reading) -> tuple[list[str], list[str], list[str], str] | None:
    """What stands before the subject's particle, from there to 보다, and what follows.

    The last is the second as it was said.
    """
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    ends = [n for n, m in enumerate(ms) if m.form == "보다" and m.tag[0] == "J"]
    if len(ends) != 1:
        return None
    end = ends[0]
    subjects = [n for n in range(end) if ms[n].tag == "JKS" or ms[n].form in {"은", "는", "ᆫ"}]
    subjects = [n for n in subjects if ms[n].tag[0] == "J"]
    if not subjects:
        return None
    shapes = ["것" if m.form == "거" else _shape(m) for m in ms]
    last = subjects[-1]
    said = reading.text[ms[last].end : ms[end].end].strip()
    return shapes[:last], shapes[last + 1 : end], shapes[end + 1 :], said


Unit = tuple[str, str, str]  # words up to a particle or an ending, that, and the last word's tag


def _units(reading: Reading, size: str) -> list[Unit]:
    """What a sentence is put together of, by its letters, as Kiwi may divide a compound.

    `size`: how 언니의 새 옷을 is divided: as one `phrase`, as two that are `owned`, as three words.
    """
    units: list[Unit] = []
    stem, closing, tag = "", "", ""
    last = 0
    for n, m in enumerate(reading.morphemes):
        if m.tag in SIGNS | {"MAG", "MAJ", "IC"} or m.form in TIMES:
            continue
        ends = m.tag[0] in "JE" and not (m.tag == "JKG" and size == "phrase")
        if ends or m.tag == "VCP" or n in reading.counted:
            closing += m.form if n in reading.counted else _shape(m)
            continue
        if closing or (stem and size == "word" and m.start > last):
            units.append((stem, closing, tag))
            stem, closing = "", ""
        stem += reading.text[max(m.start, last) : m.end]
        last, tag = m.end, m.tag
    return [*units, (stem, closing, tag)]


def _traded_words(left: Reading, right: Reading) -> list[Found]:
    """Two words in each other's place: 구매자가 판매자의 제안을 거절하다, and swapped."""
    if not _closes(left) or not _closes(right):
        return []
    done = left.predicates if left.main is None else [left.main]
    mutual = any(p.word in MUTUAL | SYMMETRIC for p in done)
    for size in ("phrase", "owned", "word"):
        mine, theirs = _units(left, size), _units(right, size)
        if len(mine) != len(theirs):
            continue
        odd = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a[:2] != b[:2]]
        if len(odd) != 2 or (mutual and not _of_other_counts(left, mine, odd)):
            continue
        first, second = odd
        if _traded_places(mine, theirs, first, second) or _traded_parts(mine, theirs, odd):
            return [("roles", "".join(mine[first][:1]), "".join(theirs[first][:1]))]
    return []


def _of_other_counts(reading: Reading, units: list[Unit], odd: list[int]) -> bool:
    """Whether two units are counted, so that it matters which is which: 지원자 다섯, 면접관 둘."""
    counted = {reading.morphemes[n].form for n in reading.counted}
    closings = [units[n][1] for n in odd]
    return closings[0] != closings[1] and all(
        any(form in closing for form in counted) for closing in closings
    )


def _traded_parts(mine: list[Unit], theirs: list[Unit], odd: list[int]) -> bool:
    """Whether two nouns have each other's particles: 개가 아이를 물다, 개를 아이가 물다."""
    (a, b), (x, y) = ([units[n] for n in odd] for units in (mine, theirs))
    return (
        (a[0], b[0]) == (x[0], y[0])
        and (a[1], b[1]) == (y[1], x[1])
        and {a[1], b[1]} <= {"는", "를", "에게", "에게서", "한테서", "에서", "로", "까지", "부터"}
    )


def _traded_places(mine: list[Unit], theirs: list[Unit], first: int, second: int) -> bool:
    """Whether the words of two units are swapped, and what they are in does not undo that."""
    a, b = mine[first], mine[second]
    if (a[0], b[0]) != (theirs[second][0], theirs[first][0]) or not a[0] or not b[0]:
        return False
    if (a[1], b[1]) != (theirs[first][1], theirs[second][1]):
        return False
    if {a[1], b[1]} & (ADDING | {"보다"}) or (a[1] == "는" and b[1].startswith("이")):
        return False  # 서울이 수도이다, 수도가 서울이다
    nouns = {a[2], b[2]} <= NOUN | {"XSN", "NNB"}
    if not nouns and not {a[1], b[1]} <= {"ᆫ", "는"}:
        return False
    if a[1] != b[1]:
        return True
    # 빨간 치마와 하얀 모자, but not 밥을 먹고 빵을 먹다: each must stand by something of its own.
    if second - first == 1:
        return False
    around = [
        [mine[n][0] for n in (at - 1, at + 1) if 0 <= n < len(mine)] for at in (first, second)
    ]
    return (
        mine[first + 1][0] != mine[second + 1][0]
        if second + 1 < len(mine)
        else (len(around[0]) == len(around[1]) and around[0] != around[1])
    )


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
        words = CONTENT | {"VX"}  # 그대로 두지 말고 꺼
        sides = [{x.form for x in part if x.tag in words} - SLIGHT for part in (ms[:n], ms[n:])]
        return sides[0] - {m.form}, sides[1] - {m.form}, kind
    return None


def _particles(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
    """One noun in another part, when all else is the same: 민수가 and 민수를 좋아하는 사람."""
    if len(blocks) == 1 and _other_way(*blocks[0]):
        return [("roles", _around(left, blocks[0][0]), _around(right, blocks[0][1]))]
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


def _other_way(here: list[Morpheme], there: list[Morpheme]) -> bool:
    """Whether one moves to where the other one moves from: 학교에 가는 길, 학교에서 오는 길."""
    if any(
        [m.tag for m in ms] != ["JKB", "VV"] or ms[1].form not in MOVING for ms in (here, there)
    ):
        return False
    return {PARTICLES.get(ms[0].form) for ms in (here, there)} == {"into", "out of"}


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


def _crossed(left: Reading, right: Reading) -> list[Found]:
    """Clauses in each other's place: 문이 열리면 불을 켜 줘, 불이 켜지면 문을 열어 줘.

    Their verbs may be told from the other end, and what links them may be another: 업데이트를 하고
    나서 느려졌다, 느려져서 업데이트를 했다.
    """
    for mine, theirs in itertools.product(_linkings(left), _linkings(right)):
        plain = mine.link == theirs.link == "고"  # 노래를 부르고 춤을 추다, and swapped
        if mine.later == theirs.later and not plain and mine.crosses(theirs):
            return [("relation", left.text, right.text)]
    return []


def _one_order(left: Reading, right: Reading) -> bool:
    """Whether one order is told from its two ends: 씻고 나서 먹다, 먹기 전에 씻다."""
    return any(
        mine.later != theirs.later and (mine.crosses(theirs) or mine.mirrors(theirs))
        for mine, theirs in itertools.product(_linkings(left), _linkings(right))
    )


Names = list[frozenset[str]]  # of the words of an event, what each can be called


@dataclass(frozen=True, slots=True)
class Linking:
    """Two events that a sentence links.

    Attributes:
        first: The words of the one that is told first.
        second: Those of the other one.
        link: The ending that stands between them.
        later: Whether the first one is the later one: 먹기 전에.
    """

    first: Names
    second: Names
    link: str
    later: bool

    def crosses(self, other: "Linking") -> bool:
        """Whether the first of one is the second of the other."""
        across = _alike(self.first, other.second), _alike(self.second, other.first)
        along = _alike(self.first, other.first), _alike(self.second, other.second)
        return min(across) >= LEAST_CROSSED and max(along) <= MOST_ALONG

    def mirrors(self, other: "Linking") -> bool:
        """Whether each is all of the other one's other: 밥을 먹고 약을 먹다."""
        across = _alike(self.first, other.second), _alike(self.second, other.first)
        along = _alike(self.first, other.first), _alike(self.second, other.second)
        return min(across) == 1 and max(along) < 1


def _linkings(reading: Reading) -> list[Linking]:
    """The ways to take a sentence apart into an event and the one that it is linked with."""
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    quoted = [n for n, m in enumerate(ms) if m.tag == "EC" and m.form in TOLD]
    ms = ms[: quoted[-1] + 1] if quoted else ms  # 줄어서 떠난다고 보고서는 지적했다
    found = []
    for n, m in enumerate(ms[:-1]):
        after = [x.form for x in ms[n + 1 : n + 5] if x.tag in {"NNG", "NNB"}][:1]
        later = m.tag == "ETN" and bool({"전", "직전", "이전"} & {*after})
        noun = m.tag in {"ETM", "ETN"} and bool(SEQUENT_NOUNS & {*after})
        ending = m.tag == "EC" and m.form in SEQUENT and not _serves(ms, n)
        first, second = ms[: n + 1], ms[n + 1 :]
        if (ending or noun or later) and _has_verb(first) and _has_verb(second):
            parts = [_events(reading, part) for part in (first, second)]
            found.append(Linking(parts[0], parts[1], m.form, later))
    return found


def _serves(ms: list[Morpheme], index: int) -> bool:
    """Whether an ending belongs to an auxiliary or a turn of phrase: 켜 줘, 위해서, 고 나서."""
    following = ms[index + 1] if index + 1 < len(ms) else None
    before = ms[index - 1] if index else None
    serving = before is not None and before.form in {"위하", "대하", "통하", "따르", "인하", "의하"}
    serving = serving or (before is not None and before.form in {"말", "않"})  # 말고, 않고
    if following is not None and ms[index].form in {"면", "으면"}:
        serving = serving or following.form in {"안", "안되", "되", "좋"}  # 팔면 안 되다
    return serving or following is None or following.tag == "VX" or following.tag[0] == "J"


def _has_verb(ms: Sequence[Morpheme]) -> bool:
    return any(m.tag in {"VV", "VA", "XSV", "XSA"} for m in ms)


def _events(reading: Reading, ms: Sequence[Morpheme]) -> Names:
    """What an event is told with: its nouns, and its verbs by all that they are called."""
    start, end = ms[0].start, ms[-1].end
    verbs = [
        p
        for p in _verbs(reading)
        if start <= reading.morphemes[p.position].start < end and "copula" not in p.marks
    ]
    spent = {p.word for p in verbs}
    nouns = {m.form for m in ms if m.tag in {"NNG", "NNP", "XR", "SL"}}
    nouns -= SLIGHT | spent | SEQUENT_NOUNS | {"전", "직전", "이전"}
    return [frozenset({noun}) for noun in sorted(nouns)] + [
        frozenset(f"{name}{side:+}" for name, side in p.names.items()) | {_root(p.word)}
        for p in verbs
        if p.word.removesuffix("다") not in SLIGHT
    ]


def _root(verb: str) -> str:
    """A verb without what makes it a passive or has it done: 열리다 as 열다, 꺼지다 as 끄다."""
    stem = verb.removesuffix("다")
    if stem == verb:
        return verb
    stem = stem[:-1] if len(stem) > 1 and stem[-1] in "지리기히이우추구" else stem
    return "~" + stem.replace("꺼", "끄").replace("써", "쓰")


def _alike(a: Names, b: Names) -> float:
    """The share of the words of the shorter of two events that are in the other one, too."""
    shorter, longer = sorted((a, b), key=len)
    matched = sum(any(word & other for other in longer) for word in shorter)
    return matched / len(shorter) if shorter else 0.0


def _undone(left: Reading, right: Reading) -> list[Found]:
    """What one sentence is about to do and the other one undoes: 신고하려고, 신고를 취소하려고."""
    said = [
        Counter(m.form for m in r.morphemes if m.tag in CONTENT and m.form not in {"하", "드리"})
        for r in (left, right)
    ]
    for more, less, reading, other in (
        (said[0] - said[1], said[1] - said[0], left, right),
        (said[1] - said[0], said[0] - said[1], right, left),
    ):
        undone = [p for p in _verbs(reading) if p.word in UNDOING & more.keys()]
        done = sum(more.values()) == 1 and not less and bool(undone)
        if undone and undone[-1].word in CHECKED and other.intents == {"question"}:
            continue  # 왔는지 확인해 줘, 왔나요?
        if done and other.main is not None and undone[-1] is _doing(reading):
            texts = {
                id(reading): reading.text[undone[-1].start : undone[-1].end],
                id(other): other.text[other.main.start : other.main.end],
            }
            return [("intent", texts[id(left)], texts[id(right)])]
    return []


def _other_persons(left: Reading, right: Reading) -> list[Found]:
    """내가 살게 and 네가 사: all is the same but who does it, I or you."""
    here, there = (
        [n for n in r.nouns if n.role == "subject" and n.word in {"@나", "@너", "@우리"}]
        for r in (left, right)
    )
    if len(here) != 1 or len(there) != 1 or not _same_carried(left, right):
        return []
    a, b = here[0], there[0]
    if "@너" not in {a.word, b.word} or a.word == b.word:
        return []
    return [("roles", left.text[a.start : a.end], right.text[b.start : b.end])]


def _doing(reading: Reading) -> Predicate | None:
    """The last verb of a sentence."""
    verbs = _verbs(reading)
    return verbs[-1] if verbs else None


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


# --- How much, how often, how many: phrases that stand far apart on a scale ---


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


def _near(left: Reading, right: Reading) -> bool:
    """Whether two sentences differ in phrases that stand in one place: 툭하면 and 걸핏하면."""
    mine, theirs = _marks(left), _marks(right)
    here, there = _own_marks(mine, theirs), _own_marks(theirs, mine)
    if len(here) != 1 or len(there) != 1 or not here[0].names & there[0].names:
        return False
    return _without(left, here) == _without(right, there)


def _apart(left: Reading, right: Reading) -> list[Found]:
    """터무니없이 and 살짝, 허구한 날 and 어쩌다 한 번, 전액 and 일부만, of the same thing."""
    mine, theirs = _marks(left), _marks(right)
    here, there = _own_marks(mine, theirs), _own_marks(theirs, mine)
    if not here and not there:
        return _exchanged_marks(left, right, mine, theirs)
    if not here or not there or not _rest_fits(left, right, here, there):
        return []
    one = len(here) == len(there) == 1
    denied = [_negators(_beside(r, marks)) for r, marks in ((left, here), (right, there))]
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
    matcher = SequenceMatcher(None, [_shape(m) for m in mine], [_shape(m) for m in theirs], False)
    changes = sum(kind != "equal" for kind, *_ in matcher.get_opcodes())
    return matcher.ratio() >= LEAST_CERTAIN and changes <= MOST_SWAPS


# --- Particles, endings and turns of phrase that exclude each other ---


def _features(  # noqa: C901
    left: Reading, right: Reading, blocks: Blocks, common: float
) -> list[Found]:
    """What particles and endings say, in sentences that are otherwise nearly the same."""
    least = LEAST_COMMON if len(blocks) == 1 else LEAST_FOR_TURNS  # 꽉 조여 and 느슨하게 조여
    alike = common >= least or _same_carried(left, right)
    if len(blocks) > MOST_CHANGES or not alike:
        return []
    here, there = _turns(left), _turns(right)
    denied = _negators(left.morphemes) != _negators(right.morphemes)
    found: list[Found] = []
    for kind, groups in EXCLUSIVE.items():
        if kind == "degree" and (denied or common < LEAST_CERTAIN):
            continue  # 오래 가지 않는다 and 금방 닳는다
        if kind == "modality" and (_asks_who(left) or _asks_who(right)):
            continue  # 어떻게 보내야 해?, 어떻게 보낼 수 있어?
        for group in groups:
            mine = {name for name in group if name in here}
            theirs = {name for name in group if name in there}
            if _says_nothing(left, right, group):
                continue
            if mine | theirs == {"where", "what"} and _chooses(left) and _chooses(right):
                continue  # 산과 바다 중 어디, 산과 바다 중 무엇
            if mine - theirs and theirs - mine:
                a, b = min(mine - theirs), min(theirs - mine)
                if kind == "modality" and _begs(left, here[a]) and _begs(right, there[b]):
                    continue  # 알 수 있을까, 알고 싶은데
                if {"may", "askfor"} <= group and "?" in left.text + right.text:
                    kind = "intent"  # 내려도 되나요?, 내려 주세요
                if group & {"early", "first"} and {"most", "than"} & here.keys() & there.keys():
                    kind = "antonym"  # 아버지보다 일찍 and 아버지보다 늦게
                found.append((kind, _eojeol(left.text, *here[a]), _eojeol(right.text, *there[b])))
    return found[:1]


def _says_nothing(left: Reading, right: Reading, group: frozenset[str]) -> bool:
    """Whether these turns of phrase do not exclude each other in these sentences."""
    if group == {"before", "after"}:
        return _one_order(left, right)
    if "because" in group and group & {"if", "evenif"} and _unreal(left) != _unreal(right):
        return any(m.form in NEGATORS for r in (left, right) for m in r.morphemes)
    if {"impossible", "certain"} == group:  # 안 갔을 리가 없다, 분명히 갔다
        return any(
            any(m.form == "리" for m in r.morphemes) and not _negators(r.morphemes)
            for r in (left, right)
        )
    if {"banned", "advised"} == group:  # 재촉하지 마세요, 재촉하지 않는 게 좋아
        return all(_negators(r.morphemes) for r in (left, right))
    if {"banned", "may"} <= group:
        return "?" in left.text and "?" in right.text  # 가면 안 되나요?, 가도 되나요?
    asked = all("question" in r.intents for r in (left, right))
    return "why" in group and not asked  # 몇 번이고 강조하다


def _begs(reading: Reading, said: tuple[int, int]) -> bool:
    """Whether a turn of phrase, and where it is, only asks for a favour: 해 줄 수 있을까."""
    main = reading.main
    if main is not None and main.word == "알다" and "wish" in main.marks:
        return True
    if main is None or "command" not in reading.intents or main.marks & {"may", "guess"}:
        return False
    if said[1] <= main.start:
        return False  # 가야 한다고 말해 줘
    return "give" in main.marks or main.word in {"부탁", "알다", "알리다", "알려주다"}


def _chooses(reading: Reading) -> bool:
    """Whether it names what is to choose from: 산과 바다 중에서."""
    return any(m.form in {"중", "가운데", "둘"} for m in reading.morphemes)


def _stages(  # noqa: C901
    left: Reading, right: Reading, blocks: Blocks, common: float
) -> list[Found]:
    """How far an event has come: 하는 중이다 and 마쳤다, 하다가 말았다 and 끝내 놓았다."""
    same = common < LEAST_FOR_TURNS and _same_but_stages(left, right)
    if common < LEAST_FOR_TURNS and not same:
        return []
    if len(blocks) > (MOST_CHANGES if same or common >= 0.7 else MOST_SWAPS):
        return []
    if left.text.endswith("?") != right.text.endswith("?"):
        return []
    here, there = _turns(left, STAGES), _turns(right, STAGES)
    for said in (here, there):
        if "halted" in said:
            said.pop("done", None)  # 읽다 말았다 is not 다 읽었다
    for one, other, said in ((left, right, here), (right, left, there)):
        if "nearly" in said and (done := _came_about(one, other)):
            texts = _eojeol(one.text, *said["nearly"]), _eojeol(other.text, *done)
            return [("tense", *(texts if one is left else texts[::-1]))]
    mine = [name for name in STAGES if name in here and name not in there]
    theirs = [name for name in STAGES if name in there and name not in here]
    if bool(mine) != bool(theirs) and (meant := _meant(left, right, mine + theirs)):
        return [meant]
    if not mine or not theirs or {mine[0], theirs[0]} in SAME_STAGES:
        return []
    mains = {r.main.word for r in (left, right) if r.main is not None}
    if {mine[0], theirs[0]} == {"resulting", "during"} and len(mains) != 1:
        return []  # 앉아 있다 and 자리를 잡고 있다
    a, b = here[mine[0]], there[theirs[0]]
    return [("tense", _eojeol(left.text, *a), _eojeol(right.text, *b))]


def _meant(left: Reading, right: Reading, stages: list[str]) -> Found | None:
    """What one sentence is about to do and the other one did: 걸려던 참이었다, 걸었다."""
    a, b = left.main, right.main
    if stages[0] != "intending" or a is None or b is None or not _same_but_stages(left, right):
        return None
    verbs = {_verbs(left)[0].word, _verbs(right)[0].word}
    if not (a.past and b.past) or len(verbs) > 1 or (a.marks | b.marks) & (SHADING - {"intends"}):
        return None
    if any(p.sign < 1 for r in (left, right) for p in r.predicates):
        return None
    return ("tense", left.text[a.start : a.end], right.text[b.start : b.end])


def _same_but_stages(left: Reading, right: Reading) -> bool:
    """Whether both carry the same words apart from those that tell how far it has come."""
    here, there = (_carried(r) - STAGING for r in (left, right))
    return bool(here) and here == there


def _came_about(one: Reading, other: Reading) -> tuple[int, int] | None:
    """Where one sentence tells as done what the other one calls near: 빠질 뻔했다, 빠졌다."""
    ms = one.morphemes
    near = {
        ms[n - 1].form if ms[n - 1].tag == "VV" else ms[n - 2].form
        for n, m in enumerate(ms)
        if n > 1 and m.form == "뻔" and ms[n - 1].tag == "ETM"
        for n in [n - 1]
    }
    for n, m in enumerate(other.morphemes):
        after = [x.form for x in other.morphemes[n + 1 : n + 4]]
        if m.form in near and "었" in after and "뻔" not in after:
            return m.start, m.end
    return None


def _frequencies(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
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
    if weeks[0] != weeks[1] and months[0] != months[1]:
        return max(rate, other) / min(rate, other) <= Fraction(11, 10)
    return rate == other


def _but_for_rates(left: Reading, right: Reading, found: list[Found]) -> list[Found]:
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


def _asks_who(reading: Reading) -> bool:
    """Whether it asks who, how or when; but not 누구나, 언제든지."""
    return "question" in reading.intents and any(
        m.form in WHO and after.form not in {"나", "이나", "도", "든", "든지", "든가"}
        for m, after in itertools.pairwise(reading.morphemes)
    )


def _carried(reading: Reading) -> set[str]:
    """The words that carry meaning."""
    return {
        "들" if m.form == "드시" else m.form  # 들지 마세요, 드셔도 돼요
        for m in reading.morphemes
        if m.tag in CONTENT and m.form not in SLIGHT
    }


def _same_carried(left: Reading, right: Reading) -> bool:
    """Whether both have the same words that carry meaning; or letters, where Kiwi divides them."""
    here, there = (
        "".join(
            m.form
            for m in reading.morphemes
            if m.tag in CONTENT | {"XSN", "XPN"} and m.form not in SLIGHT
        )
        for reading in (left, right)
    )
    return here == there or _carried(left) == _carried(right)


def _turns(
    reading: Reading, turns: Mapping[str, re.Pattern[str]] = TURNS
) -> dict[str, tuple[int, int]]:
    """The turns of phrase that a sentence has, by their names in `turns`; and where."""
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    text, starts = " ", []
    for m in ms:
        starts.append(len(text))
        text += f"{m.form}/{m.tag} "
    found = {}
    for name, pattern in turns.items():
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
