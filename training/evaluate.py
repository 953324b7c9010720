"""The test: a model's scores of KLUE-STS dev, and what they are worth.

Pairs are scored with `models.Scorer`, the very code that serves. Written are

- `dev_set_score.csv`: truth and prediction of each pair;
- `metrics.json`: F1, precision, recall and accuracy at 3.0 and at the model's threshold; Pearson,
  Spearman and mean absolute error; the same within each source; KorSTS dev. With bootstrap 95 %
  intervals. How far scores mean what they say, on the whole and at each point of the scale. Its
  `threshold`, `bands` and `model` are those that a running model's `metrics.json` needs;
- `metrics.md`: the same as tables.

But: nothing is chosen on the test. Threshold and bands are those that the model brings, or are
chosen on the held-out pairs: those that `--validation` names, and KorSTS dev. Validation's pairs
count as `overlap.counterweights` says, as its labels follow the shared letters more than those of
pairs in use do.
"""

import argparse
import json
import logging
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from models import CLASSIC_THRESHOLD, Band, ModelError, Scorer, bounds
from training import TrainingError, data
from training.calibration import bands, by_score, calibration_error, coverage
from training.finetune import read_pairs
from training.metrics import (
    Floats,
    binary,
    bootstrap,
    by_source,
    choose_threshold,
    f1_at,
    summary,
    truly_similar,
)
from training.overlap import counterweights, overlaps

logger = logging.getLogger(__name__)

SCORE_COLUMNS = [
    "guid",
    "true_real_label",
    "true_binary_label",
    "predict_real_label",
    "predict_binary_label",
    "sentence1",
    "sentence2",
]
# A spreadsheet runs a cell that starts with one of these as a formula.
FORMULA = ("=", "+", "-", "@")
PAIRS_PER_STEP = 256  # of the progress bar


def guard(cell: str) -> str:
    """`cell` so that a spreadsheet shows it and does not run it: with `'` before a formula."""
    return "'" + cell if cell.startswith(FORMULA) else cell


def unguard(cell: str) -> str:
    """What `guard` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def score_frame(scorer: Scorer, frame: pd.DataFrame, name: str) -> Floats:
    """The model's score of each pair.

    Args:
        scorer: As it serves.
        frame: Columns `sentence1` and `sentence2`.
        name: For the progress bar.

    Returns:
        (pairs,), from 0 to 5.
    """
    pairs = list(zip(frame["sentence1"], frame["sentence2"], strict=True))
    scores: list[float] = []
    with tqdm(total=len(pairs), desc=name, unit="pair") as bar:
        for start in range(0, len(pairs), PAIRS_PER_STEP):
            results = scorer.score_pairs(pairs[start : start + PAIRS_PER_STEP])
            scores += [result.score for result in results]
            bar.update(len(results))
    return np.array(scores)


def labels_of(frame: pd.DataFrame) -> Floats:
    """The `score` column, (pairs,), 0-5."""
    return frame["score"].to_numpy(dtype=np.float64)


def score_table(frame: pd.DataFrame, scores: Floats, threshold: float) -> pd.DataFrame:
    """`dev_set_score.csv`.

    Args:
        frame: The test set.
        scores: (pairs,), the model's.
        threshold: `predict_binary_label` is 1 from here on.

    Returns:
        The columns `SCORE_COLUMNS`; cells are guarded.
    """
    labels = labels_of(frame)
    table = pd.DataFrame(
        {
            "guid": frame["guid"].map(guard),
            "true_real_label": labels,
            "true_binary_label": truly_similar(labels).astype(int),
            "predict_real_label": scores,
            "predict_binary_label": (scores >= threshold).astype(int),
            "sentence1": frame["sentence1"].map(guard),
            "sentence2": frame["sentence2"].map(guard),
        }
    )
    return table[SCORE_COLUMNS]


def correlations(labels: Floats, scores: Floats) -> dict[str, Any]:
    """How many pairs, and their Pearson, Spearman and mean absolute error with intervals."""
    figures = summary(labels, scores)
    return {"pairs": len(labels)} | {name: asdict(figure) for name, figure in figures.items()}


def thresholds(labels: Floats, scores: Floats, threshold: float) -> list[dict[str, Any]]:
    """The binary figures at 3.0 and at `threshold` (once, if they are the same)."""
    return [
        asdict(binary(labels, scores, at))
        | {"f1_interval": asdict(bootstrap(f1_at(at), labels, scores))}
        for at in dict.fromkeys((CLASSIC_THRESHOLD, threshold))
    ]


def validation_weights(frame: pd.DataFrame) -> Floats:
    """How much each pair of validation counts in calibration, (pairs,)."""
    return counterweights(overlaps(frame), labels_of(frame), strength=1.0)


def calibration(labels: Floats, scores: Floats, found: list[Band] | None) -> dict[str, Any]:
    """How far scores mean what they say; `coverage` and `width` (mean, in points) of the bands.

    `by_score` has the same for each point of the scale (`calibration.by_score`).
    """
    report: dict[str, Any] = {"error": calibration_error(labels, scores)}
    limits = bounds(found, scores) if found else None
    if limits is not None:
        low, high = limits
        report |= {"coverage": coverage(labels, low, high), "width": float((high - low).mean())}
    return report | {"by_score": by_score(labels, scores, limits)}


def _interval(figure: dict[str, float | None], places: int = 4) -> str:
    if figure["value"] is None:
        return "–"
    bounds = (_number(figure[name], places) for name in ("low", "high"))
    return f"{figure['value']:.{places}f} [{', '.join(bounds)}]"


def _number(value: float | None, places: int = 3) -> str:
    return "–" if value is None else f"{value:.{places}f}"


def markdown(report: dict[str, Any]) -> str:
    """`metrics.json` as tables for a reader."""
    lines = [
        f"Model {report['model']} ({report['revision']}), threshold {report['threshold']:.2f} "
        f"({report['threshold_from']}). In brackets: bootstrap 95 % intervals.",
        "",
        "| part | pairs | Pearson | Spearman | mean absolute error |",
        "|---|--:|---|---|---|",
    ]
    parts = {name: report[name] for name in PARTS if name in report}
    for name, part in parts.items():
        cells = " | ".join(_interval(part[figure]) for figure in ("pearson", "spearman", "mae"))
        lines.append(f"| {PARTS[name]} | {part['pairs']} | {cells} |")
    lines += [
        "",
        "| part | threshold | F1 | precision | recall | accuracy |",
        "|---|--:|---|--:|--:|--:|",
    ]
    for name, part in parts.items():
        for row in part.get("at", []):
            ratios = " | ".join(_number(row[key]) for key in ("precision", "recall", "accuracy"))
            f1 = _interval(row["f1_interval"])
            lines.append(f"| {PARTS[name]} | {row['threshold']:.2f} | {f1} | {ratios} |")
    calibrated = report["klue_sts_dev"].get("calibration")
    if calibrated:
        lines += [
            "",
            f"On KLUE-STS dev a score is {calibrated['error']:.3f} points from the mean label of "
            "those like it (expected calibration error).",
        ]
        if "coverage" in calibrated:
            lines[-1] += (
                " The bounds given with a score, meant for 90 % of the labels, hold "
                f"{100 * calibrated['coverage']:.1f} %; they are {calibrated['width']:.2f} apart "
                "on average."
            )
        lines += _by_score(calibrated.get("by_score", []))
    lines += [
        "",
        "| source of KLUE-STS dev | pairs | Pearson | Spearman | mean absolute error | F1 |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for row in report["klue_sts_dev"]["sources"]:
        cells = " | ".join(_number(row[key]) for key in ("pearson", "spearman", "mae", "f1"))
        lines.append(f"| {row['source']} | {row['pairs']} | {cells} |")
    return "\n".join(lines) + "\n"


def _by_score(rows: list[dict[str, Any]]) -> list[str]:
    """The table of `calibration.by_score`; nothing for figures that have none."""
    if not rows:
        return []
    names = {"score": "mean score", "label": "mean label", "coverage": "coverage", "width": "width"}
    shown = {name: title for name, title in names.items() if name in rows[0]}
    lines = [
        "",
        f"| score on KLUE-STS dev | pairs | {' | '.join(shown.values())} |",
        f"|---|{'--:|' * (1 + len(shown))}",
    ]
    for row in rows:
        cells = " | ".join(_number(row[name], 2) for name in shown)
        lines.append(f"| {row['from']}-{row['to']} | {row['pairs']} | {cells} |")
    return lines


PARTS = {
    "klue_sts_dev": "KLUE-STS dev (the test)",
    "korsts_dev": "KorSTS dev",
    "validation": "validation",
}


def without_nan(value: Any) -> Any:
    """`value` with None for each NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training evaluate`."""
    parser.add_argument(
        "--model", type=Path, default=Path("running_model/best_model"), help="default: %(default)s"
    )
    parser.add_argument(
        "--data", type=Path, help="folder with the files; default: ../shared/data, else the Hub"
    )
    parser.add_argument(
        "--validation",
        type=Path,
        help="choose threshold and bands on these pairs and KorSTS dev; default: take the "
        "model's own",
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/evaluate"))


def run(args: argparse.Namespace) -> None:
    """Score the test set and write the three files.

    Raises:
        TrainingError: The model or a file of pairs is missing or damaged.
    """
    folder = data.find_folder(args.data)
    test = data.load_klue_dev(folder)
    try:
        scorer = Scorer.load(args.model)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    held_out: list[tuple[Floats, Floats, Floats]] = []
    report: dict[str, Any] = {
        "model": scorer.name,
        "revision": scorer.revision,
        "parameters": scorer.parameters,
        "threshold": scorer.threshold,
        "threshold_from": "the model's own",
    }
    if folder is not None:
        korsts = data.load_korsts_dev(folder)
        labels, scores = labels_of(korsts), score_frame(scorer, korsts, "KorSTS dev")
        report["korsts_dev"] = correlations(labels, scores)
        held_out.append((labels, scores, np.ones(len(korsts))))
    if args.validation is not None:
        validation = read_pairs(args.validation)
        labels, scores = labels_of(validation), score_frame(scorer, validation, "validation")
        held_out.append((labels, scores, validation_weights(validation)))
        every = [np.concatenate(part) for part in zip(*held_out, strict=True)]
        try:
            report["threshold"] = choose_threshold(every[0], every[1], every[2])
            report["bands"] = bands(every[0], every[1], every[2])
        except ValueError as error:
            raise TrainingError(f"{args.validation}: {error}") from error
        report["threshold_from"] = "chosen on held-out pairs"
        report["validation"] = correlations(labels, scores)
        report["validation"]["at"] = thresholds(labels, scores, report["threshold"])
    elif "bands" in scorer.metrics:
        report["bands"] = scorer.metrics["bands"]
    if "ceilings" in scorer.metrics:
        report["ceilings"] = scorer.metrics["ceilings"]
    labels, scores = labels_of(test), score_frame(scorer, test, "KLUE-STS dev")
    sources = by_source(test["source"], labels, scores, report["threshold"])
    report["klue_sts_dev"] = correlations(labels, scores)
    report["klue_sts_dev"]["at"] = thresholds(labels, scores, report["threshold"])
    report["klue_sts_dev"]["sources"] = sources.to_dict("records")
    report["klue_sts_dev"]["calibration"] = calibration(labels, scores, report.get("bands"))
    report = without_nan(report)
    args.out.mkdir(parents=True, exist_ok=True)
    table = score_table(test, scores, report["threshold"])
    table.to_csv(args.out / "dev_set_score.csv", index=False, lineterminator="\r\n")
    (args.out / "metrics.json").write_text(
        json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )
    (args.out / "metrics.md").write_text(markdown(report), encoding="utf-8")
    logger.info("wrote %s:\n%s", args.out, markdown(report))
