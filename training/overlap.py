"""Overlap: how many letters two sentences share, and weights that keep it from telling the label.

In KLUE-STS train the share of common letter pairs alone foretells the label (`data` prints by how
much); in pairs that people ask about it does not, nor in KLUE-STS dev. A model that learns this
shortcut calls every near copy the same, whatever the word that differs. Pairs whose label goes
against their overlap therefore get a larger weight: the fewer pairs of this overlap have this
label, the larger.

But: it knows no meaning, changes no label and leaves no pair out.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from examples import dice, letter_pairs

Floats = npt.NDArray[np.float64]

OVERLAP_BINS = 8
LARGEST = 6.0  # of a weight; the mean is 1. A pair that is drawn more often is learned by heart
LABEL_BINS = 5  # [0, 1), [1, 2) ... [4, 5]


def overlap(sentence1: str, sentence2: str) -> float:
    """Dice's coefficient of two sentences' letter pairs.

    Args:
        sentence1: Not empty.
        sentence2: Not empty.

    Returns:
        From 0 (no pair of letters in common) to 1 (the same ones, equally often).
    """
    return dice(letter_pairs(sentence1), letter_pairs(sentence2))


def overlaps(frame: pd.DataFrame) -> Floats:
    """`overlap` of each pair of a table with `sentence1` and `sentence2`, (pairs,)."""
    pairs = zip(frame["sentence1"], frame["sentence2"], strict=True)
    return np.array([overlap(a, b) for a, b in pairs])


def counterweights(
    shared: Floats, scores: Floats, strength: float, most: float = LARGEST
) -> Floats:
    """Weights under which the overlap says less about the label.

    Args:
        shared: (pairs,), the overlap of each pair, 0-1.
        scores: (pairs,), its label, 0-5.
        strength: From 0 (all weights are 1) to 1 (each label is equally frequent at each
            overlap).
        most: No weight is larger than so many times the mean.

    Returns:
        (pairs,), with mean 1. A pair's weight is 1 / p(its label bin | its overlap bin) to the
        power of `strength`; the overlap bins hold equally many pairs.
    """
    edges = np.quantile(shared, np.linspace(0, 1, OVERLAP_BINS + 1)[1:-1])
    column = np.searchsorted(edges, shared)
    row = np.floor(scores).astype(int).clip(0, LABEL_BINS - 1)
    # Half a pair in each cell, so that a single odd pair does not get all the weight.
    counts = np.full((LABEL_BINS, OVERLAP_BINS), 0.5)
    np.add.at(counts, (row, column), 1.0)
    share = counts / counts.sum(axis=0)
    weights: Floats = share[row, column] ** -strength
    weights = np.minimum(weights / weights.mean(), most)
    weights /= weights.mean()
    return weights
