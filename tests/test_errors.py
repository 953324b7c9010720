"""Errors: one shape for programs, a Korean page for browsers, nothing of a fault told to either."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from errors import SHOWN_ERRORS
from main import create_app
from models import Scorer

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
JSON = {"Accept": "application/json"}


def assert_problem(response: TestResponse, status: int) -> dict[str, Any]:
    """Every error for a program looks like this; returns its body."""
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert list(body)[:4] == ["type", "title", "status", "detail"]
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith((".", ")"))
    return body


def assert_page(response: TestResponse, status: int) -> None:
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    assert f"오류 {status}" in response.text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/nowhere", JSON),
        ("/nowhere", {"Accept": "application/problem+json"}),
        ("/api/nowhere", {}),
        ("/api/nowhere", BROWSER),
        ("/similarity/nowhere", BROWSER),
    ],
)
def test_programs_get_problems(client: FlaskClient, path: str, headers: Mapping[str, str]) -> None:
    assert_problem(client.get(path, headers=headers), 404)


@pytest.mark.parametrize("headers", [BROWSER, {}, {"Accept": "*/*"}, {"Accept": "text/html"}])
def test_browsers_get_a_page(client: FlaskClient, headers: Mapping[str, str]) -> None:
    response = client.get("/nowhere", headers=headers)
    assert_page(response, 404)
    assert "Accept" in response.vary


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    response = client.get("/api/similarity")
    assert_problem(response, 405)
    assert set(response.allow) == {"POST", "OPTIONS"}
    assert_page(client.delete("/", headers=BROWSER), 405)


@pytest.fixture
def broken(tiny_scorer: Scorer) -> Flask:
    """An app with a fault in it."""
    app = create_app(scorer=tiny_scorer)

    @app.get("/api/broken")
    @app.get("/broken")
    def fail() -> str:
        raise ValueError("비밀 문장")

    return app


def test_a_fault_is_a_500_that_tells_nothing(broken: Flask) -> None:
    program = broken.test_client().get("/api/broken")
    assert_problem(program, 500)
    browser = broken.test_client().get("/broken", headers=BROWSER)
    assert_page(browser, 500)
    assert "비밀" not in program.text + browser.text


def test_a_fault_is_logged_with_its_place_but_not_its_words(broken: Flask) -> None:
    with capture_logs() as logged:
        broken.test_client().get("/broken")
    fault = next(line for line in logged if line["event"] == "fault")
    assert fault["kind"] == "ValueError"
    assert "in fail" in fault["frames"][-1]
    assert "비밀 문장" not in fault["frames"][-1].replace('raise ValueError("비밀 문장")', "")


def test_of_a_thousand_wrong_fields_the_first_are_told(client: FlaskClient) -> None:
    response = client.post("/api/similarity", json={"pairs": [["", ""]] * 500})
    body = assert_problem(response, 400)
    assert len(body["errors"]) == SHOWN_ERRORS
    assert body["detail"].endswith("(999 more)")
