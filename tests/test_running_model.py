"""The model that the repository ships: it is as good as the README says, and never worse."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from main import __version__
from models import Scorer
from openapi import EXPLAINED
from settings import HERE
from training import data
from training.contrast import accuracy_by_phenomenon, load_triplets
from training.evaluate import labels_of, score_frame
from training.metrics import pearson

FOLDER = HERE / "running_model" / "best_model"
LARGEST = 60_000_000  # bytes

# A sentence, one that says the same, one that says something else.
TRIPLES = [
    ("제 친구가 로제떡볶이를 먹고 있네요", "로제떡볶이를 먹는 내 친구", "내일 회의는 몇 시인가요?"),
    ("숙소가 역에서 가까워요", "숙소는 역까지 걸어서 갈 만해요", "숙소가 깨끗하고 조용했어요"),
    ("내일 비가 온다고 해요", "내일은 비 소식이 있어요", "어제 산 우산을 잃어버렸어요"),
    ("거실 불을 꺼 줘", "거실 조명을 좀 꺼 줄래?", "오늘 일정이 어떻게 되지?"),
]  # fmt: skip


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(FOLDER)


def test_the_weights_fit_a_repository() -> None:
    assert (FOLDER / "model.safetensors").stat().st_size <= LARGEST


@pytest.mark.parametrize(("sentence", "same", "other"), TRIPLES)
def test_the_same_meaning_is_called_similar_and_another_is_not(
    scorer: Scorer, sentence: str, same: str, other: str
) -> None:
    similar, different = scorer.score(sentence, same), scorer.score(sentence, other)
    assert similar.similar
    assert not different.similar
    assert similar.score > different.score + 1.5


def test_a_negation_is_not_the_same(scorer: Scorer) -> None:
    reservation = "예약이 필요합니다"
    assert scorer.score(reservation, "미리 예약하셔야 합니다").similar
    assert not scorer.score(reservation, "예약이 필요하지 않습니다").similar


def test_it_ranks_the_contrast_set_as_well_as_the_readme_says(scorer: Scorer) -> None:
    phenomena = ["negation", "number", "role"]
    test = load_triplets("test")
    table = accuracy_by_phenomenon(scorer, test[test["phenomenon"].isin(phenomena)])
    right = dict(zip(table["phenomenon"], map(float, table["accuracy"]), strict=True))
    text = (HERE / "README.md").read_text(encoding="utf-8")
    for phenomenon in phenomena:
        assert f"{phenomenon} {100 * right[phenomenon]:.0f} %" in text
    assert right["negation"] > 0.8


def test_its_figures_are_those_of_its_weights(scorer: Scorer) -> None:
    assert scorer.metrics["revision"] == scorer.revision
    assert scorer.metrics["parameters"] == scorer.parameters
    assert scorer.metrics["threshold"] == scorer.threshold


def test_it_reaches_on_the_test_set_what_its_figures_say(scorer: Scorer) -> None:
    folder = data.find_folder(None)
    if folder is None:
        pytest.skip("KLUE-STS dev is not here (shared/data): the model's Pearson is NOT CHECKED")
    test = data.load_klue_dev(folder)
    measured = float(pearson(labels_of(test), score_frame(scorer, test, "KLUE-STS dev")))
    assert measured == pytest.approx(scorer.metrics["klue_sts_dev"]["pearson"]["value"], abs=5e-4)
    assert measured >= 0.88


def answers() -> list[dict[str, Any]]:
    """What the READMEs and the API's description show as the answers of the shipped model."""
    lines = [
        line
        for name in ("README.md", "README.ko.md")
        for line in (HERE / name).read_text(encoding="utf-8").splitlines()
        if line.startswith('{"sentence1"')
    ]
    return [*map(json.loads, lines), EXPLAINED]


def test_the_answers_that_are_shown_are_its_own(scorer: Scorer) -> None:
    shown = answers()
    assert len(shown) > 3
    for answer in shown:
        result = scorer.score(answer["sentence1"], answer["sentence2"])
        for name in ("score", "lowered", "raised", "low", "high", "similarity"):
            assert answer[name] == pytest.approx(getattr(result, name), abs=1e-3), answer
        for name in ("percent", "similar", "threshold"):
            assert answer[name] == getattr(result, name), answer


def test_the_version_is_the_latest_that_the_changelog_tells_of() -> None:
    text = (HERE / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", text, flags=re.MULTILINE)
    assert latest is not None
    assert latest[1] == __version__


def test_readme_and_card_tell_the_figures_that_were_measured(scorer: Scorer) -> None:
    figures = json.loads((FOLDER / "metrics.json").read_text(encoding="utf-8"))
    dev = figures["klue_sts_dev"]
    for path in (Path("README.md"), Path("README.ko.md"), FOLDER / "README.md"):
        text = (HERE / path).read_text(encoding="utf-8")
        assert f"{dev['pearson']['value']:.4f}" in text, path
        assert f"{dev['spearman']['value']:.4f}" in text, path
        for row in dev["at"]:
            assert f"{row['f1']:.4f}" in text, path
        assert figures["revision"] in text, path
