"""The page: a form for two sentences, and the same form with their similarity.

It works without JavaScript; `static/app.js` only swaps parts of the pages that these routes answer.

But: it neither cleans nor scores (models.py), takes no JSON (api.py), and reads no sentence from
the address, where logs and histories would keep it.
"""

import math
from urllib.parse import unquote_to_bytes

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from differences import Analyser
from errors import ApiError, problem
from examples import REACH
from explanation import Explainer, Explanation, Word, nearest
from korean import and_particle
from models import Result, Scorer
from schemas import explained_answer, single_answer, validate_pair

FIELDS = ("sentence1", "sentence2")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
EXAMPLES = (
    ("제 친구가 로제떡볶이를 먹고 있네요", "로제떡볶이를 먹는 내 친구"),
    ("내일 비가 온다고 해요", "내일은 비 소식이 있어요"),
    ("오늘은 날씨가 정말 좋네요", "내일 회의는 몇 시에 시작하나요?"),
)
# What the page says to each code of `schemas.validate_pair`.
MESSAGES = {
    "missing": "문장을 입력해 주세요.",
    "empty": "문장을 입력해 주세요.",
    "noise": "기호나 주소 말고, 비교할 수 있는 글자를 넣어 주세요.",
    "type": "파일이 아닌 글로 된 문장 하나를 넣어 주세요.",
}

# Changes of the score smaller than the first are called none; the others tell colours apart.
CHANGES = (0.05, 0.5, 1.5)
LEAST_SHOWN = 0.05  # points; less is not worth a word

blueprint = Blueprint("page", __name__)


def init_app(app: Flask) -> None:
    """Add the page to the app, whose `extensions` hold `scorer`, `analyser`, `explainer`."""
    app.register_blueprint(blueprint)


@blueprint.after_request
def vary(response: Response) -> Response:
    """Tell caches that the same address answers in two formats."""
    response.vary.add("Accept")
    return response


@blueprint.get("/")
def index() -> str:
    """The empty form."""
    return _render("index.html", typed={}, errors={})


@blueprint.post("/")
def score() -> ResponseReturnValue:
    """Score the form's two sentences: the page again with the result, or JSON for who asks.

    With `explain=1` it says why, too.

    Raises:
        ApiError: 415 when the body is no form, 400 when its text is not UTF-8.
    """
    sent = sent_fields()
    wants_json = (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )
    typed = {name: value for name, value in sent.items() if isinstance(value, str)}
    try:
        pair = validate_pair(**sent)
    except ApiError as error:
        if wants_json:
            return problem(error)
        errors = {item["field"]: MESSAGES[item["code"]] for item in error.errors or []}
        return _render("index.html", typed=typed, errors=errors), error.status
    if request.form.get("explain") == "1":
        explainer: Explainer = current_app.extensions["explainer"]
        explanation = explainer.explain(*pair)
        if wants_json:
            return jsonify(explained_answer(explanation, _scorer().name))
        shown = _shown(explanation.result, typed) | _shown_explanation(explanation)
        return _render("result.html", typed=typed, errors={}, **shown)
    result = _scorer().score(*pair)
    if wants_json:
        return jsonify(single_answer(result, _scorer().name))
    analyser: Analyser = current_app.extensions["analyser"]
    differences = analyser.differences(result.sentence1, result.sentence2)
    shown = _shown(result, typed) | {"differences": differences}
    return _render("result.html", typed=typed, errors={}, **shown)


def _scorer() -> Scorer:
    scorer: Scorer = current_app.extensions["scorer"]
    return scorer


def sent_fields() -> dict[str, object]:
    """What a form sent for each field: text, or something else that is for validation to refuse.

    Raises:
        ApiError: 415 when the body is no form, 400 when its text is not UTF-8.
    """
    if request.mimetype not in FORM_TYPES:
        raise ApiError(
            415, "Unsupported Media Type", f"Send form data ({' or '.join(FORM_TYPES)})."
        )
    if request.mimetype == FORM_TYPES[0]:
        try:
            unquote_to_bytes(request.get_data()).decode()
        except UnicodeDecodeError:
            raise ApiError(400, "Bad Request", "Send the form's text as UTF-8.") from None
    sent: dict[str, object] = {}
    for name in FIELDS:
        values = [*request.form.getlist(name), *request.files.getlist(name)]
        # Of a field sent twice, neither is guessed to be the right one.
        if values:
            sent[name] = values[0] if len(values) == 1 else values
    return sent


def _shown(result: Result, typed: dict[str, str]) -> dict[str, object]:
    """What the result's part of the page shows."""
    cut = [f"문장{number}" for number, flag in enumerate(result.truncated, start=1) if flag]
    return {
        "result": result,
        "particle": and_particle(typed["sentence1"]),
        "score": _shown_score(result),
        "lowered": _shown_points(result.lowered),
        "raised": _shown_points(result.raised),
        "threshold": f"{result.threshold:g}",
        "band": _shown_band(result),
        "cut": " · ".join(cut),
    }


def _shown_points(points: float) -> str:
    """Points by which rules changed a score; empty where nobody would see them."""
    return f"{points:.2f}" if points >= LEAST_SHOWN else ""


def _shown_score(result: Result) -> str:
    """The score with two decimals; rounded down where it would seem to reach the threshold."""
    shown = f"{result.score:.2f}"
    if not result.similar and float(shown) >= result.threshold:
        shown = f"{math.floor(result.score * 100) / 100:.2f}"
    return shown


def _shown_band(result: Result) -> dict[str, str] | None:
    """The bounds with one decimal, rounded outwards; none for sentences that are the same."""
    if result.low is None or result.high is None or result.low == result.high:
        return None
    return {
        "low": f"{math.floor(result.low * 10) / 10:.1f}",
        "high": f"{math.ceil(result.high * 10) / 10:.1f}",
    }


def _shown_explanation(explanation: Explanation) -> dict[str, object]:
    """What the page shows of why."""
    sides = (explanation.words1, explanation.words2)
    shown = [_shown_words(words) for words in sides]
    linked = (
        {link.word1 for link in explanation.links},
        {link.word2 for link in explanation.links},
    )
    links = [
        {
            "words": (sides[0][link.word1].text, sides[1][link.word2].text),
            "similarity": f"{link.similarity:.2f}",
            "points": f"{link.share * explanation.result.score:.2f}",
        }
        for link in explanation.links
    ]
    alone = [
        [word.text for index, word in enumerate(words) if index not in found]
        for words, found in zip(sides, linked, strict=True)
    ]
    return {
        "explanation": explanation,
        "nearest": nearest(explanation.result.score),
        "reach": REACH,
        "sides": shown,
        "links": links,
        "alone": alone,
        "grouped": any(word["joined"] for words in shown for word in words),
    }


def _shown_words(words: list[Word]) -> list[dict[str, object]]:
    """Each word with a class for its colour, a sign, and the same in words."""
    shown: list[dict[str, object]] = []
    before: int | None = None
    for word in words:
        kind, sign, said = _shown_change(word)
        joined = word.part is not None and word.part == before
        if joined:
            sign, said = "〃", "앞말과 함께 뺌"
        shown.append(
            {"text": word.text, "kind": kind, "sign": sign, "said": said, "joined": joined}
        )
        before = word.part
    return shown


def _shown_change(word: Word) -> tuple[str, str, str]:
    if word.part is None:
        return "even", "", "모델이 읽지 않은 말"
    if word.change is None:
        return "even", "", "빼면 비교할 말이 남지 않음"
    size = abs(word.change)
    if size < CHANGES[0]:
        return "even", "＝", "빼도 점수가 거의 그대로임"
    level = sum(size >= least for least in CHANGES)
    if word.change > 0:
        return f"up-{level}", f"▲ {size:.2f}", f"점수를 {size:.2f}점 올림"
    return f"down-{level}", f"▼ {size:.2f}", f"점수를 {size:.2f}점 내림"


def _render(template: str, **shown: object) -> str:
    return render_template(template, examples=EXAMPLES, scorer=_scorer(), **shown)
