"""The examples: which are shown for which score, and that every score has some."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_preprocessing import clean
from examples import Example, dice, letter_pairs, load, nearest, shared_examples

LIGHTS = Example(3.0, "거실 불을 꺼 줘", "침실 불을 꺼 줘")
RAIN = Example(3.4, "내일 비가 와요", "모레 비가 와요")
SAME = Example(5.0, "불을 꺼 줘", "불을 꺼 주세요")
TABLE = (RAIN, SAME, LIGHTS)


def test_letters_are_counted_in_pairs_without_spaces() -> None:
    """불을꺼줘 is 불을, 을꺼, 꺼줘; 불을켜 is 불을, 을켜: one of three and two is common."""
    assert letter_pairs("불을 꺼 줘") == {"불을": 1, "을꺼": 1, "꺼줘": 1}
    assert letter_pairs("불") == {"불": 1}
    assert dice(letter_pairs("불을 꺼 줘"), letter_pairs("불을 켜")) == 2 * 1 / (3 + 2)


def test_the_nearest_in_wording_comes_first() -> None:
    assert nearest("부엌 불을 꺼 줘", "불을 켜 줘", 3.2, among=TABLE) == [LIGHTS, RAIN]
    assert nearest("모레 눈이 와요", "내일 눈이 와요", 3.2, among=TABLE) == [RAIN, LIGHTS]
    assert nearest("모레 눈이 와요", "내일 눈이 와요", 3.2, count=1, among=TABLE) == [RAIN]


@pytest.mark.parametrize(
    ("score", "expected"), [(2.5, [3.0]), (2.4, []), (2.9, [3.0, 3.4]), (3.9, [3.4]), (4.5, [5.0])]
)
def test_a_label_is_at_most_half_a_point_from_the_score(score: float, expected: list[int]) -> None:
    found = nearest("거실 불을 꺼 줘", "침실 불을 꺼 줘", score, among=TABLE)
    assert [example.label for example in found] == expected


def test_of_equally_near_ones_the_label_decides_then_the_place() -> None:
    third, fourth, fifth = (Example(label, "가나", "다라") for label in (2.8, 3.2, 3.1))
    assert nearest("마바", "사아", 3.0, 3, among=(third, fourth, fifth)) == [fifth, third, fourth]


@given(
    first=st.text("가나불을꺼줘 숙소", min_size=1),
    second=st.text("가나불을꺼줘 숙소", min_size=1),
    score=st.floats(0, 5),
)
def test_every_score_has_two_whichever_way_round_it_is_asked(
    first: str, second: str, score: float
) -> None:
    found = nearest(first, second, score)
    assert len(found) == 2
    assert all(abs(example.label - score) <= 0.5 for example in found)
    assert found == nearest(second, first, score) == nearest(first, second, score)


def test_each_half_point_has_equally_many() -> None:
    steps = [round(2 * example.label) for example in shared_examples()]
    assert {step: steps.count(step) for step in range(11)} == dict.fromkeys(range(11), 14)
    assert len(steps) == 11 * 14


def test_the_table_is_clean_and_repeats_nothing() -> None:
    shown = [s for example in shared_examples() for s in (example.sentence1, example.sentence2)]
    assert len(set(shown)) == len(shown)
    assert [clean(sentence) for sentence in shown] == shown


def test_the_table_is_read_once() -> None:
    assert shared_examples() is shared_examples()


def test_a_table_that_is_damaged_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "examples.tsv"
    path.write_text("label\tsentence1\tsentence2\n3.0\t가\t나\n", encoding="utf-8")
    assert load(path) == (Example(3.0, "가", "나"),)
    for row in ("3.0\t가", "세 점\t가\t나"):
        path.write_text(f"label\tsentence1\tsentence2\n{row}\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"unpack|convert"):
            load(path)
