"""Sameness: whether two Korean sentences say the same for sure, word for word.

Each sentence is taken apart into clauses, each clause into its phrases and its verb. Phrases may
stand in any order, words may be said by a strict synonym, endings and particles may differ where
that changes the tone alone, and numbers may be written in another way. Nothing may be left over.

But: it is made to be right when it says yes. Most paraphrases say a thing in quite other words, and
of those it says no. It names no differences (differences/) and scores nothing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from morphemes import Morpheme
from quantities import Quantity
from reading import Reading
from vocabulary import (
    ATTACHED,
    FILLERS,
    MISSPELT,
    NO,
    PERSONS,
    SAME_ENDINGS,
    SAME_PARTICLES,
    SAME_WORDS,
    SIGNS,
    STATES,
    TIMES,
    WHO,
    YES,
)

MOST_PHRASES = 8  # of a clause; what has more is not compared
MOST_PARTS = 6  # of a phrase, joined by 와; each order of them is tried
MOST_JOINED = 4  # morphemes that one word of the vocabulary may consist of
LEAST_FRAME = 5  # letters that must be the same around a misspelt one
LEAST_MISSPELT = 3  # letters of a misspelt word
NOUN_TAGS = frozenset("NNG NNP NNB NR NP SL SH SN XR XPN XSN MM W_SERIAL Q".split())
NUMBER = re.compile(r"Q\d+")


def same(left: Reading, right: Reading) -> bool:
    """Whether both say the same for sure; no, where it cannot be told."""
    a, b = _letters(left), _letters(right)
    if not a or not b:
        return False  # 음 and 안녕, ㅋㅋ and ㅠㅠ
    if _mended(a) == _mended(b) or _misspelt(left, right, a, b):
        return _asks(left) == _asks(right) or _asks_who(left)
    mine, theirs = _clauses(left), _clauses(right)
    return len(mine) == len(theirs) and all(
        _clauses_alike(x, y, left.quantities, right.quantities)
        for x, y in zip(mine, theirs, strict=True)
    )


def _asks(reading: Reading) -> bool:
    return "?" in reading.text


def _asks_who(reading: Reading) -> bool:
    """Whether a question word makes it a question without its sign, too: 몇 시에 끝나."""
    return any(m.form in WHO and m.tag != "IC" for m in reading.morphemes)


# --- Letter by letter ---


def _slight(m: Morpheme) -> bool:
    """Whether nothing is said with it: 음, ㅋㅋ, 저기요, 좀."""
    if m.tag == "IC":
        return m.form not in YES | NO
    if m.tag == "SW" and any(letter in "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ" for letter in m.form):
        return False  # ㅇㅇ and ㄴㄴ are answers
    return m.tag in SIGNS or (m.tag in {"MAG", "UN"} and m.form in FILLERS)


def _letters(reading: Reading) -> str:
    """What was typed, without spaces, fillers, and signs but for those within numbers."""
    return "".join(reading.text[n].lower() for n in _kept(reading))


def _kept(reading: Reading) -> list[int]:
    """The places of the letters of `_letters`."""
    text = reading.text
    slight = {n for m in reading.morphemes if _slight(m) for n in range(m.start, m.end)}
    kept = []
    for n, letter in enumerate(text):
        before, after = text[max(n - 1, 0) : n], text[n + 1 : n + 2]
        of_number = letter in "-−~:./+±%$₩€¥℃°" and (
            after.isdigit() or (before.isdigit() and letter in "%₩€¥℃°+")
        )
        if of_number or (letter.isalnum() and n not in slight):
            kept.append(n)
    return kept


def _mended(letters: str) -> str:
    """With what is often misspelt, and is no word so, as it should be."""
    for wrong, right in MISSPELT.items():
        letters = letters.replace(wrong, right)
    return letters


# Vowels that sound alike, and what is often misspelt below a syllable: 저녁애, 했어요 as 햇어요.
_ALIKE = [{"ᅢ", "ᅦ"}, {"ᅤ", "ᅨ"}, {"ᅫ", "ᅬ"}, {"ᅫ", "ᅰ"}, {"ᅬ", "ᅰ"}, {"ᆺ", "ᆻ"}]
_ALIKE.append({"ᅢ", "ᅦ", "ᆺ", "ᆻ"})
_GRAMMAR = ("J", "E", "XSV", "XSA")


def _misspelt(left: Reading, right: Reading, a: str, b: str) -> bool:
    """Whether one letter of a syllable is other, and only one of the two makes a word: 휴데폰."""
    if len(a) != len(b):
        return False
    places = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    if len(places) != 1 or len(a) <= LEAST_FRAME:
        return False
    x, y = (unicodedata.normalize("NFD", text[places[0]]) for text in (a, b))
    odd = set(x) ^ set(y)
    if (len(odd) > 2 and odd not in _ALIKE) or abs(len(x) - len(y)) > 1:
        return False
    here, there = _covering(left, places[0]), _covering(right, places[0])
    alike = odd in _ALIKE
    # 작성헤서 reads 헤다, 작성해서 하다; but 새 and 세, 베다 and 배다 are two words each.
    tags = [sorted(m.tag for m in ms) for ms in (here, there)]
    if alike and tags[0] != tags[1] and any(t.startswith(_GRAMMAR) for ts in tags for t in ts):
        return True
    return any(
        any(m.unknown and (alike or m.end - m.start >= LEAST_MISSPELT) for m in odd_one)
        and any(m.tag in {"NNG", "VV", "VA", "MAG"} for m in other)
        and not any(m.unknown for m in other)
        for odd_one, other in ((here, there), (there, here))
    )


def _covering(reading: Reading, place: int) -> list[Morpheme]:
    """The morphemes that have a letter of `_letters`: of 했 both 하 and 었."""
    at = _kept(reading)[place]
    return [m for m in reading.morphemes if m.start <= at < m.end]


# --- Taking a sentence apart ---


@dataclass(slots=True)
class Phrase:
    """Words up to a particle.

    Attributes:
        role: Its particle, or `S` (subject), `O` (object), `T` (topic); empty without one.
        words: What each of its words can be called, in their order.
        tags: Of its morphemes.
    """

    role: str
    words: list[frozenset[str]]
    tags: frozenset[str] = frozenset()


@dataclass(slots=True)
class Clause:
    """A verb with the phrases before it.

    Attributes:
        phrases: In their order.
        verb: What it can be called; empty where there is none.
        tail: What follows it: auxiliaries, tense, the ending.
    """

    phrases: list[Phrase] = field(default_factory=list)
    verb: frozenset[str] = frozenset()
    tail: tuple[str, ...] = ()


def _spelt(reading: Reading) -> str:
    """The morphemes as ` form/tag form/tag `, numbers as Q0/Q, fillers left out."""
    found: list[str] = []
    numbers: set[int] = set()
    for m in reading.morphemes:
        number = next(
            (n for n, q in enumerate(reading.quantities) if q.start <= m.start < q.end), None
        )
        if number is not None:
            if number not in numbers:
                numbers.add(number)
                found.append(f"Q{number}/Q")
        elif m.tag == "SF" and "?" in m.form:
            found.append("?/SF")
        elif not _slight(m) and (m.form, m.tag) not in {("요", "JX"), ("들", "XSN")}:
            found.append(re.sub(r"[\s/]", "_", m.form) + "/" + m.tag)
    return " " + " ".join(found) + " "


def _rules(text: str) -> list[tuple[re.Pattern[str], str]]:
    """Of lines `pattern = what it becomes`; ~ in a pattern is any particle or none."""
    rules = []
    for line in text.strip().splitlines():
        pattern, _, instead = line.strip().partition(" =")
        instead = instead.strip()
        pattern = pattern.replace("~ ", r"(?:\S+/J[A-Z]+ )*")
        rules.append((re.compile(rf"(?<= ){pattern} "), f"{instead} " if instead else ""))
    return rules


# Turns of phrase and auxiliaries, each in one shape. /X is what stands in a verb's tail.
_REWRITTEN = _rules(
    r"""
    (?:시|으시)/EP =
    (?:었|았|였)/EP = 었/X
    겠/EP = WILL/X
    (?:ᆯ|을)/ETM (?:것|거|예정)/NN[BG] 이/VCP = WILL/X
    (?:ᆯ게|을게|ᆯ게요|을게요)/E[FC] = WILL/X 다/EF
    지/EC ~ 않/VX = NOT/X
    지/EC ~ (?:못하/VX|못/MAG 하/V[VX]) = CANNOT/X
    (?:ᆯ|을)/ETM 수/NNB ~ 없/VA = CANNOT/X
    (?:ᆯ|을)/ETM 수/NNB ~ 있/V[VA] = CAN/X
    (?:어야|아야|어야만|아야만)/EC ~ (?:하|되)/V[VX] = MUST/X
    고/EC (?:있|계시)/VX = ING/X
    고/EC 싶/VX = WANT/X
    (?:어|아)/EC (?:주|드리)/V[VX] = GIVE/X
    어디/NP (?:에/JKB )?있/V[VA] = 어디/NP 이/VCP
    트/VV (?=(?:ᆸ시오|ᆸ니다|ᆸ니까)/EF) = 틀/VV
    몇/(?:MM|NR) 시/NN[BG] 에/JKB = 언제/MAG
    언제/NP = 언제/MAG
    돌리/VV GIVE/X = 돌려주/VV
    데리/VV GIVE/X = 데려다주/VV
    (?:도와주|도와드리)/VV = 돕/VV GIVE/X
    (?:알려주|알려드리)/VV = 알리/VV GIVE/X
    가르쳐주/VV = 가르치/VV GIVE/X
    보여주/VV = 보이/VV GIVE/X
    빌려주/VV = 빌리/VV GIVE/X
    (\S+)/EC (\S+)/VX = \1-\2/X
    기/ETN 때문/NNB 에/JKB = 니까/EC
    기/ETN ~ 위하/VV (?:어|어서|아)/EC = 려고/EC
    필요/NNG ~ 없/VA = 필요/NNG 하/XSA NOT/X
    (?:불가능|불가)/NNG 하/XSA = 가능/NNG 하/XSA NOT/X
    불필요/NNG 하/XSA = 필요/NNG 하/XSA NOT/X
    없/VA = 있/VA NOT/X
    모르/VV = 알/VV NOT/X
    알/VV CANNOT/X = 알/VV NOT/X
    (\S+/NNG) ~ 부탁/NNG ~ (?:드리|하)/(?:VV|XSV) (?:WILL/X )?\S+/EF = \1 하/XSV C/EF
    GIVE/X 기/ETN ~ 바라/VV (?:ᆸ니다|어요|어|ᆫ다)/EF = GIVE/X C/EF
    GIVE/X 면/EC ~ (?:감사/NNG 하/XS[VA]|고맙/VA|좋/VA) (?:WILL/X )?\S+/EF = GIVE/X C/EF
    (GIVE/X|주/VV) (?:(?:WILL|CAN)/X )(?:\S+)/E[FC] \?/SF = \1 C/EF
    (GIVE/X|주/VV) (?:(?:WILL|CAN)/X )(?:습니까|나요|니|을까요|ᆯ까요)/EF = \1 C/EF
    (GIVE/X|주/VV) (?:ᆯ래|ᆯ래요|을래|을래요)/EF(?: \?/SF)? = \1 C/EF
    (GIVE/X|주/VV) (?:어|아|어요)/E[FC](?= $) = \1 C/EF
    """
)
_ENDINGS = {
    ending: kind
    for kind, endings in {
        "S": "다 ᆫ다 는다 습니다 ᆸ니다 네 군 군요 는군 구나 는구나 ᆫ걸 로군",
        "Q": "니 냐 으냐 느냐 나 ᆫ가 은가 는가 ᆸ니까 습니까 나",
        "C": "라 어라 아라 여라 거라 으라 ᆸ시오 십시오 으십시오 시오 으시오 렴 으렴 C",
        "P": "자 ᆸ시다 읍시다",
        "open": "어 아 여 에 예 이에 이예 야",
        "세": "세 으세 셔",
    }.items()
    for ending in endings.split()
}


class _Parser:
    """Walks through a rewritten sentence once and collects its clauses."""

    def __init__(self, spelt: str) -> None:
        self.tokens = [(*token.rsplit("/", 1),) for token in spelt.split()]
        self.asks_who = any(form in WHO for form, _ in self.tokens)
        self.clauses: list[Clause] = []
        self.now = Clause()
        self.pieces: list[tuple[str, str]] = []  # of the phrase that is not complete
        self.denied: list[str] = []  # by 안 and 못, for the next verb

    def parse(self) -> list[Clause]:
        n = 0
        while n < len(self.tokens):
            n = self._step(n)
        self._close("")
        if self.now.phrases:
            self._postpone()
        return self.clauses

    def _tag(self, n: int) -> str:
        return self.tokens[n][1] if n < len(self.tokens) else ""

    def _step(self, n: int) -> int:
        form, tag = self.tokens[n]
        if tag in NOUN_TAGS | {"MAG"} and form in TIMES and self._tag(n + 1)[:1] != "J":
            self._close("")
            self.pieces.append((form, "NNG"))
            self._close("")  # 내일 at any place
            return n + 1
        if tag in {"MAG", "MAJ"}:
            return self._adverb(n)
        if tag == "NP" and self._tag(n + 1)[:1] == "N":
            self.pieces.append((form, tag))
            self._close("")  # 나 밥 먹었어
            return n + 1
        if tag in NOUN_TAGS or tag[:1] == "W":
            self.pieces.append((form, tag))
            return n + 1
        if tag in {"XSV", "XSA"} or tag in {"VV", "VA", "VCN", "VCP", "VX"}:
            return self._verb(n)
        if tag[:1] == "J":
            return self._particle(n)
        if tag == "SF":
            return n + 1
        self.pieces.append((form, tag))  # what does not belong here makes it another sentence
        return n + 1

    def _adverb(self, n: int) -> int:
        form, tag = self.tokens[n]
        following = self.tokens[n + 1] if n + 1 < len(self.tokens) else ("", "")
        if form in {"안", "못", "아니"}:
            self.denied.append("CANNOT" if form == "못" else "NOT")
        elif following[1][:1] == "J":
            self.pieces.append((form, "NNG"))  # 내일부터
        elif form in ATTACHED or (following[1][:2] == "XS" and following[0] not in {"들"}):
            self.pieces.append((form, tag))
        elif self.pieces and following[1] == "VV" and following[0] == "하":
            self.pieces.append((form, tag))  # 캔/슬 하다
        else:
            self._close("")
            self.now.phrases.append(Phrase("adverb", [_names(form)], frozenset({tag})))
        return n + 1

    def _particle(self, n: int) -> int:
        found = []
        while self._tag(n)[:1] == "J":
            form, tag = self.tokens[n]
            if tag == "JC" or (
                tag == "JKB" and form in {"와", "과"} and self._tag(n + 1)[:1] == "N"
            ):
                self.pieces.append(("&", "JC"))
                return n + 1
            if tag == "JKG":
                return n + 1
            found.append(_role(form, tag))
            n += 1
        if len(found) > 1 and found[-1] in {"T", "O", "S"}:
            found.pop()  # 에는, 까지를
        self._close(" ".join(found))
        return n

    def _close(self, role: str) -> None:
        """End the phrase, as one of the clause's."""
        if not self.pieces:
            return
        words = _words(self.pieces)
        tags = frozenset(tag for _, tag in self.pieces)
        self.pieces = []
        last = self.now.phrases[-1] if self.now.phrases else None
        counts = len(words) == 1 and tags == {"Q"}
        if counts and role in {"", "O", "S"} and last is not None and last.role in {"O", "S", "T"}:
            last.words += words  # 사과를 세 개
            last.tags |= tags
            return
        self.now.phrases.append(Phrase(role, words, tags))

    def _verb(self, n: int) -> int:
        form, tag = self.tokens[n]
        stem, kind = form + "다", tag
        if tag == "VCP":
            self._close("complement")
        elif tag in {"XSV", "XSA"} or (form in {"하", "되"} and tag == "VV"):
            stem, kind = self._derived(form, tag)
        else:
            self._close("")
        tail, n = self._tail(n + 1, kind)
        self.now.verb = _names(stem, verb=True)
        self.now.tail = (*self.denied, *tail)
        self.denied = []
        self.clauses.append(self.now)
        self.now = Clause()
        return n

    def _derived(self, form: str, tag: str) -> tuple[str, str]:
        """A noun with 하다: its last word is the verb, whether or not with 을 after it."""
        if not self.pieces and tag == "VV" and self.now.phrases:
            last = self.now.phrases[-1]
            if form == "하" and last.role == "O" and len(last.words) == 1 and "Q" not in last.tags:
                self.now.phrases.pop()
                return "|".join(sorted(last.words[0])) + "|하다", "XSV"
        if not self.pieces or self.pieces[-1][1] in {"Q", "JC"}:
            self._close("")
            return form + "다", tag
        most = min(MOST_JOINED, len(self.pieces))
        count = next((k for k in range(most, 1, -1) if _joined(self.pieces[-k:]) in SAME_WORDS), 1)
        noun = _joined(self.pieces[-count:])
        self.pieces = self.pieces[:-count]
        self._close("")
        kind = "XSV" if tag == "VV" else tag
        return "|".join(sorted(_names(noun))) + f"|{form}다", kind

    def _tail(self, n: int, kind: str) -> tuple[list[str], int]:
        """What follows a verb, from its auxiliaries to its ending, and the index after it."""
        tail = []
        while n < len(self.tokens):
            form, tag = self.tokens[n]
            if tag in {"X", "EP"}:
                tail.append(form)
                n += 1
                continue
            if tag[:1] != "E":
                break
            n += 1
            if tag == "EF" or (tag == "EC" and self._ends(form, n)):
                kind_of_end = self._final(form, tail, kind, n)
                if kind_of_end == "C":  # 적으세요 and 적어 주시겠어요
                    tail = [x for x in tail if x != "GIVE"]
                tail.append(kind_of_end)
            else:
                tail.append(SAME_ENDINGS.get(form, form))
            break
        return tail, n

    def _ends(self, form: str, n: int) -> bool:
        """Whether a connective ends the sentence, and the rest is said after it: 꺼 줘, 불을."""
        if any(c.tail and c.tail[-1] in {*"SQCP"} for c in self.clauses):
            return False
        if all(tag == "SF" for _, tag in self.tokens[n:]):
            return True

        def closes(end: str) -> bool:
            return end in {"어", "아", "여", "WILL"} or end.endswith("요")

        later = self.tokens[n:]
        return closes(form) and not any(
            tag == "EF" or (tag == "EC" and closes(end)) for end, tag in later
        )

    def _final(self, form: str, tail: list[str], kind: str, n: int) -> str:
        """What an ending at the end of a sentence makes of it."""
        asks = any(tag == "SF" for _, tag in self.tokens[n:])
        plain = form.removesuffix("요") or form
        end = _ENDINGS.get(plain)
        if end is None or (end == "S" and asks):
            return f"{SAME_ENDINGS.get(plain, plain)}{'?' * asks}"
        if end not in {"open", "세"}:
            return end
        if asks or self.asks_who:
            return "Q"
        if end == "open" and tail[-1:] == ["GIVE"]:
            return "C"
        told = kind in STATES or bool({"었", "WILL", "CAN", "CANNOT", "WANT"} & set(tail))
        told = told or any(phrase.role == "S" for phrase in self.now.phrases)
        if told or (end == "open" and plain != form):
            return "S"
        return "C"

    def _postpone(self) -> None:
        """Give what follows the last verb to it: 놓아 주세요, 냉장고를."""
        if self.clauses and self.clauses[-1].tail and self.clauses[-1].tail[-1] in {*"SQCP"}:
            self.clauses[-1].phrases += self.now.phrases
        else:
            self.clauses.append(self.now)


def _clauses(reading: Reading) -> list[Clause]:
    spelt = _spelt(reading)
    for pattern, instead in _REWRITTEN:
        spelt = pattern.sub(instead, spelt)
    clauses = _Parser(spelt).parse()
    if len(clauses) > 1 and clauses[-1].phrases and not clauses[-1].verb:
        return clauses
    return _front(clauses)


def _front(clauses: list[Clause]) -> list[Clause]:
    """With what stands after the sentence's end, such as 은행에서 온 메일을, before its verb."""
    ends = [n for n, c in enumerate(clauses) if c.tail and c.tail[-1] in {*"SQCP"}]
    if len(ends) != 1 or ends[0] == len(clauses) - 1:
        return clauses
    last = clauses[ends[0]]
    return [*clauses[: ends[0]], *clauses[ends[0] + 1 :], last]


def _role(form: str, tag: str) -> str:
    if tag == "JKS" or form == "께서":
        return "S"
    if tag == "JKO":
        return "O"
    if tag == "JX" and form in {"는", "은", "ᆫ"}:
        return "T"
    return SAME_PARTICLES.get(form, form)


def _joined(pieces: Iterable[tuple[str, str]]) -> str:
    return "".join(form for form, _ in pieces)


def _names(word: str, *, verb: bool = False) -> frozenset[str]:
    """What a word can be called; a verb that was made of a noun is called by all that noun's."""
    *nouns, light = word.split("|")
    words = {noun if light == "하다" else noun + light for noun in nouns} or {word}
    names = words.union(*(SAME_WORDS.get(one, set()) for one in words))
    return frozenset(f"v:{name}" for name in names) if verb else frozenset(names)


def _words(pieces: list[tuple[str, str]]) -> list[frozenset[str]]:
    """The words of a phrase: the longest that the vocabulary knows, the rest joined."""
    words: list[frozenset[str]] = []
    rest = ""
    n = 0
    while n < len(pieces):
        form, tag = pieces[n]
        known = next(
            (
                k
                for k in range(min(MOST_JOINED, len(pieces) - n), 0, -1)
                if _joined(pieces[n : n + k]) in SAME_WORDS
            ),
            0,
        )
        alone = tag in {"Q", "MM", "JC", "MAG", "NP"}
        if (known or alone) and rest:
            words.append(frozenset({rest}))
            rest = ""
        if (form, tag) == ("님", "XSN"):
            n += 1
            continue  # 고객님 and 고객, but 손님
        if known:
            words.append(_names(_joined(pieces[n : n + known])))
        elif alone:
            words.append(frozenset({form}))
        else:
            rest += form
        n += max(known, 1)
    return [*words, frozenset({rest})] if rest else words


# --- Comparing ---


def _clauses_alike(a: Clause, b: Clause, mine: list[Quantity], theirs: list[Quantity]) -> bool:
    if bool(a.verb) != bool(b.verb) or (a.verb and not a.verb & b.verb) or a.tail != b.tail:
        return False
    if len(a.phrases) != len(b.phrases) or len(a.phrases) > MOST_PHRASES:
        return False
    _settle_topic(a)
    _settle_topic(b)
    return _matched(a.phrases, b.phrases, a, b, mine, theirs)


def _settle_topic(clause: Clause) -> None:
    """A topic beside an object is the subject; one beside a subject is an object, or another."""
    topics = [phrase for phrase in clause.phrases if phrase.role == "T"]
    roles = {phrase.role for phrase in clause.phrases}
    if len(topics) == 1 and roles & {"S", "O"}:
        topics[0].role = "TO" if "S" in roles else "S"


def _matched(
    here: list[Phrase],
    there: list[Phrase],
    a: Clause,
    b: Clause,
    mine: list[Quantity],
    theirs: list[Quantity],
) -> bool:
    """Whether each phrase has its own partner."""
    if not here:
        return not there
    first, rest = here[0], here[1:]
    return any(
        _words_match(first.words, other.words, mine, theirs)
        and _roles_match(first, other, a, b)
        and _matched(rest, there[:n] + there[n + 1 :], a, b, mine, theirs)
        for n, other in enumerate(there)
    )


def _roles_match(x: Phrase, y: Phrase, a: Clause, b: Clause) -> bool:
    """Whether two phrases of the same words play the same part."""
    if x.role == y.role:
        return True
    if {x.role, y.role} & {"complement", "adverb"}:
        return False
    pair = {x.role, y.role}
    if pair <= {"", "에"}:
        place = {"v:가다", "v:오다", "v:다니다", "v:있다", "v:다녀오다", "v:도착"}
        return bool((a.verb | b.verb) & place) or _of_time(x)
    if pair == {"S", "T"}:
        return True
    # Who is left without a particle, or is the topic, may do it or have it done.
    thing = not x.tags & {"NNP", "NP"} and not {n for w in x.words for n in w} & PERSONS
    if pair in ({"TO", "O"}, {"", "O"}, {"", "S"}, {"", "T"}, {"", "TO"}):
        return thing
    if pair == {"T", "O"}:
        gives = any(p.role in {"에게", "에"} for p in a.phrases)
        return thing and (gives or a.tail[-1:] == ("C",))
    return False


def _of_time(phrase: Phrase) -> bool:
    names = {name for word in phrase.words for name in word}
    return bool(names & TIMES) or bool(names & {"주", "날", "요일", "어디", "언제", "주말", "때"})


def _words_match(
    here: list[frozenset[str]],
    there: list[frozenset[str]],
    mine: list[Quantity],
    theirs: list[Quantity],
) -> bool:
    """Whether two phrases have the same words, in their order, but for numbers and 와."""
    if len(here) != len(there):
        return False
    if _match_in_order(here, there, mine, theirs):
        return True
    joint = frozenset({"&"})
    if joint in here and joint in there:
        left, right = (sorted(_split(words), key=repr) for words in (here, there))
        few = len(left) == len(right) <= MOST_PARTS
        return few and _match_parts(left, right, mine, theirs)
    numbers = [[w for w in words if _is_number(w)] for words in (here, there)]
    if len(numbers[0]) == len(numbers[1]) == 1:  # 세 개의 사과, 사과 세 개
        rests = [[w for w in words if not _is_number(w)] for words in (here, there)]
        return _match_in_order(rests[0] + numbers[0], rests[1] + numbers[1], mine, theirs)
    return False


def _split(words: list[frozenset[str]]) -> list[list[frozenset[str]]]:
    parts: list[list[frozenset[str]]] = [[]]
    for word in words:
        if word == {"&"}:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _match_parts(
    here: list[list[frozenset[str]]],
    there: list[list[frozenset[str]]],
    mine: list[Quantity],
    theirs: list[Quantity],
) -> bool:
    if not here:
        return not there
    return any(
        len(here[0]) == len(other)
        and _match_in_order(here[0], other, mine, theirs)
        and _match_parts(here[1:], there[:n] + there[n + 1 :], mine, theirs)
        for n, other in enumerate(there)
    )


def _is_number(word: frozenset[str]) -> bool:
    return any(NUMBER.fullmatch(name) for name in word)


def _match_in_order(
    here: list[frozenset[str]],
    there: list[frozenset[str]],
    mine: list[Quantity],
    theirs: list[Quantity],
) -> bool:
    return len(here) == len(there) and all(
        _word_matches(x, y, mine, theirs) for x, y in zip(here, there, strict=True)
    )


def _word_matches(
    x: frozenset[str], y: frozenset[str], mine: list[Quantity], theirs: list[Quantity]
) -> bool:
    if _is_number(x) and _is_number(y):
        a, b = mine[int(min(x)[1:])], theirs[int(min(y)[1:])]
        return a.dimension == b.dimension and a.sure == b.sure and a.equals(b)
    return bool(x & y) and not _is_number(x) and not _is_number(y)
