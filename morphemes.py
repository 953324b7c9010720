"""Morphemes: a sentence as Kiwi takes it apart, with what Kiwi often gets wrong mended.

But: it does not say what they mean (reading.py).
"""

import itertools
import re
from dataclasses import dataclass
from typing import Any

from spacing import shared_kiwi
from vocabulary import (
    COLOURS,
    NOUN,
)


@dataclass(frozen=True, slots=True)
class Morpheme:
    """What Kiwi calls a token, without the marks of irregular stems.

    What is `unknown` is in no dictionary.
    """

    form: str
    tag: str
    start: int
    end: int
    unknown: bool = False


# 드렷어 as 드렸어; a syllable stays one, so that places in the text stay what they are.
MISSPELT_PAST = re.compile(
    r"(?<!무)엇(?=[어다습])|(?!셧다운)[햇렷됏왓셧졋쳣켯줫봣겟](?=[어다습는지네던])"
)


def _with_past(match: re.Match[str]) -> str:
    """A syllable with ㅆ for ㅅ."""
    return chr(ord(match[0]) + 1)


# Units that Kiwi takes apart.
UNITS_OF_TWO = {"제곱미터", "퍼센트포인트", "%p", "%P", "와트시", "킬로와트시"}


def _small(found: list[Morpheme]) -> bool:
    """Whether a spoon is a small one: 작은술."""
    return [m.form for m in found[-2:]] == ["작", "은"] and found[-2].end >= found[-1].start


def _alone(found: list[Morpheme]) -> bool:
    """Whether a verb has a noun with its particle before it, so that it is no auxiliary."""
    tags = [m.tag for m in found[-2:]]
    return len(tags) > 1 and tags[1] in {"JKB", "JKO", "JKS"} and tags[0] in NOUN


def _guided(found: list[Morpheme]) -> bool:
    """Whether what Kiwi calls 안 내어 is 안내, all in one word."""
    last = found[-3:]
    whole = all(a.end >= b.start for a, b in itertools.pairwise(last))
    return [m.form for m in last] == ["안", "내", "어"] and whole


def _known(last: Morpheme, after: Morpheme | None) -> bool:
    """Whether 아는 is said of what follows."""
    return (last.form, last.tag) == ("아", "NNG") and after is not None and after.tag in NOUN


def _goes_on(last: Morpheme, m: Morpheme, after: Morpheme | None) -> bool:
    """Whether 계속해 is a verb; 계속 하고 있다 tells how far something else has come."""
    verb = (last.form, m.form, m.tag) == ("계속", "하", "VV")
    return verb and after is not None and after.form == "어"


def _mended(ms: list[Morpheme]) -> list[Morpheme]:  # noqa: C901 - one case after another
    """Morphemes that Kiwi splits or joins wrongly: 에게/서다 is 에게서, 지은이 (a name) 지은/이."""
    found: list[Morpheme] = []
    for m, after in itertools.zip_longest(ms, ms[1:]):
        last = found[-1] if found else None
        glued = last is not None and last.end == m.start
        if last is not None and glued and last.form in {"에게", "한테"} and m.form == "서":
            found[-1] = Morpheme(last.form + "서", "JKB", last.start, m.end)
        elif m.form == "지은이" and (after is None or after.tag[0] != "J"):
            found.append(Morpheme("지은", "NNP", m.start, m.end - 1))
            found.append(Morpheme("이", "JKS", m.end - 1, m.end))
        elif (m.form, m.tag) == ("이", "VCP") and after is not None and after.tag in NOUN:
            found.append(Morpheme("이", "JKS", m.start, m.end))  # 평일이 공휴일보다
        elif (m.form, m.tag) == ("라도", "EC") and last is not None and last.tag == "VCP":
            found[-1] = Morpheme("이라도", "JX", last.start, m.end)  # 같은 적금이라도
        elif last is not None and glued and (last.form, m.form, m.tag) == ("제", "일", "NR"):
            found[-1] = Morpheme("제일", "MAG", last.start, m.end)  # 형이 제일 작습니다
        elif (m.form, m.tag) == ("보다", "MAG") and glued and last is not None:
            found.append(Morpheme("보다", "JKB", m.start, m.end))  # 공부할 때보다
        elif m.form == "색" and len(found) > 1 and found[-2].form in COLOURS and glued:
            start = found[-2].start
            found[-2:] = [Morpheme(COLOURS[found[-2].form], "NNG", start, m.end)]
        elif (m.form, m.tag) == ("꺼", "NNB") and (after is None or after.tag == "SF"):
            found.append(Morpheme("끄", "VV", m.start, m.end))  # 그대로 두지 말고 꺼
            found.append(Morpheme("어", "EF", m.start, m.end))
        elif (m.form, m.tag) == ("트", "VV"):
            found.append(Morpheme("틀", "VV", m.start, m.end))  # 음악을 트세요
        elif (m.form, m.tag) == ("요", "JX") and last is not None and last.tag == "EF":
            found[-1] = Morpheme(last.form + "요", "EF", last.start, m.end)  # 아니더라고요
        elif last is not None and glued and last.form + m.form in UNITS_OF_TWO:
            found[-1] = Morpheme(last.form + m.form, "NNB", last.start, m.end)
        elif (m.form, m.tag) == ("술", "NNB") and glued and _small(found):
            found[-2:] = [Morpheme("작은술", "NNB", found[-2].start, m.end)]
        elif (m.form, m.tag) == ("드리", "VX") and glued and _guided(found):
            found[-3:] = [Morpheme("안내", "NNG", found[-3].start, m.start)]
            found.append(Morpheme("드리", "VV", m.start, m.end))  # 개최를 안내드립니다
        elif last is not None and glued and _goes_on(last, m, after):
            found[-1] = Morpheme("계속", "NNG", last.start, last.end)  # 음악을 계속해 줘
            found.append(Morpheme("하", "XSV", m.start, m.end))
        elif (m.form, m.tag) == ("는", "JX") and last is not None and _known(last, after):
            found[-1] = Morpheme("알", "VV", last.start, last.end)  # 그 소문을 아는 직원
            found.append(Morpheme("는", "ETM", m.start, m.end))
        elif m.tag == "VX" and _alone(found):
            found.append(Morpheme(m.form, "VV", m.start, m.end))  # 연장전 끝에 졌어
        elif m.tag == "VA" and m.form.endswith("하") and len(m.form) > 2:
            # 부적절하다, which Kiwi reads as one or as two, as it knows it
            found.append(Morpheme(m.form[:-1], "XR", m.start, m.end - 1))
            found.append(Morpheme("하", "XSA", m.end - 1, m.end))
        else:
            found.append(m)
    return found


def split(text: str) -> list[Morpheme]:
    """The morphemes of a sentence."""
    tokens: Any = shared_kiwi().tokenize(MISSPELT_PAST.sub(_with_past, text))
    return _mended(
        [
            Morpheme(
                token.form,
                token.tag.split("-")[0],
                token.start,
                token.start + token.len,
                token.oov,
            )
            for token in tokens
        ]
    )
