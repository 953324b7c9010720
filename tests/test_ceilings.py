"""Ceilings: a score above the ceiling of a difference is drawn down, one below the floor up."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceilings import KEPT, LEFT_ALONE, MOSTLY, Ceilings
from differences import KINDS, Compared, Difference

CEILINGS = Ceilings({"negation": 2.0, "number": 1.6}, rise=4.0, floor=4.0)


def found(*kinds: str, common: float = 0.9, same: bool = False) -> Compared:
    return Compared([Difference(kind, "", "", "") for kind in kinds], common, same=same)


@pytest.mark.parametrize(
    ("score", "compared", "held"),
    [
        pytest.param(4.4, found("negation"), 2.0 + 0.1 * 2.4, id="a tenth of what is above stays"),
        pytest.param(1.9, found("negation"), 1.9, id="a score below is left alone"),
        pytest.param(4.4, found(), 4.4, id="nothing differs"),
        pytest.param(4.4, found("tense"), 4.4, id="a kind without a ceiling"),
        pytest.param(3.6, found("negation", "number", common=MOSTLY), 1.8, id="the lowest counts"),
        pytest.param(
            4.4, found("negation", common=0.65), 2.4 + 0.1 * 2.0, id="more differs: it is higher"
        ),
        pytest.param(2.0, found(same=True), 4.0 - 0.1 * 2.0, id="a tenth of what is below stays"),
        pytest.param(4.4, found(same=True), 4.4, id="a score above the floor is left alone"),
        pytest.param(LEFT_ALONE, found(same=True), LEFT_ALONE, id="next to nothing in common"),
    ],
)
def test_hold(score: float, compared: Compared, held: float) -> None:
    assert CEILINGS.hold(score, compared) == pytest.approx(held)


@given(st.floats(0, 5), st.floats(0, 5), st.lists(st.sampled_from(KINDS)), st.floats(0, 1))
def test_differences_never_raise_a_score_and_pairs_keep_their_order(
    low: float, high: float, kinds: list[str], common: float
) -> None:
    low, high = sorted((low, high))
    compared = found(*kinds, common=common)
    held = [CEILINGS.hold(score, compared) for score in (low, high)]
    assert 0 <= held[0] <= held[1]
    assert held[0] <= low
    assert held[1] <= high
    assert held[1] - held[0] >= KEPT * (high - low) - 1e-9


@given(st.floats(0, 5), st.floats(0, 5))
def test_what_is_the_same_never_lowers_a_score(low: float, high: float) -> None:
    low, high = sorted((low, high))
    held = [CEILINGS.hold(score, found(same=True)) for score in (low, high)]
    assert held[0] <= held[1] <= 5
    assert held[0] >= low
    assert held[1] >= high


def test_they_are_read_as_they_were_written() -> None:
    assert Ceilings.read(CEILINGS.to_dict()) == CEILINGS


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"kinds": {"negation": 2.0}, "rise": 0.1},
        {"kinds": {"negation": 2.0}, "rise": 0.1, "floor": 5.1},
        {"kinds": ["negation"], "rise": 0.1, "floor": 4.0},
        {"kinds": {"negation": "two"}, "rise": 0.1, "floor": 4.0},
        {"kinds": {"negation": 5.5}, "rise": 0.1, "floor": 4.0},
        {"kinds": {"negation": float("nan")}, "rise": 0.1, "floor": 4.0},
        {"kinds": {"negation": 2.0}, "rise": -0.1, "floor": 4.0},
        {"kinds": {"colour": 2.0}, "rise": 0.1, "floor": 4.0},
    ],
)
def test_what_is_no_ceilings_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"kinds|range"):
        Ceilings.read(value)
