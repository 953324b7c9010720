"""What the service says about itself is true."""

import html
import json
import platform
import re
import shlex
from typing import Any

import jsonschema
import pytest
import torch
import transformers
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from main import __version__, create_app
from models import Scorer
from openapi import describe
from settings import Settings

DESCRIPTION = describe(__version__)
JSON = "application/json"
PAIR = {"sentence1": "친구가 먹고 있네요", "sentence2": "먹는 친구"}


def assert_described(response: TestResponse, method: str, path: str) -> None:
    """The answer has a status, a media type and a shape that the description tells of."""
    responses = DESCRIPTION["paths"][path][method]["responses"]
    assert str(response.status_code) in responses
    content = responses[str(response.status_code)]["content"]
    assert response.mimetype in content
    if response.is_json:
        schema = {
            **content[response.mimetype]["schema"],
            "components": DESCRIPTION["components"],
        }
        jsonschema.Draft202012Validator(schema).validate(response.json)


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/livez").json == {"status": "alive"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_not_ready_before_the_model_is_warm(tiny_scorer: Scorer) -> None:
    app = create_app(scorer=tiny_scorer)
    app.extensions["warm"] = False
    response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert_described(response, "get", "/readyz")
    assert app.test_client().get("/livez").status_code == 200


def test_info_tells_model_limits_and_versions(tiny_scorer: Scorer) -> None:
    settings = Settings(max_pairs=7, max_body_bytes=4000)
    info = create_app(settings, tiny_scorer).test_client().get("/info").json
    assert info == {
        "model": {
            "id": tiny_scorer.name,
            "revision": tiny_scorer.revision,
            "parameters": tiny_scorer.parameters,
            "threshold": tiny_scorer.threshold,
            "metrics": tiny_scorer.metrics,
        },
        "limits": {
            "pairs": 7,
            "body_bytes": 4000,
            "tokens_per_sentence": tiny_scorer.max_tokens,
        },
        "versions": {
            "app": __version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
    }


def test_the_description_is_openapi(client: FlaskClient) -> None:
    assert client.get("/openapi.json").json == json.loads(json.dumps(DESCRIPTION))
    validate(DESCRIPTION)


def test_every_route_is_described_and_nothing_else(tiny_scorer: Scorer) -> None:
    routes = {
        (rule.rule, method.lower())
        for rule in create_app(scorer=tiny_scorer).url_map.iter_rules()
        for method in rule.methods or ()
        if rule.endpoint != "static" and method not in {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method) for path, operations in DESCRIPTION["paths"].items() for method in operations
    }
    assert routes == described


def examples() -> list[Any]:
    """Every body that the description gives as an example: method, path, media type, body."""
    found = []
    for path, operations in DESCRIPTION["paths"].items():
        for method, operation in operations.items():
            if "requestBody" not in operation:
                found.append(pytest.param(method, path, None, None, id=f"{method} {path}"))
                continue
            for media_type, body in operation["requestBody"]["content"].items():
                named = body.get("examples") or {"": {"value": body["example"]}}
                for name, example in named.items():
                    label = f"{method} {path} {media_type} {name}".strip()
                    value = example["value"]
                    found.append(pytest.param(method, path, media_type, value, id=label))
    return found


@pytest.mark.parametrize(("method", "path", "media_type", "body"), examples())
def test_real_answers_are_as_described(
    client: FlaskClient, method: str, path: str, media_type: str | None, body: Any
) -> None:
    data = json.dumps(body) if media_type == JSON else body
    response = client.open(path, method=method.upper(), data=data, content_type=media_type)
    assert response.status_code == 200
    assert_described(response, method, path)


def test_the_example_of_an_explanation_is_as_described() -> None:
    content = DESCRIPTION["paths"]["/api/explain"]["post"]["responses"]["200"]["content"][JSON]
    schema = {**content["schema"], "components": DESCRIPTION["components"]}
    jsonschema.Draft202012Validator(schema).validate(content["example"])


@pytest.mark.parametrize(
    ("path", "media_type", "body", "status"),
    [
        ("/api/similarity", JSON, "{}", 400),
        ("/api/similarity", JSON, '{"pairs": [["", 1]]}', 400),
        ("/api/similarity", "text/plain", "{}", 415),
        ("/api/explain", JSON, "{}", 400),
        ("/similarity", JSON, "{}", 400),
        ("/rerank", JSON, json.dumps({"query": "글", "texts": ["글"] * 1001}), 413),
    ],
)
def test_real_errors_are_as_described(
    client: FlaskClient, path: str, media_type: str, body: str, status: int
) -> None:
    response = client.post(path, data=body, content_type=media_type)
    assert response.status_code == status
    assert_described(response, "post", path)


def test_json_from_the_page_is_as_described(client: FlaskClient) -> None:
    for data, status in ((PAIR, 200), ({**PAIR, "sentence2": ""}, 400)):
        response = client.post("/", data=data, headers={"Accept": JSON})
        assert response.status_code == status
        assert_described(response, "post", "/")
    response = client.post("/", data={**PAIR, "explain": "1"}, headers={"Accept": JSON})
    assert_described(response, "post", "/")


def test_the_docs_show_every_call_with_a_command_that_works(client: FlaskClient) -> None:

    page = client.get("/docs").text
    found = re.findall(r"<code>(curl .*?)</code>", page, re.DOTALL)
    commands = [html.unescape(text).replace("\\\n", " ") for text in found]
    assert len(commands) == len(examples())
    shown = {shlex.split(command)[1].removeprefix("http://localhost") for command in commands}
    assert shown == set(DESCRIPTION["paths"])
    for command in commands:
        _, address, *options = shlex.split(command)
        sent: dict[str, Any] = {}
        for flag, value in zip(options[::2], options[1::2], strict=True):
            if flag == "-d":
                sent["data"] = value
            elif flag == "-H":
                sent["content_type"] = value.removeprefix("Content-Type: ")
            else:
                sent.setdefault("data", {}).update([value.split("=", 1)])
        response = client.post(address, **sent) if sent else client.get(address)
        assert response.status_code == 200, command
