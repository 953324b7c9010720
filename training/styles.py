"""The same sentence in another style: its spaces, signs, slips, and the ending of its last verb.

`conjugate` and `STYLES` fill the slots of the contrast set's patterns (`training/contrast.py`);
`TWINS` are what `training/probing.py` changes in a sentence without changing what it says.

But: it rewrites no words. Pronouns (저, 나) and honorific nouns stay as they are when an ending
changes, and a sentence whose ending may be read in two ways is left alone.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from korean import and_particle
from spacing import shared_kiwi

# ----------------------------------------------------------------------------------- verbs

# An ending's first letter that joins a vowel, and its form after a consonant.
LINKS = {"ㄴ": ("ᆫ", "은"), "ㄹ": ("ᆯ", "을")}
FIRST, LAST = ord("가"), ord("힣")
INITIAL, VOWEL = 588, 28  # what the next initial, the next vowel adds to a syllable's code


def final(text: str) -> int:
    """The final consonant of the last syllable: 0 for none, 8 for ㄹ, as Unicode counts."""
    code = ord(text[-1])
    if FIRST <= code <= LAST:
        return (code - FIRST) % VOWEL
    if text[-1] in "178":  # 일, 칠, 팔
        return 8
    return 1 if and_particle(text) == "과" else 0


@cache
def conjugate(verb: str, ending: str) -> str:
    """A verb or adjective with an ending.

    Args:
        verb: As in the dictionary: `켜다`, `보여 주다`.
        ending: As after a consonant (`어요`, `으면`, `는다`), or with a first ㄴ or ㄹ (`ㄹ게`);
            after `+` comes another one (`으시+었어요`). What follows the first blank is put
            behind it (`어 줘`).

    Returns:
        Such as `켜 줘`.
    """
    before, _, stem = verb.removesuffix("다").rpartition(" ")
    head, blank, tail = ending.partition(" ")
    if head[0] in LINKS:
        joined, apart = LINKS[head[0]]
        head = (joined if final(stem) in {0, 8} else apart) + head[1:]
    elif head.startswith("으려") and final(stem) in {0, 8}:
        head = head.removeprefix("으")
    *middle, end = head.split("+")
    # Kiwi's tag tells irregular verbs (돕다) from regular ones (입다), where it knows the verb.
    known = shared_kiwi().tokenize(f"{stem}다")[0]
    tag = known.tag if known.form == stem and known.tag.startswith("V") else "VV"
    word = shared_kiwi().join([(stem, tag), *((form, "EP") for form in middle), (end, "EF")])
    return f"{before} {word}".lstrip() + blank + tail


# ---------------------------------------------------------------------------- spaces and slips

# Slips of the finger and of spelling: a missed Shift, ㅐ for ㅔ, a silent consonant left out.
MISSED_SHIFT = {1: 0, 4: 3, 8: 7, 10: 9, 13: 12}  # initials ㄲㄸㅃㅆㅉ
MISTAKEN_VOWEL = {1: 5, 5: 1, 3: 7, 7: 5}  # ㅐㅔㅒㅖ
DROPPED_FINAL = {6: 4, 15: 8, 27: 0, 20: 19, 2: 1}  # ㄶ ㅀ ㅎ ㅆ ㄲ


def misspell(text: str) -> str:
    """`text` with one slip, in the first syllable of a longer word where one is likely."""
    for match in re.finditer(r"\S{3,}", text):
        for place in range(match.start(), match.end()):
            code = ord(text[place]) - FIRST
            if not 0 <= code <= LAST - FIRST:
                continue
            initial, rest = divmod(code, INITIAL)
            vowel, last = divmod(rest, VOWEL)
            slipped = (
                MISSED_SHIFT.get(initial, initial) * INITIAL
                + MISTAKEN_VOWEL.get(vowel, vowel) * VOWEL
                + DROPPED_FINAL.get(last, last)
            )
            if slipped != code:
                return text[:place] + chr(FIRST + slipped) + text[place + 1 :]
    return text


STYLES: dict[str, Callable[[str], str]] = {
    "glued": lambda text: text.replace(" ", ""),
    "loose": lambda text: re.sub(r"(\w\w)(\w)", r"\1 \2", text),
    "typo": misspell,
}


def full_stop(text: str) -> str:
    """Without its final full stop, or with one where it ends in no sign; but not of dots."""
    if text.endswith("."):
        return text if text.endswith("..") else text[:-1]
    return f"{text}." if text[-1:].isalnum() else text


def commas(text: str) -> str:
    """Without its commas (those in numbers stay), or with one behind its first particle."""
    bare = re.sub(r",(?!\d)", "", text)
    if bare != text:
        return bare
    for token in shared_kiwi().tokenize(text):
        end = token.start + token.len
        # 의 and 와 go on: what they belong to may not be cut off.
        if token.tag in {"JKS", "JKO", "JKB", "JX"} and text[end : end + 1] == " ":
            return f"{text[:end]},{text[end:]}"
    return text


# ------------------------------------------------------------------------------------ endings

# An ending as Kiwi names it, and what it makes of a sentence; `open` may be any of them.
MOODS = {
    form: mood
    for mood, forms in {
        "statement": "다 ᆫ다 는다 습니다 ᆸ니다",
        "question": "습니까 ᆸ니까 니 냐 나요 나 ᆫ가요 은가요 는가요 ᆫ가",
        "command": "ᆸ시오 읍시오 어라 아라 여라",
        "proposal": "자 ᆸ시다 읍시다",
        "open": "어요 아요 여요 에요 예요 세요 으세요 어 아 여 야",
    }.items()
    for form in forms.split()
}
# What says it in another style; `+` as in `conjugate`.
LEVELS = {
    "statement": {"polite": "어요", "plain": "는다", "casual": "어", "honorific": "습니다"},
    "question": {"polite": "어요", "plain": "냐", "casual": "어", "honorific": "습니까"},
    "command": {"polite": "세요", "plain": "어라", "casual": "어", "honorific": "시+ᆸ시오"},
    "proposal": {"plain": "자", "honorific": "ᆸ시다"},
    "open": {"polite": "어요", "casual": "어"},
}
QUALITY = ("VA", "XSA", "VCP", "VCN")
STATES = {"있", "없", "계시", "싶"}  # conjugated as adjectives, whatever their tag
EITHER = {"않", "못하"}  # as adjectives behind one
TENSES = {"었", "았", "였", "겠"}
HONORIFIC = {"시", "으시"}
Morphemes = list[tuple[str, str]]  # form and tag


def shift(text: str, level: str) -> str:
    """`text` with its last verb's ending in another style.

    Args:
        text: A sentence.
        level: `polite` (-어요), `plain` (-는다), `casual` (-어) or `honorific`: the formal -습니다,
            in a command -십시오.

    Returns:
        `text` itself where its ending is none of `MOODS`, may be read in several ways (가요 states,
        asks and proposes), or has that style already.
    """
    tokens: list[Any] = shared_kiwi().tokenize(text)
    while tokens and tokens[-1].tag in {"SF", "SP", "SE"}:
        tokens.pop()
    verb = len(tokens) - 2
    while verb >= 0 and tokens[verb].tag == "EP":
        verb -= 1
    if verb < 0 or tokens[-1].form not in MOODS or tokens[-1].tag not in {"EF", "EC"}:
        return text
    # 이다 is joined with its noun: 이 goes behind a vowel.
    first = verb - 1 if tokens[verb].tag == "VCP" and verb else verb
    begin, end = tokens[first].start, tokens[-1].start + tokens[-1].len
    before: Morphemes = [(token.form, token.tag) for token in tokens[first : verb + 1]]
    said = before + [(token.form, token.tag) for token in tokens[verb + 1 :]]
    after = text[end:]
    mood = _mood(tokens, verb, asks="?" in after)
    endings = _endings(tokens, verb, mood, level)
    # What Kiwi does not join as it was, it has not understood.
    if not endings or shared_kiwi().join(said) != text[begin:end]:
        return text
    joined: str = shared_kiwi().join(before + endings)
    if before[0] == ("거", "NNB"):
        joined = joined.replace("거입니다", "겁니다")
    return text[:begin] + joined + (after or ("?" if mood == "question" else ""))


def _mood(tokens: list[Any], verb: int, *, asks: bool) -> str:
    """What a sentence does, a key of `LEVELS`; its verb is `tokens[verb]`."""
    stem, ending = tokens[verb], tokens[-1].form
    mood = MOODS[ending]
    if mood != "open":
        return mood
    if asks:
        return "question"
    tense = any(token.form in TENSES for token in tokens[verb + 1 : -1])
    subject = any(token.tag == "JKS" for token in tokens[:verb])
    if tense or subject or stem.tag.startswith(QUALITY) or stem.form in STATES:
        return "statement"
    topic = any(token.tag == "JX" and token.form in {"은", "는"} for token in tokens[:verb])
    asked = ending in {"세요", "으세요"} or (stem.form, stem.tag) == ("주", "VX")
    return "command" if asked and not topic else "open"


def _endings(tokens: list[Any], verb: int, mood: str, level: str) -> Morphemes:
    """The endings of another style for `tokens[verb]`; none where it is not known how."""
    stem = tokens[verb]
    wanted = LEVELS[mood].get(level, "")
    kept = [token.form for token in tokens[verb + 1 : -1]]
    if tokens[-1].form in {"세요", "으세요"}:
        kept.append("시")
    if mood == "command":  # its styles bring their own
        kept = [form for form in kept if form not in HONORIFIC]
    if wanted == "는다" and not kept and stem.form in EITHER:
        return []
    if wanted == "는다" and (
        bool(TENSES & set(kept)) or stem.tag.startswith(QUALITY) or stem.form in STATES
    ):
        wanted = "다"
    if stem.tag in {"VCP", "VCN"} and not kept:
        open_noun = stem.tag == "VCP" and verb > 0 and final(tokens[verb - 1].form) == 0
        wanted = {"어요": "예요" if open_noun else "에요", "어": "야"}.get(wanted, wanted)
    if wanted == "어요" and kept[-1:] and kept[-1] in HONORIFIC:
        kept, wanted = kept[:-1], "세요"
    *middle, last = wanted.split("+")
    return [*((form, "EP") for form in (*kept, *middle)), (last, "EF")] if last else []


# What says the same; a sentence that an edit leaves as it is has no such twin.
TWINS: dict[str, Callable[[str], str]] = {
    "glued": STYLES["glued"],
    "loose": STYLES["loose"],
    "full stop": full_stop,
    "commas": commas,
    "leading blank": lambda text: f" {text}",
    "polite": lambda text: shift(text, "polite"),
    "plain": lambda text: shift(text, "plain"),
    "casual": lambda text: shift(text, "casual"),
    "honorific": lambda text: shift(text, "honorific"),
}
