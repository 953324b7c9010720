"""The figures of a test: correlation, error and binary scores, each with its uncertainty.

Scores and labels are on the 0-5 scale of KLUE-STS, where a pair truly is similar from 3 on. A
score counts as similar from a threshold on, which need not be 3.

But: it computes from arrays; it runs no model, reads no file and draws nothing.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models import CLASSIC_THRESHOLD, MAX_SCORE

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

TRULY_SIMILAR = 3.0  # KLUE-STS: `binary-label` is 1 where `real-label` is at least this
RESAMPLES = 2000


@dataclass(frozen=True)
class Binary:
    """How well scores from a threshold on find the pairs that truly are similar.

    Attributes:
        threshold: From 0 to 5.
        f1: Harmonic mean of `precision` and `recall`.
        precision: Share of the pairs called similar that are.
        recall: Share of the similar pairs that are called so.
        accuracy: Share of all pairs that are called rightly.
        true_positives, false_positives, false_negatives, true_negatives: The confusion matrix.
    """

    threshold: float
    f1: float
    precision: float
    recall: float
    accuracy: float
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int


@dataclass(frozen=True)
class Estimate:
    """A figure and its bootstrap 95 % interval.

    Attributes:
        value: On the pairs themselves; NaN where it is not defined.
        low: 2.5 % of the resamples lie below.
        high: 2.5 % of the resamples lie above.
    """

    value: float
    low: float
    high: float


def truly_similar(labels: Floats) -> Bools:
    """KLUE-STS's binary label, from its real one."""
    similar: Bools = labels >= TRULY_SIMILAR
    return similar


def pearson(labels: Floats, scores: Floats) -> Floats:
    """Pearson's r along the last axis.

    Args:
        labels: (..., pairs).
        scores: (..., pairs).

    Returns:
        (...), each from -1 to 1; NaN where all labels or all scores are the same.
    """
    x = labels - labels.mean(axis=-1, keepdims=True)
    y = scores - scores.mean(axis=-1, keepdims=True)
    product = (x * y).sum(axis=-1)
    size = np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1))
    constant = (np.ptp(labels, axis=-1) == 0) | (np.ptp(scores, axis=-1) == 0)
    r: Floats = np.where(constant, np.nan, product / np.where(constant, 1.0, size))
    return r.clip(-1.0, 1.0)


def spearman(labels: Floats, scores: Floats) -> Floats:
    """Spearman's rho along the last axis; shapes as in `pearson`."""
    return pearson(_ranks(labels), _ranks(scores))


def _ranks(values: Floats) -> Floats:
    """Ranks along the last axis; equal values share their mean rank."""
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    positions = np.broadcast_to(np.arange(values.shape[-1], dtype=float), values.shape)
    starts = np.ones(values.shape, dtype=bool)
    starts[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    ends = np.ones(values.shape, dtype=bool)
    ends[..., :-1] = starts[..., 1:]
    # The first and the last position of the run of equal values that each value stands in.
    first = np.maximum.accumulate(np.where(starts, positions, -1.0), axis=-1)
    reverse = np.where(ends, positions, np.inf)[..., ::-1]
    last = np.minimum.accumulate(reverse, axis=-1)[..., ::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2, axis=-1)
    return ranks


def mean_absolute_error(labels: Floats, scores: Floats) -> Floats:
    """Mean absolute error along the last axis, in points of the 0-5 scale."""
    error: Floats = np.abs(labels - scores).mean(axis=-1)
    return error


def f1_at(threshold: float) -> Callable[[Floats, Floats], Floats]:
    """F1 along the last axis, for scores that count as similar from `threshold` on."""

    def f1(labels: Floats, scores: Floats) -> Floats:
        truth, called = truly_similar(labels), scores >= threshold
        hits = (truth & called).sum(axis=-1)
        return _ratio(2.0 * hits, truth.sum(axis=-1) + called.sum(axis=-1))

    return f1


def _ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """`part` / `whole`, and 0 where `whole` is 0 (as scikit-learn has it)."""
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    ratio: Floats = np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
    return ratio


def binary(labels: Floats, scores: Floats, threshold: float = CLASSIC_THRESHOLD) -> Binary:
    """Everything about one threshold.

    Args:
        labels: (pairs,), 0-5; a pair truly is similar from 3 on.
        scores: (pairs,), 0-5.
        threshold: A score counts as similar from here on.

    Returns:
        Ratios that would divide by zero are 0.
    """
    truth, called = truly_similar(labels), scores >= threshold
    hits = int((truth & called).sum())
    false_positives = int((~truth & called).sum())
    misses = int((truth & ~called).sum())
    rejections = int((~truth & ~called).sum())
    return Binary(
        threshold=threshold,
        f1=float(_ratio(2 * hits, 2 * hits + false_positives + misses)),
        precision=float(_ratio(hits, hits + false_positives)),
        recall=float(_ratio(hits, hits + misses)),
        accuracy=float(_ratio(hits + rejections, len(labels))),
        true_positives=hits,
        false_positives=false_positives,
        false_negatives=misses,
        true_negatives=rejections,
    )


def threshold_curve(labels: Floats, scores: Floats, thresholds: Floats) -> pd.DataFrame:
    """`binary` for each of `thresholds`, one row each."""
    return pd.DataFrame([asdict(binary(labels, scores, float(t))) for t in thresholds])


def choose_threshold(labels: Floats, scores: Floats, weights: Floats | None = None) -> float:
    """The threshold with the best F1 on these pairs, which must not be the test's.

    Args:
        labels: (pairs,), 0-5.
        scores: (pairs,), 0-5.
        weights: (pairs,), how much each pair counts; by default all the same.

    Returns:
        From 0 to 5, a multiple of 0.01. F1 jumps at single pairs, so the best point of its curve
        is a peak of noise; this is the middle of the best stretch of the curve averaged over a
        fifth of a point.

    Raises:
        ValueError: No pair truly is similar, or all are.
    """
    truth = truly_similar(labels)
    if truth.all() or not truth.any():
        raise ValueError("A threshold can only be chosen on pairs of both kinds.")
    grid = np.linspace(0, MAX_SCORE, 501)
    counts = np.ones(len(labels)) if weights is None else weights
    called = scores[None, :] >= grid[:, None]
    hits = (called & truth) @ counts
    curve = _ratio(2.0 * hits, called @ counts + truth @ counts)
    window = 21
    padded = np.pad(curve, window // 2, mode="edge")
    smooth = np.convolve(padded, np.full(window, 1 / window), mode="valid")
    best = np.flatnonzero(smooth >= smooth.max() - 1e-9)
    stretches = np.split(best, np.flatnonzero(np.diff(best) > 1) + 1)
    longest = max(stretches, key=len)
    return round(float(grid[longest[len(longest) // 2]]), 2)


def bootstrap(
    metric: Callable[[Floats, Floats], Floats],
    labels: Floats,
    scores: Floats,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Estimate:
    """A figure with its 95 % percentile interval over resampled pairs.

    Args:
        metric: Such as `pearson`: two arrays (..., pairs) to one (...).
        labels: (pairs,).
        scores: (pairs,).
        resamples: How often to draw as many pairs as there are, with replacement.
        seed: Of the draws; the same for two models makes their intervals comparable.

    Returns:
        NaN bounds where no resample has a defined value.
    """
    rows = np.random.default_rng(seed).integers(len(labels), size=(resamples, len(labels)))
    values = metric(labels[rows], scores[rows])
    values = values[np.isfinite(values)]
    low, high = np.percentile(values, [2.5, 97.5]) if len(values) else (np.nan, np.nan)
    return Estimate(value=float(metric(labels, scores)), low=float(low), high=float(high))


def summary(labels: Floats, scores: Floats, *, seed: int = 0) -> dict[str, Estimate]:
    """Pearson, Spearman and mean absolute error with their intervals."""
    return {
        "pearson": bootstrap(pearson, labels, scores, seed=seed),
        "spearman": bootstrap(spearman, labels, scores, seed=seed),
        "mae": bootstrap(mean_absolute_error, labels, scores, seed=seed),
    }


def by_source(
    sources: pd.Series, labels: Floats, scores: Floats, threshold: float = CLASSIC_THRESHOLD
) -> pd.DataFrame:
    """The figures within each source.

    Args:
        sources: (pairs,), such as `airbnb-rtt`.
        labels: (pairs,), 0-5.
        scores: (pairs,), 0-5.
        threshold: For F1.

    Returns:
        One row for each source, in alphabetical order: `source`, `pairs`, `label` and `score`
        (their means), `pearson`, `spearman` (NaN where all labels are the same), `mae`, `f1`.
    """
    rows = []
    for source in sorted(set(sources)):
        here = (sources == source).to_numpy()
        x, y = labels[here], scores[here]
        rows.append(
            {
                "source": source,
                "pairs": int(here.sum()),
                "label": float(x.mean()),
                "score": float(y.mean()),
                "pearson": float(pearson(x, y)),
                "spearman": float(spearman(x, y)),
                "mae": float(mean_absolute_error(x, y)),
                "f1": float(f1_at(threshold)(x, y)),
            }
        )
    return pd.DataFrame(rows)
