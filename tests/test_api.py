"""The JSON interface, by its table of calls: what goes in, what comes out, what is refused."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from data_preprocessing import clean
from main import create_app
from models import Scorer
from settings import Settings

FIRST = "제 친구가 로제떡볶이를 먹고 있네요"
SECOND = "로제떡볶이를 먹는 내 친구"
OTHER = "내일 예약이 필요합니다"
PAIR = {"sentence1": FIRST, "sentence2": SECOND}
LONG = "가나다라" * 400


def errors_of(response: TestResponse, status: int = 400) -> list[tuple[str, str]]:
    """Fields and codes of a refusal."""
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json
    return [(error["field"], error["code"]) for error in response.json.get("errors", [])]


def send(client: FlaskClient, body: str | bytes, path: str = "/api/similarity") -> TestResponse:
    return client.post(path, data=body, content_type="application/json")


# One pair


def test_one_pair(client: FlaskClient, tiny_scorer: Scorer) -> None:
    response = client.post("/api/similarity", json=PAIR)
    result = tiny_scorer.score(FIRST, SECOND)
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.json == {
        "sentence1": FIRST,
        "sentence2": SECOND,
        "score": pytest.approx(result.score, abs=1e-5),
        "lowered": 0.0,
        "raised": 0.0,
        "low": None,  # the tiny model is not calibrated
        "high": None,
        "similarity": pytest.approx(result.score / 5, abs=1e-5),
        "percent": result.percent,
        "similar": result.similar,
        "threshold": 3.0,
        "truncated": [False, False],
        "model": tiny_scorer.name,
    }
    assert FIRST in response.text  # Hangul as Hangul, not as \u escapes


def test_the_order_of_the_sentences_does_not_matter(client: FlaskClient) -> None:
    swapped = {"sentence1": SECOND, "sentence2": FIRST}
    one = client.post("/api/similarity", json=PAIR).json
    other = client.post("/api/similarity", json=swapped).json
    assert one
    assert other
    assert one["score"] == other["score"]


def test_sentences_come_back_as_cleaned(client: FlaskClient) -> None:
    typed = {"sentence1": f"  <b>{FIRST}</b>\n", "sentence2": FIRST}
    answer = client.post("/api/similarity", json=typed).json
    assert answer
    assert answer["sentence1"] == clean(typed["sentence1"]) == FIRST
    assert (answer["score"], answer["percent"]) == (5.0, 100)


def test_a_sentence_too_long_to_read_is_said_to_be(client: FlaskClient) -> None:
    answer = client.post("/api/similarity", json={"sentence1": FIRST, "sentence2": LONG}).json
    assert answer
    assert answer["truncated"] == [False, True]


def test_the_threshold_is_the_settings(tiny_model_folder: Any) -> None:
    scorer = Scorer.load(tiny_model_folder, threshold=0.0)
    answer = create_app(scorer=scorer).test_client().post("/api/similarity", json=PAIR).json
    assert answer
    assert (answer["threshold"], answer["similar"]) == (0.0, True)


# Many pairs


def test_many_pairs_are_answered_in_order_as_each_alone(client: FlaskClient) -> None:
    pairs = [[FIRST, SECOND], [FIRST, OTHER], [OTHER, OTHER], [LONG, SECOND]]
    answer = client.post("/api/similarity", json={"pairs": pairs}).json
    assert answer
    assert len(answer["results"]) == len(pairs)
    for (sentence1, sentence2), result in zip(pairs, answer["results"], strict=True):
        body = {"sentence1": sentence1, "sentence2": sentence2}
        alone = client.post("/api/similarity", json=body).json
        assert alone
        assert result["score"] == pytest.approx(alone["score"], abs=1e-5)
        unequal = {"score", "similarity"}
        assert {**result, "model": answer["model"], **dict.fromkeys(unequal)} == {
            **alone,
            **dict.fromkeys(unequal),
        }


def test_no_pairs_no_results(client: FlaskClient, tiny_scorer: Scorer) -> None:
    answer = client.post("/api/similarity", json={"pairs": []}).json
    assert answer == {"results": [], "model": tiny_scorer.name}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/similarity", lambda n: {"pairs": [["가", "나"]] * n}, "pairs"),
        (
            "/similarity",
            lambda n: {"inputs": {"source_sentence": "가", "sentences": ["나"] * n}},
            "inputs.sentences",
        ),
        ("/rerank", lambda n: {"query": "가", "texts": ["나"] * n}, "texts"),
    ],
)
def test_a_thousand_are_taken_and_one_more_is_refused(
    client: FlaskClient, path: str, body: Any, field: str
) -> None:
    assert client.post(path, json=body(1000)).status_code == 200
    refused = client.post(path, json=body(1001))
    assert errors_of(refused, 413) == []
    assert refused.json
    assert refused.json["detail"] == f"{field} has 1001 items; send at most 1000 at a time."


def test_the_limits_are_settings(tiny_scorer: Scorer) -> None:
    client = create_app(Settings(max_pairs=2, max_body_bytes=300), tiny_scorer).test_client()
    assert client.post("/api/similarity", json={"pairs": [["가", "나"]] * 2}).status_code == 200
    errors_of(client.post("/api/similarity", json={"pairs": [["가", "나"]] * 3}), 413)
    body = json.dumps({"sentence1": "가", "sentence2": "나"})
    assert send(client, body.ljust(300)).status_code == 200
    errors_of(send(client, body.ljust(301)), 413)


# Why


def test_an_explanation_is_a_result_and_why(client: FlaskClient) -> None:
    answer = client.post("/api/explain", json=PAIR).json
    result = client.post("/api/similarity", json=PAIR).json
    assert answer
    assert result
    unequal = {"score", "similarity"}  # in their last digits
    assert answer["score"] == pytest.approx(result["score"], abs=1e-5)
    assert {name: answer[name] for name in result.keys() - unequal} == {
        name: result[name] for name in result.keys() - unequal
    }
    assert answer.keys() - result.keys() == {
        "words1", "words2", "links", "differences", "rubric", "examples",
    }  # fmt: skip
    assert [word["text"] for word in answer["words1"]] == FIRST.split()
    assert [word["text"] for word in answer["words2"]] == SECOND.split()
    without = {**PAIR, "sentence1": FIRST.removeprefix("제 ")}
    other = client.post("/api/similarity", json=without).json
    assert other
    assert answer["words1"][0]["change"] == pytest.approx(
        result["score"] - other["score"], abs=2e-5
    )


def test_an_explanation_names_what_differs(client: FlaskClient) -> None:
    body = {"sentence1": "7시에 불을 켜 줘", "sentence2": "9시에 불을 켜 줘"}
    answer = client.post("/api/explain", json=body).json
    assert answer
    assert answer["differences"] == [
        {
            "kind": "number",
            "left": "7시",
            "right": "9시",
            "message": "숫자가 다릅니다 (7시 ↔ 9시)",
        }
    ]


def test_an_explanation_shows_pairs_that_people_labelled(client: FlaskClient) -> None:
    answer = client.post("/api/explain", json=PAIR).json
    assert answer
    assert len(answer["examples"]) == 2
    for example in answer["examples"]:
        assert list(example) == ["label", "sentence1", "sentence2"]
        assert abs(example["label"] - answer["score"]) <= 0.5


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_an_explanation_takes_a_form_too(client: FlaskClient, content_type: str) -> None:
    form = client.post("/api/explain", data=PAIR, content_type=content_type)
    assert form.json == client.post("/api/explain", json=PAIR).json


def test_an_explanation_is_refused_as_a_score_is(client: FlaskClient) -> None:
    wrong = {"sentence1": "★★★"}
    expected = [("sentence1", "noise"), ("sentence2", "missing")]
    assert errors_of(client.post("/api/explain", json=wrong)) == expected
    assert errors_of(client.post("/api/explain", data=wrong)) == expected
    assert errors_of(client.post("/api/explain", json={"pairs": [[FIRST, SECOND]]})) == [
        ("sentence1", "missing"),
        ("sentence2", "missing"),
        ("pairs", "unknown"),
    ]
    assert errors_of(client.post("/api/explain", data="글", content_type="text/plain"), 415) == []


# What is refused


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "type"),
        (3, "type"),
        (True, "type"),
        (["글"], "type"),
        ({"a": "글"}, "type"),
        ("", "empty"),
        (" \t\n\u3000", "empty"),
        ("★★★", "noise"),
        ("😀🎉", "noise"),
        ("<br><br>", "noise"),
        ("https://example.com/", "noise"),
        ("\u200b\u200b", "noise"),
    ],
)
@pytest.mark.parametrize("name", ["sentence1", "sentence2"])
def test_a_wrong_sentence_is_named(client: FlaskClient, name: str, value: Any, code: str) -> None:
    response = client.post("/api/similarity", json={**PAIR, name: value})
    assert errors_of(response) == [(name, code)]


def test_every_wrong_sentence_is_named(client: FlaskClient) -> None:
    assert errors_of(client.post("/api/similarity", json={})) == [
        ("sentence1", "missing"),
        ("sentence2", "missing"),
    ]
    pairs = [["글", "글"], ["글", ""], [1, "★"], ["글"], ["글", "글", "글"], "글글", {"글": "글"}]
    assert errors_of(client.post("/api/similarity", json={"pairs": pairs})) == [
        ("pairs[1][1]", "empty"),
        ("pairs[2][0]", "type"),
        ("pairs[2][1]", "noise"),
        ("pairs[3][1]", "missing"),
        ("pairs[4]", "type"),
        ("pairs[5]", "type"),
        ("pairs[6]", "type"),
    ]


@pytest.mark.parametrize("pairs", [None, "글", {"0": ["글", "글"]}, 5])
def test_pairs_are_a_list(client: FlaskClient, pairs: Any) -> None:
    assert errors_of(client.post("/api/similarity", json={"pairs": pairs})) == [("pairs", "type")]


def test_an_unknown_field_is_not_ignored(client: FlaskClient) -> None:
    typo = client.post("/api/similarity", json={**PAIR, "treshold": 4})
    assert errors_of(typo) == [("treshold", "unknown")]
    typo = client.post("/rerank", json={"query": "글", "texts": ["글"], "return_txt": True})
    assert errors_of(typo) == [("return_txt", "unknown")]


def test_one_pair_and_many_are_not_guessed_between(client: FlaskClient) -> None:
    response = client.post("/api/similarity", json={**PAIR, "pairs": [[FIRST, SECOND]]})
    assert errors_of(response) == [("sentence1", "conflict"), ("sentence2", "conflict")]


def test_of_a_field_sent_twice_neither_is_guessed(client: FlaskClient) -> None:
    body = '{"sentence1": "가", "sentence2": "나", "sentence1": "다"}'
    assert errors_of(send(client, body)) == [("sentence1", "duplicate")]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "글",
        '{"sentence1": "글",}',
        "{'sentence1': '글'}",
        '{"sentence1": NaN, "sentence2": "글"}',
        "-Infinity",
        "9" * 5000,
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"sentence1": "글\n", "sentence2": "글"}',
    ],
    ids=lambda body: body[:20] or "nothing",
)
def test_what_is_not_json_is_refused(client: FlaskClient, body: str) -> None:
    response = send(client, body)
    assert errors_of(response) == []
    assert "not JSON" in response.text


@pytest.mark.parametrize("body", ["[]", '"글"', "null", "3", '[["글", "글"]]'])
@pytest.mark.parametrize("path", ["/api/similarity", "/similarity", "/rerank"])
def test_json_that_is_no_object_is_refused(client: FlaskClient, path: str, body: str) -> None:
    response = send(client, body, path)
    assert errors_of(response) == []
    assert "Send a JSON object." in response.text


@pytest.mark.parametrize("encoding", ["cp949", "utf-16"])
def test_json_that_is_not_utf8_is_refused(client: FlaskClient, encoding: str) -> None:
    response = send(client, json.dumps(PAIR, ensure_ascii=False).encode(encoding))
    assert errors_of(response) == []
    assert "UTF-8" in response.text


def test_a_byte_order_mark_is_no_error(client: FlaskClient) -> None:
    assert send(client, json.dumps(PAIR).encode("utf-8-sig")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
@pytest.mark.parametrize("path", ["/api/similarity", "/similarity", "/rerank"])
def test_another_media_type_is_refused(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    response = client.post(path, data=json.dumps(PAIR), headers=headers)
    assert errors_of(response, 415) == []


def test_half_a_surrogate_pair_harms_nothing(client: FlaskClient) -> None:
    """JSON can say it, UTF-8 cannot: it must neither stop cleaning nor the answer."""
    answer = send(client, r'{"sentence1": "친구\ud800가", "sentence2": "\udfff친구가"}')
    assert answer.status_code == 200
    json.loads(answer.data.decode("utf-8"))
    assert errors_of(send(client, r'{"sentence1": "\ud800", "sentence2": "글"}'))[0][0] == (
        "sentence1"
    )
    assert (
        send(client, r'{"\ud800": "글", "sentence1": "글", "sentence2": "글"}').status_code == 400
    )
    twice = send(client, r'{"\ud800": "글", "\ud800": "글"}')
    assert twice.json
    assert twice.json["errors"][0]["field"] == "\ud800"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["sentence1", "sentence2", "pairs", "inputs", "query", "texts", "other"])


@settings(max_examples=100, deadline=None)
@given(
    path=st.sampled_from(["/api/similarity", "/similarity", "/rerank"]),
    body=st.dictionaries(names, anything) | anything,
)
def test_whatever_is_sent_is_answered_in_json(app: Flask, path: str, body: Any) -> None:
    response = send(app.test_client(), json.dumps(body), path)
    assert response.status_code in {200, 400}
    json.loads(response.data, parse_constant=pytest.fail)


# Hugging Face's client


def test_hugging_faces_client_works_unchanged(site: str, tiny_scorer: Scorer) -> None:
    others = [SECOND, OTHER, FIRST]
    client = InferenceClient(model=f"{site}/similarity")
    similarities = client.sentence_similarity(FIRST, other_sentences=others)
    expected = [tiny_scorer.score(FIRST, other).similarity for other in others]
    assert similarities == pytest.approx(expected, abs=1e-5)
    assert similarities[2] == 1.0


def test_hugging_faces_client_hears_of_errors(site: str) -> None:
    client = InferenceClient(model=f"{site}/similarity")
    with pytest.raises(HfHubHTTPError) as caught:
        client.sentence_similarity(FIRST, other_sentences=[SECOND, "★"])
    assert caught.value.response.status_code == 400
    assert caught.value.response.json()["errors"][0]["field"] == "inputs.sentences[1]"


def test_similarities_of_none_are_none(client: FlaskClient) -> None:
    body = {"inputs": {"source_sentence": FIRST, "sentences": []}}
    assert client.post("/similarity", json=body).json == []


def test_a_wrong_input_is_named(client: FlaskClient) -> None:
    assert errors_of(client.post("/similarity", json={})) == [("inputs", "missing")]
    body = {"inputs": {"source_sentence": "", "sentences": ["글", None, "★"]}}
    assert errors_of(client.post("/similarity", json=body)) == [
        ("inputs.source_sentence", "empty"),
        ("inputs.sentences[1]", "type"),
        ("inputs.sentences[2]", "noise"),
    ]


# The reranker


def test_rerank_sorts_by_similarity_to_the_query(client: FlaskClient, tiny_scorer: Scorer) -> None:
    texts = [OTHER, SECOND, FIRST]
    ranked = client.post("/rerank", json={"query": FIRST, "texts": texts}).json
    assert ranked
    scores = [tiny_scorer.score(FIRST, text).similarity for text in texts]
    assert [item["index"] for item in ranked] == sorted(range(3), key=lambda i: -scores[i])
    assert ranked[0] == {"index": 2, "score": 1.0}
    for item in ranked:
        assert item == {"index": item["index"], "score": pytest.approx(scores[item["index"]], 1e-5)}


def test_rerank_repeats_texts_as_they_were_sent(client: FlaskClient) -> None:
    texts = [f" <b>{SECOND}</b> ", OTHER]
    body = {"query": FIRST, "texts": texts, "return_text": True}
    ranked = client.post("/rerank", json=body).json
    assert ranked
    assert {item["index"]: item["text"] for item in ranked} == dict(enumerate(texts))


def test_raw_scores_go_to_five(client: FlaskClient) -> None:
    body = {"query": FIRST, "texts": [FIRST, OTHER], "raw_scores": True}
    ranked = client.post("/rerank", json=body).json
    assert ranked
    assert ranked[0] == {"index": 0, "score": 5.0}


def test_equal_texts_keep_their_order(client: FlaskClient) -> None:
    ranked = client.post("/rerank", json={"query": FIRST, "texts": [SECOND] * 4}).json
    assert ranked
    assert [item["index"] for item in ranked] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/similarity", {"inputs": {"source_sentence": FIRST, "sentences": [SECOND, LONG]}}),
        ("/rerank", {"query": FIRST, "texts": [SECOND, LONG]}),
        ("/rerank", {"query": LONG, "texts": [SECOND], "truncate": True}),
    ],
)
def test_truncation_is_never_silent(client: FlaskClient, path: str, body: Any) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 200
    assert response.headers["X-Truncated"] == "true"


def test_no_truncation_no_header(client: FlaskClient) -> None:
    response = client.post("/rerank", json={"query": FIRST, "texts": [SECOND]})
    assert "X-Truncated" not in response.headers


def test_who_forbids_truncation_is_told_what_is_too_long(client: FlaskClient) -> None:
    body = {"query": LONG, "texts": [SECOND, LONG], "truncate": False}
    assert errors_of(client.post("/rerank", json=body), 413) == [
        ("query", "long"),
        ("texts[1]", "long"),
    ]
