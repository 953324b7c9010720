"""Fine-tuning: a base checkpoint in, a regressor that scores pairs out.

Trains on cleaned sentences with Transformers' `Trainer`, keeps the best epoch by Pearson on
validation, and goes on from its last checkpoint when it was killed.

But: it never reads the test set; `evaluate` does, once, and `export` makes the running model.
"""

import argparse
import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
import transformers
from datasets import Dataset
from safetensors.torch import load_file
from scipy.stats import pearsonr, spearmanr
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import Sampler
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    ElectraConfig,
    ElectraModel,
    EvalPrediction,
    PreTrainedTokenizerBase,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    set_seed,
)

from models import MAX_SCORE, PairEncoder, collate, is_pair_encoder, readable, revision_of
from training import TrainingError
from training.base import source_of
from training.overlap import Floats, counterweights, overlaps

logger = logging.getLogger(__name__)

PRESETS = Path(__file__).parent / "presets"
BATCHES_PER_POOL = 50  # of so many batches' pairs, similar lengths go together
SIGMOID = {"activation_fn": "torch.nn.modules.activation.Sigmoid"}


@dataclass(frozen=True)
class Preset:
    """Everything that a run can be told; a file of `training/presets/` holds one.

    Attributes:
        architecture: `pair` (`models.PairEncoder`) or `classifier` (a standard cross-encoder).
        cross_layers: Upper layers in which the sentences see each other (`pair` only).
        compare_size: Of the comparison of each token with its counterpart (`pair` only; 0 for
            none).
        loss: `bce` (cross-entropy against score / 5) or `mse` (on the 0-5 score).
        epochs: Passes over the training pairs.
        learning_rate: Its peak; then linear to zero.
        layer_decay: Each lower layer learns at this fraction of the one above.
        batch_size: Pairs of one step.
        max_length: Tokens read: of one sentence for `pair`, of both for `classifier`.
        warmup_ratio: Share of all steps until the peak.
        weight_decay: AdamW's, on matrices only.
        max_grad_norm: Gradients are clipped to it.
        dropout: On hidden states. For `pair` one mask serves all tokens of a sentence (variational
            dropout, Gal & Ghahramani 2016), which spares a CPU most of the random numbers, and
            attention has none; a `classifier`'s attention keeps the base's.
        clean: Whether sentences are cleaned as in serving; off only to see what cleaning does.
        keep: Share of the base's own weights that is mixed back in at the end (WiSE-FT; Wortsman et
            al. 2022), from 0 to below 1: what a later stage learned, with less of what it forgot.
            Only for a base that is a trained `PairEncoder`.
        average: Whether the weights are the mean of those of the best epoch and of the last one
            (after Izmailov et al. 2018), rather than the best epoch's.
        counterweight: How much more often pairs are drawn whose label goes against their overlap
            (`overlap.counterweights`'s strength): 0 draws each once in an epoch.
    """

    architecture: str = "pair"
    cross_layers: int = 4
    compare_size: int = 0
    loss: str = "bce"
    epochs: float = 5.0
    learning_rate: float = 1e-4
    layer_decay: float = 1.0
    batch_size: int = 32
    max_length: int = 128
    warmup_ratio: float = 0.06
    weight_decay: float = 0.01
    max_grad_norm: float = 1.0
    dropout: float = 0.1
    clean: bool = True
    keep: float = 0.0
    average: bool = False
    counterweight: float = 0.0

    def __post_init__(self) -> None:
        if self.architecture not in {"pair", "classifier"}:
            raise TrainingError(f"architecture is {self.architecture!r}; use pair or classifier.")
        if not 0 <= self.keep < 1:
            raise TrainingError(f"keep is {self.keep}; use a share from 0 to below 1.")
        if self.keep and self.architecture != "pair":
            raise TrainingError("keep is for the architecture pair; set it to 0.")
        if self.loss not in {"bce", "mse"}:
            raise TrainingError(f"loss is {self.loss!r}; use bce or mse.")


def load_preset(name: str) -> Preset:
    """A preset by the name of its file in `training/presets/`, or by the path of a JSON file.

    Raises:
        TrainingError: There is none, it is not JSON, or it holds an unknown key.
    """
    path = Path(name) if name.endswith(".json") else PRESETS / f"{name}.json"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in PRESETS.glob("*.json")))
        raise TrainingError(f"There is no preset {name!r}; there are: {known}.")
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise TrainingError(f"{path} is not JSON ({error}); correct it.") from error
    unknown = set(values) - {field.name for field in fields(Preset)}
    if unknown:
        raise TrainingError(f"{path} has unknown keys: {', '.join(sorted(unknown))}.")
    return Preset(**values)


@torch.no_grad()
def mix(model: nn.Module, other: nn.Module, share: float) -> None:
    """Interpolate a model's weights in place: `share` (0-1) of them are those of `other`."""
    for mine, theirs in zip(model.parameters(), other.parameters(), strict=True):
        mine.lerp_(theirs.to(mine.device), share)


@torch.no_grad()
def average(model: nn.Module, checkpoint: Path) -> None:
    """Let a model's weights be the mean of theirs and those in a checkpoint, in place."""
    others = load_file(checkpoint / "model.safetensors")
    for name, mine in model.named_parameters():
        mine.lerp_(others[name].to(mine), 0.5)


class SentenceDropout(nn.Module):
    """Dropout whose mask is shared by all tokens of a sentence."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, hidden: Tensor) -> Tensor:
        """Drop features of `hidden`, (sentences, tokens, size), while training."""
        if not self.training or self.rate == 0.0:
            return hidden
        kept = torch.rand(hidden.shape[0], 1, hidden.shape[-1], device=hidden.device) >= self.rate
        return hidden * (kept.to(hidden.dtype) / (1.0 - self.rate))


def share_dropout(model: nn.Module, rate: float) -> None:
    """Replace the dropout of a model's embeddings and layers (not of attention) in place."""
    for name, module in model.named_children():
        if isinstance(module, nn.Dropout) and hasattr(model, "LayerNorm"):
            setattr(model, name, SentenceDropout(rate))
        else:
            share_dropout(module, rate)


def build_model(base: str, preset: Preset) -> nn.Module:
    """A regressor on top of a base checkpoint (a folder or a Hub name).

    Where the base is a trained `PairEncoder`, all of it is kept and trained on, else the head is
    fresh.

    Raises:
        TrainingError: The preset wants another shape than the base has.
    """
    if preset.architecture == "pair":
        # On a CPU the plain attention trains a quarter faster than the fused one: pairs are short.
        config = ElectraConfig.from_pretrained(base, attn_implementation="eager")
        if preset.cross_layers > config.num_hidden_layers:
            raise TrainingError(
                f"cross_layers is {preset.cross_layers}, but {base} has "
                f"{config.num_hidden_layers} layers."
            )
        trained = is_pair_encoder(config)
        if preset.keep and not trained:
            raise TrainingError(f"keep is {preset.keep}, but {base} is no trained model.")
        for name in ("cross_layers", "compare_size") if trained else ():
            if getattr(config, name) != getattr(preset, name):
                raise TrainingError(
                    f"{name} is {getattr(preset, name)}, but the trained model {base} has "
                    f"{getattr(config, name)}; take the same, or another base."
                )
        config.cross_layers = preset.cross_layers
        config.compare_size = preset.compare_size
        config.num_labels = 1
        config.hidden_dropout_prob = preset.dropout
        config.attention_probs_dropout_prob = 0.0
        if trained:
            model = PairEncoder.from_pretrained(base, config=config, dtype=torch.float32)
        else:
            model = PairEncoder(config)
            model.electra.load_state_dict(ElectraModel.from_pretrained(base).state_dict())
        share_dropout(model, preset.dropout)
        return model
    model = AutoModelForSequenceClassification.from_pretrained(
        base, num_labels=1, hidden_dropout_prob=preset.dropout
    )
    model.config.problem_type = "regression"
    if preset.loss == "bce":
        model.config.sentence_transformers = SIGMOID
    return model  # type: ignore[no-any-return]


def tokenise(frame: pd.DataFrame, tokenizer: PreTrainedTokenizerBase, preset: Preset) -> Dataset:
    """Token ids of pairs.

    Args:
        frame: Columns `sentence1`, `sentence2` and `score` (0-5).
        tokenizer: The base's.
        preset: Says how the model wants its pairs, and how much of them.

    Returns:
        Columns `input_ids` (for `pair`: of the two sentences apart), `labels` (the score) and
        `length` (tokens of the pair's row in a batch; batches are made of similar ones); for a
        `classifier` what else its tokenizer gives.
    """
    first, second = (
        [readable(text) if preset.clean else text for text in frame[column]]
        for column in ("sentence1", "sentence2")
    )
    longest = min(preset.max_length, tokenizer.model_max_length)
    limits = {"truncation": True, "max_length": longest}
    if preset.architecture == "pair":
        sides = [tokenizer(texts, **limits)["input_ids"] for texts in (first, second)]
        pairs = list(zip(*sides, strict=True))
        columns = {"input_ids": pairs, "length": [max(map(len, pair)) for pair in pairs]}
    else:
        encoded = tokenizer(first, second, **limits)
        columns = {**encoded, "length": [len(ids) for ids in encoded["input_ids"]]}
    return Dataset.from_dict({**columns, "labels": frame["score"].astype(float).tolist()})


class Collator:
    """Makes a batch of rows of `tokenise`."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, preset: Preset) -> None:
        self.tokenizer = tokenizer
        self.pair = preset.architecture == "pair"

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Tensor]:
        """Pad `rows`; `labels` is (pairs,)."""
        labels = torch.tensor([row["labels"] for row in rows])
        if self.pair:
            inputs = collate([row["input_ids"] for row in rows], self.tokenizer.pad_token_id)
        else:
            names = [name for name in self.tokenizer.model_input_names if name in rows[0]]
            unpadded = [{name: row[name] for name in names} for row in rows]
            inputs = dict(self.tokenizer.pad(unpadded, return_tensors="pt"))
        return {**inputs, "labels": labels}


def draw_weights(frame: pd.DataFrame, preset: Preset) -> Floats:
    """How often each pair of `frame` is drawn in an epoch, (pairs,), on average once.

    Labels and overlap go together differently in each source, so each has its own weights.
    """
    weights = np.ones(len(frame))
    if preset.counterweight == 0.0:
        return weights
    scores = frame["score"].to_numpy(dtype=np.float64)
    shared = overlaps(frame)
    sources = frame["source"].str.split("/").str[0].to_numpy()
    for source in np.unique(sources):
        here = sources == source
        weights[here] = counterweights(shared[here], scores[here], preset.counterweight)
    return weights


class Draws(Sampler[int]):
    """The order of an epoch: pairs drawn by weight, batches made of similar lengths.

    An epoch has as many draws as pairs. One with weight 2.3 is drawn twice or three times. The
    epoch and the seed say everything, so that a resumed run draws what the killed one would have.
    """

    def __init__(self, weights: Floats, lengths: Sequence[int], batch_size: int, seed: int) -> None:
        self.weights = weights
        self.lengths = np.asarray(lengths)
        self.batch_size = batch_size
        self.seed = seed
        self.epoch = 0

    def __len__(self) -> int:
        return len(self.weights)

    def set_epoch(self, epoch: int) -> None:
        """Called by `Trainer` before each epoch."""
        self.epoch = epoch

    def __iter__(self) -> Iterator[int]:
        rng = np.random.default_rng([self.seed, self.epoch])
        ends = np.cumsum(self.weights / self.weights.mean())
        # Systematic resampling: as often as the weight says, rounded up or down by one offset.
        drawn = np.searchsorted(ends, np.arange(len(ends)) + rng.random()).clip(0, len(ends) - 1)
        rng.shuffle(drawn)
        pool = BATCHES_PER_POOL * self.batch_size
        batches = []
        for start in range(0, len(drawn), pool):
            near = drawn[start : start + pool]
            near = near[np.argsort(-self.lengths[near], kind="stable")]
            batches += [near[i : i + self.batch_size] for i in range(0, len(near), self.batch_size)]
        short = [batch for batch in batches if len(batch) < self.batch_size]
        full = [batch for batch in batches if len(batch) == self.batch_size]
        rng.shuffle(full)
        for batch in [*full, *short]:
            yield from batch.tolist()


class RegressionTrainer(Trainer):
    """`Trainer` with this task's loss, parameter groups and order of pairs."""

    def __init__(self, preset: Preset, weights: Floats, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.preset = preset
        self.weights = weights

    def _get_train_sampler(self, train_dataset: Any = None) -> Sampler[int]:
        rows: Any = train_dataset if train_dataset is not None else self.train_dataset
        return Draws(self.weights, rows["length"], self.preset.batch_size, self.args.seed)

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """Loss of a batch; the mean over its pairs."""
        del num_items_in_batch
        scores = inputs.pop("labels")
        outputs = model(**inputs)
        logits = outputs.logits.squeeze(-1).float()
        if self.preset.loss == "bce":
            loss = functional.binary_cross_entropy_with_logits(logits, scores / MAX_SCORE)
        elif self.preset.architecture == "pair":
            loss = functional.mse_loss(self._scores(logits), scores)
        else:
            loss = functional.mse_loss(logits, scores)
        return (loss, {"scores": self._scores(logits)}) if return_outputs else loss

    def _scores(self, logits: Tensor) -> Tensor:
        """From 0 to 5, as in serving: the epoch is chosen by what users get."""
        if self.preset.architecture == "pair" or self.preset.loss == "bce":
            return logits.sigmoid() * MAX_SCORE
        return logits.clamp(0.0, MAX_SCORE)

    def create_optimizer(self, model: nn.Module | None = None) -> torch.optim.Optimizer:
        """AdamW over `parameter_groups`."""
        if self.optimizer is None:
            whole: Any = model or self.model
            groups = parameter_groups(whole, self.preset)
            self.optimizer = torch.optim.AdamW(
                groups, lr=self.args.learning_rate, betas=(0.9, 0.999), eps=1e-8, fused=True
            )
        return self.optimizer


def parameter_groups(model: nn.Module, preset: Preset) -> list[dict[str, Any]]:
    """Learning rate and weight decay of each parameter.

    Lower layers learn more slowly (`layer_decay`); norms and biases are not decayed; the handful
    of cross-attention biases start far from where they end and learn fifty times faster.
    """
    config: Any = model.config
    top = config.num_hidden_layers + 1
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        rate = preset.learning_rate
        if "embeddings" in name:
            rate *= preset.layer_decay**top
        elif "encoder.layer." in name:
            layer = int(name.split("encoder.layer.")[1].split(".")[0])
            rate *= preset.layer_decay ** (top - 1 - layer)
        elif name.endswith("cross_bias"):
            rate *= 50.0
        decay = preset.weight_decay if parameter.ndim > 1 and "cross_bias" not in name else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def correlations(prediction: EvalPrediction) -> dict[str, float]:
    """Pearson and Spearman of a validation pass."""
    scores = np.asarray(prediction.predictions).reshape(-1)
    labels = np.asarray(prediction.label_ids).reshape(-1)
    return {
        "pearson": float(pearsonr(scores, labels).statistic),
        "spearman": float(spearmanr(scores, labels).statistic),
    }


def fast_bfloat16() -> bool:
    """Whether this machine multiplies bfloat16 fast: its GPU, or a CPU with AVX512-BF16 or AMX."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    cpu: Any = torch.cpu
    return bool(cpu._is_avx512_bf16_supported() or cpu._is_amx_tile_supported())


def common_arguments(preset: Preset, seed: int) -> dict[str, Any]:
    """Arguments of a `Trainer` that every model of a preset shares, the bi-encoder included."""
    return {
        "num_train_epochs": preset.epochs,
        "per_device_train_batch_size": preset.batch_size,
        "learning_rate": preset.learning_rate,
        "weight_decay": preset.weight_decay,
        "max_grad_norm": preset.max_grad_norm,
        "warmup_steps": preset.warmup_ratio,
        "lr_scheduler_type": "linear",
        "bf16": fast_bfloat16(),
        "use_cpu": not torch.cuda.is_available(),
        "eval_strategy": "epoch",
        "save_strategy": "epoch",
        "save_total_limit": 2,
        "load_best_model_at_end": True,
        "greater_is_better": True,
        "logging_steps": 20,
        "seed": seed,
    }


def last_checkpoint(out: Path) -> str | None:
    """The newest checkpoint in `out` that was written to its end: its state is written last."""
    complete = [file.parent for file in out.glob("checkpoint-*/trainer_state.json")]
    newest = max(complete, key=lambda folder: int(folder.name.split("-")[1]), default=None)
    return str(newest) if newest else None


def finetune(
    base: str,
    train: pd.DataFrame,
    validation: pd.DataFrame,
    out: Path,
    preset: Preset,
    seed: int = 1,
    report_to: str = "none",
    callbacks: Sequence[TrainerCallback] = (),
) -> dict[str, float]:
    """Train and keep the epoch with the best Pearson on validation.

    Goes on from the last checkpoint in `out` if there is one. Under `accelerate launch` each
    process calls this with the same arguments.

    Args:
        base: Folder or Hub name of the base checkpoint.
        train: Pairs with `source`, `sentence1`, `sentence2`, `score` (0-5).
        validation: Pairs to choose on.
        out: The best model goes to `out/best`, checkpoints beside it.
        preset: How to train.
        seed: Of the head, the order and dropout.
        report_to: `none` or `wandb`.
        callbacks: Told of each epoch's figures on validation, among other things.

    Returns:
        `pearson` and `spearman` of the best epoch on validation.

    Raises:
        TrainingError: There is no base checkpoint, it does not suit the preset, or `out` holds a
            run with other settings.
    """
    earlier = earlier_stages(base)
    weights = Path(base) / "model.safetensors"  # none of a Hub name
    revision = revision_of(weights) if weights.is_file() else ""
    settings = {
        "base": base,
        "base_source": earlier[0]["base_source"] if earlier else source_of(base),
        "seed": seed,
        "preset": asdict(preset),
        "train_pairs": len(train),
        "validation_pairs": len(validation),
        "read": {"base": revision, "pairs": [digest(train), digest(validation)]},
    }
    set_seed(seed)
    try:
        tokenizer = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"Cannot load the base checkpoint {base!r}; make it with `python -m training base`."
        ) from error
    arguments = TrainingArguments(
        output_dir=str(out),
        per_device_eval_batch_size=64,
        remove_unused_columns=False,
        label_names=["labels"],
        metric_for_best_model="pearson",
        report_to=report_to,
        **common_arguments(preset, seed),
    )
    trainer = RegressionTrainer(
        preset,
        draw_weights(train, preset),
        model=build_model(base, preset),
        args=arguments,
        train_dataset=tokenise(train, tokenizer, preset),
        eval_dataset=tokenise(validation, tokenizer, preset),
        data_collator=Collator(tokenizer, preset),
        processing_class=tokenizer,
        compute_metrics=correlations,
        callbacks=list(callbacks),
    )
    _claim(out, settings)
    checkpoint = last_checkpoint(out)
    if checkpoint:
        logger.info("going on from %s", checkpoint)
    trainer.train(resume_from_checkpoint=checkpoint)
    learned: Any = trainer.model
    if preset.average:
        average(learned, Path(str(last_checkpoint(out))))
    if preset.keep:
        mix(learned, build_model(base, preset), preset.keep)
    metrics = trainer.evaluate()
    best = {name: metrics[f"eval_{name}"] for name in ("pearson", "spearman")}
    if trainer.is_world_process_zero():
        # In half precision, as it will be served: what is evaluated is what is exported.
        learned.half().save_pretrained(out / "best")
        tokenizer.save_pretrained(out / "best")
        trainer.state.save_to_json(str(out / "trainer_state.json"))
        source = train["source"].str.split("/").str[0]
        rows = source.value_counts()
        # A file that is named several times is read as often.
        once = source[~train.duplicated(["source", "sentence1", "sentence2"])].value_counts()
        repeats = rows // once
        record = settings | {
            "sources": (rows // repeats).to_dict(),
            "repeats": repeats.to_dict(),
            "validation": best,
            "by_epoch": pearson_by_epoch(trainer.state.log_history),
            "earlier": earlier,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        }
        (out / "run.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return best


def earlier_stages(base: str) -> list[dict[str, Any]]:
    """The records of the runs that a base went through, oldest first; none if it is no run's.

    `finetune` writes them beside the folder `best`, `export` beside the weights.
    """
    folder = Path(base)
    path = folder / "run.json"
    if not path.is_file() and folder.name == "best":
        path = folder.parent / "run.json"
    if not path.is_file():
        return []
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return [*record.pop("earlier", []), record]


def digest(frame: pd.DataFrame) -> str:
    """12 hex digits that stand for the pairs and labels of a table."""
    text = frame[["sentence1", "sentence2", "score"]].to_csv(index=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def pearson_by_epoch(history: Sequence[dict[str, Any]]) -> list[float]:
    """Validation's Pearson after each epoch, from a `Trainer`'s log."""
    # The last entry repeats the best epoch at the last step.
    found = {
        entry["epoch"]: entry["eval_pearson"]
        for entry in reversed(history)
        if "eval_pearson" in entry
    }
    return [found[epoch] for epoch in sorted(found)]


def _claim(out: Path, settings: dict[str, Any]) -> None:
    """Record what a run in `out` is told, so that no other goes on from its checkpoints."""
    path = out / "settings.json"
    if path.is_file() and json.loads(path.read_text(encoding="utf-8")) != settings:
        raise TrainingError(
            f"{out} holds a run with other settings (see {path.name} there); name another folder "
            "with --out, or delete that one."
        )
    out.mkdir(parents=True, exist_ok=True)
    # Several processes may come here at once; each finds the whole file, or none.
    whole = path.with_name(f"{path.name}.{os.getpid()}")
    whole.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    whole.replace(path)


def read_pairs(path: Path) -> pd.DataFrame:
    """A file of pairs as `data` writes it; their `source` is its name where it tells none.

    Raises:
        TrainingError: It is missing, or lacks a column.
    """
    if not path.is_file():
        raise TrainingError(f"{path} is missing; make it with `python -m training data`.")
    frame = pd.read_csv(path, keep_default_na=False)
    missing = {"sentence1", "sentence2", "score"} - set(frame.columns)
    if missing:
        raise TrainingError(f"{path} lacks the columns {', '.join(sorted(missing))}.")
    return frame if "source" in frame else frame.assign(source=path.stem)


def read_all_pairs(paths: Sequence[Path]) -> pd.DataFrame:
    """Several files of pairs as one table; see `read_pairs`."""
    return pd.concat([read_pairs(path) for path in paths], ignore_index=True)


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Options that `sweep` has, too: from which base, and on which pairs."""
    runs = Path("training/runs")
    parser.add_argument(
        "--base", default=str(runs / "base"), help="folder or Hub name; default: %(default)s"
    )
    parser.add_argument(
        "--train",
        type=Path,
        nargs="+",
        default=[runs / "data" / "train.csv"],
        help="files of pairs, gold and silver; default: %(default)s",
    )
    parser.add_argument("--validation", type=Path, default=runs / "data" / "validation.csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training finetune`."""
    add_source_arguments(parser)
    parser.add_argument("--preset", default="default", help="default, report, or a JSON file")
    parser.add_argument("--out", type=Path, default=Path("training/runs/finetune"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report-to", choices=["none", "wandb"], default="none")
    parser.add_argument("--rows", type=int, help="train on this many pairs only, to try things")
    for field in fields(Preset):
        kind: dict[str, Any] = {"type": type(field.default)}
        if isinstance(field.default, bool):
            kind = {"action": argparse.BooleanOptionalAction}
        parser.add_argument(
            f"--{field.name.replace('_', '-')}", help="overrides the preset's", **kind
        )


def run(args: argparse.Namespace) -> None:
    """Fine-tune as the command line says.

    Raises:
        TrainingError: Data, preset or base checkpoint are missing.
    """
    train = read_all_pairs(args.train)
    if args.rows:
        train = train.sample(min(args.rows, len(train)), random_state=args.seed)
    given = {field.name: getattr(args, field.name) for field in fields(Preset)}
    overrides = {name: value for name, value in given.items() if value is not None}
    preset = replace(load_preset(args.preset), **overrides)
    best = finetune(
        args.base, train, read_pairs(args.validation), args.out, preset, args.seed, args.report_to
    )
    logger.info("best on validation: %s", json.dumps(best))
