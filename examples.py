"""Examples: pairs of sentences that people labelled, near in score and wording to a scored pair.

A score says more beside pairs that people gave the same one. `examples.tsv` holds such pairs of
KLUE-STS train (Park et al. 2021, CC BY-SA 4.0), equally many for each half point from 0 to 5;
`python -m training examples` makes it anew.

But: they are chosen after the score and do not change it; and whether they are near is told by
their letters, not by their meaning: that needs no model, costs next to no time, and whoever reads
them sees why they were chosen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).parent / "examples.tsv"
# Every score has a half point within 0.25, whose pairs have labels within 0.25 of it.
REACH = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """A pair of sentences, and what people said of it.

    Attributes:
        label: 0 to 5, the mean of what the annotators gave it, to one decimal.
        sentence1: As cleaned.
        sentence2: As cleaned.
    """

    label: float
    sentence1: str
    sentence2: str


def load(path: Path = PATH) -> tuple[Example, ...]:
    """Read a table of examples.

    Args:
        path: Tab-separated, with the header `label`, `sentence1`, `sentence2`; never quoted.

    Raises:
        OSError: There is no such file.
        ValueError: A row has not three columns, or its label is no number.
    """
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return tuple(Example(float(label), first, second) for label, first, second in rows)


@cache
def shared_examples() -> tuple[Example, ...]:
    """Those of `PATH`, read once."""
    return load()


def nearest(
    sentence1: str,
    sentence2: str,
    score: float,
    count: int = 2,
    among: Sequence[Example] | None = None,
) -> list[Example]:
    """The examples of a score that are nearest in wording to a pair.

    Args:
        sentence1: Cleaned, not empty; the order of the two does not matter.
        sentence2: Cleaned, not empty.
        score: Of the pair, 0 to 5.
        count: How many there are at most.
        among: The examples to choose from; by default `shared_examples`.

    Returns:
        Those whose label is at most `REACH` from the score, the nearest first: by the overlap of
        letter pairs, of equal ones by the label, then by their place in the table.
    """
    asked = _both(sentence1, sentence2)
    near = [
        example
        for example in (shared_examples() if among is None else among)
        if abs(example.label - score) <= REACH
    ]
    near.sort(
        key=lambda example: (
            -dice(asked, _both(example.sentence1, example.sentence2)),
            abs(example.label - score),
        )
    )
    return near[:count]


def letter_pairs(sentence: str) -> Counter[str]:
    """The pairs of neighbouring letters of a sentence, without its spaces."""
    letters = "".join(sentence.split())
    return Counter(letters[i : i + 2] for i in range(max(1, len(letters) - 1)))


def dice(first: Counter[str], second: Counter[str]) -> float:
    """Dice's coefficient: 0 (nothing in common) to 1 (the same, equally often)."""
    return 2 * (first & second).total() / (first.total() + second.total())


def _both(sentence1: str, sentence2: str) -> Counter[str]:
    """The letter pairs of two sentences together: so their order cannot matter."""
    return letter_pairs(sentence1) + letter_pairs(sentence2)
