"""Quantities: the numbers of a sentence as they are meant, whether 만 원 or 10,000원.

Numbers in figures and in words, native and Sino-Korean, with their units in one unit for each
dimension; times of day; words that are numbers alone (사흘, 절반, 월요일).

But: it compares none (differences/), and leaves out what only looks like a number (한 남자).
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from morphemes import Morpheme
from vocabulary import (
    APPROXIMATE,
    COUNTED,
    DAY,
    DAYS,
    DETERMINERS,
    EVENING,
    HALVED,
    LARGE,
    LOANED,
    MOMENTS,
    MONTHS,
    MORNING,
    NATIVE,
    NOUN_UNITS,
    NUMERAL,
    ONES,
    ORDINALS,
    OVERLAPPING,
    PERIODS,
    SEASONS,
    SMALL,
    TENS,
    TURNWISE,
    UNITS,
    WEEKDAYS,
    WHEN,
)

CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as meant: 만 원 and 10,000원 are equal, 19시 and 저녁 일곱 시, too.

    Attributes:
        dimension: What is measured, such as `seconds`; numbers are compared within one.
        value: In the dimension's first unit; for `clock`, minutes after midnight.
        factor: Of the unit in which it was said.
        sure: For `clock`, whether it is known to be before or after noon; for `ratio`, whether it
            is exact; for what is counted, whether it is no mere article (한 남자, 네 집).
        start: Its place in the sentence.
        end: One after it.
    """

    dimension: str
    value: Fraction
    factor: Fraction
    sure: bool
    start: int
    end: int

    def equals(self, other: "Quantity") -> bool:
        """Whether both, of one dimension, may be the same."""
        if self.dimension == "clock" and not (self.sure and other.sure):
            return self.value % 720 == other.value % 720
        if self.dimension == "months" and self.factor == other.factor == 12:
            early, late = sorted((self.value, other.value))
            if early < 1200 and late > 1900 * 12:  # 99년 and 1999년
                return late % 1200 == early
        if self.dimension == "ratio" and self.value != other.value:
            apart = abs(self.value - other.value)
            if not (self.sure and other.sure):  # 절반 and 52%, or 절반을 더 and 1.5배
                return apart < Fraction(1, 20) or apart == 1
            return self.factor != other.factor and apart == 1  # 2배 and 100% 늘다
        overlaps = OVERLAPPING.get(self.dimension, ())
        return self.value == other.value or {self.value, other.value} in overlaps


def _next_to(text: str, before: Morpheme, after: Morpheme) -> bool:
    return after.start - before.end <= 0 or text[before.end : after.start] == " "


def quantities_of(text: str, ms: list[Morpheme]) -> tuple[list[Quantity], set[int]]:
    """The numbers of a sentence, and the morphemes they are made of."""
    found: list[Quantity] = []
    index = 0
    while index < len(ms):
        moments, end = _moments(text, ms, index)
        if moments:
            found += moments
            index = end
            continue
        quantity, end = _quantity(text, ms, index)
        if quantity is None:
            index += 1
            continue
        if quantity.dimension == "clock":
            while found and found[-1].end > quantity.start:
                found.pop()  # the 오전 of 오전 7시
        last = found[-1] if found else None
        # 2~3명, 1미터 80
        if last is not None and (joined := _joined(text, last, quantity)) is not None:
            found[-1], index = joined, end
            continue
        # 1시간 30분 and 1년 6개월 are one quantity each.
        if (
            last is not None
            and last.dimension == quantity.dimension != "clock"
            and last.factor > quantity.factor
            and quantity.start - last.end <= 1
            and quantity.value < last.factor  # not 하루 24시간
        ):
            value = last.value + quantity.value
            quantity = Quantity(
                last.dimension, value, quantity.factor, True, last.start, quantity.end
            )
            found.pop()
        found.append(quantity)
        index = end
    spans = [(quantity.start, quantity.end) for quantity in found]
    used = {n for n, m in enumerate(ms) if any(start <= m.start < end for start, end in spans)}
    return found, used


def _joined(text: str, last: Quantity, quantity: Quantity) -> Quantity | None:
    """Two numbers that are one: 2~3명 as 두세 명, and 1미터 80."""
    between = text[last.end : quantity.start]
    if last.dimension == COUNTED and between.strip() in {"~", "∼", "～", "-", ","}:
        low, high = last.value, quantity.value / quantity.factor
        if high == low + 1 < 100 and low.denominator == 1 and quantity.dimension not in WHEN:
            value = (low + Fraction(1, 2)) * quantity.factor
            return Quantity(
                quantity.dimension, value, quantity.factor, True, last.start, quantity.end
            )
    metres = last.factor == 1 and (last.dimension, quantity.dimension) == ("metres", COUNTED)
    if metres and between in {"", " "} and 10 <= quantity.value < 100:
        value = last.value + quantity.value / 100
        return Quantity("metres", value, Fraction(1, 100), True, last.start, quantity.end)
    return None


def _moments(text: str, ms: list[Morpheme], index: int) -> tuple[list[Quantity], int]:
    """When something is, by the word or words that begin at a morpheme; the index after them."""
    m = ms[index]
    if (turn := _turnwise(text, ms, index)) is not None:
        return turn
    if m.tag in {"NR", "SN"} and (feast := _feast(text, m.start)):
        end = next((n for n, x in enumerate(ms) if x.start >= m.start + len(feast)), len(ms))
        (dimension, value), *_ = MOMENTS[feast]
        stop = ms[end - 1].end
        return [Quantity(dimension, Fraction(value), Fraction(1), True, m.start, stop)], end
    following = ms[index + 1].form if index + 1 < len(ms) else ""
    if following == "적" or m.tag not in {"NNG", "NNP", "NNB", "MAG", "NR", "MM", "VA", "XR"}:
        return [], index
    if m.tag == "VA" and m.form != "밤늦":
        return [], index
    if m.form in {"초", "말"} and (m.tag != "NNB" or not index or ms[index - 1].tag == "SN"):
        return [], index
    said = MOMENTS.get(m.form, [])
    if not said and m.form == "올" and following in SEASONS:
        said = [("year", 0)]
    if len(m.form) > 1 and m.tag == "NNG":  # 초여름, 봄철, 겨울옷
        said = said + [
            ("season", value)
            for season, value in SEASONS.items()
            if season in m.form
            and (season != "봄" or m.form[0] == "봄" or m.form[-2] in "올새초늦")
        ]
    if m.form in WEEKDAYS or _short_weekday(ms, index):
        said = [("weekday", WEEKDAYS[m.form[0] + "요일"])]
    # 내일 오전 is one time, said with two words; of 내일모레 the second word counts.
    if m.form == "내일" and following == "모레" and ms[index + 1].start == m.end:
        return [], index + 1
    one = Fraction(1)
    return [Quantity(d, Fraction(v), one, True, m.start, m.end) for d, v in said], index + 1


def _feast(text: str, start: int) -> str:
    """The feast that begins at a place with a number: 삼일절, 3·1절."""
    return next((name for name in ("삼일절", "3·1절") if text.startswith(name, start)), "")


def _short_weekday(ms: list[Morpheme], index: int) -> bool:
    """Whether a syllable is a weekday: one of several (월·수·금), or in brackets."""
    if ms[index].form + "요일" not in WEEKDAYS or ms[index].tag != "NNG":
        return False
    around = [
        next((m for m in side if m.tag != "SP"), None)
        for side in (reversed(ms[:index]), ms[index + 1 :])
    ]
    if all(m is not None and m.tag in {"SSO", "SSC"} for m in around):
        return True
    days = [m for m in around if m is not None and m.tag == "NNG"]
    return any(m.form + "요일" in WEEKDAYS for m in days)


def _turnwise(text: str, ms: list[Morpheme], index: int) -> tuple[list[Quantity], int] | None:
    """지난주, 이번 학기, 다다음 달: which of several periods, counted from now."""
    m, after, value = ms[index], index + 1, 0
    if (m.form, m.tag) in {("다", "MAG"), ("지", "NNB")} and after < len(ms):
        value, m, after = 1, ms[after], after + 1
    form = m.form
    if (m.form, m.tag) == ("지나", "VV") and after < len(ms) and ms[after].form == "ᆫ":
        form, after = "지난", after + 1
    coming = m.form in {"오", "돌아오", "다가오"} and m.tag == "VV"
    if coming and after < len(ms) and ms[after].form == "는":
        form, after = "오는", after + 1
    if form not in TURNWISE or after == len(ms) or not _next_to(text, ms[after - 1], ms[after]):
        return None
    if index and ms[index - 1].tag in {"JKS", "ETM"}:
        return None  # 먹은 다음, 기한이 지난
    period = ms[after]
    dimension = PERIODS.get(period.form)
    if dimension is None:
        return None
    step = TURNWISE[form]
    value = step * (1 + value)
    end = period.end if dimension != "turn" else ms[after - 1].end
    moment = Quantity(dimension, Fraction(value), Fraction(1), True, ms[index].start, end)
    return [moment], after + (dimension != "turn")


def _quantity(text: str, ms: list[Morpheme], index: int) -> tuple[Quantity | None, int]:
    """The quantity that begins at a morpheme, and the index after it."""
    if (word := _one_word(text, ms, index)) is not None:
        return word
    end, value = _numeral(text, ms, index)
    if value is None:
        return None, index + 1
    return _with_what_follows(text, ms, index, end, value)


def _one_word(text: str, ms: list[Morpheme], index: int) -> tuple[Quantity, int] | None:
    """A quantity that is told without a numeral: 사흘, 첫 번째, 반값."""
    m = ms[index]
    if (named := _named_quantity(m)) is not None:
        return named, index + 1
    if m.form == "첫" and [x.form for x in ms[index + 1 : index + 3]] == ["번", "째"]:
        end = index + 3
        return Quantity("ordinal", Fraction(1), Fraction(1), True, m.start, ms[end - 1].end), end
    following = ms[index + 1] if index + 1 < len(ms) else None
    if m.form in {"첫", "마지막"} and following is not None and following.tag[0] in "NS":
        place = Fraction(1 if m.form == "첫" else -1)
        return Quantity("ordinal", place, Fraction(1), True, m.start, m.end), index + 1
    if following is not None and (half := _half(text, ms, index)) is not None:
        return half
    if m.form in LOANED and following is not None and following.form == "플러스":
        number = Fraction(LOANED[m.form])
        return Quantity(COUNTED, number, Fraction(1), True, m.start, m.end), index + 1
    return None


def _with_what_follows(
    text: str, ms: list[Morpheme], index: int, end: int, value: Fraction
) -> tuple[Quantity | None, int]:
    """A numeral with its sign and its unit; `end` is the index after the numeral."""
    m = ms[index]
    value, start = _signed(text, ms, index, value)
    if end < len(ms) and (ms[end].form, ms[end].tag) == ("여", "XSN"):
        end += 1  # 20여 명
    unit = ms[end] if end < len(ms) and _next_to(text, ms[end - 1], ms[end]) else None
    if unit is not None and (unit.form, unit.tag) == ("시", "NNB"):
        return _clock(text, ms, index, end, value)
    before = ms[index - 1] if index else None
    if before is not None and before.tag == "SW" and before.form in UNITS and before.end == m.start:
        dimension, factor = UNITS[before.form]  # $50
        return Quantity(dimension, value * factor, factor, True, before.start, ms[end - 1].end), end
    if unit is not None and _is_unit(unit):
        return _with_unit(text, ms, index, end, Quantity("", value, Fraction(1), True, start, 0))
    if m.tag == "MM" and unit is None:
        return None, index + 1
    if m.tag == "MM" and m.form in {"한", "네"} and end == index + 1:
        # 한 남자 is any man, 네 집 your house
        return Quantity(COUNTED, value, Fraction(1), False, start, ms[end - 1].end), end
    return Quantity(COUNTED, value, Fraction(1), True, start, ms[end - 1].end), end


def _half(text: str, ms: list[Morpheme], index: int) -> tuple[Quantity, int] | None:
    """반 시간, 반값, 반년, 과반; not the 반 that is a class."""
    m, after = ms[index], ms[index + 1]
    if (m.form, after.form) == ("과", "반") and text[m.start - 1 : m.start] in {"", " "}:
        return Quantity(
            "ratio", Fraction(51, 100), Fraction(1), False, m.start, after.end
        ), index + 2
    if (m.form, m.tag) != ("반", "NNG") or after.form not in HALVED or not _next_to(text, m, after):
        return None
    dimension, factor = UNITS.get(
        after.form, ("ratio" if after.form in {"값", "가격"} else after.form, Fraction(1))
    )
    return Quantity(dimension, factor / 2, factor, True, m.start, after.end), index + 2


def _signed(text: str, ms: list[Morpheme], index: int, value: Fraction) -> tuple[Fraction, int]:
    """A number with the sign before it, and where it begins."""
    start = ms[index].start
    before = ms[index - 1] if index else None
    if before is not None and (
        before.form == "영하"
        or (
            before.form in {"-", "−", "–"}
            and before.end == start
            and not _glued(text, before.start)
        )
    ):
        return -value, before.start
    return value, start


def _is_unit(m: Morpheme) -> bool:
    if m.tag == "NNB":
        return m.form not in {
            "수",
            "것",
            "거",
            "데",
            "바",
            "줄",
            "만큼",
            "등",
            "때문",
            "중",
            "쯤",
            "채",
        }
    named = m.form in UNITS and (m.tag in {"SW", "SL", "XSN", "NR"} or len(m.form) > 1)
    return named or (m.form in NOUN_UNITS and m.tag not in {"VV", "VX"})  # 하나 주세요


def _with_unit(
    text: str, ms: list[Morpheme], index: int, end: int, number: Quantity
) -> tuple[Quantity, int]:
    """A number and its unit; `end` is the unit's index."""
    unit, value, start = ms[end], number.value, number.start
    following = ms[end + 1].form if end + 1 < len(ms) else ""
    if unit.form == "분" and following == "의":
        after, parts = _numeral(text, ms, end + 2)
        if parts is not None and value:
            ratio = parts / value
            measured = UNITS.get(ms[after].form) if after < len(ms) else None
            if measured is not None and _is_unit(ms[after]):  # 3분의 1 컵
                dimension, factor = measured
                whole = Quantity(dimension, ratio * factor, factor, True, start, ms[after].end)
                return whole, after + 1
            return Quantity("ratio", ratio, Fraction(1), True, start, ms[after - 1].end), after
    if unit.form == "번" and following == "째":
        return Quantity("ordinal", value, Fraction(1), True, start, ms[end + 1].end), end + 2
    dimension, factor = UNITS.get(unit.form, (unit.form, Fraction(1)))
    if unit.form == "분" and ms[index].tag != "MM" and ms[index].form not in TENS:
        dimension, factor = "seconds", Fraction(60)  # 삼 분 are minutes, 세 분 are people
    value, stop, end = value * factor, unit.end, end + 1
    if following == "반" and _next_to(text, unit, ms[end]):
        value, stop, end = value + factor / 2, ms[end].end, end + 1
    return Quantity(dimension, value, factor, True, start, stop), end


def _glued(text: str, start: int) -> bool:
    return start > 0 and text[start - 1].isalnum()


# Words that are a number, and of which dimension.
NAMED: tuple[tuple[dict[str, int], str], ...] = (
    (ORDINALS, "ordinal"),
    (MONTHS, "month"),
    ({"반년": 6}, "months"),
    ({"빵점": 0, "영점": 0}, "점"),
)


def _named_quantity(m: Morpheme) -> Quantity | None:
    """What one morpheme says alone: 사흘, 월요일, 절반, 19:30."""
    one = Fraction(1)
    for table, dimension in NAMED:
        if m.form in table:
            return Quantity(dimension, Fraction(table[m.form]), one, True, m.start, m.end)
    if m.form in DAYS:
        return Quantity(
            "seconds", Fraction(DAYS[m.form] * DAY), Fraction(DAY), True, m.start, m.end
        )
    if m.form in {"정오", "자정"} and m.tag == "NNG":
        minutes = Fraction(720 if m.form == "정오" else 0)
        return Quantity("clock", minutes, Fraction(60), True, m.start, m.end)
    if m.form in {"과반", "과반수"}:
        return Quantity("ratio", Fraction(51, 100), one, False, m.start, m.end)
    if m.form in {"절반", "반값"}:
        return Quantity("ratio", Fraction(1, 2), one, False, m.start, m.end)
    if m.tag == "W_SERIAL":
        if clock := CLOCK.fullmatch(m.form):
            hours, minutes = int(clock[1]), Fraction(int(clock[2]))
            sure = hours > 12 or hours == 0 or m.form.startswith("0")
            return Quantity("clock", hours % 24 * 60 + minutes, one, sure, m.start, m.end)
        digits = Fraction(re.sub(r"\D", "", m.form) or 0)
        return Quantity("serial", digits, one, True, m.start, m.end)
    return None


def _numeral(text: str, ms: list[Morpheme], index: int) -> tuple[int, Fraction | None]:
    """The longest number that begins at a morpheme: the index after it, and its value."""
    value, spelt, end = None, "", index
    if ms[index].form in APPROXIMATE:  # 두세 명
        return index + 1, Fraction(APPROXIMATE[ms[index].form])
    while end < len(ms):
        m = ms[end]
        counts = (
            m.tag in {"SN", "NR"}
            or (m.tag == "MM" and (m.form in DETERMINERS or _above_ten(m.form)))
            or (end > index and m.tag != "JX" and m.form in LARGE.keys() | SMALL.keys())
        )
        if not counts or (end > index and not _next_to(text, ms[end - 1], m)):
            break
        if end > index and m.tag == "SN" == ms[end - 1].tag:
            break
        longer = _value(spelt + m.form)
        if longer is None:
            break
        value, spelt, end = longer, spelt + m.form, end + 1
    digits = _digits(ms, index, end)
    return digits or _decimals(ms, end, value)


def _above_ten(form: str) -> bool:
    """Whether a determiner is a number of two words: 열두 시간, 스물네 명."""
    return form.startswith(tuple(TENS)) and _value(form) is not None


def _digits(ms: list[Morpheme], index: int, end: int) -> tuple[int, Fraction] | None:
    """A number told digit by digit: 일일구, 공일공."""
    last = index
    while last < len(ms) and ms[last].tag == "NR" and ms[last].form in ONES:
        last += 1
    if last - index < 3 or last <= end:
        return None
    return last, Fraction(int("".join(str(ONES[m.form]) for m in ms[index:last])))


def _decimals(ms: list[Morpheme], end: int, value: Fraction | None) -> tuple[int, Fraction | None]:
    """A number, with its decimals where they are told as 영 점 오."""
    last = end + 1
    while last < len(ms) and ms[last].tag == "NR" and ms[last].form in ONES:
        last += 1
    point = end < len(ms) and ms[end].form == "점" and ms[end - 1].form in ONES
    if value is None or not point or last == end + 1:
        return end, value
    decimals = "".join(str(ONES[m.form]) for m in ms[end + 1 : last])
    return last, value + Fraction(int(decimals), 10 ** len(decimals))


def _value(spelt: str) -> Fraction | None:
    """What a number says: 1만5천, 이십삼, 스물세; None for what is no number."""
    total = Fraction(0)
    above, rest = 10**16, spelt
    for sign, worth in reversed(LARGE.items()):
        if sign not in rest:
            continue
        head, _, rest = rest.partition(sign)
        value = _below_ten_thousand(head) if head else Fraction(1)
        if value is None or worth >= above:
            return None
        total, above = total + value * worth, worth
    if not rest:
        return total
    value = _below_ten_thousand(rest)
    return None if value is None else total + value


def _below_ten_thousand(spelt: str) -> Fraction | None:
    """A number without 만, 억, 조: 오천이백, 스물세, 1,500."""
    section, waiting, least, position = Fraction(0), None, 10**4, 0
    while position < len(spelt):
        part = NUMERAL.match(spelt, position)
        if part is None:
            return None
        position = part.end()
        kind, word = part.lastgroup or "", part[0]
        worth = SMALL.get(word, 10)
        if kind in {"small", "tens"}:
            if worth >= least or (kind == "tens" and waiting is not None):
                return None
            least = worth
            section += TENS[word] if kind == "tens" else (waiting or 1) * worth
            waiting = None
        elif kind == "one" and waiting is not None and 0 < waiting == ONES[word] - 1:
            waiting += Fraction(1, 2)  # 이삼 일, 이삼십 명
        elif waiting is not None:
            return None
        elif kind == "digits":
            waiting = Fraction(word.replace(",", ""))
        else:
            waiting = Fraction(NATIVE[word] if kind == "native" else ONES[word])
    return section + (waiting or 0)


def _clock(
    text: str, ms: list[Morpheme], index: int, end: int, value: Fraction
) -> tuple[Quantity | None, int]:
    """A time of day; `end` is the index of its 시."""
    start, stop, after = ms[index].start, ms[end].end, end + 1
    minutes = Fraction(0)
    if after < len(ms) and ms[after].form == "반":
        minutes, stop, after = Fraction(30), ms[after].end, after + 1
    elif after < len(ms):
        next_end, number = _numeral(text, ms, after)
        apart = next_end + 1 < len(ms) and ms[next_end + 1].form in {"간격", "마다", "단위"}
        if number is not None and next_end < len(ms) and ms[next_end].form == "분" and not apart:
            minutes, stop, after = number, ms[next_end].end, next_end + 1
            if after < len(ms) and ms[after].form == "전" and ms[after].tag == "NNG":
                minutes, stop, after = -minutes, ms[after].end, after + 1
    back = index - 1
    if back > 0 and ms[back].tag in {"JKB", "JX"}:
        back -= 1
    period = ms[back].form if back >= 0 else ""
    sure = period in MORNING | EVENING
    if sure:
        start = ms[back].start
    hours = value
    if not sure:
        sure = hours > 12 or hours == 0
    elif hours <= 12:
        night = period == "밤" and (hours == 12 or hours < 5)
        noon = period == "낮" and 9 < hours < 12
        hours %= 12
        if period in EVENING and not night and not noon:
            hours += 12
    return Quantity("clock", hours % 24 * 60 + minutes, Fraction(60), sure, start, stop), after
