"""Spacing: what is plainly odd is mended, and what looks right is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Scorer, readable
from spacing import LONGEST, respace


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("회의실을예약해주세요", "회의실을 예약해 주세요"),
        (
            "숙소가산속에있어밤하늘별이또렷하게보였습니다",
            "숙소가 산속에 있어 밤하늘 별이 또렷하게 보였습니다",
        ),
        ("어제 갈비 를 먹었 습니다", "어제 갈비를 먹었습니다"),
        ("이 창구 에서 접수 하시면 됩니 다", "이 창구에서 접수하시면 됩니다"),
    ],
)
def test_odd_spaces_are_mended(typed: str, mended: str) -> None:
    assert respace(typed) == mended


@pytest.mark.parametrize(
    "text",
    [
        "안녕하세요",
        "국립중앙박물관",  # a name as long as a sentence
        "이 행사는 과학기술정보통신부가 주최하고 정보통신산업진흥원이 주관한다",
        "나 너 좋아해",
        "가 나 다 라 마 바 사",
        "이 집은 방 두 개에 욕실 하나예요",
        "The quick brown fox",
        "",
        "회의실을예약해주세요" * (LONGEST // 10 + 1),
    ],
)
def test_what_looks_right_is_left_alone(text: str) -> None:
    assert respace(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text("가나다를 에습니다.?0a", max_size=40))
def test_only_spaces_change(text: str) -> None:
    text = readable(text)
    assert respace(text).replace(" ", "") == text.replace(" ", "")


def test_twins_that_differ_in_their_spaces_are_the_same(tiny_scorer: Scorer) -> None:
    result = tiny_scorer.score("회의실을예약해주세요", "회의실을 예약해 주세요.")
    assert result.score == 5.0
    assert result.sentence1 == "회의실을 예약해 주세요"
