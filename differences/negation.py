"""Negation: what one sentence says and the other denies, and opposites.

But: a denial that has a counterpart in other words (금합니다, 하지 마세요) is no difference.
"""

import re

from differences.matching import (
    LEAST_ALIKE,
    Blocks,
    Found,
    Pairs,
    agreement,
    around,
    eojeol,
    negators,
    verbs_of,
)
from differences.objects import content_of
from reading import Predicate, Reading
from vocabulary import (
    AT_A_TIME,
    BEFORE_AFTER,
    BOUNDS,
    CAUTION,
    CONVERSE,
    DENYING,
    NO,
    PARTING,
    POSITIONS,
    PREFIXES,
    SIGNS,
    TURNED,
    YES,
)


def find_answers(left: Reading, right: Reading) -> list[Found]:
    """Yes and no: 네, 취소할게요 and 아니요, 취소할게요."""
    if not left.morphemes or not right.morphemes:
        return []
    a, b = left.morphemes[0], right.morphemes[0]
    if not {a.tag, b.tag} <= {"IC", "SW", "MAG"}:
        return []
    if (a.form in YES and b.form in NO) or (a.form in NO and b.form in YES):
        return [("negation", left.text[a.start : a.end], right.text[b.start : b.end])]
    return []


def find_signs(  # noqa: C901
    left: Reading, right: Reading, pairs: Pairs, settled: set[int], *, strict: bool
) -> list[Found]:
    """Negations and opposites; `strict`: unless a denial has no counterpart."""
    found = []
    paired = {id(p) for pair in pairs for p in pair}
    # What one sentence denies by 않다 the other may deny by a verb of its own: 끄는 것을 금합니다.
    if strict and any(
        _denies(p)
        and id(p) not in paired
        and not ("noun" in p.marks and p.word in left.text and p.word in right.text)  # 미성년자
        for r in (left, right)
        for p in r.predicates
    ):
        return []
    opposed = {p.word for a, b in pairs if agreement(a, b) == -1 for p in (a, b)}
    denying = DENYING - opposed  # 금지 구역, 허용 구역
    if {n.word for n in left.nouns} & denying != {n.word for n in right.nouns} & denying:
        return []
    for a, b in pairs:
        if id(a) in settled:
            continue
        shared = a.names.keys() & b.names.keys()
        if _both_ways(left, a) or _both_ways(right, b):
            continue
        if "noun" in a.marks | b.marks and "carries" in a.marks | b.marks:
            continue  # 미조치, 조치를 받다
        coming = strict and {a.word, b.word} == {"오다", "가다"}  # 대만에 가면, 대만에 오면
        if _denied_elsewhere(left, right, a, b, paired):
            continue
        if _denied_together(left, right, a, b):
            return []
        if agreement(a, b) == -1 and not coming and not mirrored(left, right, a, b):
            denied = a.sign != b.sign or any(n in a.denials | b.denials for n in shared)
            kind = "negation" if denied else "antonym"
            if _orders(left, a) and _orders(right, b):
                kind = "relation"
            elif kind == "antonym" and "noun" in a.marks & b.marks:
                kind = _kind_of_opposites(left, right, a, b)
            found.append((kind, left.text[a.start : a.end], right.text[b.start : b.end]))
    # 같은 사람이 아니다 and 다른 사람이다, 없으면 안 된다 and 있으면 된다: the two changes cancel.
    denials = any(kind == "negation" for kind, *_ in found)
    if denials and unreal(left) != unreal(right):
        return []  # 막혀서 늦었다, 안 막혔으면 늦지 않았을 것이다
    if len(found) % 2 == 0 and denials and not _clauses_apart(left, right, found):
        return []
    return found


def _both_ways(reading: Reading, predicate: Predicate) -> bool:
    """Whether a word is both denied and not: 달이 가린 것이 아니라 지구가 가렸다."""
    signs = {p.sign for p in reading.predicates if p.word == predicate.word}
    return signs == {1, -1} and "copula" not in predicate.marks


def _clauses_apart(left: Reading, right: Reading, found: list[Found]) -> bool:
    """Whether each of two changes has a clause of its own: 없어서 어렵다, 있어서 쉽다."""
    for reading, said in ((left, [a for _, a, _ in found]), (right, [b for _, _, b in found])):
        first = min(reading.text.find(words) + len(words) for words in said)
        closing = [m for m in reading.morphemes if first - 3 < m.end <= first]
        after = next((m for m in reading.morphemes if m.start >= first), None)
        if after is not None and after.tag == "JX" and after.form in {"는", "ᆫ"}:
            continue  # 씻지 않고는 먹을 수 없다 is a condition
        if any(m.tag == "EC" and m.form in PARTING for m in closing):
            return True
    return False


def unreal(reading: Reading) -> bool:
    """Whether it tells what would have been, had it not been otherwise: 안 왔으면 갔을 것이다."""
    said = " ".join(m.form for m in reading.morphemes)
    return bool(
        re.search(
            "었 (?:으면|다면|더라면|더라도|어도|어야) .*(?:었 (?:을|겠)|(?:ᆯ|을) 텐데|터 이)", said
        )
    )


def _denied_elsewhere(
    left: Reading, right: Reading, a: Predicate, b: Predicate, paired: set[int]
) -> bool:
    """Whether what only one sentence denies by 않다 or 말다, the other one denies otherwise.

    여는 일은 피하다, 정렬할 때 ... 하지 마; 파괴에 주의하다, 파괴하지 않게 주의하다; 도착하면 열다,
    도착하기 전에는 열지 않다.
    """
    for reading, plain, other, denied in ((left, a, right, b), (right, b, left, a)):
        if not (plain.sign == 1 and denied.sign == -1):
            continue
        later = [p for p in verbs_of(reading) if p.position > plain.position]
        if any(
            id(p) not in paired
            and (p.word in DENYING or (p.sign == -1 and p.word in {"하다", "되다", "생기다"}))
            for p in later
        ):
            return True
        words = {m.form for m in reading.morphemes}
        after = [m.form for m in other.morphemes if m.start >= denied.end][:2]
        if words & CAUTION and CAUTION & {*after}:
            return True
        if denied is other.main and _until(other) and not words & {"전"}:
            return True
    return False


def _denied_together(left: Reading, right: Reading, a: Predicate, b: Predicate) -> bool:
    """Whether an order not to do two things at once is one not to do the first: 입고 가지 마."""
    for reading, plain, other, denied in ((left, a, right, b), (right, b, left, a)):
        later = [p for p in verbs_of(reading) if p.position > plain.position]
        joined = any(
            m.end == plain.end and m.form in {"고", "면서", "으면서"} for m in reading.morphemes
        )
        orders = _barred(other, denied) and any(_barred(reading, p) for p in later)
        if plain.sign == 1 and denied.sign == -1 and joined and orders:
            return True
    return False


def _until(reading: Reading) -> bool:
    """Whether it says before what something is denied: 그치기 전에는, 오기 전까지."""
    ms = reading.morphemes
    return any(
        m.tag == "ETN" and after.form == "전" and limit.form in {"에", "까지"}
        for m, after, limit in zip(ms, ms[1:], ms[2:], strict=False)
    )


def _barred(reading: Reading, predicate: Predicate) -> bool:
    """Whether it is what must not be done: 입지 마, 입지 않도록 하다."""
    inside = {
        m.form for m in reading.morphemes if predicate.start <= m.start and m.end <= predicate.end
    }
    return "말" in inside or {"않", "도록"} <= inside


def _orders(reading: Reading, predicate: Predicate) -> bool:
    """Whether it says which of two events is the first: 먹기 전에; but not 삼 년 뒤에."""
    before = [m for m in reading.morphemes if m.end <= predicate.start and m.tag not in SIGNS]
    return predicate.word in TURNED and bool(before) and before[-1].tag in {"ETM", "ETN"}


def _kind_of_opposites(left: Reading, right: Reading, a: Predicate, b: Predicate) -> str:
    """사흘 전 and 사흘 뒤 are other times; 3명 이상 and 3명 이하, other numbers."""
    if {a.word, b.word} <= BEFORE_AFTER and {a.word, b.word} != {"뒤"}:
        return "time"
    beside = [
        set(range(p.position - 1, p.position + 2)) & r.counted for r, p in ((left, a), (right, b))
    ]
    if {a.word, b.word} <= BOUNDS and all(beside):
        return "number"
    timed = all(_at_a_time(r, p) for r, p in ((left, a), (right, b)))
    return "time" if timed else "antonym"


def _at_a_time(reading: Reading, event: Predicate) -> bool:
    """Whether an event is told as a time: 개학 전에, 출근 시간."""
    after = event.position + 1
    return after < len(reading.morphemes) and reading.morphemes[after].form in AT_A_TIME


def mirrored(left: Reading, right: Reading, a: Predicate, b: Predicate) -> bool:
    """Whether two opposites tell one relation from its two ends, with what they relate swapped.

    약국 왼쪽의 서점 and 서점 오른쪽의 약국, 한국이 일본을 이겼다 and 일본이 한국에 졌다, 먹은 뒤에
    마시다 and 마시기 전에 먹다.
    """
    if not {a.word, b.word} <= POSITIONS | TURNED | CONVERSE.keys():
        return False
    heads = [
        next((n.word for n in reading.nouns if n.role in {"subject", "topic"}), "")
        for reading in (left, right)
    ]
    if all(heads) and heads[0] != heads[1]:
        said = [{n.word for n in reading.nouns} for reading in (left, right)]
        return set(heads) <= said[0] & said[1]
    mains = {reading.main.word for reading in (left, right) if reading.main is not None}
    done = [{p.word for p in reading.predicates} for reading in (left, right)]
    return len(mains) == 2 and mains <= done[0] & done[1]


def _denies(predicate: Predicate) -> bool:
    return predicate.sign < 1 or bool(predicate.denials) or predicate.word in DENYING


def find_denied_alone(left: Reading, right: Reading, blocks: Blocks, common: float) -> list[Found]:
    """A denial that one of two sentences has in the one place in which they differ."""
    if prefixed := _prefixed(left, right):
        return prefixed
    if len(blocks) != 1 or common < LEAST_ALIKE or "?" in left.text + right.text:
        return []
    here, there = blocks[0]
    if any(m.form == "밖에" for m in (*here, *there)):
        return []
    if any(p.sign == 0 for r in (left, right) for p in r.predicates):
        return []  # 열어 주지 않을래, 늦을까 봐
    if any(
        m.form == "말" and (r.morphemes[r.morphemes.index(m) - 1].form == "고")
        for r, ms in ((left, here), (right, there))
        for m in ms
    ):
        return []  # 부치고 말았다
    odd = [negators(ms) for ms in (here, there)]
    if odd[0] == odd[1] or any(content_of(r, b) for r, b in ((left, here), (right, there))):
        return []
    return [("negation", around(left, here), around(right, there))]


def _prefixed(left: Reading, right: Reading) -> list[Found]:
    """A denying prefix that one of two sentences has, and nothing else: 비흡연실, 흡연실."""
    for more, less in ((left, right), (right, left)):
        for m in more.morphemes:
            if m.tag != "XPN" or m.form not in PREFIXES:
                continue
            rest = more.text[: m.start] + more.text[m.end :]
            if rest.replace(" ", "") == less.text.replace(" ", ""):
                said = eojeol(more.text, m.start, m.end)
                pair = said, said.replace(m.form, "", 1)
                return [("negation", *(pair if more is left else pair[::-1]))]
    return []
