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

import re
from dataclasses import dataclass
from functools import cache

import sameness
from differences.amounts import (
    but_for_rates,
    find_apart,
    find_around_events,
    find_bounds,
    find_compared_times,
    find_ends,
    find_frequencies,
    find_numbers,
    find_only,
    find_reordered,
    find_scales,
)
from differences.matching import (
    LEAST_ALIKE,
    LEAST_CERTAIN,
    LEAST_COMMON,
    LEAST_FOR_TURNS,
    MOST_CHANGES,
    MOST_SWAPS,
    MOSTLY,
    Blocks,
    Found,
    Nouns,
    Pairs,
    blocks_of,
    common_share,
    match_nouns,
    one_topic,
    overlap_of,
    pair_predicates,
    same_carried,
    says_more,
)
from differences.moods import (
    find_actions,
    find_asked,
    find_asked_more,
    find_favours,
    find_intent,
    find_stages,
    find_tense,
    find_tense_inside,
    find_undone,
)
from differences.negation import find_answers, find_denied_alone, find_signs
from differences.objects import find_objects, find_swapped_words
from differences.order import (
    find_corrected,
    find_crossed,
    find_exchanged,
    find_rearranged,
    find_standards,
    find_traded_words,
    other_standard,
    says_same_of_each,
)
from differences.roles import find_other_persons, find_particles, find_roles
from differences.turns import find_features
from reading import Reading, read
from spacing import shared_kiwi

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
LEAST_FOR_CROSSED = 0.4  # of the morphemes that both sentences have, for clauses to be compared
# Signs that are words: + and =, but not those of a sentence or a unit; a_b and a-b; version 3.10,
# which is not 3.1.
MARK = re.compile(
    r"!=|[<>]=?|[+*×÷=≤≥≠^±](?=\s?\w)"
    r"|(?<=\w)[_~](?=\w)|(?<=\w)\s?[-/]\s?(?=\w)"
    r"|\d+\.\d*0(?!\d)"
)
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
        blocks = blocks_of(left, right)
        common = common_share(left, right, blocks)
        found = but_for_rates(left, right, _compare(left, right, blocks, common))
        found = _told_apart(left, right, blocks, found)
        if sentence1 != left.text:
            found = [(kind, there, here) for kind, here, there in found]
        found = sorted(dict.fromkeys(found), key=lambda item: KINDS.index(item[0]))
        named = [Difference(kind, a, b, _message(kind, a, b)) for kind, a, b in found]
        signs_same = MARK.findall(sentence1) == MARK.findall(sentence2)
        same = not named and signs_same and sameness.same(left, right)
        return Compared(named, common, same=same)


@cache
def shared_analyser() -> Analyser:
    """The one of this process: it loads for two seconds, and everybody can use the same."""
    return Analyser()


def _unspaced(sentence: str) -> str:
    """A sentence without spaces and commas, but for those within numbers."""
    return re.sub(r"\s|,(?!\d)", "", sentence)


def _told_apart(left: Reading, right: Reading, blocks: Blocks, found: list[Found]) -> list[Found]:
    """What is found, with whole sentences where what is quoted of both is the same.

    Where all that differs are endings, such a thing is no difference.
    """
    endings = all(m.tag[0] == "E" for block in blocks for side in block for m in side)
    return [
        (kind, a, b) if a != b else (kind, left.text, right.text)
        for kind, a, b in found
        if a != b or not endings
    ]


def _message(kind: str, left: str, right: str) -> str:
    if kind == "intent":
        return f"{LABELS[kind]}: {left} ↔ {right}"
    return f"{LABELS[kind]} ({left} ↔ {right})"


def _compare(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    pairs = pair_predicates(left, right)
    nouns = match_nouns(left, right)
    if common >= LEAST_FOR_TURNS and (found := find_answers(left, right)):
        return found
    if common < LEAST_COMMON:
        short = len(blocks) <= MOST_SWAPS and one_topic(left, right)
        found = find_apart(left, right) or find_actions(left, right, pairs, nouns)
        if not found and same_carried(left, right):
            # 열어도 돼요?, 열어 주세요
            said = find_features(left, right, blocks, common)
            found = [item for item in said if item[0] == "intent"]
        found = found or find_stages(left, right, blocks, common)
        return found or (find_intent(left, right, pairs, strict=True) if short else [])
    if found := find_frequencies(left, right, blocks):
        return found
    if overlap_of(left, right, pairs, nouns) >= LEAST_OVERLAP:
        found = _word_by_word(left, right, pairs, nouns, blocks, common)
    elif common >= LEAST_ALIKE and len(blocks) <= MOST_SWAPS:
        # Where Kiwi divides a compound in one sentence only, or little but numbers is said.
        found = find_numbers(left, right, nearly=True) or find_bounds(left, right, blocks)
    if {kind for kind, *_ in found} <= {"object", "word"}:
        found = find_actions(left, right, pairs, nouns) or found
    found = found or find_apart(left, right)
    if not found and says_same_of_each(left, right):
        return []
    found = (
        found
        or find_rearranged(left, right)
        or find_exchanged(left, right)
        or find_standards(left, right)
        or find_traded_words(left, right)
        or find_corrected(left, right)
        or (find_crossed(left, right) if common >= LEAST_FOR_CROSSED else [])
        or find_undone(left, right)
        or find_favours(left, right)
        or find_other_persons(left, right)
        or find_particles(left, right, blocks)
        or find_features(left, right, blocks, common)
        or find_stages(left, right, blocks, common)
        or find_swapped_words(left, right, blocks, common)
        or find_denied_alone(left, right, blocks, common)
        or (find_intent(left, right, pairs, strict=True) if one_topic(left, right) else [])
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
    found, settled = find_roles(left, right, pairs)
    if not other_standard(left, right) and (nearly or not (says_more(left) or says_more(right))):
        strict = common < LEAST_CERTAIN or len(blocks) > MOST_SWAPS
        if nearly or same_carried(left, right):
            found += find_signs(left, right, pairs, settled, strict=strict)
        found += find_scales(left, right) if common >= LEAST_CERTAIN else []
    found += find_numbers(left, right, nearly=nearly) or find_reordered(left, right)
    found += find_compared_times(left, right, pairs)
    if not found and nearly:
        found += (
            find_ends(left, right)
            or find_bounds(left, right, blocks)
            or find_around_events(left, right)
        )
    found += find_objects(left, right, pairs, nouns, strict=len(blocks) > MOST_SWAPS)
    found += find_only(nouns, left, right)
    if len(blocks) > MOST_CHANGES:
        return found
    many = len(blocks) > MOST_SWAPS
    found += find_tense(left, right, pairs, strict=many)
    if nearly and not found:
        found += find_tense_inside(left, right, pairs, strict=common < LEAST_CERTAIN)
    said = [block for block in blocks if any(m.tag[0] != "J" for ms in block for m in ms)]
    intents = find_intent(left, right, pairs, strict=many or (common < MOSTLY and len(said) > 1))
    intents = intents or find_asked(left, right)
    return found + (
        intents or (find_asked_more(left, right) if nearly and not (found or many) else [])
    )
