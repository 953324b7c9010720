"""One shape for every error: problem+json (RFC 9457) for programs, a page for browsers.

    Exception
     +- settings.SettingsError   a setting cannot be used: at start, exit code 2
     +- models.ModelError        the model cannot be used: at start, exit code 2
     +- ApiError                 a request cannot be answered: carries its HTTP status
     +- HTTPException            Werkzeug's own, such as 404 and 405: turned into an ApiError
     +- any other                a fault of ours: logged, then a 500 that tells nothing of it

But: a wrong sentence in the page's form is no error page; page.py shows it at its field.
"""

import traceback
from typing import NotRequired, TypedDict

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# First part of the paths that programs call: their errors are JSON whatever `Accept` says.
FOR_PROGRAMS = {"api", "similarity", "rerank", "livez", "readyz", "info", "openapi.json"}
SHOWN_ERRORS = 20  # of one request; it may have thousands
DETAILS = {
    404: "There is nothing at this address; GET /docs lists what there is.",
    405: "This address does not take this method; the Allow header lists those it takes.",
    413: "The body is too large; GET /info tells the limits. Send it in parts.",
    500: "Something went wrong here, not in your request. It has been logged.",
}


class FieldError(TypedDict):
    """What is wrong with one field of a request."""

    field: str
    code: str
    detail: str


class Problem(TypedDict):
    """The body of an error's answer."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[FieldError]]


class ApiError(Exception):
    """A request that cannot be answered.

    Attributes:
        status: The HTTP status, from 400 on.
        title: The status in words.
        detail: What is wrong and what to do.
        errors: The same for each wrong field, where fields are wrong.
    """

    def __init__(
        self, status: int, title: str, detail: str, errors: list[FieldError] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors


def problem(error: ApiError) -> Response:
    """The error as `application/problem+json`."""
    body: Problem = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
    }
    if error.errors:
        body["errors"] = error.errors[:SHOWN_ERRORS]
    response = jsonify(body)
    response.status_code = error.status
    response.content_type = "application/problem+json"
    return response


def init_app(app: Flask) -> None:
    """Answer every error of the app in the caller's format."""
    app.register_error_handler(ApiError, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_fault)


def _answer(error: ApiError) -> Response:
    if _wants_json():
        response = problem(error)
    else:
        response = make_response(
            render_template(
                "error.html", status=error.status, title=error.title, message=error.detail
            ),
            error.status,
        )
    response.vary.add("Accept")
    return response


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = DETAILS.get(status, error.description or error.name)
    response = _answer(ApiError(status, error.name, detail))
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or [])
    return response


def _answer_fault(error: Exception) -> Response:
    # The frames without the message, which may quote what the user sent.
    log.error(
        "fault",
        kind=type(error).__qualname__,
        frames=traceback.format_tb(error.__traceback__),
    )
    return _answer(ApiError(500, "Internal Server Error", DETAILS[500]))


def _wants_json() -> bool:
    if request.path.split("/")[1] in FOR_PROGRAMS:
        return True
    offered = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(offered) in offered[1:]
