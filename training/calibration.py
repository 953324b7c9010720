"""Calibration: how far a score may be off, and whether scores mean what they say.

`bands` is split-conformal prediction (Papadopoulos et al. 2002) by score: on pairs that were not
trained on, the errors of the pairs that score alike say between which bounds most labels lie.

But: it changes no score. The pairs must be held out, and not be the test's.
"""

from typing import Any

import numpy as np

from models import MAX_SCORE, Band
from training.metrics import Floats

COVERAGE = 0.9  # of the labels lie between the bounds
BANDS = 6  # groups of pairs that score alike; equally many in each
BINS = 10  # of equal width, for `calibration_error`


def bands(
    labels: Floats, scores: Floats, weights: Floats, coverage: float = COVERAGE
) -> list[Band]:
    """Where labels lie around a score.

    Args:
        labels: (pairs,), 0-5.
        scores: (pairs,), 0-5, the model's.
        weights: (pairs,), how much each pair counts; all ones where they are drawn as in use.
        coverage: Share of the labels that should lie between the bounds; half of the rest lies
            on either side.

    Returns:
        In the order of their scores; between two of them bounds are interpolated
        (`models.bounds` does).

    Raises:
        ValueError: There are too few pairs for the groups.
    """
    if len(labels) < BANDS / (1 - coverage):
        raise ValueError(f"{len(labels)} pairs are too few to calibrate on.")
    order = np.argsort(scores, kind="stable")
    tail = (1 - coverage) / 2
    found = []
    for group in np.array_split(order, BANDS):
        errors, counts = labels[group] - scores[group], weights[group]
        found.append(
            Band(
                score=round(float(np.average(scores[group], weights=counts)), 3),
                below=round(max(0.0, -weighted_quantile(errors, counts, tail)), 3),
                above=round(max(0.0, weighted_quantile(errors, counts, 1 - tail)), 3),
            )
        )
    return found


def weighted_quantile(values: Floats, weights: Floats, level: float) -> float:
    """The outermost value that conformal prediction allows for `level`.

    Args:
        values: (n,).
        weights: (n,), not negative.
        level: Below 0.5 for a lower bound, else an upper one.

    Returns:
        With equal weights the k-th smallest value, k = ceil(level (n + 1)), or for a lower bound
        as many from the other end: one more value, the unseen pair's, counts as the most extreme.
    """
    if level < 0.5:
        return -weighted_quantile(-values, weights, 1 - level)
    order = np.argsort(values)
    unseen = weights.mean()
    share = np.cumsum(weights[order]) / (weights.sum() + unseen)
    at = int(np.searchsorted(share, level - 1e-9))
    return float(values[order][min(at, len(values) - 1)])


def coverage(labels: Floats, low: Floats, high: Floats) -> float:
    """Share of the labels that lie between their bounds, these included."""
    return float(((labels >= low) & (labels <= high)).mean())


def calibration_error(labels: Floats, scores: Floats) -> float:
    """Expected calibration error: how far a score is from the mean label of those like it.

    Args:
        labels: (pairs,), 0-5.
        scores: (pairs,), 0-5.

    Returns:
        In points of the 0-5 scale: the mean over `BINS` bins of equal width of |mean label - mean
        score|, each weighted by its share of the pairs.
    """
    column = (scores / MAX_SCORE * BINS).astype(int).clip(0, BINS - 1)
    off = np.bincount(column, weights=labels - scores, minlength=BINS)
    return float(np.abs(off).sum() / len(labels))


def by_score(
    labels: Floats, scores: Floats, limits: tuple[Floats, Floats] | None = None
) -> list[dict[str, Any]]:
    """The calibration of low, middling and high scores apart.

    Args:
        labels: (pairs,), 0-5.
        scores: (pairs,), 0-5.
        limits: The lower and the upper bound of each label, (pairs,) each, if there are any.

    Returns:
        A row for each point of the scale that has pairs, the lowest first: their scores are at
        least `from` and below `to` (5 itself is in the last). `pairs`; mean `score` and `label`;
        with `limits` their `coverage` (0-1) and mean `width` in points.
    """
    column = scores.astype(int).clip(0, int(MAX_SCORE) - 1)
    rows = []
    for start in sorted(set(column.tolist())):
        here = column == start
        row = {
            "from": start,
            "to": start + 1,
            "pairs": int(here.sum()),
            "score": float(scores[here].mean()),
            "label": float(labels[here].mean()),
        }
        if limits is not None:
            low, high = (limit[here] for limit in limits)
            row["coverage"] = coverage(labels[here], low, high)
            row["width"] = float((high - low).mean())
        rows.append(row)
    return rows
