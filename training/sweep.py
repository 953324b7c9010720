"""The sweep: a search for better settings of `finetune`, by Pearson on validation.

Searches the seven hyperparameters of the report's table and the loss (`SPACE`); the preset says
the rest, and its own values are the first trial, so that the best is at least that. New values
come from a seeded TPE (Optuna); a trial whose Pearson falls behind the median of the earlier ones
at the same epoch is stopped. All trials train with the same seed on the same pairs.

The same command goes on with a sweep that was killed, or that is to have more trials: the trial
that was cut short counts as failed and its values are tried again, and what follows is what would
have followed anyway. Written are

- `study.db`: the study, in Optuna's SQLite format;
- `trials.csv`: values and Pearson of each trial;
- `best.json`: the best trial's settings, for `finetune --preset`;
- `sweep.json`: what the sweep ran with and what came out;
- `importance.png` and `parallel.png`: which values matter, and which go together;
- `wandb/`: each trial's course, for `wandb sync`; sent at once for who is logged in to W&B.

But: it keeps no weights (fine-tune with `best.json` to get them) and never reads the test set.
One process searches in a folder at a time. Each trial is one seed, so trials that are nearly as
good as the best may be better; and Pearson of the best, being the highest of many on the same
validation pairs, is a little too high.
"""

import argparse
import gc
import json
import logging
import math
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import optuna
import pandas as pd
import torch
import transformers
import wandb
from matplotlib import pyplot as plt
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
    distribution_to_json,
)
from optuna.exceptions import ExperimentalWarning
from optuna.pruners import MedianPruner
from optuna.samplers import TPESampler
from optuna.trial import FrozenTrial, TrialState
from optuna.visualization.matplotlib import plot_parallel_coordinate, plot_param_importances
from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from wandb.sdk import wandb_setup
from wandb.sdk.lib.wbauth import authenticate_session

from training import TrainingError
from training.base import source_of
from training.finetune import (
    Preset,
    add_source_arguments,
    finetune,
    load_preset,
    read_all_pairs,
    read_pairs,
)

logger = logging.getLogger(__name__)

SPACE: dict[str, BaseDistribution] = {
    "loss": CategoricalDistribution(["bce", "mse"]),
    "epochs": IntDistribution(1, 6),
    "learning_rate": FloatDistribution(1e-5, 5e-4, log=True),
    "batch_size": CategoricalDistribution([16, 32, 64]),
    "max_length": CategoricalDistribution([32, 64, 128]),
    "warmup_ratio": FloatDistribution(0.0, 0.2),
    "weight_decay": FloatDistribution(0.0, 0.1),
    "max_grad_norm": FloatDistribution(0.25, 4.0, log=True),
}
# Not before there are five trials to compare with, nor after the first epoch: a long schedule is
# still at its highest learning rate when a short one is done.
STARTUP_TRIALS = 5
FIRST_EPOCH_TO_PRUNE = 2
TRIALS_FOR_PARALLEL = 2
# Optuna's measure (PED-ANOVA) compares the best tenth of the trials with all of them.
TRIALS_FOR_IMPORTANCE = 10
WANDB_PROJECT = "koelectra-similarity"


class EpochReport(TrainerCallback):
    """Tells Optuna the Pearson of each epoch, and stops a trial that is not worth finishing."""

    def __init__(self, trial: optuna.Trial) -> None:
        self.trial = trial
        self.last = 0

    def on_evaluate(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        """Report an epoch.

        Raises:
            optuna.TrialPruned: It is behind the median, or has diverged.
        """
        del args, control
        epoch = round(state.epoch or 0)
        if epoch == self.last:  # the best epoch, evaluated again when training is over
            return
        self.last = epoch
        pearson = kwargs["metrics"]["eval_pearson"]
        if math.isnan(pearson):
            raise optuna.TrialPruned(f"no correlation is left at epoch {epoch}")
        self.trial.report(pearson, epoch)
        if self.trial.should_prune():
            raise optuna.TrialPruned(f"behind the median at epoch {epoch}")


# ---------------------------------------------------------------------------------- the study


def open_study(out: Path, preset: Preset, settings: dict[str, Any]) -> optuna.Study:
    """The study in `out`, new or gone on with.

    Args:
        out: Its folder; made if missing.
        preset: Its values are the first trial.
        settings: What every trial is told, whatever its values.

    Returns:
        No trial of it is running: one that a killed process left so has failed, and its values
        are next in the queue.

    Raises:
        TrainingError: Trials were finished under other settings.
    """
    out.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=f"sqlite:///{out / 'study.db'}",
        study_name="sweep",
        direction="maximize",
        pruner=MedianPruner(STARTUP_TRIALS, FIRST_EPOCH_TO_PRUNE),
        load_if_exists=True,
    )
    if finished(study) and study.user_attrs["settings"] != settings:
        raise TrainingError(
            f"{out} holds a sweep with other settings (see sweep.json there); name another folder "
            "with --out, or delete that one."
        )
    study.set_user_attr("settings", settings)
    if not study.trials:
        values = {name: getattr(preset, name) for name in SPACE}
        study.enqueue_trial({name: values[name] for name in SPACE if _within(name, values[name])})
    for trial in study.get_trials(states=(TrialState.RUNNING,)):
        logger.warning("trial %d was cut short; its values are tried again", trial.number)
        study.tell(trial.number, state=TrialState.FAIL)
        study.enqueue_trial(trial.params)
    return study


def _within(name: str, value: Any) -> bool:
    """Whether the search could come upon a preset's value itself."""
    distribution: Any = SPACE[name]
    if isinstance(distribution, CategoricalDistribution):
        return value in distribution.choices
    return bool(distribution.low <= value <= distribution.high)


def finished(study: optuna.Study) -> list[FrozenTrial]:
    """The trials that came to their end or were pruned; not those that failed."""
    return study.get_trials(states=(TrialState.COMPLETE, TrialState.PRUNED))


@contextmanager
def tracked(mode: str, out: Path, name: str, preset: Preset) -> Iterator[dict[str, Any]]:
    """A W&B run around a trial.

    Args:
        mode: `online`, `offline` or `disabled`.
        out: Its files go to the folder `wandb` there.
        name: The run's.
        preset: Its configuration.

    Yields:
        What to put into the run's summary; `state` is `failed` unless told otherwise.

    Raises:
        TrainingError: W&B cannot be reached, or does not know the key.
    """
    try:
        run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", WANDB_PROJECT),
            group=out.name,
            name=name,
            config=asdict(preset),
            dir=out,
            mode=mode,  # type: ignore[arg-type]
        )
    except wandb.errors.Error as error:
        raise TrainingError(f"W&B does not start ({error}); use --wandb offline.") from error
    summary: dict[str, Any] = {"state": "failed"}
    try:
        yield summary
    finally:
        run.summary.update(summary)
        run.finish(exit_code=int(summary["state"] == "failed"))


def wandb_mode(wanted: str) -> str:
    """Where W&B keeps the trials: as `wanted`, else online for who is logged in.

    Neither asks nor uses the network, as `wandb.login` does: a key is looked for in the
    environment, in W&B's settings and in the netrc file.

    Args:
        wanted: `auto`, `online`, `offline` or `disabled`.

    Returns:
        For `auto` what WANDB_MODE says, else `online` or `offline`; otherwise `wanted`.

    Raises:
        TrainingError: There is a key, but none that W&B can have given.
    """
    if wanted != "auto":
        return wanted
    if "WANDB_MODE" in os.environ:
        return os.environ["WANDB_MODE"]
    host = wandb_setup.singleton().settings.base_url
    try:
        key = authenticate_session(host=host, source="sweep", prompt=False, update_session=False)
    except wandb.errors.Error as error:
        raise TrainingError(f"{error}; log in to W&B again, or use --wandb offline.") from error
    return "online" if key else "offline"


@dataclass(frozen=True)
class Search:
    """What all trials have in common.

    Attributes:
        base: Folder or Hub name of the base checkpoint.
        preset: What is not searched.
        train: Pairs to train on.
        validation: Pairs to choose on.
        seed: Of the search, and of each training.
        out: The sweep's folder.
        wandb: A mode of W&B.
    """

    base: str
    preset: Preset
    train: pd.DataFrame
    validation: pd.DataFrame
    seed: int
    out: Path
    wandb: str

    def run(self, study: optuna.Study, trials: int) -> None:
        """Go on until `trials` are finished.

        A trial that raises, or is interrupted, stays behind as running; `open_study` sees to it.

        Raises:
            TrainingError: The base checkpoint cannot be trained.
        """
        done = len(finished(study))
        with tqdm(total=max(trials, done), initial=done, desc="trials", unit="trial") as bar:
            for number in range(done, trials):
                # Seeded for each trial, so that a search that was cut short goes on as it would
                # have, instead of drawing its first values once more.
                study.sampler = TPESampler(seed=self.seed + number)
                self.try_out(study, study.ask(SPACE))
                bar.update()
                gc.collect()  # a `Trainer` hangs in reference cycles, and its weights with it

    def try_out(self, study: optuna.Study, trial: optuna.Trial) -> None:
        """Train with a trial's values, and leave of it nothing but its figures."""
        preset = replace(self.preset, **trial.params)
        folder = self.out / "trials" / str(trial.number)
        name = f"trial-{trial.number}"
        shutil.rmtree(folder.parent, ignore_errors=True)  # of one that was cut short
        with tracked(self.wandb, self.out, name, preset) as summary:
            try:
                best = finetune(
                    self.base,
                    self.train,
                    self.validation,
                    folder,
                    preset,
                    self.seed,
                    report_to="none" if self.wandb == "disabled" else "wandb",
                    callbacks=[EpochReport(trial)],
                )
            except optuna.TrialPruned as reason:
                logger.info("trial %d is stopped: %s", trial.number, reason)
                study.tell(trial, state=TrialState.PRUNED)
                summary["state"] = "pruned"
            else:
                logger.info("trial %d: Pearson %.4f", trial.number, best["pearson"])
                study.tell(trial, best["pearson"])
                summary |= {"state": "complete", "best/pearson": best["pearson"]}
        shutil.rmtree(folder.parent)


# ------------------------------------------------------------------------------ what is written


def trial_table(study: optuna.Study) -> pd.DataFrame:
    """One row for each trial that is over.

    Returns:
        Columns `trial`, `state` (`complete`, `pruned`, `fail`), `pearson` (of the best epoch; of
        the last one where pruned), `epochs_run`, `seconds`, and those of `SPACE`.
    """
    rows = [
        {
            "trial": trial.number,
            "state": trial.state.name.lower(),
            "pearson": trial.value,
            "epochs_run": trial.last_step,
            "seconds": round(trial.duration.total_seconds(), 1) if trial.duration else None,
            **trial.params,
        }
        for trial in study.trials
        if trial.state.is_finished()
    ]
    return pd.DataFrame(rows).astype({"epochs_run": "Int64"})


def draw(plot: Callable[..., Any], study: optuna.Study, path: Path, values: list[str]) -> None:
    """Save one of Optuna's plots of Pearson against some of the values of `SPACE`."""
    # Optuna's plots change matplotlib's style for good, and say at each call that they may change.
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        figure = plot(study, params=values, target_name="Pearson on validation").figure
        figure.set_size_inches(11, 4.5)
        figure.savefig(path, dpi=150, bbox_inches="tight")
        plt.close(figure)


def draw_plots(study: optuna.Study, out: Path) -> None:
    """Save each plot that there are enough trials for, and warn of each that there are not."""
    complete = study.get_trials(states=(TrialState.COMPLETE,))
    varied = [name for name in SPACE if len({trial.params[name] for trial in complete}) > 1]
    for name, plot, needed in (
        ("parallel.png", plot_parallel_coordinate, TRIALS_FOR_PARALLEL),
        ("importance.png", plot_param_importances, TRIALS_FOR_IMPORTANCE),
    ):
        path = out / name
        if len(complete) >= needed and varied:
            draw(plot, study, path, varied)
        else:
            path.unlink(missing_ok=True)
            logger.warning(
                "THERE IS NO %s: it takes %d trials that came to their end and differ, and there "
                "are %d. Ask for more with --trials.",
                name,
                needed,
                len(complete),
            )


def write_results(study: optuna.Study, search: Search, settings: dict[str, Any]) -> None:
    """Write the table, the best preset, the record and the plots.

    Raises:
        TrainingError: No trial came to its end.
    """
    table = trial_table(study)
    table.to_csv(search.out / "trials.csv", index=False)
    counts = table["state"].value_counts().to_dict()
    if "complete" not in counts:
        raise TrainingError("No trial came to its end; ask for more with --trials.")
    best = study.best_trial
    record = settings | {
        "space": {name: json.loads(distribution_to_json(each)) for name, each in SPACE.items()},
        "trials": counts,
        "best": {"trial": best.number, "pearson": best.value, "values": best.params},
        "wandb": search.wandb,
        "optuna": optuna.__version__,
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    preset = asdict(replace(search.preset, **best.params))
    for name, content in (("sweep.json", record), ("best.json", preset)):
        (search.out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    draw_plots(study, search.out)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training sweep`."""
    add_source_arguments(parser)
    parser.add_argument(
        "--preset",
        default="default",
        help="default, report, or a JSON file: the first trial, and what is not searched",
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/sweep"))
    parser.add_argument(
        "--trials", type=int, default=20, help="so many in all; default: %(default)s"
    )
    parser.add_argument(
        "--rows", type=int, help="train on this many pairs only, so that a trial takes less"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="of the search and of training; default: %(default)s"
    )
    parser.add_argument(
        "--wandb",
        choices=["auto", "online", "offline", "disabled"],
        default="auto",
        help="auto is online for who is logged in, else offline; default: %(default)s",
    )


def run(args: argparse.Namespace) -> None:
    """Search as the command line says.

    Raises:
        TrainingError: Data, preset or base checkpoint are missing, or `args.out` holds a sweep
            with other settings.
    """
    if args.trials < 1:
        raise TrainingError(f"--trials is {args.trials}; ask for at least one.")
    # In the format of the other commands' log, not beside it in its own.
    optuna.logging.disable_default_handler()
    optuna.logging.enable_propagation()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    train = read_all_pairs(args.train)
    if args.rows:
        train = train.sample(min(args.rows, len(train)), random_state=args.seed)
    search = Search(
        base=args.base,
        preset=load_preset(args.preset),
        train=train,
        validation=read_pairs(args.validation),
        seed=args.seed,
        out=args.out,
        wandb=wandb_mode(args.wandb),
    )
    settings = {
        "base": search.base,
        "base_source": source_of(search.base),
        "seed": search.seed,
        "preset": asdict(search.preset),
        "train_pairs": len(search.train),
        "validation_pairs": len(search.validation),
    }
    study = open_study(search.out, search.preset, settings)
    search.run(study, args.trials)
    write_results(study, search, settings)
    logger.info("best: trial %d, Pearson %.4f", study.best_trial.number, study.best_trial.value)
