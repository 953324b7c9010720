"""Ceilings: how high a score may be when two sentences are known to differ in what matters.

A model hears shared words more clearly than a 않다 or a 9 for a 7. Where the rules of
differences.py find such a difference, a score above the ceiling of its kind is drawn down towards
it. Where less of the rest is the same, less hangs on the difference, so the ceiling is higher.

But: it finds no differences itself, and never raises a score. The ceilings are learned with
`python -m training ceilings`, kind by kind, and belong to one model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from differences import KINDS

KEPT = 0.1  # of what a score is above its ceiling: pairs keep their order
MOSTLY = 0.75  # of the morphemes; where so many are common the ceilings are as they stand


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The ceilings of a model.

    Attributes:
        kinds: Of each kind of difference, in points, 0-5; a kind that is missing has none.
        rise: By how many points all of them rise for each share of the morphemes that is missing to
            `MOSTLY`: with 10, where 0.65 are common, by one.
    """

    kinds: Mapping[str, float]
    rise: float = 0.0

    @classmethod
    def read(cls, value: Any) -> Self:
        """What `metrics.json` holds, as `to_dict` wrote it.

        Raises:
            ValueError: It is something else.
        """
        try:
            kinds = {str(kind): float(ceiling) for kind, ceiling in value["kinds"].items()}
            rise = float(value["rise"])
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise ValueError("not an object with kinds and rise") from error
        if not set(kinds) <= set(KINDS):
            raise ValueError(f"unknown kinds: {', '.join(sorted(set(kinds) - set(KINDS)))}")
        if not (rise >= 0 and all(0 <= ceiling <= 5 for ceiling in kinds.values())):
            raise ValueError("a number is out of range")
        return cls(kinds, rise)

    def to_dict(self) -> dict[str, Any]:
        """For `metrics.json`."""
        return {"kinds": dict(self.kinds), "rise": self.rise}

    @property
    def lowest(self) -> float:
        """No score up to here is lowered."""
        return min(self.kinds.values(), default=5.0)

    def hold(self, score: float, found: Iterable[str], common: float) -> float:
        """A score as the differences of its pair allow it.

        Args:
            score: The model's, 0-5.
            found: The kinds of the pair's differences.
            common: The share of morphemes that both sentences have, 0-1.

        Returns:
            At most `score`, and not below the lowest ceiling of the kinds found.
        """
        ceilings = [self.kinds[kind] for kind in found if kind in self.kinds]
        if not ceilings:
            return score
        ceiling = min(ceilings) + self.rise * max(0.0, MOSTLY - common)
        return min(score, ceiling + KEPT * (score - ceiling))

