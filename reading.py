"""Reading: what a sentence says: its predicates and their signs, nouns and their parts, intents.

A predicate knows what it can be matched by (synonyms, the scale of which it is one side), whether
it is denied, when it happens, and what shades it. A noun knows the part that it plays.

But: it reads one sentence and compares nothing (differences/, sameness.py).
"""

import itertools
import unicodedata
from dataclasses import dataclass, field

from morphemes import Morpheme, split
from quantities import Quantity, quantities_of
from vocabulary import (
    BOUND,
    CHECKED,
    COMMAND,
    CONVERSE,
    DEALING,
    DENIED,
    EMPTY,
    LIGHT,
    NOUN,
    OPEN,
    OPPOSED,
    PARTICLES,
    PASSIVE,
    PERSONS,
    PREFIXES,
    PRONOUNS,
    PROPOSAL,
    QUESTION,
    ROLES,
    SIGNS,
    SYNONYMS,
    TELL,
    TIMES,
    TOLD,
    UNDERGOING,
    UNTIMED,
    URGING,
    WHETHER,
    WHO,
)


@dataclass(slots=True, eq=False)
class Predicate:
    """A verb, an adjective, or a noun with 하다, 되다 or 이다, and the auxiliaries after it.

    Attributes:
        word: Its stem or noun.
        names: What it can be matched by; 1 or -1: on which side of that scale the word stands.
        denials: Names on whose scale -1 is a denial rather than an opposite.
        passive: Names for which the subject is not who acts.
        sign: 1, -1 when negated an odd number of times, 0 when that cannot be told.
        start: Its place in the sentence.
        end: One after its ending.
        position: Index of its first morpheme.
        past: Whether -었- follows.
        future: Whether -겠- or -ㄹ 것이다 follows.
        marks: What else follows: auxiliaries, by names of this module.
    """

    word: str
    names: dict[str, int]
    denials: set[str]
    passive: set[str]
    start: int
    end: int
    position: int
    sign: int = 1
    past: bool = False
    future: bool = False
    marks: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun and its part.

    Attributes:
        word: As said, 저 as 나; with @ when it is a pronoun.
        form: As said.
        role: By its particle: `subject`, `topic`, `object`, `to` (에게), `from` (에게서), `into`
            (에), `out of` (에서), `than`, `with`, `of`; `time`; empty without a particle.
        position: Index of its morpheme.
        predicate: Index of the predicate that it belongs to; -1 without one.
        start: Its place in the sentence.
        end: One after its particle.
    """

    word: str
    form: str
    role: str
    position: int
    predicate: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says.

    Attributes:
        text: The sentence.
        predicates: In their order.
        nouns: In their order, without those that are part of a number or a predicate.
        quantities: In their order.
        adverbs: Determiners, adverbs and nouns that `SCALES` may know.
        intents: What it may be: statement, question, command, proposal; empty when unknown.
        main: The predicate that ends the sentence.
        morphemes: All of them, in their order.
        counted: Indices of those that are part of a number.
    """

    text: str
    predicates: list[Predicate]
    nouns: list[Noun]
    quantities: list[Quantity]
    adverbs: list[str]
    intents: frozenset[str]
    main: Predicate | None
    morphemes: list[Morpheme]
    counted: set[int]


def read(text: str) -> Reading:
    """Read a sentence as `models.readable` leaves it."""
    morphemes = split(text)
    quantities, counted = quantities_of(text, morphemes)
    predicates, spent = _predicates(text, morphemes, counted)
    main = _main(predicates, morphemes)
    return Reading(
        text=text,
        predicates=predicates,
        nouns=_nouns(morphemes, counted | spent, predicates),
        quantities=quantities,
        adverbs=_adverbs(morphemes),
        intents=_intents(text, morphemes, main),
        main=main,
        morphemes=morphemes,
        counted=counted,
    )


def _adverbs(ms: list[Morpheme]) -> list[str]:
    """What `SCALES`, `FUTURE` and `WHO` may know: adverbs, nouns, 마다, 크게, 많은."""
    found = []
    for m, after in itertools.zip_longest(ms, ms[1:]):
        if after is not None and after.form == "적":
            continue  # 전체적으로
        if m.tag in {"MAG", "MM", "NNG", "NR", "NP", "JX"}:
            found.append(m.form)
        elif m.tag in {"VV", "VA"} and after is not None and after.form in {"게", "은", "ᆫ"}:
            found.append(m.form + after.form)
    return found


def names_of(word: str) -> tuple[dict[str, int], set[str], set[str]]:
    """What a word can be matched by, which of that are denials, and which passives."""
    names: dict[str, int] = {word: 1}
    denials: set[str] = set()
    passive: set[str] = set()
    for same in (word, *sorted(SYNONYMS.get(word, ()))):
        names.setdefault(same, 1)
        for scale, side in (OPPOSED.get(same, {}) | DENIED.get(same, {})).items():
            names.setdefault(scale, side)
        denials.update(scale for scale, side in DENIED.get(same, {}).items() if side < 0)
        for scale, side in (CONVERSE.get(same, {}) | PASSIVE.get(same, {})).items():
            names.setdefault(scale, 1)
            if side < 0:
                passive.add(scale)
    return names, denials, passive


def _given(word: str) -> str:
    """A verb with 어 주다, as Kiwi may know it as one word: 넘기다 as 넘겨주다."""
    stem = unicodedata.normalize("NFD", word.removesuffix("다"))
    if stem[-1:] == "\u1175":  # ㅣ
        return unicodedata.normalize("NFC", stem[:-1] + "\u1167") + "주다"
    return f"{unicodedata.normalize('NFC', stem)}주다"


class _Predicates:
    """Walks through a sentence once and collects its predicates."""

    def __init__(self, text: str, ms: list[Morpheme], counted: set[int]) -> None:
        self.text = text
        self.ms = ms
        self.counted = counted
        self.found: list[Predicate] = []
        self.spent: set[int] = set()  # nouns that are part of a predicate
        self.flip = 1  # of 안, 못 and 밖에, for the predicate that follows
        self.flip_start = -1

    def walk(self) -> None:
        for index, m in enumerate(self.ms):
            if m.tag == "MAG" and m.form in {"안", "못", "아니", "그만"}:
                self._denying(index)
            elif m.tag == "JX" and m.form == "밖에":
                self.flip = -self.flip
            elif m.tag == "MAG" and m.form == "없이":
                self._without(index)
            elif m.tag == "MM" and m.form == "다른":
                self._add("다르다", index, m.start)
            elif m.tag in {"VV", "VA", "VX", "VCN", "VCP"}:
                self._verb(index)
            elif m.tag in {"XSV", "XSA"}:
                self._derived(index)
            elif m.tag in {"EP", "EC", "EF", "ETM", "ETN"}:
                self._ending(index)
            elif m.tag in {"NNG", "XR"} and index not in self.counted:
                self._bare(index)

    def _denying(self, index: int) -> None:
        if self._less_than(index):
            self._add("만못하다", index + 1, self.ms[index].start)
        elif not self._inside(index):
            self.flip, self.flip_start = -self.flip, self.ms[index].start

    def _less_than(self, index: int) -> bool:
        """Whether 못하다 compares: 예전 것만 못하다, 사진보다 못하다."""
        after = [x.form for x in self.ms[index + 1 : index + 2]]
        standard = {("만", "JX"), ("보다", "JKB")}
        than = index > 0 and (self.ms[index - 1].form, self.ms[index - 1].tag) in standard
        return than and self.ms[index].form == "못" and after == ["하"]

    def _inside(self, index: int) -> bool:
        """Whether 안 is a place, and denies nothing: 우편함 안 작은 봉투."""
        tags = [x.tag for x in self.ms[index + 1 : index + 3]]
        inside = self.ms[index].form == "안" and index > 0 and self.ms[index - 1].tag == "NNG"
        return inside and tags == ["VA", "ETM"]

    def _add(self, word: str, index: int, start: int, *, mark: str = "") -> Predicate:
        names, denials, passive = names_of(word)
        if 0 <= self.flip_start < start and mark != "noun":
            start = self.flip_start
        m = self.ms[index]
        predicate = Predicate(word, names, denials, passive, start, m.end, index)
        if mark:
            predicate.marks.add(mark)
        if mark != "noun":
            predicate.sign = self.flip
            self.flip, self.flip_start = 1, -1
        self.found.append(predicate)
        return predicate

    def _last(self) -> Predicate | None:
        return next((p for p in reversed(self.found) if "noun" not in p.marks), None)

    def _turn(self, index: int, sign: int, mark: str = "") -> None:
        """Let an auxiliary work on the predicate before it."""
        last = self._last()
        if last is not None:
            last.sign *= sign * self.flip
            last.end = self.ms[index].end
            if mark:
                last.marks.add(mark)
        self.flip, self.flip_start = 1, -1

    def _before(self, index: int) -> int:
        """The index of what a verb follows: particles, 안, 못 and adverbs in between left out."""
        index -= 1
        while index >= 0 and (
            self.ms[index].tag in {"JX", "JKS", "JKC", "JKO"} or self.ms[index].tag == "MAG"
        ):
            index -= 1
        return index

    def _noun_before(self, index: int) -> tuple[str, int]:
        """The noun that ends before an index, with suffixes, and the index where it begins."""
        end = index
        while index >= 0 and self.ms[index].tag == "XSN":
            index -= 1
        if index < 0 or self.ms[index].tag not in NOUN | {"XR", "NNB"} or index in self.counted:
            return "", end
        word = "".join(m.form for m in self.ms[index : end + 1])
        if index and self.ms[index - 1].tag == "XPN" and self.ms[index - 1].form in PREFIXES:
            return self.ms[index - 1].form + word, index - 1
        return word, index

    def _subject(self, index: int) -> str:
        """The noun that a verb such as 있다 is said of."""
        while index >= 0:
            tag = self.ms[index].tag
            if tag in {"EC", "EF", "ETM", "SF", "VV", "VA"}:
                return ""
            if tag in {"JKB", "JKG", "JC"}:
                index -= 2
                continue
            if tag in NOUN and index not in self.counted:
                return self._noun_before(index)[0]
            index -= 1
        return ""

    def _say_of(self, predicate: Predicate, subject: str, *, alone: bool) -> None:
        """Match a predicate by its subject too: 자리가 있다 is not denied by 시간이 없다."""
        scales = predicate.names
        if not subject:
            return
        predicate.names = {
            f"{noun}+{scale}": side
            for scale, side in scales.items()
            for noun in (subject, *sorted(SYNONYMS.get(subject, ())))
        }
        predicate.denials |= {
            f"{noun}+{scale}"
            for scale in predicate.denials
            for noun in (subject, *sorted(SYNONYMS.get(subject, ())))
        }
        if alone:  # 예약이 가능하다 is matched by 예약할 수 있다
            side = min(scales.values())
            for noun in (subject, *sorted(SYNONYMS.get(subject, ()))):
                predicate.names.setdefault(noun, side)
                if side < 0:
                    predicate.denials.add(noun)

    def _verb(self, index: int) -> None:  # noqa: C901
        m = self.ms[index]
        before = self._before(index)
        form = m.form
        if form == "안되":
            self.flip, form = -self.flip, "되"
        denies = form in {"않", "말"} and index and self.ms[index - 1].form == "지"  # Kiwi: 않/VV
        if m.tag == "VX" or (denies and self.ms[index - 1].tag == "EC" and self._last()):
            self._auxiliary(index, form)
        elif form == "듣" and [x.form for x in self.ms[max(index - 2, 0) : index]] == [
            "전하",
            "어",
        ]:
            self._heard(index)
        elif m.tag in {"VCP", "VCN"}:
            self._copula(index, before)
        elif before >= 0 and (
            self._after_bound_noun(index, before, form) or self._after_ending(index, before, form)
        ):
            pass
        elif form == "드리" and index and self.ms[index - 1].tag == "JKO":
            self._carrying("주다", index, before, passive=False)  # 용돈을 드리다
        elif form in UNDERGOING | DEALING and before >= 0 and self.ms[before].tag == "NNG":
            self._carrying(f"{form}다", index, before, passive=form in UNDERGOING)
        elif form == "맞" and index and self.ms[index - 1].tag == "JKS":
            self._carrying("맞다", index, before, passive=False, of="+이다")  # 그 메일이 맞다
        elif form in LIGHT and m.tag == "VV" and before >= 0 and self._noun_before(before)[0]:
            self._noun_predicate(index, before, passive=form in {"되", "당하"})
        elif form in {"있", "없"}:
            self._existence(index, before, form)
        elif form != "말" or index + 1 == len(self.ms) or self.ms[index + 1].form != "고":
            gives = [x.form for x in self.ms[index + 1 : index + 3]] == ["어", "주"]
            word = (
                {"빌리": "빌려주다", "가르치": "가르쳐주다", "꾸": "꿔주다"}.get(form)
                if gives
                else None
            )
            if (form, m.tag) == ("못하", "VA"):
                word = "만못하다"  # 전보다 못하다
            predicate = self._add(word or f"{form}다", index, m.start)
            if form == "드시":
                predicate.names.setdefault("들다", 1)

    def _heard(self, index: int) -> None:
        """Let 전해 듣다 be what 듣다 is."""
        last = self._last()
        if last is not None:
            last.word, last.end = "듣다", self.ms[index].end
            last.names, last.denials, last.passive = names_of("듣다")

    def _carrying(self, word: str, index: int, before: int, *, passive: bool, of: str = "") -> None:
        """A verb that tells with its noun what another tells with 하다: 칭찬을 받다."""
        predicate = self._add(word, index, self.ms[index].start)
        noun = self._noun_before(before)[0]
        if not noun:
            return
        predicate.names.setdefault(noun + of, 1)
        predicate.marks.add("carries")
        if passive:
            predicate.passive.add(noun)

    def _existence(self, index: int, before: int, form: str) -> None:
        predicate = self._add(f"{form}다", index, self.ms[index].start)
        subject = self._subject(before)
        if subject in {"아무", "누구", "누군가", "아무것", "무엇", "뭔가"}:
            pass  # 아무도 없다 and 누군가 있다
        elif subject in {"필요", "가능성"}:
            needed = self._subject(before - 1)
            self._say_of(predicate, needed or subject, alone=bool(needed))
        else:
            self._say_of(predicate, subject, alone=False)
        if subject and before >= 0 and self.ms[before].tag in NOUN:
            predicate.start = min(predicate.start, self.ms[before].start)

    def _auxiliary(self, index: int, form: str) -> None:  # noqa: C901
        ending = next((x.form for x in reversed(self.ms[:index]) if x.tag in {"EC", "ETM"}), "")
        negative = form in {"않", "못하", "말", "아니하"} and ending == "지"
        hoping = form == "하" and self.ms[index - 1].form in {"면", "으면"}
        mark = {"주": "give", "드리": "give", "싶": "wish"}.get(form, "")
        if form == "지" and ending in {"어", "아"}:
            self._become(index)
        elif form == "있":
            mark = "lasting" if ending == "어" else "going"
        elif form in {"하", "되"} and ending in {"어야", "야"}:
            mark = "need"
        elif form in {"하"} and ending in {"려고", "으려고", "려"}:
            mark = "future"
        self._turn(index, -1 if negative else 1, mark)
        last = self._last()
        if last is not None and hoping and last.past:
            last.past = False  # 켜 줬으면 해
            last.marks.add("hope")
        if last is not None and form == "보" and self.ms[index - 1].form in {"ᆯ까", "을까"}:
            last.sign = 0  # 늦을까 봐 and 늦지 않으려고
        if last is not None and mark == "give":
            for name, side in names_of(_given(last.word))[0].items():
                last.names.setdefault(name, side)
        if last is not None and mark == "future":
            last.future = True
            last.marks.add("intends")
        if negative and self.ms[index - 1].form == "도":
            self._neither(index)
        if negative and last is not None and (self._confirms(index) or self._but(index)):
            last.sign = 0

    def _become(self, index: int) -> None:
        """Match 쏟 + 어지 by 쏟아지다, too: Kiwi reads the same word as one and as two."""
        last = self._last()
        if last is None or self.ms[last.position].tag not in {"VV", "VA"}:
            return
        whole = self.text[self.ms[last.position].start : self.ms[index].end]
        if " " not in whole:
            names, denials, passive = names_of(whole[:-1] + "지다")
            last.names = names | last.names
            last.denials |= denials
            last.passive |= passive

    def _neither(self, index: int) -> None:
        """Let 않다 deny all that it is said of: 덥지도 춥지도 않다."""
        for predicate in self.found[:-1]:
            after = [x.form for x in self.ms[predicate.position + 1 : predicate.position + 3]]
            if after == ["지", "도"] and predicate.position < index - 3:
                predicate.sign *= -1

    def _but(self, index: int) -> bool:
        """Whether a denial means only: 주말 말고는 쉬지 않는다."""
        before = self.text[: self.ms[index].start]
        return any(word in before for word in ("말고는", "말곤", "외에는", "외엔"))

    def _confirms(self, index: int) -> bool:
        """Whether 지 않 ends in a question that means the same without it: 춥지 않나요?

        Or asks for what it seems to deny: 열어 주지 않을래, 열어 주지 않겠어요.
        """
        rest = list(itertools.takewhile(lambda m: m.tag not in SIGNS, self.ms[index + 1 :]))
        endings = bool(rest) and all(m.tag in {"EF", "EP", "EC"} for m in rest)  # Kiwi: 니/EC
        if not endings:
            return False
        before = self.ms[max(index - 3, 0) : index]
        gives = any((m.form, m.tag) in {("주", "VX"), ("주", "VV")} for m in before)
        wills = rest[-1].form.startswith(("ᆯ래", "을래")) or rest[0].form == "겠"
        if "?" in self.text[self.ms[index].end :] or (gives and wills):
            return True
        who = any(m.form in {"왜", "누구", "누", "무엇", "뭐", "어째서"} for m in self.ms[:index])
        return rest[-1].form in {"나", "나요", "냐", "니"} and not who

    def _asks(self, index: int) -> bool:
        """Whether what follows makes it a question, with its sign or without: 안 되나요."""
        if "?" in self.text[self.ms[index].end :]:
            return True
        rest = list(itertools.takewhile(lambda m: m.tag not in SIGNS, self.ms[index + 1 :]))
        endings = bool(rest) and all(m.tag in {"EF", "EP", "EC"} for m in rest)
        wills = bool(rest) and rest[0].form == "겠" and rest[-1].form in {"어", "어요", "니"}
        return endings and (rest[-1].form in QUESTION or (wills and self._gives(index)))

    def _gives(self, index: int) -> bool:
        """Whether it is somebody's favour: 열어 주면 안 되겠어."""
        return any((m.form, m.tag) == ("주", "VX") for m in self.ms[max(index - 5, 0) : index])

    def _after_bound_noun(self, index: int, before: int, form: str) -> bool:
        """갈 수 없다, 간 적이 있다, 갈 줄 모르다, 갈 것 같다; False for all else."""
        ms, noun, last = self.ms, self.ms[before].form, self._last()
        clause = before > 0 and ms[before - 1].tag == "ETM"
        if last is None or not clause or not (ms[before].tag == "NNB" or noun in BOUND):
            return False
        if form == "같":
            self._turn(index, 1, "guess")
        elif form in {"모르", "알"} and noun == "줄":
            self._turn(index, -1 if form == "모르" else 1)
        elif form == "맞" and noun in {"것", "거"}:
            self._turn(index, 1)  # 비밀번호가 틀린 게 맞다
        elif form == "없" and noun in {"것", "거"}:
            last.sign = 0  # 말할 것도 없다
        elif form in {"있", "없"} and noun in BOUND:
            only = any(x.form == "밖에" for x in ms[before:index])  # 갈 수밖에 없다
            self.flip = 1 if only else self.flip
            happened = noun == "일" and ms[before - 1].form in {"ᆫ", "은"}
            last.past |= noun in {"적", "경험"} or happened
            self._turn(index, -1 if form == "없" and not only else 1, "can" if noun == "수" else "")
        else:
            return False
        return True

    def _after_ending(self, index: int, before: int, form: str) -> bool:
        """가야 하다, 가면 안 되다, 가도 되다, 가려고 하다, 가면 좋다; False for all else."""
        last, ending = self._last(), self.ms[before]
        if last is None or ending.tag != "EC":
            return False
        asks = self._asks(index)
        barred = {x.form for x in self.ms[before + 1 : index]} & {"는", "ᆫ"} and self.flip < 0
        if form == "되" and (
            ending.form in {"면", "으면"} or (ending.form in {"어서", "아서"} and barred)
        ):
            banned = self.flip < 0
            self._turn(index, 1, "ban" if banned else "may")
            if banned and asks:
                last.sign = 0  # 가면 안 되나요? asks for leave, as 가도 되나요?
        elif form in {"되", "좋", "괜찮"} and ending.form in {"어도", "아도", "도"}:
            self._turn(index, 1, "" if last.word in {"부탁", "물어보다", "여쭤보다"} else "may")
        elif form == "좋" and ending.form in {"면", "으면"}:
            self._turn(index, 1, "hope")
            last.past = False  # 켰으면 좋겠다
        elif form == "하" and ending.form in {"면", "으면"} and last.past:
            self._turn(index, 1, "hope")  # 켜 줬으면 해
            last.past = False
        elif form in {"하", "되"}:
            self._turn(index, 1, "need" if ending.form in {"어야", "야"} else "")
            last.past = False
            if ending.form in {"려고", "으려고"}:
                last.future = True
                last.marks.add("intends")
        else:
            return False
        return True

    def _copula(self, index: int, before: int) -> None:
        m = self.ms[index]
        negative = m.tag == "VCN"
        previous = self.ms[before] if before >= 0 else None
        glued = self.ms[index - 1].tag if index else ""
        if previous is None or (negative and glued in {"EF", "EC", "SF", "SP", "MAG", "MAJ"}):
            self.flip, self.flip_start = 1, -1
            return  # 아니면, 아니, ...
        if previous.form == "뿐" and negative:
            return
        after_clause = before > 0 and self.ms[before - 1].tag == "ETM"
        asked = before > 0 and self.ms[before - 1].form == "몇"
        if (before in self.counted or asked) and not self.found:
            self._add("아니다" if negative else "이다", index, m.start)  # 댓글이 몇 개야?
            return
        if previous.tag == "NNB" or (previous.form in EMPTY and after_clause):
            ending = self.ms[before - 1].form if before else ""
            self._turn(index, -1 if negative else 1)
            last = self._last()
            futures = EMPTY - {"뿐", "듯", "모양", "법"}
            if last is not None and ending in {"ᆯ", "을"} and previous.form in futures:
                last.future = True
            return
        word, begin = self._noun_before(before)
        if not word:
            self.flip, self.flip_start = 1, -1
            return
        predicate = self._add("아니다" if negative else "이다", index, self.ms[begin].start)
        own, denials, passive = names_of(word)
        prefixed = self._denied(word)
        self._say_of(predicate, word, alone=False)
        side = -1 if negative else 1
        for name, value in (own | prefixed).items():
            predicate.names.setdefault(name, value * side)
        predicate.denials |= denials | set(prefixed)
        if negative:
            predicate.denials |= set(own)
        predicate.passive |= passive
        predicate.word = word
        predicate.marks.add("copula")
        self.spent.update(range(begin, index))
        self._drop_bare(begin, index)

    def _denied(self, word: str) -> dict[str, int]:
        """비공개 as the denial of 공개."""
        if len(word) > 2 and word[0] in PREFIXES:
            return {word[1:]: -1}
        return {}

    def _drop_bare(self, begin: int, end: int) -> None:
        self.found = [
            p for p in self.found if not ("noun" in p.marks and begin <= p.position < end)
        ]

    def _noun_predicate(self, index: int, noun_end: int, *, passive: bool) -> None:
        word, begin = self._noun_before(noun_end)
        predicate = self._add(word, index, self.ms[begin].start)
        denied = self._denied(word)
        predicate.names |= denied
        predicate.denials |= set(denied)
        if word in {"가능", "불가능", "불가", "필요", "불필요"}:
            self._say_of(predicate, self._subject(begin - 1), alone=True)
        if passive:
            predicate.passive |= set(predicate.names)
        self.spent.update(range(begin, index + 1))
        self._drop_bare(begin, index + 1)
        # _drop_bare keeps the predicate itself: it is no noun by its marks.

    def _derived(self, index: int) -> None:
        m = self.ms[index]
        if index and self._less_than(index - 1):
            return
        before = index - 1
        if before >= 0 and self.ms[before].tag == "MAG" and self.ms[before].form in {"안", "못"}:
            before = self._before(index)
        word, _ = self._noun_before(before) if before >= 0 else ("", 0)
        if not word or self.ms[before].tag == "NNB":
            if before >= 0 and self.ms[before].tag not in {"NNB"}:
                self._add(self.ms[before].form, index, self.ms[before].start)
                return
            self._turn(index, 1)
            return
        self._noun_predicate(index, before, passive=m.form in {"되", "당하", "받"})

    def _without(self, index: int) -> None:
        if index and self.ms[index - 1].tag == "ETN":
            self._turn(index, -1)
        elif index and self.ms[index - 1].tag in NOUN | {"NNB"}:
            self._drop_bare(index - 1, index)
            predicate = self._add("없다", index, self.ms[index - 1].start)
            subject = self.ms[index - 1].form
            self._say_of(predicate, subject, alone=True)

    def _bare(self, index: int) -> None:
        """A noun that stands for a statement: 참석 불가, 가격 상승, 왼쪽."""
        m = self.ms[index]
        word = m.form
        if index and self.ms[index - 1].tag == "XPN" and self.ms[index - 1].form in PREFIXES:
            word = self.ms[index - 1].form + word
        known = word in OPPOSED or word in DENIED or self._denied(word)
        if not known and not any(x in OPPOSED for x in SYNONYMS.get(word, ())):
            return
        predicate = self._add(word, index, m.start, mark="noun")
        predicate.start = min(predicate.start, m.start - (len(word) - len(m.form)))
        denied = self._denied(word)
        predicate.names |= denied
        predicate.denials |= set(denied)
        if word in {"가능", "불가능", "불가"}:
            self._say_of(predicate, self._subject(index - 1), alone=True)

    def _closes(self, index: int) -> bool:
        """Whether no word follows: 교환하려고요."""
        return all(m.tag in {"JX", "SF"} for m in self.ms[index + 1 :])

    def _ending(self, index: int) -> None:  # noqa: C901
        m = self.ms[index]
        last = self._last()
        if last is None:
            return
        last.end = max(last.end, m.end)
        if m.tag == "EP":
            if m.form in {"었", "았", "였", "었었", "았었", "엇", "앗", "더"}:
                last.past = True  # 엇 is how 었 is often mistyped
            elif m.form == "겠" and self.ms[index - 1].form not in {"죽", "미치"}:  # 배고파 죽겠다
                last.future = True
        elif m.tag == "EF" and m.form.startswith(("ᆯ게", "을게", "ᆯ래", "을래", "리")):
            last.future = True
        elif m.tag in {"EC", "EF"} and m.form in {"어야지", "어야죠", "어야지요"}:
            last.marks.add("need")
        elif m.tag == "EF" and m.form.startswith(("더라", "더군", "던데", "던가")):
            last.past = True  # 넓더라고요 tells of what was
        elif m.form in {"려고", "으려고"} and self._closes(index):
            last.future = True
            last.marks.add("intends")
        elif m.tag == "ETM" and m.form.endswith("려던"):
            last.marks.add("intends")
        elif m.tag == "ETM" and m.form == "는":
            last.marks.add("now")
        elif m.tag == "EC" and m.form in TOLD:
            last.marks.add("told")
        elif m.form.startswith(("ᆯ지", "을지", "ᆯ까", "을까")) and not self._closes(index):
            last.marks |= {"todo"}
        elif m.tag == "ETM" and m.form in {"ᆫ", "은", "던"}:
            following = self.ms[index + 1].tag if index + 1 < len(self.ms) else ""
            if self.ms[last.position].tag not in {"VA", "XSA", "VCP"}:
                last.past |= following == "NNB"
                last.marks.add("done")
                if m.form == "던":
                    last.marks.add("used")
        elif m.tag == "ETM" and m.form in {"ᆯ", "을"} and not last.past:
            noun = self.ms[index + 1] if index + 1 < len(self.ms) else None
            if noun is not None and noun.tag == "NNG" and noun.form not in UNTIMED:
                last.marks.add("todo")


def _predicates(
    text: str, ms: list[Morpheme], counted: set[int]
) -> tuple[list[Predicate], set[int]]:
    """The predicates of a sentence, and the morphemes that belong to them."""
    walk = _Predicates(text, ms, counted)
    walk.walk()
    return walk.found, walk.spent


def _main(predicates: list[Predicate], ms: list[Morpheme]) -> Predicate | None:
    """The predicate that ends the sentence, unless a noun does."""
    words = [m for m in ms if m.tag not in SIGNS]
    while words and words[-1].tag in {"JX", "IC"}:
        words.pop()
    verbs = [p for p in predicates if "noun" not in p.marks]
    if not words or not verbs or words[-1].tag not in {"EF", "EC"}:
        return None
    return verbs[-1]


def _of_who(m: Morpheme) -> bool:
    """Whether it only tells of what sort the noun before it is: 학원 측, 민수 씨."""
    return m.tag == "NNB" and m.form in {"측", "씨", "님", "군", "양"}


def _is_subject(ms: list[Morpheme], index: int) -> bool:
    """Whether 이 is a particle that Kiwi takes for part of a name: 전학생이, but not 지은이는."""
    m, after = ms[index], ms[index + 1] if index + 1 < len(ms) else None
    return (m.form, m.tag) == ("이", "XSN") and after is not None and after.start > m.end


def _role(ms: list[Morpheme], index: int) -> tuple[str, int]:
    """The part that a noun plays, and where its particle ends."""
    after = index + 1
    while after < len(ms) and (ms[after].tag == "XSN" or _of_who(ms[after])):
        after += 1
    end = ms[after - 1].end
    if _is_subject(ms, after - 1):
        return "subject", end
    if after == len(ms) or ms[after].start > end:
        return "", end
    particle = ms[after]
    if particle.tag not in {"JKS", "JKO", "JKG", "JC", "JKB", "JX"}:
        return "", end
    following = ms[after + 1].form if after + 1 < len(ms) else ""
    if particle.form == "에" and following == "의하":
        return "from", particle.end
    if particle.tag in ROLES:
        return ROLES[particle.tag], particle.end
    return PARTICLES.get(particle.form, particle.form), particle.end


def _of_noun_after(ms: list[Morpheme], predicate: Predicate, index: int, role: str) -> bool:
    """Whether a predicate says of what sort a later noun is, and a noun before is not part of it.

    감독에게 두터운 신뢰를 받다: 감독 is no part of 두텁다, nor is a topic one of what it spans.
    """
    ending = next((n for n, m in enumerate(ms) if m.tag == "ETM" and m.end == predicate.end), -1)
    if not 0 <= ending < len(ms) - 1 or ms[ending + 1].tag not in NOUN:
        return False
    if ms[ending + 1].form in BOUND or ms[predicate.position].tag not in {"VA", "XSA"}:
        return False
    beside = any(m.tag[0] == "J" for m in ms[index + 2 : predicate.position])
    return role in {"to", "from", "object", "topic"} or (role == "subject" and beside)


def _nouns(ms: list[Morpheme], used: set[int], predicates: list[Predicate]) -> list[Noun]:
    """The nouns of a sentence; 선생님 with its suffix."""
    verbs = [(p.position, n) for n, p in enumerate(predicates) if "noun" not in p.marks]
    nouns = []
    for index, m in enumerate(ms):
        pronoun = m.tag == "NP"
        timed = m.tag == "MAG" and m.form in TIMES
        if (m.tag not in NOUN and not timed) or index in used:
            continue
        form = m.form
        after = index + 1
        while after < len(ms) and ms[after].tag == "XSN" and ms[after].start == ms[after - 1].end:
            if _is_subject(ms, after):
                break
            form += ms[after].form
            after += 1
        if index and ms[index - 1].tag == "SL" and ms[index - 1].end == m.start:
            form = ms[index - 1].form + form  # A사
        role, end = _role(ms, index)
        after_it = [n for position, n in verbs if position > index]
        free = [n for n in after_it if not _of_noun_after(ms, predicates[n], index, role)]
        belongs = next(iter(free or after_it), -1)
        word = PRONOUNS.get(form, form) if pronoun else form
        if pronoun:
            word = f"@{word}"
        nouns.append(Noun(word, form, "time" if timed else role, index, belongs, m.start, end))
    return nouns


def _intents(text: str, ms: list[Morpheme], main: Predicate | None) -> frozenset[str]:  # noqa: C901
    """What a sentence may be; more than one where only the voice would tell."""
    words = [m for m in ms if m.tag not in SIGNS]
    if words and (words[-1].form, words[-1].tag) == ("요", "JX"):
        words.pop()
    asks = "?" in text[-3:]
    if main is None or not words:
        return frozenset()
    told = words[-1].form.endswith("다") or words[-1].form in {
        "어라",
        "아라",
        "여라",
        "어",
        "아",
    }  # EC, to Kiwi
    if words[-1].tag != "EF" and not asks and not told:
        return frozenset()
    ending = words[-1].form
    asks = asks or ending in QUESTION
    if any(m.form.startswith("궁금") for m in words) or (
        main.word == "알다" and "wish" in main.marks
    ):
        return frozenset({"question", "statement", "command"})
    if _whether(words) and "can" not in main.marks and not main.past:
        return frozenset({"question"})
    if _inquires(words, main):
        return frozenset({"question"})
    if "hope" in main.marks:
        answer = {"question"} if _asks_for_answer(words) else set()
        return frozenset({"command", "proposal", "statement"} | answer)
    if any((m.form, m.tag) == ("말", "VX") for m in words[-4:]) and not main.past:
        return frozenset({"command", "proposal"})
    offers = not asks and ending in OPEN and any(m.form == "드리" for m in words[-3:])  # 드려요
    given = "give" in main.marks or main.word in {"주다", "부탁", "바라다", "요청"}
    given = given and not offers and "may" not in main.marks  # 보내 주시면 돼요
    if (
        given
        and not main.past
        and (asks or (ending in COMMAND | OPEN and not main.future) or _begs(words, main))
    ):
        may_be = {"command"} | ({"question"} if _asks_for_answer(words) else set())
        return frozenset(may_be | ({"statement"} if not asks and _acts(words) else set()))
    if ending in COMMAND:
        return _of_command(words, main, asks=asks)
    if ending in PROPOSAL:
        return frozenset({"proposal"})
    return _of_question(words, main) if asks else _of_statement(text, words, main)


def _begs(words: list[Morpheme], main: Predicate) -> bool:
    """Whether a will is a request: 해 주시겠어요, 해 주셔야겠어요, 부탁드릴게요."""
    forms = [m.form for m in words[-5:]]
    honours = "시" in forms and "겠" in forms and "give" in main.marks
    honours = honours or ("give" in main.marks and {"어야", "겠"} <= set(forms))
    return honours or "need" in main.marks or (main.word == "부탁" and main.future)


def _acts(words: list[Morpheme]) -> bool:
    """Whether it says who does it, as orders seldom do: 보험이 메워 줘요, 할아버지께서 들으세요."""
    return any(
        m.tag == "JKS"
        or (m.form in {"은", "는"} and m.tag == "JX" and (x.form in PERSONS or x.form == "님"))
        for x, m in itertools.pairwise(words)
    )


def _whether(words: list[Morpheme]) -> bool:
    """Whether it asks to be told whether: 보냈는지 확인해 줘; but not 켜 줄 수 있는지."""
    for n, m in enumerate(words[:-1]):
        before = words[n - 1]
        able = before.form == "있" and any(x.form == "수" for x in words[max(n - 3, 0) : n])
        light = able or (before.form, before.tag) == ("되", "VV")
        if m.tag in {"EC", "EF"} and m.form in WHETHER and not light:
            return any(x.form in CHECKED for x in words[n + 1 : n + 5])
    return False


def _inquires(words: list[Morpheme], main: Predicate) -> bool:
    """Whether it asks in the form of a request: 언제인지 문의드립니다, 방법을 알려 줘.

    But not 내일 날씨 알려 줘, which may be an order for tomorrow, too.
    """
    gives = "give" in main.marks or main.word.endswith("주다")
    if main.past or main.marks & {"may", "ban", "need"}:
        return False
    if words[-1].form.startswith(("ᆯ게", "을게")) and (
        main.word in {"여쭤보다", "물어보다", "여쭙다"} or (main.word == "묻다" and main.future)
    ):
        return True  # 용량 좀 물어볼게
    if main.word in {"문의", "여쭙다", "여쭈다", "질문"}:
        return "give" not in main.marks and words[-1].form not in COMMAND
    answers = main.word in {"알리다", "알려주다", "가르치다", "가르쳐주다", "설명", "말하다", "말"}
    ways = [n for n, m in enumerate(words) if m.form == "방법" or _questions(words, n)]
    return answers and gives and bool(ways)


def _questions(words: list[Morpheme], index: int) -> bool:
    """Whether what is asked for is said with a word such as 언제, 몇: 언제 오는지 알려 줘."""
    return words[index].form in WHO and any(
        m.tag in {"EC", "EF"} and m.form.endswith(("지", "가")) for m in words[index + 1 : -1]
    )


def _stem(words: list[Morpheme]) -> Morpheme | None:
    """What the endings of a sentence follow."""
    return next((m for m in reversed(words) if m.tag not in {"EP", "EF", "EC"}), None)


def _of_command(words: list[Morpheme], main: Predicate, *, asks: bool) -> frozenset[str]:
    stem = _stem(words)
    if asks:
        return frozenset({"question"})
    if main.past or (stem is not None and stem.tag in {"VA", "VCP", "XSA"}):
        return frozenset({"statement"})  # 안녕하세요, 선생님이세요
    may_be = {"command", "question"} if _asks_for_answer(words) else {"command"}
    # 세요, but not 십시오 or 해라, is said of others too.
    states = words[-1].form.endswith("세요") and _acts(words)
    return frozenset(may_be | ({"statement"} if states else set()))


def _of_question(words: list[Morpheme], main: Predicate) -> frozenset[str]:
    ending, may_be = words[-1].form, {"question"}
    if ending.startswith(("ᆯ까", "을까")) or ending in {"지", "죠", "지요"}:
        may_be.add("proposal")
    if ending.startswith(("ᆯ래", "을래")) or main.word in {"어떻다", "괜찮다", "좋다"}:
        may_be |= {"proposal", "command"}
    if main.marks & {"may", "ban", "can"} or main.word == "가능":
        may_be.add("command")
    return frozenset(may_be)


def _of_statement(text: str, words: list[Morpheme], main: Predicate) -> frozenset[str]:
    ending, may_be, stem = words[-1].form, {"statement"}, _stem(words)
    if main.marks & {"need", "ban", "may", "wish"} or main.word in URGING or main.sign < 1:
        may_be |= {"command", "proposal"}
        may_be |= {"question"} if main.word in URGING and _asks_for_answer(words) else set()
    if any(m.form == "필요" and m.tag == "NNG" for m in words[-8:]) and main.sign == 1:
        may_be |= {"command"}  # 조심하실 필요가 있어요
    if ending not in OPEN:
        asked = any(m.form in WHO for m in words)
        recalled = ending in {"ᆷ", "음"} or ending.startswith("더라")
        return frozenset(may_be | ({"question"} if asked and recalled else set()))  # 언제더라
    shaded = main.past or main.future or "going" in main.marks
    if stem is not None and stem.tag in {"VV", "XSV", "VX"} and not shaded:
        may_be |= {"command", "proposal"} if ending in {"지", "죠", "지요"} else {"command"}
    # Without a full stop, or with a word such as 왜, it may be a question without its mark.
    if not text.endswith((".", "!")) or any(m.form in WHO for m in words):
        may_be.add("question")
    return frozenset(may_be)


def _asks_for_answer(words: list[Morpheme]) -> bool:
    return any(
        (m.form in WHO and m.form != "몇")  # 몇 개만 지워 줘
        or m.form in TELL
        or m.form in {"방법", "고르", "알아보"}
        or (m.tag in {"EC", "EF"} and m.form.endswith("지") and m.form != "지")
        for m in words
    )
