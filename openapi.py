"""The API's description (OpenAPI 3.1), made from the models of schemas.py.

But: it knows no Flask; a test compares it with the app's routes and real answers.
"""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from schemas import (
    Answer,
    Answers,
    Explained,
    Info,
    PageForm,
    Pair,
    Pairs,
    Problem,
    Ranked,
    RerankRequest,
    SimilarityRequest,
    Status,
)

FIRST = "제 친구가 로제떡볶이를 먹고 있네요"
SECOND = "로제떡볶이를 먹는 내 친구"
OTHER = "내일 회의는 몇 시에 시작하나요?"
PAIR = {"sentence1": FIRST, "sentence2": SECOND}
EXPLAIN = {"sentence1": "거실 불을 꺼 줘", "sentence2": "침실 불을 꺼 줘"}
# What the shipped model answers to it.
EXPLAINED = {
    **EXPLAIN,
    "score": 1.601044,
    "lowered": 0.0,
    "raised": 0.0,
    "low": 0.798273,
    "high": 3.544843,
    "similarity": 0.3202088,
    "percent": 32,
    "similar": False,
    "threshold": 2.46,
    "truncated": [False, False],
    "model": "koelectra-pair-small-sts",
    "words1": [
        {"text": "거실", "change": -1.803027, "part": 0},
        {"text": "불을", "change": 0.458235, "part": 1},
        {"text": "꺼", "change": 0.679159, "part": 2},
        {"text": "줘", "change": 0.211159, "part": 3},
    ],
    "words2": [
        {"text": "침실", "change": -1.253928, "part": 0},
        {"text": "불을", "change": 0.137311, "part": 1},
        {"text": "꺼", "change": 0.681089, "part": 2},
        {"text": "줘", "change": 0.145495, "part": 3},
    ],
    "links": [
        {"word1": 0, "word2": 0, "similarity": 0.7774, "share": 0.2957},
        {"word1": 1, "word2": 1, "similarity": 0.9175, "share": 0.349},
        {"word1": 2, "word2": 2, "similarity": 0.9427, "share": 0.1793},
        {"word1": 3, "word2": 3, "similarity": 0.9251, "share": 0.176},
    ],
    "differences": [
        {
            "kind": "place",
            "left": "거실",
            "right": "침실",
            "message": "장소나 위치가 다릅니다 (거실 ↔ 침실)",
        }
    ],
    "rubric": "핵심 내용은 동등하지 않지만 몇 가지 부수적인 내용을 공유함",
    "examples": [
        {
            "label": 1.7,
            "sentence1": "정말 좋은 위치와 좋은 침실 저는 대체적으로 만족했습니다",
            "sentence2": "암튼 저는 전반적으로 만족했던 숙소입니다",
        },
        {
            "label": 1.8,
            "sentence1": "집주인과 체크인 관리자가 달라서 불편함. 위치는 매우 훌륭",
            "sentence2": "주인과 공용 사용인데 침실에만 있기에는 불편해요",
        },
    ],
}
ERRORS = {
    "400": "The body is not what it should be; `errors` names the fields.",
    "403": "A page of another site sent the request.",
    "413": "Too many pairs or too large a body; `GET /info` tells the limits.",
    "415": "The body is of another media type.",
    "503": "The model is not ready yet.",
}
TRUNCATION = {
    "X-Truncated": {
        "description": "`true` when a sentence was scored on its beginning only.",
        "schema": {"type": "string", "const": "true"},
    }
}


def describe(version: str) -> dict[str, Any]:
    """The description of the whole API, ready for JSON.

    Args:
        version: Of the app.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Korean sentence similarity",
            "version": version,
            "summary": "Two Korean sentences in, their similarity from 0 to 5 out.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/": {
                "get": _operation("page", "The page with the form.", _html()),
                "post": _operation(
                    "score_form",
                    "Score the form's two sentences; JSON for `Accept: application/json`.",
                    _html() | {"application/json": {"schema": _any_of(Answer, Explained)}},
                    {
                        "application/x-www-form-urlencoded": _body(PageForm, PAIR),
                        "multipart/form-data": _body(PageForm, PAIR),
                    },
                    ("400", "403", "413", "415"),
                ),
            },
            "/api/similarity": {
                "post": _operation(
                    "similarity",
                    "Score one pair of sentences, or many.",
                    {"application/json": {"schema": _any_of(Answer, Answers)}},
                    {
                        "application/json": {
                            "schema": _any_of(Pair, Pairs),
                            "examples": {
                                "one": {"value": PAIR},
                                "many": {"value": {"pairs": [[FIRST, SECOND], [FIRST, OTHER]]}},
                            },
                        }
                    },
                    ("400", "403", "413", "415"),
                )
            },
            "/api/explain": {
                "post": _operation(
                    "explain",
                    "Score one pair and say why: each word's effect, words that answer each "
                    "other, what differs, and pairs that people gave about that score.",
                    {"application/json": {"schema": _reference(Explained), "example": EXPLAINED}},
                    {
                        "application/json": _body(Pair, EXPLAIN),
                        "application/x-www-form-urlencoded": _body(Pair, EXPLAIN),
                        "multipart/form-data": _body(Pair, EXPLAIN),
                    },
                    ("400", "403", "413", "415"),
                )
            },
            "/similarity": {
                "post": _operation(
                    "sentence_similarity",
                    "Score one sentence against several, as Hugging Face's client asks for it.",
                    {
                        "application/json": {
                            "schema": {
                                "type": "array",
                                "items": {"type": "number", "minimum": 0, "maximum": 1},
                            }
                        }
                    },
                    {
                        "application/json": _body(
                            SimilarityRequest,
                            {"inputs": {"source_sentence": FIRST, "sentences": [SECOND, OTHER]}},
                        )
                    },
                    ("400", "403", "413", "415"),
                    TRUNCATION,
                )
            },
            "/rerank": {
                "post": _operation(
                    "rerank",
                    "Sort texts by their similarity to a query, the most similar first.",
                    {
                        "application/json": {
                            "schema": {"type": "array", "items": _reference(Ranked)}
                        }
                    },
                    {
                        "application/json": _body(
                            RerankRequest,
                            {"query": FIRST, "texts": [OTHER, SECOND], "return_text": False},
                        )
                    },
                    ("400", "403", "413", "415"),
                    TRUNCATION,
                )
            },
            "/livez": {"get": _operation("live", "Whether the process is alive.", _json(Status))},
            "/readyz": {
                "get": _operation(
                    "ready",
                    "Whether the model is loaded and warm.",
                    _json(Status),
                    errors=("503",),
                )
            },
            "/info": {
                "get": _operation("info", "The model, its figures, limits, versions.", _json(Info))
            },
            "/openapi.json": {
                "get": _operation(
                    "description",
                    "This description.",
                    {"application/json": {"schema": {"type": "object"}}},
                )
            },
            "/docs": {"get": _operation("docs", "This description as a page.", _html())},
        },
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    requests: list[type[BaseModel]] = [Pair, PageForm, Pairs, SimilarityRequest, RerankRequest]
    answers: list[type[BaseModel]] = [Answer, Answers, Explained, Ranked, Status, Info, Problem]
    _, schemas = models_json_schema(
        [(model, "validation") for model in requests + answers],
        ref_template="#/components/schemas/{model}",
    )
    found: dict[str, Any] = schemas["$defs"]
    return found


def _operation(
    name: str,
    summary: str,
    answer: dict[str, Any],
    body: dict[str, Any] | None = None,
    errors: tuple[str, ...] = (),
    headers: dict[str, Any] | None = None,
) -> dict[str, Any]:
    found = {"description": summary, "content": answer}
    if headers:
        found["headers"] = headers
    problem = {"application/problem+json": {"schema": _reference(Problem)}}
    if "text/html" in answer:  # for a browser errors are a page, too
        problem |= _html()
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": found,
            **{status: {"description": ERRORS[status], "content": problem} for status in errors},
        },
    }
    if body:
        operation["requestBody"] = {"required": True, "content": body}
    return operation


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _any_of(*models: type[BaseModel]) -> dict[str, Any]:
    return {"anyOf": [_reference(model) for model in models]}


def _json(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": _reference(model)}}


def _html() -> dict[str, Any]:
    return {"text/html": {"schema": {"type": "string"}}}


def _body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    return {"schema": _reference(model), "example": example}
