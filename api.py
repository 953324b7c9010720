"""The JSON interface: our own, Hugging Face's `sentence_similarity`, and a reranker's.

But: it neither checks sentences (schemas.py) nor scores them (models.py).
"""

import json
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from errors import ApiError, FieldError
from explanation import Explainer
from models import Result, Scorer
from page import FORM_TYPES, sent_fields
from schemas import (
    Pair,
    Pairs,
    RerankRequest,
    SimilarityRequest,
    batch_answer,
    explained_answer,
    parse,
    single_answer,
    validate_pair,
    wrong_fields,
)

blueprint = Blueprint("api", __name__)


class DuplicateError(ValueError):
    """An object names a field twice; the message is the field."""


def init_app(app: Flask) -> None:
    """Add the interface to the app, whose `extensions` hold `scorer`, `explainer`, `settings`."""
    app.register_blueprint(blueprint)


@blueprint.post("/api/similarity")
def similarity() -> ResponseReturnValue:
    """Score one pair, or many.

    Raises:
        ApiError: 400 or 413.
    """
    body = read_object()
    if "pairs" not in body:
        pair = parse(Pair, body)
        result = scorer().score(pair.sentence1, pair.sentence2)
        return jsonify(single_answer(result, scorer().name))
    if both := body.keys() & {"sentence1", "sentence2"}:
        detail = "Send either pairs, or sentence1 and sentence2, not both."
        raise wrong_fields(
            [{"field": name, "code": "conflict", "detail": detail} for name in sorted(both)]
        )
    limit(body["pairs"], "pairs")
    pairs = parse(Pairs, body).pairs
    return jsonify(batch_answer(scorer().score_pairs(pairs), scorer().name))


@blueprint.post("/api/explain")
def explain() -> ResponseReturnValue:
    """Score one pair, sent as JSON or as a form, and say why.

    Raises:
        ApiError: 400 or 415.
    """
    if request.mimetype in FORM_TYPES:
        sentences = validate_pair(**sent_fields())
    else:
        pair = parse(Pair, read_object())
        sentences = (pair.sentence1, pair.sentence2)
    explainer: Explainer = current_app.extensions["explainer"]
    return jsonify(explained_answer(explainer.explain(*sentences), scorer().name))


@blueprint.post("/similarity")
def sentence_similarity() -> ResponseReturnValue:
    """Score one sentence against several, as Hugging Face's `InferenceClient` asks for it.

    Raises:
        ApiError: 400 or 413.
    """
    body = read_object()
    if isinstance(body.get("inputs"), dict):
        limit(body["inputs"].get("sentences"), "inputs.sentences")
    inputs = parse(SimilarityRequest, body).inputs
    results = scorer().score_pairs([(inputs.source_sentence, other) for other in inputs.sentences])
    return note_truncation(jsonify([result.similarity for result in results]), results)


@blueprint.post("/rerank")
def rerank() -> ResponseReturnValue:
    """Sort texts by their similarity to a query, as text-embeddings-inference does.

    Raises:
        ApiError: 400 or 413.
    """
    body = read_object()
    limit(body.get("texts"), "texts")
    asked = parse(RerankRequest, body)
    results = scorer().score_pairs([(asked.query, text) for text in asked.texts])
    if asked.truncate is False:
        refuse_truncation(results)
    ranked: list[dict[str, Any]] = []
    for index, result in enumerate(results):
        item = {"index": index, "score": result.score if asked.raw_scores else result.similarity}
        ranked.append({**item, "text": body["texts"][index]} if asked.return_text else item)
    ranked.sort(key=lambda item: -item["score"])
    return note_truncation(jsonify(ranked), results)


def scorer() -> Scorer:
    """The app's."""
    found: Scorer = current_app.extensions["scorer"]
    return found


def read_object() -> dict[str, Any]:
    """The request's body, a JSON object.

    Raises:
        ApiError: 415 when it is said to be something else, 400 when it is not what it is said to
            be.
    """
    if request.mimetype != "application/json" or request.content_encoding not in {None, "identity"}:
        raise ApiError(
            415,
            "Unsupported Media Type",
            "Send plain JSON with the header Content-Type: application/json.",
        )
    try:
        body = json.loads(
            request.get_data().decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        raise ApiError(400, "Bad Request", "Send the JSON as UTF-8.") from None
    except DuplicateError as error:
        raise wrong_fields(
            [{"field": str(error), "code": "duplicate", "detail": "Send this field once."}]
        ) from None
    except json.JSONDecodeError as error:
        detail = f"The body is not JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        raise ApiError(400, "Bad Request", detail) from None
    except (ValueError, RecursionError):
        raise ApiError(
            400, "Bad Request", "The body is not JSON, or nested or numbered beyond measure."
        ) from None
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request", "Send a JSON object.")
    return body


def limit(items: object, field: str) -> None:
    """Refuse a list of more pairs than the settings allow.

    Raises:
        ApiError: 413.
    """
    most: int = current_app.extensions["settings"].max_pairs
    if isinstance(items, list) and len(items) > most:
        detail = f"{field} has {len(items)} items; send at most {most} at a time."
        raise ApiError(413, "Request Entity Too Large", detail)


def refuse_truncation(results: list[Result]) -> None:
    """Refuse texts that the model does not read to their end.

    Raises:
        ApiError: 413, naming them.
    """
    detail = f"This is longer than the {scorer().max_tokens} tokens that the model reads."
    errors: list[FieldError] = [
        {"field": f"texts[{index}]", "code": "long", "detail": detail}
        for index, result in enumerate(results)
        if result.truncated[1]
    ]
    if any(result.truncated[0] for result in results):
        errors.insert(0, {"field": "query", "code": "long", "detail": detail})
    if errors:
        raise ApiError(413, "Request Entity Too Large", detail, errors)


def note_truncation(response: Response, results: list[Result]) -> Response:
    """Say in a header what the answer's given shape has no place for."""
    if any(True in result.truncated for result in results):
        response.headers["X-Truncated"] = "true"
    return response


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DuplicateError(name)
        found[name] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN, Infinity and -Infinity, which Python reads but JSON has not
