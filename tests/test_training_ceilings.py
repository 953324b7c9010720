"""Learning ceilings: each is where held-out labels want it, and the app finds them."""

from pathlib import Path

import pandas as pd
import pytest

from ceilings import Ceilings
from differences import Compared, Difference
from models import Scorer
from tests.pipeline import read_json
from training.__main__ import main
from training.ceilings import Held, learn, loss, lower, read_held
from training.tiny import build_tiny


def held(score: float, label: float, *kinds: str, common: float = 0.9) -> Held:
    found = [Difference(kind, "", "", "") for kind in kinds]
    return Held(score, label, 1.0, Compared(found, common, same=not kinds))


def test_a_ceiling_is_where_the_labels_are() -> None:
    # Held under 2.0, each score is 2.0 + 0.1 (4.0 - 2.0) = 2.2.
    pairs = [held(4.0, 2.2, "negation")] * 12
    ceilings = learn(pairs)
    assert ceilings.kinds == {"negation": 2.0}
    assert loss(pairs, ceilings) == pytest.approx(0)
    assert loss(pairs, Ceilings({})) == pytest.approx(12 * 1.8**2)


def test_a_kind_whose_labels_are_as_high_as_the_scores_has_none() -> None:
    assert learn([held(4.0, 4.3, "degree")] * 12).kinds == {}


def test_a_kind_that_is_seldom_seen_has_none() -> None:
    assert learn([held(4.4, 1.0, "roles")] * 3).kinds == {}


def test_a_pair_with_two_kinds_is_no_reason_to_lower_both() -> None:
    alone = [held(4.4, 4.4, "degree")] * 12
    ceilings = learn([*alone, *([held(4.0, 2.2, "number", "degree")] * 12)])
    assert ceilings.kinds == {"number": 2.0}


def test_they_rise_with_what_else_differs_where_labels_do() -> None:
    near = [held(4.0, 2.2, "number", common=0.75)] * 12
    # 0.2 less in common, of five points: 3.0 + 0.1 (4.0 - 3.0) = 3.1.
    far = [held(4.0, 3.1, "number", common=0.55)] * 12
    learned = learn([*near, *far])
    assert learned.kinds == {"number": 2.0}
    assert learned.rise == 5.0


def test_the_floor_is_where_labels_of_pairs_that_say_the_same_are() -> None:
    # Held over 4.5, each score is 4.5 - 0.1 (4.5 - 2.5) = 4.3.
    pairs = [held(2.5, 4.3)] * 12
    learned = learn(pairs)
    assert (learned.kinds, learned.floor) == ({}, 4.5)
    assert learn(pairs[:3]).floor == 0.0


def test_they_are_lowered_as_far_as_natural_pairs_allow() -> None:
    ceilings = Ceilings({"negation": 2.0, "number": 3.0, "intent": 0.8}, rise=2.5, floor=4.0)
    # Nothing differs in these, so that no ceiling moves them.
    alike = [held(score, score) for score in (0.0, 3.0, 5.0)]
    lowest = lower(ceilings, [alike])
    assert lowest.kinds == {"negation": 1.4, "number": 2.4, "intent": 0.5}
    assert (lowest.rise, lowest.floor) == (0.0, 4.0)
    # Here people call one as alike as the ceiling lets it be; one set is enough to keep it there.
    numbers = [*alike, held(3.0, 3.0, "number")]
    assert lower(ceilings, [alike, numbers]).kinds == {**lowest.kinds, "number": 3.0}


def test_they_still_rise_where_natural_pairs_ask_for_it() -> None:
    ceilings = Ceilings({"negation": 2.0, "number": 3.0}, rise=2.5)
    # 0.4 less in common: the ceiling of 2.0 is one of 3.0, and people see it so. One step down is
    # within what natural pairs may lose, a smaller rise is not.
    far = [
        *(held(score, score) for score in (0.0, 3.0, 5.0)),
        held(3.0, 3.0, "negation", common=0.35),
    ]
    lowest = lower(ceilings, [far])
    assert lowest.kinds == {"negation": 1.9, "number": 2.4}
    assert lowest.rise == 2.5


def test_pairs_are_read_with_what_is_known_of_them() -> None:
    frame = pd.DataFrame(
        [
            ("7시에 켜 줘", "9시에 켜 줘!", 2.0),
            ("7시에 켜 줘", "일곱 시에 켜 줘", 5.0),
            ("7시에 켜 줘", "7시에 켜 줘", 5.0),
            ("7시에 켜 줘", "날씨가 좋네요", 0.0),
        ],
        columns=["sentence1", "sentence2", "score"],
    )
    scores, weights = frame["score"].to_numpy() * 0 + 4.0, frame["score"].to_numpy() * 0 + 0.5
    differing, same, identical, apart = read_held(frame, scores, weights)
    assert (differing.label, differing.weight, differing.kinds) == (2.0, 0.5, {"number"})
    assert (same.label, same.kinds, same.compared.same) == (5.0, set(), True)
    assert (identical.kinds, identical.compared.same) == (set(), True)
    assert (apart.kinds, apart.compared.same) == (set(), False)


def test_the_command_writes_what_the_app_reads(tmp_path: Path) -> None:
    model = build_tiny(tmp_path / "model", kind="pair")
    pairs = tmp_path / "pairs.csv"
    rows = [f"{hour}시에 켜 줘,{hour + 1}시에 켜 줘,0.0" for hour in range(1, 12)]
    pairs.write_text("\n".join(["sentence1,sentence2,score", *rows]) + "\n", encoding="utf-8")
    main(["ceilings", "--model", str(model), "--natural", str(pairs), "--pairs", str(pairs)])
    # Labels of 0 ask for the lowest that there is.
    written = read_json(model / "metrics.json")["ceilings"]
    assert written["kinds"] == {"number": 0.5}
    scorer = Scorer.load(model)
    same, other = (
        scorer.score("7시에 켜 줘", "일곱 시에 켜 줘"),
        scorer.score("7시에 켜 줘", "9시에 켜 줘"),
    )
    assert same.lowered == 0
    assert other.lowered > 0
    assert other.score == pytest.approx(0.5 + 0.1 * (other.score + other.lowered - 0.5), abs=1e-5)


def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["ceilings", "--model", str(tmp_path / "none")])
    assert "config.json" in capsys.readouterr().err
