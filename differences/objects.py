"""Objects: what is talked about and where, and words in each other's place.

But: words that no list knows differ only where all the rest is said in the same words.
"""

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from differences.amounts import near_on_scale
from differences.matching import (
    CONTENT,
    LEAST_ALIKE,
    MOST_SWAPS,
    MOSTLY,
    Blocks,
    Found,
    Nouns,
    Pairs,
    eojeol,
    name_of,
    negators,
    of_one_sort,
    one_class,
    verbs_of,
    words_alike,
)
from morphemes import Morpheme
from reading import Noun, Predicate, Reading, names_of
from vocabulary import (
    ASKING,
    BARRING,
    BOUNDS,
    HEADS,
    LINKING_NOUNS,
    MODAL,
    NOUN,
    ONCE,
    PLACE_CLASSES,
    PLACE_HEADS,
    POSITIONS,
    SLIGHT,
    SYNONYMS,
    THING_CLASSES,
    TIME_CLASSES,
    TIMES,
    VAGUE,
    WHO,
)

MOST_SWAPPED = 3  # words in one place; more are another way to say it


def find_objects(
    left: Reading, right: Reading, pairs: Pairs, nouns: Nouns, *, strict: bool
) -> list[Found]:
    """Nouns that play the same part, when all the rest is the same; `strict`: and in one class."""
    paired_left, paired_right = {id(a) for a, _ in pairs}, {id(b) for _, b in pairs}
    mine = [n for n in _unsaid(nouns[1], right) if not _links(left, n)]
    theirs = [n for n in _unsaid(nouns[2], left) if not _links(right, n)]
    rest_left = [p for p in verbs_of(left) if id(p) not in paired_left]
    rest_right = [p for p in verbs_of(right) if id(p) not in paired_right]
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
            one_class(x.form, y.form)
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
    copulas = "copula" in a.marks & b.marks and not words_alike(a.word, b.word)
    asks = {a.word, b.word} & (VAGUE | WHO)
    if a.sign == b.sign and not asks and (copulas or one_class(a.word, b.word)):
        return [(_kind_of_nouns(a.word, b.word), a.word, b.word)]
    return []


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


def find_swapped_words(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    """What stands in the place of other words, in sentences that are otherwise the same."""
    most = MOST_SWAPS if common >= MOSTLY else 1
    if len(blocks) > most or common < LEAST_ALIKE or not _kept(left, blocks):
        return []
    if near_on_scale(left, right):
        return []
    if negators(m for a, _ in blocks for m in a) != negators(m for _, b in blocks for m in b):
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


def content_of(reading: Reading, ms: list[Morpheme]) -> list[Word]:
    """Those that carry meaning, as words, without numbers and slight ones."""
    counted = [reading.morphemes[n].start for n in reading.counted]
    found = []
    for m in ms:
        if m.tag not in CONTENT or m.start in counted or m.form in SLIGHT | BOUNDS:
            continue
        found.append(Word(name_of(m), m.tag, m.start, m.end))
    return found


def _compounds(
    left: Reading, right: Reading, here: list[Morpheme], there: list[Morpheme]
) -> tuple[list[Word], list[Word]]:
    """The words of two places; each one word where both are nouns: 감기약, and 멀미 with 약.

    Kiwi knows some compounds and divides others, and 냉면 alone would be what 물냉면 contains.
    """
    mine, theirs = content_of(left, here), content_of(right, there)
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
    return words_alike(a, b) or bool(names_of(a)[0].keys() & names_of(b)[0].keys())


def _span(reading: Reading, words: list[Word]) -> str:
    return eojeol(reading.text, words[0].start, words[-1].end)


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
    if one_class(a, b, TIME_CLASSES):
        return "time"
    if {a, b} <= MODAL:
        return "modality"
    if len({a, b} & BARRING) == 1:
        return "negation"
    if {a, b} <= POSITIONS:
        return "place"
    if one_class(a, b, THING_CLASSES):
        return "object"
    if one_class(a, b, PLACE_CLASSES) or of_one_sort(a, b, PLACE_HEADS):
        return "place"
    if of_one_sort(a, b, HEADS) or (names and not _of_places(a, b)):
        return "object"
    return "word"  # of which one may be a name of the other


def _of_places(a: str, b: str) -> bool:
    """Whether one of two names may be that of a place in the other: 텔아비브 and 이스라엘."""
    return any(a in group or b in group for group in PLACE_CLASSES)
