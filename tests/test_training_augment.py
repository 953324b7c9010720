"""Silver pairs: new, allowed, labelled by the teacher, and spread evenly."""

import json
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sentence_transformers
import torch
from kiwipiepy import Kiwi
from transformers import AutoTokenizer, ElectraForSequenceClassification

from models import Scorer
from training import TrainingError, augment, data
from training.__main__ import main
from training.finetune import SIGMOID, read_pairs
from training.tiny import build_tiny

pytestmark = pytest.mark.usefixtures("one_thread")

WORDS = "친구 떡볶이 문장 예약 하마 바다 사자 카드 나라 가구".split()
# Sentences that may get in nowhere, and a copy of each as sloppy as real ones.
DEV, DEV_COPY = "방 두 개가 넓습니다.", "방두개가  넓습니다!!"
HELD_OUT, HELD_OUT_COPY = "내일 3시에 깨워 줘", "내일 ３시에 깨워줘."
SENTENCES = [" ".join(Random(seed).sample(WORDS, 4)) for seed in range(60)]
GOLD = [(a, b, 2.5) for a, b in zip(SENTENCES[:20], SENTENCES[20:40], strict=True)]
SELECTION = (SENTENCES[41], SENTENCES[40], 4.0)  # of KorSTS dev; its sentences are unlabelled too
INTENTS = [
    [f"{i}번 {word} 예약을 {j}시로 바꿔줘" for j in range(10)] for i, word in enumerate(WORDS)
]


def write_pairs(path: Path, *rows: tuple[str, str, float]) -> Path:
    frame = pd.DataFrame(rows, columns=["sentence1", "sentence2", "score"])
    frame.assign(source="klue").to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the shared one is, but small, with forbidden sentences planted everywhere."""
    folder = tmp_path_factory.mktemp("raw")
    row = {"guid": "d", "source": "s", "sentence1": DEV, "sentence2": "두 방이 널찍해요."}
    labels = {"real-label": 4.5, "binary-label": 1}
    text = json.dumps([row | {"labels": labels}])
    (folder / "klue-sts-v1.1_dev.json").write_text(text, encoding="utf-8")
    sentences = [*SENTENCES[30:], DEV_COPY, HELD_OUT_COPY, SENTENCES[30] + "!"]
    (folder / "klue_dp_dev_sentences.txt").write_text("\n".join(sentences), encoding="utf-8")
    intents = [*INTENTS, [*INTENTS[0][:9], HELD_OUT_COPY]]  # the last one goes as a whole
    lines = [f"0\t1\t{sentence}" for intent in intents for sentence in intent]
    (folder / "paraKQC_v1.txt").write_text("\n".join(lines), encoding="utf-8")
    korsts = "sentence1\tsentence2\tscore\n" + "\t".join(map(str, SELECTION)) + "\n"
    (folder / "korsts-dev.tsv").write_text(korsts, encoding="utf-8")
    write_pairs(folder / "train.csv", *GOLD, (DEV_COPY, SENTENCES[0], 1.0))
    write_pairs(folder / "validation.csv", (HELD_OUT, SENTENCES[59], 3.0))
    return folder


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny classifier whose scores reach from 0 to 5."""
    folder = build_tiny(tmp_path_factory.mktemp("teacher"), kind="classifier")
    pairs = list(combinations(SENTENCES[:12] + INTENTS[0], 2))
    model = ElectraForSequenceClassification.from_pretrained(folder)
    inputs = AutoTokenizer.from_pretrained(folder)(pairs, padding=True, return_tensors="pt")
    with torch.no_grad():
        low, high = model(**inputs).logits.quantile(torch.tensor([0.1, 0.9]))
        head = model.classifier.out_proj
        head.weight *= 5 / (high - low)
        head.bias.copy_((head.bias - low) * 5 / (high - low))
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("embedder"), kind="base")


@pytest.fixture(scope="module")
def options(folder: Path, teacher: Path, embedder: Path) -> list[str]:
    pairs = ["--train", str(folder / "train.csv"), "--validation", str(folder / "validation.csv")]
    models = ["--teacher", str(teacher), "--embedder", str(embedder)]
    sizes = ["--candidates", "240", "--pairs", "50"]
    sources = ["--sources", "klue=2", "klue-dp", "parakqc=2"]
    return ["augment", "--data", str(folder), *pairs, *models, *sizes, *sources]


@pytest.fixture(scope="module")
def out(options: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of the command wrote."""
    out = tmp_path_factory.mktemp("out")
    assert main([*options, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def silver(out: Path) -> pd.DataFrame:
    return read_pairs(out / "silver.csv")


def read_record(out: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((out / "augment.json").read_text(encoding="utf-8"))
    return record


# -------------------------------------------------------------------------- what stays outside


def test_no_sentence_of_dev_or_validation_gets_in(silver: pd.DataFrame) -> None:
    seen = {data.normal_form(text) for text in data.sentences_of(silver)}

    assert not seen & {data.normal_form(text) for text in (DEV, HELD_OUT, SENTENCES[59])}
    assert not data.sentences_of(silver) & {DEV_COPY, HELD_OUT_COPY}


def test_every_pair_is_new_and_there_once(silver: pd.DataFrame) -> None:
    pairs = [
        frozenset(map(data.normal_form, pair))
        for pair in zip(silver["sentence1"], silver["sentence2"], strict=True)
    ]

    assert len(set(pairs)) == len(pairs)
    assert {len(pair) for pair in pairs} == {2}  # no sentence with itself
    taken = [frozenset(map(data.normal_form, row[:2])) for row in (*GOLD, SELECTION)]
    assert not set(pairs) & set(taken)


def test_pairs_of_one_intent_come_by_intent_alone(silver: pd.DataFrame) -> None:
    intent_of = {text: number for number, intent in enumerate(INTENTS) for text in intent}
    here = silver[silver["source"] == "silver/parakqc"]
    same = here["sentence1"].map(intent_of) == here["sentence2"].map(intent_of)

    assert (same == (here["method"] == "intent")).all()
    assert 0 < same.sum() < len(here)


def test_new_pairs_by_hand() -> None:
    """Of four sentences, the first two differ in a full stop only, and (2, 3) is gold."""
    keys = [augment.key_of(text) for text in ("글을 봅니다", "글을 봅니다.", "네", "예약")]
    gold = pd.DataFrame({"sentence1": ["예약!"], "sentence2": ["네"], "score": [1.0]})
    seen = augment.pair_keys(gold)
    hits = [(0, 1), (2, 3), (3, 2), (0, 2), (2, 1)]

    chosen = augment.choose_hits(hits, keys, 5, seen, np.random.default_rng(0))

    assert len(chosen) == 1  # (0, 2) and (2, 1) are the same pair
    assert chosen[0] in {(0, 2), (2, 1)}
    assert seen == {frozenset({"예약", "네"}), frozenset({"글을봅니다", "네"})}
    assert augment.choose_hits(hits, keys, 5, seen, np.random.default_rng(0)) == []


def test_korquad_is_refused(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*options, "--sources", "klue", "korquad"])

    assert "korquad may not be used: its licence (CC BY-ND)" in capsys.readouterr().err
    assert not any("korquad" in source for source in augment.SOURCES)


# ------------------------------------------------------------------------------------ the files


def test_the_labels_are_spread_evenly(silver: pd.DataFrame) -> None:
    counts = np.bincount(augment.bins_of(silver["score"]), minlength=5)

    assert counts.tolist() == [10] * 5


def test_the_teacher_has_labelled_them(silver: pd.DataFrame, teacher: Path) -> None:
    pairs = list(zip(silver["sentence1"], silver["sentence2"], strict=True))
    scores = [result.score for result in Scorer.load(teacher).score_pairs(pairs)]

    assert silver["score"].tolist() == pytest.approx(scores, abs=1e-4)
    assert set(silver["teacher"]) == {teacher.name}


def test_silver_has_the_columns_of_gold_and_where_it_comes_from(silver: pd.DataFrame) -> None:
    assert list(silver.columns) == [*data.COLUMNS, "method", "teacher"]
    assert silver["guid"].is_unique
    assert set(silver["source"]) == {"silver/klue", "silver/klue-dp", "silver/parakqc"}
    assert set(silver["method"]) == {"intent", "semantic", "bm25"}


def test_the_record_says_what_was_found_and_what_was_kept(
    out: Path, silver: pd.DataFrame, teacher: Path
) -> None:
    record = read_record(out)

    assert record["teachers"] == [{"name": teacher.name, "revision": Scorer.load(teacher).revision}]
    assert record["chosen"]["pairs"] == len(silver) == sum(record["chosen"]["bin"].values())
    assert record["chosen"]["method"] == silver["method"].value_counts().to_dict()
    assert record["candidates"]["pairs"] >= 200
    assert min(record["candidates"]["bin"].values()) >= 10
    assert record["options"]["seed"] == 1
    # Thirty lines, of which one stands there twice, and one is validation's.
    assert record["sentences"]["klue-dp"] == 29
    assert record["sentences"]["parakqc"] == 100
    assert record["short_bins"] == []
    assert (out / "labels.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_gives_the_same_file(options: list[str], out: Path, tmp_path: Path) -> None:
    assert main([*options, "--out", str(tmp_path)]) == 0

    assert (tmp_path / "silver.csv").read_bytes() == (out / "silver.csv").read_bytes()


def test_it_is_trained_on_beside_gold(
    folder: Path, out: Path, embedder: Path, tmp_path: Path
) -> None:
    files = ["--train", str(folder / "train.csv"), str(out / "silver.csv")]
    held_out = ["--validation", str(out / "silver.csv")]
    sizes = ["--epochs", "1", "--cross-layers", "1", "--out", str(tmp_path)]

    assert main(["finetune", "--base", str(embedder), *files, *held_out, *sizes]) == 0

    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["sources"] == {"klue": 21, "silver": 50}


# ------------------------------------------------------------------------------ the even choice


def test_each_bin_gives_as_many_as_the_smallest_has() -> None:
    """Fifteen are asked for, three of each bin; [2, 3) has but two, so every bin gives two."""
    scores = [0.0, 0.5, 0.9, 0.99, 1.0, 1.5, 1.9, 2.0, 2.99, *[3.2] * 5, 4.0, 4.4, 4.8, 5.0]
    frame = pd.DataFrame({"score": scores})

    chosen, short = augment.choose_evenly(frame, 15, np.random.default_rng(0))

    assert augment.bins_of(chosen["score"]).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert short == ["[2, 3)"]
    enough, short = augment.choose_evenly(frame, 10, np.random.default_rng(0))
    assert (len(enough), short) == (10, [])


def test_an_empty_bin_is_an_error() -> None:
    frame = pd.DataFrame({"score": [0.5, 1.5, 3.5, 4.5]})

    with pytest.raises(TrainingError, match=r"labelled no pair in \[2, 3\); ask for more"):
        augment.choose_evenly(frame, 20, np.random.default_rng(0))


# ------------------------------------------------------------------------------- the neighbours


def test_particles_and_endings_are_no_words() -> None:
    words = augment.content_words(["친구가 떡볶이를 먹는다", "떡볶이가 맵다"], Kiwi())

    assert words == [["친구", "떡볶이", "먹"], ["떡볶이", "맵"]]


def test_sentences_with_common_words_are_found() -> None:
    """The first shares a rare word with the second and a common one with the third."""
    words = [["떡볶이", "먹"], ["떡볶이", "맵"], ["밥", "먹"], ["국", "먹"], ["바다"], ["하늘"], []]

    assert augment.bm25_hits(words, [0, 4], top_k=2) == [(0, 1), (0, 2)]
    assert augment.bm25_hits([[], []], [0], top_k=3) == []


def test_the_nearest_embeddings_are_found(embedder: Path) -> None:
    sentences = ["친구 떡볶이 예약", "친구 떡볶이 예약!", "바다", "하마 나라 가구 카드 사자"]
    model = augment.load_embedder(str(embedder))

    hits = augment.semantic_hits(sentences, [1, 2], 3, model, "")

    vectors = model.encode(sentences, normalize_embeddings=True)
    nearest = [
        (query, int(other))
        for query in (1, 2)
        for other in np.argsort(-vectors @ vectors[query])
        if other != query
    ]
    assert len(hits) == 6
    assert hits[0] == nearest[0] == (1, 0)
    assert sorted(hits) == sorted(nearest)


def test_all_pairs_of_an_intent() -> None:
    assert augment.intent_hits([7, -1, 7, 8, -1, 7]) == [(0, 2), (0, 5), (2, 5)]


# ---------------------------------------------------------------------------------- the options


def test_sources_share_the_candidates_by_their_weights() -> None:
    shares = augment.parse_sources(["klue=6", "ud", "klue-dp=1"], {"klue", "ud", "klue-dp"})

    assert shares == {"klue": 0.75, "ud": 0.125, "klue-dp": 0.125}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("kule", "There is no source 'kule'; there are: klue"),
        ("klue=many", "'klue=many' has no positive weight"),
        ("klue=-1", "'klue=-1' has no positive weight"),
    ],
)
def test_a_wrong_source_is_one_sentence(source: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        augment.parse_sources([source], {"klue", "korquad"})


def test_several_teachers_are_averaged() -> None:
    frame = pd.DataFrame({"sentence1": ["네", "글"], "sentence2": ["예", "문장"]})
    teachers = [
        augment.Teacher("mild", "1", lambda pairs: np.array([4.0, 2.0])),
        augment.Teacher("stern", "2", lambda pairs: np.array([3.0, 0.12345])),
    ]

    labelled = augment.label(frame, teachers)

    assert labelled["score"].tolist() == [3.5, 1.0617]
    assert labelled["teacher"].tolist() == ["mild+stern"] * 2


# ----------------------------------------------------------------------------- teachers by name


def hub(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let every name on the Hub stand for `folder`."""
    load = sentence_transformers.CrossEncoder
    monkeypatch.setattr(augment, "CrossEncoder", lambda name: load(str(folder)))


def test_a_cross_encoder_from_the_hub_labels_as_it_would_serve(
    monkeypatch: pytest.MonkeyPatch, teacher: Path, tmp_path: Path
) -> None:
    model = ElectraForSequenceClassification.from_pretrained(teacher)
    model.config.sentence_transformers = SIGMOID
    model.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(teacher).save_pretrained(tmp_path)
    hub(monkeypatch, tmp_path)
    frame = pd.DataFrame({"sentence1": SENTENCES[:10], "sentence2": SENTENCES[10:20]})

    loaded = augment.load_teacher("someone/cross-encoder")

    served = Scorer.load(tmp_path).score_pairs(list(frame.itertuples(index=False, name=None)))
    assert loaded.name == "someone/cross-encoder"
    assert loaded.score(frame) == pytest.approx([pair.score for pair in served], abs=1e-4)


def test_a_base_without_a_head_is_no_teacher(
    monkeypatch: pytest.MonkeyPatch, embedder: Path
) -> None:
    hub(monkeypatch, embedder)

    with pytest.raises(TrainingError, match="'someone/base' is no cross-encoder with one output"):
        augment.load_teacher("someone/base")


def test_a_teacher_out_of_reach_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(name: str) -> None:
        raise OSError(f"no network for {name}")

    monkeypatch.setattr(augment, "CrossEncoder", offline)
    with pytest.raises(SystemExit):
        main([*options, "--teacher", "someone/cross-encoder"])

    message = "'someone/cross-encoder' is neither a folder nor a cross-encoder on the Hub"
    assert message in capsys.readouterr().err


def test_a_damaged_teacher_says_so(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"holds no config\.json"):
        augment.load_teacher(str(tmp_path))


def test_a_missing_embedder_says_how_to_make_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def offline(name: str) -> None:
        raise OSError(f"no network for {name}")

    monkeypatch.setattr(augment, "SentenceTransformer", offline)

    with pytest.raises(TrainingError, match="make it with `python -m training base`"):
        augment.load_embedder(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("option", "value", "least"),
    [(name, 0, 1) for name in ("--limit", "--queries", "--top-k", "--candidates")]
    + [("--pairs", 4, 5)],
)
def test_too_little_of_anything_is_refused(
    option: str, value: int, least: int, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*options, option, str(value)])

    assert f"{option} must be at least {least}." in capsys.readouterr().err
