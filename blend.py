"""Blend: a model's score, and how many words two sentences share, as one score.

A small model knows few words well: that 예약 and 부킹 are one it may miss, and take two names for
one thing. The lists in `words/` know. So the score is a weighted sum of what the model says and of
the share of words that both sentences have, or say in other words (`differences.Compared.shared`).

But: it does not see what differs (ceilings.py does, afterwards). The weights belong to one model,
and are learned with `python -m training blend`.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Blend:
    """The weights of a blend.

    Attributes:
        score: Of the model's score.
        shared: Points for sharing all words.
        base: Points of every pair; may be below 0.
    """

    score: float = 1.0
    shared: float = 0.0
    base: float = 0.0

    @classmethod
    def read(cls, value: Any) -> Self:
        """What `metrics.json` holds, as `to_dict` wrote it.

        Raises:
            ValueError: It is something else.
        """
        try:
            score, shared, base = (float(value[name]) for name in ("score", "shared", "base"))
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError("not an object with the numbers score, shared and base") from error
        if score < 0 or shared < 0:
            raise ValueError("a weight is below 0")
        return cls(score, shared, base)

    def to_dict(self) -> dict[str, float]:
        """For `metrics.json`."""
        return asdict(self)

    def mix(self, score: float, shared: float) -> float:
        """One score of the model's own, 0-5, and the share of words, 0-1.

        Returns:
            In points; may be a little below 0 or above 5.
        """
        return self.score * score + self.shared * shared + self.base
