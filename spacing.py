"""Spacing: puts spaces where somebody typed none, or one after every other letter.

Models read words by the spaces between them, so that "회의실을예약해주세요" is another sentence to
them than "회의실을 예약해 주세요". Only what is plainly odd is touched: sentences whose words are
longer than words are, and those in which particles and endings stand alone. Then Kiwi decides
where the spaces go.

But: it mends no single missing space, and no spelling; data_preprocessing.py cleans before it.
"""

from functools import cache

from kiwipiepy import Kiwi

LONG = 6.5  # letters of a word, on average
LEAST_LETTERS = 7
# Nearly never words of their own. Not 이, which may be this.
BOUND = frozenset(
    "를 을 은 는 가 에 의 로 으로 와 과 요 다 니다 습니다 습니까 에서 에게 에는 까지 부터 보다 "
    "었어 었다 네요 어요 세요 시오 는데 었습니다 지만".split()
)
LEAST_BOUND = 2
LONGEST = 500  # characters; what is longer is a text, and is left alone


def respace(text: str) -> str:
    """The text with its spaces where they belong, or as it is where they look right.

    Args:
        text: As cleaned.
    """
    if len(text) > LONGEST:
        return text
    words = [word.strip(".,?!~…\"'") for word in text.split()]
    letters = sum(map(len, words))
    glued = letters >= LEAST_LETTERS and letters > LONG * len(words)
    alone = sum(word in BOUND for word in words)
    loose = alone >= LEAST_BOUND and letters > len(words)  # 가 나 다 라 are letters
    if not (glued or loose):
        return text
    spaced: str = shared_kiwi().space(text, reset_whitespace=loose)
    return spaced


@cache
def shared_kiwi() -> Kiwi:
    """The analyser of this process; it loads for two seconds."""
    return Kiwi(num_workers=1)
