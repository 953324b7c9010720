"""Ceilings: learns how high a model's score may be in spite of each kind of difference.

For each kind of difference (differences/) the ceiling is chosen under which the scores of
held-out pairs are nearest to their labels (least squares; see ceilings.py for what a ceiling
does), and so are their rise, and the floor under pairs that are known to mean the same. Such labels
are those of a rubric, but who sorts by a score wants another thing, too: that a sentence in quite
other words, which a model seldom places above 3, comes before one that denies it. So each ceiling
is then lowered, as far as scores of natural pairs hardly suffer. They are written into the
`metrics.json` beside the model's weights, where `evaluate` and the app find them.

But: it changes no weight, and never reads a test set. A kind seen in fewer than `LEAST` pairs gets
no ceiling. Pairs that rules and weights were made with make a ceiling too sure of itself; name
others.
"""

import argparse
import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ceilings import LEFT_ALONE, Ceilings
from differences import KINDS, Compared, shared_analyser
from models import MAX_SCORE, ModelError, Scorer, readable
from training import TrainingError
from training.evaluate import labels_of, score_frame, validation_weights
from training.finetune import read_pairs
from training.metrics import Floats, pearson

logger = logging.getLogger(__name__)

LEAST = 4  # pairs with a kind of difference
GRID = [step / 10 for step in range(round(10 * LEFT_ALONE), 51)]  # ceilings to choose from
FLOORS = [step / 10 for step in range(50)]
RISES = [0.0, 2.5, 5.0, 10.0, 20.0]
SLACK = 0.05  # of the smallest loss
STEP = 0.1  # by which a ceiling is lowered
MOST_STEPS = 6
MOST_FALL = 0.0005  # of Pearson over natural pairs, for lowering one
ROUNDS = 4  # over all kinds: a pair may have several, so that their ceilings depend on each other


@dataclass(frozen=True)
class Held:
    """A held-out pair.

    Attributes:
        score: The model's own, 0-5.
        label: 0-5.
        weight: How much the pair counts.
        compared: What the rules found.
    """

    score: float
    label: float
    weight: float
    compared: Compared

    @property
    def kinds(self) -> set[str]:
        """Of its differences."""
        return {difference.kind for difference in self.compared.differences}


def read_held(frame: pd.DataFrame, scores: Floats, weights: Floats) -> list[Held]:
    """The pairs of `frame`, compared.

    Args:
        frame: Columns `sentence1`, `sentence2` and `score` (the label, 0-5).
        scores: (pairs,), those without ceilings, 0-5.
        weights: (pairs,), how much each counts.
    """
    texts = zip(frame["sentence1"].map(readable), frame["sentence2"].map(readable), strict=True)
    compared = [shared_analyser().compare(a, b) for a, b in texts]
    rows = zip(scores, labels_of(frame), weights, compared, strict=True)
    return [Held(float(score), float(label), float(weight), c) for score, label, weight, c in rows]


def loss(pairs: Sequence[Held], ceilings: Ceilings) -> float:
    """Sum of the pairs' weighted squared errors under `ceilings`, in squared points."""
    return sum(
        pair.weight * (ceilings.hold(pair.score, pair.compared) - pair.label) ** 2 for pair in pairs
    )


def learn(pairs: Sequence[Held]) -> Ceilings:
    """The ceilings and the floor with the smallest `loss`, one after another.

    Args:
        pairs: Those of which nothing is known change nothing.

    Returns:
        Of each kind that at least `LEAST` pairs have and that a ceiling below 5 serves, the
        highest of equally good ones; and the lowest floor of those, 0 with fewer than `LEAST`
        pairs. Of the rises that are about as good (`SLACK`), the largest: most of the held-out
        triplets are short and differ in one place, as pairs in use seldom do.
    """
    same = [pair for pair in pairs if pair.compared.same]
    floors = [loss(same, Ceilings({}, floor=at)) for at in FLOORS]
    floor = FLOORS[int(np.argmin(floors))] if len(same) >= LEAST else 0.0
    pairs = [pair for pair in pairs if pair.compared.differences]
    seen = Counter(kind for pair in pairs for kind in pair.kinds)
    frequent = [kind for kind in KINDS if seen[kind] >= LEAST]
    found = []
    for rise in RISES:
        chosen = dict.fromkeys(frequent, MAX_SCORE)
        for _ in range(ROUNDS):
            for kind in frequent:
                having = [pair for pair in pairs if kind in pair.kinds]
                losses = [loss(having, Ceilings(chosen | {kind: at}, rise)) for at in GRID]
                chosen[kind] = GRID[len(GRID) - 1 - int(np.argmin(losses[::-1]))]
        below = {kind: ceiling for kind, ceiling in chosen.items() if ceiling < MAX_SCORE}
        ceilings = Ceilings(below, rise, floor)
        found.append((loss(pairs, ceilings), ceilings))
    least = min(lost for lost, _ in found)
    return [ceilings for lost, ceilings in found if lost <= (1 + SLACK) * least][-1]


def lower(ceilings: Ceilings, natural: Sequence[Sequence[Held]]) -> Ceilings:
    """`ceilings`, each lowered as far as natural pairs allow.

    Args:
        ceilings: Those of `learn`.
        natural: Sets of pairs that nobody made to differ in one thing.

    Returns:
        One kind after another, its ceiling is up to `MOST_STEPS` lower than it was, as long as that
        takes no more than `MOST_FALL` from the Pearson between labels and scores of any set; then
        the least rise that takes no more than twice that.
    """
    labels = [np.array([pair.label for pair in pairs]) for pairs in natural]

    def correlations(kinds: Mapping[str, float], rise: float = ceilings.rise) -> Floats:
        found = Ceilings(kinds, rise, ceilings.floor)
        scores = [
            np.array([found.hold(pair.score, pair.compared) for pair in pairs]) for pairs in natural
        ]
        return np.array([pearson(*both) for both in zip(labels, scores, strict=True)])

    kinds = dict(ceilings.kinds)
    for kind, ceiling in ceilings.kinds.items():
        least = correlations(kinds) - MOST_FALL
        for steps in range(1, MOST_STEPS + 1):
            candidate = kinds | {kind: max(LEFT_ALONE, round(ceiling - steps * STEP, 1))}
            if not (correlations(candidate) >= least).all():
                break
            kinds = candidate
    least = correlations(kinds) - 2 * MOST_FALL
    rises = (rise for rise in RISES if rise < ceilings.rise)
    fitting = (rise for rise in rises if (correlations(kinds, rise) >= least).all())
    return Ceilings(kinds, next(fitting, ceilings.rise), ceilings.floor)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training ceilings`."""
    runs = Path("training/runs")
    parser.add_argument(
        "--model", type=Path, default=runs / "finetune" / "best", help="default: %(default)s"
    )
    parser.add_argument(
        "--natural",
        type=Path,
        nargs="+",
        default=[runs / "data" / "validation.csv", runs / "data" / "korsts-dev.csv"],
        help="held-out pairs that nobody made to differ in one thing; default: %(default)s",
    )
    parser.add_argument(
        "--pairs",
        type=Path,
        nargs="+",
        default=[runs / "contrast" / "contrast_validation.csv"],
        help="more held-out pairs; default: %(default)s",
    )


def run(args: argparse.Namespace) -> None:
    """Learn the ceilings and write them beside the model's weights.

    Raises:
        TrainingError: The model or a file of pairs is missing or damaged.
    """
    try:
        scorer = Scorer.load(args.model)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    scorer.ceilings = None
    held: list[list[Held]] = []
    for path in (*args.natural, *args.pairs):
        frame = read_pairs(path)
        scores = score_frame(scorer, frame, path.stem)
        # Only of KLUE do the labels follow the shared letters more than in use.
        klue = frame["source"].str.startswith("klue").all()
        weights = validation_weights(frame) if klue else np.ones(len(frame))
        held.append(read_held(frame, scores, weights))
    every = [pair for pairs in held for pair in pairs]
    learned = learn(every)
    ceilings = lower(learned, held[: len(args.natural)])
    path = args.model / "metrics.json"
    metrics = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    metrics["ceilings"] = ceilings.to_dict()
    path.write_text(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    total = max(sum(pair.weight for pair in every), 1)
    logger.info(
        "%d pairs: mean squared error %.3f without ceilings, %.3f with those of the least squares, "
        "%.3f with these, which are lower; wrote %s: %s",
        len(every),
        loss(every, Ceilings({})) / total,
        loss(every, learned) / total,
        loss(every, ceilings) / total,
        path,
        json.dumps(ceilings.to_dict()),
    )
