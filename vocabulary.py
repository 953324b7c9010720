"""What differences/ knows of Korean words: which mean the same, which the opposite, and so on.

Plain data; the long lists stand in `words/`, an entry a line. A verb or an adjective stands with
다, but without 하다 where it follows a noun (삭제, not 삭제하다); forms of morphemes are those that
Kiwi gives, so that a final consonant alone is one of its own (`ᆫ`).

But: it is no dictionary, only what people swap when they say a thing in another way, and it holds
no rules.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

WORDS = Path(__file__).parent / "words"


def _listed(name: str) -> list[list[str]]:
    """The entries of a list in `words/`, each a line of words; # begins a remark."""
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


def _pairs(text: str) -> list[list[str]]:
    return [pair.split() for pair in text.split(",")]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _groups(entries: Iterable[list[str]]) -> dict[str, set[str]]:
    """Of groups of words that mean the same: each word by the first words of its groups."""
    groups: dict[str, set[str]] = {}
    for first, *others in entries:
        for word in (first, *others):
            groups.setdefault(word, set()).add(first)
    return groups


def _shapes(text: str) -> dict[str, str]:
    """Of groups of shapes of one particle or ending: each but the first by the first."""
    shapes: dict[str, str] = {}
    for group in text.split(","):
        first, *others = group.split()
        shapes |= dict.fromkeys(others, first)
    return shapes


def _poles(entries: Iterable[list[str]]) -> dict[str, dict[str, int]]:
    """Of pairs of words: each by the first of its pairs (the scale), and its side: 1 or -1."""
    poles: dict[str, dict[str, int]] = {}
    for plus, minus in entries:
        poles.setdefault(plus, {})[plus] = 1
        poles.setdefault(minus, {})[plus] = -1
    return poles


SYNONYMS = _groups(_listed("synonyms"))
OPPOSED = _poles(_listed("opposites"))
# The right column is the left one denied; a difference in these is one of negation.
for _word, _firsts in _groups(
    _pairs(
        "예전 과거 옛날, 지금 현재, 요즘 요새 최근 근래, 바람직 좋다, "
        "통틀다 합치다 합하다, 정기적 주기적"
    )
).items():
    SYNONYMS.setdefault(_word, set()).update(_firsts)
DENIED = _poles(
    _pairs("""
    있다 없다, 알다 모르다, 이다 아니다, 하다 못하다, 되다 안되다, 가능 불가능, 가능 불가,
    필요 불필요, 재미있다 재미없다, 맛있다 맛없다, 멋있다 멋없다, 관심 무관심
    """)
)
# The same event from its two ends: who is the subject of the one is the other party of the other.
CONVERSE = _poles(_listed("converses"))
# Opposites that also tell one relation from its two ends.
TURNED = frozenset({"전", "후", "뒤", "앞", "이전", "이후"})
# The same, but the subject of the right one undergoes what is said: a passive.
PASSIVE = _poles(
    _pairs("""
    잡다 잡히다, 쫓다 쫓기다, 물다 물리다, 밟다 밟히다, 안다 안기다, 업다 업히다, 뽑다 뽑히다,
    찍다 찍히다, 쓰다 쓰이다, 막다 막히다, 먹다 먹히다, 뺏다 뺏기다, 빼앗다 빼앗기다,
    부르다 불리다, 밀다 밀리다, 찌르다 찔리다, 할퀴다 할퀴이다, 보다 보이다, 속이다 속다,
    붙잡다 붙잡히다, 차다 차이다, 업다 업히다, 꾸짖다 꾸중듣다, 들이받다 들이받히다, 치다 치이다,
    빼앗다 뺏기다, 쏘다 쏘이다, 놓아주다 풀려나다, 풀어주다 풀려나다, 가리다 가려지다, 묻다 묻히다,
    혼내다 혼나다, 야단치다 야단맞다, 누르다 눌리다, 자르다 잘리다, 뒤쫓다 뒤쫓기다,
    흔들다 흔들리다,
    꼬집다 꼬집히다, 이끌다 이끌리다, 짓밟다 짓밟히다, 사로잡다 사로잡히다, 덮다 덮이다,
    내쫓다 내쫓기다, 따라잡다 따라잡히다, 떠밀다 떠밀리다, 끌다 끌리다, 걷어차다 걷어차이다
    """)
)
# In each group are things of which one is not the other, nor a part or a kind of it; a word may be
# in several groups.
THING_CLASSES = [frozenset(group) for group in _listed("things")]
# The same of places.
PLACE_CLASSES = [frozenset(group) for group in _listed("places")]
CLASSES = THING_CLASSES + PLACE_CLASSES
# How nouns end that are of one sort; what stands before tells which: 감기약 and 멀미약.
HEADS = tuple(
    """약 제 팀 부 과 학 어 증 권 카드 은행 찌개 냉면 국밥 김밥 라면 국수 볶음 튀김 구이 전자 자동차
    항공 보험 세 료 비 금 자 사 원 관 장 생 기 계 기계 병 암 염 차 주 빵 떡 나무 꽃 색 복 화 술 식
    청 처 당 사전 신문 방송 의원 선수 교사 의사 기사 시험 수업 회의 대회 축제 영화 소설 음악 공사
    공단 협회 위원회 대학교 대학 그룹 중학교 고등학교 초등학교 씨 님""".split()
)
PLACE_HEADS = tuple(
    """역 공항 항 산 강 시 군 구 동 읍 면 도 섬 실 방 층 길 로 교 문 점 호점 관 센터 공원 시장 학교
    병원 터미널 정류장 호텔 극장 마을 아파트 캠퍼스 경기장 체육관 도서관 박물관 미술관 해수욕장
    주차장 출구 입구 권 해 대교 고속도로 선 쪽 편 지역 지방""".split()
)
# Of where something is to something else.
POSITIONS = _words(
    "앞 뒤 옆 곁 위 아래 밑 안 속 밖 바깥 사이 가운데 구석 이쪽 저쪽 그쪽 건너편 맞은편 안쪽 "
    "바깥쪽 위쪽 아래쪽 앞쪽 뒤쪽 왼쪽 오른쪽 동쪽 서쪽 남쪽 북쪽 지상 지하 옥상 입구 출구"
)
TIME_CLASSES = [
    _words(line)
    for line in (
        "오늘 내일 모레 글피 어제 그제 그저께",
        "봄 여름 가을 겨울",
        "오전 오후 아침 점심 저녁 새벽 밤",
        "재작년 작년 올해 내년 내후년",
        "지난 이번 다음",
        "지난주 이번주 다음주",
        "지난달 이번달 다음달",
        "초순 중순 하순 초 말",
        "상반기 하반기",
        "주말 평일 주중",
        "매일 매주 매달 매월 매년",
        "크리스마스 설날 설 추석 어린이날 어버이날 한글날 광복절",
    )
]
PREFIXES = _words("불 부 비 미 무 몰")  # of nouns that deny what follows them
# Nouns that carry a clause: 갈 수 없다, 간 적이 없다.
BOUND = _words("수 것 거 줄 적 경험 리 바 필요 일 생각 마음 계획")
# Nouns that make no statement of their own before 이다.
EMPTY = _words(
    "전망 방침 작정 것 거 예정 계획 생각 듯 뿐 때문 모양 중 편 정도 셈 따름 터 데 나름 법 참"
)
ALL = _words(
    "많은 수많은 다수 대부분 대다수 모두 전부 모든 전체 전원 온 몽땅 전체적 누구나 모조리 전교생 다"
)
SOME = _words("몇 조금 일부 몇몇 절반 일부분 소수 반")
ALWAYS = _words("마다 항상 늘 언제나 매번 항시 매일 날마다 자주 종일")
SELDOM = _words("가끔 때때로 이따금 간혹 드물 거의")
VERY = _words(
    "대폭 바짝 푹 매우 아주 무척 굉장히 몹시 대단히 너무 정말 엄청 상당히 훨씬 완전히 심히 "
    "꽤 크게 엄청나게 지나치게"
)
LITTLE = _words("그럭저럭 소폭 반쯤 그런대로 조금 약간 살짝 다소")
NEVER = _words("전혀 절대 절대로 결코 도무지 도저히")
HARDLY = _words("거의 별로 그다지 그리")
SCALES = (
    ("quantity", ALL, SOME),
    ("quantity", ALWAYS, SELDOM),
    ("degree", VERY, LITTLE),
    ("degree", NEVER, HARDLY),
    ("degree", frozenset({"더"}), frozenset({"덜"})),
)
FUTURE = _words("내일 모레 글피 곧 이따 이따가 나중 나중에 다음 내년 앞으로 내달 조만간 금방 오늘")
# Worn or taken on once, and then it stays: 입었다 is 입고 있다.
LASTING = _words(
    "찬성 반대 동의 지지 가입 등록 소유 보유 입 신 쓰 끼 매 걸치 앉 서 눕 닮 남 늙 잘생기 생기 결혼"
)
# Asked for, these give an answer: 알려 줘 is a question in the form of a request.
TELL = _words(
    "알리 말하 말 가르치 설명 답 답하 대답 알려주 추천 소개 안내 보이 보 찾 검색 궁금 확인 찾아보 "
    "조회 물어보 여쭤보 여쭙"
)
PRONOUNS = {
    "저": "나",
    "내": "나",
    "제": "나",
    "네": "너",
    "니": "너",
    "당신": "너",
    "저희": "우리",
}
LIGHT = _words("하 되 시키 당하 안되 못하 드리")
# Nouns and verbs that deny what they are said of: 켜는 것을 금합니다, 켜면 큰일납니다.
DENYING = _words(
    "삼가 지양 "
    "금지 금하다 삼가다 피하다 자제 위험 큰일나다 큰일 주의 조심 줄이다 말리다 그만두다 그만하다 "
    "방지 막다 예방 포기 중단 중지 멈추다 거부 거절 실패 빼다 제외 생략 싫다 싫어하다 없애다 "
    "곤란 어렵다 힘들다 모자라다 부족 빠지다 벗어나다 생략하다"
)
# Of these, those that stand in the place of what is allowed or taken in: 금지 and 가능.
BARRING = _words("금지 금하다 불가 제외 빼다 생략 거부 거절")
# Verbs that say with a noun what it says with 하다, from either end: 칭찬을 받다, 사기를 치다.
GIVING = _words(
    "주다 보내다 전하다 알리다 말하다 말 말씀 전화 연락 전달 설명 부탁 답장 문자 인사 선물"
)
UNDERGOING = _words("받 듣 얻 입")
DEALING = _words("치 가하 입히 미치 끼치")
POLITE = _words("알 모르 좋 감사 죄송 고맙 가능 되 있 없 이")  # 알겠습니다 is no future
# Nouns that may go missing or change without changing what a sentence is about.
VAGUE = _words(
    "것 거 수 때 경우 정도 사람 분 곳 등 중 점 쪽 요즘 여기 거기 부탁 생각 모두 전부 일부 전체 "
    "어디 언제 며칠 얼마 누구 무엇 뭐 맨"
)
# Words that may come, go and change without changing what is said.
SLIGHT = VAGUE | _words(
    "있 없 되 하 같 않 이 그 저 주 보 오 가 좀 잘 꼭 정말 진짜 참 아주 매우 너무 무척 몹시 굉장히 "
    "그냥 바로 곧 또 또한 더 가장 제일 이제 지금 아직 이미 벌써 혹시 아마 만약 만일 먼저 미리 "
    "나서 다시 함께 같이 서로 다 그리고 그런데 하지만 그러나 안 못 오늘 위하 대하 통하 따르 의하 "
    "관하"
)
PARTS = frozenset({"subject", "topic", "object", "to", "from", "than", "into", "out of"})
# Where a sentence may be several of these, it is called by the first.
INTENTS = {
    "statement": "알리는 말",
    "command": "시키는 말",
    "question": "묻는 말",
    "proposal": "함께 하자는 말",
}
NOUN = _words("NNG NNP SL SH NP")
TOLD = _words("다고 ᆫ다고 는다고 다며 ᆫ다며 는다며 다면서 ᆫ다면서 는다면서")  # what somebody said
VERBAL = _words("VV XSV VX")
STATES = _words("VA XSA VCP VCN")  # of how things are: nobody can be told to be so
# Endings and nouns that hang one event on another, and nouns that give a reason.
LINKING = _words(
    "어서 아서 니까 으니까 자 면 으면 려고 으려고 러 으러 면서 으면서 자마자 므로 으므로 느라고 "
    "더니 고서 다가 도록 길래 거든 어야 어"
)
LINKING_NOUNS = _words("다음 뒤 후 이후 직후 전 이전 직전 때문 동안 덕분 탓 바람 김 결과")
# Of these, the ones after which the other event comes, or which make it come.
SEQUENT = _words(
    "어서 아서 니까 으니까 자 면 으면 자마자 므로 으므로 느라고 느라 더니 고서 다가 길래 거든 어야 "
    "러 으러 고"
)
SEQUENT_NOUNS = _words("다음 뒤 후 이후 직후 때문 덕분 탓 바람 결과")
REASONS = _words("때문 덕분 탓 대신")
# After these, what is yet to come is said of anything: 갈 때, 갈 정도.
UNTIMED = _words(
    "때 정도 만큼 수 필요 가능성 생각 계획 예정 전망 방침 경우 무렵 즈음 시간 줄 뿐 "
    "곳 능력 의향 의무 시"
)
SIGNS = _words("SF SP SS SSO SSC SE SO SW SB UN W_EMOJI")

# --- Numbers ---

SMALL = {"십": 10, "백": 100, "천": 1000}
LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
TENS |= {"일흔": 70, "여든": 80, "아흔": 90}
ONES = {c: i for i, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
NATIVE = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "석": 3, "넷": 4, "네": 4}
NATIVE |= {"넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
NUMERAL = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)"
    rf"|(?P<tens>{'|'.join(TENS)})"
    rf"|(?P<native>{'|'.join(sorted(NATIVE, key=len, reverse=True))})"
    r"|(?P<small>[십백천])|(?P<one>[영공일이삼사오육륙칠팔구])"
)
DETERMINERS = frozenset(NATIVE) | frozenset(TENS)
DAYS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8}
DAYS |= {"아흐레": 9, "열흘": 10, "보름": 15, "일주일": 7, "하룻밤": 1}
APPROXIMATE = {"한두": "1.5", "두세": "2.5", "두어": "2.5", "두서너": "3", "서너": "3.5"}
APPROXIMATE |= {"너댓": "4.5", "네댓": "4.5", "네다섯": "4.5", "너덧": "4.5", "대여섯": "5.5"}
APPROXIMATE |= {"대엿": "5.5", "예닐곱": "6.5", "일고여덟": "7.5", "일여덟": "7.5"}
APPROXIMATE |= {"여덟아홉": "8.5", "엳아홉": "8.5"}
LOANED = {"원": 1, "투": 2, "쓰리": 3, "포": 4, "파이브": 5}  # before 플러스
MONTHS = {"정월": 1, "일월": 1, "이월": 2, "삼월": 3, "사월": 4, "오월": 5, "유월": 6, "육월": 6}
MONTHS |= {"칠월": 7, "팔월": 8, "구월": 9, "시월": 10, "십월": 10, "십일월": 11, "동짓달": 11}
MONTHS |= {"십이월": 12, "섣달": 12}
# Of 반, which is also a class at school: half of one of these.
HALVED = _words("시간 판 바퀴 개 마리 병 컵 잔 통 근 달 년 값 모 포기 그릇 접시 공기 가격 스푼 술")
ORDINALS = {"첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "다섯째": 5, "여섯째": 6, "일곱째": 7}
ORDINALS |= {"여덟째": 8, "아홉째": 9, "열째": 10, "첫날": 1, "첫해": 1, "첫째날": 1}
WEEKDAYS = {f"{day}요일": number for number, day in enumerate("월화수목금토일")}
MORNING = _words("오전 새벽 아침")
EVENING = _words("오후 저녁 밤 낮 점심")
DAY = 86400


def _moments(text: str) -> dict[str, list[tuple[str, int]]]:
    """Of groups of words, each after a dimension and a value: each word by what it says."""
    moments: dict[str, list[tuple[str, int]]] = {}
    for group in text.split(","):
        dimension, value, *words = group.split()
        for word in words:
            moments.setdefault(word, []).append((dimension, int(value)))
    return moments


# When something is: in one dimension one value excludes the others, but for `OVERLAPPING`.
MOMENTS = _moments(
    """
    day -3 그끄저께 그끄제, day -2 그저께 그제 엊그저께 엊그제, day -1 어제 어저께 어젯밤 간밤
    지난밤 엊저녁, day 0 오늘 금일 오늘날, day 1 내일 명일, day 2 모레 내일모레, day 3 글피, near
    -1 전날 전일, near 0 당일, near 1 이튿날 다음날 익일, week -2 지지난주, week -1 지난주 저번주,
    week 0 금주 이번주, week 1 차주 내주 다음주, week 2 다다음주, month -2 지지난달, month -1
    지난달 저번달 전월, month 0 이달 이번달 금월 당월, month 1 내달 다음달 익월, month 2 다다음달,
    year -3 재재작년 그끄러께, year -2 재작년 지지난해, year -1 작년 지난해 전년 전년도 거년, year
    0 올해 금년 금년도 올봄 올여름 올가을 올겨울, year 1 내년 내년도 명년 이듬해, year 2 내후년,
    part 0 어젯밤 간밤 지난밤 밤 밤중 한밤중 한밤 심야 야간 야밤 밤새 오밤중 밤늦 밤사이, part 1
    새벽 새벽녘 꼭두새벽 동틀녘, part 2 아침 아침나절 조식 조반, part 3 오전, part 4 점심 점심때
    점심시간 점심밥, part 5 낮 한낮 대낮 주간 낮시간, part 6 오후, part 7 저녁 저녁때 엊저녁 저녁밥
    석식 해질녘 저녁나절, season 1 봄 춘계, season 2 여름 하계, season 3 가을 추계, season 4 겨울
    동계, stage 1 초 초순 상순 초반 초기 초엽, stage 2 중순 중반 중기 중엽, stage 3 말 하순 후반
    말기 말엽 막바지, stage 1 월초 연초 주초 학기초, stage 3 월말 연말 학기말, half 1 상반기 전반기
    전반 전반전 상반, half 2 하반기 후반기 후반전 하반, weekpart 1 주말, weekpart 2 평일 주중,
    weekpart 3 휴일 공휴일 빨간날, feast 1 설 설날 구정, feast 2 추석 한가위 중추절, feast 3
    크리스마스 성탄절 성탄, feast 4 어린이날, feast 5 어버이날, feast 6 한글날, feast 7 광복절,
    feast 8 개천절, feast 9 삼일절 3·1절, feast 10 현충일, feast 11 제헌절, feast 12 식목일, feast
    13 대보름 정월대보름, feast 14 단오, feast 15 동지, feast 16 하지, feast 17 춘분, feast 18
    추분, feast 19 입춘, feast 20 입추, feast 21 입동, feast 22 입하, feast 23 초복, feast 25 말복,
    feast 26 만우절, feast 27 발렌타인데이 밸런타인데이 밸런타인, feast 28 화이트데이, feast 29
    빼빼로데이, feast 30 핼러윈 할로윈, feast 31 추수감사절, feast 32 부활절, feast 33 석가탄신일
    초파일, feast 34 노동절 메이데이, feast 35 신정, feast 36 칠석, feast 37 경칩, meal 1 식전 공복
    빈속, meal 2 식후, meal 3 식간, part 7 초저녁
    """
)
# With a period after them: 지난 학기, 이번 정류장, 다음 문제.
TURNWISE = {"지난": -1, "저번": -1, "이번": 0, "다음": 1, "요번": 0, "담": 1, "오는": 1}
PERIODS = {"주": "week", "달": "month", "해": "year", "날": "near"}
PERIODS |= dict.fromkeys(
    "학기 분기 시즌 번 회 시간 회의 수업 강의 시험 방학 휴가 여행 명절 경기 공연 모임 행사 대회 호 "
    "편 화 역 정류장 정거장 주말 봄 여름 가을 겨울 설 추석 생일 기수 세대 총회 선거 월드컵 올림픽 "
    "방송 월요일 화요일 수요일 목요일 금요일 토요일 일요일 차례 순서 문제 연휴".split(),
    "turn",
)
# Values of one dimension that may be the same: 아침 and 오전, 휴일 and 주말, 명절 and 설.
OVERLAPPING = {
    "part": [{1, 3}, {2, 3}, {4, 6}, {5, 6}, {6, 7}, {4, 5}],
    "weekpart": [{1, 3}],
}
# Where the grain of two of these differs, they are not the same: 그저께 and 지난달.
GRAINS = _words("day week month year")
WHEN = frozenset(dimension for said in MOMENTS.values() for dimension, _ in said) | _words(
    "turn weekday"
)
SEASONS = {"봄": 1, "여름": 2, "가을": 3, "겨울": 4}  # also inside a word: 초여름, 겨울옷
# Before or after, when that is said of a time or an event.
BEFORE_AFTER = _words("전 후 뒤 이전 이후 직전 직후")
BOUNDS = _words("이상 이하 초과 미만 이내 최대 최소 최소한 최대한")
AT_LEAST = _words("이상 초과 최소 최소한 적어도")
AT_MOST = _words("이하 미만 이내 최대 최대한 기껏해야")
# What an event can be said to be before, in and after: 근무 중에, 근무 후에.
AROUND = {"전": "before", "이전": "before", "직전": "before", "중": "during", "동안": "during"}
AROUND |= {"내내": "during", "도중": "during", "후": "after", "뒤": "after", "이후": "after"}
AROUND |= {"직후": "after", "끝": "after"}
# Events, of which it matters in what follows whether they are told as a time: 개학 전에.
AT_A_TIME = _words("전 후 뒤 이전 이후 직전 직후 때 동안 무렵 길 중 시간 즈음 쯤 당일 날 전날")
# Dimension and factor of each unit.
UNITS: dict[str, tuple[str, Fraction]] = {
    name: (dimension, Fraction(factor))
    for dimension, factor, names in (
        ("seconds", 1, "초 초간"),
        ("seconds", 60, "분 분간"),
        ("seconds", 3600, "시간"),
        ("seconds", DAY, "일 일간 날"),
        ("seconds", 7 * DAY, "주 주일 주간"),
        ("months", 1, "개월 달 개월간"),
        ("months", 12, "년 해 년간 년도"),
        ("month", 1, "월"),
        ("clock", 60, "시"),
        ("ratio", "0.01", "% 퍼센트 프로"),
        ("ratio", "0.1", "할"),
        ("ratio", 1, "배 갑절 곱절"),
        ("won", 1, "원 ₩"),
        ("dollars", 1, "달러 불 $ USD"),
        ("euros", 1, "유로 €"),
        ("yen", 1, "엔 ¥"),
        ("metres", "0.001", "mm 밀리미터 ㎜"),
        ("metres", "0.01", "cm 센티미터 센티 센치 ㎝"),
        ("metres", 1, "m 미터"),
        ("metres", 1000, "km 킬로미터 ㎞"),
        ("grams", "0.001", "mg 밀리그램"),
        ("grams", 1, "g 그램"),
        ("grams", 1000, "kg 킬로그램 ㎏ Kg KG 킬로"),
        ("grams", 10**6, "t 톤"),
        ("litres", "0.001", "ml mL 밀리리터 ㎖ cc 시시"),
        ("litres", 1, "L l 리터"),
        ("degrees", 1, "도 ℃ °C °"),
        ("people", 1, "명 사람 인 분"),
        ("age", 1, "살 세"),
        ("times", 1, "번 회 차례"),
        ("ordinal", 1, "번째 째"),
        ("places", 1, "곳 군데 개소"),
        ("rank", 1, "등 위"),
        ("pages", 1, "쪽 페이지"),
        ("floor", 1, "층"),
        ("pieces", 1, "개"),
        ("grains", 1, "알"),
        ("pieces", 12, "다스 타스"),
        ("pairs", 1, "켤레 쌍"),
        ("singles", 1, "짝"),
        ("building", 1, "동"),
        ("flat", 1, "호"),
        ("rows", 1, "줄"),
        ("bundles", 1, "묶음 다발 세트 꾸러미 뭉치"),
        ("packs", 1, "봉지 봉 팩 포 포대"),
        ("bottles", 1, "병"),
        ("cans", 1, "캔"),
        ("bowls", 1, "그릇 공기 접시"),
        ("spoons", 3, "큰술 숟가락 스푼 테이블스푼 숟갈"),
        ("spoons", 1, "작은술 찻숟가락 티스푼"),
        ("drops", 1, "방울"),
        ("meals", 1, "끼 끼니"),
        ("bytes", 1, "킬로바이트 KB kb"),
        ("bytes", 1000, "메가 메가바이트 MB 엠비"),
        ("bytes", 10**6, "기가 기가바이트 GB 지비"),
        ("bytes", 10**9, "테라 테라바이트 TB"),
        ("area", 1, "제곱미터 ㎡ 평방미터"),
        ("pyeong", 1, "평"),
        ("area", 10**4, "헥타르 ha"),
        ("area", 10**6, "제곱킬로미터 ㎢"),
        ("houses", 1, "채"),
        ("households", 1, "가구 세대"),
        ("trays", 1, "판"),
        ("handfuls", 1, "줌 움큼"),
        ("pinches", 1, "꼬집"),
        ("points", 1, "퍼센트포인트 %p %P"),
        ("watts", 1, "와트 W"),
        ("watts", 1000, "킬로와트 kW KW"),
        ("watthours", 1, "와트시 Wh"),
        ("watthours", 1000, "킬로와트시 kWh KWh"),
        ("ships", 1, "척"),
        ("kinds", 1, "가지 종류 종"),
        ("sheets", 1, "장"),
        ("glasses", 1, "잔 컵"),
        ("boxes", 1, "상자 박스"),
        ("parts", 1, "부 편"),
    )
    for name in names.split()
}
# Containers that are also counted as pieces: 라면 세 봉지 and 라면 세 개.
PIECEWISE = _words("packs bottles cans bowls glasses sheets houses ships trays")
# Counters that are also common nouns; Kiwi calls them nouns after a number, too.
NOUN_UNITS = _words(
    "알 층 배 시간 사람 병 그릇 줄 반 학년 단계 문제 잔 컵 종류 주 박스 상자 봉지 접시 페이지 센티 "
    "판 조각 송이 바구니 자루 덩어리 통 팀 정거장 짝 켤레 쌍 동 달 날 끼 묶음 다발 봉 팩 캔 방울 "
    "숟가락 분기 교시 갑절 곱절 바퀴 가구 세대 줌 움큼"
)
COUNTED = "things"  # of a number without a unit: it is compared with any counter, as is 개
# Numbers of these are not counts of things, so one without a unit is not compared with them.
NOT_COUNTED = (
    _words(
        "seconds months month clock ratio won dollars euros yen metres grams litres degrees "
        "weekday ordinal serial bytes area pyeong"
    )
    | WHEN
)

# Where the unit is as important as the number.
MEASURED = (
    _words(
        "seconds months month clock ratio won dollars euros yen metres grams litres degrees age "
        "floor pages weekday serial boxes sheets glasses pairs singles building rows bundles "
        "packs bottles cans bowls spoons drops meals bytes area pyeong houses ships "
        "households trays handfuls pinches points watts watthours"
    )
    | WHEN
)

# --- Particles and endings ---

ROLES = {"JKS": "subject", "JKO": "object", "JKG": "of", "JC": "with"}
PARTICLES = {
    particle: role
    for role, particles in {
        "subject": "께서",
        "topic": "은 는 ᆫ",
        "to": "에게 한테 께 더러 에게로",
        "from": "에게서 한테서 로부터 으로부터",
        "into": "에 로 으로 까지",
        "out of": "에서 부터",
        "than": "보다 만큼 처럼",
        "with": "와 과 하고 랑 이랑",
    }.items()
    for particle in particles.split()
}


TIMES = _words(
    "오늘 내일 어제 모레 그저께 그제 글피 지금 아까 방금 이따가 이따 나중 매일 매주 매달 매월 매년"
)
ONCE = _words("예전 과거 옛날 한때 현재 요즘 요새 이전 당시 그때 최근 근래 이제")
# Nouns that say of a clause whether it must, may or can be: 교육할 의무가 있다.
MODAL = _words("의무 권리 능력 의향 자격 책임 필요 가능성 의사 권한 의지 용의 기회 자유")
# Statements that urge: 켜는 게 좋습니다, 켜 주시면 감사하겠습니다.
URGING = _words("좋다 감사 고맙다 권하다 바람직 낫다 부탁 금지 금하다 요청 바라다 위험 하다")
QUESTION = _words(
    """니 냐 으냐 느냐 나 나요 ᆫ가 은가 는가 ᆫ가요 은가요 는가요 ᆸ니까 습니까 을까 ᆯ까
    을까요 ᆯ까요 까 까요 ᆯ지 을지 는지 ᆫ지 은지 는지요 ᆯ지요 ᆫ지요 은지요 대요 더냐
    던가 던가요 련 으련 ᆯ래 을래 ᆯ래요 을래요 려나 ᆯ는지"""
)
COMMAND = _words(
    """라 어라 아라 여라 거라 너라 으라 세요 으세요 셔요 ᆸ쇼 십쇼 으십쇼 ᆸ시요 십시요 ᆸ시오
    십시오 으십시오 시오 으시오 소서 려무나 렴 으렴 도록"""
)
PROPOSAL = _words("자 ᆸ시다 읍시다 세 시죠 자꾸나")
OPEN = _words(
    """어 아 어요 아요 여요 에요 예요 이에요 야 지 지요 죠 는데 는데요 ᆫ데 ᆫ데요 은데 은데요
    고 고요 게 요"""
)
WHETHER = _words("는지 ᆫ지 은지 ᆯ지 을지 었는지")
CHECKED = _words("확인 보 알리 말 말하 가르치 체크 여쭙 여쭈 물 문의 답 알아보 조회 살피")
# Nouns of asking and answering, which are no topic of their own: 기한을 문의, 기한을 알려 달라.
PERFORMED = _words("문의 질문 요청 부탁 방법 확인 조회 신청 안내 체크 답변 답 대답 설명")
# What is said of a favour, done or hoped for; and the particles after who gets it.
THANKS = _words("고맙 고맙다 감사 감사하다 감사드리다 고마워하다 좋 바라")
RECIPIENT = _words("께 에게 한테")
WHERE = _words("어디 여기 거기 저기 곳 데")
TRADING = _words("사다 팔다 구매 구입 판매 매수 매도 매입 매각 빌리다 빌려주다 꾸다 꿔주다")
# Verbs that ask for what a noun before them says: 취소를 원합니다.
REQUESTING = _words("부탁 원하다 요청 바라다 희망 진행 처리 도와주다 돕다 하다 되다 주다 싶다")
# What undoes, changes or merely looks at what has been done: 예약하다, 예약을 취소하다.
UNDOING = _words(
    "취소 해제 철회 해지 중단 중지 포기 변경 수정 확인 조회 연장 연기 거절 거부 반려 삭제 보류 "
    "점검 검토 문의 정정 종료 반납 양도"
)
# States of the body, which pass: 머리가 아팠다 and 머리가 아프다.
PASSING = _words("아프 고프 배고프 졸리 피곤 목마르 어지럽 가렵 바쁘 심심 쓰리 저리 배부르")
WHO = _words("누구 무엇 뭐 어디 언제 왜 어떻게 얼마 몇 무슨 어느 어떤 어떻 뭘 얼마나 며칠 어째서")
FURTHER = _words("왜 언제")  # what is not asked by whether: 왔어?, 언제 왔어?
# What a particle or an ending is after a vowel and after a consonant, and particles that change
# without a change of meaning, such as those of subject and topic.
PARTICLE_SHAPES = _shapes(
    "는 은 ᆫ 이 가 께서, 를 을 ᆯ, 와 과 하고 랑 이랑, 로 으로, 에게 한테 께 에, 나 이나, 라도 이라도"
)
ENDING_SHAPES = _shapes(
    """
    ᆫ 은, ᆯ 을, ᆸ니다 습니다, ᆫ다 는다, 어 아 여, 었 았 였, 면 으면, 니 으니, 니까 으니까,
    며 으며, 러 으러, 려고 으려고, 려 으려, 세요 으세요, ᆯ까 을까, ᆯ게 을게, ᆯ래 을래, ᆯ지 을지,
    ᆫ데 은데, ᆫ가 은가, ᆫ지 은지, ᆸ시다 읍시다, 시 으시, ᆸ시오 으십시오 십시오, ᆸ니까 습니까,
    에요 예요, 어서 아서, 어도 아도, 어야 아야, ᆯ게요 을게요, ᆯ까요 을까요, ᆯ래요 을래요,
    ᆫ데요 은데요, 나 으나, 므로 으므로, 지만 지마는
    """
)

# Endings that close a clause of its own: what changes before and after them are two changes.
PARTING = _words("어서 아서 니까 으니까 니 으니 므로 으므로 지만 는데 ᆫ데 은데 고 며 으며 더니")
COLOURS = {"파랗": "파란색", "빨갛": "빨간색", "노랗": "노란색", "하얗": "하얀색", "까맣": "까만색"}
# Nouns that close a clause, too: 신청한 다음에, 멈추는 바람에.
CLAUSAL = _words("다음 후 뒤 전 직후 때문 바람 탓 덕분")
# Verbs of which both sides do the same: A가 B를 만나다 is B가 A를 만나다.
MUTUAL = _words("만나다 마주치다 헤어지다 사귀다 결혼 이혼 화해 닮다 싸우다 다투다 악수 교체")
# Of which both ends are the same, too, but which only tell how things are.
SYMMETRIC = _words("가깝다 멀다 같다 다르다 비슷하다 비슷 친하다 인접 통하다 이웃 일치 동일")
# Particles and endings that join what may stand in either order.
ADDING = _words("와 나 고 며 거나 도 하고 면서")
FEELING = _words("싶 싫 좋 어렵 쉽 힘들 필요 가능 수 줄 편하 궁금")  # 청소가 and 청소를 하기 싫다
RECEIVING = _words("받 듣 배우 얻 빌리 당하 뺏기 빼앗기 맞 속 건네받 물려받 넘겨받 잡히 꾸 사")
MOVING = _words("가 오 떠나 출발 도착 이동 돌아오 돌아가 보내 이사 나오 나가 들어가 들어오")

# Answers, which a sentence may begin with.
YES = _words("네 예 응 어 그래 그럼 넵 넹 네네 ㅇㅇ ㅇㅋ")
NO = _words("아니 아니요 아니오 아뇨 아니야 ㄴㄴ 노노")
NEGATORS = _words("안 못 않 말 아니 없 못하 모르 안되")
# After a denied deed or the deed itself: 넘어지지 않게 조심하다, 넘어지는 것을 조심하다.
CAUTION = _words("조심 주의 유의 신경")
# Words that ask for something, of which one may stand for another: 부탁드립니다, 감사하겠습니다.
ASKING = _words(
    "부탁 감사 고맙다 좋다 필요 요청 바라다 알리다 확인 말하다 말 여쭙다 문의 알다 드리다 궁금 "
    "주다 물어보다"
)

# --- Turns of phrase, as patterns over morphemes with their tags ---


def _turn(text: str) -> dict[str, re.Pattern[str]]:
    """Of names and patterns of morphemes, where _ is a space; what is deeper continues a line."""
    turns: dict[str, str] = {}
    for line in re.split(r"\n {4}(?! )", text.strip()):
        name, *patterns = line.split()
        spelt = "|".join(p.replace("_", r"/\S+ ") for p in patterns)
        spelt = f"{turns[name]}|{spelt}" if name in turns else spelt
        turns[name] = spelt
    return {name: re.compile(rf"(?<= )(?:{spelt})(?=[/ ])") for name, spelt in turns.items()}


# What may follow a phrase on a scale within its last word: 조금만, 일부에게.
_AFTER_PHRASE = (
    "(?:으로|에게|에서|에|로|까지)?(?:만|은|는|이|가|을|를|의|도|씩|요|이나|나|뿐)?(?:이|은|을)?"
)


def _phrases(entries: Iterable[list[str]]) -> dict[str, re.Pattern[str]]:
    """Of names and phrases: the pattern of each name, with the phrase as its first group."""
    counter = "[가-힣]{1,3}?"
    number = rf"(?:(?:두|세|네|다섯|여섯|일곱|여덟|아홉|열) |\d+ ?){counter}"
    spelt: dict[str, list[str]] = {}
    for name, *phrases in entries:
        spelt.setdefault(name, []).extend(
            p.replace("_C", f" {counter}").replace("N", number).replace("_", " ?") for p in phrases
        )
    return {
        name: re.compile(
            rf"(?<!\S)({'|'.join(sorted(phrases, key=len, reverse=True))})"
            rf"{_AFTER_PHRASE}(?=[\s.,!?~]|$)"
        )
        for name, phrases in spelt.items()
    }


# Between morphemes stands _; a pattern matches from the beginning of a morpheme to the end of one.
TURNS = _turn(
    r"""
    because (?<!/EC\s나/VX\s)어서(?!/\S+\s(?:는|ᆫ)/JX\s(?:안|못)) 니까 으니까 므로 으므로
        느라고 느라 길래 때문_에 덕분_에 탓_에 바람_에 (?:으로|로)_인_하 (?:으로|로)_인하
        (?:으로|로)_말미암
    although 지만 는데_도 ᆫ데_도 은데_도 음에도 더라도 불구하? 음_에_도 ᆷ_에_도 에_도_불구하?
        에_도_아랑곳 에_도_아랑곳없이
    evenif 어도_(?!되|좋|괜찮|하)[^/]+ 더라도
    inorder 려고 으려고 러 으러 기_위하 도록
    before 기_(?:도_)?(?:[^/]+_){0,2}전 기_(?:도_)?직전 전_에 기_이전 에_앞서 기_에_앞서
    after 고_나_(?:어서|ᆫ|니|니까|면|자|서) 고_나서 (?:ᆫ|은)_(?:다음|후|뒤|직후|이후) 자마자
        (?:끝나|마치|끝내)_고
    while 면서 으면서 는_(?:동안|사이|와중|도중) 며 는_중_에
    must (?<!었/EP\s)(?:어야|어야만|어야지)_(?:만_|지_)?(?:하|되) 어야지 어야죠
        의무_(?:이_|가_|를_)?(?:있|이|지) 필수_이 (?:지_않|지_못하)_(?:으면|면)_안_되
        (?:지_않|지_못하)_(?:으면|면)_안되
    can (?<!위험/NNG\s하/XSA\s)(?:ᆯ|을)_수_(?:는_)?있 (?:ᆯ|을)_능력_(?:이_)?있 (?:ᆯ|을)_줄_알
    forced (?:ᆯ|을)_수_밖에_없 불가피
    advised (?:는|ᆫ|은)_(?:것|거|게|편|쪽)_(?:이_|은_|을_)?(?:좋|낫|권하|추천|바람직) 기를_권하
        (?:으면|면)_좋_(?:습니다|어요|어|다)
    hoped (?:었_)?(?:으면|면)_(?:좋|하_(?:어|ᆫ다|ᆸ니다|네|는|지))(?!_겠_습니까)
        (?:기|기_를|길)_(?:바라|희망|기대)
    heard ᆫ대 는대 대/EF ᆫ대요 는대요 대요/EF 소문 다고_(?:들|듣) ᆫ다고_(?:들|듣)
    banned (?<!않/VX\s)(?:면|으면)_안_되 (?<!않/VX\s)(?:면|으면)_안되 금지 지_말(?!/\S+\s고/)
        (?:면|으면|다면|ᆫ다면)_(?:위험|큰일|곤란)
        어서_는_안_되 어서_는_안되
    planned (?:ᆯ|을)_(?:계획|예정|생각|작정|참)_이 기_로_하 기_로_되_어_있
    impossible (?<!모르/VV\s)(?<!않/VX\s)(?<!없/VA\s)(?:ᆯ|을)_리_(?:[가-힣]_)?(?:없|만무)
        (?:ᆯ|을)_(?:가능성|가능_성)_(?:은_|이_)?없
        (?:ᆯ|을)_턱_(?:이_)?없
    pretend (?:ᆫ|은|는)_(?:척|체|시늉)
    worth (?:ᆯ|을)_(?:만|만하)
    useless 나_마나 았자 었자 보_(?:었_자|았자|었자) (?:나|으나)_말_나 소용없 소용_(?:이_)?없
    shouldhave 었_어야_(?:하|되|지) 었_어야지
    presumed 었_을_(?:것|거)_이
    fear (?:ᆯ까|을까)_보
    willdo (?<!었/EP\s)(?:ᆯ|을)_(?:것|거|예정|계획)_이 기_로_하 려고_하 으려고_하 겠_다
    over (?:ᆫ|은)_(?:뒤|후|다음)_이
    including 까지_(?:모두|다|전부|포함) 도_(?:모두|다|전부|포함) 까지_포함 포함_(?:하|되)
    hard 기_(?:가_|는_|도_|에_는_)?(?:어렵|힘들|곤란|불가능)
    unwilling 기_(?:가_|는_|도_)?싫
    beyond [^/]+/(?:NNB|NNG|SW|SL)\s(?:이_|가_|을_|를_|은_|는_)?(?:넘|웃돌|초과)
    beneath [^/]+/(?:NNB|NNG|SW|SL)\s(?:이_|가_|도_|은_|는_|에_)?(?:안_되|안되|못_미치|밑돌|모자라)
    couple 한두 두어 두세 서너
    tens 수십
    hundreds 수백
    thousands 수천
    tenthousands 수만
    surely 꼭/MAG 반드시/MAG 틀림없이 무조건
    cannot (?:ᆯ|을)_수_(?:가_|는_|도_)?없 못/MAG 지_(?:는_|도_)?못하
    maybe2 (?:ᆫ가|은가|는가|나)_보 추정 (?:ᆯ|을)_터_이_ᆫ데 (?:ᆯ|을)_텐데 ᆯ걸 을걸 모양_이
    maybe2 것_으로_보
    perhaps (?:ᆯ|을)_수_도_있 (?:ᆯ|을)_(?:가능성|가능_성|확률|소지|여지)_(?:이_|도_)?있
    perhaps (?:ᆯ|을)_(?:가능성|가능_성|확률)_(?:이_)?(?:높|크)
    certain 뻔하 확실히 확실시
    certain 확실 확인_되 확정 장담 의심하_지_않 틀림없이 틀림없 틀림_없 분명히 분명
    certain 반드시_(?:[^/]+_)*것 단정
    want 고_싶 고_싶어하 고_싶_어_하 (?<!주/VX\s)(?<!시/EP\s)(?:ᆯ래|을래|ᆯ래요|을래요)/EF
    askfor 어_주_(?:세요|어/EF|어요|시|ᆯ래|ᆯ래요)
    unneeded (?:ᆯ|을)_필요_(?:가_|는_|도_)?없 의무_(?:가_|는_)?없
    unneeded 지_(?:는_)?않_(?:으시_|시_)?어도_(?:되|좋|괜찮) 안_(?:[^/]+_){1,3}어도_되 굳이
    unneeded 어도_그만
    nearly (?:ᆯ|을)_뻔
    did 어_버리_었 고_말_었 어_버리
        (?<!하/XSA\s)(?<!어야/EC\s하/VX\s)었_(?:다|어|어요|습니다|는데|지만|으니|으니까)
    beginning 기_시작
    finished 다_[^/]+_(?:하_|되_)?었 완료 도착
    during 고_있 (?:는|던)_(?:중|길)_이 [^/]+_중_이 어_(?:가_고|오_고)_있 고_계시
    intending 려던_참 려고_하 으려던 려던 려_하 으려고_하 으려_하 기_직전 기_일보
    experienced (?:ᆫ|은)_적_(?:이_|도_|은_)?있
    resulting 어_있
    until [^/]*(?:시|분|월|일|주|년|개월|달|날|전|후|말|초|때|침|녁|밤|낮|년도|학년)_까지
    since [^/]*(?:시|분|월|일|주|년|개월|달|날|전|후|말|초|때|침|녁|밤|낮|년도|학년)_부터
    saidorder [^/]+/(?:VV|XSV|VX)\s(?:라고|으라고) 달라고
    saidpropose 자고
    saidstate ᆫ다고 는다고 다고/EC 다며/EC ᆫ다며 는다며
    request 주_(?:시_)?기_(?:를_)?바라 주_세요 주_(?:시_)?ᆸ시오 부탁_드리
        (?:도와)?주_(?:시_)?(?:겠_(?:어요|습니까|니)|ᆯ래(?:요)?)
    gave 드리_었
    promise (?<!감사/NNG\s)(?<!부탁/NNG\s)드리_(?:ᆯ게|ᆯ게요|겠|ᆯ까|ᆯ까요|려고)
    ordered [^/]+/(?:VV|XSV)\s(?:시_)?(?:(?:으)?세요|(?:ᆸ|으십|십)시오|[어아]라)/EF
    askhow (?:방법|법)_(?:이_|을_|를_|좀_|에_)?(?:알리|가르치|궁금하?|알|묻|문의|설명|여쭈)
    habit 곤_하_었
    specific (?:(?:지난|저번|이번)(?:주|달)?/\S+\s|지나_ᆫ_)(?:주말|주|달|여름|겨울|봄|가을|방학|휴가)
        그저께 어제 딱_한_번
    unexperienced (?:ᆫ|은)_(?:적|일|경험)_(?:이_|도_|은_)?없
    remaining 나머지
    oneperson 한_(?:명|사람)_이/JKS
    saidask 냐고 으냐고 느냐고
    saidwill 겠_다고
    halted 다_말 다가_말 다_그만두 다가_그만두 려다 으려다 려다가 으려다가
    only 만/JX 뿐 밖에
    also 도
    asmanyas 이나 이나마
    already 이미 벌써
    notyet 아직 여태
    first 먼저 우선
    later 나중 나중_에
    formerly 아까 예전 지난번 한때 옛날 왕년 어리_ᆯ_때 (?:과거|당시|그때)_(?:에_는|에_ᆫ|에|는|ᆫ)
        (?<!기/ETN\s)(?:이전|전)_에_(?:는|ᆫ)
    now 지금(?!/\S+\s(?:막|까지|껏|부터|쯤)/) 요즘 요새 현재 오늘날 이제_(?:는|ᆫ) 근래
    soon 곧(?!/\S+\s바로/) 앞으로 이따가 이따 조만간 머지않 곧이어 앞_으로_(?:는|ᆫ|도)
        금방_(?:[^/]+_)+(?:ᆯ|을)/ETM
    justnow 방금 지금_막 막/MAG\s(?:[^/]+_)*었 갓/MAG
    whoever 아무_도 아무도
    someone 누군가 누구_ᆫ가
    than 보다/JKB
    who 누구 누
    when 언제 무슨_요일 몇_시 며칠 몇_일
    whathour 몇_시
    whentime 언제
    whatday 며칠 몇_일 무슨_요일
    howmany 몇(?!/\S+\s(?:시|만|일)/)
    howmuch 얼마나
    where 어디 장소 위치
    why 왜 이유 까닭
    what 무엇 뭐 무슨_(?!요일|날)
    how 어떻게 어떻 방법
    all 모두 모든 전부 전체(?!/\S+\s적) 전원 빠짐없이 다/MAG 전면 몽땅 싹 온통 죄다
        대_부분 대부분 대다수 통째 일제히 누구나
    some 일부 몇몇 몇 조금 소수 극소수 군데군데 더러 일부분
    always 항상 늘 언제나 매번 번번이 수시로 자주 날마다 매일 언제든지 흔히 거듭 해마다 내내 줄곧
        예외_없이 어김없이 주로 보통 대개 밤낮없이 끊임없이 자_나_깨_나
        밥_먹_듯이 밤_마다 때_마다 빈번히 빈번하_게 쉬_ᆯ_새_없이 수시 꾸준히 평소 종일
    seldom 가끔 간혹 이따금 드물게 드물 때때로 어쩌다 어쩌다가 좀처럼 한_번_만 한_번 뜸하_게 뜸하
        간간이 띄엄띄엄 몇_번_만
    greatly 매우 아주 무척 몹시 훨씬 심하_게 급격히 크_게 엄청 완벽_하_게 완전히 최대_로 바싹
        굉장히 대단히 너무 지나치_게 상당히 듬뿍 잔뜩 활짝 꽉 확 가득
        빈틈없이 턱없이 한껏 최대한 말_도_못_하_게 더할_나위_없이 대폭 전적 철저히 힘껏 세_게
        강하_게 깊숙이 바짝 푹 홀딱 왕창 실컷 뚝 쑥 부쩍
    slightly 조금 약간 살짝 다소 서서히 완만하_게 그럭저럭 살살 어느_정도 듬성듬성 그렇_게_까지
        적당히 반_쯤 소폭 그런대로 느슨_하_게 느슨히 가볍_게 약하_게 최소한 조금씩 슬쩍 웬만큼 찔끔
        미미하_게
    almost 거의
    wholly (?:완전히|완벽히|완벽_하_게|온전히)(?!/\S+\s(?:똑같|같|비슷|일치))
    barely 간신히 겨우 가까스로 아슬아슬하_게 아슬아슬
    easily 여유_(?:가_)?있_게 거뜬히 넉넉히 넉넉하_게 가뿐히 손쉽_게 무난히 수월하_게 쉽_게
    exactly 정확히 정확하_게 딱 꼭
    roughly 대략 약/MM 대충 쯤 가량 어림잡 한/MM_[0-9]+ 정도 얼추
    never 절대 절대로 결코 기필코 무조건
    ifpossible 웬만_하_면 가급적 되도록 될_수_있_으면
    unusually 유난히 유독 특히 이례적
    usual 보통_때 평소_처럼 예년_처럼 여느_때 평년
    atonce 단번 한꺼번 한번_에 단숨
    bitbybit 점점 차츰 점차 조금씩 서서히 차차
    least 적_어도 최소 최소한 못해도
    atmost 많_어야 기껏해야 최대 길_어야 고작
    equalto 만큼(?!/\S+\s(?:\S+\s)*(?:않|못하|못|안|없)/)
    equalto 못지않 버금가 맞먹 (?:와|과|랑|이랑|하고)_(?:같_(?:다|어|었)|똑같|비슷)
    exceeding (?:을|를|ᆯ)_(?:웃돌|넘어서|앞서|능가|뛰어넘|상회|넘|앞지르) 보다_낫
    short (?:을|를|ᆯ)_(?:밑돌|하회) 에_(?:못_)?미치 에_뒤지 에_뒤처지
    anyone 누구_(?:나|든지|든|라도|이나|이든) 누구나 누구든지
        언제_(?:나|든|든지|이_든지|이_든) 언제든지 언제든
        어디_(?:서_)?(?:나|든|든지) 어디서나 어디든지 아무_(?:나|때_나)
    morethan 보다
    worse (?:보다|만)_못하 (?:보다|만)_못_하
    long 한참 오래 오랫동안 한동안
    shortly 잠깐 잠시 잠깐만 금방
    each 각각 각자 따로 따로따로 제각각 각기 저마다 개별
    jointly 합치_어서 합하_어 합치_어 다_같이 통틀_어 공동
    several 여러 수많 많은 몇
    single 한/MM
    once 한_번 한번 한_차례
    again 다시 또 재차 또다시 거듭 두_번_째
    onlyonce 한_번_만 한번_만 딱_한_번 평생_한_번 한_번_뿐
    repeatedly 여러_번 수없이 계속 매번 자꾸 반복 번번이 몇_번 자주 여러_차례
    last 마지막 최후
    most 가장 제일
    quite 꽤 상당히
    fast 빨리 급격히 빠르_게 금세 금방 서둘러
    slowly 천천히 서서히 느리_게 한참
    together 같이 함께
    alone 혼자
    twosome 둘_이 둘이
    here 이쪽 여기 이곳
    there 저쪽 건너편 맞은편 저기 저곳
    front 앞/NNG
    behind 뒤/NNG
    beside 옆/NNG 곁/NNG
    above 위/NNG
    below 아래/NNG 밑/NNG
    inside 안/NNG 속/NNG
    outside 밖/NNG 바깥/NNG
    between 사이/NNG
    early 일찍
    late 늦_게 늦게
    ahead 미리 사전_에
    firsttime 처음 최초 첫_번_째
    oftenbefore 여러_번 수없이 자주
    deliberately 일부러 고의로
    accidentally 실수로 실수/NNG 무심코 우연히
    """
)
_ALL = "(?:모두|다(?=/MAG)|전부|모든|전원|항상|언제나|늘|반드시|꼭)/"
_ANY = r"(?:\S+\s)*"  # whatever stands between
_NOT = "(?:않|못하|안|못|없)"
# After a condition, these forbid or praise; after an asking, 어도 되다 is a request.
_THEN = r"(?!/\S+\s(?:되|안|좋|하|위험|큰일|곤란))"
_UNASKED = "".join(
    rf"(?<!{said}\s)"
    for said in (
        r"부탁/NNG\s하/XSV",
        r"부탁/NNG\s드리/XSV",
        r"부탁/NNG\s드리/VV",
        r"묻/VV\s어/EC\s보/VX",
        "여쭤보/VV",
    )
)
# 하면 좋을 것 같다, 해야 할 것 같다, 할 필요가 있을 것 같다 only say so politely.
_UNSURE = "".join(
    rf"(?<!{said}\s)"
    for said in (
        r"좋/VA",
        r"어야/EC\s하/VX",
        r"필요/NNG\s가/JKS\s있/VV",
        r"필요/NNG\s가/JKS\s있/VA",
    )
)
# 다 옮기지는 못했다 and 하나도 못 옮겼다; 목요일만 아니면 and 목요일에만, but not 주말 말고는 안
# 쉰다.
TURNS |= _turn(
    rf"""
    if (?<!가급적/NNG\s이/VCP\s)면{_THEN} 으면{_THEN} 다면{_THEN} ᆫ다면{_THEN} 거든/EC 자마자
    may {_UNASKED}어도_(?:되|좋|괜찮|무방|상관없) 어도_상관_(?:이_)?없
    maybe (?:ᆯ지|을지)_도_모르 어쩌면 아마 아마도 듯싶 듯하 듯_하 듯_싶 나_보 나_봐
        {_UNSURE}(?:ᆯ|을|ᆫ|은|는)_(?:것|거)_같
    partly {_ALL}{_ANY}(?:것|거|게)_(?:(?:은|는|ᆫ|이)_)?아니 {_ALL}{_ANY}지_는_(?:않|못)
    none (?:하나_도|아무_도|전혀|조금_도|결코|절대|절대로)_{_ANY}{_NOT} {_ALL}{_ANY}지_(?:않|못)
    except 만_아니_면(?!.*{_NOT}/) 말_고_는(?!.*{_NOT}/) 빼_고(?!.*{_NOT}/)
    except 제외_하_(?:고|ᆫ)(?!.*{_NOT}/)
    onlyat 에_만
    still 여전히 아직_도 아직도 아직 계속
    nomore (?:더_이상|더는|더_는|이제|이젠)_{_ANY}{_NOT}
    """
)
# What a modal turn of phrase (must: it has to be) excludes: 해야 한다 is not 해도 된다; but 갈 수
# 있다 may be 가도 된다, or 갈지도 모른다.
_EXCLUDED = """
    must: may can maybe maybe2 perhaps want cannot advised heard impossible presumed pretend
    must: useless
    may: forced want advised pretend impossible banned
    can: want forced advised maybe2 planned pretend useless banned
    forced: advised maybe maybe2 perhaps want unneeded planned
    advised: cannot banned unneeded want maybe maybe2 useless
    hoped: maybe maybe2 cannot heard certain planned impossible pretend unneeded fear
    want: unneeded maybe maybe2 cannot planned pretend certain
    unneeded: cannot maybe
    certain: maybe maybe2 perhaps impossible pretend heard
    surely: maybe maybe2 perhaps impossible
    impossible: maybe maybe2 perhaps presumed planned
    pretend: maybe maybe2 perhaps presumed planned did
    planned: maybe maybe2 perhaps
    worth: unneeded useless
    fear: because did
    askfor: may unneeded
"""
_MODALITY = ", ".join(
    f"{one} {other}"
    for one, others in (line.split(":") for line in _EXCLUDED.strip().splitlines())
    for other in others.split()
)
# In each group one excludes the others.
EXCLUSIVE = {
    kind: [_words(group) for group in groups.split(",")]
    for kind, groups in {
        "word": "deliberately accidentally",
        "antonym": "exceeding worse, equalto worse, exceeding short, equalto short",
        "number": "beyond beneath, couple tens hundreds thousands tenthousands",
        "negation": "partly none, except onlyat, still nomore, must unneeded, banned unneeded, "
        "banned may, except including, can hard, want unwilling, none several",
        "relation": "because although, because evenif, because if, because inorder, although if, "
        "evenif if, before if, before after, before while, after while, "
        "although inorder, because before",
        "modality": _MODALITY,
        "tense": "nearly did, nearly finished, beginning finished during intending halted, "
        "habit specific, unexperienced partly, resulting intending, resulting halted, "
        "experienced during, "
        "experienced intending, nearly intending, nearly halted, formerly soon, formerly now, "
        "justnow soon, already soon, soon did, intending over, willdo did, shouldhave did",
        "time": "until since, whathour whatday, "
        "already notyet, first later, first late, fast slowly, early late, "
        "ahead later",
        "place": "here there, front behind beside above below inside outside between",
        "quantity": "all some, only also, anyone only, only asmanyas, whoever someone, "
        "alone twosome, alone together, firsttime oftenbefore, each jointly, several single, "
        "unexperienced repeatedly, unexperienced always, remaining all, "
        "always onlyat, each oneperson, firsttime again, firsttime last, "
        "onlyonce repeatedly, onlyonce again, once repeatedly",
        "degree": "greatly slightly, most quite, most slightly, almost slightly, almost wholly, "
        "barely easily, "
        "exactly roughly, never ifpossible, unusually usual, atonce bitbybit, least atmost, "
        "equalto morethan, equalto worse, long shortly",
        "intent": "who when where why what howmany, whentime howmuch why, "
        "request gave promise, ordered may, ordered promise, askhow did, how who where why, "
        "saidorder saidpropose saidstate "
        "saidask, saidorder saidwill, saidorder intending",
    }.items()
}
# Places on scales, and the phrases that put a thing there, as patterns over the text.
SCALED = _phrases(_listed("scales"))
# Of the places in one entry, one excludes the others.
APART = {
    kind: [_words(group) for group in groups.split(",")]
    for kind, groups in {
        "antonym": "fast slowly, louder quieter",
        "time": "already notyet, justnow longago",
        "quantity": "all half some, all few, majority some, majority few, "
        "majority half, many few, many some, many half, none few, none half, "
        "none some, none majority, all overhalf, many onlyfew, all onlyfew, majority onlyfew, "
        "overhalf underhalf, majority underhalf, always seldom, always sometimes, often seldom, "
        "everyday weekendly weekdayly feastly, everyday ondays, ondays feastly, "
        "always once, often once",
        "degree": "greatly slightly, quite slightly, most slightly, most quite, most fairly, "
        "most nth, greatly hardly, quite hardly, none hardly, barely easily, long shortly, "
        "long slightly, thoroughly cursorily, exactly roughly, whatever ifpossible",
    }.items()
}
# Places that a denial belongs to: 하나도 없다, 거의 없다, 몇 개밖에 안 남다.
DENIED_AMOUNTS = _words("none few onlyfew underhalf")
# How far an event has come; of several that a sentence has, the first counts. A pattern is as in
# `TURNS`.
STAGES = _turn(
    """
    nearly (?:ᆯ|을)_뻔
    halted 그만두/VV 관두/VV (?:다|다가)_(?:말|그만두|관두|중단|포기|멈추|그치)
        려다 으려다 려다가 으려다가 도중_에_(?:그만두|그치|멈추) 중도_(?:포기|하차)
    intending 려던 으려던 려_하 으려_하 려고_하 으려고_하 려는 으려는 기_직전 기_일보
    beginning 기_시작 시작_하 시작_되 막_[^/]+/VV 접어들 나서_었
    done 다_[^/]+_(?:하_|되_)?었 고_나 (?:ᆫ|은)_(?:뒤|후|다음|지)_(?:이|오래|한참) 마치/VV 끝내/VV
        끝나 끝마치 그치/VV 멎/VV 도착 완료 마무리 완성 종료 어_(?:놓|두|버리|치우)
        (?:ᆫ|은)_참 (?:ᆫ|은)_상태 끝_까지_(?:다_)?[^/]+_(?:하_|되_)?었
        이미_[^/]+_(?:하_|되_)?었
    resulting 어_(?:있|계시)
    continuing 계속/MAG 줄곧 (?:멈추|그치|쉬)_지_않_고 끊임없이 쉼없이
    during 계속_하 고_있 고_계시 (?:는|던)_(?:중|길|도중)_(?:이|에) 중_이 어_(?:가|오) 곤_하 한창
    """
)
# Two that may be told of one event.
SAME_STAGES = [
    {"done", "resulting"},
    {"beginning", "during"},
    {"continuing", "during"},
    {"continuing", "resulting"},
]
# Words that only tell how far an event has come.
STAGING = _words(
    "시작 끝나 끝내 끝마치 마치 완료 마무리 계속 그만두 관두 멈추 그치 중단 다 막 참 적 중 도중 "
    "상태 놓 두 버리 말 직전 경험 일 나서"
)
_NUMBERS = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7}
_NUMBERS |= {"여덟": 8, "아홉": 9, "열": 10, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6}
_NUMBERS |= {"칠": 7, "팔": 8, "구": 9, "십": 10, "이십": 20, "삼십": 30}
# Of what is said to happen every so often: how long that is, in days.
PERIOD_DAYS = {
    name: days
    for days, names in (
        (Fraction(1, 86400), "초"),
        (Fraction(1, 1440), "분 매분"),
        (Fraction(1, 24), "시간 매시간 매시"),
        (Fraction(1), "하루 매일 날 일"),
        (Fraction(2), "이틀 격일 하루걸러"),
        (Fraction(3), "사흘"),
        (Fraction(7, 2), "며칠"),
        (Fraction(4), "나흘"),
        (Fraction(5), "닷새"),
        (Fraction(10), "열흘"),
        (Fraction(15), "보름"),
        (Fraction(7), "주 매주 일주일 주일"),
        (Fraction(14), "격주"),
        (Fraction(30), "달 매달 매월 개월 월"),
        (Fraction(60), "격월"),
        (Fraction(90), "분기 매분기 철 계절"),
        (Fraction(180), "반년 학기 매학기"),
        (Fraction(360), "해 년 매년 매해 일년"),
        (Fraction(720), "격년"),
    )
    for name in names.split()
}
COUNTED_PERIOD = re.compile(
    rf"(?P<number>\d+|몇|{'|'.join(_NUMBERS)}) ?"
    r"(?P<unit>초|분|시간|일|주일|주|달|개월|해|년|분기|학기)"
)
_PERIOD = "|".join(sorted(PERIOD_DAYS, key=len, reverse=True))
_TIMES = rf"(?P<times>\d+|{'|'.join(_NUMBERS)}) ?(?:번|회|차례|끼|잔|알|통)"
# 매달, 달마다, 석 달에 한 번, 분기마다 한 번씩, 주 2회.
RATE = re.compile(
    rf"(?<!\S)(?P<period>{COUNTED_PERIOD.pattern}|{_PERIOD})"
    r"(?P<each>마다| ?걸러| ?간격으로| ?주기로)?"
    rf"(?:에|로)?(?: {_TIMES}(?:씩|꼴로|만|쯤| 정도)?)?(?=[\s.,!?~]|$)"
)
TIMES_SAID = _NUMBERS
# Two that say how often.
EXCLUSIVE["quantity"].append(_words("always seldom"))

# --- What is the same for sure (sameness.py) ---

# Loanwords and what Koreans say instead. Strictly the same in whatever sentence both fit; as
# SYNONYMS, but no word may begin two groups.
LOANWORDS = _groups(_listed("loanwords"))
# More words that are the same, in their strict sense: Sino-Korean and native, polite and plain.
STRICT = _groups(_listed("strict"))
# Both: each word by the first words of its groups.
SAME_WORDS = {
    word: LOANWORDS.get(word, set()) | STRICT.get(word, set()) for word in LOANWORDS | STRICT
}
SYNONYMS |= {word: SYNONYMS.get(word, set()) | firsts for word, firsts in SAME_WORDS.items()}


def _numbered(entries: Iterable[list[str]]) -> dict[str, frozenset[int]]:
    """Of classes of words: each word, and the first of each of its groups, by its classes."""
    classes: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        for word in entry:
            for name in {word} | SYNONYMS.get(word, set()):
                classes.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in classes.items()}


# The same of what is done to one thing: 예약하다, 취소하다, 조회하다.
ACTIONS = _numbered(_listed("actions"))
# Particles that say the same, and endings that do but for their tone; both beside the shapes above.
SAME_PARTICLES = _shapes(
    """
    에게 한테 께 더러, 에게서 한테서, 와 과 하고 랑 이랑, 로 으로 로써 으로써, 나 이나, 라도
    이라도, 에서 서, 부터 에서부터, 까지 까지는
    """
)
SAME_ENDINGS = ENDING_SHAPES | _shapes(
    """
    니까 으니까 므로 으므로 기에, ᆫ데 은데 는데, 도록 게, 지만 으나, 더라 더라고 더군, 지 죠, ᆫ대
    는대 대 ᆫ답니다 답니다, ᆫ 은, 면 으면, 려고 으려고 고자
    """
)
# Said for the tone alone.
FILLERS = _words("좀 혹시 혹시나 저기 저 음 아 어 그")
# How words are often misspelt that nobody else could be; longer pieces of the sentence's letters.
MISSPELT = _shapes(
    """
    좋아요 조아요, 좋아서 조아서, 많아서 만아서, 많아요 만아요, 맞춰 마춰, 어떻게 어떡게, 굳이
    구지, 웬일 왠일, 오랜만 오랫만, 며칠 몇일, 설거지 설겆이, 금세 금새, 역할 역활, 희한 희안,
    어이없 어의없, 찌개 찌게, 됐 됬, 돼요 되요, 돼서 되서, 안해 않해, 안되 않되, 안돼 않돼, 괜찮
    괜찬, 게요 께요, 할게 할께, 줄게 줄께, 갈게 갈께, 습니다 읍니다, 하려고 할려고, 이에요 이예요,
    있어요 잇어요, 있어 잇어, 싫어요 시러요, 같아요 가타요, 웬만 왠만, 왠지 웬지, 떡볶이 떡볶기,
    베개 배게, 육개장 육계장, 휴게 휴계, 깨끗이 깨끗히, 일일이 일일히, 틈틈이 틈틈히, 뵈어요 봬요,
    쓰레기 쓰래기, 메시지 메세지, 핸드폰 헨드폰
    """
)
# Adverbs that belong to the word after them.
ATTACHED = _words(
    """
    바로 거의 약 겨우 딱 단 단지 오직 특히 적어도 고작 무려 불과 대략 한 만 매 각 총
    """
)
# Who can do something: without a particle, it is not clear whether they do or undergo it.
PERSONS = _words(
    """
    사람 인간 분 누구 나 너 우리 어머니 아버지 엄마 아빠 형 누나 언니 오빠 동생 할머니 할아버지
    아들 딸 남편 아내 삼촌 이모 고모 부모 친구 벗 가족 이웃 선생 선생님 교수 학생 의사 간호사 환자
    손님 고객 직원 사장 부장 과장 대리 팀장 팀원 감독 선수 기자 경찰 가수 배우 아이 아기 어린이
    소년 소녀 남자 여자 주인 개 강아지 고양이 회사 정부 팀 반 학교
    """
)
