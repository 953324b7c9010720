"""Roles: who does what to whom, by particles, passives and verbs that tell of its other end.

But: words that merely stand in another order are order.py's.
"""

import itertools
from collections import Counter
from collections.abc import Sequence

from differences.matching import Blocks, Found, Pairs, agreement, around, same_carried
from differences.negation import mirrored
from morphemes import Morpheme
from reading import Noun, Predicate, Reading
from vocabulary import (
    CONVERSE,
    FEELING,
    GIVING,
    MOVING,
    MUTUAL,
    PARTICLES,
    PARTS,
    RECEIVING,
    ROLES,
    SYMMETRIC,
    TRADING,
    WHERE,
)


def _parts(reading: Reading, predicate: Predicate | None) -> dict[str, Noun]:
    """Who and what belongs to a predicate; what is named twice has no one part."""
    number = next((n for n, p in enumerate(reading.predicates) if p is predicate), -1)
    nouns = [noun for noun in reading.nouns if noun.predicate == number]
    counts = Counter(noun.word for noun in nouns)
    return {noun.word: noun for noun in nouns if counts[noun.word] == 1 and noun.role in PARTS}


def _deep(parts: dict[str, Noun], passive: bool, mixed: bool) -> dict[str, str]:
    """What each is to the event: who acts (agent), and who else."""
    subject = any(noun.role == "subject" for noun in parts.values())
    agent = any(noun.role in {"subject", "topic"} for noun in parts.values())
    receives = any(noun.role == "to" for noun in parts.values())
    deep = {}
    for word, noun in parts.items():
        role = noun.role
        if role == "topic":
            role = "" if subject else "subject"
        if role == "subject":
            role = "other" if passive else "agent"
        elif (passive and role in {"to", "from"}) or (mixed and passive and role == "out of"):
            role = "agent"
        elif mixed and not passive and role in {"to", "object", "from", "into"}:
            role = "other"
        elif role == "out of" and not agent and (mixed or receives):
            role = "agent"  # 치과에서 나한테 전화했다
        if role:
            deep[word] = role
    return deep


def _passives(a: Predicate | None, b: Predicate | None) -> tuple[bool, bool]:
    """Which of two predicates tells the event of the other from its other end."""
    if a is None or b is None:
        return False, False
    shared = a.names.keys() & b.names.keys()
    ends = a.word in b.passive or b.word in a.passive
    if not ends and not shared <= a.passive | b.passive:
        return False, False
    return bool(shared & (a.passive - b.passive)), bool(shared & (b.passive - a.passive))


def _swap(here: dict[str, str], there: dict[str, str]) -> tuple[str, str] | None:
    """Two words that have each other's parts."""
    common = [word for word in here if word in there]
    for x, y in itertools.combinations(common, 2):
        if here[x] != here[y] and (here[x], here[y]) == (there[y], there[x]):
            return x, y
        # 치과에서 나한테 전화했다 and 내가 치과에 전화했다: who acts is who did not.
        for one, other in ((x, y), (y, x)):
            acts = here[one] == there[other] == "agent"
            if acts and "agent" not in {here[other], there[one]} and "than" not in here.values():
                return one, other
    return None


def find_roles(  # noqa: C901
    left: Reading, right: Reading, pairs: Pairs
) -> tuple[list[Found], set[int]]:
    """Swapped parts; and the ids of left predicates whose opposition is settled by them."""
    found: list[Found] = []
    settled: set[int] = set()
    verbs = [(a, b) for a, b in pairs if "noun" not in a.marks | b.marks]
    for a, b in [*verbs, (None, None)]:
        mine, theirs = _parts(left, a), _parts(right, b)
        agree = agreement(a, b) if a is not None and b is not None else 1
        if _compared(left, right, mine, theirs):
            settled.add(id(a))
            if agree == 1 and says_less(left) == says_less(right):
                found.append(("roles", _than(mine), _than(theirs)))
            continue
        passive_a, passive_b = _passives(a, b)
        mixed = passive_a != passive_b
        here, there = _deep(mine, passive_a, mixed), _deep(theirs, passive_b, mixed)
        standard = any(noun.role == "than" for noun in mine.values())
        if a is not None and (a.word in MUTUAL or (a.word in SYMMETRIC and not standard)):
            continue
        if mixed and (turned := _turned(mine, theirs, passive=passive_b)):
            settled.add(id(a))
            found.append(("roles", _said(left, mine, [turned]), _said(right, theirs, [turned])))
        elif swap := _swap(here, there):
            settled.add(id(a))
            if agree != -1 or "than" not in {here[swap[0]], here[swap[1]]}:
                found.append(("roles", _said(left, mine, swap), _said(right, theirs, swap)))
        elif a is not None and b is not None and (giver := _only_party(a, b, mine, theirs)):
            found.append(("roles", _said(left, mine, [giver]), _said(right, theirs, [giver])))
        elif mixed and a is not None and b is not None:
            both = here.keys() & there.keys()
            agents = [word for word in both if "agent" in {here[word], there[word]}]
            if any(here[word] == there[word] for word in agents) or mirrored(left, right, a, b):
                settled.add(id(a))
            elif agents and {a.word, b.word} <= CONVERSE.keys() and agree == 1:
                moved = any(mine[word].role != theirs[word].role for word in agents)
                kind = "roles" if moved else "antonym"  # 윤아한테서 듣다 and 윤아한테 전하다
                found.append((kind, left.text[a.start : a.end], right.text[b.start : b.end]))
            elif (a, b) == (left.main, right.main) and _traded(left, right, mine, theirs):
                found.append(("antonym", left.text[a.start : a.end], right.text[b.start : b.end]))
    return found, settled


def _traded(left: Reading, right: Reading, mine: dict[str, Noun], theirs: dict[str, Noun]) -> bool:
    """Whether one thing is bought here and sold there, by who is not named: 집을 팔았어요.

    Not at a place, where others buy what some sell: 표를 어디서 사요?, 표를 어디서 팔아요?
    """
    a, b = left.main, right.main
    placed = any(m.form in WHERE for r in (left, right) for m in r.morphemes)
    if a is None or b is None or placed:
        return False
    parts, others = ({noun.word: noun.role for noun in ns.values()} for ns in (mine, theirs))
    same = bool(parts) and parts == others and set(parts.values()) <= {"object", "topic"}
    return same and {a.word, b.word} <= TRADING and a.marks == b.marks and a.past == b.past


def _only_party(a: Predicate, b: Predicate, mine: dict[str, Noun], theirs: dict[str, Noun]) -> str:
    """Who alone is named, and gives here, and is given there: 엄마가 보냈다, 엄마에게 보냈다."""
    for given, giving in ((mine, theirs), (theirs, mine)):
        acts = any(noun.role in {"subject", "topic"} for noun in given.values())
        if acts or any(noun.role == "to" for noun in giving.values()) or a.word != b.word:
            continue
        for word, noun in given.items():
            other = giving.get(word)
            gives = "give" in a.marks & b.marks or a.word in GIVING
            if gives and noun.role == "to" and other is not None and other.role == "subject":
                return word
    return ""


def _turned(mine: dict[str, Noun], theirs: dict[str, Noun], *, passive: bool) -> str:
    """Who has it done to them here and does it there: 강아지를 물다, 강아지에게 물리다.

    `passive`: the second of two predicates is the passive one.
    """
    active, undergone = (mine, theirs) if passive else (theirs, mine)
    for word, noun in active.items():
        other = undergone.get(word)
        if other is None:
            continue
        if noun.role == "object" and other.role in {"to", "from", "into"}:
            return word
        if noun.role in {"", "of"} and other.role in {"to", "from"}:
            return word  # 동생 장난감을 빼앗다, 동생에게 장난감을 빼앗기다
    return ""


def says_less(reading: Reading) -> bool:
    """Whether it says 덜: 버스보다 지하철이 덜 붐빈다 is 지하철보다 버스가 더 붐빈다."""
    return "덜" in reading.adverbs


def _than(parts: dict[str, Noun]) -> str:
    return next((noun.form + "보다" for noun in parts.values() if noun.role == "than"), "")


def _compared(
    left: Reading, right: Reading, mine: dict[str, Noun], theirs: dict[str, Noun]
) -> bool:
    """Whether each sentence compares with what the other one compares."""
    here = {word for word, noun in mine.items() if noun.role == "than"}
    there = {word for word, noun in theirs.items() if noun.role == "than"}
    return (
        bool(here and there)
        and not here & there
        and here <= {noun.word for noun in right.nouns}
        and there <= {noun.word for noun in left.nouns}
    )


def _said(reading: Reading, parts: dict[str, Noun], words: Sequence[str]) -> str:
    nouns = sorted((parts[word] for word in words), key=lambda noun: noun.start)
    return " ".join(reading.text[noun.start : noun.end] for noun in nouns)


def find_particles(left: Reading, right: Reading, blocks: Blocks) -> list[Found]:
    """One noun in another part, when all else is the same: 민수가 and 민수를 좋아하는 사람."""
    if len(blocks) == 1 and _other_way(*blocks[0]):
        return [("roles", around(left, blocks[0][0]), around(right, blocks[0][1]))]
    if len(blocks) == 1 and (caused := _caused(left, right, *blocks[0])):
        return caused
    if len(blocks) != 1 or any(len(ms) != 1 or ms[0].tag[0] != "J" for ms in blocks[0]):
        return []
    (here,), (there,) = blocks[0]
    at = left.morphemes.index(here)
    verb = next((m for m in left.morphemes[at:] if m.tag in {"VV", "VA", "XSV", "XSA"}), None)
    if verb is None or verb.tag[0:2] not in {"VV", "XS"} or verb.tag == "XSA":
        return []
    words = {m.form for m in left.morphemes}
    parts = {ROLES.get(m.tag, PARTICLES.get(m.form, "")) for m in (here, there)}
    acts = parts == {"subject", "object"} and not words & FEELING and verb.form not in {"되", "하"}
    gives = parts == {"to", "from"} and not words & RECEIVING
    moves = (
        parts == {"into", "out of"}
        and not {here.form, there.form} & {"까지", "부터"}
        and bool(words & MOVING)
    )
    if not acts and not gives and not moves:
        return []
    return [("roles", around(left, [here]), around(right, [there]))]


def _other_way(here: list[Morpheme], there: list[Morpheme]) -> bool:
    """Whether one moves to where the other one moves from: 학교에 가는 길, 학교에서 오는 길."""
    if any(
        [m.tag for m in ms] != ["JKB", "VV"] or ms[1].form not in MOVING for ms in (here, there)
    ):
        return False
    return {PARTICLES.get(ms[0].form) for ms in (here, there)} == {"into", "out of"}


def _caused(
    left: Reading, right: Reading, here: list[Morpheme], there: list[Morpheme]
) -> list[Found]:
    """Who does it and who has it done: 기다리게 하다, 기다리다; but not 따뜻하게 하다."""
    for ms, others, reading in ((here, there, left), (there, here, right)):
        if [m.form for m in ms] != ["게", "하"] or others:
            continue
        before = next((m for m in reversed(reading.morphemes) if m.end <= ms[0].start), None)
        if before is not None and before.tag in {"VV", "XSV"}:
            done = (next(m for m in r.morphemes if m.form == before.form) for r in (left, right))
            a, b = (around(r, [m]) for r, m in zip((left, right), done, strict=True))
            return [("roles", a, b)]
    return []


def find_other_persons(left: Reading, right: Reading) -> list[Found]:
    """내가 살게 and 네가 사: all is the same but who does it, I or you."""
    here, there = (
        [n for n in r.nouns if n.role == "subject" and n.word in {"@나", "@너", "@우리"}]
        for r in (left, right)
    )
    if len(here) != 1 or len(there) != 1 or not same_carried(left, right):
        return []
    a, b = here[0], there[0]
    if "@너" not in {a.word, b.word} or a.word == b.word:
        return []
    return [("roles", left.text[a.start : a.end], right.text[b.start : b.end])]
