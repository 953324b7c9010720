"""Overlap: shared letter pairs, and the weights that keep them from telling the label."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.overlap import counterweights, overlap, overlaps

words = st.text(st.sampled_from("가나다라 "), min_size=1).filter(lambda text: text.strip() != "")


@pytest.mark.parametrize(
    ("sentence1", "sentence2", "expected"),
    [
        ("가나다", "가나다", 1.0),
        ("가나다", "라마바", 0.0),
        # 가나, 나다 and 가나, 나라: one of two and two.
        ("가나다", "가나라", 0.5),
        # 가나, 나다, 다가, 가나 and 가나, 나다: two in common of four and two.
        ("가나다가나", "가나다", 4 / 6),
        ("가 나다", "가나 다", 1.0),
        ("네", "네", 1.0),
        ("네", "아니요", 0.0),
    ],
)
def test_overlap_worked_by_hand(sentence1: str, sentence2: str, expected: float) -> None:
    assert overlap(sentence1, sentence2) == pytest.approx(expected)


@given(words, words)
def test_overlap_is_symmetric_and_bounded(sentence1: str, sentence2: str) -> None:
    assert 0.0 <= overlap(sentence1, sentence2) <= 1.0
    assert overlap(sentence1, sentence2) == overlap(sentence2, sentence1)


def test_overlaps_are_those_of_the_pairs() -> None:
    frame = pd.DataFrame({"sentence1": ["가나다", "가나다"], "sentence2": ["가나라", "가나다"]})
    assert overlaps(frame).tolist() == [0.5, 1.0]


def biased(pairs: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Overlaps and labels that mostly go together."""
    rng = np.random.default_rng(seed)
    shared = rng.random(pairs)
    return shared, (5 * shared + rng.normal(0, 1, pairs)).clip(0, 5)


def weighted_correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    covariance = np.cov(x, y, aweights=weights)
    return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def test_without_strength_all_weigh_the_same() -> None:
    assert counterweights(*biased(400), strength=0.0).tolist() == [1.0] * 400


def test_the_stronger_the_less_the_overlap_tells() -> None:
    shared, scores = biased(4000)

    told = [
        weighted_correlation(shared, scores, counterweights(shared, scores, strength, np.inf))
        for strength in (0.0, 0.5, 1.0)
    ]

    assert told[0] > 0.8
    assert told[0] - 0.05 > told[1] > told[2] + 0.05


def test_a_near_copy_with_a_low_label_weighs_more_than_one_with_a_high_label() -> None:
    shared = np.array([0.9] * 90 + [0.1] * 90)
    scores = np.array([4.5] * 80 + [0.5] * 10 + [0.5] * 80 + [4.5] * 10)

    weights = counterweights(shared, scores, 1.0, np.inf)

    usual, odd = weights[0], weights[85]
    assert odd / usual == pytest.approx((80 + 0.5) / (10 + 0.5))
    assert weights.mean() == pytest.approx(1.0)


def test_no_weight_is_larger_than_asked() -> None:
    shared, scores = biased(400)
    free = counterweights(shared, scores, 1.0, np.inf)

    held = counterweights(shared, scores, 1.0, most=2.0)

    assert free.max() > 4.0
    # Cut at twice the mean; the mean of the rest then becomes 1 again.
    assert held.max() == pytest.approx(2.0 / np.minimum(free, 2.0).mean())
    assert held.mean() == pytest.approx(1.0)
