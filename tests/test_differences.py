"""Pairs that differ, by kind; pairs that only seem to; and what holds for any text."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data_preprocessing import clean
from differences import KINDS, LABELS, LONGEST, Analyser, Difference

Reader = Callable[[str, str], list[Difference]]

# What differs in each pair is of the one kind that it stands under, and nothing else is.
DIFFERENT = {
    "negation": [
        ("예약이 필요하다", "예약이 필요하지 않다"),
        ("예약이 필요합니다.", "예약이 필요 없습니다."),
        ("반드시 예약해야 합니다", "예약하지 않아도 됩니다"),
        ("저는 고기를 먹어요", "저는 고기를 안 먹어요"),
        ("어제 학교에 갔다", "어제 학교에 못 갔다"),
        ("주차장이 있어요", "주차장이 없어요"),
        ("그는 학생이다", "그는 학생이 아니다"),
        ("문을 열어 주세요", "문을 열지 마세요"),
        ("정답을 알아요", "정답을 몰라요"),
        ("환불이 가능합니다", "환불이 불가능합니다"),
        ("환불이 가능합니다", "환불이 불가합니다"),
        ("회원 가입이 필요합니다", "회원 가입이 불필요합니다"),
        ("영어를 할 수 있다", "영어를 할 수 없다"),
        ("그 영화는 재미있다", "그 영화는 재미없다"),
        ("여기서 담배를 피워도 됩니다", "여기서 담배를 피우면 안 됩니다"),
        ("이 자료는 공개입니다", "이 자료는 비공개입니다"),
        ("예약 없이 방문했다", "예약하고 방문했다"),
        ("카드 결제가 됩니다", "카드 결제가 안 됩니다"),
        ("운동을 해요", "운동을 안 해요"),
        ("비가 올 것 같다", "비가 올 것 같지 않다"),
        ("제주도에 가 본 적이 있다", "제주도에 가 본 적이 없다"),
        ("수영할 줄 알아요", "수영할 줄 몰라요"),
        ("알람을 꺼 줘", "알람을 끄지 마"),
    ],
    "number": [
        ("회의는 7시에 시작합니다", "회의는 9시에 시작합니다"),
        ("사과 세 개 주세요", "사과 네 개 주세요"),
        ("스물세 명이 왔다", "서른세 명이 왔다"),
        ("가격은 만 원이다", "가격은 2만 원이다"),
        ("온도를 23도로 맞춰 줘", "온도를 25도로 맞춰 줘"),
        ("월요일에 만나요", "화요일에 만나요"),
        ("3월 5일에 출발합니다", "3월 6일에 출발합니다"),
        ("첫 번째 문을 여세요", "두 번째 문을 여세요"),
        ("이틀 동안 비가 왔다", "사흘 동안 비가 왔다"),
        ("50% 할인합니다", "30% 할인합니다"),
        ("1시간 걸립니다", "2시간 걸립니다"),
        ("오전 7시에 깨워 줘", "오후 7시에 깨워 줘"),
        ("7시에 깨워 줘", "7시 반에 깨워 줘"),
        ("2kg 샀어요", "3kg 샀어요"),
        ("3층에 있어요", "5층에 있어요"),
        ("영하 5도입니다", "5도입니다"),
        ("보증 기간은 12개월입니다", "보증 기간은 12일입니다"),
        ("다섯 시 십 분에 출발해요", "다섯 시 이십 분에 출발해요"),
        ("회의는 2023년 3월에 열렸다", "회의는 2024년 3월에 열렸다"),
    ],
    "antonym": [
        ("거실 불을 켜 줘", "거실 불을 꺼 줘"),
        ("문을 열어 주세요", "문을 닫아 주세요"),
        ("방이 크다", "방이 작다"),
        ("사람이 많다", "사람이 적다"),
        ("가격이 올랐다", "가격이 내렸다"),
        ("수업이 시작했다", "수업이 끝났다"),
        ("파일을 추가했다", "파일을 삭제했다"),
        ("왼쪽으로 가세요", "오른쪽으로 가세요"),
        ("나는 그 의견에 찬성한다", "나는 그 의견에 반대한다"),
        ("5개 이상 주문하세요", "5개 이하 주문하세요"),
        ("소리를 키워 줘", "소리를 줄여 줘"),
        ("매출이 증가했다", "매출이 감소했다"),
        ("밥 먹기 전에 약을 드세요", "밥 먹은 후에 약을 드세요"),
    ],
    "roles": [
        ("철수가 영희를 때렸다", "영희가 철수를 때렸다"),
        ("영희가 철수에게 책을 주었다", "철수가 영희에게 책을 주었다"),
        ("개가 고양이를 쫓았다", "고양이가 개를 쫓았다"),
        ("철수가 영희보다 크다", "영희가 철수보다 크다"),
        ("서울에서 부산까지 갔다", "부산에서 서울까지 갔다"),
        ("영희가 철수에게 책을 주었다", "영희가 철수에게서 책을 받았다"),
        ("경찰이 도둑을 잡았다", "경찰이 도둑에게 잡혔다"),
        ("마감은 금요일이 아니라 목요일입니다", "마감은 목요일이 아니라 금요일입니다"),
        ("겨울 이불이 여름 이불보다 두껍다", "여름 이불이 겨울 이불보다 두껍다"),
        ("파란색 말고 빨간색으로 주세요", "빨간색 말고 파란색으로 주세요"),
    ],
    "object": [
        ("거실 불 켜 줘", "침실 불 켜 줘"),
        ("서울에 비가 온다", "부산에 비가 온다"),
        ("어머니께 전화했다", "동생에게 전화했다"),
        ("고양이가 자고 있다", "강아지가 자고 있다"),
        ("피자를 주문해 주세요", "치킨을 주문해 주세요"),
        ("회의 장소는 본관입니다", "회의 장소는 별관입니다"),
    ],
    "time": [
        ("내일 날씨 알려 줘", "모레 날씨 알려 줘"),
        ("올해 이사했어요", "작년에 이사했어요"),
        ("다음 주에 시험을 봐요", "이번 주에 시험을 봐요"),
        ("여름에 제주도에 갔다", "겨울에 제주도에 갔다"),
    ],
    "quantity": [
        ("학생들이 모두 왔다", "학생들이 일부 왔다"),
        ("모든 학생이 합격했다", "일부 학생이 합격했다"),
        ("그는 항상 늦는다", "그는 가끔 늦는다"),
        ("주말만 쉽니다", "주말도 쉽니다"),
        ("대부분의 학생이 왔다", "일부 학생이 왔다"),
    ],
    "degree": [
        ("날씨가 매우 춥다", "날씨가 조금 춥다"),
        ("길이 더 막혀요", "길이 덜 막혀요"),
        ("매출이 대폭 늘었다", "매출이 소폭 늘었다"),
    ],
    "tense": [
        ("나는 학교에 갔다", "나는 학교에 가겠다"),
        ("비가 왔어요", "비가 올 거예요"),
        ("밥을 먹었다", "밥을 먹는다"),
        ("그는 책을 읽고 있다", "그는 책을 읽었다"),
        ("회의를 했습니다", "회의를 할 예정입니다"),
        ("비가 온다", "비가 올 것이다"),
    ],
    "place": [
        ("차를 건물 앞에 세웠어요", "차를 건물 옆에 세웠어요"),
        ("약국은 길 이쪽에 있어요", "약국은 길 건너편에 있어요"),
        ("열쇠가 의자 밑에 있다", "열쇠가 의자 옆에 있다"),
    ],
    "action": [
        ("이 사진을 삭제해 줘", "이 사진을 보여 줘"),
        ("새로 산 이불이 정말 따뜻해요", "새로 산 이불이 정말 가벼워요"),
        ("할아버지께서 접시를 닦으십니다", "할아버지께서 접시를 옮기십니다"),
    ],
    "relation": [
        ("비가 와서 나갔다", "비가 와도 나갔다"),
        ("시간이 되면 들를게", "시간이 되니까 들를게"),
        (
            "이메일을 인증한 다음 비밀번호를 설정하세요",
            "비밀번호를 설정한 다음 이메일을 인증하세요",
        ),
        ("사람이 몰려서 가게가 유명해졌다", "가게가 유명해져서 사람이 몰렸다"),
    ],
    "modality": [
        ("교복을 입어야 합니다", "교복을 입어도 됩니다"),
        ("세금은 누구나 내야 한다", "세금은 누구나 낼 수 있다"),
        ("그는 신발을 벗을지도 몰라", "그는 신발을 벗어야만 해"),
        ("나도 그 영화를 보고 싶다", "나도 그 영화를 봐야 한다"),
    ],
    "intent": [
        ("문을 닫았습니까?", "문을 닫았습니다."),
        ("에어컨 켜 줘", "에어컨 켰어?"),
        ("밥을 먹읍시다.", "밥을 먹습니다."),
        ("창문을 여세요.", "창문을 엽니까?"),
        ("같이 가자", "같이 갔니?"),
        ("비가 오나요?", "비가 옵니다."),
    ],
}
# Said in another way: nothing differs.
SAME = [
    ("사과를 세 개 사 왔어", "사과 3개를 사 왔어"),
    ("안 하면 안 된다", "해야 한다"),
    ("예약하지 않으면 안 됩니다", "예약해야 합니다"),
    ("문제가 없지 않다", "문제가 있다"),
    ("가지 않을 수 없다", "가야 한다"),
    ("웃을 수밖에 없었다", "웃었다"),
    ("사과가 두 개밖에 없다", "사과가 두 개만 있다"),
    ("나는 그를 알지 못한다", "나는 그를 모른다"),
    ("춥지 않나요?", "춥나요?"),
    ("오지 않는 것은 아니다", "온다"),
    ("예약할 수 없습니다", "예약이 불가능합니다"),
    ("예약이 필요합니다", "예약해야 합니다"),
    ("들어가지 마세요", "들어가면 안 됩니다"),
    ("못 갔다", "가지 못했다"),
    ("안 먹어요", "먹지 않아요"),
    ("학생이 아닌 사람", "학생이 아닌 사람들"),
    ("돈이 없어요", "돈이 하나도 없어요"),
    ("오후 7시에 만나요", "19시에 만나요"),
    ("저녁 일곱 시에 만나요", "19:00에 만나요"),
    ("7시 반에 만나요", "7시 30분에 만나요"),
    ("만 원입니다", "10,000원입니다"),
    ("1만5천 원입니다", "15000원입니다"),
    ("이십삼 개 샀다", "23개 샀다"),
    ("스물세 명이 왔다", "23명이 왔다"),
    ("하루 걸려요", "1일 걸려요"),
    ("이틀 뒤에 와요", "2일 뒤에 와요"),
    ("1시간 걸려요", "60분 걸려요"),
    ("1kg 샀다", "1000g 샀다"),
    ("한 시간 반 걸려요", "90분 걸려요"),
    ("첫째 줄에 앉았다", "첫 번째 줄에 앉았다"),
    ("십오 퍼센트 할인", "15% 할인"),
    ("일주일 동안", "7일 동안"),
    ("친구 세 명이 왔다", "세 명의 친구가 왔다"),
    ("7시에 만나요", "오후 7시에 만나요"),
    ("한 사람이 걷고 있다", "사람이 걷고 있다"),
    ("두 남자가 걷는다", "남자 두 명이 걷는다"),
    ("절반을 먹었다", "50%를 먹었다"),
    ("거실 불 켜 줘", "거실 조명 켜 줘"),
    ("거실의 전등을 켜 줘", "거실 조명 좀 켜 줄래?"),
    ("핸드폰을 샀다", "휴대폰을 샀다"),
    ("회의가 시작됐다", "미팅이 시작되었다"),
    ("이메일로 보내 주세요", "메일로 보내 주세요"),
    ("영희가 철수에게 책을 주었다", "철수가 영희에게서 책을 받았다"),
    ("영희가 철수에게 책을 주었다", "철수에게 영희가 책을 주었다"),
    ("개가 고양이를 쫓았다", "고양이가 개에게 쫓겼다"),
    ("경찰이 도둑을 체포했다", "도둑이 경찰에 의해 체포되었다"),
    ("철수가 영희보다 크다", "영희가 철수보다 작다"),
    ("철수가 영희보다 크다", "영희보다 철수가 크다"),
    ("한국이 일본을 이겼다", "일본이 한국에게 졌다"),
    ("철수와 영희가 만났다", "영희와 철수가 만났다"),
    ("방이 크다", "방이 작지 않다"),
    ("같은 사람이 아니다", "다른 사람이다"),
    ("날씨가 좋다", "날씨가 나쁘지 않다"),
    ("가격이 올랐다", "가격이 상승했다"),
    ("내일 간다", "내일 갈 것이다"),
    ("알겠습니다", "압니다"),
    ("모자를 쓰고 있다", "모자를 썼다"),
    ("갔을 때 비가 왔다", "갈 때 비가 왔다"),
    ("에어컨 켜 줘", "에어컨 켜 줄래?"),
    ("에어컨 켜 주세요", "에어컨 좀 켜 주시겠어요?"),
    ("에어컨 켜 줘", "에어컨 켜 줄 수 있어?"),
    ("날씨 알려 줘", "날씨가 어때?"),
    ("같이 갈까요?", "같이 갑시다"),
    ("에어컨 켜라", "에어컨 켜 줬으면 좋겠어"),
    ("학생들이 모두 왔다", "학생들이 전부 왔다"),
    ("그는 항상 늦는다", "그는 늘 늦는다"),
    ("날씨가 매우 춥다", "날씨가 아주 춥다"),
    ("문제가 없습니다", "아무 문제 없어요"),
    ("할머니는 1999년에 은퇴하셨다", "할머니는 99년에 은퇴하셨다"),
    ("여기서 사진을 찍지 마세요", "여기서 사진 찍으면 안 돼요"),
    ("에어컨을 켜는 것을 금합니다", "에어컨을 켜지 마세요"),
    ("시간 있어요?", "시간이 있나요?"),
    ("영수증이 없으면 교환이 안 됩니다", "영수증이 있어야 교환이 됩니다"),
    ("주말만 쉽니다", "주말 말고는 쉬지 않습니다"),
    ("안방이 거실보다 넓어요", "거실은 안방보다 좁아요"),
    ("학교에 갔어요.", "학교에 갔습니다."),
    ("차를 건물 밑에 세웠어요", "차를 건물 아래에 세웠어요"),
    ("가게 곁에 서 있어요", "가게 옆에 서 있어요"),
    ("열쇠는 안쪽에 있다", "열쇠는 안쪽에 있습니다"),
    ("파일을 삭제해 줘", "파일을 지워 줘"),
    ("작업을 마무리할 시간이다", "작업을 마칠 시간이다"),
    ("이곳은 정말 깔끔해요", "이곳은 정말 깨끗해요"),
    ("다음에 또 묵고 싶어요", "다음에 또 머물고 싶어요"),
    ("비가 와서 못 갔어요", "비가 오니까 못 갔어요"),
    ("비가 와서 못 갔어요", "비 때문에 못 갔어요"),
    ("늦었지만 갔다", "늦었는데도 갔다"),
    ("나는 친구와 영화를 봤다", "친구와 나는 영화를 봤다"),
    ("회의에 가야 합니다", "회의에 가야 돼요"),
    ("불을 꺼도 됩니다", "불을 꺼도 괜찮습니다"),
    ("비가 올지도 모른다", "비가 올 수도 있다"),
    ("아마 민지가 케이크를 먹었다", "민지가 아마 케이크를 먹었다"),
    ("알려 줘, 오늘 날씨.", "오늘 날씨 알려 줘."),
]


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


@pytest.fixture(scope="module")
def read(analyser: Analyser) -> Reader:
    return lambda a, b: analyser.differences(clean(a), clean(b))


@pytest.mark.parametrize(
    ("kind", "a", "b"), [(kind, *pair) for kind, pairs in DIFFERENT.items() for pair in pairs]
)
def test_what_differs_is_named(read: Reader, kind: str, a: str, b: str) -> None:
    assert {difference.kind for difference in read(a, b)} == {kind}


@pytest.mark.parametrize(("a", "b"), SAME)
def test_another_way_to_say_it_is_no_difference(read: Reader, a: str, b: str) -> None:
    assert read(a, b) == []


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("예약이 필요하다", "예약이 필요하지 않다", "부정이 다릅니다 (필요하다 ↔ 필요하지 않다)"),
        ("7시에 만나요", "9시에 만나요", "숫자가 다릅니다 (7시 ↔ 9시)"),
        ("거실 불 켜 줘", "침실 불 켜 줘", "대상이 다릅니다 (거실 ↔ 침실)"),
        ("학교에 갔다.", "학교에 가겠다.", "시제가 다릅니다 (갔다 ↔ 가겠다)"),
        ("문을 여나요?", "문을 여세요.", "의도가 다릅니다: 묻는 말 ↔ 시키는 말"),
        (
            "영희가 철수에게 책을 줬다",
            "철수가 영희에게 책을 줬다",
            "주고받는 쪽이 다릅니다 (영희가 철수에게 ↔ 철수가 영희에게)",
        ),
    ],
)
def test_the_message_quotes_both_sentences(read: Reader, a: str, b: str, message: str) -> None:
    assert [difference.message for difference in read(a, b)] == [message]


def test_several_differences_come_in_the_order_of_the_kinds(read: Reader) -> None:
    found = read("거실 불을 7시에 켜 줘", "거실 불을 9시에 꺼 줘")
    assert [difference.kind for difference in found] == ["number", "antonym"]


def mirror(difference: Difference) -> tuple[str, str, str]:
    return difference.kind, difference.right, difference.left


@pytest.mark.parametrize("pair", [pairs[0] for pairs in DIFFERENT.values()])
def test_swapping_the_sentences_swaps_the_sides(read: Reader, pair: tuple[str, str]) -> None:
    a, b = pair
    here = [(d.kind, d.left, d.right) for d in read(a, b)]
    assert here == [mirror(d) for d in read(b, a)]


# Where rules could trip: endings, numbers and units without their words, signs, other scripts.
PIECES = """
    안 못 않다 없다 아니다 지 말고 밖에 이다 보다 에게 에서 시 분 반 월 일 만 억 십 천 3 1.5 %
    10,000 -5 7:30 첫 째 의 를 는 것 수 켜 꺼 줘 다 까 세요 자 ? ! . , 철수가 영희를 불 hello 你好
    🙂 ㅋㅋ 1/3 $5 ① ½ ٣
""".split()
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
)


@settings(deadline=None)
@given(a=TEXTS, b=TEXTS)
@example(a="", b="0")
def test_any_cleaned_text_is_read_in_either_order(analyser: Analyser, a: str, b: str) -> None:
    a, b = clean(a), clean(b)
    here = analyser.differences(a, b)
    assert [(d.kind, d.left, d.right) for d in here] == [
        mirror(d) for d in analyser.differences(b, a)
    ]
    assert all(d.kind in KINDS and d.message.startswith(LABELS[d.kind]) for d in here)


def test_emoji_and_rare_letters_do_not_shift_what_is_quoted(analyser: Analyser) -> None:
    found = analyser.differences("🙂𠀋 거실 불을 켜 줘", "🙂𠀋 거실 불을 꺼 줘")
    assert [(d.left, d.right) for d in found] == [("켜 줘", "꺼 줘")]


def test_a_text_that_is_no_sentence_is_not_compared(analyser: Analyser) -> None:
    text = "거실 불을 켜 줘. " * LONGEST
    assert analyser.differences(text, text.replace("켜", "꺼")) == []


def test_one_analyser_serves_several_threads(analyser: Analyser) -> None:
    pairs = [pairs[0] for pairs in DIFFERENT.values()]
    alone = [analyser.differences(*pair) for pair in pairs]
    together: list[list[list[Difference]]] = []

    def work() -> None:
        together.append([analyser.differences(*pair) for pair in pairs])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 4
