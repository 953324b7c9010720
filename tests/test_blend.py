"""Blend: a weighted sum of a model's score and the share of words."""

from typing import Any

import pytest

from blend import Blend


def test_mix_is_a_weighted_sum() -> None:
    blend = Blend(score=0.6, shared=1.6, base=-0.1)
    assert blend.mix(3.0, 0.5) == pytest.approx(0.6 * 3.0 + 1.6 * 0.5 - 0.1)


def test_without_weights_it_is_the_models_score() -> None:
    assert Blend().mix(3.25, 0.9) == 3.25


def test_what_is_written_can_be_read() -> None:
    blend = Blend(0.6, 1.6, -0.1)
    assert Blend.read(blend.to_dict()) == blend


@pytest.mark.parametrize(
    "value", [None, 3, {}, {"score": "much", "shared": 1, "base": 0}, Blend(1.0, -0.5).to_dict()]
)
def test_what_is_none_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"shared|weight"):
        Blend.read(value)
