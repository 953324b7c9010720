"""The particle 와/과 ("and") after any text: 과 after a final consonant, 와 after a vowel.

What counts is how the text's last syllable is *read aloud*: 10 is 십, so 과; 5% is 오 퍼센트,
so 와.

But: it guesses at Latin words by their spelling, and where it knows no reading (Hanja,
Cyrillic ...) it says 와(과), as Korean print does.
"""

import re
import unicodedata
from typing import Literal

DIGITS = "영일이삼사오육칠팔구"
# What a number from 10,000 on ends in when its last 4, 8, 12 ... digits are zeros. With fewer
# zeros it ends in 십, 백 or 천, which have a final consonant, as 영 has.
LARGE = "만억조경해자양구간정재극"
SIGNS = {
    "%": "퍼센트",
    "‰": "퍼밀",
    "°": "도",
    "+": "플러스",
    "&": "앤드",
    "₩": "원",
    "$": "달러",
    "€": "유로",
    "£": "파운드",
    "¥": "엔",
}
# Units after a number whose letters mislead: 5 m is 오 미터, not 엠; 5 kg is 오 킬로그램, not 지.
UNITS = {"g": "그램", "mg": "밀리그램", "kg": "킬로그램", "t": "톤"}
UNITS |= {"mm": "밀리미터", "cm": "센티미터", "m": "미터", "km": "킬로미터"}
UNITS |= {"ml": "밀리리터", "mL": "밀리리터", "l": "리터", "L": "리터", "kcal": "킬로칼로리"}
UNIT = re.compile(r"\d\s?([A-Za-z]{1,4})[23]?$")
CLOSED_LETTERS = "LMNR"  # 엘, 엠, 엔, 알; the names of all others end in a vowel
# Latin words as Korean borrows them. A final consonant: 이메일, 팀, 폰, 링; 구글, 게임, 타임; 챗,
# 맵, 웹, 뮤직, 블랙 (one vowel, one stop); 북, 톡. None: 테스트, 사이트, 위크, 이어.
CLOSED_WORD = re.compile(
    r"""(?: [lmn] | ng | le | [aeiouy][mn]e
          | (?<![aeiou]) [aeiou] (?: ck | pp | [bckpt] ) | ook | talk )$""",
    re.VERBOSE,
)
OPEN_WORD = re.compile(r"(?:check|hub|set)$")  # 체크, 허브, 세트: exceptions to the above
TAIL = 64  # characters; no reading depends on more of a text's end

Particle = Literal["와", "과", "와(과)"]


def and_particle(text: str) -> Particle:
    """Choose the particle that follows `text`.

    Closing punctuation, quotes, brackets, blanks and ornaments are not read, so they are skipped.

    Args:
        text: Anything at all.

    Returns:
        과 after a final consonant, 와 after a vowel, 와(과) when the reading is unknown.
    """
    end = len(text)
    while end and not _is_read(text[end - 1]):
        end -= 1
    closed = _is_closed(unicodedata.normalize("NFKC", text[max(0, end - TAIL) : end]))
    if closed is None:
        return "와(과)"
    return "과" if closed else "와"


def _is_read(character: str) -> bool:
    last = unicodedata.normalize("NFKC", character)[-1:]  # ㎏ is a symbol, but its kg are letters
    return last in SIGNS or (unicodedata.category(last)[0] in "LN" and character != "™")


def _is_closed(text: str) -> bool | None:
    """Whether the last syllable of `text`, as read, has a final consonant; None if unknown."""
    if not text:
        return None
    last = text[-1]
    if last in SIGNS:
        return _is_closed(SIGNS[last])
    if (unit := UNIT.search(text)) and unit[1] in UNITS:
        return _is_closed(UNITS[unit[1]])
    if last.isdecimal():
        return _is_closed(_read_number(text))
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28 > 0
    if word := re.search(r"[A-Za-z]+$", _without_accents(text)):
        return _is_closed_latin(word[0])
    return _is_closed_letter(last)


def _read_number(text: str) -> str:
    """The last syllable of the number at the end of `text`."""
    digits = ""
    for character in reversed(text):
        if character.isdecimal():
            digits = f"{unicodedata.decimal(character)}{digits}"
        elif character != ",":
            break
    zeros = len(digits) - len(digits.rstrip("0"))
    if 4 <= zeros < len(digits):
        return LARGE[min(zeros // 4, len(LARGE)) - 1]
    return DIGITS[int(digits[-1])]


def _without_accents(text: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))


def _is_closed_latin(word: str) -> bool:
    capitals = re.search(r"[A-Z]{2,}$", word)
    if capitals:
        word = capitals[0]  # ChatGPT is read 챗 지피티
    spelt = len(word) <= (3 if capitals else 1) or not re.search("[aeiouy]", word, re.IGNORECASE)
    if spelt:
        return word[-1].upper() in CLOSED_LETTERS
    word = word.lower()
    return bool(CLOSED_WORD.search(word)) and not OPEN_WORD.search(word)


def _is_closed_letter(letter: str) -> bool | None:
    """A jamo by its name (ㅋ 키읔, ㅏ 아), kana by its sound."""
    name = unicodedata.name(letter, "")
    if name.startswith(("HANGUL CHOSEONG", "HANGUL JONGSEONG")):
        return True
    if name.startswith("HANGUL JUNGSEONG"):
        return False
    if name.startswith(("HIRAGANA LETTER", "KATAKANA LETTER")):
        return name.endswith(" N")
    return None
