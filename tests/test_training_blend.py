"""Learning a blend: the weights of a regression, and the app finds them."""

from pathlib import Path

import numpy as np
import pytest

from models import Scorer
from tests.pipeline import read_json
from training.__main__ import main
from training.blend import learn, write_metric
from training.tiny import build_tiny


def test_weights_are_those_that_made_the_labels() -> None:
    scores, shared = np.array([0.0, 4.0, 2.0, 5.0]), np.array([0.0, 0.5, 1.0, 0.25])
    found = learn(0.6 * scores + 1.5 * shared + 0.2, scores, shared)
    assert found.to_dict() == pytest.approx({"score": 0.6, "shared": 1.5, "base": 0.2}, abs=1e-4)


def test_shared_words_never_speak_against_a_pair() -> None:
    scores, shared = np.array([0.0, 4.0, 2.0, 5.0]), np.array([0.9, 0.5, 0.7, 0.1])
    assert learn(scores - shared, scores, shared).shared == 0.0


def test_the_command_writes_what_the_app_reads(tmp_path: Path) -> None:
    model = build_tiny(tmp_path / "model", kind="pair")
    write_metric(model, "threshold", 2.5)
    pairs = tmp_path / "pairs.csv"
    # Labels follow the shared words: none, half, all of two.
    rows = ["커피를 마셨다,눈이 온다,0.0", "커피를 마셨다,커피를 쏟았다,2.0"]
    rows += ["커피를 마셨다,커피를 마십니다,4.0", "눈이 온다,눈이 그친다,2.0"]
    pairs.write_text("\n".join(["sentence1,sentence2,score", *rows]) + "\n", encoding="utf-8")

    main(["blend", "--model", str(model), "--pairs", str(pairs)])

    written = read_json(model / "metrics.json")
    assert written["threshold"] == 2.5
    assert written["blend"]["shared"] == pytest.approx(4.0, abs=0.5)
    scorer = Scorer.load(model)
    assert scorer.score("커피를 마셨다", "커피를 쏟았다").score == pytest.approx(2.0, abs=0.3)
    assert scorer.score("커피를 마셨다", "밥을 먹었다").score == pytest.approx(0.0, abs=0.3)


def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["blend", "--model", str(tmp_path / "none")])
    assert "config.json" in capsys.readouterr().err
