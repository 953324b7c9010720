"""Order: the same words in other places.

Phrases that have each other's places, clauses of which one is the other's cause or comes before it,
what is compared with what, and what is said against what is denied.

But: free order, which Korean has much of, is no difference.
"""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from differences.matching import CONTENT, Found, says_more, shape_of, verbs_of
from differences.roles import says_less
from morphemes import Morpheme
from reading import Reading
from vocabulary import (
    ADDING,
    CLAUSAL,
    LINKING,
    LINKING_NOUNS,
    MOMENTS,
    MUTUAL,
    NOUN,
    PARTS,
    REASONS,
    SEQUENT,
    SEQUENT_NOUNS,
    SIGNS,
    SLIGHT,
    STATES,
    SYMMETRIC,
    TIMES,
    TOLD,
    WEEKDAYS,
)

# Of the words of two clauses: so many at least where they stand crosswise, at most where not.
LEAST_CROSSED = 0.6
MOST_ALONG = 0.4


def other_standard(left: Reading, right: Reading) -> bool:
    """Whether both compare, but with another thing: "A가 B보다 덜" may be "B가 A보다 더"."""
    mine, theirs = (
        {phrase for phrase in _phrases(reading) if phrase[-1] == "보다"}
        for reading in (left, right)
    )
    return bool(mine and theirs and not mine & theirs)


def find_rearranged(left: Reading, right: Reading) -> list[Found]:
    """The same morphemes, put together to other phrases: 금요일이 아니라 목요일, and swapped."""
    mine, theirs = _phrases(left), _phrases(right)
    # By letters, as Kiwi may read a compound as one word here and as two there.
    said = [Counter(itertools.chain(*itertools.chain(*phrases))) for phrases in (mine, theirs)]
    if said[0] != said[1] or not mine or not _closes(left) or not _closes(right):
        return []
    here_said, there_said = ({"".join(p) for p in phrases} for phrases in (mine, theirs))
    here = [phrase for phrase in mine if "".join(phrase) not in there_said]
    there = [phrase for phrase in theirs if "".join(phrase) not in here_said]
    if any(p.word in MUTUAL for p in left.predicates) or _either_way(left, here, there):
        return []
    if says_less(left) != says_less(right) or (_lists(left) and _lists(right)):
        return []
    if not here and not there and _traded(left, right):
        return [("relation", left.text, right.text)]
    standards = any(words[-1] == "보다" for words in here)
    if not here or not there or any("와" in words for words in (*here, *there) if not standards):
        return []
    if any(m.tag in {"SSO", "SF"} for m in left.morphemes[:-1]):
        return []  # 알려 줘. 오늘 날씨.
    denied = {m.form for m in left.morphemes if m.tag[0] != "N"} & {"아니", "말"}
    turned = any(denied & set(words) for words in (*here, *there))
    # 더 큰 쪽은 형이에요, 동생이 아니라: which of two is more is no denial.
    turned = turned and not {"더", "덜", "가장", "제일"} & {m.form for m in left.morphemes}
    clauses = set(here) & _clauses(left) and set(there) & _clauses(right)
    moved = {word for words in here for word in words}
    linked = bool(moved & (REASONS - {"대신"})) or _relinked(left, right)
    kind = "negation" if turned else "relation" if clauses or linked else "roles"
    timed = MOMENTS.keys() | WEEKDAYS.keys()
    if not says_more(left) and here[0][0] in timed and there[0][0] in timed:
        kind = "time"
    return [(kind, _phrase_text(left, here[0]), _phrase_text(right, there[0]))]


def _lists(reading: Reading) -> bool:
    """Whether it says how something is and how it also is: 값이 싸고 맛이 좋다."""
    return any(
        m.tag == "EC" and m.form in {"고", "며", "으며"} and before.tag in STATES
        for before, m in itertools.pairwise(reading.morphemes)
    )


def _either_way(
    reading: Reading, here: list[tuple[str, ...]], there: list[tuple[str, ...]]
) -> bool:
    """Whether it is one thing which comes first: 서울은 수도다, 크고 예쁜 가방, 학교에서 멀다."""
    words = {word for phrase in (*here, *there) for word in phrase}
    main = reading.main
    if main is None or not here or not there or words & {"보다", "아니", "말"}:
        return False
    if main.word in SYMMETRIC:
        return True
    if "copula" in main.marks and len(here) == len(there) == 2 and _phrases(reading)[-1] in here:
        ends = [{phrase[-1] == "는" for phrase in phrases} for phrases in (here, there)]
        return ends == [{True, False}] * 2
    states = {m.form for m in reading.morphemes if m.tag == "VA"}
    firsts = [phrases[0] for phrases in (here, there)]
    return all(len(x) == 2 and x[0] in states and x[1] in ADDING for x in firsts)


def _clauses(reading: Reading) -> set[tuple[str, ...]]:
    """The phrases of a sentence that end a clause before its last."""
    ends = {shape_of(m) for m in reading.morphemes if m.tag == "EC"}
    particles = {shape_of(m) for m in reading.morphemes if m.tag[0] == "J"}
    return {
        words
        for words in _phrases(reading)[:-1]
        if words[-1] in ends - particles or CLAUSAL & set(words)
    }


def find_exchanged(left: Reading, right: Reading) -> list[Found]:
    """Two phrases in each other's place: 갈 때는 남편이, 올 때는 내가, and swapped."""
    mine, theirs = _phrases(left), _phrases(right)
    if len(mine) != len(theirs) or not _closes(left) or not _closes(right):
        return []
    odd = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if len(odd) != 2:
        return []
    first, second = odd
    # 아내는 남편이, and swapped; but 나는 커피는 and 커피는 나는 are one.
    if second - first < 2 and not (_topic_first(left) and _topic_first(right)):
        return []
    swapped = mine[first] == theirs[second] and mine[second] == theirs[first]
    particle = mine[first][-1]
    if not swapped or particle != mine[second][-1] or particle not in {"는", "를", "에게"}:
        return []
    after, last = mine[first + 1], mine[-1] if second + 1 == len(mine) else mine[second + 1]
    if second - first == 2 and after[-1] in ADDING and after[:-1] == last[: len(after) - 1]:
        return []  # 사과를 먹고 배를 먹었다
    # 이메일을 인증한 다음 비밀번호를 설정하다: what comes first, not who does what.
    between = {word for words in mine[first + 1 : second + 1] for word in words}
    kind = "relation" if between & (CLAUSAL | {"어", "어서", "니까"}) else "roles"
    return [(kind, _phrase_text(left, mine[first]), _phrase_text(right, theirs[first]))]


def find_standards(left: Reading, right: Reading) -> list[Found]:
    """부산에 사는 사촌이 서울에 사는 사촌보다 크다, and swapped: what is compared with what."""
    mine, theirs = _standard(left), _standard(right)
    if mine is None or theirs is None or mine[2] != theirs[2] or mine[1] == theirs[1]:
        return []
    swapped = all(
        subject[-len(standard) :] == standard
        for subject, standard in ((mine[0], theirs[1]), (theirs[0], mine[1]))
    )
    if not swapped or not mine[1] or not theirs[1]:
        return []
    return [("roles", mine[3], theirs[3])]


def _standard(reading: Reading) -> tuple[list[str], list[str], list[str], str] | None:
    """What stands before the subject's particle, from there to 보다, and what follows.

    The last is the second as it was said.
    """
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    ends = [n for n, m in enumerate(ms) if m.form == "보다" and m.tag[0] == "J"]
    if len(ends) != 1:
        return None
    end = ends[0]
    subjects = [n for n in range(end) if ms[n].tag == "JKS" or ms[n].form in {"은", "는", "ᆫ"}]
    subjects = [n for n in subjects if ms[n].tag[0] == "J"]
    if not subjects:
        return None
    shapes = ["것" if m.form == "거" else shape_of(m) for m in ms]
    last = subjects[-1]
    said = reading.text[ms[last].end : ms[end].end].strip()
    return shapes[:last], shapes[last + 1 : end], shapes[end + 1 :], said


Unit = tuple[str, str, str]  # words up to a particle or an ending, that, and the last word's tag


def _units(reading: Reading, size: str) -> list[Unit]:
    """What a sentence is put together of, by its letters, as Kiwi may divide a compound.

    `size`: how 언니의 새 옷을 is divided: as one `phrase`, as two that are `owned`, as three words.
    """
    units: list[Unit] = []
    stem, closing, tag = "", "", ""
    last = 0
    for n, m in enumerate(reading.morphemes):
        if m.tag in SIGNS | {"MAG", "MAJ", "IC"} or m.form in TIMES:
            continue
        ends = m.tag[0] in "JE" and not (m.tag == "JKG" and size == "phrase")
        if ends or m.tag == "VCP" or n in reading.counted:
            closing += m.form if n in reading.counted else shape_of(m)
            continue
        if closing or (stem and size == "word" and m.start > last):
            units.append((stem, closing, tag))
            stem, closing = "", ""
        stem += reading.text[max(m.start, last) : m.end]
        last, tag = m.end, m.tag
    return [*units, (stem, closing, tag)]


def find_traded_words(left: Reading, right: Reading) -> list[Found]:
    """Two words in each other's place: 구매자가 판매자의 제안을 거절하다, and swapped."""
    if not _closes(left) or not _closes(right):
        return []
    done = left.predicates if left.main is None else [left.main]
    mutual = any(p.word in MUTUAL | SYMMETRIC for p in done)
    for size in ("phrase", "owned", "word"):
        mine, theirs = _units(left, size), _units(right, size)
        if len(mine) != len(theirs):
            continue
        odd = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a[:2] != b[:2]]
        if len(odd) != 2 or (mutual and not _of_other_counts(left, mine, odd)):
            continue
        first, second = odd
        if _traded_places(mine, theirs, first, second) or _traded_parts(mine, theirs, odd):
            return [("roles", "".join(mine[first][:1]), "".join(theirs[first][:1]))]
    return []


def _of_other_counts(reading: Reading, units: list[Unit], odd: list[int]) -> bool:
    """Whether two units are counted, so that it matters which is which: 지원자 다섯, 면접관 둘."""
    counted = {reading.morphemes[n].form for n in reading.counted}
    closings = [units[n][1] for n in odd]
    return closings[0] != closings[1] and all(
        any(form in closing for form in counted) for closing in closings
    )


def _traded_parts(mine: list[Unit], theirs: list[Unit], odd: list[int]) -> bool:
    """Whether two nouns have each other's particles: 개가 아이를 물다, 개를 아이가 물다."""
    (a, b), (x, y) = ([units[n] for n in odd] for units in (mine, theirs))
    return (
        (a[0], b[0]) == (x[0], y[0])
        and (a[1], b[1]) == (y[1], x[1])
        and {a[1], b[1]} <= {"는", "를", "에게", "에게서", "한테서", "에서", "로", "까지", "부터"}
    )


def _traded_places(mine: list[Unit], theirs: list[Unit], first: int, second: int) -> bool:
    """Whether the words of two units are swapped, and what they are in does not undo that."""
    a, b = mine[first], mine[second]
    if (a[0], b[0]) != (theirs[second][0], theirs[first][0]) or not a[0] or not b[0]:
        return False
    if (a[1], b[1]) != (theirs[first][1], theirs[second][1]):
        return False
    if {a[1], b[1]} & (ADDING | {"보다"}) or (a[1] == "는" and b[1].startswith("이")):
        return False  # 서울이 수도이다, 수도가 서울이다
    nouns = {a[2], b[2]} <= NOUN | {"XSN", "NNB"}
    if not nouns and not {a[1], b[1]} <= {"ᆫ", "는"}:
        return False
    if a[1] != b[1]:
        return True
    # 빨간 치마와 하얀 모자, but not 밥을 먹고 빵을 먹다: each must stand by something of its own.
    if second - first == 1:
        return False
    around = [
        [mine[n][0] for n in (at - 1, at + 1) if 0 <= n < len(mine)] for at in (first, second)
    ]
    return (
        mine[first + 1][0] != mine[second + 1][0]
        if second + 1 < len(mine)
        else (len(around[0]) == len(around[1]) and around[0] != around[1])
    )


def _topic_first(reading: Reading) -> bool:
    """Whether a topic stands right before the subject."""
    roles = [noun.role for noun in reading.nouns if noun.role in PARTS]
    return roles.count("topic") == roles.count("subject") == 1 and (
        roles.index("subject") == roles.index("topic") + 1
    )


def find_corrected(left: Reading, right: Reading) -> list[Found]:
    """고장 난 게 아니라 꺼져 있었다, and swapped: what one sentence denies the other one says."""
    mine, theirs = _sides(left), _sides(right)
    if mine is None or theirs is None or mine[2] != theirs[2]:
        return []
    here = (mine[0] & theirs[1]) - mine[1] - theirs[0]
    there = (mine[1] & theirs[0]) - mine[0] - theirs[1]
    if not here or not there:
        return []
    return [(mine[2], min(here), min(there))]


def _sides(reading: Reading) -> tuple[set[str], set[str], str] | None:
    """The words before and after 아니라, 말고, -느니 or 대신, and the kind of what it does."""
    ms = reading.morphemes
    for n, (m, after) in enumerate(itertools.pairwise(ms)):
        form = after.form
        if (m.form in {"아니", "않"} and form in {"라", "고"}) or (m.form == "말" and form == "고"):
            kind = "negation"
        elif (m.tag == "EC" and m.form == "느니") or m.form == "대신":
            kind = "roles"
        else:
            continue
        words = CONTENT | {"VX"}  # 그대로 두지 말고 꺼
        sides = [{x.form for x in part if x.tag in words} - SLIGHT for part in (ms[:n], ms[n:])]
        return sides[0] - {m.form}, sides[1] - {m.form}, kind
    return None


def _linked(reading: Reading) -> set[str]:
    """The predicates that hang on another one: 나빠져서, 인증한 다음, 먹기 전에."""
    found = set()
    for p in verbs_of(reading):
        if "copula" in p.marks:
            continue
        ms = [m for m in reading.morphemes if m.tag not in SIGNS]
        after = [m for m in ms if m.start >= p.end][:2]
        last = next((m for m in reversed(ms) if m.end <= p.end and m.tag[0] == "E"), None)
        if last is None:
            continue
        noun = any(m.form in LINKING_NOUNS for m in after)
        if (last.tag == "EC" and last.form in LINKING) or (last.tag in {"ETM", "ETN"} and noun):
            found.add(p.word)
    return found


def _traded(left: Reading, right: Reading) -> bool:
    """Whether first and then have each other's objects: 약을 먹고 나서 밥을 먹었다, and swapped."""
    objects = [[n.word for n in reading.nouns if n.role == "object"] for reading in (left, right)]
    verbs = [[p.word for p in verbs_of(reading)] for reading in (left, right)]
    linked = _linked(left) and not any(m.form.endswith("면서") for m in left.morphemes)
    return (
        bool(linked)
        and verbs[0] == verbs[1]
        and len(objects[0]) == 2
        and objects[0] == objects[1][::-1] != objects[1]
    )


def says_same_of_each(left: Reading, right: Reading) -> bool:
    """Whether both say one thing of each of several topics: A는 켜고 B는 꺼, B는 끄고 A는 켜."""
    mine, theirs = _said_of_each(left), _said_of_each(right)
    return len(mine) > 1 and mine == theirs


def _said_of_each(reading: Reading) -> set[tuple[str, str]]:
    """Topics, each with what is said of it."""
    found, begins = set(), 0
    for m in reading.morphemes:
        if m.tag != "JX" or m.form not in {"은", "는"}:
            continue
        said = next((p for p in verbs_of(reading) if p.start >= m.end), None)
        if said is None:
            return set()
        more = reading.text[m.end : said.start].strip()  # 서울에 of 본점은 서울에 있고
        found.add((reading.text[begins : m.start].strip(), f"{more} {said.word} {said.sign}"))
        begins = next((x.end for x in reading.morphemes if x.tag == "EC" and x.start >= m.end), 0)
    return found


def find_crossed(left: Reading, right: Reading) -> list[Found]:
    """Clauses in each other's place: 문이 열리면 불을 켜 줘, 불이 켜지면 문을 열어 줘.

    Their verbs may be told from the other end, and what links them may be another: 업데이트를 하고
    나서 느려졌다, 느려져서 업데이트를 했다.
    """
    for mine, theirs in itertools.product(_linkings(left), _linkings(right)):
        plain = mine.link == theirs.link == "고"  # 노래를 부르고 춤을 추다, and swapped
        if mine.later == theirs.later and not plain and mine.crosses(theirs):
            return [("relation", left.text, right.text)]
    return []


def one_order(left: Reading, right: Reading) -> bool:
    """Whether one order is told from its two ends: 씻고 나서 먹다, 먹기 전에 씻다."""
    return any(
        mine.later != theirs.later and (mine.crosses(theirs) or mine.mirrors(theirs))
        for mine, theirs in itertools.product(_linkings(left), _linkings(right))
    )


Names = list[frozenset[str]]  # of the words of an event, what each can be called


@dataclass(frozen=True, slots=True)
class Linking:
    """Two events that a sentence links.

    Attributes:
        first: The words of the one that is told first.
        second: Those of the other one.
        link: The ending that stands between them.
        later: Whether the first one is the later one: 먹기 전에.
    """

    first: Names
    second: Names
    link: str
    later: bool

    def crosses(self, other: "Linking") -> bool:
        """Whether the first of one is the second of the other."""
        across = _alike(self.first, other.second), _alike(self.second, other.first)
        along = _alike(self.first, other.first), _alike(self.second, other.second)
        return min(across) >= LEAST_CROSSED and max(along) <= MOST_ALONG

    def mirrors(self, other: "Linking") -> bool:
        """Whether each is all of the other one's other: 밥을 먹고 약을 먹다."""
        across = _alike(self.first, other.second), _alike(self.second, other.first)
        along = _alike(self.first, other.first), _alike(self.second, other.second)
        return min(across) == 1 and max(along) < 1


def _linkings(reading: Reading) -> list[Linking]:
    """The ways to take a sentence apart into an event and the one that it is linked with."""
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    quoted = [n for n, m in enumerate(ms) if m.tag == "EC" and m.form in TOLD]
    ms = ms[: quoted[-1] + 1] if quoted else ms  # 줄어서 떠난다고 보고서는 지적했다
    found = []
    for n, m in enumerate(ms[:-1]):
        after = [x.form for x in ms[n + 1 : n + 5] if x.tag in {"NNG", "NNB"}][:1]
        later = m.tag == "ETN" and bool({"전", "직전", "이전"} & {*after})
        noun = m.tag in {"ETM", "ETN"} and bool(SEQUENT_NOUNS & {*after})
        ending = m.tag == "EC" and m.form in SEQUENT and not _serves(ms, n)
        first, second = ms[: n + 1], ms[n + 1 :]
        if (ending or noun or later) and _has_verb(first) and _has_verb(second):
            parts = [_events(reading, part) for part in (first, second)]
            found.append(Linking(parts[0], parts[1], m.form, later))
    return found


def _serves(ms: list[Morpheme], index: int) -> bool:
    """Whether an ending belongs to an auxiliary or a turn of phrase: 켜 줘, 위해서, 고 나서."""
    following = ms[index + 1] if index + 1 < len(ms) else None
    before = ms[index - 1] if index else None
    serving = before is not None and before.form in {"위하", "대하", "통하", "따르", "인하", "의하"}
    serving = serving or (before is not None and before.form in {"말", "않"})  # 말고, 않고
    if following is not None and ms[index].form in {"면", "으면"}:
        serving = serving or following.form in {"안", "안되", "되", "좋"}  # 팔면 안 되다
    return serving or following is None or following.tag == "VX" or following.tag[0] == "J"


def _has_verb(ms: Sequence[Morpheme]) -> bool:
    return any(m.tag in {"VV", "VA", "XSV", "XSA"} for m in ms)


def _events(reading: Reading, ms: Sequence[Morpheme]) -> Names:
    """What an event is told with: its nouns, and its verbs by all that they are called."""
    start, end = ms[0].start, ms[-1].end
    verbs = [
        p
        for p in verbs_of(reading)
        if start <= reading.morphemes[p.position].start < end and "copula" not in p.marks
    ]
    spent = {p.word for p in verbs}
    nouns = {m.form for m in ms if m.tag in {"NNG", "NNP", "XR", "SL"}}
    nouns -= SLIGHT | spent | SEQUENT_NOUNS | {"전", "직전", "이전"}
    return [frozenset({noun}) for noun in sorted(nouns)] + [
        frozenset(f"{name}{side:+}" for name, side in p.names.items()) | {_root(p.word)}
        for p in verbs
        if p.word.removesuffix("다") not in SLIGHT
    ]


def _root(verb: str) -> str:
    """A verb without what makes it a passive or has it done: 열리다 as 열다, 꺼지다 as 끄다."""
    stem = verb.removesuffix("다")
    if stem == verb:
        return verb
    stem = stem[:-1] if len(stem) > 1 and stem[-1] in "지리기히이우추구" else stem
    return "~" + stem.replace("꺼", "끄").replace("써", "쓰")


def _alike(a: Names, b: Names) -> float:
    """The share of the words of the shorter of two events that are in the other one, too."""
    shorter, longer = sorted((a, b), key=len)
    matched = sum(any(word & other for other in longer) for word in shorter)
    return matched / len(shorter) if shorter else 0.0


def _relinked(left: Reading, right: Reading) -> bool:
    """Whether cause and effect, or first and then, are swapped: 막혀서 늦었다, 늦어서 막혔다."""
    here, there = _linked(left), _linked(right)
    return bool(here - there and there - here)


def _closes(reading: Reading) -> bool:
    """Whether a sentence ends in an ending, and not in what was left to say."""
    words = [m for m in reading.morphemes if m.tag not in SIGNS]
    return bool(words) and words[-1].tag in {"EF", "EC", "JX"}


def _lasting(reading: Reading) -> list[Morpheme]:
    """Morphemes without what may stand anywhere: signs, adverbs, times and numbers."""
    ms, compares = reading.morphemes, says_more(reading)

    def anywhere(n: int) -> bool:
        """Whether a part of a number is: 사과를 세 개, 사과 세 개를; but not 2번보다."""
        if n not in reading.counted:
            return False
        if compares and ms[n].form in MOMENTS and n + 1 < len(ms) and ms[n + 1].tag in NOUN:
            return False  # 겨울 이불이 여름 이불보다
        first = n
        while first - 1 in reading.counted:
            first -= 1
        of_noun = first > 0 and ms[first - 1].tag in NOUN
        last = n
        while last + 1 in reading.counted:
            last += 1
        if not of_noun and last + 1 < len(ms) and ms[last + 1].tag in {"JKB", "JKS", "JX", "NNG"}:
            return False  # 2호선에서
        return of_noun or n + 1 == len(ms) or ms[n + 1].tag[0] not in "JV"

    return [
        m
        for n, m in enumerate(ms)
        if m.tag not in SIGNS | {"MAG", "MAJ", "IC"}
        and m.form not in TIMES | {"시"}
        and not (n and m.tag[0] == "J" and ms[n - 1].form in TIMES)
        and not anywhere(n)
    ]


def _phrases(reading: Reading) -> list[tuple[str, ...]]:
    """What a sentence is put together of: words up to a particle or an ending."""
    found, open_words = [], []
    lasting = _lasting(reading)
    for m, after in itertools.zip_longest(lasting, lasting[1:]):
        open_words.append(shape_of(m))
        closes = m.tag in {"JKS", "JKO", "JKB", "JX", "EC", "EF"}
        if closes and (after is None or after.tag[0] != "J"):
            found.append(tuple(open_words))
            open_words = []
    return [*found, tuple(open_words)] if open_words else found


def _phrase_text(reading: Reading, phrase: tuple[str, ...]) -> str:
    """A phrase as it was said."""
    lasting = _lasting(reading)
    shapes = [shape_of(m) for m in lasting]
    for n in range(len(shapes)):
        if tuple(shapes[n : n + len(phrase)]) == phrase:
            return reading.text[lasting[n].start : lasting[n + len(phrase) - 1].end]
    return " ".join(phrase)
