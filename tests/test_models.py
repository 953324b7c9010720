"""The scorer: the same score whatever the order or the batch, and one sentence when it cannot."""

import itertools
import json
import math
import pickle
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer, ElectraModel

from models import Comparison, ModelError, PairEncoder, Scorer, Turns
from training.tiny import build_tiny, config

FRIEND1 = "제 친구가 로제떡볶이를 먹고 있네요"
FRIEND2 = "로제떡볶이를 먹는 내 친구"
SENTENCES = [FRIEND1, FRIEND2, "문장을 읽습니다", "글을 봅니다", "예약이 필요합니다", "10시", "네"]

# What people type, in the letters that the tiny tokenizer knows and some that it does not.
LETTERS = "가나다라마바사친구먹고 있는네요012?!뷁"
sentences = st.text(LETTERS, min_size=1, max_size=40).filter(
    lambda text: any(character.isalnum() for character in text)
)


@pytest.fixture(scope="module", params=["pair", "classifier"])
def scorer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    """Both kinds of model that fit."""
    return Scorer.load(build_tiny(tmp_path_factory.mktemp(request.param), kind=request.param))


@pytest.fixture
def broken(tiny_model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model to break."""
    return Path(shutil.copytree(tiny_model_folder, tmp_path / "model"))


def test_the_numbers_of_a_result_belong_together(scorer: Scorer) -> None:
    result = scorer.score(f"  {FRIEND1}\n", FRIEND2)
    assert (result.sentence1, result.sentence2) == (FRIEND1, FRIEND2)
    assert 0.0 <= result.score <= 5.0
    assert result.similarity == pytest.approx(result.score / 5, abs=1e-7)
    assert result.percent == int(result.similarity * 100 + 0.5)
    assert result.similar is (result.score >= result.threshold)
    assert result.truncated == (False, False)


@settings(max_examples=60, deadline=None)
@given(a=sentences, b=sentences)
def test_order_never_matters(tiny_scorer: Scorer, a: str, b: str) -> None:
    assert tiny_scorer.score(a, b).score == tiny_scorer.score(b, a).score


def test_order_never_matters_for_a_cross_encoder_either(scorer: Scorer) -> None:
    for a, b in itertools.combinations(SENTENCES, 2):
        assert scorer.score(a, b).score == scorer.score(b, a).score


def test_order_does_not_even_matter_to_the_pair_encoder_itself(tiny_scorer: Scorer) -> None:
    """Not only because `Scorer` sorts the pair: the network has no first and second sentence."""
    ids = torch.tensor([[[2, 9, 8, 7, 3], [2, 6, 5, 3, 0]]])
    mask = (ids != 0).long()
    with torch.inference_mode():
        forth = tiny_scorer.model(ids, mask).logits
        back = tiny_scorer.model(ids.flip(1), mask.flip(1)).logits
    assert torch.allclose(forth, back, atol=1e-6)


def score_apart(model: Any, ids: torch.Tensor) -> torch.Tensor:
    """The logit of a pair as a bi-encoder computes it, by hand; `ids` is (2, tokens)."""
    hidden = model.electra(input_ids=ids).last_hidden_state
    u, v = hidden.mean(dim=1)
    cosine = torch.nn.functional.cosine_similarity(u, v, dim=0).unsqueeze(0)
    compared = model.comparison(hidden.unsqueeze(0), torch.ones(1, *ids.shape).bool())[0]
    features = torch.cat([(u - v).abs(), u * v, u + v, cosine, compared])
    logit: torch.Tensor = model.out(torch.nn.functional.gelu(model.dense(features)))
    return logit


def test_each_sentence_sees_the_other(tiny_scorer: Scorer) -> None:
    """With the cross layer's door shut, the sentences are read as a bi-encoder would."""
    model = tiny_scorer.model
    ids = torch.tensor([[[2, 9, 8, 3], [2, 6, 5, 3]]])
    mask = torch.ones_like(ids)
    opened = model(ids, mask).logits
    bias = model.cross_bias.detach().clone()
    with torch.no_grad():
        model.cross_bias.fill_(-1e4)
        shut = model(ids, mask).logits
        apart = score_apart(model, ids[0])
        model.cross_bias.copy_(bias)
    assert torch.allclose(shut[0], apart, atol=1e-5)
    assert not torch.allclose(shut, opened, atol=1e-5)


def test_the_same_text_is_five(scorer: Scorer) -> None:
    assert scorer.score(FRIEND1, f" {FRIEND1} ").score == 5.0
    assert scorer.score("가" * 500, "가" * 500).truncated == (True, True)


def test_a_batch_says_what_single_calls_say(scorer: Scorer) -> None:
    pairs = list(itertools.product(SENTENCES, SENTENCES)) * 3
    batch = scorer.score_pairs(pairs)
    for pair, result in zip(pairs, batch, strict=True):
        assert (result.sentence1, result.sentence2) == pair
        assert result.score == pytest.approx(scorer.score(*pair).score, abs=1e-5)
    assert scorer.score_pairs([]) == []


def test_a_standard_cross_encoder_scores_as_plain_transformers_does(tmp_path: Path) -> None:
    folder = build_tiny(tmp_path, kind="classifier")
    scorer = Scorer.load(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        forth = model(**tokenizer(FRIEND1, FRIEND2, return_tensors="pt")).logits.item()
        back = model(**tokenizer(FRIEND2, FRIEND1, return_tensors="pt")).logits.item()
    assert forth != back
    assert scorer.score(FRIEND1, FRIEND2).score == pytest.approx((forth + back) / 2, abs=1e-5)


def test_a_sentence_transformers_cross_encoder_gets_its_sigmoid(tmp_path: Path) -> None:
    raw = Scorer.load(build_tiny(tmp_path, kind="classifier"))
    logit = raw.score(FRIEND1, FRIEND2).score
    raw.model.config.sentence_transformers = {
        "activation_fn": "torch.nn.modules.activation.Sigmoid"
    }
    raw.model.save_pretrained(tmp_path)
    expected = 5 / (1 + math.exp(-logit))
    assert Scorer.load(tmp_path).score(FRIEND1, FRIEND2).score == pytest.approx(expected, abs=0.01)


def test_dropout_is_off(scorer: Scorer) -> None:
    assert not any(module.training for module in scorer.model.modules())
    assert len({scorer.score(FRIEND1, FRIEND2).score for _ in range(5)}) == 1


def test_a_long_sentence_is_scored_on_its_beginning_and_says_so(scorer: Scorer) -> None:
    long = "가나다라" * 100
    result = scorer.score(long, FRIEND2)
    assert result.truncated == (True, False)
    assert scorer.score(FRIEND2, long).truncated == (False, True)
    # What stands after the cut changes nothing, what stands before it does.
    assert scorer.score(long + "마바사", FRIEND2).score == result.score
    assert scorer.score("마바사" + long, FRIEND2).score != result.score


def test_threads_do_not_disturb_each_other(scorer: Scorer) -> None:
    pairs = list(itertools.combinations(SENTENCES, 2))
    alone = [result.score for result in scorer.score_pairs(pairs)]
    seen: list[list[float]] = []

    def work() -> None:
        seen.extend([result.score for result in scorer.score_pairs(pairs)] for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 20
    assert all(scores == alone for scores in seen)


def test_turns_are_taken_in_the_order_of_asking() -> None:
    """Who has just had a turn waits for those who asked meanwhile; a plain lock lets it in."""
    turns = Turns()
    order: list[str] = []
    with turns:
        second = threading.Thread(target=lambda: take(turns, order, "second"))
        second.start()
        while turns._asked < 2:
            pass
    with turns:
        order.append("first again")
    second.join()
    assert order == ["second", "first again"]


def take(turns: Turns, order: list[str], name: str) -> None:
    with turns:
        order.append(name)


@pytest.fixture
def comparison() -> Comparison:
    torch.manual_seed(1)
    return Comparison(hidden=8, size=5).eval()


def test_a_token_is_compared_with_its_counterpart(comparison: Comparison) -> None:
    """Worked token by token; sharpness 3 picks the nearest one nearly alone."""
    one, other = torch.randn(2, 8), torch.randn(2, 8)
    both = torch.stack([one, other]).unsqueeze(0)
    with torch.inference_mode():
        found = comparison(both, torch.ones(1, 2, 2).bool())[0]
        sides, nearest = [], []
        for here, there in ((one, other), (other, one)):
            rows = []
            for token in here:
                near = torch.tensor([torch.cosine_similarity(token, t, dim=0) for t in there])
                counterpart = (near * math.exp(3.0)).softmax(dim=0) @ there
                row = torch.cat([(token - counterpart).abs(), token * counterpart])
                rows.append(torch.nn.functional.gelu(comparison.compare(row)))
                nearest.append(near.max().item())
            sides.append(torch.stack(rows))
    a, b, c, d = nearest

    assert torch.allclose(found[:5], torch.cat(sides).mean(dim=0), atol=1e-5)
    assert torch.allclose(found[5:10], torch.cat(sides).amax(dim=0), atol=1e-5)
    assert found[10:].tolist() == pytest.approx(
        [
            (a + b + c + d) / 4,
            abs((a + b) / 2 - (c + d) / 2),
            min(a, b, c, d),
            max(min(a, b), min(c, d)),
        ],
        abs=1e-5,
    )


def test_padding_and_order_change_nothing_in_a_comparison(comparison: Comparison) -> None:
    tokens, mask = torch.randn(1, 2, 4, 8), torch.ones(1, 2, 4).bool()
    mask[0, 1, 2:] = False
    other = tokens.clone()
    other[0, 1, 2:] = 99.0
    with torch.inference_mode():
        expected = comparison(tokens, mask)
        assert torch.equal(comparison(other, mask), expected)
        assert torch.equal(comparison(tokens.flip(1), mask.flip(1)), expected)


def test_without_a_comparison_the_whole_sentences_must_do() -> None:
    shape: Any = config(vocabulary=20)
    shape.compare_size = 0
    model = PairEncoder(shape)
    assert model.comparison is None
    assert model.dense.in_features == 3 * 16 + 1


def test_nothing_left_after_cleaning_is_an_error(tiny_scorer: Scorer) -> None:
    with pytest.raises(ValueError, match="pair 1"):
        tiny_scorer.score_pairs([(FRIEND1, FRIEND2), (FRIEND1, "★★★")])


def test_the_encoder_loads_in_plain_transformers(tiny_model_folder: Path) -> None:
    _, info = ElectraModel.from_pretrained(tiny_model_folder, output_loading_info=True)
    assert not info["missing_keys"]


def test_a_base_with_narrow_embeddings_fits_too() -> None:
    """KoELECTRA-small's are projected; the door between the sentences is shut here."""
    shape = config(vocabulary=20)
    shape.embedding_size = 8
    model: Any = PairEncoder(shape)
    model.eval()
    ids = torch.tensor([[[2, 9, 8, 3], [2, 6, 5, 3]]])
    with torch.inference_mode():
        model.cross_bias.fill_(-1e4)
        logits = model(ids, torch.ones_like(ids)).logits
        assert torch.allclose(logits[0], score_apart(model, ids[0]), atol=1e-5)


def test_half_precision_weights_are_computed_in_full(broken: Path) -> None:
    weights = load_file(broken / "model.safetensors")
    halves = {name: tensor.half() for name, tensor in weights.items()}
    save_file(halves, broken / "model.safetensors", metadata={"format": "pt"})
    assert {p.dtype for p in Scorer.load(broken).model.parameters()} == {torch.float32}


def test_the_threshold_comes_from_the_metrics_unless_it_is_given(broken: Path) -> None:
    assert Scorer.load(broken).threshold == 3.0
    (broken / "metrics.json").write_text(json.dumps({"threshold": 2.75, "model": "mine"}))
    assert Scorer.load(broken).threshold == 2.75
    assert Scorer.load(broken).name == "mine"
    assert Scorer.load(broken, threshold=0.0).threshold == 0.0


def test_bounds_lie_around_the_score_as_the_metrics_say(broken: Path) -> None:
    score = Scorer.load(broken).score(FRIEND1, FRIEND2)
    assert (score.low, score.high) == (None, None)
    bands = [
        {"score": score.score - 1.0, "below": 0.1, "above": 0.3},
        {"score": score.score + 1.0, "below": 0.3, "above": 9.0},
    ]
    (broken / "metrics.json").write_text(json.dumps({"bands": bands}))

    scorer = Scorer.load(broken)

    found = scorer.score(FRIEND1, FRIEND2)
    assert found.low == pytest.approx(score.score - 0.2, abs=1e-5)  # halfway between the two
    assert found.high == 5.0  # nothing is higher
    same = scorer.score(FRIEND1, FRIEND1)
    assert (same.low, same.high) == (5.0, 5.0)


@pytest.mark.parametrize(
    "bands",
    [
        3,
        ["a"],
        [{"score": 1.0, "below": 0.5}],
        [{"score": 1.0, "below": -0.5, "above": 0.5}],
        [{"score": 2.0, "below": 0, "above": 0}, {"score": 1.0, "below": 0, "above": 0}],
    ],
)
def test_bands_that_are_none_are_refused(broken: Path, bands: Any) -> None:
    (broken / "metrics.json").write_text(json.dumps({"bands": bands}))
    with pytest.raises(ModelError, match="`bands` that are not what"):
        Scorer.load(broken)


NEGATED = ("예약이 필요합니다", "예약이 필요하지 않습니다")


def test_a_difference_lowers_what_the_model_says(broken: Path) -> None:
    said = Scorer.load(broken).score(*NEGATED).score
    ceiling = round(said - 1.0, 6)
    ceilings = {"kinds": {"negation": ceiling}, "rise": 0.0, "floor": 0.0}
    (broken / "metrics.json").write_text(json.dumps({"ceilings": ceilings}))

    scorer = Scorer.load(broken)

    for pair in (NEGATED, NEGATED[::-1]):
        found = scorer.score(*pair)
        assert found.score == pytest.approx(ceiling + 0.1, abs=1e-5)  # a tenth of 1.0 stays
        assert found.lowered == pytest.approx(0.9, abs=1e-5)
        assert found.similarity == pytest.approx(found.score / 5, abs=1e-6)
    friends = scorer.score(FRIEND1, FRIEND2)
    assert friends.lowered == friends.raised == 0.0
    assert scorer.score(NEGATED[0], NEGATED[0]).score == 5.0


def test_words_that_mean_the_same_raise_it(broken: Path) -> None:
    pair = ("9시에 불을 켜 주세요", "아홉 시에 불을 켜 주세요")
    said = Scorer.load(broken).score(*pair).score
    floor = round(said + 1.0, 6)
    ceilings = {"kinds": {}, "rise": 0.0, "floor": floor}
    (broken / "metrics.json").write_text(json.dumps({"ceilings": ceilings}))

    found = Scorer.load(broken).score(*pair)

    assert found.score == pytest.approx(floor - 0.1, abs=1e-5)
    assert found.raised == pytest.approx(0.9, abs=1e-5)
    assert found.lowered == 0.0


@pytest.mark.parametrize("ceilings", [None, [], {"kinds": {"colour": 1.0}, "rise": 0, "floor": 0}])
def test_ceilings_that_are_none_are_refused(broken: Path, ceilings: Any) -> None:
    (broken / "metrics.json").write_text(json.dumps({"ceilings": ceilings}))
    with pytest.raises(ModelError, match="`ceilings` that are not what"):
        Scorer.load(broken)


def test_a_pickled_checkpoint_loads_when_it_holds_only_weights(broken: Path) -> None:
    expected = Scorer.load(broken).score(FRIEND1, FRIEND2).score
    torch.save(load_file(broken / "model.safetensors"), broken / "pytorch_model.bin")
    (broken / "model.safetensors").unlink()
    assert Scorer.load(broken).score(FRIEND1, FRIEND2).score == pytest.approx(expected, abs=1e-5)


class Bomb:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return (Path.touch, (self.path,))


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
def test_a_pickle_that_would_run_code_is_refused(broken: Path, tmp_path: Path) -> None:
    (broken / "model.safetensors").unlink()
    trace = tmp_path / "it-ran"
    torch.save({"weight": Bomb(trace)}, broken / "pytorch_model.bin")
    with pytest.raises(ModelError, match="cannot be read"):
        Scorer.load(broken)
    (broken / "pytorch_model.bin").write_bytes(pickle.dumps(Bomb(trace)))
    with pytest.raises(ModelError, match="cannot be read"):
        Scorer.load(broken)
    assert not trace.exists()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def drop_a_tensor(path: Path) -> None:
    weights = load_file(path)
    del weights["out.weight"]
    save_file(weights, path, metadata={"format": "pt"})


def resize_a_tensor(path: Path) -> None:
    weights = load_file(path)
    weights["out.weight"] = torch.zeros(1, 3)
    save_file(weights, path, metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("file", "harm", "says"),
    [
        ("config.json", Path.unlink, "holds no config.json"),
        ("config.json", lambda path: path.write_text("{"), "damaged"),
        ("config.json", lambda path: path.write_text('{"model_type": "new"}'), "unknown kind"),
        ("model.safetensors", Path.unlink, "holds no weights"),
        ("model.safetensors", cut_short, "cannot be read"),
        ("model.safetensors", lambda path: path.write_bytes(b""), "cannot be read"),
        ("model.safetensors", drop_a_tensor, "does not fit its config.json"),
        ("model.safetensors", resize_a_tensor, "does not fit its config.json"),
        ("tokenizer.json", Path.unlink, "tokenizer"),
        ("tokenizer.json", cut_short, "tokenizer"),
        ("metrics.json", lambda path: path.write_text("[]"), "not a JSON object"),
        ("metrics.json", lambda path: path.write_text('{"threshold": 7}'), "from 0 to 5"),
    ],
)
def test_a_broken_folder_is_one_sentence(broken: Path, file: str, harm: object, says: str) -> None:
    harm(broken / file)
    with pytest.raises(ModelError, match=says) as caught:
        Scorer.load(broken)
    assert "\n" not in str(caught.value)


def test_another_models_tokenizer_is_refused(broken: Path) -> None:
    big = json.loads((broken / "tokenizer.json").read_text(encoding="utf-8"))
    big["model"]["vocab"] += [[chr(0x4E00 + index), -9.0] for index in range(50)]
    (broken / "tokenizer.json").write_text(json.dumps(big), encoding="utf-8")
    with pytest.raises(ModelError, match="does not belong to its model"):
        Scorer.load(broken)


def test_a_classifier_of_several_labels_is_refused(broken: Path) -> None:
    config = json.loads((broken / "config.json").read_text())
    config["architectures"] = ["ElectraForSequenceClassification"]
    config["id2label"] = {"0": "no", "1": "yes"}
    (broken / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match="2 outputs"):
        Scorer.load(broken)


def test_code_in_the_folder_is_never_run(broken: Path, tmp_path: Path) -> None:
    config = json.loads((broken / "config.json").read_text())
    config["auto_map"] = {"AutoModelForSequenceClassification": "evil.Evil"}
    (broken / "config.json").write_text(json.dumps(config))
    (broken / "evil.py").write_text(f"open({str(tmp_path / 'it-ran')!r}, 'w')")
    Scorer.load(broken)
    assert not (tmp_path / "it-ran").exists()
