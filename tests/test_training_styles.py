"""Styles: a sentence changes its looks and its ending, and not what it says."""

import pytest

from training.styles import LEVELS, TWINS, commas, full_stop, shift


@pytest.mark.parametrize(
    "row",
    [
        # polite, plain, casual, honorific
        ("밥을 먹었어요", "밥을 먹었다", "밥을 먹었어", "밥을 먹었습니다"),
        ("예약이 필요해요.", "예약이 필요하다.", "예약이 필요해.", "예약이 필요합니다."),
        ("저는 학생이에요", "저는 학생이다", "저는 학생이야", "저는 학생입니다"),
        ("친구예요", "친구다", "친구야", "친구입니다"),
        ("할머니가 오세요", "할머니가 오신다", "할머니가 오셔", "할머니가 오십니다"),
        ("비가 와요?", "비가 오냐?", "비가 와?", "비가 옵니까?"),
        ("불을 켜 주세요", "불을 켜 줘라", "불을 켜 줘", "불을 켜 주십시오"),
    ],
)
def test_an_ending_becomes_any_other(row: tuple[str, str, str, str]) -> None:
    for sentence in row:
        assert tuple(shift(sentence, level) for level in LEVELS["statement"]) == row


def test_what_will_be_is_formal_in_short() -> None:
    assert shift("집에 갈 거예요", "honorific") == "집에 갈 겁니다"


@pytest.mark.parametrize(
    "sentence",
    [
        "집에 가요",  # states, asks or proposes
        "쓰지 않아요",  # 않는다 or 않다, by the verb before
        "비가 온대요",
        "서울",
        "",
    ],
)
def test_an_ending_that_is_not_understood_stays(sentence: str) -> None:
    assert shift(sentence, "plain") == sentence


def test_a_question_without_its_mark_gets_one() -> None:
    assert shift("지금 갑니까", "casual") == "지금 가?"  # 지금 가 might be an order


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("가요", "가요."), ("가요.", "가요"), ("가요?", "가요?"), ("가요...", "가요..."), ("", "")],
)
def test_a_full_stop_goes_or_comes(sentence: str, expected: str) -> None:
    assert full_stop(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("새 집으로 가요", "새 집으로, 가요"),
        ("1,000원을 내고, 가요", "1,000원을 내고 가요"),
        ("어서 가", "어서 가"),
    ],
)
def test_a_comma_goes_or_comes(sentence: str, expected: str) -> None:
    assert commas(sentence) == expected


def test_twins_differ_in_looks_or_ending() -> None:
    assert {edit: change("불을 켜 줘") for edit, change in TWINS.items()} == {
        "glued": "불을켜줘",
        "loose": "불을 켜 줘",
        "full stop": "불을 켜 줘.",
        "commas": "불을, 켜 줘",
        "leading blank": " 불을 켜 줘",
        "polite": "불을 켜 주세요",
        "plain": "불을 켜 줘라",
        "casual": "불을 켜 줘",
        "honorific": "불을 켜 주십시오",
    }
