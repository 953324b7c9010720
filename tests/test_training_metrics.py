"""The figures, by hand-worked examples and against SciPy and scikit-learn."""

from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as sklearn_metrics

from training.metrics import (
    Floats,
    binary,
    bootstrap,
    by_source,
    choose_threshold,
    f1_at,
    mean_absolute_error,
    pearson,
    spearman,
    summary,
    threshold_curve,
    truly_similar,
)

# Steps of a quarter, so that ties occur as they do among real labels.
SCORES = st.integers(0, 20).map(lambda quarter: quarter / 4)
PAIRS = st.lists(st.tuples(SCORES, SCORES), min_size=3, max_size=30).map(
    lambda rows: np.array(rows).T
)


def some_pairs(count: int, noise: float, seed: int = 0) -> tuple[Floats, Floats]:
    """Labels from 0 to 5, and scores that are off by `noise` on average."""
    random = np.random.default_rng(seed)
    labels = random.uniform(0, 5, count)
    return labels, (labels + random.normal(0, noise, count)).clip(0, 5)


# ------------------------------------------------------------------------------ worked by hand


def test_correlations_worked_by_hand() -> None:
    labels, scores = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])

    # Deviations (-1, 0, 1) and (-4/3, -1/3, 5/3): products sum to 3, squares to 2 and 42/9.
    assert pearson(labels, scores) == pytest.approx(3 / np.sqrt(2 * 42 / 9))
    # The order is the same, so the ranks agree entirely.
    assert spearman(labels, scores) == pytest.approx(1.0)
    # Off by 0, 0 and 1.
    assert mean_absolute_error(labels, scores) == pytest.approx(1 / 3)


def test_binary_figures_worked_by_hand() -> None:
    labels = np.array([4.0, 3.0, 5.0, 2.0, 0.0])  # the first three truly are similar
    scores = np.array([3.5, 2.9, 3.0, 3.1, 1.0])  # from 3.0 on: the 1st, the 3rd and the 4th

    assert asdict(binary(labels, scores, 3.0)) == {
        "threshold": 3.0,
        "f1": pytest.approx(2 / 3),
        "precision": pytest.approx(2 / 3),  # two of the three called similar are
        "recall": pytest.approx(2 / 3),  # two of the three similar ones are found
        "accuracy": pytest.approx(3 / 5),
        "true_positives": 2,
        "false_positives": 1,
        "false_negatives": 1,
        "true_negatives": 1,
    }
    # Lower, the one at 2.9 is found too: 3 of 4 are right, none is missed.
    lower = binary(labels, scores, 2.5)
    assert lower.precision == pytest.approx(3 / 4)
    assert lower.recall == 1.0


def test_a_pair_truly_is_similar_from_3_on() -> None:
    assert truly_similar(np.array([2.99, 3.0, 3.01])).tolist() == [False, True, True]


def test_ratios_of_nothing_are_0() -> None:
    nothing_called = binary(np.array([4.0, 1.0]), np.array([0.0, 0.0]))

    assert (nothing_called.precision, nothing_called.recall, nothing_called.f1) == (0, 0, 0)


# --------------------------------------------------------------------------------- two oracles


@given(PAIRS)
def test_correlations_are_scipys(rows: Floats) -> None:
    labels, scores = rows

    if np.ptp(labels) == 0 or np.ptp(scores) == 0:
        assert np.isnan(pearson(labels, scores))
        assert np.isnan(spearman(labels, scores))
    else:
        assert pearson(labels, scores) == pytest.approx(stats.pearsonr(labels, scores).statistic)
        assert spearman(labels, scores) == pytest.approx(stats.spearmanr(labels, scores).statistic)


@given(PAIRS, SCORES)
def test_binary_figures_are_scikit_learns(rows: Floats, threshold: float) -> None:
    labels, scores = rows
    truth, called = labels >= 3.0, scores >= threshold
    figures = binary(labels, scores, threshold)

    precision, recall, f1, _ = sklearn_metrics.precision_recall_fscore_support(
        truth, called, average="binary", zero_division=0.0
    )
    assert figures.precision == pytest.approx(precision)
    assert figures.recall == pytest.approx(recall)
    assert figures.f1 == pytest.approx(f1)
    assert f1_at(threshold)(labels, scores) == pytest.approx(f1)
    assert figures.accuracy == pytest.approx(sklearn_metrics.accuracy_score(truth, called))
    matrix = sklearn_metrics.confusion_matrix(truth, called, labels=[False, True])
    assert matrix.tolist() == [
        [figures.true_negatives, figures.false_positives],
        [figures.false_negatives, figures.true_positives],
    ]


@given(PAIRS)
def test_the_error_is_scikit_learns(rows: Floats) -> None:
    labels, scores = rows

    oracle = sklearn_metrics.mean_absolute_error(labels, scores)
    assert mean_absolute_error(labels, scores) == pytest.approx(oracle)


@pytest.mark.parametrize("metric", [pearson, spearman, mean_absolute_error, f1_at(3.0)])
def test_many_samples_at_once_are_as_one_by_one(metric: object) -> None:
    assert callable(metric)
    labels, scores = some_pairs(60, 1.0)
    many = labels.reshape(3, 20).round(), scores.reshape(3, 20).round(1)

    assert metric(*many) == pytest.approx([float(metric(x, y)) for x, y in zip(*many, strict=True)])


# ----------------------------------------------------------------------------------- intervals


def test_an_interval_holds_its_value_and_narrows_with_more_pairs() -> None:
    few, many = (bootstrap(pearson, *some_pairs(count, 1.0)) for count in (50, 2000))

    assert few.low < few.value < few.high
    assert many.low < many.value < many.high
    # Forty times the pairs: about a sixth of the width.
    assert (many.high - many.low) < (few.high - few.low) / 3


def test_the_interval_of_a_mean_is_the_textbooks() -> None:
    labels, scores = some_pairs(2000, 0.5)

    estimate = bootstrap(mean_absolute_error, labels, scores)

    half = 1.96 * np.abs(labels - scores).std() / np.sqrt(len(labels))
    assert estimate.low == pytest.approx(estimate.value - half, abs=half / 10)
    assert estimate.high == pytest.approx(estimate.value + half, abs=half / 10)


def test_scipy_finds_the_same_interval() -> None:
    labels, scores = some_pairs(300, 1.0)

    ours = bootstrap(pearson, labels, scores)
    oracle = stats.bootstrap(
        (labels, scores), pearson, paired=True, method="percentile", rng=0, n_resamples=2000
    ).confidence_interval

    width = oracle.high - oracle.low
    assert (ours.low, ours.high) == pytest.approx((oracle.low, oracle.high), abs=width / 10)


def test_the_same_seed_gives_the_same_interval() -> None:
    pairs = some_pairs(50, 1.0)

    assert summary(*pairs, seed=7) == summary(*pairs, seed=7)
    assert summary(*pairs, seed=7) != summary(*pairs, seed=8)


def test_a_figure_that_is_not_defined_has_no_interval() -> None:
    constant = bootstrap(pearson, np.array([1.0, 2.0]), np.array([3.0, 3.0]))

    assert np.isnan([constant.value, constant.low, constant.high]).all()


# ------------------------------------------------------------------------------ the threshold


def test_the_threshold_stands_between_two_separate_groups() -> None:
    labels = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    scores = np.array([1.0, 1.5, 2.0, 4.0, 4.5, 5.0])

    # F1 is 1 for every threshold above 2.0 up to 4.0; the middle is the safest.
    assert choose_threshold(labels, scores) == pytest.approx(3.0, abs=0.02)


def test_scores_that_are_too_low_want_a_lower_threshold() -> None:
    labels, scores = some_pairs(2000, 0.4)

    chosen = choose_threshold(labels, scores * 0.8)

    assert chosen == pytest.approx(3.0 * 0.8, abs=0.2)
    assert binary(labels, scores * 0.8, chosen).f1 > binary(labels, scores * 0.8, 3.0).f1


def test_the_threshold_is_close_to_the_best_there_is() -> None:
    labels, scores = some_pairs(500, 1.0)
    curve = threshold_curve(labels, scores, np.linspace(0, 5, 501))

    assert binary(labels, scores, choose_threshold(labels, scores)).f1 > curve["f1"].max() - 0.01


def test_pairs_that_weigh_nothing_do_not_choose_a_threshold() -> None:
    labels, scores = np.array([4.0, 4.0, 1.0, 1.0]), np.array([3.0, 2.8, 2.0, 1.0])
    odd_labels, odd_scores = np.full(4, 1.0), np.full(4, 3.5)  # would raise it, or lower F1

    chosen = choose_threshold(
        np.concatenate([labels, odd_labels]),
        np.concatenate([scores, odd_scores]),
        np.array([1.0] * 4 + [0.0] * 4),
    )

    assert chosen == choose_threshold(labels, scores)


@pytest.mark.parametrize("label", [1.0, 4.0])
def test_a_threshold_needs_pairs_of_both_kinds(label: float) -> None:
    with pytest.raises(ValueError, match="both kinds"):
        choose_threshold(np.full(3, label), np.array([1.0, 2.0, 3.0]))


# --------------------------------------------------------------------------------- per source


def test_each_source_is_measured_by_itself() -> None:
    sources = pd.Series(["rtt", "sampled", "rtt", "sampled", "rtt"])
    labels = np.array([5.0, 0.0, 4.0, 0.0, 3.0])
    scores = np.array([4.0, 1.0, 3.0, 3.0, 2.0])

    table = by_source(sources, labels, scores, threshold=2.5).set_index("source")

    assert list(table.index) == ["rtt", "sampled"]
    assert table.loc["rtt", "pairs"] == 3
    # One point too low throughout: a perfect correlation with an error of 1, and one pair missed.
    assert table.loc["rtt", "pearson"] == pytest.approx(1.0)
    assert table.loc["rtt", "mae"] == pytest.approx(1.0)
    assert table.loc["rtt", "f1"] == pytest.approx(0.8)
    assert (table.loc["sampled", "label"], table.loc["sampled", "score"]) == (0.0, 2.0)
    # All labels of this source are the same: there is no correlation to speak of.
    assert table["pearson"].isna()["sampled"]
