"""와 or 과: every row was decided by reading it aloud."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean import and_particle

TABLE = [
    # Hangul: a final consonant or not.
    ("제 친구가 로제떡볶이를 먹고 있네요", "와"),
    ("로제떡볶이를 먹는 내 친구", "와"),
    ("내 이름은 김철", "과"),
    ("예약이 필요함", "과"),
    ("물", "과"),  # ㄹ is a final consonant like any other for 와/과
    ("힣", "과"),
    ("가", "와"),
    ("히", "와"),
    ("\u1112\u1161\u11ab", "과"),  # 한, decomposed
    ("\u1112\u1161", "와"),
    # Jamo by their names: 키읔, 히읗, 아, 으.
    ("ㅋㅋㅋ", "과"),
    ("ㅎ", "과"),
    ("ㄳ", "과"),
    ("ㅏ", "와"),
    ("ㅠㅠ", "와"),
    # What is not read is skipped.
    ("예약이 필요합니다.", "와"),
    ("예약이 필요함.", "과"),
    ("정말?!", "과"),
    ("'네' 라고 말했다…", "와"),
    ("“그럼”", "과"),
    ("(가격)", "과"),
    ("제목]》", "과"),
    ("끝~~ \t\n", "과"),
    ("밥\u200b", "과"),
    ("하하 😀👍🏽", "와"),
    ("갤럭시™", "와"),
    # Digits as Korean reads them: 영일이삼사오육칠팔구.
    ("0", "과"),
    ("1", "과"),
    ("2", "와"),
    ("3", "과"),
    ("4", "와"),
    ("5", "와"),
    ("6", "과"),
    ("7", "과"),
    ("8", "과"),
    ("9", "와"),
    ("10", "과"),  # 십
    ("100", "과"),  # 백
    ("1,000", "과"),  # 천
    ("10,000", "과"),  # 만
    ("5000000", "과"),  # 오백만
    ("1억", "과"),
    ("100,000,000", "과"),  # 일억
    ("1,000,000,000,000", "와"),  # 일조
    ("10,000,000,000,000", "와"),  # 십조
    ("20000000000000000", "과"),  # 이경
    ("0000000000000", "과"),  # nothing but 영
    ("1" + "0" * 63, "과"),  # beyond 극, a guess; it must not fail
    ("1,234", "와"),
    ("3.14", "와"),
    ("3.10", "과"),  # 삼점일영
    ("1.000000000001", "과"),
    ("10:30", "과"),
    ("2022년 11월 3", "과"),
    ("１２", "와"),
    ("①", "과"),
    # Signs and units.
    ("할인율 10%", "와"),  # 퍼센트
    ("２０％", "와"),
    ("25℃", "와"),  # 도
    ("25 °C", "와"),
    ("각도는 90°", "와"),
    ("100$", "와"),  # 달러
    ("5000₩", "과"),  # 원
    ("A+", "와"),  # 플러스
    ("70kg", "과"),  # 킬로그램
    ("70 kg.", "과"),
    ("70㎏", "과"),
    ("5g", "과"),
    ("5km", "와"),  # 킬로미터
    ("5 m", "와"),
    ("33㎡", "와"),
    ("33㎥", "와"),
    ("500mL", "와"),  # 밀리리터
    ("300kcal", "와"),  # 킬로칼로리
    ("5G", "와"),  # 지
    ("128GB", "와"),
    ("60km/h", "와"),
    # Latin letters by their names: 에이, 비 ... but 엘, 엠, 엔, 알.
    ("A", "와"),
    ("L", "과"),
    ("M", "과"),
    ("n", "과"),
    ("R", "과"),
    ("KTX", "와"),
    ("HTML", "과"),
    ("FM", "과"),
    ("CEO", "와"),
    ("ChatGPT", "와"),
    ("iOS", "와"),
    ("Ｌ", "과"),
    # Latin words as they are borrowed.
    ("email", "과"),
    ("Google", "과"),
    ("game", "과"),
    ("GAME", "과"),
    ("iPhone", "과"),
    ("Instagram", "과"),
    ("Samsung", "과"),
    ("Python", "과"),
    ("internet", "과"),
    ("Facebook", "과"),
    ("KakaoTalk", "과"),
    ("music", "과"),
    ("app", "과"),
    ("check-in", "과"),
    ("check", "와"),
    ("GitHub", "와"),
    ("YouTube", "와"),
    ("site", "와"),
    ("test", "와"),
    ("week", "와"),
    ("Twitter", "와"),
    ("Android", "와"),
    ("hello", "와"),
    ("KoELECTRA", "와"),
    ("NASA", "와"),
    ("café", "와"),
    ("cafe\u0301", "와"),
    # Kana by sound; where no reading is known, both, as print does.
    ("ラーメン", "과"),
    ("すし", "와"),
    ("大韓民國", "와(과)"),
    ("Привет", "와(과)"),
    ("", "와(과)"),
    ("?!", "와(과)"),
]


@pytest.mark.parametrize(("text", "particle"), TABLE)
def test_the_particle_follows_the_last_syllable_as_read(text: str, particle: str) -> None:
    assert and_particle(text) == particle


@given(st.text())
def test_any_text_gets_a_particle(text: str) -> None:
    assert and_particle(text) in {"와", "과", "와(과)"}


@given(st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")))
def test_every_syllable_follows_its_decomposition(syllable: str) -> None:
    """Decomposed, a syllable with a final consonant has three jamo, one without has two."""
    jamo = unicodedata.normalize("NFD", syllable)
    assert and_particle(syllable) == ("과" if len(jamo) == 3 else "와")


@given(st.text(alphabet="가각물네A1%", min_size=1), st.text(alphabet=" .!?…\"'”’)]》~\n"))
def test_closing_punctuation_changes_nothing(text: str, closing: str) -> None:
    assert and_particle(text + closing) == and_particle(text)


def test_a_megabyte_takes_no_longer_than_its_length() -> None:
    assert and_particle("끝" + "!" * 1_000_000) == "과"
    assert and_particle("9" * 1_000_000) == "와"
