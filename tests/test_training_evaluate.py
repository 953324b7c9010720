"""The test of a model, end to end on a tiny one."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr
from sklearn.metrics import f1_score

from models import Scorer
from training import evaluate
from training.__main__ import main

SOURCES = ["airbnb-rtt", "airbnb-sampled", "policy-rtt", "paraKQC-para"]
COUNT = 36


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """KLUE-STS dev and KorSTS dev as they are published, but small, and validation pairs."""
    folder = tmp_path_factory.mktemp("raw")
    rows = [
        {
            "guid": f"klue-sts-v1_dev_{i:05d}",
            "source": SOURCES[i % 4],
            "sentence1": f"제 친구가 {i}개 먹고 있네",
            "sentence2": f"=내 친구 {i * 7 % COUNT}, 떡볶이",
            "labels": {"real-label": i % 6 * 1.0, "binary-label": int(i % 6 >= 3)},
        }
        for i in range(COUNT)
    ]
    (folder / "klue-sts-v1.1_dev.json").write_text(json.dumps(rows), encoding="utf-8")
    lines = [f"{i % 6}\t친구 {i}\t내 친구가 {i * 5 % COUNT}" for i in range(COUNT)]
    text = "\n".join(["score\tsentence1\tsentence2", *lines])
    (folder / "korsts-dev.tsv").write_text(text, encoding="utf-8")
    validation = [(f"문장 {i}", f"글 {i * 5 % COUNT}", i % 6) for i in range(COUNT)]
    table = pd.DataFrame(validation, columns=["sentence1", "sentence2", "score"])
    table.to_csv(folder / "validation.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def out(folder: Path, tiny_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evaluate")
    arguments = ["--model", str(tiny_model_folder), "--data", str(folder), "--out", str(out)]
    assert main(["evaluate", *arguments, "--validation", str(folder / "validation.csv")]) == 0
    return out


@pytest.fixture
def arguments(folder: Path, tiny_model_folder: Path, tmp_path: Path) -> list[str]:
    """A command line that works and writes to `tmp_path`."""
    options = ["--model", str(tiny_model_folder), "--data", str(folder), "--out", str(tmp_path)]
    return ["evaluate", *options]


@pytest.fixture(scope="module")
def metrics(out: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    return loaded


def test_the_scores_are_those_that_the_app_serves(out: Path, tiny_scorer: Scorer) -> None:
    table = pd.read_csv(out / "dev_set_score.csv")

    first = table.iloc[5]
    served = tiny_scorer.score(first["sentence1"], evaluate.unguard(first["sentence2"]))
    assert first["predict_real_label"] == pytest.approx(served.score, abs=1e-5)


def test_dev_set_score_has_the_given_columns_and_truth(out: Path, metrics: dict[str, Any]) -> None:
    table = pd.read_csv(out / "dev_set_score.csv")

    assert list(table.columns) == [
        "guid",
        "true_real_label",
        "true_binary_label",
        "predict_real_label",
        "predict_binary_label",
        "sentence1",
        "sentence2",
    ]
    assert table["guid"].tolist() == [f"klue-sts-v1_dev_{i:05d}" for i in range(COUNT)]
    assert table["true_real_label"].tolist() == [i % 6 for i in range(COUNT)]
    assert table["true_binary_label"].tolist() == [int(i % 6 >= 3) for i in range(COUNT)]
    called = table["predict_real_label"] >= metrics["threshold"]
    assert table["predict_binary_label"].tolist() == called.astype(int).tolist()


def test_the_figures_follow_from_dev_set_score(out: Path, metrics: dict[str, Any]) -> None:
    table = pd.read_csv(out / "dev_set_score.csv")
    dev = metrics["klue_sts_dev"]

    oracle = pearsonr(table["true_real_label"], table["predict_real_label"]).statistic
    assert dev["pearson"]["value"] == pytest.approx(oracle)
    assert dev["pearson"]["low"] <= oracle <= dev["pearson"]["high"]
    classic, chosen = dev["at"]
    assert (classic["threshold"], chosen["threshold"]) == (3.0, metrics["threshold"])
    f1 = f1_score(table["true_binary_label"], table["predict_binary_label"])
    assert chosen["f1"] == pytest.approx(f1)
    assert [(row["source"], row["pairs"]) for row in dev["sources"]] == [
        (source, COUNT // 4) for source in sorted(SOURCES)
    ]
    assert metrics["korsts_dev"]["pairs"] == COUNT
    assert "at" not in metrics["korsts_dev"]  # its labels were not made for a yes or no


def test_a_folder_with_these_metrics_serves_with_the_chosen_threshold(
    tiny_model_folder: Path, out: Path, metrics: dict[str, Any], tmp_path: Path
) -> None:
    for file in tiny_model_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "metrics.json").write_bytes((out / "metrics.json").read_bytes())

    scorer = Scorer.load(tmp_path)

    assert metrics["threshold_from"] == "chosen on held-out pairs"
    assert scorer.threshold == metrics["threshold"]


def test_the_bands_are_those_that_the_app_serves(
    out: Path, metrics: dict[str, Any], tiny_model_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_model_folder, tmp_path / "model")
    shutil.copyfile(out / "metrics.json", tmp_path / "model" / "metrics.json")
    table = pd.read_csv(out / "dev_set_score.csv")
    scorer = Scorer.load(tmp_path / "model")

    inside = []
    for row in table.to_dict("records"):
        served = scorer.score(row["sentence1"], evaluate.unguard(row["sentence2"]))
        assert served.low is not None
        assert served.high is not None
        assert 0 <= served.low <= served.score <= served.high <= 5
        inside.append(served.low <= row["true_real_label"] <= served.high)

    found = metrics["klue_sts_dev"]["calibration"]
    assert found["coverage"] == pytest.approx(sum(inside) / COUNT)
    assert sum(row["pairs"] for row in found["by_score"]) == COUNT
    shares = [row["coverage"] * row["pairs"] for row in found["by_score"]]
    assert sum(shares) == pytest.approx(sum(inside))
    text = (out / "metrics.md").read_text(encoding="utf-8")
    assert "expected calibration error" in text
    assert "| pairs | mean score | mean label | coverage | width |" in text


def test_without_validation_pairs_the_models_own_threshold_counts(
    arguments: list[str], tmp_path: Path
) -> None:
    main(arguments)

    metrics = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert (metrics["threshold"], metrics["threshold_from"]) == (3.0, "the model's own")
    assert [row["threshold"] for row in metrics["klue_sts_dev"]["at"]] == [3.0]
    assert "validation" not in metrics


def test_the_tables_show_every_part(out: Path, metrics: dict[str, Any]) -> None:
    text = (out / "metrics.md").read_text(encoding="utf-8")

    for words in ("KLUE-STS dev (the test) | 36", "KorSTS dev | 36", "validation | 36", *SOURCES):
        assert f"| {words}" in text
    assert f"{metrics['klue_sts_dev']['mae']['value']:.4f} [" in text


# -------------------------------------------------------------------------------- small parts


def test_a_sentence_that_a_spreadsheet_would_run_is_guarded() -> None:
    frame = pd.DataFrame(
        {"guid": ["a"], "score": [1.0], "sentence1": ["=1+1"], "sentence2": ['-5도, "춥다"']}
    )

    text = evaluate.score_table(frame, np.array([2.0]), 3.0).to_csv(index=False)

    assert list(csv.reader(text.splitlines()))[1] == [
        "a",
        "1.0",
        "0",
        "2.0",
        "0",
        "'=1+1",
        '\'-5도, "춥다"',
    ]


@given(st.one_of(st.text(), st.text().map("=".__add__), st.text().map("'-".__add__)))
def test_a_guarded_cell_never_starts_a_formula(cell: str) -> None:
    assert not evaluate.guard(cell).startswith(evaluate.FORMULA)


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_unguard_undoes_guard(cell: str) -> None:
    assert evaluate.unguard(evaluate.guard(cell)) == cell


def test_json_gets_null_for_a_figure_that_is_not_defined() -> None:
    values = {"a": [float("nan"), 1.0], "b": {"c": float("nan"), "d": "nan"}}

    assert evaluate.without_nan(values) == {"a": [None, 1.0], "b": {"c": None, "d": "nan"}}


def test_a_model_that_gives_one_score_has_no_correlation_but_a_table() -> None:
    labels, scores = np.array([1.0, 4.0]), np.array([2.0, 2.0])
    part = evaluate.correlations(labels, scores) | {"at": [], "sources": []}
    report = {
        "model": "constant",
        "revision": "0" * 12,
        "threshold": 3.0,
        "threshold_from": "the model's own",
        "klue_sts_dev": part,
    }

    assert "| 2 | – | – | 1.5000 [" in evaluate.markdown(evaluate.without_nan(report))


def test_calibration_at_each_point_of_the_scale_is_a_table() -> None:
    labels, scores = np.array([0.0, 1.0, 4.0]), np.array([0.5, 0.7, 4.5])
    part = evaluate.correlations(labels, scores) | {"at": [], "sources": []}
    part["calibration"] = evaluate.calibration(labels, scores, None)  # a model without bands
    report = {
        "model": "name",
        "revision": "0" * 12,
        "threshold": 3.0,
        "threshold_from": "the model's own",
        "klue_sts_dev": part,
    }

    assert (
        "| score on KLUE-STS dev | pairs | mean score | mean label |\n"
        "|---|--:|--:|--:|\n"
        "| 0-1 | 2 | 0.60 | 0.50 |\n"
        "| 4-5 | 1 | 4.50 | 4.00 |\n"
    ) in evaluate.markdown(report)


# ------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--model", "nowhere"], "config.json"),
        (["--data", "nowhere"], "not a folder"),
        (["--validation", "nowhere.csv"], "nowhere.csv is missing"),
    ],
)
def test_what_is_missing_is_one_sentence(
    options: list[str],
    message: str,
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, *options])

    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_handful_of_pairs_cannot_calibrate(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("sentence1,sentence2,score\n문장,글,5\n글,제 글,4\n", encoding="utf-8")

    with pytest.raises(SystemExit):
        main([*arguments, "--validation", str(few)])

    assert f"few.csv: {COUNT + 2} pairs are too few to calibrate on." in capsys.readouterr().err
