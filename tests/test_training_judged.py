"""Judged pairs: found by digest, without a word of what may not be trained on."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import pearsonr

from training import TrainingError, data, judged
from training.__main__ import main
from training.finetune import read_pairs

DEV = "방 두 개가 넓습니다."
HELD_OUT = "내일 3시에 깨워 줘"
SENTENCES = ["숙소가 깨끗해요", "방이 깔끔합니다", "역에서 가까워요", "교통이 편리했습니다"]
REWORDED = "그 숙박시설은 깨끗했습니다"


def table(path: Path, rows: Sequence[tuple[str, str, float | None]]) -> Path:
    pd.DataFrame(rows, columns=["sentence1", "sentence2", "score"]).assign(source="klue").to_csv(
        path, index=False
    )
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Data in which a test sentence and one of validation stand among the unlabelled ones."""
    labels = {"real-label": 4.5, "binary-label": 1}
    row = {"guid": "d", "source": "s", "sentence1": DEV, "sentence2": "두 방이 널찍해요."}
    (tmp_path / "klue-sts-v1.1_dev.json").write_text(json.dumps([row | {"labels": labels}]))
    lines = "\n".join([*SENTENCES[2:], DEV, HELD_OUT])
    (tmp_path / "klue_dp_dev_sentences.txt").write_text(lines, encoding="utf-8")
    (tmp_path / "paraKQC_v1.txt").write_text("0\t1\t지금 몇 시인지 알려 줘\n", encoding="utf-8")
    style = "topic\tsentence\n0\t창문을 좀 닫아 줄래\n"
    (tmp_path / "stylekqc_topic_train.tsv").write_text(style, encoding="utf-8")
    table(tmp_path / "train.csv", [(SENTENCES[0], SENTENCES[1], 4.0)])
    table(tmp_path / "validation.csv", [(HELD_OUT, "두 시에 깨워", 3.0)])
    korsts = "genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2\n" + "\t".join(
        ["g", "f", "y", "0", "2.0", SENTENCES[1], SENTENCES[3]]
    )
    (tmp_path / "korsts-dev.tsv").write_text(korsts + "\n", encoding="utf-8")
    (tmp_path / "reworded.txt").write_text(f"{REWORDED} \n\n{DEV}\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> int:
    options = {name: str(folder / f"{name}.csv") for name in ("train", "validation")}
    return main(
        ["judged", "--data", str(folder), "--judged", str(folder / "judged.tsv")]
        + [text for name, path in options.items() for text in (f"--{name}", path)]
        + ["--reworded", str(folder / "reworded.txt"), "--out", str(folder / "out"), *more]
    )


def test_a_digest_is_that_of_letters_and_digits_alone() -> None:
    worked = hashlib.sha256("방두개".encode()).hexdigest()[:12]
    assert judged.digest("방 두 개!") == judged.digest("방두개") == worked


def test_what_is_added_comes_back_with_its_sentences(folder: Path) -> None:
    """Sloppy copies find the sentence as the corpus has it; the file keeps no sentence."""
    new = [(SENTENCES[0] + "!", SENTENCES[2], 1.234), (SENTENCES[3], SENTENCES[2], 3.5)]
    run(folder, "--add", str(table(folder / "new.csv", new)))
    text = (folder / "judged.tsv").read_text(encoding="utf-8")
    assert not any("가" <= char <= "힣" for char in text)
    pairs = read_pairs(folder / "out" / "judged.csv")
    assert list(pairs.columns) == data.COLUMNS
    assert set(pairs["source"]) == {"judged"}
    found = {
        frozenset({a, b}): score
        for a, b, score in zip(pairs["sentence1"], pairs["sentence2"], pairs["score"], strict=True)
    }
    assert found == {
        frozenset({SENTENCES[0], SENTENCES[2]}): 1.23,
        frozenset({SENTENCES[3], SENTENCES[2]}): 3.5,
    }


def test_a_pair_of_korsts_dev_is_left_out(folder: Path) -> None:
    new = [(SENTENCES[3], SENTENCES[1], 1.5), (SENTENCES[0], SENTENCES[3], 1.0)]
    run(folder, "--add", str(table(folder / "new.csv", new)))
    pairs = read_pairs(folder / "out" / "judged.csv")
    assert [set(pair) for pair in pairs[["sentence1", "sentence2"]].to_numpy()] == [
        {SENTENCES[0], SENTENCES[3]}
    ]


@pytest.mark.parametrize("score", [87.0, None])
def test_a_score_beyond_the_scale_is_not_taken_in(
    folder: Path, capsys: pytest.CaptureFixture[str], score: float | None
) -> None:
    new = [(SENTENCES[0], SENTENCES[2], 3.0), (SENTENCES[3], SENTENCES[2], score)]
    with pytest.raises(SystemExit):
        run(folder, "--add", str(table(folder / "new.csv", new)))
    assert "a score that is no number from 0 to 5 in row 2" in capsys.readouterr().err
    assert not (folder / "judged.tsv").exists()


def test_a_reworded_sentence_is_found_unless_it_is_one_of_dev(folder: Path) -> None:
    new = [(SENTENCES[0], REWORDED, 4.2), (SENTENCES[0], DEV, 1.0)]
    run(folder, "--add", str(table(folder / "new.csv", new)))
    pairs = read_pairs(folder / "out" / "judged.csv")
    assert pairs[["sentence1", "sentence2"]].to_numpy().tolist() == [[SENTENCES[0], REWORDED]]


def test_a_pair_that_is_judged_again_has_its_new_score(folder: Path) -> None:
    for rows in ([(SENTENCES[0], SENTENCES[2], 1.0)], [(SENTENCES[2], SENTENCES[0], 2.0)]):
        run(folder, "--add", str(table(folder / "new.csv", rows)))
    assert read_pairs(folder / "out" / "judged.csv")["score"].tolist() == [2.0]


@pytest.mark.parametrize("planted", [DEV, "방두개가  넓습니다", HELD_OUT])
def test_a_pair_with_a_sentence_that_must_stay_unseen_is_left_out(
    folder: Path, planted: str, caplog: pytest.LogCaptureFixture
) -> None:
    new = [(SENTENCES[0], planted, 1.0), (SENTENCES[0], SENTENCES[2], 2.0)]
    run(folder, "--add", str(table(folder / "new.csv", new)))
    assert read_pairs(folder / "out" / "judged.csv")["score"].tolist() == [2.0]
    assert "1 of 2 judged pairs are left out" in caplog.text


def test_a_damaged_file_is_told_with_its_row(folder: Path) -> None:
    (folder / "judged.tsv").write_text("sentence1\tsentence2\tscore\na\tb\t1\nc\td\t7\n")
    with pytest.raises(TrainingError, match="row 2"):
        judged.read_judged(folder / "judged.tsv")
    (folder / "judged.tsv").write_text("a\tb\n")
    with pytest.raises(TrainingError, match="columns sentence1, sentence2, score"):
        judged.read_judged(folder / "judged.tsv")
    with pytest.raises(TrainingError, match="missing"):
        judged.read_judged(folder / "nothing.tsv")
    with pytest.raises(TrainingError, match="is missing; restore it, or name another"):
        judged.read_reworded(folder / "nothing.txt", frozenset())


def test_other_data_are_asked_for_when_no_sentence_is_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "judged.tsv").write_text("sentence1\tsentence2\tscore\na\tb\t1\n")
    with pytest.raises(SystemExit):
        run(folder)
    assert "name another --data" in capsys.readouterr().err


def test_what_people_labelled_too_tells_how_well_the_scores_agree(folder: Path) -> None:
    """Each pair's label and score by hand; the pair nobody judged does not count."""
    people = [(f"문장 {n}", f"글귀 {n}", float(n % 6)) for n in range(12)]
    table(folder / "validation.csv", people)
    seen = [(b, a, min(5.0, score + (n % 2) / 2)) for n, (a, b, score) in enumerate(people[:11])]
    rows = [(SENTENCES[0], SENTENCES[2], 1.0), *seen]
    run(folder, "--add", str(table(folder / "new.csv", rows)))
    record = json.loads((folder / "out" / "judged.json").read_text())
    wanted = pearsonr([score for *_, score in people[:11]], [score for *_, score in seen])
    assert record == {
        "pairs": 1,
        "validation": {"pairs": 11, "pearson": pytest.approx(wanted.statistic, abs=1e-4)},
    }
    assert len(read_pairs(folder / "out" / "judged.csv")) == 1


def test_too_few_pairs_have_no_correlation(folder: Path) -> None:
    run(folder, "--add", str(table(folder / "new.csv", [(SENTENCES[0], SENTENCES[2], 1.0)])))
    assert json.loads((folder / "out" / "judged.json").read_text())["validation"] == {"pairs": 0}
