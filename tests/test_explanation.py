"""Why a score: leaving words out, matching words, and at what cost."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoModelForSequenceClassification

from differences import shared_analyser
from examples import nearest as nearest_examples
from explanation import (
    LEAST_PARTS,
    LEAST_SIMILARITY,
    MOST_PARTS,
    RUBRIC,
    Explainer,
    Explanation,
    Word,
    nearest,
)
from models import Result, Scorer, Tokens
from training.contrast import load_triplets
from training.tiny import build_tiny

FIRST = "제 친구가 로제떡볶이를 먹고 있네요"
SECOND = "로제떡볶이를 먹는 내 친구"
sentences = st.text("가나친구먹 0?!뷁", min_size=1, max_size=30).filter(
    lambda text: any(character.isalnum() for character in text)
)


@pytest.fixture(scope="module", params=["pair", "classifier"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both kinds of model that fit."""
    return build_tiny(tmp_path_factory.mktemp(request.param), kind=request.param)


@pytest.fixture(scope="module")
def scorer(folder: Path) -> Scorer:
    return Scorer.load(folder)


@pytest.fixture(scope="module")
def explainer(scorer: Scorer) -> Explainer:
    return Explainer(scorer, shared_analyser())


class Counting(Scorer):
    """Notes how many pairs it is asked for, each time."""

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[Result]:
        self.asked = [*getattr(self, "asked", []), len(pairs)]
        return super().score_pairs(pairs)


class Told(Scorer):
    """Reads in each sentence what the test tells: one token for each word."""

    states: dict[str, list[list[float]]]

    def read(self, sentence1: str, sentence2: str) -> tuple[Tokens, Tokens]:
        first, second = (
            Tokens(
                [(2 * index, 2 * index + 1) for index in range(len(self.states[sentence]))],
                np.array(self.states[sentence], dtype=np.float32),
            )
            for sentence in (sentence1, sentence2)
        )
        return first, second


# What each word does


def test_a_change_is_the_score_less_the_score_without_the_word(
    explainer: Explainer, scorer: Scorer
) -> None:
    """Of five words and four: 친구가 is left out as in 제 로제떡볶이를 먹고 있네요."""
    explanation = explainer.explain(FIRST, SECOND)
    score = scorer.score(FIRST, SECOND).score
    assert explanation.result.score == pytest.approx(score, abs=1e-5)
    assert [word.text for word in explanation.words1] == FIRST.split()
    assert [word.part for word in explanation.words1] == [0, 1, 2, 3, 4]
    without = scorer.score("제 로제떡볶이를 먹고 있네요", SECOND).score
    assert explanation.words1[1].change == pytest.approx(score - without, abs=2e-5)
    without = scorer.score(FIRST, "로제떡볶이를 먹는 내").score
    assert explanation.words2[3].change == pytest.approx(score - without, abs=2e-5)


@pytest.mark.parametrize("only", ["친구", "친구 !"])
def test_what_nothing_is_left_without_has_no_change(explainer: Explainer, only: str) -> None:
    words = explainer.explain(only, SECOND).words1
    assert words[0] == Word(text="친구", change=None, part=0)
    assert all(word.change is not None for word in words[1:])


def test_long_sentences_lose_neighbours_together(explainer: Explainer) -> None:
    words = explainer.explain("가 나 다 라 마 바 사 아 자 차 카 타 파 하", "친구").words1
    numbers = [word.part for word in words]
    assert numbers == sorted(numbers, key=lambda number: number or 0)
    sizes = [len(list(group)) for _, group in itertools.groupby(numbers)]
    assert len(words) == 14
    assert set(sizes) == {1, 2}
    for _, part in itertools.groupby(words, key=lambda word: word.part):
        assert len({word.change for word in part}) == 1


def test_what_the_model_does_not_read_has_no_part(explainer: Explainer) -> None:
    explanation = explainer.explain("가나다 " * 40, "친구 내")
    assert explanation.result.truncated == (True, False)
    assert explanation.words1[0].change is not None
    assert explanation.words1[-1] == Word(text="가나다", change=None, part=None)
    assert all(explanation.words1[link.word1].part is not None for link in explanation.links)


# Which words answer each other


def test_the_same_sentence_answers_itself(explainer: Explainer) -> None:
    explanation = explainer.explain(FIRST, FIRST)
    assert explanation.result.score == 5.0
    assert [(link.word1, link.word2) for link in explanation.links] == [(i, i) for i in range(5)]
    assert [link.similarity for link in explanation.links] == pytest.approx([1.0] * 5, abs=1e-3)
    # By their tokens, a syllable each: 1, 3, 6, 2 and 3, and the space before all but the first.
    assert sum(link.share for link in explanation.links) == pytest.approx(1.0, abs=1e-3)
    assert max(explanation.links, key=lambda link: link.share).word1 == 2


def told(folder: Path, first: list[list[float]], second: list[list[float]]) -> Explanation:
    scorer = Told.load(folder)
    sentences = [" ".join("가나다라"[: len(states)]) for states in (first, second)]
    sentences[1] = sentences[1][::-1]
    scorer.states = dict(zip(sentences, (first, second), strict=True))
    return Explainer(scorer, shared_analyser()).explain(*sentences)


def at(degrees: float) -> list[float]:
    return [np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]


def test_words_are_matched_so_that_the_whole_is_nearest(folder: Path) -> None:
    """Word 0 is nearest to word 0 there; but then nothing is left for word 1."""
    explanation = told(folder, [at(0), at(30)], [at(10), at(-30)])
    assert [(link.word1, link.word2) for link in explanation.links] == [(0, 1), (1, 0)]
    similarities = [link.similarity for link in explanation.links]
    assert similarities == pytest.approx([np.cos(np.radians(30)), np.cos(np.radians(20))], abs=1e-4)
    shares = [similarity / sum(similarities) for similarity in similarities]
    assert [link.share for link in explanation.links] == pytest.approx(shares, abs=1e-4)


def test_words_that_are_far_apart_stay_alone(folder: Path) -> None:
    explanation = told(folder, [at(0), at(90), at(180)], [at(0), at(-60)])
    assert [(link.word1, link.word2) for link in explanation.links] == [(0, 0)]
    assert explanation.links[0].share == 1.0
    assert told(folder, [at(0), at(10)], [at(90)]).links == []


def test_a_classifiers_tokens_are_its_last_layer(tmp_path: Path) -> None:
    """The oracle is Transformers' own reading of one sentence."""
    scorer = Scorer.load(build_tiny(tmp_path, kind="classifier"))
    tokens, _ = scorer.read(SECOND, FIRST)
    model = AutoModelForSequenceClassification.from_pretrained(tmp_path).eval()
    inputs = scorer.tokenizer(SECOND, return_tensors="pt")
    with torch.inference_mode():
        oracle = model(**inputs, output_hidden_states=True).hidden_states[-1]
    assert tokens.states == pytest.approx(oracle[0, 1:-1].numpy(), abs=1e-5)
    covered = {index for start, end in tokens.spans for index in range(start, end)}
    assert covered == set(range(len(SECOND)))


@settings(max_examples=40, deadline=None)
@given(a=sentences, b=sentences)
def test_whatever_two_sentences_say(tiny_scorer: Scorer, a: str, b: str) -> None:
    explainer = Explainer(tiny_scorer, shared_analyser())
    here, there = explainer.explain(a, b), explainer.explain(b, a)
    assert " ".join(word.text for word in here.words1) == here.result.sentence1
    assert [word.text for word in here.words1] == [word.text for word in there.words2]
    assert [word.change for word in here.words1] == pytest.approx(
        [word.change for word in there.words2], abs=1e-4
    )
    ends = [(link.word1, link.word2) for link in here.links]
    assert len({first for first, _ in ends}) == len({second for _, second in ends}) == len(ends)
    assert all(LEAST_SIMILARITY <= link.similarity <= 1 for link in here.links)
    if ends:
        assert sum(link.share for link in here.links) == pytest.approx(1.0, abs=1e-2)


def test_nothing_cannot_be_explained(explainer: Explainer) -> None:
    with pytest.raises(ValueError, match="Nothing is left"):
        explainer.explain("★", SECOND)


# What differs, and what the score means


def test_differences_are_named(explainer: Explainer) -> None:
    found = explainer.explain("거실 불을 꺼 줘", "침실 불을 꺼 줘").differences
    assert [(item.kind, item.left, item.right) for item in found] == [("place", "거실", "침실")]


@pytest.mark.parametrize(("score", "whole"), [(0.0, 0), (0.49, 0), (2.5, 3), (4.49, 4), (5.0, 5)])
def test_the_rubric_is_that_of_the_nearest_whole_score(score: float, whole: int) -> None:
    assert nearest(score) == whole
    assert len(RUBRIC) == 6


def test_an_explanation_tells_its_rubric(explainer: Explainer) -> None:
    explanation = explainer.explain(FIRST, SECOND)
    assert explanation.rubric == RUBRIC[nearest(explanation.result.score)]
    assert explainer.explain(FIRST, FIRST).rubric.startswith("두 문장의 핵심 내용이 동일하며")


def test_an_explanation_shows_the_nearest_examples_of_its_score(explainer: Explainer) -> None:
    here, there = explainer.explain(FIRST, SECOND), explainer.explain(SECOND, FIRST)
    assert here.examples == nearest_examples(FIRST, SECOND, here.result.score)
    assert here.examples == there.examples
    assert len(here.examples) == 2


# What it costs


@pytest.mark.parametrize(
    ("sentence1", "sentence2", "most"),
    [
        ("친구", "글", 1),  # neither can be left out
        ("친구 내", "글", 1 + 2),
        (FIRST, SECOND, 1 + 9),
        ("가 나 다 라 마 바 사 아 자 차", "차 자 아 사 바 마 라 다 나 가", 1 + MOST_PARTS),
        ("가나다라 마바사아 " * 6, "바사아자 " * 12, 1 + LEAST_PARTS),
        ("가나다라 " * 100, "친구", 1 + LEAST_PARTS - 1),  # the other one cannot be left out
    ],
)
def test_it_scores_no_more_pairs_than_parts(
    tiny_model_folder: Path, sentence1: str, sentence2: str, most: int
) -> None:
    """All at once; the tiny model's tokens are syllables, of which longer sentences have more."""
    scorer = Counting.load(tiny_model_folder)
    Explainer(scorer, shared_analyser()).explain(sentence1, sentence2)
    assert scorer.asked == [most]


def test_what_is_told_of_the_contrast_set_is_mostly_so() -> None:
    """Its test part was not looked at when the tables were made."""
    triplets = load_triplets("test")

    def told(first: str, second: str) -> set[str]:
        return {item.kind for item in shared_analyser().differences(first, second)}

    wrongly = [told(a, b) for a, b in zip(triplets["sentence"], triplets["same"], strict=True)]
    assert sum(map(bool, wrongly)) / len(triplets) < 0.05
    for phenomenon, kinds in (
        ("negation", {"negation"}),
        ("number", {"number"}),
        ("date", {"number", "time"}),  # of days of the week it is the time
    ):
        here = triplets[triplets["phenomenon"] == phenomenon]
        rightly = [
            bool(kinds & told(a, b))
            for a, b in zip(here["sentence"], here["different"], strict=True)
        ]
        assert sum(rightly) / len(here) > 0.85, phenomenon
