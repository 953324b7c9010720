"""Probing: warnings are counted by hand, and a score's moves are seen."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from differences import KINDS, Analyser, Difference
from models import Scorer
from training import probing
from training.contrast import GRADES, SENTENCES
from training.probing import ANSWERS
from training.styles import TWINS


class Told:
    """Finds the differences that it was told of, by the second sentence."""

    def __init__(self, **kinds: str) -> None:
        self._kinds = kinds

    def differences(self, sentence1: str, sentence2: str) -> list[Difference]:
        return [Difference(kind, "", "", "") for kind in self._kinds.get(sentence2, "").split()]


def made(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["phenomenon", *SENTENCES])


def warnings(analyser: Told, *rows: tuple[str, str, str, str]) -> dict[str, dict[str, Any]]:
    found = probing.measure_warnings(cast("Analyser", analyser), made(*rows))
    return {row["kind"]: row for row in found}


def test_phenomena_have_their_kinds_but_for_those_of_style() -> None:
    style = {"loanword", "ending", "order", "typo", "noise", "spacing", "punctuation"}

    assert GRADES.keys() - ANSWERS.keys() == style
    assert ANSWERS.keys() <= GRADES.keys()


def test_warnings_counted_by_hand() -> None:
    found = warnings(
        Told(b="number", c="number number", f="degree", h="object"),
        ("number", "문장", "a", "b"),  # right
        ("time", "문장", "a", "c"),  # right, and once; time is not missed, as it was answered
        ("number", "문장", "b", "d"),  # false, and missed
        ("time", "문장", "a", "f"),  # the wrong kind, and missed
        ("tense", "문장", "z", "z"),  # nothing is said: missed
        ("typo", "문장", "h", "h"),  # `different` says anything else: only the first is false
    )

    assert list(found) == [*KINDS, "all"]
    assert found["number"] == {
        "kind": "number",
        "right": 2,
        "wrong": 0,
        "false": 1,
        "missed": 2,
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 4),
    }
    assert (found["time"]["right"], found["time"]["missed"], found["time"]["recall"]) == (0, 2, 0)
    assert (found["degree"]["wrong"], found["degree"]["precision"]) == (1, 0)
    assert (found["object"]["false"], found["object"]["recall"]) == (1, None)
    # Right of 5 warnings 2, answered of 5 triplets 2.
    assert (found["all"]["precision"], found["all"]["recall"]) == (2 / 5, 2 / 5)
    assert (found["negation"]["precision"], found["negation"]["recall"]) == (None, None)


def test_two_right_warnings_answer_one_triplet() -> None:
    found = warnings(Told(b="time number"), ("time", "문장", "a", "b"), ("time", "문장", "a", "c"))

    assert (found["all"]["right"], found["all"]["missed"]) == (2, 1)
    assert found["all"]["recall"] == 1 / 2


def test_a_phenomenon_without_a_kind_of_this_analyser_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ANSWERS, "place", frozenset({"whereabouts"}))

    found = warnings(Told(), ("place", "문장", "a", "b"))

    assert "whereabouts" not in found
    assert (found["all"]["missed"], found["all"]["recall"]) == (1, 0)


def test_the_real_analyser_names_a_number() -> None:
    row = ("number", "사과를 세 개 사 왔어", "사과 3개를 사 왔어", "사과를 여섯 개 사 왔어")

    found = probing.measure_warnings(Analyser(), made(row))

    assert next(row for row in found if row["kind"] == "number")["right"] == 1
    assert found[-1]["precision"] == found[-1]["recall"] == 1


class Lengths:
    """A point less for each character that one sentence has more than the other."""

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[SimpleNamespace]:
        return [SimpleNamespace(score=5.0 - abs(len(a) - len(b))) for a, b in pairs]


def test_invariance_worked_by_hand() -> None:
    frame = made(
        ("order", "물 줘", "물 좀 줘", "물"),
        ("order", "물 줘", "물을 줘", "물 좀"),  # the same sentence once more
        ("order", "가자!", "가요", "와"),  # ends in a sign
    )

    found = probing.measure_invariance(cast("Scorer", Lengths()), frame)

    twins = {row["edit"]: row for row in found["twins"]}
    assert list(twins) == list(TWINS)
    assert twins["glued"] == {"edit": "glued", "sentences": 1, "mean": 4, "smallest": 4}
    assert twins["leading blank"]["sentences"] == 2
    assert twins["commas"] == {"edit": "commas", "sentences": 0, "mean": None, "smallest": None}
    moved = {(row["edit"], row["pair"]): row for row in found["moved"]}
    # 물 줘. is a character longer: nearer to `same`, further from `different`.
    assert moved["full stop", "same"] == {
        "edit": "full stop",
        "pair": "same",
        "pairs": 2,
        "mean": 1,
        "largest": 1,
    }
    assert moved["full stop", "different"]["pairs"] == 2
    assert moved["leading blank", "different"]["pairs"] == 3


def test_cleaning_takes_a_leading_blank_away(tiny_scorer: Scorer) -> None:
    row = ("order", "불을 켜 줘", "켜 줘 불을", "문을 닫아 줘")

    found = probing.measure_invariance(tiny_scorer, made(row))

    blank = next(row for row in found["twins"] if row["edit"] == "leading blank")
    assert (blank["mean"], blank["smallest"]) == (5, 5)
    assert [row["largest"] for row in found["moved"] if row["edit"] == "leading blank"] == [0, 0]


def test_tables_show_what_there_is_not_as_a_dash() -> None:
    frame = made(("number", "사과 3개", "사과 세 개", "사과 6개"))
    report = {
        "warnings": probing.measure_warnings(
            cast("Analyser", Told(**{"사과 6개": "number"})), frame
        ),
        "invariance": probing.measure_invariance(cast("Scorer", Lengths()), frame),
    }

    text = probing.markdown(report)

    assert "| number | 1 | 0 | 0 | 0 | 1.000 | 1.000 |" in text
    assert "| roles | 0 | 0 | 0 | 0 | – | – |" in text
    assert "| glued | 1 | 4.00 | 4.00 |" in text
    assert "| polite | 0 | – | – |" in text
    assert "| full stop | sentence, same | 1 |" in text
