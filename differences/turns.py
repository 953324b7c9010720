"""Turns: particles, endings and turns of phrase that exclude each other.

But: which they are, and what excludes what, stands in vocabulary.py (`TURNS`, `EXCLUSIVE`).
"""

import re
from collections.abc import Mapping

from differences.matching import (
    LEAST_CERTAIN,
    LEAST_COMMON,
    LEAST_FOR_TURNS,
    MOST_CHANGES,
    Blocks,
    Found,
    asks_who,
    eojeol,
    negators,
    same_carried,
)
from differences.negation import unreal
from differences.order import one_order
from reading import Reading
from vocabulary import EXCLUSIVE, NEGATORS, SIGNS, TURNS


def find_features(  # noqa: C901
    left: Reading, right: Reading, blocks: Blocks, common: float
) -> list[Found]:
    """What particles and endings say, in sentences that are otherwise nearly the same."""
    least = LEAST_COMMON if len(blocks) == 1 else LEAST_FOR_TURNS  # 꽉 조여 and 느슨하게 조여
    alike = common >= least or same_carried(left, right)
    if len(blocks) > MOST_CHANGES or not alike:
        return []
    here, there = turns_of(left), turns_of(right)
    denied = negators(left.morphemes) != negators(right.morphemes)
    found: list[Found] = []
    for kind, groups in EXCLUSIVE.items():
        if kind == "degree" and (denied or common < LEAST_CERTAIN):
            continue  # 오래 가지 않는다 and 금방 닳는다
        if kind == "modality" and (asks_who(left) or asks_who(right)):
            continue  # 어떻게 보내야 해?, 어떻게 보낼 수 있어?
        for group in groups:
            mine = {name for name in group if name in here}
            theirs = {name for name in group if name in there}
            if _says_nothing(left, right, group):
                continue
            if mine | theirs == {"where", "what"} and _chooses(left) and _chooses(right):
                continue  # 산과 바다 중 어디, 산과 바다 중 무엇
            if mine - theirs and theirs - mine:
                a, b = min(mine - theirs), min(theirs - mine)
                if kind == "modality" and _begs(left, here[a]) and _begs(right, there[b]):
                    continue  # 알 수 있을까, 알고 싶은데
                if {"may", "askfor"} <= group and "?" in left.text + right.text:
                    kind = "intent"  # 내려도 되나요?, 내려 주세요
                if group & {"early", "first"} and {"most", "than"} & here.keys() & there.keys():
                    kind = "antonym"  # 아버지보다 일찍 and 아버지보다 늦게
                found.append((kind, eojeol(left.text, *here[a]), eojeol(right.text, *there[b])))
    return found[:1]


def _says_nothing(left: Reading, right: Reading, group: frozenset[str]) -> bool:
    """Whether these turns of phrase do not exclude each other in these sentences."""
    if group == {"before", "after"}:
        return one_order(left, right)
    if group == {"before", "if"}:  # 그치면 가자, 그치기 전에는 가지 말자
        return negators(left.morphemes) != negators(right.morphemes)
    if "because" in group and group & {"if", "evenif"} and unreal(left) != unreal(right):
        return any(m.form in NEGATORS for r in (left, right) for m in r.morphemes)
    if {"impossible", "certain"} == group:  # 안 갔을 리가 없다, 분명히 갔다
        return any(
            any(m.form == "리" for m in r.morphemes) and not negators(r.morphemes)
            for r in (left, right)
        )
    if {"banned", "advised"} == group:  # 재촉하지 마세요, 재촉하지 않는 게 좋아
        return all(negators(r.morphemes) for r in (left, right))
    if {"banned", "may"} <= group:
        return "?" in left.text and "?" in right.text  # 가면 안 되나요?, 가도 되나요?
    asked = all("question" in r.intents for r in (left, right))
    return "why" in group and not asked  # 몇 번이고 강조하다


def _begs(reading: Reading, said: tuple[int, int]) -> bool:
    """Whether a turn of phrase, and where it is, only asks for a favour: 해 줄 수 있을까."""
    main = reading.main
    if main is not None and main.word == "알다" and "wish" in main.marks:
        return True
    if main is None or "command" not in reading.intents or main.marks & {"may", "guess"}:
        return False
    if said[1] <= main.start:
        return False  # 가야 한다고 말해 줘
    return "give" in main.marks or main.word in {"부탁", "알다", "알리다", "알려주다"}


def _chooses(reading: Reading) -> bool:
    """Whether it names what is to choose from: 산과 바다 중에서."""
    return any(m.form in {"중", "가운데", "둘"} for m in reading.morphemes)


def turns_of(
    reading: Reading, turns: Mapping[str, re.Pattern[str]] = TURNS
) -> dict[str, tuple[int, int]]:
    """The turns of phrase that a sentence has, by their names in `turns`; and where."""
    ms = [m for m in reading.morphemes if m.tag not in SIGNS]
    text, starts = " ", []
    for m in ms:
        starts.append(len(text))
        text += f"{m.form}/{m.tag} "
    found = {}
    for name, pattern in turns.items():
        if match := pattern.search(text):
            inside = [
                m for m, at in zip(ms, starts, strict=True) if match.start() <= at < match.end()
            ]
            inside = (
                inside or [m for m, at in zip(ms, starts, strict=True) if at >= match.start()][:1]
            )
            found[name] = (inside[0].start, inside[-1].end)
    return found
