"""The ablation, on a tiny base: each arm is what it says, and a figure is what its runs give."""

import json
import logging
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.metrics import f1_score
from transformers import AutoTokenizer

from models import Scorer
from tests.pipeline import read_json, start_and_kill
from training import ablate, data
from training.__main__ import main
from training.finetune import Preset, load_preset, tokenise
from training.metrics import choose_threshold
from training.tiny import build_tiny

pytestmark = pytest.mark.usefixtures("one_thread")

WORDS = "친구 떡볶이 문장 예약 마차 하마 바다 사자 카드 파이 나라 가구".split()
SEEDS = [1, 2, 3]


def make_rows(count: int, seed: int) -> list[tuple[str, str, float]]:
    """Pairs with their scores, no sentence twice; cleaning does something in every second one."""
    random = Random(seed)
    rows = []
    for index in range(count):
        score = index % 6
        words = random.sample(WORDS[:6], score) + random.sample(WORDS[6:], 5 - score)
        first = " ".join([*random.sample(WORDS[:6], 5), f"{100 * seed + index}"])
        second = " ".join([f"{100 * seed + index}", *words])
        rows.append((f"<b>{first}</b> ★" if index % 2 else first, second, float(score)))
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw files as the shared ones are, but small; pairs as `data` writes them; a base."""
    folder = tmp_path_factory.mktemp("files")
    build_tiny(folder / "base", kind="base")
    train = pd.DataFrame(make_rows(72, seed=1), columns=["sentence1", "sentence2", "label"])
    train.to_csv(folder / "klue_sts_train.csv", index=False)
    dev = [
        {
            "guid": f"klue-sts-v1_dev_{index:05d}",
            "source": "airbnb-rtt",
            "sentence1": first,
            "sentence2": second,
            "labels": {"real-label": score, "binary-label": int(score >= 3)},
        }
        for index, (first, second, score) in enumerate(make_rows(24, seed=2))
    ]
    (folder / "klue-sts-v1.1_dev.json").write_text(json.dumps(dev), encoding="utf-8")
    for part, second in (("train", "나라 마차 예약"), ("dev", "가구 하마")):
        text = f"score\tsentence1\tsentence2\n2.0\t나는 카드를 <i>사네</i>\t{second}\n"
        (folder / f"korsts-{part}.tsv").write_text(text, encoding="utf-8")
    english = "score\tsentence1\tsentence2\tsource\n"
    (folder / "sts_en_2012_2016.tsv").write_text(english, encoding="utf-8")
    options = ["--data", str(folder), "--validation", "24", "--out", str(folder / "pairs")]
    assert main(["data", *options]) == 0
    silver = pd.DataFrame(make_rows(24, seed=3), columns=["sentence1", "sentence2", "score"])
    silver.to_csv(folder / "silver.csv", index=False)
    preset = {"cross_layers": 1, "epochs": 2, "learning_rate": 0.003, "batch_size": 8}
    (folder / "preset.json").write_text(json.dumps(preset))
    return folder


@pytest.fixture(scope="module")
def files(folder: Path) -> list[str]:
    """A command line that works, without --out."""
    options = {
        "--base": folder / "base",
        "--preset": folder / "preset.json",
        "--train": folder / "pairs" / "train.csv",
        "--validation": folder / "pairs" / "validation.csv",
        "--silver": folder / "silver.csv",
        "--data": folder,
    }
    return ["ablate", *(str(text) for option in options.items() for text in option)]


@pytest.fixture(scope="module")
def out(files: list[str], tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> Path:
    """A finished ablation of everything."""
    out = tmp_path_factory.mktemp("ablate") / "out"
    assert main([*files, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def report(out: Path) -> dict[str, Any]:
    return read_json(out / "ablation.json")


# --------------------------------------------------------------------------------- the arms


def test_each_arm_is_a_fine_tuning_for_each_seed(out: Path) -> None:
    runs = {
        (arm, seed): read_json(out / arm / f"seed-{seed}" / "run.json")
        for arm in ("baseline", "raw", "silver")
        for seed in SEEDS
    }

    for (arm, seed), record in runs.items():
        gold = runs["baseline", 1]["train_pairs"]
        assert record["seed"] == seed
        assert record["preset"]["clean"] == (arm != "raw")
        assert record["train_pairs"] == gold + 24 * (arm == "silver")
    assert not list(out.glob("*/*/checkpoint-*"))
    assert len(list(out.glob("*/*/best/model.safetensors"))) == 9


def test_raw_sentences_reach_the_model_as_they_were_published(folder: Path) -> None:
    raw = ablate.published(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder / "base")
    cleaned = data.load_klue_dev(folder)

    test = ablate.uncleaned(cleaned, raw, "the test")

    assert list(test["guid"]) == list(cleaned["guid"])
    assert cleaned["sentence1"][1] == test["sentence1"][1].removeprefix("<b>").removesuffix(
        "</b> ★"
    )
    assert ablate.changed(cleaned, test) == 12
    ids = tokenise(test, tokenizer, Preset(clean=False))[1]["input_ids"][0]
    assert ids == tokenizer(test["sentence1"][1])["input_ids"]
    # And those of the other arm are the ones that serving would see.
    ids = tokenise(test, tokenizer, Preset(clean=True))[1]["input_ids"][0]
    assert ids == tokenizer(cleaned["sentence1"][1])["input_ids"]


def test_all_pairs_of_data_are_found_among_the_published_ones(folder: Path) -> None:
    raw = ablate.published(folder)
    train = pd.read_csv(folder / "pairs" / "train.csv")

    found = ablate.uncleaned(train, raw, "train")

    assert found[train["source"] == "korsts"]["sentence1"].tolist() == ["나는 카드를 <i>사네</i>"]
    assert found["sentence1"].str.contains("★").sum() == ablate.changed(train, found) - 1


def test_the_report_says_how_many_pairs_cleaning_changes(out: Path, report: dict[str, Any]) -> None:
    changed = report["cleaning"]["changed"]

    assert changed["test"] == 12
    assert changed["train"] + changed["validation"] == 36 + 1
    assert "12 pairs of test." in (out / "ablation.md").read_text(encoding="utf-8")


def test_scores_are_those_that_serving_gives_cleaned_pairs(out: Path, folder: Path) -> None:
    table = pd.read_csv(out / "baseline" / "seed-1" / "scores.csv")
    test = data.load_klue_dev(folder)
    scorer = Scorer.load(out / "baseline" / "seed-1" / "best")

    served = [scorer.score(a, b) for a, b in zip(test["sentence1"], test["sentence2"], strict=True)]

    scored = table[table["part"] == "test"]
    assert scored["label"].tolist() == test["score"].tolist()
    assert scored["score"].tolist() == pytest.approx([each.score for each in served], abs=1e-4)


@pytest.mark.parametrize("loss", ["bce", "mse"])
def test_a_classifier_is_scored_in_both_orders_as_in_serving(
    loss: str, files: list[str], folder: Path, tmp_path: Path
) -> None:
    preset = tmp_path / "preset.json"
    settings = {"architecture": "classifier", "loss": loss, "epochs": 1, "max_length": 64}
    preset.write_text(json.dumps(settings))
    command = ["finetune", *files[1:3], "--preset", str(preset), *files[5:9]]
    assert main([*command, "--out", str(tmp_path / "run")]) == 0
    test = data.load_klue_dev(folder)

    scores = ablate.score(tmp_path / "run" / "best", test, load_preset(str(preset)))

    scorer = Scorer.load(tmp_path / "run" / "best")
    served = [scorer.score(a, b) for a, b in zip(test["sentence1"], test["sentence2"], strict=True)]
    assert scores == pytest.approx([each.score for each in served], abs=1e-4)


# ------------------------------------------------------------------------------- the figures


def test_a_spread_worked_by_hand() -> None:
    """1, 2, 6: the mean is 3; the squares of -2, -1, 3 add up to 14, of which half is 7."""
    found = ablate.spread([1.0, 2.0, 6.0])

    assert found == {"values": [1.0, 2.0, 6.0], "mean": 3.0, "sd": pytest.approx(7**0.5)}


def test_a_difference_is_taken_within_each_seed(report: dict[str, Any]) -> None:
    for part in ("cleaning", "augmentation"):
        for name in ablate.FIGURES:
            result = report[part]["figures"][name]
            after, before = result["with"]["values"], result["without"]["values"]
            assert result["difference"]["values"] == pytest.approx(np.subtract(after, before))
            assert len(after) == len(SEEDS)


def test_the_baseline_is_with_cleaning_and_without_silver_pairs(report: dict[str, Any]) -> None:
    cleaning, augmentation = (report[part]["figures"] for part in ("cleaning", "augmentation"))

    for name in ablate.FIGURES:
        assert cleaning[name]["with"] == augmentation[name]["without"]
    assert report["augmentation"]["silver_pairs"] == 24
    assert cleaning["pearson"]["with"] != cleaning["pearson"]["without"]
    assert augmentation["pearson"]["with"] != augmentation["pearson"]["without"]


def test_the_loss_on_validation_is_that_of_the_epoch_that_was_kept(
    out: Path, report: dict[str, Any]
) -> None:
    for index, seed in enumerate(SEEDS):
        state = read_json(out / "silver" / f"seed-{seed}" / "trainer_state.json")
        epochs = [entry for entry in state["log_history"] if "eval_pearson" in entry]
        best = max(epochs, key=lambda entry: entry["eval_pearson"])
        losses = report["augmentation"]["figures"]["validation_loss"]["with"]["values"]
        assert losses[index] == best["eval_loss"]


def test_f1_at_each_threshold_is_scikit_learns(out: Path, report: dict[str, Any]) -> None:
    result = report["threshold"]
    assert [row["offset"] for row in result["around_3"]] == pytest.approx(
        [-0.5, -0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5]
    )
    for index, seed in enumerate(SEEDS):
        table = pd.read_csv(out / "baseline" / f"seed-{seed}" / "scores.csv")
        validation = table[table["part"] == "validation"]
        test = table[table["part"] == "test"]
        chosen = choose_threshold(validation["label"].to_numpy(), validation["score"].to_numpy())
        assert result["chosen"][index] == chosen
        for rows, centre in ((result["around_3"], 3.0), (result["around_chosen"], chosen)):
            for row in rows:
                called = test["score"] >= centre + row["offset"]
                f1 = f1_score(test["label"] >= 3, called, zero_division=0.0)
                assert row["f1"]["values"][index] == pytest.approx(f1)
            middle = rows[5]["f1"]["values"][index]
            assert rows[0]["difference"]["values"][index] == pytest.approx(
                rows[0]["f1"]["values"][index] - middle
            )


def test_the_tables_and_the_plot_show_every_part(out: Path, report: dict[str, Any]) -> None:
    text = (out / "ablation.md").read_text(encoding="utf-8")

    assert "over 3 seeds" in text
    for heading in ("## Cleaning", "## Augmentation", "## Threshold"):
        assert heading in text
    pearson = report["cleaning"]["figures"]["pearson"]
    assert f"{pearson['difference']['mean']:+.4f} ± {pearson['difference']['sd']:.4f}" in text
    with Image.open(out / "ablation.png") as image:
        assert image.size == (1200, 1440)


# ------------------------------------------------------------------------ again, and going on


def test_what_is_done_is_not_done_again(
    out: Path, files: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.glob("*/seed-*/**/*")}
    report = (out / "ablation.json").read_text(encoding="utf-8")
    caplog.set_level(logging.INFO, logger="training.ablate")

    assert main([*files, "--out", str(out)]) == 0

    assert caplog.text.count(" is done") == 9
    assert {path: path.stat().st_mtime_ns for path in out.glob("*/seed-*/**/*")} == before
    assert (out / "ablation.json").read_text(encoding="utf-8") == report


def test_a_killed_ablation_goes_on(
    out: Path, files: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    command = [*files, "--only", "threshold", "--out", str(tmp_path)]
    start_and_kill(command, when=tmp_path / "baseline" / "seed-2" / "settings.json")
    done = tmp_path / "baseline" / "seed-1" / "scores.csv"
    assert done.exists()
    assert not (tmp_path / "baseline" / "seed-2" / "scores.csv").exists()
    caplog.set_level(logging.INFO, logger="training.ablate")

    assert main(command) == 0

    assert caplog.text.count(" is done") == 1
    whole = read_json(out / "ablation.json")
    assert read_json(tmp_path / "ablation.json")["threshold"] == whole["threshold"]


def test_only_what_is_asked_for_is_trained(files: list[str], tmp_path: Path) -> None:
    options = ["--only", "cleaning", "--rows", "16", "--epochs", "1", "--seeds", "4", "5", "6"]

    assert main([*files, *options, "--out", str(tmp_path)]) == 0

    report = read_json(tmp_path / "ablation.json")
    assert set(report["arms"]) == {"baseline", "raw"}
    assert not {"augmentation", "threshold"} & set(report)
    assert report["seeds"] == [4, 5, 6]
    baseline = report["arms"]["baseline"]
    assert baseline["pairs"]["train"]["count"] == 16
    assert baseline["preset"]["epochs"] == 1
    assert baseline["preset"] | {"clean": False} == report["arms"]["raw"]["preset"]
    with Image.open(tmp_path / "ablation.png") as image:
        assert image.size == (1200, 480)


# ---------------------------------------------------------------------------- the command line


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seeds", "1", "2"], "--seeds needs 3 or more, all different, for a spread."),
        (["--seeds", "1", "2", "2"], "--seeds needs 3 or more, all different, for a spread."),
        (["--train", "nowhere.csv"], "nowhere.csv is missing; make it with `python -m training d"),
        (["--silver", "nowhere.csv"], "nowhere.csv is missing; "),
        (["--base", "./nowhere"], "make it with `python -m training base`."),
        (["--data", "nowhere"], "--data names nowhere, which is not a folder."),
        (["--train", "{folder}/silver.csv"], "24 pairs of --train have no published sentences"),
        (["--validation", "{tmp}/stale.csv"], "1 pairs of --validation are not the published ones"),
        (["--silver", "{tmp}/leak.csv"], "1 pairs to train on have a sentence of the test set;"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    options: list[str],
    message: str,
    files: list[str],
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stale = pd.read_csv(folder / "pairs" / "validation.csv")
    stale.loc[3, "sentence2"] += " 친구"
    stale.to_csv(tmp_path / "stale.csv", index=False)
    data.load_klue_dev(folder)[:1].to_csv(tmp_path / "leak.csv", index=False)
    options = [text.format(folder=folder, tmp=tmp_path) for text in options]

    with pytest.raises(SystemExit) as stopped:
        main([*files, "--out", str(tmp_path / "out"), *options])

    assert stopped.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("python -m training ablate: ")
    assert message in said


def test_without_silver_pairs_the_rest_can_still_be_asked_for(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = files.index("--silver")
    command = [*files[:at], *files[at + 2 :], "--out", str(tmp_path)]

    with pytest.raises(SystemExit):
        main(command)

    assert "name them with --silver, or leave it out with --only cleaning threshold." in (
        capsys.readouterr().err
    )


def test_other_pairs_are_not_taken_for_those_of_a_run_that_is_done(
    out: Path, files: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many silver pairs, but others."""
    silver = pd.DataFrame(make_rows(24, seed=4), columns=["sentence1", "sentence2", "score"])
    silver.to_csv(tmp_path / "other.csv", index=False)

    with pytest.raises(SystemExit):
        main([*files, "--silver", str(tmp_path / "other.csv"), "--out", str(out)])

    assert "silver has runs with other settings or pairs (see arm.json there)" in (
        capsys.readouterr().err
    )
