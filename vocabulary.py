"""What differences.py knows of Korean words: which mean the same, which the opposite, and so on.

Plain data. A verb or an adjective stands with 다, but without 하다 where it follows a noun (삭제,
not 삭제하다); forms of morphemes are those that Kiwi gives, so that a final consonant alone is one
of its own (`ᆫ`).

But: it is no dictionary, only what people swap when they say a thing in another way, and it holds
no rules.
"""

import re
from fractions import Fraction


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _groups(text: str) -> dict[str, set[str]]:
    """Of groups of words that mean the same: each word by the first words of its groups."""
    groups: dict[str, set[str]] = {}
    for group in text.split(","):
        first, *others = group.split()
        for word in (first, *others):
            groups.setdefault(word, set()).add(first)
    return groups


def _shapes(text: str) -> dict[str, str]:
    """Of groups of shapes of one particle or ending: each but the first by the first."""
    shapes = {}
    for group in text.split(","):
        first, *others = group.split()
        shapes |= dict.fromkeys(others, first)
    return shapes


def _poles(text: str) -> dict[str, dict[str, int]]:
    """Of pairs of words: each by the first of its pairs (the scale), and its side: 1 or -1."""
    poles: dict[str, dict[str, int]] = {}
    for pair in text.split(","):
        plus, minus = pair.split()
        poles.setdefault(plus, {})[plus] = 1
        poles.setdefault(minus, {})[plus] = -1
    return poles


SYNONYMS = _groups(
    """
    불 조명 전등 등 라이트 램프 전깃불 형광등, 휴대폰 핸드폰 스마트폰 휴대전화 폰 전화기 전화,
    전체적 전반적, 파티 잔치, 콘서트 음악회 공연, 아래쪽 하단, 위쪽 상단, 방법 수단, 반응 대응 응답,
    이메일 메일 전자우편, 컴퓨터 PC 피시, 노트북 랩톱 랩탑, 텔레비전 티비 TV 테레비,
    에어컨 냉방기 냉방, 히터 난방기 난방 보일러, 방 룸 객실 호실, 숙소 숙박 숙박시설 집,
    거실 마루, 침실 안방, 부엌 주방, 화장실 욕실 변소, 냄비 솥, 식당 음식점 레스토랑 맛집,
    가게 상점 매장 점포 숍, 카페 커피숍 커피점 찻집, 슈퍼 마트 슈퍼마켓, 사진 이미지 그림,
    영화 무비 필름, 노래 곡 음악 가요, 책 도서 서적, 아이 어린이 아기 애 꼬마 아동,
    남자 남성 사내, 여자 여성 여인, 아버지 아빠 부친, 어머니 엄마 모친, 부모 양친 부모님,
    형제 남매, 아내 부인 와이프 집사람, 남편 신랑, 사람 인간 분 인원, 사람들 시민 주민 국민,
    친구 벗, 선생 교사 선생님 스승, 의사 의원, 병원 의료원, 호스트 주인 집주인,
    직원 사원 종업원 스태프, 회사 기업 업체, 일 업무 작업 일정 스케줄, 회의 미팅, 약속 일정,
    여행 관광, 값 가격 비용 요금 금액 돈, 차 자동차 승용차 차량, 버스 시내버스,
    비행기 항공편 항공기, 지하철 전철 메트로, 역 정거장 정류장, 길 도로 거리, 위치 장소 곳 자리,
    근처 주변 부근 인근, 옆 곁, 안 내부 속, 밖 바깥 외부, 위 위쪽, 아래 밑 아래쪽,
    뒤 후 다음 이후, 전 이전, 날씨 기상, 비 빗물, 눈 강설, 미세먼지 먼지, 온도 기온, 시간 시각 때,
    지금 현재 이제, 오늘 금일, 내일 명일, 어제 어저께 전날, 그저께 그제, 모레 내일모레, 올해 금년,
    작년 지난해, 방법 법 방식 어떻게, 이유 까닭 원인 왜, 문제 문제점, 뉴스 소식 기사, 정보 내용,
    말 이야기 얘기 말씀, 생각 의견, 이름 성함 명칭, 나이 연령 연세, 집 주택 가정, 학교 교,
    대학교 대학, 공부 학습, 시험 테스트, 알람 알림 경보, 메시지 문자 메세지, 창문 창, 문 출입문,
    쓰레기 휴지, 옷 의류 의복, 신발 구두, 밥 식사 끼니, 점심 점심밥, 저녁 저녁밥, 술 주류,
    병 질병 질환, 약 의약품, 건물 빌딩, 한국 대한민국 우리나라, 미국 아메리카, 공항 에어포트,
    호텔 모텔, 주차 파킹, 예약 예매, 구매 구입 사다, 취소 해지, 변경 수정 바꾸다, 확인 체크,
    사용 이용 쓰다, 시작 개시, 종료 끝 마감, 출발 떠나다, 도착 닿다,
    알리다 안내 말 말하다 설명 가르치다, 찾다 검색, 필요 요구, 가능 되다, 삭제 지우다,
    추가 더하다 넣다, 추천 권하다, 걱정 염려, 감사 고맙다, 주다 드리다, 묻다 여쭙다,
    먹다 드시다 잡수시다, 자다 주무시다, 있다 계시다 존재, 아프다 편찮다, 보다 뵙다,
    작다 조그맣다, 크다 커다랗다, 많다 많이, 예쁘다 이쁘다 아름답다, 늘다 늘어나다 증가 늘리다,
    줄다 줄어들다 감소 줄이다, 오르다 올라가다 상승, 내리다 내려가다 하락, 높이다 올리다,
    낮추다 내리다
    """
)
# Left column: +, right column: -; a word may be in several lines.
OPPOSITES = """
    켜다 끄다, 켜지다 꺼지다, 열다 닫다, 열리다 닫히다, 크다 작다, 많다 적다, 높다 낮다,
    높이다 낮추다, 올리다 내리다, 오르다 내리다, 올라가다 내려가다, 오르다 떨어지다,
    올리다 줄이다, 높이다 줄이다, 높이다 내리다, 키우다 낮추다,
    세다 약, 상승 하락,
    인상 인하, 증가 감소, 늘다 줄다, 늘리다 줄이다, 늘어나다 줄어들다, 늘어나다 줄다,
    키우다 줄이다, 길다 짧다, 넓다 좁다, 두껍다 얇다, 굵다 가늘다, 깊다 얕다, 무겁다 가볍다,
    강하다 약하다, 세다 약하다, 강화 약화, 빠르다 느리다, 이르다 늦다, 일찍 늦다, 밝다 어둡다,
    덥다 춥다, 뜨겁다 차갑다, 따뜻 춥다, 따뜻 쌀쌀, 따뜻 차갑다, 좋다 나쁘다, 좋다 싫다,
    좋아하다 싫어하다, 쉽다 어렵다, 비싸다 싸다, 비싸다 저렴, 새롭다 낡다, 젊다 늙다, 가깝다 멀다,
    깨끗 더럽다, 깨끗 지저분, 조용 시끄럽다, 조용 소란, 편하다 불편, 편리 불편, 편안 불편,
    안전 위험, 맛있다 맛없다, 재미있다 지루, 재밌다 재미없다, 부지런 게으르다, 행복 불행,
    기쁘다 슬프다, 강 약, 차다 비다, 같다 다르다, 맞다 틀리다, 옳다 그르다, 친절 불친절,
    만족 불만, 만족 불만족, 건조 습하다, 단순 복잡, 간단 복잡, 한산 붐비다, 한가 바쁘다,
    시작 종료, 시작 끝나다, 시작하다 끝내다, 시작 끝, 시작 중단, 시작 마치다, 추가 삭제,
    추가 제거, 등록 삭제, 저장 삭제, 넣다 빼다, 설치 제거, 성공 실패, 찬성 반대, 동의 반대,
    합격 불합격, 합격 탈락, 승리 패배, 승인 거절, 승인 거부, 수락 거절, 허가 금지, 허용 금지,
    긍정 부정, 가입 탈퇴, 입장 퇴장, 입학 졸업, 입사 퇴사, 출근 퇴근, 출발 도착, 입금 출금,
    수입 수출, 판매 구매, 팔다 사다, 들어오다 나가다, 들어가다 나오다, 들어가다 나가다,
    나타나다 사라지다, 붙이다 떼다, 입다 벗다, 신다 벗다, 타다 내리다, 밀다 당기다, 일어나다 앉다,
    일어서다 앉다, 깨다 자다, 살다 죽다, 기억 잊다, 잠그다 열다, 잠그다 풀다, 모으다 흩다,
    연결 해제, 설정 해제, 구독 해지, 가입 해지, 예약 취소, 최대 최소, 최고 최저, 최초 최후,
    최고 최악, 장점 단점, 이익 손해, 흑자 적자, 위 아래, 위 밑, 위층 아래층, 앞 뒤, 왼쪽 오른쪽,
    왼편 오른편, 좌회전 우회전, 왼손 오른손, 이상 이하, 맑다 흐리다, 들어오다 빠져나가다,
    맑다 더럽다, 달다 쓰다,
    켜다 꺼지다, 짜다 싱겁다, 신입 경력, 활발 얌전, 상반기 하반기, 부드럽다 딱딱하다,
    두껍다 가늘다, 진하다 연하다, 진하다 묽다, 급하다 느긋하다, 걸다 끊다, 빌리다 갚다,
    외향적 내향적, 긍정적 부정적, 적극적 소극적, 남자 여자, 남성 여성, 신랑 신부, 선배 후배,
    입구 출구, 시골 도시, 자음 모음, 사전 사후, 진실 거짓, 생산 소비, 공급 수요, 호황 불황,
    동쪽 서쪽, 남쪽 북쪽, 초과 미만, 이전 이후, 전 후, 전 뒤, 먼저 나중, 안 밖, 실내 실외,
    내부 외부, 국내 해외, 국내 국외, 낮 밤, 유료 무료, 공개 비공개, 찬물 뜨거운물, 온수 냉수,
    활성 비활성, 켬 끔, 확대 축소, 늦추다 앞당기다, 미루다 앞당기다, 연장 단축, 개방 폐쇄,
    개장 폐장, 흥미롭다 지루, 낙관 비관, 절약 낭비, 칭찬 비난, 칭찬 꾸중, 공격 방어
    """
# The right column is the left one denied; a difference in these is one of negation.
DENIALS = """
    있다 없다, 알다 모르다, 이다 아니다, 하다 못하다, 되다 안되다, 가능 불가능, 가능 불가,
    필요 불필요, 재미있다 재미없다, 맛있다 맛없다, 멋있다 멋없다, 관심 무관심
    """
# The same event from its two ends: who is the subject of the one is the other party of the other.
CONVERSES = """
    주다 받다, 보내다 받다, 팔다 사다, 판매 구매, 판매 구입, 빌려주다 빌리다, 가르치다 배우다,
    가르쳐주다 배우다, 이기다 지다, 때리다 맞다
    """
# The same, but the subject of the right one undergoes what is said: a passive.
PASSIVES = """
    잡다 잡히다, 쫓다 쫓기다, 물다 물리다, 밟다 밟히다, 안다 안기다, 업다 업히다, 뽑다 뽑히다,
    찍다 찍히다, 쓰다 쓰이다, 막다 막히다, 먹다 먹히다, 뺏다 뺏기다, 빼앗다 빼앗기다,
    부르다 불리다, 밀다 밀리다, 찌르다 찔리다, 할퀴다 할퀴이다, 보다 보이다, 속이다 속다
    """
# Of things of which one is not the other.
CLASSES = [
    _words(line)
    for line in (
        "거실 침실 안방 주방 부엌 화장실 욕실 현관 서재 베란다 다락 차고 정원 마당 복도 창고",
        "서울 부산 대구 인천 광주 대전 울산 세종 제주 제주도 수원 춘천 강릉 전주 경주 포항 청주",
        "한국 미국 일본 중국 영국 프랑스 독일 이탈리아 스페인 러시아 캐나다 호주 인도 베트남 태국",
        "어머니 아버지 엄마 아빠 형 누나 언니 오빠 동생 할머니 할아버지 아들 딸 남편 아내 삼촌",
        "에어컨 선풍기 공기청정기 제습기 가습기 텔레비전 티비 TV 라디오 세탁기 건조기 냉장고",
        "피자 치킨 햄버거 짜장면 짬뽕 라면 김밥 떡볶이 비빔밥 냉면 불고기 삼겹살 초밥 파스타",
        "커피 녹차 홍차 우유 주스 콜라 사이다 물 맥주 소주 와인",
        "사과 배 바나나 딸기 포도 수박 귤 오렌지 복숭아 감 참외",
        "개 강아지 고양이 소 돼지 닭 말 토끼 새 양 염소 호랑이 사자 곰",
        "버스 택시 지하철 기차 비행기 자전거 배 트럭 오토바이",
        "빨간색 파란색 노란색 초록색 검은색 흰색 빨강 파랑 노랑 초록 검정 하양",
        "동쪽 서쪽 남쪽 북쪽",
        "영어 한국어 일본어 중국어 프랑스어 독일어 스페인어",
        "학교 회사 병원 은행 우체국 도서관 공원 시장 백화점 호텔 공항 식당 카페 극장 경찰서 소방서",
        "바지 치마 셔츠 코트 모자 신발 양말 장갑",
        "축구 야구 농구 배구 테니스 수영 골프",
        "국어 수학 영어 과학 역사 음악 미술 체육",
        "비 눈 우박 안개 바람",
    )
]
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
BOUND = _words("수 것 거 줄 적 리 바 필요 일 생각 마음 계획")
# Nouns that make no statement of their own before 이다.
EMPTY = _words("것 거 예정 계획 생각 듯 뿐 때문 모양 중 편 정도 셈 따름 터 데 나름 법 참")
ALL = _words(
    "많은 수많은 다수 대부분 대다수 모두 전부 모든 전체 전원 온 몽땅 전체적 누구나 모조리 전교생 다"
)
SOME = _words("몇 조금 일부 몇몇 절반 일부분 소수 반")
ALWAYS = _words("마다 항상 늘 언제나 매번 항시 매일 날마다 자주 종일")
SELDOM = _words("가끔 때때로 이따금 간혹 종종 드물 거의")
VERY = _words(
    "대폭 바짝 푹 매우 아주 무척 굉장히 몹시 대단히 너무 정말 엄청 상당히 훨씬 완전히 심히 "
    "꽤 크게 엄청나게 지나치게"
)
LITTLE = _words("그럭저럭 소폭 반쯤 그런대로 조금 약간 살짝 다소 별로 그다지")
NEVER = _words("전혀 절대 절대로 결코 도무지")
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
LASTING = _words("입 신 쓰 끼 매 걸치 앉 서 눕 닮 남 늙 잘생기 생기 결혼")
# Asked for, these give an answer: 알려 줘 is a question in the form of a request.
TELL = _words("알리 말하 말 가르치 설명 답 답하 대답 알려주 추천 소개 안내 보이 보 찾 검색 궁금")
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
    "삼가 "
    "금지 금하다 삼가다 피하다 자제 위험 큰일나다 큰일 주의 조심 줄이다 말리다 그만두다 그만하다 "
    "방지 막다 예방 포기 중단 중지 멈추다 거부 거절 실패 빼다 제외 생략 싫다 싫어하다 없애다 "
    "어렵다 힘들다 모자라다 부족 빠지다 벗어나다 생략하다"
)
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
    "다시 함께 같이 서로 다 그리고 그런데 하지만 그러나 안 못 오늘 위하 대하 통하 따르 의하 관하"
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
SIGNS = _words("SF SP SS SSO SSC SE SO SW SB UN W_EMOJI")


OPPOSED = _poles(OPPOSITES)
DENIED = _poles(DENIALS)
CONVERSE = _poles(CONVERSES)
PASSIVE = _poles(PASSIVES)

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
DAYS |= {"아흐레": 9, "열흘": 10, "보름": 15, "일주일": 7}
ORDINALS = {"첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "다섯째": 5, "여섯째": 6, "일곱째": 7}
ORDINALS |= {"여덟째": 8, "아홉째": 9, "열째": 10}
WEEKDAYS = {f"{day}요일": number for number, day in enumerate("월화수목금토일")}
MORNING = _words("오전 새벽 아침")
EVENING = _words("오후 저녁 밤 낮 점심")
DAY = 86400
# Dimension and factor of each unit.
UNITS: dict[str, tuple[str, Fraction]] = {
    name: (dimension, Fraction(factor))
    for dimension, factor, names in (
        ("seconds", 1, "초 초간"),
        ("seconds", 60, "분 분간"),
        ("seconds", 3600, "시간"),
        ("seconds", DAY, "일 일간"),
        ("seconds", 7 * DAY, "주 주일 주간"),
        ("months", 1, "개월 달 개월간"),
        ("months", 12, "년 해 년간"),
        ("month", 1, "월"),
        ("clock", 60, "시"),
        ("ratio", "0.01", "% 퍼센트 프로"),
        ("ratio", "0.1", "할"),
        ("ratio", 1, "배"),
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
        ("grams", 1000, "kg 킬로그램 ㎏ Kg KG"),
        ("grams", 10**6, "t 톤"),
        ("litres", "0.001", "ml mL 밀리리터 ㎖ cc"),
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
        ("things", 1, "개 알"),
        ("kinds", 1, "가지 종류 종"),
        ("sheets", 1, "장"),
        ("glasses", 1, "잔 컵"),
        ("boxes", 1, "상자 박스"),
        ("parts", 1, "부 편"),
    )
    for name in names.split()
}
# Counters that are also common nouns; Kiwi calls them nouns after a number, too.
NOUN_UNITS = _words(
    "알 층 배 시간 사람 병 그릇 줄 반 학년 단계 문제 잔 컵 종류 주 박스 상자 봉지 접시 페이지 센티 "
    "통 팀 정거장 짝"
)
COUNTED = "things"  # of a number without a unit, and of 개: they are compared with any counter
# Numbers of these are not counts of things, so one without a unit is not compared with them.
NOT_COUNTED = _words(
    "seconds months month clock ratio won dollars euros yen metres grams litres degrees weekday "
    "ordinal serial"
)

# Where the unit is as important as the number.
MEASURED = _words(
    "seconds months month clock ratio won dollars euros yen metres grams litres degrees age floor "
    "pages weekday serial boxes sheets glasses"
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
# Statements that urge: 켜는 게 좋습니다, 켜 주시면 감사하겠습니다.
URGING = _words("좋다 감사 고맙다 권하다 바람직 낫다 부탁 금지 금하다 요청 바라다 위험 하다")
QUESTION = _words(
    """니 냐 으냐 느냐 나 나요 ᆫ가 은가 는가 ᆫ가요 은가요 는가요 ᆸ니까 습니까 을까 ᆯ까
    을까요 ᆯ까요 까 까요 ᆯ지 을지 는지 ᆫ지 은지 는지요 ᆯ지요 ᆫ지요 은지요 대요 더냐
    던가 던가요 련 으련 ᆯ래 을래 ᆯ래요 을래요 려나 ᆯ는지"""
)
COMMAND = _words(
    """라 어라 아라 여라 거라 너라 으라 세요 으세요 셔요 ᆸ시오 십시오 으십시오 시오 으시오
    소서 려무나 렴 으렴 도록"""
)
PROPOSAL = _words("자 ᆸ시다 읍시다 세 시죠 자꾸나")
OPEN = _words(
    """어 아 어요 아요 여요 에요 예요 이에요 야 지 지요 죠 는데 는데요 ᆫ데 ᆫ데요 은데 은데요
    고 고요 게 요"""
)
WHO = _words("누구 무엇 뭐 어디 언제 왜 어떻게 얼마 몇 무슨 어느 어떤 어떻 뭘 얼마나 며칠")
# What one ending or particle is after a vowel and after a consonant; and particles that come and go
# without a change of meaning, such as those of subject and topic.
SHAPES = _shapes(
    """
    는 은 ᆫ 이 가, 를 을, 와 과 하고 랑 이랑, 로 으로, ᆸ니다 습니다, ᆫ다 는다, 어 아 여, 었 았 였,
    면 으면, 니 으니, 니까 으니까, 며 으며, 러 으러, 려고 으려고, 려 으려, 세요 으세요,
    ᆯ 을, ᆯ까 을까, ᆯ게 을게, ᆯ래 을래, ᆯ지 을지, ᆫ데 은데, ᆫ가 은가, ᆫ지 은지,
    ᆸ시다 읍시다, 시 으시, ᆸ시오 으십시오 십시오, ᆸ니까 습니까, 에요 예요, 어서 아서, 어도 아도,
    어야 아야, 에게 한테 께, ᆯ게요 을게요, ᆯ까요 을까요, ᆯ래요 을래요, ᆫ데요 은데요, 나 으나
    """
)

NEGATORS = _words("안 못 않 말 아니 없 못하 모르 안되")

# --- Turns of phrase, as patterns over morphemes with their tags ---


def _turn(text: str) -> dict[str, re.Pattern[str]]:
    """Of lines of a name and patterns: each pattern is one of morphemes, where _ is a space."""
    turns = {}
    for line in text.strip().splitlines():
        name, *patterns = line.split()
        spelt = "|".join(p.replace("_", r"/\S+ ") for p in patterns)
        turns[name] = re.compile(rf"(?<= )(?:{spelt})/")
    return turns


# Between morphemes stands _; a pattern matches from the beginning of a morpheme to the end of one.
TURNS = _turn(
    """
    because 어서 니까 으니까 므로 으므로 느라고 길래 때문_에 덕분_에 탓_에 바람_에
    although 지만 는데_도 ᆫ데_도 은데_도 음에도 더라도 불구
    evenif 어도_(?!되|좋|괜찮|하)[^/]+ 더라도
    if 면_(?!되|안_되|좋)[^/]+ 으면_(?!되|안_되|좋)[^/]+ 다면 ᆫ다면 거든 자마자
    inorder 려고 으려고 러 으러 기_위하 도록
    before 기_(?:[0-9]+_)?전 기_직전 전_에
    after 고_나_서 고_나서 (?:ᆫ|은)_(?:다음|후|뒤|직후)
    while 면서 으면서 는_동안 며 는_중_에
    must (?:어야|어야만|어야지)_(?:만_|지_)?(?:하|되) 어야지 어야죠 의무
    may 어도_(?:되|좋|괜찮)
    can (?:ᆯ|을)_수_(?:는_)?있
    cannot (?:ᆯ|을)_수_(?:가_|는_)?없
    maybe (?:ᆯ지|을지)_도_모르 (?:ᆯ|을)_수_도_있 어쩌면 아마 아마도 (?:ᆯ|을)_것_같 듯싶 듯하
    certain 확실 틀림없이 틀림없 분명히 분명 반드시_(?:[^/]+_)*것 단정
    want 고_싶 고_싶어하 고_싶_어_하
    unneeded (?:ᆯ|을)_필요_(?:가_|는_|도_)?없 지_않_어도_되 안_[^/]+_어도_되
    nearly (?:ᆯ|을)_뻔
    did 어_버리_었 고_말_었 었_다 었_어 었_어요 었_습니다 었_는데 었_지만 어_버리
    beginning 기_시작
    finished 다_[^/]+_(?:하_|되_)?었 완료 도착
    during 고_있 는_중 던_중 어_(?:가_고|오_고)_있
    intending 려던_참 려고_하 으려던 려던 려_하 으려고_하
    resulting 어_있
    until 까지
    since 부터
    only 만 뿐 밖에
    also 도
    asmanyas 이나 이나마
    already 이미 벌써
    notyet 아직 여태
    first 먼저 우선
    later 나중 나중_에
    formerly 아까 예전 전_에_는 지난번
    soon 곧 앞으로 이따가
    instead 대신
    whoever 아무_도 아무도
    someone 누군가 누구_ᆫ가
    who 누구 누
    when 언제
    where 어디
    why 왜
    what 무엇 뭐 무슨
    how 어떻게 어떻
    howlong 얼마나 얼마
    all 모두 모든 전부 전체 전원 빠짐없이 다 전면
    some 일부 몇몇 몇 조금
    always 항상 늘 언제나 매번 번번이 수시로 자주 날마다 매일 언제든지 흔히 거듭 해마다
    seldom 가끔 간혹 이따금 드물게 드물 때때로 어쩌다 좀처럼 한_번_만 한_번
    greatly 매우 아주 무척 몹시 훨씬 심하_게 급격히 크_게 엄청 완벽하_게 완전히 최대_로 바싹 말_도_못
    slightly 조금 약간 살짝 다소 서서히 완만하_게 그럭저럭 살살 어느_정도 듬성듬성 그렇게까지 적당히
    most 가장 제일
    quite 꽤 상당히
    fast 빨리 급격히 빠르_게 금세 금방 서둘러
    slowly 천천히 서서히 느리_게 한참
    together 같이 함께
    alone 혼자
    twosome 둘_이 둘이
    new 새로 새
    again 다시 또
    anew 처음
    well 잘 푹
    poorly 못 안
    """
)
# In each group one excludes the others.
EXCLUSIVE = {
    kind: [_words(group) for group in groups.split(",")]
    for kind, groups in {
        "relation": "because although, because evenif, because if, because inorder, although if, "
        "evenif if, before after, before while, after while, until since, although inorder",
        "modality": "must may, must can, must maybe, must want, must unneeded, want can, want may, "
        "certain maybe, can maybe, want unneeded, must cannot, want maybe, want cannot",
        "tense": "nearly did, beginning finished, during finished, during intending, "
        "beginning during, resulting intending, formerly soon",
        "time": "already notyet, first later, fast slowly",
        "quantity": "all some, only also, only asmanyas, whoever someone, alone twosome, "
        "alone together",
        "degree": "greatly slightly, most quite",
        "intent": "who when where why what how howlong",
    }.items()
}
# Two that say how often.
EXCLUSIVE["quantity"].append(_words("always seldom"))
