"""Blend: learns how much the words that two sentences share count beside a model's score.

The weights are those of a linear regression of held-out pairs' labels on the model's own scores
and the share of words (blend.py). They are written into the `metrics.json` beside the model's
weights, where `ceilings`, `evaluate` and the app find them.

But: it changes no weight of the model, and never reads a test set.
"""

import argparse
import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import lsq_linear

from blend import Blend
from differences import shared_analyser
from models import ModelError, Scorer, readable
from training import TrainingError
from training.evaluate import labels_of, score_frame
from training.finetune import read_pairs
from training.metrics import Floats, pearson

logger = logging.getLogger(__name__)


def shares(frame: pd.DataFrame) -> Floats:
    """(pairs,): of each pair of `sentence1` and `sentence2` the share of words, 0-1."""
    pairs = zip(frame["sentence1"].map(readable), frame["sentence2"].map(readable), strict=True)
    return np.array([shared_analyser().compare(a, b).shared for a, b in pairs])


def learn(labels: Floats, scores: Floats, shared: Floats) -> Blend:
    """The weights with the least squares.

    Args:
        labels: (pairs,), 0-5.
        scores: (pairs,), the model's own, 0-5.
        shared: (pairs,), 0-1.

    Returns:
        Weights of which those of the score and of the words are not below 0, so that neither can
        speak against a pair.
    """
    columns = np.column_stack([scores, shared, np.ones(len(labels))])
    found = lsq_linear(columns, labels, bounds=([0, 0, -np.inf], np.inf)).x
    return Blend(*(round(float(weight), 4) for weight in found))


def write_metric(model: Path, name: str, value: Any) -> None:
    """Put a value into the `metrics.json` beside a model's weights, and keep what else is there."""
    path = model / "metrics.json"
    metrics = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    metrics[name] = value
    path.write_text(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training blend`."""
    runs = Path("training/runs")
    parser.add_argument(
        "--model", type=Path, default=runs / "finetune" / "best", help="default: %(default)s"
    )
    parser.add_argument(
        "--pairs",
        type=Path,
        nargs="+",
        default=[runs / "data" / "validation.csv"],
        help="held-out pairs; default: %(default)s",
    )


def run(args: argparse.Namespace) -> None:
    """Learn the weights and write them beside the model's.

    Raises:
        TrainingError: The model or a file of pairs is missing or damaged.
    """
    try:
        scorer = Scorer.load(args.model)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    scorer.blend = scorer.ceilings = None  # the model's own scores
    frame = pd.concat([read_pairs(path) for path in args.pairs], ignore_index=True)
    labels, scores, shared = labels_of(frame), score_frame(scorer, frame, "pairs"), shares(frame)
    blend = learn(labels, scores, shared)
    write_metric(args.model, "blend", blend.to_dict())
    mixed = np.array([blend.mix(*pair) for pair in zip(scores, shared, strict=True)])
    logger.info(
        "%d pairs: Pearson %.4f with the model alone, %.4f blended; wrote %s: %s",
        len(labels),
        pearson(labels, scores),
        pearson(labels, mixed),
        args.model / "metrics.json",
        json.dumps(blend.to_dict()),
    )
