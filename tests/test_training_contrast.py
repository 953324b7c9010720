"""Contrast: the triplets are sound, their parts have nothing in common, and models are compared."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pandas as pd
import pytest

from data_preprocessing import clean
from models import Scorer
from training import TrainingError, contrast, data
from training.__main__ import main
from training.contrast import GRADES, PARTS, SENTENCES, Word
from training.finetune import read_pairs
from training.overlap import overlap

RESERVATION = ("예약이 필요합니다", "미리 예약해야 합니다", "예약이 필요하지 않습니다")
HEADERS = {
    "contrast_written.tsv": "part\tphenomenon\titem\tsentence\tsame\tdifferent",
    "contrast_patterns.tsv": "part\tphenomenon\tsentence\tsame\tdifferent",
    "contrast_words.tsv": "list\tpart\t0\t1\t2\t3",
}


@pytest.fixture(scope="module")
def triplets() -> pd.DataFrame:
    return contrast.load_all()


@pytest.fixture(scope="module")
def generated() -> pd.DataFrame:
    return contrast.generate()


def made(*rows: tuple[str, str, str, str, tuple[str, str, str]]) -> pd.DataFrame:
    """Triplets of part, phenomenon, item, pattern and the three sentences."""
    columns = ["part", "phenomenon", "item", "pattern", *SENTENCES]
    return pd.DataFrame([(*row[:4], *row[4]) for row in rows], columns=columns)


def write_tables(folder: Path, **lines: str) -> None:
    for name, header in HEADERS.items():
        stem = name.removeprefix("contrast_").removesuffix(".tsv")
        (folder / name).write_text(f"{header}\n{lines.get(stem, '')}\n", encoding="utf-8")


# ------------------------------------------------------------------------------ the triplets


def test_there_are_enough_triplets_of_each_phenomenon(triplets: pd.DataFrame) -> None:
    table = pd.crosstab(triplets["phenomenon"], triplets["part"])

    assert set(table.index) == set(GRADES)
    assert len(triplets) >= 1200
    assert table["test"].sum() >= 600
    assert (table["test"] >= 30).all()
    assert len(contrast.read_written()) >= 300


def test_train_and_test_share_no_pattern_no_word_and_no_sentence(triplets: pd.DataFrame) -> None:
    assert set(triplets["part"]) == set(PARTS)
    assert contrast.leaks(triplets) == []


def test_a_leak_is_found() -> None:
    other = ("주차가 필요합니다", "차를 세워야 합니다", "예약이 필요하지 않습니다.")
    planted = made(
        ("train", "negation", "예약, 하다", "p1", RESERVATION),
        ("test", "negation", "예약, 하다", "p1", other),
    )

    assert contrast.leaks(planted) == [
        "pattern p1 is in both parts",
        "sentence 예약이필요하지않습니다 is in both parts",  # but for its full stop
        "word negation: 예약 is in both parts",  # 하다 says nothing without its noun
    ]


def test_the_same_word_may_make_the_difference_in_another_phenomenon() -> None:
    other = ("방이 넓어요", "방이 커요", "방이 좁아요")
    planted = made(
        ("train", "negation", "방", "p1", RESERVATION), ("test", "antonym", "방", "p2", other)
    )

    assert contrast.leaks(planted) == []


def test_no_triplet_has_a_fault(triplets: pd.DataFrame) -> None:
    assert contrast.faults(triplets) == []


@pytest.mark.parametrize(
    ("phenomenon", "sentences", "fault"),
    [
        ("mood", ("가요", "갑니다", "와요"), "'가요' has no such phenomenon"),
        ("negation", ("가요", "", "와요"), "'가요' has an empty cell"),
        ("negation", ("가요", "가요", "와요"), "'가요' has same = sentence"),
        ("negation", ("가요", "갑니다", "가요!"), "'가요' has different = sentence"),
        ("negation", ("가요", "갑니다", "갑 니다"), "'가요' has different = same"),
    ],
)
def test_a_fault_is_found(phenomenon: str, sentences: tuple[str, str, str], fault: str) -> None:
    assert contrast.faults(made(("train", phenomenon, "가다", "p1", sentences))) == [fault]


def test_a_triplet_that_is_there_twice_is_a_fault() -> None:
    row = ("train", "negation", "예약", "p1", RESERVATION)

    assert contrast.faults(made(row, row)) == ["'예약이 필요합니다' is repeated"]


def test_in_most_test_triplets_what_differs_has_more_letters_in_common(
    triplets: pd.DataFrame,
) -> None:
    test = triplets[triplets["part"] == "test"]
    harder = [
        overlap(row["sentence"], row["same"]) < overlap(row["sentence"], row["different"])
        for row in test.to_dict("records")
    ]

    assert sum(harder) > 0.6 * len(test)


def test_no_sentence_is_in_an_evaluation_set(triplets: pd.DataFrame) -> None:
    folder = data.find_folder(None)
    if folder is None:
        pytest.skip(f"NOT COMPARED with the evaluation sets: there is no {data.SHARED_DATA}")
    contrast.check(triplets, folder)


def test_a_sentence_of_an_evaluation_set_is_found() -> None:
    planted = made(("train", "negation", "예약", "p1", RESERVATION))
    forbidden = data.forbidden_keys(["미리  예약해야 합니다!"])

    assert contrast.forbidden_sentences(planted, forbidden) == ["미리 예약해야 합니다"]


# ----------------------------------------------------------------------------- the generator


def test_the_generated_file_is_what_the_patterns_make(
    triplets: pd.DataFrame, generated: pd.DataFrame
) -> None:
    written = len(contrast.read_written())
    stored = triplets[written:].reset_index(drop=True)

    pd.testing.assert_frame_equal(stored[generated.columns], generated)


def test_a_pattern_is_filled_with_the_words_of_its_part(tmp_path: Path) -> None:
    write_tables(
        tmp_path,
        patterns="test\tentity\t{city[0]:으로} 가요\t{city[0]}에 갑니다\t{city[1]:으로} 가요",
        words="city\ttest\t서울\t부산\t\t\ncity\ttrain\t대구\t광주\t\t",
    )

    assert contrast.generate(tmp_path).to_dict("records") == [
        {
            "part": "test",
            "phenomenon": "entity",
            "item": "서울, 부산",  # the words that make the difference
            "sentence": "서울로 가요",
            "same": "서울에 갑니다",
            "different": "부산으로 가요",
            "pattern": "p0",
        }
    ]


def test_a_slot_without_words_is_named(tmp_path: Path) -> None:
    write_tables(tmp_path, patterns="test\tentity\t{city[0]} 날씨\t날씨는\t{city[1]} 날씨")

    with pytest.raises(TrainingError, match=r"test pattern '\{city\[0\]\} 날씨' cannot be filled"):
        contrast.generate(tmp_path)


@pytest.mark.parametrize(
    ("word", "form", "expected"),
    [
        ("책", "을", "책을"),
        ("열쇠", "을", "열쇠를"),
        ("서울", "으로", "서울로"),
        ("수원", "으로", "수원으로"),
        ("7", "으로", "7로"),  # 칠로
        ("9", "이야", "9야"),
        ("50", "이에요", "50이에요"),
        ("베란다", "으로", "베란다로"),  # no verb
        ("켜다", "어 줘", "켜 줘"),
        ("돕다", "었어요", "도왔어요"),
        ("입다", "었어요", "입었어요"),
        ("만들다", "으시+었어요", "만드셨어요"),
        ("가볍다", "ㄴ 편", "가벼운 편"),
        ("좁다", "ㄴ 편", "좁은 편"),
        ("부르다", "었다", "불렀다"),
        ("감다", "는다", "감는다"),
        ("하다", "으려던", "하려던"),
        ("보여 주다", "으세요", "보여 주세요"),
        ("크다", "다", "크다"),
        ("나무가 크다", "glued", "나무가크다"),
        ("나무를 심어요", "loose", "나무 를 심어 요"),
        ("밥을 먹었어요", "typo", "밥을 먹엇어요"),
    ],
)
def test_a_slot_says_in_which_form_its_word_stands(word: str, form: str, expected: str) -> None:
    assert f"{Word(word):{form}}" == expected


# ------------------------------------------------------------------------- pairs and accuracy


def test_a_triplet_makes_three_graded_pairs() -> None:
    row = made(("train", "negation", "예약", "p1", RESERVATION)).assign(guid="a")
    sentence, same, different = RESERVATION
    grade = GRADES["negation"]

    pairs = contrast.triplet_pairs(row)

    assert list(pairs.columns) == data.COLUMNS
    assert list(pairs["source"].unique()) == ["contrast/negation"]
    assert list(pairs[["sentence1", "sentence2", "score"]].itertuples(index=False, name=None)) == [
        (sentence, same, grade.same),
        (sentence, different, grade.different),
        (same, different, grade.different),
    ]


def test_grades_keep_to_the_rubric() -> None:
    for grade in GRADES.values():
        assert 4.4 <= grade.same <= 5.0
        assert 1.0 <= grade.different <= 3.0


class Overlap:
    """Scores by the letters in common, as the tools do that people complain about."""

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[SimpleNamespace]:
        return [SimpleNamespace(score=5 * overlap(*pair)) for pair in pairs]


def test_accuracy_counts_how_often_same_is_above_different() -> None:
    tie = ("가나다", "라마바", "사아자")  # nothing in common: both 0
    right = ("가나다", "가나 다", "가사아")
    rows = [RESERVATION, tie, right]
    frame = pd.DataFrame(rows, columns=SENTENCES).assign(
        phenomenon=["negation", "negation", "spacing"]
    )

    table = contrast.accuracy_by_phenomenon(cast("Scorer", Overlap()), frame)

    assert table["phenomenon"].tolist() == ["negation", "spacing", "all"]
    assert table["triplets"].tolist() == [2, 1, 3]
    assert table["accuracy"].tolist() == pytest.approx([0, 1, 1 / 3])
    assert table["same"][1] == 5
    assert table["different"][1] == 0


# -------------------------------------------------------------------------------- the command


def test_the_command_writes_pairs_of_train_alone_and_a_models_accuracy_on_test(
    tmp_path: Path, tiny_model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = (contrast.FOLDER / "contrast_generated.tsv").read_bytes()
    test = contrast.load_triplets("test")
    few = test.groupby("phenomenon").head(1)
    monkeypatch.setattr(
        contrast,
        "load_triplets",
        lambda part, load=contrast.load_triplets: few if part == "test" else load(part),
    )

    assert main(["contrast", "--out", str(tmp_path), "--model", str(tiny_model_folder)]) == 0

    assert (contrast.FOLDER / "contrast_generated.tsv").read_bytes() == stored
    pairs = read_pairs(tmp_path / "contrast_pairs.csv")
    assert set(map(clean, data.sentences_of(pairs))).isdisjoint(
        clean(text) for name in SENTENCES for text in test[name]
    )
    assert pairs["guid"].is_unique
    report = json.loads((tmp_path / "contrast.json").read_text(encoding="utf-8"))
    assert report["seed"] == 1
    held = read_pairs(tmp_path / "contrast_validation.csv")
    assert report["pairs"] == len(pairs)
    assert 0.97 < (len(pairs) + len(held)) / (3 * report["counts"][-1]["train"]) < 1
    assert 0.05 < len(held) / len(pairs) < 0.25
    assert set(map(data.normal_form, data.sentences_of(held))).isdisjoint(
        map(data.normal_form, data.sentences_of(pairs))
    )
    counted = Counter({row["phenomenon"]: row["triplets"] for row in report["accuracy"]})
    assert counted["all"] == len(few) == len(GRADES)
    blind = contrast.read_blind()
    assert report["blind"][-1]["triplets"] == len(blind) > 300
    assert set(blind["phenomenon"]) <= set(GRADES)
    assert report["warnings"][-1]["kind"] == "all"
    blank = next(row for row in report["invariance"]["twins"] if row["edit"] == "leading blank")
    assert blank["sentences"] == few["sentence"].nunique()
    text = (tmp_path / "contrast.md").read_text(encoding="utf-8")
    assert "| kind | right | wrong | false | missed | precision | recall |" in text
    assert "| edit | sentences | mean score | smallest score |" in text
    assert "| phenomenon | triplets | accuracy | mean of same | mean of different |" in text


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["contrast", "--out", str(tmp_path), "--model", str(tmp_path / "none")])

    assert stopped.value.code == 2


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    write_tables(tmp_path)
    (tmp_path / "contrast_generated.tsv").write_text("part\tnothing\n", encoding="utf-8")

    with pytest.raises(TrainingError, match=r"contrast_generated.tsv does not have the columns"):
        contrast.load_triplets("test", tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write_tables(tmp_path)

    with pytest.raises(TrainingError, match=r"contrast_generated.tsv is missing; restore it, or"):
        contrast.load_triplets("test", tmp_path)
