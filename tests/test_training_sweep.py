"""The sweep, on a tiny base: it searches, can be killed, and its best preset can be trained."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import optuna
import pandas as pd
import pytest
from optuna.trial import TrialState
from PIL import Image

from tests.pipeline import read_json, start_and_kill
from training import TrainingError, sweep
from training.__main__ import main
from training.finetune import Preset, load_preset
from training.tiny import build_tiny

pytestmark = pytest.mark.usefixtures("one_thread")

WORDS = "친구 떡볶이 문장 예약 마차 하마 바다 사자 카드 파이 나라 가구".split()
PRESET = Preset(cross_layers=1, epochs=2, learning_rate=5e-4, batch_size=16, dropout=0.0)


def make_pairs(count: int, seed: int) -> pd.DataFrame:
    """Pairs of five words each; the fewer of the second's are of another field, the higher."""
    random = Random(seed)
    rows = []
    for index in range(count):
        score = index % 6
        first = random.sample(WORDS[:6], 5)
        second = random.sample(WORDS[:6], score) + random.sample(WORDS[6:], 5 - score)
        rows.append((" ".join(first), " ".join(second), float(score)))
    return pd.DataFrame(rows, columns=["sentence1", "sentence2", "score"])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A command line without --out: a base, data and a preset that are there."""
    folder = tmp_path_factory.mktemp("files")
    build_tiny(folder / "base", kind="base")
    make_pairs(48, seed=1).to_csv(folder / "train.csv", index=False)
    make_pairs(24, seed=2).to_csv(folder / "validation.csv", index=False)
    (folder / "preset.json").write_text(json.dumps(asdict(PRESET)))
    options = {
        "--base": "base",
        "--train": "train.csv",
        "--validation": "validation.csv",
        "--preset": "preset.json",
    }
    paths = [text for name, file in options.items() for text in (name, str(folder / file))]
    return ["sweep", *paths, "--wandb", "disabled"]


@pytest.fixture(scope="module")
def out(files: list[str], tmp_path_factory: pytest.TempPathFactory, one_thread: None) -> Path:
    """A finished sweep of four trials."""
    out = tmp_path_factory.mktemp("sweep") / "out"
    assert main([*files, "--trials", "4", "--out", str(out)]) == 0
    return out


def load_study(out: Path) -> optuna.Study:
    return optuna.load_study(study_name="sweep", storage=f"sqlite:///{out / 'study.db'}")


def states(out: Path) -> list[str]:
    return [trial.state.name for trial in load_study(out).trials]


# ------------------------------------------------------------------------------ what it leaves


def test_every_trial_is_in_the_table(out: Path) -> None:
    table = pd.read_csv(out / "trials.csv")

    assert list(table.columns) == [
        *("trial", "state", "pearson", "epochs_run", "seconds"),
        *("loss", "epochs", "learning_rate", "batch_size", "max_length"),
        *("warmup_ratio", "weight_decay", "max_grad_norm"),
    ]
    assert list(table["trial"]) == [0, 1, 2, 3]
    assert set(table["state"]) == {"complete"}
    assert list(table["epochs_run"]) == list(table["epochs"])
    assert table["pearson"].between(-1, 1).all()


def test_the_first_trial_is_the_preset_itself(out: Path) -> None:
    first = load_study(out).trials[0]

    assert replace(PRESET, **first.params) == PRESET
    assert set(first.params) == set(sweep.SPACE)


def test_a_value_that_the_search_cannot_come_upon_is_drawn_for_the_first_trial(
    tmp_path: Path,
) -> None:
    study = sweep.open_study(tmp_path, replace(PRESET, epochs=40, batch_size=4), {})

    first = study.ask(sweep.SPACE)

    assert first.params["learning_rate"] == PRESET.learning_rate
    assert 1 <= first.params["epochs"] <= 6
    assert first.params["batch_size"] in {16, 32, 64}


@pytest.mark.parametrize("name", ["default", "report"])
def test_the_presets_that_come_along_lie_within_the_space(name: str, tmp_path: Path) -> None:
    preset = load_preset(name)

    first = sweep.open_study(tmp_path, preset, {}).ask(sweep.SPACE)

    assert replace(preset, **first.params) == preset


def test_the_best_preset_can_be_trained_and_gives_the_pearson_of_its_trial(
    out: Path, files: list[str], tmp_path: Path
) -> None:
    best = read_json(out / "sweep.json")["best"]
    table = pd.read_csv(out / "trials.csv", index_col="trial")
    assert best["pearson"] == pytest.approx(table["pearson"].max())
    assert load_preset(str(out / "best.json")) == replace(PRESET, **best["values"])

    command = ["finetune", *files[1:7], "--preset", str(out / "best.json")]
    assert main([*command, "--out", str(tmp_path)]) == 0

    assert read_json(tmp_path / "run.json")["validation"]["pearson"] == best["pearson"]


def test_the_record_says_what_it_ran_with(out: Path) -> None:
    record = read_json(out / "sweep.json")

    assert record["trials"] == {"complete": 4}
    assert (record["seed"], record["train_pairs"], record["validation_pairs"]) == (1, 48, 24)
    assert Preset(**record["preset"]) == PRESET
    assert record["space"]["epochs"] == {
        "name": "IntDistribution",
        "attributes": {"log": False, "step": 1, "low": 1, "high": 6},
    }
    assert {"base", "base_source", "optuna", "torch", "transformers"} <= set(record)


def test_no_weights_are_left(out: Path) -> None:
    assert {path.name for path in out.iterdir()} == {
        *("study.db", "trials.csv", "best.json", "sweep.json", "parallel.png")
    }


def test_the_plot_is_a_picture(out: Path) -> None:
    assert is_picture(out / "parallel.png")


def is_picture(path: Path) -> bool:
    with Image.open(path) as image:
        width, height = image.size
    return width > 800 and height > 400


# --------------------------------------------------------------------- again, and going on


def test_a_killed_sweep_goes_on_as_if_nothing_had_happened(
    out: Path, files: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    killed = tmp_path / "killed"
    command = [*files, "--trials", "4", "--out", str(killed)]
    start_and_kill(command, when=killed / "trials" / "1" / "settings.json")
    assert states(killed) == ["COMPLETE", "RUNNING"]

    assert main(command) == 0

    assert "trial 1 was cut short; its values are tried again" in caplog.text
    assert states(killed) == ["COMPLETE", "FAIL", "COMPLETE", "COMPLETE", "COMPLETE"]
    trials, whole = load_study(killed).trials, load_study(out).trials
    assert trials[2].params == trials[1].params
    del trials[1]
    assert [trial.params for trial in trials] == [trial.params for trial in whole]
    assert [trial.value for trial in trials] == [trial.value for trial in whole]
    assert not (killed / "trials").exists()


def test_more_trials_can_be_asked_for_and_fewer_change_nothing(
    files: list[str], tmp_path: Path
) -> None:
    def trials(count: int) -> list[tuple[int, float | None]]:
        assert main([*files, "--rows", "16", "--trials", str(count), "--out", str(tmp_path)]) == 0
        return [(trial.number, trial.value) for trial in load_study(tmp_path).trials]

    first = trials(1)
    both = trials(2)

    assert len(both) == 2
    assert both[:1] == first
    assert trials(1) == both
    assert read_json(tmp_path / "sweep.json")["train_pairs"] == 16


def test_a_trial_behind_the_median_is_stopped(files: list[str], tmp_path: Path) -> None:
    """Five trials that did better than any can; the sixth runs for no more than two epochs."""
    assert main([*files, "--trials", "1", "--out", str(tmp_path)]) == 0
    study = load_study(tmp_path)
    for number in range(5):
        study.add_trial(better_than_any(number))
    study.enqueue_trial({"epochs": 6})

    assert main([*files, "--trials", "7", "--out", str(tmp_path)]) == 0

    last = load_study(tmp_path).trials[-1]
    assert last.state == TrialState.PRUNED
    assert list(last.intermediate_values) == [1, 2]
    assert read_json(tmp_path / "sweep.json")["trials"] == {"complete": 6, "pruned": 1}
    assert not (tmp_path / "trials").exists()


def better_than_any(number: int) -> optuna.trial.FrozenTrial:
    values = {name: getattr(PRESET, name) for name in sweep.SPACE}
    return optuna.trial.create_trial(
        params=values | {"weight_decay": 0.01 * number},
        distributions=sweep.SPACE,
        value=0.98 + 0.001 * number,
        intermediate_values=dict.fromkeys(range(1, 7), 0.98),
    )


def test_with_ten_finished_trials_the_importances_are_drawn(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    study = sweep.open_study(tmp_path, PRESET, {})
    for number in range(9):
        study.add_trial(better_than_any(number))
    sweep.draw_plots(study, tmp_path)
    assert "THERE IS NO importance.png: it takes 10 trials" in caplog.text
    assert is_picture(tmp_path / "parallel.png")
    assert not (tmp_path / "importance.png").exists()

    study.add_trial(better_than_any(9))
    sweep.draw_plots(study, tmp_path)

    assert is_picture(tmp_path / "importance.png")


def test_a_sweep_does_not_go_on_with_one_of_other_settings(
    out: Path, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = states(out)

    with pytest.raises(SystemExit):
        main([*files, "--seed", "2", "--trials", "9", "--out", str(out)])

    assert "holds a sweep with other settings (see sweep.json there)" in capsys.readouterr().err
    assert states(out) == before


def test_after_a_mistake_the_same_folder_can_be_used(files: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main([*files, "--base", str(tmp_path / "nothing"), "--out", str(tmp_path)])

    assert main([*files, "--trials", "1", "--out", str(tmp_path)]) == 0

    assert states(tmp_path) == ["FAIL", "COMPLETE"]


# ------------------------------------------------------------------------------ Weights & Biases


@pytest.fixture
def logged_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests may have a key; none is seen here."""
    for name in ("WANDB_API_KEY", "WANDB_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("WANDB_CONFIG_DIR", str(tmp_path))


def test_each_trial_is_a_run_of_wandb_offline_without_a_key(
    logged_out: None, files: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"

    assert main([*files, "--wandb", "auto", "--trials", "2", "--out", str(out)]) == 0

    assert read_json(out / "sweep.json")["wandb"] == "offline"
    assert len(list(out.glob("wandb/offline-run-*/run-*.wandb"))) == 2


def test_wandb_is_online_for_who_is_logged_in(
    logged_out: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sweep.wandb_mode("auto") == "offline"
    (tmp_path / "netrc").write_text(f"machine api.wandb.ai login user password {40 * 'a'}\n")
    assert sweep.wandb_mode("auto") == "online"
    assert sweep.wandb_mode("disabled") == "disabled"
    monkeypatch.setenv("WANDB_MODE", "offline")
    assert sweep.wandb_mode("auto") == "offline"


def test_a_key_that_is_none_is_one_sentence(
    logged_out: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_API_KEY", "short")

    with pytest.raises(TrainingError, match="log in to W&B again, or use --wandb offline"):
        sweep.wandb_mode("auto")


# ---------------------------------------------------------------------------- the command line


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--trials", "0"], "--trials is 0; ask for at least one."),
        (["--train", "nowhere.csv"], "nowhere.csv is missing; make it with `python -m training d"),
        (["--base", "./nowhere"], "make it with `python -m training base`."),
        (["--preset", "best"], "There is no preset 'best'"),
    ],
)
def test_what_is_missing_is_one_sentence(
    options: list[str],
    message: str,
    files: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*files, "--out", str(tmp_path / "out"), *options])

    assert stopped.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("python -m training sweep: ")
    assert message in said
