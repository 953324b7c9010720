"""What the service says about itself: whether it lives, is ready, what it is, how to call it.

But: no probe scores anything, nor waits for what others score, as long as a thread is free.
"""

import json
import platform
import shlex
from collections.abc import Iterator
from typing import Any

import torch
import transformers
from flask import Blueprint, Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from errors import ApiError
from models import Scorer
from openapi import describe

blueprint = Blueprint("probes", __name__)


def init_app(app: Flask) -> None:
    """Add the probes to the app, whose `extensions` they tell about."""
    app.register_blueprint(blueprint)


@blueprint.get("/livez")
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify({"status": "alive"})


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """The model is loaded and has scored once.

    Raises:
        ApiError: 503 until then.
    """
    if not current_app.extensions["warm"]:
        raise ApiError(503, "Service Unavailable", "The model is not ready yet; try again soon.")
    return jsonify({"status": "ready"})


@blueprint.get("/info")
def info() -> ResponseReturnValue:
    """The model, its figures, the limits and the versions; see `schemas.Info`."""
    scorer: Scorer = current_app.extensions["scorer"]
    settings = current_app.extensions["settings"]
    return jsonify(
        {
            "model": {
                "id": scorer.name,
                "revision": scorer.revision,
                "parameters": scorer.parameters,
                "threshold": scorer.threshold,
                "metrics": scorer.metrics,
            },
            "limits": {
                "pairs": settings.max_pairs,
                "body_bytes": settings.max_body_bytes,
                "tokens_per_sentence": scorer.max_tokens,
            },
            "versions": {
                "app": current_app.extensions["version"],
                "python": platform.python_version(),
                "torch": torch.__version__,
                "transformers": transformers.__version__,
            },
        }
    )


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    """The API's description (OpenAPI 3.1)."""
    return jsonify(describe(current_app.extensions["version"]))


@blueprint.get("/docs")
def docs() -> str:
    """The same as a page, with a command to copy for each call."""
    described = describe(current_app.extensions["version"])
    calls = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "commands": list(_commands(method, path, operation)),
            "errors": {
                status: answer["description"]
                for status, answer in operation["responses"].items()
                if status != "200"
            },
        }
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
    ]
    return render_template("docs.html", calls=calls, version=described["info"]["version"])


def _commands(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    """Commands that call an operation with curl, as the description's examples do."""
    address = shlex.quote(request.host_url.rstrip("/") + path)
    if method == "get":
        yield f"curl {address}"
        return
    for media_type, body in operation["requestBody"]["content"].items():
        examples = body.get("examples") or {"only": {"value": body["example"]}}
        for example in examples.values():
            yield " \\\n  ".join([f"curl {address}", *_options(media_type, example["value"])])


def _options(media_type: str, body: dict[str, Any]) -> list[str]:
    if media_type == "application/json":
        text = json.dumps(body, ensure_ascii=False)
        return ["-H 'Content-Type: application/json'", f"-d {shlex.quote(text)}"]
    flag = "-F" if media_type == "multipart/form-data" else "--data-urlencode"
    return [f"{flag} {shlex.quote(f'{name}={value}')}" for name, value in body.items()]
