"""The data: what may not be trained on stays out, and validation looks like the test set."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from datasets import Dataset, DatasetDict
from hypothesis import given
from hypothesis import strategies as st

from data_preprocessing import clean
from training import TrainingError, data
from training.__main__ import main
from training.overlap import overlaps

DEV_SENTENCE = "방 두 개가 넓습니다."
DEV = [
    {
        "guid": "klue-sts-v1_dev_00000",
        "source": "airbnb-rtt",
        "sentence1": DEV_SENTENCE,
        "sentence2": "두 방이 널찍해요.",
        "labels": {"real-label": 4.5, "binary-label": 1},
    },
    {
        "guid": "klue-sts-v1_dev_00001",
        "source": "paraKQC-sampled",
        "sentence1": "내일 3시에 깨워 줘",
        "sentence2": "오늘 날씨 어때?",
        "labels": {"real-label": 0.0, "binary-label": 0},
    },
]
# Copies of sentences of DEV, as sloppy as real ones.
PLANTED = [
    ("숙소가 좋아요.", "방두개가   넓습니다!!", 2.0),  # other spaces and punctuation
    ("두 방이 널찍해요", "방 두 개가 넓습니다", 4.5),  # the pair the other way round
    ("내일 ３시에 깨워줘", "알람 꺼 줘", 1.0),  # a full-width digit
]


def pairs(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["sentence1", "sentence2", "score"])
    return frame.assign(guid=[str(i) for i in range(len(frame))], source="made")[data.COLUMNS]


def write_table(path: Path, header: list[str], rows: Sequence[tuple[object, ...]]) -> None:
    lines = ["\t".join(map(str, row)) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the shared one is, but small, with dev's sentences planted everywhere."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "klue-sts-v1.1_dev.json").write_text(json.dumps(DEV), encoding="utf-8")
    plain = [(f"가게 {i}호가 열렸다.", f"{i}호 가게를 열었다.", i % 6 * 0.99) for i in range(60)]
    train = pd.DataFrame(plain + PLANTED, columns=["sentence1", "sentence2", "label"])
    train.to_csv(folder / "klue_sts_train.csv", index=False)
    header = ["genre", "score", "sentence1", "sentence2"]
    selection = [("captions", 5.0, '남자가 "기타"를 친다.', "남자가 기타를 치고 있다.")]
    write_table(folder / "korsts-dev.tsv", header, selection)
    write_table(
        folder / "korsts-train.tsv",
        header,
        [
            ("captions", 5.0, "남자가 기타를 치고 있다.", "남자가 '기타'를 친다."),  # dev's pair
            ("captions", 3.2, "남자가 기타를 치고 있다.", "NA"),  # text, not a missing value
            ("captions", 1.5, DEV_SENTENCE, "여자가 춤을 춘다."),
        ],
    )
    english = [(3.0, "A man eats.", "A man is eating.", "2012/MSRvid")]
    write_table(
        folder / "sts_en_2012_2016.tsv", ["score", "sentence1", "sentence2", "source"], english
    )
    return folder


def run_data(folder: Path, out: Path, *options: str) -> dict[str, pd.DataFrame]:
    arguments = ["data", "--data", str(folder), "--out", str(out), "--validation", "10", *options]
    assert main(arguments) == 0
    return {path.stem: pd.read_csv(path, keep_default_na=False) for path in out.glob("*.csv")}


# ------------------------------------------------------------------------------- exclusions


def test_no_sentence_of_dev_is_left_to_train_on(folder: Path, tmp_path: Path) -> None:
    parts = run_data(folder, tmp_path / "out")

    forbidden = {data.normal_form(text) for text in data.sentences_of(parts["test"])}
    for name in ("train", "validation", "english"):
        seen = {data.normal_form(text) for text in data.sentences_of(parts[name])}
        assert not seen & forbidden, name
    # Only what was planted went: 60 pairs of KLUE and one of KorSTS are left.
    assert len(parts["train"]) + len(parts["validation"]) == 60 + 1


def test_an_intent_with_a_sentence_of_dev_goes_as_a_whole(folder: Path) -> None:
    intents = [[f"{i}번 창문 {j}번째로 열어" for j in range(10)] for i in range(3)]
    intents[1][7] = "내일 3시에 깨워줘!"
    rows = [f"0\t1\t{sentence}" for intent in intents for sentence in intent]
    (folder / "paraKQC_v1.txt").write_text("\n".join(rows), encoding="utf-8")

    kept = data.load_parakqc(folder, data.load_forbidden(folder))

    assert kept["intent"].value_counts().to_dict() == {0: 10, 2: 10}
    assert set(kept["sentence"]) == {*intents[0], *intents[2]}


def test_stylekqc_is_read_in_intents_of_ten(folder: Path) -> None:
    rows = [(5, f"{i // 10}번째로 {i}을 사자") for i in range(20)]
    write_table(folder / "stylekqc_topic_train.tsv", ["topic", "sentence"], rows)

    kept = data.load_stylekqc(folder, frozenset())

    assert kept.groupby("intent")["sentence"].count().to_dict() == {0: 10, 1: 10}


@pytest.mark.parametrize(
    "spelling", ["방 두 개가 넓습니다.", "방두개가넓습니다", "방 두 개가, 넓습니다"]
)
def test_a_sentence_is_known_however_it_is_spaced(spelling: str) -> None:
    assert data.is_forbidden(spelling, data.forbidden_keys([DEV_SENTENCE]))


def test_signs_without_letters_are_no_sentence() -> None:
    """Nothing is left of them after cleaning, so they cannot be in a table of pairs either."""
    assert data.forbidden_keys(["?!", "..."]) == frozenset()


@given(st.lists(st.text(min_size=1)), st.text(min_size=1))
def test_whatever_is_forbidden_is_excluded(others: list[str], sentence: str) -> None:
    forbidden = data.forbidden_keys([sentence])
    frame = pairs(*[(sentence, other, 1.0) for other in others], ("가", "나", 2.0))

    kept = data.exclude_dev(frame, forbidden)

    if clean(sentence):
        assert not any(data.is_forbidden(text, forbidden) for text in data.sentences_of(kept))
    if not {"가", "나"} & forbidden:
        assert "나" in set(kept["sentence2"])


def test_a_pair_of_korsts_dev_is_not_trained_on_but_its_sentences_may_be(folder: Path) -> None:
    kept = data.load_sts(folder).korsts_train

    assert kept[["sentence1", "sentence2", "score"]].to_numpy().tolist() == [
        ["남자가 기타를 치고 있다", "NA", 3.2]
    ]


# ------------------------------------------------------------------------------- duplicates


def test_duplicates_are_dropped_also_when_swapped_and_labels_averaged() -> None:
    frame = pairs(("가", "나", 4.0), ("나", "가", 5.0), ("가", "다", 1.0))

    kept = data.drop_duplicates(frame)

    assert kept[["sentence1", "sentence2", "score"]].to_numpy().tolist() == [
        ["가", "나", 4.5],
        ["가", "다", 1.0],
    ]


def test_labels_that_contradict_each_other_are_not_trained_on() -> None:
    assert data.drop_duplicates(pairs(("가", "나", 1.0), ("나", "가", 4.0))).empty


# ---------------------------------------------------------------------------------- sources


def test_question_pairs_are_similar_where_is_duplicate_is_0(folder: Path) -> None:
    (folder / "kor_pair_train.csv").write_text(
        "\ufeffid,qid1,qid2,question1,question2,is_duplicate\n"
        "1,1,2,돈이 없어졌어,돈 잃어버렸어,0\n2,3,4,딱 좋아,자니?,1\n",
        encoding="utf-8",
    )

    kept = data.load_question_pairs(folder, frozenset())

    assert dict(zip(kept["sentence1"], kept["similar"], strict=True)) == {
        "돈이 없어졌어": True,
        "딱 좋아": False,
    }


def test_judged_pairs_leave_dev_and_untranslated_ones_out(folder: Path) -> None:
    header = ["id", "sentence1", "sentence2", "label"]
    write_table(
        folder / "pawsx_ko_dev_2k.tsv", header, [(1, "가 나", "나 가", 1), (2, "NS", "나", 0)]
    )
    write_table(folder / "pawsx_ko_test_2k.tsv", header, [(1, DEV_SENTENCE, "다", 1)])
    write_table(
        folder / "stylekqc_sts_dev.tsv",
        ["similarity", *header[1:3]],
        [(0, "가", "나"), (1, "다", "라")],
    )
    forbidden = data.load_forbidden(folder)

    assert data.load_pawsx(folder, forbidden).to_dict("records") == [
        {"sentence1": "가 나", "sentence2": "나 가", "similar": True}
    ]
    assert data.load_stylekqc_pairs(folder, forbidden)["similar"].tolist() == [False, True]


def test_inference_pairs_come_from_both_sources(folder: Path) -> None:
    klue = [{"premise": "비가 온다.", "hypothesis": "날씨가 맑다.", "gold_label": "contradiction"}]
    (folder / "klue-nli-v1.1_dev.json").write_text(json.dumps(klue), encoding="utf-8")
    header = ["sentence1", "sentence2", "gold_label"]
    write_table(folder / "xnli.dev.ko.tsv", header, [("가", "나", "neutral")])
    write_table(folder / "xnli.test.ko.tsv", header, [("다", DEV_SENTENCE, "entailment")])

    kept = data.load_nli(folder, data.load_forbidden(folder))

    assert kept[["source", "label"]].to_numpy().tolist() == [
        ["klue-nli", "contradiction"],
        ["xnli", "neutral"],
    ]


def test_unlabelled_sentences_are_those_of_the_files_that_are_there(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "ud_korean_sentences.txt").write_text(
        f"고향은 서울입니다.\n\n{DEV_SENTENCE}\n고향은 서울입니다.\n", encoding="utf-8"
    )
    (folder / "ChatbotData.csv").write_text(
        "Q,A,label\n12시 땡!,하루가 가네요.,0\n", encoding="utf-8"
    )
    (folder / "sae4k_v1.txt").write_text("\ufeff불 꺼 줘\t불 끄기\t4\n", encoding="utf-8")
    paragraph = {"context": "첫 문장이다. 둘째 문장이다.", "qas": [{"question": "몇 문장인가?"}]}
    articles = {"data": [{"paragraphs": [paragraph]}]}
    (folder / "KorQuAD_v1.0_dev.json").write_text(json.dumps(articles), encoding="utf-8")

    kept = data.load_unlabelled(folder, data.load_forbidden(folder))

    assert kept.groupby("source")["sentence"].agg(list).to_dict() == {
        "chatbot": ["12시 땡!", "하루가 가네요"],
        "korquad": ["몇 문장인가?", "첫 문장이다", "둘째 문장이다"],
        "sae4k": ["불 꺼 줘"],
        "ud": ["고향은 서울입니다"],
    }
    assert "comments" in caplog.text  # a file that is not there is named


def test_klue_train_may_also_be_the_official_file(folder: Path) -> None:
    (folder / "klue_sts_train.csv").unlink()
    row = DEV[0] | {
        "guid": "klue-sts-v1_train_00000",
        "sentence1": "집이 커요",
        "sentence2": "큰 집",
    }
    (folder / "klue-sts-v1.1_train.json").write_text(json.dumps([row]), encoding="utf-8")

    train = data.load_sts(folder).klue_train

    assert train.to_dict("records") == [
        {
            "guid": "klue-sts-v1_train_00000",
            "source": "airbnb-rtt",
            "sentence1": "집이 커요",
            "sentence2": "큰 집",
            "score": 4.5,
        }
    ]


def test_without_a_folder_klue_comes_from_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    train = [DEV[0] | {"guid": "train", "sentence1": "집이 커요", "sentence2": "큰 집"}]
    hub = DatasetDict(train=Dataset.from_list(train), validation=Dataset.from_list(DEV))
    monkeypatch.setattr(data, "load_dataset", lambda *name: {("klue", "sts"): hub}[name])

    sts = data.load_sts(None)

    assert sts.klue_train["guid"].tolist() == ["train"]
    assert sts.klue_dev["source"].tolist() == ["airbnb-rtt", "paraKQC-sampled"]
    assert sts.korsts_train.empty


def test_without_folder_and_hub_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: str) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setattr(data, "load_dataset", offline)

    with pytest.raises(TrainingError, match="--data"):
        data.load_sts(None)


@pytest.mark.parametrize("name", ["klue_sts_train.csv", "klue-sts-v1.1_dev.json", "korsts-dev.tsv"])
def test_a_missing_file_is_one_sentence_that_names_it(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(TrainingError, match=name):
        data.load_sts(folder)


def test_the_shared_folder_is_read_where_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "SHARED_DATA", tmp_path)
    assert data.find_folder(None) == tmp_path

    monkeypatch.setattr(data, "SHARED_DATA", tmp_path / "nowhere")
    assert data.find_folder(None) is None  # which means the Hub


def test_a_folder_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="not a folder"):
        data.find_folder(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [("sentence1,label\n가,1\n", "sentence2"), ("sentence1,sentence2,label\n가,나,7\n", "row 0")],
)
def test_a_damaged_file_is_named(folder: Path, text: str, message: str) -> None:
    (folder / "klue_sts_train.csv").write_text(text, encoding="utf-8")

    with pytest.raises(TrainingError, match=message):
        data.load_sts(folder)


# ---------------------------------------------------------------------------------- the split


def test_quotas_are_whole_and_sum_up() -> None:
    # 1,000 pairs spread like dev's, whose shares sum to 1.
    assert data.quotas(1000) == [212, 177, 187, 212, 200, 12]
    # Exact parts of 10: 2.12, 1.77, 1.87, 2.12, 2.00, 0.12. The largest remainders round up.
    assert data.quotas(10) == [2, 2, 2, 2, 2, 0]


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_quotas_always_sum_up(size: int, shares: list[float]) -> None:
    assert sum(data.quotas(size, shares)) == size


def test_scores_fall_into_bins_as_the_card_names_them() -> None:
    scores = [0.0, 0.99, 1.0, 2.5, 3.0, 4.99, 5.0]

    assert [data.BINS[i] for i in data.label_bins(scores)] == [
        "[0, 1)", "[0, 1)", "[1, 2)", "[2, 3)", "[3, 4)", "[4, 5)", "5",
    ]  # fmt: skip


def test_pairs_are_linked_through_the_sentences_they_share() -> None:
    # a-b, b-c and c-d hang together although the first and the last share nothing; e-f is apart.
    frame = pairs(("가", "나.", 1.0), ("라", "마", 1.0), ("나", "다", 1.0), ("다", "바", 1.0))

    assert sorted(data.linked_pairs(frame)) == [[0, 2, 3], [1]]


@given(st.randoms(use_true_random=False), st.integers(0, 2**32 - 1))
def test_validation_shares_no_sentence_with_train(random: Random, seed: int) -> None:
    # Few enough sentences for many pairs to share one, enough apart to fill every bin.
    shared = [(f"문장 {random.randrange(9)}", f"문장 {i}", i % 6 * 0.99) for i in range(10, 40)]
    apart = [(f"가게 {i}", f"공장 {i}", i % 6 * 0.99) for i in range(60)]
    frame = pairs(*shared, *apart)

    train, validation = data.split(frame, 20, seed)

    assert len(validation) == 20
    assert len(train) + len(validation) == len(frame)
    assert not data.sentences_of(train) & data.sentences_of(validation)
    counts = pd.Series(data.label_bins(validation["score"])).value_counts().to_dict()
    assert [counts.get(i, 0) for i in range(6)] == data.quotas(20)


def test_the_split_depends_on_the_seed_only() -> None:
    frame = pairs(*[(f"가게 {i}", f"공장 {i}", i % 6 * 0.99) for i in range(60)])

    (_, one), (_, same), (_, other) = (data.split(frame, 10, seed) for seed in (1, 1, 2))

    assert one.equals(same)
    assert not one.equals(other)


def test_too_large_a_validation_part_is_refused() -> None:
    with pytest.raises(TrainingError, match="--validation"):
        data.split(pairs(("가", "나", 1.0)), 10)


# -------------------------------------------------------------------------------- the command


def test_the_command_writes_parts_a_card_and_a_plot(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    parts = run_data(folder, out, "--seed", "3")

    assert set(parts) == {"train", "validation", "test", "korsts-dev", "english"}
    assert all(list(frame.columns) == data.COLUMNS for frame in parts.values())
    card = json.loads((out / "data_card.json").read_text(encoding="utf-8"))
    assert card["seed"] == 3
    assert card["parts"]["train"]["sources"] == {"klue": 50, "korsts": 1}
    assert card["parts"]["validation"]["labels"] == data.quotas(10)
    assert card["removed"]["klue"]["a sentence of the test set"] == len(PLANTED)
    assert card["removed"]["korsts"]["a pair of KorSTS dev"] == 1
    written = pd.read_csv(out / "train.csv", keep_default_na=False)
    told = np.corrcoef(overlaps(written), written["score"])[0, 1]
    assert card["parts"]["train"]["overlap"] == pytest.approx(told, abs=0.0006)
    assert "| validation | 10 | 2 (20.0 %)" in (out / "data_card.md").read_text(encoding="utf-8")
    assert (out / "labels.png").read_bytes().startswith(b"\x89PNG")


def test_the_command_says_in_one_sentence_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["data", "--data", str(tmp_path), "--out", str(tmp_path / "out")])

    assert stopped.value.code == 2
    assert "klue_sts_train.csv" in capsys.readouterr().err
