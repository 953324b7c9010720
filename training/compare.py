"""Bi-encoder against cross-encoder: what it is worth that the two sentences see each other.

For each base checkpoint, each kind and each seed one model is trained on the same pairs:

- `bi-encoder`: Sentence-BERT (Reimers and Gurevych 2019), trained with sentence-transformers so
  that the cosine of two mean-pooled embeddings comes near score / 5. It learns at the rate, in the
  epochs and with the batches of the preset `default`; its score is 5 times the cosine;
- the presets of `--presets`: `report` is a standard cross-encoder, `default` a `PairEncoder`.

Each keeps its epoch with the best Pearson on validation, reads cleaned sentences, and gets its
threshold on validation. KLUE-STS dev is scored once and only reported. Each run has a folder
`BASE/KIND/seed-N`; one that is finished is not repeated. Written are `compare.json`, `compare.md`
and `compare.png`.

But: it searches for no settings, and a speed is that of this machine, beside whatever else it does.
"""

import argparse
import hashlib
import json
import logging
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sentence_transformers
import torch
import transformers
from datasets import Dataset
from matplotlib.figure import Figure
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerModelCardData,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.evaluation import EmbeddingSimilarityEvaluator
from sentence_transformers.sentence_transformer.losses import CosineSimilarityLoss
from tqdm import tqdm
from transformers import AutoModel, AutoTokenizer, set_seed
from transformers.trainer_pt_utils import LengthGroupedSampler

from data_preprocessing import clean
from models import CLASSIC_THRESHOLD, MAX_SCORE, Scorer
from training import TrainingError, data
from training.base import source_of
from training.evaluate import labels_of, without_nan
from training.finetune import (
    Preset,
    common_arguments,
    finetune,
    last_checkpoint,
    load_preset,
    read_all_pairs,
    read_pairs,
)
from training.metrics import Floats, choose_threshold, f1_at, pearson, spearman

logger = logging.getLogger(__name__)

BI_ENCODER = "bi-encoder"
FIGURES = ("pearson", "spearman", "f1_chosen", "f1_classic")
PARTS = {"test": "KLUE-STS dev", "validation": "validation"}
TIMED_PAIRS = 500  # of validation
COLOURS = ("#1f5fa8", "#e07b00", "#3a8f5c", "#8a5aa8")

Pair = tuple[str, str]


@dataclass(frozen=True)
class Rater:
    """A trained model of either kind.

    Attributes:
        parameters: How many numbers it has learned.
        score: From pairs of sentences to (pairs,) scores, 0-5. Sentences are cleaned, and
            computed in batches of like length.
    """

    parameters: int
    score: Callable[[Sequence[Pair]], Floats]


# ------------------------------------------------------------------------------ the bi-encoder


def like_lengths(dataset: Dataset, batch_size: int, **settings: Any) -> DefaultBatchSampler:
    """Batches of pairs of similar length, as in `finetune`: less of a batch is padding.

    Args:
        dataset: Columns `sentence1` and `sentence2`.
        batch_size: Pairs of one batch.
        settings: The others that sentence-transformers gives a batch sampler.
    """
    sides = zip(dataset["sentence1"], dataset["sentence2"], strict=True)
    lengths = [max(len(a), len(b)) for a, b in sides]
    sampler = LengthGroupedSampler(batch_size, lengths=lengths, generator=settings["generator"])
    return DefaultBatchSampler(sampler, batch_size=batch_size, **settings)


def train_bi_encoder(
    base: str, train: pd.DataFrame, validation: pd.DataFrame, out: Path, preset: Preset, seed: int
) -> None:
    """Train a Sentence-BERT and keep the epoch with the best Pearson on validation.

    Goes on from the last checkpoint in `out` if there is one.

    Args:
        base: Folder or Hub name of the base checkpoint.
        train: Pairs with `sentence1`, `sentence2`, `score` (0-5).
        validation: Pairs to choose on.
        out: The best model goes to `out/best`, checkpoints beside it.
        preset: Its epochs, rates, batches and lengths count; the rest is for regressors.
        seed: Of the order and dropout.
    """
    set_seed(seed)
    card = SentenceTransformerModelCardData(local_files_only=True)
    # Plain attention, as in `finetune.build_model`: on a CPU it trains faster.
    plain = {"attn_implementation": "eager"}
    model = SentenceTransformer(base, model_card_data=card, model_kwargs=plain)
    model.max_seq_length = min(preset.max_length, model.max_seq_length or preset.max_length)
    sides = {name: [clean(text) for text in train[name]] for name in ("sentence1", "sentence2")}
    evaluator = EmbeddingSimilarityEvaluator(
        [clean(text) for text in validation["sentence1"]],
        [clean(text) for text in validation["sentence2"]],
        (labels_of(validation) / MAX_SCORE).tolist(),
        batch_size=64,
        similarity_fn_names=["cosine"],
        name="validation",
        write_csv=False,
    )
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(out),
        batch_sampler=like_lengths,
        metric_for_best_model="eval_validation_pearson_cosine",
        report_to="none",
        **common_arguments(preset, seed),
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_dict({**sides, "label": labels_of(train) / MAX_SCORE}),
        loss=CosineSimilarityLoss(model),
        evaluator=evaluator,
    )
    trainer.train(resume_from_checkpoint=last_checkpoint(out))
    model.save_pretrained(str(out / "best"), create_model_card=False)


def load_bi_encoder(folder: Path) -> Rater:
    """What `train_bi_encoder` saved, as a rater."""
    model = SentenceTransformer(str(folder))

    def score(pairs: Sequence[Pair]) -> Floats:
        texts = [clean(text) for pair in pairs for text in pair]
        once = list(dict.fromkeys(texts))
        vectors = model.encode(
            once, batch_size=64, normalize_embeddings=True, show_progress_bar=False
        )
        place = {text: row for row, text in enumerate(once)}
        sides = vectors[[place[text] for text in texts]].reshape(len(pairs), 2, -1)
        cosines: Floats = (sides[:, 0] * sides[:, 1]).sum(axis=-1, dtype=np.float64)
        return MAX_SCORE * cosines.clip(0.0, 1.0)

    return Rater(sum(parameter.numel() for parameter in model.parameters()), score)


def load_regressor(folder: Path) -> Rater:
    """What `finetune` saved, as a rater: the very code that serves."""
    scorer = Scorer.load(folder)

    def score(pairs: Sequence[Pair]) -> Floats:
        return np.array([result.score for result in scorer.score_pairs(pairs)])

    return Rater(scorer.parameters, score)


# --------------------------------------------------------------------------------- the figures


def pairs_of(frame: pd.DataFrame) -> list[Pair]:
    """The sentences of a table of pairs."""
    return list(zip(frame["sentence1"], frame["sentence2"], strict=True))


def figures(labels: Floats, scores: Floats, threshold: float) -> dict[str, float]:
    """The `FIGURES` of one part: correlations, and F1 at the chosen threshold and at 3.0."""
    return {
        "pearson": float(pearson(labels, scores)),
        "spearman": float(spearman(labels, scores)),
        "f1_chosen": float(f1_at(threshold)(labels, scores)),
        "f1_classic": float(f1_at(CLASSIC_THRESHOLD)(labels, scores)),
    }


def pairs_per_second(rater: Rater, pairs: Sequence[Pair], repeats: int) -> float:
    """Pairs scored in a second: the median of several runs, after one that does not count."""
    rater.score(pairs)
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        rater.score(pairs)
        seconds.append(time.perf_counter() - start)
    return len(pairs) / statistics.median(seconds)


def measure(
    rater: Rater, validation: pd.DataFrame, test: pd.DataFrame, repeats: int
) -> dict[str, Any]:
    """Everything about one trained model.

    Raises:
        TrainingError: Validation has no pair from 3 on, or none below.
    """
    labels, scores = labels_of(validation), rater.score(pairs_of(validation))
    try:
        threshold = choose_threshold(labels, scores)
    except ValueError as error:
        raise TrainingError(f"--validation: {error}") from error
    return {
        "parameters": rater.parameters,
        "threshold": threshold,
        "validation": figures(labels, scores, threshold),
        "test": figures(labels_of(test), rater.score(pairs_of(test)), threshold),
        "pairs_per_second": pairs_per_second(rater, pairs_of(validation)[:TIMED_PAIRS], repeats),
    }


# ------------------------------------------------------------------------------------ the runs


def reach(base: str) -> bool:
    """Whether a base checkpoint can be loaded; warns where it cannot."""
    try:
        AutoTokenizer.from_pretrained(base)
        AutoModel.from_pretrained(base)
    except Exception as error:  # what it raises offline differs from version to version
        logger.warning("CANNOT REACH THE BASE %r, SO IT IS NOT COMPARED: %s", base, _first(error))
        return False
    return True


def _first(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def folder_name(base: str) -> str:
    """A base's name as one folder's."""
    return base.strip("/").replace("/", "--")


def run_once(
    base: str,
    kind: str,
    preset: Preset,
    seed: int,
    train: pd.DataFrame,
    validation: pd.DataFrame,
    test: pd.DataFrame,
    out: Path,
    repeats: int,
) -> dict[str, Any]:
    """Train and measure one model, or read what that gave before.

    Args:
        base: Folder or Hub name.
        kind: `bi-encoder`, or the name of a preset.
        preset: How to train.
        seed: Of the head, the order and dropout.
        train: Pairs to train on.
        validation: Pairs to choose on.
        test: Pairs to report.
        out: Folder of this run.
        repeats: Timed runs.

    Raises:
        TrainingError: `out` holds a run with other settings or data.
    """
    tables = "".join(frame.to_csv(index=False) for frame in (train, validation, test))
    settings = {
        "base": base,
        "base_source": source_of(base),
        "kind": kind,
        "preset": asdict(preset),
        "seed": seed,
        "pairs": [len(train), len(validation), len(test)],
        "pairs_sha256": hashlib.sha256(tables.encode("utf-8")).hexdigest(),
    }
    path = out / "run.json"  # holds the settings from the start, and the figures at the end
    if path.is_file():
        before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if any(before[name] != value for name, value in settings.items()):
            raise TrainingError(
                f"{out} holds a run with other settings or pairs (see {path.name} there); name "
                "another folder with --out, or delete that one."
            )
        if "test" in before:
            logger.info("%s is finished", out)
            return before
    out.mkdir(parents=True, exist_ok=True)
    _write(path, settings)
    model = out / "model"
    if kind == BI_ENCODER:
        train_bi_encoder(base, train, validation, model, preset, seed)
        rater = load_bi_encoder(model / "best")
    else:
        finetune(base, train, validation, model, preset, seed)
        rater = load_regressor(model / "best")
    result: dict[str, Any] = settings | without_nan(measure(rater, validation, test, repeats))
    _write(path, result)
    for checkpoint in model.glob("checkpoint-*"):
        shutil.rmtree(checkpoint)
    return result


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


# ---------------------------------------------------------------------------------- the summary


def spread(values: Sequence[float | None]) -> dict[str, float | None]:
    """Mean and sample standard deviation; None where a value is missing, or there is but one."""
    numbers = [value for value in values if value is not None]
    if len(numbers) < len(values):
        return {"mean": None, "sd": None}
    return {
        "mean": statistics.fmean(numbers),
        "sd": statistics.stdev(numbers) if len(numbers) > 1 else None,
    }


def summarise(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each base and kind, over its seeds.

    Args:
        results: From `run_once`.

    Returns:
        `base`, `kind`, `seeds`, `parameters`, `pairs_per_second` (their median), and for each of
        `PARTS` the spread of each of `FIGURES`; in the order of `results`.
    """
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for result in results:
        groups.setdefault((result["base"], result["kind"]), []).append(result)
    return [
        {
            "base": base,
            "kind": kind,
            "seeds": [result["seed"] for result in group],
            "parameters": group[0]["parameters"],
            "pairs_per_second": statistics.median(item["pairs_per_second"] for item in group),
        }
        | {
            part: {name: spread([result[part][name] for result in group]) for name in FIGURES}
            for part in PARTS
        }
        for (base, kind), group in groups.items()
    ]


def markdown(report: dict[str, Any]) -> str:
    """`compare.json` as tables for a reader."""
    lines = []
    for part, title in PARTS.items():
        lines += [
            f"{title}: mean ± standard deviation over the seeds.",
            "",
            "| base | kind | seeds | Pearson | Spearman | F1 at the chosen threshold | F1 at 3.0 "
            "| parameters | pairs/s |",
            "|---|---|--:|---|---|---|---|--:|--:|",
        ]
        for row in report["summary"]:
            cells = " | ".join(_cell(row[part][name]) for name in FIGURES)
            lines.append(
                f"| {row['base']} | {row['kind']} | {len(row['seeds'])} | {cells} "
                f"| {row['parameters']:,} | {row['pairs_per_second']:.0f} |"
            )
        lines.append("")
    lines += [f"Not reached, so not compared: {base}." for base in report["not_reached"]]
    lines += [f"Not compared: {text}." for text in report["not_suited"]]
    lines.append(f"Pairs/s: {report['threads']} threads, median of {report['repeats']} runs.")
    return "\n".join(lines) + "\n"


def _cell(figure: dict[str, float | None]) -> str:
    if figure["mean"] is None:
        return "–"
    return f"{figure['mean']:.4f}" + ("" if figure["sd"] is None else f" ± {figure['sd']:.4f}")


def plot(results: Sequence[dict[str, Any]], path: Path) -> None:
    """Save the Pearson of each seed on the test, and the speed, of each base and kind."""
    rows = summarise(results)
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    figure = Figure(figsize=(9, 1.4 + 0.45 * len(rows)), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    for place, row in enumerate(rows):
        colour = COLOURS[kinds.index(row["kind"]) % len(COLOURS)]
        seeds = [
            result["test"]["pearson"]
            for result in results
            if (result["base"], result["kind"]) == (row["base"], row["kind"])
        ]
        seeds = [np.nan if value is None else value for value in seeds]
        left.scatter(seeds, [place] * len(seeds), color=colour, alpha=0.6, zorder=2)
        left.scatter(np.mean(seeds), place, color=colour, marker="|", s=300, zorder=3)
        bar = right.barh(place, row["pairs_per_second"], color=colour, height=0.6)
        right.bar_label(bar, fmt=" %.0f", fontsize=8)
    left.set_yticks(range(len(rows)), [f"{Path(row['base']).name}: {row['kind']}" for row in rows])
    left.invert_yaxis()
    left.grid(axis="x", alpha=0.3)
    left.set(title="Pearson on KLUE-STS dev", xlabel="a dot is a seed, a line their mean")
    right.set(title="Speed", xlabel="pairs scored in a second")
    right.margins(x=0.12)
    for axis in (left, right):
        axis.title.set_fontsize(10)
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=150)


# ---------------------------------------------------------------------------------- the command


def kinds_of(args: argparse.Namespace) -> dict[str, Preset]:
    """Each kind of model and how it is trained.

    Raises:
        TrainingError: There is no such preset.
    """
    presets = {Path(name).stem: load_preset(name) for name in args.presets}
    kinds = {BI_ENCODER: load_preset(args.bi_encoder), **presets}
    if args.epochs is not None:
        kinds = {kind: replace(preset, epochs=args.epochs) for kind, preset in kinds.items()}
    return kinds


def misfit(base: str, preset: Preset) -> str | None:
    """Why a base cannot be trained with a preset; None where it can."""
    kind = transformers.AutoConfig.from_pretrained(base).model_type
    if preset.architecture == "pair" and kind != "electra":
        return f"a PairEncoder needs an ELECTRA, and {base} is of the kind {kind}"
    return None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training compare`."""
    runs = Path("training/runs")
    parser.add_argument(
        "--base",
        nargs="+",
        default=[str(runs / "base")],
        help="folders or Hub names; one out of reach is left out; default: %(default)s",
    )
    parser.add_argument(
        "--presets", nargs="*", default=["report", "default"], help="default: %(default)s"
    )
    parser.add_argument(
        "--bi-encoder",
        default="default",
        metavar="PRESET",
        help="whose epochs, rates and batches the bi-encoder has; default: %(default)s",
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=float, help="for all kinds; default: each preset's own")
    parser.add_argument("--rows", type=int, help="train on this many pairs only, to try things")
    parser.add_argument(
        "--repeats", type=int, default=3, help="timed runs of each model; default: %(default)s"
    )
    parser.add_argument(
        "--data", type=Path, help="folder with the files; default: ../shared/data, else the Hub"
    )
    parser.add_argument("--train", type=Path, nargs="+", default=[runs / "data" / "train.csv"])
    parser.add_argument("--validation", type=Path, default=runs / "data" / "validation.csv")
    parser.add_argument("--out", type=Path, default=runs / "compare")


def run(args: argparse.Namespace) -> None:
    """Train and measure every model, and write what came out.

    Raises:
        TrainingError: No base can be reached, or data or a preset are missing.
    """
    test = data.load_klue_dev(data.find_folder(args.data))
    train = read_all_pairs(args.train)
    if args.rows:
        train = train.sample(min(args.rows, len(train)), random_state=1)
    validation = read_pairs(args.validation)
    kinds = kinds_of(args)
    bases = [base for base in dict.fromkeys(args.base) if reach(base)]
    if not bases:
        raise TrainingError(
            f"None of the bases can be reached ({', '.join(args.base)}); make one with "
            "`python -m training base`, or name its folder with --base."
        )
    misfits = {(base, kind): misfit(base, kinds[kind]) for base in bases for kind in kinds}
    for why in filter(None, misfits.values()):
        logger.warning("NOT COMPARED: %s", why)
    wanted = [
        (base, kind, seed)
        for (base, kind), why in misfits.items()
        for seed in dict.fromkeys(args.seeds)
        if why is None
    ]
    results = []
    for base, kind, seed in tqdm(wanted, desc="compare", unit="model"):
        out = args.out / folder_name(base) / kind / f"seed-{seed}"
        preset = kinds[kind]
        results.append(
            run_once(base, kind, preset, seed, train, validation, test, out, args.repeats)
        )
    report = {
        "rows": args.rows,
        "not_reached": [base for base in dict.fromkeys(args.base) if base not in bases],
        "not_suited": [why for why in misfits.values() if why is not None],
        "threads": torch.get_num_threads(),
        "repeats": args.repeats,
        "summary": summarise(results),
        "runs": results,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "sentence_transformers": sentence_transformers.__version__,
    }
    args.out.mkdir(parents=True, exist_ok=True)
    _write(args.out / "compare.json", report)
    (args.out / "compare.md").write_text(markdown(report), encoding="utf-8")
    plot(results, args.out / "compare.png")
    logger.info("wrote %s:\n%s", args.out, markdown(report))
