"""The comparison: both kinds learn from the same pairs and are measured the same way."""

import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer

from models import Scorer
from tests.pipeline import read_json
from training import TrainingError, compare, data
from training.__main__ import main
from training.compare import Rater
from training.finetune import Preset, load_preset
from training.metrics import Floats
from training.tiny import build_tiny

pytestmark = pytest.mark.usefixtures("one_thread")

WORDS = "친구 떡볶이 문장 예약 마차 하마 바다 사자 카드 파이 나라 가구".split()
SETTINGS = {"epochs": 2, "learning_rate": 0.003, "batch_size": 4, "max_length": 32}
PRESETS = {
    "tiny-pair": SETTINGS | {"cross_layers": 1},
    "tiny-classifier": SETTINGS | {"architecture": "classifier", "loss": "mse", "max_length": 64},
}


def make_pairs(count: int, seed: int) -> pd.DataFrame:
    """Pairs of five words each; the fewer of the second's are of another field, the higher."""
    random = Random(seed)
    rows = []
    for index in range(count):
        score = index % 6
        first = random.sample(WORDS[:6], 5)
        second = random.sample(WORDS[:6], score) + random.sample(WORDS[6:], 5 - score)
        rows.append((f"toy-{index}", "toy", " ".join(first), " ".join(second), float(score)))
    return pd.DataFrame(rows, columns=data.COLUMNS)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("base"), kind="base")


@pytest.fixture(scope="module")
def options(base: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Options that name a base, pairs and presets which are there."""
    folder = tmp_path_factory.mktemp("raw")
    make_pairs(36, seed=1).to_csv(folder / "train.csv", index=False)
    make_pairs(24, seed=2).to_csv(folder / "validation.csv", index=False)
    test = [
        row | {"labels": {"real-label": row["score"]}}
        for row in make_pairs(18, seed=3).to_dict("records")
    ]
    (folder / "klue-sts-v1.1_dev.json").write_text(json.dumps(test), encoding="utf-8")
    for name, preset in PRESETS.items():
        (folder / f"{name}.json").write_text(json.dumps(preset), encoding="utf-8")
    presets = [str(folder / f"{name}.json") for name in PRESETS]
    pairs = ["--train", str(folder / "train.csv"), "--validation", str(folder / "validation.csv")]
    kinds = ["--presets", *presets, "--bi-encoder", presets[0]]
    command = ["compare", "--data", str(folder), "--base", str(base), *pairs, *kinds]
    return [*command, "--repeats", "1"]


@pytest.fixture(scope="module")
def out(options: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of the command wrote: two seeds of three kinds."""
    out = tmp_path_factory.mktemp("out")
    assert main([*options, "--seeds", "1", "2", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def report(out: Path) -> dict[str, Any]:
    return read_json(out / "compare.json")


def run_folder(out: Path, base: Path, kind: str, seed: int) -> Path:
    return out / compare.folder_name(str(base)) / kind / f"seed-{seed}"


# ------------------------------------------------------------------------------- what it writes


def test_each_kind_is_trained_with_each_seed_on_the_same_pairs(
    report: dict[str, Any], out: Path, base: Path
) -> None:
    runs = [(run["base"], run["kind"], run["seed"]) for run in report["runs"]]

    kinds = ["bi-encoder", *PRESETS]
    assert runs == [(str(base), kind, seed) for kind in kinds for seed in (1, 2)]
    assert len({run["pairs_sha256"] for run in report["runs"]}) == 1
    assert {tuple(run["pairs"]) for run in report["runs"]} == {(36, 24, 18)}
    for _, kind, seed in runs:
        folder = run_folder(out, base, kind, seed)
        assert (folder / "model" / "best" / "config.json").is_file()
        assert not list(folder.rglob("checkpoint-*"))


def test_the_summary_is_the_mean_over_the_seeds(report: dict[str, Any]) -> None:
    row = report["summary"][0]
    first, second = (run["test"]["pearson"] for run in report["runs"][:2])

    assert (row["kind"], row["seeds"]) == ("bi-encoder", [1, 2])
    assert row["test"]["pearson"]["mean"] == pytest.approx((first + second) / 2)
    # Of two values, the sample standard deviation is their distance by the root of two.
    assert row["test"]["pearson"]["sd"] == pytest.approx(abs(first - second) / 2**0.5)
    assert all(row["pairs_per_second"] > 0 for row in report["summary"])


def test_the_regressor_is_measured_as_it_serves(
    report: dict[str, Any], out: Path, base: Path
) -> None:
    run = next(run for run in report["runs"] if (run["kind"], run["seed"]) == ("tiny-pair", 1))
    scorer = Scorer.load(run_folder(out, base, "tiny-pair", 1) / "model" / "best")
    test = make_pairs(18, seed=3)
    pairs = list(zip(test["sentence1"], test["sentence2"], strict=True))

    scores = [result.score for result in scorer.score_pairs(pairs)]

    assert run["test"]["pearson"] == pytest.approx(np.corrcoef(test["score"], scores)[0, 1])
    assert run["parameters"] == scorer.parameters


def test_the_tables_and_the_plot_are_for_a_reader(
    out: Path, report: dict[str, Any], base: Path
) -> None:
    text = (out / "compare.md").read_text(encoding="utf-8")

    row = report["summary"][0]
    pearson = row["test"]["pearson"]
    cell = f"| {base} | bi-encoder | 2 | {pearson['mean']:.4f} ± {pearson['sd']:.4f} |"
    assert cell in text
    assert text.count("| tiny-classifier | 2 |") == 2  # on the test and on validation
    assert f"| {row['parameters']:,} |" in text
    assert (out / "compare.png").read_bytes().startswith(b"\x89PNG")


def test_finished_runs_are_not_repeated(
    options: list[str], out: Path, base: Path, report: dict[str, Any], tmp_path: Path
) -> None:
    weights = run_folder(out, base, "bi-encoder", 1) / "model" / "best" / "model.safetensors"
    written = weights.stat().st_mtime_ns

    assert main([*options, "--seeds", "1", "2", "--out", str(out)]) == 0

    assert weights.stat().st_mtime_ns == written
    assert read_json(out / "compare.json") == report


def test_a_run_on_other_pairs_does_not_pass_for_this_one(
    options: list[str], out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*options, "--rows", "12", "--out", str(out)])

    assert "holds a run with other settings or pairs" in capsys.readouterr().err


def test_one_seed_has_no_deviation_and_rows_and_epochs_are_heeded(
    options: list[str], tmp_path: Path
) -> None:
    sizes = ["--seeds", "3", "--rows", "12", "--epochs", "1", "--presets"]
    assert main([*options, *sizes, "--out", str(tmp_path)]) == 0

    report = read_json(tmp_path / "compare.json")
    (run,) = report["runs"]
    assert (run["kind"], run["pairs"][0], run["preset"]["epochs"]) == ("bi-encoder", 12, 1)
    assert report["summary"][0]["test"]["pearson"]["sd"] is None
    table = (tmp_path / "compare.md").read_text(encoding="utf-8").splitlines()[2:5]
    assert not any("±" in line for line in table)


# ------------------------------------------------------------------------------- the bi-encoder


def test_the_bi_encoder_learns(base: Path, tmp_path: Path) -> None:
    preset = Preset(epochs=15, learning_rate=0.01, batch_size=4, max_length=32)
    train, validation = make_pairs(48, seed=1), make_pairs(24, seed=2)

    compare.train_bi_encoder(str(base), train, validation, tmp_path, preset, seed=1)

    rater = compare.load_bi_encoder(tmp_path / "best")
    scores = rater.score(compare.pairs_of(validation))
    assert np.corrcoef(validation["score"], scores)[0, 1] > 0.6


def test_batches_are_made_of_similar_lengths() -> None:
    """Half of the pairs are long; were batches of five drawn by chance, nearly all had both."""
    long, short = ["친구 떡볶이 문장"] * 100, ["네"] * 100
    rows = Dataset.from_dict({"sentence1": long + short, "sentence2": short + short})

    sampler = compare.like_lengths(rows, 5, drop_last=False, generator=torch.Generator())

    batches = list(sampler)
    assert sorted(index for batch in batches for index in batch) == list(range(200))
    # Fifty at a time are put in order, so that at most one batch of each ten is mixed; another
    # one gets the longest pair of all, which goes first.
    assert sum(len({index < 100 for index in batch}) == 2 for batch in batches) <= 5


def test_a_bi_encoders_score_is_five_times_the_cosine_of_cleaned_sentences(base: Path) -> None:
    rater = compare.load_bi_encoder(base)
    pairs = [("친구  예약!!!!", "바다 ★"), ("네", "네"), ("바다", "친구 예약!")]

    scores = rater.score(pairs)

    vectors = torch.tensor(SentenceTransformer(str(base)).encode(["친구 예약!", "바다"]))
    cosine = torch.nn.functional.cosine_similarity(vectors[0], vectors[1], dim=0).item()
    assert scores == pytest.approx([5 * max(cosine, 0), 5, 5 * max(cosine, 0)], abs=1e-4)
    assert rater.parameters == sum(p.numel() for p in SentenceTransformer(str(base)).parameters())


# ---------------------------------------------------------------------------------- the figures


def test_figures_by_hand() -> None:
    """At 3.0 one of the two similar pairs is missed; at 2.5 both are found and nothing else."""
    labels, scores = np.array([0.0, 1.0, 3.0, 5.0]), np.array([0.5, 2.0, 2.6, 4.0])

    found = compare.figures(labels, scores, 2.5)

    assert found["f1_chosen"] == 1.0
    assert found["f1_classic"] == pytest.approx(2 / 3)
    assert found["spearman"] == pytest.approx(1.0)
    assert found["pearson"] == pytest.approx(np.corrcoef(labels, scores)[0, 1])


def test_the_threshold_is_chosen_on_validation_alone() -> None:
    validation, test = make_pairs(24, seed=1), make_pairs(24, seed=2)
    of_pair = {
        pair: row
        for frame, shift in ((validation, -1.0), (test, 0.0))
        for pair, row in zip(compare.pairs_of(frame), frame["score"] + shift, strict=True)
    }
    rater = Rater(7, lambda pairs: np.array([of_pair[pair] for pair in pairs]).clip(0, 5))

    result = compare.measure(rater, validation, test, repeats=2)

    assert 1.0 < result["threshold"] <= 2.0  # its scores are a point too low there
    assert result["validation"]["f1_chosen"] == 1.0
    assert result["test"]["f1_chosen"] < 1.0 == result["test"]["f1_classic"]
    assert result["parameters"] == 7


def test_the_speed_is_the_median_of_several_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three runs over ten pairs take 1, 2 and 10 seconds; the warm-up before is not timed."""
    clock = iter([0.0, 1.0, 5.0, 7.0, 20.0, 30.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    rated = []

    def score(pairs: Sequence[compare.Pair]) -> Floats:
        rated.append(len(pairs))
        return np.zeros(len(pairs))

    assert compare.pairs_per_second(Rater(1, score), [("네", "예")] * 10, repeats=3) == 10 / 2.0
    assert rated == [10] * 4


def test_the_spread_of_a_missing_figure_is_missing() -> None:
    assert compare.spread([0.5, 0.7, 0.9]) == pytest.approx({"mean": 0.7, "sd": 0.2})
    assert compare.spread([0.5, None]) == {"mean": None, "sd": None}
    assert compare.spread([0.5]) == {"mean": 0.5, "sd": None}


def test_validation_of_one_kind_is_an_error() -> None:
    frame = make_pairs(12, seed=1).assign(score=4.0)
    rater = Rater(1, lambda pairs: np.arange(len(pairs), dtype=float) % 5)

    with pytest.raises(TrainingError, match=r"--validation: .* pairs of both kinds"):
        compare.measure(rater, frame, frame, repeats=1)


# ------------------------------------------------------------------------------------ the bases


def test_a_base_out_of_reach_is_left_out_loudly(
    options: list[str], base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = str(tmp_path / "nowhere")
    sizes = ["--seeds", "1", "--epochs", "1", "--presets", "--out", str(tmp_path / "out")]
    caplog.set_level(logging.WARNING, logger="training.compare")

    assert main([*options, "--base", nowhere, str(base), *sizes]) == 0

    assert f"CANNOT REACH THE BASE '{nowhere}'" in caplog.text
    report = read_json(tmp_path / "out" / "compare.json")
    assert report["not_reached"] == [nowhere]
    assert [row["base"] for row in report["summary"]] == [str(base)]
    text = (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")
    assert f"Not reached, so not compared: {nowhere}." in text


def test_without_any_base_there_is_nothing_to_compare(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*options, "--base", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")])

    assert "None of the bases can be reached" in capsys.readouterr().err


def test_a_pair_encoder_is_made_of_an_electra_only(base: Path, tmp_path: Path) -> None:
    config = read_json(base / "config.json")
    (tmp_path / "config.json").write_text(json.dumps(config | {"model_type": "bert"}))

    pair, classifier = load_preset("default"), load_preset("report")
    assert compare.misfit(str(base), pair) is None
    assert compare.misfit(str(tmp_path), classifier) is None
    why = compare.misfit(str(tmp_path), pair)
    assert why is not None
    assert "needs an ELECTRA" in why
    assert "of the kind bert" in why


def test_bases_of_the_same_name_have_folders_of_their_own() -> None:
    assert compare.folder_name("monologg/koelectra-base-v3-discriminator") == (
        "monologg--koelectra-base-v3-discriminator"
    )
    assert compare.folder_name("runs/a/base") != compare.folder_name("runs/b/base")
