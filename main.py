"""Puts the app together: `gunicorn 'main:create_app()'`, `flask --app main run`, `python main.py`.

Around every route: no writes from other sites, security headers, a line in the log, and an answer
that arrives even when the request was too large.

But: it answers nothing itself; page.py, api.py and probes.py do.
"""

import io
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import structlog
from flask import Flask, Response, g, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wsgi import get_input_stream

import api
import errors
import logs
import page
import probes
from differences import shared_analyser
from errors import ApiError
from explanation import Explainer
from models import ModelError, Scorer
from settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__version__ = "1.5.0"

SECURITY_HEADERS = {
    # Not no-referrer, under which a browser calls the origin of the page's own form "null".
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}
# Of a body that no route read, this much is read before the answer goes out: enough for a client
# that misjudged a limit, too little for one that never stops.
UNREAD_BYTES = 64_000_000

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def create_app(settings: Settings | None = None, scorer: Scorer | None = None) -> Flask:
    """Build the app and load its model; when it returns, the first request is answered at once.

    Args:
        settings: Read from the environment by default.
        scorer: Loaded from the settings' folder by default.

    Raises:
        SystemExit: With code 2, after one sentence on standard error, when a setting or the model
            cannot be used.
    """
    try:
        settings = settings or load_settings()
        logs.configure(settings.log_level)
        if scorer is None:
            scorer = Scorer.load(
                settings.model_folder,
                threshold=settings.threshold,
                threads=settings.torch_threads,
            )
    except (SettingsError, ModelError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None

    app = Flask(__name__)
    app.json = Json(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_body_bytes
    app.extensions["settings"] = settings
    app.extensions["scorer"] = scorer
    app.extensions["analyser"] = shared_analyser()
    app.extensions["explainer"] = Explainer(scorer, shared_analyser())
    app.extensions["version"] = __version__
    app.extensions["warm"] = False
    app.wsgi_app = read_to_end(app.wsgi_app, settings)  # type: ignore[assignment, method-assign]
    app.before_request(start_clock)
    app.before_request(refuse_other_sites)
    app.after_request(add_security_headers)
    app.after_request(log_request)
    for module in (errors, page, api, probes):
        module.init_app(app)

    scorer.warm_up()
    app.extensions["warm"] = True
    return app


class Json(DefaultJSONProvider):
    """JSON as people read it: Hangul as Hangul, the keys in our order; never NaN."""

    ensure_ascii = False
    sort_keys = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Serialise; half a surrogate pair, which UTF-8 cannot hold, becomes its JSON escape."""
        text = super().dumps(obj, allow_nan=False, **kwargs)
        return text.encode("utf-8", "backslashreplace").decode()


def read_to_end(wsgi_app: "WSGIApplication", settings: Settings) -> "WSGIApplication":
    """Wrap the app so that a body always has a length, and is read before its answer goes out.

    A client that is still sending would otherwise see a reset connection instead of the answer,
    typically of the 413 that tells it why. And Werkzeug would cut a chunked body at the limit
    where it should refuse it.
    """

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if client := environ.get("gunicorn.socket"):
            client.settimeout(settings.body_timeout)
        body = environ["wsgi.input"] = get_input_stream(environ)
        if not environ.get("CONTENT_LENGTH"):
            begin = b"".join(_pieces(body, settings.max_body_bytes + 1))
            environ["wsgi.input"] = io.BytesIO(begin)
            environ["CONTENT_LENGTH"] = str(len(begin))
            environ.pop("HTTP_TRANSFER_ENCODING", None)
        # From here on the length counts, so that a body that ends early is noticed.
        environ.pop("wsgi.input_terminated", None)
        answer = wsgi_app(environ, start_response)
        with suppress(ClientDisconnected, OSError):
            for _ in _pieces(body, UNREAD_BYTES):
                pass
        return answer

    return app


def _pieces(body: IO[bytes], limit: int) -> Iterator[bytes]:
    """What comes next in `body`, up to `limit` bytes."""
    while limit > 0 and (piece := body.read(min(limit, 65536))):
        limit -= len(piece)
        yield piece


def start_clock() -> None:
    """For `log_request`."""
    g.started = time.perf_counter()


def refuse_other_sites() -> None:
    """Refuse what a page of another site makes a browser send; programs send neither header.

    Raises:
        ApiError: 403.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        ours = site in {"same-origin", "none"}
    else:
        ours = origin is None or origin.partition("://")[2] == request.host
    if not ours:
        raise ApiError(403, "Forbidden", "Pages of other sites may not send requests here.")


def add_security_headers(response: Response) -> Response:
    """On every answer, errors included."""
    response.headers.update(SECURITY_HEADERS)
    return response


def log_request(response: Response) -> Response:
    """One line a request: its route, not its address, and nothing of its body."""
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
    )
    return response


def main() -> None:
    """Serve with Werkzeug's own server: for a look, and where Gunicorn does not run."""
    app = create_app()
    settings: Settings = app.extensions["settings"]
    app.run(settings.host, settings.port)


if __name__ == "__main__":
    main()
