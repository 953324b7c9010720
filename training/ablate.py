"""The ablation: what cleaning, silver pairs and the threshold do, each measured over several seeds.

Three claims about this kind of model are put to the test on KLUE-STS dev:

- `cleaning`: that cleaned sentences do better than raw ones. One arm trains, validates and is
  tested on the sentences as they were published, the other on the same pairs cleaned;
- `augmentation`: that silver pairs beside the gold ones lower the loss on validation while the
  test stays where it was;
- `threshold`: that F1 gets better with a threshold above or below 3.0, and above or below the one
  that was chosen on validation.

Each arm is fine-tuned once with each seed, in `OUT/ARM/seed-N`: `baseline` (the pairs as they are,
cleaned), `raw` and `silver`. What an arm does is its difference to the baseline with the same
seed. Written are `ablation.json`, `ablation.md` and `ablation.png`. The same command goes on with
an ablation that was killed; a run that is done is not done again.

All arms are scored from their token ids, with `finetune`'s code, and not with `models.Scorer`,
which would clean the raw ones: both orders of a pair, their mean, from 0 to 5. So, other than in
serving, a pair whose sentences are the same is read like any other.

But: nothing is chosen on the test; what the tables show of thresholds is to be looked at, not to
be picked from. A few seeds show how much training varies, not how much the test set would: for
that, see `evaluate`'s intervals.
"""

import argparse
import json
import logging
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import torch
import transformers
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from tqdm import tqdm
from transformers import TrainingArguments

from data_preprocessing import clean
from models import CLASSIC_THRESHOLD, Scorer
from training import TrainingError, data
from training.base import source_of
from training.evaluate import labels_of, without_nan
from training.finetune import (
    Collator,
    Preset,
    RegressionTrainer,
    digest,
    finetune,
    load_preset,
    read_all_pairs,
    read_pairs,
    tokenise,
)
from training.metrics import (
    Binary,
    Floats,
    binary,
    choose_threshold,
    f1_at,
    mean_absolute_error,
    pearson,
    spearman,
)
from training.report import PREDICTION, QUIET, STYLE, TRUTH

logger = logging.getLogger(__name__)

# Each claim, and the arm that is compared with the baseline for it.
ARMS = {"cleaning": "raw", "augmentation": "silver", "threshold": None}
BASELINE = "baseline"
LEAST_SEEDS = 3  # for a spread that is worth its name
SAMPLE_SEED = 1  # of --rows: all arms and seeds train on the same pairs
OFFSETS = tuple(round(-0.5 + 0.1 * step, 1) for step in range(11))
FIGURES = {
    "validation_loss": "Loss on validation",
    "validation_pearson": "Pearson on validation",
    "pearson": "Pearson on the test",
    "spearman": "Spearman on the test",
    "mae": "Mean absolute error on the test, of 5 points",
    "f1_at_3": "F1 on the test at 3.00",
    "f1_at_chosen": "F1 on the test at the threshold chosen on validation",
    "threshold": "Threshold chosen on validation",
}
# What of them is drawn.
DRAWN = {"cleaning": ("pearson", "f1_at_3"), "augmentation": ("validation_loss", "pearson")}
# Raw files of which the pairs are numbered by row, as in `data`, and those that carry their guids.
NUMBERED = {
    "klue-train": "klue_sts_train.csv",
    "korsts-train": "korsts-train.tsv",
    "english": "sts_en_2012_2016.tsv",
}
WITH_GUIDS = ("klue-sts-v1.1_train.json", data.KLUE_DEV)


@dataclass(frozen=True)
class Arm:
    """One way to train and test.

    Attributes:
        name: Of its folder.
        train: Pairs to train on.
        validation: Pairs to choose the epoch and the threshold on.
        test: KLUE-STS dev.
        preset: How to train.
    """

    name: str
    train: pd.DataFrame
    validation: pd.DataFrame
    test: pd.DataFrame
    preset: Preset


@dataclass(frozen=True)
class Run:
    """An arm with one seed, trained and scored.

    Attributes:
        scores: Columns `part` (`validation` or `test`), `label` and `score` (0-5).
        validation_loss: Of the epoch that was kept.
    """

    scores: pd.DataFrame
    validation_loss: float

    def part(self, name: str) -> tuple[Floats, Floats]:
        """Labels and scores, (pairs,) each, of `validation` or `test`."""
        here = self.scores[self.scores["part"] == name]
        return here["label"].to_numpy(dtype=np.float64), here["score"].to_numpy(dtype=np.float64)

    @property
    def threshold(self) -> float:
        """Chosen on validation, 0-5.

        Raises:
            TrainingError: Validation has only similar pairs, or none.
        """
        try:
            return choose_threshold(*self.part("validation"))
        except ValueError as error:
            raise TrainingError(f"{error} Name other pairs with --validation.") from error

    def figures(self) -> dict[str, float]:
        """All of `FIGURES`."""
        test = self.part("test")
        return {
            "validation_loss": self.validation_loss,
            "validation_pearson": float(pearson(*self.part("validation"))),
            "pearson": float(pearson(*test)),
            "spearman": float(spearman(*test)),
            "mae": float(mean_absolute_error(*test)),
            "f1_at_3": float(f1_at(CLASSIC_THRESHOLD)(*test)),
            "f1_at_chosen": float(f1_at(self.threshold)(*test)),
            "threshold": self.threshold,
        }


# -------------------------------------------------------------------------------- raw sentences


def published(folder: Path) -> pd.DataFrame:
    """The sentences as they were published, of all graded pairs that `folder` has.

    Args:
        folder: With the raw files, as `data` reads them.

    Returns:
        Columns `sentence1` and `sentence2`; the index is the `guid` that `data` gives the pair.
    """
    sentences = ["sentence1", "sentence2"]
    tables = []
    for prefix, name in NUMBERED.items():
        if (folder / name).is_file():
            table = data.read_table(folder / name, sentences)
            guids = [f"{prefix}-{row:05d}" for row in range(len(table))]
            tables.append(table.set_axis(guids, axis=0))
    for name in WITH_GUIDS:
        if (folder / name).is_file():
            rows = json.loads((folder / name).read_text(encoding="utf-8"))
            tables.append(pd.DataFrame(rows).set_index("guid")[sentences])
    return pd.concat(tables)


def uncleaned(frame: pd.DataFrame, raw: pd.DataFrame, name: str) -> pd.DataFrame:
    """The same pairs with their sentences as they were published.

    Args:
        frame: Cleaned pairs, with their `guid`.
        raw: From `published`.
        name: What to call `frame` if something is wrong with it.

    Raises:
        TrainingError: A pair is not among the published ones, or does not clean to what `frame`
            has.
    """
    guids = frame["guid"] if "guid" in frame else pd.Series("without a guid", index=frame.index)
    known = guids.isin(raw.index)
    if not known.all():
        raise TrainingError(
            f"{(~known).sum()} pairs of {name} have no published sentences (the first: "
            f"{guids[~known].iloc[0]}); give what `python -m training data` wrote, and its --data."
        )
    raw = raw.loc[guids.tolist()].set_axis(frame.index, axis=0)
    for column in ("sentence1", "sentence2"):
        other = raw[column].map(clean) != frame[column]
        if other.any():
            raise TrainingError(
                f"{other.sum()} pairs of {name} are not the published ones as cleaned now (the "
                f"first: {guids[other].iloc[0]}); run `python -m training data` again."
            )
    return frame.assign(sentence1=raw["sentence1"], sentence2=raw["sentence2"])


def changed(frame: pd.DataFrame, raw: pd.DataFrame) -> int:
    """In how many pairs cleaning does anything."""
    sentences = ["sentence1", "sentence2"]
    return int((frame[sentences] != raw[sentences]).any(axis=1).sum())


# ------------------------------------------------------------------------- training and scoring


def score(model: Path, frame: pd.DataFrame, preset: Preset) -> Floats:
    """Scores of pairs, from the token ids that training would see.

    Args:
        model: Folder of a trained model.
        frame: Columns `sentence1`, `sentence2` and `score`; cleaned only if the preset says so.
        preset: As it was trained.

    Returns:
        (pairs,), the mean of both orders, 0-5.
    """
    loaded = Scorer.load(model)  # for its model and tokenizer; it scores nothing here
    trainer = RegressionTrainer(
        preset,
        np.ones(0),
        model=loaded.model,
        args=TrainingArguments(
            output_dir=str(model),
            per_device_eval_batch_size=64,
            remove_unused_columns=False,
            label_names=["labels"],
            use_cpu=not torch.cuda.is_available(),
            report_to="none",
        ),
        data_collator=Collator(loaded.tokenizer, preset),
    )
    swapped = frame.rename(columns={"sentence1": "sentence2", "sentence2": "sentence1"})
    orders = [
        np.asarray(trainer.predict(tokenise(order, loaded.tokenizer, preset)).predictions)
        for order in (frame, swapped)
    ]
    scores: Floats = np.mean(orders, axis=0, dtype=np.float64).reshape(-1)
    return scores


def run_arm(arm: Arm, base: str, seed: int, folder: Path) -> Run:
    """Fine-tune an arm with one seed and score validation and test, unless that is done.

    Args:
        arm: What to train.
        base: Folder or Hub name of the base checkpoint.
        seed: Of training.
        folder: Of this run; its checkpoints are deleted when it is done, the best model is kept.
    """
    path = folder / "scores.csv"
    if path.is_file():
        logger.info("%s is done", folder)
    else:
        finetune(base, arm.train, arm.validation, folder, arm.preset, seed)
        parts = [
            pd.DataFrame(
                {
                    "part": part,
                    "label": labels_of(frame),
                    "score": score(folder / "best", frame, arm.preset),
                }
            )
            for part, frame in (("validation", arm.validation), ("test", arm.test))
        ]
        # Whole or not at all: the file says that the run is done.
        unfinished = path.with_suffix(".part")
        pd.concat(parts).to_csv(unfinished, index=False)
        unfinished.replace(path)
    for checkpoint in folder.glob("checkpoint-*"):
        shutil.rmtree(checkpoint)
    state = json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
    losses = {
        entry["step"]: entry["eval_loss"] for entry in state["log_history"] if "eval_loss" in entry
    }
    return Run(pd.read_csv(path), losses[state["best_global_step"]])


def claim(arm: Arm, base: str, folder: Path) -> dict[str, Any]:
    """Record what an arm is, so that no other one's runs count as its own.

    Args:
        arm: What to train.
        base: Folder or Hub name of the base checkpoint.
        folder: Of the arm's runs.

    Returns:
        The record.

    Raises:
        TrainingError: The folder has runs of an arm with other settings or pairs.
    """
    settings = {
        "base": base,
        "base_source": source_of(base),
        "preset": asdict(arm.preset),
        "pairs": {
            name: {"count": len(frame), "digest": digest(frame)}
            for name, frame in (
                ("train", arm.train),
                ("validation", arm.validation),
                ("test", arm.test),
            )
        },
    }
    path = folder / "arm.json"
    begun = any(folder.glob("seed-*"))
    if begun and json.loads(path.read_text(encoding="utf-8")) != settings:
        raise TrainingError(
            f"{folder} has runs with other settings or pairs (see {path.name} there); name another "
            "folder with --out, or delete that one."
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    return settings


# --------------------------------------------------------------------------------- the figures


def spread(values: Sequence[float]) -> dict[str, Any]:
    """The values of a figure over the seeds, their mean and their standard deviation (n - 1)."""
    return {
        "values": [float(value) for value in values],
        "mean": float(np.mean(values)),
        "sd": float(np.std(values, ddof=1)),
    }


def compare(without: Sequence[Run], given: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """What something does, figure by figure.

    Args:
        without: The runs without it, one for each seed.
        given: Those with it, with the same seeds in the same order.

    Returns:
        For each of `FIGURES` the spread `without` it, `with` it, and of the `difference` (with
        minus without) within each seed.
    """
    before = pd.DataFrame([run.figures() for run in without])
    after = pd.DataFrame([run.figures() for run in given])
    return {
        name: {
            "without": spread(before[name].tolist()),
            "with": spread(after[name].tolist()),
            "difference": spread((after[name] - before[name]).tolist()),
        }
        for name in FIGURES
    }


def shift_threshold(runs: Sequence[Run], centres: Sequence[float]) -> list[dict[str, Any]]:
    """What happens on the test as the threshold moves.

    Args:
        runs: One for each seed.
        centres: Where each one's threshold starts, 0-5.

    Returns:
        For each of `OFFSETS` the spreads of `f1`, `precision`, `recall`, and of the `difference`
        of F1 to that at the centre within each seed.
    """

    def at(offset: float) -> list[Binary]:
        return [
            binary(*run.part("test"), centre + offset)
            for run, centre in zip(runs, centres, strict=True)
        ]

    start = at(0.0)
    rows = []
    for offset in OFFSETS:
        here = at(offset)
        rows.append(
            {
                "offset": offset,
                "f1": spread([result.f1 for result in here]),
                "precision": spread([result.precision for result in here]),
                "recall": spread([result.recall for result in here]),
                "difference": spread([a.f1 - b.f1 for a, b in zip(here, start, strict=True)]),
            }
        )
    return rows


# ------------------------------------------------------------------------------ what is written


def _of(figure: dict[str, Any], *, sign: str = "") -> str:
    return f"{figure['mean']:{sign}.4f} ± {figure['sd']:.4f}"


def _each(figure: dict[str, Any]) -> str:
    return " | ".join(f"{value:+.4f}" for value in figure["values"])


def _table(head: Sequence[str], rows: Sequence[str]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        "|---|" + "--:|" * (len(head) - 1),
        *(f"| {row} |" for row in rows),
        "",
    ]


def _compared(result: dict[str, Any], thing: str, seeds: Sequence[str]) -> list[str]:
    head = ["", f"without {thing}", f"with {thing}", "difference", *seeds]
    rows = [
        f"{title} | {_of(figure['without'])} | {_of(figure['with'])} | "
        f"{_of(figure['difference'], sign='+')} | {_each(figure['difference'])}"
        for name, title in FIGURES.items()
        for figure in [result["figures"][name]]
    ]
    return _table(head, rows)


def _shifted(
    rows: Sequence[dict[str, Any]], names: Sequence[str], around: str, seeds: Sequence[str]
) -> list[str]:
    head = ["threshold", "F1", "precision", "recall", f"F1, difference to {around}", *seeds]
    lines = [
        f"{name} | {_of(row['f1'])} | {_of(row['precision'])} | {_of(row['recall'])} | "
        f"{_of(row['difference'], sign='+')} | {_each(row['difference'])}"
        for name, row in zip(names, rows, strict=True)
    ]
    return _table(head, lines)


def markdown(report: dict[str, Any]) -> str:
    """`ablation.json` as tables for a reader."""
    seeds = [f"seed {seed}" for seed in report["seeds"]]
    counts = report["arms"][BASELINE]["pairs"]
    lines = [
        f"Means ± standard deviations over {len(seeds)} seeds; {counts['train']['count']} pairs to "
        f"train on, {counts['validation']['count']} to validate, and the "
        f"{counts['test']['count']} of KLUE-STS dev as the test. The columns of the seeds are "
        "differences within each seed.",
        "",
    ]
    if "cleaning" in report:
        result = report["cleaning"]
        where = ", ".join(f"{count} pairs of {part}" for part, count in result["changed"].items())
        lines += ["## Cleaning", "", f"It changes {where}.", ""]
        lines += _compared(result, "cleaning", seeds)
    if "augmentation" in report:
        result = report["augmentation"]
        lines += ["## Augmentation", "", f"{result['silver_pairs']} silver pairs.", ""]
        lines += _compared(result, "silver pairs", seeds)
    if "threshold" in report:
        result = report["threshold"]
        chosen = ", ".join(f"{value:.2f}" for value in result["chosen"])
        lines += ["## Threshold", "", f"Chosen on validation, for each seed: {chosen}.", ""]
        fixed = [f"{CLASSIC_THRESHOLD + offset:.2f}" for offset in OFFSETS]
        moved = [f"chosen {offset:+.1f}" for offset in OFFSETS]
        lines += _shifted(result["around_3"], fixed, "3.00", seeds)
        lines += _shifted(result["around_chosen"], moved, "the chosen", seeds)
    return "\n".join(lines).rstrip() + "\n"


def draw(report: dict[str, Any], path: Path) -> None:
    """Save a plot with one row for each claim that was tested."""
    parts = [part for part in ARMS if part in report]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8, 3.2 * len(parts)), layout="constrained")
        for part, axes in zip(parts, figure.subplots(len(parts), 2, squeeze=False), strict=True):
            if part == "threshold":
                _draw_threshold(axes, report)
            else:
                thing = "cleaning" if part == "cleaning" else "silver pairs"
                for axis, name in zip(axes, DRAWN[part], strict=True):
                    _draw_difference(axis, report[part]["figures"][name], thing)
                    axis.set_title(FIGURES[name])
        figure.savefig(path)


def _draw_difference(axis: Axes, result: dict[str, Any], thing: str) -> None:
    """One line for each seed, from without to with; the means beside them."""
    for ends in zip(result["without"]["values"], result["with"]["values"], strict=True):
        axis.plot([0, 1], ends, color=QUIET, linewidth=1, marker="o", markersize=4)
    for at, name, colour in ((-0.15, "without", TRUTH), (1.15, "with", PREDICTION)):
        side = result[name]
        axis.errorbar(at, side["mean"], yerr=side["sd"], fmt="D", color=colour, capsize=3)
    axis.set_xticks([0, 1], [f"without {thing}", f"with {thing}"])
    axis.set_xlim(-0.5, 1.5)


def _draw_threshold(axes: Sequence[Axes], report: dict[str, Any]) -> None:
    """F1 against the threshold around 3.0 and around the chosen one, one line for each seed."""
    for axis, rows, name in (
        (axes[0], report["threshold"]["around_3"], "threshold, from 3.00"),
        (axes[1], report["threshold"]["around_chosen"], "threshold, from the chosen one"),
    ):
        curves = np.array([row["f1"]["values"] for row in rows])
        axis.plot(OFFSETS, curves, color=QUIET, linewidth=1)
        axis.plot(OFFSETS, curves.mean(axis=1), color=TRUTH, linewidth=2)
        axis.axvline(0, color=PREDICTION, linewidth=1, linestyle=":")
        axis.set(title="F1 on the test", xlabel=name)


# -------------------------------------------------------------------------------- the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training ablate`."""
    runs = Path("training/runs")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=list(ARMS),
        default=list(ARMS),
        help="which claims; default: all",
    )
    parser.add_argument(
        "--base", default=str(runs / "base"), help="folder or Hub name; default: %(default)s"
    )
    parser.add_argument("--preset", default="default", help="default, report, or a JSON file")
    parser.add_argument("--epochs", type=float, help="overrides the preset's")
    parser.add_argument(
        "--train",
        type=Path,
        nargs="+",
        default=[runs / "data" / "train.csv"],
        help="files of gold pairs, as `data` wrote them; default: %(default)s",
    )
    parser.add_argument("--validation", type=Path, default=runs / "data" / "validation.csv")
    parser.add_argument("--silver", type=Path, nargs="+", help="files of silver pairs")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder with the raw files; default: ../shared/data, else the Hub for the test",
    )
    parser.add_argument("--out", type=Path, default=runs / "ablate")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="default: %(default)s"
    )
    parser.add_argument(
        "--rows", type=int, help="train on this many of the gold pairs only, to try things"
    )


def _check(args: argparse.Namespace) -> None:
    """Refuse, before anything is read, what cannot be done."""
    if len(set(args.seeds)) < max(LEAST_SEEDS, len(args.seeds)):
        raise TrainingError(f"--seeds needs {LEAST_SEEDS} or more, all different, for a spread.")
    if "augmentation" in args.only and not args.silver:
        others = " ".join(name for name in args.only if name != "augmentation")
        raise TrainingError(
            "Augmentation needs files of silver pairs; name them with --silver, or leave it out "
            f"with --only {others or 'cleaning threshold'}."
        )


def make_arms(args: argparse.Namespace) -> dict[str, Arm]:
    """The arms that the command line asks for, by name; the baseline is always among them.

    Raises:
        TrainingError: Data are missing, or not what they should be.
    """
    folder = data.find_folder(args.data)
    test = data.load_klue_dev(folder)
    train = read_all_pairs(args.train)
    if args.rows:
        train = train.sample(min(args.rows, len(train)), random_state=SAMPLE_SEED)
    given = {} if args.epochs is None else {"epochs": args.epochs}
    preset = replace(load_preset(args.preset), clean=True, **given)
    baseline = Arm(BASELINE, train, read_pairs(args.validation), test, preset)
    arms = {BASELINE: baseline}
    if "cleaning" in args.only:
        if folder is None:
            raise TrainingError("Raw sentences are read from files; name their folder with --data.")
        raw = published(folder)
        arms["raw"] = Arm(
            "raw",
            uncleaned(train, raw, "--train"),
            uncleaned(baseline.validation, raw, "--validation"),
            uncleaned(test, raw, "KLUE-STS dev"),
            replace(preset, clean=False),
        )
    if "augmentation" in args.only:
        silver = read_all_pairs(args.silver)
        both = pd.concat([train, silver], ignore_index=True)
        arms["silver"] = replace(baseline, name="silver", train=both)
    forbidden = data.forbidden_keys(data.sentences_of(test))
    largest = arms.get("silver", baseline).train
    leaked = len(largest) - len(data.exclude_dev(largest, forbidden))
    if leaked:
        raise TrainingError(
            f"{leaked} pairs to train on have a sentence of the test set; leave them out, as "
            "`python -m training data` and `augment` do."
        )
    return arms


def run(args: argparse.Namespace) -> None:
    """Train what is not trained yet, and write what came out.

    Raises:
        TrainingError: Data, preset or base checkpoint are missing, or `args.out` has runs with
            other settings.
    """
    _check(args)
    arms = make_arms(args)
    records = {name: claim(arm, args.base, args.out / name) for name, arm in arms.items()}
    runs: dict[str, list[Run]] = {name: [] for name in arms}
    todo = [(arm, seed) for seed in args.seeds for arm in arms.values()]
    for arm, seed in tqdm(todo, desc="runs", unit="run"):
        folder = args.out / arm.name / f"seed-{seed}"
        runs[arm.name].append(run_arm(arm, args.base, seed, folder))
    baseline = runs[BASELINE]
    report: dict[str, Any] = {
        "seeds": args.seeds,
        "rows": args.rows,
        "arms": records,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    if "raw" in runs:
        changes = {
            part: changed(getattr(arms[BASELINE], part), getattr(arms["raw"], part))
            for part in ("train", "validation", "test")
        }
        report["cleaning"] = {"changed": changes, "figures": compare(runs["raw"], baseline)}
    if "silver" in runs:
        report["augmentation"] = {
            "silver_pairs": len(arms["silver"].train) - len(arms[BASELINE].train),
            "figures": compare(baseline, runs["silver"]),
        }
    if "threshold" in args.only:
        chosen = [each.threshold for each in baseline]
        report["threshold"] = {
            "chosen": chosen,
            "around_3": shift_threshold(baseline, [CLASSIC_THRESHOLD] * len(baseline)),
            "around_chosen": shift_threshold(baseline, chosen),
        }
    text = markdown(report)
    (args.out / "ablation.json").write_text(
        json.dumps(without_nan(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n",
        encoding="utf-8",
    )
    (args.out / "ablation.md").write_text(text, encoding="utf-8")
    draw(report, args.out / "ablation.png")
    logger.info("wrote %s:\n%s", args.out, text)
