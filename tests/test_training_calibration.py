"""Calibration: bounds that hold as often as promised, and scores that mean what they say."""

import numpy as np
import pytest

from models import bounds
from training.calibration import bands, by_score, calibration_error, coverage, weighted_quantile


def made(pairs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels and scores whose errors are larger in the middle of the scale."""
    rng = np.random.default_rng(seed)
    scores = rng.uniform(0, 5, pairs)
    spread = 0.2 + 0.3 * np.minimum(scores, 5 - scores)
    return (scores + rng.normal(0, 1, pairs) * spread).clip(0, 5), scores


def test_a_quantile_counts_the_unseen_value_as_the_most_extreme() -> None:
    values = np.arange(1.0, 10.0)  # nine of them; the tenth is unseen
    ones = np.ones(9)
    assert weighted_quantile(values, ones, 0.9) == 9.0
    assert weighted_quantile(values, ones, 0.8) == 8.0
    assert weighted_quantile(values, ones, 0.1) == 1.0
    assert weighted_quantile(values, ones, 0.99) == 9.0  # there is no larger one


def test_a_weight_of_two_is_the_value_twice() -> None:
    values, weights = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.0])
    # Of 4 + 4/3: the second's share ends at 3 / 5.33 = 0.5625.
    assert weighted_quantile(values, weights, 0.56) == 2.0
    assert weighted_quantile(values, weights, 0.57) == 3.0


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_as_many_labels_lie_between_the_bounds_as_promised(share: float) -> None:
    labels, scores = made(4000, seed=1)
    found = bands(labels, scores, np.ones(4000), share)

    unseen, their_scores = made(20000, seed=2)
    low, high = bounds(found, their_scores)

    assert coverage(unseen, low, high) == pytest.approx(share, abs=0.02)
    middle = (their_scores > 2) & (their_scores < 3)
    assert (high - low)[middle].mean() > 2 * (high - low)[their_scores < 0.5].mean()


def test_bounds_hold_their_score_and_stay_on_the_scale() -> None:
    labels, scores = made(600, seed=3)
    found = bands(labels - 1.0, scores, np.ones(600))  # even where scores are all too high

    grid = np.linspace(0, 5, 501)
    low, high = bounds(found, grid)

    assert (low >= 0).all()
    assert (low <= grid).all()
    assert (grid <= high).all()
    assert (high <= 5).all()


def test_pairs_that_do_not_count_do_not_matter() -> None:
    labels, scores = made(600, seed=4)
    weights = np.ones(600)
    labels[::10], weights[::10] = 0.0, 0.0
    kept = np.arange(600) % 10 > 0

    low, high = bounds(bands(labels, scores, weights), scores[kept])

    assert coverage(labels[kept], low, high) == pytest.approx(0.9, abs=0.03)


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="20 pairs are too few"):
        bands(np.ones(20), np.ones(20), np.ones(20))


def test_calibration_error_worked_by_hand() -> None:
    scores = np.array([0.1, 0.2, 4.9, 4.7])
    labels = np.array([0.1, 0.4, 4.5, 4.3])
    # The first two are 0.1 too low on average, the last two 0.4 too high.
    assert calibration_error(labels, scores) == pytest.approx((2 * 0.1 + 2 * 0.4) / 4)
    assert calibration_error(labels, labels) == 0.0


def test_each_point_of_the_scale_by_itself_worked_by_hand() -> None:
    scores = np.array([0.2, 0.6, 3.0, 4.5, 5.0])
    labels = np.array([0.0, 1.6, 2.0, 5.0, 4.0])
    low, high = scores - 1.0, scores + 0.5

    first, middle, last = by_score(labels, scores, (low, high))

    assert first == {
        "from": 0,
        "to": 1,
        "pairs": 2,
        "score": pytest.approx(0.4),
        "label": pytest.approx(0.8),
        "coverage": 0.5,  # 1.6 is above 1.1
        "width": pytest.approx(1.5),
    }
    assert (middle["from"], middle["pairs"], middle["coverage"]) == (3, 1, 1.0)
    assert (last["from"], last["to"], last["pairs"]) == (4, 5, 2)  # 5 itself is in it
    assert by_score(labels, scores)[0].keys() == first.keys() - {"coverage", "width"}
