"""What stands around every route: headers, other sites, the log, and how the app starts."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from main import SECURITY_HEADERS, create_app
from models import Scorer
from settings import Settings

PAIR = {"sentence1": "친구가 먹고 있네요", "sentence2": "먹는 친구"}


@pytest.mark.parametrize("path", ["/", "/docs", "/info", "/nowhere", "/static/style.css"])
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        assert SECURITY_HEADERS.items() <= dict(response.headers).items()
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},  # an older browser
        {"Origin": "https://localhost"},  # behind a proxy that ends TLS
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/similarity"])
def test_our_own_page_and_programs_may_write(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    sent = {"data": PAIR} if path == "/" else {"json": PAIR}
    assert client.post(path, headers=headers, **sent).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/similarity", "/nowhere"])
def test_pages_of_other_sites_may_not_write(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    response = client.post(path, data=PAIR, headers={**headers, "Accept": "application/json"})
    assert response.status_code == 403
    assert response.content_type == "application/problem+json"


def test_pages_of_other_sites_may_link_here(client: FlaskClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_log_tells_routes_and_nothing_that_was_sent(client: FlaskClient) -> None:
    with capture_logs() as logged:
        client.get("/?q=비밀")
        client.get("/비밀")
        client.post("/api/similarity", json={"sentence1": "비밀", "sentence2": "비밀"})
        client.post("/api/similarity", json={"비밀": "비밀"})
    assert [(line["event"], line["route"], line["status"]) for line in logged] == [
        ("request", "/", 200),
        ("request", None, 404),
        ("request", "/api/similarity", 200),
        ("request", "/api/similarity", 400),
    ]
    assert "비밀" not in json.dumps(logged, ensure_ascii=False)


def test_the_log_is_json_lines(tiny_scorer: Scorer, capsys: pytest.CaptureFixture[str]) -> None:
    create_app(scorer=tiny_scorer).test_client().get("/livez")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["route"]) == ("info", "/livez")


def test_the_level_silences_the_log(
    tiny_scorer: Scorer, capsys: pytest.CaptureFixture[str]
) -> None:
    create_app(Settings(log_level="warning"), tiny_scorer).test_client().get("/livez")
    assert capsys.readouterr().out == ""


def test_json_never_holds_nan(client: FlaskClient) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        client.application.json.dumps(float("nan"))


def test_the_model_is_loaded_from_the_settings(tiny_model_folder: Path) -> None:
    app = create_app(Settings(model_folder=tiny_model_folder, threshold=1.5))
    scorer: Scorer = app.extensions["scorer"]
    assert scorer.threshold == 1.5
    assert app.test_client().get("/readyz").status_code == 200


def test_without_a_model_it_ends_with_one_sentence_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        create_app(Settings(model_folder=tmp_path / "nowhere"))
    assert caught.value.code == 2
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert str(tmp_path / "nowhere") in printed


def test_with_a_bad_setting_it_ends_with_one_sentence_and_code_2(
    tiny_scorer: Scorer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "abc")
    with pytest.raises(SystemExit) as caught:
        create_app(scorer=tiny_scorer)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("The environment variable PORT cannot be 'abc': ")
