"""Why a pair has its score: what each word does to it, which words answer each other, what differs.

A word here is an eojeol, what stands between two spaces. Three views, none of which is the model's
reason, as it has none that can be told:

- what a word does: the score, less the score of the pair without the word;
- which words answer each other: those whose last hidden states are near, matched one to one so
  that the sum of their similarities is the largest that there is;
- what differs in meaning, in words (differences/), whatever the model made of it.

Beside them stand pairs that people gave about such a score (examples.py).

But: it knows nothing of HTTP, and is never computed unless somebody asks: it costs several scores.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from data_preprocessing import clean
from differences import Analyser, Difference
from examples import Example, shared_examples
from examples import nearest as nearest_examples
from models import DECIMALS, Result, Scorer, Tokens, readable

# What the annotators of KLUE-STS were told each whole score means, from 0 up.
RUBRIC = (
    "핵심 내용과 부수적인 내용 모두 동등하지 않음",
    "핵심 내용은 동등하지 않지만 비슷한 주제를 다룸",
    "핵심 내용은 동등하지 않지만 몇 가지 부수적인 내용을 공유함",
    "핵심 내용은 대략적으로 동등하지만 부수적인 내용에 무시하기 어려운 차이가 있음",
    "핵심 내용이 동등하며 부수적인 내용에서 미미한 차이가 있음",
    "두 문장의 핵심 내용이 동일하며 부수적인 내용도 동일함",
)
# Parts of a pair that are left out in turn. Longer sentences lose several words at a time, so that
# explaining takes no longer than scoring ten times: eight parts, the pair itself and one reading
# are ten, and what is left is shorter. Short sentences cost less together than one by one, so of
# them there may be as many parts as parts x tokens of the longer sentence come to this.
LEAST_PARTS = 8
MOST_PARTS = 16
PARTS_TIMES_TOKENS = 320
# Words less similar than this stay without a counterpart. With the shipped model words of
# sentences that have nothing in common are below, words that take each other's place above.
LEAST_SIMILARITY = 0.7
SIMILARITY_DECIMALS = 4

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, and what it does to the score.

    Attributes:
        text: As in the sentence.
        change: The score less the score without the word's part, -5 to 5: above 0 the word makes
            the sentences more similar, below 0 less. None where nothing would be left to compare,
            and for what the model does not read.
        part: Words of a sentence with the same number were left out together, and `change` is of
            all of them; None for what the model does not read.
    """

    text: str
    change: float | None
    part: int | None


@dataclass(frozen=True, slots=True)
class Link:
    """Two words that answer each other.

    Attributes:
        word1: Place of the one in the first sentence, from 0.
        word2: Place of the other in the second.
        similarity: `LEAST_SIMILARITY` to 1: the mean, over the tokens of both, of the cosine
            between a token's last hidden state and that of the nearest token of the other.
        share: 0 to 1: this link's part of the sum over all links of similarity x tokens, as the
            model, too, hears every token alike. It divides the score by nearness; it is not
            what the score would lose without the link (that is `Word.change`).
    """

    word1: int
    word2: int
    similarity: float
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its score.

    Attributes:
        result: The score itself.
        words1: The first sentence.
        words2: The second sentence.
        links: In the order of the first sentence; their shares add up to 1. May be empty.
        differences: What differs in meaning, as far as that is known.
        rubric: What KLUE-STS calls the whole score that is nearest.
        examples: Pairs that people gave about this score, the nearest in wording first.
    """

    result: Result
    words1: list[Word]
    words2: list[Word]
    links: list[Link]
    differences: list[Difference]
    rubric: str
    examples: list[Example]


class Explainer:
    """Explains the scores of one scorer; safe to call from several threads."""

    def __init__(self, scorer: Scorer, analyser: Analyser) -> None:
        self._scorer = scorer
        self._analyser = analyser
        shared_examples()  # read now, so that no request waits for them or finds them missing

    def explain(self, sentence1: str, sentence2: str) -> Explanation:
        """Score one pair and say why.

        Args:
            sentence1: As typed; it is cleaned here, and so is `sentence2`.
            sentence2: With `sentence1` swapped, so is all that is said of them.

        Raises:
            ValueError: Nothing is left of a sentence after cleaning.
        """
        pair = (readable(sentence1), readable(sentence2))
        if not all(pair):
            raise ValueError("Nothing is left of a sentence after cleaning.")
        tokens = self._scorer.read(*pair)
        words = [_words(sentence) for sentence in pair]
        read = [
            [span for span in spans if span[0] < _end(side)]
            for side, spans in zip(tokens, words, strict=True)
        ]
        parts = _parts([len(spans) for spans in read], _limit(tokens))

        asked = [(sentence1, sentence2)]
        left_out: list[tuple[int, int]] = []  # for each of `asked` but the first: side, part
        for side, sentence in enumerate(pair):
            beginning = sentence[: _end(tokens[side])]
            for part in sorted(set(parts[side])):
                kept = (
                    beginning[start:end]
                    for (start, end), other in zip(read[side], parts[side], strict=True)
                    if other != part
                )
                rest = " ".join(kept)
                if clean(rest):
                    asked.append((rest, pair[1]) if side == 0 else (pair[0], rest))
                    left_out.append((side, part))
        result, *without = self._scorer.score_pairs(asked)
        changes = {
            place: round(result.score - other.score, DECIMALS)
            for place, other in zip(left_out, without, strict=True)
        }

        said: list[list[Word]] = []
        for side, sentence in enumerate(pair):
            unread = [None] * (len(words[side]) - len(read[side]))
            said.append(
                [
                    Word(
                        text=sentence[start:end],
                        change=None if number is None else changes.get((side, number)),
                        part=number,
                    )
                    for (start, end), number in zip(
                        words[side], [*parts[side], *unread], strict=True
                    )
                ]
            )
        return Explanation(
            result=result,
            words1=said[0],
            words2=said[1],
            links=_links(tokens, words),
            differences=self._analyser.differences(*pair),
            rubric=RUBRIC[nearest(result.score)],
            examples=nearest_examples(*pair, result.score),
        )


def nearest(score: float) -> int:
    """The whole score that is nearest, half up."""
    return math.floor(score + 0.5)


def _words(sentence: str) -> Spans:
    return [match.span() for match in re.finditer(r"\S+", sentence)]


def _end(tokens: Tokens) -> int:
    """Up to where the model reads a sentence."""
    return tokens.spans[-1][1] if tokens.spans else 0


def _limit(tokens: Sequence[Tokens]) -> int:
    """Into how many parts a pair of sentences is divided at most."""
    longest = max(len(side.spans) for side in tokens)
    return min(MOST_PARTS, max(LEAST_PARTS, PARTS_TIMES_TOKENS // max(longest, 1)))


def _parts(counts: Sequence[int], limit: int) -> list[list[int]]:
    """For each word of two sentences the number of its part: neighbours share one.

    Args:
        counts: Words of each sentence.
        limit: Parts of both together; each gets half, and what the other does not need.
    """
    half = limit // 2
    # The same rule for both, so that an odd limit favours neither.
    first = min(counts[0], max(half, limit - counts[1]))
    second = min(counts[1], max(half, limit - counts[0]))
    return [
        [index * parts // count for index in range(count)]
        for count, parts in zip(counts, (first, second), strict=True)
    ]


def _links(tokens: Sequence[Tokens], words: Sequence[Spans]) -> list[Link]:
    owners = [_owners(side.spans, spans) for side, spans in zip(tokens, words, strict=True)]
    # Tokens of a word stand together; a token that is but a space belongs to none.
    kept = [owner >= 0 for owner in owners]
    if not all(flags.any() for flags in kept):
        return []
    units = [
        side.states[flags] / np.linalg.norm(side.states[flags], axis=1, keepdims=True)
        for side, flags in zip(tokens, kept, strict=True)
    ]
    near = units[0] @ units[1].T
    found, begins, lengths = zip(
        *(
            np.unique(owner[flags], return_index=True, return_counts=True)
            for owner, flags in zip(owners, kept, strict=True)
        ),
        strict=True,
    )
    best1 = np.maximum.reduceat(near, begins[1], axis=1)  # of each token in each word there
    best2 = np.maximum.reduceat(near, begins[0], axis=0)
    mean1 = np.add.reduceat(best1, begins[0], axis=0) / lengths[0][:, None]
    mean2 = np.add.reduceat(best2, begins[1], axis=1) / lengths[1]
    similarity = np.minimum((mean1 + mean2) / 2, 1.0)
    # What stays below counts for nothing, so that no pair is matched at the cost of a near one.
    similarity[similarity < LEAST_SIMILARITY] = 0.0
    pairs = [
        (i, j) for i, j in zip(*linear_sum_assignment(-similarity), strict=True) if similarity[i, j]
    ]
    weights = [similarity[i, j] * (lengths[0][i] + lengths[1][j]) for i, j in pairs]
    return [
        Link(
            word1=int(found[0][i]),
            word2=int(found[1][j]),
            similarity=round(float(similarity[i, j]), SIMILARITY_DECIMALS),
            share=round(float(weight / sum(weights)), SIMILARITY_DECIMALS),
        )
        for (i, j), weight in zip(pairs, weights, strict=True)
    ]


def _owners(spans: Spans, words: Spans) -> NDArray[np.intp]:
    """For each token the word that its last character is in, or -1."""
    last = np.array([end - 1 for _, end in spans], dtype=np.intp)
    begins = np.array([start for start, _ in words], dtype=np.intp)
    ends = np.array([end for _, end in words], dtype=np.intp)
    owners = np.searchsorted(begins, last, side="right") - 1
    return np.where((owners >= 0) & (last < ends[owners]), owners, -1)
