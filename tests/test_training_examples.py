"""Drawing the examples: what may be shown, how it is spread, and that the table can be remade."""

from pathlib import Path

import pandas as pd
import pytest

from examples import PATH, load
from training import TrainingError, data
from training.examples import STEPS, choose, domain, is_fit, table


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("숙소가 깨끗해요", "호스트가 친절해요", "lodging"),
        ("정부가 나섰다", "예산을 늘린다", "news"),
        ("메일 지워 줘", "내일 몇 시야?", "request"),
        ("숙소가 깨끗해요", "예산을 늘린다", None),  # none of which both have a word
        ("숙소 메일 줘", "호스트 메일 지워", None),  # two of them
        ("고맙습니다", "감사합니다", None),
    ],
)
def test_a_domain_is_told_by_words_of_both(first: str, second: str, expected: str | None) -> None:
    assert domain(first, second) == expected


@pytest.mark.parametrize(
    ("sentence", "fit"),
    [
        ("숙소가 매우 깨끗했습니다.", True),
        ("좋아요", False),  # short
        ("숙소가 매우 " * 10, False),  # long
        ("숙소 주인이 미친 사람 같았습니다.", False),
        ("김철수 호스트가 친절했습니다.", False),
        ("전화는 010-1234-5678로 주세요.", False),
        ("메일은 host@example.com으로 주세요.", False),
    ],
)
def test_what_a_stranger_may_be_shown(sentence: str, fit: bool) -> None:
    assert is_fit(sentence) == fit


NOUNS = ("거실", "안방", "부엌", "창고", "마당", "현관")


def pairs(words: dict[str, str]) -> pd.DataFrame:
    """Six pairs of each domain at each half point; `words` has a sentence's beginning for each."""
    rows = [
        (score, f"{begin} {noun} {place}번이 좋습니다", f"{begin} {noun} {place}번은 좋습니다")
        for place, score in enumerate(STEPS)
        for begin in words.values()
        for noun in NOUNS
    ]
    return pd.DataFrame(rows, columns=["score", "sentence1", "sentence2"])


BEGINS = {"lodging": "이번 숙소의", "news": "이번 정책의", "request": "이번 약속의"}


def test_examples_are_spread_over_half_points_and_domains() -> None:
    chosen = choose(pairs(BEGINS), per_step=6)
    assert list(chosen["label"]) == sorted(list(STEPS) * 6)
    for begin in BEGINS.values():
        assert chosen["sentence1"].str.startswith(begin).sum() == 2 * len(STEPS)


def test_where_a_domain_is_missing_the_others_have_more() -> None:
    without_news = {name: begin for name, begin in BEGINS.items() if name != "news"}
    chosen = choose(pairs(without_news), per_step=6)
    assert chosen["sentence1"].str.startswith(BEGINS["lodging"]).sum() == 3 * len(STEPS)


def test_the_seed_decides_the_draw() -> None:
    frame = pairs(BEGINS)
    assert choose(frame, 6, seed=1).equals(choose(frame, 6, seed=1))
    assert not choose(frame, 6, seed=1).equals(choose(frame, 6, seed=2))


def test_no_sentence_is_drawn_twice() -> None:
    frame = pairs(BEGINS)
    chosen = choose(pd.concat([frame, frame], ignore_index=True), per_step=12)
    assert not chosen["sentence1"].duplicated().any()


def test_too_few_pairs_are_an_error() -> None:
    with pytest.raises(TrainingError, match=r"Only 18 of 19 pairs with labels near 0\.0"):
        choose(pairs(BEGINS), per_step=19)


def test_what_is_written_is_what_serving_reads(tmp_path: Path) -> None:
    path = tmp_path / "examples.tsv"
    chosen = pd.DataFrame([(3.0, '"가" 나', "다 라")], columns=["label", "sentence1", "sentence2"])
    path.write_text(table(chosen), encoding="utf-8")
    (example,) = load(path)
    assert (example.label, example.sentence1, example.sentence2) == (3.0, '"가" 나', "다 라")


def test_the_table_can_be_made_anew_and_has_no_sentence_of_the_test_set() -> None:
    folder = data.find_folder(None)
    if folder is None:
        pytest.skip("KLUE-STS is not here (shared/data): examples.tsv is NOT CHECKED")
    sts = data.load_sts(folder)
    assert table(choose(sts.klue_train)) == PATH.read_text(encoding="utf-8")
    forbidden = data.forbidden_keys(data.sentences_of(sts.klue_dev))
    for example in load():
        assert not data.is_forbidden(example.sentence1, forbidden)
        assert not data.is_forbidden(example.sentence2, forbidden)
