"""Moods: tense, how far an event has come, and whether it is asked, told, ordered or proposed.

But: must, may and might are turns.py's.
"""

from collections import Counter

from differences.matching import (
    CONTENT,
    LEAST_FOR_TURNS,
    MOST_CHANGES,
    MOST_SWAPS,
    Blocks,
    Found,
    Nouns,
    Pairs,
    agreement,
    around,
    asks_who,
    carried,
    eojeol,
    one_topic,
    verbs_of,
    words_alike,
)
from differences.turns import turns_of
from morphemes import Morpheme
from reading import Noun, Predicate, Reading
from vocabulary import (
    ACTIONS,
    CHECKED,
    CONVERSE,
    FURTHER,
    FUTURE,
    INTENTS,
    LASTING,
    PASSING,
    POLITE,
    RECIPIENT,
    REQUESTING,
    SAME_STAGES,
    SIGNS,
    STAGES,
    STAGING,
    STATES,
    SYNONYMS,
    TELL,
    THANKS,
    TIMES,
    UNDOING,
    VAGUE,
    VERBAL,
    WHETHER,
    WHO,
)

# What shades a predicate such that its tense cannot be told alone.
SHADING = frozenset({"need", "may", "can", "hope", "ban", "intends"})


def _same_words(left: Reading, right: Reading) -> bool:
    """Whether both have the same nouns and verbs, in one order."""
    return [n.word for n in left.nouns] == [n.word for n in right.nouns] and [
        p.word for p in left.predicates
    ] == [p.word for p in right.predicates]


def _intended(a: Predicate, b: Predicate) -> bool:
    """Whether one is done, the other but meant: 교환했어요, 교환하려고 해요."""
    one, other = (a, b) if "intends" in b.marks else (b, a)
    return other.marks & SHADING == {"intends"} and not one.marks & SHADING and one.past


def _tense_of(predicate: Predicate) -> str:
    if predicate.past:
        return "past"
    if "guess" in predicate.marks:
        return "guess"
    return "future" if predicate.future else "present"


def _timeless(reading: Reading) -> bool:
    """Whether it ends in a verb as a dictionary has it, which has no tense: 나무를 베다."""
    words = [m for m in reading.morphemes if m.tag not in SIGNS]
    last, stem = (words[-1], words[-2]) if len(words) > 1 else (None, None)
    return (
        last is not None
        and last.form == "다"
        and stem is not None
        and stem.tag in VERBAL
        and stem.form not in {"있", "계시"}
    )


def _ahead(predicate: Predicate) -> bool:
    return predicate.future or "todo" in predicate.marks


def _state(reading: Reading, predicate: Predicate) -> bool:
    """Whether it says how something is, and not what happens."""
    return reading.morphemes[predicate.position].tag in STATES


def find_tense_inside(left: Reading, right: Reading, pairs: Pairs, *, strict: bool) -> list[Found]:
    """What is over in the one sentence and yet to come in the other: 마신 커피, 마실 커피.

    Or goes on in it, unless `strict`: 다니던 회사, 다니는 회사; and what somebody said so: 왔다고,
    온다고 하다.
    """
    strict |= any(r.main is not None and r.main.past for r in (left, right))  # 있는 집에 갔다
    for a, b in pairs:
        if agreement(a, b) != 1 or a.word != b.word or "noun" in a.marks | b.marks:
            continue
        times = {
            "past" if p.past or "done" in p.marks else "future" if _ahead(p) else "" for p in (a, b)
        }
        if "intends" in a.marks & b.marks:
            continue  # 나오려고 했다, 나오려고 하고 있다
        shaded = bool((a.marks | b.marks) & SHADING - {"intends"})
        told = "told" in a.marks & b.marks and a.past != b.past and not _state(left, a)
        once = {"used", "now"} <= a.marks ^ b.marks and "lasting" not in a.marks | b.marks
        once = once and not strict
        if (times == {"past", "future"} or told or once) and not shaded:
            return [("tense", left.text[a.start : a.end], right.text[b.start : b.end])]
    return []


def find_tense(left: Reading, right: Reading, pairs: Pairs, *, strict: bool) -> list[Found]:  # noqa: C901
    """Of the predicates that end both sentences, when these are about the same.

    `strict`: only what is over here and yet to come there.
    """
    a, b = left.main, right.main
    if a is None or b is None or not any(a is x and b is y for x, y in pairs):
        return []
    if agreement(a, b) != 1 or _timeless(left) or _timeless(right):
        return []
    if a.sign != b.sign:
        return []  # 피우지 않는다, 끊었다
    if "intends" in a.marks & b.marks:
        return []  # 나오려고 했다, 나오려고 하고 있다
    intents = left.intents & right.intents
    if not intents & {"statement", "question"} or intents >= {"command", "question"}:
        return []
    if "statement" not in intents and any(w in WHO for r in (left, right) for w in r.adverbs):
        return []  # 언제였지? asks for what 언제지? asks
    tenses = {_tense_of(a), _tense_of(b)}
    if strict and tenses != {"past", "future"}:
        return []
    if len(tenses) == 1 or tenses in ({"guess", "present"}, {"guess", "future"}):
        return []
    if (a.marks & SHADING) != (b.marks & SHADING) and not _intended(a, b):
        return []
    stem = a.word.removesuffix("다")
    if tenses == {"past", "present"}:
        marks = a.marks | b.marks
        lasts = _state(left, a) and (stem not in PASSING or a.word != b.word)
        if marks & {"lasting", "can"} or stem in LASTING or lasts:
            return []  # 친절했습니다 and 친절합니다, of one who still is
    if tenses == {"present", "future"} and (
        stem in POLITE
        or not _same_words(left, right)
        or any(w in FUTURE for r in (left, right) for w in r.adverbs)
    ):
        return []
    return [("tense", left.text[a.start : a.end], right.text[b.start : b.end])]


def find_intent(left: Reading, right: Reading, pairs: Pairs, *, strict: bool) -> list[Found]:
    """Whether one asks, tells, orders or proposes what the other does not.

    `strict`: only where one of them asks.
    """
    if left.main is None or right.main is None:
        return []
    both = left.intents & right.intents
    asked = {"statement", "question"} <= left.intents ^ right.intents
    modal = {"may", "can", "ban", "need"}
    if asked and left.main.marks & modal and right.main.marks & modal:
        both -= {"command", "proposal"}  # 열어도 될까요? and 열어도 됩니다
    if not left.intents or not right.intents or both:
        return []
    proposes = frozenset({"proposal"}) in {left.intents, right.intents}
    if proposes and "command" in left.intents | right.intents:
        return []  # 늦지 않도록 하자, 늦지 마라
    if strict and not {"question"} <= left.intents | right.intents:
        return []  # what to do is ordered, proposed and told: 조심하자, 조심했으면 합니다
    if not any(a is left.main and b is right.main for a, b in pairs):
        asks = frozenset({"question"}) in {left.intents, right.intents}
        if not asks or not one_topic(left, right):
            return []
    if left.text.rstrip("?!") == right.text.rstrip("?!"):
        return []  # 안녕하세요?
    a = next(name for name in INTENTS if name in left.intents)
    b = next(name for name in INTENTS if name in right.intents)
    return [("intent", INTENTS[a], INTENTS[b])]


def find_actions(left: Reading, right: Reading, pairs: Pairs, nouns: Nouns) -> list[Found]:
    """Two things to do with the same thing: 예약을 변경해 줘, 예약을 조회해 줘."""
    # 취소 and 변경 are both the opposite of 유지, but not the same.
    same = [(p, q) for p, q in pairs if agreement(p, q) == 1 and not _exclude(p.word, q.word)]
    paired = {id(p) for pair in same for p in pair}
    here, there = (
        [p for p in verbs_of(r) if id(p) not in paired and not _serves_request(p)]
        for r in (left, right)
    )
    mine, theirs = (
        [n for n in rest if not n.word.startswith("@") and n.word not in VAGUE | TIMES]
        for rest in nouns[1:]
    )
    done = [_acted(ps, ns) for ps, ns in ((here, mine), (there, theirs))]
    if len(done[0]) != 1 or len(done[1]) != 1:
        return []
    (a, *spot), (b, *other) = done[0][0], done[1][0]
    mine, theirs = ([n for n in ns if n.word != w] for ns, w in ((mine, a), (theirs, b)))
    about = [n for n, _ in nouns[0] if n.word not in TIMES and n.role != "time"]
    if (mine and theirs) or not about or not _exclude(a, b):
        return []
    if any(p.sign < 1 for p in (*here, *there)) or {a, b} <= CONVERSE.keys():
        return []
    if _stem_of(a) in right.text or _stem_of(b) in left.text:
        return []  # 취소하고 환불해 줘
    return [("intent", left.text[spot[0] : spot[1]], right.text[other[0] : other[1]])]


def _acted(verbs: list[Predicate], nouns: list[Noun]) -> list[tuple[str, int, int]]:
    """What is done, by verbs or by nouns that ask for it: 취소해 줘, 취소 부탁드립니다."""
    if verbs:
        return [(p.word, p.start, p.end) for p in verbs]
    return [(n.word, n.start, n.end) for n in nouns if _classes_of_action(n.word)]


def _serves_request(predicate: Predicate) -> bool:
    """Whether a verb only asks for what a noun before it says: 취소를 원합니다."""
    return predicate.word in REQUESTING


def _stem_of(word: str) -> str:
    return word.removesuffix("다")


def _classes_of_action(word: str) -> frozenset[int]:
    """The classes of actions that have a word, or one that means the same."""
    names = {word} | SYNONYMS.get(word, set())
    return frozenset().union(*(ACTIONS.get(name, frozenset()) for name in names))


def _exclude(a: str, b: str) -> bool:
    """Whether two actions are of one class, and do not mean the same."""
    return bool(_classes_of_action(a) & _classes_of_action(b)) and not words_alike(a, b)


def find_asked(left: Reading, right: Reading) -> list[Found]:
    """What one sentence asks for and the other one tells: 몇 시에 시작해요?, 네 시에 시작해요."""
    for asking, telling in ((left, right), (right, left)):
        words = {m.form for m in telling.morphemes}
        if (
            "question" in asking.intents
            and asking.text.endswith("?")
            and any(m.form in WHO for m in asking.morphemes)
            and not telling.text.endswith("?")
            and "statement" in telling.intents
            and not words & (WHO | TELL | WHETHER | {"방법", "모르", "궁금하"})
            and not (asking.main and asking.main.future)  # 어떻게 잊겠니?
            and not (telling.main and telling.main.marks & {"wish", "hope", "give"})
            and one_topic(left, right)
        ):
            a, b = INTENTS["question"], INTENTS["statement"]
            return [("intent", a, b) if asking is left else ("intent", b, a)]
    return []


def find_asked_more(left: Reading, right: Reading) -> list[Found]:
    """Where one question asks whether, and the other one why, when or where: 왜 늦었나요?"""
    both = "question" in left.intents and "question" in right.intents
    for asking, other in ((left, right), (right, left)):
        words = [m for m in asking.morphemes if m.form in FURTHER]
        if both and words and not asks_who(other) and carried(asking) == carried(other):
            there = next(m for m in reversed(other.morphemes) if m.tag not in SIGNS)
            texts = {id(asking): words[0].form, id(other): around(other, [there])}
            return [("intent", texts[id(left)], texts[id(right)])]
    return []


def find_favours(left: Reading, right: Reading) -> list[Found]:
    """A favour that one sentence asks for and the other one thanks for, or offers: 해 드려요."""
    here, there = _favour(left), _favour(right)
    if here is None or there is None or here[0] == there[0]:
        return []
    (_, a), (_, b) = here, there
    if agreement(a, b) != 1 or carried(left) - THANKS != carried(right) - THANKS:
        return []
    if any(m.form in RECIPIENT for r in (left, right) for m in r.morphemes if m.tag == "JKB"):
        return []  # 손님께 보내 드려요, asked of somebody else
    return [("intent", around(left, _ended(left, a)), around(right, _ended(right, b)))]


def _favour(reading: Reading) -> tuple[str, Predicate] | None:
    """What is said of the last thing that is done for somebody, and its predicate."""
    main = reading.main
    given = [p for p in verbs_of(reading) if "give" in p.marks]
    if main is None or not given or main.sign < 1 or given[-1].sign < 1:
        return None
    favour, words = given[-1], _ended(reading, given[-1])
    giving = next((m.form for m in words if m.form in {"주", "드리"}), "")
    if favour is not main:
        thanks = main.word in THANKS and words[-1].form == "어서"
        return ("thanked", favour) if thanks and not main.future else None
    if giving == "드리":
        return None if main.past else ("offered", favour)
    asked = giving == "주" and ("hope" in main.marks or reading.intents == {"command"})
    return ("asked", favour) if asked else None


def _ended(reading: Reading, predicate: Predicate) -> list[Morpheme]:
    """The morphemes of a predicate to the end of the word that its auxiliaries are in."""
    words = reading.morphemes[predicate.position :]
    last = next((n for n, m in enumerate(words) if n and m.form in {"주", "드리"}), 0)
    ends = (n for n, m in enumerate(words) if n > last and m.tag in {"EC", "EF"})
    return words[: next(ends, len(words) - 1) + 1]


def find_undone(left: Reading, right: Reading) -> list[Found]:
    """What one sentence is about to do and the other one undoes: 신고하려고, 신고를 취소하려고."""
    said = [
        Counter(m.form for m in r.morphemes if m.tag in CONTENT and m.form not in {"하", "드리"})
        for r in (left, right)
    ]
    for more, less, reading, other in (
        (said[0] - said[1], said[1] - said[0], left, right),
        (said[1] - said[0], said[0] - said[1], right, left),
    ):
        undone = [p for p in verbs_of(reading) if p.word in UNDOING & more.keys()]
        done = sum(more.values()) == 1 and not less and bool(undone)
        if undone and undone[-1].word in CHECKED and other.intents == {"question"}:
            continue  # 왔는지 확인해 줘, 왔나요?
        if done and other.main is not None and undone[-1] is _doing(reading):
            texts = {
                id(reading): reading.text[undone[-1].start : undone[-1].end],
                id(other): other.text[other.main.start : other.main.end],
            }
            return [("intent", texts[id(left)], texts[id(right)])]
    return []


def _doing(reading: Reading) -> Predicate | None:
    """The last verb of a sentence."""
    verbs = verbs_of(reading)
    return verbs[-1] if verbs else None


def find_stages(  # noqa: C901
    left: Reading, right: Reading, blocks: Blocks, common: float
) -> list[Found]:
    """How far an event has come: 하는 중이다 and 마쳤다, 하다가 말았다 and 끝내 놓았다."""
    same = common < LEAST_FOR_TURNS and _same_but_stages(left, right)
    if common < LEAST_FOR_TURNS and not same:
        return []
    if len(blocks) > (MOST_CHANGES if same or common >= 0.7 else MOST_SWAPS):
        return []
    if left.text.endswith("?") != right.text.endswith("?"):
        return []
    here, there = turns_of(left, STAGES), turns_of(right, STAGES)
    for said in (here, there):
        if "halted" in said:
            said.pop("done", None)  # 읽다 말았다 is not 다 읽었다
    for one, other, said in ((left, right, here), (right, left, there)):
        if "nearly" in said and (done := _came_about(one, other)):
            texts = eojeol(one.text, *said["nearly"]), eojeol(other.text, *done)
            return [("tense", *(texts if one is left else texts[::-1]))]
    mine = [name for name in STAGES if name in here and name not in there]
    theirs = [name for name in STAGES if name in there and name not in here]
    if bool(mine) != bool(theirs) and (meant := _meant(left, right, mine + theirs)):
        return [meant]
    if not mine or not theirs or {mine[0], theirs[0]} in SAME_STAGES:
        return []
    mains = {r.main.word for r in (left, right) if r.main is not None}
    if {mine[0], theirs[0]} == {"resulting", "during"} and len(mains) != 1:
        return []  # 앉아 있다 and 자리를 잡고 있다
    a, b = here[mine[0]], there[theirs[0]]
    return [("tense", eojeol(left.text, *a), eojeol(right.text, *b))]


def _meant(left: Reading, right: Reading, stages: list[str]) -> Found | None:
    """What one sentence is about to do and the other one did: 걸려던 참이었다, 걸었다."""
    a, b = left.main, right.main
    if stages[0] != "intending" or a is None or b is None or not _same_but_stages(left, right):
        return None
    verbs = {verbs_of(left)[0].word, verbs_of(right)[0].word}
    if not (a.past and b.past) or len(verbs) > 1 or (a.marks | b.marks) & (SHADING - {"intends"}):
        return None
    if any(p.sign < 1 for r in (left, right) for p in r.predicates):
        return None
    return ("tense", left.text[a.start : a.end], right.text[b.start : b.end])


def _same_but_stages(left: Reading, right: Reading) -> bool:
    """Whether both carry the same words apart from those that tell how far it has come."""
    here, there = (carried(r) - STAGING for r in (left, right))
    return bool(here) and here == there


def _came_about(one: Reading, other: Reading) -> tuple[int, int] | None:
    """Where one sentence tells as done what the other one calls near: 빠질 뻔했다, 빠졌다."""
    ms = one.morphemes
    near = {
        ms[n - 2].form if ms[n - 2].tag == "VV" else ms[n - 3].form
        for n, m in enumerate(ms)
        if n > 2 and m.form == "뻔" and ms[n - 1].tag == "ETM"
    }
    for n, m in enumerate(other.morphemes):
        after = [x.form for x in other.morphemes[n + 1 : n + 4]]
        if m.form in near and "었" in after and "뻔" not in after:
            return m.start, m.end
    return None
