"""Matching: which words of two sentences answer each other, and what stands in whose place.

Words answer each other if they are alike, known synonyms, or two ends of one scale; what remains
between the stretches that both sentences have is a block. The rules of this package start here.

But: it names no differences.
"""

import itertools
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from morphemes import Morpheme
from reading import Noun, Predicate, Reading
from vocabulary import (
    CLASSES,
    ENDING_SHAPES,
    HEADS,
    NEGATORS,
    NOUN,
    PARTICLE_SHAPES,
    PERFORMED,
    PLACE_HEADS,
    PRONOUNS,
    SIGNS,
    SLIGHT,
    SYNONYMS,
    TIME_CLASSES,
    WHO,
)

# Shares of morphemes in common: for anything to be compared; for turns of phrase; for "nearly the
# same words"; and for "the same words but for two places".
LEAST_COMMON = 0.35
LEAST_FOR_TURNS = 0.5
LEAST_ALIKE = 0.6
LEAST_CERTAIN = 0.75  # where a denial alone, or 조금, is about the same thing
MOSTLY = 0.8
MOST_CHANGES = 4  # places in which sentences of nearly the same words differ
MOST_SWAPS = 2  # places in which sentences that are otherwise the same differ
EVERY_CLASS = CLASSES + TIME_CLASSES
CONTENT = frozenset({"NNG", "NNP", "SL", "SH", "VV", "VA", "XR", "VCN"})
Found = tuple[str, str, str]  # kind, left, right
Pairs = list[tuple[Predicate, Predicate]]
# Nouns that are alike, and those of the left and of the right sentence that have no partner.
Nouns = tuple[list[tuple[Noun, Noun]], list[Noun], list[Noun]]
Blocks = list[tuple[list[Morpheme], list[Morpheme]]]  # what stands in each other's place


def says_more(reading: Reading) -> bool:
    """Whether it says that one is more than another: what is an opposite then turns on which."""
    return any(m.form == "보다" and m.tag[0] == "J" for m in reading.morphemes)


def words_alike(a: str, b: str) -> bool:
    """Whether two nouns are, or contain, the same; 메일 and 이메일, 회의 and 미팅."""
    if a.isascii() and b.isascii():
        return a.lower() == b.lower()  # SKT and KT
    if (a in b or b in a or _shortened(a, b) or _shortened(b, a)) and not one_class(a, b):
        return True
    return bool((SYNONYMS.get(a, set()) | {a}) & (SYNONYMS.get(b, set()) | {b}))


def _shortened(a: str, b: str) -> bool:
    """Whether a word is another one made short: 카톡 and 카카오톡; but not 서울역 and 서울대역."""
    if not 1 < len(a) < len(b) or a[0] != b[0] or of_one_sort(a, b, HEADS + PLACE_HEADS):
        return False
    letters = iter(b)
    return all(letter in letters for letter in a)


def match_nouns(left: Reading, right: Reading) -> Nouns:
    """Pairs of nouns that are alike, and the rest of both sentences."""
    alike, rest, free = [], [], list(right.nouns)
    for noun in left.nouns:
        same = [other for other in free if words_alike(noun.word, other.word)]
        if same:
            best = next((other for other in same if other.word == noun.word), same[0])
            alike.append((noun, best))
            free.remove(best)
        else:
            rest.append(noun)
    return alike, rest, free


def verbs_of(reading: Reading) -> list[Predicate]:
    """Its predicates, without nouns that may be some."""
    return [p for p in reading.predicates if "noun" not in p.marks]


def overlap_of(left: Reading, right: Reading, pairs: Pairs, nouns: Nouns) -> float:
    """The share of the shorter sentence's words that the other one has, too."""
    least = min(len(r.nouns) + len(verbs_of(r)) for r in (left, right))
    matched = sum("noun" not in a.marks and "noun" not in b.marks for a, b in pairs)
    return (len(nouns[0]) + matched) / least if least else 1.0


def pair_predicates(left: Reading, right: Reading) -> Pairs:
    """Predicates that say the same or its opposite; those that agree first, then in order."""
    pairs: Pairs = []
    waiting, free = list(left.predicates), list(right.predicates)
    # 비판을 받다 pairs with 비판하다 by its verb, not by its noun.
    for mixed in (False, True):
        for a in list(waiting):
            same = [
                b
                for b in free
                if agreement(a, b) == 1 and (mixed or "noun" not in a.marks ^ b.marks)
            ]
            if same:
                best = next((b for b in same if b.word == a.word), same[0])
                pairs.append((a, best))
                free.remove(best)
                waiting.remove(a)
    for a in waiting:
        opposed = next((b for b in free if agreement(a, b) is not None), None)
        if opposed is not None:
            pairs.append((a, opposed))
            free.remove(opposed)
    return pairs


def agreement(a: Predicate, b: Predicate) -> int | None:
    """1 if two predicates agree, -1 if opposed, 0 if that cannot be told; None: not related."""
    shared = a.names.keys() & b.names.keys()
    if not shared:
        return None
    if not a.sign or not b.sign:
        return 0
    return max(a.names[name] * a.sign * b.names[name] * b.sign for name in shared)


def one_class(a: str, b: str, classes: Sequence[frozenset[str]] = ()) -> bool:
    """Whether two nouns are known to be of one kind, such that they exclude each other."""
    if SYNONYMS.get(a, set()) & SYNONYMS.get(b, set()) or _narrower(a, b) or _narrower(b, a):
        return False
    return any(a in group and b in group for group in classes or EVERY_CLASS)


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


def one_topic(left: Reading, right: Reading) -> bool:
    """Whether what the shorter of two sentences is about, the other one is about, too."""
    here, there = (
        {m.form for m in r.morphemes if m.tag in NOUN and m.form not in SLIGHT | WHO | PERFORMED}
        for r in (left, right)
    )
    return bool(here and there) and (here <= there or there <= here)


def blocks_of(left: Reading, right: Reading) -> Blocks:
    """What stands in each other's place, apart from signs and from other shapes of an ending."""
    mine = [m for m in left.morphemes if m.tag not in SIGNS]
    theirs = [m for m in right.morphemes if m.tag not in SIGNS]
    matcher = SequenceMatcher(
        None, [shape_of(m) for m in mine], [shape_of(m) for m in theirs], False
    )
    return [
        (mine[i:j], theirs[k:n]) for kind, i, j, k, n in matcher.get_opcodes() if kind != "equal"
    ]


def common_share(left: Reading, right: Reading, blocks: Blocks) -> float:
    """The share of morphemes that both have, 0 to 1."""
    changed = sum(len(a) + len(b) for a, b in blocks)
    total = sum(m.tag not in SIGNS for r in (left, right) for m in r.morphemes)
    return 1 - changed / total if total else 1.0


def name_of(m: Morpheme) -> str:
    """A morpheme that carries meaning as the vocabulary has it."""
    return m.form + "다" if m.tag in {"VV", "VA", "VCN"} else m.form


def shape_of(m: Morpheme) -> str:
    """A morpheme in the one shape for all that it may follow: 은 as 는, 습니다 as ㅂ니다."""
    if m.tag == "NP":
        return PRONOUNS.get(m.form, m.form)
    if m.tag[0] == "J":
        return PARTICLE_SHAPES.get(m.form, m.form)
    return ENDING_SHAPES.get(m.form, m.form) if m.tag[0] == "E" else m.form


def of_one_sort(a: str, b: str, heads: Sequence[str]) -> bool:
    """Whether two nouns are of one sort by how they end: 감기약 and 멀미약."""
    return any(
        a.endswith(head) and b.endswith(head) and min(len(a), len(b)) > len(head) for head in heads
    )


def negators(ms: Iterable[Morpheme]) -> int:
    """1 if an odd number of morphemes deny."""
    return sum(m.form in NEGATORS and m.tag[0] != "N" for m in ms) % 2


def asks_who(reading: Reading) -> bool:
    """Whether it asks who, how or when; but not 누구나, 언제든지."""
    return "question" in reading.intents and any(
        m.form in WHO and after.form not in {"나", "이나", "도", "든", "든지", "든가"}
        for m, after in itertools.pairwise(reading.morphemes)
    )


def carried(reading: Reading) -> set[str]:
    """The words that carry meaning."""
    return {
        "들" if m.form == "드시" else m.form  # 들지 마세요, 드셔도 돼요
        for m in reading.morphemes
        if m.tag in CONTENT and m.form not in SLIGHT
    }


def same_carried(left: Reading, right: Reading) -> bool:
    """Whether both have the same words that carry meaning; or letters, where Kiwi divides them."""
    here, there = (
        "".join(
            m.form
            for m in reading.morphemes
            if m.tag in CONTENT | {"XSN", "XPN"} and m.form not in SLIGHT
        )
        for reading in (left, right)
    )
    return here == there or carried(left) == carried(right)


def around(reading: Reading, ms: list[Morpheme]) -> str:
    """Some morphemes with the words that they are part of; the last word where there are none."""
    if not ms:
        return eojeol(reading.text, len(reading.text.rstrip(" .!?~")) - 1, len(reading.text))
    return eojeol(reading.text, ms[0].start, ms[-1].end)


def eojeol(text: str, start: int, end: int) -> str:
    """A piece of a sentence, made longer to whole words."""
    start, end = max(start, 0), max(end, 1)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end].strip(" .,!?~\"'")
