"""Pairs that say the same for sure, and pairs of which that cannot be said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_preprocessing import clean
from differences import Analyser, shared_analyser
from vocabulary import LOANWORDS, SAME_WORDS, STRICT

SAME = [
    # loanwords and synonyms
    ("미팅 스케줄 좀 알려 주세요", "회의 일정을 가르쳐 줘"),
    ("예약을 캔슬하고 싶어요", "예약을 취소하고 싶습니다"),
    ("리뷰를 삭제해 주세요", "후기를 지워 줘"),
    ("핸드폰을 수리하고 싶어요", "휴대폰을 고치고 싶습니다"),
    ("메뉴판 좀 주실래요?", "차림표를 주십시오"),
    ("미팅 일정이 변경되었습니다", "회의 스케줄이 바뀌었어요"),
    ("서점이 어디예요?", "책방은 어디에 있나요?"),
    ("면접은 몇 시에 시작해요?", "인터뷰 언제 시작해?"),
    # endings, honorifics and requests
    ("할아버지께서 전화를 하십니다", "할아버지가 전화를 해"),
    ("편지를 쓰십시오", "편지를 써라"),
    ("확인 부탁드립니다", "확인해 주시겠어요?"),
    ("이게 뭐예요?", "이것은 무엇입니까?"),
    ("그건 제 거예요", "그것은 저의 것입니다"),
    ("밥을 안 먹었어요", "밥을 먹지 않았습니다"),
    ("갈 수 없어요", "가지 못합니다"),
    # particles and order
    ("어제 갈비를 먹었습니다", "어제 갈비 먹었어"),
    ("카메라를 현관에 놓아 주세요", "현관에 놓아 주세요, 사진기를"),
    ("현우가 어제 안방에서 책을 찾았어요", "어제 안방에서 책을 현우가 찾았어요"),
    ("두부와 애호박을 주문해 줘", "애호박과 두부를 주문해 줘"),
    # numbers
    ("정오에 점심을 먹어요", "낮 12시에 점심을 먹습니다"),
    ("90분 걸려요", "1시간 반이 걸립니다"),
    ("커피 세 잔 주세요", "커피를 3잔 주시겠어요?"),
    ("오후 3시에 출발합니다", "15시에 떠나요"),
    # letters
    ("아 이 식당은 맛이 좋아요~~ ㅋㅋ", "이 식당은 맛이 좋아요"),
    ("이식당은국물맛이정말좋아요", "이 식당은 국물 맛이 정말 좋아요"),
    ("새 휴데폰을 사고 싶어", "새 휴대폰을 사고 싶어"),
    ("오늘 저녁애 비가 와요", "오늘 저녁에 비가 와요"),
    ("몇 시에 끝나", "몇 시에 끝나?"),
]
NOT_KNOWN = [
    ("ㅇㅇ", "ㄴㄴ"),
    ("ㅋㅋ", "ㅠㅠ"),
    ("음", "안녕"),
    ("그", "이"),
    ("미팅 일정을 알려 주세요", "교육 일정을 알려 주세요"),
    ("비가 와요?", "비가 와요"),
    ("문을 닫아", "문을 닫는다"),
    ("철수가 영희를 때렸다", "영희가 철수를 때렸다"),
    ("철수는 영희가 좋아한다", "철수가 영희는 좋아한다"),
    ("나는 네가 부럽다.", "너는 내가 부럽다."),
    ("아내는 남편이 돈을 숨겼다고 의심했다.", "남편은 아내가 돈을 숨겼다고 의심했다."),
    ("철수가 만난 영희를 민수가 봤다", "민수가 만난 영희를 철수가 봤다"),
    ("사과 3개와 배 2개를 샀다", "사과 2개와 배 3개를 샀다"),
    ("새 집을 샀다", "세 집을 샀다"),
    ("내가 갈게", "네가 갈게"),
    ("밥을 먹고 손을 씻었다", "손을 씻고 밥을 먹었다"),
    ("이 방은 작지 않다", "이 방은 크다"),
    ("사과만 먹었다", "사과를 먹었다"),
    ("7시까지 오세요", "7시에 오세요"),
    ("7시에 깨워 줘", "오전 7시에 깨워 줘"),
    ("어제 친구와 영화를 봤다", "어제 영화를 봤다"),
    ("가격은 3.5달러입니다", "가격은 35달러입니다"),
    ("어제 갔어요", "어제 가요"),
    ("문을 열어야 해요", "문을 열어요"),
    ("x^2 + y^2 = 1", "x^2 - y^2 = 1"),
    ("파이썬 3.10을 설치했다", "파이썬 3.1을 설치했다"),
    ("기온이 10~15도이다", "기온이 10, 15도이다"),
    ("파일명은 a_b입니다", "파일명은 a-b입니다"),
]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


@pytest.mark.parametrize("pair", SAME)
def test_says_of_a_sure_paraphrase_that_it_is_one(
    analyser: Analyser, pair: tuple[str, str]
) -> None:
    for first, second in (pair, pair[::-1]):
        assert analyser.compare(first, second).same


@pytest.mark.parametrize("pair", NOT_KNOWN)
def test_does_not_call_the_same_what_may_differ(analyser: Analyser, pair: tuple[str, str]) -> None:
    for first, second in (pair, pair[::-1]):
        assert not analyser.compare(first, second).same


def test_many_parts_are_not_tried_in_every_order(analyser: Analyser) -> None:
    """Of sixteen there would be more orders than anybody waits for."""
    bags = "가방과 " * 15
    assert not analyser.compare(f"{bags}휴대폰을 샀다", f"{bags}전화기를 샀다").same


def test_knows_words_by_the_first_of_their_groups() -> None:
    assert SAME_WORDS["캔슬"] & SAME_WORDS["취소"]
    assert SAME_WORDS["키"] & SAME_WORDS["열쇠"]
    assert len(LOANWORDS) > 500
    assert len(STRICT) > 500


@settings(max_examples=60, deadline=None)
@given(
    st.text("가나다를이에서안못 3시.?!~ㅋab", max_size=30), st.text("가를에안 3시?", max_size=12)
)
def test_takes_any_text_and_does_not_mind_the_order(first: str, second: str) -> None:
    analyser = shared_analyser()
    first, second = clean(first), clean(second)
    found = analyser.compare(first, second)
    assert analyser.compare(second, first).same == found.same
    assert analyser.compare(first, first).same
    assert not (found.same and found.differences)
