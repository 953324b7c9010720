"""Ceilings: a score above the ceiling of a difference is drawn down, and never raised."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceilings import KEPT, SHORT, Ceilings, words
from differences import KINDS

CEILINGS = Ceilings({"negation": 2.0, "number": 1.6}, per_word=0.1)


@pytest.mark.parametrize(
    ("score", "found", "length", "held"),
    [
        pytest.param(4.4, ["negation"], 3, 2.0 + 0.1 * 2.4, id="a tenth of what is above stays"),
        pytest.param(1.9, ["negation"], 3, 1.9, id="a score below is left alone"),
        pytest.param(4.4, [], 3, 4.4, id="nothing differs"),
        pytest.param(4.4, ["tense"], 3, 4.4, id="a kind without a ceiling"),
        pytest.param(3.6, ["negation", "number"], 5, 1.6 + 0.1 * 2.0, id="the lowest counts"),
        pytest.param(4.4, ["negation"], 9, 2.4 + 0.1 * 2.0, id="long sentences: a higher ceiling"),
    ],
)
def test_hold(score: float, found: list[str], length: int, held: float) -> None:
    assert CEILINGS.hold(score, found, length) == pytest.approx(held)


@given(
    st.floats(0, 5),
    st.floats(0, 5),
    st.lists(st.sampled_from(KINDS)),
    st.integers(1, 40),
)
def test_a_score_is_never_raised_and_pairs_keep_their_order(
    low: float, high: float, found: list[str], length: int
) -> None:
    low, high = sorted((low, high))
    held = [CEILINGS.hold(score, found, length) for score in (low, high)]
    assert 0 <= held[0] <= held[1]
    assert held[0] <= low
    assert held[1] <= high
    assert held[1] - held[0] >= KEPT * (high - low) - 1e-9
    assert CEILINGS.hold(CEILINGS.lowest, found, length) == CEILINGS.lowest


def test_they_are_read_as_they_were_written() -> None:
    assert Ceilings.read(CEILINGS.to_dict()) == CEILINGS


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"kinds": {"negation": 2.0}},
        {"kinds": ["negation"], "per_word": 0.1},
        {"kinds": {"negation": "two"}, "per_word": 0.1},
        {"kinds": {"negation": 5.5}, "per_word": 0.1},
        {"kinds": {"negation": float("nan")}, "per_word": 0.1},
        {"kinds": {"negation": 2.0}, "per_word": -0.1},
        {"kinds": {"colour": 2.0}, "per_word": 0.1},
    ],
)
def test_what_is_no_ceilings_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"kinds|range"):
        Ceilings.read(value)


def test_words_are_those_of_the_longer_sentence() -> None:
    assert words("불 꺼", "거실 불을 좀 꺼 줘") == 5
    assert SHORT == 5
