"""Ceilings: how high a score may be where two sentences are known to differ in what matters.

A model hears shared words more clearly than a 않다 or a 9 for a 7. Where the rules of
differences/ find such a difference, a score above the ceiling of its kind is drawn down towards
it. Where less of the rest is the same, less hangs on the difference, so the ceiling is higher.

The model also hears words that are not shared: 미팅 for 회의, 정오 for 낮 12시. Where all that two
sentences have apart is known to mean the same, a score below the floor is drawn up towards it.

But: it compares no sentences itself. The ceilings are learned with `python -m training ceilings`,
kind by kind, and belong to one model; so does the floor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from differences import KINDS, Compared

KEPT = 0.1  # of what a score is above its ceiling, or below its floor: pairs keep their order
LEFT_ALONE = 0.5  # points; up to here nothing is asked: most of many pairs have nothing in common
MOSTLY = 0.75  # of the morphemes; where so many are common the ceilings are as they stand


@dataclass(frozen=True, slots=True)
class Ceilings:
    """The ceilings of a model.

    Attributes:
        kinds: Of each kind of difference, in points, 0-5; a kind that is missing has none.
        rise: By how many points all of them rise for each share of the morphemes that is missing to
            `MOSTLY`: with 10, where 0.65 are common, by one.
        floor: Of pairs that say the same in other words, in points, 0-5.
    """

    kinds: Mapping[str, float]
    rise: float = 0.0
    floor: float = 0.0

    @classmethod
    def read(cls, value: Any) -> Self:
        """What `metrics.json` holds, as `to_dict` wrote it.

        Raises:
            ValueError: It is something else.
        """
        try:
            kinds = {str(kind): float(ceiling) for kind, ceiling in value["kinds"].items()}
            rise, floor = float(value["rise"]), float(value["floor"])
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise ValueError("not an object with kinds, rise and floor") from error
        if not set(kinds) <= set(KINDS):
            raise ValueError(f"unknown kinds: {', '.join(sorted(set(kinds) - set(KINDS)))}")
        if not (rise >= 0 and all(0 <= limit <= 5 for limit in (floor, *kinds.values()))):
            raise ValueError("a number is out of range")
        return cls(kinds, rise, floor)

    def to_dict(self) -> dict[str, Any]:
        """For `metrics.json`."""
        return {"kinds": dict(self.kinds), "rise": self.rise, "floor": self.floor}

    def hold(self, score: float, compared: Compared) -> float:
        """A score as what is known of its pair allows it.

        Args:
            score: The model's, 0-5.
            compared: What the rules found in the pair.

        Returns:
            At most `score` where something differs, at least `score` where all is the same, else
            `score`.
        """
        if score <= LEFT_ALONE:
            return score
        if compared.same:
            return max(score, self.floor + KEPT * (score - self.floor))
        found = {difference.kind for difference in compared.differences}
        ceilings = [ceiling for kind, ceiling in self.kinds.items() if kind in found]
        if not ceilings:
            return score
        ceiling = min(ceilings) + self.rise * max(0.0, MOSTLY - compared.common)
        return min(score, ceiling + KEPT * (score - ceiling))
