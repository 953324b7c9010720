"""What requests and answers look like: checks the one, describes both for the API's description.

But: it cleans by `data_preprocessing.clean` only, and counts no pairs (the limit is a setting).
"""

from dataclasses import asdict
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from data_preprocessing import clean
from differences import KINDS
from errors import ApiError, FieldError
from examples import REACH
from explanation import LEAST_SIMILARITY, Explanation
from models import Result

# What we say of a field of the wrong type, by Pydantic's name of the error.
TYPES = {
    "bool_type": "Give true or false.",
    "list_type": "Give a list.",
    "model_type": "Give a JSON object.",
}
MISSING: Final = object()  # a field that was not sent; None is one that was sent as null


def _sentence(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("type", "Give one sentence as a string.")
    if not value.strip():
        raise PydanticCustomError("empty", "Give a sentence; this one is empty.")
    cleaned = clean(value)
    if not cleaned:
        raise PydanticCustomError(
            "noise", "Give a sentence; nothing is left of this one after cleaning."
        )
    return cleaned


Sentence = Annotated[
    str,
    PlainValidator(_sentence),
    WithJsonSchema(
        {"type": "string", "minLength": 1, "description": "Some text must be left after cleaning."}
    ),
]


class Request(BaseModel):
    """A request's body; a field that is not listed is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Pair(Request):
    """Two sentences to compare; their order does not matter."""

    sentence1: Sentence
    sentence2: Sentence


class PageForm(Pair):
    """The page's form."""

    explain: Literal["1"] = Field("1", description="Say why, too.")


class Pairs(Request):
    """Many pairs of sentences to compare."""

    pairs: list[tuple[Sentence, Sentence]]


class Inputs(Request):
    """One sentence, and those to compare it with."""

    source_sentence: Sentence
    sentences: list[Sentence]


class Parameters(Request):
    """Hugging Face's client sends this, empty; there is nothing to choose."""


class SimilarityRequest(Request):
    """What `huggingface_hub.InferenceClient.sentence_similarity` sends."""

    inputs: Inputs
    parameters: Parameters = Parameters()


class RerankRequest(Request):
    """What clients of text-embeddings-inference send."""

    query: Sentence
    texts: list[Sentence]
    return_text: StrictBool = Field(False, description="Repeat each text in the answer.")
    raw_scores: StrictBool = Field(
        False, description="Scores from 0 to 5 instead of similarities from 0 to 1."
    )
    truncate: StrictBool | None = Field(
        None,
        description="False refuses (413) what is longer than the model reads; otherwise it is "
        "scored on its beginning, and the answer has the header `X-Truncated: true`.",
    )


class Scored(BaseModel):
    """The similarity of one pair."""

    model_config = ConfigDict(extra="forbid")

    sentence1: str = Field(description="As cleaned, with its spaces mended where it had none.")
    sentence2: str = Field(description="As cleaned, with its spaces mended where it had none.")
    score: float = Field(ge=0, le=5, description="0: nothing in common, 5: the same meaning.")
    lowered: float = Field(
        ge=0,
        le=5,
        description="By how much differences in meaning lowered what the model alone says; "
        "`/api/explain` names them.",
    )
    raised: float = Field(
        ge=0,
        le=5,
        description="By how much the score was raised, as the sentences say the same in words that "
        "are known to mean the same.",
    )
    low: float | None = Field(
        ge=0,
        le=5,
        description="Nine out of ten pairs with such a score have a human label from here ...",
    )
    high: float | None = Field(
        ge=0, le=5, description="... to here. Both null where the model is not calibrated."
    )
    similarity: float = Field(ge=0, le=1, description="The score divided by 5.")
    percent: int = Field(ge=0, le=100, description="The similarity in percent, rounded.")
    similar: bool = Field(description="Whether the score reaches the threshold.")
    threshold: float = Field(ge=0, le=5)
    truncated: tuple[bool, bool] = Field(
        description="For each sentence: whether it is longer than the model reads, and was "
        "scored on its beginning."
    )


class Answer(Scored):
    """The similarity of one pair, and which model says so."""

    model: str


class Word(BaseModel):
    """A word of a sentence (eojeol), and what it does to the score."""

    model_config = ConfigDict(extra="forbid")

    text: str
    change: float | None = Field(
        ge=-5,
        le=5,
        description="The score less the score without the word: above 0 it makes the sentences "
        "more similar, below 0 less. Null where nothing would be left to compare, or the model "
        "does not read the word.",
    )
    part: int | None = Field(
        ge=0,
        description="Words of a long sentence with the same number were left out together; "
        "`change` is of them all. Null where the model does not read the word.",
    )


class Link(BaseModel):
    """Two words that answer each other."""

    model_config = ConfigDict(extra="forbid")

    word1: int = Field(ge=0, description="Place in `words1`, from 0.")
    word2: int = Field(ge=0, description="Place in `words2`, from 0.")
    similarity: float = Field(
        ge=LEAST_SIMILARITY, le=1, description="Of what the model's last layer makes of the two."
    )
    share: float = Field(
        ge=0,
        le=1,
        description="Part of the score, when it is divided among the links by similarity and "
        "length; all of them add up to 1. It is not what the score would lose without the link.",
    )


class Difference(BaseModel):
    """One thing in which the sentences differ in meaning, whatever their score."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[KINDS]  # type: ignore[valid-type]
    left: str = Field(description="What the first sentence says.")
    right: str = Field(description="What the second sentence says.")
    message: str = Field(description="All of it in Korean.")


class Example(BaseModel):
    """A pair of KLUE-STS train (Park et al. 2021, CC BY-SA 4.0) that people labelled."""

    model_config = ConfigDict(extra="forbid")

    label: float = Field(
        ge=0, le=5, description=f"The mean of what people gave it, within {REACH} of the score."
    )
    sentence1: str
    sentence2: str


class Explained(Answer):
    """The similarity of one pair, and why."""

    words1: list[Word] = Field(description="The first sentence.")
    words2: list[Word] = Field(description="The second sentence.")
    links: list[Link] = Field(description="In the order of the first sentence.")
    differences: list[Difference]
    rubric: str = Field(description="What KLUE-STS's annotators call the nearest whole score.")
    examples: list[Example] = Field(
        description="Pairs that people gave about this score, the nearest in wording first. They "
        "are chosen after the score, and do not change it."
    )


class Answers(BaseModel):
    """The similarities of many pairs, in their order."""

    model_config = ConfigDict(extra="forbid")

    results: list[Scored]
    model: str


class Ranked(BaseModel):
    """One text, ranked."""

    model_config = ConfigDict(extra="forbid")

    index: int = Field(ge=0, description="Its place in the request, from 0.")
    score: float = Field(ge=0, le=5, description="From 0 to 1; with `raw_scores` from 0 to 5.")
    text: str = Field("", description="As it was sent; with `return_text` only.")


class WrongField(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="Such as `sentence1` or `pairs[3][0]`.")
    code: str = Field(
        description="`missing`, `empty`, `noise`, `type`, `unknown`, `duplicate`, `conflict`, "
        "`long`; more may come."
    )
    detail: str


class Problem(BaseModel):
    """What is wrong with a request (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[WrongField] = Field([], description="The first 20 fields that are wrong.")


class Status(BaseModel):
    """What a probe found."""

    model_config = ConfigDict(extra="forbid")

    status: str


class ModelInfo(BaseModel):
    """The model that scores."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    id: str
    revision: str = Field(description="Beginning of the SHA-256 of its weights.")
    parameters: int
    threshold: float = Field(ge=0, le=5)
    metrics: dict[str, Any] = Field(description="What was measured when it was made.")


class Limits(BaseModel):
    """What one request may hold."""

    model_config = ConfigDict(extra="forbid")

    pairs: int
    body_bytes: int
    tokens_per_sentence: int = Field(description="Longer sentences are scored on their beginning.")


class Info(BaseModel):
    """What runs here."""

    model_config = ConfigDict(extra="forbid")

    model: ModelInfo
    limits: Limits
    versions: dict[str, str] = Field(description="Of the app, Python, PyTorch and Transformers.")


R = TypeVar("R", bound=Request)


def parse(schema: type[R], body: object) -> R:
    """Check a request's body.

    Raises:
        ApiError: 400, naming every field that is wrong.
    """
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request", "Send a JSON object.")
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        raise wrong_fields([_field_error(item) for item in error.errors()]) from None


def validate_pair(sentence1: object = MISSING, sentence2: object = MISSING) -> tuple[str, str]:
    """Check two sentences, whatever form they came in.

    Returns:
        Both as cleaned.

    Raises:
        ApiError: 400; each of its `errors` has the code `missing`, `type`, `empty` or `noise`.
    """
    given = {"sentence1": sentence1, "sentence2": sentence2}
    pair = parse(Pair, {name: value for name, value in given.items() if value is not MISSING})
    return pair.sentence1, pair.sentence2


def wrong_fields(errors: list[FieldError]) -> ApiError:
    """The 400 that names the fields; its detail is the first of them in full."""
    first = f"{errors[0]['field']}: {errors[0]['detail']}"
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return ApiError(400, "Bad Request", f"{first}{more}", errors)


def single_answer(result: Result, model: str) -> dict[str, Any]:
    """The body that answers one pair; see `Answer`."""
    return {**asdict(result), "model": model}


def explained_answer(explanation: Explanation, model: str) -> dict[str, Any]:
    """The body that answers one pair and says why; see `Explained`."""
    found = asdict(explanation)
    return {**found.pop("result"), "model": model, **found}


def batch_answer(results: list[Result], model: str) -> dict[str, Any]:
    """The body that answers many pairs; see `Answers`."""
    return {"results": [asdict(result) for result in results], "model": model}


def _field_error(item: ErrorDetails) -> FieldError:
    field = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in item["loc"]
    ).removeprefix(".")
    if item["type"] == "missing":
        return {"field": field, "code": "missing", "detail": "This field is required."}
    if item["type"] == "extra_forbidden":
        return {"field": field, "code": "unknown", "detail": "There is no such field here."}
    if item["type"] in {"empty", "noise"}:
        return {"field": field, "code": item["type"], "detail": item["msg"]}
    if item["type"] in {"tuple_type", "too_long"}:
        return {"field": field, "code": "type", "detail": "Give a list of two sentences."}
    return {"field": field, "code": "type", "detail": TYPES.get(item["type"], item["msg"])}
