"""The report: what `evaluate` found and how training went, as plots and one HTML page.

Reads the folder that `evaluate` wrote and, if named, the folders of one or more training runs and
what `contrast` found of this model, and of one before it. Writes each plot as a PNG, and a page
that holds them all and needs no other file.

But: it scores nothing and computes no figure that `evaluate` did not, save the curves it draws.
"""

import argparse
import base64
import io
import json
import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib.figure import Figure
from tqdm import tqdm

from models import CLASSIC_THRESHOLD, MAX_SCORE
from training import TrainingError
from training.evaluate import SCORE_COLUMNS, unguard
from training.metrics import Floats, threshold_curve, truly_similar
from training.probing import MEANING

logger = logging.getLogger(__name__)

# File names of fonts with Hangul, the best first: Debian's fonts-noto-cjk, then what other
# systems bring along.
HANGUL_FONTS = ("NotoSansCJK-Regular", "NotoSansKR", "NanumGothic", "AppleSDGothicNeo", "malgun")
# Blue and orange differ in lightness too, and for every kind of colour vision.
TRUTH, PREDICTION, QUIET = "#1f5fa8", "#e07b00", "#777777"
LEAST_SPAN = 0.02  # of loss and Pearson by step
RUN_COLOURS = (TRUTH, PREDICTION, "#3a8f5c", "#8a5aa8")
WORST = 20
CSS_PIXELS = 96  # to the inch; the PNGs have more, for sharp screens
STYLE: dict[Any, Any] = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "font.size": 9,
    "legend.frameon": False,
    "savefig.dpi": 150,
}


@dataclass(frozen=True)
class Run:
    """How one training went.

    Attributes:
        name: In the legend.
        log: One row for each entry of the trainer's `log_history`; `step` and what was logged.
    """

    name: str
    log: pd.DataFrame


@dataclass(frozen=True)
class Plot:
    """A plot as the page holds it.

    Attributes:
        title: Its heading.
        caption: What it shows, in words.
        width: In CSS pixels.
        base64: A PNG.
    """

    title: str
    caption: str
    width: int
    base64: str


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` wrote.

    Attributes:
        scores: `dev_set_score.csv`, its cells as they were before they were guarded.
        figures: `metrics.json`.
    """

    scores: pd.DataFrame
    figures: dict[str, Any]

    @property
    def labels(self) -> Floats:
        """True scores, (pairs,), 0-5."""
        return self.scores["true_real_label"].to_numpy(dtype=np.float64)

    @property
    def predictions(self) -> Floats:
        """The model's scores, (pairs,), 0-5."""
        return self.scores["predict_real_label"].to_numpy(dtype=np.float64)

    @property
    def threshold(self) -> float:
        """The model's, 0-5."""
        return float(self.figures["threshold"])


# -------------------------------------------------------------------------------- what is read


def read_evaluation(folder: Path) -> Evaluation:
    """Read what `python -m training evaluate` wrote.

    Raises:
        TrainingError: A file is missing or is not what `evaluate` writes.
    """
    scores, figures = folder / "dev_set_score.csv", folder / "metrics.json"
    for path in (scores, figures):
        if not path.is_file():
            raise TrainingError(f"{path} is missing; make it with `python -m training evaluate`.")
    table = pd.read_csv(scores, keep_default_na=False)
    if list(table.columns) != SCORE_COLUMNS or table.empty:
        raise TrainingError(f"{scores} is not a table of scores; run `evaluate` again.")
    for column in ("guid", "sentence1", "sentence2"):
        table[column] = table[column].astype(str).map(unguard)
    return Evaluation(table, json.loads(figures.read_text(encoding="utf-8")))


def read_run(text: str) -> Run:
    """A training run from the command line.

    Args:
        text: `FOLDER` or `NAME=FOLDER`; the folder holds the `trainer_state.json` of `finetune`.

    Raises:
        TrainingError: There is no such file, or it is not a trainer's.
    """
    name, _, folder = text.rpartition("=")
    path = Path(folder) / "trainer_state.json"
    if not path.is_file():
        raise TrainingError(f"{path} is missing; `finetune` writes it when it is done.")
    history = json.loads(path.read_text(encoding="utf-8")).get("log_history")
    if not history:
        raise TrainingError(f"{path} has no log_history; name the folder of a finished run.")
    return Run(name or Path(folder).name, pd.DataFrame(history))


def read_contrast(folder: Path) -> dict[str, Any]:
    """Read what `python -m training contrast --model` wrote.

    Raises:
        TrainingError: It is missing, or was written without a model.
    """
    path = folder / "contrast.json"
    if not path.is_file():
        raise TrainingError(f"{path} is missing; make it with `python -m training contrast`.")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if "accuracy" not in found:
        raise TrainingError(f"{path} tells of no model; run `contrast` again with `--model`.")
    return found


def contrast_rows(now: dict[str, Any], before: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The rows of `accuracy` in `contrast.json`, each with the one `before`.

    Where there was none, its figures are None.
    """
    earlier = {row["phenomenon"]: row for row in before["accuracy"]} if before else {}
    none = {"accuracy": None, "same": None, "different": None}
    return [row | {"before": earlier.get(row["phenomenon"], none)} for row in now["accuracy"]]


def find_hangul_font() -> str | None:
    """Make a font with Hangul known to matplotlib.

    Returns:
        Its family; None, after a warning, where the system has none.
    """
    # Asked of the system and not of matplotlib's list, which may be older than the font.
    paths = sorted(Path(path) for path in font_manager.findSystemFonts())
    for wanted in HANGUL_FONTS:
        for path in paths:
            if path.stem == wanted:
                font_manager.fontManager.addfont(path)
                return font_manager.FontProperties(fname=path).get_name()
    logger.warning(
        "NO FONT WITH HANGUL IS INSTALLED: plots name pairs by their number instead of showing "
        "their sentences. Install one (Debian: apt-get install fonts-noto-cjk) and run again."
    )
    return None


# ----------------------------------------------------------------------------------- the plots


def plot_scatter(evaluation: Evaluation) -> Figure:
    """True against predicted score."""
    figure = Figure(figsize=(5, 5), layout="constrained")
    axis = figure.subplots()
    axis.plot([0, MAX_SCORE], [0, MAX_SCORE], color=QUIET, linewidth=1)
    axis.scatter(
        evaluation.labels, evaluation.predictions, s=16, alpha=0.45, color=TRUTH, linewidths=0
    )
    axis.axvline(CLASSIC_THRESHOLD, color=QUIET, linewidth=0.8, linestyle=":")
    axis.axhline(evaluation.threshold, color=QUIET, linewidth=0.8, linestyle=":")
    pearson, spearman = (
        _number(evaluation.figures["klue_sts_dev"][name]["value"])
        for name in ("pearson", "spearman")
    )
    axis.set(
        title=f"Pearson {pearson}, Spearman {spearman}",
        xlabel="true score",
        ylabel="predicted score",
        xlim=(-0.1, 5.1),
        ylim=(-0.1, 5.1),
        aspect="equal",
    )
    return figure


def plot_distributions(evaluation: Evaluation) -> Figure:
    """How true and predicted scores are spread."""
    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axis = figure.subplots()
    edges = np.linspace(0, MAX_SCORE, 11)
    for values, colour, name in (
        (evaluation.labels, TRUTH, "true"),
        (evaluation.predictions, PREDICTION, "predicted"),
    ):
        counts, _ = np.histogram(values, edges)
        axis.stairs(counts, edges, color=colour, linewidth=2, label=name)
        axis.stairs(counts, edges, color=colour, fill=True, alpha=0.15)
    axis.set(title="Scores, in steps of half a point", xlabel="score", ylabel="pairs")
    axis.legend()
    return figure


def plot_thresholds(evaluation: Evaluation) -> Figure:
    """Precision, recall and F1 against the threshold."""
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axis = figure.subplots()
    grid = np.linspace(0, MAX_SCORE, 201)
    curve = threshold_curve(evaluation.labels, evaluation.predictions, grid)
    # Above the highest score nothing is called similar, and precision means nothing.
    curve = curve[curve["true_positives"] + curve["false_positives"] > 0]
    for name, colour, style in (
        ("precision", TRUTH, "--"),
        ("recall", PREDICTION, "-."),
        ("f1", "black", "-"),
    ):
        label = "F1" if name == "f1" else name
        axis.plot(curve["threshold"], curve[name], style, color=colour, label=label)
    for (value, name), style in zip(_thresholds(evaluation), (":", "--"), strict=False):
        axis.axvline(value, color=QUIET, linewidth=1, linestyle=style, label=name)
    axis.set(
        title="A pair is called similar from the threshold on",
        xlabel="threshold",
        ylim=(0, 1.02),
        xlim=(0, MAX_SCORE),
    )
    axis.legend(loc="lower left")
    return figure


def _thresholds(evaluation: Evaluation) -> list[tuple[float, str]]:
    named = {CLASSIC_THRESHOLD: "KLUE's threshold, 3.00"}
    if evaluation.threshold not in named:
        named[evaluation.threshold] = f"the model's, {evaluation.threshold:.2f}"
    return list(named.items())


def plot_confusion(evaluation: Evaluation) -> Figure:
    """The confusion matrix at 3.0 and at the model's threshold."""
    thresholds = _thresholds(evaluation)
    figure = Figure(figsize=(3.4 * len(thresholds), 3.4), layout="constrained")
    axes = figure.subplots(1, len(thresholds), squeeze=False)[0]
    truth = truly_similar(evaluation.labels)
    for axis, (value, name) in zip(axes, thresholds, strict=True):
        called = evaluation.predictions >= value
        counts = np.array(
            [[(truth == row) & (called == column) for column in (0, 1)] for row in (0, 1)]
        ).sum(axis=-1)
        axis.imshow(counts, cmap="Blues", vmin=0, vmax=len(truth))
        for (row, column), count in np.ndenumerate(counts):
            dark = count > 0.65 * len(truth)
            axis.text(
                column,
                row,
                f"{count}\n{100 * count / len(truth):.1f} %",
                ha="center",
                va="center",
                fontsize=12,
                color="white" if dark else "black",
            )
        words = ["not similar", "similar"]
        axis.set_xticks([0, 1], words)
        axis.set_yticks([0, 1], words, rotation=90, va="center")
        axis.set(title=name, xlabel="predicted", ylabel="true")
        axis.tick_params(length=0)
    return figure


def plot_calibration(evaluation: Evaluation) -> Figure:
    """Whether scores mean what they say: tenths of the pairs, by predicted score."""
    figure = Figure(figsize=(8, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    order = np.argsort(evaluation.predictions, kind="stable")
    tenths = [part for part in np.array_split(order, 10) if len(part)]
    mean = [float(evaluation.predictions[part].mean()) for part in tenths]
    labels = [evaluation.labels[part] for part in tenths]
    similar = [truly_similar(part).astype(float) for part in labels]
    for axis, values in ((left, labels), (right, similar)):
        means = np.array([part.mean() for part in values])
        # Twice the standard error of each mean.
        errors = [2 * part.std() / math.sqrt(len(part)) for part in values]
        top = float(MAX_SCORE if axis is left else 1.0)
        bars = np.stack([np.minimum(errors, means), np.minimum(errors, top - means)])
        axis.errorbar(mean, means, yerr=bars, fmt="o", color=TRUTH, capsize=2, markersize=5)
        axis.set(xlabel="mean predicted score", xlim=(-0.1, 5.1))
    left.plot([0, MAX_SCORE], [0, MAX_SCORE], color=QUIET, linewidth=1)
    left.set(title="Mean true score", ylim=(-0.1, 5.1))
    for value, _ in _thresholds(evaluation):
        right.axvline(value, color=QUIET, linewidth=0.8, linestyle=":")
    right.set(title="Share truly similar", ylim=(-0.02, 1.02))
    return figure


def worst_pairs(scores: pd.DataFrame, count: int = WORST) -> pd.DataFrame:
    """The pairs whose prediction is furthest off, the worst first; adds the column `error`."""
    error = scores["predict_real_label"] - scores["true_real_label"]
    order = error.abs().sort_values(ascending=False, kind="stable").index
    return scores.assign(error=error).loc[order].head(count).reset_index(drop=True)


def plot_worst(evaluation: Evaluation, *, hangul: bool) -> Figure:
    """The worst pairs with their sentences, from truth to prediction.

    Args:
        evaluation: What `evaluate` wrote.
        hangul: Whether the font in use has Hangul; else pairs are named by their guid.
    """
    worst = worst_pairs(evaluation.scores)
    figure = Figure(figsize=(9, 0.8 + 0.42 * len(worst)), layout="constrained")
    axis = figure.subplots()
    rows = np.arange(len(worst))
    truth, predicted = worst["true_real_label"], worst["predict_real_label"]
    axis.hlines(rows, truth, predicted, color=QUIET, linewidth=1.5)
    axis.scatter(truth, rows, color=TRUTH, marker="o", label="true", zorder=2)
    axis.scatter(predicted, rows, color=PREDICTION, marker="D", label="predicted", zorder=2)
    names = list(worst["guid"])
    if hangul:
        pairs = zip(worst["sentence1"], worst["sentence2"], strict=True)
        names = [f"{_shorten(first)}\n{_shorten(second)}" for first, second in pairs]
    axis.set_yticks(rows, names, fontsize=7)
    axis.invert_yaxis()
    axis.set(xlim=(-0.1, 5.1), xlabel="score")
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    axis.grid(axis="x", linewidth=0.4)
    return figure


def _shorten(sentence: str, length: int = 48) -> str:
    short = sentence if len(sentence) <= length else sentence[: length - 1] + "…"
    # A dollar sign would start mathematics in matplotlib.
    return short.replace("$", r"\$")


def plot_training(runs: list[Run]) -> Figure:
    """Training loss, validation loss and validation Pearson of each run, by step."""
    figure = Figure(figsize=(10, 3.4), layout="constrained")
    panels = (
        ("loss", "Training loss"),
        ("eval_loss", "Validation loss"),
        ("eval_pearson", "Validation Pearson"),
    )
    axes = figure.subplots(1, len(panels))
    for index, run in enumerate(runs):
        colour = RUN_COLOURS[index % len(RUN_COLOURS)]
        for axis, (column, title) in zip(axes, panels, strict=True):
            axis.set(title=title, xlabel="step")
            if column in run.log:
                # The last entry repeats the best epoch at the last step: it is not a new point.
                points = run.log[["step", column]].dropna().drop_duplicates("step")
                marker = "" if column == "loss" else "o"
                axis.plot(
                    points["step"],
                    points[column],
                    marker=marker,
                    markersize=4,
                    color=colour,
                    linestyle=("-", "--", "-.", ":")[index % 4],
                    label=run.name,
                )
    for axis in axes:
        axis.ticklabel_format(axis="y", useOffset=False)
        low, high = axis.get_ylim()
        if high - low < LEAST_SPAN:  # a thousandth is no fall
            middle = (low + high) / 2
            axis.set_ylim(middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2)
    if len(runs) > 1:
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


# ------------------------------------------------------------------------------------ the page


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _interval(figure: dict[str, float | None]) -> str:
    return f"{_number(figure['value'])} [{_number(figure['low'])}, {_number(figure['high'])}]"


ENVIRONMENT = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
ENVIRONMENT.filters |= {"number": _number, "interval": _interval, "two": _two, "percent": _percent}
PAGE = ENVIRONMENT.from_string(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>KLUE-STS dev: {{ figures.model }}</title>
<style>
  :root { color-scheme: light; }
  body { font: 16px/1.5 system-ui, "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
         max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
  h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
  figure { margin: 1rem 0; } img { max-width: 100%; height: auto; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; margin: 1rem 0; } td:first-child { white-space: nowrap; }
  caption { text-align: left; padding: .3rem 0; font-weight: 600; }
  th, td { padding: .35rem .7rem; border-bottom: 1px solid #ccc; text-align: left;
           vertical-align: top; }
  th + th:not(.text) { text-align: right; }
  .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  [lang=ko] { word-break: keep-all; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>{{ figures.model }} on KLUE-STS dev</h1>
<p>{{ dev.pairs }} pairs, scored from 0 to 5. Weights {{ figures.revision }},
{{ "{:,}".format(figures.parameters) }} parameters. A pair is called similar from
{{ "%.2f"|format(figures.threshold) }} on ({{ figures.threshold_from }}). In brackets: bootstrap
95 % intervals.</p>
<div class="scroll"><table>
<caption>Correlation and error</caption>
<tr><th>pairs of</th><th>Pearson</th><th>Spearman</th><th>mean absolute error</th></tr>
{% for name, part in parts %}
<tr><td>{{ name }}</td>{% for key in ["pearson", "spearman", "mae"] %}
<td class="n">{{ part[key]|interval }}</td>{% endfor %}</tr>
{% endfor %}
</table></div>
<div class="scroll"><table>
<caption>KLUE-STS dev as a question of yes or no</caption>
<tr><th>threshold</th><th>F1</th><th>precision</th><th>recall</th><th>accuracy</th></tr>
{% for row in dev["at"] %}
<tr><td class="n">{{ "%.2f"|format(row.threshold) }}</td>
<td class="n">{{ row.f1_interval|interval }}</td>
{% for key in ["precision", "recall", "accuracy"] %}<td class="n">{{ row[key]|number }}</td>
{% endfor %}</tr>
{% endfor %}
</table></div>
<div class="scroll"><table>
<caption>KLUE-STS dev, each source by itself</caption>
<tr><th>source</th><th>pairs</th><th>mean true</th><th>mean predicted</th><th>Pearson</th>
<th>Spearman</th><th>mean absolute error</th><th>F1</th></tr>
{% for row in dev.sources %}
<tr><td>{{ row.source }}</td><td class="n">{{ row.pairs }}</td>
{% for key in ["label", "score", "pearson", "spearman", "mae", "f1"] %}
<td class="n">{{ row[key]|number }}</td>{% endfor %}</tr>
{% endfor %}
</table></div>
{% if dev.calibration and dev.calibration.by_score %}
{% set bounded = "coverage" in dev.calibration.by_score[0] %}
<div class="scroll"><table>
<caption>KLUE-STS dev, each point of the scale by itself</caption>
<tr><th>score</th><th>pairs</th><th>mean predicted</th><th>mean true</th>
{% if bounded %}<th>labels within the bounds</th><th>bounds apart</th>{% endif %}</tr>
{% for row in dev.calibration.by_score %}
<tr><td>{{ row.from }}–{{ row.to }}</td><td class="n">{{ row.pairs }}</td>
<td class="n">{{ row.score|two }}</td><td class="n">{{ row.label|two }}</td>
{% if bounded %}<td class="n">{{ row.coverage|percent }}</td>
<td class="n">{{ row.width|two }}</td>{% endif %}</tr>
{% endfor %}
</table></div>
{% endif %}
{% for plot in plots %}
<h2>{{ plot.title }}</h2>
<figure>
<img src="data:image/png;base64,{{ plot.base64 }}" width="{{ plot.width }}" alt="{{ plot.title }}">
<figcaption>{{ plot.caption }}</figcaption></figure>
{% endfor %}
{% if contrast %}
<h2>What differs in what matters</h2>
<p>{{ contrast.model }} ({{ contrast.revision }}) on the contrast set's test part. A triplet is a
sentence, one that means the same and one that differs; it is right when the second scores above the
third.{% if before %} Before: {{ before.model }} ({{ before.revision }}).{% endif %}</p>
<div class="scroll"><table>
<caption>Triplets, by phenomenon</caption>
<tr><th>phenomenon</th><th>triplets</th>
{% for name in ["right", "mean of same", "mean of different"] %}
{% if before %}<th>{{ name }}, before</th>{% endif %}<th>{{ name }}</th>
{% endfor %}</tr>
{% for row in rows %}
<tr><td>{{ row.phenomenon }}</td><td class="n">{{ row.triplets }}</td>
{% if before %}<td class="n">{{ row.before.accuracy|percent }}</td>{% endif %}
<td class="n">{{ row.accuracy|percent }}</td>
{% for name in ["same", "different"] %}
{% if before %}<td class="n">{{ row.before[name]|two }}</td>{% endif %}
<td class="n">{{ row[name]|two }}</td>
{% endfor %}</tr>
{% endfor %}
</table></div>
{% endif %}
{% if contrast and contrast.warnings %}
<h2>Warnings</h2>
<p>{{ meaning }}</p>
<div class="scroll"><table>
<caption>Warnings, by kind</caption>
<tr><th>kind</th>{% for name in counted %}<th>{{ name }}</th>{% endfor %}
<th>precision</th><th>recall</th></tr>
{% for row in contrast.warnings %}
<tr><td>{{ row.kind }}</td>
{% for name in counted %}<td class="n">{{ row[name] }}</td>{% endfor %}
<td class="n">{{ row.precision|percent }}</td><td class="n">{{ row.recall|percent }}</td></tr>
{% endfor %}
</table></div>
{% endif %}
{% if contrast and contrast.invariance %}
<h2>Invariance</h2>
<div class="scroll"><table>
<caption>A sentence against itself in another style, which should score 5</caption>
<tr><th>edit</th><th>sentences</th><th>mean score</th><th>smallest score</th></tr>
{% for row in contrast.invariance.twins %}
<tr><td>{{ row.edit }}</td><td class="n">{{ row.sentences }}</td>
<td class="n">{{ row.mean|two }}</td><td class="n">{{ row.smallest|two }}</td></tr>
{% endfor %}
</table></div>
<div class="scroll"><table>
<caption>How far an edit of the sentence moves a pair's score, in points</caption>
<tr><th>edit</th><th class="text">pair</th><th>pairs</th><th>mean</th><th>largest</th></tr>
{% for row in contrast.invariance.moved %}
<tr><td>{{ row.edit }}</td><td>sentence, {{ row.pair }}</td><td class="n">{{ row.pairs }}</td>
<td class="n">{{ row.mean|two }}</td><td class="n">{{ row.largest|two }}</td></tr>
{% endfor %}
</table></div>
{% endif %}
<h2>The {{ worst|length }} worst pairs</h2>
<div class="scroll"><table>
<tr><th>guid</th><th class="text">sentences</th><th>true</th><th>predicted</th><th>error</th></tr>
{% for row in worst %}
<tr><td>{{ row.guid }}</td><td lang="ko">{{ row.sentence1 }}<br>{{ row.sentence2 }}</td>
<td class="n">{{ "%.2f"|format(row.true_real_label) }}</td>
<td class="n">{{ "%.2f"|format(row.predict_real_label) }}</td>
<td class="n">{{ "%+.2f"|format(row.error) }}</td></tr>
{% endfor %}
</table></div>
</body>
</html>
"""
)


def write_page(
    evaluation: Evaluation, plots: list[Plot], path: Path, contrasts: list[dict[str, Any]]
) -> None:
    """Write the page; its folder is made if missing.

    Args:
        evaluation: What `evaluate` wrote.
        plots: In their order on the page.
        path: The page's.
        contrasts: What `contrast` wrote of the model, and of the one before it; may be empty.
    """
    contrast, before = (*contrasts, None, None)[:2]
    figures = evaluation.figures
    names = {"klue_sts_dev": "KLUE-STS dev", "korsts_dev": "KorSTS dev", "validation": "validation"}
    page = PAGE.render(
        figures=figures,
        dev=figures["klue_sts_dev"],
        parts=[(title, figures[name]) for name, title in names.items() if name in figures],
        plots=plots,
        worst=worst_pairs(evaluation.scores).to_dict("records"),
        contrast=contrast,
        before=before,
        rows=contrast_rows(contrast, before) if contrast else [],
        meaning=MEANING,
        counted=["right", "wrong", "false", "missed"],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training report`."""
    parser.add_argument(
        "--evaluation",
        type=Path,
        default=Path("training/runs/evaluate"),
        help="what `evaluate` wrote; default: %(default)s",
    )
    parser.add_argument(
        "--run",
        action="append",
        default=[],
        metavar="[NAME=]FOLDER",
        help="a finished `finetune`, for its loss by step; once for each run to compare",
    )
    parser.add_argument(
        "--contrast",
        type=Path,
        nargs="+",
        default=[],
        metavar=("FOLDER", "BEFORE"),
        help="what `contrast --model` wrote of this model and, to compare, of one before it",
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/report.html"))
    parser.add_argument(
        "--images", type=Path, default=Path("images"), help="for the PNGs; default: %(default)s"
    )


def run(args: argparse.Namespace) -> None:
    """Draw the plots and write the page.

    Raises:
        TrainingError: What is to be shown is missing.
    """
    if len(args.contrast) > 2:
        raise TrainingError("--contrast takes the folder of one model, and of one before it.")
    evaluation = read_evaluation(args.evaluation)
    contrasts = [read_contrast(folder) for folder in args.contrast]
    runs = [read_run(text) for text in args.run]
    font = find_hangul_font()
    wanted: list[tuple[str, str, str, Callable[[], Figure]]] = [
        (
            "true-predicted",
            "True against predicted",
            "One dot for each pair; on the line both agree. Dotted: the thresholds.",
            lambda: plot_scatter(evaluation),
        ),
        (
            "distributions",
            "Both distributions",
            "How many pairs have which true and which predicted score.",
            lambda: plot_distributions(evaluation),
        ),
        (
            "thresholds",
            "Precision, recall and F1 against the threshold",
            "For a threshold lower or higher than the table's.",
            lambda: plot_thresholds(evaluation),
        ),
        (
            "confusion",
            "Confusion matrix",
            "How many pairs are rightly and wrongly called similar.",
            lambda: plot_confusion(evaluation),
        ),
        (
            "calibration",
            "Calibration",
            "Each dot is a tenth of the pairs, by predicted score; bars are two standard errors.",
            lambda: plot_calibration(evaluation),
        ),
        (
            "worst-pairs",
            "The worst pairs",
            "From the true to the predicted score; whole sentences are in the table below.",
            lambda: plot_worst(evaluation, hangul=font is not None),
        ),
    ]
    if runs:
        wanted.append(
            (
                "training",
                "Loss and Pearson by step",
                "Validation follows each epoch; the epoch with the best Pearson is kept.",
                lambda: plot_training(runs),
            )
        )
    args.images.mkdir(parents=True, exist_ok=True)
    plots = []
    families = [*([font] if font else []), "DejaVu Sans"]
    with mpl.rc_context(STYLE | {"font.family": families}):
        for name, title, caption, draw in tqdm(wanted, desc="plots", unit="plot"):
            buffer = io.BytesIO()
            figure = draw()
            figure.savefig(buffer, format="png")
            png = buffer.getvalue()
            (args.images / f"report-{name}.png").write_bytes(png)
            plots.append(
                Plot(
                    title=title,
                    caption=caption,
                    width=round(figure.get_figwidth() * CSS_PIXELS),
                    base64=base64.b64encode(png).decode("ascii"),
                )
            )
    write_page(evaluation, plots, args.out, contrasts)
    logger.info("wrote %s and %d plots in %s", args.out, len(plots), args.images)
